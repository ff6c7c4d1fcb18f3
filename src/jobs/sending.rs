//! Sending what is due over several connections at once, all on one thread; what each does is written into the [`book`].
//!
//! The order is what loses no letter: in hand → `dot` committed → final dot written → reply read → `accepted` committed. Whoever
//! dies in between leaves a row that tells how far it came.

use std::cell::{Cell, RefCell};
use std::collections::{HashSet, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, Notify};
use tokio::task::LocalSet;

use super::book::{self, Book};
use super::deliver::{Delivered, Error, LEASE};
use super::writing::Writing;
use crate::config::{Config, Transport};
use crate::fieldwork::{Attempt, LetterState, after_attempt, jitter};
use crate::mail::smtp::{self, Connection, Outcome};
use crate::mail::{Unrenderable, folder, host_of, without_addresses};
use crate::store::{self, LetterInHand, LetterMark, Pace, Store, Taken, domain_of};
use crate::time::{Clock, Timestamp};

/// For so long the whole queue rests when the relay cannot be reached.
const REST: i64 = 60_000;
/// For so long a domain is left alone that answered 421.
const DOMAIN_REST: i64 = 5 * 60_000;
/// After so many broken connections in a row the relay, not the letter, is at fault.
const BROKEN: u32 = 3;
/// Letters in hand for each connection, at most, where it is not known how fast they leave.
const EACH: usize = 16;
/// And where they leave fast.
const MOST_EACH: usize = 64;
/// As many are in hand as leave in about so long: what happens to an invitation after its letter was taken in hand is not seen any more.
const AHEAD: Duration = Duration::from_secs(1);
/// More connections than this no relay wants.
const MOST: u32 = 64;

/// Sends everything that is due, and notes what became of it.
pub(super) fn send_due(
    store: &Store,
    config: &Config,
    clock: Clock,
    sender: &str,
    delivered: Delivered,
) -> (Delivered, Result<(), Error>) {
    let (book, keepers) = book::open(matches!(store.url(), store::Url::Postgres(_)));
    let sending = match Sending::new(store, config, clock, book) {
        Ok(sending) => Rc::new(sending),
        Err(error) => return (delivered, Err(error)),
    };
    sending.delivered.replace(delivered);
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return (sending.delivered.take(), Err(Error::Runtime(error))),
    };
    let pace = Pace::of(config.mail.smtp.per_minute, config.mail.per_domain_per_minute);
    std::thread::scope(|scope| {
        let keep = |keeper: book::Entries| {
            let pace = pace.clone();
            scope.spawn(move || keeper.keep(store, sender, clock, pace))
        };
        let keeping: Vec<_> = keepers.into_iter().map(keep).collect();
        let tasks = LocalSet::new();
        tasks.spawn_local(Rc::clone(&sending).feed());
        (0..sending.connections).for_each(|_| drop(tasks.spawn_local(Rc::clone(&sending).work())));
        runtime.block_on(tasks);
        let (delivered, failed) = (sending.delivered.take(), sending.failed.take());
        // Its keepers end when nobody can tell them anything more.
        drop(sending);
        let ended = |kept: std::thread::Result<Result<(), store::Error>>| {
            kept.map_err(|_| Error::Runtime(std::io::Error::other("the book of letters is not kept")))?.map_err(Error::Store)
        };
        let kept: Vec<_> = keeping.into_iter().map(|keeper| ended(keeper.join())).collect();
        (delivered, kept.into_iter().collect::<Result<(), Error>>().and(failed.map_or(Ok(()), Err)))
    })
}

struct Sending {
    store: Store,
    config: Config,
    clock: Clock,
    writing: Writing,
    connections: usize,
    /// Letters that are taken in hand at a time.
    batch: Cell<usize>,
    book: Book,
    queue: RefCell<VecDeque<LetterInHand>>,
    /// Told when letters have come, or none will.
    filled: Notify,
    /// Told when few letters are left.
    low: Notify,
    /// No more letters will come.
    ended: Cell<bool>,
    /// One connection is made at a time: where the first is refused, the others need not be.
    door: Mutex<()>,
    /// Connections that are open.
    open: Cell<usize>,
    /// Connections that broke in a row.
    broken: Cell<u32>,
    /// Domains that asked to be left alone.
    alone: RefCell<HashSet<String>>,
    delivered: RefCell<Delivered>,
    failed: RefCell<Option<Error>>,
}

