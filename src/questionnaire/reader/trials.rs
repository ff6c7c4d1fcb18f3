//! Reading `trials.toml`: municipalities, themes, events and trials with their parts.
//!
//! Names there need Danish; another language may be missing, since the file serves questionnaires in any languages.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::event::{Event, Lasts};
use super::super::fault::{Fault, FaultKind};
use super::super::trials::{Evaluation, Municipality, Outcome, Part, Status, Theme, Trial, Trials};
use super::table::{Node, Reading, Table};
use crate::language::{Language, Text};

/// Reads `trials.toml`; all faults, in the order of the file.
pub fn read_trials(path_label: &str, content: &str) -> Result<Trials, Vec<Fault>> {
    let (mut reading, document) = super::open(path_label, content)?;
    reading.languages = vec![Language::Da];
    let root = Table { entries: document.get_ref(), header: 0 };
    reading.only(root, &["publisher", "municipality", "theme", "event", "trial"]);
    let mut trials = Trials { content: content.to_owned(), ..Trials::default() };
    trials.publisher = reading.may(root, "publisher", Reading::texts);
    trials.municipalities = each(&mut reading, root, "municipality", municipality);
    short_names(&mut reading, root);
    trials.themes = each(&mut reading, root, "theme", theme);
    trials.trials = each(&mut reading, root, "trial", trial);
    trials.events = each(&mut reading, root, "event", event);
    references(&mut reading, root);
    reading.faults.sort_by(|a, b| a.place.cmp(&b.place));
    if reading.faults.is_empty() { Ok(trials) } else { Err(reading.faults) }
}

/// Every table of one list; keys must differ.
fn each<'t, T>(
    reading: &mut Reading<'_>,
    table: Table<'t>,
    key: &str,
    read: impl Fn(&mut Reading<'_>, Table<'t>) -> Option<T>,
) -> Vec<T> {
    let tables = reading.may(table, key, Reading::tables).unwrap_or_default();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for table in &tables {
        let Some(node) = table.entries.get("key") else { continue };
        let (Some(value), at) = (node.get_ref().as_str(), node.span().start) else { continue };
        if let Some(first) = seen.get(value) {
            let line = reading.place(*first).line;
            reading.fault(at, FaultKind::SameKey { value: value.to_owned(), line });
        } else {
            seen.insert(value, at);
        }
    }
    tables.into_iter().filter_map(|table| read(reading, table)).collect()
}

fn key(reading: &mut Reading<'_>, key: &str, node: &Node<'_>) -> Option<String> {
    let value = reading.string(key, node)?;
    reading.hyphenated(&value, node.span().start)
}

fn code(reading: &mut Reading<'_>, key: &str, node: &Node<'_>) -> Option<u32> {
    u32::try_from(reading.whole(key, node, 1, 9_999)?).ok()
}

