//! Letters to participants of focus groups: queued in the transaction that gives cause for them, and looked at again before they leave.
//!
//! They lie in the one outbox with the letters of rounds, so leases, retries, returns and the list of those who want none are the same.
//! There are few participants, so everything about them is read and chosen from.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::in_hand::{About, LetterInHand};
use super::letter::NewLetter;
use super::outbox::put_down;
use super::pace::Minute;
use super::queued::message_id;
use super::schema::{focus_participant, participant_letter};
use super::suppression::{Someone, is_suppressed};
use super::taking::{KEYLESS, Taken};
use super::{AnyConnection, Error, FocusGroup, Participant, Store, focus_group, log, participant, point};
use crate::fieldwork::{LetterState, working_day_before};
use crate::focusgroup::{Addressed, Guide, Occasion, SentLetter, Session};
use crate::language::Text;
use crate::time::Timestamp;
use crate::token::{RandomId, Secret, Token};

/// At this hour participants are reminded, on the working day before.
const REMINDED_AT: i8 = 9;

/// A letter to a participant, for a list.
#[derive(Clone, Copy, Debug)]
pub struct LetterToParticipant {
    /// The participant's number in the database.
    pub participant: i64,
    /// What it is for.
    pub occasion: Occasion,
    /// The sequence of the calendar entry at the time.
    pub sequence: i32,
    /// How far it has come.
    pub state: LetterState,
    /// The date that it bears.
    pub date: Timestamp,
}

/// What a letter to a participant is about. It holds a name and an address, so it has no `Debug`.
#[derive(Clone)]
pub struct SessionLetter {
    /// What it is for.
    pub occasion: Occasion,
    /// The sequence of the calendar entry.
    pub sequence: i32,
    /// Whom it goes to.
    pub participant: Participant,
    /// The group.
    pub group: FocusGroup,
    /// The themes of its guide.
    pub themes: Vec<Text>,
}

/// When participants are reminded of a session.
#[must_use]
pub fn reminds(starts: Timestamp) -> Timestamp {
    Timestamp::at(working_day_before(starts.day()), REMINDED_AT)
}

/// Everything that decides who gets a letter.
struct Known {
    groups: Vec<FocusGroup>,
    participants: Vec<Participant>,
    letters: BTreeMap<i64, Vec<SentLetter>>,
    unreachable: BTreeSet<i64>,
    awaited: BTreeSet<i64>,
}

impl Known {
    fn read(connection: &mut AnyConnection, list: Option<&Secret>, with_quotes: bool) -> Result<Self, Error> {
        let (groups, participants) = (focus_group::all(connection)?, participant::all(connection)?);
        let mut letters: BTreeMap<i64, Vec<SentLetter>> = BTreeMap::new();
        for letter in all(connection)? {
            letters.entry(letter.participant).or_default().push(sent(&letter));
        }
        let mut unreachable = BTreeSet::new();
        for one in &participants {
            if one.withdrawn || one.email.is_empty() || is_suppressed(connection, list, Someone::at(&one.email))? {
                unreachable.insert(one.id);
            }
        }
        let awaited = if with_quotes { awaited(connection, &groups, &participants)? } else { BTreeSet::new() };
        Ok(Self { groups, participants, letters, unreachable, awaited })
    }

    fn group(&self, id: i64) -> Option<&FocusGroup> {
        self.groups.iter().find(|group| group.id == id)
    }

