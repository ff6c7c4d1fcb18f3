//! Invitations: who may answer in a round, and how far each has come.
//!
//! An invitation learns that it was used, never by which response.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::kept_count::{self, Figure};
use super::refusing::refuse;
use super::schema::{invitation, recipient, round};
use super::{AnyConnection, Error, Store};
use crate::fieldwork::Round;
use crate::token::{RandomId, Token, entry_code, entry_code_hash, parse_entry_code};

/// How far an invitation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InvitationState {
    /// Nothing has come back.
    Invited,
    /// Started, not submitted.
    Started,
    /// Answered.
    Answered,
    /// Thanked and ended by a screening question.
    ScreenedOut,
    /// The person does not want to answer.
    OptedOut,
    /// Taken back by us.
    Withdrawn,
}

impl InvitationState {
    const ALL: [Self; 6] = [Self::Invited, Self::Started, Self::Answered, Self::ScreenedOut, Self::OptedOut, Self::Withdrawn];

    /// The number under which it is stored.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Invited => 0,
            Self::Started => 1,
            Self::Answered => 2,
            Self::ScreenedOut => 3,
            Self::OptedOut => 4,
            Self::Withdrawn => 5,
        }
    }

    /// The state stored under this number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }
}

/// How many invitations of a round are in each state, by municipality.
pub type StateCounts = BTreeMap<(Option<String>, InvitationState), u64>;

/// A link to be made: its invitation and what the database holds of it.
pub(super) struct Link {
    pub(super) id: RandomId,
    pub(super) token: Token,
    pub(super) entry_code_hash: [u8; 16],
}

impl Link {
    /// A new link of the round with this secret.
    pub(super) fn new(secret: &crate::token::Secret) -> Result<Self, Error> {
        let id = RandomId::new()?;
        let digits = parse_entry_code(&entry_code(secret, id)).unwrap_or_default();
        Ok(Self { id, token: Token::of(secret, id), entry_code_hash: entry_code_hash(secret, &digits) })
    }
}

impl Store {
    /// The links of a round that can still be used, with their recipients' person keys; for letters and the demonstration.
    pub fn open_links(&self, round: &Round) -> Result<Vec<(String, Token)>, Error> {
        let secret = self.keys().link_secret(&round.key)?;
        let rows: Vec<(Vec<u8>, String)> = self.read(|connection| {
            Ok(invitation::table
                .inner_join(recipient::table)
                .filter(invitation::round_id.eq(round.id))
                .filter(invitation::state.le(InvitationState::Started.number()))
                .select((invitation::id, recipient::person_key))
                .load(connection)?)
        })?;
        rows.into_iter()
            .map(|(id, person)| {
                let id = RandomId(id.try_into().map_err(|_| Error::Corrupt("invitation"))?);
                Ok((person, Token::of(&secret, id)))
            })
            .collect()
    }

