//! Coding: the codebook, excerpts with codes, memos, and samples that several people code without seeing what the others put.
//!
//! Excerpts and memos leave this file only through [`Store::codings`] and [`Store::memos`], which leave out what somebody else put on the
//! lines of a sample that is not ended: no page, file or figure can show it.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use diesel::prelude::*;

use super::coding_sample::{blind_lines, is_sampled, open_coders};
use super::schema::{code, coding, coding_sample, coding_sample_line, foreign_excerpt, memo, note_line};
use super::{AnyConnection, Error, Store};
use crate::focusgroup::{Code, makes_circle, snippet};
use crate::time::Timestamp;
use crate::token::RandomId;

/// What a code is to be.
#[derive(Clone, Copy)]
pub struct NewCode<'a> {
    /// What other programs know it by; one is made where it is empty.
    pub guid: &'a str,
    /// The code that it is a kind of.
    pub parent: Option<i64>,
    /// The name.
    pub name: &'a str,
    /// When it is put and when not.
    pub description: &'a str,
    /// Its place on the scale that its parent is.
    pub value: Option<i32>,
}

/// Why the codebook was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// The code would stand below itself.
    Circle,
    /// A sample is being coded: all coders must have the same book.
    Sample,
    /// Excerpts have the code, or codes stand below it.
    Used,
    /// It is not there.
    Gone,
}

/// An excerpt with a code.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// Its number in the database.
    pub id: i64,
    /// What other programs know it by.
    pub guid: String,
    /// The line that it is from.
    pub line_id: i64,
    /// The code.
    pub code_id: i64,
    /// From which code point of the line.
    pub starts: i32,
    /// To which, not included.
    pub ends: i32,
    /// The words between them.
    pub words: String,
    /// Who put it.
    pub coder: String,
    /// When.
    pub at: Timestamp,
}

/// What a memo is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoOf {
    /// An excerpt.
    Excerpt(i64),
    /// A code.
    Code(i64),
}

/// What somebody thought about an excerpt or a code.
#[derive(Clone, Debug)]
pub struct Memo {
    /// Its number in the database.
    pub id: i64,
    /// What it is about.
    pub of: MemoOf,
    /// The words.
    pub words: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

type MemoRow = (i64, Option<i64>, Option<i64>, String, String, i64);
type ExcerptRow = (i64, String, i64, i64, i32, i32, String, String, i64);

impl Store {
    /// The codes in the order in which they came.
    pub fn code_list(&self) -> Result<Vec<Code>, Error> {
        self.read(codes)
    }

    /// Makes a code, or changes it where `id` is one, and gives back its number.
    pub fn put_code(
        &self,
        id: Option<i64>,
        new: &NewCode<'_>,
        by: &str,
        now: Timestamp,
    ) -> Result<Result<i64, CodeRefusal>, Error> {
        let guid = if new.guid.is_empty() { fresh_guid()? } else { new.guid.to_owned() };
        self.write(|connection| {
            lock_book(connection)?;
            if is_sampled(connection)? {
                return Ok(Err(CodeRefusal::Sample));
            }
            let all = codes(connection)?;
            let there = |id: i64| all.iter().any(|code| code.id == id);
            if id.is_some_and(|id| !there(id)) || new.parent.is_some_and(|id| !there(id)) {
                return Ok(Err(CodeRefusal::Gone));
            }
            let what = (
                code::parent.eq(new.parent),
                code::name.eq(new.name),
                code::description.eq(new.description),
                code::value.eq(new.value),
            );
            let Some(id) = id else {
                let id: i64 = diesel::insert_into(code::table)
                    .values((what, code::guid.eq(&guid), code::made_by.eq(by), code::made_at.eq(now.0)))
                    .returning(code::id)
                    .get_result(connection)?;
                return Ok(Ok(id));
            };
            if makes_circle(&all, id, new.parent) {
                return Ok(Err(CodeRefusal::Circle));
            }
            diesel::update(code::table.find(id)).set(what).execute(connection)?;
            Ok(Ok(id))
        })
    }

