//! What rounds that are closed could show, reckoned from their own shares: the same numbers as their comparison has.

use crate::compare::assemble::{self, Input};
use crate::compare::comparison::{Comparison, QuestionComparison};
use crate::compare::counted::Counted;
use crate::compare::tally::Cell;

/// The smallest changes that the questions of a group could have shown.
pub(super) struct Own {
    /// That of the question that could show most; none where none could show any.
    pub(super) smallest: Option<f64>,
    /// That of the question that could show least, of those that could show any.
    pub(super) largest: Option<f64>,
}

/// The comparison of the two rounds; none while one of them takes answers.
pub(super) fn compared(input: &Input, counted: &[Counted]) -> Option<Comparison> {
    let [first, second, ..] = counted else { return None };
    (!first.input.waiting && !second.input.waiting).then(|| assemble::compare(input))
}

/// What the comparison says of a group's primary questions, or of all where none is; none where no share of theirs was tested.
pub(super) fn found(comparison: &Comparison, by: &Cell) -> Option<Own> {
    let group = comparison.groups.iter().find(|group| group.by == *by)?;
    let primary: Vec<&QuestionComparison> = group.questions.iter().filter(|question| question.primary).collect();
    let questions = if primary.is_empty() { group.questions.iter().collect() } else { primary };
    let first = questions.into_iter().filter_map(|question| question.changes.first());
    let tested: Vec<_> = first.filter(|change| change.test.is_some() && change.top_box.is_some()).collect();
    if tested.is_empty() {
        return None;
    }
    let sizes = || tested.iter().filter_map(|change| Some(change.detectable.as_ref()?.smallest));
    Some(Own { smallest: sizes().reduce(f64::min), largest: sizes().reduce(f64::max) })
}
