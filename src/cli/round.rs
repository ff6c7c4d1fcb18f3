//! `round add`, `list`, `extend` and `close`.

mod schedule;
mod together;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::output::{counted, listing};
use super::{Context, Ending, Format, usage};
use crate::fieldwork::{Access, Mode, Reading, Round, RoundPlan, away, away_between, check_extension, check_plan};
use crate::language::Language;
use crate::questionnaire::{Audience, Version};
use crate::store::{CannotCompare, Closed, FEWEST_RELEASED, NewRound, PublishedVersion, RoundAdded, Store, impossible};

/// What to do with rounds.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Add a round.
    Add(Add),
    /// List the rounds.
    List(List),
    /// Set another last day.
    Extend(Extend),
    /// Close a round now.
    Close(Close),
    /// Say what letters a round sends by itself and when, and plan, release or call off some.
    Schedule(schedule::Schedule),
    /// Send a round's letters together with those of other rounds that do so too, and say with which.
    Together(together::Together),
}

/// Arguments of `round add`.
#[derive(Args)]
pub(super) struct Add {
    /// Its key, such as ledighedsydelse-2019-01: a-z, digits, - and _.
    #[arg(long)]
    key: String,
    /// The questionnaire's key.
    #[arg(long)]
    questionnaire: String,
    /// The version's number.
    #[arg(long)]
    version: u32,
    /// The first day, YYYY-MM-DD.
    #[arg(long)]
    opens: Date,
    /// The last day, YYYY-MM-DD.
    #[arg(long)]
    closes: Date,
    /// anonymous, pseudonymous or identified.
    #[arg(long)]
    mode: String,
    /// invited or open.
    #[arg(long, default_value = "invited")]
    access: String,
    /// How many people there are: a column per background key, and count.
    #[arg(long, value_name = "FILE.csv")]
    population: Option<PathBuf>,
    /// The round whose cases are read again in this one, by other readers.
    #[arg(long, value_name = "ROUND")]
    second_of: Option<String>,
    /// From this n a mean is shown; a distribution from this or 8.
    #[arg(long)]
    minimum: Option<u32>,
    /// By what its figures may be divided beside the municipality, once for each division: a background column, or municipality and
    /// another, separated by a comma. What is withheld is decided over these for good; without any, over all that are possible.
    #[arg(long, value_name = "COLUMN[,COLUMN]")]
    by: Vec<String>,
    /// From this per cent of applicable items a response is complete.
    #[arg(long, default_value_t = 80, value_parser = clap::value_parser!(u32).range(0..=100))]
    complete: u32,
    /// From this per cent of applicable items a response is partial.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=100))]
    partial: u32,
    #[command(flatten)]
    planned: schedule::Days,
}

/// Arguments of `round list`.
#[derive(Args)]
pub(super) struct List {
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Arguments of `round extend`.
#[derive(Args)]
pub(super) struct Extend {
    /// The round.
    key: String,
    /// The new last day, YYYY-MM-DD.
    #[arg(long)]
    closes: Date,
}

/// Arguments of `round close`.
#[derive(Args)]
pub(super) struct Close {
    /// The round.
    key: String,
    /// Close an anonymous round although its answers are so few that they are destroyed unread, or although its key is lost.
    #[arg(long)]
    destroy: bool,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Add(arguments) => add(context, arguments),
        Command::List(arguments) => list(context, arguments),
        Command::Extend(arguments) => extend(context, arguments),
        Command::Close(arguments) => close(context, arguments),
        Command::Schedule(arguments) => schedule::run(context, arguments),
        Command::Together(arguments) => together::run(context, arguments),
    }
}

