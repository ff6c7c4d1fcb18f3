//! The small-number rules under attack: from everything shown nothing withheld can be computed.

use jiff::civil::date;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::compare::figures::Measure;
use crate::compare::fixtures;
use crate::compare::tally::{Cell, Tallies};

mod attacker;
mod attacks;
mod conditions;

const MINIMUMS: Minimums = Minimums { mean: 5, distribution: 8 };

fn ordinal(options: usize) -> Form {
    let values: Vec<i64> = (1..).take(options).collect();
    let top = (options - if options > 3 { 2 } else { 1 }..options).collect();
    Form { measure: Measure::Ordinal, values, missing: Vec::new(), top, bounds: [None; 2] }
}

/// Several choices.
fn several(options: usize) -> Form {
    Form { measure: Measure::Multiple, top: Vec::new(), ..ordinal(options) }
}

/// A combination of values, of which `None` is unknown, its answers per option, and how many did not answer and were not asked; of
/// several choices the last ticked nothing instead.
type Row = (Vec<Option<&'static str>>, Vec<u64>, [u64; 2]);

fn figures(form: &Form, (_, counts, [not_answered, last]): &Row) -> Figures {
    let most = counts.iter().max().copied().unwrap_or(0);
    let several = form.measure == Measure::Multiple;
    let (n, not_shown) = if several { (most + last, 0) } else { (counts.iter().sum(), *last) };
    Figures { n, counts: counts.clone(), missing: [*not_answered, 0, 0, 0], not_shown, ..Figures::default() }
}

/// A round with these rows; with several questions, the same people are in the same rows of each.
struct Made {
    lattice: Lattice,
    form: Form,
    /// Of all columns, unknown values included where somebody has them.
    combinations: Vec<Cell>,
    /// Per question the figures of each group.
    figures: Vec<Vec<Figures>>,
    questions: Vec<Vec<Row>>,
    /// The options of the first question after which the second is asked; none where everybody is asked it.
    leading: Option<Vec<usize>>,
}

const COLUMNS: [&str; 3] = ["municipality", "role", "age"];
const VALUES: [&[&str]; 3] = [&["aa", "bb", "cc"], &["x", "y"], &["old", "young"]];

fn cell(values: &[Option<&str>]) -> Cell {
    COLUMNS.iter().zip(values).filter_map(|(column, value)| Some(((*column).to_owned(), (*value)?.to_owned()))).collect()
}

fn within(cell: &Cell, group: &Cell) -> bool {
    group.iter().all(|(column, value)| cell.get(column) == Some(value))
}

impl Made {
    fn of(columns: usize, form: Form, questions: Vec<Vec<Row>>) -> Self {
        let rows = &questions[0];
        let mut tallies = Tallies::default();
        for row in rows {
            tallies.add(&cell(&row.0), "q", 1, 1);
        }
        let owned: Vec<Vec<String>> =
            VALUES.iter().map(|values| values.iter().map(|value| (*value).to_owned()).collect()).collect();
        let lattice = Lattice::made_up(&COLUMNS[..columns], &owned[..columns], &tallies);
        let mut combinations = vec![Vec::new()];
        for (column, values) in VALUES.iter().enumerate().take(columns) {
            let unknown = rows.iter().any(|row| row.0[column].is_none());
            let values: Vec<Option<&str>> = values.iter().map(|value| Some(*value)).chain(unknown.then_some(None)).collect();
            let wider = |known: &Vec<Option<&'static str>>| {
                values.iter().map(|value| known.iter().copied().chain([*value]).collect::<Vec<_>>()).collect::<Vec<_>>()
            };
            combinations = combinations.iter().flat_map(wider).collect();
        }
        let combinations = combinations.iter().map(|values| cell(values)).collect();
        let sum = |rows: &[Row], group: &Cell| {
            let mut sum = Figures { counts: vec![0; form.values.len()], ..Figures::default() };
            rows.iter().filter(|row| within(&cell(&row.0), group)).for_each(|row| sum.add(&figures(&form, row)));
            sum
        };
        let figures = questions.iter().map(|rows| lattice.groups.iter().map(|group| sum(rows, group)).collect()).collect();
        Self { lattice, form, combinations, figures, questions, leading: None }
    }

    /// One ordinal question.
    fn one(columns: usize, options: usize, rows: &[Row]) -> Self {
        Self::of(columns, ordinal(options), vec![rows.to_vec()])
    }

    fn closed(&self) -> Vec<bool> {
        let responses: Vec<u64> = self.figures[0].iter().map(Figures::responses).collect();
        closed(&self.lattice, &responses, None, MINIMUMS)
    }

    /// What is shown of each question.
    fn all_shown(&self) -> Vec<Vec<Shown>> {
        let mut all: Vec<Vec<Shown>> = Vec::new();
        for question in 0..self.figures.len() {
            let after = if question > 0 && self.leading.is_some() { vec![&all[0][..]] } else { Vec::new() };
            all.push(self.decided(question, after, None));
        }
        all
    }

    fn decided(&self, question: usize, after: Vec<&[Shown]>, people: Option<u64>) -> Vec<Shown> {
        let asked = Asked { form: &self.form, figures: &self.figures[question], after };
        decide(&self.lattice, &asked, MINIMUMS, &self.closed(), people)
    }

    fn shown(&self) -> Vec<Shown> {
        self.all_shown().remove(0)
    }

    fn options(&self) -> usize {
        self.form.values.len()
    }

    /// How many counts the answers of a combination consist of: a count per option, of several choices also of those who left it.
    fn answers(&self) -> usize {
        self.options() * if self.form.measure == Measure::Multiple { 2 } else { 1 }
    }

    /// The answers, not answered, not shown.
    fn parts(&self) -> usize {
        self.answers() + 2
    }

    fn inside(&self, group: usize) -> Vec<usize> {
        (0..self.combinations.len()).filter(|at| within(&self.combinations[*at], &self.lattice.groups[group])).collect()
    }

    /// The true value of each of the attacker's unknowns.
    fn truth(&self) -> Vec<u64> {
        let mut truth = Vec::new();
        for rows in &self.questions {
            for combination in &self.combinations {
                let mut own = Figures { counts: vec![0; self.options()], ..Figures::default() };
                rows.iter().filter(|row| cell(&row.0) == *combination).for_each(|row| own.add(&figures(&self.form, row)));
                let left = own.counts.iter().map(|count| own.n - count);
                truth.extend(own.counts.iter().copied().chain(left).take(self.answers()).chain([own.missing[0], own.not_shown]));
            }
        }
        truth
    }

    /// Whether a group is withheld on its own account, not to protect another.
    fn is_small(&self, question: usize, group: usize) -> bool {
        let figures = &self.figures[question][group];
        figures.n < MINIMUMS.distribution || figures.is_alike(&self.form)
    }
}

