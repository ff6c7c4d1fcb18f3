//! Bytes of a CSV file become a table whose rows know where they stood.
//!
//! A quoted cell may hold line breaks, so the number of a row says nothing about its line: lines are counted in the text.

mod sheet;

use std::collections::HashSet;

use super::encoding::{Encoding, decode};
use super::fault::{Fault, FaultKind, Place};
use super::workbook;
use crate::language::Language;
use crate::questionnaire::unguarded;
pub use sheet::{SheetRead, as_text, label};

/// What was found out about a file before it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// How its bytes are to be read.
    pub encoding: Encoding,
    /// What stands between its cells: `,`, `;` or a tab.
    pub separator: char,
    /// Whether it looks like a file of `--excel`: UTF-8 with a byte-order mark, and semicolons.
    pub excel_bom: bool,
    /// How many rows at the end hold nothing; they are left out.
    pub blank_rows: usize,
    /// Which sheet of a workbook was read; none where the file is text.
    pub sheet: Option<SheetRead>,
}

impl Sniffed {
    /// One sentence on how the file was read.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let name = self.encoding.name();
        let danish = language == Language::Da;
        if let Some(sheet) = &self.sheet {
            return sheet.sentence(danish);
        }
        let separator = match (self.separator, danish) {
            (';', true) => "semikolon",
            (';', false) => "semicolons",
            ('\t', true) => "tabulator",
            ('\t', false) => "tabs",
            (_, true) => "komma",
            (_, false) => "commas",
        };
        let blank = match (self.blank_rows, danish) {
            (0, _) => String::new(),
            (1, true) => " Én tom række sidst i filen er udeladt.".to_owned(),
            (rows, true) => format!(" {rows} tomme rækker sidst i filen er udeladt."),
            (1, false) => " One empty row at the end was left out.".to_owned(),
            (rows, false) => format!(" {rows} empty rows at the end were left out."),
        };
        if danish {
            format!("Læst som {name} med {separator}.{blank}")
        } else {
            format!("Read as {name} with {separator}.{blank}")
        }
    }
}

/// One row; it holds answers or addresses and is never printed.
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: usize,
    start: usize,
    cells: csv::StringRecord,
}

impl Row {
    /// The cell in this column, counted from 0; empty where the row ends before it.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// Whether no cell holds anything.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// A file as a table; it holds answers or addresses and is never printed.
pub struct Table {
    /// What was found out about the file.
    pub sniffed: Sniffed,
    /// The names of the columns, without space around them.
    pub headers: Vec<String>,
    /// The rows that have as many cells as there are headers.
    pub rows: Vec<Row>,
    /// The rows that have not.
    pub faults: Vec<Fault>,
    file: String,
    text: String,
    header: Row,
    /// Where each column stands in its sheet, from 0; none where the file is text.
    columns: Option<Vec<usize>>,
}

/// Reads a file; `file` is its name in faults. Fails when nothing can be made of it, with every reason.
pub fn read(file: &str, bytes: &[u8]) -> Result<Table, Vec<Fault>> {
    read_sheet(file, bytes, None)
}

/// Reads a file, and of a workbook the sheet with this name, or else the first that is shown.
pub(super) fn read_sheet(file: &str, bytes: &[u8], sheet: Option<&str>) -> Result<Table, Vec<Fault>> {
    if workbook::is_workbook(bytes) {
        return sheet::of_sheet(file, bytes, sheet);
    }
    let (encoding, text) = decode(bytes).map_err(|bad| vec![fault_at_end(file, &bad.before, bad.kind)])?;
    if let Some(offset) = text.find('\0') {
        return Err(vec![fault_at_end(file, &text[..offset], FaultKind::Nul)]);
    }
    let (separator, skip) = separator(&text);
    let mut rows = rows(&text, separator, skip);
    if rows.is_empty() {
        return Err(vec![Fault::new(Place::new(file, 1, 1), FaultKind::EmptyFile)]);
    }
    let header = rows.remove(0);
    let before = rows.len();
    while rows.last().is_some_and(Row::is_blank) {
        rows.pop();
    }
    let excel_bom = encoding == Encoding::Utf8Bom && separator == b';';
    let sniffed = Sniffed { encoding, separator: char::from(separator), excel_bom, blank_rows: before - rows.len(), sheet: None };
    let headers = header.cells.iter().map(|cell| bare(cell, excel_bom).trim().to_owned()).collect();
    let mut table = Table { sniffed, headers, rows, faults: Vec::new(), file: file.to_owned(), text, header, columns: None };
    let faults = table.whole_file_faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    table.set_ragged_rows_aside();
    Ok(table)
}

/// The cell without the guard of `--excel`, which only a file of `--excel` has.
fn bare(cell: &str, excel_bom: bool) -> &str {
    if excel_bom { unguarded(cell) } else { cell }
}

impl Table {
    /// The index of the column with this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// The cell of a row, without the guard of `--excel`.
    #[must_use]
    pub fn cell<'a>(&self, row: &'a Row, column: usize) -> &'a str {
        bare(row.cell(column), self.sniffed.excel_bom)
    }

    /// The place of a cell: the line and the character at which it begins.
    #[must_use]
    pub fn place(&self, row: &Row, column: usize) -> Place {
        match &self.columns {
            Some(columns) => Place::new(&self.file, row.line, columns.get(column).map_or(1, |column| column + 1)),
            None => self.scan(row, column).0,
        }
    }

    /// The place of a column's header.
    #[must_use]
    pub fn header_place(&self, column: usize) -> Place {
        self.place(&self.header, column)
    }

    /// A fault at a cell.
    #[must_use]
    pub fn fault(&self, row: &Row, column: usize, kind: FaultKind) -> Fault {
        Fault::new(self.place(row, column), kind)
    }

    /// A fault at a column's header.
    #[must_use]
    pub fn header_fault(&self, column: usize, kind: FaultKind) -> Fault {
        Fault::new(self.header_place(column), kind)
    }

    fn doubled_headers(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut seen = HashSet::new();
        for (column, header) in self.headers.iter().enumerate() {
            if header.is_empty() {
                faults.push(self.header_fault(column, FaultKind::EmptyHeader { number: column + 1 }));
            } else if !seen.insert(header) {
                faults.push(self.header_fault(column, FaultKind::DuplicateHeader { name: header.clone() }));
            }
        }
        faults
    }

    fn whole_file_faults(&self) -> Vec<Fault> {
        let mut faults = self.doubled_headers();
        // A quotation mark that is never closed swallows the rest of the file, so only the last row can have one.
        let last = self.rows.last().unwrap_or(&self.header);
        if let (place, true) = self.scan(last, last.cells.len().saturating_sub(1)) {
            faults.push(Fault::new(place, FaultKind::UnclosedQuote));
        }
        faults
    }

    fn set_ragged_rows_aside(&mut self) {
        let expected = self.headers.len();
        let (good, ragged): (Vec<Row>, Vec<Row>) =
            std::mem::take(&mut self.rows).into_iter().partition(|row| row.cells.len() == expected);
        self.faults = ragged
            .iter()
            .map(|row| {
                let found = row.cells.len();
                self.fault(row, found.min(expected).saturating_sub(1), FaultKind::Ragged { expected, found })
            })
            .collect();
        self.rows = good;
    }

    /// Walks a row's text as the CSV reader did, to the beginning of a cell; also whether that cell's quotes are left open.
    fn scan(&self, row: &Row, column: usize) -> (Place, bool) {
        let separator = self.sniffed.separator;
        let (mut line, mut at, mut cell) = (row.line, 1, 0);
        let mut place = Place::new(&self.file, line, at);
        let (mut fresh, mut quoted) = (true, false);
        let mut signs = self.text[row.start..].chars().peekable();
        while let Some(sign) = signs.next() {
            if quoted && sign == '"' {
                if signs.peek() == Some(&'"') {
                    signs.next();
                    at += 1;
                } else {
                    quoted = false;
                }
            } else if fresh && sign == '"' {
                quoted = true;
            } else if !quoted && matches!(sign, '\n' | '\r') {
                break;
            }
            fresh = !quoted && sign == separator;
            let line_ends = sign == '\n' || (sign == '\r' && signs.peek() != Some(&'\n'));
            (line, at) = if line_ends { (line + 1, 1) } else { (line, at + 1) };
            if fresh {
                if cell == column {
                    return (place, false);
                }
                cell += 1;
                place = Place::new(&self.file, line, at);
            }
        }
        (place, quoted)
    }
}

