//! `pseudonymise`: a municipality's list without its person numbers, and the key list that stays there.
//!
//! The same is a program of its own, which opens no database and no connection. Both files come into being whole or not at all: they
//! are written under other names, synced and then renamed, the key list first, because recipients without it are of no use.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser};
use tempfile::NamedTempFile;

use super::output::counted;
use super::{Ending, command_line, environment, language};
use crate::import::{self, Fault, KeyList, Pseudonymised, Stopped};
use crate::language::Language;

/// Arguments of `pseudonymise`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The municipality's list, with a column of CPR numbers.
    file: PathBuf,
    /// The key list of an earlier round: who is in it keeps the key.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// The folder for the two files [default: beside the list]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Puts random person keys in the place of CPR numbers, on this machine alone.
#[derive(Parser)]
#[command(name = "pseudonymise", version, about)]
struct Alone {
    #[command(flatten)]
    arguments: Arguments,
    /// The language of sentences: da or en [default: da]
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    language: Option<Language>,
}

/// The program of its own: reads the command line, does what it says and returns the exit code.
#[must_use]
pub fn pseudonymise() -> ExitCode {
    let Alone { arguments, language } = command_line::read();
    let language = language.unwrap_or_default();
    match run(language, &arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Ending::Environment(error)) => {
            eprintln!("{}", environment::of_machine(&error, language));
            ExitCode::from(4)
        }
        Err(_) => ExitCode::from(1),
    }
}

pub(super) fn run(language: Language, arguments: &Arguments) -> Result<(), Ending> {
    let english = language == Language::En;
    let [recipients, keys] = targets(arguments);
    for path in [&recipients, &keys] {
        if path.exists() {
            return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists)).with_context(|| path.display().to_string())?;
        }
    }
    let (label, bytes) = read(&arguments.file)?;
    let earlier = match &arguments.keys {
        Some(path) => {
            let (label, bytes) = read(path)?;
            import::key_list(&label, &bytes).map_err(|faults| told(&faults, language))?
        }
        None => KeyList::default(),
    };
    let made = import::pseudonymise(&label, &bytes, earlier).map_err(|stopped| match stopped {
        Stopped::Faults(faults) => told(&faults, language),
        Stopped::NoRandomness(error) => error.into(),
    })?;
    eprintln!("{label}: {}", made.sniffed.sentence(language));
    store(&made, &recipients, &keys)?;
    if english {
        println!("{}, {} known already, {} new", counted(made.rows, "row", "rows"), made.known, made.new);
        println!("{}: for the platform, without CPR numbers", recipients.display());
        println!("{}: the key list; it stays with you, and --keys reads it for the next round", keys.display());
    } else {
        let new = counted(made.new, "ny nøgle", "nye nøgler");
        println!("{}, {} kendt i forvejen, {new}", counted(made.rows, "række", "rækker"), made.known);
        println!("{}: til platformen, uden CPR-numre", recipients.display());
        println!("{}: nøglelisten; den bliver hos jer, og --keys læser den til næste runde", keys.display());
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let label = path.display().to_string();
    let bytes = fs::read(path).with_context(|| label.clone())?;
    Ok((label, bytes))
}

fn told(faults: &[Fault], language: Language) -> Ending {
    for fault in faults {
        eprintln!("{}", fault.line(language));
    }
    Ending::Faults
}

/// Where the recipients and the key list go.
fn targets(arguments: &Arguments) -> [PathBuf; 2] {
    let stem = arguments.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let beside = arguments.file.parent().map(Path::to_owned).unwrap_or_default();
    let folder = arguments.out.clone().unwrap_or(beside);
    [folder.join(format!("{stem}-recipients.csv")), folder.join(format!("{stem}-keys.csv"))]
}

/// Writes both files, or none: a file of the name that came into being meanwhile is never overwritten.
fn store(made: &Pseudonymised, recipients: &Path, keys: &Path) -> anyhow::Result<()> {
    let folder = recipients.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = |text: &str, path: &Path| -> anyhow::Result<NamedTempFile> {
        // A temporary file is readable by its owner alone, and stays so under its name.
        let mut file = NamedTempFile::new_in(folder).with_context(|| folder.display().to_string())?;
        let stored = file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all());
        stored.with_context(|| path.display().to_string())?;
        Ok(file)
    };
    let (list, people) = (written(&made.keys, keys)?, written(&made.recipients, recipients)?);
    list.persist_noclobber(keys).map_err(|error| error.error).with_context(|| keys.display().to_string())?;
    if let Err(error) = people.persist_noclobber(recipients) {
        let removed = fs::remove_file(keys).with_context(|| keys.display().to_string());
        return removed.and(Err(error.error).with_context(|| recipients.display().to_string()));
    }
    // The names are on the disk only when the folder is.
    if cfg!(unix) {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).with_context(|| folder.display().to_string())?;
    }
    Ok(())
}
