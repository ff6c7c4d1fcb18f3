//! Lines of notes: each is on the disk before it is acknowledged, and its words never change.
//!
//! Numbers rise within a group in the order in which lines become visible, so whoever has all lines up to one misses none before it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::schema::{coding, coding_sample_line, focus_group, note_line};
use super::{AnyConnection, Error, Store, log, withdrawal};
use crate::focusgroup::{LineKind, Replacing, Standing, UNKNOWN, standing};
use crate::time::Timestamp;

/// A line as it comes from a note taker.
#[derive(Clone, Copy)]
pub struct NewLine<'a> {
    /// What the note taker's program calls it; the same line sent twice has the same.
    pub client_id: &'a str,
    /// The key of the question that is talked about.
    pub question: &'a str,
    /// The code of who speaks; empty for the moderator and for what nobody said.
    pub speaker: &'a str,
    /// What it is.
    pub kind: LineKind,
    /// The words.
    pub words: &'a str,
    /// The line that it replaces.
    pub replaces: Option<i64>,
}

/// A line that is stored.
#[derive(Clone)]
pub struct NoteLine {
    /// Its number.
    pub id: i64,
    /// What the note taker's program calls it.
    pub client_id: String,
    /// The key of the question.
    pub question: String,
    /// The code of who speaks.
    pub speaker: String,
    /// What it is.
    pub kind: LineKind,
    /// The words.
    pub words: String,
    /// The line that it replaces.
    pub replaces: Option<i64>,
    /// Who wrote it.
    pub by: String,
    /// When it was stored.
    pub at: Timestamp,
}

type Row = (i64, String, String, String, String, String, Option<i64>, String, i64);

impl Store {
    /// Stores a line and gives back its number and when it was stored; of a line that is stored already, those of the first time. None
    /// where the line that it is to replace is not one of the group.
    pub fn add_line(&self, group: i64, line: &NewLine<'_>, by: &str, now: Timestamp) -> Result<Option<(i64, Timestamp)>, Error> {
        self.write(|connection| {
            // Whoever writes to a group waits for whoever does: numbers then rise as lines become visible.
            diesel::update(focus_group::table.find(group))
                .set(focus_group::number.eq(focus_group::number))
                .execute(connection)?;
            let of_client = note_line::group_id.eq(group).and(note_line::client_id.eq(line.client_id));
            let there: Option<(i64, i64)> =
                note_line::table.filter(of_client).select((note_line::id, note_line::stored_at)).first(connection).optional()?;
            if let Some((id, at)) = there {
                return Ok(Some((id, Timestamp(at))));
            }
            if let Some(before) = line.replaces {
                let known: i64 = note_line::table
                    .filter(note_line::group_id.eq(group).and(note_line::id.eq(before)))
                    .count()
                    .get_result(connection)?;
                if known == 0 {
                    return Ok(None);
                }
            }
            let id = insert(connection, group, line, by, now)?;
            if let Some(former) = line.replaces {
                withdrawal::forget_named_form(connection, id, former)?;
            }
            Ok(Some((id, now)))
        })
    }

