//! A comparison as a workbook: an overview to read first, then a sheet of questions per round, one of changes, one of options, and one
//! of method; a sheet without rows is left out.
//!
//! The columns behind the overview have the names of the figures in the CSV file, in a Danish workbook behind what they are in Danish. What is withheld is an empty cell, with the word beside it.

use super::comparison::Words;
use super::comparison_method::code;
use super::comparison_xlsx_method::sheet as method;
use super::comparison_xlsx_names;
use super::comparison_xlsx_overview::sheet as overview;
use super::xlsx::{Cell, Form, Sheet, workbook};
use crate::compare::{
    Change, Comparison, Group, MissingCounts, OptionRound, OptionSeries, QuestionComparison, QuestionRound, choice_name,
};
use zip::result::ZipError;

/// The kind of the file.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Where a figure belongs: the same first columns on each sheet of figures.
const PLACE: [&str; 9] = ["synthetic", "trial", "evaluation", "group", "group_column", "group_key", "question", "text", "level"];
/// The place of the group's name among them.
const GROUP: usize = 3;

/// The comparison as the bytes of an XLSX file: the same comparison, the same bytes.
pub fn write(comparison: &Comparison, words: &Words) -> Result<Vec<u8>, ZipError> {
    let mut sheets = vec![
        overview(comparison, words),
        questions(comparison, words),
        changes(comparison, words),
        options(comparison, words),
        method(comparison, words),
    ];
    for sheet in sheets.iter_mut().skip(1) {
        sheet.head = comparison_xlsx_names::head(std::mem::take(&mut sheet.head), words);
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    let title = format!("{} – {}", words.trial(comparison), words.heading(comparison));
    let mark = comparison.synthetic.then(|| words.synthetic());
    workbook(&title, words.language.code(), mark, &sheets)
}

fn head(more: &[&str]) -> Vec<String> {
    PLACE.iter().chain(more).map(|name| (*name).to_owned()).collect()
}

fn place(comparison: &Comparison, group: &Group, question: &QuestionComparison, words: &Words) -> Vec<Cell> {
    let joined = |parts: Vec<&str>| Cell::text(parts.join(","));
    vec![
        Cell::Truth(comparison.synthetic),
        Cell::text(comparison.trial.as_str()),
        Cell::text(comparison.evaluation.clone().unwrap_or_default()),
        if group.by.is_empty() { Cell::Empty } else { Cell::text(words.group(group)) },
        joined(group.by.keys().map(String::as_str).collect()),
        joined(group.by.values().map(String::as_str).collect()),
        Cell::text(question.key.as_str()),
        Cell::text(words.question(&question.key)),
        Cell::text(question.level.clone().unwrap_or_default()),
    ]
}

/// Every question of every group with where it belongs.
fn all<'a>(comparison: &'a Comparison, words: &'a Words) -> impl Iterator<Item = (Vec<Cell>, &'a QuestionComparison)> {
    let of =
        move |group: &'a Group| group.questions.iter().map(move |question| (place(comparison, group, question, words), question));
    comparison.groups.iter().flat_map(of)
}

fn questions(comparison: &Comparison, words: &Words) -> Sheet {
    let found: Vec<_> = all(comparison, words).collect();
    let counted = found.iter().flat_map(|(_, question)| &question.rounds).filter_map(|round| round.counts.as_ref());
    let most = counted.map(Vec::len).max().unwrap_or(0);
    let mut head = head(&[
        "kind",
        "scale",
        "round",
        "base",
        "n",
        "not_shown",
        "not-answered",
        "dont-know",
        "not-applicable",
        "declined",
        "mean",
        "sd",
        "top_box",
        "top_box_low",
        "top_box_high",
        "top_box_population_low",
        "top_box_population_high",
        "top_box_label",
        "hidden",
        "note",
        "top_box_weighted",
        "top_box_weighted_low",
        "top_box_weighted_high",
        "effective_n",
        "design_effect",
    ]);
    for option in 1..=most {
        head.extend([format!("value_{option}"), format!("label_{option}"), format!("count_{option}")]);
    }
    let rows = found.iter().flat_map(|(place, question)| {
        let lines = question.rounds.iter().zip(&comparison.rounds);
        lines.map(|(round, line)| {
            let mut cells = place.clone();
            cells.extend([Cell::text(question.kind.as_str()), Cell::text(question.scale.clone().unwrap_or_default())]);
            let note = if line.open_access { words.open_access() } else { "" };
            cells.extend(of_round(comparison, question, round, note, words));
            cells
        })
    });
    Sheet { name: words.say("Spørgsmål", "Questions"), rows: rows.collect(), head }
}

