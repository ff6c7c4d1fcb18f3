//! Whom we ask, when, and what came back: rounds, recipients, invitations, letters and dispositions.
//!
//! Pure nouns and rules. The one thing a newcomer would get wrong: no response holds an invitation's key, in any mode.

mod calendar;
mod channel;
mod entry;
mod letter;
mod letter_words;
mod minutes;
mod outcome;
mod planning;
mod retention;
mod review;
mod round;
mod schedule;
mod singling;
mod singling_words;
mod together;

pub use calendar::{Away, AwayDays, Holiday, Moment, away, away_between, away_on, holiday};
pub use channel::Channel;
pub use entry::Entry;
pub use letter::{Attempt, LetterKind, LetterState, Step, after_attempt, after_crash, jitter};
pub use letter_words::LetterWords;
pub use minutes::minutes;
pub use outcome::Outcome;
pub use planning::{
    CannotExtend, CannotPlan, LONGEST_KEY, Reading, RoundPlan, check_extension, check_plan, concerns_employees, faults_of_plan,
    suggested_key,
};
pub use retention::{Artefact, Stage};
pub use review::Review;
pub use round::{Access, Mode, Population, Round};
pub use schedule::{
    CannotSchedule, NewSending, Sending, SendingState, check_schedule, check_sending, in_working_hours, is_late, is_working_day,
    next_working_day, working_day_before,
};
pub use singling::{CROWD, Estimate, MOST_SINGLED_OUT, SingledOut, Singling, estimate, singled_out};
pub use together::{CannotGoTogether, can_go_together, go_together};
