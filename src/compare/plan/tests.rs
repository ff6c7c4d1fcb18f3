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

#[test]
fn of_closed_rounds_the_plan_has_the_numbers_of_their_comparison() {
    let trials = trials(&["aa", "bb", "cc"]);
    let version = version(1, vec![single("simplified", extent()), single("used", extent())]);
    let lines = [round("eks-2017", date(2017, 1, 7), 1), round("eks-2020", date(2020, 1, 7), 1)];
    let mut tallies = [Tallies::default(), Tallies::default()];
    for (tallies, more) in tallies.iter_mut().zip([0, 3]) {
        for (place, times) in [("aa", 4), ("bb", 1), ("cc", 3)] {
            tally(tallies, Some(place), "simplified", &[(1, 3 * times), (2, 2 * times), (4, 3 * times + more)]);
            tally(tallies, Some(place), "used", &[(1, 5 * times), (2, 2 * times), (5, times + more)]);
        }
    }
    let asked = |waiting: bool| {
        let rounds = (0..2).map(|at| RoundInput {
            round: &lines[at],
            version: &version,
            tallies: &tallies[at],
            population: None,
            waiting: waiting && at == 1,
            published: false,
            entered: BTreeMap::new(),
        });
        rounds.collect::<Vec<_>>()
    };
    let by = ["municipality".to_owned()];
    let expected = Expected { response: 0.6, people: None, today: date(2021, 1, 1) };
    let closed = Input { by: &by, ..input(&trials, asked(false)) };
    let (plan_of, compared) = (plan(&closed, &expected), crate::compare::compare(&closed));
    assert_eq!(plan_of.groups.len(), 4);
    let mut points = Vec::new();
    for (planned, group) in plan_of.groups.iter().zip(&compared.groups) {
        let sizes: Vec<f64> =
            group.questions.iter().filter_map(|question| Some(question.changes[0].detectable.as_ref()?.smallest)).collect();
        assert_eq!(planned.by, group.by);
        assert!(planned.reckoned, "{planned:?}");
        assert_eq!(planned.smallest, sizes.iter().copied().reduce(f64::min));
        assert_eq!(planned.largest, sizes.iter().copied().reduce(f64::max));
        points.extend(planned.smallest.zip(planned.largest));
    }
    assert!(points.iter().any(|(smallest, largest)| largest - smallest > 0.01), "{points:?}");
    assert!(plan_of.groups[0].sentence.contains("procentpoint, alt efter spørgsmålet)."), "{}", plan_of.groups[0].sentence);
    // While a round takes answers, nothing of its shares is known to anybody.
    let open = plan(&Input { by: &by, ..input(&trials, asked(true)) }, &expected);
    assert!(open.groups.iter().all(|group| !group.reckoned && group.largest.is_none()), "{open:?}");
}
