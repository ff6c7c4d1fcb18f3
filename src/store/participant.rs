//! Who is invited to focus groups, what they consent to, and taking everything back.
//!
//! Of a participant's link only a hash is stored, as of every other link; the notes know the code alone.

use diesel::prelude::*;

use super::journal::tombstone;
use super::schema::{focus_consent, focus_participant};
use super::withdrawal::PARTICIPANT;
use super::{AnyConnection, Error, FocusGroup, Store, log};
use crate::focusgroup::{CONSENT_VERSION, Purpose, Reply, asks, participant_code, still_covers};
use crate::language::Language;
use crate::time::Timestamp;
use crate::token::{RandomId, Secret, Token};

/// Somebody who is invited to a group. It holds a name and an address, so it has no `Debug`.
#[derive(Clone)]
pub struct Participant {
    /// The number in the database.
    pub id: i64,
    /// The group's number in the database.
    pub group_id: i64,
    /// The code in the notes, such as `L2-3`.
    pub code: String,
    /// The name; empty once withdrawn.
    pub name: String,
    /// The mail address; empty once withdrawn.
    pub email: String,
    /// The key of the reporting unit; empty once withdrawn.
    pub unit: String,
    /// What they answered to the invitation.
    pub reply: Option<Reply>,
    /// What they wrote beside it.
    pub reply_words: String,
    /// Whether they came.
    pub attended: bool,
    /// Whether they took everything back.
    pub withdrawn: bool,
    /// Whether their place was given to somebody else.
    pub released: bool,
    /// The language of letters to them.
    pub language: Language,
    /// What they consent to now.
    pub consents: Vec<Purpose>,
    /// Everything that they ever said to it, the oldest first.
    pub said: Vec<Consent>,
    random_id: RandomId,
}

impl Participant {
    /// The secret in their link, under the secret of all such links.
    pub(super) fn token(&self, links: &Secret) -> Token {
        Token::of(links, self.random_id)
    }

    /// What stands of them in the journal of what was erased.
    pub(super) fn tombstone(&self) -> String {
        tombstone("focus-groups", &self.random_id.0)
    }

    /// Whether they are to come, as far as anybody knows.
    #[must_use]
    pub fn is_in(&self) -> bool {
        !self.withdrawn && !self.released
    }

    /// Whether they consent to this now.
    #[must_use]
    pub fn consents_to(&self, purpose: Purpose) -> bool {
        self.consents.contains(&purpose)
    }

    /// Whether they said yes to take part once and took that back: then nothing that they said is used.
    #[must_use]
    pub fn left(&self) -> bool {
        self.took_back(Purpose::TakePart).is_some()
    }

    /// When they took a yes to this back; none where they never said it, or say it now.
    #[must_use]
    pub fn took_back(&self, purpose: Purpose) -> Option<Timestamp> {
        self.said.iter().rev().find(|one| one.purpose == purpose).filter(|one| !one.given).map(|one| one.at)
    }

    /// When they last said something, where no version that they answered asked this.
    #[must_use]
    pub fn answered_before(&self, purpose: Purpose) -> Option<Timestamp> {
        let last = self.said.last()?;
        (!self.said.iter().any(|one| asks(purpose, one.version))).then_some(last.at)
    }

    /// What tells one person from another across groups.
    #[must_use]
    pub fn person(&self) -> String {
        if self.email.is_empty() { format!("#{}", self.id) } else { self.email.to_lowercase() }
    }
}

/// A yes or no to a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// To what.
    pub purpose: Purpose,
    /// Whether it is a yes.
    pub given: bool,
    /// The version of the sentence.
    pub version: i32,
    /// When.
    pub at: Timestamp,
}

/// Who is to be invited.
#[derive(Clone)]
pub struct NewParticipant<'a> {
    /// The name.
    pub name: &'a str,
    /// The mail address.
    pub email: &'a str,
    /// The key of the reporting unit.
    pub unit: &'a str,
    /// The language of letters.
    pub language: Language,
}

type ConsentRow = (i64, String, bool, i32, i64);
type ParticipantRow =
    (i64, i64, String, String, String, String, Vec<u8>, Option<String>, String, bool, (Option<i64>, String, Option<i64>));

