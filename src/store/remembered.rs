//! Counts that this process keeps in memory, so that no page adds up what was added up before. Nobody can be found in them.
//!
//! What is kept counts only while the rounds' answers are those from which it was made, whichever process changes them. Nothing must be
//! written for that: every response that is counted adds to the kept counts, and everything that goes leaves a receipt. So while there
//! are as many receipts as before, nothing has gone, and while the counts add up to the same, nothing has come.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::comparison::{Facts, Question};
use super::connection::on_each;
use super::kept::{self, Kept, Reading, Statement, Value, kept};
use super::schema::setting;
use super::{AnyConnection, Error, Store, recipient, tally};
use crate::compare::{Comparison, LinkedRounds, Tallies};
use crate::fieldwork::Population;

/// As much memory as values of one kind may take up together.
const MOST_BYTES: usize = 16 << 20;

/// What the answers of a round are known by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    /// How many receipts of deletions there are, of any round.
    pub(super) receipts: i64,
    /// What the counts of the round add up to.
    pub(super) counted: i64,
}

impl State {
    /// Whether this can be said of a round that still takes answers, of which no figure is shown: it may be behind by a hundredth.
    pub(super) fn is_near(self, now: Self) -> bool {
        self.receipts == now.receipts && (0..=self.counted / 100).contains(&(now.counted - self.counted))
    }
}

/// The numbers of two rounds.
pub(super) type Pair = [i64; 2];

/// What is kept, by the numbers of rounds, with the state in which it was made.
#[derive(Default)]
pub(super) struct Remembered {
    populations: Mutex<Recent<i64, (i64, Option<String>), Population>>,
    pub(super) shared: Mutex<BTreeMap<Pair, ([State; 2], u64)>>,
    pub(super) linked: Mutex<Recent<Pair, [State; 2], LinkedRounds>>,
    pub(super) comparisons: Mutex<Recent<Question, Facts, Comparison>>,
}

impl Remembered {
    /// Lets go of everything, since something was deleted.
    pub(super) fn forget(&self) {
        self.populations.lock().iter_mut().for_each(|kept| kept.clear());
        self.shared.lock().iter_mut().for_each(|kept| kept.clear());
        self.linked.lock().iter_mut().for_each(|kept| kept.clear());
        self.comparisons.lock().iter_mut().for_each(|kept| kept.clear());
    }
}

/// Values of which those that were asked for last are kept, as many as there is room for.
pub(super) struct Recent<K, S, V> {
    /// The one that was asked for last at the end.
    kept: Vec<(K, S, Arc<V>, usize)>,
}

impl<K, S, V> Default for Recent<K, S, V> {
    fn default() -> Self {
        Self { kept: Vec::new() }
    }
}

impl<K: PartialEq, S: PartialEq, V> Recent<K, S, V> {
    /// The value, where it was made in this state; one that was made in another is let go.
    pub(super) fn get(&mut self, key: &K, state: &S) -> Option<Arc<V>> {
        let place = self.kept.iter().position(|(known, ..)| known == key)?;
        let found = self.kept.remove(place);
        if found.1 != *state {
            return None;
        }
        let value = Arc::clone(&found.2);
        self.kept.push(found);
        Some(value)
    }

    /// Keeps a value of about so many bytes.
    pub(super) fn keep(&mut self, key: K, state: S, value: &Arc<V>, bytes: usize) {
        self.kept.retain(|(known, ..)| *known != key);
        self.kept.push((key, state, Arc::clone(value), bytes));
        while self.kept.iter().map(|(.., bytes)| bytes).sum::<usize>() > MOST_BYTES {
            self.kept.remove(0);
        }
    }

    fn clear(&mut self) {
        self.kept.clear();
    }
}

struct ReadState;

impl Statement for ReadState {
    const SQL: &'static [&'static str] = &[
        "SELECT (SELECT COUNT(*) FROM deletion), CAST(COALESCE((SELECT SUM(count) FROM tally WHERE round_id = ",
        "), 0) AS BIGINT)",
    ];
}

