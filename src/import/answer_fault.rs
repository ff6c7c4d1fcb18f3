//! What is wrong with answers that come in, and with the file that maps their columns.
//!
//! Values off a scale are quoted, since the custodian at the machine must find them; texts never are.

use std::fmt;

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
    /// An empty tick beside others that are filled in.
    TickEmpty {
        /// The column.
        column: String,
        /// The question.
        item: String,
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
    /// A person key in a round that is not identified.
    PersonKeyNotIdentified,
    /// One panel id, two responses.
    SamePanelId {
        /// The line of the first; none: it is in the round already.
        first: Option<usize>,
    },
    /// The round has another response under this id.
    KnownResponseDiffers,
    /// A day that has not come.
    InFuture {
        /// The column.
        column: String,
    },
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

impl AnswerFault {
    /// The code, which never changes with the language.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NotAChoice { .. } => "not-a-choice",
            Self::NotZeroOrOne { .. } => "not-zero-or-one",
            Self::TickEmpty { .. } => "tick-empty",
            Self::SamePanelId { .. } => "same-panel-id",
            Self::KnownResponseDiffers => "known-response-differs",
            Self::InFuture { .. } => "in-future",
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
            Self::PersonKeyNotIdentified => "person-key-not-identified",
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
    /// The code, which never changes with the language.
    pub(super) fn code(&self) -> &'static str {
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
