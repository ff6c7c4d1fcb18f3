//! One unit's own sheet: its figures beside the whole's, as far as the division by municipality shows them, for a talk in the team.

use super::gather::{Gathered, Part};
use super::written::Written;
use crate::compare::{Comparison, QuestionComparison, QuestionRound};
use crate::export::comparison::Words;
use crate::export::document::Block;
use crate::language::number;

pub(super) fn write(written: &mut Written, gathered: &Gathered) {
    let texts = written.texts;
    if gathered.parts.is_empty() {
        written.text(texts.results_none);
    }
    for part in &gathered.parts {
        of_part(written, gathered, part);
    }
    written.text(texts.unit_rule);
    written.blocks.push(Block::heading(texts.unit_talk));
    written.blocks.push(Block::points(texts.unit_questions));
}

fn of_part(written: &mut Written, gathered: &Gathered, part: &Part) {
    let texts = written.texts;
    let versions = part.versions();
    let words = gathered.words(&versions);
    let comparison = part.comparison();
    written.blocks.push(Block::heading(&words.heading(comparison)));
    let Some(unit) = gathered.unit().filter(|_| part.divides) else { return written.text(texts.unit_none) };
    if let Some(events) = words.events(comparison) {
        written.text(events);
    }
    let is_own = |by: &std::collections::BTreeMap<String, String>| by.get("municipality") == Some(&unit.key);
    let (whole, own) = (comparison.groups.first(), comparison.groups.iter().find(|group| is_own(&group.by)));
    let Some((whole, own)) = whole.zip(own) else { return written.text(texts.unit_none) };
    for question in &whole.questions {
        let mine = own.questions.iter().find(|one| one.key == question.key);
        written.blocks.push(Block::Subheading(2, words.question(&question.key)));
        for change in mine.into_iter().flat_map(|mine| &mine.changes) {
            written.text(format!("{}: {}", unit.short, change.sentence));
        }
        for change in &question.changes {
            written.text(format!("{}: {}", texts.whole, change.sentence));
        }
        side_by_side(written, part, comparison, (question, mine), &words);
    }
}

fn side_by_side(
    written: &mut Written,
    part: &Part,
    comparison: &Comparison,
    questions: (&QuestionComparison, Option<&QuestionComparison>),
    words: &Words,
) {
    let texts = written.texts;
    let (question, mine) = questions;
    let rows = question.rounds.iter().enumerate().map(|(place, round)| {
        let own = mine.and_then(|mine| mine.rounds.get(place));
        vec![
            words.round(comparison, &round.round),
            own.map(|own| shown(comparison, own, words)).unwrap_or_default(),
            shown(comparison, round, words),
            part.reference(&question.key, place),
        ]
    });
    let name = words.top(question).unwrap_or_else(|| words.question(&question.key));
    written.table(&name, &[texts.round, texts.own, texts.whole, texts.top_head[0]], rows.collect());
}

/// The share or the mean with its n, or why there is none.
fn shown(comparison: &Comparison, round: &QuestionRound, words: &Words) -> String {
    let Some(n) = round.n else { return words.absent(comparison, round).to_owned() };
    let n = format!("n\u{a0}=\u{a0}{}", number::whole(n, words.language));
    match (&round.top_box, round.mean) {
        (Some(top), _) => format!("{} ({n})", number::percent(top.share, words.language)),
        (None, Some(mean)) => format!("{} ({n})", number::decimal(mean, 2, words.language)),
        (None, None) => n,
    }
}
