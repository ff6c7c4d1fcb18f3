//! The nouns of a questionnaire version, as read from `surveys/KEY/VERSION.toml`.
//!
//! A battery is one question with several items, each shown and answered on its own: whoever needs what can be answered
//! walks [`Version::items`], never the questions.

use std::collections::BTreeMap;

use super::code_list::OptionsFrom;
use super::condition::Condition;
use super::kind::Kind;
use crate::language::{Language, Text};

/// One version of a questionnaire.
#[derive(Clone, Debug)]
pub struct Version {
    /// The questionnaire's key, also its folder's name.
    pub key: String,
    /// The version's number, from 1.
    pub version: u32,
    /// The key of the trial that it belongs to.
    pub trial: String,
    /// The key of the evaluation, where the trial has several.
    pub evaluation: Option<String>,
    /// Who answers.
    pub audience: Audience,
    /// The languages, the source first; every text has all of them.
    pub languages: Vec<Language>,
    /// Whether the subject is sensitive, which raises the minimum to 10.
    pub sensitive: bool,
    /// The title.
    pub title: Text,
    /// What stands on the first page, as Markdown.
    pub introduction: Text,
    /// What stands on the receipt, as Markdown.
    pub closing: Text,
    /// What a respondent must be told; required before publishing.
    pub notice: Option<Notice>,
    /// What answers may be broken down by, in the order of the file; `municipality` is always the first.
    pub background: Vec<Background>,
    /// The pages, in order. Files with `[[question]]` are already divided into pages.
    pub pages: Vec<Page>,
    /// The file's own text, frozen when published.
    pub content: String,
}

/// Who answers a questionnaire or takes part in a focus group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// An employee of a job centre.
    Caseworker,
    /// A citizen.
    Citizen,
    /// An unemployment fund, answering as an organisation.
    UnemploymentFund,
    /// A manager, also as auditor of case files.
    Manager,
    /// A politician.
    Politician,
    /// Another employee of the municipality.
    Employee,
    /// A general practitioner or a doctor of the regional medical unit.
    Doctor,
    /// A psychologist.
    Psychologist,
    /// A company.
    Company,
}

/// The parts of the notice to respondents; each text is Markdown and may hold `{municipality.name}`,
/// `{municipality.phone}`, `{municipality.controller}` and `{municipality.dpo}`.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Why answers are collected.
    pub purpose: Text,
    /// The legal basis.
    pub legal_basis: Text,
    /// That answering is voluntary.
    pub voluntary: Text,
    /// That answering or not has no consequence.
    pub no_consequence: Text,
    /// Where the address came from.
    pub source: Text,
    /// For how long what is kept.
    pub retention: Text,
    /// Who sees answers.
    pub access: Text,
    /// The person's rights, with objection and complaint.
    pub rights: Text,
}

/// Something answers may be broken down by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Background {
    /// The column's key.
    pub key: String,
    /// Where its value comes from.
    pub source: Source,
}

/// Where a background value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Copied from the invitation when the answer is submitted.
    Recipient,
    /// Asked: the background's key is a question's key.
    Asked,
}

/// One page: what a respondent sees at a time and saves by passing it.
#[derive(Clone, Debug)]
pub struct Page {
    /// A title, if any.
    pub title: Option<Text>,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its key: a–z, digits, `_`; never used again for another question.
    pub key: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The question itself.
    pub text: Text,
    /// A help text.
    pub help: Option<Text>,
    /// The words between the question and its choices.
    pub lead: Option<Text>,
    /// Whether it belongs to the family that Holm corrects.
    pub primary: bool,
    /// When it is shown; always, if none.
    pub show_if: Option<Condition>,
    /// When the respondent is thanked and the questionnaire ends.
    pub screen_out_if: Option<Condition>,
    /// The values that count as the top box, where the default is not wanted.
    pub top: Option<Vec<i64>>,
    /// Which question of an earlier version it takes the place of.
    pub supersedes: Option<Supersedes>,
    /// The code list that its choices are taken from.
    pub options_from: Option<OptionsFrom>,
}

