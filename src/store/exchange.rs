//! Projects of other programs: their codes join the book, their texts lie beside the notes, and what is put on our own lines comes home.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::coding::{codes, lock_book, put_excerpt};
use super::coding_sample::is_sampled;
use super::schema::{code, coding, foreign_excerpt, foreign_note, foreign_text, memo, note_line};
use super::{AnyConnection, CodeRefusal, Error, NoteLine, Store, log, standing_lines};
use crate::focusgroup::{QdaExcerpt, QdaNote, QdaProject, QdaText, snippet, without_lines};
use crate::time::Timestamp;

/// The text of this installation's own lines as it last left, and where each line begins in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnText {
    /// What other programs know it by.
    pub guid: String,
    /// The lines in their order, each with its first code point.
    pub places: Vec<(i64, usize)>,
}

/// A text that came from another program.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// Its number in the database.
    pub id: i64,
    /// The text with its excerpts.
    pub text: QdaText,
}

/// What came of a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Codes that are new in the book.
    pub codes: usize,
    /// Texts that are new.
    pub texts: usize,
    /// Excerpts that are new.
    pub excerpts: usize,
    /// Codes, texts and excerpts that were there.
    pub known: usize,
    /// Excerpts over more than one of our own lines, which have no place here.
    pub lost: usize,
}

type ExcerptRow = (i64, String, i64, i64, i32, i32, String, i64);

impl Store {
    /// The lines of a group that stand, in their order.
    pub fn standing_lines(&self, group: i64) -> Result<Vec<NoteLine>, Error> {
        let lines = self.lines(group, 0)?;
        Ok(standing_lines(&lines).into_iter().map(|(line, _)| line.clone()).collect())
    }

    /// The texts that came from other programs, in the order in which they came.
    pub fn foreign(&self) -> Result<Vec<Foreign>, Error> {
        self.read(|connection| {
            let guids: BTreeMap<i64, String> = codes(connection)?.into_iter().map(|code| (code.id, code.guid)).collect();
            let texts: Vec<(i64, String, String, String)> = foreign_text::table
                .order(foreign_text::id)
                .select((foreign_text::id, foreign_text::guid, foreign_text::name, foreign_text::words))
                .load(connection)?;
            let excerpts: Vec<ExcerptRow> = foreign_excerpt::table.order(foreign_excerpt::id).load(connection)?;
            let rows: Vec<(i64, i64, String, String, i64)> = foreign_note::table.order(foreign_note::id).load(connection)?;
            let mut notes: BTreeMap<i64, Vec<QdaNote>> = BTreeMap::new();
            for (_, excerpt, words, by, at) in rows {
                notes.entry(excerpt).or_default().push(QdaNote { words, by, at });
            }
            let mut found: Vec<Foreign> = texts
                .into_iter()
                .map(|(id, guid, name, words)| Foreign { id, text: QdaText { guid, name, words, excerpts: Vec::new() } })
                .collect();
            let places: BTreeMap<i64, usize> = found.iter().enumerate().map(|(at, foreign)| (foreign.id, at)).collect();
            for (id, guid, text, code, starts, ends, coder, at) in excerpts {
                let (Some(place), Some(code)) = (places.get(&text), guids.get(&code)) else { continue };
                let [starts, ends] = [starts, ends].map(|at| usize::try_from(at).unwrap_or_default());
                let notes = notes.remove(&id).unwrap_or_default();
                found[*place].text.excerpts.push(QdaExcerpt { guid, code: code.clone(), starts, ends, coder, at, notes });
            }
            Ok(found)
        })
    }

    /// Takes a project in, all or nothing; what is known by its identifier stays as it is. `own` is the text of our own lines: excerpts
    /// on it are put on the lines.
    pub fn import_project(
        &self,
        project: &QdaProject,
        own: &OwnText,
        by: &str,
        now: Timestamp,
    ) -> Result<Result<Imported, CodeRefusal>, Error> {
        self.write(|connection| {
            lock_book(connection)?;
            if is_sampled(connection)? {
                return Ok(Err(CodeRefusal::Sample));
            }
            let mut importing =
                Importing { by, now, codes: BTreeMap::new(), guids: known(connection)?, done: Imported::default() };
            importing.codes(connection, project)?;
            for text in &project.texts {
                if text.guid == own.guid && !own.places.is_empty() {
                    importing.own(connection, text, own)?;
                } else {
                    importing.text(connection, text)?;
                }
            }
            log::note(connection, now, by, "took a project in", "REFI-QDA")?;
            Ok(Ok(importing.done))
        })
    }

