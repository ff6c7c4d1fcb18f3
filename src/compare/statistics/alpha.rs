//! Krippendorff's alpha: whether several people who need not have sorted everything sort alike.

use super::real;

/// How far apart two categories are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Metric<'a> {
    /// Different is different.
    Nominal,
    /// By how many answers lie between them, categories standing from lowest to highest.
    Ordinal,
    /// By the squared difference of the categories' values.
    Interval(&'a [f64]),
    /// By the squared difference relative to the sum of the values, which are not negative.
    Ratio(&'a [f64]),
}

/// Krippendorff's alpha of `units`, each with one place per person that holds the index of a category or nothing; 1 for full
/// agreement, 0 for what chance gives. Units that fewer than two sorted count for nothing. `None` if no unit was sorted by two, if
/// only one category was used, if a category is not below `options` or has no finite value, or if there are too many units. Source:
/// Krippendorff 2011, Computing Krippendorff's alpha-reliability.
#[must_use]
pub fn krippendorff_alpha(units: &[Vec<Option<usize>>], options: usize, metric: Metric) -> Option<f64> {
    if units.iter().flatten().flatten().any(|option| *option >= options) || !measurable(metric, options) {
        return None;
    }
    // How often each pair of categories stands in one unit, each unit's pairs together weighing as much as its answers.
    let mut together = vec![vec![0.0; options]; options];
    let mut totals = vec![0_u64; options];
    for unit in units {
        let sorted: Vec<usize> = unit.iter().copied().flatten().collect();
        if sorted.len() < 2 {
            continue;
        }
        let mut counts = vec![0_u64; options];
        for option in &sorted {
            counts[*option] += 1;
            totals[*option] += 1;
        }
        let pairs = real(sorted.len() as u128 - 1);
        let used: Vec<usize> = (0..options).filter(|option| counts[*option] > 0).collect();
        for one in &used {
            for other in used.iter().filter(|other| *other != one) {
                together[*one][*other] += real(u128::from(counts[*one]) * u128::from(counts[*other])) / pairs;
            }
        }
    }
    let n = real(totals.iter().map(|total| u128::from(*total)).sum());
    let (mut seen, mut expected) = (0.0, 0.0);
    for one in 0..options {
        for other in (0..options).filter(|other| *other != one && totals[*other] > 0 && totals[one] > 0) {
            let distance = distance(metric, &totals, one, other);
            seen += together[one][other] * distance;
            expected += real(totals[one].into()) * real(totals[other].into()) * distance;
        }
    }
    let alpha = 1.0 - (n - 1.0) * seen / expected;
    (expected > 0.0 && alpha.is_finite()).then_some(alpha)
}

/// Whether every category has a value that the metric can use.
fn measurable(metric: Metric, options: usize) -> bool {
    let finite = |values: &[f64], least: f64| values.len() >= options && values.iter().all(|at| at.is_finite() && *at >= least);
    match metric {
        Metric::Nominal | Metric::Ordinal => true,
        Metric::Interval(values) => finite(values, f64::MIN),
        Metric::Ratio(values) => finite(values, 0.0),
    }
}

/// The squared distance of two different categories.
fn distance(metric: Metric, totals: &[u64], one: usize, other: usize) -> f64 {
    let distance = match metric {
        Metric::Nominal => 1.0,
        Metric::Ordinal => {
            let between: u128 = totals[one.min(other)..=one.max(other)].iter().map(|total| u128::from(*total)).sum();
            real(2 * between - u128::from(totals[one]) - u128::from(totals[other])) / 2.0
        }
        Metric::Interval(values) => values[one] - values[other],
        Metric::Ratio(values) if values[one] + values[other] > 0.0 => {
            (values[one] - values[other]) / (values[one] + values[other])
        }
        Metric::Ratio(_) => 0.0,
    };
    distance * distance
}
