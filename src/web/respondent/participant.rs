//! The page of somebody who is invited to a focus group: answer, consent, own quotes, and taking everything back, all behind one link.
//!
//! Nothing of anybody else stands here. What is pressed without a choice changes nothing, since mail scanners press buttons.

mod about;
mod quotes;
pub(super) mod writing;

use actix_web::http::StatusCode;
use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::form::Typed;
use super::plain::{Bare, bare};
use super::refusal::Refusal;
use super::{Asked, answered, form_of, see};
use crate::export::summary::Talks;
use crate::focusgroup::{CONSENT_VERSION, Purpose, Reply, consent_sentence, normalised};
use crate::language::personal::without_person_numbers;
use crate::language::{Language, filled, number};
use crate::store::{FocusGroup, Participant};
use crate::token::Token;
use crate::web::Shared;

/// The languages of this page.
const LANGUAGES: [Language; 2] = [Language::Da, Language::En];
/// The longest text beside an answer, in signs.
const LONGEST: usize = 1_000;

type Answer = Result<HttpResponse, Refusal>;

/// A participant who has come to their page.
struct Come {
    state: Shared,
    talks: Talks,
    participant: Participant,
    group: FocusGroup,
    /// The token as it stands in the address.
    link: String,
    language: Language,
}

/// GET `/g/{token}`.
pub(super) async fn show(state: Shared, token: Path<String>, request: HttpRequest) -> Answer {
    let come = come(state, &token, Asked::by(&request).language)?;
    let saved = request.query_string().split('&').any(|pair| pair == "saved=1");
    Ok(answered(StatusCode::OK, come.page(None, saved)))
}

/// POST `/g/{token}`.
pub(super) async fn act(state: Shared, token: Path<String>, request: HttpRequest, body: Payload) -> Answer {
    let typed = form_of(&request, body).await?;
    let come = come(state, &token, Asked::with(&request, &typed).language)?;
    if come.participant.withdrawn {
        return Ok(see(&come.address()));
    }
    let did = match typed.one("act") {
        Some("reply") => come.reply(&typed)?,
        Some("consent") => come.consent(&typed)?,
        Some("decide") => come.decide(&typed)?,
        Some("withdraw") => come.withdraw(&typed)?,
        _ => Err(come.say("Vælg et svar.", "Choose an answer.").to_owned()),
    };
    Ok(match did {
        Ok(()) => see(&format!("{}&saved=1", come.address())),
        Err(wrong) => answered(StatusCode::UNPROCESSABLE_ENTITY, come.page(Some(&wrong), false)),
    })
}

/// The participant with this link; a malformed one is answered without a look-up.
fn come(state: Shared, link: &str, wanted: Option<Language>) -> Result<Come, Refusal> {
    let wanted = wanted.filter(|language| LANGUAGES.contains(language));
    let language = wanted.unwrap_or_default();
    let not_found = || Refusal::not_found(language);
    let broken = |error: crate::store::Error| Refusal::of(&error, language);
    let token = Token::parse(link).ok_or_else(not_found)?;
    let participant = state.store.participant_of(token).map_err(broken)?.ok_or_else(not_found)?;
    // Whoever gets letters in a language is met in it.
    let language = wanted.or(Some(participant.language).filter(|language| LANGUAGES.contains(language))).unwrap_or_default();
    let talks = Talks::gather(&state.store).map_err(broken)?;
    let group = talks.group(participant.group_id).cloned().ok_or_else(not_found)?;
    Ok(Come { state, talks, participant, group, link: link.to_owned(), language })
}

/// Done, or what is wrong with what was sent.
type Did = Result<Result<(), String>, Refusal>;

impl Come {
    fn say<'a>(&self, danish: &'a str, english: &'a str) -> &'a str {
        if self.language == Language::En { english } else { danish }
    }

    fn address(&self) -> String {
        format!("/g/{}?lang={}", self.link, self.language.code())
    }

