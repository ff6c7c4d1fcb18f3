//! What is asked: a questionnaire version with its pages, questions, scales, conditions, notice and rules for answers.
//!
//! Everything here is pure. A published version never changes, so whatever is derived from one may be kept for ever.

mod answer;
mod model;
mod trials;

pub use answer::{Answer, Answers, MissingName, NONE, OTHER, code};
pub use model::{
    Audience, Background, Choice, Condition, Item, Kind, Missing, Notice, Operator, Page, Question, Scale, ScaleKind, Source,
    Supersedes, Value, Version,
};
pub use trials::{Evaluation, Event, Municipality, Outcome, Part, Status, Theme, Trial, Trials};
mod pending;
pub use pending::*;
