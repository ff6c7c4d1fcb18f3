//! A list of recipients is handed in to a round: read, held against those whom the round has, and stored all or nothing.
//!
//! The command and the page do it by this one function; a rehearsal does everything but store.

use super::email::is_beyond_ascii;
use super::fault::{Fault, FaultKind, Place};
use super::recipients::{Duplicates, RecipientRow, RecipientRules, recipients};
use super::table::{Sniffed, label};
use crate::fieldwork::{Access, Round};
use crate::language::Language;
use crate::store::{Actor, Error, Match, NewRecipient, Store};
use crate::time::Timestamp;

/// How a list is handed in.
#[derive(Clone, Copy)]
pub struct HandIn<'a> {
    /// The name of the list in faults.
    pub label: &'a str,
    /// What becomes of duplicates.
    pub duplicates: Duplicates,
    /// Whether good rows are stored although others are faulty.
    pub skip_faulty: bool,
    /// The municipalities whose rows may be handed in; none where all.
    pub only: Option<&'a dyn Fn(&str) -> bool>,
    /// Only say what would be done.
    pub rehearsal: bool,
    /// The sheet of a workbook that is meant; none for the first.
    pub sheet: Option<&'a str>,
    /// Who hands it in, where the log is to tell of it.
    pub by: Option<Actor<'a>>,
    /// Is told after each row that is stored how many are, and of how many.
    pub told: &'a dyn Fn(usize, usize),
}

/// What handing a list in did, or would do.
pub struct HandedIn {
    /// How the list was read; none where it is no table at all.
    pub sniffed: Option<Sniffed>,
    /// The columns as they stand in the list, each with what it was read as.
    pub headings: Vec<(String, String)>,
    /// What is wrong with the list itself.
    pub faults: Vec<Fault>,
    /// The rows that cannot be stored beside those whom the round has.
    pub clashes: Vec<Fault>,
    /// Recipients who are new.
    pub added: usize,
    /// Recipients whom the round has as they stand.
    pub known: usize,
    /// Rows that are left out.
    pub left_out: usize,
    /// Of those that are new, how many want no letters.
    pub suppressed: usize,
    /// Of those that are new, how many have other letters than a to z before the @ of their address.
    pub beyond_ascii: usize,
    /// Whether nothing is stored.
    pub refused: bool,
}

impl HandedIn {
    /// That some addresses are such as not every mail server can send to, where some are.
    #[must_use]
    pub fn note(&self, language: Language) -> Option<String> {
        let said = match (self.beyond_ascii, language) {
            (0, _) => return None,
            (1, Language::En) => "One address has letters such as æ, ø or å before the @.".to_owned(),
            (1, _) => "Én adresse har bogstaver som æ, ø eller å før @.".to_owned(),
            (many, Language::En) => format!("{many} addresses have letters such as æ, ø or å before the @."),
            (many, _) => format!("{many} adresser har bogstaver som æ, ø eller å før @."),
        };
        let then = match language {
            Language::En => {
                "Not every mail server can send to such: what yours cannot send stands among the addresses that do not work."
            }
            _ => "Ikke alle mailservere kan sende til sådanne. Det, jeres ikke kan sende, står under adresser, der ikke virker.",
        };
        Some(format!("{said} {then}"))
    }
}

/// Why a round takes no recipients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRecipients {
    /// It is open to everybody.
    Open,
    /// It is closed.
    Closed,
}

impl NoRecipients {
    /// Why a round takes no recipients now, if it takes none.
    #[must_use]
    pub fn of(round: &Round, now: Timestamp) -> Option<Self> {
        if round.access == Access::Open {
            return Some(Self::Open);
        }
        round.is_closed(now).then_some(Self::Closed)
    }

    /// In a sentence.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Open, Language::En) => "The round is open to everybody and has no recipients.",
            (Self::Open, _) => "Runden er åben for alle og har ingen modtagere.",
            (Self::Closed, Language::En) => "The round is closed.",
            (Self::Closed, _) => "Runden er lukket.",
        }
    }
}

/// Hands a list in to a round that takes recipients.
pub fn hand_in(store: &Store, round: &Round, bytes: &[u8], how: HandIn<'_>) -> Result<HandedIn, Error> {
    let published = store.version(store.version_id_of(round.id)?)?;
    let trials = store.trials()?;
    let rules = RecipientRules {
        version: &published.version,
        trials: &trials,
        mode: round.mode,
        duplicates: how.duplicates,
        skip_faulty: how.skip_faulty,
        only: how.only,
        sheet: how.sheet,
    };
    let mut done = HandedIn {
        sniffed: None,
        headings: Vec::new(),
        faults: Vec::new(),
        clashes: Vec::new(),
        added: 0,
        known: 0,
        left_out: 0,
        suppressed: 0,
        beyond_ascii: 0,
        refused: true,
    };
    let read = match recipients(how.label, bytes, rules) {
        Ok(read) => read,
        Err(faults) => return Ok(HandedIn { faults, ..done }),
    };
    done = HandedIn { sniffed: Some(read.sniffed), headings: read.headings, faults: read.faults, left_out: read.skipped, ..done };
    if read.refused {
        return Ok(done);
    }
    let source = published.version.languages.first().copied().unwrap_or_default();
    let lines: Vec<usize> = read.rows.iter().map(|row| row.line).collect();
    let rows: Vec<NewRecipient> = read.rows.into_iter().map(|row| recipient(row, source)).collect();
    let leave_out = how.duplicates == Duplicates::First || how.skip_faulty;
    let standings = if how.rehearsal {
        store.standings(round, &rows)?
    } else {
        store.add_recipients_telling((round, &rows), leave_out, how.by, how.told)?
    };
    let count = |wanted: &Match| standings.iter().filter(|standing| *standing == wanted).count();
    let new = || rows.iter().zip(&standings).filter(|(_, standing)| **standing == Match::New).map(|(row, _)| row);
    let suppressed = store.suppressed_among(new())?;
    let beyond_ascii = new().filter(|row| is_beyond_ascii(&row.email)).count();
    let sheet = done.sniffed.as_ref().and_then(|sniffed| sniffed.sheet.as_ref());
    let clashes = clashes(&label(how.label, sheet), &lines, &standings);
    Ok(HandedIn {
        added: count(&Match::New),
        suppressed,
        beyond_ascii,
        known: count(&Match::Known),
        left_out: read.skipped + clashes.len(),
        refused: !clashes.is_empty() && !leave_out,
        clashes,
        ..done
    })
}

/// The rows that cannot be stored beside those whom the round has.
fn clashes(label: &str, lines: &[usize], standings: &[Match]) -> Vec<Fault> {
    let clash = |(line, standing): (&usize, &Match)| {
        let kind = match standing {
            Match::Different(columns) => FaultKind::KnownDiffers { columns: columns.clone() },
            Match::SameAddress => FaultKind::AddressInRound,
            Match::New | Match::Known => return None,
        };
        Some(Fault::new(Place::new(label, *line, 1), kind))
    };
    lines.iter().zip(standings).filter_map(clash).collect()
}

fn recipient(row: RecipientRow, source: Language) -> NewRecipient {
    let mut background = row.background;
    NewRecipient {
        person_key: row.person_key,
        name: row.name.unwrap_or_default(),
        email: row.email.unwrap_or_default(),
        phone: row.phone.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
        language: row.language.unwrap_or(source),
        municipality: background.remove("municipality"),
        background,
    }
}
