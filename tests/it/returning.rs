//! Whatever a round holds goes out as a file and comes back as it was: any questionnaire, any answers, both kinds of CSV.
//!
//! Rooms of one floor do not know each other, so the way out and the way in can only be tested together from here.

use std::collections::BTreeMap;
use std::fmt::Write;

use nulpunkt::export::responses::{Form, Marks, ResponseLine, responses as write};
use nulpunkt::fieldwork::{Entry, Mode};
use nulpunkt::import::{ResponseRow, ResponseRules, responses as read};
use nulpunkt::language::Language;
use nulpunkt::questionnaire::{self, Answer, Answers, Kind, MissingName, NONE, OTHER, Trials, Version, journey, other_text_key};
use proptest::prelude::*;

const HEAD: &str = r#"
key = "any"
version = 1
trial = "any"
audience = "caseworker"
languages = ["da", "en"]
title = { da = "T", en = "T" }
introduction = { da = "I", en = "I" }
closing = { da = "C", en = "C" }
[background.team]
source = "recipient"
[scales.extent]
kind = "ordinal"
choices = [ { value = 1, da = "Nej", en = "No" }, { value = 2, da = "Ja", en = "Yes" }, { value = 98, da = "Ved ikke", en = "Don't know", missing = "dont-know" } ]
[[page]]
[[page.question]]
key = "first"
kind = "single"
scale = "extent"
text = { da = "?", en = "?" }
"#;

const CHOICES: &str = "choices = [ { value = 1, da = \"A\", en = \"a\" }, { value = 2, da = \"B\", en = \"b\" }, { value = 7, da = \"C\", en = \"c\" } ]";

/// A questionnaire with a question for each of these kinds, those with an odd number hidden unless `first` is 2.
fn version(kinds: &[(usize, bool)]) -> Version {
    let mut file = HEAD.to_owned();
    for (index, (kind, hidden)) in kinds.iter().enumerate() {
        let kind = match kind {
            0 => format!("kind = \"single\"\nother = true\n{CHOICES}"),
            1 => format!("kind = \"multiple\"\nother = true\nnone = true\nmissing = [\"declined\"]\n{CHOICES}"),
            2 => "kind = \"battery\"\nscale = \"extent\"\nitems = [ { key = \"a\", da = \"A\", en = \"a\" }, { key = \"b\", da = \"B\", en = \"b\" } ]".to_owned(),
            3 => "kind = \"text\"\nmissing = [\"declined\"]".to_owned(),
            4 => "kind = \"longtext\"".to_owned(),
            5 => "kind = \"number\"\ndecimals = 2\nmissing = [\"declined\"]".to_owned(),
            6 => "kind = \"date\"\nmissing = [\"declined\"]".to_owned(),
            _ => format!("kind = \"ranking\"\nmissing = [\"declined\"]\n{CHOICES}"),
        };
        let condition = if *hidden { "show_if = \"first == 2\"\n" } else { "" };
        writeln!(file, "[[page]]\n[[page.question]]\nkey = \"q{index}\"\n{condition}text = {{ da = \"?\", en = \"?\" }}\n{kind}")
            .unwrap();
    }
    questionnaire::read("any", &file, None).unwrap_or_else(|faults| panic!("{faults:?}\n{file}")).0
}

/// Some answer to an item, made from a few random numbers and a text; none now and then.
fn answer(kind: &Kind, number: u32, text: &str) -> Option<Answer> {
    if number.is_multiple_of(5) {
        return None;
    }
    if number.is_multiple_of(7) && kind.scale().is_none() && !kind.missing().is_empty() {
        return Some(Answer::Missing(MissingName::Declined));
    }
    let pick = |values: &[i64]| values[number as usize % values.len()];
    Some(match kind {
        Kind::Single { other: true, .. } => Answer::Choice(pick(&[1, 2, 7, OTHER])),
        Kind::Single { .. } | Kind::Battery { .. } => Answer::Choice(pick(&[1, 2, 98])),
        Kind::Multiple { .. } if number.is_multiple_of(11) => Answer::Choices(vec![NONE]),
        Kind::Multiple { .. } => {
            let values = [OTHER, 1, 2, 7].into_iter().enumerate();
            Answer::Choices(values.filter(|(bit, _)| number >> bit & 1 == 1).map(|(_, value)| value).collect())
        }
        Kind::Text { .. } | Kind::LongText { .. } => Answer::Text(text.to_owned()),
        Kind::Number { .. } => Answer::Number(f64::from(i32::try_from(number % 2_000_000).unwrap() - 1_000_000) / 100.0),
        Kind::Date { .. } => Answer::Date(format!("{}-{:02}-{:02}", 1950 + number % 100, number % 12 + 1, number % 28 + 1)),
        Kind::Ranking { .. } => {
            let mut order = vec![1, 2, 7];
            order.rotate_left(number as usize % 3);
            Answer::Ranking(order)
        }
        Kind::Code | Kind::Note => return None,
    })
}

