//! Bars per option for questions without an order: one bar per round, all on one scale from nothing to everybody.

use maud::{Markup, html};

use super::{Words, absent, frame, length};
use crate::compare::{QuestionComparison, QuestionRound};
use crate::language::{Language, number};

const WIDTH: f64 = 720.0;
const LABELS: f64 = 150.0;
/// Room for "100 %" to the right of the longest bar.
const NUMBERS: f64 = 90.0;
const BAR: f64 = 18.0;

/// The picture of a question whose options have no order; none where the rounds' options are not the same.
pub(super) fn draw(question: &QuestionComparison, words: &Words) -> Option<Markup> {
    let options = question.values.len();
    let same = |round: &QuestionRound| round.counts.as_ref().is_none_or(|counts| counts.len() == options);
    let changed = words.own.iter().any(|own| own != words.choices);
    if !question.rounds.iter().all(same) || changed || words.choices.len() != options {
        return None;
    }
    let block = 24.0 + question.rounds.len() as f64 * (BAR + 4.0) + 10.0;
    let inside = html! {
        defs {
            pattern id={ (words.id) "-h" } width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect width="2" height="6" fill="#FFFFFF" fill-opacity="0.5" {}
            }
        }
        @for (option, choice) in words.choices.iter().enumerate() {
            @let y = option as f64 * block;
            text x="0" y=(y + 16.0) font-weight="600" fill="currentColor" { (choice) }
            @for (place, round) in question.rounds.iter().enumerate() {
                (bar(words, round, option, place, y + 24.0 + place as f64 * (BAR + 4.0)))
            }
        }
    };
    Some(frame(words, WIDTH, options as f64 * block, &description(question, words), &inside))
}

fn share(round: &QuestionRound, option: usize) -> Option<(u64, f64)> {
    let count = *round.counts.as_ref()?.get(option)?;
    let n = round.n.filter(|n| *n > 0)?;
    Some((count, count as f64 / n as f64))
}

fn bar(words: &Words, round: &QuestionRound, option: usize, place: usize, y: f64) -> Markup {
    let label = words.rounds.get(place).map_or("", String::as_str);
    let last = place + 1 == words.rounds.len();
    let fill = if last { "#542788" } else { "#998EC3" };
    html! {
        text x="0" y=(y + 14.0) font-size="13" fill="currentColor" { (label) }
        @if let Some((count, share)) = share(round, option) {
            @let wide = length((share * (WIDTH - LABELS - NUMBERS)).max(1.0));
            rect x=(LABELS) y=(y) width=(wide) height=(BAR) fill=(fill) {}
            @if !last { rect x=(LABELS) y=(y) width=(wide) height=(BAR) fill={ "url(#" (words.id) "-h)" } {} }
            text x=(length(LABELS + wide + 6.0)) y=(y + 14.0) font-size="13" fill="currentColor" {
                (number::percent(share, words.language)) " (" (number::whole(count, words.language)) ")"
            }
        } @else {
            text x=(LABELS) y=(y + 14.0) font-size="13" font-style="italic" fill="currentColor" { (absent(round, words.language)) }
        }
    }
}

fn description(question: &QuestionComparison, words: &Words) -> String {
    let line = |(place, round): (usize, &QuestionRound)| {
        let label = words.rounds.get(place).map_or("", String::as_str);
        let parts: Vec<String> = words
            .choices
            .iter()
            .enumerate()
            .filter_map(|(option, choice)| Some(format!("{choice} {}", number::percent(share(round, option)?.1, words.language))))
            .collect();
        let of = if words.language == Language::Da { "svar" } else { "answers" };
        match round.n.filter(|_| !parts.is_empty()) {
            Some(n) => format!("{label}, {} {of}: {}.", number::whole(n, words.language), parts.join(", ")),
            None => format!("{label}: {}.", absent(round, words.language)),
        }
    };
    question.rounds.iter().enumerate().map(line).collect::<Vec<_>>().join(" ")
}
