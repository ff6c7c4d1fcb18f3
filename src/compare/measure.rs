//! The default measure of a change between two independent rounds, or the reason why there is none.
//!
//! Whoever calls this has already asked the small-number rules; a figure that may not be shown never comes here.

use std::collections::BTreeSet;

use super::comparison::{
    Detectable, Difference, Effect, MovedCounts, OptionChange, OptionRound, OptionSeries, RefusalCode, Shape, Share, Test,
};
use super::figures::{Figures, Form, Measure};
use super::statistics::{self, Interval, TestName};

/// The level of every test.
pub(super) const ALPHA: f64 = 0.05;

/// Below this n the mean of a number has the test of order beside it.
const FEW_NUMBERS: u64 = 15;
/// Beyond this skewness too.
const SKEWED: f64 = 1.0;

/// What a change amounts to.
#[derive(Default)]
pub(super) struct Measured {
    pub(super) test: Option<Test>,
    pub(super) effect: Option<Effect>,
    pub(super) top_box: Option<Difference>,
    pub(super) shape: Option<Shape>,
    pub(super) options: Vec<OptionSeries>,
    /// Where the same people are followed.
    pub(super) moved: Option<MovedCounts>,
    pub(super) beside: Option<Test>,
    pub(super) detectable: Option<Detectable>,
}

/// One round's figures and how many people there are, where an interval for them makes sense.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) figures: &'a Figures,
    pub(super) people: Option<u64>,
}

/// The change from one round to the next on the same form.
pub(super) fn measure(form: &Form, earlier: Side, later: Side) -> Result<Measured, RefusalCode> {
    match form.measure {
        Measure::Ordinal | Measure::Nominal => choices(form, earlier, later),
        Measure::Multiple => several(form, earlier.figures, later.figures),
        Measure::Number(unit) => Ok(numbers(unit, earlier.figures, later.figures)),
        Measure::Ranking | Measure::Words => Ok(Measured::default()),
    }
}

fn choices(form: &Form, earlier: Side, later: Side) -> Result<Measured, RefusalCode> {
    let (a, b) = (&earlier.figures.counts[..], &later.figures.counts[..]);
    let same_option = |place: usize| a[place] == earlier.figures.n && b[place] == later.figures.n;
    if (0..form.values.len()).any(same_option) {
        return Err(RefusalCode::AllAlike);
    }
    let ordinal = form.measure == Measure::Ordinal;
    let kind = if ordinal { statistics::Measure::Ordinal } else { statistics::Measure::Nominal };
    let Some(outcome) = statistics::default_test(kind, a, b) else { return Ok(Measured::default()) };
    if outcome.smallest_p > ALPHA {
        return Err(RefusalCode::CannotReachLevel);
    }
    let top_box = (!form.top.is_empty()).then(|| top_difference(form, earlier, later)).flatten();
    let test =
        Test { name: outcome.name.code().to_owned(), statistic: outcome.statistic, df: outcome.df, p: outcome.p, p_holm: None };
    let effect = if form.is_binary() {
        let place = form.values.len() - 1;
        statistics::newcombe(a[place], earlier.figures.n, b[place], later.figures.n)
            .map(|change| effect("difference", change.difference, Some(change.interval)))
    } else if ordinal {
        statistics::superiority(a, b).map(|superiority| effect("delta", superiority.delta(), Some(superiority.delta_interval())))
    } else {
        statistics::cramers_v(a, b).map(|v| effect("cramers-v", v, None))
    };
    let shape = (ordinal && !form.is_binary()).then(|| statistics::shape(a, b)).flatten();
    let shape = shape.map(|shape| Shape { name: shape.name.code().to_owned(), p: shape.p, p_holm: None });
    let options = if ordinal { Vec::new() } else { options(form, earlier.figures, later.figures) };
    let detectable = (!form.top.is_empty()).then(|| detectable_share(form, earlier.figures, later.figures)).flatten();
    Ok(Measured { test: Some(test), effect, top_box, shape, options, detectable, ..Measured::default() })
}

fn several(form: &Form, earlier: &Figures, later: &Figures) -> Result<Measured, RefusalCode> {
    let smallest = earlier.counts.iter().zip(&later.counts);
    if earlier.is_alike(form) && later.is_alike(form) && earlier.n > 0 && same_options(earlier, later) {
        return Err(RefusalCode::AllAlike);
    }
    let reachable =
        smallest.filter_map(|(x1, x2)| statistics::fisher(*x1, earlier.n, *x2, later.n)).any(|p| p.smallest_p <= ALPHA);
    if !reachable {
        return Err(RefusalCode::CannotReachLevel);
    }
    let options = options(form, earlier, later);
    let p = options.iter().flat_map(|option| &option.changes).map(|change| change.p_holm).fold(1.0, f64::min);
    let test = Test { name: TestName::Fisher.code().to_owned(), statistic: None, df: None, p, p_holm: None };
    Ok(Measured { test: Some(test), options, ..Measured::default() })
}

fn same_options(earlier: &Figures, later: &Figures) -> bool {
    earlier.counts.iter().zip(&later.counts).all(|(one, other)| (*one > 0) == (*other > 0))
}

fn numbers(unit: f64, earlier: &Figures, later: &Figures) -> Measured {
    let both = moments(unit, earlier).zip(moments(unit, later));
    let Some(welch) = both.and_then(|(earlier, later)| statistics::welch(earlier, later)) else { return Measured::default() };
    let name = TestName::WelchT.code().to_owned();
    let test = Test { name, statistic: Some(welch.statistic), df: Some(welch.df), p: welch.p, p_holm: None };
    Measured {
        test: Some(test),
        effect: Some(effect("mean-difference", welch.difference, Some(welch.interval))),
        beside: order(earlier, later),
        detectable: statistics::detectable_mean(&welch).map(|smallest| detectable("mean-difference", smallest)),
        ..Measured::default()
    }
}

