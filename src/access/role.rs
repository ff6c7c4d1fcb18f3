//! What a person does here, and what that lets them do.

use super::Verb;

/// What a person does here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Runs the evaluation: everything within the scope, and with the whole scope also people and log.
    Coordinator,
    /// Asks, collects and compares.
    Evaluator,
    /// Leads the work in a municipality: sees results, and hands in whom to ask.
    MunicipalLead,
    /// Takes notes in focus groups.
    NoteTaker,
    /// Reads results.
    Reader,
}

impl Role {
    /// Every role, the one with most rights first.
    pub const ALL: [Self; 5] = [Self::Coordinator, Self::Evaluator, Self::MunicipalLead, Self::NoteTaker, Self::Reader];

    /// The name of the command line and the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Evaluator => "evaluator",
            Self::MunicipalLead => "municipal-lead",
            Self::NoteTaker => "note-taker",
            Self::Reader => "reader",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether it does case work or leads it, so that the purpose wall stands before it: what citizens answer for the evaluation must
    /// not reach whoever decides about them or manages those who do.
    #[must_use]
    pub fn is_behind_the_wall(self) -> bool {
        matches!(self, Self::MunicipalLead | Self::NoteTaker)
    }

    /// What the role lets a person do within their scope; everything else is refused.
    #[must_use]
    pub fn grants(self) -> &'static [Verb] {
        match self {
            Self::Coordinator => &Verb::ALL,
            Self::Evaluator => &EVALUATOR,
            Self::MunicipalLead => &MUNICIPAL_LEAD,
            Self::NoteTaker => &NOTE_TAKER,
            Self::Reader => &READER,
        }
    }
}

const EVALUATOR: [Verb; 24] = [
    Verb::SeeOverview,
    Verb::SeeTrial,
    Verb::SeeComparison,
    Verb::SeeReport,
    Verb::SeePlan,
    Verb::SeeRound,
    Verb::SeeCases,
    Verb::SeeEvidence,
    Verb::SeeQuestionnaires,
    Verb::WriteQuestionnaires,
    Verb::PlanRound,
    Verb::ImportRecipients,
    Verb::SeeLetters,
    Verb::SendLetters,
    Verb::EnterAnswers,
    Verb::EnterFigures,
    Verb::ReviewTexts,
    Verb::ReadTexts,
    Verb::TakeNotes,
    Verb::PlanFocusGroup,
    Verb::ReadSummaries,
    Verb::WritePoints,
    Verb::WriteReports,
    Verb::Export,
];

const MUNICIPAL_LEAD: [Verb; 12] = [
    Verb::SeeOverview,
    Verb::SeeTrial,
    Verb::SeeComparison,
    Verb::SeeReport,
    Verb::SeePlan,
    Verb::SeeRound,
    Verb::SeeEvidence,
    Verb::SeeQuestionnaires,
    Verb::ImportRecipients,
    Verb::EnterFigures,
    Verb::WriteDesigns,
    Verb::Export,
];

const NOTE_TAKER: [Verb; 5] = [Verb::SeeOverview, Verb::SeeTrial, Verb::SeeRound, Verb::SeeQuestionnaires, Verb::TakeNotes];

const READER: [Verb; 11] = [
    Verb::SeeOverview,
    Verb::SeeTrial,
    Verb::SeeComparison,
    Verb::SeeReport,
    Verb::SeePlan,
    Verb::SeeRound,
    Verb::SeeCases,
    Verb::SeeQuestionnaires,
    Verb::ReadTexts,
    Verb::ReadSummaries,
    Verb::Export,
];
