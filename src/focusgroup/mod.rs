//! Focus groups: what is asked in them, what was said, and what is claimed of it.
//!
//! A group is one planned and held session. Positions in a text are code points, half open, over a text that never changes once it is
//! stored; how many people could have said a quote is settled in [`attribution`] and nowhere else.

mod alike;
pub mod attribution;
#[cfg(test)]
mod attribution_tests;
pub mod calendar;
mod codebook;
mod composed;
mod consent;
mod exchange;
mod fit;
mod guide;
mod guide_fault;
mod letters;
mod line;
mod notes;
mod noun;
mod quote;
mod telling;
mod written;
#[cfg(test)]
mod written_tests;

pub use alike::{are_alike, bare_words};
pub use codebook::{Code, drawn, in_order, makes_circle, scales, with_those_below};
pub use composed::normalised;
pub use consent::{CONSENT_VERSION, asks, consent_sentence, still_covers};
pub use exchange::{QdaCode, QdaExcerpt, QdaNote, QdaProject, QdaText, derived_guid, joined, without_lines};
pub use fit::Fit;
pub use guide::{Guide, GuideQuestion, GuideTheme, guide_hash, read_guide};
pub use guide_fault::{GuideFault, GuideFaultKind};
pub use letters::{Addressed, Occasion, SentLetter, Session};
pub use line::{Typed, UNKNOWN, typed_line};
pub use notes::{Replacing, Standing, TakenBack, standing, taken_back};
pub use noun::{LineKind, Purpose, Relation, Reply, participant_code, role_letters};
pub use quote::{Attribution, Difference, approval_hash, approves, approves_words, difference, marks_every_change, snippet};
pub use telling::{Known, called};
pub use written::{Middle, PLACES, Phase, Ranked, SMALLEST_GROUP, Told, WrittenKind, WrittenMode, places, ranked, roughly, told};