    fn stored(&self, done: Result<(), crate::store::Error>) -> Did {
        done.map(Ok).map_err(|error| Refusal::of(&error, self.language))
    }

    fn reply(&self, typed: &Typed) -> Did {
        let words = normalised(typed.one("words").unwrap_or_default());
        let words = without_person_numbers(&words, self.language);
        match typed.one("reply").and_then(Reply::from_name) {
            Some(reply) if words.chars().count() <= LONGEST => {
                self.stored(self.state.store.reply(self.participant.id, reply, &words))
            }
            Some(_) => Ok(Err(self.say("Skriv højst 1.000 tegn.", "Write at most 1,000 signs.").to_owned())),
            None => Ok(Err(self.say("Vælg, om du kommer.", "Choose whether you come.").to_owned())),
        }
    }

    fn consent(&self, typed: &Typed) -> Did {
        let given: Vec<Purpose> = typed.all("consent").filter_map(Purpose::from_name).collect();
        self.stored(self.state.store.consent(&self.participant, &given, self.state.clock.now()))
    }

    fn withdraw(&self, typed: &Typed) -> Did {
        if typed.one("sure") != Some("1") {
            let wrong = self.say("Sæt kryds ved, at du er sikker.", "Tick that you are sure.");
            return Ok(Err(wrong.to_owned()));
        }
        self.stored(self.state.store.withdraw_participant(&self.participant, self.state.clock.now()))
    }

    fn page(&self, wrong: Option<&str>, saved: bool) -> String {
        let unit = self.talks.trials.municipality(&self.participant.unit);
        let title = self.group.planned.title.as_str();
        let main = html! {
            @if let Some(wrong) = wrong {
                div.faults role="alert" tabindex="-1" autofocus { p { b { (wrong) } } }
            } @else if saved {
                p.lead role="status" { (self.say("Det er gemt.", "It is saved.")) }
            }
            h1 { (title) }
            @if self.participant.withdrawn {
                p { (self.say(
                    "Du har trukket dig. Dit navn og din adresse er slettet, og det samme er noter og citater af det, du sagde.",
                    "You have withdrawn. Your name and address are deleted, and so are notes and quotes of what you said.",
                )) }
                p { (self.say(
                    "Har andre nævnt dit navn i noterne, ser vi de linjer efter og retter dem. Punkter, som flere har støttet, kan stadig stå der.",
                    "Where others spoke your name in the notes, we look at those lines and change them. Points that several supported may still be there.",
                )) }
            } @else {
                (self.to_writing())
                @if self.participant.released {
                    p.lead { (self.say("Din plads i samtalen er givet til en anden. Du skal ikke komme.", "Your place in the talk is given to somebody else. You need not come.")) }
                } @else {
                    (self.time())
                    @if !self.group.cancelled { (self.about()) }
                    @if !self.group.cancelled && self.state.clock.now() < self.group.planned.ends { (self.reply_form()) }
                }
                // Of a talk that is not held there is nothing to agree to, and what was said yes to can be taken back.
                @if !self.group.cancelled || !self.participant.consents.is_empty() { (self.consent_form()) }
                (self.quotes())
                (self.withdrawal())
            }
        };
        let phone = unit.and_then(|unit| unit.phone.as_deref());
        let footer = html! {
            p { (self.say(
                "Adressen til denne side er din nøgle. Giv den ikke videre. Mister du den, kan den, der har inviteret dig, slå den op; det bliver skrevet ned.",
                "The address of this page is your key. Do not pass it on. If you lose it, whoever invited you can look it up; that is written down.",
            )) }
            @if let Some(phone) = phone {
                p { (self.say("Spørgsmål? Ring på ", "Questions? Call ")) a href={ "tel:" (phone.replace(' ', "")) } { (phone) } "." }
            }
        };
        let address = format!("/g/{}", self.link);
        let frame = Bare {
            sender: unit.map(|unit| unit.name.as_str()),
            title,
            faulty: wrong.is_some(),
            address: &address,
            languages: &LANGUAGES,
            demonstration: self.state.demonstration,
            footer,
            ..Bare::of(self.language)
        };
        bare(&frame, &main)
    }

