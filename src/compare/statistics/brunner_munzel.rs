//! The Brunner–Munzel test from counts, in its t form and as an exact studentised permutation test.
//!
//! All sums are whole numbers until the last division, so equal tables give equal statistics and the variance is exactly zero when
//! it is zero: precisely when the rounds are separated or all answers are alike. Then W is 0 at θ = ½ and infinite otherwise; the
//! infinity stays inside this file.

use super::tables::Table;
use super::{ExactP, rank_sum_exact, real, student_t};

/// Values of |W| this close count as equal when tables are enumerated.
const SLACK: f64 = 1e-9;

/// θ and the Brunner–Munzel test in its t form. Source: Brunner & Munzel 2000, Biometrical Journal 42:17.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BrunnerMunzel {
    /// P(X2 > X1) + ½ P(X2 = X1), from 0 to 1.
    pub theta: f64,
    /// The estimated variance of θ; `None` when a round has a single answer.
    pub variance: Option<f64>,
    /// The test; `None` when there is no variance or it is zero.
    pub t_form: Option<StudentForm>,
}

/// A statistic that is compared with Student's t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentForm {
    /// (θ − ½) divided by its standard error; positive when round 2 is higher.
    pub statistic: f64,
    /// Satterthwaite's degrees of freedom, at least 1.
    pub df: f64,
    /// The two-sided p.
    pub p: f64,
}

/// θ, its variance and the t form of the Brunner–Munzel test; `None` if a round is empty.
#[must_use]
pub fn brunner_munzel(round1: &[u64], round2: &[u64]) -> Option<BrunnerMunzel> {
    let table = Table::read(round1, round2)?;
    let sums = sums_of(&table);
    let theta = sums.theta(&table);
    let Some((part1, part2)) = sums.variance_parts(&table) else {
        return Some(BrunnerMunzel { theta, variance: None, t_form: None });
    };
    let variance = part1 + part2;
    if variance <= 0.0 {
        return Some(BrunnerMunzel { theta, variance: Some(0.0), t_form: None });
    }
    let statistic = sums.statistic(&table);
    let df = (variance * variance) / (part1 * part1 / real((table.n1 - 1).into()) + part2 * part2 / real((table.n2 - 1).into()));
    let p = student_t::two_sided(statistic, df);
    Some(BrunnerMunzel { theta, variance: Some(variance), t_form: Some(StudentForm { statistic, df, p }) })
}

/// The exact studentised permutation form, by enumerating all tables with the same margins. `None` if a round has fewer than two
/// answers or there are more than `MOST_TABLES` tables. Source: Neubert & Brunner 2007, Computational Statistics & Data Analysis 51:5192.
#[must_use]
pub fn brunner_munzel_permutation(round1: &[u64], round2: &[u64]) -> Option<ExactP> {
    let table = Table::read(round1, round2)?;
    if table.n1 < 2 || table.n2 < 2 || !table.enumerable() {
        return None;
    }
    let seen = sums_of(&table).statistic(&table).abs();
    let mut tables: Vec<(f64, f64)> = Vec::new();
    table.walk(Sums::default(), &Sums::with, &mut |sums, weight| tables.push((sums.statistic(&table).abs(), weight)));
    let all: f64 = tables.iter().map(|(_, weight)| weight).sum();
    let farthest = tables.iter().map(|(statistic, _)| *statistic).fold(0.0, f64::max);
    let p = |limit: f64| {
        let outside = tables.iter().filter(|(statistic, _)| *statistic >= limit - SLACK);
        (outside.map(|(_, weight)| weight).sum::<f64>() / all).min(1.0)
    };
    Some(ExactP { p: p(seen), smallest_p: p(farthest) })
}

