//! Weighted answers of two independent rounds: shares with an effective number of answers, and Pearson's chi² with Rao and Scott's
//! second-order correction.
//!
//! There are weights but no clusters: within a round, people are taken to answer independently, and a weight is a number that the
//! person brings along. Then all that is needed of a round is how much weight and how much squared weight stands at each option.

use super::chi_squared::upper_tail_of;
use super::raking::weight_cost;
use super::tables::MOST_ANSWERS;
use super::{Difference, Share, WeightCost, real, share_with_effective_n, squares_and_add};

/// How many people chose an option with the same weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighted {
    /// The option's index on the scale.
    pub option: usize,
    /// The weight of each, not negative.
    pub weight: f64,
    /// How many they are.
    pub count: u64,
}

/// Pearson's chi² of two weighted rounds, corrected for the weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RaoScott {
    /// Pearson's statistic of the weighted shares with the real numbers of answers, before correction.
    pub pearson: f64,
    /// The statistic divided by the mean design effect and by one plus the squared variation of the design effects.
    pub statistic: f64,
    /// The corrected degrees of freedom, which need not be whole and are at most the number of options in use minus one.
    pub df: f64,
    /// The upper tail of chi² with these degrees of freedom; 1 when all answers are alike.
    pub p: f64,
    /// The mean generalised design effect; 1 when all weights are equal.
    pub design_effect: f64,
}

/// The weighted share of answers for which `counts` holds of the option, with Wilson's interval at Kish's effective n, and what the
/// weights cost. `None` if nobody has a weight, or a weight is negative or not finite.
#[must_use]
pub fn weighted_share(round: &[Weighted], counts: impl Fn(usize) -> bool) -> Option<(Share, WeightCost)> {
    let cost = weight_cost(&round.iter().map(|at| (at.weight, at.count)).collect::<Vec<(f64, u64)>>())?;
    // Relative to the largest weight, so that no sum is too large for a double.
    let largest = round.iter().map(|at| at.weight).fold(0.0, f64::max);
    let sum = |wanted: &dyn Fn(usize) -> bool| -> f64 {
        round.iter().filter(|at| wanted(at.option)).map(|at| at.weight / largest * real(at.count.into())).sum()
    };
    let share = (sum(&counts) / sum(&|_| true)).min(1.0);
    Some((share_with_effective_n(share, cost.effective_n)?, cost))
}

/// The difference of two weighted shares, round 2 minus round 1, by squares-and-add of their intervals; `None` as for
/// [`weighted_share`].
#[must_use]
pub fn weighted_difference(round1: &[Weighted], round2: &[Weighted], counts: impl Fn(usize) -> bool) -> Option<Difference> {
    let (first, second) = (weighted_share(round1, &counts)?.0, weighted_share(round2, &counts)?.0);
    Some(squares_and_add(first, second))
}

