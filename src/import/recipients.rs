//! The people and cases that a round asks, from a municipality's own list.
//!
//! A list with person numbers is refused as a whole, whatever `--skip-faulty` says: the platform must never hold one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::background::{Backgrounds, MUNICIPALITY, is_printable};
use super::email::is_email;
use super::fault::{Fault, FaultKind};
use super::table::{self, Row, Sniffed, Table};
use crate::fieldwork::Mode;
use crate::language::Language;
use crate::language::personal::holds_person_number;
use crate::questionnaire::{Trials, Version};

/// One recipient as a file names them; it holds an address and is never printed.
pub struct RecipientRow {
    /// The line on which the row begins.
    pub line: usize,
    /// The municipality's own key of the person, or the case number.
    pub person_key: String,
    /// The name, on one line.
    pub name: Option<String>,
    /// The e-mail address; its domain may have letters outside ASCII.
    pub email: Option<String>,
    /// The telephone number, as it stands in the file.
    pub phone: Option<String>,
    /// The language in which the person is addressed.
    pub language: Option<Language>,
    /// Background column → value, `municipality` among them as a key; unknown ones are absent.
    pub background: BTreeMap<String, String>,
}

/// What was read from a list of recipients.
pub struct Recipients {
    /// The rows that may be stored; none if the list is refused.
    pub rows: Vec<RecipientRow>,
    /// Everything that is wrong, in the order of the file.
    pub faults: Vec<Fault>,
    /// How the file was read.
    pub sniffed: Sniffed,
    /// The columns as they stand in the file, each with what it was read as.
    pub headings: Vec<(String, String)>,
    /// How many rows were left out because they were faulty, or doubles of others.
    pub skipped: usize,
    /// Whether the list is refused as a whole.
    pub refused: bool,
}

/// What becomes of rows with a person key or an address that another row has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// The first is kept.
    First,
    /// The last is kept.
    Last,
    /// They are faults.
    #[default]
    Refuse,
}

/// How a list of recipients is to be read.
#[derive(Clone, Copy)]
pub struct RecipientRules<'a> {
    /// The version that the round asks.
    pub version: &'a Version,
    /// The municipalities that are known.
    pub trials: &'a Trials,
    /// The round's mode: where the response carries the person key (cases, funds) one person may answer for several.
    pub mode: Mode,
    /// What becomes of duplicates.
    pub duplicates: Duplicates,
    /// Whether good rows are kept when others are faulty.
    pub skip_faulty: bool,
    /// Which municipalities' rows may be there; none where all.
    pub only: Option<&'a dyn Fn(&str) -> bool>,
    /// The sheet of a workbook that is meant; none for the first.
    pub sheet: Option<&'a str>,
}

const PERSON_KEY: &str = "person_key";
const COLUMNS: [&str; 5] = [PERSON_KEY, "name", "email", "phone", "language"];

/// The words for columns that Danish lists use.
const DANISH: [(&str, &str); 10] = [
    ("navn", "name"),
    ("e-mail", "email"),
    ("mail", "email"),
    ("e-mailadresse", "email"),
    ("telefon", "phone"),
    ("mobil", "phone"),
    ("sprog", "language"),
    ("kommune", MUNICIPALITY),
    ("sagsnummer", PERSON_KEY),
    ("nøgle", PERSON_KEY),
];

