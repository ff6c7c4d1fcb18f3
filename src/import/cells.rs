//! Cells of an answers file become answers.
//!
//! What one item says may stand in several cells (ticks, ranks, the words of `other`), so they are read together.

use jiff::civil::Date;

use super::answer_fault::AnswerFault;
use crate::questionnaire::{
    Answer, Cells, Choice, Column, Kind, Missing, MissingName, NONE, NONE_NAME, OTHER, OTHER_NAME, Scale, other_text_key,
};

/// A cell that cannot be read: its index among those of the item, and why.
pub(super) type Wrong = (usize, AnswerFault);

/// The answers of one item: its own, and under another key the words of `other`. Empty cells are no answer.
///
/// `columns` are all columns of the item and `cells` what stands in them; with `comma`, numbers may have a decimal comma.
pub(super) fn answers(columns: &[Column], cells: &[&str], comma: bool) -> Result<Vec<(String, Answer)>, Wrong> {
    let Some(first) = columns.first() else { return Ok(Vec::new()) };
    let answer = match &first.question.kind {
        Kind::Multiple { max_choices, missing, .. } => match missing_kind(columns, cells, missing)? {
            Some(missing) => Some(missing),
            None => ticks(columns, cells, *max_choices)?,
        },
        Kind::Ranking { choices, missing } => match missing_kind(columns, cells, missing)? {
            Some(missing) => Some(missing),
            None => ranking(columns, cells, choices.len())?,
        },
        kind => single_cell(&first.name, kind, cells.first().copied().unwrap_or_default(), comma).map_err(|fault| (0, fault))?,
    };
    let words = other_words(columns, cells, answer.as_ref())?;
    let answer = answer.map(|answer| (first.item.clone(), answer));
    Ok(answer.into_iter().chain(words.map(|words| (other_text_key(&first.item), words))).collect())
}

/// The answer in a cell that holds all of it.
pub(super) fn single_cell(column: &str, kind: &Kind, cell: &str, comma: bool) -> Result<Option<Answer>, AnswerFault> {
    let trimmed = cell.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let named = Missing::from_name(trimmed).filter(|_| kind.scale().is_none()).filter(|missing| kind.missing().contains(missing));
    if let Some(missing) = named {
        return Ok(Some(Answer::Missing(MissingName::from(missing))));
    }
    let column = column.to_owned();
    let answer = match kind {
        Kind::Single { scale, other } => Answer::Choice(choice(column, scale, *other, trimmed)?),
        Kind::Battery { scale, .. } => Answer::Choice(choice(column, scale, false, trimmed)?),
        Kind::Number { min, max, decimals, .. } => Answer::Number(number_of(column, trimmed, comma, (*min, *max), *decimals)?),
        Kind::Date { .. } => Answer::Date(date(trimmed).ok_or(AnswerFault::NotADate { column })?.to_string()),
        Kind::Text { max_length, .. } | Kind::LongText { max_length, .. } if cell.chars().count() > *max_length => {
            return Err(AnswerFault::TooLong { column, most: *max_length });
        }
        Kind::Text { .. } | Kind::LongText { .. } => Answer::Text(cell.to_owned()),
        Kind::Multiple { .. } | Kind::Ranking { .. } | Kind::Code | Kind::Note => return Ok(None),
    };
    Ok(Some(answer))
}

/// The value of a choice by its value or by its label in any language.
pub(super) fn choice(column: String, scale: &Scale, other: bool, cell: &str) -> Result<i64, AnswerFault> {
    if let Some(value) = whole(cell).filter(|value| scale.choices.iter().any(|choice| choice.value == *value)) {
        return Ok(value);
    }
    let words = flattened(cell);
    let labelled = |choice: &&Choice| choice.label.0.values().any(|label| flattened(label) == words);
    if let Some(choice) = scale.choices.iter().find(labelled) {
        return Ok(choice.value);
    }
    if other && words == OTHER_NAME {
        return Ok(OTHER);
    }
    let mut allowed: Vec<String> = scale.choices.iter().map(|choice| choice.value.to_string()).collect();
    allowed.extend(other.then(|| OTHER_NAME.to_owned()));
    Err(AnswerFault::NotAChoice { column, value: cell.to_owned(), allowed: allowed.join(", ") })
}

/// The value behind a word for a choice of a question with several: its value, label, `other` or `none`.
pub(super) fn ticked_choice(column: &str, kind: &Kind, cell: &str) -> Result<i64, AnswerFault> {
    let Kind::Multiple { choices, none, other, .. } = kind else {
        return Err(AnswerFault::NoTally { question: column.to_owned() });
    };
    if *none && flattened(cell) == NONE_NAME {
        return Ok(NONE);
    }
    let scale = Scale { kind: crate::questionnaire::ScaleKind::Nominal, choices: choices.clone() };
    choice(column.to_owned(), &scale, *other, cell)
}