fn answers(version: &Version, numbers: &[u32], text: &str) -> Answers {
    let mut answers = Answers::default();
    for (item, number) in version.items().iter().zip(numbers) {
        let Some(answer) = answer(&item.question.kind, *number, text) else { continue };
        let other =
            matches!(&answer, Answer::Choice(OTHER)) || matches!(&answer, Answer::Choices(values) if values.contains(&OTHER));
        if other && number % 2 == 1 {
            answers.0.insert(other_text_key(&item.key), Answer::Text(text.to_owned()));
        }
        answers.0.insert(item.key.clone(), answer);
    }
    journey::prune(version, &mut answers);
    answers
}

fn written<'a>(version: &Version, form: Form, lines: impl IntoIterator<Item = ResponseLine<'a>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, version, form, Marks { person_key: true, entry: true, synthetic: false }, lines).unwrap();
    bytes
}

fn line(row: &ResponseRow) -> ResponseLine<'_> {
    ResponseLine {
        response_id: row.response_id.as_deref().unwrap_or_default(),
        panel_id: row.panel_id.as_deref(),
        person_key: row.person_key.as_deref(),
        submitted_on: row.submitted_on,
        language: row.language,
        entry: row.entry,
        background: &row.background,
        answers: &row.answers,
    }
}

/// Texts with all that a file could trip over.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[=+@'\t\r\n;,\"æøå0-9-]{1,12}", "\\PC{1,20}"]
        .prop_filter("a text that is blank is no answer", |text| !text.trim().is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_questionnaires_answers_come_back_as_they_went_out(
        kinds in prop::collection::vec((0usize..8, any::<bool>()), 0..8),
        people in prop::collection::vec((prop::collection::vec(any::<u32>(), 20), texts(), texts()), 0..6),
    ) {
        let version = version(&kinds);
        let rows: Vec<ResponseRow> = people
            .iter()
            .enumerate()
            .map(|(index, (numbers, text, team))| {
                let team: String = team.chars().filter(|sign| !sign.is_control()).collect::<String>().trim().to_owned();
                ResponseRow {
                    line: 0,
                    response_id: Some(format!("-{index}")),
                    panel_id: (index % 2 == 0).then(|| format!("p1:{index}")),
                    person_key: (index % 3 == 0).then(|| format!("=sag {index}")),
                    submitted_on: (index % 2 == 1).then(|| jiff::civil::date(2019, 1, 31)),
                    language: if index % 2 == 0 { Language::Da } else { Language::En },
                    entry: [Entry::Web, Entry::Paper, Entry::Telephone][index % 3],
                    background: if team.is_empty() { BTreeMap::new() } else { BTreeMap::from([("team".to_owned(), team)]) },
                    answers: answers(&version, numbers, text),
                }
            })
            .collect();
        let trials = Trials::default();
        let rules = ResponseRules { version: &version, trials: &trials, mode: Mode::Identified, map: None, today: jiff::civil::date(2020, 6, 30) };
        for form in [Form::Csv, Form::Excel] {
            let out = written(&version, form, rows.iter().map(line));
            let back = read("a.csv", &out, rules).unwrap_or_else(|faults| panic!("{faults:?}\n{}", String::from_utf8_lossy(&out)));
            prop_assert!(back.rows.iter().map(|row| &row.answers).eq(rows.iter().map(|row| &row.answers)));
            prop_assert!(out == written(&version, form, back.rows.iter().map(line)), "{form:?}");
        }
    }
}
