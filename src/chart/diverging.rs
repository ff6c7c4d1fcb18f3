//! Diverging stacked bars: one bar per round, the neutral option split at the centre line, the missing kinds in a bar of their own.
//!
//! Source: Heiberger & Robbins 2014, Journal of Statistical Software 57(5). Both bars have one scale: a share of the answers is as long
//! as the same share of the missing.

use super::drawing::{Anchor, Drawing, INK, MUTED, Paint, Pattern, Shape, rect, text, wrapped};
use super::palette::{colour, ink};
use super::{Picture, Words, absent, finish};
use crate::compare::{Change, QuestionComparison, QuestionRound, RefusalCode};
use crate::language::{Language, number};

const WIDTH: f64 = 720.0;
const LABELS: f64 = 140.0;
const GAP: f64 = 28.0;
const BAR: f64 = 40.0;
const ROW: f64 = 58.0;
const TOP: f64 = 14.0;
const LEGEND: f64 = 26.0;

/// The picture of a question with an ordered scale.
pub(super) fn draw(question: &QuestionComparison, words: &Words) -> Picture {
    let scale = Scale::of(std::iter::once(question), LABELS, WIDTH);
    let bottom = TOP + question.rounds.len() as f64 * ROW;
    let centre = Shape::Line([scale.centre, scale.centre, 2.0, bottom - 8.0], Paint::Colour(MUTED), 1.0, Some((4.0, 4.0)));
    let mut shapes = vec![centre];
    for (place, round) in question.rounds.iter().enumerate() {
        row(words, &scale, round, place, &mut shapes);
    }
    for place in breaks(question) {
        let y = TOP + (place + 1) as f64 * ROW - 8.0;
        shapes.push(Shape::Line([0.0, WIDTH, y, y], Paint::Colour(MUTED), 2.0, Some((10.0, 6.0))));
    }
    let missing = question.rounds.iter().any(|round| missing_count(round) > 0);
    let bottom = axis(&scale, words.language, bottom - 8.0, &mut shapes);
    let high = legend(words, missing, (bottom + 8.0, WIDTH, 13.0), &mut shapes);
    let (id, title, description) = (words.id.to_owned(), words.title.to_owned(), description(question, words));
    finish(words, Drawing { id, title, description, wide: WIDTH, high, shapes })
}

/// The share of a round's answers that lies on either side of the centre, as a ruler with its unit; where it ends.
pub(super) fn axis(scale: &Scale, language: Language, y: f64, shapes: &mut Vec<Shape>) -> f64 {
    let step = if scale.unit * 0.25 < 48.0 { 0.5 } else { 0.25 };
    let (mut ends, mut ticks) = ([scale.centre; 2], Vec::new());
    for (side, reach) in [(-1.0, scale.left), (1.0, scale.right)] {
        let places = (0..=4).map(|place| f64::from(place) * step).take_while(|share| *share < reach + 0.001);
        for share in places.filter(|share| side > 0.0 || *share > 0.0) {
            let x = scale.centre + side * share * scale.unit;
            ends = [ends[0].min(x), ends[1].max(x)];
            ticks.push(Shape::Line([x, x, y, y + 5.0], Paint::Colour(MUTED), 1.0, None));
            // A number at the picture's edge stays inside of it.
            let anchor = match () {
                () if x < 18.0 => Anchor::Start,
                () if x > scale.end - 18.0 => Anchor::End,
                () => Anchor::Middle,
            };
            ticks.push(text(x, y + 18.0, 13.0, number::percent(share, language)).anchored(anchor).into());
        }
    }
    shapes.push(Shape::Line([ends[0], ends[1], y, y], Paint::Colour(MUTED), 1.0, None));
    shapes.extend(ticks);
    y + 22.0
}

/// After which bars a dashed line says that the question changed from one to the next.
pub(super) fn breaks(question: &QuestionComparison) -> Vec<usize> {
    let broken = |change: &Change| change.refused.as_ref().is_some_and(|refusal| refusal.code == RefusalCode::NotComparable);
    if question.level.as_deref() != Some("D") {
        return Vec::new();
    }
    question.changes.iter().enumerate().filter(|(_, change)| broken(change)).map(|(place, _)| place).collect()
}

/// How long a share is, and where the centre and the missing stand.
pub(super) struct Scale {
    unit: f64,
    /// The largest share left of the centre, and right of it.
    left: f64,
    right: f64,
    pub(super) centre: f64,
    missing: f64,
    end: f64,
}

