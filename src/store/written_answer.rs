//! The answers of written rounds: rankings of cards, and estimates; and what the group's answers make together.
//!
//! Each person has one answer in a turn. Where it is stored whose it is, a later one takes its place; where it is not, a mark tells that the
//! link was used, and nothing can be changed, since nobody knows which answer would be meant.

use data_encoding::HEXLOWER;
use diesel::prelude::*;

use super::schema::{written_answer, written_author, written_sealed, written_spent};
use super::written::{insert_answer, takes};
use super::written_card::{ROOM, seal, sign};
use super::{Card, Error, Participant, Store, Written, WrittenRound, Wrote, card_key};
use crate::focusgroup::{Middle, Ranked, Told, ranked, told};
use crate::seal::seal_to;
use crate::token::RandomId;

impl Store {
    /// Stores a ranking or an estimate of a participant in the open turn.
    pub fn write_answer(&self, round: &WrittenRound, participant: &Participant, answer: &str) -> Result<Wrote, Error> {
        let key = RandomId::new()?;
        if round.is_unstored() {
            let Some(public) = &round.public_key else { return Ok(Wrote::Closed) };
            let sealed = seal_to(public, &round.key, answer, ROOM).map_err(|_| Error::Corrupt("written_round"))?;
            let mark = self.mark(round, participant)?;
            return self.write(|connection| {
                if !takes(connection, round)? {
                    return Ok(Wrote::Closed);
                }
                let spent: i64 = written_spent::table.find((round.id, &mark[..])).count().get_result(connection)?;
                if spent > 0 {
                    return Ok(Wrote::Spent);
                }
                diesel::insert_into(written_spent::table)
                    .values((written_spent::round_id.eq(round.id), written_spent::mark.eq(&mark[..])))
                    .execute(connection)?;
                seal(connection, round, key, &sealed)?;
                Ok(Wrote::Stored)
            });
        }
        self.write(|connection| {
            if !takes(connection, round)? {
                return Ok(Wrote::Closed);
            }
            let theirs: Vec<Vec<u8>> = written_author::table
                .filter(written_author::round_id.eq(round.id).and(written_author::participant_id.eq(participant.id)))
                .select(written_author::key)
                .load(connection)?;
            let of_turn = written_answer::round_id
                .eq(round.id)
                .and(written_answer::turn.eq(round.turn))
                .and(written_answer::key.eq_any(&theirs));
            let changed = diesel::update(written_answer::table.filter(of_turn))
                .set(written_answer::answer.eq(answer))
                .execute(connection)?;
            if changed == 0 {
                insert_answer(connection, round, key, answer)?;
                sign(connection, round, key, participant)?;
            }
            Ok(Wrote::Stored)
        })
    }

    /// Whether a participant's link was used in the open turn of a round without authors.
    pub fn is_spent(&self, round: &WrittenRound, participant: &Participant) -> Result<bool, Error> {
        let mark = self.mark(round, participant)?;
        let spent: i64 =
            self.read(|connection| Ok(written_spent::table.find((round.id, &mark[..])).count().get_result(connection)?))?;
        Ok(spent > 0)
    }

    fn mark(&self, round: &WrittenRound, participant: &Participant) -> Result<[u8; 32], Error> {
        let links = self.keys().focus_group_secret()?;
        Ok(participant.token(&links).spent_mark(&links, &round.key, round.turn))
    }

    /// How many have answered in the turn that is open or was shown last.
    pub fn count_answers(&self, round: &WrittenRound) -> Result<usize, Error> {
        let count: i64 = self.read(|connection| {
            Ok(if round.public_key.is_some() {
                written_sealed::table.filter(written_sealed::round_id.eq(round.id)).count().get_result(connection)?
            } else {
                let of_turn = written_answer::round_id.eq(round.id).and(written_answer::turn.eq(round.turn));
                written_answer::table.filter(of_turn).count().get_result(connection)?
            })
        })?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }
}

/// The keys of ranked cards as they are stored, the most important first.
#[must_use]
pub fn ranking_of(cards: &[RandomId]) -> String {
    cards.iter().map(|key| HEXLOWER.encode(&key.0)).collect::<Vec<_>>().join(",")
}

/// The same read again; what is no key any more keeps its place.
#[must_use]
pub fn ranking_as_read(answer: &str) -> Vec<Option<RandomId>> {
    answer.split(',').map(card_key).collect()
}

impl Written {
    /// What a participant answered in a turn, where that is kept.
    #[must_use]
    pub fn own_answer(&self, participant: i64, turn: i32) -> Option<&str> {
        self.of_turn(turn).find(|answer| answer.author == Some(participant)).map(|answer| answer.answer.as_str())
    }

    /// How much of so many answers the group sees, and documents print. Once somebody took theirs back, points, spread and quartiles are told
    /// no more: those of before less those of now are that person's answer.
    #[must_use]
    pub fn told(&self, answers: usize) -> Told {
        match told(answers, self.round.group_least, self.round.least) {
            Told::All if self.somebody_left && !self.round.is_unstored() => Told::Order,
            told => told,
        }
    }

    /// How many answered a ranking, and the cards with what came of it, the most points first; none where fewer did than are counted.
    #[must_use]
    pub fn standing<'a>(&self, cards: &'a Written, counted: usize) -> Option<(usize, Vec<(&'a Card, Ranked)>)> {
        let heads: Vec<&Card> = cards.heads().collect();
        let place = |key: Option<RandomId>| heads.iter().position(|card| Some(card.key) == key);
        let mut rankings = Vec::new();
        for answer in self.of_turn(self.round.turn) {
            rankings.push(ranking_as_read(&answer.answer).into_iter().map(place).collect());
        }
        if rankings.len() < counted.max(1) {
            return None;
        }
        let mut all: Vec<(&Card, Ranked)> = heads.iter().copied().zip(ranked(heads.len(), &rankings)).collect();
        all.sort_by_key(|(_, ranked)| std::cmp::Reverse((ranked.sum, ranked.chosen)));
        Some((rankings.len(), all))
    }

    /// How many gave an estimate in a turn, and the middle of them; none where fewer did than are counted.
    #[must_use]
    pub fn middle(&self, turn: i32, counted: usize) -> Option<(usize, Middle)> {
        let estimates: Vec<i32> = self.of_turn(turn).filter_map(|answer| answer.answer.parse().ok()).collect();
        if estimates.len() < counted { None } else { Some((estimates.len(), Middle::of(&estimates)?)) }
    }
}
