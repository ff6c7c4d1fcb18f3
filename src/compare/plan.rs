//! "Kan dette svare på spørgsmålet?": before anything is sent, the smallest change that so many people could show.
//!
//! A share of one half is planned with, at which a difference is hardest to see; what a scale or a rarer answer could show is never less.
//! Of rounds that are closed the shares are known, and the numbers are those of their comparison.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::assemble::{self, Input};
use super::counted::Counted;
use super::small_numbers::Minimums;
use super::statistics::{self, POWER};
use super::tally::Cell;
use crate::fieldwork::Mode;

mod own;
mod sentence;
#[cfg(test)]
mod tests;

/// What is expected of rounds that have not been asked yet.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// The share of people who will answer, 0 to 1.
    pub response: f64,
    /// How many people there are, where no round knows it.
    pub people: Option<u64>,
    /// Today.
    pub today: Date,
}

/// What two rounds could show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// The trial's key.
    pub trial: String,
    /// The evaluation's key, where the trial has several.
    pub evaluation: Option<String>,
    /// The rounds named, in order of opening.
    pub rounds: Vec<String>,
    /// The share of people expected to answer, 0 to 1, where answers are not in yet.
    pub response: f64,
    /// How often a change of the size told would be found.
    pub power: f64,
    /// What the plan cannot show however many answer.
    pub warnings: Vec<Warning>,
    /// All together, then each group.
    pub groups: Vec<PlannedGroup>,
}

/// Something that no number of answers mends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// `no-baseline`, `baseline-after-start` or `people-unknown`.
    pub code: &'static str,
    /// The warning in a sentence.
    pub text: String,
}

/// What a group could show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedGroup {
    /// Column → value; empty for all.
    pub by: BTreeMap<String, String>,
    /// How many people there are at the earlier and the later round.
    pub people: [Option<u64>; 2],
    /// How many answers there are, or are expected; none where that is unknown or withheld.
    pub answers: [Option<u64>; 2],
    /// The smallest difference of a share, 0 to 1; none where even the largest would be missed too often.
    pub smallest: Option<f64>,
    /// Where both rounds are closed, so that it is reckoned from their own shares as in their comparison: the smallest difference of the
    /// question that could show least; absent where one half is planned with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest: Option<f64>,
    /// Whether it is reckoned from the rounds' own shares.
    pub reckoned: bool,
    /// The same people followed through both rounds; absent where nothing links them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked: Option<PlannedLink>,
    /// How large that is.
    pub size: Size,
    /// What can be seen, in a sentence.
    pub sentence: String,
}

/// What following the same people could show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedLink {
    /// How many are expected to answer both rounds, if answering one says nothing of answering the other.
    pub people: u64,
    /// The smallest surplus of those who move one way, if half of them move at all; none where even the largest would be missed.
    pub smallest: Option<f64>,
}

/// How large the smallest change is that could be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// It is not known how many people there are, or not shown how many answered.
    Unknown,
    /// Fewer answers than a distribution is shown of.
    NotShown,
    /// Not even everybody changing the answer would be seen.
    None,
    /// 40 points or more.
    VeryLarge,
    /// 25 points or more.
    Large,
    /// 15 points or more.
    Medium,
    /// Less.
    Small,
}

/// What the rounds of the input could show; without any, what two rounds of as many people as expected could.
#[must_use]
pub fn plan(input: &Input, expected: &Expected) -> Plan {
    let mut inputs: Vec<_> = input.rounds.iter().collect();
    inputs.sort_by_key(|input| (input.round.opens, input.round.key.clone()));
    let counted: Vec<Counted> = inputs.iter().map(|round| Counted::of(input, round)).collect();
    let groups = if counted.is_empty() { vec![Cell::new()] } else { assemble::groups(input, &inputs) };
    let own = own::compared(input, &counted);
    let of_group = |by: Cell| {
        let own = own.as_ref().and_then(|comparison| own::found(comparison, &by));
        group(input, &counted, expected, (by, own))
    };
    let groups: Vec<PlannedGroup> = groups.into_iter().map(of_group).collect();
    Plan {
        trial: input.trial.to_owned(),
        evaluation: input.evaluation.map(str::to_owned),
        rounds: inputs.iter().map(|round| round.round.key.clone()).collect(),
        response: expected.response,
        power: POWER,
        warnings: warnings(input, &counted, expected, &groups),
        groups,
    }
}

