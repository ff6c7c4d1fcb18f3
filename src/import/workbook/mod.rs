//! Workbooks of spreadsheets (`.xlsx`, ECMA-376): the rows of one sheet, as a person would have typed them.
//!
//! Nothing in such a file is believed: not its sizes, since a few bytes may unpack to gigabytes, nor its numbers of rows and columns.

mod number;
mod sheet;
mod strings;

pub use sheet::letters;

use super::archive::{ARCHIVE, Archive, ArchiveFault, OLD_OFFICE, target};
pub(super) use super::workbook_fault::WorkbookFault;
use super::xml::{Broken, Piece, Pull};

/// A part unpacked, and all parts of a workbook together, have at most so many bytes.
const LARGEST: usize = 64 * 1024 * 1024;
/// So many entries no workbook has that holds a list of people.
const MOST_ENTRIES: usize = 5000;

/// A sheet of a workbook; it holds addresses and is never printed.
pub(super) struct Sheet {
    /// The sheet's name.
    pub(super) name: String,
    /// The names of the other sheets that are shown.
    pub(super) others: Vec<String>,
    /// The rows that hold something.
    pub(super) rows: Vec<SheetRow>,
}

/// A row that holds something.
pub(super) struct SheetRow {
    /// Its number, from 1.
    pub(super) number: usize,
    /// What stands in it, by the number of the column, from 0.
    pub(super) cells: Vec<(usize, Result<String, WorkbookFault>)>,
}

impl From<Broken> for WorkbookFault {
    fn from(_: Broken) -> Self {
        Self::Damaged
    }
}

impl From<ArchiveFault> for WorkbookFault {
    fn from(fault: ArchiveFault) -> Self {
        match fault {
            ArchiveFault::Damaged => Self::Damaged,
            ArchiveFault::TooLarge => Self::TooLarge,
        }
    }
}

/// Whether the bytes are an archive, as workbooks are, or a workbook of the old kind.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ARCHIVE) || bytes.starts_with(OLD_OFFICE)
}

/// Reads the sheet with this name; without one the first that is shown.
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, WorkbookFault> {
    if bytes.starts_with(OLD_OFFICE) {
        return Err(WorkbookFault::OldOrLocked);
    }
    let mut parts = Archive::open(bytes, MOST_ENTRIES, LARGEST)?;
    let root = parts.relations("_rels/.rels", "")?.ok_or(WorkbookFault::NotAWorkbook)?;
    let main = target(&root, "/officeDocument").ok_or(WorkbookFault::NotAWorkbook)?;
    // Binary workbooks call theirs `.bin`.
    if main.rsplit_once('.').is_none_or(|(_, ending)| ending != "xml") {
        return Err(WorkbookFault::NotAWorkbook);
    }
    let book = parts.text(&main)?.ok_or(WorkbookFault::Damaged)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let related = parts.relations(&format!("{folder}/_rels/{file}.rels"), folder)?.ok_or(WorkbookFault::NotAWorkbook)?;
    let book = book_of(&book)?;
    let shown = book.sheets.iter().filter(|(_, _, is_shown)| *is_shown).map(|(name, ..)| name.clone()).collect::<Vec<_>>();
    let chosen = match wanted {
        Some(name) => book.sheets.iter().find(|(other, ..)| other.to_lowercase() == name.to_lowercase()),
        None => book.sheets.iter().find(|(_, _, is_shown)| *is_shown),
    };
    let Some((name, id, _)) = chosen else {
        let name = wanted.unwrap_or_default().to_owned();
        return Err(WorkbookFault::NoSheet { name, sheets: shown });
    };
    let place = related.iter().find(|relation| relation.id == *id && relation.kind.ends_with("/worksheet"));
    let place = place.ok_or(WorkbookFault::NotAWorkbook)?;
    let strings = match target(&related, "/sharedStrings") {
        Some(place) => strings::shared(&parts.text(&place)?.unwrap_or_default())?,
        None => Vec::new(),
    };
    let looks = match target(&related, "/styles") {
        Some(place) => strings::looks(&parts.text(&place)?.unwrap_or_default())?,
        None => Vec::new(),
    };
    let text = parts.text(&place.target)?.ok_or(WorkbookFault::Damaged)?;
    let meaning = sheet::Meaning { strings: &strings, looks: &looks, from_1904: book.from_1904 };
    let mut rows = sheet::rows(&text, &meaning)?;
    sheet::give_person_numbers_their_zero_back(&mut rows);
    let rows = rows.into_iter().map(sheet::RawRow::without_numbers).collect();
    Ok(Sheet { name: name.clone(), others: shown.into_iter().filter(|other| other != name).collect(), rows })
}

/// The workbook's own part: its sheets by name, relation and whether they are shown, and its calendar.
struct Book {
    sheets: Vec<(String, String, bool)>,
    from_1904: bool,
}

fn book_of(text: &str) -> Result<Book, Broken> {
    let mut book = Book { sheets: Vec::new(), from_1904: false };
    let mut pull = Pull::new(text);
    while let Some(piece) = pull.next()? {
        match piece {
            Piece::Start("workbookPr", attributes) => book.from_1904 = attributes.is_on("date1904")?,
            Piece::Start("sheet", attributes) => {
                let (Some(name), Some(id)) = (attributes.get("name")?, attributes.get("id")?) else { return Err(Broken) };
                let is_shown = attributes.get("state")?.is_none_or(|state| state == "visible");
                book.sheets.push((name.into_owned(), id.into_owned(), is_shown));
            }
            _ => {}
        }
    }
    Ok(book)
}

#[cfg(test)]
mod tests;
