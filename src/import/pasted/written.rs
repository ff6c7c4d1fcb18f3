//! A pasted text as a questionnaire in the format of the files.
//!
//! What a person must write themselves stands there as an empty text, which the reader of questionnaires calls a fault. What could not be
//! read, and what was guessed, stands as a comment with a mark that [`marks`] finds again.

use std::fmt::Write as _;

use super::options::is_ordered;
use super::{Doubt, Pasted, PastedChoice, PastedKind, PastedQuestion};
use crate::language::Language;
use crate::questionnaire::{Audience, Missing, quoted};

/// What stands above the questions.
#[derive(Clone, Debug)]
pub struct Heading<'a> {
    /// The questionnaire's key.
    pub key: &'a str,
    /// The trial's key.
    pub trial: &'a str,
    /// The evaluation's key, where the trial has several.
    pub evaluation: Option<&'a str>,
    /// Who answers.
    pub audience: Audience,
    /// The title, as the person wrote it.
    pub title: &'a str,
}

/// Something of a pasted text that is for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The line of the comment in the questionnaire, from 1.
    pub at: usize,
    /// The line of the pasted text, from 1.
    pub line: usize,
    /// What was guessed; none where the words could not be read.
    pub doubt: Option<Doubt>,
    /// The words.
    pub words: String,
}

/// How a comment begins that is for a person to look at.
const MARK: &str = "#? ";

const UNREAD: &str = "unread";

impl Doubt {
    const ALL: [Self; 4] = [Self::NoOptions, Self::OneOption, Self::Route, Self::HighestFirst];

    fn name(self) -> &'static str {
        match self {
            Self::NoOptions => "text",
            Self::OneOption => "one-option",
            Self::Route => "route",
            Self::HighestFirst => "order",
        }
    }
}

/// What is for a person to look at in a questionnaire that was made of a pasted text.
#[must_use]
pub fn marks(content: &str) -> Vec<Mark> {
    let read = |(at, line): (usize, &str)| {
        let (place, words) = line.strip_prefix(MARK)?.split_once(": ")?;
        let (line, name) = place.split_once(' ')?;
        let doubt = Doubt::ALL.into_iter().find(|doubt| doubt.name() == name);
        let known = doubt.is_some() || name == UNREAD;
        known.then_some(Mark { at, line: line.parse().ok()?, doubt, words: words.to_owned() })
    };
    (1..).zip(content.lines()).filter_map(read).collect()
}

const NOTICE: [&str; 8] = ["purpose", "legal_basis", "voluntary", "no_consequence", "source", "retention", "access", "rights"];

/// The questionnaire as text.
#[must_use]
pub fn written(pasted: &Pasted, heading: &Heading<'_>) -> String {
    let mut out = String::new();
    for unread in &pasted.unread {
        mark(&mut out, unread.line, UNREAD, &unread.words);
    }
    if !pasted.unread.is_empty() {
        out.push('\n');
    }
    let evaluation = heading.evaluation.map(|key| format!("evaluation = {}\n", quoted(key))).unwrap_or_default();
    // Writing into a String never fails.
    let _ = write!(
        out,
        "key = {}\nversion = 1\ntrial = {}\n{evaluation}audience = {}\nlanguages = [\"da\"]\ntitle = {}\nintroduction = {}\nclosing = {}\n\n[notice]\n",
        quoted(heading.key),
        quoted(heading.trial),
        quoted(heading.audience.name()),
        text(heading.title, &DANISH),
        text("", &DANISH),
        text("", &DANISH),
    );
    for part in NOTICE {
        let _ = writeln!(out, "{part} = {}", text("", &DANISH));
    }
    let scales: Vec<(String, Vec<PastedChoice>)> =
        (1..).zip(scales(&pasted.questions)).map(|(number, scale): (usize, _)| (format!("scale_{number}"), scale)).collect();
    for (name, choices) in &scales {
        write_scale(&mut out, name, choices, &DANISH);
    }
    for (number, question) in (1..).zip(&pasted.questions) {
        let place = Place { key: &format!("q{number}"), header: "[[question]]", languages: &DANISH };
        write_question(&mut out, &place, question, &scales);
    }
    out
}

/// One question as text, with its scale where its options are an order; texts in the other languages are left empty.
#[must_use]
pub fn written_question(question: &PastedQuestion, place: &Place<'_>) -> String {
    let mut out = String::new();
    let choices = own(&question.choices);
    let mut scales = Vec::new();
    if question.kind == PastedKind::Single && is_ordered(&choices) {
        write_scale(&mut out, place.key, &choices, place.languages);
        scales.push((place.key.to_owned(), choices));
    }
    write_question(&mut out, place, question, &scales);
    out
}

/// Where a question stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Its key.
    pub key: &'a str,
    /// The line above it: `[[question]]`, or `[[page.question]]`.
    pub header: &'a str,
    /// The questionnaire's languages, the one that the question was written in first.
    pub languages: &'a [Language],
}

const DANISH: [Language; 1] = [Language::Da];

fn write_scale(out: &mut String, name: &str, choices: &[PastedChoice], languages: &[Language]) {
    let kind = if is_ordered(choices) { "ordinal" } else { "nominal" };
    let _ = write!(out, "\n[scales.{name}]\nkind = \"{kind}\"\n");
    write_choices(out, choices, languages);
}

