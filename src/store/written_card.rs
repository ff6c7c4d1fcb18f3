//! The cards of written rounds: written, taken back before they are shown, laid together, given themes, and taken into the notes.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use diesel::prelude::*;

use super::note_line::NewLine;
use super::schema::{written_author, written_card, written_sealed};
use super::{AnyConnection, Error, Participant, Store, WrittenRound, written};
use crate::focusgroup::{LineKind, WrittenMode};
use crate::seal::seal_to;
use crate::time::Timestamp;
use crate::token::RandomId;

/// The longest card, in signs.
pub const LONGEST_CARD: usize = 300;
/// More cards than any group writes in a round.
const MOST_CARDS: usize = 400;
/// Any card and any ranking fits into it when it is sealed, so that all look alike: a sign is at most four bytes.
pub(super) const ROOM: usize = 1_280;

/// A card.
#[derive(Clone)]
pub struct Card {
    /// Its random key.
    pub key: RandomId,
    /// What is written on it.
    pub words: String,
    /// Whether its author lets it be quoted as it is.
    pub quotable: bool,
    /// The key of its theme; empty where it has none.
    pub theme: String,
    /// The card under which it was laid.
    pub merged_into: Option<RandomId>,
    /// Who wrote it, where that is kept.
    pub author: Option<i64>,
}

impl Card {
    /// Its key as it stands in forms.
    #[must_use]
    pub fn handle(&self) -> String {
        HEXLOWER.encode(&self.key.0)
    }

    /// What a line of notes is known by into which it was taken.
    #[must_use]
    pub fn line_id(&self) -> String {
        line_id(self.key)
    }
}

fn line_id(key: RandomId) -> String {
    format!("card-{}", HEXLOWER.encode(&key.0))
}

/// A key as it stands in forms.
#[must_use]
pub fn card_key(handle: &str) -> Option<RandomId> {
    Some(RandomId(HEXLOWER.decode(handle.as_bytes()).ok()?.try_into().ok()?))
}

/// What became of something that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrote {
    /// It is stored: now, or it was.
    Stored,
    /// The round takes nothing more, or this turn of it.
    Closed,
    /// There are as many cards as there may be.
    Full,
    /// This link was used in this turn before.
    Spent,
}

impl Store {
    /// Stores a card under a key that the page drew; the same key twice is one card.
    pub fn write_card(
        &self,
        round: &WrittenRound,
        participant: &Participant,
        key: RandomId,
        (words, quotable): (&str, bool),
    ) -> Result<Wrote, Error> {
        let text = text_of(words, quotable);
        let sealed = match (&round.public_key, round.mode) {
            (Some(public), WrittenMode::Unstored) => {
                Some(seal_to(public, &round.key, &text, ROOM).map_err(|_| Error::Corrupt("written_round"))?)
            }
            (None, WrittenMode::Unstored) => return Ok(Wrote::Closed),
            (_, WrittenMode::Hidden) => None,
        };
        self.write(|connection| {
            let open = written::takes(connection, round)?;
            let count: i64 = if sealed.is_some() {
                let there = written_sealed::table.find((round.id, &key.0[..])).count().get_result::<i64>(connection)?;
                if there > 0 {
                    return Ok(Wrote::Stored);
                }
                written_sealed::table.filter(written_sealed::round_id.eq(round.id)).count().get_result(connection)?
            } else {
                let there = written_card::table.find((round.id, &key.0[..])).count().get_result::<i64>(connection)?;
                if there > 0 {
                    return Ok(Wrote::Stored);
                }
                written_card::table.filter(written_card::round_id.eq(round.id)).count().get_result(connection)?
            };
            if !open {
                return Ok(Wrote::Closed);
            }
            if usize::try_from(count).unwrap_or(usize::MAX) >= MOST_CARDS {
                return Ok(Wrote::Full);
            }
            match &sealed {
                Some(sealed) => seal(connection, round, key, sealed)?,
                None => {
                    insert(connection, round.id, key, &text)?;
                    sign(connection, round, key, participant)?;
                }
            }
            Ok(Wrote::Stored)
        })
    }

