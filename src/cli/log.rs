//! `log list` and `log verify`: who did what, and whether anybody has changed what stands there.

use clap::{Args, Subcommand};
use data_encoding::HEXLOWER;

use super::output::{counted, listing};
use super::{Context, Ending, Format, usage};
use crate::language::Language;
use crate::store::LogVerdict;

/// What to do with the log.
#[derive(Subcommand)]
pub(super) enum Command {
    /// List the newest lines, the newest first.
    List(List),
    /// Follow the hashes from the first line to the last, and say whether all is as it was written.
    Verify(Verify),
}

/// Arguments of `log list`.
#[derive(Args)]
pub(super) struct List {
    /// So many at the most.
    #[arg(long, default_value_t = 100)]
    most: u32,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Arguments of `log verify`.
#[derive(Args)]
pub(super) struct Verify {
    /// A hash that was printed earlier: it must still be that of a line, or lines have been cut off.
    #[arg(long, value_name = "HASH")]
    contains: Option<String>,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::List(arguments) => list(context, arguments),
        Command::Verify(arguments) => verify(context, arguments),
    }
}

fn list(context: &Context, arguments: &List) -> Result<(), Ending> {
    let lines = context.store()?.log_lines(arguments.most, 0)?;
    let rows: Vec<Vec<String>> =
        lines.into_iter().map(|line| vec![line.at.rfc3339(), line.who, line.what, line.object]).collect();
    listing(arguments.format, &["at", "who", "what", "object"], &rows)
}

fn verify(context: &Context, arguments: &Verify) -> Result<(), Ending> {
    let wanted =
        match &arguments.contains {
            Some(hash) => match HEXLOWER.decode(hash.trim().to_lowercase().as_bytes()) {
                Ok(hash) if hash.len() == 32 => Some(hash),
                _ => {
                    return usage(context.say(
                        "--contains: en hash har 64 tegn, 0-9 og a-f.",
                        "--contains: a hash has 64 characters, 0-9 and a-f.",
                    ));
                }
            },
            None => None,
        };
    let english = context.language == Language::En;
    match context.store()?.verify_log(wanted.as_deref())? {
        LogVerdict::Broken { line } => {
            let what = context.say(
                "linjen er ikke, som den blev skrevet, eller en før den er væk. Sammenlign med en sikkerhedskopi.",
                "this line is not as it was written, or one before it is gone. Compare it with a backup.",
            );
            eprintln!("log:{line}:1: {what}");
            Err(Ending::Faults)
        }
        LogVerdict::Whole { lines, contains: false, .. } if wanted.is_some() => {
            let what = context.say(
                "ingen linje har den hash: der er skåret linjer af enden. Sammenlign med en sikkerhedskopi.",
                "no line has that hash: lines have been cut off the end. Compare it with a backup.",
            );
            eprintln!("log:{lines}:1: {what}");
            Err(Ending::Faults)
        }
        LogVerdict::Whole { lines, unhashed, head, .. } => {
            let told = if english {
                format!("{}, all as they were written", counted(lines, "line", "lines"))
            } else {
                format!("{}, alle som de blev skrevet", counted(lines, "linje", "linjer"))
            };
            println!("{told}");
            if unhashed > 0 {
                println!(
                    "{}",
                    if english {
                        format!("{unhashed} of them are from before lines had hashes, and cannot be vouched for")
                    } else {
                        format!("{unhashed} af dem er fra før, linjer fik hash, og kan der ikke siges god for")
                    }
                );
            }
            if let Some(head) = head {
                println!("{}", HEXLOWER.encode(&head));
            }
            Ok(())
        }
    }
}