fn warnings(input: &Input, counted: &[Counted], expected: &Expected, groups: &[PlannedGroup]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let begins = input.trials.trial(input.trial).map(|trial| trial.in_force);
    let first = counted.first().map(|round| round.input.round.opens);
    match (begins, first) {
        (Some(begins), None) if begins <= expected.today => {
            warnings.push(Warning { code: "no-baseline", text: sentence::no_baseline(input.language).to_owned() });
        }
        _ => {}
    }
    warnings.extend(no_round_before(input, first).map(|text| Warning { code: "baseline-after-start", text }));
    if groups.iter().all(|group| group.people.iter().all(Option::is_none)) {
        warnings.push(Warning { code: "people-unknown", text: sentence::people_unknown(input.language).to_owned() });
    }
    warnings
}

/// That the first round was held when the trial was in force already, in a sentence; none where it was not.
pub(super) fn no_round_before(input: &Input, first: Option<Date>) -> Option<String> {
    let begins = input.trials.trial(input.trial)?.in_force;
    (first? >= begins).then(|| sentence::after_start(begins, input.language))
}

fn group(input: &Input, counted: &[Counted], expected: &Expected, (by, own): (Cell, Option<own::Own>)) -> PlannedGroup {
    let sides = [counted.first(), counted.get(1)];
    let people_of = |side: Option<&Counted>| side.and_then(|round| round.people(&by));
    let first = people_of(sides[0]).or(expected.people.filter(|_| by.is_empty()));
    // A round that is not planned yet asks the people whom the other asks.
    let people = [first, people_of(sides[1]).or(first)];
    let answers = [0, 1].map(|at| answers(sides[at], &by, people[at], expected.response));
    let minimums: Vec<Minimums> = counted.iter().map(|round| round.minimums).collect();
    let least = minimums.iter().map(|minimums| minimums.distribution).max().unwrap_or(8);
    let smallest = match answers {
        [Some(one), Some(other)] if one.min(other) >= least && own.is_some() => own.as_ref().and_then(|own| own.smallest),
        [Some(one), Some(other)] if one.min(other) >= least => statistics::detectable_share(0.5, one, other).smallest(),
        _ => None,
    };
    let size = size(answers, least, smallest);
    let linked = linked(counted, answers, expected).filter(|_| !matches!(size, Size::Unknown | Size::NotShown));
    let audience = counted.last().map(|round| round.input.version.audience);
    let reckoned = own.is_some() && !matches!(size, Size::Unknown | Size::NotShown);
    let largest = own.filter(|_| reckoned).and_then(|own| own.largest);
    let mut group = PlannedGroup { by, people, answers, smallest, largest, reckoned, linked, size, sentence: String::new() };
    group.sentence = sentence::told(&group, audience, input.language);
    group
}

/// How many answers a round has, or is expected to have of so many people.
fn answers(round: Option<&Counted>, by: &Cell, people: Option<u64>, response: f64) -> Option<u64> {
    match round {
        Some(round) if !round.input.waiting => round.answers(by),
        _ => people.map(|people| part(people, response)),
    }
}

/// A share of people, in whole people.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of people is not below zero and not above them"
)]
fn part(people: u64, share: f64) -> u64 {
    (people as f64 * share.clamp(0.0, 1.0) + 1e-9).floor() as u64
}

fn size(answers: [Option<u64>; 2], least: u64, smallest: Option<f64>) -> Size {
    let [Some(one), Some(other)] = answers else { return Size::Unknown };
    match smallest {
        _ if one.min(other) < least => Size::NotShown,
        None => Size::None,
        Some(points) if points >= 0.4 => Size::VeryLarge,
        Some(points) if points >= 0.25 => Size::Large,
        Some(points) if points >= 0.15 => Size::Medium,
        Some(_) => Size::Small,
    }
}

/// What following the same people could show, where the rounds know them again.
fn linked(counted: &[Counted], answers: [Option<u64>; 2], expected: &Expected) -> Option<PlannedLink> {
    let knows = |round: &Counted| round.input.round.mode == Mode::Pseudonymous || round.input.version.asks_for_code();
    if counted.is_empty() || !counted.iter().all(knows) {
        return None;
    }
    let [one, other] = [answers[0]?, answers[1]?];
    let people = part(one.min(other), expected.response);
    Some(PlannedLink { people, smallest: statistics::detectable_linked(people, 0.5) })
}
