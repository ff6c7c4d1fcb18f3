//! The attacks on a question that is asked only after certain answers to another.

use super::attacker::Attacker;
use super::*;

/// A table of one or two columns: answers to the first question, and of those who gave a leading answer the answers to the second, each
/// drawn by a number.
fn table() -> impl Strategy<Value = (usize, usize, Vec<usize>, Vec<Vec<Row>>)> {
    (1..=2_usize, 2..=4_usize).prop_flat_map(|(columns, options)| {
        let value = |column: usize| {
            let values: Vec<Option<&'static str>> = VALUES[column].iter().map(|value| Some(*value)).collect();
            prop_oneof![12 => prop::sample::select(values), 1 => Just(None)]
        };
        let counts = prop::collection::vec(prop_oneof![Just(0_u64), 0..4_u64, 0..25_u64], options);
        let favourite = prop_oneof![2 => Just(None), 1 => (0..=options).prop_map(Some)];
        let row = ((value(0), value(1)), counts, 0..3_u64, favourite, prop::collection::vec(0..=options, 110));
        let leading = prop::collection::btree_set(0..options, 1..options);
        (Just((columns, options)), leading, prop::collection::vec(row, 1..10)).prop_map(|((columns, options), leading, rows)| {
            let leading: Vec<usize> = leading.into_iter().collect();
            let (mut first, mut second) = (Vec::new(), Vec::new());
            for ((one, other), counts, not_answered, favourite, draws) in rows {
                let values = vec![one, other][..columns].to_vec();
                let all = counts.iter().sum::<u64>() + not_answered;
                let asked: u64 = leading.iter().map(|option| counts[*option]).sum();
                let mut said = vec![0; options + 1];
                for draw in draws.into_iter().cycle().take(usize::try_from(asked).unwrap()) {
                    said[favourite.unwrap_or(draw)] += 1;
                }
                let left = said.pop().unwrap();
                first.push((values.clone(), counts, [not_answered, 0]));
                second.push((values, said, [left, all - asked]));
            }
            (columns, options, leading, vec![first, second])
        })
    })
}

/// What a reader learns of the withheld groups of both questions who knows the condition and that no count is below zero.
fn nothing_withheld_follows(made: &Made, all_shown: &[Vec<Shown>]) -> Result<(), TestCaseError> {
    let mut attacker = Attacker::of(made, all_shown);
    let span = attacker.solved_above_zero();
    let all = 0..made.lattice.groups.len();
    // A group that is everybody who was asked has what is shown of the whole.
    let least = if made.form.has_summary() { MINIMUMS.mean } else { MINIMUMS.distribution };
    let is_open = |at: &usize| {
        let figures = &made.figures[1][*at];
        figures.missing[0] > 0 && !made.closed()[*at] && (figures.n < least || figures.is_alike(&made.form))
    };
    for question in 0..2 {
        // Of those who are known to have been asked the second, how many left it empty stays open where anybody did.
        let hidden = all.clone().filter(|at| all_shown[question][*at] == Shown::Nothing && (question == 0 || is_open(at)));
        for at in hidden {
            let told = span.tells(&attacker.n(question, at));
            prop_assert!(!told, "n of {question} in {:?} follows; shown {all_shown:?}", made.lattice.groups[at]);
        }
    }
    // Even with every n in hand he learns no distribution. The n of the second question is an answer to the first, though, and known to
    // nobody; so it is in his hand only when all of the first is shown.
    attacker.learn(all.clone().map(|at| attacker.n(0, at)).collect::<Vec<_>>());
    if all_shown[0].iter().all(|shown| *shown == Shown::All) {
        attacker.learn(all.clone().map(|at| attacker.n(1, at)).collect::<Vec<_>>());
    }
    let span = attacker.solved_above_zero();
    for question in 0..2 {
        let withheld = |at: &usize| all_shown[question][*at] < Shown::All && made.is_small(question, *at);
        for at in all.clone().filter(withheld).filter(|at| made.figures[question][*at].n > 0) {
            let told = (0..made.options()).all(|option| span.tells(&attacker.option(question, at, option)));
            prop_assert!(!told, "all answers to {question} in {:?} follow; shown {all_shown:?}", made.lattice.groups[at]);
        }
    }
    Ok(())
}

