//! Carrying out again, in a database that came from a backup, what was erased or deleted since, and who said no: as the journal in `keys_dir`
//! tells.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use diesel::prelude::*;

use super::deletion::{self, Account};
use super::invitation::{InvitationState, opt_out};
use super::journal::{Journal, tombstone};
use super::refusing::refuse_listed;
use super::schema::{invitation, questionnaire_version, recipient, response, round};
use super::suppression::SuppressionList;
use super::{
    AnyConnection, Error, Keys, erasure, focus_group, participant, questionnaire, regret, session_retention, suppression,
    withdrawal,
};
use crate::fieldwork::Mode;
use crate::time::Timestamp;

/// Who writes the receipts of it.
const AGAIN: &str = "nulpunkt, after a restore";
/// And why.
const WHY: &str = "was deleted before";

/// What was carried out again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// Answers, participants and artefacts that are gone again.
    pub deletions: usize,
    /// People who said no, to a round or to all letters, and what they took back.
    pub noes: usize,
}

/// Erases and deletes what the journal tells of and the database has, and writes to nobody who said no.
pub(super) fn reapply(connection: &mut AnyConnection, keys: &Keys, now: Timestamp) -> Result<Again, Error> {
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
    let noes = connection.in_transaction(|connection| say_no_again(connection, keys, &journal))?;
    Ok(Again { deletions: done, noes })
}

/// Notes who said no to a round that still has the secret of its links, who wants no letters, and who took a no to a round back; how many
/// that the database did not know.
fn say_no_again(connection: &mut AnyConnection, keys: &Keys, journal: &Journal) -> Result<usize, Error> {
    let mut done = 0;
    for (key, noes) in &journal.noes {
        let Some(secret) = keys.secret_of_links(key)? else { continue };
        for (round_id, id, municipality, person_key, state) in asked(connection, key)? {
            let is_open = state.is_none_or(|state| state <= InvitationState::Started.number());
            if is_open && noes.contains(&secret.mark_of_no(municipality.as_deref(), &person_key)[..]) {
                opt_out(connection, round_id, &id, &secret)?;
                done += 1;
            }
        }
    }
    for (mark, unwanted) in &journal.unwanted {
        done += usize::from(match unwanted {
            Some((way, since)) => suppression::put(connection, mark, way, since)?,
            None => suppression::remove(connection, mark)?,
        });
    }
    let list = SuppressionList::read(connection, keys.secret_of_suppression()?)?;
    let open = round::table.filter(round::closed_at.is_null().and(round::mode.ne(Mode::Anonymous.name()))).select(round::id);
    for round_id in open.load::<i64>(connection)? {
        refuse_listed(connection, round_id, &list)?;
    }
    // Last, since it is of this very round, whatever else they want no letters of.
    for (key, yeses) in &journal.yeses {
        let Some(secret) = keys.secret_of_links(key)? else { continue };
        for (_, id, municipality, person_key, state) in asked(connection, key)? {
            let is_no = state == Some(InvitationState::OptedOut.number());
            if is_no && yeses.contains(&secret.mark_of_no(municipality.as_deref(), &person_key)[..]) {
                regret::reopen(connection, &id)?;
                done += 1;
            }
        }
    }
    Ok(done)
}

/// The recipients of a round, by its key: the round, each with their row, municipality, key and the state of their invitation.
type Asked = (i64, Vec<u8>, Option<String>, String, Option<i16>);

fn asked(connection: &mut AnyConnection, key: &str) -> Result<Vec<Asked>, Error> {
    Ok(recipient::table
        .inner_join(round::table.on(round::id.eq(recipient::round_id)))
        .left_join(invitation::table.on(invitation::recipient_id.eq(recipient::id.nullable())))
        .filter(round::key.eq(key))
        .select((
            recipient::round_id,
            recipient::id,
            recipient::municipality,
            recipient::person_key,
            invitation::state.nullable(),
        ))
        .load(connection)?)
}
