//! The writer: steps of respondents wait in a bounded queue and are committed together, each answered after that sync.
//!
//! On SQLite there is one writer, so one sync serves many answers; on PostgreSQL there are several, and the steps of one
//! invitation always meet the same one. A batch that fails is taken apart and each step tried alone, so that one person's
//! bad step never costs another's.

use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use tokio::sync::oneshot;

use super::step::{Effect, Step, apply};
use super::{AnyConnection, Error, Url, tally};

/// Steps that may wait at a time for each writer; beyond it the respondent is asked to try again shortly.
const QUEUE: usize = 2048;
/// Steps that one transaction takes at the most.
const BATCH: usize = 512;
/// Writers on PostgreSQL, where transactions run beside each other.
const POSTGRES_WRITERS: usize = 4;

struct Job {
    step: Step,
    answer: oneshot::Sender<Answer>,
}

/// What became of a step, which goes back to where it was made: memory that one thread asks for and another gives back is memory at
/// which both wait for each other.
type Answer = (Result<Effect, Error>, Step);

/// The threads that write; started when first needed.
pub(super) struct Writer {
    url: Url,
    queues: OnceLock<Vec<SyncSender<Job>>>,
}

impl Writer {
    /// A writer for this database.
    pub(super) fn start(url: &Url) -> Self {
        Self { url: url.clone(), queues: OnceLock::new() }
    }

    /// Hands over a step and waits until it is durable.
    pub(super) async fn write(&self, step: Step) -> Result<Effect, Error> {
        let queues = self.queues.get_or_init(|| {
            let writers = if matches!(self.url, Url::Sqlite(_)) { 1 } else { POSTGRES_WRITERS };
            (0..writers).map(|_| spawn(self.url.clone())).collect()
        });
        let (answer, done) = oneshot::channel();
        let queue = queues.get(step.shard() % queues.len().max(1)).ok_or(Error::Busy)?;
        match queue.try_send(Job { step, answer }) {
            Ok(()) => done.await.map_err(|_| Error::Busy)?.0,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Error::Busy),
        }
    }
}

fn spawn(url: Url) -> SyncSender<Job> {
    let (send, receive) = sync_channel(QUEUE);
    std::thread::spawn(move || work(&url, &receive));
    send
}

fn work(url: &Url, queue: &Receiver<Job>) {
    let mut connection = None;
    while let Ok(first) = queue.recv() {
        let mut jobs = vec![first];
        while jobs.len() < BATCH
            && let Ok(job) = queue.try_recv()
        {
            jobs.push(job);
        }
        commit_with(url, &mut connection, jobs);
    }
}

fn commit_with(url: &Url, slot: &mut Option<AnyConnection>, jobs: Vec<Job>) {
    let connection = match slot.take().map_or_else(|| url.connect(), Ok) {
        Ok(connection) => slot.insert(connection),
        Err(error) => {
            tracing::error!(%error, "the writer has no database");
            for job in jobs {
                let _ = job.answer.send((Err(Error::Busy), job.step));
            }
            return;
        }
    };
    let mut broken = false;
    match batch(connection, &jobs) {
        Ok(effects) => {
            for (job, effect) in jobs.into_iter().zip(effects) {
                // Whoever asked may have gone away; what was stored stays stored.
                let _ = job.answer.send((Ok(effect), job.step));
            }
        }
        Err(error) => {
            tracing::warn!(%error, steps = jobs.len(), "a batch failed; each of its steps is tried alone");
            for job in jobs {
                let done = alone(connection, &job);
                broken |= done.is_err();
                let _ = job.answer.send((done, job.step));
            }
        }
    }
    if broken {
        // A new connection next time: this one may be to a server that is gone.
        *slot = None;
    }
}

fn batch(connection: &mut AnyConnection, jobs: &[Job]) -> Result<Vec<Effect>, Error> {
    connection.in_transaction(|connection| {
        let mut counts = tally::Counts::default();
        let effects = jobs.iter().map(|job| apply(connection, &job.step, &mut counts)).collect::<Result<Vec<_>, _>>()?;
        tally::add(connection, &counts)?;
        Ok(effects)
    })
}

fn alone(connection: &mut AnyConnection, job: &Job) -> Result<Effect, Error> {
    let mut tries = 0;
    loop {
        match batch(connection, std::slice::from_ref(job)) {
            Ok(mut effects) => return effects.pop().ok_or(Error::Busy),
            Err(error) if error.is_passing() && tries < 4 => tries += 1,
            Err(error) => {
                tracing::error!(%error, "a step could not be stored");
                return Err(error);
            }
        }
    }
}
