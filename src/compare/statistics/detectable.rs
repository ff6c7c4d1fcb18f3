//! The smallest change that these numbers of answers could have shown, with a test at .05 in four of five repetitions.
//!
//! Everything here is about power, before a round or after it, and nothing about what was answered. Up to the sizes named below the
//! power is summed over every outcome; beyond them it comes from the normal distribution with the source named at the function.

use statrs::function::factorial::{ln_binomial, ln_factorial};

use super::fisher::no_more_likely;
use super::tables::{MOST_ANSWERS, hypergeometric};
use super::{Welch, Z, real, student_t};

/// The level of every test.
pub(super) const LEVEL: f64 = 0.05;

/// How often a change must be found to count as one that could have been seen.
pub const POWER: f64 = 0.8;

/// The standard normal quantile of [`POWER`].
pub(super) const Z_POWER: f64 = 0.841_621_233_572_914_2;

/// The most answers per round for which the power of Fisher's test is summed over every outcome.
const MOST_EXACT: u64 = 100;

/// The most pairs for which the power of the sign test is summed over every outcome.
const MOST_EXACT_PAIRS: u64 = 400;

/// The smallest change in either direction, as a size; `None` where even the largest possible change would be missed too often.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Detectable {
    /// The smallest rise from the base: a difference of shares, or δ.
    pub up: Option<f64>,
    /// The smallest fall from the base, as a positive number.
    pub down: Option<f64>,
}

impl Detectable {
    /// The smaller of both; `None` when these numbers could have shown nothing.
    #[must_use]
    pub fn smallest(&self) -> Option<f64> {
        match (self.up, self.down) {
            (Some(up), Some(down)) => Some(up.min(down)),
            (up, down) => up.or(down),
        }
    }
}

/// Shares of options to plan with, from an earlier round's counts; `None` without options. Half an answer is added to every option
/// (Jeffreys' prior), since what nobody chose among few is not impossible.
#[must_use]
pub fn base_from_counts(counts: &[u64]) -> Option<Vec<f64>> {
    let all: f64 = counts.iter().map(|count| real((*count).into()) + 0.5).sum();
    (!counts.is_empty()).then(|| counts.iter().map(|count| (real((*count).into()) + 0.5) / all).collect())
}

/// Shares of options to plan with when nothing is known: all alike; `None` without options.
#[must_use]
pub fn base_of_options(options: usize) -> Option<Vec<f64>> {
    base_from_counts(&vec![0; options])
}

/// The smallest difference of shares from `base` (0 to 1) that Fisher's exact test would find with `n1` and `n2` answers. Both sides
/// are `None` if a round is empty or the base is not a share. The power is exact up to 100 answers per round; beyond that it is that
/// of Fleiss, Tytun & Ury 1980 (Biometrics 36:343), whose correction for continuity stands for the exact test.
#[must_use]
pub fn detectable_share(base: f64, n1: u64, n2: u64) -> Detectable {
    if n1 == 0 || n2 == 0 || n1.max(n2) > MOST_ANSWERS || !(0.0..=1.0).contains(&base) {
        return Detectable::default();
    }
    if n1.max(n2) > MOST_EXACT {
        let found = |share: f64| fleiss_tytun_ury(base, share, real(n1.into()), real(n2.into()));
        return both_ways(base, &found);
    }
    let region = fisher_region(n1, n2);
    let chances1 = binomial_chances(n1, base);
    // The chance of a first round that is rejected with each possible second one.
    let by_second: Vec<f64> = (0..=place(n2))
        .map(|x2| region.iter().zip(&chances1).filter(|(row, _)| row[x2]).map(|(_, chance)| chance).sum())
        .collect();
    let power =
        |share: f64| -> f64 { binomial_chances(n2, share).iter().zip(&by_second).map(|(chance, row)| chance * row).sum() };
    both_ways(base, &|share| power(share) >= POWER)
}

/// The smallest difference of means that Welch's test would find with the spread and the numbers of answers that it was made of: the
/// standard error times the sum of the quantiles of Student's t. `None` if that is not finite. Source: Chow, Shao & Wang 2008, Sample
/// Size Calculations in Clinical Research, 3.2.
#[must_use]
pub fn detectable_mean(welch: &Welch) -> Option<f64> {
    let half = (welch.interval.high - welch.interval.low) / 2.0;
    let quantile = student_t::quantile(welch.df);
    let smallest = half * (quantile + Z_POWER) / quantile;
    smallest.is_finite().then_some(smallest)
}

