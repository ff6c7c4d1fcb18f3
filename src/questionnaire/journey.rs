//! The way through a questionnaire: which questions are shown, which page comes next, how far one has come.
//!
//! Nothing here is stored. An answer to a question that is itself not shown counts as no answer, so an earlier answer that
//! was changed hides all that hung on it.

use std::collections::BTreeSet;

use super::answer::{Answer, Answers};
use super::condition::{Truth, truth};
use super::kind::Kind;
use super::model::{Page, Question, Version};

/// Where a respondent goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the page with this index.
    Page(usize),
    /// To the thanks of those who are not asked further.
    ScreenedOut,
    /// Past the last page.
    End,
}

/// Which questions are shown, page by page, for given answers.
pub(super) struct Walk {
    /// For each page and each of its questions whether it is shown.
    pub(super) shown: Vec<Vec<bool>>,
    /// The page after which the questionnaire ended early.
    pub(super) screened_out: Option<usize>,
}

/// Walks through the pages once, in order.
pub(super) fn walk(pages: &[Page], answers: &Answers) -> Walk {
    walk_by(pages, &|key| answers.0.get(key))
}

/// The same for answers that are looked up by the key of their item.
fn walk_by<'a>(pages: &'a [Page], given: &impl Fn(&str) -> Option<&'a Answer>) -> Walk {
    let mut walk = Walk { shown: Vec::with_capacity(pages.len()), screened_out: None };
    for (index, page) in pages.iter().enumerate() {
        if walk.screened_out.is_some() {
            walk.shown.push(vec![false; page.questions.len()]);
            continue;
        }
        let look = |key: &str| look(pages, &walk.shown, given, key);
        let holds = |condition| truth(condition, &look) == Truth::True;
        let shown = page.questions.iter().map(|question| question.show_if.as_ref().is_none_or(&holds)).collect();
        walk.shown.push(shown);
        let shown = walk.shown.last().map_or(&[][..], Vec::as_slice);
        let look = |key: &str| self::look(pages, &walk.shown, given, key);
        let ends =
            page.questions.iter().zip(shown).filter(|(_, shown)| **shown).any(|(question, _)| {
                question.screen_out_if.as_ref().is_some_and(|condition| truth(condition, &look) == Truth::True)
            });
        walk.screened_out = ends.then_some(index);
    }
    walk
}

/// The answer of an item on the pages walked so far, if it is shown and answered.
fn look<'a>(
    pages: &'a [Page],
    shown: &[Vec<bool>],
    given: &impl Fn(&str) -> Option<&'a Answer>,
    key: &str,
) -> Option<(&'a Answer, &'a Kind)> {
    let question = key.split('.').next().unwrap_or(key);
    let answer = given(key)?;
    let mut asked = pages.iter().zip(shown).flat_map(|(page, shown)| page.questions.iter().zip(shown));
    asked.find(|(asked, shown)| **shown && asked.key == question).map(|(asked, _)| (answer, &asked.kind))
}

/// The keys of all items that are shown for these answers.
#[must_use]
pub fn shown(version: &Version, answers: &Answers) -> BTreeSet<String> {
    let walk = walk(&version.pages, answers);
    let mut keys = BTreeSet::new();
    for (index, (page, shown)) in version.pages.iter().zip(&walk.shown).enumerate() {
        for (question, _) in page.questions.iter().zip(shown).filter(|(_, shown)| **shown) {
            keys.extend(question.items(index).into_iter().map(|item| item.key));
        }
    }
    keys
}

/// For each page and each of its questions whether it is shown, for answers that are looked up by the key of their item.
#[must_use]
pub fn shown_questions<'a>(version: &'a Version, given: &impl Fn(&str) -> Option<&'a Answer>) -> Vec<Vec<bool>> {
    walk_by(&version.pages, given).shown
}

/// Whether these answers end the questionnaire early.
#[must_use]
pub fn is_screened_out(version: &Version, answers: &Answers) -> bool {
    walk(&version.pages, answers).screened_out.is_some()
}

/// Whether the question with this key is shown on its page; for notes too, which are no items.
#[must_use]
pub fn shown_on_page(version: &Version, answers: &Answers, page: usize) -> Vec<bool> {
    walk(&version.pages, answers).shown.get(page).cloned().unwrap_or_default()
}

