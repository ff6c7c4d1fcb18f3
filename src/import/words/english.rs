//! Faults in English: what is wrong, then what to do.
//!
//! The order of the sentences is that of the Danish file beside it.

use super::glance;
use crate::import::{AnswerFault, FaultKind, MapFault, PseudonymFault, WorkbookFault};
use crate::language::Language;
use crate::questionnaire::syntax;

fn quoted(word: &str) -> String {
    format!("'{}'", glance(word))
}

/// The sentence in English.
pub(super) fn sentence(kind: &FaultKind) -> String {
    match kind {
        FaultKind::EmptyFile => "The file is empty. It needs a row with the names of its columns.".into(),
        FaultKind::NoRows => "The file has names of columns but no rows.".into(),
        FaultKind::InvalidUtf8 => "Here is a byte that is not UTF-8. Save the file again as 'CSV UTF-8'.".into(),
        FaultKind::InvalidUtf16 => "Here is a character that is not UTF-16. Save the file again as 'CSV UTF-8'.".into(),
        FaultKind::UndefinedByte(byte) => format!(
            "The byte 0x{byte:02X} exists neither in UTF-8 nor in Windows-1252. Is this a CSV file? Save it again as 'CSV UTF-8'."
        ),
        FaultKind::Nul => "Here is a NUL character, which cannot be stored. Delete it.".into(),
        FaultKind::UnclosedQuote => "A quotation mark is opened here and never closed. Close it, or write it twice.".into(),
        FaultKind::EmptyHeader { number } => format!("Column {number} has no name. Give it one or delete the column."),
        FaultKind::DuplicateHeader { name } => format!("The column {} is there twice. Delete or rename one.", quoted(name)),
        FaultKind::Ragged { expected, found } => {
            let cells = if *found == 1 { "cell" } else { "cells" };
            let columns = if *expected == 1 { "column" } else { "columns" };
            format!("The row has {found} {cells} but the file has {expected} {columns}. Quote cells that hold the separator.")
        }
        FaultKind::MissingColumn { name } => format!("The column {} is missing.", quoted(name)),
        FaultKind::UnknownColumn { name, known, mappable } => {
            let remedy = if *mappable { ", delete it, or name it in a file for --map" } else { ", or delete it" };
            format!("The column {} is unknown. Change it to one of {}{remedy}.", quoted(name), known.join(", "))
        }
        FaultKind::EmptyCell { column } => format!("{} is missing. Fill in the cell.", quoted(column)),
        FaultKind::PersonNumbers { column } => format!(
            "The column {} seems to hold CPR numbers (ten digits with a valid date), which the platform must not have. \
             Replace them by keys of the municipality's own: `nulpunkt pseudonymise` does so on your own machine. Then import the \
             file again.",
            quoted(column)
        ),
        FaultKind::PersonNumberInCell { column } => format!(
            "{} holds what looks like a CPR number (ten digits with a valid date), which the platform must not have. Delete it and \
             import the file again.",
            quoted(column)
        ),
        FaultKind::UnknownMunicipality { value } => {
            format!(
                "The municipality {} is unknown. Write the municipality's short or full name as on the trial's page.",
                quoted(value)
            )
        }
        FaultKind::NotInTrial { value, taking_part } => format!(
            "{} takes no part in the trial; {} do. Mend the municipality or delete the row.",
            quoted(value),
            taking_part.join(", ")
        ),
        FaultKind::NotYours => {
            "The row belongs to none of your municipalities. Delete it, or ask your coordinator to import it.".into()
        }
        FaultKind::UnknownLanguage { value, offered } => {
            format!("The questionnaire is not offered in {}. Choose one of {}.", quoted(value), offered.join(", "))
        }
        FaultKind::Email => "This is no e-mail address. Mend it or leave the cell empty.".into(),
        FaultKind::Phone => "This is no telephone number. Mend it or leave the cell empty.".into(),
        FaultKind::Unprintable { column } => {
            format!("{} has characters that cannot stand there, or more than 200. Mend the cell.", quoted(column))
        }
        FaultKind::DuplicatePersonKey { first } => {
            format!("The same person_key as on line {first}. Delete one, or choose --duplicates first or last.")
        }
        FaultKind::DuplicateEmail { first } => {
            format!("The same e-mail address as on line {first}. Delete one, or choose --duplicates first or last.")
        }
        FaultKind::KnownDiffers { columns } => format!(
            "The round has this person_key already, with other content in {}. Mend the row, or choose --duplicates first, and the round \
             keeps what it has.",
            columns.join(", ")
        ),
        FaultKind::AddressInRound => {
            "Somebody else in the round has this e-mail address already and would get two letters. Delete the \
             row, or choose --duplicates first to leave it out."
                .into()
        }
        FaultKind::NotACount { column } => format!("{} must be a whole number from 0.", quoted(column)),
        FaultKind::DuplicateGroup { first } => format!("The same group as on line {first}. Add the two rows up."),
        FaultKind::Pseudonym(fault) => pseudonym(fault),
        FaultKind::Workbook(fault) => workbook(fault),
        FaultKind::Answer(fault) => answer(fault),
        FaultKind::Figure(fault) => super::figures::sentence(fault, Language::En),
        FaultKind::Map(fault) => map(fault),
    }
}

