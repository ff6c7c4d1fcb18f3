//! The letters that rounds send by themselves: planned, taken up once by whichever process comes first, held and released.

use diesel::prelude::*;

use super::letter::addressees;
use super::schema::planned_sending;
use super::{AnyConnection, Error, Store, log};
use crate::fieldwork::{LetterKind, NewSending, Round, Sending, SendingState};
use crate::time::Timestamp;

/// How many would get a letter of each kind as it looks now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Recipients with an address who are not invited yet.
    pub uninvited: u64,
    /// Those who are invited and have not answered.
    pub silent: u64,
}

impl Expected {
    /// How many a sending would reach, given whether an invitation is planned before it.
    #[must_use]
    pub fn of(self, kind: LetterKind, after_invitation: bool) -> u64 {
        match kind {
            LetterKind::Invitation => self.uninvited,
            LetterKind::Reminder if after_invitation => self.silent + self.uninvited,
            LetterKind::Reminder => self.silent,
        }
    }
}

type Row = (i64, i64, i16, i64, i16, bool, i64);
type Columns = (
    planned_sending::id,
    planned_sending::round_id,
    planned_sending::kind,
    planned_sending::at,
    planned_sending::state,
    planned_sending::skip_quiet,
    planned_sending::letters,
);

const COLUMNS: Columns = (
    planned_sending::id,
    planned_sending::round_id,
    planned_sending::kind,
    planned_sending::at,
    planned_sending::state,
    planned_sending::skip_quiet,
    planned_sending::letters,
);

/// What a person may change.
const BY_HAND: [SendingState; 2] = [SendingState::Planned, SendingState::Held];
/// What the server changes.
const BY_ITSELF: [SendingState; 1] = [SendingState::Planned];

impl Store {
    /// Every sending of a round, the earliest first.
    pub fn sendings(&self, round_id: i64) -> Result<Vec<Sending>, Error> {
        let of_round = planned_sending::table.filter(planned_sending::round_id.eq(round_id));
        let sorted = of_round.order((planned_sending::at, planned_sending::id));
        let rows: Vec<Row> = self.read(|connection| Ok(sorted.select(COLUMNS).load(connection)?))?;
        rows.into_iter().map(sending).collect()
    }

    /// The sendings of all rounds in this state whose time has come, the earliest first.
    pub fn sendings_until(&self, state: SendingState, now: Timestamp) -> Result<Vec<Sending>, Error> {
        let due = planned_sending::table.filter(planned_sending::state.eq(state.number()).and(planned_sending::at.le(now.0)));
        let sorted = due.order((planned_sending::at, planned_sending::id));
        let rows: Vec<Row> = self.read(|connection| Ok(sorted.select(COLUMNS).load(connection)?))?;
        rows.into_iter().map(sending).collect()
    }

    /// Plans a sending of a round; `who` does.
    pub fn plan_sending(&self, round: &Round, new: &NewSending, (now, who): (Timestamp, &str)) -> Result<(), Error> {
        self.write(|connection| {
            add(connection, round.id, *new)?;
            log::note(connection, now, who, &format!("planned letters for {}", new.day), &round.key)
        })
    }

    /// Moves a sending that waits to another instant, from which it is planned. False where it does not wait any more.
    pub fn move_sending(&self, round: &Round, id: i64, at: Timestamp, (now, who): (Timestamp, &str)) -> Result<bool, Error> {
        self.change(
            round,
            id,
            (&BY_HAND, SendingState::Planned, Some(at)),
            now,
            (who, &format!("moved planned letters to {}", at.day())),
        )
    }

    /// Takes a sending back that waits. False where it does not wait any more.
    pub fn cancel_sending(&self, round: &Round, id: i64, (now, who): (Timestamp, &str)) -> Result<bool, Error> {
        self.change(round, id, (&BY_HAND, SendingState::Cancelled, None), now, (who, "called planned letters off"))
    }

