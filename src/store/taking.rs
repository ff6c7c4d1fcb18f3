//! Taking letters in hand: what is due, looked at again in the transaction that leases it, at the pace that was asked for.
//!
//! One sender per letter, whichever process it is in. What happened to an invitation since its letter was queued is seen here: who has
//! answered, opted out or had a letter come back gets none. Letters that leave as one mail are taken together, and those of them that
//! are no longer wanted are left out of it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};

use super::connection::on_each;
use super::in_hand::{About, LetterBeside, LetterInHand};
use super::invitation::InvitationState;
use super::kept::{Kept, Reading, Value, kept};
use super::outbox::{Column, put_down};
use super::pace::{Minute, Pace};
use super::round::{Row, columns, round_of};
use super::schema::{invitation, letter, questionnaire_version, recipient, round};
use super::session_letter;
use super::suppression::{Someone, is_suppressed};
use super::together::{beside, leave};
use super::{AnyConnection, Error, Store};
use crate::fieldwork::{LetterKind, LetterState, Round, in_working_hours};
use crate::language::Language;
use crate::time::Timestamp;
use crate::token::{RandomId, Secret, Token};

/// For so long a letter waits before the secret of its link is looked for again.
pub(super) const KEYLESS: i64 = 15 * 60_000;

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
    (i64, i64, i16, String, i64, String, i32, bool, bool),
    (String, String, String, Option<String>, String),
    (Vec<u8>, Vec<u8>, i16, bool),
);

/// A letter that is leased and not looked at yet.
struct Leased {
    id: i64,
    round_id: i64,
    before: LetterState,
    working_hours: bool,
    bundled: bool,
    recipient: Vec<u8>,
    invited: i16,
    is_former: bool,
    invitation: RandomId,
    letter: OfLetter,
}

/// What goes on into the letter in hand.
struct OfLetter {
    kind: LetterKind,
    message_id: String,
    date: Timestamp,
    boundary: String,
    attempts: u32,
    name: String,
    email: String,
    language: Language,
    municipality: Option<String>,
    person_key: String,
}

/// What the letters of one round have in common.
struct OfRound {
    round: Arc<Round>,
    /// None where it is not in `keys_dir`.
    secret: Option<Secret>,
    /// Those of them to whom a letter has come back from the address that they have now.
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
            let states: HashMap<i64, i16> = due.iter().copied().collect();
            let mails = mails(lease(connection, &due, taking)?, &states)?;
            let mut rounds: HashMap<i64, OfRound> = HashMap::new();
            for one in mails.iter().flatten() {
                if let Entry::Vacant(new) = rounds.entry(one.round_id) {
                    let theirs = mails.iter().flatten().filter(|other| other.round_id == one.round_id);
                    let recipients = theirs.map(|other| other.recipient.as_slice()).collect();
                    new.insert(self.of_round(connection, (one.round_id, recipients), list.clone())?);
                }
            }
            for mail in mails {
                look_again(connection, mail, taking.now, &rounds, minute.as_mut(), &mut taken)?;
            }
            session_letter::look_again(connection, (&due, taking.now), (links.as_ref(), list.as_ref()), &mut minute, &mut taken)?;
            if let Some(minute) = minute {
                minute.keep(connection)?;
            }
            Ok(taken)
        })
    }

    fn of_round(
        &self,
        connection: &mut AnyConnection,
        (round_id, recipients): (i64, Vec<&[u8]>),
        list: Option<Secret>,
    ) -> Result<OfRound, Error> {
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
        let came_back: Vec<Vec<u8>> = on_each!(connection, connection => letter::table
            .filter(letter::round_id.eq(round_id).and(letter::recipient_id.eq_any(recipients)))
            .filter(letter::state.eq(LetterState::Bounced.number()).and(letter::to_former_address.eq(false)))
            .select(letter::recipient_id)
            .load(connection)?);
        Ok(OfRound { round, secret, came_back: came_back.into_iter().collect(), list })
    }
}

/// The letters by the mails as which they leave, each in the order in which they were queued.
fn mails(rows: Vec<LetterRow>, states: &HashMap<i64, i16>) -> Result<Vec<Vec<Leased>>, Error> {
    let mut mails: Vec<Vec<Leased>> = Vec::with_capacity(rows.len());
    let mut known: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let one = leased(row, states)?;
        if !one.bundled {
            mails.push(vec![one]);
            continue;
        }
        let at = *known.entry(one.letter.message_id.clone()).or_insert(mails.len());
        if at == mails.len() {
            mails.push(Vec::new());
        }
        mails[at].push(one);
    }
    Ok(mails)
}

