//! What a data-protection officer needs of a round, written from what the database and the configuration really say.
//!
//! Nothing is promised here that the platform does not do. What it cannot know (where the machine stands, who runs it) is left to be
//! written by the controller, and stands in the document as such.

mod breach;
mod deletion;
mod facts;
mod groups;
mod impact;
mod parts;
mod processor;
mod record;

pub use facts::Facts;

use super::document::Document;
use crate::language::{Language, number};

/// The documents, by the word that commands and addresses use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The record of processing activities (GDPR, article 30).
    Record,
    /// A contribution to the impact assessment (GDPR, article 35).
    Impact,
    /// The annexes of the processor agreement (GDPR, article 28(3)).
    Processor,
    /// What to know and to tell when data has been breached (GDPR, articles 33 and 34).
    Breach,
    /// What was asked, of whom, shown where, and deleted when.
    Deletion,
}

impl Evidence {
    /// All of them, in the order in which a round needs them.
    pub const ALL: [Self; 5] = [Self::Record, Self::Impact, Self::Processor, Self::Breach, Self::Deletion];

    /// The word in commands and addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Impact => "impact",
            Self::Processor => "processor",
            Self::Breach => "breach",
            Self::Deletion => "deletion",
        }
    }

    /// The document with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|evidence| evidence.name() == name)
    }

    /// What it is called, in Danish as the documents are.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Record => "Fortegnelse over behandlingsaktiviteter (artikel 30)",
            Self::Impact => "Bidrag til konsekvensanalyse (artikel 35)",
            Self::Processor => "Bilag til databehandleraftale (artikel 28)",
            Self::Breach => "Ark til brud på persondatasikkerheden (artikel 33 og 34)",
            Self::Deletion => "Sletteattest",
        }
    }
}

/// Writes one of the documents.
#[must_use]
pub fn document(evidence: Evidence, facts: &Facts) -> Document {
    let blocks = match evidence {
        Evidence::Record => record::blocks(facts),
        Evidence::Impact => impact::blocks(facts),
        Evidence::Processor => processor::blocks(facts),
        Evidence::Breach => breach::blocks(facts),
        Evidence::Deletion => deletion::blocks(facts),
    };
    let day = number::day(facts.now.day(), Language::Da);
    Document {
        title: evidence.title().to_owned(),
        subtitle: format!("{}, runde {}, {day}", facts.trial(), facts.round.key),
        mark: facts.round.synthetic.then(|| "Svarene i denne runde er syntetiske".to_owned()),
        language: Language::Da,
        paged: false,
        blocks,
    }
}