impl Scale {
    /// The one scale of these questions between two places.
    pub(super) fn of<'a>(questions: impl Iterator<Item = &'a QuestionComparison>, from: f64, to: f64) -> Self {
        let (mut left, mut right, mut missing) = (0.0_f64, 0.0_f64, 0.0_f64);
        for (counts, round) in questions.flat_map(|one| &one.rounds).filter_map(|round| Some((round.counts.as_ref()?, round))) {
            let (below, all) = (below(counts), total(counts));
            if all > 0.0 {
                left = left.max(below / all);
                right = right.max(1.0 - below / all);
            }
            missing = missing.max(missing_share(round));
        }
        let gap = if missing > 0.0 { GAP } else { 0.0 };
        let unit = (to - from - gap) / (left + right + missing).max(0.01);
        let centre = from + left * unit;
        Self { unit, left, right, centre, missing: centre + right * unit + gap, end: to }
    }
}

fn total(counts: &[u64]) -> f64 {
    counts.iter().sum::<u64>() as f64
}

/// How many answers lie left of the centre, half of the neutral option among them.
fn below(counts: &[u64]) -> f64 {
    let half = counts.len() / 2;
    let neutral = if counts.len() % 2 == 1 { counts[half] as f64 / 2.0 } else { 0.0 };
    counts[..half].iter().sum::<u64>() as f64 + neutral
}

pub(super) fn missing_count(round: &QuestionRound) -> u64 {
    round.missing.map_or(0, |missing| missing.total())
}

fn missing_share(round: &QuestionRound) -> f64 {
    round.base.filter(|base| *base > 0).map_or(0.0, |base| missing_count(round) as f64 / base as f64)
}

fn row(words: &Words, scale: &Scale, round: &QuestionRound, place: usize, shapes: &mut Vec<Shape>) {
    let y = TOP + place as f64 * ROW;
    let label = words.rounds.get(place).map_or("", String::as_str);
    shapes.push(text(0.0, y + 17.0, 14.0, label).bold().into());
    if let Some(n) = round.n {
        shapes.push(text(0.0, y + 35.0, 13.0, format!("n = {}", number::whole(n, words.language))).into());
    }
    if round.counts.is_some() {
        bars(words, scale, round, (place, y, BAR), shapes);
    } else {
        shapes.push(text(LABELS, y + 25.0, 14.0, absent(round, words.language)).italic().into());
    }
}

/// The bar of a round's answers and that of its missing, so high, from `y` down; nothing where the counts are not shown.
pub(super) fn bars(words: &Words, scale: &Scale, round: &QuestionRound, place: (usize, f64, f64), shapes: &mut Vec<Shape>) {
    let Some(counts) = &round.counts else { return };
    bar(words, scale, counts, place, shapes);
    missing_bar(words, scale, round, (place.1, place.2), shapes);
}

fn bar(words: &Words, scale: &Scale, counts: &[u64], (round, y, high): (usize, f64, f64), shapes: &mut Vec<Shape>) {
    let labels = labels(words, round, counts);
    let all = total(counts);
    let mut x = scale.centre - if all > 0.0 { below(counts) / all * scale.unit } else { 0.0 };
    for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let wide = *count as f64 / all * scale.unit;
        let (fill, inner) = (colour(place, counts.len()), (wide - 2.0).max(1.0));
        let said = number::whole(*count, words.language);
        let mut segment = vec![rect(x, y, inner, high, Paint::Colour(fill))];
        if place == 0 {
            segment.push(rect(x, y, inner, high, Paint::Pattern(Pattern::Hatch)));
        }
        if fits(*count, wide) {
            let (x, y) = (x + wide / 2.0 - 1.0, y + high / 2.0 + 5.0);
            segment.push(text(x, y, 14.0, said.as_str()).anchored(Anchor::Middle).filled(Paint::Colour(ink(fill))).into());
        }
        match labels.get(place) {
            Some(choice) => shapes.push(Shape::Group(format!("{choice}: {said}"), segment)),
            None => shapes.extend(segment),
        }
        x += wide;
    }
}

/// The words of a round's options, if they are as many as its counts.
pub(super) fn labels<'a>(words: &Words<'a>, round: usize, counts: &[u64]) -> &'a [String] {
    words.own.get(round).filter(|own| own.len() == counts.len()).map_or(&[], Vec::as_slice)
}

/// The lists of words that the legend must explain: one, or those of each round where they differ, under the rounds that share them.
fn legends<'a>(words: &Words<'a>) -> Vec<(Option<String>, &'a [String])> {
    if words.own.iter().all(|own| own == words.choices) {
        return vec![(None, words.choices)];
    }
    let mut found: Vec<(Vec<&str>, &[String])> = Vec::new();
    for (round, own) in words.rounds.iter().zip(words.own) {
        match found.last_mut().filter(|(_, shared)| *shared == own.as_slice()) {
            Some((rounds, _)) => rounds.push(round),
            None => found.push((vec![round], own)),
        }
    }
    found.into_iter().map(|(rounds, own)| (Some(rounds.join(", ")), own)).collect()
}

