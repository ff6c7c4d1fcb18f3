//! Many responses stored at once, and read back bare.

use diesel::prelude::*;

use crate::compare::{self, Cell};
use crate::fieldwork::{Outcome, Round};
use crate::questionnaire::shown;
use crate::store::kept::Value::{Big, Bytes, MaybeText, Small, Text};
use crate::store::kept::{self, kept};
use crate::store::schema::response;
use crate::store::tally::{self, Counts};
use crate::store::{Error, NewResponse, PublishedVersion, Store};
use crate::token::RandomId;

/// How many responses one transaction takes, and how many are read at a time.
const AT_ONCE: usize = 4096;

kept! {
    Fill = "INSERT INTO response (round_id, key, version_id, panel_key, language, outcome, background, answers, entry) VALUES (",
        ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", 'import')";
}

/// Stores responses with their counts, durably, in the order of their keys: these are as random as ever, but a table that is filled
/// from one end to the other is filled quickly.
pub fn fill(
    store: &Store,
    round: &Round,
    version: &PublishedVersion,
    many: usize,
    mut rows: impl Iterator<Item = NewResponse>,
) -> Result<(), Error> {
    let corrupt = |_| Error::Corrupt("response");
    let step = u64::MAX / many.max(1) as u64;
    let mut first = 0;
    loop {
        let batch: Vec<NewResponse> = rows.by_ref().take(AT_ONCE).collect();
        if batch.is_empty() {
            return Ok(());
        }
        store.write(|connection| {
            let mut counts = Counts::default();
            for (row, place) in batch.iter().zip(first..) {
                let mut key = RandomId::new()?.0;
                let random = u64::from_be_bytes([key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7]]);
                key[..8].copy_from_slice(&(place * step + random % step).to_be_bytes());
                let background = serde_json::to_string(&row.background).map_err(corrupt)?;
                let values = [
                    Big(round.id),
                    Bytes(&key),
                    Big(version.id),
                    MaybeText(row.panel_id.as_deref()),
                    Text(row.language.code()),
                    Small(Outcome::Complete.number()),
                    Text(&background),
                    Text(&serde_json::to_string(&row.answers).map_err(corrupt)?),
                ];
                kept::run::<Fill>(connection, &values)?;
                let shown = shown(&version.version, &row.answers);
                counts.count(
                    round.id,
                    &background,
                    Outcome::Complete.number(),
                    &compare::codes(&version.version, &shown, &row.answers),
                );
            }
            tally::add(connection, &counts)
        })?;
        first += batch.len() as u64;
    }
}

/// Reads what a recount reads of a round's responses and does nothing with it; how many bytes that were.
pub fn read_bare(store: &Store, round: &Round) -> Result<usize, Error> {
    type Row = (Vec<u8>, Option<String>, String, String);
    store.read(|connection| {
        let (mut bytes, mut last) = (0, Vec::new());
        loop {
            let rows: Vec<Row> = response::table
                .filter(response::round_id.eq(round.id).and(response::key.gt(&last)))
                .filter(response::outcome.ne(Outcome::ScreenedOut.number()))
                .order(response::key)
                .limit(i64::try_from(AT_ONCE).unwrap_or(i64::MAX))
                .select((response::key, response::panel_key, response::background, response::answers))
                .load(connection)?;
            bytes += rows.iter().map(|row| row.2.len() + row.3.len()).sum::<usize>();
            match rows.into_iter().next_back() {
                Some((key, ..)) => last = key,
                None => return Ok(bytes),
            }
        }
    })
}

/// Keeps the counts of responses that are not there, as if so many had come in each of these cells and answered each of these items with
/// each of these codes equally often.
pub fn fill_counts(
    store: &Store,
    round: &Round,
    cells: &[Cell],
    items: &[(String, Vec<i64>)],
    responses: i64,
) -> Result<(), Error> {
    let mut counts = Counts::default();
    let each = responses / i64::try_from(cells.len().max(1)).unwrap_or(1);
    for cell in cells {
        let cell = serde_json::to_string(cell).map_err(|_| Error::Corrupt("tally"))?;
        counts.stored(round.id, &cell, Outcome::Complete.number(), each);
        for (item, codes) in items {
            let share = each / i64::try_from(codes.len().max(1)).unwrap_or(1);
            for code in codes {
                counts.count_many(round.id, &cell, item, *code, share);
            }
        }
    }
    store.write(|connection| tally::add(connection, &counts))
}
