//! The exact rank-sum test with ties, used where Brunner–Munzel has no variance to divide by.
//!
//! Its p is by |T − E|, as R's coin computes it, not twice the smaller tail. Sums of ranks are doubled, so that midranks are whole
//! numbers; the doubled midrank of option j is `2·T(<j) + t_j + 1`.

use super::tables::{Table, binomial};
use super::{ExactP, real};

/// The most cells of the dynamic program (count × doubled rank sum) before the test gives no answer.
const MOST_CELLS: u128 = 2_000_000;

/// The exact two-sided rank-sum test conditional on the ties. `None` if a round is empty or the distribution is too large, which
/// never happens when the rounds are separated, all alike, or one of them has a single answer.
#[must_use]
pub fn rank_sum_exact(round1: &[u64], round2: &[u64]) -> Option<ExactP> {
    let table = Table::read(round1, round2)?;
    let smallest_p = extreme_p(&table);
    let distance = distance(&table, table.columns.iter().map(|column| column.0));
    if distance == extreme_distance(&table) {
        return Some(ExactP { p: smallest_p, smallest_p });
    }
    if table.n1.min(table.n2) > 1 {
        return Some(ExactP { p: by_dynamic_programming(&table, distance)?, smallest_p });
    }
    let n = real(table.n().into());
    let single = |option: usize| (0..table.columns.len()).map(move |other| u64::from(other == option));
    let smaller = single_first(&table);
    let p: f64 = smaller
        .totals()
        .iter()
        .enumerate()
        .filter(|(option, _)| self::distance(&smaller, single(*option)) >= distance)
        .map(|(_, total)| real((*total).into()) / n)
        .sum();
    Some(ExactP { p: p.min(1.0), smallest_p })
}

/// The smallest p that the exact rank-sum test can give for the margins of these two rounds; `None` if a round is empty.
#[must_use]
pub fn smallest_rank_sum_p(round1: &[u64], round2: &[u64]) -> Option<f64> {
    Table::read(round1, round2).map(|table| extreme_p(&table))
}

/// Doubled midranks per option.
fn doubled_midranks(table: &Table) -> Vec<u128> {
    let mut below = 0;
    let mut ranks = Vec::with_capacity(table.columns.len());
    for total in table.totals() {
        ranks.push(2 * below + u128::from(total) + 1);
        below += u128::from(total);
    }
    ranks
}

/// |T − E| of the first round, doubled, if it had `counts`.
fn distance(table: &Table, counts: impl Iterator<Item = u64>) -> u128 {
    let sum: u128 = doubled_midranks(table).iter().zip(counts).map(|(rank, count)| rank * u128::from(count)).sum();
    sum.abs_diff(expectation(table))
}

/// The doubled expectation of the first round's rank sum.
fn expectation(table: &Table) -> u128 {
    u128::from(table.n1) * (u128::from(table.n()) + 1)
}

/// The first round's counts if it took the lowest (or highest) ranks there are.
fn extreme(table: &Table, lowest: bool) -> Vec<u64> {
    let mut open = table.n1;
    let mut take = |total: u64| {
        let taken = open.min(total);
        open -= taken;
        taken
    };
    let totals = table.totals();
    if lowest {
        return totals.into_iter().map(take).collect();
    }
    let mut counts: Vec<u64> = totals.into_iter().rev().map(&mut take).collect();
    counts.reverse();
    counts
}

/// The largest |T − E| there is.
fn extreme_distance(table: &Table) -> u128 {
    let at = |lowest| distance(table, extreme(table, lowest).into_iter());
    at(true).max(at(false))
}

/// The probability of the largest |T − E|: the table that fills from below, the one that fills from above, or both.
fn extreme_p(table: &Table) -> f64 {
    let farthest = extreme_distance(table);
    let low = extreme(table, true);
    let high = extreme(table, false);
    if low == high {
        // There is only this one table.
        return 1.0;
    }
    let ways: f64 = [low, high]
        .into_iter()
        .filter(|counts| distance(table, counts.iter().copied()) == farthest)
        .map(|counts| probability(table, &counts))
        .sum();
    ways.min(1.0)
}

/// The probability of one table that splits at most one option: C(t, x) / C(N, n1), as a running product that cannot overflow.
fn probability(table: &Table, counts: &[u64]) -> f64 {
    let split = table.totals().into_iter().zip(counts).find(|(total, count)| **count > 0 && **count < *total);
    let (total, count) = split.map_or((0, 0), |(total, count)| (total, (*count).min(total - *count)));
    let smaller = table.n1.min(table.n2);
    let mut ways = (0..count).map(|step| real((total - step).into()) / real((step + 1).into()));
    // Ways (each at least 1) are multiplied in as the product shrinks, so that it neither overflows nor vanishes too early.
    let mut product = 1.0;
    for step in 0..smaller {
        product *= real((step + 1).into()) / real((table.n() - step).into());
        for way in ways.by_ref() {
            product *= way;
            if product > 1e-100 {
                break;
            }
        }
        if product < 1e-310 {
            return 0.0;
        }
    }
    product * ways.product::<f64>()
}

/// The same table with the round of a single answer first.
fn single_first(table: &Table) -> Table {
    if table.n1 == 1 {
        return Table { columns: table.columns.clone(), n1: table.n1, n2: table.n2 };
    }
    Table { columns: table.columns.iter().map(|(a, b)| (*b, *a)).collect(), n1: table.n2, n2: table.n1 }
}

/// P(|T − E| ≥ distance) over options with weight Π C(t, x); cells hold the weight of (answers placed, doubled rank sum).
fn by_dynamic_programming(table: &Table, distance: u128) -> Option<f64> {
    let ranks = doubled_midranks(table);
    let highest: u128 = ranks.iter().zip(extreme(table, false)).map(|(rank, count)| rank * u128::from(count)).sum();
    if (highest + 1).checked_mul(u128::from(table.n1) + 1)? > MOST_CELLS {
        return None;
    }
    let width = usize::try_from(highest + 1).ok()?;
    let n1 = usize::try_from(table.n1).ok()?;
    let mut cells = vec![0.0; width * (n1 + 1)];
    cells[0] = 1.0;
    for (total, rank) in table.totals().into_iter().zip(ranks) {
        let weights = binomial(total, table.n1, table.n2);
        let rank = usize::try_from(rank).ok()?;
        cells = add_option(&cells, &weights, usize::try_from(total).ok()?.min(n1), rank, width);
    }
    let last = &cells[width * n1..];
    let expectation = expectation(table);
    let far = |sum: usize| (sum as u128).abs_diff(expectation) >= distance;
    let outside: f64 = last.iter().enumerate().filter(|(sum, _)| far(*sum)).map(|(_, weight)| weight).sum();
    Some((outside / last.iter().sum::<f64>()).min(1.0))
}

/// Places 0 to `most` of the first round's answers on one more option.
fn add_option(cells: &[f64], weights: &super::tables::Weights, most: usize, rank: usize, width: usize) -> Vec<f64> {
    let mut next = vec![0.0; cells.len()];
    for (place, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell > 0.0) {
        let (placed, sum) = (place / width, place % width);
        for taken in 0..=most {
            let sum = sum + taken * rank;
            let target = (placed + taken) * width + sum;
            if sum >= width || target >= next.len() {
                break;
            }
            next[target] += cell * weights.at(taken as u64);
        }
    }
    next
}
