//! Whether two people sort the same answers alike: percent agreement and Cohen's kappa, from a square table of units.

use super::tables::MOST_ANSWERS;
use super::{Interval, Moves, Share, Z, real, share};

/// How much a disagreement counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KappaWeights {
    /// Every disagreement counts as one.
    Unweighted,
    /// A disagreement counts by how many categories apart it is.
    Linear,
    /// It counts by the square of that.
    Quadratic,
}

/// Cohen's kappa.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// 1 for full agreement, 0 for what chance alone gives, below that for less; never below −1.
    pub kappa: f64,
    /// Its asymptotic standard error; `None` where it is zero, as with full agreement, and says nothing.
    pub standard_error: Option<f64>,
    /// The 95 % interval, cut at −1 and 1; `None` without a standard error.
    pub interval: Option<Interval>,
}

/// The share of units that both put into the same category, with Wilson's interval; rows of the table are the first person's
/// categories, columns the second's. `None` is never the answer to a table read by [`Moves::read`].
#[must_use]
pub fn percent_agreement(table: &Moves) -> Option<Share> {
    share(table.direction().same, table.n())
}

/// Cohen's kappa of a square table, whose rows are the first person's categories and whose columns the second's. `None` where chance
/// alone gives full agreement, so that both used a single category only. Source: Cohen 1960, Educational and Psychological
/// Measurement 20:37; Cohen 1968, Psychological Bulletin 70:213 (weights); Fleiss, Cohen & Everitt 1969, Psychological Bulletin
/// 72:323 (standard error).
#[must_use]
pub fn kappa(table: &Moves, weights: KappaWeights) -> Option<Kappa> {
    let (rows, columns) = (table.round1(), table.round2());
    let n = real(table.n().into());
    let farthest = real(table.options() as u128) - 1.0;
    let weight = |row: usize, column: usize| {
        let distance = real(row.abs_diff(column) as u128);
        match weights {
            KappaWeights::Unweighted => f64::from(u8::from(row == column)),
            KappaWeights::Linear => 1.0 - distance / farthest.max(1.0),
            KappaWeights::Quadratic => 1.0 - (distance / farthest.max(1.0)) * (distance / farthest.max(1.0)),
        }
    };
    // Categories by their share, and the mean weight of each against the other person's shares.
    let shares = |counts: &[u64]| counts.iter().map(|count| real((*count).into()) / n).collect::<Vec<f64>>();
    let (rows, columns) = (shares(&rows), shares(&columns));
    let of_row: Vec<f64> =
        (0..rows.len()).map(|row| columns.iter().enumerate().map(|(at, p)| weight(row, at) * p).sum()).collect();
    let of_column: Vec<f64> = (0..rows.len()).map(|to| rows.iter().enumerate().map(|(at, p)| weight(at, to) * p).sum()).collect();
    let observed: f64 = table.cells().map(|(row, column, count)| weight(row, column) * real(count.into())).sum::<f64>() / n;
    let expected: f64 = rows.iter().zip(&of_row).map(|(share, mean)| share * mean).sum();
    let room = 1.0 - expected;
    if room <= 1e-12 {
        return None;
    }
    let full = table.cells().all(|(row, column, count)| row == column || count == 0);
    let kappa = if full { 1.0 } else { (observed - expected) / room };
    let square = |value: f64| value * value;
    let spread: f64 = table
        .cells()
        .map(|(row, column, count)| {
            real(count.into()) / n * square(weight(row, column) - (of_row[row] + of_column[column]) * (1.0 - kappa))
        })
        .sum();
    let variance = (spread - square(kappa - expected * (1.0 - kappa))) / (n * square(room));
    let standard_error = (!full && variance > 1e-15).then(|| variance.sqrt());
    let interval = standard_error
        .map(|error| Interval { low: (kappa - Z * error).max(-1.0).min(kappa), high: (kappa + Z * error).min(1.0).max(kappa) });
    Some(Kappa { kappa, standard_error, interval })
}

/// Bennett's S of a square table as of [`kappa`]: as kappa, but chance puts as many units into each category, however rare one is. `None`
/// where there is one category only. Source: Bennett, Alpert & Goldstein 1954, Public Opinion Quarterly 18:303.
#[must_use]
pub fn bennett_s(table: &Moves) -> Option<f64> {
    let chance = 1.0 / real(table.options() as u128);
    let observed = percent_agreement(table)?.share;
    (chance < 1.0).then(|| (observed - chance) / (1.0 - chance))
}

/// Fleiss' kappa for any number of people who each sorted every unit, from how many of them put each unit into each category.
/// `None` unless every unit was sorted by the same number of at least two people, or when all used one category only. Source: Fleiss
/// 1971, Psychological Bulletin 76:378.
#[must_use]
pub fn fleiss_kappa(units: &[Vec<u64>]) -> Option<f64> {
    let raters = units.first()?.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count))?;
    let options = units.iter().map(Vec::len).max()?;
    let mut totals = vec![0.0; options];
    let mut pairs = 0.0;
    for unit in units {
        let here = unit.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count))?;
        if here != raters || !(2..=MOST_ANSWERS).contains(&raters) {
            return None;
        }
        for (total, count) in totals.iter_mut().zip(unit) {
            let count = real((*count).into());
            *total += count;
            pairs += count * (count - 1.0).max(0.0);
        }
    }
    let (raters, units) = (real(raters.into()), real(units.len() as u128));
    let observed = pairs / (units * raters * (raters - 1.0));
    let expected: f64 = totals.iter().map(|total| (total / (units * raters)) * (total / (units * raters))).sum();
    (1.0 - expected > 1e-12).then(|| (observed - expected) / (1.0 - expected))
}
