//! What is told of rounds to the addresses that are configured: marked and queued in one transaction, and sent by one process.
//!
//! A mark says what was last told of a round, so that of several processes one tells it. A message is taken by lease: whoever dies with it in
//! hand leaves it to the next, with the same id, by which the receiver knows it again.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Diesel};

use super::schema::{webhook_mark as mark, webhook_message as message};
use super::{AnyConnection, Error, Store};
use crate::time::Timestamp;

/// What was sent or given up is kept for thirty days.
const KEPT: i64 = 30 * 24 * 3_600_000;

const WAITS: i16 = 0;
const SENT: i16 = 1;
const GIVEN_UP: i16 = 2;

/// What was last told of rounds: by the round's number and the event, the value and when.
pub type WebhookMarks = HashMap<(i64, String), (i64, Timestamp)>;

/// Something that is to be told of a round.
pub struct WebhookNews<'a> {
    /// The round's number.
    pub round: i64,
    /// What happened.
    pub event: &'static str,
    /// Which of several: told only if it is more than what was told before.
    pub value: i64,
    /// Each address with the message for it: its id and its body.
    pub messages: &'a [(String, String, String)],
}

/// A message that this process has in hand.
pub struct WebhookInHand {
    /// Its number.
    pub id: i64,
    /// The address.
    pub url: String,
    /// The id by which the receiver knows it again.
    pub message_id: String,
    /// What is sent.
    pub body: String,
    /// When it was queued.
    pub made_at: Timestamp,
    /// How often it has been tried.
    pub attempts: u32,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug)]
pub enum WebhookOutcome<'a> {
    /// The receiver has it.
    Sent,
    /// It is tried again at this moment, for this reason.
    Again(Timestamp, &'a str),
    /// It is tried no more, for this reason.
    GivenUp(&'a str),
}

/// How the messages to an address stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookStanding {
    /// How many wait.
    pub waiting: u64,
    /// How many were given up within thirty days.
    pub given_up: u64,
    /// What the last that failed failed for; empty where none did.
    pub failure: String,
}

impl Store {
    /// What was last told of rounds.
    pub fn webhook_marks(&self) -> Result<WebhookMarks, Error> {
        let rows: Vec<(i64, String, i64, i64)> = self.read(|connection| {
            Ok(mark::table.select((mark::round_id, mark::event, mark::value, mark::at)).load(connection)?)
        })?;
        Ok(rows.into_iter().map(|(round, event, value, at)| ((round, event), (value, Timestamp(at)))).collect())
    }

    /// Marks something as told and queues its messages; false if it was told already.
    pub fn tell_webhooks(&self, news: &WebhookNews<'_>, now: Timestamp) -> Result<bool, Error> {
        let told = self.write(|connection| {
            if !raise_mark(connection, news, now)? {
                return Ok(false);
            }
            diesel::delete(message::table.filter(message::state.ne(WAITS).and(message::made_at.le(now.0 - KEPT))))
                .execute(connection)?;
            for (url, id, body) in news.messages {
                diesel::insert_into(message::table)
                    .values((
                        message::url.eq(url),
                        message::message_id.eq(id),
                        message::body.eq(body),
                        message::made_at.eq(now.0),
                        message::state.eq(WAITS),
                        message::attempts.eq(0),
                        message::next_at.eq(now.0),
                        message::failure.eq(""),
                    ))
                    .execute(connection)?;
            }
            Ok(true)
        });
        match told {
            // Another process told it at the same moment.
            Err(Error::Query(Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _))) => Ok(false),
            other => other,
        }
    }

    /// Takes up to `limit` messages in hand whose time has come, the oldest first, until `until`.
    pub fn take_webhooks(&self, now: Timestamp, until: Timestamp, limit: i64) -> Result<Vec<WebhookInHand>, Error> {
        self.write(|connection| {
            let due = message::state.eq(WAITS).and(message::next_at.le(now.0));
            let free = || message::lease_until.is_null().or(message::lease_until.le(now.0));
            let rows: Vec<(i64, String, String, String, i64, i32)> = message::table
                .filter(due.and(free()))
                .order(message::id)
                .limit(limit)
                .select((message::id, message::url, message::message_id, message::body, message::made_at, message::attempts))
                .load(connection)?;
            let mut taken = Vec::new();
            for (id, url, message_id, body, made_at, attempts) in rows {
                let mine = message::table.filter(message::id.eq(id).and(message::state.eq(WAITS)).and(free()));
                if diesel::update(mine).set(message::lease_until.eq(Some(until.0))).execute(connection)? == 1 {
                    let attempts = u32::try_from(attempts).map_err(|_| Error::Corrupt("webhook_message"))?;
                    taken.push(WebhookInHand { id, url, message_id, body, made_at: Timestamp(made_at), attempts });
                }
            }
            Ok(taken)
        })
    }

    /// Says what became of a message in hand, and puts it down.
    pub fn put_down_webhook(&self, taken: &WebhookInHand, outcome: WebhookOutcome<'_>) -> Result<(), Error> {
        let (state, next_at, failure) = match outcome {
            WebhookOutcome::Sent => (SENT, None, ""),
            WebhookOutcome::Again(at, why) => (WAITS, Some(at.0), why),
            WebhookOutcome::GivenUp(why) => (GIVEN_UP, None, why),
        };
        self.write(|connection| {
            let row = message::table.find(taken.id);
            if let Some(at) = next_at {
                diesel::update(row).set(message::next_at.eq(at)).execute(connection)?;
            }
            let attempts = i32::try_from(taken.attempts + 1).unwrap_or(i32::MAX);
            diesel::update(row)
                .set((
                    message::state.eq(state),
                    message::attempts.eq(attempts),
                    message::failure.eq(failure),
                    message::lease_until.eq(None::<i64>),
                ))
                .execute(connection)?;
            Ok(())
        })
    }

    /// How the messages to this address stand.
    pub fn webhook_standing(&self, url: &str) -> Result<WebhookStanding, Error> {
        let rows: Vec<(i16, String)> = self.read(|connection| {
            let of_url = message::table.filter(message::url.eq(url).and(message::state.ne(SENT)));
            Ok(of_url.order(message::id).select((message::state, message::failure)).load(connection)?)
        })?;
        let mut standing = WebhookStanding::default();
        for (state, failure) in rows {
            *(if state == WAITS { &mut standing.waiting } else { &mut standing.given_up }) += 1;
            if !failure.is_empty() {
                standing.failure = failure;
            }
        }
        Ok(standing)
    }
}

/// Raises the mark to a value; false if it was there already.
fn raise_mark(connection: &mut AnyConnection, news: &WebhookNews<'_>, now: Timestamp) -> Result<bool, Error> {
    let own = mark::table.filter(mark::round_id.eq(news.round).and(mark::event.eq(news.event)));
    let known: Option<i64> = own.select(mark::value).first(connection).optional()?;
    if known.is_none() {
        diesel::insert_into(mark::table)
            .values((mark::round_id.eq(news.round), mark::event.eq(news.event), mark::value.eq(news.value), mark::at.eq(now.0)))
            .execute(connection)?;
        return Ok(true);
    }
    let lower = mark::table.filter(mark::round_id.eq(news.round).and(mark::event.eq(news.event)).and(mark::value.lt(news.value)));
    Ok(diesel::update(lower).set((mark::value.eq(news.value), mark::at.eq(now.0))).execute(connection)? == 1)
}
