//! Diverging stacked bars: one bar per round, the neutral option split at the centre line, the missing kinds in a bar of their own.
//!
//! Source: Heiberger & Robbins 2014, Journal of Statistical Software 57(5). Both bars have one scale: a share of the answers is as long
//! as the same share of the missing.

use maud::{Markup, html};

use super::palette::{colour, ink};
use super::{Words, absent, frame, length};
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
pub(super) fn draw(question: &QuestionComparison, words: &Words) -> Markup {
    let scale = Scale::of(question);
    let rows = question.rounds.len() as f64 * ROW;
    let legend = legend(words, question, TOP + rows + 6.0);
    let bottom = TOP + rows;
    let inside = html! {
        (hatching(words.id))
        line x1=(length(scale.centre)) x2=(length(scale.centre)) y1="2" y2=(bottom - 8.0) stroke="#76818C" stroke-dasharray="4 4" {}
        @for (place, round) in question.rounds.iter().enumerate() {
            (row(words, &scale, round, place))
        }
        @for y in breaks(question) {
            line x1="0" x2=(WIDTH) y1=(y) y2=(y) stroke="#76818C" stroke-width="2" stroke-dasharray="10 6" {}
        }
        (legend.0)
    };
    frame(words, WIDTH, legend.1, &description(question, words), &inside)
}

/// Where a dashed line says that the question changed from one bar to the next.
fn breaks(question: &QuestionComparison) -> Vec<f64> {
    let broken = |change: &Change| change.refused.as_ref().is_some_and(|refusal| refusal.code == RefusalCode::NotComparable);
    let after = |place: usize| TOP + (place + 1) as f64 * ROW - 8.0;
    if question.level.as_deref() != Some("D") {
        return Vec::new();
    }
    question.changes.iter().enumerate().filter(|(_, change)| broken(change)).map(|(place, _)| after(place)).collect()
}

/// How long a share is, and where the centre stands.
struct Scale {
    unit: f64,
    centre: f64,
    missing: f64,
}

impl Scale {
    fn of(question: &QuestionComparison) -> Self {
        let (mut left, mut right, mut missing) = (0.0_f64, 0.0_f64, 0.0_f64);
        for (counts, round) in question.rounds.iter().filter_map(|round| Some((round.counts.as_ref()?, round))) {
            let (below, all) = (below(counts), total(counts));
            if all > 0.0 {
                left = left.max(below / all);
                right = right.max(1.0 - below / all);
            }
            missing = missing.max(missing_share(round));
        }
        let gap = if missing > 0.0 { GAP } else { 0.0 };
        let unit = (WIDTH - LABELS - gap) / (left + right + missing).max(0.01);
        let centre = LABELS + left * unit;
        Self { unit, centre, missing: centre + right * unit + gap }
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

fn missing_count(round: &QuestionRound) -> u64 {
    round.missing.map_or(0, |missing| missing.total())
}

fn missing_share(round: &QuestionRound) -> f64 {
    round.base.filter(|base| *base > 0).map_or(0.0, |base| missing_count(round) as f64 / base as f64)
}

fn hatching(id: &str) -> Markup {
    html! {
        defs {
            pattern id={ (id) "-h" } width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect width="1.5" height="6" fill="#FFFFFF" fill-opacity="0.35" {}
            }
            pattern id={ (id) "-m" } width="5" height="5" patternUnits="userSpaceOnUse" {
                rect width="5" height="5" fill="#FFFFFF" {}
                circle cx="2.5" cy="2.5" r="0.8" fill="#76818C" {}
            }
        }
    }
}

fn row(words: &Words, scale: &Scale, round: &QuestionRound, place: usize) -> Markup {
    let y = TOP + place as f64 * ROW;
    let label = words.rounds.get(place).map_or("", String::as_str);
    html! {
        text x="0" y=(y + 17.0) font-weight="600" fill="currentColor" { (label) }
        @if let Some(n) = round.n {
            text x="0" y=(y + 35.0) font-size="13" fill="currentColor" { "n = " (number::whole(n, words.language)) }
        }
        @if let Some(counts) = &round.counts {
            (bar(words, scale, counts, (place, y)))
            (missing_bar(words, scale, round, y))
        } @else {
            text x=(LABELS) y=(y + 25.0) fill="currentColor" font-style="italic" {
                (absent(round, words.language))
            }
        }
    }
}

fn bar(words: &Words, scale: &Scale, counts: &[u64], (round, y): (usize, f64)) -> Markup {
    let labels = labels(words, round, counts);
    let all = total(counts);
    let mut x = scale.centre - if all > 0.0 { below(counts) / all * scale.unit } else { 0.0 };
    let segments: Vec<(usize, u64, f64, f64)> = counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(|(place, count)| {
            let wide = *count as f64 / all * scale.unit;
            let start = x;
            x += wide;
            (place, *count, start, wide)
        })
        .collect();
    html! {
        @for (place, count, start, wide) in segments {
            @let fill = colour(place, counts.len());
            g {
                @if let Some(choice) = labels.get(place) { title { (choice) ": " (number::whole(count, words.language)) } }
                rect x=(length(start)) y=(y) width=(length((wide - 2.0).max(1.0))) height=(BAR) fill=(fill) {}
                @if place == 0 {
                    rect x=(length(start)) y=(y) width=(length((wide - 2.0).max(1.0))) height=(BAR) fill={ "url(#" (words.id) "-h)" } {}
                }
                @if fits(count, wide) {
                    text x=(length(start + wide / 2.0 - 1.0)) y=(y + 25.0) text-anchor="middle" fill=(ink(fill)) {
                        (number::whole(count, words.language))
                    }
                }
            }
        }
    }
}

/// The words of a round's options, if they are as many as its counts.
fn labels<'a>(words: &Words<'a>, round: usize, counts: &[u64]) -> &'a [String] {
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

