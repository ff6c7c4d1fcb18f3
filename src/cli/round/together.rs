//! `round together`: whether a round's letters go with those of other rounds, and with which.

use clap::Args;

use super::super::context::version;
use super::super::output::listing;
use super::super::{AT_THE_MACHINE, Context, Ending, Format, usage};
use crate::fieldwork::can_go_together;

/// Arguments of `round together`.
#[derive(Args)]
pub(in crate::cli) struct Together {
    /// The round.
    key: String,
    /// Send the round's letters alone again.
    #[arg(long)]
    alone: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, arguments: &Together) -> Result<(), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.key)?;
    let now = context.clock.now();
    if !arguments.alone
        && let Err(why) = can_go_together(&round, version(&store, &round)?.version.audience)
    {
        return usage(why.sentence(context.language));
    }
    store.write_together(&round, !arguments.alone, (now, AT_THE_MACHINE))?;
    let with = store.together_with(&round, context.config.fieldwork.together_days, now)?;
    let rows: Vec<Vec<String>> = with.iter().map(|other| vec![other.key.clone(), other.opens.to_string()]).collect();
    listing(arguments.format, &["with", "opens"], &rows)
}
