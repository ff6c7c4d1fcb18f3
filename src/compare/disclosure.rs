//! The whole product under attack: from all that comparisons and plans show of a survey, by every division and however the rounds are
//! compared, a reader who solves what he sees computes nothing that was withheld.
//!
//! The rules are attacked from within in `small_numbers`; here nothing is known of them but what they promise.

use reader::{Reader, Solved, lines};
use survey::Survey;

use super::comparison::{Comparison, QuestionRound, RefusalCode};
use super::plan::Plan;
use super::tally::Cell;

pub(super) mod algebra;
mod reader;
mod survey;

/// How many random surveys of each kind are attacked.
const SURVEYS: u64 = 500;

/// Everything that is shown of a survey.
struct Shown {
    plain: Vec<Comparison>,
    followed: Vec<Comparison>,
    plans: Vec<Plan>,
}

impl Shown {
    fn of(survey: &Survey) -> Self {
        let (plain, followed, plans) = survey.shown();
        Self { plain, followed, plans }
    }
}

/// A question of a group in a round.
struct Place<'a> {
    question: usize,
    by: &'a Cell,
    /// The round, among those a reader looks at.
    round: usize,
}

impl Place<'_> {
    fn counts(&self, survey: &Survey, reader: &Reader) -> Vec<i64> {
        let options = 0..survey.questions[self.question].options;
        options.map(|option| reader.value(&reader.option(self.question, self.by, self.round, option))).collect()
    }

    /// Whether it is withheld on its own account, not to protect another.
    fn is_small(&self, survey: &Survey, reader: &Reader) -> bool {
        let n = reader.value(&reader.n(self.question, self.by, self.round));
        n < 8 || self.counts(survey, reader).iter().all(|count| *count == 0 || *count == n)
    }

    /// How many of its options follow.
    fn told(&self, survey: &Survey, reader: &Reader, solved: &Solved) -> usize {
        let options = 0..survey.questions[self.question].options;
        options.filter(|option| solved.tells(&reader.option(self.question, self.by, self.round, *option))).count()
    }

    fn n_is_told(&self, reader: &Reader, solved: &Solved) -> bool {
        solved.tells(&reader.n(self.question, self.by, self.round))
    }
}

/// What a reader learns of what was withheld.
fn learnt(survey: &Survey, shown: &Shown) -> Vec<String> {
    let mut learnt = Vec::new();
    for round in 0..survey.rounds() {
        for question in (0..survey.questions.len()).filter(|question| survey.questions[*question].after.is_none()) {
            learnt.extend(from_one_question(survey, shown, (question, round)));
        }
        let mut reader = Reader::of(survey, vec![round]);
        read_all(&mut reader, shown);
        learnt.extend(from_all_questions(survey, shown, &mut reader, &[round]));
    }
    if survey.linked {
        let rounds: Vec<usize> = (0..survey.rounds()).collect();
        let mut reader = Reader::of(survey, rounds.clone());
        read_all(&mut reader, shown);
        let before = [reader.solved(), reader.solved_above_zero()];
        shown.followed.iter().for_each(|comparison| reader.follow(comparison));
        learnt.extend(from_those_who_moved(survey, shown, &reader, &before));
        learnt.extend(from_all_questions(survey, shown, &mut reader, &rounds));
    }
    learnt
}

fn read_all(reader: &mut Reader, shown: &Shown) {
    shown.plain.iter().for_each(|comparison| reader.read(comparison));
    shown.plans.iter().for_each(|plan| reader.read_plan(plan));
}

/// Of a question alone neither n nor an answer follows in any group.
fn from_one_question(survey: &Survey, shown: &Shown, (question, round): (usize, usize)) -> Vec<String> {
    let mut reader = Reader::of(survey, vec![round]);
    for comparison in &shown.plain {
        reader.read_groups(comparison, &[question]);
    }
    let solved = [reader.solved(), reader.solved_above_zero()];
    let nothing = reader.nothing();
    let mut learnt = Vec::new();
    for ((_, by, _), line) in
        lines(&shown.plain).iter().filter(|((at, by, of), _)| (*at, *of) == (question, round) && survey.knows(by, round))
    {
        let place = Place { question, by, round: 0 };
        if line.n.is_none() && solved.iter().any(|solved| place.n_is_told(&reader, solved)) {
            learnt.push(format!("n of question {question} in {by:?}, round {round}, from itself"));
        }
        learnt.extend(answers(survey, &reader, &solved[0], &place, line));
        learnt.extend(promised(survey, &reader, &nothing, &place, line));
    }
    learnt
}

/// A withheld group of which it follows at once that nobody gave some answer, since nobody did of all, while the sentence beside it says
/// that nobody can work out what single people answered.
fn promised(survey: &Survey, reader: &Reader, nothing: &[bool], place: &Place, line: &QuestionRound) -> Option<String> {
    let some = reader.value(&reader.n(place.question, place.by, place.round)) > 0;
    let is_nothing = |option: usize| {
        let sum = reader.option(place.question, place.by, place.round, option);
        sum.iter().zip(nothing).all(|(times, nothing)| *times == 0 || *nothing)
    };
    let follows = line.counts.is_none() && some && (0..survey.questions[place.question].options).any(is_nothing);
    (follows && !line.told_by_whole)
        .then(|| format!("an option that nobody chose of question {} in {:?}, beside a promise", place.question, place.by))
}

