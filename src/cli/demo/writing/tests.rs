//! The demonstration's written rounds are of every kind, and one waits for whoever looks.

use std::collections::BTreeSet;

use crate::export::summary::Talks;
use crate::focusgroup::{Phase, Told, WrittenKind, WrittenMode};
use crate::store::{Participant, Written};
use crate::web;

#[test]
fn groups_have_written_rounds_of_every_kind_and_mode_and_one_waits_for_whoever_looks() {
    let (_folder, store, _) = super::super::tests::filled();
    let talks = Talks::gather(&store).unwrap();
    let all = |kind| talks.written.iter().filter(move |one| one.round.kind == kind);
    // Cards that lie under others, with themes; each ranked by a group of four, which is told the order, and by one of eight, told all.
    let cards: Vec<&Written> = all(WrittenKind::Cards).collect();
    let sorted = |one: &&Written| one.heads().any(|card| !card.theme.is_empty()) && one.heads().count() < one.cards.len();
    assert_eq!((cards.len(), cards.iter().copied().filter(sorted).count()), (3, 2));
    let told = |one: &Written| {
        let cards = cards.iter().find(|cards| Some(cards.round.id) == one.round.cards_of).unwrap();
        let (count, standing) = one.standing(cards, one.round.group_least).unwrap();
        // Places of cards that lie under others would count for nobody.
        assert_eq!(
            standing.iter().map(|(_, ranked)| ranked.sum).sum::<u32>(),
            u32::try_from(count * 15).unwrap(),
            "{}",
            one.round.asked
        );
        one.told(count)
    };
    assert_eq!(all(WrittenKind::Ranking).map(told).collect::<Vec<_>>(), [Told::Order, Told::All]);
    // One group has agreed; another sees in its second turn how far apart it is.
    let estimates = |one: &Written| {
        let agrees = one.middle(1, 1).unwrap().1.agrees();
        (one.round.phase, one.round.turn, agrees, one.middle(2, 1).unwrap().1.agrees(), one.told(one.of_turn(1).count()))
    };
    let both: Vec<_> = all(WrittenKind::Delphi).map(estimates).collect();
    assert_eq!(both[0], (Phase::Over, 2, false, true, Told::Order));
    assert_eq!((both[1].0, both[1].1, both[1].2, both[1].4), (Phase::Open, 2, false, Told::All));
    for kind in [WrittenKind::Cards, WrittenKind::Ranking] {
        let modes: BTreeSet<&str> = all(kind).map(|one| one.round.mode.name()).collect();
        assert_eq!(modes.len(), 2, "{}", kind.name());
    }
    let unstored = talks.written.iter().filter(|one| one.round.mode == WrittenMode::Unstored);
    assert!(unstored.flat_map(|one| &one.cards).all(|card| card.author.is_none()));
    // The page on which one can try it is that of somebody who answered the first time and not the second.
    let address = web::writing_address(&store).unwrap().unwrap();
    let token = address.split('/').nth(2).and_then(crate::token::Token::parse).unwrap();
    let whose = store.participant_of(token).unwrap().unwrap();
    let open = all(WrittenKind::Delphi).next_back().unwrap();
    assert!(open.own_answer(whose.id, 1).is_some() && open.own_answer(whose.id, 2).is_none());
}

#[test]
fn whoever_writes_together_is_of_the_groups_that_met_and_their_meeting_is_no_talk_about_a_trial() {
    let (_folder, store, _) = super::super::tests::filled();
    let talks = Talks::gather(&store).unwrap();
    let people = |came: bool| -> BTreeSet<String> {
        talks.participants.iter().filter(|one| one.attended == came).map(Participant::person).collect()
    };
    assert_eq!((talks.groups.len(), people(true).len(), people(false).len()), (8, 21, 8));
    assert!(people(false).is_subset(&people(true)));
    assert!(talks.trials.trials.iter().all(|trial| talks.sessions(&trial.key).planned == 0));
}
