//! A comparison for the terminal: sentences first, then the counts, then one line of method.

use std::fmt::Write as _;

use super::comparison::Words;
use super::comparison_composition;
use super::comparison_html::has_tests;
use super::comparison_method::described;
use crate::compare::{Change, Comparison, MissingCounts, QuestionComparison, QuestionRound, criterion};
use crate::language::number;

/// The comparison as text, 80 columns wide where words allow.
#[must_use]
pub fn write(comparison: &Comparison, words: &Words) -> String {
    let mut lines = vec![format!("{} – {}", words.trial(comparison), words.heading(comparison))];
    if comparison.synthetic {
        lines.push(words.synthetic().to_uppercase());
    }
    for round in &comparison.rounds {
        let open = if round.open_access { format!(" ({})", words.open_access()) } else { String::new() };
        lines.push(format!("{}: {}{open}.", words.round(comparison, &round.key), words.answered(round)));
    }
    lines.extend(words.linkage(comparison));
    lines.extend(words.weights(comparison));
    for told in comparison_composition::tables(comparison, words) {
        lines.push(format!("{}:", told.caption));
        lines.extend(told.rows.iter().map(|row| format!("  {}", composed(row, words))));
    }
    lines.extend(words.events(comparison));
    for (place, group) in comparison.groups.iter().enumerate() {
        if comparison.groups.len() > 1 {
            lines.push(String::new());
            if let Some(many) = comparison.many_tests.as_ref().filter(|_| place == 1) {
                lines.extend([many.clone(), String::new()]);
            }
            lines.push(format!("== {} ==", words.group(group)));
            lines.extend(group.regrouped.clone());
        }
        group.questions.iter().for_each(|question| lines.extend(of_question(comparison, question, words)));
    }
    if has_tests(comparison) {
        lines.extend([String::new(), criterion(words.language).to_owned()]);
    }
    lines.join("\n") + "\n"
}

/// One group of those who were asked: how many, and how many answered.
fn composed(row: &[String], words: &Words) -> String {
    let [group, people, share, answers, of_answers, rate] = row else { return row.join(", ") };
    let rate = if rate.is_empty() {
        String::new()
    } else {
        format!(", {of_answers} {}, {rate}", words.say("af svarene", "of the answers"))
    };
    let answers = if answers.starts_with(|first: char| first.is_ascii_digit()) {
        format!("{answers} {}", words.say("svar", "answers"))
    } else {
        format!("{} {answers}", words.say("antallet af svar", "the number of answers is"))
    };
    format!("{group}: {people} {} ({share}), {answers}{rate}", words.say("personer", "people"))
}

fn of_question(comparison: &Comparison, question: &QuestionComparison, words: &Words) -> Vec<String> {
    let mut lines = vec![String::new(), words.question(&question.key)];
    for change in &question.changes {
        let pair = if question.changes.len() > 1 { format!("{}: ", words.pair(comparison, change)) } else { String::new() };
        lines.push(format!("  {pair}{}", change.sentence));
    }
    lines.extend(question.trend.iter().map(|trend| format!("  {}", trend.sentence)));
    lines.extend(words.approvals(question).into_iter().map(|note| format!("  {note}")));
    for round in &question.rounds {
        lines.push(format!("  {}: {}", words.round(comparison, &round.round), of_round(comparison, question, round, words)));
    }
    lines.extend(question.changes.iter().map(|change| format!("  {}", method(comparison, question, change, words))));
    lines.extend(question.changes.iter().filter_map(|change| Some(format!("  {}", described(change, words)?))));
    lines.extend(question.trend.iter().map(|trend| format!("  {}", words.trend(trend))));
    lines
}

/// How one change was tested, in one line.
pub(super) fn method(comparison: &Comparison, question: &QuestionComparison, change: &Change, words: &Words) -> String {
    let p = |p: f64| number::p_words(p, words.language);
    let mut method = words.say("Metode", "Method").to_owned();
    if question.changes.len() > 1 {
        let _ = write!(method, " ({})", words.pair(comparison, change));
    }
    let _ = write!(method, ": {}", words.step(change));
    if let Some(test) = &change.test {
        let _ = write!(method, "; {}, {}", words.measure(&test.name), p(test.p));
        if let Some(holm) = test.p_holm {
            let _ = write!(method, ", {} {}", words.say("efter Holm", "after Holm"), p(holm));
        }
    }
    if let Some(beside) = &change.beside {
        let _ = write!(method, "; {}, {}", words.measure(&beside.name), p(beside.p));
    }
    if let Some(effect) = &change.effect {
        let estimate = number::decimal(effect.estimate, 2, words.language);
        let _ = write!(method, "; {} = {estimate}{}", words.measure(&effect.name), words.size(effect));
    }
    if let Some(detectable) = &change.detectable {
        let _ = write!(method, "; {}", words.detectable(detectable));
    }
    method
}

fn of_round(comparison: &Comparison, question: &QuestionComparison, round: &QuestionRound, words: &Words) -> String {
    let mut parts = Vec::new();
    if let Some(n) = round.n {
        parts.push(format!("n = {}", number::whole(n, words.language)));
    }
    if let Some(counts) = &round.counts {
        let labels = words.labels(comparison, question, round);
        let counts: Vec<String> = labels
            .iter()
            .zip(counts)
            .map(|(label, count)| format!("{label} {}", number::whole(*count, words.language)))
            .collect();
        parts.push(counts.join(", "));
    }
    if let Some(mean) = round.mean {
        parts.push(format!("{} {}", words.say("gennemsnit", "mean"), number::decimal(mean, 2, words.language)));
    }
    if let (Some(top), Some(label)) = (&round.top_box, words.top(question)) {
        let (low, high) = (number::percent_number(top.low), number::percent_number(top.high));
        parts.push(format!("{label}: {} ({low}–{high})", number::percent(top.share, words.language)));
    }
    if let Some(weighted) = &round.weighted {
        let (low, high) = (number::percent_number(weighted.low), number::percent_number(weighted.high));
        parts.push(format!(
            "{} {} ({low}–{high})",
            words.say("vægtet", "weighted"),
            number::percent(weighted.share, words.language)
        ));
    }
    let missing: Vec<String> = round
        .missing
        .iter()
        .flat_map(MissingCounts::named)
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{} {}", words.missing(name).to_lowercase(), number::whole(count, words.language)))
        .collect();
    if !missing.is_empty() {
        parts.push(missing.join(", "));
    }
    if round.hidden.is_some() || parts.is_empty() {
        parts.push(words.absent(comparison, round).to_owned());
    }
    parts.join("; ")
}
