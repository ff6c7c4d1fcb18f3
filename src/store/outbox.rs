//! The outbox as its senders see it: saying how far each letter in hand has come.
//!
//! One sender per letter, whichever process it is in: every step names the sender and changes nothing where another has the letter.

use std::collections::{BTreeMap, HashSet};

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::on_each;
use super::kept::{Kept, Reading, Value, kept, run};
use super::reader::connect;
use super::schema::{focus_participant, letter, participant_letter, recipient, setting};
use super::{AnyConnection, Error, Store};
use crate::fieldwork::{Channel, LetterKind, LetterState, after_crash};
use crate::time::Timestamp;

const MAIL_PAUSE: &str = "mail-pause";

/// Where a letter goes after an attempt.
#[derive(Clone, Debug)]
pub struct LetterMark {
    /// Its next state.
    pub state: LetterState,
    /// When it is tried again; none leaves it as it was.
    pub next_at: Option<Timestamp>,
    /// How often it has been tried.
    pub attempts: u32,
    /// What the relay said, or what happened.
    pub reply: Option<String>,
}

/// How far a letter in hand has come.
#[derive(Clone, Debug)]
pub enum LetterStep {
    /// Its final dot is about to be written; until then it stays in hand.
    Dot(Timestamp),
    /// It was tried, and is put down.
    Mark(LetterMark),
}

impl Store {
    /// Commits these steps of different letters together, and says of each whether the letter was still this sender's: else it did
    /// nothing, and no final dot may be written. The connection is the sender's own, made when it is needed first.
    pub fn step_letters(
        &self,
        own: &mut Option<AnyConnection>,
        sender: &str,
        steps: &[(i64, LetterStep)],
    ) -> Result<Vec<bool>, Error> {
        let mut again = 4;
        loop {
            let connection = match own {
                Some(connection) => connection,
                None => own.insert(connect(self)?),
            };
            let done = match connection {
                AnyConnection::Postgres(postgres) => step_at_once(postgres, sender, steps),
                sqlite @ AnyConnection::Sqlite(_) => sqlite.in_transaction(|connection| {
                    steps.iter().map(|(id, step)| step_one(connection, *id, sender, step)).collect()
                }),
            };
            match done {
                Err(error) if again > 0 && error.is_passing() => again -= 1,
                other => return other,
            }
        }
    }

    /// Puts down, untried, every letter that this sender has in hand and whose final dot is not marked.
    pub fn put_down_letters(&self, sender: &str) -> Result<usize, Error> {
        self.write(|connection| {
            Ok(diesel::update(letter::table)
                .filter(letter::open_state.eq(LetterState::IN_HAND).and(letter::leased_by.eq(sender)))
                .filter(letter::state.eq(LetterState::Sending.number()))
                .set((
                    letter::state.eq(LetterState::Queued.number()),
                    letter::lease_until.eq(None::<i64>),
                    letter::leased_by.eq(None::<String>),
                ))
                .execute(connection)?)
        })
    }

    /// The senders that have letters in hand.
    pub fn senders(&self) -> Result<Vec<String>, Error> {
        self.read(|connection| {
            let in_hand = letter::table.filter(letter::open_state.eq(LetterState::IN_HAND).and(letter::leased_by.is_not_null()));
            let named: Vec<Option<String>> = in_hand.select(letter::leased_by).distinct().load(connection)?;
            Ok(named.into_iter().flatten().collect())
        })
    }

    /// Takes letters from senders that are gone, or whose lease has run out: before the final dot they wait again, after it
    /// nobody knows, so invitations are sent again and reminders are held. Returns how many.
    pub fn recover_letters(&self, gone: &[String], now: Timestamp) -> Result<usize, Error> {
        self.write(|connection| {
            let left: Vec<(i64, i16, i16)> = letter::table
                .filter(letter::open_state.eq(LetterState::IN_HAND))
                .filter(letter::lease_until.lt(Some(now.0)).or(letter::leased_by.eq_any(gone.iter().map(Some))))
                .select((letter::id, letter::state, letter::kind))
                .load(connection)?;
            let mut then: BTreeMap<LetterState, Vec<i64>> = BTreeMap::new();
            for (id, state, kind) in &left {
                let state = LetterState::from_number(*state).ok_or(Error::Corrupt("letter"))?;
                // Letters to participants are sent again as invitations are: twice the same entry is one in a calendar.
                let kind = LetterKind::from_number(*kind).unwrap_or(LetterKind::Invitation);
                then.entry(after_crash(state, kind)).or_default().push(*id);
            }
            for (state, ids) in then {
                let put_down = (letter::state.eq(state.number()), letter::lease_until.eq(None::<i64>));
                diesel::update(letter::table.filter(letter::id.eq_any(ids)))
                    .set((put_down, letter::leased_by.eq(None::<String>)))
                    .execute(connection)?;
            }
            Ok(left.len())
        })
    }

