//! How what was said fits what was counted: the fit of data integration (Fetters, Curry and Creswell 2013, Health Services Research 48:2134).
//!
//! Nothing here decides it: a person does, who has both before their eyes.

/// How what was said of a question fits what was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Both say the same.
    Convergence,
    /// Each says what the other does not, and the two go together.
    Complementarity,
    /// They say things that do not go together.
    Divergence,
    /// One of the two says nothing of it.
    Silence,
}

impl Fit {
    /// Every fit.
    pub const ALL: [Self; 4] = [Self::Convergence, Self::Complementarity, Self::Divergence, Self::Silence];

    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Convergence => "convergence",
            Self::Complementarity => "complementarity",
            Self::Divergence => "divergence",
            Self::Silence => "silence",
        }
    }

    /// The fit with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fit| fit.name() == name)
    }
}
