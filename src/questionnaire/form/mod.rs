//! The raw fields of one page's form, read by the version's own rules.
//!
//! Nothing that was typed is lost by a fault: the page shows the raw fields again. An item that is left empty is no fault;
//! the page asks about it once and lets it stay empty.

mod sentence;

#[cfg(test)]
mod tests;

use super::answer::{Answer, Answers, NONE, OTHER};
use super::journey;
use super::kind::Kind;
use super::model::{Item, Version};
pub use super::rules::AnswerFault as FormFaultKind;
use super::{own_code, rules, typed};

/// What one page's form says.
pub struct PageReading {
    /// The keys of the items shown on the page, in order.
    pub items: Vec<String>,
    /// The answers, with words of `other` as `key/other-text`; those with a fault are left out.
    pub answers: Answers,
    /// The items shown and left empty.
    pub empty: Vec<String>,
    /// What is wrong, in the order of the page.
    pub faults: Vec<FormFault>,
}

/// One thing wrong in a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormFault {
    /// The item's key, or the name of a field that the page does not have.
    pub item: String,
    /// What is wrong.
    pub kind: FormFaultKind,
}

impl PageReading {
    /// Takes the page's items out of a draft and puts in what was read.
    ///
    /// Answers on other pages stay, also those that are no longer shown: they come back when the earlier answer does, and
    /// [`journey::prune`] drops them at submit.
    pub fn put_into(&self, draft: &mut Answers) {
        for key in &self.items {
            draft.0.remove(key);
            draft.0.remove(&words_of(key));
        }
        draft.0.extend(self.answers.0.clone());
    }
}

/// Names of fields that the form has beside the questions.
const BESIDE: [&str; 7] = ["version", "language", "asked", "confirmed", "go-to", "draft-revision", "fault-told"];

/// Reads the form of the page with this index.
///
/// `before` are the answers so far, which decide which of the page's questions are shown; fields of questions that are
/// not shown are left alone.
#[must_use]
pub fn read_page(version: &Version, before: &Answers, page: usize, fields: &[(String, String)]) -> PageReading {
    let shown = journey::shown_on_page(version, before, page);
    let questions = version.pages.get(page).map_or(&[][..], |page| &page.questions);
    let mut reading = PageReading { items: Vec::new(), answers: Answers::default(), empty: Vec::new(), faults: Vec::new() };
    let mut known: Vec<String> = Vec::new();
    for (index, question) in questions.iter().enumerate() {
        for item in question.items(page) {
            known.extend(names(&item));
            if shown.get(index).is_some_and(|shown| *shown) {
                read_item(&mut reading, &item, fields);
            }
        }
    }
    for (name, _) in fields {
        let strange = !known.contains(name) && !BESIDE.contains(&name.as_str());
        if strange && !reading.faults.iter().any(|fault| fault.item == *name) {
            reading.faults.push(FormFault { item: name.clone(), kind: FormFaultKind::UnknownField });
        }
    }
    reading
}

/// The names of the fields that belong to an item.
#[must_use]
pub fn names(item: &Item<'_>) -> Vec<String> {
    let kind = &item.question.kind;
    let mut names = match kind {
        Kind::Ranking { .. } => rules::codes(kind).into_iter().map(|code| format!("{}/{code}", item.key)).collect(),
        _ => vec![item.key.clone()],
    };
    if rules::has_other(kind) {
        names.push(words_of(&item.key));
    }
    if kind.scale().is_none() && !kind.missing().is_empty() {
        names.push(format!("{}/missing", item.key));
    }
    names
}

fn words_of(key: &str) -> String {
    format!("{key}/other-text")
}

/// What is read of one item: its answer and the words of `other`.
type Read = Result<(Option<Answer>, Option<String>), FormFaultKind>;

fn read_item(reading: &mut PageReading, item: &Item<'_>, fields: &[(String, String)]) {
    reading.items.push(item.key.clone());
    match answer(item, fields) {
        Err(kind) => reading.faults.push(FormFault { item: item.key.clone(), kind }),
        Ok((None, _)) => reading.empty.push(item.key.clone()),
        Ok((Some(answer), words)) => {
            reading.answers.0.insert(item.key.clone(), answer);
            if let Some(words) = words {
                reading.answers.0.insert(words_of(&item.key), Answer::Text(words));
            }
        }
    }
}

