//! Whom letters of a round do not reach: why, what to do, and the form that corrects the address.

use maud::{Markup, html};

use super::{danish_order, is_own};
use crate::fieldwork::Round;
use crate::language::{Language, number};
use crate::store::{Error, Undelivered};
use crate::web::desk::caller::Admitted;
use crate::web::desk::round_letters::at_once;

/// So many addresses that do not work are shown; who mends these finds the rest.
const MOST_UNDELIVERED: usize = 50;

/// Whom letters do not reach, each with what to do.
pub(super) fn not_reached(
    admitted: &Admitted,
    round: &Round,
    (sees_letters, can_correct): (bool, bool),
) -> Result<Markup, Error> {
    let say = |danish, english| admitted.say(danish, english);
    let mut all = admitted.state.store.undelivered(round, !sees_letters)?;
    all.retain(|one| is_own(admitted, one.municipality.as_deref()));
    all.sort_by_cached_key(|one| danish_order(&[one.municipality.as_deref().unwrap_or_default(), &one.name, &one.person_key]));
    let count = number::whole(all.len() as u64, admitted.language);
    let summary = match (all.len(), admitted.language) {
        (0, Language::En) => "No letter has come back so far.".to_owned(),
        (0, _) => "Intet brev er kommet retur indtil nu.".to_owned(),
        (1, Language::En) => "One address does not work.".to_owned(),
        (1, _) => "Én adresse virker ikke.".to_owned(),
        (_, Language::En) => format!("{count} addresses do not work."),
        _ => format!("{count} adresser virker ikke."),
    };
    Ok(html! {
        p.say { (summary) }
        @for (at, one) in all.iter().take(MOST_UNDELIVERED).enumerate() { (one_address(admitted, round, (at, one), can_correct)) }
        @if all.len() > MOST_UNDELIVERED { p { (say("Ret dem, der står her. Så kommer resten frem.", "Correct those that stand here. Then the rest appears.")) } }
    })
}

fn one_address(admitted: &Admitted, round: &Round, (at, one): (usize, &Undelivered), can_correct: bool) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let who = if one.name.is_empty() { one.person_key.clone() } else { format!("{} ({})", one.name, one.person_key) };
    let (how, advice) = (how(one, admitted.language), advice(one.said.as_deref().unwrap_or_default(), admitted.language));
    html! {
        div.card {
            h2 { (who) }
            p { (one.email) ": " (how) }
            @if let Some(said) = one.said.as_deref().filter(|said| !said.is_empty()) {
                p.small { (say("Mailserveren skriver: ", "The mail server writes: ")) q { (said) } }
            }
            p { (advice) }
            @if can_correct {
                form method="post" action=(admitted.to(&format!("/desk/rounds/{}/addresses", round.key))) {
                    (admitted.form_field())
                    input type="hidden" name="person" value=(one.person_key);
                    input type="hidden" name="municipality" value=(one.municipality.as_deref().unwrap_or_default());
                    p {
                        label.over for={ "email-" (at) } { (say("Den rigtige adresse", "The right address")) span.aloud { ": " (who) } }
                        input id={ "email-" (at) } name="email" type="email" autocomplete="off" spellcheck="false" value=(one.email) required;
                    }
                    (at_once(admitted))
                    button type="submit" { (say("Ret, og send brevet igen", "Correct and send the letter again")) }
                }
            }
        }
    }
}

fn how(one: &Undelivered, language: Language) -> &'static str {
    match (one.came_back, language) {
        (true, Language::En) => "the letter came back.",
        (true, _) => "brevet kom retur.",
        (false, Language::En) => "the mail server refused the letter.",
        (false, _) => "mailserveren afviste brevet.",
    }
}

/// What to do, by the status (RFC 3463, section 3).
fn advice(said: &str, language: Language) -> &'static str {
    let status = said.split(|sign: char| !sign.is_ascii_digit() && sign != '.').find(|word| word.split('.').count() == 3);
    let mut numbers = status.unwrap_or_default().split('.');
    let (class, subject, detail) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default(), numbers.next());
    let (danish, english) = match (class, subject, detail) {
        (_, "1", _) => (
            "Adressen findes ikke. Spørg personen eller kommunen om den rigtige.",
            "There is no such address. Ask the person or the municipality for the right one.",
        ),
        (_, "2", Some("2")) => (
            "Postkassen er fuld. Send igen til samme adresse om nogle dage.",
            "The mailbox is full. Send again to the same address in some days.",
        ),
        (_, "2", _) => (
            "Postkassen er lukket. Spørg, om personen har fået en ny adresse.",
            "The mailbox is closed. Ask whether the person has a new address.",
        ),
        (_, "6", Some("7" | "8" | "9" | "10")) => (
            "Mailserveren kan ikke sende til bogstaver som æ, ø og å før @. Spørg personen om en anden adresse. Eller send brevet på papir.",
            "The mail server cannot send to letters such as æ, ø and å before the @. Ask the person for another address. Or send the letter on paper.",
        ),
        (_, "3" | "7", _) => (
            "Mailserveren tager ikke imod breve fra os. Bed kommunens it om at tillade afsenderen, og send igen.",
            "The mail server takes no letters from us. Ask the municipality's IT to allow the sender, and send again.",
        ),
        (_, "4", _) => (
            "Mailserveren svarede ikke. Tjek det, der står efter @, og send igen.",
            "The mail server did not answer. Check what stands after the @, and send again.",
        ),
        _ => (
            "Tjek adressen med personen eller kommunen. Eller send brevet på papir.",
            "Check the address with the person or the municipality. Or send the letter on paper.",
        ),
    };
    if language == Language::En { english } else { danish }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_is_told_by_the_status() {
        let told = |said| advice(said, Language::En).split('.').next().unwrap_or_default().to_owned();
        assert_eq!(told("5.1.1 550 5.1.1 <…> unknown"), "There is no such address");
        assert_eq!(told("550 5.1.10 RESOLVER.ADR.RecipientNotFound"), "There is no such address");
        assert_eq!(told("5.2.2 mailbox full"), "The mailbox is full");
        assert_eq!(told("4.4.7 message expired"), "The mail server did not answer");
        assert_eq!(told("5.7.1 blocked by 10.1.2.3"), "The mail server takes no letters from us");
        assert_eq!(told("5.6.7 SMTPUTF8 is required"), "The mail server cannot send to letters such as æ, ø and å before the @");
        assert_eq!(told(""), "Check the address with the person or the municipality");
    }
}
