//! A picture as a file of its own: on white, with what it shows written above it, for a report, a slide or a letter.
//!
//! Nothing around it lends it ink, ground or words, so it brings them; SVG and PNG come from the same shapes.

use std::io;

use maud::{PreEscaped, html};

use super::canvas::Canvas;
use super::drawing::{Drawing, FONTS, INK, Paint, Shape, rect, text};
use super::png::Encoder;
use super::{Caption, length, letters};
use crate::language::Language;

const MARGIN: f64 = 16.0;
/// The size of the question above the picture, and of the lines below it.
const HEADING: f64 = 16.0;
const LINE: f64 = 13.0;
/// The distance from a picture to what is written below it.
const FOOT: f64 = 10.0;
/// Pixels a unit.
const SCALE: u32 = 2;
/// How many rows of pixels are drawn at a time.
const BAND: usize = 256;

/// A drawing with its words and its ground.
pub(super) struct Sheet {
    drawing: Drawing,
    /// Left, top, width and height in the units of the drawing.
    frame: [f64; 4],
    language: Language,
}

impl Sheet {
    /// With what is written above it, if it is to stand alone.
    pub(super) fn new(drawing: &Drawing, caption: Option<&Caption>, language: Language) -> Self {
        let mut said: Vec<(String, f64, bool)> = Vec::new();
        if let Some(caption) = caption {
            let heading = lines(caption.heading, drawing.wide, HEADING, true);
            said.extend(heading.into_iter().map(|line| (line, HEADING, true)));
            let small = caption.lines.iter().flat_map(|line| lines(line, drawing.wide, LINE, false));
            said.extend(small.map(|line| (line, LINE, false)));
        }
        let margin = if caption.is_some() { MARGIN } else { 0.0 };
        let foot: Vec<String> =
            caption.and_then(|caption| caption.foot).map(|foot| lines(foot, drawing.wide, LINE, false)).unwrap_or_default();
        let below = if foot.is_empty() { 0.0 } else { foot.len() as f64 * LINE * 1.4 + FOOT };
        let top = -(said.iter().map(|(_, size, _)| size * 1.4).sum::<f64>() + 2.0 * margin);
        // As exact as it is written, so that the PNG has the size of the SVG.
        let frame = [-margin, top, drawing.wide + 2.0 * margin, drawing.high - top + below + margin].map(length);
        let mut shapes = vec![rect(frame[0], frame[1], frame[2], frame[3], Paint::Paper)];
        let mut y = top + margin;
        for (line, size, bold) in said {
            let written = text(0.0, y + size, size, line);
            shapes.push(if bold { written.bold() } else { written }.into());
            y += size * 1.4;
        }
        shapes.extend(drawing.shapes.iter().cloned());
        let mut y = drawing.high + FOOT;
        for line in foot {
            shapes.push(text(0.0, y + LINE, LINE, line).into());
            y += LINE * 1.4;
        }
        let shapes = shapes.into_iter().map(settled).collect();
        let heard = [Some(drawing.description.as_str()), caption.and_then(|caption| caption.foot)];
        let description = heard.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Self { drawing: Drawing { shapes, description, ..drawing.clone() }, frame, language }
    }

    /// The file as SVG 1.1 (W3C), as large as on the page.
    pub(super) fn svg(&self) -> String {
        let (title, desc) = (format!("{}-t", self.drawing.id), format!("{}-d", self.drawing.id));
        let [left, top, wide, high] = self.frame.map(length);
        let code = self.language.code();
        let picture = html! {
            svg xmlns="http://www.w3.org/2000/svg" version="1.1" lang=(code) xml:lang=(code) role="img" aria-labelledby={ (title) " " (desc) }
                width=(wide) height=(high) viewBox={ (left) " " (top) " " (wide) " " (high) } font-family=(FONTS) font-size="14" {
                (self.drawing.inside(&title, &desc))
            }
        };
        html! { (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")) (picture) "\n" }.into_string()
    }

    /// The file as PNG, two pixels a unit.
    pub(super) fn png(&self) -> io::Result<Vec<u8>> {
        let scale = f64::from(SCALE);
        let [left, top, wide, high] = self.frame;
        let (wide, high) = (pixels(wide * scale), pixels(high * scale));
        let texts = [("Title", self.drawing.title.as_str()), ("Description", self.drawing.description.as_str())];
        let mut encoder = Encoder::new(wide, high, SCALE, self.language.code(), &texts);
        let (wide, high) = (wide as usize, high as usize);
        for first in (0..high).step_by(BAND) {
            let mut canvas = Canvas::new((wide, BAND.min(high - first)), (left, top + first as f64 / scale), scale);
            self.drawing.shapes.iter().for_each(|shape| canvas.draw(shape));
            encoder.rows(&canvas.pixels)?;
        }
        encoder.finish()
    }
}

/// The shape with the ink and the ground of a file in the place of those of a page.
fn settled(shape: Shape) -> Shape {
    let paint = |paint: Paint| match paint {
        Paint::Ink => Paint::Colour(INK),
        Paint::Paper => Paint::Colour("#FFFFFF"),
        other => other,
    };
    match shape {
        Shape::Rect(place, fill, stroke) => Shape::Rect(place, paint(fill), paint(stroke)),
        Shape::Line(ends, stroke, wide, dashes) => Shape::Line(ends, paint(stroke), wide, dashes),
        Shape::Circle(circle, fill, (stroke, wide)) => Shape::Circle(circle, paint(fill), (paint(stroke), wide)),
        Shape::Text(text) => {
            let fill = paint(text.fill);
            text.filled(fill).into()
        }
        Shape::Group(title, shapes) => Shape::Group(title, shapes.into_iter().map(settled).collect()),
    }
}

/// Words in lines that are no wider than this in the letters of the PNG, which are wider than those of most machines.
fn lines(said: &str, wide: f64, size: f64, bold: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in said.split_whitespace() {
        match lines.last_mut().filter(|line| letters::width(&format!("{line} {word}"), size, bold) <= wide) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a picture's size is above nought, and cast to a bound"
)]
fn pixels(length: f64) -> u32 {
    length.ceil().max(1.0) as u32
}
