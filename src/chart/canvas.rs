//! Contours filled with anti-aliasing into rows of pixels; the coverage of each pixel is `ab_glyph_rasterizer`'s.
//!
//! A canvas is a band of a picture, so that a tall picture needs no more memory than a small one.

use ab_glyph_rasterizer::{Point, Rasterizer, point};

use super::drawing::{Circle, INK, MUTED, Paint, Pattern, Shape};
use super::letters;

/// No contour is wider than this many pixels; one that were is left out.
const WIDEST: f64 = 65_536.0;

/// A contour's next piece, from where the last one ended.
enum Piece {
    Begin((f64, f64)),
    Line((f64, f64)),
    Curve((f64, f64), (f64, f64)),
    Cubic((f64, f64), (f64, f64), (f64, f64)),
}

/// Closed contours in the units of a picture; one that runs the other way round is a hole.
#[derive(Default)]
pub(super) struct Outline {
    pieces: Vec<Piece>,
    start: (f64, f64),
}

impl Outline {
    pub(super) fn begin(&mut self, at: (f64, f64)) {
        self.start = at;
        self.pieces.push(Piece::Begin(at));
    }

    pub(super) fn line(&mut self, to: (f64, f64)) {
        self.pieces.push(Piece::Line(to));
    }

    pub(super) fn curve(&mut self, by: (f64, f64), to: (f64, f64)) {
        self.pieces.push(Piece::Curve(by, to));
    }

    pub(super) fn cubic(&mut self, by: (f64, f64), and: (f64, f64), to: (f64, f64)) {
        self.pieces.push(Piece::Cubic(by, and, to));
    }

    pub(super) fn close(&mut self) {
        self.line(self.start);
    }

    fn rect(&mut self, [left, top, right, bottom]: [f64; 4]) {
        self.begin((left, top));
        for to in [(right, top), (right, bottom), (left, bottom)] {
            self.line(to);
        }
        self.close();
    }

    /// The rectangle of a line of this width, ends cut off square.
    fn stroke(&mut self, [x1, y1, x2, y2]: [f64; 4], wide: f64) {
        if (x1 - x2).abs() < f64::EPSILON || (y1 - y2).abs() < f64::EPSILON {
            self.rect(thick([x1, y1, x2, y2], wide));
            return;
        }
        let long = (x2 - x1).hypot(y2 - y1);
        let (over, down) = ((y1 - y2) / long * wide / 2.0, (x2 - x1) / long * wide / 2.0);
        self.begin((x1 + over, y1 + down));
        for to in [(x2 + over, y2 + down), (x2 - over, y2 - down), (x1 - over, y1 - down)] {
            self.line(to);
        }
        self.close();
    }

    /// The frame of this width around a rectangle's edge.
    fn frame(&mut self, [left, top, right, bottom]: [f64; 4], wide: f64) {
        let half = wide / 2.0;
        self.rect([left - half, top - half, right + half, bottom + half]);
        // From right to left, so that it is a hole.
        self.rect([right - half, top + half, left + half, bottom - half]);
    }

    /// A circle, or with a negative radius the same as a hole.
    fn circle(&mut self, x: f64, y: f64, r: f64) {
        // How far the handles of a quarter of a circle reach: 4/3·(√2 − 1).
        let (reach, down) = (0.552_284_75 * r, r.abs());
        let handle = 0.552_284_75 * down;
        self.begin((x + r, y));
        self.cubic((x + r, y + handle), (x + reach, y + down), (x, y + down));
        self.cubic((x - reach, y + down), (x - r, y + handle), (x - r, y));
        self.cubic((x - r, y - handle), (x - reach, y - down), (x, y - down));
        self.cubic((x + reach, y - down), (x + r, y - handle), (x + r, y));
    }

