//! Who may do what: pure rules over a person's role and scope, deny by default; and what a person proves themselves with.
//!
//! The one question is [`may`]. What is not granted in the table of [`Role::grants`] is refused, and the purpose wall stands behind
//! that table: whoever does case work or leads it never sees single citizens' answers, whatever a later line of the table says.

pub mod one_time_code;
pub mod password;
mod right;
mod role;
mod scope;
#[cfg(test)]
mod tests;

pub use right::{Object, Verb, may, may_in_part};
pub use role::Role;
pub use scope::{Scope, Within};

/// Somebody who signs in to the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name by which they sign in and under which what they do is noted.
    pub name: String,
    /// What they do here.
    pub role: Role,
    /// Of what.
    pub scope: Scope,
}
