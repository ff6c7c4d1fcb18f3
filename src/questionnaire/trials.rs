//! The trials, their municipalities, themes and events, as read from `trials.toml`.
//!
//! A "municipality" here is a reporting unit: Læsø's employment service is run by Frederikshavn, so the two are one unit
//! with two members. The order of the file is the order of every table (Danish order, Aalborg last).

use jiff::civil::Date;

use super::code_list::CodeLists;
use super::event::Event;
use crate::language::Text;

/// All that `trials.toml` says.
#[derive(Clone, Debug, Default)]
pub struct Trials {
    /// The reporting units, in the order of every table.
    pub municipalities: Vec<Municipality>,
    /// The themes.
    pub themes: Vec<Theme>,
    /// Events that a comparison spanning them prints.
    pub events: Vec<Event>,
    /// The trials.
    pub trials: Vec<Trial>,
    /// Who gives out the joint report.
    pub publisher: Option<Text>,
    /// The file's own text.
    pub content: String,
    /// The code lists that are published beside it: it says nothing of them itself.
    pub lists: CodeLists,
}

/// A reporting unit: one municipality, or several with one employment service.
#[derive(Clone, Debug)]
pub struct Municipality {
    /// The key.
    pub key: String,
    /// The official name.
    pub name: String,
    /// What CSV files may say beside the key.
    pub short: String,
    /// The municipality codes: one, or the members of a joint unit.
    pub codes: Vec<u32>,
    /// The controller of the data.
    pub controller: Option<String>,
    /// The data-protection officer's address.
    pub dpo: Option<String>,
    /// A telephone number that a respondent can call.
    pub phone: Option<String>,
    /// When it is answered, as it stands in a sentence: "mandag til fredag kl. 9–15".
    pub hours: Option<Text>,
}

/// A theme of trials.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The key.
    pub key: String,
    /// The name.
    pub name: Text,
}

/// A trial.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The key.
    pub key: String,
    /// The number.
    pub number: u32,
    /// The name.
    pub name: Text,
    /// The theme's key.
    pub theme: String,
    /// Since when the exemption is in force.
    pub in_force: Date,
    /// Where it stands.
    pub status: Status,
    /// What became of it.
    pub outcome: Outcome,
    /// Since when that is decided.
    pub outcome_date: Option<Date>,
    /// The lead municipality's key.
    pub lead: Option<String>,
    /// Its evaluations, where there are several.
    pub evaluations: Vec<Evaluation>,
    /// Participation, with its source.
    pub parts: Vec<Part>,
}

/// Where a trial stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It runs.
    Running,
    /// It never started.
    NotStarted,
    /// It ended.
    Ended,
}

/// What became of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Extended.
    Extended,
    /// Stopped.
    Stopped,
    /// Became law.
    Law,
    /// Became law in part.
    PartlyLaw,
    /// Nothing yet.
    None,
}

/// One of several evaluations of a trial.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The key.
    pub key: String,
    /// The name.
    pub name: Text,
}

/// A part of a trial: who took part in what, and who says so.
#[derive(Clone, Debug)]
pub struct Part {
    /// The name.
    pub name: Text,
    /// The evaluation's key.
    pub evaluation: Option<String>,
    /// The keys of the municipalities.
    pub municipalities: Vec<String>,
    /// The groups of citizens.
    pub groups: Vec<String>,
    /// From this day.
    pub from: Option<Date>,
    /// Until this day.
    pub until: Option<Date>,
    /// Where that is written.
    pub source: String,
    /// Whether it is one paper's account of the whole trial: such accounts are held against each other.
    pub whole: bool,
}

impl Trials {
    /// The trial with this key.
    #[must_use]
    pub fn trial(&self, key: &str) -> Option<&Trial> {
        self.trials.iter().find(|trial| trial.key == key)
    }

    /// The reporting units that take part in a trial, or in one of its evaluations, in the order of every table.
    #[must_use]
    pub fn taking_part(&self, trial: &str, evaluation: Option<&str>) -> Vec<&Municipality> {
        let parts = self.trial(trial).map_or(&[][..], |trial| &trial.parts);
        let own = |part: &&Part| evaluation.is_some() && part.evaluation.as_deref() == evaluation;
        // Parts of the whole trial name everybody, so they count only where the evaluation has no parts of its own.
        let any_own = parts.iter().any(|part| own(&part));
        let meant = parts.iter().filter(|part| !any_own || own(part));
        let units: Vec<&String> = meant.flat_map(|part| &part.municipalities).collect();
        self.municipalities.iter().filter(|unit| units.contains(&&unit.key)).collect()
    }

    /// The reporting units that take part in a trial and have no telephone number for respondents.
    #[must_use]
    pub fn without_telephone(&self) -> Vec<&Municipality> {
        let parts = || self.trials.iter().flat_map(|trial| &trial.parts);
        let takes_part = |key: &String| parts().any(|part| part.municipalities.contains(key));
        self.municipalities.iter().filter(|unit| unit.phone.is_none() && takes_part(&unit.key)).collect()
    }

    /// The reporting unit with this key.
    #[must_use]
    pub fn municipality(&self, key: &str) -> Option<&Municipality> {
        self.municipalities.iter().find(|municipality| municipality.key == key)
    }
}
