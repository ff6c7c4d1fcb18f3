//! What is recommended of a trial and what became of its criteria of success: the same words in its own report and in the joint one.

use super::support::CriterionFigures;
use super::written::Written;
use crate::evaluation::{Heading, Judged};
use crate::export::design::{Passage, passages};
use crate::export::document::Block;
use crate::language::{Language, number};
use crate::questionnaire::Trial;
use crate::store::{KeptDesign, KeptRecommendation};

fn say(language: Language, danish: &'static str, english: &'static str) -> &'static str {
    if language == Language::En { english } else { danish }
}

/// A text that somebody wrote, as paragraphs and points.
pub(super) fn prose(text: &str) -> Vec<Block> {
    let block = |passage| match passage {
        Passage::Paragraph(words) => Block::Text(words),
        Passage::List(items) => Block::Points(items),
    };
    passages(text).into_iter().map(block).collect()
}

/// What is recommended in the joint report: of each evaluation of the trial the verdict, and what it rests on.
pub(super) fn write<'a>(
    written: &mut Written,
    trial: &Trial,
    recommended: impl IntoIterator<Item = &'a KeptRecommendation>,
    language: Language,
) {
    for kept in recommended {
        let of = evaluation(trial, kept.evaluation.as_ref(), language).map_or_else(String::new, |name| format!("{name}: "));
        let lead = say(language, "Anbefaling", "Recommendation");
        let verdict = kept.recommendation.verdict.words(language);
        written.text(format!("{lead}: {of}{verdict}."));
        body(written, (&of, trial.name.get(language)), kept, &[], language);
        written.text(approvals(kept, language));
    }
}

/// What an evaluation of a trial is called.
pub(super) fn evaluation<'a>(trial: &'a Trial, key: Option<&String>, language: Language) -> Option<&'a str> {
    trial.evaluations.iter().find(|one| Some(&one.key) == key).map(|one| one.name.get(language))
}

/// The words of a recommendation, why the evidence is too little where it is, and each criterion with its figures.
pub(super) fn body(
    written: &mut Written,
    (of, trial): (&str, &str),
    kept: &KeptRecommendation,
    figures: &[CriterionFigures],
    language: Language,
) {
    let recommendation = &kept.recommendation;
    if !recommendation.reason.is_empty() {
        written.text(say(language, "Hvorfor belægget er for lille:", "Why the evidence is too little:"));
        written.blocks.extend(prose(&recommendation.reason));
    }
    written.blocks.extend(prose(&recommendation.text));
    criteria(written, &format!("{of}{trial}"), &recommendation.judged, figures, language);
}

/// What became of each criterion, and why; beside its figures where any are given.
fn criteria(written: &mut Written, of: &str, judged: &[Judged], figures: &[CriterionFigures], language: Language) {
    if judged.is_empty() {
        return;
    }
    let head = [
        say(language, "Nr.", "No."),
        say(language, "Succeskriterium", "Criterion of success"),
        say(language, "Vurdering", "Judgement"),
        say(language, "Tal", "Figures"),
    ];
    let columns = if figures.is_empty() { 3 } else { 4 };
    let row = |one: &Judged| {
        let lines = figures.iter().find(|found| found.number == one.number).map(|found| found.lines.join(" "));
        let met = format!("{}. {}", capital(one.met.words(language)), one.sentence);
        let mut cells = vec![format!("K{}", one.number), one.statement.clone(), met, lines.unwrap_or_default()];
        cells.truncate(columns);
        cells
    };
    let caption = say(language, "Succeskriterier", "Criteria of success");
    written.table(&format!("{caption}, {of}"), &head[..columns], judged.iter().map(row).collect());
}

fn capital(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
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
    let others = if kept.is_approved() { "" } else { others(language) };
    format!("{}: {}. {others}", say(language, "Godkendt af", "Approved by"), by.join(", ")).trim_end().to_owned()
}

/// What is said where some have not approved.
pub(super) fn others(language: Language) -> &'static str {
    say(language, "De øvrige har ikke godkendt endnu.", "The others have not approved yet.")
}

/// What the designs say below some of their headings, in the order of the headings; of several evaluations each under its name.
pub(super) fn designed<'a>(
    trial: &Trial,
    designs: impl IntoIterator<Item = &'a KeptDesign>,
    headings: &[Heading],
    language: Language,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    for kept in designs {
        let told: Vec<Block> = headings.iter().flat_map(|heading| prose(kept.design.text(*heading))).collect();
        if let Some(name) = evaluation(trial, kept.evaluation.as_ref(), language).filter(|_| !told.is_empty()) {
            blocks.push(Block::text(format!("{name}:")));
        }
        blocks.extend(told);
    }
    blocks
}
