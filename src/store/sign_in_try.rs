//! How often somebody may try to sign in: to one account, and from one address.
//!
//! The tries lie in the database, so that several processes share the limits. They are counted by hashes of the name that was typed and
//! of the address, whether there is such an account or not, and are gone after an hour.

use diesel::prelude::*;

use super::person::folded;
use super::schema::sign_in_try;
use super::{AnyConnection, Error, Store};
use crate::time::Timestamp;
use crate::token::desk_token_hash;

/// For so long a wrong try is kept.
const KEPT: i64 = 3_600_000;
/// For so long it counts.
const COUNTS: i64 = 15 * 60_000;
/// So many wrong tries at one account within that time, from wherever.
const AT_ONE: usize = 10;
/// So many wrong tries from one address: a whole municipality may sit behind it.
const FROM_ONE: usize = 40;

/// A try that was counted, to be taken back when it was right.
#[derive(Clone, Copy, Debug)]
pub struct SignInTry(i64);

/// Too many were wrong: when the next is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany(pub Timestamp);

impl Store {
    /// Counts a try before it is looked at, so that many at the same moment are counted too.
    pub fn begin_sign_in(&self, account: &str, origin: &str, now: Timestamp) -> Result<Result<SignInTry, TooMany>, Error> {
        let (account, origin) = (desk_token_hash(&folded(account)), desk_token_hash(origin));
        // Whoever must wait anyhow has nothing written for them: else a stranger could keep the disk busy.
        if let Some(next) = self.too_many(&account, &origin, i64::MAX, now)? {
            return Ok(Err(TooMany(next)));
        }
        let id: i64 = self.write(|connection| {
            diesel::delete(sign_in_try::table.filter(sign_in_try::at.le(now.0 - KEPT))).execute(connection)?;
            Ok(diesel::insert_into(sign_in_try::table)
                .values((sign_in_try::account.eq(&account), sign_in_try::origin.eq(&origin), sign_in_try::at.eq(now.0)))
                .returning(sign_in_try::id)
                .get_result(connection)?)
        })?;
        // Counted again now that it is stored for all to see: of two at the same moment at least one sees both.
        if let Some(next) = self.too_many(&account, &origin, id, now)? {
            // One that is not looked at counts no further, or whoever waits would wait for ever.
            self.take_back(SignInTry(id))?;
            return Ok(Err(TooMany(next)));
        }
        Ok(Ok(SignInTry(id)))
    }

    /// When the next try is taken, where the tries before this one are too many.
    fn too_many(&self, account: &[u8], origin: &[u8], id: i64, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        let (at_one, from_one) = self.read(|connection| {
            let before = sign_in_try::id.lt(id).and(sign_in_try::at.gt(now.0 - COUNTS));
            let account = sign_in_try::table.filter(before).filter(sign_in_try::account.eq(account));
            let at_one: Vec<i64> = account.order(sign_in_try::at).select(sign_in_try::at).load(connection)?;
            let origin = sign_in_try::table.filter(before).filter(sign_in_try::origin.eq(origin));
            let from_one: Vec<i64> = origin.order(sign_in_try::at).select(sign_in_try::at).load(connection)?;
            Ok((at_one, from_one))
        })?;
        let waits = [(at_one, AT_ONE), (from_one, FROM_ONE)];
        let waits = waits.map(|(times, most)| times.len().checked_sub(most).and_then(|place| times.get(place).copied()));
        Ok(waits.into_iter().flatten().max().map(|at| Timestamp(at + COUNTS)))
    }

    /// Takes a try back that was right, or that could not be looked at.
    pub fn take_back(&self, tried: SignInTry) -> Result<(), Error> {
        self.write(|connection: &mut AnyConnection| {
            diesel::delete(sign_in_try::table.find(tried.0)).execute(connection)?;
            Ok(())
        })
    }
}