fn add(context: &Context, arguments: &Add) -> Result<(), Ending> {
    let mode = mode(context, &arguments.mode)?;
    let Some(access) = Access::from_name(&arguments.access) else { return usage("--access: invited | open") };
    let store = context.store()?;
    let Some(version) = store.find_version(&arguments.questionnaire, arguments.version)? else {
        return usage(match context.language {
            Language::En => format!(
                "{} version {} is not published. Run `nulpunkt publish` first.",
                arguments.questionnaire, arguments.version
            ),
            _ => format!(
                "{} version {} er ikke udgivet. Kør `nulpunkt publish` først.",
                arguments.questionnaire, arguments.version
            ),
        });
    };
    let questionnaire = &version.version;
    let plan = RoundPlan {
        key: &arguments.key,
        opens: arguments.opens,
        closes: arguments.closes,
        mode,
        access,
        minimum: arguments.minimum,
        complete: arguments.complete,
        partial: arguments.partial,
    };
    if let Err(wrong) = check_plan(&plan, questionnaire, &*store.trials()?, context.config.privacy.minimum_mean) {
        return usage(wrong.sentence(context.language, Reading::Terminal));
    }
    let sendings = arguments.planned.sendings();
    schedule::check(context, &sendings, (arguments.opens, arguments.closes), access)?;
    for away in away(arguments.opens, arguments.closes) {
        eprintln!("{}", away.sentence(context.language));
    }
    if let Some(days) = away_between(arguments.opens, arguments.closes) {
        eprintln!("{}", days.sentence(context.language));
    }
    let population = match &arguments.population {
        Some(path) => Some(super::sources::population(context, path, questionnaire, &*store.trials()?)?),
        None => None,
    };
    let divisions = divisions(context, &arguments.by, questionnaire)?;
    let new = NewRound {
        key: arguments.key.clone(),
        version_id: version.id,
        opens: arguments.opens,
        closes: arguments.closes,
        mode,
        access,
        population,
        minimum: arguments.minimum,
        complete: arguments.complete,
        partial: arguments.partial,
        synthetic: false,
        divisions,
    };
    let first = arguments.second_of.as_ref().map(|key| first_reading(context, &store, key, &version)).transpose()?;
    match store.add_round_with(&new, None, &sendings, Some((context.custodian(), "planned a round")))? {
        RoundAdded::New(id) => {
            if let Some(first) = first {
                store.mark_second_reading(id, &first)?;
            }
            println!("{}", arguments.key);
            if access == Access::Open {
                let server = context.config.public_url.as_deref().unwrap_or("https://…").trim_end_matches('/');
                println!("{server}/r/{}", arguments.key);
            }
            if new.mode == Mode::Anonymous {
                eprintln!("{}", key_to_be_kept(context, &store.keys().place_of_round_secret(&arguments.key)));
            }
            Ok(())
        }
        RoundAdded::KeyTaken => usage(match context.language {
            Language::En => format!("There is a round {} already; choose another --key.", arguments.key),
            _ => format!("Der findes allerede en runde {}; vælg en anden --key.", arguments.key),
        }),
    }
}

/// The publication set, where one is declared: each division is one that answers to the version could have.
fn divisions(context: &Context, declared: &[String], version: &Version) -> Result<Option<Vec<Vec<String>>>, Ending> {
    let divisions: Vec<Vec<String>> =
        declared.iter().map(|columns| columns.split(',').map(|column| column.trim().to_owned()).collect()).collect();
    if let Some(wrong) = divisions.iter().find_map(|columns| impossible(columns, version)) {
        return usage(wrong.sentence(context.language));
    }
    Ok((!divisions.is_empty()).then_some(divisions))
}

/// The round whose cases are read again: a review of cases by the same version, and not a second reading itself.
fn first_reading(context: &Context, store: &Store, key: &str, version: &PublishedVersion) -> Result<Round, Ending> {
    let first = context.round(store, key)?;
    if version.version.audience != Audience::Manager {
        return usage(CannotCompare::NoCases(key.to_owned()).sentence(context.language));
    }
    if store.version_id_of(first.id)? != version.id {
        return usage(CannotCompare::OtherVersion(key.to_owned()).sentence(context.language));
    }
    if store.second_readings()?.iter().any(|(id, _)| *id == first.id) {
        return usage(match context.language {
            Language::En => format!("The round {key} is a second reading itself: name the round whose cases both read."),
            _ => format!("Runden {key} er selv en anden læsning: nævn den runde, hvis sager begge har læst."),
        });
    }
    Ok(first)
}