impl Store {
    /// Everybody who is invited to any group, in the order in which they were added.
    pub fn participants(&self) -> Result<Vec<Participant>, Error> {
        self.read(all)
    }

    /// The participant whose link this is; none for any other.
    pub fn participant_of(&self, token: Token) -> Result<Option<Participant>, Error> {
        let id: Option<i64> = self.read(|connection| {
            Ok(focus_participant::table
                .filter(focus_participant::token_hash.eq(&token.hash().0[..]))
                .select(focus_participant::id)
                .first(connection)
                .optional()?)
        })?;
        let Some(id) = id else { return Ok(None) };
        Ok(self.participants()?.into_iter().find(|participant| participant.id == id))
    }

    /// The secret of a participant's link.
    pub fn participant_token(&self, participant: &Participant) -> Result<Token, Error> {
        Ok(participant.token(&self.keys().focus_group_secret()?))
    }

    /// Invites somebody to a group; false where the address is invited to it already.
    pub fn add_participant(
        &self,
        group: &FocusGroup,
        letters: &str,
        new: &NewParticipant<'_>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let secret = self.keys().focus_group_secret()?;
        let random = RandomId::new()?;
        self.write(|connection| {
            let there: Vec<String> = focus_participant::table
                .filter(focus_participant::group_id.eq(group.id))
                .select(focus_participant::email)
                .load(connection)?;
            if there.iter().any(|email| email.eq_ignore_ascii_case(new.email)) {
                return Ok(false);
            }
            diesel::insert_into(focus_participant::table)
                .values((
                    focus_participant::group_id.eq(group.id),
                    focus_participant::code.eq(participant_code(letters, group.number, there.len() + 1)),
                    focus_participant::name.eq(new.name),
                    focus_participant::email.eq(new.email),
                    focus_participant::unit.eq(new.unit),
                    focus_participant::random_id.eq(&random.0[..]),
                    focus_participant::token_hash.eq(&Token::of(&secret, random).hash().0[..]),
                    focus_participant::reply_words.eq(""),
                    focus_participant::attended.eq(false),
                    focus_participant::language.eq(new.language.code()),
                ))
                .execute(connection)?;
            log::note(connection, now, by, "added a participant", &format!("focus group {}", group.number))?;
            Ok(true)
        })
    }

    /// Keeps what a participant answered to the invitation.
    pub fn reply(&self, participant: i64, reply: Reply, words: &str) -> Result<(), Error> {
        self.write(|connection| {
            diesel::update(focus_participant::table.find(participant))
                .set((focus_participant::reply.eq(reply.name()), focus_participant::reply_words.eq(words)))
                .execute(connection)?;
            Ok(())
        })
    }

    /// Keeps what a participant consents to, where it is another than before. Whoever takes back that they take part takes all back,
    /// and the recordings of the group go once one of them does not want to be recorded.
    pub fn consent(&self, participant: &Participant, given: &[Purpose], now: Timestamp) -> Result<(), Error> {
        let leaves = participant.consents_to(Purpose::TakePart) && !given.contains(&Purpose::TakePart);
        let silenced = participant.consents_to(Purpose::BeRecorded) && (leaves || !given.contains(&Purpose::BeRecorded));
        if silenced {
            self.delete_recordings_of(participant.group_id, PARTICIPANT, now)?;
        }
        self.write(|connection| {
            for purpose in Purpose::ALL {
                let wanted = given.contains(&purpose) && !leaves;
                if wanted != participant.consents_to(purpose) {
                    note_consent(connection, participant.id, purpose, wanted, now)?;
                }
            }
            Ok(())
        })?;
        // One may have come in meanwhile, which was let in by the yes that stood then.
        if silenced { self.delete_recordings_of(participant.group_id, PARTICIPANT, now) } else { Ok(()) }
    }

