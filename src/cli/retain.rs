//! `retain`: what is deleted when, by dates that people set; tables and reports stay.
//!
//! Without a date nothing goes: the plan lists what has none, so that nobody forgets it.

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::output::{counted, listing};
use super::{AT_THE_MACHINE, Context, Ending, Format, usage};
use crate::fieldwork::{Artefact, Round};
use crate::language::Language;
use crate::store::{Again, Deletion, Planned, Store, group_subject};

/// Arguments of `retain`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Only list what would go now and what is coming.
    #[arg(long, conflicts_with = "by")]
    dry_run: bool,
    /// List what would go on this day, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", requires = "dry_run")]
    on: Option<Date>,
    /// Delete what is due; who says so.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What else to do about retention.
#[derive(Subcommand)]
enum Command {
    /// Set the days on which contacts and answers of a round, the panel secret of a trial, or the notes of a focus group are deleted.
    Set(Set),
    /// List the receipts of what was deleted.
    Receipts(Receipts),
}

/// Arguments of `retain set`.
#[derive(Args)]
struct Set {
    /// The round.
    #[arg(long, required_unless_present_any = ["trial", "group"], conflicts_with = "trial")]
    round: Option<String>,
    /// The trial, for its panel secret.
    #[arg(long, requires = "panel_secret")]
    trial: Option<String>,
    /// The number of the focus group, for its notes.
    #[arg(long, requires = "notes", conflicts_with_all = ["round", "trial"])]
    group: Option<i32>,
    /// When the list of who was asked is deleted, with invitations and letters, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", conflicts_with = "trial")]
    contacts: Option<Date>,
    /// When the single answers are deleted; counts and reports stay, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", conflicts_with = "trial")]
    answers: Option<Date>,
    /// When the secret that links persons across the rounds of a trial is destroyed, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", requires = "trial")]
    panel_secret: Option<Date>,
    /// When the notes of a focus group are deleted, with statements and quotes; what was frozen stays, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", requires = "group")]
    notes: Option<Date>,
    /// Why; stands on the receipt.
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Who says so.
    #[arg(long, value_name = "NAME", default_value = AT_THE_MACHINE)]
    by: String,
}

/// Arguments of `retain receipts`.
#[derive(Args)]
struct Receipts {
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    match (&arguments.command, &arguments.by) {
        (Some(Command::Set(set)), _) => self::set(context, set),
        (Some(Command::Receipts(receipts)), _) => list_receipts(receipts.format, &context.store()?.deletions()?),
        (None, Some(by)) => delete(context, by, arguments.format),
        (None, None) if arguments.dry_run => dry_run(context, arguments),
        (None, None) => usage(context.say(
            "Skriv --dry-run for at se, hvad der skal slettes, eller --by NAVN for at slette det.",
            "Write --dry-run to see what is due, or --by NAME to delete it.",
        )),
    }
}

fn set(context: &Context, arguments: &Set) -> Result<(), Ending> {
    if arguments.by.trim().is_empty() {
        return usage(context.say("--by må ikke være tom.", "--by must not be empty."));
    }
    let store = context.store()?;
    let (subject, last, dates) = match (&arguments.round, arguments.group) {
        (None, Some(number)) => {
            let groups = store.focus_groups()?;
            let Some(group) = groups.iter().find(|group| group.number == number) else {
                return usage(match context.language {
                    Language::En => format!("There is no focus group {number}."),
                    _ => format!("Der er ingen fokusgruppe {number}."),
                });
            };
            (group_subject(number), group.planned.ends.day(), vec![(Artefact::Notes, arguments.notes)])
        }
        (Some(key), _) => {
            let round = context.round(&store, key)?;
            let dates = [(Artefact::Contacts, arguments.contacts), (Artefact::Answers, arguments.answers)];
            (round.key.clone(), last_day(&round), dates.to_vec())
        }
        (None, None) => {
            let trial = arguments.trial.as_deref().unwrap_or_default();
            if store.trials()?.trial(trial).is_none() {
                return usage(match context.language {
                    Language::En => format!("There is no trial {trial:?} among the published trials."),
                    _ => format!("Der er intet forsøg {trial:?} blandt de udgivne forsøg."),
                });
            }
            let last = last_day_of_trial(&store, trial)?;
            (trial.to_owned(), last, vec![(Artefact::PanelSecret, arguments.panel_secret)])
        }
    };
    let dates: Vec<(Artefact, Date)> = dates.into_iter().filter_map(|(artefact, date)| Some((artefact, date?))).collect();
    if dates.is_empty() {
        return usage(context.say(
            "Angiv en dag: --contacts DATO, --answers DATO eller begge, for en fokusgruppe --notes DATO.",
            "Name a day: --contacts DATE, --answers DATE or both, for a focus group --notes DATE.",
        ));
    }
    if let Some((artefact, date)) = dates.iter().find(|(_, date)| *date <= last) {
        let (name, earliest) = (artefact.name(), last.tomorrow().unwrap_or(last));
        return usage(match context.language {
            Language::En if *artefact == Artefact::Notes => format!(
                "--{name} {date}: the session of {subject} is on {last}, so nothing of it can go before. Choose {earliest} or a later day."
            ),
            _ if *artefact == Artefact::Notes => format!(
                "--{name} {date}: samtalen i {subject} er den {last}, så intet kan slettes før. Vælg {earliest} eller en senere dag."
            ),
            Language::En => format!(
                "--{name} {date}: {subject} takes answers until {last}, so nothing of it can go before. Choose {earliest} or a later day."
            ),
            _ => format!(
                "--{name} {date}: {subject} tager imod svar til og med {last}, så intet kan slettes før. Vælg {earliest} eller en senere dag."
            ),
        });
    }
    store.set_retention(&subject, &dates, arguments.reason.trim(), arguments.by.trim(), context.clock.now())?;
    for (artefact, date) in dates {
        println!("{subject} {} {date}", artefact.name());
    }
    Ok(())
}

