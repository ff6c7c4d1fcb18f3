//! A review of cases against numbers that other programs found (`scipy`, `statsmodels`, `krippendorff`), and what of it may be shown.

use std::collections::BTreeMap;

use super::*;
use crate::compare::RoundInput;
use crate::compare::fixtures::{self, choice, dont_know, single, tally, version};
use crate::compare::tally::Tallies;
use crate::config::Privacy;
use crate::fieldwork::Round;
use crate::language::Language;
use crate::questionnaire::{Condition, Operator, Scale, ScaleKind, Trials, Value, code};
use jiff::civil::date;

const NAMES: [&str; 3] = ["aa", "bb", "cc"];

fn judged() -> Scale {
    Scale { kind: ScaleKind::Nominal, choices: vec![choice(1, "Ja"), choice(2, "Nej"), dont_know()] }
}

/// `without` is asked of every case, `doctor` only where the answer was yes.
fn audit() -> Version {
    let mut doctor = single("doctor", judged());
    doctor.show_if = Some(Condition::Compare { key: "without".to_owned(), operator: Operator::Equal, value: Value::Number(1.0) });
    version(1, vec![single("without", judged()), doctor])
}

/// Rounds of the audit, each with its counts.
struct House {
    trials: Trials,
    version: Version,
    rounds: Vec<(Round, Tallies)>,
    population: Option<Population>,
    waiting: bool,
}

impl House {
    fn with(counts: &[(&str, u64, u64)]) -> Self {
        let mut house =
            Self { trials: fixtures::trials(&NAMES), version: audit(), rounds: Vec::new(), population: None, waiting: false };
        house.add(counts);
        house
    }

    /// Per municipality how many cases are yes and how many no.
    fn add(&mut self, counts: &[(&str, u64, u64)]) {
        let mut tallies = Tallies::default();
        for (unit, yes, no) in counts {
            tally(&mut tallies, Some(unit), "without", &[(1, *yes), (2, *no)]);
            tally(&mut tallies, Some(unit), "doctor", &[(2, *yes), (code::NOT_SHOWN, *no)]);
        }
        let key = ["first", "second", "third"][self.rounds.len()];
        self.rounds.push((fixtures::round(key, date(2018, 7, 1), 1), tallies));
    }

    fn of(mut self, counts: &[(&str, u64)]) -> Self {
        let row = |(unit, count): &(&str, u64)| ([("municipality".to_owned(), (*unit).to_owned())].into(), *count);
        self.population = Some(Population(counts.iter().map(row).collect()));
        self
    }

    fn review(&self, by: &[String], cases: &[ReadCase]) -> CaseReview {
        let input = Input {
            trials: &self.trials,
            trial: "eksempel",
            evaluation: None,
            rounds: self
                .rounds
                .iter()
                .map(|(round, tallies)| RoundInput {
                    round,
                    version: &self.version,
                    tallies,
                    population: self.population.clone(),
                    waiting: self.waiting,
                    published: false,
                    entered: BTreeMap::new(),
                })
                .collect(),
            approvals: &[],
            by,
            privacy: &Privacy::default(),
            linked: None,
            weight_by: &[],
            shared: Vec::new(),
            language: Language::Da,
        };
        case_review(&input, self.population.as_ref(), cases).unwrap()
    }
}

fn by_municipality() -> Vec<String> {
    vec!["municipality".to_owned()]
}

fn near(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-9, "{one} is not {other}");
}