/// Choices without the words that the platform has of its own: "Andet" with a field beside it.
fn own(choices: &[PastedChoice]) -> Vec<PastedChoice> {
    choices.iter().filter(|choice| !is_other(choice)).cloned().collect()
}

fn is_other(choice: &PastedChoice) -> bool {
    choice.label.trim_end_matches([':', '_', '.', '…', ' ']) == "Andet"
}

fn is_none(choice: &PastedChoice) -> bool {
    choice.label.trim_end_matches('.') == "Ingen af disse"
}

/// The scales that stand above the questions: what recurs, and what has an order.
fn scales(questions: &[PastedQuestion]) -> Vec<Vec<PastedChoice>> {
    let with_scale = || questions.iter().filter(|one| matches!(one.kind, PastedKind::Single | PastedKind::Battery));
    let mut scales: Vec<Vec<PastedChoice>> = Vec::new();
    for question in with_scale() {
        let choices = own(&question.choices);
        let recurs = with_scale().filter(|other| own(&other.choices) == choices).count() > 1;
        if (recurs || is_ordered(&choices)) && !scales.contains(&choices) {
            scales.push(choices);
        }
    }
    scales
}

fn write_question(out: &mut String, place: &Place<'_>, question: &PastedQuestion, scales: &[(String, Vec<PastedChoice>)]) {
    let languages = place.languages;
    out.push('\n');
    for unread in &question.unread {
        mark(out, unread.line, UNREAD, &unread.words);
    }
    for doubt in &question.doubts {
        mark(out, question.line, doubt.name(), &question.text);
    }
    let kind = match question.kind {
        PastedKind::Single => "single",
        PastedKind::Multiple => "multiple",
        PastedKind::Battery => "battery",
        PastedKind::LongText => "longtext",
    };
    let words = text(&question.text, languages);
    let _ = write!(out, "{}\nkey = {}\nkind = \"{kind}\"\ntext = {words}\n", place.header, quoted(place.key));
    for (key, words) in [("help", &question.help), ("lead", &question.lead)] {
        if let Some(words) = words {
            let _ = writeln!(out, "{key} = {}", text(words, languages));
        }
    }
    let choices = own(&question.choices);
    match question.kind {
        PastedKind::LongText => {}
        PastedKind::Multiple => {
            let substantive: Vec<PastedChoice> =
                choices.iter().filter(|choice| choice.missing.is_none() && !is_none(choice)).cloned().collect();
            write_choices(out, &substantive, languages);
            if choices.iter().any(is_none) {
                out.push_str("none = true\n");
            }
            let mut missing: Vec<String> =
                choices.iter().filter_map(|choice| choice.missing).map(|missing| quoted(missing.name())).collect();
            missing.dedup();
            if !missing.is_empty() {
                let _ = writeln!(out, "missing = [{}]", missing.join(", "));
            }
        }
        PastedKind::Single | PastedKind::Battery => match scales.iter().find(|(_, scale)| *scale == choices) {
            Some((name, _)) => {
                let _ = writeln!(out, "scale = {}", quoted(name));
            }
            None => write_choices(out, &choices, languages),
        },
    }
    if question.choices.iter().any(is_other) && question.kind != PastedKind::Battery {
        out.push_str("other = true\n");
    }
    if question.kind == PastedKind::Battery {
        out.push_str("items = [\n");
        for (at, item) in (1..).zip(&question.items) {
            let _ = writeln!(out, "  {{ key = \"i{at}\", {} }},", spoken(item, languages));
        }
        out.push_str("]\n");
    }
}

fn write_choices(out: &mut String, choices: &[PastedChoice], languages: &[Language]) {
    let mut used: Vec<usize> = Vec::new();
    let mut substantive = 0;
    out.push_str("choices = [\n");
    for choice in choices {
        let value = match choice.missing {
            None => {
                substantive += 1;
                substantive
            }
            Some(missing) => {
                let wanted = match missing {
                    Missing::NotApplicable => 97,
                    Missing::DontKnow => 98,
                    Missing::Declined => 99,
                };
                if used.contains(&wanted) { 900 + used.len() } else { wanted }
            }
        };
        used.push(value);
        let missing = choice.missing.map(|missing| format!(", missing = {}", quoted(missing.name()))).unwrap_or_default();
        let _ = writeln!(out, "  {{ value = {value}, {}{missing} }},", spoken(&choice.label, languages));
    }
    out.push_str("]\n");
}

fn mark(out: &mut String, line: usize, name: &str, words: &str) {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = writeln!(out, "{MARK}{line} {name}: {words}");
}

fn text(words: &str, languages: &[Language]) -> String {
    format!("{{ {} }}", spoken(words, languages))
}

/// The words in the first language, and nothing in the others, which the reader then asks for.
fn spoken(words: &str, languages: &[Language]) -> String {
    let each = |(at, language): (usize, &Language)| format!("{} = {}", language.code(), quoted(if at == 0 { words } else { "" }));
    languages.iter().enumerate().map(each).collect::<Vec<_>>().join(", ")
}
