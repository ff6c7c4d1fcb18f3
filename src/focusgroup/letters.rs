//! Letters to participants: what each is for, and who gets one; nobody who has said no gets any.
//!
//! A session's calendar entry has a sequence that rises with every change of it. A letter that carries the entry bears that number, so
//! whoever has had a letter of this number knows the session as it is.

use super::noun::Reply;
use crate::time::Timestamp;

/// What a letter to a participant is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The session, for the first time.
    Invitation,
    /// The session has another time or place.
    Moved,
    /// The session is called off, or the place in it was given to somebody else.
    CalledOff,
    /// The session is near.
    Reminder,
    /// Quotes wait for the participant's answer.
    Approval,
}

impl Occasion {
    /// Every occasion, in the order in which a session meets them.
    pub const ALL: [Self; 5] = [Self::Invitation, Self::Moved, Self::CalledOff, Self::Reminder, Self::Approval];

    /// The number under which it is stored; letters of rounds have smaller ones.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Invitation => 10,
            Self::Moved => 11,
            Self::CalledOff => 12,
            Self::Reminder => 13,
            Self::Approval => 14,
        }
    }

    /// The occasion stored under this number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|occasion| occasion.number() == number)
    }

    /// Whether the letter brings the session's calendar entry.
    #[must_use]
    pub fn brings_entry(self) -> bool {
        matches!(self, Self::Invitation | Self::Moved | Self::CalledOff)
    }
}

/// A letter that a participant was sent or is about to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentLetter {
    /// What for.
    pub occasion: Occasion,
    /// The sequence of the entry at the time; of an approval which one it is.
    pub sequence: i32,
    /// Its date.
    pub date: Timestamp,
    /// Whether it may have left.
    pub left: bool,
    /// Whether it will not leave any more, or came back.
    pub stopped: bool,
    /// Whether it came back or was refused for good.
    pub failed: bool,
}

/// A session as far as letters about it go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// How often its entry was changed.
    pub sequence: i32,
    /// When it begins.
    pub starts: Timestamp,
    /// When participants are reminded of it.
    pub reminds: Timestamp,
    /// Whether it is called off.
    pub cancelled: bool,
}

/// A participant as far as letters to them go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressed<'a> {
    /// What they answered.
    pub reply: Option<Reply>,
    /// Whether their place was given to somebody else.
    pub released: bool,
    /// Whether they took everything back, or want no letters at all.
    pub unreachable: bool,
    /// Whether quotes wait for their answer.
    pub awaited: bool,
    /// The letters so far, the oldest first.
    pub letters: &'a [SentLetter],
}

/// For so long nobody is written to again about quotes.
const PATIENCE: i64 = 3 * 86_400_000;

