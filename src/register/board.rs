//! Figures as one who looks may see them: by measure, a line per municipality and group, from period to period.
//!
//! Who enters the figures of a municipality, or of the whole trial, knows them as they are. To everybody else no figure below five is
//! shown, nor any from which one follows: where one part of a measure in a period is that small, none of its parts is shown in that period
//! or one that overlaps with it, and the whole is shown only where what is left of it is not small either. Kroner, months and shares of a
//! line of which a count is that small are small themselves: what one case cost is that person's. Whoever entered a small figure may say
//! that nobody can be recognised by it.

use std::collections::BTreeMap;

use super::{Amount, FEW, Figure, Key, Period, Unit};
use crate::time::Timestamp;

/// A figure that stands, with who entered it.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Its number.
    pub id: i64,
    /// The figure.
    pub figure: Figure,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Reported {
    /// The code by which reports name it.
    #[must_use]
    pub fn code(&self) -> String {
        format!("R{}", self.id)
    }
}

/// Who looks.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    /// Whether they know the figures of a municipality as they are, and of the whole trial (an empty key).
    pub knows: &'a dyn Fn(&str) -> bool,
    /// Whether a municipality is shown to them by itself.
    pub sees: &'a dyn Fn(&str) -> bool,
}

/// A measure with what is shown of it.
pub struct Measure<'a> {
    /// In words.
    pub name: &'a str,
    /// What it counts.
    pub unit: Unit,
    /// The whole trial first, then the municipalities in their order; those that are there to compare with last.
    pub lines: Vec<Line<'a>>,
}

/// One municipality's or the whole trial's figures of one group, in the order of time.
pub struct Line<'a> {
    /// The municipality's key; empty for the whole trial.
    pub municipality: &'a str,
    /// The group; empty for all.
    pub group: &'a str,
    /// The figures.
    pub cells: Vec<Cell<'a>>,
}

/// A figure, or the place of one that is withheld.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    /// When.
    pub period: Period,
    /// What is shown; none where it is withheld.
    pub shown: Option<&'a Reported>,
}

/// From how things were to how they are.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// The baseline, else the first.
    pub from: &'a Figure,
    /// The last.
    pub to: &'a Figure,
}

/// Whether the group is there to compare with.
fn is_comparison(group: &str) -> bool {
    let group = group.to_lowercase();
    group.starts_with("sammenligning") || group.starts_with("comparison")
}

impl<'a> Line<'a> {
    /// Whether the group was not in the trial and is there to compare with (`sammenligning: hele landet`, `comparison: …`).
    #[must_use]
    pub fn is_comparison(&self) -> bool {
        is_comparison(self.group)
    }

    /// The figures that are shown.
    pub fn figures(&self) -> impl Iterator<Item = &'a Figure> {
        self.cells.iter().filter_map(|cell| cell.shown).map(|reported| &reported.figure)
    }

    /// From the baseline, or else the first period, to the last; none where there is but one, or where they do not count alike.
    #[must_use]
    pub fn step(&self) -> Option<Step<'a>> {
        let spans: Vec<&Figure> = self.figures().filter(|figure| figure.key.period.last_day().is_some()).collect();
        let from = *spans.iter().find(|figure| figure.key.period.is_baseline()).or(spans.first())?;
        let to = *spans.last()?;
        let alike = from.amount.unit == to.amount.unit && from.amount.of.is_some() == to.amount.of.is_some();
        (from.key != to.key && alike).then_some(Step { from, to })
    }
}

/// The figures by measure, in the order in which measures were first entered; `order` is that of municipalities.
#[must_use]
pub fn measures<'a>(reported: &'a [Reported], order: &[&str], viewer: Viewer) -> Vec<Measure<'a>> {
    let withheld = withheld(reported, viewer);
    let mut measures: Vec<Measure> = Vec::new();
    for (one, withheld) in reported.iter().zip(withheld) {
        let key = &one.figure.key;
        // Another municipality's has no place either: that it entered something is its own.
        if !(viewer.sees)(&key.municipality) && !(viewer.knows)(&key.municipality) {
            continue;
        }
        let cell = Cell { period: key.period, shown: (!withheld).then_some(one) };
        let at = measures.iter().position(|measure| measure.name == key.measure).unwrap_or_else(|| {
            measures.push(Measure { name: &key.measure, unit: one.figure.amount.unit, lines: Vec::new() });
            measures.len() - 1
        });
        let lines = &mut measures[at].lines;
        match lines.iter_mut().find(|line| line.municipality == key.municipality && line.group == key.group) {
            Some(line) => line.cells.push(cell),
            None => lines.push(Line { municipality: &key.municipality, group: &key.group, cells: vec![cell] }),
        }
    }
    let place = |municipality: &str| match municipality {
        "" => 0,
        other => order.iter().position(|key| *key == other).map_or(usize::MAX, |at| at + 1),
    };
    for measure in &mut measures {
        // Stable: groups keep the order in which they came.
        measure.lines.sort_by_key(|line| (line.is_comparison(), place(line.municipality)));
        measure.lines.iter_mut().for_each(|line| line.cells.sort_by_key(|cell| cell.period));
    }
    measures
}

