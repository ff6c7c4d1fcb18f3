//! A document as a PDF on A4 sheets, tagged so that a screen reader reads headings, lists and tables as such (ISO 32000-1, 14.8).
//!
//! Both fonts are embedded, so that a page looks the same everywhere; what they lack (letters outside Windows-1252) stands as a question mark.

mod file;
mod fonts;
mod lines;
mod sheets;
mod widths;

pub(super) use file::file;
pub(super) use lines::{Font, broken, width};
use pdf_writer::types::StructRole;
pub(super) use sheets::{Hand, Sheets, WIDE};

use sheets::MARGIN;

use super::document::{Block, Document};

const TITLE: Hand = Hand { font: Font::Bold, size: 18.0, step: 23.0 };
const HEADING: Hand = Hand { font: Font::Bold, size: 12.5, step: 16.0 };
const TEXT: Hand = Hand { font: Font::Regular, size: 10.0, step: 14.0 };
const STRONG: Hand = Hand { font: Font::Bold, ..TEXT };
const SMALL: Hand = Hand { font: Font::Regular, size: 8.5, step: 12.0 };
/// What is left between two columns of a table.
const GAP: f32 = 10.0;
/// Dotted lines to write on by hand or in the file.
const ROOM_TO_WRITE: usize = 2;

/// The document as the bytes of a PDF file.
#[must_use]
pub fn pdf(document: &Document) -> Vec<u8> {
    let mut sheets = Sheets::new();
    paragraph(&mut sheets, StructRole::P, &document.subtitle, SMALL, 4.0);
    paragraph(&mut sheets, StructRole::H1, &document.title, TITLE, 8.0);
    if let Some(mark) = &document.mark {
        paragraph(&mut sheets, StructRole::P, mark, STRONG, 8.0);
    }
    for block in &document.blocks {
        match block {
            Block::Heading(text) => {
                sheets.make_room(6.0 * TEXT.step);
                sheets.down += 8.0;
                paragraph(&mut sheets, StructRole::H2, text, HEADING, 3.0);
            }
            Block::Text(text) => paragraph(&mut sheets, StructRole::P, text, TEXT, 6.0),
            Block::Points(points) => list(&mut sheets, points),
            Block::Subheading(_, text) => paragraph(&mut sheets, StructRole::H3, text, STRONG, 3.0),
            Block::Caption(text) => paragraph(&mut sheets, StructRole::P, text, STRONG, 2.0),
            Block::Picture(_) | Block::Contents(..) => {}
            Block::Notice(text) => paragraph(&mut sheets, StructRole::P, text, STRONG, 6.0),
            Block::Blank(what) => blank(&mut sheets, &format!("{} {what}", document.to_be_written())),
            Block::Table(head, rows) => table(&mut sheets, head, rows),
        }
    }
    let pages = sheets.all.len();
    for number in 0..pages {
        let mark = document.mark.as_ref().map(|mark| format!(" · {mark}")).unwrap_or_default();
        let foot = format!("{} · {}{mark}", document.title, document.subtitle);
        let foot = broken(&foot, SMALL.font, SMALL.size, WIDE - 2.0 * MARGIN - 60.0).swap_remove(0);
        sheets.aside(number, &foot, SMALL, MARGIN, MARGIN - 24.0);
        let page = format!("Side {} af {pages}", number + 1);
        let left = WIDE - MARGIN - width(&page, SMALL.font, SMALL.size);
        sheets.aside(number, &page, SMALL, left, MARGIN - 24.0);
    }
    file(&document.title, &document.subtitle, sheets)
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

fn table(sheets: &mut Sheets, head: &[String], rows: &[Vec<String>]) {
    let columns = columns(head, rows);
    let whole = sheets.element(StructRole::Table, 0);
    row(sheets, whole, head, &columns, Head::Columns);
    sheets.rule(MARGIN, WIDE - MARGIN, 1.0);
    for cells in rows {
        row(sheets, whole, cells, &columns, Head::First);
        sheets.rule(MARGIN, WIDE - MARGIN, 0.4);
    }
    sheets.down += 10.0;
}

/// Which cells of a row are heads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Columns,
    First,
}

/// Left edge and width of each column: all have room for their longest word, and share what is left by what they would want.
fn columns(head: &[String], rows: &[Vec<String>]) -> Vec<(f32, f32)> {
    let room = WIDE - 2.0 * MARGIN;
    let widest = |place: usize, most: f32, part: fn(&str) -> Vec<&str>| {
        let cells =
            rows.iter().filter_map(|row| row.get(place)).map(|cell| (cell, Font::Regular)).chain([(&head[place], Font::Bold)]);
        let wide = cells.flat_map(|(cell, font)| part(cell).into_iter().map(move |part| width(part, font, TEXT.size)));
        (wide.fold(0.0, f32::max) + GAP).min(most)
    };
    let least: Vec<f32> = (0..head.len()).map(|place| widest(place, room / 3.0, |cell| cell.split(' ').collect())).collect();
    // A column of long sentences takes no more than half of the sheet from the others.
    let wanted: Vec<f32> = (0..head.len()).map(|place| widest(place, room / 2.0, |cell| vec![cell]).max(least[place])).collect();
    let (needed, more) = (least.iter().sum::<f32>(), wanted.iter().sum::<f32>() - least.iter().sum::<f32>());
    let mut left = MARGIN;
    let placed = |(least, wanted): (&f32, &f32)| {
        let spare = room - needed;
        // Too many long words: all are made narrower alike, and words are cut.
        let wide =
            if spare < 0.0 || more <= 0.0 { least * room / needed.max(1.0) } else { least + spare * (wanted - least) / more };
        let column = (left, wide - GAP);
        left += wide;
        column
    };
    least.iter().zip(&wanted).map(placed).collect()
}

fn row(sheets: &mut Sheets, table: usize, cells: &[String], columns: &[(f32, f32)], head: Head) {
    let hand = if head == Head::Columns { STRONG } else { TEXT };
    let broken: Vec<Vec<String>> =
        cells.iter().zip(columns).map(|(cell, (_, wide))| broken(cell, hand.font, hand.size, *wide)).collect();
    let tall = broken.iter().map(Vec::len).max().unwrap_or(1) as f32 * hand.step + 6.0;
    sheets.make_room(tall);
    let whole = sheets.element(StructRole::TR, table);
    for (place, (lines, (left, _))) in broken.iter().zip(columns).enumerate() {
        let is_head = head == Head::Columns || place == 0;
        let cell = sheets.element(if is_head { StructRole::TH } else { StructRole::TD }, whole);
        for (number, line) in lines.iter().enumerate() {
            sheets.line(cell, line, hand, *left, hand.size + 3.0 + number as f32 * hand.step);
        }
    }
    sheets.down += tall;
}