fn missing_bar(words: &Words, scale: &Scale, round: &QuestionRound, y: f64) -> Markup {
    let count = missing_count(round);
    let wide = missing_share(round) * scale.unit;
    let inner = length((wide - 2.0).max(2.0));
    let end = scale.missing + wide + 3.0;
    html! {
        @if count > 0 {
            rect x=(length(scale.missing)) y=(y + 8.0) width=(inner) height=(BAR - 16.0) fill={ "url(#" (words.id) "-m)" } stroke="#76818C" {}
            @if fits(count, wide) {
                rect x=(length(scale.missing + wide / 2.0 - 1.0 - 5.0 * count.to_string().len() as f64)) y=(y + 11.0)
                    width=(10 * count.to_string().len()) height=(BAR - 22.0) fill="#FFFFFF" {}
                text x=(length(scale.missing + wide / 2.0 - 1.0)) y=(y + 25.0) text-anchor="middle" fill="#1A1D21" {
                    (number::whole(count, words.language))
                }
            } @else {
                @let before = end + 20.0 > WIDTH;
                text x=(length(if before { scale.missing - 4.0 } else { end })) y=(y + 25.0)
                    text-anchor=(if before { "end" } else { "start" }) fill="currentColor" font-size="13" {
                    (number::whole(count, words.language))
                }
            }
        }
    }
}

/// One explained colour; without one, the heading of those that follow.
struct Entry {
    fill: String,
    stroke: &'static str,
    label: String,
    /// The lowest option, which is hatched.
    first: bool,
}

/// The words of the colours, in as many lines as they need, and where they end.
fn legend(words: &Words, question: &QuestionComparison, top: f64) -> (Markup, f64) {
    let danish = words.language == Language::Da;
    let mut entries: Vec<Entry> = Vec::new();
    for (round, choices) in legends(words) {
        entries.extend(round.map(|round| Entry {
            fill: "none".to_owned(),
            stroke: "none",
            label: format!("{round}:"),
            first: false,
        }));
        entries.extend(choices.iter().enumerate().map(|(place, choice)| {
            let fill = colour(place, choices.len()).to_owned();
            Entry { fill, stroke: "none", label: choice.clone(), first: place == 0 }
        }));
    }
    if question.rounds.iter().any(|round| missing_count(round) > 0) {
        let missing = if danish { "Ved ikke, ikke svaret og lignende" } else { "Don't know, not answered and the like" };
        entries.push(Entry { fill: format!("url(#{}-m)", words.id), stroke: "#76818C", label: missing.to_owned(), first: false });
    }
    let (mut x, mut y) = (0.0, top + 12.0);
    let mut placed = Vec::new();
    for entry in entries {
        let heading = entry.fill == "none";
        let wide = 22.0 + entry.label.chars().count() as f64 * 7.6 + 16.0;
        if x > 0.0 && (heading || x + wide > WIDTH) {
            x = 0.0;
            y += LEGEND;
        }
        placed.push((entry, x, y));
        // A heading has its line to itself.
        x += if heading { WIDTH } else { wide };
    }
    let drawn = html! {
        @for (entry, x, y) in &placed {
            @let heading = entry.fill == "none";
            @if !heading { rect x=(length(*x)) y=(y - 11.0) width="14" height="14" fill=(entry.fill) stroke=(entry.stroke) {} }
            @if entry.first { rect x=(length(*x)) y=(y - 11.0) width="14" height="14" fill={ "url(#" (words.id) "-h)" } {} }
            text x=(length(if heading { *x } else { x + 20.0 })) y=(y) font-size="13" fill="currentColor" { (entry.label) }
        }
    };
    (drawn, y + 12.0)
}

/// The whole picture in words, for those who hear it.
fn description(question: &QuestionComparison, words: &Words) -> String {
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
