//! One question: what every kind has, and the keys that only some kinds have.

use std::collections::BTreeMap;

use super::super::condition;
use super::super::fault::FaultKind;
use super::super::kind::Kind;
use super::super::model::{Question, Supersedes};
use super::code_list;
use super::kind;
use super::pages::Draft;
use super::routing::Written;
use super::scale::{self, Scales};
use super::table::{Node, Reading, Table};

/// Every key that some kind of question has.
const KEYS: &[&str] = &[
    "key",
    "kind",
    "text",
    "help",
    "lead",
    "show_if",
    "screen_out_if",
    "primary",
    "supersedes",
    "scale",
    "choices",
    "options_from",
    "items",
    "top",
    "min",
    "max",
    "decimals",
    "max_length",
    "max_choices",
    "none",
    "other",
    "missing",
];

/// How many of them every kind has.
const COMMON: usize = 7;

/// Names that answer files and forms use beside questions, and words of conditions.
const RESERVED: &[&str] = &["response_id", "panel_id", "submitted_on", "language", "version", "asked", "and", "or", "not", "in"];

/// Reads one question as far as it goes.
pub(super) fn read(reading: &mut Reading<'_>, table: Table<'_>, scales: &Scales, version: u32) -> Draft {
    let before = reading.faults.len();
    let key = reading.want(table, "key", |reading, key, node| {
        let value = reading.string(key, node)?;
        let value = reading.underscored(&value, node.span().start)?;
        if RESERVED.contains(&value.as_str()) {
            reading.fault(node.span().start, FaultKind::ReservedKey { value });
            return None;
        }
        Some(value)
    });
    let at = table.entries.get("key").map_or(table.header, |node| node.span().start);
    let name = reading.want(table, "kind", |reading, key, node| {
        reading.named(key, node, kind::NAMES, |name| kind::NAMES.iter().copied().find(|known| *known == name))
    });
    only(reading, table, name);
    let text = reading.want(table, "text", Reading::texts);
    let help = reading.may(table, "help", Reading::texts);
    let lead = reading.may(table, "lead", Reading::texts);
    let primary = reading.may(table, "primary", Reading::boolean).unwrap_or(false);
    let kind = name.and_then(|name| kind::read(reading, table, name, scales));
    let top = kind.as_ref().and_then(|kind| top(reading, table, kind));
    let supersedes = reading.may(table, "supersedes", |reading, key, node| {
        let table = reading.table(key, node)?;
        supersedes(reading, table, kind.as_ref(), version)
    });
    let show_if = reading.may(table, "show_if", written);
    let screen_out_if = reading.may(table, "screen_out_if", written);
    let condition = |written: &Option<Written>| written.as_ref().map(|written| written.parsed.condition.clone());
    let question = kind.map(|kind| Question {
        key: key.clone().unwrap_or_default(),
        kind,
        text: text.unwrap_or_default(),
        help,
        lead,
        primary,
        show_if: condition(&show_if),
        screen_out_if: condition(&screen_out_if),
        top,
        supersedes,
        options_from: code_list::options_from(reading, table),
    });
    let sound = reading.faults.len() == before;
    Draft { key, at, question, sound, show_if, screen_out_if }
}

/// Unknown keys, and known ones that do not belong to this kind.
fn only(reading: &mut Reading<'_>, table: Table<'_>, kind: Option<&'static str>) {
    reading.only(table, KEYS);
    let Some(kind) = kind else { return };
    let own = kind::keys(kind);
    for (key, _) in table.entries {
        let name = key.get_ref().as_ref();
        if KEYS.contains(&name) && !KEYS[..COMMON].contains(&name) && !own.contains(&name) {
            reading.fault(key.span().start, FaultKind::NotForKind { key: name.to_owned(), kind });
        }
    }
}

fn written(reading: &mut Reading<'_>, key: &str, node: &Node<'_>) -> Option<Written> {
    let text = reading.string(key, node)?;
    match condition::parse(&text) {
        Ok(parsed) => {
            let places = parsed.atoms.iter().map(|atom| reading.inside(node, &text, atom.at)).collect();
            Some(Written { at: reading.inside(node, &text, 0), places, parsed })
        }
        Err((offset, fault)) => {
            let at = reading.inside(node, &text, offset);
            reading.fault(at, FaultKind::Condition(fault));
            None
        }
    }
}

/// `top = [4, 5]`: substantive values of the scale.
fn top(reading: &mut Reading<'_>, table: Table<'_>, kind: &Kind) -> Option<Vec<i64>> {
    let scale = kind.scale()?;
    let values = reading.may(table, "top", scale::numbers)?;
    for (value, at) in &values {
        if !scale.substantive().any(|choice| choice.value == *value) {
            reading.fault(*at, FaultKind::OffScale { key: "top".to_owned(), value: *value });
        }
    }
    Some(values.into_iter().map(|(value, _)| value).collect())
}

/// `supersedes`: an earlier version's question and a map onto the choices here.
fn supersedes(reading: &mut Reading<'_>, table: Table<'_>, kind: Option<&Kind>, version: u32) -> Option<Supersedes> {
    reading.only(table, &["version", "key", "level", "map", "reason"]);
    let earlier = reading.want(table, "version", |reading, key, node| {
        let earlier = u32::try_from(reading.whole(key, node, 1, 100_000)?).ok()?;
        if earlier >= version {
            reading.fault(node.span().start, FaultKind::SupersedesNoEarlier);
            return None;
        }
        Some(earlier)
    });
    let key = reading.want(table, "key", |reading, key, node| {
        let value = reading.string(key, node)?;
        reading.underscored(&value, node.span().start)
    });
    let level =
        reading.want(table, "level", |reading, key, node| reading.named(key, node, &["C"], |name| (name == "C").then_some('C')));
    let map = reading.want(table, "map", |reading, key, node| {
        let table = reading.table(key, node)?;
        Some(map(reading, table, kind))
    });
    let reason = reading.want(table, "reason", Reading::string);
    Some(Supersedes { version: earlier?, key: key?, level: level?, map: map?, reason: reason? })
}

fn map(reading: &mut Reading<'_>, table: Table<'_>, kind: Option<&Kind>) -> BTreeMap<i64, i64> {
    let mut map = BTreeMap::new();
    for (key, node) in table.entries {
        let Some(from) = key.get_ref().parse::<i64>().ok().filter(|value| *value >= 0) else {
            let kind = FaultKind::WrongType { key: key.get_ref().to_string(), expected: super::super::fault::Expected::Whole };
            reading.fault(key.span().start, kind);
            continue;
        };
        let Some(to) = reading.whole("map", node, 0, i64::MAX) else { continue };
        let known = match kind {
            Some(Kind::Multiple { choices, .. } | Kind::Ranking { choices, .. }) => {
                choices.iter().any(|choice| choice.value == to)
            }
            Some(kind) => kind.scale().is_none_or(|scale| scale.choices.iter().any(|choice| choice.value == to)),
            None => true,
        };
        if !known {
            reading.fault(node.span().start, FaultKind::OffScale { key: "map".to_owned(), value: to });
        }
        map.insert(from, to);
    }
    map
}
