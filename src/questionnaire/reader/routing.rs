//! Conditions held against the questions that they name: known, earlier, comparable, possible.
//!
//! `show_if` may only look at earlier pages, since a page is shown whole; `screen_out_if` is asked after its page, so it
//! may look at that page too.

use super::super::condition::{Condition, Operator, Parsed, Value};
use super::super::fault::{ConditionFault, FaultKind};
use super::super::kind::{Kind, Missing};
use super::super::model::Page;
use super::super::possible;
use super::pages::{Draft, Drafted};
use super::table::Reading;

/// A condition as it stands in the file.
pub(super) struct Written {
    /// Where it begins, as a byte offset in the file.
    pub(super) at: usize,
    /// Where each of its atoms begins.
    pub(super) places: Vec<usize>,
    /// What it says.
    pub(super) parsed: Parsed,
}

/// Notes every wrong condition and returns the pages.
pub(super) fn check(reading: &mut Reading<'_>, drafted: Drafted) -> Vec<Page> {
    // Without one of its questions a condition is not what it says, and what it can never be is not known.
    let mut drafts = drafted.pages.iter().flat_map(|(_, drafts)| drafts);
    let mut sound = drafts.all(|draft| draft.sound && draft.question.is_some());
    for (page, (_, drafts)) in drafted.pages.iter().enumerate() {
        for draft in drafts {
            for (written, last) in [(&draft.show_if, page), (&draft.screen_out_if, page + 1)] {
                let Some(written) = written else { continue };
                for (atom, at) in written.parsed.atoms.iter().zip(&written.places) {
                    if let Some(fault) = atom_fault(&atom.condition, &drafted, last) {
                        sound = false;
                        reading.fault(*at, FaultKind::Condition(fault));
                    }
                }
            }
        }
    }
    let places: Vec<(usize, usize, [Option<usize>; 2])> = drafted
        .pages
        .iter()
        .enumerate()
        .flat_map(|(page, (_, drafts))| drafts.iter().enumerate().map(move |(index, draft)| (page, index, draft)))
        .map(|(page, index, draft)| (page, index, [&draft.show_if, &draft.screen_out_if].map(|w| w.as_ref().map(|w| w.at))))
        .collect();
    let pages: Vec<Page> = drafted
        .pages
        .into_iter()
        .map(|(title, drafts)| Page { title, questions: drafts.into_iter().filter_map(|draft| draft.question).collect() })
        .collect();
    if sound {
        for (page, index, [show_if, screen_out_if]) in places {
            never(reading, show_if, possible::shown(&pages, page, index));
            never(reading, screen_out_if, possible::screened_out(&pages, page, index));
        }
    }
    pages
}

fn never(reading: &mut Reading<'_>, at: Option<usize>, possible: bool) {
    if let (Some(at), false) = (at, possible) {
        reading.fault(at, FaultKind::Condition(ConditionFault::NeverTrue));
    }
}

/// What is wrong with one comparison or call, which may name questions on pages before `last`.
fn atom_fault(atom: &Condition, drafted: &Drafted, last: usize) -> Option<ConditionFault> {
    let key = atom.key()?.to_owned();
    let (question, item) = key.split_once('.').map_or((key.as_str(), None), |(question, item)| (question, Some(item)));
    let named = |draft: &&Draft| draft.key.as_deref() == Some(question);
    let mut pages = drafted.pages.iter().enumerate();
    let found = pages.find_map(|(page, (_, drafts))| Some((page, drafts.iter().find(named)?)));
    let Some((page, draft)) = found else {
        return Some(ConditionFault::UnknownKey { key });
    };
    let Some(asked) = &draft.question else { return None };
    match (&asked.kind, item) {
        (Kind::Battery { items, .. }, None) => {
            let example = items.first().map(|(item, _)| format!("{key}.{item}")).unwrap_or_default();
            return Some(ConditionFault::WholeBattery { key, example });
        }
        (Kind::Battery { items, .. }, Some(item)) if items.iter().any(|(known, _)| known == item) => {}
        (Kind::Code | Kind::Note, _) | (_, Some(_)) => return Some(ConditionFault::UnknownKey { key }),
        (_, None) => {}
    }
    if page >= last {
        return Some(ConditionFault::NotEarlier { key });
    }
    comparison_fault(atom, &key, &asked.kind)
}

fn comparison_fault(atom: &Condition, key: &str, kind: &Kind) -> Option<ConditionFault> {
    let key = key.to_owned();
    let ordered =
        matches!(atom, Condition::Compare { operator, .. } if !matches!(operator, Operator::Equal | Operator::NotEqual));
    match (atom, kind) {
        (Condition::Answered(_), _) => return None,
        (_, Kind::Ranking { .. }) => return Some(ConditionFault::NotComparable { key }),
        (Condition::Compare { .. } | Condition::In { .. }, Kind::Multiple { .. }) => {
            return Some(ConditionFault::UseChosen { key });
        }
        (Condition::Chosen(..), Kind::Text { .. } | Kind::LongText { .. } | Kind::Number { .. } | Kind::Date { .. }) => {
            return Some(ConditionFault::NotComparable { key });
        }
        (_, Kind::Text { .. } | Kind::LongText { .. }) if ordered => return Some(ConditionFault::NotComparable { key }),
        _ => {}
    }
    atom.values().iter().find_map(|value| value_fault(value, &key, kind, ordered))
}

fn value_fault(value: &Value, key: &str, kind: &Kind, ordered: bool) -> Option<ConditionFault> {
    let wrong = || Some(ConditionFault::WrongValue { key: key.to_owned() });
    let off = |value: String| Some(ConditionFault::OffScale { key: key.to_owned(), value });
    let (choices, other, none) = match kind {
        Kind::Single { scale, other } => (Some(&scale.choices), *other, false),
        Kind::Battery { scale, .. } => (Some(&scale.choices), false, false),
        Kind::Multiple { choices, none, other, .. } => (Some(choices), *other, *none),
        _ => (None, false, false),
    };
    match (value, choices) {
        (Value::Number(number), Some(choices)) => {
            let known = ordered || choices.iter().any(|choice| value.is_code(choice.value));
            if known { None } else { off(number.to_string()) }
        }
        (Value::Text(_), _) if ordered && !matches!(kind, Kind::Date { .. }) => wrong(),
        (Value::Text(name), Some(_)) => {
            let missing = Missing::from_name(name).is_some_and(|missing| kind.missing().contains(&missing));
            let known = missing || (other && name == "other") || (none && name == "none");
            if known { None } else { off(format!("\"{name}\"")) }
        }
        (Value::Number(_), None) if matches!(kind, Kind::Number { .. }) => None,
        (Value::Number(_), None) => wrong(),
        (Value::Text(name), None) => {
            let missing = Missing::from_name(name).is_some_and(|missing| kind.missing().contains(&missing));
            let day = name.len() == 10 && name.parse::<jiff::civil::Date>().is_ok();
            let fits = match kind {
                Kind::Date { .. } => day || (missing && !ordered),
                Kind::Number { .. } => missing,
                _ => true,
            };
            if fits { None } else { wrong() }
        }
    }
}
