//! The chapter of register figures: what everybody may see of what the case systems counted, each number with its code and its source.

use super::gather::Gathered;
use super::written::Written;
use crate::export::document::Block;
use crate::export::figures::{amount, between, few, headline, intervals, pictures, who};
use crate::language::Language;
use crate::register::{Cell, Line, Measure, Viewer, measures};

/// What a reader of the report sees: a report goes to people who entered none of it. A unit's own sheet has the unit beside the whole.
pub(super) fn seen(gathered: &Gathered) -> Vec<Measure<'_>> {
    let unit = gathered.unit().map(|unit| unit.key.as_str());
    let sees = |municipality: &str| municipality.is_empty() || unit.is_none_or(|unit| unit == municipality);
    let order: Vec<&str> = gathered.trials.municipalities.iter().map(|unit| unit.key.as_str()).collect();
    measures(&gathered.figures, &order, Viewer { knows: &|_| false, sees: &sees })
}

/// How many figures there are of how many measures; none where there are none.
pub(super) fn counted(gathered: &Gathered) -> Option<String> {
    let measures = seen(gathered);
    let figures: usize = measures.iter().flat_map(|measure| &measure.lines).map(|line| line.cells.len()).sum();
    let names: Vec<&str> = measures.iter().map(|measure| measure.name).collect();
    let lead = match (gathered.language, figures) {
        (Language::En, 1) => "one figure".to_owned(),
        (Language::En, _) => format!("{figures} figures"),
        (_, _) => format!("{figures} tal"),
    };
    (figures > 0).then(|| format!("{lead}: {}", names.join("; ")))
}

/// What is shown, a line each: what the report's hash is made of.
pub(super) fn shown(gathered: &Gathered) -> String {
    let measures = seen(gathered);
    let cells = measures.iter().flat_map(|measure| &measure.lines).flat_map(|line| &line.cells);
    let told =
        |cell: &Cell| cell.shown.map_or_else(String::new, |one| format!("{} {}\n", one.code(), one.figure.cells().join("\t")));
    cells.map(told).collect()
}

/// The chapter, where there are figures; of a unit's sheet its own heading.
pub(super) fn chapter(written: &mut Written, gathered: &Gathered) {
    let (texts, language) = (written.texts, gathered.language);
    let measures = seen(gathered);
    let Some(trial) = gathered.trial().filter(|_| !measures.is_empty()) else { return };
    if gathered.unit().is_some() {
        written.blocks.push(Block::heading(texts.register));
    } else {
        written.chapter(texts.register);
    }
    written.text(texts.register_says);
    if let Some(words) = intervals(&measures, language) {
        written.text(words);
    }
    for (place, measure) in measures.iter().enumerate() {
        written.section(measure.name);
        for sentence in headline(measure, &gathered.trials, language) {
            written.text(sentence);
        }
        if let Some(events) = between(measure, &gathered.trials, trial, language) {
            written.text(events);
        }
        written.blocks.extend(pictures(measure, &gathered.trials, trial, place, language).into_iter().map(Block::Picture));
        let rows =
            measure.lines.iter().flat_map(|line| line.cells.iter().map(|cell| row(written, gathered, line, *cell))).collect();
        written.table(measure.name, &texts.register_head, rows);
    }
    if gathered.unit().is_none() {
        written.prose("register", texts.results_blank);
    }
}

fn row(written: &Written, gathered: &Gathered, line: &Line, cell: Cell) -> Vec<String> {
    let language = gathered.language;
    let (name, period) = (who(line.municipality, line.group, &gathered.trials, language), cell.period.words(language));
    let Some(one) = cell.shown else {
        return vec![String::new(), name, period, written.texts.register_hidden.to_owned(), String::new()];
    };
    let figure = &one.figure;
    let small = if figure.amount.is_small() { format!(" ({})", few(language)) } else { String::new() };
    let note = if figure.note.is_empty() { String::new() } else { format!(" ({})", figure.note) };
    vec![
        format!("[{}]", one.code()),
        name,
        period,
        format!("{}{small}", amount(figure.amount, language)),
        format!("{}{note}", figure.source),
    ]
}
