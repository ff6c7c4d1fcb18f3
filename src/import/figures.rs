//! Register figures as a file: `measure,period,municipality,group,value,unit,source,note`, the headers also in Danish.
//!
//! Nothing of a file is taken where one row is faulty.

use std::collections::HashMap;

use super::background::{Municipalities, is_printable};
use super::fault::{Fault, FaultKind};
use super::figure_fault::FigureFault;
use super::table::{self, Row, Sniffed, Table};
use crate::language::personal::holds_person_number;
use crate::questionnaire::{CodeLists, Trials};
use crate::register::{Amount, Figure, Key, Period, Unit, overlap};

/// The columns of a file, in their order.
pub const FIGURE_COLUMNS: [&str; 8] = ["measure", "period", "municipality", "group", "value", "unit", "source", "note"];
/// The same in Danish.
pub const FIGURE_COLUMNS_DANISH: [&str; 8] = ["mål", "periode", "kommune", "gruppe", "værdi", "enhed", "kilde", "bemærkning"];
/// The column beside them that says of how many a count is, in English and in Danish, where that does not stand in the value itself.
pub const FIGURE_TOTAL: [&str; 2] = ["total", "i alt"];
/// The columns that a file must have.
const NEEDED: [usize; 5] = [MEASURE, PERIOD, VALUE, UNIT, SOURCE];
/// The columns in which anything may be written.
const TEXTS: [usize; 4] = [MEASURE, GROUP, SOURCE, NOTE];
const MEASURE: usize = 0;
const PERIOD: usize = 1;
const MUNICIPALITY: usize = 2;
const GROUP: usize = 3;
const VALUE: usize = 4;
const UNIT: usize = 5;
const SOURCE: usize = 6;
const NOTE: usize = 7;

/// What figures are taken in for, and how.
#[derive(Clone, Copy)]
pub struct FigureRules<'a> {
    /// The trials.
    pub trials: &'a Trials,
    /// The key of the one that the figures are of.
    pub trial: &'a str,
    /// The figures that it has.
    pub known: &'a [Figure],
    /// Whether a figure may take the place of one that is of the same days; else it is a fault, save where it is the same figure.
    pub replaces: bool,
    /// Whether figures below five are shown to everybody.
    pub show_small: bool,
    /// Whether figures of a municipality may be taken in, where not all may: then none of the whole trial are either.
    pub only: Option<&'a dyn Fn(&str) -> bool>,
}

/// What was read from a file of figures.
pub struct Figures {
    /// The figures with their lines.
    pub rows: Vec<(Figure, usize)>,
    /// How the file was read.
    pub sniffed: Sniffed,
}

/// Reads register figures of a trial from a file or, of a workbook, from the sheet with this name. Fails with every fault.
pub fn figures(file: &str, bytes: &[u8], sheet: Option<&str>, rules: FigureRules) -> Result<Figures, Vec<Fault>> {
    let mut table = table::read_sheet(file, bytes, sheet)?;
    let (places, total, names) = columns(&table)?;
    let mut faults = std::mem::take(&mut table.faults);
    let municipalities = Municipalities::new(rules.trials, rules.trial, None);
    let in_force = rules.trials.trial(rules.trial).map(|trial| trial.in_force);
    let mut rows: Vec<(Figure, usize, usize)> = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let cell = |column: usize| places[column].map_or("", |place| table.cell(row, place));
        let mut keep = |column: usize, kind| faults.push(table.fault(row, places[column].unwrap_or_default(), kind));
        let all = total.map_or("", |place| table.cell(row, place)).trim();
        let counted = format!("{} af {all}", cell(VALUE).trim());
        let cells = std::array::from_fn(|column| if column == VALUE && !all.is_empty() { &counted[..] } else { cell(column) });
        match figure(&cells, names, &municipalities, (in_force, &rules.trials.lists)) {
            Ok(figure) if rules.only.is_some_and(|only| !only(&figure.key.municipality)) => {
                keep(MUNICIPALITY, FaultKind::NotYours);
            }
            Ok(figure) => rows.push((Figure { show_small: rules.show_small, ..figure }, row.line, at)),
            Err(wrong) => wrong.into_iter().for_each(|(column, kind)| keep(column, kind)),
        }
    }
    if table.rows.is_empty() && faults.is_empty() {
        faults.push(table.header_fault(0, FaultKind::NoRows));
    }
    faults.extend(among_each_other(&table, &places, &rows, rules));
    faults.sort_by(|one, other| one.place.cmp(&other.place));
    if !faults.is_empty() {
        return Err(faults);
    }
    let rows = rows.into_iter().map(|(figure, line, _)| (figure, line)).collect();
    Ok(Figures { rows, sniffed: table.sniffed })
}

/// Where each of [`FIGURE_COLUMNS`] and [`FIGURE_TOTAL`] stands in the file, and what the file calls them.
type Columns = ([Option<usize>; 8], Option<usize>, &'static [&'static str; 8]);

