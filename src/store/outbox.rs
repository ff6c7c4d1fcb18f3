//! The outbox as its senders see it: taking letters in hand by lease, and saying how far each has come.
//!
//! One sender per letter, whichever process it is in: every step names the sender and changes nothing where another has the
//! letter. What happened to its invitation in the meantime is looked at in the transaction that takes it in hand.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::invitation::InvitationState;
use super::returned::has_come_back;
use super::round::{Row, columns, round_of};
use super::schema::{invitation, letter, questionnaire_version, recipient, round, setting};
use super::suppression::is_suppressed;
use super::{AnyConnection, Error, Store};
use crate::fieldwork::{LetterKind, LetterState, Round, after_crash, in_working_hours};
use crate::language::Language;
use crate::time::Timestamp;
use crate::token::{RandomId, Secret, Token};

const MAIL_PAUSE: &str = "mail-pause";

/// For so long a letter waits before the secret of its link is looked for again.
const KEYLESS: i64 = 15 * 60_000;

/// A letter that a sender has in hand. It holds a name, an address and a link, so it has no `Debug`.
pub struct LetterInHand {
    /// Its number.
    pub id: i64,
    /// What it is for.
    pub kind: LetterKind,
    /// Its round.
    pub round: std::sync::Arc<Round>,
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// The date that it bears.
    pub date: Timestamp,
    /// The boundary between its parts.
    pub boundary: String,
    /// How often it has been tried.
    pub attempts: u32,
    /// The recipient's name.
    pub name: String,
    /// The recipient's address.
    pub email: String,
    /// The recipient's language.
    pub language: Language,
    /// The recipient's reporting unit.
    pub municipality: Option<String>,
    /// The recipient's person key or case number.
    pub person_key: String,
    /// The secret in the link.
    pub token: Token,
}

/// What taking letters in hand did.
#[derive(Default)]
pub struct Taken {
    /// The letters now in hand.
    pub letters: Vec<LetterInHand>,
    /// Letters that are no longer wanted: answered, opted out, closed or an earlier one come back since.
    pub cancelled: usize,
    /// Letters that wait for their round to open, or for working hours.
    pub early: usize,
    /// Letters that wait because the secret of their round's links is not in `keys_dir`, by the round's key.
    pub keyless: BTreeMap<String, usize>,
}

/// Where a letter goes after an attempt.
#[derive(Clone, Debug)]
pub struct LetterMark<'a> {
    /// Its next state.
    pub state: LetterState,
    /// When it is tried again; none leaves it as it was.
    pub next_at: Option<Timestamp>,
    /// How often it has been tried.
    pub attempts: u32,
    /// What the relay said, or what happened.
    pub reply: Option<&'a str>,
}

type LetterRow = (
    (i64, i64, i16, String, i64, String, i32, bool),
    (String, String, String, Option<String>, String),
    (Vec<u8>, Vec<u8>, i16),
    Row,
);

impl Store {
    /// Takes up to `limit` letters in hand whose time has come, oldest first, for `sender` until `until`.
    pub fn take_letters(&self, sender: &str, now: Timestamp, until: Timestamp, limit: i64) -> Result<Taken, Error> {
        let list = self.suppression_secret()?;
        self.write(|connection| {
            let due: Vec<i64> = letter::table
                .filter(letter::state.eq_any(LetterState::WAITING.map(LetterState::number)))
                .filter(letter::next_at.le(now.0))
                .order((letter::next_at, letter::id))
                .limit(limit)
                .select(letter::id)
                .load(connection)?;
            let mut taken = Taken::default();
            let mut rounds = HashMap::new();
            for id in due {
                if lease(connection, id, sender, until)? {
                    self.look_again(connection, (id, now), list.as_ref(), &mut rounds, &mut taken)?;
                }
            }
            Ok(taken)
        })
    }

