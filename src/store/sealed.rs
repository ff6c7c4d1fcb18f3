//! Anonymous rounds: drafts that only the link opens, answers that nobody opens before the close, and their release all at once.
//!
//! While the round is open the database holds of each answer a sealed text under a random key, and of the invitation only that it was
//! used. At the close the secret of the links goes first, so that no draft and no receipt can be made any more; then all answers are
//! opened, written into fresh rows in the order of new random keys and counted, and the sealed ones deleted, in one transaction; then
//! the round's key is destroyed. Each step may be cut off and is taken up again by whoever closes the round next.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::log::note;
use super::schema::{response, round, sealed_response};
use super::tally::{self, Counts};
use super::{AnyConnection, Error, InvitationState, Keys, PublishedVersion, Store, invitation as invitations, text_key};
use crate::compare::{self, Cell};
use crate::fieldwork::{Entry, Mode, Outcome, Round};
use crate::language::Language;
use crate::questionnaire::{Answers, Kind, Version, journey, own_code};
use crate::seal::{open_under, open_with, seal_to, seal_under};
use crate::time::Timestamp;
use crate::token::{RandomId, Secret};

/// Fewer answers than these are never opened: they are destroyed as they are.
pub const FEWEST_RELEASED: usize = 10;

/// Who writes in the log what closing a round did.
const CLOSING: &str = "nulpunkt, closing a round";

/// What became of the answers of a round that closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Nothing was sealed, or it was released before.
    Plain,
    /// So many answers were opened and counted.
    Released(usize),
    /// So many answers were destroyed unread, being fewer than [`FEWEST_RELEASED`] or without a key.
    Destroyed(usize),
}

/// An answer as it is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Payload {
    pub(super) version_id: i64,
    pub(super) receipt_hash: String,
    pub(super) outcome: i16,
    pub(super) background: Cell,
    pub(super) answers: Answers,
    /// The key that a code of one's own makes: it links the rounds of people whom nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) panel_key: Option<String>,
    /// How it came in, where it was entered at the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) entry: Option<String>,
}

/// Seals an answer to the round's key.
pub(super) fn seal(round: &Round, version: &Version, payload: &Payload) -> Result<Vec<u8>, Error> {
    let public = round.public_key.as_ref().ok_or_else(|| Error::NoRoundKey(round.key.clone()))?;
    let text = serde_json::to_string(payload).map_err(|_| Error::Corrupt("answers"))?;
    seal_to(public, &round.key, &text, room(version)).map_err(|_| Error::Corrupt("round"))
}

/// Seals a draft under the key that the link yields, as it stands in the column of plain ones.
pub(super) fn seal_draft(key: &Secret, version: &Version, answers: &str) -> Result<String, Error> {
    let sealed = seal_under(key, DRAFT, answers, room(version)).map_err(|_| Error::Corrupt("draft"))?;
    Ok(BASE64.encode(&sealed))
}

/// Opens a draft; an empty one is not sealed, nor is one from before drafts were.
pub(super) fn open_draft(key: &Secret, stored: &str) -> Result<String, Error> {
    if stored.starts_with('{') {
        return Ok(stored.to_owned());
    }
    let sealed = BASE64.decode(stored.as_bytes()).map_err(|_| Error::Corrupt("draft"))?;
    open_under(key, DRAFT, &sealed).map_err(|_| Error::Corrupt("draft"))
}

const DRAFT: &str = "nulpunkt draft";
/// A draft without answers, also one that was emptied at the close.
pub(super) const EMPTY: &str = "{}";

