//! Emptying the outbox: letters are taken in hand by lease, written, sent, and what became of each is committed at once.
//!
//! The order is what loses no letter: in hand → `dot` committed → final dot written → reply read → `accepted` committed. Whoever
//! dies in between leaves a row that tells how far it came.

use std::collections::BTreeMap;

use crate::config::{Config, Transport};
use crate::fieldwork::{Attempt, LetterState, after_attempt};
use crate::language::Language;
use crate::mail::smtp::{self, Connection, Outcome};
use crate::mail::{Letter, Returns, Unrenderable, content, folder, host_of, render, without_addresses};
use crate::store::{self, LetterInHand, LetterMark, Store};
use crate::time::{Clock, Timestamp};
use crate::token::ReturnTag;

use super::{schedule, sender};

/// Letters taken in hand at a time.
const BATCH: i64 = 25;
/// For so long letters are in hand; a sender on this machine that dies is noticed at once, of another the lease runs out.
const LEASE: i64 = 30 * 60_000;
/// For so long the whole queue rests when the relay cannot be reached.
const REST: i64 = 60_000;
/// For so long a domain is left alone that answered 421.
const DOMAIN_REST: i64 = 5 * 60_000;
/// After so many broken connections in a row the relay, not the letter, is at fault.
const BROKEN: u32 = 3;

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
}

/// Queues the letters of schedules whose time has come, sends everything that is due, and says what became of it. While the queue rests
/// nothing is tried.
pub fn deliver_once(store: &Store, config: &Config, clock: Clock) -> Result<Delivered, Error> {
    if let Err(error) = schedule::run(store, config, clock.now()) {
        tracing::error!(%error, "planned letters were not queued");
    }
    let mut round =
        Delivery { store, config, clock, sender: sender::name(), connection: None, broken: 0, delivered: Delivered::default() };
    let gone: Vec<String> = store.senders()?.into_iter().filter(|name| sender::is_gone(name)).collect();
    store.recover_letters(&gone, clock.now())?;
    round.delivered.hold = store.mail_hold()?;
    if round.delivered.hold.is_none() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Runtime)?;
        let done = runtime.block_on(round.empty());
        // Also after a failure: what is in hand and untried must not wait for its lease to run out.
        store.put_down_letters(&round.sender)?;
        done?;
    }
    let counts = store.letter_counts()?;
    let count = |state| counts.get(&state).copied().unwrap_or(0);
    round.delivered.waiting = LetterState::WAITING.into_iter().map(count).sum();
    round.delivered.held = count(LetterState::Held);
    Ok(round.delivered)
}

struct Delivery<'a> {
    store: &'a Store,
    config: &'a Config,
    clock: Clock,
    sender: String,
    connection: Option<Connection>,
    broken: u32,
    delivered: Delivered,
}

