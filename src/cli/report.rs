//! `report`: the report of a trial, or one unit's own sheet, as a page that prints well, a DOCX or a PDF/A; the joint report as a folder; and the
//! status note of a day.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::{Context, Ending, usage};
use crate::export::document::{Document, page};
use crate::export::docx::docx;
use crate::export::pdf::pdf;
use crate::export::report::whole::{Whole, files};
use crate::export::report::{StatusWanted, Wanted, report, status};
use crate::language::Language;
use crate::store::CannotCompare;

/// Arguments of `report`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The trial's key.
    #[arg(long, required_unless_present_any = ["all", "status"])]
    trial: Option<String>,
    /// The joint report of all trials, with the full evaluations and their appendices, as a folder.
    #[arg(long, conflicts_with_all = ["trial", "evaluation", "rounds", "unit", "weight_by", "format"])]
    all: bool,
    /// The folder that the joint report is written into; files of an earlier one are replaced.
    #[arg(long, value_name = "FOLDER", default_value = "rapport", requires = "all")]
    to: PathBuf,
    /// The status note on every trial, or on the one that is named.
    #[arg(long, conflicts_with_all = ["all", "evaluation", "rounds", "unit", "weight_by"])]
    status: bool,
    /// The day that the status note is of, as 2020-06-30 [default: today]
    #[arg(long, value_name = "DATE", requires = "status")]
    on: Option<Date>,
    /// The evaluation, where the trial has several.
    #[arg(long)]
    evaluation: Option<String>,
    /// The rounds, separated by commas [default: every closed round]
    #[arg(long, value_delimiter = ',')]
    rounds: Vec<String>,
    /// The key of a municipality: its own sheet, beside the whole.
    #[arg(long, value_name = "MUNICIPALITY")]
    unit: Option<String>,
    /// Weights the answers of the whole so that they look like those who were asked, as in `compare`.
    #[arg(long, value_delimiter = ',', conflicts_with = "unit")]
    weight_by: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

/// How it is written.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Form {
    /// A page that needs no other file.
    #[default]
    Html,
    /// For a word processor; give it a file with `> FILE.docx`.
    Docx,
    /// For an archive, as PDF/A; give it a file with `> FILE.pdf`.
    Pdf,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    if arguments.status {
        return note(context, arguments);
    }
    let Some(trial) = arguments.trial.as_deref().filter(|_| !arguments.all) else { return all(context, &arguments.to) };
    let wanted = Wanted {
        trial,
        evaluation: arguments.evaluation.as_deref(),
        rounds: &arguments.rounds,
        weight_by: &arguments.weight_by,
        unit: arguments.unit.as_deref(),
        privacy: &context.config.privacy,
        language: context.language,
        now: context.clock.now(),
    };
    let store = context.store()?;
    match report(&store, &wanted)? {
        Ok(document) => write(&document, arguments.format),
        Err(wrong) => usage(wrong.sentence(context.language)),
    }
}

/// Prints the status note.
fn note(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let now = context.clock.now();
    let trial = arguments.trial.as_deref();
    let (privacy, language) = (&context.config.privacy, context.language);
    let wanted = StatusWanted { trial, on: arguments.on.unwrap_or_else(|| now.day()), privacy, language, now };
    match status(&context.store()?, &wanted)? {
        Some(document) => write(&document, arguments.format),
        None => usage(CannotCompare::UnknownTrial(trial.unwrap_or_default().to_owned()).sentence(language)),
    }
}

/// Prints a document.
fn write(document: &Document, form: Form) -> Result<(), Ending> {
    let bytes = match form {
        Form::Html => page(document).into_string().into_bytes(),
        Form::Docx => docx(document)?,
        Form::Pdf => pdf(document),
    };
    Ok(std::io::stdout().lock().write_all(&bytes)?)
}

/// Writes the joint report with its two folders, and prints where each file is.
fn all(context: &Context, folder: &Path) -> Result<(), Ending> {
    let store = context.store()?;
    let whole = Whole::gather(&store, &context.config.privacy, context.language, context.clock.now())?;
    let written = files(&store, &whole, &|_| true, context.clock.now().day())?;
    let mut out = std::io::stdout().lock();
    for file in &written {
        let path = folder.join(&file.path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        fs::write(&path, &file.bytes)?;
        writeln!(out, "{}", path.display())?;
    }
    let words = if context.language == Language::En { "files written" } else { "filer skrevet" };
    Ok(writeln!(out, "{} {words}", written.len())?)
}
