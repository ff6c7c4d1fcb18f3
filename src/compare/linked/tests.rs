//! Following the same people: equal to the reference, and silent where the others of a round could be told.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::date;
use serde_json::Value;

use super::*;
use crate::compare::comparison::{Comparison, QuestionComparison, RefusalCode};
use crate::compare::fixtures::{extent, multiple, round, single, tally, trials, version, yes_no};
use crate::compare::{Coded, Coding, Input, RoundInput, Tallies, compare};
use crate::config::Privacy;
use crate::fieldwork::Population;
use crate::language::Language;
use crate::questionnaire::{Question, code};

/// People of a municipality by their codes in both rounds; none: they did not take part in that round.
struct People<'a>(&'a str, Vec<[Option<Vec<i64>>; 2]>);

/// Compares two rounds of one question, following whoever took part in both.
fn followed(question: &Question, people: &[People], by: &[String]) -> Comparison {
    followed_of(question, people, by, None)
}

/// The same, with as many people in each round as this.
fn followed_of(question: &Question, people: &[People], by: &[String], all: Option<[u64; 2]>) -> Comparison {
    let units: Vec<&str> = people.iter().map(|people| people.0).collect();
    let (trials, version) = (trials(&units), version(1, vec![question.clone()]));
    let rounds = [round("eks-2019", date(2019, 1, 7), 1), round("eks-2020", date(2020, 6, 1), 1)];
    let mut tallies = [Tallies::default(), Tallies::default()];
    let coding = Coding::of(&version);
    let mut coded = [Coded::of(&coding), Coded::of(&coding)];
    for People(unit, all) in people {
        for codes in all {
            for (tallies, codes) in tallies.iter_mut().zip(codes) {
                codes.iter().flatten().for_each(|code| tally(tallies, Some(unit), &question.key, &[(*code, 1)]));
            }
            if let [Some(one), Some(other)] = codes {
                for (coded, codes) in coded.iter_mut().zip([one, other]) {
                    let cell = coded.cell(Cell::from([("municipality".to_owned(), (*unit).to_owned())]));
                    coded.push_codes(cell, &[codes.as_slice()]);
                }
            }
        }
    }
    let pairs: Vec<[u32; 2]> = (0..).take(coded[0].responses()).map(|person| [person; 2]).collect();
    let linked = LinkedRounds::of(["eks-2019", "eks-2020"], [(&version, &coded[0]), (&version, &coded[1])], &pairs);
    let input = |at: usize| RoundInput {
        round: &rounds[at],
        version: &version,
        tallies: &tallies[at],
        population: all.map(|all| Population(vec![(Cell::from([("municipality".to_owned(), "aa".to_owned())]), all[at])])),
        waiting: false,
        published: false,
        entered: BTreeMap::new(),
    };
    compare(&Input {
        trials: &trials,
        trial: "eksempel",
        evaluation: None,
        rounds: (0..2).map(input).collect(),
        approvals: &[],
        by,
        privacy: &Privacy::default(),
        linked: Some(&[Arc::new(linked)]),
        weight_by: &[],
        shared: vec![("eks-2019".to_owned(), "eks-2020".to_owned(), 99)],
        language: Language::Da,
    })
}

/// People who moved as this table tells.
fn moved(table: &[&[u64]]) -> Vec<[Option<Vec<i64>>; 2]> {
    let cells = (1..).zip(table).flat_map(|(from, row)| (1..).zip(*row).map(move |(to, count)| (from, to, *count)));
    cells.flat_map(|(from, to, count)| (0..count).map(move |_| [Some(vec![from]), Some(vec![to])])).collect()
}

/// People who answered in one round only, one for each value.
fn only(round: usize, values: &[i64]) -> Vec<[Option<Vec<i64>>; 2]> {
    let person = |value: &i64| if round == 0 { [Some(vec![*value]), None] } else { [None, Some(vec![*value])] };
    values.iter().map(person).collect()
}

fn whole(comparison: &Comparison) -> &QuestionComparison {
    &comparison.groups[0].questions[0]
}

fn refused(comparison: &Comparison) -> Option<RefusalCode> {
    whole(comparison).changes[0].refused.as_ref().map(|refusal| refusal.code)
}

const TYPICAL: &[&[u64]] = &[&[1, 1, 0, 0, 0], &[0, 3, 3, 1, 0], &[0, 1, 4, 4, 1], &[0, 0, 1, 3, 2], &[0, 0, 0, 0, 1]];

