//! Written rounds of focus groups: planned, opened, shown and ended.
//!
//! In a round without authors each card and answer is sealed as it comes in, under a random key, to a secret in `keys_dir`. When it is shown
//! all are opened and written into fresh rows in the order of new random keys, and what was sealed, the marks of used links and the
//! secret go: neither order nor time nor transaction joins a row to a link, as in the anonymous rounds of surveys.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use super::schema::{focus_group, written_answer, written_author, written_round, written_sealed, written_spent};
use super::written_card::{self, Card};
use super::{AnyConnection, Error, Store, log, participant};
use crate::focusgroup::{Phase, SMALLEST_GROUP, WrittenKind, WrittenMode};
use crate::seal::{open_with, public_key};
use crate::time::Timestamp;
use crate::token::{RandomId, Secret};

/// A written round.
#[derive(Clone)]
pub struct WrittenRound {
    /// Its number in the database.
    pub id: i64,
    /// The group's number in the database.
    pub group_id: i64,
    /// In what way it is written.
    pub kind: WrittenKind,
    /// Whether it is kept who wrote what.
    pub mode: WrittenMode,
    /// What is asked.
    pub asked: String,
    /// The key of the guide's question that it belongs to.
    pub question: String,
    /// The round whose cards are ranked.
    pub cards_of: Option<i64>,
    /// The lowest and the highest estimate.
    pub scale: (i32, i32),
    /// From how many answers all that came of them is shown and may be printed.
    pub least: usize,
    /// From how many on the group itself sees something, and they are not deleted as the round is closed.
    pub group_least: usize,
    /// How far it has come.
    pub phase: Phase,
    /// Which turn is open or was shown last, from 1; 0 before the first.
    pub turn: i32,
    pub(super) key: String,
    pub(super) public_key: Option<Vec<u8>>,
}

/// What a written round is to be.
#[derive(Clone)]
pub struct NewWrittenRound<'a> {
    /// In what way it is written.
    pub kind: WrittenKind,
    /// Whether it is kept who wrote what.
    pub mode: WrittenMode,
    /// What is asked.
    pub asked: &'a str,
    /// The key of the guide's question that it belongs to.
    pub question: &'a str,
    /// The round whose cards are ranked.
    pub cards_of: Option<i64>,
    /// The lowest and the highest estimate.
    pub scale: (i32, i32),
    /// From how many answers all that came of them is shown and may be printed.
    pub least: u32,
}

/// What came of going on to another phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WentOn {
    /// The round is in the phase now.
    Done,
    /// So many answers were deleted unread: fewer than are shown, or without a secret to open them.
    Deleted(usize),
    /// Somebody was quicker, or the phase does not follow.
    Stale,
}

/// An answer: a ranking or an estimate.
#[derive(Clone)]
pub struct WrittenAnswer {
    /// In which turn it was given.
    pub turn: i32,
    /// The keys of the ranked cards in their order, or the estimate.
    pub answer: String,
    /// Whose it is, where that is kept.
    pub author: Option<i64>,
}

/// A written round with what came of it.
#[derive(Clone)]
pub struct Written {
    /// The round.
    pub round: WrittenRound,
    /// Its cards, in the order of their random keys.
    pub cards: Vec<Card>,
    /// Its answers.
    pub answers: Vec<WrittenAnswer>,
    /// Whether somebody of the group has taken back what they wrote: whoever saw the figures before would find their answer by taking these
    /// from those.
    pub somebody_left: bool,
}

impl Written {
    /// The answers of a turn.
    pub fn of_turn(&self, turn: i32) -> impl Iterator<Item = &WrittenAnswer> {
        self.answers.iter().filter(move |answer| answer.turn == turn)
    }

