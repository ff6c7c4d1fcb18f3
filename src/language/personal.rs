//! What in a text points at one person: person numbers, telephone numbers, e-mail addresses and names from a list.
//!
//! It stands on floor 0 because a page that warns, an import that refuses and an export that masks must all mean the same by it.
//! Found is what looks so, not what is so: ten digits with a valid date may be a number of another kind, and are masked all the same.

mod email;
mod name;
mod person_number;
mod phone;
mod signs;

use std::borrow::Cow;
use std::ops::Range;

pub use name::Names;
use signs::Signs;

use super::Language;

/// What a part of a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A Danish person number.
    PersonNumber,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A name from the given list.
    Name,
    /// Words that a person chose to cover.
    Chosen,
}

impl Kind {
    const ALL: [Self; 5] = [Self::PersonNumber, Self::Phone, Self::Email, Self::Name, Self::Chosen];

    /// The number under which it is stored.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::PersonNumber => 0,
            Self::Phone => 1,
            Self::Email => 2,
            Self::Name => 3,
            Self::Chosen => 4,
        }
    }

    /// The kind stored under this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// A part of a text that points at a person; it holds the place, not the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it looks like.
    pub kind: Kind,
    /// Where it stands, in bytes, on the boundaries of characters.
    pub range: Range<usize>,
}

/// Every part of the text that points at a person, in order and without overlap.
#[must_use]
pub fn spans(text: &str, names: &Names) -> Vec<Span> {
    let signs = Signs::of(text);
    let addresses = email::find(&signs).into_iter().map(|range| (Kind::Email, range));
    let numbers = person_number::find(&signs);
    let phones = phone::find(&signs, &numbers).into_iter().map(|range| (Kind::Phone, range));
    let numbers = numbers.into_iter().map(|range| (Kind::PersonNumber, range));
    let called = name::find(&signs, names).into_iter().map(|range| (Kind::Name, range));
    let mut found: Vec<(Kind, Range<usize>)> = Vec::new();
    // An address may hold digits and a name, so it goes first and whole.
    for (kind, range) in addresses.chain(numbers).chain(phones).chain(called) {
        if found.iter().all(|(_, other)| range.end <= other.start || other.end <= range.start) {
            found.push((kind, range));
        }
    }
    found.sort_by_key(|(_, range)| range.start);
    found.into_iter().map(|(kind, range)| Span { kind, range: signs.bytes(range) }).collect()
}

/// The text with a word in the place of everything that points at a person: "Ring til \[navn] på \[telefonnummer]".
#[must_use]
pub fn masked(text: &str, names: &Names, language: Language) -> String {
    covered(text, &spans(text, names), language).unwrap_or_default()
}

/// The text with a word in the place of each of these parts; none where they are no parts of it, in order and without overlap.
#[must_use]
pub fn covered(text: &str, spans: &[Span], language: Language) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for span in spans {
        out.push_str(text.get(rest..span.range.start)?);
        out.push_str(mask(span.kind, language));
        text.get(span.range.clone())?;
        rest = span.range.end;
    }
    out.push_str(text.get(rest..)?);
    Some(out)
}

/// These parts of the text, and wherever the chosen words stand in it besides, whatever their case.
#[must_use]
pub fn with_chosen(text: &str, mut spans: Vec<Span>, chosen: &str) -> Vec<Span> {
    let signs = Signs::of(text);
    let looked_for = Signs::of(chosen.trim());
    let length = looked_for.len();
    let same = |one: char, other: char| one == other || one.to_lowercase().eq(other.to_lowercase());
    let mut at = 0;
    while length > 0 && at + length <= signs.len() {
        let stands = (0..length).all(|place| same(signs.sign(at + place), looked_for.sign(place)));
        let whole = !signs.before(at).is_alphanumeric() && !signs.sign(at + length).is_alphanumeric();
        let range = signs.bytes(at..at + length);
        let is_free = spans.iter().all(|other| range.end <= other.range.start || other.range.end <= range.start);
        if stands && whole && is_free {
            spans.push(Span { kind: Kind::Chosen, range });
            at += length;
        } else {
            at += 1;
        }
    }
    spans.sort_by_key(|span| span.range.start);
    spans
}

/// Whether a person number stands anywhere in this text.
#[must_use]
pub fn holds_person_number(text: &str) -> bool {
    // Nearly every cell of a file is shorter than a person number.
    text.len() >= 10 && !person_number::find(&Signs::of(text)).is_empty()
}

/// The text with a word in the place of each person number, which is stored nowhere.
#[must_use]
pub fn without_person_numbers(text: &str, language: Language) -> Cow<'_, str> {
    if text.len() < 10 {
        return Cow::Borrowed(text);
    }
    let signs = Signs::of(text);
    let span = |range: Range<usize>| Span { kind: Kind::PersonNumber, range: signs.bytes(range) };
    let mut spans: Vec<Span> = person_number::find(&signs).into_iter().map(span).collect();
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|span| span.range.start);
    covered(text, &spans, language).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The digits of the person number that this text is, if it is one and nothing else.
#[must_use]
pub fn as_person_number(text: &str) -> Option<String> {
    let signs = Signs::of(text.trim());
    let found = person_number::find(&signs);
    let whole = found.first().is_some_and(|range| range.start == 0 && range.end == signs.len());
    whole.then(|| (0..signs.len()).map(|at| signs.sign(at)).filter(char::is_ascii_digit).collect())
}

fn mask(kind: Kind, language: Language) -> &'static str {
    match (kind, language) {
        (Kind::PersonNumber, Language::Da) => "[CPR-nummer]",
        (Kind::PersonNumber, Language::En) => "[CPR number]",
        (Kind::PersonNumber, Language::Ar) => "[رقم شخصي]",
        (Kind::Phone, Language::Da) => "[telefonnummer]",
        (Kind::Phone, Language::En) => "[telephone number]",
        (Kind::Phone, Language::Ar) => "[رقم هاتف]",
        (Kind::Email, Language::Da) => "[e-mailadresse]",
        (Kind::Email, Language::En) => "[e-mail address]",
        (Kind::Email, Language::Ar) => "[بريد إلكتروني]",
        (Kind::Name, Language::Da) => "[navn]",
        (Kind::Name, Language::En) => "[name]",
        (Kind::Name, Language::Ar) => "[اسم]",
        (Kind::Chosen, Language::Da) => "[udeladt]",
        (Kind::Chosen, Language::En) => "[left out]",
        (Kind::Chosen, Language::Ar) => "[محذوف]",
    }
}

#[cfg(test)]
#[path = "personal/tests.rs"]
mod tests;