fn answer(fault: &AnswerFault) -> String {
    match fault {
        AnswerFault::NotAChoice { column, value, allowed } => {
            format!(
                "{} is not among the choices of {}. Write one of these values or its label: {allowed}.",
                quoted(value),
                quoted(column)
            )
        }
        AnswerFault::NotZeroOrOne { column } => format!("{} must be 0 (not chosen), 1 (chosen) or empty.", quoted(column)),
        AnswerFault::TickEmpty { column, item } => format!(
            "{} is empty but other columns of {} are filled in. Write 0 or 1 in all of them, or leave them all empty.",
            quoted(column),
            quoted(item)
        ),
        AnswerFault::SamePanelId { first: Some(first) } => {
            format!("The same panel_id as on line {first}: a person answers once in a round. Delete one of the rows.")
        }
        AnswerFault::SamePanelId { first: None } => {
            "The round has an answer with this panel_id already: a person answers once in a round. Delete the row.".into()
        }
        AnswerFault::KnownResponseDiffers => {
            "response_id is in the round with other content. Nothing was imported: mend the row, or give it another id.".into()
        }
        AnswerFault::InFuture { column } => format!("The day in {} has not come yet. Mend it.", quoted(column)),
        AnswerFault::OtherTextAlone { column } => {
            format!("{} has a text but 'other' is not chosen. Choose it or delete the text.", quoted(column))
        }
        AnswerFault::NoneBesideOthers { column } => {
            format!("{} is chosen together with others. Keep either it or the others.", quoted(column))
        }
        AnswerFault::TooManyChoices { column, most } => {
            format!("More is chosen in {} than the {most} that may be. Mend the row.", quoted(column))
        }
        AnswerFault::NotANumber { column } => {
            format!(
                "{} must be a number. Write only digits and one decimal sign (a comma only in files with semicolons or tabs).",
                quoted(column)
            )
        }
        AnswerFault::OutOfRange { column, range } => {
            format!("The number in {} must lie in the range {range}. Mend it.", quoted(column))
        }
        AnswerFault::TooManyDecimals { column, decimals: 0 } => {
            format!("{} must be a whole number. Remove the decimals.", quoted(column))
        }
        AnswerFault::TooManyDecimals { column, decimals: 1 } => {
            format!("{} may have at most one decimal. Round the number.", quoted(column))
        }
        AnswerFault::TooManyDecimals { column, decimals } => {
            format!("{} may have at most {decimals} decimals. Round the number.", quoted(column))
        }
        AnswerFault::TooLong { column, most } => {
            format!("The text in {} is longer than {most} characters. Shorten it.", quoted(column))
        }
        AnswerFault::NotADate { column } => {
            format!("{} must be a day that exists. Write it as 2020-06-30 or 30.06.2020.", quoted(column))
        }
        AnswerFault::Ranking { column, choices } => {
            format!("The ranking in {} must use each number from 1 to {choices} once, or be empty.", quoted(column))
        }
        AnswerFault::MissingBesideAnswer { column } => {
            format!("{} says that the answer is missing, but there is one as well. Keep one of them.", quoted(column))
        }
        AnswerFault::NotShown { column } => {
            format!(
                "{} is answered but is not shown after the other answers of the row. Empty the cell or mend the others.",
                quoted(column)
            )
        }
        AnswerFault::PanelInAnonymous => {
            "The round is anonymous and must not have panel_id. Delete the column, or ignore it by --map.".into()
        }
        AnswerFault::PersonKeyNotIdentified => {
            "Only identified rounds may have person_key. Delete the column, or ignore it by --map.".into()
        }
        AnswerFault::SameResponseId { first } => {
            format!("The same response_id as on line {first}, with other content. Delete one or give it an id of its own.")
        }
        AnswerFault::NoTally { question } => {
            format!("The question {} cannot come in as counts; only questions with choices can.", quoted(question))
        }
        AnswerFault::SameCount { first } => format!("The same choice as on line {first}. Add the two rows up."),
        AnswerFault::ShownDiffers { first } => {
            format!("'shown' is not what it is on line {first}. It must be the same for all choices of a question.")
        }
        AnswerFault::ShownTooSmall { least } => {
            format!("'shown' is less than the {least} that are counted. Change it to how many were asked the question.")
        }
        AnswerFault::ShownMissing { question } => {
            format!(
                "'shown' is needed for {}: where several choices may be ticked, counts do not say how many answered.",
                quoted(question)
            )
        }
    }
}

