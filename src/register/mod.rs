//! Register figures (registertal): what the case systems counted, beside what people said.
//!
//! Pure. A figure is what a municipality, or the whole trial, reports of a measure in a period, with its source. Whoever reports it sees it
//! as it is, below [`FEW`] with a warning; what everybody else sees is decided in one place, [`measures`].

mod amount;
mod board;
mod figure;
mod period;

pub use amount::{Amount, AmountFault, Unit};
pub use board::{Cell, Line, Measure, Reported, Step, Viewer, measures};
pub use figure::{Figure, Key, overlap};
pub use period::Period;

/// Below this a figure of people or cases is shown with a warning.
pub const FEW: u64 = 5;
