//! The one place of the small-number rules: what may be shown of a question in a round, for every group at once.
//!
//! Deciding group by group is not enough: a total minus the groups that are shown tells what the others said. So the whole round is
//! decided first and never gives way, and of the groups so much is withheld that, from all groups of all columns and crossings at once,
//! - whoever can be had by adding and subtracting what is shown (a rest, a rest of rests) is as many as may be shown, and not all alike;
//! - for every withheld group there is another table of which everything shown is true, so that neither its n nor its answers follow,
//!   though no count is below zero. The answers of those who are too few or all alike are safe even from a reader who knows how many
//!   answered in every group.
//!
//! A question that is asked only after certain answers to another is judged after that one, since how many were asked it tells of them.
//!
//! No group has more responses than people, where it is known how many were asked; where all of them responded, that follows.
//!
//! What a determined reader may still learn is the exact n of a withheld group in which nobody left the question empty, from another
//! question that shows how many responded, or from the question of a column that was asked; never what those answered who are withheld
//! on their own account.

use std::collections::BTreeSet;

use super::figures::{Figures, Form, KINDS_OF_MISSING, Measure};
use super::lattice::Lattice;
use crate::config::Privacy;
use crate::fieldwork::Round;
use crate::questionnaire::Version;
use crossing::{Crossing, Trade, View};
use network::Passage;

pub(super) use followed::told_by_wider;

mod crossing;
mod followed;
mod network;
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
///
/// How many responded and how many of them are compared together tell how many were screened out. So a questionnaire that can screen
/// out shows nothing of fewer than a distribution is shown of.
#[must_use]
pub fn minimums(privacy: &Privacy, round: &Round, version: &Version) -> Minimums {
    let installed = privacy.minimum_mean.max(LOWEST_MEAN);
    let own = round.minimum.unwrap_or(installed);
    let raised = if version.sensitive { SENSITIVE } else { 0 };
    let mean = installed.max(own).max(raised);
    let distribution = privacy.minimum_distribution.max(LOWEST_DISTRIBUTION).max(own).max(raised);
    let mean = if version.can_screen_out() { mean.max(distribution) } else { mean };
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
/// be had by taking together what different questions show. `silent` is how many of those who were asked did not respond, as far as a
/// reader knows how many were asked: no group can have more responses than people.
pub(super) fn closed(lattice: &Lattice, responses: &[u64], silent: Option<&[u64]>, minimums: Minimums) -> Vec<bool> {
    let left = |at: usize| [silent.map_or(0, |silent| silent[at]), 0, 0, 0];
    let counted = |(at, n): (usize, &u64)| Figures { n: *n, missing: left(at), ..Figures::default() };
    let figures: Vec<Figures> = responses.iter().enumerate().map(counted).collect();
    let first = |(n, offered): (&u64, &bool)| if *n < minimums.mean || !offered { Shown::Nothing } else { Shown::Summary };
    let shown = responses.iter().zip(&lattice.offered).map(first).collect();
    let judge =
        Judge { lattice, figures: &figures, form: None, minimums, closed: &[], conditional: false, bounded: silent.is_some() };
    judge.settle(shown).into_iter().map(|shown| shown == Shown::Nothing).collect()
}

/// One question of a round.
pub(super) struct Asked<'a> {
    pub(super) form: &'a Form,
    /// Per group.
    pub(super) figures: &'a [Figures],
    /// What is shown, per group, of each question on whose answer it hangs whether this one is asked.
    pub(super) after: Vec<&'a [Shown]>,
}

impl Asked<'_> {
    /// Whether anything at all may be shown of a group, as far as the questions before are concerned.
    ///
    /// How many were asked is a sum of answers to the question before. So nothing is shown unless that question is shown wholly. Once a
    /// group of it is withheld, only the whole is shown here, where that sum is a sum of what is shown there; not even that where
    /// several questions decide together, since how many gave two answers at once bounds who gave one of them.
    fn may_be_shown(&self, group: usize, lattice: &Lattice) -> bool {
        let wholly =
            |shown: &&[Shown]| shown.iter().zip(&lattice.offered).all(|(shown, offered)| *shown == Shown::All || !offered);
        match &self.after[..] {
            after if after.iter().all(wholly) => true,
            [only] => group == 0 && only[0] == Shown::All,
            _ => false,
        }
    }
}

/// What is shown of one question in one round, per group of the lattice; `people` is how many there are, if known.
pub(super) fn decide(lattice: &Lattice, asked: &Asked, minimums: Minimums, closed: &[bool], people: Option<u64>) -> Vec<Shown> {
    let (form, figures) = (asked.form, asked.figures);
    let judge =
        Judge { lattice, figures, form: Some(form), minimums, closed, conditional: !asked.after.is_empty(), bounded: false };
    let first = |(at, figures): (usize, &Figures)| {
        let some_are_silent = people.is_some_and(|people| figures.n + figures.not_shown < people);
        let excepted = at == 0 && figures.n >= ALIKE_SHOWN && some_are_silent;
        if closed[at] || !asked.may_be_shown(at, lattice) || (figures.is_alike(form) && !excepted) {
            return Shown::Nothing;
        }
        let shown = judge.by_number(figures.n);
        if shown == Shown::Summary && figures.is_told_by_summary(form) { Shown::Nothing } else { shown }
    };
    judge.settle(figures.iter().enumerate().map(first).collect())
}

