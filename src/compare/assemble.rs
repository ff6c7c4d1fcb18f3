//! From kept counts to a [`Comparison`]: the whole trial first, then every group asked for, nothing in it that must be withheld.
//!
//! What is withheld is decided for all groups of a round before a single one is made, so that asking by other columns cannot add up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::comparison::{Comparison, EventLine, Group, Linkage};
use super::counted::{Counted, Judged, last_day, place};
use super::lattice;
use super::level::{Approval, Difference};
use super::linked::Followed;
use super::linked_rounds::LinkedRounds;
use super::modes;
use super::plan;
use super::question;
use super::sentence;
use super::series::{self, Series};
use super::statistics;
use super::tally::{Cell, Tallies};
use super::weighted::Weights;
use crate::config::Privacy;
use crate::fieldwork::{Entry, Population, Round};
use crate::language::Language;
use crate::questionnaire::{Event, Lasts, Trials, Version};

/// What is compared and how.
pub struct Input<'a> {
    /// The trials, with the order of their municipalities and their events.
    pub trials: &'a Trials,
    /// The trial's key.
    pub trial: &'a str,
    /// The evaluation's key, where the trial has several.
    pub evaluation: Option<&'a str>,
    /// Two or more rounds of one questionnaire, in any order.
    pub rounds: Vec<RoundInput<'a>>,
    /// The cosmetic changes that people have approved.
    pub approvals: &'a [Approval],
    /// The background columns to divide by: a division that every round offers.
    pub by: &'a [String],
    /// The small-number rules of this installation.
    pub privacy: &'a Privacy,
    /// The people to be followed from each round to the next; none to compare the rounds as independent.
    pub linked: Option<&'a [Arc<LinkedRounds>]>,
    /// The background columns by which answers are weighted to look like those who were asked: a division that every round offers.
    pub weight_by: &'a [String],
    /// How many people took part in both of two rounds, by the rounds' keys in any order.
    pub shared: Vec<(String, String, u64)>,
    /// The language of sentences and names.
    pub language: Language,
}

/// One round with what came back.
pub struct RoundInput<'a> {
    /// The round.
    pub round: &'a Round,
    /// Its questionnaire version.
    pub version: &'a Version,
    /// Its counts.
    pub tallies: &'a Tallies,
    /// How many people there are: as given, else the invitations at opening.
    pub population: Option<Population>,
    /// Whether figures must wait because answers still come in: two looks at a growing round tell what came in between.
    pub waiting: bool,
    /// Whether the counts are those of a published table, which may leave questions out.
    pub published: bool,
    /// How many answers were entered at the desk, by how they came in.
    pub entered: BTreeMap<Entry, u64>,
}

/// The comparison of these rounds.
#[must_use]
pub fn compare(input: &Input) -> Comparison {
    let mut rounds: Vec<&RoundInput> = input.rounds.iter().collect();
    rounds.sort_by_key(|input| (input.round.opens, input.round.key.clone()));
    let counted: Vec<Counted> = rounds.iter().map(|round| Counted::of(input, round)).collect();
    let versions: Vec<&Version> = rounds.iter().map(|round| round.version).collect();
    let modes: Vec<Option<Difference>> = counted.windows(2).map(|pair| modes::moved(&pair[0], &pair[1])).collect();
    let questions = series::all(&versions, input.approvals, &modes);
    let judged: Vec<Vec<Option<Judged>>> = questions
        .iter()
        .map(|series| counted.iter().enumerate().map(|(place, round)| round.judged(series, place)).collect())
        .collect();
    let followed: Vec<Vec<Option<Followed>>> =
        questions.iter().zip(&judged).map(|(series, judged)| follow(input, &counted, series, judged)).collect();
    let groups = groups(input, &rounds);
    let weights: Vec<Weights> =
        if input.weight_by.is_empty() { Vec::new() } else { counted.iter().map(|round| Weights::of(input, round)).collect() };
    let found = Found { counted: &counted, questions: &questions, judged: &judged, followed: &followed, weights: &weights };
    let groups: Vec<Group> = groups.into_iter().map(|by| group(input, by, &found)).collect();
    Comparison {
        trial: input.trial.to_owned(),
        evaluation: input.evaluation.map(str::to_owned),
        synthetic: rounds.iter().any(|round| round.round.synthetic),
        no_baseline: plan::no_round_before(input, rounds.first().map(|round| round.round.opens)),
        events: events(input, &rounds),
        rounds: counted.iter().map(Counted::line).collect(),
        linkage: linkage(input, &counted),
        composition: counted.iter().flat_map(|round| round.composition(input)).collect(),
        weights: weights.iter().map(Weights::line).collect(),
        many_tests: sentence::many_tests(&groups, input.language),
        groups,
    }
}

