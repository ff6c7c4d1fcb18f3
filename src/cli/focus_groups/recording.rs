//! `focus-groups recording`: sealed recordings of sessions, with the day on which they go.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::super::AT_THE_MACHINE;
use super::{Context, Ending, group, usage};
use crate::focusgroup::Purpose;
use crate::language::{filled, number};
use crate::store::{LARGEST_RECORDING, Participant, recording_goes};

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

/// The ends of names of files that hold sound or pictures.
const FORMATS: [&str; 11] = ["mp3", "m4a", "mp4", "wav", "ogg", "opus", "webm", "mkv", "mov", "aac", "flac"];

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Add(arguments) => add(context, arguments),
        Command::Export(arguments) => export(context, arguments),
    }
}

fn add(context: &Context, arguments: &Add) -> Result<(), Ending> {
    let store = context.store()?;
    let group = group(context, &store, arguments.session)?;
    let end = arguments.file.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    let Some(format) = FORMATS.into_iter().find(|format| *format == end) else {
        return usage(filled(
            context.say("Filen skal være lyd eller video: {formats}.", "The file must be sound or video: {formats}."),
            &[("formats", &FORMATS.join(", "))],
        ));
    };
    // A voice that may not be kept is in the whole file.
    let lacks = |one: &Participant| one.group_id == group.id && one.attended && !one.consents_to(Purpose::BeRecorded);
    let everybody = store.participants()?;
    let lacking: Vec<&str> = everybody.iter().filter(|one| lacks(one)).map(|one| one.code.as_str()).collect();
    if !everybody.iter().any(|one| one.group_id == group.id && one.attended) {
        return usage(context.say(
            "Sig først, hvem der kom til samtalen: alle, der kom, skal have sagt ja til at blive optaget.",
            "First say who came to the talk: everybody who came must have said yes to be recorded.",
        ));
    }
    if !lacking.is_empty() {
        return usage(filled(
            context.say(
                "Optagelsen kan ikke gemmes. De her har ikke sagt ja til at blive optaget: {codes}.",
                "The recording cannot be kept. These did not say yes to be recorded: {codes}.",
            ),
            &[("codes", &lacking.join(", "))],
        ));
    }
    let (days, now) = (context.config.focus_groups.recording_days, context.clock.now());
    let goes = recording_goes(&group, days);
    if goes <= now {
        return usage(filled(
            context.say(
                "En optagelse må kun ligge i {days} dage efter samtalen, og de er gået.",
                "A recording may lie only for {days} days after the talk, and they are over.",
            ),
            &[("days", &days.to_string())],
        ));
    }
    let label = arguments.file.display().to_string();
    let mut file = File::open(&arguments.file).with_context(|| label.clone())?;
    let Some(id) = store.add_recording(&group, (format, &mut file), days, &arguments.by, now)? else {
        return usage(filled(
            context.say("Filen er større end {most} GB.", "The file is larger than {most} GB."),
            &[("most", &(LARGEST_RECORDING >> 30).to_string())],
        ));
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
    if !store.write_recording(&kept, &mut to, &arguments.by, context.clock.now())? {
        return usage(context.say(
            "Optagelsens nøgle er ikke i keys_dir, så den kan ikke åbnes.",
            "The key of the recording is not in keys_dir, so it cannot be opened.",
        ));
    }
    to.flush().with_context(label)?;
    Ok(())
}
