//! The chapters of results: one for each questionnaire with closed rounds, its sentences first, then figures with their codes.

use super::cases;
use super::gather::{Gathered, Part};
use super::joint::{self, Joint};
use super::register;
use super::texts::Texts;
use super::weighted;
use super::written::Written;
use crate::chart;
use crate::compare::{Comparison, QuestionComparison};
use crate::export::comparison::Words;
use crate::export::document::Block;
use crate::export::rates::disposition;
use crate::export::{comparison_composition, comparison_method, comparison_pictures, comparison_text};
use crate::language::number;
use crate::questionnaire::Audience;

pub(super) fn write(written: &mut Written, gathered: &Gathered, said: &Joint) {
    let texts = written.texts;
    if gathered.parts.is_empty() {
        written.chapter(texts.counts);
        written.text(texts.results_none);
    }
    for part in &gathered.parts {
        chapter(written, gathered, part);
    }
    joint::chapter(written, said, gathered.language);
    register::chapter(written, gathered);
    written.chapter(texts.other);
    // What has a chapter of its own need not be written.
    let blanks = &texts.other_blanks[..if gathered.figures.is_empty() { 2 } else { 1 }];
    for (section, what) in ["interviews", "register"].into_iter().zip(blanks) {
        written.prose(section, what);
    }
}

/// What the chapter on a questionnaire is called.
pub(super) fn title(texts: &Texts, part: &Part, words: &Words) -> String {
    let versions = part.versions();
    let Some(version) = versions.last() else { return String::new() };
    if version.audience == Audience::Manager {
        // A questionnaire that names its kind before a colon says it once.
        let title = version.title.get(words.language);
        let name = title.split_once(": ").map_or(title, |(_, name)| name);
        return format!("{}: {name}", texts.results_case_review);
    }
    let who = version.audience.words(words.language).to_lowercase();
    format!("{} {who}", texts.results_survey)
}

fn chapter(written: &mut Written, gathered: &Gathered, part: &Part) {
    let texts = written.texts;
    let versions = part.versions();
    let words = gathered.words(&versions);
    let comparison = part.comparison();
    let title = title(texts, part, &words);
    written.chapter(&title);
    if part.reviews.is_empty() {
        answered(written, part, &words);
    } else {
        cases::chapter(written, gathered, part);
    }
    weighted::weights(written, comparison, &words);
    if part.reviews.is_empty() || comparison.rounds.len() > 1 {
        compared(written, part, &words);
    }
    written.prose(&super::sections::results_of(part), texts.results_blank);
}

/// Who answered each round, against who was asked.
fn answered(written: &mut Written, part: &Part, words: &Words) {
    let (texts, comparison) = (written.texts, part.comparison());
    written.section(texts.answered);
    let mut rows = Vec::new();
    for (line, (named, sentence)) in comparison.rounds.iter().zip(&part.rates) {
        let name = words.round(comparison, &line.key);
        let open = if line.open_access { format!(" ({})", words.open_access()) } else { String::new() };
        written.text(format!("{name}: {}{open}. {}", words.answered(line), sentence.trim().replace('\n', " ")));
        for (ended, count) in named.iter().filter(|(_, count)| *count > 0) {
            let ended = disposition(ended, words.language).to_owned();
            rows.push(vec![line.key.clone(), ended, number::whole(*count, words.language)]);
        }
    }
    if !rows.is_empty() {
        written.table(&format!("{}, {}", texts.answered, words.heading(comparison)), &texts.rates_head, rows);
    }
    for told in comparison_composition::tables(comparison, words) {
        let head: Vec<&str> = told.head.iter().map(String::as_str).collect();
        written.table(&told.caption, &head, told.rows);
    }
}

/// The changes from round to round, question by question; of one round its figures.
fn compared(written: &mut Written, part: &Part, words: &Words) {
    let (texts, comparison) = (written.texts, part.comparison());
    words.linkage(comparison).into_iter().for_each(|linkage| written.text(linkage));
    if let Some(events) = words.events(comparison) {
        written.text(events);
    }
    if comparison.rounds.len() < 2 {
        written.text(texts.one_round);
    }
    for question in comparison.groups.first().into_iter().flat_map(|group| &group.questions) {
        of_question(written, part, comparison, question, words);
    }
    weighted::trends(written, part, words);
}

