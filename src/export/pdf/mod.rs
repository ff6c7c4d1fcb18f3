//! A document as a PDF on A4 sheets, tagged so that a screen reader reads headings, lists and tables as such (ISO 32000-1, 14.8).
//!
//! Both fonts are embedded, so that a page looks the same everywhere; what they lack (letters outside Windows-1252) stands as a question mark.
//! The file says that it is PDF/A-2a (ISO 19005-2), for archives: what it needs is in it, its colours are told, and nothing shines through.

mod color;
mod described;
mod file;
mod fonts;
mod image;
mod lines;
mod sheets;
mod tables;
mod widths;

pub(super) use described::Described;
pub(super) use file::file;
pub(super) use lines::{Font, broken, width};
use pdf_writer::types::StructRole;
pub(super) use sheets::{Hand, Sheets, WIDE};

use image::Image;
use sheets::MARGIN;

use super::document::{Block, Document, begins_sheet, entries};
use crate::chart::Picture;
use crate::language::Language;

const TITLE: Hand = Hand { font: Font::Bold, size: 18.0, step: 23.0 };
const HEADING: Hand = Hand { font: Font::Bold, size: 12.5, step: 16.0 };
const SECTION: Hand = Hand { font: Font::Bold, size: 11.0, step: 15.0 };
const TEXT: Hand = Hand { font: Font::Regular, size: 10.0, step: 14.0 };
const STRONG: Hand = Hand { font: Font::Bold, ..TEXT };
const SMALL: Hand = Hand { font: Font::Regular, size: 8.5, step: 12.0 };
/// Dotted lines to write on by hand or in the file.
const ROOM_TO_WRITE: usize = 2;
/// Points in one of the pictures' units of 1/96 inch.
const UNIT: f32 = 0.75;

/// The document as the bytes of a PDF file.
#[must_use]
pub fn pdf(document: &Document) -> Vec<u8> {
    let (mut sheets, headings) = laid_out(document, &[]);
    // Only once everything has its place is it known on which sheet each heading stands.
    if document.blocks.iter().any(|block| matches!(block, Block::Contents(..))) {
        sheets = laid_out(document, &headings).0;
    }
    let pages = sheets.all.len();
    let is_english = document.language == Language::En;
    for number in 0..pages {
        let mark = document.mark.as_ref().map(|mark| format!(" · {mark}")).unwrap_or_default();
        let foot = format!("{} · {}{mark}", document.title, document.subtitle);
        let foot = broken(&foot, SMALL.font, SMALL.size, WIDE - 2.0 * MARGIN - 60.0).swap_remove(0);
        sheets.aside(number, &foot, SMALL, MARGIN, MARGIN - 24.0);
        let page = if is_english { format!("Page {} of {pages}", number + 1) } else { format!("Side {} af {pages}", number + 1) };
        let left = WIDE - MARGIN - width(&page, SMALL.font, SMALL.size);
        sheets.aside(number, &page, SMALL, left, MARGIN - 24.0);
    }
    let language = if is_english { "en-GB" } else { "da-DK" };
    file(&Described { title: &document.title, subject: &document.subtitle, language, archival: true }, sheets)
}

/// The sheets, and of each heading its block and the number of its sheet, as the table of contents tells it from the last time.
fn laid_out(document: &Document, known: &[(usize, usize)]) -> (Sheets, Vec<(usize, usize)>) {
    let mut sheets = Sheets::new();
    let mut headings = Vec::new();
    paragraph(&mut sheets, StructRole::P, &document.subtitle, SMALL, 4.0);
    paragraph(&mut sheets, StructRole::H1, &document.title, TITLE, 8.0);
    if let Some(mark) = &document.mark {
        paragraph(&mut sheets, StructRole::P, mark, STRONG, 8.0);
    }
    for (place, block) in document.blocks.iter().enumerate() {
        if matches!(block, Block::Heading(_)) && document.paged && begins_sheet(&document.blocks, place) {
            sheets.turn();
        }
        match block {
            Block::Heading(text) => {
                sheets.make_room(6.0 * TEXT.step);
                sheets.down += 8.0;
                headings.push((place, sheets.all.len()));
                paragraph(&mut sheets, StructRole::H2, text, HEADING, 3.0);
            }
            Block::Subheading(level, text) => {
                let (role, hand) = match level {
                    2 => (StructRole::H3, SECTION),
                    3 => (StructRole::H4, STRONG),
                    _ => (StructRole::H5, STRONG),
                };
                sheets.make_room(5.0 * TEXT.step);
                sheets.down += if *level < 4 { 6.0 } else { 2.0 };
                headings.push((place, sheets.all.len()));
                paragraph(&mut sheets, role, text, hand, 3.0);
            }
            Block::Text(text) => paragraph(&mut sheets, StructRole::P, text, TEXT, 6.0),
            Block::Notice(text) => paragraph(&mut sheets, StructRole::P, text, STRONG, 6.0),
            Block::Points(points) => list(&mut sheets, points),
            Block::Caption(text) => {
                sheets.make_room(5.0 * TEXT.step);
                paragraph(&mut sheets, StructRole::P, text, STRONG, 2.0);
            }
            Block::Picture(picture) => figure(&mut sheets, picture),
            Block::Blank(what) => blank(&mut sheets, &format!("{} {what}", document.to_be_written())),
            Block::Table(head, rows) => tables::table(&mut sheets, head, rows),
            Block::Contents(title, _) => contents(&mut sheets, title, document, known),
        }
    }
    (sheets, headings)
}

