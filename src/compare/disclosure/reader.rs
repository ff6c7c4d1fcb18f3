//! A reader who writes down everything that comparisons show of a survey, each figure as a sum of what he does not know, and solves.
//!
//! He does not know how many of each combination of background values met a question with which replies in the rounds he looks at.
//! He knows the questionnaire, which combinations there are, and that nobody can be asked twice in a round.

use std::collections::{BTreeMap, BTreeSet};

use super::algebra::{Span, impossible};
use super::survey::{Asked, Reply, Survey};
use crate::compare::comparison::{Change, Comparison, Composition, QuestionRound};
use crate::compare::plan::Plan;
use crate::compare::tally::Cell;

/// A sum over what he does not know.
pub(super) type Sum = Vec<i64>;

/// The replies of a person in each round he looks at; none where the person did not take part.
type Profile = [Option<usize>];

pub(super) struct Reader<'a> {
    survey: &'a Survey,
    /// The rounds he looks at.
    rounds: Vec<usize>,
    /// Per question all replies of one person over the rounds.
    profiles: Vec<Vec<Vec<Option<usize>>>>,
    /// What he does not know: where each question begins, and where those do who did not answer at all.
    begins: Vec<usize>,
    width: usize,
    known: BTreeSet<Sum>,
    truth: Vec<u64>,
}

impl<'a> Reader<'a> {
    /// One who looks at these rounds, and at these questions alone.
    pub(super) fn of(survey: &'a Survey, rounds: Vec<usize>) -> Self {
        let all_profiles = |asked: &Asked| {
            let mut profiles = vec![Vec::new()];
            for _ in &rounds {
                let replies = || std::iter::once(None).chain((0..asked.replies.len()).map(Some));
                profiles = profiles
                    .into_iter()
                    .flat_map(|profile: Vec<Option<usize>>| replies().map(move |reply| [&profile[..], &[reply]].concat()))
                    .collect();
            }
            profiles.retain(|profile| profile.iter().any(Option::is_some));
            profiles
        };
        let profiles: Vec<_> = survey.questions.iter().map(all_profiles).collect();
        let mut begins = vec![0];
        for profiles in &profiles {
            begins.push(begins[begins.len() - 1] + profiles.len() * survey.cells.len());
        }
        let silent = if survey.silent.is_some() { rounds.len() * survey.cells.len() } else { 0 };
        let width = begins[begins.len() - 1] + silent;
        let mut reader = Self { survey, rounds, profiles, begins, width, known: BTreeSet::new(), truth: vec![0; width] };
        reader.count();
        reader.learn_the_questionnaire();
        reader
    }

    /// What is true.
    fn count(&mut self) {
        for person in &self.survey.people {
            for question in 0..self.profiles.len() {
                let said = |round: &usize| person.said[*round].as_ref().map(|said| said[question]);
                let profile: Vec<Option<usize>> = self.rounds.iter().map(said).collect();
                if let Some(at) = self.profiles[question].iter().position(|known| *known == profile) {
                    self.truth[self.begins[question] + person.cell * self.profiles[question].len() + at] += 1;
                }
            }
        }
        for (place, round) in self.rounds.iter().enumerate() {
            for (cell, silent) in self.survey.silent.iter().flat_map(|silent| silent[*round].iter().enumerate()) {
                self.truth[self.begins[self.profiles.len()] + place * self.survey.cells.len() + cell] = *silent;
            }
        }
    }

    /// Whoever took part met every question, and was asked the second or not by what was said to the first.
    fn learn_the_questionnaire(&mut self) {
        for (question, asked) in self.survey.questions.iter().enumerate().skip(1) {
            let leads = |reply: &Option<usize>| {
                reply.map(|reply| asked.after.is_none_or(|option| self.reply(0, reply) == &Reply::Answer(vec![option])))
            };
            let is_shown = |reply: &Option<usize>| reply.map(|reply| self.reply(question, reply) != &Reply::NotShown);
            let ways = |profile: &Profile| profile.iter().map(leads).collect::<Vec<_>>();
            let all: BTreeSet<Vec<Option<bool>>> = self.profiles[0].iter().map(|profile| ways(profile)).collect();
            let mut known = Vec::new();
            for cell in 0..self.survey.cells.len() {
                for way in &all {
                    let one = self.sum(0, &[cell], |profile| ways(profile) == *way);
                    let other = self.sum(question, &[cell], |profile| profile.iter().map(is_shown).eq(way.iter().copied()));
                    known.push(one.iter().zip(other).map(|(one, other)| one - other).collect());
                }
            }
            self.known.extend(known);
        }
    }

