//! The letters of a round by recipient: whom they do not reach and what to do, the correction of an address, and how far each has come.
//!
//! In an anonymous round nothing here may tell who has answered: reminders go only to who has not, and a letter is cancelled when its
//! reader answers, so of each person only the invitation is shown, without that state. Who may hand in lists and not see letters is shown
//! as little.

mod undelivered;

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::caller::{Admitted, trial_of};
use super::layout::{Noun, Page};
use super::letters;
use super::round_letters::{at_once, later};
use super::rounds::{way_to, with_round};
use super::sign_in::notice;
use crate::access::{Object, Verb, Within};
use crate::fieldwork::{LetterKind, LetterState, Mode, Reading, Round};
use crate::import::is_email;
use crate::language::{Language, number};
use crate::mail::{self, CannotQueue, TEMPLATE_VERSION};
use crate::store::{Addressed, Addressee, Corrected, Error, LetterTo, NewLetter, Refused};

/// So many people stand on a page.
const PEOPLE: usize = 50;

/// What happened, for the top of the page.
enum Said {
    Nothing,
    Done(String),
    Wrong(String),
}

#[derive(Deserialize)]
struct Asked {
    /// A part of a name, a key or an address.
    #[serde(default)]
    find: String,
    /// How many are left out.
    #[serde(default)]
    from: usize,
}

/// GET `/desk/rounds/{round}/addresses`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    with_round(admitted, |_| Ok(Said::Nothing), show)
}

/// POST `/desk/rounds/{round}/addresses`.
pub(super) fn correct(admitted: &Admitted) -> HttpResponse {
    with_round(admitted, |round| correct_one(admitted, round), show)
}

fn correct_one(admitted: &Admitted, round: &Round) -> Result<Said, Error> {
    let state = &admitted.state;
    let wrong = |danish, english| Ok(Said::Wrong(admitted.say(danish, english).to_owned()));
    let (key, email) = (admitted.field("person").trim(), admitted.field("email").trim());
    if key.is_empty() {
        return wrong("Skriv personens nøgle.", "Write the person's key.");
    }
    if !is_email(email) {
        return wrong(
            "Det er ikke en mailadresse. Skriv en som navn@kommune.dk.",
            "That is no mail address. Write one such as name@municipality.dk.",
        );
    }
    let domain = match mail::domain(round, &state.config, admitted.now()) {
        Ok(domain) if state.store.has_link_secret(round)? => domain,
        Ok(_) => return Ok(Said::Wrong(CannotQueue::NoSecret.sentence(admitted.language, Reading::Page))),
        Err(refusal) => return Ok(Said::Wrong(refusal.sentence(admitted.language, Reading::Page))),
    };
    let own: Option<Vec<&str>> = match &admitted.person.person.scope.municipalities {
        Within::All => None,
        listed @ Within::Listed(_) => Some(listed.keys().collect()),
    };
    let of = admitted.field("municipality").trim();
    let who = Addressed { person_key: key, municipality: (!of.is_empty()).then_some(of), only: own.as_deref() };
    let working_hours = admitted.field("now") != "1";
    let new = NewLetter { working_hours, ..NewLetter::new(domain, TEMPLATE_VERSION, admitted.now()) };
    match state.store.correct_address(round, who, email, &new, admitted.actor())? {
        Corrected::Done => {
            let when = later(admitted).filter(|_| working_hours);
            // The same whether the person has answered or not.
            Ok(Said::Done(match (when, admitted.language) {
                (None, Language::En) => {
                    "The address is corrected. If the person is invited and still needs the letter, it is sent there.".to_owned()
                }
                (Some(when), Language::En) => {
                    format!(
                        "The address is corrected. If the person is invited and still needs the letter, it is sent there on {when}."
                    )
                }
                (None, _) => {
                    "Adressen er rettet. Er personen inviteret, og mangler personen stadig brevet, bliver det sendt dertil."
                        .to_owned()
                }
                (Some(when), _) => {
                    format!(
                        "Adressen er rettet. Er personen inviteret, og mangler personen stadig brevet, bliver det sendt dertil {when}."
                    )
                }
            }))
        }
        Corrected::Unchanged => wrong(
            "Den adresse har personen allerede, og intet brev er kommet retur fra den.",
            "The person has that address already, and no letter has come back from it.",
        ),
        Corrected::Nobody => wrong("Ingen i runden har den nøgle.", "Nobody in the round has that key."),
        Corrected::Several => wrong(
            "Flere kommuner bruger den nøgle. Vælg også kommunen.",
            "Several municipalities use that key. Choose the municipality too.",
        ),
        Corrected::Taken => wrong(
            "En anden i runden har den adresse. Så ville én få begge breve.",
            "Somebody else in the round has that address. One would get both letters.",
        ),
        Corrected::Reached => wrong(
            "I en anonym runde kan kun en adresse rettes, som invitationen ikke nåede. Ellers kunne det vise, hvem der har svaret.",
            "In an anonymous round only an address that the invitation did not reach can be corrected. Else it could show who has answered.",
        ),
    }
}

