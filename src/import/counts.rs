//! A published table of counts, where only the old report is left, or a common sheet of totals: `question,choice,count[,shown]`, and
//! optionally `municipality` and whatever other background comes with recipients.
//!
//! `shown` is how many were asked the question. Without it a question that everybody is asked was shown to as many as the
//! question with the most answers, and one with a condition to as many as answered it.

use std::collections::{BTreeMap, HashMap};

use super::answer_fault::AnswerFault;
use super::background::{Backgrounds, MUNICIPALITY};
use super::cells::{choice, ticked_choice};
use super::fault::{Fault, FaultKind};
use super::table::{self, Row, Sniffed, Table};
use crate::compare::{Cell, missing_code};
use crate::questionnaire::{Item, Kind, Missing, Trials, Version, code};

/// What was read from a table of counts.
pub struct Counts {
    /// Background values, item, code as in [`crate::compare::Tallies`], and how many.
    pub rows: Vec<(Cell, String, i64, u64)>,
    /// How many responses there are by background values.
    pub responses: BTreeMap<Cell, u64>,
    /// How the file was read.
    pub sniffed: Sniffed,
}

const QUESTION: &str = "question";
const CHOICE: &str = "choice";
const COUNT: &str = "count";
const SHOWN: &str = "shown";
const COLUMNS: [&str; 4] = [QUESTION, CHOICE, COUNT, SHOWN];

/// The word for a choice that says that nothing was chosen.
const NOT_ANSWERED: &str = "not-answered";

/// One question of one group.
#[derive(Default)]
struct Published {
    /// Code → how many, and the row's line.
    counts: BTreeMap<i64, (u64, usize)>,
    shown: Option<(u64, usize)>,
}

/// Reads a table of counts; rows without a municipality belong to no municipality's group. Fails with every fault.
pub fn counts(file: &str, bytes: &[u8], version: &Version, trials: &Trials) -> Result<Counts, Vec<Fault>> {
    let mut table = table::read(file, bytes)?;
    let backgrounds = Backgrounds::new(version, trials);
    let places = columns(&table, &backgrounds)?;
    let mut faults = std::mem::take(&mut table.faults);
    let items: HashMap<String, Item> = version.items().into_iter().map(|item| (item.key.clone(), item)).collect();
    let mut cells: BTreeMap<Cell, BTreeMap<String, Published>> = BTreeMap::new();
    for row in &table.rows {
        let reading = Line { table: &table, row, places: &places };
        if let Err(fault) = reading.add(&items, &backgrounds, &mut cells) {
            faults.push(fault);
        }
    }
    if table.rows.is_empty() && faults.is_empty() {
        faults.push(table.header_fault(0, FaultKind::NoRows));
    }
    faults.extend(bases(&table, &places, &items, &cells));
    faults.sort_by(|one, other| one.place.cmp(&other.place));
    if !faults.is_empty() {
        return Err(faults);
    }
    let (mut rows, mut responses) = (Vec::new(), BTreeMap::new());
    for (cell, published) in &cells {
        let all = published.iter().map(|(key, question)| at_least(&items[key], question)).max().unwrap_or(0);
        for item in version.items() {
            let counted = complete(&item, published.get(&item.key), all);
            rows.extend(counted.into_iter().map(|(code, count)| (cell.clone(), item.key.clone(), code, count)));
        }
        responses.insert(cell.clone(), all);
    }
    Ok(Counts { rows, responses, sniffed: table.sniffed })
}

fn columns<'a>(table: &Table, backgrounds: &Backgrounds<'a>) -> Result<BTreeMap<&'a str, usize>, Vec<Fault>> {
    let mut faults = Vec::new();
    let known: Vec<&str> = COLUMNS.into_iter().chain(divisions(backgrounds)).collect();
    for (column, header) in table.headers.iter().enumerate() {
        if !known.contains(&header.as_str()) {
            let known = known.iter().map(|name| (*name).to_owned()).collect();
            let kind = FaultKind::UnknownColumn { name: header.clone(), known, mappable: false };
            faults.push(table.header_fault(column, kind));
        }
    }
    for name in [QUESTION, CHOICE, COUNT] {
        if table.column(name).is_none() {
            faults.push(table.header_fault(0, FaultKind::MissingColumn { name: name.to_owned() }));
        }
    }
    let places = known.into_iter().filter_map(|name| Some((name, table.column(name)?))).collect();
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

/// The columns by which counts may be divided: the municipality, also where it is asked, and what comes with recipients.
fn divisions<'a>(backgrounds: &Backgrounds<'a>) -> impl Iterator<Item = &'a str> {
    let comes: Vec<&str> =
        backgrounds.keys().filter(|key| *key == MUNICIPALITY || backgrounds.comes_with_recipient(key)).collect();
    comes.into_iter()
}

struct Line<'a> {
    table: &'a Table,
    row: &'a Row,
    places: &'a BTreeMap<&'a str, usize>,
}

