//! `responses import` and `responses export`: answers in and out, for the data custodian at the machine.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};

use super::output::counted;
use super::sources::faults_of;
use super::{AT_THE_MACHINE, Context, Ending, usage};
use crate::export::responses::{self, Marks, ResponseLine};
use crate::fieldwork::{Artefact, Entry, Mode, Round};
use crate::import::{self, NoAnswers, TakeIn};
use crate::language::Language;
use crate::store::{Importing, Store};

/// What to do with responses.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Read answers from a CSV file, or counts from a published table.
    Import(Import),
    /// Write single answers; logged, and no evaluator's exit.
    Export(Export),
}

/// Arguments of `responses import`.
#[derive(Args)]
pub(super) struct Import {
    /// The round.
    #[arg(long)]
    round: String,
    /// The file of answers.
    #[arg(required_unless_present = "counts", conflicts_with = "counts")]
    file: Option<PathBuf>,
    /// Which columns and texts of the file are what here.
    #[arg(long, value_name = "FILE.toml", conflicts_with = "counts")]
    map: Option<PathBuf>,
    /// A published table in place of answers: question,choice,count[,shown][,municipality].
    #[arg(long, value_name = "FILE.csv")]
    counts: Option<PathBuf>,
}

/// Arguments of `responses export`.
#[derive(Args)]
pub(super) struct Export {
    /// The round.
    #[arg(long)]
    round: String,
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// For a spreadsheet: byte-order mark, semicolons, and no cell that it would run.
    #[arg(long)]
    excel: bool,
}

/// The format of single answers.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    #[default]
    Csv,
    Json,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Import(arguments) => import(context, arguments),
        Command::Export(arguments) => export(context, arguments),
    }
}

fn import(context: &Context, arguments: &Import) -> Result<(), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    if let Some(none) = NoAnswers::of(&store, &round, context.clock.now())? {
        return usage(none.sentence(&round.key, context.language));
    }
    match (&arguments.file, &arguments.counts) {
        (_, Some(path)) => import_counts(context, &store, &round, path),
        (Some(path), None) => import_answers(context, &store, &round, path, arguments.map.as_deref()),
        (None, None) => usage(context.say("Angiv en fil.", "Name a file.")),
    }
}

fn import_answers(context: &Context, store: &Store, round: &Round, path: &Path, map: Option<&Path>) -> Result<(), Ending> {
    let published = super::context::version(store, round)?;
    let trials = store.trials()?;
    let map = match map {
        Some(path) => match import::map(&path.display().to_string(), &bytes(path)?, &published.version, &trials) {
            Ok(map) => Some(map),
            Err(faults) => return faults_of(context, &faults),
        },
        None => None,
    };
    let label = path.display().to_string();
    let importing = Importing { by: Some((AT_THE_MACHINE, context.clock.now())), ..Importing::default() };
    let how = TakeIn { label: &label, map: map.as_ref(), only: None, importing };
    let taken = import::take_in(store, round, &bytes(path)?, how, context.clock.now())?;
    if let Some(sniffed) = &taken.sniffed {
        eprintln!("{label}: {}", sniffed.sentence(context.language));
    }
    if let Some(refused) = taken.refused {
        return usage(refused.sentence(context.language));
    }
    if taken.late {
        eprintln!(
            "{label}: {}",
            context.say(
                "Runden er lukket og havde svar i forvejen: den, der har set dens sammenligning før, kan regne ud, hvad de nye har svaret.",
                "The round is closed and had answers before: whoever has seen its comparison can work out what the new ones answered.",
            )
        );
    }
    if !taken.faults.is_empty() {
        return faults_of(context, &taken.faults);
    }
    let (stored, same) = (taken.stored, taken.same);
    let filters = map.as_ref().is_some_and(import::Map::filters);
    println!(
        "{}",
        match context.language {
            Language::En => format!(
                "{} imported, {same} known already{}",
                counted(stored, "response", "responses"),
                if filters { format!(", {} left out by [where]", taken.filtered) } else { String::new() }
            ),
            _ => format!(
                "{} svar læst ind, {same} kendt i forvejen{}",
                stored,
                if filters { format!(", {} udeladt af [where]", taken.filtered) } else { String::new() }
            ),
        }
    );
    Ok(())
}

fn import_counts(context: &Context, store: &Store, round: &Round, path: &Path) -> Result<(), Ending> {
    let published = super::context::version(store, round)?;
    let label = path.display().to_string();
    let counts = match import::counts(&label, &bytes(path)?, &published.version, &*store.trials()?) {
        Ok(counts) => counts,
        Err(faults) => return faults_of(context, &faults),
    };
    eprintln!("{label}: {}", counts.sniffed.sentence(context.language));
    if !store.tallies(round.id)?.0.is_empty() {
        return usage(context.say(
            "Runden har allerede svar: tal fra en rapport kan kun læses ind i en tom runde.",
            "The round has answers already: counts of a report can only be imported into an empty round.",
        ));
    }
    store.import_counts(round, &counts.rows, context.custodian())?;
    let responses: u64 = counts.responses.values().sum();
    println!(
        "{}",
        match context.language {
            Language::En => format!("counts of {responses} responses imported"),
            _ => format!("tal for {responses} svar læst ind"),
        }
    );
    Ok(())
}

fn export(context: &Context, arguments: &Export) -> Result<(), Ending> {
    if arguments.excel && arguments.format == Form::Json {
        return usage(context.say("--excel hører til --format csv.", "--excel goes with --format csv."));
    }
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    let published = super::context::version(&store, &round)?;
    let stored = store.responses(&round)?;
    if stored.is_empty()
        && let Some(gone) = store.deletion_of(&round.key, Artefact::Answers)?
    {
        return usage(match context.language {
            Language::En => format!(
                "The single answers of {} were deleted on {}. Their counts are kept: `nulpunkt compare` shows them.",
                round.key,
                gone.at.day()
            ),
            _ => format!(
                "De enkelte svar i {} blev slettet {}. Tallene er bevaret: `nulpunkt compare` viser dem.",
                round.key,
                gone.at.day()
            ),
        });
    }
    store.note_export(context.clock.now(), AT_THE_MACHINE, &round.key)?;
    let rows = stored.iter().map(|stored| ResponseLine {
        response_id: &stored.response_id,
        panel_id: stored.panel_id.as_deref(),
        person_key: stored.person_key.as_deref(),
        submitted_on: stored.submitted_on,
        language: stored.language,
        entry: stored.entry,
        background: &stored.background,
        answers: &stored.answers,
    });
    let form = match (arguments.format, arguments.excel) {
        (Form::Json, _) => responses::Form::Json,
        (Form::Csv, true) => responses::Form::Excel,
        (Form::Csv, false) => responses::Form::Csv,
    };
    let entry = stored.iter().any(|stored| stored.entry != Entry::Web);
    let marks = Marks { person_key: round.mode == Mode::Identified, entry, synthetic: round.synthetic };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    responses::responses(&mut out, &published.version, form, marks, rows)?;
    Ok(out.flush()?)
}

fn bytes(path: &Path) -> Result<Vec<u8>, Ending> {
    Ok(std::fs::read(path).with_context(|| path.display().to_string())?)
}
