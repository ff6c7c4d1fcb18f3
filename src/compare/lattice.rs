//! All groups into which a round's responses can be divided, by none, one or two of its background columns.
//!
//! What is withheld is decided over all of them, whatever columns a page asks for: otherwise two pages, each safe alone, would
//! together tell what neither may. So the groups depend on the round and the trial alone, never on the request.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::{Cell, Tallies};
use crate::fieldwork::Population;
use crate::questionnaire::{Source, Trials, Version};

/// The most columns by which responses are divided at once.
pub(super) const MOST_COLUMNS: usize = 2;

/// The groups of one round.
pub(super) struct Lattice {
    /// Column → value; the first is the whole round.
    pub(super) groups: Vec<Cell>,
    /// Each group divided by one more column.
    pub(super) lines: Vec<Line>,
    /// For each cell of the tallies, the groups that it lies in.
    pub(super) memberships: Vec<Vec<usize>>,
    /// For each group, the smallest combinations that it consists of, unknown values included where there are any.
    pub(super) atoms: Vec<BTreeSet<usize>>,
}

/// A group and those into which one more column divides it.
pub(super) struct Line {
    pub(super) parent: usize,
    pub(super) children: Vec<usize>,
}

/// The values of a background column, in the order of trials.toml, of the scale, or of the alphabet.
pub(super) fn values(column: &str, place: &Place) -> Vec<String> {
    let mut values = declared(column, place);
    let occurring: BTreeSet<&String> = place.tallies.0.keys().filter_map(|cell| cell.get(column)).collect();
    let counted = place.population.map(|population| &population.0[..]).unwrap_or_default();
    let counted: BTreeSet<&String> = counted.iter().filter_map(|(row, _)| row.get(column)).collect();
    let asked = place.version.background.iter().any(|background| background.key == column && background.source == Source::Asked);
    // A kind of missing is no group.
    let missing: Vec<String> = match place.version.item(column) {
        Some(item) if asked => super::figures::Form::of(&item).missing.iter().map(|(value, _)| value.to_string()).collect(),
        _ => Vec::new(),
    };
    let known: BTreeSet<&String> = occurring.into_iter().chain(counted).filter(|value| !missing.contains(*value)).collect();
    let others: Vec<String> = known.into_iter().filter(|value| !values.contains(value)).cloned().collect();
    if column == "municipality" {
        let order = |value: &String| place.trials.municipalities.iter().position(|unit| unit.key == *value).unwrap_or(usize::MAX);
        values.extend(others);
        values.sort_by_key(order);
    } else {
        values.extend(others);
    }
    values
}

/// Where a column's values are looked for.
pub(super) struct Place<'a> {
    pub(super) trials: &'a Trials,
    pub(super) evaluation: Option<&'a str>,
    pub(super) version: &'a Version,
    pub(super) tallies: &'a Tallies,
    pub(super) population: Option<&'a Population>,
}

/// The values that stand fast before anybody has answered: who takes part, or what can be chosen.
fn declared(column: &str, place: &Place) -> Vec<String> {
    if column == "municipality" {
        let trial = place.trials.trial(&place.version.trial);
        let parts = trial.map(|trial| &trial.parts[..]).unwrap_or_default();
        let ours = parts.iter().filter(|part| place.evaluation.is_none() || part.evaluation.as_deref() == place.evaluation);
        let taking_part: BTreeSet<&String> = ours.flat_map(|part| &part.municipalities).collect();
        return place
            .trials
            .municipalities
            .iter()
            .map(|unit| &unit.key)
            .filter(|key| taking_part.contains(key))
            .cloned()
            .collect();
    }
    let asked = place.version.background.iter().any(|background| background.key == column && background.source == Source::Asked);
    match place.version.item(column) {
        Some(item) if asked => super::figures::Form::of(&item).values.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

impl Lattice {
    /// All groups of a round.
    pub(super) fn of(place: &Place) -> Self {
        let columns: Vec<&str> = place.version.background.iter().map(|background| background.key.as_str()).collect();
        let values: Vec<Vec<String>> = columns.iter().map(|column| values(column, place)).collect();
        Self::with(&columns, &values, place.tallies)
    }

    fn with(columns: &[&str], values: &[Vec<String>], tallies: &Tallies) -> Self {
        let mut groups = vec![Cell::new()];
        for (column, values) in columns.iter().zip(values) {
            let narrower: Vec<Cell> = groups.iter().filter(|group| group.len() < MOST_COLUMNS).cloned().collect();
            for group in narrower {
                groups.extend(values.iter().map(|value| {
                    let mut child = group.clone();
                    child.insert((*column).to_owned(), value.clone());
                    child
                }));
            }
        }
        let within = |cell: &Cell, group: &Cell| group.iter().all(|(column, value)| cell.get(column) == Some(value));
        let memberships =
            tallies.0.keys().map(|cell| (0..groups.len()).filter(|at| within(cell, &groups[*at])).collect()).collect();
        let mut lattice = Self { groups, lines: Vec::new(), memberships, atoms: Vec::new() };
        lattice.lines = lattice.all_lines(columns);
        lattice.atoms = lattice.all_atoms(columns, values, tallies);
        lattice
    }

    /// The number of the group with these values.
    pub(super) fn find(&self, by: &Cell) -> Option<usize> {
        self.groups.iter().position(|group| group == by)
    }

    fn all_lines(&self, columns: &[&str]) -> Vec<Line> {
        let mut lines = Vec::new();
        for (parent, group) in self.groups.iter().enumerate() {
            for column in columns.iter().filter(|column| !group.contains_key(**column)) {
                let is_child = |candidate: &Cell| {
                    candidate.len() == group.len() + 1
                        && candidate.contains_key(*column)
                        && group.iter().all(|(key, value)| candidate.get(key) == Some(value))
                };
                let children: Vec<usize> = (0..self.groups.len()).filter(|at| is_child(&self.groups[*at])).collect();
                if !children.is_empty() {
                    lines.push(Line { parent, children });
                }
            }
        }
        lines
    }

    /// Combinations of all columns, with "unknown" among the values of a column where somebody's is unknown.
    fn all_atoms(&self, columns: &[&str], values: &[Vec<String>], tallies: &Tallies) -> Vec<BTreeSet<usize>> {
        let mut atoms = vec![Cell::new()];
        for (column, values) in columns.iter().zip(values) {
            let unknown = tallies.0.keys().any(|cell| cell.get(*column).is_none_or(|value| !values.contains(value)));
            let wider = |atom: &Cell| {
                let mut wide: Vec<Cell> = Vec::new();
                wide.extend(values.iter().map(|value| with(atom, column, value)));
                wide.extend(unknown.then(|| atom.clone()));
                wide
            };
            atoms = atoms.iter().flat_map(wider).collect();
        }
        let inside = |group: &Cell, atom: &Cell| group.iter().all(|(column, value)| atom.get(column) == Some(value));
        self.groups.iter().map(|group| (0..atoms.len()).filter(|at| inside(group, &atoms[*at])).collect()).collect()
    }
}

fn with(atom: &Cell, column: &str, value: &str) -> BTreeMap<String, String> {
    let mut wider = atom.clone();
    wider.insert(column.to_owned(), value.to_owned());
    wider
}

#[cfg(test)]
impl Lattice {
    /// The groups of a made-up round.
    pub(super) fn made_up(columns: &[&str], values: &[Vec<String>], tallies: &Tallies) -> Self {
        Self::with(columns, values, tallies)
    }
}
