//! Reference values of linked rounds, and a few worked by hand.

use serde_json::Value;

use super::tests::{ROOT, STATISTIC, near, near_interval, vectors};
use super::*;

fn table(case: &Value) -> Moves {
    let rows = case["table_rows_round1_cols_round2"].as_array().unwrap();
    let row = |row: &Value| row.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect();
    Moves::read(&rows.iter().map(row).collect::<Vec<Vec<u64>>>()).unwrap()
}

fn for_each_table(check: impl Fn(&str, &Moves, &Value)) {
    let vectors = vectors();
    let cases = vectors["paired"].as_array().unwrap();
    assert!(cases.len() >= 5);
    for case in cases {
        check(case["id"].as_str().unwrap(), &table(case), &case["results"]);
    }
}

/// The highest option of up to three, else the two highest, as the vectors take it.
fn top_box(moves: &Moves) -> Moves {
    let top = if moves.options() <= 3 { 1 } else { 2 };
    moves.among(|option| option >= moves.options() - top)
}

#[test]
fn moves_and_dominance_equal_the_reference() {
    for_each_table(|id, moves, expected| {
        let (found, expected) = (moves.direction(), &expected["moves"]);
        assert_eq!(Some(moves.n()), expected["n"].as_u64(), "{id}");
        assert_eq!(Some(found.higher), expected["higher"].as_u64(), "{id}");
        assert_eq!(Some(found.lower), expected["lower"].as_u64(), "{id}");
        assert_eq!(Some(found.same), expected["same"].as_u64(), "{id}");
        near(found.dominance.difference, &expected["dominance"], STATISTIC, id);
        near_interval(found.dominance.interval, &expected["tango95"], ROOT, id);
        near(mcnemar(found.higher, found.lower).unwrap().p, &expected["p_sign_test_exact"], STATISTIC, id);
    });
}

#[test]
fn the_signed_rank_tests_equal_the_reference() {
    for_each_table(|id, moves, expected| {
        let (exact, normal) = (signed_rank_exact(moves).unwrap(), signed_rank_normal(moves));
        let expected = &expected["wilcoxon_signed_rank"];
        let Some(normal) = normal else {
            assert_eq!(expected["note"], "no changed answers: p=1", "{id}");
            assert_eq!((exact.p, exact.smallest_p), (1.0, 1.0), "{id}");
            return;
        };
        near(exact.p, &expected["pratt_exact_p"], STATISTIC, id);
        near(normal.statistic.abs(), &expected["pratt_asym_no_cc"]["z"], STATISTIC, id);
        near(normal.p, &expected["pratt_asym_no_cc"]["p"], STATISTIC, id);
        let upwards = expected["pratt_T_plus"].as_f64().unwrap() > expected["pratt_T_minus"].as_f64().unwrap();
        assert_eq!(normal.statistic > 0.0, upwards, "{id}");
    });
}

#[test]
fn mcnemar_and_tango_equal_the_reference_for_the_top_box() {
    for_each_table(|id, moves, expected| {
        let top = top_box(moves).direction();
        let expected = &expected["mcnemar_top_box"];
        assert_eq!((Some(top.higher), Some(top.lower)), (expected["gained"].as_u64(), expected["lost"].as_u64()), "{id}");
        near(mcnemar(top.higher, top.lower).unwrap().p, &expected["exact_p"], STATISTIC, id);
        let found = tango(top.higher, top.lower, moves.n()).unwrap();
        near(found.difference, &expected["diff"], STATISTIC, id);
        near_interval(found.interval, &expected["tango95"], ROOT, id);
    });
}

#[test]
fn bowker_equals_the_reference() {
    for_each_table(|id, moves, expected| {
        let expected = &expected["bowker_symmetry"];
        let Some(found) = bowker(moves) else {
            assert_eq!(expected["df"].as_u64(), Some(0), "{id}");
            return;
        };
        near(found.statistic, &expected["statistic"], STATISTIC, id);
        assert_eq!(Some(u64::from(found.df)), expected["df"].as_u64(), "{id}");
        near(found.p, &expected["p"], STATISTIC, id);
    });
}

#[test]
fn the_margins_of_linked_rounds_equal_the_reference() {
    for_each_table(|id, moves, expected| {
        for (round, key) in [(moves.round1(), "round1"), (moves.round2(), "round2")] {
            for (count, share) in round.iter().zip(expected[key]["shares"].as_array().unwrap()) {
                near(real((*count).into()) / real(moves.n().into()), share, STATISTIC, id);
            }
        }
    });
}

