//! The coding of the demonstration's focus groups: a small book, a sample that two coded unseen, and a transcript that waits for its speakers.

mod danish;

use std::collections::BTreeMap;

use danish::{BOOK, MEMO, SECOND, STEPS, TALK};

use crate::focusgroup::{LineKind, drawn};
use crate::store::{Error, MemoOf, NewCode, NoteLine, Store};
use crate::time::Timestamp;

/// So many lines are coded by both.
const SAMPLE: usize = 40;
const SEED: i64 = 2019;
/// The second coder puts something else on one line in so many.
const APART: i64 = 6;

/// Fills in codes, excerpts, memos and a sample.
pub(super) fn fill(store: &Store, now: Timestamp) -> Result<(), Error> {
    let by = "Demonstration";
    let mut codes: BTreeMap<&str, i64> = BTreeMap::new();
    for (name, parent, description, value) in BOOK {
        let parent = codes.get(parent).copied();
        let new = NewCode { guid: "", parent, name, description, value };
        if let Ok(id) = store.put_code(None, &new, by, now)? {
            codes.insert(name, id);
        }
    }
    let mut lines: Vec<NoteLine> = Vec::new();
    for group in store.focus_groups()? {
        let said = store.standing_lines(group.id)?.into_iter();
        lines.extend(said.filter(|line| matches!(line.kind, LineKind::Statement | LineKind::Quote)));
    }
    let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
    let sample = drawn(&ids, SAMPLE, SEED);
    let coders = [by, SECOND].map(str::to_owned).into();
    let id = store.draw_sample(&sample, &coders, SEED, by, now)?;
    for line in lines.iter().filter(|line| sample.contains(&line.id)) {
        code(store, line, (by, false), &codes, now)?;
        code(store, line, (SECOND, line.id % APART == 0), &codes, now)?;
    }
    for coder in [by, SECOND] {
        store.finish_sample(id, coder, now)?;
    }
    if let Some(excerpt) = store.codings(Some(by))?.first() {
        store.add_memo(MemoOf::Excerpt(excerpt.id), MEMO, by, now)?;
    }
    if let Some(group) = store.focus_groups()?.first() {
        store.add_transcript(group.id, ("WebVTT", TALK.as_bytes()), 90, by, now)?;
    }
    Ok(())
}

/// Puts on a line the code whose words are in it, and a step of the scale; another one where this coder sees it differently.
fn code(
    store: &Store,
    line: &NoteLine,
    (coder, differs): (&str, bool),
    codes: &BTreeMap<&str, i64>,
    now: Timestamp,
) -> Result<(), Error> {
    let words = line.words.to_lowercase();
    let ends = i32::try_from(line.words.chars().count()).unwrap_or(i32::MAX);
    let has = |signs: &&(&str, &[&str])| signs.1.iter().any(|sign| words.contains(sign));
    let found = STEPS.iter().filter(has).map(|(name, _)| *name);
    for name in found.skip(usize::from(differs)) {
        if let Some(code) = codes.get(name) {
            store.add_coding(line.id, (0, ends), *code, coder, now)?;
        }
    }
    Ok(())
}
