//! Letters that came back: what is known of them, and that nothing more goes where one came from.

use diesel::prelude::*;

use super::schema::letter;
use super::together::of_one_mail;
use super::{Actor, Error, Store, session_letter};
use crate::fieldwork::LetterState;

impl Store {
    /// The Message-ID of the letter with this number, which the address of its returns is made of.
    pub fn message_id_of(&self, id: i64) -> Result<Option<String>, Error> {
        self.read(|connection| Ok(letter::table.find(id).select(letter::message_id).first(connection).optional()?))
    }

    /// Says that a letter came back for good, in these words of the mail server, and cancels what waits for the same recipient; the same of
    /// the letters to other rounds that left as one mail with it. False where that was known before, or the letter is one that never left.
    pub fn bounce_letter(&self, id: i64, said: &str, by: Option<(Actor<'_>, &str)>) -> Result<bool, Error> {
        self.write(|connection| {
            let mut may_come_back = LetterState::UNSETTLED.map(LetterState::number).to_vec();
            may_come_back.push(LetterState::Accepted.number());
            let one_mail = of_one_mail(connection, id)?;
            let came_back = letter::table.filter(letter::id.eq_any(&one_mail).and(letter::state.eq_any(may_come_back)));
            // Without its lease no sender can say of it any more that it was accepted, nor send it again.
            let returned: Vec<i64> = came_back.select(letter::id).load(connection)?;
            if returned.is_empty() {
                return Ok(false);
            }
            diesel::update(letter::table.filter(letter::id.eq_any(&returned)))
                .set((
                    letter::state.eq(LetterState::Bounced.number()),
                    letter::last_reply.eq(Some(said)),
                    letter::lease_until.eq(None::<i64>),
                    letter::leased_by.eq(None::<String>),
                ))
                .execute(connection)?;
            by.map_or(Ok(()), |(by, round)| by.note(connection, "noted a letter as returned", round))?;
            if session_letter::stop_after_return(connection, id)? {
                return Ok(true);
            }
            // What waits after a correction goes to another address than the one that this letter came back from.
            let reached: Vec<Vec<u8>> = letter::table
                .filter(letter::id.eq_any(&returned).and(letter::to_former_address.eq(false)))
                .select(letter::recipient_id)
                .load(connection)?;
            // One whose final dot is being written is with the relay: its own return will tell of it.
            let stopped = LetterState::UNSETTLED.into_iter().filter(|state| *state != LetterState::Dot);
            diesel::update(letter::table.filter(letter::recipient_id.eq_any(reached)))
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
