//! May a person do this to that?

use std::collections::BTreeSet;

use super::Person;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// See the lists of trials, rounds and questionnaires, each cut to what the person may see.
    SeeOverview,
    /// See a trial and which rounds it has.
    SeeTrial,
    /// See rounds side by side: the whole, and the groups of one's own municipalities.
    SeeComparison,
    /// Read the report of a trial, or the sheet of a municipality.
    SeeReport,
    /// See what the rounds of a trial could show.
    SeePlan,
    /// See a round and how many have answered.
    SeeRound,
    /// See what a review of cases shows.
    SeeCases,
    /// Read the documents for the data-protection officer.
    SeeEvidence,
    /// See what is asked.
    SeeQuestionnaires,
    /// Write, publish and approve what is asked.
    WriteQuestionnaires,
    /// Plan, extend and close a round.
    PlanRound,
    /// Hand in whom to ask.
    ImportRecipients,
    /// See what lies in the outbox.
    SeeLetters,
    /// Invite and remind.
    SendLetters,
    /// Enter answers from paper and telephone.
    EnterAnswers,
    /// Enter what the case systems counted.
    EnterFigures,
    /// Decide which texts may be read.
    ReviewTexts,
    /// Read the texts that were let through.
    ReadTexts,
    /// Take notes in a focus group.
    TakeNotes,
    /// Plan a focus group, invite to it, and see who is in it.
    PlanFocusGroup,
    /// Read the summaries of focus groups that were frozen.
    ReadSummaries,
    /// Say what is claimed of what was said in focus groups, and on what it rests.
    WritePoints,
    /// Write in reports, and fetch those of the whole evaluation.
    WriteReports,
    /// Write how a trial is evaluated and what is recommended of it, and note who has approved that.
    WriteDesigns,
    /// Write what happened that may have changed answers and figures.
    WriteEvents,
    /// Fetch figures and reports as files.
    Export,
    /// Add and remove people.
    ManagePeople,
    /// Read who did what.
    ReadLog,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 28] = [
        Self::SeeOverview,
        Self::SeeTrial,
        Self::SeeComparison,
        Self::SeeReport,
        Self::SeePlan,
        Self::SeeRound,
        Self::SeeCases,
        Self::SeeEvidence,
        Self::SeeQuestionnaires,
        Self::WriteQuestionnaires,
        Self::PlanRound,
        Self::ImportRecipients,
        Self::SeeLetters,
        Self::SendLetters,
        Self::EnterAnswers,
        Self::EnterFigures,
        Self::ReviewTexts,
        Self::ReadTexts,
        Self::TakeNotes,
        Self::PlanFocusGroup,
        Self::ReadSummaries,
        Self::WritePoints,
        Self::WriteReports,
        Self::WriteDesigns,
        Self::WriteEvents,
        Self::Export,
        Self::ManagePeople,
        Self::ReadLog,
    ];

    /// Whether it shows or touches what one citizen answered, also as a text without a name.
    #[must_use]
    pub fn meets_single_answers(self) -> bool {
        matches!(self, Self::EnterAnswers | Self::ReviewTexts | Self::ReadTexts)
    }

    /// Whether whoever has only some municipalities may do it to a whole trial: what all municipalities of a trial share, such as its
    /// questions and the figures of the whole. All else must be asked for one municipality at a time.
    #[must_use]
    pub fn is_shared(self) -> bool {
        matches!(
            self,
            Self::SeeTrial
                | Self::SeeComparison
                | Self::SeeRound
                | Self::SeeEvidence
                | Self::SeeQuestionnaires
                | Self::TakeNotes
                | Self::Export
        )
    }
}

/// To what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object<'a> {
    /// The whole installation.
    Platform,
    /// A trial with all its municipalities, also a round or a questionnaire of it.
    Trial(&'a str),
    /// One municipality's part of a trial, also of a round of it.
    Municipality {
        /// The trial.
        trial: &'a str,
        /// The municipality.
        municipality: &'a str,
    },
}

/// Whether this person may do this to that. Unknown keys are within the scope of whoever has all: that they exist is asked elsewhere.
#[must_use]
pub fn may(person: &Person, verb: Verb, object: Object<'_>) -> bool {
    let granted = person.role.grants().contains(&verb);
    let walled = person.role.is_behind_the_wall() && verb.meets_single_answers();
    let scope = &person.scope;
    let inside = match object {
        // Lists are cut to the scope, and so is what one may hand out of them; whatever else is of everybody wants everything.
        Object::Platform => verb == Verb::SeeOverview || scope.is_all(),
        Object::Trial(trial) => scope.trials.holds(trial) && (verb.is_shared() || scope.municipalities.is_all()),
        Object::Municipality { trial, municipality } => scope.trials.holds(trial) && scope.municipalities.holds(municipality),
    };
    // People and log are of everybody, so that nobody gives more than they have.
    let fits = !matches!(verb, Verb::ManagePeople | Verb::ReadLog | Verb::SeeOverview) || object == Object::Platform;
    granted && !walled && inside && fits
}

/// Whether this person may do this in a group that is asked of these trials and to which people of these municipalities come: within all
/// of them. What is asked of no trial is of everybody.
#[must_use]
pub fn may_in_group(person: &Person, verb: Verb, trials: &BTreeSet<String>, municipalities: &BTreeSet<String>) -> bool {
    let part =
        |trial: &str| municipalities.iter().all(|municipality| may(person, verb, Object::Municipality { trial, municipality }));
    let own = !trials.is_empty() && trials.iter().all(|trial| may(person, verb, Object::Trial(trial)) && part(trial));
    own || may(person, verb, Object::Platform)
}

/// Whether this person may do this to the whole trial, or to the part of a municipality of theirs.
#[must_use]
pub fn may_in_part(person: &Person, verb: Verb, trial: &str) -> bool {
    let mut own = person.scope.municipalities.keys();
    may(person, verb, Object::Trial(trial))
        || own.any(|municipality| may(person, verb, Object::Municipality { trial, municipality }))
}
