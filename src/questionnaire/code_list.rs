//! Code lists: groups that law defines and renames, version by version, with a declared map from each version to the next.
//!
//! They live beside questionnaires because questionnaires take choices from them and because both are read by the same reader; figures
//! name their groups and comparisons follow them. A value means one group for ever: a renamed group keeps its value, and a group that
//! comes of others gets one that no other has had. So answers of two versions are told apart by nothing but their values.

use jiff::civil::Date;

use crate::language::{Language, Text};

mod correspondence;

pub use correspondence::{Correspondence, CorrespondenceRow};

/// All code lists that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeLists(pub Vec<CodeList>);

/// A code list with its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList {
    /// The key, also the file's name.
    pub key: String,
    /// What it is a list of.
    pub title: Text,
    /// The versions, from 1 on without a gap.
    pub versions: Vec<ListVersion>,
    /// The file's own text.
    pub content: String,
}

/// What a code list is while a law holds; never changed once published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListVersion {
    /// Its number.
    pub version: u32,
    /// The first day on which it holds.
    pub valid_from: Date,
    /// The last day, where it is declared; else it holds until the next version does.
    pub valid_until: Option<Date>,
    /// The law or paper that it is taken from.
    pub source: String,
    /// Its groups, in order.
    pub codes: Vec<ListCode>,
    /// What became of the groups of the version before.
    pub changes: Vec<ListChange>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCode {
    /// Its key.
    pub key: String,
    /// Its value in answers.
    pub value: i64,
    /// What it is called.
    pub label: Text,
}

/// What became of groups from one version to the next; groups that no change names stay what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChange {
    /// What.
    pub fate: ListFate,
    /// The keys of the groups before.
    pub from: Vec<String>,
    /// The keys of the groups after.
    pub to: Vec<String>,
    /// Where that is written, where it is not the version's own source.
    pub source: Option<String>,
}

/// What became of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListFate {
    /// It is called what it was.
    Same,
    /// The same people under another name.
    Renamed,
    /// Several became one.
    Merged,
    /// One became several.
    Split,
    /// There is no such group any more.
    Ended,
    /// There was no such group before.
    New,
}

/// Where a question has its choices from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionsFrom {
    /// The list's key.
    pub list: String,
    /// The list's version.
    pub version: u32,
    /// What became of the groups of every earlier version in this one.
    pub earlier: Vec<Correspondence>,
}

impl OptionsFrom {
    /// What became of the groups of an earlier question's list in this one's, where both are of one list and its versions differ.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Option<&Correspondence> {
        self.earlier.iter().find(|one| self.list == earlier.list && one.from == earlier.version)
    }
}

/// One part of a published version that a file no longer says as it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListDifference {
    /// The version.
    pub version: u32,
    /// The part of it, as in `codes.sickness`; empty: the version is gone.
    pub part: String,
}

impl CodeLists {
    /// The list with this key.
    #[must_use]
    pub fn list(&self, key: &str) -> Option<&CodeList> {
        self.0.iter().find(|list| list.key == key)
    }

    /// The list and key of a group that is written `list/key`; none where there is no such list.
    #[must_use]
    pub fn named<'a>(&self, written: &'a str) -> Option<(&CodeList, &'a str)> {
        let (list, code) = written.split_once('/')?;
        Some((self.list(list.trim())?, code.trim()))
    }

    /// A group as people read it: of `list/key` its newest name and where it comes from, else as written.
    #[must_use]
    pub fn line_words(&self, written: &str, language: Language) -> String {
        let found = self.named(written).and_then(|(list, code)| list.line_words(code, language));
        found.unwrap_or_else(|| written.to_owned())
    }

    /// The groups of a list that are written `list/key` and hold in all of this time: none where it names no list.
    #[must_use]
    pub fn held<'a>(&self, written: &'a str, between: Option<(Date, Date)>) -> Option<Held<'_, 'a>> {
        let (list, code) = self.named(written)?;
        let versions: Vec<Option<&ListVersion>> = match between {
            Some((from, to)) => vec![list.version_on(from), list.version_on(to)],
            None => vec![list.versions.last()],
        };
        Some(Held { list, code, versions })
    }

    /// The group by which figures of all periods stand on one line: of `list/key` the newest that it was only renamed to.
    #[must_use]
    pub fn line_of(&self, written: &str) -> String {
        let Some((list, code)) = self.named(written) else { return written.to_owned() };
        format!("{}/{}", list.key, list.renamed_to(code))
    }
}

/// A group that a figure names, and the versions of its list that hold when the figure is of.
pub struct Held<'a, 'w> {
    list: &'a CodeList,
    code: &'w str,
    versions: Vec<Option<&'a ListVersion>>,
}

/// Why a figure cannot be of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotHeld {
    /// No version of the list holds then.
    NoVersion,
    /// The version that holds then has no such group.
    NoGroup {
        /// The version.
        version: u32,
        /// The keys of the groups that it has.
        known: Vec<String>,
    },
}

impl Held<'_, '_> {
    /// The list's key.
    #[must_use]
    pub fn list(&self) -> &str {
        &self.list.key
    }

    /// The group as `list/key`, whether it was written by its key or its name.
    pub fn written(&self) -> Result<String, NotHeld> {
        let mut found = None;
        for version in &self.versions {
            let version = version.ok_or(NotHeld::NoVersion)?;
            let known = || version.codes.iter().map(|code| code.key.clone()).collect();
            let code =
                version.code_called(self.code).ok_or_else(|| NotHeld::NoGroup { version: version.version, known: known() })?;
            found = Some(code);
        }
        found.map(|code| format!("{}/{}", self.list.key, code.key)).ok_or(NotHeld::NoVersion)
    }
}

