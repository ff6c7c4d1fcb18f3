//! The answers that can make a difference to conditions: finitely many, also where numbers and texts are asked.
//!
//! Two answers between which no comparison can tell are one candidate, so a condition that no combination of candidates
//! makes true can never be true.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::answer::{Answer, NONE, OTHER};
use super::super::kind::{Choice, Kind, Missing};
use super::{Condition, Truth, Value, truth};

/// The comparisons and calls inside a condition.
pub(in super::super) fn atoms_of<'c>(condition: &'c Condition, into: &mut Vec<&'c Condition>) {
    match condition {
        Condition::Not(inner) => atoms_of(inner, into),
        Condition::And(left, right) | Condition::Or(left, right) => {
            atoms_of(left, into);
            atoms_of(right, into);
        }
        _ => into.push(condition),
    }
}

/// One answer for each way in which the atoms about an item can come out, "no answer" first; none if they are too many.
pub(in super::super) fn candidates(kind: &Kind, atoms: &[&Condition]) -> Option<Vec<Option<Answer>>> {
    let values: Vec<&Value> = atoms.iter().flat_map(|atom| atom.values()).collect();
    let mut distinct: BTreeMap<Vec<Truth>, Option<Answer>> = BTreeMap::new();
    let given = answers(kind, &values)?.into_iter().map(Some);
    let mut kept = Vec::new();
    for candidate in std::iter::once(None).chain(given) {
        let outcome: Vec<Truth> =
            atoms.iter().map(|atom| truth(atom, &|_: &str| candidate.as_ref().map(|answer| (answer, kind)))).collect();
        if distinct.insert(outcome, candidate.clone()).is_none() {
            kept.push(candidate);
        }
    }
    Some(kept)
}

fn answers(kind: &Kind, values: &[&Value]) -> Option<Vec<Answer>> {
    let mut answers: Vec<Answer> = match kind {
        Kind::Single { scale, other } => {
            let other = other.then_some(OTHER);
            scale.choices.iter().map(|choice| choice.value).chain(other).map(Answer::Choice).collect()
        }
        Kind::Battery { scale, .. } => scale.choices.iter().map(|choice| Answer::Choice(choice.value)).collect(),
        Kind::Multiple { choices, max_choices, none, other, .. } => {
            several(choices, (*max_choices).unwrap_or(usize::MAX), (*none, *other), values)?
        }
        Kind::Text { .. } | Kind::LongText { .. } => texts(values),
        Kind::Number { min, max, decimals, .. } => numbers((*min, *max), *decimals, values),
        Kind::Date { .. } => dates(values),
        Kind::Ranking { choices, .. } => vec![Answer::Ranking(choices.iter().map(|choice| choice.value).collect())],
        Kind::Code | Kind::Note => Vec::new(),
    };
    if kind.scale().is_none() {
        answers.extend(kind.missing().into_iter().map(|missing: Missing| Answer::Missing(missing.into())));
    }
    Some(answers)
}

/// Every set of the choices that are asked about, up to ten of them.
fn several(choices: &[Choice], most: usize, (none, other): (bool, bool), values: &[&Value]) -> Option<Vec<Answer>> {
    let asked = |code: i64| values.iter().any(|value| value.is_code(code));
    let codes = choices.iter().map(|choice| choice.value).chain(other.then_some(OTHER));
    let (mut codes, rest): (Vec<i64>, Vec<i64>) = codes.partition(|code| asked(*code));
    if codes.len() > 10 {
        return None;
    }
    codes.extend(rest.first());
    let mut sets = Vec::new();
    for bits in 0_u32..1 << codes.len() {
        let set: Vec<i64> = (0..).zip(&codes).filter(|(index, _)| bits >> index & 1 == 1).map(|(_, code)| *code).collect();
        if set.len() <= most && !(set.is_empty() && none) {
            sets.push(Answer::Choices(set));
        }
    }
    if none {
        sets.push(Answer::Choices(vec![NONE]));
    }
    Some(sets)
}

fn texts(values: &[&Value]) -> Vec<Answer> {
    let named = values.iter().filter_map(|value| match value {
        Value::Text(text) if !text.is_empty() => Some(Answer::Text(text.clone())),
        _ => None,
    });
    let longest = values.iter().map(|value| if let Value::Text(text) = value { text.len() } else { 0 }).max().unwrap_or(0);
    named.chain([Answer::Text("x".repeat(longest + 1))]).collect()
}

/// Each number named, its neighbours on the grid, and the two bounds.
fn numbers((min, max): (Option<f64>, Option<f64>), decimals: u32, values: &[&Value]) -> Vec<Answer> {
    let grid = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
    let mut points: Vec<f64> = min.into_iter().chain(max).collect();
    for value in values {
        let Value::Number(number) = value else { continue };
        let scaled = number * grid;
        points.extend(
            [scaled.floor() - 1.0, scaled.floor(), scaled.round(), scaled.ceil(), scaled.ceil() + 1.0].map(|point| point / grid),
        );
        points.push(*number);
    }
    let fits = |point: f64| {
        let on_grid = ((point * grid).round() / grid - point).abs() < 1e-9;
        on_grid && min.is_none_or(|min| point >= min) && max.is_none_or(|max| point <= max)
    };
    points.into_iter().chain([0.0]).filter(|point| fits(*point)).map(Answer::Number).collect()
}

/// Each day named, and the days before and after it.
fn dates(values: &[&Value]) -> Vec<Answer> {
    let mut dates = vec![Answer::Date("1900-01-01".to_owned())];
    for value in values {
        let Value::Text(text) = value else { continue };
        let Ok(day) = text.parse::<Date>() else { continue };
        let around = [day.checked_sub(1.day()), Ok(day), day.checked_add(1.day())];
        dates.extend(around.into_iter().flatten().map(|day| Answer::Date(day.to_string())));
    }
    dates
}
