//! The attacks: on random tables of one to three columns, of one question and of two asked of the same people.

use super::attacker::{Attacker, Span};
use super::*;

/// A table of up to three columns, with people whose background is unknown now and then.
fn table() -> impl Strategy<Value = (usize, usize, Vec<Row>)> {
    (1..=3_usize, 2..=5_usize).prop_flat_map(|(columns, options)| {
        let value = |column: usize| {
            let values: Vec<Option<&'static str>> = VALUES[column].iter().map(|value| Some(*value)).collect();
            prop_oneof![12 => prop::sample::select(values), 1 => Just(None)]
        };
        let counts = prop::collection::vec(prop_oneof![Just(0_u64), 0..4_u64, 0..25_u64], options);
        let not_shown = prop_oneof![3 => Just(0_u64), 1 => 0..3_u64];
        let row = ((value(0), value(1), value(2)), counts, 0..3_u64, not_shown);
        let row = row.prop_map(move |((one, other, third), counts, not_answered, not_shown)| {
            (vec![one, other, third][..columns].to_vec(), counts, [not_answered, not_shown])
        });
        (Just(columns), Just(options), prop::collection::vec(row, 1..14))
    })
}

/// The same people's answers to another question: those of the first, given by others.
fn another(rows: &[Row], turn: usize) -> Vec<Row> {
    let turned = |(values, counts, [not_answered, not_shown]): &Row| {
        let mut all: Vec<u64> = counts.iter().copied().chain([*not_answered, *not_shown]).collect();
        let people = all.len();
        all.rotate_right(turn % people);
        (values.clone(), all[..people - 2].to_vec(), [all[people - 2], all[people - 1]])
    };
    rows.iter().map(turned).collect()
}

