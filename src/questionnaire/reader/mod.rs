//! From the text of `surveys/KEY/VERSION.toml` and of `trials.toml` to a [`Version`] and to [`Trials`].
//!
//! All faults are found, not only the first: what is wrong is noted and reading goes on. A version exists only when nothing
//! was wrong, so nobody ever holds half of one.

mod around;
mod code_list;
mod kind;
mod notice;
mod pages;
mod question;
mod routing;
mod scale;
mod spoken;
mod table;
mod trials;

#[cfg(test)]
mod code_list_tests;
#[cfg(test)]
mod routing_tests;
#[cfg(test)]
mod tests;

use toml::Spanned;
use toml::de::DeTable;

use super::code_list::CodeLists;
use super::fault::{Fault, FaultKind, Place};
use super::kind::Kind;
use super::model::{Audience, Version};
use super::trials::Trials;
use crate::language::Language;
pub use around::{Around, AroundPart, around, with_all_around, with_language};
pub use code_list::read_code_list;
pub use notice::PLACEHOLDERS;
pub use spoken::{Spoken, SpokenPart, quoted, reworded, spoken};
use table::{Node, Reading, Table};
pub use trials::read_trials;

/// No questionnaire is near this size; what is larger is some other file.
const MOST_BYTES: usize = 1 << 20;

/// A file of garbage would otherwise give a fault per byte.
const MOST_FAULTS: usize = 100;

/// Reads a questionnaire that has no folder or file of its own, such as one from the database.
///
/// `path_label` is what faults call the file; `trials` says which trials and evaluations exist, and without it they are
/// not checked. Returns the version with its warnings, or all faults in the order of the file, warnings among them.
pub fn read(path_label: &str, content: &str, trials: Option<&Trials>) -> Result<(Version, Vec<Fault>), Vec<Fault>> {
    read_version(path_label, None, content, (trials, &CodeLists::default()))
}

/// The same of one whose choices may be taken from code lists.
pub fn read_with_lists(
    path_label: &str,
    content: &str,
    trials: Option<&Trials>,
    lists: &CodeLists,
) -> Result<(Version, Vec<Fault>), Vec<Fault>> {
    read_version(path_label, None, content, (trials, lists))
}

/// Reads the questionnaire `FOLDER/FILE.toml`, as [`read_with_lists`] does, and holds its key and version against the two names.
pub fn read_file(
    path_label: &str,
    (folder, file): (&str, &str),
    content: &str,
    trials: Option<&Trials>,
    lists: &CodeLists,
) -> Result<(Version, Vec<Fault>), Vec<Fault>> {
    read_version(path_label, Some((folder, file)), content, (trials, lists))
}

/// A questionnaire that is being written, as far as it can be read.
pub struct Unfinished {
    /// What could be read, faults and all; none if the text is no TOML. It only serves to be looked at.
    pub version: Option<Version>,
    /// All faults in the order of the text, warnings among them.
    pub faults: Vec<Fault>,
}

impl Unfinished {
    /// The version, if nothing is wrong with it.
    #[must_use]
    pub fn sound(&self) -> Option<&Version> {
        self.version.as_ref().filter(|_| self.faults.iter().all(|fault| fault.kind.is_warning()))
    }
}

/// Reads a questionnaire that is being written under this key, and goes on where [`read`] gives up.
#[must_use]
pub fn read_unfinished(key: &str, content: &str, trials: Option<&Trials>, lists: &CodeLists) -> Unfinished {
    let (mut reading, document) = match open("", content) {
        Ok(opened) => opened,
        Err(faults) => return Unfinished { version: None, faults },
    };
    reading.lists = Some(lists);
    let root = Table { entries: document.get_ref(), header: 0 };
    let (version, _) = top_level(&mut reading, root, None, content);
    evaluation(&mut reading, root, &version, trials);
    if !version.key.is_empty() && version.key != key {
        let at = root.entries.get("key").map_or(0, |node| node.span().start);
        reading.fault(at, FaultKind::KeyIsNotDraft { key: version.key.clone(), draft: key.to_owned() });
    }
    let mut faults = reading.faults;
    faults.sort_by(|a, b| a.place.cmp(&b.place));
    faults.truncate(MOST_FAULTS);
    Unfinished { version: Some(version), faults }
}

