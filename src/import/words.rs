//! The sentences of faults in Danish and in English.
//!
//! Each says what is wrong and what to do. Addresses and person numbers are never repeated; what is quoted is cut short.

use super::fault::FaultKind;

/// The sentence in Danish.
pub(super) fn danish(kind: &FaultKind) -> String {
    match kind {
        FaultKind::EmptyFile => "filen er tom; den skal have en række med kolonnenavne".into(),
        FaultKind::NoRows => "filen har kolonnenavne, men ingen rækker".into(),
        FaultKind::InvalidUtf8 => "her er en byte, som ikke er UTF-8; gem filen igen som \"CSV UTF-8\"".into(),
        FaultKind::InvalidUtf16 => "her er et tegn, som ikke er UTF-16; gem filen igen som \"CSV UTF-8\"".into(),
        FaultKind::UndefinedByte(byte) => format!(
            "byten 0x{byte:02X} findes hverken i UTF-8 eller Windows-1252; er det en CSV-fil? Gem den igen som \"CSV UTF-8\""
        ),
        FaultKind::Nul => "her er et NUL-tegn, som ikke kan gemmes; slet det".into(),
        FaultKind::UnclosedQuote => {
            "her begynder et anførselstegn, som ikke bliver lukket; luk det, eller skriv det dobbelt".into()
        }
        FaultKind::EmptyHeader { number } => format!("kolonne {number} har intet navn; giv den et, eller slet kolonnen"),
        FaultKind::DuplicateHeader { name } => format!("kolonnen {} findes to gange; slet eller omdøb den ene", quoted(name)),
        FaultKind::Ragged { expected, found } => {
            format!("rækken har {found} felter, men filen har {expected} kolonner; sæt anførselstegn om felter med skilletegn i")
        }
        FaultKind::MissingColumn { name } => format!("kolonnen {} mangler", quoted(name)),
        FaultKind::UnknownColumn { name, known, mappable } => {
            let remedy = if *mappable { ", slet den, eller nævn den i en fil til --map" } else { ", eller slet den" };
            format!("kolonnen {} er ukendt; ret den til en af {}{remedy}", quoted(name), known.join(", "))
        }
        FaultKind::EmptyCell { column } => format!("{} mangler; feltet skal udfyldes", quoted(column)),
        FaultKind::PersonNumbers { column } => format!(
            "kolonnen {} ser ud til at indeholde CPR-numre (ti cifre med en gyldig dato), og dem må platformen ikke have; \
             kør `nulpunkt pseudonymise` på kommunens egen maskine og importér den fil, den laver",
            quoted(column)
        ),
        FaultKind::UnknownMunicipality { value } => {
            format!("kommunen {} er ukendt; brug nøglen, det korte eller det fulde navn fra trials.toml", quoted(value))
        }
        FaultKind::UnknownLanguage { value, offered } => {
            format!("spørgeskemaet findes ikke på sproget {}; vælg mellem {}", quoted(value), offered.join(", "))
        }
        FaultKind::Email => "det er ikke en e-mailadresse; ret den, eller lad feltet være tomt".into(),
        FaultKind::Phone => "det er ikke et telefonnummer; ret det, eller lad feltet være tomt".into(),
        FaultKind::Unprintable { column } => {
            format!("{} har tegn, der ikke kan stå der, eller er længere end 200 tegn; ret feltet", quoted(column))
        }
        FaultKind::DuplicatePersonKey { first } => {
            format!("samme person_key som i linje {first}; slet den ene, eller vælg --duplicates first eller last")
        }
        FaultKind::DuplicateEmail { first } => {
            format!("samme e-mailadresse som i linje {first}; slet den ene, eller vælg --duplicates first eller last")
        }
        FaultKind::NotACount { column } => format!("{} skal være et helt tal fra 0", quoted(column)),
        FaultKind::DuplicateGroup { first } => format!("samme gruppe som i linje {first}; læg de to rækker sammen"),
    }
}

/// The sentence in English.
pub(super) fn english(kind: &FaultKind) -> String {
    match kind {
        FaultKind::EmptyFile => "the file is empty; it needs a row with the names of its columns".into(),
        FaultKind::NoRows => "the file has names of columns but no rows".into(),
        FaultKind::InvalidUtf8 => "here is a byte that is not UTF-8; save the file again as \"CSV UTF-8\"".into(),
        FaultKind::InvalidUtf16 => "here is a character that is not UTF-16; save the file again as \"CSV UTF-8\"".into(),
        FaultKind::UndefinedByte(byte) => format!(
            "the byte 0x{byte:02X} exists neither in UTF-8 nor in Windows-1252; is this a CSV file? Save it again as \"CSV UTF-8\""
        ),
        FaultKind::Nul => "here is a NUL character, which cannot be stored; delete it".into(),
        FaultKind::UnclosedQuote => "a quotation mark is opened here and never closed; close it, or write it twice".into(),
        FaultKind::EmptyHeader { number } => format!("column {number} has no name; give it one or delete the column"),
        FaultKind::DuplicateHeader { name } => format!("the column {} is there twice; delete or rename one", quoted(name)),
        FaultKind::Ragged { expected, found } => {
            format!("the row has {found} cells but the file has {expected} columns; quote cells that hold the separator")
        }
        FaultKind::MissingColumn { name } => format!("the column {} is missing", quoted(name)),
        FaultKind::UnknownColumn { name, known, mappable } => {
            let remedy = if *mappable { ", delete it, or name it in a file for --map" } else { ", or delete it" };
            format!("the column {} is unknown; change it to one of {}{remedy}", quoted(name), known.join(", "))
        }
        FaultKind::EmptyCell { column } => format!("{} is missing; fill in the cell", quoted(column)),
        FaultKind::PersonNumbers { column } => format!(
            "the column {} seems to hold CPR numbers (ten digits with a valid date), which the platform must not have; \
             run `nulpunkt pseudonymise` on the municipality's own machine and import the file that it makes",
            quoted(column)
        ),
        FaultKind::UnknownMunicipality { value } => {
            format!("the municipality {} is unknown; use the key, the short or the full name of trials.toml", quoted(value))
        }
        FaultKind::UnknownLanguage { value, offered } => {
            format!("the questionnaire is not offered in {}; choose one of {}", quoted(value), offered.join(", "))
        }
        FaultKind::Email => "this is no e-mail address; mend it or leave the cell empty".into(),
        FaultKind::Phone => "this is no telephone number; mend it or leave the cell empty".into(),
        FaultKind::Unprintable { column } => {
            format!("{} has characters that cannot stand there, or more than 200; mend the cell", quoted(column))
        }
        FaultKind::DuplicatePersonKey { first } => {
            format!("the same person_key as on line {first}; delete one, or choose --duplicates first or last")
        }
        FaultKind::DuplicateEmail { first } => {
            format!("the same e-mail address as on line {first}; delete one, or choose --duplicates first or last")
        }
        FaultKind::NotACount { column } => format!("{} must be a whole number from 0", quoted(column)),
        FaultKind::DuplicateGroup { first } => format!("the same group as on line {first}; add the two rows up"),
    }
}

/// A word from a file, in quotation marks, on one line and no longer than a glance.
pub(super) fn quoted(word: &str) -> String {
    const GLANCE: usize = 40;
    let mut line: String = word.chars().take(GLANCE).map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    if word.chars().count() > GLANCE {
        line.push('…');
    }
    format!("\"{line}\"")
}
