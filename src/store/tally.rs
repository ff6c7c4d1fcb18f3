//! The kept counts: added to in the transaction that stores responses, read whole for a comparison.
//!
//! Rows are added in the order of their keys, so that two writers never wait for each other in a circle.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::kept::Value::{Big, Text};
use super::kept::{self, kept};
use super::kept_count::{self, Figure};
use super::schema::tally;
use super::{AnyConnection, Error, Store};
use crate::compare::Tallies;
use crate::fieldwork::Entry;

/// Counts to be added.
#[derive(Default)]
pub(super) struct Counts {
    /// How many, by round, cell, item and code.
    cells: BTreeMap<i64, BTreeMap<String, Items>>,
    /// How many responses, by round, cell and outcome.
    stored: BTreeMap<i64, BTreeMap<String, BTreeMap<i64, i64>>>,
    /// How many were entered at the desk, by round and how they came in.
    entered: BTreeMap<i64, BTreeMap<i64, i64>>,
}

/// How many, by item and code.
type Items = BTreeMap<String, BTreeMap<i64, i64>>;

impl Counts {
    /// Counts one response of a round and cell; one that was screened out has no codes.
    pub(super) fn count(&mut self, round_id: i64, cell: &str, outcome: i16, codes: &[(String, i64)]) {
        self.stored(round_id, cell, outcome, 1);
        for (item, code) in codes {
            self.count_many(round_id, cell, item, *code, 1);
        }
    }

    /// Counts that so many responses came, or went.
    pub(super) fn stored(&mut self, round_id: i64, cell: &str, outcome: i16, count: i64) {
        let cells = self.stored.entry(round_id).or_default();
        if !cells.contains_key(cell) {
            cells.insert(cell.to_owned(), BTreeMap::new());
        }
        let Some(outcomes) = cells.get_mut(cell) else { return };
        *outcomes.entry(outcome.into()).or_default() += count;
    }

    /// Counts that so many responses came in, or went that had come in, like this; what comes in by itself is what is left of all.
    pub(super) fn entered(&mut self, round_id: i64, entry: Entry, count: i64) {
        if entry != Entry::Web {
            *self.entered.entry(round_id).or_default().entry(entry.number().into()).or_default() += count;
        }
    }

    /// Counts several at a time. Keys are copied only when they are new: in a batch nearly none is.
    pub(super) fn count_many(&mut self, round_id: i64, cell: &str, item: &str, code: i64, count: i64) {
        let cells = self.cells.entry(round_id).or_default();
        if !cells.contains_key(cell) {
            cells.insert(cell.to_owned(), BTreeMap::new());
        }
        let Some(items) = cells.get_mut(cell) else { return };
        if !items.contains_key(item) {
            items.insert(item.to_owned(), BTreeMap::new());
        }
        let Some(codes) = items.get_mut(item) else { return };
        *codes.entry(code).or_default() += count;
    }
}

kept! {
    AddCount = "INSERT INTO tally (round_id, cell, item, code, count) VALUES (", ", ", ", ", ", ", ", ",
        ") ON CONFLICT (round_id, cell, item, code) DO UPDATE SET count = tally.count + excluded.count";
}

/// Adds counts to those kept.
pub(super) fn add(connection: &mut AnyConnection, counts: &Counts) -> Result<(), Error> {
    for (round_id, cells) in &counts.cells {
        for (cell, items) in cells {
            for (item, codes) in items {
                for (code, count) in codes {
                    let values = [Big(*round_id), Text(cell), Text(item), Big(*code), Big(*count)];
                    kept::run::<AddCount>(connection, &values)?;
                }
            }
        }
    }
    for (round_id, cells) in &counts.stored {
        for (cell, outcomes) in cells {
            for (outcome, count) in outcomes {
                kept_count::add(connection, *round_id, Figure::Stored, (cell, *outcome), *count)?;
            }
        }
    }
    for (round_id, entries) in &counts.entered {
        for (entry, count) in entries {
            kept_count::add(connection, *round_id, Figure::Entered, ("", *entry), *count)?;
        }
    }
    Ok(())
}

impl Store {
    /// Every count of a round.
    pub fn tallies(&self, round_id: i64) -> Result<Tallies, Error> {
        self.read(|connection| load(connection, round_id))
    }
}

/// Every count of a round, inside a transaction.
pub(super) fn load(connection: &mut AnyConnection, round_id: i64) -> Result<Tallies, Error> {
    let rows: Vec<(String, String, i64, i64)> = tally::table
        .filter(tally::round_id.eq(round_id))
        .select((tally::cell, tally::item, tally::code, tally::count))
        .load(connection)?;
    let mut cells = BTreeMap::new();
    let mut tallies = Tallies::default();
    for (text, item, code, count) in rows {
        if !cells.contains_key(&text) {
            cells.insert(text.clone(), serde_json::from_str(&text).map_err(|_| Error::Corrupt("tally"))?);
        }
        if let Some(cell) = cells.get(&text) {
            tallies.add(cell, &item, code, u64::try_from(count).unwrap_or(0));
        }
    }
    Ok(tallies)
}
