//! Rounds of a trial side by side, from the same value and the same words as the files and the terminal.
//!
//! What is compared stands in the address alone, so that a view can be sent to a colleague.

pub(super) mod files;

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, plain, reports};
use crate::access::{Object, Verb};
use crate::compare::Comparison;
use crate::export::comparison::Words;
use crate::export::comparison_html;
use crate::language::Language;
use crate::questionnaire::Version;
use crate::store::{self, CannotCompare, Compared, Comparing};
use crate::web::State;

/// What is to be compared; lists are separated by commas.
#[derive(Clone, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    trial: String,
    evaluation: Option<String>,
    #[serde(default)]
    rounds: String,
    #[serde(default)]
    by: String,
    /// `1` to follow the same people.
    #[serde(default)]
    linked: String,
    /// The key of the question, where its picture is wanted.
    #[serde(default)]
    question: String,
    /// What kind of picture: `bars`, `dumbbell` or `panels`.
    #[serde(default)]
    picture: String,
    /// The columns by which answers are weighted.
    #[serde(default)]
    weight: String,
}

impl Asked {
    fn weight_by(&self) -> Vec<String> {
        list(&self.weight)
    }

    /// The page's own address, divided by these columns.
    fn address(&self, by: &str) -> String {
        self.address_of(by, self.is_linked())
    }

    fn is_linked(&self) -> bool {
        self.linked == "1"
    }

    fn address_of(&self, by: &str, linked: bool) -> String {
        format!("/desk/comparison?{}", self.query(by, linked))
    }

    /// What stands behind the question mark of an address.
    fn query(&self, by: &str, linked: bool) -> String {
        let mut address = format!("trial={}", self.trial);
        for (name, value) in [
            ("evaluation", self.evaluation.as_deref().unwrap_or_default()),
            ("rounds", &self.rounds),
            ("by", by),
            ("linked", if linked { "1" } else { "" }),
            ("weight", if linked { "" } else { &self.weight }),
        ] {
            if !value.is_empty() {
                address = format!("{address}&{name}={value}");
            }
        }
        address
    }
}

/// GET `/desk/comparison`.
pub(super) async fn page(admitted: Admitted) -> HttpResponse {
    answer(&admitted, show).await
}

async fn answer(admitted: &Admitted, show: fn(&Admitted, &Asked, &Compared) -> HttpResponse) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let asked: Asked = match admitted.query() {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    // Following a million people takes seconds the first time, in which respondents on this worker must not wait.
    let comparing = (state.clone(), asked.clone());
    let compared = web::block(move || compare(&comparing.0, &comparing.1, language)).await;
    match compared {
        Ok(Ok(Ok(compared))) => show(admitted, &asked, &own_groups(admitted, compared)),
        Ok(Ok(Err(wrong @ CannotCompare::SameCases(..)))) => same_cases(admitted, &asked, &wrong),
        Ok(Ok(Err(wrong))) => plain(admitted, status(&wrong), &wrong.sentence(language)),
        Ok(Err(error)) => broken(admitted, &error),
        Err(_) => broken(admitted, &store::Error::Busy),
    }
}

/// Rounds that read the same cases show no change: where to see instead whether the readers agree.
fn same_cases(admitted: &Admitted, asked: &Asked, wrong: &CannotCompare) -> HttpResponse {
    let words = wrong.sentence(admitted.language);
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Trials),
        title: &words,
        path: &[],
        synthetic: false,
        address: "/desk",
    };
    let body = html! {
        @if admitted.may(Verb::SeeCases, Object::Trial(&asked.trial)) {
            ul.card { @for key in list(&asked.rounds) {
                li { a href=(admitted.to(&format!("/desk/rounds/{key}/cases"))) { (admitted.say("Gennemgang af sager: ", "Review of cases: ")) (key) } }
            } }
        } @else { p { a href=(admitted.to("/desk")) { (admitted.say("Til overblikket", "To the overview")) } } }
    };
    admitted.respond_with(StatusCode::BAD_REQUEST, &page, &body)
}