    /// Notes that somebody at the desk looked at a participant's own address, which is their key.
    pub fn note_shown_address(&self, one: &Participant, by: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| log::note(connection, now, by, "looked at a participant's own address", &one.code))
    }

    /// Keeps who of a group came.
    pub fn set_attended(&self, group: i64, attended: &[i64]) -> Result<(), Error> {
        self.write(|connection| {
            let of_group = focus_participant::group_id.eq(group).and(focus_participant::withdrawn_at.is_null());
            let all: Vec<i64> = focus_participant::table.filter(of_group).select(focus_participant::id).load(connection)?;
            for id in all {
                diesel::update(focus_participant::table.find(id))
                    .set(focus_participant::attended.eq(attended.contains(&id)))
                    .execute(connection)?;
            }
            Ok(())
        })
    }
}

/// Everybody who is invited to any group, in the order in which they were added.
pub(super) fn all(connection: &mut AnyConnection) -> Result<Vec<Participant>, Error> {
    let rows: Vec<ParticipantRow> = focus_participant::table
        .order(focus_participant::id)
        .select((
            focus_participant::id,
            focus_participant::group_id,
            focus_participant::code,
            focus_participant::name,
            focus_participant::email,
            focus_participant::unit,
            focus_participant::random_id,
            focus_participant::reply,
            focus_participant::reply_words,
            focus_participant::attended,
            (focus_participant::withdrawn_at, focus_participant::language, focus_participant::released_at),
        ))
        .load(connection)?;
    let consents: Vec<ConsentRow> = focus_consent::table
        .order(focus_consent::id)
        .select((
            focus_consent::participant_id,
            focus_consent::purpose,
            focus_consent::given,
            focus_consent::version,
            focus_consent::at,
        ))
        .load(connection)?;
    rows.into_iter().map(|row| participant_of(row, &consents)).collect()
}

pub(super) fn note_consent(
    connection: &mut AnyConnection,
    participant: i64,
    purpose: Purpose,
    given: bool,
    now: Timestamp,
) -> Result<(), Error> {
    diesel::insert_into(focus_consent::table)
        .values((
            focus_consent::participant_id.eq(participant),
            focus_consent::purpose.eq(purpose.name()),
            focus_consent::given.eq(given),
            focus_consent::version.eq(CONSENT_VERSION),
            focus_consent::at.eq(now.0),
        ))
        .execute(connection)?;
    Ok(())
}

fn participant_of(row: ParticipantRow, consents: &[ConsentRow]) -> Result<Participant, Error> {
    let (id, group_id, code, name, email, unit, random, reply, reply_words, attended, (withdrawn, language, released)) = row;
    let of = |(of, purpose, given, version, at): &ConsentRow| {
        let purpose = Purpose::from_name(purpose).filter(|_| *of == id)?;
        Some(Consent { purpose, given: *given, version: *version, at: Timestamp(*at) })
    };
    let said: Vec<Consent> = consents.iter().filter_map(of).collect();
    let given = |purpose: &Purpose| {
        let newest = said.iter().rev().find(|one| one.purpose == *purpose);
        newest.is_some_and(|one| one.given && still_covers(*purpose, one.version))
    };
    let consents = Purpose::ALL.into_iter().filter(given).collect();
    Ok(Participant {
        id,
        group_id,
        code,
        name,
        email,
        unit,
        reply: reply.as_deref().and_then(Reply::from_name),
        reply_words,
        attended,
        withdrawn: withdrawn.is_some(),
        released: released.is_some(),
        language: Language::from_code(&language).unwrap_or_default(),
        consents,
        said,
        random_id: RandomId(random.try_into().map_err(|_| Error::Corrupt("focus_participant"))?),
    })
}

#[cfg(test)]
impl Participant {
    /// Somebody who came, may be quoted and be taken into other programs, for tests of what is made of it; with the role where `names_role`
    /// says so.
    pub(crate) fn made_up(id: i64, group_id: i64, code: &str, unit: &str, names_role: bool, random_id: RandomId) -> Self {
        let consents = [Purpose::BeQuoted, Purpose::OtherPrograms, Purpose::RoleNamed];
        let consents = consents.into_iter().take(if names_role { 3 } else { 2 }).collect();
        Self {
            id,
            group_id,
            code: code.to_owned(),
            name: String::new(),
            email: format!("{code}@example.dk"),
            unit: unit.to_owned(),
            reply: None,
            reply_words: String::new(),
            attended: true,
            withdrawn: false,
            released: false,
            language: Language::Da,
            consents,
            said: Vec::new(),
            random_id,
        }
    }
}
