//! Tokens with which a person's programs use the API, of which only hashes are stored.
//!
//! A token is never wider than its person: who that is, and what they may, is read anew each time it is used. That it was used is noted
//! nowhere, since reading changes nothing.

use diesel::prelude::*;

use super::schema::personal_token as table;
use super::{Error, KeptPerson, Store, person as people};
use crate::time::Timestamp;
use crate::token::{api_token, desk_token_hash};

/// So many tokens a person may have.
pub const MOST_TOKENS: usize = 20;

/// What a new token is to be.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// What its person calls it.
    pub name: &'a str,
    /// Whether it may do more than read.
    pub may_write: bool,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A token of a person, without its secret.
#[derive(Clone, Debug)]
pub struct PersonalToken {
    /// What the list calls it: no secret.
    pub handle: String,
    /// What its person calls it.
    pub name: String,
    /// Whether it may do more than read.
    pub may_write: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Whose a token is.
#[derive(Clone, Debug)]
pub struct TokenHolder {
    /// The person, as they are now.
    pub person: KeptPerson,
    /// Whether the token may do more than read.
    pub may_write: bool,
}

type Row = (Vec<u8>, String, bool, i64, i64);

impl Store {
    /// Makes a token and gives back its secret, which is stored nowhere; none if the person has as many as they may.
    pub fn add_token(&self, person: i64, new: &NewToken<'_>, now: Timestamp) -> Result<Option<String>, Error> {
        self.write(|connection| {
            let own = table::person_id.eq(person);
            diesel::delete(table::table.filter(own.and(table::expires_at.le(now.0)))).execute(connection)?;
            let count: i64 = table::table.filter(own).count().get_result(connection)?;
            if people::of_id(connection, person)?.is_none() || usize::try_from(count).is_ok_and(|count| count >= MOST_TOKENS) {
                return Ok(None);
            }
            let secret = api_token()?;
            diesel::insert_into(table::table)
                .values((
                    table::hash.eq(desk_token_hash(&secret)),
                    table::person_id.eq(person),
                    table::name.eq(new.name),
                    table::may_write.eq(new.may_write),
                    table::made_at.eq(now.0),
                    table::expires_at.eq(new.expires_at.0),
                ))
                .execute(connection)?;
            people::note_own(connection, person, if new.may_write { "writing token made" } else { "reading token made" }, now)?;
            Ok(Some(secret))
        })
    }

    /// The tokens of a person that still count, the newest first.
    pub fn tokens(&self, person: i64, now: Timestamp) -> Result<Vec<PersonalToken>, Error> {
        let mut rows: Vec<Row> = self.read(|connection| {
            Ok(table::table
                .filter(table::person_id.eq(person).and(table::expires_at.gt(now.0)))
                .select((table::hash, table::name, table::may_write, table::made_at, table::expires_at))
                .load(connection)?)
        })?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.3));
        let token = |(hash, name, may_write, made_at, expires_at): Row| PersonalToken {
            handle: handle_of(&hash),
            name,
            may_write,
            made_at: Timestamp(made_at),
            expires_at: Timestamp(expires_at),
        };
        Ok(rows.into_iter().map(token).collect())
    }

    /// Ends the token that the list calls this, if it is one of this person's.
    pub fn end_token(&self, person: i64, handle: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let hashes: Vec<Vec<u8>> = table::table.filter(table::person_id.eq(person)).select(table::hash).load(connection)?;
            let Some(hash) = hashes.into_iter().find(|hash| handle_of(hash) == handle) else { return Ok(false) };
            diesel::delete(table::table.find(hash)).execute(connection)?;
            people::note_own(connection, person, "token ended", now)?;
            Ok(true)
        })
    }

    /// Whose this token is, if it still counts and they may still sign in.
    pub fn token_holder(&self, secret: &str, now: Timestamp) -> Result<Option<TokenHolder>, Error> {
        self.read(|connection| {
            let found: Option<(i64, bool)> = table::table
                .find(desk_token_hash(secret))
                .filter(table::expires_at.gt(now.0))
                .select((table::person_id, table::may_write))
                .first(connection)
                .optional()?;
            let Some((id, may_write)) = found else { return Ok(None) };
            Ok(people::of_id(connection, id)?.map(|person| TokenHolder { person, may_write }))
        })
    }
}

/// Half of the hash, which tells nothing of the secret and finds the token.
fn handle_of(hash: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&hash[..hash.len() / 2])
}
