//! Reading `code-lists/KEY.toml`, and the choices that a question takes from such a list.

use std::collections::{BTreeMap, BTreeSet};

use super::super::code_list::{CodeList, ListChange, ListCode, ListFate, ListVersion, OptionsFrom};
use super::super::fault::{Fault, FaultKind, ListFault};
use super::super::kind::Choice;
use super::scale;
use super::table::{Node, Reading, Table};
use crate::language::{Language, Text};

/// Reads a code list; `file` is its file's name without the ending, where it has a file. All faults, in the order of the file.
pub fn read_code_list(path_label: &str, file: Option<&str>, content: &str) -> Result<CodeList, Vec<Fault>> {
    let (mut reading, document) = super::open(path_label, content)?;
    reading.languages = vec![Language::Da, Language::En];
    let root = Table { entries: document.get_ref(), header: 0 };
    reading.only(root, &["key", "title", "version"]);
    let key = reading.want(root, "key", |reading, key, node| {
        let value = reading.string(key, node)?;
        if let Some(file) = file.filter(|file| *file != value) {
            let fault = ListFault::KeyIsNotFile { key: value.clone(), file: file.to_owned() };
            reading.fault(node.span().start, FaultKind::List(fault));
        }
        reading.hyphenated(&value, node.span().start)
    });
    let title = reading.want(root, "title", Reading::texts);
    let tables = reading.want(root, "version", Reading::tables).unwrap_or_default();
    if tables.is_empty() && reading.faults.is_empty() {
        reading.fault(0, FaultKind::List(ListFault::NoVersions));
    }
    let mut versions: Vec<ListVersion> = Vec::new();
    for (number, table) in (1..).zip(tables) {
        let before = reading.faults.len();
        let read = version(&mut reading, table, number);
        // Between versions only what is sound by itself is looked at.
        let Some(read) = read.filter(|_| reading.faults.len() == before) else { break };
        between(&mut reading, table, &versions, &read);
        versions.push(read);
    }
    reading.faults.sort_by(|a, b| a.place.cmp(&b.place));
    match (key, title) {
        (Some(key), Some(title)) if reading.faults.is_empty() => {
            Ok(CodeList { key, title, versions, content: content.to_owned() })
        }
        _ => Err(reading.faults),
    }
}

fn version(reading: &mut Reading<'_>, table: Table<'_>, next: u32) -> Option<ListVersion> {
    reading.only(table, &["version", "valid_from", "valid_until", "source", "codes", "change"]);
    let version = reading.want(table, "version", |reading, key, node| {
        let version = u32::try_from(reading.whole(key, node, 1, 100_000)?).ok()?;
        if version != next {
            reading.fault(node.span().start, FaultKind::List(ListFault::NotNext { next }));
        }
        Some(version)
    });
    let valid_from = reading.want(table, "valid_from", Reading::date);
    let valid_until = reading.may(table, "valid_until", Reading::date);
    if let (Some(from), Some(until)) = (valid_from, valid_until)
        && until < from
    {
        reading.fault(at(table, "valid_until"), FaultKind::UntilBeforeFrom);
    }
    let source = reading.want(table, "source", Reading::string);
    let codes = reading.want(table, "codes", codes);
    let changes = reading.may(table, "change", Reading::tables).unwrap_or_default();
    let changes = changes.into_iter().filter_map(|table| change(reading, table)).collect();
    Some(ListVersion { version: version?, valid_from: valid_from?, valid_until, source: source?, codes: codes?, changes })
}

/// Where a key of a table stands, else the table itself.
fn at(table: Table<'_>, key: &str) -> usize {
    table.entries.get(key).map_or(table.header, |node| node.span().start)
}

fn codes<'t>(reading: &mut Reading<'_>, key: &str, node: &'t Node<'t>) -> Option<Vec<ListCode>> {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let mut values = BTreeSet::new();
    let mut labels: BTreeSet<(Language, String)> = BTreeSet::new();
    let mut codes = Vec::new();
    for table in reading.tables(key, node)? {
        let value = reading.want(table, "value", |reading, key, node| reading.whole(key, node, 0, scale::MOST_VALUE));
        let code = reading.want(table, "key", |reading, key, node| {
            let code = reading.string(key, node)?;
            reading.hyphenated(&code, node.span().start)
        });
        let label: Option<Text> = reading.texts_of("codes", table, &["key", "value"]);
        let (Some(code), Some(value), Some(label)) = (code, value, label) else { continue };
        if let Some(first) = keys.get(&code) {
            let line = reading.place(*first).line;
            reading.fault(at(table, "key"), FaultKind::SameKey { value: code.clone(), line });
        }
        keys.insert(code.clone(), at(table, "key"));
        if !values.insert(value) {
            reading.fault(at(table, "value"), FaultKind::SameValue { value });
        }
        for (language, label) in &label.0 {
            if !labels.insert((*language, label.trim().to_lowercase())) {
                reading.fault(at(table, language.code()), FaultKind::SameLabel { label: label.clone() });
            }
        }
        codes.push(ListCode { key: code, value, label });
    }
    if codes.is_empty() {
        reading.fault(node.span().start, FaultKind::NoChoices);
    }
    Some(codes)
}

