//! Where a participant writes: the group's written rounds that are open or shown, on a page of their own below the participant's link.
//!
//! Nobody sees here what another writes before all is shown, and nothing here says who wrote anything. What cannot be taken any more is told
//! with what was typed, so that nothing is lost.

mod answers;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{self, Path, Payload};
use maud::{Markup, html};

use super::{Answer, Come, LANGUAGES, come};
use crate::focusgroup::{Phase, Purpose, WrittenKind, WrittenMode, normalised};
use crate::language::{Language, filled, personal::without_person_numbers};
use crate::store::{Card, LONGEST_CARD, Written, Wrote, card_key};
use crate::token::RandomId;
use crate::web::Shared;
use crate::web::respondent::form::Typed;
use crate::web::respondent::plain::{Bare, bare};
use crate::web::respondent::refusal::Refusal;
use crate::web::respondent::{Asked, answered, form_of, see};

/// What was sent and could not be stored.
pub(super) struct Lost<'a> {
    /// Why, in a sentence that says what to do.
    wrong: String,
    /// Of which round.
    round: i64,
    typed: &'a Typed,
}

/// GET `/g/{token}/skriv`.
async fn show(state: Shared, token: Path<String>, request: HttpRequest) -> Answer {
    let come = come(state, &token, Asked::by(&request).language)?;
    if come.participant.withdrawn {
        return Ok(see(&come.address()));
    }
    let saved = request.query_string().split('&').any(|pair| pair == "saved=1");
    Ok(answered(StatusCode::OK, come.writing_page(None, saved)?))
}

/// POST `/g/{token}/skriv`.
async fn act(state: Shared, token: Path<String>, request: HttpRequest, body: Payload) -> Answer {
    let typed = form_of(&request, body).await?;
    let come = come(state, &token, Asked::with(&request, &typed).language)?;
    if come.participant.withdrawn {
        return Ok(see(&come.address()));
    }
    let round = typed.one("round").and_then(|id| id.parse().ok()).unwrap_or(0);
    Ok(match come.written_by(round, &typed)? {
        Ok(()) => see(&format!("{}&saved=1", come.writing_address())),
        Err(wrong) => {
            let lost = Lost { wrong, round, typed: &typed };
            answered(StatusCode::UNPROCESSABLE_ENTITY, come.writing_page(Some(&lost), false)?)
        }
    })
}

/// The page's address with its methods.
pub(in crate::web::respondent) fn resource() -> actix_web::Resource {
    crate::web::respondent::at("/g/{token}/skriv").route(crate::web::respondent::reading().to(show)).route(web::post().to(act))
}

impl Come {
    fn writing_address(&self) -> String {
        format!("/g/{}/skriv?lang={}", self.link, self.language.code())
    }

    /// Why this participant does not write with the group; nothing where they do.
    fn cannot_write(&self) -> Option<&str> {
        if !self.participant.is_in() {
            return Some(self.say(
                "Din plads i gruppen er givet til en anden, så du skal ikke skrive med.",
                "Your place in the group is given to somebody else, so you need not write with it.",
            ));
        }
        let consents = self.participant.consents_to(Purpose::TakePart);
        (!consents).then(|| {
            self.say(
                "Sig først ja til at være med. Det gør du på din egen side.",
                "First say yes to take part. You do so on your own page.",
            )
        })
    }

    /// The rounds of the group that are open, and then those that are shown, the newest first.
    fn rounds(&self) -> Vec<&Written> {
        let of_group =
            |one: &&Written| one.round.group_id == self.group.id && matches!(one.round.phase, Phase::Open | Phase::Shown);
        let mut rounds: Vec<&Written> = self.talks.written.iter().filter(of_group).collect();
        // What is to be written stands first, since that is what somebody is here for.
        rounds.sort_by_key(|one| (one.round.phase != Phase::Open, std::cmp::Reverse(one.round.id)));
        rounds
    }

    /// The way to the page where the group writes; nothing where there is nothing to write or see.
    pub(super) fn to_writing(&self) -> Markup {
        let rounds = self.rounds();
        let open = rounds.iter().any(|one| one.round.phase == Phase::Open);
        html! {
            @if !rounds.is_empty() && self.participant.is_in() {
                p { a.alone href=(self.writing_address()) {
                    @if open { (self.say("Gruppen skriver nu: skriv med", "The group is writing now: join in")) }
                    @else { (self.say("Se, hvad gruppen har skrevet", "See what the group wrote")) }
                } }
            }
        }
    }

