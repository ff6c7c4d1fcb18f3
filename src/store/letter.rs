//! The outbox: what must be mailed, and how far it has come.

use diesel::prelude::*;

use super::invitation::{InvitationState, Link, opt_out};
use super::quiet::{Quiet, Recently};
use super::schema::{invitation, letter, recipient};
use super::{AnyConnection, Error, Store, log, schedule};
use crate::fieldwork::{LetterKind, LetterState, Round};
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
    /// Who queues them, where the log is to tell of it; a schedule's are noted as the server's.
    pub by: Option<&'a str>,
}

impl<'a> NewLetter<'a> {
    /// Letters of no schedule, for everybody.
    #[must_use]
    pub fn new(domain: &'a str, template_version: i32, now: Timestamp) -> Self {
        Self { domain, template_version, now, quiet: Quiet::default(), sending: None, by: None }
    }
}

/// What an invitation or reminder of a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invited {
    /// Invitations that are new.
    pub invitations: usize,
    /// Letters that were put in the outbox.
    pub letters: usize,
    /// Recipients without an address, who need a letter on paper.
    pub without_email: usize,
    /// Recipients who were invited to another round shortly before, whether they are left out or not.
    pub quiet: usize,
    /// Recipients who want no letters at all; they get none.
    pub suppressed: usize,
}

/// A recipient who is not invited: number, address, municipality and key.
type Uninvited = (Vec<u8>, String, Option<String>, String);
/// A recipient who can be reminded: number, invitation and address.
type Reachable = (Vec<u8>, Vec<u8>, String);

impl Store {
    /// Invites every recipient of the round who has no invitation, and queues their letters in the same transaction. Whoever wants no
    /// letters at all has said no before they were asked.
    pub fn invite(&self, round: &Round, new: &NewLetter<'_>, dry_run: bool) -> Result<Invited, Error> {
        let secret = self.keys().link_secret(&round.key)?;
        let list = self.suppression_list()?;
        self.write(|connection| {
            if !dry_run && !is_ours(connection, new)? {
                return Ok(Invited::default());
            }
            let recently = Recently::of(connection, round.id, new.now, new.quiet.days)?;
            let mut invited = Invited::default();
            for (recipient, email, municipality, key) in uninvited(connection, round.id)? {
                if list.has(&email) {
                    invited.suppressed += 1;
                    if !dry_run {
                        opt_out(connection, round.id, &recipient, &secret)?;
                    }
                    continue;
                }
                let is_quiet = recently.has(&email, &(municipality, key));
                invited.quiet += usize::from(is_quiet);
                if is_quiet && new.quiet.skip {
                    continue;
                }
                invited.invitations += 1;
                *if email.is_empty() { &mut invited.without_email } else { &mut invited.letters } += 1;
                if !dry_run {
                    invite_one(connection, round.id, (&recipient, &email), &secret, new)?;
                }
            }
            settle(connection, round, (LetterKind::Invitation, dry_run), new, invited.letters)?;
            Ok(invited)
        })
    }

