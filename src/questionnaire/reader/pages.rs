//! Pages: either `[[page]]` with questions inside, or `[[question]]` at top level, divided into pages here.
//!
//! Up to five questions without routing share a page, because that is quicker on a phone; with routing each needs its own,
//! since a condition can only look at earlier pages.

use std::collections::BTreeMap;

use super::super::fault::FaultKind;
use super::super::kind::Kind;
use super::super::model::Question;
use super::question;
use super::routing::Written;
use super::scale::Scales;
use super::table::{Reading, Table};
use crate::language::Text;

/// How many questions without routing share a page.
const SHARED: usize = 5;

/// A question as far as it could be read.
pub(super) struct Draft {
    /// Its key, where it could be read.
    pub(super) key: Option<String>,
    /// Where its header stands, as a byte offset.
    pub(super) at: usize,
    /// The question, if its kind could be read.
    pub(super) question: Option<Question>,
    /// Whether nothing is wrong with it.
    pub(super) sound: bool,
    /// `show_if` as written.
    pub(super) show_if: Option<Written>,
    /// `screen_out_if` as written.
    pub(super) screen_out_if: Option<Written>,
}

/// All pages as far as they could be read.
pub(super) struct Drafted {
    pub(super) pages: Vec<(Option<Text>, Vec<Draft>)>,
}

impl Drafted {
    pub(super) fn known(&self, key: &str) -> Option<&Draft> {
        self.pages.iter().flat_map(|(_, drafts)| drafts).find(|draft| draft.key.as_deref() == Some(key))
    }
}

pub(super) fn read(reading: &mut Reading<'_>, root: Table<'_>, scales: &Scales, version: u32) -> Drafted {
    let mut drafted = Drafted { pages: Vec::new() };
    let (paged, flat) = (root.entries.get("page"), root.entries.get("question"));
    if let (Some(page), Some(question)) = (paged, flat) {
        reading.fault(page.span().start.max(question.span().start), FaultKind::PagesAndQuestions);
    }
    if paged.is_none() && flat.is_none() {
        reading.fault(0, FaultKind::NoQuestions);
    }
    for table in reading.may(root, "page", Reading::tables).unwrap_or_default() {
        reading.only(table, &["title", "question"]);
        let title = reading.may(table, "title", Reading::texts);
        let questions = questions(reading, table, scales, version);
        if questions.is_empty() {
            reading.fault(table.header, FaultKind::NoQuestions);
        }
        drafted.pages.push((title, questions));
    }
    let questions = questions(reading, root, scales, version);
    if flat.is_some() && questions.is_empty() {
        reading.fault(0, FaultKind::NoQuestions);
    }
    drafted.pages.extend(divided(questions).into_iter().map(|questions| (None, questions)));
    distinct(reading, &drafted);
    drafted
}

fn questions(reading: &mut Reading<'_>, table: Table<'_>, scales: &Scales, version: u32) -> Vec<Draft> {
    let tables = reading.may(table, "question", Reading::tables).unwrap_or_default();
    tables.into_iter().map(|table| question::read(reading, table, scales, version)).collect()
}

fn divided(questions: Vec<Draft>) -> Vec<Vec<Draft>> {
    let routed = questions.iter().any(|draft| draft.show_if.is_some() || draft.screen_out_if.is_some());
    let asked = questions.iter().filter(|draft| !draft.is_note()).count();
    if questions.is_empty() {
        Vec::new()
    } else if !routed && asked <= SHARED {
        vec![questions]
    } else {
        questions.into_iter().map(|draft| vec![draft]).collect()
    }
}

impl Draft {
    fn is_note(&self) -> bool {
        self.question.as_ref().is_some_and(|question| matches!(question.kind, Kind::Note))
    }
}

fn distinct(reading: &mut Reading<'_>, drafted: &Drafted) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut code = None;
    for draft in drafted.pages.iter().flat_map(|(_, drafts)| drafts) {
        let Some(key) = draft.key.as_deref() else { continue };
        if draft.question.as_ref().is_some_and(|question| matches!(question.kind, Kind::Code)) {
            match code {
                Some(first) => reading.fault(draft.at, FaultKind::SecondCode { line: reading.place(first).line }),
                None => code = Some(draft.at),
            }
        }
        if let Some(first) = seen.get(key) {
            let line = reading.place(*first).line;
            reading.fault(draft.at, FaultKind::SameKey { value: key.to_owned(), line });
        } else {
            seen.insert(key, draft.at);
        }
    }
}
