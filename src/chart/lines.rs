//! A panel per municipality or group with its register figures from period to period, beside those that it is compared with.
//!
//! All panels stand on one scale that begins at zero, in a fixed order: it is no league table.

use jiff::civil::{Date, date};

use super::drawing::{Anchor, Drawing, MUTED, Paint, Shape, text, wrapped};
use super::{Picture, letters};
use crate::compare::statistics::share;
use crate::language::{Language, number};
use crate::register::{Cell, Figure, Line, Measure, Period, Unit};

/// Laid out for a phone of 320 px, on which these letters are 11 px high; on larger screens the whole is scaled up.
const WIDTH: f64 = 360.0;
const SIZE: f64 = 14.0;
const LINE: f64 = 20.0;
/// From where to where a panel's points may lie.
const ACROSS: (f64, f64) = (26.0, 342.0);
/// How high the plot of a panel is, with room for numbers above its highest point.
const PLOT: f64 = 84.0;
const ABOVE: f64 = 22.0;

/// What a line runs along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// The calendar.
    Days,
    /// The months after it began for each person.
    Months,
}

/// What a picture of register figures says beside them.
pub struct RegisterWords<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Whose a line is.
    pub name: &'a dyn Fn(&Line) -> String,
    /// Days that must be known to read it, in their order: when the trial began, and what else happened.
    pub events: &'a [Happened],
    /// Something unique on the page, made of letters, digits and hyphens.
    pub id: &'a str,
    /// The language.
    pub language: Language,
}

/// Something that must be known to read a picture, with its first and its last day.
pub struct Happened {
    /// When it happened or began.
    pub from: Date,
    /// Its last day.
    pub last: Date,
    /// What, and when.
    pub words: String,
}

/// How a measure lies on the paper.
struct Scale {
    along: Along,
    /// The first day and how many there are; of months from none to the last.
    from: Date,
    long: f64,
    low: f64,
    high: f64,
    /// Whether shares are drawn: every figure says of how many it is.
    shares: bool,
}

/// The picture of a measure; none where no line has two points.
pub(super) fn draw(measure: &Measure, along: Along, words: &RegisterWords) -> Option<Picture> {
    let scale = Scale::of(measure, along)?;
    let mut shapes = Vec::new();
    let events: Vec<&Happened> = words.events.iter().filter(|event| scale.holds(event)).collect();
    let mut y = legend(measure, &scale, &events, words, &mut shapes);
    for line in measure.lines.iter().filter(|line| !line.is_comparison() && scale.cells(line).next().is_some()) {
        y = panel(measure, line, &scale, &events, words, y, &mut shapes);
    }
    let told = measure.lines.iter().filter(|line| scale.cells(line).next().is_some()).map(|line| described(line, &scale, words));
    let description = told.collect::<Vec<_>>().join(" ");
    let drawing = Drawing { id: words.id.to_owned(), title: words.title.to_owned(), description, wide: WIDTH, high: y, shapes };
    Some(Picture { drawing, slim: None, language: words.language })
}

fn say<'a>(words: &RegisterWords, danish: &'a str, english: &'a str) -> &'a str {
    if words.language == Language::Da { danish } else { english }
}

/// How many days lie between.
fn days(from: Date, to: Date) -> f64 {
    to.duration_since(from).as_hours() as f64 / 24.0
}

impl Scale {
    fn of(measure: &Measure, along: Along) -> Option<Self> {
        let mut scale = Self { along, from: Date::MAX, long: 0.0, low: 0.0, high: 0.0, shares: true };
        let lines = || measure.lines.iter();
        if !lines().any(|line| !line.is_comparison() && scale.cells(line).filter(|cell| cell.shown.is_some()).count() > 1) {
            return None;
        }
        let mut last = Date::MIN;
        for period in lines().flat_map(|line| scale.cells(line)).map(|cell| cell.period).collect::<Vec<_>>() {
            match period {
                Period::Span { from, to, .. } => (scale.from, last) = (scale.from.min(from), last.max(to)),
                Period::After { months } => scale.long = scale.long.max(f64::from(months)),
            }
        }
        if along == Along::Days {
            scale.long = days(scale.from, last).max(1.0);
        }
        let figures: Vec<&Figure> =
            lines().flat_map(|line| scale.cells(line)).filter_map(|cell| cell.shown).map(|one| &one.figure).collect();
        scale.shares = figures.iter().all(|figure| figure.amount.of.is_some_and(|of| of > 0));
        for figure in figures {
            let (value, ends) = scale.value(figure);
            scale.low = scale.low.min(value);
            scale.high = scale.high.max(ends.map_or(value, |(_, high)| high));
        }
        (scale.high > scale.low).then_some(scale)
    }