/// The comparison as the person may see it: whoever has only some municipalities sees the whole and the groups of those, never another
/// municipality by itself.
fn own_groups(admitted: &Admitted, mut compared: Compared) -> Compared {
    if admitted.person.person.scope.municipalities.is_all() {
        return compared;
    }
    Arc::make_mut(&mut compared.comparison).keep_municipalities(|unit| admitted.has_municipality(unit));
    compared
}

fn compare(state: &State, asked: &Asked, language: Language) -> Result<Result<Compared, CannotCompare>, store::Error> {
    let (rounds, by) = (list(&asked.rounds), list(&asked.by));
    let weight_by = if asked.is_linked() { Vec::new() } else { asked.weight_by() };
    state.store.compare(&Comparing {
        trial: &asked.trial,
        evaluation: asked.evaluation.as_deref().filter(|evaluation| !evaluation.is_empty()),
        rounds: &rounds,
        by: &by,
        linked: asked.is_linked(),
        weight_by: &weight_by,
        privacy: &state.config.privacy,
        language,
        now: state.clock.now(),
    })
}

fn show(admitted: &Admitted, asked: &Asked, compared: &Compared) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let trials = match state.store.trials() {
        Ok(trials) => trials,
        Err(error) => return broken(admitted, &error),
    };
    let versions: Vec<&Version> = compared.versions.iter().map(|published| &published.version).collect();
    let words = Words { versions: &versions, trials: &trials, language };
    let comparison = &compared.comparison;
    let address = asked.address(&asked.by);
    let path = [
        ("/desk".to_owned(), words.say("Forsøg", "Trials").to_owned()),
        (format!("/desk/trials/{}", comparison.trial), words.trial(comparison)),
    ];
    let page = Page {
        language,
        noun: Some(Noun::Trials),
        title: &words.heading(comparison),
        path: &path,
        synthetic: comparison.synthetic,
        address: &address,
    };
    let spoken = if language == Language::En { "&lang=en" } else { "" };
    let query = format!("{}{spoken}", asked.query(&asked.by, asked.is_linked()));
    let body = html! {
        (division(asked, &compared.divisions, &words))
        (design(asked, comparison, &words))
        (weighting(asked, compared, &words))
        (comparison_html::body(comparison, &words, Some(&query)))
        (reports::links(admitted, &trials, &comparison.trial, comparison.evaluation.as_deref()))
        p {
            a href={ "/desk/comparison.xlsx?" (query) } {
                (words.say("Hent tallene som regneark (XLSX)", "Fetch the figures as a spreadsheet (XLSX)"))
            }
        }
        @if versions.iter().any(|version| super::rounds::asks_for_text(version)) && admitted.may(Verb::ReadTexts, Object::Trial(&comparison.trial)) { p {
            (words.say("Tekstsvar:", "Texts:"))
            @for round in &comparison.rounds {
                " " a href={ "/desk/rounds/" (round.key) "/texts/approved" @if language == Language::En { "?lang=en" } } { (round.key) }
            }
        } }
    };
    admitted.respond(&page, &body)
}

/// The ways of looking: everybody together, by municipality, by any other column, and by both.
fn division(asked: &Asked, divisions: &[Vec<String>], words: &Words) -> Markup {
    let suffix = if words.language == Language::En { "&lang=en" } else { "" };
    let asked_by = list(&asked.by).join(",");
    html! {
        nav.path aria-label=(words.say("Opdeling", "Division")) {
            @for (place, (by, name)) in ways(divisions, words).into_iter().enumerate() {
                @if place > 0 { " · " }
                @if asked_by == by { b aria-current="page" { (name) } } @else { a href={ (asked.address(&by)) (suffix) } { (name) } }
            }
        }
    }
}

