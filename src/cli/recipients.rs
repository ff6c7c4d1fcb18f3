//! `recipients import`: addresses from a municipality's own list.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};

use super::output::counted;
use super::{Context, Ending, usage};
use crate::fieldwork::Access;
use crate::import::{self, Fault, FaultKind, Place, RecipientRow, RecipientRules};
use crate::language::Language;
use crate::store::{Match, NewRecipient};

/// What to do with recipients.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Read recipients of a round from a CSV file.
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
    if round.access == Access::Open {
        return usage(
            context
                .say("Runden er åben for alle og har ingen modtagere.", "The round is open to everybody and has no recipients."),
        );
    }
    if round.is_closed(context.clock.now()) {
        return usage(context.say("Runden er lukket.", "The round is closed."));
    }
    let version = super::context::version(&store, &round)?;
    let trials = store.trials()?;
    let rules = RecipientRules {
        version: &version.version,
        trials: &trials,
        mode: round.mode,
        duplicates: match arguments.duplicates {
            Duplicates::First => import::Duplicates::First,
            Duplicates::Last => import::Duplicates::Last,
            Duplicates::Refuse => import::Duplicates::Refuse,
        },
        skip_faulty: arguments.skip_faulty,
    };
    let label = arguments.file.display().to_string();
    let bytes = std::fs::read(&arguments.file).with_context(|| label.clone())?;
    let read = match import::recipients(&label, &bytes, rules) {
        Ok(read) => read,
        Err(faults) => return super::sources::faults_of(context, &faults),
    };
    eprintln!("{label}: {}", read.sniffed.sentence(context.language));
    for fault in &read.faults {
        eprintln!("{}", fault.line(context.language));
    }
    if read.refused {
        return Err(Ending::Faults);
    }
    let source = version.version.languages.first().copied().unwrap_or_default();
    let lines: Vec<usize> = read.rows.iter().map(|row| row.line).collect();
    let rows: Vec<NewRecipient> = read.rows.into_iter().map(|row| recipient(row, source)).collect();
    let keep_those_there = matches!(arguments.duplicates, Duplicates::First);
    let leave_out = keep_those_there || arguments.skip_faulty;
    let standings =
        if arguments.dry_run { store.standings(&round, &rows)? } else { store.add_recipients(&round, &rows, leave_out)? };
    let clashes = clashes(&label, &lines, &standings);
    for fault in clashes.iter().filter(|_| !keep_those_there) {
        eprintln!("{}", fault.line(context.language));
    }
    if !clashes.is_empty() && !leave_out {
        return Err(Ending::Faults);
    }
    let count = |wanted: &Match| standings.iter().filter(|standing| *standing == wanted).count();
    let (added, known, left_out) = (count(&Match::New), count(&Match::Known), read.skipped + clashes.len());
    println!(
        "{}{}",
        if arguments.dry_run { context.say("prøve: ", "dry run: ") } else { "" },
        match context.language {
            Language::En => format!("{}, {known} known already, {left_out} left out", counted(added, "recipient", "recipients")),
            _ => format!("{}, {known} kendt i forvejen, {left_out} udeladt", counted(added, "modtager", "modtagere")),
        }
    );
    Ok(())
}

/// The rows that cannot be stored beside those whom the round has.
fn clashes(label: &str, lines: &[usize], standings: &[Match]) -> Vec<Fault> {
    let clash = |(line, standing): (&usize, &Match)| {
        let kind = match standing {
            Match::Different(columns) => FaultKind::KnownDiffers { columns: columns.clone() },
            Match::SameAddress => FaultKind::AddressInRound,
            Match::New | Match::Known => return None,
        };
        Some(Fault::new(Place::new(label, *line, 1), kind))
    };
    lines.iter().zip(standings).filter_map(clash).collect()
}

fn recipient(row: RecipientRow, source: Language) -> NewRecipient {
    let mut background = row.background;
    NewRecipient {
        person_key: row.person_key,
        name: row.name.unwrap_or_default(),
        email: row.email.unwrap_or_default(),
        phone: row.phone.unwrap_or_default(),
        language: row.language.unwrap_or(source),
        municipality: background.remove("municipality"),
        background,
    }
}
