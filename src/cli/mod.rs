//! The command line: one file per command, each a function from its arguments to an [`Ending`].
//!
//! Results go to standard output and nothing else does; faults of the input go to standard error, one line each, as
//! `file:line:column: what is wrong and what to do`.

mod approve;
mod backup;
mod bench;
mod bounce;
mod cases;
mod check;
mod command_line;
mod compare;
mod configuration;
mod context;
mod deliver;
mod demo;
mod design;
mod diff;
mod doctor;
mod environment;
mod evidence;
mod figures;
mod focus_groups;
mod invite;
mod letters;
mod log;
mod output;
mod plan;
mod pseudonymise;
mod publish;
mod rates;
mod recipients;
mod report;
mod responses;
mod retain;
mod round;
mod serve;
mod singling;
mod sources;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
pub(crate) use context::Context;
pub(crate) use output::Format;
pub use pseudonymise::pseudonymise;

use crate::language::Language;

/// Collects surveys and compares rounds, trial by trial.
#[derive(Parser)]
#[command(name = "nulpunkt", version, about)]
struct Arguments {
    /// The database: sqlite:PATH or postgres://… [default: sqlite:nulpunkt.db]
    #[arg(long, value_name = "URL", env = "NULPUNKT_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Make the database if its file does not exist; does nothing to one that does.
    #[arg(long)]
    create: bool,
    /// The configuration [default: nulpunkt.toml, if there is one]
    #[arg(long, value_name = "FILE", env = "NULPUNKT_CONFIG")]
    config: Option<PathBuf>,
    /// The trials file, in place of the one beside the questionnaires.
    #[arg(long, value_name = "FILE")]
    trials: Option<PathBuf>,
    /// The language of sentences: da or en [default: da]
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    language: Option<Language>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show everything at work, on a database of its own in a temporary folder.
    Demo(demo::Arguments),
    /// Serve the given database.
    Serve(serve::Arguments),
    /// Read questionnaires and say what is wrong.
    Check(check::Arguments),
    /// Freeze questionnaire versions.
    Publish(publish::Arguments),
    /// Say what changed between two versions, and the level of each question.
    Diff(diff::Arguments),
    /// Approve a change as cosmetic.
    Approve(approve::Arguments),
    /// Rounds of collection.
    #[command(subcommand)]
    Round(round::Command),
    /// Recipients of a round.
    #[command(subcommand)]
    Recipients(recipients::Command),
    /// Put random person keys in the place of CPR numbers in a list.
    Pseudonymise(pseudonymise::Arguments),
    /// Put invitations in the outbox.
    Invite(invite::Invite),
    /// Put reminders in the outbox, for those who have not answered.
    Remind(invite::Arguments),
    /// Make letters that the municipality sends itself: sheets with code and QR, a merge file, text messages.
    Letters(letters::Arguments),
    /// Empty the outbox.
    Deliver(deliver::Arguments),
    /// Read a returned mail from standard input.
    Bounce(bounce::Arguments),
    /// Answers in and out.
    #[command(subcommand)]
    Responses(responses::Command),
    /// Compare rounds of a trial.
    Compare(compare::Arguments),
    /// A review of cases: progress, shares with their intervals, and whether two readers agree.
    Cases(cases::Arguments),
    /// Designs of evaluations, from a file and as a file.
    #[command(subcommand)]
    Design(design::Command),
    /// Register figures: what the case systems counted.
    #[command(subcommand)]
    Figures(figures::Command),
    /// Focus groups: transcripts, how far coders agree, and projects of other programs.
    #[command(subcommand)]
    FocusGroups(focus_groups::Command),
    /// Dispositions and response rates of a round.
    Rates(rates::Arguments),
    /// The report of a trial with marked places for what only people can write, the joint report of all, or the status note of a day.
    Report(report::Arguments),
    /// Say whether this installation can do what it promises, and what would be lost with its secrets.
    Doctor(doctor::Arguments),
    /// Documents for the data-protection officer on a round.
    Evidence(evidence::Arguments),
    /// Delete what is no longer to be kept, by dates that are set for each round.
    Retain(retain::Arguments),
    /// Who did what, and whether anybody has changed what stands there.
    #[command(subcommand)]
    Log(log::Command),
    /// People who sign in to the desk.
    #[command(subcommand)]
    User(user::Command),
    /// Write a consistent copy of the database to a file.
    Backup(backup::BackupArguments),
    /// Put a backup in the place of the database, with mail on hold.
    Restore(backup::RestoreArguments),
    /// How fast this machine and this build are.
    Bench(bench::Arguments),
}

