//! Letters that rounds send by themselves: queued when their time has come, once, whichever process looks first.
//!
//! What is more than four hours late, or cannot be queued, is held for a person. While all mail is on hold after a restore nothing is
//! queued: what the database does not know may have been sent.

use crate::config::Config;
use crate::fieldwork::{Round, Sending, SendingState, is_late};
use crate::focusgroup::Occasion;
use crate::mail::{self, Order};
use crate::store::{Error, NewLetter, Store, reminds};
use crate::time::Timestamp;

/// Queues what is due, and holds what is late. A round whose letters fail keeps no other's waiting.
pub(super) fn run(store: &Store, config: &Config, now: Timestamp) -> Result<(), Error> {
    let due = store.sendings_until(SendingState::Planned, now)?;
    let near = is_near(store, now)?;
    if (due.is_empty() && !near) || store.mail_hold()?.is_some() {
        return Ok(());
    }
    if let Some(domain) = mail::own_domain(config).filter(|_| near) {
        let new = NewLetter::new(domain, mail::SESSION_TEMPLATE_VERSION, now);
        let letters = store.write_to_participants(None, Occasion::Reminder, &new, "the server")?;
        if letters > 0 {
            tracing::info!(letters, "participants are reminded of a session");
        }
    }
    let rounds = store.rounds()?;
    let mut failed = Ok(());
    for sending in &due {
        let Some(round) = rounds.iter().find(|round| round.id == sending.round_id) else { continue };
        if let Err(error) = one(store, config, round, sending, now) {
            failed = Err(error);
        }
    }
    failed
}

/// Whether a session is so near that somebody is to be reminded of it.
fn is_near(store: &Store, now: Timestamp) -> Result<bool, Error> {
    for group in store.focus_groups()? {
        let starts = group.planned.starts;
        let is_near = !group.cancelled && reminds(starts) <= now && now < starts;
        if is_near && !store.participants_due(group.id, Occasion::Reminder, now)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn one(store: &Store, config: &Config, round: &Round, sending: &Sending, now: Timestamp) -> Result<(), Error> {
    if round.is_closed(now) {
        return store.drop_sending(round, sending.id, now).map(|_| ());
    }
    if is_late(sending.at, now) {
        return hold(store, round, sending, now, "its time has passed");
    }
    let order = Order { skip_quiet: sending.skip_quiet, sending: Some(sending.id), working_hours: true, ..Order::at(now) };
    match mail::queue(store, config, round, sending.kind, order)? {
        Ok(queued) => tracing::info!(round = round.key, letters = queued.letters, "planned letters were queued"),
        Err(_) => hold(store, round, sending, now, "no letter of the round can be queued")?,
    }
    Ok(())
}

fn hold(store: &Store, round: &Round, sending: &Sending, now: Timestamp, why: &str) -> Result<(), Error> {
    if store.hold_sending(round, sending.id, now)? {
        tracing::warn!(round = round.key, why, "planned letters are held for a person to release");
    }
    Ok(())
}