    /// Lets go of a sending whose round is closed.
    pub fn drop_sending(&self, round: &Round, id: i64, now: Timestamp) -> Result<bool, Error> {
        self.change(round, id, (&BY_ITSELF, SendingState::Cancelled, None), now, (log::SERVER, "called planned letters off"))
    }

    /// Holds a sending for a person, in whose way something stands. False where it does not wait any more.
    pub fn hold_sending(&self, round: &Round, id: i64, now: Timestamp) -> Result<bool, Error> {
        self.change(round, id, (&BY_ITSELF, SendingState::Held, None), now, (log::SERVER, "held planned letters"))
    }

    fn change(
        &self,
        round: &Round,
        id: i64,
        (from, state, at): (&[SendingState], SendingState, Option<Timestamp>),
        now: Timestamp,
        (who, what): (&str, &str),
    ) -> Result<bool, Error> {
        let from: Vec<i16> = from.iter().map(|state| state.number()).collect();
        self.write(|connection| {
            let own = planned_sending::table.find(id).filter(planned_sending::round_id.eq(round.id));
            let changed = diesel::update(own.filter(planned_sending::state.eq_any(&from)))
                .set(planned_sending::state.eq(state.number()))
                .execute(connection)?;
            if changed == 0 {
                return Ok(false);
            }
            if let Some(at) = at {
                diesel::update(planned_sending::table.find(id)).set(planned_sending::at.eq(at.0)).execute(connection)?;
            }
            log::note(connection, now, who, what, &round.key)?;
            Ok(true)
        })
    }

    /// How many would get a letter of each kind as it looks now.
    pub fn expected(&self, round: &Round) -> Result<Expected, Error> {
        let list = self.suppression_list()?;
        self.read(|connection| {
            let (uninvited, silent) = addressees(connection, round.id)?;
            let count = |all: Vec<String>| all.iter().filter(|email| !email.is_empty() && !list.has(email)).count() as u64;
            Ok(Expected { uninvited: count(uninvited), silent: count(silent) })
        })
    }
}

/// Plans a sending inside a transaction.
pub(super) fn add(connection: &mut AnyConnection, round_id: i64, new: NewSending) -> Result<(), Error> {
    diesel::insert_into(planned_sending::table)
        .values((
            planned_sending::round_id.eq(round_id),
            planned_sending::kind.eq(new.kind.number()),
            planned_sending::at.eq(new.at().0),
            planned_sending::state.eq(SendingState::Planned.number()),
            planned_sending::skip_quiet.eq(new.skip_quiet),
            planned_sending::letters.eq(0),
        ))
        .execute(connection)?;
    Ok(())
}

/// Takes a sending up inside the transaction that queues its letters: false where another process was quicker, or a person has changed it.
pub(super) fn take_up(connection: &mut AnyConnection, id: i64, now: Timestamp) -> Result<bool, Error> {
    let due = planned_sending::state.eq(SendingState::Planned.number()).and(planned_sending::at.le(now.0));
    let taken = diesel::update(planned_sending::table.find(id).filter(due))
        .set(planned_sending::state.eq(SendingState::Done.number()))
        .execute(connection)?;
    Ok(taken == 1)
}

/// Keeps how many letters a sending that was taken up has queued.
pub(super) fn queued(connection: &mut AnyConnection, id: i64, letters: usize) -> Result<(), Error> {
    let letters = i64::try_from(letters).unwrap_or(i64::MAX);
    diesel::update(planned_sending::table.find(id)).set(planned_sending::letters.eq(letters)).execute(connection)?;
    Ok(())
}

fn sending((id, round_id, kind, at, state, skip_quiet, letters): Row) -> Result<Sending, Error> {
    let corrupt = || Error::Corrupt("planned_sending");
    Ok(Sending {
        id,
        round_id,
        kind: LetterKind::from_number(kind).ok_or_else(corrupt)?,
        at: Timestamp(at),
        state: SendingState::from_number(state).ok_or_else(corrupt)?,
        skip_quiet,
        letters: u64::try_from(letters).map_err(|_| corrupt())?,
    })
}
