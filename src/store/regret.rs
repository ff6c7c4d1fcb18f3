//! Somebody who said no to a round regrets it and says so at the desk: their link opens again, and letters can come again.
//!
//! The yes stands in the journal as the no does, so that no backup brings the no back. Nothing here tells whether the person has answered:
//! of whoever did, or never said no, nothing changes and the answer is the same.

use diesel::prelude::*;

use super::invitation::InvitationState;
use super::letter::queue;
use super::recipient::meant;
use super::schema::{invitation, letter, recipient};
use super::{Actor, Addressed, AnyConnection, Error, NewLetter, OptedOut, Store};
use crate::fieldwork::{LetterKind, LetterState, Round};

impl Store {
    /// Takes a person's no to this round back. Whoever was never written to is invited with the others; whose invitation was cancelled
    /// before it left gets it now, where letters can be written.
    pub fn take_no_back(
        &self,
        round: &Round,
        who: Addressed<'_>,
        new: Option<&NewLetter<'_>>,
        by: Actor<'_>,
    ) -> Result<OptedOut, Error> {
        let secret = self.keys().link_secret(&round.key)?;
        self.write(|connection| {
            let meant = meant(connection, round.id, who.person_key, who.municipality, who.only)?;
            let [id] = &meant[..] else {
                return Ok(if meant.is_empty() { OptedOut::Nobody } else { OptedOut::Several });
            };
            let municipality: Option<String> = recipient::table.find(id).select(recipient::municipality).first(connection)?;
            // First, as the no was: a crash in between leaves the wish.
            self.keys().journal_yes(&round.key, &secret.mark_of_no(municipality.as_deref(), who.person_key))?;
            if let Some(invitation) = reopen(connection, id)?
                && let Some(new) = new
                && !may_have_reached(connection, &invitation)?
            {
                queue(connection, round.id, (id, &invitation), LetterKind::Invitation, new)?;
            }
            by.note(connection, "a person takes part after all, by telephone", &round.key)?;
            Ok(OptedOut::Done)
        })
    }
}

/// Opens the invitation of a recipient who said no, and returns it; one that no letter was ever made of is taken away, so that the person
/// is invited with the others.
pub(super) fn reopen(connection: &mut AnyConnection, recipient: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let out = invitation::state.eq(InvitationState::OptedOut.number());
    let own: Option<Vec<u8>> = invitation::table
        .filter(invitation::recipient_id.eq(Some(recipient)).and(out))
        .select(invitation::id)
        .first(connection)
        .optional()?;
    let Some(id) = own else { return Ok(None) };
    let letters: i64 = letter::table.filter(letter::invitation_id.eq(&id)).count().get_result(connection)?;
    if letters == 0 {
        diesel::delete(invitation::table.find(&id)).execute(connection)?;
        return Ok(None);
    }
    let open = invitation::state.eq(InvitationState::Invited.number());
    diesel::update(invitation::table.find(&id)).set(open).execute(connection)?;
    Ok(Some(id))
}

/// Whether a letter of this invitation left or still may.
fn may_have_reached(connection: &mut AnyConnection, invitation: &[u8]) -> Result<bool, Error> {
    let left: i64 = letter::table
        .filter(letter::invitation_id.eq(invitation).and(letter::state.ne(LetterState::Cancelled.number())))
        .count()
        .get_result(connection)?;
    Ok(left > 0)
}