fn answer(item: &Item<'_>, fields: &[(String, String)]) -> Read {
    let values = |name: &str| -> Vec<&str> {
        let own = fields.iter().filter(|(field, _)| field == name);
        own.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty()).collect()
    };
    let kind = &item.question.kind;
    let given = values(&item.key);
    let words = match values(&words_of(&item.key)).first() {
        Some(raw) if rules::has_other(kind) => rules::text(raw, rules::OTHER_WORDS, false)?,
        _ => None,
    };
    let ranks: Vec<Vec<&str>> = match kind {
        Kind::Ranking { choices, .. } => choices.iter().map(|choice| values(&format!("{}/{}", item.key, choice.value))).collect(),
        _ => Vec::new(),
    };
    let ticked = values(&format!("{}/missing", item.key));
    if let Some(name) = ticked.first() {
        if ticked.iter().any(|other| other != name) {
            return Err(FormFaultKind::SeveralChosen);
        }
        let missing = rules::missing(kind, name).ok_or(FormFaultKind::OffScale)?;
        let answered = !given.is_empty() || words.is_some() || ranks.iter().any(|rank| !rank.is_empty());
        return if answered { Err(FormFaultKind::MissingWithAnswer) } else { Ok((Some(Answer::Missing(missing.into())), None)) };
    }
    match kind {
        Kind::Single { .. } | Kind::Battery { .. } => single(kind, &given, words),
        Kind::Multiple { .. } => multiple(kind, &given, words),
        Kind::Ranking { .. } => ranking(kind, &ranks).map(|answer| (answer, None)),
        Kind::Note => Ok((None, None)),
        _ => line(kind, &given).map(|answer| (answer, None)),
    }
}

fn code(kind: &Kind, value: &str) -> Result<i64, FormFaultKind> {
    let code = match value {
        "other" => Some(OTHER),
        "none" => Some(NONE),
        _ => value.parse().ok(),
    };
    code.filter(|code| rules::codes(kind).contains(code)).ok_or(FormFaultKind::OffScale)
}

fn single(kind: &Kind, given: &[&str], words: Option<String>) -> Read {
    let mut codes = given.iter().map(|value| code(kind, value)).collect::<Result<Vec<i64>, _>>()?;
    codes.dedup();
    match (codes[..].first(), words) {
        _ if codes.len() > 1 => Err(FormFaultKind::SeveralChosen),
        (None, None) => Ok((None, None)),
        // Words alone mean the choice that they stand beside.
        (None, words) => Ok((Some(Answer::Choice(OTHER)), words)),
        (Some(code), Some(_)) if *code != OTHER => Err(FormFaultKind::WordsWithoutOther),
        (Some(code), words) => Ok((Some(Answer::Choice(*code)), words)),
    }
}

fn multiple(kind: &Kind, given: &[&str], words: Option<String>) -> Read {
    let mut codes = given.iter().map(|value| code(kind, value)).collect::<Result<Vec<i64>, _>>()?;
    if words.is_some() {
        codes.push(OTHER);
    }
    let codes = rules::several(kind, codes)?;
    let unanswered = codes.is_empty() && matches!(kind, Kind::Multiple { none: true, .. });
    Ok(((!unanswered).then_some(Answer::Choices(codes)), words))
}

fn ranking(kind: &Kind, ranks: &[Vec<&str>]) -> Result<Option<Answer>, FormFaultKind> {
    let codes = rules::codes(kind);
    let not_a_rank = || FormFaultKind::NotARank { last: codes.len() };
    let read = |values: &Vec<&str>| match values[..] {
        [] => Ok(None),
        [value] => value.trim().parse().map(Some).map_err(|_| not_a_rank()),
        _ => Err(not_a_rank()),
    };
    let ranks = ranks.iter().map(read).collect::<Result<Vec<Option<usize>>, _>>()?;
    rules::ranking(&codes, &ranks)
}

/// A field in which something is typed.
fn line(kind: &Kind, given: &[&str]) -> Result<Option<Answer>, FormFaultKind> {
    let raw = match given {
        [] => return Ok(None),
        [raw] => raw,
        _ => return Err(FormFaultKind::SeveralChosen),
    };
    let (most, lines) = rules::text_room(kind);
    match kind {
        Kind::Number { .. } => rules::number(kind, typed::number(raw)).map(Some),
        Kind::Date { .. } => typed::day(raw).map(|day| Some(Answer::Date(day))).ok_or(FormFaultKind::NotADate),
        Kind::Code => rules::text(raw, most, lines)?.map(own_code::checked).transpose(),
        _ => Ok(rules::text(raw, most, lines)?.map(Answer::Text)),
    }
}
