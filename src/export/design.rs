//! A design in words: what a criterion is measured by, and a text as paragraphs and lists.

use std::sync::Arc;

use crate::evaluation::{Bound, Criterion};
use crate::language::{Language, Text};
use crate::questionnaire::{Choice, Item, ScaleKind};
use crate::store::PublishedVersion;

/// A part of a text that somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// A paragraph.
    Paragraph(String),
    /// The lines of a list.
    List(Vec<String>),
}

/// A text as paragraphs and lists: each line is a paragraph, and lines behind a dash are a list.
#[must_use]
pub fn passages(text: &str) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("- "), passages.last_mut()) {
            (Some(item), Some(Passage::List(items))) => items.push(item.to_owned()),
            (Some(item), _) => passages.push(Passage::List(vec![item.to_owned()])),
            (None, _) => passages.push(Passage::Paragraph(line.to_owned())),
        }
    }
    passages
}

/// A question in the newest version that has it.
fn newest<'a>(versions: &'a [Arc<PublishedVersion>], questionnaire: &str, question: &str) -> Option<Item<'a>> {
    let of = versions.iter().map(|published| &published.version).filter(|version| version.key == questionnaire);
    of.filter(|version| version.item(question).is_some()).max_by_key(|version| version.version)?.item(question)
}

/// The words of a question in the newest version that has it; its key where none has.
#[must_use]
pub fn question_words(versions: &[Arc<PublishedVersion>], questionnaire: &str, question: &str, language: Language) -> String {
    let words = newest(versions, questionnaire, question).map(|item| {
        let text: &Text = item.text.unwrap_or(&item.question.text);
        text.get(language).to_owned()
    });
    words.unwrap_or_else(|| format!("{questionnaire}.{question}"))
}

/// The answers whose share a comparison tells of a question, as a sentence lists them; none of one that it tells no share of.
#[must_use]
pub fn top_labels(item: &Item, language: Language) -> Option<String> {
    let scale = item.question.kind.scale()?;
    let choices: Vec<&Choice> = scale.substantive().collect();
    let from = |place: usize| choices.get(place..).unwrap_or_default().to_vec();
    let top: Vec<&Choice> = match &item.question.top {
        _ if choices.len() == 2 => from(1),
        Some(top) => choices.iter().copied().filter(|choice| top.contains(&choice.value)).collect(),
        None if scale.kind == ScaleKind::Ordinal => from(choices.len().saturating_sub(if choices.len() > 3 { 2 } else { 1 })),
        None => Vec::new(),
    };
    let (open, close, or) = if language == Language::En { ("“", "”", " or ") } else { ("»", "«", " eller ") };
    let labels: Vec<String> = top.iter().map(|choice| format!("{open}{}{close}", choice.label.get(language))).collect();
    (!labels.is_empty()).then(|| labels.join(or))
}

/// What a criterion is measured by, in a sentence; none where no measure was chosen.
#[must_use]
pub fn measured(criterion: &Criterion, versions: &[Arc<PublishedVersion>], language: Language) -> Option<String> {
    let english = language == Language::En;
    Some(match criterion.bound.as_ref()? {
        Bound::Question { questionnaire, question, sense, percent } => {
            let words = question_words(versions, questionnaire, question, language);
            let sense = sense.words(language);
            let top = newest(versions, questionnaire, question).and_then(|item| top_labels(&item, language));
            match (top, english) {
                (Some(top), true) => format!("Measured by “{words}”: {sense} {percent}% answer {top}."),
                (None, true) => format!("Measured by “{words}”: {sense} {percent}%."),
                (Some(top), false) => format!("Måles ved »{words}«: {sense} {percent}\u{a0}% svarer {top}."),
                (None, false) => format!("Måles ved »{words}«: {sense} {percent}\u{a0}%."),
            }
        }
        Bound::Register { measure, sense, threshold } => {
            let (sense, threshold) = (sense.words(language), threshold.words(language));
            if english {
                format!("Measured by the register figures “{measure}”: {sense} {threshold}.")
            } else {
                format!("Måles ved registertallene »{measure}«: {sense} {threshold}.")
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Sense;
    use crate::register::{Amount, Unit};

    #[test]
    fn lines_behind_a_dash_are_a_list() {
        let list = |items: &[&str]| Passage::List(items.iter().map(|item| (*item).to_owned()).collect());
        let read = passages("På kort sigt:\n- Lettere sager\n- Færre attester\n\nPå langt sigt:\nFlere i job.");
        let paragraph = |words: &str| Passage::Paragraph(words.to_owned());
        assert_eq!(
            read,
            [
                paragraph("På kort sigt:"),
                list(&["Lettere sager", "Færre attester"]),
                paragraph("På langt sigt:"),
                paragraph("Flere i job."),
            ]
        );
        assert_eq!(passages(" \n\n"), []);
    }

    #[test]
    fn a_criterion_says_what_it_is_measured_by() {
        let threshold = Amount::parse("60", Unit::Percent).unwrap();
        let bound = Bound::Register { measure: "Progression".to_owned(), sense: Sense::AtLeast, threshold };
        let criterion = Criterion { number: 1, statement: "60 % går frem.".to_owned(), bound: Some(bound) };
        let told = measured(&criterion, &[], Language::Da);
        assert_eq!(told.as_deref(), Some("Måles ved registertallene »Progression«: mindst 60\u{a0}%."));
        assert_eq!(measured(&Criterion { bound: None, ..criterion }, &[], Language::Da), None);
    }
}
