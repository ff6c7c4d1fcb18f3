//! Scales and choices: values from 0, each once, and labels that differ in every language.

use std::collections::{BTreeMap, BTreeSet};

use super::super::fault::{Expected, FaultKind};
use super::super::kind::{Choice, Missing, Scale, ScaleKind};
use super::table::{Node, Reading, Table};
use crate::language::Language;

/// Values are stored and compared as numbers in conditions, so they stay far below where doubles lose whole numbers.
pub(super) const MOST_VALUE: i64 = 1_000_000_000;

/// The named scales of a file; a scale with faults is there without a value, so that it is not called unknown as well.
pub(super) type Scales = BTreeMap<String, Option<Scale>>;

pub(super) fn named(reading: &mut Reading<'_>, root: Table<'_>) -> Scales {
    let Some(table) = reading.may(root, "scales", Reading::table) else {
        return Scales::new();
    };
    table.entries.iter().map(|(key, node)| (key.get_ref().to_string(), scale(reading, key.get_ref(), node))).collect()
}

fn scale<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Scale> {
    let table = reading.table(key, node)?;
    reading.only(table, &["kind", "choices"]);
    let kind = reading.want(table, "kind", |reading, key, node| {
        reading.named(key, node, &["ordinal", "nominal"], |name| match name {
            "ordinal" => Some(ScaleKind::Ordinal),
            "nominal" => Some(ScaleKind::Nominal),
            _ => None,
        })
    });
    let choices = reading.want(table, "choices", choices);
    Some(Scale { kind: kind?, choices: choices? })
}

/// Choices in order, at least one of them substantive.
pub(super) fn choices<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Vec<Choice>> {
    let choices = any_choices(reading, key, node)?;
    if choices.iter().all(|choice| choice.missing.is_some()) {
        reading.fault(node.span().start, FaultKind::NoChoices);
        return None;
    }
    Some(choices)
}

/// Choices in order.
pub(super) fn any_choices<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Vec<Choice>> {
    let before = reading.faults.len();
    let tables = reading.tables(key, node)?;
    let mut choices = Vec::new();
    let mut values = BTreeSet::new();
    let mut labels: BTreeSet<(Language, String)> = BTreeSet::new();
    for table in tables {
        let Some(choice) = choice(reading, table) else { continue };
        let at = |key: &str| table.entries.get(key).map_or(table.header, |node| node.span().start);
        if !values.insert(choice.value) {
            reading.fault(at("value"), FaultKind::SameValue { value: choice.value });
        }
        for (language, label) in &choice.label.0 {
            if !labels.insert((*language, label.trim().to_lowercase())) {
                reading.fault(at(language.code()), FaultKind::SameLabel { label: label.clone() });
            }
        }
        choices.push(choice);
    }
    (reading.faults.len() == before).then_some(choices)
}

fn choice(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Choice> {
    let value = reading.want(table, "value", |reading, key, node| reading.whole(key, node, 0, MOST_VALUE));
    let missing = reading.may(table, "missing", missing_kind);
    let label = reading.texts_of("choices", table, &["value", "missing"]);
    if table.entries.contains_key("missing") && missing.is_none() {
        return None;
    }
    Some(Choice { value: value?, label: label?, missing })
}

fn missing_kind(reading: &mut Reading<'_>, key: &str, node: &Node<'_>) -> Option<Missing> {
    reading.named(key, node, &Missing::ALL.map(Missing::name), Missing::from_name)
}

/// `missing = ["declined"]`: the missing kinds of a question without a scale, each once.
pub(super) fn missing_kinds<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Vec<Missing>> {
    let mut kinds = Vec::new();
    for node in reading.list(key, node)? {
        match missing_kind(reading, key, node) {
            Some(kind) if kinds.contains(&kind) => {
                let value = kind.name().to_owned();
                let line = reading.place(node.span().start).line;
                reading.fault(node.span().start, FaultKind::SameKey { value, line });
            }
            Some(kind) => kinds.push(kind),
            None => {}
        }
    }
    Some(kinds)
}

/// A list of whole numbers with their places.
pub(super) fn numbers<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Vec<(i64, usize)>> {
    let list = reading.list(key, node)?;
    if list.is_empty() {
        return reading.wrong(key, node, Expected::List);
    }
    Some(list.iter().filter_map(|node| Some((reading.whole(key, node, 0, MOST_VALUE)?, node.span().start))).collect())
}
