//! The kinds of question and what each of them needs.

use std::collections::BTreeMap;

use super::super::fault::FaultKind;
use super::super::kind::{Choice, Kind, Missing, Scale, ScaleKind};
use super::code_list;
use super::scale::{self, Scales};
use super::table::{Node, Reading, Table};
use crate::language::Text;

/// The names of all kinds.
pub(super) const NAMES: &[&str] =
    &["single", "multiple", "battery", "text", "longtext", "number", "date", "ranking", "code", "note"];

/// A line of text holds this many characters unless `max_length` says otherwise.
const LINE: i64 = 200;

/// A text of several lines holds this many.
const LINES: i64 = 4_000;

/// The longest text that can be asked for.
const MOST_LENGTH: i64 = 10_000;

/// The keys that a kind has beside those of every question.
pub(super) fn keys(kind: &str) -> &'static [&'static str] {
    match kind {
        "single" => &["primary", "supersedes", "scale", "choices", "options_from", "other", "top"],
        "battery" => &["primary", "supersedes", "scale", "choices", "items", "top"],
        "multiple" => &["primary", "supersedes", "scale", "choices", "options_from", "max_choices", "none", "other", "missing"],
        "ranking" => &["primary", "supersedes", "scale", "choices", "missing"],
        "number" => &["primary", "supersedes", "min", "max", "decimals", "missing"],
        "date" => &["primary", "supersedes", "missing"],
        "text" | "longtext" => &["supersedes", "max_length", "missing"],
        _ => &[],
    }
}

/// The kind with this name, as far as it is whole.
pub(super) fn read(reading: &mut Reading<'_>, table: Table<'_>, name: &str, scales: &Scales) -> Option<Kind> {
    let other = |reading: &mut Reading<'_>| reading.may(table, "other", Reading::boolean).unwrap_or(false);
    let missing = |reading: &mut Reading<'_>| reading.may(table, "missing", scale::missing_kinds).unwrap_or_default();
    match name {
        "single" => {
            let other = other(reading);
            Some(Kind::Single { scale: scale_of(reading, table, scales)?, other })
        }
        "battery" => {
            let items = reading.want(table, "items", items);
            let scale = scale_of(reading, table, scales);
            Some(Kind::Battery { scale: scale?, items: items? })
        }
        "multiple" => {
            let none = reading.may(table, "none", Reading::boolean).unwrap_or(false);
            let other = other(reading);
            let missing = missing(reading);
            let choices = plain_choices(reading, table, scales)?;
            let most = i64::try_from(choices.len()).unwrap_or(i64::MAX).saturating_add(i64::from(other));
            let max_choices = reading.may(table, "max_choices", |reading, key, node| reading.whole(key, node, 1, most));
            let max_choices = max_choices.and_then(|most| usize::try_from(most).ok());
            Some(Kind::Multiple { choices, max_choices, none, other, missing })
        }
        "ranking" => {
            let missing = missing(reading);
            Some(Kind::Ranking { choices: plain_choices(reading, table, scales)?, missing })
        }
        "number" => {
            let missing = missing(reading);
            number(reading, table, missing)
        }
        "date" => Some(Kind::Date { missing: missing(reading) }),
        "text" => Some(Kind::Text { max_length: max_length(reading, table, LINE), missing: missing(reading) }),
        "longtext" => Some(Kind::LongText { max_length: max_length(reading, table, LINES), missing: missing(reading) }),
        "code" => Some(Kind::Code),
        _ => Some(Kind::Note),
    }
}

/// The named scale, or the choices in its place; choices without a scale have no order.
fn scale_of(reading: &mut Reading<'_>, table: Table<'_>, scales: &Scales) -> Option<Scale> {
    if table.entries.contains_key("options_from") {
        return code_list::choices(reading, table).map(|choices| Scale { kind: ScaleKind::Nominal, choices });
    }
    match (table.entries.get("scale"), table.entries.get("choices")) {
        (Some(_), Some(choices)) => {
            reading.fault(choices.span().start, FaultKind::ScaleAndChoices);
            None
        }
        (None, None) => {
            reading.fault(table.header, FaultKind::NoScale);
            None
        }
        (None, Some(_)) => {
            let choices = reading.may(table, "choices", scale::choices)?;
            Some(Scale { kind: ScaleKind::Nominal, choices })
        }
        (Some(node), None) => {
            let name = reading.string("scale", node)?;
            if let Some(scale) = scales.get(&name) {
                return scale.clone();
            }
            let allowed = scales.keys().cloned().collect();
            reading.fault(node.span().start, FaultKind::UnknownName { key: "scale".to_owned(), value: name, allowed });
            None
        }
    }
}

/// Choices of a kind whose missing kinds stand beside them.
fn plain_choices(reading: &mut Reading<'_>, table: Table<'_>, scales: &Scales) -> Option<Vec<Choice>> {
    let scale = scale_of(reading, table, scales)?;
    if scale.choices.iter().all(|choice| choice.missing.is_none()) {
        return Some(scale.choices);
    }
    let at = table.entries.get("choices").or_else(|| table.entries.get("scale")).map_or(table.header, |node| node.span().start);
    reading.fault(at, FaultKind::MissingAmongChoices);
    None
}

fn items<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Vec<(String, Text)>> {
    let before = reading.faults.len();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut items = Vec::new();
    for table in reading.tables(key, node)? {
        let text = reading.texts_of(key, table, &["key"]);
        let Some((key, at)) = reading.want(table, "key", |reading, key, node| {
            let value = reading.string(key, node)?;
            Some((reading.underscored(&value, node.span().start)?, node.span().start))
        }) else {
            continue;
        };
        if let Some(first) = seen.insert(key.clone(), at) {
            let line = reading.place(first).line;
            reading.fault(at, FaultKind::SameKey { value: key.clone(), line });
        }
        items.extend(text.map(|text| (key, text)));
    }
    if items.is_empty() && reading.faults.len() == before {
        reading.fault(node.span().start, FaultKind::NoQuestions);
    }
    (reading.faults.len() == before).then_some(items)
}

fn number(reading: &mut Reading<'_>, table: Table<'_>, missing: Vec<Missing>) -> Option<Kind> {
    let min = reading.may(table, "min", Reading::number);
    let max = reading.may(table, "max", Reading::number);
    let decimals = reading.may(table, "decimals", |reading, key, node| reading.whole(key, node, 0, 6)).unwrap_or(0);
    if let (Some(min), Some(max)) = (min, max)
        && max < min
    {
        let at = table.entries.get("max").map_or(table.header, |node| node.span().start);
        reading.fault(at, FaultKind::MaxBelowMin);
        return None;
    }
    Some(Kind::Number { min, max, decimals: u32::try_from(decimals).unwrap_or(0), missing })
}

fn max_length(reading: &mut Reading<'_>, table: Table<'_>, default: i64) -> usize {
    let length = reading.may(table, "max_length", |reading, key, node| reading.whole(key, node, 1, MOST_LENGTH));
    usize::try_from(length.unwrap_or(default)).unwrap_or(0)
}
