//! `focus-groups`: what goes into and out of focus groups at the machine, a file each.

mod transcript;

use clap::Subcommand;

use super::{Context, Ending, usage};
use crate::store::{FocusGroup, Store};

/// What to do with focus groups.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Transcripts of recordings.
    #[command(subcommand)]
    Transcript(transcript::Command),
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Transcript(command) => transcript::run(context, command),
    }
}

/// The group with this number, or wrong usage.
fn group(context: &Context, store: &Store, number: i32) -> Result<FocusGroup, Ending> {
    match store.focus_groups()?.into_iter().find(|group| group.number == number) {
        Some(group) => Ok(group),
        None => usage(context.say("Der er ingen fokusgruppe med det nummer.", "There is no focus group of that number.")),
    }
}
