//! Taking letters in hand: what is due, looked at again in the transaction that leases it, at the pace that was asked for.
//!
//! One sender per letter, whichever process it is in. What happened to an invitation since its letter was queued is seen here: who has
//! answered, opted out or had a letter come back gets none.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use diesel::prelude::*;

use super::invitation::InvitationState;
use super::outbox::put_down;
use super::pace::{Minute, Pace};
use super::round::{Row, columns, round_of};
use super::schema::{invitation, letter, questionnaire_version, recipient, round};
use super::session_letter::{self, SessionLetter};
use super::suppression::is_suppressed;
use super::{AnyConnection, Error, Store};
use crate::fieldwork::{LetterKind, LetterState, Round, in_working_hours};
use crate::language::Language;
use crate::time::Timestamp;
use crate::token::{RandomId, Secret, Token};

/// For so long a letter waits before the secret of its link is looked for again.
pub(super) const KEYLESS: i64 = 15 * 60_000;

/// A letter that a sender has in hand. It holds a name, an address and a link, so it has no `Debug`.
pub struct LetterInHand {
    /// Its number.
    pub id: i64,
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
    /// The secret in the link.
    pub token: Token,
    /// What it is about.
    pub about: About,
}

/// What a letter is about.
pub enum About {
    /// A round.
    Round {
        /// What it is for.
        kind: LetterKind,
        /// The round.
        round: Arc<Round>,
        /// The recipient's person key or case number.
        person_key: String,
    },
    /// A session of a focus group.
    Session(Box<SessionLetter>),
}

impl About {
    /// As which kind it is tried again, and until when.
    #[must_use]
    pub fn patience(&self) -> (LetterKind, Timestamp) {
        match self {
            Self::Round { kind, round, .. } => (*kind, round.closed_at.unwrap_or_else(|| Timestamp::after(round.closes))),
            // Sent again as invitations are; that a session has begun is seen as its letter is taken in hand.
            Self::Session(_) => (LetterKind::Invitation, Timestamp(i64::MAX)),
        }
    }
}

/// What taking letters in hand did.
#[derive(Default)]
pub struct Taken {
    /// The letters now in hand.
    pub letters: Vec<LetterInHand>,
    /// Letters that are no longer wanted: answered, opted out, closed or an earlier one come back since.
    pub cancelled: usize,
    /// Letters that wait for their round to open, for working hours, or for a minute in which their domain gets fewer.
    pub later: usize,
    /// Letters that wait because the secret of their round's links is not in `keys_dir`, by the round's key.
    pub keyless: BTreeMap<String, usize>,
}

/// Who takes letters in hand, when, until when and how many.
#[derive(Clone, Copy, Debug)]
pub struct Taking<'a> {
    /// The sender.
    pub sender: &'a str,
    /// The present.
    pub now: Timestamp,
    /// When the lease runs out.
    pub until: Timestamp,
    /// The most that are taken.
    pub limit: usize,
}

type LetterRow = (
    (i64, i64, i16, String, i64, String, i32, bool),
    (String, String, String, Option<String>, String),
    (Vec<u8>, Vec<u8>, i16, bool),
);

/// What the letters of one round have in common.
struct OfRound {
    round: Arc<Round>,
    /// None where it is not in `keys_dir`.
    secret: Option<Secret>,
    /// Those to whom a letter has come back from the address that they have now.
    came_back: HashSet<Vec<u8>>,
    /// The secret under which the addresses stand of those who want no letters; none where nobody does.
    list: Option<Secret>,
}

impl Store {
    /// Takes letters in hand whose time has come, oldest first.
    pub fn take_letters(&self, taking: Taking<'_>, pace: &mut Pace) -> Result<Taken, Error> {
        let (list, links) = (self.suppression_secret()?, self.keys().secret_of_focus_groups()?);
        self.write(|connection| {
            let mut minute = Minute::now(connection, pace, taking.now)?;
            let limit = minute.as_ref().map_or(taking.limit, |minute| taking.limit.min(minute.room()));
            let due = due(connection, taking.now, limit)?;
            let mut taken = Taken::default();
            if due.is_empty() {
                return Ok(taken);
            }
            lease(connection, &due, taking)?;
            let mut rounds = HashMap::new();
            for row in rows(connection, &due)? {
                let (id, round_id) = (row.0.0, row.0.1);
                let of_round = match rounds.entry(round_id) {
                    std::collections::hash_map::Entry::Occupied(found) => found.into_mut(),
                    std::collections::hash_map::Entry::Vacant(new) => {
                        new.insert(self.of_round(connection, round_id, list.clone())?)
                    }
                };
                let before = due.iter().find(|(due, _)| *due == id).map_or(0, |(_, state)| *state);
                look_again(connection, row, (before, taking.now), of_round, minute.as_mut(), &mut taken)?;
            }
            session_letter::look_again(connection, (&due, taking.now), (links.as_ref(), list.as_ref()), &mut minute, &mut taken)?;
            if let Some(minute) = minute {
                minute.keep(connection)?;
            }
            Ok(taken)
        })
    }

