//! What a wider group that is shown tells of every narrower one that is not: where nobody gave an answer, nobody in any part of it did,
//! and where everybody did, everybody did in each.
//!
//! That is no leak that withholding a group could mend, and a whole at an end may be published; but no sentence beside the group may
//! promise then that nothing follows.

use super::Shown;
use crate::compare::figures::{Figures, Form, Measure};
use crate::compare::lattice::Lattice;

/// Per group whether it is withheld, at least in part, while something of its answers follows from a wider one.
pub(in crate::compare) fn told_by_wider(lattice: &Lattice, figures: &[Figures], form: &Form, shown: &[Shown]) -> Vec<bool> {
    let groups = &lattice.groups;
    let wider = |at: usize, other: usize| {
        groups[other].len() < groups[at].len()
            && groups[other].iter().all(|(column, value)| groups[at].get(column) == Some(value))
    };
    let ends: Vec<usize> = (0..groups.len()).filter(|at| has_an_end(&figures[*at], form, shown[*at])).collect();
    (0..groups.len()).map(|at| shown[at] != Shown::All && ends.iter().any(|other| wider(at, *other))).collect()
}

/// Whether what is shown of a group has a share of nobody or of everybody.
fn has_an_end(figures: &Figures, form: &Form, shown: Shown) -> bool {
    let is_end = |count: u64| count == 0 || count == figures.n;
    let counted = !matches!(form.measure, Measure::Number(_) | Measure::Words);
    match shown {
        Shown::All => counted && figures.n > 0 && figures.counts.iter().any(|count| is_end(*count)),
        Shown::Summary => !form.top.is_empty() && is_end(figures.within(&form.top)),
        Shown::Nothing => false,
    }
}
