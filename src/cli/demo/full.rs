//! The rounds of `demo --full` beside those of every demonstration: when and of whom the real evaluation asked, with answers made up.
//!
//! `surveys/demo/rounds.csv` says which; `surveys/demo/README.md` explains its columns.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Date;

use crate::compare::Chance;
use crate::fieldwork::{Entry, Mode, Population};
use crate::language::Language;
use crate::questionnaire::journey::prune;
use crate::questionnaire::{Answer, Answers, Audience, Choice, Kind, NONE, Question, Source, Version};
use crate::store::{Error, NewResponse, Store};

const ROUNDS: &str = include_str!("../../../surveys/demo/rounds.csv");

/// How often a choice of a question with several is made where nothing is said, per hundred.
const CHOSEN: u64 = 30;
/// How often the missing kinds of a scale come beside the hundred of its likeliest choice.
const MISSING: u64 = 8;

/// A round as its line says it.
struct Planned<'a> {
    key: &'a str,
    questionnaire: &'a str,
    version: u32,
    opens: Date,
    closes: Date,
    /// Where on a scale the answers gather, in hundredths of it.
    lean: u64,
    /// Reporting unit, how many there are, how many answered.
    units: Vec<(&'a str, u64, u64)>,
    /// What a question is answered with: how often each choice comes, in their order, or each number.
    shares: BTreeMap<&'a str, &'a str>,
}

/// Plans the rounds and takes in their answers.
pub(super) fn fill(store: &Store) -> Result<(), Error> {
    for line in ROUNDS.lines().skip(1) {
        let planned = planned(line).ok_or(Error::Corrupt("surveys"))?;
        let named = store.find_version(planned.questionnaire, planned.version)?.ok_or(Error::Corrupt("surveys"))?;
        let version = store.version(named.id)?;
        // Cases and organisations are named, people never.
        let is_named = matches!(version.version.audience, Audience::Manager | Audience::UnemploymentFund);
        let mode = if is_named { Mode::Identified } else { Mode::Pseudonymous };
        let (asked, days) = ((planned.questionnaire, planned.version), (planned.opens, planned.closes));
        let added = super::add(store, (planned.key, asked, mode), days, Some(population(&planned)))?;
        store.import_responses(&added, &version, &responses(&planned, &version.version, is_named))?;
    }
    Ok(())
}

fn planned(line: &str) -> Option<Planned<'_>> {
    let cells: Vec<&str> = line.split(',').collect();
    let [key, questionnaire, version, opens, closes, lean, units, shares] = cells[..] else { return None };
    let mut asked = Vec::new();
    let mut words = units.split(' ');
    while let (Some(unit), Some(counts)) = (words.next(), words.next()) {
        let (there, answered) = counts.split_once('/')?;
        asked.push((unit, there.parse().ok()?, answered.parse().ok()?));
    }
    Some(Planned {
        key,
        questionnaire,
        version: version.parse().ok()?,
        opens: opens.parse().ok()?,
        closes: closes.parse().ok()?,
        lean: lean.parse().ok()?,
        units: asked,
        shares: shares.split(';').filter_map(|share| share.split_once('=')).collect(),
    })
}

fn background(unit: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("municipality".to_owned(), unit.to_owned())])
}

fn population(planned: &Planned) -> Population {
    Population(planned.units.iter().map(|(unit, there, _)| (background(unit), *there)).collect())
}

fn responses(planned: &Planned, version: &Version, is_named: bool) -> Vec<NewResponse> {
    let mut chance = Chance::of(planned.key);
    let days = u64::from((planned.closes - planned.opens).get_days().unsigned_abs());
    let mut responses = Vec::new();
    for (unit, _, answered) in &planned.units {
        for at in 0..*answered {
            let mut answers = answers(planned, version, &mut chance);
            prune(version, &mut answers);
            let day = i64::try_from(chance.below(days + 1)).unwrap_or(0);
            let mut background = background(unit);
            for column in version.background.iter().filter(|column| column.source == Source::Asked) {
                if let Some(Answer::Choice(value)) = answers.0.get(&column.key) {
                    background.insert(column.key.clone(), value.to_string());
                }
            }
            responses.push(NewResponse {
                response_id: None,
                panel_id: None,
                person_key: is_named.then(|| format!("{}-{:03}", unit.to_uppercase(), at + 1)),
                submitted_on: Some(planned.opens.saturating_add(Span::new().days(day))),
                language: Language::Da,
                entry: Entry::Web,
                background,
                answers,
            });
        }
    }
    responses
}

