//! The sheets of a PDF while they are written: where the pen stands, and which part of the document each line belongs to.

use pdf_writer::types::StructRole;
use pdf_writer::{Content, Name, Str};

use super::lines::{Font, coded};

/// A4, in points.
pub(super) const WIDE: f32 = 595.0;
/// A4, in points.
pub(super) const TALL: f32 = 842.0;
/// The margin on every side.
pub(super) const MARGIN: f32 = 56.0;

/// A part of the document, for readers that speak it: heading, paragraph, list, table.
pub(super) struct Element {
    pub(super) role: StructRole,
    pub(super) parent: Option<usize>,
    pub(super) kids: Vec<Kid>,
}

/// What an element holds, in reading order.
pub(super) enum Kid {
    Element(usize),
    Line { sheet: usize, mark: i32 },
}

/// One sheet.
pub(super) struct Sheet {
    pub(super) content: Content,
    /// The element of each marked line.
    pub(super) lines: Vec<usize>,
}

/// How lines are written.
#[derive(Clone, Copy)]
pub(super) struct Hand {
    pub(super) font: Font,
    pub(super) size: f32,
    /// From one line to the next.
    pub(super) step: f32,
}

/// All sheets, and where the next line goes.
pub(super) struct Sheets {
    pub(super) all: Vec<Sheet>,
    pub(super) elements: Vec<Element>,
    /// How far below the upper edge the pen stands.
    pub(super) down: f32,
}

impl Sheets {
    pub(super) fn new() -> Self {
        let whole = Element { role: StructRole::Document, parent: None, kids: Vec::new() };
        Self { all: vec![Sheet::new()], elements: vec![whole], down: MARGIN }
    }

    /// A new element within another.
    pub(super) fn element(&mut self, role: StructRole, parent: usize) -> usize {
        let number = self.elements.len();
        self.elements.push(Element { role, parent: Some(parent), kids: Vec::new() });
        self.elements[parent].kids.push(Kid::Element(number));
        number
    }

    /// Turns to a new sheet unless so much still fits on this one; whether it turned.
    pub(super) fn make_room(&mut self, tall: f32) -> bool {
        let turns = self.down + tall > TALL - MARGIN && self.down > MARGIN;
        if turns {
            self.all.push(Sheet::new());
            self.down = MARGIN;
        }
        turns
    }

    /// Writes a line of an element with its base this far below the pen.
    pub(super) fn line(&mut self, element: usize, text: &str, hand: Hand, left: f32, below: f32) {
        let (sheet, up) = (self.all.len() - 1, TALL - self.down - below);
        let page = &mut self.all[sheet];
        let mark = i32::try_from(page.lines.len()).unwrap_or(i32::MAX);
        page.lines.push(element);
        page.content.begin_marked_content_with_properties(Name(b"Span")).properties().identify(mark);
        page.write(text, hand, left, up);
        page.content.end_marked_content();
        self.elements[element].kids.push(Kid::Line { sheet, mark });
    }

    /// Writes what is no part of the document, such as the number of the page.
    pub(super) fn aside(&mut self, sheet: usize, text: &str, hand: Hand, left: f32, up: f32) {
        let page = &mut self.all[sheet];
        page.content.begin_marked_content(Name(b"Artifact"));
        page.write(text, hand, left, up);
        page.content.end_marked_content();
    }

    /// Draws a line across.
    pub(super) fn rule(&mut self, left: f32, right: f32, thick: f32) {
        let up = TALL - self.down;
        if let Some(page) = self.all.last_mut() {
            page.content.begin_marked_content(Name(b"Artifact"));
            page.content.set_line_width(thick).set_stroke_gray(0.55).move_to(left, up).line_to(right, up).stroke();
            page.content.end_marked_content();
        }
    }
}

impl Sheet {
    fn new() -> Self {
        Self { content: Content::new(), lines: Vec::new() }
    }

    fn write(&mut self, text: &str, hand: Hand, left: f32, up: f32) {
        let name = if hand.font == Font::Bold { Name(b"B") } else { Name(b"R") };
        self.content.begin_text().set_font(name, hand.size).next_line(left, up).show(Str(&coded(text))).end_text();
    }
}
