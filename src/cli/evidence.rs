//! `evidence`: what a data-protection officer needs of a round, as a page or as a PDF.

use std::io::Write as _;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::{Context, Ending, usage};
use crate::export::document::page;
use crate::export::evidence::{Evidence, Facts, document};
use crate::export::pdf::pdf;

/// Arguments of `evidence`.
#[derive(Args)]
pub(super) struct Arguments {
    /// Which document: record, impact, processor, breach or deletion.
    #[arg(value_parser = PossibleValuesParser::new(Evidence::ALL.map(Evidence::name)))]
    document: String,
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

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let Some(evidence) = Evidence::from_name(&arguments.document) else {
        return usage(Evidence::ALL.map(Evidence::name).join(", "));
    };
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    let facts = Facts::gather(&store, &context.config, round, context.clock.now())?;
    let document = document(evidence, &facts);
    let bytes = match arguments.format {
        Form::Html => page(&document).into_string().into_bytes(),
        Form::Pdf => pdf(&document),
    };
    Ok(std::io::stdout().lock().write_all(&bytes)?)
}
