//! What a comparison needs, loaded in one place, so that page and command cannot compare differently.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cannot_compare::CannotCompare;
use super::kept_count::{self, Figure};
use super::remembered::State;
use super::{Error, PublishedVersion, Store};
use crate::compare::{self, Approval, Comparison, Expected, Input, Plan, RoundInput, Tallies};
use crate::config::Privacy;
use crate::fieldwork::{Entry, Population, Round};
use crate::language::Language;
use crate::questionnaire::{Trial, Trials, Version};
use crate::time::Timestamp;

/// What is to be compared.
#[derive(Clone, Debug)]
pub struct Comparing<'a> {
    /// The trial's key.
    pub trial: &'a str,
    /// The evaluation's key, where the trial has several.
    pub evaluation: Option<&'a str>,
    /// The keys of two or more rounds.
    pub rounds: &'a [String],
    /// The background columns to divide by: none, one, or two of which one is the municipality.
    pub by: &'a [String],
    /// Whether the same people are to be followed from each round to the next.
    pub linked: bool,
    /// The background columns by which answers are weighted to look like those who were asked: none, one, or two that cross.
    pub weight_by: &'a [String],
    /// The small-number rules of this installation.
    pub privacy: &'a Privacy,
    /// The language of sentences and names.
    pub language: Language,
    /// The present, which tells whether a round is still open.
    pub now: Timestamp,
}

/// A comparison with the versions that its words come from, in the order of its rounds.
pub struct Compared {
    /// The comparison.
    pub comparison: Arc<Comparison>,
    /// The version of each round.
    pub versions: Vec<Arc<PublishedVersion>>,
    /// The divisions that every round offers, as the last one orders them.
    pub divisions: Vec<Vec<String>>,
}

/// About how much memory a question of a group takes in a comparison.
const BYTES: usize = 4096;

/// What was asked, by which a comparison is remembered.
#[derive(PartialEq, Eq)]
pub(super) struct Question {
    trial: String,
    evaluation: Option<String>,
    rounds: Vec<String>,
    by: Vec<String>,
    linked: bool,
    weight_by: Vec<String>,
    language: Language,
}

/// What else a comparison follows from: while it is the same, so is the comparison.
pub(super) struct Facts {
    trials: Arc<Trials>,
    others: OtherFacts,
}

#[derive(PartialEq, Eq)]
struct OtherFacts {
    approvals: Vec<Approval>,
    shared: Vec<(String, String, u64)>,
    privacy: Privacy,
    rounds: Vec<RoundFacts>,
}

#[derive(PartialEq, Eq)]
struct RoundFacts {
    round: Round,
    version_id: i64,
    state: State,
    population: Option<Population>,
    waiting: bool,
    published: bool,
    entered: BTreeMap<Entry, u64>,
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        // Trials are read anew when they change, and only then.
        Arc::ptr_eq(&self.trials, &other.trials) && self.others == other.others
    }
}

impl Question {
    fn of(asked: &Comparing<'_>) -> Self {
        Self {
            trial: asked.trial.to_owned(),
            evaluation: asked.evaluation.map(str::to_owned),
            rounds: asked.rounds.to_vec(),
            by: asked.by.to_vec(),
            linked: asked.linked,
            weight_by: asked.weight_by.to_vec(),
            language: asked.language,
        }
    }
}

impl Facts {
    fn of(
        asked: &Comparing<'_>,
        loaded: &[Loaded],
        (trials, approvals): (&Arc<Trials>, &[Approval]),
        shared: &[(String, String, u64)],
    ) -> Self {
        let round = |one: &Loaded| RoundFacts {
            round: one.round.clone(),
            version_id: one.version.id,
            state: one.state,
            population: one.population.clone(),
            waiting: one.waiting,
            published: one.published,
            entered: one.entered.clone(),
        };
        let rounds = loaded.iter().map(round).collect();
        let others = OtherFacts { approvals: approvals.to_vec(), shared: shared.to_vec(), privacy: *asked.privacy, rounds };
        Self { trials: Arc::clone(trials), others }
    }
}

/// A plan with the versions whose words it uses.
pub struct PlannedRounds {
    /// The plan.
    pub plan: Plan,
    /// The versions, in the order of the plan's rounds.
    pub versions: Vec<Arc<PublishedVersion>>,
}

/// One round with everything that a comparison takes of it.
pub(super) struct Loaded {
    pub(super) round: Round,
    pub(super) version: Arc<PublishedVersion>,
    /// What its answers are known by.
    pub(super) state: State,
    population: Option<Population>,
    pub(super) waiting: bool,
    published: bool,
    /// How many answers were entered at the desk, by how they came in.
    entered: BTreeMap<Entry, u64>,
    /// How many persons had answered in another round too when this one's answers were deleted, by that round's key.
    pub(super) shared: BTreeMap<String, u64>,
}

impl Store {
    /// Compares rounds; the outer error is the database's, the inner one wrong usage.
    pub fn compare(&self, asked: &Comparing<'_>) -> Result<Result<Compared, CannotCompare>, Error> {
        Ok(self.results(asked)?.and_then(
            |compared| {
                if asked.rounds.len() < 2 { Err(CannotCompare::TooFewRounds) } else { Ok(compared) }
            },
        ))
    }