fn change(reading: &mut Reading<'_>, table: Table<'_>) -> Option<ListChange> {
    reading.only(table, &["kind", "from", "to", "source"]);
    let fate = reading.want(table, "kind", |reading, key, node| {
        reading.named(key, node, &ListFate::DECLARED.map(ListFate::name), |name| {
            ListFate::DECLARED.into_iter().find(|fate| fate.name() == name)
        })
    });
    let words = |list: Vec<(String, usize)>| list.into_iter().map(|(word, _)| word).collect::<Vec<String>>();
    let from = words(reading.may(table, "from", Reading::strings).unwrap_or_default());
    let to = words(reading.may(table, "to", Reading::strings).unwrap_or_default());
    let source = reading.may(table, "source", Reading::string);
    let fate = fate?;
    if !fate.fits(from.len(), to.len()) {
        reading.fault(table.header, FaultKind::List(ListFault::Shape { fate }));
    }
    Some(ListChange { fate, from, to, source })
}

/// What is wrong between a version and those before it.
fn between(reading: &mut Reading<'_>, table: Table<'_>, before: &[ListVersion], read: &ListVersion) {
    let changes = reading.may(table, "change", Reading::tables).unwrap_or_default();
    let Some(last) = before.last() else {
        if let Some(first) = changes.first() {
            reading.fault(first.header, FaultKind::List(ListFault::NothingBefore));
        }
        return;
    };
    if read.valid_from <= last.valid_until.unwrap_or(last.valid_from) {
        reading.fault(at(table, "valid_from"), FaultKind::List(ListFault::Overlaps { version: last.version }));
    }
    for (side, codes) in [("from", &last.codes), ("to", &read.codes)] {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for change in &changes {
            for (value, place) in reading.may(*change, side, Reading::strings).unwrap_or_default() {
                if !codes.iter().any(|code| code.key == value) {
                    let allowed = codes.iter().map(|code| code.key.clone()).collect();
                    reading.fault(place, FaultKind::UnknownName { key: side.to_owned(), value, allowed });
                } else if let Some(first) = seen.get(&value) {
                    let line = reading.place(*first).line;
                    reading.fault(place, FaultKind::SameKey { value, line });
                } else {
                    seen.insert(value, place);
                }
            }
        }
    }
    undeclared(reading, table, last, read);
    values(reading, table, before, read);
}

/// Groups that are gone, new or called something else without a word of it.
fn undeclared(reading: &mut Reading<'_>, table: Table<'_>, last: &ListVersion, read: &ListVersion) {
    let from = |key: &String| read.changes.iter().any(|change| change.from.contains(key));
    let to = |key: &String| read.changes.iter().any(|change| change.to.contains(key));
    for was in last.codes.iter().filter(|was| !from(&was.key)) {
        if read.code(&was.key).is_none_or(|_| to(&was.key)) {
            let fault = ListFault::Undeclared { code: was.key.clone(), is_gone: true };
            reading.fault(table.header, FaultKind::List(fault));
        }
    }
    for now in read.codes.iter().filter(|now| !to(&now.key)) {
        let code = now.key.clone();
        let fault = match last.code(&code) {
            Some(_) if from(&code) => ListFault::Undeclared { code, is_gone: false },
            Some(was) if was.label != now.label => ListFault::Relabelled { code },
            Some(_) => continue,
            None => ListFault::Undeclared { code, is_gone: false },
        };
        reading.fault(code_at(table, &now.key), FaultKind::List(fault));
    }
}