/// Whether a number has room in a bar of this width, at nine units a digit.
fn fits(count: u64, wide: f64) -> bool {
    wide >= count.to_string().len() as f64 * 9.0 + 3.0
}

fn missing_bar(words: &Words, scale: &Scale, round: &QuestionRound, (y, high): (f64, f64), shapes: &mut Vec<Shape>) {
    let count = missing_count(round);
    if count == 0 {
        return;
    }
    let wide = missing_share(round) * scale.unit;
    // Lower than the answers, but never too low for its number.
    let inset = ((high - 24.0) / 2.0).max(2.0);
    let (inner, base) = ((wide - 2.0).max(2.0), y + high / 2.0 + 5.0);
    let said = number::whole(count, words.language);
    let outline = Paint::Colour(MUTED);
    shapes.push(Shape::Rect([scale.missing, y + inset, inner, high - 2.0 * inset], Paint::Pattern(Pattern::Dots), outline));
    if fits(count, wide) {
        let (middle, letters) = (scale.missing + wide / 2.0 - 1.0, said.chars().count() as f64);
        shapes.push(rect(middle - 5.0 * letters, base - 14.0, 10.0 * letters, 18.0, Paint::Colour("#FFFFFF")));
        shapes.push(text(middle, base, 14.0, said).anchored(Anchor::Middle).filled(Paint::Colour(INK)).into());
    } else {
        let after = scale.missing + wide + 3.0;
        let place = if after + 20.0 > scale.end { (scale.missing - 4.0, Anchor::End) } else { (after, Anchor::Start) };
        shapes.push(text(place.0, base, 13.0, said).anchored(place.1).into());
    }
}

/// One explained colour; without one, the heading of those that follow.
struct Entry {
    fill: Option<(Paint, Paint)>,
    label: String,
    /// The lowest option, which is hatched.
    first: bool,
}

fn entries(words: &Words, missing: bool) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (round, choices) in legends(words) {
        entries.extend(round.map(|round| Entry { fill: None, label: format!("{round}:"), first: false }));
        entries.extend(choices.iter().enumerate().map(|(place, choice)| {
            let fill = Some((Paint::Colour(colour(place, choices.len())), Paint::Nothing));
            Entry { fill, label: choice.clone(), first: place == 0 }
        }));
    }
    if missing {
        let danish = words.language == Language::Da;
        let label = if danish { "Ved ikke, ikke svaret og lignende" } else { "Don't know, not answered and the like" };
        let fill = Some((Paint::Pattern(Pattern::Dots), Paint::Colour(MUTED)));
        entries.push(Entry { fill, label: label.to_owned(), first: false });
    }
    entries
}

/// The words of the colours, in as many lines as they need, from `top` down in letters of this size; where they end.
pub(super) fn legend(words: &Words, missing: bool, (top, width, size): (f64, f64, f64), shapes: &mut Vec<Shape>) -> f64 {
    let (mut x, mut y) = (0.0, top + 12.0);
    for entry in entries(words, missing) {
        let heading = entry.fill.is_none();
        let wide = 22.0 + entry.label.chars().count() as f64 * size * 0.585 + 16.0;
        if x > 0.0 && (heading || x + wide > width) {
            x = 0.0;
            y += LEGEND;
        }
        let lines = wrapped(&entry.label, width - if heading { 0.0 } else { 20.0 }, size);
        if let Some((fill, stroke)) = entry.fill {
            shapes.push(Shape::Rect([x, y - 11.0, 14.0, 14.0], fill, stroke));
        }
        if entry.first {
            shapes.push(rect(x, y - 11.0, 14.0, 14.0, Paint::Pattern(Pattern::Hatch)));
        }
        for (place, line) in lines.into_iter().enumerate() {
            y += if place > 0 { size * 1.4 } else { 0.0 };
            shapes.push(text(if heading { x } else { x + 20.0 }, y, size, line).into());
        }
        // A heading has its line to itself.
        x += if heading { width } else { wide };
    }
    y + 12.0
}

/// The whole picture in words, for those who hear it.
pub(super) fn description(question: &QuestionComparison, words: &Words) -> String {
    let line = |(place, round): (usize, &QuestionRound)| {
        let label = words.rounds.get(place).map_or("", String::as_str);
        match &round.counts {
            Some(counts) => {
                let labels = labels(words, place, counts);
                let parts: Vec<String> = counts
                    .iter()
                    .enumerate()
                    .map(|(place, count)| match labels.get(place) {
                        Some(choice) => format!("{choice} {}", number::whole(*count, words.language)),
                        None => number::whole(*count, words.language),
                    })
                    .collect();
                format!("{label}, n = {}: {}.", number::whole(round.n.unwrap_or(0), words.language), parts.join(", "))
            }
            None => format!("{label}: {}.", absent(round, words.language)),
        }
    };
    question.rounds.iter().enumerate().map(line).collect::<Vec<_>>().join(" ")
}