fn of_round(
    comparison: &Comparison,
    question: &QuestionComparison,
    round: &QuestionRound,
    note: &str,
    words: &Words,
) -> Vec<Cell> {
    let mut cells =
        vec![Cell::text(round.round.as_str()), Cell::count(round.base), Cell::count(round.n), Cell::count(round.not_shown)];
    let missing = round.missing.as_ref().map(MissingCounts::named);
    cells.extend((0..4).map(|kind| Cell::count(missing.map(|counts| counts[kind].1))));
    cells.extend([Cell::shown(round.mean, Form::Mean), Cell::shown(round.sd, Form::Mean)]);
    let top = round.top_box.as_ref();
    cells.extend([
        Cell::share(top.map(|top| top.share)),
        Cell::share(top.map(|top| top.low)),
        Cell::share(top.map(|top| top.high)),
        Cell::share(top.and_then(|top| top.low_fpc)),
        Cell::share(top.and_then(|top| top.high_fpc)),
        Cell::text(top.and_then(|_| words.top(question)).unwrap_or_default()),
        Cell::text(round.hidden.clone().unwrap_or_default()),
    ]);
    let absent = if round.hidden.is_some() || round.n.is_none() { words.absent(comparison, round) } else { "" };
    let notes: Vec<&str> = [note, absent].into_iter().filter(|note| !note.is_empty()).collect();
    cells.push(Cell::text(notes.join("; ")));
    let weighted = round.weighted.as_ref();
    cells.extend([
        Cell::share(weighted.map(|weighted| weighted.share)),
        Cell::share(weighted.map(|weighted| weighted.low)),
        Cell::share(weighted.map(|weighted| weighted.high)),
        Cell::shown(weighted.map(|weighted| weighted.effective_n), Form::Tenths),
        Cell::shown(weighted.map(|weighted| weighted.design_effect), Form::Mean),
    ]);
    let values = round.values.as_ref().unwrap_or(&question.values);
    let labels = words.labels(comparison, question, round);
    for ((count, value), label) in round.counts.iter().flatten().zip(values).zip(labels) {
        cells.extend([Cell::text(choice_name(*value)), Cell::text(label), Cell::count(Some(*count))]);
    }
    cells
}

fn changes(comparison: &Comparison, words: &Words) -> Sheet {
    let head = head(&[
        "round",
        "from",
        "sentence",
        "refused",
        "refused_text",
        "test",
        "statistic",
        "df",
        "p",
        "p_holm",
        "effect",
        "estimate",
        "low",
        "high",
        "top_box_difference",
        "top_box_difference_low",
        "top_box_difference_high",
        "top_box_difference_population_low",
        "top_box_difference_population_high",
        "shape",
        "shape_p",
        "dont_know_from",
        "dont_know_to",
        "design",
        "linked_n",
        "primary",
        "moved_n",
        "moved_up",
        "moved_same",
        "moved_down",
        "beside",
        "beside_statistic",
        "beside_df",
        "beside_p",
        "detectable",
        "detectable_power",
        "top_box_difference_without_population",
        "note",
    ]);
    let rows = all(comparison, words).flat_map(|(place, question)| {
        // Beside a group's change stands how it is to be read.
        let is_group = place[GROUP] != Cell::Empty;
        let note = move |change: &Change| comparison.many_tests.as_deref().filter(|_| is_group && change.test.is_some());
        question.changes.iter().map(move |change| {
            let note = Cell::text(note(change).unwrap_or_default());
            place.iter().cloned().chain(of_change(question, change)).chain([note]).collect()
        })
    });
    Sheet { name: words.say("Ændringer", "Changes"), rows: rows.collect(), head }
}