    fn time(&self) -> Markup {
        let planned = &self.group.planned;
        let clock =
            |at: crate::time::Timestamp| at.zoned().map(|at| format!("{:02}.{:02}", at.hour(), at.minute())).unwrap_or_default();
        let (from, to) = (clock(planned.starts), clock(planned.ends));
        let when = filled(
            self.say("{day}, kl. {from} til {to}, dansk tid", "{day}, {from} to {to}, Danish time"),
            &[("day", &number::day(planned.starts.day(), self.language)), ("from", &from), ("to", &to)],
        );
        let place = self.group.meets_at(self.state.clock.now());
        let is_link = place.starts_with("https://");
        html! {
            @if self.group.cancelled { p.lead { (self.say("Samtalen er aflyst.", "The talk is called off.")) } }
            p.lead { (when) }
            @if !place.is_empty() && !self.group.cancelled {
                p { @if is_link { a.alone href=(place) rel="noreferrer" { (self.say("Til videomødet", "To the video meeting")) } } @else { (place) } }
            }
        }
    }

    /// A form of this page, which does one thing, under a heading if it has one.
    fn form(&self, act: &str, heading: Option<&str>, inside: &Markup) -> Markup {
        html! {
            @if let Some(heading) = heading { h2 id=[(act != "decide").then(|| format!("h-{act}"))] { (heading) } }
            form method="post" action={ "/g/" (self.link) } {
                input type="hidden" name="language" value=(self.language.code());
                input type="hidden" name="act" value=(act);
                (inside)
            }
        }
    }

    fn reply_form(&self) -> Markup {
        let words = |reply: Reply| match reply {
            Reply::Yes => self.say("Ja, jeg kommer", "Yes, I come"),
            Reply::No => self.say("Nej, jeg kan ikke være med", "No, I cannot take part"),
            Reply::AnotherTime => self.say("Gerne, men på et andet tidspunkt", "Gladly, but at another time"),
        };
        let asked = self.say("Kommer du?", "Do you come?");
        let said = match self.participant.reply {
            Some(Reply::Yes) => Some(self.say("Du har sagt, at du kommer.", "You said that you come.")),
            Some(Reply::No) => Some(self.say(
                "Du har sagt nej. Vi skriver ikke mere til dig om samtalen.",
                "You said no. We write no more to you about the talk.",
            )),
            Some(Reply::AnotherTime) => Some(self.say(
                "Du har bedt om et andet tidspunkt. Vi skriver til dig, hvis samtalen bliver flyttet.",
                "You asked for another time. We write to you if the talk is moved.",
            )),
            None => None,
        };
        self.form("reply", Some(asked), &html! {
            @if let Some(said) = said { p.help { (said) } }
            fieldset aria-labelledby="h-reply" {
                @for reply in Reply::ALL {
                    label.row { input type="radio" name="reply" value=(reply.name()) checked[self.participant.reply == Some(reply)]; span { (words(reply)) } }
                }
                label for="words" { (self.say("Vil du skrive noget til? For eksempel, hvornår du kan.", "Is there anything to add? When you can, for example.")) }
                textarea id="words" name="words" maxlength=(LONGEST) { (self.participant.reply_words) }
            }
            button type="submit" { (self.say("Gem mit svar", "Save my answer")) }
        })
    }

