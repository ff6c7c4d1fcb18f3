//! Comparison → SVG pictures with table twins.
//!
//! A picture never says more than its [`QuestionComparison`](crate::compare::QuestionComparison): what is withheld has a line of words in
//! place of its bar, and made-up answers carry their mark inside the picture, so that it survives being copied out of the page.

mod diverging;
mod options;
mod palette;

use maud::{Markup, html};

use crate::compare::{QuestionComparison, QuestionRound};
use crate::language::Language;

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

/// The picture of a question: diverging bars for a scale, bars per option for others; none where there is nothing to draw.
#[must_use]
pub fn picture(question: &QuestionComparison, words: &Words) -> Option<Markup> {
    let drawn = question.rounds.iter().any(|round| round.counts.is_some()) && question.level.as_deref() != Some("E");
    let ordinal = ["single", "battery"].contains(&question.kind.as_str()) && question.scale.as_deref() == Some("ordinal");
    match (drawn, ordinal) {
        (false, _) => None,
        (true, true) => Some(diverging::draw(question, words)),
        (true, false) => options::draw(question, words),
    }
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

/// The frame of every picture: role, title, description, mark of made-up answers; `height` without the mark.
fn frame(words: &Words, width: f64, height: f64, description: &str, inside: &Markup) -> Markup {
    let (title, desc) = (format!("{}-t", words.id), format!("{}-d", words.id));
    let full = if words.synthetic { height + 24.0 } else { height };
    let mark = if words.language == Language::Da { "Syntetiske svar" } else { "Synthetic answers" };
    html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby={ (title) " " (desc) } viewBox={ "0 0 " (width) " " (full) }
            font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" font-size="14" {
            title id=(title) { (words.title) }
            desc id=(desc) { (description) }
            (inside)
            @if words.synthetic {
                text x=(width) y=(full - 6.0) text-anchor="end" font-weight="600" fill="currentColor" { (mark) }
            }
        }
    }
}

/// A length in a picture: two decimals are finer than any screen, and keep pages small and equal on every machine.
fn length(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests;
