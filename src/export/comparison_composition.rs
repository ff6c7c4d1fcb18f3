//! Who answered against who was asked: a table per round and background column, the same on the page, in the terminal and the report.

use maud::{Markup, html};

use super::comparison::Words;
use crate::compare::{Comparison, Composition, rates};
use crate::language::number;

/// A table whose cells are words already.
pub(super) struct Told {
    pub(super) caption: String,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The heading above them.
pub(super) fn heading<'t>(words: &Words) -> &'t str {
    match words.language {
        crate::language::Language::Da => "Hvem blev spurgt, og hvem svarede",
        _ => "Who was asked, and who answered",
    }
}

/// Every table, in the order of the rounds.
pub(super) fn tables(comparison: &Comparison, words: &Words) -> Vec<Told> {
    comparison.composition.iter().map(|line| table(comparison, line, words)).collect()
}

fn table(comparison: &Comparison, line: &Composition, words: &Words) -> Told {
    let all: u64 = line.values.iter().map(|value| value.people).sum();
    let answered = comparison.rounds.iter().find(|round| round.key == line.round).and_then(|round| round.responses);
    let percent = |part: u64, whole: u64| rates::share(part, whole).map(|share| number::percent(share, words.language));
    let whole = |count: u64| number::whole(count, words.language);
    // Where nobody was asked and nobody answered there is nothing to say.
    let asked = line.values.iter().filter(|value| value.people > 0 || value.responses.is_some_and(|responses| responses > 0));
    let rows = asked.map(|value| {
        let withheld = words.say("vises ikke", "not shown").to_owned();
        let told = |text: Option<String>| text.unwrap_or_default();
        let (number, share, rate) = match value.responses {
            Some(responses) => (
                whole(responses),
                told(answered.and_then(|answered| percent(responses, answered))),
                told(percent(responses, value.people)),
            ),
            None => (withheld, String::new(), String::new()),
        };
        vec![
            words.background(&line.column, &value.value),
            whole(value.people),
            told(percent(value.people, all)),
            number,
            share,
            rate,
        ]
    });
    let head = [
        words.say("Gruppe", "Group"),
        words.say("Personer", "People"),
        words.say("Andel", "Share"),
        words.say("Svar", "Answers"),
        words.say("Andel af svarene", "Share of the answers"),
        words.say("Svarprocent", "Response rate"),
    ];
    Told {
        caption: format!("{}, {}", words.round(comparison, &line.round), words.column(&line.column)),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// The tables folded away under one heading; nothing where nobody knows who was asked.
pub(super) fn folded(comparison: &Comparison, words: &Words) -> Markup {
    let tables = tables(comparison, words);
    html! {
        @if !tables.is_empty() {
            details {
                summary { (heading(words)) }
                @for told in &tables {
                    div.scroll tabindex="0" role="region" aria-label=(told.caption) {
                        table.groups.plain role="table" {
                            caption { (told.caption) }
                            thead role="rowgroup" { tr role="row" {
                                @for (at, head) in told.head.iter().enumerate() {
                                    th.num[at > 0] scope="col" role="columnheader" { (head) }
                                }
                            } }
                            tbody role="rowgroup" {
                                @for row in &told.rows { tr role="row" { (cells(row, &told.head)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A row's cells; on a phone each stands under the other with its column's name, and an empty one not at all.
fn cells(row: &[String], head: &[String]) -> Markup {
    html! {
        @for (at, (cell, head)) in row.iter().zip(head).enumerate() {
            @if at == 0 { th scope="row" role="rowheader" { (cell) } }
            @else { td.num role="cell" data-label=[(!cell.is_empty()).then_some(head)] { (cell) } }
        }
    }
}
