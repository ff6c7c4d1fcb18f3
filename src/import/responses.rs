//! Single answers from a file: each row one response.
//!
//! An empty cell says neither "not answered" nor "not shown": the version's conditions tell the two apart, so nothing is
//! stored for it. An answer where nothing was shown is a fault, never dropped in silence.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use jiff::civil::Date;

use super::answer_fault::{AnswerFault, MapFault};
use super::background::{Backgrounds, is_printable};
use super::cells::{answers, date};
use super::fault::{Fault, FaultKind};
use super::map::{Map, known_columns};
use super::recipients::language;
use super::table::{self, Row, Sniffed, Table};
use crate::fieldwork::{Entry, Mode};
use crate::language::Language;
use crate::language::personal::holds_person_number;
use crate::questionnaire::journey::shown;
use crate::questionnaire::{Answer, Answers, Cells, Column, Kind, Source, Trials, Version, columns};

/// One response of a file; it holds answers and is never printed.
pub struct ResponseRow {
    /// The line on which the row begins.
    pub line: usize,
    /// The file's own id.
    pub response_id: Option<String>,
    /// The same person across rounds, as the file says it.
    pub panel_id: Option<String>,
    /// The case number or fund, in identified rounds only.
    pub person_key: Option<String>,
    /// The day.
    pub submitted_on: Option<Date>,
    /// The language of the page, else the source language.
    pub language: Language,
    /// How it came in, as a file of ours says where some were entered at the desk.
    pub entry: Entry,
    /// Background column → value, asked ones taken from the answers; unknown ones are absent.
    pub background: BTreeMap<String, String>,
    /// The answers.
    pub answers: Answers,
}

/// What was read from a file of answers.
pub struct Responses {
    /// The responses, in the order of the file.
    pub rows: Vec<ResponseRow>,
    /// How the file was read.
    pub sniffed: Sniffed,
    /// How many rows repeated an id with the same content.
    pub same: usize,
    /// How many rows `[where]` left out.
    pub filtered: usize,
    /// Whether the file marks any of its answers as synthetic: then the whole round must be marked so.
    pub synthetic: bool,
}

/// How a file of answers is to be read.
#[derive(Clone, Copy)]
pub struct ResponseRules<'a> {
    /// The version that the round asks.
    pub version: &'a Version,
    /// The municipalities that are known.
    pub trials: &'a Trials,
    /// The round's mode: anonymous rounds take no panel id, only identified ones take a person key.
    pub mode: Mode,
    /// What `--map` says.
    pub map: Option<&'a Map>,
    /// The day on which the file is read: no answer can be younger.
    pub today: Date,
}

const RESPONSE_ID: &str = "response_id";
const PANEL_ID: &str = "panel_id";
const PERSON_KEY: &str = "person_key";
const SUBMITTED_ON: &str = "submitted_on";
const LANGUAGE: &str = "language";
const ENTRY: &str = "entry";
const SYNTHETIC: &str = "synthetic";

/// The columns of an answers file that are the same for all questionnaires.
pub(super) const FIXED: [&str; 7] = [RESPONSE_ID, PANEL_ID, PERSON_KEY, SUBMITTED_ON, LANGUAGE, ENTRY, SYNTHETIC];

