//! One question followed through all rounds: which item it is in each, at which level each step stands, on which scale it is counted.
//!
//! A step from one round to the next joins two items by key or declared succession; a question that is dropped and one that is new are
//! two series, each missing in some rounds.

use std::collections::BTreeSet;

use super::comparison::ApprovalLine;
use super::figures::{Figures, Form};
use super::level::{Approval, Difference, Level, QuestionDifference, Reason, diff};
use crate::questionnaire::{Item, Version};

/// One question through all rounds.
pub(super) struct Series<'a> {
    /// The item in each round, where the question was asked.
    pub(super) items: Vec<Option<Item<'a>>>,
    /// What became of it from each round to the next.
    pub(super) steps: Vec<Option<QuestionDifference>>,
}

/// All questions of these versions, one for each round in order: those of the last round first, then the dropped ones. `modes` is what
/// moved between each two rounds in how answers came in, where anything is known of that.
pub(super) fn all<'a>(versions: &[&'a Version], approvals: &[Approval], modes: &[Option<Difference>]) -> Vec<Series<'a>> {
    let mut steps: Vec<Vec<QuestionDifference>> = versions.windows(2).map(|pair| diff(pair[0], pair[1], approvals)).collect();
    for (step, mode) in steps.iter_mut().zip(modes) {
        if let Some(mode) = mode {
            for question in step {
                question.lower(mode.clone());
            }
        }
    }
    let mut taken: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut found = Vec::new();
    for last in (0..versions.len()).rev() {
        for item in versions[last].items() {
            if !taken.contains(&(last, item.key.clone())) {
                found.push(follow(versions, &steps, last, item.key, &mut taken));
            }
        }
    }
    found
}

/// A question from the last round in which it was asked back to the first.
fn follow<'a>(
    versions: &[&'a Version],
    steps: &[Vec<QuestionDifference>],
    last: usize,
    key: String,
    taken: &mut BTreeSet<(usize, String)>,
) -> Series<'a> {
    let mut series = Series { items: versions.iter().map(|_| None).collect(), steps: steps.iter().map(|_| None).collect() };
    let mut round = last;
    let mut key = key;
    loop {
        series.items[round] = versions[round].item(&key);
        taken.insert((round, key.clone()));
        let Some(before) = round.checked_sub(1) else { return series };
        let step = steps[before].iter().find(|step| step.key == key && !step.dropped);
        let Some((step, earlier)) = step.and_then(|step| Some((step, step.earlier.clone()?))) else { return series };
        series.steps[before] = Some(step.clone());
        round = before;
        key = earlier;
    }
}

impl<'a> Series<'a> {
    /// The item by which the question is known: the last.
    pub(super) fn item(&self) -> Option<&Item<'a>> {
        self.items.iter().rev().flatten().next()
    }

    /// The worst level over all steps; none where no step joins two rounds.
    pub(super) fn level(&self) -> Option<Level> {
        self.steps.iter().flatten().filter_map(|step| step.level).max()
    }

    /// The codes of everything that differs over all steps.
    pub(super) fn reasons(&self) -> Vec<String> {
        let reasons: BTreeSet<_> =
            self.steps.iter().flatten().flat_map(|step| &step.differences).map(|found| found.reason).collect();
        reasons.into_iter().map(|reason| reason.code().to_owned()).collect()
    }

    /// The approvals on which its steps rest, each once.
    pub(super) fn approvals(&self) -> Vec<ApprovalLine> {
        let mut lines: Vec<ApprovalLine> = Vec::new();
        for approval in self.steps.iter().flatten().filter_map(|step| step.approval.as_ref()) {
            let (by, reason) = (approval.by.clone(), approval.reason.clone());
            let line = ApprovalLine { from: approval.from, to: approval.to, by, on: approval.on.to_string(), reason };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    /// Whether a test may be made between this round and the next.
    pub(super) fn is_comparable(&self, step: usize) -> bool {
        self.steps[step].as_ref().and_then(|step| step.level).is_some_and(Level::is_comparable)
    }

    /// Whether this step would be comparable, had not the mix of modes moved.
    pub(super) fn is_lowered_by_mode_alone(&self, step: usize) -> bool {
        let Some(step) = &self.steps[step] else { return false };
        let mut others = step.differences.iter().map(|found| found.reason).filter(|reason| *reason != Reason::Mode);
        step.differences.iter().any(|found| found.reason == Reason::Mode) && others.all(|reason| reason == Reason::LanguageAdded)
    }

    /// The form on which a round is counted, and the round's own: they differ where choices were merged later.
    pub(super) fn forms(&self, round: usize) -> Option<(Form, Form)> {
        let own = Form::of(self.items[round].as_ref()?);
        let target = self.target(round);
        let form = self.items[target].as_ref().map(Form::of)?;
        Some((form, own))
    }

    /// The figures of a round on the form on which it is counted.
    pub(super) fn counted(&self, round: usize, own: &Form, figures: &Figures) -> Figures {
        let mut figures = figures.clone();
        let mut form = own.clone();
        for step in round..self.target(round) {
            let Some(next) = self.items[step + 1].as_ref().map(Form::of) else { break };
            let map = self.steps[step].as_ref().and_then(|step| step.map.clone()).unwrap_or_default();
            let Some(mapped) = figures.mapped(&form, &next, &map) else { break };
            (figures, form) = (mapped, next);
        }
        figures
    }

    /// The last round that this one can be counted together with.
    fn target(&self, round: usize) -> usize {
        let mut target = round;
        while target + 1 < self.items.len() && self.steps[target].is_some() && self.is_comparable(target) {
            target += 1;
        }
        target
    }
}
