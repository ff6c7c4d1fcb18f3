//! One thing wrong in a questionnaire or in `trials.toml`, with its place.
//!
//! A fault is data; it is worded only when somebody reads it, in Danish or English. Warnings are faults too: they tell
//! themselves apart by [`FaultKind::is_warning`].

mod danish;
mod english;
mod lists;
mod syntax;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::language::Language;

pub use lists::ListFault;
pub use syntax::syntax;

/// Where in a file something stands; line and column count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the caller named it.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// One thing wrong and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: FaultKind,
}

/// What can be wrong in a questionnaire or in `trials.toml`.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// The file is larger than this many kilobytes.
    FileTooLarge {
        /// The most, in kilobytes.
        kilobytes: usize,
    },
    /// The file is not UTF-8.
    NotUtf8,
    /// The character NUL, or another control character, stands in the file or a text.
    ControlCharacter,
    /// The file is no TOML.
    Syntax {
        /// The TOML reader's own words, in English.
        message: String,
    },
    /// The same key twice in one table.
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A key that the format does not know.
    UnknownKey {
        /// The key.
        key: String,
        /// What may stand there.
        allowed: Vec<String>,
    },
    /// A key that must be there and is not.
    MissingKey {
        /// The key.
        key: String,
    },
    /// A value of another type.
    WrongType {
        /// The key.
        key: String,
        /// What it should be.
        expected: Expected,
    },
    /// A key that does not belong to this kind of question.
    NotForKind {
        /// The key.
        key: String,
        /// The kind.
        kind: &'static str,
    },
    /// A name that is none of the possible ones.
    UnknownName {
        /// The key.
        key: String,
        /// What stands there.
        value: String,
        /// What may stand there.
        allowed: Vec<String>,
    },
    /// A number below the least.
    TooSmall {
        /// The key.
        key: String,
        /// The least.
        least: i64,
    },
    /// A number above the most.
    TooBig {
        /// The key.
        key: String,
        /// The most.
        most: i64,
    },
    /// A text without one of the languages.
    MissingLanguage {
        /// The text's key.
        key: String,
        /// The language.
        language: Language,
    },
    /// A text in a language that the questionnaire does not offer.
    UnlistedLanguage {
        /// The text's key.
        key: String,
        /// The language's code.
        code: String,
    },
    /// A language that the platform does not speak.
    UnknownLanguage {
        /// The code.
        code: String,
    },
    /// No language, or one twice.
    Languages,
    /// A text that is empty.
    EmptyText {
        /// The key.
        key: String,
    },
    /// A text with too many characters.
    TextTooLong {
        /// The key.
        key: String,
        /// The most.
        most: usize,
    },
    /// `{…}` in a notice that stands for nothing.
    UnknownPlaceholder {
        /// What stands between the braces.
        name: String,
    },
    /// A key with other characters than it may have.
    BadKey {
        /// The key.
        value: String,
        /// Whether hyphens are allowed, as in keys of questionnaires and trials.
        hyphen: bool,
    },
    /// A key that answer files, forms or conditions use for something else.
    ReservedKey {
        /// The key.
        value: String,
    },
    /// A key used twice.
    SameKey {
        /// The key.
        value: String,
        /// The line of the first.
        line: usize,
    },
    /// A second question that asks for a code of one's own.
    SecondCode {
        /// The line of the first.
        line: usize,
    },
    /// The questionnaire's key is not its folder's name.
    KeyIsNotFolder {
        /// The key.
        key: String,
        /// The folder.
        folder: String,
    },
    /// The questionnaire's key is not the one that it is being written under.
    KeyIsNotDraft {
        /// The key.
        key: String,
        /// The key that it is being written under.
        draft: String,
    },
    /// The version is not the file's name.
    VersionIsNotFile {
        /// The version.
        version: u32,
        /// The file's name, without its ending.
        file: String,
    },
    /// A value used twice on a scale.
    SameValue {
        /// The value.
        value: i64,
    },
    /// A label used twice on a scale.
    SameLabel {
        /// The label.
        label: String,
    },
    /// Choices without a substantive one.
    NoChoices,
    /// Both a scale and choices.
    ScaleAndChoices,
    /// Neither a scale nor choices.
    NoScale,
    /// A missing kind among the choices of a kind that names its missing kinds beside them.
    MissingAmongChoices,
    /// `max` below `min`.
    MaxBelowMin,
    /// A value in `top` or a map that is no substantive choice.
    OffScale {
        /// The key.
        key: String,
        /// The value.
        value: i64,
    },
    /// Both `[[page]]` and `[[question]]`.
    PagesAndQuestions,
    /// A questionnaire or page without a question.
    NoQuestions,
    /// A background column that is to be asked and is not.
    BackgroundNotAsked {
        /// Its key.
        key: String,
    },
    /// A background column whose question is not of kind `single`.
    BackgroundNotSingle {
        /// Its key.
        key: String,
    },
    /// A background column from the recipient with the key of a question.
    BackgroundIsQuestion {
        /// Its key.
        key: String,
    },
    /// The trial has several evaluations and none is named.
    EvaluationMissing {
        /// The trial's evaluations.
        allowed: Vec<String>,
    },
    /// The trial has no evaluations, yet one is named.
    EvaluationUnknown {
        /// The trial.
        trial: String,
    },
    /// `supersedes` names no earlier version.
    SupersedesNoEarlier,
    /// A condition is wrong.
    Condition(ConditionFault),
    /// A unit or event that must have exactly one of two keys.
    ExactlyOne {
        /// The one.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// `until` before `from`.
    UntilBeforeFrom,
    /// Something is wrong between a code list's versions.
    List(ListFault),
    /// Choices that are no missing kinds beside a code list.
    ChoicesBesideList,
    /// Warning: no `[notice]`, so it cannot be published.
    NoticeMissing,
    /// Warning: free text in a sensitive questionnaire.
    SensitiveFreeText,
}