/// Options of a withheld distribution that follow by adding and subtracting; the top box that is shown is one.
fn answers(survey: &Survey, reader: &Reader, solved: &Solved, place: &Place, line: &QuestionRound) -> Option<String> {
    let told = place.told(survey, reader, solved);
    let shown = usize::from(line.top_box.is_some());
    (line.counts.is_none() && told > shown)
        .then(|| format!("{told} options of question {} in {:?}, round {}", place.question, place.by, place.round))
}

/// The groups of which not even the number of responses is shown.
fn closed(survey: &Survey, shown: &Shown, rounds: &[usize]) -> Vec<(Cell, usize)> {
    let mut closed = Vec::new();
    for group in shown.plans.iter().flat_map(|plan| &plan.groups) {
        let withheld = |round: usize| round < 2 && group.answers[round].is_none() && survey.knows(&group.by, round);
        closed.extend((0..rounds.len()).filter(|place| withheld(rounds[*place])).map(|place| (group.by.clone(), place)));
    }
    closed
}

/// A withheld number of responses that follows, though not all of the group responded, and not from how many were asked alone.
fn responses(survey: &Survey, shown: &Shown, reader: &Reader, (by, round): (&Cell, usize)) -> Option<String> {
    let responses = reader.responses(by, 0);
    let all = survey.silent.as_ref().is_some_and(|silent| survey.inside(by).iter().all(|cell| silent[round][*cell] == 0));
    if all || ![reader.solved(), reader.solved_above_zero()].iter().any(|solved| solved.tells(&responses)) {
        return None;
    }
    let mut asked = Reader::of(survey, vec![round]);
    shown.plans.iter().for_each(|plan| asked.read_people(plan));
    (!asked.solved_above_zero().tells(&responses)).then(|| format!("responses of {by:?}, round {round}"))
}

/// From all questions together follows the n of a withheld group at most where nobody left the question empty, and never what those
/// answered who are too few or all alike; of a round for itself not even if it is known how many answered in every group.
fn from_all_questions(survey: &Survey, shown: &Shown, reader: &mut Reader, rounds: &[usize]) -> Vec<String> {
    let (linear, above_zero) = (reader.solved(), reader.solved_above_zero());
    let mut learnt = Vec::new();
    let closed = closed(survey, shown, rounds);
    if let [round] = rounds {
        learnt.extend(closed.iter().filter_map(|(by, _)| responses(survey, shown, reader, (by, *round))));
    }
    let lines = lines(&shown.plain);
    let at = |question: &usize, by, round: &usize| {
        let round = rounds.iter().position(|at| at == round && survey.knows(by, *round))?;
        Some(Place { question: *question, by, round })
    };
    for ((question, by, round), line) in &lines {
        let Some(place) = at(question, by, round) else { continue };
        learnt.extend(answers(survey, reader, &linear, &place, line));
        let empty = reader.value(&reader.responses(by, place.round)) > reader.value(&reader.n(*question, by, place.round));
        let open = empty && place.is_small(survey, reader) && survey.questions[*question].after.is_none();
        if line.n.is_none() && open && !closed.contains(&(by.clone(), place.round)) && place.n_is_told(reader, &above_zero) {
            learnt.push(format!("n of question {question} in {by:?}, round {round}, from all"));
        }
    }
    // Of a question that hangs on another, n is an answer to that one; and who can be followed is told by more than his own round.
    let mut more = Vec::new();
    for (question, by, round) in lines.keys().filter(|(at, ..)| rounds.len() == 1 && survey.questions[*at].after.is_none()) {
        let Some(place) = at(question, by, round) else { continue };
        more.extend([reader.n(*question, by, place.round), reader.responses(by, place.round)]);
    }
    reader.learn(more);
    let above_zero = reader.solved_above_zero();
    for ((question, by, round), line) in lines.iter().filter(|(_, line)| line.counts.is_none()) {
        let Some(place) = at(question, by, round) else { continue };
        let some = reader.value(&reader.n(*question, by, place.round)) > 0;
        // Of a large whole it may be shown that everybody answered alike, and then that is known of each.
        let whole = Place { by: &Cell::new(), ..place };
        let said = lines[&(*question, Cell::new(), *round)].counts.is_some() && whole.is_small(survey, reader);
        let some = some && !said;
        let all = survey.questions[*question].options;
        if some && place.is_small(survey, reader) && place.told(survey, reader, &above_zero) == all {
            let n = line.n;
            learnt.push(format!("all answers to question {question} in {by:?}, round {round}; n {n:?}"));
        }
    }
    learnt
}

