//! The written rounds of the demonstration: managers who write after their talks, and all of them together before they meet once more.
//!
//! Of a group of four the pages tell the order and the middle alone; the eight together are enough for points and quartiles.

mod danish;
#[cfg(test)]
mod tests;

use danish::{EASIER, HELPED, KEPT, NEXT, TOGETHER, YEARS};
use jiff::Span;

use crate::fieldwork::{is_working_day, next_working_day};
use crate::focusgroup::{Phase, Purpose, Reply, WrittenKind, WrittenMode, read_guide, role_letters};
use crate::store::{Error, FocusGroup, NewGroup, NewParticipant, NewWrittenRound, Participant, Store, Written, ranking_of};
use crate::time::Timestamp;
use crate::token::RandomId;

const BY: &str = "Else Ordstyrer";
const GUIDE: &str = include_str!("../../../surveys/demo/guide.toml");
/// From so many answers on everything that came of them is shown, as in every installation that sets nothing else.
const LEAST: u32 = 5;
/// In so many days all managers meet.
const AHEAD: i64 = 9;

/// Cards that a group writes, and how each of them ranks these afterwards.
struct Deck {
    mode: WrittenMode,
    asked: &'static str,
    /// The words of each card and its theme.
    cards: &'static [(&'static str, &'static str)],
    /// The card under which another is laid, which says the same, and that other.
    alike: (usize, usize),
    /// What is asked as they rank.
    ranked: &'static str,
    /// The cards that each chose, the most important first.
    rankings: &'static [[usize; 5]],
}

/// Estimates in several turns: the answers of each, one of each participant.
struct Estimates {
    asked: &'static str,
    scale: (i32, i32),
    turns: &'static [&'static [i32]],
}

/// Fills in the written rounds.
pub(super) fn fill(store: &Store, now: Timestamp) -> Result<(), Error> {
    let guides = store.guides()?;
    let is_of_managers =
        |group: &&FocusGroup| guides.iter().any(|(id, guide)| *id == group.planned.guide_id && guide.key == "managers");
    let groups = store.focus_groups()?;
    let mut managers = groups.iter().filter(is_of_managers);
    let (Some(first), Some(second)) = (managers.next(), managers.next()) else { return Err(Error::Corrupt("focus_group")) };
    let wrote = Writing::of(store, first, "cooperation", now)?;
    wrote.cards_and_ranking(&HELPED, Phase::Over)?;
    wrote.write_now()?;
    let agreed = Writing::of(store, second, "attention", now)?;
    let round = agreed.estimates(&EASIER)?;
    agreed.go_on(round, Phase::Over)?;
    let together = together(store, [first, second], now)?;
    Writing::of(store, &together, "stay-together", now)?.cards_and_ranking(&KEPT, Phase::Shown)?;
    Writing::of(store, &together, "everyday", now)?.estimates(&YEARS).map(drop)
}

/// The group of all managers, who meet again in some days.
fn together(store: &Store, of: [&FocusGroup; 2], now: Timestamp) -> Result<FocusGroup, Error> {
    let guide = read_guide(GUIDE, None).map_err(|_| Error::Corrupt("surveys"))?;
    store.publish_guide(&guide, now, None)?;
    let guides = store.guides()?;
    let (guide_id, _) = guides.iter().find(|(_, known)| known.key == guide.key).ok_or(Error::Corrupt("surveys"))?;
    let mut day = now.day().saturating_add(Span::new().days(AHEAD));
    if !is_working_day(day) {
        day = next_working_day(day);
    }
    let starts = Timestamp::at(day, 10);
    let new = NewGroup {
        title: TOGETHER.to_owned(),
        guide_id: *guide_id,
        starts,
        ends: Timestamp(starts.0 + i64::from(guide.minutes) * 60_000),
        place: of[0].planned.place.clone(),
        moderator: BY.to_owned(),
        note_taker: of[0].planned.note_taker.clone(),
        observer: String::new(),
        capacity: 8,
    };
    let id = store.plan_group(&new, BY, now)?;
    let group = store.focus_groups()?.into_iter().find(|group| group.id == id).ok_or(Error::Corrupt("focus_group"))?;
    for one in store.participants()?.iter().filter(|one| of.iter().any(|group| group.id == one.group_id)) {
        let again = NewParticipant { name: &one.name, email: &one.email, unit: &one.unit, language: one.language };
        store.add_participant(&group, role_letters(guide.role), &again, BY, now)?;
    }
    for one in store.participants()?.iter().filter(|one| one.group_id == id) {
        store.reply(one.id, Reply::Yes, "")?;
        store.consent(one, &Purpose::ALL, now)?;
    }
    Ok(group)
}

