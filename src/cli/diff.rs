//! `diff`: what changed between two published versions, and the level of comparability of each question.

use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::output::listing;
use super::{Context, Ending, Format, usage};
use crate::compare::{Approval, QuestionDifference, Rewording, Segment, diff, marked, rewordings};
use crate::language::Language;
use crate::store::{PublishedVersion, Store};

/// Arguments of `diff`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The questionnaire's key.
    key: String,
    /// The earlier version.
    from: u32,
    /// The later version.
    to: u32,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The columns that every row has, and those of a text that changed.
const COLUMNS: [&str; 8] = ["question", "level", "reason", "before", "after", "part", "language", "difference"];

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let store = context.store()?;
    let (earlier, later) = two_versions(context, &store, &arguments.key, arguments.from, arguments.to)?;
    let approvals = store.approvals(&arguments.key)?;
    let found = diff(&earlier.version, &later.version, &approvals);
    let mut rows = Vec::new();
    let mut texts = Vec::new();
    for question in &found {
        rows.extend(reasons(question));
        let reworded = rewordings(&earlier.version, &later.version, question);
        texts.extend(reworded.into_iter().map(|text| (question, text)));
    }
    let of_these = |approval: &&Approval| approval.from == arguments.from && approval.to == arguments.to;
    let replaced = store.replaced_approvals(&arguments.key)?;
    for (reason, approvals) in [("approved", &approvals), ("approved-before", &replaced)] {
        let level = |key: &str| found.iter().find(|question| question.key == key).map(level).unwrap_or_default();
        rows.extend(approvals.iter().filter(of_these).map(|approval| {
            let words = format!("{}, {}: {}", approval.by, approval.on, approval.reason);
            vec![approval.question.clone(), level(&approval.question), reason.to_owned(), String::new(), words]
        }));
    }
    match arguments.format {
        Format::Text => {
            listing(Format::Text, &COLUMNS[..5], &rows)?;
            for (question, text) in &texts {
                println!("\n{} {} {}: {}", question.key, text.part.name(), text.language.code(), marked(&text.segments));
            }
            Ok(())
        }
        Format::Csv => {
            for row in &mut rows {
                row.resize(COLUMNS.len(), String::new());
            }
            rows.extend(texts.iter().map(|(question, text)| {
                let mut row = words(question, text).to_vec();
                row.push(marked(&text.segments));
                row
            }));
            listing(Format::Csv, &COLUMNS, &rows)
        }
        Format::Json => {
            let mut objects: Vec<Value> = rows.iter().map(|row| object(row)).collect();
            objects.extend(texts.iter().map(|(question, text)| {
                let mut object = object(&words(question, text));
                let segment = |segment: &Segment| json!({ "fate": segment.fate.name(), "words": segment.words });
                object["segments"] = text.segments.iter().map(segment).collect();
                object
            }));
            println!("{}", serde_json::to_string_pretty(&objects)?);
            Ok(())
        }
    }
}

fn level(question: &QuestionDifference) -> String {
    match (question.level, question.dropped) {
        (Some(level), _) => level.letter().to_owned(),
        (None, true) => "dropped".to_owned(),
        (None, false) => "new".to_owned(),
    }
}

/// A row for each reason, or one without where nothing differs.
fn reasons(question: &QuestionDifference) -> Vec<Vec<String>> {
    let row = |reason: &str, before: Option<&String>, after: Option<&String>| {
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        vec![question.key.clone(), level(question), reason.to_owned(), text(before), text(after)]
    };
    if question.differences.is_empty() {
        return vec![row("", None, None)];
    }
    question.differences.iter().map(|found| row(found.reason.code(), found.before.as_ref(), found.after.as_ref())).collect()
}

/// The row of a text that changed, without the difference itself.
fn words(question: &QuestionDifference, text: &Rewording) -> [String; 7] {
    let (part, language) = (text.part.name().to_owned(), text.language.code().to_owned());
    [question.key.clone(), level(question), "words".to_owned(), text.before.clone(), text.after.clone(), part, language]
}

fn object(row: &[String]) -> Value {
    let cell = |cell: &String| if cell.is_empty() { Value::Null } else { Value::from(cell.as_str()) };
    COLUMNS.iter().zip(row).map(|(name, text)| ((*name).to_owned(), cell(text))).collect()
}

/// Two published versions of a questionnaire, or wrong usage.
pub(super) fn two_versions(
    context: &Context,
    store: &Store,
    key: &str,
    from: u32,
    to: u32,
) -> Result<(Arc<PublishedVersion>, Arc<PublishedVersion>), Ending> {
    let find = |number: u32| match store.find_version(key, number)? {
        Some(version) => Ok(version),
        None => usage(match context.language {
            Language::En => format!("{key} version {number} is not published."),
            _ => format!("{key} version {number} er ikke udgivet."),
        }),
    };
    Ok((find(from)?, find(to)?))
}
