//! Whom we ask, when, and what came back: rounds, recipients, invitations, letters and dispositions.
//!
//! Pure nouns and rules. The one thing a newcomer would get wrong: no response holds an invitation's key, in any mode.

mod outcome;
mod round;

pub use outcome::Outcome;
pub use round::{Access, Mode, Population, Round};