/// Pearson's chi² of two weighted rounds with Rao and Scott's second-order correction (Satterthwaite's, for the eigenvalues of the
/// design). The design's covariance under no change takes the pooled shares and, for each round and option, the local design effect
/// of its weights, n Σw² of the option / (Σw of the option · Σw); an option without answers in a round takes that of the whole round.
/// With equal weights every eigenvalue is 1 and the test is Pearson's without Yates. `None` if a round has no weight, a weight is
/// negative or not finite, or there are more than `MOST_ANSWERS`. Source: Rao & Scott 1984, Annals of Statistics 12:46; Scott & Rao
/// 1981 for the homogeneity of independent rounds.
#[must_use]
pub fn rao_scott(round1: &[Weighted], round2: &[Weighted]) -> Option<RaoScott> {
    let options = round1.iter().chain(round2).map(|at| at.option).max().filter(|last| *last < MOST_OPTIONS)? + 1;
    let (first, second) = (Side::read(round1, options)?, Side::read(round2, options)?);
    let n = first.n + second.n;
    if n > real(MOST_ANSWERS.into()) {
        return None;
    }
    let pooled: Vec<f64> =
        first.shares.iter().zip(&second.shares).map(|(one, other)| (first.n * one + second.n * other) / n).collect();
    let used: Vec<usize> = (0..options).filter(|option| pooled[*option] > 0.0).collect();
    if used.len() < 2 {
        return Some(RaoScott { pearson: 0.0, statistic: 0.0, df: 0.0, p: 1.0, design_effect: 1.0 });
    }
    let both = first.n * second.n / n;
    let square = |value: f64| value * value;
    let pearson = both * used.iter().map(|at| square(second.shares[*at] - first.shares[*at]) / pooled[*at]).sum::<f64>();
    let (trace, squares) = eigenvalue_sums(&[&first, &second], &pooled, &used, both);
    let freedom = real(used.len() as u128 - 1);
    let design_effect = trace / freedom;
    // By Cauchy's inequality Σλ² is at least (Σλ)²/freedom; rounding must not make the degrees of freedom more than there are.
    let df = (trace * trace / squares).min(freedom);
    let statistic = pearson * df / trace;
    let sound = trace > 0.0 && df.is_finite() && statistic.is_finite() && design_effect.is_finite();
    sound.then(|| RaoScott { pearson, statistic, df, p: upper_tail_of(statistic, df), design_effect })
}

/// The most options, since the covariance of all pairs is looked at.
const MOST_OPTIONS: usize = 1_000;

/// The sum of the eigenvalues and of their squares: the traces of D and D², with D the covariance of the difference of shares under
/// no change, relative to what equal weights would give.
fn eigenvalue_sums(sides: &[&Side; 2], pooled: &[f64], used: &[usize], both: f64) -> (f64, f64) {
    // With a = local design effect · pooled share / n, a round's covariance is diag(a) − a pᵀ − p aᵀ + p pᵀ Σa; that of the
    // difference is the sum of both, in which only the sum of both a occurs.
    let a: Vec<f64> = (0..pooled.len()).map(|at| sides.iter().map(|side| side.local[at] * pooled[at] / side.n).sum()).collect();
    let all: f64 = a.iter().sum();
    let entry = |row: usize, column: usize| -> f64 {
        let diagonal = if row == column { a[row] } else { 0.0 };
        both * (diagonal - a[row] * pooled[column] - pooled[row] * a[column] + pooled[row] * pooled[column] * all)
    };
    let trace = used.iter().map(|at| entry(*at, *at) / pooled[*at]).sum();
    let pairs = used.iter().flat_map(|row| used.iter().map(move |column| (*row, *column)));
    let squares = pairs.map(|(row, column)| entry(row, column) * entry(row, column) / (pooled[row] * pooled[column])).sum();
    (trace, squares)
}

/// One round.
struct Side {
    n: f64,
    shares: Vec<f64>,
    /// The design effect of the weights at each option.
    local: Vec<f64>,
}

impl Side {
    fn read(round: &[Weighted], options: usize) -> Option<Self> {
        let cost = weight_cost(&round.iter().map(|at| (at.weight, at.count)).collect::<Vec<(f64, u64)>>())?;
        let largest = round.iter().map(|at| at.weight).fold(0.0, f64::max);
        let (mut sums, mut squares) = (vec![0.0; options], vec![0.0; options]);
        for at in round {
            let (weight, count) = (at.weight / largest, real(at.count.into()));
            sums[at.option] += weight * count;
            squares[at.option] += weight * weight * count;
        }
        let n = cost.effective_n * cost.design_effect;
        let all: f64 = sums.iter().sum();
        let local = |(sum, square): (&f64, &f64)| if *sum > 0.0 { n * square / (sum * all) } else { cost.design_effect };
        let local = sums.iter().zip(&squares).map(local).collect();
        Some(Self { n, shares: sums.iter().map(|sum| sum / all).collect(), local })
    }
}
