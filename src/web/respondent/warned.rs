//! What a page asks about before it takes it: what cannot be read, what points at a person, and what was left empty.
//!
//! Nothing is forced. What points at a person is stored when the button is pressed once more, and what is empty may stay so.

use std::collections::{BTreeMap, BTreeSet};

use super::form::Typed;
use super::page::{About, Complaints};
use super::question::Complaint;
use crate::language::Language;
use crate::language::personal::{self, Names};
use crate::questionnaire::{Answer as Given, PageReading, Version, other_text_key};
use crate::web::words::{Faults, Words, with};

/// A version in the language in which it is answered.
pub(super) type Spoken<'a> = (&'a Version, Language);

/// What cannot be taken.
pub(super) fn faults(spoken: Spoken<'_>, reading: &PageReading) -> Complaints {
    let list = reading.faults.iter().map(|fault| {
        let place = place(spoken, &fault.item);
        Complaint { item: fault.item.clone(), place, message: fault.sentence(spoken.1) }
    });
    Complaints { list: list.collect(), told: true, ..Complaints::default() }
}

/// What is asked once: about words that point at a person, else about what was left empty.
pub(super) fn about(spoken: Spoken<'_>, reading: &PageReading, personal: &[Personal], asked: bool) -> Complaints {
    if personal.is_empty() {
        let list = each(spoken, &reading.empty, &Words::of(spoken.1).fault.empty);
        return Complaints { list, about: About::Empty, asked: true, told: false };
    }
    about_persons(spoken, personal, asked)
}

/// The same complaint about each of these items.
fn each(spoken: Spoken<'_>, items: &[String], message: &str) -> Vec<Complaint> {
    let complaint = |item: &String| {
        let place = place(spoken, item);
        Complaint { item: item.clone(), place, message: message.to_owned() }
    };
    items.iter().map(complaint).collect()
}

/// An item in whose words something points at a person.
pub(super) struct Personal {
    /// The item's key.
    pub(super) item: String,
    /// What was found in it, in order: the kind, and what a person finds it again by.
    found: Vec<(personal::Kind, String)>,
}

impl Personal {
    /// The kind, if all that was found is of one.
    fn kind(&self) -> Option<personal::Kind> {
        only(self.found.iter().map(|(kind, _)| *kind))
    }
}

/// The items whose words point at a person, without those that were asked about already.
pub(super) fn personal_items(reading: &PageReading, typed: &Typed, names: &Names) -> Vec<Personal> {
    let mut all: BTreeMap<&String, Vec<(personal::Kind, String)>> = BTreeMap::new();
    // By the texts, not by the items: most pages have none.
    for (key, given) in &reading.answers.0 {
        let Given::Text(text) = given else { continue };
        let item = reading.items.iter().find(|item| *item == key || other_text_key(item) == *key);
        let found = personal::spans(text, names).into_iter().map(|span| (span.kind, excerpt(text, &span)));
        if let Some(item) = item {
            all.entry(item).or_default().extend(found);
        }
    }
    let unconfirmed = |item: &&String| !typed.all("confirmed").any(|confirmed| confirmed == *item);
    let found = reading.items.iter().filter_map(|item| Some((item, all.remove(item)?))).filter(|(_, found)| !found.is_empty());
    found.filter(|(item, _)| unconfirmed(item)).map(|(item, found)| Personal { item: item.clone(), found }).collect()
}

/// What a person finds a part of their text again by: its words, and of a person number the day of birth alone.
fn excerpt(text: &str, span: &personal::Span) -> String {
    let words = text.get(span.range.clone()).unwrap_or_default();
    if span.kind == personal::Kind::PersonNumber {
        let day: String = words.chars().filter(char::is_ascii_digit).take(6).collect();
        return format!("{day}-…");
    }
    // A page is made into a template, in which control characters mean something.
    words.chars().filter(|sign| !sign.is_control()).collect()
}

/// The one that all of them are.
fn only<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Option<T> {
    let mut all = all.into_iter();
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// The question whether what points at a person is to be stored.
fn about_persons(spoken: Spoken<'_>, items: &[Personal], asked: bool) -> Complaints {
    let words = &Words::of(spoken.1).fault;
    let message = |one: &Personal| match one.kind() {
        Some(personal::Kind::PersonNumber) => words.number.clone(),
        Some(personal::Kind::Phone) => words.phone.clone(),
        Some(personal::Kind::Email) => words.email.clone(),
        Some(personal::Kind::Name) => with(&words.name, &[("what", &quoted(one, personal::Kind::Name))]),
        Some(personal::Kind::Chosen) | None => with(&words.personal, &[("things", &things(one, words))]),
    };
    let list =
        items.iter().map(|one| Complaint { item: one.item.clone(), place: place(spoken, &one.item), message: message(one) });
    Complaints {
        list: list.collect(),
        about: About::Personal(only(items.iter().map(Personal::kind)).flatten()),
        asked,
        told: false,
    }
}

/// What was found of this kind, once each.
fn quoted(one: &Personal, kind: personal::Kind) -> String {
    let mut words: Vec<&str> = Vec::new();
    for (_, found) in one.found.iter().filter(|(found, _)| *found == kind) {
        if !words.contains(&found.as_str()) {
            words.push(found);
        }
    }
    words.join(", ")
}

/// All that was found, as a list in a sentence: "et CPR-nummer (010203-…), et telefonnummer (22 33 44 55) og et navn (Mette)".
fn things(one: &Personal, words: &Faults) -> String {
    let name = |kind| match kind {
        personal::Kind::PersonNumber => &words.a_number,
        personal::Kind::Phone => &words.a_phone,
        personal::Kind::Email => &words.an_email,
        personal::Kind::Name | personal::Kind::Chosen => &words.a_name,
    };
    let kinds: BTreeSet<personal::Kind> = one.found.iter().map(|(kind, _)| *kind).collect();
    let mut parts: Vec<String> = kinds.into_iter().map(|kind| format!("{} ({})", name(kind), quoted(one, kind))).collect();
    let last = parts.pop().unwrap_or_default();
    if parts.is_empty() { last } else { format!("{} {}{last}", parts.join(&words.comma), words.and) }
}

/// The words by which a person finds the item again: its own text, or its question's.
fn place((version, language): Spoken<'_>, key: &str) -> String {
    let Some(item) = version.item(key) else { return String::new() };
    let text = item.text.unwrap_or(&item.question.text).get(language);
    shortened(text)
}

/// The beginning of a long text, cut between words.
fn shortened(text: &str) -> String {
    const MOST: usize = 56;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{} …", cut.trim_end_matches([',', '.', ';', ':', ' ']))
}