#[test]
fn the_whole_round_does_not_depend_on_its_groups() {
    let together = Made::one(1, 5, &[(vec![None], vec![2, 5, 6, 14, 7], [1, 0])]);
    let apart =
        Made::one(1, 5, &[(vec![Some("aa")], vec![2, 5, 6, 0, 0], [1, 0]), (vec![Some("bb")], vec![0, 0, 0, 14, 7], [0, 0])]);
    assert_eq!(together.shown()[0], Shown::All);
    assert_eq!(apart.shown()[0], Shown::All);
}

#[test]
fn one_small_group_takes_the_next_smallest_with_it() {
    let rows: Vec<Row> = vec![
        (vec![Some("aa")], vec![3, 4, 5, 6, 2], [0, 0]),
        (vec![Some("bb")], vec![2, 2, 3, 2, 1], [0, 0]),
        (vec![Some("cc")], vec![1, 0, 1, 1, 0], [0, 0]),
    ];
    assert_eq!(Made::one(1, 5, &rows).shown(), [Shown::All, Shown::All, Shown::Nothing, Shown::Nothing]);
}

#[test]
fn five_to_seven_show_the_top_box_and_their_neighbour_no_more_than_that() {
    let rows: Vec<Row> = vec![
        (vec![Some("aa")], vec![3, 4, 5, 6, 2], [0, 0]),
        (vec![Some("bb")], vec![2, 2, 3, 2, 1], [0, 0]),
        (vec![Some("cc")], vec![1, 1, 2, 1, 1], [0, 0]),
    ];
    assert_eq!(Made::one(1, 5, &rows).shown(), [Shown::All, Shown::All, Shown::Summary, Shown::Summary]);
    // Of two options the top box is the distribution.
    let binary: Vec<Row> = rows.into_iter().map(|(values, counts, _)| (values, vec![counts[0] + 1, counts[1]], [0, 0])).collect();
    assert_eq!(Made::one(1, 2, &binary).shown()[2..], [Shown::Nothing, Shown::Nothing]);
}

