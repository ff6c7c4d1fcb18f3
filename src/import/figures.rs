//! Register figures as a file: `measure,period,municipality,group,value,unit,source,note`, the headers also in Danish.
//!
//! Nothing of a file is taken where one row is faulty.

use std::collections::HashMap;

use super::background::{Municipalities, is_printable};
use super::fault::{Fault, FaultKind};
use super::figure_fault::FigureFault;
use super::table::{self, Row, Sniffed, Table};
use crate::questionnaire::Trials;
use crate::register::{Amount, Figure, Key, Period, Unit, overlap};

/// The columns of a file, in their order.
pub const FIGURE_COLUMNS: [&str; 8] = ["measure", "period", "municipality", "group", "value", "unit", "source", "note"];
/// The same in Danish.
const DANISH: [&str; 8] = ["mål", "periode", "kommune", "gruppe", "værdi", "enhed", "kilde", "bemærkning"];
/// The columns that a file must have.
const NEEDED: [usize; 5] = [0, 1, 4, 5, 6];
const MEASURE: usize = 0;
const PERIOD: usize = 1;
const VALUE: usize = 4;
const UNIT: usize = 5;

/// What was read from a file of figures.
pub struct Figures {
    /// The figures with their lines.
    pub rows: Vec<(Figure, usize)>,
    /// How the file was read.
    pub sniffed: Sniffed,
}

/// Reads register figures of a trial. `known` are those that it has; where `replaces` is false, a row for a period that one of them is
/// of, or overlaps with, is a fault, save where it is the same figure. Fails with every fault.
pub fn figures(
    file: &str,
    bytes: &[u8],
    (trials, trial): (&Trials, &str),
    known: &[Figure],
    replaces: bool,
) -> Result<Figures, Vec<Fault>> {
    let mut table = table::read(file, bytes)?;
    let places = columns(&table)?;
    let mut faults = std::mem::take(&mut table.faults);
    let municipalities = Municipalities::new(trials, trial, None);
    let mut rows: Vec<(Figure, usize, usize)> = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let cell = |column: usize| places[column].map_or("", |place| table.cell(row, place));
        let fault = |column: usize, kind| table.fault(row, places[column].unwrap_or_default(), kind);
        match figure(&std::array::from_fn(cell), &municipalities, since(trials, trial)) {
            Ok(figure) => rows.push((figure, row.line, at)),
            Err(wrong) => faults.extend(wrong.into_iter().map(|(column, kind)| fault(column, kind))),
        }
    }
    if table.rows.is_empty() && faults.is_empty() {
        faults.push(table.header_fault(0, FaultKind::NoRows));
    }
    let at_period = |row: &Row, kind| table.fault(row, places[PERIOD].unwrap_or_default(), FaultKind::Figure(kind));
    let keys: Vec<&Key> = rows.iter().map(|(figure, ..)| &figure.key).collect();
    for (first, second) in overlap(&keys) {
        faults.push(at_period(&table.rows[rows[second].2], FigureFault::Overlap { first: rows[first].1 }));
    }
    for (new, _, at) in &rows {
        if let Some(clash) = clash(new, known).filter(|_| !replaces) {
            faults.push(at_period(&table.rows[*at], clash));
        }
    }
    faults.extend(other_units(&rows, known).into_iter().map(|(at, unit)| {
        let kind = FaultKind::Figure(FigureFault::OtherUnit { unit: unit.name() });
        table.fault(&table.rows[at], places[UNIT].unwrap_or_default(), kind)
    }));
    faults.sort_by(|one, other| one.place.cmp(&other.place));
    if !faults.is_empty() {
        return Err(faults);
    }
    let rows = rows.into_iter().map(|(figure, line, _)| (figure, line)).collect();
    Ok(Figures { rows, sniffed: table.sniffed })
}

/// Since when a trial was in force.
fn since(trials: &Trials, trial: &str) -> Option<jiff::civil::Date> {
    trials.trial(trial).map(|trial| trial.in_force)
}

