//! Phases, rankings and estimates of written rounds, and what they give away of how few.

use super::written::*;
use crate::language::Language;

#[test]
fn names_are_read_as_they_are_written_and_no_phase_leads_back() {
    for kind in WrittenKind::ALL {
        assert_eq!(WrittenKind::from_name(kind.name()), Some(kind));
        for (at, phase) in Phase::ALL.into_iter().enumerate() {
            assert_eq!(Phase::from_name(phase.name()), Some(phase));
            for next in phase.next(kind) {
                let to = Phase::ALL.iter().position(|other| other == next).unwrap();
                assert!(to == at + 1 || (kind == WrittenKind::Delphi && *next == Phase::Open && phase == Phase::Shown));
            }
        }
    }
    for mode in WrittenMode::ALL {
        assert_eq!(WrittenMode::from_name(mode.name()), Some(mode));
        assert_eq!(mode.sentence(Language::Da).matches('.').count(), 1, "one sentence");
    }
}

#[test]
fn a_ranking_gives_most_points_to_what_stands_first() {
    // Four cards; A ranks 2, 0, 3; B ranks 0, 2, 1; C ranks 0, 3, 2. Three places give 3, 2 and 1 points.
    let rankings = [[2, 0, 3], [0, 2, 1], [0, 3, 2]].map(|ranking| ranking.map(Some).to_vec());
    let of = |sum, fewest, most, chosen| Ranked { sum, fewest, most, chosen };
    assert_eq!(ranked(4, &rankings), [of(8, 2, 3, 3), of(1, 0, 1, 1), of(6, 1, 3, 3), of(3, 0, 2, 2)]);
    // A card that is gone keeps its place in what was given, so that no other gains by it.
    assert_eq!(ranked(1, &[vec![None, Some(0)]]), [of(1, 1, 1, 1)]);
    assert_eq!(ranked(2, &[]), [of(0, 0, 0, 0), of(0, 0, 0, 0)]);
    assert_eq!((places(3), places(12)), (3, 5));
}

#[test]
fn the_middle_half_is_as_it_is_worked_out_by_hand() {
    // Sorted 1 2 4 7 9: places 1, 2 and 3.
    assert_eq!(Middle::of(&[9, 1, 4, 2, 7]), Some(Middle { lower: 8, median: 16, upper: 28 }));
    // Sorted 1 2 3 4: places 0.75, 1.5 and 2.25, so 1.75, 2.5 and 3.25.
    assert_eq!(Middle::of(&[4, 3, 2, 1]), Some(Middle { lower: 7, median: 10, upper: 13 }));
    // Sorted -2 0 1 1 5 6: places 1.25, 2.5 and 3.75, so 0.25, 1 and 4.
    assert_eq!(Middle::of(&[1, 5, 0, -2, 6, 1]), Some(Middle { lower: 1, median: 4, upper: 16 }));
    assert_eq!(Middle::of(&[5]), Some(Middle { lower: 20, median: 20, upper: 20 }));
    assert_eq!(Middle::of(&[]), None);
    assert_eq!([8, 7, 10, -1].map(|quarters| Middle::written(quarters, Language::Da)), ["2", "1,75", "2,5", "−0,25"]);
}

#[test]
fn a_group_agrees_once_its_middle_half_spans_one_step_or_less() {
    let agrees = |estimates: &[i32]| Middle::of(estimates).unwrap().agrees();
    assert!(agrees(&[3, 3, 4, 4, 4]));
    // Quartiles 3 and 4: just one step.
    assert!(agrees(&[2, 3, 3, 4, 5]));
    // Quartiles 2.75 and 4: more than one.
    assert_eq!(Middle::of(&[2, 3, 4, 4]), Some(Middle { lower: 11, median: 14, upper: 16 }));
    assert!(!agrees(&[2, 3, 4, 4]));
    assert!(!agrees(&[1, 2, 4, 5, 5]));
}

#[test]
fn of_three_estimates_the_quartiles_give_all_away() {
    // Why a group of three is not shown quartiles: with the median they are solved for the least and the greatest of three.
    for estimates in [[1, 4, 9], [2, 2, 7], [5, 3, 4]] {
        let middle = Middle::of(&estimates).unwrap();
        let solved = [2 * middle.lower - middle.median, middle.median, 2 * middle.upper - middle.median];
        let mut given = estimates.map(|estimate| 4 * i64::from(estimate));
        given.sort_unstable();
        assert_eq!(solved, given);
    }
}

