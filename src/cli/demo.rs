//! `demo`: everything at work, on a database of its own in a temporary folder.
//!
//! It listens at once and fills itself while it says so; every answer in it is made up and marked as such.

mod answers;
mod cases;
mod coding;
mod designs;
mod full;
mod interviews;
mod papers;
mod prose;
mod surveys;
mod talks;
#[cfg(test)]
mod tests;
mod writing;
mod written_designs;

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;
use jiff::civil::{Date, date};

use super::{Context, Ending};
use crate::config::Mail;
use crate::fieldwork::{Access, Mode, Population, Round};
use crate::jobs::deliver_once;
use crate::language::Language;
use crate::store::{Error, NewRound, RoundAdded, Store};
use crate::time::Clock;
use crate::web::{self, Shared};

/// Arguments of `demo`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The whole evaluation: every survey and case review in the rounds that its papers name.
    #[arg(long)]
    full: bool,
}

/// The questionnaire of the round that is collecting: citizens, short, and also in Arabic.
const COLLECTING: &str = "integration-citizens";

/// How often it is looked for letters.
const LOOK: Duration = Duration::from_secs(5);

/// How many links into it are printed.
const LINKS: usize = 5;

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let folder = tempfile::Builder::new().prefix("nulpunkt-demo-").tempdir()?;
    let listener = super::serve::listen(&format!("127.0.0.1:{}", arguments.port))?;
    let local = listener.local_addr()?;
    let mut config = context.config.clone();
    config.listen = local.to_string();
    config.public_url = Some(format!("http://{local}"));
    config.keys_dir = None;
    // Nobody gets a mail of it, whatever is configured.
    config.mail = Mail { folder: folder.path().join("letters"), ..Mail::default() };
    let demo = context.with(&format!("sqlite:{}", folder.path().join("demo.db").display()), config.clone());
    let state = super::serve::state(demo.store()?, config, &demo, true);
    println!(
        "{} http://{local}/desk",
        context.say("Demonstrationen fylder sig selv. Skrivebordet:", "The demonstration is filling itself. The desk:")
    );
    let (filling, place) = (state.clone(), folder.path().to_owned());
    let (language, clock, full) = (context.language, context.clock, arguments.full);
    std::thread::spawn(move || {
        let filled = fill(&filling.store, full, clock.now());
        filling.being_filled.store(false, Ordering::Relaxed);
        match filled {
            Ok(links) => {
                announce(&filling, &links, language != Language::En);
                deliver(&filling, clock);
            }
            Err(error) => failed(&place, &error.into(), language),
        }
    });
    web::serve(&state, listener)?;
    Ok(())
}

/// Half a demonstration shows nothing that is true: it says why, takes its folder with it and ends.
fn failed(folder: &Path, error: &anyhow::Error, language: Language) -> ! {
    let why = super::environment::sentence(error, language);
    if language == Language::En {
        eprintln!("The demonstration could not fill itself and ends: {why}");
    } else {
        eprintln!("Demonstrationen kunne ikke fylde sig selv og slutter: {why}");
    }
    // Its folder would otherwise stay, since nothing is dropped on the way out.
    let _ = std::fs::remove_dir_all(folder);
    std::process::exit(4)
}

/// Puts letters into the folder as they are queued, as a server does.
fn deliver(state: &Shared, clock: Clock) {
    loop {
        if let Err(error) = deliver_once(&state.store, &state.config, clock) {
            tracing::error!(%error, "the outbox was not emptied");
        }
        std::thread::sleep(LOOK);
    }
}