    /// Stores lines that were noted elsewhere, all or none of them; whether they are there already is not asked.
    pub fn add_lines(&self, group: i64, lines: &[NewLine<'_>], by: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            diesel::update(focus_group::table.find(group))
                .set(focus_group::number.eq(focus_group::number))
                .execute(connection)?;
            lines.iter().try_for_each(|line| insert(connection, group, line, by, now).map(drop))
        })
    }

    /// Lets a line stand in the place of an earlier one of its group that says the same, as an edit of it would; what was taken out of the
    /// earlier one stays. False where one of them does not stand any more, where the one that is to stand was noted first or is another's than
    /// the other, whose speaker may be unknown, and where codes were put on the other or it is of a sample: nobody would see them any more.
    pub fn put_in_place(&self, group: i64, line: i64, former: i64, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            diesel::update(focus_group::table.find(group))
                .set(focus_group::number.eq(focus_group::number))
                .execute(connection)?;
            let rows: Vec<(i64, Option<i64>, String, String)> = note_line::table
                .filter(note_line::group_id.eq(group))
                .select((note_line::id, note_line::replaces, note_line::kind, note_line::speaker))
                .load(connection)?;
            let speaker = |id: i64| rows.iter().find(|one| one.0 == id).map(|one| one.3.as_str());
            let is_theirs = speaker(line) == speaker(former) || speaker(former) == Some(UNKNOWN);
            let replacing = |(id, replaces, kind, _): &(i64, Option<i64>, String, String)| {
                let kind = LineKind::from_name(kind).ok_or(Error::Corrupt("note_line"))?;
                Ok(Replacing { id: *id, replaces: *replaces, kind })
            };
            let lines: Vec<Replacing> = rows.iter().map(replacing).collect::<Result<_, Error>>()?;
            let standing = standing(&lines);
            let root = |id: i64| standing.iter().find(|one| one.id == id).map(|one| one.root);
            let (Some(first), Some(earlier)) = (root(line), root(former)) else { return Ok(false) };
            let coded: i64 = coding::table.filter(coding::line_id.eq(former)).count().get_result(connection)?;
            let of_sample = coding_sample_line::table.filter(coding_sample_line::line_id.eq(former));
            let sampled: i64 = of_sample.count().get_result(connection)?;
            if !is_theirs || first == earlier || former > first || coded + sampled > 0 {
                return Ok(false);
            }
            diesel::update(note_line::table.find(first)).set(note_line::replaces.eq(Some(former))).execute(connection)?;
            withdrawal::forget_named_form(connection, first, former)?;
            let number: i32 = focus_group::table.find(group).select(focus_group::number).first(connection)?;
            log::note(connection, now, by, "let a line stand for one that says the same", &format!("focus group {number}"))?;
            Ok(true)
        })
    }

    /// Of each line that stands in the place of another, the form in which it was noted first.
    pub fn first_forms(&self) -> Result<BTreeMap<i64, i64>, Error> {
        let replaced: BTreeMap<i64, i64> = self.read(|connection| {
            let rows: Vec<(i64, Option<i64>)> = note_line::table
                .filter(note_line::replaces.is_not_null())
                .select((note_line::id, note_line::replaces))
                .load(connection)?;
            Ok(rows.into_iter().filter_map(|(id, before)| Some((id, before?))).collect())
        })?;
        let first = |id: &i64| {
            let mut at = *id;
            // As many steps as there are forms, so that it ends whatever stands in the table.
            for _ in 0..replaced.len() {
                let Some(before) = replaced.get(&at) else { break };
                at = *before;
            }
            at
        };
        Ok(replaced.keys().map(|id| (*id, first(id))).collect())
    }

    /// The lines of a group whose numbers are above this one, in their order.
    pub fn lines(&self, group: i64, above: i64) -> Result<Vec<NoteLine>, Error> {
        let rows: Vec<Row> = self.read(|connection| {
            Ok(note_line::table
                .filter(note_line::group_id.eq(group).and(note_line::id.gt(above)))
                .order(note_line::id)
                .select((
                    note_line::id,
                    note_line::client_id,
                    note_line::question,
                    note_line::speaker,
                    note_line::kind,
                    note_line::words,
                    note_line::replaces,
                    note_line::written_by,
                    note_line::stored_at,
                ))
                .load(connection)?)
        })?;
        rows.into_iter().map(line_of).collect()
    }

    /// How many code points each of these lines has; what is not there is left out.
    pub fn line_lengths(&self, lines: &BTreeSet<i64>) -> Result<BTreeMap<i64, u64>, Error> {
        let rows: Vec<(i64, String)> = self.read(|connection| {
            let these = note_line::id.eq_any(lines.iter().copied());
            Ok(note_line::table.filter(these).select((note_line::id, note_line::words)).load(connection)?)
        })?;
        Ok(rows.into_iter().map(|(id, words)| (id, words.chars().count() as u64)).collect())
    }
}

/// The lines of a group that stand, with whether another edit stands beside each, in their order.
#[must_use]
pub fn standing_lines(lines: &[NoteLine]) -> Vec<(&NoteLine, Standing)> {
    let replacing: Vec<Replacing> =
        lines.iter().map(|line| Replacing { id: line.id, replaces: line.replaces, kind: line.kind }).collect();
    let by_id: BTreeMap<i64, &NoteLine> = lines.iter().map(|line| (line.id, line)).collect();
    let line = |standing: Standing| Some((*by_id.get(&standing.id)?, standing));
    standing(&replacing).into_iter().filter_map(line).collect()
}

fn insert(connection: &mut AnyConnection, group: i64, line: &NewLine<'_>, by: &str, now: Timestamp) -> Result<i64, Error> {
    Ok(diesel::insert_into(note_line::table)
        .values((
            note_line::group_id.eq(group),
            note_line::client_id.eq(line.client_id),
            note_line::question.eq(line.question),
            note_line::speaker.eq(line.speaker),
            note_line::kind.eq(line.kind.name()),
            note_line::words.eq(line.words),
            note_line::replaces.eq(line.replaces),
            note_line::written_by.eq(by),
            note_line::stored_at.eq(now.0),
        ))
        .returning(note_line::id)
        .get_result(connection)?)
}

fn line_of((id, client_id, question, speaker, kind, words, replaces, by, at): Row) -> Result<NoteLine, Error> {
    let kind = LineKind::from_name(&kind).ok_or(Error::Corrupt("note_line"))?;
    Ok(NoteLine { id, client_id, question, speaker, kind, words, replaces, by, at: Timestamp(at) })
}
