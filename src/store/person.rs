//! People who sign in to the desk, what they may do, and what they prove themselves with.
//!
//! Whoever is removed stays as a row, since the log names them; only those who are not removed are found here.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Diesel};

use super::schema::{one_time_address, person, person_login, person_scope, person_session, personal_token};
use super::{AnyConnection, Error, Store, log, passkey, session};
use crate::access::one_time_code::AppSecret;
use crate::access::single_sign_on::Grant;
use crate::access::{Person, Role, Scope, Within};
use crate::time::Timestamp;
use crate::token::{RandomId, app_secret, desk_mark};

const TRIAL: &str = "trial";
const MUNICIPALITY: &str = "municipality";

/// A person as the database knows them.
#[derive(Clone, Debug)]
pub struct KeptPerson {
    /// The row.
    pub id: i64,
    /// Name, role and scope.
    pub person: Person,
    /// Whether they have chosen a password.
    pub has_password: bool,
    /// Whether they sign in with the code of an app too.
    pub has_app: bool,
    /// The provider of single sign-on by which they sign in.
    pub issuer: Option<String>,
    /// Whether they have the account by a group of that provider, whose rights it follows.
    pub by_groups: bool,
    /// When they were added.
    pub created_at: Timestamp,
}

/// What a person proves themselves with; never printed.
pub struct Proofs {
    /// The person's row.
    pub id: i64,
    /// The name as it was given when they were added.
    pub name: String,
    /// What is kept of the password; none until it is chosen.
    pub password: Option<String>,
    /// What their app shares with the server, and the last step of which a code was used.
    pub app: Option<(AppSecret, i64)>,
}

type Row = (i64, String, String, bool, bool, Option<String>, Option<Vec<u8>>, i64, i64, bool);

const COLUMNS: (
    person::id,
    person::name,
    person::role,
    person::all_trials,
    person::all_municipalities,
    person::password,
    person::app_nonce,
    person::app_step,
    person::created_at,
    person::by_groups,
) = (
    person::id,
    person::name,
    person::role,
    person::all_trials,
    person::all_municipalities,
    person::password,
    person::app_nonce,
    person::app_step,
    person::created_at,
    person::by_groups,
);

