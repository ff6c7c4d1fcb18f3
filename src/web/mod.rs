//! Every page: the respondent's, and the desk of the evaluator; and the API for the evaluator's programs.
//!
//! Requests never mail and never count answers by SQL; GET and HEAD change nothing, on any address.

mod api;
mod desk;
pub mod layout;
mod origin;
pub mod probe;
mod provider;
mod respondent;
mod server;
mod state;
pub mod template;
mod upload;
pub mod words;

pub use desk::{cookie_name, fresh_link, session_cookie, writing_address};
pub use server::serve;
pub use state::{Shared, State};
