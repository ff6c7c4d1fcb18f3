//! A municipality's own list without its person numbers: each becomes a random key, and the keys go into a list of their own.
//!
//! The platform must never hold a person number, so this runs on the municipality's machine before anything is imported. What it
//! returns is text: whoever writes the files decides who may read them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use data_encoding::BASE32_NOPAD;

use super::encoding::Encoding;
use super::fault::{Fault, FaultKind};
use super::pseudonym_fault::PseudonymFault;
use super::table::{self, Row, Sniffed, Table};
use crate::language::personal::{as_person_number, holds_person_number};
use crate::token::{NoRandomness, RandomId};

const KEY: &str = "person_key";
const NUMBER: &str = "cpr";

/// Keys of persons by their numbers; never printed.
#[derive(Default)]
pub struct KeyList {
    by_number: BTreeMap<String, String>,
    /// Key and number in the order of the list.
    rows: Vec<(String, String)>,
}

/// The two files; they are never printed.
pub struct Pseudonymised {
    /// The list with keys in the place of person numbers, as CSV.
    pub recipients: String,
    /// Every key with its person number, those of earlier rounds first, as CSV.
    pub keys: String,
    /// How many rows the list has.
    pub rows: usize,
    /// How many persons of it had a key before.
    pub known: usize,
    /// How many got one now.
    pub new: usize,
    /// How the file was read.
    pub sniffed: Sniffed,
}

/// Why there are no two files.
pub enum Stopped {
    /// The input has faults.
    Faults(Vec<Fault>),
    /// The operating system gave no random bytes.
    NoRandomness(NoRandomness),
}

/// Reads the key list of an earlier round. Fails with every fault of it.
pub fn key_list(file: &str, bytes: &[u8]) -> Result<KeyList, Vec<Fault>> {
    let table = table::read(file, bytes)?;
    let missing = |name: &str| table.header_fault(0, FaultKind::MissingColumn { name: name.to_owned() });
    let (key, number) = match (table.column(KEY), table.column(NUMBER)) {
        (Some(key), Some(number)) => (key, number),
        (key, number) => {
            let names = [(key, KEY), (number, NUMBER)].into_iter().filter(|(column, _)| column.is_none());
            return Err(names.map(|(_, name)| missing(name)).collect());
        }
    };
    let mut list = KeyList::default();
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut faults = table.faults.clone();
    for row in table.rows.iter().filter(|row| !row.is_blank()) {
        let cell = table.cell(row, key).trim();
        let Some(person) = number_in(table.cell(row, number)) else {
            faults.push(table.fault(row, number, pseudonym(PseudonymFault::NotANumber { column: NUMBER.to_owned() })));
            continue;
        };
        if cell.is_empty() || holds_person_number(cell) {
            faults.push(table.fault(row, key, FaultKind::EmptyCell { column: KEY.to_owned() }));
        } else if let Some(first) = lines.get(&person).or_else(|| lines.get(cell)) {
            faults.push(table.fault(row, key, pseudonym(PseudonymFault::Twice { first: *first })));
        } else {
            lines.extend([(person.clone(), row.line), (cell.to_owned(), row.line)]);
            list.add(cell.to_owned(), person);
        }
    }
    if faults.is_empty() { Ok(list) } else { Err(faults) }
}

impl KeyList {
    fn add(&mut self, key: String, number: String) {
        self.by_number.insert(number.clone(), key.clone());
        self.rows.push((key, number));
    }
}

/// Puts keys in the place of the person numbers of a list; `earlier` are the keys that persons have already.
///
/// Fails when the list has no column of person numbers, when a cell of such a column holds none, and when one stands anywhere else.
pub fn pseudonymise(file: &str, bytes: &[u8], earlier: KeyList) -> Result<Pseudonymised, Stopped> {
    let table = table::read(file, bytes).map_err(Stopped::Faults)?;
    let columns: Vec<usize> = (0..table.headers.len()).filter(|column| is_of_numbers(&table, *column)).collect();
    let faults = faults(&table, &columns);
    if !faults.is_empty() {
        return Err(Stopped::Faults(faults));
    }
    let before = earlier.rows.len();
    let mut keys = earlier;
    let mut met = BTreeSet::new();
    let mut rows = vec![headers(&table, &columns)];
    for row in table.rows.iter().filter(|row| !row.is_blank()) {
        let mut cells = Vec::new();
        for column in 0..table.headers.len() {
            // The guard of `--excel` stays: what is read with it must be read with it again.
            let cell = row.cell(column);
            let number = columns.contains(&column).then(|| number_in(table.cell(row, column))).flatten();
            let Some(number) = number else {
                cells.push(cell.to_owned());
                continue;
            };
            if !keys.by_number.contains_key(&number) {
                keys.add(fresh()?, number.clone());
            }
            cells.extend(keys.by_number.get(&number).cloned());
            met.insert(number);
        }
        rows.push(cells);
    }
    let new = keys.rows.len() - before;
    let numbers = keys.rows.iter().map(|(key, number)| vec![key.clone(), format!("{}-{}", &number[..6], &number[6..])]);
    let list: Vec<Vec<String>> = std::iter::once(vec![KEY.to_owned(), NUMBER.to_owned()]).chain(numbers).collect();
    Ok(Pseudonymised {
        recipients: written(&table.sniffed, &rows),
        keys: written(&table.sniffed, &list),
        rows: rows.len() - 1,
        known: met.len() - new,
        new,
        sniffed: table.sniffed,
    })
}

