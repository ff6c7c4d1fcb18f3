//! By which way a letter goes.
//!
//! The one thing a newcomer would get wrong: only mail is sent by us. What goes on paper, by Digital Post or as a text message is a file
//! that the municipality sends, so from the moment the file is made its letters count as sent.

/// By which way a letter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By mail, from the outbox.
    Mail,
    /// On paper, or as a document through the municipality's own Digital Post.
    Paper,
    /// As a text message with the link.
    Text,
}

impl Channel {
    /// The number under which it is stored.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Mail => 0,
            Self::Paper => 1,
            Self::Text => 2,
        }
    }
}
