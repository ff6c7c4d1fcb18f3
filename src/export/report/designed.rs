//! What the trial's report takes from its design and from what is recommended: the newest frozen version of the one, the newest of the other.

use super::gather::Gathered;
use super::recommended::{self, body, prose};
use super::support::figures;
use super::written::Written;
use crate::evaluation::Heading;
use crate::export::document::Block;
use crate::language::{Language, filled, number};
use crate::store::KeptRecommendation;

fn say<'a>(gathered: &Gathered, danish: &'a str, english: &'a str) -> &'a str {
    if gathered.language == Language::En { english } else { danish }
}

/// The description of the trial: what the design says below each heading, and a place for what it does not say.
pub(super) fn description(written: &mut Written, gathered: &Gathered) {
    let texts = written.texts;
    let Some(kept) = &gathered.design else {
        for what in texts.description_blanks {
            written.blank(what);
        }
        return;
    };
    let design = &kept.design;
    let parts: [&[Heading]; 5] = [
        &[Heading::Purpose],
        &[Heading::TargetGroup],
        &[Heading::Theme, Heading::Rules],
        &[Heading::Effects],
        &[Heading::Criteria],
    ];
    for (headings, blank) in parts.into_iter().zip(texts.description_blanks) {
        let mut is_said = false;
        for heading in headings {
            let criteria = if *heading == Heading::Criteria { &design.criteria[..] } else { &[] };
            if design.text(*heading).is_empty() && criteria.is_empty() {
                continue;
            }
            is_said = true;
            written.section(heading.words(gathered.language));
            written.blocks.extend(prose(design.text(*heading)));
            let points: Vec<String> = criteria.iter().map(|one| format!("K{}. {}", one.number, one.statement)).collect();
            if !points.is_empty() {
                written.blocks.push(Block::Points(points));
            }
        }
        if !is_said {
            written.blank(blank);
        }
    }
    for heading in [Heading::Evaluation, Heading::Method, Heading::Timescale] {
        if !design.text(heading).is_empty() {
            written.section(heading.words(gathered.language));
            written.blocks.extend(prose(design.text(heading)));
        }
    }
}

/// What is recommended, criterion by criterion with its figures, and who has approved it; false where nothing is recommended.
pub(super) fn recommended(written: &mut Written, gathered: &Gathered) -> bool {
    let Some(kept) = &gathered.recommendation else { return false };
    let recommendation = &kept.recommendation;
    written.section(format!(
        "{}: {}",
        say(gathered, "Anbefaling", "Recommendation"),
        recommendation.verdict.words(gathered.language)
    ));
    let figures = gathered.design.as_ref().map(|kept| figures(gathered, &kept.design)).unwrap_or_default();
    body(written, ("", &gathered.trial_name()), kept, &figures, gathered.language);
    approvals(written, gathered, kept);
    true
}

/// Who has approved the words as they stand.
fn approvals(written: &mut Written, gathered: &Gathered, kept: &KeptRecommendation) {
    let standing = kept.standing();
    if standing.is_empty() {
        written.text(recommended::approvals(kept, gathered.language));
        return;
    }
    let rows = standing
        .into_iter()
        .map(|one| vec![one.step.words(gathered.language).to_owned(), number::day(one.on, gathered.language), one.note.clone()]);
    let head = [say(gathered, "Hvem", "Who"), say(gathered, "Dag", "Day"), say(gathered, "Bemærkning", "Note")];
    written.table(say(gathered, "Godkendelser", "Approvals"), &head, rows.collect());
    if !kept.is_approved() {
        written.text(recommended::others(gathered.language));
    }
}

/// The versions that the report rests on, as its list of versions has them.
pub(super) fn versions(gathered: &Gathered) -> Vec<Vec<String>> {
    let row = |name: &str, version: i32, hash: &str| vec![name.to_owned(), version.to_string(), hash.to_owned()];
    let design = gathered
        .design
        .as_ref()
        .map(|kept| row(say(gathered, "Evalueringsdesign", "Evaluation design"), kept.version, &kept.hash));
    let recommendation =
        gathered.recommendation.as_ref().map(|kept| row(say(gathered, "Anbefaling", "Recommendation"), kept.version, &kept.hash));
    design.into_iter().chain(recommendation).collect()
}

/// What that list is called, and its columns.
pub(super) fn versions_head(gathered: &Gathered) -> (&'static str, [&'static str; 3]) {
    if gathered.language == Language::En {
        ("Design and recommendation", ["What", "Version", "SHA-256 of the content"])
    } else {
        ("Design og anbefaling", ["Hvad", "Version", "SHA-256 af indholdet"])
    }
}

/// What of it the report's hash is made of.
pub(super) fn hashed(gathered: &Gathered) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(gathered.design.as_ref().map(|kept| format!("design {} {}\n", kept.version, kept.hash)));
    if let Some(kept) = &gathered.recommendation {
        parts.push(format!("recommendation {} {}\n", kept.version, kept.hash));
        let told = "{step} {on} {note}\n";
        parts.extend(
            kept.standing()
                .into_iter()
                .map(|one| filled(told, &[("step", one.step.name()), ("on", &one.on.to_string()), ("note", &one.note)])),
        );
    }
    parts.concat()
}