/// What must be safe.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    /// Those of a combination, who might be told from all others.
    Combination(usize),
    /// A group's figures, which might be computed.
    Group(usize),
}

struct Judge<'a> {
    lattice: &'a Lattice,
    figures: &'a [Figures],
    /// None where only responses are counted.
    form: Option<&'a Form>,
    minimums: Minimums,
    /// Whose responses no question shows.
    closed: &'a [bool],
    /// Whether another question may tell how many were asked this one.
    conditional: bool,
    /// Whether a reader knows of how many people the responses are.
    bounded: bool,
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
    fn settle(&self, shown: Vec<Shown>) -> Vec<Shown> {
        let mut settled = self.settled(shown);
        // Of several choices each person may have ticked any number, so counts of one choice bound those of another in ways that
        // exchanging one answer for another does not cover: once a group is withheld, no group is shown beside the whole.
        let several = self.form.is_some_and(|form| form.measure == Measure::Multiple);
        let withheld = settled.iter().zip(&self.lattice.offered).any(|(shown, offered)| *shown == Shown::Nothing && *offered);
        if several && withheld {
            settled.iter_mut().skip(1).for_each(|shown| *shown = Shown::Nothing);
        }
        settled
    }

    fn settled(&self, mut shown: Vec<Shown>) -> Vec<Shown> {
        let tables = &self.lattice.tables;
        let crossings: Vec<Crossing> = tables.iter().map(|table| Crossing::of(table, self.figures, self.form)).collect();
        for crossing in &crossings {
            crossing.contain(&mut shown);
        }
        let levels: Vec<Shown> = [Shown::Summary, Shown::All].into_iter().filter(|level| shown[0] >= *level).collect();
        // What is safe stays so, the more is withheld; what is withheld later must be looked at too.
        let mut safe = BTreeSet::new();
        loop {
            let before = safe.len();
            for (place, crossing) in crossings.iter().enumerate() {
                for level in &levels {
                    for subject in crossing.subjects() {
                        if crossing.hides(subject, &shown, *level) && safe.insert((place, *level, subject)) {
                            self.mend(&crossings, crossing, *level, subject, &mut shown);
                        }
                    }
                }
            }
            if safe.len() == before {
                return shown;
            }
        }
    }

    /// Withholds what a fault costs until there is none, or nothing is left to withhold.
    fn mend(&self, crossings: &[Crossing], crossing: &Crossing, level: Shown, subject: Subject, shown: &mut [Shown]) {
        while crossing.hides(subject, shown, level) {
            let view = View { crossing, shown, level, at_a_price: true };
            let toll = match subject {
                Subject::Combination(at) => self.too_few(&view, at).or_else(|| self.too_alike(&view, at)),
                Subject::Group(group) => self.computed(crossings, &view, group),
            };
            let Some(toll) = toll else { return };
            for at in toll {
                shown[at] = if shown[at] == Shown::All { self.lowered(at, level) } else { Shown::Nothing };
            }
            for crossing in crossings {
                crossing.contain(shown);
            }
        }
    }

    fn lowered(&self, at: usize, level: Shown) -> Shown {
        let figures = &self.figures[at];
        let tells_less = |form: &Form| form.has_summary() && !figures.is_told_by_summary(form);
        let summary = self.form.is_some_and(tells_less) && figures.n >= self.minimums.mean;
        if level == Shown::All && summary { Shown::Summary } else { Shown::Nothing }
    }

    /// What to withhold because a combination belongs to people who can be told from all others and are fewer than may be shown.
    fn too_few(&self, view: &View, at: usize) -> Option<Vec<usize>> {
        let all = &view.crossing.people;
        if !all[at].named && all[at].figures.responses() == 0 {
            return None;
        }
        let Minimums { mean, distribution } = self.minimums;
        let least = if view.level == Shown::All { distribution } else { mean.min(distribution) };
        let mut n: Vec<u64> = all.iter().map(|people| people.figures.n).collect();
        while n[at] < least {
            let spare = |passage| !matches!(passage, Passage::Fewer(other) if n[other] == 0);
            let way = view.as_it_is().way(at, spare).or_else(|| view.way(at, spare))?;
            if way.price > 0 {
                return Some(view.toll(&way));
            }
            let spared = |passage: &Passage| if let Passage::Fewer(other) = passage { Some(n[*other]) } else { None };
            let moved = way.passages.iter().filter_map(spared).min().unwrap_or(0).min(least - n[at]);
            n[at] += moved;
            for passage in way.passages {
                match passage {
                    Passage::More(other) => n[other] += moved,
                    Passage::Fewer(other) => n[other] -= moved,
                    Passage::Row(_) | Passage::Column(_) => {}
                }
            }
        }
        None
    }

    /// What to withhold because a combination belongs to people who can be told from all others and all gave the same answer.
    fn too_alike(&self, view: &View, at: usize) -> Option<Vec<usize>> {
        let (form, all) = (self.form?, &view.crossing.people);
        let said = &all[at].figures;
        if said.n == 0 || !said.is_alike(form) {
            return None;
        }
        let way = view.way(at, |passage| !matches!(passage, Passage::Fewer(other) if !all[other].figures.differs(said, form)))?;
        (way.price > 0).then(|| view.toll(&way))
    }

    /// What to withhold because there is only one table of which everything shown is true.
    fn computed(&self, crossings: &[Crossing], view: &View, group: usize) -> Option<Vec<usize>> {
        // A top box that tells all, since nobody gave the other answers on one side of it, is withheld itself.
        let itself = (view.level == Shown::All).then(|| (self.figures[group].n + 1, vec![group]));
        for trades in self.trades(view, group) {
            if cheapest(crossings, &view.as_it_is(), group, &trades).is_none() {
                let toll = cheapest(crossings, view, group, &trades);
                if let Some((_, toll)) = toll.into_iter().chain(itself.clone()).min_by_key(|toll| toll.0) {
                    return Some(toll);
                }
            }
        }
        None
    }

    /// By which trades a group's figures must be able to change: by one of each list.
    fn trades(&self, view: &View, group: usize) -> Vec<Vec<Trade>> {
        let figures = &self.figures[group];
        let own_account = figures.n < self.minimums.distribution || self.form.is_some_and(|form| figures.is_alike(form));
        let nothing = view.shown[group] == Shown::Nothing;
        let answers = view.crossing.answers();
        let both = |one: usize, other: usize| [(Some(one), Some(other)), (Some(other), Some(one))];
        let mut lists = Vec::new();
        if nothing || answers == 1 {
            lists.push((0..answers).flat_map(|kind| [(None, Some(kind)), (Some(kind), None)]).collect());
        }
        if self.bounded {
            lists.push(both(0, answers).into());
        }
        let asked = if self.conditional { figures.base() } else { figures.responses() };
        if own_account && nothing && self.form.is_some() && figures.n < asked && !self.closed[group] {
            // The last kind are those who were not asked.
            let missing = answers..answers + KINDS_OF_MISSING - usize::from(self.conditional);
            lists.push(missing.flat_map(|none| (0..answers).flat_map(move |kind| both(kind, none))).collect());
        }
        if (own_account || !nothing) && answers > 1 && figures.n > 0 {
            // Where the top box is shown, only answers on the same side of it can be told for each other.
            let top = |kind: &usize| self.form.is_some_and(|form| form.top.contains(kind));
            let pairs = (0..answers).flat_map(|one| (0..one).map(move |other| (one, other)));
            lists.push(
                pairs
                    .filter(|(one, other)| nothing || top(one) == top(other))
                    .flat_map(|(one, other)| both(one, other))
                    .collect(),
            );
        }
        lists
    }
}