    /// Deletes a text that came from another program, with its excerpts.
    pub fn delete_foreign(&self, id: i64) -> Result<bool, Error> {
        let gone = self.write(|connection| Ok(diesel::delete(foreign_text::table.find(id)).execute(connection)? > 0))?;
        self.forget_deleted()?;
        Ok(gone)
    }
}

/// Makes these lines of our own, which are to be deleted, unreadable in texts that came from other programs and in what was thought about
/// them: a project that had left may have come back as such a text.
pub(super) fn cover_in_foreign(connection: &mut AnyConnection, lines: &BTreeSet<i64>) -> Result<(), Error> {
    let words: Vec<String> = note_line::table.filter(note_line::id.eq_any(lines)).select(note_line::words).load(connection)?;
    let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    let texts: Vec<(i64, String)> = foreign_text::table.select((foreign_text::id, foreign_text::words)).load(connection)?;
    for (id, text) in texts {
        let (without, count) = without_lines(&text, &words);
        if count > 0 {
            diesel::update(foreign_text::table.find(id)).set(foreign_text::words.eq(without)).execute(connection)?;
        }
    }
    let notes: Vec<(i64, String)> = foreign_note::table.select((foreign_note::id, foreign_note::words)).load(connection)?;
    for (id, note) in notes {
        let (without, count) = without_lines(&note, &words);
        if count > 0 {
            diesel::update(foreign_note::table.find(id)).set(foreign_note::words.eq(without)).execute(connection)?;
        }
    }
    Ok(())
}

/// The identifiers of all excerpts.
fn known(connection: &mut AnyConnection) -> Result<BTreeSet<String>, Error> {
    let own: Vec<String> = coding::table.select(coding::guid).load(connection)?;
    let foreign: Vec<String> = foreign_excerpt::table.select(foreign_excerpt::guid).load(connection)?;
    Ok(own.into_iter().chain(foreign).collect())
}

struct Importing<'a> {
    by: &'a str,
    now: Timestamp,
    /// The codes of the book by identifier.
    codes: BTreeMap<String, i64>,
    /// The excerpts that are there by identifier.
    guids: BTreeSet<String>,
    done: Imported,
}