impl Sending {
    fn new(store: &Store, config: &Config, clock: Clock, book: Book) -> Result<Self, Error> {
        let connections = match config.mail.transport {
            Transport::Folder => 1,
            Transport::Smtp => config.mail.smtp.connections.clamp(1, MOST) as usize,
        };
        Ok(Self {
            store: store.clone(),
            config: config.clone(),
            clock,
            writing: Writing::new(store, config)?,
            connections,
            batch: Cell::new(connections * EACH),
            book,
            queue: RefCell::default(),
            filled: Notify::new(),
            low: Notify::new(),
            ended: Cell::new(false),
            door: Mutex::new(()),
            open: Cell::new(0),
            broken: Cell::new(0),
            alone: RefCell::default(),
            delivered: RefCell::default(),
            failed: RefCell::new(None),
        })
    }

    /// Whether nothing more is to be begun.
    fn stops(&self) -> bool {
        self.book.is_lost() || self.failed.borrow().is_some() || self.delivered.borrow().pause.is_some()
    }

    fn fail(&self, error: Error) {
        self.failed.borrow_mut().get_or_insert(error);
        self.wake();
    }

    fn wake(&self) {
        self.filled.notify_waiters();
        self.low.notify_one();
    }

    /// Keeps letters in hand for all connections until none is due.
    async fn feed(self: Rc<Self>) {
        while !self.stops() {
            let since = Instant::now();
            let Some(taken) = self.book.take(self.batch.get()).await else { break };
            let set_aside = taken.cancelled + taken.later + taken.keyless.values().sum::<usize>();
            if taken.letters.is_empty() && set_aside == 0 {
                break;
            }
            if let Err(error) = self.writing.look_again() {
                self.fail(error);
                break;
            }
            self.receive(taken);
            while self.queue.borrow().len() > self.batch.get() / 2 && !self.stops() {
                self.low.notified().await;
            }
            self.batch.set(self.next_batch(since.elapsed()));
        }
        self.ended.set(true);
        self.wake();
    }

    /// How many letters are taken next, where half of the last ones left in this time.
    fn next_batch(&self, half: Duration) -> usize {
        let (fewest, most) = (self.connections * EACH, self.connections * MOST_EACH);
        let fits = if half > AHEAD / 2 {
            self.batch.get() / 2
        } else if half < AHEAD / 4 {
            self.batch.get() * 2
        } else {
            self.batch.get()
        };
        fits.clamp(fewest, most)
    }

    fn receive(&self, taken: Taken) {
        let mut delivered = self.delivered.borrow_mut();
        delivered.cancelled += taken.cancelled;
        for (round, letters) in taken.keyless {
            *delivered.keyless.entry(round).or_default() += letters;
        }
        self.queue.borrow_mut().extend(taken.letters);
        self.filled.notify_waiters();
    }

    /// Waits until there is a letter to send; false where none will come, or none is to be sent.
    async fn has_letters(&self) -> bool {
        loop {
            if self.stops() {
                return false;
            }
            if !self.queue.borrow().is_empty() {
                return true;
            }
            if self.ended.get() {
                return false;
            }
            self.filled.notified().await;
        }
    }

    /// The next letter that is not to a domain which asked to be left alone.
    fn pop(&self) -> Option<LetterInHand> {
        loop {
            let letter = self.queue.borrow_mut().pop_front()?;
            if self.queue.borrow().len() <= self.batch.get() / 2 {
                self.low.notify_one();
            }
            if !self.alone.borrow().contains(&domain_of(&letter.email)) {
                return Some(letter);
            }
            let next_at = Some(Timestamp(self.clock.now().0 + DOMAIN_REST));
            let mark = LetterMark { state: LetterState::Deferred, next_at, attempts: letter.attempts, reply: None };
            self.book.mark(letter.numbers(), mark);
        }
    }

