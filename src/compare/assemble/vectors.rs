//! What the program does by itself with the cases of the vectors: whom it counts, what it refuses, which options are its top box.

use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::compare::comparison::{QuestionComparison, RefusalCode};
use crate::compare::figures::Form;
use crate::compare::fixtures::{choice, round, single, tally, trials, version};
use crate::questionnaire::{Choice, Missing, Scale, ScaleKind};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../tests/data/comparison.json")).unwrap()
}

fn cases() -> Vec<Value> {
    let vectors = vectors();
    ["independent", "realdata"].iter().flat_map(|part| vectors[part].as_array().unwrap().clone()).collect()
}

fn case(id: &str) -> Value {
    cases().into_iter().find(|case| case["id"] == id).unwrap()
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect()
}

/// A scale of so many options, with "don't know" and "would rather not say" beside.
fn scale(options: usize, kind: ScaleKind) -> Scale {
    let mut choices: Vec<Choice> = (1..).take(options).map(|value| choice(value, &format!("Trin {value}"))).collect();
    choices.push(Choice { missing: Some(Missing::DontKnow), ..choice(98, "Ved ikke") });
    choices.push(Choice { missing: Some(Missing::Declined), ..choice(99, "Ønsker ikke at svare") });
    Scale { kind, choices }
}

/// The case as a question of its own, compared by the program's defaults.
fn compared(case: &Value) -> QuestionComparison {
    let kind = if case["kind"] == "ordinal" { ScaleKind::Ordinal } else { ScaleKind::Nominal };
    let options = usize::try_from(case["n_options"].as_u64().unwrap()).unwrap();
    let trials = trials(&["aa"]);
    let version = version(1, vec![single("simplified", scale(options, kind))]);
    let lines = [round("a", jiff::civil::date(2019, 1, 7), 1), round("b", jiff::civil::date(2020, 6, 1), 1)];
    let mut tallies = [Tallies::default(), Tallies::default()];
    for (at, tallies) in tallies.iter_mut().enumerate() {
        let counts = numbers(&case[["round1", "round2"][at]]);
        let beside = |kind: &str| case["nonsubstantive"][kind][at].as_u64().unwrap_or(0);
        let codes: Vec<(i64, u64)> = (1..).zip(counts).chain([(98, beside("dk")), (99, beside("refused"))]).collect();
        tally(tallies, Some("aa"), "simplified", &codes);
    }
    let inputs = (0..2).map(|at| RoundInput {
        round: &lines[at],
        version: &version,
        tallies: &tallies[at],
        population: case["population"].is_array().then(|| Population(vec![(Cell::new(), numbers(&case["population"])[at])])),
        waiting: false,
        published: false,
        entered: BTreeMap::new(),
    });
    let mut comparison = compare(&Input {
        trials: &trials,
        trial: "eksempel",
        evaluation: None,
        rounds: inputs.collect(),
        approvals: &[],
        by: &[],
        privacy: &Privacy::default(),
        linked: None,
        weight_by: &[],
        shared: Vec::new(),
        language: Language::Da,
    });
    comparison.groups.remove(0).questions.remove(0)
}

#[test]
fn those_who_did_not_say_are_beside_the_scale_and_change_nothing() {
    let case = case("i01_5opt_typical");
    let question = compared(&case);
    for (at, round) in question.rounds.iter().enumerate() {
        let missing = round.missing.unwrap();
        assert_eq!(missing.dont_know, case["nonsubstantive"]["dk"][at].as_u64().unwrap());
        assert_eq!(missing.declined, case["nonsubstantive"]["refused"][at].as_u64().unwrap());
        assert_eq!(round.n, case["results"][["round1", "round2"][at]]["n"].as_u64());
        assert_eq!(round.base, round.n.map(|n| n + missing.total()));
    }
    let p = question.changes[0].test.as_ref().unwrap().p;
    let expected = case["results"]["brunner_munzel_exact_permutation_p"].as_f64().unwrap();
    assert!((p - expected).abs() <= 1e-9 * expected, "{p} instead of {expected}");
}

#[test]
fn a_round_without_substantive_answers_is_refused_as_the_reference_says() {
    let case = case("i09_round2_empty");
    assert!(case["refuse"].is_string());
    let change = &compared(&case).changes[0];
    assert_eq!(change.refused.as_ref().map(|refusal| refusal.code), Some(RefusalCode::NoAnswers));
    assert!(change.test.is_none() && change.effect.is_none() && change.top_box.is_none() && change.shape.is_none());
}

#[test]
fn the_top_box_is_by_default_that_of_the_reference() {
    let mut told = 0;
    for case in cases().into_iter().filter(|case| case["results"]["top_box"].is_object() && case["kind"] == "ordinal") {
        let options = usize::try_from(case["n_options"].as_u64().unwrap()).unwrap();
        let version = version(1, vec![single("simplified", scale(options, ScaleKind::Ordinal))]);
        let form = Form::of(&version.item("simplified").unwrap());
        let top = usize::try_from(case["results"]["top_box"]["top_options"].as_u64().unwrap()).unwrap();
        assert_eq!(form.top, (options - top..options).collect::<Vec<_>>(), "{}", case["id"]);
        let question = compared(&case);
        for (round, expected) in question.rounds.iter().zip(case["results"]["top_box"]["p"].as_array().unwrap()) {
            let Some(found) = &round.top_box else { continue };
            assert!((found.share - expected.as_f64().unwrap()).abs() <= 1e-9, "{}", case["id"]);
            told += 1;
        }
    }
    assert!(told >= 16, "{told}");
}
