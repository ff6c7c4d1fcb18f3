//! The demonstration's page that leads to those of whoever answers: a fresh link to a survey, as often as somebody wants to try, and the
//! page of somebody whose group writes just now.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use maud::html;

use super::caller::Caller;
use super::layout::Page;
use super::{broken, missing, plain};
use crate::fieldwork::Round;
use crate::focusgroup::{Phase, Purpose};
use crate::language::Language;
use crate::store::{self, NewRecipient, Participant};
use crate::token::{RandomId, Token};
use crate::web::State;

/// GET `/demo/link`: only in the demonstration.
pub(super) fn page(caller: &Caller) -> HttpResponse {
    let (state, language) = (&caller.state, caller.language);
    if !state.demonstration {
        return missing(caller);
    }
    let english = language == Language::En;
    let writes = match writing_address(&state.store) {
        Ok(writes) => writes,
        Err(error) => return broken(caller, &error),
    };
    let title = if english { "Try it as a respondent" } else { "Prøv som den, der svarer" };
    let page = Page { language, noun: None, title, path: &[], synthetic: true, address: "/demo/link" };
    let body = html! {
        @if let Some(writes) = &writes {
            h2 { @if english { "Write with a group" } @else { "Skriv med i en gruppe" } }
            p {
                @if english { "A group estimates just now, each on their own phone. You see the page of one of them." }
                @else { "En gruppe giver lige nu sit skøn, hver på sin egen telefon. Du ser siden, som en af dem har." }
            }
            p { a.button href={ (writes) "?lang=" (language.code()) } { @if english { "Write with the group" } @else { "Skriv med i gruppen" } } }
            h2 { @if english { "Answer a survey" } @else { "Svar på et spørgeskema" } }
        }
        p.say {
            @if english { "You get a link of your own to the round that is collecting, as if it had come in a letter." }
            @else { "Du får dit eget link til den runde, der er i gang, som om det kom i et brev." }
        }
        form method="post" action={ "/demo/link" @if english { "?lang=en" } } {
            button type="submit" { @if english { "Give me a link" } @else { "Giv mig et link" } }
        }
    };
    caller.respond(&page, &body)
}

/// POST `/demo/link`: adds a recipient who was made up, and leads to their link.
pub(super) fn fresh(caller: &Caller) -> HttpResponse {
    let (state, language) = (&caller.state, caller.language);
    if !state.demonstration {
        return missing(caller);
    }
    let round = match collecting(state) {
        Ok(Some(round)) => round,
        Ok(None) => {
            let words = if language == Language::En {
                "The demonstration is still filling itself. Try again in a moment."
            } else {
                "Demonstrationen er ved at fylde sig selv. Prøv igen om et øjeblik."
            };
            return plain(caller, actix_web::http::StatusCode::SERVICE_UNAVAILABLE, words);
        }
        Err(error) => return broken(caller, &error),
    };
    match fresh_link(&state.store, &round) {
        Ok(token) => HttpResponse::SeeOther().insert_header(("Location", format!("/s/{token}"))).finish(),
        Err(error) => broken(caller, &error),
    }
}

fn collecting(state: &State) -> Result<Option<Round>, store::Error> {
    let now = state.clock.now();
    Ok(state.store.rounds()?.into_iter().find(|round| round.is_open(now)))
}

/// The address below the server's own where somebody writes whose group does so just now: of the round that was opened last, the last of the
/// group; none where no group writes.
pub fn writing_address(store: &store::Store) -> Result<Option<String>, store::Error> {
    let Some(round) = store.written_rounds(None)?.into_iter().map(|one| one.round).rfind(|round| round.phase == Phase::Open)
    else {
        return Ok(None);
    };
    let writes = |one: &Participant| one.group_id == round.group_id && one.is_in() && one.consents_to(Purpose::TakePart);
    let Some(one) = store.participants()?.into_iter().rfind(writes) else { return Ok(None) };
    Ok(Some(format!("/g/{}/skriv", store.participant_token(&one)?)))
}

/// Adds a recipient who was made up, in the first municipality that takes part, invites them and returns their link's token.
pub fn fresh_link(store: &store::Store, round: &Round) -> Result<Token, store::Error> {
    let published = store.version(store.version_id_of(round.id)?)?;
    let (trials, version) = (store.trials()?, &published.version);
    let part = trials.taking_part(&version.trial, version.evaluation.as_deref());
    let municipality = part.first().copied().or(trials.municipalities.first()).map(|unit| unit.key.clone());
    let person_key = format!("demo-{}", data_encoding::HEXLOWER.encode(&RandomId::new()?.0[..4]));
    let recipient = NewRecipient {
        person_key: person_key.clone(),
        name: String::new(),
        email: String::new(),
        phone: String::new(),
        address: String::new(),
        language: Language::Da,
        municipality,
        background: BTreeMap::new(),
    };
    store.add_recipients(round, &[recipient], false, None)?;
    store.make_links(round)?;
    let links = store.open_links(round)?;
    links.into_iter().find(|(person, _)| *person == person_key).map(|(_, token)| token).ok_or(store::Error::Corrupt("invitation"))
}
