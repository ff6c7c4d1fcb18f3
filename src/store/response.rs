//! Responses that come from files, and responses that go out: single answers, so only for the data custodian at the machine.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use jiff::civil::Date;

use super::kept_count::{self, Figure};
use super::schema::{response, round};
use super::step::outcome_of;
use super::tally::{self, Counts};
use super::text_key::Opener;
use super::{Actor, AnyConnection, Error, Keys, PublishedVersion, Store, log};
use crate::compare::{self, Cell};
use crate::fieldwork::{Entry, Outcome, Round};
use crate::language::Language;
use crate::questionnaire::Answers;
use crate::questionnaire::journey::{is_screened_out, shown};
use crate::time::Timestamp;
use crate::token::RandomId;

/// A response from a file.
pub struct NewResponse {
    /// The file's own id, if any.
    pub response_id: Option<String>,
    /// The same person across rounds; `p1:` values are kept, others are made into such.
    pub panel_id: Option<String>,
    /// The person key, in identified rounds.
    pub person_key: Option<String>,
    /// The day.
    pub submitted_on: Option<Date>,
    /// The language.
    pub language: Language,
    /// How it came in.
    pub entry: Entry,
    /// The background values that are known.
    pub background: Cell,
    /// The answers.
    pub answers: Answers,
}

/// How responses are taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Importing<'a> {
    /// Only say what would be stored.
    pub rehearsal: bool,
    /// Take none but the first: to what a round has, nothing new is added.
    pub only_first: bool,
    /// Who does it and when, for the log; none where nobody signed in.
    pub by: Option<(&'a str, Timestamp)>,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// Responses that are new.
    pub stored: usize,
    /// Whether nothing was stored since the round had answers and only first ones are taken.
    pub refused: bool,
    /// Responses that were there with the same content.
    pub same: usize,
    /// The indexes of responses whose id is there with other content; if there are any, nothing was stored.
    pub different: Vec<usize>,
    /// The indexes of new responses whose panel key the round has already; if there are any, nothing was stored.
    pub answered: Vec<usize>,
}

/// A response as it goes out.
pub struct StoredResponse {
    /// Its id: the file's own, else its key in hexadecimal.
    pub response_id: String,
    /// The panel key.
    pub panel_id: Option<String>,
    /// The person key, in identified rounds.
    pub person_key: Option<String>,
    /// The day.
    pub submitted_on: Option<Date>,
    /// The language.
    pub language: Language,
    /// How it came in.
    pub entry: Entry,
    /// The background values that are known.
    pub background: Cell,
    /// The answers.
    pub answers: Answers,
    /// What it amounts to.
    pub outcome: Outcome,
}

type Row = (Vec<u8>, Option<String>, Option<String>, Option<String>, Option<String>, String, String, String, i16, String);

impl Store {
    /// Stores responses from a file, all or none.
    pub fn import_responses(
        &self,
        round: &Round,
        version: &PublishedVersion,
        rows: &[NewResponse],
    ) -> Result<ImportCount, Error> {
        self.take_responses(round, version, rows, &Importing::default())
    }

    /// The same as somebody wants it done.
    pub fn take_responses(
        &self,
        round: &Round,
        version: &PublishedVersion,
        rows: &[NewResponse],
        how: &Importing<'_>,
    ) -> Result<ImportCount, Error> {
        let panels: Vec<Option<String>> = rows
            .iter()
            .map(|row| match &row.panel_id {
                Some(id) if id.starts_with("p1:") => Ok(Some(id.clone())),
                Some(id) => self.panel_key(&version.version.trial, id).map(Some),
                None => Ok(None),
            })
            .collect::<Result<_, _>>()?;
        self.write(|connection| {
            let known: BTreeMap<String, StoredResponse> =
                load(connection, self.keys(), round)?.into_iter().map(|stored| (stored.response_id.clone(), stored)).collect();
            let mut count = ImportCount::default();
            let panels_there: BTreeSet<&String> = known.values().filter_map(|stored| stored.panel_id.as_ref()).collect();
            let mut new = Vec::new();
            for (index, (row, panel)) in rows.iter().zip(&panels).enumerate() {
                match row.response_id.as_ref().and_then(|id| known.get(id)) {
                    Some(stored) if is_same(stored, row, panel.as_ref()) => count.same += 1,
                    Some(_) => count.different.push(index),
                    None if panel.as_ref().is_some_and(|panel| panels_there.contains(panel)) => count.answered.push(index),
                    None => new.push((row, panel)),
                }
            }
            if !count.different.is_empty() || !count.answered.is_empty() {
                return Ok(count);
            }
            count.refused = how.only_first && !known.is_empty() && !new.is_empty();
            count.stored = if count.refused { 0 } else { new.len() };
            if how.rehearsal || count.stored == 0 && how.by.is_some() {
                return Ok(count);
            }
            let mut counts = Counts::default();
            for (row, panel) in &new {
                self.insert(connection, (round, version), row, panel.as_deref(), &mut counts)?;
            }
            tally::add(connection, &counts)?;
            diesel::update(round::table.find(round.id)).set(round::imported.eq(true)).execute(connection)?;
            if let Some((who, at)) = how.by {
                log::note(connection, at, who, &format!("imported {} responses", count.stored), &round.key)?;
            }
            Ok(count)
        })
    }

