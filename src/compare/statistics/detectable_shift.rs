//! The smallest shift along a scale that these numbers of answers could have shown.
//!
//! A shift of δ = 2θ − 1 can come about in many ways. The one taken here is that of the proportional-odds model: the odds of every
//! "at least this option" grow by the same factor, so the whole scale moves and nothing beyond its ends is needed. Up to 400,000
//! pairs of rounds the power of the default test is summed over all of them. Beyond that, and while a round has under 50 answers, it
//! is counted in seeded draws (`detectable_draws`). For larger rounds it is that of the Brunner–Munzel statistic under the shifted
//! distribution itself, not under no change: δ/2 must be t·√E(V) + z·√Var(θ), the form that Noether 1987 (Journal of the American
//! Statistical Association 82:645) gave for rank tests without ties; with the model's variances it holds for ties and near the ends
//! of the scale as well. Two options get Fisher's test.
//!
//! A shift is found when the test rejects and the interval of θ leaves out ½, since only then does a page call it more than chance:
//! the studentised permutation alone rejects in up to 10 % of pairs with equal centre and unequal spread when rounds are small.

use super::brunner_munzel::rejected;
use super::detectable::{Detectable, LEVEL, POWER, Z_POWER, detectable_share, multinomial_chance, nearest, smallest};
use super::detectable_draws::Draws;
use super::tables::{MOST_ANSWERS, MOST_TABLES};
use super::{real, student_t};
use std::collections::BTreeMap;

/// The largest logarithm of the odds' factor; it leaves less than 10⁻¹⁷ of an even chance.
const FARTHEST: f64 = 40.0;

/// A round with fewer answers than this is too small for the normal distribution.
const FEW: u64 = 50;

/// The smallest |δ| that the default test of an ordinal question would find with `n1` and `n2` answers, when round 1 is distributed
/// as `base` (shares of the options from lowest to highest; they need not sum to 1). Both sides are `None` if even everybody at the
/// end of the scale would be missed too often, a round has fewer than two answers, or the base has fewer than two options or a share that is negative
/// or not finite. Two options get Fisher's test, whose δ is the difference of shares. Source: Whitehead 1993, Statistics in Medicine
/// 12:2257, for the shift; Brunner & Munzel 2000 for V.
#[must_use]
pub fn detectable_shift(base: &[f64], n1: u64, n2: u64) -> Detectable {
    let sum: f64 = base.iter().sum();
    let sound = base.len() >= 2 && base.iter().all(|share| share.is_finite() && *share >= 0.0) && sum > 0.0 && sum.is_finite();
    if !sound || n1 < 2 || n2 < 2 || n1.max(n2) > MOST_ANSWERS {
        return Detectable::default();
    }
    let base: Vec<f64> = base.iter().map(|share| share / sum).collect();
    if let [_, second] = base[..] {
        return detectable_share(second.min(1.0), n1, n2);
    }
    let size = |odds: f64| (2.0 * superiority(&base, &shifted(&base, odds)) - 1.0).abs();
    let [up, down] = smallest_odds(&base, n1, n2).map(|odds| odds.map(size));
    Detectable { up, down }
}

/// The smallest logarithms of the odds' factor that are found, upwards and downwards.
pub(super) fn smallest_odds(base: &[f64], n1: u64, n2: u64) -> [Option<f64>; 2] {
    if smallest_p(n1, n2) > LEVEL {
        return [None, None];
    }
    if rounds(n1, base.len()).saturating_mul(rounds(n2, base.len())) <= MOST_TABLES {
        let weights = rejecting(base, n1, n2);
        let power = |odds: f64| -> f64 {
            let shares = shifted(base, odds);
            weights.iter().map(|(second, weight)| weight * multinomial_chance(second, &shares)).sum()
        };
        return [FARTHEST, -FARTHEST].map(|end| smallest(0.0, end, &|odds| power(odds) >= POWER));
    }
    if n1.min(n2) < FEW {
        let draws = Draws::new(base, n1, n2);
        return [FARTHEST, -FARTHEST].map(|end| nearest(0.0, end, 14, &|odds| draws.power(&shifted(base, odds)) >= POWER));
    }
    [FARTHEST, -FARTHEST].map(|end| smallest(0.0, end, &|odds| found(base, &shifted(base, odds), n1, n2)))
}

/// The chance of one way to divide all answers between the rounds, which no test of their order can go below.
fn smallest_p(n1: u64, n2: u64) -> f64 {
    (0..n1.min(n2)).fold(1.0, |p, step| p * real((step + 1).into()) / real((n1 + n2 - step).into()))
}