/// Whoever can be had by adding and subtracting what is shown is as many as may be shown, and not all alike.
fn nobody_can_be_told_from_all_others(made: &Made) -> Result<(), TestCaseError> {
    let (shown, all) = (made.shown(), made.combinations.len());
    let sums = |level: Shown| -> Vec<Vec<i64>> {
        let open = (0..shown.len()).filter(|at| shown[*at] >= level).map(|at| made.inside(at));
        open.map(|inside| (0..all).map(|at| i64::from(inside.contains(&at))).collect()).collect()
    };
    let (summary, distribution) = (Span::of(&sums(Shown::Summary)), Span::of(&sums(Shown::All)));
    // All sets of combinations, as long as they are few enough to try each.
    for people in (1..1_u32 << all.min(16)).filter(|_| all <= 12) {
        let is_in = |at: usize| people >> at & 1 == 1;
        let sum: Vec<i64> = (0..all).map(|at| i64::from(is_in(at))).collect();
        if !summary.tells(&sum) {
            continue;
        }
        let them: Vec<&Cell> = (0..all).filter(|at| is_in(*at)).map(|at| &made.combinations[at]).collect();
        let mut told = Figures { counts: vec![0; made.options()], ..Figures::default() };
        let rows = made.questions[0].iter().filter(|row| them.contains(&&cell(&row.0)));
        rows.for_each(|row| told.add(&figures(&made.form, row)));
        if told.responses() > 0 {
            let least = if made.form.has_summary() && !distribution.tells(&sum) { MINIMUMS.mean } else { MINIMUMS.distribution };
            prop_assert!(told.n >= least, "{} people in {them:?}; shown {shown:?}", told.n);
            prop_assert!(!told.is_alike(&made.form), "{them:?} say the same; shown {shown:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn an_attacker_who_solves_everything_shown_computes_nothing_withheld((columns, options, rows) in table(), turn in 1..7_usize) {
        let made = Made::of(columns, ordinal(options), vec![rows.clone(), another(&rows, turn)]);
        let all_shown = made.all_shown();
        let attacker = Attacker::of(&made, &all_shown);
        let span = attacker.solved();
        for (question, shown) in all_shown.iter().enumerate() {
            for (at, group) in made.lattice.groups.iter().enumerate() {
                if shown[at] == Shown::Nothing {
                    prop_assert!(!span.tells(&attacker.n(question, at)), "n of {group:?} follows; shown {all_shown:?}");
                }
                if shown[at] != Shown::All {
                    let computed = (0..options).filter(|option| span.tells(&attacker.option(question, at, *option))).count();
                    let told = usize::from(shown[at] == Shown::Summary && made.form.top.len() == 1);
                    prop_assert!(computed <= told, "{computed} options of {group:?} follow; shown {all_shown:?}");
                }
            }
        }
        for (at, closed) in made.closed().into_iter().enumerate().filter(|(_, closed)| *closed) {
            prop_assert!(!span.tells(&attacker.responses(0, at)), "{closed}: responses of {:?} follow", made.lattice.groups[at]);
        }
    }

    #[test]
    fn an_attacker_who_knows_that_no_count_is_below_zero_computes_nothing_withheld((columns, options, rows) in table(), of_several: bool) {
        let form = if of_several { several(options) } else { ordinal(options) };
        let made = Made::of(columns, form, vec![rows]);
        let shown = made.shown();
        let hidden = || (0..shown.len()).filter(|at| shown[*at] == Shown::Nothing);
        let mut attacker = Attacker::of(&made, std::slice::from_ref(&shown));
        let span = attacker.solved_above_zero();
        for at in hidden() {
            prop_assert!(!span.tells(&attacker.n(0, at)), "n of {:?} follows; shown {shown:?}", made.lattice.groups[at]);
        }
        // Another question may show how many responded; then n is safe where somebody left this question empty.
        attacker.learn((0..shown.len()).map(|at| attacker.responses(0, at)).collect::<Vec<_>>());
        let (span, closed) = (attacker.solved_above_zero(), made.closed());
        let some_left_it_empty = |at: &usize| made.figures[0][*at].n < made.figures[0][*at].responses();
        for at in hidden().filter(|at| made.is_small(0, *at) && !closed[*at]).filter(some_left_it_empty) {
            prop_assert!(!span.tells(&attacker.n(0, at)), "n of {:?} follows; shown {shown:?}", made.lattice.groups[at]);
        }
        // And even with the n of every group in hand he learns no distribution.
        attacker.learn((0..shown.len()).map(|at| attacker.n(0, at)).collect::<Vec<_>>());
        let span = attacker.solved_above_zero();
        for at in (0..shown.len()).filter(|at| shown[*at] < Shown::All && made.is_small(0, *at) && made.figures[0][*at].n > 0) {
            let computed = (0..options).all(|option| span.tells(&attacker.option(0, at, option)));
            prop_assert!(!computed, "all answers of {:?} follow; shown {shown:?}", made.lattice.groups[at]);
        }
    }

    #[test]
    fn whoever_can_be_had_by_adding_and_subtracting_is_held_to_the_same_rule((columns, options, rows) in table()) {
        nobody_can_be_told_from_all_others(&Made::one(columns, options, &rows))?;
    }

    #[test]
    fn whoever_can_be_had_by_subtraction_ticked_no_choice_alone((columns, options, rows) in table()) {
        nobody_can_be_told_from_all_others(&Made::of(columns, several(options), vec![rows]))?;
    }

    #[test]
    fn what_a_total_leaves_over_is_held_to_the_same_rule((columns, options, rows) in table()) {
        let made = Made::one(columns, options, &rows);
        let (shown, figures, groups) = (made.shown(), &made.figures[0], &made.lattice.groups);
        for total in (0..groups.len()).filter(|at| shown[*at] == Shown::All) {
            for column in COLUMNS.iter().filter(|column| !groups[total].contains_key(**column)) {
                let divides = |at: &usize| {
                    groups[*at].len() == groups[total].len() + 1 && groups[*at].contains_key(*column) && within(&groups[*at], &groups[total])
                };
                let open: Vec<usize> = (0..groups.len()).filter(divides).filter(|at| shown[*at] == Shown::All).collect();
                let rest = open.iter().fold(figures[total].clone(), |rest, at| rest.without(&figures[*at]));
                prop_assert!(open.is_empty() || rest.responses() == 0 || (rest.n >= 8 && !rest.is_alike(&made.form)));
            }
        }
    }

    #[test]
    fn what_is_shown_has_its_minimum_and_is_never_all_alike((columns, options, rows) in table()) {
        let made = Made::one(columns, options, &rows);
        for (shown, figures) in made.shown().into_iter().zip(&made.figures[0]) {
            prop_assert!(shown != Shown::All || figures.n >= 8);
            prop_assert!(shown != Shown::Summary || (figures.n >= 5 && options > 2));
            prop_assert!(shown == Shown::Nothing || !figures.is_alike(&made.form));
        }
    }
}

#[test]
fn who_was_not_asked_hides_nobody() {
    // None of the six in bb can be counted in aa, where nobody was asked; only those of cc can hide how many they are.
    let rows: Vec<Row> = vec![(vec![Some("bb")], vec![3, 3], [0, 0]), (vec![Some("cc")], vec![10, 10], [0, 0])];
    let made = Made::one(1, 2, &rows);
    let responses: Vec<u64> = made.figures[0].iter().map(Figures::responses).collect();
    assert_eq!(responses, [26, 0, 6, 20]);
    let of = |silent| closed(&made.lattice, &responses, silent, MINIMUMS);
    assert_eq!(of(None), [false, true, true, false]);
    assert_eq!(of(Some(&[0, 0, 4, 10])), [false, true, true, true]);
}
