//! Whether a change of the size that is called detectable is found four times of five.

use super::detectable_shift::{shifted, smallest_odds};
use super::seeded::Seeded;
use super::*;

/// How often a change from `base` to `later` is found: by the default test and by its interval.
fn power(base: &[f64], later: &[f64], n1: u64, n2: u64, draws: u32) -> f64 {
    let mut seeded = Seeded(u64::from(draws) + n1 * 1_000 + n2);
    let mut found = 0;
    for _ in 0..draws {
        let (round1, round2) = (seeded.round(base, n1), seeded.round(later, n2));
        let test = default_test(Measure::Ordinal, &round1, &round2).unwrap();
        let clear = base.len() == 2 || superiority(&round1, &round2).unwrap().is_clear();
        found += u32::from(clear && test.p <= 0.05);
    }
    f64::from(found) / f64::from(draws)
}

#[test]
fn a_detectable_shift_is_found_four_times_of_five() {
    let bases: [&[f64]; 4] = [&[0.2; 5], &[0.05, 0.1, 0.2, 0.35, 0.3], &[0.1, 0.3, 0.6], &[0.5, 0.2, 0.15, 0.1, 0.05]];
    let sizes = [(12, 12), (12, 30), (20, 20), (34, 29), (150, 90)];
    // These have the most tables to go through by far.
    let slow = (34, 29);
    let long = std::env::var_os("NULPUNKT_TEST_LONG").is_some();
    let mut seen = 0;
    for base in bases {
        for (n1, n2) in sizes.into_iter().filter(|size| long || *size != slow) {
            for odds in smallest_odds(base, n1, n2).into_iter().flatten() {
                let draws = if n1.min(n2) > 20 { 150 } else { 400 };
                let found = power(base, &shifted(base, odds), n1, n2, draws);
                println!("{base:?} {n1} {n2} log-odds {odds:.2} power {found:.3}");
                assert!((0.7..=0.9).contains(&found), "{base:?} {n1} {n2} {odds}: {found}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 28, "{seen}");
}

#[test]
fn with_few_answers_the_power_is_summed_over_every_pair_of_rounds() {
    let base = [0.2, 0.3, 0.5];
    for (n1, n2) in [(6, 6), (8, 5), (12, 12)] {
        for odds in smallest_odds(&base, n1, n2).into_iter().flatten() {
            let found = power(&base, &shifted(&base, odds), n1, n2, 4_000);
            assert!((found - POWER).abs() < 0.025, "{n1} {n2} {odds}: {found}");
        }
    }
}

#[test]
fn three_against_three_could_see_nothing() {
    let base = base_of_options(5).unwrap();
    for (n1, n2) in [(3, 3), (3, 4), (1, 1_000), (2, 7), (0, 50)] {
        assert_eq!(detectable_shift(&base, n1, n2).smallest(), None, "{n1} {n2}");
        assert_eq!(detectable_share(0.5, n1, n2).smallest(), None, "{n1} {n2}");
    }
    assert_eq!(detectable_linked(5, 1.0), None);
    assert_eq!(detectable_linked(6, 0.5), None);
    assert!(detectable_linked(6, 1.0).is_some());
}

#[test]
fn more_answers_show_smaller_changes() {
    let base = base_from_counts(&[3, 8, 11, 9, 3]).unwrap();
    let sizes = [12, 15, 20, 50, 200, 201, 1_000, 100_000];
    let shifts: Vec<f64> = sizes.iter().map(|n| detectable_shift(&base, *n, *n).smallest().unwrap()).collect();
    let shares: Vec<f64> = sizes.iter().map(|n| detectable_share(0.4, *n, *n).smallest().unwrap()).collect();
    let linked: Vec<f64> = [20, 40, 100, 400, 401, 10_000].iter().map(|n| detectable_linked(*n, 0.5).unwrap()).collect();
    println!("{shifts:?}\n{shares:?}\n{linked:?}");
    for sizes in [&shifts, &shares, &linked] {
        // Where the sum over every outcome gives way to the normal distribution a step of two hundredths is allowed.
        assert!(sizes.windows(2).all(|pair| pair[1] < pair[0] + 0.02), "{sizes:?}");
    }
    assert!(shifts[0] > 0.5 && shifts[6] < 0.08 && shares[6] < 0.08, "{shifts:?} {shares:?}");
}

#[test]
fn nothing_rises_above_the_top_of_the_scale() {
    let ceiling = detectable_share(0.97, 40, 40);
    assert!(ceiling.up.is_none() && ceiling.down.is_some(), "{ceiling:?}");
    let ceiling = detectable_shift(&[0.01, 0.01, 0.01, 0.02, 0.95], 60, 60);
    assert!(ceiling.up.is_none() && ceiling.down.is_some(), "{ceiling:?}");
}

#[test]
fn the_sum_over_every_outcome_meets_the_formula_worked_by_hand() {
    // .4 against .6: (1.96·√(2·.5·.5) + .8416·√(.24 + .24))² / .2² = 96.8, with the correction 96.8/4·(1 + √(1 + 4/(96.8·.2)))² = 106.6.
    let found = detectable_share(0.4, 107, 107).up.unwrap();
    assert!((found - 0.2).abs() < 0.01, "{found}");
}

#[test]
fn a_base_that_is_none_is_answered_with_nothing() {
    for base in [&[][..], &[1.0], &[0.5, f64::NAN, 0.5], &[-1.0, 1.0, 1.0], &[0.0, 0.0, 0.0]] {
        assert_eq!(detectable_shift(base, 50, 50), Detectable::default());
    }
    assert_eq!(detectable_share(1.5, 50, 50), Detectable::default());
    assert_eq!(detectable_linked(50, f64::NAN), None);
    assert_eq!(base_of_options(0), None);
}
