//! `cases`: a review of cases, as text, JSON or CSV, all from one value.

use std::io::Write as _;

use clap::Args;

use super::output::Format;
use super::{Context, Ending, usage};
use crate::export::cases::{Told, csv, text};
use crate::export::comparison::Words;
use crate::store::ReviewingCases;

/// Arguments of `cases`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The round in which the cases were read.
    #[arg(long)]
    round: String,
    /// The rounds in which some of the cases were read again, by other readers.
    #[arg(long, value_delimiter = ',')]
    second: Vec<String>,
    /// Background columns to divide by: one, or municipality and another, separated by a comma.
    #[arg(long, value_delimiter = ',')]
    by: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let asked = ReviewingCases {
        round: &arguments.round,
        second: &arguments.second,
        by: &arguments.by,
        privacy: &context.config.privacy,
        language: context.language,
        now: context.clock.now(),
    };
    let store = context.store()?;
    let reviewed = match store.case_review(&asked)? {
        Ok(reviewed) => reviewed,
        Err(wrong) => return usage(wrong.sentence(context.language)),
    };
    let (trials, versions) = (store.trials()?, [&reviewed.version.version]);
    let words = Words { versions: &versions, trials: &trials, language: context.language };
    let told = Told { review: &reviewed.review, words };
    let out = match arguments.format {
        Format::Text => text::write(&told),
        Format::Json => serde_json::to_string_pretty(&reviewed.review)? + "\n",
        Format::Csv => csv::write(&reviewed.review)?,
    };
    Ok(std::io::stdout().lock().write_all(out.as_bytes())?)
}
