//! One unit's own sheet: its figures beside the whole's, as far as the division by municipality shows them, for a talk in the team.

use super::cases;
use super::gather::{Gathered, Part};
use super::texts::Texts;
use super::written::Written;
use crate::compare::rates::share;
use crate::compare::{Comparison, QuestionComparison, QuestionRound, RefusalCode};
use crate::export::comparison::Words;
use crate::export::document::Block;
use crate::language::{filled, number};

pub(super) fn write(written: &mut Written, gathered: &Gathered) {
    let texts = written.texts;
    if let Some(members) = gathered.unit().and_then(|unit| unit.members(gathered.language)) {
        written.text(members);
    }
    if gathered.parts.is_empty() {
        written.text(texts.results_none);
    }
    for part in &gathered.parts {
        of_part(written, gathered, part);
    }
    super::register::chapter(written, gathered);
    written.text(texts.unit_rule);
    written.blocks.push(Block::heading(texts.unit_talk));
    written.blocks.push(Block::points(texts.unit_questions));
}

fn of_part(written: &mut Written, gathered: &Gathered, part: &Part) {
    let texts = written.texts;
    let versions = part.versions();
    let words = gathered.words(&versions);
    let comparison = part.comparison();
    let unit = gathered.unit().filter(|_| part.divides);
    if let Some(unit) = unit.filter(|_| !part.reviews.is_empty()) {
        return cases::sheet(written, gathered, part, &unit.key);
    }
    written.blocks.push(Block::heading(&words.heading(comparison)));
    let Some(unit) = unit else { return written.text(texts.unit_none) };
    for line in &comparison.rounds {
        written.blocks.extend(answered(texts, comparison, &unit.key, &line.key, &words).map(Block::Text));
    }
    if let Some(events) = words.events(comparison) {
        written.text(events);
    }
    let is_own = |by: &std::collections::BTreeMap<String, String>| by.get("municipality") == Some(&unit.key);
    let (whole, own) = (comparison.groups.first(), comparison.groups.iter().find(|group| is_own(&group.by)));
    let Some((whole, own)) = whole.zip(own) else { return written.text(texts.unit_none) };
    if let Some(many) = &comparison.many_tests {
        written.text(many.as_str());
    }
    let mut codes = Vec::new();
    for question in &whole.questions {
        let mine = own.questions.iter().find(|one| one.key == question.key);
        written.blocks.push(Block::Subheading(2, words.question(&question.key)));
        for change in mine.into_iter().flat_map(|mine| &mine.changes) {
            let hidden = |round: &&QuestionRound| (round.round == change.from || round.round == change.to) && round.n.is_none();
            let hidden: Vec<&QuestionRound> = mine.into_iter().flat_map(|mine| &mine.rounds).filter(hidden).collect();
            let withheld = change.refused.as_ref().is_some_and(|refused| refused.code == RefusalCode::Withheld);
            written.text(match hidden[..] {
                [] if withheld => filled(texts.unit_few, &[("unit", &unit.short)]),
                [one] if withheld => {
                    let round = words.round(comparison, &one.round).to_lowercase();
                    filled(texts.unit_hidden, &[("unit", &unit.short), ("round", &round)])
                }
                _ => format!("{}: {}", unit.short, change.sentence),
            });
        }
        for change in &question.changes {
            written.text(format!("{}: {}", texts.whole, change.sentence));
        }
        side_by_side(written, comparison, (question, mine), &words);
        codes.extend((0..question.rounds.len()).map(|place| part.reference(&question.key, place)));
    }
    written.text(format!("{} {}", texts.unit_codes, codes.join(" ")));
}

/// How many of the unit's own answered a round: as the composition tells it.
fn answered(texts: &Texts, comparison: &Comparison, unit: &str, round: &str, words: &Words) -> Option<String> {
    let of_units = comparison.composition.iter().find(|line| line.round == round && line.column == "municipality")?;
    let own = of_units.values.iter().find(|value| value.value == unit)?;
    let responses = own.responses?;
    let share = number::percent(share(responses, own.people)?, words.language);
    let whole = |count| number::whole(count, words.language);
    let round = words.round(comparison, round);
    let told = [("round", &round[..]), ("count", &whole(responses)), ("people", &whole(own.people)), ("share", &share)];
    Some(filled(texts.unit_answered, &told))
}

fn side_by_side(
    written: &mut Written,
    comparison: &Comparison,
    questions: (&QuestionComparison, Option<&QuestionComparison>),
    words: &Words,
) {
    let texts = written.texts;
    let (question, mine) = questions;
    // Where nothing is shown the sentences above have said so.
    let withheld = |question: &QuestionComparison| question.rounds.iter().all(|round| round.n.is_none());
    if !question.changes.is_empty() && withheld(question) && mine.is_none_or(withheld) {
        return;
    }
    let rows = question.rounds.iter().enumerate().map(|(place, round)| {
        let own = mine.and_then(|mine| mine.rounds.get(place));
        vec![
            words.round(comparison, &round.round),
            own.map(|own| shown(comparison, own, words)).unwrap_or_default(),
            shown(comparison, round, words),
        ]
    });
    let name = words.top(question).unwrap_or_else(|| words.question(&question.key));
    written.table(&name, &[texts.round, texts.own, texts.whole], rows.collect());
}

/// The share with its interval, or the mean, with its n; or why there is none.
pub(super) fn shown(comparison: &Comparison, round: &QuestionRound, words: &Words) -> String {
    let Some(n) = round.n else { return words.absent(comparison, round).to_owned() };
    let n = format!("n\u{a0}=\u{a0}{}", number::whole(n, words.language));
    match (&round.top_box, round.mean) {
        (Some(top), _) => {
            let (low, high) = (number::percent_number(top.low), number::percent(top.high, words.language));
            let interval = words.say("95\u{a0}%", "95%");
            format!("{} ({interval}: {low}–{high}, {n})", number::percent(top.share, words.language))
        }
        (None, Some(mean)) => format!("{} ({n})", number::decimal(mean, 2, words.language)),
        (None, None) => n,
    }
}
