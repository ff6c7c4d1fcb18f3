//! Of which trials and municipalities a person's role holds.

use std::collections::BTreeSet;

/// All of a kind, or those that are listed; an empty list is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// All, also those that come later.
    All,
    /// Those with these keys.
    Listed(BTreeSet<String>),
}

/// Trials × municipalities: what lies in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The trials.
    pub trials: Within,
    /// The municipalities.
    pub municipalities: Within,
}

impl Within {
    /// Those with these keys; all where there is none, as on the command line and in the form.
    #[must_use]
    pub fn of(keys: BTreeSet<String>) -> Self {
        if keys.is_empty() { Self::All } else { Self::Listed(keys) }
    }

    /// Whether this one is within.
    #[must_use]
    pub fn holds(&self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Listed(keys) => keys.contains(key),
        }
    }

    /// Whether it is all of them.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::All
    }

    /// The keys that are listed; none where it is all.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let listed = match self {
            Self::All => None,
            Self::Listed(keys) => Some(keys),
        };
        listed.into_iter().flatten().map(String::as_str)
    }
}

impl Scope {
    /// Everything.
    pub const ALL: Self = Self { trials: Within::All, municipalities: Within::All };

    /// Whether it is everything.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.trials.is_all() && self.municipalities.is_all()
    }
}
