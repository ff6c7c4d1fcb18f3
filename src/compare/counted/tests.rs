//! Who answered against who was asked, and what of it would tell too much.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::compare::Tallies;
use crate::compare::comparison::Composed;
use crate::compare::fixtures::{extent, input, round, single, tally, trials, version};
use crate::fieldwork::Population;

/// Who answered of twenty in aa, so many in bb and ten in cc.
fn composition(answered: [u64; 3], people: u64) -> Vec<Composition> {
    let trials = trials(&["aa", "bb", "cc"]);
    let version = version(1, vec![single("simplified", extent())]);
    let line = round("eks-2019", date(2019, 1, 7), 1);
    let mut tallies = Tallies::default();
    for (place, answered) in ["aa", "bb", "cc"].into_iter().zip(answered) {
        tally(&mut tallies, Some(place), "simplified", &[(1, answered / 2), (2, answered - answered / 2)]);
    }
    let population = [("aa", 20), ("bb", people), ("cc", 10)];
    let population = population.map(|(place, count)| (Cell::from([("municipality".to_owned(), place.to_owned())]), count));
    let asked = RoundInput {
        round: &line,
        version: &version,
        tallies: &tallies,
        population: Some(Population(population.to_vec())),
        waiting: false,
        published: false,
        entered: BTreeMap::new(),
    };
    let comparison = super::super::compare(&input(&trials, vec![asked]));
    comparison.composition
}

#[test]
fn who_answered_stands_beside_who_was_asked() {
    let told = composition([15, 12, 8], 16);
    let line = |value: &str, people, responses| Composed { value: value.to_owned(), people, responses };
    assert_eq!((told.len(), told[0].round.as_str(), told[0].column.as_str()), (1, "eks-2019", "municipality"));
    assert_eq!(told[0].values, [line("aa", 20, Some(15)), line("bb", 16, Some(12)), line("cc", 10, Some(8))]);
}

#[test]
fn how_many_of_a_small_group_answered_is_not_told_and_cannot_be_taken_from_the_whole() {
    let told = composition([15, 3, 12], 6);
    let withheld = told[0].values.iter().filter(|value| value.responses.is_none()).count();
    assert_eq!(told[0].values[1].responses, None);
    assert!(withheld > 1, "three follow from the whole without the others: {told:?}");
    assert_eq!(told[0].values.iter().map(|value| value.people).collect::<Vec<u64>>(), [20, 6, 10]);
}
