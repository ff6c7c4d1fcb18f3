//! Welch's t test for questions answered with a number, from each round's n, mean and standard deviation.

use super::{Interval, real, student_t};

/// What Welch's test needs to know of one round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// How many answers.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation with n − 1; 0 for a single answer.
    pub sd: f64,
}

/// Welch's t test and the mean difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Welch {
    /// Mean of round 2 minus mean of round 1.
    pub difference: f64,
    /// The 95 % interval of the difference.
    pub interval: Interval,
    /// The difference divided by its standard error.
    pub statistic: f64,
    /// Satterthwaite's degrees of freedom.
    pub df: f64,
    /// The two-sided p.
    pub p: f64,
}

/// n, mean and standard deviation of values that were each given `counts` times; `None` without answers or if a value is not finite.
#[must_use]
pub fn moments(values: &[f64], counts: &[u64]) -> Option<Moments> {
    let n = counts.iter().take(values.len()).try_fold(0_u64, |sum, count| sum.checked_add(*count))?;
    if n == 0 {
        return None;
    }
    let weighted = |value: &dyn Fn(f64) -> f64| -> f64 {
        values.iter().zip(counts).map(|(at, count)| value(*at) * real((*count).into())).sum()
    };
    let mean = weighted(&|at| at) / real(n.into());
    let squares = weighted(&|at| (at - mean) * (at - mean));
    let sd = if n > 1 { (squares / real((n - 1).into())).sqrt() } else { 0.0 };
    (mean.is_finite() && sd.is_finite()).then_some(Moments { n, mean, sd })
}

/// Welch's t test of two rounds; `None` if a round has fewer than two answers, neither varies, or a number is not finite. Source:
/// Welch 1947, Biometrika 34:28.
#[must_use]
pub fn welch(round1: Moments, round2: Moments) -> Option<Welch> {
    if round1.n < 2 || round2.n < 2 {
        return None;
    }
    let part = |round: Moments| round.sd * round.sd / real(round.n.into());
    let (part1, part2) = (part(round1), part(round2));
    let variance = part1 + part2;
    let difference = round2.mean - round1.mean;
    // Shares of the variance rather than squares of it: the square of a very small variance would be zero.
    let (share1, share2) = (part1 / variance, part2 / variance);
    let df = 1.0 / (share1 * share1 / real((round1.n - 1).into()) + share2 * share2 / real((round2.n - 1).into()));
    let statistic = difference / variance.sqrt();
    if variance <= 0.0 || !statistic.is_finite() || !df.is_finite() {
        return None;
    }
    let half = student_t::quantile(df) * variance.sqrt();
    let interval = Interval { low: difference - half, high: difference + half };
    Some(Welch { difference, interval, statistic, df, p: student_t::two_sided(statistic, df) })
}
