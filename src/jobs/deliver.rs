//! Emptying the outbox once: what senders that died left behind comes first, then everything that is due.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::fieldwork::LetterState;
use crate::language::Language;
use crate::mail::{CannotSign, Unrenderable};
use crate::store::{self, Store};
use crate::time::Clock;

use super::{schedule, sender, sending};

/// For so long letters are in hand; a sender on this machine that dies is noticed at once, of another the lease runs out.
pub(super) const LEASE: i64 = 30 * 60_000;

/// What one emptying of the outbox did. It holds no address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters that left.
    pub accepted: usize,
    /// Letters that were refused for now.
    pub deferred: usize,
    /// Letters that were refused for good.
    pub rejected: usize,
    /// Letters of which nobody knows whether they arrived.
    pub unknown: usize,
    /// Letters that were no longer wanted.
    pub cancelled: usize,
    /// Letters that still wait.
    pub waiting: u64,
    /// Letters that a person must decide about.
    pub held: u64,
    /// Of these rounds the secret of the links is not in `keys_dir`: so many of their letters wait for it.
    pub keyless: BTreeMap<String, usize>,
    /// Why all mail is on hold, if it is.
    pub hold: Option<String>,
    /// Why the queue rests, if it does.
    pub pause: Option<String>,
}

/// Why the outbox could not be emptied.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The runtime could not be started.
    #[error("letters cannot be sent: {0}")]
    Runtime(std::io::Error),
    /// The folder of letters cannot be written.
    #[error("the folder of letters {path} cannot be written: {source}")]
    Folder {
        /// The folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// `public_url` is missing.
    #[error("public_url is missing in the configuration: the letters' links would lead nowhere")]
    NoPublicUrl,
    /// The configuration makes no letter possible.
    #[error(transparent)]
    Letter(Unrenderable),
    /// Letters are to be signed and cannot be.
    #[error(transparent)]
    Signer(CannotSign),
}

/// Queues the letters of schedules whose time has come, sends everything that is due, and says what became of it. While the queue rests
/// nothing is tried.
pub fn deliver_once(store: &Store, config: &Config, clock: Clock) -> Result<Delivered, Error> {
    if let Err(error) = schedule::run(store, config, clock.now()) {
        tracing::error!(%error, "planned letters were not queued");
    }
    let sender = sender::name();
    let gone: Vec<String> = store.senders()?.into_iter().filter(|name| sender::is_gone(name)).collect();
    store.recover_letters(&gone, clock.now())?;
    let mut delivered = Delivered { hold: store.mail_hold()?, ..Delivered::default() };
    if delivered.hold.is_none() {
        delivered.pause = pause(store, clock)?;
    }
    if delivered.hold.is_none() && delivered.pause.is_none() {
        let (sent, done) = sending::send_due(store, config, clock, &sender, delivered);
        delivered = sent;
        // Also after a failure: what is in hand and untried must not wait for its lease to run out.
        store.put_down_letters(&sender)?;
        done?;
    }
    let counts = store.unsettled_counts()?;
    let count = |state| counts.get(&state).copied().unwrap_or(0);
    delivered.waiting = LetterState::WAITING.into_iter().map(count).sum();
    delivered.held = count(LetterState::Held);
    Ok(delivered)
}

/// Why the queue rests, if it still does.
fn pause(store: &Store, clock: Clock) -> Result<Option<String>, store::Error> {
    let Some((until, reason)) = store.mail_pause()? else { return Ok(None) };
    if clock.now() < until {
        return Ok(Some(reason));
    }
    store.set_mail_pause(None)?;
    Ok(None)
}

impl Delivered {
    /// Whether anything happened that is worth a line.
    #[must_use]
    pub fn is_news(&self) -> bool {
        self.accepted + self.deferred + self.rejected + self.unknown + self.cancelled + self.keyless.len() > 0
    }

    /// What happened, in a sentence.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let Self { accepted, deferred, rejected, unknown, cancelled, waiting, held, keyless, hold, pause } = self;
        let danish = language != Language::En;
        if hold.is_some() {
            return if danish {
                format!("Breve holdes tilbage; {waiting} venter. Frigiv dem med: nulpunkt deliver --release")
            } else {
                format!("Letters are on hold; {waiting} wait. Release them with: nulpunkt deliver --release")
            };
        }
        let mut parts: Vec<String> = vec![if danish { format!("{accepted} sendt") } else { format!("{accepted} sent") }];
        for (count, da, en) in [
            (*deferred as u64, "afvist indtil videre", "refused for now"),
            (*rejected as u64, "afvist for altid", "refused for good"),
            (*unknown as u64, "uvist, om de nåede frem", "unknown whether they arrived"),
            (*cancelled as u64, "annulleret, fordi de ikke længere skal sendes", "cancelled, because they are no longer wanted"),
            (*waiting, "venter", "waiting"),
            (*held, "holdt tilbage, til en person beslutter", "held for a person to decide"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {}", if danish { da } else { en }));
            }
        }
        let mut sentence = parts.join(", ");
        for (round, letters) in keyless {
            let said = if danish {
                format!(". {letters} venter i runde {round}: hemmeligheden bag rundens links er ikke i keys_dir")
            } else {
                format!(". {letters} wait in round {round}: the secret behind the round's links is not in keys_dir")
            };
            sentence += &said;
        }
        if let Some(reason) = pause {
            sentence += if danish { ". Udbakken holder pause: " } else { ". The outbox rests: " };
            sentence += reason;
        }
        sentence
    }
}
