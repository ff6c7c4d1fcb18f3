//! What is recommended of a trial and what became of its criteria of success, in its own report and in the joint one.

use super::written::Written;
use crate::evaluation::{Heading, Judged};
use crate::export::document::Block;
use crate::language::{Language, number};
use crate::questionnaire::Trial;
use crate::store::{KeptDesign, KeptRecommendation};

fn say(language: Language, danish: &'static str, english: &'static str) -> &'static str {
    if language == Language::En { english } else { danish }
}

/// What is recommended, by whom it is approved, and what became of each criterion of success.
pub(super) fn write<'a>(
    written: &mut Written,
    trial: &Trial,
    recommended: impl IntoIterator<Item = &'a KeptRecommendation>,
    language: Language,
) {
    for kept in recommended {
        let recommended = &kept.recommendation;
        let of = trial.evaluations.iter().find(|one| Some(&one.key) == kept.evaluation.as_ref());
        let of = of.map_or_else(String::new, |one| format!("{}: ", one.name.get(language)));
        let reason = if recommended.reason.is_empty() { String::new() } else { format!(" {}", recommended.reason) };
        let lead = say(language, "Anbefaling", "Recommendation");
        written.text(format!("{lead}: {of}{}.{reason}", recommended.verdict.words(language)));
        paragraphs(written, &recommended.text);
        let rows: Vec<Vec<String>> = recommended.judged.iter().map(|judged| criterion(judged, language)).collect();
        if !rows.is_empty() {
            let head = [
                say(language, "Succeskriterium", "Criterion of success"),
                say(language, "Vurdering", "Verdict"),
                say(language, "Hvorfor", "Why"),
            ];
            let caption = say(language, "Succeskriterier", "Criteria of success");
            written.table(&format!("{caption}, {of}{}", trial.name.get(language)), &head, rows);
        }
        written.text(approvals(kept, language));
    }
}

fn criterion(judged: &Judged, language: Language) -> Vec<String> {
    vec![format!("{}. {}", judged.number, judged.statement), judged.met.words(language).to_owned(), judged.sentence.clone()]
}

/// A text with an empty line between its paragraphs.
pub(super) fn paragraphs(written: &mut Written, text: &str) {
    for paragraph in text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        written.text(paragraph);
    }
}

/// Who has approved a recommendation, in a sentence.
pub(super) fn approvals(kept: &KeptRecommendation, language: Language) -> String {
    let standing = kept.standing();
    if standing.is_empty() {
        let nobody = "Nobody has approved the recommendation yet.";
        return say(language, "Anbefalingen er ikke godkendt af nogen endnu.", nobody).to_owned();
    }
    let day = |day| number::day(day, language);
    let by: Vec<String> = standing.iter().map(|one| format!("{} ({})", one.step.words(language), day(one.on))).collect();
    format!("{}: {}.", say(language, "Godkendt af", "Approved by"), by.join(", "))
}

/// What the designs say below some of their headings, in the order of the headings; with the criteria of success where they are among them.
pub(super) fn designed<'a>(designs: impl IntoIterator<Item = &'a KeptDesign>, headings: &[Heading]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for design in designs.into_iter().map(|one| &one.design) {
        for heading in headings {
            let text = design.texts.get(heading).map(String::as_str).unwrap_or_default();
            let told = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
            blocks.extend(told.map(Block::text));
            if *heading == Heading::Criteria && !design.criteria.is_empty() {
                let criteria = design.criteria.iter().map(|one| format!("{}. {}", one.number, one.statement));
                blocks.push(Block::Points(criteria.collect()));
            }
        }
    }
    blocks
}
