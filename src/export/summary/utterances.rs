//! What was said once and stands twice: noted by two, or noted and found in the transcript, or cut twice out of one line.
//!
//! It counts once, so that no point looks better supported than it is; and whoever reads it in two places knows it again, so that each
//! place tells of the other.

use std::collections::BTreeMap;

use super::Talks;
use crate::focusgroup::{LineKind, Relation, UNKNOWN, are_alike, bare_words};
use crate::store::{NoteLine, Point, Quote, Statement};

/// Words that somebody said, as they stand somewhere.
pub(in crate::export) struct Uttered<'a> {
    /// In which group.
    pub(in crate::export) group: i64,
    /// The code of who spoke.
    pub(in crate::export) speaker: &'a str,
    /// The line that they are from, in the form in which it was noted first.
    pub(in crate::export) line: i64,
    /// The words, in each of their forms.
    pub(in crate::export) words: Vec<Vec<String>>,
}

impl Uttered<'_> {
    /// Whether these are the same words of the same person; of somebody unknown it may be anybody.
    fn says(&self, other: &Self) -> bool {
        let may_be_one = self.speaker == other.speaker || [self.speaker, other.speaker].contains(&UNKNOWN);
        let alike = || self.words.iter().any(|one| other.words.iter().any(|theirs| are_alike(one, theirs)));
        self.group == other.group && may_be_one && alike()
    }
}

/// Of each the line by which it is known: the same line for all that were said once, and for all that are from one line.
pub(in crate::export) fn known_by(all: &[Uttered<'_>]) -> Vec<i64> {
    let mut lines: Vec<i64> = all.iter().map(|one| one.line).collect();
    for at in 0..all.len() {
        for before in 0..at {
            let (old, new) = (lines[at].max(lines[before]), lines[at].min(lines[before]));
            if old != new && all[at].says(&all[before]) {
                lines.iter_mut().filter(|line| **line == old).for_each(|line| *line = new);
            }
        }
    }
    lines
}

/// Of each line that stands and says what an earlier one says, the earlier one: noted by two, or noted and found in a transcript. What one
/// note taker wrote twice was said twice.
#[must_use]
pub fn said_before<'a>(standing: &[&'a NoteLine]) -> BTreeMap<i64, &'a NoteLine> {
    let spoken = standing.iter().copied().filter(|line| matches!(line.kind, LineKind::Statement | LineKind::Quote));
    let spoken: Vec<&NoteLine> = spoken.filter(|line| !line.speaker.is_empty()).collect();
    let uttered =
        |line: &&'a NoteLine| Uttered { group: 0, speaker: &line.speaker, line: line.id, words: vec![bare_words(&line.words)] };
    let all: Vec<Uttered<'_>> = spoken.iter().map(uttered).collect();
    let mut found = BTreeMap::new();
    let is_transcribed = |line: &NoteLine| line.client_id.starts_with("transcript-");
    let apart = |one: &NoteLine, other: &NoteLine| one.by != other.by || is_transcribed(one) != is_transcribed(other);
    // What was said once is in the notes of each taker once, and once in the transcript.
    let mut once: Vec<Vec<usize>> = Vec::new();
    for (at, one) in all.iter().enumerate() {
        let is_of = |said: &&mut Vec<usize>| {
            // A line of somebody unknown stands for nobody's who is known.
            let last = said.last().map_or("", |last| all[*last].speaker);
            (last == one.speaker || last == UNKNOWN)
                && said.iter().all(|before| apart(spoken[*before], spoken[at]))
                && said.iter().any(|before| all[*before].says(one))
        };
        if let Some(said) = once.iter_mut().find(is_of) {
            found.extend(said.last().map(|last| (one.line, spoken[*last])));
            said.push(at);
        } else {
            once.push(vec![at]);
        }
    }
    found
}

impl Talks {
    /// The statements that bear on a point in this way, each with the one before it that says the same, if there is one.
    #[must_use]
    pub fn said_of(&self, point: &Point, how: Relation) -> Vec<(&Statement, Option<i64>)> {
        let all: Vec<&Statement> = self.bearing(point.id, how).collect();
        let uttered: Vec<Uttered<'_>> = all.iter().map(|statement| self.uttered(statement)).collect();
        let before = |at: usize| {
            let one = &uttered[at];
            let same = |other: usize| {
                let overlap = all[other].starts < all[at].ends && all[at].starts < all[other].ends;
                uttered[other].says(one) || (all[other].line_id == all[at].line_id && overlap)
            };
            (0..at).find(|other| same(*other)).map(|other| all[other].id)
        };
        all.iter().enumerate().map(|(at, statement)| (*statement, before(at))).collect()
    }

    /// How many times something was said that bears on a point in this way: the same words of the same person count once.
    #[must_use]
    pub fn times_said(&self, point: &Point, how: Relation) -> usize {
        self.said_of(point, how).iter().filter(|(_, before)| before.is_none()).count()
    }

    pub(super) fn uttered<'a>(&self, statement: &'a Statement) -> Uttered<'a> {
        Uttered {
            group: statement.group_id,
            speaker: &statement.speaker,
            line: self.first_form(statement.line_id),
            words: vec![bare_words(&statement.words)],
        }
    }

    /// A quote as it is known again: by the words that were said and by those that are shown.
    pub(in crate::export) fn quoted<'a>(&self, quote: &Quote, statement: &'a Statement) -> Uttered<'a> {
        let mut uttered = self.uttered(statement);
        uttered.words.push(bare_words(&quote.words));
        uttered
    }
}
