//! The outbox: what must be mailed, and how far it has come.

use std::collections::HashSet;

use diesel::prelude::*;

use super::invitation::{InvitationState, Link, opt_out, put as put_invitation};
use super::queued::{Row, put};
use super::quiet::{Quiet, Recently};
use super::schema::{invitation, letter, recipient};
use super::suppression::Someone;
use super::together::{Along, Fellow, Together, reminded_since};
use super::{Actor, AnyConnection, Error, Store, log, schedule};
use crate::fieldwork::{Channel, LetterKind, LetterState, Round};
use crate::time::Timestamp;
use crate::token::{RandomId, Secret};

/// What is the same for all letters that are queued at once.
#[derive(Clone, Copy, Debug)]
pub struct NewLetter<'a> {
    /// The domain of Message-IDs.
    pub domain: &'a str,
    /// The version of the letter's template.
    pub template_version: i32,
    /// The date that the letters bear.
    pub now: Timestamp,
    /// What becomes of those who were invited to another round shortly before.
    pub quiet: Quiet,
    /// The sending of the round's schedule that they are, if they are one: it is taken up with them, by one process alone.
    pub sending: Option<i64>,
    /// The rounds whose links they carry too, where somebody is on several lists.
    pub together: Together<'a>,
    /// Whether they leave in working hours alone.
    pub working_hours: bool,
    /// Who queues them, where the log is to tell of it; a schedule's are noted as the server's.
    pub by: Option<&'a str>,
}

impl<'a> NewLetter<'a> {
    /// Letters of no schedule, for everybody, at any hour.
    #[must_use]
    pub fn new(domain: &'a str, template_version: i32, now: Timestamp) -> Self {
        let (quiet, together) = (Quiet::default(), Together::default());
        Self { domain, template_version, now, quiet, sending: None, together, working_hours: false, by: None }
    }

    /// Whom the log names for them: what a schedule sends nobody does but the server.
    fn actor(&self) -> Actor<'a> {
        let who = self.by.filter(|_| self.sending.is_none()).unwrap_or(log::SERVER);
        Actor { who, at: self.now }
    }
}

/// What an invitation or reminder of a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invited {
    /// Invitations that are new.
    pub invitations: usize,
    /// Letters that were put in the outbox.
    pub letters: usize,
    /// Recipients without an address, who are invited as their letter on paper is made.
    pub without_email: usize,
    /// Recipients who were invited to another round shortly before, whether they are left out or not.
    pub quiet: usize,
    /// Recipients who want no letters at all; they get none.
    pub suppressed: usize,
    /// Letters among them that carry links to other rounds too.
    pub bundled: usize,
    /// Those other links.
    pub along: usize,
}

impl Invited {
    fn carries(&mut self, others: usize) {
        self.bundled += usize::from(others > 0);
        self.along += others;
    }
}

/// To whom a letter goes. It holds an address, so it has no `Debug`.
pub(super) struct To {
    pub(super) recipient: Vec<u8>,
    /// None where the letter makes it.
    pub(super) invitation: Option<Vec<u8>>,
    pub(super) email: String,
    /// Municipality and key.
    pub(super) person: (Option<String>, String),
    pub(super) name: String,
}

impl To {
    pub(super) fn someone(&self) -> Someone<'_> {
        Someone { email: &self.email, municipality: self.person.0.as_deref(), person_key: &self.person.1, name: &self.name }
    }
}

