//! A small questionnaire for the tests of this room, changed one attribute at a time.

use std::collections::BTreeMap;

use crate::language::{Language, Text};
use crate::questionnaire::{Audience, Background, Choice, Kind, Missing, Page, Question, Scale, ScaleKind, Source, Version};

pub(super) fn text(words: &str) -> Text {
    Text(BTreeMap::from([(Language::Da, words.to_owned()), (Language::En, format!("{words} (en)"))]))
}

pub(super) fn choice(value: i64, words: &str) -> Choice {
    Choice { value, label: text(words), missing: None }
}

pub(super) fn dont_know() -> Choice {
    Choice { value: 98, label: text("Ved ikke"), missing: Some(Missing::DontKnow) }
}

pub(super) fn extent() -> Scale {
    let words = ["Slet ikke", "I mindre grad", "Hverken eller", "I nogen grad", "I høj grad"];
    let mut choices: Vec<Choice> = (1..).zip(words).map(|(value, words)| choice(value, words)).collect();
    choices.push(dont_know());
    Scale { kind: ScaleKind::Ordinal, choices }
}

pub(super) fn yes_no() -> Scale {
    Scale { kind: ScaleKind::Nominal, choices: vec![choice(1, "Nej"), choice(2, "Ja")] }
}

pub(super) fn question(key: &str, kind: Kind) -> Question {
    Question {
        key: key.to_owned(),
        kind,
        text: text(&format!("Spørgsmålet {key}?")),
        help: None,
        lead: None,
        primary: false,
        show_if: None,
        screen_out_if: None,
        top: None,
        supersedes: None,
    }
}

pub(super) fn single(key: &str, scale: Scale) -> Question {
    question(key, Kind::Single { scale, other: false })
}

pub(super) fn multiple(key: &str) -> Question {
    let choices = vec![choice(1, "IT"), choice(2, "Lov"), choice(3, "Tid"), choice(4, "Kurser"), choice(5, "Andet")];
    question(key, Kind::Multiple { choices, max_choices: None, none: false, other: false, missing: Vec::new() })
}

/// A version with each question on a page of its own.
pub(super) fn version(number: u32, questions: Vec<Question>) -> Version {
    Version {
        key: "eksempel-caseworkers".to_owned(),
        version: number,
        trial: "eksempel".to_owned(),
        evaluation: None,
        audience: Audience::Caseworker,
        languages: vec![Language::Da, Language::En],
        sensitive: false,
        title: text("Eksempel"),
        introduction: text("Hej"),
        closing: text("Tak"),
        notice: None,
        background: vec![Background { key: "municipality".to_owned(), source: Source::Recipient }],
        pages: questions.into_iter().map(|question| Page { title: None, questions: vec![question] }).collect(),
        content: String::new(),
    }
}
