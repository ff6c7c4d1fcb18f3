//! The exact tests of people who moved one way against people who moved the other: McNemar's, which is also the sign test, and
//! Bowker's extension to more than two options.

use super::chi_squared::upper_tail;
use super::tables::{MOST_ANSWERS, binomial};
use super::{ExactP, Moves, real};

/// McNemar's exact test of `gained` against `lost`, two-sided: twice the smaller binomial tail, at most 1. With the numbers that
/// moved up and down it is the sign test. `None` for more than `MOST_ANSWERS` moves. Source: McNemar 1947, Psychometrika 12:153;
/// Fagerland, Lydersen & Laake 2013, BMC Medical Research Methodology 13:91.
#[must_use]
pub fn mcnemar(gained: u64, lost: u64) -> Option<ExactP> {
    let moved = gained.checked_add(lost).filter(|moved| *moved <= MOST_ANSWERS)?;
    let weights = binomial(moved, 1, 1);
    let fewer = gained.min(lost);
    let tail: f64 = (weights.first..=fewer).map(|number| weights.at(number)).sum();
    let all: f64 = weights.values.iter().sum();
    Some(ExactP { p: (2.0 * tail / all).min(1.0), smallest_p: smallest_sign_p(moved) })
}

/// The p of `moved` people who all moved the same way: 2 · ½^moved, and 1 when nobody moved.
pub(super) fn smallest_sign_p(moved: u64) -> f64 {
    halved(moved.saturating_sub(1))
}

/// ½ to the power of `times`; 0 where a double cannot hold it.
fn halved(times: u64) -> f64 {
    i32::try_from(times).map_or(0.0, |times| 0.5_f64.powi(times))
}

/// Bowker's test of symmetry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bowker {
    /// Σ (there − back)² / (there + back) over the pairs of options between which somebody moved.
    pub statistic: f64,
    /// The number of those pairs, at least 1.
    pub df: u32,
    /// The upper tail of chi².
    pub p: f64,
    /// The smallest p that an exact test with the same number of moves within each pair could give; the chi² tail can be below it
    /// where few moved, and then says more than the moves can bear.
    pub smallest_p: f64,
}

/// Bowker's test of whether as many moved from each option to each other option as moved back; pairs of options between which
/// nobody moved are dropped. `None` when nobody moved. Source: Bowker 1948, Journal of the American Statistical Association 43:572.
#[must_use]
pub fn bowker(moves: &Moves) -> Option<Bowker> {
    let there = moves.cells().filter(|(from, to, _)| from < to);
    let back = moves.swapped();
    let returned = back.cells().filter(|(from, to, _)| from < to);
    let (mut statistic, mut df, mut moved) = (0.0, 0_u32, 0_u64);
    for ((_, _, there), (_, _, back)) in there.zip(returned).filter(|(there, back)| there.2 + back.2 > 0) {
        let difference = real(there.abs_diff(back).into());
        statistic += difference * difference / real((there + back).into());
        df = df.checked_add(1)?;
        moved += there + back;
    }
    if df == 0 {
        return None;
    }
    // Each pair has two extreme tables, each with a chance of ½ to the power of its moves; or both are one where a single one moved.
    let smallest_p = halved(moved - u64::from(df));
    Some(Bowker { statistic, df, p: upper_tail(statistic, df), smallest_p })
}