    /// Left, top, right and bottom of all its points; none where there are none.
    pub(super) fn bounds(&self) -> Option<[f64; 4]> {
        let mut bounds: Option<[f64; 4]> = None;
        let mut meet = |(x, y): (f64, f64)| {
            let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
            bounds = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
        };
        for piece in &self.pieces {
            match piece {
                Piece::Begin(to) | Piece::Line(to) => meet(*to),
                Piece::Curve(by, to) => [*by, *to].into_iter().for_each(&mut meet),
                Piece::Cubic(by, and, to) => [*by, *and, *to].into_iter().for_each(&mut meet),
            }
        }
        bounds
    }
}

/// Rows of pixels, three bytes each, white to begin with.
pub(super) struct Canvas {
    pub(super) pixels: Vec<u8>,
    wide: usize,
    high: usize,
    /// Where the first pixel of the first row lies, in the units of the picture.
    left: f64,
    top: f64,
    /// Pixels a unit.
    scale: f64,
}

impl Canvas {
    /// So many pixels wide and high, with the place of its first one in the units of the picture.
    pub(super) fn new((wide, high): (usize, usize), (left, top): (f64, f64), scale: f64) -> Self {
        Self { pixels: vec![255; wide * high * 3], wide, high, left, top, scale }
    }

    /// Draws a shape, as far as it reaches into this band.
    pub(super) fn draw(&mut self, shape: &Shape) {
        let bottom = self.top + self.high as f64 / self.scale;
        if reach(shape).is_some_and(|(from, to)| to < self.top || from > bottom) {
            return;
        }
        match shape {
            Shape::Rect([x, y, wide, high], fill, stroke) => {
                let edges = [*x, *y, x + wide, y + high];
                self.fill(*fill, |outline| outline.rect(edges));
                self.fill(*stroke, |outline| outline.frame(edges, 1.0));
            }
            Shape::Line(ends, stroke, wide, dashes) => {
                self.fill(*stroke, |outline| pieces(*ends, *dashes).for_each(|piece| outline.stroke(piece, *wide)));
            }
            Shape::Circle(circle, fill, (stroke, wide)) => {
                let [x, y, r]: Circle = *circle;
                self.fill(*fill, |outline| outline.circle(x, y, r));
                self.fill(*stroke, |outline| {
                    outline.circle(x, y, r + wide / 2.0);
                    outline.circle(x, y, wide / 2.0 - r);
                });
            }
            Shape::Text(text) => self.fill(text.fill, |outline| *outline = letters::outline(text)),
            Shape::Group(_, shapes) => shapes.iter().for_each(|shape| self.draw(shape)),
        }
    }

    fn fill(&mut self, paint: Paint, draw: impl FnOnce(&mut Outline)) {
        if paint == Paint::Nothing {
            return;
        }
        let mut outline = Outline::default();
        draw(&mut outline);
        let Some([left, top, right, bottom]) = outline.bounds() else { return };
        let x = |x: f64| (x - self.left) * self.scale;
        let y = |y: f64| (y - self.top) * self.scale;
        let (over, under) = (whole(y(top).floor(), self.high), whole(y(bottom).ceil(), self.high));
        if over >= under || x(right) <= 0.0 || x(left) >= self.wide as f64 || x(right) - x(left) > WIDEST {
            return;
        }
        // Coverage is counted from left to right over the whole of a contour, also where it reaches over the picture's edges.
        let from = x(left).floor();
        let row = whole((x(right) - from).ceil(), usize::MAX) + 2;
        let mut raster = Rasterizer::new(row, under - over);
        trace(&outline, |at| point(single(x(at.0) - from), single(y(at.1) - over as f64)), &mut raster);
        raster.for_each_pixel(|index, cover| {
            let at = from + (index % row) as f64;
            if cover > 0.0 && at >= 0.0 && at < self.wide as f64 {
                self.mix(whole(at, self.wide), over + index / row, paint, f64::from(cover.min(1.0)));
            }
        });
    }