impl Delivery<'_> {
    async fn empty(&mut self) -> Result<(), Error> {
        if let Some((until, reason)) = self.store.mail_pause()? {
            if self.clock.now() < until {
                self.delivered.pause = Some(reason);
                return Ok(());
            }
            self.store.set_mail_pause(None)?;
        }
        loop {
            let now = self.clock.now();
            let taken = self.store.take_letters(&self.sender, now, Timestamp(now.0 + LEASE), BATCH)?;
            let set_aside = taken.cancelled + taken.early + taken.keyless.values().sum::<usize>();
            self.delivered.cancelled += taken.cancelled;
            for (round, letters) in taken.keyless {
                *self.delivered.keyless.entry(round).or_default() += letters;
            }
            if taken.letters.is_empty() && set_aside == 0 {
                break;
            }
            for letter in &taken.letters {
                self.one(letter).await?;
                if self.delivered.pause.is_some() {
                    return Ok(());
                }
            }
        }
        if let Some(connection) = self.connection.take() {
            connection.quit().await;
        }
        Ok(())
    }

    async fn one(&mut self, letter: &LetterInHand) -> Result<(), Error> {
        if self.config.public_url.is_none() {
            return Err(Error::NoPublicUrl);
        }
        let rendered = match self.write(letter)? {
            Ok(rendered) => rendered,
            Err(Unrenderable::Recipient) => {
                return self.mark(letter, Attempt::Rejected, Some(&Unrenderable::Recipient.to_string()));
            }
            Err(fault) => return Err(Error::Letter(fault)),
        };
        match self.config.mail.transport {
            Transport::Folder => {
                let failed = |source| Error::Folder { path: self.config.mail.folder.display().to_string(), source };
                folder::put(&self.config.mail.folder, &rendered).map_err(failed)?;
                self.mark(letter, Attempt::Accepted, None)
            }
            Transport::Smtp => self.by_smtp(letter, &rendered).await,
        }
    }

    fn write(&self, letter: &LetterInHand) -> Result<Result<Letter, Unrenderable>, Error> {
        let version = self.store.version(self.store.version_id_of(letter.round.id)?)?;
        let trials = self.store.trials()?;
        let returns = match self.config.mail.returns.as_deref() {
            Some(address) => match Returns::parse(address) {
                Some(returns) => Some(self.returns_of(letter, &returns)?),
                None => return Ok(Err(Unrenderable::Returns)),
            },
            None => None,
        };
        let says = content(letter, &version.version, &trials, self.config, returns).ok_or(Error::NoPublicUrl)?;
        Ok(render(&says))
    }

    /// The address that the returns of this letter go to.
    fn returns_of(&self, letter: &LetterInHand, returns: &Returns) -> Result<String, store::Error> {
        let secret = self.store.keys().return_secret()?;
        Ok(returns.address_of(letter.id, ReturnTag::of(&secret, letter.id, &letter.message_id)))
    }

    async fn by_smtp(&mut self, letter: &LetterInHand, rendered: &Letter) -> Result<(), Error> {
        let Some(mut connection) = self.connect().await? else { return Ok(()) };
        let (store, sender) = (self.store, self.sender.as_str());
        let until = Timestamp(self.clock.now().0 + LEASE);
        let mut failed = None;
        let before_dot = || match store.mark_dot(letter.id, sender, until) {
            Ok(mine) => mine,
            Err(error) => {
                failed = Some(error);
                false
            }
        };
        let outcome = connection.send(rendered, before_dot).await;
        if connection.is_usable() {
            self.connection = Some(connection);
        }
        if let Some(error) = failed {
            return Err(error.into());
        }
        self.broken = if matches!(outcome, Outcome::Lost { .. } | Outcome::Unknown { .. }) { self.broken + 1 } else { 0 };
        match outcome {
            Outcome::Accepted { reply } => self.mark(letter, Attempt::Accepted, Some(&reply)),
            Outcome::Rejected { reply } => self.mark(letter, Attempt::Rejected, Some(&reply)),
            Outcome::Deferred { reply, closing } => {
                if closing {
                    let until = Timestamp(self.clock.now().0 + DOMAIN_REST);
                    self.store.postpone_domain(host_of(&letter.email), until)?;
                }
                self.mark(letter, Attempt::Deferred, Some(&reply))
            }
            Outcome::Lost { reason } => {
                self.mark(letter, Attempt::Deferred, Some(&reason))?;
                self.rest_when_broken(&reason)
            }
            Outcome::Unknown { reason } => {
                self.mark(letter, Attempt::Unknown, Some(&reason))?;
                self.rest_when_broken(&reason)
            }
            Outcome::Unwelcome { reply } => self.rest(&reply),
            // Another sender has the letter now, or it has come back already: whatever was done with it is right.
            Outcome::Withheld => Ok(()),
        }
    }

    /// The open connection, or a new one. None when the queue rests because the relay cannot be reached: no letter is to blame.
    async fn connect(&mut self) -> Result<Option<Connection>, Error> {
        if let Some(connection) = self.connection.take().filter(Connection::is_usable) {
            return Ok(Some(connection));
        }
        let public = self.config.public_url.as_deref().unwrap_or_default();
        match smtp::connect(&self.config.mail.smtp, host_of(public)).await {
            Ok(connection) => Ok(Some(connection)),
            Err(unreachable) => {
                self.rest(&unreachable.to_string())?;
                Ok(None)
            }
        }
    }

    fn rest_when_broken(&mut self, reason: &str) -> Result<(), Error> {
        if self.broken < BROKEN { Ok(()) } else { self.rest(reason) }
    }

    fn rest(&mut self, reason: &str) -> Result<(), Error> {
        let reason = &without_addresses(reason);
        let until = Timestamp(self.clock.now().0 + REST);
        self.store.set_mail_pause(Some((until, reason)))?;
        tracing::warn!("the outbox rests for a minute: {reason}");
        self.delivered.pause = Some(reason.clone());
        Ok(())
    }

    fn mark(&mut self, letter: &LetterInHand, attempt: Attempt, reply: Option<&str>) -> Result<(), Error> {
        let attempts = letter.attempts + 1;
        let closes = letter.round.closed_at.unwrap_or_else(|| Timestamp::after(letter.round.closes));
        let step = after_attempt(attempt, letter.kind, attempts, self.clock.now(), closes, jitter(letter.id, attempts));
        let mark = LetterMark { state: step.state, next_at: step.next_at, attempts, reply };
        self.store.mark_letter(letter.id, &self.sender, &mark)?;
        let counter = match step.state {
            LetterState::Accepted => &mut self.delivered.accepted,
            LetterState::Deferred => &mut self.delivered.deferred,
            LetterState::Unknown | LetterState::Held => &mut self.delivered.unknown,
            _ => &mut self.delivered.rejected,
        };
        *counter += 1;
        Ok(())
    }
}

/// Spreads retries evenly over letters, between 0 and 1: Weyl's sequence of the golden ratio, which needs no random numbers.
fn jitter(letter: i64, attempts: u32) -> f64 {
    ((letter as f64 + f64::from(attempts) * 7.0) * 0.618_033_988_749_895).fract().abs()
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
