//! Workbooks of spreadsheets (`.xlsx`, ECMA-376): the rows of one sheet, as a person would have typed them.
//!
//! Nothing in such a file is believed: not its sizes, since a few bytes may unpack to gigabytes, nor its numbers of rows and columns.

mod number;
mod sheet;
mod strings;
mod xml;

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

pub(super) use super::workbook_fault::WorkbookFault;
pub use sheet::letters;
use xml::{Broken, Piece, Pull};

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

/// Whether the bytes are an archive, as workbooks are, or a workbook of the old kind.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(OLD)
}

/// The envelope of `.xls`, and of everything that Office locks by a password.
const OLD: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Reads the sheet with this name; without one the first that is shown.
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, WorkbookFault> {
    if bytes.starts_with(OLD) {
        return Err(WorkbookFault::OldOrLocked);
    }
    let mut parts = Parts::open(bytes)?;
    let root = parts.relations("_rels/.rels", "")?;
    let main = target(&root, "/officeDocument").ok_or(WorkbookFault::NotAWorkbook)?;
    // Binary workbooks call theirs `.bin`.
    if main.rsplit_once('.').is_none_or(|(_, ending)| ending != "xml") {
        return Err(WorkbookFault::NotAWorkbook);
    }
    let book = parts.text(&main)?.ok_or(WorkbookFault::Damaged)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let related = parts.relations(&format!("{folder}/_rels/{file}.rels"), folder)?;
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

/// How a part is reached from another.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn target(relations: &[Relation], kind: &str) -> Option<String> {
    relations.iter().find(|relation| relation.kind.ends_with(kind)).map(|relation| relation.target.clone())
}

/// The archive, and how much may still be unpacked from it.
struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: usize,
}

impl<'a> Parts<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, WorkbookFault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| WorkbookFault::Damaged)?;
        if archive.len() > MOST_ENTRIES {
            return Err(WorkbookFault::TooLarge);
        }
        Ok(Self { archive, left: LARGEST })
    }

    /// The text of a part; none where there is no such part.
    fn text(&mut self, name: &str) -> Result<Option<String>, WorkbookFault> {
        let Some(at) = self.archive.index_for_name(name) else { return Ok(None) };
        let part = self.archive.by_index(at).map_err(|_| WorkbookFault::Damaged)?;
        let mut bytes = Vec::new();
        // One byte more than may be there tells of all that would have come.
        part.take(self.left as u64 + 1).read_to_end(&mut bytes).map_err(|_| WorkbookFault::Damaged)?;
        self.left = self.left.checked_sub(bytes.len()).ok_or(WorkbookFault::TooLarge)?;
        let bytes = if bytes.starts_with(b"\xEF\xBB\xBF") { bytes.split_off(3) } else { bytes };
        String::from_utf8(bytes).map(Some).map_err(|_| WorkbookFault::Damaged)
    }

    /// What a part is related to; targets stand below `folder`, or below the root where they begin with a slash.
    fn relations(&mut self, name: &str, folder: &str) -> Result<Vec<Relation>, WorkbookFault> {
        let text = self.text(name.trim_start_matches('/'))?.ok_or(WorkbookFault::NotAWorkbook)?;
        let mut found = Vec::new();
        let mut pull = Pull::new(&text);
        while let Some(piece) = pull.next()? {
            let Piece::Start("Relationship", attributes) = piece else { continue };
            let of = |name| Ok::<_, Broken>(attributes.get(name)?.unwrap_or_default().into_owned());
            let target = of("Target")?;
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None if folder.is_empty() => target,
                None => format!("{folder}/{target}"),
            };
            found.push(Relation { id: of("Id")?, kind: of("Type")?, target });
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