    /// Stores what was written in a round, or says what is wrong with it.
    fn written_by(&self, round: i64, typed: &Typed) -> Result<Result<(), String>, Refusal> {
        let say = |danish: &str, english: &str| Ok(Err(self.say(danish, english).to_owned()));
        if let Some(why) = self.cannot_write() {
            return Ok(Err(why.to_owned()));
        }
        let Some(one) = self.talks.written.iter().find(|one| one.round.id == round && one.round.group_id == self.group.id) else {
            return say("Runden er der ikke mere.", "The round is not there any more.");
        };
        let broken = |error: crate::store::Error| Refusal::of(&error, self.language);
        let store = &self.state.store;
        match typed.one("act") {
            Some("card") if one.round.kind == WrittenKind::Cards => {
                let words = normalised(typed.one("words").unwrap_or_default());
                let words = without_person_numbers(&words, Language::Da);
                let Some(key) = typed.one("key").and_then(card_key) else {
                    return say("Formularen kan ikke læses. Genindlæs siden.", "The form cannot be read. Load the page again.");
                };
                if words.is_empty() || words.chars().count() > LONGEST_CARD {
                    return say(
                        "Skriv en tanke på kortet, på højst 300 tegn.",
                        "Write a thought on the card, in at most 300 signs.",
                    );
                }
                let quotable = typed.one("quotable") == Some("1");
                let wrote = store.write_card(&one.round, &self.participant, key, (&words, quotable)).map_err(broken)?;
                Ok(self.told(one, wrote))
            }
            // Whoever answers on a page of the turn before has not seen what the group answered in it.
            Some("rank" | "estimate") if typed.one("turn") != Some(one.round.turn.to_string().as_str()) => say(
                "Der er begyndt en ny omgang, så dit svar er ikke gemt. Se, hvad gruppen svarede, og svar igen.",
                "A new turn has begun, so your answer is not stored. See what the group answered, and answer again.",
            ),
            Some("rank") if one.round.kind == WrittenKind::Ranking => self.answer(one, self.ranking_typed(one, typed)),
            Some("estimate") if one.round.kind == WrittenKind::Delphi => self.answer(one, self.estimate_typed(one, typed)),
            Some("take-back") if one.round.mode == WrittenMode::Hidden => {
                let key = typed.one("card").and_then(card_key);
                let gone = key.map(|key| store.take_card_back(&one.round, &self.participant, key)).transpose().map_err(broken)?;
                if gone == Some(true) {
                    Ok(Ok(()))
                } else {
                    say("Kortet kan ikke tages tilbage mere.", "The card cannot be taken back any more.")
                }
            }
            _ => say("Formularen kan ikke læses. Genindlæs siden.", "The form cannot be read. Load the page again."),
        }
    }

