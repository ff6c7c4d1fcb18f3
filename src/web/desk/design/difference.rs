//! Two designs held against each other, heading by heading and word by word.

use std::sync::Arc;

use maud::{Markup, html};

use crate::compare::{Fate, Segment, segments};
use crate::evaluation::{Design, Heading};
use crate::export::design::measured;
use crate::language::Language;
use crate::store::PublishedVersion;
use crate::web::desk::caller::Admitted;

/// What changed from one design to another; a sentence where nothing did.
pub(in crate::web::desk) fn compared(
    admitted: &Admitted,
    before: &Design,
    after: &Design,
    questionnaires: &[Arc<PublishedVersion>],
) -> Markup {
    let language = admitted.language;
    let (was, now) = (parts(before, questionnaires, language), parts(after, questionnaires, language));
    let changed: Vec<(&str, &str, &str)> = was
        .iter()
        .zip(&now)
        .filter(|((_, was), (_, now))| was != now)
        .map(|((name, was), (_, now))| (name.as_str(), was.as_str(), now.as_str()))
        .collect();
    html! {
        @if changed.is_empty() { p.card { (admitted.say("Der er ingen forskel.", "There is no difference.")) } }
        @for (name, was, now) in changed {
            section.card { h3 { (name) } (words(admitted, was, now)) }
        }
    }
}

/// The parts of a design as texts, each with its name.
fn parts(design: &Design, questionnaires: &[Arc<PublishedVersion>], language: Language) -> Vec<(String, String)> {
    let english = language == Language::En;
    let mut parts: Vec<(String, String)> = Vec::new();
    for heading in Heading::ALL {
        let mut text = design.text(heading).to_owned();
        if heading == Heading::Criteria {
            for criterion in &design.criteria {
                let measured =
                    measured(criterion, questionnaires, language).map(|words| format!(" ({words})")).unwrap_or_default();
                let line = format!("K{}. {}{measured}", criterion.number, criterion.statement);
                text = if text.is_empty() { line } else { format!("{text}\n{line}") };
            }
        }
        parts.push((heading.words(language).to_owned(), text));
    }
    let evidence: Vec<String> = design
        .evidence
        .iter()
        .map(|planned| {
            let note = if planned.note.is_empty() { String::new() } else { format!(" ({})", planned.note) };
            format!("{}, {}{note}", planned.words(language), planned.when.words(language))
        })
        .collect();
    parts.push((if english { "Planned evidence" } else { "Planlagt belæg" }.to_owned(), evidence.join("\n")));
    parts.push((if english { "Outside the headings" } else { "Uden for overskrifterne" }.to_owned(), design.unplaced.clone()));
    parts
}

/// Two texts word by word.
pub(in crate::web::desk) fn words(admitted: &Admitted, before: &str, after: &str) -> Markup {
    html! { p.words { @for segment in segments(before, after) { (segment_of(admitted, &segment)) } } }
}

/// Words that stayed, went or came: told apart by line and weight, and read aloud in words.
fn segment_of(admitted: &Admitted, segment: &Segment) -> Markup {
    let aloud = |danish, english| html! { span.aloud { " [" (admitted.say(danish, english)) ": " } };
    let ends = || html! { span.aloud { "] " } };
    // The space before a word stands outside, since a line through it would be no word's.
    let (space, words) = segment.words.split_at(segment.words.len() - segment.words.trim_start().len());
    html! {
        @match segment.fate {
            Fate::Kept => (segment.words),
            Fate::Gone => { (space) del { (aloud("udgået", "gone")) (words) (ends()) } },
            Fate::New => { (space) ins { (aloud("nyt", "new")) (words) (ends()) } },
        }
    }
}
