//! The sheets of a PDF while they are written: where the pen stands, and which part of the document each line belongs to.

use pdf_writer::types::{StructRole, TableHeaderScope};
use pdf_writer::{Content, Name, Str};

use super::image::Image;
use super::lines::{Font, coded};

/// A4, in points.
pub(in crate::export) const WIDE: f32 = 595.0;
/// A4, in points.
pub(in crate::export) const TALL: f32 = 842.0;
/// The margin on every side.
pub(super) const MARGIN: f32 = 56.0;

/// A part of the document, for readers that speak it: heading, paragraph, list, table.
pub(super) struct Element {
    pub(super) role: StructRole,
    pub(super) parent: Option<usize>,
    pub(super) kids: Vec<Kid>,
    /// Its language, where that is another than the file's.
    pub(super) language: Option<&'static str>,
    /// What it is, for whoever cannot see it.
    pub(super) instead: Option<String>,
    /// Whether it is the head of a column or a row of a table.
    pub(super) scope: Option<TableHeaderScope>,
}

impl Element {
    fn new(role: StructRole, parent: Option<usize>) -> Self {
        Self { role, parent, kids: Vec::new(), language: None, instead: None, scope: None }
    }
}

/// What an element holds, in reading order.
pub(super) enum Kid {
    Element(usize),
    Line { sheet: usize, mark: i32 },
}

/// What pages call the picture with this number.
pub(super) fn image_name(number: usize) -> String {
    format!("P{number}")
}

/// One sheet.
pub(in crate::export) struct Sheet {
    pub(super) content: Content,
    /// The element of each marked line.
    pub(super) lines: Vec<usize>,
    /// The numbers of its pictures.
    pub(super) images: Vec<usize>,
    /// Whether anything stands on it.
    pub(super) is_used: bool,
}

/// How lines are written.
#[derive(Clone, Copy)]
pub(in crate::export) struct Hand {
    pub(in crate::export) font: Font,
    pub(in crate::export) size: f32,
    /// From one line to the next.
    pub(in crate::export) step: f32,
}

/// All sheets, and where the next line goes.
pub(in crate::export) struct Sheets {
    pub(in crate::export) all: Vec<Sheet>,
    pub(super) elements: Vec<Element>,
    /// The pictures of all sheets.
    pub(super) images: Vec<Image>,
    /// How far below the upper edge the pen stands.
    pub(in crate::export) down: f32,
    /// How far above the lower edge the last line may stand.
    pub(in crate::export) foot: f32,
}

impl Sheets {
    pub(in crate::export) fn new() -> Self {
        let whole = Element::new(StructRole::Document, None);
        Self { all: vec![Sheet::new()], elements: vec![whole], images: Vec::new(), down: MARGIN, foot: MARGIN }
    }

    /// A new element within another.
    pub(in crate::export) fn element(&mut self, role: StructRole, parent: usize) -> usize {
        let number = self.elements.len();
        self.elements.push(Element::new(role, Some(parent)));
        self.elements[parent].kids.push(Kid::Element(number));
        number
    }

    /// Says in which language an element is written.
    pub(in crate::export) fn speak(&mut self, element: usize, language: &'static str) {
        self.elements[element].language = Some(language);
    }

    /// Says of what an element of a table is the head.
    pub(super) fn heads(&mut self, element: usize, scope: Option<TableHeaderScope>) {
        self.elements[element].scope = scope;
    }

    /// Draws a picture of pixels so wide and high with its upper left corner at the pen; `instead` says what it shows.
    pub(super) fn image(&mut self, element: usize, image: Image, (left, wide, high): (f32, f32, f32), instead: &str) {
        let (sheet, up) = (self.all.len() - 1, TALL - self.down);
        self.elements[element].instead = Some(instead.to_owned());
        let number = self.images.len();
        self.images.push(image);
        let page = &mut self.all[sheet];
        page.images.push(number);
        let mark = page.begin(element);
        page.content.save_state().transform([wide, 0.0, 0.0, high, left, up - high]);
        page.content.x_object(Name(image_name(number).as_bytes())).restore_state();
        page.content.end_marked_content();
        self.elements[element].kids.push(Kid::Line { sheet, mark });
    }

    /// Turns to a new sheet, unless this one is bare.
    pub(in crate::export) fn turn(&mut self) {
        if self.all.last().is_some_and(|sheet| sheet.is_used) {
            self.all.push(Sheet::new());
        }
        self.down = MARGIN;
    }

    /// Draws dark squares of a picture, each at its column and row, with the picture's upper left corner at the pen; `instead` says what it is.
    pub(in crate::export) fn picture(
        &mut self,
        element: usize,
        squares: &[(usize, usize)],
        (left, side): (f32, f32),
        instead: &str,
    ) {
        let (sheet, up) = (self.all.len() - 1, TALL - self.down);
        self.elements[element].instead = Some(instead.to_owned());
        let page = &mut self.all[sheet];
        let mark = page.begin(element);
        page.content.set_fill_gray(0.0);
        for (column, row) in squares {
            page.content.rect(left + *column as f32 * side, up - (*row as f32 + 1.0) * side, side, side);
        }
        page.content.fill_nonzero();
        page.content.end_marked_content();
        self.elements[element].kids.push(Kid::Line { sheet, mark });
    }