#[test]
fn what_moved_equals_the_reference() {
    let vectors: Value =
        serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/comparison.json"))).unwrap();
    let case = &vectors["paired"][0];
    let table: Vec<Vec<u64>> = serde_json::from_value(case["table_rows_round1_cols_round2"].clone()).unwrap();
    let table: Vec<&[u64]> = table.iter().map(Vec::as_slice).collect();
    assert_eq!(table, TYPICAL);
    let comparison = followed(&single("simplified", extent()), &[People("aa", moved(TYPICAL))], &[]);
    let (question, results) = (whole(&comparison), &case["results"]);
    let near = |found: f64, expected: &Value| assert!((found - expected.as_f64().unwrap()).abs() < 1e-8, "{found} {expected}");
    let change = &question.changes[0];
    assert_eq!((question.design.as_str(), question.linked_n, &question.reasons[..]), ("linked", Some(26), &[][..]));
    let test = change.test.as_ref().unwrap();
    assert_eq!(test.name, "signed-rank-exact");
    near(test.p, &results["wilcoxon_signed_rank"]["pratt_exact_p"]);
    let effect = change.effect.as_ref().unwrap();
    assert_eq!(effect.name, "moved");
    near(effect.estimate, &results["moves"]["dominance"]);
    near(effect.low.unwrap(), &results["moves"]["tango95"][0]);
    near(effect.high.unwrap(), &results["moves"]["tango95"][1]);
    let top = change.top_box.as_ref().unwrap();
    near(top.low, &results["mcnemar_top_box"]["tango95"][0]);
    near(top.high, &results["mcnemar_top_box"]["tango95"][1]);
    assert_eq!((top.low_fpc, change.shape.is_none()), (None, true));
    assert_eq!(
        change.sentence,
        "26 har svaret i begge runder. Tolv af dem har flyttet sig mod »I høj grad«, 2 mod »Slet ikke«, og 12 svarer det samme som før. \
         Det er næppe tilfældigt."
    );
}

#[test]
fn the_others_of_a_round_stay_in_its_figures_and_out_of_the_change() {
    let mut people = moved(TYPICAL);
    people.extend(only(0, &[1, 1, 2, 2, 3, 3, 4, 5]));
    let comparison = followed(&single("simplified", extent()), &[People("aa", people)], &[]);
    let question = whole(&comparison);
    assert_eq!((question.design.as_str(), question.linked_n), ("partly-linked", Some(26)));
    assert_eq!((question.rounds[0].n, question.rounds[1].n), (Some(34), Some(26)));
    assert_eq!(question.changes[0].moved.unwrap().n, 26);
}

#[test]
fn beside_a_linked_change_each_round_keeps_its_limits_for_the_people_there_are() {
    let mut people = moved(TYPICAL);
    people.extend(only(0, &[1, 1, 2, 2, 3, 3, 4, 5]));
    let comparison = followed_of(&single("simplified", extent()), &[People("aa", people.clone())], &[], Some([41, 39]));
    let question = whole(&comparison);
    for round in &question.rounds {
        let top = round.top_box.as_ref().unwrap();
        assert!(top.low_fpc.unwrap() > top.low && top.high_fpc.unwrap() < top.high, "{top:?}");
    }
    let change = question.changes[0].top_box.as_ref().unwrap();
    assert_eq!((change.low_fpc, change.high_fpc, change.without_population), (None, None, Some("linked")));
    let unknown = followed(&single("simplified", extent()), &[People("aa", people)], &[]);
    assert_eq!(whole(&unknown).changes[0].top_box.as_ref().unwrap().without_population, None, "nobody expects limits");
}

#[test]
fn where_everybody_is_followed_the_change_is_known() {
    let comparison = followed_of(&single("simplified", extent()), &[People("aa", moved(TYPICAL))], &[], Some([26, 26]));
    let change = whole(&comparison).changes[0].top_box.as_ref().unwrap();
    assert_eq!((change.low_fpc, change.high_fpc), (Some(change.difference), Some(change.difference)));
    assert!(change.without_population.is_none() && change.low < change.difference);
}