/// The text of a file that must be UTF-8, with the place of the first byte that is not.
pub fn decode<'b>(path_label: &str, bytes: &'b [u8]) -> Result<&'b str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let sound = std::str::from_utf8(sound).unwrap_or_default();
        Fault { place: Reading::new(path_label, sound).place(sound.len()), kind: FaultKind::NotUtf8 }
    })
}

fn read_version(
    label: &str,
    names: Option<(&str, &str)>,
    content: &str,
    (trials, lists): (Option<&Trials>, &CodeLists),
) -> Result<(Version, Vec<Fault>), Vec<Fault>> {
    let (mut reading, document) = open(label, content)?;
    reading.lists = Some(lists);
    let root = Table { entries: document.get_ref(), header: 0 };
    let (version, whole) = top_level(&mut reading, root, names, content);
    evaluation(&mut reading, root, &version, trials);
    let mut faults = reading.faults;
    faults.sort_by(|a, b| a.place.cmp(&b.place));
    if whole && faults.iter().all(|fault| fault.kind.is_warning()) {
        return Ok((version, faults));
    }
    faults.truncate(MOST_FAULTS);
    Err(faults)
}

/// Parses TOML; stops at syntax errors, but goes on past duplicate keys.
fn open<'c>(label: &'c str, content: &'c str) -> Result<(Reading<'c>, Spanned<DeTable<'c>>), Vec<Fault>> {
    let one = |line, column, kind| Err(vec![Fault { place: Place { file: label.to_owned(), line, column }, kind }]);
    if content.len() > MOST_BYTES {
        return one(1, 1, FaultKind::FileTooLarge { kilobytes: MOST_BYTES / 1024 });
    }
    let mut reading = Reading::new(label, content);
    if let Some(at) = content.find('\0') {
        let place = reading.place(at);
        return one(place.line, place.column, FaultKind::ControlCharacter);
    }
    let (document, errors) = DeTable::parse_recoverable(content);
    let mut syntax = false;
    for error in errors.iter().take(MOST_FAULTS) {
        let span = error.span().unwrap_or_default();
        // What follows the first wrong sign of a line is only its echo.
        let line = reading.place(span.start).line;
        if reading.faults.last().is_some_and(|fault| fault.place.line == line) {
            continue;
        }
        let kind = if error.message() == "duplicate key" {
            let key = content.get(span.clone()).unwrap_or_default().trim_matches(['"', '\'']).to_owned();
            FaultKind::DuplicateKey { key }
        } else {
            syntax = true;
            FaultKind::Syntax { message: error.message().to_owned() }
        };
        reading.fault(span.start, kind);
    }
    if syntax {
        reading.faults.sort_by(|a, b| a.place.cmp(&b.place));
        return Err(reading.faults);
    }
    Ok((reading, document))
}

const TOP_KEYS: &[&str] = &[
    "key",
    "version",
    "trial",
    "evaluation",
    "audience",
    "languages",
    "sensitive",
    "title",
    "introduction",
    "closing",
    "notice",
    "background",
    "scales",
    "page",
    "question",
];

/// The version, and whether it is whole; a version that is not whole only serves to find more faults.
fn top_level(reading: &mut Reading<'_>, root: Table<'_>, names: Option<(&str, &str)>, content: &str) -> (Version, bool) {
    reading.only(root, TOP_KEYS);
    reading.languages = reading.want(root, "languages", languages).unwrap_or_default();
    reading.exactly = true;
    let key = reading.want(root, "key", |reading, key, node| {
        let value = reading.string(key, node)?;
        reading.hyphenated(&value, node.span().start)
    });
    let number = reading.want(root, "version", |reading, key, node| u32::try_from(reading.whole(key, node, 1, 100_000)?).ok());
    if let Some((folder, file)) = names {
        matches_names(reading, root, (key.as_deref(), number), folder, file);
    }
    let trial = reading.want(root, "trial", Reading::string);
    let evaluation = reading.may(root, "evaluation", Reading::string);
    let audience = reading.want(root, "audience", |reading, key, node| {
        reading.named(key, node, &Audience::ALL.map(Audience::name), Audience::from_name)
    });
    let sensitive = reading.may(root, "sensitive", Reading::boolean).unwrap_or(false);
    let title = reading.want(root, "title", Reading::texts);
    let introduction = reading.want(root, "introduction", Reading::texts);
    let closing = reading.want(root, "closing", Reading::texts);
    let notice = notice::read(reading, root);
    let scales = scale::named(reading, root);
    let drafted = pages::read(reading, root, &scales, number.unwrap_or(u32::MAX));
    let background = notice::background(reading, root, &drafted);
    let pages = routing::check(reading, drafted);
    if sensitive {
        free_text(reading, root, &pages);
    }
    let whole = key.is_some() && number.is_some() && trial.is_some() && audience.is_some();
    let version = Version {
        key: key.unwrap_or_default(),
        version: number.unwrap_or_default(),
        trial: trial.unwrap_or_default(),
        evaluation,
        audience: audience.unwrap_or(Audience::Citizen),
        languages: reading.languages.clone(),
        sensitive,
        title: title.unwrap_or_default(),
        introduction: introduction.unwrap_or_default(),
        closing: closing.unwrap_or_default(),
        notice,
        background,
        pages,
        content: content.to_owned(),
    };
    (version, whole)
}

