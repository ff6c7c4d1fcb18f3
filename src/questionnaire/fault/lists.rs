//! What can be wrong in a code list, in words: what is wrong, then what to do.

use self::ListFault as Fault;
use crate::language::Language;
use crate::questionnaire::ListFate;

/// What can be wrong in a code list beside what can be wrong in any file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListFault {
    /// The list's key is not its file's name.
    KeyIsNotFile {
        /// The key.
        key: String,
        /// The file's name, without its ending.
        file: String,
    },
    /// A version that is not the one that comes next.
    NotNext {
        /// The one that does.
        next: u32,
    },
    /// No version.
    NoVersions,
    /// A version that holds before the one before it has ended.
    Overlaps {
        /// The one before.
        version: u32,
    },
    /// A change of the first version.
    NothingBefore,
    /// A change of other numbers of groups than it can be of.
    Shape {
        /// What it is said to be.
        fate: ListFate,
    },
    /// A group that is gone, or new, and no change says what became of it.
    Undeclared {
        /// Its key.
        code: String,
        /// Whether it is gone.
        is_gone: bool,
    },
    /// A group with another name than before, and no change says so.
    Relabelled {
        /// Its key.
        code: String,
    },
    /// A renamed or unchanged group that has not the value that it had.
    OtherValue {
        /// Its key.
        code: String,
        /// The value that it had.
        value: i64,
    },
    /// A group with the value that another had.
    ValueOfOther {
        /// The value.
        value: i64,
        /// The other's key.
        other: String,
    },
}

/// From how many groups to how many a change goes.
fn shape(fate: ListFate, language: Language) -> &'static str {
    let (danish, english) = match fate {
        ListFate::Same | ListFate::Renamed => ("én gruppe i »from« og én i »to«", "one group in 'from' and one in 'to'"),
        ListFate::Merged => ("flere grupper i »from« og én i »to«", "several groups in 'from' and one in 'to'"),
        ListFate::Split => ("én gruppe i »from« og flere i »to«", "one group in 'from' and several in 'to'"),
        ListFate::Ended => ("mindst én gruppe i »from« og ingen i »to«", "at least one group in 'from' and none in 'to'"),
        ListFate::New => ("ingen gruppe i »from« og mindst én i »to«", "no group in 'from' and at least one in 'to'"),
    };
    if language == Language::En { english } else { danish }
}

pub(super) fn danish(fault: &Fault) -> String {
    match fault {
        Fault::KeyIsNotFile { key, file } => {
            format!("Nøglen er »{key}«, men filen hedder »{file}.toml«. Giv dem samme navn.")
        }
        Fault::NotNext { next } => format!("Her kommer version {next}. Versioner tælles fra 1 og springer ikke over."),
        Fault::NoVersions => "Kodelisten har ingen version. Skriv mindst én [[version]].".to_owned(),
        Fault::Overlaps { version } => {
            format!("Version {version} gælder stadig den dag. Ret »valid_from« her eller »valid_until« i version {version}.")
        }
        Fault::NothingBefore => "Den første version har ingen før sig. Slet ændringen.".to_owned(),
        Fault::Shape { fate } => {
            format!("»{}« har {}. Ret listerne, eller vælg en anden »kind«.", fate.name(), shape(*fate, Language::Da))
        }
        Fault::Undeclared { code, is_gone: true } => format!(
            "»{code}« stod i versionen før og står ikke her. Skriv en [[version.change]], der siger, hvad der blev af den."
        ),
        Fault::Undeclared { code, .. } => {
            format!("»{code}« stod ikke i versionen før. Skriv en [[version.change]], der siger, hvor den kommer fra.")
        }
        Fault::Relabelled { code } => {
            format!(
                "»{code}« hed noget andet i versionen før. Skriv en [[version.change]] med kind = \"renamed\", eller ret teksten."
            )
        }
        Fault::OtherValue { code, value } => {
            format!(
                "»{code}« havde værdien {value} i versionen før og skal beholde den, for svar kendes på værdien. Skriv {value}."
            )
        }
        Fault::ValueOfOther { value, other } => {
            format!("Værdien {value} tilhørte »{other}« i en tidligere version. Giv gruppen en værdi, som ingen har haft.")
        }
    }
}

pub(super) fn english(fault: &Fault) -> String {
    match fault {
        Fault::KeyIsNotFile { key, file } => {
            format!("The key is '{key}', but the file is called '{file}.toml'. Give them the same name.")
        }
        Fault::NotNext { next } => format!("Version {next} comes here. Versions count from 1 and leave none out."),
        Fault::NoVersions => "The code list has no version. Write at least one [[version]].".to_owned(),
        Fault::Overlaps { version } => {
            format!("Version {version} still holds on that day. Change 'valid_from' here or 'valid_until' in version {version}.")
        }
        Fault::NothingBefore => "The first version has none before it. Delete the change.".to_owned(),
        Fault::Shape { fate } => {
            format!("'{}' has {}. Change the lists, or choose another 'kind'.", fate.name(), shape(*fate, Language::En))
        }
        Fault::Undeclared { code, is_gone: true } => {
            format!("'{code}' was in the version before and is not here. Write a [[version.change]] that says what became of it.")
        }
        Fault::Undeclared { code, .. } => {
            format!("'{code}' was not in the version before. Write a [[version.change]] that says where it comes from.")
        }
        Fault::Relabelled { code } => {
            format!(
                "'{code}' had another name in the version before. Write a [[version.change]] with kind = \"renamed\", or mend the text."
            )
        }
        Fault::OtherValue { code, value } => {
            format!(
                "'{code}' had the value {value} in the version before and must keep it, since answers are known by it. Write {value}."
            )
        }
        Fault::ValueOfOther { value, other } => {
            format!("The value {value} was that of '{other}' in an earlier version. Give the group a value that none has had.")
        }
    }
}
