//! `diff`: what changed between two published versions, and the level of comparability of each question.

use std::sync::Arc;

use clap::Args;

use super::output::listing;
use super::{Context, Ending, Format, usage};
use crate::compare::{Approval, diff};
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

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let store = context.store()?;
    let (earlier, later) = two_versions(context, &store, &arguments.key, arguments.from, arguments.to)?;
    let approvals = store.approvals(&arguments.key)?;
    let mut rows = Vec::new();
    let found = diff(&earlier.version, &later.version, &approvals);
    for question in &found {
        let level = match (question.level, question.dropped) {
            (Some(level), _) => level.letter().to_string(),
            (None, true) => "dropped".to_owned(),
            (None, false) => "new".to_owned(),
        };
        if question.differences.is_empty() {
            rows.push(vec![question.key.clone(), level, String::new(), String::new(), String::new()]);
            continue;
        }
        for difference in &question.differences {
            rows.push(vec![
                question.key.clone(),
                level.clone(),
                difference.reason.code().to_owned(),
                difference.before.clone().unwrap_or_default(),
                difference.after.clone().unwrap_or_default(),
            ]);
        }
    }
    let of_these = |approval: &&Approval| approval.from == arguments.from && approval.to == arguments.to;
    let replaced = store.replaced_approvals(&arguments.key)?;
    for (reason, approvals) in [("approved", &approvals), ("approved-before", &replaced)] {
        let level = |key: &str| found.iter().find(|question| question.key == key).and_then(|question| question.level);
        rows.extend(approvals.iter().filter(of_these).map(|approval| {
            let words = format!("{}, {}: {}", approval.by, approval.on, approval.reason);
            let level = level(&approval.question).map_or_else(String::new, |level| level.letter().to_owned());
            vec![approval.question.clone(), level, reason.to_owned(), String::new(), words]
        }));
    }
    listing(arguments.format, &["question", "level", "reason", "before", "after"], &rows)
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
