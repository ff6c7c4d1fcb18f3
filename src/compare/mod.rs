//! Rounds side by side: tallies, levels of comparability, intervals, tests, small-number rules, response rates.
//!
//! Pure. Whatever evaluators are shown (page, chart, file, terminal) comes from one [`Comparison`], in which everything
//! that must be withheld is already gone.

mod assemble;
mod attributes;
mod cases;
mod chance;
mod change;
mod choice;
mod coded;
mod comparison;
mod counted;
#[cfg(test)]
mod disclosure;
mod divisions;
mod example;
mod figures;
#[cfg(test)]
pub(crate) mod fixtures;
mod lattice;
mod level;
mod linked;
mod linked_rounds;
mod measure;
mod modes;
pub mod monitor;
mod paired;
mod plan;
mod question;
pub mod rates;
mod regrouped;
pub mod reliability;
mod sentence;
mod series;
mod small_numbers;
pub mod statistics;
mod tally;
mod texts;
mod themes;
mod trend;
mod weighted;
mod wording;

pub use assemble::{Input, RoundInput, compare};
pub use cases::{
    Agreement, AgreementQuestion, CaseGroup, CaseOption, CaseQuestion, CaseReview, KappaLine, Progress, ReadCase, case_review,
};
pub use chance::Chance;
pub use choice::choice_name;
pub use coded::{Coded, Coding};
pub use comparison::{
    ApprovalLine, Change, Comparison, Composed, Composition, Detectable, Difference, DontKnow, Effect, EventLine, Group, Linkage,
    MissingCounts, MovedCounts, OptionChange, OptionRound, OptionSeries, OwnScale, QuestionComparison, QuestionRound, Refusal,
    RefusalCode, Regrouped, RegroupedGroup, RoundLine, Shape, Share, ShiftSize, Test, Trend, WeightedShare, Weighting,
};
pub use divisions::{divisions, offers, possible};
pub use example::{Example, example};
pub use figures::responses;
pub use level::{Approval, Difference as VersionDifference, Level, Pointless, QuestionDifference, Reason, approvable, diff};
pub use linked_rounds::LinkedRounds;
pub use plan::{Expected, Plan, PlannedGroup, PlannedLink, Size, Warning, plan};
pub use sentence::{choice_words, criterion, told_by_whole, withheld};
pub use small_numbers::{Minimums, minimums};
pub use tally::{Cell, NUMBER_OFFSET, Tallies, codes, missing_code};
pub use texts::readable;
pub use themes::themes;
pub use wording::{Fate, Part, Rewording, Segment, marked, rewordings, segments};
