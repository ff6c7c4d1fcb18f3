//! The audit of the demonstration: 155 of 239 made-up cases, about a quarter of which another reader went through again.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use crate::compare::Chance;
use crate::fieldwork::{Entry, Population};
use crate::language::Language;
use crate::questionnaire::journey::prune;
use crate::questionnaire::{Answer, Answers, Version};
use crate::store::NewResponse;

/// The questionnaire with the year of the decision, and its version.
pub(super) const QUESTIONNAIRE: (&str, u32) = ("revalidering-cases", 2);
/// The audit, and its first and last day.
pub(super) const AUDIT: (&str, Date, Date) = ("revalidering-2018-07", date(2018, 7, 2), date(2020, 12, 31));
/// The second reading.
pub(super) const AGAIN: (&str, Date, Date) = ("revalidering-2020-11", date(2020, 11, 2), date(2020, 12, 11));

/// Municipality, how many cases there are, how many were read.
const UNITS: [(&str, u64, u64); 5] =
    [("hjoerring", 48, 31), ("jammerbugt", 24, 16), ("thisted", 36, 22), ("vesthimmerland", 19, 12), ("aalborg", 112, 74)];

/// Question and how often each of its values comes, per hundred.
const SHARES: [(&str, &[(i64, u64)]); 5] = [
    ("without_certificate", &[(1, 47), (2, 50), (98, 3)]),
    ("doctor_involved", &[(1, 80), (2, 17), (98, 3)]),
    ("doubt", &[(1, 11), (2, 84), (98, 5)]),
    ("prolonged", &[(1, 72), (2, 20), (98, 8)]),
    ("obtained_for_doubt", &[(1, 32), (2, 64), (98, 4)]),
];

/// Of a hundred answers a second reader puts down this many as the first did, and the others anew.
const ALIKE: u64 = 85;

/// Every second case was decided in 2018, every other in 2019.
fn background(unit: &str, at: u64) -> BTreeMap<String, String> {
    [("municipality", unit.to_owned()), ("year", (2018 + at % 2).to_string())].map(|(key, value)| (key.to_owned(), value)).into()
}

/// How many cases there are by municipality and year.
pub(super) fn population() -> Population {
    let rows =
        UNITS.iter().flat_map(|(unit, cases, _)| [(background(unit, 0), cases.div_ceil(2)), (background(unit, 1), cases / 2)]);
    Population(rows.collect())
}

/// The cases as they were read first, and those that were read again.
pub(super) fn readings(version: &Version) -> [Vec<NewResponse>; 2] {
    let mut chance = Chance::of(AUDIT.0);
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (unit, _, read) in UNITS {
        for at in 0..read {
            let answers: BTreeMap<String, i64> =
                SHARES.iter().map(|(item, shares)| ((*item).to_owned(), chance.pick(shares))).collect();
            if chance.below(4) == 0 {
                let mut anew = |shares, before: i64| if chance.below(100) < ALIKE { before } else { chance.pick(shares) };
                let again = SHARES.iter().map(|(item, shares)| ((*item).to_owned(), anew(shares, answers[*item]))).collect();
                second.push(response(version, (unit, at), again, AGAIN.2));
            }
            first.push(response(version, (unit, at), answers, AUDIT.2));
        }
    }
    [first, second]
}

fn response(version: &Version, (unit, at): (&str, u64), answers: BTreeMap<String, i64>, day: Date) -> NewResponse {
    let mut answers = Answers(answers.into_iter().map(|(item, value)| (item, Answer::Choice(value))).collect());
    prune(version, &mut answers);
    NewResponse {
        response_id: None,
        panel_id: None,
        person_key: Some(format!("{}-{:03}", unit.to_uppercase(), at + 1)),
        submitted_on: Some(day),
        language: Language::Da,
        entry: Entry::Web,
        background: background(unit, at),
        answers,
    }
}
