//! The trend against the reference for two rounds and against a plain computation, answer by answer, for more.

use proptest::prelude::*;

use super::tests::{STATISTIC, for_each_with, near};
use super::*;

#[test]
fn the_trend_of_two_rounds_equals_the_reference() {
    for_each_with("linear_by_linear_trend", 9, |id, _, round1, round2, expected| {
        let Some(found) = trend(&[round1.to_vec(), round2.to_vec()]) else {
            assert!(expected["M2"].is_null(), "{id}");
            return;
        };
        near(found.statistic, &expected["M2"], STATISTIC, id);
        near(found.p, &expected["p"], STATISTIC, id);
        let n: u64 = round1.iter().chain(round2).sum();
        near(found.correlation * real((n - 1).into()).sqrt(), &expected["z"], STATISTIC, id);
    });
}

#[test]
fn three_rounds_worked_by_hand() {
    // Everybody a step higher each round: the correlation is 1 and M² is N − 1.
    let up = trend(&[vec![4, 0, 0], vec![0, 4, 0], vec![0, 0, 4]]).unwrap();
    assert!((up.correlation - 1.0).abs() < 1e-15 && (up.statistic - 11.0).abs() < 1e-12);
    // Up and down again is no trend.
    let hill = trend(&[vec![4, 0, 0], vec![0, 0, 4], vec![4, 0, 0]]).unwrap();
    assert_eq!((hill.correlation, hill.p), (0.0, 1.0));
    // x 1 1 2 in rounds 1 2 3: r = 1/√(2/3 · 2) = √(3/4).
    let few = trend(&[vec![1, 0], vec![1, 0], vec![0, 1]]).unwrap();
    assert!((few.statistic - 1.5).abs() < 1e-15);
}

#[test]
fn a_round_without_answers_keeps_its_number_and_one_round_is_no_trend() {
    let gap = trend(&[vec![3, 1], vec![0, 0], vec![1, 3]]).unwrap();
    assert_eq!(gap, trend(&[vec![3, 1], vec![1, 3]]).unwrap());
    assert_eq!(trend(&[vec![3, 1]]), None);
    assert_eq!(trend(&[vec![3, 1], vec![0, 0]]), None);
    assert_eq!(trend(&[vec![3, 0], vec![2, 0]]), None);
    assert_eq!(trend(&[]), None);
    assert_eq!(trend(&[vec![u64::MAX, u64::MAX], vec![1, 2]]), None);
}

proptest! {
    #[test]
    fn trends_are_correlations_of_single_answers(rounds in prop::collection::vec(prop::collection::vec(0_u64..6, 2..6), 2..5)) {
        let single = |(round, counts): (usize, &Vec<u64>)| -> Vec<(f64, f64)> {
            let answers = |(option, count): (usize, &u64)| {
                vec![(real(option as u128), real(round as u128)); usize::try_from(*count).unwrap()]
            };
            counts.iter().enumerate().flat_map(answers).collect()
        };
        let answers: Vec<(f64, f64)> = rounds.iter().enumerate().flat_map(single).collect();
        let n = real(answers.len() as u128);
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| answers.iter().map(of).sum::<f64>() / n;
        let (x, y) = (mean(&|at| at.0), mean(&|at| at.1));
        let product = mean(&|at| (at.0 - x) * (at.1 - y));
        let (xx, yy) = (mean(&|at| (at.0 - x).powi(2)), mean(&|at| (at.1 - y).powi(2)));
        match trend(&rounds) {
            Some(found) => prop_assert!((found.correlation - product / (xx * yy).sqrt()).abs() < 1e-9, "{found:?}"),
            None => prop_assert!(answers.is_empty() || xx < 1e-12 || yy < 1e-12),
        }
    }
}
