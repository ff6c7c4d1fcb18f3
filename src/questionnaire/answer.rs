//! What a respondent answered, and the codes under which answers are counted.
//!
//! No type here prints an answer by `Debug`. "Not shown" is never stored: it is computed again from the version's
//! conditions, so that it cannot disagree with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::Missing;

/// The code of the choice `other`, whose words are the answer `question/other-text`.
pub const OTHER: i64 = -1;

/// The code of the choice "Ingen af disse" of a question with several choices.
pub const NONE: i64 = -2;

/// Codes of a tally that are no choices: how many answered, and the kinds of missing.
pub mod code {
    /// Answered in substance: the n of kinds that are not counted per choice.
    pub const ANSWERED: i64 = -20;
    /// Shown and left empty.
    pub const NOT_ANSWERED: i64 = -10;
    /// Not shown, because of a condition.
    pub const NOT_SHOWN: i64 = -11;
    /// "Ved ikke".
    pub const DONT_KNOW: i64 = -12;
    /// "Ikke relevant".
    pub const NOT_APPLICABLE: i64 = -13;
    /// "Ønsker ikke at svare".
    pub const DECLINED: i64 = -14;
}

/// One answer to one item.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The value of one choice, missing kinds of the scale included, or [`OTHER`].
    Choice(i64),
    /// The values chosen, ascending; none of them: shown, passed and nothing ticked.
    Choices(Vec<i64>),
    /// A text, NFC is not enforced, without NUL, never empty.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, as `YYYY-MM-DD`.
    Date(String),
    /// Values in the order of ranking, the best first.
    Ranking(Vec<i64>),
    /// A missing kind of a question without a scale.
    Missing(MissingName),
}

impl Answer {
    /// Whether a person has said anything by it: a page that was passed with nothing ticked says nothing.
    #[must_use]
    pub fn says_anything(&self) -> bool {
        !matches!(self, Self::Choices(chosen) if chosen.is_empty())
    }
}

/// A missing kind as it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingName {
    /// "Ved ikke".
    DontKnow,
    /// "Ikke relevant".
    NotApplicable,
    /// "Ønsker ikke at svare".
    Declined,
}

impl From<Missing> for MissingName {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::DontKnow => Self::DontKnow,
            Missing::NotApplicable => Self::NotApplicable,
            Missing::Declined => Self::Declined,
        }
    }
}

impl From<MissingName> for Missing {
    fn from(name: MissingName) -> Self {
        match name {
            MissingName::DontKnow => Self::DontKnow,
            MissingName::NotApplicable => Self::NotApplicable,
            MissingName::Declined => Self::Declined,
        }
    }
}

/// The answers of one response by item key (`question`, `question.item`, and `question/other-text` for the words of `other`).
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl Answers {
    /// Whether there is any answer by which a person has said something.
    #[must_use]
    pub fn say_anything(&self) -> bool {
        self.0.values().any(Answer::says_anything)
    }
}
