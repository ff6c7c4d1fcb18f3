//! How comparable two questions of two versions are: the levels A to E of the table in the comparison design.
//!
//! Only an approval (B) and a declared total map (C) restore a test to a changed question; no reason restores D or E, so a
//! question with a wording approved as cosmetic *and* other routing stays at D. New and dropped questions have no level.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::attributes;
use crate::language::Language;
use crate::questionnaire::{Condition, Correspondence, Item, Version};

mod reason;

pub use reason::Reason;

/// The level of comparability, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Identical.
    A,
    /// Spelling or typography only, approved by name.
    B,
    /// Choices merged by a declared total map.
    C,
    /// Changed: side by side without a test.
    D,
    /// Not comparable: never in one chart.
    E,
}

/// One difference: the reason, with the words or values before and after where they can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The reason.
    pub reason: Reason,
    /// What stood before, in the version's source language.
    pub before: Option<String>,
    /// What stands now.
    pub after: Option<String>,
}

/// A cosmetic change that a person has approved; it is kept outside the frozen content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The questionnaire's key.
    pub questionnaire: String,
    /// The earlier version.
    pub from: u32,
    /// The later version.
    pub to: u32,
    /// The question's or the item's key in the later version.
    pub question: String,
    /// Why it is cosmetic.
    pub reason: String,
    /// Who says so.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// What became of one question or item between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionDifference {
    /// The item's key in the later version; in the earlier one for a dropped question.
    pub key: String,
    /// The item's key in the earlier version; none for a new question.
    pub earlier: Option<String>,
    /// Whether the question is no longer asked.
    pub dropped: bool,
    /// The level; none for new and dropped questions.
    pub level: Option<Level>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// Earlier value → later value, at level C.
    pub map: Option<BTreeMap<i64, i64>>,
    /// What became of the groups between, where both take their choices from versions of one code list.
    pub regrouped: Option<Correspondence>,
    /// The newest approval of a change of words, where the level rests on it.
    pub approval: Option<Approval>,
}

/// What became of every item between two versions of a questionnaire, in the order of the later one, dropped ones last.
#[must_use]
pub fn diff(earlier: &Version, later: &Version, approvals: &[Approval]) -> Vec<QuestionDifference> {
    let before = earlier.items();
    let after = later.items();
    let pairs = pairs(earlier, &before, &after);
    let moved = moved(&pairs);
    let mut found: Vec<QuestionDifference> = Vec::new();
    for (place, item) in after.iter().enumerate() {
        let Some(&(was, _)) = pairs.iter().find(|(_, now)| *now == place) else {
            found.push(unpaired(item, false));
            continue;
        };
        let mut differences = attributes::compare(earlier, later, &before[was], item);
        if moved.contains(&place) {
            differences.push(Difference { reason: Reason::Order, before: None, after: None });
        }
        if base_changed(earlier, later, &before[was], item, &found) {
            differences.push(Difference { reason: Reason::Base, before: None, after: None });
        }
        differences.sort_by_key(|difference| difference.reason);
        differences.dedup_by_key(|difference| difference.reason);
        let approval = approvals.iter().rev().find(|approval| approval.covers(earlier, later, item));
        let at_most = |approved: bool| differences.iter().map(|difference| difference.reason.level(approved)).max();
        let level = at_most(approval.is_some()).unwrap_or(Level::A);
        let approval = approval.filter(|_| Some(level) < at_most(false)).cloned();
        let merged = differences.iter().any(|difference| difference.reason == Reason::Merged);
        let regrouped = attributes::regrouped(&before[was], item).cloned();
        let listed = regrouped.as_ref().filter(|_| level == Level::C).and_then(Correspondence::map);
        let declared = || item.question.supersedes.as_ref().filter(|_| merged).map(|supersedes| supersedes.map.clone());
        let map = listed.or_else(declared);
        let key = item.key.clone();
        found.push(QuestionDifference {
            key,
            earlier: Some(before[was].key.clone()),
            dropped: false,
            level: Some(level),
            differences,
            map,
            regrouped,
            approval,
        });
    }
    let kept: BTreeSet<usize> = pairs.iter().map(|(was, _)| *was).collect();
    found.extend(before.iter().enumerate().filter(|(place, _)| !kept.contains(place)).map(|(_, item)| unpaired(item, true)));
    found
}

