//! A line per group: the share in the earlier and the later round, joined, and beside it the difference with its interval.
//!
//! Groups stand in the order in which they are given, and the withheld ones keep their places: it is no league table.

use super::drawing::{Anchor, Drawing, MUTED, Paint, Shape, text, wrapped};
use super::{Group, Picture, Words, absent, finish};
use crate::compare::{Change, QuestionComparison, QuestionRound, RefusalCode};
use crate::language::{Language, number};

/// Laid out for a phone of 320 px, on which these letters are 11 px high; on larger screens the whole is scaled up.
const WIDTH: f64 = 360.0;
const SIZE: f64 = 14.0;
/// Where nobody and everybody stand.
const SHARES: (f64, f64) = (42.0, 176.0);
/// Where −100 and +100 points stand.
const POINTS: (f64, f64) = (240.0, 336.0);
const LINE: f64 = 20.0;
const PLOT: f64 = 26.0;

/// A difference and its 95 % interval.
struct Moved {
    difference: f64,
    low: f64,
    high: f64,
}

/// The picture of a question with one share per round; none where there is no share, or where the rounds may not be compared.
pub(super) fn draw(groups: &[Group], words: &Words) -> Option<Picture> {
    let shown = groups.iter().any(|group| pair(group.question).is_some_and(|pair| pair.iter().any(|one| one.top_box.is_some())));
    let compared = groups.iter().all(|group| is_compared(group.question));
    if !shown || !compared {
        return None;
    }
    let mut shapes = Vec::new();
    let top = heading(words, &mut shapes);
    grid(top - 14.0, top - 4.0, &mut shapes);
    let mut y = top + 8.0;
    for group in groups {
        y = row(group, words, y, &mut shapes);
    }
    let description = groups.iter().map(|group| described(group, words)).collect::<Vec<_>>().join(" ");
    Some(finish(
        words,
        Drawing { id: words.id.to_owned(), title: words.title.to_owned(), description, wide: WIDTH, high: y, shapes },
    ))
}

/// The last two rounds, which the dots are.
fn pair(question: &QuestionComparison) -> Option<[&QuestionRound; 2]> {
    let [.., earlier, later] = &question.rounds[..] else { return None };
    Some([earlier, later])
}

/// Whether the last two rounds may be seen as one moving from the other.
fn is_compared(question: &QuestionComparison) -> bool {
    let last = question.changes.last().and_then(|change| change.refused.as_ref());
    question.level.as_deref() != Some("E") && last.is_none_or(|refusal| refusal.code != RefusalCode::NotComparable)
}

/// The difference of the last two rounds; of two options the effect is the same difference.
fn moved(question: &QuestionComparison) -> Option<Moved> {
    let change: &Change = question.changes.last()?;
    if let Some(found) = &change.top_box {
        return Some(Moved { difference: found.difference, low: found.low, high: found.high });
    }
    let effect = change.effect.as_ref().filter(|effect| effect.name == "difference")?;
    Some(Moved { difference: effect.estimate, low: effect.low?, high: effect.high? })
}

fn say<'a>(words: &Words, danish: &'a str, english: &'a str) -> &'a str {
    if words.language == Language::Da { danish } else { english }
}

/// What the two dots and the two columns are; how far down it reaches.
fn heading(words: &Words, shapes: &mut Vec<Shape>) -> f64 {
    let mut y = 14.0;
    let [.., first, last] = words.rounds else { return y };
    for (place, round) in [first, last].into_iter().enumerate() {
        let lines = wrapped(round, WIDTH - 22.0, SIZE);
        shapes.push(dot(place, 8.0, y - 5.0));
        for line in lines {
            shapes.push(text(22.0, y, SIZE, line).into());
            y += LINE;
        }
    }
    y += 8.0;
    let middle = |ends: (f64, f64)| f64::midpoint(ends.0, ends.1);
    shapes.push(text(middle(SHARES), y, SIZE, say(words, "Andel i %", "Share in %")).anchored(Anchor::Middle).bold().into());
    shapes.push(
        text(middle(POINTS), y, SIZE, say(words, "Ændring i point", "Change in points")).anchored(Anchor::Middle).bold().into(),
    );
    y += LINE;
    for (said, x) in [
        ("0", SHARES.0),
        ("50", middle(SHARES)),
        ("100", SHARES.1),
        ("\u{2212}100", POINTS.0),
        ("0", middle(POINTS)),
        ("+100", POINTS.1),
    ] {
        shapes.push(text(x, y, SIZE, said).anchored(Anchor::Middle).into());
    }
    y + 20.0
}