    fn reply(&self, question: usize, reply: usize) -> &Reply {
        &self.survey.questions[question].replies[reply]
    }

    fn sum(&self, question: usize, cells: &[usize], counted: impl Fn(&Profile) -> bool) -> Sum {
        let mut sum = vec![0; self.width];
        for (at, _) in self.profiles[question].iter().enumerate().filter(|(_, profile)| counted(profile)) {
            for cell in cells {
                sum[self.begins[question] + cell * self.profiles[question].len() + at] = 1;
            }
        }
        sum
    }

    /// Those of a group who met a question so in a round.
    pub(super) fn replied(&self, question: usize, by: &Cell, place: usize, so: impl Fn(&Reply) -> bool) -> Sum {
        let is_so = |profile: &Profile| profile[place].is_some_and(|reply| so(self.reply(question, reply)));
        self.sum(question, &self.survey.inside(by), is_so)
    }

    pub(super) fn n(&self, question: usize, by: &Cell, place: usize) -> Sum {
        self.replied(question, by, place, |reply| matches!(reply, Reply::Answer(_)))
    }

    pub(super) fn responses(&self, by: &Cell, place: usize) -> Sum {
        self.replied(0, by, place, |_| true)
    }

    pub(super) fn option(&self, question: usize, by: &Cell, place: usize, option: usize) -> Sum {
        self.replied(question, by, place, |reply| matches!(reply, Reply::Answer(options) if options.contains(&option)))
    }

    /// Those of a group who answered a question in this round and the one before, as far as this is so of their answers.
    pub(super) fn moved(&self, question: usize, by: &Cell, place: usize, so: impl Fn(&[usize], &[usize]) -> bool) -> Sum {
        let answer = |reply: Option<usize>| match reply.map(|reply| self.reply(question, reply)) {
            Some(Reply::Answer(options)) => Some(options),
            _ => None,
        };
        let both = |profile: &Profile| answer(profile[place - 1]).zip(answer(profile[place]));
        self.sum(question, &self.survey.inside(by), |profile| both(profile).is_some_and(|(from, to)| so(from, to)))
    }

    /// The true value of a sum.
    pub(super) fn value(&self, sum: &Sum) -> i64 {
        sum.iter().zip(&self.truth).map(|(times, value)| times * i64::try_from(*value).unwrap()).sum()
    }

    /// Writes down that a sum is so much, which is true.
    fn note(&mut self, sum: Sum, value: u64) {
        assert_eq!(self.value(&sum), i64::try_from(value).unwrap(), "what is shown is what was counted");
        self.known.insert(sum);
    }

    /// Learns a sum from elsewhere.
    pub(super) fn learn(&mut self, sums: impl IntoIterator<Item = Sum>) {
        self.known.extend(sums);
    }

    /// Everything that a comparison shows of the rounds.
    pub(super) fn read(&mut self, comparison: &Comparison) {
        self.read_groups(comparison, &(0..self.survey.questions.len()).collect::<Vec<_>>());
        for (place, round) in self.rounds.clone().into_iter().enumerate() {
            let line = &comparison.rounds[round];
            if let Some(responses) = line.responses {
                self.note(self.responses(&Cell::new(), place), responses);
            }
            comparison.composition.iter().filter(|of| of.round == line.key).for_each(|of| self.read_composition(of, place));
            let earlier = comparison.rounds.get(round.wrapping_sub(1)).map(|line| &line.key);
            for linkage in comparison.linkage.iter().filter(|linkage| place > 0 && earlier == Some(&linkage.from)) {
                let everybody = (0..self.survey.cells.len()).collect::<Vec<_>>();
                let both = |profile: &Profile| profile[place - 1].is_some() && profile[place].is_some();
                self.note(self.sum(0, &everybody, both), linkage.people);
            }
        }
    }

