//! Letters that the municipality sends: on paper, by its own Digital Post, as a text message.
//!
//! The file that is made is the letter's sending: in the same transaction whoever had no invitation gets one, and the letter is noted as
//! gone, so that reminders and rates know of it. The same file made again notes nothing new.

use std::collections::HashMap;

use diesel::prelude::*;

use super::invitation::{InvitationState, opt_out};
use super::letter::{invite, uninvited};
use super::queued::{Row, put};
use super::quiet::{Quiet, Recently};
use super::schema::{invitation, letter, recipient};
use super::suppression::Someone;
use super::{AnyConnection, Error, Store, log};
use crate::fieldwork::{Channel, LetterKind, LetterState, Round};
use crate::language::Language;
use crate::time::Timestamp;
use crate::token::{RandomId, Token, entry_code};

/// Which letters are to be made.
#[derive(Clone, Copy, Debug)]
pub struct PaperRun {
    /// What they are for.
    pub kind: LetterKind,
    /// By which way they go; mail has its own outbox.
    pub channel: Channel,
    /// Only those whom no mail reaches: without an address, or with one from which a letter came back.
    pub without_email: bool,
    /// Only those who have had a letter on paper, and nothing is noted: a message beside the letter.
    pub beside: bool,
    /// What becomes of those who were invited to another round shortly before.
    pub quiet: Quiet,
    /// The version of the letters' words.
    pub template_version: i32,
    /// The date that they bear.
    pub now: Timestamp,
}

/// Whom a letter goes to. It holds a name, an address and a link, so it has no `Debug`.
pub struct PaperRecipient {
    /// The municipality's own key of the person, or the case number.
    pub person_key: String,
    /// The name; empty: unknown.
    pub name: String,
    /// Where a letter on paper goes, its lines parted by commas; empty: not known.
    pub address: String,
    /// The telephone number; empty: none.
    pub phone: String,
    /// The language of letters.
    pub language: Language,
    /// The reporting unit's key.
    pub municipality: Option<String>,
    /// The secret in the link.
    pub token: Token,
    /// The code that is typed from the letter, in four groups of four.
    pub entry_code: String,
}

/// What making letters did.
#[derive(Default)]
pub struct OnPaper {
    /// Whom a letter goes to, in the order of their keys.
    pub letters: Vec<PaperRecipient>,
    /// How many of them had no invitation before.
    pub invited: usize,
    /// Recipients without an invitation who were invited to another round shortly before, whether they are left out or not.
    pub quiet: usize,
}

type Open = ((String, String, String, String, String, Option<String>), (Vec<u8>, Vec<u8>, String));

impl Store {
    /// Makes the letters of a round: for whoever may still answer, nobody who has answered or does not want to take part. Where
    /// nobody makes them it is a rehearsal: it changes nothing and counts those who would be invited without making their links, so its
    /// list holds the others alone.
    pub fn letters_on_paper(&self, round: &Round, run: &PaperRun, by: Option<&str>) -> Result<OnPaper, Error> {
        let rehearsal = by.is_none();
        let own = self.fellow(round)?;
        let list = self.suppression_list()?;
        self.write(|connection| {
            let came_back = invitations_with(connection, round.id, &[LetterState::Bounced, LetterState::Rejected], None)?;
            let invites = run.kind == LetterKind::Invitation && !run.beside;
            let mut made = OnPaper::default();
            if invites {
                let recently = Recently::of(connection, round.id, run.now, run.quiet.days)?;
                let all = uninvited(connection, round.id)?;
                for to in all.iter().filter(|to| to.email.is_empty() || !run.without_email) {
                    // Whoever wants no letters at all has said no before they were asked.
                    if own.was_refused_by(to) || list.has_person(to.someone()) {
                        if !rehearsal {
                            opt_out(connection, round.id, &to.recipient, &own.secret)?;
                        }
                        continue;
                    }
                    let is_quiet = recently.has(&to.email, &to.person);
                    made.quiet += usize::from(is_quiet);
                    if is_quiet && run.quiet.skip {
                        continue;
                    }
                    made.invited += 1;
                    if !rehearsal {
                        invite(connection, round.id, &to.recipient, &own.secret)?;
                    }
                }
            }
            let reached = invitations_with(connection, round.id, &[LetterState::Accepted, LetterState::Unknown], None)?;
            let on_paper = invitations_with(connection, round.id, &[LetterState::Accepted], Some(Channel::Paper))?;
            let mut open: Vec<Open> = invitation::table
                .inner_join(recipient::table)
                .filter(invitation::round_id.eq(round.id))
                .filter(invitation::state.le(InvitationState::Started.number()))
                .select((
                    (
                        recipient::person_key,
                        recipient::name,
                        recipient::address,
                        recipient::phone,
                        recipient::language,
                        recipient::municipality,
                    ),
                    (recipient::id, invitation::id, recipient::email),
                ))
                .load(connection)?;
            open.retain(|((person_key, name, _, _, _, municipality), (_, id, email))| {
                let no_mail = email.is_empty() || came_back.contains_key(id);
                let known = invites || reached.contains_key(id) || no_mail;
                let told = !run.beside || on_paper.contains_key(id) || (no_mail && !reached.contains_key(id));
                let someone = Someone { email, municipality: municipality.as_deref(), person_key, name };
                known && told && (no_mail || !run.without_email) && !list.has_person(someone)
            });
            open.sort_by(|(one, _), (other, _)| (&one.5, &one.0).cmp(&(&other.5, &other.0)));
            let noted = gone_already(connection, round.id, run)?;
            for ((person_key, name, address, phone, language, municipality), (recipient, invitation, _)) in open {
                let id = RandomId(invitation[..].try_into().map_err(|_| Error::Corrupt("invitation"))?);
                if !(rehearsal || run.beside) {
                    note(connection, round.id, (&recipient, &invitation), run, &noted)?;
                }
                made.letters.push(PaperRecipient {
                    person_key,
                    name,
                    address,
                    phone,
                    language: Language::from_code(&language).unwrap_or_default(),
                    municipality,
                    token: Token::of(&own.secret, id),
                    entry_code: entry_code(&own.secret, id),
                });
            }
            if let Some(who) = by {
                note_run(connection, round, run, who, &made)?;
            }
            Ok(made)
        })
    }

