//! How the invitations of a round ended: from responses, drafts and letters, never from hand.
//!
//! A response does not say whose it is, so those who answered are counted from the responses and all others from the
//! invitations; nothing is joined across.

use diesel::prelude::*;

use super::invitation::InvitationState;
use super::kept_count::{self, Figure};
use super::schema::{draft, invitation, letter};
use super::{AnyConnection, Error, Store, response as responses};
use crate::compare::{self, rates::Dispositions};
use crate::fieldwork::{LetterState, Mode, Round};

impl Store {
    /// How many responses a published table stands for; none for a round whose responses came one by one.
    pub fn published_responses(&self, round: &Round) -> Result<Option<u64>, Error> {
        if !round.imported || self.has_responses(round.id)? {
            return Ok(None);
        }
        let tallies = self.tallies(round.id)?;
        let version = self.version(self.version_id_of(round.id)?)?;
        let responses = tallies.0.values().map(|items| compare::responses(&version.version, items)).sum();
        Ok((!tallies.0.is_empty()).then_some(responses))
    }

    /// Whether there is a single response, or was one that was deleted in time.
    pub fn has_responses(&self, round_id: i64) -> Result<bool, Error> {
        self.read(|connection| {
            Ok(responses::held(connection, round_id)? > 0 || kept_count::total(connection, round_id, Figure::Outcomes)? > 0)
        })
    }

    /// How the invitations of a round ended so far; of a round without invitations only what its responses amount to.
    pub fn dispositions(&self, round: &Round) -> Result<Dispositions, Error> {
        let mut ended = Dispositions::default();
        for ((_, outcome), responses) in self.outcomes(round.id)? {
            ended.count(outcome, responses);
        }
        let responses = ended.answered();
        let mut answered = 0;
        for ((_, state), invitations) in self.invitation_states(round)? {
            match state {
                InvitationState::Invited => ended.silent += invitations,
                InvitationState::Started => ended.left += invitations,
                InvitationState::OptedOut => ended.refusal += invitations,
                InvitationState::Withdrawn => ended.not_eligible += invitations,
                // Counted from the responses above.
                InvitationState::Answered | InvitationState::ScreenedOut => answered += invitations,
            }
        }
        if round.mode == Mode::Anonymous {
            ended.unread = answered.saturating_sub(responses);
        }
        let (undelivered, logged_on) = self.read(|connection| {
            let undelivered = undelivered(connection, round.id)? + kept_count::total(connection, round.id, Figure::Undelivered)?;
            let logged_on = logged_on(connection, round.id)? + kept_count::total(connection, round.id, Figure::LoggedOn)?;
            Ok((undelivered, logged_on))
        })?;
        ended.undelivered = undelivered.min(ended.silent);
        ended.silent -= ended.undelivered;
        ended.logged_on = logged_on.min(ended.left);
        ended.left -= ended.logged_on;
        Ok(ended)
    }
}

/// Silent invitations of which a letter to the recipient's address was refused or came back, and none arrived.
pub(super) fn undelivered(connection: &mut AnyConnection, round_id: i64) -> Result<u64, Error> {
    let letters_in = |states: &[LetterState]| {
        let states: Vec<i16> = states.iter().map(|state| state.number()).collect();
        let of_round = letter::table.filter(letter::round_id.eq(round_id).and(letter::to_former_address.eq(false)));
        of_round.filter(letter::state.eq_any(states)).select(letter::invitation_id)
    };
    let failed = letters_in(&[LetterState::Rejected, LetterState::Bounced]);
    let arrived = letters_in(&[LetterState::Accepted]);
    let count: i64 = invitation::table
        .filter(invitation::round_id.eq(round_id).and(invitation::state.eq(InvitationState::Invited.number())))
        .filter(invitation::id.eq_any(failed).and(invitation::id.ne_all(arrived)))
        .count()
        .get_result(connection)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Started invitations that have not left their first page: they have seen the questions and answered none.
pub(super) fn logged_on(connection: &mut AnyConnection, round_id: i64) -> Result<u64, Error> {
    let count: i64 = draft::table
        .inner_join(invitation::table)
        .filter(invitation::round_id.eq(round_id).and(invitation::state.eq(InvitationState::Started.number())))
        .filter(draft::page.eq(0))
        .count()
        .get_result(connection)?;
    Ok(u64::try_from(count).unwrap_or(0))
}