impl CodeList {
    /// The version with this number.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&ListVersion> {
        self.versions.iter().find(|version| version.version == number)
    }

    /// The last day on which a version holds: as declared, else the day before the next one; none while it still does.
    #[must_use]
    pub fn valid_until(&self, version: &ListVersion) -> Option<Date> {
        let next = self.version(version.version + 1).and_then(|next| next.valid_from.yesterday().ok());
        version.valid_until.or(next)
    }

    /// The version that holds on this day.
    #[must_use]
    pub fn version_on(&self, day: Date) -> Option<&ListVersion> {
        let holds =
            |version: &&ListVersion| version.valid_from <= day && self.valid_until(version).is_none_or(|until| day <= until);
        self.versions.iter().find(holds)
    }

    /// What a group is called in the newest version that has it, and what it was before law changed it.
    fn line_words(&self, key: &str, language: Language) -> Option<String> {
        let newest = self.versions.iter().rev().find(|version| version.code(key).is_some())?;
        let label = newest.code(key)?.label.get(language);
        let mut versions = self.versions.iter().filter(|version| version.version <= newest.version).rev();
        let came = versions.find_map(|version| {
            let change = version.changes.iter().find(|change| change.to.iter().any(|to| to == key))?;
            Some((change, self.version(version.version - 1)?))
        });
        let words = came.and_then(|(change, before)| {
            let names: Vec<&str> = change.from.iter().filter_map(|from| Some(before.code(from)?.label.get(language))).collect();
            let was = names.join(if language == Language::En { " and " } else { " og " });
            let said = match (change.fate, language) {
                (ListFate::Renamed, Language::En) => "formerly",
                (ListFate::Renamed, _) => "hed tidligere",
                (ListFate::Merged, Language::En) => "merged from",
                (ListFate::Merged, _) => "lagt sammen af",
                (ListFate::Split, Language::En) => "split from",
                (ListFate::Split, _) => "delt ud af",
                _ => return None,
            };
            Some(format!("{label} ({said} {was})"))
        });
        Some(words.unwrap_or_else(|| label.to_owned()))
    }

    /// The key that the group with this one goes by in the newest version, as far as it was only renamed.
    fn renamed_to(&self, key: &str) -> String {
        let mut key = key.to_owned();
        for version in &self.versions {
            let renamed = |change: &&ListChange| change.fate == ListFate::Renamed && change.from.first() == Some(&key);
            if let Some(to) = version.changes.iter().find(renamed).and_then(|change| change.to.first()) {
                key.clone_from(to);
            }
        }
        key
    }

    /// What of these published versions a file says otherwise, or not at all; what is new is no difference.
    #[must_use]
    pub fn departs_from(&self, published: &Self) -> Option<ListDifference> {
        published.versions.iter().find_map(|was| {
            let different = |part: String| Some(ListDifference { version: was.version, part });
            let Some(now) = self.version(was.version) else { return different(String::new()) };
            let code = was.codes.iter().find(|code| now.code(&code.key) != Some(code));
            let added = now.codes.iter().find(|code| was.code(&code.key).is_none());
            match code.or(added) {
                Some(code) => different(format!("codes.{}", code.key)),
                None if now.codes != was.codes => different("codes".to_owned()),
                None if now.changes != was.changes => different("change".to_owned()),
                None if now.valid_from != was.valid_from => different("valid_from".to_owned()),
                // A version that held until further notice may be told when it ended.
                None if was.valid_until.is_some() && now.valid_until != was.valid_until => different("valid_until".to_owned()),
                None if now.source != was.source => different("source".to_owned()),
                None => None,
            }
        })
    }
}

impl ListVersion {
    /// The group with this key.
    #[must_use]
    pub fn code(&self, key: &str) -> Option<&ListCode> {
        self.codes.iter().find(|code| code.key == key)
    }

    /// The group with this key or name.
    #[must_use]
    pub fn code_called(&self, written: &str) -> Option<&ListCode> {
        let written = written.trim();
        let is_called = |code: &&ListCode| code.label.0.values().any(|label| label.to_lowercase() == written.to_lowercase());
        self.code(written).or_else(|| self.codes.iter().find(is_called))
    }
}

impl ListFate {
    /// What a change can be declared to be.
    pub const DECLARED: [Self; 5] = [Self::Renamed, Self::Split, Self::Merged, Self::Ended, Self::New];

    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Renamed => "renamed",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Ended => "ended",
            Self::New => "new",
        }
    }

    /// What pages call it.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Same => ("uændret", "unchanged"),
            Self::Renamed => ("nyt navn", "renamed"),
            Self::Merged => ("lagt sammen", "merged"),
            Self::Split => ("delt", "split"),
            Self::Ended => ("ophørt", "ended"),
            Self::New => ("ny", "new"),
        };
        if language == Language::En { english } else { danish }
    }

    /// Whether so many groups before and after are what this is.
    #[must_use]
    pub fn fits(self, from: usize, to: usize) -> bool {
        match self {
            Self::Same | Self::Renamed => (from, to) == (1, 1),
            Self::Merged => from > 1 && to == 1,
            Self::Split => from == 1 && to > 1,
            Self::Ended => from > 0 && to == 0,
            Self::New => from == 0 && to > 0,
        }
    }
}
