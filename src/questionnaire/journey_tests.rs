//! The way through pages with routing, screening, batteries and notes.

use super::journey::*;
use super::test_house::{answers, question, version};
use super::{Answer, Answers, Version};

fn routed() -> Version {
    version(&[
        &[&question("used", "single", "")],
        &[&question("why", "text", "show_if = \"used == 1\""), &question("read", "note", "show_if = \"used == 2\"")],
        &[&question(
            "effects",
            "battery",
            "scale = \"extent\"\nitems = [ { key = \"a\", da = \"A\" }, { key = \"b\", da = \"B\" } ]\nshow_if = \"answered(why)\"",
        )],
        &[&question("age", "number", "")],
    ])
}

fn keys(version: &Version, given: &[(&str, Answer)]) -> Vec<String> {
    shown(version, &answers(given)).into_iter().collect()
}

#[test]
fn what_hangs_on_an_unanswered_question_is_not_shown() {
    let version = routed();
    assert_eq!(keys(&version, &[]), ["age", "used"]);
    assert_eq!(keys(&version, &[("used", Answer::Choice(1))]), ["age", "used", "why"]);
    assert_eq!(
        keys(&version, &[("used", Answer::Choice(1)), ("why", Answer::Text("x".to_owned()))]),
        ["age", "effects.a", "effects.b", "used", "why"]
    );
}

#[test]
fn an_answer_to_a_question_that_is_no_longer_shown_counts_as_none_and_is_dropped() {
    let version = routed();
    let given = [
        ("used", Answer::Choice(2)),
        ("why", Answer::Text("x".to_owned())),
        ("effects.a", Answer::Choice(1)),
        ("used/other-text", Answer::Text("y".to_owned())),
        ("gone", Answer::Choice(1)),
    ];
    assert_eq!(keys(&version, &given), ["age", "used"]);
    let mut pruned = answers(&given);
    prune(&version, &mut pruned);
    assert_eq!(pruned.0.keys().collect::<Vec<_>>(), ["used", "used/other-text"]);
}

#[test]
fn pages_without_anything_shown_are_skipped_in_both_directions() {
    let version = routed();
    let none = answers(&[]);
    assert_eq!(next(&version, &none, None), Step::Page(0));
    assert_eq!(next(&version, &none, Some(0)), Step::Page(3));
    assert_eq!(next(&version, &none, Some(3)), Step::End);
    assert_eq!(previous(&version, &none, 3), Some(0));
    assert_eq!(previous(&version, &none, 0), None);
    assert_eq!(previous(&version, &none, 4), Some(3));
    let noted = answers(&[("used", Answer::Choice(2))]);
    assert_eq!(next(&version, &noted, Some(0)), Step::Page(1));
    assert_eq!(shown_on_page(&version, &noted, 1), [false, true]);
}

#[test]
fn screening_out_ends_after_its_own_page_and_hides_the_rest() {
    let version = version(&[
        &[&question("handled", "single", "screen_out_if = \"handled == 2\""), &question("beside", "text", "")],
        &[&question("rest", "text", "")],
    ]);
    let out = answers(&[("handled", Answer::Choice(2))]);
    assert!(is_screened_out(&version, &out));
    assert_eq!(next(&version, &out, None), Step::Page(0));
    assert_eq!(next(&version, &out, Some(0)), Step::ScreenedOut);
    assert_eq!(shown(&version, &out).into_iter().collect::<Vec<_>>(), ["beside", "handled"]);
    assert_eq!(next(&version, &answers(&[("handled", Answer::Choice(1))]), Some(0)), Step::Page(1));
    assert_eq!(next(&version, &answers(&[]), Some(0)), Step::Page(1));
}

#[test]
fn the_position_counts_questions_that_are_shown() {
    let version = routed();
    let given = answers(&[("used", Answer::Choice(1)), ("why", Answer::Text("x".to_owned()))]);
    let at = |given: &Answers, page| {
        let Position { first, most, open } = position(&version, given, page);
        (first, most, open)
    };
    assert_eq!(at(&given, 0), (1, 4, true));
    assert_eq!(at(&given, 2), (3, 4, false));
    assert_eq!(at(&answers(&[]), 3), (2, 2, false));
    assert_eq!(number_of_questions(&version), 4);
}

#[test]
fn nobody_is_asked_more_than_was_said_whatever_they_answer() {
    let version = routed();
    for used in [None, Some(1), Some(2), Some(3)] {
        let mut given = answers(&[]);
        let mut said = usize::MAX;
        for page in 0..version.pages.len() {
            let Position { first, most, .. } = position(&version, &given, page);
            assert!(
                first <= most && most <= said,
                "after {used:?} page {page} says {first} of {most}, and {said} were said before"
            );
            said = most;
            if let (0, Some(used)) = (page, used) {
                given = answers(&[("used", Answer::Choice(used))]);
            }
        }
    }
}

#[test]
fn completeness_counts_items_that_are_shown() {
    let version = routed();
    let given = answers(&[("used", Answer::Choice(1)), ("why", Answer::Text("x".to_owned())), ("effects.a", Answer::Choice(98))]);
    assert_eq!(completeness(&shown(&version, &given), &given), (3, 5));
    let hidden = answers(&[("why", Answer::Text("x".to_owned()))]);
    assert_eq!(completeness(&shown(&version, &hidden), &hidden), (0, 2));
}