#[test]
fn of_155_cases_among_239_the_interval_is_that_of_all_239() {
    let house = House::with(&[("aa", 41, 39), ("bb", 20, 20), ("cc", 17, 18)]).of(&[("aa", 120), ("bb", 60), ("cc", 59)]);
    let review = house.review(&by_municipality(), &[]);
    let of = |group: usize| {
        let question = &review.groups[group].questions[0];
        assert_eq!((question.without_population, question.options.len()), (None, 2));
        let yes = &question.options[0];
        (yes.count, yes.low_fpc.unwrap(), yes.high_fpc.unwrap())
    };
    // scipy.stats.hypergeom: the fewest and the most of the population with neither tail down to 0.025.
    for (group, count, low, high, people) in
        [(0, 78, 109.0, 132.0, 239.0), (1, 41, 54.0, 69.0, 120.0), (2, 20, 25.0, 35.0, 60.0), (3, 17, 22.0, 35.0, 59.0)]
    {
        let found = of(group);
        assert_eq!(found.0, count);
        near(found.1, low / people);
        near(found.2, high / people);
    }
    let yes = &review.groups[0].questions[0].options[0];
    near(yes.low, 0.425_392_968_942_038_76);
    near(yes.high, 0.580_902_616_652_707_1);
    let whole = &review.progress[0];
    assert_eq!((whole.listed, whole.read, whole.remaining), (Some(239), 155, Some(84)));
}

#[test]
fn a_question_asked_of_some_cases_only_has_no_interval_for_all() {
    let house = House::with(&[("aa", 19, 20)]).of(&[("aa", 60)]);
    let review = house.review(&[], &[]);
    let doctor = &review.groups[0].questions[1];
    assert_eq!(doctor.figures.hidden.as_deref(), Some("withheld"), "all nineteen said no");
    let mut house = House::with(&[("aa", 20, 20)]).of(&[("aa", 60)]);
    tally(&mut house.rounds[0].1, Some("aa"), "doctor", &[(1, 9), (code::NOT_SHOWN, 0)]);
    tally(&mut house.rounds[0].1, Some("aa"), "without", &[(1, 9)]);
    let review = house.review(&[], &[]);
    let doctor = &review.groups[0].questions[1];
    assert_eq!(doctor.without_population, Some("conditional"));
    assert_eq!((doctor.options[0].count, doctor.options[0].low_fpc), (9, None));
    let unknown = House::with(&[("aa", 20, 20)]).review(&[], &[]);
    assert_eq!(unknown.groups[0].questions[0].without_population, Some("unknown"));
    let more = House::with(&[("aa", 20, 20)]).of(&[("aa", 30)]).review(&[], &[]);
    assert_eq!(more.groups[0].questions[0].without_population, Some("more-than-population"));
}

#[test]
fn when_every_case_is_read_the_interval_is_the_share_itself() {
    let review = House::with(&[("aa", 30, 10)]).of(&[("aa", 40)]).review(&[], &[]);
    let yes = &review.groups[0].questions[0].options[0];
    assert_eq!((yes.low_fpc, yes.high_fpc), (Some(0.75), Some(0.75)));
}

#[test]
fn a_small_municipality_is_told_how_far_it_has_come_and_not_what_its_cases_show() {
    let house = House::with(&[("aa", 20, 20), ("bb", 2, 1)]).of(&[("aa", 60), ("bb", 4), ("cc", 9)]);
    let review = house.review(&by_municipality(), &[]);
    let line = |unit: &str| review.progress.iter().find(|line| line.municipality.as_deref() == Some(unit)).unwrap();
    assert_eq!((line("bb").read, line("bb").remaining), (3, Some(1)));
    assert_eq!((line("cc").read, line("cc").remaining), (0, Some(9)));
    for group in &review.groups[1..] {
        assert!(group.questions[0].options.is_empty() && group.questions[0].figures.base.is_none());
    }
}

#[test]
fn an_open_round_shows_its_progress_and_no_answer() {
    let mut house = House::with(&[("aa", 20, 20)]).of(&[("aa", 60)]);
    house.waiting = true;
    let review = house.review(&[], &[]);
    assert_eq!((review.progress[0].read, review.progress[0].remaining), (40, Some(20)));
    assert!(review.groups[0].questions.iter().all(|question| question.options.is_empty() && question.figures.n.is_none()));
}

