//! A comparison of answers that nobody gave, for respondents who want to see what evaluators see.
//!
//! Only the questions are real. The municipalities are invented, since invented figures beside the name of a real one would be
//! taken for its own, and they are of such sizes that some must be withheld. The same questionnaire gives the same example.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::assemble::{Input, RoundInput, compare};
use super::chance::Chance;
use super::comparison::Comparison;
use super::tally::{Cell, Tallies, codes};
use crate::config::Privacy;
use crate::fieldwork::{Access, Mode, Population, Round};
use crate::language::Language;
use crate::questionnaire::journey::{is_screened_out, prune, shown};
use crate::questionnaire::{Answer, Answers, Background, Kind, Municipality, Part, Scale, ScaleKind, Source, Trials, Version};

/// An example with what its words come from.
pub struct Example {
    /// The comparison, marked as synthetic.
    pub comparison: Comparison,
    /// The questions, divided by municipality alone.
    pub version: Version,
    /// The trial, with invented municipalities.
    pub trials: Trials,
}

/// Municipality, and for each round how many were asked and how many answered.
const UNITS: [(&str, [(u64, u64); 2]); 5] = [
    ("a", [(74, 58), (71, 55)]),
    ("b", [(45, 34), (47, 36)]),
    ("c", [(30, 21), (28, 22)]),
    ("d", [(17, 12), (18, 13)]),
    ("e", [(6, 4), (6, 4)]),
];

const OPENINGS: [(&str, Date); 2] = [("eksempel-1", date(2019, 1, 7)), ("eksempel-2", date(2020, 1, 6))];

/// The column by which the example is divided, whatever else the questionnaire has.
const COLUMN: &str = "municipality";

/// The example of a questionnaire, under the rules of this installation and of a round with this minimum.
#[must_use]
pub fn example(version: &Version, trials: &Trials, privacy: &Privacy, minimum: Option<u32>, language: Language) -> Example {
    let background = vec![Background { key: COLUMN.to_owned(), source: Source::Recipient }];
    let version = Version { background, ..version.clone() };
    let trials = invented(&version, trials, language);
    let mut chance = Chance::of(&version.key);
    let rounds: Vec<Round> = OPENINGS.iter().map(|(key, opens)| round(&version, key, *opens, minimum)).collect();
    let tallies: Vec<Tallies> = (0..OPENINGS.len()).map(|wave| tallies(&version, wave, &mut chance)).collect();
    let input = rounds.iter().zip(&tallies).enumerate().map(|(wave, (round, tallies))| RoundInput {
        round,
        version: &version,
        tallies,
        population: Some(Population(UNITS.iter().map(|(unit, waves)| (cell(unit), waves[wave].0)).collect())),
        waiting: false,
        published: false,
        entered: BTreeMap::new(),
    });
    let comparison = compare(&Input {
        trials: &trials,
        trial: &version.trial,
        evaluation: version.evaluation.as_deref(),
        rounds: input.collect(),
        approvals: &[],
        by: &[COLUMN.to_owned()],
        privacy,
        linked: None,
        weight_by: &[],
        shared: Vec::new(),
        language,
    });
    Example { comparison, version, trials }
}

fn cell(unit: &str) -> Cell {
    Cell::from([(COLUMN.to_owned(), unit.to_owned())])
}

/// The version's trial as if the invented municipalities alone took part in it.
fn invented(version: &Version, trials: &Trials, language: Language) -> Trials {
    let called = if language == Language::Da { "Kommune" } else { "Municipality" };
    let unit = |(key, _): &(&str, _)| {
        let name = format!("{called} {}", key.to_uppercase());
        let short = name.clone();
        Municipality {
            key: (*key).to_owned(),
            name,
            short,
            codes: Vec::new(),
            controller: None,
            dpo: None,
            phone: None,
            hours: None,
        }
    };
    let mut trial = trials.trial(&version.trial).cloned();
    if let Some(trial) = &mut trial {
        trial.parts = vec![Part {
            name: trial.name.clone(),
            evaluation: None,
            municipalities: UNITS.iter().map(|(key, _)| (*key).to_owned()).collect(),
            groups: Vec::new(),
            from: None,
            until: None,
            source: String::new(),
            whole: false,
        }];
    }
    Trials { municipalities: UNITS.iter().map(unit).collect(), trials: trial.into_iter().collect(), ..Trials::default() }
}

fn round(version: &Version, key: &str, opens: Date, minimum: Option<u32>) -> Round {
    Round {
        id: 0,
        key: key.to_owned(),
        questionnaire: version.key.clone(),
        version: version.version,
        opens,
        closes: opens.saturating_add(25.days()),
        closed_at: None,
        mode: Mode::Pseudonymous,
        access: Access::Invited,
        population: None,
        minimum,
        complete: 80,
        partial: 50,
        synthetic: true,
        imported: false,
        divisions: None,
        public_key: None,
    }
}

