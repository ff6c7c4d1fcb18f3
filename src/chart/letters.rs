//! The letters of pictures that we draw ourselves: two subsets of DejaVu Sans that are built in, so that no machine needs a font.
//!
//! The same font on every machine makes the same picture of the same figures. What it lacks is drawn as the sign for a missing letter.

use std::sync::LazyLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::canvas::Outline;
use super::drawing::{Anchor, Text};

static PLAIN: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(include_bytes!("fonts/DejaVuSans.ttf").as_slice(), 0).ok());
static BOLD: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(include_bytes!("fonts/DejaVuSans-Bold.ttf").as_slice(), 0).ok());

/// How far the top of an italic letter leans over, as a share of its height; the oblique of this font leans as much.
const LEAN: f64 = 0.2;

fn face(bold: bool) -> Option<&'static Face<'static>> {
    if bold { BOLD.as_ref() } else { PLAIN.as_ref() }
}

fn glyph(face: &Face, letter: char) -> Option<GlyphId> {
    face.glyph_index(letter).or_else(|| face.glyph_index(char::REPLACEMENT_CHARACTER))
}

/// How wide words are at this size.
pub(super) fn width(said: &str, size: f64, bold: bool) -> f64 {
    let Some(face) = face(bold) else { return 0.0 };
    let advance = |letter| f64::from(glyph(face, letter).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or_default());
    said.chars().map(advance).sum::<f64>() * size / f64::from(face.units_per_em())
}

/// The contours of a text in the units of its picture.
pub(super) fn outline(text: &Text) -> Outline {
    let mut outline = Outline::default();
    let Some(face) = face(text.bold) else { return outline };
    let scale = text.size / f64::from(face.units_per_em());
    let wide = width(&text.said, text.size, text.bold);
    let mut x = match text.anchor {
        Anchor::Start => text.x,
        Anchor::Middle => text.x - wide / 2.0,
        Anchor::End => text.x - wide,
    };
    for glyph in text.said.chars().filter_map(|letter| glyph(face, letter)) {
        let lean = if text.italic { LEAN } else { 0.0 };
        face.outline_glyph(glyph, &mut Pen { outline: &mut outline, x, y: text.y, scale, lean });
        x += f64::from(face.glyph_hor_advance(glyph).unwrap_or_default()) * scale;
    }
    outline
}

/// Puts a letter's contours where it stands.
struct Pen<'a> {
    outline: &'a mut Outline,
    x: f64,
    y: f64,
    scale: f64,
    lean: f64,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> (f64, f64) {
        let (x, y) = (f64::from(x), f64::from(y));
        (self.x + (x + y * self.lean) * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let at = self.at(x, y);
        self.outline.begin(at);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let at = self.at(x, y);
        self.outline.line(at);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (by, at) = (self.at(x1, y1), self.at(x, y));
        self.outline.curve(by, at);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (by, and, at) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.outline.cubic(by, and, at);
    }

    fn close(&mut self) {
        self.outline.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::drawing::text;

    #[test]
    fn the_built_in_letters_have_all_that_danish_english_and_our_figures_need() {
        let needed = ('!'..='~').chain("æøåÆØÅéüöäß§½°·–—‘’“”„»«…•−×≥≤←→○◐●€\u{a0}".chars());
        for letter in needed {
            for bold in [false, true] {
                assert!(face(bold).unwrap().glyph_index(letter).is_some(), "{letter:?} bold {bold}");
            }
        }
    }

    #[test]
    fn words_are_as_wide_as_their_letters_and_an_unknown_one_is_not_lost() {
        assert!((width("xx", 10.0, false) - 2.0 * width("x", 10.0, false)).abs() < 1e-9);
        assert!(width("x", 10.0, true) > width("x", 10.0, false));
        assert!(width("\u{4e00}", 10.0, false) > 0.0);
        let bounds = |text: Text| outline(&text).bounds().unwrap();
        let [from, _, to, _] = bounds(text(100.0, 50.0, 20.0, "Hø"));
        let [end_from, _, end_to, _] = bounds(text(100.0, 50.0, 20.0, "Hø").anchored(Anchor::End));
        assert!(from > 100.0 && end_to < 100.0 && ((to - from) - (end_to - end_from)).abs() < 1e-9);
    }
}