    /// The same without what these participants wrote, as when they took back that they take part; what lay under a card of theirs lies by
    /// itself, under the first of what did.
    #[must_use]
    pub fn without(mut self, gone: &BTreeSet<i64>) -> Self {
        let is_gone = |author: Option<i64>| author.is_some_and(|author| gone.contains(&author));
        self.answers.retain(|answer| !is_gone(answer.author));
        let taken: Vec<RandomId> = self.cards.iter().filter(|card| is_gone(card.author)).map(|card| card.key).collect();
        self.cards.retain(|card| !is_gone(card.author));
        for head in taken {
            let first = self.under(head).next().map(|card| card.key);
            for card in self.cards.iter_mut().filter(|card| card.merged_into == Some(head)) {
                card.merged_into = first.filter(|first| *first != card.key);
            }
        }
        self
    }

    /// The cards that lie under no other.
    pub fn heads(&self) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(|card| card.merged_into.is_none())
    }

    /// The cards that lie under this one.
    pub fn under(&self, key: RandomId) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(move |card| card.merged_into == Some(key))
    }
}

impl WrittenRound {
    /// Whether it is one without authors.
    #[must_use]
    pub fn is_unstored(&self) -> bool {
        self.mode == WrittenMode::Unstored
    }

    /// What the secret of a turn is called.
    pub(super) fn secret_name(&self, turn: i32) -> String {
        format!("{}-{turn}", self.key)
    }
}

type Row = (i64, i64, String, String, String, String, Option<i64>, Numbers, String, i32, String, Option<Vec<u8>>);
/// The ends of the scale, and from how many answers on they are shown, to all and to the group.
type Numbers = (i32, i32, i32, i32);

impl Store {
    /// Plans a written round and gives back its number in the database.
    pub fn plan_written(&self, group: i64, new: &NewWrittenRound<'_>, by: &str, now: Timestamp) -> Result<i64, Error> {
        let key = HEXLOWER.encode(&RandomId::new()?.0);
        let least = i32::try_from(new.least).unwrap_or(i32::MAX);
        let group_least = match new.mode {
            WrittenMode::Hidden => i32::try_from(SMALLEST_GROUP).unwrap_or(i32::MAX),
            WrittenMode::Unstored => least,
        };
        self.write(|connection| {
            let id: i64 = diesel::insert_into(written_round::table)
                .values((
                    written_round::group_id.eq(group),
                    written_round::kind.eq(new.kind.name()),
                    written_round::mode.eq(new.mode.name()),
                    written_round::asked.eq(new.asked),
                    written_round::question.eq(new.question),
                    written_round::cards_of.eq(new.cards_of),
                    written_round::low.eq(new.scale.0),
                    written_round::high.eq(new.scale.1),
                    written_round::least.eq(least),
                    written_round::group_least.eq(group_least),
                    written_round::phase.eq(Phase::Planned.name()),
                    written_round::turn.eq(0),
                    written_round::key.eq(&key),
                    written_round::made_by.eq(by),
                    written_round::made_at.eq(now.0),
                ))
                .returning(written_round::id)
                .get_result(connection)?;
            note(connection, now, by, "planned a written round", group)?;
            Ok(id)
        })
    }

    /// The written rounds of a group, or of all, with what came of them, in the order in which they were planned.
    pub fn written_rounds(&self, group: Option<i64>) -> Result<Vec<Written>, Error> {
        self.read(|connection| all(connection, group))
    }

    /// Goes on to another phase. Where the next is shown, what was sealed is opened, and answers of fewer people than are shown are
    /// deleted.
    pub fn go_on(&self, round: &WrittenRound, to: Phase, by: &str, now: Timestamp) -> Result<WentOn, Error> {
        if !round.phase.next(round.kind).contains(&to) {
            return Ok(WentOn::Stale);
        }
        let turn = if to == Phase::Open { round.turn + 1 } else { round.turn };
        let name = round.secret_name(turn);
        let seals = round.is_unstored() && to == Phase::Open;
        let public = if seals { Some(public_key(&self.keys().make_written_secret(&name)?).to_vec()) } else { None };
        let opens = round.is_unstored() && to == Phase::Shown;
        let secret = if opens { self.keys().written_secret(&name)? } else { None };
        let went = self.write(|connection| {
            let as_it_was = written_round::id
                .eq(round.id)
                .and(written_round::phase.eq(round.phase.name()))
                .and(written_round::turn.eq(round.turn));
            let moved = diesel::update(written_round::table.filter(as_it_was))
                .set((written_round::phase.eq(to.name()), written_round::turn.eq(turn), written_round::public_key.eq(&public)))
                .execute(connection)?;
            if moved == 0 {
                return Ok(WentOn::Stale);
            }
            let went = if to == Phase::Shown { show(connection, round, secret.as_ref())? } else { WentOn::Done };
            let what = match to {
                Phase::Shown => "showed a written round",
                Phase::Over => "ended a written round",
                Phase::Planned | Phase::Open => "opened a written round",
            };
            note(connection, now, by, what, round.group_id)?;
            Ok(went)
        })?;
        if to == Phase::Shown && went != WentOn::Stale {
            self.keys().destroy_written_secret(&name)?;
            self.let_go_of_written()?;
        }
        Ok(went)
    }

