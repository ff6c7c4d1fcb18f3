//! The chapters before the results: introduction, summary, conclusions and the description of the trial.

use super::gather::Gathered;
use super::written::Written;
use crate::language::number;

pub(super) fn write(written: &mut Written, gathered: &Gathered) {
    let texts = written.texts;
    written.chapter(texts.introduction);
    written.text(texts.introduction_says);
    written.blank(texts.introduction_blank);
    written.chapter(texts.summary);
    summary(written, gathered);
    written.blank(texts.summary_blank);
    written.chapter(texts.conclusions);
    written.blank(texts.conclusions_blank);
    written.chapter(&format!("{} {}", texts.description, gathered.trial_name()));
    texts.description_blanks.iter().for_each(|what| written.blank(what));
    written.section(texts.participation);
    participation(written, gathered);
    events(written, gathered);
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

fn participation(written: &mut Written, gathered: &Gathered) {
    let Some(trial) = gathered.trial() else { return };
    let day = |day| number::day(day, gathered.language);
    let name = |key: &String| gathered.trials.municipality(key).map_or_else(|| key.clone(), |unit| unit.short.clone());
    let evaluation = gathered.evaluation.as_ref();
    let meant = trial
        .parts
        .iter()
        .filter(|part| evaluation.is_none() || part.evaluation.is_none() || part.evaluation.as_ref() == evaluation);
    let rows = meant.map(|part| {
        vec![
            part.name.get(gathered.language).to_owned(),
            part.municipalities.iter().map(name).collect::<Vec<_>>().join(", "),
            part.groups.join("; "),
            format!("{} – {}", part.from.map(day).unwrap_or_default(), part.until.map(day).unwrap_or_default()).trim().to_owned(),
            part.source.clone(),
        ]
    });
    let texts = written.texts;
    written.table(texts.participation, &texts.participation_head, rows.collect());
}

/// The events that a comparison of the report spans, each once.
fn events(written: &mut Written, gathered: &Gathered) {
    let mut points: Vec<String> = Vec::new();
    for event in gathered.parts.iter().flat_map(|part| &part.comparison().events) {
        let day = event.date.parse().map_or_else(|_| event.date.clone(), |day| number::day(day, gathered.language));
        let point = format!("{day}: {}", event.name);
        if !points.contains(&point) {
            points.push(point);
        }
    }
    if !points.is_empty() {
        written.section(written.texts.events);
        written.blocks.push(crate::export::document::Block::Points(points));
    }
}