/// How a command ends when it does not end well.
#[derive(Debug)]
pub(crate) enum Ending {
    /// The input has faults, which were printed: exit code 1.
    Faults,
    /// Wrong usage: exit code 2.
    Usage(String),
    /// A benchmark was too noisy to judge, which was said: exit code 3.
    Noisy,
    /// The environment failed: exit code 4.
    Environment(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Ending {
    fn from(error: E) -> Self {
        Self::Environment(error.into())
    }
}

/// Who the log says did what a command did.
const AT_THE_MACHINE: &str = "custodian at the machine";

/// Wrong usage, with what to do.
pub(crate) fn usage<T>(what: impl Into<String>) -> Result<T, Ending> {
    Err(Ending::Usage(what.into()))
}

fn language(text: &str) -> Result<Language, String> {
    match Language::from_code(text) {
        Some(language @ (Language::Da | Language::En)) => Ok(language),
        _ => Err("da or en".to_owned()),
    }
}

/// Reads the command line, does what it says and returns the exit code.
#[must_use]
pub fn run() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::INFO).with_target(false).init();
    end_with_the_reader();
    let arguments: Arguments = command_line::read();
    let language = arguments.language.unwrap_or(Language::Da);
    match Context::of(&arguments).and_then(|context| command(&context, arguments.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Ending::Faults) => ExitCode::from(1),
        Err(Ending::Usage(what)) => {
            eprintln!("{what}");
            ExitCode::from(2)
        }
        Err(Ending::Noisy) => ExitCode::from(3),
        Err(Ending::Environment(error)) if has_no_reader(&error) => ExitCode::SUCCESS,
        Err(Ending::Environment(error)) => {
            eprintln!("{}", environment::sentence(&error, language));
            ExitCode::from(4)
        }
    }
}

/// Lets a reader of standard output that has seen enough, such as `head`, end the program without a word.
fn end_with_the_reader() {
    let otherwise = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // What `println!` says of it.
        if panic.payload_as_str().is_some_and(|said| said.starts_with("failed printing to stdout: Broken pipe")) {
            std::process::exit(0);
        }
        otherwise(panic);
    }));
}

/// Whether nobody reads standard output any more.
fn has_no_reader(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn command(context: &Context, command: Command) -> Result<(), Ending> {
    match command {
        Command::Demo(arguments) => demo::run(context, &arguments),
        Command::Serve(arguments) => serve::run(context, &arguments),
        Command::Check(arguments) => check::run(context, &arguments),
        Command::Publish(arguments) => publish::run(context, &arguments),
        Command::Diff(arguments) => diff::run(context, &arguments),
        Command::Approve(arguments) => approve::run(context, &arguments),
        Command::Round(command) => round::run(context, &command),
        Command::Recipients(command) => recipients::run(context, &command),
        Command::Pseudonymise(arguments) => pseudonymise::run(context.language, &arguments),
        Command::Invite(arguments) => invite::invite(context, &arguments),
        Command::Remind(arguments) => invite::remind(context, &arguments),
        Command::Letters(arguments) => letters::run(context, &arguments),
        Command::Deliver(arguments) => deliver::run(context, &arguments),
        Command::Bounce(arguments) => bounce::run(context, &arguments),
        Command::Responses(command) => responses::run(context, &command),
        Command::Compare(arguments) => compare::run(context, &arguments),
        Command::Cases(arguments) => cases::run(context, &arguments),
        Command::Design(command) => design::run(context, &command),
        Command::Figures(command) => figures::run(context, &command),
        Command::FocusGroups(command) => focus_groups::run(context, &command),
        Command::Rates(arguments) => rates::run(context, &arguments),
        Command::Report(arguments) => report::run(context, &arguments),
        Command::Doctor(arguments) => doctor::run(context, &arguments),
        Command::Evidence(arguments) => evidence::run(context, &arguments),
        Command::Retain(arguments) => retain::run(context, &arguments),
        Command::Log(command) => log::run(context, &command),
        Command::User(command) => user::run(context, &command),
        Command::Backup(arguments) => backup::backup(context, &arguments),
        Command::Restore(arguments) => backup::restore(context, &arguments),
        Command::Bench(arguments) => bench::run(context, &arguments),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn no_two_options_of_a_command_have_the_same_name() {
        Arguments::command().debug_assert();
    }
}