    /// Takes a planned round away, which nobody has seen; false where it is no longer one.
    pub fn remove_written(&self, round: &WrittenRound, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let planned = written_round::id.eq(round.id).and(written_round::phase.eq(Phase::Planned.name()));
            let gone = diesel::delete(written_round::table.filter(planned)).execute(connection)?;
            if gone > 0 {
                note(connection, now, by, "removed a planned written round", round.group_id)?;
            }
            Ok(gone > 0)
        })
    }

    /// PostgreSQL keeps deleted rows, with what tells when they came, until it is told to let go of them; SQLite's log keeps them until it
    /// is emptied.
    pub(super) fn let_go_of_written(&self) -> Result<(), Error> {
        self.read(|connection| match connection {
            AnyConnection::Postgres(postgres) => Ok(postgres.batch_execute(
                "VACUUM written_card, written_answer, written_author, written_sealed, written_spent, written_round",
            )?),
            AnyConnection::Sqlite(_) => Ok(()),
        })?;
        self.forget_deleted()
    }
}

/// The written rounds of a group, or of all, with what came of them.
pub(super) fn all(connection: &mut AnyConnection, group: Option<i64>) -> Result<Vec<Written>, Error> {
    let rows: Vec<Row> = written_round::table
        .order(written_round::id)
        .select((
            written_round::id,
            written_round::group_id,
            written_round::kind,
            written_round::mode,
            written_round::asked,
            written_round::question,
            written_round::cards_of,
            (written_round::low, written_round::high, written_round::least, written_round::group_least),
            written_round::phase,
            written_round::turn,
            written_round::key,
            written_round::public_key,
        ))
        .load(connection)?;
    let rows: Vec<Row> = rows.into_iter().filter(|row| group.is_none_or(|group| row.1 == group)).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let authors: Vec<(i64, Vec<u8>, i64)> =
        written_author::table.filter(written_author::round_id.eq_any(&ids)).load(connection)?;
    let authors: BTreeMap<(i64, Vec<u8>), i64> = authors.into_iter().map(|(round, key, who)| ((round, key), who)).collect();
    let mut cards = written_card::of_rounds(connection, &ids, &authors)?;
    let answers: Vec<(i64, Vec<u8>, i32, String)> =
        written_answer::table.filter(written_answer::round_id.eq_any(&ids)).load(connection)?;
    let people = participant::all(connection)?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.0;
        let somebody_left = people.iter().any(|one| one.group_id == row.1 && (one.withdrawn || one.left()));
        let mut own = Vec::new();
        for (_, key, turn, answer) in answers.iter().filter(|answer| answer.0 == id) {
            own.push(WrittenAnswer { turn: *turn, answer: answer.clone(), author: authors.get(&(id, key.clone())).copied() });
        }
        let cards = cards.remove(&id).unwrap_or_default();
        all.push(Written { round: round_of(row)?, cards, answers: own, somebody_left });
    }
    Ok(all)
}

