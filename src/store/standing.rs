//! Rounds and trials as they stand, kept in memory: they change a few times in a round's life and are needed for every page.
//!
//! Another process may change them, so what is kept counts only while the database's stamp is the one that it was read under; a
//! trigger moves the stamp with every change, whoever makes it.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;

use super::schema::{deletion, questionnaire_version, round, standing, trials};
use super::{Error, Store};
use crate::fieldwork::Round;
use crate::questionnaire::{Trials, read_trials};

/// Every round and the trials.
#[derive(Default)]
pub(super) struct Standing {
    stamp: Option<i64>,
    /// By the round's number: the round and the number of its version in the database.
    pub(super) rounds: HashMap<i64, (Arc<Round>, i64)>,
    pub(super) trials: Arc<Trials>,
}

impl Store {
    /// What stands while the database's stamp is this one; read again only when it has moved.
    pub(super) fn standing_at(&self, stamp: i64) -> Result<Arc<Standing>, Error> {
        if let Ok(kept) = self.0.standing.read()
            && kept.stamp == Some(stamp)
        {
            return Ok(Arc::clone(&kept));
        }
        let standing = Arc::new(self.read_standing()?);
        if let Ok(mut kept) = self.0.standing.write() {
            *kept = Arc::clone(&standing);
        }
        Ok(standing)
    }

    /// What stands now.
    pub(super) fn standing(&self) -> Result<Arc<Standing>, Error> {
        let stamp = self.read(|connection| Ok(standing::table.select(standing::stamp).first(connection)?))?;
        self.standing_at(stamp)
    }

    /// Every round with the number of its version in the database, in order of opening, then key.
    pub fn standing_rounds(&self) -> Result<Vec<(Arc<Round>, i64)>, Error> {
        let mut rounds: Vec<(Arc<Round>, i64)> = self.standing()?.rounds.values().cloned().collect();
        rounds.sort_by(|(one, _), (other, _)| (one.opens, &one.key).cmp(&(other.opens, &other.key)));
        Ok(rounds)
    }

    /// Two numbers that stay while the figures of closed rounds stay: rounds change when answers come from files, are released or closed,
    /// and all that goes leaves a receipt.
    pub fn closed_stamp(&self) -> Result<(i64, i64), Error> {
        self.read(|connection| {
            let stamp = standing::table.select(standing::stamp).first(connection)?;
            Ok((stamp, deletion::table.count().get_result(connection)?))
        })
    }

    fn read_standing(&self) -> Result<Standing, Error> {
        // The stamp first: what changes meanwhile is newer than it says, and read once more.
        let stamp: i64 = self.read(|connection| Ok(standing::table.select(standing::stamp).first(connection)?))?;
        let (rows, content, written) = self.read(|connection| {
            let rows: Vec<super::round::Row> =
                round::table.inner_join(questionnaire_version::table).select(super::round::columns()).load(connection)?;
            let content: Option<String> = trials::table.select(trials::content).first(connection).optional()?;
            Ok((rows, content, super::event::all(connection)?))
        })?;
        let round = |row: super::round::Row| {
            let version_id = row.0.2;
            super::round::round_of(row).map(|round| (round.id, (Arc::new(round), version_id)))
        };
        let mut trials = match content {
            Some(content) => read_trials("trials.toml", &content).map_err(|_| Error::Corrupt("trials"))?,
            None => Trials::default(),
        };
        trials.events.extend(written.into_iter().map(|one| one.event));
        let rounds = rows.into_iter().map(round).collect::<Result<_, _>>()?;
        Ok(Standing { stamp: Some(stamp), rounds, trials: Arc::new(trials) })
    }
}