impl Store {
    /// Invites every recipient of the round who has an address and no invitation, and queues their letters in the same transaction. Whoever
    /// wants no letters at all has said no before they were asked.
    pub fn invite(&self, round: &Round, new: &NewLetter<'_>, dry_run: bool) -> Result<Invited, Error> {
        let own = self.fellow(round)?;
        let list = self.suppression_list()?;
        let fellows = self.fellows(new.together)?;
        self.write(|connection| {
            if !dry_run && !is_ours(connection, new)? {
                return Ok(Invited::default());
            }
            let recently = Recently::of(connection, round.id, new.now, new.quiet.days)?;
            let mut along = Along::of(connection, &fellows, uninvited)?;
            let mut invited = Invited::default();
            for to in uninvited(connection, round.id)? {
                if own.was_refused_by(&to) || list.has_person(to.someone()) {
                    invited.suppressed += 1;
                    if !dry_run {
                        opt_out(connection, round.id, &to.recipient, &own.secret)?;
                    }
                    continue;
                }
                // Their invitation comes with a letter on paper, as it is made: until then nobody has written to them.
                if to.email.is_empty() {
                    invited.without_email += 1;
                    continue;
                }
                let is_quiet = recently.has(&to.email, &to.person);
                invited.quiet += usize::from(is_quiet);
                if is_quiet && new.quiet.skip {
                    continue;
                }
                invited.invitations += 1;
                invited.letters += 1;
                let others = along.take(&to);
                invited.carries(others.len());
                if !dry_run {
                    write_to(connection, (&own, &to), &others, LetterKind::Invitation, new)?;
                }
            }
            if !dry_run {
                along.note(connection, "invitations", round, new.actor())?;
            }
            settle(connection, round, (LetterKind::Invitation, dry_run), new, invited.letters)?;
            Ok(invited)
        })
    }

    /// Makes links for all recipients who have none, without a letter: they are handed over by another way.
    pub fn make_links(&self, round: &Round) -> Result<(), Error> {
        let secret = self.keys().link_secret(&round.key)?;
        self.write(|connection| {
            for to in uninvited(connection, round.id)? {
                invite(connection, round.id, &to.recipient, &secret)?;
            }
            Ok(())
        })
    }

    /// Queues a reminder to everybody whose invitation has left and who has not answered: nobody is reminded of a letter that
    /// they never got, nor at an address from which one came back, nor twice because an earlier reminder still waits.
    pub fn remind(&self, round: &Round, new: &NewLetter<'_>, dry_run: bool) -> Result<Invited, Error> {
        // Without it no reminder could ever be written.
        let own = self.fellow(round)?;
        let list = self.suppression_list()?;
        let fellows = self.fellows(new.together)?;
        self.write(|connection| {
            if !dry_run && !is_ours(connection, new)? {
                return Ok(Invited::default());
            }
            let find = |connection: &mut AnyConnection, id| reachable(connection, id, new.together.since);
            let mut along = Along::of(connection, &fellows, find)?;
            let mut invited = Invited::default();
            for to in find(connection, round.id)? {
                if list.has_person(to.someone()) {
                    invited.suppressed += 1;
                    continue;
                }
                *if to.email.is_empty() { &mut invited.without_email } else { &mut invited.letters } += 1;
                let others = along.take(&to);
                invited.carries(others.len());
                if !dry_run && !to.email.is_empty() {
                    write_to(connection, (&own, &to), &others, LetterKind::Reminder, new)?;
                }
            }
            if !dry_run {
                along.note(connection, "reminders", round, new.actor())?;
            }
            settle(connection, round, (LetterKind::Reminder, dry_run), new, invited.letters)?;
            Ok(invited)
        })
    }
}

/// Whether these letters are this process's to queue: those of a schedule are one process's alone.
fn is_ours(connection: &mut AnyConnection, new: &NewLetter<'_>) -> Result<bool, Error> {
    new.sending.map_or(Ok(true), |id| schedule::take_up(connection, id, new.now))
}

/// Keeps what a sending of the schedule did, and notes what it or a person did.
fn settle(
    connection: &mut AnyConnection,
    round: &Round,
    (kind, dry_run): (LetterKind, bool),
    new: &NewLetter<'_>,
    letters: usize,
) -> Result<(), Error> {
    if dry_run {
        return Ok(());
    }
    if let Some(id) = new.sending {
        schedule::queued(connection, id, letters)?;
    }
    if new.sending.is_none() && new.by.is_none() {
        return Ok(());
    }
    let what = if kind == LetterKind::Invitation { "invitations" } else { "reminders" };
    new.actor().note(connection, &format!("queued {letters} {what}"), &round.key)
}

