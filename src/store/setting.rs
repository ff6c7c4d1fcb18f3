//! Settings that live in the database because every process must see them, such as mail on hold.

use diesel::prelude::*;

use super::schema::setting;
use super::{Error, Store};

const MAIL_HOLD: &str = "mail-hold";

impl Store {
    /// Why mail is on hold, if it is: nothing leaves until a person releases it.
    pub fn mail_hold(&self) -> Result<Option<String>, Error> {
        self.read(|connection| Ok(setting::table.find(MAIL_HOLD).select(setting::value).first(connection).optional()?))
    }

    /// Puts mail on hold for this reason, or releases it.
    pub fn set_mail_hold(&self, reason: Option<&str>) -> Result<(), Error> {
        self.write(|connection| {
            diesel::delete(setting::table.find(MAIL_HOLD)).execute(connection)?;
            if let Some(reason) = reason {
                diesel::insert_into(setting::table)
                    .values((setting::key.eq(MAIL_HOLD), setting::value.eq(reason)))
                    .execute(connection)?;
            }
            Ok(())
        })
    }
}
