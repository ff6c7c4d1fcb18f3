//! What in a text points at one person: person numbers, telephone numbers, e-mail addresses and names from a list.
//!
//! It stands on floor 0 because a page that warns, an import that refuses and an export that masks must all mean the same by it.
//! Found is what looks so, not what is so: ten digits with a valid date may be a number of another kind, and are masked all the same.

mod email;
mod name;
mod person_number;
mod phone;
mod signs;

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
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for span in spans(text, names) {
        out.push_str(&text[rest..span.range.start]);
        out.push_str(mask(span.kind, language));
        rest = span.range.end;
    }
    out.push_str(&text[rest..]);
    out
}

/// Whether a person number stands anywhere in this text.
#[must_use]
pub fn holds_person_number(text: &str) -> bool {
    // Nearly every cell of a file is shorter than a person number.
    text.len() >= 10 && !person_number::find(&Signs::of(text)).is_empty()
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
    }
}

#[cfg(test)]
#[path = "personal/tests.rs"]
mod tests;