    /// Draws letters that are outlines, their base at the pen: relative moves (m), lines (l) and quadratic curves (q) in units of `scale`.
    pub(in crate::export) fn outlines(&mut self, element: usize, outlines: &str, (left, scale): (f32, f32), instead: &str) {
        let (sheet, up) = (self.all.len() - 1, TALL - self.down);
        self.elements[element].instead = Some(instead.to_owned());
        let page = &mut self.all[sheet];
        let mark = page.begin(element);
        page.content.set_fill_gray(0.0);
        let (mut x, mut y) = (left, up);
        let mut rest = outlines;
        while let Some(move_) = rest.chars().next() {
            let end = rest[1..].find(['m', 'l', 'q', 'z']).map_or(rest.len(), |end| end + 1);
            let by = numbers(&rest[1..end]);
            let at = |place: usize| (x + by[place] * scale, y + by[place + 1] * scale);
            match (move_, by.len()) {
                ('m' | 'l', 2) => (x, y) = at(0),
                ('q', 4) => {
                    // A quadratic curve as the cubic one that is the same.
                    let ((cx, cy), (to_x, to_y)) = (at(0), at(2));
                    let near = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
                    page.content.cubic_to(near(x, cx), near(y, cy), near(to_x, cx), near(to_y, cy), to_x, to_y);
                    (x, y) = (to_x, to_y);
                }
                _ => _ = page.content.close_path(),
            }
            match move_ {
                'm' => _ = page.content.move_to(x, y),
                'l' => _ = page.content.line_to(x, y),
                _ => {}
            }
            rest = &rest[end..];
        }
        page.content.fill_nonzero();
        page.content.end_marked_content();
        self.elements[element].kids.push(Kid::Line { sheet, mark });
    }

    /// Draws a frame around a part of the sheet, `tall` below the pen.
    pub(in crate::export) fn frame(&mut self, left: f32, right: f32, tall: f32) {
        let up = TALL - self.down;
        if let Some(page) = self.all.last_mut() {
            page.content.begin_marked_content(Name(b"Artifact"));
            page.content.set_line_width(0.9).set_stroke_gray(0.35).rect(left, up - tall, right - left, tall).stroke();
            page.content.end_marked_content();
        }
    }

    /// Turns to a new sheet unless so much still fits on this one; whether it turned.
    pub(in crate::export) fn make_room(&mut self, tall: f32) -> bool {
        let turns = self.down + tall > TALL - self.foot && self.down > MARGIN;
        if turns {
            self.all.push(Sheet::new());
            self.down = MARGIN;
        }
        turns
    }

    /// Writes a line of an element with its base this far below the pen.
    pub(in crate::export) fn line(&mut self, element: usize, text: &str, hand: Hand, left: f32, below: f32) {
        let (sheet, up) = (self.all.len() - 1, TALL - self.down - below);
        let page = &mut self.all[sheet];
        let mark = page.begin(element);
        page.write(text, hand, left, up);
        page.content.end_marked_content();
        self.elements[element].kids.push(Kid::Line { sheet, mark });
    }

    /// Writes what is no part of the document, such as the number of the page.
    pub(in crate::export) fn aside(&mut self, sheet: usize, text: &str, hand: Hand, left: f32, up: f32) {
        let page = &mut self.all[sheet];
        page.content.begin_marked_content(Name(b"Artifact"));
        page.write(text, hand, left, up);
        page.content.end_marked_content();
    }

    /// Draws a line across.
    pub(in crate::export) fn rule(&mut self, left: f32, right: f32, thick: f32) {
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
        Self { content: Content::new(), lines: Vec::new(), images: Vec::new(), is_used: false }
    }

    /// Begins what belongs to an element; the number under which the element finds it.
    fn begin(&mut self, element: usize) -> i32 {
        let mark = i32::try_from(self.lines.len()).unwrap_or(i32::MAX);
        self.lines.push(element);
        self.is_used = true;
        self.content.begin_marked_content_with_properties(Name(b"Span")).properties().identify(mark);
        mark
    }

    fn write(&mut self, text: &str, hand: Hand, left: f32, up: f32) {
        let name = if hand.font == Font::Bold { Name(b"B") } else { Name(b"R") };
        self.content.begin_text().set_font(name, hand.size).next_line(left, up).show(Str(&coded(text))).end_text();
    }
}

/// Whole numbers, each after a blank or its own minus.
fn numbers(text: &str) -> Vec<f32> {
    let parted = text.replace('-', " -");
    parted.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}