/// A day as files write it: `2020-06-30`, `30.06.2020`, `30-6-2020`, `30/6 2020`.
pub(super) fn date(cell: &str) -> Option<Date> {
    let parts: Vec<&str> = cell.split(['-', '.', '/', ' ']).filter(|part| !part.is_empty()).collect();
    let &[first, month, last] = parts.as_slice() else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let digits = |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A whole number, also as a spreadsheet or statistics program writes it (`4.0`, `4,0`).
fn whole(cell: &str) -> Option<i64> {
    let digits = cell.strip_suffix(".0").or_else(|| cell.strip_suffix(",0")).unwrap_or(cell);
    digits.parse().ok().filter(|_| !digits.starts_with('+'))
}

fn flattened(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn number_of(
    column: String,
    cell: &str,
    comma: bool,
    (min, max): (Option<f64>, Option<f64>),
    decimals: u32,
) -> Result<f64, AnswerFault> {
    // Beyond this neither spreadsheets nor counts are exact.
    const MOST: f64 = 1e12;
    let plain = cell.replace('\u{2212}', "-");
    let plain = if comma && !plain.contains('.') { plain.replacen(',', ".", 1) } else { plain };
    let (before, after) = plain.split_once('.').unwrap_or((&plain, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = digits(before.strip_prefix(['-', '+']).unwrap_or(before)) && digits(after);
    let Some(number) = plain.parse::<f64>().ok().filter(|number| sound && number.abs() <= MOST) else {
        return Err(AnswerFault::NotANumber { column });
    };
    if after.trim_end_matches('0').len() > usize::try_from(decimals).unwrap_or(usize::MAX) {
        return Err(AnswerFault::TooManyDecimals { column, decimals });
    }
    if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
        let range = match (min, max) {
            (Some(min), Some(max)) => format!("{min} – {max}"),
            (Some(min), None) => format!("≥ {min}"),
            (None, max) => format!("≤ {}", max.unwrap_or_default()),
        };
        return Err(AnswerFault::OutOfRange { column, range });
    }
    // Minus zero would be written as "-0" and be another number to the database.
    Ok(if number == 0.0 { 0.0 } else { number })
}

/// The missing kind of an item with several cells, which stands in the column of the item's own key.
fn missing_kind(columns: &[Column], cells: &[&str], offered: &[Missing]) -> Result<Option<Answer>, Wrong> {
    let Some(index) = columns.iter().position(|column| column.cells == Cells::Missing) else { return Ok(None) };
    let cell = cells[index].trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let column = columns[index].name.clone();
    let Some(missing) = Missing::from_name(cell).filter(|missing| offered.contains(missing)) else {
        let allowed = offered.iter().map(|missing| missing.name()).collect::<Vec<_>>().join(", ");
        return Err((index, AnswerFault::NotAChoice { column, value: cell.to_owned(), allowed }));
    };
    if cells.iter().enumerate().any(|(other, cell)| other != index && !matches!(cell.trim(), "" | "0")) {
        return Err((index, AnswerFault::MissingBesideAnswer { column }));
    }
    Ok(Some(Answer::Missing(missing.into())))
}

/// All 0: shown and nothing ticked; all empty: not answered. Some filled in and some empty is neither.
fn ticks(columns: &[Column], cells: &[&str], max_choices: Option<usize>) -> Result<Option<Answer>, Wrong> {
    let (mut ticked, mut answered, mut none, mut empty) = (Vec::new(), false, None, None);
    for (index, (column, cell)) in columns.iter().zip(cells).enumerate() {
        let Cells::Tick(value) = column.cells else { continue };
        let cell = cell.trim();
        answered |= !cell.is_empty();
        match whole(cell) {
            Some(1) => {
                ticked.push(value);
                none = none.or((value == NONE).then_some(index));
            }
            Some(0) => {}
            None if cell.is_empty() => empty = empty.or(Some(index)),
            _ => return Err((index, AnswerFault::NotZeroOrOne { column: column.name.clone() })),
        }
    }
    if let Some(index) = empty.filter(|_| answered) {
        return Err((index, AnswerFault::TickEmpty { column: columns[index].name.clone(), item: columns[index].item.clone() }));
    }
    if let Some(index) = none.filter(|_| ticked.len() > 1) {
        return Err((index, AnswerFault::NoneBesideOthers { column: columns[index].name.clone() }));
    }
    if let Some(most) = max_choices.filter(|most| ticked.len() > *most) {
        return Err((0, AnswerFault::TooManyChoices { column: columns[0].item.clone(), most }));
    }
    ticked.sort_unstable();
    Ok(answered.then_some(Answer::Choices(ticked)))
}

fn ranking(columns: &[Column], cells: &[&str], choices: usize) -> Result<Option<Answer>, Wrong> {
    let wrong = || AnswerFault::Ranking { column: columns[0].item.clone(), choices };
    let mut order: Vec<Option<i64>> = vec![None; choices];
    for (index, (column, cell)) in columns.iter().zip(cells).enumerate() {
        let Cells::Rank(value) = column.cells else { continue };
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let rank = whole(cell).and_then(|rank| usize::try_from(rank).ok()).and_then(|rank| rank.checked_sub(1));
        match rank.and_then(|rank| order.get_mut(rank)) {
            Some(place) if place.is_none() => *place = Some(value),
            _ => return Err((index, wrong())),
        }
    }
    if order.iter().all(Option::is_none) {
        return Ok(None);
    }
    let whole: Option<Vec<i64>> = order.into_iter().collect();
    whole.map(|order| Some(Answer::Ranking(order))).ok_or_else(|| (0, wrong()))
}

/// The words of `other`, which must be chosen for them to stand there.
fn other_words(columns: &[Column], cells: &[&str], answer: Option<&Answer>) -> Result<Option<Answer>, Wrong> {
    const MOST: usize = 2000;
    let Some(index) = columns.iter().position(|column| column.cells == Cells::OtherText) else { return Ok(None) };
    let cell = cells[index];
    if cell.trim().is_empty() {
        return Ok(None);
    }
    let column = columns[index].name.clone();
    let chosen = match answer {
        Some(Answer::Choice(value)) => *value == OTHER,
        Some(Answer::Choices(values)) => values.contains(&OTHER),
        _ => false,
    };
    if !chosen {
        return Err((index, AnswerFault::OtherTextAlone { column }));
    }
    if cell.chars().count() > MOST {
        return Err((index, AnswerFault::TooLong { column, most: MOST }));
    }
    Ok(Some(Answer::Text(cell.to_owned())))
}
