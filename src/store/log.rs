//! What must be accounted for: who did what, when. Never an answer, a token or an address.

use diesel::prelude::*;

use super::schema::log;
use super::{AnyConnection, Error, Store};
use crate::time::Timestamp;

/// What an export of single answers is called in the log.
const EXPORT: &str = "export of single answers";

impl Store {
    /// Notes that the single answers of a round left the platform: whoever deletes them later must know of the copies.
    pub fn note_export(&self, at: Timestamp, who: &str, round: &str) -> Result<(), Error> {
        self.note(at, who, EXPORT, round)
    }

    /// Writes a line to the log.
    pub fn note(&self, at: Timestamp, who: &str, what: &str, object: &str) -> Result<(), Error> {
        self.write(|connection| note(connection, at, who, what, object))
    }
}

/// The same inside a transaction.
pub(super) fn note(connection: &mut AnyConnection, at: Timestamp, who: &str, what: &str, object: &str) -> Result<(), Error> {
    diesel::insert_into(log::table)
        .values((log::at.eq(at.0), log::who.eq(who), log::what.eq(what), log::object.eq(object)))
        .execute(connection)?;
    Ok(())
}

/// When and by whom the single answers of a round were exported, in the order of time.
pub(super) fn exports(connection: &mut AnyConnection, round: &str) -> Result<Vec<String>, Error> {
    let lines: Vec<(i64, String)> = log::table
        .filter(log::what.eq(EXPORT).and(log::object.eq(round)))
        .order(log::id)
        .select((log::at, log::who))
        .load(connection)?;
    Ok(lines.into_iter().map(|(at, who)| format!("{} {who}", Timestamp(at).rfc3339())).collect())
}
