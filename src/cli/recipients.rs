//! `recipients import`: addresses from a municipality's own list.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};

use super::output::counted;
use super::{Context, Ending, usage};
use crate::import::{self, HandIn, HandedIn, NoRecipients, hand_in};
use crate::language::Language;

/// What to do with recipients.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Read recipients of a round from a CSV file or an Excel workbook (.xlsx).
    Import(Import),
}

/// Arguments of `recipients import`.
#[derive(Args)]
pub(super) struct Import {
    /// The round.
    #[arg(long)]
    round: String,
    /// The file.
    file: PathBuf,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// What becomes of rows with the same person key or address.
    #[arg(long, value_enum, default_value = "refuse")]
    duplicates: Duplicates,
    /// Import the good rows though others are faulty.
    #[arg(long)]
    skip_faulty: bool,
    /// The sheet of a workbook; without it the first.
    #[arg(long)]
    sheet: Option<String>,
}

/// What becomes of rows with the same person key or address.
#[derive(Clone, Copy, ValueEnum)]
enum Duplicates {
    First,
    Last,
    Refuse,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    let Command::Import(arguments) = command;
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    if let Some(none) = NoRecipients::of(&round, context.clock.now()) {
        return usage(none.sentence(context.language));
    }
    let label = arguments.file.display().to_string();
    let bytes = std::fs::read(&arguments.file).with_context(|| label.clone())?;
    let keep_those_there = matches!(arguments.duplicates, Duplicates::First);
    let how = HandIn {
        label: &label,
        duplicates: match arguments.duplicates {
            Duplicates::First => import::Duplicates::First,
            Duplicates::Last => import::Duplicates::Last,
            Duplicates::Refuse => import::Duplicates::Refuse,
        },
        skip_faulty: arguments.skip_faulty,
        only: None,
        rehearsal: arguments.dry_run,
        sheet: arguments.sheet.as_deref(),
        by: Some(context.custodian()),
        told: &|_, _| (),
    };
    let done = hand_in(&store, &round, &bytes, how)?;
    if let Some(sniffed) = &done.sniffed {
        eprintln!("{label}: {}", sniffed.sentence(context.language));
    }
    for fault in done.faults.iter().chain(done.clashes.iter().filter(|_| !keep_those_there)) {
        eprintln!("{}", fault.line(context.language));
    }
    if done.refused {
        return Err(Ending::Faults);
    }
    let note = done.note(context.language);
    let HandedIn { added, known, left_out, suppressed, .. } = done;
    println!(
        "{}{}",
        if arguments.dry_run { context.say("prøve: ", "dry run: ") } else { "" },
        match context.language {
            Language::En => format!("{}, {known} known already, {left_out} left out", counted(added, "recipient", "recipients")),
            _ => format!("{}, {known} kendt i forvejen, {left_out} udeladt", counted(added, "modtager", "modtagere")),
        }
    );
    if suppressed > 0 {
        println!(
            "{}",
            match context.language {
                Language::En => format!("{} no letters", counted(suppressed, "recipient wants", "recipients want")),
                _ => format!("{} har frabedt sig breve", counted(suppressed, "modtager", "modtagere")),
            }
        );
    }
    if let Some(note) = note {
        println!("{note}");
    }
    Ok(())
}
