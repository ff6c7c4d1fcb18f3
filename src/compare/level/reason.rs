//! The single differences that lower a question's level, with their codes and words.

use super::Level;
use crate::language::Language;

/// Why a question is not simply the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Another kind of answer.
    Kind,
    /// Another number of choices, without a map.
    Choices,
    /// Choices merged by a declared map.
    Merged,
    /// Groups of a code list that law only renamed.
    Renamed,
    /// Groups of a code list that were split, ended or are new, so that the two do not add up to the same.
    Regrouped,
    /// The words of the question, its help, its lead or its item.
    Wording,
    /// The words of a choice.
    ChoiceWording,
    /// The values behind the same words.
    Values,
    /// The order of the choices, or of the questions before it.
    Order,
    /// The scale turned round.
    Polarity,
    /// Ordinal became nominal, or the other way.
    ScaleKind,
    /// Other kinds of missing are offered.
    MissingSet,
    /// Another condition decides who is shown it.
    Routing,
    /// Others come as far as this question: screening, or a question that decides the routing, has changed.
    Base,
    /// Other limits of a number, a text or the number of choices.
    Limits,
    /// Another audience.
    Audience,
    /// Other shares answered on paper, by telephone or on the web.
    Mode,
    /// A language is no longer offered.
    LanguageRemoved,
    /// A complete language was added: a footnote, no lower level.
    LanguageAdded,
}

impl Reason {
    const ALL: [Self; 19] = [
        Self::Kind,
        Self::Choices,
        Self::Merged,
        Self::Renamed,
        Self::Regrouped,
        Self::Wording,
        Self::ChoiceWording,
        Self::Values,
        Self::Order,
        Self::Polarity,
        Self::ScaleKind,
        Self::MissingSet,
        Self::Routing,
        Self::Base,
        Self::Limits,
        Self::Audience,
        Self::Mode,
        Self::LanguageRemoved,
        Self::LanguageAdded,
    ];

    /// The code in files and commands.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Choices => "choices",
            Self::Merged => "merged",
            Self::Renamed => "renamed",
            Self::Regrouped => "regrouped",
            Self::Wording => "wording",
            Self::ChoiceWording => "choice-wording",
            Self::Values => "values",
            Self::Order => "order",
            Self::Polarity => "polarity",
            Self::ScaleKind => "scale-kind",
            Self::MissingSet => "missing-set",
            Self::Routing => "routing",
            Self::Base => "base",
            Self::Limits => "limits",
            Self::Audience => "audience",
            Self::Mode => "mode",
            Self::LanguageRemoved => "language-removed",
            Self::LanguageAdded => "language-added",
        }
    }

    /// The level to which this reason alone lowers a question; an approval speaks for words only.
    pub(super) fn level(self, approved: bool) -> Level {
        match self {
            Self::LanguageAdded => Level::A,
            Self::Wording | Self::ChoiceWording if approved => Level::B,
            Self::Merged | Self::Renamed => Level::C,
            Self::Kind | Self::Choices | Self::Regrouped => Level::E,
            _ => Level::D,
        }
    }

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// What pages call the difference, as it stands in a list.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Kind => ("en anden slags svar", "another kind of answer"),
            Self::Choices => ("et andet antal svar", "another number of choices"),
            Self::Merged => ("svar lagt sammen", "choices merged"),
            Self::Renamed => ("grupper har fået nyt navn", "groups were renamed"),
            Self::Regrouped => ("grupper er delt, ophørt eller nye", "groups were split, ended or are new"),
            Self::Wording => ("spørgsmålets ordlyd", "the wording of the question"),
            Self::ChoiceWording => ("svarenes ordlyd", "the wording of the choices"),
            Self::Values => ("værdierne bag svarene", "the values behind the choices"),
            Self::Order => ("rækkefølgen", "the order"),
            Self::Polarity => ("skalaen er vendt", "the scale is turned round"),
            Self::ScaleKind => ("om svarene har en rækkefølge", "whether the choices have an order"),
            Self::MissingSet => ("hvilke svar som »Ved ikke« der kan vælges", "which answers like \"don't know\" are offered"),
            Self::Routing => ("hvem der får spørgsmålet", "who is shown the question"),
            Self::Base => ("hvem der når frem til spørgsmålet", "who comes as far as the question"),
            Self::Limits => ("grænserne for svaret", "the limits of the answer"),
            Self::Audience => ("hvem der bliver spurgt", "who is asked"),
            Self::Mode => {
                ("hvor stor en del der svarede på papir eller i telefon", "what share answered on paper or by telephone")
            }
            Self::LanguageRemoved => ("et sprog er taget ud", "a language was taken out"),
            Self::LanguageAdded => ("et sprog er kommet til", "a language was added"),
        };
        if language == Language::Da { danish } else { english }
    }
}
