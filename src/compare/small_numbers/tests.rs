//! The small-number rules under attack: from everything shown nothing withheld can be computed.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::compare::figures::Measure;
use crate::compare::fixtures;
use crate::compare::tally::{Cell, Tallies};

const MINIMUMS: Minimums = Minimums { mean: 5, distribution: 8 };

fn form(options: usize) -> Form {
    let values: Vec<i64> = (1..).take(options).collect();
    let top = (options - if options > 3 { 2 } else { 1 }..options).collect();
    Form { measure: Measure::Ordinal, values, missing: Vec::new(), top }
}

fn figures(counts: &[u64], not_answered: u64) -> Figures {
    Figures { n: counts.iter().sum(), counts: counts.to_vec(), missing: [not_answered, 0, 0, 0], ..Figures::default() }
}

/// A round with these figures per cell; `None` is an unknown value of that column.
struct Made {
    lattice: Lattice,
    figures: Vec<Figures>,
    form: Form,
}

type Row = (Vec<Option<&'static str>>, Vec<u64>, u64);

const COLUMNS: [&str; 2] = ["municipality", "role"];
const VALUES: [&[&str]; 2] = [&["aa", "bb", "cc"], &["x", "y"]];

impl Made {
    fn of(columns: usize, options: usize, rows: &[Row]) -> Self {
        let mut tallies = Tallies::default();
        let mut cells: Vec<(Cell, Figures)> = Vec::new();
        for (values, counts, not_answered) in rows {
            let known =
                COLUMNS.iter().zip(values).filter_map(|(column, value)| Some(((*column).to_owned(), (*value)?.to_owned())));
            let cell: Cell = known.collect();
            tallies.add(&cell, "q", 1, 1);
            cells.push((cell, figures(counts, *not_answered)));
        }
        let owned: Vec<Vec<String>> =
            VALUES.iter().map(|values| values.iter().map(|value| (*value).to_owned()).collect()).collect();
        let lattice = Lattice::made_up(&COLUMNS[..columns], &owned[..columns], &tallies);
        let empty = figures(&vec![0; options], 0);
        let sum = |group: &Cell| {
            let mut sum = empty.clone();
            let inside = |cell: &Cell| group.iter().all(|(key, value)| cell.get(key) == Some(value));
            cells.iter().filter(|(cell, _)| inside(cell)).for_each(|(_, figures)| sum.add(figures));
            sum
        };
        let figures = lattice.groups.iter().map(sum).collect();
        Self { lattice, figures, form: form(options) }
    }

    fn responses(&self) -> Vec<u64> {
        self.figures.iter().map(Figures::responses).collect()
    }

    fn shown(&self) -> Vec<Shown> {
        let closed = closed(&self.lattice, &self.responses(), MINIMUMS);
        decide(&self.lattice, &self.figures, &self.form, MINIMUMS, &closed, None)
    }
}

/// Whether a row follows from others, by elimination over fractions of whole numbers: nothing shared with the code under test.
fn follows(known: &[Vec<i128>], target: &[i128]) -> bool {
    fn rank(mut rows: Vec<Vec<i128>>) -> usize {
        let width = rows.first().map_or(0, Vec::len);
        let mut rank = 0;
        for column in 0..width {
            let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
            rows.swap(rank, pivot);
            let lead = rows[rank].clone();
            for row in rows.iter_mut().skip(rank + 1).filter(|row| row[column] != 0) {
                let factor = row[column];
                row.iter_mut().zip(&lead).for_each(|(value, known)| *value = *value * lead[column] - *known * factor);
                let common = row.iter().fold(0, |one, other| divisor(one, *other));
                if common > 1 {
                    for value in row.iter_mut() {
                        *value /= common;
                    }
                }
            }
            rank += 1;
        }
        rank
    }
    fn divisor(one: i128, other: i128) -> i128 {
        if other == 0 { one.abs() } else { divisor(other, one % other) }
    }
    let mut with = known.to_vec();
    with.push(target.to_vec());
    rank(known.to_vec()) == rank(with)
}

/// The attacker's equations for one group: for every number shown, which unknowns (combination × option, combination × missing) it sums.
fn rows_of(made: &Made, at: usize, shown: Shown) -> Vec<Vec<i128>> {
    let (options, atoms) = (made.form.values.len(), made.lattice.atoms.iter().flatten().max().unwrap_or(&0) + 1);
    let sum = |wanted: &dyn Fn(usize) -> bool| {
        let mut row = vec![0; atoms * (options + 1)];
        for atom in &made.lattice.atoms[at] {
            (0..=options).filter(|part| wanted(*part)).for_each(|part| row[atom * (options + 1) + part] = 1);
        }
        row
    };
    let mut rows = Vec::new();
    if shown >= Shown::Summary {
        rows.push(sum(&|part| part == options));
        rows.push(sum(&|part| part < options));
        rows.push(sum(&|part| made.form.top.contains(&part)));
    }
    if shown == Shown::All {
        rows.extend((0..options).map(|option| sum(&|part| part == option)));
    }
    rows
}

/// A table with one column, the most that is offered at a time, with people whose background is unknown now and then.
fn table() -> impl Strategy<Value = (usize, usize, Vec<Row>)> {
    (Just(1_usize), 2..=5_usize).prop_flat_map(|(columns, options)| {
        let value = |column: usize| {
            let values: Vec<Option<&'static str>> = VALUES[column].iter().map(|value| Some(*value)).collect();
            prop_oneof![8 => prop::sample::select(values), 1 => Just(None)]
        };
        let counts = prop::collection::vec(prop_oneof![Just(0_u64), 0..4_u64, 0..25_u64], options);
        let row = ((value(0), value(1)), counts, 0..3_u64)
            .prop_map(move |((one, other), counts, missing)| (vec![one, other][..columns].to_vec(), counts, missing));
        (Just(columns), Just(options), prop::collection::vec(row, 1..10))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 256 } else { 2048 }))]

    #[test]
    fn an_attacker_who_solves_everything_shown_computes_nothing_withheld((columns, options, rows) in table()) {
        let made = Made::of(columns, options, &rows);
        let shown = made.shown();
        let known: Vec<Vec<i128>> = (0..shown.len()).flat_map(|at| rows_of(&made, at, shown[at])).collect();
        for at in 0..shown.len() {
            if shown[at] == Shown::Nothing {
                let n = &rows_of(&made, at, Shown::Summary)[1];
                prop_assert!(!follows(&known, n), "n of {:?} follows; shown {shown:?}", made.lattice.groups[at]);
            }
            if shown[at] != Shown::All {
                let distribution = &rows_of(&made, at, Shown::All)[3..];
                let computed = distribution.iter().filter(|row| follows(&known, row)).count();
                let told = usize::from(shown[at] == Shown::Summary && made.form.top.len() == 1);
                prop_assert!(computed <= told, "{computed} options of {:?} follow; shown {shown:?}", made.lattice.groups[at]);
            }
        }
    }

    #[test]
    fn what_is_shown_has_its_minimum_and_is_never_all_alike((columns, options, rows) in table()) {
        let made = Made::of(columns, options, &rows);
        for (shown, figures) in made.shown().into_iter().zip(&made.figures) {
            prop_assert!(shown != Shown::All || figures.n >= 8);
            prop_assert!(shown != Shown::Summary || (figures.n >= 5 && options > 2));
            prop_assert!(shown == Shown::Nothing || !figures.is_alike(&made.form));
        }
    }

    #[test]
    fn what_a_total_leaves_over_is_held_to_the_same_rule((columns, options, rows) in table()) {
        let made = Made::of(columns, options, &rows);
        let shown = made.shown();
        for line in made.lattice.lines.iter().filter(|line| shown[line.parent] == Shown::All) {
            let open: Vec<&usize> = line.children.iter().filter(|child| shown[**child] == Shown::All).collect();
            let rest = open.iter().fold(made.figures[line.parent].clone(), |rest, child| rest.without(&made.figures[**child]));
            let whole = open.is_empty();
            prop_assert!(whole || rest.responses() == 0 || (rest.n >= 8 && !rest.is_alike(&made.form)));
        }
    }
}

