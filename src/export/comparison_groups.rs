//! A comparison divided into groups: per question one table of all groups, in a fixed order, the withheld ones kept and labelled.
//!
//! It is no league table: groups stand in the order of the trials file, and each line says in words what its numbers can carry.

use maud::{Markup, html};

use super::comparison::Words;
use super::comparison_html::absent;
use super::comparison_pictures::Kind;
use super::{comparison_method, comparison_pictures};
use crate::compare::{Change, Comparison, Group, QuestionComparison, QuestionRound};
use crate::language::number;

/// Every question with all groups; the whole trial has been shown before.
pub(super) fn divided(comparison: &Comparison, words: &Words, query: Option<&str>) -> Markup {
    let Some(whole) = comparison.groups.first() else { return html! {} };
    html! {
        h2 id="groups" { (words.say("Fordelt på grupper", "By group")) }
        @if let Some(many) = &comparison.many_tests { p.notice { (many) } }
        @for (group, told) in comparison.groups.iter().filter_map(|group| Some((group, group.regrouped.as_ref()?))) {
            p.notice { b { (words.group(group)) ": " } (told) }
        }
        @for question in &whole.questions { (card(comparison, question, words, query)) }
    }
}

fn card(comparison: &Comparison, question: &QuestionComparison, words: &Words, query: Option<&str>) -> Markup {
    let id = format!("by-{}", question.key.replace(['.', '_'], "-"));
    let title = words.question(&question.key);
    let found = comparison_pictures::groups(comparison, &question.key);
    html! {
        article.card aria-labelledby=(id) {
            h3 id=(id) { (title) }
            p.small { (caption(comparison, question, words)) }
            (comparison_pictures::figure(comparison, question, Kind::Dumbbell, words, query))
            div.scroll tabindex="0" role="region" aria-label={ (words.say("Tabel: ", "Table: ")) (title) } {
                table.groups role="table" {
                    thead role="rowgroup" { tr role="row" {
                        th scope="col" role="columnheader" { (words.say("Gruppe", "Group")) }
                        @for round in &question.rounds {
                            th.num scope="col" role="columnheader" { (words.round(comparison, &round.round)) }
                        }
                        th.num scope="col" role="columnheader" { (words.say("Ændring", "Change")) }
                        th scope="col" role="columnheader" { (words.say("Det kan siges", "What can be said")) }
                    } }
                    tbody role="rowgroup" { @for (group, one) in &found { (line(comparison, group, one, words)) } }
                }
            }
            (comparison_method::rounded(words))
            // Units stand beside each other where there is one way of dividing; crossed, they would be too many to be seen.
            @if comparison.groups.iter().all(|group| group.by.len() < 2) { (answers(comparison, question, &found, words, query)) }
            details {
                summary { (words.say("Metode for hver gruppe", "Method for each group")) }
                @for (group, one) in &found {
                    h4 { (words.group(group)) }
                    (comparison_method::method(comparison, group, one, words))
                }
            }
        }
    }
}

/// What the numbers are, before they are seen; with the mark of made-up answers.
fn caption(comparison: &Comparison, question: &QuestionComparison, words: &Words) -> Markup {
    html! {
        @if let Some(top) = words.top(question) { (words.say("Andel, der svarer ", "Share who answer ")) (top) ". " }
        @if comparison.synthetic { b { (words.say("Syntetiske svar", "Synthetic answers")) "." } }
    }
}

