//! What is wrong with a register figure.

use jiff::civil::Date;

use crate::questionnaire::NotHeld;
use crate::register::{Amount, AmountFault, Period, Unit};

/// What can be wrong with a register figure.
#[derive(Clone, PartialEq, Eq)]
pub enum FigureFault {
    /// No period.
    Period {
        /// What stands there.
        value: String,
    },
    /// No unit.
    Unit {
        /// What stands there.
        value: String,
    },
    /// No amount in its unit.
    Amount {
        /// What stands there.
        value: String,
        /// Why.
        fault: AmountFault,
    },
    /// A baseline of days on which the trial was in force.
    BaselineAfterStart {
        /// Since when it was.
        in_force: Date,
    },
    /// The same measure, municipality and group in a period that overlaps with that of another row.
    Overlap {
        /// The line of the other.
        first: usize,
    },
    /// The trial has a figure already for that period, or for one that overlaps.
    Known {
        /// Its period.
        period: Period,
        /// How much it is.
        amount: Amount,
    },
    /// A group of a code list that has no such group when the figure is of.
    Group {
        /// The list.
        list: String,
        /// What stands there.
        value: String,
        /// Why.
        fault: NotHeld,
    },
    /// The measure is in another unit elsewhere.
    OtherUnit {
        /// The other.
        unit: Unit,
    },
}

impl FigureFault {
    /// The code, which never changes with the language.
    #[must_use]
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Period { .. } => "not-a-period",
            Self::Unit { .. } => "unknown-unit",
            Self::Amount { fault, .. } => match fault {
                AmountFault::NotANumber => "not-a-number",
                AmountFault::Ambiguous => "ambiguous-number",
                AmountFault::NotWhole => "not-whole",
                AmountFault::MoreThanAll => "more-than-all",
                AmountFault::OutOfRange => "out-of-range",
            },
            Self::BaselineAfterStart { .. } => "baseline-after-start",
            Self::Overlap { .. } => "overlapping-periods",
            Self::Known { .. } => "figure-known",
            Self::Group { .. } => "unknown-group",
            Self::OtherUnit { .. } => "other-unit",
        }
    }
}
