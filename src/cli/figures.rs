//! `figures import`, `figures list`, `figures export`: what the case systems counted, with its source.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::output::{counted, listing};
use super::{AT_THE_MACHINE, Context, Ending, Format, usage};
use crate::export::figures::{VALUE, csv};
use crate::import::{FIGURE_COLUMNS, FIGURE_TOTAL, FigureRules, figures};
use crate::language::Language;
use crate::register::Figure;
use crate::store::{Store, TakenFigures};

/// What to do with register figures.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Take in register figures of a trial from a CSV file or a workbook.
    Import(Import),
    /// List the register figures of a trial with who entered them.
    List(List),
    /// Write the register figures of a trial as a file that can be imported.
    Export(Export),
}

/// Arguments of `figures import`.
#[derive(Args)]
pub(super) struct Import {
    /// The trial.
    #[arg(long)]
    trial: String,
    /// The file.
    file: PathBuf,
    /// The sheet of a workbook; without it the first.
    #[arg(long)]
    sheet: Option<String>,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Let figures take the place of those that the trial has for the same days.
    #[arg(long)]
    replace: bool,
    /// Show figures below five to everybody: nobody can be recognised by them.
    #[arg(long)]
    show_small: bool,
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

/// Arguments of `figures export`.
#[derive(Args)]
pub(super) struct Export {
    /// The trial.
    #[arg(long)]
    trial: String,
    /// For a spreadsheet: semicolons, a decimal comma, and a byte-order mark.
    #[arg(long)]
    excel: bool,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Import(arguments) => import(context, arguments),
        Command::List(arguments) => list(context, arguments),
        Command::Export(arguments) => export(context, arguments),
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
    let rules = FigureRules {
        trials: &trials,
        trial: &arguments.trial,
        known: &known,
        replaces: arguments.replace,
        show_small: arguments.show_small,
        only: None,
    };
    let read = match figures(&label, &bytes, arguments.sheet.as_deref(), rules) {
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
    let hidden = |kept: &&Figure| kept.show_small && !arguments.show_small && new.iter().any(|one| one.key.meets(&kept.key));
    let hidden = known.iter().filter(hidden).count();
    let small = new.iter().filter(|figure| figure.amount.is_small()).count();
    let done = store.take_figures(&arguments.trial, &new, (AT_THE_MACHINE, context.clock.now()), arguments.dry_run)?;
    let TakenFigures { added, replaced, known, .. } = done;
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
        eprintln!("{}", warning(context.language, small, arguments.show_small));
    }
    if hidden > 0 {
        eprintln!("{}", no_longer_shown(context.language, hidden));
    }
    Ok(())
}

/// What is said where figures that were let be shown give way to such that are not.
fn no_longer_shown(language: Language, hidden: usize) -> String {
    if language == Language::En {
        let figures = counted(hidden, "figure was", "figures were");
        return format!(
            "{figures} entered with --show-small, and what takes their place is not. Of a period with a figure below five, others may now be withheld with it. Take the file in again with --show-small where nobody can be recognised."
        );
    }
    let figures = counted(hidden, "tal var", "tal var");
    format!(
        "{figures} taget ind med --show-small, og det er de nye tal ikke. Er et tal i en periode under fem, kan også andre tal i den blive skjult. Tag filen ind igen med --show-small, når ingen kan genkendes."
    )
}

/// What whoever takes in small figures must think of.
fn warning(language: Language, small: usize, shown: bool) -> String {
    match (language, shown) {
        (Language::En, true) => {
            format!(
                "{} below five and will be shown to everybody. Nobody may be recognised by them.",
                counted(small, "figure is", "figures are")
            )
        }
        (Language::En, false) => format!(
            "{} below five: shown only to those who enter figures. --show-small shows them to everybody, where nobody can be recognised.",
            counted(small, "figure is", "figures are")
        ),
        (_, true) => {
            format!("{} under fem og bliver vist for alle. Ingen må kunne genkendes i dem.", counted(small, "tal er", "tal er"))
        }
        (_, false) => format!(
            "{} under fem: vises kun for dem, der indberetter. --show-small viser dem for alle, når ingen kan genkendes.",
            counted(small, "tal er", "tal er")
        ),
    }
}

fn list(context: &Context, arguments: &List) -> Result<(), Ending> {
    let store = context.store()?;
    is_there(context, &store, &arguments.trial)?;
    let rows: Vec<Vec<String>> = store
        .register_figures(&arguments.trial)?
        .into_iter()
        .map(|kept| {
            let show = if kept.figure.show_small { "yes" } else { "" };
            let cells = kept.figure.cells().into_iter();
            std::iter::once(kept.code()).chain(cells).chain([show.to_owned(), kept.by, kept.at.rfc3339()]).collect()
        })
        .collect();
    let columns: Vec<&str> =
        ["code"].into_iter().chain(FIGURE_COLUMNS).chain(["show_small", "entered_by", "entered_at"]).collect();
    listing(arguments.format, &columns, &rows)
}

fn export(context: &Context, arguments: &Export) -> Result<(), Ending> {
    let store = context.store()?;
    is_there(context, &store, &arguments.trial)?;
    // A count of all stands as two numbers, so that whoever reads the file need not take a text apart.
    let mut columns = [""; 9];
    columns[..8].copy_from_slice(&FIGURE_COLUMNS);
    columns[8] = FIGURE_TOTAL[0];
    let row = |figure: &Figure| {
        let mut cells = figure.cells().to_vec();
        let mut part = figure.amount;
        let total = part.of.take().map(|of| of.to_string()).unwrap_or_default();
        cells[VALUE] = part.written();
        cells.push(total);
        std::array::from_fn(|at| std::mem::take(&mut cells[at]))
    };
    let rows: Vec<[String; 9]> = store.register_figures(&arguments.trial)?.iter().map(|kept| row(&kept.figure)).collect();
    csv(&mut std::io::stdout().lock(), &columns, &rows, arguments.excel)?;
    Ok(())
}
