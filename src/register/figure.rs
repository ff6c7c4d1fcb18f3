//! A register figure, and what tells it from every other of its trial.

use std::collections::BTreeMap;

use super::{Amount, Period};

/// A register figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is a figure of.
    pub key: Key,
    /// How much.
    pub amount: Amount,
    /// Where it comes from.
    pub source: String,
    /// What else must be known to read it.
    pub note: String,
    /// Whether it is shown to everybody although few stand behind it: nobody can be recognised by it.
    pub show_small: bool,
}

/// What tells a figure from every other of its trial.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What is measured, in words.
    pub measure: String,
    /// Whose: a municipality's key; empty for the whole trial.
    pub municipality: String,
    /// Of which people; empty for all of the trial's target group.
    pub group: String,
    /// When.
    pub period: Period,
}

impl Figure {
    /// What a file has of it, in the order of its columns: measure, period, municipality, group, value, unit, source, note.
    #[must_use]
    pub fn cells(&self) -> [String; 8] {
        let Key { measure, municipality, group, period } = &self.key;
        let unit = self.amount.unit.name().to_owned();
        let (period, value) = (period.written(), self.amount.written());
        [measure.clone(), period, municipality.clone(), group.clone(), value, unit, self.source.clone(), self.note.clone()]
    }
}

impl Key {
    /// Whether both are figures of the same days of the same.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.period.overlaps(other.period)
            && self.measure == other.measure
            && self.municipality == other.municipality
            && self.group == other.group
    }
}

/// Pairs of figures that speak of the same days of the same: the place of the first, and of the one that overlaps with it.
#[must_use]
pub fn overlap(keys: &[&Key]) -> Vec<(usize, usize)> {
    let mut by_line: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let line = by_line.entry((&key.measure, &key.municipality, &key.group)).or_default();
        found.extend(line.iter().find(|other| keys[**other].period.overlaps(key.period)).map(|other| (*other, at)));
        line.push(at);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;

    fn figure(municipality: &str, group: &str, period: &str, amount: &str) -> Figure {
        Figure {
            key: Key {
                measure: "Længde".to_owned(),
                municipality: municipality.to_owned(),
                group: group.to_owned(),
                period: Period::parse(period).unwrap(),
            },
            amount: Amount::parse(amount, Unit::Months).unwrap(),
            source: "Sagssystemet".to_owned(),
            note: String::new(),
            show_small: false,
        }
    }

    #[test]
    fn a_year_and_its_half_are_said_twice_of_one_municipality_alone() {
        let figures =
            [figure("aalborg", "", "2018", "1"), figure("thisted", "", "2018-H2", "1"), figure("aalborg", "", "2018-H2", "1")];
        let keys: Vec<&Key> = figures.iter().map(|figure| &figure.key).collect();
        assert_eq!(overlap(&keys), [(0, 2)]);
    }
}
