//! Letters that a sender has in hand: what is needed to write and send them, and nothing that is stored longer than that.

use std::sync::Arc;

use super::session_letter::SessionLetter;
use crate::fieldwork::{LetterKind, Round};
use crate::language::Language;
use crate::time::Timestamp;
use crate::token::Token;

/// A letter that a sender has in hand. It holds a name, an address and a link, so it has no `Debug`.
pub struct LetterInHand {
    /// Its number.
    pub id: i64,
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// The date that it bears.
    pub date: Timestamp,
    /// The boundary between its parts.
    pub boundary: String,
    /// How often it has been tried.
    pub attempts: u32,
    /// The recipient's name.
    pub name: String,
    /// The recipient's address.
    pub email: String,
    /// The recipient's language.
    pub language: Language,
    /// The recipient's reporting unit.
    pub municipality: Option<String>,
    /// The secret in the link.
    pub token: Token,
    /// What it is about.
    pub about: About,
}

impl LetterInHand {
    /// Its number, and those of the letters that leave as one mail with it.
    #[must_use]
    pub fn numbers(&self) -> (i64, Vec<i64>) {
        (self.id, self.about.beside().iter().map(|other| other.id).collect())
    }
}

/// What a letter is about.
pub enum About {
    /// A round.
    Round {
        /// What it is for.
        kind: LetterKind,
        /// The round.
        round: Arc<Round>,
        /// The recipient's person key or case number.
        person_key: String,
        /// The letters to other rounds that leave as one mail with it.
        beside: Vec<LetterBeside>,
    },
    /// A session of a focus group.
    Session(Box<SessionLetter>),
}

impl About {
    /// As which kind it is tried again, and until when.
    #[must_use]
    pub fn patience(&self) -> (LetterKind, Timestamp) {
        match self {
            Self::Round { kind, round, beside, .. } => {
                let rounds = beside.iter().map(|other| &other.round).chain([round]);
                let closes = rounds.map(|round| round.closed_at.unwrap_or_else(|| Timestamp::after(round.closes))).max();
                (*kind, closes.unwrap_or(Timestamp(i64::MAX)))
            }
            // Sent again as invitations are; that a session has begun is seen as its letter is taken in hand.
            Self::Session(_) => (LetterKind::Invitation, Timestamp(i64::MAX)),
        }
    }

    /// The letters to other rounds that leave as one mail with it.
    fn beside(&self) -> &[LetterBeside] {
        match self {
            Self::Round { beside, .. } => beside,
            Self::Session(_) => &[],
        }
    }
}

/// A letter to another round that leaves in the same mail. It holds a link, so it has no `Debug`.
pub struct LetterBeside {
    /// Its number.
    pub id: i64,
    /// Its round.
    pub round: Arc<Round>,
    /// The secret in its link.
    pub token: Token,
}
