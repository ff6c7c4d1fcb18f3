//! Random surveys, small enough that much of them is withheld, with everybody's answers at hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::date;

use crate::compare::chance::Chance;
use crate::compare::comparison::Comparison;
use crate::compare::fixtures::{self, choice, dont_know, single};
use crate::compare::plan::{Expected, Plan, plan};
use crate::compare::tally::{Cell, Tallies};
use crate::compare::{Coded, Coding, Input, LinkedRounds, RoundInput, compare, divisions};
use crate::fieldwork::{Population, Round};
use crate::questionnaire::{Background, Kind, Question, Scale, ScaleKind, Source, Trials, Version, code, parse_condition};

pub(super) const COLUMNS: [&str; 2] = ["municipality", "role"];
const VALUES: [&[&str]; 2] = [&["aa", "bb", "cc"], &["x", "y", "z"]];
const KEYS: [&str; 3] = ["eks-2018", "eks-2019", "eks-2020"];

/// How a question can be met with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reply {
    /// These options; of one choice one.
    Answer(Vec<usize>),
    NotAnswered,
    DontKnow,
    NotShown,
}

/// A question with all the replies to it.
pub(super) struct Asked {
    pub(super) key: &'static str,
    pub(super) options: usize,
    pub(super) several: bool,
    ordinal: bool,
    /// The option of the first question after which it is asked; none where everybody is.
    pub(super) after: Option<usize>,
    pub(super) replies: Vec<Reply>,
}

/// Somebody who answered in one round or more: per round and question the number of the reply.
pub(super) struct Person {
    pub(super) cell: usize,
    pub(super) said: Vec<Option<Vec<usize>>>,
}

/// A survey of a few rounds.
pub(super) struct Survey {
    pub(super) questions: Vec<Asked>,
    pub(super) cells: Vec<Cell>,
    pub(super) people: Vec<Person>,
    /// Whether the same people are followed from round to round.
    pub(super) linked: bool,
    /// Per round how many of each combination were asked and did not answer, where that is known.
    pub(super) silent: Option<Vec<Vec<u64>>>,
    version: Version,
    trials: Trials,
    rounds: Vec<Round>,
}

impl Asked {
    fn of(key: &'static str, options: usize, kind: u64, after: Option<usize>, unsure: bool) -> Self {
        let several = kind == 2;
        let answers: Vec<Reply> = if several {
            let set = |set: usize| Reply::Answer((0..options).filter(|option| set >> option & 1 == 1).collect());
            (0..1 << options).map(set).collect()
        } else {
            (0..options).map(|option| Reply::Answer(vec![option])).collect()
        };
        let dont_know = (unsure && !several).then_some(Reply::DontKnow);
        let not_shown = after.map(|_| Reply::NotShown);
        let replies = answers.into_iter().chain([Reply::NotAnswered]).chain(dont_know).chain(not_shown).collect();
        Self { key, options, several, ordinal: kind == 0, after, replies }
    }

    fn codes(&self, reply: usize) -> Vec<i64> {
        let value = |option: &usize| i64::try_from(option + 1).unwrap();
        match &self.replies[reply] {
            Reply::Answer(options) if self.several => [code::ANSWERED].into_iter().chain(options.iter().map(value)).collect(),
            Reply::Answer(options) => options.iter().map(value).collect(),
            Reply::NotAnswered => vec![code::NOT_ANSWERED],
            Reply::DontKnow => vec![98],
            Reply::NotShown => vec![code::NOT_SHOWN],
        }
    }

    fn question(&self) -> Question {
        let mut choices: Vec<_> = (1..).take(self.options).map(|value| choice(value, &format!("Svar {value}"))).collect();
        let mut question = if self.several {
            fixtures::question(
                self.key,
                Kind::Multiple { choices, max_choices: None, none: false, other: false, missing: Vec::new() },
            )
        } else {
            choices.extend(self.replies.contains(&Reply::DontKnow).then(dont_know));
            single(self.key, Scale { kind: if self.ordinal { ScaleKind::Ordinal } else { ScaleKind::Nominal }, choices })
        };
        let condition = |option: usize| parse_condition(&format!("first == {}", option + 1)).unwrap().condition;
        question.show_if = self.after.map(condition);
        question
    }
}

/// The publication set: in half of the surveys everything, else the municipality with the role crossed, beside it, or without it.
fn publication_set(seed: u64, linked: bool, columns: usize) -> Option<Vec<Vec<String>>> {
    let mut chance = Chance::of(&format!("divisions {seed} {linked}"));
    let owned = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect::<Vec<String>>();
    match chance.below(6) {
        _ if columns == 1 => None,
        0..3 => None,
        3 => Some(vec![owned(&COLUMNS)]),
        4 => Some(vec![owned(&COLUMNS[1..])]),
        _ => Some(Vec::new()),
    }
}

/// How many people there are of one kind in a cell: often none, a few, or enough.
fn some(chance: &mut Chance, most: u64) -> u64 {
    match chance.below(5) {
        0 => 0,
        1 | 2 => chance.below(5),
        _ => chance.below(most),
    }
}

