//! The outbox as people see it: what waits and why, whose letters have come how far, and what a person decides about them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::{letter, recipient};
use super::{Actor, Error, Store};
use crate::fieldwork::{LetterKind, LetterState, Round};
use crate::time::Timestamp;

/// Letters of one round in one state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Those whose time has come.
    pub due: u64,
    /// Those whose time comes later.
    pub later: u64,
    /// When the first of those is tried again.
    pub next_at: Option<Timestamp>,
}

/// A recipient of a round, for a list of letters. It holds a name and an address, so it has no `Debug`.
pub struct Addressee {
    /// The recipient's number.
    pub id: Vec<u8>,
    /// The name.
    pub name: String,
    /// The key on the list.
    pub person_key: String,
    /// The address; empty: none.
    pub email: String,
    /// The reporting unit.
    pub municipality: Option<String>,
}

/// One letter to a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterTo {
    /// The letter's number.
    pub id: i64,
    /// What it is for.
    pub kind: LetterKind,
    /// How far it has come.
    pub state: LetterState,
    /// The date that it bears.
    pub date: Timestamp,
    /// Whether the address was corrected after it.
    pub is_former: bool,
}

/// What a letter is and whose, for who has a mail about it in hand. It holds a name and an address, so it has no `Debug`.
pub struct LetterOf {
    /// The letter.
    pub letter: LetterTo,
    /// The number of its round.
    pub round_id: i64,
    /// Whom it went to.
    pub to: Addressee,
}

/// What a person decides about letters of which nobody knows whether they arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send them again.
    Send,
    /// Do not: invitations count as sent, so that reminders go on; a reminder is given up.
    Leave,
}

type OfState = (i64, i16, i64, Option<i64>);
type OfLetter = (i64, i16, i16, i64, bool, Vec<u8>);
type OfRecipient = (Vec<u8>, String, String, String, Option<String>);

impl Store {
    /// What has not left yet, by round and state.
    pub fn waiting_letters(&self, now: Timestamp) -> Result<BTreeMap<(i64, LetterState), Waiting>, Error> {
        let of = |is_later: bool| {
            let rows: Result<Vec<OfState>, Error> = self.read(|connection| {
                let later = letter::next_at.gt(now.0);
                Ok(letter::table
                    .filter(letter::open_state.is_not_null().and(later.eq(is_later)).and(letter::round_id.is_not_null()))
                    .group_by((letter::round_id, letter::state))
                    .select((letter::round_id, letter::state, diesel::dsl::count_star(), diesel::dsl::min(letter::next_at)))
                    .load(connection)?)
            });
            rows
        };
        let mut waiting: BTreeMap<(i64, LetterState), Waiting> = BTreeMap::new();
        for is_later in [false, true] {
            for (round, state, count, first) in of(is_later)? {
                let state = LetterState::from_number(state).ok_or(Error::Corrupt("letter"))?;
                let entry = waiting.entry((round, state)).or_default();
                let count = u64::try_from(count).unwrap_or(0);
                if is_later {
                    (entry.later, entry.next_at) = (count, first.map(Timestamp));
                } else {
                    entry.due = count;
                }
            }
        }
        Ok(waiting)
    }

    /// Everybody on the list of a round, in no order.
    pub fn addressees(&self, round_id: i64) -> Result<Vec<Addressee>, Error> {
        let rows: Vec<OfRecipient> = self.read(|connection| {
            Ok(recipient::table.filter(recipient::round_id.eq(round_id)).select(of_recipient()).load(connection)?)
        })?;
        Ok(rows.into_iter().map(addressee).collect())
    }

    /// The letters to these recipients, in the order in which they were queued.
    pub fn letters_to(&self, recipients: &[&[u8]]) -> Result<BTreeMap<Vec<u8>, Vec<LetterTo>>, Error> {
        let rows: Vec<OfLetter> = self.read(|connection| {
            Ok(letter::table
                .filter(letter::recipient_id.eq_any(recipients))
                .order(letter::id)
                .select(of_letter())
                .load(connection)?)
        })?;
        let mut found: BTreeMap<Vec<u8>, Vec<LetterTo>> = BTreeMap::new();
        for row in rows {
            let to = row.5.clone();
            found.entry(to).or_default().push(letter_to(&row)?);
        }
        Ok(found)
    }