impl Reading for ReadState {
    type Columns = (BigInt, BigInt);
}

/// The state of a round's answers.
pub(super) fn state(connection: &mut AnyConnection, round_id: i64) -> Result<State, Error> {
    let values = [Value::Big(round_id)];
    let (receipts, counted) =
        on_each!(connection, connection => Kept::<ReadState>::with(&values).get_result::<(i64, i64)>(connection))?;
    Ok(State { receipts, counted })
}

kept! {
    CountUp = "INSERT INTO setting (key, value) VALUES (", ", '1') ON CONFLICT (key) DO UPDATE \
               SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT)";
}

/// Says in this transaction that recipients have come to a round.
pub(super) fn recipients_came(connection: &mut AnyConnection, round_id: i64) -> Result<(), Error> {
    kept::run::<CountUp>(connection, &[Value::Text(&recipients_key(round_id))])?;
    Ok(())
}

fn recipients_key(round_id: i64) -> String {
    format!("recipients-{round_id}")
}

impl Store {
    /// The state of a round's answers now.
    pub(super) fn state_now(&self, round_id: i64) -> Result<State, Error> {
        self.read(|connection| state(connection, round_id))
    }

    /// Every count of a round with the state that it belongs to.
    pub(super) fn tallies_now(&self, round_id: i64) -> Result<(State, Tallies), Error> {
        self.read(|connection| {
            connection.in_snapshot(|connection| Ok((state(connection, round_id)?, tally::load(connection, round_id)?)))
        })
    }

    /// How many recipients a round has by their background values, those that were deleted in time too.
    pub(super) fn population_now(&self, round_id: i64, receipts: i64) -> Result<Arc<Population>, Error> {
        let came = |connection: &mut AnyConnection| -> Result<Option<String>, Error> {
            Ok(setting::table.find(recipients_key(round_id)).select(setting::value).first(connection).optional()?)
        };
        self.read(|connection| {
            let now = (receipts, came(connection)?);
            let known = self.0.remembered.populations.lock().map_err(|_| Error::Busy)?.get(&round_id, &now);
            if let Some(population) = known {
                return Ok(population);
            }
            let (now, population) = connection.in_snapshot(|connection| {
                let now = (state(connection, round_id)?.receipts, came(connection)?);
                Ok((now, Arc::new(recipient::population(connection, round_id)?)))
            })?;
            let bytes = population.0.len() * 256;
            self.0.remembered.populations.lock().map_err(|_| Error::Busy)?.keep(round_id, now, &population, bytes);
            Ok(population)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_last_is_kept_and_what_was_made_in_another_state_is_let_go() {
        let mut recent: Recent<i64, u8, i64> = Recent::default();
        let third = MOST_BYTES / 3;
        for key in 0..3 {
            recent.keep(key, 1, &Arc::new(key * 10), third);
        }
        assert_eq!(recent.get(&0, &1).as_deref(), Some(&0));
        recent.keep(3, 1, &Arc::new(30), third);
        assert!(recent.get(&1, &1).is_none(), "the one that was asked for longest ago makes room");
        assert_eq!((recent.get(&0, &1).as_deref(), recent.get(&3, &1).as_deref()), (Some(&0), Some(&30)));
        assert!(recent.get(&3, &2).is_none() && recent.get(&3, &1).is_none());
        recent.keep(4, 1, &Arc::new(40), MOST_BYTES + 1);
        assert!(recent.get(&4, &1).is_none() && recent.get(&0, &1).is_none(), "what is too large is not kept");
    }

    #[test]
    fn a_state_is_near_while_nothing_goes_and_little_comes() {
        let state = |receipts, counted| State { receipts, counted };
        assert!(state(1, 1000).is_near(state(1, 1010)) && state(1, 0).is_near(state(1, 0)));
        let far = [state(1, 1011), state(2, 1000), state(1, 999)];
        assert!(far.into_iter().all(|now| !state(1, 1000).is_near(now)));
    }
}
