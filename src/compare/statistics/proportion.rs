//! Shares and differences of shares with 95 % intervals, for samples and for finite populations.
//!
//! A finite-population interval describes these people at these dates. Up to 1,000 people its limits are whole numbers of people
//! divided by the population, so with nearly everybody answering, the share among those who answered may lie just outside them.

use super::tables::{MOST_ANSWERS, hypergeometric};
use super::{Interval, Z, real};

/// The largest population whose limits are found exactly; beyond it Wilson with an effective n is close enough.
const EXACT_POPULATION: u64 = 1_000;

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// x divided by n, from 0 to 1.
    pub share: f64,
    /// The interval.
    pub interval: Interval,
}

/// A difference of two shares, round 2 minus round 1, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// From −1 to 1.
    pub difference: f64,
    /// The interval.
    pub interval: Interval,
}

/// The share `x` of `n` with Wilson's interval without continuity correction; `None` if n is 0 or x exceeds n. Source: Wilson 1927;
/// Newcombe 1998, Statistics in Medicine 17:857, method 3.
#[must_use]
pub fn share(x: u64, n: u64) -> Option<Share> {
    if n == 0 || x > n {
        return None;
    }
    let share = real(x.into()) / real(n.into());
    Some(Share { share, interval: wilson(share, real(n.into())) })
}

/// A share with Wilson's interval at an effective number of answers, which need not be whole; `None` if the share is not from 0 to 1
/// or the number is not positive and finite.
#[must_use]
pub fn share_with_effective_n(share: f64, effective_n: f64) -> Option<Share> {
    let sound = (0.0..=1.0).contains(&share) && effective_n.is_finite() && effective_n > 0.0;
    sound.then(|| Share { share, interval: wilson(share, effective_n) })
}

fn wilson(share: f64, n: f64) -> Interval {
    let square = Z * Z / n;
    let centre = (share + square / 2.0) / (1.0 + square);
    let half = Z * (share * (1.0 - share) / n + square / (4.0 * n)).sqrt() / (1.0 + square);
    // At the ends the formula is exact but rounding is not.
    let low = if share <= 0.0 { 0.0 } else { (centre - half).clamp(0.0, share) };
    let high = if share >= 1.0 { 1.0 } else { (centre + half).clamp(share, 1.0) };
    Interval { low, high }
}

/// The difference `x2`/`n2` − `x1`/`n1` with Newcombe's hybrid score interval; `None` if a round is empty or x exceeds n. Source:
/// Newcombe 1998, Statistics in Medicine 17:873, method 10.
#[must_use]
pub fn newcombe(x1: u64, n1: u64, x2: u64, n2: u64) -> Option<Difference> {
    Some(squares_and_add(share(x1, n1)?, share(x2, n2)?))
}

/// The difference of two shares whose interval adds the squared distances from each share to its limits, whatever the limits are.
#[must_use]
pub fn squares_and_add(round1: Share, round2: Share) -> Difference {
    let difference = round2.share - round1.share;
    let below = (round2.share - round2.interval.low).hypot(round1.interval.high - round1.share);
    let above = (round2.interval.high - round2.share).hypot(round1.share - round1.interval.low);
    let interval = Interval { low: (difference - below).max(-1.0), high: (difference + above).min(1.0) };
    Difference { difference, interval }
}

/// n(N−1)/(N−n), the n of an infinite population that knows as much; `None` if everybody answered (it would be infinite) or the
/// numbers make no sense.
#[must_use]
pub fn effective_n(n: u64, population: u64) -> Option<f64> {
    if n == 0 || n >= population {
        return None;
    }
    Some(real(u128::from(n) * u128::from(population - 1)) / real((population - n).into()))
}

/// The share `x` of `n` answers out of a `population`, with the interval of the whole population's share: the tail-inverted
/// hypergeometric up to 1,000 people, Wilson with the effective n beyond, and the share itself when everybody answered. `None` if n
/// is 0, x exceeds n or n exceeds the population. Source: Buonaccorsi 1987, The American Statistician 41:215.
#[must_use]
pub fn finite_share(x: u64, n: u64, population: u64) -> Option<Share> {
    if n == 0 || x > n || n > population || population > MOST_ANSWERS {
        return None;
    }
    let share = real(x.into()) / real(n.into());
    if n == population {
        return Some(Share { share, interval: Interval { low: share, high: share } });
    }
    if population > EXACT_POPULATION {
        return share_with_effective_n(share, effective_n(n, population)?);
    }
    let (fewest, most) = population_counts(x, n, population);
    let of_all = |count: u64| real(count.into()) / real(population.into());
    Some(Share { share, interval: Interval { low: of_all(fewest), high: of_all(most) } })
}

/// The difference of two finite populations' shares, by squares-and-add of `finite_share`; each round is (x, n, population).
#[must_use]
pub fn finite_difference(round1: (u64, u64, u64), round2: (u64, u64, u64)) -> Option<Difference> {
    let limits = |(x, n, population)| finite_share(x, n, population);
    Some(squares_and_add(limits(round1)?, limits(round2)?))
}

/// The fewest and the most people of the population for whom neither tail of the hypergeometric is down to 2.5 %.
fn population_counts(x: u64, n: u64, population: u64) -> (u64, u64) {
    const TAIL: f64 = 0.025;
    let possible = x..=population - (n - x);
    let upper = |marked: u64| tail(marked, population, n, |number| number >= x);
    let lower = |marked: u64| tail(marked, population, n, |number| number <= x);
    let fewest = first_true(possible.clone().count(), |step| upper(possible.start() + step) > TAIL);
    let most = first_true(possible.clone().count(), |step| lower(possible.end() - step) > TAIL);
    (possible.start() + fewest, possible.end() - most)
}

/// The hypergeometric probability of the numbers that `counts`.
fn tail(marked: u64, population: u64, drawn: u64, counts: impl Fn(u64) -> bool) -> f64 {
    let probabilities = hypergeometric(marked, population - marked, drawn);
    (probabilities.first..).zip(&probabilities.values).filter(|(number, _)| counts(*number)).map(|(_, p)| p).sum()
}

/// The first step for which a condition holds that stays true once it is; at most the last step.
fn first_true(steps: usize, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, steps as u64 - 1);
    while low < high {
        let middle = u64::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
