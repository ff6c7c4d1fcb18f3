//! The load generator: many connections at once, as fast as they are answered (closed loop) or at a given rate (open loop).
//!
//! In the open loop a latency counts from the moment at which the request was due, not from when it could be sent: else a
//! server that stalls would hide its stall by holding the generator up (coordinated omission).

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use hdrhistogram::Histogram;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::wire::{Target, Wire};

/// What one connection, or all of them together, did.
pub(super) struct Done {
    /// Requests, steps or journeys that ended as they should.
    pub(super) good: u64,
    /// Those that did not.
    pub(super) bad: u64,
    /// How long each took, in microseconds.
    pub(super) latency: Histogram<u64>,
    /// When the last one ended.
    pub(super) until: Instant,
}

impl Done {
    /// Nothing yet.
    pub(super) fn new() -> Result<Self> {
        Ok(Self { good: 0, bad: 0, latency: Histogram::new_with_bounds(1, 60_000_000, 3)?, until: Instant::now() })
    }

    /// Notes one that ended now and began, or was due, at `from`.
    pub(super) fn note(&mut self, good: bool, from: Instant) {
        self.until = Instant::now();
        if good {
            self.good += 1;
            let micros = (self.until - from).as_micros();
            self.latency.saturating_record(u64::try_from(micros).unwrap_or(u64::MAX));
        } else {
            self.bad += 1;
        }
    }

    /// The same of several connections.
    pub(super) fn sum(all: impl IntoIterator<Item = Self>) -> Result<Self> {
        let mut sum = Self::new()?;
        let mut until = None;
        for one in all {
            sum.good += one.good;
            sum.bad += one.bad;
            sum.latency.add(&one.latency)?;
            until = until.max(Some(one.until));
        }
        sum.until = until.unwrap_or(sum.until);
        Ok(sum)
    }

    /// How many a second since `from`.
    pub(super) fn rate(&self, from: Instant) -> f64 {
        self.good as f64 / (self.until - from).as_secs_f64().max(1e-6)
    }

    /// The latency that this share of them did not exceed, in milliseconds.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        self.latency.value_at_quantile(share) as f64 / 1000.0
    }
}

/// How the generator waits for answers.
#[derive(Clone, Copy)]
pub(super) enum Waiting {
    /// Each answer wakes it, as latencies want it.
    Each,
    /// It gathers what comes within a moment, as a network card does. On the same few processors a generator that sleeps and is woken
    /// for every single answer measures the changing of tasks, the more so the slower the server is.
    Gathering,
}

/// For so long answers are gathered: some of those that are under way at any time, and far less than a person notices.
const GATHERED: Duration = Duration::from_micros(50);

/// Runs `worker` once for each connection, on one thread for every processor, and waits for all.
pub(super) fn drive<T, W, F>(connections: usize, waiting: Waiting, worker: W) -> Result<Vec<T>>
where
    T: Send + 'static,
    W: Fn(usize) -> F + Sync,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(connections).max(1);
    let worker = &worker;
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || on_one_thread(waiting, (thread..connections).step_by(threads).map(worker))))
            .collect();
        let mut all = Vec::with_capacity(connections);
        for thread in running {
            all.extend(thread.join().map_err(|_| anyhow::anyhow!("a thread of the load generator broke"))??);
        }
        Ok(all)
    })
}

fn on_one_thread<T, F>(waiting: Waiting, workers: impl Iterator<Item = F>) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    if let Waiting::Gathering = waiting {
        runtime.on_thread_park(|| std::thread::sleep(GATHERED));
    }
    let runtime = runtime.enable_all().build()?;
    runtime.block_on(async {
        let mut set = JoinSet::new();
        for worker in workers {
            set.spawn(worker);
        }
        let mut all = Vec::new();
        while let Some(done) = set.join_next().await {
            all.push(done.context("a connection of the load generator broke")??);
        }
        Ok(all)
    })
}

/// Asks for pages as fast as they are answered: `requests` in turn, each of which must be answered with 200.
pub(super) fn closed(
    target: &Target,
    requests: &Arc<Vec<Vec<u8>>>,
    connections: usize,
    lasting: Duration,
) -> Result<(Done, f64)> {
    let from = Instant::now();
    let next = Arc::new(AtomicUsize::new(0));
    let done = drive(connections, Waiting::Gathering, |_| {
        let (mut wire, requests, next) = (Wire::to(target), Arc::clone(requests), Arc::clone(&next));
        async move {
            let mut done = Done::new()?;
            while from.elapsed() < lasting {
                let start = Instant::now();
                let request = &requests[next.fetch_add(1, Ordering::Relaxed) % requests.len()];
                let answer = wire.ask(request).await?;
                let good = answer.status == 200;
                done.note(good, start);
            }
            Ok(done)
        }
    })?;
    let done = Done::sum(done)?;
    let rate = done.rate(from);
    Ok((done, rate))
}

/// Due times at a given rate, handed to whichever connection is free.
pub(super) struct Schedule {
    start: Instant,
    every: f64,
    many: usize,
    due: Semaphore,
    next: AtomicUsize,
}

impl Schedule {
    /// `rate` due times a second, for so long.
    pub(super) fn new(rate: f64, lasting: Duration) -> Arc<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate times seconds, both positive and small"
        )]
        let many = (rate.max(1.0) * lasting.as_secs_f64()) as usize;
        Arc::new(Self {
            start: Instant::now() + Duration::from_millis(50),
            every: 1.0 / rate.max(1.0),
            many,
            due: Semaphore::new(0),
            next: AtomicUsize::new(0),
        })
    }

    fn at(&self, index: usize) -> Instant {
        self.start + Duration::from_secs_f64(self.every * index as f64)
    }

    /// Releases each due time when it has come; runs on a thread of its own until all are released.
    pub(super) fn release(&self) {
        let mut released = 0;
        while released < self.many {
            let now = Instant::now();
            let mut due = 0;
            while released + due < self.many && self.at(released + due) <= now {
                due += 1;
            }
            self.due.add_permits(due);
            released += due;
            if released < self.many {
                std::thread::sleep(self.at(released).saturating_duration_since(Instant::now()));
            }
        }
        self.due.close();
    }

    /// The number of the next request and when it was due, once it is; none when all are taken.
    pub(super) async fn next(&self) -> Option<(usize, Instant)> {
        // It is closed after the last release: what was released and not taken yet is still to be done.
        if let Ok(permit) = self.due.acquire().await {
            permit.forget();
        }
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        (index < self.many).then(|| (index, self.at(index)))
    }
}

/// Asks for pages at a given rate.
pub(super) fn open(
    target: &Target,
    requests: &Arc<Vec<Vec<u8>>>,
    connections: usize,
    rate: f64,
    lasting: Duration,
) -> Result<Done> {
    let schedule = Schedule::new(rate, lasting);
    let releasing = Arc::clone(&schedule);
    let clock = std::thread::spawn(move || releasing.release());
    let done = drive(connections, Waiting::Each, |_| {
        let (mut wire, requests, schedule) = (Wire::to(target), Arc::clone(requests), Arc::clone(&schedule));
        async move {
            let mut done = Done::new()?;
            while let Some((index, due)) = schedule.next().await {
                let good = wire.ask(&requests[index % requests.len()]).await?.status == 200;
                done.note(good, due);
            }
            Ok(done)
        }
    })?;
    clock.join().map_err(|_| anyhow::anyhow!("the clock of the load generator broke"))?;
    Done::sum(done)
}
