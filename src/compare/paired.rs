//! The default measure of a change among the same people, or the reason why there is none.
//!
//! Whoever calls this has already asked whether it may be shown what moved.

use super::comparison::{Difference, Effect, MovedCounts, OptionChange, OptionRound, OptionSeries, RefusalCode, Test};
use super::figures::{Figures, Form, Measure};
use super::linked::Group;
use super::measure::{self, ALPHA, Measured};
use super::statistics::{self, Moves, PairedEffect, TestName, TestOutcome};

/// What moved of a group from one round to the next; `rounds` are the figures of all respondents.
pub(super) fn measure(form: &Form, group: &Group, rounds: (&Figures, &Figures)) -> Result<Measured, RefusalCode> {
    match group.moves() {
        Some(moves) => choices(form, &moves, rounds),
        None => several(form, group, rounds),
    }
}

fn choices(form: &Form, moves: &Moves, rounds: (&Figures, &Figures)) -> Result<Measured, RefusalCode> {
    let ordinal = form.measure == Measure::Ordinal;
    let kind = if ordinal { statistics::Measure::Ordinal } else { statistics::Measure::Nominal };
    let Some(outcome) = statistics::default_paired_test(kind, moves) else { return Ok(Measured::default()) };
    if outcome.smallest_p > ALPHA {
        return Err(RefusalCode::CannotReachLevel);
    }
    let has_order = ordinal || form.is_binary();
    let direction = moves.direction();
    let moved = MovedCounts {
        n: moves.n(),
        up: has_order.then_some(direction.higher),
        same: has_order.then_some(direction.same),
        down: has_order.then_some(direction.lower),
    };
    let effect = match statistics::paired_effect(kind, moves) {
        PairedEffect::Dominance(share) => Some(Effect {
            name: if form.is_binary() { "difference" } else { "moved" }.to_owned(),
            estimate: share.difference,
            low: Some(share.interval.low),
            high: Some(share.interval.high),
        }),
        PairedEffect::PerOption(_) => None,
    };
    let top = (!form.top.is_empty()).then(|| difference(moves.among(|option| form.top.contains(&option)).direction().dominance));
    let turns: Vec<[u64; 2]> = (0..form.values.len())
        .map(|option| moves.among(|other| other == option).direction())
        .map(|direction| [direction.higher, direction.lower])
        .collect();
    let options = if ordinal { Vec::new() } else { options(form, &turns, moves.n(), rounds) };
    let moving = (direction.higher + direction.lower) as f64 + 0.5;
    let detectable = has_order
        .then(|| statistics::detectable_linked(moves.n(), moving / (moves.n() as f64 + 1.0)))
        .flatten()
        .map(|smallest| measure::detectable("moved", smallest));
    let test = Some(test(&outcome));
    Ok(Measured { test, effect, top_box: top, options, moved: Some(moved), detectable, ..Measured::default() })
}

fn several(form: &Form, group: &Group, rounds: (&Figures, &Figures)) -> Result<Measured, RefusalCode> {
    let reaches = |turn: &[u64; 2]| statistics::mcnemar(turn[0], turn[1]).is_some_and(|test| test.smallest_p <= ALPHA);
    if !group.turns.iter().any(reaches) {
        return Err(RefusalCode::CannotReachLevel);
    }
    let options = options(form, &group.turns, group.pairs, rounds);
    let p = options.iter().flat_map(|option| &option.changes).map(|change| change.p_holm).fold(1.0, f64::min);
    let test = Test { name: TestName::McNemarExact.code().to_owned(), statistic: None, df: None, p, p_holm: None };
    let moved = MovedCounts { n: group.pairs, up: None, same: None, down: None };
    Ok(Measured { test: Some(test), options, moved: Some(moved), ..Measured::default() })
}

fn test(outcome: &TestOutcome) -> Test {
    Test { name: outcome.name.code().to_owned(), statistic: outcome.statistic, df: outcome.df, p: outcome.p, p_holm: None }
}

/// A change between rounds of so many people: where all of them are followed, it is known. Else nothing is said of the others, since who can
/// be followed was not drawn, and no formula is known to us that takes the pairs and those of either round alone together.
pub(super) fn describe(change: &mut Difference, group: &Group, (before, after): (u64, u64)) {
    if group.pairs == before && group.pairs == after {
        (change.low_fpc, change.high_fpc) = (Some(change.difference), Some(change.difference));
    } else {
        change.without_population = Some("linked");
    }
}

/// A paired difference.
fn difference(share: statistics::Difference) -> Difference {
    let (low, high) = (share.interval.low, share.interval.high);
    Difference { difference: share.difference, low, high, low_fpc: None, high_fpc: None, without_population: None }
}

/// Each option's share among all respondents of both rounds, and its change among the same people, Holm over the options.
fn options(form: &Form, turns: &[[u64; 2]], n: u64, rounds: (&Figures, &Figures)) -> Vec<OptionSeries> {
    let p: Vec<Option<f64>> = turns.iter().map(|[gained, lost]| statistics::mcnemar(*gained, *lost).map(|test| test.p)).collect();
    let holm = statistics::holm(&p);
    let round = |figures: &Figures, place: usize| {
        let x = *figures.counts.get(place)?;
        let share = statistics::share(x, figures.n)?;
        Some(OptionRound { x, share: share.share, low: share.interval.low, high: share.interval.high })
    };
    let series = |place: usize| {
        let share = statistics::tango(turns[place][0], turns[place][1], n)?;
        let (difference, low, high) = (share.difference, share.interval.low, share.interval.high);
        Some(OptionSeries {
            value: *form.values.get(place)?,
            rounds: vec![round(rounds.0, place)?, round(rounds.1, place)?],
            changes: vec![OptionChange { difference, low, high, p: p[place]?, p_holm: holm[place]? }],
        })
    };
    (0..turns.len()).filter_map(series).collect()
}

/// What is said of the design of a question: whether its changes follow the same people, and whether those were all.
pub(super) fn design(followed: bool, everybody: bool) -> &'static str {
    match (followed, everybody) {
        (false, _) => "independent",
        (true, true) => "linked",
        (true, false) => "partly-linked",
    }
}
