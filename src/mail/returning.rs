//! Taking in a returned mail: which letter it is about, what it says, and what is noted of that.
//!
//! The pipe, the folder and the desk all pass through here, so that the same mail does the same whichever way it comes.

use super::report::{ReturnedMail, read_returned};
use super::returns::Returns;
use crate::store::{Error, Store};

/// What came of a returned mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenIn {
    /// It names no letter by an address of its own: nothing else of it is believed.
    Unnamed,
    /// It says this of a letter.
    Says {
        /// The letter's number.
        letter: i64,
        /// What it says.
        says: ReturnedMail,
        /// Whether anything is known now that was not known before.
        is_news: bool,
    },
}

/// Takes in a mail that came to `recipient`, where that is known: a report that its letter cannot be delivered is noted at the letter.
/// The same mail may come any number of times.
pub fn take_in(store: &Store, returns: &Returns, recipient: Option<&str>, mail: &[u8]) -> Result<TakenIn, Error> {
    let Some(letter) = letter_named(store, returns, recipient, mail)? else { return Ok(TakenIn::Unnamed) };
    let says = read_returned(mail);
    let is_news = match &says {
        ReturnedMail::Failed { said } => store.bounce_letter(letter, said, None)?,
        _ => false,
    };
    Ok(TakenIn::Says { letter, says, is_news })
}

/// The first letter that a mail names by an address of returns whose tag is the letter's own.
pub fn letter_named(store: &Store, returns: &Returns, recipient: Option<&str>, mail: &[u8]) -> Result<Option<i64>, Error> {
    let Some(secret) = store.keys().secret_of_returns()? else { return Ok(None) };
    for (letter, tag) in returns.named_by(recipient, mail) {
        if store.message_id_of(letter)?.is_some_and(|message_id| tag.is_of(&secret, letter, &message_id)) {
            return Ok(Some(letter));
        }
    }
    Ok(None)
}
