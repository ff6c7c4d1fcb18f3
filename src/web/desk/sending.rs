//! How far a round's letters have come: what has left, what waits and what was refused; and, while letters leave, when they will be done.
//!
//! The page of letters loads itself again while they leave, by a header that needs no script and that a link turns off.

use std::cell::RefCell;
use std::collections::BTreeMap;

use actix_web::http::header::{HeaderValue, REFRESH};
use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use super::caller::Admitted;
use super::letters;
use crate::fieldwork::{LetterState, Round};
use crate::language::{Language, number};
use crate::store::Error;
use crate::time::Timestamp;

/// So long after the last look a page is loaded again.
#[derive(Clone, Copy)]
pub(super) enum Every {
    TwoSeconds = 2,
    TenSeconds = 10,
}

/// A first look that is older says nothing of how fast letters leave now.
const OLD: i64 = 15 * 60_000;
/// So long must be between two looks before they say how fast letters leave.
const APART: i64 = 5_000;

/// When somebody first looked at the letters of a round that are leaving, and how many waited then. Each worker keeps its own.
#[derive(Default)]
pub(super) struct Looks(RefCell<BTreeMap<i64, (Timestamp, u64)>>);

/// The letters of a round, counted.
struct Counts(BTreeMap<LetterState, u64>);

impl Counts {
    fn of(&self, states: &[LetterState]) -> u64 {
        states.iter().filter_map(|state| self.0.get(state)).sum()
    }

    fn all(&self) -> u64 {
        self.0.values().sum::<u64>() - self.of(&[LetterState::Cancelled])
    }

    /// Those that leave without anybody doing anything.
    fn leaving(&self) -> u64 {
        self.of(&[LetterState::Queued, LetterState::Sending, LetterState::Dot])
    }
}

/// How far the round's letters have come, and whether they are leaving.
pub(super) fn queue_of(admitted: &Admitted, round: &Round) -> Result<(Markup, bool), Error> {
    let store = &admitted.state.store;
    let counts = Counts(store.letter_counts_of(round.id)?);
    if counts.0.is_empty() {
        return Ok((html! {}, false));
    }
    let (pause, hold, now) = (store.mail_pause()?, store.mail_hold()?, admitted.now());
    let leaving = counts.leaving() > 0 && pause.is_none() && hold.is_none() && round.is_open(now);
    let say = |danish, english| admitted.say(danish, english);
    let words = html! {
        div.card {
            h2 { (say("Køen", "The queue")) }
            p.say { (letters::in_short(&counts.0, admitted.language)) }
            (letters::joint(store.joint_mails(Some(round.id))?, admitted.language))
            (letters::demonstration(admitted))
            @if hold.is_some() {
                p { (say("Alle breve holdes tilbage: se siden ", "All letters are on hold: see the page ")) a href=(admitted.to("/desk/letters")) { (say("Breve", "Letters")) } "." }
            } @else if pause.is_some() {
                p { (say("Mailserveren svarer ikke lige nu. Brevene venter og prøves igen.", "The mail server does not answer right now. The letters wait and are tried again.")) }
            } @else if counts.leaving() > 0 && !round.has_opened(now) {
                p { (say("Brevene sendes, når runden åbner: ", "The letters are sent when the round opens: ")) (number::day(round.opens, admitted.language)) "." }
            } @else if leaving {
                p {
                    (bar(admitted, &counts))
                    " " (done_in(admitted, round, counts.leaving()))
                }
            }
            table {
                thead { tr { th scope="col" { (say("Status", "State")) } th.num scope="col" { (say("Breve", "Letters")) } } }
                tbody { @for (state, count) in &counts.0 { tr {
                    th scope="row" { (letters::words(*state, admitted.language == Language::En)) }
                    td.num { (number::whole(*count, admitted.language)) }
                } } }
            }
            (letters::why_of(admitted, round)?)
        }
    };
    Ok((words, leaving))
}