/// A price, and the groups of which less must be shown for it.
type Toll = (u64, Vec<usize>);

/// The cheapest of these trades by which a group's figures can change.
fn cheapest(crossings: &[Crossing], view: &View, group: usize, trades: &[Trade]) -> Option<Toll> {
    let mut best: Option<Toll> = None;
    for trade in trades {
        // Who is merely counted elsewhere takes all of his background along; two who change places must do so in every crossing.
        let alone = crossings.len() == 1 || trade.0.is_none() || trade.1.is_none();
        for meeting in view.crossing.meetings(group, alone) {
            let found = traded(if alone { &[] } else { crossings }, view, group, *trade, &meeting);
            best = found.filter(|found| best.as_ref().is_none_or(|best| found.0 < best.0)).or(best);
            if best.as_ref().is_some_and(|best| best.0 == 0) {
                return best;
            }
        }
    }
    best
}

/// What it costs that a group's figures can change by this trade, in this crossing and in all others.
fn traded(crossings: &[Crossing], view: &View, group: usize, trade: Trade, meeting: &[usize]) -> Option<Toll> {
    let way = view.trade(view.crossing.inside(group), trade, meeting)?;
    let (mut price, mut toll) = (way.price, view.toll(&way));
    if let Some(row) = way.gaining_row() {
        for crossing in crossings.iter().filter(|crossing| !std::ptr::eq(*crossing, view.crossing)) {
            let view = View { crossing, ..*view };
            let way = view.trade(crossing.in_row(row), trade, meeting)?;
            price += way.price;
            toll.extend(view.toll(&way));
        }
    }
    Some((price, toll))
}
