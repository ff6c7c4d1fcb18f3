//! How far those who read the same cases agree, question by question, over all municipalities.
//!
//! What is compared is what each reader put down: "cannot be assessed", nothing at all and a question that only one of them reached are
//! answers of their own here; a case in which none of them reached it is no agreement on it and is left out. Whoever left them out would praise readers who do not agree on what can be assessed, and would tell, beside the
//! figures of both rounds, what was put down of the few cases that were left out. For the same reason agreement is shown only of a
//! question whose figures are shown whole in every round, where the answers of the cases read twice are as many as a distribution is shown
//! of, and those of the others in each round none or as many, neither of them all alike.

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
    /// How many cases were read by at least two.
    pub n: Option<u64>,
    /// In how many of these all of them put down the same.
    pub same: Option<u64>,
    /// Their share.
    pub share: Option<f64>,
    /// Wilson's lower limit.
    pub low: Option<f64>,
    /// Wilson's upper limit.
    pub high: Option<f64>,
    /// Cohen's kappa of two readers; none where chance alone gives full agreement.
    pub kappa: Option<KappaLine>,
    /// Krippendorff's alpha of any number of readers.
    pub alpha: Option<f64>,
    /// `withheld` where nothing is shown.
    pub hidden: Option<&'static str>,
}

/// Cohen's kappa with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct KappaLine {
    /// The estimate.
    pub estimate: f64,
    /// The lower limit; none with full agreement.
    pub low: Option<f64>,
    /// The upper limit.
    pub high: Option<f64>,
}

/// What a reader put down: an option or a number by its place, a kind of missing, or nothing because it was not reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Recorded {
    Answer(i64),
    Missing(usize),
    NotReached,
}

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
    let read: Vec<Vec<Option<Figures>>> = cases.iter().map(|case| figures(key, form, case)).collect();
    let shown = is_shown(key, form, rounds, &read);
    let reached = |case: &Vec<Option<Figures>>| case.iter().flatten().any(|figures| figures.base() > 0);
    let read: Vec<Vec<Option<Figures>>> = read.into_iter().filter(reached).collect();
    let enough = rounds.iter().all(|round| round.minimums.allow(read.len() as u64));
    choices.into_iter().map(|choice| line(key, form, choice, (shown && enough).then_some(&read[..]))).collect()
}

/// Per reader the figures of one case.
fn figures(key: &str, form: &Form, case: &ReadCase) -> Vec<Option<Figures>> {
    let of = |codes: &Vec<(String, i64)>| {
        let mut counts = BTreeMap::new();
        for (_, code) in codes.iter().filter(|(item, _)| item == key) {
            *counts.entry(*code).or_insert(0) += 1;
        }
        form.read(&counts)
    };
    case.codes.iter().map(|codes| codes.as_ref().map(of)).collect()
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
    rounds.iter().enumerate().all(is_safe)
}

fn line(key: &str, form: &Form, choice: Option<i64>, read: Option<&[Vec<Option<Figures>>]>) -> AgreementQuestion {
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
        hidden: Some("withheld"),
    };
    let Some(read) = read else { return line };
    let put_down = |figures: &Option<Figures>| figures.as_ref().map(|figures| recorded(form, choice, figures));
    let cases: Vec<Vec<Option<Recorded>>> = read.iter().map(|case| case.iter().map(put_down).collect()).collect();
    let used: BTreeSet<Recorded> = cases.iter().flatten().flatten().copied().collect();
    let place = |recorded: &Option<Recorded>| recorded.as_ref().map(|recorded| used.range(..recorded).count());
    let units: Vec<Vec<Option<usize>>> = cases.iter().map(|case| case.iter().map(place).collect()).collect();
    let alike = |unit: &&Vec<Option<usize>>| unit.iter().flatten().collect::<BTreeSet<_>>().len() == 1;
    let (n, same) = (units.len() as u64, units.iter().filter(alike).count() as u64);
    let Some(share) = statistics::share(same, n) else { return line };
    line.hidden = None;
    (line.n, line.same, line.share) = (Some(n), Some(same), Some(share.share));
    (line.low, line.high) = (Some(share.interval.low), Some(share.interval.high));
    line.kappa = kappa(&units, used.len());
    line.alpha = statistics::krippendorff_alpha(&units, used.len(), Metric::Nominal);
    line
}

/// What one reader put down of a case; of several choices, whether this one was ticked.
fn recorded(form: &Form, choice: Option<i64>, figures: &Figures) -> Recorded {
    if let Some(kind) = figures.missing.iter().position(|count| *count > 0) {
        return Recorded::Missing(kind);
    }
    let ticked = |place: usize| figures.counts.get(place).is_some_and(|count| *count > 0);
    let answer = match (form.measure, choice) {
        _ if figures.n == 0 => None,
        (Measure::Number(_), _) => figures.numbers.keys().next().copied(),
        (_, Some(choice)) => form.values.iter().position(|value| *value == choice).map(|place| i64::from(ticked(place))),
        (_, None) => (0..form.values.len()).find(|place| ticked(*place)).map(|place| form.values[place]),
    };
    answer.map_or(Recorded::NotReached, Recorded::Answer)
}

/// Cohen's kappa, where there are two readers and both read every case.
fn kappa(units: &[Vec<Option<usize>>], categories: usize) -> Option<KappaLine> {
    let mut table = vec![vec![0; categories]; categories];
    for unit in units {
        let [Some(one), Some(other)] = unit[..] else { return None };
        table[one][other] += 1;
    }
    let kappa = statistics::kappa(&Moves::read(&table)?, KappaWeights::Unweighted)?;
    let interval = kappa.interval;
    Some(KappaLine { estimate: kappa.kappa, low: interval.map(|at| at.low), high: interval.map(|at| at.high) })
}
