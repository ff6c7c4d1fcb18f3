//! How far those who read the same cases agree, question by question, over all municipalities.
//!
//! Agreement beside the figures of a whole round tells something of the cases that were read once. So it is shown only of a question
//! whose figures are shown whole in every round, where the cases read twice are as many as a distribution is shown of, and where those
//! left in each round are none or as many, neither of them all alike.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::choice::choice_name;
use super::super::counted::Counted;
use super::super::figures::{Figures, Form, Measure};
use super::super::statistics::{self, KappaWeights, Metric, Moves};

/// One case in every round in which it was read; it has no `Debug`, since it holds answers.
pub struct ReadCase {
    /// Per round what [`super::super::codes`] makes of the answers; none where it was not read.
    pub codes: Vec<Option<Vec<(String, i64)>>>,
}

/// How far the readers agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// The rounds, one for each reading; the first is the review's own.
    pub rounds: Vec<String>,
    /// Whether any of them still takes answers.
    pub waiting: bool,
    /// How many cases were read in more than one round; none when they are too few to tell.
    pub cases: Option<u64>,
    /// The questions that have options or numbers; of several choices one line for each choice.
    pub questions: Vec<AgreementQuestion>,
}

/// How far the readers agree on one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgreementQuestion {
    /// The item's key.
    pub key: String,
    /// The choice by its name in files, where several may be chosen.
    pub choice: Option<String>,
    /// In how many cases at least two readers gave a substantive answer.
    pub n: Option<u64>,
    /// In how many of these all of them gave the same.
    pub same: Option<u64>,
    /// Their share.
    pub share: Option<f64>,
    /// Wilson's lower limit.
    pub low: Option<f64>,
    /// Wilson's upper limit.
    pub high: Option<f64>,
    /// Cohen's kappa of two readers; none of a number, and where chance alone gives full agreement.
    pub kappa: Option<KappaLine>,
    /// Krippendorff's alpha of any number of readers.
    pub alpha: Option<f64>,
    /// How alpha takes the distance of two answers: `nominal`, `ordinal` or `interval`.
    pub metric: &'static str,
    /// `withheld` where nothing is shown.
    pub hidden: Option<&'static str>,
}

/// Cohen's kappa with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct KappaLine {
    /// `none`, or `linear` where the answers have an order.
    pub weights: &'static str,
    /// The estimate.
    pub estimate: f64,
    /// The lower limit; none with full agreement.
    pub low: Option<f64>,
    /// The upper limit.
    pub high: Option<f64>,
}

/// What each reader made of each case: the place of a category, or nothing.
type Units = Vec<Vec<Option<usize>>>;

impl Agreement {
    /// The agreement of these rounds on the cases that were read in several of them.
    pub(super) fn of(rounds: &[Counted], cases: &[ReadCase]) -> Self {
        let twice: Vec<&ReadCase> = cases.iter().filter(|case| case.codes.iter().flatten().count() > 1).collect();
        let minimums = rounds.iter().map(|round| round.minimums).max_by_key(|minimums| minimums.distribution);
        let waiting = rounds.iter().any(|round| round.input.waiting);
        let enough = |count: &u64| !waiting && minimums.is_some_and(|minimums| minimums.allow(*count));
        let version = rounds.first().map(|round| round.input.version);
        let items = version.map(crate::questionnaire::Version::items).unwrap_or_default();
        let questions = items.iter().flat_map(|item| of_item(&item.key, &Form::of(item), rounds, &twice)).collect();
        Self {
            rounds: rounds.iter().map(|round| round.input.round.key.clone()).collect(),
            waiting,
            cases: Some(twice.len() as u64).filter(enough),
            questions,
        }
    }
}

fn of_item(key: &str, form: &Form, rounds: &[Counted], cases: &[&ReadCase]) -> Vec<AgreementQuestion> {
    let choices: Vec<Option<i64>> = match form.measure {
        Measure::Ordinal | Measure::Nominal | Measure::Number(_) => vec![None],
        Measure::Multiple => form.values.iter().copied().map(Some).collect(),
        Measure::Ranking | Measure::Words => return Vec::new(),
    };
    let read: Vec<Vec<Option<Figures>>> = cases.iter().map(|case| substantive(key, form, case)).collect();
    let read: Vec<Vec<Option<Figures>>> = read.into_iter().filter(|case| case.iter().flatten().count() > 1).collect();
    let shown = is_shown(key, form, rounds, &read);
    choices.into_iter().map(|choice| line(key, form, choice, shown.then_some(&read[..]), rounds.len())).collect()
}

