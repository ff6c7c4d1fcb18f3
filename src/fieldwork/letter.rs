//! A letter: what is sent to a recipient, and the states through which it goes until it is with their mail server.
//!
//! The one thing a newcomer would get wrong: exactly once is impossible over SMTP. What holds is that no letter is lost, and
//! that a duplicate can only arise between the final dot and its acceptance; [`LetterState::Dot`] marks that moment.

use crate::time::Timestamp;

/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// The first letter of a round.
    Invitation,
    /// A reminder to somebody who has not answered.
    Reminder,
}

/// How far a letter has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterState {
    /// It waits in the outbox.
    Queued,
    /// A process has it in hand.
    Sending,
    /// The final dot is about to be written: whether the letter was accepted is known only from the reply.
    Dot,
    /// The relay has taken it over, or it lies in the folder.
    Accepted,
    /// Refused for now; tried again later.
    Deferred,
    /// Refused for good.
    Rejected,
    /// The reply to the final dot never came.
    Unknown,
    /// A person must decide.
    Held,
    /// It came back.
    Bounced,
    /// Answered, opted out or closed before it left.
    Cancelled,
}

/// What one attempt to send a letter came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Taken over.
    Accepted,
    /// Refused for now (4xx), or the connection was lost before the final dot.
    Deferred,
    /// Refused for good (5xx).
    Rejected,
    /// The connection was lost, or nothing came, after the final dot.
    Unknown,
}

/// Where a letter goes from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its next state.
    pub state: LetterState,
    /// When it is tried again, if it is.
    pub next_at: Option<Timestamp>,
}

const MINUTE: i64 = 60_000;
/// Pauses after the first, second and third attempt; later ones are as long as the last.
const PAUSES: [i64; 4] = [5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE];
/// For so long a letter that is refused for now is tried again.
const PATIENCE: i64 = 72 * 60 * MINUTE;

impl LetterKind {
    /// Every kind; the invitation first.
    pub const ALL: [Self; 2] = [Self::Invitation, Self::Reminder];

    /// The number under which it is stored.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Invitation => 0,
            Self::Reminder => 1,
        }
    }

    /// The kind stored under this number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

impl LetterState {
    /// Every state, in the order in which a listing shows them.
    pub const ALL: [Self; 10] = [
        Self::Queued,
        Self::Sending,
        Self::Dot,
        Self::Accepted,
        Self::Deferred,
        Self::Rejected,
        Self::Unknown,
        Self::Held,
        Self::Bounced,
        Self::Cancelled,
    ];

    /// Those of letters of which it is not settled yet whether they leave.
    pub const UNSETTLED: [Self; 6] = [Self::Queued, Self::Sending, Self::Dot, Self::Deferred, Self::Unknown, Self::Held];

    /// The states from which a letter may be taken in hand when its time has come.
    pub const WAITING: [Self; 3] = [Self::Queued, Self::Deferred, Self::Unknown];

    /// The number under which whatever is in hand stands in the line of letters that are not settled, its dot written or not.
    pub const IN_HAND: i16 = 1;

    /// The number under which it is stored.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Queued => 0,
            Self::Sending => 1,
            Self::Dot => 2,
            Self::Accepted => 3,
            Self::Deferred => 4,
            Self::Rejected => 5,
            Self::Unknown => 6,
            Self::Held => 7,
            Self::Bounced => 8,
            Self::Cancelled => 9,
        }
    }

    /// The state stored under this number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }

    /// The word in commands and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Dot => "dot",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::Held => "held",
            Self::Bounced => "bounced",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Where a letter goes after an attempt. `attempts` counts this one; `jitter` lies between 0 and 1 and spreads retries by a
/// tenth either way; `closes` is the instant at which the round is closed.
#[must_use]
pub fn after_attempt(attempt: Attempt, kind: LetterKind, attempts: u32, now: Timestamp, closes: Timestamp, jitter: f64) -> Step {
    let end = |state| Step { state, next_at: None };
    match attempt {
        Attempt::Accepted => end(LetterState::Accepted),
        Attempt::Rejected => end(LetterState::Rejected),
        Attempt::Deferred => match next_attempt(attempts, now, closes, jitter) {
            Some(at) => Step { state: LetterState::Deferred, next_at: Some(at) },
            None => end(LetterState::Rejected),
        },
        Attempt::Unknown => match (kind, next_attempt(attempts, now, closes, jitter)) {
            (LetterKind::Invitation, Some(at)) => Step { state: LetterState::Unknown, next_at: Some(at) },
            _ => end(LetterState::Held),
        },
    }
}

