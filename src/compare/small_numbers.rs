//! The one place of the small-number rules: what may be shown of a question in a round, for every group at once.
//!
//! Deciding group by group is not enough: a total minus the groups that are shown tells what the others said. So whatever can be
//! had by subtraction ("the rest") is held to the same rule as what is shown: two groups at least, the distribution's minimum
//! in n, not all on one option. The whole round is decided first and never gives way to a group. What a determined reader may still
//! learn is the exact n of a withheld group that has responses enough, where nobody left the question empty; never an answer.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{Figures, Form};
use super::lattice::{Lattice, Line};
use crate::config::Privacy;
use crate::fieldwork::Round;
use crate::questionnaire::Version;

mod span;
#[cfg(test)]
mod tests;

/// From how many substantive answers what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minimums {
    /// A mean or a top box.
    pub mean: u64,
    /// Counts per option, tests and effects: never below 8.
    pub distribution: u64,
}

/// The lowest minimum of a mean that an installation may set.
const LOWEST_MEAN: u32 = 3;
/// The lowest minimum of a distribution.
const LOWEST_DISTRIBUTION: u32 = 8;
/// Both minimums where the subject is sensitive.
const SENSITIVE: u32 = 10;
/// From this n the whole trial may be shown although everybody gave the same answer.
const ALIKE_SHOWN: u64 = 20;

/// The minimums of a round: those of the installation, raised by the round's own and by a sensitive subject.
#[must_use]
pub fn minimums(privacy: &Privacy, round: &Round, version: &Version) -> Minimums {
    let installed = privacy.minimum_mean.max(LOWEST_MEAN);
    let own = round.minimum.unwrap_or(installed);
    let raised = if version.sensitive { SENSITIVE } else { 0 };
    let mean = installed.max(own).max(raised);
    let distribution = privacy.minimum_distribution.max(LOWEST_DISTRIBUTION).max(own).max(raised);
    Minimums { mean: mean.into(), distribution: distribution.into() }
}

/// How much of a group's figures is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    /// Nothing.
    Nothing,
    /// n, the missing, and a mean or a top box.
    Summary,
    /// Everything.
    All,
}

/// The groups of a round of which nothing at all is shown, for the number of their responses alone.
///
/// Decided once for all questions: were another group withheld beside a small one in each question, the small one's responses could
/// be had by taking together what different questions show.
pub(super) fn closed(lattice: &Lattice, responses: &[u64], minimums: Minimums) -> Vec<bool> {
    let figures: Vec<Figures> = responses.iter().map(|&n| Figures { n, ..Figures::default() }).collect();
    let first = |n: &u64| if *n < minimums.mean { Shown::Nothing } else { Shown::Summary };
    let shown = responses.iter().map(first).collect();
    let judge = Judge { lattice, figures: &figures, form: None, minimums };
    judge.settle(shown).into_iter().map(|shown| shown == Shown::Nothing).collect()
}

/// What is shown of one question in one round, per group of the lattice; `people` is how many there are, if known.
pub(super) fn decide(
    lattice: &Lattice,
    figures: &[Figures],
    form: &Form,
    minimums: Minimums,
    closed: &[bool],
    people: Option<u64>,
) -> Vec<Shown> {
    let judge = Judge { lattice, figures, form: Some(form), minimums };
    let first = |(at, figures): (usize, &Figures)| {
        let excepted = at == 0 && figures.n >= ALIKE_SHOWN && people.is_some_and(|people| figures.n < people);
        if closed[at] || (figures.is_alike(form) && !excepted) {
            return Shown::Nothing;
        }
        judge.by_number(figures.n)
    };
    judge.settle(figures.iter().enumerate().map(first).collect())
}

struct Judge<'a> {
    lattice: &'a Lattice,
    figures: &'a [Figures],
    /// None where only responses are counted.
    form: Option<&'a Form>,
    minimums: Minimums,
}

