//! Questions that are asked only after certain answers, whose numbers are answers to the question before.

use super::tests::{Rounds, code_of};
use crate::compare::comparison::{QuestionComparison, RefusalCode};
use crate::compare::fixtures::{extent, multiple, single, tally, version, yes_no};
use crate::compare::tally::Tallies;
use crate::questionnaire::{Condition, code, parse_condition};

fn condition(text: &str) -> Condition {
    parse_condition(text).unwrap().condition
}

/// Which themes, and of two of them how well they went.
fn themes() -> Rounds {
    Rounds::of(|number| {
        let mut questions = vec![multiple("themes"), single("it", extent()), single("law", extent())];
        questions[1].show_if = Some(condition("chosen(themes, 1)"));
        questions[2].show_if = Some(condition("chosen(themes, 2)"));
        version(number, questions)
    })
}

/// These ticked the first theme, these the second, these neither.
fn ticked(tallies: &mut Tallies, it: u64, law: u64, neither: u64) {
    let all = it + law + neither;
    let said = |people: u64| (1..).zip([people / 2, people - people / 2]).collect::<Vec<(i64, u64)>>();
    tally(tallies, Some("aa"), "themes", &[(code::ANSWERED, all), (1, it), (2, law)]);
    tally(tallies, Some("aa"), "it", &[said(it), vec![(code::NOT_SHOWN, all - it)]].concat());
    tally(tallies, Some("aa"), "law", &[said(law), vec![(code::NOT_SHOWN, all - law)]].concat());
}

fn says_nothing(question: &QuestionComparison) -> bool {
    let first = &question.rounds[0];
    (first.base, first.n, first.not_shown) == (None, None, None) && first.missing.is_none() && first.counts.is_none()
}

#[test]
fn ten_who_ticked_the_same_were_told_by_how_many_were_asked_what_follows() {
    let mut rounds = themes();
    ticked(&mut rounds.tallies[0], 10, 0, 0);
    ticked(&mut rounds.tallies[1], 12, 12, 12);
    for key in ["themes", "it", "law"] {
        let question = rounds.whole(key);
        assert!(says_nothing(&question), "{key}");
        assert_eq!(code_of(&question), Some(RefusalCode::Withheld), "{key}");
    }
}

#[test]
fn what_follows_is_shown_where_the_question_before_is() {
    let mut rounds = themes();
    ticked(&mut rounds.tallies[0], 10, 0, 10);
    ticked(&mut rounds.tallies[1], 12, 12, 12);
    let first = &rounds.whole("it").rounds[0];
    assert_eq!((first.base, first.not_shown, first.counts.as_ref()), (Some(10), Some(10), Some(&vec![5, 5, 0, 0, 0])));
    // That nobody ticked it is shown before.
    assert_eq!(code_of(&rounds.whole("law")), Some(RefusalCode::NoAnswers));
}

#[test]
fn that_nobody_answered_is_not_said_of_a_few_nor_where_it_would_say_that_all_were_screened_out() {
    let silent = |people: u64, screening: bool| {
        let mut rounds = Rounds::of(|number| {
            let mut questions = vec![single("used", yes_no()), single("well", extent())];
            questions[0].screen_out_if = screening.then(|| condition("used == 1"));
            version(number, questions)
        });
        for tallies in &mut rounds.tallies[..1] {
            tally(tallies, Some("aa"), "used", &[(2, people)]);
            tally(tallies, Some("aa"), "well", &[(code::NOT_ANSWERED, people)]);
        }
        tally(&mut rounds.tallies[1], Some("aa"), "used", &[(1, 9), (2, 9)]);
        tally(&mut rounds.tallies[1], Some("aa"), "well", &[(1, 9), (2, 9)]);
        code_of(&rounds.whole("well"))
    };
    assert_eq!((silent(3, false), silent(7, false)), (Some(RefusalCode::Withheld), Some(RefusalCode::Withheld)));
    assert_eq!((silent(0, false), silent(8, false)), (Some(RefusalCode::NoAnswers), Some(RefusalCode::NoAnswers)));
    assert_eq!((silent(0, true), silent(9, true)), (Some(RefusalCode::Withheld), Some(RefusalCode::Withheld)));
}

#[test]
fn nobody_who_answered_at_all_answered_what_follows() {
    let mut rounds = Rounds::of(|number| {
        let mut questions = vec![single("used", yes_no()), single("well", extent())];
        questions[1].show_if = Some(condition("used == 2"));
        version(number, questions)
    });
    for (tallies, yes) in rounds.tallies.iter_mut().zip([0, 9]) {
        tally(tallies, Some("aa"), "used", &[(2, yes), (1, yes), (code::NOT_ANSWERED, 8)]);
        tally(tallies, Some("aa"), "well", &[(1, yes), (code::NOT_SHOWN, yes + 8)]);
    }
    assert_eq!(code_of(&rounds.whole("used")), Some(RefusalCode::NoAnswers));
    assert_eq!(code_of(&rounds.whole("well")), Some(RefusalCode::NoAnswers));
}