impl QuestionDifference {
    /// Whether groups of its code list were renamed and nothing else lowers it.
    #[must_use]
    pub fn only_renames(&self) -> bool {
        let mut lowering = self.differences.iter().map(|found| found.reason).filter(|reason| *reason != Reason::LanguageAdded);
        self.differences.iter().any(|found| found.reason == Reason::Renamed) && lowering.all(|reason| reason == Reason::Renamed)
    }

    /// Adds what is no difference of the versions, but of the rounds that asked them.
    pub(super) fn lower(&mut self, difference: Difference) {
        if let Some(level) = self.level {
            let lowered = level.max(difference.reason.level(false));
            if lowered > level {
                (self.map, self.approval) = (None, None);
            }
            self.level = Some(lowered);
            self.differences.push(difference);
        }
    }
}

fn unpaired(item: &Item, dropped: bool) -> QuestionDifference {
    let earlier = dropped.then(|| item.key.clone());
    QuestionDifference {
        key: item.key.clone(),
        earlier,
        dropped,
        level: None,
        differences: Vec::new(),
        map: None,
        regrouped: None,
        approval: None,
    }
}

/// The places (earlier, later) of items that are the same question: by declared succession, else by key.
fn pairs(earlier: &Version, before: &[Item], after: &[Item]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (now, item) in after.iter().enumerate() {
        let key = earlier_key(earlier, item);
        let free = |was: &usize| pairs.iter().all(|(taken, _)| taken != was);
        if let Some(was) = before.iter().position(|candidate| candidate.key == key).filter(free) {
            pairs.push((was, now));
        }
    }
    pairs
}

fn earlier_key(earlier: &Version, item: &Item) -> String {
    match &item.question.supersedes {
        Some(supersedes) if supersedes.version == earlier.version => match item.key.split_once('.') {
            Some((_, part)) => format!("{}.{part}", supersedes.key),
            None => supersedes.key.clone(),
        },
        _ => item.key.clone(),
    }
}

/// The later places of items before which other common questions stand than before.
fn moved(pairs: &[(usize, usize)]) -> BTreeSet<usize> {
    let inverted = |one: &(usize, usize), other: &(usize, usize)| (one.0 < other.0) != (one.1 < other.1);
    pairs.iter().filter(|one| pairs.iter().any(|other| other.0 != one.0 && inverted(one, other))).map(|(_, now)| *now).collect()
}

/// Whether others come as far as this item, although its own condition is the same.
fn base_changed(earlier: &Version, later: &Version, was: &Item, now: &Item, known: &[QuestionDifference]) -> bool {
    let screens_before = screens(earlier, was.page);
    let screens_after = screens(later, now.page);
    if screens_before != screens_after {
        return true;
    }
    let mut keys = BTreeSet::new();
    screens_after.into_iter().chain(now.question.show_if.as_ref()).for_each(|condition| condition_keys(condition, &mut keys));
    let touched = |difference: &&QuestionDifference| {
        keys.contains(difference.key.as_str()) || difference.key.split_once('.').is_some_and(|(key, _)| keys.contains(key))
    };
    // A renamed group has its value still, so a condition lets the same people through.
    let moves =
        |difference: &QuestionDifference| difference.level.is_some_and(|level| level > Level::B) && !difference.only_renames();
    known.iter().filter(touched).any(moves)
}

/// The conditions by which respondents have been thanked before this page.
fn screens(version: &Version, page: usize) -> Vec<&Condition> {
    version
        .pages
        .iter()
        .take(page)
        .flat_map(|page| &page.questions)
        .filter_map(|question| question.screen_out_if.as_ref())
        .collect()
}