fn languages<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Vec<Language>> {
    let mut languages = Vec::new();
    for (code, at) in reading.strings(key, node)? {
        match Language::ALL.into_iter().find(|language| language.code() == code) {
            None => reading.fault(at, FaultKind::UnknownLanguage { code }),
            Some(language) if languages.contains(&language) => reading.fault(at, FaultKind::Languages),
            Some(language) => languages.push(language),
        }
    }
    if languages.is_empty() {
        reading.fault(node.span().start, FaultKind::Languages);
    }
    Some(languages)
}

fn matches_names(reading: &mut Reading<'_>, root: Table<'_>, read: (Option<&str>, Option<u32>), folder: &str, file: &str) {
    let at = |key: &str| root.entries.get(key).map_or(0, |node| node.span().start);
    if let Some(key) = read.0.filter(|key| *key != folder) {
        reading.fault(at("key"), FaultKind::KeyIsNotFolder { key: key.to_owned(), folder: folder.to_owned() });
    }
    if let Some(version) = read.1.filter(|version| version.to_string() != file) {
        reading.fault(at("version"), FaultKind::VersionIsNotFile { version, file: file.to_owned() });
    }
}

/// Holds trial and evaluation against `trials.toml`.
fn evaluation(reading: &mut Reading<'_>, root: Table<'_>, version: &Version, trials: Option<&Trials>) {
    let (Some(trials), false) = (trials, version.trial.is_empty()) else { return };
    let at = |key: &str| root.entries.get(key).map(|node| node.span().start);
    let Some(trial) = trials.trial(&version.trial) else {
        let allowed = trials.trials.iter().map(|trial| trial.key.clone()).collect();
        let kind = FaultKind::UnknownName { key: "trial".to_owned(), value: version.trial.clone(), allowed };
        return reading.fault(at("trial").unwrap_or(0), kind);
    };
    let allowed: Vec<String> = trial.evaluations.iter().map(|evaluation| evaluation.key.clone()).collect();
    match (&version.evaluation, at("evaluation")) {
        (None, None) if !allowed.is_empty() => reading.fault(0, FaultKind::EvaluationMissing { allowed }),
        (Some(_), Some(at)) if allowed.is_empty() => {
            reading.fault(at, FaultKind::EvaluationUnknown { trial: trial.key.clone() });
        }
        (Some(value), Some(at)) if !allowed.contains(value) => {
            reading.fault(at, FaultKind::UnknownName { key: "evaluation".to_owned(), value: value.clone(), allowed });
        }
        _ => {}
    }
}

/// One warning is enough, however many text fields a sensitive questionnaire has.
fn free_text(reading: &mut Reading<'_>, root: Table<'_>, pages: &[super::model::Page]) {
    let free = pages.iter().flat_map(|page| &page.questions).any(|question| match &question.kind {
        Kind::Text { .. } | Kind::LongText { .. } => true,
        Kind::Single { other, .. } | Kind::Multiple { other, .. } => *other,
        _ => false,
    });
    if free {
        let at = root.entries.get("sensitive").map_or(0, |node| node.span().start);
        reading.fault(at, FaultKind::SensitiveFreeText);
    }
}
