//! What is recommended, what became of a criterion, and who must approve.

use crate::language::Language;

/// What is recommended of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is recommended.
    Recommended,
    /// It is law already.
    Law,
    /// There is too little evidence.
    TooLittle,
}

/// What became of a criterion of success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// It is met.
    Met,
    /// It is not met.
    NotMet,
    /// It cannot be shown.
    CannotBeShown,
}

/// Who approves a recommendation, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Approver {
    /// The trial's working group.
    WorkingGroup,
    /// Its lead municipality.
    LeadMunicipality,
    /// The circle of job-centre managers.
    Managers,
    /// The steering group of directors.
    SteeringGroup,
    /// The council of mayors.
    Mayors,
}

impl Verdict {
    /// Every one, in the order of the joint report.
    pub const ALL: [Self; 3] = [Self::Recommended, Self::Law, Self::TooLittle];

    /// The name in forms, files and the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Law => "law",
            Self::TooLittle => "too-little-evidence",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// In words.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Recommended => ("Anbefales", "Recommended"),
            Self::Law => ("Allerede lov", "Already law"),
            Self::TooLittle => ("For lidt belæg", "Too little evidence"),
        };
        if language == Language::En { english } else { danish }
    }
}

impl Met {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Met, Self::NotMet, Self::CannotBeShown];

    /// The name in forms, files and the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::CannotBeShown => "cannot-be-shown",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|met| met.name() == name)
    }

    /// In words.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Met => ("opfyldt", "met"),
            Self::NotMet => ("ikke opfyldt", "not met"),
            Self::CannotBeShown => ("kan ikke vises", "cannot be shown"),
        };
        if language == Language::En { english } else { danish }
    }
}

impl Approver {
    /// Every step in its order.
    pub const ALL: [Self; 5] = [Self::WorkingGroup, Self::LeadMunicipality, Self::Managers, Self::SteeringGroup, Self::Mayors];

    /// The name in forms, files and the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WorkingGroup => "working-group",
            Self::LeadMunicipality => "lead-municipality",
            Self::Managers => "managers",
            Self::SteeringGroup => "steering-group",
            Self::Mayors => "mayors",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// Who it is.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::WorkingGroup => ("Arbejdsgruppen", "The working group"),
            Self::LeadMunicipality => ("Tovholderkommunen", "The lead municipality"),
            Self::Managers => ("Chef-følgegruppen", "The circle of managers"),
            Self::SteeringGroup => ("Styregruppen", "The steering group"),
            Self::Mayors => ("KKR", "The council of mayors (KKR)"),
        };
        if language == Language::En { english } else { danish }
    }
}
