//! The three truth values, and that candidates stand for all answers.

use proptest::prelude::*;

use super::super::test_house::{question, version};
use super::super::{Answer, Kind, MissingName, NONE, OTHER, Version};
use super::*;

fn asked() -> Version {
    version(&[&[
        &question("used", "single", "other = true"),
        &question("degree", "single", "scale = \"extent\""),
        &question("forms", "multiple", "none = true\nother = true\nmissing = [\"declined\"]"),
        &question("age", "number", "missing = [\"declined\"]\ndecimals = 1"),
        &question("since", "date", ""),
        &question("word", "text", ""),
    ]])
}

fn holds(text: &str, given: &[(&str, Answer)]) -> Truth {
    let version = asked();
    let kind =
        |key: &str| -> Option<&Kind> { version.questions().find(|question| question.key == key).map(|question| &question.kind) };
    let parsed = parse(text).unwrap();
    truth(&parsed.condition, &|key: &str| {
        given.iter().find(|(given, _)| *given == key).and_then(|(_, answer)| Some((answer, kind(key)?)))
    })
}

#[test]
fn nothing_answered_is_unknown_and_stays_unknown_under_not() {
    assert_eq!(holds("used == 1", &[]), Truth::Unknown);
    assert_eq!(holds("not used == 1", &[]), Truth::Unknown);
    assert_eq!(holds("used != 1", &[]), Truth::Unknown);
    assert_eq!(holds("used in [1, 2]", &[]), Truth::Unknown);
    assert_eq!(holds("chosen(forms, 1)", &[]), Truth::Unknown);
    assert_eq!(holds("answered(used)", &[]), Truth::False);
    assert_eq!(holds("not answered(used)", &[]), Truth::True);
}

#[test]
fn kleenes_tables_hold() {
    let age = [("age", Answer::Number(5.0))];
    for (left, a) in [("age == 5", Truth::True), ("age == 6", Truth::False), ("used == 1", Truth::Unknown)] {
        for (right, b) in [("age == 5", Truth::True), ("age == 6", Truth::False), ("used == 1", Truth::Unknown)] {
            assert_eq!(holds(&format!("{left} and {right}"), &age), a.min(b));
            assert_eq!(holds(&format!("{left} or {right}"), &age), a.max(b));
        }
    }
}

#[test]
fn a_missing_kind_is_seen_only_by_its_own_value_and_by_answered() {
    let dont_know = [("degree", Answer::Choice(98))];
    assert_eq!(holds("degree == 98", &dont_know), Truth::True);
    assert_eq!(holds("degree != 98", &dont_know), Truth::False);
    assert_eq!(holds("degree == \"dont-know\"", &dont_know), Truth::True);
    assert_eq!(holds("degree in [1, 98]", &dont_know), Truth::True);
    assert_eq!(holds("answered(degree)", &dont_know), Truth::True);
    for unknown in ["degree == 1", "degree != 1", "degree > 1", "degree >= 98", "degree in [1, 2]"] {
        assert_eq!(holds(unknown, &dont_know), Truth::Unknown, "{unknown}");
    }
    assert_eq!(holds("degree == 98", &[("degree", Answer::Choice(2))]), Truth::False);
    let declined = [("age", Answer::Missing(MissingName::Declined))];
    assert_eq!(holds("age > 3", &declined), Truth::Unknown);
    assert_eq!(holds("age == \"declined\"", &declined), Truth::True);
    assert_eq!(holds("chosen(forms, 1)", &[("forms", Answer::Missing(MissingName::Declined))]), Truth::Unknown);
}

#[test]
fn choices_numbers_days_and_texts_compare() {
    assert_eq!(holds("used == \"other\"", &[("used", Answer::Choice(OTHER))]), Truth::True);
    assert_eq!(holds("used != 1", &[("used", Answer::Choice(OTHER))]), Truth::True);
    assert_eq!(holds("used < 2", &[("used", Answer::Choice(OTHER))]), Truth::Unknown);
    let forms = [("forms", Answer::Choices(vec![1, OTHER]))];
    assert_eq!(holds("chosen(forms, 1) and chosen(forms, \"other\") and not chosen(forms, 2)", &forms), Truth::True);
    assert_eq!(holds("chosen(forms, 'none')", &[("forms", Answer::Choices(vec![NONE]))]), Truth::True);
    assert_eq!(holds("age >= 17.5 and age < 18", &[("age", Answer::Number(17.5))]), Truth::True);
    assert_eq!(holds("since < '2020-01-01'", &[("since", Answer::Date("2019-12-31".to_owned()))]), Truth::True);
    assert_eq!(holds("word == \"ja\"", &[("word", Answer::Text("ja".to_owned()))]), Truth::True);
}

