//! Entering what somebody answered on paper or by telephone: who it is, then the whole questionnaire on one page.
//!
//! In an anonymous round nobody is found by a key, only by the code of their own letter, so that nobody here learns who answered what. How
//! an answer came in is stored with it; who entered it stands in the log alone.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::rounds::way_to;
use super::sign_in::notice;
use super::{broken, missing};
use crate::access::Within;
use crate::fieldwork::{Access, Entry, Mode, Round};
use crate::language::Language;
use crate::language::personal::Names;
use crate::questionnaire::Audience;
use crate::store::{Error, InvitationState, PersonLink, PublishedVersion, Reader, Sent, Submitted, Visit};
use crate::token::{Token, parse_entry_code};
use crate::web::respondent::{Filled, Tries, Whole};

/// How often an answer is tried that somebody changes at the same moment.
const TRIES: usize = 3;
// Names that no question can have.
const MODE: &str = "desk:mode";
const PERSON: &str = "desk:person";
const MUNICIPALITY: &str = "desk:municipality";
const CODE: &str = "desk:code";
const LANGUAGE: &str = "desk:language";
const ACT: &str = "desk:act";
/// Behind the question mark: how the answer came that was entered before.
const BEFORE: &str = "before=";

/// What happened, for the top of the page.
enum Said {
    Nothing,
    Wrong(String),
}

