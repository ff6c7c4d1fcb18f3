//! What a person decided about a text before it may be shown to evaluators.

/// A decision about one text; until there is one the text waits and is shown to no evaluator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Review {
    /// It is shown as it was written.
    AsWritten,
    /// It is shown with what points at a person covered.
    Masked,
    /// It is not shown.
    Withheld,
}

impl Review {
    /// Every decision.
    pub const ALL: [Self; 3] = [Self::AsWritten, Self::Masked, Self::Withheld];

    /// The number under which it is stored.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::AsWritten => 0,
            Self::Masked => 1,
            Self::Withheld => 2,
        }
    }

    /// The decision stored under this number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|review| review.number() == number)
    }

    /// The word in forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AsWritten => "as-written",
            Self::Masked => "masked",
            Self::Withheld => "withheld",
        }
    }

    /// The decision with this word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|review| review.name() == name)
    }
}
