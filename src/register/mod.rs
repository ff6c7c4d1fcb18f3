//! Register figures (registertal): what the case systems counted, beside what people said.
//!
//! Pure. A figure is what a municipality, or the whole trial, reports of a measure in a period, with its source. It is shown as it was
//! reported; figures below [`FEW`] carry a warning, since few people stand behind them.

mod amount;
mod figure;
mod period;

pub use amount::{Amount, AmountFault, Unit};
pub use figure::{Figure, Key, Line, Measure, Step, measures, overlap};
pub use period::Period;

/// Below this a figure of people or cases is shown with a warning.
pub const FEW: u64 = 5;
