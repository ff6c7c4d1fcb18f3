//! Whether answers on a scale go one way through three rounds or more.
//!
//! Only where every round shows all of its counts and every step may be compared, so the trend tells nothing that the counts do not.

use super::comparison::{QuestionRound, Trend};
use super::figures::{Form, Measure};
use super::sentence;
use super::series::Series;
use super::statistics;
use crate::language::Language;

/// From how many rounds a trend is looked for; of two the change itself is the trend.
const FEWEST_ROUNDS: usize = 3;

/// The trend through these rounds, which are counted on one form.
pub(super) fn of(series: &Series, form: &Form, rounds: &[QuestionRound], language: Language) -> Option<Trend> {
    let has_order = form.measure == Measure::Ordinal || form.is_binary();
    let comparable = (0..rounds.len().saturating_sub(1)).all(|step| series.is_comparable(step));
    if rounds.len() < FEWEST_ROUNDS || !has_order || !comparable {
        return None;
    }
    let counts: Vec<Vec<u64>> = rounds.iter().map(|round| round.counts.clone()).collect::<Option<_>>()?;
    let found = statistics::trend(&counts)?;
    let mut trend = Trend {
        name: "linear-by-linear".to_owned(),
        estimate: found.correlation,
        statistic: found.statistic,
        p: found.p,
        sentence: String::new(),
    };
    trend.sentence = sentence::trend(&trend, series.item()?, form, rounds.len(), language);
    Some(trend)
}

#[cfg(test)]
mod tests;