fn leased(row: LetterRow, states: &HashMap<i64, i16>) -> Result<Leased, Error> {
    let corrupt = || Error::Corrupt("letter");
    let (of_letter, to, (recipient, invitation, invited, is_former)) = row;
    let (id, round_id, kind, message_id, date, boundary, attempts, working_hours, bundled) = of_letter;
    let (name, email, language, municipality, person_key) = to;
    let before = states.get(&id).and_then(|state| LetterState::from_number(*state)).ok_or_else(corrupt)?;
    let letter = OfLetter {
        kind: LetterKind::from_number(kind).ok_or_else(corrupt)?,
        message_id,
        date: Timestamp(date),
        boundary,
        attempts: u32::try_from(attempts).map_err(|_| corrupt())?,
        name,
        email,
        language: Language::from_code(&language).unwrap_or_default(),
        municipality,
        person_key,
    };
    let invitation = RandomId(invitation.try_into().map_err(|_| corrupt())?);
    Ok(Leased { id, round_id, before, working_hours, bundled, recipient, invited, is_former, invitation, letter })
}

/// Looks at the letters of one mail once they are leased: they are in hand, or cancelled, or wait for their rounds to open or for working
/// hours.
fn look_again(
    connection: &mut AnyConnection,
    mail: Vec<Leased>,
    now: Timestamp,
    rounds: &HashMap<i64, OfRound>,
    minute: Option<&mut Minute<'_>>,
    taken: &mut Taken,
) -> Result<(), Error> {
    let mut wanted = Vec::with_capacity(mail.len());
    for one in mail {
        let Some(of) = rounds.get(&one.round_id) else { return Err(Error::Corrupt("letter")) };
        if is_unwanted(connection, &one, of, now)? {
            put_down(connection, one.id, LetterState::Cancelled, None)?;
            taken.cancelled += 1;
        } else {
            wanted.push((one, of));
        }
    }
    if let Some(at) = wanted.iter().filter_map(|(one, of)| waits_until(one, &of.round, now)).max() {
        taken.later += usize::from(!wanted.is_empty());
        return wanted.iter().try_for_each(|(one, _)| put_down(connection, one.id, one.before, Some(at)));
    }
    let mut in_hand = Vec::with_capacity(wanted.len());
    let mut keyless = Vec::new();
    for (one, of) in wanted {
        match &of.secret {
            Some(secret) => in_hand.push((Token::of(secret, one.invitation), one, &of.round)),
            None => keyless.push((one, of.round.key.clone())),
        }
    }
    for (one, round) in keyless {
        // Another round's letters must not wait for it; a folder that comes back finds these still there.
        if !in_hand.is_empty() {
            leave(connection, one.id, &one.letter.message_id)?;
        }
        put_down(connection, one.id, one.before, Some(Timestamp(now.0 + KEYLESS)))?;
        *taken.keyless.entry(round).or_default() += 1;
    }
    let mut together = in_hand.into_iter();
    let Some((token, lead, round)) = together.next() else { return Ok(()) };
    let (mut beside, mut apart) = (Vec::new(), Vec::new());
    for (token, one, round) in together {
        // Of one of them the address was corrected since.
        let same = one.letter.email.eq_ignore_ascii_case(&lead.letter.email);
        if same { &mut beside } else { &mut apart }.push((token, one, round));
    }
    for (_, one, _) in apart {
        leave(connection, one.id, &one.letter.message_id)?;
        put_down(connection, one.id, one.before, Some(now))?;
        taken.later += 1;
    }
    if let Some(at) = minute.and_then(|minute| minute.count(&lead.letter.email)) {
        taken.later += 1;
        put_down(connection, lead.id, lead.before, Some(at))?;
        return beside.iter().try_for_each(|(_, one, _)| put_down(connection, one.id, one.before, Some(at)));
    }
    let beside = beside.into_iter().map(|(token, one, round)| LetterBeside { id: one.id, round: Arc::clone(round), token });
    let OfLetter { kind, message_id, date, boundary, attempts, name, email, language, municipality, person_key } = lead.letter;
    taken.letters.push(LetterInHand {
        id: lead.id,
        message_id,
        date,
        boundary,
        attempts,
        name,
        email,
        language,
        municipality,
        token,
        about: About::Round { kind, round: Arc::clone(round), person_key, beside: beside.collect() },
    });
    Ok(())
}

/// Whether a letter is no longer wanted: of one before the correction of its address another one goes there.
fn is_unwanted(connection: &mut AnyConnection, one: &Leased, of: &OfRound, now: Timestamp) -> Result<bool, Error> {
    let OfLetter { email, municipality, person_key, name, .. } = &one.letter;
    let is_over = one.invited > InvitationState::Started.number() || of.round.is_closed(now) || email.is_empty();
    if is_over || one.is_former || of.came_back.contains(&one.recipient) {
        return Ok(true);
    }
    is_suppressed(connection, of.list.as_ref(), Someone { email, municipality: municipality.as_deref(), person_key, name })
}

