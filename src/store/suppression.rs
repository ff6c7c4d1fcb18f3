//! Who wants no letters at all: a list that names nobody, since each address on it is an HMAC under a secret in `keys_dir`; of a person
//! without an address it is one of municipality, key and name.
//!
//! Without that secret nobody can be found on the list, and then no letter leaves rather than one too many.

use std::collections::HashSet;

use diesel::prelude::*;
use jiff::civil::Date;

use super::kept::{self, Value, kept};
use super::schema::{invitation, recipient, round, suppression};
use super::{AnyConnection, Error, Keys, NewRecipient, Store, refusing};
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

/// Somebody who may be on the list.
#[derive(Clone, Copy)]
pub(super) struct Someone<'a> {
    pub(super) email: &'a str,
    pub(super) municipality: Option<&'a str>,
    pub(super) person_key: &'a str,
    pub(super) name: &'a str,
}

impl<'a> Someone<'a> {
    /// Whoever has this address, of whom nothing else is known.
    pub(super) fn at(email: &'a str) -> Self {
        Self { email, municipality: None, person_key: "", name: "" }
    }
}

impl Someone<'_> {
    /// What the list may hold of them: of the address, and of the person, where there is a name to tell them by.
    pub(super) fn marks(self, secret: &Secret) -> Vec<[u8; 32]> {
        let mut marks = Vec::with_capacity(2);
        if !self.email.is_empty() {
            marks.push(secret.mark_of_address(self.email));
        }
        if !self.name.trim().is_empty() {
            marks.push(secret.mark_of_person(self.municipality, self.person_key, self.name));
        }
        marks
    }
}

/// Somebody who is to be put on the list, or taken off it.
pub(super) struct Suppressed {
    /// The first is put there; all are taken off.
    marks: Vec<[u8; 32]>,
    way: Way,
    since: Date,
    /// Their open invitations, to which it is a no as well.
    asked: Vec<Vec<u8>>,
}

/// The list.
pub(super) struct SuppressionList {
    secret: Option<Secret>,
    marks: HashSet<Vec<u8>>,
}

impl SuppressionList {
    /// The list as it is, of addresses under this secret.
    pub(super) fn read(connection: &mut AnyConnection, secret: Option<Secret>) -> Result<Self, Error> {
        let marks: Vec<Vec<u8>> = suppression::table.select(suppression::mark).load(connection)?;
        Ok(Self { secret, marks: marks.into_iter().collect() })
    }

    /// Whether nobody is on it.
    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Whether nobody writes to this address.
    pub(super) fn has(&self, email: &str) -> bool {
        self.has_person(Someone::at(email))
    }