    /// Leaves the waiting letters to a domain, as `domain_of` gives it, alone until then, because its mail server asked for that (421).
    pub fn postpone_domain(&self, domain: &str, until: Timestamp) -> Result<(), Error> {
        // An underscore or per cent sign stands for others in LIKE; no domain that resolves has either.
        let pattern = |domain: &str| format!("%@{}", domain.replace(['%', '_'], ""));
        let (ascii, written) = (pattern(domain), pattern(&idna::domain_to_unicode(domain).0));
        self.write(|connection| {
            let address = || diesel::dsl::sql::<Text>("lower(recipient.email)");
            let there = recipient::table.filter(address().like(&ascii).or(address().like(&written))).select(recipient::id);
            diesel::update(letter::table)
                .filter(letter::open_state.eq_any(LetterState::WAITING.map(LetterState::number)))
                .filter(letter::next_at.lt(until.0).and(letter::recipient_id.eq_any(there)))
                .set(letter::next_at.eq(until.0))
                .execute(connection)?;
            let address = || diesel::dsl::sql::<Text>("lower(focus_participant.email)");
            let there = focus_participant::table
                .filter(address().like(&ascii).or(address().like(&written)))
                .select(focus_participant::id);
            let waiting = participant_letter::state.eq_any(LetterState::WAITING.map(LetterState::number));
            diesel::update(participant_letter::table)
                .filter(waiting.and(participant_letter::next_at.lt(until.0)))
                .filter(participant_letter::participant_id.eq_any(there))
                .set(participant_letter::next_at.eq(until.0))
                .execute(connection)?;
            Ok(())
        })
    }

    /// How many mails of a round are in each state.
    pub fn letter_counts_of(&self, round_id: i64) -> Result<BTreeMap<LetterState, u64>, Error> {
        let rows: Vec<(i16, i64)> = self.read(|connection| {
            Ok(letter::table
                .filter(letter::round_id.eq(round_id).and(letter::channel.eq(Channel::Mail.number())))
                .group_by(letter::state)
                .select((letter::state, diesel::dsl::count_star()))
                .load(connection)?)
        })?;
        rows.into_iter().map(counted).collect()
    }

    /// How many mails are in each state: letters that leave as one are one.
    pub fn letter_counts(&self) -> Result<BTreeMap<LetterState, u64>, Error> {
        self.counts(false)
    }

    /// The same of those alone of which it is not settled whether they leave: the others, however many they are, are not gone through.
    pub fn unsettled_counts(&self) -> Result<BTreeMap<LetterState, u64>, Error> {
        self.counts(true)
    }

    fn counts(&self, unsettled: bool) -> Result<BTreeMap<LetterState, u64>, Error> {
        let (rows, joint) = self.read(|connection| {
            let by_state = letter::table
                .filter(letter::channel.eq(Channel::Mail.number()))
                .group_by(letter::state)
                .select((letter::state, diesel::dsl::count_star()));
            let rows: Vec<(i16, i64)> = if unsettled {
                by_state.filter(letter::open_state.is_not_null()).load(connection)?
            } else {
                by_state.load(connection)?
            };
            let joint: Vec<(i16, i64, i64)> = letter::table
                .filter(letter::bundled)
                .group_by(letter::state)
                .select((
                    letter::state,
                    diesel::dsl::count_star(),
                    diesel::dsl::sql::<BigInt>("COUNT(DISTINCT letter.message_id)"),
                ))
                .load(connection)?;
            Ok((rows, joint))
        })?;
        let beside = |state: i16| joint.iter().find(|(of, ..)| *of == state).map_or(0, |(_, letters, mails)| letters - mails);
        rows.into_iter().map(|(state, letters)| counted((state, letters - beside(state)))).collect()
    }

