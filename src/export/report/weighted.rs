//! Weights and trends in a report, as tables: what a round's weights cost, each weighted share, and which questions go one way through all rounds.

use super::gather::Part;
use super::results::between;
use super::written::Written;
use crate::compare::{Comparison, QuestionComparison};
use crate::export::comparison::Words;
use crate::language::number;

/// How each round was weighted, or why it was not.
pub(super) fn weights(written: &mut Written, comparison: &Comparison, words: &Words) {
    if comparison.weights.is_empty() {
        return;
    }
    let texts = written.texts;
    written.section(texts.weights);
    words.weights(comparison).into_iter().for_each(|sentence| written.text(sentence));
    let rows = comparison.weights.iter().map(|line| {
        let decimal =
            |value: Option<f64>, digits| value.map_or_else(String::new, |value| number::decimal(value, digits, words.language));
        let by = line.by.iter().map(|column| words.column(column)).collect::<Vec<_>>().join(words.say(" og ", " and "));
        let effect = match &line.refused {
            Some(code) => words.unweighted(code).to_owned(),
            None => decimal(line.design_effect, 2),
        };
        vec![words.round(comparison, &line.round), by, effect, decimal(line.effective_n, 1), decimal(line.largest_over_mean, 1)]
    });
    let rows = rows.collect();
    written.table(texts.weights, &texts.weights_head, rows);
}

/// The weighted share of a question in each round and its change; nothing where there is none.
pub(super) fn shares(written: &mut Written, part: &Part, question: &QuestionComparison, words: &Words) {
    let comparison = part.comparison();
    let mut rows = Vec::new();
    for (place, round) in question.rounds.iter().enumerate() {
        let Some(weighted) = &round.weighted else { continue };
        let moved = place.checked_sub(1).and_then(|at| question.changes.get(at)?.top_box.as_ref());
        rows.push(vec![
            part.reference(&question.key, place),
            words.round(comparison, &round.round),
            number::percent(weighted.share, words.language),
            format!("{}–{}", number::percent_number(weighted.low), number::percent_number(weighted.high)),
            number::decimal(weighted.effective_n, 1, words.language),
            number::decimal(weighted.design_effect, 2, words.language),
            moved.map(|moved| number::signed_points(moved.difference)).unwrap_or_default(),
            moved.map(|moved| between(moved.low, moved.high, words)).unwrap_or_default(),
        ]);
    }
    if rows.is_empty() {
        return;
    }
    let texts = written.texts;
    let title = words.question(&question.key);
    let top = words.top(question).map(|top| format!(" ({top})")).unwrap_or_default();
    written.table(&format!("{title}{top}, {}", texts.weighted), &texts.weighted_head, rows);
}

/// Every question that was tested through all rounds; nothing where none was.
pub(super) fn trends(written: &mut Written, part: &Part, words: &Words) {
    let comparison = part.comparison();
    let last = comparison.rounds.len().saturating_sub(1);
    let questions = comparison.groups.first().into_iter().flat_map(|group| &group.questions);
    let rows = questions.filter_map(|question| {
        let trend = question.trend.as_ref()?;
        Some(vec![
            part.reference(&question.key, last),
            words.question(&question.key),
            words.measure(&trend.name).to_owned(),
            number::decimal(trend.estimate, 3, words.language),
            number::decimal(trend.statistic, 3, words.language),
            number::p_value(trend.p, words.language),
        ])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        let texts = written.texts;
        written.section(texts.trends);
        written.table(&format!("{}, {}", texts.trends, words.heading(comparison)), &texts.trends_head, rows);
    }
}
