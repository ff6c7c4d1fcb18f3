//! Pearson's chi² without Yates' correction, and Cramér's V with Bergsma's correction of its bias.
//!
//! Options that nobody chose in either round do not exist here: they add neither to the statistic nor to the degrees of freedom.

use statrs::distribution::{ChiSquared as Distribution, ContinuousCDF};

use super::real;
use super::tables::Table;

/// Pearson's chi² test of two rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared {
    /// Σ (seen − expected)² / expected, at least 0.
    pub statistic: f64,
    /// One less than the number of options in use; 0 when all answers are alike.
    pub df: u32,
    /// The upper tail of chi²; 1 when all answers are alike.
    pub p: f64,
}

/// Pearson's chi² of two rounds without continuity correction; `None` if a round is empty.
#[must_use]
pub fn chi_squared(round1: &[u64], round2: &[u64]) -> Option<ChiSquared> {
    let table = Table::read(round1, round2)?;
    let df = u32::try_from(table.columns.len() - 1).ok()?;
    let (n1, n2) = (u128::from(table.n1), u128::from(table.n2));
    // In a table of two rows the difference a·n2 − b·n1 is the same for both, so each option needs one whole-number difference.
    let sum: f64 = table
        .columns
        .iter()
        .map(|(a, b)| {
            let difference = real((u128::from(*a) * n2).abs_diff(u128::from(*b) * n1));
            difference * difference / real((a + b).into())
        })
        .sum();
    let statistic = sum / (real(n1) * real(n2));
    Some(ChiSquared { statistic, df, p: upper_tail(statistic, df) })
}

/// Cramér's V with the bias correction of Bergsma 2013 (Journal of the Korean Statistical Society 42:323), from 0 to 1. `None` if a
/// round is empty, fewer than two options are in use, or there are too few answers for the correction.
#[must_use]
pub fn cramers_v(round1: &[u64], round2: &[u64]) -> Option<f64> {
    let table = Table::read(round1, round2)?;
    let test = chi_squared(round1, round2)?;
    if test.df == 0 {
        return None;
    }
    let n = real(table.n().into());
    let (rows, options) = (2.0, f64::from(test.df) + 1.0);
    let corrected = (test.statistic / n - (options - 1.0) / (n - 1.0)).max(0.0);
    let shrink = |size: f64| size - (size - 1.0) * (size - 1.0) / (n - 1.0) - 1.0;
    let scale = shrink(rows).min(shrink(options));
    (scale > 1e-12).then(|| (corrected / scale).sqrt().min(1.0))
}

/// P(chi² with `df` degrees of freedom ≥ statistic); 1 without degrees of freedom.
pub(super) fn upper_tail(statistic: f64, df: u32) -> f64 {
    upper_tail_of(statistic, f64::from(df))
}

/// The same for degrees of freedom that need not be whole.
pub(super) fn upper_tail_of(statistic: f64, df: f64) -> f64 {
    if statistic <= 0.0 {
        return 1.0;
    }
    Distribution::new(df).map_or(1.0, |distribution| distribution.sf(statistic).clamp(0.0, 1.0))
}