    /// Queues a reminder to everybody whose invitation has left and who has not answered: nobody is reminded of a letter that
    /// they never got, nor at an address from which one came back, nor twice because an earlier reminder still waits.
    pub fn remind(&self, round: &Round, new: &NewLetter<'_>, dry_run: bool) -> Result<Invited, Error> {
        // Without it no reminder could ever be written.
        self.keys().link_secret(&round.key)?;
        let list = self.suppression_list()?;
        self.write(|connection| {
            if !dry_run && !is_ours(connection, new)? {
                return Ok(Invited::default());
            }
            let mut silent = reachable(connection, round.id)?;
            let all = silent.len();
            silent.retain(|(_, _, email)| !list.has(email));
            let without_email = silent.iter().filter(|(_, _, email)| email.is_empty()).count();
            let (letters, suppressed) = (silent.len() - without_email, all - silent.len());
            let invited = Invited { letters, without_email, suppressed, ..Invited::default() };
            if dry_run {
                return Ok(invited);
            }
            for (recipient, invitation, _) in silent.iter().filter(|(_, _, email)| !email.is_empty()) {
                let before: Option<i32> = letter::table
                    .filter(letter::invitation_id.eq(invitation).and(letter::kind.eq(LetterKind::Reminder.number())))
                    .select(diesel::dsl::max(letter::sequence))
                    .first(connection)?;
                queue(connection, round.id, recipient, invitation, (LetterKind::Reminder, before.unwrap_or(0) + 1), new)?;
            }
            settle(connection, round, (LetterKind::Reminder, dry_run), new, letters)?;
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
    let Some(who) = new.sending.map(|_| log::SERVER).or(new.by) else { return Ok(()) };
    let what = if kind == LetterKind::Invitation { "invitations" } else { "reminders" };
    log::note(connection, new.now, who, &format!("queued {letters} {what}"), &round.key)
}

fn uninvited(connection: &mut AnyConnection, round_id: i64) -> Result<Vec<Uninvited>, Error> {
    Ok(recipient::table
        .left_join(invitation::table.on(invitation::recipient_id.eq(recipient::id.nullable())))
        .filter(recipient::round_id.eq(round_id).and(invitation::id.nullable().is_null()))
        .select((recipient::id, recipient::email, recipient::municipality, recipient::person_key))
        .load(connection)?)
}

/// Those who have not answered and can be reminded: recipient, invitation and address, which is empty where they have none.
fn reachable(connection: &mut AnyConnection, round_id: i64) -> Result<Vec<Reachable>, Error> {
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
    Ok(invitation::table
        .inner_join(recipient::table)
        .filter(invitation::round_id.eq(round_id))
        .filter(invitation::state.le(InvitationState::Started.number()))
        .filter(recipient::email.eq("").or(reachable.and(invitation::id.ne_all(waiting))))
        .select((recipient::id, invitation::id, recipient::email))
        .load(connection)?)
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
    Ok((uninvited(connection, round_id)?.into_iter().map(|(_, email, ..)| email).collect(), silent))
}

fn invite_one(
    connection: &mut AnyConnection,
    round_id: i64,
    (recipient, email): (&[u8], &str),
    secret: &Secret,
    new: &NewLetter<'_>,
) -> Result<(), Error> {
    let link = Link::new(secret)?;
    diesel::insert_into(invitation::table)
        .values((
            invitation::id.eq(&link.id.0[..]),
            invitation::round_id.eq(round_id),
            invitation::recipient_id.eq(Some(recipient)),
            invitation::token_hash.eq(&link.token.hash().0[..]),
            invitation::entry_code_hash.eq(Some(&link.entry_code_hash[..])),
            invitation::state.eq(InvitationState::Invited.number()),
        ))
        .execute(connection)?;
    if email.is_empty() {
        return Ok(());
    }
    queue(connection, round_id, recipient, &link.id.0, (LetterKind::Invitation, 1), new)
}

pub(super) fn queue(
    connection: &mut AnyConnection,
    round_id: i64,
    recipient: &[u8],
    invitation: &[u8],
    (kind, sequence): (LetterKind, i32),
    new: &NewLetter<'_>,
) -> Result<(), Error> {
    let random = || -> Result<String, Error> { Ok(data_encoding::HEXLOWER.encode(&RandomId::new()?.0)) };
    diesel::insert_into(letter::table)
        .values((
            letter::round_id.eq(round_id),
            letter::recipient_id.eq(recipient),
            letter::invitation_id.eq(invitation),
            letter::kind.eq(kind.number()),
            letter::sequence.eq(sequence),
            letter::template_version.eq(new.template_version),
            letter::message_id.eq(format!("{}@{}", random()?, new.domain)),
            letter::date.eq(new.now.0),
            letter::boundary.eq(random()?),
            letter::state.eq(LetterState::Queued.number()),
            letter::attempts.eq(0),
            letter::next_at.eq(new.now.0),
            letter::working_hours.eq(new.sending.is_some()),
            letter::to_former_address.eq(false),
        ))
        .execute(connection)?;
    Ok(())
}
