//! What a published version holds: its hash, and what differs where a file no longer holds the same.
//!
//! The hash is of the file's own bytes, comments included, since the file is what is kept; only the line ends, which a
//! checkout may change, do not count.

use sha2::{Digest, Sha256};

use super::condition::Condition;
use super::kind::{Choice, Kind, Missing, Scale};
use super::model::{Question, Source, Version};
use crate::language::{Language, Text};

/// The SHA-256 of the version's file in lower-case hexadecimal, its line ends taken as LF.
#[must_use]
pub fn content_hash(version: &Version) -> String {
    let content = version.content.replace("\r\n", "\n");
    data_encoding::HEXLOWER.encode(&Sha256::digest(content.as_bytes()))
}

/// One part of a version that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The part, as in `simplified.text.da`; empty: only comments or layout.
    pub part: String,
    /// What it was, if it was there.
    pub before: Option<String>,
    /// What it is, if it is there.
    pub after: Option<String>,
}

impl Difference {
    /// What differs; Danish for every language but English.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let part = &self.part;
        let english = language == Language::En;
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if english => format!("{part}: was '{before}', is '{after}'"),
            (Some(before), Some(after)) => format!("{part}: var »{before}«, er »{after}«"),
            (Some(before), None) if english => format!("{part}: was '{before}', is gone"),
            (Some(before), None) => format!("{part}: var »{before}«, er væk"),
            (None, Some(after)) if english => format!("{part}: is new: '{after}'"),
            (None, Some(after)) => format!("{part}: er ny: »{after}«"),
            (None, None) if english => "only comments or layout of the file differ".to_owned(),
            (None, None) => "kun filens kommentarer eller opsætning er anderledes".to_owned(),
        }
    }
}

/// The first of [`differences`].
#[must_use]
pub fn first_difference(before: &Version, after: &Version) -> Option<Difference> {
    differences(before, after).into_iter().next()
}

/// All that differs between two contents, in the order of the file; none where the hashes are equal.
#[must_use]
pub fn differences(before: &Version, after: &Version) -> Vec<Difference> {
    if content_hash(before) == content_hash(after) {
        return Vec::new();
    }
    let (old, new) = (parts(before), parts(after));
    let find =
        |parts: &[(String, String)], part: &str| parts.iter().find(|(name, _)| name == part).map(|(_, value)| value.clone());
    let gone = old.iter().filter(|(part, _)| find(&new, part).is_none());
    let there = new.iter().filter(|(part, value)| find(&old, part).as_ref() != Some(value));
    let mut differences: Vec<Difference> = there
        .chain(gone)
        .map(|(part, _)| Difference { part: part.clone(), before: find(&old, part), after: find(&new, part) })
        .collect();
    if differences.is_empty() {
        differences.push(Difference { part: String::new(), before: None, after: None });
    }
    differences
}

/// A version taken apart into named values.
struct Parts(Vec<(String, String)>);

fn parts(version: &Version) -> Vec<(String, String)> {
    let mut parts = Parts(Vec::new());
    parts.add("key", &version.key);
    parts.add("version", &version.version.to_string());
    parts.add("trial", &version.trial);
    parts.add("evaluation", version.evaluation.as_deref().unwrap_or_default());
    parts.add("audience", version.audience.name());
    parts.add("languages", &list(&version.languages, |language| language.code().to_owned()));
    parts.add("sensitive", &version.sensitive.to_string());
    parts.text("title", &version.title);
    parts.text("introduction", &version.introduction);
    parts.text("closing", &version.closing);
    if let Some(notice) = &version.notice {
        parts.text("notice.purpose", &notice.purpose);
        parts.text("notice.legal_basis", &notice.legal_basis);
        parts.text("notice.voluntary", &notice.voluntary);
        parts.text("notice.no_consequence", &notice.no_consequence);
        parts.text("notice.source", &notice.source);
        parts.text("notice.retention", &notice.retention);
        parts.text("notice.access", &notice.access);
        parts.text("notice.rights", &notice.rights);
    }
    for column in &version.background {
        let source = if column.source == Source::Asked { "asked" } else { "recipient" };
        parts.add(&format!("background.{}", column.key), source);
    }
    let keys = |questions: &[Question]| list(questions, |question| question.key.clone());
    for (number, page) in (1..).zip(&version.pages) {
        parts.add(&format!("page {number}"), &keys(&page.questions));
        if let Some(title) = &page.title {
            parts.text(&format!("page {number}.title"), title);
        }
    }
    for question in version.questions() {
        parts.question(question);
    }
    parts.0
}

