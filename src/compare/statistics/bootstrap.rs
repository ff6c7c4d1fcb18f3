//! Intervals of a statistic that has no formula for one: its value over units that are drawn again and again, the same ones every time.

use super::Interval;
use super::seeded::Seeded;

/// So many times the units are drawn.
pub const DRAWS: usize = 1_000;

/// The 95 % percentile interval of a statistic over `units` units, which are drawn with replacement from this seed; the statistic gets the
/// places of the units drawn. `None` where it cannot be computed for more than one draw in twenty. Source: Efron & Tibshirani 1993, An
/// Introduction to the Bootstrap, chapter 13.
#[must_use]
pub fn bootstrap(units: usize, seed: u64, statistic: &dyn Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    if units == 0 {
        return None;
    }
    let mut seeded = Seeded(seed);
    let mut found: Vec<f64> = Vec::with_capacity(DRAWS);
    let mut drawn = vec![0; units];
    for _ in 0..DRAWS {
        for place in &mut drawn {
            *place = seeded.below(units);
        }
        found.extend(statistic(&drawn).filter(|value| value.is_finite()));
    }
    if found.len() * 20 < DRAWS * 19 {
        return None;
    }
    found.sort_by(f64::total_cmp);
    // The quantile of type 7 (Hyndman & Fan 1996), as most programs have it.
    let quantile = |per_mille: usize| {
        let (whole, part) = ((found.len() - 1) * per_mille / 1000, (found.len() - 1) * per_mille % 1000);
        let next = found[(whole + 1).min(found.len() - 1)];
        found[whole] + (next - found[whole]) * part as f64 / 1000.0
    };
    Some(Interval { low: quantile(25), high: quantile(975) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_mean_is_near_that_of_the_formula_and_the_same_every_time() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let mean = |drawn: &[usize]| Some(drawn.iter().map(|at| values[*at]).sum::<f64>() / drawn.len() as f64);
        let found = bootstrap(100, 7, &mean).unwrap();
        // The mean is 49.5 and its standard error 28.87 / 10.
        assert!((found.low - (49.5 - 1.96 * 2.887)).abs() < 0.8 && (found.high - (49.5 + 1.96 * 2.887)).abs() < 0.8, "{found:?}");
        assert_eq!(bootstrap(100, 7, &mean), Some(found));
        assert_ne!(bootstrap(100, 8, &mean), Some(found));
    }

    #[test]
    fn what_cannot_be_computed_often_enough_has_no_interval() {
        assert_eq!(bootstrap(0, 1, &|_| Some(1.0)), None);
        assert_eq!(bootstrap(5, 1, &|_| None), None);
        assert_eq!(bootstrap(5, 1, &|drawn| (drawn[0] > 0).then_some(1.0)), None, "one in five cannot");
        assert_eq!(bootstrap(5, 1, &|_| Some(0.25)), Some(Interval { low: 0.25, high: 0.25 }));
    }
}