/// The name by which a person is found: small letters, one blank between words.
pub(super) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Store {
    /// Everybody who may sign in, in the order in which they were added.
    pub fn people(&self) -> Result<Vec<KeptPerson>, Error> {
        self.read(|connection| {
            let rows: Vec<Row> =
                person::table.filter(person::removed_at.is_null()).order(person::id).select(COLUMNS).load(connection)?;
            rows.into_iter().map(|row| kept(connection, row)).collect()
        })
    }

    /// Whether anybody may sign in.
    pub fn has_people(&self) -> Result<bool, Error> {
        self.read(has_people)
    }

    /// The person with this name, however it is written.
    pub fn person(&self, name: &str) -> Result<Option<KeptPerson>, Error> {
        self.read(|connection| of_name(connection, name))
    }

    /// What the person with this name proves themselves with.
    pub fn proofs(&self, name: &str) -> Result<Option<Proofs>, Error> {
        let row: Option<Row> = self.read(|connection| {
            Ok(person::table
                .filter(person::removed_at.is_null().and(person::folded.eq(folded(name))))
                .select(COLUMNS)
                .first(connection)
                .optional()?)
        })?;
        let Some((id, name, _, _, _, password, nonce, step, _, _)) = row else { return Ok(None) };
        let app = match nonce {
            Some(nonce) => Some((self.app_secret(random_id(nonce)?)?, step)),
            None => None,
        };
        Ok(Some(Proofs { id, name, password, app }))
    }

    /// What an app shares with the server under this random number.
    pub fn app_secret(&self, nonce: RandomId) -> Result<AppSecret, Error> {
        Ok(AppSecret(app_secret(&self.keys().desk_secret()?, nonce)))
    }

    /// What only this installation can make of these words.
    pub fn desk_mark(&self, what: &str, words: &str) -> Result<String, Error> {
        Ok(desk_mark(&self.keys().desk_secret()?, what, words))
    }

    /// Adds a person and gives back the secret of the address at which they choose their password; none if the name is taken.
    pub fn add_person(&self, new: &Person, by: &str, now: Timestamp) -> Result<Option<String>, Error> {
        let added = self.write(|connection| {
            let Some(id) = insert(connection, new, now)? else { return Ok(None) };
            log::note(connection, now, by, "person added", &format!("{} {}", new.name, new.role.name()))?;
            session::new_one_time(connection, Some(id), now).map(Some)
        });
        match added {
            // Another process added the same name at the same moment.
            Err(Error::Query(Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _))) => Ok(None),
            other => other,
        }
    }

    /// Takes a person's way in; whether there was one.
    pub fn remove_person(&self, id: i64, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let Some(name) = name_of(connection, id)? else { return Ok(false) };
            end_ways_in(connection, id)?;
            forget_factors(connection, id)?;
            diesel::update(person::table.find(id)).set(person::removed_at.eq(now.0)).execute(connection)?;
            log::note(connection, now, by, "person removed", &name)?;
            Ok(true)
        })
    }

    /// Takes password, login, tokens and sessions from a person and gives back the secret of the address at which they choose anew; what they
    /// have beside a password stays. An account that followed a group is from then on one that a coordinator gave.
    pub fn reset_person(&self, id: i64, by: &str, now: Timestamp) -> Result<Option<String>, Error> {
        self.write(|connection| {
            let Some(name) = name_of(connection, id)? else { return Ok(None) };
            end_ways_in(connection, id)?;
            diesel::delete(person_login::table.filter(person_login::person_id.eq(id))).execute(connection)?;
            diesel::update(person::table.find(id)).set(person::by_groups.eq(false)).execute(connection)?;
            log::note(connection, now, by, "person reset", &name)?;
            session::new_one_time(connection, Some(id), now).map(Some)
        })
    }

    /// Takes app and passkeys from a person who lost them, and ends their sessions; whether there was one.
    pub fn reset_factors(&self, id: i64, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let Some(name) = name_of(connection, id)? else { return Ok(false) };
            forget_factors(connection, id)?;
            diesel::delete(person_session::table.filter(person_session::person_id.eq(id))).execute(connection)?;
            log::note(connection, now, by, "second factor reset", &name)?;
            Ok(true)
        })
    }

    /// Keeps a new password, and ends every other session of the person.
    pub fn set_password(&self, id: i64, password: &str, session: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            diesel::update(person::table.find(id)).set(person::password.eq(password)).execute(connection)?;
            session::end_others(connection, id, session)?;
            note_own(connection, id, "password changed", now)
        })
    }

    /// Makes an app's codes needed from now on, of which this step was used; without one they are needed no more.
    pub fn set_app(&self, id: i64, app: Option<(RandomId, i64)>, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let (nonce, step) = app.map_or((None, 0), |(nonce, step)| (Some(nonce.0.to_vec()), step));
            diesel::update(person::table.find(id))
                .set((person::app_nonce.eq(nonce), person::app_step.eq(step)))
                .execute(connection)?;
            note_own(connection, id, if app.is_some() { "app on" } else { "app off" }, now)
        })
    }

    /// Uses the code of this step up; false if it or a later one was used before, also at the same moment by another process.
    pub fn use_step(&self, id: i64, step: i64) -> Result<bool, Error> {
        self.write(|connection| {
            let unused = person::table.filter(person::id.eq(id).and(person::app_step.lt(step)));
            Ok(diesel::update(unused).set(person::app_step.eq(step)).execute(connection)? == 1)
        })
    }
}

/// Whether anybody may sign in.
pub(super) fn has_people(connection: &mut AnyConnection) -> Result<bool, Error> {
    let count: i64 = person::table.filter(person::removed_at.is_null()).count().get_result(connection)?;
    Ok(count > 0)
}

/// Stores a person; none if the name is taken.
pub(super) fn insert(connection: &mut AnyConnection, new: &Person, now: Timestamp) -> Result<Option<i64>, Error> {
    let same = person::table.filter(person::removed_at.is_null().and(person::folded.eq(folded(&new.name))));
    if same.count().get_result::<i64>(connection)? > 0 {
        return Ok(None);
    }
    let id: i64 = diesel::insert_into(person::table)
        .values((
            person::name.eq(&new.name),
            person::folded.eq(folded(&new.name)),
            person::role.eq(new.role.name()),
            person::all_trials.eq(new.scope.trials.is_all()),
            person::all_municipalities.eq(new.scope.municipalities.is_all()),
            person::app_step.eq(0),
            person::created_at.eq(now.0),
        ))
        .returning(person::id)
        .get_result(connection)?;
    insert_scope(connection, id, &new.scope)?;
    Ok(Some(id))
}

fn insert_scope(connection: &mut AnyConnection, id: i64, scope: &Scope) -> Result<(), Error> {
    let trials = scope.trials.keys().map(|key| (TRIAL, key));
    let municipalities = scope.municipalities.keys().map(|key| (MUNICIPALITY, key));
    for (kind, key) in trials.chain(municipalities) {
        diesel::insert_into(person_scope::table)
            .values((person_scope::person_id.eq(id), person_scope::kind.eq(kind), person_scope::key.eq(key)))
            .execute(connection)?;
    }
    Ok(())
}

