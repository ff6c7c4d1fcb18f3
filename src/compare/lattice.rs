//! All groups into which a round's responses can be divided: by none, by one, or by two of its background columns.
//!
//! What is withheld is decided over all of them, whatever columns a page asks for: otherwise two pages, each safe alone, would
//! together tell what neither may. So the groups depend on the round and the trial alone, never on the request; those of a division that the
//! round does not offer are there too, and never shown.

use std::collections::BTreeSet;

use super::divisions::{divisions, offers};
use super::tally::{Cell, Tallies};
use crate::fieldwork::{Population, Round};
use crate::questionnaire::{Source, Trials, Version};

/// The groups of one round.
pub(super) struct Lattice {
    /// Column → value; the first is the whole round.
    pub(super) groups: Vec<Cell>,
    /// Of which groups the round offers figures; those of the others are never shown, and hide nothing the less.
    pub(super) offered: Vec<bool>,
    /// The first column with each of the others; with none, where it is the only one.
    pub(super) tables: Vec<Table>,
    /// For each cell of the tallies, the groups that it lies in.
    pub(super) memberships: Vec<Vec<usize>>,
}

/// The groups of two columns, by their numbers: a row per value of the first, a column per value of the other.
pub(super) struct Table {
    pub(super) rows: Vec<usize>,
    pub(super) columns: Vec<usize>,
    /// Per row the group of each column.
    pub(super) cells: Vec<Vec<usize>>,
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
    pub(super) round: &'a Round,
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
        let mut lattice = Self::with(&columns, &values, place.tallies);
        let divisions = divisions(place.round, place.version);
        let columns = |group: &Cell| group.keys().cloned().collect::<Vec<_>>();
        lattice.offered = lattice.groups.iter().map(|group| offers(&divisions, &columns(group))).collect();
        lattice
    }

    fn with(columns: &[&str], values: &[Vec<String>], tallies: &Tallies) -> Self {
        let mut groups = vec![Cell::new()];
        let mut divide = |group: &Cell, column: &str, values: &[String]| -> Vec<usize> {
            let first = groups.len();
            groups.extend(values.iter().map(|value| {
                let mut narrower = group.clone();
                narrower.insert(column.to_owned(), value.clone());
                narrower
            }));
            (first..groups.len()).collect()
        };
        let mut tables = Vec::new();
        if let (Some((first, others)), Some((first_values, other_values))) = (columns.split_first(), values.split_first()) {
            let rows = divide(&Cell::new(), first, first_values);
            for (column, values) in others.iter().zip(other_values) {
                let columns = divide(&Cell::new(), column, values);
                let row = |value: &String| Cell::from([((*first).to_owned(), value.clone())]);
                let cells = first_values.iter().map(|value| divide(&row(value), column, values)).collect();
                tables.push(Table { rows: rows.clone(), columns, cells });
            }
            if others.is_empty() {
                let cells = vec![Vec::new(); rows.len()];
                tables.push(Table { rows, columns: Vec::new(), cells });
            }
        }
        let within = |cell: &Cell, group: &Cell| group.iter().all(|(column, value)| cell.get(column) == Some(value));
        let memberships =
            tallies.0.keys().map(|cell| (0..groups.len()).filter(|at| within(cell, &groups[*at])).collect()).collect();
        let offered = vec![true; groups.len()];
        Self { groups, offered, tables, memberships }
    }

    /// The number of the group with these values.
    pub(super) fn find(&self, by: &Cell) -> Option<usize> {
        self.groups.iter().position(|group| group == by)
    }
}

#[cfg(test)]
impl Lattice {
    /// The groups of a made-up round that offers every division by these columns.
    pub(super) fn made_up(columns: &[&str], values: &[Vec<String>], tallies: &Tallies) -> Self {
        Self::with(columns, values, tallies)
    }
}
