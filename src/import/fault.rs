//! What is wrong with a file, where, and what to do about it.
//!
//! A fault may quote what stands in a cell, so its `Debug` prints only the place and the code.

use std::fmt;

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
    /// A municipality that `trials.toml` does not know.
    UnknownMunicipality {
        /// What stands there.
        value: String,
    },
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
    /// Something in a file for `--map`.
    Map(MapFault),
}

/// What can be wrong with answers; `column` is the column's name in our own files.
#[derive(Clone, PartialEq, Eq)]
pub enum AnswerFault {
    /// Neither a value nor a label of the question.
    NotAChoice {
        /// The column.
        column: String,
        /// What stands there.
        value: String,
        /// The values that may stand there.
        allowed: String,
    },
    /// A tick that is neither 0 nor 1.
    NotZeroOrOne {
        /// The column.
        column: String,
    },
    /// Words for `other`, which is not chosen.
    OtherTextAlone {
        /// The column.
        column: String,
    },
    /// "Ingen af disse" together with something.
    NoneBesideOthers {
        /// The column.
        column: String,
    },
    /// More ticks than allowed.
    TooManyChoices {
        /// The question.
        column: String,
        /// The most.
        most: usize,
    },
    /// No number.
    NotANumber {
        /// The column.
        column: String,
    },
    /// A number outside the question's range.
    OutOfRange {
        /// The column.
        column: String,
        /// The range in words.
        range: String,
    },
    /// A number with more decimals than the question has.
    TooManyDecimals {
        /// The column.
        column: String,
        /// How many it has.
        decimals: u32,
    },
    /// A text with too many characters.
    TooLong {
        /// The column.
        column: String,
        /// The most.
        most: usize,
    },
    /// No day.
    NotADate {
        /// The column.
        column: String,
    },
    /// Ranks that are not 1 to n.
    Ranking {
        /// The question.
        column: String,
        /// How many choices there are.
        choices: usize,
    },
    /// A missing kind together with an answer.
    MissingBesideAnswer {
        /// The column of the missing kind.
        column: String,
    },
    /// An answer to a question that the conditions do not show.
    NotShown {
        /// The column.
        column: String,
    },
    /// A panel id in an anonymous round.
    PanelInAnonymous,
    /// One id, two contents.
    SameResponseId {
        /// The line of the first.
        first: usize,
    },
    /// A question whose answers are not counted per choice.
    NoTally {
        /// The question.
        question: String,
    },
    /// Two counts of one choice.
    SameCount {
        /// The line of the first.
        first: usize,
    },
    /// Two numbers of people shown one question.
    ShownDiffers {
        /// The line of the first.
        first: usize,
    },
    /// Fewer shown than counted.
    ShownTooSmall {
        /// How many are counted.
        least: u64,
    },
    /// A question with several choices whose base is not told.
    ShownMissing {
        /// The question.
        question: String,
    },
}

/// What can be wrong in a file for `--map`.
#[derive(Clone, PartialEq, Eq)]
pub enum MapFault {
    /// The file is no TOML.
    Syntax {
        /// The TOML reader's own words, in English.
        message: String,
    },
    /// A table or key that the format does not know.
    UnknownTable {
        /// Its name.
        name: String,
    },
    /// A value that is neither text nor number.
    WrongType {
        /// The key.
        key: String,
    },
    /// A column here that does not exist.
    UnknownTarget {
        /// What stands there.
        target: String,
        /// The columns that exist.
        known: Vec<String>,
    },
    /// Two columns of the file for one here.
    TargetTwice {
        /// The column here.
        target: String,
    },
    /// A column that the answers do not have.
    NoSuchColumn {
        /// Its name.
        column: String,
    },
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
            Self::UnknownMunicipality { .. } => "unknown-municipality",
            Self::UnknownLanguage { .. } => "unknown-language",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Unprintable { .. } => "unprintable",
            Self::DuplicatePersonKey { .. } => "duplicate-person-key",
            Self::DuplicateEmail { .. } => "duplicate-email",
            Self::NotACount { .. } => "not-a-count",
            Self::DuplicateGroup { .. } => "duplicate-group",
            Self::Answer(fault) => fault.code(),
            Self::Map(fault) => fault.code(),
        }
    }
}

impl AnswerFault {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAChoice { .. } => "not-a-choice",
            Self::NotZeroOrOne { .. } => "not-zero-or-one",
            Self::OtherTextAlone { .. } => "other-text-alone",
            Self::NoneBesideOthers { .. } => "none-beside-others",
            Self::TooManyChoices { .. } => "too-many-choices",
            Self::NotANumber { .. } => "not-a-number",
            Self::OutOfRange { .. } => "out-of-range",
            Self::TooManyDecimals { .. } => "too-many-decimals",
            Self::TooLong { .. } => "too-long",
            Self::NotADate { .. } => "not-a-date",
            Self::Ranking { .. } => "ranking",
            Self::MissingBesideAnswer { .. } => "missing-beside-answer",
            Self::NotShown { .. } => "not-shown",
            Self::PanelInAnonymous => "panel-in-anonymous",
            Self::SameResponseId { .. } => "same-response-id",
            Self::NoTally { .. } => "no-tally",
            Self::SameCount { .. } => "same-count",
            Self::ShownDiffers { .. } => "shown-differs",
            Self::ShownTooSmall { .. } => "shown-too-small",
            Self::ShownMissing { .. } => "shown-missing",
        }
    }
}

impl MapFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "map-syntax",
            Self::UnknownTable { .. } => "map-unknown-table",
            Self::WrongType { .. } => "map-wrong-type",
            Self::UnknownTarget { .. } => "map-unknown-target",
            Self::TargetTwice { .. } => "map-target-twice",
            Self::NoSuchColumn { .. } => "map-no-such-column",
        }
    }
}

impl fmt::Debug for AnswerFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl fmt::Debug for MapFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl fmt::Debug for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}