#[test]
fn nothing_is_said_of_a_linked_set_that_is_small_or_alike_or_that_leaves_somebody_alone_outside() {
    let question = single("simplified", extent());
    let of = |people| followed(&question, &[People("aa", people)], &[]);
    let few: &[&[u64]] = &[&[0, 3, 0, 0, 0], &[0, 0, 2, 0, 0], &[0, 0, 1, 0, 1], &[0; 5], &[0; 5]];
    let outside = || [only(0, &[1, 2, 3, 4, 5, 1, 2, 3]), only(1, &[1, 2, 3, 4, 5, 1, 2, 3])].concat();
    for (people, why) in [
        ([moved(few), outside()].concat(), "seven pairs"),
        ([moved(TYPICAL), only(0, &[5])].concat(), "one person outside the earlier round"),
        ([moved(TYPICAL), only(1, &[1, 2, 3, 4, 5, 1, 2])].concat(), "seven outside the later round"),
        ([moved(TYPICAL), only(1, &[4; 8])].concat(), "eight outside, all alike"),
        ([moved(&[&[0, 5, 4, 0, 3], &[0; 5], &[0; 5], &[0; 5], &[0; 5]]), outside()].concat(), "all moved up"),
    ] {
        let comparison = of(people);
        assert_eq!(refused(&comparison), Some(RefusalCode::Withheld), "{why}");
        assert_eq!(whole(&comparison).linked_n, None, "{why}");
        assert_eq!(whole(&comparison).design, "partly-linked", "{why}: the same of all that is withheld");
        assert!(whole(&comparison).rounds[1].n.is_some(), "{why}: the rounds' own figures stay");
    }
    let enough = of([moved(TYPICAL), only(1, &[1, 2, 3, 4, 5, 1, 2, 3])].concat());
    assert_eq!(refused(&enough), None);
}

#[test]
fn a_withheld_change_was_called_independent_though_the_same_people_were_asked_for() {
    let few: &[&[u64]] = &[&[0, 3, 0, 0, 0], &[0, 0, 2, 0, 0], &[0, 0, 1, 0, 1], &[0; 5], &[0; 5]];
    let question = single("simplified", extent());
    // Seven people who all answered twice: that nobody else did is not said of so few.
    let comparison = followed(&question, &[People("aa", moved(few))], &[]);
    assert_eq!((refused(&comparison), whole(&comparison).design.as_str()), (Some(RefusalCode::Withheld), "partly-linked"));
    // Nobody moved, so no test can reach the level; it may be told that they were all.
    let still: &[&[u64]] = &[&[5, 0, 0, 0, 0], &[0, 5, 0, 0, 0], &[1, 0, 5, 0, 0], &[0; 5], &[0; 5]];
    let comparison = followed(&question, &[People("aa", moved(still))], &[]);
    assert_eq!((refused(&comparison), whole(&comparison).design.as_str()), (Some(RefusalCode::CannotReachLevel), "linked"));
}

#[test]
fn of_groups_so_many_are_withheld_that_the_rest_stays_safe() {
    let question = single("simplified", extent());
    let by = ["municipality".to_owned()];
    let eight = || only(1, &[1, 2, 3, 4, 5, 1, 2, 3]);
    let shown = |people: &[People]| {
        let comparison = followed(&question, people, &by);
        comparison.groups.iter().map(|group| group.questions[0].changes[0].moved.map(|moved| moved.n)).collect::<Vec<_>>()
    };
    let all = |more: Vec<_>| [moved(TYPICAL), more].concat();
    assert_eq!(shown(&[People("aa", all(eight())), People("bb", all(eight()))]), [Some(52), Some(26), Some(26)]);
    // One person of bb is alone outside: what bb's linked ones did must not follow from the whole and from aa either.
    let alone = shown(&[People("aa", all(eight())), People("bb", all(only(1, &[5]))), People("cc", all(eight()))]);
    assert_eq!(alone[2], None);
    assert!(alone[1].is_none() || alone[3].is_none(), "{alone:?}");
}

#[test]
fn two_options_and_several_choices_have_tests_of_their_own() {
    let pairs: &[&[u64]] = &[&[10, 9], &[1, 10]];
    let comparison = followed(&single("used", yes_no()), &[People("aa", moved(pairs))], &[]);
    let change = &whole(&comparison).changes[0];
    assert_eq!(change.test.as_ref().unwrap().name, "mcnemar-exact");
    assert_eq!(change.effect.as_ref().unwrap().name, "difference");
    assert!((change.effect.as_ref().unwrap().estimate - 8.0 / 30.0).abs() < 1e-12);
    let ticked = |one: &[i64], other: &[i64], times: usize| {
        let with = |values: &[i64]| Some([&[code::ANSWERED], values].concat());
        vec![[with(one), with(other)]; times]
    };
    let people = [ticked(&[1], &[1, 2], 9), ticked(&[1, 2], &[1], 1), ticked(&[3], &[3], 10)].concat();
    let comparison = followed(&multiple("why"), &[People("aa", people)], &[]);
    let change = &whole(&comparison).changes[0];
    assert_eq!(change.test.as_ref().unwrap().name, "mcnemar-exact");
    assert_eq!((change.moved.unwrap().n, change.moved.unwrap().up), (20, None));
    assert!((change.options[1].changes[0].difference - 0.4).abs() < 1e-12);
    assert!(change.sentence.starts_with("20 har svaret i begge runder. Flere end før svarer »Lov«."), "{}", change.sentence);
}
