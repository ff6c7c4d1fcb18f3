//! The book of letters in hand: what all connections have to say is committed together, so that one sync serves many letters.
//!
//! One thread keeps what is told of letters, in the order in which it is told. So the end of a letter is committed no later than the final
//! dot of the next one over the same connection, and whoever dies leaves no more letters between dot and acceptance than there were
//! connections.

use std::cell::Cell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use tokio::sync::oneshot;

use super::deliver::LEASE;
use crate::store::{Error, LetterMark, LetterStep, Pace, Store, Taken, Taking};
use crate::time::{Clock, Timestamp};

/// Steps that are committed together at the most.
const GROUP: usize = 256;
/// For so long the ends of letters, for which nobody waits, wait for the next letter's dot and its sync: a sync for them alone would keep
/// that dot waiting.
const UNHURRIED: Duration = Duration::from_millis(5);

enum Entry {
    /// What becomes of a letter, and of those that leave as one mail with it.
    Step((i64, Vec<i64>), LetterStep, Option<oneshot::Sender<bool>>),
    Take(usize, oneshot::Sender<Taken>),
}

/// Where connections tell what they do.
pub(super) struct Book {
    entries: Sender<Entry>,
    /// Where they ask for letters.
    takes: Sender<Entry>,
    /// Whether it was seen that nobody keeps it any longer.
    lost: Cell<bool>,
}

/// What was told and is not written yet.
pub(super) struct Entries(Receiver<Entry>);

/// An empty book. Where two may write at the same time it has two keepers, so that taking letters in hand keeps no final dot waiting: what
/// is taken was in nobody's hand, so no step of the other keeper is about it.
pub(super) fn open(two_write: bool) -> (Book, Vec<Entries>) {
    let (entries, told) = channel();
    let mut keepers = vec![Entries(told)];
    let mut takes = entries.clone();
    if two_write {
        let (asks, asked) = channel();
        takes = asks;
        keepers.push(Entries(asked));
    }
    (Book { entries, takes, lost: Cell::new(false) }, keepers)
}

// Why the book can be kept no longer its keeper says; here it is only seen that nothing more is written.
impl Book {
    /// Whether what is told here is written no longer.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.get()
    }

    fn tell(&self, keeper: &Sender<Entry>, entry: Entry) {
        if keeper.send(entry).is_err() {
            self.lost.set(true);
        }
    }

    async fn told<T>(&self, answer: oneshot::Receiver<T>) -> Option<T> {
        let answer = answer.await.ok();
        if answer.is_none() {
            self.lost.set(true);
        }
        answer
    }

    /// Takes up to so many letters in hand; none where the book is kept no longer.
    pub(super) async fn take(&self, limit: usize) -> Option<Taken> {
        let (answer, taken) = oneshot::channel();
        self.tell(&self.takes, Entry::Take(limit, answer));
        self.told(taken).await
    }

    /// Commits that the final dot of a letter is about to be written; false where it must not be.
    pub(super) async fn dot(&self, letters: (i64, Vec<i64>), until: Timestamp) -> bool {
        let (answer, mine) = oneshot::channel();
        self.tell(&self.entries, Entry::Step(letters, LetterStep::Dot(until), Some(answer)));
        self.told(mine).await.unwrap_or(false)
    }

    /// Says where a letter goes. It is committed soon, and with or before anything that is told later.
    pub(super) fn mark(&self, letters: (i64, Vec<i64>), mark: LetterMark) {
        self.tell(&self.entries, Entry::Step(letters, LetterStep::Mark(mark), None));
    }
}

impl Entries {
    /// What was told next; without hurry it is waited for a moment.
    fn next(&self, hurried: bool) -> Option<Entry> {
        if hurried { self.0.try_recv().ok() } else { self.0.recv_timeout(UNHURRIED).ok() }
    }

    /// Keeps the book until it is closed.
    pub(super) fn keep(self, store: &Store, sender: &str, clock: Clock, mut pace: Pace) -> Result<(), Error> {
        let mut own = None;
        while let Ok(first) = self.0.recv() {
            let (mut steps, mut answers, mut next) = (Vec::new(), Vec::new(), Some(first));
            let (mut take, mut hurried) = (None, false);
            while let Some(entry) = next.take() {
                match entry {
                    Entry::Step((id, beside), step, answer) => {
                        hurried |= answer.is_some();
                        // All in one transaction, so that none of a mail's letters is left behind by a crash.
                        steps.extend(beside.into_iter().map(|other| (other, step.clone())));
                        answers.resize_with(steps.len(), || None);
                        steps.push((id, step));
                        answers.push(answer);
                        next = if steps.len() < GROUP { self.next(hurried) } else { None };
                    }
                    Entry::Take(limit, answer) => take = Some((limit, answer)),
                }
            }
            if !steps.is_empty() {
                for (mine, answer) in store.step_letters(&mut own, sender, &steps)?.into_iter().zip(answers) {
                    if let Some(answer) = answer {
                        // Whoever asked may have given up.
                        answer.send(mine).unwrap_or_default();
                    }
                }
            }
            if let Some((limit, answer)) = take {
                let now = clock.now();
                let taking = Taking { sender, now, until: Timestamp(now.0 + LEASE), limit };
                let _ = answer.send(store.take_letters(taking, &mut pace)?);
            }
        }
        Ok(())
    }
}
