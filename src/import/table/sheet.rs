//! A sheet of a workbook becomes a table whose rows know where they stood.

use super::{Row, Sniffed, Table, fault_at_end};
use crate::import::encoding::{Encoding, decode};
use crate::import::fault::{Fault, FaultKind, Place};
use crate::import::workbook::{self, WorkbookFault};

/// The sheet of a workbook that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRead {
    /// Its name.
    pub name: String,
    /// The other sheets that the workbook shows.
    pub others: Vec<String>,
}

impl SheetRead {
    pub(super) fn sentence(&self, danish: bool) -> String {
        let quoted = |name: &String| if danish { format!("»{name}«") } else { format!("'{name}'") };
        let others = self.others.iter().map(quoted).collect::<Vec<_>>().join(", ");
        let name = quoted(&self.name);
        match (danish, self.others.is_empty()) {
            (true, true) => format!("Læst som Excel-regneark, arket {name}."),
            (true, false) => format!("Læst som Excel-regneark, arket {name}. Filen har også {others}."),
            (false, true) => format!("Read as an Excel workbook, the sheet {name}."),
            (false, false) => format!("Read as an Excel workbook, the sheet {name}. The file also has {others}."),
        }
    }
}

/// The name of a file in faults, with the sheet that was read of it.
#[must_use]
pub fn label(file: &str, sheet: Option<&SheetRead>) -> String {
    sheet.map_or_else(|| file.to_owned(), |sheet| format!("{file}[{}]", sheet.name))
}

/// The sheet as a table.
pub(super) fn of_sheet(file: &str, bytes: &[u8], wanted: Option<&str>) -> Result<Table, Vec<Fault>> {
    /// Cells of all rows together, where each row has as many as the header.
    const MOST_CELLS: usize = 4_000_000;
    let at = |place: (usize, usize), kind| Fault::new(Place::new(file, place.0, place.1), kind);
    let whole = |fault| vec![at((1, 1), FaultKind::Workbook(fault))];
    let sheet = workbook::read(bytes, wanted).map_err(whole)?;
    let read = SheetRead { name: sheet.name, others: sheet.others };
    let file = label(file, Some(&read));
    let mut rows = sheet.rows.into_iter();
    let Some(header) = rows.next() else { return Err(vec![Fault::new(Place::new(&file, 1, 1), FaultKind::EmptyFile)]) };
    let (mut columns, mut headers) = (Vec::new(), Vec::new());
    for (column, value) in header.cells {
        let value =
            value.map_err(|fault| vec![Fault::new(Place::new(&file, header.number, column + 1), FaultKind::Workbook(fault))])?;
        columns.push(column);
        headers.push(value.trim().to_owned());
    }
    if rows.len().saturating_mul(columns.len()) > MOST_CELLS {
        return Err(whole(WorkbookFault::TooLarge));
    }
    let header = Row { line: header.number, start: 0, cells: csv::StringRecord::from(headers.clone()) };
    let sniffed = Sniffed { encoding: Encoding::Utf8Bom, separator: ';', excel_bom: false, blank_rows: 0, sheet: Some(read) };
    let (mut kept, mut faults) = (Vec::new(), Vec::new());
    for row in rows {
        let mut cells = vec![String::new(); columns.len()];
        let mut wrong = Vec::new();
        for (column, value) in row.cells {
            let fault = match (columns.binary_search(&column), value) {
                (Ok(index), Ok(value)) => {
                    cells[index] = value;
                    continue;
                }
                (_, Err(fault)) => fault,
                (Err(_), _) => WorkbookFault::NoHeaderAbove,
            };
            wrong.push(Fault::new(Place::new(&file, row.number, column + 1), FaultKind::Workbook(fault)));
        }
        if wrong.is_empty() {
            kept.push(Row { line: row.number, start: 0, cells: csv::StringRecord::from(cells) });
        } else {
            faults.append(&mut wrong);
        }
    }
    let table = Table { sniffed, headers, rows: kept, faults, file, text: String::new(), header, columns: Some(columns) };
    let doubled = table.doubled_headers();
    if doubled.is_empty() { Ok(table) } else { Err(doubled) }
}

/// The file as text that is read as the same rows on the same lines: what a page shows of a file that was handed to it.
///
/// A row of a sheet in which something cannot be read has a cell too many, so that it is a fault until somebody mends it.
pub fn as_text(file: &str, bytes: &[u8], wanted: Option<&str>) -> Result<String, Vec<Fault>> {
    if !workbook::is_workbook(bytes) {
        return decode(bytes).map(|(_, text)| text).map_err(|bad| vec![fault_at_end(file, &bad.before, bad.kind)]);
    }
    let sheet = workbook::read(bytes, wanted);
    let sheet = sheet.map_err(|fault| vec![Fault::new(Place::new(file, 1, 1), FaultKind::Workbook(fault))])?;
    let columns: Vec<usize> =
        sheet.rows.first().map_or_else(Vec::new, |row| row.cells.iter().map(|(column, _)| *column).collect());
    let mut text = String::new();
    let mut line = 1;
    for row in &sheet.rows {
        while line < row.number {
            text.push('\n');
            line += 1;
        }
        let (mut cells, mut more) = (vec![String::new(); columns.len()], Vec::new());
        for (column, value) in &row.cells {
            match (columns.binary_search(column), value) {
                (Ok(index), Ok(value)) => cells[index] = quoted(value),
                (Err(_), Ok(value)) => more.push(quoted(value)),
                (_, Err(WorkbookFault::NoValue { shown })) => more.push(quoted(shown)),
                (_, Err(_)) => more.push("?".to_owned()),
            }
        }
        cells.append(&mut more);
        text.push_str(&cells.join("\t"));
    }
    Ok(text)
}

/// A cell that no separator breaks.
fn quoted(cell: &str) -> String {
    if cell.contains([',', ';', '\t', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