#[test]
fn of_three_estimates_that_they_agree_gives_as_much_away_as_the_middle_does_once_more() {
    // Of 196 ways in which one and two others may answer from 1 to 7: how often one knows both others for certain.
    let known = |shown: &dyn Fn(Middle) -> (i64, bool)| -> usize {
        let of_own = |own: i32| {
            let mut pairs: std::collections::BTreeMap<(i64, bool), usize> = std::collections::BTreeMap::new();
            for (one, other) in (1..=7).flat_map(|one| (one..=7).map(move |other| (one, other))) {
                *pairs.entry(shown(Middle::of(&[own, one, other]).unwrap())).or_default() += 1;
            }
            pairs.values().filter(|count| **count == 1).count()
        };
        (1..=7).map(of_own).sum()
    };
    assert_eq!(known(&|middle| (middle.median, false)), 12);
    // Why a small group is not shown it.
    assert_eq!(known(&|middle| (middle.median, middle.agrees())), 24);
}

/// Every order of so many cards.
fn orders(cards: usize) -> Vec<Vec<Option<usize>>> {
    let mut all = vec![Vec::new()];
    for _ in 0..cards {
        let longer = |order: &Vec<Option<usize>>| {
            let order = order.clone();
            let free = (0..cards).map(Some).filter(|card| !order.contains(card)).collect::<Vec<_>>();
            free.into_iter().map(move |card| [order.clone(), vec![card]].concat())
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// Of how many pairs of others' rankings, and of how many of them one who ranked the cards in their order knows both for certain by what
/// is shown.
fn known<T: Ord>(cards: usize, shown: impl Fn(&[Ranked]) -> T) -> (usize, usize) {
    let all = orders(cards);
    let mut pairs: std::collections::BTreeMap<T, usize> = std::collections::BTreeMap::new();
    for (one, other) in (0..all.len()).flat_map(|one| (one..all.len()).map(move |other| (one, other))) {
        let ranked = ranked(cards, &[all[0].clone(), all[one].clone(), all[other].clone()]);
        *pairs.entry(shown(&ranked)).or_default() += 1;
    }
    (pairs.values().sum(), pairs.values().filter(|count| **count == 1).count())
}

#[test]
fn of_three_rankings_the_points_give_nearly_all_away_and_the_order_nearly_nothing() {
    let points = |ranked: &[Ranked]| ranked.iter().map(|card| (card.sum, card.fewest, card.most)).collect::<Vec<_>>();
    let order = |ranked: &[Ranked]| {
        let mut cards: Vec<usize> = (0..ranked.len()).collect();
        cards.sort_by_key(|card| std::cmp::Reverse(ranked[*card].sum));
        cards
    };
    assert_eq!((known(3, points), known(4, points)), ((21, 21), (300, 264)));
    assert_eq!((known(3, order), known(4, order)), ((21, 3), (300, 6)));
    // That two cards have as many points tells more, so it is not shown.
    let places = |ranked: &[Ranked]| {
        let above = |card: &Ranked| ranked.iter().filter(|other| other.sum > card.sum).count();
        ranked.iter().map(above).collect::<Vec<_>>()
    };
    assert_eq!(known(3, places), (21, 8));
}

#[test]
fn a_small_group_is_told_the_order_and_one_without_authors_nothing() {
    assert_eq!(
        [2, 3, 4, 5].map(|answers| told(answers, SMALLEST_GROUP, 5)),
        [Told::Nothing, Told::Order, Told::Order, Told::All]
    );
    assert_eq!([0, 3, 4, 5].map(|answers| told(answers, 5, 5)), [Told::Nothing, Told::Nothing, Told::Nothing, Told::All]);
    assert_eq!(told(0, 0, 0), Told::Nothing);
}

#[test]
fn a_number_that_rises_step_by_step_tells_of_no_single_card() {
    assert_eq!([0, 4, 5, 9, 10, 23].map(|count| roughly(count, 5)), [0, 0, 5, 5, 10, 20]);
    assert_eq!(roughly(7, 0), 7);
}
