//! The words of a document of Word (`.docx`, ECMA-376): a paragraph is a line, and a row of a table is one too, as in transcripts whose
//! columns are time, speaker and words. What was deleted in it is not read.

use super::TranscriptFault;
use crate::import::archive::{Archive, ArchiveFault, target};
use crate::import::xml::{Attributes, Piece, Pull};

/// A document has at most so many parts, and its words unpack to at most so many bytes.
const MOST_PARTS: usize = 5_000;
const LARGEST: usize = 64 * 1024 * 1024;
/// What is in these was taken out of the document, or stands there twice.
const PASSED_OVER: [&str; 4] = ["del", "moveFrom", "Fallback", "pPr"];

impl From<ArchiveFault> for TranscriptFault {
    fn from(fault: ArchiveFault) -> Self {
        match fault {
            ArchiveFault::Damaged => Self::Damaged,
            ArchiveFault::TooLarge => Self::TooLarge,
        }
    }
}

/// Stands before a line of a list, as Word itself writes its bullets.
pub(in crate::import) const LISTED: &str = "\u{f0b7} ";

/// The text of a document, line by line.
pub(super) fn text(bytes: &[u8]) -> Result<String, TranscriptFault> {
    read(bytes, false)
}

/// The same with a mark before each line of a list.
pub(in crate::import) fn with_lists(bytes: &[u8]) -> Result<String, TranscriptFault> {
    read(bytes, true)
}

fn read(bytes: &[u8], marks_lists: bool) -> Result<String, TranscriptFault> {
    let mut parts = Archive::open(bytes, MOST_PARTS, LARGEST)?;
    let root = parts.relations("_rels/.rels", "")?.ok_or(TranscriptFault::OtherKind)?;
    let main = target(&root, "/officeDocument")
        .filter(|main| main.rsplit_once('.').is_some_and(|(_, ending)| ending == "xml"))
        .ok_or(TranscriptFault::OtherKind)?;
    let xml = parts.text(main.trim_start_matches('/'))?.ok_or(TranscriptFault::Damaged)?;
    let text = words(&xml, marks_lists).map_err(|_| TranscriptFault::Damaged)??;
    Ok(text.replace('\0', "\u{fffd}").replace('\r', "\n"))
}

type Read<T> = Result<T, crate::import::xml::Broken>;

/// Marks a paragraph as one of a list, once.
fn mark(into: &mut String) {
    if !into.ends_with(LISTED) {
        into.push_str(LISTED);
    }
}

fn words(xml: &str, marks_lists: bool) -> Read<Result<String, TranscriptFault>> {
    let mut pull = Pull::new(xml);
    let mut out = String::new();
    let (mut is_document, mut in_text, mut passed_over) = (false, false, 0_usize);
    // The cells of the row that is being read; rows of tables within tables are words of their cell.
    let mut row: Option<Vec<String>> = None;
    let mut depth = 0_usize;
    while let Some(piece) = pull.next()? {
        let into = row.as_mut().and_then(|cells| cells.last_mut()).unwrap_or(&mut out);
        match piece {
            Piece::Start(name, attributes) if marks_lists && is_of_list(name, attributes)? => mark(into),
            Piece::Start(name, _) if PASSED_OVER.contains(&name) => passed_over += 1,
            Piece::End(name) if PASSED_OVER.contains(&name) => passed_over = passed_over.saturating_sub(1),
            _ if passed_over > 0 => {}
            Piece::Start("document", _) => is_document = true,
            Piece::Start("t", _) => in_text = true,
            Piece::End("t") => in_text = false,
            Piece::Text(text) if in_text => into.push_str(&text),
            Piece::Start("tab", _) => into.push('\t'),
            Piece::Start("br" | "cr", _) | Piece::End("p") => into.push('\n'),
            Piece::Start("noBreakHyphen", _) => into.push('-'),
            Piece::Start("tr", _) => {
                depth += 1;
                if depth == 1 {
                    row = Some(Vec::new());
                }
            }
            Piece::Start("tc", _) if depth == 1 => {
                if let Some(cells) = &mut row {
                    cells.push(String::new());
                }
            }
            Piece::End("tr") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    out.push_str(&line_of(&row.take().unwrap_or_default()));
                    out.push('\n');
                }
            }
            _ => {}
        }
    }
    Ok(if is_document { Ok(out) } else { Err(TranscriptFault::OtherKind) })
}

/// Whether this, within a paragraph's properties, makes it a line of a list.
fn is_of_list(name: &str, attributes: Attributes<'_>) -> Read<bool> {
    Ok(name == "numPr" || (name == "pStyle" && attributes.get("val")?.is_some_and(|style| style.starts_with("ListBullet"))))
}

/// A row as a line: what stands before the last cell is a time and a name, if it is short.
fn line_of(cells: &[String]) -> String {
    let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    match cells.split_last() {
        Some((last, before)) if !before.is_empty() && before.iter().all(|cell| cell.len() < 100 && !cell.contains('\n')) => {
            format!("{}: {}", before.join(" ").trim_end_matches(':'), last.replace('\n', " "))
        }
        _ => cells.join("\n"),
    }
}