impl Survey {
    /// The survey of a seed.
    pub(super) fn of(seed: u64, linked: bool) -> Self {
        let mut chance = Chance::of(&format!("survey {seed} {linked}"));
        let rounds = if linked && chance.below(4) == 0 { 3 } else { 2 };
        let narrow = linked || chance.below(2) == 0;
        let columns = if chance.below(if linked { 2 } else { 5 }) == 0 { 1 } else { 2 };
        let questions = questions(&mut chance, (linked, rounds));
        let role_unknown = chance.below(6) == 0;
        let mut cells = Vec::new();
        let units = if narrow && columns == 2 { 2 } else { 3 };
        for unit in VALUES[0].iter().take(units) {
            let cell = Cell::from([(COLUMNS[0].to_owned(), (*unit).to_owned())]);
            let with = |role: &&str| {
                let mut cell = cell.clone();
                cell.insert(COLUMNS[1].to_owned(), (*role).to_owned());
                cell
            };
            if columns == 1 {
                cells.push(cell);
            } else {
                cells.extend(VALUES[1].iter().take(if narrow { 2 } else { 3 }).map(with));
                cells.extend(role_unknown.then_some(cell));
            }
        }
        let people = (0..cells.len()).flat_map(|cell| people(&mut chance, cell, &questions, (linked, rounds))).collect();
        let known = chance.below(3) > 0 && cells.iter().all(|cell| cell.len() == columns);
        let mut silence = || (0..cells.len()).map(|_| some(&mut chance, 9)).collect::<Vec<u64>>();
        let silent = known.then(|| (0..rounds).map(|_| silence()).collect());
        let mut version = fixtures::version(1, questions.iter().map(Asked::question).collect());
        let background = |column: &&str| Background { key: (*column).to_owned(), source: Source::Recipient };
        version.background = COLUMNS[..columns].iter().map(background).collect();
        let opens = [date(2018, 1, 7), date(2019, 1, 7), date(2020, 6, 1)];
        let divisions = publication_set(seed, linked, columns);
        let rounds = KEYS
            .iter()
            .zip(opens)
            .take(rounds)
            .map(|(key, opens)| Round { divisions: divisions.clone(), ..fixtures::round(key, opens, 1) })
            .collect();
        let trials = fixtures::trials(&VALUES[0][..units]);
        Self { questions, cells, people, linked, silent, version, trials, rounds }
    }

    pub(super) fn rounds(&self) -> usize {
        self.rounds.len()
    }

    /// Which combinations a group consists of.
    pub(super) fn inside(&self, by: &Cell) -> Vec<usize> {
        let within = |cell: &Cell| by.iter().all(|(column, value)| cell.get(column) == Some(value));
        (0..self.cells.len()).filter(|at| within(&self.cells[*at])).collect()
    }

    /// Whether a round knows of such a group: a value that nobody has who was asked or answered is no value of it.
    pub(super) fn knows(&self, by: &Cell, round: usize) -> bool {
        let has = |value: &String| {
            let has_it = |cell: usize| self.cells[cell].get(COLUMNS[1]) == Some(value);
            self.silent.is_some() || self.people.iter().any(|person| person.said[round].is_some() && has_it(person.cell))
        };
        by.get(COLUMNS[1]).is_none_or(has)
    }

    /// Everything that is offered of it: divided by nothing and in every way that is declared, plain and, where they are known, by the same people.
    pub(super) fn shown(&self) -> (Vec<Comparison>, Vec<Comparison>, Vec<Plan>) {
        let mut offered = vec![Vec::new()];
        offered.extend(divisions(&self.rounds[0], &self.version));
        let tallies: Vec<Tallies> = (0..self.rounds()).map(|round| self.tallies(round)).collect();
        let steps = self.steps();
        let (mut plain, mut followed, mut plans) = (Vec::new(), Vec::new(), Vec::new());
        let expected = Expected { response: 0.5, people: None, today: date(2021, 1, 1) };
        for by in &offered {
            plain.push(compare(&self.input(&tallies, by, None)));
            plans.push(plan(&self.input(&tallies, by, None), &expected));
            if self.linked {
                followed.push(compare(&self.input(&tallies, by, Some(&steps))));
            }
        }
        (plain, followed, plans)
    }

    fn input<'a>(&'a self, tallies: &'a [Tallies], by: &'a [String], linked: Option<&'a [Arc<LinkedRounds>]>) -> Input<'a> {
        let round = |at: usize| RoundInput {
            round: &self.rounds[at],
            version: &self.version,
            tallies: &tallies[at],
            population: self.population(at),
            waiting: false,
            published: false,
            entered: BTreeMap::new(),
        };
        let shared = |step: usize| {
            let both = self.people.iter().filter(|person| person.said[step].is_some() && person.said[step + 1].is_some());
            (KEYS[step].to_owned(), KEYS[step + 1].to_owned(), both.count() as u64)
        };
        let rounds = (0..self.rounds()).map(round).collect();
        let shared = if self.linked { (1..self.rounds()).map(|later| shared(later - 1)).collect() } else { Vec::new() };
        Input { by, linked, shared, ..fixtures::input(&self.trials, rounds) }
    }

