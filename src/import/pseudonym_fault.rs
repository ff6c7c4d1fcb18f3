//! What is wrong with a list whose person numbers are to become keys, or with the key list of an earlier round.

/// What can be wrong there; no person number is ever part of it.
#[derive(Clone, PartialEq, Eq)]
pub enum PseudonymFault {
    /// No column holds person numbers.
    NoNumbers,
    /// A cell among person numbers that is none.
    NotANumber {
        /// The column.
        column: String,
    },
    /// A person number outside the columns of person numbers.
    NumberElsewhere {
        /// The column.
        column: String,
    },
    /// A person or a key that stands in the key list twice.
    Twice {
        /// The line of the first.
        first: usize,
    },
}

impl PseudonymFault {
    /// The code, which never changes with the language.
    #[must_use]
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NoNumbers => "no-person-numbers",
            Self::NotANumber { .. } => "not-a-person-number",
            Self::NumberElsewhere { .. } => "person-number-elsewhere",
            Self::Twice { .. } => "twice-in-key-list",
        }
    }
}