/// Gives a person this role and scope in place of those that they had, by a group.
pub(super) fn set_rights(connection: &mut AnyConnection, id: i64, grant: &Grant) -> Result<(), Error> {
    diesel::update(person::table.find(id))
        .set((
            person::role.eq(grant.role.name()),
            person::all_trials.eq(grant.scope.trials.is_all()),
            person::all_municipalities.eq(grant.scope.municipalities.is_all()),
            person::by_groups.eq(true),
        ))
        .execute(connection)?;
    diesel::delete(person_scope::table.filter(person_scope::person_id.eq(id))).execute(connection)?;
    insert_scope(connection, id, &grant.scope)
}

/// The person of this name, if they may sign in.
pub(super) fn of_name(connection: &mut AnyConnection, name: &str) -> Result<Option<KeptPerson>, Error> {
    let found = person::table.filter(person::removed_at.is_null().and(person::folded.eq(folded(name))));
    let row: Option<Row> = found.select(COLUMNS).first(connection).optional()?;
    row.map(|row| kept(connection, row)).transpose()
}

/// The person of this row, if they may sign in.
pub(super) fn of_id(connection: &mut AnyConnection, id: i64) -> Result<Option<KeptPerson>, Error> {
    let row: Option<Row> =
        person::table.filter(person::removed_at.is_null().and(person::id.eq(id))).select(COLUMNS).first(connection).optional()?;
    row.map(|row| kept(connection, row)).transpose()
}

fn kept(connection: &mut AnyConnection, row: Row) -> Result<KeptPerson, Error> {
    let (id, name, role, all_trials, all_municipalities, password, nonce, _, created_at, by_groups) = row;
    let listed: Vec<(String, String)> = if all_trials && all_municipalities {
        Vec::new()
    } else {
        let of_them = person_scope::table.filter(person_scope::person_id.eq(id));
        of_them.select((person_scope::kind, person_scope::key)).load(connection)?
    };
    let of = |all: bool, wanted: &str| {
        let keys = listed.iter().filter(|(kind, _)| kind == wanted).map(|(_, key)| key.clone());
        if all { Within::All } else { Within::Listed(keys.collect::<BTreeSet<_>>()) }
    };
    let scope = Scope { trials: of(all_trials, TRIAL), municipalities: of(all_municipalities, MUNICIPALITY) };
    let role = Role::from_name(&role).ok_or(Error::Corrupt("person"))?;
    let (has_password, has_app) = (password.is_some(), nonce.is_some());
    let login = person_login::table.filter(person_login::person_id.eq(id));
    let issuer: Option<String> = login.select(person_login::issuer).first(connection).optional()?;
    let created_at = Timestamp(created_at);
    Ok(KeptPerson { id, person: Person { name, role, scope }, has_password, has_app, issuer, by_groups, created_at })
}

fn name_of(connection: &mut AnyConnection, id: i64) -> Result<Option<String>, Error> {
    let found = person::table.filter(person::id.eq(id).and(person::removed_at.is_null()));
    Ok(found.select(person::name).first(connection).optional()?)
}

/// Notes what a person did with their own account.
pub(super) fn note_own(connection: &mut AnyConnection, id: i64, what: &str, now: Timestamp) -> Result<(), Error> {
    let name = name_of(connection, id)?.unwrap_or_default();
    log::note(connection, now, &name, what, &name)
}

/// Takes password, tokens, one-time addresses and sessions from a person.
fn end_ways_in(connection: &mut AnyConnection, id: i64) -> Result<(), Error> {
    diesel::delete(person_session::table.filter(person_session::person_id.eq(id))).execute(connection)?;
    diesel::delete(one_time_address::table.filter(one_time_address::person_id.eq(id))).execute(connection)?;
    diesel::delete(personal_token::table.filter(personal_token::person_id.eq(id))).execute(connection)?;
    diesel::update(person::table.find(id)).set(person::password.eq(None::<String>)).execute(connection)?;
    Ok(())
}

/// Takes app and passkeys from a person.
fn forget_factors(connection: &mut AnyConnection, id: i64) -> Result<(), Error> {
    passkey::forget(connection, id)?;
    diesel::update(person::table.find(id)).set(person::app_nonce.eq(None::<Vec<u8>>)).execute(connection)?;
    Ok(())
}

fn random_id(bytes: Vec<u8>) -> Result<RandomId, Error> {
    Ok(RandomId(bytes.try_into().map_err(|_| Error::Corrupt("person"))?))
}
