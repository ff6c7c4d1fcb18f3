//! A small questionnaire with every kind of question, for the tests of this room.

use std::collections::BTreeMap;

use crate::language::{Language, Text};
use crate::questionnaire::{
    Audience, Background, Choice, Condition, Kind, Missing, Municipality, Operator, Page, Question, Scale, ScaleKind, Source,
    Trials, Value, Version,
};

/// A text in Danish and English.
pub(crate) fn text(da: &str, en: &str) -> Text {
    Text(BTreeMap::from([(Language::Da, da.to_owned()), (Language::En, en.to_owned())]))
}

fn choice(value: i64, da: &str, en: &str, missing: Option<Missing>) -> Choice {
    Choice { value, label: text(da, en), missing }
}

fn extent() -> Scale {
    let choices = vec![
        choice(1, "Slet ikke", "Not at all", None),
        choice(2, "I nogen grad", "To some extent", None),
        choice(3, "I høj grad", "To a great extent", None),
        choice(98, "Ved ikke", "Don't know", Some(Missing::DontKnow)),
    ];
    Scale { kind: ScaleKind::Ordinal, choices }
}

fn colours() -> Vec<Choice> {
    vec![choice(1, "Rød", "Red", None), choice(2, "Grøn", "Green", None), choice(3, "Blå", "Blue", None)]
}

/// A question of this kind, always shown.
pub(crate) fn question(key: &str, kind: Kind) -> Question {
    Question {
        key: key.to_owned(),
        kind,
        text: text(key, key),
        help: None,
        lead: None,
        primary: false,
        show_if: None,
        screen_out_if: None,
        top: None,
        supersedes: None,
        options_from: None,
    }
}

/// A version whose second page is shown only to those who did not answer `used` with 1.
pub(crate) fn version() -> Version {
    let declined = || vec![Missing::Declined];
    let used =
        Scale { kind: ScaleKind::Nominal, choices: vec![choice(1, "Aldrig", "Never", None), choice(2, "Ofte", "Often", None)] };
    let first = vec![question("used", Kind::Single { scale: used, other: true })];
    let items = vec![("quality".to_owned(), text("Kvalitet", "Quality")), ("speed".to_owned(), text("Fart", "Speed"))];
    let several = Kind::Multiple { choices: colours(), max_choices: Some(2), none: true, other: true, missing: declined() };
    let mut second = vec![
        question("extent", Kind::Single { scale: extent(), other: false }),
        question("effects", Kind::Battery { scale: extent(), items }),
        question("colours", several),
        question("hours", Kind::Number { min: Some(-5.0), max: Some(50.0), decimals: 1, missing: declined() }),
        question("since", Kind::Date { missing: Vec::new() }),
        question("order", Kind::Ranking { choices: colours(), missing: declined() }),
        question("words", Kind::Text { max_length: 40, missing: declined() }),
        question("more", Kind::LongText { max_length: 2000, missing: Vec::new() }),
        question("read", Kind::Note),
    ];
    for question in &mut second {
        question.show_if =
            Some(Condition::Compare { key: "used".to_owned(), operator: Operator::NotEqual, value: Value::Number(1.0) });
    }
    let page = |questions| Page { title: None, questions };
    let background = |key: &str| Background { key: key.to_owned(), source: Source::Recipient };
    Version {
        key: "example".to_owned(),
        version: 1,
        trial: "example".to_owned(),
        evaluation: None,
        audience: Audience::Caseworker,
        languages: vec![Language::Da, Language::En],
        sensitive: false,
        title: text("Titel", "Title"),
        introduction: text("", ""),
        closing: text("", ""),
        notice: None,
        background: vec![background("municipality"), background("team")],
        pages: vec![page(first), page(second)],
        content: String::new(),
    }
}

/// Two municipalities.
pub(crate) fn trials() -> Trials {
    let unit = |key: &str, short: &str| Municipality {
        key: key.to_owned(),
        name: format!("{short} Kommune"),
        short: short.to_owned(),
        codes: Vec::new(),
        controller: None,
        dpo: None,
        phone: None,
        hours: None,
    };
    Trials { municipalities: vec![unit("broenderslev", "Brønderslev"), unit("thisted", "Thisted")], ..Trials::default() }
}