impl Judge<'_> {
    fn by_number(&self, n: u64) -> Shown {
        let summary = self.form.is_some_and(Form::has_summary);
        if n >= self.minimums.distribution {
            Shown::All
        } else if n >= self.minimums.mean && summary {
            Shown::Summary
        } else {
            Shown::Nothing
        }
    }

    /// Withholds more until nothing that is withheld can be had from what is shown.
    fn settle(&self, mut shown: Vec<Shown>) -> Vec<Shown> {
        loop {
            let before = shown.clone();
            for level in [Shown::Summary, Shown::All] {
                while let Some(at) = self.line_at_fault(&shown, level).or_else(|| self.span_at_fault(&shown, level)) {
                    shown[at] = self.lowered(at, level);
                }
            }
            if shown == before {
                return shown;
            }
        }
    }

    fn lowered(&self, at: usize, level: Shown) -> Shown {
        let summary = self.form.is_some_and(Form::has_summary) && self.figures[at].n >= self.minimums.mean;
        if level == Shown::All && summary { Shown::Summary } else { Shown::Nothing }
    }

    /// The group to withhold because a total minus its shown parts tells too much.
    fn line_at_fault(&self, shown: &[Shown], level: Shown) -> Option<usize> {
        self.lattice.lines.iter().filter(|line| shown[line.parent] >= level).find_map(|line| {
            let open: Vec<usize> = line.children.iter().copied().filter(|child| shown[*child] >= level).collect();
            if open.is_empty() || self.rest_is_safe(line, shown, level) {
                return None;
            }
            open.into_iter().min_by_key(|child| (self.figures[*child].n, *child))
        })
    }

    fn rest_is_safe(&self, line: &Line, shown: &[Shown], level: Shown) -> bool {
        let (open, hidden): (Vec<usize>, Vec<usize>) = line.children.iter().partition(|child| shown[**child] >= level);
        let rest = open.iter().fold(self.figures[line.parent].clone(), |rest, child| rest.without(&self.figures[*child]));
        let unknown = hidden.iter().fold(rest.clone(), |rest, child| rest.without(&self.figures[*child]));
        if hidden.is_empty() && unknown.responses() == 0 {
            return true;
        }
        let alone = hidden.len() == 1 && unknown.n == 0;
        if alone || rest.n < self.minimums.distribution {
            return false;
        }
        let Some(form) = self.form.filter(|_| level == Shown::All) else { return true };
        !rest.is_alike(form)
            && hidden.iter().filter(|at| shown[**at] == Shown::Summary).all(|at| self.stays_open(*at, &rest, form))
    }

    /// Whether a group whose top box is shown still has more than one possible distribution within the rest.
    fn stays_open(&self, at: usize, rest: &Figures, form: &Form) -> bool {
        if form.values.is_empty() {
            return true;
        }
        let others: Vec<usize> = (0..form.values.len()).filter(|place| !form.top.contains(place)).collect();
        [&form.top, &others].into_iter().any(|side| {
            let (own, all) = (self.figures[at].within(side), rest.within(side));
            let used = side.iter().filter(|place| rest.counts.get(**place).is_some_and(|count| *count > 0)).count();
            own > 0 && all > own && used > 1
        })
    }

    /// The group to withhold because several totals together tell what is withheld.
    fn span_at_fault(&self, shown: &[Shown], level: Shown) -> Option<usize> {
        let widest = self.lattice.groups.iter().map(BTreeMap::len).max().unwrap_or(0);
        let hidden: Vec<usize> = (0..shown.len()).filter(|at| shown[*at] < level).collect();
        if widest < 2 || hidden.is_empty() || hidden.len() == shown.len() {
            return None;
        }
        let known = span::Span::of((0..shown.len()).filter(|at| shown[*at] >= level).map(|at| &self.lattice.atoms[at]));
        let told = hidden.into_iter().find(|at| known.tells(&self.lattice.atoms[*at]))?;
        let touches = |at: &usize| {
            *at != 0 && shown[*at] >= level && !BTreeSet::is_disjoint(&self.lattice.atoms[*at], &self.lattice.atoms[told])
        };
        let order = |at: &usize| (std::cmp::Reverse(self.lattice.groups[*at].len()), self.figures[*at].n, *at);
        (0..shown.len()).filter(touches).min_by_key(order)
    }
}
