//! Faults in English: what is wrong, then what to do.
//!
//! The order of the sentences is that of the Danish file beside it.

use super::{ConditionFault, Expected, FaultKind};
use crate::language::Language;

pub(super) fn sentence(kind: &FaultKind) -> String {
    use FaultKind as K;
    match kind {
        K::FileTooLarge { .. } | K::NotUtf8 | K::ControlCharacter | K::Syntax { .. } | K::DuplicateKey { .. } => file(kind),
        K::MissingLanguage { .. }
        | K::UnlistedLanguage { .. }
        | K::UnknownLanguage { .. }
        | K::Languages
        | K::EmptyText { .. }
        | K::TextTooLong { .. }
        | K::UnknownPlaceholder { .. } => text(kind),
        K::SameValue { .. }
        | K::SameLabel { .. }
        | K::NoChoices
        | K::ScaleAndChoices
        | K::NoScale
        | K::MissingAmongChoices
        | K::ChoicesBesideList
        | K::MaxBelowMin
        | K::OffScale { .. } => scale(kind),
        K::BadKey { .. }
        | K::ReservedKey { .. }
        | K::SameKey { .. }
        | K::SecondCode { .. }
        | K::KeyIsNotFolder { .. }
        | K::KeyIsNotDraft { .. }
        | K::VersionIsNotFile { .. } => name(kind),
        K::Condition(fault) => condition(fault),
        K::List(fault) => super::lists::english(fault),
        K::UnknownKey { key, allowed } => {
            format!("The key '{key}' is not known here. Delete it, or write one of these: {}.", allowed.join(", "))
        }
        K::MissingKey { key } => format!("'{key}' is missing. Write '{key} = …' here."),
        K::WrongType { key, expected } => format!("'{key}' must be {}. Correct the value.", expectation(*expected)),
        K::NotForKind { key, kind } => {
            format!("'{key}' does not belong to a question of kind '{kind}'. Delete the key, or choose another kind.")
        }
        K::UnknownName { key, value, allowed } if allowed.is_empty() => {
            format!("There is no '{key}' called '{value}', and none to choose from. Add it first.")
        }
        K::UnknownName { key, value, allowed } => {
            format!("There is no '{key}' called '{value}'. Write one of these: {}.", allowed.join(", "))
        }
        K::TooSmall { key, least } => format!("'{key}' is too small. Write a number that is at least {least}."),
        K::TooBig { key, most } => format!("'{key}' is too big. Write a number that is at most {most}."),
        _ => whole(kind),
    }
}

fn file(kind: &FaultKind) -> String {
    match kind {
        FaultKind::FileTooLarge { kilobytes } => {
            format!("The file is larger than {kilobytes} kB and is not read. Divide it, or find the right file.")
        }
        FaultKind::NotUtf8 => "The file is not saved as UTF-8. Save it again with the encoding UTF-8.".to_owned(),
        FaultKind::ControlCharacter => "There is an invisible control character here. Delete it.".to_owned(),
        FaultKind::Syntax { message } => {
            format!("The file is not valid TOML: {}. Correct the line.", super::syntax(message, Language::En))
        }
        FaultKind::DuplicateKey { key } => format!("The key '{key}' stands there twice. Delete one of them."),
        _ => String::new(),
    }
}

