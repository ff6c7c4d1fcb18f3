//! `bench`: how fast this machine and this build are, held against the machine's own limits of the same run.
//!
//! Absolute figures move by twenty times from minute to minute, so what counts are the ratios; and a run in which the time of
//! a sync moved more than threefold says so and ends with code 3. Build with `--release`, else it is the compiler's
//! carelessness that is measured.

mod compare;
mod crowd;
mod form;
mod ground;
mod journey;
mod ledger;
mod load;
mod machine;
mod mail;
mod mixed;
mod overview;
mod page;
mod peer;
mod report;
mod respondent;
mod script;
mod server;
mod sink;
mod weight;
mod wire;

use std::time::Duration;

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use report::Report;

use super::{Context, Ending, usage};

/// Arguments of `bench`.
#[derive(Args)]
pub(super) struct Arguments {
    /// What is measured.
    #[arg(value_enum, default_value_t = What::Page)]
    what: What,
    /// Under two minutes: shorter and fewer rounds.
    #[arg(long)]
    quick: bool,
    /// Another server that is driven the same way, at the address of a page whose form begins a journey.
    #[arg(long, value_name = "URL")]
    peer: Option<String>,
    /// A PostgreSQL server on which a database of the benchmark's own is made and dropped again.
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// text or json
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Where the static page is served.
    #[arg(long, value_name = "ADDRESS", hide = true)]
    listen: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Pages that are only read, start, memory, size, statements and weight.
    Page,
    /// Steps and submits that are stored, and whole journeys.
    Journey,
    /// Comparisons, recounts and the same people followed, of a million responses.
    Compare,
    /// The overview of 18 trials with 20 rounds each.
    Overview,
    /// Letters from the outbox to a relay.
    Mail,
    /// The limit of `page`: the same library with a static page.
    #[value(hide = true)]
    Static,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

/// How long and against what is measured.
struct Plan {
    /// How often each figure and its limit are taken in turn.
    rounds: usize,
    /// How long each time.
    lasting: Duration,
    /// The PostgreSQL server, if any.
    postgres: Option<String>,
    /// Whether everything is smaller.
    quick: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    if arguments.what == What::Static {
        let Some(address) = &arguments.listen else { return usage("bench static --listen ADDRESS") };
        return Ok(crate::web::probe::serve_static(address)?);
    }
    if cfg!(debug_assertions) {
        eprintln!(
            "{}",
            context.say(
                "Dette er ikke et release-build: tallene siger intet.",
                "This is no release build: the figures say nothing."
            )
        );
    }
    let on_postgres = context.opening().url.starts_with("postgres");
    let plan = Plan {
        rounds: if arguments.quick { 3 } else { 5 },
        lasting: Duration::from_millis(if arguments.quick { 1500 } else { 5000 }),
        postgres: arguments.postgres.clone().or_else(|| on_postgres.then(|| context.opening().url.to_owned())),
        quick: arguments.quick,
    };
    let report = match (&arguments.peer, arguments.what) {
        (Some(url), What::Journey) => peer::journeys(&plan, url)?,
        (Some(_), What::Compare) => return usage("bench compare --peer"),
        (Some(_), What::Overview) => return usage("bench overview --peer"),
        (Some(_), What::Mail) => return usage("bench mail --peer"),
        (Some(url), _) => peer::pages(&plan, url)?,
        (None, What::Journey) => journey::run(&plan)?,
        (None, What::Compare) => compare::run(&plan)?,
        (None, What::Overview) => overview::run(&plan)?,
        (None, What::Mail) => mail::run(&plan)?,
        (None, _) => page::run(&plan)?,
    };
    match arguments.format {
        Form::Text => print!("{}", report.text()),
        Form::Json => println!("{}", serde_json::to_string_pretty(&report)?),
    }
    verdict(context, &report)
}

fn verdict(context: &Context, report: &Report) -> Result<(), Ending> {
    if report.checks.iter().any(|check| !check.holds) {
        return Err(Ending::Environment(anyhow!(
            "{}",
            context.say("Noget, der skal holde, holder ikke.", "Something that must hold does not.")
        )));
    }
    if report.noisy {
        eprintln!(
            "{}",
            context.say("noisy: synkroniseringen svingede mere end tre gange", "noisy: the sync time moved more than threefold")
        );
        return Err(Ending::Noisy);
    }
    Ok(())
}
