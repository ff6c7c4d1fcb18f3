//! `letters`: the letters of a round that the municipality sends itself, on paper, by its own Digital Post or as text messages.
//!
//! Whoever holds these files can answer for everybody in them, so a folder is readable to its owner alone.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::context::version;
use super::output::counted;
use super::{AT_THE_MACHINE, Context, Ending, invite, singling, usage};
use crate::export::letter::{self, Making, PaperLetter};
use crate::fieldwork::{Channel, LetterKind, Mode, Reading};
use crate::language::Language;
use crate::mail::{self, CannotQueue};
use crate::store::{Error, PaperRun};

/// Arguments of `letters`.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Arguments {
    /// The round.
    #[arg(long)]
    round: String,
    /// What is made: sheets, a merge file for a Word template, or messages for a gateway.
    #[arg(long, value_enum)]
    format: Form,
    /// The folder to write into, made if it is not there; without it, one file goes to standard output.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// What the letters are for.
    #[arg(long, value_enum, default_value_t)]
    kind: Kind,
    /// Only those whom no mail reaches.
    #[arg(long)]
    without_email: bool,
    /// Leave out whoever was invited to another round shortly before (`fieldwork.quiet_days`).
    #[arg(long)]
    skip_quiet: bool,
    /// Text messages with the link in them.
    #[arg(long)]
    with_link: bool,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// What is made.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Sheets of A4 with code and QR.
    Pdf,
    /// A merge file for a Word template.
    Csv,
    /// Messages for a gateway.
    Sms,
}

/// What letters are for.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Kind {
    /// The first letter.
    #[default]
    Invitation,
    /// To those who have had the first and have not answered.
    Reminder,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    if arguments.with_link && arguments.format != Form::Sms {
        return usage(context.say("--with-link hører til --format sms.", "--with-link goes with --format sms."));
    }
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    let kind = match arguments.kind {
        Kind::Invitation => LetterKind::Invitation,
        Kind::Reminder => LetterKind::Reminder,
    };
    if let Some(folder) = &arguments.out {
        empty(context, folder)?;
    }
    if kind == LetterKind::Invitation && round.mode == Mode::Anonymous {
        singling::check(context, &store, &round)?;
    }
    let now = context.clock.now();
    let is_text = arguments.format == Form::Sms;
    let run = PaperRun {
        kind,
        channel: if is_text { Channel::Text } else { Channel::Paper },
        without_email: arguments.without_email,
        beside: is_text && !arguments.with_link,
        quiet: mail::quiet(&context.config, arguments.skip_quiet),
        template_version: letter::TEMPLATE_VERSION,
        now,
    };
    let made = match mail::on_paper(&store, &context.config, &round, &run, (!arguments.dry_run).then_some(AT_THE_MACHINE))? {
        Ok(made) => made,
        // The command says where the secret should lie.
        Err(CannotQueue::NoSecret) => return Err(Error::NoSecret(round.key).into()),
        Err(refusal) => return usage(refusal.sentence(context.language, Reading::Terminal)),
    };
    let published = version(&store, &round)?;
    let trials = store.trials()?;
    let making = Making {
        round: &round,
        version: &published.version,
        trials: &trials,
        public_url: context.config.public_url.as_deref().unwrap_or_default(),
        kind,
        date: now.day(),
    };
    let told = invite::told_of_quiet(context, made.quiet, arguments.skip_quiet);
    let letters: Vec<PaperLetter> = made.letters.iter().map(|to| letter::letter(&making, to)).collect();
    let sent = if is_text { letters.iter().filter(|letter| !letter.phone.is_empty()).count() } else { letters.len() };
    if arguments.dry_run {
        let said = said(context, is_text, sent + made.invited, made.invited);
        println!("{}{said}{told}", context.say("prøve: ", "dry run: "));
        return Ok(());
    }
    write(context, arguments, &letters)?;
    eprintln!("{}{told}", said(context, is_text, sent, made.invited));
    if is_text && sent < letters.len() {
        let without = letters.len() - sent;
        match context.language {
            Language::En => eprintln!("{without} have no telephone number on the list and get none."),
            _ => eprintln!("{without} har intet telefonnummer på listen og får ingen."),
        }
    }
    Ok(())
}

fn said(context: &Context, is_text: bool, letters: usize, invited: usize) -> String {
    match (context.language, is_text) {
        (Language::En, false) => format!("{}, {invited} newly invited", counted(letters, "letter", "letters")),
        (Language::En, true) => format!("{}, {invited} newly invited", counted(letters, "message", "messages")),
        (_, false) => format!("{}, {invited} nye inviteret", counted(letters, "brev", "breve")),
        (_, true) => format!("{}, {invited} nye inviteret", counted(letters, "besked", "beskeder")),
    }
}

/// Refuses a folder in which something lies: letters of yesterday to people who have answered since must not be sent with those of today.
fn empty(context: &Context, folder: &Path) -> Result<(), Ending> {
    let holds_something = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if !holds_something {
        return Ok(());
    }
    let why = context.say(
        "Der ligger allerede noget i mappen. Vælg en tom mappe, så breve fra før ikke bliver sendt igen: ",
        "Something lies in the folder already. Choose an empty one, so that earlier letters are not sent again: ",
    );
    usage(format!("{why}{}", folder.display()))
}

fn write(context: &Context, arguments: &Arguments, letters: &[PaperLetter]) -> Result<(), Ending> {
    let (name, bytes) = match arguments.format {
        Form::Pdf if letters.is_empty() => {
            return usage(context.say("Der er ingen at skrive til.", "There is nobody to write to."));
        }
        Form::Pdf => (context.say("alle-breve.pdf", "all-letters.pdf"), letter::pdf(letters)),
        Form::Csv => (context.say("brevfletning.csv", "merge.csv"), letter::merge(letters)),
        Form::Sms => ("sms.csv", letter::messages(letters, arguments.with_link)),
    };
    let Some(folder) = &arguments.out else {
        return Ok(std::io::stdout().lock().write_all(&bytes)?);
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(|| folder.display().to_string())?;
    keep(folder, name, &bytes)?;
    if arguments.format == Form::Pdf {
        let apart = folder.join(context.say("enkeltvis", "one-by-one"));
        fs::DirBuilder::new().mode(0o700).create(&apart).with_context(|| apart.display().to_string())?;
        keep(&apart, "index.csv", &letter::index(letters))?;
        for file in letter::per_person(letters) {
            keep(&apart, &file.name, &file.bytes)?;
        }
    }
    Ok(())
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Ending> {
    let path = folder.join(name);
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    file.and_then(|mut file| file.write_all(bytes)).with_context(|| path.display().to_string())?;
    Ok(())
}
