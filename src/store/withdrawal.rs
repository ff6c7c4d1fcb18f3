//! Taking a participant out of everything: name, address and unit, the lines that they spoke, and with those what was made of them; and what
//! they wrote in written rounds that keep who wrote it.
//!
//! The wish is in the journal before it is carried out, so that a backup brings nobody back.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::deletion::{self, Account};
use super::exchange::cover_in_foreign;
use super::participant::note_consent;
use super::schema::{focus_group, focus_participant, line_naming, note_line, quote, statement};
use super::{AnyConnection, Error, Participant, Store, log, session_letter, summary, written_card};
use crate::focusgroup::{LineKind, Purpose, Replacing, called, taken_back};
use crate::time::Timestamp;

/// Who withdraws.
pub(super) const PARTICIPANT: &str = "a participant";

impl Store {
    /// Takes a participant out of everything, at their own wish.
    ///
    /// The group's recordings and the originals of its transcripts go with them: nobody can take one voice out of a sealed file.
    pub fn withdraw_participant(&self, one: &Participant, now: Timestamp) -> Result<(), Error> {
        self.keys().journal_withdrawn(&one.tombstone())?;
        self.delete_transcripts_of(one.group_id, PARTICIPANT, now)?;
        self.delete_recordings_of(one.group_id, PARTICIPANT, now)?;
        let account = Account { now, who: PARTICIPANT, why: "they withdrew" };
        self.write(|connection| withdraw(connection, one, account))?;
        // One may have come in meanwhile, which was let in by the yes that stood then.
        self.delete_recordings_of(one.group_id, PARTICIPANT, now)?;
        self.forget_deleted()
    }
}

/// Takes a participant out of everything, with a receipt, inside a transaction.
pub(super) fn withdraw(connection: &mut AnyConnection, one: &Participant, account: Account<'_>) -> Result<(), Error> {
    diesel::update(focus_participant::table.find(one.id))
        .set((
            focus_participant::name.eq(""),
            focus_participant::email.eq(""),
            focus_participant::unit.eq(""),
            focus_participant::reply.eq(None::<String>),
            focus_participant::reply_words.eq(""),
            focus_participant::attended.eq(false),
            focus_participant::withdrawn_at.eq(Some(account.now.0)),
        ))
        .execute(connection)?;
    for purpose in Purpose::ALL.into_iter().filter(|purpose| one.consents_to(*purpose)) {
        note_consent(connection, one.id, purpose, false, account.now)?;
    }
    let gone = forget_lines(connection, one, account.now)? + written_card::forget(connection, one.id)?;
    note_naming(connection, one, account.now)?;
    session_letter::forget(connection, one.id)?;
    let number: i32 = focus_group::table.find(one.group_id).select(focus_group::number).first(connection)?;
    // Without a hash: of one person alone it would be their name.
    deletion::plain_receipt(connection, (&format!("focus-group-{number}"), "participant"), 1 + gone as u64, account)?;
    log::note(connection, account.now, account.who, "withdrew from a focus group", &one.code)
}

/// Deletes the lines that a participant spoke in every form in which they were noted; returns how many. What others said stays.
fn forget_lines(connection: &mut AnyConnection, one: &Participant, now: Timestamp) -> Result<usize, Error> {
    let rows: Vec<(i64, Option<i64>, String, String)> = note_line::table
        .filter(note_line::group_id.eq(one.group_id))
        .order(note_line::id)
        .select((note_line::id, note_line::replaces, note_line::kind, note_line::speaker))
        .load(connection)?;
    let theirs: BTreeSet<i64> = rows.iter().filter(|row| row.3 == one.code).map(|row| row.0).collect();
    let mut lines = Vec::new();
    for (id, replaces, kind, _) in &rows {
        let kind = LineKind::from_name(kind).ok_or(Error::Corrupt("note_line"))?;
        lines.push(Replacing { id: *id, replaces: *replaces, kind });
    }
    let taken = taken_back(&lines, &theirs);
    let mut quoted: Vec<i64> = quote::table
        .inner_join(statement::table)
        .filter(statement::line_id.eq_any(&taken.gone))
        .select(quote::id)
        .load(connection)?;
    // What was frozen before the notes went is known by who said it.
    quoted.push(-one.id);
    summary::blank(connection, &quoted, now)?;
    // First, since a line goes with the one that it replaces.
    for (id, replaces) in &taken.relinked {
        diesel::update(note_line::table.find(id)).set(note_line::replaces.eq(*replaces)).execute(connection)?;
    }
    cover_in_foreign(connection, &taken.gone)?;
    diesel::delete(note_line::table.filter(note_line::id.eq_any(&taken.gone))).execute(connection)?;
    Ok(taken.gone.len())
}

