//! Counts as they are kept: per round, combination of background values, item and code.
//!
//! A response adds one to exactly one code of each item, save that several choices and rankings add one per choice
//! beside the one that says answered, not answered, not shown or missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::questionnaire::{Answer, Answers, Kind, Missing, Version, code};

/// A combination of background values: column → value; a column whose value is unknown is absent.
pub type Cell = BTreeMap<String, String>;

/// The counts of one round: cell → item key → code → how many.
///
/// Codes: the choice's value, [`crate::questionnaire::OTHER`], [`crate::questionnaire::NONE`], those of
/// [`crate::questionnaire::code`]; the value times 10^decimals of a number; value × 1,000 + rank of a ranking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies(pub BTreeMap<Cell, BTreeMap<String, BTreeMap<i64, u64>>>);

impl Tallies {
    /// Adds a count that was kept.
    pub fn add(&mut self, cell: &Cell, item: &str, code: i64, count: u64) {
        let items = match self.0.get_mut(cell) {
            Some(items) => items,
            None => self.0.entry(cell.clone()).or_default(),
        };
        let codes = match items.get_mut(item) {
            Some(codes) => codes,
            None => items.entry(item.to_owned()).or_default(),
        };
        *codes.entry(code).or_default() += count;
    }
}

/// The codes under which one response is counted: an item's key and a code for each count that goes up by one.
///
/// `shown` are the keys of the items that its conditions showed. A number is counted by its value times 10^decimals
/// beside [`code::ANSWERED`]; texts and dates only as answered.
#[must_use]
pub fn codes(version: &Version, shown: &BTreeSet<String>, answers: &Answers) -> Vec<(String, i64)> {
    let mut counted = Vec::new();
    for item in version.items() {
        let is_shown = shown.contains(&item.key);
        codes_of(&item.question.kind, is_shown, answers.0.get(&item.key), |code| counted.push((item.key.clone(), code)));
    }
    counted
}

/// The codes under which one response to one item is counted.
pub(super) fn codes_of(kind: &Kind, is_shown: bool, answer: Option<&Answer>, mut add: impl FnMut(i64)) {
    if !is_shown {
        return add(code::NOT_SHOWN);
    }
    match answer {
        None => add(code::NOT_ANSWERED),
        Some(Answer::Choice(value)) => add(*value),
        Some(Answer::Choices(values)) => {
            add(code::ANSWERED);
            values.iter().copied().for_each(add);
        }
        Some(Answer::Ranking(values)) => {
            add(code::ANSWERED);
            values.iter().zip(1..).for_each(|(value, rank)| add(value * 1000 + rank));
        }
        Some(Answer::Number(number)) => {
            add(code::ANSWERED);
            add(NUMBER_OFFSET + tallied(kind, *number));
        }
        Some(Answer::Text(_) | Answer::Date(_)) => add(code::ANSWERED),
        Some(Answer::Missing(missing)) => add(missing_code((*missing).into())),
    }
}

/// The code of a missing kind that is chosen without a scale.
#[must_use]
pub fn missing_code(missing: Missing) -> i64 {
    match missing {
        Missing::DontKnow => code::DONT_KNOW,
        Missing::NotApplicable => code::NOT_APPLICABLE,
        Missing::Declined => code::DECLINED,
    }
}

/// Numbers are counted apart from the special codes by being moved far away from them.
pub const NUMBER_OFFSET: i64 = 1 << 52;

/// A number in units of its last decimal, as it is counted.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the reader bounds numbers to 10^12 and decimals to 6; beyond, saturation is harmless"
)]
pub(super) fn tallied(kind: &Kind, number: f64) -> i64 {
    let decimals = if let Kind::Number { decimals, .. } = kind { *decimals } else { 0 };
    (number * 10f64.powi(decimals.try_into().unwrap_or(0))).round() as i64
}