    /// How many mails carry links to several rounds, without those links that are cancelled; of one round, if one is given.
    pub fn joint_mails(&self, round_id: Option<i64>) -> Result<u64, Error> {
        let count: i64 = self.read(|connection| {
            Ok(on_each!(connection, connection => match round_id {
                Some(id) => Kept::<JointOfRound>::with(&[Value::Big(id)]).get_result(connection)?,
                None => Kept::<Joint>::with(&[]).get_result(connection)?,
            }))
        })?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Until when the whole queue rests, and why, if it does: the relay could not be reached or did not let us in.
    pub fn mail_pause(&self) -> Result<Option<(Timestamp, String)>, Error> {
        let value: Option<String> =
            self.read(|connection| Ok(setting::table.find(MAIL_PAUSE).select(setting::value).first(connection).optional()?))?;
        Ok(value.and_then(|value| {
            let (until, reason) = value.split_once(' ')?;
            Some((Timestamp(until.parse().ok()?), reason.to_owned()))
        }))
    }

    /// Lets the whole queue rest until then, for this reason, or ends its rest.
    pub fn set_mail_pause(&self, pause: Option<(Timestamp, &str)>) -> Result<(), Error> {
        self.write(|connection| {
            diesel::delete(setting::table.find(MAIL_PAUSE)).execute(connection)?;
            if let Some((until, reason)) = pause {
                diesel::insert_into(setting::table)
                    .values((setting::key.eq(MAIL_PAUSE), setting::value.eq(format!("{} {reason}", until.0))))
                    .execute(connection)?;
            }
            Ok(())
        })
    }
}

fn counted((state, count): (i16, i64)) -> Result<(LetterState, u64), Error> {
    let state = LetterState::from_number(state).ok_or(Error::Corrupt("letter"))?;
    Ok((state, u64::try_from(count).unwrap_or(0)))
}

fn step_one(connection: &mut AnyConnection, id: i64, sender: &str, step: &LetterStep) -> Result<bool, Error> {
    let (id, mine) = (Value::Big(id), Value::Text(sender));
    let changed = match step {
        LetterStep::Dot(until) => {
            let [dot, sending] = [LetterState::Dot, LetterState::Sending].map(|state| Value::Small(state.number()));
            run::<StepDot>(connection, &[dot, Value::Big(until.0), id, mine, sending])?
        }
        LetterStep::Mark(mark) => {
            if let Some(at) = mark.next_at {
                run::<StepTime>(connection, &[Value::Big(at.0), id, mine])?;
            }
            let attempts = Value::Number(i32::try_from(mark.attempts).unwrap_or(i32::MAX));
            let reply = Value::MaybeText(mark.reply.as_deref());
            run::<StepMark>(connection, &[Value::Small(mark.state.number()), attempts, reply, id, mine])?
        }
    };
    Ok(changed == 1)
}

kept! {
    /// The steps on SQLite, one by one.
    StepDot = "UPDATE letter SET state = ", ", lease_until = ", " WHERE id = ", " AND leased_by = ", " AND state = ";
    StepTime = "UPDATE letter SET next_at = ", " WHERE id = ", " AND leased_by = ";
    StepMark = "UPDATE letter SET state = ", ", attempts = ", ", last_reply = ",
        ", lease_until = NULL, leased_by = NULL WHERE id = ", " AND leased_by = ";
}

kept! {
    /// What all steps of a group do, whatever each is: one statement is one transaction, and one way to the server and back. With `=` for
    /// `ANY` the server may begin with all letters there are, which it does on what it knows of a table that was small.
    StepAll = "UPDATE letter SET state = v.state, lease_until = v.until, \
               leased_by = CASE WHEN v.until IS NULL THEN NULL ELSE letter.leased_by END, \
               next_at = COALESCE(v.next_at, letter.next_at), attempts = COALESCE(v.attempts, letter.attempts), \
               last_reply = CASE WHEN v.until IS NULL THEN v.reply ELSE letter.last_reply END FROM unnest(CAST(", " AS bigint[]), CAST(",
        " AS smallint[]), CAST(", " AS bigint[]), CAST(", " AS bigint[]), CAST(", " AS integer[]), CAST(",
        " AS text[])) AS v(id, state, until, next_at, attempts, reply) WHERE letter.id = ANY (ARRAY[v.id]) AND letter.leased_by = ",
        " AND (v.until IS NULL OR letter.state = ", ") RETURNING letter.id";
}

kept! {
    /// Mails with several links; nine is the state of what is cancelled.
    Joint = "SELECT COUNT(*) FROM (SELECT 1 FROM letter WHERE bundled AND state <> 9 GROUP BY message_id HAVING COUNT(*) > 1) AS mail";
    JointOfRound = "SELECT COUNT(*) FROM (SELECT 1 FROM letter WHERE bundled AND state <> 9 AND message_id IN \
                    (SELECT message_id FROM letter WHERE bundled AND state <> 9 AND round_id = ",
        ") GROUP BY message_id HAVING COUNT(*) > 1) AS mail";
}

impl Reading for Joint {
    type Columns = BigInt;
}

impl Reading for JointOfRound {
    type Columns = BigInt;
}

impl Reading for StepAll {
    type Columns = BigInt;
}

/// A column of values as PostgreSQL reads an array.
pub(super) struct Column(String);

impl Column {
    pub(super) fn new() -> Self {
        Self("{".to_owned())
    }

