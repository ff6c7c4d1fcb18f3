//! The written rounds of the demonstration: a group of managers wrote cards that are shown, and writes others just now.

use crate::focusgroup::{Phase, WrittenKind, WrittenMode};
use crate::store::{Error, NewWrittenRound, Participant, Store, Written};
use crate::time::Timestamp;
use crate::token::RandomId;

const BY: &str = "Else Ordstyrer";
const ASKED: &str = "Hvad hjalp mest i forsøget?";
/// What is written on cards, and the theme that each was given.
const CARDS: [(&str, &str); 6] = [
    ("Vi havde en at ringe til i de andre kommuner", "network"),
    ("Færre møder, men bedre forberedte", "results"),
    ("Nogen at spørge, når reglerne var uklare", "network"),
    ("At borgerne selv fik lov at foreslå noget", "results"),
    ("Ledelsen holdt fast, også da det var svært", ""),
    ("Tid til at prøve noget af to gange", ""),
];

/// Fills in the written rounds of the group with this number.
pub(super) fn fill(store: &Store, group: i64, question: &str, now: Timestamp) -> Result<(), Error> {
    let own: Vec<Participant> = store.participants()?.into_iter().filter(|one| one.group_id == group).collect();
    let new = |kind, mode| NewWrittenRound { kind, mode, asked: ASKED, question, cards_of: None, scale: (0, 0), least: 5 };
    let cards = store.plan_written(group, &new(WrittenKind::Cards, WrittenMode::Hidden), BY, now)?;
    go_on(store, cards, Phase::Open, now)?;
    let round = found(store, cards)?.round;
    for (at, (words, _)) in CARDS.iter().enumerate() {
        if let Some(one) = own.get(at % own.len().max(1)) {
            store.write_card(&round, one, RandomId::new()?, (words, at % 2 == 0))?;
        }
    }
    go_on(store, cards, Phase::Shown, now)?;
    let written = found(store, cards)?;
    let theme = |words: &str| CARDS.iter().find(|(known, _)| *known == words).map_or("", |(_, theme)| *theme);
    let themes: Vec<(RandomId, &str)> = written.cards.iter().map(|card| (card.key, theme(&card.words))).collect();
    store.theme_cards(&written.round, &themes)?;
    let of = |start: &str| written.cards.iter().find(|card| card.words.starts_with(start)).map(|card| card.key);
    if let (Some(first), Some(other)) = (of("Vi havde"), of("Nogen at")) {
        store.merge_cards(&written.round, first, &[other])?;
    }
    let open = NewWrittenRound { asked: "Hvad skal den næste have at vide?", ..new(WrittenKind::Cards, WrittenMode::Unstored) };
    let open = store.plan_written(group, &open, BY, now)?;
    go_on(store, open, Phase::Open, now)
}

fn found(store: &Store, id: i64) -> Result<Written, Error> {
    store.written_rounds(None)?.into_iter().find(|one| one.round.id == id).ok_or(Error::Corrupt("written_round"))
}

fn go_on(store: &Store, id: i64, to: Phase, now: Timestamp) -> Result<(), Error> {
    store.go_on(&found(store, id)?.round, to, BY, now).map(drop)
}