    fn of_round(&self, connection: &mut AnyConnection, round_id: i64, list: Option<Secret>) -> Result<OfRound, Error> {
        let row: Row = round::table
            .inner_join(questionnaire_version::table)
            .filter(round::id.eq(round_id))
            .select(columns())
            .first(connection)?;
        let round = Arc::new(round_of(row)?);
        let secret = match self.keys().link_secret(&round.key) {
            Ok(secret) => Some(secret),
            Err(Error::NoSecret(_)) => None,
            Err(error) => return Err(error),
        };
        let came_back: Vec<Vec<u8>> = letter::table
            .filter(letter::round_id.eq(round_id).and(letter::state.eq(LetterState::Bounced.number())))
            .filter(letter::to_former_address.eq(false))
            .select(letter::recipient_id)
            .load(connection)?;
        Ok(OfRound { round, secret, came_back: came_back.into_iter().collect(), list })
    }
}

/// Looks at a letter once it is leased: it is in hand, or cancelled, or waits for its round to open or for working hours.
fn look_again(
    connection: &mut AnyConnection,
    row: LetterRow,
    (before, now): (i16, Timestamp),
    of_round: &OfRound,
    minute: Option<&mut Minute<'_>>,
    taken: &mut Taken,
) -> Result<(), Error> {
    let corrupt = || Error::Corrupt("letter");
    let ((id, _, kind, message_id, date, boundary, attempts, working_hours), to, (recipient, invitation, invited, is_former)) =
        row;
    let (name, email, language, municipality, person_key) = to;
    let round = &of_round.round;
    let before = LetterState::from_number(before).ok_or_else(corrupt)?;
    let unwanted = invited > InvitationState::Started.number() || round.is_closed(now) || email.is_empty();
    // Of a letter before the correction of its address another one goes there.
    let unwanted = unwanted || is_former || of_round.came_back.contains(&recipient);
    if unwanted || is_suppressed(connection, of_round.list.as_ref(), &email)? {
        put_down(connection, id, LetterState::Cancelled, None)?;
        taken.cancelled += 1;
        return Ok(());
    }
    if !round.has_opened(now) {
        let eve = round.opens.yesterday().unwrap_or(round.opens);
        put_down(connection, id, before, Some(Timestamp::after(eve)))?;
        taken.later += 1;
        return Ok(());
    }
    let next = in_working_hours(now);
    if working_hours && next > now {
        put_down(connection, id, before, Some(next))?;
        taken.later += 1;
        return Ok(());
    }
    let Some(secret) = &of_round.secret else {
        // Another round's letters must not wait for it; a folder that comes back finds these still there.
        put_down(connection, id, before, Some(Timestamp(now.0 + KEYLESS)))?;
        *taken.keyless.entry(round.key.clone()).or_default() += 1;
        return Ok(());
    };
    if let Some(at) = minute.and_then(|minute| minute.count(&email)) {
        put_down(connection, id, before, Some(at))?;
        taken.later += 1;
        return Ok(());
    }
    let invitation = RandomId(invitation.try_into().map_err(|_| corrupt())?);
    taken.letters.push(LetterInHand {
        id,
        token: Token::of(secret, invitation),
        message_id,
        date: Timestamp(date),
        boundary,
        attempts: u32::try_from(attempts).map_err(|_| corrupt())?,
        name,
        email,
        language: Language::from_code(&language).unwrap_or_default(),
        municipality,
        about: About::Round { kind: LetterKind::from_number(kind).ok_or_else(corrupt)?, round: Arc::clone(round), person_key },
    });
    Ok(())
}

/// The numbers and states of letters that are due, oldest first. On PostgreSQL those that another sender is just taking are passed over.
fn due(connection: &mut AnyConnection, now: Timestamp, limit: usize) -> Result<Vec<(i64, i16)>, Error> {
    let mut due: Vec<(i64, i64, i16)> = Vec::new();
    // State by state each is read in the index's own order; all at once every letter that waits would be sorted each time.
    for state in LetterState::WAITING.map(LetterState::number) {
        let waiting = letter::table
            .filter(letter::state.eq(state).and(letter::next_at.le(now.0)))
            .order(letter::next_at)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select((letter::next_at, letter::id, letter::state));
        due.extend(match connection {
            AnyConnection::Sqlite(connection) => waiting.load::<(i64, i64, i16)>(connection)?,
            AnyConnection::Postgres(connection) => waiting.for_update().skip_locked().load::<(i64, i64, i16)>(connection)?,
        });
    }
    due.sort_unstable();
    due.truncate(limit);
    Ok(due.into_iter().map(|(_, id, state)| (id, state)).collect())
}

fn lease(connection: &mut AnyConnection, due: &[(i64, i16)], taking: Taking<'_>) -> Result<(), Error> {
    diesel::update(letter::table)
        .filter(letter::id.eq_any(due.iter().map(|(id, _)| *id)))
        .set((
            letter::state.eq(LetterState::Sending.number()),
            letter::lease_until.eq(Some(taking.until.0)),
            letter::leased_by.eq(Some(taking.sender)),
        ))
        .execute(connection)?;
    Ok(())
}

fn rows(connection: &mut AnyConnection, due: &[(i64, i16)]) -> Result<Vec<LetterRow>, Error> {
    Ok(letter::table
        .inner_join(recipient::table)
        .inner_join(invitation::table)
        .filter(letter::id.eq_any(due.iter().map(|(id, _)| *id)))
        .order(letter::id)
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
            (recipient::id, invitation::id, invitation::state, letter::to_former_address),
        ))
        .load(connection)?)
}