    /// A number; none: NULL.
    pub(super) fn number(&mut self, value: Option<i64>) {
        let value = value.map_or_else(|| "NULL".to_owned(), |value| value.to_string());
        self.0.push_str(&value);
        self.0.push(',');
    }

    /// Words; none: NULL.
    fn words(&mut self, value: Option<&str>) {
        let Some(value) = value else {
            self.number(None);
            return;
        };
        self.0.push('"');
        for sign in value.chars() {
            if matches!(sign, '"' | '\\') {
                self.0.push('\\');
            }
            self.0.push(sign);
        }
        self.0.push_str("\",");
    }

    pub(super) fn ended(mut self) -> String {
        self.0.pop();
        self.0.push('}');
        self.0
    }
}

/// The same in one statement, however many letters there are.
fn step_at_once(connection: &mut PgConnection, sender: &str, steps: &[(i64, LetterStep)]) -> Result<Vec<bool>, Error> {
    let mut columns: [Column; 6] = std::array::from_fn(|_| Column::new());
    let [ids, states, untils, times, attempts, replies] = &mut columns;
    for (id, step) in steps {
        let (state, until, mark) = match step {
            LetterStep::Dot(until) => (LetterState::Dot, Some(until.0), None),
            LetterStep::Mark(mark) => (mark.state, None, Some(mark)),
        };
        ids.number(Some(*id));
        states.number(Some(i64::from(state.number())));
        untils.number(until);
        times.number(mark.and_then(|mark| mark.next_at).map(|at| at.0));
        attempts.number(mark.map(|mark| i64::from(mark.attempts)));
        replies.words(mark.and_then(|mark| mark.reply.as_deref()));
    }
    let columns = columns.map(Column::ended);
    let [ids, states, untils, times, attempts, replies] = columns.each_ref().map(|column| Value::Text(column));
    let values =
        [ids, states, untils, times, attempts, replies, Value::Text(sender), Value::Small(LetterState::Sending.number())];
    let changed: Vec<i64> = Kept::<StepAll>::with(&values).load(connection)?;
    let changed: HashSet<i64> = changed.into_iter().collect();
    Ok(steps.iter().map(|(id, _)| changed.contains(id)).collect())
}

/// Puts a letter down in this state, to be taken in hand at that time if one is given.
pub(super) fn put_down(
    connection: &mut AnyConnection,
    id: i64,
    state: LetterState,
    next_at: Option<Timestamp>,
) -> Result<(), Error> {
    if let Some(at) = next_at {
        diesel::update(letter::table.find(id)).set(letter::next_at.eq(at.0)).execute(connection)?;
    }
    diesel::update(letter::table.find(id))
        .set((letter::state.eq(state.number()), letter::lease_until.eq(None::<i64>), letter::leased_by.eq(None::<String>)))
        .execute(connection)?;
    Ok(())
}
