//! Whether any answers at all can make a condition true, by trying all that make a difference.
//!
//! The routing of the questions that a condition names counts too: a question that is only shown to those who answered 1
//! cannot be answered by somebody who answered 2. What would take too long to try is taken as possible.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, Answers};
use super::condition::{Condition, atoms_of, candidates};
use super::journey::walk;
use super::model::{Page, Question};

/// The most combinations that are tried.
const MOST: usize = 20_000;

/// Whether the question at this place can ever be shown.
pub(super) fn shown(pages: &[Page], page: usize, index: usize) -> bool {
    any(pages, (page, index), false, |pages, answers| {
        let walk = walk(pages, answers);
        walk.shown.get(page).and_then(|shown| shown.last()).is_some_and(|shown| *shown)
    })
}

/// Whether the question at this place can ever end the questionnaire.
pub(super) fn screened_out(pages: &[Page], page: usize, index: usize) -> bool {
    any(pages, (page, index), true, |pages, answers| walk(pages, answers).screened_out == Some(page))
}

fn any(pages: &[Page], target: (usize, usize), ends: bool, holds: impl Fn(&[Page], &Answers) -> bool) -> bool {
    for screened in [true, false] {
        let reduced = reduced(pages, target, ends, screened);
        let Some(items) = items(&reduced) else { continue };
        let combinations = items.iter().try_fold(1_usize, |product, (_, answers)| product.checked_mul(answers.len()));
        if combinations.is_some_and(|combinations| combinations <= MOST) {
            return (0..combinations.unwrap_or(0)).any(|number| holds(&reduced, &combination(&items, number)));
        }
    }
    true
}

/// The questions on which the target hangs, on their own pages, the target last on its page.
fn reduced(pages: &[Page], (page, index): (usize, usize), ends: bool, screened: bool) -> Vec<Page> {
    let at = |page: usize, index: usize| pages.get(page).and_then(|page| page.questions.get(index));
    let mut wanted: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut queue = vec![(page, index)];
    if screened {
        let ending = |page: usize| pages.get(page).map_or(&[][..], |page| &page.questions).iter().enumerate();
        let ending = (0..page).flat_map(|page| ending(page).map(move |(index, question)| (page, index, question)));
        queue.extend(ending.filter(|(_, _, question)| question.screen_out_if.is_some()).map(|(page, index, _)| (page, index)));
    }
    while let Some(place) = queue.pop() {
        let Some(question) = at(place.0, place.1).filter(|_| wanted.insert(place)) else { continue };
        for condition in conditions(question) {
            queue.extend(keys(condition).into_iter().filter_map(|key| find(pages, key)));
        }
    }
    wanted.remove(&(page, index));
    let target = at(page, index).cloned();
    let mut reduced: Vec<Page> = Vec::new();
    for place in 0..=page {
        let own = wanted.iter().filter(|(page, _)| *page == place).filter_map(|(page, index)| at(*page, *index).cloned());
        let questions = own.map(|question| Question {
            screen_out_if: question.screen_out_if.clone().filter(|_| screened && place < page),
            ..question
        });
        reduced.push(Page { title: None, questions: questions.collect() });
    }
    if let (Some(last), Some(target)) = (reduced.last_mut(), target) {
        last.questions.push(Question { screen_out_if: target.screen_out_if.clone().filter(|_| ends), ..target });
    }
    reduced
}

fn conditions(question: &Question) -> impl Iterator<Item = &Condition> {
    question.show_if.iter().chain(&question.screen_out_if)
}

fn keys(condition: &Condition) -> Vec<&str> {
    let mut atoms = Vec::new();
    atoms_of(condition, &mut atoms);
    atoms.into_iter().filter_map(Condition::key).collect()
}

fn find(pages: &[Page], key: &str) -> Option<(usize, usize)> {
    let question = key.split('.').next().unwrap_or(key);
    pages
        .iter()
        .enumerate()
        .find_map(|(page, asked)| Some((page, asked.questions.iter().position(|asked| asked.key == question)?)))
}

/// Every item that a condition names, with the answers that make a difference; none if they are too many.
fn items(pages: &[Page]) -> Option<Vec<(String, Vec<Option<Answer>>)>> {
    let mut atoms = Vec::new();
    for condition in pages.iter().flat_map(|page| &page.questions).flat_map(conditions) {
        atoms_of(condition, &mut atoms);
    }
    let mut by_key: BTreeMap<&str, Vec<&Condition>> = BTreeMap::new();
    for atom in atoms {
        by_key.entry(atom.key()?).or_default().push(atom);
    }
    let mut items = Vec::new();
    for (key, atoms) in by_key {
        let (page, index) = find(pages, key)?;
        let question = pages.get(page)?.questions.get(index)?;
        items.push((key.to_owned(), candidates(&question.kind, &atoms)?));
    }
    Some(items)
}

/// The combination with this number, counting in a system whose digits are the items' candidates.
fn combination(items: &[(String, Vec<Option<Answer>>)], mut number: usize) -> Answers {
    let mut answers = Answers::default();
    for (key, candidates) in items {
        if let Some(Some(answer)) = candidates.get(number % candidates.len()) {
            answers.0.insert(key.clone(), answer.clone());
        }
        number /= candidates.len();
    }
    answers
}