    /// The figures of a line that this picture shows, withheld ones too.
    fn cells<'a>(&self, line: &'a Line<'a>) -> impl Iterator<Item = &'a Cell<'a>> {
        let along = self.along;
        line.cells.iter().filter(move |cell| (along == Along::Days) == cell.period.last_day().is_some())
    }

    /// Where a figure stands, and the ends of its interval where it is a share.
    fn value(&self, figure: &Figure) -> (f64, Option<(f64, f64)>) {
        let counted = figure.amount.whole().zip(figure.amount.of).filter(|_| self.shares);
        match counted.and_then(|(part, whole)| share(part, whole)) {
            Some(found) => (found.share * 100.0, Some((found.interval.low * 100.0, found.interval.high * 100.0))),
            None => (figure.amount.number(), None),
        }
    }

    /// The number beside a point.
    fn said(&self, figure: &Figure, language: Language) -> String {
        let counted = figure.amount.whole().zip(figure.amount.of).filter(|_| self.shares);
        let found = counted.and_then(|(part, whole)| share(part, whole));
        let is_percent = figure.amount.unit == Unit::Percent;
        match found {
            Some(found) => number::percent(found.share, language),
            None if is_percent => figure.amount.words(language),
            None => figure.amount.bare(language),
        }
    }

    fn holds(&self, event: &Happened) -> bool {
        self.along == Along::Days && event.last >= self.from && days(self.from, event.from) <= self.long
    }

    /// Where an event begins and ends, as far as the picture reaches.
    fn ends(&self, event: &Happened) -> (f64, f64) {
        let at = |day: Date| self.across(days(self.from, day).clamp(0.0, self.long));
        (at(event.from), at(event.last))
    }

    fn across(&self, part: f64) -> f64 {
        ACROSS.0 + part / self.long.max(1.0) * (ACROSS.1 - ACROSS.0)
    }

    /// Where a period stands: a span at its middle.
    fn x(&self, period: Period) -> f64 {
        match period {
            Period::Span { from, to, .. } => self.across(f64::midpoint(days(self.from, from), days(self.from, to))),
            Period::After { months } => self.across(f64::from(months)),
        }
    }

    /// How far below the top of the plot a value stands.
    fn y(&self, value: f64) -> f64 {
        ABOVE + (self.high - value) / (self.high - self.low) * (PLOT - ABOVE)
    }
}

/// The mark of a figure: a square for the baseline, a dot for what came after, hollow for those outside the trial.
fn mark(baseline: bool, compared: bool, x: f64, y: f64) -> Shape {
    match (baseline, compared) {
        (_, true) => Shape::Circle([x, y, 4.5], Paint::Paper, (Paint::Colour("#B35806"), 2.5)),
        (true, false) => Shape::Rect([x - 5.5, y - 5.5, 11.0, 11.0], Paint::Colour("#542788"), Paint::Paper),
        (false, false) => Shape::Circle([x, y, 5.5], Paint::Colour("#542788"), (Paint::Paper, 1.0)),
    }
}

/// The line from point to point: whole for the trial, dashed for those outside it.
fn stroke(compared: bool, ends: [f64; 4]) -> Shape {
    if compared { Shape::Line(ends, Paint::Ink, 1.5, Some((5.0, 4.0))) } else { Shape::Line(ends, Paint::Ink, 2.5, None) }
}

