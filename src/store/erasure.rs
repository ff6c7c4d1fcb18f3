//! Erasing an answer that its own receipt finds: the row, and its part of every count.

use diesel::prelude::*;

use super::deletion::{self, Account};
use super::kept_count::{self, Figure};
use super::log::note;
use super::schema::{response, round, tally};
use super::tally::{self as counting, Counts};
use super::text_key::Opener;
use super::{AnyConnection, Error, Keys, Store};
use crate::compare;
use crate::fieldwork::{Entry, Outcome};
use crate::questionnaire::{Version, journey};
use crate::time::Timestamp;
use crate::token::Receipt;

/// Who writes in the log that an answer was erased: nobody knows more of the person than the receipt.
const HOLDER: &str = "the holder of the receipt";

impl Store {
    /// Erases the response with this receipt and takes it out of the counts; whether there was one.
    pub fn erase(&self, receipt: &Receipt, now: Timestamp) -> Result<bool, Error> {
        let hash = receipt.hash();
        let found: Option<(i64, String, Vec<u8>, i64)> = self.read(|connection| {
            Ok(response::table
                .inner_join(round::table.on(round::id.eq(response::round_id)))
                .filter(response::receipt_hash.eq(&hash[..]))
                .select((response::round_id, round::key, response::key, response::version_id))
                .first(connection)
                .optional()?)
        })?;
        let Some((round_id, round, key, version_id)) = found else { return Ok(false) };
        let version = self.version(version_id)?;
        // First, so that a crash in between leaves the wish and never an answer that a backup could bring back.
        self.keys().journal_erased(&round, &key)?;
        let account = Account { now, who: HOLDER, why: "its receipt asked for it" };
        let erased =
            self.write(|connection| erase(connection, self.keys(), (round_id, &round), &key, &version.version, account))?;
        if erased {
            self.forget_deleted()?;
        }
        Ok(erased)
    }
}

/// Erases a response, takes it out of the counts and writes a receipt, inside a transaction; whether it was there.
pub(super) fn erase(
    connection: &mut AnyConnection,
    keys: &Keys,
    (round_id, round): (i64, &str),
    key: &[u8],
    version: &Version,
    account: Account<'_>,
) -> Result<bool, Error> {
    let of_key = || response::table.find((round_id, key));
    let columns = (response::outcome, response::background, response::answers, response::entry);
    let row: Option<(i16, String, String, String)> = of_key().select(columns).first(connection).optional()?;
    let Some((outcome, background, answers, entry)) = row else { return Ok(false) };
    // Another process may have been quicker: then the counts are its to mend.
    if diesel::delete(of_key()).execute(connection)? == 0 {
        return Ok(false);
    }
    let mut counts = Counts::default();
    counts.stored(round_id, &background, outcome, -1);
    counts.entered(round_id, Entry::from_name(&entry).unwrap_or(Entry::Web), -1);
    if outcome != Outcome::ScreenedOut.number() {
        let answers = Opener::of(keys, round)?.answers(key, &answers)?;
        let shown = journey::shown(version, &answers);
        for (item, code) in compare::codes(version, &shown, &answers) {
            counts.count_many(round_id, &background, &item, code, -1);
        }
    }
    counting::add(connection, &counts)?;
    let nobody = tally::table.filter(tally::round_id.eq(round_id).and(tally::count.le(0)));
    diesel::delete(nobody).execute(connection)?;
    kept_count::forget(connection, round_id, Figure::Stored, true)?;
    kept_count::forget(connection, round_id, Figure::Entered, true)?;
    // Without a hash: of one row alone it would be that row's name.
    deletion::plain_receipt(connection, (round, "answer"), 1, account)?;
    note(connection, account.now, account.who, "erased an answer", round)?;
    Ok(true)
}
