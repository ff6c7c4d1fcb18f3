//! The respondent's pages: a link, its questions, the receipt.
//!
//! GET and HEAD change nothing, ever: mail scanners fetch every link. Starting, saving, sending and opting out are POSTs.

mod filling;
mod form;
mod markdown;
mod page;
mod plain;
mod question;
#[cfg(test)]
mod tests;