    /// The figures of these questions alone.
    pub(super) fn read_groups(&mut self, comparison: &Comparison, questions: &[usize]) {
        for (place, round) in self.rounds.clone().into_iter().enumerate() {
            for group in &comparison.groups {
                for question in questions {
                    self.read_round(*question, &group.by, place, &group.questions[*question].rounds[round]);
                }
            }
        }
    }

    fn read_composition(&mut self, composition: &Composition, place: usize) {
        for value in &composition.values {
            let by = Cell::from([(composition.column.clone(), value.value.clone())]);
            self.note(self.people(&by, place), value.people);
            if let Some(shown) = value.responses {
                self.note(self.responses(&by, place), shown);
            }
        }
    }

    /// Those of a group who were asked, whether they answered or not.
    fn people(&self, by: &Cell, place: usize) -> Sum {
        let mut people = self.responses(by, place);
        for cell in self.survey.inside(by) {
            people[self.begins[self.profiles.len()] + place * self.survey.cells.len() + cell] = 1;
        }
        people
    }

    fn read_round(&mut self, question: usize, by: &Cell, place: usize, line: &QuestionRound) {
        let n = self.n(question, by, place);
        let base = self.replied(question, by, place, |reply| *reply != Reply::NotShown);
        let not_shown = self.replied(question, by, place, |reply| *reply == Reply::NotShown);
        for (sum, value) in [(n.clone(), line.n), (base, line.base), (not_shown, line.not_shown)] {
            if let Some(value) = value {
                self.note(sum, value);
            }
        }
        if let Some(missing) = line.missing {
            self.note(self.replied(question, by, place, |reply| *reply == Reply::NotAnswered), missing.not_answered);
            self.note(self.replied(question, by, place, |reply| *reply == Reply::DontKnow), missing.dont_know);
        }
        for (option, count) in line.counts.iter().flatten().enumerate() {
            self.note(self.option(question, by, place, option), *count);
        }
        if let Some((top, n)) = line.top_box.as_ref().zip(line.n) {
            let last = self.survey.questions[question].options - 1;
            self.note(self.option(question, by, place, last), whole(top.share * n as f64));
        }
        assert_eq!(line.hidden.is_some(), line.counts.is_none(), "whatever is not shown is called withheld");
    }

    /// Everything that a comparison shows of how the same people moved.
    pub(super) fn follow(&mut self, comparison: &Comparison) {
        for group in &comparison.groups {
            for (question, line) in group.questions.iter().enumerate() {
                for (place, change) in (1..).zip(&line.changes) {
                    self.read_moved(question, &group.by, place, change);
                    if line.design == "linked" {
                        let both = self.moved(question, &group.by, place, |_, _| true);
                        for round in [place - 1, place] {
                            let all = self.n(question, &group.by, round);
                            self.note(all.iter().zip(&both).map(|(all, both)| all - both).collect(), 0);
                        }
                    }
                }
            }
        }
    }

    fn read_moved(&mut self, question: usize, by: &Cell, place: usize, change: &Change) {
        let Some(moved) = change.moved else { return };
        let of = |reader: &Self, so: &dyn Fn(&[usize], &[usize]) -> bool| reader.moved(question, by, place, so);
        let n = of(self, &|_, _| true);
        self.note(n, moved.n);
        for (order, value) in [(-1, moved.up), (0, moved.same), (1, moved.down)] {
            let sum = of(self, &|from, to| from.cmp(to) as i32 == order);
            if let Some(value) = value {
                self.note(sum, value);
            }
        }
        // The interval of a difference tells how many took an option up and how many left it.
        let last = self.survey.questions[question].options - 1;
        let options = change.options.iter().map(|option| usize::try_from(option.value - 1).unwrap());
        let options: Vec<usize> = options.chain(change.top_box.as_ref().map(|_| last)).collect();
        for option in options {
            let taken = of(self, &|from, to| !from.contains(&option) && to.contains(&option));
            let left = of(self, &|from, to| from.contains(&option) && !to.contains(&option));
            self.known.extend([taken, left]);
        }
        for shown in &change.options {
            for (round, figures) in [place - 1, place].into_iter().zip(&shown.rounds) {
                let option = usize::try_from(shown.value - 1).unwrap();
                self.note(self.option(question, by, round, option), figures.x);
            }
        }
    }

