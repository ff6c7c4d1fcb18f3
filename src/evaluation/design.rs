//! The design of an evaluation: texts under fixed headings, criteria of success, and the evidence that is planned.

use std::collections::BTreeMap;

use super::Planned;
use crate::language::Language;
use crate::register::Amount;

/// The longest text below a heading, in signs.
pub const LONGEST_TEXT: usize = 20_000;
/// The longest criterion, reason or sentence, in signs.
pub const LONGEST_STATEMENT: usize = 1_000;

/// The headings of a design, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// Why there is a trial.
    Purpose,
    /// Who is in it, and how many.
    TargetGroup,
    /// What it is about: form, content, cadence.
    Theme,
    /// Which rules are departed from.
    Rules,
    /// What it shall bring about, soon and later.
    Effects,
    /// What is evaluated.
    Evaluation,
    /// When it has succeeded.
    Criteria,
    /// Until when.
    Timescale,
    /// How it is evaluated.
    Method,
}

/// The design of a trial's evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Design {
    /// What is written below each heading; none where nothing is.
    pub texts: BTreeMap<Heading, String>,
    /// What was pasted and could not be placed below any heading: it is kept until a person has placed it.
    pub unplaced: String,
    /// When the trial has succeeded, each criterion a statement that can be checked.
    pub criteria: Vec<Criterion>,
    /// The evidence that is planned.
    pub evidence: Vec<Planned>,
}

/// A criterion of success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its number, which it keeps from version to version.
    pub number: u32,
    /// The statement.
    pub statement: String,
    /// The measure that shows it, where there is one.
    pub bound: Option<Bound>,
}

/// Whether a measure must reach a threshold or stay below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// At least so much.
    AtLeast,
    /// At most so much.
    AtMost,
}

/// What a criterion is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The share of a question's highest answers, in per cent.
    Question {
        /// The questionnaire's key.
        questionnaire: String,
        /// The question's key.
        question: String,
        /// Which way.
        sense: Sense,
        /// So many per cent.
        percent: u8,
    },
    /// A measure of the register figures.
    Register {
        /// What is measured, in words.
        measure: String,
        /// Which way.
        sense: Sense,
        /// So much; a share of a count is compared with per cent.
        threshold: Amount,
    },
}

impl Heading {
    /// Every heading in its order.
    pub const ALL: [Self; 9] = [
        Self::Purpose,
        Self::TargetGroup,
        Self::Theme,
        Self::Rules,
        Self::Effects,
        Self::Evaluation,
        Self::Criteria,
        Self::Timescale,
        Self::Method,
    ];

    /// The name in forms, files and the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::TargetGroup => "target-group",
            Self::Theme => "theme",
            Self::Rules => "rules",
            Self::Effects => "effects",
            Self::Evaluation => "evaluation",
            Self::Criteria => "criteria",
            Self::Timescale => "timescale",
            Self::Method => "method",
        }
    }

    /// The heading as designs have it; the Danish ones are the network's own, letter for letter.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Purpose => ("Formål", "Purpose"),
            Self::TargetGroup => ("Målgruppe og undermålgruppe samt volumen", "Target group, subgroup and volume"),
            Self::Theme => ("Tema (form, indhold, kadence)", "Theme (form, content, cadence)"),
            Self::Rules => ("Konkrete regler der afviges fra", "Rules that are departed from"),
            Self::Effects => {
                ("Ønskede effekter på kort, mellemlangt og langt sigt", "Effects wanted soon, later and in the long run")
            }
            Self::Evaluation => ("Evaluering", "Evaluation"),
            Self::Criteria => ("Succeskriterier", "Criteria of success"),
            Self::Timescale => ("Tidsperspektiv", "Timescale"),
            Self::Method => ("Hvordan evalueres", "How it is evaluated"),
        };
        if language == Language::En { english } else { danish }
    }
}

impl Sense {
    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::AtLeast, Self::AtMost].into_iter().find(|sense| sense.name() == name)
    }

    /// As it stands before a threshold.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::AtLeast, Language::En) => "at least",
            (Self::AtLeast, _) => "mindst",
            (Self::AtMost, Language::En) => "at most",
            (Self::AtMost, _) => "højst",
        }
    }

    /// Whether a measure that lies between these two surely meets a threshold, surely does not, or may do either.
    #[must_use]
    pub fn is_met(self, (low, high): (f64, f64), threshold: f64) -> Option<bool> {
        let (surely, surely_not) = match self {
            Self::AtLeast => (low >= threshold, high < threshold),
            Self::AtMost => (high <= threshold, low > threshold),
        };
        (surely || surely_not).then_some(surely)
    }
}

impl Design {
    /// What is written below a heading; empty where nothing is.
    #[must_use]
    pub fn text(&self, heading: Heading) -> &str {
        self.texts.get(&heading).map_or("", String::as_str)
    }

    /// Whether nothing is written at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The number that a criterion gets that is added now: numbers are never used again while their criterion stands.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        self.criteria.iter().map(|criterion| criterion.number).max().unwrap_or(0) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_inside_the_interval_shows_neither() {
        assert_eq!(Sense::AtLeast.is_met((0.61, 0.8), 0.6), Some(true));
        assert_eq!(Sense::AtLeast.is_met((0.6, 0.6), 0.6), Some(true));
        assert_eq!(Sense::AtLeast.is_met((0.45, 0.76), 0.6), None);
        assert_eq!(Sense::AtLeast.is_met((0.2, 0.59), 0.6), Some(false));
        assert_eq!(Sense::AtMost.is_met((0.2, 0.6), 0.6), Some(true));
        assert_eq!(Sense::AtMost.is_met((0.61, 0.7), 0.6), Some(false));
        assert_eq!(Sense::AtMost.is_met((0.5, 0.7), 0.6), None);
    }

    #[test]
    fn a_new_criterion_takes_no_number_that_is_in_use() {
        let criterion = |number| Criterion { number, statement: "Færre attester.".to_owned(), bound: None };
        let design = Design { criteria: vec![criterion(3), criterion(1)], ..Design::default() };
        assert_eq!(design.next_number(), 4);
        assert_eq!(Design::default().next_number(), 1);
    }
}
