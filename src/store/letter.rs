//! The outbox: what must be mailed, and how far it has come.

use diesel::prelude::*;

use super::invitation::{InvitationState, Link};
use super::schema::{invitation, letter, recipient};
use super::{AnyConnection, Error, Store};
use crate::fieldwork::{LetterKind, LetterState, Round};
use crate::time::Timestamp;
use crate::token::RandomId;

/// What is the same for all letters that are queued at once.
#[derive(Clone, Copy, Debug)]
pub struct NewLetter<'a> {
    /// The domain of Message-IDs.
    pub domain: &'a str,
    /// The version of the letter's template.
    pub template_version: i32,
    /// The date that the letters bear.
    pub now: Timestamp,
}

/// What an invitation or reminder of a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invited {
    /// Invitations that are new.
    pub invitations: usize,
    /// Letters that were put in the outbox.
    pub letters: usize,
    /// Recipients without an address, who need a letter on paper.
    pub without_email: usize,
}

impl Store {
    /// Invites every recipient of the round who has no invitation, and queues their letters in the same transaction.
    pub fn invite(&self, round: &Round, new: &NewLetter<'_>, dry_run: bool) -> Result<Invited, Error> {
        let secret = self.keys().link_secret(&round.key)?;
        self.write(|connection| {
            let without: Vec<(Vec<u8>, String)> = recipient::table
                .left_join(invitation::table.on(invitation::recipient_id.eq(recipient::id.nullable())))
                .filter(recipient::round_id.eq(round.id).and(invitation::id.nullable().is_null()))
                .select((recipient::id, recipient::email))
                .load(connection)?;
            let without_email = without.iter().filter(|(_, email)| email.is_empty()).count();
            let invited = Invited { invitations: without.len(), letters: without.len() - without_email, without_email };
            if dry_run {
                return Ok(invited);
            }
            for (recipient, email) in &without {
                let link = Link::new(&secret)?;
                diesel::insert_into(invitation::table)
                    .values((
                        invitation::id.eq(&link.id.0[..]),
                        invitation::round_id.eq(round.id),
                        invitation::recipient_id.eq(Some(recipient)),
                        invitation::token_hash.eq(&link.token.hash().0[..]),
                        invitation::entry_code_hash.eq(Some(&link.entry_code_hash[..])),
                        invitation::state.eq(InvitationState::Invited.number()),
                    ))
                    .execute(connection)?;
                if !email.is_empty() {
                    queue(connection, round.id, recipient, &link.id.0, (LetterKind::Invitation, 1), new)?;
                }
            }
            Ok(invited)
        })
    }

    /// Queues a reminder to everybody whose invitation has left and who has not answered: nobody is reminded of a letter that
    /// they never got, nor at an address from which one came back, nor twice because an earlier reminder still waits.
    pub fn remind(&self, round: &Round, new: &NewLetter<'_>, dry_run: bool) -> Result<Invited, Error> {
        // Without it no reminder could ever be written.
        self.keys().link_secret(&round.key)?;
        self.write(|connection| {
            let left = [LetterState::Accepted, LetterState::Unknown].map(LetterState::number);
            let reached = letter::table
                .filter(letter::round_id.eq(round.id).and(letter::kind.eq(LetterKind::Invitation.number())))
                .filter(letter::state.eq_any(left).and(letter::to_former_address.eq(false)))
                .select(letter::invitation_id);
            let of_round =
                letter::table.filter(letter::round_id.eq(round.id).and(letter::kind.eq(LetterKind::Reminder.number())));
            let waiting = of_round
                .filter(letter::state.eq_any(LetterState::UNSETTLED.map(LetterState::number)))
                .select(letter::invitation_id);
            let came_back = letter::table
                .filter(letter::round_id.eq(round.id).and(letter::state.eq(LetterState::Bounced.number())))
                .filter(letter::to_former_address.eq(false))
                .select(letter::invitation_id);
            let reachable = invitation::id.eq_any(reached).and(invitation::id.ne_all(came_back));
            let silent: Vec<(Vec<u8>, Vec<u8>, String)> = invitation::table
                .inner_join(recipient::table)
                .filter(invitation::round_id.eq(round.id))
                .filter(invitation::state.le(InvitationState::Started.number()))
                .filter(recipient::email.eq("").or(reachable.and(invitation::id.ne_all(waiting))))
                .select((recipient::id, invitation::id, recipient::email))
                .load(connection)?;
            let without_email = silent.iter().filter(|(_, _, email)| email.is_empty()).count();
            let invited = Invited { invitations: 0, letters: silent.len() - without_email, without_email };
            if dry_run {
                return Ok(invited);
            }
            for (recipient, invitation, _) in silent.iter().filter(|(_, _, email)| !email.is_empty()) {
                let before: Option<i32> = letter::table
                    .filter(letter::invitation_id.eq(invitation).and(letter::kind.eq(LetterKind::Reminder.number())))
                    .select(diesel::dsl::max(letter::sequence))
                    .first(connection)?;
                queue(connection, round.id, recipient, invitation, (LetterKind::Reminder, before.unwrap_or(0) + 1), new)?;
            }
            Ok(invited)
        })
    }
}

pub(super) fn queue(
    connection: &mut AnyConnection,
    round_id: i64,
    recipient: &[u8],
    invitation: &[u8],
    (kind, sequence): (LetterKind, i32),
    new: &NewLetter<'_>,
) -> Result<(), Error> {
    let random = || -> Result<String, Error> { Ok(data_encoding::HEXLOWER.encode(&RandomId::new()?.0)) };
    diesel::insert_into(letter::table)
        .values((
            letter::round_id.eq(round_id),
            letter::recipient_id.eq(recipient),
            letter::invitation_id.eq(invitation),
            letter::kind.eq(kind.number()),
            letter::sequence.eq(sequence),
            letter::template_version.eq(new.template_version),
            letter::message_id.eq(format!("{}@{}", random()?, new.domain)),
            letter::date.eq(new.now.0),
            letter::boundary.eq(random()?),
            letter::state.eq(LetterState::Queued.number()),
            letter::attempts.eq(0),
            letter::next_at.eq(new.now.0),
            letter::to_former_address.eq(false),
        ))
        .execute(connection)?;
    Ok(())
}