/// A value means one group for ever: whoever is the same or only renamed keeps it, and nobody else ever has it.
fn values(reading: &mut Reading<'_>, table: Table<'_>, before: &[ListVersion], read: &ListVersion) {
    let Some(last) = before.last() else { return };
    for now in &read.codes {
        let change = read.changes.iter().find(|change| change.to.contains(&now.key));
        let key = match change {
            None => Some(&now.key),
            Some(change) if change.fate == ListFate::Renamed => change.from.first(),
            Some(_) => None,
        };
        let kept = key.and_then(|key| last.code(key));
        if let Some(was) = kept.filter(|was| was.value != now.value) {
            let fault = ListFault::OtherValue { code: now.key.clone(), value: was.value };
            reading.fault(code_at(table, &now.key), FaultKind::List(fault));
            continue;
        }
        let mut earlier = before.iter().flat_map(|version| &version.codes).filter(|_| kept.is_none());
        if let Some(other) = earlier.find(|code| code.value == now.value) {
            let fault = ListFault::ValueOfOther { value: now.value, other: other.key.clone() };
            reading.fault(code_at(table, &now.key), FaultKind::List(fault));
        }
    }
}

/// Where the group with this key stands among a version's.
fn code_at(table: Table<'_>, key: &str) -> usize {
    let codes = table.entries.get("codes").and_then(|node| node.get_ref().as_array());
    let is_it = |node: &&Node<'_>| {
        let code = node.get_ref().as_table().and_then(|entries| entries.get("key"));
        code.and_then(|node| node.get_ref().as_str()) == Some(key)
    };
    codes.and_then(|codes| codes.iter().find(is_it)).map_or(table.header, |node| node.span().start)
}

/// `options_from = { list = "…", version = 1 }`: the list's groups in their order, then the choices beside it, which are missing kinds.
pub(super) fn choices(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Vec<Choice>> {
    let mut choices = named(reading, table)?.1;
    if table.entries.contains_key("scale") {
        reading.fault(at(table, "scale"), FaultKind::ScaleAndChoices);
        return None;
    }
    let beside = match table.entries.get("choices") {
        Some(node) => scale::any_choices(reading, "choices", node)?,
        None => Vec::new(),
    };
    if beside.iter().any(|choice| choice.missing.is_none()) {
        reading.fault(at(table, "choices"), FaultKind::ChoicesBesideList);
        return None;
    }
    if let Some(same) = beside.iter().find(|one| choices.iter().any(|choice| choice.value == one.value)) {
        reading.fault(at(table, "choices"), FaultKind::SameValue { value: same.value });
        return None;
    }
    choices.extend(beside);
    Some(choices)
}

/// Where the choices of a question are from; what is wrong with it was said when they were read.
pub(super) fn options_from(reading: &mut Reading<'_>, table: Table<'_>) -> Option<OptionsFrom> {
    let before = reading.faults.len();
    let found = table.entries.get("options_from").and_then(|_| named(reading, table));
    reading.faults.truncate(before);
    found.map(|(options, _)| options)
}

fn named(reading: &mut Reading<'_>, table: Table<'_>) -> Option<(OptionsFrom, Vec<Choice>)> {
    let table = reading.want(table, "options_from", Reading::table)?;
    reading.only(table, &["list", "version"]);
    let lists = reading.lists;
    let list = reading.want(table, "list", |reading, key, node| {
        let value = reading.string(key, node)?;
        let found = lists.and_then(|lists| lists.list(&value));
        if found.is_none() {
            let allowed = lists.map_or(&[][..], |lists| &lists.0).iter().map(|list| list.key.clone()).collect();
            reading.fault(node.span().start, FaultKind::UnknownName { key: key.to_owned(), value, allowed });
        }
        found
    });
    let number = reading.want(table, "version", |reading, key, node| {
        let value = u32::try_from(reading.whole(key, node, 1, 100_000)?).ok()?;
        if let Some(list) = list.filter(|list| list.version(value).is_none()) {
            let allowed = list.versions.iter().map(|version| version.version.to_string()).collect();
            let value = value.to_string();
            reading.fault(node.span().start, FaultKind::UnknownName { key: key.to_owned(), value, allowed });
        }
        Some(value)
    });
    let (list, number) = (list?, number?);
    let version = list.version(number)?;
    let languages = reading.languages.clone();
    if let Some(language) =
        languages.iter().find(|language| version.codes.iter().any(|code| !code.label.0.contains_key(language)))
    {
        reading.fault(at(table, "list"), FaultKind::MissingLanguage { key: list.key.clone(), language: *language });
        return None;
    }
    let label = |code: &ListCode| Text(languages.iter().filter_map(|one| Some((*one, code.label.0.get(one)?.clone()))).collect());
    let choice = |code: &ListCode| Choice { value: code.value, label: label(code), missing: None };
    let earlier = (1..number).filter_map(|from| list.correspondence(from, number)).collect();
    let options = OptionsFrom { list: list.key.clone(), version: number, earlier };
    Some((options, version.codes.iter().map(choice).collect()))
}
