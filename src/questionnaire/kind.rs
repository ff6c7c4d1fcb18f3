//! The kinds of questions, with their scales, choices and missing kinds.
//!
//! Missing kinds are choices of a scale where there is one, and stand beside the kind where there is none: ask
//! [`Kind::missing`], which knows both.

use crate::language::Text;

/// The kind of a question.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One choice.
    Single {
        /// The choices.
        scale: Scale,
        /// Whether `other` with a text field is offered; its code is [`super::OTHER`].
        other: bool,
    },
    /// Any number of choices.
    Multiple {
        /// The choices; none of them is a missing kind.
        choices: Vec<Choice>,
        /// The most that may be chosen.
        max_choices: Option<usize>,
        /// Whether "Ingen af disse" is offered; its code is [`super::NONE`].
        none: bool,
        /// Whether `other` with a text field is offered.
        other: bool,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// Several items on one scale, each shown and answered on its own as `question.item`.
    Battery {
        /// The scale.
        scale: Scale,
        /// The items: key and text.
        items: Vec<(String, Text)>,
    },
    /// A line of text.
    Text {
        /// The most characters.
        max_length: usize,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// Several lines of text.
    LongText {
        /// The most characters.
        max_length: usize,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// A number.
    Number {
        /// The smallest.
        min: Option<f64>,
        /// The largest.
        max: Option<f64>,
        /// How many decimals.
        decimals: u32,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// A day.
    Date {
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// Choices put in order, the first the best; all of them or none.
    Ranking {
        /// What is ranked.
        choices: Vec<Choice>,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// A code that a person makes up and can make again: it links the rounds of people who are anonymous, and is never stored itself.
    Code,
    /// A text to read, without an answer.
    Note,
}

/// A scale: its choices in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Whether the order means something.
    pub kind: ScaleKind,
    /// The choices, lowest first where the scale is ordinal; missing kinds among them.
    pub choices: Vec<Choice>,
}

impl Scale {
    /// The choices that are substantive, in order: without the missing kinds.
    pub fn substantive(&self) -> impl Iterator<Item = &Choice> {
        self.choices.iter().filter(|choice| choice.missing.is_none())
    }
}

/// Whether the order of a scale's choices means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleKind {
    /// Lowest first.
    Ordinal,
    /// No order.
    Nominal,
}

impl ScaleKind {
    /// The name in questionnaires and comparisons.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinal => "ordinal",
            Self::Nominal => "nominal",
        }
    }
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its value: a whole number from 0, stored and exported.
    pub value: i64,
    /// Its words.
    pub label: Text,
    /// Which kind of missing it is, if it is no substantive answer.
    pub missing: Option<Missing>,
}

/// The kinds of missing that a respondent can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// "Ved ikke".
    DontKnow,
    /// "Ikke relevant".
    NotApplicable,
    /// "Ønsker ikke at svare".
    Declined,
}

impl Missing {
    /// All three, in the order of the interface page.
    pub const ALL: [Self; 3] = [Self::DontKnow, Self::NotApplicable, Self::Declined];

    /// The name in questionnaires and answer files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DontKnow => "dont-know",
            Self::NotApplicable => "not-applicable",
            Self::Declined => "declined",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|missing| missing.name() == name)
    }
}

impl Kind {
    /// The name in questionnaires and comparisons; an item of a battery is a `single`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Single { .. } => "single",
            Self::Multiple { .. } => "multiple",
            Self::Battery { .. } => "battery",
            Self::Text { .. } => "text",
            Self::LongText { .. } => "longtext",
            Self::Number { .. } => "number",
            Self::Date { .. } => "date",
            Self::Ranking { .. } => "ranking",
            Self::Code => "code",
            Self::Note => "note",
        }
    }

    /// The scale, where the kind has one.
    #[must_use]
    pub fn scale(&self) -> Option<&Scale> {
        match self {
            Self::Single { scale, .. } | Self::Battery { scale, .. } => Some(scale),
            _ => None,
        }
    }

    /// The missing kinds offered: those of the scale, or those of the kind.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        match self {
            Self::Single { scale, .. } | Self::Battery { scale, .. } => {
                scale.choices.iter().filter_map(|choice| choice.missing).collect()
            }
            Self::Multiple { missing, .. }
            | Self::Text { missing, .. }
            | Self::LongText { missing, .. }
            | Self::Number { missing, .. }
            | Self::Date { missing }
            | Self::Ranking { missing, .. } => missing.clone(),
            Self::Code | Self::Note => Vec::new(),
        }
    }
}
