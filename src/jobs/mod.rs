//! The background loop: empties the outbox, reads what came back, closes rounds, deletes what is due; and beside it what is told by webhook.
//!
//! Each runs on a thread of its own beside the server, so that a slow relay never delays a respondent, nor a slow address a letter.

mod book;
mod deliver;
mod maildir;
mod schedule;
mod sender;
mod sending;
mod telling;
mod webhooks;
mod writing;

pub use deliver::{Delivered, deliver_once};
pub(crate) use maildir::UNREAD;
pub use webhooks::{NoSecret, secret_of};

use std::time::Duration;

use crate::config::Config;
use crate::fieldwork::{Mode, Round};
use crate::mail::Returns;
use crate::store::{Closed, Store};
use crate::time::Clock;

/// How often the loop looks.
const EVERY: Duration = Duration::from_secs(5);
/// Rounds are closed at every so many looks, once a minute: by the clock a round is closed before.
const CLOSING: u32 = 12;
/// At every so many looks it is seen what there is to tell by webhook.
const TELLING: u32 = 3;
/// After so many looks, ten minutes, nothing that was deleted is left in the database's log.
const FORGETTING: u32 = 120;

/// Starts the loops on threads of their own; they end with the process, at any instant, without harm.
pub fn start(store: &Store, config: &Config, clock: Clock) {
    if !config.webhook.is_empty() {
        start_webhooks(store, config, clock);
    }
    let (store, config) = (store.clone(), config.clone());
    let started = std::thread::Builder::new().name("jobs".to_owned()).spawn(move || {
        let mut retained = None;
        for look in 1u32.. {
            match deliver_once(&store, &config, clock) {
                Ok(delivered) if delivered.is_news() => tracing::info!("{}", delivered.sentence(crate::language::Language::En)),
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "the outbox was not emptied"),
            }
            if config.desk.log_to_stderr
                && let Err(error) = telling::tell(&store)
            {
                tracing::error!(%error, "the log was not told");
            }
            // A folder that is not there is told of once a minute.
            if let Err(error) = sort_returns(&store, &config)
                && look % CLOSING == 1
            {
                tracing::error!(%error, "returned mails were not read");
            }
            if look % CLOSING == 1
                && let Err(error) = close_rounds(&store, clock)
            {
                tracing::error!(%error, "a round was not closed");
            }
            if look % CLOSING == 1 && retained != Some(clock.now().day()) {
                match retain(&store, clock) {
                    Ok(()) => retained = Some(clock.now().day()),
                    Err(error) => tracing::error!(%error, "what is due was not deleted"),
                }
            }
            if look.is_multiple_of(FORGETTING)
                && let Err(error) = store.forget_deleted()
            {
                tracing::error!(%error, "what was deleted is still in the database's log");
            }
            std::thread::sleep(EVERY);
        }
    });
    if let Err(error) = started {
        tracing::error!(%error, "there is no background loop: letters leave only by `deliver --once`");
    }
}

fn start_webhooks(store: &Store, config: &Config, clock: Clock) {
    let (store, config) = (store.clone(), config.clone());
    let started = std::thread::Builder::new().name("webhooks".to_owned()).spawn(move || {
        for look in 0u32.. {
            let told = if look.is_multiple_of(TELLING) { webhooks::tell(&store, &config, clock) } else { Ok(()) };
            if let Err(error) = told.and_then(|()| webhooks::send(&store, &config, clock)) {
                tracing::error!(%error, "webhooks were not sent");
            }
            std::thread::sleep(EVERY);
        }
    });
    if let Err(error) = started {
        tracing::error!(%error, "there is no loop for webhooks: none is sent");
    }
}

/// Takes in what came back of letters, where it is delivered into a Maildir.
fn sort_returns(store: &Store, config: &Config) -> Result<(), maildir::Error> {
    let returns = config.mail.returns.as_deref().and_then(Returns::parse);
    let (Some(returns), Some(folder)) = (returns, &config.mail.returns_maildir) else { return Ok(()) };
    let sorted = maildir::sort(store, &returns, folder)?;
    if sorted != maildir::Sorted::default() {
        let maildir::Sorted { came_back, read, unread, stuck } = sorted;
        tracing::info!(came_back, read, unread, stuck, "returned mails were read");
    }
    Ok(())
}

/// Deletes what is due, once a day; what failed is tried again within a minute.
fn retain(store: &Store, clock: Clock) -> Result<(), crate::store::Error> {
    let done = store.retain(clock.now(), "the server")?;
    for deletion in &done.deleted {
        tracing::info!(
            subject = deletion.subject,
            artefact = deletion.artefact,
            rows = deletion.count,
            "deleted, as its day has come"
        );
    }
    if done.again.deletions > 0 {
        tracing::warn!(deletions = done.again.deletions, "the database had what was deleted before: it was deleted again");
    }
    if done.again.noes > 0 {
        tracing::warn!(people = done.again.noes, "the database did not know of everybody who said no: it is noted again");
    }
    done.failed.map_or(Ok(()), Err)
}

/// Closes the rounds whose last day has passed: their drafts and the secret of their links are destroyed, and sealed answers released.
/// A close that was cut off is finished.
fn close_rounds(store: &Store, clock: Clock) -> Result<(), crate::store::Error> {
    let now = clock.now();
    let has_key = |round: &Round| round.mode == Mode::Anonymous && store.keys().place_of_round_secret(&round.key).exists();
    // What cannot be read is there.
    let has_links = |round: &Round| store.has_link_secret(round).unwrap_or(true);
    let unfinished = |round: &&Round| {
        round.is_closed(now) && (round.closed_at.is_none() || round.is_sealed() || has_key(round) || has_links(round))
    };
    let mut failed = Ok(());
    for round in store.rounds()?.iter().filter(unfinished) {
        match store.close_round(round, now, false, None) {
            Ok(Closed::Destroyed(answers)) => {
                tracing::warn!(
                    round = round.key,
                    answers,
                    "an anonymous round closed with too few answers: they were destroyed unread"
                );
            }
            Ok(_) => {}
            // The other rounds close all the same.
            Err(error) => failed = Err(error),
        }
    }
    failed
}
