//! What must be accounted for: who did what, when. Never an answer, a token or an address.
//!
//! The log only grows: triggers refuse to change it, and each line holds a hash over itself and the line before, so that whoever gets
//! around the triggers is seen by [`Store::verify_log`]. Lines that were cut off its end are seen by whoever wrote down a later hash.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::schema::{log, setting};
use super::{AnyConnection, Error, Store};
use crate::time::Timestamp;

/// What an export of single answers is called in the log.
const EXPORT: &str = "export of single answers";
/// Who does what nobody is there to do.
pub(super) const SERVER: &str = "the server";
/// Held while a line is written on PostgreSQL: there is one line before each.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7295672)";
/// The setting that says up to which line the log was told elsewhere.
const TOLD: &str = "log-told";
/// So many lines are read at a time.
const PAGE: i64 = 10_000;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub who: String,
    /// What was done.
    pub what: String,
    /// To what.
    pub object: String,
}

/// Who does something, and when: a step that is given one writes its line in its own transaction, so that nothing is done without it.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// Who.
    pub who: &'a str,
    /// When.
    pub at: Timestamp,
}

impl Actor<'_> {
    /// Writes what is done to what, in the transaction in which it is.
    pub(super) fn note(self, connection: &mut AnyConnection, what: &str, object: &str) -> Result<(), Error> {
        note(connection, self.at, self.who, what, object)
    }
}

/// Writes the line of a step that somebody does; none of one that nobody does, such as a command at the machine.
pub(super) fn note_by(connection: &mut AnyConnection, by: Option<Actor<'_>>, what: &str, object: &str) -> Result<(), Error> {
    by.map_or(Ok(()), |by| by.note(connection, what, object))
}

/// A line of the log as it is told elsewhere.
#[derive(Clone, Debug)]
pub struct ToldLine {
    /// Its number in the database: lines come in this order.
    pub number: i64,
    /// The line.
    pub entry: LogEntry,
    /// The hash over it and the line before; none of one from before there were any.
    pub hash: Option<Vec<u8>>,
}

/// What the log's own hashes say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogVerdict {
    /// Every line is as it was written.
    Whole {
        /// How many lines there are.
        lines: usize,
        /// How many of them are from before the hashes.
        unhashed: usize,
        /// The hash of the last line; none where no line has one.
        head: Option<Vec<u8>>,
        /// Whether the hash that was asked for is that of one of the lines.
        contains: bool,
    },
    /// A line, counted from 1, is not as it was written, or one before it is gone.
    Broken {
        /// Which.
        line: usize,
    },
}

type Row = (i64, i64, String, String, String, Option<Vec<u8>>);

impl Store {
    /// Notes that the single answers of a round left the platform: whoever deletes them later must know of the copies.
    pub fn note_export(&self, at: Timestamp, who: &str, round: &str) -> Result<(), Error> {
        self.note(at, who, EXPORT, round)
    }

    /// Writes a line to the log.
    pub fn note(&self, at: Timestamp, who: &str, what: &str, object: &str) -> Result<(), Error> {
        self.write(|connection| note(connection, at, who, what, object))
    }

    /// The newest lines of the log, the newest first; `before` leaves out so many.
    pub fn log_lines(&self, most: u32, before: u32) -> Result<Vec<LogEntry>, Error> {
        let rows: Vec<(i64, String, String, String)> = self.read(|connection| {
            Ok(log::table
                .order(log::id.desc())
                .offset(before.into())
                .limit(most.into())
                .select((log::at, log::who, log::what, log::object))
                .load(connection)?)
        })?;
        Ok(rows.into_iter().map(|(at, who, what, object)| LogEntry { at: Timestamp(at), who, what, object }).collect())
    }