    /// How many of a round's letters went on paper or by Digital Post.
    pub fn paper_letters(&self, round_id: i64) -> Result<u64, Error> {
        let of_round = letter::table.filter(letter::round_id.eq(round_id).and(letter::channel.eq(Channel::Paper.number())));
        let count: i64 = self.read(|connection| Ok(of_round.count().get_result(connection)?))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

/// The invitations of a round of which a letter is in one of these states, and by this way where one is named.
fn invitations_with(
    connection: &mut AnyConnection,
    round_id: i64,
    states: &[LetterState],
    channel: Option<Channel>,
) -> Result<HashMap<Vec<u8>, i16>, Error> {
    let states: Vec<i16> = states.iter().map(|state| state.number()).collect();
    let rows: Vec<(Vec<u8>, i16)> = letter::table
        .filter(letter::round_id.eq(round_id).and(letter::state.eq_any(states)))
        // What went to an address that was wrong says nothing of the one that is right.
        .filter(letter::to_former_address.eq(false).or(letter::channel.ne(Channel::Mail.number())))
        .select((letter::invitation_id, letter::channel))
        .load(connection)?;
    Ok(rows.into_iter().filter(|(_, way)| channel.is_none_or(|channel| channel.number() == *way)).collect())
}

/// Writes the line of the log: how many letters there are, or messages to those who have a telephone number.
fn note_run(connection: &mut AnyConnection, round: &Round, run: &PaperRun, who: &str, made: &OnPaper) -> Result<(), Error> {
    let is_text = run.channel == Channel::Text;
    let count = made.letters.iter().filter(|letter| !is_text || !letter.phone.is_empty()).count();
    let what = if is_text { format!("made {count} text messages") } else { format!("made {count} letters to send") };
    if count == 0 { Ok(()) } else { log::note(connection, run.now, who, &what, &round.key) }
}

/// What is noted of a person's letters of this kind: the highest number, and whether this very letter is among them.
type Noted = HashMap<Vec<u8>, (i32, bool)>;

/// The letters of this kind that are noted. An invitation goes once by each way, a reminder once a day: a file that is made again because
/// the printer ate the first is the same letter.
fn gone_already(connection: &mut AnyConnection, round_id: i64, run: &PaperRun) -> Result<Noted, Error> {
    let rows: Vec<(Vec<u8>, i32, i16, i64)> = letter::table
        .filter(letter::round_id.eq(round_id).and(letter::kind.eq(run.kind.number())))
        .select((letter::recipient_id, letter::sequence, letter::channel, letter::date))
        .load(connection)?;
    let mut noted = Noted::new();
    for (recipient, sequence, channel, date) in rows {
        let (highest, is_there) = noted.entry(recipient).or_default();
        *highest = sequence.max(*highest);
        let same_day = run.kind == LetterKind::Invitation || Timestamp(date).day() == run.now.day();
        *is_there |= channel == run.channel.number() && same_day;
    }
    Ok(noted)
}

/// Notes that the letter went.
fn note(
    connection: &mut AnyConnection,
    round_id: i64,
    (recipient, invitation): (&[u8], &[u8]),
    run: &PaperRun,
    noted: &Noted,
) -> Result<(), Error> {
    let (highest, is_there) = noted.get(recipient).copied().unwrap_or_default();
    if is_there {
        return Ok(());
    }
    let row = Row {
        round_id,
        recipient,
        invitation,
        kind: run.kind,
        sequence: highest + 1,
        template_version: run.template_version,
        message_id: "paper",
        boundary: "",
        date: run.now,
        state: LetterState::Accepted,
        channel: run.channel,
        bundled: false,
        working_hours: false,
    };
    put(connection, &row)
}
