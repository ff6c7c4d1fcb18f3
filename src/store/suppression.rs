//! Who wants no letters at all: a list of addresses that names nobody, since each is an HMAC under a secret in `keys_dir`.
//!
//! Without that secret nobody can be found on the list, and then no letter leaves rather than one too many.

use std::collections::HashSet;

use diesel::prelude::*;
use jiff::civil::Date;

use super::kept::{self, Value, kept};
use super::schema::{invitation, recipient, suppression};
use super::{AnyConnection, Error, Store};
use crate::token::{RandomId, Secret};

/// How somebody said that they want no letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the link in a letter.
    Link,
    /// By telephone, noted at the desk.
    Telephone,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Telephone => "telephone",
        }
    }
}

/// An address to be put on the list.
pub(super) struct Suppressed {
    mark: [u8; 32],
    way: Way,
    since: Date,
}

/// The list.
pub(super) struct SuppressionList {
    secret: Option<Secret>,
    marks: HashSet<Vec<u8>>,
}

impl SuppressionList {
    /// Whether nobody writes to this address.
    pub(super) fn has(&self, email: &str) -> bool {
        let Some(secret) = self.secret.as_ref().filter(|_| !self.marks.is_empty() && !email.is_empty()) else { return false };
        self.marks.contains(&secret.mark_of_address(email)[..])
    }
}

kept! {
    Suppress = "INSERT INTO suppression (mark, way, since) VALUES (", ", ", ", ", ") ON CONFLICT DO NOTHING";
}

impl Store {
    /// Of these addresses, how many nobody writes to.
    pub fn suppressed<'a>(&self, emails: impl Iterator<Item = &'a str>) -> Result<usize, Error> {
        let list = self.suppression_list()?;
        Ok(emails.filter(|email| list.has(email)).count())
    }

    /// How many recipients of a round, of municipalities that this lets through, want no letters.
    pub fn suppressed_in(&self, round_id: i64, of: &dyn Fn(Option<&str>) -> bool) -> Result<usize, Error> {
        let list = self.suppression_list()?;
        if list.marks.is_empty() {
            return Ok(0);
        }
        let of_round = recipient::table.filter(recipient::round_id.eq(round_id));
        let columns = of_round.select((recipient::email, recipient::municipality));
        let people: Vec<(String, Option<String>)> = self.read(|connection| Ok(columns.load(connection)?))?;
        Ok(people.iter().filter(|(email, unit)| of(unit.as_deref()) && list.has(email)).count())
    }

    /// Whether whoever has an invitation has an address, and whether nobody writes to it.
    pub fn may_write_to(&self, invitation: RandomId) -> Result<(bool, bool), Error> {
        let secret = self.suppression_secret()?;
        self.read(|connection| {
            let email = email_of(connection, invitation)?;
            Ok((!email.is_empty(), is_suppressed(connection, secret.as_ref(), &email)?))
        })
    }

    /// The address of whoever has an invitation, as it would stand on the list; none where they have no address.
    pub(super) fn suppressed_by(&self, invitation: RandomId, since: Date) -> Result<Option<Suppressed>, Error> {
        let email = self.read(|connection| email_of(connection, invitation))?;
        self.suppressing(&email, Way::Link, since)
    }

    /// An address as it would stand on the list.
    pub(super) fn suppressing(&self, email: &str, way: Way, since: Date) -> Result<Option<Suppressed>, Error> {
        if email.is_empty() {
            return Ok(None);
        }
        // Another key than the one that is lost would let the list be taken for whole.
        self.suppression_secret()?;
        let mark = self.keys().suppression_secret()?.mark_of_address(email);
        Ok(Some(Suppressed { mark, way, since }))
    }

    /// The list as it is.
    pub(super) fn suppression_list(&self) -> Result<SuppressionList, Error> {
        let secret = self.suppression_secret()?;
        let marks: Vec<Vec<u8>> = self.read(|connection| Ok(suppression::table.select(suppression::mark).load(connection)?))?;
        Ok(SuppressionList { secret, marks: marks.into_iter().collect() })
    }

    /// The secret under which the addresses stand; none where nobody is on the list, and an error where it is lost.
    pub(super) fn suppression_secret(&self) -> Result<Option<Secret>, Error> {
        let secret = self.keys().secret_of_suppression()?;
        if secret.is_none() && self.read(|connection| Ok(suppression::table.count().get_result::<i64>(connection)?))? > 0 {
            return Err(Error::NoSuppressionKey);
        }
        Ok(secret)
    }
}

/// Puts an address on the list; one that is there stays as it is.
pub(super) fn suppress(connection: &mut AnyConnection, one: &Suppressed) -> Result<(), Error> {
    let since = one.since.to_string();
    let values = [Value::Bytes(&one.mark), Value::Text(one.way.name()), Value::Text(&since)];
    kept::run::<Suppress>(connection, &values).map(|_| ())
}

/// Takes an address off the list.
pub(super) fn allow(connection: &mut AnyConnection, one: &Suppressed) -> Result<(), Error> {
    diesel::delete(suppression::table.find(&one.mark[..])).execute(connection)?;
    Ok(())
}

/// Whether nobody writes to this address, looked up by itself.
pub(super) fn is_suppressed(connection: &mut AnyConnection, secret: Option<&Secret>, email: &str) -> Result<bool, Error> {
    let Some(secret) = secret else { return Ok(false) };
    let found: Option<String> =
        suppression::table.find(&secret.mark_of_address(email)[..]).select(suppression::since).first(connection).optional()?;
    Ok(found.is_some())
}

fn email_of(connection: &mut AnyConnection, invitation: RandomId) -> Result<String, Error> {
    let of = invitation::table.inner_join(recipient::table).filter(invitation::id.eq(&invitation.0[..]));
    let email: Option<String> = of.select(recipient::email).first(connection).optional()?;
    Ok(email.unwrap_or_default())
}