fn tallies(version: &Version, wave: usize, chance: &mut Chance) -> Tallies {
    let mut tallies = Tallies::default();
    for (unit, waves) in UNITS {
        let cell = cell(unit);
        for _ in 0..waves[wave].1 {
            let mut answers = Answers::default();
            for item in version.items() {
                answers.0.extend(answer(&item.question.kind, wave, chance).map(|answer| (item.key, answer)));
            }
            prune(version, &mut answers);
            if !is_screened_out(version, &answers) {
                let shown = shown(version, &answers);
                for (item, code) in codes(version, &shown, &answers) {
                    tallies.add(&cell, &item, code, 1);
                }
            }
        }
    }
    tallies
}

/// One answer; none where the question is left empty. No words are made up, since of words only that there are some is counted.
fn answer(kind: &Kind, wave: usize, chance: &mut Chance) -> Option<Answer> {
    if chance.below(25) == 0 {
        return None;
    }
    match kind {
        Kind::Single { scale, .. } | Kind::Battery { scale, .. } => choice(scale, wave, chance).map(Answer::Choice),
        Kind::Multiple { choices, max_choices, .. } => {
            let most = max_choices.unwrap_or(choices.len());
            let chosen = choices.iter().filter(|_| chance.below(5) < 2).map(|choice| choice.value);
            Some(Answer::Choices(chosen.take(most).collect()))
        }
        Kind::Ranking { choices, .. } => {
            let mut left: Vec<i64> = choices.iter().map(|choice| choice.value).collect();
            let mut ranked = Vec::new();
            while !left.is_empty() {
                let place = usize::try_from(chance.below(left.len() as u64)).unwrap_or(0);
                ranked.push(left.remove(place));
            }
            Some(Answer::Ranking(ranked))
        }
        Kind::Number { min, max, .. } => {
            let min = min.unwrap_or(0.0);
            let tenths = (chance.below(6) + chance.below(6)) as f64 / 10.0;
            Some(Answer::Number((min + (max.unwrap_or(min + 20.0) - min) * tenths).floor().max(min)))
        }
        Kind::Text { .. } | Kind::LongText { .. } => (chance.below(3) == 0).then(|| Answer::Text(String::new())),
        Kind::Date { .. } => Some(Answer::Date(String::new())),
        Kind::Code | Kind::Note => None,
    }
}

/// One choice of a scale: on an ordered one most lie in the middle, and later somewhat higher.
fn choice(scale: &Scale, wave: usize, chance: &mut Chance) -> Option<i64> {
    let values: Vec<i64> = scale.substantive().map(|choice| choice.value).collect();
    let missing = scale.choices.iter().find(|choice| choice.missing.is_some());
    if let Some(missing) = missing.filter(|_| chance.below(15) == 0) {
        return Some(missing.value);
    }
    let most = values.len() as u64;
    let place = match scale.kind {
        ScaleKind::Ordinal => (chance.below(most) + chance.below(most) + wave as u64).div_ceil(2),
        ScaleKind::Nominal => chance.below(most),
    };
    values.get(usize::try_from(place).unwrap_or(0)).or(values.last()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::fixtures::{extent, multiple, single, trials, version, yes_no};

    fn of_three_questions() -> Example {
        let version = version(1, vec![single("a", extent()), multiple("b"), single("c", yes_no())]);
        example(&version, &trials(&["thisted"]), &Privacy::default(), None, Language::Da)
    }

    #[test]
    fn an_example_shows_figures_withholds_the_smallest_and_says_that_all_is_made_up() {
        let Example { comparison, .. } = of_three_questions();
        assert!(comparison.synthetic);
        let [whole, units @ ..] = &comparison.groups[..] else { panic!("no groups") };
        assert_eq!((whole.questions.len(), units.len()), (3, UNITS.len()));
        assert!(whole.questions.iter().all(|question| question.rounds.iter().all(|round| round.hidden.is_none())));
        let hidden = |unit: &super::super::Group| {
            unit.questions.iter().all(|question| question.rounds.iter().all(|round| round.n.is_none()))
        };
        assert!(hidden(&units[4]) && !hidden(&units[0]), "the smallest is withheld, the largest is not");
    }

    #[test]
    fn an_example_is_the_same_every_time_and_names_no_real_municipality() {
        let (one, other) = (of_three_questions(), of_three_questions());
        let text = |example: &Example| serde_json::to_string(&example.comparison).unwrap();
        assert_eq!(text(&one), text(&other));
        assert!(!text(&one).contains("thisted") && one.trials.municipality("thisted").is_none());
    }

    #[test]
    fn an_example_obeys_the_minimum_of_its_round() {
        let version = version(1, vec![single("a", extent())]);
        let example = example(&version, &trials(&["thisted"]), &Privacy::default(), Some(500), Language::Da);
        let rounds = example.comparison.groups.iter().flat_map(|group| &group.questions).flat_map(|question| &question.rounds);
        assert!(rounds.map(|round| round.n).all(|n| n.is_none()));
    }
}