#[test]
fn the_whole_round_does_not_depend_on_its_groups() {
    let together = Made::of(1, 5, &[(vec![None], vec![2, 5, 6, 14, 7], 1)]);
    let apart = Made::of(1, 5, &[(vec![Some("aa")], vec![2, 5, 6, 0, 0], 1), (vec![Some("bb")], vec![0, 0, 0, 14, 7], 0)]);
    assert_eq!(together.shown()[0], Shown::All);
    assert_eq!(apart.shown()[0], Shown::All);
}

#[test]
fn one_small_group_takes_the_next_smallest_with_it() {
    let rows: Vec<Row> = vec![
        (vec![Some("aa")], vec![3, 4, 5, 6, 2], 0),
        (vec![Some("bb")], vec![2, 2, 3, 2, 1], 0),
        (vec![Some("cc")], vec![1, 0, 1, 1, 0], 0),
    ];
    assert_eq!(Made::of(1, 5, &rows).shown(), [Shown::All, Shown::All, Shown::Nothing, Shown::Nothing]);
}

#[test]
fn five_to_seven_show_the_top_box_and_their_neighbour_no_more_than_that() {
    let rows: Vec<Row> = vec![
        (vec![Some("aa")], vec![3, 4, 5, 6, 2], 0),
        (vec![Some("bb")], vec![2, 2, 3, 2, 1], 0),
        (vec![Some("cc")], vec![1, 1, 2, 1, 1], 0),
    ];
    assert_eq!(Made::of(1, 5, &rows).shown(), [Shown::All, Shown::All, Shown::Summary, Shown::Summary]);
    // Of two options the top box is the distribution.
    let binary: Vec<Row> = rows.into_iter().map(|(values, counts, _)| (values, vec![counts[0] + 1, counts[1]], 0)).collect();
    assert_eq!(Made::of(1, 2, &binary).shown()[2..], [Shown::Nothing, Shown::Nothing]);
}

