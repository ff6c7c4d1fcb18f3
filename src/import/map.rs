//! The file for `--map`: how the columns and texts of somebody else's file are called here, and which rows are meant.
//!
//! `[columns]` names file column = key here ("" ignores it), `[values.KEY]` text in the file = value here, and `[where]`
//! keeps only rows with these texts. Columns that only `[where]` names are not imported.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::answer_fault::MapFault;
use super::background::Backgrounds;
use super::cells::single_cell;
use super::fault::{Fault, FaultKind, Place};
use super::responses::FIXED;
use crate::questionnaire::{Cells, Column, Trials, Version, columns};

/// What a file for `--map` says.
#[derive(Default)]
pub struct Map {
    /// File column → column here (empty: ignored), with the place that says so.
    pub(super) columns: BTreeMap<String, (String, Place)>,
    /// Column here → text in the file → value here.
    pub(super) values: BTreeMap<String, BTreeMap<String, String>>,
    /// File column → the texts of which a row must have one.
    pub(super) filters: BTreeMap<String, (Vec<String>, Place)>,
}

impl Map {
    /// Whether it has a `[where]`.
    #[must_use]
    pub fn filters(&self) -> bool {
        !self.filters.is_empty()
    }
}

/// Reads a file for `--map` and holds it against a version.
pub fn map(file: &str, bytes: &[u8], version: &Version, trials: &Trials) -> Result<Map, Vec<Fault>> {
    let place = |line, column| Place::new(file, line, column);
    let Ok(text) = std::str::from_utf8(bytes) else {
        let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let line = bytes[..valid].split(|byte| *byte == b'\n').count();
        return Err(vec![Fault::new(place(line, 1), FaultKind::InvalidUtf8)]);
    };
    let mut reading = Reading {
        file,
        text,
        faults: Vec::new(),
        columns: columns(version),
        backgrounds: Backgrounds::new(version, trials),
        map: Map::default(),
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        reading.fault(&error.span().unwrap_or_default(), MapFault::Syntax { message: error.message().to_owned() });
    }
    if errors.is_empty() {
        reading.document(document.get_ref());
    }
    reading.faults.sort_by(|one, other| one.place.cmp(&other.place));
    if reading.faults.is_empty() { Ok(reading.map) } else { Err(reading.faults) }
}

struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<Fault>,
    columns: Vec<Column<'a>>,
    backgrounds: Backgrounds<'a>,
    map: Map,
}

impl Reading<'_> {
    fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().filter(|sign| *sign != '\u{FEFF}').count() + 1;
        Place::new(self.file, line, column)
    }

    fn fault(&mut self, span: &Range<usize>, fault: MapFault) {
        let place = self.place(span);
        self.faults.push(Fault::new(place, FaultKind::Map(fault)));
    }

    fn document(&mut self, root: &DeTable) {
        for (key, value) in root {
            let name = key.get_ref().as_ref();
            match (name, value.get_ref()) {
                ("columns", DeValue::Table(table)) => self.columns(table),
                ("where", DeValue::Table(table)) => self.filters(table),
                ("values", DeValue::Table(table)) => {
                    for (key, value) in table {
                        self.values(key.get_ref(), &key.span(), value.get_ref());
                    }
                }
                ("columns" | "where" | "values", _) => self.fault(&key.span(), MapFault::WrongType { key: name.to_owned() }),
                _ => self.fault(&key.span(), MapFault::UnknownTable { name: name.to_owned() }),
            }
        }
    }

    fn columns(&mut self, table: &DeTable) {
        for (key, value) in table {
            let name = key.get_ref().trim();
            let Some(target) = self.text_of(name, value) else { continue };
            if !target.is_empty() && !self.is_known(&target) {
                let known = known_columns(&self.columns, &self.backgrounds);
                self.fault(&value.span(), MapFault::UnknownTarget { target, known });
                continue;
            }
            let place = self.place(&key.span());
            if !target.is_empty() && self.map.columns.values().any(|(taken, _)| *taken == target) {
                self.fault(&value.span(), MapFault::TargetTwice { target: target.clone() });
            }
            self.map.columns.insert(name.to_owned(), (target, place));
        }
    }

    fn filters(&mut self, table: &DeTable) {
        for (key, value) in table {
            let name = key.get_ref().trim();
            let texts: Vec<String> = match value.get_ref() {
                DeValue::Array(array) => array.iter().filter_map(|value| self.text_of(name, value)).collect(),
                _ => self.text_of(name, value).into_iter().collect(),
            };
            let place = self.place(&key.span());
            self.map.filters.insert(name.to_owned(), (texts, place));
        }
    }

    /// `[values.effects.quality]` without quotes is a table in a table; its key is `effects.quality`.
    fn values(&mut self, key: &str, span: &Range<usize>, value: &DeValue) {
        let DeValue::Table(table) = value else {
            return self.fault(span, MapFault::WrongType { key: key.to_owned() });
        };
        for (text, value) in table {
            if matches!(value.get_ref(), DeValue::Table(_)) {
                self.values(&format!("{key}.{}", text.get_ref()), &text.span(), value.get_ref());
                continue;
            }
            if !self.is_known(key) {
                let known = known_columns(&self.columns, &self.backgrounds);
                return self.fault(span, MapFault::UnknownTarget { target: key.to_owned(), known });
            }
            let Some(here) = self.text_of(text.get_ref(), value) else { continue };
            if let Err(kind) = self.check(key, &here) {
                let place = self.place(&value.span());
                self.faults.push(Fault::new(place, kind));
            }
            self.map.values.entry(key.to_owned()).or_default().insert(text.get_ref().trim().to_owned(), here);
        }
    }

    fn check(&self, key: &str, value: &str) -> Result<(), FaultKind> {
        if let Some(column) = self.columns.iter().find(|column| column.name == key) {
            return match column.cells {
                Cells::Answer => single_cell(key, &column.question.kind, value, true).map(drop).map_err(FaultKind::Answer),
                _ => Ok(()),
            };
        }
        if FIXED.contains(&key) { Ok(()) } else { self.backgrounds.value(key, value).map(drop) }
    }

    fn is_known(&self, key: &str) -> bool {
        let is_column = self.columns.iter().any(|column| column.name == key);
        is_column || FIXED.contains(&key) || self.backgrounds.comes_with_recipient(key)
    }

    fn text_of(&mut self, key: &str, value: &Spanned<DeValue>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()),
            DeValue::Integer(number) => Some(number.to_string()),
            DeValue::Float(number) => Some(number.to_string()),
            _ => {
                self.fault(&value.span(), MapFault::WrongType { key: key.to_owned() });
                None
            }
        }
    }
}

/// The columns that an answers file may have: all of them, since the one that is looked for may be the last.
pub(super) fn known_columns(columns: &[Column], backgrounds: &Backgrounds) -> Vec<String> {
    let with_recipient = backgrounds.keys().filter(|key| backgrounds.comes_with_recipient(key));
    let all = FIXED.into_iter().chain(with_recipient).chain(columns.iter().map(|column| column.name.as_str()));
    all.map(str::to_owned).collect()
}