/// What a question says about the question of an earlier version that it replaces.
#[derive(Clone, Debug)]
pub struct Supersedes {
    /// The earlier version.
    pub version: u32,
    /// The earlier question's key.
    pub key: String,
    /// The level that it claims, `C`.
    pub level: char,
    /// Earlier value → value here; total.
    pub map: BTreeMap<i64, i64>,
    /// Why.
    pub reason: String,
}

/// Something that is answered on its own: a question, or one item of a battery.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// `question` or `question.item`: the key in answers and files.
    pub key: String,
    /// The question that it belongs to.
    pub question: &'a Question,
    /// The item's own text, in a battery.
    pub text: Option<&'a Text>,
    /// The index of its page.
    pub page: usize,
}

impl Version {
    /// Everything whose answers are kept, in order; notes are left out, as is a code of one's own, and batteries taken apart.
    #[must_use]
    pub fn items(&self) -> Vec<Item<'_>> {
        let mut items = self.asked();
        items.retain(|item| !matches!(item.question.kind, Kind::Code));
        items
    }

    /// Everything that can be answered, in order: the [`Version::items`], and a code of one's own where there is one.
    #[must_use]
    pub fn asked(&self) -> Vec<Item<'_>> {
        let mut items = Vec::new();
        for (page, questions) in self.pages.iter().enumerate().map(|(index, page)| (index, &page.questions)) {
            for question in questions {
                items.extend(question.items(page));
            }
        }
        items
    }

    /// The item with this key.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<Item<'_>> {
        let asked = key.split('.').next().unwrap_or(key);
        let mut questions =
            (0..).zip(&self.pages).flat_map(|(at, page)| page.questions.iter().map(move |question| (at, question)));
        let (page, question) = questions.find(|(_, question)| question.key == asked)?;
        question.items(page).into_iter().find(|item| item.key == key)
    }

    /// Whether an answer can end it early, for those whom it is not meant for.
    #[must_use]
    pub fn can_screen_out(&self) -> bool {
        self.questions().any(|question| question.screen_out_if.is_some())
    }

    /// Every question, in order, notes included.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pages.iter().flat_map(|page| &page.questions)
    }
}

impl Question {
    /// Whether words of one's own can be written in it.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        matches!(
            self.kind,
            Kind::Text { .. } | Kind::LongText { .. } | Kind::Single { other: true, .. } | Kind::Multiple { other: true, .. }
        )
    }

    /// What can be answered in this question, which stands on the page with this index.
    #[must_use]
    pub fn items(&self, page: usize) -> Vec<Item<'_>> {
        match &self.kind {
            Kind::Note => Vec::new(),
            Kind::Battery { items, .. } => items
                .iter()
                .map(|(key, text)| Item { key: format!("{}.{key}", self.key), question: self, text: Some(text), page })
                .collect(),
            _ => vec![Item { key: self.key.clone(), question: self, text: None, page }],
        }
    }
}

impl Audience {
    /// All of them, in the order of the format.
    pub const ALL: [Self; 9] = [
        Self::Caseworker,
        Self::Citizen,
        Self::UnemploymentFund,
        Self::Manager,
        Self::Politician,
        Self::Employee,
        Self::Doctor,
        Self::Psychologist,
        Self::Company,
    ];

    /// The name in questionnaires.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Caseworker => "caseworker",
            Self::Citizen => "citizen",
            Self::UnemploymentFund => "unemployment-fund",
            Self::Manager => "manager",
            Self::Politician => "politician",
            Self::Employee => "employee",
            Self::Doctor => "doctor",
            Self::Psychologist => "psychologist",
            Self::Company => "company",
        }
    }

    /// What they are called together, as a heading begins.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Caseworker => ("Rådgivere", "Caseworkers"),
            Self::Citizen => ("Borgere", "Citizens"),
            Self::UnemploymentFund => ("A-kasser", "Unemployment funds"),
            Self::Manager => ("Ledere", "Managers"),
            Self::Politician => ("Politikere", "Politicians"),
            Self::Employee => ("Medarbejdere", "Employees"),
            Self::Doctor => ("Læger", "Doctors"),
            Self::Psychologist => ("Psykologer", "Psychologists"),
            Self::Company => ("Virksomheder", "Companies"),
        };
        if language == Language::Da { danish } else { english }
    }

    /// The audience with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.name() == name)
    }
}
