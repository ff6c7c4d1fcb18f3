//! Evidence that is planned: from where, from whom, and when.

use jiff::civil::Date;

use crate::language::Language;
use crate::questionnaire::Audience;
use crate::register::Period;

/// Where evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A survey.
    Survey,
    /// A review of cases (ledelsestilsyn or sagsgennemgang).
    Cases,
    /// Figures of the case systems.
    Register,
    /// Interviews.
    Interview,
    /// Focus groups.
    FocusGroup,
    /// Documents.
    Document,
}

/// Evidence that is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// From where.
    pub source: Source,
    /// From whom; none of register figures and documents.
    pub audience: Option<Audience>,
    /// When: a month, a quarter, half a year or a year.
    pub when: Period,
    /// What else is to be said of it; it may be empty.
    pub note: String,
}

/// Something that was gathered, or is being gathered: from when until when, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathering {
    /// From where.
    pub source: Source,
    /// From whom; none of register figures and documents.
    pub audience: Option<Audience>,
    /// From when until when.
    pub span: Period,
    /// How it stands.
    pub state: super::Stage,
    /// Where it is shown.
    pub address: String,
    /// What it is called.
    pub name: String,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 6] = [Self::Survey, Self::Cases, Self::Register, Self::Interview, Self::FocusGroup, Self::Document];

    /// The name in forms, files and the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Cases => "cases",
            Self::Register => "register",
            Self::Interview => "interview",
            Self::FocusGroup => "focus-group",
            Self::Document => "document",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }

    /// In words.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Survey => ("Spørgeskema", "Survey"),
            Self::Cases => ("Gennemgang af sager", "Review of cases"),
            Self::Register => ("Registertal", "Register figures"),
            Self::Interview => ("Interview", "Interview"),
            Self::FocusGroup => ("Fokusgruppe", "Focus group"),
            Self::Document => ("Dokument", "Document"),
        };
        if language == Language::En { english } else { danish }
    }

    /// Whether somebody is asked, so that it must be said who.
    #[must_use]
    pub fn has_audience(self) -> bool {
        !matches!(self, Self::Register | Self::Document)
    }
}

impl Planned {
    /// Reads when something is planned: a month, a quarter, half a year, a year or a day, as figures have them, and none of before the trial.
    #[must_use]
    pub fn when(text: &str) -> Option<Period> {
        Period::parse(text).filter(|period| period.last_day().is_some() && !period.is_baseline())
    }

    /// The last day on which it is not late.
    #[must_use]
    pub fn due(&self) -> Date {
        self.when.last_day().unwrap_or(Date::MAX)
    }

    /// The first day.
    #[must_use]
    pub fn begins(&self) -> Date {
        match self.when {
            Period::Span { from, .. } => from,
            Period::After { .. } => Date::MAX,
        }
    }

    /// What it is, in words: `Spørgeskema, rådgivere`; that managers read cases needs no saying.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let source = self.source.words(language);
        match self.audience.filter(|_| self.source != Source::Cases) {
            Some(audience) => format!("{source}, {}", audience.words(language).to_lowercase()),
            None => source.to_owned(),
        }
    }

    /// Whether this was gathered as planned: the same source and people, and at some day that was planned.
    #[must_use]
    pub fn is_met_by(&self, gathering: &Gathering) -> bool {
        self.source == gathering.source && self.audience == gathering.audience && self.when.overlaps(gathering.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_planned_has_a_last_day_and_is_not_of_before_the_trial() {
        let due = |text: &str| Planned::when(text).and_then(Period::last_day).map(|day| day.to_string());
        assert_eq!(due("juni 2020").as_deref(), Some("2020-06-30"));
        assert_eq!(due("2. halvår 2019").as_deref(), Some("2019-12-31"));
        assert_eq!(due("2020-Q3").as_deref(), Some("2020-09-30"));
        assert_eq!([due("6m"), due("nulpunkt 2018-H1"), due("snart"), due("")], [None, None, None, None]);
    }
}
