//! The evaluation of a trial as it was designed, and what is recommended in the end.
//!
//! Pure. A design has the headings that the network agreed on ([`Heading`]), criteria of success as statements that can be checked, and
//! the evidence that is planned. A recommendation judges each of those criteria; its approvals hold for the very words that were approved,
//! so that a change takes them back.

mod design;
mod noun;
mod planned;
mod recommendation;
mod state;
mod stored;

pub use design::{Bound, Criterion, Design, Heading, LONGEST_STATEMENT, LONGEST_TEXT, Sense};
pub use noun::{Approver, Met, Verdict};
pub use planned::{Gathering, Planned, Source};
pub use recommendation::{Approval, Judged, Recommendation, Refusal, noted};
pub use state::{Stage, state};
pub use stored::{
    design_content, design_from, design_json, hash_of, recommendation_content, recommendation_from, recommendation_json,
};