/// Marks the lines of others that hold the name of who withdrew, for a person to look at: nobody knows the name any more afterwards. In
/// other groups only the whole name counts, since several are called Anna.
fn note_naming(connection: &mut AnyConnection, one: &Participant, now: Timestamp) -> Result<(), Error> {
    if one.name.is_empty() {
        return Ok(());
    }
    let parts: Vec<&str> = one.name.split_whitespace().filter(|part| part.chars().count() > 1).collect();
    let rows: Vec<(i64, i64, String)> =
        note_line::table.order(note_line::id).select((note_line::id, note_line::group_id, note_line::words)).load(connection)?;
    let is_named = |(_, group, words): &&(i64, i64, String)| {
        called(words, &one.name) || (*group == one.group_id && parts.iter().any(|part| called(words, part)))
    };
    let naming: Vec<i64> = rows.iter().filter(is_named).map(|row| row.0).collect();
    diesel::delete(line_naming::table.filter(line_naming::line_id.eq_any(&naming))).execute(connection)?;
    for line in naming {
        diesel::insert_into(line_naming::table)
            .values((line_naming::line_id.eq(line), line_naming::found_at.eq(now.0)))
            .execute(connection)?;
    }
    Ok(())
}

impl Store {
    /// The lines of a group that hold the name of somebody who withdrew, as they were noted, until a person has looked at them.
    pub fn lines_naming(&self, group: i64) -> Result<Vec<(i64, String)>, Error> {
        self.read(|connection| {
            let marked: Vec<i64> = line_naming::table.select(line_naming::line_id).load(connection)?;
            Ok(note_line::table
                .filter(note_line::group_id.eq(group).and(note_line::id.eq_any(&marked)))
                .order(note_line::id)
                .select((note_line::id, note_line::words))
                .load(connection)?)
        })
    }

    /// Says that a line of a group does not hold the name of somebody who withdrew.
    pub fn looked_at_naming(&self, group: i64, line: i64) -> Result<(), Error> {
        self.write(|connection| {
            let own = note_line::group_id.eq(group).and(note_line::id.eq(line));
            let known: i64 = note_line::table.filter(own).count().get_result(connection)?;
            if known > 0 {
                diesel::delete(line_naming::table.filter(line_naming::line_id.eq(line))).execute(connection)?;
            }
            Ok(())
        })
    }
}

/// Once a line stands in the place of one that holds a name, the name goes with its former form, unless a statement was taken out of it.
pub(super) fn forget_named_form(connection: &mut AnyConnection, newer: i64, former: i64) -> Result<(), Error> {
    let marked: i64 = line_naming::table.filter(line_naming::line_id.eq(former)).count().get_result(connection)?;
    let used: i64 = statement::table.filter(statement::line_id.eq(former)).count().get_result(connection)?;
    if marked == 0 || used > 0 {
        return Ok(());
    }
    let before: Option<i64> = note_line::table.find(former).select(note_line::replaces).first(connection)?;
    // First, since a line goes with the one that it replaces.
    let others = note_line::table.filter(note_line::replaces.eq(former).or(note_line::id.eq(newer)));
    diesel::update(others).set(note_line::replaces.eq(before)).execute(connection)?;
    diesel::delete(note_line::table.find(former)).execute(connection)?;
    Ok(())
}
