//! Sign-in to the desk: one-time addresses and sessions, of which only hashes are stored.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::schema::desk_session;
use super::{Error, Store};
use crate::time::Timestamp;
use crate::token::RandomId;

const ONE_TIME: i64 = 24 * 3_600_000;
const SESSION: i64 = 12 * 3_600_000;

impl Store {
    /// Makes a secret with which a person can sign in once, within a day.
    pub fn one_time_sign_in(&self, now: Timestamp) -> Result<String, Error> {
        self.new_session(true, now.0 + ONE_TIME)
    }

    /// Exchanges a one-time secret for a session's; none when it was used, is too old or never was.
    pub fn sign_in(&self, one_time: &str, now: Timestamp) -> Result<Option<String>, Error> {
        let used = self.write(|connection| {
            let valid = desk_session::hash
                .eq(hash(one_time))
                .and(desk_session::one_time.eq(true))
                .and(desk_session::expires_at.gt(now.0));
            Ok(diesel::delete(desk_session::table.filter(valid)).execute(connection)?)
        })?;
        if used == 0 {
            return Ok(None);
        }
        self.new_session(false, now.0 + SESSION).map(Some)
    }

    /// Whether this is a session's secret that still counts.
    pub fn is_signed_in(&self, session: &str, now: Timestamp) -> Result<bool, Error> {
        let found: i64 = self.read(|connection| {
            Ok(desk_session::table
                .filter(desk_session::hash.eq(hash(session)).and(desk_session::one_time.eq(false)))
                .filter(desk_session::expires_at.gt(now.0))
                .count()
                .get_result(connection)?)
        })?;
        Ok(found > 0)
    }

    fn new_session(&self, one_time: bool, expires_at: i64) -> Result<String, Error> {
        let secret = data_encoding::BASE32_NOPAD.encode(&RandomId::new()?.0).to_ascii_lowercase();
        self.write(|connection| {
            diesel::insert_into(desk_session::table)
                .values((
                    desk_session::hash.eq(hash(&secret)),
                    desk_session::one_time.eq(one_time),
                    desk_session::expires_at.eq(expires_at),
                ))
                .execute(connection)?;
            Ok(())
        })?;
        Ok(secret)
    }
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
