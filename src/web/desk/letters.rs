//! The outbox: what waits, what has left and what is held.

use actix_web::HttpResponse;
use maud::html;

use super::broken;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use crate::fieldwork::LetterState;
use crate::language::{Language, number};

/// GET `/desk/letters`.
pub(super) fn outbox(admitted: &Admitted) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let english = language == Language::En;
    let (counts, hold) = match (state.store.letter_counts(), state.store.mail_hold()) {
        (Ok(counts), Ok(hold)) => (counts, hold),
        (Err(error), _) | (_, Err(error)) => return broken(admitted, &error),
    };
    let title = if english { "Letters" } else { "Breve" };
    let page = Page { language, noun: Some(Noun::Letters), title, path: &[], synthetic: false, address: "/desk/letters" };
    let body = html! {
        @if hold.is_some() {
            p.notice role="status" {
                @if english { "Letters are on hold: the database was restored from a backup. Release them with " }
                @else { "Breve holdes tilbage: databasen er genskabt fra en sikkerhedskopi. Frigiv dem med " }
                code { "nulpunkt deliver --release" }
            }
        }
        @if counts.is_empty() {
            p.card { @if english { "No letter yet. They are queued from a round's own page." } @else { "Ingen breve endnu. De lægges i kø fra en rundes egen side." } }
        } @else {
            div.card { table {
                thead { tr { th scope="col" { @if english { "State" } @else { "Status" } } th.num scope="col" { @if english { "Letters" } @else { "Breve" } } } }
                tbody { @for (state, count) in &counts { tr { th scope="row" { (words(*state, english)) } td.num { (number::whole(*count, language)) } } } }
            } }
        }
    };
    admitted.respond(&page, &body)
}

/// How far a letter has come, in words.
pub(super) fn words(state: LetterState, english: bool) -> &'static str {
    match state {
        LetterState::Queued if english => "waiting",
        LetterState::Queued => "venter",
        LetterState::Sending | LetterState::Dot if english => "being sent",
        LetterState::Sending | LetterState::Dot => "sendes nu",
        LetterState::Accepted if english => "sent",
        LetterState::Accepted => "sendt",
        LetterState::Deferred if english => "refused for now, tried again later",
        LetterState::Deferred => "afvist indtil videre, prøves igen",
        LetterState::Rejected if english => "refused for good: check the address",
        LetterState::Rejected => "afvist for altid: tjek adressen",
        LetterState::Unknown if english => "unknown whether it arrived",
        LetterState::Unknown => "uvist, om det nåede frem",
        LetterState::Held if english => "held for a person to decide",
        LetterState::Held => "holdt tilbage, til en person beslutter",
        LetterState::Bounced if english => "came back",
        LetterState::Bounced => "kom retur",
        LetterState::Cancelled if english => "cancelled: answered, opted out or closed before",
        LetterState::Cancelled => "annulleret: besvaret, fravalgt eller lukket inden",
    }
}
