//! What must be accounted for: who did what, when. Never an answer, a token or an address.

use diesel::prelude::*;

use super::schema::log;
use super::{AnyConnection, Error, Store};
use crate::time::Timestamp;

impl Store {
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