fn of_change(question: &QuestionComparison, change: &Change) -> Vec<Cell> {
    let (test, effect, top) = (change.test.as_ref(), change.effect.as_ref(), change.top_box.as_ref());
    let (refused, moved, beside) = (change.refused.as_ref(), change.moved.as_ref(), change.beside.as_ref());
    vec![
        Cell::text(change.to.as_str()),
        Cell::text(change.from.as_str()),
        Cell::text(change.sentence.as_str()),
        Cell::text(refused.map(code).unwrap_or_default()),
        Cell::text(refused.map(|refusal| refusal.text.clone()).unwrap_or_default()),
        Cell::text(test.map(|test| test.name.clone()).unwrap_or_default()),
        Cell::number(test.and_then(|test| test.statistic)),
        Cell::number(test.and_then(|test| test.df)),
        Cell::number(test.map(|test| test.p)),
        Cell::number(test.and_then(|test| test.p_holm)),
        Cell::text(effect.map(|effect| effect.name.clone()).unwrap_or_default()),
        Cell::number(effect.map(|effect| effect.estimate)),
        Cell::number(effect.and_then(|effect| effect.low)),
        Cell::number(effect.and_then(|effect| effect.high)),
        Cell::share(top.map(|top| top.difference)),
        Cell::share(top.map(|top| top.low)),
        Cell::share(top.map(|top| top.high)),
        Cell::share(top.and_then(|top| top.low_fpc)),
        Cell::share(top.and_then(|top| top.high_fpc)),
        Cell::text(change.shape.as_ref().map(|shape| shape.name.clone()).unwrap_or_default()),
        Cell::number(change.shape.as_ref().map(|shape| shape.p)),
        Cell::share(change.dont_know.as_ref().map(|moved| moved.earlier)),
        Cell::share(change.dont_know.as_ref().map(|moved| moved.later)),
        Cell::text(question.design.as_str()),
        Cell::count(question.linked_n),
        Cell::Truth(question.primary),
        Cell::count(moved.map(|moved| moved.n)),
        Cell::count(moved.and_then(|moved| moved.up)),
        Cell::count(moved.and_then(|moved| moved.same)),
        Cell::count(moved.and_then(|moved| moved.down)),
        Cell::text(beside.map(|beside| beside.name.clone()).unwrap_or_default()),
        Cell::number(beside.and_then(|beside| beside.statistic)),
        Cell::number(beside.and_then(|beside| beside.df)),
        Cell::number(beside.map(|beside| beside.p)),
        Cell::number(change.detectable.as_ref().map(|detectable| detectable.smallest)),
        Cell::share(change.detectable.as_ref().map(|detectable| detectable.power)),
        Cell::text(top.and_then(|top| top.without_population).unwrap_or_default()),
    ]
}

fn options(comparison: &Comparison, words: &Words) -> Sheet {
    let head = head(&[
        "round",
        "from",
        "value",
        "label",
        "from_count",
        "from_share",
        "from_low",
        "from_high",
        "option_count",
        "option_share",
        "option_low",
        "option_high",
        "option_difference",
        "option_difference_low",
        "option_difference_high",
        "option_p",
        "option_p_holm",
    ]);
    let mut rows = Vec::new();
    for (place, question) in all(comparison, words) {
        for change in &question.changes {
            for option in &change.options {
                rows.push(place.iter().cloned().chain(of_option(question, change, option, words)).collect());
            }
        }
    }
    Sheet { name: words.say("Svarmuligheder", "Options"), head, rows }
}

fn of_option(question: &QuestionComparison, change: &Change, option: &OptionSeries, words: &Words) -> Vec<Cell> {
    let mut cells = vec![
        Cell::text(change.to.as_str()),
        Cell::text(change.from.as_str()),
        Cell::text(choice_name(option.value)),
        Cell::text(words.choices(&question.key, &[option.value]).concat()),
    ];
    for place in 0..2 {
        let round: Option<&OptionRound> = option.rounds.get(place);
        cells.extend([
            Cell::count(round.map(|round| round.x)),
            Cell::share(round.map(|round| round.share)),
            Cell::share(round.map(|round| round.low)),
            Cell::share(round.map(|round| round.high)),
        ]);
    }
    let moved = option.changes.first();
    cells.extend([
        Cell::share(moved.map(|moved| moved.difference)),
        Cell::share(moved.map(|moved| moved.low)),
        Cell::share(moved.map(|moved| moved.high)),
        Cell::number(moved.map(|moved| moved.p)),
        Cell::number(moved.map(|moved| moved.p_holm)),
    ]);
    cells
}