impl Importing<'_> {
    fn codes(&mut self, connection: &mut AnyConnection, project: &QdaProject) -> Result<(), Error> {
        self.codes = codes(connection)?.into_iter().map(|code| (code.guid, code.id)).collect();
        for one in &project.codes {
            if self.codes.contains_key(&one.guid) {
                self.done.known += 1;
                continue;
            }
            // A code stands behind the one above it, so no circle can come of it.
            let parent = one.parent.as_ref().and_then(|parent| self.codes.get(parent)).copied();
            let id: i64 = diesel::insert_into(code::table)
                .values((
                    code::guid.eq(&one.guid),
                    code::parent.eq(parent),
                    code::name.eq(&one.name),
                    code::description.eq(&one.description),
                    code::value.eq(None::<i32>),
                    code::made_by.eq(self.by),
                    code::made_at.eq(self.now.0),
                ))
                .returning(code::id)
                .get_result(connection)?;
            for note in &one.notes {
                memo_of(connection, (None, Some(id)), note, self.now)?;
            }
            self.codes.insert(one.guid.clone(), id);
            self.done.codes += 1;
        }
        Ok(())
    }

    /// The number of the code of an excerpt that is not there yet.
    fn fresh(&mut self, one: &QdaExcerpt) -> Option<i64> {
        if !self.guids.insert(one.guid.clone()) {
            self.done.known += 1;
            return None;
        }
        self.codes.get(&one.code).copied()
    }

    fn own(&mut self, connection: &mut AnyConnection, text: &QdaText, own: &OwnText) -> Result<(), Error> {
        self.done.known += 1;
        for one in &text.excerpts {
            let Some(code) = self.fresh(one) else { continue };
            let line = own.places.iter().rev().find(|(_, begins)| *begins <= one.starts);
            let Some((line, begins)) = line.copied() else { continue };
            let words: Option<String> = note_line::table.find(line).select(note_line::words).first(connection).optional()?;
            let (starts, ends) = (one.starts - begins, one.ends - begins);
            let Some(snippet) = words.as_deref().and_then(|words| snippet(words, starts, ends)) else {
                self.done.lost += 1;
                continue;
            };
            let place = |at: usize| i32::try_from(at).map_err(|_| Error::Corrupt("coding"));
            let coder = if one.coder.is_empty() { self.by } else { &one.coder };
            let at = Timestamp(if one.at == 0 { self.now.0 } else { one.at });
            let id = put_excerpt(connection, &one.guid, (line, place(starts)?, place(ends)?), code, snippet, coder, at)?;
            for note in &one.notes {
                memo_of(connection, (Some(id), None), note, self.now)?;
            }
            self.done.excerpts += 1;
        }
        Ok(())
    }

    fn text(&mut self, connection: &mut AnyConnection, text: &QdaText) -> Result<(), Error> {
        let there: Option<i64> = foreign_text::table
            .filter(foreign_text::guid.eq(&text.guid))
            .select(foreign_text::id)
            .first(connection)
            .optional()?;
        let id = if let Some(id) = there {
            self.done.known += 1;
            // Excerpts lie in the text as it was: those of another one under the same identifier would not.
            let words: String = foreign_text::table.find(id).select(foreign_text::words).first(connection)?;
            if words != text.words {
                self.done.lost += text.excerpts.len();
                return Ok(());
            }
            id
        } else {
            self.done.texts += 1;
            diesel::insert_into(foreign_text::table)
                .values((
                    foreign_text::guid.eq(&text.guid),
                    foreign_text::name.eq(&text.name),
                    foreign_text::words.eq(&text.words),
                    foreign_text::added_by.eq(self.by),
                    foreign_text::added_at.eq(self.now.0),
                ))
                .returning(foreign_text::id)
                .get_result(connection)?
        };
        for one in &text.excerpts {
            let Some(code) = self.fresh(one) else { continue };
            let (Ok(starts), Ok(ends)) = (i32::try_from(one.starts), i32::try_from(one.ends)) else { continue };
            let excerpt: i64 = diesel::insert_into(foreign_excerpt::table)
                .values((
                    foreign_excerpt::guid.eq(&one.guid),
                    foreign_excerpt::text_id.eq(id),
                    foreign_excerpt::code_id.eq(code),
                    foreign_excerpt::starts.eq(starts),
                    foreign_excerpt::ends.eq(ends),
                    foreign_excerpt::coder.eq(&one.coder),
                    foreign_excerpt::made_at.eq(one.at),
                ))
                .returning(foreign_excerpt::id)
                .get_result(connection)?;
            for note in &one.notes {
                diesel::insert_into(foreign_note::table)
                    .values((
                        foreign_note::excerpt_id.eq(excerpt),
                        foreign_note::words.eq(&note.words),
                        foreign_note::made_by.eq(&note.by),
                        foreign_note::made_at.eq(note.at),
                    ))
                    .execute(connection)?;
            }
            self.done.excerpts += 1;
        }
        Ok(())
    }
}

fn memo_of(
    connection: &mut AnyConnection,
    (excerpt, code): (Option<i64>, Option<i64>),
    note: &QdaNote,
    now: Timestamp,
) -> Result<(), Error> {
    let at = if note.at == 0 { now.0 } else { note.at };
    diesel::insert_into(memo::table)
        .values((
            memo::coding_id.eq(excerpt),
            memo::code_id.eq(code),
            memo::words.eq(&note.words),
            memo::made_by.eq(&note.by),
            memo::made_at.eq(at),
        ))
        .execute(connection)?;
    Ok(())
}