/// The lines that the eye follows from plot to plot, never through words; that of no change is the strong one.
fn grid(top: f64, bottom: f64, shapes: &mut Vec<Shape>) {
    let middle = |ends: (f64, f64)| f64::midpoint(ends.0, ends.1);
    for x in [SHARES.0, middle(SHARES), SHARES.1, POINTS.0, POINTS.1] {
        shapes.push(Shape::Line([x, x, top, bottom], Paint::Colour(MUTED), 0.5, Some((2.0, 4.0))));
    }
    let zero = middle(POINTS);
    shapes.push(Shape::Line([zero, zero, top, bottom], Paint::Colour(MUTED), 1.5, None));
}

/// The mark of the earlier round, hollow and orange, or of the later one, filled and purple.
fn dot(place: usize, x: f64, y: f64) -> Shape {
    match place {
        0 => Shape::Circle([x, y, 5.0], Paint::Paper, (Paint::Colour("#B35806"), 2.5)),
        _ => Shape::Circle([x, y, 6.0], Paint::Colour("#542788"), (Paint::Paper, 1.0)),
    }
}

/// One group from `y` down; how far down it reaches.
fn row(group: &Group, words: &Words, mut y: f64, shapes: &mut Vec<Shape>) -> f64 {
    let Some(rounds) = pair(group.question) else { return y };
    let moved = moved(group.question);
    let said = moved.as_ref().map(|moved| interval(moved, words.language));
    let room = said.as_ref().map_or(WIDTH, |said| WIDTH - said.chars().count() as f64 * SIZE * 0.56 - 12.0);
    for (place, line) in wrapped(group.name, room, SIZE * 1.08).into_iter().enumerate() {
        shapes.push(text(0.0, y + 14.0, SIZE, line).bold().into());
        if let Some(said) = said.as_ref().filter(|_| place == 0) {
            shapes.push(text(WIDTH, y + 14.0, SIZE, said.as_str()).anchored(Anchor::End).into());
        }
        y += LINE;
    }
    if let [Some(cause), Some(other)] = rounds.map(|round| why(round, words.language))
        && cause == other
    {
        shapes.push(text(0.0, y + 14.0, SIZE, cause).italic().into());
        return y + LINE + 16.0;
    }
    if rounds.iter().any(|round| round.top_box.is_some()) {
        grid(y - 2.0, y + PLOT + 2.0, shapes);
        plot(rounds, moved.as_ref(), words.language, y + PLOT / 2.0, shapes);
        y += PLOT;
    }
    counts(rounds, words.language, y, shapes) + 16.0
}

/// Why a round has no share to show; none where it has one.
fn why(round: &QuestionRound, language: Language) -> Option<&'static str> {
    (round.top_box.is_none()).then(|| absent(round, language))
}

/// How many answered in each round, or why that is not told.
fn counts(rounds: [&QuestionRound; 2], language: Language, y: f64, shapes: &mut Vec<Shape>) -> f64 {
    let said = rounds.map(|round| match (round.n, why(round, language)) {
        (Some(n), None) => format!("n = {}", number::whole(n, language)),
        (_, cause) => cause.unwrap_or_default().to_owned(),
    });
    let side = said.iter().all(|said| said.chars().count() < 20);
    for (place, said) in said.iter().enumerate() {
        let (x, y) = if side { (place as f64 * 170.0, y) } else { (0.0, y + place as f64 * LINE) };
        shapes.push(dot(place, x + 8.0, y + 9.0));
        shapes.push(text(x + 22.0, y + 14.0, SIZE, said.as_str()).into());
    }
    y + if side { LINE } else { 2.0 * LINE }
}

