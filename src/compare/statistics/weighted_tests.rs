//! Weights and weighted answers against the reference, and what must hold of them.

use serde_json::Value;

use super::seeded::Seeded;
use super::tests::{STATISTIC, near, near_interval, vectors};
use super::*;

fn targets(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|target| target.as_f64().unwrap()).collect()
}

fn counts(value: &Value) -> Vec<Vec<u64>> {
    let row = |row: &Value| row.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect();
    value.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn raking_equals_the_reference() {
    let vectors = vectors();
    let cases = vectors["raking"].as_array().unwrap();
    assert!(cases.len() >= 2);
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let (cells, top) = (counts(&case["sample_cells"]), counts(&case["top_counts"]));
        let found = rake_table(&cells, &targets(&case["row_targets"]), &targets(&case["col_targets"])).unwrap();
        let expected: Vec<&Value> = case["weights"].as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap()).collect();
        assert_eq!(found.weights.len(), expected.len());
        for (weight, expected) in found.weights.iter().zip(expected) {
            near(*weight, expected, STATISTIC, id);
        }
        assert!(u64::from(found.sweeps).abs_diff(case["iterations"].as_u64().unwrap()) <= 2, "{id}: {}", found.sweeps);
        near(found.cost.design_effect, &case["kish_deff"], STATISTIC, id);
        near(found.cost.effective_n, &case["n_eff"], STATISTIC, id);
        near(found.cost.largest_over_mean, &case["max_weight_over_mean"], STATISTIC, id);
        let cells = cells.iter().flatten().zip(top.iter().flatten()).zip(&found.weights);
        let weighted: Vec<Weighted> = cells
            .flat_map(|((all, top), weight)| [(0, all - top), (1, *top)].map(|(option, count)| (option, count, *weight)))
            .map(|(option, count, weight)| Weighted { option, weight, count })
            .collect();
        let (share, cost) = weighted_share(&weighted, |option| option == 1).unwrap();
        assert!((cost.effective_n - found.cost.effective_n).abs() < 1e-9);
        near(share.share, &case["weighted_top_share"], STATISTIC, id);
        near_interval(share.interval, &case["wilson95_neff"], STATISTIC, id);
    }
}

#[test]
fn three_margins_are_all_met() {
    let mut cells = Vec::new();
    for place in 0..12_usize {
        cells.push(RakingCell { count: 5 + (place as u64 * 7) % 5, categories: vec![place % 2, (place / 2) % 2, place / 4] });
    }
    let targets = vec![vec![70.0, 50.0], vec![40.0, 80.0], vec![30.0, 50.0, 40.0]];
    let found = rake(&cells, &targets).unwrap();
    for (margin, target) in targets.iter().enumerate() {
        for (category, target) in target.iter().enumerate() {
            let here = cells.iter().zip(&found.weights).filter(|(cell, _)| cell.categories[margin] == category);
            let sum: f64 = here.map(|(cell, weight)| weight * real(cell.count.into())).sum();
            assert!((sum - target).abs() < 1e-6, "{margin} {category}: {sum}");
        }
    }
}

#[test]
fn weights_are_refused_with_their_reason() {
    let rake = |counts: &[[u64; 2]; 2], rows: [f64; 2], columns: [f64; 2]| {
        rake_table(&counts.map(Vec::from), &rows, &columns).map(|raked| raked.sweeps)
    };
    let empty = rake(&[[4, 6], [0, 0]], [20.0, 40.0], [24.0, 36.0]);
    assert_eq!(empty, Err(RakingRefusal::EmptyTarget { margin: 0, category: 1 }));
    let nobody = rake(&[[4, 6], [3, 9]], [60.0, 0.0], [24.0, 36.0]);
    assert_eq!(nobody, Err(RakingRefusal::EmptyTarget { margin: 0, category: 1 }));
    assert!(matches!(rake(&[[1, 99], [50, 50]], [100.0, 100.0], [180.0, 20.0]), Err(RakingRefusal::LargeWeight(_))));
    assert!(matches!(rake(&[[3, 2], [2, 2]], [30.0, 30.0], [30.0, 30.0]), Err(RakingRefusal::FewEffective(n)) if n < 10.0));
    // Rows ask for what the columns forbid: the only cells are on the diagonal.
    assert_eq!(rake(&[[20, 0], [0, 20]], [30.0, 10.0], [10.0, 30.0]), Err(RakingRefusal::NotConverged));
    for (rows, columns) in [([30.0, 30.0], [30.0, 31.0]), ([f64::NAN, 1.0], [1.0, 1.0]), ([-1.0, 2.0], [0.5, 0.5])] {
        assert_eq!(rake(&[[20, 20], [20, 20]], rows, columns), Err(RakingRefusal::Malformed));
    }
    assert_eq!(super::rake(&[], &[vec![1.0]]), Err(RakingRefusal::Malformed));
    assert_eq!(super::rake(&[RakingCell { count: 20, categories: vec![1] }], &[vec![1.0]]), Err(RakingRefusal::Malformed));
}