/// Where it is withheld how the same people moved it does not follow, nor what those answered who are too few or alike beside them.
fn from_those_who_moved(survey: &Survey, shown: &Shown, reader: &Reader, before: &[Solved; 2]) -> Vec<String> {
    let after = [reader.solved(), reader.solved_above_zero()];
    let follows = |sums: &[reader::Sum]| {
        let all = |solved: &Solved| sums.iter().all(|sum| solved.tells(sum));
        (0..2).any(|at| all(&after[at]) && !all(&before[at]))
    };
    let mut learnt = Vec::new();
    for group in shown.followed.iter().flat_map(|comparison| &comparison.groups) {
        for (question, line) in group.questions.iter().enumerate() {
            let options = survey.questions[question].options;
            for (place, change) in (1..).zip(&line.changes) {
                let pairs = reader.moved(question, &group.by, place, |_, _| true);
                let turn = |to: usize, option: usize| {
                    reader.moved(question, &group.by, place, |one, other| {
                        let (from, to) = if to == 0 { (one, other) } else { (other, one) };
                        !from.contains(&option) && to.contains(&option)
                    })
                };
                let turns: Vec<_> = (0..2).flat_map(|to| (0..options).map(move |option| (to, option))).collect();
                let turns: Vec<_> = turns.into_iter().map(|(to, option)| turn(to, option)).collect();
                let withheld = change.refused.as_ref().is_some_and(|refusal| refusal.code == RefusalCode::Withheld);
                // A group that is the whole moved as the whole did.
                let n = reader.value(&pairs);
                let values: Vec<i64> = turns.iter().map(|turn| reader.value(turn)).collect();
                let alike = values.iter().all(|turned| *turned == 0 || *turned == n);
                if withheld && n > 0 && (n < 8 || alike) && follows(&turns) {
                    learnt.push(format!("how {:?} moved in question {question}, step {place}", group.by));
                }
                for round in [place - 1, place] {
                    let side = usize::from(round == place);
                    let said = |option: Option<usize>| {
                        let all = match option {
                            Some(option) => reader.option(question, &group.by, round, option),
                            None => reader.n(question, &group.by, round),
                        };
                        let linked = reader.moved(question, &group.by, place, |one, other| {
                            let own = [one, other][side];
                            option.is_none_or(|option| own.contains(&option))
                        });
                        all.iter().zip(linked).map(|(all, linked)| all - linked).collect::<Vec<i64>>()
                    };
                    let n = reader.value(&said(None));
                    let counts: Vec<_> = (0..options).map(|option| said(Some(option))).collect();
                    let alike = counts.iter().all(|count| reader.value(count) == 0 || reader.value(count) == n);
                    if n > 0 && (n < 8 || alike) && follows(&counts) {
                        learnt.push(format!("the others of {:?} in question {question}, step {place}, round {round}", group.by));
                    }
                }
            }
        }
    }
    learnt
}

fn attack(seeds: std::ops::Range<u64>, linked: bool) {
    for seed in seeds {
        let survey = Survey::of(seed, linked);
        let learnt = learnt(&survey, &Shown::of(&survey));
        assert!(learnt.is_empty(), "seed {seed}, linked {linked}: {learnt:#?}");
    }
}

#[test]
fn nothing_withheld_follows_from_all_that_is_shown_of_rounds_side_by_side() {
    attack(0..SURVEYS, false);
}

#[test]
fn nothing_withheld_follows_from_all_that_is_shown_of_people_followed_through_rounds() {
    attack(0..SURVEYS, true);
}

#[test]
fn how_many_answered_in_a_withheld_group_followed_from_how_many_could_be_followed() {
    // Of 24 pairs the groups could hold no more than 24, and only if one of them had its own n; found among 12,000 surveys.
    attack(8307..8308, true);
}

/// What would be shown if only too small numbers were withheld, and nothing to protect them.
fn by_number_alone(survey: &Survey) -> Shown {
    let mut shown = Shown::of(survey);
    let readers: Vec<Reader> = (0..survey.rounds()).map(|round| Reader::of(survey, vec![round])).collect();
    for group in shown.plain.iter_mut().flat_map(|comparison| &mut comparison.groups) {
        for (question, line) in group.questions.iter_mut().enumerate() {
            for (reader, line) in readers.iter().zip(&mut line.rounds) {
                let place = Place { question, by: &group.by, round: 0 };
                let count = |value: i64| u64::try_from(value).unwrap();
                let n = count(reader.value(&reader.n(question, &group.by, 0)));
                if n >= 8 {
                    line.n = Some(n);
                    line.counts = Some(place.counts(survey, reader).into_iter().map(count).collect());
                    line.hidden = None;
                }
            }
        }
    }
    shown
}

#[test]
fn were_only_too_small_numbers_withheld_the_same_reader_would_compute_them() {
    let is_told = |seed: &u64| {
        let survey = Survey::of(*seed, false);
        learnt(&survey, &by_number_alone(&survey))
            .iter()
            .any(|what| what.contains("from itself") || what.starts_with("all answers"))
    };
    let told = (0..100).filter(is_told).count();
    assert!(told > 50, "{told} of 100 surveys");
}
