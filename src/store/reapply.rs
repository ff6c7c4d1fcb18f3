//! Carrying out again, in a database that came from a backup, what was erased or deleted since: as the journal in `keys_dir` tells.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use diesel::prelude::*;

use super::deletion::{self, Account};
use super::journal::tombstone;
use super::schema::{questionnaire_version, response, round};
use super::{AnyConnection, Error, Keys, erasure, focus_group, participant, questionnaire, session_retention, withdrawal};
use crate::time::Timestamp;

/// Who writes the receipts of it.
const AGAIN: &str = "nulpunkt, after a restore";
/// And why.
const WHY: &str = "was deleted before";

/// Erases and deletes what the journal tells of and the database has; how many answers, people and artefacts that were.
pub(super) fn reapply(connection: &mut AnyConnection, keys: &Keys, now: Timestamp) -> Result<usize, Error> {
    let journal = keys.journal()?;
    let account = Account { now, who: AGAIN, why: WHY };
    let mut done = 0;
    let mut versions = HashMap::new();
    for (key, erased) in &journal.erased {
        let rows: Vec<(i64, Vec<u8>, i64)> = response::table
            .inner_join(round::table.on(round::id.eq(response::round_id)))
            .filter(round::key.eq(key))
            .select((response::round_id, response::key, response::version_id))
            .load(connection)?;
        for (round_id, row, version_id) in rows.into_iter().filter(|(_, row, _)| erased.contains(&tombstone(key, row))) {
            let version = match versions.entry(version_id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(questionnaire::load(connection, version_id)?),
            };
            done += connection.in_transaction(|connection| {
                Ok(usize::from(erasure::erase(connection, keys, (round_id, key), &row, &version.version, account)?))
            })?;
        }
    }
    for (key, opens, artefact) in &journal.deleted {
        let found: Option<super::round::Row> = round::table
            .inner_join(questionnaire_version::table)
            .filter(round::key.eq(key).and(round::opens.eq(opens.to_string())))
            .select(super::round::columns())
            .first(connection)
            .optional()?;
        let Some(of) = found.map(super::round::round_of).transpose()? else { continue };
        if deletion::there(connection, &of, *artefact)? > 0 {
            connection.in_transaction(|connection| deletion::delete(connection, &of, *artefact, account))?;
            done += 1;
        }
    }
    for one in participant::all(connection)? {
        if !one.withdrawn && journal.withdrawn.contains(&one.tombstone()) {
            connection.in_transaction(|connection| withdrawal::withdraw(connection, &one, account))?;
            done += 1;
        }
    }
    for group in focus_group::all(connection)? {
        let Some(day) = journal.notes.get(&group.uid) else { continue };
        let before = Timestamp::after(*day);
        let gone = connection.in_transaction(|connection| session_retention::delete(connection, &group, before, account))?;
        done += usize::from(gone.is_some());
    }
    Ok(done)
}
