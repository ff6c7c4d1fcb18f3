//! How an answer came in: its mode of data collection.

use crate::language::Language;

/// How an answer came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// Through the respondent's own pages.
    Web,
    /// On paper, entered at the desk.
    Paper,
    /// By telephone, entered at the desk.
    Telephone,
}

impl Entry {
    /// How somebody at the desk may have had an answer.
    pub const AT_THE_DESK: [Self; 2] = [Self::Paper, Self::Telephone];

    /// The name in forms, files and the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Paper => "paper",
            Self::Telephone => "telephone",
        }
    }

    /// The mode with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Web, Self::Paper, Self::Telephone].into_iter().find(|entry| entry.name() == name)
    }

    /// The number under which it is counted.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Web => 0,
            Self::Paper => 1,
            Self::Telephone => 2,
        }
    }

    /// In a word or two, as they stand in a sentence.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Web, Language::En) => "on the web",
            (Self::Web, _) => "på nettet",
            (Self::Paper, Language::En) => "on paper",
            (Self::Paper, _) => "på papir",
            (Self::Telephone, Language::En) => "by telephone",
            (Self::Telephone, _) => "i telefon",
        }
    }
}
