//! The one value from which page, file and terminal show a review of cases: one round, its progress against the case list, each question
//! with the interval for all cases, and how far a second reader agrees with the first.
//!
//! A case is counted as a respondent is: what may be shown of a group was decided for the whole round, as for a comparison. How many cases
//! each municipality has read is told at any time, since whoever waits for the others must know it: what those answered who are too few is
//! safe from a reader who knows how many answered in every group (`small_numbers`).

use std::collections::BTreeMap;

use serde::Serialize;

use super::assemble::{self, Input};
use super::choice::choice;
use super::comparison::{QuestionRound, RoundLine};
use super::counted::{Counted, Judged};
use super::question;
use super::series;
use super::small_numbers::Minimums;
use super::statistics;
use super::tally::Cell;
use crate::fieldwork::Population;
use crate::questionnaire::Version;

mod agreement;
#[cfg(test)]
mod tests;

pub use agreement::{Agreement, AgreementQuestion, KappaLine, ReadCase};

/// A review of cases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseReview {
    /// The trial's key.
    pub trial: String,
    /// The evaluation's key, where the trial has several.
    pub evaluation: Option<String>,
    /// Whether any of the answers are made up; every exit says so.
    pub synthetic: bool,
    /// The round; its population is that of all cases, its responses are the cases read.
    pub round: RoundLine,
    /// From how many cases a distribution is shown.
    pub minimum: u64,
    /// How far the reading has come: all cases first, then each municipality.
    pub progress: Vec<Progress>,
    /// All cases first, then the combinations of the columns asked for.
    pub groups: Vec<CaseGroup>,
    /// How far the readers agree; none where no second round was named.
    pub agreement: Option<Agreement>,
}

/// How far the reading of a municipality's cases has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The municipality's key; none for all together.
    pub municipality: Option<String>,
    /// How many cases are on the list of those to be read; none where there is no list.
    pub listed: Option<u64>,
    /// How many are read.
    pub read: u64,
    /// How many of the list are left; none without a list.
    pub remaining: Option<u64>,
    /// How many cases there are in all, of which those on the list may be a part.
    pub population: Option<u64>,
}

/// A group of cases: all of them, or those with certain background values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseGroup {
    /// Column → value; empty for all.
    pub by: BTreeMap<String, String>,
    /// How many cases there are, where that is known.
    pub population: Option<u64>,
    /// The questions, in the order of the questionnaire.
    pub questions: Vec<CaseQuestion>,
}

/// One question in one group of cases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseQuestion {
    /// The item's key.
    pub key: String,
    /// The kind of the questionnaire.
    pub kind: String,
    /// The figures, as a comparison has them.
    #[serde(flatten)]
    pub figures: QuestionRound,
    /// Each substantive choice; empty when withheld or where there are none.
    pub options: Vec<CaseOption>,
    /// `conditional`, `unknown` or `more-than-population`: why there is no interval for all cases; absent where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_population: Option<&'static str>,
}

/// One choice of a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseOption {
    /// The value, `other` and `none` by name.
    #[serde(serialize_with = "choice")]
    pub value: i64,
    /// In how many cases it was chosen.
    pub count: u64,
    /// Their share of the cases that have an answer.
    pub share: f64,
    /// Wilson's lower limit, as if the cases were drawn from endlessly many.
    pub low: f64,
    /// Wilson's upper limit.
    pub high: f64,
    /// The lower limit of the share among all cases there are.
    pub low_fpc: Option<f64>,
    /// The upper limit.
    pub high_fpc: Option<f64>,
}

/// The review of the first round's cases; the other rounds are second readings of the same questionnaire version. `listed` are the cases
/// that were to be read, and `cases` those that were read in more than one round.
#[must_use]
pub fn case_review(input: &Input, listed: Option<&Population>, cases: &[ReadCase]) -> Option<CaseReview> {
    let rounds: Vec<Counted> = input.rounds.iter().map(|round| Counted::of(input, round)).collect();
    let (first, others) = rounds.split_first()?;
    let questions = series::all(&[first.input.version], input.approvals, &[]);
    let judged: Vec<Option<Judged>> = questions.iter().map(|series| first.judged(series, 0)).collect();
    let group = |by: Cell| CaseGroup {
        population: first.people(&by),
        questions: questions
            .iter()
            .zip(&judged)
            .filter_map(|(series, judged)| {
                let item = series.item()?;
                Some(question(&by, first, (item.key.clone(), item.question.kind.name()), judged.as_ref()))
            })
            .collect(),
        by,
    };
    Some(CaseReview {
        trial: input.trial.to_owned(),
        evaluation: input.evaluation.map(str::to_owned),
        synthetic: input.rounds.iter().any(|round| round.round.synthetic),
        round: first.line(),
        minimum: first.minimums.distribution,
        progress: progress(first, listed),
        groups: assemble::groups(input, &[first.input]).into_iter().map(group).collect(),
        agreement: (!others.is_empty()).then(|| Agreement::of(&rounds, cases)),
    })
}

fn question(by: &Cell, counted: &Counted, (key, kind): (String, &str), judged: Option<&Judged>) -> CaseQuestion {
    let version: &Version = counted.input.version;
    let item = version.item(&key);
    let form = judged.map_or_else(|| super::figures::NOTHING.clone(), |judged| judged.form.clone());
    let figures = question::round(by, counted, (&key, item.as_ref()), judged, &form);
    let mut options = Vec::new();
    let mut without_population = None;
    if let (Some(counts), Some(n), Some(not_shown)) = (&figures.counts, figures.n, figures.not_shown) {
        let people = counted.people(by);
        without_population = match people {
            _ if not_shown > 0 => Some("conditional"),
            None => Some("unknown"),
            Some(people) => (n > people).then_some("more-than-population"),
        };
        let people = people.filter(|_| without_population.is_none());
        let option = |(value, count): (&i64, &u64)| {
            let share = statistics::share(*count, n)?;
            let finite = people.and_then(|people| statistics::finite_share(*count, n, people)).map(|finite| finite.interval);
            Some(CaseOption {
                value: *value,
                count: *count,
                share: share.share,
                low: share.interval.low,
                high: share.interval.high,
                low_fpc: finite.map(|at| at.low),
                high_fpc: finite.map(|at| at.high),
            })
        };
        options = form.values.iter().zip(counts).filter_map(option).collect();
    }
    CaseQuestion { key, kind: kind.to_owned(), figures, options, without_population }
}

fn progress(counted: &Counted, listed: Option<&Population>) -> Vec<Progress> {
    let line = |(by, read): (&Cell, &u64)| {
        let listed = listed.map(|listed| listed.count(by));
        Progress {
            municipality: by.get(MUNICIPALITY).cloned(),
            listed,
            read: *read,
            remaining: listed.map(|listed| listed.saturating_sub(*read)),
            population: counted.people(by),
        }
    };
    let units = counted.lattice.groups.iter().zip(&counted.responses);
    units.filter(|(by, _)| by.keys().all(|column| column == MUNICIPALITY)).map(line).collect()
}

const MUNICIPALITY: &str = "municipality";

impl Minimums {
    /// Whether a distribution may be shown of so many.
    fn allow(self, n: u64) -> bool {
        n >= self.distribution
    }
}
