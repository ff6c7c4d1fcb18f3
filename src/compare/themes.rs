//! What people wrote, sorted into themes: a question with several choices, of the texts that a person has approved.
//!
//! A text may belong to several themes or to none, so shares are of the texts and do not add up to the whole.

use super::Minimums;
use super::statistics::{Share, share};

/// From how many texts it may be told that all of them belong to one theme.
const ALIKE_TOLD: u64 = 20;

/// The share of the texts that belongs to each theme, with its interval, in the order of `counts`; none where it is withheld: of fewer
/// texts than a distribution is shown of, and where all of them belong to the same theme.
#[must_use]
pub fn themes(texts: u64, counts: &[u64], minimums: Minimums) -> Option<Vec<Share>> {
    let is_alike = counts.contains(&texts);
    if texts < minimums.distribution || (is_alike && texts < ALIKE_TOLD) {
        return None;
    }
    counts.iter().map(|count| share(*count, texts)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_are_told_as_several_choices_are() {
        let minimums = Minimums { mean: 5, distribution: 8 };
        let told = |texts, counts: &[u64]| themes(texts, counts, minimums).map(|all| all.len());
        assert_eq!((told(8, &[3, 5]), told(7, &[3, 5]), told(8, &[])), (Some(2), None, Some(0)));
        assert_eq!((told(9, &[9, 2]), told(20, &[20, 2])), (None, Some(2)));
        let shares = themes(10, &[4], minimums).unwrap();
        assert!((shares[0].share - 0.4).abs() < 1e-9 && shares[0].interval.low < 0.4 && shares[0].interval.high > 0.4);
    }
}
