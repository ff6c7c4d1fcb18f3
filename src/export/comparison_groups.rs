//! A comparison divided into groups: per question one table of all groups, in a fixed order, the withheld ones kept and labelled.
//!
//! It is no league table: groups stand in the order of the trials file, and each line says in words what its numbers can carry.

use maud::{Markup, html};

use super::comparison::Words;
use super::comparison_method;
use crate::compare::{Change, Comparison, Group, QuestionComparison, QuestionRound, RefusalCode, Share};
use crate::language::number;

/// Width and height of the line from nothing to everybody, and the room around it.
const LINE: (f64, f64, f64) = (150.0, 24.0, 8.0);

/// Every question with all groups; the whole trial has been shown before.
pub(super) fn divided(comparison: &Comparison, words: &Words) -> Markup {
    let (Some(whole), groups) = (comparison.groups.first(), comparison.groups.get(1..).unwrap_or_default()) else {
        return html! {};
    };
    html! {
        h2 id="groups" { (words.say("Fordelt på grupper", "By group")) }
        @for question in &whole.questions { (card(comparison, groups, question, words)) }
    }
}

fn card(comparison: &Comparison, groups: &[Group], question: &QuestionComparison, words: &Words) -> Markup {
    let id = format!("by-{}", question.key.replace(['.', '_'], "-"));
    let title = words.question(&question.key);
    let found: Vec<(&Group, &QuestionComparison)> =
        groups.iter().filter_map(|group| Some((group, group.questions.iter().find(|one| one.key == question.key)?))).collect();
    let pictured = found.iter().any(|(_, one)| is_compared(one) && one.rounds.iter().any(|round| round.top_box.is_some()));
    html! {
        article.card aria-labelledby=(id) {
            h3 id=(id) { (title) }
            p.small { (caption(comparison, question, pictured, words)) }
            div.scroll tabindex="0" role="region" aria-label={ (words.say("Tabel: ", "Table: ")) (title) } {
                table.groups role="table" {
                    thead role="rowgroup" { tr role="row" {
                        th scope="col" role="columnheader" { (words.say("Gruppe", "Group")) }
                        @for round in &question.rounds {
                            th.num scope="col" role="columnheader" { (words.round(comparison, &round.round)) }
                        }
                        @if pictured { th scope="col" role="columnheader" { "0–100" (words.say(" %", "%")) } }
                        th.num scope="col" role="columnheader" { (words.say("Ændring", "Change")) }
                        th scope="col" role="columnheader" { (words.say("Det kan siges", "What can be said")) }
                    } }
                    tbody role="rowgroup" { @for (group, one) in &found { (line(comparison, group, one, pictured, words)) } }
                }
            }
            (comparison_method::rounded(words))
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

/// What the numbers and marks are, before they are seen; with the mark of made-up answers, since a picture may be copied out.
fn caption(comparison: &Comparison, question: &QuestionComparison, pictured: bool, words: &Words) -> Markup {
    let rounds: Vec<String> = question.rounds.iter().map(|round| words.round(comparison, &round.round)).collect();
    html! {
        @if let Some(top) = words.top(question) { (words.say("Andel, der svarer ", "Share who answer ")) (top) ". " }
        @if let (true, [.., first, last]) = (pictured, &rounds[..]) { "○ " (first) " ● " (last) ". " }
        @if comparison.synthetic { b { (words.say("Syntetiske svar", "Synthetic answers")) "." } }
    }
}

/// Whether the last two rounds may be seen as one moving from the other.
fn is_compared(question: &QuestionComparison) -> bool {
    let last = question.changes.last().and_then(|change| change.refused.as_ref());
    last.is_none_or(|refusal| refusal.code != RefusalCode::NotComparable)
}

fn line(comparison: &Comparison, group: &Group, question: &QuestionComparison, pictured: bool, words: &Words) -> Markup {
    let hidden = question.rounds.iter().all(|round| round.hidden.is_some() && round.n.is_none());
    let columns = question.rounds.len() + usize::from(pictured) + 2;
    // On a narrow screen each group is a block of its own, so roles and labels must stand here: the style takes them away.
    html! {
        tr role="row" {
            th scope="row" role="rowheader" { (words.short_group(group)) }
            @if hidden {
                td role="cell" colspan=(columns) { (question.rounds.first().map_or("", |round| words.absent(comparison, round))) }
            } @else {
                @for round in &question.rounds { td.num role="cell" data-label=(words.round(comparison, &round.round)) { (figure(comparison, round, words)) } }
                @if pictured { td role="cell" { (dumbbell(question, words)) } }
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

/// The shares of the last two rounds on one line from nothing to everybody; told apart by shape, not by colour.
fn dumbbell(question: &QuestionComparison, words: &Words) -> Markup {
    let [.., earlier, later] = &question.rounds[..] else { return html! {} };
    let (wide, high, room) = LINE;
    let at = |share: &Share| (share.share * (wide - 2.0 * room) + room).round();
    let (from, to) = (earlier.top_box.as_ref(), later.top_box.as_ref());
    let said: Vec<String> = from.into_iter().chain(to).map(|top| number::percent(top.share, words.language)).collect();
    html! {
        @if !said.is_empty() {
            svg role="img" aria-label=(said.join(" → ")) width=(wide) height=(high) viewBox={ "0 0 " (wide) " " (high) } {
                line x1=(room) x2=(wide - room) y1=(high / 2.0) y2=(high / 2.0) stroke="currentColor" stroke-opacity="0.3" {}
                @if let (Some(from), Some(to)) = (from, to) {
                    line x1=(at(from)) x2=(at(to)) y1=(high / 2.0) y2=(high / 2.0) stroke="currentColor" stroke-width="3" {}
                }
                @if let Some(from) = from {
                    circle.hollow cx=(at(from)) cy=(high / 2.0) r="5.5" stroke="currentColor" stroke-width="2" {}
                }
                @if let Some(to) = to { circle cx=(at(to)) cy=(high / 2.0) r="6" fill="currentColor" {} }
            }
        }
    }
}
