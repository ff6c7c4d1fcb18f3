//! An attacker who is given everything shown of some questions asked of the same people and solves for what is not shown: linear
//! algebra, and that no count is below zero. Nothing is shared with the code under test.

use super::*;
pub(super) use crate::compare::disclosure::algebra::Span;
use crate::compare::disclosure::algebra::impossible;

/// Sums over the attacker's unknowns: how many people of each combination gave each answer of each question.
pub(super) type Sum = Vec<i64>;

/// What the attacker knows.
pub(super) struct Attacker<'a> {
    made: &'a Made,
    known: Vec<Sum>,
}

impl<'a> Attacker<'a> {
    /// Everything shown of these questions.
    pub(super) fn of(made: &'a Made, shown: &[Vec<Shown>]) -> Self {
        let mut attacker = Self { made, known: Vec::new() };
        for (question, shown) in shown.iter().enumerate() {
            for (at, shown) in shown.iter().enumerate() {
                attacker.known.extend(attacker.told(question, at, *shown));
            }
        }
        // Whoever answered has ticked each choice or left it.
        let several = made.form.measure == Measure::Multiple;
        for (question, combination) in
            (0..shown.len()).flat_map(|question| (0..made.combinations.len()).map(move |at| (question, at)))
        {
            for option in (1..made.options()).filter(|_| several) {
                let all = |option: usize| {
                    attacker.sum(question, &[combination], |part| part == option || part == option + made.options())
                };
                attacker.known.push(all(0).iter().zip(all(option)).map(|(one, other)| one - other).collect());
            }
        }
        // Whoever was asked one question was asked the other: responses = n + missing + not shown, in each.
        for combination in 0..made.combinations.len() {
            for question in 1..shown.len() {
                let one = attacker.sum(0, &[combination], |part| attacker.is_response(part));
                let other = attacker.sum(question, &[combination], |part| attacker.is_response(part));
                attacker.known.push(one.iter().zip(other).map(|(one, other)| one - other).collect());
            }
        }
        // Whoever gave one of certain answers to the first was asked the second.
        if let Some(leading) = &made.leading {
            for combination in 0..made.combinations.len() {
                let leading = attacker.sum(0, &[combination], |part| leading.contains(&part));
                let asked = attacker.sum(1, &[combination], |part| part < made.parts() - 1);
                attacker.known.push(leading.iter().zip(asked).map(|(one, other)| one - other).collect());
            }
        }
        attacker
    }

    /// Everybody in these combinations who is counted so in a question.
    pub(super) fn sum(&self, question: usize, combinations: &[usize], counted: impl Fn(usize) -> bool) -> Sum {
        let (parts, all) = (self.made.parts(), self.made.combinations.len());
        let mut sum = vec![0; self.made.questions.len() * all * parts];
        for combination in combinations {
            for part in (0..parts).filter(|part| counted(*part)) {
                sum[(question * all + combination) * parts + part] = 1;
            }
        }
        sum
    }

    pub(super) fn n(&self, question: usize, group: usize) -> Sum {
        self.sum(question, &self.made.inside(group), |part| self.is_answer(part))
    }

    pub(super) fn responses(&self, question: usize, group: usize) -> Sum {
        self.sum(question, &self.made.inside(group), |part| self.is_response(part))
    }

    /// Whether n counts it: of several choices each person ticked or left the first.
    fn is_answer(&self, part: usize) -> bool {
        let several = self.made.form.measure == Measure::Multiple;
        part < self.made.answers() && (!several || part.is_multiple_of(self.made.options()))
    }

    fn is_response(&self, part: usize) -> bool {
        part >= self.made.answers() || self.is_answer(part)
    }

    pub(super) fn option(&self, question: usize, group: usize, option: usize) -> Sum {
        self.sum(question, &self.made.inside(group), |part| part == option)
    }

    /// The figures of a group as they are shown: each kind of missing, n, the top box, and every option.
    fn told(&self, question: usize, group: usize, shown: Shown) -> Vec<Sum> {
        let (options, inside) = (self.made.options(), self.made.inside(group));
        let mut told = Vec::new();
        if shown >= Shown::Summary {
            told.extend((self.made.answers()..self.made.parts()).map(|kind| self.sum(question, &inside, |part| part == kind)));
            told.push(self.n(question, group));
            told.push(self.sum(question, &inside, |part| self.made.form.top.contains(&part)));
        }
        if shown == Shown::All {
            told.extend((0..options).map(|option| self.option(question, group, option)));
        }
        told
    }

    /// Tells him more.
    pub(super) fn learn(&mut self, sums: impl IntoIterator<Item = Sum>) {
        self.known.extend(sums);
    }

    /// What follows by adding and subtracting.
    pub(super) fn solved(&self) -> Span {
        Span::of(&self.known)
    }

    /// What follows if he also knows that no count is below zero: the counts that can be nothing but zero are known to him too.
    pub(super) fn solved_above_zero(&self) -> Span {
        let truth = self.made.truth();
        let width = truth.len();
        let zeros =
            impossible(&self.known, &truth).into_iter().map(|at| (0..width).map(|place| i64::from(place == at)).collect());
        let known: Vec<Sum> = self.known.iter().cloned().chain(zeros).collect();
        Span::of(&known)
    }
}