/// The two ways to take people who answered in several rounds, where there are any.
fn design(asked: &Asked, comparison: &Comparison, words: &Words) -> Markup {
    let questions = || comparison.groups.iter().flat_map(|group| &group.questions);
    if !asked.is_linked() && !questions().any(|question| question.reasons.iter().any(|reason| reason == "shared-panel")) {
        return html! {};
    }
    let suffix = if words.language == Language::En { "&lang=en" } else { "" };
    let ways = [
        (false, words.say("Alle, der har svaret", "All who answered")),
        (
            true,
            words
                .say("Kun ændringer hos dem, der har svaret i begge runder", "Changes only of those who answered in both rounds"),
        ),
    ];
    html! {
        nav.path aria-label=(words.say("Hvem ændringerne gælder", "Whose changes")) {
            @for (place, (linked, name)) in ways.into_iter().enumerate() {
                @if place > 0 { " · " }
                @if asked.is_linked() == linked { b aria-current="page" { (name) } }
                @else { a href={ (asked.address_of(&list(&asked.by).join(","), linked)) (suffix) } { (name) } }
            }
        }
    }
}

/// Without weights or with those of a column of which every round knows who was asked.
fn weighting(asked: &Asked, compared: &Compared, words: &Words) -> Markup {
    let (comparison, divisions) = (&compared.comparison, &compared.divisions);
    let known = |column: &&str| {
        comparison
            .rounds
            .iter()
            .all(|round| comparison.composition.iter().any(|line| line.round == round.key && line.column == *column))
    };
    let alone = divisions.iter().filter(|division| division.len() == 1).flatten();
    let columns: Vec<&str> = alone.map(String::as_str).filter(known).collect();
    if asked.is_linked() || (columns.is_empty() && asked.weight.is_empty()) {
        return html! {};
    }
    let suffix = if words.language == Language::En { "&lang=en" } else { "" };
    let name = |column: &str| format!("{} {}", words.say("Vægtet efter", "Weighted by"), words.column(column));
    let plain = ("", words.say("Svarene, som de er", "The answers as they are").to_owned());
    let ways = std::iter::once(plain).chain(columns.into_iter().map(|column| (column, name(column))));
    let address = |weight: &str| Asked { weight: weight.to_owned(), ..asked.clone() }.address(&list(&asked.by).join(","));
    html! {
        nav.path aria-label=(words.say("Vægte", "Weights")) {
            @for (place, (weight, name)) in ways.enumerate() {
                @if place > 0 { " · " }
                @if asked.weight == weight { b aria-current="page" { (name) } } @else { a href={ (address(weight)) (suffix) } { (name) } }
            }
        }
    }
}

/// Each division that every round offers, as it stands in the address, with its name.
fn ways(divisions: &[Vec<String>], words: &Words) -> Vec<(String, String)> {
    let named = |division: &Vec<String>| {
        let columns: Vec<String> = division.iter().map(|column| words.column(column)).collect();
        format!("{} {}", words.say("Fordelt på", "By"), columns.join(words.say(" og ", " and ")))
    };
    let whole = (String::new(), words.say("Hele forsøget", "The whole trial").to_owned());
    std::iter::once(whole).chain(divisions.iter().map(|division| (division.join(","), named(division)))).collect()
}

fn list(words: &str) -> Vec<String> {
    words.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn status(wrong: &CannotCompare) -> StatusCode {
    match wrong {
        CannotCompare::UnknownTrial(_) | CannotCompare::UnknownRound(_) => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_view_keeps_what_was_asked_and_changes_only_the_division() {
        let none = String::new;
        let (trial, rounds) = ("t".to_owned(), "a,b".to_owned());
        let asked = Asked {
            trial,
            evaluation: None,
            rounds,
            by: none(),
            linked: none(),
            question: none(),
            picture: none(),
            weight: none(),
        };
        assert_eq!(asked.address("municipality"), "/desk/comparison?trial=t&rounds=a,b&by=municipality");
        assert_eq!(list("a, b,,"), ["a", "b"]);
        assert_eq!(status(&CannotCompare::UnknownRound("x".to_owned())), StatusCode::NOT_FOUND);
        assert_eq!(status(&CannotCompare::TooFewRounds), StatusCode::BAD_REQUEST);
    }
}
