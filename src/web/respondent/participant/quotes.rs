//! A participant's own quotes: each with the question around it and what it will be attributed to; approved, reworded or withheld.

use maud::{Markup, html};

use super::{Come, Did};
use crate::export::summary::{Permission, Settled, singular};
use crate::focusgroup::attribution::Shown;
use crate::focusgroup::{Purpose, Relation, approval_hash, normalised};
use crate::language::filled;
use crate::language::personal::{Names, masked};
use crate::store::QuoteDecision;
use crate::web::respondent::form::Typed;

/// The longest quote in one's own words, in signs.
const LONGEST: usize = 2_000;

impl Come {
    /// Keeps what was decided about a quote, if it still is as it was shown.
    pub(super) fn decide(&self, typed: &Typed) -> Did {
        let settled = self.talks.settled();
        let id = typed.one("quote").and_then(|id| id.parse().ok());
        let Some(one) = settled.iter().find(|one| Some(one.quote.id) == id && self.is_own(one)) else {
            return Ok(Err(self.say("Citatet er der ikke mere.", "The quote is not there any more.").to_owned()));
        };
        let attribution = self.talks.claims.attribution(one.quote, one.role);
        if typed.one("hash") != Some(&approval_hash(&one.quote.words, &attribution)) {
            let wrong = self.say(
                "Citatet er ændret, siden du så det. Se det igen.",
                "The quote has changed since you saw it. Look at it again.",
            );
            return Ok(Err(wrong.to_owned()));
        }
        let Some(decision) = typed.one("decision").and_then(QuoteDecision::from_name) else {
            return Ok(Err(self.say("Vælg, om citatet må vises.", "Choose whether the quote may be shown.").to_owned()));
        };
        let own = normalised(typed.one("own").unwrap_or_default()).split_whitespace().collect::<Vec<_>>().join(" ");
        // What is published tells no numbers and addresses, whoever wrote them.
        let own = masked(&own, &Names::default(), self.language);
        let words = if decision == QuoteDecision::Reworded { &own } else { &one.quote.words };
        if words.is_empty() || words.chars().count() > LONGEST {
            return Ok(Err(self.say("Skriv citatet med dine egne ord.", "Write the quote in your own words.").to_owned()));
        }
        let hash = approval_hash(words, &attribution);
        self.stored(self.state.store.decide(one.quote.id, decision, words, &hash, self.state.clock.now()))
    }

    fn is_own(&self, one: &Settled<'_>) -> bool {
        one.participant.is_some_and(|said| said.id == self.participant.id)
    }

    /// The participant's quotes; nothing where there is none.
    pub(super) fn quotes(&self) -> Markup {
        let settled = self.talks.settled();
        let own: Vec<&Settled<'_>> = settled.iter().filter(|one| self.is_own(one)).collect();
        if own.is_empty() {
            return html! {};
        }
        if !self.participant.consents_to(Purpose::BeQuoted) {
            return self.unused(&own);
        }
        html! {
            h2 { (self.say("Dine citater", "Your quotes")) }
            p { (self.say("Her ser du kun dine egne. Et citat bliver først brugt, når du har sagt ja til det, som det står.", "You see only your own here. A quote is used only once you have said yes to it as it stands.")) }
            @for one in own { (self.quote(one)) }
        }
    }