    /// Takes one's own card back before it is shown; false where that is not possible any more.
    pub fn take_card_back(&self, round: &WrittenRound, participant: &Participant, key: RandomId) -> Result<bool, Error> {
        let gone = self.write(|connection| {
            if !written::takes(connection, round)? {
                return Ok(false);
            }
            let own = written_author::round_id
                .eq(round.id)
                .and(written_author::key.eq(&key.0[..]))
                .and(written_author::participant_id.eq(participant.id));
            if diesel::delete(written_author::table.filter(own)).execute(connection)? == 0 {
                return Ok(false);
            }
            diesel::delete(written_card::table.find((round.id, &key.0[..]))).execute(connection)?;
            Ok(true)
        })?;
        if gone {
            self.forget_deleted()?;
        }
        Ok(gone)
    }

    /// How many cards a round has, shown or not.
    pub fn count_cards(&self, round: &WrittenRound) -> Result<usize, Error> {
        let count: i64 = self.read(|connection| {
            Ok(if round.public_key.is_some() {
                written_sealed::table.filter(written_sealed::round_id.eq(round.id)).count().get_result(connection)?
            } else {
                written_card::table.filter(written_card::round_id.eq(round.id)).count().get_result(connection)?
            })
        })?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Gives cards their themes.
    pub fn theme_cards(&self, round: &WrittenRound, themes: &[(RandomId, &str)]) -> Result<(), Error> {
        self.write(|connection| {
            for (key, theme) in themes {
                diesel::update(written_card::table.find((round.id, &key.0[..])))
                    .set(written_card::theme.eq(*theme))
                    .execute(connection)?;
            }
            Ok(())
        })
    }

    /// Lays cards under the first of them, with whatever lies under these; each keeps its words. Taken out again, a card lies by itself.
    pub fn merge_cards(&self, round: &WrittenRound, first: RandomId, others: &[RandomId]) -> Result<(), Error> {
        self.write(|connection| {
            let head: Option<Option<Vec<u8>>> = written_card::table
                .find((round.id, &first.0[..]))
                .select(written_card::merged_into)
                .first(connection)
                .optional()?;
            if head != Some(None) {
                return Ok(());
            }
            let others: Vec<&[u8]> = others.iter().filter(|key| **key != first).map(|key| &key.0[..]).collect();
            let meant = written_card::key.eq_any(&others).or(written_card::merged_into.eq_any(&others));
            diesel::update(written_card::table.filter(written_card::round_id.eq(round.id)).filter(meant))
                .set(written_card::merged_into.eq(Some(&first.0[..])))
                .execute(connection)?;
            Ok(())
        })
    }

    /// Takes a card out from under another.
    pub fn split_card(&self, round: &WrittenRound, key: RandomId) -> Result<(), Error> {
        self.write(|connection| {
            diesel::update(written_card::table.find((round.id, &key.0[..])))
                .set(written_card::merged_into.eq(None::<Vec<u8>>))
                .execute(connection)?;
            Ok(())
        })
    }

    /// Takes a card into the notes of its group, under the question of the round; twice is one line. It is said by its author, or by nobody
    /// where there is none.
    pub fn note_card(
        &self,
        round: &WrittenRound,
        card: &Card,
        author: Option<&Participant>,
        by: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (id, speaker) = (card.line_id(), author.map_or("", |one| one.code.as_str()));
        let line = NewLine {
            client_id: &id,
            question: &round.question,
            speaker,
            kind: LineKind::Statement,
            words: &card.words,
            replaces: None,
        };
        self.add_line(round.group_id, &line, by, now).map(drop)
    }
}

/// A card as it is sealed: whether it may be quoted, and its words.
fn text_of(words: &str, quotable: bool) -> String {
    format!("{}{words}", if quotable { '+' } else { '-' })
}

pub(super) fn insert(connection: &mut AnyConnection, round: i64, key: RandomId, text: &str) -> Result<(), Error> {
    let (quotable, words) = text.split_at_checked(1).ok_or(Error::Corrupt("written_sealed"))?;
    diesel::insert_into(written_card::table)
        .values((
            written_card::round_id.eq(round),
            written_card::key.eq(&key.0[..]),
            written_card::words.eq(words),
            written_card::quotable.eq(quotable == "+"),
            written_card::theme.eq(""),
        ))
        .execute(connection)?;
    Ok(())
}

pub(super) fn seal(connection: &mut AnyConnection, round: &WrittenRound, key: RandomId, sealed: &[u8]) -> Result<(), Error> {
    diesel::insert_into(written_sealed::table)
        .values((written_sealed::round_id.eq(round.id), written_sealed::key.eq(&key.0[..]), written_sealed::sealed.eq(sealed)))
        .execute(connection)?;
    Ok(())
}

/// Keeps whose something is.
pub(super) fn sign(
    connection: &mut AnyConnection,
    round: &WrittenRound,
    key: RandomId,
    participant: &Participant,
) -> Result<(), Error> {
    diesel::insert_into(written_author::table)
        .values((
            written_author::round_id.eq(round.id),
            written_author::key.eq(&key.0[..]),
            written_author::participant_id.eq(participant.id),
        ))
        .execute(connection)?;
    Ok(())
}

/// The cards of these rounds, by round and in the order of their keys.
pub(super) fn of_rounds(
    connection: &mut AnyConnection,
    rounds: &[i64],
    authors: &BTreeMap<(i64, Vec<u8>), i64>,
) -> Result<BTreeMap<i64, Vec<Card>>, Error> {
    type Row = (i64, Vec<u8>, String, bool, String, Option<Vec<u8>>);
    let mut rows: Vec<Row> = written_card::table.filter(written_card::round_id.eq_any(rounds)).load(connection)?;
    rows.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let mut cards: BTreeMap<i64, Vec<Card>> = BTreeMap::new();
    for (round, key, words, quotable, theme, merged_into) in rows {
        let author = authors.get(&(round, key.clone())).copied();
        let merged_into = merged_into.map(key_of).transpose()?;
        let card = Card { key: key_of(key)?, words, quotable, theme, merged_into, author };
        cards.entry(round).or_default().push(card);
    }
    Ok(cards)
}

fn key_of(key: Vec<u8>) -> Result<RandomId, Error> {
    Ok(RandomId(key.try_into().map_err(|_| Error::Corrupt("written_card"))?))
}

/// Deletes what a participant wrote where that is kept, in every round; what lay under a card of theirs lies by itself. How many went.
pub(super) fn forget(connection: &mut AnyConnection, participant: i64) -> Result<usize, Error> {
    let theirs: Vec<(i64, Vec<u8>)> = written_author::table
        .filter(written_author::participant_id.eq(participant))
        .select((written_author::round_id, written_author::key))
        .load(connection)?;
    for (round, key) in &theirs {
        let under = written_card::round_id.eq(*round).and(written_card::merged_into.eq(key));
        let first: Option<Vec<u8>> =
            written_card::table.filter(under).order(written_card::key).select(written_card::key).first(connection).optional()?;
        if let Some(first) = first {
            diesel::update(written_card::table.filter(under)).set(written_card::merged_into.eq(&first)).execute(connection)?;
            diesel::update(written_card::table.find((*round, &first)))
                .set(written_card::merged_into.eq(None::<Vec<u8>>))
                .execute(connection)?;
        }
        diesel::delete(written_card::table.find((*round, key))).execute(connection)?;
        diesel::delete(super::schema::written_answer::table.find((*round, key))).execute(connection)?;
    }
    diesel::delete(written_author::table.filter(written_author::participant_id.eq(participant))).execute(connection)?;
    Ok(theirs.len())
}
