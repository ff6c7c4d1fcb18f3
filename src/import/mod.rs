//! Files coming in: bytes become tables, and tables become recipients, populations and answers.
//!
//! Nothing here touches the database: a reader returns what it understood together with its faults, and whoever stores it
//! must first look whether there are any.

mod background;
pub mod cpr;
mod email;
mod encoding;
mod fault;
mod population;
mod recipients;
mod table;
mod words;

#[cfg(test)]
mod test_house;

pub use fault::{AnswerFault, Fault, FaultKind, MapFault, Place};
pub use population::population;
pub use recipients::{Duplicates, RecipientRow, RecipientRules, Recipients, recipients};
pub use table::{Row, Sniffed, Table, read};
