//! The people who took part in two rounds, found by the keys that link them and kept as counts.

use std::sync::Arc;

use super::comparison::Loaded;
use super::recount::{self, in_both};
use super::remembered::{State, state};
use super::{AnyConnection, Error, Store};
use crate::compare::LinkedRounds;

impl Store {
    /// The people of each of these rounds who took part in the next, in the order of the rounds.
    pub(super) fn linked(&self, loaded: &[Loaded]) -> Result<Vec<Arc<LinkedRounds>>, Error> {
        loaded.windows(2).map(|pair| self.linked_pair(&pair[0], &pair[1])).collect()
    }

    fn linked_pair(&self, one: &Loaded, other: &Loaded) -> Result<Arc<LinkedRounds>, Error> {
        let pair = [one.round.id, other.round.id];
        // It is held while the answers are read: whoever asks for the same meanwhile waits for it.
        let mut kept = self.0.remembered.linked.lock().map_err(|_| Error::Busy)?;
        if let Some(linked) = kept.get(&pair, &[one.state, other.state]) {
            return Ok(linked);
        }
        let (states, linked) = self.read(|connection| connection.in_snapshot(|connection| count(connection, one, other)))?;
        let linked = Arc::new(linked);
        kept.keep(pair, states, &linked, linked.bytes());
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
        let waiting = one.waiting || other.waiting;
        let is_good = |then: State, now: State| then == now || (waiting && then.is_near(now));
        let known = self.0.remembered.shared.lock().map_err(|_| Error::Busy)?.get(&pair).copied();
        if let Some(([earlier, later], people)) = known
            && is_good(earlier, one.state)
            && is_good(later, other.state)
        {
            return Ok(people);
        }
        let (states, people) = self.read(|connection| {
            connection.in_snapshot(|connection| {
                let states = [state(connection, pair[0])?, state(connection, pair[1])?];
                let one = recount::panel(connection, pair[0])?;
                let other = if one.is_empty() { Vec::new() } else { recount::panel(connection, pair[1])? };
                Ok((states, in_both(&one, &other, |key| *key, |_, _| ()).len() as u64))
            })
        })?;
        self.0.remembered.shared.lock().map_err(|_| Error::Busy)?.insert(pair, (states, people));
        Ok(people)
    }
}

/// Reads and counts the answers of all who took part in both rounds.
fn count(connection: &mut AnyConnection, one: &Loaded, other: &Loaded) -> Result<([State; 2], LinkedRounds), Error> {
    let states = [state(connection, one.round.id)?, state(connection, other.round.id)?];
    let earlier = recount::recount(connection, one.round.id, &one.version)?;
    let later = recount::recount(connection, other.round.id, &other.version)?;
    let pairs = in_both(&earlier.panel, &later.panel, |linked| linked.0, |one, other| [one.1, other.1]);
    let versions = [(&one.version.version, &earlier.coded), (&other.version.version, &later.coded)];
    Ok((states, LinkedRounds::of([&one.round.key, &other.round.key], versions, &pairs)))
}
