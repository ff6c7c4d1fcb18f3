//! Adjusting many p at once: Holm for a declared family, Benjamini–Hochberg for exploration.
//!
//! A question that could not be tested is `None`, stays `None` and does not count towards the size of the family.

/// Holm's step-down adjusted p, in the order given, at most 1. Source: Holm 1979, Scandinavian Journal of Statistics 6:65.
#[must_use]
pub fn holm(family: &[Option<f64>]) -> Vec<Option<f64>> {
    let order = ascending(family);
    let mut adjusted = vec![None; family.len()];
    let mut largest: f64 = 0.0;
    for (rank, (place, p)) in order.iter().enumerate() {
        largest = largest.max((size(order.len() - rank) * p).min(1.0));
        adjusted[*place] = Some(largest);
    }
    adjusted
}

/// Benjamini and Hochberg's adjusted p (false discovery rate), in the order given, at most 1. Source: Benjamini & Hochberg 1995,
/// Journal of the Royal Statistical Society B 57:289.
#[must_use]
pub fn benjamini_hochberg(family: &[Option<f64>]) -> Vec<Option<f64>> {
    let order = ascending(family);
    let mut adjusted = vec![None; family.len()];
    let mut smallest: f64 = 1.0;
    for (rank, (place, p)) in order.iter().enumerate().rev() {
        smallest = smallest.min(p * size(order.len()) / size(rank + 1));
        adjusted[*place] = Some(smallest);
    }
    adjusted
}

/// The places and values of the tests that were made, smallest p first; NaN is taken as a test that was not made.
fn ascending(family: &[Option<f64>]) -> Vec<(usize, f64)> {
    let mut order: Vec<(usize, f64)> =
        family.iter().enumerate().filter_map(|(place, p)| p.filter(|p| !p.is_nan()).map(|p| (place, p))).collect();
    order.sort_by(|left, right| left.1.total_cmp(&right.1));
    order
}

fn size(count: usize) -> f64 {
    super::real(count as u128)
}
