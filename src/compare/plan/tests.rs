//! What so many people could show, against powers computed elsewhere by summing Fisher's test over every outcome.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::compare::fixtures::{extent, input, round, single, tally, trials, version};
use crate::compare::{RoundInput, Tallies};
use crate::fieldwork::Population;

/// The smallest differences from one half for 40 and 36, 29 and 24, 11 and 12 answers.
const EXPECTED: [f64; 3] = [0.314_348_348_5, 0.363_388_377_8, 0.480_471_645_8];

/// The plan of rounds in these years, of which the first has answers if `closed`; so many people in aa and bb.
fn planned(years: &[i16], closed: [u64; 2], people: [u64; 2], response: f64) -> Plan {
    let trials = trials(&["aa", "bb"]);
    let version = version(1, vec![single("simplified", extent())]);
    let lines: Vec<_> = years.iter().map(|year| round(&format!("eks-{year}"), date(*year, 1, 7), 1)).collect();
    let population = ["aa", "bb"].into_iter().zip(people);
    let population: Vec<_> =
        population.map(|(place, count)| (Cell::from([("municipality".to_owned(), place.to_owned())]), count)).collect();
    let mut answered = Tallies::default();
    for (place, n) in ["aa", "bb"].into_iter().zip(closed) {
        tally(&mut answered, Some(place), "simplified", &[(1, n / 2), (2, n - n / 2)]);
    }
    let empty = Tallies::default();
    let has_answers = closed != [0, 0];
    let rounds = lines.iter().enumerate().map(|(at, round)| RoundInput {
        round,
        version: &version,
        tallies: if at == 0 { &answered } else { &empty },
        population: Some(Population(population.clone())),
        waiting: at > 0 || !has_answers,
        published: false,
        entered: BTreeMap::new(),
    });
    let asked = Input { by: &["municipality".to_owned()], ..input(&trials, rounds.collect()) };
    plan(&asked, &Expected { response, people: Some(20), today: date(2019, 2, 1) })
}

#[test]
fn answers_that_are_there_and_answers_that_are_expected_give_the_smallest_change() {
    let plan = planned(&[2019, 2020], [29, 11], [40, 20], 0.6);
    let [all, aa, bb] = &plan.groups[..] else { panic!("{plan:?}") };
    assert_eq!((all.answers, aa.answers, bb.answers), ([Some(40), Some(36)], [Some(29), Some(24)], [Some(11), Some(12)]));
    for (group, expected) in [(all, EXPECTED[0]), (aa, EXPECTED[1]), (bb, EXPECTED[2])] {
        assert!((group.smallest.unwrap() - expected).abs() < 1e-6, "{group:?}");
    }
    assert_eq!((all.size, aa.size, bb.size), (Size::Large, Size::Large, Size::VeryLarge));
    assert_eq!(all.sentence, "Med svar fra 36 rådgivere kan I kun se en stor ændring (mindst omkring 31 procentpoint).");
    assert_eq!(
        bb.sentence,
        "Med svar fra 11 rådgivere kan I kun se en meget stor ændring (mindst omkring 48 procentpoint). Overvej interview eller \
         sagsgennemgang."
    );
    assert_eq!(all.linked.as_ref().map(|linked| linked.people), Some(21));
}

#[test]
fn too_few_and_hopeless_groups_are_told_so() {
    let plan = planned(&[2019], [0, 0], [12, 13], 0.65);
    assert_eq!(plan.groups[1].answers, [Some(7), Some(7)]);
    assert_eq!(plan.groups[1].size, Size::NotShown);
    assert_eq!(
        plan.groups[1].sentence,
        "Svar fra 7 rådgivere er for få til at blive vist. Overvej interview eller sagsgennemgang."
    );
    assert_eq!((plan.groups[2].answers, plan.groups[2].size), ([Some(8), Some(8)], Size::None));
    // How many answered of a small group is not told by the plan either.
    let hidden = planned(&[2019, 2020], [30, 3], [40, 20], 0.6);
    assert_eq!((hidden.groups[2].answers[0], hidden.groups[2].size), (None, Size::Unknown));
}

#[test]
fn a_trial_without_a_round_before_it_cannot_show_what_came_of_it() {
    let codes = |plan: &Plan| plan.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>();
    // The fixtures' trial came into force on 1 July 2018.
    let late = planned(&[2019, 2020], [0, 0], [40, 20], 0.6);
    assert_eq!(codes(&late), ["baseline-after-start"]);
    assert!(late.warnings[0].text.contains("1. juli 2018"), "{:?}", late.warnings);
    assert!(codes(&planned(&[2017, 2020], [0, 0], [40, 20], 0.6)).is_empty());
    let none = planned(&[], [0, 0], [0, 0], 0.5);
    assert_eq!(codes(&none), ["no-baseline"]);
    assert_eq!((none.groups.len(), none.groups[0].answers), (1, [Some(10), Some(10)]));
    assert!(none.groups[0].linked.is_none());
}
