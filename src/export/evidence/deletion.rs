//! The certificate at the end: what was asked, of whom, shown where, and deleted when.
//!
//! It certifies nothing that is not so: as long as anything is left, it says what, and that it is no certificate yet.

use super::Facts;
use super::parts::{artefact, controllers, people, period, questions};
use crate::export::document::Block;
use crate::export::log_words::{by, done};
use crate::language::{Language, number};
use crate::store::{Deletion, LogLine};

pub(super) fn blocks(facts: &Facts) -> Vec<Block> {
    let left = left(facts);
    let mut blocks = vec![if left.is_empty() {
        Block::text(
            "Alle personoplysninger i runden er slettet fra databasen. Optalte tal og rapporter bevares; svar er slettet.",
        )
    } else {
        Block::text(
            "Dette er endnu ingen attest: der er stadig personoplysninger i databasen. Arket viser, hvad der er tilbage, og hvad der er \
             slettet indtil nu.",
        )
    }];
    if !left.is_empty() {
        let rows = left.into_iter().map(|(what, count)| vec![what.to_owned(), number::whole(count, Language::Da)]).collect();
        blocks.extend([Block::heading("Endnu ikke slettet"), Block::table(&["Hvad", "Antal"], rows)]);
    }
    let version = &facts.version.version;
    blocks
        .extend([Block::heading("Hvem der er spurgt"), Block::text(format!("{}, {}.", people(version.audience), period(facts)))]);
    blocks.extend(controllers(facts));
    blocks.extend([
        Block::heading("Hvad der er spurgt om"),
        Block::text(format!("Spørgeskemaet {} version {}, indhold {}:", version.key, version.version, facts.version.hash)),
        questions(facts),
        Block::heading("Hvad der er slettet hvornår"),
    ]);
    blocks.extend(receipts(facts));
    blocks.extend([
        Block::heading("Hvor svar er vist"),
        Block::text("Evaluator har kun set tal. Hvad der ellers er sket med rundens svar, er noteret her:"),
    ]);
    if facts.held.log.is_empty() {
        blocks.push(Block::text("Intet er noteret: ingen enkeltsvar er givet ud."));
    } else {
        let row = |line: &LogLine| vec![number::day(line.at.day(), Language::Da), done(&line.what), by(&line.who).to_owned()];
        blocks.push(Block::table(&["Dag", "Hvad", "Af hvem"], facts.held.log.iter().map(row).collect()));
    }
    blocks.push(Block::blank("hvornår eksporterede filer og sikkerhedskopier er slettet, og underskrift."));
    blocks
}

/// The receipts of what has gone.
fn receipts(facts: &Facts) -> Vec<Block> {
    if facts.deletions.is_empty() {
        return vec![Block::text("Intet er slettet endnu.")];
    }
    let many = |count| number::whole(count, Language::Da);
    let row = |deletion: &Deletion| {
        let who = format!("{}; {}", by(&deletion.who), why(&deletion.why));
        vec![number::day(deletion.at.day(), Language::Da), artefact(&deletion.artefact).to_owned(), many(deletion.count), who]
    };
    let hashed = facts.deletions.iter().filter(|deletion| !deletion.hash.is_empty());
    let hashes: Vec<String> = hashed
        .map(|deletion| format!("{}, {} rækker: SHA-256 {}", artefact(&deletion.artefact), many(deletion.count), deletion.hash))
        .collect();
    let mut blocks =
        vec![Block::table(&["Dag", "Hvad", "Rækker", "Af hvem og hvorfor"], facts.deletions.iter().map(row).collect())];
    if !hashes.is_empty() {
        blocks.push(Block::text(
            "Aftryk af de slettede rækkers tilfældige nøgler, så det kan vises, hvilke rækker der er tale om:",
        ));
        blocks.push(Block::Points(hashes));
    }
    blocks
}

/// What is left of persons, with how many.
fn left(facts: &Facts) -> Vec<(&'static str, u64)> {
    let held = &facts.held;
    let all = [
        ("Personer på listen", held.recipients.values().sum()),
        ("Breve i udbakken", held.letters),
        ("Påbegyndte svar", held.drafts),
        ("Indsendte svar", held.responses),
        ("Forseglede svar", held.sealed),
        ("Hemmeligheden, der binder forsøgets runder sammen", u64::from(facts.is_linkable)),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// Why something was deleted, in Danish; a person's own words stay.
fn why(noted: &str) -> String {
    match noted {
        "its receipt asked for it" => "den, der havde kvitteringen, bad om det".to_owned(),
        "was deleted before" => "var slettet, før databasen blev gendannet".to_owned(),
        other => other.strip_prefix("due ").map_or_else(|| other.to_owned(), |rest| format!("frist {rest}")),
    }
}