/// Every way to divide `totals` per option between a first round of `n1` and a second that the permutation form rejects at `level`,
/// as the first round's counts, when the rank-sum test takes over where there is no variance.
pub(super) fn rejected(totals: &[u64], n1: u64, level: f64) -> Vec<Vec<u64>> {
    let n: u64 = totals.iter().sum();
    let columns: Vec<(u64, u64)> = totals.iter().map(|total| (*total, 0)).collect();
    let table = Table { columns, n1, n2: n - n1 };
    let digit = u128::from(n1) + 1;
    let mut tables: Vec<(f64, f64, u128)> = Vec::new();
    let step = |(sums, code): (Sums, u128), a: u64, b: u64| (sums.with(a, b), code * digit + u128::from(a));
    table.walk((Sums::default(), 0), &step, &mut |(sums, code), weight| {
        tables.push((sums.statistic(&table).abs(), weight, code));
    });
    tables.sort_by(|left, right| right.0.total_cmp(&left.0));
    let all: f64 = tables.iter().map(|(_, weight, _)| weight).sum();
    let counts = |mut code: u128| {
        let mut counts = vec![0; totals.len()];
        for count in counts.iter_mut().rev() {
            *count = u64::try_from(code % digit).unwrap_or(0);
            code /= digit;
        }
        counts
    };
    let (mut outside, mut next) = (0.0, 0);
    let mut found = Vec::new();
    for (statistic, _, code) in &tables {
        while next < tables.len() && tables[next].0 >= statistic - SLACK {
            outside += tables[next].1;
            next += 1;
        }
        let first = counts(*code);
        let second: Vec<u64> = totals.iter().zip(&first).map(|(total, count)| total - count).collect();
        let by_ranks = || rank_sum_exact(&first, &second).map_or(1.0, |test| test.p);
        let p = if statistic.is_finite() { outside / all } else { by_ranks() };
        if p <= level {
            found.push(first);
        }
    }
    found
}

/// Running sums over the options: with y = 2·B(<j) + b and z = 2·A(<j) + a, which are whole numbers, Σay, Σby, Σay² and Σbz².
#[derive(Clone, Copy, Default)]
struct Sums {
    below1: u128,
    below2: u128,
    placed1: u128,
    placed2: u128,
    squares1: u128,
    squares2: u128,
}

impl Sums {
    /// The sums with one more option.
    fn with(self, count1: u64, count2: u64) -> Self {
        let (count1, count2) = (u128::from(count1), u128::from(count2));
        let place1 = 2 * self.below2 + count2;
        let place2 = 2 * self.below1 + count1;
        Self {
            below1: self.below1 + count1,
            below2: self.below2 + count2,
            placed1: self.placed1 + count1 * place1,
            placed2: self.placed2 + count2 * place2,
            squares1: self.squares1 + count1 * place1 * place1,
            squares2: self.squares2 + count2 * place2 * place2,
        }
    }

    /// θ, whose numerator in these units is Σbz and whose denominator is 2·n1·n2.
    fn theta(&self, table: &Table) -> f64 {
        real(self.placed2) / real(2 * u128::from(table.n1) * u128::from(table.n2))
    }

    /// s1²/n1 and s2²/n2; `None` when a round has a single answer.
    fn variance_parts(&self, table: &Table) -> Option<(f64, f64)> {
        if table.n1 < 2 || table.n2 < 2 {
            return None;
        }
        let (n1, n2) = (u128::from(table.n1), u128::from(table.n2));
        let unit = real(2 * n1 * n2);
        let spread1 = real(n1 * self.squares1 - self.placed1 * self.placed1);
        let spread2 = real(n2 * self.squares2 - self.placed2 * self.placed2);
        Some((spread1 / (unit * unit * real(n1 - 1)), spread2 / (unit * unit * real(n2 - 1))))
    }

    /// W, which is ±∞ when the variance is zero and θ is not ½.
    fn statistic(&self, table: &Table) -> f64 {
        let middle = u128::from(table.n1) * u128::from(table.n2);
        if self.placed2 == middle {
            return 0.0;
        }
        let size = real(self.placed2.abs_diff(middle)) / real(2 * middle);
        let sign = if self.placed2 > middle { 1.0 } else { -1.0 };
        let variance = self.variance_parts(table).map_or(0.0, |(part1, part2)| part1 + part2);
        if variance > 0.0 { sign * size / variance.sqrt() } else { sign * f64::INFINITY }
    }
}

fn sums_of(table: &Table) -> Sums {
    table.columns.iter().fold(Sums::default(), |sums, (count1, count2)| sums.with(*count1, *count2))
}
