//! The small words of a focus group, each with the name under which the database keeps it.

use crate::questionnaire::Audience;

/// What a participant consents to, each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// To take part.
    TakePart,
    /// To be recorded.
    BeRecorded,
    /// To be quoted.
    BeQuoted,
    /// To have the role named beside a quote.
    RoleNamed,
    /// To have what they say taken into another program of analysis, by nobody's name.
    OtherPrograms,
}

impl Purpose {
    /// Every purpose, in the order in which they are asked.
    pub const ALL: [Self; 5] = [Self::TakePart, Self::BeRecorded, Self::BeQuoted, Self::RoleNamed, Self::OtherPrograms];

    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TakePart => "take-part",
            Self::BeRecorded => "be-recorded",
            Self::BeQuoted => "be-quoted",
            Self::RoleNamed => "role-named",
            Self::OtherPrograms => "other-programs",
        }
    }

    /// The purpose with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// What a participant answers to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Comes.
    Yes,
    /// Does not come.
    No,
    /// Would come at another time.
    AnotherTime,
}

impl Reply {
    /// Every reply, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::AnotherTime];

    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::AnotherTime => "another-time",
        }
    }

    /// The reply with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reply| reply.name() == name)
    }
}

/// What a line of notes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// What somebody said, in the note taker's words.
    Statement,
    /// What somebody said, word for word.
    Quote,
    /// What the note taker noticed.
    Observation,
    /// What was seen and not said: laughter, nods.
    NonVerbal,
    /// A line that takes the one it replaces back.
    Withdrawn,
}

impl LineKind {
    /// Every kind that can be typed.
    pub const TYPED: [Self; 4] = [Self::Statement, Self::Quote, Self::Observation, Self::NonVerbal];

    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Quote => "quote",
            Self::Observation => "observation",
            Self::NonVerbal => "non-verbal",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::TYPED.into_iter().chain([Self::Withdrawn]);
        all.find(|kind| kind.name() == name)
    }
}

/// How a statement bears on a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It speaks for it.
    Supports,
    /// It says for whom or when.
    Nuances,
    /// It speaks against it.
    Contradicts,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 3] = [Self::Supports, Self::Nuances, Self::Contradicts];

    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Nuances => "nuances",
            Self::Contradicts => "contradicts",
        }
    }

    /// The relation with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.name() == name)
    }
}

/// The letters with which the codes of a role's participants begin, after the Danish word for the role. Politicians have two, since a point
/// is called `P1`.
#[must_use]
pub fn role_letters(role: Audience) -> &'static str {
    match role {
        Audience::Politician => "PO",
        Audience::Manager => "L",
        Audience::Caseworker | Audience::Employee => "M",
        Audience::Doctor => "D",
        Audience::Psychologist => "S",
        Audience::Company => "V",
        Audience::UnemploymentFund => "A",
        Audience::Citizen => "B",
    }
}

/// The code of a participant in the notes: `L2-3` is the third of the leaders in group 2.
#[must_use]
pub fn participant_code(letters: &str, group: i32, number: usize) -> String {
    format!("{letters}{group}-{number}")
}