    fn insert(
        &self,
        connection: &mut AnyConnection,
        (round, version): (&Round, &PublishedVersion),
        row: &NewResponse,
        panel: Option<&str>,
        counts: &mut Counts,
    ) -> Result<(), Error> {
        let corrupt = |_| Error::Corrupt("response");
        let shown = shown(&version.version, &row.answers);
        let key = RandomId::new()?;
        let screened_out = is_screened_out(&version.version, &row.answers);
        let outcome = outcome_of(&shown, &row.answers, round, screened_out).number();
        let background = serde_json::to_string(&row.background).map_err(corrupt)?;
        let answers = self.keys().column(self.seals_words(), &round.key, &key, &row.answers)?;
        diesel::insert_into(response::table)
            .values((
                response::round_id.eq(round.id),
                response::key.eq(&key.0[..]),
                response::version_id.eq(version.id),
                response::response_id.eq(&row.response_id),
                response::panel_key.eq(panel),
                response::person_key.eq(&row.person_key),
                response::submitted_on.eq(row.submitted_on.map(|day| day.to_string())),
                response::language.eq(row.language.code()),
                response::entry.eq(if row.entry == Entry::Web { "import" } else { row.entry.name() }),
                response::outcome.eq(outcome),
                response::background.eq(&background),
                response::answers.eq(answers),
            ))
            .execute(connection)?;
        let codes = if screened_out { Vec::new() } else { compare::codes(&version.version, &shown, &row.answers) };
        counts.count(round.id, &background, outcome, &codes);
        counts.entered(round.id, row.entry, 1);
        Ok(())
    }

    /// Adds counts of a published table, where only the old report is left.
    pub fn import_counts(&self, round: &Round, rows: &[(Cell, String, i64, u64)], by: Actor<'_>) -> Result<(), Error> {
        let mut counts = Counts::default();
        for (cell, item, code, count) in rows {
            let cell = serde_json::to_string(cell).map_err(|_| Error::Corrupt("tally"))?;
            counts.count_many(round.id, &cell, item, *code, i64::try_from(*count).unwrap_or(i64::MAX));
        }
        self.write(|connection| {
            tally::add(connection, &counts)?;
            diesel::update(round::table.find(round.id)).set(round::imported.eq(true)).execute(connection)?;
            by.note(connection, "imported counts of a report", &round.key)
        })
    }

    /// Every response of a round in the order of their ids. Single answers: for the data custodian at the machine.
    pub fn responses(&self, round: &Round) -> Result<Vec<StoredResponse>, Error> {
        let mut responses = self.read(|connection| load(connection, self.keys(), round))?;
        responses.sort_by(|a, b| a.response_id.cmp(&b.response_id));
        Ok(responses)
    }

    /// How many responses of a round amount to what, by municipality; those that were deleted in time too.
    pub fn outcomes(&self, round_id: i64) -> Result<BTreeMap<(Option<String>, Outcome), u64>, Error> {
        self.read(|connection| {
            let mut counts = outcomes(connection, round_id)?;
            for (cell, code, count) in kept_count::load(connection, round_id, Figure::Outcomes)? {
                let outcome = Outcome::from_number(code).ok_or(Error::Corrupt("kept_count"))?;
                *counts.entry((kept_count::municipality_of(&cell)?, outcome)).or_default() += count;
            }
            Ok(counts)
        })
    }
}

/// How many responses that are there amount to what, by municipality.
pub(super) fn outcomes(connection: &mut AnyConnection, round_id: i64) -> Result<BTreeMap<(Option<String>, Outcome), u64>, Error> {
    let mut counts = BTreeMap::new();
    for (background, outcome, count) in kept_count::load(connection, round_id, Figure::Stored)? {
        let cell: Cell = serde_json::from_str(&background).map_err(|_| Error::Corrupt("kept_count"))?;
        let outcome = Outcome::from_number(outcome).ok_or(Error::Corrupt("kept_count"))?;
        *counts.entry((cell.get("municipality").cloned(), outcome)).or_default() += count;
    }
    Ok(counts)
}

/// How many responses are there: as kept, but never none while there is one.
pub(super) fn held(connection: &mut AnyConnection, round_id: i64) -> Result<u64, Error> {
    let kept = kept_count::total(connection, round_id, Figure::Stored)?;
    if kept > 0 {
        return Ok(kept);
    }
    let of_round = response::table.filter(response::round_id.eq(round_id));
    let first: Option<i64> = of_round.select(response::round_id).first(connection).optional()?;
    Ok(u64::from(first.is_some()))
}

fn is_same(stored: &StoredResponse, row: &NewResponse, panel: Option<&String>) -> bool {
    stored.panel_id.as_ref() == panel
        && stored.submitted_on == row.submitted_on
        && stored.language == row.language
        && stored.background == row.background
        && stored.answers == row.answers
}

fn load(connection: &mut AnyConnection, keys: &Keys, round: &Round) -> Result<Vec<StoredResponse>, Error> {
    let opener = Opener::of(keys, &round.key)?;
    let rows: Vec<Row> = response::table
        .filter(response::round_id.eq(round.id))
        .select((
            response::key,
            response::response_id,
            response::panel_key,
            response::person_key,
            response::submitted_on,
            response::language,
            response::background,
            response::answers,
            response::outcome,
            response::entry,
        ))
        .load(connection)?;
    rows.into_iter().map(|row| stored(row, &opener)).collect()
}

fn stored(row: Row, opener: &Opener<'_>) -> Result<StoredResponse, Error> {
    let (key, response_id, panel_id, person_key, submitted_on, language, background, answers, outcome, entry) = row;
    Ok(StoredResponse {
        response_id: response_id.unwrap_or_else(|| HEXLOWER.encode(&key)),
        panel_id,
        person_key,
        submitted_on: submitted_on.and_then(|day| day.parse().ok()),
        language: Language::from_code(&language).unwrap_or_default(),
        entry: Entry::from_name(&entry).unwrap_or(Entry::Web),
        background: serde_json::from_str(&background).map_err(|_| Error::Corrupt("response"))?,
        answers: opener.answers(&key, &answers)?,
        outcome: Outcome::from_number(outcome).ok_or(Error::Corrupt("response"))?,
    })
}
