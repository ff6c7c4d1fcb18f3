//! Passwords are worked out beside the pages: a few at a time on threads that may wait, behind a queue that has an end.
//!
//! One password takes twenty milliseconds and 19 MiB, so whoever sends many must neither fill the memory nor keep respondents waiting.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use tokio::sync::Semaphore;

/// So many wait at a time; whoever comes then is asked to try again.
const WAITING: usize = 32;

/// The queue of passwords of this process.
pub(in crate::web) struct Hashing {
    permits: Semaphore,
    waiting: AtomicUsize,
}

/// The queue is full.
pub(super) struct Full;

impl Default for Hashing {
    fn default() -> Self {
        // Half of the processors, so that pages always find one that is free.
        let at_a_time = std::thread::available_parallelism().map_or(1, |all| (all.get() / 2).max(1));
        Self { permits: Semaphore::new(at_a_time), waiting: AtomicUsize::new(0) }
    }
}

/// One place in the queue, given back however the waiting ends.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Hashing {
    /// Does this work when it is its turn.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Full> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&self.waiting);
        if before >= WAITING {
            return Err(Full);
        }
        let _permit = self.permits.acquire().await.map_err(|_| Full)?;
        web::block(work).await.map_err(|_| Full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn whoever_comes_when_the_queue_is_full_is_sent_away_and_the_places_come_back() {
        let hashing = Hashing { permits: Semaphore::new(0), waiting: AtomicUsize::new(0) };
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(hashing.run(|| ()))).collect();
        for one in &mut waiting {
            let polled = std::future::poll_fn(|context| std::task::Poll::Ready(one.as_mut().poll(context))).await;
            assert!(polled.is_pending());
        }
        assert!(hashing.run(|| ()).await.is_err());
        drop(waiting);
        hashing.permits.add_permits(1);
        assert!(hashing.run(|| 7).await.is_ok_and(|seven| seven == 7));
    }
}