fn show(admitted: &Admitted, round: &Round, said: &Said) -> Result<HttpResponse, Error> {
    let asked: Asked = match admitted.query() {
        Ok(asked) => asked,
        Err(answer) => return Ok(answer),
    };
    let trial = trial_of(&admitted.state, round)?;
    let sees_letters = admitted.may(Verb::SeeLetters, Object::Trial(&trial));
    let address = format!("/desk/rounds/{}/addresses", round.key);
    let path = way_to(admitted, round);
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Rounds),
        title: admitted.say("Adresser og breve", "Addresses and letters"),
        path: &path,
        synthetic: round.synthetic,
        address: &address,
    };
    let can_correct = !round.is_closed(admitted.now());
    let body = html! {
        @match said {
            Said::Nothing => {},
            Said::Done(done) => p.notice role="status" { (done) },
            Said::Wrong(wrong) => (notice(wrong)),
        }
        (undelivered::not_reached(admitted, round, (sees_letters, can_correct))?)
        @if can_correct && round.mode != Mode::Anonymous { (any_address(admitted, round)?) }
        @if sees_letters { (people(admitted, round, &asked, &address)?) }
    };
    Ok(admitted.respond_typed(matches!(said, Said::Wrong(_)), &page, &body))
}

/// Whether the person may see somebody of this municipality.
fn is_own(admitted: &Admitted, municipality: Option<&str>) -> bool {
    admitted.person.person.scope.municipalities.is_all() || municipality.is_some_and(|key| admitted.has_municipality(key))
}

/// The form for who rings with another address.
fn any_address(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    let say = |danish, english| admitted.say(danish, english);
    let units = super::recipients::units_of(admitted, round)?;
    Ok(html! {
        details {
            summary { (say("Ret en anden adresse", "Correct another address")) }
            form.card method="post" action=(admitted.to(&format!("/desk/rounds/{}/addresses", round.key))) {
                (admitted.form_field())
                p.small { (say(
                    "Brevet bliver sendt igen til den nye adresse, hvis personen stadig mangler det.",
                    "The letter is sent again to the new address if the person still needs it.",
                )) }
                p { label.over for="person" { (say("Personens nøgle på listen", "The person's key on the list")) } input id="person" name="person" type="text" autocomplete="off" spellcheck="false" required; }
                p {
                    label.over for="of" { (say("Kommune (kun hvis flere bruger nøglen)", "Municipality (only where several use the key)")) }
                    select id="of" name="municipality" { option value="" { (say("Uden valg", "No choice")) } @for (key, short) in &units { option value=(key) { (short) } } }
                }
                p { label.over for="email" { (say("Den nye adresse", "The new address")) } input id="email" name="email" type="email" autocomplete="off" spellcheck="false" required; }
                (at_once(admitted))
                button.quiet type="submit" { (say("Ret adressen", "Correct the address")) }
            }
        }
    })
}