/// A group that writes.
struct Writing<'a> {
    store: &'a Store,
    group: i64,
    own: Vec<Participant>,
    question: &'a str,
    now: Timestamp,
}

impl<'a> Writing<'a> {
    fn of(store: &'a Store, group: &FocusGroup, question: &'a str, now: Timestamp) -> Result<Self, Error> {
        let own = store.participants()?.into_iter().filter(|one| one.group_id == group.id).collect();
        Ok(Self { store, group: group.id, own, question, now })
    }

    fn asking(&self, kind: WrittenKind, mode: WrittenMode, asked: &'a str) -> NewWrittenRound<'a> {
        NewWrittenRound { kind, mode, asked, question: self.question, cards_of: None, scale: (0, 0), least: LEAST }
    }

    fn opened(&self, new: &NewWrittenRound<'_>) -> Result<i64, Error> {
        let id = self.store.plan_written(self.group, new, BY, self.now)?;
        self.go_on(id, Phase::Open)?;
        Ok(id)
    }

    fn found(&self, id: i64) -> Result<Written, Error> {
        self.store
            .written_rounds(Some(self.group))?
            .into_iter()
            .find(|one| one.round.id == id)
            .ok_or(Error::Corrupt("written_round"))
    }

    fn go_on(&self, id: i64, to: Phase) -> Result<(), Error> {
        self.store.go_on(&self.found(id)?.round, to, BY, self.now).map(drop)
    }

    /// Writes cards, shows them, gives them themes, lays two together, and ranks them; gives the cards up to this phase.
    fn cards_and_ranking(&self, deck: &Deck, until: Phase) -> Result<(), Error> {
        let id = self.opened(&self.asking(WrittenKind::Cards, deck.mode, deck.asked))?;
        let round = self.found(id)?.round;
        for (at, ((words, _), one)) in deck.cards.iter().zip(self.own.iter().cycle()).enumerate() {
            self.store.write_card(&round, one, RandomId::new()?, (words, at % 2 == 0))?;
        }
        self.go_on(id, Phase::Shown)?;
        let written = self.found(id)?;
        let key = |at: usize| {
            let words = deck.cards.get(at).map(|(words, _)| *words);
            let card = written.cards.iter().find(|card| Some(card.words.as_str()) == words);
            card.map(|card| card.key).ok_or(Error::Corrupt("written_card"))
        };
        let mut themes = Vec::new();
        for (at, (_, theme)) in deck.cards.iter().enumerate() {
            themes.push((key(at)?, *theme));
        }
        self.store.theme_cards(&written.round, &themes)?;
        self.store.merge_cards(&written.round, key(deck.alike.0)?, &[key(deck.alike.1)?])?;
        let ranking = NewWrittenRound { cards_of: Some(id), ..self.asking(WrittenKind::Ranking, deck.mode, deck.ranked) };
        let ranking = self.opened(&ranking)?;
        let round = self.found(ranking)?.round;
        for (one, ranked) in self.own.iter().zip(deck.rankings) {
            let keys = ranked.iter().map(|at| key(*at)).collect::<Result<Vec<_>, _>>()?;
            self.store.write_answer(&round, one, &ranking_of(&keys))?;
        }
        self.go_on(ranking, Phase::Shown)?;
        if until == Phase::Over { self.go_on(id, until) } else { Ok(()) }
    }

    /// Gives estimates; a turn in which some have not answered yet stays open.
    fn estimates(&self, of: &Estimates) -> Result<i64, Error> {
        let new = NewWrittenRound { scale: of.scale, ..self.asking(WrittenKind::Delphi, WrittenMode::Hidden, of.asked) };
        let id = self.store.plan_written(self.group, &new, BY, self.now)?;
        for turn in of.turns {
            self.go_on(id, Phase::Open)?;
            let round = self.found(id)?.round;
            for (one, estimate) in self.own.iter().zip(*turn) {
                self.store.write_answer(&round, one, &estimate.to_string())?;
            }
            if turn.len() == self.own.len() {
                self.go_on(id, Phase::Shown)?;
            }
        }
        Ok(id)
    }

    /// Cards that are written just now, whose they are stored nowhere.
    fn write_now(&self) -> Result<(), Error> {
        let (asked, cards) = NEXT;
        let id = self.opened(&self.asking(WrittenKind::Cards, WrittenMode::Unstored, asked))?;
        let round = self.found(id)?.round;
        for (words, one) in cards.into_iter().zip(&self.own) {
            self.store.write_card(&round, one, RandomId::new()?, (words, true))?;
        }
        Ok(())
    }
}
