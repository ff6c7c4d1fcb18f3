//! Conditions held against the questions that they name.

use super::super::fault::{ConditionFault, FaultKind};
use super::tests::{HEAD, SCALE, YES_NO, faults, one, page};

fn condition(show_if: &str) -> Vec<FaultKind> {
    let content = format!(
        "{HEAD}{SCALE}{}{}{}{}{}",
        page("used", "single", YES_NO),
        page("degree", "single", "scale = \"extent\"\nother = true"),
        page("forms", "multiple", &format!("{YES_NO}\nnone = true")),
        page("age", "number", "min = 0\nmax = 120"),
        page("last", "text", &format!("show_if = '''{show_if}'''")),
    );
    faults(&content).into_iter().map(|fault| fault.kind).collect()
}

fn never() -> Vec<FaultKind> {
    vec![FaultKind::Condition(ConditionFault::NeverTrue)]
}

#[test]
fn conditions_name_earlier_questions_and_values_that_exist() {
    assert_eq!(condition("used != 1 and (chosen(forms, \"none\") or age >= 18.5)"), []);
    assert_eq!(condition("degree == 98 or degree == \"other\" or degree == \"dont-know\""), []);
    let fault = |kind| vec![FaultKind::Condition(kind)];
    assert_eq!(condition("usd == 1"), fault(ConditionFault::UnknownKey { key: "usd".to_owned() }));
    assert_eq!(condition("last == \"x\""), fault(ConditionFault::NotEarlier { key: "last".to_owned() }));
    assert_eq!(condition("used == 3"), fault(ConditionFault::OffScale { key: "used".to_owned(), value: "3".to_owned() }));
    assert_eq!(
        condition("used == \"Ja\""),
        fault(ConditionFault::OffScale { key: "used".to_owned(), value: "\"Ja\"".to_owned() })
    );
    assert_eq!(condition("forms == 1"), fault(ConditionFault::UseChosen { key: "forms".to_owned() }));
    assert_eq!(condition("age == \"old\""), fault(ConditionFault::WrongValue { key: "age".to_owned() }));
    assert_eq!(condition("used =="), fault(ConditionFault::Unexpected { found: String::new() }));
    assert_eq!(condition("used = 1"), fault(ConditionFault::Unexpected { found: "=".to_owned() }));
}

#[test]
fn conditions_that_can_never_be_true_are_faults() {
    assert_eq!(condition("used == 1 and used == 2"), never());
    assert_eq!(condition("used < 1"), never());
    assert_eq!(condition("age > 120"), never());
    assert_eq!(condition("age > 17 and age < 18"), never());
    assert_eq!(condition("chosen(forms, 1) and chosen(forms, \"none\")"), never());
    assert_eq!(condition("degree > 2"), never());
    assert_eq!(condition("not answered(used) and used == 1"), never());
    assert_eq!(condition("age > 17 and age < 19"), []);
    assert_eq!(condition("chosen(forms, 1) and chosen(forms, 2)"), []);
    assert_eq!(condition("not answered(used)"), []);
}

#[test]
fn routing_and_screening_before_a_condition_can_make_it_impossible() {
    let used = page("used", "single", &format!("{YES_NO}\nscreen_out_if = \"used == 2\""));
    let content = format!("{HEAD}{used}{}", page("why", "text", "show_if = \"used == 2\""));
    assert_eq!(one(&content).2, never()[0]);
    let content = format!(
        "{HEAD}{}{}{}",
        page("a", "single", YES_NO),
        page("b", "single", &format!("{YES_NO}\nshow_if = \"a == 1\"")),
        page("c", "text", "show_if = \"b == 1 and a == 2\""),
    );
    let (line, column, kind) = one(&content);
    assert_eq!((line, column, kind), (27, 12, never()[0].clone()));
}

#[test]
fn a_condition_fault_is_placed_inside_the_condition() {
    let content = format!("{HEAD}{}{}", page("a", "single", YES_NO), page("b", "text", "show_if = \"a == 1 and æ\""));
    let (line, column, _) = one(&content);
    assert_eq!((line, column), (20, 23));
    let content = format!("{HEAD}{}{}", page("a", "single", YES_NO), page("b", "text", "show_if = \"a == 1 and  c == 2\""));
    let (line, column, _) = one(&content);
    assert_eq!((line, column), (20, 24));
}

#[test]
fn a_faulty_scale_gives_no_second_fault_at_a_sound_condition_on_its_question() {
    let scale = SCALE.replace("value = 2", "value = 1");
    let degree = page("degree", "single", "scale = \"extent\"");
    let content = format!("{HEAD}{scale}{degree}{}", page("why", "text", "show_if = \"degree == 1\""));
    assert!(matches!(one(&content).2, FaultKind::SameValue { .. }), "{:?}", faults(&content));
}
