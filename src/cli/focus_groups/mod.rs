//! `focus-groups`: what goes into and out of focus groups at the machine, a file each.

mod agreement;
mod exchange;
mod recording;
mod transcript;

use clap::Subcommand;

use super::{Context, Ending, usage};
use crate::store::{FocusGroup, Store};

/// What to do with focus groups.
#[derive(Subcommand)]
pub(super) enum Command {
    /// How far coders agree on what they put on the same lines.
    Agreement(agreement::Arguments),
    /// Write a project or a codebook for other programs (REFI-QDA).
    Export(exchange::Export),
    /// Take a project or a codebook of another program in (REFI-QDA).
    Import(exchange::Import),
    /// Recordings of sessions.
    #[command(subcommand)]
    Recording(recording::Command),
    /// Transcripts of recordings.
    #[command(subcommand)]
    Transcript(transcript::Command),
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Agreement(arguments) => agreement::run(context, arguments),
        Command::Export(arguments) => exchange::export(context, arguments),
        Command::Import(arguments) => exchange::import(context, arguments),
        Command::Recording(command) => recording::run(context, command),
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
