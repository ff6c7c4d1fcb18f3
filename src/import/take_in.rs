//! A file of answers is taken in: read, held against what the round has, and stored all or nothing.
//!
//! The command and the API do it by this one function; a rehearsal does everything but store.

use jiff::civil::Date;

use super::answer_fault::AnswerFault;
use super::fault::{Fault, FaultKind, Place};
use super::map::Map;
use super::responses::{ResponseRow, ResponseRules, responses};
use super::table::Sniffed;
use crate::fieldwork::{Artefact, Mode, Round};
use crate::language::Language;
use crate::store::{Error, Importing, NewResponse, Store};
use crate::time::Timestamp;

/// How a file of answers is taken in.
#[derive(Clone, Copy)]
pub struct TakeIn<'a> {
    /// The name of the file in faults.
    pub label: &'a str,
    /// What its columns and texts are called here.
    pub map: Option<&'a Map>,
    /// The municipalities whose rows may be handed in; none where all.
    pub only: Option<&'a dyn Fn(&str) -> bool>,
    /// What is done with what was read.
    pub importing: Importing<'a>,
}

/// What taking a file in did, or would do.
pub struct TakenIn {
    /// How the file was read; none where it is no table at all.
    pub sniffed: Option<Sniffed>,
    /// What is wrong with it; then nothing is stored.
    pub faults: Vec<Fault>,
    /// Why nothing is stored although nothing is wrong with a row.
    pub refused: Option<NotTaken>,
    /// Responses that are new.
    pub stored: usize,
    /// Responses that the round or the file had already.
    pub same: usize,
    /// Rows that the map leaves out.
    pub filtered: usize,
    /// Whether answers came to a closed round that had some: whoever saw its figures before can work out what the new ones say.
    pub late: bool,
}

/// Why a file without faults is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It says that its answers are made up, and the round's are not.
    Synthetic,
    /// The round is closed and has answers.
    Late,
}

impl NotTaken {
    /// In a sentence.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Synthetic, Language::En) => {
                "The file says that its answers are synthetic. They cannot be imported into a real round: drop the column synthetic if that is wrong."
            }
            (Self::Synthetic, _) => {
                "Filen siger, at dens svar er syntetiske. De kan ikke læses ind i en rigtig runde: fjern kolonnen synthetic, hvis det er forkert."
            }
            (Self::Late, Language::En) => {
                "The round is closed and has answers: whoever has seen its comparison could work out what the new ones answered."
            }
            (Self::Late, _) => {
                "Runden er lukket og har svar: den, der har set dens sammenligning, kunne regne ud, hvad de nye har svaret."
            }
        }
    }
}

/// Why a round takes no answers from files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswers {
    /// It is anonymous and closed.
    Closed,
    /// Its answers were deleted on this day.
    Deleted(Date),
}

impl NoAnswers {
    /// Why a round takes no answers from files now, if it takes none.
    pub fn of(store: &Store, round: &Round, now: Timestamp) -> Result<Option<Self>, Error> {
        if round.mode == Mode::Anonymous && round.is_closed(now) {
            return Ok(Some(Self::Closed));
        }
        Ok(store.deletion_of(&round.key, Artefact::Answers)?.map(|gone| Self::Deleted(gone.at.day())))
    }

    /// In a sentence.
    #[must_use]
    pub fn sentence(self, round: &str, language: Language) -> String {
        match (self, language) {
            (Self::Closed, Language::En) => "A closed anonymous round takes no more answers.".to_owned(),
            (Self::Closed, _) => "En lukket anonym runde tager ikke imod flere svar.".to_owned(),
            (Self::Deleted(day), Language::En) => format!("The answers of {round} were deleted on {day}: it takes no more."),
            (Self::Deleted(day), _) => format!("Svarene i {round} blev slettet {day}: den tager ikke imod flere."),
        }
    }
}

/// Takes a file of answers in to a round that takes some.
pub fn take_in(store: &Store, round: &Round, bytes: &[u8], how: TakeIn<'_>, now: Timestamp) -> Result<TakenIn, Error> {
    let published = store.version(store.version_id_of(round.id)?)?;
    let trials = store.trials()?;
    let mut taken = TakenIn { sniffed: None, faults: Vec::new(), refused: None, stored: 0, same: 0, filtered: 0, late: false };
    let (version, today) = (&published.version, now.day());
    let rules = ResponseRules { version, trials: &trials, mode: round.mode, map: how.map, today };
    let read = match responses(how.label, bytes, rules) {
        Ok(read) => read,
        Err(faults) => return Ok(TakenIn { faults, ..taken }),
    };
    taken = TakenIn { sniffed: Some(read.sniffed), same: read.same, filtered: read.filtered, ..taken };
    if read.synthetic && !round.synthetic {
        return Ok(TakenIn { refused: Some(NotTaken::Synthetic), ..taken });
    }
    let fault = |line: usize, kind: FaultKind| Fault::new(Place::new(how.label, line, 1), kind);
    if let Some(is_own) = how.only {
        let of_others = read.rows.iter().filter(|row| !row.background.get("municipality").is_some_and(|unit| is_own(unit)));
        taken.faults = of_others.map(|row| fault(row.line, FaultKind::NotYours)).collect();
        if !taken.faults.is_empty() {
            return Ok(taken);
        }
    }
    let lines: Vec<usize> = read.rows.iter().map(|row| row.line).collect();
    let rows: Vec<NewResponse> = read.rows.into_iter().map(new_response).collect();
    let had_some = store.has_responses(round.id)?;
    let count = store.take_responses(round, &published, &rows, &how.importing)?;
    let at = |places: &[usize], kind: AnswerFault| {
        let lines = places.iter().filter_map(|place| lines.get(*place));
        lines.map(|line| fault(*line, FaultKind::Answer(kind.clone()))).collect::<Vec<_>>()
    };
    taken.faults = at(&count.different, AnswerFault::KnownResponseDiffers);
    if taken.faults.is_empty() {
        taken.faults = at(&count.answered, AnswerFault::SamePanelId { first: None });
    }
    let late = had_some && count.stored > 0 && round.is_closed(now);
    let refused = count.refused.then_some(NotTaken::Late);
    Ok(TakenIn { refused, stored: count.stored, same: count.same + taken.same, late, ..taken })
}

fn new_response(row: ResponseRow) -> NewResponse {
    NewResponse {
        response_id: row.response_id,
        panel_id: row.panel_id,
        person_key: row.person_key,
        submitted_on: row.submitted_on,
        language: row.language,
        entry: row.entry,
        background: row.background,
        answers: row.answers,
    }
}