/// Reads a file of answers. Fails with every fault in the order of the file; a row is never half read.
pub fn responses(file: &str, bytes: &[u8], rules: ResponseRules) -> Result<Responses, Vec<Fault>> {
    let mut table = table::read(file, bytes)?;
    let mut faults = std::mem::take(&mut table.faults);
    let reading = Reading::plan(&table, rules)?;
    faults.extend(reading.forbidden_columns());
    let mut rows: Vec<ResponseRow> = Vec::new();
    let (mut by_id, mut by_panel): (HashMap<String, usize>, HashMap<String, usize>) = (HashMap::new(), HashMap::new());
    let (mut same, mut filtered) = (0, 0);
    for row in &table.rows {
        if !reading.is_meant(row) {
            filtered += 1;
            continue;
        }
        match reading.response(row) {
            Err(mut wrong) => faults.append(&mut wrong),
            Ok(response) => match response.response_id.as_ref().and_then(|id| by_id.get(id)) {
                Some(&first) if is_same(&rows[first], &response) => same += 1,
                Some(&first) => {
                    let fault = AnswerFault::SameResponseId { first: rows[first].line };
                    faults.push(reading.fault(row, RESPONSE_ID, FaultKind::Answer(fault)));
                }
                None => {
                    let first = response.panel_id.clone().and_then(|panel| by_panel.insert(panel, row.line));
                    if first.is_some() {
                        faults.push(reading.fault(row, PANEL_ID, FaultKind::Answer(AnswerFault::SamePanelId { first })));
                    }
                    by_id.extend(response.response_id.clone().map(|id| (id, rows.len())));
                    rows.push(response);
                }
            },
        }
    }
    faults.sort_by(|one, other| one.place.cmp(&other.place));
    // A cell with a person number is no municipality either, which nobody needs to be told.
    faults.dedup_by(|later, first| later.place == first.place);
    if !faults.is_empty() {
        return Err(faults);
    }
    let synthetic = reading.is_synthetic();
    Ok(Responses { rows, sniffed: table.sniffed, same, filtered, synthetic })
}

fn is_same(one: &ResponseRow, other: &ResponseRow) -> bool {
    one.panel_id == other.panel_id
        && one.person_key == other.person_key
        && one.submitted_on == other.submitted_on
        && one.language == other.language
        && one.background == other.background
        && one.answers == other.answers
}

/// A table held against a version and a map: which column of the file is what here.
struct Reading<'a> {
    table: &'a Table,
    rules: ResponseRules<'a>,
    backgrounds: Backgrounds<'a>,
    columns: Vec<Column<'a>>,
    /// The columns of each item.
    items: Vec<Range<usize>>,
    /// Column here → column of the file.
    at: BTreeMap<String, usize>,
    /// Columns of the file that filter, with the texts of which one must stand there.
    filters: Vec<(usize, &'a [String])>,
}

impl<'a> Reading<'a> {
    fn plan(table: &'a Table, rules: ResponseRules<'a>) -> Result<Self, Vec<Fault>> {
        let columns = columns(rules.version);
        let backgrounds = Backgrounds::new(rules.version, rules.trials);
        let (at, items, filters) = (BTreeMap::new(), Vec::new(), Vec::new());
        let mut reading = Self { table, rules, backgrounds, columns, items, at, filters };
        let mut faults = reading.place_columns();
        faults.extend(reading.place_filters());
        reading.gather_items();
        if faults.is_empty() { Ok(reading) } else { Err(faults) }
    }

    fn place_columns(&mut self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let names: BTreeSet<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        for (index, header) in self.table.headers.iter().enumerate() {
            let mapped = self.rules.map.and_then(|map| map.columns.get(header)).map(|(target, _)| target.as_str());
            let filters = self.rules.map.is_some_and(|map| map.filters.contains_key(header));
            let target = self.missing_column(mapped.unwrap_or(header));
            let known = names.contains(target) || FIXED.contains(&target) || self.backgrounds.comes_with_recipient(target);
            if target.is_empty() || (!known && filters) {
                continue;
            }
            if !known {
                let known = known_columns(&self.columns, &self.backgrounds);
                let kind = FaultKind::UnknownColumn { name: header.clone(), known, mappable: true };
                faults.push(self.table.header_fault(index, kind));
            } else if self.at.insert(target.to_owned(), index).is_some() {
                let kind = FaultKind::Map(MapFault::TargetTwice { target: target.to_owned() });
                faults.push(self.table.header_fault(index, kind));
            }
        }
        faults
    }

