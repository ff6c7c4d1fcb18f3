//! An answer in words: as it is looked through before it is sent, and as its receipt shows it afterwards.

use super::question::missing_label;
use crate::language::Language;
use crate::questionnaire::{Answer, Answers, Item, Kind, NONE, OTHER};
use crate::web::words::Words;

/// The answer in the respondent's own words and those of the choices; empty, if there is none.
pub(super) fn given(item: &Item<'_>, answers: &Answers, language: Language, words: &Words) -> String {
    let other = || match answers.0.get(&format!("{}/other-text", item.key)) {
        Some(Answer::Text(text)) => format!("{}: {text}", words.question.other),
        _ => words.question.other.clone(),
    };
    let label = |value: i64| match value {
        OTHER => other(),
        NONE => words.question.none.clone(),
        value => label(&item.question.kind, value, language),
    };
    match answers.0.get(&item.key) {
        None => String::new(),
        Some(Answer::Choice(value)) => label(*value),
        Some(Answer::Choices(values)) => values.iter().map(|value| label(*value)).collect::<Vec<_>>().join("\n"),
        Some(Answer::Ranking(values)) => {
            let lines = values.iter().enumerate().map(|(place, value)| format!("{}. {}", place + 1, label(*value)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Some(Answer::Text(text)) => text.clone(),
        Some(Answer::Date(day)) => day.parse().map_or_else(|_| day.clone(), |date| words.day(date)),
        Some(Answer::Number(number)) if language == Language::Da => number.to_string().replace('.', ","),
        Some(Answer::Number(number)) => number.to_string(),
        Some(Answer::Missing(name)) => missing_label((*name).into(), words).to_owned(),
    }
}

fn label(kind: &Kind, value: i64, language: Language) -> String {
    let choices = match kind {
        Kind::Single { scale, .. } | Kind::Battery { scale, .. } => &scale.choices,
        Kind::Multiple { choices, .. } | Kind::Ranking { choices, .. } => choices,
        _ => return String::new(),
    };
    choices.iter().find(|choice| choice.value == value).map_or_else(String::new, |choice| choice.label.get(language).to_owned())
}
