//! `focus-groups recording`: sealed recordings of sessions, with the day on which they go.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::super::AT_THE_MACHINE;
use super::{Context, Ending, group, usage};
use crate::export::recording::{format_of, no_format, refusal};
use crate::language::{filled, number};
use crate::store::recording_goes;

/// What to do with recordings.
#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Keep a recording of a session, sealed, until some days after the talk.
    Add(Add),
    /// Write a recording out, opened; that is noted in the log.
    Export(Export),
}

/// Arguments of `focus-groups recording add`.
#[derive(Args)]
pub(in crate::cli) struct Add {
    /// The number of the session.
    #[arg(long, value_name = "NUMBER")]
    session: i32,
    /// Who says so.
    #[arg(long, value_name = "NAME", default_value = AT_THE_MACHINE)]
    by: String,
    /// The file.
    file: PathBuf,
}

/// Arguments of `focus-groups recording export`.
#[derive(Args)]
pub(in crate::cli) struct Export {
    /// The number of the recording, as the page of transcripts tells it.
    #[arg(long, value_name = "NUMBER")]
    recording: i64,
    /// Who says so.
    #[arg(long, value_name = "NAME", default_value = AT_THE_MACHINE)]
    by: String,
    /// The file to write; it must not be there yet.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Add(arguments) => add(context, arguments),
        Command::Export(arguments) => export(context, arguments),
    }
}

fn add(context: &Context, arguments: &Add) -> Result<(), Ending> {
    let store = context.store()?;
    let group = group(context, &store, arguments.session)?;
    let Some(format) = format_of(&arguments.file.to_string_lossy()) else { return usage(no_format(context.language)) };
    let (days, now) = (context.config.focus_groups.recording_days, context.clock.now());
    let goes = recording_goes(&group, days);
    let label = arguments.file.display().to_string();
    let mut file = File::open(&arguments.file).with_context(|| label.clone())?;
    let id = match store.add_recording(&group, (format, &mut file), days, &arguments.by, now)? {
        Ok(id) => id,
        Err(refused) => {
            store.note_refused_recording(&group, &arguments.by, now)?;
            return usage(refusal(&refused, days, context.language));
        }
    };
    println!(
        "{}",
        filled(
            context.say(
                "Optagelse {id} er forseglet og slettes {day}. Slet selv filen, som den kom fra.",
                "Recording {id} is sealed and goes on {day}. Delete the file that it came from yourself.",
            ),
            &[("id", &id.to_string()), ("day", &number::day(goes.day(), context.language))],
        )
    );
    Ok(())
}

fn export(context: &Context, arguments: &Export) -> Result<(), Ending> {
    let store = context.store()?;
    let found = store.recordings()?.into_iter().find(|kept| kept.id == arguments.recording && kept.deleted.is_none());
    let Some(kept) = found else {
        return usage(context.say("Der er ingen optagelse med det nummer.", "There is no recording of that number."));
    };
    let label = || arguments.output.display().to_string();
    let file = File::options().write(true).create_new(true).mode(0o600).open(&arguments.output).with_context(label)?;
    let mut to = BufWriter::new(file);
    let Some(mut opened) = store.open_recording(&kept, &arguments.by, context.clock.now())? else {
        return usage(context.say(
            "Optagelsens nøgle er ikke i keys_dir, så den kan ikke åbnes.",
            "The key of the recording is not in keys_dir, so it cannot be opened.",
        ));
    };
    while let Some(piece) = opened.piece()? {
        to.write_all(&piece).with_context(label)?;
    }
    to.flush().with_context(label)?;
    Ok(())
}