    /// `key/missing` is another word for the column of a missing kind, which has the question's own key.
    fn missing_column<'s>(&self, name: &'s str) -> &'s str {
        let is_missing = |item: &&str| self.columns.iter().any(|column| column.name == **item && column.cells == Cells::Missing);
        name.strip_suffix("/missing").filter(is_missing).unwrap_or(name)
    }

    /// The columns of each item. A choice without a column was ticked by nobody; an empty cell in a column is something else.
    fn gather_items(&mut self) {
        let at = &self.at;
        self.columns.retain(|column| !matches!(column.cells, Cells::Tick(_)) || at.contains_key(&column.name));
        for (index, column) in self.columns.iter().enumerate() {
            match self.items.last_mut() {
                Some(item) if self.columns[item.start].item == column.item => item.end = index + 1,
                _ => self.items.push(index..index + 1),
            }
        }
    }

    fn place_filters(&mut self) -> Vec<Fault> {
        let Some(map) = self.rules.map else { return Vec::new() };
        let mut faults = Vec::new();
        for (column, (texts, place)) in &map.filters {
            match self.table.column(column) {
                Some(index) => self.filters.push((index, texts)),
                None => faults.push(no_such_column(column, place)),
            }
        }
        let absent = map.columns.iter().filter(|(column, _)| self.table.column(column).is_none());
        faults.extend(absent.map(|(column, (_, place))| no_such_column(column, place)));
        faults
    }

    /// Columns that this round must not have: person numbers, panel ids of anonymous rounds, keys of unidentified ones.
    fn forbidden_columns(&self) -> Vec<Fault> {
        let first = |name: &str, wrong: &dyn Fn(&str) -> bool| {
            let column = *self.at.get(name)?;
            let row = self.table.rows.iter().find(|row| self.is_meant(row) && wrong(self.table.cell(row, column).trim()))?;
            Some((row, column))
        };
        let identifying = [RESPONSE_ID, PANEL_ID, PERSON_KEY].into_iter().chain(self.backgrounds.keys());
        let mut faults: Vec<Fault> = identifying
            .filter_map(|name| {
                let (row, column) = first(name, &holds_person_number)?;
                Some(self.table.fault(row, column, FaultKind::PersonNumbers { column: self.table.headers[column].clone() }))
            })
            .collect();
        let barred = [
            (PANEL_ID, self.rules.mode == Mode::Anonymous, AnswerFault::PanelInAnonymous),
            (PERSON_KEY, self.rules.mode != Mode::Identified, AnswerFault::PersonKeyNotIdentified),
        ];
        for (name, _, fault) in barred.into_iter().filter(|(_, barred, _)| *barred) {
            let found = first(name, &|cell| !cell.is_empty());
            faults.extend(found.map(|(row, column)| self.table.fault(row, column, FaultKind::Answer(fault))));
        }
        faults
    }

    fn is_synthetic(&self) -> bool {
        self.table.rows.iter().any(|row| self.is_meant(row) && !matches!(self.cell(row, SYNTHETIC).trim(), "" | "0"))
    }

    fn is_meant(&self, row: &Row) -> bool {
        self.filters.iter().all(|(column, texts)| texts.iter().any(|text| text == self.table.cell(row, *column).trim()))
    }

    fn fault(&self, row: &Row, name: &str, kind: FaultKind) -> Fault {
        self.table.fault(row, self.at.get(name).copied().unwrap_or_default(), kind)
    }

    /// What stands in a column here: the cell, or the value that the map gives to its text.
    fn cell<'s>(&'s self, row: &'s Row, name: &str) -> &'s str {
        let Some(&column) = self.at.get(name) else { return "" };
        let cell = self.table.cell(row, column);
        let values = self.rules.map.and_then(|map| map.values.get(name));
        values.and_then(|values| values.get(cell.trim())).map_or(cell, String::as_str)
    }

    fn response(&self, row: &Row) -> Result<ResponseRow, Vec<Fault>> {
        let mut faults = Vec::new();
        let answers = self.answers(row, &mut faults);
        let mut text = |name: &str| {
            let cell = self.cell(row, name).trim();
            if !is_printable(cell) {
                faults.push(self.fault(row, name, FaultKind::Unprintable { column: name.to_owned() }));
            }
            (!cell.is_empty()).then(|| cell.to_owned())
        };
        let (response_id, panel_id, person_key) = (text(RESPONSE_ID), text(PANEL_ID), text(PERSON_KEY));
        let submitted_on = text(SUBMITTED_ON).and_then(|cell| {
            let column = SUBMITTED_ON.to_owned();
            let fault = match date(&cell) {
                Some(day) if day <= self.rules.today => return Some(day),
                Some(_) => AnswerFault::InFuture { column },
                None => AnswerFault::NotADate { column },
            };
            faults.push(self.fault(row, SUBMITTED_ON, FaultKind::Answer(fault)));
            None
        });
        let source = self.rules.version.languages.first().copied().unwrap_or_default();
        let language = match self.cell(row, LANGUAGE).trim() {
            "" => source,
            code => language(code, self.rules.version).unwrap_or_else(|kind| {
                faults.push(self.fault(row, LANGUAGE, kind));
                source
            }),
        };
        let entry = Entry::from_name(self.cell(row, ENTRY).trim()).unwrap_or(Entry::Web);
        let background = self.background(row, &answers, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(ResponseRow { line: row.line, response_id, panel_id, person_key, submitted_on, language, entry, background, answers })
    }

    fn answers(&self, row: &Row, faults: &mut Vec<Fault>) -> Answers {
        let comma = self.table.sniffed.separator != ',';
        let mut found = BTreeMap::new();
        for item in &self.items {
            let columns = &self.columns[item.clone()];
            let cells: Vec<&str> = columns.iter().map(|column| self.cell(row, &column.name)).collect();
            let is_number = |column: &Column| matches!(column.question.kind, Kind::Number { .. });
            let person = columns.iter().zip(&cells).find(|(column, cell)| !is_number(column) && holds_person_number(cell));
            if let Some((column, _)) = person {
                faults.push(self.fault(row, &column.name, FaultKind::PersonNumberInCell { column: column.name.clone() }));
                continue;
            }
            match answers(columns, &cells, comma) {
                Ok(answers) => found.extend(answers),
                Err((index, fault)) => {
                    let at = |column: &&Column| self.at.contains_key(&column.name);
                    let name = columns[index..].iter().chain(columns).find(at).map_or("", |column| column.name.as_str());
                    faults.push(self.fault(row, name, FaultKind::Answer(fault)));
                }
            }
        }
        let answers = Answers(found);
        // Where a cell could not be read, the conditions cannot be computed either.
        if faults.is_empty() {
            faults.extend(self.not_shown(row, &answers));
        }
        answers
    }

    fn not_shown(&self, row: &Row, answers: &Answers) -> Vec<Fault> {
        let shown = shown(self.rules.version, answers);
        let hidden = self.items.iter().map(|item| &self.columns[item.clone()]).filter(|columns| {
            let item = &columns[0].item;
            answers.0.contains_key(item) && !shown.contains(item)
        });
        let name = |columns: &[Column]| {
            let filled = columns.iter().find(|column| !self.cell(row, &column.name).trim().is_empty());
            filled.unwrap_or(&columns[0]).name.clone()
        };
        hidden
            .map(|columns| {
                let column = name(columns);
                self.fault(row, &column, FaultKind::Answer(AnswerFault::NotShown { column: column.clone() }))
            })
            .collect()
    }

    fn background(&self, row: &Row, answers: &Answers, faults: &mut Vec<Fault>) -> BTreeMap<String, String> {
        let mut known = BTreeMap::new();
        for background in &self.rules.version.background {
            let key = &background.key;
            let value = match background.source {
                Source::Asked => asked(self.rules.version, answers, key),
                Source::Recipient => self.backgrounds.value(key, self.cell(row, key)).unwrap_or_else(|kind| {
                    faults.push(self.fault(row, key, kind));
                    None
                }),
            };
            known.extend(value.map(|value| (key.clone(), value)));
        }
        known
    }
}

/// The value of a background that is asked: the choice's number, unless it is a missing kind.
fn asked(version: &Version, answers: &Answers, key: &str) -> Option<String> {
    let Some(Answer::Choice(value)) = answers.0.get(key) else { return None };
    let question = version.questions().find(|question| question.key == key)?;
    let substantive = question.kind.scale()?.substantive().any(|choice| choice.value == *value);
    substantive.then(|| value.to_string())
}

fn no_such_column(column: &str, place: &super::fault::Place) -> Fault {
    Fault::new(place.clone(), FaultKind::Map(MapFault::NoSuchColumn { column: column.to_owned() }))
}

#[cfg(test)]
#[path = "responses_tests.rs"]
mod tests;