/// One figure from the cells of [`FIGURE_COLUMNS`], as the desk takes it; what is wrong is said with the number of the column.
pub fn figure_of(cells: &[&str; 8], trials: &Trials, trial: &str) -> Result<Figure, Vec<(usize, FaultKind)>> {
    figure(cells, &Municipalities::new(trials, trial, None), since(trials, trial))
}

fn columns(table: &Table) -> Result<[Option<usize>; 8], Vec<Fault>> {
    let mut faults = Vec::new();
    let mut places = [None; 8];
    for (place, header) in table.headers.iter().enumerate() {
        let header = header.to_lowercase();
        match FIGURE_COLUMNS.iter().zip(DANISH).position(|(english, danish)| header == *english || header == danish) {
            Some(column) => places[column] = Some(place),
            None => {
                let known = FIGURE_COLUMNS.iter().map(|name| (*name).to_owned()).collect();
                let kind = FaultKind::UnknownColumn { name: header, known, mappable: false };
                faults.push(table.header_fault(place, kind));
            }
        }
    }
    for column in NEEDED.into_iter().filter(|column| places[*column].is_none()) {
        faults.push(table.header_fault(0, FaultKind::MissingColumn { name: FIGURE_COLUMNS[column].to_owned() }));
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

fn figure(
    cells: &[&str; 8],
    municipalities: &Municipalities,
    in_force: Option<jiff::civil::Date>,
) -> Result<Figure, Vec<(usize, FaultKind)>> {
    let [measure, period, municipality, group, value, unit, source, note] = cells.map(str::trim);
    let mut faults = Vec::new();
    for column in NEEDED.into_iter().filter(|column| cells[*column].trim().is_empty()) {
        faults.push((column, FaultKind::EmptyCell { column: FIGURE_COLUMNS[column].to_owned() }));
    }
    for column in [MEASURE, 3, 6, 7].into_iter().filter(|column| !is_printable(cells[*column])) {
        faults.push((column, FaultKind::Unprintable { column: FIGURE_COLUMNS[column].to_owned() }));
    }
    let mut keep = |column: usize, fault: FigureFault| faults.push((column, FaultKind::Figure(fault)));
    let read_period = Period::parse(period);
    if read_period.is_none() && !period.is_empty() {
        keep(PERIOD, FigureFault::Period { value: period.to_owned() });
    }
    let too_late = read_period.filter(|period| period.is_baseline()).and_then(Period::last_day).zip(in_force);
    if let Some((_, in_force)) = too_late.filter(|(last, in_force)| last >= in_force) {
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
    let municipality = if municipality.is_empty() { Ok(String::new()) } else { municipalities.key(municipality) };
    let municipality = municipality.map_err(|kind| faults.push((2, kind)));
    match (read_period, amount, municipality) {
        (Some(period), Some(Ok(amount)), Ok(municipality)) if faults.is_empty() => Ok(Figure {
            key: Key { measure: measure.to_owned(), municipality, group: group.to_owned(), period },
            amount,
            source: source.to_owned(),
            note: note.to_owned(),
        }),
        _ => Err(faults),
    }
}

/// What a trial has already of the same days, where that is another figure.
#[must_use]
pub fn clash(new: &Figure, known: &[Figure]) -> Option<FigureFault> {
    let other = known.iter().find(|other| *other != new && overlap(&[&other.key, &new.key]) == [(0, 1)])?;
    Some(FigureFault::Known { period: other.key.period.written(), value: other.amount.written() })
}

/// Rows whose measure is in another unit among those before them or those known: the row's place, and the other unit.
fn other_units(rows: &[(Figure, usize, usize)], known: &[Figure]) -> Vec<(usize, Unit)> {
    let mut units: HashMap<&str, Unit> = known.iter().map(|figure| (figure.key.measure.as_str(), figure.amount.unit)).collect();
    let mut found = Vec::new();
    for (figure, _, at) in rows {
        let unit = *units.entry(&figure.key.measure).or_insert(figure.amount.unit);
        found.extend((unit != figure.amount.unit).then_some((*at, unit)));
    }
    found
}

#[cfg(test)]
#[path = "figures_tests.rs"]
mod tests;
