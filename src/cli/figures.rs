//! `figures import`, `figures list`: what the case systems counted, with its source.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::output::{counted, listing};
use super::{AT_THE_MACHINE, Context, Ending, Format, usage};
use crate::import::{FIGURE_COLUMNS, figures};
use crate::language::Language;
use crate::register::Figure;
use crate::store::{Store, TakenFigures};

/// What to do with register figures.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Take in register figures of a trial from a CSV file.
    Import(Import),
    /// List the register figures of a trial.
    List(List),
}

/// Arguments of `figures import`.
#[derive(Args)]
pub(super) struct Import {
    /// The trial.
    #[arg(long)]
    trial: String,
    /// The file.
    file: PathBuf,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Let figures take the place of those that the trial has for the same days.
    #[arg(long)]
    replace: bool,
}

/// Arguments of `figures list`.
#[derive(Args)]
pub(super) struct List {
    /// The trial.
    #[arg(long)]
    trial: String,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Import(arguments) => import(context, arguments),
        Command::List(arguments) => list(context, arguments),
    }
}

fn is_there(context: &Context, store: &Store, trial: &str) -> Result<(), Ending> {
    if store.trials()?.trial(trial).is_some() {
        return Ok(());
    }
    usage(match context.language {
        Language::En => format!("There is no trial {trial:?} in the database. `nulpunkt publish` stores those of trials.toml."),
        _ => format!("Der er intet forsøg {trial:?} i databasen. `nulpunkt publish` gemmer dem, der står i trials.toml."),
    })
}

fn import(context: &Context, arguments: &Import) -> Result<(), Ending> {
    let store = context.store()?;
    is_there(context, &store, &arguments.trial)?;
    let label = arguments.file.display().to_string();
    let bytes = std::fs::read(&arguments.file).with_context(|| label.clone())?;
    let known: Vec<Figure> = store.register_figures(&arguments.trial)?.into_iter().map(|kept| kept.figure).collect();
    let trials = store.trials()?;
    let read = match figures(&label, &bytes, (&trials, &arguments.trial), &known, arguments.replace) {
        Ok(read) => read,
        Err(faults) => {
            for fault in faults {
                eprintln!("{}", fault.line(context.language));
            }
            return Err(Ending::Faults);
        }
    };
    eprintln!("{label}: {}", read.sniffed.sentence(context.language));
    let new: Vec<Figure> = read.rows.into_iter().map(|(figure, _)| figure).collect();
    let small = new.iter().filter(|figure| figure.amount.is_small()).count();
    let done = store.take_figures(&arguments.trial, &new, (AT_THE_MACHINE, context.clock.now()), arguments.dry_run)?;
    let TakenFigures { added, replaced, known } = done;
    println!(
        "{}{}",
        if arguments.dry_run { context.say("prøve: ", "dry run: ") } else { "" },
        match context.language {
            Language::En =>
                format!("{}, {replaced} corrected, {known} known already", counted(added, "new figure", "new figures")),
            _ => format!("{}, {replaced} rettet, {known} kendt i forvejen", counted(added, "nyt tal", "nye tal")),
        }
    );
    if small > 0 {
        eprintln!(
            "{}",
            match context.language {
                Language::En => format!(
                    "{} of fewer than five: think of who could be recognised.",
                    counted(small, "figure is", "figures are")
                ),
                _ => format!("{} af færre end fem: tænk på, hvem der kan genkendes.", counted(small, "tal er", "tal er")),
            }
        );
    }
    Ok(())
}

fn list(context: &Context, arguments: &List) -> Result<(), Ending> {
    let store = context.store()?;
    is_there(context, &store, &arguments.trial)?;
    let rows: Vec<Vec<String>> = store
        .register_figures(&arguments.trial)?
        .into_iter()
        .map(|kept| {
            let Figure { key, amount, source, note } = kept.figure;
            let of_figure = [key.measure, key.period.written(), key.municipality, key.group, amount.written()];
            let unit = amount.unit.name().to_owned();
            of_figure.into_iter().chain([unit, source, note, kept.by, kept.at.rfc3339()]).collect()
        })
        .collect();
    let columns: Vec<&str> = FIGURE_COLUMNS.into_iter().chain(["entered_by", "entered_at"]).collect();
    listing(arguments.format, &columns, &rows)
}
