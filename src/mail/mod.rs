//! Letters: what they say, the two ways in which they leave (into a folder, or by SMTP to a relay), and what comes back of them.
//!
//! The one thing a newcomer would get wrong: a letter must come out byte for byte the same on every rendering, because a
//! duplicate that looks like its first copy is dropped by mail servers, and one that differs is read as a second letter.

mod address;
mod body;
mod content;
mod dkim;
pub mod dns;
pub mod folder;
mod form;
mod letter;
mod line;
mod mime;
mod outlook;
mod queue;
mod relay;
mod report;
mod returning;
mod returns;
mod session;
mod signs;
pub mod smtp;
mod words;

#[cfg(test)]
mod report_tests;
#[cfg(test)]
mod tests;

pub use address::{host_of, to_ascii, without_addresses};
pub use body::shown_style;
pub use content::content;
pub use dkim::{CannotSign, Signer};
pub use form::{Addressee, Form};
pub use letter::{Letter, LetterContent, LinkBeside, Preview, TEMPLATE_VERSION, Unrenderable, preview, render};
pub use mime::is_mail;
pub use outlook::{from_outlook, is_outlook};
pub use queue::{CannotQueue, Order, domain, on_paper, own_domain, queue, quiet};
pub use relay::crypto_provider;
pub use report::{Clues, ReturnedMail, clues, read_returned};
pub use returning::{TakenIn, letter_named, take_in};
pub use returns::Returns;
pub use session::{SESSION_TEMPLATE_VERSION, SessionContent, Stamp, calendar_file, preview_session, render_session};