/// Whether the shift would be found often enough: on the logit scale of its interval, which is never wider than θ − ½ itself.
fn found(base: &[f64], shares: &[f64], n1: u64, n2: u64) -> bool {
    let theta = superiority(base, shares);
    let part = |own: &[f64], other: &[f64], n: u64| {
        let mean: f64 = own.iter().zip(placed(other)).map(|(share, place)| share * place).sum();
        own.iter().zip(placed(other)).map(|(share, place)| share * (place - mean) * (place - mean)).sum::<f64>() / real(n.into())
    };
    let (part1, part2) = (part(base, shares, n1), part(shares, base, n2));
    let (whole1, whole2) = (real(n1.into()), real(n2.into()));
    // What single pairs vary by beyond what either answer does: it is once in θ's variance and twice in what is expected of V.
    let pairs: f64 = shares.iter().zip(placed_squared(base)).map(|(share, square)| share * square).sum();
    let rest = (pairs - theta * theta - part1 * whole1 - part2 * whole2).max(0.0) / (whole1 * whole2);
    let variance = part1 + part2;
    // The least that Satterthwaite's degrees of freedom can be.
    let df = real((n1.min(n2) - 1).into());
    let needed = student_t::quantile(df) * (variance + 2.0 * rest).sqrt() + Z_POWER * (variance + rest).sqrt();
    (theta / (1.0 - theta)).ln().abs() * theta * (1.0 - theta) >= needed
}

/// The base with all odds of "at least this option" multiplied by e to the power of `odds`.
pub(super) fn shifted(base: &[f64], odds: f64) -> Vec<f64> {
    let factor = (-odds).exp();
    let mut below = 0.0;
    let mut before = 0.0;
    let mut shares = Vec::with_capacity(base.len());
    for (option, share) in base.iter().enumerate() {
        below += share;
        let last = option + 1 == base.len();
        let up_to = if last { 1.0 } else { below * factor / ((1.0 - below).max(0.0) + below * factor) };
        let up_to: f64 = if up_to.is_finite() { up_to.clamp(before, 1.0) } else { 1.0 };
        shares.push(up_to - before);
        before = up_to;
    }
    shares
}

/// For each option, the share below it plus half of its own.
fn placed(shares: &[f64]) -> Vec<f64> {
    let mut below = 0.0;
    let place = |share: &f64| {
        let place = below + share / 2.0;
        below += share;
        place
    };
    shares.iter().map(place).collect()
}

/// For each option, the share below it plus a quarter of its own: the mean square of 1 when above, ½ when level, 0 when below.
fn placed_squared(shares: &[f64]) -> Vec<f64> {
    placed(shares).iter().zip(shares).map(|(place, share)| place - share / 4.0).collect()
}

/// θ of two distributions.
pub(super) fn superiority(base: &[f64], shares: &[f64]) -> f64 {
    shares.iter().zip(placed(base)).map(|(share, place)| share * place).sum()
}

/// How many different rounds of `n` answers over `options` options there are, C(n + options − 1, options − 1), or more than can be
/// walked through.
fn rounds(n: u64, options: usize) -> u64 {
    let mut count: u64 = 1;
    for step in 1..options as u64 {
        if count > MOST_TABLES {
            return MOST_TABLES + 1;
        }
        count = count * (n + step) / step;
    }
    count
}

/// For each second round with which a shift can be found, the chance of a first round with which it is.
fn rejecting(base: &[f64], n1: u64, n2: u64) -> BTreeMap<Vec<u64>, f64> {
    let mut weights = BTreeMap::new();
    for totals in fillings(n1 + n2, base.len()) {
        for first in rejected(&totals, n1, LEVEL) {
            let second: Vec<u64> = totals.iter().zip(&first).map(|(total, count)| total - count).collect();
            if !super::superiority(&first, &second).is_some_and(|shift| shift.is_clear()) {
                continue;
            }
            *weights.entry(second).or_insert(0.0) += multinomial_chance(&first, base);
        }
    }
    weights
}

/// Every way to fill `options` options with `n` answers.
fn fillings(n: u64, options: usize) -> Vec<Vec<u64>> {
    if options == 1 {
        return vec![vec![n]];
    }
    let longer = |first: u64| fillings(n - first, options - 1).into_iter().map(move |rest| [&[first][..], &rest[..]].concat());
    (0..=n).flat_map(longer).collect()
}