/// The two in `bb` all said yes, eight and nine of many did elsewhere, with what those said next.
fn a_small_group_that_said_yes() -> Made {
    let first: Vec<Row> = vec![
        (vec![Some("aa")], vec![17, 8], [0, 0]),
        (vec![Some("bb")], vec![0, 2], [0, 0]),
        (vec![Some("cc")], vec![1, 9], [0, 0]),
    ];
    let second: Vec<Row> = vec![
        (vec![Some("aa")], vec![4, 4], [0, 17]),
        (vec![Some("bb")], vec![1, 1], [0, 0]),
        (vec![Some("cc")], vec![5, 4], [0, 1]),
    ];
    Made { leading: Some(vec![1]), ..Made::of(1, ordinal(2), vec![first, second]) }
}

#[test]
fn a_question_shows_no_group_where_one_of_the_question_before_is_withheld() {
    let made = a_small_group_that_said_yes();
    let shown = made.all_shown();
    assert_eq!(shown[0], [Shown::All, Shown::All, Shown::Nothing, Shown::Nothing]);
    assert_eq!(shown[1], [Shown::All, Shown::Nothing, Shown::Nothing, Shown::Nothing]);
    nothing_withheld_follows(&made, &shown).unwrap();
    // Were those of `cc` shown, who are enough, what they said before would follow, and with it what those of `bb` did.
    let enough = vec![Shown::All, Shown::Nothing, Shown::Nothing, Shown::All];
    assert!(nothing_withheld_follows(&made, &[shown[0].clone(), enough]).is_err());
}

#[test]
fn where_everything_before_is_shown_a_question_is_judged_by_its_own_numbers() {
    let first: Vec<Row> = vec![
        (vec![Some("aa")], vec![13, 17], [0, 0]),
        (vec![Some("bb")], vec![9, 11], [0, 0]),
        (vec![Some("cc")], vec![9, 3], [0, 0]),
    ];
    let second: Vec<Row> = vec![
        (vec![Some("aa")], vec![9, 8], [0, 13]),
        (vec![Some("bb")], vec![5, 6], [0, 9]),
        (vec![Some("cc")], vec![2, 1], [0, 9]),
    ];
    let made = Made { leading: Some(vec![1]), ..Made::of(1, ordinal(2), vec![first, second]) };
    let shown = made.all_shown();
    assert_eq!(shown[0], [Shown::All; 4]);
    assert_eq!(shown[1], [Shown::All, Shown::All, Shown::Nothing, Shown::Nothing]);
}

#[test]
fn two_questions_that_decide_together_leave_nothing_unless_both_are_shown_wholly() {
    let made = a_small_group_that_said_yes();
    let all = vec![Shown::All; 4];
    let first = made.decided(0, Vec::new(), None);
    assert_eq!(made.decided(1, vec![&all, &first], None), [Shown::Nothing; 4]);
    assert_eq!(made.decided(1, vec![&all, &all], None), made.decided(1, Vec::new(), None));
}

#[test]
fn those_who_were_not_asked_are_none_of_whom_nobody_knows_what_they_would_have_said() {
    let first: Vec<Row> = vec![(vec![Some("aa")], vec![8, 22], [0, 0])];
    let second: Vec<Row> = vec![(vec![Some("aa")], vec![22, 0], [0, 8])];
    let made = Made { leading: Some(vec![1]), ..Made::of(1, ordinal(2), vec![first, second]) };
    let shown = |people| made.decided(1, vec![&[Shown::All; 4]], Some(people))[0];
    assert_eq!((shown(31), shown(30)), (Shown::All, Shown::Nothing));
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn how_many_were_asked_tells_nothing_withheld((columns, options, leading, questions) in table()) {
        let made = Made { leading: Some(leading), ..Made::of(columns, ordinal(options), questions) };
        nothing_withheld_follows(&made, &made.all_shown())?;
    }
}
