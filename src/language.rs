//! Languages that the platform speaks whole, and texts that exist in several of them.
//!
//! A language is offered only when every sentence of every page exists in it: adding one means adding a variant here and
//! following the compiler to each place where sentences are kept.

pub mod number;
pub mod personal;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A language in which a person can be asked, written to and thanked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Danish, the source language.
    #[default]
    Da,
    /// English.
    En,
    /// Arabic, written from right to left.
    Ar,
}

impl Language {
    /// Every language, the source first.
    pub const ALL: [Self; 3] = [Self::Da, Self::En, Self::Ar];

    /// The BCP 47 tag, as it stands in files, addresses and the `lang` attribute.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Da => "da",
            Self::En => "en",
            Self::Ar => "ar",
        }
    }

    /// The language with this BCP 47 tag, if we speak it; regions such as `da-DK` are accepted.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == primary)
    }

    /// The language's own name for itself, for a choice of languages.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Da => "Dansk",
            Self::En => "English",
            Self::Ar => "العربية",
        }
    }

    /// The direction of writing, as the `dir` attribute wants it.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::Da | Self::En => "ltr",
        }
    }
}

/// One text in one or more languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<Language, String>);

impl Text {
    /// The text in this language, else in Danish, else in any language that it has, else empty.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        self.0.get(&language).or_else(|| self.0.get(&Language::Da)).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }

    /// Whether the text exists, and is not blank, in this language.
    #[must_use]
    pub fn has(&self, language: Language) -> bool {
        self.0.get(&language).is_some_and(|text| !text.trim().is_empty())
    }
}

/// A sentence with its words in braces filled in; a name that is not among them stays as it stands.
#[must_use]
pub fn filled(sentence: &str, words: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let known =
            behind.split_once('}').and_then(|(name, after)| Some((words.iter().find(|(known, _)| *known == name)?.1, after)));
        let (word, after) = known.unwrap_or(("{", behind));
        filled.push_str(word);
        rest = after;
    }
    filled.push_str(rest);
    filled
}
