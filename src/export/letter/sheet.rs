//! A letter as a sheet of A4 for a window envelope.
//!
//! The windows of Nordic envelopes begin 15 mm from the left and lie, from the upper edge of the sheet, at 44–79 mm (C5), 39–74 mm (C65)
//! and 40–70 mm (E65, M65); their common part holds the address, which alone may be seen there (the measures are those that
//! envelope makers give for letter templates, and Post Danmark asks for nothing else in the window). What stands beside it begins right of
//! 125 mm, and the heading below 84 mm.

use pdf_writer::types::StructRole;

use super::{PaperLetter, Said, arabic};
use crate::export::pdf::{Described, Font, Hand, Sheets, WIDE, broken, file, width};
use crate::export::qr::qr_squares;
use crate::language::{filled, number};

const MM: f32 = 72.0 / 25.4;
const LEFT: f32 = 20.0 * MM;
const RIGHT: f32 = WIDE - 25.0 * MM;
/// The column of date and telephone, right of every window.
const ASIDE: f32 = 138.0 * MM;
/// The first line of the address, and how many the windows show.
const WINDOW: f32 = 45.0 * MM;
const WINDOW_LINES: usize = 5;
const HEADING_AT: f32 = 86.0 * MM;
/// How far from the lower edge the last line may stand: the number of the page is below it.
const FOOT: f32 = 15.0 * MM;

const SENDER: Hand = Hand { font: Font::Bold, size: 15.0, step: 18.0 };
const ADDRESS: Hand = Hand { font: Font::Regular, size: 11.0, step: 5.0 * MM };
const NOTE: Hand = Hand { font: Font::Regular, size: 9.5, step: 13.0 };
const HEADING: Hand = Hand { font: Font::Bold, size: 17.0, step: 21.0 };
const TEXT: Hand = Hand { font: Font::Regular, size: 11.0, step: 15.0 };
const STRONG: Hand = Hand { font: Font::Bold, ..TEXT };
const TYPED: Hand = Hand { font: Font::Bold, size: 15.0, step: 20.0 };
const CODE: Hand = Hand { font: Font::Bold, size: 18.0, step: 22.0 };
const SMALL: Hand = Hand { font: Font::Regular, size: 9.0, step: 12.0 };

/// How wide the code for telephones is, with the white around it.
const SQUARE: f32 = 33.0 * MM;
const INSIDE: f32 = 5.0 * MM;

/// The letters as the bytes of one PDF file, each on a sheet of its own.
#[must_use]
pub fn pdf(letters: &[PaperLetter]) -> Vec<u8> {
    let mut sheets = Sheets::new();
    sheets.foot = FOOT;
    for letter in letters {
        write(&mut sheets, letter);
    }
    let title = letters.first().map_or_else(String::new, |letter| letter.said().heading);
    let subject = letters.first().map_or("", |letter| letter.title.as_str());
    file(&Described { title: &title, subject, language: "da-DK", archival: false }, sheets)
}

fn write(sheets: &mut Sheets, letter: &PaperLetter) {
    sheets.turn();
    let first = sheets.all.len() - 1;
    let whole = sheets.element(StructRole::Sect, 0);
    if letter.language.code() != "da" {
        sheets.speak(whole, letter.language.code());
    }
    let said = letter.said();
    head(sheets, whole, letter);
    sheets.down = HEADING_AT;
    if letter.synthetic {
        paragraph(sheets, (whole, StructRole::P), letter.words().synthetic, STRONG, (LEFT, RIGHT), 6.0);
    }
    paragraph(sheets, (whole, StructRole::H1), &said.heading, HEADING, (LEFT, RIGHT), 8.0);
    if letter.reads_another {
        in_arabic(sheets, whole);
    }
    for text in &said.before {
        paragraph(sheets, (whole, StructRole::P), text, TEXT, (LEFT, RIGHT), 6.0);
    }
    way(sheets, whole, letter);
    fears(sheets, whole, &said);
    for (heading, text) in &said.after {
        if let Some(heading) = heading {
            sheets.make_room(4.0 * TEXT.step);
            paragraph(sheets, (whole, StructRole::H2), heading, STRONG, (LEFT, RIGHT), 1.0);
        }
        paragraph(sheets, (whole, StructRole::P), text, TEXT, (LEFT, RIGHT), 6.0);
    }
    sheets.make_room(3.0 * TEXT.step);
    sheets.down += 4.0;
    paragraph(sheets, (whole, StructRole::P), &said.regards, TEXT, (LEFT, RIGHT), 0.0);
    paragraph(sheets, (whole, StructRole::P), &letter.sender, STRONG, (LEFT, RIGHT), 9.0);
    paragraph(sheets, (whole, StructRole::P), &said.small, SMALL, (LEFT, RIGHT), 0.0);
    let pages = sheets.all.len() - first;
    for page in (0..pages).filter(|_| pages > 1) {
        let (this, all) = ((page + 1).to_string(), pages.to_string());
        let foot = filled(letter.words().page, &[("number", &this), ("pages", &all)]);
        sheets.aside(first + page, &foot, SMALL, RIGHT - width(&foot, SMALL.font, SMALL.size), 10.0 * MM);
    }
}

