//! Bars per option for questions without an order: one bar per round, all on one scale from nothing to everybody.

use super::drawing::{Anchor, Drawing, MUTED, Paint, Pattern, Shape, rect, text, wrapped};
use super::{Picture, Words, absent, finish};
use crate::compare::{QuestionComparison, QuestionRound};
use crate::language::{Language, number};

/// Room for "100 % (1.032)" to the right of the longest bar.
const NUMBERS: f64 = 92.0;
const BAR: f64 = 18.0;

/// How wide the picture is, and where its bars begin: beside the labels of their rounds, or under them.
pub(super) struct Layout {
    width: f64,
    from: f64,
}

/// On a screen of a desk, and in a file.
pub(super) const WIDE: Layout = Layout { width: 720.0, from: 150.0 };
/// On a phone of 320 px, on which these letters are 11 px high.
pub(super) const SLIM: Layout = Layout { width: 360.0, from: 0.0 };

impl Layout {
    /// How long the bar of everybody is.
    fn whole(&self) -> f64 {
        self.width - self.from - NUMBERS
    }

    /// How high a line of a label by itself is.
    fn label(&self) -> f64 {
        if self.from > 0.0 { 0.0 } else { 18.0 }
    }
}

/// The picture of a question whose options have no order; none where the rounds' options are not the same.
pub(super) fn draw(question: &QuestionComparison, words: &Words, layout: &Layout) -> Option<Picture> {
    let options = question.values.len();
    let same = |round: &QuestionRound| round.counts.as_ref().is_none_or(|counts| counts.len() == options);
    let changed = words.own.iter().any(|own| own != words.choices);
    if !question.rounds.iter().all(same) || changed || words.choices.len() != options {
        return None;
    }
    let (mut shapes, mut y) = (Vec::new(), 0.0);
    for (option, choice) in words.choices.iter().enumerate() {
        for line in wrapped(choice, layout.width, 14.0 * 1.08) {
            shapes.push(text(0.0, y + 16.0, 14.0, line).bold().into());
            y += 20.0;
        }
        y += 4.0;
        for (place, round) in question.rounds.iter().enumerate() {
            bar(words, round, (option, place), (y, layout), &mut shapes);
            y += layout.label() + BAR + 4.0;
        }
        y += 10.0;
    }
    y = axis(words.language, layout, y - 6.0, &mut shapes);
    let (id, title, description) = (words.id.to_owned(), words.title.to_owned(), description(question, words));
    Some(finish(words, Drawing { id, title, description, wide: layout.width, high: y, shapes }))
}

fn share(round: &QuestionRound, option: usize) -> Option<(u64, f64)> {
    let count = *round.counts.as_ref()?.get(option)?;
    let n = round.n.filter(|n| *n > 0)?;
    Some((count, count as f64 / n as f64))
}

/// From nobody to everybody, with the unit; where it ends.
fn axis(language: Language, layout: &Layout, y: f64, shapes: &mut Vec<Shape>) -> f64 {
    let (from, whole) = (layout.from, layout.whole());
    shapes.push(Shape::Line([from, from + whole, y, y], Paint::Colour(MUTED), 1.0, None));
    for place in 0..=4 {
        let share = f64::from(place) / 4.0;
        let x = from + share * whole;
        shapes.push(Shape::Line([x, x, y, y + 5.0], Paint::Colour(MUTED), 1.0, None));
        let anchor = if x < 1.0 { Anchor::Start } else { Anchor::Middle };
        shapes.push(text(x, y + 18.0, 13.0, number::percent(share, language)).anchored(anchor).into());
    }
    y + 24.0
}

fn bar(
    words: &Words,
    round: &QuestionRound,
    (option, place): (usize, usize),
    (mut y, layout): (f64, &Layout),
    shapes: &mut Vec<Shape>,
) {
    let label = words.rounds.get(place).map_or("", String::as_str);
    let last = place + 1 == words.rounds.len();
    shapes.push(text(0.0, y + 14.0, 13.0, label).into());
    y += layout.label();
    let Some((count, share)) = share(round, option) else {
        shapes.push(text(layout.from, y + 14.0, 13.0, absent(round, words.language)).italic().into());
        return;
    };
    let (from, wide) = (layout.from, (share * layout.whole()).max(1.0));
    shapes.push(rect(from, y, wide, BAR, Paint::Colour(if last { "#542788" } else { "#998EC3" })));
    if !last {
        shapes.push(rect(from, y, wide, BAR, Paint::Pattern(Pattern::Stripes)));
    }
    let said = format!("{} ({})", number::percent(share, words.language), number::whole(count, words.language));
    shapes.push(text(from + wide + 6.0, y + 14.0, 13.0, said).into());
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