    /// The next lines that were not told elsewhere yet, the oldest first, and after which they come.
    pub fn untold_lines(&self) -> Result<(i64, Vec<ToldLine>), Error> {
        self.read(|connection| {
            let told: Option<String> = setting::table.find(TOLD).select(setting::value).first(connection).optional()?;
            let after = told.and_then(|told| told.parse().ok()).unwrap_or(0);
            let rows: Vec<Row> = log::table
                .filter(log::id.gt(after))
                .order(log::id)
                .limit(PAGE)
                .select((log::id, log::at, log::who, log::what, log::object, log::hash))
                .load(connection)?;
            let line = |(number, at, who, what, object, hash)| ToldLine {
                number,
                entry: LogEntry { at: Timestamp(at), who, what, object },
                hash,
            };
            Ok((after, rows.into_iter().map(line).collect()))
        })
    }

    /// Notes that the lines after this one were told up to that one; false where another process did so first.
    pub fn lines_told(&self, after: i64, up_to: i64) -> Result<bool, Error> {
        self.write(|connection| {
            let own = setting::table.filter(setting::key.eq(TOLD).and(setting::value.eq(after.to_string())));
            if diesel::update(own).set(setting::value.eq(up_to.to_string())).execute(connection)? == 1 {
                return Ok(true);
            }
            let known: i64 = setting::table.filter(setting::key.eq(TOLD)).count().get_result(connection)?;
            if known > 0 {
                return Ok(false);
            }
            let first = (setting::key.eq(TOLD), setting::value.eq(up_to.to_string()));
            Ok(diesel::insert_into(setting::table).values(first).execute(connection)? == 1)
        })
    }

    /// Follows the log's hashes from its first line to its last, and looks for one that was written down earlier.
    pub fn verify_log(&self, wanted: Option<&[u8]>) -> Result<LogVerdict, Error> {
        let (mut lines, mut unhashed, mut last) = (0, 0, 0);
        let (mut head, mut contains): (Option<Vec<u8>>, bool) = (None, false);
        loop {
            let rows: Vec<Row> = self.read(|connection| {
                Ok(log::table
                    .filter(log::id.gt(last))
                    .order(log::id)
                    .limit(PAGE)
                    .select((log::id, log::at, log::who, log::what, log::object, log::hash))
                    .load(connection)?)
            })?;
            let Some((id, ..)) = rows.last() else { return Ok(LogVerdict::Whole { lines, unhashed, head, contains }) };
            last = *id;
            for (_, at, who, what, object, hash) in rows {
                lines += 1;
                match hash {
                    None if head.is_none() => unhashed += 1,
                    Some(hash) if hash == link(head.as_deref(), at, [&who, &what, &object]) => {
                        contains |= wanted == Some(&hash[..]);
                        head = Some(hash);
                    }
                    _ => return Ok(LogVerdict::Broken { line: lines }),
                }
            }
        }
    }
}

/// The hash of a line after another.
fn link(before: Option<&[u8]>, at: i64, words: [&str; 3]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before.unwrap_or(&[0; 32]));
    hash.update(at.to_be_bytes());
    for words in words {
        hash.update((words.len() as u64).to_be_bytes());
        hash.update(words);
    }
    hash.finalize().to_vec()
}

/// The same inside a transaction.
pub(super) fn note(connection: &mut AnyConnection, at: Timestamp, who: &str, what: &str, object: &str) -> Result<(), Error> {
    if let AnyConnection::Postgres(connection) = connection {
        connection.batch_execute(LOCK)?;
    }
    let before: Option<Option<Vec<u8>>> = log::table.order(log::id.desc()).select(log::hash).first(connection).optional()?;
    let hash = link(before.flatten().as_deref(), at.0, [who, what, object]);
    diesel::insert_into(log::table)
        .values((log::at.eq(at.0), log::who.eq(who), log::what.eq(what), log::object.eq(object), log::hash.eq(Some(hash))))
        .execute(connection)?;
    Ok(())
}

/// When and by whom the single answers of a round were exported, in the order of time.
pub(super) fn exports(connection: &mut AnyConnection, round: &str) -> Result<Vec<String>, Error> {
    let lines: Vec<(i64, String)> = log::table
        .filter(log::what.eq(EXPORT).and(log::object.eq(round)))
        .order(log::id)
        .select((log::at, log::who))
        .load(connection)?;
    Ok(lines.into_iter().map(|(at, who)| format!("{} {who}", Timestamp(at).rfc3339())).collect())
}