    fn mix(&mut self, x: usize, y: usize, paint: Paint, cover: f64) {
        let (colour, alpha) = match paint {
            Paint::Nothing => return,
            Paint::Ink => (rgb(INK), 1.0),
            Paint::Paper => ([255; 3], 1.0),
            Paint::Colour(colour) => (rgb(colour), 1.0),
            Paint::Pattern(pattern) => self.patterned(pattern, x, y),
        };
        let start = (y * self.wide + x) * 3;
        for (byte, part) in self.pixels.iter_mut().skip(start).zip(colour) {
            let mixed = f64::from(*byte) + (f64::from(part) - f64::from(*byte)) * alpha * cover;
            *byte = u8::try_from(whole(mixed.round(), 255)).unwrap_or(255);
        }
    }

    /// The colour of a pattern in a pixel, and how much it covers: the mean of sixteen places.
    fn patterned(&self, pattern: Pattern, x: usize, y: usize) -> ([u8; 3], f64) {
        let (period, (mark, cover)) = (pattern.period(), pattern.mark());
        let marked = |x: f64, y: f64| match pattern {
            Pattern::Dots => (x.rem_euclid(period) - period / 2.0).hypot(y.rem_euclid(period) - period / 2.0) < mark,
            Pattern::Hatch | Pattern::Stripes => ((x + y) * std::f64::consts::FRAC_1_SQRT_2).rem_euclid(period) < mark,
        };
        let place = |at: usize, part: u8| (at as f64 + (f64::from(part) + 0.5) / 4.0) / self.scale;
        let hits = (0..16_u8).filter(|at| marked(self.left + place(x, at % 4), self.top + place(y, at / 4))).count();
        let share = hits as f64 / 16.0;
        match pattern {
            // Dots of the muted colour on white, which covers all that is below.
            Pattern::Dots => (
                rgb(MUTED)
                    .map(|part| u8::try_from(whole((255.0 - (255.0 - f64::from(part)) * share).round(), 255)).unwrap_or(255)),
                1.0,
            ),
            Pattern::Hatch | Pattern::Stripes => ([255; 3], share * cover),
        }
    }
}

/// From where to where a shape may reach down; none for a group.
fn reach(shape: &Shape) -> Option<(f64, f64)> {
    match shape {
        Shape::Rect([_, y, _, high], ..) => Some((y - 1.0, y + high + 1.0)),
        Shape::Line([_, _, y1, y2], _, wide, _) => Some((y1.min(*y2) - wide, y1.max(*y2) + wide)),
        Shape::Circle([_, y, r], _, (_, wide)) => Some((y - r - wide, y + r + wide)),
        Shape::Text(text) => Some((text.y - 1.5 * text.size, text.y + text.size)),
        Shape::Group(..) => None,
    }
}

/// Draws the contours, put where they belong, into the coverage of pixels.
fn trace(outline: &Outline, place: impl Fn((f64, f64)) -> Point, raster: &mut Rasterizer) {
    let mut last = point(0.0, 0.0);
    for piece in &outline.pieces {
        last = match piece {
            Piece::Begin(to) => place(*to),
            Piece::Line(to) => {
                let to = place(*to);
                raster.draw_line(last, to);
                to
            }
            Piece::Curve(by, to) => {
                let to = place(*to);
                raster.draw_quad(last, place(*by), to);
                to
            }
            Piece::Cubic(by, and, to) => {
                let to = place(*to);
                raster.draw_cubic(last, place(*by), place(*and), to);
                to
            }
        };
    }
}