/// How many bytes any answer to this version fits into, so that all that is sealed of it is equally long.
///
/// A number, day or value takes less than 32 bytes in JSON; a character at most four, since those that JSON escapes are shorter.
fn room(version: &Version) -> usize {
    const CHARACTER: usize = 4;
    const VALUE: usize = 32;
    const WORDS: usize = 200;
    const PANEL_KEY: usize = 64;
    let of_kind = |kind: &Kind| match kind {
        Kind::Text { max_length, .. } | Kind::LongText { max_length, .. } => max_length * CHARACTER,
        Kind::Multiple { choices, .. } => choices.len() * VALUE + WORDS * CHARACTER,
        Kind::Ranking { choices, .. } => choices.len() * VALUE,
        Kind::Single { other: true, .. } => WORDS * CHARACTER,
        Kind::Single { .. } | Kind::Battery { .. } | Kind::Number { .. } | Kind::Date { .. } | Kind::Note => 0,
        Kind::Code => own_code::MOST * CHARACTER + PANEL_KEY,
    };
    let items = version.asked().into_iter().map(|item| 2 * item.key.len() + 3 * VALUE + of_kind(&item.question.kind));
    let background = version.background.iter().map(|background| background.key.len() + VALUE + WORDS * CHARACTER);
    (512 + items.chain(background).sum::<usize>()).next_multiple_of(256)
}

/// Whether the round still takes answers; on PostgreSQL it stays so until this transaction ends.
pub(super) fn is_open(connection: &mut AnyConnection, round_id: i64) -> Result<bool, Error> {
    if let AnyConnection::Postgres(postgres) = connection {
        postgres.batch_execute(&format!("SELECT 1 FROM round WHERE id = {round_id} FOR SHARE"))?;
    }
    let closed_at: Option<i64> = round::table.find(round_id).select(round::closed_at).first(connection)?;
    Ok(closed_at.is_none())
}

impl Store {
    /// Whether drafts of this round are sealed under their links: on PostgreSQL all are, since what it deletes it keeps for long.
    pub(super) fn seals_drafts(&self, round: &Round) -> bool {
        round.mode == Mode::Anonymous || self.seals_words()
    }