    /// What was to be quoted, where it may not be any more.
    fn unused(&self, own: &[&Settled<'_>]) -> Markup {
        html! {
            h2 { (self.say("Dine citater", "Your quotes")) }
            p { (self.say(
                "De her citater bruges ikke, fordi du ikke siger ja til at blive citeret. Opsamlinger, hvor de stod, kan ikke hentes mere.",
                "These quotes are not used, since you do not say yes to being quoted. Summaries that had them cannot be fetched any more.",
            )) }
            ul { @for one in own { li { "»" (one.quote.words) "«" } } }
        }
    }

    /// What becomes of a quote that was decided about.
    fn outcome(&self, one: &Settled<'_>, decided: Option<QuoteDecision>) -> Option<&str> {
        let is_published = self.talks.claims.point(one.quote.point_id).is_some_and(|point| point.published);
        Some(match (decided?, one.shown(), is_published) {
            (QuoteDecision::Withheld, ..) => {
                self.say("Du har sagt nej. Citatet bruges ikke.", "You said no. The quote is not used.")
            }
            (_, Shown::Withheld, _) => self.say(
                "Du har sagt ja. Citatet bruges ikke nu, fordi for få kan have sagt det.",
                "You said yes. The quote is not used now, because too few could have said it.",
            ),
            (_, _, true) => self.say(
                "Du har sagt ja. Citatet står i opsamlinger og i rapporter om forsøgene.",
                "You said yes. The quote stands in summaries and in reports about the trials.",
            ),
            (_, _, false) => self.say(
                "Du har sagt ja. Citatet bruges, når punktet er udgivet: i opsamlinger og i rapporter om forsøgene.",
                "You said yes. The quote is used once the point is published: in summaries and in reports about the trials.",
            ),
        })
    }

    fn quote(&self, one: &Settled<'_>) -> Markup {
        let attribution = self.talks.claims.attribution(one.quote, one.role);
        let guide = self.talks.guide(&self.group);
        let question = guide.and_then(|guide| guide.questions().find(|(_, question)| question.key == one.statement.question));
        let names = self.participant.consents_to(Purpose::RoleNamed);
        let role = attribution.role.filter(|_| names).map(|role| singular(role, self.language));
        let trials: Vec<&str> = attribution
            .trials
            .iter()
            .filter_map(|key| self.talks.trials.trial(key))
            .map(|trial| trial.name.get(self.language))
            .collect();
        let stands = match attribution.relation {
            Some(Relation::Nuances) => self.say(
                "Står under punktet, som noget der nuancerer det: {claim}",
                "Stands under the point, as something that nuances it: {claim}",
            ),
            Some(Relation::Contradicts) => self.say(
                "Står under punktet, som noget der taler imod det: {claim}",
                "Stands under the point, as something that speaks against it: {claim}",
            ),
            Some(Relation::Supports) | None => self.say("Står under punktet: {claim}", "Stands under the point: {claim}"),
        };
        let decided = match one.permission {
            Permission::Given if one.quote.decision == Some(QuoteDecision::Reworded) => Some(QuoteDecision::Reworded),
            Permission::Given => Some(QuoteDecision::Approved),
            Permission::Withheld => Some(QuoteDecision::Withheld),
            Permission::Waiting | Permission::NoConsent => None,
        };
        let id = one.quote.id;
        let choices = [
            (QuoteDecision::Approved, self.say("Ja, det må vises, som det står", "Yes, it may be shown as it stands")),
            (
                QuoteDecision::Reworded,
                self.say("Ja, men med mine egne ord, som jeg skriver nedenfor", "Yes, but in my own words, which I write below"),
            ),
            (QuoteDecision::Withheld, self.say("Nej, det må ikke vises", "No, it may not be shown")),
        ];
        let quoted = format!("»{}«", one.quote.words);
        self.form("decide", Some(&quoted), &html! {
            input type="hidden" name="quote" value=(id);
            input type="hidden" name="hash" value=(approval_hash(&one.quote.words, &attribution));
            @if let Some(outcome) = self.outcome(one, decided) { p.help { (outcome) } }
            fieldset {
                legend.hidden { (self.say("Må citatet vises?", "May the quote be shown?")) }
                @if let Some((_, question)) = question { p.help { (self.say("Sagt til spørgsmålet: ", "Said to the question: ")) (question.text.get(self.language)) } }
                p.help {
                    (filled(stands, &[("claim", &attribution.claim)]))
                    br;
                    @match role {
                        Some(role) => (filled(self.say("Vises som sagt af {role}, hvis mindst tre kan have sagt det.", "Shown as said by {role}, if at least three people could have said it."), &[("role", role)])),
                        None => (self.say("Vises uden din rolle.", "Shown without your role.")),
                    }
                    @if attribution.labelled && role.is_some() { br; (self.say(
                        "Rollen får et bogstav, så en læser kan se, at flere citater i den samme opsamling er fra den samme person.",
                        "The role gets a letter, so that a reader can see that several quotes in the same summary are from the same person.",
                    )) }
                    @if !trials.is_empty() { br; (self.say("Forsøg: ", "Trials: ")) (trials.join("; ")) }
                }
                @for (decision, words) in choices {
                    label.row { input type="radio" name="decision" value=(decision.name()) checked[decided == Some(decision)]; span { (words) } }
                }
                label for={ "own-" (id) } { (self.say("Mine egne ord", "My own words")) }
                textarea id={ "own-" (id) } name="own" maxlength=(LONGEST) { (one.quote.words) }
            }
            button type="submit" { (self.say("Gem mit valg", "Save my choice")) }
        })
    }
}