#[test]
fn a_table_that_is_not_square_or_empty_is_none() {
    assert_eq!(Moves::read(&[vec![1, 2], vec![3]]), None);
    assert_eq!(Moves::read(&[vec![1, 2]]), None);
    assert_eq!(Moves::read(&[vec![0, 0], vec![0, 0]]), None);
    assert_eq!(Moves::read(&[]), None);
    assert_eq!(Moves::read(&[vec![u64::MAX, 1], vec![0, 0]]), None);
    assert_eq!(tango(3, 4, 6), None);
    assert_eq!(tango(0, 0, 0), None);
    assert_eq!(mcnemar(u64::MAX, 1), None);
}

#[test]
fn five_who_all_move_up_cannot_say_anything_and_six_can() {
    for (moved, p) in [(5, 0.0625), (6, 0.031_25)] {
        let moves = Moves::read(&[vec![3, moved, 0], vec![0, 4, 0], vec![0, 0, 1]]).unwrap();
        assert_eq!(signed_rank_exact(&moves), Some(ExactP { p, smallest_p: p }));
        assert_eq!(mcnemar(moved, 0), Some(ExactP { p, smallest_p: p }));
        assert_eq!(mcnemar(0, moved), Some(ExactP { p, smallest_p: p }));
    }
}

#[test]
fn pratts_zeros_are_ranked_before_they_are_dropped() {
    // One step up twice, two steps down once, one who stayed: ranks 2.5, 2.5 and 4, so of the eight signs |sum| ≥ 1 for all.
    // Without the zero the ranks are 1.5, 1.5 and 3, and the sum is exactly 0.
    let moves = Moves::read(&[vec![1, 2, 0], vec![0, 0, 0], vec![1, 0, 0]]).unwrap();
    let normal = signed_rank_normal(&moves).unwrap();
    assert!((normal.statistic - 1.0 / (2.5_f64 * 2.5 * 2.0 + 16.0).sqrt()).abs() < 1e-15);
    assert_eq!(signed_rank_exact(&moves), Some(ExactP { p: 1.0, smallest_p: 0.25 }));
}

#[test]
fn more_than_four_hundred_people_get_the_normal_form() {
    let people = |stayed| Moves::read(&[vec![stayed, 9], vec![4, 100]]).unwrap();
    assert!(signed_rank_exact(&people(287)).is_some());
    assert_eq!(signed_rank_exact(&people(288)), None);
    // With one length of move the exact test is the sign test.
    let (exact, sign) = (signed_rank_exact(&people(287)).unwrap().p, mcnemar(9, 4).unwrap().p);
    assert!((exact - sign).abs() < 1e-14);
}

#[test]
fn bowkers_smallest_p_is_that_of_all_moves_in_one_direction_within_each_pair() {
    let moves = Moves::read(&[vec![0, 4, 1], vec![0, 0, 0], vec![0, 0, 0]]).unwrap();
    // 2·½⁴ for the four, 1 for the single one.
    assert!((bowker(&moves).unwrap().smallest_p - 0.125).abs() < 1e-15);
}

#[test]
fn a_linked_comparison_gets_the_test_of_its_kind() {
    let two = Moves::read(&[vec![7, 9], vec![2, 12]]).unwrap();
    let three = Moves::read(&[vec![7, 9, 1], vec![2, 12, 1], vec![0, 0, 1]]).unwrap();
    let many = Moves::read(&[vec![300, 9, 1], vec![2, 112, 1], vec![0, 0, 1]]).unwrap();
    let still = Moves::read(&[vec![300, 0, 0], vec![0, 112, 0], vec![0, 0, 1]]).unwrap();
    let name = |measure, moves| default_paired_test(measure, moves).unwrap().name;
    for measure in [Measure::Ordinal, Measure::Nominal] {
        assert_eq!(name(measure, &two), TestName::McNemarExact);
        let outcome = default_paired_test(measure, &still).unwrap();
        assert_eq!((outcome.p, outcome.smallest_p, outcome.statistic), (1.0, 1.0, None));
    }
    assert_eq!(name(Measure::Ordinal, &three), TestName::SignedRankExact);
    assert_eq!(name(Measure::Ordinal, &many), TestName::SignedRankNormal);
    assert_eq!(name(Measure::Nominal, &three), TestName::Bowker);
    let PairedEffect::PerOption(options) = paired_effect(Measure::Nominal, &three) else { panic!("no order, no dominance") };
    // Round 1 chose 17, 15 and 1 of them; round 2 chose 9, 21 and 3.
    let shifts: Vec<f64> = options.iter().map(|option| (option.difference * 33.0).round()).collect();
    assert_eq!(shifts, [-8.0, 6.0, 2.0]);
    assert_eq!(paired_effect(Measure::Ordinal, &three), PairedEffect::Dominance(three.direction().dominance));
}
