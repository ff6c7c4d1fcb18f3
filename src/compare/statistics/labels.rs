//! Agreement on sets of labels: Krippendorff's alpha where each person puts any number of labels on a unit.

use std::collections::BTreeSet;

use super::real;

/// How far apart two sets of labels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetDistance {
    /// One minus the share of all their labels that both have. Source: Jaccard 1912, New Phytologist 11:37.
    Jaccard,
    /// The same, weighed by whether one holds the other. Source: Passonneau 2006, LREC.
    Masi,
}

/// Krippendorff's alpha of units, each with one place per person that holds a set of labels or nothing. `None` if no unit was labelled by
/// two, or if all sets are the same. Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability, with this distance.
#[must_use]
pub fn set_alpha(units: &[Vec<Option<BTreeSet<usize>>>], distance: SetDistance) -> Option<f64> {
    let units: Vec<Vec<&BTreeSet<usize>>> = units.iter().map(|unit| unit.iter().flatten().collect()).collect();
    let paired: Vec<&Vec<&BTreeSet<usize>>> = units.iter().filter(|unit| unit.len() >= 2).collect();
    let all: Vec<&BTreeSet<usize>> = paired.iter().flat_map(|unit| unit.iter().copied()).collect();
    let apart = |sets: &[&BTreeSet<usize>]| {
        let pairs = sets.iter().enumerate().flat_map(|(at, one)| sets[at + 1..].iter().map(move |other| (one, other)));
        2.0 * pairs.map(|(one, other)| between(one, other, distance)).sum::<f64>()
    };
    let n = real(all.len() as u128);
    let seen: f64 = paired.iter().map(|unit| apart(unit) / (real(unit.len() as u128) - 1.0)).sum();
    let expected = apart(&all) / (n - 1.0);
    let alpha = 1.0 - seen / expected;
    (expected > 0.0 && alpha.is_finite()).then_some(alpha)
}

fn between(one: &BTreeSet<usize>, other: &BTreeSet<usize>, distance: SetDistance) -> f64 {
    let both = one.intersection(other).count();
    let either = one.union(other).count();
    if one == other {
        return 0.0;
    }
    let jaccard = real(both as u128) / real(either as u128);
    let weight = match distance {
        SetDistance::Jaccard => 1.0,
        SetDistance::Masi if one.is_subset(other) || other.is_subset(one) => 2.0 / 3.0,
        SetDistance::Masi if both > 0 => 1.0 / 3.0,
        SetDistance::Masi => 0.0,
    };
    1.0 - jaccard * weight
}