/// The test of order of two rounds of numbers, where one has few answers or is skewed, so that a mean may lean on a single one.
fn order(earlier: &Figures, later: &Figures) -> Option<Test> {
    let leans = |figures: &Figures| figures.n < FEW_NUMBERS || skewness(figures).abs() > SKEWED;
    if !leans(earlier) && !leans(later) {
        return None;
    }
    let values: BTreeSet<i64> = earlier.numbers.keys().chain(later.numbers.keys()).copied().collect();
    let counts =
        |figures: &Figures| values.iter().map(|value| figures.numbers.get(value).copied().unwrap_or(0)).collect::<Vec<u64>>();
    let outcome = statistics::order_test(&counts(earlier), &counts(later))?;
    Some(Test { name: outcome.name.code().to_owned(), statistic: outcome.statistic, df: outcome.df, p: outcome.p, p_holm: None })
}

/// The third standardised moment.
fn skewness(figures: &Figures) -> f64 {
    let Some(moments) = moments(1.0, figures).filter(|moments| moments.sd > 0.0) else { return 0.0 };
    let cube = |value: i64| ((value as f64 - moments.mean) / moments.sd).powi(3);
    figures.numbers.iter().map(|(value, count)| cube(*value) * *count as f64).sum::<f64>() / figures.n as f64
}

/// The smallest difference of the top box that so many answers could have shown, from the earlier round's share with half an answer
/// added on either side, since what nobody chose among few is not impossible.
fn detectable_share(form: &Form, earlier: &Figures, later: &Figures) -> Option<Detectable> {
    let base = (earlier.within(&form.top) as f64 + 0.5) / (earlier.n as f64 + 1.0);
    let found = statistics::detectable_share(base, earlier.n, later.n);
    let only = match (found.up, found.down) {
        (Some(_), None) => Some("up"),
        (None, Some(_)) => Some("down"),
        _ => None,
    };
    found.smallest().map(|smallest| Detectable { only, ..detectable("difference", smallest) })
}

/// A change that would be found as often as the statistics say.
pub(super) fn detectable(name: &str, smallest: f64) -> Detectable {
    Detectable { name: name.to_owned(), smallest, only: None, power: statistics::POWER }
}

/// n, mean and standard deviation of a number.
pub(super) fn moments(unit: f64, figures: &Figures) -> Option<statistics::Moments> {
    let values: Vec<f64> = figures.numbers.keys().map(|value| *value as f64 / unit).collect();
    let counts: Vec<u64> = figures.numbers.values().copied().collect();
    statistics::moments(&values, &counts)
}

fn effect(name: &str, estimate: f64, interval: Option<Interval>) -> Effect {
    Effect { name: name.to_owned(), estimate, low: interval.map(|at| at.low), high: interval.map(|at| at.high) }
}

/// The share of the top box, for a sample and, where there are so many people, for these people.
pub(super) fn top_share(form: &Form, side: Side) -> Option<Share> {
    let (x, n) = (side.figures.within(&form.top), side.figures.n);
    let share = statistics::share(x, n)?;
    let finite = side.people.and_then(|people| statistics::finite_share(x, n, people)).map(|finite| finite.interval);
    Some(Share {
        share: share.share,
        low: share.interval.low,
        high: share.interval.high,
        low_fpc: finite.map(|at| at.low),
        high_fpc: finite.map(|at| at.high),
    })
}

fn top_difference(form: &Form, earlier: Side, later: Side) -> Option<Difference> {
    let x = |side: Side| (side.figures.within(&form.top), side.figures.n);
    let ((x1, n1), (x2, n2)) = (x(earlier), x(later));
    let change = statistics::newcombe(x1, n1, x2, n2)?;
    let finite = earlier.people.zip(later.people);
    let finite = finite.and_then(|(people1, people2)| statistics::finite_difference((x1, n1, people1), (x2, n2, people2)));
    let finite = finite.map(|finite| finite.interval);
    Some(Difference {
        difference: change.difference,
        low: change.interval.low,
        high: change.interval.high,
        low_fpc: finite.map(|at| at.low),
        high_fpc: finite.map(|at| at.high),
        without_population: None,
    })
}

/// Each option's share in both rounds and its change, Holm over the options.
fn options(form: &Form, earlier: &Figures, later: &Figures) -> Vec<OptionSeries> {
    let pairs = || earlier.counts.iter().copied().zip(later.counts.iter().copied());
    let p: Vec<Option<f64>> = pairs().map(|(x1, x2)| statistics::fisher(x1, earlier.n, x2, later.n).map(|test| test.p)).collect();
    let holm = statistics::holm(&p);
    let round = |x: u64, n: u64| {
        let share = statistics::share(x, n)?;
        Some(OptionRound { x, share: share.share, low: share.interval.low, high: share.interval.high })
    };
    let series = |place: usize, (x1, x2): (u64, u64)| {
        let change = statistics::newcombe(x1, earlier.n, x2, later.n)?;
        let (difference, low, high) = (change.difference, change.interval.low, change.interval.high);
        Some(OptionSeries {
            value: *form.values.get(place)?,
            rounds: vec![round(x1, earlier.n)?, round(x2, later.n)?],
            changes: vec![OptionChange { difference, low, high, p: p[place]?, p_holm: holm[place]? }],
        })
    };
    pairs().enumerate().filter_map(|(place, pair)| series(place, pair)).collect()
}

#[cfg(test)]
mod tests;
