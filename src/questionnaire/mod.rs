//! What is asked: a questionnaire version with its pages, questions, scales, conditions, notice and rules for answers.
//!
//! Everything here is pure. A published version never changes, so whatever is derived from one may be kept for ever.

mod answer;
mod columns;
mod condition;
mod content;
mod event;
mod fault;
pub mod form;
pub mod journey;
mod kind;
mod model;
pub mod own_code;
mod participation;
mod possible;
mod reader;
mod rules;
mod stored;
mod trials;
mod typed;

#[cfg(test)]
mod content_tests;
#[cfg(test)]
mod journey_tests;
#[cfg(test)]
mod test_house;

pub use answer::{Answer, Answers, MissingName, NONE, OTHER, code};
pub use columns::{
    Cells, Column, NONE_NAME, OTHER_NAME, cell, columns, guarded, guarded_unless_number, other_text_key, unguarded,
};
pub use condition::{Condition, Operator, Truth, Value, parse as parse_condition, truth};
pub use content::{Difference, content_hash, differences, first_difference};
pub use event::{Event, Lasts, only as in_these_alone};
pub use fault::{ConditionFault, Expected, Fault, FaultKind, Place, syntax};
pub use form::{FormFault, FormFaultKind, PageReading, names as field_names, read_page};
pub use journey::{Step, completeness, prune, shown, shown_questions};
pub use kind::{Choice, Kind, Missing, Scale, ScaleKind};
pub use model::{Audience, Background, Item, Notice, Page, Question, Source, Supersedes, Version};
pub use reader::{
    Around, AroundPart, PLACEHOLDERS, Spoken, SpokenPart, Unfinished, around, decode, quoted, read, read_file, read_trials,
    read_unfinished, reworded, spoken, with_all_around, with_language,
};
pub use stored::StoredAnswers;
pub use trials::{Evaluation, Municipality, Outcome, Part, Status, Theme, Trial, Trials};