/// Which of these figures are not shown to whoever looks.
fn withheld(reported: &[Reported], viewer: Viewer) -> Vec<bool> {
    let mut of_measure: BTreeMap<(&str, bool), Vec<usize>> = BTreeMap::new();
    for (at, one) in reported.iter().enumerate() {
        let key = &one.figure.key;
        of_measure.entry((&key.measure, is_comparison(&key.group))).or_default().push(at);
    }
    let counts_few = |figure: &&Figure| !figure.show_small && figure.amount.is_small();
    let few: Vec<&Key> = reported.iter().map(|one| &one.figure).filter(counts_few).map(|figure| &figure.key).collect();
    let mut hidden = vec![false; reported.len()];
    for family in of_measure.into_values().flat_map(|all| together(all, reported)) {
        let figures: Vec<&Figure> = family.iter().map(|at| &reported[*at].figure).collect();
        for (at, is_hidden) in family.iter().zip(hidden_of(&figures, &few, viewer)) {
            hidden[*at] = is_hidden;
        }
    }
    hidden
}

/// The figures of a measure in parts of which none has a day in common with another: a year and its halves are one part.
fn together(mut all: Vec<usize>, reported: &[Reported]) -> Vec<Vec<usize>> {
    let period = |at: usize| reported[at].figure.key.period;
    // In the order of their first days, so that what overlaps with an earlier one does so with one of the last part.
    all.sort_by_key(|at| period(*at));
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for at in all {
        match parts.last_mut() {
            Some(part) if part.iter().any(|other| period(*other).overlaps(period(at))) => part.push(at),
            _ => parts.push(vec![at]),
        }
    }
    parts
}

/// The same for the figures of one measure in periods that overlap; `few` are the keys of all counts that are small.
fn hidden_of(family: &[&Figure], few: &[&Key], viewer: Viewer) -> Vec<bool> {
    let knows = |figure: &Figure| (viewer.knows)(&figure.key.municipality);
    let is_whole = |figure: &Figure| figure.key.municipality.is_empty() && figure.key.group.is_empty();
    let small = |figure: &Figure| !figure.show_small && (figure.amount.is_small() || is_of_few(figure, few));
    let all: Vec<&Figure> = family.iter().copied().filter(|figure| !is_whole(figure)).collect();
    let hides_parts = family.iter().any(|one| !knows(one) && (small(one) || rest_is_small(one, &all)));
    let known: Vec<&Figure> = all.iter().copied().filter(|part| knows(part)).collect();
    let is_hidden = |figure: &Figure| {
        if knows(figure) {
            false
        } else if is_whole(figure) {
            small(figure) || rest_is_small(figure, &known)
        } else {
            hides_parts || !(viewer.sees)(&figure.key.municipality)
        }
    };
    family.iter().map(|figure| is_hidden(figure)).collect()
}

/// Whether a figure that counts nobody is of people or cases of whom a count, of the same line in an overlapping period, is small.
fn is_of_few(figure: &Figure, few: &[&Key]) -> bool {
    let key = &figure.key;
    let same =
        |other: &Key| other.municipality == key.municipality && other.group == key.group && other.period.overlaps(key.period);
    figure.amount.unit != Unit::Count && few.iter().any(|other| same(other))
}

/// Whether so few are left when the parts are taken from the total that they would be known by it.
fn rest_is_small(total: &Figure, parts: &[&Figure]) -> bool {
    let (of, key) = (total.amount, &total.key);
    let municipalities =
        |part: &&&Figure| key.municipality.is_empty() && !part.key.municipality.is_empty() && part.key.group == key.group;
    let groups =
        |part: &&&Figure| key.group.is_empty() && !part.key.group.is_empty() && part.key.municipality == key.municipality;
    // The halves of a year of one line do not overlap, so that their sum counts nobody twice.
    let parts: Vec<&Figure> = parts.iter().copied().filter(|part| key.period.holds(part.key.period)).collect();
    [parts.iter().filter(municipalities).copied().collect::<Vec<_>>(), parts.iter().filter(groups).copied().collect()]
        .into_iter()
        .filter(|parts| !parts.is_empty())
        .any(|parts| {
            let left = |total: Option<u64>, count: fn(&Amount) -> Option<u64>| {
                let taken = parts.iter().filter_map(|part| count(&part.amount)).sum::<u64>();
                total.and_then(|total| total.checked_sub(taken)).is_some_and(|left| left > 0 && left < FEW)
            };
            of.unit == Unit::Count && (left(of.whole(), |amount| amount.whole()) || left(of.of, |amount| amount.of))
        })
}

#[cfg(test)]
#[path = "board_tests.rs"]
mod tests;