fn answers(planned: &Planned, version: &Version, chance: &mut Chance) -> Answers {
    let items = version.items().into_iter();
    let given = items.filter_map(|item| {
        let said = planned.shares.get(item.key.as_str()).copied();
        answer(item.question, (planned.lean, said), chance).map(|answer| (item.key, answer))
    });
    Answers(given.collect())
}

/// An answer to a question; none where it asks for words, of which nobody said any.
fn answer(question: &Question, (lean, said): (u64, Option<&str>), chance: &mut Chance) -> Option<Answer> {
    match &question.kind {
        Kind::Single { scale, .. } | Kind::Battery { scale, .. } => {
            let shares = match said {
                Some(said) => scale.choices.iter().map(|choice| choice.value).zip(weights(said)).collect(),
                None => leaning(&scale.choices, lean),
            };
            Some(Answer::Choice(chance.pick(&shares)))
        }
        Kind::Multiple { choices, none, .. } => {
            let often = weights(said.unwrap_or_default()).chain(std::iter::repeat(CHOSEN));
            let chosen: BTreeSet<i64> = choices
                .iter()
                .zip(often)
                .filter(|(_, often)| chance.below(100) < *often)
                .map(|(choice, _)| choice.value)
                .collect();
            let none = chosen.is_empty() && *none;
            Some(Answer::Choices(if none { vec![NONE] } else { chosen.into_iter().collect() }))
        }
        Kind::Number { .. } => {
            let pairs = said?.split(' ').filter_map(|pair| pair.split_once(':'));
            let shares: Vec<(i64, u64)> =
                pairs.filter_map(|(number, often)| Some((number.parse().ok()?, often.parse().ok()?))).collect();
            Some(Answer::Number(chance.pick(&shares) as f64))
        }
        _ => None,
    }
}

fn weights(said: &str) -> impl Iterator<Item = u64> {
    said.split(' ').filter_map(|weight| weight.parse().ok())
}

/// How often each choice comes where answers gather at one place of the scale: a hundred there, the fewer the farther away.
fn leaning(choices: &[Choice], lean: u64) -> Vec<(i64, u64)> {
    let last = choices.iter().filter(|choice| choice.missing.is_none()).count().saturating_sub(1) as u64;
    let mut at: u64 = 0;
    let often = |choice: &Choice| {
        if choice.missing.is_some() {
            return (choice.value, MISSING);
        }
        let away = (100 * at).abs_diff(lean * last);
        at += 1;
        (choice.value, 1_000_000 / (10_000 + away * away))
    };
    choices.iter().map(often).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::surveys;

    #[test]
    fn every_line_is_of_a_questionnaire_and_answers_questions_that_it_has() {
        let (trials, _, versions) = surveys::read_built_in().unwrap();
        for line in ROUNDS.lines().skip(1) {
            let planned = planned(line).unwrap_or_else(|| panic!("{line}"));
            let is_asked = |version: &&Version| version.key == planned.questionnaire && version.version == planned.version;
            let version = versions.iter().find(is_asked).unwrap_or_else(|| panic!("{line}"));
            let month = format!("-{:04}-{:02}", planned.opens.year(), planned.opens.month());
            assert!(planned.key.ends_with(&month), "{line}");
            for (key, said) in &planned.shares {
                let item = version.item(key).unwrap_or_else(|| panic!("{line}: {key}"));
                let expected = match &item.question.kind {
                    Kind::Single { scale, .. } | Kind::Battery { scale, .. } => scale.choices.len(),
                    Kind::Multiple { choices, .. } => choices.len(),
                    _ => continue,
                };
                let given = weights(said).count();
                assert!(given > 0 && given <= expected, "{line}: {key} has {expected} choices");
            }
            let part = trials.taking_part(&version.trial, version.evaluation.as_deref());
            for (unit, there, answered) in &planned.units {
                assert!(part.iter().any(|one| one.key == *unit), "{line}: {unit}");
                assert!(answered <= there, "{line}: {unit}");
            }
        }
    }

    #[test]
    fn every_questionnaire_has_a_round_in_the_whole_demonstration() {
        let (_, _, versions) = surveys::read_built_in().unwrap();
        let full: BTreeSet<&str> = ROUNDS.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
        let always: BTreeSet<&str> =
            super::super::answers::rounds().iter().map(|round| round.questionnaire).chain(["revalidering-cases"]).collect();
        for version in &versions {
            assert!(full.contains(version.key.as_str()) || always.contains(version.key.as_str()), "{}", version.key);
        }
    }
}