/// Everybody on the list with their letters.
fn people(admitted: &Admitted, round: &Round, asked: &Asked, address: &str) -> Result<Markup, Error> {
    let say = |danish, english| admitted.say(danish, english);
    let store = &admitted.state.store;
    let wanted = asked.find.trim().to_lowercase();
    let mut all = store.addressees(round.id)?;
    all.retain(|one| {
        let holds = [&one.name, &one.person_key, &one.email].iter().any(|text| text.to_lowercase().contains(&wanted));
        holds && is_own(admitted, one.municipality.as_deref())
    });
    all.sort_by_cached_key(|one| danish_order(&[one.municipality.as_deref().unwrap_or_default(), &one.name, &one.person_key]));
    let shown: Vec<&Addressee> = all.iter().skip(asked.from).take(PEOPLE).collect();
    let ids: Vec<&[u8]> = shown.iter().map(|one| &one.id[..]).collect();
    let (letters, refusals) = (store.letters_to(&ids)?, store.refusals(round, &ids)?);
    let trials = store.trials()?;
    let of = |key: Option<&str>| {
        let unit = key.and_then(|key| trials.municipalities.iter().find(|unit| unit.key == key));
        unit.map_or_else(|| key.unwrap_or_default().to_owned(), |unit| unit.short.clone())
    };
    let is_anonymous = round.mode == Mode::Anonymous;
    let more = |from: usize| {
        let find: String = url::form_urlencoded::byte_serialize(asked.find.as_bytes()).collect();
        admitted.to(&format!("{address}?find={find}&from={from}"))
    };
    let title = say("Breve til hver modtager", "Letters to each recipient");
    Ok(html! {
        h2 { (title) }
        @if is_anonymous { p.small { (say(
            "Runden er anonym: her står kun invitationen, og intet om, hvem der har svaret.",
            "The round is anonymous: only the invitation stands here, and nothing of who has answered.",
        )) } }
        form.card method="get" action=(address) {
            @if admitted.language == Language::En { input type="hidden" name="lang" value="en"; }
            p {
                label.over for="find" { (say("Find navn, nøgle eller adresse", "Find a name, key or address")) }
                input id="find" name="find" type="text" autocomplete="off" spellcheck="false" value=(asked.find);
            }
            button.quiet type="submit" { (say("Find", "Find")) }
        }
        @if shown.is_empty() { p.card { (say("Ingen passer.", "Nobody fits.")) } } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(title) { table.groups.plain {
                thead { tr { th scope="col" { (say("Modtager", "Recipient")) } th scope="col" { (say("Kommune", "Municipality")) } th scope="col" { (say("Breve", "Letters")) } } }
                tbody { @for one in &shown { tr {
                    th scope="row" {
                        @if one.name.is_empty() { (one.person_key) } @else { (one.name) br; span.small { (one.person_key) } }
                    }
                    td data-label=(say("Kommune", "Municipality")) { (of(one.municipality.as_deref())) }
                    td data-label=(say("Breve", "Letters")) {
                        @let own = letters.get(&one.id).map(Vec::as_slice).unwrap_or_default();
                        @if let Some(refused) = refusals.get(&one.id) { div { b { (no(*refused, admitted.language)) } } }
                        @if one.email.is_empty() { div { (say("ingen mailadresse: brev på papir", "no mail address: a letter on paper")) } }
                        @else if own.is_empty() { div { (say("ikke inviteret endnu", "not invited yet")) } }
                        @for letter in own.iter().filter(|letter| !is_anonymous || (letter.kind == LetterKind::Invitation && !letter.is_former)) {
                            div { (in_words(letter, is_anonymous, admitted.language)) }
                        }
                    }
                } } }
            } } }
            p.row {
                @if asked.from > 0 { a href=(more(asked.from.saturating_sub(PEOPLE))) { (say("Forrige", "Previous")) } " " }
                @if asked.from + PEOPLE < all.len() { a href=(more(asked.from + PEOPLE)) { (say("Næste", "Next")) } }
            }
        }
    })
}

/// That somebody said no, and to what.
fn no(refused: Refused, language: Language) -> &'static str {
    match (refused, language) {
        (Refused::Round, Language::En) => "said no to this survey: gets no more letters about it",
        (Refused::Round, _) => "har sagt nej tak til undersøgelsen: får ingen flere breve om den",
        (Refused::Everything, Language::En) => "wants no letters from here at all: gets none",
        (Refused::Everything, _) => "har frabedt sig alle breve herfra: får ingen",
    }
}

/// One letter in words; in an anonymous round whatever has left the queue is called the same, since answering cancels what waits.
fn in_words(letter: &LetterTo, is_anonymous: bool, language: Language) -> String {
    let english = language == Language::En;
    let what = match (letter.kind, english) {
        (LetterKind::Invitation, _) => "invitation",
        (LetterKind::Reminder, true) => "reminder",
        (LetterKind::Reminder, false) => "påmindelse",
    };
    let state = match letter.state {
        LetterState::Accepted | LetterState::Cancelled if is_anonymous && english => "no longer in the queue",
        LetterState::Accepted | LetterState::Cancelled if is_anonymous => "ikke længere i køen",
        state => letters::words(state, english),
    };
    let former = match (letter.is_former, english) {
        (false, _) => "",
        (true, true) => " (to a former address)",
        (true, false) => " (til en tidligere adresse)",
    };
    format!("{what} {}: {state}{former}", number::day(letter.date.day(), language))
}

/// What texts are sorted by so that æ, ø and å come last, and aa is å.
fn danish_order(texts: &[&str]) -> Vec<String> {
    let low = |text: &&str| {
        text.to_lowercase().replace("aa", "å").replace('æ', "\u{f0000}").replace('ø', "\u{f0001}").replace('å', "\u{f0002}")
    };
    texts.iter().map(low).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_letters_come_last_and_aa_is_the_very_last() {
        let mut names = ["Åse", "Aase", "Zita", "Ørsted", "Anne", "Æble"];
        names.sort_by_cached_key(|name| danish_order(&[name]));
        assert_eq!(names[..4], ["Anne", "Zita", "Æble", "Ørsted"]);
    }

    #[test]
    fn of_a_letter_in_an_anonymous_round_nothing_tells_that_it_was_cancelled() {
        let letter =
            |state| LetterTo { id: 1, kind: LetterKind::Invitation, state, date: crate::time::Timestamp(0), is_former: false };
        for language in [Language::Da, Language::En] {
            let told = |state| in_words(&letter(state), true, language);
            assert_eq!(told(LetterState::Accepted), told(LetterState::Cancelled));
        }
    }
}
