//! What a review of cases needs, loaded in one place, so that page and command cannot tell it differently.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diesel::prelude::*;

use super::cannot_compare::CannotCompare;
use super::comparison::Loaded;
use super::schema::response;
use super::text_key::Opener;
use super::{Error, PublishedVersion, Store};
use crate::compare::{self, CaseReview, Cell, Input, ReadCase, codes};
use crate::config::Privacy;
use crate::language::Language;
use crate::questionnaire::Audience;
use crate::questionnaire::journey::shown;
use crate::time::Timestamp;

/// What is to be told of a review of cases.
#[derive(Clone, Debug)]
pub struct ReviewingCases<'a> {
    /// The key of the round in which the cases were read.
    pub round: &'a str,
    /// The rounds in which some of them were read again, beside those that are marked as second readings of this one.
    pub second: &'a [String],
    /// The background columns to divide by: none, one, or two of which one is the municipality.
    pub by: &'a [String],
    /// The small-number rules of this installation.
    pub privacy: &'a Privacy,
    /// The language of sentences and names.
    pub language: Language,
    /// The present, which tells whether a round is still open.
    pub now: Timestamp,
}

/// A review of cases with the version that its words come from.
pub struct ReviewedCases {
    /// The review.
    pub review: CaseReview,
    /// The version that was filled in for each case.
    pub version: Arc<PublishedVersion>,
    /// The divisions that the round offers.
    pub divisions: Vec<Vec<String>>,
}

/// A case as its readers know it: the municipality and the municipality's own number.
type Case = (Option<String>, String);

/// What was counted of a case in each round, where it was read.
type Readings = Vec<Option<Vec<(String, i64)>>>;

impl Store {
    /// The review of a round's cases; the outer error is the database's, the inner one wrong usage.
    pub fn case_review(&self, asked: &ReviewingCases<'_>) -> Result<Result<ReviewedCases, CannotCompare>, Error> {
        let mut loaded: Vec<Loaded> = Vec::new();
        let marked = self.round(asked.round)?.map(|round| self.readings_of(&round)).transpose()?.unwrap_or_default();
        let named = asked.second.iter().filter(|key| !marked.contains(key));
        for key in std::iter::once(asked.round).chain(marked.iter().chain(named).map(String::as_str)) {
            if loaded.iter().any(|other| other.round.key == key) {
                return Ok(Err(CannotCompare::SameRoundTwice(key.to_owned())));
            }
            let Some(round) = self.round(key)? else { return Ok(Err(CannotCompare::UnknownRound(key.to_owned()))) };
            let version = self.version(self.version_id_of(round.id)?)?;
            if version.version.audience != Audience::Manager {
                return Ok(Err(CannotCompare::NoCases(key.to_owned())));
            }
            if loaded.first().is_some_and(|first| first.version.id != version.id) {
                return Ok(Err(CannotCompare::OtherVersion(key.to_owned())));
            }
            loaded.push(self.load(round, version, asked.now)?);
        }
        let tallies = self.counted(&mut loaded)?;
        let Some(first) = loaded.first() else { return Ok(Err(CannotCompare::TooFewRounds)) };
        let version = Arc::clone(&first.version);
        if let Some(wrong) = super::comparison::undivided(asked.by, &first.round, &version.version) {
            return Ok(Err(wrong));
        }
        let divisions = compare::divisions(&first.round, &version.version);
        let listed = self.recipient_backgrounds(first.round.id)?;
        let cases = if loaded.len() > 1 { self.read_cases(&loaded)? } else { Vec::new() };
        let trials = self.trials()?;
        let input = Input {
            trials: &trials,
            trial: &version.version.trial,
            evaluation: version.version.evaluation.as_deref(),
            rounds: loaded.iter().zip(&tallies).map(|(one, tallies)| one.input(tallies)).collect(),
            approvals: &[],
            by: asked.by,
            privacy: asked.privacy,
            linked: None,
            weight_by: &[],
            shared: Vec::new(),
            language: asked.language,
        };
        let review = compare::case_review(&input, (!listed.0.is_empty()).then_some(&listed), &cases);
        Ok(review.map(|review| ReviewedCases { review, version, divisions }).ok_or(CannotCompare::TooFewRounds))
    }

    /// The cases that were read in more than one of these rounds, by municipality and case number. A number that stands twice in one round
    /// is nobody's case: which of the two was meant cannot be told.
    fn read_cases(&self, loaded: &[Loaded]) -> Result<Vec<ReadCase>, Error> {
        let mut found: BTreeMap<Case, Readings> = BTreeMap::new();
        for (at, one) in loaded.iter().enumerate() {
            let opener = Opener::of(self.keys(), &one.round.key)?;
            let rows: Vec<(Option<String>, Vec<u8>, String, String)> = self.read(|connection| {
                Ok(response::table
                    .filter(response::round_id.eq(one.round.id).and(response::person_key.is_not_null()))
                    .select((response::person_key, response::key, response::background, response::answers))
                    .load(connection)?)
            })?;
            let mut twice: BTreeSet<Case> = BTreeSet::new();
            for (number, key, background, answers) in rows {
                let Some(number) = number else { continue };
                let cell: Cell = serde_json::from_str(&background).map_err(|_| Error::Corrupt("response"))?;
                let answers = opener.answers(&key, &answers)?;
                let version = &one.version.version;
                let case = (cell.get("municipality").cloned(), number);
                let places = found.entry(case.clone()).or_insert_with(|| vec![None; loaded.len()]);
                if places[at].replace(codes(version, &shown(version, &answers), &answers)).is_some() {
                    twice.insert(case);
                }
            }
            for case in &twice {
                if let Some(places) = found.get_mut(case) {
                    places[at] = None;
                }
            }
        }
        let read_twice = |codes: &Readings| codes.iter().flatten().count() > 1;
        Ok(found.into_values().filter(read_twice).map(|codes| ReadCase { codes }).collect())
    }
}
