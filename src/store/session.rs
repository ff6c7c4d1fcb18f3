//! Sessions at the desk and the addresses that can be used once, of which only hashes are stored.
//!
//! A session's secret is always new when somebody signs in, whatever the browser brought along, and the session it brought ends.

use diesel::prelude::*;

use super::schema::{one_time_address, person, person_session};
use super::{AnyConnection, Error, KeptPerson, Store, log, person as people};
use crate::access::{Person, Role, Scope};
use crate::time::Timestamp;
use crate::token::{desk_token, desk_token_hash};

/// How long an address that can be used once may wait.
const ONE_TIME: i64 = 3 * 24 * 3_600_000;
/// How long a session lasts: a working day. It is not made longer by looking, since looking changes nothing.
const SESSION: i64 = 12 * 3_600_000;
/// How long the code of an app is waited for.
const CODE: i64 = 10 * 60_000;

/// Whoever is signed in.
pub struct Session {
    /// The person.
    pub person: KeptPerson,
    /// What the list of sessions calls this one: no secret.
    pub handle: String,
    /// When they signed in.
    pub started_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What they signed in with.
    pub browser: String,
}

/// Whom an address that can be used once is for.
pub enum OneTime {
    /// The first person, who gives their own name.
    First,
    /// This person.
    Of(KeptPerson),
}

impl Store {
    /// Makes an address with which the first person makes their own account; none once there is anybody. Earlier ones count no more.
    pub fn first_sign_in(&self, now: Timestamp) -> Result<Option<String>, Error> {
        self.write(|connection| {
            if people::has_people(connection)? {
                return Ok(None);
            }
            diesel::delete(one_time_address::table.filter(one_time_address::person_id.is_null())).execute(connection)?;
            new_one_time(connection, None, now).map(Some)
        })
    }

    /// Whom this address is for; none when it was used, is too old or never was. Looking does not use it up.
    pub fn one_time(&self, secret: &str, now: Timestamp) -> Result<Option<OneTime>, Error> {
        self.read(|connection| one_time(connection, secret, now))
    }

    /// Uses an address up: keeps the password, ends what sessions there were and signs in, or half in where the person has an app; the
    /// session's secret, and whether it waits for a code. None when it counts no more. The first person becomes coordinator of everything
    /// under this name.
    pub fn use_one_time(
        &self,
        secret: &str,
        name: &str,
        password: &str,
        browser: &str,
        now: Timestamp,
    ) -> Result<Option<(String, bool)>, Error> {
        self.write(|connection| {
            let found = one_time(connection, secret, now)?;
            let gone = diesel::delete(one_time_address::table.find(desk_token_hash(secret))).execute(connection)?;
            let (id, name, waits) = match found {
                Some(_) if gone == 0 => return Ok(None),
                None => return Ok(None),
                Some(OneTime::Of(kept)) => (kept.id, kept.person.name, kept.has_app),
                Some(OneTime::First) => {
                    let first = Person { name: name.to_owned(), role: Role::Coordinator, scope: Scope::ALL };
                    let Some(id) = people::insert(connection, &first, now)? else { return Ok(None) };
                    (id, first.name, false)
                }
            };
            diesel::update(person::table.find(id)).set(person::password.eq(password)).execute(connection)?;
            diesel::delete(person_session::table.filter(person_session::person_id.eq(id))).execute(connection)?;
            log::note(connection, now, &name, "password chosen", &name)?;
            start(connection, id, waits, browser, now).map(|session| Some((session, waits)))
        })
    }

    /// Signs a person in, or half in while the code of their app is waited for; the session's secret. The session that the browser
    /// brought along ends.
    pub fn start_session(
        &self,
        id: i64,
        waits_for_code: bool,
        browser: &str,
        brought: Option<&str>,
        now: Timestamp,
    ) -> Result<String, Error> {
        self.write(|connection| {
            if let Some(brought) = brought {
                diesel::delete(person_session::table.find(desk_token_hash(brought))).execute(connection)?;
            }
            diesel::delete(person_session::table.filter(person_session::expires_at.le(now.0))).execute(connection)?;
            if !waits_for_code && let Some(kept) = people::of_id(connection, id)? {
                log::note(connection, now, &kept.person.name, "signed in", &kept.person.name)?;
            }
            start(connection, id, waits_for_code, browser, now)
        })
    }

    /// The session of this secret, if it still counts.
    pub fn session(&self, secret: &str, now: Timestamp) -> Result<Option<Session>, Error> {
        self.of_secret(secret, false, now)
    }

    /// The session of this secret that waits for the code of an app.
    pub fn waiting_session(&self, secret: &str, now: Timestamp) -> Result<Option<Session>, Error> {
        self.of_secret(secret, true, now)
    }