    /// Looks at a letter once it is leased: it is in hand, or cancelled, or waits for its round to open or for working hours.
    fn look_again(
        &self,
        connection: &mut AnyConnection,
        (id, now): (i64, Timestamp),
        list: Option<&Secret>,
        rounds: &mut HashMap<i64, std::sync::Arc<Round>>,
        taken: &mut Taken,
    ) -> Result<(), Error> {
        let corrupt = || Error::Corrupt("letter");
        let (own, to, (recipient, invitation, invited), row) = letter_row(connection, id)?;
        let (_, round_id, kind, message_id, date, boundary, attempts, working_hours) = own;
        let (name, email, language, municipality, person_key) = to;
        let round = match rounds.get(&round_id) {
            Some(round) => std::sync::Arc::clone(round),
            None => std::sync::Arc::new(round_of(row)?),
        };
        rounds.insert(round_id, std::sync::Arc::clone(&round));
        let unwanted = invited > InvitationState::Started.number() || round.is_closed(now) || email.is_empty();
        if unwanted || has_come_back(connection, round_id, &recipient)? || is_suppressed(connection, list, &email)? {
            put_down(connection, id, LetterState::Cancelled, None)?;
            taken.cancelled += 1;
            return Ok(());
        }
        if !round.has_opened(now) {
            let eve = round.opens.yesterday().unwrap_or(round.opens);
            put_down(connection, id, LetterState::Queued, Some(Timestamp::after(eve)))?;
            taken.early += 1;
            return Ok(());
        }
        let next = in_working_hours(now);
        if working_hours && next > now {
            put_down(connection, id, LetterState::Queued, Some(next))?;
            taken.early += 1;
            return Ok(());
        }
        let invitation = RandomId(invitation.try_into().map_err(|_| corrupt())?);
        let secret = match self.keys().link_secret(&round.key) {
            Ok(secret) => secret,
            Err(Error::NoSecret(_)) => {
                // Another round's letters must not wait for it; a folder that comes back finds these still there.
                put_down(connection, id, LetterState::Queued, Some(Timestamp(now.0 + KEYLESS)))?;
                *taken.keyless.entry(round.key.clone()).or_default() += 1;
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        taken.letters.push(LetterInHand {
            id,
            kind: LetterKind::from_number(kind).ok_or_else(corrupt)?,
            token: Token::of(&secret, invitation),
            round,
            message_id,
            date: Timestamp(date),
            boundary,
            attempts: u32::try_from(attempts).map_err(|_| corrupt())?,
            name,
            email,
            language: Language::from_code(&language).unwrap_or_default(),
            municipality,
            person_key,
        });
        Ok(())
    }

    /// Commits that the final dot of this letter is about to be written, and extends its lease. False where the letter is
    /// no longer this sender's: then nothing may be written.
    pub fn mark_dot(&self, id: i64, sender: &str, until: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let changed = diesel::update(letter::table.find(id))
                .filter(letter::state.eq(LetterState::Sending.number()).and(letter::leased_by.eq(sender)))
                .set((letter::state.eq(LetterState::Dot.number()), letter::lease_until.eq(Some(until.0))))
                .execute(connection)?;
            Ok(changed == 1)
        })
    }

    /// Says where a letter goes and puts it down. False where it is no longer this sender's.
    pub fn mark_letter(&self, id: i64, sender: &str, mark: &LetterMark<'_>) -> Result<bool, Error> {
        self.write(|connection| {
            let mine = letter::table.find(id).filter(letter::leased_by.eq(sender));
            if let Some(at) = mark.next_at {
                diesel::update(mine).set(letter::next_at.eq(at.0)).execute(connection)?;
            }
            let changed = diesel::update(mine)
                .set((
                    letter::state.eq(mark.state.number()),
                    letter::attempts.eq(i32::try_from(mark.attempts).unwrap_or(i32::MAX)),
                    letter::last_reply.eq(mark.reply),
                    letter::lease_until.eq(None::<i64>),
                    letter::leased_by.eq(None::<String>),
                ))
                .execute(connection)?;
            Ok(changed == 1)
        })
    }