    /// Takes a code out of the book that nothing has.
    pub fn remove_code(&self, id: i64) -> Result<Result<(), CodeRefusal>, Error> {
        self.write(|connection| {
            lock_book(connection)?;
            if is_sampled(connection)? {
                return Ok(Err(CodeRefusal::Sample));
            }
            let put: i64 = coding::table.filter(coding::code_id.eq(id)).count().get_result(connection)?;
            let below: i64 = code::table.filter(code::parent.eq(id)).count().get_result(connection)?;
            let elsewhere: i64 = foreign_excerpt::table.filter(foreign_excerpt::code_id.eq(id)).count().get_result(connection)?;
            if put + below + elsewhere > 0 {
                return Ok(Err(CodeRefusal::Used));
            }
            let gone = diesel::delete(code::table.find(id)).execute(connection)?;
            Ok(if gone > 0 { Ok(()) } else { Err(CodeRefusal::Gone) })
        })
    }

    /// The excerpts that this person may see: their own, and those of others on lines of no sample that is not ended. Nobody's own are
    /// among them where nobody asks.
    pub fn codings(&self, who: Option<&str>) -> Result<Vec<Excerpt>, Error> {
        self.read(|connection| seen(connection, who))
    }

    /// Puts a code on an excerpt; none where the line, the code or the words are not there. The same once more is the same.
    pub fn add_coding(
        &self,
        line: i64,
        (starts, ends): (i32, i32),
        code_id: i64,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<i64>, Error> {
        let guid = fresh_guid()?;
        self.write(|connection| {
            let text: Option<String> = note_line::table.find(line).select(note_line::words).first(connection).optional()?;
            let known: i64 = code::table.filter(code::id.eq(code_id)).count().get_result(connection)?;
            let (Ok(from), Ok(to)) = (usize::try_from(starts), usize::try_from(ends)) else { return Ok(None) };
            let Some(words) = text.as_deref().and_then(|text| snippet(text, from, to)).filter(|_| known > 0) else {
                return Ok(None);
            };
            put_excerpt(connection, &guid, (line, starts, ends), code_id, words, by, now).map(Some)
        })
    }

    /// Takes an excerpt of one's own back, unless agreement was measured with it: then false.
    pub fn remove_coding(&self, id: i64, by: &str) -> Result<bool, Error> {
        self.write(|connection| {
            let measured: i64 = coding::table
                .inner_join(coding_sample_line::table.on(coding_sample_line::line_id.eq(coding::line_id)))
                .inner_join(coding_sample::table.on(coding_sample::id.eq(coding_sample_line::sample_id)))
                .filter(coding::id.eq(id).and(coding_sample::ended_at.ge(coding::made_at.nullable())))
                .count()
                .get_result(connection)?;
            if measured > 0 {
                return Ok(false);
            }
            let own = coding::id.eq(id).and(coding::coder.eq(by));
            Ok(diesel::delete(coding::table.filter(own)).execute(connection)? > 0)
        })
    }

    /// The memos that this person may see: their own, those of excerpts that they may see, and those of codes whose authors code in no
    /// sample that is not ended.
    pub fn memos(&self, who: Option<&str>) -> Result<Vec<Memo>, Error> {
        self.read(|connection| {
            let rows: Vec<MemoRow> = memo::table.order(memo::id).load(connection)?;
            let excerpts: BTreeSet<i64> = seen(connection, who)?.into_iter().map(|excerpt| excerpt.id).collect();
            let blind: BTreeSet<String> = open_coders(connection)?;
            let mut found = Vec::new();
            for (id, coding_id, code_id, words, by, at) in rows {
                let is_own = who == Some(by.as_str());
                let of = match (coding_id, code_id) {
                    (Some(excerpt), _) if excerpts.contains(&excerpt) => MemoOf::Excerpt(excerpt),
                    (None, Some(code)) if is_own || !blind.contains(&by) => MemoOf::Code(code),
                    _ => continue,
                };
                found.push(Memo { id, of, words, by, at: Timestamp(at) });
            }
            Ok(found)
        })
    }

    /// Writes a memo about a code, or about an excerpt that its author may see; false where there is none.
    pub fn add_memo(&self, of: MemoOf, words: &str, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let (coding_id, code_id) = match of {
                MemoOf::Excerpt(id) => (Some(id), None),
                MemoOf::Code(id) => (None, Some(id)),
            };
            let is_there = match of {
                MemoOf::Excerpt(id) => seen(connection, Some(by))?.iter().any(|excerpt| excerpt.id == id),
                MemoOf::Code(id) => codes(connection)?.iter().any(|code| code.id == id),
            };
            if is_there {
                diesel::insert_into(memo::table)
                    .values((
                        memo::coding_id.eq(coding_id),
                        memo::code_id.eq(code_id),
                        memo::words.eq(words),
                        memo::made_by.eq(by),
                        memo::made_at.eq(now.0),
                    ))
                    .execute(connection)?;
            }
            Ok(is_there)
        })
    }
}