/// Drops the answers, and words of `other`, to whatever is not shown.
pub fn prune(version: &Version, answers: &mut Answers) {
    let shown = shown(version, answers);
    answers.0.retain(|key, _| shown.contains(key.strip_suffix("/other-text").unwrap_or(key)));
}

/// Where a respondent goes after passing a page, or at the start.
///
/// Pages without anything shown are skipped.
#[must_use]
pub fn next(version: &Version, answers: &Answers, after: Option<usize>) -> Step {
    let walk = walk(&version.pages, answers);
    let first = after.map_or(0, |page| page + 1);
    if let Some(page) = walk.shown.iter().enumerate().skip(first).find(|(_, shown)| shown.contains(&true)) {
        return Step::Page(page.0);
    }
    if walk.screened_out.is_some() { Step::ScreenedOut } else { Step::End }
}

/// The page before this one that shows anything; from the end, the last such page is before `version.pages.len()`.
#[must_use]
pub fn previous(version: &Version, answers: &Answers, page: usize) -> Option<usize> {
    let walk = walk(&version.pages, answers);
    (0..page.min(walk.shown.len())).rev().find(|index| walk.shown.get(*index).is_some_and(|shown| shown.contains(&true)))
}

/// How far one is on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The number of the page's first question among those shown.
    pub first: usize,
    /// How many questions there are at most.
    pub most: usize,
    /// Whether what is answered from here on can still make them fewer.
    pub open: bool,
}

/// Where a page stands among the questions that are shown: "Spørgsmål 3 af 8", "Spørgsmål 1 af højst 9".
///
/// Notes are not counted and a battery counts once. A question that is hidden for now counts as long as an answer on this page or a later
/// one can show it: whoever has begun is never asked more than was said.
#[must_use]
pub fn position(version: &Version, answers: &Answers, page: usize) -> Position {
    let walk = walk(&version.pages, answers);
    let asks = |question: &Question| !matches!(question.kind, Kind::Note);
    let before: usize = version.pages.iter().zip(&walk.shown).take(page).map(|(page, shown)| asked(page, shown)).sum();
    // What is still open: questions from this page on that are shown or can be.
    let mut undecided = BTreeSet::new();
    let (mut rest, mut open) = (0, false);
    for (index, one) in version.pages.iter().enumerate().skip(page) {
        for (place, question) in one.questions.iter().enumerate() {
            let hangs = question.show_if.as_ref().is_some_and(|condition| {
                condition.keys().iter().any(|key| undecided.contains(key.split('.').next().unwrap_or(key)))
            });
            let shown = walk.shown.get(index).and_then(|shown| shown.get(place)).is_some_and(|shown| *shown);
            // After a page that ends early nothing is shown, though another answer on it would.
            let ended = walk.screened_out.is_some_and(|last| last >= page && last < index) && question.show_if.is_none();
            if !(shown || hangs || ended) {
                continue;
            }
            undecided.insert(question.key.as_str());
            rest += usize::from(asks(question));
            open |= asks(question) && (hangs || ended);
        }
    }
    let ends = |page: &Page| page.questions.iter().any(|question| question.screen_out_if.is_some());
    let last = version.pages.len().saturating_sub(1);
    open |= version.pages.iter().take(last).skip(page).any(ends);
    let most = before + rest;
    Position { first: (before + 1).min(most), most, open }
}

/// How many questions a version has, notes left out and batteries counted once.
#[must_use]
pub fn number_of_questions(version: &Version) -> usize {
    version.questions().filter(|question| !matches!(question.kind, Kind::Note)).count()
}

fn asked(page: &Page, shown: &[bool]) -> usize {
    page.questions.iter().zip(shown).filter(|(question, shown)| **shown && !matches!(question.kind, Kind::Note)).count()
}

/// How many items are answered of those that are [`shown`], missing kinds counted as answers.
#[must_use]
pub fn completeness(shown: &BTreeSet<String>, answers: &Answers) -> (usize, usize) {
    (shown.iter().filter(|key| answers.0.contains_key(*key)).count(), shown.len())
}
