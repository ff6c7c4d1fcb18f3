//! `demo`: everything at work, on a database of its own in a temporary folder.
//!
//! It listens at once and fills itself while it says so; every answer in it is made up and marked as such.

mod answers;
mod surveys;

use std::sync::atomic::Ordering;

use clap::Args;
use jiff::civil::{Date, date};

use super::{Context, Ending};
use crate::fieldwork::{Access, Mode, Population, Round};
use crate::store::{Error, NewRound, RoundAdded, Store};
use crate::web::{self, Shared};

/// Arguments of `demo`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// The municipalities of the round that is collecting: one link of each is printed.
const COLLECTING: [&str; 5] = ["vesthimmerland", "rebild", "jammerbugt", "thisted", "aalborg"];

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let folder = tempfile::Builder::new().prefix("nulpunkt-demo-").tempdir()?;
    let listener = super::serve::listen(&format!("127.0.0.1:{}", arguments.port))?;
    let local = listener.local_addr()?;
    let mut config = context.config.clone();
    config.listen = local.to_string();
    config.public_url = Some(format!("http://{local}"));
    config.keys_dir = None;
    config.mail.folder = folder.path().join("letters");
    let demo = context.with(&format!("sqlite:{}", folder.path().join("demo.db").display()), config.clone());
    let state = super::serve::state(demo.store()?, config, &demo, true);
    println!(
        "{} http://{local}/desk",
        context.say("Demonstrationen fylder sig selv. Skrivebordet:", "The demonstration is filling itself. The desk:")
    );
    let filling = state.clone();
    let (danish, clock) = (context.language != crate::language::Language::En, context.clock);
    std::thread::spawn(move || {
        let filled = fill(&filling.store, clock.now());
        filling.being_filled.store(false, Ordering::Relaxed);
        match filled {
            Ok(links) => announce(&filling, &links, danish),
            Err(error) => tracing::error!(%error, "the demonstration could not fill itself"),
        }
    });
    web::serve(&state, listener)?;
    Ok(())
}

fn announce(state: &Shared, links: &[String], danish: bool) {
    let base = state.public_url();
    let say = |da: &'static str, en: &'static str| if danish { da } else { en };
    println!("{}", say("Svar som en, der er inviteret:", "Answer as somebody who was invited:"));
    for link in links {
        println!("  {base}/s/{link}");
    }
    println!("{} {base}/demo/link", say("Et nyt link, når de er brugt:", "A fresh link when those are used:"));
    let rounds = "ledighedsydelse-2019-01,ledighedsydelse-2020-06";
    println!("{} {base}/desk/comparison?trial=ledighedsydelse&rounds={rounds}", say("Sammenligningen:", "The comparison:"));
    println!("{} {base}/desk", say("Skrivebordet:", "The desk:"));
    println!(
        "{}",
        say(
            "Alle svar er syntetiske. Stop med Ctrl-C; så er alt væk.",
            "All answers are synthetic. Stop with Ctrl-C; then everything is gone."
        )
    );
}

/// Fills the database and returns the tokens of the round that is collecting.
fn fill(store: &Store, now: crate::time::Timestamp) -> Result<Vec<String>, Error> {
    let (trials, versions) = surveys::read_built_in()?;
    store.publish_trials(&trials, now)?;
    for version in &versions {
        store.publish(version, now)?;
    }
    for round in answers::rounds() {
        let added = add(store, round.key, round.questionnaire, (round.opens, round.closes), Some(answers::population(&round)))?;
        let version = store.version(store.version_id_of(added.id)?)?;
        store.import_responses(&added, &version, &answers::responses(&round, &version.version))?;
    }
    let today = now.day();
    let opens = today.saturating_sub(jiff::Span::new().days(7));
    let closes = today.saturating_add(jiff::Span::new().days(60));
    let key = format!("integration-{:04}-{:02}", opens.year(), opens.month());
    let collecting = add(store, &key, "integration-citizens", (opens, closes), None)?;
    COLLECTING.iter().map(|municipality| Ok(web::fresh_link(store, &collecting, municipality)?.to_string())).collect()
}

fn add(
    store: &Store,
    key: &str,
    questionnaire: &str,
    (opens, closes): (Date, Date),
    population: Option<Population>,
) -> Result<Round, Error> {
    let version = store.find_version(questionnaire, 1)?.ok_or(Error::Corrupt("surveys"))?;
    let new = NewRound {
        key: key.to_owned(),
        version_id: version.id,
        opens,
        closes,
        mode: Mode::Pseudonymous,
        access: Access::Invited,
        population,
        minimum: None,
        complete: 80,
        partial: 50,
        synthetic: true,
    };
    match store.add_round(&new)? {
        RoundAdded::New(_) => store.round(key)?.ok_or(Error::Corrupt("round")),
        RoundAdded::KeyTaken => Err(Error::Corrupt("round")),
    }
}

/// The days of the real rounds.
const JANUARY_2019: (Date, Date) = (date(2019, 1, 7), date(2019, 1, 31));
const SUMMER_2020: (Date, Date) = (date(2020, 6, 1), date(2020, 6, 30));
const LATE_2019: (Date, Date) = (date(2019, 11, 18), date(2019, 12, 13));