pub(super) fn uninvited(connection: &mut AnyConnection, round_id: i64) -> Result<Vec<To>, Error> {
    type Row = (Vec<u8>, String, Option<String>, String, String);
    let rows: Vec<Row> = recipient::table
        .left_join(invitation::table.on(invitation::recipient_id.eq(recipient::id.nullable())))
        .filter(recipient::round_id.eq(round_id).and(invitation::id.nullable().is_null()))
        .select((recipient::id, recipient::email, recipient::municipality, recipient::person_key, recipient::name))
        .load(connection)?;
    let to = |(recipient, email, unit, key, name)| To { recipient, invitation: None, email, person: (unit, key), name };
    Ok(rows.into_iter().map(to).collect())
}

/// A row of those who can be reminded: recipient, invitation, and address, municipality, key and name.
type Reachable = (Vec<u8>, Vec<u8>, String, Option<String>, String, String);

/// Those who have not answered and can be reminded; the address is empty where they have none. Whom a letter of several rounds has reminded
/// since is left alone.
fn reachable(connection: &mut AnyConnection, round_id: i64, since: Option<Timestamp>) -> Result<Vec<To>, Error> {
    let left = [LetterState::Accepted, LetterState::Unknown].map(LetterState::number);
    let reached = letter::table
        .filter(letter::round_id.eq(round_id).and(letter::kind.eq(LetterKind::Invitation.number())))
        .filter(letter::state.eq_any(left).and(letter::to_former_address.eq(false)))
        .select(letter::invitation_id);
    let of_round = letter::table.filter(letter::round_id.eq(round_id).and(letter::kind.eq(LetterKind::Reminder.number())));
    let waiting =
        of_round.filter(letter::state.eq_any(LetterState::UNSETTLED.map(LetterState::number))).select(letter::invitation_id);
    let came_back = letter::table
        .filter(letter::round_id.eq(round_id).and(letter::state.eq(LetterState::Bounced.number())))
        .filter(letter::to_former_address.eq(false))
        .select(letter::invitation_id);
    let reachable = invitation::id.eq_any(reached).and(invitation::id.ne_all(came_back));
    let rows: Vec<Reachable> = invitation::table
        .inner_join(recipient::table)
        .filter(invitation::round_id.eq(round_id))
        .filter(invitation::state.le(InvitationState::Started.number()))
        .filter(recipient::email.eq("").or(reachable.and(invitation::id.ne_all(waiting))))
        .select((
            recipient::id,
            invitation::id,
            recipient::email,
            recipient::municipality,
            recipient::person_key,
            recipient::name,
        ))
        .load(connection)?;
    let spared: HashSet<Vec<u8>> = match since {
        Some(since) => reminded_since(connection, round_id, since)?.into_iter().collect(),
        None => HashSet::new(),
    };
    let asked = rows.into_iter().filter(|(_, invitation, ..)| !spared.contains(invitation));
    let to = |(recipient, invitation, email, unit, key, name)| {
        let (invitation, person) = (Some(invitation), (unit, key));
        To { recipient, invitation, email, person, name }
    };
    Ok(asked.map(to).collect())
}

/// The addresses of those who are not invited, and of those who are, have not answered, and sent no letter back.
pub(super) fn addressees(connection: &mut AnyConnection, round_id: i64) -> Result<(Vec<String>, Vec<String>), Error> {
    let refused = [LetterState::Bounced, LetterState::Rejected].map(LetterState::number);
    let lost = letter::table
        .filter(letter::round_id.eq(round_id).and(letter::state.eq_any(refused)))
        .filter(letter::to_former_address.eq(false))
        .select(letter::invitation_id);
    let silent = invitation::table
        .inner_join(recipient::table)
        .filter(invitation::round_id.eq(round_id).and(invitation::state.le(InvitationState::Started.number())))
        .filter(invitation::id.ne_all(lost))
        .select(recipient::email)
        .load(connection)?;
    Ok((uninvited(connection, round_id)?.into_iter().map(|to| to.email).collect(), silent))
}

