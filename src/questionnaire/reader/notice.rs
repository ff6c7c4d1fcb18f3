//! The notice to respondents and the columns that answers may be broken down by.
//!
//! A missing notice is a warning, because `check` passes without one; a notice that is begun must be whole.

use super::super::fault::FaultKind;
use super::super::kind::Kind;
use super::super::model::{Background, Notice, Source};
use super::pages::Drafted;
use super::table::{Node, Reading, Table};
use crate::language::Text;

pub(super) const PARTS: &[&str] =
    &["purpose", "legal_basis", "voluntary", "no_consequence", "source", "retention", "access", "rights"];

/// What stands in braces and is filled in for each municipality.
pub const PLACEHOLDERS: &[&str] = &["municipality.name", "municipality.phone", "municipality.controller", "municipality.dpo"];

/// Columns of answer files that are no questions.
const COLUMNS: &[&str] = &["response_id", "panel_id", "person_key", "submitted_on", "language", "synthetic"];

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>) -> Option<Notice> {
    if !root.entries.contains_key("notice") {
        reading.fault(0, FaultKind::NoticeMissing);
        return None;
    }
    let table = reading.may(root, "notice", Reading::table)?;
    reading.only(table, PARTS);
    let mut part = |key: &str| reading.want(table, key, filled);
    let purpose = part("purpose");
    let legal_basis = part("legal_basis");
    let voluntary = part("voluntary");
    let no_consequence = part("no_consequence");
    let source = part("source");
    let retention = part("retention");
    let access = part("access");
    let rights = part("rights");
    Some(Notice {
        purpose: purpose?,
        legal_basis: legal_basis?,
        voluntary: voluntary?,
        no_consequence: no_consequence?,
        source: source?,
        retention: retention?,
        access: access?,
        rights: rights?,
    })
}

/// A text whose `{…}` are all filled in for the municipality.
fn filled<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Text> {
    let text = reading.texts(key, node)?;
    let table = reading.table(key, node)?;
    for (language, words) in &text.0 {
        let Some(node) = table.entries.get(language.code()) else { continue };
        for (open, _) in words.match_indices('{') {
            let rest = words.get(open + 1..).unwrap_or_default();
            let name = rest.split(['}', '{', '\n']).next().unwrap_or_default();
            if !PLACEHOLDERS.contains(&name) || !rest.get(name.len()..).unwrap_or_default().starts_with('}') {
                let at = reading.inside(node, words, open);
                reading.fault(at, FaultKind::UnknownPlaceholder { name: name.to_owned() });
            }
        }
    }
    Some(text)
}

/// The background columns in the order of the file, `municipality` first whether it is written or not.
pub(super) fn background(reading: &mut Reading<'_>, root: Table<'_>, drafted: &Drafted) -> Vec<Background> {
    let mut columns = vec![Background { key: "municipality".to_owned(), source: Source::Recipient }];
    let mut places = vec![0];
    if let Some(table) = reading.may(root, "background", Reading::table) {
        let mut entries: Vec<_> = table.entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, node) in entries {
            let at = key.span().start;
            let key = key.get_ref().to_string();
            let Some(source) = source(reading, &key, node) else { continue };
            if COLUMNS.contains(&key.as_str()) {
                reading.fault(at, FaultKind::ReservedKey { value: key });
            } else if key == "municipality" {
                columns[0].source = source;
                places[0] = at;
            } else if let Some(key) = reading.underscored(&key, at) {
                columns.push(Background { key, source });
                places.push(at);
            }
        }
    }
    for (column, at) in columns.iter().zip(places) {
        matches_question(reading, column, at, drafted);
    }
    columns
}

fn source<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Source> {
    let table = reading.table(key, node)?;
    reading.only(table, &["source"]);
    reading.want(table, "source", |reading, key, node| {
        reading.named(key, node, &["recipient", "asked"], |name| match name {
            "recipient" => Some(Source::Recipient),
            "asked" => Some(Source::Asked),
            _ => None,
        })
    })
}

fn matches_question(reading: &mut Reading<'_>, column: &Background, at: usize, drafted: &Drafted) {
    let key = column.key.clone();
    let question = drafted.known(&key);
    match (column.source, question) {
        (Source::Recipient, Some(question)) => {
            let at = if at == 0 { question.at } else { at };
            reading.fault(at, FaultKind::BackgroundIsQuestion { key });
        }
        (Source::Asked, None) => reading.fault(at, FaultKind::BackgroundNotAsked { key }),
        (Source::Asked, Some(question)) => {
            let single = question.question.as_ref().is_none_or(|question| matches!(question.kind, Kind::Single { .. }));
            if !single {
                reading.fault(at, FaultKind::BackgroundNotSingle { key });
            }
        }
        (Source::Recipient, None) => {}
    }
}
