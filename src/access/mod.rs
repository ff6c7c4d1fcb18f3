//! Who may do what: pure rules over a person's role and scope, deny by default; and what a person proves themselves with.
//!
//! The one question is [`may`]. What is not granted in the table of [`Role::grants`] is refused, and the purpose wall stands behind
//! that table: whoever does case work or leads it never sees single citizens' answers, whatever a later line of the table says.

pub mod id_token;
#[cfg(test)]
mod id_token_tests;
pub mod one_time_code;
pub mod passkey;
pub mod password;
mod right;
mod role;
mod scope;
pub mod single_sign_on;
#[cfg(test)]
mod tests;

pub use right::{Object, Verb, may, may_in_group, may_in_part};
pub use role::Role;
pub use scope::{Scope, Within};

/// The longest name of a person.
pub const LONGEST_NAME: usize = 60;

/// What the log calls those who do something without signing in.
const OF_THE_LOG: [&str; 8] = [
    "a participant",
    "command line",
    "custodian at the machine",
    "the holder of the receipt",
    "the server",
    "somebody unknown",
    "nulpunkt, after a restore",
    "nulpunkt, closing a round",
];

/// Whether somebody who signs in may be called this: one line, in which no sign turns what stands behind it (Unicode Standard Annex 9,
/// section 2), and nothing that a line of the log could be taken for another's by.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let turns = |sign: char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    (2..=LONGEST_NAME).contains(&name.chars().count())
        && !name.chars().any(|sign| sign.is_control() || turns(sign))
        && !OF_THE_LOG.contains(&plain.as_str())
}

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
