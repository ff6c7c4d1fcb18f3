//! `report`: the report of a trial, or one unit's own sheet, as a page that prints well or as a DOCX.

use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::{Context, Ending, usage};
use crate::export::document::page;
use crate::export::docx::docx;
use crate::export::report::{Wanted, report};

/// Arguments of `report`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The trial's key.
    #[arg(long)]
    trial: String,
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
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let wanted = Wanted {
        trial: &arguments.trial,
        evaluation: arguments.evaluation.as_deref(),
        rounds: &arguments.rounds,
        weight_by: &arguments.weight_by,
        unit: arguments.unit.as_deref(),
        privacy: &context.config.privacy,
        language: context.language,
        now: context.clock.now(),
    };
    let store = context.store()?;
    let document = match report(&store, &wanted)? {
        Ok(document) => document,
        Err(wrong) => return usage(wrong.sentence(context.language)),
    };
    let bytes = match arguments.format {
        Form::Html => page(&document).into_string().into_bytes(),
        Form::Docx => docx(&document)?,
    };
    Ok(std::io::stdout().lock().write_all(&bytes)?)
}