    /// Since when a purpose is consented to, that its sentence is another by now, or that nobody asked it when they answered.
    fn since(&self, purpose: Purpose) -> Option<String> {
        if let Some(answered) = self.participant.answered_before(purpose) {
            let sentence = self.say(
                "Det er et nyt spørgsmål. Vi spurgte ikke om det, da du svarede {day}.",
                "This is a new question. We did not ask it when you answered on {day}.",
            );
            return Some(filled(sentence, &[("day", &number::day(answered.day(), self.language))]));
        }
        let last = self.participant.said.iter().rev().find(|said| said.purpose == purpose).filter(|said| said.given)?;
        let sentence = if self.participant.consents_to(purpose) {
            self.say("Du har sagt ja {day}.", "You said yes on {day}.")
        } else {
            self.say(
                "Du sagde ja til en ældre tekst {day}. Teksten er ændret, så sig ja igen.",
                "You said yes to an older text on {day}. The text has changed, so say yes again.",
            )
        };
        Some(filled(sentence, &[("day", &number::day(last.at.day(), self.language))]))
    }

    fn consent_form(&self) -> Markup {
        let asked = self.say("Hvad siger du ja til?", "What do you say yes to?");
        self.form("consent", Some(asked), &html! {
            fieldset aria-labelledby="h-consent" {
                p.help { (self.say("Sæt kryds ved hver for sig. Du kan altid fjerne et kryds igen her på siden.", "Tick each by itself. You can always take a tick away again here on the page.")) }
                @if self.participant.left() { p.help { (self.say(
                    "Du har fjernet krydset ved at være med. Det, du har sagt, bruges ikke: det tæller ikke med i punkterne, og dine citater vises ikke. Noterne ligger der, til du trækker dig helt.",
                    "You took away the tick at taking part. What you said is not used: it does not count in the points, and your quotes are not shown. The notes stay until you withdraw altogether.",
                )) } }
                @else if self.participant.consents_to(Purpose::TakePart) { p.help { (self.say(
                    "Fjerner du krydset ved at være med, falder de andre også væk. Så bruges det, du har sagt, ikke mere.",
                    "If you take away the tick at taking part, the others go too. Then what you said is not used any more.",
                )) } }
                @for purpose in Purpose::ALL {
                    label.row { input type="checkbox" name="consent" value=(purpose.name()) checked[self.participant.consents_to(purpose)]; span { (consent_sentence(purpose, CONSENT_VERSION, self.language)) } }
                    @if let Some(since) = self.since(purpose) { p.help { (since) } }
                }
            }
            button type="submit" { (self.say("Gem mine valg", "Save my choices")) }
        })
    }

    fn withdrawal(&self) -> Markup {
        html! {
            details {
                summary { (self.say("Træk dig helt", "Withdraw altogether")) }
                div {
                    p { (self.say(
                        "Dit navn og din adresse bliver slettet. Det gør noter og citater af det, du har sagt, også, og det, du har skrevet, hvor det er gemt, hvem der skrev det. Det kan ikke gøres om.",
                        "Your name and address are deleted. So are notes and quotes of what you said, and what you wrote where it is stored who wrote it. It cannot be undone.",
                    )) }
                    p { (self.say(
                        "Har andre nævnt dit navn, ser vi de linjer efter bagefter. Er det, du sagde, noteret uden kode, kan vi ikke finde det.",
                        "Where others spoke your name, we look at those lines afterwards. What you said that was noted without a code we cannot find.",
                    )) }
                    p { (self.say(
                        "Gruppens optagelser og udskrifter bliver også slettet, og opsamlinger med dine ord kan ikke hentes mere. Har nogen gemt en opsamling eller en rapport, før du trak dig, har de den stadig. Ser de så en ny, kan de se, hvad der er taget ud.",
                        "The group's recordings and transcripts are deleted too, and summaries with your words cannot be fetched any more. Whoever kept a summary or a report from before you withdrew still has it. If they then see a new one, they can see what was taken out.",
                    )) }
                    (self.form("withdraw", None, &html! {
                        label.row { input type="checkbox" name="sure" value="1"; span { (self.say("Ja, slet det hele", "Yes, delete it all")) } }
                        button type="submit" { (self.say("Træk mig", "Withdraw me")) }
                    }))
                }
            }
        }
    }
}

/// The page's address with its methods.
pub(super) fn resource() -> actix_web::Resource {
    super::at("/g/{token}").route(super::reading().to(show)).route(web::post().to(act))
}
