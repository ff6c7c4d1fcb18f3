//! Tango's score interval for the difference of two shares among the same people.

use super::tables::MOST_ANSWERS;
use super::{Difference, Interval, Z, boundary, real};

/// The share that gained minus the share that lost, `gained`/`n` − `lost`/`n`, with Tango's interval; `None` if n is 0, more moved
/// than there are people, or there are more than `MOST_ANSWERS`. Source: Tango 1998, Statistics in Medicine 17:891.
#[must_use]
pub fn tango(gained: u64, lost: u64, n: u64) -> Option<Difference> {
    let sound = n > 0 && n <= MOST_ANSWERS && gained.checked_add(lost).is_some_and(|moved| moved <= n);
    sound.then(|| limits(gained, lost, n))
}

/// The interval for numbers that are known to make sense.
pub(super) fn limits(gained: u64, lost: u64, n: u64) -> Difference {
    let (gained, lost, n) = (real(gained.into()), real(lost.into()), real(n.into()));
    let difference = (gained - lost) / n;
    let too_far = |limit: f64| {
        let distance = gained - lost - n * limit;
        distance * distance > Z * Z * n * variance(gained, lost, n, limit)
    };
    let low = if difference <= -1.0 { -1.0 } else { boundary(difference, -1.0, &too_far) };
    let high = if difference >= 1.0 { 1.0 } else { boundary(difference, 1.0, &too_far) };
    Difference { difference, interval: Interval { low, high } }
}

/// The variance of one person's move, 2q + Δ(1 − Δ), where q is the likeliest share that lost when the true difference is Δ.
fn variance(gained: f64, lost: f64, n: f64, difference: f64) -> f64 {
    if difference < 0.0 {
        return variance(lost, gained, n, -difference);
    }
    let spread = difference * (1.0 - difference);
    let a = 2.0 * n;
    let b = (2.0 * n - gained + lost) * difference - gained - lost;
    let c = -lost * spread;
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    // Of the two ways to write the root, the one that does not subtract nearly equal numbers.
    let q = if b > 0.0 { -2.0 * c / (b + root) } else { (root - b) / (2.0 * a) };
    2.0 * q + spread
}