impl Addressed<'_> {
    /// Whether a letter of this kind may go to them at all, as it looks now: what was queued is looked at by this again before it leaves.
    #[must_use]
    pub fn may_have(&self, occasion: Occasion, sequence: i32, session: Session, now: Timestamp) -> bool {
        let reached = !self.unreachable && !self.letters.iter().any(|letter| letter.failed);
        // Whoever came and was quoted has not said no to that.
        let wanted = self.reply != Some(Reply::No) || occasion == Occasion::Approval;
        let comes = !self.released && !session.cancelled && now < session.starts;
        reached
            && wanted
            && match occasion {
                Occasion::Invitation | Occasion::Moved => comes && sequence == session.sequence,
                Occasion::Reminder => comes && sequence == session.sequence && self.reply != Some(Reply::AnotherTime),
                Occasion::CalledOff => self.released || (session.cancelled && sequence == session.sequence),
                Occasion::Approval => self.awaited && !self.released,
            }
    }

    /// The sequence of a letter of this kind that they should get now; none where they should get none.
    #[must_use]
    pub fn due(&self, occasion: Occasion, session: Session, now: Timestamp) -> Option<i32> {
        let of = |kinds: &'static [Occasion]| {
            self.letters.iter().filter(move |letter| !letter.stopped && kinds.contains(&letter.occasion))
        };
        let known = of(&[Occasion::Invitation, Occasion::Moved, Occasion::CalledOff]).max_by_key(|letter| letter.sequence);
        let told = known.filter(|letter| letter.occasion != Occasion::CalledOff);
        let sequence = session.sequence;
        let next = match occasion {
            Occasion::Invitation => known.is_none().then_some(sequence),
            Occasion::Moved => known.filter(|letter| letter.sequence < sequence).map(|_| sequence),
            // Their own entry is one message further than that of the others.
            Occasion::CalledOff if self.released => told.map(|_| sequence + 1),
            Occasion::CalledOff => told.map(|_| sequence),
            Occasion::Reminder => {
                let knows = told.is_some_and(|letter| letter.sequence == sequence && letter.date < session.reminds);
                let reminded = self.letters.iter().any(|one| one.occasion == occasion && one.sequence == sequence);
                (knows && !reminded && session.reminds <= now).then_some(sequence)
            }
            Occasion::Approval => {
                let rests = of(&[Occasion::Approval]).any(|one| !one.left || now.0 - one.date.0 < PATIENCE);
                let count = self.letters.iter().filter(|one| one.occasion == occasion).count();
                (!rests).then(|| i32::try_from(count).unwrap_or(i32::MAX))
            }
        };
        next.filter(|sequence| self.may_have(occasion, *sequence, session, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;
    const SESSION: Session = Session { sequence: 1, starts: Timestamp(10 * DAY), reminds: Timestamp(9 * DAY), cancelled: false };

    fn sent(occasion: Occasion, sequence: i32) -> SentLetter {
        SentLetter { occasion, sequence, date: Timestamp(0), left: true, stopped: false, failed: false }
    }

    fn somebody(letters: &[SentLetter]) -> Addressed<'_> {
        Addressed { reply: None, released: false, unreachable: false, awaited: false, letters }
    }

    fn due_of(one: Addressed<'_>, session: Session, now: i64) -> Vec<(Occasion, i32)> {
        let due = |occasion| one.due(occasion, session, Timestamp(now)).map(|sequence| (occasion, sequence));
        Occasion::ALL.into_iter().filter_map(due).collect()
    }

    #[test]
    fn a_session_is_told_of_once_as_it_is() {
        assert_eq!(due_of(somebody(&[]), SESSION, 0), [(Occasion::Invitation, 1)]);
        assert_eq!(due_of(somebody(&[sent(Occasion::Invitation, 1)]), SESSION, 0), []);
        assert_eq!(due_of(somebody(&[sent(Occasion::Invitation, 0)]), SESSION, 0), [(Occasion::Moved, 1)]);
        assert_eq!(due_of(somebody(&[]), SESSION, 11 * DAY), [], "it has begun");
        let stopped = [SentLetter { stopped: true, left: false, ..sent(Occasion::Invitation, 0) }];
        assert_eq!(due_of(somebody(&stopped), SESSION, 0), [(Occasion::Invitation, 1)]);
    }

    #[test]
    fn whoever_said_no_took_all_back_or_cannot_be_reached_gets_nothing() {
        let letters = [sent(Occasion::Invitation, 0)];
        let off = Session { cancelled: true, ..SESSION };
        for session in [SESSION, off] {
            for one in [
                Addressed { reply: Some(Reply::No), ..somebody(&letters) },
                Addressed { unreachable: true, awaited: true, ..somebody(&letters) },
                somebody(&[SentLetter { failed: true, stopped: true, ..letters[0] }]),
            ] {
                assert_eq!(due_of(one, session, 9 * DAY), []);
            }
        }
    }

    #[test]
    fn what_is_called_off_is_told_to_those_who_were_told_of_it() {
        let letters = [sent(Occasion::Invitation, 0)];
        let off = Session { cancelled: true, ..SESSION };
        assert_eq!(due_of(somebody(&letters), off, 0), [(Occasion::CalledOff, 1)]);
        assert_eq!(due_of(somebody(&[]), off, 0), []);
        let told = [letters[0], sent(Occasion::CalledOff, 1)];
        assert_eq!(due_of(somebody(&told), off, 0), []);
        // It takes place after all.
        let again = Session { sequence: 2, ..SESSION };
        assert_eq!(due_of(somebody(&told), again, 0), [(Occasion::Moved, 2)]);
        let released = Addressed { released: true, ..somebody(&letters) };
        assert_eq!(due_of(released, SESSION, 0), [(Occasion::CalledOff, 2)]);
    }

    #[test]
    fn a_reminder_goes_once_to_whoever_knew_of_the_session_before_and_may_come() {
        let letters = [sent(Occasion::Invitation, 1)];
        assert_eq!(due_of(somebody(&letters), SESSION, 9 * DAY), [(Occasion::Reminder, 1)]);
        assert_eq!(due_of(somebody(&letters), SESSION, 9 * DAY - 1), []);
        assert_eq!(due_of(Addressed { reply: Some(Reply::AnotherTime), ..somebody(&letters) }, SESSION, 9 * DAY), []);
        assert_eq!(due_of(somebody(&[letters[0], sent(Occasion::Reminder, 1)]), SESSION, 9 * DAY), []);
        let late = [SentLetter { date: Timestamp(9 * DAY), ..letters[0] }];
        assert_eq!(due_of(somebody(&late), SESSION, 9 * DAY + 1), [], "they were invited just now");
    }

    #[test]
    fn quotes_are_asked_about_again_after_three_days_and_not_before() {
        let one = |letters| Addressed { awaited: true, ..somebody(letters) };
        let letters = [sent(Occasion::Invitation, 1), sent(Occasion::Approval, 0)];
        assert_eq!(due_of(one(&letters[..1]), SESSION, 11 * DAY), [(Occasion::Approval, 0)]);
        assert_eq!(due_of(one(&letters), SESSION, 2 * DAY), []);
        assert_eq!(due_of(one(&letters), SESSION, 11 * DAY), [(Occasion::Approval, 1)]);
        let unsent = [SentLetter { left: false, ..letters[1] }];
        assert_eq!(due_of(one(&unsent), SESSION, 11 * DAY), []);
    }
}
