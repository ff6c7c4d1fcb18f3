//! Whether a sum over some combinations follows from sums over others: linear algebra over a prime field.
//!
//! Over a prime field instead of the rationals, because it is exact and cannot overflow; whatever follows over the rationals follows
//! here too, so an error could only withhold too much.

use std::collections::BTreeSet;

/// The prime 2⁶¹ − 1.
const PRIME: u64 = (1 << 61) - 1;

/// What is known: rows in echelon form, each with the column in which it leads with 1.
pub(super) struct Span(Vec<(usize, Vec<u64>)>, usize);

impl Span {
    /// What these sums tell together.
    pub(super) fn of<'a>(sums: impl Iterator<Item = &'a BTreeSet<usize>>) -> Self {
        let sums: Vec<&BTreeSet<usize>> = sums.collect();
        let width = sums.iter().filter_map(|sum| sum.last()).max().map_or(0, |last| last + 1);
        let mut span = Self(Vec::new(), width);
        for sum in sums {
            let row = span.reduced(row(sum, width));
            if let Some(lead) = row.iter().position(|value| *value != 0) {
                let inverse = power(row[lead], PRIME - 2);
                span.0.push((lead, row.into_iter().map(|value| times(value, inverse)).collect()));
            }
        }
        span
    }

    /// Whether this sum follows from them; an empty sum says nothing.
    pub(super) fn tells(&self, sum: &BTreeSet<usize>) -> bool {
        let beyond = sum.last().is_some_and(|last| *last >= self.1);
        !sum.is_empty() && !beyond && self.reduced(row(sum, self.1)).iter().all(|value| *value == 0)
    }

    fn reduced(&self, mut row: Vec<u64>) -> Vec<u64> {
        for (lead, known) in &self.0 {
            let factor = row[*lead];
            if factor != 0 {
                row.iter_mut().zip(known).for_each(|(value, known)| *value = minus(*value, times(factor, *known)));
            }
        }
        row
    }
}

fn row(sum: &BTreeSet<usize>, width: usize) -> Vec<u64> {
    let mut row = vec![0; width];
    for at in sum {
        row[*at] = 1;
    }
    row
}

fn minus(one: u64, other: u64) -> u64 {
    (one + PRIME - other) % PRIME
}

#[expect(clippy::cast_possible_truncation, reason = "a remainder of a 61-bit prime fits")]
fn times(one: u64, other: u64) -> u64 {
    (u128::from(one) * u128::from(other) % u128::from(PRIME)) as u64
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    result
}
