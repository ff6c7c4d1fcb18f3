//! Answers weighted so that they look like those who were asked: raking to how many people there are, by one or two background columns.
//!
//! A weighted share is one more sum over the cells of the weighting. So it is shown only where every cell's own answers are shown, from
//! which anybody could work it out, and only of the whole: it tells nothing that the cells do not.

use super::assemble::Input;
use super::comparison::{Effect, OptionChange, OptionRound, OptionSeries, RefusalCode, Test, WeightedShare, Weighting};
use super::counted::{Counted, Judged, place};
use super::figures::{Form, Measure};
use super::lattice;
use super::measure::Measured;
use super::small_numbers::Shown;
use super::statistics::{self, FEWEST_EFFECTIVE, LARGEST_WEIGHT, RakingCell, RakingRefusal, TestName, Weighted};
use super::tally::Cell;

#[cfg(test)]
mod tests;

/// The weights of one round, or why there are none.
pub(super) struct Weights {
    line: Weighting,
    /// Per cell of the weighting its group and the weight of one person; none where there are no weights.
    cells: Option<Vec<(usize, f64)>>,
}

/// Why a round has no weights.
#[derive(Clone, Copy)]
enum Missing {
    /// It is not known how many people there are with which value.
    People,
    /// Some answers have no value in a column.
    Values,
    /// How many answered in a cell is withheld.
    Withheld,
    /// A cell with people of whom nobody answered, or the other way round.
    Empty,
    /// The raking did not come to rest.
    NotConverged,
    /// A weight is too large.
    Large,
    /// Weighted, the answers are worth too little.
    Few,
}

impl Missing {
    fn code(self) -> &'static str {
        match self {
            Self::People => "people-unknown",
            Self::Values => "values-unknown",
            Self::Withheld => "withheld",
            Self::Empty => "empty-target",
            Self::NotConverged => "not-converged",
            Self::Large => "large-weight",
            Self::Few => "few-effective",
        }
    }
}

impl Weights {
    /// The weights of a round by the columns that the input names.
    pub(super) fn of(input: &Input, round: &Counted) -> Self {
        let mut line = Weighting {
            round: round.input.round.key.clone(),
            by: input.weight_by.to_vec(),
            design_effect: None,
            effective_n: None,
            largest_over_mean: None,
            refused: None,
        };
        match raked(input, round) {
            Ok((cells, raked)) => {
                line.design_effect = Some(raked.cost.design_effect);
                line.effective_n = Some(raked.cost.effective_n);
                line.largest_over_mean = Some(raked.cost.largest_over_mean);
                Self { line, cells: Some(cells.into_iter().zip(raked.weights).collect()) }
            }
            Err(missing) => {
                line.refused = Some(missing.code().to_owned());
                Self { line, cells: None }
            }
        }
    }

    /// What is said of the weights.
    pub(super) fn line(&self) -> Weighting {
        self.line.clone()
    }

    /// The answers to one question with their weights: an entry per cell and option.
    fn answers(&self, judged: &Judged) -> Result<Vec<Weighted>, RefusalCode> {
        let cells = self.cells.as_ref().ok_or(RefusalCode::Weights)?;
        if cells.iter().any(|(group, _)| judged.shown[*group] != Shown::All) {
            return Err(RefusalCode::Withheld);
        }
        let of_cell = |(group, weight): &(usize, f64)| {
            let counts = judged.figures[*group].counts.clone().into_iter().enumerate();
            let weight = *weight;
            counts.map(move |(option, count)| Weighted { option, weight, count }).collect::<Vec<_>>()
        };
        Ok(cells.iter().flat_map(of_cell).collect())
    }

    /// The answers to one of several choices: option 1 those who ticked it, option 0 the others.
    fn ticked(&self, judged: &Judged, option: usize) -> Vec<Weighted> {
        let cells = self.cells.iter().flatten();
        let of_cell = |(group, weight): &(usize, f64)| {
            let figures = &judged.figures[*group];
            let x = figures.counts.get(option).copied().unwrap_or(0);
            [(1, x), (0, figures.n - x)].map(|(option, count)| Weighted { option, weight: *weight, count })
        };
        cells.flat_map(of_cell).collect()
    }