/// The sender's name, the address in the window, and date and telephone beside it.
fn head(sheets: &mut Sheets, whole: usize, letter: &PaperLetter) {
    sheets.down = 15.0 * MM;
    paragraph(sheets, (whole, StructRole::P), &letter.sender, SENDER, (LEFT, RIGHT), 0.0);
    sheets.down = WINDOW;
    let lines = [&letter.name].into_iter().chain(&letter.address).filter(|line| !line.is_empty()).take(WINDOW_LINES);
    for line in lines {
        let line = broken(line, ADDRESS.font, ADDRESS.size, 88.0 * MM).swap_remove(0);
        paragraph(sheets, (whole, StructRole::P), &line, ADDRESS, (LEFT, ASIDE), 0.0);
    }
    sheets.down = WINDOW;
    let column = (ASIDE, WIDE - 15.0 * MM);
    paragraph(sheets, (whole, StructRole::P), &number::day(letter.date, letter.language), NOTE, column, 6.0);
    if let Some(phone) = &letter.sender_phone {
        let phone = filled(letter.words().phone, &[("phone", &super::unbroken(phone))]);
        paragraph(sheets, (whole, StructRole::P), &phone, NOTE, column, 0.0);
        if let Some(hours) = &letter.hours {
            paragraph(sheets, (whole, StructRole::P), hours, NOTE, column, 0.0);
        }
    }
    paragraph(sheets, (whole, StructRole::P), &letter.host, NOTE, column, 0.0);
}

/// The way to answer, in a frame: what is typed at the left, what is scanned at the right.
fn way(sheets: &mut Sheets, whole: usize, letter: &PaperLetter) {
    let words = letter.words();
    let left = RIGHT - SQUARE - INSIDE;
    let below = (left, RIGHT - 6.0);
    // The words below the picture are as many lines as they need, in whichever language, and the frame holds them all.
    let lines = broken(words.scan, SMALL.font, SMALL.size, below.1 - below.0);
    let tall = SQUARE + lines.iter().map(|_| SMALL.step).sum::<f32>() + 12.0;
    sheets.make_room(tall + 12.0);
    sheets.down += 3.0;
    let top = sheets.down;
    sheets.frame(LEFT, RIGHT, tall);
    let column = (LEFT + INSIDE, RIGHT - SQUARE - 2.0 * INSIDE);
    sheets.down = top + 11.0;
    paragraph(sheets, (whole, StructRole::H2), words.how, Hand { size: 12.5, step: 17.0, ..STRONG }, column, 5.0);
    paragraph(sheets, (whole, StructRole::P), words.write_address, TEXT, column, 2.0);
    paragraph(sheets, (whole, StructRole::P), &format!("{}/k", letter.host), TYPED, column, 6.0);
    paragraph(sheets, (whole, StructRole::P), words.write_code, TEXT, column, 2.0);
    paragraph(sheets, (whole, StructRole::P), &letter.entry_code.replace(' ', "\u{a0}\u{a0}"), CODE, column, 0.0);
    sheets.down = top + 4.0;
    if let Some((side, squares)) = qr_squares(&letter.link) {
        let picture = sheets.element(StructRole::Figure, whole);
        sheets.picture(picture, &squares, (left, SQUARE / side as f32), words.picture);
    }
    sheets.down = top + SQUARE + 2.0;
    paragraph(sheets, (whole, StructRole::P), words.scan, SMALL, below, 0.0);
    sheets.down = top + tall + 12.0;
}

/// That the questionnaire can be answered in Arabic, at the right edge, where whoever reads it begins.
fn in_arabic(sheets: &mut Sheets, whole: usize) {
    let element = sheets.element(StructRole::Figure, whole);
    sheets.speak(element, "ar");
    let scale = STRONG.size / 512.0;
    sheets.down += STRONG.size;
    sheets.outlines(element, arabic::OUTLINES, (RIGHT - arabic::WIDTH * scale, scale), arabic::SENTENCE);
    sheets.down += STRONG.step;
}

fn fears(sheets: &mut Sheets, whole: usize, said: &Said) {
    let list = sheets.element(StructRole::L, whole);
    for fear in &said.fears {
        sheets.make_room(TEXT.step);
        let item = sheets.element(StructRole::LI, list);
        let mark = sheets.element(StructRole::Lbl, item);
        sheets.line(mark, "•", TEXT, LEFT + 2.0, TEXT.size);
        paragraph(sheets, (item, StructRole::LBody), fear, TEXT, (LEFT + 14.0, RIGHT), 1.0);
    }
    sheets.down += 6.0;
}

fn paragraph(
    sheets: &mut Sheets,
    (parent, role): (usize, StructRole),
    text: &str,
    hand: Hand,
    (left, right): (f32, f32),
    after: f32,
) {
    let element = sheets.element(role, parent);
    for line in broken(text, hand.font, hand.size, right - left) {
        sheets.make_room(hand.step);
        sheets.line(element, &line, hand, left, hand.size);
        sheets.down += hand.step;
    }
    sheets.down += after;
}