    /// Whether nobody writes to this person.
    pub(super) fn has_person(&self, someone: Someone<'_>) -> bool {
        let Some(secret) = self.secret.as_ref().filter(|_| !self.marks.is_empty()) else { return false };
        someone.marks(secret).iter().any(|mark| self.marks.contains(&mark[..]))
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

    /// Of these recipients, how many nobody writes to.
    pub fn suppressed_among<'a>(&self, rows: impl Iterator<Item = &'a NewRecipient>) -> Result<usize, Error> {
        let list = self.suppression_list()?;
        let someone = |row: &'a NewRecipient| Someone {
            email: &row.email,
            municipality: row.municipality.as_deref(),
            person_key: &row.person_key,
            name: &row.name,
        };
        Ok(rows.filter(|row| list.has_person(someone(row))).count())
    }

    /// How many recipients of a round, of municipalities that this lets through, want no letters.
    pub fn suppressed_in(&self, round_id: i64, of: &dyn Fn(Option<&str>) -> bool) -> Result<usize, Error> {
        let list = self.suppression_list()?;
        if list.marks.is_empty() {
            return Ok(0);
        }
        let of_round = recipient::table.filter(recipient::round_id.eq(round_id)).select(COLUMNS);
        let people: Vec<Row> = self.read(|connection| Ok(of_round.load(connection)?))?;
        Ok(people.iter().filter(|row| of(row.1.as_deref()) && list.has_person(someone(row))).count())
    }

    /// Whether whoever has an invitation can be told of on the list, and whether nobody writes to them.
    pub fn may_write_to(&self, invitation: RandomId) -> Result<(bool, bool), Error> {
        let secret = self.suppression_secret()?;
        self.read(|connection| {
            let Some(row) = invited(connection, invitation)? else { return Ok((false, false)) };
            let someone = someone(&row);
            let can_be_told = !someone.email.is_empty() || !someone.name.trim().is_empty();
            Ok((can_be_told, is_suppressed(connection, secret.as_ref(), someone)?))
        })
    }

    /// Whoever has an invitation, as they would stand on the list; none where nothing tells them from others.
    pub(super) fn suppressed_by(&self, invitation: RandomId, since: Date) -> Result<Option<Suppressed>, Error> {
        let row = self.read(|connection| invited(connection, invitation))?;
        row.map_or(Ok(None), |row| self.suppressing(someone(&row), Way::Link, since))
    }

    /// Somebody as they would stand on the list.
    pub(super) fn suppressing(&self, someone: Someone<'_>, way: Way, since: Date) -> Result<Option<Suppressed>, Error> {
        // Another key than the one that is lost would let the list be taken for whole.
        self.suppression_secret()?;
        let secret = self.keys().suppression_secret()?;
        let marks = someone.marks(&secret);
        let Some(first) = marks.first() else { return Ok(None) };
        let asked = self.read(|connection| refusing::asked(connection, someone, (first, &secret)))?;
        Ok(Some(Suppressed { marks, way, since, asked }))
    }

    /// Writes down that whoever has an invitation said no to its round; on the disk when this returns.
    pub(super) fn journal_no(&self, id: RandomId) -> Result<(), Error> {
        let found: Option<(String, Option<String>, String)> = self.read(|connection| {
            let of = invitation::table.inner_join(recipient::table).inner_join(round::table).filter(invitation::id.eq(&id.0[..]));
            Ok(of.select((round::key, recipient::municipality, recipient::person_key)).first(connection).optional()?)
        })?;
        let Some((round, municipality, person_key)) = found else { return Ok(()) };
        let Some(secret) = self.keys().secret_of_links(&round)? else { return Ok(()) };
        self.keys().journal_no(&round, &secret.mark_of_no(municipality.as_deref(), &person_key))
    }

    /// The list as it is.
    pub(super) fn suppression_list(&self) -> Result<SuppressionList, Error> {
        let secret = self.suppression_secret()?;
        self.read(|connection| SuppressionList::read(connection, secret))
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

impl Suppressed {
    /// Writes down that they want no letters, or want some again: on the disk when this returns, so that no backup forgets it.
    pub(super) fn journal(&self, keys: &Keys, wants_none: bool) -> Result<(), Error> {
        if wants_none {
            return self.marks.first().map_or(Ok(()), |mark| keys.journal_unwanted(mark, (self.way.name(), self.since)));
        }
        self.marks.iter().try_for_each(|mark| keys.journal_wanted(mark))
    }
}

/// Puts somebody on the list, and says no for them wherever they are asked; who is there stays as they are.
pub(super) fn suppress(connection: &mut AnyConnection, one: &Suppressed) -> Result<(), Error> {
    let Some(mark) = one.marks.first() else { return Ok(()) };
    put(connection, mark, one.way.name(), &one.since.to_string())?;
    one.asked.iter().try_for_each(|invitation| refusing::refuse(connection, invitation).map(|_| ()))
}

/// Puts a mark on the list; whether it was not there.
pub(super) fn put(connection: &mut AnyConnection, mark: &[u8], way: &str, since: &str) -> Result<bool, Error> {
    Ok(kept::run::<Suppress>(connection, &[Value::Bytes(mark), Value::Text(way), Value::Text(since)])? == 1)
}

/// Takes somebody off the list.
pub(super) fn allow(connection: &mut AnyConnection, one: &Suppressed) -> Result<(), Error> {
    one.marks.iter().try_for_each(|mark| remove(connection, mark).map(|_| ()))
}

/// Takes a mark off the list; whether it was there.
pub(super) fn remove(connection: &mut AnyConnection, mark: &[u8]) -> Result<bool, Error> {
    Ok(diesel::delete(suppression::table.find(mark)).execute(connection)? == 1)
}

/// Whether nobody writes to this person, looked up by itself.
pub(super) fn is_suppressed(
    connection: &mut AnyConnection,
    secret: Option<&Secret>,
    someone: Someone<'_>,
) -> Result<bool, Error> {
    let Some(secret) = secret else { return Ok(false) };
    for mark in someone.marks(secret) {
        let found: Option<String> = suppression::table.find(&mark[..]).select(suppression::since).first(connection).optional()?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) type Row = (String, Option<String>, String, String);
pub(super) type Columns = (recipient::email, recipient::municipality, recipient::person_key, recipient::name);
pub(super) const COLUMNS: Columns = (recipient::email, recipient::municipality, recipient::person_key, recipient::name);

pub(super) fn someone((email, municipality, person_key, name): &Row) -> Someone<'_> {
    Someone { email, municipality: municipality.as_deref(), person_key, name }
}

/// Whoever has an invitation.
fn invited(connection: &mut AnyConnection, invitation: RandomId) -> Result<Option<Row>, Error> {
    let of = invitation::table.inner_join(recipient::table).filter(invitation::id.eq(&invitation.0[..]));
    Ok(of.select(COLUMNS).first(connection).optional()?)
}
