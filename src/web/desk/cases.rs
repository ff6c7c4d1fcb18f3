//! A review of cases: how far it has come, what the cases show, and whether two readers agree.
//!
//! What is shown stands in the address alone, so that a view can be sent to a colleague.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, known, plain};
use crate::export::cases::{Told, html as body};
use crate::export::comparison::Words;
use crate::fieldwork::Round;
use crate::language::{Language, number};
use crate::store::{self, CannotCompare, ReviewingCases};
use crate::web::State;

/// How the review is to be shown; lists are separated by commas.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    by: String,
    /// The rounds of the second readers.
    #[serde(default)]
    second: String,
}

/// GET `/desk/rounds/{round}/cases`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let key = admitted.path("round").to_owned();
    let asked: Asked = match admitted.query() {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let (by, second) = (list(&asked.by), list(&asked.second));
    let reviewing = ReviewingCases {
        round: &key,
        second: &second,
        by: &by,
        privacy: &state.config.privacy,
        language,
        now: state.clock.now(),
    };
    let reviewed = match state.store.case_review(&reviewing) {
        Ok(Ok(reviewed)) => reviewed,
        Ok(Err(wrong)) => {
            let unknown = matches!(wrong, CannotCompare::UnknownRound(_) | CannotCompare::NoCases(_));
            let status = if unknown { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST };
            return plain(admitted, status, &wrong.sentence(language));
        }
        Err(error) => return broken(admitted, &error),
    };
    let found = || -> Result<_, store::Error> { Ok((state.store.trials()?, others(state, &key)?, reads_again(state, &key)?)) };
    let (trials, others, first) = match found() {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let versions = [&reviewed.version.version];
    let told = Told { review: &reviewed.review, words: Words { versions: &versions, trials: &trials, language } };
    let round = state.store.round(&key).ok().flatten();
    let called = round.and_then(|round| known::title_of(admitted, &round).ok()).unwrap_or_else(|| key.clone());
    let path =
        [("/desk/rounds".to_owned(), told.words.say("Runder", "Rounds").to_owned()), (format!("/desk/rounds/{key}"), called)];
    let address = address(&key, &by.join(","), &second.join(","));
    let page = Page {
        language,
        noun: Some(Noun::Rounds),
        title: &told.title(),
        path: &path,
        synthetic: reviewed.review.synthetic,
        address: &address,
    };
    // A second reading finds nothing by itself: it says whether readers agree, beside the round whose cases it read again.
    if let Some(first) = first {
        let read = reviewed.review.progress.first().map_or(0, |all| all.read);
        let title = match language {
            Language::En => format!("Second reading of {} cases from {first}", number::whole(read, language)),
            _ => format!("Genlæsning af {} sager fra {first}", number::whole(read, language)),
        };
        let body = html! { p.say { a href=(admitted.to(&format!("/desk/rounds/{first}/cases"))) { (admitted.say("Se, om læserne er enige.", "See whether the readers agree.")) } } };
        return admitted.respond(&Page { title: &title, ..page }, &body);
    }
    let body = html! {
        (ways(&told, &reviewed.divisions, &key, &by.join(","), &second.join(",")))
        (readers(&told, &key, &by.join(","), &second, &others))
        (body::body(&told))
    };
    admitted.respond(&page, &body)
}

/// The key of the round whose cases this one reads again, if it does.
fn reads_again(state: &State, key: &str) -> Result<Option<String>, store::Error> {
    let (readings, rounds) = (state.store.second_readings()?, state.store.rounds()?);
    let own = rounds.iter().find(|round| round.key == key);
    let first = own.and_then(|own| readings.iter().find(|(id, _)| *id == own.id)).map(|(_, first)| *first);
    Ok(rounds.iter().find(|round| Some(round.id) == first).map(|round| round.key.clone()))
}

fn list(commas: &str) -> Vec<String> {
    commas.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn address(key: &str, by: &str, second: &str) -> String {
    let asked: Vec<String> = [("by", by), ("second", second)]
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mark = if asked.is_empty() { "" } else { "?" };
    format!("/desk/rounds/{key}/cases{mark}{}", asked.join("&"))
}

/// An address in the language of the page.
fn in_language(address: String, language: Language) -> String {
    let glue = if address.contains('?') { '&' } else { '?' };
    if language == Language::En { format!("{address}{glue}lang=en") } else { address }
}

/// All cases, and every division that the round offers.
fn ways(told: &Told, divisions: &[Vec<String>], key: &str, by: &str, second: &str) -> Markup {
    let words = &told.words;
    let named = |division: &Vec<String>| {
        let columns: Vec<String> = division.iter().map(|column| told.column(column)).collect();
        format!("{} {}", words.say("Fordelt på", "By"), columns.join(words.say(" og ", " and ")))
    };
    let mut ways = vec![(String::new(), words.say("Alle sager", "All cases").to_owned())];
    ways.extend(divisions.iter().map(|division| (division.join(","), named(division))));
    html! {
        nav.path aria-label=(words.say("Opdeling", "Division")) {
            @for (place, (way, name)) in ways.into_iter().enumerate() {
                @if place > 0 { " · " }
                @if by == way { b aria-current="page" { (name) } }
                @else { a href=(in_language(address(key, &way, second), words.language)) { (name) } }
            }
        }
    }
}

/// The other rounds of the same version, in which cases may have been read again; those that are marked so are always taken.
fn others(state: &State, key: &str) -> Result<Vec<Round>, store::Error> {
    let mut rounds = state.store.rounds()?;
    let Some(own) = rounds.iter().find(|round| round.key == key).cloned() else { return Ok(Vec::new()) };
    let marked = state.store.readings_of(&own)?;
    let same = |round: &Round| (&round.questionnaire, round.version) == (&own.questionnaire, own.version);
    rounds.retain(|round| round.key != key && same(round) && !marked.contains(&round.key));
    Ok(rounds)
}

/// Which other rounds are taken as second readings, and which may be.
fn readers(told: &Told, key: &str, by: &str, second: &[String], others: &[Round]) -> Markup {
    let words = &told.words;
    if others.is_empty() {
        return html! {};
    }
    html! {
        nav.path aria-label=(words.say("Anden læser", "Second reader")) {
            (words.say("Blev sagerne også læst her? ", "Were the cases read here too? "))
            @for (place, round) in others.iter().enumerate() {
                @if place > 0 { " · " }
                @let taken = second.contains(&round.key);
                @let with: Vec<String> = second.iter().filter(|other| **other != round.key).cloned().chain((!taken).then(|| round.key.clone())).collect();
                a href=(in_language(address(key, by, &with.join(",")), words.language)) aria-current=[taken.then_some("true")] {
                    (round.key) @if taken { " ✓" }
                }
            }
        }
    }
}