fn fresh_guid() -> Result<String, Error> {
    // A version 4 UUID (RFC 9562, section 5.4).
    let mut bytes = RandomId::new()?.0;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = HEXLOWER.encode(&bytes);
    Ok(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}

/// Whoever changes the codebook or draws a sample waits for whoever does; on SQLite every writer does.
pub(super) fn lock_book(connection: &mut AnyConnection) -> Result<(), Error> {
    use diesel::connection::SimpleConnection as _;
    if let AnyConnection::Postgres(postgres) = connection {
        postgres.batch_execute("LOCK TABLE code IN SHARE ROW EXCLUSIVE MODE")?;
    }
    Ok(())
}

pub(super) fn codes(connection: &mut AnyConnection) -> Result<Vec<Code>, Error> {
    type Row = (i64, String, Option<i64>, String, String, Option<i32>);
    let rows: Vec<Row> = code::table
        .order(code::id)
        .select((code::id, code::guid, code::parent, code::name, code::description, code::value))
        .load(connection)?;
    let code = |(id, guid, parent, name, description, value): Row| Code { id, guid, parent, name, description, value };
    Ok(rows.into_iter().map(code).collect())
}

fn seen(connection: &mut AnyConnection, who: Option<&str>) -> Result<Vec<Excerpt>, Error> {
    let blind = blind_lines(connection)?;
    let rows: Vec<ExcerptRow> = coding::table.order(coding::id).load(connection)?;
    let excerpts = rows.into_iter().map(|(id, guid, line_id, code_id, starts, ends, words, coder, at)| Excerpt {
        id,
        guid,
        line_id,
        code_id,
        starts,
        ends,
        words,
        coder,
        at: Timestamp(at),
    });
    Ok(excerpts.filter(|one| who == Some(one.coder.as_str()) || !blind.contains(&one.line_id)).collect())
}

pub(super) fn put_excerpt(
    connection: &mut AnyConnection,
    guid: &str,
    (line, starts, ends): (i64, i32, i32),
    code_id: i64,
    words: &str,
    by: &str,
    now: Timestamp,
) -> Result<i64, Error> {
    let same = coding::line_id
        .eq(line)
        .and(coding::code_id.eq(code_id))
        .and(coding::starts.eq(starts))
        .and(coding::ends.eq(ends))
        .and(coding::coder.eq(by));
    let there: Option<i64> = coding::table.filter(same).select(coding::id).first(connection).optional()?;
    if let Some(id) = there {
        return Ok(id);
    }
    Ok(diesel::insert_into(coding::table)
        .values((
            coding::guid.eq(guid),
            coding::line_id.eq(line),
            coding::code_id.eq(code_id),
            coding::starts.eq(starts),
            coding::ends.eq(ends),
            coding::words.eq(words),
            coding::coder.eq(by),
            coding::made_at.eq(now.0),
        ))
        .returning(coding::id)
        .get_result(connection)?)
}
