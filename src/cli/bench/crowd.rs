//! A crowd that answers: thirty questions, eleven units, two rounds, most people in both. The same number makes the same crowd, so that
//! what a page should say is known beforehand.

use std::fmt::Write as _;

use crate::compare::Cell;
use crate::language::Language;
use crate::questionnaire::{Answer, Answers};
use crate::store::NewResponse;

/// Questions, the one by which people are divided included.
pub(super) const QUESTIONS: usize = 30;
/// Units that take part.
pub(super) const UNITS: usize = 11;
/// Of so many people one answers one of the rounds only.
const ONE_ROUND_ONLY: usize = 8;

/// How many people it takes for so many responses in each round.
pub(super) fn people(responses: usize) -> usize {
    responses * ONE_ROUND_ONLY / (ONE_ROUND_ONLY - 1)
}

/// The questionnaire of a trial, in the format in which it is published.
pub(super) fn questionnaire(trial: &str) -> String {
    let mut content = format!(
        "key = \"bench-{trial}\"\nversion = 1\ntrial = \"{trial}\"\naudience = \"caseworker\"\nlanguages = [\"da\"]\n\
         title = {{ da = \"Måling\" }}\nintroduction = {{ da = \"Hej\" }}\nclosing = {{ da = \"Tak\" }}\n\
         [background.municipality]\nsource = \"recipient\"\n[background.experience]\nsource = \"asked\"\n"
    );
    for (key, kind, words) in [
        ("extent", "ordinal", &["Slet ikke", "I mindre grad", "Hverken eller", "I nogen grad", "I høj grad"][..]),
        ("experience", "ordinal", &["Under 1 år", "1 til 3 år", "4 til 9 år", "10 år eller mere"]),
        ("answer", "nominal", &["Nej", "Ja"]),
        ("means", "nominal", &["Møder", "Breve", "Telefon", "Andet"]),
    ] {
        _ = write!(content, "[scales.{key}]\nkind = \"{kind}\"\nchoices = [ {} ", choices(words));
        if key == "extent" {
            content.push_str("{ value = 98, da = \"Ved ikke\", missing = \"dont-know\" }, ");
        }
        content.push_str("]\n");
    }
    for at in 0..QUESTIONS {
        if at % 6 == 0 {
            content.push_str("[[page]]\n");
        }
        let asked = match at {
            0 => "key = \"experience\"\nkind = \"single\"\nscale = \"experience\"".to_owned(),
            25..=27 => {
                format!("key = \"q{at:02}\"\nkind = \"single\"\nscale = \"{}\"", if at == 27 { "means" } else { "answer" })
            }
            // Only whoever said yes on the page before is asked this one.
            28 => "key = \"q28\"\nkind = \"single\"\nscale = \"extent\"\nshow_if = \"q22 == 2\"".to_owned(),
            29 => {
                let choices = choices(&["IT", "Lov", "Tid", "Kurser", "Kolleger"]);
                format!("key = \"q29\"\nkind = \"multiple\"\nchoices = [ {choices} ]")
            }
            _ => format!("key = \"q{at:02}\"\nkind = \"single\"\nscale = \"extent\""),
        };
        let primary = if (1..4).contains(&at) { "primary = true\n" } else { "" };
        _ = write!(content, "[[page.question]]\ntext = {{ da = \"Spørgsmål {at}?\" }}\n{asked}\n{primary}");
    }
    content
}

fn choices(words: &[&str]) -> String {
    (1..).zip(words).map(|(value, words)| format!("{{ value = {value}, da = \"{words}\" }}, ")).collect::<Vec<_>>().concat()
}

/// What one person does in both rounds; it has no `Debug`, as nothing that holds answers has.
pub(super) struct Person {
    /// Their number.
    number: usize,
    unit: usize,
    draws: u64,
}

impl Person {
    /// The person with this number.
    pub(super) fn new(number: usize) -> Self {
        let mut person = Self { number, unit: 0, draws: number as u64 };
        // Some units are larger than others, as municipalities are.
        let (one, other) = (person.draw(UNITS), person.draw(UNITS));
        person.unit = one.min(other);
        person
    }

    /// Whether they answer in this round, 0 or 1.
    pub(super) fn answers_in(&self, round: usize) -> bool {
        self.number % ONE_ROUND_ONLY > 1 || self.number % ONE_ROUND_ONLY == round
    }