fn alike(counts: &[u64], weight: f64) -> Vec<Weighted> {
    counts.iter().enumerate().map(|(option, count)| Weighted { option, weight, count: *count }).collect()
}

#[test]
fn equal_weights_give_pearsons_test() {
    for (round1, round2) in [([12, 7, 5, 2], [6, 9, 11, 1]), ([0, 8, 3, 0], [4, 7, 0, 0]), ([90_000, 4, 3, 1], [70_000, 5, 5, 5])]
    {
        let plain = chi_squared(&round1, &round2).unwrap();
        let found = rao_scott(&alike(&round1, 0.3), &alike(&round2, 7.0)).unwrap();
        assert!((found.statistic - plain.statistic).abs() <= 1e-9 * plain.statistic, "{found:?} {plain:?}");
        assert!((found.df - f64::from(plain.df)).abs() < 1e-9 && (found.p - plain.p).abs() < 1e-9, "{found:?} {plain:?}");
        assert!((found.design_effect - 1.0).abs() < 1e-9);
        let difference = weighted_difference(&alike(&round1, 0.3), &alike(&round2, 7.0), |option| option == 0).unwrap();
        let expected = newcombe(round1[0], round1.iter().sum(), round2[0], round2.iter().sum()).unwrap();
        assert!((difference.difference - expected.difference).abs() < 1e-12);
        assert!((difference.interval.low - expected.interval.low).abs() < 1e-12);
    }
}

#[test]
fn two_weights_worked_by_hand() {
    // In both rounds half have weight 1 and half weight 3, alike at both options: Kish's design effect is 1.25 everywhere.
    let round = |yes: u64, no: u64| {
        [(0, 1.0, no), (0, 3.0, no), (1, 1.0, yes), (1, 3.0, yes)].map(|(option, weight, count)| Weighted {
            option,
            weight,
            count,
        })
    };
    let found = rao_scott(&round(10, 20), &round(16, 14)).unwrap();
    let plain = chi_squared(&[40, 20], &[28, 32]).unwrap().statistic;
    assert!((found.pearson - plain).abs() < 1e-12 && (found.design_effect - 1.25).abs() < 1e-12, "{found:?}");
    assert!((found.statistic - plain / 1.25).abs() < 1e-12 && (found.df - 1.0).abs() < 1e-12);
}

#[test]
fn weights_that_say_nothing_give_no_answer() {
    let sound = alike(&[3, 4], 1.0);
    for weight in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
        assert_eq!(rao_scott(&alike(&[3, 4], weight), &sound), None);
        assert_eq!(weighted_share(&alike(&[3, 4], weight), |_| true), None);
    }
    assert_eq!(rao_scott(&[], &sound), None);
    assert_eq!(rao_scott(&alike(&[0, 0], 1.0), &sound), None);
    assert_eq!(rao_scott(&[Weighted { option: usize::MAX, weight: 1.0, count: 1 }], &sound), None);
    let alone = rao_scott(&alike(&[3, 0], 1.0), &alike(&[5, 0], 2.0)).unwrap();
    assert_eq!((alone.p, alone.df), (1.0, 0.0));
}

#[test]
fn the_weighted_test_keeps_its_level_where_pearsons_does_not() {
    // Weights of 1 to 4, larger at the higher options, and no change between the rounds.
    let draws = if std::env::var_os("NULPUNKT_TEST_LONG").is_some() { 20_000 } else { 2_000 };
    let mut seeded = Seeded(1984);
    let mut round = |n: u64| -> Vec<Weighted> {
        let draw = |_| {
            let weight = 1.0 + (seeded.share() * 4.0).floor();
            let option = usize::from(seeded.share() < 0.3 + 0.1 * weight) + usize::from(seeded.share() < 0.4);
            Weighted { option, weight, count: 1 }
        };
        (0..n).map(draw).collect()
    };
    let (mut corrected, mut plain) = (0, 0);
    for _ in 0..draws {
        let found = rao_scott(&round(150), &round(120)).unwrap();
        corrected += u32::from(found.p <= 0.05);
        plain += u32::from(chi_squared::upper_tail(found.pearson, 2) <= 0.05);
    }
    let share = |count: u32| f64::from(count) / f64::from(draws);
    println!("corrected {} plain {}", share(corrected), share(plain));
    assert!((0.035..=0.065).contains(&share(corrected)), "{}", share(corrected));
    assert!(share(plain) > 0.065, "{}", share(plain));
}
