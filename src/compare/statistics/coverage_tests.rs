//! How often the default intervals hold the truth and how often the exact tests reject where there is nothing, from seeded draws.
//!
//! The long form, with `NULPUNKT_TEST_LONG`, draws so often that the bounds are those of the design. The short one draws less and
//! allows for that, but fails on an interval that is clearly too short. `--nocapture` prints what was found.

use super::detectable_shift::superiority as true_theta;
use super::seeded::Seeded;
use super::*;

/// Draws per scenario, and by how much a bound may be missed for drawing few: three standard errors of 94 %.
fn draws(long: u32, short: u32) -> (u32, f64) {
    if std::env::var_os("NULPUNKT_TEST_LONG").is_some() {
        return (long, 0.0);
    }
    (short, 3.0 * (0.94 * 0.06 / f64::from(short)).sqrt())
}

type Scenario = (&'static str, [f64; 5], [f64; 5], u64, u64);

const MIDDLE: [f64; 5] = [0.1, 0.2, 0.4, 0.2, 0.1];
const EVEN: [f64; 5] = [0.2; 5];
const HIGHER: [f64; 5] = [0.05, 0.12, 0.33, 0.3, 0.2];
const CEILING: [f64; 5] = [0.02, 0.03, 0.1, 0.25, 0.6];
const ROOF: [f64; 5] = [0.0, 0.02, 0.05, 0.13, 0.8];
const FLOOR: [f64; 5] = [0.6, 0.25, 0.1, 0.03, 0.02];
const NARROW: [f64; 5] = [0.0, 0.1, 0.8, 0.1, 0.0];
const WIDE: [f64; 5] = [0.35, 0.1, 0.1, 0.1, 0.35];
const THREE: [f64; 5] = [0.25, 0.5, 0.25, 0.0, 0.0];
const THREE_UP: [f64; 5] = [0.1, 0.45, 0.45, 0.0, 0.0];

/// Eight pairs of distributions in five sizes.
fn scenarios() -> Vec<Scenario> {
    let pairs: [(&str, [f64; 5], [f64; 5]); 8] = [
        ("no change", MIDDLE, MIDDLE),
        ("small shift", MIDDLE, HIGHER),
        ("large shift", FLOOR, HIGHER),
        ("ceiling", CEILING, ROOF),
        ("ceiling, no change", CEILING, CEILING),
        ("other spread", NARROW, WIDE),
        ("three options", THREE, THREE_UP),
        ("even to ceiling", EVEN, CEILING),
    ];
    let sizes = [(8, 8), (8, 15), (12, 10), (20, 20), (34, 29)];
    let each = |(name, first, second): (&'static str, [f64; 5], [f64; 5])| sizes.map(|(n1, n2)| (name, first, second, n1, n2));
    pairs.into_iter().flat_map(each).collect()
}

/// The share of draws for which `holds`.
fn frequency(scenario: &Scenario, draws: u32, holds: impl Fn(&[u64], &[u64]) -> bool) -> f64 {
    let (_, first, second, n1, n2) = scenario;
    let mut seeded = Seeded(2020 + 1_000 * n1 + n2);
    let count = (0..draws).filter(|_| holds(&seeded.round(first, *n1), &seeded.round(second, *n2))).count();
    count as f64 / f64::from(draws)
}

#[test]
fn the_default_interval_of_a_scale_holds_the_truth() {
    let (draws, slack) = draws(20_000, 400);
    let scenarios = scenarios();
    assert_eq!(scenarios.len(), 40);
    let missed: Vec<_> =
        scenarios.iter().map(|at| (at.0, at.3, at.4, held(at, draws))).filter(|at| at.3 < 0.94 - slack).collect();
    assert!(missed.is_empty(), "under 94 %: {missed:?}");
}

#[test]
fn in_very_unequal_rounds_and_near_separation_it_holds_the_truth_nine_times_of_ten() {
    // Found while looking for where the interval falls short of 94 %; of 10,000 draws it held 93.6, 93.6, 90.1, 91.2, 93.9 and 92.3 %.
    let (draws, slack) = draws(10_000, 400);
    let scenarios = [
        ("large shift", FLOOR, HIGHER, 8, 34),
        ("even to ceiling", EVEN, CEILING, 8, 34),
        ("floor to ceiling", FLOOR, CEILING, 20, 20),
        ("ceiling", CEILING, ROOF, 34, 8),
        ("even down to floor", EVEN, FLOOR, 8, 34),
        ("middle to roof", MIDDLE, ROOF, 8, 34),
    ];
    for scenario in &scenarios {
        let held = held(scenario, draws);
        assert!(held >= 0.9 - slack, "{}: {held}", scenario.0);
    }
}

/// How often the default interval of θ holds it, printed.
fn held(scenario: &Scenario, draws: u32) -> f64 {
    let theta = true_theta(&scenario.1, &scenario.2);
    let held = frequency(scenario, draws, |round1, round2| {
        let interval = superiority(round1, round2).unwrap().interval;
        interval.low <= theta + 1e-12 && theta - 1e-12 <= interval.high
    });
    println!("{:<20} {:>3} {:>3} delta {:>6.3} held {held:.4}", scenario.0, scenario.3, scenario.4, 2.0 * theta - 1.0);
    held
}

/// The chance of each number out of `n`.
fn binomial_chances(n: u64, share: f64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; chances.len() + 1];
        for (number, chance) in chances.iter().enumerate() {
            next[number] += chance * (1.0 - share);
            next[number + 1] += chance * share;
        }
        chances = next;
    }
    chances
}

