//! How often a shift is found when a round is too large to go through every outcome and too small for the normal distribution, whose
//! formula promises four times of five where simulated rounds give three (n 12, many at one end of the scale).
//!
//! The draws are seeded: the same question always gets the same answer. The same draws serve every size of the shift, so that a
//! larger one is never found less often by chance.

use super::detectable::LEVEL;
use super::seeded::Seeded;
use super::{brunner_munzel, brunner_munzel_permutation, rank_sum_exact, superiority};

/// Pairs of rounds that are drawn; the power is known to about .018.
const DRAWS: usize = 500;

/// The most tables, counted generously, for which a drawn pair gets the permutation form as it would when answered; where there are
/// more, the t form says nearly the same.
const MOST_TABLES: u64 = 1_000;

/// The largest round that is drawn; a larger one beside a small one adds next to nothing.
const LARGEST: u64 = 200;

/// The pairs of rounds before the second is shifted.
pub(super) struct Draws {
    /// For each pair, round 1's counts and where on the distribution each answer of round 2 stands, from 0 to 1.
    pairs: Vec<(Vec<u64>, Vec<f64>)>,
}

impl Draws {
    pub(super) fn new(base: &[f64], n1: u64, n2: u64) -> Self {
        let (n1, n2) = (n1.min(LARGEST), n2.min(LARGEST));
        let mut seeded = Seeded(n1 * 1_000 + n2);
        let pairs = (0..DRAWS).map(|_| (seeded.round(base, n1), (0..n2).map(|_| seeded.share()).collect())).collect();
        Self { pairs }
    }

    /// The share of the pairs in which round 2 with these shares is found to differ.
    pub(super) fn power(&self, shares: &[f64]) -> f64 {
        let found = self.pairs.iter().filter(|(round1, places)| {
            let mut round2 = vec![0; shares.len()];
            for place in places {
                round2[option(shares, *place)] += 1;
            }
            rejected(round1, &round2)
        });
        found.count() as f64 / DRAWS as f64
    }
}

/// The option at a place of the distribution.
fn option(shares: &[f64], place: f64) -> usize {
    let mut left = place;
    let found = shares.iter().position(|share| {
        left -= share;
        left < 0.0
    });
    found.unwrap_or(shares.len() - 1)
}

/// Whether the interval leaves out no shift and the test rejects.
fn rejected(round1: &[u64], round2: &[u64]) -> bool {
    if !superiority(round1, round2).is_some_and(|shift| shift.is_clear()) {
        return false;
    }
    let Some(form) = brunner_munzel(round1, round2).and_then(|test| test.t_form) else {
        return rank_sum_exact(round1, round2).is_some_and(|test| test.p <= LEVEL);
    };
    // Far from the level both forms agree.
    if form.p > 4.0 * LEVEL || form.p < LEVEL / 50.0 || most_tables(round1, round2) > MOST_TABLES {
        return form.p <= LEVEL;
    }
    brunner_munzel_permutation(round1, round2).is_some_and(|test| test.p <= LEVEL)
}

/// At least as many tables as have these margins: the largest option takes what the others leave.
fn most_tables(round1: &[u64], round2: &[u64]) -> u64 {
    let totals = || round1.iter().zip(round2).map(|(one, other)| one + other);
    let largest = totals().max().unwrap_or(0);
    totals().fold(1_u64, |tables, total| tables.saturating_mul(total + 1)) / (largest + 1)
}