/// The last day on which a round takes or took answers.
fn last_day(round: &Round) -> Date {
    round.closed_at.map_or(round.closes, |closed| closed.day().min(round.closes))
}

/// The last day of the rounds of a trial; long ago where it has none.
fn last_day_of_trial(store: &Store, trial: &str) -> Result<Date, Ending> {
    let mut last = Date::MIN;
    for round in store.rounds()? {
        if store.version(store.version_id_of(round.id)?)?.version.trial == trial {
            last = last.max(last_day(&round));
        }
    }
    Ok(last)
}

fn dry_run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let store = context.store()?;
    let plan = store.retention(arguments.on.unwrap_or_else(|| context.clock.now().day()))?;
    let rows: Vec<Vec<String>> = plan.iter().map(row).collect();
    listing(arguments.format, &["subject", "artefact", "on", "stage", "rows", "exports"], &rows)?;
    if arguments.format == Format::Text {
        println!("\n{}", kept(context));
        if plan.iter().any(|planned| !planned.exports.is_empty()) {
            println!("{}", copies(context));
        }
    }
    Ok(())
}

fn row(planned: &Planned) -> Vec<String> {
    vec![
        planned.subject.clone(),
        planned.artefact.name().to_owned(),
        planned.due.map(|due| due.to_string()).unwrap_or_default(),
        planned.stage.name().to_owned(),
        planned.there.to_string(),
        planned.exports.join("; "),
    ]
}

/// What is never deleted.
fn kept<'a>(context: &Context) -> &'a str {
    context.say(
        "Tabeller og rapporter bevares. Uden en dato slettes intet: sæt den med `nulpunkt retain set`.",
        "Tables and reports are kept. Without a date nothing is deleted: set it with `nulpunkt retain set`.",
    )
}

/// That files which left the platform are for a person to delete.
fn copies<'a>(context: &Context) -> &'a str {
    context.say(
        "Under exports står, hvornår enkelte svar er hentet ud, og af hvem. Filerne ligger uden for databasen: slet dem selv.",
        "Under exports stands when single answers were exported, and by whom. The files are not in the database: delete them yourself.",
    )
}

fn delete(context: &Context, by: &str, format: Format) -> Result<(), Ending> {
    if by.trim().is_empty() {
        return usage(context.say("--by må ikke være tom.", "--by must not be empty."));
    }
    let done = context.store()?.retain(context.clock.now(), by.trim())?;
    for line in again(context, done.again) {
        eprintln!("{line}");
    }
    if done.deleted.is_empty() && format == Format::Text {
        println!("{}", context.say("Intet skal slettes nu.", "Nothing is due now."));
    } else {
        list_receipts(format, &done.deleted)?;
    }
    if format == Format::Text && done.deleted.iter().any(|deletion| !deletion.exports.is_empty()) {
        println!("\n{}", copies(context));
    }
    done.failed.map_or(Ok(()), |error| Err(error.into()))
}

/// How many erasures and deletions were carried out again after a restore, and how many who said no.
pub(super) fn again(context: &Context, again: Again) -> Vec<String> {
    let Again { deletions, noes } = again;
    let mut lines = Vec::new();
    if deletions > 0 {
        lines.push(match context.language {
            Language::En => {
                format!("{} that the backup did not know of carried out again.", counted(deletions, "deletion", "deletions"))
            }
            _ => format!("{} gentaget, som sikkerhedskopien ikke kendte.", counted(deletions, "sletning", "sletninger")),
        });
    }
    if noes > 0 {
        lines.push(match context.language {
            Language::En => format!("{} to letters that the backup did not know of noted again.", counted(noes, "no", "noes")),
            _ => format!("{noes} nej til breve noteret igen, som sikkerhedskopien ikke kendte."),
        });
    }
    lines
}

fn list_receipts(format: Format, receipts: &[Deletion]) -> Result<(), Ending> {
    let row = |deletion: &Deletion| {
        vec![
            deletion.at.rfc3339(),
            deletion.subject.clone(),
            deletion.artefact.clone(),
            deletion.count.to_string(),
            deletion.what.clone(),
            deletion.hash.clone(),
            deletion.who.clone(),
            deletion.why.clone(),
            deletion.exports.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = receipts.iter().map(row).collect();
    listing(format, &["at", "subject", "artefact", "rows", "what", "sha256", "who", "why", "exports"], &rows)
}
