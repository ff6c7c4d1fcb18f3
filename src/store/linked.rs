//! The people who took part in two rounds, found by the keys that link them, and kept in memory as counts in which nobody can be found.
//!
//! What is kept counts only while the rounds' answers are those from which it was made, whichever process changes them. Nothing must be
//! written for that: every response that comes adds to the kept counts, and everything that goes leaves a receipt. So while there are as
//! many receipts as before, nothing has gone, and while the counts add up to the same, nothing has come.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use diesel::prelude::*;

use super::comparison::Loaded;
use super::recount::{self, in_both};
use super::schema::deletion;
use super::{AnyConnection, Error, Store, tally};
use crate::compare::LinkedRounds;

/// As much memory as linked rounds may take up together.
const MOST_BYTES: usize = 16 << 20;

/// What the answers of two rounds are known by.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    /// How many receipts of deletions there are, of any round.
    receipts: i64,
    /// What the counts of each round add up to.
    counted: [u64; 2],
}

/// The numbers of two rounds.
type Pair = [i64; 2];

/// What is kept of rounds that have people in common.
#[derive(Default)]
pub(super) struct Kept {
    shared: Mutex<BTreeMap<Pair, (State, u64)>>,
    /// The one that was asked for last at the end.
    linked: Mutex<Vec<(Pair, State, Arc<LinkedRounds>)>>,
}

impl Kept {
    /// Lets go of everything, since something was deleted.
    pub(super) fn forget(&self) {
        if let Ok(mut shared) = self.shared.lock() {
            shared.clear();
        }
        if let Ok(mut linked) = self.linked.lock() {
            linked.clear();
        }
    }
}

impl State {
    /// Whether this can be said of a round that still takes answers, of which no figure is shown: it may be behind by a hundredth.
    fn is_near(self, now: Self) -> bool {
        let near = |(then, now): (u64, u64)| then <= now && now - then <= then / 100;
        self.receipts == now.receipts && self.counted.into_iter().zip(now.counted).all(near)
    }
}

impl Store {
    /// The people of each of these rounds who took part in the next, in the order of the rounds.
    pub(super) fn linked(&self, loaded: &[Loaded]) -> Result<Vec<Arc<LinkedRounds>>, Error> {
        loaded.windows(2).map(|pair| self.linked_pair(&pair[0], &pair[1])).collect()
    }

    fn linked_pair(&self, one: &Loaded, other: &Loaded) -> Result<Arc<LinkedRounds>, Error> {
        let pair = [one.round.id, other.round.id];
        let now = self.state(one, other)?;
        // It is held while the answers are read: whoever asks for the same meanwhile waits for it.
        let mut kept = self.0.linked.linked.lock().map_err(|_| Error::Busy)?;
        if let Some(place) = kept.iter().position(|(of, ..)| *of == pair) {
            let (_, state, linked) = kept.remove(place);
            if state == now {
                kept.push((pair, state, Arc::clone(&linked)));
                return Ok(linked);
            }
        }
        let (state, linked) = self.read(|connection| connection.in_snapshot(|connection| count(connection, one, other)))?;
        let linked = Arc::new(linked);
        kept.push((pair, state, Arc::clone(&linked)));
        while kept.len() > 1 && kept.iter().map(|(.., linked)| linked.bytes()).sum::<usize>() > MOST_BYTES {
            kept.remove(0);
        }
        if linked.bytes() > MOST_BYTES {
            kept.clear();
        }
        Ok(linked)
    }

    /// How many people took part in both of two rounds, for every two of them of which any did.
    pub(super) fn shared(&self, loaded: &[Loaded]) -> Result<Vec<(String, String, u64)>, Error> {
        let mut shared = Vec::new();
        for (index, one) in loaded.iter().enumerate() {
            for other in &loaded[index + 1..] {
                let gone = [one.shared.get(&other.round.key), other.shared.get(&one.round.key)];
                let both = self.shared_pair(one, other)? + gone.into_iter().flatten().max().copied().unwrap_or(0);
                if both > 0 {
                    shared.push((one.round.key.clone(), other.round.key.clone(), both));
                }
            }
        }
        Ok(shared)
    }

    fn shared_pair(&self, one: &Loaded, other: &Loaded) -> Result<u64, Error> {
        let pair = [one.round.id, other.round.id];
        let now = self.state(one, other)?;
        let waiting = one.waiting || other.waiting;
        let mut kept = self.0.linked.shared.lock().map_err(|_| Error::Busy)?;
        if let Some((state, people)) = kept.get(&pair)
            && (*state == now || (waiting && state.is_near(now)))
        {
            return Ok(*people);
        }
        let (state, people) = self.read(|connection| {
            connection.in_snapshot(|connection| {
                let state = state(connection, pair)?;
                let one = recount::panel(connection, pair[0])?;
                let other = if one.is_empty() { Vec::new() } else { recount::panel(connection, pair[1])? };
                Ok((state, in_both(&one, &other, |key| *key, |_, _| ()).len() as u64))
            })
        })?;
        kept.insert(pair, (state, people));
        Ok(people)
    }

    /// The state of answers whose counts are loaded already: the receipts are read after them, so that nothing has gone since.
    fn state(&self, one: &Loaded, other: &Loaded) -> Result<State, Error> {
        let receipts = self.read(receipts)?;
        Ok(State { receipts, counted: [one.tallies.total(), other.tallies.total()] })
    }
}

fn receipts(connection: &mut AnyConnection) -> Result<i64, Error> {
    Ok(deletion::table.count().get_result(connection)?)
}

fn state(connection: &mut AnyConnection, pair: Pair) -> Result<State, Error> {
    let counted = [tally::load(connection, pair[0])?.total(), tally::load(connection, pair[1])?.total()];
    Ok(State { receipts: receipts(connection)?, counted })
}

/// Reads and counts the answers of all who took part in both rounds.
fn count(connection: &mut AnyConnection, one: &Loaded, other: &Loaded) -> Result<(State, LinkedRounds), Error> {
    let state = state(connection, [one.round.id, other.round.id])?;
    let earlier = recount::recount(connection, one.round.id, &one.version)?;
    let later = recount::recount(connection, other.round.id, &other.version)?;
    let pairs = in_both(&earlier.panel, &later.panel, |linked| linked.0, |one, other| [one.1, other.1]);
    let versions = [(&one.version.version, &earlier.coded), (&other.version.version, &later.coded)];
    Ok((state, LinkedRounds::of([&one.round.key, &other.round.key], versions, &pairs)))
}