    /// Puts down, untried, every letter that this sender has in hand and whose final dot is not marked.
    pub fn put_down_letters(&self, sender: &str) -> Result<usize, Error> {
        self.write(|connection| {
            Ok(diesel::update(letter::table)
                .filter(letter::state.eq(LetterState::Sending.number()).and(letter::leased_by.eq(sender)))
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
            let named: Vec<Option<String>> =
                letter::table.filter(letter::leased_by.is_not_null()).select(letter::leased_by).distinct().load(connection)?;
            Ok(named.into_iter().flatten().collect())
        })
    }

    /// Takes letters from senders that are gone, or whose lease has run out: before the final dot they wait again, after it
    /// nobody knows, so invitations are sent again and reminders are held. Returns how many.
    pub fn recover_letters(&self, gone: &[String], now: Timestamp) -> Result<usize, Error> {
        self.write(|connection| {
            let left: Vec<(i64, i16, i16)> = letter::table
                .filter(letter::state.eq_any([LetterState::Sending, LetterState::Dot].map(LetterState::number)))
                .filter(letter::lease_until.lt(Some(now.0)).or(letter::leased_by.eq_any(gone.iter().map(Some))))
                .select((letter::id, letter::state, letter::kind))
                .load(connection)?;
            for (id, state, kind) in &left {
                let corrupt = || Error::Corrupt("letter");
                let state = LetterState::from_number(*state).ok_or_else(corrupt)?;
                let kind = LetterKind::from_number(*kind).ok_or_else(corrupt)?;
                put_down(connection, *id, after_crash(state, kind), None)?;
            }
            Ok(left.len())
        })
    }

    /// Leaves the waiting letters to a domain alone until then, because its mail server asked for that (421).
    pub fn postpone_domain(&self, domain: &str, until: Timestamp) -> Result<(), Error> {
        // An underscore or per cent sign stands for others in LIKE; no domain that resolves has either.
        let pattern = format!("%@{}", domain.replace(['%', '_'], ""));
        self.write(|connection| {
            let there = recipient::table.filter(recipient::email.like(&pattern)).select(recipient::id);
            diesel::update(letter::table)
                .filter(letter::state.eq_any(LetterState::WAITING.map(LetterState::number)))
                .filter(letter::next_at.lt(until.0).and(letter::recipient_id.eq_any(there)))
                .set(letter::next_at.eq(until.0))
                .execute(connection)?;
            Ok(())
        })
    }

    /// How many letters of a round are in each state.
    pub fn letter_counts_of(&self, round_id: i64) -> Result<BTreeMap<LetterState, u64>, Error> {
        let rows: Vec<(i16, i64)> = self.read(|connection| {
            Ok(letter::table
                .filter(letter::round_id.eq(round_id))
                .group_by(letter::state)
                .select((letter::state, diesel::dsl::count_star()))
                .load(connection)?)
        })?;
        rows.into_iter().map(counted).collect()
    }

    /// How many letters are in each state.
    pub fn letter_counts(&self) -> Result<BTreeMap<LetterState, u64>, Error> {
        let rows: Vec<(i16, i64)> = self.read(|connection| {
            Ok(letter::table.group_by(letter::state).select((letter::state, diesel::dsl::count_star())).load(connection)?)
        })?;
        rows.into_iter().map(counted).collect()
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

/// Leases a letter that still waits; false where another sender was quicker.
fn lease(connection: &mut AnyConnection, id: i64, sender: &str, until: Timestamp) -> Result<bool, Error> {
    let changed = diesel::update(letter::table.find(id))
        .filter(letter::state.eq_any(LetterState::WAITING.map(LetterState::number)))
        .set((
            letter::state.eq(LetterState::Sending.number()),
            letter::lease_until.eq(Some(until.0)),
            letter::leased_by.eq(Some(sender)),
        ))
        .execute(connection)?;
    Ok(changed == 1)
}

fn put_down(connection: &mut AnyConnection, id: i64, state: LetterState, next_at: Option<Timestamp>) -> Result<(), Error> {
    if let Some(at) = next_at {
        diesel::update(letter::table.find(id)).set(letter::next_at.eq(at.0)).execute(connection)?;
    }
    diesel::update(letter::table.find(id))
        .set((letter::state.eq(state.number()), letter::lease_until.eq(None::<i64>), letter::leased_by.eq(None::<String>)))
        .execute(connection)?;
    Ok(())
}

fn letter_row(connection: &mut AnyConnection, id: i64) -> Result<LetterRow, Error> {
    Ok(letter::table
        .inner_join(recipient::table)
        .inner_join(invitation::table)
        .inner_join(round::table.inner_join(questionnaire_version::table))
        .filter(letter::id.eq(id))
        .select((
            (
                letter::id,
                letter::round_id,
                letter::kind,
                letter::message_id,
                letter::date,
                letter::boundary,
                letter::attempts,
                letter::working_hours,
            ),
            (recipient::name, recipient::email, recipient::language, recipient::municipality, recipient::person_key),
            (recipient::id, invitation::id, invitation::state),
            columns(),
        ))
        .first(connection)?)
}