/// 128 bits in lower-case base32, like the token of a link; it has no 0 and no 1, so it is never taken for a person number.
fn fresh() -> Result<String, Stopped> {
    let id = RandomId::new().map_err(Stopped::NoRandomness)?;
    Ok(BASE32_NOPAD.encode(&id.0).to_lowercase())
}

/// Whether a column is one of person numbers: by its name and at least one cell, or by most of its cells.
fn is_of_numbers(table: &Table, column: usize) -> bool {
    let header = table.headers[column].to_lowercase();
    let is_named = ["cpr", "personnr", "personnummer"].iter().any(|name| header.contains(name));
    let cells: Vec<&str> = table.rows.iter().map(|row| table.cell(row, column)).filter(|cell| !cell.trim().is_empty()).collect();
    let whole = cells.iter().filter(|cell| as_person_number(bare(cell)).is_some()).count();
    whole * 2 > cells.len() || (is_named && cells.iter().any(|cell| number_in(cell).is_some()))
}

/// The number that a cell of such a column holds; spreadsheets drop a leading zero.
fn number_in(cell: &str) -> Option<String> {
    let bare = bare(cell);
    let short = bare.len() == 9 && bare.bytes().all(|byte| byte.is_ascii_digit());
    if short { as_person_number(&format!("0{bare}")) } else { as_person_number(bare) }
}

/// A cell without what keeps a spreadsheet from taking it for a number: '0101701234 and ="0101701234".
fn bare(cell: &str) -> &str {
    cell.trim().trim_start_matches(['=', '\'', '"']).trim_end_matches('"')
}

fn pseudonym(fault: PseudonymFault) -> FaultKind {
    FaultKind::Pseudonym(fault)
}

fn faults(table: &Table, columns: &[usize]) -> Vec<Fault> {
    let mut faults = table.faults.clone();
    for (column, header) in table.headers.iter().enumerate() {
        if holds_person_number(header) {
            faults.push(table.header_fault(column, pseudonym(PseudonymFault::NumberElsewhere { column: header.clone() })));
        }
    }
    if table.rows.iter().all(Row::is_blank) {
        faults.push(table.header_fault(0, FaultKind::NoRows));
    } else if columns.is_empty() {
        faults.push(table.header_fault(0, pseudonym(PseudonymFault::NoNumbers)));
    }
    for row in table.rows.iter().filter(|row| !row.is_blank()) {
        for (column, header) in table.headers.iter().enumerate() {
            let cell = table.cell(row, column);
            let name = header.clone();
            let kind = match (columns.contains(&column), cell.trim().is_empty()) {
                (true, true) if Some(&column) == columns.first() => FaultKind::EmptyCell { column: name },
                (true, false) if number_in(cell).is_none() => pseudonym(PseudonymFault::NotANumber { column: name }),
                (false, false) if holds_person_number(cell) => pseudonym(PseudonymFault::NumberElsewhere { column: name }),
                _ => continue,
            };
            faults.push(table.fault(row, column, kind));
        }
    }
    faults.sort_by(|one, other| one.place.cmp(&other.place));
    faults
}

/// The names of the columns; the first with keys is called as `recipients import` wants it, unless another is already.
fn headers(table: &Table, columns: &[usize]) -> Vec<String> {
    let mut headers = table.headers.clone();
    if table.column(KEY).is_none()
        && let Some(first) = columns.first()
    {
        KEY.clone_into(&mut headers[*first]);
    }
    headers
}

/// Rows as CSV in UTF-8, with the separator of the file that was read, and its mark where it had one.
fn written(sniffed: &Sniffed, rows: &[Vec<String>]) -> String {
    let separator = sniffed.separator;
    let cell = |cell: &String| {
        let needs_quotes = cell.contains([separator, '"', '\n', '\r']) || cell.trim() != cell;
        if needs_quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let mut text = if sniffed.encoding == Encoding::Utf8Bom { "\u{FEFF}".to_owned() } else { String::new() };
    for row in rows {
        text.push_str(&row.iter().map(cell).collect::<Vec<_>>().join(&separator.to_string()));
        text.push('\n');
    }
    text
}

#[cfg(test)]
#[path = "pseudonymise_tests.rs"]
mod tests;