    /// The letter with this number; none where there is none.
    pub fn letter_of(&self, id: i64) -> Result<Option<LetterOf>, Error> {
        let found: Option<(i64, OfLetter, OfRecipient)> = self.read(|connection| {
            let with = letter::table.inner_join(recipient::table).filter(letter::id.eq(id));
            Ok(with.select((letter::round_id, of_letter(), of_recipient())).first(connection).optional()?)
        })?;
        found.map(|(round_id, row, to)| Ok(LetterOf { letter: letter_to(&row)?, round_id, to: addressee(to) })).transpose()
    }

    /// The letter with one of these Message-IDs, which nobody knows who has not had the letter.
    pub fn letter_by_message_id(&self, ids: &[String]) -> Result<Option<i64>, Error> {
        self.read(|connection| {
            Ok(letter::table.filter(letter::message_id.eq_any(ids)).select(letter::id).first(connection).optional()?)
        })
    }

    /// The letters that may have come back from one of these addresses, in the order in which they were queued.
    pub fn letters_that_may_return(&self, addresses: &[String]) -> Result<Vec<i64>, Error> {
        let mut wanted: Vec<String> = addresses.iter().map(|address| address.to_lowercase()).collect();
        wanted.extend_from_slice(addresses);
        let states = [LetterState::Accepted, LetterState::Unknown, LetterState::Held].map(LetterState::number);
        self.read(|connection| {
            Ok(letter::table
                .inner_join(recipient::table)
                .filter(recipient::email.eq_any(&wanted))
                .filter(letter::state.eq_any(states).and(letter::to_former_address.eq(false)))
                .order(letter::id)
                .select(letter::id)
                .load(connection)?)
        })
    }

    /// Decides about the letters of a round of which nobody knows whether they arrived, and notes about how many.
    pub fn decide_letters(&self, round: &Round, decision: Decision, by: Actor<'_>) -> Result<(), Error> {
        let open = [LetterState::Held, LetterState::Unknown].map(LetterState::number);
        self.write(|connection| {
            let of = |kind: LetterKind| {
                letter::table
                    .filter(letter::round_id.eq(round.id).and(letter::kind.eq(kind.number())))
                    .filter(letter::state.eq_any(open))
            };
            let mut decided = 0;
            for kind in LetterKind::ALL {
                let state = match (decision, kind) {
                    (Decision::Send, _) => LetterState::Queued,
                    (Decision::Leave, LetterKind::Invitation) => LetterState::Accepted,
                    (Decision::Leave, LetterKind::Reminder) => LetterState::Cancelled,
                };
                let change = (letter::state.eq(state.number()), letter::next_at.eq(by.at.0));
                // What is decided of a mail is decided of all that left in it.
                let mails: Vec<String> = of(kind).filter(letter::bundled).select(letter::message_id).load(connection)?;
                decided += diesel::update(of(kind)).set(change).execute(connection)?;
                if !mails.is_empty() {
                    let beside = letter::table.filter(letter::bundled).filter(letter::message_id.eq_any(mails));
                    diesel::update(beside.filter(letter::state.eq_any(open))).set(change).execute(connection)?;
                }
            }
            match decision {
                _ if decided == 0 => Ok(()),
                Decision::Send => by.note(connection, &format!("sent {decided} uncertain letters again"), &round.key),
                Decision::Leave => by.note(connection, &format!("left {decided} uncertain letters"), &round.key),
            }
        })
    }
}

type LetterColumns = (letter::id, letter::kind, letter::state, letter::date, letter::to_former_address, letter::recipient_id);
type RecipientColumns = (recipient::id, recipient::name, recipient::person_key, recipient::email, recipient::municipality);

fn of_letter() -> LetterColumns {
    (letter::id, letter::kind, letter::state, letter::date, letter::to_former_address, letter::recipient_id)
}

fn of_recipient() -> RecipientColumns {
    (recipient::id, recipient::name, recipient::person_key, recipient::email, recipient::municipality)
}

fn letter_to((id, kind, state, date, is_former, _): &OfLetter) -> Result<LetterTo, Error> {
    let corrupt = || Error::Corrupt("letter");
    Ok(LetterTo {
        id: *id,
        kind: LetterKind::from_number(*kind).ok_or_else(corrupt)?,
        state: LetterState::from_number(*state).ok_or_else(corrupt)?,
        date: Timestamp(*date),
        is_former: *is_former,
    })
}

fn addressee((id, name, person_key, email, municipality): OfRecipient) -> Addressee {
    Addressee { id, name, person_key, email, municipality }
}