    fn population(&self, round: usize) -> Option<Population> {
        let answered =
            |cell: usize| self.people.iter().filter(|person| person.cell == cell && person.said[round].is_some()).count();
        let silent = &self.silent.as_ref()?[round];
        let of_cell = |(at, cell): (usize, &Cell)| (BTreeMap::clone(cell), answered(at) as u64 + silent[at]);
        Some(Population(self.cells.iter().enumerate().map(of_cell).collect()))
    }

    fn tallies(&self, round: usize) -> Tallies {
        let mut tallies = Tallies::default();
        for person in &self.people {
            for (asked, reply) in self.questions.iter().zip(person.said[round].iter().flatten()) {
                asked.codes(*reply).into_iter().for_each(|code| tallies.add(&self.cells[person.cell], asked.key, code, 1));
            }
        }
        tallies
    }

    fn steps(&self) -> Vec<Arc<LinkedRounds>> {
        let coding = Coding::of(&self.version);
        let step = |step: usize| {
            let mut coded = [Coded::of(&coding), Coded::of(&coding)];
            for person in &self.people {
                let [Some(one), Some(other)] = [&person.said[step], &person.said[step + 1]] else { continue };
                for (coded, said) in coded.iter_mut().zip([one, other]) {
                    let cell = coded.cell(self.cells[person.cell].clone());
                    let codes: Vec<Vec<i64>> =
                        self.questions.iter().zip(said).map(|(asked, reply)| asked.codes(*reply)).collect();
                    coded.push_codes(cell, &codes.iter().map(Vec::as_slice).collect::<Vec<_>>());
                }
            }
            let pairs: Vec<[u32; 2]> = (0..).take(coded[0].responses()).map(|person| [person; 2]).collect();
            Arc::new(LinkedRounds::of(
                [KEYS[step], KEYS[step + 1]],
                [(&self.version, &coded[0]), (&self.version, &coded[1])],
                &pairs,
            ))
        };
        (1..self.rounds()).map(|later| step(later - 1)).collect()
    }
}

fn questions(chance: &mut Chance, (linked, rounds): (bool, usize)) -> Vec<Asked> {
    let few = linked && rounds > 2;
    let options = |chance: &mut Chance| usize::try_from(2 + if few { 0 } else { chance.below(2) }).unwrap();
    let first = Asked::of("first", options(chance), chance.below(3), None, !linked && chance.below(3) == 0);
    let one = linked && (few || chance.below(3) > 0);
    if one || chance.below(3) == 0 {
        return vec![first];
    }
    let after = (!first.several && chance.below(2) == 0).then(|| usize::try_from(chance.below(first.options as u64)).unwrap());
    let kind = if linked { chance.below(2) } else { chance.below(3) };
    // In the order of their keys.
    let second = Asked::of("second", if linked { 2 } else { options(chance) }, kind, after, false);
    vec![first, second]
}

/// The people of a cell: some in one round alone, where they can be followed some in all of them or in two.
fn people(chance: &mut Chance, cell: usize, questions: &[Asked], (linked, rounds): (bool, usize)) -> Vec<Person> {
    let mut people = Vec::new();
    let patterns: Vec<usize> =
        if linked { (1..1 << rounds).filter(|pattern| chance.below(4) > 0 || *pattern == 3).collect() } else { vec![1, 2] };
    for pattern in patterns {
        let favourite = (chance.below(4) == 0).then(|| chance.below(3));
        let empty = chance.below(3) == 0;
        for _ in 0..some(chance, if linked { 16 } else { 22 }) {
            let mut said = Vec::new();
            for round in 0..rounds {
                said.push((pattern >> round & 1 == 1).then(|| answers(chance, questions, favourite, empty)));
            }
            people.push(Person { cell, said });
        }
    }
    people
}

fn answers(chance: &mut Chance, questions: &[Asked], favourite: Option<u64>, empty: bool) -> Vec<usize> {
    let mut said: Vec<usize> = Vec::new();
    for asked in questions {
        let substantive = asked.replies.iter().filter(|reply| matches!(reply, Reply::Answer(_))).count();
        let hidden = asked.after.is_some_and(|option| asked_first(questions, said[0]) != Some(option));
        let missing = asked.replies.len() - substantive - usize::from(asked.after.is_some());
        said.push(if hidden {
            asked.replies.len() - 1
        } else if empty && chance.below(6) == 0 {
            substantive + usize::try_from(chance.below(missing as u64)).unwrap()
        } else {
            usize::try_from(favourite.unwrap_or_else(|| chance.below(substantive as u64))).unwrap() % substantive
        });
    }
    said
}

/// The option of the first question that this reply is.
fn asked_first(questions: &[Asked], reply: usize) -> Option<usize> {
    if let Reply::Answer(options) = &questions[0].replies[reply] { options.first().copied() } else { None }
}
