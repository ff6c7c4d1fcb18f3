//! A small panel per unit with the bars of its rounds, all on one scale, in a fixed order; a withheld panel keeps its place.

use super::diverging::{Scale, axis, bars, breaks, description, legend, missing_count};
use super::drawing::{Drawing, MUTED, Paint, Shape, text, wrapped};
use super::{Group, Picture, Words, absent, finish, is_ordinal};
use crate::compare::{QuestionComparison, QuestionRound};
use crate::language::number;

/// Laid out for a phone of 320 px, on which these letters are 11 px high; on larger screens the whole is scaled up.
const WIDTH: f64 = 360.0;
const SIZE: f64 = 14.0;
const LINE: f64 = 20.0;
const BAR: f64 = 22.0;

/// The panels of a question with an ordered scale; none where there is no bar to draw.
pub(super) fn draw(groups: &[Group], words: &Words) -> Option<Picture> {
    let questions = || groups.iter().map(|group| group.question);
    let rounds = || questions().flat_map(|question| &question.rounds);
    let together = questions().all(|question| is_ordinal(question) && question.level.as_deref() != Some("E"));
    if !together || !rounds().any(|round| round.counts.is_some()) {
        return None;
    }
    let scale = Scale::of(questions(), 0.0, WIDTH);
    let (mut shapes, mut y) = (Vec::new(), 0.0);
    let missing = rounds().any(|round| round.counts.is_some() && missing_count(round) > 0);
    y = legend(words, missing, (y, WIDTH, SIZE), &mut shapes);
    y = axis(&scale, words.language, y + 4.0, &mut shapes) + 10.0;
    for group in groups {
        y = panel(group, words, &scale, y, &mut shapes);
    }
    let told = |group: &Group| format!("{}: {}", group.name, description(group.question, words));
    let description = groups.iter().map(told).collect::<Vec<_>>().join(" ");
    Some(finish(
        words,
        Drawing { id: words.id.to_owned(), title: words.title.to_owned(), description, wide: WIDTH, high: y, shapes },
    ))
}

/// One question with an ordered scale by itself, for a narrow screen: the bars under their labels, then the ruler and the words.
pub(super) fn alone(question: &QuestionComparison, words: &Words) -> Picture {
    let scale = Scale::of(std::iter::once(question), 0.0, WIDTH);
    let mut shapes = Vec::new();
    let mut y = bars_of(question, words, &scale, 0.0, &mut shapes);
    y = axis(&scale, words.language, y + 2.0, &mut shapes);
    let missing = question.rounds.iter().any(|round| missing_count(round) > 0);
    y = legend(words, missing, (y + 8.0, WIDTH, SIZE), &mut shapes);
    let (id, title, description) = (words.id.to_owned(), words.title.to_owned(), description(question, words));
    finish(words, Drawing { id, title, description, wide: WIDTH, high: y, shapes })
}

/// One unit from `y` down; how far down it reaches.
fn panel(group: &Group, words: &Words, scale: &Scale, mut y: f64, shapes: &mut Vec<Shape>) -> f64 {
    shapes.push(Shape::Line([0.0, WIDTH, y, y], Paint::Colour(MUTED), 0.5, None));
    y += 8.0;
    for line in wrapped(group.name, WIDTH, SIZE * 1.08) {
        shapes.push(text(0.0, y + 14.0, SIZE, line).bold().into());
        y += LINE;
    }
    let rounds = &group.question.rounds;
    let cause = |round: &QuestionRound| round.counts.is_none().then(|| absent(round, words.language));
    let first = rounds.first().and_then(cause);
    if let Some(first) = first.filter(|_| rounds.iter().all(|round| round.n.is_none() && cause(round) == first)) {
        shapes.push(text(0.0, y + 14.0, SIZE, first).italic().into());
        return y + LINE + 12.0;
    }
    bars_of(group.question, words, scale, y, shapes) + 8.0
}

/// The bars of a question's rounds, each under its label, from `y` down; how far down they reach.
fn bars_of(question: &QuestionComparison, words: &Words, scale: &Scale, mut y: f64, shapes: &mut Vec<Shape>) -> f64 {
    let broken = breaks(question);
    for (place, round) in question.rounds.iter().enumerate() {
        let label = words.rounds.get(place).map_or("", String::as_str);
        let n = round.n.map_or_else(String::new, |n| format!(", n = {}", number::whole(n, words.language)));
        shapes.push(text(0.0, y + 14.0, SIZE, format!("{label}{n}")).into());
        y += LINE;
        if round.counts.is_none() {
            let cause = absent(round, words.language);
            shapes.push(text(0.0, y + 14.0, SIZE, cause).italic().into());
            y += LINE + 4.0;
        } else {
            // The centre line stands under the bar and never in words.
            let line = [scale.centre, scale.centre, y - 2.0, y + BAR + 2.0];
            shapes.push(Shape::Line(line, Paint::Colour(MUTED), 1.0, Some((4.0, 4.0))));
            bars(words, scale, round, (place, y, BAR), shapes);
            y += BAR + 6.0;
        }
        if broken.contains(&place) {
            shapes.push(Shape::Line([0.0, WIDTH, y, y], Paint::Colour(MUTED), 2.0, Some((10.0, 6.0))));
            y += 4.0;
        }
    }
    y
}