/// What the letters of one mail share.
struct Envelope {
    message_id: String,
    boundary: String,
    bundled: bool,
}

impl Envelope {
    fn new(domain: &str, bundled: bool) -> Result<Self, Error> {
        let random = || -> Result<String, Error> { Ok(data_encoding::HEXLOWER.encode(&RandomId::new()?.0)) };
        Ok(Self { message_id: format!("{}@{domain}", random()?), boundary: random()?, bundled })
    }
}

/// Queues a person's letter, and in the same mail those of the other rounds.
fn write_to(
    connection: &mut AnyConnection,
    (own, to): (&Fellow<'_>, &To),
    others: &[(&Fellow<'_>, To)],
    kind: LetterKind,
    new: &NewLetter<'_>,
) -> Result<(), Error> {
    let envelope = Envelope::new(new.domain, !others.is_empty())?;
    write_one(connection, own, to, (kind, &envelope), new)?;
    others.iter().try_for_each(|(fellow, other)| write_one(connection, fellow, other, (kind, &envelope), new))
}

fn write_one(
    connection: &mut AnyConnection,
    of: &Fellow<'_>,
    to: &To,
    (kind, envelope): (LetterKind, &Envelope),
    new: &NewLetter<'_>,
) -> Result<(), Error> {
    let round_id = of.round.id;
    let Some(invitation) = &to.invitation else {
        let id = invite(connection, round_id, &to.recipient, &of.secret)?;
        if to.email.is_empty() {
            return Ok(());
        }
        return queue_in(connection, (round_id, &to.recipient, &id.0), (kind, 1), envelope, new);
    };
    let before = last(connection, (round_id, &to.recipient, invitation), kind)?;
    queue_in(connection, (round_id, &to.recipient, invitation), (kind, before + 1), envelope, new)
}

/// The number of the last letter of this kind to an invitation; 0 where there is none.
fn last(
    connection: &mut AnyConnection,
    (round_id, recipient, invitation): (i64, &[u8], &[u8]),
    kind: LetterKind,
) -> Result<i32, Error> {
    let before: Option<i32> = letter::table
        .filter(letter::round_id.eq(round_id).and(letter::recipient_id.eq(recipient)))
        .filter(letter::invitation_id.eq(invitation).and(letter::kind.eq(kind.number())))
        .select(diesel::dsl::max(letter::sequence))
        .first(connection)?;
    Ok(before.unwrap_or(0))
}

/// Invites a recipient of a round, who has no invitation; returns its number.
pub(super) fn invite(
    connection: &mut AnyConnection,
    round_id: i64,
    recipient: &[u8],
    secret: &Secret,
) -> Result<RandomId, Error> {
    let link = Link::new(secret)?;
    put_invitation(connection, round_id, recipient, &link, InvitationState::Invited)?;
    Ok(link.id)
}

/// Queues one more letter of this kind to an invitation, by itself.
pub(super) fn queue(
    connection: &mut AnyConnection,
    round_id: i64,
    (recipient, invitation): (&[u8], &[u8]),
    kind: LetterKind,
    new: &NewLetter<'_>,
) -> Result<(), Error> {
    let sequence = last(connection, (round_id, recipient, invitation), kind)? + 1;
    queue_in(connection, (round_id, recipient, invitation), (kind, sequence), &Envelope::new(new.domain, false)?, new)
}

fn queue_in(
    connection: &mut AnyConnection,
    (round_id, recipient, invitation): (i64, &[u8], &[u8]),
    (kind, sequence): (LetterKind, i32),
    envelope: &Envelope,
    new: &NewLetter<'_>,
) -> Result<(), Error> {
    let row = Row {
        round_id,
        recipient,
        invitation,
        kind,
        sequence,
        template_version: new.template_version,
        message_id: &envelope.message_id,
        boundary: &envelope.boundary,
        date: new.now,
        state: LetterState::Queued,
        channel: Channel::Mail,
        bundled: envelope.bundled,
        working_hours: new.working_hours,
    };
    put(connection, &row)
}