fn municipality(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Municipality> {
    reading.only(table, &["key", "name", "short", "code", "members", "controller", "dpo", "phone", "hours"]);
    let key = reading.want(table, "key", key);
    let name = reading.want(table, "name", Reading::string);
    let short = reading.may(table, "short", Reading::string);
    if table.entries.contains_key("code") == table.entries.contains_key("members") {
        reading.fault(table.header, FaultKind::ExactlyOne { first: "code", second: "members" });
    }
    let own = reading.may(table, "code", code);
    let members = reading.may(table, "members", |reading, key, node| {
        let list = reading.list(key, node)?;
        Some(list.iter().filter_map(|node| code(reading, key, node)).collect::<Vec<u32>>())
    });
    let controller = reading.may(table, "controller", Reading::string);
    let dpo = reading.may(table, "dpo", Reading::string);
    let phone = reading.may(table, "phone", Reading::string);
    let hours = reading.may(table, "hours", Reading::texts);
    let name = name?;
    let codes = own.into_iter().chain(members.unwrap_or_default()).collect();
    let short = short.unwrap_or_else(|| name.clone());
    Some(Municipality { key: key?, name, short, codes, controller, dpo, phone, hours })
}

/// What CSV files may say for a municipality must mean one municipality only.
fn short_names(reading: &mut Reading<'_>, root: Table<'_>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let tables = match root.entries.get("municipality") {
        Some(node) if node.get_ref().as_array().is_some() => reading.tables("municipality", node).unwrap_or_default(),
        _ => return,
    };
    for table in tables {
        let Some(node) = table.entries.get("short") else { continue };
        let Some(short) = node.get_ref().as_str() else { continue };
        if seen.insert(short.to_lowercase(), node.span().start).is_some() {
            reading.fault(node.span().start, FaultKind::SameLabel { label: short.to_owned() });
        }
    }
}

fn theme(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Theme> {
    reading.only(table, &["key", "name"]);
    let key = reading.want(table, "key", Reading::string);
    let name = reading.want(table, "name", Reading::texts);
    Some(Theme { key: key?, name: name? })
}

fn event(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Event> {
    reading.only(table, &["date", "until", "name", "trials", "all", "municipalities", "source"]);
    let date = reading.want(table, "date", Reading::date);
    let until = reading.may(table, "until", Reading::date);
    let name = reading.want(table, "name", Reading::texts);
    let all = reading.may(table, "all", Reading::boolean).unwrap_or(false);
    let trials = reading.may(table, "trials", Reading::strings);
    if all == table.entries.contains_key("trials") {
        reading.fault(table.header, FaultKind::ExactlyOne { first: "trials", second: "all = true" });
    }
    let municipalities = reading.may(table, "municipalities", Reading::strings).unwrap_or_default();
    let source = reading.may(table, "source", Reading::string);
    ends_after(reading, table, date, until);
    let words = |list: Vec<(String, usize)>| list.into_iter().map(|(key, _)| key).collect();
    let (trials, municipalities) = (trials.map(words), words(municipalities));
    let lasts = until.map_or(Lasts::Day, Lasts::Until);
    Some(Event { date: date?, lasts, name: name?, trials, municipalities, source, desk: None })
}

/// Nothing ends before it begins.
fn ends_after(reading: &mut Reading<'_>, table: Table<'_>, from: Option<Date>, until: Option<Date>) {
    if let (Some(from), Some(until), Some(node)) = (from, until, table.entries.get("until"))
        && until < from
    {
        reading.fault(node.span().start, FaultKind::UntilBeforeFrom);
    }
}

fn trial(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Trial> {
    reading.only(
        table,
        &["key", "number", "name", "theme", "in_force", "status", "outcome", "outcome_date", "lead", "evaluation", "part"],
    );
    let key = reading.want(table, "key", key);
    let number = reading.want(table, "number", code);
    let name = reading.want(table, "name", Reading::texts);
    let theme = reading.want(table, "theme", Reading::string);
    let in_force = reading.want(table, "in_force", Reading::date);
    let status = reading.want(table, "status", status);
    let outcome = reading.want(table, "outcome", outcome);
    let outcome_date = reading.may(table, "outcome_date", Reading::date);
    let lead = reading.may(table, "lead", Reading::string);
    let evaluations = each(reading, table, "evaluation", evaluation);
    let parts = each(reading, table, "part", part);
    Some(Trial {
        key: key?,
        number: number?,
        name: name?,
        theme: theme?,
        in_force: in_force?,
        status: status?,
        outcome: outcome?,
        outcome_date,
        lead,
        evaluations,
        parts,
    })
}

fn status(reading: &mut Reading<'_>, key: &str, node: &Node<'_>) -> Option<Status> {
    reading.named(key, node, &["running", "not-started", "ended"], |name| match name {
        "running" => Some(Status::Running),
        "not-started" => Some(Status::NotStarted),
        "ended" => Some(Status::Ended),
        _ => None,
    })
}

fn outcome(reading: &mut Reading<'_>, key: &str, node: &Node<'_>) -> Option<Outcome> {
    reading.named(key, node, &["extended", "stopped", "law", "partly-law", "none"], |name| match name {
        "extended" => Some(Outcome::Extended),
        "stopped" => Some(Outcome::Stopped),
        "law" => Some(Outcome::Law),
        "partly-law" => Some(Outcome::PartlyLaw),
        "none" => Some(Outcome::None),
        _ => None,
    })
}

fn evaluation(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Evaluation> {
    reading.only(table, &["key", "name"]);
    let key = reading.want(table, "key", key);
    let name: Option<Text> = reading.want(table, "name", Reading::texts);
    Some(Evaluation { key: key?, name: name? })
}

fn part(reading: &mut Reading<'_>, table: Table<'_>) -> Option<Part> {
    reading.only(table, &["name", "evaluation", "municipalities", "groups", "from", "until", "source", "whole"]);
    let name = reading.want(table, "name", Reading::texts);
    let evaluation = reading.may(table, "evaluation", Reading::string);
    let municipalities = reading.want(table, "municipalities", Reading::strings).unwrap_or_default();
    let groups = reading.may(table, "groups", Reading::strings).unwrap_or_default();
    let from = reading.may(table, "from", Reading::date);
    let until = reading.may(table, "until", Reading::date);
    let source = reading.want(table, "source", Reading::string);
    let whole = reading.may(table, "whole", Reading::boolean).unwrap_or(false);
    ends_after(reading, table, from, until);
    let words = |list: Vec<(String, usize)>| list.into_iter().map(|(word, _)| word).collect();
    Some(Part {
        name: name?,
        evaluation,
        municipalities: words(municipalities),
        groups: words(groups),
        from,
        until,
        source: source?,
        whole,
    })
}

/// Every key that names another table must name one that is there.
fn references(reading: &mut Reading<'_>, root: Table<'_>) {
    let municipalities = keys(root, "municipality");
    let themes = keys(root, "theme");
    let trials = keys(root, "trial");
    for table in tables(root, "event") {
        named(reading, table, "trials", &trials);
        named(reading, table, "municipalities", &municipalities);
    }
    for trial in tables(root, "trial") {
        named(reading, trial, "theme", &themes);
        named(reading, trial, "lead", &municipalities);
        let evaluations = keys(trial, "evaluation");
        for part in tables(trial, "part") {
            named(reading, part, "municipalities", &municipalities);
            named(reading, part, "evaluation", &evaluations);
        }
    }
}

/// The tables of a list whose faults have already been noted.
fn tables<'t>(table: Table<'t>, key: &str) -> Vec<Table<'t>> {
    let nodes = table.entries.get(key).and_then(|node| node.get_ref().as_array());
    let nodes = nodes.map_or(&[][..], |array| array);
    nodes.iter().filter_map(|node| Some(Table { entries: node.get_ref().as_table()?, header: node.span().start })).collect()
}

fn keys(table: Table<'_>, key: &str) -> Vec<String> {
    tables(table, key).iter().filter_map(|table| Some(table.entries.get("key")?.get_ref().as_str()?.to_owned())).collect()
}

fn named(reading: &mut Reading<'_>, table: Table<'_>, key: &str, allowed: &[String]) {
    let Some(node) = table.entries.get(key) else { return };
    let single = std::slice::from_ref(node);
    let nodes = node.get_ref().as_array().map_or(single, |array| array);
    for node in nodes {
        let Some(value) = node.get_ref().as_str() else { continue };
        if !allowed.iter().any(|known| known == value) {
            let kind = FaultKind::UnknownName { key: key.to_owned(), value: value.to_owned(), allowed: allowed.to_vec() };
            reading.fault(node.span().start, kind);
        }
    }
}
