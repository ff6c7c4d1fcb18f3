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
pub(super) use tables::column_widths;

use image::Image;
use sheets::{MARGIN, TALL};

use super::document::{Block, Document, begins_sheet, entries, leads_on};
use crate::chart::Picture;
use crate::language::Language;

const TITLE: Hand = Hand { font: Font::Bold, size: 20.0, step: 25.0 };
const HEADING: Hand = Hand { font: Font::Bold, size: 15.0, step: 19.0 };
const SECTION: Hand = Hand { font: Font::Bold, size: 12.5, step: 16.0 };
const BELOW_SECTION: Hand = Hand { font: Font::Bold, size: 11.0, step: 15.0 };
const TEXT: Hand = Hand { font: Font::Regular, size: 10.0, step: 14.0 };
const STRONG: Hand = Hand { font: Font::Bold, ..TEXT };
const SMALL: Hand = Hand { font: Font::Regular, size: 8.5, step: 12.0 };
/// What is left below a heading, and below a paragraph.
const BELOW_HEAD: f32 = 3.0;
const BELOW_TEXT: f32 = 6.0;
/// Where the words of a point begin.
const POINT: f32 = MARGIN + 16.0;
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
        let parts = [document.short_mark().unwrap_or_default(), &document.title, &document.subtitle];
        let foot = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
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
        sheets.make_room(held(&document.blocks, place));
        match block {
            Block::Heading(text) | Block::Subheading(_, text) => {
                let (role, hand, above) = head(block);
                if sheets.down > MARGIN {
                    sheets.down += above;
                }
                headings.push((place, sheets.all.len()));
                paragraph(&mut sheets, role, text, hand, BELOW_HEAD);
            }
            Block::Text(text) => paragraph(&mut sheets, StructRole::P, text, TEXT, BELOW_TEXT),
            Block::Notice(text) => paragraph(&mut sheets, StructRole::P, text, STRONG, BELOW_TEXT),
            Block::Points(points) => list(&mut sheets, points),
            Block::Caption(text) => {
                sheets.down += BELOW_HEAD;
                paragraph(&mut sheets, StructRole::P, text, STRONG, BELOW_HEAD);
            }
            Block::Picture(picture) => figure(&mut sheets, picture),
            Block::Blank(what) => blank(&mut sheets, &format!("{} {what}", document.to_be_written())),
            Block::Table(head, rows) => tables::table(&mut sheets, head, rows),
            Block::Contents(title, _) => contents(&mut sheets, title, document, known),
        }
    }
    (sheets, headings)
}

/// How a heading is written: for those who hear it, for those who see it, and what is left above it.
fn head(block: &Block) -> (StructRole, Hand, f32) {
    match block {
        Block::Subheading(2, _) => (StructRole::H3, SECTION, 10.0),
        Block::Subheading(3, _) => (StructRole::H4, BELOW_SECTION, 12.0),
        Block::Subheading(..) => (StructRole::H5, STRONG, 4.0),
        _ => (StructRole::H2, HEADING, 10.0),
    }
}

/// How tall the part of a block is that must stand on one sheet: a heading, a caption or a sentence that leads to something with the
/// beginning of what it leads to, and of a text no single line.
fn held(blocks: &[Block], place: usize) -> f32 {
    let Some(block) = blocks.get(place) else { return 0.0 };
    let tall = |text: &str, hand: Hand| lines_of(text, hand, MARGIN) as f32 * hand.step;
    let whole = match block {
        Block::Heading(text) | Block::Subheading(_, text) => {
            let (_, hand, above) = head(block);
            above + tall(text, hand) + BELOW_HEAD + held(blocks, place + 1)
        }
        Block::Caption(text) => 2.0 * BELOW_HEAD + tall(text, STRONG) + held(blocks, place + 1),
        Block::Text(text) if leads_on(blocks, place) => tall(text, TEXT) + BELOW_TEXT + held(blocks, place + 1),
        Block::Text(text) => together(lines_of(text, TEXT, MARGIN)) as f32 * TEXT.step,
        Block::Notice(text) => tall(text, STRONG),
        Block::Points(points) => points.first().map_or(0.0, |point| together(lines_of(point, TEXT, POINT)) as f32 * TEXT.step),
        Block::Picture(picture) => size(picture).1,
        Block::Table(head, rows) => tables::beginning(head, rows),
        Block::Blank(_) => 4.0 * TEXT.step,
        Block::Contents(..) => 0.0,
    };
    whole.min(TALL - 3.0 * MARGIN)
}

fn lines_of(text: &str, hand: Hand, left: f32) -> usize {
    broken(text, hand.font, hand.size, WIDE - MARGIN - left).len()
}

/// How many of the first lines of a text stand together: a short one whole, and of a longer one no single line.
fn together(lines: usize) -> usize {
    if lines <= 3 { lines } else { 2 }
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

/// How wide and high a picture is: as wide as the text at most.
#[allow(clippy::cast_possible_truncation, reason = "the size of a picture on a page is some hundred points")]
fn size(picture: &Picture) -> (f32, f32) {
    let (wide, high) = picture.size();
    let scale = UNIT.min((WIDE - 2.0 * MARGIN) / wide as f32);
    (wide as f32 * scale, high as f32 * scale)
}

/// A picture; for those who hear it, what it shows.
fn figure(sheets: &mut Sheets, picture: &Picture) {
    // A picture that cannot be drawn leaves its table, which has the same figures.
    let Some(image) = picture.bare_png().ok().as_deref().and_then(Image::of) else { return };
    let (wide, high) = size(picture);
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
    let lines = broken(text, hand.font, hand.size, WIDE - MARGIN - left);
    for (number, line) in lines.iter().enumerate() {
        // The last line does not stand by itself on the next sheet either.
        let rest = match number {
            0 => together(lines.len()),
            _ if number + 2 == lines.len() => 2,
            _ => 1,
        };
        sheets.make_room(hand.step * rest as f32);
        sheets.line(element, line, hand, left, hand.size);
        sheets.down += hand.step;
    }
}

fn list(sheets: &mut Sheets, points: &[String]) {
    let whole = sheets.element(StructRole::L, 0);
    for point in points {
        let item = sheets.element(StructRole::LI, whole);
        sheets.make_room(TEXT.step * together(lines_of(point, TEXT, POINT)) as f32);
        let label = sheets.element(StructRole::Lbl, item);
        sheets.line(label, "•", TEXT, MARGIN + 4.0, TEXT.size);
        let body = sheets.element(StructRole::LBody, item);
        write(sheets, body, point, TEXT, POINT);
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
