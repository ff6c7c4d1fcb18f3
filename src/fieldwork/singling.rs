//! How many people the background questions of a round single out, each alone and all together.
//!
//! Answers can be anonymous and still say whose they are: who is the only one of her role in her municipality is known by these two
//! alone. Somebody is singled out who shares all values with fewer than [`CROWD`] people, herself included (k-anonymity: Sweeney 2002).

use std::collections::BTreeMap;

use super::Population;

/// So many people with the same values are a crowd.
pub const CROWD: u64 = 5;
/// Above this share, in per cent, an anonymous round is refused.
pub const MOST_SINGLED_OUT: u64 = 5;

/// How many of how many people some columns single out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Singling {
    /// The background columns.
    pub columns: Vec<String>,
    /// Those with fewer than [`CROWD`] like them.
    pub people: u64,
    /// All.
    pub of: u64,
}

impl Singling {
    /// Whether it is more than may be in an anonymous round.
    #[must_use]
    pub fn is_too_much(&self) -> bool {
        self.people * 100 > self.of * MOST_SINGLED_OUT
    }
}

/// How many a round's columns single out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Each column by itself.
    pub each: Vec<Singling>,
    /// All at once.
    pub together: Singling,
    /// What is left when one is dropped, for each of several.
    pub without: Vec<(String, Singling)>,
}

/// What is known of how many a round singles out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingledOut {
    /// By the columns that are known.
    pub found: Estimate,
    /// The columns of which nothing is known.
    pub unknown: Vec<String>,
}

/// How many a round with these background columns singles out, by its population where that knows them all, else by those on its list;
/// nothing where nobody is known.
#[must_use]
pub fn singled_out(population: Option<&Population>, listed: &Population, columns: Vec<String>) -> Option<SingledOut> {
    let people = population.filter(|population| population.knows(&columns)).unwrap_or(listed);
    if people.0.is_empty() {
        return None;
    }
    let (known, unknown): (Vec<String>, Vec<String>) =
        columns.into_iter().partition(|column| people.0.iter().any(|(row, _)| row.contains_key(column)));
    Some(SingledOut { found: estimate(people, &known), unknown })
}

/// How many of these people the columns single out; those of whom a value is unknown are alike in that.
#[must_use]
pub fn estimate(population: &Population, columns: &[String]) -> Estimate {
    let by = |columns: &[String]| count(population, columns);
    let without = |dropped: &String| {
        let rest: Vec<String> = columns.iter().filter(|column| *column != dropped).cloned().collect();
        (dropped.clone(), by(&rest))
    };
    Estimate {
        each: columns.iter().map(|column| by(std::slice::from_ref(column))).collect(),
        together: by(columns),
        without: if columns.len() > 1 { columns.iter().map(without).collect() } else { Vec::new() },
    }
}

fn count(population: &Population, columns: &[String]) -> Singling {
    let mut groups: BTreeMap<Vec<Option<&String>>, u64> = BTreeMap::new();
    for (row, people) in &population.0 {
        *groups.entry(columns.iter().map(|column| row.get(column)).collect()).or_default() += people;
    }
    let people = groups.values().filter(|people| **people < CROWD).sum();
    Singling { columns: columns.to_vec(), people, of: groups.values().sum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(rows: &[(&str, &str, u64)]) -> Population {
        let row = |(municipality, role, people): &(&str, &str, u64)| {
            let values =
                [("municipality", municipality), ("role", role)].map(|(key, value)| (key.to_owned(), (*value).to_owned()));
            (values.into_iter().filter(|(_, value)| !value.is_empty()).collect(), *people)
        };
        Population(rows.iter().map(row).collect())
    }

    fn columns() -> Vec<String> {
        ["municipality", "role"].map(str::to_owned).to_vec()
    }

    #[test]
    fn two_columns_together_single_out_whom_neither_does_alone() {
        let found = estimate(&people(&[("aa", "x", 30), ("aa", "y", 4), ("bb", "x", 3), ("bb", "y", 30)]), &columns());
        assert_eq!(found.each.iter().map(|one| one.people).collect::<Vec<_>>(), [0, 0]);
        assert_eq!((found.together.people, found.together.of, found.together.is_too_much()), (7, 67, true));
        assert_eq!(
            found.without.iter().map(|(dropped, rest)| (dropped.as_str(), rest.people)).collect::<Vec<_>>(),
            [("municipality", 0), ("role", 0)]
        );
    }

    #[test]
    fn a_share_is_too_much_from_the_next_person_on() {
        let share = |few: u64, all: u64| Singling { columns: columns(), people: few, of: all }.is_too_much();
        assert!(!share(1, 20) && share(2, 39) && share(1, 19) && !share(0, 0));
    }

    #[test]
    fn those_of_whom_a_value_is_unknown_are_alike_in_that() {
        let found = estimate(&people(&[("aa", "", 3), ("aa", "x", 9), ("bb", "", 2), ("bb", "x", 9)]), &columns());
        assert_eq!((found.each[1].people, found.together.people), (0, 5));
    }
}