/// The dashes of a line, or the whole of it.
fn pieces([x1, x2, y1, y2]: [f64; 4], dashes: Option<(f64, f64)>) -> impl Iterator<Item = [f64; 4]> {
    let long = (x2 - x1).hypot(y2 - y1);
    let (dash, gap) = dashes.filter(|(dash, _)| *dash > 0.0).unwrap_or((long, 0.0));
    let at = move |along: f64| {
        let part = if long > 0.0 { along.min(long) / long } else { 0.0 };
        (x1 + (x2 - x1) * part, y1 + (y2 - y1) * part)
    };
    let starts = std::iter::successors(Some(0.0), move |start| Some(start + dash + gap));
    starts.take_while(move |start| *start < long).map(move |start| {
        let (from, to) = (at(start), at(start + dash));
        [from.0, from.1, to.0, to.1]
    })
}

/// The rectangle of a level or upright line of this width, ends cut off square.
fn thick([x1, y1, x2, y2]: [f64; 4], wide: f64) -> [f64; 4] {
    let half = wide / 2.0;
    if (x2 - x1).abs() < (y2 - y1).abs() {
        [x1 - half, y1.min(y2), x1 + half, y1.max(y2)]
    } else {
        [x1.min(x2), y1 - half, x1.max(x2), y1 + half]
    }
}

/// The parts of `#RRGGBB`.
fn rgb(colour: &str) -> [u8; 3] {
    let part = |at: usize| colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default();
    [part(1), part(3), part(5)]
}

/// A whole number of pixels between none and the most.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between none and the most")]
fn whole(value: f64, most: usize) -> usize {
    (value.max(0.0) as usize).min(most)
}

#[expect(clippy::cast_possible_truncation, reason = "places of pixels need no more than seven digits")]
fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::drawing::rect;

    fn drawn(shape: &Shape) -> Vec<u8> {
        let mut canvas = Canvas::new((8, 8), (0.0, 0.0), 1.0);
        canvas.draw(shape);
        canvas.pixels.chunks(3).map(|pixel| pixel[0]).collect()
    }

    #[test]
    fn a_pixel_is_as_dark_as_it_is_covered() {
        let pixels = drawn(&rect(1.0, 1.0, 2.5, 2.0, Paint::Colour("#000000")));
        assert_eq!(pixels[8..16], [255, 0, 0, 128, 255, 255, 255, 255]);
        assert!(pixels[..8].iter().chain(&pixels[24..]).all(|pixel| *pixel == 255));
    }

    #[test]
    fn what_reaches_over_an_edge_is_cut_there() {
        let pixels = drawn(&rect(-3.0, -3.0, 5.0, 50.0, Paint::Colour("#000000")));
        assert!(pixels.chunks(8).all(|row| row == [0, 0, 255, 255, 255, 255, 255, 255]), "{pixels:?}");
        let pixels = drawn(&rect(6.0, 0.0, 50.0, 8.0, Paint::Colour("#000000")));
        assert!(pixels.chunks(8).all(|row| row == [255, 255, 255, 255, 255, 255, 0, 0]), "{pixels:?}");
        assert!(drawn(&rect(20.0, 2.0, 5.0, 5.0, Paint::Ink)).iter().all(|pixel| *pixel == 255));
    }

    #[test]
    fn a_slanting_line_runs_from_corner_to_corner() {
        let line = drawn(&Shape::Line([0.0, 8.0, 0.0, 8.0], Paint::Colour("#000000"), 2.0, None));
        assert!((0..8).all(|at| line[at * 9] < 64) && line[7] == 255 && line[56] == 255, "{line:?}");
    }

    #[test]
    fn a_ring_is_hollow_and_dashes_have_gaps() {
        let ring = drawn(&Shape::Circle([4.0, 4.0, 3.0], Paint::Nothing, (Paint::Colour("#000000"), 1.0)));
        assert!(ring[4 * 8 + 4] == 255 && ring[4 * 8] < 255 && ring[4 * 8 + 1] < 255, "{ring:?}");
        let line = drawn(&Shape::Line([0.0, 8.0, 0.5, 0.5], Paint::Colour("#000000"), 1.0, Some((2.0, 1.0))));
        assert_eq!(line[..8], [0, 0, 255, 0, 0, 255, 0, 0]);
    }
}
