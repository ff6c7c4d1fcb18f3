//! Three rounds of one question: where a trend is told, and where it would tell more than the rounds may.

use std::collections::BTreeMap;

use jiff::civil::date;

use crate::compare::fixtures::{extent, input, round, single, tally, trials, version};
use crate::compare::{QuestionComparison, RoundInput, Tallies, compare};

/// The question over rounds with these counts, all asked by one version.
fn question(counts: &[&[u64]]) -> QuestionComparison {
    let trials = trials(&["aa"]);
    let version = version(1, vec![single("simplified", extent())]);
    let years = (2019_i16..).take(counts.len());
    let lines: Vec<_> = years.map(|year| round(&format!("eks-{year}"), date(year, 1, 7), 1)).collect();
    let tallied = counts.iter().map(|counts| {
        let mut tallies = Tallies::default();
        let codes: Vec<(i64, u64)> = (1..).zip(counts.iter().copied()).collect();
        tally(&mut tallies, Some("aa"), "simplified", &codes);
        tallies
    });
    let tallied: Vec<Tallies> = tallied.collect();
    let rounds = lines.iter().zip(&tallied).map(|(round, tallies)| RoundInput {
        round,
        version: &version,
        tallies,
        population: None,
        waiting: false,
        published: false,
        entered: BTreeMap::new(),
    });
    let mut comparison = compare(&input(&trials, rounds.collect()));
    comparison.groups.remove(0).questions.remove(0)
}

#[test]
fn three_rounds_that_go_one_way_are_told_so_beside_each_step() {
    let up = question(&[&[6, 6, 4, 2, 2], &[4, 5, 4, 4, 3], &[2, 2, 4, 6, 6]]);
    assert_eq!(up.changes.len(), 2);
    let trend = up.trend.unwrap();
    // Pearson's r of option and round over the answers one by one, and (N − 1)r².
    let scores: Vec<(f64, f64)> = [[6, 6, 4, 2, 2], [4, 5, 4, 4, 3], [2, 2, 4, 6, 6]]
        .iter()
        .zip(1..)
        .flat_map(|(counts, round)| {
            counts.iter().zip(1..).flat_map(move |(count, option)| vec![(f64::from(option), f64::from(round)); *count])
        })
        .collect();
    let n = scores.len() as f64;
    let mean = |value: fn(&(f64, f64)) -> f64| scores.iter().map(value).sum::<f64>() / n;
    let (x, y) = (mean(|at| at.0), mean(|at| at.1));
    let sum = |value: &dyn Fn(f64, f64) -> f64| scores.iter().map(|at| value(at.0 - x, at.1 - y)).sum::<f64>();
    let r = sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt();
    assert!((trend.estimate - r).abs() < 1e-12 && (trend.statistic - (n - 1.0) * r * r).abs() < 1e-9, "{trend:?}");
    assert!(trend.p < 0.05);
    assert_eq!(trend.sentence, "Gennem alle tre runder går svarene mod »I høj grad«. Det er næppe tilfældigt.");
}

#[test]
fn rounds_that_go_up_and_down_again_are_told_to_go_nowhere() {
    let hill = question(&[&[6, 6, 4, 2, 2], &[2, 2, 4, 6, 6], &[6, 6, 4, 2, 2], &[2, 3, 5, 5, 5]]);
    let trend = hill.trend.unwrap();
    assert_eq!(trend.sentence, "Gennem de fire runder går svarene ikke tydeligt i én retning.");
}

#[test]
fn two_rounds_have_no_trend_and_neither_have_three_of_which_one_is_withheld() {
    assert_eq!(question(&[&[6, 6, 4, 2, 2], &[2, 2, 4, 6, 6]]).trend, None);
    let withheld = question(&[&[6, 6, 4, 2, 2], &[1, 2, 1, 1, 1], &[2, 2, 4, 6, 6]]);
    assert_eq!(withheld.rounds[1].hidden.as_deref(), Some("withheld"));
    assert_eq!(withheld.trend, None);
}
