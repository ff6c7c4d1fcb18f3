//! A comparison as a page: the sentence first, then the picture, then the small table, the method folded away.
//!
//! The desk shows [`body`] in its own frame; [`page`] is a file that needs nothing else. Both are made from the same value.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::comparison::Words;
use super::comparison_pictures::Kind;
use super::{comparison_composition, comparison_groups, comparison_method, comparison_pictures};
use crate::compare::{Comparison, Difference, Group, QuestionComparison, QuestionRound, criterion};
use crate::language::{Language, number};

const STYLE: &str = include_str!("desk.css");

/// A page of its own, without script and without any other file.
#[must_use]
pub fn page(comparison: &Comparison, words: &Words) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.language.code()) {
            head {
                meta charset="utf-8";
                title { (words.heading(comparison)) " – " (words.trial(comparison)) }
                meta name="viewport" content="width=device-width,initial-scale=1";
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                @if comparison.synthetic {
                    aside aria-label=(words.say("Om svarene", "About these answers")) { p.mark { (words.synthetic()) } }
                }
                main {
                    p.path { (words.trial(comparison)) }
                    h1 { (words.heading(comparison)) }
                    (body(comparison, words, None))
                }
            }
        }
    }
}

/// What stands under the heading; with the query of the page's address, its pictures can be fetched as files.
#[must_use]
pub fn body(comparison: &Comparison, words: &Words, query: Option<&str>) -> Markup {
    let all_same =
        comparison.groups.iter().flat_map(|group| &group.questions).all(|question| question.level.as_deref() == Some("A"));
    html! {
        ul.chips {
            @for round in &comparison.rounds {
                li {
                    (words.round(comparison, &round.key)) ": " (words.answered(round))
                    @if round.open_access { " – " (words.open_access()) }
                }
            }
            @if all_same { li { (words.say("Samme spørgsmål i alle runder", "The same questions in all rounds")) } }
        }
        @for linkage in words.linkage(comparison) { p.small { (linkage) } }
        @for weights in words.weights(comparison) { p.small { (weights) } }
        (comparison_composition::folded(comparison, words))
        @if let Some(events) = words.events(comparison) { p.notice { (events) } }
        @if comparison.groups.iter().all(|group| group.questions.is_empty()) {
            p.card { (words.say("Her kommer tallene, når der er svar.", "The figures will be here when there are answers.")) }
        }
        @if let Some(whole) = comparison.groups.first() {
            @if comparison.groups.len() > 1 { h2 id="group-0" { (words.group(whole)) } }
            @for question in &whole.questions { (card(comparison, whole, question, words, query)) }
        }
        @if comparison.groups.len() > 1 { (comparison_groups::divided(comparison, words, query)) }
        @if has_tests(comparison) { p.small { (criterion(words.language)) } }
    }
}

/// Whether anything is told of a change by its test.
pub(super) fn has_tests(comparison: &Comparison) -> bool {
    let questions = comparison.groups.iter().flat_map(|group| &group.questions);
    questions.flat_map(|question| &question.changes).any(|change| change.test.is_some())
}

fn card(comparison: &Comparison, group: &Group, question: &QuestionComparison, words: &Words, query: Option<&str>) -> Markup {
    let id = format!("q0-{}", question.key.replace(['.', '_'], "-"));
    let title = words.question(&question.key);
    let divided = comparison.groups.len() > 1;
    // The same question stands in every group, and a landmark must have a name of its own.
    let named = if divided { format!("{title} – {}", words.group(group)) } else { title.clone() };
    html! {
        article.card aria-labelledby=(id) {
            @if divided { h3 id=(id) { (title) } } @else { h2 id=(id) { (title) } }
            @if let Some(lead) = words.lead(&question.key) { p.small { (lead) } }
            @for change in &question.changes {
                p.say {
                    @if question.changes.len() > 1 {
                        b { (words.pair(comparison, change)) ": " }
                    }
                    (change.sentence)
                }
            }
            @if let Some(trend) = &question.trend { p.say { (trend.sentence) } }
            (comparison_pictures::figure(comparison, question, Kind::Bars, words, query))
            (small_table(comparison, question, &named, words))
            @for note in words.approvals(question) { p.small { (note) } }
            details {
                summary { (words.say("Tabel, metode og forbehold", "Table, method and reservations")) }
                (comparison_method::counts(comparison, question, &named, words))
                (comparison_method::method(comparison, group, question, words))
            }
        }
    }
}

