//! Comparison → pictures with table twins: inside pages, and as files.
//!
//! A picture never says more than its [`QuestionComparison`](crate::compare::QuestionComparison): what is withheld has a line of words in
//! place of its bar, and made-up answers carry their mark inside the picture, so that it survives being copied out of the page.

mod canvas;
mod diverging;
mod drawing;
mod dumbbell;
mod letters;
mod lines;
mod options;
mod palette;
mod panels;
mod png;
mod sheet;

use drawing::{Anchor, Drawing, text};
use maud::{Markup, html};
use sheet::Sheet;

pub use lines::{Along, Happened, RegisterWords};

use crate::compare::{QuestionComparison, QuestionRound};
use crate::language::Language;
use crate::register::Measure;

/// What a picture says beside the figures.
pub struct Words<'a> {
    /// The question.
    pub title: &'a str,
    /// A label for each round of the question.
    pub rounds: &'a [String],
    /// The words of the options, in the order of the question's `values`.
    pub choices: &'a [String],
    /// For each round the words of the options that its counts stand for; they differ where the question has changed.
    pub own: &'a [Vec<String>],
    /// Something unique on the page, made of letters, digits and hyphens.
    pub id: &'a str,
    /// Whether the answers are made up.
    pub synthetic: bool,
    /// The language.
    pub language: Language,
}

/// A group in a picture of several.
pub struct Group<'a> {
    /// What it is called where there is little room.
    pub name: &'a str,
    /// The question in this group.
    pub question: &'a QuestionComparison,
}

/// What is written above and below a picture that stands alone.
pub struct Caption<'a> {
    /// The question.
    pub heading: &'a str,
    /// What else must be known to read it, a line each.
    pub lines: &'a [String],
    /// What is written below the picture; none where that is nothing.
    pub foot: Option<&'a str>,
}

/// A picture, not yet of any kind of file.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    drawing: Drawing,
    /// The same figures laid out for a screen on which the letters of the other would be too small; none where one layout serves both.
    slim: Option<Drawing>,
    language: Language,
}

impl Picture {
    /// The picture as a part of a page, from which it takes its ink and its ground; where it has two layouts, the page's style shows one.
    #[must_use]
    pub fn inline(&self) -> Markup {
        match &self.slim {
            None => self.drawing.inline(None),
            Some(slim) => html! { (self.drawing.inline(Some("broad"))) (slim.inline(Some("slim"))) },
        }
    }

    /// The picture as an SVG file that needs nothing around it.
    #[must_use]
    pub fn svg(&self, caption: &Caption) -> String {
        Sheet::new(&self.drawing, Some(caption), self.language).svg()
    }

    /// The same as the bytes of a PNG file, for programs that do not take SVG.
    pub fn png(&self, caption: &Caption) -> std::io::Result<Vec<u8>> {
        Sheet::new(&self.drawing, Some(caption), self.language).png()
    }

    /// The bytes of a PNG file for a place that has the question above it already.
    pub fn bare_png(&self) -> std::io::Result<Vec<u8>> {
        Sheet::new(&self.drawing, None, self.language).png()
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.drawing.title
    }

    /// The whole picture in words, for those who hear it.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.drawing.description
    }

    /// Width and height in units of 1/96 inch.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        (self.drawing.wide, self.drawing.high)
    }
}

/// The share of each group in the last two rounds, and its difference with the interval; none where there is nothing to draw.
#[must_use]
pub fn dumbbell(groups: &[Group], words: &Words) -> Option<Picture> {
    dumbbell::draw(groups, words)
}

/// A panel per group with the bars of its rounds, all on one scale; none where there is nothing to draw.
#[must_use]
pub fn panels(groups: &[Group], words: &Words) -> Option<Picture> {
    panels::draw(groups, words)
}

/// The picture of a question: diverging bars for a scale, bars per option for others; none where there is nothing to draw.
#[must_use]
pub fn picture(question: &QuestionComparison, words: &Words) -> Option<Picture> {
    let drawn = question.rounds.iter().any(|round| round.counts.is_some()) && question.level.as_deref() != Some("E");
    match (drawn, is_ordinal(question)) {
        (false, _) => None,
        (true, true) => Some(Picture { slim: Some(slim(panels::alone(question, words))), ..diverging::draw(question, words) }),
        (true, false) => {
            let wide = options::draw(question, words, &options::WIDE)?;
            Some(Picture { slim: options::draw(question, words, &options::SLIM).map(slim), ..wide })
        }
    }
}

/// A register measure as lines, a panel for each of its lines that is no comparison; none where no line has two points.
#[must_use]
pub fn register(measure: &Measure, along: Along, words: &RegisterWords) -> Option<Picture> {
    lines::draw(measure, along, words)
}

/// The drawing under a name of its own, since both layouts stand on one page.
fn slim(picture: Picture) -> Drawing {
    Drawing { id: format!("{}-slim", picture.drawing.id), ..picture.drawing }
}

/// Whether each answer is one place on an ordered scale.
fn is_ordinal(question: &QuestionComparison) -> bool {
    ["single", "battery"].contains(&question.kind.as_str()) && question.scale.as_deref() == Some("ordinal")
}

/// The words in the place of the bar of a round without figures; of what is withheld never a cause.
fn absent(round: &QuestionRound, language: Language) -> &'static str {
    match (&round.hidden, &round.absent, language) {
        (Some(_), _, Language::Da) => "Vises ikke",
        (Some(_), _, _) => "Not shown",
        (None, Some(_), Language::Da) => "Ikke med i de offentliggjorte tal",
        (None, Some(_), _) => "Not in the published figures",
        (None, None, Language::Da) => "Blev ikke stillet",
        (None, None, _) => "Was not asked",
    }
}

/// The picture with what every picture carries: the mark of made-up answers, under all the rest.
fn finish(words: &Words, mut drawing: Drawing) -> Picture {
    if words.synthetic {
        drawing.high += 24.0;
        let mark = if words.language == Language::Da { "Syntetiske svar" } else { "Synthetic answers" };
        drawing.shapes.push(text(drawing.wide, drawing.high - 6.0, 14.0, mark).anchored(Anchor::End).bold().into());
    }
    Picture { drawing, slim: None, language: words.language }
}

/// A length in a picture: two decimals are finer than any screen, and keep pages small and equal on every machine.
fn length(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod group_tests;