#[test]
fn everybody_alike_is_withheld_in_a_group_and_shown_for_a_whole_that_is_large_enough() {
    let made = Made::one(1, 5, &[(vec![Some("aa")], vec![30, 0, 0, 0, 0], [0, 0])]);
    let shown = |people| made.decided(0, Vec::new(), people);
    assert_eq!(shown(Some(41))[..2], [Shown::All, Shown::Nothing]);
    assert_eq!(shown(Some(30))[0], Shown::Nothing);
    assert_eq!(shown(None)[0], Shown::Nothing);
}

#[test]
fn a_mean_that_tells_the_answers_is_no_mean_and_is_withheld() {
    let shown = |numbers: &[(i64, u64)], bounds: [Option<i64>; 2]| {
        let form = Form { measure: Measure::Number(1.0), values: Vec::new(), missing: Vec::new(), top: Vec::new(), bounds };
        let n = numbers.iter().map(|(_, count)| count).sum();
        let figures = [Figures { n, numbers: numbers.iter().copied().collect(), ..Figures::default() }];
        let lattice = Lattice::made_up(&[], &[], &Tallies::default());
        decide(&lattice, &Asked { form: &form, figures: &figures, after: Vec::new() }, MINIMUMS, &[false], None)[0]
    };
    let minutes = [Some(0), Some(60)];
    assert_eq!(shown(&[(0, 5), (1, 1)], minutes), Shown::Nothing, "only five zeros and a one have a sum of one");
    assert_eq!(shown(&[(60, 5), (59, 1)], minutes), Shown::Nothing);
    assert_eq!(shown(&[(0, 3), (1, 3)], [Some(0), Some(1)]), Shown::Nothing, "of two numbers the mean is the distribution");
    assert_eq!(shown(&[(0, 4), (1, 2)], minutes), Shown::Summary, "or five zeros and a two");
    assert_eq!(shown(&[(0, 5), (1, 1)], [None; 2]), Shown::Summary);
    assert_eq!(shown(&[(0, 7), (1, 1)], minutes), Shown::All, "eight show their distribution");
}