/// What happens to a round as it is shown, inside the transaction that shows it.
fn show(connection: &mut AnyConnection, round: &WrittenRound, secret: Option<&Secret>) -> Result<WentOn, Error> {
    let is_cards = round.kind == WrittenKind::Cards;
    if round.is_unstored() {
        let of_round = written_sealed::round_id.eq(round.id);
        let sealed: Vec<Vec<u8>> = written_sealed::table.filter(of_round).select(written_sealed::sealed).load(connection)?;
        diesel::delete(written_sealed::table.filter(of_round)).execute(connection)?;
        diesel::delete(written_spent::table.filter(written_spent::round_id.eq(round.id))).execute(connection)?;
        let enough = is_cards || sealed.len() >= round.group_least;
        let Some(secret) = secret.filter(|_| enough) else {
            return Ok(if sealed.is_empty() { WentOn::Done } else { WentOn::Deleted(sealed.len()) });
        };
        let corrupt = |_| Error::Corrupt("written_sealed");
        // New keys in their own order are the shuffle: neither key nor order has anything of when a card came.
        let mut fresh = BTreeMap::new();
        for sealed in &sealed {
            fresh.insert(RandomId::new()?, open_with(secret, &round.key, sealed).map_err(corrupt)?);
        }
        for (key, text) in &fresh {
            if is_cards {
                written_card::insert(connection, round.id, *key, text)?;
            } else {
                insert_answer(connection, round, *key, text)?;
            }
        }
        return Ok(WentOn::Done);
    }
    if is_cards {
        return Ok(WentOn::Done);
    }
    let of_turn = written_answer::round_id.eq(round.id).and(written_answer::turn.eq(round.turn));
    let keys: Vec<Vec<u8>> = written_answer::table.filter(of_turn).select(written_answer::key).load(connection)?;
    if keys.is_empty() || keys.len() >= round.group_least {
        return Ok(WentOn::Done);
    }
    diesel::delete(written_answer::table.filter(of_turn)).execute(connection)?;
    let theirs = written_author::round_id.eq(round.id).and(written_author::key.eq_any(&keys));
    diesel::delete(written_author::table.filter(theirs)).execute(connection)?;
    Ok(WentOn::Deleted(keys.len()))
}

pub(super) fn insert_answer(
    connection: &mut AnyConnection,
    round: &WrittenRound,
    key: RandomId,
    answer: &str,
) -> Result<(), Error> {
    diesel::insert_into(written_answer::table)
        .values((
            written_answer::round_id.eq(round.id),
            written_answer::key.eq(&key.0[..]),
            written_answer::turn.eq(round.turn),
            written_answer::answer.eq(answer),
        ))
        .execute(connection)?;
    Ok(())
}

/// Whether a round still takes what is written in its turn; whoever shows it waits until this transaction ends.
pub(super) fn takes(connection: &mut AnyConnection, round: &WrittenRound) -> Result<bool, Error> {
    let open =
        written_round::id.eq(round.id).and(written_round::phase.eq(Phase::Open.name())).and(written_round::turn.eq(round.turn));
    let held = diesel::update(written_round::table.filter(open)).set(written_round::turn.eq(round.turn)).execute(connection)?;
    Ok(held > 0)
}

pub(super) fn note(connection: &mut AnyConnection, now: Timestamp, by: &str, what: &str, group: i64) -> Result<(), Error> {
    let number: i32 = focus_group::table.find(group).select(focus_group::number).first(connection)?;
    log::note(connection, now, by, what, &format!("focus group {number}"))
}

fn round_of(row: Row) -> Result<WrittenRound, Error> {
    let (id, group_id, kind, mode, asked, question, cards_of, (low, high, least, group_least), phase, turn, key, public_key) =
        row;
    let corrupt = || Error::Corrupt("written_round");
    Ok(WrittenRound {
        id,
        group_id,
        kind: WrittenKind::from_name(&kind).ok_or_else(corrupt)?,
        mode: WrittenMode::from_name(&mode).ok_or_else(corrupt)?,
        asked,
        question,
        cards_of,
        scale: (low, high),
        least: usize::try_from(least).unwrap_or(usize::MAX),
        group_least: usize::try_from(group_least).unwrap_or(usize::MAX),
        phase: Phase::from_name(&phase).ok_or_else(corrupt)?,
        turn,
        key,
        public_key,
    })
}
