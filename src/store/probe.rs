//! What the databases can do at best, for the benchmark to measure against, and what it must see to believe the server.
//!
//! Raw means: the statements and the syncs, and nothing of ours around them. The same diesel with its kept statements is
//! used, so that a ratio tells about our work and not about the library.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation};
use diesel::prelude::*;

use super::invitation::InvitationState;
use super::kept::{self, kept};
use super::schema::{draft, invitation, response};
use super::{AnyConnection, Error, PublishedVersion, Store, Url};
use crate::fieldwork::Round;
use crate::token::{RandomId, TokenHash};

pub use fill::{fill, fill_counts, read_bare};
use raw::{raw_answer, raw_draft, raw_row};

mod fill;

mod raw {
    diesel::table! {
        raw_row (id) {
            id -> BigInt,
            response -> BigInt,
            question -> Integer,
            answer -> Integer,
            content -> Text,
        }
    }
    diesel::table! {
        raw_answer (response, question) {
            response -> Binary,
            question -> Integer,
            answer -> Integer,
            content -> Text,
        }
    }
    diesel::table! {
        raw_draft (id) {
            id -> Binary,
            content -> Text,
        }
    }
}

const RAW_TABLE: &str = "CREATE TABLE IF NOT EXISTS raw_row (id INTEGER PRIMARY KEY NOT NULL, response BIGINT NOT NULL, \
                         question INTEGER NOT NULL, answer INTEGER NOT NULL, content TEXT NOT NULL)";