/// The figure that the sentence speaks of, per round: the top box, the mean, or the options.
fn small_table(comparison: &Comparison, question: &QuestionComparison, title: &str, words: &Words) -> Markup {
    let tops = question.rounds.iter().any(|round| round.top_box.is_some());
    let means = question.rounds.iter().any(|round| round.mean.is_some());
    let options = question.changes.iter().any(|change| !change.options.is_empty());
    html! {
        @if tops || means || options {
            div.scroll tabindex="0" role="region" aria-label={ (words.say("Tabel: ", "Table: ")) (title) } {
                // The other tables are folded on a phone.
                @if options { (comparison_pictures::narrow(words)) }
                @if options { (option_table(comparison, question, words)) }
                @else if tops { (top_table(comparison, question, words)) }
                @else { (mean_table(comparison, question, words)) }
            }
            @if tops || options { (comparison_method::rounded(words)) }
        }
    }
}

fn head(first: &str, rest: &[&str]) -> Markup {
    html! {
        thead { tr {
            th scope="col" { (first) }
            @for name in rest { th.num scope="col" { (name) } }
        } }
    }
}

fn top_table(comparison: &Comparison, question: &QuestionComparison, words: &Words) -> Markup {
    let interval = words.say("95 % interval", "95% interval");
    let columns = [words.say("Andel", "Share"), interval, words.say("Ændring", "Change"), interval];
    let changed = question.changes.iter().any(|change| change.top_box.is_some());
    let share = words.say("Andel", "Share");
    let moved_words = |moved: &Difference| {
        let (low, high) = (number::signed_points(moved.low), number::signed_points(moved.high));
        let difference = number::signed_points(moved.difference);
        match words.language {
            Language::Da => format!("Ændring: {difference} procentpoint (95 %: {low} til {high})"),
            _ => format!("Change: {difference} percentage points (95%: {low} to {high})"),
        }
    };
    let several = question.changes.len() > 1;
    html! {
        // On a phone the rows are folded, and the change comes first.
        @for change in &question.changes {
            @if let Some(moved) = &change.top_box {
                p.narrow { @if several { (words.pair(comparison, change)) ". " } (moved_words(moved)) }
            }
        }
        table.groups.plain {
            (head(&words.top(question).unwrap_or_default(), &columns[..if changed { 4 } else { 2 }]))
            tbody {
                @for (place, round) in question.rounds.iter().enumerate() {
                    @let change = place.checked_sub(1).and_then(|at| question.changes.get(at)?.top_box.as_ref());
                    tr {
                        th scope="row" { (words.round(comparison, &round.round)) }
                        @if let Some(top) = &round.top_box {
                            td.num data-label=(share) { (number::percent(top.share, words.language)) }
                            td.num data-label=(interval) { (number::percent_number(top.low)) "–" (number::percent_number(top.high)) }
                        } @else { (absent(comparison, round, 2, words)) }
                        @if let Some(moved) = change {
                            td.num.broad { (number::signed_points(moved.difference)) (words.say(" point", " points")) }
                            td.num.broad {
                                (number::signed_points(moved.low)) (words.say(" til ", " to ")) (number::signed_points(moved.high))
                            }
                        } @else if changed { td.broad {} td.broad {} }
                    }
                }
            }
        }
    }
}

fn mean_table(comparison: &Comparison, question: &QuestionComparison, words: &Words) -> Markup {
    let decimal = |value: f64| number::decimal(value, 2, words.language);
    html! {
        table {
            (head(words.say("Runde", "Round"), &[words.say("Gennemsnit", "Mean"), words.say("Spredning", "Standard deviation")]))
            tbody {
                @for round in &question.rounds {
                    tr {
                        th scope="row" { (words.round(comparison, &round.round)) }
                        @if let Some(mean) = round.mean {
                            td.num { (decimal(mean)) }
                            td.num { @if let Some(sd) = round.sd { (decimal(sd)) } }
                        } @else { (absent(comparison, round, 2, words)) }
                    }
                }
            }
        }
    }
}

/// Each option's share in the rounds that were compared, and its change.
fn option_table(comparison: &Comparison, question: &QuestionComparison, words: &Words) -> Markup {
    html! {
        @for change in question.changes.iter().filter(|change| !change.options.is_empty()) {
            @let (from, to) = (words.round(comparison, &change.from), words.round(comparison, &change.to));
            table {
                (head(
                    words.say("Svar", "Answer"),
                    &[from.as_str(), to.as_str(), words.say("Ændring", "Change"), words.say("95 % interval", "95% interval")],
                ))
                tbody {
                    @for option in &change.options {
                        tr {
                            th scope="row" { (words.choices(&question.key, &[option.value]).concat()) }
                            @for round in &option.rounds { td.num { (number::percent(round.share, words.language)) } }
                            @for moved in &option.changes {
                                td.num { (number::signed_points(moved.difference)) (words.say(" point", " points")) }
                                td.num {
                                    (number::signed_points(moved.low)) (words.say(" til ", " to ")) (number::signed_points(moved.high))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The cells of a round without figures: why, in one line of the same size as the rest.
pub(super) fn absent(comparison: &Comparison, round: &QuestionRound, columns: usize, words: &Words) -> Markup {
    html! { td colspan=(columns) { (words.absent(comparison, round)) } }
}