    /// How many were asked in each group, and how many responded of all.
    pub(super) fn read_people(&mut self, plan: &Plan) {
        for (place, round) in self.rounds.clone().into_iter().enumerate().filter(|(_, round)| *round < 2) {
            for group in &plan.groups {
                if let Some(people) = group.people[round].filter(|_| self.survey.silent.is_some()) {
                    self.note(self.people(&group.by, place), people);
                }
                if let Some(answers) = group.answers[round].filter(|_| group.by.is_empty()) {
                    self.note(self.responses(&group.by, place), answers);
                }
            }
        }
    }

    /// What a plan shows of how many answered.
    pub(super) fn read_plan(&mut self, plan: &Plan) {
        self.read_people(plan);
        for (place, round) in self.rounds.clone().into_iter().enumerate().filter(|(_, round)| *round < 2) {
            for group in &plan.groups {
                if let Some(answers) = group.answers[round] {
                    self.note(self.responses(&group.by, place), answers);
                }
            }
        }
    }

    /// What follows by adding and subtracting.
    pub(super) fn solved(&self) -> Solved {
        self.without(&vec![false; self.width])
    }

    /// What is nothing because it is a part of what adds up to nothing.
    pub(super) fn nothing(&self) -> Vec<bool> {
        let mut gone = vec![false; self.width];
        loop {
            let left = |sum: &Sum| {
                let all = || sum.iter().enumerate().filter(|(at, times)| **times != 0 && !gone[*at]);
                let one_way = all().all(|(_, times)| *times > 0) || all().all(|(_, times)| *times < 0);
                let nothing = one_way && self.value(sum) == 0;
                all().map(|(at, _)| at).filter(|_| nothing).collect::<Vec<_>>()
            };
            let more: BTreeSet<usize> = self.known.iter().flat_map(left).collect();
            if more.is_empty() {
                break;
            }
            for at in more {
                gone[at] = true;
            }
        }
        gone
    }

    /// What follows because no count is below zero, too.
    pub(super) fn solved_above_zero(&self) -> Solved {
        let mut gone = self.nothing();
        let (kept, narrowed) = self.narrowed(&gone);
        let truth: Vec<u64> = kept.iter().map(|at| self.truth[*at]).collect();
        for at in impossible(&narrowed, &truth) {
            gone[kept[at]] = true;
        }
        self.without(&gone)
    }

    fn narrowed(&self, gone: &[bool]) -> (Vec<usize>, Vec<Sum>) {
        let kept: Vec<usize> = (0..self.width).filter(|at| !gone[*at]).collect();
        let narrowed: BTreeSet<Sum> = self.known.iter().map(|sum| kept.iter().map(|at| sum[*at]).collect()).collect();
        (kept, narrowed.into_iter().collect())
    }

    fn without(&self, gone: &[bool]) -> Solved {
        let (kept, narrowed) = self.narrowed(gone);
        Solved { kept, span: Span::of(&narrowed) }
    }
}

/// What follows of what he does not know, the rest of which is zero.
pub(super) struct Solved {
    kept: Vec<usize>,
    span: Span,
}

impl Solved {
    pub(super) fn tells(&self, sum: &Sum) -> bool {
        self.span.tells(&self.kept.iter().map(|at| sum[*at]).collect::<Vec<_>>())
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of people, not below zero")]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// The line of a question, a group and a round in any of these comparisons.
pub(super) fn lines(comparisons: &[Comparison]) -> BTreeMap<(usize, Cell, usize), QuestionRound> {
    let mut lines = BTreeMap::new();
    for group in comparisons.iter().flat_map(|comparison| &comparison.groups) {
        for (question, line) in group.questions.iter().enumerate() {
            lines.extend(line.rounds.iter().enumerate().map(|(round, line)| ((question, group.by.clone(), round), line.clone())));
        }
    }
    lines
}
