//! Weighted answers against shares and costs worked out by hand, and what would let somebody compute a cell.

use std::collections::BTreeMap;

use jiff::civil::date;

use crate::compare::fixtures::{extent, input, multiple, round, single, tally, trials, version};
use crate::compare::{Cell, Comparison, Input, QuestionComparison, RefusalCode, RoundInput, Tallies, compare};
use crate::fieldwork::Population;
use crate::questionnaire::code;

/// Two rounds of aa and bb: of each how many answered low and high, and how many people there are.
fn weighted(answers: [[[u64; 2]; 2]; 2], people: [u64; 2]) -> Comparison {
    let trials = trials(&["aa", "bb"]);
    let version = version(1, vec![single("simplified", extent()), multiple("themes")]);
    let lines = [round("eks-2019", date(2019, 1, 7), 1), round("eks-2020", date(2020, 6, 1), 1)];
    let mut tallies = [Tallies::default(), Tallies::default()];
    for (tallies, answers) in tallies.iter_mut().zip(answers) {
        for (place, [low, high]) in ["aa", "bb"].into_iter().zip(answers) {
            tally(tallies, Some(place), "simplified", &[(2, low), (5, high)]);
            tally(tallies, Some(place), "themes", &[(code::ANSWERED, low + high), (1, high), (2, low)]);
        }
    }
    let population: Vec<(Cell, u64)> = ["aa", "bb"]
        .into_iter()
        .zip(people)
        .map(|(place, count)| (Cell::from([("municipality".to_owned(), place.to_owned())]), count))
        .collect();
    let inputs = (0..2).map(|at| RoundInput {
        round: &lines[at],
        version: &version,
        tallies: &tallies[at],
        population: Some(Population(population.clone())),
        waiting: false,
        published: false,
        entered: BTreeMap::new(),
    });
    compare(&Input { weight_by: &["municipality".to_owned()], ..input(&trials, inputs.collect()) })
}

fn question(comparison: &Comparison, key: &str) -> QuestionComparison {
    comparison.groups[0].questions.iter().find(|question| question.key == key).unwrap().clone()
}

fn close(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-12, "{one} is not {other}");
}

#[test]
fn weights_make_the_share_that_of_the_people() {
    let comparison = weighted([[[5, 5], [5, 15]], [[8, 12], [10, 10]]], [60, 40]);
    let line = &comparison.weights[0];
    // Ten people weigh 6 each and twenty 2 each: 30 (10·36 + 20·4) / 100².
    close(line.design_effect.unwrap(), 1.32);
    close(line.effective_n.unwrap(), 30.0 / 1.32);
    close(line.largest_over_mean.unwrap(), 6.0 / (100.0 / 30.0));
    let asked = question(&comparison, "simplified");
    let change = asked.changes[0].top_box.as_ref().unwrap();
    assert_eq!((change.low_fpc, change.without_population), (None, Some("weighted")));
    assert!(asked.rounds.iter().all(|round| round.top_box.as_ref().unwrap().low_fpc.is_some()));
    let [first, second] = [0, 1].map(|at| asked.rounds[at].weighted.clone().unwrap());
    close(first.share, 0.6 * 0.5 + 0.4 * 0.75);
    close(second.share, 0.6 * 0.6 + 0.4 * 0.5);
    close(asked.rounds[0].top_box.as_ref().unwrap().share, 20.0 / 30.0);
    let change = &asked.changes[0];
    close(change.effect.as_ref().unwrap().estimate, second.share - first.share);
    close(change.top_box.as_ref().unwrap().difference, second.share - first.share);
    assert_eq!(change.test.as_ref().unwrap().name, "rao-scott");
    let themes = question(&comparison, "themes");
    close(themes.changes[0].options[0].rounds[0].share, first.share);
    assert_eq!(themes.changes[0].test.as_ref().unwrap().name, "rao-scott");
}

#[test]
fn a_cell_that_is_withheld_cannot_be_had_from_a_weighted_share() {
    // Of bb in the first round three answered: the share of all and a weighted one would be two equations for two unknown shares.
    let comparison = weighted([[[5, 15], [1, 2]], [[8, 12], [10, 10]]], [60, 40]);
    assert_eq!(comparison.weights[0].refused.as_deref(), Some("withheld"));
    assert!(comparison.weights[1].refused.is_none());
    let asked = question(&comparison, "simplified");
    assert_eq!(asked.rounds[0].weighted, None);
    assert_eq!(asked.changes[0].refused.as_ref().map(|refused| refused.code), Some(RefusalCode::Weights));
    // All alike in one cell: the cell is withheld though it is large.
    let alike = weighted([[[5, 5], [0, 20]], [[8, 12], [10, 10]]], [60, 40]);
    let asked = question(&alike, "simplified");
    assert_eq!(asked.rounds[0].weighted, None);
    // The change is that of the answers as they are.
    assert_eq!(asked.changes[0].refused, None);
    assert_ne!(asked.changes[0].test.as_ref().unwrap().name, "rao-scott");
}

#[test]
fn answers_that_would_weigh_too_much_are_not_weighted() {
    let comparison = weighted([[[4, 4], [60, 60]], [[8, 12], [10, 10]]], [9_000, 1_000]);
    assert_eq!(comparison.weights[0].refused.as_deref(), Some("large-weight"));
}
