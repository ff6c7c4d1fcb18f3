//! Addresses that letters do not reach, and their correction by a person: the letter goes again, and what went before is history.
//!
//! The one thing a newcomer would get wrong: whoever corrects an address must not learn by it whether the person has answered. So the
//! letter is always queued, and the sender looks whether it is still wanted; and in anonymous rounds only an address that the invitation
//! did not reach can be corrected.

use diesel::prelude::*;

use super::letter::queue;
use super::recipient::meant;
use super::schema::{invitation, letter, recipient};
use super::{Actor, AnyConnection, Error, NewLetter, Store};
use crate::fieldwork::{LetterKind, LetterState, Mode, Round};

/// What came of correcting an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrected {
    /// It is corrected, and the letter goes again where the person was invited.
    Done,
    /// It was this one already, and no letter failed to reach it: nothing is done.
    Unchanged,
    /// Nobody has the key.
    Nobody,
    /// Several municipalities use the key.
    Several,
    /// Somebody else of the round has the address.
    Taken,
    /// The round is anonymous, and no invitation failed to reach the person.
    Reached,
}

/// Whose address is corrected, and by whom.
#[derive(Clone, Copy)]
pub struct Addressed<'a> {
    /// The person's key on the list.
    pub person_key: &'a str,
    /// Of this municipality, where one is named.
    pub municipality: Option<&'a str>,
    /// Only of these municipalities, where not all may be touched.
    pub only: Option<&'a [&'a str]>,
}

/// A person whom letters do not reach. It holds a name and an address, so it has no `Debug`.
pub struct Undelivered {
    /// The name.
    pub name: String,
    /// The key on the list.
    pub person_key: String,
    /// The reporting unit.
    pub municipality: Option<String>,
    /// The address that the letter went to.
    pub email: String,
    /// Whether it came back; else the mail server refused it at once.
    pub came_back: bool,
    /// What the mail server said.
    pub said: Option<String>,
}

impl Store {
    /// Corrects the address of a person and queues the invitation again; letters before that are history, and what waits of them is
    /// cancelled.
    pub fn correct_address(
        &self,
        round: &Round,
        who: Addressed<'_>,
        email: &str,
        new: &NewLetter<'_>,
        by: Actor<'_>,
    ) -> Result<Corrected, Error> {
        self.write(|connection| {
            let meant = meant(connection, round.id, who.person_key, who.municipality, who.only)?;
            let [id] = &meant[..] else {
                return Ok(if meant.is_empty() { Corrected::Nobody } else { Corrected::Several });
            };
            let failed = has_failed(connection, round, id)?;
            if round.mode == Mode::Anonymous && !failed {
                return Ok(Corrected::Reached);
            }
            let all: Vec<(Vec<u8>, String)> = recipient::table
                .filter(recipient::round_id.eq(round.id))
                .select((recipient::id, recipient::email))
                .load(connection)?;
            let is_own = |other: &Vec<u8>| other == id;
            if !failed && all.iter().any(|(other, address)| is_own(other) && address == email) {
                return Ok(Corrected::Unchanged);
            }
            let taken = all.iter().any(|(other, address)| !is_own(other) && address.to_lowercase() == email.to_lowercase());
            if taken && round.mode != Mode::Identified {
                return Ok(Corrected::Taken);
            }
            diesel::update(recipient::table.find(id)).set(recipient::email.eq(email)).execute(connection)?;
            send_again(connection, round, id, new)?;
            // Neither the person nor an address stands in the log.
            by.note(connection, "corrected an address", &round.key)?;
            Ok(Corrected::Done)
        })
    }

    /// The people of a round whom letters do not reach, in no order: in an anonymous round those alone whom the invitation did not reach,
    /// since a reminder is queued only to who has not answered; so too where only invitations are asked for.
    pub fn undelivered(&self, round: &Round, only_invitations: bool) -> Result<Vec<Undelivered>, Error> {
        type Row = (Vec<u8>, i16, Option<String>, String, String, Option<String>, String);
        let rows: Vec<Row> = self.read(|connection| {
            Ok(letter::table
                .inner_join(recipient::table)
                .filter(letter::round_id.eq(round.id).and(letter::to_former_address.eq(false)))
                .filter(letter::state.eq_any([LetterState::Rejected, LetterState::Bounced].map(LetterState::number)))
                .filter(letter::kind.eq_any(telling(only_invitations || round.mode == Mode::Anonymous)))
                .order(letter::id)
                .select((
                    recipient::id,
                    letter::state,
                    letter::last_reply,
                    recipient::name,
                    recipient::person_key,
                    recipient::municipality,
                    recipient::email,
                ))
                .load(connection)?)
        })?;
        let mut found: Vec<(Vec<u8>, Undelivered)> = Vec::new();
        for (id, state, said, name, person_key, municipality, email) in rows {
            let came_back = state == LetterState::Bounced.number();
            let one = Undelivered { name, person_key, municipality, email, came_back, said };
            match found.iter_mut().find(|(known, _)| *known == id) {
                Some(known) => known.1 = one,
                None => found.push((id, one)),
            }
        }
        Ok(found.into_iter().map(|(_, one)| one).collect())
    }
}

/// The kinds of letters whose fate may be shown by person.
fn telling(only_invitations: bool) -> Vec<i16> {
    let kinds = if only_invitations { &LetterKind::ALL[..1] } else { &LetterKind::ALL[..] };
    kinds.iter().map(|kind| kind.number()).collect()
}

/// Whether a letter failed to reach the address that this recipient has now.
fn has_failed(connection: &mut AnyConnection, round: &Round, id: &[u8]) -> Result<bool, Error> {
    let found: Option<i64> = letter::table
        .filter(letter::recipient_id.eq(id).and(letter::to_former_address.eq(false)))
        .filter(letter::state.eq_any([LetterState::Rejected, LetterState::Bounced].map(LetterState::number)))
        .filter(letter::kind.eq_any(telling(round.mode == Mode::Anonymous)))
        .select(letter::id)
        .first(connection)
        .optional()?;
    Ok(found.is_some())
}

/// Makes the letters so far history and queues the invitation anew, with a Message-ID of its own.
fn send_again(connection: &mut AnyConnection, round: &Round, id: &[u8], new: &NewLetter<'_>) -> Result<(), Error> {
    // One whose final dot is being written is with the relay already.
    let stopped = LetterState::UNSETTLED.into_iter().filter(|state| *state != LetterState::Dot);
    diesel::update(letter::table.filter(letter::recipient_id.eq(id)))
        .filter(letter::state.eq_any(stopped.map(LetterState::number)))
        .set((
            letter::state.eq(LetterState::Cancelled.number()),
            letter::lease_until.eq(None::<i64>),
            letter::leased_by.eq(None::<String>),
        ))
        .execute(connection)?;
    diesel::update(letter::table.filter(letter::recipient_id.eq(id)))
        .set(letter::to_former_address.eq(true))
        .execute(connection)?;
    let invited: Option<Vec<u8>> =
        invitation::table.filter(invitation::recipient_id.eq(Some(id))).select(invitation::id).first(connection).optional()?;
    let Some(invitation) = invited else { return Ok(()) };
    queue(connection, round.id, (id, &invitation), LetterKind::Invitation, new)
}
