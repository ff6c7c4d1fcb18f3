//! What a picture is made of, before it is a file of any kind: from the one list of shapes come the SVG and the PNG alike.

use maud::{Markup, PreEscaped, html};

use super::length;

/// The muted line of the look, for axes and outlines.
pub(super) const MUTED: &str = "#76818C";
/// The ink of files, which have no page around them.
pub(super) const INK: &str = "#1A1D21";

/// How a surface or a line is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Paint {
    /// Not at all.
    Nothing,
    /// As the text around it.
    Ink,
    /// As the ground that it stands on.
    Paper,
    /// In this colour, `#RRGGBB`.
    Colour(&'static str),
    /// With a pattern.
    Pattern(Pattern),
}

/// What tells surfaces apart beside their colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Thin white lines over a colour that has a number on it.
    Hatch,
    /// Broader white lines.
    Stripes,
    /// Dots on white: the kinds of missing.
    Dots,
}

impl Pattern {
    /// The pattern's name inside a picture.
    fn letter(self) -> &'static str {
        match self {
            Self::Hatch => "h",
            Self::Stripes => "s",
            Self::Dots => "m",
        }
    }

    /// The distance from one line or dot to the next.
    pub(super) fn period(self) -> f64 {
        if self == Self::Dots { 5.0 } else { 6.0 }
    }

    /// How wide the lines are and how much they cover; of dots, their radius.
    pub(super) fn mark(self) -> (f64, f64) {
        match self {
            Self::Hatch => (1.5, 0.35),
            Self::Stripes => (2.0, 0.5),
            Self::Dots => (0.8, 1.0),
        }
    }

    fn definition(self, id: &str) -> Markup {
        let (period, (mark, cover)) = (self.period(), self.mark());
        let id = format!("{id}-{}", self.letter());
        html! {
            @if self == Self::Dots {
                pattern id=(id) width=(period) height=(period) patternUnits="userSpaceOnUse" {
                    rect width=(period) height=(period) fill="#FFFFFF" {}
                    circle cx=(period / 2.0) cy=(period / 2.0) r=(mark) fill=(MUTED) {}
                }
            } @else {
                pattern id=(id) width=(period) height=(period) patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width=(mark) height=(period) fill="#FFFFFF" fill-opacity=(cover) {}
                }
            }
        }
    }
}

/// On which side of its place a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A text of one line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) x: f64,
    /// The line that letters stand on.
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) anchor: Anchor,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) fill: Paint,
    pub(super) said: String,
}

/// Text of this size that begins at this place, in ink.
pub(super) fn text(x: f64, y: f64, size: f64, said: impl Into<String>) -> Text {
    Text { x, y, size, anchor: Anchor::Start, bold: false, italic: false, fill: Paint::Ink, said: said.into() }
}

impl Text {
    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    pub(super) fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn filled(self, fill: Paint) -> Self {
        Self { fill, ..self }
    }
}

/// Centre and radius.
pub(super) type Circle = [f64; 3];

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A rectangle: left, top, width, height.
    Rect([f64; 4], Paint, Paint),
    /// A line: x1, x2, y1, y2; its colour, its width, and its dashes with the gaps between them.
    Line([f64; 4], Paint, f64, Option<(f64, f64)>),
    /// A circle: centre, radius, filling, outline of this width.
    Circle(Circle, Paint, (Paint, f64)),
    /// A text.
    Text(Text),
    /// Shapes with a title that the pointer shows.
    Group(String, Vec<Shape>),
}

impl From<Text> for Shape {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

/// A rectangle without an outline.
pub(super) fn rect(x: f64, y: f64, wide: f64, high: f64, fill: Paint) -> Shape {
    Shape::Rect([x, y, wide, high], fill, Paint::Nothing)
}

/// A picture: what it is called, what it says in words, and its shapes in the order of drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawing {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) wide: f64,
    pub(super) high: f64,
    pub(super) shapes: Vec<Shape>,
}

/// The fonts of the page; the last one is that of the PNG.
pub(super) const FONTS: &str = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

impl Drawing {
    /// The picture inside a page, from which it takes its ink and its ground.
    pub(super) fn inline(&self, class: Option<&str>) -> Markup {
        let (title, desc) = (format!("{}-t", self.id), format!("{}-d", self.id));
        html! {
            svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby={ (title) " " (desc) } class=[class]
                viewBox={ "0 0 " (length(self.wide)) " " (length(self.high)) } font-family=(FONTS) font-size="14" {
                (self.inside(&title, &desc))
            }
        }
    }