#[test]
fn not_binds_closer_than_and_and_and_closer_than_or() {
    let parsed = |text| parse(text).unwrap().condition;
    assert_eq!(parsed("a == 1 or b == 1 and not c == 1"), parsed("(a == 1) or ((b == 1) and (not (c == 1)))"));
    assert_eq!(parsed("a==-1.5"), parsed(" a == -1.5 "));
    assert_eq!(parse("a == 1 and effects.b >= 2").unwrap().atoms[1].at, 11);
}

#[test]
fn the_place_of_a_syntax_error_is_told() {
    for (text, at) in [
        ("", 0),
        ("a", 1),
        ("a ==", 4),
        ("a == 1 b", 7),
        ("a == 'x", 5),
        ("a = 1", 2),
        ("(a == 1", 7),
        ("and == 1", 0),
        ("a == 1e5", 5),
        ("æ == 1", 0),
        ("a in []", 6),
        ("a == --1", 5),
    ] {
        assert_eq!(parse(text).unwrap_err().0, at, "{text}");
    }
}

fn condition() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        (1..4_i64, prop_oneof!["==", "!=", "<", "<=", ">", ">="]).prop_map(|(value, sign)| format!("used {sign} {value}")),
        (0..60_i64, prop_oneof!["==", "!=", "<", "<=", ">", ">="])
            .prop_map(|(value, sign)| format!("age {sign} {}", value as f64 / 10.0)),
        (1..4_i64).prop_map(|value| format!("chosen(forms, {value})")),
        Just("chosen(forms, \"none\")".to_owned()),
        Just("answered(age)".to_owned()),
        Just("used in [1, 3]".to_owned()),
    ];
    atom.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

/// Answers as plain values, since answers print nothing: the choice of `used`, `age` in tenths, the choices of `forms`.
type Given = (Option<i64>, Option<Option<i64>>, Option<Vec<i64>>);

fn given() -> impl Strategy<Value = Given> {
    let used = proptest::option::of(prop_oneof![Just(OTHER), 1..4_i64]);
    let age = proptest::option::of(proptest::option::of(-20..80_i64));
    let forms = proptest::option::of(prop_oneof![proptest::sample::subsequence(vec![1, 2, 3], 1..=3), Just(vec![NONE])]);
    (used, age, forms)
}

fn told((used, age, forms): Given) -> Vec<(&'static str, Answer)> {
    let age = age.map(|age| age.map_or(Answer::Missing(MissingName::Declined), |tenths| Answer::Number(tenths as f64 / 10.0)));
    let given = [
        used.map(|code| ("used", Answer::Choice(code))),
        age.map(|age| ("age", age)),
        forms.map(|set| ("forms", Answer::Choices(set))),
    ];
    given.into_iter().flatten().collect()
}

proptest! {
    #[test]
    fn parsing_never_panics(text in "(?s).{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn a_condition_that_some_answers_make_true_is_never_called_impossible(text in condition(), given in given()) {
        if holds(&text, &told(given)) == Truth::True {
            let rest = format!("show_if = '''{text}'''");
            let first = [question("used", "single", "other = true"), question("age", "number", "missing = [\"declined\"]\ndecimals = 1"), question("forms", "multiple", "none = true")];
            let first: Vec<&str> = first.iter().map(String::as_str).collect();
            // Panics where the reader says that the condition can never be true.
            version(&[&first, &[&question("last", "text", &rest)]]);
        }
    }

    #[test]
    fn a_condition_called_impossible_is_true_for_no_answers(text in condition(), given in given()) {
        let impossible = format!("({text}) and not ({text})");
        prop_assert_ne!(holds(&impossible, &told(given)), Truth::True);
    }
}