fn condition_keys<'a>(condition: &'a Condition, keys: &mut BTreeSet<&'a str>) {
    match condition {
        Condition::Compare { key, .. } | Condition::In { key, .. } | Condition::Answered(key) | Condition::Chosen(key, _) => {
            keys.insert(key);
        }
        Condition::Not(inner) => condition_keys(inner, keys),
        Condition::And(left, right) | Condition::Or(left, right) => {
            condition_keys(left, keys);
            condition_keys(right, keys);
        }
    }
}

impl Approval {
    fn covers(&self, earlier: &Version, later: &Version, item: &Item) -> bool {
        self.questionnaire == later.key
            && self.from == earlier.version
            && self.to == later.version
            && (self.question == item.key || self.question == item.question.key)
    }
}

/// Why an approval would not do what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pointless {
    /// Nothing differs between the two versions.
    Unchanged,
    /// The question is asked in one of the versions only.
    InOneVersion,
    /// It stays at this level, because these differences are no matter of spelling.
    Stays(Level, Vec<Reason>),
}

/// Whether an approval lets a question be compared again: all its items, where it has several.
pub fn approvable(earlier: &Version, later: &Version, approval: &Approval) -> Result<(), Pointless> {
    let items = |approvals: &[Approval]| {
        let touched = |found: &QuestionDifference| {
            found.key == approval.question || found.key.split_once('.').is_some_and(|(key, _)| key == approval.question)
        };
        diff(earlier, later, approvals).into_iter().filter(touched).collect::<Vec<_>>()
    };
    let after = items(std::slice::from_ref(approval));
    if let Some(worst) =
        after.iter().filter(|item| item.level.is_some_and(|level| level > Level::C)).max_by_key(|item| item.level)
    {
        let reasons = worst.differences.iter().map(|found| found.reason).filter(|reason| reason.level(true) > Level::C).collect();
        return Err(Pointless::Stays(worst.level.unwrap_or(Level::E), reasons));
    }
    if after.iter().any(|item| item.approval.is_some()) {
        return Ok(());
    }
    match after.iter().find_map(|item| item.level) {
        None => Err(Pointless::InOneVersion),
        Some(Level::C) => {
            let found = after.iter().flat_map(|item| &item.differences).map(|found| found.reason);
            Err(Pointless::Stays(Level::C, found.filter(|reason| reason.level(false) == Level::C).collect()))
        }
        Some(_) => Err(Pointless::Unchanged),
    }
}

impl Level {
    /// The letter in files and commands.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
        }
    }

    /// Whether a test may be made at this level.
    #[must_use]
    pub fn is_comparable(self) -> bool {
        self <= Self::C
    }

    /// What pages call the level that rests on these reasons: at C groups may have been renamed and none merged.
    #[must_use]
    pub fn words_for(self, reasons: impl IntoIterator<Item = Reason>, language: Language) -> &'static str {
        let reasons: Vec<Reason> = reasons.into_iter().collect();
        match (self, language) {
            (Self::C, Language::Da) if !reasons.contains(&Reason::Merged) => "Samme grupper med nyt navn",
            (Self::C, _) if !reasons.contains(&Reason::Merged) => "Same groups, renamed",
            _ => self.words(language),
        }
    }

    /// What pages call the level.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let danish = language == Language::Da;
        match self {
            Self::A if danish => "Samme spørgsmål",
            Self::A => "Same question",
            Self::B if danish => "Kun stavning ændret",
            Self::B => "Only spelling changed",
            Self::C if danish => "Svar lagt sammen",
            Self::C => "Choices merged",
            Self::D if danish => "Ændret: vises ved siden af hinanden",
            Self::D => "Changed: shown side by side",
            Self::E if danish => "Kan ikke sammenlignes",
            Self::E => "Cannot be compared",
        }
    }
}

#[cfg(test)]
mod mutations;
#[cfg(test)]
mod tests;
