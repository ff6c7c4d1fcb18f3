//! Settings that live in the database because every process must see them, such as mail on hold.

use diesel::prelude::*;

use super::schema::setting;
use super::{Actor, Error, Store};

const MAIL_HOLD: &str = "mail-hold";

impl Store {
    /// Why mail is on hold, if it is: nothing leaves until a person releases it.
    pub fn mail_hold(&self) -> Result<Option<String>, Error> {
        self.read(|connection| Ok(setting::table.find(MAIL_HOLD).select(setting::value).first(connection).optional()?))
    }

    /// Releases mail that is on hold, which is noted; nothing where it is not.
    pub fn release_mail(&self, by: Actor<'_>) -> Result<(), Error> {
        self.write(|connection| match diesel::delete(setting::table.find(MAIL_HOLD)).execute(connection)? {
            0 => Ok(()),
            _ => by.note(connection, "released letters on hold", "letters"),
        })
    }
}
