//! What is wrong with a workbook.

/// What can be wrong there.
#[derive(Clone, PartialEq, Eq)]
pub enum WorkbookFault {
    /// A workbook of the old format, or one that is locked by a password: both have the same envelope.
    OldOrLocked,
    /// An archive that is no workbook.
    NotAWorkbook,
    /// A part that is not there or cannot be read.
    Damaged,
    /// More than a list of people can hold, packed or unpacked.
    TooLarge,
    /// There is no sheet of the name that was asked for.
    NoSheet {
        /// The name.
        name: String,
        /// The sheets that there are.
        sheets: Vec<String>,
    },
    /// A cell that holds no value but an error, or a formula that was never worked out.
    NoValue {
        /// What stands there, such as `#N/A`.
        shown: String,
    },
    /// A number or day that is none.
    NotANumber,
    /// Something in a column that has no name.
    NoHeaderAbove,
}

impl WorkbookFault {
    /// The code, which never changes with the language.
    #[must_use]
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::OldOrLocked => "old-or-locked-workbook",
            Self::NotAWorkbook => "not-a-workbook",
            Self::Damaged => "damaged-workbook",
            Self::TooLarge => "workbook-too-large",
            Self::NoSheet { .. } => "no-such-sheet",
            Self::NoValue { .. } => "cell-without-value",
            Self::NotANumber => "not-a-number-in-sheet",
            Self::NoHeaderAbove => "no-header-above",
        }
    }
}