#[test]
fn everybody_alike_is_withheld_in_a_group_and_shown_for_a_whole_that_is_large_enough() {
    let made = Made::of(1, 5, &[(vec![Some("aa")], vec![30, 0, 0, 0, 0], 0)]);
    let closed = closed(&made.lattice, &made.responses(), MINIMUMS);
    let shown = |people| decide(&made.lattice, &made.figures, &made.form, MINIMUMS, &closed, people);
    assert_eq!(shown(Some(41))[..2], [Shown::All, Shown::Nothing]);
    assert_eq!(shown(Some(30))[0], Shown::Nothing);
    assert_eq!(shown(None)[0], Shown::Nothing);
}

#[test]
fn the_eleventh_municipality_cannot_be_had_by_subtraction() {
    // The reference case d01: ten municipalities are shown together, the eleventh has four answers.
    let ten: Row = (vec![Some("aa")], vec![118, 259, 309], 0);
    let eleventh: Row = (vec![Some("bb")], vec![2, 1, 1], 0);
    let shown = Made::of(1, 3, &[ten, eleventh]).shown();
    assert_eq!(shown[0], Shown::All);
    assert!(shown[1..].iter().all(|shown| *shown == Shown::Nothing));
}

#[test]
fn the_reference_table_that_subtraction_opens_is_told_from_the_one_that_it_does_not() {
    // The reference cases s01 and s02: rows and columns with their totals, some cells withheld.
    let cell = |row: usize, column: usize| row * 3 + column;
    let told = |hidden: &[usize]| {
        let open = (0..9).filter(|at| !hidden.contains(at)).map(|at| BTreeSet::from([at]));
        let rows = (0..3).map(|row| (0..3).map(|column| cell(row, column)).collect());
        let columns = (0..3).map(|column| (0..3).map(|row| cell(row, column)).collect());
        let sums: Vec<BTreeSet<usize>> = open.chain(rows).chain(columns).collect();
        let span = span::Span::of(sums.iter());
        hidden.iter().any(|at| span.tells(&BTreeSet::from([*at])))
    };
    assert!(told(&[cell(0, 1), cell(2, 0)]));
    assert!(!told(&[cell(0, 1), cell(2, 0), cell(0, 0), cell(2, 1)]));
}

#[test]
fn minimums_are_raised_by_the_round_and_by_a_sensitive_subject_and_never_lowered_below_the_floor() {
    let mut round = fixtures::round("r", date(2019, 1, 1), 1);
    let mut version = fixtures::version(1, Vec::new());
    let of = |privacy: Privacy, round: &Round, version: &Version| {
        let minimums = minimums(&privacy, round, version);
        (minimums.mean, minimums.distribution)
    };
    assert_eq!(of(Privacy::default(), &round, &version), (5, 8));
    assert_eq!(of(Privacy { minimum_mean: 1, minimum_distribution: 2 }, &round, &version), (3, 8));
    round.minimum = Some(6);
    assert_eq!(of(Privacy::default(), &round, &version), (6, 8));
    round.minimum = Some(12);
    assert_eq!(of(Privacy::default(), &round, &version), (12, 12));
    round.minimum = None;
    version.sensitive = true;
    assert_eq!(of(Privacy::default(), &round, &version), (10, 10));
}