fn announce(state: &Shared, links: &[String], danish: bool) {
    let base = state.public_url();
    let say = |da: &'static str, en: &'static str| if danish { da } else { en };
    println!("{}", say("Svar som en, der er inviteret:", "Answer as somebody who was invited:"));
    for link in links {
        println!("  {base}/s/{link}");
    }
    println!("{} {base}/demo/link", say("Et nyt link, når de er brugt:", "A fresh link when those are used:"));
    // What cannot be read is missing on that page too, and everything else still stands.
    if let Ok(Some(writes)) = web::writing_address(&state.store) {
        println!("{} {base}{writes}", say("Skriv med i en gruppe:", "Write with a group:"));
    }
    let rounds = "ledighedsydelse-2019-01,ledighedsydelse-2020-06";
    println!("{} {base}/desk/comparison?trial=ledighedsydelse&rounds={rounds}", say("Sammenligningen:", "The comparison:"));
    let audit = format!("{base}/desk/rounds/{}/cases", cases::AUDIT.0);
    println!("{} {audit}", say("Gennemgangen af sager:", "The review of cases:"));
    println!("{} {base}/desk", say("Skrivebordet:", "The desk:"));
    println!(
        "{}",
        say(
            "Alle svar er syntetiske; registertallene er de offentlige papirers. Stop med Ctrl-C; så er alt væk.",
            "All answers are synthetic; the register figures are those of the public papers. Stop with Ctrl-C; then everything is gone."
        )
    );
}

/// Fills the database and returns the tokens of the round that is collecting.
fn fill(store: &Store, full: bool, now: crate::time::Timestamp) -> Result<Vec<String>, Error> {
    let (trials, lists, versions) = surveys::read_built_in()?;
    store.publish_trials(&trials, now)?;
    for list in &lists.0 {
        store.publish_code_list(list, now, None)?;
    }
    for version in &versions {
        store.publish(version, now)?;
    }
    for round in answers::rounds() {
        let named = (round.key, (round.questionnaire, 1), Mode::Pseudonymous);
        let added = add(store, named, (round.opens, round.closes), Some(answers::population(&round)))?;
        let version = store.version(store.version_id_of(added.id)?)?;
        store.import_responses(&added, &version, &answers::responses(&round, &version.version))?;
    }
    let audits = [(cases::AUDIT, Some(cases::population())), (cases::AGAIN, None)];
    for (place, ((key, opens, closes), population)) in audits.into_iter().enumerate() {
        let added = add(store, (key, cases::QUESTIONNAIRE, Mode::Identified), (opens, closes), population)?;
        let version = store.version(store.version_id_of(added.id)?)?;
        store.import_responses(&added, &version, &cases::readings(&version.version)[place])?;
        if let Some(first) = store.round(cases::AUDIT.0)?.filter(|first| first.id != added.id) {
            store.mark_second_reading(added.id, &first)?;
        }
    }
    papers::fill(store, &trials, now)?;
    if full {
        full::fill(store)?;
        written_designs::fill(store, now)?;
        prose::fill(store, now)?;
    } else {
        designs::fill(store, now)?;
    }
    talks::fill(store, now)?;
    coding::fill(store, now)?;
    if full {
        interviews::fill(store, now)?;
    }
    writing::fill(store, now)?;
    let today = now.day();
    let opens = today.saturating_sub(jiff::Span::new().days(7));
    let closes = today.saturating_add(jiff::Span::new().days(60));
    let key = format!("integration-{:04}-{:02}", opens.year(), opens.month());
    let collecting = add(store, (&key, (COLLECTING, 1), Mode::Pseudonymous), (opens, closes), None)?;
    (0..LINKS).map(|_| Ok(web::fresh_link(store, &collecting)?.to_string())).collect()
}

fn add(
    store: &Store,
    (key, (questionnaire, version), mode): (&str, (&str, u32), Mode),
    (opens, closes): (Date, Date),
    population: Option<Population>,
) -> Result<Round, Error> {
    let version = store.find_version(questionnaire, version)?.ok_or(Error::Corrupt("surveys"))?;
    let new = NewRound {
        key: key.to_owned(),
        version_id: version.id,
        opens,
        closes,
        mode,
        access: Access::Invited,
        population,
        minimum: None,
        complete: 80,
        partial: 50,
        synthetic: true,
        divisions: None,
    };
    match store.add_round(&new)? {
        RoundAdded::New(_) => store.round(key)?.ok_or(Error::Corrupt("round")),
        RoundAdded::KeyTaken => Err(Error::Corrupt("round")),
    }
}

/// The days of the real rounds.
const JANUARY_2019: (Date, Date) = (date(2019, 1, 7), date(2019, 1, 31));
const SUMMER_2020: (Date, Date) = (date(2020, 6, 1), date(2020, 6, 30));
const LATE_2019: (Date, Date) = (date(2019, 12, 2), date(2019, 12, 20));
