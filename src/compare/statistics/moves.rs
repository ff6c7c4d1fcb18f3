//! The square table of moves of those who answered both rounds, and which way they went.
//!
//! Rows are the option chosen in round 1, columns that of round 2. In a linked comparison this table is all that is needed.

use super::tables::MOST_ANSWERS;
use super::{Difference, tango};

/// How many people moved from each option to each option, with at least one person in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves {
    counts: Vec<Vec<u64>>,
    n: u64,
}

/// How many moved which way along the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Direction {
    /// People whose answer of round 2 stands higher on the scale.
    pub higher: u64,
    /// People whose answer of round 2 stands lower.
    pub lower: u64,
    /// People who gave the same answer.
    pub same: u64,
    /// The share that moved up minus the share that moved down, with Tango's interval.
    pub dominance: Difference,
}

impl Moves {
    /// Reads a table with rows for round 1 and columns for round 2; `None` unless it is square, has somebody in it and has no more
    /// than `MOST_ANSWERS` people.
    #[must_use]
    pub fn read(table: &[Vec<u64>]) -> Option<Self> {
        if table.iter().any(|row| row.len() != table.len()) {
            return None;
        }
        let n = table.iter().flatten().try_fold(0_u64, |sum, count| sum.checked_add(*count))?;
        (n > 0 && n <= MOST_ANSWERS).then(|| Self { counts: table.to_vec(), n })
    }

    /// How many people answered both rounds.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// How many options the scale has.
    #[must_use]
    pub fn options(&self) -> usize {
        self.counts.len()
    }

    /// Counts per option of round 1, these people only.
    #[must_use]
    pub fn round1(&self) -> Vec<u64> {
        self.counts.iter().map(|row| row.iter().sum()).collect()
    }

    /// Counts per option of round 2, these people only.
    #[must_use]
    pub fn round2(&self) -> Vec<u64> {
        (0..self.options()).map(|option| self.counts.iter().map(|row| row[option]).sum()).collect()
    }

    /// The same people with the rounds swapped.
    #[must_use]
    pub fn swapped(&self) -> Self {
        let row = |option: usize| self.counts.iter().map(|row| row[option]).collect();
        Self { counts: (0..self.options()).map(row).collect(), n: self.n }
    }

    /// The table of two for one group of options: not among them first, among them second. With the highest options it is the top
    /// box; with a single option, that option against all others.
    #[must_use]
    pub fn among(&self, is_among: impl Fn(usize) -> bool) -> Self {
        let mut counts = vec![vec![0; 2]; 2];
        for (from, to, count) in self.cells() {
            counts[usize::from(is_among(from))][usize::from(is_among(to))] += count;
        }
        Self { counts, n: self.n }
    }

    /// Who moved which way along the scale.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let sum = |wanted: &dyn Fn(usize, usize) -> bool| -> u64 {
            self.cells().filter(|(from, to, _)| wanted(*from, *to)).map(|(_, _, count)| count).sum()
        };
        let higher = sum(&|from, to| to > from);
        let lower = sum(&|from, to| to < from);
        Direction { higher, lower, same: self.n - higher - lower, dominance: tango::limits(higher, lower, self.n) }
    }

    /// Every cell as (option of round 1, option of round 2, people).
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, usize, u64)> {
        self.counts.iter().enumerate().flat_map(|(from, row)| row.iter().enumerate().map(move |(to, count)| (from, to, *count)))
    }
}
