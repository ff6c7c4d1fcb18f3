//! Fisher's exact test for two options and its Freeman–Halton extension to more.
//!
//! Both are two-sided by probability: the p is the sum over all tables with the same margins that are no more likely than the one
//! seen, with a relative tolerance of 10⁻⁷ for tables that are equally likely but for rounding.

use super::ExactP;
use super::tables::{Table, hypergeometric};

/// Tables within this factor of each other count as equally likely.
const EQUALLY_LIKELY: f64 = 1.0 + 1e-7;

/// Fisher's exact test of `x1` of `n1` against `x2` of `n2`, two-sided by probability; `None` if a round is empty or x exceeds n.
#[must_use]
pub fn fisher(x1: u64, n1: u64, x2: u64, n2: u64) -> Option<ExactP> {
    let rest1 = n1.checked_sub(x1)?;
    let rest2 = n2.checked_sub(x2)?;
    Table::read(&[rest1, x1], &[rest2, x2])?;
    let (marked, unmarked) = (x1 + x2, rest1 + rest2);
    let probabilities = hypergeometric(marked, unmarked, n1);
    let ends = [n1.saturating_sub(unmarked), n1.min(marked)];
    let least_likely = ends.map(|x| probabilities.at(x)).into_iter().fold(1.0, f64::min);
    Some(ExactP {
        p: no_more_likely(&probabilities.values, probabilities.at(x1)).min(1.0),
        smallest_p: no_more_likely(&probabilities.values, least_likely).min(1.0),
    })
}

/// The Freeman–Halton exact test of two rounds over any number of options; `None` if a round is empty or there are more than
/// `MOST_TABLES` tables. Source: Freeman & Halton 1951, Biometrika 38:141.
#[must_use]
pub fn freeman_halton(round1: &[u64], round2: &[u64]) -> Option<ExactP> {
    let table = Table::read(round1, round2)?;
    if !table.enumerable() {
        return None;
    }
    let mut weights = Vec::new();
    table.walk((), &|(), _, _| (), &mut |(), weight| weights.push(weight));
    let sum: f64 = weights.iter().sum();
    let least_likely = weights.iter().copied().fold(f64::INFINITY, f64::min);
    let p = |limit| (no_more_likely(&weights, limit) / sum).min(1.0);
    Some(ExactP { p: p(table.weight()), smallest_p: p(least_likely) })
}

/// The sum of the weights that are no larger than `limit`.
pub(super) fn no_more_likely(weights: &[f64], limit: f64) -> f64 {
    weights.iter().filter(|weight| **weight <= limit * EQUALLY_LIKELY).sum()
}