/// The smallest share that moved up minus share that moved down which the exact sign test (McNemar's, for two options) would find
/// among `pairs` people of whom the share `moving` moves at all; one half where nothing is known. `None` if even all of them moving
/// the same way would be missed too often, there are no pairs, or `moving` is not above 0 and at most 1. The power is exact up to 400
/// pairs, beyond that from Connor 1987 (Biometrics 43:207). The signed-rank test finds long moves sooner.
#[must_use]
pub fn detectable_linked(pairs: u64, moving: f64) -> Option<f64> {
    if pairs == 0 || pairs > MOST_ANSWERS || !(moving > 0.0 && moving <= 1.0) {
        return None;
    }
    let n = real(pairs.into());
    if pairs > MOST_EXACT_PAIRS {
        let found = |excess: f64| excess * n.sqrt() >= Z * moving.sqrt() + Z_POWER * (moving - excess * excess).max(0.0).sqrt();
        return smallest(0.0, moving, &found);
    }
    let movers: Vec<(u64, f64, Option<u64>)> = (0..)
        .zip(binomial_chances(pairs, moving))
        .filter(|(_, chance)| *chance > 1e-12)
        .map(|(moved, chance)| (moved, chance, sign_limit(moved)))
        .collect();
    let power = |excess: f64| -> f64 {
        let up = f64::midpoint(1.0, excess / moving).min(1.0);
        let rejected = |moved: u64, limit: u64| -> f64 {
            let counts = |(number, _): &(u64, f64)| *number <= limit || *number >= moved - limit;
            (0..).zip(binomial_chances(moved, up)).filter(counts).map(|(_, chance)| chance).sum()
        };
        movers.iter().map(|(moved, chance, limit)| limit.map_or(0.0, |limit| chance * rejected(*moved, limit))).sum()
    };
    smallest(0.0, moving, &|excess| power(excess) >= POWER)
}

/// The smallest change from `base` upwards and downwards that is found.
fn both_ways(base: f64, found: &impl Fn(f64) -> bool) -> Detectable {
    let up = smallest(base, 1.0, found).map(|share| share - base);
    let down = smallest(base, 0.0, found).map(|share| base - share);
    Detectable { up, down }
}

/// The value nearest to `from` that is found, when every one beyond it is found too; `None` if not even `to` is.
pub(super) fn smallest(from: f64, to: f64, found: &impl Fn(f64) -> bool) -> Option<f64> {
    nearest(from, to, 40, found)
}

/// The same, halving the distance so many times.
pub(super) fn nearest(from: f64, to: f64, times: u32, found: &impl Fn(f64) -> bool) -> Option<f64> {
    let (mut missed, mut seen) = (from, to);
    if !found(to) {
        return None;
    }
    for _ in 0..times {
        let middle = f64::midpoint(missed, seen);
        if found(middle) {
            seen = middle;
        } else {
            missed = middle;
        }
    }
    Some(seen)
}

fn fleiss_tytun_ury(base: f64, share: f64, n1: f64, n2: f64) -> bool {
    let inverse = 1.0 / n1 + 1.0 / n2;
    let pooled = (n1 * base + n2 * share) / (n1 + n2);
    let under_no_change = (pooled * (1.0 - pooled) * inverse).max(0.0).sqrt();
    let under_change = (base * (1.0 - base) / n1 + share * (1.0 - share) / n2).max(0.0).sqrt();
    (share - base).abs() - inverse / 2.0 >= Z * under_no_change + Z_POWER * under_change
}

/// Which outcomes Fisher's test rejects, by the number of the first round and that of the second.
fn fisher_region(n1: u64, n2: u64) -> Vec<Vec<bool>> {
    let mut region = vec![vec![false; place(n2) + 1]; place(n1) + 1];
    for marked in 0..=n1 + n2 {
        let chances = hypergeometric(marked, n1 + n2 - marked, n1);
        for (x1, chance) in (chances.first..).zip(&chances.values) {
            region[place(x1)][place(marked - x1)] = no_more_likely(&chances.values, *chance) <= LEVEL;
        }
    }
    region
}

/// The most moves against the others' direction with which `moved` moves are still rejected.
fn sign_limit(moved: u64) -> Option<u64> {
    let chances = binomial_chances(moved, 0.5);
    let mut tail = 0.0;
    let mut limit = None;
    for (number, chance) in (0..).zip(chances) {
        tail += chance;
        if 2.0 * tail > LEVEL {
            break;
        }
        limit = Some(number);
    }
    limit
}

/// The chance of each number out of `n`, which is at most a few hundred.
fn binomial_chances(n: u64, share: f64) -> Vec<f64> {
    (0..=n).map(|number| (ln_binomial(n, number) + times_ln(number, share) + times_ln(n - number, 1.0 - share)).exp()).collect()
}

/// The chance of these counts per option.
pub(super) fn multinomial_chance(counts: &[u64], shares: &[f64]) -> f64 {
    let ways = ln_factorial(counts.iter().sum()) - counts.iter().map(|count| ln_factorial(*count)).sum::<f64>();
    (ways + counts.iter().zip(shares).map(|(count, share)| times_ln(*count, *share)).sum::<f64>()).exp()
}

/// count · ln share, where nothing of an impossible option is certain.
fn times_ln(count: u64, share: f64) -> f64 {
    if count == 0 { 0.0 } else { real(count.into()) * share.ln() }
}

/// A count as an index; those here are at most a few hundred.
fn place(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