fn text(kind: &FaultKind) -> String {
    match kind {
        FaultKind::MissingLanguage { key, language } => {
            let code = language.code();
            format!(
                "'{key}' is missing in {}. Write the text under '{code}', or take '{code}' out of languages.",
                tongue(*language)
            )
        }
        FaultKind::UnlistedLanguage { key, code } => {
            format!("'{key}' has a text in '{code}', which is not in languages. Delete the text, or add '{code}' to languages.")
        }
        FaultKind::UnknownLanguage { code } => {
            format!("The platform does not speak '{code}'. Write one of these: {}.", codes())
        }
        FaultKind::Languages => {
            format!(
                "languages must name at least one language, and each only once. Write for example [\"da\", \"en\"]; there are {}.",
                codes()
            )
        }
        FaultKind::EmptyText { key } => format!("'{key}' is empty. Write a text, or delete the key if it can be spared."),
        FaultKind::TextTooLong { key, most } => format!("'{key}' is longer than {most} characters. Shorten the text."),
        FaultKind::UnknownPlaceholder { name } => format!(
            "'{{{name}}}' is replaced by nothing. Write {{municipality.name}}, {{municipality.phone}}, {{municipality.controller}} or {{municipality.dpo}}."
        ),
        _ => String::new(),
    }
}

fn scale(kind: &FaultKind) -> String {
    match kind {
        FaultKind::SameValue { value } => format!("The value {value} stands there twice. Give each choice a value of its own."),
        FaultKind::SameLabel { label } => format!("The label '{label}' stands there twice. Give each choice a label of its own."),
        FaultKind::NoChoices => "There is nothing to choose from. Write at least one choice that is not 'missing'.".to_owned(),
        FaultKind::ScaleAndChoices => "The question has both 'scale' and 'choices'. Keep one of them.".to_owned(),
        FaultKind::NoScale => "The question has no choices. Write 'scale = …' or 'choices = […]'.".to_owned(),
        FaultKind::MissingAmongChoices => {
            "A choice cannot be 'missing' here. Delete it, and write for example missing = [\"declined\"] in the question."
                .to_owned()
        }
        FaultKind::ChoicesBesideList => {
            "The choices come from a code list. Beside it only choices with \"missing\" can stand, such as \"Don't know\"."
                .to_owned()
        }
        FaultKind::MaxBelowMin => "'max' is less than 'min'. Swap them, or correct one of them.".to_owned(),
        FaultKind::OffScale { key, value } => {
            format!(
                "'{key}' names {value}, which is no substantive choice here. Write only values of choices that are not 'missing'."
            )
        }
        _ => String::new(),
    }
}

fn name(kind: &FaultKind) -> String {
    match kind {
        FaultKind::BadKey { value, hyphen: false } => {
            format!("The key '{value}' has characters that a key may not have. Write only a-z, digits and _.")
        }
        FaultKind::BadKey { value, .. } => {
            format!("The key '{value}' has characters that a key may not have. Write only a-z, digits and hyphens.")
        }
        FaultKind::ReservedKey { value } => {
            format!("The platform uses the key '{value}' itself. Give the question another key.")
        }
        FaultKind::SameKey { value, line } => {
            format!("The key '{value}' is already used in line {line}. Choose another.")
        }
        FaultKind::SecondCode { line } => {
            format!("The question in line {line} already asks for a code. A questionnaire can have only one.")
        }
        FaultKind::KeyIsNotFolder { key, folder } => {
            format!("The key is '{key}', but the folder is called '{folder}'. Give them the same name.")
        }
        FaultKind::KeyIsNotDraft { key, draft } => {
            format!("The key is '{key}', but what is written here is '{draft}'. Write '{draft}', or begin a new questionnaire.")
        }
        FaultKind::VersionIsNotFile { version, file } => {
            format!(
                "The version is {version}, but the file is called '{file}.toml'. Correct the version, or rename the file to {version}.toml."
            )
        }
        _ => String::new(),
    }
}