fn map(fault: &MapFault) -> String {
    match fault {
        MapFault::Syntax { message } => format!("The file is not valid TOML: {}. Mend the line.", syntax(message, Language::En)),
        MapFault::UnknownTable { name } => {
            format!("{} is not known here. Write [columns], [values.KEY] or [where].", quoted(name))
        }
        MapFault::WrongType { key } => {
            format!("The value of {} has the wrong type. Write a quoted text or a number.", quoted(key))
        }
        MapFault::UnknownTarget { target, known } => {
            format!("{} is no column here. Write \"\" to ignore it, or one of {}.", quoted(target), known.join(", "))
        }
        MapFault::TargetTwice { target } => format!("Two columns of the file become {}. Choose one.", quoted(target)),
        MapFault::NoSuchColumn { column } => {
            format!("The answers have no column {}. Mend the name or delete the line.", quoted(column))
        }
    }
}

fn pseudonym(fault: &PseudonymFault) -> String {
    match fault {
        PseudonymFault::NoNumbers => {
            "No column holds CPR numbers (ten digits with a valid date), so there is nothing to replace. Is this the right file?"
                .into()
        }
        PseudonymFault::NotANumber { column } => format!(
            "{} holds CPR numbers, but this is none (ten digits with a valid date). Mend it or delete the row.",
            quoted(column)
        ),
        PseudonymFault::NumberElsewhere { column } => format!(
            "{} holds what looks like a CPR number, which must not reach the platform. Delete it and run this again.",
            quoted(column)
        ),
        PseudonymFault::Twice { first } => {
            format!(
                "The person or the key stands on line {first} of the key list as well. Mend the list so that each stands once."
            )
        }
    }
}

fn workbook(fault: &WorkbookFault) -> String {
    match fault {
        WorkbookFault::OldOrLocked => {
            "The file has the old Excel format (.xls) or is locked by a password. Save it as .xlsx without a password.".into()
        }
        WorkbookFault::NotAWorkbook => "The file is no Excel workbook (.xlsx). Save the list as .xlsx or as CSV.".into(),
        WorkbookFault::Damaged => "The workbook is damaged and cannot be read. Open it in Excel and save it again.".into(),
        WorkbookFault::TooLarge => {
            "The workbook is too large. Delete sheets, rows and columns that are not needed, or save the list as CSV.".into()
        }
        WorkbookFault::NoSheet { name, sheets } if name.is_empty() && sheets.is_empty() => {
            "The workbook shows no sheet. Show the one with the list and save the file again.".into()
        }
        WorkbookFault::NoSheet { name, sheets } => {
            let sheets = sheets.iter().map(|sheet| quoted(sheet)).collect::<Vec<_>>().join(", ");
            format!("The workbook has no sheet called {}. It has {sheets}.", quoted(name))
        }
        WorkbookFault::NoValue { shown } if shown == "=" => {
            "Here is a formula without a result. Open the file in Excel and save it again, or write the value itself.".into()
        }
        WorkbookFault::NoValue { shown } => {
            format!("Here stands the error {}. Write the value or leave the cell empty.", glance(shown))
        }
        WorkbookFault::NotANumber => "Here is a number or day that does not exist. Mend it or leave the cell empty.".into(),
        WorkbookFault::NoHeaderAbove => {
            "Here stands something in a column without a name. Name the column in the list's first row or delete the cell.".into()
        }
    }
}
