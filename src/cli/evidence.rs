//! `evidence`: what a data-protection officer needs of a round, as a page or as a PDF.

use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::{Context, Ending};
use crate::export::document::page;
use crate::export::evidence::{Evidence, Facts, document};
use crate::export::pdf::pdf;

/// Arguments of `evidence`.
#[derive(Args)]
pub(super) struct Arguments {
    /// Which document: record, impact, processor, breach or deletion.
    #[arg(value_parser = evidence)]
    document: Evidence,
    /// The round's key.
    #[arg(long)]
    round: String,
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

/// How it is written.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Form {
    /// A page that needs no other file.
    #[default]
    Html,
    /// Sheets of A4.
    Pdf,
}

fn evidence(name: &str) -> Result<Evidence, String> {
    Evidence::from_name(name).ok_or_else(|| Evidence::ALL.map(Evidence::name).join(", "))
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    let facts = Facts::gather(&store, &context.config, round, context.clock.now())?;
    let document = document(arguments.document, &facts);
    let bytes = match arguments.format {
        Form::Html => page(&document).into_string().into_bytes(),
        Form::Pdf => pdf(&document),
    };
    Ok(std::io::stdout().lock().write_all(&bytes)?)
}
