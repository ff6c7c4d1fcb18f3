//! How evidence stands: planned, being gathered, closed, too few, or none.

use jiff::civil::Date;

use super::{Gathering, Planned, Source};
use crate::language::Language;

/// How evidence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It is to come.
    Planned,
    /// It is being gathered.
    Collecting,
    /// It is there.
    Closed,
    /// It is there, and too few have answered to say anything.
    TooFew,
    /// Its time has passed, and there is none.
    None,
}

impl Stage {
    /// As a shape and a word, as evidence tables have it: a round closes, figures are reported, talks are held, and documents attached.
    #[must_use]
    pub fn words(self, source: Source, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Planned => ("○ planlagt", "○ planned"),
            Self::Collecting => ("◐ i gang", "◐ collecting"),
            Self::Closed => match source {
                Source::Survey | Source::Cases => ("● lukket", "● closed"),
                Source::Register => ("● indberettet", "● reported"),
                Source::Interview | Source::FocusGroup => ("● holdt", "● held"),
                Source::Document => ("● vedhæftet", "● attached"),
            },
            Self::TooFew => ("– for få svar", "– too few answers"),
            Self::None => ("▲ mangler", "▲ missing"),
        };
        if language == Language::En { english } else { danish }
    }

    /// Which of several tells most of what is known.
    fn weight(self) -> u8 {
        match self {
            Self::Closed => 4,
            Self::Collecting => 3,
            Self::TooFew => 2,
            Self::Planned => 1,
            Self::None => 0,
        }
    }
}

/// How planned evidence stands on this day, with what was gathered of it.
#[must_use]
pub fn state<'a>(planned: &Planned, gathered: &'a [Gathering], today: Date) -> (Stage, Vec<&'a Gathering>) {
    let met: Vec<&Gathering> = gathered.iter().filter(|one| planned.is_met_by(one)).collect();
    let best = met.iter().map(|one| one.state).max_by_key(|state| state.weight());
    let state = match best {
        // What was to be held and was not by its last day is missing, whatever is planned for later.
        Some(Stage::Planned) | None if planned.due() < today => Stage::None,
        Some(state) => state,
        None => Stage::Planned,
    };
    (state, met)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::questionnaire::Audience;
    use crate::register::Period;

    fn planned(source: Source, when: &str) -> Planned {
        let audience = source.has_audience().then_some(Audience::Caseworker);
        Planned { source, audience, when: Period::parse(when).unwrap(), note: String::new() }
    }

    fn gathering(audience: Audience, span: &str, state: Stage) -> Gathering {
        Gathering {
            source: Source::Survey,
            audience: Some(audience),
            span: Period::parse(span).unwrap(),
            state,
            address: String::new(),
            name: String::new(),
        }
    }

    #[test]
    fn evidence_is_planned_until_its_last_day_and_missing_from_the_day_after() {
        let june = planned(Source::Survey, "2020-06");
        assert_eq!(state(&june, &[], date(2020, 6, 30)).0, Stage::Planned);
        assert_eq!(state(&june, &[], date(2020, 7, 1)).0, Stage::None);
    }

    #[test]
    fn a_document_that_is_attached_is_there_and_one_that_is_not_is_missing() {
        let asked_for = planned(Source::Document, "2020-06");
        let of = |day| Gathering { source: Source::Document, audience: None, ..gathering(Audience::Citizen, day, Stage::Closed) };
        let attached = [of("2020-06-02"), of("2020-06-30"), of("2020-07-01")];
        let (found, met) = state(&asked_for, &attached, date(2021, 1, 1));
        assert_eq!((found, met.len()), (Stage::Closed, 2));
        assert_eq!(state(&asked_for, &attached[2..], date(2021, 1, 1)).0, Stage::None);
    }

    #[test]
    fn only_what_can_close_is_told_as_closed() {
        let closing: Vec<_> =
            Source::ALL.into_iter().filter(|source| Stage::Closed.words(*source, Language::En).contains("closed")).collect();
        assert_eq!(closing, [Source::Survey, Source::Cases]);
        assert_eq!(Stage::Closed.words(Source::Register, Language::Da), "● indberettet");
        assert!(Source::ALL.into_iter().all(|source| Stage::None.words(source, Language::Da) == "▲ mangler"));
    }

    #[test]
    fn a_round_of_the_same_people_at_the_time_is_what_was_planned() {
        let june = planned(Source::Survey, "2020-06");
        let gathered = [
            gathering(Audience::Citizen, "2020-06-01/2020-06-30", Stage::Closed),
            gathering(Audience::Caseworker, "2020-05-20/2020-06-03", Stage::TooFew),
            gathering(Audience::Caseworker, "2019-01-07/2019-01-31", Stage::Closed),
        ];
        let (found, met) = state(&june, &gathered, date(2021, 1, 1));
        assert_eq!((found, met.len()), (Stage::TooFew, 1));
        let more = [gathered[1].clone(), gathering(Audience::Caseworker, "2020-06-10/2020-06-24", Stage::Closed)];
        assert_eq!(state(&june, &more, date(2021, 1, 1)).0, Stage::Closed);
    }
}
