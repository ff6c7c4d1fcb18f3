//! `approve`: a person answers for a change being spelling or typography only (level B).

use clap::Args;

use super::diff::two_versions;
use super::{Context, Ending, usage};
use crate::compare::diff;
use crate::store::NewApproval;

/// Arguments of `approve`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The questionnaire's key.
    key: String,
    /// The earlier version.
    from: u32,
    /// The later version.
    to: u32,
    /// The question's key, or QUESTION.ITEM.
    question: String,
    /// The level: B.
    #[arg(long)]
    level: String,
    /// Why the change is cosmetic.
    #[arg(long)]
    reason: String,
    /// Who says so.
    #[arg(long)]
    by: String,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    if arguments.level != "B" {
        return usage(context.say(
            "--level: kun B (kun stavning eller typografi) kan godkendes; C erklæres i skemaet (supersedes).",
            "--level: only B (spelling or typography only) can be approved; C is declared in the questionnaire (supersedes).",
        ));
    }
    if arguments.reason.trim().is_empty() || arguments.by.trim().is_empty() {
        return usage(context.say("--reason og --by må ikke være tomme.", "--reason and --by must not be empty."));
    }
    let store = context.store()?;
    let (earlier, later) = two_versions(context, &store, &arguments.key, arguments.from, arguments.to)?;
    let touched =
        |key: &str| key == arguments.question || key.split_once('.').is_some_and(|(question, _)| question == arguments.question);
    if !diff(&earlier.version, &later.version, &[]).iter().any(|difference| touched(&difference.key)) {
        return usage(format!(
            "{}: {}",
            arguments.question,
            context.say("findes ikke i de to versioner.", "is not in the two versions.")
        ));
    }
    store.approve(&NewApproval {
        questionnaire: &arguments.key,
        from: arguments.from,
        to: arguments.to,
        question: &arguments.question,
        level: "B",
        reason: arguments.reason.trim(),
        by: arguments.by.trim(),
        at: context.clock.now(),
    })?;
    println!("{} {} {} {} B", arguments.key, arguments.from, arguments.to, arguments.question);
    Ok(())
}