impl Line<'_> {
    fn cell(&self, name: &str) -> &str {
        self.places.get(name).map_or("", |column| self.table.cell(self.row, *column).trim())
    }

    fn fault(&self, name: &str, kind: FaultKind) -> Fault {
        self.table.fault(self.row, self.places.get(name).copied().unwrap_or_default(), kind)
    }

    fn add(
        &self,
        items: &HashMap<String, Item>,
        backgrounds: &Backgrounds,
        cells: &mut BTreeMap<Cell, BTreeMap<String, Published>>,
    ) -> Result<(), Fault> {
        let key = self.cell(QUESTION);
        let item = items.get(key).ok_or_else(|| {
            let mut known: Vec<String> = items.keys().cloned().collect();
            known.sort_unstable();
            let allowed = known.join(", ");
            let fault = AnswerFault::NotAChoice { column: QUESTION.to_owned(), value: key.to_owned(), allowed };
            self.fault(QUESTION, FaultKind::Answer(fault))
        })?;
        let code = choice_code(item, self.cell(CHOICE)).map_err(|fault| self.fault(CHOICE, FaultKind::Answer(fault)))?;
        let count = self.number(COUNT)?;
        let shown = if self.cell(SHOWN).is_empty() { None } else { Some(self.number(SHOWN)?) };
        let mut cell = Cell::new();
        for name in divisions(backgrounds) {
            let value = backgrounds.value(name, self.cell(name)).map_err(|kind| self.fault(name, kind))?;
            cell.extend(value.map(|value| (name.to_owned(), value)));
        }
        let published = cells.entry(cell).or_default().entry(key.to_owned()).or_default();
        if let Some((_, first)) = published.counts.insert(code, (count, self.row.line)) {
            return Err(self.fault(CHOICE, FaultKind::Answer(AnswerFault::SameCount { first })));
        }
        match (shown, published.shown) {
            (Some(shown), Some((before, first))) if shown != before => {
                Err(self.fault(SHOWN, FaultKind::Answer(AnswerFault::ShownDiffers { first })))
            }
            (Some(shown), None) => {
                published.shown = Some((shown, self.row.line));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn number(&self, name: &str) -> Result<u64, Fault> {
        let number = self.cell(name).parse::<u32>();
        number.map(u64::from).map_err(|_| self.fault(name, FaultKind::NotACount { column: name.to_owned() }))
    }
}

/// The code of a choice by value, label, `other`, `none`, `not-answered`, or the name of a missing kind.
fn choice_code(item: &Item, cell: &str) -> Result<i64, AnswerFault> {
    let kind = &item.question.kind;
    if cell == NOT_ANSWERED {
        return Ok(code::NOT_ANSWERED);
    }
    match kind {
        Kind::Single { scale, .. } | Kind::Battery { scale, .. } => {
            let other = matches!(kind, Kind::Single { other: true, .. });
            choice(item.key.clone(), scale, other, cell)
        }
        Kind::Multiple { missing, .. } => match Missing::from_name(cell).filter(|name| missing.contains(name)) {
            Some(name) => Ok(missing_code(name)),
            None => ticked_choice(&item.key, kind, cell),
        },
        _ => Err(AnswerFault::NoTally { question: item.key.clone() }),
    }
}

fn is_multiple(item: &Item) -> bool {
    matches!(item.question.kind, Kind::Multiple { .. })
}

/// The codes that stand for a response each; ticks do not, since one person may tick several.
fn is_response(item: &Item, code: i64) -> bool {
    !is_multiple(item) || code <= code::NOT_ANSWERED
}

/// How many responses a question speaks for at least.
fn at_least(item: &Item, question: &Published) -> u64 {
    let counted: u64 = question.counts.iter().filter(|(code, _)| is_response(item, **code)).map(|(_, (count, _))| count).sum();
    let ticked = question.counts.iter().filter(|(code, _)| !is_response(item, **code)).map(|(_, (count, _))| *count).max();
    question.shown.map_or(0, |(shown, _)| shown).max(counted + ticked.unwrap_or(0))
}

/// Questions whose base cannot be right.
fn bases(
    table: &Table,
    places: &BTreeMap<&str, usize>,
    items: &HashMap<String, Item>,
    cells: &BTreeMap<Cell, BTreeMap<String, Published>>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, question) in cells.values().flatten() {
        let item = &items[key];
        let least = at_least(item, &Published { counts: question.counts.clone(), shown: None });
        let (line, name, fault) = match question.shown {
            Some((shown, line)) if shown < least => (line, SHOWN, AnswerFault::ShownTooSmall { least }),
            None if is_multiple(item) => {
                let line = question.counts.values().map(|(_, line)| *line).min().unwrap_or_default();
                (line, QUESTION, AnswerFault::ShownMissing { question: key.clone() })
            }
            _ => continue,
        };
        let column = places.get(name).copied().unwrap_or_default();
        let row = table.rows.iter().find(|row| row.line == line);
        faults.extend(row.map(|row| table.fault(row, column, FaultKind::Answer(fault))));
    }
    faults
}

/// The counts of one item in one group, brought up to `all` responses.
fn complete(item: &Item, question: Option<&Published>, all: u64) -> Vec<(i64, u64)> {
    let Some(question) = question else { return vec![(code::NOT_SHOWN, all)] };
    let mut counts: BTreeMap<i64, u64> = question.counts.iter().map(|(code, (count, _))| (*code, *count)).collect();
    let told: u64 = counts.iter().filter(|(code, _)| is_response(item, **code)).map(|(_, count)| count).sum();
    let everybody = item.question.show_if.is_none();
    let shown = question.shown.map_or(if everybody { all } else { told }, |(shown, _)| shown);
    // Ticks do not say who answered nothing, so everybody else who was shown a question with several choices answered it.
    let rest = if is_multiple(item) { code::ANSWERED } else { code::NOT_ANSWERED };
    *counts.entry(rest).or_default() += shown - told;
    counts.insert(code::NOT_SHOWN, all - shown);
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
#[path = "counts_tests.rs"]
mod tests;