/// Per reader the figures of one case, where the answer is substantive.
fn substantive(key: &str, form: &Form, case: &ReadCase) -> Vec<Option<Figures>> {
    let of = |codes: &Vec<(String, i64)>| {
        let mut counts = BTreeMap::new();
        for (_, code) in codes.iter().filter(|(item, _)| item == key) {
            *counts.entry(*code).or_insert(0) += 1;
        }
        Some(form.read(&counts)).filter(|figures| figures.n > 0)
    };
    case.codes.iter().map(|codes| codes.as_ref().and_then(of)).collect()
}

fn is_shown(key: &str, form: &Form, rounds: &[Counted], read: &[Vec<Option<Figures>>]) -> bool {
    let is_safe = |(at, round): (usize, &Counted)| {
        let Some(whole) = round.whole(key).filter(|_| round.is_told(key)) else { return false };
        let mut own = form.read(&BTreeMap::new());
        read.iter().filter_map(|case| case[at].as_ref()).for_each(|figures| own.add(figures));
        let rest = whole.without(&own);
        let both_differ = !own.is_alike(form) && !rest.is_alike(form);
        round.minimums.allow(own.n) && (rest.n == 0 || (round.minimums.allow(rest.n) && both_differ))
    };
    let minimum = rounds.iter().all(|round| round.minimums.allow(read.len() as u64));
    minimum && rounds.iter().enumerate().all(is_safe)
}

fn line(key: &str, form: &Form, choice: Option<i64>, read: Option<&[Vec<Option<Figures>>]>, readers: usize) -> AgreementQuestion {
    let metric = match form.measure {
        Measure::Ordinal if form.values.len() > 2 => "ordinal",
        Measure::Number(_) => "interval",
        _ => "nominal",
    };
    let mut line = AgreementQuestion {
        key: key.to_owned(),
        choice: choice.map(choice_name),
        n: None,
        same: None,
        share: None,
        low: None,
        high: None,
        kappa: None,
        alpha: None,
        metric,
        hidden: Some("withheld"),
    };
    let Some(read) = read else { return line };
    let values = numbers(form, read);
    let categories = if let Measure::Number(_) = form.measure { values.len() } else { options(form, choice) };
    let units: Units =
        read.iter().map(|case| case.iter().map(|figures| category(form, choice, &values, figures.as_ref()?)).collect()).collect();
    let alike = |unit: &&Vec<Option<usize>>| unit.iter().flatten().collect::<BTreeSet<_>>().len() == 1;
    let (n, same) = (units.len() as u64, units.iter().filter(alike).count() as u64);
    let Some(share) = statistics::share(same, n) else { return line };
    line.hidden = None;
    (line.n, line.same, line.share) = (Some(n), Some(same), Some(share.share));
    (line.low, line.high) = (Some(share.interval.low), Some(share.interval.high));
    if readers == 2 && metric != "interval" {
        line.kappa = kappa(&units, categories, metric == "ordinal");
    }
    let real: Vec<f64> = values.iter().map(|value| *value as f64).collect();
    line.alpha = statistics::krippendorff_alpha(
        &units,
        categories,
        match metric {
            "ordinal" => Metric::Ordinal,
            "interval" => Metric::Interval(&real),
            _ => Metric::Nominal,
        },
    );
    line
}

fn options(form: &Form, choice: Option<i64>) -> usize {
    if choice.is_some() { 2 } else { form.values.len() }
}

/// The numbers that were given, in order.
fn numbers(form: &Form, read: &[Vec<Option<Figures>>]) -> Vec<i64> {
    let Measure::Number(_) = form.measure else { return Vec::new() };
    let given: BTreeSet<i64> = read.iter().flatten().flatten().flat_map(|figures| figures.numbers.keys().copied()).collect();
    given.into_iter().collect()
}

/// The place of one reader's answer among the categories; of several choices whether this one was ticked.
fn category(form: &Form, choice: Option<i64>, numbers: &[i64], figures: &Figures) -> Option<usize> {
    match (form.measure, choice) {
        (Measure::Number(_), _) => {
            let given = figures.numbers.keys().next()?;
            numbers.iter().position(|value| value == given)
        }
        (_, Some(choice)) => {
            let place = form.values.iter().position(|value| *value == choice)?;
            Some(usize::from(figures.counts[place] > 0))
        }
        (_, None) => figures.counts.iter().position(|count| *count > 0),
    }
}

fn kappa(units: &Units, categories: usize, ordered: bool) -> Option<KappaLine> {
    let mut table = vec![vec![0; categories]; categories];
    for unit in units {
        if let [Some(one), Some(other)] = unit[..] {
            table[one][other] += 1;
        }
    }
    let (weights, name) = if ordered { (KappaWeights::Linear, "linear") } else { (KappaWeights::Unweighted, "none") };
    let kappa = statistics::kappa(&Moves::read(&table)?, weights)?;
    let interval = kappa.interval;
    Some(KappaLine { weights: name, estimate: kappa.kappa, low: interval.map(|at| at.low), high: interval.map(|at| at.high) })
}