/// What the marks are; how far down it reaches.
fn legend(measure: &Measure, scale: &Scale, events: &[&Happened], words: &RegisterWords, shapes: &mut Vec<Shape>) -> f64 {
    let there = |compared: bool| measure.lines.iter().filter(move |line| line.is_comparison() == compared);
    let has_baseline = there(false).flat_map(|line| scale.cells(line)).any(|cell| cell.period.is_baseline());
    let has_compared = there(true).any(|line| scale.cells(line).next().is_some());
    let mut y = 0.0;
    let mut entry = |said: &str, marks: Vec<Shape>, shapes: &mut Vec<Shape>| {
        shapes.extend(marks);
        for line in wrapped(said, WIDTH - 40.0, SIZE) {
            shapes.push(text(40.0, y + 14.0, SIZE, line).into());
            y += LINE;
        }
        y
    };
    let mut at = 10.0;
    if has_baseline {
        let marks = vec![mark(true, false, 16.0, at)];
        at = entry(say(words, "Nulpunkt: før forsøget", "Baseline: before the trial"), marks, shapes) + 10.0;
    }
    if has_compared {
        let marks = vec![stroke(false, [2.0, 30.0, at, at]), mark(false, false, 16.0, at)];
        at = entry(say(words, "Med i forsøget", "In the trial"), marks, shapes) + 10.0;
        let marks = vec![stroke(true, [2.0, 30.0, at, at]), mark(false, true, 16.0, at)];
        at = entry(say(words, "Sammenligning", "Comparison"), marks, shapes) + 10.0;
    }
    for (place, event) in events.iter().enumerate() {
        let marks = vec![
            Shape::Line([22.0, 22.0, at - 8.0, at + 8.0], Paint::Colour(MUTED), 1.5, Some((2.0, 3.0))),
            text(8.0, at + 4.0, SIZE, (place + 1).to_string()).into(),
        ];
        at = entry(&event.words, marks, shapes) + 10.0;
    }
    if scale.shares {
        let marks = vec![Shape::Line([16.0, 16.0, at - 8.0, at + 8.0], Paint::Ink, 1.5, None)];
        at = entry(say(words, "Andel i % med 95 % interval", "Share in % with 95% interval"), marks, shapes) + 10.0;
    } else if measure.unit != Unit::Count {
        let unit = measure.unit.words(words.language);
        at = entry(&format!("{} {unit}", say(words, "Tallene er i", "The numbers are in")), Vec::new(), shapes) + 10.0;
    }
    at
}

/// One line of the measure from `top` down; how far down it reaches.
fn panel(
    measure: &Measure,
    line: &Line,
    scale: &Scale,
    events: &[&Happened],
    words: &RegisterWords,
    mut top: f64,
    shapes: &mut Vec<Shape>,
) -> f64 {
    shapes.push(Shape::Line([0.0, WIDTH, top, top], Paint::Colour(MUTED), 0.5, None));
    top += 8.0;
    for said in wrapped(&(words.name)(line), WIDTH, SIZE * 1.08) {
        shapes.push(text(0.0, top + 14.0, SIZE, said).bold().into());
        top += LINE;
    }
    if scale.cells(line).all(|cell| cell.shown.is_none()) {
        shapes.push(text(0.0, top + 14.0, SIZE, say(words, "Vises ikke", "Not shown")).italic().into());
        return top + LINE + 12.0;
    }
    let zero = top + scale.y(0.0);
    shapes.push(Shape::Line([ACROSS.0 - 6.0, WIDTH, zero, zero], Paint::Colour(MUTED), 1.0, None));
    shapes.push(text(ACROSS.0 - 10.0, zero + 5.0, SIZE, "0").anchored(Anchor::End).into());
    for (place, event) in events.iter().enumerate() {
        let (x, end) = scale.ends(event);
        shapes.push(Shape::Line([x, x, top + 4.0, top + PLOT], Paint::Colour(MUTED), 1.5, Some((2.0, 3.0))));
        if end > x {
            shapes.push(Shape::Line([x, end, top + 4.0, top + 4.0], Paint::Colour(MUTED), 3.0, None));
        }
        shapes.push(text(x - 4.0, top + 14.0, SIZE, (place + 1).to_string()).anchored(Anchor::End).filled(Paint::Ink).into());
    }
    let compared = |other: &&Line| other.is_comparison() && [line.municipality, ""].contains(&other.municipality);
    for other in measure.lines.iter().filter(compared) {
        plot(other, true, scale, words, top, shapes);
    }
    plot(line, false, scale, words, top, shapes);
    ticks(scale, words, top + PLOT + 16.0, shapes);
    top + PLOT + 16.0 + 14.0
}

