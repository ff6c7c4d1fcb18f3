//! The nouns of a questionnaire version, as read from `surveys/KEY/VERSION.toml`.
//!
//! A battery is one question with several items, each shown and answered on its own: whoever needs what can be answered
//! walks [`Version::items`], never the questions.

use std::collections::BTreeMap;

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
}

/// The kind of a question.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One choice.
    Single {
        /// The choices.
        scale: Scale,
        /// Whether `other` with a text field is offered; its code is [`super::OTHER`].
        other: bool,
    },
    /// Any number of choices.
    Multiple {
        /// The choices; none of them is a missing kind.
        choices: Vec<Choice>,
        /// The most that may be chosen.
        max_choices: Option<usize>,
        /// Whether "Ingen af disse" is offered; its code is [`super::NONE`].
        none: bool,
        /// Whether `other` with a text field is offered.
        other: bool,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// Several items on one scale, each shown and answered on its own as `question.item`.
    Battery {
        /// The scale.
        scale: Scale,
        /// The items: key and text.
        items: Vec<(String, Text)>,
    },
    /// A line of text.
    Text {
        /// The most characters.
        max_length: usize,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// Several lines of text.
    LongText {
        /// The most characters.
        max_length: usize,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// A number.
    Number {
        /// The smallest.
        min: Option<f64>,
        /// The largest.
        max: Option<f64>,
        /// How many decimals.
        decimals: u32,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// A day.
    Date {
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// Choices put in order, the first the best; all of them or none.
    Ranking {
        /// What is ranked.
        choices: Vec<Choice>,
        /// The missing kinds offered.
        missing: Vec<Missing>,
    },
    /// A text to read, without an answer.
    Note,
}

/// A scale: its choices in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Whether the order means something.
    pub kind: ScaleKind,
    /// The choices, lowest first where the scale is ordinal; missing kinds among them.
    pub choices: Vec<Choice>,
}

impl Scale {
    /// The choices that are substantive, in order: without the missing kinds.
    pub fn substantive(&self) -> impl Iterator<Item = &Choice> {
        self.choices.iter().filter(|choice| choice.missing.is_none())
    }
}

/// Whether the order of a scale's choices means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleKind {
    /// Lowest first.
    Ordinal,
    /// No order.
    Nominal,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its value: a whole number from 0, stored and exported.
    pub value: i64,
    /// Its words.
    pub label: Text,
    /// Which kind of missing it is, if it is no substantive answer.
    pub missing: Option<Missing>,
}

/// The kinds of missing that a respondent can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// "Ved ikke".
    DontKnow,
    /// "Ikke relevant".
    NotApplicable,
    /// "Ønsker ikke at svare".
    Declined,
}

impl Missing {
    /// All three, in the order of the interface page.
    pub const ALL: [Self; 3] = [Self::DontKnow, Self::NotApplicable, Self::Declined];

    /// The name in questionnaires and answer files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DontKnow => "dont-know",
            Self::NotApplicable => "not-applicable",
            Self::Declined => "declined",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|missing| missing.name() == name)
    }
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

/// A condition over answers given on earlier pages, with three truth values (Kleene 1952).
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// `key == 1`, `key < 3` …: the operator between an answer and a number or a text.
    Compare {
        /// The question or item.
        key: String,
        /// The operator.
        operator: Operator,
        /// What it is compared with.
        value: Value,
    },
    /// `key in [1, 2]`.
    In {
        /// The question or item.
        key: String,
        /// The values.
        values: Vec<Value>,
    },
    /// `answered(key)`.
    Answered(String),
    /// `chosen(key, 2)`.
    Chosen(String, Value),
    /// `not …`.
    Not(Box<Condition>),
    /// `… and …`.
    And(Box<Condition>, Box<Condition>),
    /// `… or …`.
    Or(Box<Condition>, Box<Condition>),
}

/// An operator of a comparison in a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A number or a quoted text in a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
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
    /// Everything that can be answered, in order; notes are left out and batteries taken apart.
    #[must_use]
    pub fn items(&self) -> Vec<Item<'_>> {
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
        self.items().into_iter().find(|item| item.key == key)
    }

    /// Every question, in order, notes included.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pages.iter().flat_map(|page| &page.questions)
    }
}

impl Question {
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

impl Kind {
    /// The name in questionnaires and comparisons; an item of a battery is a `single`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Single { .. } => "single",
            Self::Multiple { .. } => "multiple",
            Self::Battery { .. } => "battery",
            Self::Text { .. } => "text",
            Self::LongText { .. } => "longtext",
            Self::Number { .. } => "number",
            Self::Date { .. } => "date",
            Self::Ranking { .. } => "ranking",
            Self::Note => "note",
        }
    }

    /// The scale, where the kind has one.
    #[must_use]
    pub fn scale(&self) -> Option<&Scale> {
        match self {
            Self::Single { scale, .. } | Self::Battery { scale, .. } => Some(scale),
            _ => None,
        }
    }

    /// The missing kinds offered: those of the scale, or those of the kind.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        match self {
            Self::Single { scale, .. } | Self::Battery { scale, .. } => {
                scale.choices.iter().filter_map(|choice| choice.missing).collect()
            }
            Self::Multiple { missing, .. }
            | Self::Text { missing, .. }
            | Self::LongText { missing, .. }
            | Self::Number { missing, .. }
            | Self::Date { missing }
            | Self::Ranking { missing, .. } => missing.clone(),
            Self::Note => Vec::new(),
        }
    }
}

impl Audience {
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

    /// The audience with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Caseworker,
            Self::Citizen,
            Self::UnemploymentFund,
            Self::Manager,
            Self::Politician,
            Self::Employee,
            Self::Doctor,
            Self::Psychologist,
            Self::Company,
        ]
        .into_iter()
        .find(|audience| audience.name() == name)
    }
}