/// Reads a list of recipients. Fails when the file is no table at all; all else is in the result.
pub fn recipients(file: &str, bytes: &[u8], rules: RecipientRules) -> Result<Recipients, Vec<Fault>> {
    let mut table = table::read_sheet(file, bytes, rules.sheet)?;
    let backgrounds = Backgrounds::new(rules.version, rules.trials);
    let written = table.headers.clone();
    name_columns(&mut table, &backgrounds);
    let headings: Vec<(String, String)> = written.into_iter().zip(table.headers.clone()).collect();
    let mut faults = header_faults(&table, &backgrounds);
    faults.extend(person_numbers(&table));
    let refused =
        |faults, sniffed, headings| Recipients { rows: Vec::new(), faults, sniffed, headings, skipped: 0, refused: true };
    if !faults.is_empty() {
        return Ok(refused(faults, table.sniffed, headings));
    }
    let ragged = std::mem::take(&mut table.faults);
    let mut skipped = ragged.len();
    faults.extend(ragged);
    let mut rows = Vec::new();
    for row in table.rows.iter().filter(|row| !row.is_blank()) {
        match recipient(&table, row, &backgrounds, rules) {
            Ok(recipient) => rows.push((row, recipient)),
            Err(mut wrong) => {
                skipped += 1;
                faults.append(&mut wrong);
            }
        }
    }
    let found = rows.len();
    let rows = without_duplicates(&table, rows, rules, &mut faults);
    skipped += found - rows.len();
    if rows.is_empty() && faults.is_empty() {
        faults.push(table.header_fault(0, FaultKind::NoRows));
    }
    faults.sort_by(|one, other| one.place.cmp(&other.place));
    if !faults.is_empty() && (!rules.skip_faulty || rows.is_empty()) {
        return Ok(refused(faults, table.sniffed, headings));
    }
    Ok(Recipients { rows, faults, sniffed: table.sniffed, headings, skipped, refused: false })
}

/// Gives columns with a Danish or differently written name the name that this room knows.
fn name_columns(table: &mut Table, backgrounds: &Backgrounds) {
    let known: Vec<&str> = COLUMNS.into_iter().chain(backgrounds.keys()).collect();
    let taken: HashSet<String> = table.headers.iter().cloned().collect();
    for header in &mut table.headers {
        let lower = header.to_lowercase();
        let name = DANISH.iter().find(|(danish, _)| *danish == lower).map_or(lower.as_str(), |(_, name)| name);
        if !known.contains(&header.as_str()) && known.contains(&name) && !taken.contains(name) {
            name.clone_into(header);
        }
    }
}

fn header_faults(table: &Table, backgrounds: &Backgrounds) -> Vec<Fault> {
    let with_recipient = backgrounds.keys().filter(|key| backgrounds.comes_with_recipient(key));
    let known: Vec<String> = COLUMNS.into_iter().chain(with_recipient).map(str::to_owned).collect();
    let mut faults = Vec::new();
    for (column, header) in table.headers.iter().enumerate() {
        if !known.contains(header) {
            let kind = FaultKind::UnknownColumn { name: header.clone(), known: known.clone(), mappable: false };
            faults.push(table.header_fault(column, kind));
        } else if table.headers[..column].contains(header) {
            faults.push(table.header_fault(column, FaultKind::DuplicateHeader { name: header.clone() }));
        }
    }
    let needs_municipality = backgrounds.comes_with_recipient(MUNICIPALITY);
    for name in [Some(PERSON_KEY), needs_municipality.then_some(MUNICIPALITY)].into_iter().flatten() {
        if table.column(name).is_none() {
            faults.push(table.header_fault(0, FaultKind::MissingColumn { name: name.to_owned() }));
        }
    }
    faults
}

/// The columns in which a person number stands, each at its first.
fn person_numbers(table: &Table) -> Vec<Fault> {
    let first = |column: usize| table.rows.iter().find(|row| holds_person_number(table.cell(row, column)));
    let fault = |(column, header): (usize, &String)| {
        first(column).map(|row| table.fault(row, column, FaultKind::PersonNumbers { column: header.clone() }))
    };
    table.headers.iter().enumerate().filter_map(fault).collect()
}