fn whole(kind: &FaultKind) -> String {
    match kind {
        FaultKind::PagesAndQuestions => {
            "The file has both [[page]] and [[question]]. Use one form only: move the questions onto pages as [[page.question]]."
                .to_owned()
        }
        FaultKind::NoQuestions => "There is no question here. Write at least one.".to_owned(),
        FaultKind::BackgroundNotAsked { key } => {
            format!("'{key}' is to be asked, but no question has that key. Add the question, or write source = \"recipient\".")
        }
        FaultKind::BackgroundNotSingle { key } => {
            format!(
                "Answers can only be broken down by a question of kind 'single'. Change '{key}', or take it out of background."
            )
        }
        FaultKind::BackgroundIsQuestion { key } => {
            format!(
                "'{key}' comes from the invitation, but is a question too. Write source = \"asked\", or give the question another key."
            )
        }
        FaultKind::EvaluationMissing { allowed } => {
            format!("The trial has several evaluations. Write evaluation = with one of these: {}.", allowed.join(", "))
        }
        FaultKind::EvaluationUnknown { trial } => {
            format!("The trial '{trial}' does not have several evaluations. Delete 'evaluation'.")
        }
        FaultKind::SupersedesNoEarlier => {
            "'supersedes' must name a version earlier than this one. Correct 'version', or delete 'supersedes'.".to_owned()
        }
        FaultKind::ExactlyOne { first, second } => {
            format!("Either '{first}' or '{second}' must stand here. Write exactly one of them.")
        }
        FaultKind::UntilBeforeFrom => "'until' lies before 'from'. Correct one of the dates.".to_owned(),
        FaultKind::NoticeMissing => {
            "Warning: there is no [notice], so the questionnaire cannot be published. Write what respondents must be told."
                .to_owned()
        }
        FaultKind::SensitiveFreeText => {
            "Warning: a sensitive questionnaire asks for free text, which may show who answers. Use fixed choices if you can."
                .to_owned()
        }
        _ => String::new(),
    }
}

fn condition(fault: &ConditionFault) -> String {
    match fault {
        ConditionFault::Unexpected { found } if found.is_empty() => {
            "The condition ends too early. Write the rest, for example 'used != 1'.".to_owned()
        }
        ConditionFault::Unexpected { found } => {
            format!("'{found}' cannot stand here in a condition. Write for example 'used != 1 and not answered(age)'.")
        }
        ConditionFault::OpenText => "The quoted text does not end. Put a quotation mark after it.".to_owned(),
        ConditionFault::TooLong => "The condition is too long. Divide it, or write it more simply.".to_owned(),
        ConditionFault::UnknownKey { key } => {
            format!("No question has the key '{key}'. Write the key of a question on an earlier page.")
        }
        ConditionFault::NotEarlier { key } => {
            format!("'{key}' does not stand on an earlier page. Move the question forward, or ask about an earlier one.")
        }
        ConditionFault::WholeBattery { key, example } => {
            format!("'{key}' has several items. Name one of them, for example '{example}'.")
        }
        ConditionFault::NotComparable { key } => {
            format!("The answer to '{key}' cannot be compared like this. Write answered({key}), or ask about another question.")
        }
        ConditionFault::UseChosen { key } => {
            format!("'{key}' can have several answers. Write chosen({key}, 1) instead of a comparison.")
        }
        ConditionFault::WrongValue { key } => {
            format!(
                "'{key}' cannot be compared with that value. Write a number for numbers and choices, and quoted text for texts and dates (\"2020-01-31\")."
            )
        }
        ConditionFault::OffScale { key, value } => {
            format!("'{key}' cannot have the value {value}. Write a value that the question has.")
        }
        ConditionFault::NeverTrue => "The condition can never be true. Correct it, or delete the question.".to_owned(),
    }
}

fn expectation(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "a quoted text",
        Expected::Texts => "a text in each language, for example { da = \"…\", en = \"…\" }",
        Expected::Whole => "a whole number",
        Expected::Number => "a number",
        Expected::Boolean => "true or false",
        Expected::Date => "a date such as 2020-01-31, without quotes",
        Expected::List => "a list in square brackets",
        Expected::Table => "a table",
    }
}

fn tongue(language: Language) -> &'static str {
    match language {
        Language::Da => "Danish",
        Language::En => "English",
        Language::Ar => "Arabic",
    }
}

fn codes() -> String {
    Language::ALL.map(Language::code).join(", ")
}