/// Why an answer cannot be entered, or what went wrong.
enum Stop {
    Said(String),
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// GET `/desk/rounds/{round}/answers/new`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    match found(admitted) {
        Ok(Some((round, version))) => show(admitted, &round, &version, &Said::Nothing),
        Ok(None) => missing(admitted),
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/rounds/{round}/answers/new`: finds the person, and with the questionnaire filled in stores it.
pub(super) async fn act(admitted: Admitted) -> HttpResponse {
    let (round, version) = match found(&admitted) {
        Ok(Some(found)) => found,
        Ok(None) => return missing(&admitted),
        Err(error) => return broken(&admitted, &error),
    };
    match entered(&admitted, &round, &version).await {
        Ok(answer) => answer,
        Err(Stop::Said(wrong)) => show(&admitted, &round, &version, &Said::Wrong(wrong)),
        Err(Stop::Error(error)) => broken(&admitted, &error),
    }
}

fn found(admitted: &Admitted) -> Result<Option<(Round, Arc<PublishedVersion>)>, Error> {
    let store = &admitted.state.store;
    let Some(round) = store.round(admitted.path("round"))? else { return Ok(None) };
    let version = store.version(store.version_id_of(round.id)?)?;
    Ok(Some((round, version)))
}

/// Why nothing can be entered in a round, if nothing can.
fn shut(admitted: &Admitted, round: &Round) -> Option<&'static str> {
    let say = |danish: &'static str, english: &'static str| if admitted.language == Language::En { english } else { danish };
    match () {
        () if round.access == Access::Open => Some(say(
            "Runden er åben for alle. Svar kan kun tastes ind for den, der er inviteret.",
            "The round is open to everybody. Answers can only be entered for somebody who was invited.",
        )),
        () if round.is_closed(admitted.now()) => Some(say("Runden er lukket.", "The round is closed.")),
        () if !round.has_opened(admitted.now()) => Some(say("Runden er ikke åbnet endnu.", "The round has not opened yet.")),
        () => None,
    }
}

/// Whom an answer is of, and how it came in.
struct Meant {
    entry: Entry,
    language: Language,
    token: Token,
}

async fn entered(admitted: &Admitted, round: &Round, version: &PublishedVersion) -> Result<HttpResponse, Stop> {
    if let Some(shut) = shut(admitted, round) {
        return Err(Stop::Said(shut.to_owned()));
    }
    let meant = meant(admitted, round, version)?;
    let store = &admitted.state.store;
    for _ in 0..TRIES {
        let visit = open_visit(admitted, round, &meant.token).await?;
        let names = store.names_to_ask_about(&visit, version.version.audience)?;
        let trials = store.trials()?;
        let action = admitted.to(&address(round));
        let (bar, fields) = (bar(admitted, round), fields(admitted, &meant));
        let title = title(admitted, meant.entry);
        let whole = Whole {
            version: &version.version,
            trials: &trials,
            municipality: visit.municipality.as_deref(),
            language: meant.language,
            closes: round.closes,
            demonstration: round.synthetic || admitted.state.demonstration,
            action: &action,
            desk: admitted.language,
            title: &title,
            bar: &bar,
            lead: admitted.say(
                "Sæt de samme krydser som personen. Et spørgsmål uden svar lader du stå tomt. Det, skemaet ikke ville have spurgt om, falder væk.",
                "Tick what the person ticked. Leave a question without an answer empty. What the questionnaire would not have asked falls away.",
            ),
            button: admitted.say("Gem svaret", "Save the answer"),
            fields: &fields,
        };
        if admitted.field(ACT) != "store" {
            return Ok(whole_page(StatusCode::OK, whole.page()));
        }
        let (answers, screened_out) = match whole.read(&answer_fields(admitted), &Names::new(names.iter().map(String::as_str))) {
            Filled::Again(page) => return Ok(whole_page(StatusCode::UNPROCESSABLE_ENTITY, page)),
            Filled::Answers(answers, screened_out) => (answers, screened_out),
        };
        let what = match meant.entry {
            Entry::Telephone => "entered an answer by telephone",
            _ => "entered an answer from paper",
        };
        let by = Some((admitted.actor(), what));
        let sent = Sent { answers: &answers, screened_out, entry: meant.entry, language: meant.language, by };
        if store.send(&visit, &meant.token, version, sent, admitted.now()).await? == Submitted::Moved {
            continue;
        }
        // After one answer on paper mostly comes another.
        return Ok(admitted.done(&format!("{}?{BEFORE}{}", address(round), meant.entry.name()), done(admitted)));
    }
    Err(Stop::Error(Error::Busy))
}

fn done(admitted: &Admitted) -> &str {
    admitted.say(
        "Svaret er gemt. Med sit link eller koden fra brevet kan personen se sin kvittering, så længe runden er åben.",
        "The answer is saved. With the link or the code of the letter the person can see the receipt while the round is open.",
    )
}

/// The link as it stands now, if an answer may be entered through it.
async fn open_visit(admitted: &Admitted, round: &Round, token: &Token) -> Result<Visit, Stop> {
    let say = |danish: &str, english: &str| Stop::Said(admitted.say(danish, english).to_owned());
    let reader = admitted.request.app_data::<web::Data<Reader>>().ok_or(Error::Busy)?;
    let visit = admitted.state.store.visit(reader, token).await?;
    let is_own = |visit: &Visit| {
        let scope = &admitted.person.person.scope.municipalities;
        scope.is_all() || visit.municipality.as_deref().is_some_and(|key| scope.holds(key))
    };
    let Some(visit) = visit.filter(|visit| visit.round.id == round.id && is_own(visit)) else {
        return Err(say("Ingen i runden har den nøgle eller kode.", "Nobody in the round has that key or code."));
    };
    match visit.state {
        InvitationState::Invited | InvitationState::Started => Ok(visit),
        InvitationState::Answered | InvitationState::ScreenedOut => Err(say(
            "Personen har allerede svaret. Det første svar gælder.",
            "The person has answered already. The first answer counts.",
        )),
        InvitationState::OptedOut => Err(say("Personen har sagt nej tak.", "The person has said no.")),
        InvitationState::Withdrawn => Err(say("Invitationen er trukket tilbage.", "The invitation was withdrawn.")),
    }
}

/// What was chosen and typed about whose answer it is.
fn meant(admitted: &Admitted, round: &Round, version: &PublishedVersion) -> Result<Meant, Stop> {
    let say = |danish: &str, english: &str| Stop::Said(admitted.say(danish, english).to_owned());
    let entry = Entry::from_name(admitted.field(MODE)).filter(|entry| Entry::AT_THE_DESK.contains(entry));
    let entry = entry.ok_or_else(|| say("Vælg, om svaret kom på papir eller i telefon.", "Choose paper or telephone."))?;
    let languages = &version.version.languages;
    let chosen = Language::from_code(admitted.field(LANGUAGE)).filter(|language| languages.contains(language));
    let language = chosen.or(languages.first().copied()).unwrap_or_default();
    let (key, code) = (admitted.field(PERSON).trim(), admitted.field(CODE).trim());
    if round.mode == Mode::Anonymous && !key.is_empty() {
        return Err(say(
            "Runden er anonym: brug koden fra personens brev.",
            "The round is anonymous: use the code of the person's letter.",
        ));
    }
    let token = match (key, code) {
        ("", "") if round.mode == Mode::Anonymous => {
            return Err(say("Skriv koden fra personens brev.", "Write the code of the person's letter."));
        }
        ("", "") => {
            return Err(say(
                "Skriv personens nøgle eller koden fra brevet.",
                "Write the person's key, or the code of the letter.",
            ));
        }
        ("", code) => by_code(admitted, code)?,
        (_, "") => by_key(admitted, round, key)?,
        _ => return Err(say("Skriv enten nøglen eller koden, ikke begge.", "Write either the key or the code, not both.")),
    };
    Ok(Meant { entry, language, token })
}

fn by_code(admitted: &Admitted, code: &str) -> Result<Token, Stop> {
    let say = |danish: &str, english: &str| Stop::Said(admitted.say(danish, english).to_owned());
    let digits = parse_entry_code(code)
        .map_err(|_| say("Koden er ikke skrevet rigtigt. Den har 16 tal.", "The code is not written right. It has 16 digits."))?;
    let tries = admitted.request.app_data::<web::Data<Tries>>().ok_or(Error::Busy)?;
    // Codes are guessed at no faster here than where their owners type them.
    let found = tries.look(&admitted.request, &admitted.state, || admitted.state.store.link_of_entry_code(&digits));
    let found = found.map_err(|_| {
        say("Der er skrevet for mange forkerte koder. Prøv igen om en time.", "Too many wrong codes. Try again in an hour.")
    })?;
    found?.ok_or_else(|| say("Ingen i runden har den nøgle eller kode.", "Nobody in the round has that key or code."))
}

fn by_key(admitted: &Admitted, round: &Round, key: &str) -> Result<Token, Stop> {
    let say = |danish: &str, english: &str| Stop::Said(admitted.say(danish, english).to_owned());
    let own: Option<Vec<&str>> = match &admitted.person.person.scope.municipalities {
        Within::All => None,
        listed @ Within::Listed(_) => Some(listed.keys().collect()),
    };
    let of = admitted.field(MUNICIPALITY).trim();
    match admitted.state.store.link_of_person(round, key, (!of.is_empty()).then_some(of), own.as_deref())? {
        PersonLink::Link(token) => Ok(token),
        PersonLink::Nobody => Err(say("Ingen i runden har den nøgle eller kode.", "Nobody in the round has that key or code.")),
        PersonLink::Several => Err(say(
            "Flere kommuner bruger den nøgle. Vælg også kommunen.",
            "Several municipalities use that key. Choose the municipality too.",
        )),
        PersonLink::NotInvited => Err(say("Personen er ikke inviteret endnu.", "The person is not invited yet.")),
    }
}

/// The fields of the questionnaire: what is left without those of the desk. A question may be called as the desk's own field is.
fn answer_fields(admitted: &Admitted) -> Vec<(String, String)> {
    let own = admitted.form.iter().position(|(name, _)| name == "form");
    let all = admitted.form.iter().enumerate().filter(|(at, (name, _))| Some(*at) != own && !name.starts_with("desk:"));
    all.map(|(_, field)| field.clone()).collect()
}

fn address(round: &Round) -> String {
    format!("/desk/rounds/{}/answers/new", round.key)
}

fn title(admitted: &Admitted, entry: Entry) -> String {
    match admitted.language {
        Language::En => format!("An answer {}", entry.words(Language::En)),
        language => format!("Et svar {}", entry.words(language)),
    }
}

/// What the form of the questionnaire carries beside the answers.
fn fields(admitted: &Admitted, meant: &Meant) -> Markup {
    html! {
        (admitted.form_field())
        @for name in [PERSON, MUNICIPALITY, CODE] { input type="hidden" name=(name) value=(admitted.field(name).trim()); }
        input type="hidden" name=(MODE) value=(meant.entry.name());
        input type="hidden" name=(LANGUAGE) value=(meant.language.code());
        input type="hidden" name=(ACT) value="store";
    }
}

/// What stands above the questionnaire: whose answer it is, and the way back.
fn bar(admitted: &Admitted, round: &Round) -> Markup {
    let (key, code) = (admitted.field(PERSON).trim(), admitted.field(CODE).trim());
    let back = admitted.to(&address(round));
    html! {
        nav aria-label=(admitted.say("Indtastning", "Entering")) lang=(admitted.language.code()) dir="ltr" class="desk" {
            p {
                @if key.is_empty() { (admitted.say("Koden ", "The code ")) bdi { (code) } } @else { (admitted.say("Nøglen ", "The key ")) bdi { (key) } }
                ". " a href=(back) { (admitted.say("Fortryd, og vælg en anden", "Undo, and choose another")) }
            }
        }
    }
}

fn whole_page(status: StatusCode, page: String) -> HttpResponse {
    HttpResponse::build(status).content_type("text/html; charset=utf-8").body(page)
}

fn show(admitted: &Admitted, round: &Round, version: &PublishedVersion, said: &Said) -> HttpResponse {
    let path = way_to(admitted, round);
    let address = address(round);
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Rounds),
        title: admitted.say("Tast et svar ind", "Enter an answer"),
        path: &path,
        synthetic: round.synthetic,
        address: &address,
    };
    let body = html! {
        @if let Said::Wrong(wrong) = said { (notice(wrong)) }
        @if let Some(shut) = shut(admitted, round) {
            @if !matches!(said, Said::Wrong(_)) { p.card { (shut) } }
        } @else {
            (form(admitted, round, version, matches!(said, Said::Wrong(_))))
        }
    };
    let status = if matches!(said, Said::Wrong(_)) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    admitted.respond_with(status, &page, &body)
}

/// Whose answer it is and how it came in.
fn form(admitted: &Admitted, round: &Round, version: &PublishedVersion, again: bool) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let typed = |name: &str| if again { admitted.field(name) } else { "" };
    let languages = &version.version.languages;
    html! {
        form.card method="post" action=(admitted.to(&address(round))) {
            (admitted.form_field())
            p.say { (say(
                "Er et svar kommet på papir eller i telefon, taster du det ind her. Det tæller som et svar, personen selv har sendt.",
                "An answer that came on paper or by telephone is entered here. It counts as one that the person sent.",
            )) }
            fieldset {
                legend { (say("Hvordan kom svaret?", "How did the answer come?")) }
                @for (entry, words) in [(Entry::Paper, say("På papir", "On paper")), (Entry::Telephone, say("I telefon", "By telephone"))] {
                    label.pick { input type="radio" name=(MODE) value=(entry.name()) checked[admitted.field(MODE) == entry.name() || admitted.request.query_string().split('&').any(|pair| pair.strip_prefix(BEFORE) == Some(entry.name()))] required; span { (words) } }
                }
            }
            (person(admitted, round, version, &typed))
            @if languages.len() > 1 {
                p {
                    label.over for="answer-language" { (say("Sproget, der er svaret på", "The language of the answer")) }
                    select id="answer-language" name=(LANGUAGE) {
                        @for language in languages { option value=(language.code()) selected[admitted.field(LANGUAGE) == language.code()] { (language.own_name()) } }
                    }
                }
            }
            button type="submit" name=(ACT) value="find" { (say("Find skemaet frem", "Bring out the questionnaire")) }
        }
    }
}

/// The fields by which the person is found: of an anonymous round only the code.
fn person<'a>(admitted: &Admitted, round: &Round, version: &PublishedVersion, typed: &impl Fn(&str) -> &'a str) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let trials = admitted.state.store.trials().unwrap_or_default();
    let units = trials.taking_part(&version.version.trial, version.version.evaluation.as_deref());
    let by_code_alone = round.mode == Mode::Anonymous;
    let what = if version.version.audience == Audience::Manager {
        say("Sagens nummer på listen", "The case's number on the list")
    } else {
        say("Personens nøgle på listen", "The person's key on the list")
    };
    html! {
        @if by_code_alone {
            p.small { (say(
                "Runden er anonym. Personen findes kun med koden fra sit brev, så ingen her ved, hvem der har svaret hvad.",
                "The round is anonymous. The person is found only by the code of their letter, so that nobody here knows who answered what.",
            )) }
        } @else {
            p { label.over for="person" { (what) } input id="person" name=(PERSON) type="text" value=(typed(PERSON)) autocomplete="off" spellcheck="false"; }
            p {
                label.over for="of" { (say("Kommune (kun hvis flere bruger nøglen)", "Municipality (only where several use the key)")) }
                select id="of" name=(MUNICIPALITY) {
                    option value="" { (say("Uden valg", "No choice")) }
                    @for unit in units.iter().filter(|unit| admitted.has_municipality(&unit.key)) {
                        option value=(unit.key) selected[typed(MUNICIPALITY) == unit.key] { (unit.short) }
                    }
                }
            }
        }
        p {
            label.over for="code" { @if by_code_alone { (say("Koden fra brevet", "The code of the letter")) } @else { (say("Eller koden fra brevet", "Or the code of the letter")) } }
            input id="code" name=(CODE) type="text" inputmode="numeric" value=(typed(CODE)) autocomplete="off" spellcheck="false" required[by_code_alone];
        }
    }
}