/// The table of contents on sheets of its own; as long with the numbers of sheets as without.
fn contents(sheets: &mut Sheets, title: &str, document: &Document, known: &[(usize, usize)]) {
    sheets.turn();
    paragraph(sheets, StructRole::H2, title, HEADING, 6.0);
    let whole = sheets.element(StructRole::TOC, 0);
    for (level, place, text) in entries(&document.blocks) {
        let hand = if level == 1 { STRONG } else { TEXT };
        let left = MARGIN + 14.0 * f32::from(level - 1);
        if level == 1 {
            sheets.down += 4.0;
        }
        let lines = broken(text, hand.font, hand.size, WIDE - MARGIN - left - 40.0);
        sheets.make_room(hand.step * lines.len() as f32);
        let item = sheets.element(StructRole::TOCI, whole);
        let last = lines.len() - 1;
        for (number, line) in lines.iter().enumerate() {
            sheets.line(item, line, hand, left, hand.size);
            if let Some((_, sheet)) = known.iter().find(|(of, _)| *of == place).filter(|_| number == last) {
                let sheet = sheet.to_string();
                sheets.line(item, &sheet, hand, WIDE - MARGIN - width(&sheet, hand.font, hand.size), hand.size);
            }
            sheets.down += hand.step;
        }
    }
}

/// A picture as wide as it is, and as the text at most; for those who hear it, what it shows.
#[allow(clippy::cast_possible_truncation, reason = "the size of a picture on a page is some hundred points")]
fn figure(sheets: &mut Sheets, picture: &Picture) {
    // A picture that cannot be drawn leaves its table, which has the same figures.
    let Some(image) = picture.bare_png().ok().as_deref().and_then(Image::of) else { return };
    let (wide, high) = picture.size();
    let room = WIDE - 2.0 * MARGIN;
    let scale = UNIT.min(room / wide as f32);
    let (wide, high) = (wide as f32 * scale, high as f32 * scale);
    sheets.make_room(high);
    let element = sheets.element(StructRole::Figure, 0);
    sheets.image(element, image, (MARGIN, wide, high), picture.description());
    sheets.down += high + 8.0;
}

fn paragraph(sheets: &mut Sheets, role: StructRole, text: &str, hand: Hand, after: f32) {
    let element = sheets.element(role, 0);
    write(sheets, element, text, hand, MARGIN);
    sheets.down += after;
}

/// Writes a text from `left` to the right margin, over as many sheets as it needs.
fn write(sheets: &mut Sheets, element: usize, text: &str, hand: Hand, left: f32) {
    for line in broken(text, hand.font, hand.size, WIDE - MARGIN - left) {
        sheets.make_room(hand.step);
        sheets.line(element, &line, hand, left, hand.size);
        sheets.down += hand.step;
    }
}

fn list(sheets: &mut Sheets, points: &[String]) {
    let whole = sheets.element(StructRole::L, 0);
    for point in points {
        let item = sheets.element(StructRole::LI, whole);
        sheets.make_room(TEXT.step);
        let label = sheets.element(StructRole::Lbl, item);
        sheets.line(label, "•", TEXT, MARGIN + 4.0, TEXT.size);
        let body = sheets.element(StructRole::LBody, item);
        write(sheets, body, point, TEXT, MARGIN + 16.0);
        sheets.down += 1.5;
    }
    sheets.down += 5.0;
}

fn blank(sheets: &mut Sheets, what: &str) {
    sheets.make_room(TEXT.step * 4.0);
    paragraph(sheets, StructRole::P, what, STRONG, 4.0);
    for _ in 0..ROOM_TO_WRITE {
        sheets.down += 16.0;
        sheets.rule(MARGIN, WIDE - MARGIN, 0.5);
    }
    sheets.down += 10.0;
}