/// What can be wrong in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConditionFault {
    /// Something that cannot stand there; empty: the end.
    Unexpected {
        /// What stands there.
        found: String,
    },
    /// A quoted text that does not end.
    OpenText,
    /// More parts than anybody can read.
    TooLong,
    /// No such question.
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A question on the same page or a later one.
    NotEarlier {
        /// The key.
        key: String,
    },
    /// A battery as a whole.
    WholeBattery {
        /// The battery's key.
        key: String,
        /// An item's full key.
        example: String,
    },
    /// A question that has no answer that could be compared.
    NotComparable {
        /// The key.
        key: String,
    },
    /// A question with several answers, compared with an operator.
    UseChosen {
        /// The key.
        key: String,
    },
    /// A text where numbers are answered, or the reverse.
    WrongValue {
        /// The key.
        key: String,
    },
    /// A value that the question does not have.
    OffScale {
        /// The key.
        key: String,
        /// The value, as written.
        value: String,
    },
    /// No answers can make it true.
    NeverTrue,
}

/// What a value should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A quoted text.
    Text,
    /// A text per language.
    Texts,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A date.
    Date,
    /// A list.
    List,
    /// A table.
    Table,
}

impl FaultKind {
    /// Whether the questionnaire can be read in spite of it.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        matches!(self, Self::NoticeMissing | Self::SensitiveFreeText)
    }
}

impl Fault {
    /// What is wrong and what to do; Danish for every language but English.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::En => english::sentence(&self.kind),
            Language::Da | Language::Ar => danish::sentence(&self.kind),
        }
    }

    /// The whole line as commands print it: `file:line:column: sentence`.
    #[must_use]
    pub fn line(&self, language: Language) -> String {
        format!("{}: {}", self.place, self.sentence(language))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.line(Language::Da))
    }
}