/// When a letter may leave: once its round has opened, and where it leaves in working hours alone, in those; none where it may now.
fn waits_until(one: &Leased, round: &Round, now: Timestamp) -> Option<Timestamp> {
    if !round.has_opened(now) {
        return Some(Timestamp::after(round.opens.yesterday().unwrap_or(round.opens)));
    }
    Some(in_working_hours(now)).filter(|next| one.working_hours && *next > now)
}

/// Of letters that leave as one mail, the first that waits: the others are taken with it.
const FIRST: &str = "(NOT letter.bundled OR NOT EXISTS (SELECT 1 FROM letter AS other WHERE other.bundled \
                     AND other.message_id = letter.message_id AND other.id < letter.id AND other.state IN (0, 4, 6)))";

/// The numbers and states of letters that are due, oldest first, and of those that leave as one mail with them. On PostgreSQL those that
/// another sender is just taking are passed over.
fn due(connection: &mut AnyConnection, now: Timestamp, limit: usize) -> Result<Vec<(i64, i16)>, Error> {
    let mut due: Vec<(i64, i64, i16, bool)> = Vec::new();
    // State by state each is read in the index's own order; all at once every letter that waits would be sorted each time.
    for state in LetterState::WAITING.map(LetterState::number) {
        let waiting = letter::table
            .filter(letter::open_state.eq(state).and(letter::next_at.le(now.0)))
            .filter(diesel::dsl::sql::<Bool>(FIRST))
            .order(letter::next_at)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select((letter::next_at, letter::id, letter::state, letter::bundled));
        due.extend(match connection {
            AnyConnection::Sqlite(connection) => waiting.load::<(i64, i64, i16, bool)>(connection)?,
            AnyConnection::Postgres(connection) => {
                waiting.for_update().skip_locked().load::<(i64, i64, i16, bool)>(connection)?
            }
        });
    }
    due.sort_unstable();
    due.truncate(limit);
    let bundled: Vec<i64> = due.iter().filter(|(.., bundled)| *bundled).map(|(_, id, ..)| *id).collect();
    let mut all: Vec<(i64, i16)> = due.into_iter().map(|(_, id, state, _)| (id, state)).collect();
    all.extend(beside(connection, &bundled)?);
    Ok(all)
}

/// Puts these letters into this sender's hand, and reads those of rounds.
fn lease(connection: &mut AnyConnection, due: &[(i64, i16)], taking: Taking<'_>) -> Result<Vec<LetterRow>, Error> {
    let in_hand = LetterState::Sending.number();
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            let ids: Vec<i64> = due.iter().map(|(id, _)| *id).collect();
            let leased = (letter::lease_until.eq(Some(taking.until.0)), letter::leased_by.eq(Some(taking.sender)));
            diesel::update(letter::table.filter(letter::id.eq_any(&ids)))
                .set((letter::state.eq(in_hand), leased))
                .execute(sqlite)?;
            rows(sqlite, ids)
        }
        AnyConnection::Postgres(postgres) => {
            let mut ids = Column::new();
            for (id, _) in due {
                ids.number(Some(*id));
            }
            let ids = ids.ended();
            let values = [Value::Small(in_hand), Value::Big(taking.until.0), Value::Text(taking.sender), Value::Text(&ids)];
            Ok(Kept::<Lease>::with(&values).load(postgres)?)
        }
    }
}

kept! {
    /// On PostgreSQL letters are put into a hand and read at once, which finds each of them once.
    Lease = "WITH letter AS (UPDATE letter SET state = ", ", lease_until = ", ", leased_by = ", " WHERE id = ANY (CAST(",
        " AS bigint[])) RETURNING id, round_id, recipient_id, invitation_id, kind, message_id, date, boundary, attempts, working_hours, \
         bundled, to_former_address) \
         SELECT letter.id, letter.round_id, letter.kind, letter.message_id, letter.date, letter.boundary, letter.attempts, \
         letter.working_hours, letter.bundled, recipient.name, recipient.email, recipient.language, recipient.municipality, \
         recipient.person_key, recipient.id, invitation.id, invitation.state, letter.to_former_address FROM letter \
         JOIN recipient ON recipient.id = letter.recipient_id JOIN invitation ON invitation.id = letter.invitation_id \
         ORDER BY letter.id";
}

impl Reading for Lease {
    type Columns = (
        (BigInt, BigInt, SmallInt, Text, BigInt, Text, Integer, Bool, Bool),
        (Text, Text, Text, Nullable<Text>, Text),
        (Binary, Binary, SmallInt, Bool),
    );
}

fn rows(connection: &mut SqliteConnection, ids: Vec<i64>) -> Result<Vec<LetterRow>, Error> {
    Ok(letter::table
        .inner_join(recipient::table)
        .inner_join(invitation::table)
        .filter(letter::id.eq_any(ids))
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
                letter::bundled,
            ),
            (recipient::name, recipient::email, recipient::language, recipient::municipality, recipient::person_key),
            (recipient::id, invitation::id, invitation::state, letter::to_former_address),
        ))
        .load(connection)?)
}