fn disclosure(id: &str) -> Value {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/comparison.json"));
    let vectors: Value = serde_json::from_str(text).unwrap();
    vectors["disclosure"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap().clone()
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

#[test]
fn the_eleventh_municipality_cannot_be_had_by_subtraction() {
    // Ten municipalities are shown together, the eleventh has four answers.
    let case = disclosure("d01_differencing");
    let ten: Row = (vec![Some("aa")], numbers(&case["published_ten"]), [0, 0]);
    let eleventh: Row = (vec![Some("bb")], numbers(&case["recovered_eleventh"]), [0, 0]);
    let made = Made::one(1, 3, &[ten, eleventh]);
    assert_eq!(made.figures[0][0].counts, numbers(&case["national"]));
    let shown = made.shown();
    assert_eq!(shown[0], Shown::All);
    assert!(shown[1..].iter().all(|shown| *shown == Shown::Nothing));
}

#[test]
fn of_a_table_with_its_totals_as_much_is_withheld_as_the_reference_does_and_no_more() {
    for (id, added) in [("s01_primary_only", 2), ("s02_complementary", 0)] {
        let case = disclosure(id);
        let table: Vec<Vec<u64>> = case["table"].as_array().unwrap().iter().map(numbers).collect();
        let name = |at: usize| (0..3).map(move |place| format!("{}{place}", ["r", "c"][at])).collect::<Vec<String>>();
        let lattice = Lattice::made_up(&["municipality", "role"], &[name(0), name(1)], &Tallies::default());
        let place = |value: Option<&String>| value.map(|name| usize::from(name.as_bytes()[1] - b'0'));
        let responses: Vec<u64> = lattice
            .groups
            .iter()
            .map(|group| {
                let (row, column) = (place(group.get("municipality")), place(group.get("role")));
                let inside =
                    |at: &(usize, usize)| row.is_none_or(|row| row == at.0) && column.is_none_or(|column| column == at.1);
                (0..9).map(|at| (at / 3, at % 3)).filter(inside).map(|at| table[at.0][at.1]).sum()
            })
            .collect();
        let suppressed: Vec<Vec<u64>> = case["suppressed"].as_array().unwrap().iter().map(numbers).collect();
        let sum = |inside: &dyn Fn(u64, u64) -> bool| (0..9).map(|at| i64::from(inside(at / 3, at % 3))).collect::<Vec<i64>>();
        let open = (0..9).filter(|at| !suppressed.contains(&vec![at / 3, at % 3]));
        let open = open.map(|at| sum(&|row, column| (row, column) == (at / 3, at % 3)));
        let totals = (0..3).flat_map(|total| [sum(&|row, _| row == total), sum(&|_, column| column == total)]);
        let span = attacker::Span::of(&open.chain(totals).collect::<Vec<_>>());
        for audit in case["audit"].as_array().unwrap() {
            let cell = numbers(&audit["cell"]);
            assert_eq!(
                span.tells(&sum(&|row, column| cell == [row, column])),
                audit["disclosed_exactly"].as_bool().unwrap(),
                "{id}"
            );
        }
        let closed = closed(&lattice, &responses, None, MINIMUMS);
        let cell = |at: &Vec<u64>| lattice.tables[0].cells[usize::try_from(at[0]).unwrap()][usize::try_from(at[1]).unwrap()];
        assert!(suppressed.iter().all(|at| closed[cell(at)]), "{id}");
        assert_eq!(closed.iter().filter(|closed| **closed).count(), suppressed.len() + added, "{id}");
    }
}

#[test]
fn what_one_municipality_has_left_does_not_follow_from_the_parts_of_another() {
    // The whole less aa and the two parts of cc is bb, though none of them overlaps with it.
    let rows: Vec<Row> = vec![
        (vec![Some("aa"), Some("x")], vec![0, 1, 1], [2, 0]),
        (vec![Some("aa"), Some("y")], vec![0, 0, 14], [1, 0]),
        (vec![Some("bb"), Some("x")], vec![0, 1, 3], [0, 0]),
        (vec![Some("cc"), Some("x")], vec![3, 4, 2], [0, 0]),
        (vec![Some("cc"), Some("y")], vec![3, 1, 6], [0, 0]),
    ];
    let made = Made::one(2, 3, &rows);
    let shown = made.shown();
    let at = |by: &[(&str, &str)]| {
        let by = by.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect();
        shown[made.lattice.find(&by).unwrap()]
    };
    assert_eq!((shown[0], at(&[("municipality", "bb")])), (Shown::All, Shown::Nothing));
    assert!([at(&[("municipality", "aa")]), at(&[("municipality", "cc")])].contains(&Shown::Nothing));
    for municipality in ["aa", "cc"].into_iter().filter(|key| at(&[("municipality", *key)]) == Shown::Nothing) {
        assert_eq!(at(&[("municipality", municipality), ("role", "x")]), Shown::Nothing);
    }
}

#[test]
fn one_persons_answer_is_not_given_away_by_what_its_row_and_its_column_cannot_hold() {
    // Sums alone leave the one person in aa and x open, but only there can the row's and the column's third option be.
    let rows: Vec<Row> = vec![
        (vec![Some("aa"), Some("x")], vec![0, 0, 1, 0, 0], [0, 0]),
        (vec![Some("aa"), Some("y")], vec![9, 8, 0, 0, 0], [0, 0]),
        (vec![Some("bb"), Some("x")], vec![0, 0, 0, 0, 9], [0, 0]),
        (vec![Some("bb"), Some("y")], vec![0, 0, 0, 9, 0], [0, 0]),
        (vec![Some("cc"), Some("x")], vec![5, 5, 5, 5, 5], [0, 0]),
        (vec![Some("cc"), Some("y")], vec![5, 5, 5, 5, 5], [0, 0]),
    ];
    let made = Made::one(2, 5, &rows);
    let mut attacker = attacker::Attacker::of(&made, &made.all_shown());
    attacker.learn((0..made.lattice.groups.len()).map(|at| attacker.n(0, at)).collect::<Vec<_>>());
    let span = attacker.solved_above_zero();
    let one = made.figures[0].iter().position(|figures| figures.n == 1).unwrap();
    assert!(!(0..5).all(|option| span.tells(&attacker.option(0, one, option))));
    // Were nothing but the person's own combination and its neighbours withheld, it would be.
    let all = |at: usize| {
        if made.lattice.groups[at].len() < 2 || made.lattice.groups[at]["municipality"] == "cc" {
            Shown::All
        } else {
            Shown::Nothing
        }
    };
    let told = attacker::Attacker::of(&made, &[(0..made.lattice.groups.len()).map(all).collect()]);
    assert!((0..5).all(|option| told.solved_above_zero().tells(&told.option(0, one, option))));
}

#[test]
fn columns_are_not_crossed_in_a_ring() {
    // Of three columns crossed two by two the sums tell how many have all of three values or none of them, be it one person.
    let pairs = [("municipality", "role"), ("municipality", "age"), ("role", "age")];
    let is_one =
        |at: usize, column: &str| at >> ["municipality", "role", "age"].iter().position(|name| *name == column).unwrap() & 1;
    let sum = |all: &[&str]| (0..8).map(|at| i64::from(all.iter().all(|column| is_one(at, column) == 1))).collect::<Vec<i64>>();
    let sums: Vec<Vec<i64>> =
        pairs.iter().flat_map(|(one, other)| [sum(&[one, other]), sum(&[one]), sum(&[other])]).chain([sum(&[])]).collect();
    assert!(attacker::Span::of(&sums).tells(&[1, 0, 0, 0, 0, 0, 0, 1]));
    let lattice = Made::one(3, 2, &[]).lattice;
    let group = |pair: (&str, &str)| lattice.groups.iter().any(|group| group.contains_key(pair.0) && group.contains_key(pair.1));
    assert_eq!(pairs.map(group), [true, true, false]);
}

#[test]
fn little_more_is_withheld_than_is_too_small() {
    let row = |municipality, role, counts: [u64; 5]| -> Row { (vec![Some(municipality), Some(role)], counts.to_vec(), [1, 0]) };
    let large = [2, 4, 6, 5, 3];
    let filled: Vec<Row> =
        ["aa", "bb", "cc"].into_iter().flat_map(|unit| ["x", "y"].map(|role| row(unit, role, large))).collect();
    assert!(Made::one(2, 5, &filled).shown().iter().all(|shown| *shown == Shown::All));
    let mut one_small = filled;
    one_small[0].1 = vec![1, 0, 1, 1, 0];
    let made = Made::one(2, 5, &one_small);
    let withheld: Vec<&Cell> = made
        .lattice
        .groups
        .iter()
        .zip(made.shown())
        .filter(|(_, shown)| *shown == Shown::Nothing)
        .map(|(group, _)| group)
        .collect();
    // The small one, one beside it in its row, and the two that keep these from being told.
    assert_eq!(withheld.len(), 4, "{withheld:?}");
    assert!(withheld.iter().all(|group| group.len() == 2));
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