fn recipient(table: &Table, row: &Row, backgrounds: &Backgrounds, rules: RecipientRules) -> Result<RecipientRow, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut recipient = RecipientRow {
        line: row.line,
        person_key: String::new(),
        name: None,
        email: None,
        phone: None,
        language: None,
        background: BTreeMap::new(),
    };
    for (column, header) in table.headers.iter().enumerate() {
        // Spreadsheets break long names over lines; a name is one line in a letter.
        let cell = table.cell(row, column).split_whitespace().collect::<Vec<_>>().join(" ");
        let taken = take(&mut recipient, header, cell, backgrounds, rules.version);
        if let Err(kind) = taken {
            faults.push(table.fault(row, column, kind));
        }
    }
    let municipality = recipient.background.get(MUNICIPALITY);
    if faults.is_empty() && rules.only.is_some_and(|is_own| !municipality.is_some_and(|municipality| is_own(municipality))) {
        faults.push(table.fault(row, table.column(MUNICIPALITY).unwrap_or_default(), FaultKind::NotYours));
    }
    if faults.is_empty() { Ok(recipient) } else { Err(faults) }
}

fn take(
    recipient: &mut RecipientRow,
    header: &str,
    cell: String,
    backgrounds: &Backgrounds,
    version: &Version,
) -> Result<(), FaultKind> {
    let required = header == PERSON_KEY || header == MUNICIPALITY;
    if cell.is_empty() {
        return if required { Err(FaultKind::EmptyCell { column: header.to_owned() }) } else { Ok(()) };
    }
    if !is_printable(&cell) {
        return Err(FaultKind::Unprintable { column: header.to_owned() });
    }
    match header {
        PERSON_KEY => recipient.person_key = cell,
        "name" => recipient.name = Some(cell),
        "email" => recipient.email = Some(is_email(&cell).then_some(cell).ok_or(FaultKind::Email)?),
        "phone" => recipient.phone = Some(is_phone(&cell).then_some(cell).ok_or(FaultKind::Phone)?),
        "language" => recipient.language = Some(language(&cell, version)?),
        key => recipient.background.extend(backgrounds.value(key, &cell)?.map(|value| (key.to_owned(), value))),
    }
    Ok(())
}

/// The language with this code, if the version is offered in it.
pub(super) fn language(cell: &str, version: &Version) -> Result<Language, FaultKind> {
    let offered = || version.languages.iter().map(|language| language.code().to_owned()).collect();
    Language::from_code(cell)
        .filter(|language| version.languages.contains(language))
        .ok_or_else(|| FaultKind::UnknownLanguage { value: cell.to_owned(), offered: offered() })
}

/// Eight digits, or more with a country's code before them (ITU-T E.164: at most fifteen).
fn is_phone(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    (8..=17).contains(&digits) && cell.chars().all(|sign| sign.is_ascii_digit() || " +-()./".contains(sign))
}

fn without_duplicates(
    table: &Table,
    rows: Vec<(&Row, RecipientRow)>,
    rules: RecipientRules,
    faults: &mut Vec<Fault>,
) -> Vec<RecipientRow> {
    let mut rows = rows;
    if rules.duplicates == Duplicates::Last {
        rows.reverse();
    }
    let (mut keys, mut emails) = (HashMap::new(), HashMap::new());
    let mut kept = Vec::new();
    for (row, recipient) in rows {
        // One auditor reviews many cases, so in identified rounds an address may come back.
        let email = recipient.email.as_ref().filter(|_| rules.mode != Mode::Identified).map(|email| email.to_lowercase());
        // The key is the municipality's own: two municipalities may have the same.
        let key = (recipient.background.get(MUNICIPALITY).cloned(), recipient.person_key.clone());
        let twin = match (keys.get(&key), email.as_ref().and_then(|email| emails.get(email))) {
            (Some(&first), _) => Some((PERSON_KEY, FaultKind::DuplicatePersonKey { first })),
            (None, Some(&first)) => Some(("email", FaultKind::DuplicateEmail { first })),
            (None, None) => None,
        };
        if let Some((column, kind)) = twin {
            if rules.duplicates == Duplicates::Refuse {
                faults.push(table.fault(row, table.column(column).unwrap_or_default(), kind));
            }
            continue;
        }
        keys.insert(key, row.line);
        emails.extend(email.map(|email| (email, row.line)));
        kept.push(recipient);
    }
    if rules.duplicates == Duplicates::Last {
        kept.reverse();
    }
    kept
}

#[cfg(test)]
#[path = "recipients_tests.rs"]
mod tests;
