//! What is wrong with a guide, and how that is said.

use crate::language::{Language, filled};

/// One thing wrong with a guide, and the line that it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideFault {
    /// The line, counted from 1.
    pub line: usize,
    /// What.
    pub kind: GuideFaultKind,
}

/// What can be wrong with a guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuideFaultKind {
    /// It is no TOML; what the reader of TOML said.
    Syntax(String),
    /// A key is missing.
    Missing(&'static str),
    /// A key that is not known here.
    Unknown(String),
    /// A value is of another type than the key wants, or empty.
    Wrong(String),
    /// A key is not made of a–z, digits and hyphens.
    BadKey(String),
    /// A key stands twice.
    Twice(String),
    /// No audience has this name.
    NoRole(String),
    /// There is no such trial.
    NoTrial(String),
    /// The questions take more minutes than there are.
    TooLong {
        /// How many the questions take.
        asked: u32,
        /// How many there are.
        minutes: u32,
    },
    /// Key and version are not those of the folder and the file.
    OtherPlace,
}

impl GuideFaultKind {
    /// The fault in a sentence.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let english = language == Language::En;
        let say = |danish: &str, spoken: &str, words: &[(&str, &str)]| filled(if english { spoken } else { danish }, words);
        match self {
            Self::Syntax(what) => say("Filen er ikke TOML: {what}", "The file is no TOML: {what}", &[("what", what)]),
            Self::Missing(key) => say("{key} mangler.", "{key} is missing.", &[("key", key)]),
            Self::Unknown(key) => say("{key} kendes ikke her.", "{key} is not known here.", &[("key", key)]),
            Self::Wrong(key) => say("{key} har en forkert værdi.", "{key} has a wrong value.", &[("key", key)]),
            Self::BadKey(key) => say(
                "Nøglen {key} må kun bestå af a–z, tal og bindestreger.",
                "The key {key} may have a–z, digits and hyphens only.",
                &[("key", key)],
            ),
            Self::Twice(key) => say("Nøglen {key} står to gange.", "The key {key} stands twice.", &[("key", key)]),
            Self::NoRole(name) => {
                say("Der er ingen rolle, der hedder {name}.", "There is no role called {name}.", &[("name", name)])
            }
            Self::NoTrial(key) => say("Der er intet forsøg {key}.", "There is no trial {key}.", &[("key", key)]),
            Self::TooLong { asked, minutes } => say(
                "Spørgsmålene tager {asked} minutter, og der er {minutes}.",
                "The questions take {asked} minutes, and there are {minutes}.",
                &[("asked", &asked.to_string()), ("minutes", &minutes.to_string())],
            ),
            Self::OtherPlace => say(
                "Nøgle og version skal være mappens og filens.",
                "Key and version must be those of the folder and the file.",
                &[],
            ),
        }
    }
}