    /// The same of one round too: its figures, and no change.
    pub fn results(&self, asked: &Comparing<'_>) -> Result<Result<Compared, CannotCompare>, Error> {
        if asked.rounds.is_empty() {
            return Ok(Err(CannotCompare::TooFewRounds));
        }
        let trials = self.trials()?;
        let mut loaded = match self.loaded(asked, &trials)? {
            Ok(loaded) => loaded,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let approvals = self.approvals(&loaded[0].round.questionnaire)?;
        let shared = self.shared(&loaded)?;
        let (question, facts) = (Question::of(asked), Facts::of(asked, &loaded, (&trials, &approvals), &shared));
        let versions = loaded.iter().map(|one| Arc::clone(&one.version)).collect();
        let divisions = divisions_of_all(&loaded);
        let known = self.0.remembered.comparisons.lock().map_err(|_| Error::Busy)?.get(&question, &facts);
        if let Some(comparison) = known {
            return Ok(Ok(Compared { comparison, versions, divisions }));
        }
        let tallies = self.counted(&mut loaded)?;
        let facts = Facts::of(asked, &loaded, (&trials, &approvals), &shared);
        let linked = if asked.linked { Some(self.linked(&loaded)?) } else { None };
        let own = input(asked, &trials, (&loaded, &tallies));
        let input = Input { approvals: &approvals, linked: linked.as_deref(), shared, ..own };
        let comparison = Arc::new(compare::compare(&input));
        let bytes = comparison.groups.iter().map(|group| group.questions.len() * BYTES).sum();
        self.0.remembered.comparisons.lock().map_err(|_| Error::Busy)?.keep(question, facts, &comparison, bytes);
        Ok(Ok(Compared { comparison, versions, divisions }))
    }

    /// What rounds that are not all asked yet could show.
    pub fn plan(&self, asked: &Comparing<'_>, expected: &Expected) -> Result<Result<PlannedRounds, CannotCompare>, Error> {
        let trials = self.trials()?;
        let mut loaded = match self.loaded(asked, &trials)? {
            Ok(loaded) => loaded,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let tallies = self.counted(&mut loaded)?;
        let approvals = match loaded.first() {
            Some(first) => self.approvals(&first.round.questionnaire)?,
            None => Vec::new(),
        };
        let input = Input { approvals: &approvals, ..input(asked, &trials, (&loaded, &tallies)) };
        let plan = compare::plan(&input, expected);
        Ok(Ok(PlannedRounds { plan, versions: loaded.iter().map(|one| Arc::clone(&one.version)).collect() }))
    }

    /// The counts of these rounds, and by what they are known.
    pub(super) fn counted(&self, loaded: &mut [Loaded]) -> Result<Vec<Tallies>, Error> {
        let counted = |one: &mut Loaded| {
            let (state, counts) = self.tallies_now(one.round.id)?;
            one.state = state;
            Ok(counts)
        };
        loaded.iter_mut().map(counted).collect()
    }

    /// The rounds that are asked for, in order of opening.
    fn loaded(&self, asked: &Comparing<'_>, trials: &Trials) -> Result<Result<Vec<Loaded>, CannotCompare>, Error> {
        let Some(trial) = trials.trial(asked.trial) else {
            return Ok(Err(CannotCompare::UnknownTrial(asked.trial.to_owned())));
        };
        if let Some(wrong) = asked.evaluation.and_then(|evaluation| unknown_evaluation(trial, evaluation)) {
            return Ok(Err(wrong));
        }
        let mut loaded: Vec<Loaded> = Vec::new();
        for key in asked.rounds {
            if loaded.iter().any(|other| other.round.key == *key) {
                return Ok(Err(CannotCompare::SameRoundTwice(key.clone())));
            }
            let Some(round) = self.round(key)? else { return Ok(Err(CannotCompare::UnknownRound(key.clone()))) };
            let version = self.version(self.version_id_of(round.id)?)?;
            if let Some(wrong) = misfit(asked, &round, &version, loaded.first()) {
                return Ok(Err(wrong));
            }
            loaded.push(self.load(round, version, asked.now)?);
        }
        loaded.sort_by(|a, b| (a.round.opens, &a.round.key).cmp(&(b.round.opens, &b.round.key)));
        let readings = if loaded.len() > 1 { self.second_readings()? } else { Vec::new() };
        Ok(same_cases(&loaded, &readings).map_or(Ok(loaded), Err))
    }

    /// One round with everything that a comparison takes of it.
    pub(super) fn load(&self, round: Round, version: Arc<PublishedVersion>, now: Timestamp) -> Result<Loaded, Error> {
        let state = self.state_now(round.id)?;
        let population = match &round.population {
            Some(given) => Some(given.clone()),
            None => Some((*self.population_now(round.id, state.receipts)?).clone()).filter(|invited| !invited.0.is_empty()),
        };
        // A round that only took a file does not grow person by person, so two looks at it tell nothing.
        let only_file = round.imported && !self.has_invitations(round.id)?;
        Ok(Loaded {
            state,
            shared: self.read(|connection| {
                let kept = kept_count::load(connection, round.id, Figure::Shared)?;
                Ok(kept.into_iter().map(|(other, _, count)| (other, count)).collect())
            })?,
            waiting: self.has_sealed_responses(round.id)? || (!round.is_closed(now) && !only_file),
            published: self.published_responses(&round)?.is_some(),
            entered: self.entered(round.id)?,
            population,
            version,
            round,
        })
    }
}

/// The rounds as they are compared when nothing is approved and nobody is followed.
fn input<'a>(asked: &'a Comparing<'_>, trials: &'a Trials, (loaded, tallies): (&'a [Loaded], &'a [Tallies])) -> Input<'a> {
    let own = loaded.first().and_then(|first| first.version.version.evaluation.as_deref());
    Input {
        trials,
        trial: asked.trial,
        evaluation: asked.evaluation.or(own),
        rounds: loaded.iter().zip(tallies).map(|(one, tallies)| one.input(tallies)).collect(),
        approvals: &[],
        by: asked.by,
        privacy: asked.privacy,
        linked: None,
        weight_by: asked.weight_by,
        shared: Vec::new(),
        language: asked.language,
    }
}