    /// What they are called by whoever links rounds.
    pub(super) fn name(&self) -> String {
        format!("p{}", self.number)
    }

    /// SplitMix64: Steele, Lea and Flood 2014, OOPSLA, figure 2.
    fn draw(&mut self, below: usize) -> usize {
        self.draws = self.draws.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.draws;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below.max(1) as u64).unwrap_or(0)
    }

    /// What they answer in this round; in the later one a little higher.
    fn answers(&mut self, round: usize) -> Answers {
        self.draws = self.draws.wrapping_add(round as u64 * 0x1234_5678_9abc);
        let mut answers = Answers::default();
        let mut yes = false;
        for at in 0..QUESTIONS {
            let key = if at == 0 { "experience".to_owned() } else { format!("q{at:02}") };
            let silent = at > 0 && self.draw(32) == 0;
            let answer = match at {
                0 => Answer::Choice(i64::try_from(self.number / ONE_ROUND_ONLY % 4).unwrap_or(0) + 1),
                22 | 26 => {
                    let says = self.draw(5) < 2 + round;
                    yes |= at == 22 && says && !silent;
                    Answer::Choice(if says { 2 } else { 1 })
                }
                27 => Answer::Choice(1 + self.number_below(4)),
                28 if !yes => continue,
                29 => {
                    let ticked = self.draw(32);
                    Answer::Choices((1..=5).filter(|value| ticked >> (value - 1) & 1 == 1).collect())
                }
                _ => match self.draw(30) {
                    0 => Answer::Choice(98),
                    _ => Answer::Choice((1 + self.number_below(5) + i64::from(round == 1 && self.draw(4) == 0)).min(5)),
                },
            };
            if !silent {
                answers.0.insert(key, answer);
            }
        }
        answers
    }

    fn number_below(&mut self, below: usize) -> i64 {
        i64::try_from(self.draw(below)).unwrap_or(0)
    }

    /// Their response in this round, under this key that links it to the other.
    pub(super) fn response(mut self, round: usize, units: &[String], panel_id: Option<String>) -> NewResponse {
        let answers = self.answers(round);
        let mut background = Cell::new();
        if let Some(unit) = units.get(self.unit) {
            background.insert("municipality".to_owned(), unit.clone());
        }
        if let Some(Answer::Choice(value)) = answers.0.get("experience") {
            background.insert("experience".to_owned(), value.to_string());
        }
        NewResponse {
            response_id: None,
            panel_id,
            person_key: None,
            submitted_on: None,
            language: Language::Da,
            entry: crate::fieldwork::Entry::Web,
            background,
            answers,
        }
    }
}

/// How many of so many people answered this question in substance in both rounds.
pub(super) fn pairs(people: usize, question: &str) -> usize {
    let substance = |number: usize, round: usize| {
        let response = Person::new(number).response(round, &[], None);
        matches!(response.answers.0.get(question), Some(Answer::Choice(value)) if *value != 98)
    };
    let both = |number: &usize| (0..2).all(|round| Person::new(*number).answers_in(round) && substance(*number, round));
    (0..people).filter(both).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::read;

    #[test]
    fn the_questionnaire_can_be_published_and_has_thirty_questions() {
        let (version, _) = read("bench", &questionnaire("mentor"), None).unwrap_or_else(|faults| {
            panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        });
        assert_eq!((version.items().len(), version.background.len()), (QUESTIONS, 2));
    }

    #[test]
    fn the_same_number_makes_the_same_person_who_moves_up_a_little() {
        let units: Vec<String> = (0..UNITS).map(|unit| unit.to_string()).collect();
        let of = |number: usize, round: usize| Person::new(number).response(round, &units, None);
        assert!(of(7, 0).answers == of(7, 0).answers && of(7, 0).answers != of(7, 1).answers);
        assert!(of(7, 0).background == of(7, 1).background && of(7, 0).background.len() == 2);
        let sum = |round: usize| {
            (0..500)
                .filter_map(|number| match of(number, round).answers.0.get("q01") {
                    Some(Answer::Choice(value)) if *value <= 5 => Some(*value),
                    _ => None,
                })
                .sum::<i64>()
        };
        assert!(sum(1) > sum(0));
        let answering = |round: usize| (0..800).filter(|number| Person::new(*number).answers_in(round)).count();
        assert_eq!((answering(0), answering(1)), (700, 700));
        let in_both = pairs(800, "q01");
        assert!((450..600).contains(&in_both), "{in_both}");
    }
}