    /// How many sealed answers a round has.
    pub fn sealed_responses(&self, round_id: i64) -> Result<usize, Error> {
        let count: i64 = self.read(|connection| {
            Ok(sealed_response::table.filter(sealed_response::round_id.eq(round_id)).count().get_result(connection)?)
        })?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Whether a round has any sealed answer.
    pub fn has_sealed_responses(&self, round_id: i64) -> Result<bool, Error> {
        self.read(|connection| {
            let of_round = sealed_response::table.filter(sealed_response::round_id.eq(round_id));
            let first: Option<i64> = of_round.select(sealed_response::round_id).first(connection).optional()?;
            Ok(first.is_some())
        })
    }

    /// Opens or destroys what is sealed of a round that is closed and whose links are dead, then the key with which it was opened.
    /// Without the key nothing can be opened: then nothing is done, or if `destroy` all of it destroyed.
    pub(super) fn release(&self, round: &Round, now: Timestamp, destroy: bool) -> Result<Closed, Error> {
        let secret = self.keys().round_secret(&round.key)?;
        let version = self.version(self.version_id_of(round.id)?)?;
        let closed = self.write(|connection| {
            if let AnyConnection::Postgres(postgres) = connection {
                postgres.batch_execute(&format!("SELECT 1 FROM round WHERE id = {} FOR UPDATE", round.id))?;
            }
            let public_key: Option<Vec<u8>> = round::table.find(round.id).select(round::public_key).first(connection)?;
            if public_key.is_none() {
                return Ok(Closed::Plain);
            }
            let sealed: Vec<Vec<u8>> = sealed_response::table
                .filter(sealed_response::round_id.eq(round.id))
                .select(sealed_response::sealed)
                .load(connection)?;
            let closed = if sealed.is_empty() {
                Closed::Plain
            } else if sealed.len() < FEWEST_RELEASED || (secret.is_none() && destroy) {
                Closed::Destroyed(sealed.len())
            } else {
                let secret = secret.as_ref().ok_or_else(|| Error::NoRoundKey(round.key.clone()))?;
                insert_all(connection, self.keys(), round, &version, &open_all(round, secret, &sealed)?)?;
                Closed::Released(sealed.len())
            };
            diesel::delete(sealed_response::table.filter(sealed_response::round_id.eq(round.id))).execute(connection)?;
            diesel::update(round::table.find(round.id)).set(round::public_key.eq(None::<Vec<u8>>)).execute(connection)?;
            let what = match closed {
                Closed::Plain => return Ok(closed),
                Closed::Released(answers) => format!("released {answers} sealed answers"),
                Closed::Destroyed(answers) => format!("destroyed {answers} sealed answers unread"),
            };
            note(connection, now, CLOSING, &what, &round.key)?;
            Ok(closed)
        })?;
        if secret.is_some() {
            self.keys().destroy_round_secret(&round.key, || self.note(now, CLOSING, "destroyed the private key", &round.key))?;
        }
        // PostgreSQL keeps deleted rows until it is told to let go of them.
        self.read(|connection| match connection {
            AnyConnection::Postgres(postgres) => Ok(postgres.batch_execute("VACUUM draft, sealed_response")?),
            AnyConnection::Sqlite(_) => Ok(()),
        })?;
        Ok(closed)
    }
}

/// How many sealed answers there are, without counting them: as many as invitations were answered, and never none while there is one.
pub(super) fn sealed(connection: &mut AnyConnection, round_id: i64) -> Result<u64, Error> {
    let of_round = sealed_response::table.filter(sealed_response::round_id.eq(round_id));
    let first: Option<i64> = of_round.select(sealed_response::round_id).first(connection).optional()?;
    if first.is_none() {
        return Ok(0);
    }
    Ok(invitations::totals(connection, round_id)?.get(&InvitationState::Answered).copied().unwrap_or(0).max(1))
}

/// Opens all answers; those of one round never differ in anything but what was answered.
fn open_all(round: &Round, secret: &Secret, sealed: &[Vec<u8>]) -> Result<BTreeMap<RandomId, Payload>, Error> {
    let corrupt = || Error::Corrupt("sealed_response");
    let mut fresh = BTreeMap::new();
    for sealed in sealed {
        let text = open_with(secret, &round.key, sealed).map_err(|_| corrupt())?;
        // New keys in their own order are the shuffle: neither key nor order has anything of when the answer came.
        fresh.insert(RandomId::new()?, serde_json::from_str(&text).map_err(|_| corrupt())?);
    }
    Ok(fresh)
}

fn insert_all(
    connection: &mut AnyConnection,
    keys: &Keys,
    round: &Round,
    version: &PublishedVersion,
    all: &BTreeMap<RandomId, Payload>,
) -> Result<(), Error> {
    let corrupt = |_| Error::Corrupt("sealed_response");
    let language = version.version.languages.first().copied().unwrap_or(Language::Da);
    let mut counts = Counts::default();
    let mut codes: BTreeMap<&String, usize> = BTreeMap::new();
    for code in all.values().filter_map(|payload| payload.panel_key.as_ref()) {
        *codes.entry(code).or_default() += 1;
    }
    let entry_of = |payload: &Payload| payload.entry.as_deref().and_then(Entry::from_name).unwrap_or(Entry::Web);
    let mut parts: BTreeMap<Entry, usize> = BTreeMap::new();
    for payload in all.values() {
        *parts.entry(entry_of(payload)).or_default() += 1;
    }
    // The log says when answers were entered: where few came in by one way, nothing may say which they are.
    let tells_entry = parts.values().all(|part| *part >= FEWEST_RELEASED);
    for (key, payload) in all {
        // Of two who made up the same code nobody can tell which is whom in another round: neither is linked.
        let panel_key = payload.panel_key.as_ref().filter(|code| codes.get(code) == Some(&1));
        let background = serde_json::to_string(&payload.background).map_err(corrupt)?;
        let receipt = HEXLOWER.decode(payload.receipt_hash.as_bytes()).map_err(|_| Error::Corrupt("sealed_response"))?;
        let entry = entry_of(payload);
        let told = if tells_entry { entry } else { Entry::Web };
        // Neither the day nor the language: a draft has a language, and an invitation has had a draft.
        diesel::insert_into(response::table)
            .values((
                response::round_id.eq(round.id),
                response::key.eq(&key.0[..]),
                response::version_id.eq(payload.version_id),
                response::receipt_hash.eq(Some(receipt)),
                response::panel_key.eq(panel_key),
                response::language.eq(language.code()),
                response::entry.eq(told.name()),
                response::outcome.eq(payload.outcome),
                response::background.eq(&background),
                response::answers.eq(keys.column(text_key::seals_words(connection), &round.key, key, &payload.answers)?),
            ))
            .execute(connection)?;
        let codes = if payload.outcome == Outcome::ScreenedOut.number() {
            Vec::new()
        } else {
            compare::codes(&version.version, &journey::shown(&version.version, &payload.answers), &payload.answers)
        };
        counts.count(round.id, &background, payload.outcome, &codes);
        counts.entered(round.id, entry, 1);
    }
    tally::add(connection, &counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::Answer;

    /// The longest answer that each kind of question takes.
    fn longest(kind: &Kind) -> Answer {
        match kind {
            Kind::Text { max_length, .. } | Kind::LongText { max_length, .. } => Answer::Text("\u{1f642}".repeat(*max_length)),
            Kind::Multiple { choices, .. } => Answer::Choices(choices.iter().map(|choice| choice.value).collect()),
            Kind::Ranking { choices, .. } => Answer::Ranking(choices.iter().map(|choice| choice.value).collect()),
            Kind::Number { .. } => Answer::Number(-123_456_789_012.345_6),
            Kind::Date { .. } => Answer::Date("2020-01-01".to_owned()),
            Kind::Code => Answer::Text("\u{1f642}".repeat(own_code::MOST)),
            Kind::Single { .. } | Kind::Battery { .. } | Kind::Note => Answer::Choice(-1_000_000),
        }
    }

    #[test]
    fn the_longest_answer_fits_into_the_room_that_the_shortest_fills() {
        for folder in
            std::fs::read_dir("surveys").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.join("1.toml").exists())
        {
            let mut text = std::fs::read_to_string(folder.join("1.toml")).unwrap();
            if text.contains("[[page]]") {
                let words = ["da", "en", "ar"].map(|code| format!("{code} = \"Kode\"")).join(", ");
                let languages = text.lines().find(|line| line.starts_with("languages")).unwrap();
                let words = if languages.contains("ar") { words } else { words.replace(", ar = \"Kode\"", "") };
                text.push_str("\n[[page]]\n[[page.question]]\nkey = \"own\"\nkind = \"code\"\n");
                text.push_str(&["text = { ", &words, " }\n"].concat());
            }
            let (version, _) = crate::questionnaire::read("1.toml", &text, None).unwrap();
            let mut answers = Answers::default();
            for item in version.asked() {
                answers.0.insert(item.key.clone(), longest(&item.question.kind));
                if let Kind::Single { other: true, .. } | Kind::Multiple { other: true, .. } = item.question.kind {
                    answers.0.insert(format!("{}/other-text", item.key), Answer::Text("\u{1f642}".repeat(200)));
                }
            }
            let background = version.background.iter().map(|one| (one.key.clone(), "\u{1f642}".repeat(200))).collect();
            let draft = serde_json::to_string(&answers).unwrap().len();
            assert!(draft + 4 <= room(&version), "{}: a draft of {draft} in {}", version.key, room(&version));
            let panel_key = own_code::take(&version, &mut answers).map(|_| format!("p1:{}", "0".repeat(32)));
            let payload = Payload {
                version_id: i64::MAX,
                receipt_hash: "0".repeat(32),
                outcome: 3,
                background,
                answers,
                panel_key,
                entry: Some("telephone".to_owned()),
            };
            let length = serde_json::to_string(&payload).unwrap().len();
            assert!(length + 4 <= room(&version), "{}: {length} of {}", version.key, room(&version));
        }
    }
}