    fn answer(&self, one: &Written, read: Result<String, String>) -> Result<Result<(), String>, Refusal> {
        let answer = match read {
            Ok(answer) => answer,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let wrote = self.state.store.write_answer(&one.round, &self.participant, &answer);
        Ok(self.told(one, wrote.map_err(|error| Refusal::of(&error, self.language))?))
    }

    fn told(&self, one: &Written, wrote: Wrote) -> Result<(), String> {
        let (danish, english) = match wrote {
            Wrote::Stored => return Ok(()),
            Wrote::Closed if one.round.kind != WrittenKind::Cards => (
                "Ordstyreren har lukket for at svare, så dit svar er ikke gemt.",
                "The moderator has closed the answering, so your answer is not stored.",
            ),
            Wrote::Closed => (
                "Ordstyreren har lukket for at skrive, så det, du skrev, er ikke gemt. Det står her, så du kan sige det i stedet.",
                "The moderator has closed the writing, so what you wrote is not stored. It stands here, so that you can say it instead.",
            ),
            Wrote::Full => (
                "Der er så mange kort, at der ikke kan komme flere. Det, du skrev, er ikke gemt.",
                "There are so many cards that no more can come. What you wrote is not stored.",
            ),
            Wrote::Spent if one.round.kind == WrittenKind::Ranking => (
                "Du har svaret, og svaret kan ikke laves om, fordi ingen ved, hvilket der er dit.",
                "You have answered, and the answer cannot be changed, because nobody knows which is yours.",
            ),
            Wrote::Spent => (
                "Du har svaret i denne omgang, og svaret kan ikke laves om, fordi ingen ved, hvilket der er dit.",
                "You have answered in this turn, and the answer cannot be changed, because nobody knows which is yours.",
            ),
        };
        Err(self.say(danish, english).to_owned())
    }

    fn writing_page(&self, lost: Option<&Lost<'_>>, saved: bool) -> Result<String, Refusal> {
        let title = self.say("Skriv sammen", "Write together");
        let rounds = self.rounds();
        let mut sections = Vec::new();
        for one in &rounds {
            sections.push(self.round(one, lost.filter(|lost| lost.round == one.round.id))?);
        }
        let kept = lost.filter(|lost| !rounds.iter().any(|one| one.round.id == lost.round && one.round.phase == Phase::Open));
        // The way to the form, where it still stands there.
        let open =
            rounds.iter().find(|one| lost.is_some_and(|lost| lost.round == one.round.id) && one.round.phase == Phase::Open);
        let has_form = match open {
            Some(one) => self.cannot_write().is_none() && !self.has_answered(one)?,
            None => false,
        };
        let main = html! {
            @if let Some(lost) = lost {
                div.faults role="alert" tabindex="-1" autofocus {
                    p { b { @if has_form { a.alone href={ "#answer-" (lost.round) } { (lost.wrong) } } @else { (lost.wrong) } } }
                    @if let Some(words) = kept.and_then(|lost| lost.typed.one("words")).filter(|words| !words.is_empty()) {
                        label for="kept" { (self.say("Det, du skrev", "What you wrote")) }
                        textarea #kept readonly rows="3" { (words) }
                    }
                }
            } @else if saved {
                p.lead role="status" { (self.say("Det er gemt.", "It is saved.")) }
            }
            h1 { (title) }
            p { (self.group.planned.title) }
            @if let Some(why) = self.cannot_write() {
                p { (why) }
            } @else {
                @if rounds.is_empty() {
                    p { (self.say("Der er ikke noget at skrive lige nu. Hent siden igen, når ordstyreren siger til.", "There is nothing to write right now. Load the page again when the moderator says so.")) }
                }
                @for section in &sections { (section) }
                p { a.alone href=(self.writing_address()) { (self.say("Hent siden igen", "Load the page again")) } }
            }
            p { a.alone href=(self.address()) { (self.say("Til din egen side", "To your own page")) } }
        };
        let address = format!("/g/{}/skriv", self.link);
        let unit = self.talks.trials.municipality(&self.participant.unit);
        let frame = Bare {
            sender: unit.map(|unit| unit.name.as_str()),
            title,
            faulty: lost.is_some(),
            address: &address,
            languages: &LANGUAGES,
            demonstration: self.state.demonstration,
            ..Bare::of(self.language)
        };
        Ok(bare(&frame, &main))
    }

    fn round(&self, one: &Written, lost: Option<&Lost<'_>>) -> Result<Markup, Refusal> {
        let inside = match (one.round.kind, one.round.phase) {
            (WrittenKind::Cards, Phase::Open) => self.card_form(one, lost)?,
            (WrittenKind::Cards, _) => self.cards(one),
            (WrittenKind::Ranking, Phase::Open) => self.ranking_form(one, lost)?,
            (WrittenKind::Ranking, _) => self.ranking(one),
            (WrittenKind::Delphi, Phase::Open) => self.estimate_form(one, lost)?,
            (WrittenKind::Delphi, _) => self.estimates(one),
        };
        // Two rounds may ask the same, so each has a heading and none is a landmark.
        Ok(html! {
            section.round {
                h2 { (one.round.asked) }
                p { (one.round.mode.sentence(self.language)) }
                (inside)
            }
        })
    }

    /// A form of this page, which does one thing in a round.
    pub(super) fn writing_form(&self, one: &Written, act: &str, inside: &Markup) -> Markup {
        html! {
            form method="post" action={ "/g/" (self.link) "/skriv" } {
                input type="hidden" name="language" value=(self.language.code());
                input type="hidden" name="round" value=(one.round.id);
                input type="hidden" name="turn" value=(one.round.turn);
                input type="hidden" name="act" value=(act);
                (inside)
            }
        }
    }

    /// What is wrong, at the form that it is wrong with.
    fn wrong(lost: Option<&Lost<'_>>) -> Markup {
        html! { @if let Some(lost) = lost { p.error { (lost.wrong) } } }
    }

    fn card_form(&self, one: &Written, lost: Option<&Lost<'_>>) -> Result<Markup, Refusal> {
        let key = RandomId::new().map_err(|error| Refusal::of(&error.into(), self.language))?;
        let (words, quotable, key) = match lost.map(|lost| lost.typed) {
            Some(typed) => (
                typed.one("words").unwrap_or_default(),
                typed.one("quotable") == Some("1"),
                typed.one("key").and_then(card_key).unwrap_or(key),
            ),
            None => ("", false, key),
        };
        let id = format!("answer-{}", one.round.id);
        let own: Vec<&Card> = one.cards.iter().filter(|card| card.author == Some(self.participant.id)).collect();
        let later = match one.round.mode {
            WrittenMode::Hidden => self.say(
                "Ingen anden i gruppen ser dit kort, før ordstyreren viser alle kort på en gang.",
                "Nobody else in the group sees your card before the moderator shows all cards at once.",
            ),
            WrittenMode::Unstored => self.say(
                "Når kortet er sendt, kan heller ikke du se eller slette det, fordi ingen ved, hvilke kort der er dine. Alle kort vises på en gang.",
                "Once the card is sent, you cannot see or delete it either, because nobody knows which cards are yours. All cards are shown at once.",
            ),
        };
        Ok(html! {
            (self.writing_form(one, "card", &html! {
                input type="hidden" name="key" value=(data_encoding::HEXLOWER.encode(&key.0));
                fieldset {
                    legend.hidden { (self.say("Et nyt kort", "A new card")) ": " (one.round.asked) }
                    label.ask for=(id) { (self.say("Skriv én tanke på kortet", "Write one thought on the card")) }
                    p.help id={ (id) "-h" } { (later) }
                    (Self::wrong(lost))
                    textarea id=(id) name="words" rows="3" maxlength=(LONGEST_CARD) aria-describedby={ (id) "-h" } aria-invalid=[lost.map(|_| "true")] { (words) }
                    div.apart { label.row { input type="checkbox" name="quotable" value="1" checked[quotable]; span { (self.say(
                        "Ordene må stå på tryk, som de er, uden navn.",
                        "The words may be printed as they are, without a name.",
                    )) } } }
                }
                button type="submit" { (self.say("Send kortet", "Send the card")) }
            }))
            @if !own.is_empty() {
                p.lead { (filled(self.say("Dine kort: {n}", "Your cards: {n}"), &[("n", &own.len().to_string())])) }
                ul { @for card in own {
                    li {
                        (card.words)
                        (self.writing_form(one, "take-back", &html! {
                            input type="hidden" name="card" value=(card.handle());
                            button.plain type="submit" { (self.say("Tag kortet tilbage", "Take the card back")) span.hidden { ": " (card.words) } }
                        }))
                    }
                } }
            }
        })
    }

    /// All cards, by theme, each with those that lie under it.
    fn cards(&self, one: &Written) -> Markup {
        let themes = self.talks.themes();
        let named = |key: &str| themes.iter().find(|(known, _)| *known == key).map(|(_, title)| title.get(self.language));
        // Cards without a theme stand last, under a heading of their own where others have one.
        let without = one.heads().any(|card| !card.theme.is_empty()).then(|| self.say("Uden tema", "Without a theme"));
        let mut groups: Vec<(Option<&str>, Vec<&Card>)> = Vec::new();
        for key in themes.iter().map(|(key, _)| *key).chain([""]) {
            let own: Vec<&Card> = one.heads().filter(|card| card.theme == key).collect();
            if !own.is_empty() {
                groups.push((named(key).or(without), own));
            }
        }
        html! {
            @if one.cards.is_empty() { p { (self.say("Ingen skrev et kort.", "Nobody wrote a card.")) } }
            @for (theme, cards) in &groups {
                @if let Some(theme) = theme { h3 { (theme) } }
                ul { @for card in cards {
                    li {
                        (card.words)
                        @if one.under(card.key).next().is_some() { ul { @for other in one.under(card.key) { li { (other.words) } } } }
                    }
                } }
            }
        }
    }
}