    /// Title, description, patterns and shapes.
    pub(super) fn inside(&self, title: &str, desc: &str) -> Markup {
        let mut patterns = Vec::new();
        self.shapes.iter().for_each(|shape| used(shape, &mut patterns));
        html! {
            title id=(title) { (self.title) }
            desc id=(desc) { (self.description) }
            @if !patterns.is_empty() { defs { @for pattern in patterns { (pattern.definition(&self.id)) } } }
            @for shape in &self.shapes { (self.drawn(shape)) }
        }
    }

    fn drawn(&self, shape: &Shape) -> Markup {
        match shape {
            Shape::Rect([x, y, wide, high], fill, stroke) => {
                let stroke = self.outline(*stroke);
                html! {
                    rect x=(length(*x)) y=(length(*y)) width=(length(*wide)) height=(length(*high)) fill=(self.paint(*fill)) stroke=[stroke] {}
                }
            }
            Shape::Line([x1, x2, y1, y2], stroke, wide, dashes) => {
                let wide = (*wide - 1.0).abs().gt(&0.001).then(|| length(*wide));
                let dashes = dashes.map(|(dash, gap)| format!("{dash} {gap}"));
                html! {
                    line x1=(length(*x1)) x2=(length(*x2)) y1=(length(*y1)) y2=(length(*y2)) stroke=(self.paint(*stroke))
                        stroke-width=[wide] stroke-dasharray=[dashes] {}
                }
            }
            Shape::Circle([x, y, r], fill, (stroke, wide)) => {
                let hollow = (*fill == Paint::Paper).then_some("hollow");
                let stroke = self.outline(*stroke);
                let wide = stroke.as_ref().map(|_| length(*wide));
                html! {
                    circle class=[hollow] cx=(length(*x)) cy=(length(*y)) r=(length(*r)) fill=(self.paint(*fill)) stroke=[stroke] stroke-width=[wide] {}
                }
            }
            Shape::Text(text) => self.written(text),
            Shape::Group(title, shapes) => html! { g { title { (title) } @for shape in shapes { (self.drawn(shape)) } } },
        }
    }

    fn written(&self, text: &Text) -> Markup {
        let anchor = match text.anchor {
            Anchor::Start => None,
            Anchor::Middle => Some("middle"),
            Anchor::End => Some("end"),
        };
        // The size of most texts stands once on the whole picture.
        let size = (text.size - 14.0).abs().gt(&0.001).then(|| length(text.size));
        html! {
            text x=(length(text.x)) y=(length(text.y)) font-size=[size] text-anchor=[anchor] font-weight=[text.bold.then_some("600")]
                font-style=[text.italic.then_some("italic")] fill=(self.paint(text.fill)) { (text.said) }
        }
    }

    fn paint(&self, paint: Paint) -> PreEscaped<String> {
        PreEscaped(match paint {
            Paint::Nothing => "none".to_owned(),
            Paint::Ink => "currentColor".to_owned(),
            Paint::Paper => "#FFFFFF".to_owned(),
            Paint::Colour(colour) => colour.to_owned(),
            Paint::Pattern(pattern) => format!("url(#{}-{})", self.id, pattern.letter()),
        })
    }

    fn outline(&self, paint: Paint) -> Option<PreEscaped<String>> {
        (paint != Paint::Nothing).then(|| self.paint(paint))
    }
}

/// The patterns that a shape needs, each once.
fn used(shape: &Shape, found: &mut Vec<Pattern>) {
    let mut note = |paint: &Paint| {
        if let Paint::Pattern(pattern) = paint
            && !found.contains(pattern)
        {
            found.push(*pattern);
        }
    };
    match shape {
        Shape::Rect(_, fill, stroke) => [fill, stroke].into_iter().for_each(note),
        Shape::Circle(_, fill, _) => note(fill),
        Shape::Line(_, stroke, ..) => note(stroke),
        Shape::Text(_) => {}
        Shape::Group(_, shapes) => shapes.iter().for_each(|shape| used(shape, found)),
    }
}

/// Words in lines of at most so many units at this size; a single word that is longer has a line of its own.
pub(super) fn wrapped(said: &str, wide: f64, size: f64) -> Vec<String> {
    let most = (wide / (size * 0.58)).floor().max(1.0);
    let mut lines: Vec<String> = Vec::new();
    for word in said.split_whitespace() {
        match lines.last_mut().filter(|line| (line.chars().count() + 1 + word.chars().count()) as f64 <= most) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