    /// The weighted share of the top box in this round, where it may be shown.
    pub(super) fn share(&self, judged: &Judged) -> Option<WeightedShare> {
        let is_chosen = matches!(judged.form.measure, Measure::Ordinal | Measure::Nominal);
        if !is_chosen || judged.form.top.is_empty() {
            return None;
        }
        let answers = self.answers(judged).ok()?;
        let (share, cost) = statistics::weighted_share(&answers, |option| judged.form.top.contains(&option))?;
        is_worth(cost).then_some(WeightedShare {
            share: share.share,
            low: share.interval.low,
            high: share.interval.high,
            effective_n: cost.effective_n,
            design_effect: cost.design_effect,
        })
    }
}

fn is_worth(cost: statistics::WeightCost) -> bool {
    cost.effective_n >= FEWEST_EFFECTIVE && cost.largest_over_mean <= LARGEST_WEIGHT
}

/// The groups that are the cells of the weighting, and the weights.
fn raked(input: &Input, round: &Counted) -> Result<(Vec<usize>, statistics::Raked), Missing> {
    let place = place(input, round.input);
    let values: Vec<Vec<String>> = input.weight_by.iter().map(|column| lattice::values(column, &place)).collect();
    let mut targets = Vec::new();
    for (column, values) in input.weight_by.iter().zip(&values) {
        let people = |value: &String| round.people(&Cell::from([(column.clone(), value.clone())]));
        let target: Option<Vec<f64>> = values.iter().map(|value| people(value).map(|people| people as f64)).collect();
        targets.push(target.ok_or(Missing::People)?);
    }
    let mut combinations = vec![Vec::new()];
    for values in &values {
        let longer = |places: &Vec<usize>| (0..values.len()).map(|at| [&places[..], &[at]].concat()).collect::<Vec<_>>();
        combinations = combinations.iter().flat_map(longer).collect();
    }
    let (mut groups, mut cells) = (Vec::new(), Vec::new());
    for categories in combinations {
        let columns = input.weight_by.iter().zip(&values).zip(&categories);
        let by: Cell = columns.map(|((column, values), at)| (column.clone(), values[*at].clone())).collect();
        if round.people(&by) == Some(0) {
            continue;
        }
        let count = round.answers(&by).ok_or(Missing::Withheld)?;
        groups.push(round.lattice.find(&by).ok_or(Missing::People)?);
        cells.push(RakingCell { count, categories });
    }
    if cells.iter().map(|cell| cell.count).sum::<u64>() != round.responses[0] {
        return Err(Missing::Values);
    }
    let raked = statistics::rake(&cells, &targets).map_err(|refusal| match refusal {
        RakingRefusal::NotConverged => Missing::NotConverged,
        RakingRefusal::LargeWeight(_) => Missing::Large,
        RakingRefusal::FewEffective(_) => Missing::Few,
        RakingRefusal::EmptyTarget { .. } => Missing::Empty,
        RakingRefusal::Malformed => Missing::People,
    })?;
    Ok((groups, raked))
}

/// The change of the whole from one weighted round to the next; none of a question whose answers are no options.
pub(super) fn measure(
    form: &Form,
    weights: (&Weights, &Weights),
    judged: (&Judged, &Judged),
) -> Option<Result<Measured, RefusalCode>> {
    match form.measure {
        Measure::Ordinal | Measure::Nominal => Some(choices(form, weights, judged)),
        Measure::Multiple => Some(several(form, weights, judged)),
        Measure::Number(_) | Measure::Ranking | Measure::Words => None,
    }
}

