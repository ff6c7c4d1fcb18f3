//! Rounds side by side: tallies, levels of comparability, intervals, tests, small-number rules, response rates.
//!
//! Pure. Whatever evaluators are shown (page, chart, file, terminal) comes from one [`Comparison`], in which everything
//! that must be withheld is already gone.

mod attributes;
mod comparison;
#[cfg(test)]
mod fixtures;
mod level;
pub mod statistics;
mod tally;

pub use comparison::{
    Change, Comparison, Difference, Effect, EventLine, Group, OptionChange, OptionRound, OptionSeries, QuestionComparison,
    QuestionRound, Refusal, RefusalCode, RoundLine, Shape, Share, Test,
};
pub use level::{Approval, Difference as VersionDifference, Level, QuestionDifference, Reason, diff};
pub use tally::{Cell, NUMBER_OFFSET, Tallies, codes, missing_code};