/// The chance that `holds` is true of the numbers drawn in two rounds.
fn chance(n1: u64, n2: u64, share1: f64, share2: f64, holds: &impl Fn(u64, u64) -> bool) -> f64 {
    let (first, second) = (binomial_chances(n1, share1), binomial_chances(n2, share2));
    let pairs = (0..).zip(&first).flat_map(|(x1, one)| (0..).zip(&second).map(move |(x2, other)| (x1, x2, one * other)));
    pairs.filter(|(x1, x2, _)| holds(*x1, *x2)).map(|(_, _, chance)| chance).sum()
}

#[test]
fn newcombes_interval_holds_the_truth_on_average_and_nowhere_misses_it_badly() {
    // Every outcome is summed, so there is nothing to allow for.
    let shares: Vec<f64> = (1..=19).map(|step| f64::from(step) / 20.0).collect();
    for (n1, n2) in [(8, 8), (8, 15), (12, 10), (8, 34), (20, 20), (34, 29)] {
        let intervals: Vec<Vec<Interval>> =
            (0..=n1).map(|x1| (0..=n2).map(|x2| newcombe(x1, n1, x2, n2).unwrap().interval).collect()).collect();
        let at = |x1: u64, x2: u64| intervals[usize::try_from(x1).unwrap()][usize::try_from(x2).unwrap()];
        let mut held = Vec::new();
        for share1 in &shares {
            for share2 in &shares {
                let inside = |x1: u64, x2: u64| {
                    let (interval, difference) = (at(x1, x2), share2 - share1);
                    interval.low <= difference + 1e-12 && difference - 1e-12 <= interval.high
                };
                held.push(chance(n1, n2, *share1, *share2, &inside));
            }
        }
        let mean = held.iter().sum::<f64>() / held.len() as f64;
        let least = held.iter().copied().fold(1.0, f64::min);
        println!("newcombe {n1:>3} {n2:>3} mean {mean:.4} least {least:.4}");
        assert!(mean >= 0.94 && least >= 0.87, "{n1} {n2}: {mean} {least}");
    }
}

#[test]
fn fishers_test_never_rejects_too_often() {
    for (n1, n2) in [(8, 8), (8, 15), (12, 10), (8, 34), (20, 20), (34, 29)] {
        let p: Vec<Vec<f64>> = (0..=n1).map(|x1| (0..=n2).map(|x2| fisher(x1, n1, x2, n2).unwrap().p).collect()).collect();
        let rejects = |x1: u64, x2: u64| p[usize::try_from(x1).unwrap()][usize::try_from(x2).unwrap()] <= 0.05;
        let most =
            (1..=19).map(|step| f64::from(step) / 20.0).map(|share| chance(n1, n2, share, share, &rejects)).fold(0.0, f64::max);
        println!("fisher {n1:>3} {n2:>3} most {most:.4}");
        assert!(most <= 0.05, "{n1} {n2}: {most}");
    }
}

#[test]
fn where_there_is_nothing_tests_reject_at_their_level_and_pages_call_it_chance() {
    let (draws, slack) = draws(4_000, 250);
    let rejects = |measure| move |a: &[u64], b: &[u64]| default_test(measure, a, b).is_some_and(|test| test.p <= 0.05);
    let found_shift = |a: &[u64], b: &[u64]| rejects(Measure::Ordinal)(a, b) && superiority(a, b).unwrap().is_clear();
    let sizes = [(8, 8), (8, 15), (15, 8), (12, 10), (20, 20)];
    let pairs = [
        ("equal, middle", MIDDLE, MIDDLE, 0.055),
        ("equal, ceiling", CEILING, CEILING, 0.055),
        ("equal, wide", WIDE, WIDE, 0.055),
        ("equal, three", THREE, THREE, 0.055),
        ("narrow, wide", NARROW, WIDE, 0.07),
    ];
    for (name, first, second, most) in pairs {
        for (n1, n2) in sizes {
            let scenario = (name, first, second, n1, n2);
            let found = frequency(&scenario, draws, found_shift);
            println!("{name:<16} {n1:>3} {n2:>3} ordinal, called more than chance {found:.4}");
            assert!(found <= most + slack, "{name} {n1} {n2}: {found}");
            // Where the few are those who disagree widely, the permutation by itself does not keep the 7 %: 7.75 % of 20,000 draws.
            // So no page calls a shift more than chance by the test alone.
            let alone = if name == "narrow, wide" && n1 > n2 { 0.085 } else { most };
            let found = frequency(&scenario, draws, rejects(Measure::Ordinal));
            println!("{name:<16} {n1:>3} {n2:>3} ordinal, rejected {found:.4}");
            assert!(found <= alone + slack, "{name} {n1} {n2}: {found}");
            if name.starts_with("equal") {
                let found = frequency(&scenario, draws, rejects(Measure::Nominal));
                println!("{name:<16} {n1:>3} {n2:>3} nominal rejects {found:.4}");
                assert!(found <= most + slack, "{name} {n1} {n2} nominal: {found}");
            }
        }
    }
}