fn plot(rounds: [&QuestionRound; 2], moved: Option<&Moved>, language: Language, y: f64, shapes: &mut Vec<Shape>) {
    let at = |share: f64| SHARES.0 + share * (SHARES.1 - SHARES.0);
    let found = rounds.map(|round| round.top_box.as_ref().map(|top| top.share));
    if let [Some(from), Some(to)] = found {
        shapes.push(Shape::Line([at(from).min(at(to)), at(from).max(at(to)), y, y], Paint::Ink, 3.0, None));
    }
    // The later dot last: where both are the same, a rim of the earlier one remains to be seen.
    for (place, share) in found.iter().enumerate() {
        let Some(share) = *share else { continue };
        let shape = match (place, found[0] == found[1]) {
            (0, true) => Shape::Circle([at(share), y, 8.0], Paint::Paper, (Paint::Colour("#B35806"), 2.5)),
            _ => dot(place, at(share), y),
        };
        shapes.push(shape);
    }
    values(found, language, y + 5.0, shapes);
    let Some(moved) = moved else { return };
    let at = |difference: f64| POINTS.0 + f64::midpoint(difference, 1.0) * (POINTS.1 - POINTS.0);
    shapes.push(Shape::Line([at(moved.low), at(moved.high), y, y], Paint::Ink, 2.0, None));
    for end in [moved.low, moved.high] {
        shapes.push(Shape::Line([at(end), at(end), y - 5.0, y + 5.0], Paint::Ink, 2.0, None));
    }
    shapes.push(super::drawing::rect(at(moved.difference) - 4.5, y - 4.5, 9.0, 9.0, Paint::Ink));
}

/// The shares as numbers, the lower left of its dot and the higher right of it, so that they never meet.
fn values(found: [Option<f64>; 2], language: Language, y: f64, shapes: &mut Vec<Shape>) {
    let at = |share: f64| SHARES.0 + share * (SHARES.1 - SHARES.0);
    let mut put = |share: f64, anchor: Anchor| {
        let x = if anchor == Anchor::End { at(share) - 11.0 } else { at(share) + 11.0 };
        shapes.push(text(x, y, SIZE, number::percent(share, language)).anchored(anchor).into());
    };
    match found {
        [Some(from), Some(to)] if number::percent_number(from) == number::percent_number(to) => put(to, Anchor::Start),
        [Some(from), Some(to)] => {
            put(from.min(to), Anchor::End);
            put(from.max(to), Anchor::Start);
        }
        [one, other] => one.or(other).into_iter().for_each(|share| put(share, Anchor::Start)),
    }
}

/// The difference in words: "+23 (−1 til +44)".
fn interval(moved: &Moved, language: Language) -> String {
    let to = if language == Language::Da { "til" } else { "to" };
    let points = number::signed_points;
    format!("{} ({} {to} {})", points(moved.difference), points(moved.low), points(moved.high))
}

/// One group in words, for those who hear the picture.
fn described(group: &Group, words: &Words) -> String {
    let Some(rounds) = pair(group.question) else { return String::new() };
    let labels = words.rounds.get(words.rounds.len().saturating_sub(2)..).unwrap_or_default();
    let mut parts: Vec<String> = rounds
        .iter()
        .zip(labels)
        .map(|(round, label)| match (&round.top_box, round.n) {
            (Some(top), Some(n)) => {
                format!("{label} {} (n = {})", number::percent(top.share, words.language), number::whole(n, words.language))
            }
            _ => format!("{label} {}", absent(round, words.language).to_lowercase()),
        })
        .collect();
    if let Some(moved) = moved(group.question) {
        parts.push(format!("{} {}", say(words, "ændring i point", "change in points"), interval(&moved, words.language)));
    }
    format!("{}: {}.", group.name, parts.join(", "))
}