    fn of_secret(&self, secret: &str, waits_for_code: bool, now: Timestamp) -> Result<Option<Session>, Error> {
        let hash = desk_token_hash(secret);
        self.read(|connection| {
            let row: Option<Row> = person_session::table
                .find(hash)
                .filter(person_session::expires_at.gt(now.0).and(person_session::waits_for_code.eq(waits_for_code)))
                .select(COLUMNS)
                .first(connection)
                .optional()?;
            let Some(row) = row else { return Ok(None) };
            Ok(people::of_id(connection, row.1)?.map(|person| session(row, person)))
        })
    }

    /// The sessions of a person, the newest first.
    pub fn sessions(&self, person: &KeptPerson, now: Timestamp) -> Result<Vec<Session>, Error> {
        let mut rows: Vec<Row> = self.read(|connection| {
            Ok(person_session::table
                .filter(person_session::person_id.eq(person.id).and(person_session::expires_at.gt(now.0)))
                .filter(person_session::waits_for_code.eq(false))
                .select(COLUMNS)
                .load(connection)?)
        })?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.3));
        Ok(rows.into_iter().map(|row| session(row, person.clone())).collect())
    }

    /// Ends the session that the list calls this, if it is one of this person's.
    pub fn end_session(&self, person: i64, handle: &str) -> Result<(), Error> {
        self.write(|connection| {
            let hashes: Vec<Vec<u8>> = person_session::table
                .filter(person_session::person_id.eq(person))
                .select(person_session::hash)
                .load(connection)?;
            for hash in hashes.into_iter().filter(|hash| handle_of(hash) == handle) {
                diesel::delete(person_session::table.find(hash)).execute(connection)?;
            }
            Ok(())
        })
    }

    /// Ends the session of this secret.
    pub fn sign_out(&self, secret: &str) -> Result<(), Error> {
        self.write(|connection| {
            diesel::delete(person_session::table.find(desk_token_hash(secret))).execute(connection)?;
            Ok(())
        })
    }
}

type Row = (Vec<u8>, i64, String, i64, i64);

const COLUMNS: (
    person_session::hash,
    person_session::person_id,
    person_session::browser,
    person_session::started_at,
    person_session::expires_at,
) = (
    person_session::hash,
    person_session::person_id,
    person_session::browser,
    person_session::started_at,
    person_session::expires_at,
);

fn session((hash, _, browser, started_at, expires_at): Row, person: KeptPerson) -> Session {
    Session { person, handle: handle_of(&hash), started_at: Timestamp(started_at), expires_at: Timestamp(expires_at), browser }
}

/// Half of the hash, which tells nothing of the secret and finds the session.
fn handle_of(hash: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&hash[..hash.len() / 2])
}

fn one_time(connection: &mut AnyConnection, secret: &str, now: Timestamp) -> Result<Option<OneTime>, Error> {
    let found: Option<Option<i64>> = one_time_address::table
        .find(desk_token_hash(secret))
        .filter(one_time_address::expires_at.gt(now.0))
        .select(one_time_address::person_id)
        .first(connection)
        .optional()?;
    Ok(match found {
        None => None,
        Some(None) => (!people::has_people(connection)?).then_some(OneTime::First),
        Some(Some(id)) => people::of_id(connection, id)?.map(OneTime::Of),
    })
}

/// A new address that can be used once; its secret.
pub(super) fn new_one_time(connection: &mut AnyConnection, person: Option<i64>, now: Timestamp) -> Result<String, Error> {
    let secret = desk_token()?;
    diesel::insert_into(one_time_address::table)
        .values((
            one_time_address::hash.eq(desk_token_hash(&secret)),
            one_time_address::person_id.eq(person),
            one_time_address::expires_at.eq(now.0 + ONE_TIME),
        ))
        .execute(connection)?;
    Ok(secret)
}

/// Starts a session; its secret.
pub(super) fn start(
    connection: &mut AnyConnection,
    person: i64,
    waits_for_code: bool,
    browser: &str,
    now: Timestamp,
) -> Result<String, Error> {
    let secret = desk_token()?;
    diesel::insert_into(person_session::table)
        .values((
            person_session::hash.eq(desk_token_hash(&secret)),
            person_session::person_id.eq(person),
            person_session::waits_for_code.eq(waits_for_code),
            person_session::browser.eq(browser),
            person_session::started_at.eq(now.0),
            person_session::expires_at.eq(now.0 + if waits_for_code { CODE } else { SESSION }),
        ))
        .execute(connection)?;
    Ok(secret)
}

/// Ends every session of a person but the one of this secret.
pub(super) fn end_others(connection: &mut AnyConnection, person: i64, session: &str) -> Result<(), Error> {
    let others = person_session::person_id.eq(person).and(person_session::hash.ne(desk_token_hash(session)));
    diesel::delete(person_session::table.filter(others)).execute(connection)?;
    Ok(())
}
