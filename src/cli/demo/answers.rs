//! Answers that are made up: the same every time, shaped like the real rounds, and marked as synthetic wherever shown.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;

use super::{JANUARY_2019, LATE_2019, SUMMER_2020};
use crate::compare::Chance;
use crate::fieldwork::{Entry, Population};
use crate::language::Language;
use crate::questionnaire::journey::prune;
use crate::questionnaire::{Answer, Answers, Version};
use crate::store::NewResponse;

/// A finished round of the demonstration.
pub(super) struct Finished {
    pub(super) key: &'static str,
    pub(super) questionnaire: &'static str,
    pub(super) opens: Date,
    pub(super) closes: Date,
    /// Municipality, how many people there are, how many answered.
    units: &'static [(&'static str, u64, u64)],
    /// Question and how often each of its values comes, per hundred.
    shares: &'static [(&'static str, &'static [(i64, u64)])],
}

/// The finished rounds, as the evaluation had them.
pub(super) fn rounds() -> [Finished; 4] {
    let (january, summer, late) = (JANUARY_2019, SUMMER_2020, LATE_2019);
    [
        Finished {
            key: "ledighedsydelse-2019-01",
            questionnaire: "ledighedsydelse-caseworkers",
            opens: january.0,
            closes: january.1,
            units: &[
                ("frederikshavn-laesoe", 14, 12),
                ("jammerbugt", 9, 8),
                ("rebild", 6, 5),
                ("thisted", 12, 10),
                ("vesthimmerland", 11, 9),
                ("aalborg", 41, 34),
            ],
            shares: &[
                ("simplified", &[(1, 8), (2, 17), (3, 22), (4, 35), (5, 18)]),
                ("quality", &[(1, 7), (2, 48), (3, 33), (4, 12)]),
            ],
        },
        Finished {
            key: "ledighedsydelse-2020-06",
            questionnaire: "ledighedsydelse-caseworkers",
            opens: summer.0,
            closes: summer.1,
            units: &[
                ("frederikshavn-laesoe", 13, 11),
                ("jammerbugt", 10, 8),
                ("rebild", 5, 4),
                ("thisted", 12, 9),
                ("vesthimmerland", 11, 9),
                ("aalborg", 38, 29),
            ],
            shares: &[
                ("simplified", &[(1, 3), (2, 8), (3, 14), (4, 43), (5, 32)]),
                ("quality", &[(1, 5), (2, 41), (3, 38), (4, 16)]),
            ],
        },
        Finished {
            key: "mentor-2019-01",
            questionnaire: "mentor-caseworkers",
            opens: january.0,
            closes: january.1,
            units: &[("jammerbugt", 8, 6), ("aalborg", 32, 26)],
            shares: &[("used", &[(1, 92), (2, 8)]), ("simplified", &[(3, 50), (4, 50)]), ("quality", &[(2, 60), (3, 40)])],
        },
        Finished {
            key: "mentor-2019-12",
            questionnaire: "mentor-caseworkers",
            opens: late.0,
            closes: late.1,
            units: &[("jammerbugt", 8, 7), ("aalborg", 30, 22)],
            shares: &[("used", &[(1, 86), (2, 14)]), ("simplified", &[(3, 40), (4, 60)]), ("quality", &[(2, 50), (3, 50)])],
        },
    ]
}

/// How many people there are in each municipality.
pub(super) fn population(round: &Finished) -> Population {
    let row = |(unit, there, _): &(&str, u64, u64)| (BTreeMap::from([("municipality".to_owned(), (*unit).to_owned())]), *there);
    Population(round.units.iter().map(row).collect())
}

/// The answers of a round.
pub(super) fn responses(round: &Finished, version: &Version) -> Vec<NewResponse> {
    let mut chance = Chance::of(round.key);
    let days = (round.closes - round.opens).get_days();
    let mut responses = Vec::new();
    for (unit, _, answered) in round.units {
        for _ in 0..*answered {
            let answers = round.shares.iter().map(|(item, shares)| ((*item).to_owned(), Answer::Choice(chance.pick(shares))));
            let mut answers = Answers(answers.collect());
            prune(version, &mut answers);
            let day = i64::try_from(chance.below(u64::from(days.unsigned_abs()) + 1)).unwrap_or(0);
            responses.push(NewResponse {
                response_id: None,
                panel_id: None,
                person_key: None,
                submitted_on: Some(round.opens.saturating_add(Span::new().days(day))),
                language: Language::Da,
                entry: Entry::Web,
                background: BTreeMap::from([("municipality".to_owned(), (*unit).to_owned())]),
                answers,
            });
        }
    }
    responses
}