    fn addressed(&self, one: &Participant) -> Addressed<'_> {
        Addressed {
            reply: one.reply,
            released: one.released,
            unreachable: self.unreachable.contains(&one.id),
            awaited: self.awaited.contains(&one.id),
            letters: self.letters.get(&one.id).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    /// Who gets a letter of this kind now, and the sequence that it bears.
    fn due(&self, of: Option<i64>, occasion: Occasion, now: Timestamp) -> Vec<(i64, i32)> {
        let due = |one: &Participant| {
            let session = session_of(self.group(one.group_id)?);
            Some((one.id, self.addressed(one).due(occasion, session, now)?))
        };
        self.participants.iter().filter(|one| of.is_none_or(|of| of == one.group_id)).filter_map(due).collect()
    }
}

/// Whose quotes wait for an answer.
fn awaited(connection: &mut AnyConnection, groups: &[FocusGroup], participants: &[Participant]) -> Result<BTreeSet<i64>, Error> {
    let (claims, guides) = (point::all(connection)?, focus_group::all_guides(connection)?);
    let role = |group: i64| {
        let group = groups.iter().find(|one| one.id == group)?;
        guides.iter().find(|(id, _)| *id == group.planned.guide_id).map(|(_, guide)| guide.role)
    };
    Ok(claims.awaited(participants, role))
}

fn session_of(group: &FocusGroup) -> Session {
    let starts = group.planned.starts;
    Session { sequence: group.sequence, starts, reminds: reminds(starts), cancelled: group.cancelled }
}

fn sent(letter: &LetterToParticipant) -> SentLetter {
    use LetterState::{Accepted, Bounced, Cancelled, Dot, Held, Rejected, Sending, Unknown};
    SentLetter {
        occasion: letter.occasion,
        sequence: letter.sequence,
        date: letter.date,
        left: matches!(letter.state, Accepted | Sending | Dot | Unknown | Held),
        stopped: matches!(letter.state, Cancelled | Bounced | Rejected),
        failed: matches!(letter.state, Bounced | Rejected),
    }
}

impl Store {
    /// Every letter to a participant, in the order in which they were queued.
    pub fn letters_to_participants(&self) -> Result<Vec<LetterToParticipant>, Error> {
        self.read(all)
    }

    /// Who of a group would get a letter of this kind now.
    pub fn participants_due(&self, group: i64, occasion: Occasion, now: Timestamp) -> Result<Vec<i64>, Error> {
        let list = self.suppression_secret()?;
        let known = self.read(|connection| Known::read(connection, list.as_ref(), occasion == Occasion::Approval))?;
        Ok(known.due(Some(group), occasion, now).into_iter().map(|(id, _)| id).collect())
    }

    /// Queues the letters of this kind that are due, of one group or of all; returns how many.
    pub fn write_to_participants(
        &self,
        group: Option<i64>,
        occasion: Occasion,
        new: &NewLetter<'_>,
        by: &str,
    ) -> Result<usize, Error> {
        let list = self.suppression_secret()?;
        self.write(|connection| {
            let known = Known::read(connection, list.as_ref(), occasion == Occasion::Approval)?;
            let due = known.due(group, occasion, new.now);
            for (participant, sequence) in &due {
                queue(connection, *participant, (occasion, *sequence), new)?;
            }
            if !due.is_empty() {
                log::note(connection, new.now, by, &format!("queued {} letters to participants", due.len()), "focus groups")?;
            }
            Ok(due.len())
        })
    }

