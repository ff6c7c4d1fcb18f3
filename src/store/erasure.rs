//! Erasing an answer that its own receipt finds: the row, and its part of every count.

use diesel::prelude::*;

use super::log::note;
use super::schema::{response, tally};
use super::tally::{self as counting, Counts};
use super::{Error, Store};
use crate::compare;
use crate::fieldwork::Outcome;
use crate::questionnaire::{Answers, journey};
use crate::time::Timestamp;
use crate::token::Receipt;

/// Who writes in the log that an answer was erased: nobody knows more of the person than the receipt.
const HOLDER: &str = "the holder of the receipt";

/// What a response was counted under: round, key, outcome, background, answers.
type Row = (i64, Vec<u8>, i16, String, String);

impl Store {
    /// Erases the response with this receipt and takes it out of the counts; whether there was one.
    pub fn erase(&self, receipt: &Receipt, now: Timestamp) -> Result<bool, Error> {
        let hash = receipt.hash();
        let of_receipt = || response::table.filter(response::receipt_hash.eq(&hash[..]));
        let version_id: Option<i64> =
            self.read(|connection| Ok(of_receipt().select(response::version_id).first(connection).optional()?))?;
        let Some(version_id) = version_id else { return Ok(false) };
        let version = self.version(version_id)?;
        let erased = self.write(|connection| {
            let columns = (response::round_id, response::key, response::outcome, response::background, response::answers);
            let row: Option<Row> = of_receipt().select(columns).first(connection).optional()?;
            let Some((round_id, key, outcome, background, answers)) = row else { return Ok(false) };
            // Another process may have been quicker: then the counts are its to mend.
            if diesel::delete(response::table.find((round_id, &key))).execute(connection)? == 0 {
                return Ok(false);
            }
            if outcome != Outcome::ScreenedOut.number() {
                let answers: Answers = serde_json::from_str(&answers).map_err(|_| Error::Corrupt("response"))?;
                let shown = journey::shown(&version.version, &answers);
                let mut counts = Counts::default();
                for (item, code) in compare::codes(&version.version, &shown, &answers) {
                    counts.count_many(round_id, &background, &item, code, -1);
                }
                counting::add(connection, &counts)?;
                let nobody = tally::table.filter(tally::round_id.eq(round_id).and(tally::count.le(0)));
                diesel::delete(nobody).execute(connection)?;
            }
            note(connection, now, HOLDER, "erased an answer", &round_id.to_string())?;
            Ok(true)
        })?;
        if erased {
            self.forget_deleted()?;
        }
        Ok(erased)
    }
}
