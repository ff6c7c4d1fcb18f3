//! Letters that came back: what is known of them, and that nothing more goes where one came from.

use diesel::prelude::*;

use super::schema::letter;
use super::{Actor, Error, Store, session_letter};
use crate::fieldwork::LetterState;

impl Store {
    /// The Message-ID of the letter with this number, which the address of its returns is made of.
    pub fn message_id_of(&self, id: i64) -> Result<Option<String>, Error> {
        self.read(|connection| Ok(letter::table.find(id).select(letter::message_id).first(connection).optional()?))
    }

    /// Says that a letter came back for good, in these words of the mail server, and cancels what waits for the same recipient. False where
    /// that was known before, or the letter is one that never left.
    pub fn bounce_letter(&self, id: i64, said: &str, by: Option<(Actor<'_>, &str)>) -> Result<bool, Error> {
        self.write(|connection| {
            let mut may_come_back = LetterState::UNSETTLED.map(LetterState::number).to_vec();
            may_come_back.push(LetterState::Accepted.number());
            // Without its lease no sender can say of it any more that it was accepted, nor send it again.
            let changed = diesel::update(letter::table.find(id))
                .filter(letter::state.eq_any(may_come_back))
                .set((
                    letter::state.eq(LetterState::Bounced.number()),
                    letter::last_reply.eq(Some(said)),
                    letter::lease_until.eq(None::<i64>),
                    letter::leased_by.eq(None::<String>),
                ))
                .execute(connection)?;
            if changed == 0 {
                return Ok(false);
            }
            by.map_or(Ok(()), |(by, round)| by.note(connection, "noted a letter as returned", round))?;
            if session_letter::stop_after_return(connection, id)? {
                return Ok(true);
            }
            let (round, recipient, is_former): (i64, Vec<u8>, bool) = letter::table
                .find(id)
                .select((letter::round_id, letter::recipient_id, letter::to_former_address))
                .first(connection)?;
            // What waits goes to another address than the one that this letter came back from.
            if is_former {
                return Ok(true);
            }
            // One whose final dot is being written is with the relay: its own return will tell of it.
            let stopped = LetterState::UNSETTLED.into_iter().filter(|state| *state != LetterState::Dot);
            diesel::update(letter::table)
                .filter(letter::round_id.eq(round).and(letter::recipient_id.eq(recipient)))
                .filter(letter::state.eq_any(stopped.map(LetterState::number)))
                .set((
                    letter::state.eq(LetterState::Cancelled.number()),
                    letter::lease_until.eq(None::<i64>),
                    letter::leased_by.eq(None::<String>),
                ))
                .execute(connection)?;
            Ok(true)
        })
    }
}
