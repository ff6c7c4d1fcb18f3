//! Bars per option for questions without an order: one bar per round, all on one scale from nothing to everybody.

use super::drawing::{Drawing, Paint, Pattern, Shape, rect, text};
use super::{Picture, Words, absent, finish};
use crate::compare::{QuestionComparison, QuestionRound};
use crate::language::{Language, number};

const WIDTH: f64 = 720.0;
const LABELS: f64 = 150.0;
/// Room for "100 %" to the right of the longest bar.
const NUMBERS: f64 = 90.0;
const BAR: f64 = 18.0;

/// The picture of a question whose options have no order; none where the rounds' options are not the same.
pub(super) fn draw(question: &QuestionComparison, words: &Words) -> Option<Picture> {
    let options = question.values.len();
    let same = |round: &QuestionRound| round.counts.as_ref().is_none_or(|counts| counts.len() == options);
    let changed = words.own.iter().any(|own| own != words.choices);
    if !question.rounds.iter().all(same) || changed || words.choices.len() != options {
        return None;
    }
    let block = 24.0 + question.rounds.len() as f64 * (BAR + 4.0) + 10.0;
    let mut shapes = Vec::new();
    for (option, choice) in words.choices.iter().enumerate() {
        let y = option as f64 * block;
        shapes.push(text(0.0, y + 16.0, 14.0, choice.as_str()).bold().into());
        for (place, round) in question.rounds.iter().enumerate() {
            bar(words, round, option, (place, y + 24.0 + place as f64 * (BAR + 4.0)), &mut shapes);
        }
    }
    let (id, title, description) = (words.id.to_owned(), words.title.to_owned(), description(question, words));
    Some(finish(words, Drawing { id, title, description, wide: WIDTH, high: options as f64 * block, shapes }))
}

fn share(round: &QuestionRound, option: usize) -> Option<(u64, f64)> {
    let count = *round.counts.as_ref()?.get(option)?;
    let n = round.n.filter(|n| *n > 0)?;
    Some((count, count as f64 / n as f64))
}

fn bar(words: &Words, round: &QuestionRound, option: usize, (place, y): (usize, f64), shapes: &mut Vec<Shape>) {
    let label = words.rounds.get(place).map_or("", String::as_str);
    let last = place + 1 == words.rounds.len();
    shapes.push(text(0.0, y + 14.0, 13.0, label).into());
    let Some((count, share)) = share(round, option) else {
        shapes.push(text(LABELS, y + 14.0, 13.0, absent(round, words.language)).italic().into());
        return;
    };
    let wide = (share * (WIDTH - LABELS - NUMBERS)).max(1.0);
    shapes.push(rect(LABELS, y, wide, BAR, Paint::Colour(if last { "#542788" } else { "#998EC3" })));
    if !last {
        shapes.push(rect(LABELS, y, wide, BAR, Paint::Pattern(Pattern::Stripes)));
    }
    let said = format!("{} ({})", number::percent(share, words.language), number::whole(count, words.language));
    shapes.push(text(LABELS + wide + 6.0, y + 14.0, 13.0, said).into());
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