/// Durable commits to a fresh table of a SQLite file, `responses` in each and `rows` for each response, for so long: how many
/// responses a second.
pub fn raw_commits(path: &Path, responses: i64, rows: i32, lasting: Duration) -> Result<f64, Error> {
    let mut connection = Url::Sqlite(path.to_owned()).connect()?;
    let AnyConnection::Sqlite(sqlite) = &mut connection else { return Err(Error::Corrupt("probe")) };
    sqlite.batch_execute("DROP TABLE IF EXISTS raw_row")?;
    sqlite.batch_execute(RAW_TABLE)?;
    // One row is a whole response with its answers; several are an answer each.
    let content = if rows == 1 { r#"{"simplified":4,"quality":3}"# } else { "" };
    let start = Instant::now();
    let mut done = 0;
    while start.elapsed() < lasting {
        sqlite.immediate_transaction(|sqlite| {
            for response in done..done + responses {
                for question in 0..rows {
                    diesel::insert_into(raw_row::table)
                        .values((
                            raw_row::response.eq(response),
                            raw_row::question.eq(question),
                            raw_row::answer.eq(4),
                            raw_row::content.eq(content),
                        ))
                        .execute(sqlite)?;
                }
            }
            QueryResult::Ok(())
        })?;
        done += responses;
    }
    Ok(done as f64 / start.elapsed().as_secs_f64())
}

/// Durable commits to a SQLite file of `responses` in each, every one as `rows` rows under a random key of its own, since the order of
/// coming must not be kept: how many responses a second.
pub fn raw_responses(path: &Path, responses: usize, rows: i32, lasting: Duration) -> Result<f64, Error> {
    let mut connection = Url::Sqlite(path.to_owned()).connect()?;
    let AnyConnection::Sqlite(sqlite) = &mut connection else { return Err(Error::Corrupt("probe")) };
    sqlite.batch_execute("DROP TABLE IF EXISTS raw_answer")?;
    sqlite.batch_execute(
        "CREATE TABLE raw_answer (response BLOB NOT NULL, question INTEGER NOT NULL, answer INTEGER NOT NULL, \
         content TEXT NOT NULL, PRIMARY KEY (response, question)) WITHOUT ROWID",
    )?;
    let start = Instant::now();
    let mut done = 0;
    while start.elapsed() < lasting {
        let keys = (0..responses).map(|_| RandomId::new()).collect::<Result<Vec<_>, _>>()?;
        sqlite.immediate_transaction(|sqlite| {
            for key in &keys {
                for question in 0..rows {
                    diesel::insert_into(raw_answer::table)
                        .values((
                            raw_answer::response.eq(&key.0[..]),
                            raw_answer::question.eq(question),
                            raw_answer::answer.eq(4),
                            raw_answer::content.eq(""),
                        ))
                        .execute(sqlite)?;
                }
            }
            QueryResult::Ok(())
        })?;
        done += responses;
    }
    Ok(done as f64 / start.elapsed().as_secs_f64())
}

kept! {
    RawDraft = "UPDATE raw_draft SET content = ", " WHERE id = ";
}

/// Durable commits to a SQLite file of what one step stores: a draft under a random key, among as many as there are links. `rows` in
/// each commit, for so long: how many rows a second.
pub fn raw_drafts(path: &Path, links: &[RandomId], rows: usize, lasting: Duration) -> Result<f64, Error> {
    let mut connection = Url::Sqlite(path.to_owned()).connect()?;
    let AnyConnection::Sqlite(sqlite) = &mut connection else { return Err(Error::Corrupt("probe")) };
    sqlite.batch_execute("DROP TABLE IF EXISTS raw_draft")?;
    sqlite.batch_execute("CREATE TABLE raw_draft (id BLOB PRIMARY KEY NOT NULL, content TEXT NOT NULL) WITHOUT ROWID")?;
    // Other content each time: SQLite writes no page on which nothing differs.
    let content = |number: usize| format!(r#"{{"simplified":4,"quality":3,"hours":{number}}}"#);
    let empty = content(0);
    connection.in_transaction(|connection| {
        let AnyConnection::Sqlite(sqlite) = connection else { return Err(Error::Corrupt("probe")) };
        for id in links {
            diesel::insert_into(raw_draft::table)
                .values((raw_draft::id.eq(&id.0[..]), raw_draft::content.eq(&empty)))
                .execute(sqlite)?;
        }
        Ok(())
    })?;
    let start = Instant::now();
    let mut done = 0_usize;
    let mut next = links.iter().cycle();
    while start.elapsed() < lasting {
        let content = content(1_000_000 + done);
        connection.in_transaction(|connection| {
            for id in next.by_ref().take(rows) {
                kept::run::<RawDraft>(connection, &[kept::Value::Text(&content), kept::Value::Bytes(&id.0)])?;
            }
            Ok(())
        })?;
        done += rows;
    }
    Ok(done as f64 / start.elapsed().as_secs_f64())
}

/// One prepared SELECT after another by the hash of a token, on so many connections, for so long: how many a second.
pub fn prepared_selects(url: &Url, hashes: &[TokenHash], connections: usize, lasting: Duration) -> Result<f64, Error> {
    let mut open = (0..connections).map(|_| url.connect()).collect::<Result<Vec<_>, _>>()?;
    let start = Instant::now();
    let counts = std::thread::scope(|scope| {
        let running: Vec<_> = open
            .iter_mut()
            .enumerate()
            .map(|(number, connection)| {
                scope.spawn(move || {
                    let mut done = 0;
                    let mine = hashes.iter().cycle().skip(number * 7919 % hashes.len().max(1));
                    for hash in mine.take_while(|_| start.elapsed() < lasting) {
                        let found: Option<(Vec<u8>, i16)> = invitation::table
                            .filter(invitation::token_hash.eq(&hash.0[..]))
                            .select((invitation::id, invitation::state))
                            .first(connection)
                            .optional()?;
                        done += u64::from(found.is_some());
                    }
                    Ok(done)
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().map_err(|_| Error::Busy)?).collect::<Result<Vec<u64>, Error>>()
    })?;
    Ok(counts.iter().sum::<u64>() as f64 / start.elapsed().as_secs_f64())
}

/// Durable commits of one response of seven rows each on so many PostgreSQL connections at once: how many a second.
pub fn raw_commits_one_by_one(url: &Url, connections: usize, lasting: Duration) -> Result<f64, Error> {
    let mut first = url.connect()?;
    first.batch_execute("DROP TABLE IF EXISTS raw_row")?;
    first.batch_execute(&RAW_TABLE.replace("id INTEGER PRIMARY KEY NOT NULL", "id BIGSERIAL PRIMARY KEY"))?;
    let mut open = (0..connections).map(|_| url.connect()).collect::<Result<Vec<_>, _>>()?;
    let start = Instant::now();
    let counts = std::thread::scope(|scope| {
        let running: Vec<_> =
            open.iter_mut().map(|connection| scope.spawn(move || seven_rows(connection, start, lasting))).collect();
        running.into_iter().map(|thread| thread.join().map_err(|_| Error::Busy)?).collect::<Result<Vec<u64>, Error>>()
    })?;
    Ok(counts.iter().sum::<u64>() as f64 / start.elapsed().as_secs_f64())
}

fn seven_rows(connection: &mut AnyConnection, start: Instant, lasting: Duration) -> Result<u64, Error> {
    let mut done = 0;
    while start.elapsed() < lasting {
        connection.in_transaction(|connection| {
            for question in 0..7 {
                diesel::insert_into(raw_row::table)
                    .values((
                        raw_row::response.eq(1i64),
                        raw_row::question.eq(question),
                        raw_row::answer.eq(4),
                        raw_row::content.eq(""),
                    ))
                    .execute(connection)?;
            }
            Ok(())
        })?;
        done += 1;
    }
    Ok(done)
}

/// Makes an empty PostgreSQL database of this name on the server of `url` and returns its URL.
pub fn make_database(url: &Url, name: &str) -> Result<String, Error> {
    let Url::Postgres(text) = url else { return Err(Error::Url("sqlite".to_owned())) };
    url.connect()?.batch_execute(&format!("CREATE DATABASE {name}"))?;
    let (before, options) = text.split_once('?').map_or((text.as_str(), ""), |(before, options)| (before, options));
    let server = before.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    Ok(if options.is_empty() { format!("{server}/{name}") } else { format!("{server}/{name}?{options}") })
}

/// Drops a database that [`make_database`] made.
pub fn drop_database(url: &Url, name: &str) -> Result<(), Error> {
    Ok(url.connect()?.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?)
}

static READS: AtomicU64 = AtomicU64::new(0);
static OTHERS: AtomicU64 = AtomicU64::new(0);
static COUNTING: AtomicU64 = AtomicU64::new(0);

struct Counting;

impl Instrumentation for Counting {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let query = query.to_string();
            let sql = query.split(" -- binds").next().unwrap_or_default().trim();
            // What only begins or ends a snapshot neither reads nor writes, and serves all looks of a turn.
            if !matches!(sql, "BEGIN" | "COMMIT") {
                (if sql.starts_with("SELECT") { &READS } else { &OTHERS }).fetch_add(1, Ordering::Relaxed);
                if counts_answers(sql) {
                    COUNTING.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
}

/// Whether a statement counts or adds up rows that hold answers.
fn counts_answers(sql: &str) -> bool {
    let plain = sql.to_lowercase().replace(['"', '`'], "");
    let counts = ["count(", "sum(", "group by"].iter().any(|word| plain.contains(word));
    counts
        && ["from response", "from sealed_response", "join response", "join sealed_response"]
            .iter()
            .any(|from| plain.contains(from))
}

/// How many of the statements so far counted or added up rows that hold answers.
#[must_use]
pub fn counting_answers() -> u64 {
    COUNTING.load(Ordering::Relaxed)
}

/// From now on every statement of every new connection of this process is counted.
pub fn count_statements() -> Result<(), Error> {
    set_default_instrumentation(|| Some(Box::new(Counting)))?;
    Ok(())
}

/// The statements counted so far: those that read, and all others.
#[must_use]
pub fn statements() -> (u64, u64) {
    (READS.load(Ordering::Relaxed), OTHERS.load(Ordering::Relaxed))
}

/// What a round's tables hold, to be compared with what was acknowledged.
pub struct Holdings {
    /// The hashes of the receipts of all responses, sorted.
    pub receipts: Vec<Vec<u8>>,
    /// By the hash of the token: how many pages of its draft are saved.
    pub drafts: BTreeMap<Vec<u8>, i32>,
    /// How many invitations say that they were answered.
    pub answered: u64,
    /// Whether the kept counts equal a recount from the responses.
    pub counts_agree: bool,
}

/// Reads everything that a round holds.
pub fn holdings(store: &Store, round: &Round, version: &PublishedVersion) -> Result<Holdings, Error> {
    let (mut receipts, drafts, answered) = store.read(|connection| {
        let receipts: Vec<Option<Vec<u8>>> =
            response::table.filter(response::round_id.eq(round.id)).select(response::receipt_hash).load(connection)?;
        let drafts: Vec<(Vec<u8>, i32)> = draft::table
            .inner_join(invitation::table)
            .filter(invitation::round_id.eq(round.id))
            .select((invitation::token_hash, draft::page))
            .load(connection)?;
        let answered: i64 = invitation::table
            .filter(invitation::round_id.eq(round.id))
            .filter(invitation::state.eq(InvitationState::Answered.number()))
            .count()
            .get_result(connection)?;
        Ok((receipts.into_iter().flatten().collect::<Vec<_>>(), drafts, answered))
    })?;
    receipts.sort();
    Ok(Holdings {
        receipts,
        drafts: drafts.into_iter().collect(),
        answered: u64::try_from(answered).unwrap_or(0),
        counts_agree: store.coded(round, version)?.tallies() == store.tallies(round.id)?,
    })
}