/// The panels of all groups, and below them one table of each round with the same numbers.
fn answers(
    comparison: &Comparison,
    question: &QuestionComparison,
    found: &[(&Group, &QuestionComparison)],
    words: &Words,
    query: Option<&str>,
) -> Markup {
    if comparison_pictures::picture(comparison, words, &question.key, Kind::Panels).is_none() {
        return html! {};
    }
    let title = words.question(&question.key);
    html! {
        details {
            summary { (words.say("Svarene i hver gruppe", "The answers in each group")) }
            (comparison_pictures::figure(comparison, question, Kind::Panels, words, query))
            (comparison_pictures::narrow(words))
            @for (place, round) in question.rounds.iter().enumerate() {
                @let name = words.round(comparison, &round.round);
                div.scroll tabindex="0" role="region" aria-label={ (words.say("Tabel: ", "Table: ")) (name) ": " (title) } {
                    table {
                        caption { (name) }
                        thead { tr {
                            th scope="col" { (words.say("Gruppe", "Group")) }
                            th.num scope="col" { "n" }
                            @for label in words.labels(comparison, question, round) { th.num.wrap scope="col" { (label) } }
                            th.num.wrap scope="col" { (words.say("Ved ikke, ikke svaret og lignende", "Don't know, not answered and the like")) }
                        } }
                        tbody { @for (group, one) in found { @if let Some(round) = one.rounds.get(place) {
                            tr { th scope="row" { (words.short_group(group)) } (counted(comparison, round, question.values.len(), words)) }
                        } } }
                    }
                }
            }
        }
    }
}

/// The cells of one group in one round, or why it has none.
fn counted(comparison: &Comparison, round: &QuestionRound, options: usize, words: &Words) -> Markup {
    let whole = |count: u64| number::whole(count, words.language);
    html! {
        td.num { @if let Some(n) = round.n { (whole(n)) } }
        @if let Some(counts) = &round.counts {
            @for count in counts { td.num { (whole(*count)) } }
            td.num { @if let Some(missing) = &round.missing { (whole(missing.total())) } }
        } @else {
            (absent(comparison, round, options + 1, words))
        }
    }
}

fn line(comparison: &Comparison, group: &Group, question: &QuestionComparison, words: &Words) -> Markup {
    let hidden = question.rounds.iter().all(|round| round.hidden.is_some() && round.n.is_none());
    let columns = question.rounds.len() + 2;
    // On a narrow screen each group is a block of its own, so roles and labels must stand here: the style takes them away.
    html! {
        tr role="row" {
            th scope="row" role="rowheader" { (words.short_group(group)) }
            @if hidden {
                // Of two rounds the one that promises less.
                @let round = question.rounds.iter().find(|round| round.told_by_whole).or(question.rounds.first());
                td role="cell" colspan=(columns) { (round.map_or("", |round| words.absent(comparison, round))) }
            } @else {
                @for round in &question.rounds { td.num role="cell" data-label=(words.round(comparison, &round.round)) { (figure(comparison, round, words)) } }
                @let label = question.changes.iter().any(|change| change.top_box.is_some()).then(|| words.say("Ændring", "Change"));
                td.num role="cell" data-label=[label] { @for change in &question.changes { div { (moved(change, words)) } } }
                td role="cell" { @for change in &question.changes { div { (change.sentence) } } }
            }
        }
    }
}

/// The figure of one round: the share or the mean, with the number of answers below it.
fn figure(comparison: &Comparison, round: &QuestionRound, words: &Words) -> Markup {
    let shown = match (&round.top_box, round.mean) {
        (Some(top), _) => Some(number::percent(top.share, words.language)),
        (None, Some(mean)) => Some(number::decimal(mean, 2, words.language)),
        (None, None) => None,
    };
    html! {
        @if let Some(shown) = shown { (shown) br; }
        @if let Some(n) = round.n { span.small { "n = " (number::whole(n, words.language)) } }
        @else if round.hidden.is_some() { span.small { (words.say("vises ikke", "not shown")) } }
        @else { span.small { (words.absent(comparison, round)) } }
    }
}

/// The change of the share in points, its interval below it.
fn moved(change: &Change, words: &Words) -> Markup {
    let Some(moved) = &change.top_box else { return html! {} };
    html! {
        (number::signed_points(moved.difference)) (words.say(" point", " points")) br;
        span.small { (number::signed_points(moved.low)) (words.say(" til ", " to ")) (number::signed_points(moved.high)) }
    }
}
