//! What became of the groups of one version of a code list in a later one: a correspondence table.

use std::collections::BTreeMap;

use super::{CodeList, ListCode, ListFate, ListVersion};
use crate::language::Language;

/// What became of the groups of one version in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correspondence {
    /// The list's key.
    pub list: String,
    /// The earlier version.
    pub from: u32,
    /// The later version.
    pub to: u32,
    /// Its rows: those that the later version has in its order, then what ended.
    pub rows: Vec<CorrespondenceRow>,
}

/// Groups of one version that are groups of another together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrespondenceRow {
    /// What became of them.
    pub fate: ListFate,
    /// The groups before.
    pub from: Vec<ListCode>,
    /// The groups after.
    pub to: Vec<ListCode>,
}

impl CodeList {
    /// What became of the groups of one version in a later one, through all versions between.
    #[must_use]
    pub fn correspondence(&self, from: u32, to: u32) -> Option<Correspondence> {
        let (earlier, later) = (self.version(from)?, self.version(to)?);
        if from >= to {
            return None;
        }
        let keys = |codes: &[ListCode]| codes.iter().map(|code| code.key.clone()).collect::<Vec<_>>();
        let alone = |key: String| Together { before: vec![key.clone()], now: vec![key] };
        let mut together: Vec<Together> = keys(&earlier.codes).into_iter().map(alone).collect();
        for version in self.versions.iter().filter(|version| from < version.version && version.version <= to) {
            together = step(together, version);
        }
        let code = |version: &ListVersion, keys: &[String]| -> Vec<ListCode> {
            version.codes.iter().filter(|code| keys.contains(&code.key)).cloned().collect()
        };
        let mut rows: Vec<CorrespondenceRow> = Vec::new();
        for one in together {
            let (from, to) = (code(earlier, &one.before), code(later, &one.now));
            if let Some(fate) = ListFate::of(&from, &to) {
                rows.push(CorrespondenceRow { fate, from, to });
            }
        }
        let place = |row: &CorrespondenceRow| {
            row.to.first().and_then(|first| later.codes.iter().position(|code| code.key == first.key)).unwrap_or(usize::MAX)
        };
        rows.sort_by_key(place);
        Some(Correspondence { list: self.key.clone(), from, to, rows })
    }
}

/// Groups that hang together: as they were at first, and as they are called in the version that has been come to.
struct Together {
    before: Vec<String>,
    now: Vec<String>,
}

/// From one version to the next: what a change names on either side hangs together, what none names stays what it is.
fn step(together: Vec<Together>, version: &ListVersion) -> Vec<Together> {
    let mut joined: Vec<(Together, Vec<String>)> = together.into_iter().map(|one| (one, Vec::new())).collect();
    for change in &version.changes {
        let touches = |(one, _): &(Together, Vec<String>)| change.from.iter().any(|key| one.now.contains(key));
        let (touched, rest): (Vec<_>, Vec<_>) = joined.into_iter().partition(touches);
        joined = rest;
        let mut whole = (Together { before: Vec::new(), now: Vec::new() }, change.to.clone());
        for (one, next) in touched {
            whole.0.before.extend(one.before);
            whole.0.now.extend(one.now);
            whole.1.extend(next);
        }
        joined.push(whole);
    }
    let is_named = |key: &String| version.changes.iter().any(|change| change.from.contains(key));
    let next = |(one, mut next): (Together, Vec<String>)| {
        next.extend(one.now.into_iter().filter(|key| !is_named(key)));
        Together { before: one.before, now: next }
    };
    joined.into_iter().map(next).collect()
}

impl ListFate {
    /// What groups that hang together are to each other; none where there are none.
    fn of(from: &[ListCode], to: &[ListCode]) -> Option<Self> {
        Some(match (from, to) {
            ([], []) => return None,
            ([was], [now]) if was.key == now.key && was.label == now.label => Self::Same,
            ([_], [_]) => Self::Renamed,
            (_, [_]) if !from.is_empty() => Self::Merged,
            (_, []) => Self::Ended,
            ([], _) => Self::New,
            // Of several that became several others none can be counted together either.
            _ => Self::Split,
        })
    }
}

impl Correspondence {
    /// The value of every earlier group that is a group of the later version, alone or with others; none where groups were split, ended or
    /// are new, for then the two do not add up to the same.
    #[must_use]
    pub fn map(&self) -> Option<BTreeMap<i64, i64>> {
        let mut map = BTreeMap::new();
        for row in &self.rows {
            let [now] = row.to.as_slice() else { return None };
            if row.from.is_empty() {
                return None;
            }
            map.extend(row.from.iter().map(|was| (was.value, now.value)));
        }
        Some(map)
    }

    /// Whether every group is the same or has but another name.
    #[must_use]
    pub fn only_renames(&self) -> bool {
        self.rows.iter().all(|row| matches!(row.fate, ListFate::Same | ListFate::Renamed))
    }

    /// What became of groups, in a sentence for each that is not the same.
    #[must_use]
    pub fn sentences(&self, language: Language) -> Vec<String> {
        self.rows.iter().filter_map(|row| row.sentence(language)).collect()
    }
}

impl CorrespondenceRow {
    /// What became of these groups; none where nothing did.
    #[must_use]
    pub fn sentence(&self, language: Language) -> Option<String> {
        let english = language == Language::En;
        let names = |codes: &[ListCode]| {
            let quoted = |code: &ListCode| {
                let label = code.label.get(language);
                if english { format!("\"{label}\"") } else { format!("»{label}«") }
            };
            let quoted: Vec<String> = codes.iter().map(quoted).collect();
            match quoted.split_last() {
                Some((last, rest)) if !rest.is_empty() => {
                    format!("{} {} {last}", rest.join(", "), if english { "and" } else { "og" })
                }
                _ => quoted.concat(),
            }
        };
        let (was, now) = (names(&self.from), names(&self.to));
        Some(match (self.fate, english) {
            (ListFate::Same, _) => return None,
            (ListFate::Renamed, false) => format!("{now} hed tidligere {was}."),
            (ListFate::Renamed, true) => format!("{now} was called {was} before."),
            (ListFate::Merged, false) => format!("{was} er lagt sammen til {now}."),
            (ListFate::Merged, true) => format!("{was} were merged into {now}."),
            (ListFate::Split, false) => format!("{was} er delt i {now}."),
            (ListFate::Split, true) => format!("{was} was split into {now}."),
            (ListFate::Ended, false) => format!("{was} findes ikke længere."),
            (ListFate::Ended, true) => format!("{was} no longer exists."),
            (ListFate::New, false) => format!("{now} er ny."),
            (ListFate::New, true) => format!("{now} is new."),
        })
    }
}