fn columns(table: &Table) -> Result<Columns, Vec<Fault>> {
    let mut faults = Vec::new();
    let (mut places, mut total) = ([None; 8], None);
    let is_english = table.headers.iter().any(|header| FIGURE_COLUMNS.contains(&header.to_lowercase().as_str()));
    let names = if is_english { &FIGURE_COLUMNS } else { &FIGURE_COLUMNS_DANISH };
    for (place, header) in table.headers.iter().enumerate() {
        let header = header.to_lowercase();
        if total.is_none() && FIGURE_TOTAL.contains(&header.as_str()) {
            total = Some(place);
            continue;
        }
        match FIGURE_COLUMNS
            .iter()
            .zip(FIGURE_COLUMNS_DANISH)
            .position(|(english, danish)| header == *english || header == danish)
        {
            Some(column) if places[column].is_some() => {
                faults.push(table.header_fault(place, FaultKind::DuplicateHeader { name: header }));
            }
            Some(column) => places[column] = Some(place),
            None => {
                let known = names.iter().map(|name| (*name).to_owned()).collect();
                let kind = FaultKind::UnknownColumn { name: header, known, mappable: false };
                faults.push(table.header_fault(place, kind));
            }
        }
    }
    for column in NEEDED.into_iter().filter(|column| places[*column].is_none()) {
        faults.push(table.header_fault(0, FaultKind::MissingColumn { name: names[column].to_owned() }));
    }
    if faults.is_empty() { Ok((places, total, names)) } else { Err(faults) }
}

/// One figure from the cells of [`FIGURE_COLUMNS`]; what is wrong is said with the number of the column.
fn figure(
    cells: &[&str; 8],
    names: &[&str; 8],
    municipalities: &Municipalities,
    (in_force, lists): (Option<jiff::civil::Date>, &CodeLists),
) -> Result<Figure, Vec<(usize, FaultKind)>> {
    let [measure, period, municipality, group, value, unit, source, note] = cells.map(str::trim);
    let mut faults = Vec::new();
    for column in NEEDED.into_iter().filter(|column| cells[*column].trim().is_empty()) {
        faults.push((column, FaultKind::EmptyCell { column: names[column].to_owned() }));
    }
    for column in TEXTS {
        if holds_person_number(cells[column]) {
            faults.push((column, FaultKind::PersonNumberInCell { column: names[column].to_owned() }));
        } else if !is_printable(cells[column]) {
            faults.push((column, FaultKind::Unprintable { column: names[column].to_owned() }));
        }
    }
    let mut keep = |column: usize, fault: FigureFault| faults.push((column, FaultKind::Figure(fault)));
    let read_period = Period::parse(period);
    if read_period.is_none() && !period.is_empty() {
        keep(PERIOD, FigureFault::Period { value: period.to_owned() });
    }
    // How things stood on the day on which it began is how they were before it.
    let too_late = read_period.filter(|period| period.is_baseline()).and_then(Period::last_day).zip(in_force);
    if let Some((_, in_force)) = too_late.filter(|(last, in_force)| last > in_force) {
        keep(PERIOD, FigureFault::BaselineAfterStart { in_force });
    }
    let read_unit = Unit::parse(unit);
    if read_unit.is_none() && !unit.is_empty() {
        keep(UNIT, FigureFault::Unit { value: unit.to_owned() });
    }
    let amount = read_unit.filter(|_| !value.is_empty()).map(|unit| Amount::parse(value, unit));
    if let Some(Err(fault)) = amount {
        keep(VALUE, FigureFault::Amount { value: value.to_owned(), fault });
    }
    let held = read_period.and_then(|period| lists.held(group, period.days()));
    let written = held.map_or_else(
        || Ok(group.to_owned()),
        |held| {
            let fault = |fault| FigureFault::Group { list: held.list().to_owned(), value: group.to_owned(), fault };
            held.written().map_err(fault)
        },
    );
    let group = written.unwrap_or_else(|fault| {
        keep(GROUP, fault);
        String::new()
    });
    let municipality = if municipality.is_empty() { Ok(String::new()) } else { municipalities.key(municipality) };
    let municipality = municipality.map_err(|kind| faults.push((MUNICIPALITY, kind)));
    match (read_period, amount, municipality) {
        (Some(period), Some(Ok(amount)), Ok(municipality)) if faults.is_empty() => Ok(Figure {
            key: Key { measure: measure.to_owned(), municipality, group, period },
            amount,
            source: source.to_owned(),
            note: note.to_owned(),
            show_small: false,
        }),
        _ => Err(faults),
    }
}

/// What is wrong between rows that are sound each by itself, and between them and what the trial has.
fn among_each_other(
    table: &Table,
    places: &[Option<usize>; 8],
    rows: &[(Figure, usize, usize)],
    rules: FigureRules,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut keep = |row: &Row, column: usize, kind| {
        faults.push(table.fault(row, places[column].unwrap_or_default(), FaultKind::Figure(kind)));
    };
    let keys: Vec<&Key> = rows.iter().map(|(figure, ..)| &figure.key).collect();
    for (first, second) in overlap(&keys) {
        keep(&table.rows[rows[second].2], PERIOD, FigureFault::Overlap { first: rows[first].1 });
    }
    // What the figures take the place of says nothing of their unit.
    let goes = |known: &Figure| rules.replaces && keys.iter().any(|new| new.meets(&known.key));
    let stays: Vec<&Figure> = rules.known.iter().filter(|known| !goes(known)).collect();
    for (new, _, at) in rows {
        if let Some(other) = stays.iter().find(|known| known.key.meets(&new.key) && **known != new) {
            keep(&table.rows[*at], PERIOD, FigureFault::Known { period: other.key.period, amount: other.amount });
        }
    }
    let mut units: HashMap<&str, Unit> = stays.iter().map(|figure| (figure.key.measure.as_str(), figure.amount.unit)).collect();
    for (figure, _, at) in rows {
        let unit = *units.entry(&figure.key.measure).or_insert(figure.amount.unit);
        if unit != figure.amount.unit {
            keep(&table.rows[*at], UNIT, FigureFault::OtherUnit { unit });
        }
    }
    faults
}

#[cfg(test)]
#[path = "figures_tests.rs"]
mod tests;
