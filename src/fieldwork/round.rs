//! A round: a wave of collection with one frozen questionnaire version.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::time::Timestamp;

/// A round of collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its number in the database.
    pub id: i64,
    /// Its key, unique in the database.
    pub key: String,
    /// The questionnaire's key.
    pub questionnaire: String,
    /// The version's number.
    pub version: u32,
    /// The first day.
    pub opens: Date,
    /// The last day; open until 23:59:59 Danish time.
    pub closes: Date,
    /// When a person closed it before its day.
    pub closed_at: Option<Timestamp>,
    /// What is known of who answered.
    pub mode: Mode,
    /// Who may answer.
    pub access: Access,
    /// How many people there are, where that is known.
    pub population: Option<Population>,
    /// The minimum as `--minimum` gave it.
    pub minimum: Option<u32>,
    /// From this share of applicable items (per cent) a response is complete.
    pub complete: u32,
    /// From this share of applicable items (per cent) a response is partial; below it is a break-off.
    pub partial: u32,
    /// Whether its answers are made up: said on every page, file and picture that shows them.
    pub synthetic: bool,
    /// Whether its answers came from outside, by `responses import`.
    pub imported: bool,
    /// Its publication set: the sets of background columns by which its figures may be divided beside the municipality; none
    /// where all that is possible.
    pub divisions: Option<Vec<Vec<String>>>,
    /// The key to which answers are sealed: of an anonymous round, until they are released.
    pub public_key: Option<Vec<u8>>,
}

/// What is known of who gave a response; chosen before the first invitation and never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nobody can tell, whoever has the database.
    Anonymous,
    /// A key per person and trial links rounds without identity.
    Pseudonymous,
    /// The response carries the recipient's person key.
    Identified,
}

/// Who may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Those with an invitation.
    Invited,
    /// Everybody who finds the address.
    Open,
}

/// How many people there are, by background.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Population(pub Vec<(BTreeMap<String, String>, u64)>);

impl Population {
    /// How many there are with these background values.
    #[must_use]
    pub fn count(&self, by: &BTreeMap<String, String>) -> u64 {
        let within = |row: &BTreeMap<String, String>| by.iter().all(|(key, value)| row.get(key) == Some(value));
        self.0.iter().filter(|(row, _)| within(row)).map(|(_, count)| count).sum()
    }

    /// Whether the population is known by all these columns.
    #[must_use]
    pub fn knows(&self, columns: &[String]) -> bool {
        !self.0.is_empty() && self.0.iter().all(|(row, _)| columns.iter().all(|column| row.contains_key(column)))
    }
}

impl Round {
    /// Whether answers are taken at this instant.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.has_opened(now) && !self.is_closed(now)
    }

    /// Whether its first day has come.
    #[must_use]
    pub fn has_opened(&self, now: Timestamp) -> bool {
        now.day() >= self.opens
    }

    /// Whether its answers are sealed: nobody can read or count them yet.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.public_key.is_some()
    }

    /// Whether its last day has passed, or a person has closed it.
    #[must_use]
    pub fn is_closed(&self, now: Timestamp) -> bool {
        self.closed_at.is_some_and(|closed| closed <= now) || now >= Timestamp::after(self.closes)
    }
}

impl Mode {
    /// The word in commands and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Pseudonymous => "pseudonymous",
            Self::Identified => "identified",
        }
    }

    /// The mode with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Anonymous, Self::Pseudonymous, Self::Identified].into_iter().find(|mode| mode.name() == name)
    }
}

impl Access {
    /// The word in commands and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Open => "open",
        }
    }

    /// The access with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Invited, Self::Open].into_iter().find(|access| access.name() == name)
    }
}