    /// Gives a participant's place to somebody else: they are told that they need not come, if they were told of the session.
    pub fn release_participant(
        &self,
        one: &Participant,
        new: Option<&NewLetter<'_>>,
        by: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let list = self.suppression_secret()?;
        self.write(|connection| {
            let open = focus_participant::table.find(one.id);
            diesel::update(open)
                .set((focus_participant::released_at.eq(Some(now.0)), focus_participant::attended.eq(false)))
                .execute(connection)?;
            after_change(connection, one.group_id, list.as_ref(), new)?;
            log::note(connection, now, by, "gave a participant's place away", &one.code)
        })
    }
}

/// After a session was moved or called off, or a place in it given away: what waits and tells of it as it was does not leave, and whoever
/// was told of it is told anew.
pub(super) fn after_change(
    connection: &mut AnyConnection,
    group: i64,
    list: Option<&Secret>,
    new: Option<&NewLetter<'_>>,
) -> Result<(), Error> {
    let before = Known::read(connection, list, false)?;
    let Some(session) = before.group(group).map(session_of) else { return Ok(()) };
    let own: Vec<&Participant> = before.participants.iter().filter(|one| one.group_id == group).collect();
    let ids: Vec<i64> = own.iter().map(|one| one.id).collect();
    // What another process has in hand leaves, and what may have left is looked at when its turn comes again.
    let waiting = [LetterState::Queued, LetterState::Deferred].map(LetterState::number);
    let released: Vec<i64> = own.iter().filter(|one| one.released).map(|one| one.id).collect();
    let of_released = participant_letter::participant_id.eq_any(&released);
    let stale = participant_letter::kind.ne(Occasion::Approval.number()).and(participant_letter::sequence.lt(session.sequence));
    let stale = stale.and(participant_letter::participant_id.ne_all(&released));
    let to_come = [Occasion::Invitation, Occasion::Moved, Occasion::Reminder].map(Occasion::number);
    diesel::update(participant_letter::table)
        .filter(participant_letter::participant_id.eq_any(&ids).and(participant_letter::state.eq_any(waiting)))
        .filter(stale.or(of_released.and(participant_letter::kind.eq_any(to_come))))
        .set(participant_letter::state.eq(LetterState::Cancelled.number()))
        .execute(connection)?;
    let Some(new) = new else { return Ok(()) };
    let after = Known::read(connection, list, false)?;
    for one in after.participants.iter().filter(|one| one.group_id == group) {
        // Whoever gets their letters by other ways was told nothing by us.
        let told = before.addressed(one).letters.iter().any(|letter| letter.occasion.brings_entry() && !letter.stopped);
        let due = |occasion| after.addressed(one).due(occasion, session, new.now).map(|sequence| (occasion, sequence));
        let kinds = [Occasion::Invitation, Occasion::Moved, Occasion::CalledOff];
        if let Some(letter) = kinds.into_iter().find_map(due).filter(|_| told) {
            queue(connection, one.id, letter, new)?;
        }
    }
    Ok(())
}

fn queue(
    connection: &mut AnyConnection,
    participant: i64,
    (occasion, sequence): (Occasion, i32),
    new: &NewLetter<'_>,
) -> Result<(), Error> {
    diesel::insert_into(participant_letter::table)
        .values((
            participant_letter::participant_id.eq(participant),
            participant_letter::kind.eq(occasion.number()),
            participant_letter::sequence.eq(sequence),
            participant_letter::template_version.eq(new.template_version),
            participant_letter::message_id.eq(message_id(new.domain)?),
            participant_letter::date.eq(new.now.0),
            participant_letter::boundary.eq(data_encoding::HEXLOWER.encode(&RandomId::new()?.0)),
            participant_letter::state.eq(LetterState::Queued.number()),
            participant_letter::attempts.eq(0),
            participant_letter::next_at.eq(new.now.0),
            participant_letter::working_hours.eq(false),
        ))
        .execute(connection)?;
    Ok(())
}

fn all(connection: &mut AnyConnection) -> Result<Vec<LetterToParticipant>, Error> {
    let rows: Vec<(i64, i16, i32, i16, i64)> = participant_letter::table
        .filter(participant_letter::participant_id.is_not_null())
        .order(participant_letter::id)
        .select((
            participant_letter::participant_id,
            participant_letter::kind,
            participant_letter::sequence,
            participant_letter::state,
            participant_letter::date,
        ))
        .load(connection)?;
    let corrupt = || Error::Corrupt("letter");
    rows.into_iter()
        .map(|(participant, kind, sequence, state, date)| {
            let occasion = Occasion::from_number(kind).ok_or_else(corrupt)?;
            let state = LetterState::from_number(state).ok_or_else(corrupt)?;
            Ok(LetterToParticipant { participant, occasion, sequence, state, date: Timestamp(date) })
        })
        .collect()
}

type DueRow = (i64, i64, i16, i32, String, i64, String, i32);

/// Looks at the letters to participants among those that were leased: each is in hand, or cancelled, or waits.
pub(super) fn look_again(
    connection: &mut AnyConnection,
    (due, now): (&[(i64, i16)], Timestamp),
    (links, list): (Option<&Secret>, Option<&Secret>),
    minute: &mut Option<Minute<'_>>,
    taken: &mut Taken,
) -> Result<(), Error> {
    let rows: Vec<DueRow> = participant_letter::table
        .filter(participant_letter::id.eq_any(due.iter().map(|(id, _)| *id)))
        .filter(participant_letter::participant_id.is_not_null())
        .order(participant_letter::id)
        .select((
            participant_letter::id,
            participant_letter::participant_id,
            participant_letter::kind,
            participant_letter::sequence,
            participant_letter::message_id,
            participant_letter::date,
            participant_letter::boundary,
            participant_letter::attempts,
        ))
        .load(connection)?;
    if rows.is_empty() {
        return Ok(());
    }
    let asks = rows.iter().any(|row| row.2 == Occasion::Approval.number());
    let known = Known::read(connection, list, asks)?;
    let guides = focus_group::all_guides(connection)?;
    for (id, of, kind, sequence, message_id, date, boundary, attempts) in rows {
        let corrupt = || Error::Corrupt("letter");
        let occasion = Occasion::from_number(kind).ok_or_else(corrupt)?;
        let before = due.iter().find(|(due, _)| *due == id).and_then(|(_, state)| LetterState::from_number(*state));
        let before = before.ok_or_else(corrupt)?;
        let participant = known.participants.iter().find(|one| one.id == of).ok_or_else(corrupt)?;
        let group = known.group(participant.group_id).ok_or_else(corrupt)?;
        if !known.addressed(participant).may_have(occasion, sequence, session_of(group), now) {
            put_down(connection, id, LetterState::Cancelled, None)?;
            taken.cancelled += 1;
            continue;
        }
        let Some(token) = leading_to(connection, participant, links)? else {
            put_down(connection, id, before, Some(Timestamp(now.0 + KEYLESS)))?;
            *taken.keyless.entry("focus-groups".to_owned()).or_default() += 1;
            continue;
        };
        if let Some(at) = minute.as_mut().and_then(|minute| minute.count(&participant.email)) {
            put_down(connection, id, before, Some(at))?;
            taken.later += 1;
            continue;
        }
        taken.letters.push(LetterInHand {
            id,
            message_id,
            date: Timestamp(date),
            boundary,
            attempts: u32::try_from(attempts).map_err(|_| corrupt())?,
            name: participant.name.clone(),
            email: participant.email.clone(),
            language: participant.language,
            municipality: Some(participant.unit.clone()),
            token,
            about: About::Session(Box::new(SessionLetter {
                occasion,
                sequence,
                participant: participant.clone(),
                group: group.clone(),
                themes: themes_of(&guides, group),
            })),
        });
    }
    Ok(())
}

/// The themes of a group's guide, by their titles.
#[must_use]
pub fn themes_of(guides: &[(i64, Guide)], group: &FocusGroup) -> Vec<Text> {
    let guide = guides.iter().find(|(id, _)| *id == group.planned.guide_id);
    guide.into_iter().flat_map(|(_, guide)| &guide.themes).map(|theme| theme.title.clone()).collect()
}

/// What leads to a participant's page; none under another secret than the one of their invitation, which makes another link.
fn leading_to(connection: &mut AnyConnection, one: &Participant, links: Option<&Secret>) -> Result<Option<Token>, Error> {
    let Some(token) = links.map(|links| one.token(links)) else { return Ok(None) };
    let found: i64 = focus_participant::table
        .filter(focus_participant::id.eq(one.id).and(focus_participant::token_hash.eq(&token.hash().0[..])))
        .count()
        .get_result(connection)?;
    Ok((found == 1).then_some(token))
}

/// Deletes every letter to a participant; one that is in hand does not leave any more.
pub(super) fn forget(connection: &mut AnyConnection, participant: i64) -> Result<(), Error> {
    diesel::delete(participant_letter::table.filter(participant_letter::participant_id.eq(participant))).execute(connection)?;
    Ok(())
}

/// Cancels what waits for the participant of a letter that came back; false where it is no letter to a participant.
pub(super) fn stop_after_return(connection: &mut AnyConnection, letter: i64) -> Result<bool, Error> {
    let of: Option<i64> = participant_letter::table
        .filter(participant_letter::id.eq(letter).and(participant_letter::participant_id.is_not_null()))
        .select(participant_letter::participant_id)
        .first(connection)
        .optional()?;
    let Some(of) = of else { return Ok(false) };
    let stopped = LetterState::UNSETTLED.into_iter().filter(|state| *state != LetterState::Dot).map(LetterState::number);
    diesel::update(participant_letter::table)
        .filter(participant_letter::participant_id.eq(of).and(participant_letter::state.eq_any(stopped)))
        .set((
            participant_letter::state.eq(LetterState::Cancelled.number()),
            participant_letter::lease_until.eq(None::<i64>),
            participant_letter::leased_by.eq(None::<String>),
        ))
        .execute(connection)?;
    Ok(true)
}
