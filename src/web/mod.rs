//! Every page: the respondent's, and the desk of the evaluator.
//!
//! Requests never mail and never count answers by SQL; GET and HEAD change nothing, on any address.

mod state;

pub use state::{Shared, State};