/// Two of these rounds that read the same cases, where there are such.
fn same_cases(loaded: &[Loaded], readings: &[(i64, i64)]) -> Option<CannotCompare> {
    let first = |one: &Loaded| readings.iter().find(|(id, _)| *id == one.round.id).map_or(one.round.id, |(_, first)| *first);
    loaded.iter().enumerate().find_map(|(at, one)| {
        let other = loaded[..at].iter().find(|other| first(other) == first(one))?;
        Some(CannotCompare::SameCases(other.round.key.clone(), one.round.key.clone()))
    })
}

fn unknown_evaluation(trial: &Trial, evaluation: &str) -> Option<CannotCompare> {
    if trial.evaluations.is_empty() {
        return Some(CannotCompare::NoEvaluations(trial.key.clone()));
    }
    let known: Vec<String> = trial.evaluations.iter().map(|known| known.key.clone()).collect();
    (!known.iter().any(|known| known == evaluation)).then(|| CannotCompare::UnknownEvaluation(evaluation.to_owned(), known))
}

fn misfit(asked: &Comparing<'_>, round: &Round, version: &PublishedVersion, first: Option<&Loaded>) -> Option<CannotCompare> {
    let (key, version) = (&round.key, &version.version);
    if version.trial != asked.trial {
        return Some(CannotCompare::OtherTrial(key.clone()));
    }
    if asked.evaluation.is_some_and(|evaluation| version.evaluation.as_deref() != Some(evaluation)) {
        return Some(CannotCompare::OtherEvaluation(key.clone()));
    }
    if first.is_some_and(|first| first.version.version.key != version.key) {
        return Some(CannotCompare::DifferentQuestionnaires);
    }
    undivided(asked.by, round, version).or_else(|| undivided(asked.weight_by, round, version))
}

/// The divisions that all of these rounds offer, in the order of the last.
fn divisions_of_all(loaded: &[Loaded]) -> Vec<Vec<String>> {
    let of = |one: &Loaded| compare::divisions(&one.round, &one.version.version);
    let Some((last, others)) = loaded.split_last() else { return Vec::new() };
    let others: Vec<_> = others.iter().map(of).collect();
    of(last).into_iter().filter(|division| others.iter().all(|other| compare::offers(other, division))).collect()
}

/// Why responses to a round of this version cannot be divided by these columns.
pub(super) fn undivided(by: &[String], round: &Round, version: &Version) -> Option<CannotCompare> {
    let not_offered = || (!compare::offers(&compare::divisions(round, version), by)).then_some(());
    impossible(by, version).or_else(|| not_offered().map(|()| CannotCompare::NotOffered(round.key.clone(), by.to_vec())))
}

/// Why responses to this version can never be divided by these columns.
#[must_use]
pub fn impossible(by: &[String], version: &Version) -> Option<CannotCompare> {
    let known = |column: &&String| version.background.iter().any(|background| background.key == **column);
    if let Some(column) = by.iter().find(|column| !known(column)) {
        return Some(CannotCompare::UnknownColumn(column.clone()));
    }
    match by {
        [one, other] if one == other => Some(CannotCompare::SameColumnTwice(one.clone())),
        [] | [_] => None,
        [_, _] => (!compare::offers(&compare::possible(version), by)).then_some(CannotCompare::NotCrossed),
        _ => Some(CannotCompare::TooManyColumns),
    }
}

impl Loaded {
    /// The round as `compare` takes it.
    pub(super) fn input<'a>(&'a self, tallies: &'a Tallies) -> RoundInput<'a> {
        RoundInput {
            round: &self.round,
            version: &self.version.version,
            tallies,
            population: self.population.clone(),
            waiting: self.waiting,
            published: self.published,
            entered: self.entered.clone(),
        }
    }
}