    /// One connection: sends letter after letter until none is left, or the relay wants no such connection.
    async fn work(self: Rc<Self>) {
        let mut connection = None;
        loop {
            match self.next(&mut connection).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.fail(error);
                    break;
                }
            }
        }
        if let Some(connection) = connection {
            connection.quit().await;
        }
    }

    /// Sends one more letter; false where this connection ends.
    async fn next(&self, connection: &mut Option<Connection>) -> Result<bool, Error> {
        if !self.has_letters().await {
            return Ok(false);
        }
        let Some(public) = self.config.public_url.as_deref() else { return Err(Error::NoPublicUrl) };
        if self.config.mail.transport == Transport::Smtp && connection.is_none() {
            let _door = self.door.lock().await;
            // Whoever was before us at the door may have taken the last letter, or been refused.
            if self.stops() || self.queue.borrow().is_empty() {
                return Ok(true);
            }
            match smtp::connect(&self.config.mail.smtp, host_of(public)).await {
                Ok(new) => {
                    self.open.set(self.open.get() + 1);
                    *connection = Some(new);
                }
                // The relay takes fewer connections from us than we would make.
                Err(_) if self.open.get() > 0 => return Ok(false),
                // No letter is to blame.
                Err(unreachable) => {
                    self.rest(&unreachable.to_string())?;
                    return Ok(false);
                }
            }
        }
        if let Some(letter) = self.pop() {
            self.one(letter, connection).await?;
        }
        Ok(true)
    }

    async fn one(&self, letter: LetterInHand, connection: &mut Option<Connection>) -> Result<(), Error> {
        let rendered = match self.writing.write(&letter)? {
            Ok(rendered) => rendered,
            Err(Unrenderable::Recipient) => {
                self.mark(&letter, Attempt::Rejected, Some(&Unrenderable::Recipient.to_string()));
                return Ok(());
            }
            Err(fault) => return Err(Error::Letter(fault)),
        };
        let Some(open) = connection else {
            let failed = |source| Error::Folder { path: self.config.mail.folder.display().to_string(), source };
            folder::put(&self.config.mail.folder, &rendered).map_err(failed)?;
            self.mark(&letter, Attempt::Accepted, None);
            return Ok(());
        };
        let until = Timestamp(self.clock.now().0 + LEASE);
        let outcome = open.send(&rendered, self.book.dot(letter.numbers(), until)).await;
        if !open.is_usable() {
            *connection = None;
            self.open.set(self.open.get() - 1);
        }
        self.settle(letter, outcome)
    }

    /// Notes what became of a letter.
    fn settle(&self, letter: LetterInHand, outcome: Outcome) -> Result<(), Error> {
        let broken = matches!(outcome, Outcome::Lost { .. } | Outcome::Unknown { .. });
        self.broken.set(if broken { self.broken.get() + 1 } else { 0 });
        match outcome {
            Outcome::Accepted { reply } => self.mark(&letter, Attempt::Accepted, Some(&reply)),
            Outcome::Rejected { reply } => self.mark(&letter, Attempt::Rejected, Some(&reply)),
            Outcome::Deferred { reply, closing } => {
                if closing {
                    let domain = domain_of(&letter.email);
                    self.store.postpone_domain(&domain, Timestamp(self.clock.now().0 + DOMAIN_REST))?;
                    self.alone.borrow_mut().insert(domain);
                }
                self.mark(&letter, Attempt::Deferred, Some(&reply));
            }
            Outcome::Lost { reason } => {
                self.mark(&letter, Attempt::Deferred, Some(&reason));
                return self.rest_when_broken(&reason);
            }
            Outcome::Unknown { reason } => {
                self.mark(&letter, Attempt::Unknown, Some(&reason));
                return self.rest_when_broken(&reason);
            }
            Outcome::Unwelcome { reply } => return self.rest(&reply),
            Outcome::Closed => {
                self.queue.borrow_mut().push_front(letter);
                self.filled.notify_waiters();
            }
            // Another sender has the letter now, or it has come back already: whatever was done with it is right.
            Outcome::Withheld => {}
        }
        Ok(())
    }

    fn rest_when_broken(&self, reason: &str) -> Result<(), Error> {
        if self.broken.get() < BROKEN { Ok(()) } else { self.rest(reason) }
    }

    fn rest(&self, reason: &str) -> Result<(), Error> {
        let reason = without_addresses(reason);
        let until = Timestamp(self.clock.now().0 + REST);
        self.store.set_mail_pause(Some((until, &reason)))?;
        tracing::warn!("the outbox rests for a minute: {reason}");
        self.delivered.borrow_mut().pause = Some(reason);
        self.wake();
        Ok(())
    }

    fn mark(&self, letter: &LetterInHand, attempt: Attempt, reply: Option<&str>) {
        let attempts = letter.attempts + 1;
        let (kind, closes) = letter.about.patience();
        let step = after_attempt(attempt, kind, attempts, self.clock.now(), closes, jitter(letter.id, attempts));
        let mark = LetterMark { state: step.state, next_at: step.next_at, attempts, reply: reply.map(str::to_owned) };
        self.book.mark(letter.numbers(), mark);
        let mut delivered = self.delivered.borrow_mut();
        let counter = match step.state {
            LetterState::Accepted => &mut delivered.accepted,
            LetterState::Deferred => &mut delivered.deferred,
            LetterState::Unknown | LetterState::Held => &mut delivered.unknown,
            _ => &mut delivered.rejected,
        };
        *counter += 1;
    }
}
