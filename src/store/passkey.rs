//! Passkeys of people: the public halves of keys that their devices hold.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Diesel};

use super::schema::{person_passkey, person_session};
use super::{AnyConnection, Error, KeptPerson, Store, log, person, session};
use crate::access::passkey::NewKey;
use crate::time::Timestamp;
use crate::token::desk_token_hash;

/// A passkey as its person sees it.
pub struct Passkey {
    /// What the list calls it: no secret.
    pub handle: String,
    /// What the person calls it.
    pub name: String,
    /// When it was added.
    pub added_at: Timestamp,
}

/// A passkey that somebody signs in with.
pub struct ShownKey {
    /// Whose it is.
    pub person: KeptPerson,
    /// The public half.
    pub key: Vec<u8>,
    /// How often it was used when it was last seen.
    pub counter: u32,
}

impl Store {
    /// The passkeys of a person, the oldest first.
    pub fn passkeys(&self, person: i64) -> Result<Vec<Passkey>, Error> {
        let rows: Vec<(Vec<u8>, String, i64)> = self.read(|connection| {
            Ok(person_passkey::table
                .filter(person_passkey::person_id.eq(person))
                .order(person_passkey::added_at)
                .select((person_passkey::hash, person_passkey::name, person_passkey::added_at))
                .load(connection)?)
        })?;
        let of = |(hash, name, at): (Vec<u8>, String, i64)| Passkey { handle: handle_of(&hash), name, added_at: Timestamp(at) };
        Ok(rows.into_iter().map(of).collect())
    }

    /// Adds a passkey; false if it is somebody's already.
    pub fn add_passkey(&self, of: &KeptPerson, new: &NewKey, name: &str, now: Timestamp) -> Result<bool, Error> {
        let added = self.write(|connection| {
            diesel::insert_into(person_passkey::table)
                .values((
                    person_passkey::hash.eq(hash_of(&new.id)),
                    person_passkey::person_id.eq(of.id),
                    person_passkey::public_key.eq(&new.key),
                    person_passkey::counter.eq(i64::from(new.counter)),
                    person_passkey::name.eq(name),
                    person_passkey::added_at.eq(now.0),
                ))
                .execute(connection)?;
            log::note(connection, now, &of.person.name, "passkey added", &of.person.name)
        });
        match added {
            Err(Error::Query(Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _))) => Ok(false),
            other => other.map(|()| true),
        }
    }

    /// Removes the passkey that the list calls this, if it is one of this person's.
    pub fn remove_passkey(&self, of: &KeptPerson, handle: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let own = person_passkey::table.filter(person_passkey::person_id.eq(of.id)).select(person_passkey::hash);
            let hashes: Vec<Vec<u8>> = own.load(connection)?;
            for hash in hashes.into_iter().filter(|hash| handle_of(hash) == handle) {
                diesel::delete(person_passkey::table.find(hash)).execute(connection)?;
                log::note(connection, now, &of.person.name, "passkey removed", &of.person.name)?;
            }
            Ok(())
        })
    }

    /// The passkey that a device calls this.
    pub fn passkey(&self, id: &[u8]) -> Result<Option<ShownKey>, Error> {
        self.read(|connection| {
            let row: Option<(i64, Vec<u8>, i64)> = person_passkey::table
                .find(hash_of(id))
                .select((person_passkey::person_id, person_passkey::public_key, person_passkey::counter))
                .first(connection)
                .optional()?;
            let Some((person, key, counter)) = row else { return Ok(None) };
            let counter = u32::try_from(counter).map_err(|_| Error::Corrupt("person_passkey"))?;
            Ok(person::of_id(connection, person)?.map(|person| ShownKey { person, key, counter }))
        })
    }

    /// Signs in by a passkey that was proven; the session's secret. None if at the same moment it was used elsewhere or removed.
    pub fn sign_in_by_passkey(
        &self,
        id: &[u8],
        counter: u32,
        browser: &str,
        brought: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<String>, Error> {
        self.write(|connection| {
            let fresh = person_passkey::counter.lt(i64::from(counter)).or(person_passkey::counter.eq(0));
            let person: Option<i64> =
                person_passkey::table.find(hash_of(id)).select(person_passkey::person_id).first(connection).optional()?;
            let Some(kept) = person.map(|id| person::of_id(connection, id)).transpose()?.flatten() else { return Ok(None) };
            // Of two who show the same use of a key at the same moment one is late.
            let used = person_passkey::table.filter(person_passkey::hash.eq(hash_of(id)).and(fresh));
            if diesel::update(used).set(person_passkey::counter.eq(i64::from(counter))).execute(connection)? == 0 {
                return Ok(None);
            }
            if let Some(brought) = brought {
                diesel::delete(person_session::table.find(desk_token_hash(brought))).execute(connection)?;
            }
            diesel::delete(person_session::table.filter(person_session::expires_at.le(now.0))).execute(connection)?;
            log::note(connection, now, &kept.person.name, "signed in", "passkey")?;
            session::start(connection, kept.id, false, browser, now).map(Some)
        })
    }
}

/// Forgets every passkey of a person.
pub(super) fn forget(connection: &mut AnyConnection, person: i64) -> Result<(), Error> {
    diesel::delete(person_passkey::table.filter(person_passkey::person_id.eq(person))).execute(connection)?;
    Ok(())
}

/// What a device calls a key is up to 1,023 bytes long; the hash is shorter, and tells no other server's database of the same person.
fn hash_of(id: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(id).to_vec()
}

fn handle_of(hash: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&hash[..hash.len() / 2])
}
