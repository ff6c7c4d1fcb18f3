//! The sections of reports that people write, each with its name in the database and on pages.

use super::gather::{CannotReport, Gathered, Part, Wanted, gather};
use super::joint::{key_of, source};
use super::numbers::{Number, numbers};
use super::texts;
use crate::language::Language;
use crate::store::{Error, Store};

/// The name of a trial's own report.
pub const TRIAL: &str = "trial";
/// The name of the joint report.
pub const JOINT: &str = "joint";
/// The name of the status note.
pub const STATUS: &str = "status";

/// A section that people write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The report: [`TRIAL`], [`JOINT`] or [`STATUS`].
    pub report: &'static str,
    /// Its name in the database and in addresses.
    pub key: String,
    /// What it is called.
    pub title: String,
}

fn section(report: &'static str, key: &str, title: &str) -> Section {
    Section { report, key: key.to_owned(), title: title.to_owned() }
}

/// The sections about the whole evaluation: of the joint report, and of the status note.
#[must_use]
pub fn sections_of_whole(language: Language) -> Vec<Section> {
    let say = |danish, english| if language == Language::En { english } else { danish };
    vec![
        section(JOINT, "introduction", say("Indledning", "Introduction")),
        section(JOINT, "summary", say("Resumé og samlede anbefalinger", "Summary and recommendations")),
        section(
            JOINT,
            "focus-groups",
            say("Fokusgrupperne: indledning til kapitlet", "The focus groups: beginning of the chapter"),
        ),
        section(STATUS, "introduction", say("Indledning til statusnotatet", "Introduction to the status note")),
    ]
}

/// What the section on the meaning of a questionnaire's results is called in the database.
pub(super) fn results_of(part: &Part) -> String {
    format!("results-{}", key_of(part))
}

/// Sections, and the figures that they may name.
pub(crate) type Sections = (Vec<Section>, Vec<Number>);

/// The sections about a trial with the figures that they may name; wrong usage where there is no such trial.
pub fn sections_of_trial(store: &Store, wanted: &Wanted) -> Result<Result<Sections, CannotReport>, Error> {
    let gathered = match gather(store, wanted)? {
        Ok(gathered) => gathered,
        Err(wrong) => return Ok(Err(wrong)),
    };
    Ok(Ok((of_trial(&gathered), numbers(&gathered))))
}

fn of_trial(gathered: &Gathered) -> Vec<Section> {
    let (language, texts) = (gathered.language, texts(gathered.language));
    let say = |danish, english| if language == Language::En { english } else { danish };
    let mut all = vec![
        section(TRIAL, "introduction", texts.introduction),
        section(TRIAL, "summary", texts.summary),
        section(TRIAL, "conclusions", texts.conclusions),
        section(TRIAL, "description", say("Beskrivelse af forsøget", "Description of the trial")),
    ];
    for part in &gathered.parts {
        let title = format!("{}: {}", say("Hvad resultaterne betyder", "What the results mean"), source(gathered, part));
        all.push(Section { report: TRIAL, key: results_of(part), title });
    }
    all.extend([
        section(TRIAL, "register", say("Hvad registertallene betyder", "What the register figures mean")),
        section(TRIAL, "interviews", say("Resultater af interview", "Results of interviews")),
        section(JOINT, "content", say("Forsøgets indhold", "What the trial is")),
        section(JOINT, "target", say("Forsøgets målgruppe", "Whom the trial is for")),
        section(
            JOINT,
            "results",
            say("Overordnede resultater, erfaringer og anbefalinger", "Main results, experience and recommendations"),
        ),
        section(STATUS, "status", say("Siden sidst", "Since the last note")),
    ]);
    all
}