/// How many of the letters have left, as a bar.
fn bar(admitted: &Admitted, counts: &Counts) -> Markup {
    let left = counts.of(&[LetterState::Accepted, LetterState::Bounced, LetterState::Unknown]);
    html! { progress max=(counts.all()) value=(left) aria-label=(admitted.say("Sendte breve", "Letters that were sent")) {} }
}

/// How far a round's letters have come, for a list of rounds, and whether some leave by themselves as long as letters leave at all.
pub(super) fn in_list(admitted: &Admitted, round: &Round) -> Result<(Markup, bool), Error> {
    let counts = Counts(admitted.state.store.letter_counts_of(round.id)?);
    let leaving = counts.leaving() > 0 && round.is_open(admitted.now());
    let words = html! {
        p { (letters::in_short(&counts.0, admitted.language)) @if leaving { " " (bar(admitted, &counts)) } }
    };
    Ok((words, leaving))
}

/// When the letters will be gone, by how fast they have left since somebody first looked.
fn done_in(admitted: &Admitted, round: &Round, waiting: u64) -> String {
    let now = admitted.now();
    let Some(looks) = admitted.request.app_data::<web::Data<Looks>>() else { return String::new() };
    let mut looks = looks.0.borrow_mut();
    looks.retain(|_, (at, _)| now.0 - at.0 < OLD);
    let (since, then) = *looks.entry(round.id).or_insert((now, waiting));
    if waiting > then {
        looks.insert(round.id, (now, waiting));
        return String::new();
    }
    let minutes = minutes_left(now.0 - since.0, then - waiting, waiting);
    match (minutes, admitted.language) {
        (None, _) => String::new(),
        (Some(1), Language::En) => "Done in about a minute.".to_owned(),
        (Some(1), _) => "Færdig om cirka et minut.".to_owned(),
        (Some(minutes), Language::En) => format!("Done in about {minutes} minutes."),
        (Some(minutes), _) => format!("Færdig om cirka {minutes} minutter."),
    }
}

/// The minutes in which so many leave, where so many have left in so many milliseconds.
fn minutes_left(milliseconds: i64, left: u64, waiting: u64) -> Option<u64> {
    let milliseconds = u64::try_from(milliseconds).ok()?;
    if left == 0 || milliseconds < APART.unsigned_abs() {
        return None;
    }
    Some((waiting.saturating_mul(milliseconds) / left).div_ceil(60_000).max(1))
}

/// What is said of a page that loads itself again, with the way to stop it.
pub(super) fn refreshing(admitted: &Admitted, address: &str, every: Every) -> Markup {
    let (danish, english) = match every {
        Every::TwoSeconds => ("Siden opdaterer sig selv hvert andet sekund. ", "The page updates itself every two seconds. "),
        Every::TenSeconds => ("Siden opdaterer sig selv hvert tiende sekund. ", "The page updates itself every ten seconds. "),
    };
    html! {
        p.small {
            @if is_still(admitted) {
                a href=(admitted.to(address)) { (admitted.say("Lad siden opdatere sig selv", "Let the page update itself")) }
            } @else {
                (admitted.say(danish, english))
                a href=(admitted.to(&format!("{address}?still=1"))) { (admitted.say("Stop det", "Stop that")) }
            }
        }
    }
}

/// Lets the page be loaded again soon, unless it is to stand still.
pub(super) fn refresh(admitted: &Admitted, address: &str, every: Every, answer: &mut HttpResponse) {
    if is_still(admitted) {
        return;
    }
    if let Ok(value) = HeaderValue::try_from(format!("{}; url={}", every as u8, admitted.to(address))) {
        answer.headers_mut().insert(REFRESH, value);
    }
}

fn is_still(admitted: &Admitted) -> bool {
    admitted.request.query_string().split('&').any(|pair| pair == "still=1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_left_tells_when_the_rest_will_have() {
        assert_eq!(minutes_left(10_000, 100, 1200), Some(2));
        assert_eq!(minutes_left(10_000, 100, 1), Some(1));
        assert_eq!(minutes_left(10_000, 0, 1200), None);
        assert_eq!(minutes_left(100, 100, 1200), None);
    }
}