/// The points of a line, joined, each with its number where there is room.
fn plot(line: &Line, compared: bool, scale: &Scale, words: &RegisterWords, top: f64, shapes: &mut Vec<Shape>) {
    let figures: Vec<&Figure> = scale.cells(line).filter_map(|cell| cell.shown).map(|one| &one.figure).collect();
    let at = |figure: &Figure| (scale.x(figure.key.period), top + scale.y(scale.value(figure).0));
    for pair in figures.windows(2) {
        let [(x1, y1), (x2, y2)] = [at(pair[0]), at(pair[1])];
        shapes.push(stroke(compared, [x1, x2, y1, y2]));
    }
    for figure in &figures {
        let (x, y) = at(figure);
        if let (_, Some((low, high))) = scale.value(figure) {
            shapes.push(Shape::Line([x, x, top + scale.y(high), top + scale.y(low)], Paint::Ink, 1.5, None));
        }
        shapes.push(mark(figure.key.period.is_baseline(), compared, x, y));
    }
    // Of those outside the trial the last number is enough; all stand in the table.
    let mut free = f64::MIN;
    let wide = |figure: &Figure| letters::width(&scale.said(figure, words.language), SIZE, false);
    let last = figures.last().map_or(0.0, |last| (at(last).0 - wide(last) / 2.0).min(WIDTH - wide(last)));
    for (place, figure) in figures.iter().enumerate() {
        let is_last = place + 1 == figures.len();
        if compared && !is_last {
            continue;
        }
        let (said, (x, y), wide) = (scale.said(figure, words.language), at(figure), wide(figure));
        let left = (x - wide / 2.0).clamp(0.0, WIDTH - wide);
        if left < free || (!is_last && left + wide + 6.0 > last) {
            continue;
        }
        free = left + wide + 6.0;
        // Above the point, and above its interval where it has one.
        let y = match scale.value(figure).1 {
            _ if compared => y + 20.0,
            Some((_, high)) => top + scale.y(high) - 6.0,
            None => y - 11.0,
        };
        shapes.push(text(left, y, SIZE, said).into());
    }
}

/// The years below a plot, or the months.
fn ticks(scale: &Scale, words: &RegisterWords, y: f64, shapes: &mut Vec<Shape>) {
    if scale.along == Along::Months {
        let most = scale.long;
        for month in [0.0, 3.0, 6.0, 9.0, 12.0, 18.0, 24.0, 36.0].into_iter().filter(|month| *month <= most) {
            let said = format!("{month}");
            shapes.push(text(scale.across(month), y, SIZE, said).anchored(Anchor::Middle).into());
        }
        shapes.push(text(0.0, y, SIZE, say(words, "md.", "mo.")).into());
        return;
    }
    let mut free = f64::MIN;
    for year in scale.from.year()..=scale.from.year().saturating_add(60) {
        let first = date(year, 1, 1);
        let (from, to) = (days(scale.from, first).max(0.0), days(scale.from, date(year, 12, 31)).min(scale.long));
        if to <= from {
            break;
        }
        let x = scale.across(f64::midpoint(from, to));
        if from > 0.0 {
            shapes.push(Shape::Line(
                [scale.across(from), scale.across(from), y - 15.0, y - 10.0],
                Paint::Colour(MUTED),
                1.0,
                None,
            ));
        }
        // A year of which little is seen has no room for its name.
        if scale.across(to) - scale.across(from) > 30.0 && x - 17.0 > free {
            shapes.push(text(x, y, SIZE, year.to_string()).anchored(Anchor::Middle).into());
            free = x + 17.0;
        }
    }
}

/// One line in words, for those who hear the picture.
fn described(line: &Line, scale: &Scale, words: &RegisterWords) -> String {
    let language = words.language;
    let one = |cell: &Cell| match cell.shown {
        Some(one) => format!("{} {}", cell.period.words(language), one.figure.amount.words(language)),
        None => format!("{} {}", cell.period.words(language), say(words, "vises ikke", "not shown")),
    };
    format!("{}: {}.", (words.name)(line), scale.cells(line).map(one).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
