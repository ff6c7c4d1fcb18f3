//! A small questionnaire for the tests of this room, changed one attribute at a time.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::assemble::{Input, RoundInput};
use super::tally::{Cell, Tallies};
use crate::config::Privacy;
use crate::fieldwork::{Access, Mode, Round};
use crate::language::{Language, Text};
use crate::questionnaire::{
    Audience, Background, Choice, CodeLists, Event, Kind, Lasts, Missing, Municipality, Outcome, Page, Part, Question, Scale,
    ScaleKind, Source, Status, Trial, Trials, Version,
};

pub(crate) fn text(words: &str) -> Text {
    Text(BTreeMap::from([(Language::Da, words.to_owned()), (Language::En, format!("{words} (en)"))]))
}

pub(crate) fn choice(value: i64, words: &str) -> Choice {
    Choice { value, label: text(words), missing: None }
}

pub(crate) fn dont_know() -> Choice {
    Choice { value: 98, label: text("Ved ikke"), missing: Some(Missing::DontKnow) }
}

pub(crate) fn extent() -> Scale {
    let words = ["Slet ikke", "I mindre grad", "Hverken eller", "I nogen grad", "I høj grad"];
    let mut choices: Vec<Choice> = (1..).zip(words).map(|(value, words)| choice(value, words)).collect();
    choices.push(dont_know());
    Scale { kind: ScaleKind::Ordinal, choices }
}

pub(crate) fn yes_no() -> Scale {
    Scale { kind: ScaleKind::Nominal, choices: vec![choice(1, "Nej"), choice(2, "Ja")] }
}

pub(crate) fn question(key: &str, kind: Kind) -> Question {
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
        options_from: None,
    }
}

pub(crate) fn single(key: &str, scale: Scale) -> Question {
    question(key, Kind::Single { scale, other: false })
}

pub(crate) fn multiple(key: &str) -> Question {
    let choices = vec![choice(1, "IT"), choice(2, "Lov"), choice(3, "Tid"), choice(4, "Kurser"), choice(5, "Andet")];
    question(key, Kind::Multiple { choices, max_choices: None, none: false, other: false, missing: Vec::new() })
}

/// A version with each question on a page of its own.
pub(crate) fn version(number: u32, questions: Vec<Question>) -> Version {
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

/// A round of this version with its counts: per item, code and how many, all in one cell.
pub(crate) fn round(key: &str, opens: Date, number: u32) -> Round {
    Round {
        id: 1,
        key: key.to_owned(),
        questionnaire: "eksempel-caseworkers".to_owned(),
        version: number,
        opens,
        closes: opens.saturating_add(30.days()),
        closed_at: None,
        mode: Mode::Pseudonymous,
        access: Access::Invited,
        population: None,
        minimum: None,
        complete: 80,
        partial: 50,
        synthetic: false,
        imported: true,
        divisions: None,
        public_key: None,
    }
}

/// Adds counts of one item to the cell of a municipality, or to the unknown one.
pub(crate) fn tally(tallies: &mut Tallies, municipality: Option<&str>, item: &str, counts: &[(i64, u64)]) {
    let cell: Cell = municipality.map(|key| ("municipality".to_owned(), key.to_owned())).into_iter().collect();
    counts.iter().filter(|(_, count)| *count > 0).for_each(|(code, count)| tallies.add(&cell, item, *code, *count));
}

/// Trials with one in which these municipalities take part, and one event.
pub(crate) fn trials(municipalities: &[&str]) -> Trials {
    let unit = |key: &&str| Municipality {
        key: (*key).to_owned(),
        name: format!("{key} Kommune"),
        short: (*key).to_owned(),
        codes: vec![1],
        controller: None,
        dpo: None,
        phone: None,
        hours: None,
    };
    let part = Part {
        name: text("Hele forsøget"),
        evaluation: None,
        municipalities: municipalities.iter().map(|key| (*key).to_owned()).collect(),
        groups: Vec::new(),
        from: None,
        until: None,
        source: "Tabel 4".to_owned(),
        whole: false,
    };
    let trial = Trial {
        key: "eksempel".to_owned(),
        number: 1,
        name: text("Eksempel"),
        theme: "A".to_owned(),
        in_force: date(2018, 7, 1),
        status: Status::Ended,
        outcome: Outcome::Extended,
        outcome_date: None,
        lead: None,
        evaluations: Vec::new(),
        parts: vec![part],
    };
    let event = |date, name, trials: Option<&str>| {
        let trials = trials.map(|key| vec![key.to_owned()]);
        Event { date, lasts: Lasts::Day, name: text(name), trials, municipalities: Vec::new(), source: None, desk: None }
    };
    Trials {
        municipalities: municipalities.iter().map(unit).collect(),
        themes: Vec::new(),
        events: vec![
            event(date(2020, 1, 1), "Ny lov", None),
            event(date(2020, 3, 1), "Noget andet sted", Some("mentor")),
            event(date(2021, 1, 1), "Efter", None),
        ],
        trials: vec![trial],
        publisher: None,
        content: String::new(),
        lists: CodeLists::default(),
    }
}

/// These rounds as the whole trial is compared: by nothing, with the usual minimums, nobody followed, nothing weighted, in Danish.
pub(crate) fn input<'a>(trials: &'a Trials, rounds: Vec<RoundInput<'a>>) -> Input<'a> {
    static USUAL: LazyLock<Privacy> = LazyLock::new(Privacy::default);
    Input {
        trials,
        trial: "eksempel",
        evaluation: None,
        rounds,
        approvals: &[],
        by: &[],
        privacy: &USUAL,
        linked: None,
        weight_by: &[],
        shared: Vec::new(),
        language: Language::Da,
    }
}