fn fault_at_end(file: &str, before: &str, kind: FaultKind) -> Fault {
    let line = 1 + line_breaks(before);
    let last = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    Fault::new(Place::new(file, line, last.chars().count() + 1), kind)
}

/// How many lines end in this text: LF, CR LF, or a CR on its own.
fn line_breaks(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |(index, byte): (usize, &u8)| *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'));
    bytes.iter().enumerate().filter(|pair| ends(*pair)).count()
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

fn rows(text: &str, separator: u8, skip: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut line, mut counted) = (1, 0);
    // The text is UTF-8 and lives in memory, so no record can fail to be read.
    for cells in reader(&text[skip..], separator).into_records().flatten() {
        let byte = cells.position().map_or(0, csv::Position::byte);
        let from = skip + usize::try_from(byte).unwrap_or(usize::MAX).min(text.len() - skip);
        // The record before may have ended between CR and LF, and empty lines are skipped by the reader.
        let start = text[from..].find(|sign| !matches!(sign, '\n' | '\r')).map_or(text.len(), |offset| from + offset);
        line += line_breaks(&text[counted..start]);
        counted = start;
        rows.push(Row { line, start, cells });
    }
    rows
}

/// The separator with the most evidence over the first records, and how many bytes of a line `sep=;` to skip.
fn separator(text: &str) -> (u8, usize) {
    const SAMPLE: usize = 200;
    let first = text.lines().next().unwrap_or_default();
    if let Some(&[separator @ (b',' | b';' | b'\t')]) = first.strip_prefix("sep=").map(str::as_bytes) {
        return (separator, text.find('\n').map_or(text.len(), |offset| offset + 1));
    }
    let evidence = |separator: u8| {
        let widths: Vec<usize> =
            reader(text, separator).into_records().flatten().take(SAMPLE).map(|record| record.len()).collect();
        let Some(&width) = widths.first() else { return 0 };
        let agreeing = widths.iter().filter(|other| **other == width).count();
        // Per mille of records that agree with the header, times the boundaries that the header has.
        agreeing * 1000 / widths.len() * (width - 1)
    };
    let mut best = (b',', 0);
    for candidate in *b",;\t" {
        let found = evidence(candidate);
        if found > best.1 {
            best = (candidate, found);
        }
    }
    (best.0, 0)
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
