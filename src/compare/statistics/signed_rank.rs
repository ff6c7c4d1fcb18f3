//! Wilcoxon's signed-rank test of linked answers with Pratt's treatment of those who did not move: they are ranked with the others
//! and then dropped, so that many who stay make a single step weigh little less than a long one.
//!
//! A move is as long as the number of options between its ends. Ranks are doubled, so that midranks are whole numbers.

use statrs::function::erf::erfc;

use super::mcnemar::smallest_sign_p;
use super::{ExactP, Moves, real};

/// The most people, those who did not move included, for whom the exact distribution is computed.
pub const MOST_EXACT_PAIRS: u64 = 400;

/// The signed-rank test with the normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignedRankNormal {
    /// The standardised sum of signed ranks; positive when round 2 is higher.
    pub statistic: f64,
    /// The two-sided p, without continuity correction.
    pub p: f64,
    /// The smallest p of the exact test with these lengths of moves: everybody who moved went the same way.
    pub smallest_p: f64,
}

/// The exact signed-rank test: the chance, with every move as likely up as down, of a sum of ranks as far from its expectation.
/// Nobody moved gives p 1; `None` for more than [`MOST_EXACT_PAIRS`] people. Source: Pratt 1959, Journal of the American
/// Statistical Association 54:655.
#[must_use]
pub fn signed_rank_exact(moves: &Moves) -> Option<ExactP> {
    if moves.n() > MOST_EXACT_PAIRS {
        return None;
    }
    let lengths = lengths(moves);
    let moved = lengths.iter().map(Length::moved).sum();
    let smallest_p = smallest_sign_p(moved);
    let unit = lengths.iter().fold(0, |unit, length| greatest_common_divisor(unit, length.doubled_rank)).max(1);
    let distance = signed_sum(&lengths).unsigned_abs();
    let all: u128 = lengths.iter().map(|length| u128::from(length.moved()) * length.doubled_rank).sum();
    // The chance of each sum of upward ranks, in units of what all ranks have in common.
    let mut chances = vec![0.0; usize::try_from(all / unit).ok()? + 1];
    chances[0] = 1.0;
    let mut reached = 0;
    for length in &lengths {
        let step = usize::try_from(length.doubled_rank / unit).ok()?;
        for _ in 0..length.moved() {
            reached += step;
            for sum in (0..=reached).rev() {
                let before = if sum >= step { chances[sum - step] } else { 0.0 };
                chances[sum] = f64::midpoint(chances[sum], before);
            }
        }
    }
    // Ranks upward minus ranks downward is twice the ranks upward minus all of them.
    let far = |sum: usize| (2 * sum as u128 * unit).abs_diff(all) >= distance;
    let p: f64 = chances.iter().enumerate().filter(|(sum, _)| far(*sum)).map(|(_, chance)| chance).sum();
    Some(ExactP { p: p.min(1.0), smallest_p })
}

/// The signed-rank test by the normal distribution with the variance corrected for ties and for those who stayed, without
/// continuity correction; `None` when nobody moved. Source: Pratt 1959; Cureton 1967, Journal of the American Statistical
/// Association 62:1068.
#[must_use]
pub fn signed_rank_normal(moves: &Moves) -> Option<SignedRankNormal> {
    let lengths = lengths(moves);
    let moved: u64 = lengths.iter().map(Length::moved).sum();
    if moved == 0 {
        return None;
    }
    // With fair signs, the sum of signed ranks has expectation 0 and the sum of squared ranks as its variance.
    let squares: f64 = lengths.iter().map(|length| real(length.moved().into()) * square(real(length.doubled_rank))).sum();
    let sum = signed_sum(&lengths);
    let size = real(sum.unsigned_abs()) / squares.sqrt();
    let statistic = if sum < 0 { -size } else { size };
    Some(SignedRankNormal { statistic, p: two_sided_normal(size), smallest_p: smallest_sign_p(moved) })
}

/// The moves of one length.
struct Length {
    up: u64,
    down: u64,
    /// Twice the mean of the ranks that these moves share, those who stayed being ranked below them.
    doubled_rank: u128,
}

impl Length {
    fn moved(&self) -> u64 {
        self.up + self.down
    }
}

/// The lengths over which somebody moved, the shortest first.
fn lengths(moves: &Moves) -> Vec<Length> {
    let mut counts = vec![(0, 0); moves.options()];
    for (from, to, count) in moves.cells() {
        let length: &mut (u64, u64) = &mut counts[from.abs_diff(to)];
        if to < from {
            length.1 += count;
        } else {
            length.0 += count;
        }
    }
    let mut below = counts[0].0;
    let mut lengths = Vec::new();
    for (up, down) in counts.into_iter().skip(1).filter(|(up, down)| up + down > 0) {
        lengths.push(Length { up, down, doubled_rank: 2 * u128::from(below) + u128::from(up + down) + 1 });
        below += up + down;
    }
    lengths
}

/// Doubled ranks upward minus doubled ranks downward; at most 10¹⁶ in size.
fn signed_sum(lengths: &[Length]) -> i128 {
    let signed = |length: &Length| {
        let size = u128::from(length.up.abs_diff(length.down)) * length.doubled_rank;
        let size = i128::try_from(size).unwrap_or(i128::MAX);
        if length.up < length.down { -size } else { size }
    };
    lengths.iter().map(signed).sum()
}

fn greatest_common_divisor(left: u128, right: u128) -> u128 {
    if right == 0 { left } else { greatest_common_divisor(right, left % right) }
}

fn square(value: f64) -> f64 {
    value * value
}

/// P(|Z| ≥ z) of the standard normal distribution.
pub(super) fn two_sided_normal(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2).clamp(0.0, 1.0)
}