impl Parts {
    fn add(&mut self, part: &str, value: &str) {
        if !value.is_empty() {
            self.0.push((part.to_owned(), value.to_owned()));
        }
    }

    fn text(&mut self, part: &str, text: &Text) {
        for (language, words) in &text.0 {
            self.add(&format!("{part}.{}", language.code()), words);
        }
    }

    fn question(&mut self, question: &Question) {
        let key = &question.key;
        self.add(&format!("{key}.kind"), question.kind.name());
        self.text(&format!("{key}.text"), &question.text);
        for (name, text) in [("help", &question.help), ("lead", &question.lead)] {
            if let Some(text) = text {
                self.text(&format!("{key}.{name}"), text);
            }
        }
        self.add(&format!("{key}.primary"), if question.primary { "true" } else { "" });
        for (name, condition) in [("show_if", &question.show_if), ("screen_out_if", &question.screen_out_if)] {
            self.add(&format!("{key}.{name}"), &condition.as_ref().map(Condition::written).unwrap_or_default());
        }
        let top = question.top.as_ref().map(|top| list(top, ToString::to_string));
        self.add(&format!("{key}.top"), &top.unwrap_or_default());
        if let Some(supersedes) = &question.supersedes {
            let map: Vec<String> = supersedes.map.iter().map(|(from, to)| format!("{from} = {to}")).collect();
            let value = format!("{}/{} {} ({})", supersedes.key, supersedes.version, supersedes.level, map.join(", "));
            self.add(&format!("{key}.supersedes"), &value);
            self.add(&format!("{key}.supersedes.reason"), &supersedes.reason);
        }
        if let Some(options) = &question.options_from {
            self.add(&format!("{key}.options_from"), &format!("{} {}", options.list, options.version));
        }
        self.kind(key, &question.kind);
    }

    fn kind(&mut self, key: &str, kind: &Kind) {
        let flag = |set: bool| if set { "true" } else { "" };
        let missing = |missing: &[Missing]| list(missing, |missing| missing.name().to_owned());
        match kind {
            Kind::Single { scale, other } => {
                self.scale(key, scale);
                self.add(&format!("{key}.other"), flag(*other));
            }
            Kind::Battery { scale, items } => {
                self.scale(key, scale);
                self.add(&format!("{key}.items"), &list(items, |(item, _)| item.clone()));
                for (item, text) in items {
                    self.text(&format!("{key}.{item}"), text);
                }
            }
            Kind::Multiple { choices, max_choices, none, other, .. } => {
                self.choices(key, choices);
                self.add(&format!("{key}.max_choices"), &max_choices.map(|most| most.to_string()).unwrap_or_default());
                self.add(&format!("{key}.none"), flag(*none));
                self.add(&format!("{key}.other"), flag(*other));
            }
            Kind::Ranking { choices, .. } => self.choices(key, choices),
            Kind::Text { max_length, .. } | Kind::LongText { max_length, .. } => {
                self.add(&format!("{key}.max_length"), &max_length.to_string());
            }
            Kind::Number { min, max, decimals, .. } => {
                self.add(&format!("{key}.min"), &min.map(|min| min.to_string()).unwrap_or_default());
                self.add(&format!("{key}.max"), &max.map(|max| max.to_string()).unwrap_or_default());
                self.add(&format!("{key}.decimals"), &decimals.to_string());
            }
            Kind::Date { .. } | Kind::Code | Kind::Note => {}
        }
        if kind.scale().is_none() {
            self.add(&format!("{key}.missing"), &missing(&kind.missing()));
        }
    }

    fn scale(&mut self, key: &str, scale: &Scale) {
        self.add(&format!("{key}.scale.kind"), scale.kind.name());
        self.choices(key, &scale.choices);
    }

    fn choices(&mut self, key: &str, choices: &[Choice]) {
        self.add(&format!("{key}.choices"), &list(choices, |choice| choice.value.to_string()));
        for choice in choices {
            let part = format!("{key}.choices.{}", choice.value);
            self.text(&part, &choice.label);
            self.add(&format!("{part}.missing"), choice.missing.map(Missing::name).unwrap_or_default());
        }
    }
}

fn list<T>(things: &[T], name: impl Fn(&T) -> String) -> String {
    things.iter().map(name).collect::<Vec<_>>().join(", ")
}
