//! What is wrong with a file, where, and what to do about it.
//!
//! A fault may quote what stands in a cell, so its `Debug` prints only the place and the code.

use std::fmt;

use super::answer_fault::{AnswerFault, MapFault};
use super::figure_fault::FigureFault;
use super::pseudonym_fault::PseudonymFault;
use super::workbook_fault::WorkbookFault;
use crate::language::Language;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Place {
    /// A place.
    #[must_use]
    pub fn new(file: &str, line: usize, column: usize) -> Self {
        Self { file: file.to_owned(), line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One thing wrong, with its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault.
    #[must_use]
    pub fn new(place: Place, kind: FaultKind) -> Self {
        Self { place, kind }
    }

    /// The whole line for standard error: `file:line:column: what is wrong and what to do`.
    #[must_use]
    pub fn line(&self, language: Language) -> String {
        format!("{}: {}", self.place, self.sentence(language))
    }

    /// What is wrong and what to do, in Danish or else in English.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        super::words::sentence(&self.kind, language)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {:?}", self.place, self.kind)
    }
}

/// What can be wrong with a file that comes in.
#[derive(Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The file holds nothing.
    EmptyFile,
    /// A header and no rows.
    NoRows,
    /// A byte that is not UTF-8 in a file that otherwise is.
    InvalidUtf8,
    /// A unit that is not UTF-16.
    InvalidUtf16,
    /// A byte that means nothing in Windows-1252.
    UndefinedByte(u8),
    /// A NUL character.
    Nul,
    /// A quotation mark that is never closed.
    UnclosedQuote,
    /// A column without a name.
    EmptyHeader {
        /// Its number, from 1.
        number: usize,
    },
    /// Two columns of one name.
    DuplicateHeader {
        /// The name.
        name: String,
    },
    /// A row with more or fewer cells than the header.
    Ragged {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A column that must be there and is not.
    MissingColumn {
        /// Its name.
        name: String,
    },
    /// A column that means nothing here.
    UnknownColumn {
        /// Its name.
        name: String,
        /// The names that mean something.
        known: Vec<String>,
        /// Whether a `--map` may name it.
        mappable: bool,
    },
    /// A cell that must not be empty.
    EmptyCell {
        /// The column.
        column: String,
    },
    /// A column of Danish person numbers.
    PersonNumbers {
        /// The column.
        column: String,
    },
    /// A Danish person number among words or answers.
    PersonNumberInCell {
        /// The column.
        column: String,
    },
    /// A municipality that `trials.toml` does not know.
    UnknownMunicipality {
        /// What stands there.
        value: String,
    },
    /// A municipality that takes no part in the trial.
    NotInTrial {
        /// What stands there.
        value: String,
        /// Those that do, by their short names.
        taking_part: Vec<String>,
    },
    /// A row of a municipality for which whoever hands it in may not speak.
    NotYours,
    /// A language that the questionnaire is not offered in.
    UnknownLanguage {
        /// What stands there.
        value: String,
        /// The codes that it is offered in.
        offered: Vec<String>,
    },
    /// No e-mail address.
    Email,
    /// No telephone number.
    Phone,
    /// A text with signs that cannot stand there, or too long.
    Unprintable {
        /// The column.
        column: String,
    },
    /// A person key that stood there before.
    DuplicatePersonKey {
        /// The line of the first.
        first: usize,
    },
    /// An address that stood there before.
    DuplicateEmail {
        /// The line of the first.
        first: usize,
    },
    /// A person whom the round has already, with other content.
    KnownDiffers {
        /// The columns that differ.
        columns: Vec<String>,
    },
    /// An address that somebody else in the round has.
    AddressInRound,
    /// No whole number from 0.
    NotACount {
        /// The column.
        column: String,
    },
    /// Two rows for one group.
    DuplicateGroup {
        /// The line of the first.
        first: usize,
    },
    /// Something about answers.
    Answer(AnswerFault),
    /// Something about register figures.
    Figure(FigureFault),
    /// Something in a file for `--map`.
    Map(MapFault),
    /// Something in a list whose person numbers become keys.
    Pseudonym(PseudonymFault),
    /// Something about a workbook.
    Workbook(WorkbookFault),
}

impl FaultKind {
    /// The code, which never changes with the language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty-file",
            Self::NoRows => "no-rows",
            Self::InvalidUtf8 => "invalid-utf-8",
            Self::InvalidUtf16 => "invalid-utf-16",
            Self::UndefinedByte(_) => "undefined-byte",
            Self::Nul => "nul",
            Self::UnclosedQuote => "unclosed-quote",
            Self::EmptyHeader { .. } => "empty-header",
            Self::DuplicateHeader { .. } => "duplicate-header",
            Self::Ragged { .. } => "ragged",
            Self::MissingColumn { .. } => "missing-column",
            Self::UnknownColumn { .. } => "unknown-column",
            Self::EmptyCell { .. } => "empty-cell",
            Self::PersonNumbers { .. } => "person-numbers",
            Self::PersonNumberInCell { .. } => "person-number-in-cell",
            Self::UnknownMunicipality { .. } => "unknown-municipality",
            Self::NotInTrial { .. } => "not-in-trial",
            Self::NotYours => "not-yours",
            Self::UnknownLanguage { .. } => "unknown-language",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Unprintable { .. } => "unprintable",
            Self::DuplicatePersonKey { .. } => "duplicate-person-key",
            Self::DuplicateEmail { .. } => "duplicate-email",
            Self::KnownDiffers { .. } => "known-differs",
            Self::AddressInRound => "address-in-round",
            Self::NotACount { .. } => "not-a-count",
            Self::DuplicateGroup { .. } => "duplicate-group",
            Self::Answer(fault) => fault.code(),
            Self::Figure(fault) => fault.code(),
            Self::Map(fault) => fault.code(),
            Self::Pseudonym(fault) => fault.code(),
            Self::Workbook(fault) => fault.code(),
        }
    }
}

impl fmt::Debug for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}
