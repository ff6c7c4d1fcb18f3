//! The chapters before the results: introduction, summary, conclusions and the description of the trial.

use super::designed;
use super::gather::{Gathered, Part};
use super::joint::Joint;
use super::written::Written;
use crate::language::{Language, number};
use crate::questionnaire::Audience;

pub(super) fn write(written: &mut Written, gathered: &Gathered, said: &Joint) {
    let texts = written.texts;
    written.chapter(texts.introduction);
    written.text(texts.introduction_says);
    written.prose("introduction", texts.introduction_blank);
    written.chapter(texts.summary);
    summary(written, gathered);
    written.prose("summary", texts.summary_blank);
    written.chapter(texts.conclusions);
    if !designed::recommended(written, gathered) || written.has_prose("conclusions") {
        written.prose("conclusions", texts.conclusions_blank);
    }
    written.chapter(&format!("{} {}", texts.description, gathered.trial_name()));
    if written.has_prose("description") {
        written.prose("description", "");
    } else {
        designed::description(written, gathered);
    }
    written.section(texts.participation);
    participation(written, gathered);
    sources(written, gathered, said);
    events(written, gathered);
}

/// What throws light on the trial, source by source; where nothing does, there are no data, which is not the same as none.
fn sources(written: &mut Written, gathered: &Gathered, said: &Joint) {
    let texts = written.texts;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for audience in [Audience::Caseworker, Audience::Employee, Audience::Citizen, Audience::UnemploymentFund, Audience::Manager] {
        let is_of = |part: &&Part| part.versions().last().is_some_and(|version| version.audience == audience);
        let parts: Vec<&Part> = gathered.parts.iter().filter(is_of).collect();
        // An employee is told only where one was asked.
        if parts.is_empty() && audience == Audience::Employee {
            continue;
        }
        let name = if audience == Audience::Manager { texts.source_cases } else { audience.words(gathered.language) };
        let told: Vec<String> = parts.iter().flat_map(|part| rounds(gathered, part)).collect();
        rows.push(vec![name.to_owned(), if told.is_empty() { texts.source_none.to_owned() } else { told.join("; ") }]);
    }
    let sessions = said.sessions.words(gathered.language).unwrap_or_else(|| texts.source_none.to_owned());
    rows.push(vec![texts.source_talks.to_owned(), sessions]);
    let counted = super::register::counted(gathered).unwrap_or_else(|| texts.source_none.to_owned());
    rows.push(vec![texts.source_register.to_owned(), counted]);
    written.table(texts.sources, &texts.sources_head, rows);
}

/// Each closed round of a part with how many answered, or how many cases were read.
fn rounds(gathered: &Gathered, part: &Part) -> Vec<String> {
    let versions = part.versions();
    let (words, comparison) = (gathered.words(&versions), part.comparison());
    if !part.reviews.is_empty() {
        let read = super::cases::headlines(gathered, part).into_iter();
        return read.map(|(key, read)| format!("{}: {}", words.round(comparison, &key), read.trim_end_matches('.'))).collect();
    }
    comparison.rounds.iter().map(|line| format!("{}: {}", words.round(comparison, &line.key), words.answered(line))).collect()
}

/// The sentences of the primary questions, with their codes.
fn summary(written: &mut Written, gathered: &Gathered) {
    let texts = written.texts;
    let mut points = Vec::new();
    for part in &gathered.parts {
        points.extend(super::cases::findings(gathered, part));
        let versions = part.versions();
        let words = gathered.words(&versions);
        let whole = part.comparison().groups.first();
        for question in whole.into_iter().flat_map(|group| &group.questions).filter(|question| question.primary) {
            for (place, change) in (1..).zip(&question.changes) {
                let code = part.reference(&question.key, place);
                points.push(format!("{} {} {code}", words.question(&question.key), change.sentence));
            }
        }
    }
    written.text(if points.is_empty() { texts.summary_none } else { texts.summary_says });
    if !points.is_empty() {
        written.blocks.push(crate::export::document::Block::Points(points));
    }
}

/// Who took part in what, with where that is written, and where the papers disagree.
pub(super) fn participation(written: &mut Written, gathered: &Gathered) {
    let Some(trial) = gathered.trial() else { return };
    let name = |key: &String| gathered.trials.municipality(key).map_or_else(|| key.clone(), |unit| unit.short.clone());
    let meant = trial.accounts(gathered.evaluation.as_deref());
    let nobody_says = if gathered.language == Language::En { "not stated" } else { "ikke oplyst" };
    let rows = meant.map(|part| {
        let units: Vec<String> = part.municipalities.iter().map(name).collect();
        vec![
            part.name.get(gathered.language).to_owned(),
            if units.is_empty() { nobody_says.to_owned() } else { units.join(", ") },
            part.groups.join("; "),
            span(part, gathered.language),
            part.source.clone(),
        ]
    });
    let texts = written.texts;
    let rows: Vec<Vec<String>> = rows.collect();
    // A column in which nothing stands takes room from those in which something does.
    let held: Vec<usize> =
        (0..texts.participation_head.len()).filter(|at| *at == 0 || rows.iter().any(|row| !row[*at].is_empty())).collect();
    let head: Vec<&str> = held.iter().map(|at| texts.participation_head[*at]).collect();
    let rows = rows.iter().map(|row| held.iter().map(|at| row[*at].clone()).collect()).collect();
    written.table(texts.participation, &head, rows);
    let disagreements = gathered.trials.disagreements(trial, gathered.language);
    let members = gathered.trials.members_of(&trial.key, gathered.language);
    for sentence in disagreements.into_iter().chain(members) {
        written.text(sentence);
    }
}

/// From when until when a part ran, as far as a paper says so.
fn span(part: &crate::questionnaire::Part, language: Language) -> String {
    let day = |day| number::day(day, language);
    let english = language == Language::En;
    match (part.from, part.until) {
        (Some(from), Some(until)) => format!("{} – {}", day(from), day(until)),
        (Some(from), None) if english => format!("from {}", day(from)),
        (Some(from), None) => format!("fra {}", day(from)),
        (None, Some(until)) if english => format!("until {}", day(until)),
        (None, Some(until)) => format!("til {}", day(until)),
        (None, None) => String::new(),
    }
}

/// What happened that may have changed answers and figures, the trial's own and what touched every trial.
fn events(written: &mut Written, gathered: &Gathered) {
    let Some(trial) = gathered.trial() else { return };
    let own = gathered.trials.events_of(&trial.key).into_iter();
    let points: Vec<String> = own.map(|event| event.listed(&gathered.trials, gathered.language)).collect();
    if !points.is_empty() {
        written.section(written.texts.events);
        written.blocks.push(crate::export::document::Block::Points(points));
    }
}
