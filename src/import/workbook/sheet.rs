//! The cells of one sheet (section 18.3).

use super::number::{self, Look};
use super::strings::{Words, unescaped};
use super::{SheetRow, WorkbookFault};
use crate::import::xml::{Attributes, Piece, Pull};
use crate::language::personal::holds_person_number;

/// So many rows with something in them, so far to the right, and so many bytes in all: texts that are shared can be many times over.
const MOST_ROWS: usize = 100_000;
const MOST_COLUMNS: usize = 1000;
const MOST_TEXT: usize = 16 * 1024 * 1024;

/// What cells point at.
pub(super) struct Meaning<'a> {
    pub(super) strings: &'a [String],
    pub(super) looks: &'a [Look],
    pub(super) from_1904: bool,
}

/// A row whose cells still know whether they are numbers.
pub(super) struct RawRow {
    number: usize,
    cells: Vec<Cell>,
}

struct Cell {
    column: usize,
    is_number: bool,
    value: Result<String, WorkbookFault>,
}

impl RawRow {
    pub(super) fn without_numbers(self) -> SheetRow {
        SheetRow { number: self.number, cells: self.cells.into_iter().map(|cell| (cell.column, cell.value)).collect() }
    }
}

/// A cell as it is being read.
#[derive(Default)]
struct Reading {
    column: usize,
    kind: String,
    style: usize,
    value: String,
    in_value: bool,
    has_formula: bool,
    words: Words,
}

/// The rows of a sheet that hold something.
pub(super) fn rows(text: &str, meaning: &Meaning<'_>) -> Result<Vec<RawRow>, WorkbookFault> {
    let mut rows: Vec<RawRow> = Vec::new();
    let mut pull = Pull::new(text);
    let (mut row, mut cell) = (RawRow { number: 0, cells: Vec::new() }, None::<Reading>);
    let (mut next_column, mut bytes, mut in_data) = (0, 0, false);
    while let Some(piece) = pull.next()? {
        match (&piece, &mut cell) {
            (Piece::Start("sheetData", _), _) => in_data = true,
            (Piece::End("sheetData"), _) => in_data = false,
            (Piece::Start("row", attributes), _) if in_data => {
                let number = attributes.number("r")?.unwrap_or(row.number + 1);
                if number <= row.number {
                    return Err(WorkbookFault::Damaged);
                }
                row = RawRow { number, cells: Vec::new() };
                next_column = 0;
            }
            (Piece::End("row"), _) if in_data => {
                let cells = std::mem::take(&mut row.cells);
                if !cells.is_empty() {
                    rows.push(RawRow { number: row.number, cells });
                }
                if rows.len() > MOST_ROWS {
                    return Err(WorkbookFault::TooLarge);
                }
            }
            (Piece::Start("c", attributes), None) if in_data => cell = Some(begun(*attributes, next_column)?),
            (Piece::End("c"), Some(_)) => {
                let Some(read) = cell.take() else { continue };
                next_column = read.column + 1;
                if let Some(read) = finished(&read, meaning) {
                    bytes += read.value.as_ref().map_or(0, String::len);
                    row.cells.push(read);
                }
                if next_column > MOST_COLUMNS || bytes > MOST_TEXT {
                    return Err(WorkbookFault::TooLarge);
                }
            }
            (Piece::Start("v", _), Some(cell)) => cell.in_value = true,
            (Piece::End("v"), Some(cell)) => cell.in_value = false,
            (Piece::Start("f", _), Some(cell)) => cell.has_formula = true,
            (Piece::Text(words), Some(cell)) if cell.in_value => cell.value.push_str(words),
            (other, Some(cell)) => cell.words.take(other),
            _ => {}
        }
    }
    Ok(rows)
}

fn begun(attributes: Attributes<'_>, next_column: usize) -> Result<Reading, WorkbookFault> {
    let place = attributes.get("r")?;
    let column = place.map_or(Some(next_column), |place| column_of(&place)).ok_or(WorkbookFault::Damaged)?;
    if column < next_column {
        return Err(WorkbookFault::Damaged);
    }
    let kind = attributes.get("t")?.unwrap_or_default().into_owned();
    Ok(Reading { column, kind, style: attributes.number("s")?.unwrap_or_default(), ..Reading::default() })
}

/// The column of a place such as `AB12`, from 0.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.trim_end_matches(|sign: char| sign.is_ascii_digit());
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    Some(letters.bytes().fold(0, |column, byte| column * 26 + usize::from(byte - b'A') + 1) - 1)
}

/// The letters of a column, as spreadsheets show them; `column` counts from 0.
#[must_use]
pub fn letters(column: usize) -> String {
    let (mut letters, mut rest) = (String::new(), column + 1);
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters
}

/// What stands in a cell; none where nothing does.
fn finished(read: &Reading, meaning: &Meaning<'_>) -> Option<Cell> {
    let raw = read.value.as_str();
    let is_number = matches!(read.kind.as_str(), "" | "n");
    let no_value = |shown: &str| Err(WorkbookFault::NoValue { shown: shown.to_owned() });
    let value = match read.kind.as_str() {
        "inlineStr" => Ok(unescaped(&read.words.text)),
        "" | "n" | "d" | "s" if raw.is_empty() && read.has_formula => no_value("="),
        "" | "n" if raw.is_empty() => return None,
        "s" => raw.trim().parse().ok().and_then(|at: usize| meaning.strings.get(at)).cloned().ok_or(WorkbookFault::Damaged),
        "str" => Ok(unescaped(raw)),
        "b" => Ok(raw.trim().to_owned()),
        "e" => no_value(raw),
        "d" => Ok(raw.strip_suffix("T00:00:00").unwrap_or(raw).to_owned()),
        _ => {
            let look = meaning.looks.get(read.style).copied().unwrap_or(Look::Number);
            number::typed(raw, look, meaning.from_1904).ok_or(WorkbookFault::NotANumber)
        }
    };
    let value = value.map(|text| text.replace(['\n', '\r', '\t'], " "));
    let is_blank = value.as_ref().is_ok_and(|text| text.trim().is_empty());
    (!is_blank).then_some(Cell { column: read.column, is_number, value })
}

/// A spreadsheet drops the zero before a number, so that person numbers of those born on the first nine days of a month have nine digits.
///
/// Where all numbers of nine or ten digits in a column are person numbers once it is there, they are, and get it back: then the list is
/// refused as one of person numbers, or taken as one by who makes keys of them.
pub(super) fn give_person_numbers_their_zero_back(rows: &mut [RawRow]) {
    let padded = |cell: &Cell| {
        let text = cell.value.as_ref().ok().filter(|text| cell.is_number && matches!(text.len(), 9 | 10))?;
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{text:0>10}"))
    };
    let mut columns: std::collections::BTreeMap<usize, bool> = std::collections::BTreeMap::new();
    for cell in rows.iter().flat_map(|row| &row.cells) {
        if let Some(text) = padded(cell) {
            let all = columns.entry(cell.column).or_insert(true);
            *all = *all && holds_person_number(&text);
        }
    }
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| columns.get(&cell.column) == Some(&true)) {
        if let Some(text) = padded(cell) {
            cell.value = Ok(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_that_spreadsheets_show() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), name);
            assert_eq!(column_of(&format!("{name}7")), Some(column));
        }
        assert_eq!((column_of("7"), column_of("a1"), column_of("ABCD1")), (None, None, None));
    }
}