/// Cases with the answers of each reader to `without`, so many of each kind.
fn cases(kinds: &[(&[Option<i64>], usize)]) -> Vec<ReadCase> {
    let read = |answer: &Option<i64>| answer.map(|value| vec![("without".to_owned(), value)]);
    let case = |answers: &&[Option<i64>]| ReadCase { codes: answers.iter().map(read).collect() };
    kinds.iter().flat_map(|(answers, count)| (0..*count).map(move |_| case(answers))).collect()
}

const FORTY: [(&[Option<i64>], usize); 4] =
    [(&[Some(1), Some(1)], 18), (&[Some(1), Some(2)], 3), (&[Some(2), Some(1)], 4), (&[Some(2), Some(2)], 15)];

#[test]
fn two_readers_of_forty_cases_agree_as_statsmodels_says() {
    let mut house = House::with(&[("aa", 78, 77)]);
    house.add(&[("aa", 22, 18)]);
    let agreement = house.review(&[], &cases(&FORTY)).agreement.unwrap();
    assert_eq!((agreement.cases, agreement.waiting), (Some(40), false));
    let line = &agreement.questions[0];
    assert_eq!((line.n, line.same, line.hidden), (Some(40), Some(33), None));
    near(line.low.unwrap(), 0.680_500_096_682_122_7);
    near(line.high.unwrap(), 0.912_545_862_539_640_9);
    let kappa = line.kappa.unwrap();
    near(kappa.estimate, 0.648_241_206_030_150_7);
    near(kappa.low.unwrap(), 0.411_942_143_620_339_1);
    near(kappa.high.unwrap(), 0.884_540_268_439_962_3);
    near(line.alpha.unwrap(), 0.652_419_861_722_187_2);
    assert_eq!(agreement.questions[1].hidden, Some("withheld"), "of nobody two readings of the doctor");
}

#[test]
fn agreement_that_would_tell_of_a_few_cases_is_withheld() {
    let hidden = |first: (u64, u64), second: (u64, u64), kinds: &[(&[Option<i64>], usize)]| {
        let mut house = House::with(&[("aa", first.0, first.1)]);
        house.add(&[("aa", second.0, second.1)]);
        let agreement = house.review(&[], &cases(kinds)).agreement.unwrap();
        agreement.questions[0].hidden.is_some()
    };
    let seven: [(&[Option<i64>], usize); 2] = [(&[Some(1), Some(1)], 4), (&[Some(2), Some(2)], 3)];
    assert!(hidden((20, 20), (4, 3), &seven), "seven cases are too few");
    assert!(!hidden((21, 19), (22, 18), &FORTY), "everything was read twice");
    assert!(hidden((23, 20), (22, 18), &FORTY), "three cases were read once only");
    assert!(hidden((31, 19), (22, 18), &FORTY), "all ten that were read once only said yes");
    assert!(!hidden((29, 22), (22, 18), &FORTY));
    let alike: [(&[Option<i64>], usize); 1] = [(&[Some(1), Some(1)], 12)];
    assert!(hidden((30, 20), (20, 10), &alike), "both readers said yes of all twelve");
}

#[test]
fn three_readers_are_told_by_krippendorffs_alpha() {
    let mut house = House::with(&[("aa", 78, 77)]);
    house.add(&[("aa", 22, 18)]);
    house.add(&[("aa", 21, 19)]);
    // The third reader turns every fifth answer of the first.
    let mut all = Vec::new();
    for (answers, count) in FORTY {
        for _ in 0..count {
            let turned = if all.len() % 5 == 0 { 3 - answers[0].unwrap() } else { answers[0].unwrap() };
            all.push(vec![answers[0], answers[1], Some(turned)]);
        }
    }
    let kinds: Vec<(&[Option<i64>], usize)> = all.iter().map(|answers| (&answers[..], 1)).collect();
    let agreement = house.review(&[], &cases(&kinds)).agreement.unwrap();
    let line = &agreement.questions[0];
    assert_eq!((line.n, line.same, line.kappa), (Some(40), Some(26), None));
    near(line.alpha.unwrap(), 0.536_707_452_725_250_2);
}