    /// The link that an entry code stands for, in whichever round it was made; rounds whose secret is destroyed have no codes.
    ///
    /// None also where two links share a code, which chance makes once in two thousand rounds of a million letters: nobody may
    /// be led to another person's answers.
    pub fn link_of_entry_code(&self, digits: &str) -> Result<Option<Token>, Error> {
        let rounds: Vec<(i64, String)> = self.read(|connection| {
            Ok(round::table.filter(round::closed_at.is_null()).select((round::id, round::key)).load(connection)?)
        })?;
        let mut secrets = BTreeMap::new();
        for (id, key) in rounds {
            match self.keys().link_secret(&key) {
                Ok(secret) => _ = secrets.insert(id, secret),
                Err(Error::NoSecret(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let hashes: Vec<Vec<u8>> = secrets.values().map(|secret| entry_code_hash(secret, digits).to_vec()).collect();
        let found: Vec<(Vec<u8>, i64)> = self.read(|connection| {
            Ok(invitation::table
                .filter(invitation::entry_code_hash.eq_any(hashes))
                .select((invitation::id, invitation::round_id))
                .load(connection)?)
        })?;
        let [(id, round)] = &found[..] else { return Ok(None) };
        let id = RandomId(id[..].try_into().map_err(|_| Error::Corrupt("invitation"))?);
        Ok(secrets.get(round).map(|secret| Token::of(secret, id)))
    }

    /// How many invitations are in each state, by municipality; those that were deleted in time too.
    pub fn invitation_states(&self, round: &Round) -> Result<StateCounts, Error> {
        self.read(|connection| {
            let mut counts = states(connection, round.id)?;
            for (cell, code, count) in kept_count::load(connection, round.id, Figure::Invitations)? {
                let state = InvitationState::from_number(code).ok_or(Error::Corrupt("kept_count"))?;
                *counts.entry((kept_count::municipality_of(&cell)?, state)).or_default() += count;
            }
            Ok(counts)
        })
    }

    /// The same of all municipalities together, which the index alone answers.
    pub fn invitation_totals(&self, round: &Round) -> Result<BTreeMap<InvitationState, u64>, Error> {
        self.read(|connection| totals(connection, round.id))
    }

    /// Whether anybody was invited to a round, or was before the contacts were deleted in time.
    pub fn has_invitations(&self, round_id: i64) -> Result<bool, Error> {
        self.read(|connection| {
            let of_round = invitation::table.filter(invitation::round_id.eq(round_id));
            let first: Option<i64> = of_round.select(invitation::round_id).first(connection).optional()?;
            Ok(first.is_some() || kept_count::total(connection, round_id, Figure::Invitations)? > 0)
        })
    }
}

/// Opts a recipient out: the open invitation, or before there is one an invitation that was never open.
pub(super) fn opt_out(
    connection: &mut AnyConnection,
    round_id: i64,
    recipient: &[u8],
    secret: &crate::token::Secret,
) -> Result<(), Error> {
    let own: Option<Vec<u8>> =
        invitation::table.filter(invitation::recipient_id.eq(recipient)).select(invitation::id).first(connection).optional()?;
    if let Some(id) = own {
        return refuse(connection, &id).map(|_| ());
    }
    put(connection, round_id, recipient, &Link::new(secret)?, InvitationState::OptedOut)
}

/// Puts down a recipient's invitation.
pub(super) fn put(
    connection: &mut AnyConnection,
    round_id: i64,
    recipient: &[u8],
    link: &Link,
    state: InvitationState,
) -> Result<(), Error> {
    diesel::insert_into(invitation::table)
        .values((
            invitation::id.eq(&link.id.0[..]),
            invitation::round_id.eq(round_id),
            invitation::recipient_id.eq(Some(recipient)),
            invitation::token_hash.eq(&link.token.hash().0[..]),
            invitation::entry_code_hash.eq(Some(&link.entry_code_hash[..])),
            invitation::state.eq(state.number()),
        ))
        .execute(connection)?;
    Ok(())
}

/// How many invitations are in each state, those that were deleted in time too.
pub(super) fn totals(connection: &mut AnyConnection, round_id: i64) -> Result<BTreeMap<InvitationState, u64>, Error> {
    let rows: Vec<(i16, i64)> = invitation::table
        .filter(invitation::round_id.eq(round_id))
        .group_by(invitation::state)
        .select((invitation::state, diesel::dsl::count_star()))
        .load(connection)?;
    let there = rows.into_iter().map(|(state, count)| (state, u64::try_from(count).unwrap_or(0)));
    let gone = kept_count::load(connection, round_id, Figure::Invitations)?;
    let mut totals = BTreeMap::new();
    for (state, count) in there.chain(gone.into_iter().map(|(_, state, count)| (state, count))) {
        let state = InvitationState::from_number(state).ok_or(Error::Corrupt("invitation"))?;
        *totals.entry(state).or_default() += count;
    }
    Ok(totals)
}

/// How many invitations that are there are in each state, by municipality.
pub(super) fn states(connection: &mut AnyConnection, round_id: i64) -> Result<StateCounts, Error> {
    let rows: Vec<(Option<String>, i16, i64)> = invitation::table
        .left_join(recipient::table)
        .filter(invitation::round_id.eq(round_id))
        .group_by((recipient::municipality, invitation::state))
        .select((recipient::municipality.nullable(), invitation::state, diesel::dsl::count_star()))
        .load(connection)?;
    let mut counts = StateCounts::new();
    for (municipality, state, count) in rows {
        let state = InvitationState::from_number(state).ok_or(Error::Corrupt("invitation"))?;
        *counts.entry((municipality, state)).or_default() += u64::try_from(count).unwrap_or(0);
    }
    Ok(counts)
}
