//! The columns of an answers file: which a version has, what they are called, and what an answer looks like in them.
//!
//! Files going out and files coming in both follow this list, so that what was exported can be imported again. A question
//! with several choices or a ranking has a column for each choice, and one of its own key only where it offers missing kinds.

use std::borrow::Cow;

use super::{Answer, Answers, Choice, Kind, Missing, NONE, OTHER, Question, Version};

/// What a column of an answers file tells of its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// The whole answer.
    Answer,
    /// 1 where the choice with this value is ticked, else 0.
    Tick(i64),
    /// The rank of the choice with this value, from 1.
    Rank(i64),
    /// The words of the choice `other`.
    OtherText,
    /// The missing kind, by name.
    Missing,
}

/// One column of an answers file.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    /// The header: `key`, `key.item`, `key/value`, `key/other`, `key/none` or `key/other-text`.
    pub name: String,
    /// The item's key.
    pub item: String,
    /// The item's question.
    pub question: &'a Question,
    /// What stands in it.
    pub cells: Cells,
}

/// The word for the choice `other` in an answers file.
pub const OTHER_NAME: &str = "other";

/// The word for "Ingen af disse" in an answers file.
pub const NONE_NAME: &str = "none";

/// The columns that hold a version's answers, in the version's order.
#[must_use]
pub fn columns(version: &Version) -> Vec<Column<'_>> {
    let mut columns = Vec::new();
    for item in version.items() {
        let mut add = |suffix: &str, cells| {
            let name = format!("{}{suffix}", item.key);
            columns.push(Column { name, item: item.key.clone(), question: item.question, cells });
        };
        match &item.question.kind {
            Kind::Single { other, .. } => {
                add("", Cells::Answer);
                if *other {
                    add("/other-text", Cells::OtherText);
                }
            }
            Kind::Multiple { choices, none, other, missing, .. } => {
                per_choice(choices, &mut add, Cells::Tick);
                if *other {
                    add("/other", Cells::Tick(OTHER));
                    add("/other-text", Cells::OtherText);
                }
                if *none {
                    add("/none", Cells::Tick(NONE));
                }
                for_missing(missing, &mut add);
            }
            Kind::Ranking { choices, missing } => {
                per_choice(choices, &mut add, Cells::Rank);
                for_missing(missing, &mut add);
            }
            _ => add("", Cells::Answer),
        }
    }
    columns
}

fn per_choice(choices: &[Choice], add: &mut impl FnMut(&str, Cells), cells: fn(i64) -> Cells) {
    for choice in choices {
        add(&format!("/{}", choice.value), cells(choice.value));
    }
}

fn for_missing(missing: &[Missing], add: &mut impl FnMut(&str, Cells)) {
    if !missing.is_empty() {
        add("", Cells::Missing);
    }
}

/// The key under which the words of `other` are kept among the answers.
#[must_use]
pub fn other_text_key(item: &str) -> String {
    format!("{item}/other-text")
}

/// What stands in this column for these answers; empty where there is no answer. Numbers have this decimal sign.
#[must_use]
pub fn cell<'a>(column: &Column, answers: &'a Answers, decimal: char) -> Cow<'a, str> {
    if column.cells == Cells::OtherText {
        return match answers.0.get(&column.name) {
            Some(Answer::Text(text)) => Cow::Borrowed(text),
            _ => Cow::Borrowed(""),
        };
    }
    match (column.cells, answers.0.get(&column.item)) {
        (Cells::Answer, Some(Answer::Choice(OTHER))) => Cow::Borrowed(OTHER_NAME),
        (Cells::Answer, Some(Answer::Choice(value))) => Cow::Owned(value.to_string()),
        (Cells::Answer, Some(Answer::Text(text) | Answer::Date(text))) => Cow::Borrowed(text),
        (Cells::Answer, Some(Answer::Number(number))) => Cow::Owned(number.to_string().replace('.', &decimal.to_string())),
        (Cells::Answer | Cells::Missing, Some(Answer::Missing(name))) => Cow::Borrowed(Missing::from(*name).name()),
        (Cells::Tick(value), Some(Answer::Choices(ticked))) => Cow::Borrowed(if ticked.contains(&value) { "1" } else { "0" }),
        (Cells::Rank(value), Some(Answer::Ranking(order))) => {
            let rank = order.iter().position(|ranked| *ranked == value);
            rank.map_or(Cow::Borrowed(""), |rank| Cow::Owned((rank + 1).to_string()))
        }
        _ => Cow::Borrowed(""),
    }
}

/// What a cell must not begin with in a file for a spreadsheet: it would be run as a formula.
const RUN_BY_SPREADSHEETS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The cell with a `'` before it where a spreadsheet would run it; also where such a guard would be read from it.
#[must_use]
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if cell.trim_start_matches('\'').starts_with(RUN_BY_SPREADSHEETS) { format!("'{cell}").into() } else { cell.into() }
}

/// The same for a cell that may be a figure: numbers stay as they are, below zero too.
#[must_use]
pub fn guarded_unless_number(cell: &str) -> Cow<'_, str> {
    if cell.parse::<f64>().is_ok() { cell.into() } else { guarded(cell) }
}

/// The cell without the `'` of [`guarded`].
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(RUN_BY_SPREADSHEETS) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guarded_reads_back_whatever_it_begins_with() {
        for cell in ["=1+1", "'=1+1", "''=1+1", "-5", "+45", "@x", "\tx", "\rx", "'", "''", "'t er koldt", "plain", ""] {
            assert_eq!(unguarded(&guarded(cell)), cell);
            assert!(!guarded(cell).starts_with(RUN_BY_SPREADSHEETS));
        }
    }
}