fn choices(form: &Form, weights: (&Weights, &Weights), judged: (&Judged, &Judged)) -> Result<Measured, RefusalCode> {
    let (earlier, later) = (weights.0.answers(judged.0)?, weights.1.answers(judged.1)?);
    let whole = |_| true;
    for round in [&earlier, &later] {
        let (_, cost) = statistics::weighted_share(round, whole).ok_or(RefusalCode::Weights)?;
        if !is_worth(cost) {
            return Err(RefusalCode::Weights);
        }
    }
    let test = statistics::rao_scott(&earlier, &later).ok_or(RefusalCode::Weights)?;
    if test.df <= 0.0 {
        return Err(RefusalCode::AllAlike);
    }
    let top = (!form.top.is_empty())
        .then(|| statistics::weighted_difference(&earlier, &later, |option| form.top.contains(&option)))
        .flatten();
    let top_box = top.map(|top| super::comparison::Difference {
        difference: top.difference,
        low: top.interval.low,
        high: top.interval.high,
        low_fpc: None,
        high_fpc: None,
        without_population: None,
    });
    let effect = top_box.as_ref().map(|top| Effect {
        name: "difference".to_owned(),
        estimate: top.difference,
        low: Some(top.low),
        high: Some(top.high),
    });
    let sides = |option: usize| [&earlier, &later].map(|round| dichotomy(round, option));
    let options = if form.measure == Measure::Ordinal { Vec::new() } else { options(form, judged, &sides) };
    let (statistic, df) = (Some(test.statistic), Some(test.df));
    let test = Test { name: TestName::RaoScott.code().to_owned(), statistic, df, p: test.p, p_holm: None };
    Ok(Measured { test: Some(test), effect, top_box, options, ..Measured::default() })
}

fn several(form: &Form, weights: (&Weights, &Weights), judged: (&Judged, &Judged)) -> Result<Measured, RefusalCode> {
    for (weights, judged) in [(weights.0, judged.0), (weights.1, judged.1)] {
        weights.answers(judged)?;
        let (_, cost) = statistics::weighted_share(&weights.ticked(judged, 0), |_| true).ok_or(RefusalCode::Weights)?;
        if !is_worth(cost) {
            return Err(RefusalCode::Weights);
        }
    }
    let sides = |option: usize| [weights.0.ticked(judged.0, option), weights.1.ticked(judged.1, option)];
    let options = options(form, judged, &sides);
    let p = options.iter().flat_map(|option| &option.changes).map(|change| change.p_holm).fold(1.0, f64::min);
    let test = Test { name: TestName::RaoScott.code().to_owned(), statistic: None, df: None, p, p_holm: None };
    Ok(Measured { test: Some(test), options, ..Measured::default() })
}

/// One option against all others.
fn dichotomy(round: &[Weighted], option: usize) -> Vec<Weighted> {
    round.iter().map(|at| Weighted { option: usize::from(at.option == option), ..*at }).collect()
}

/// Each option's weighted share in both rounds and its change, Holm over the options; `x` is how many chose it, unweighted.
fn options(form: &Form, judged: (&Judged, &Judged), sides: &impl Fn(usize) -> [Vec<Weighted>; 2]) -> Vec<OptionSeries> {
    let both: Vec<[Vec<Weighted>; 2]> = (0..form.values.len()).map(sides).collect();
    let p: Vec<Option<f64>> = both.iter().map(|[one, other]| statistics::rao_scott(one, other).map(|test| test.p)).collect();
    let holm = statistics::holm(&p);
    let chosen = |option: usize| option == 1;
    let round = |judged: &Judged, answers: &[Weighted], place: usize| {
        let x = *judged.figures[0].counts.get(place)?;
        let (share, _) = statistics::weighted_share(answers, chosen)?;
        Some(OptionRound { x, share: share.share, low: share.interval.low, high: share.interval.high })
    };
    let series = |(at, [one, other]): (usize, &[Vec<Weighted>; 2])| {
        let change = statistics::weighted_difference(one, other, chosen)?;
        let (difference, low, high) = (change.difference, change.interval.low, change.interval.high);
        Some(OptionSeries {
            value: *form.values.get(at)?,
            rounds: vec![round(judged.0, one, at)?, round(judged.1, other, at)?],
            changes: vec![OptionChange { difference, low, high, p: p[at]?, p_holm: holm[at]? }],
        })
    };
    both.iter().enumerate().filter_map(series).collect()
}