/// Where a letter goes whose sender died: before the final dot it simply waits again; after it nobody knows, so an invitation
/// is sent again and a reminder is held.
#[must_use]
pub fn after_crash(state: LetterState, kind: LetterKind) -> LetterState {
    match (state, kind) {
        (LetterState::Sending, _) => LetterState::Queued,
        (LetterState::Dot, LetterKind::Invitation) => LetterState::Unknown,
        (LetterState::Dot, LetterKind::Reminder) => LetterState::Held,
        (other, _) => other,
    }
}

/// Spreads retries evenly over letters, between 0 and 1: Weyl's sequence of the golden ratio, which needs no random numbers.
#[must_use]
pub fn jitter(letter: i64, attempts: u32) -> f64 {
    ((letter as f64 + f64::from(attempts) * 7.0) * 0.618_033_988_749_895).fract().abs()
}

/// When a letter is tried again after so many attempts, or none when 72 hours have gone or the round closes before.
/// The hours are those of the pauses, so a queue that stood still for days costs no letter its patience.
fn next_attempt(attempts: u32, now: Timestamp, closes: Timestamp, jitter: f64) -> Option<Timestamp> {
    let made = usize::try_from(attempts).ok()?;
    let pause = |attempt: usize| PAUSES[attempt.clamp(1, PAUSES.len()) - 1];
    let waited: i64 = (1..=made.min(100)).map(pause).sum();
    if waited > PATIENCE {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a twentieth of four hours in milliseconds fits")]
    let spread = ((jitter.clamp(0.0, 1.0) - 0.5) * 0.2 * pause(made) as f64) as i64;
    let at = Timestamp(now.0 + pause(made) + spread);
    (at < closes).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: Timestamp = Timestamp(i64::MAX);

    fn minutes_until(step: Step) -> Option<i64> {
        step.next_at.map(|at| at.0 / MINUTE)
    }

    #[test]
    fn a_deferred_letter_waits_5_minutes_then_15_then_an_hour_then_four() {
        let waits: Vec<_> = (1..=6)
            .map(|attempts| {
                minutes_until(after_attempt(Attempt::Deferred, LetterKind::Invitation, attempts, Timestamp(0), NEVER, 0.5))
            })
            .collect();
        assert_eq!(waits, [5, 15, 60, 240, 240, 240].map(Some));
    }

    #[test]
    fn jitter_moves_a_retry_by_a_tenth_at_most() {
        for (jitter, seconds) in [(0.0, 270), (1.0, 330)] {
            let step = after_attempt(Attempt::Deferred, LetterKind::Invitation, 1, Timestamp(0), NEVER, jitter);
            assert_eq!(step.next_at, Some(Timestamp(seconds * 1000)));
        }
    }

    #[test]
    fn a_letter_is_tried_for_72_hours_and_then_given_up() {
        let mut now = Timestamp(0);
        let mut attempts = 0;
        let end = loop {
            attempts += 1;
            let step = after_attempt(Attempt::Deferred, LetterKind::Invitation, attempts, now, NEVER, 0.5);
            match step.next_at {
                Some(at) => now = at,
                None => break step.state,
            }
        };
        assert_eq!(end, LetterState::Rejected);
        let hours = now.0 / (60 * MINUTE);
        assert!((68..=72).contains(&hours), "given up after {hours} hours");
    }

    #[test]
    fn no_retry_lies_after_the_close_of_the_round() {
        let closes = Timestamp(4 * MINUTE);
        let step = after_attempt(Attempt::Deferred, LetterKind::Reminder, 1, Timestamp(0), closes, 0.5);
        assert_eq!(step, Step { state: LetterState::Rejected, next_at: None });
    }

    #[test]
    fn after_an_unanswered_dot_an_invitation_is_sent_again_and_a_reminder_is_held() {
        let after = |kind| after_attempt(Attempt::Unknown, kind, 1, Timestamp(0), NEVER, 0.5).state;
        assert_eq!(after(LetterKind::Invitation), LetterState::Unknown);
        assert_eq!(after(LetterKind::Reminder), LetterState::Held);
        assert!(LetterState::WAITING.contains(&LetterState::Unknown));
        assert!(!LetterState::WAITING.contains(&LetterState::Held));
    }

    #[test]
    fn a_crash_before_the_dot_requeues_and_after_it_is_unknown() {
        assert_eq!(after_crash(LetterState::Sending, LetterKind::Reminder), LetterState::Queued);
        assert_eq!(after_crash(LetterState::Dot, LetterKind::Invitation), LetterState::Unknown);
        assert_eq!(after_crash(LetterState::Dot, LetterKind::Reminder), LetterState::Held);
        assert_eq!(after_crash(LetterState::Accepted, LetterKind::Invitation), LetterState::Accepted);
    }

    #[test]
    fn every_state_reads_back_from_its_number() {
        for state in LetterState::ALL {
            assert_eq!(LetterState::from_number(state.number()), Some(state));
        }
        assert_eq!(LetterState::from_number(99), None);
    }
}