/// What happens when the key of an anonymous round is lost, said before it can happen.
fn key_to_be_kept(context: &Context, place: &Path) -> String {
    let place = place.display();
    match context.language {
        Language::En => format!(
            "The answers are sealed with a key that lies in {place} and in no backup of the database. Keep a copy of \
             keys_dir on another medium until the round is closed: without the key nobody can ever open the answers."
        ),
        _ => format!(
            "Svarene forsegles med en nøgle, der ligger i {place} og ikke i nogen sikkerhedskopi af databasen. Hav en \
             kopi af keys_dir på et andet medie, til runden er lukket: uden nøglen kan ingen nogensinde åbne svarene."
        ),
    }
}

fn mode(context: &Context, name: &str) -> Result<Mode, Ending> {
    match Mode::from_name(name) {
        Some(mode) => Ok(mode),
        None => usage(context.say(
            "--mode skal være anonymous, pseudonymous eller identified.",
            "--mode must be anonymous, pseudonymous or identified.",
        )),
    }
}

fn list(context: &Context, arguments: &List) -> Result<(), Ending> {
    let now = context.clock.now();
    let rows: Vec<Vec<String>> = context
        .store()?
        .rounds()?
        .iter()
        .map(|round| {
            let state = if round.is_closed(now) {
                "closed"
            } else if round.has_opened(now) {
                "open"
            } else {
                "planned"
            };
            vec![
                round.key.clone(),
                round.questionnaire.clone(),
                round.version.to_string(),
                round.opens.to_string(),
                round.closes.to_string(),
                round.mode.name().to_owned(),
                round.access.name().to_owned(),
                state.to_owned(),
            ]
        })
        .collect();
    listing(arguments.format, &["key", "questionnaire", "version", "opens", "closes", "mode", "access", "state"], &rows)
}

fn extend(context: &Context, arguments: &Extend) -> Result<(), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.key)?;
    if let Err(wrong) = check_extension(&round, arguments.closes, context.clock.now(), store.has_link_secret(&round)?) {
        return usage(wrong.sentence(&round.key, context.language, Reading::Terminal));
    }
    store.extend_round(&round, arguments.closes, Some(context.custodian()))?;
    println!("{} {}", round.key, arguments.closes);
    Ok(())
}

fn close(context: &Context, arguments: &Close) -> Result<(), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.key)?;
    let sealed = store.sealed_responses(round.id)?;
    if round.is_sealed() && sealed < FEWEST_RELEASED && !arguments.destroy {
        return usage(match context.language {
            Language::En => format!(
                "{} have answered. Fewer than {FEWEST_RELEASED} answers of an anonymous round are destroyed unread. Give people more time \
                 with `nulpunkt round extend {} --closes DATE`, or close it all the same with --destroy.",
                counted(sealed, "person", "people"),
                round.key
            ),
            _ => format!(
                "{} har svaret. I en anonym runde slettes færre end {FEWEST_RELEASED} svar ulæst. Giv mere tid med `nulpunkt round extend {} \
                 --closes DATO`, eller luk alligevel med --destroy.",
                counted(sealed, "person", "personer"),
                round.key
            ),
        });
    }
    let closed = store.close_round(&round, context.clock.now(), arguments.destroy, Some(context.custodian()))?;
    println!("{} {}", round.key, context.say("er lukket", "is closed"));
    let words = match (closed, context.language) {
        (Closed::Plain, _) => return Ok(()),
        (Closed::Released(answers), Language::En) => {
            format!("{} opened; the key is destroyed", counted(answers, "answer", "answers"))
        }
        (Closed::Released(answers), _) => format!("{answers} svar er åbnet, og nøglen er slettet"),
        (Closed::Destroyed(answers), Language::En) => format!("{} destroyed unread", counted(answers, "answer", "answers")),
        (Closed::Destroyed(answers), _) => format!("{answers} svar er slettet ulæst"),
    };
    println!("{words}");
    Ok(())
}