fn of_question(written: &mut Written, part: &Part, comparison: &Comparison, question: &QuestionComparison, words: &Words) {
    let title = words.question(&question.key);
    written.section(title.as_str());
    if let Some(lead) = words.lead(&question.key) {
        written.text(lead);
    }
    for change in &question.changes {
        let pair = if question.changes.len() > 1 { format!("{}: ", words.pair(comparison, change)) } else { String::new() };
        written.text(format!("{pair}{}", change.sentence));
    }
    if let Some(trend) = &question.trend {
        written.text(trend.sentence.as_str());
    }
    words.approvals(question).into_iter().for_each(|note| written.text(note));
    if let Some(picture) = picture(part, comparison, question, &title, words) {
        written.blocks.push(Block::Picture(picture));
        written.text(comparison_pictures::counts_and_shares(words));
    }
    figures(written, part, comparison, question, words);
    weighted::shares(written, part, question, words);
    for change in &question.changes {
        written.text(comparison_text::method(comparison, question, change, words));
        if let Some(told) = comparison_method::described(change, words) {
            written.text(told);
        }
    }
    let whole = comparison.groups.first();
    for told in whole
        .iter()
        .flat_map(|whole| question.rounds.iter().filter_map(|round| comparison_method::finite(comparison, whole, round, words)))
    {
        written.text(told);
    }
    if let Some(trend) = &question.trend {
        written.text(words.trend(trend));
    }
}

fn picture(
    part: &Part,
    comparison: &Comparison,
    question: &QuestionComparison,
    title: &str,
    words: &Words,
) -> Option<chart::Picture> {
    let rounds: Vec<String> = question.rounds.iter().map(|round| words.round(comparison, &round.round)).collect();
    let choices = words.choices(&question.key, &question.values);
    let own: Vec<Vec<String>> = question.rounds.iter().map(|round| words.labels(comparison, question, round)).collect();
    let id = format!("{}-{}", part.code.to_lowercase(), question.key.replace(['.', '_'], "-"));
    let (synthetic, language) = (comparison.synthetic, words.language);
    let said = chart::Words { title, rounds: &rounds, choices: &choices, own: &own, id: &id, synthetic, language };
    chart::picture(question, &said)
}

/// The figures that the sentence speaks of, a row a round, each with its code.
fn figures(written: &mut Written, part: &Part, comparison: &Comparison, question: &QuestionComparison, words: &Words) {
    let texts = written.texts;
    let title = words.question(&question.key);
    let tops = question.rounds.iter().any(|round| round.top_box.is_some());
    let means = question.rounds.iter().any(|round| round.mean.is_some());
    for (place, change) in (1..).zip(&question.changes).filter(|(_, change)| !change.options.is_empty()) {
        let rows = change.options.iter().map(|option| {
            let mut cells = vec![words.choices(&question.key, &[option.value]).concat()];
            cells.extend(option.rounds.iter().map(|round| number::percent(round.share, words.language)));
            for moved in &option.changes {
                cells.push(number::signed_points(moved.difference));
                cells.push(between(moved.low, moved.high, words));
                cells.push(number::p_value(moved.p_holm, words.language));
            }
            cells
        });
        let caption = format!("{title} {} {}", words.pair(comparison, change), part.reference(&question.key, place));
        written.table(&caption, &texts.option_head, rows.collect());
    }
    let mut rows = Vec::new();
    for (place, round) in question.rounds.iter().enumerate() {
        let mut cells = vec![part.reference(&question.key, place), words.round(comparison, &round.round)];
        cells.push(round.n.map_or_else(|| words.absent(comparison, round).to_owned(), |n| number::whole(n, words.language)));
        if tops {
            let top = round.top_box.as_ref();
            cells.push(top.map(|top| number::percent(top.share, words.language)).unwrap_or_default());
            cells.push(
                top.map(|top| format!("{}–{}", number::percent_number(top.low), number::percent_number(top.high)))
                    .unwrap_or_default(),
            );
            // A weighted change stands beside the weighted shares.
            let moved = place.checked_sub(1).and_then(|at| question.changes.get(at)?.top_box.as_ref());
            let moved = moved.filter(|_| round.weighted.is_none());
            cells.push(moved.map(|moved| number::signed_points(moved.difference)).unwrap_or_default());
            cells.push(moved.map(|moved| between(moved.low, moved.high, words)).unwrap_or_default());
        } else if means {
            let decimal = |value: Option<f64>| value.map(|value| number::decimal(value, 2, words.language)).unwrap_or_default();
            cells.extend([decimal(round.mean), decimal(round.sd)]);
        }
        rows.push(cells);
    }
    let head: &[&str] = if tops {
        &texts.top_head
    } else if means {
        &texts.mean_head
    } else {
        &texts.mean_head[..3]
    };
    let caption = words.top(question).filter(|_| tops).map_or_else(|| title.clone(), |top| format!("{title} ({top})"));
    written.table(&caption, head, rows);
    // Where they are withheld, the appendix has them no more than the table.
    if !tops && !means && question.rounds.iter().any(|round| round.counts.is_some()) {
        written.text(texts.see_appendix);
    }
}

pub(super) fn between(low: f64, high: f64, words: &Words) -> String {
    format!("{}{}{}", number::signed_points(low), words.say(" til ", " to "), number::signed_points(high))
}