/// The whole, then every combination of the columns asked for, those without answers too.
pub(super) fn groups(input: &Input, rounds: &[&RoundInput]) -> Vec<Cell> {
    let mut combinations = vec![Cell::new()];
    for column in input.by {
        let mut values: Vec<String> = Vec::new();
        // The later round's order first: it is the one whose words are shown.
        for round in rounds.iter().rev() {
            values.extend(lattice::values(column, &place(input, round)));
        }
        let mut seen = BTreeSet::new();
        values.retain(|value| seen.insert(value.clone()));
        if column == "municipality" {
            let order = |value: &String| input.trials.municipalities.iter().position(|unit| unit.key == *value);
            values.sort_by_key(|value| order(value).unwrap_or(usize::MAX));
        }
        let wider = |combination: &Cell| {
            values
                .iter()
                .map(|value| {
                    let mut wider = combination.clone();
                    wider.insert(column.clone(), value.clone());
                    wider
                })
                .collect::<Vec<Cell>>()
        };
        combinations = combinations.iter().flat_map(wider).collect();
    }
    if input.by.is_empty() {
        return combinations;
    }
    std::iter::once(Cell::new()).chain(combinations).collect()
}

/// How many people answered both of two rounds after each other, where so many did that it may be said.
fn linkage(input: &Input, counted: &[Counted]) -> Vec<Linkage> {
    let of_pair = |pair: &[Counted]| {
        let (before, after) = (&pair[0].line(), &pair[1].line());
        let people = question::shared_people(input, &before.key, &after.key).filter(|people| *people >= question::SHARED_SAID)?;
        let by = if pair.iter().all(|round| round.input.version.asks_for_code()) { "code" } else { "person" };
        let responses = [before.responses, after.responses];
        Some(Linkage { from: before.key.clone(), to: after.key.clone(), people, responses, by: by.to_owned() })
    };
    counted.windows(2).filter_map(of_pair).collect()
}

fn events(input: &Input, rounds: &[&RoundInput]) -> Vec<EventLine> {
    let first = rounds.iter().map(|round| round.round.opens).min();
    let last = rounds.iter().map(|round| last_day(round.round)).max();
    let Some((first, last)) = first.zip(last) else { return Vec::new() };
    let spanned = input.trials.events_of(input.trial).into_iter().filter(|event| event.meets(first, last));
    let line = |event: &Event| EventLine {
        date: event.date.to_string(),
        until: if let Lasts::Until(day) = event.lasts { Some(day.to_string()) } else { None },
        goes_on: event.lasts == Lasts::On,
        name: event.name.get(input.language).to_owned(),
        municipalities: event.municipalities.clone(),
        source: event.source.clone(),
    };
    spanned.map(line).collect()
}

/// The same people from each round to the next, per step of a question.
fn follow(input: &Input, counted: &[Counted], series: &Series, judged: &[Option<Judged>]) -> Vec<Option<Followed>> {
    let of_step = |place: usize| {
        let (before, after) = (&counted[place - 1], &counted[place]);
        let (from, to) = (&before.input.round.key, &after.input.round.key);
        let both = input.linked?.iter().find(|linked| linked.from == *from && linked.to == *to)?;
        let judged = (judged[place - 1].as_ref()?, judged[place].as_ref()?);
        series.is_comparable(place - 1).then(|| Followed::of(both, (before, after), judged, series, place))?
    };
    (1..counted.len()).map(of_step).collect()
}

/// Everything that was counted and decided before any group is made.
struct Found<'a> {
    counted: &'a [Counted<'a>],
    questions: &'a [Series<'a>],
    judged: &'a [Vec<Option<Judged>>],
    followed: &'a [Vec<Option<Followed>>],
    /// Per round, or none.
    weights: &'a [Weights],
}

fn group(input: &Input, by: Cell, found: &Found) -> Group {
    // Of a group there are no weights: it is what they would weight.
    let weights = if by.is_empty() { found.weights } else { &[] };
    let mut compared: Vec<_> = found
        .questions
        .iter()
        .zip(found.judged.iter().zip(found.followed))
        .filter_map(|(series, (judged, followed))| {
            question::compare(input, &by, found.counted, series, (judged, followed, weights))
        })
        .collect();
    let family: Vec<Option<f64>> = compared
        .iter()
        .flat_map(|question| question.line.changes.iter().map(|change| (question.line.primary, change)))
        .map(|(primary, change)| change.test.as_ref().filter(|_| primary).map(|test| test.p))
        .collect();
    let mut adjusted = statistics::holm(&family).into_iter();
    // The companions for shape are as many tests again, so they are a family of their own.
    let shapes: Vec<Option<f64>> = compared
        .iter()
        .flat_map(|question| question.line.changes.iter().map(|change| (question.line.primary, change)))
        .map(|(primary, change)| change.shape.as_ref().filter(|_| primary).map(|shape| shape.p))
        .collect();
    let mut shapes = statistics::holm(&shapes).into_iter();
    for question in &mut compared {
        for change in &mut question.line.changes {
            let p_holm = adjusted.next().flatten();
            if let Some(test) = &mut change.test {
                test.p_holm = p_holm;
            }
            let p_holm = shapes.next().flatten();
            if let Some(shape) = &mut change.shape {
                shape.p_holm = p_holm;
            }
        }
        question.put_into_words(input.language);
    }
    Group { by, questions: compared.into_iter().map(|question| question.line).collect() }
}

#[cfg(test)]
mod follow_ups;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
