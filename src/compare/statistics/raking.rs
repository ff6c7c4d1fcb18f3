//! Weights that make the answers look like those who were asked, one margin at a time, and what such weights cost.
//!
//! A margin is one characteristic, such as the municipality or the role, with the number of people in each of its categories. A cell
//! is everybody who answered with the same category in every margin; all of them get the same weight.

use super::real;
use super::tables::MOST_ANSWERS;

/// The most sweeps over all margins.
const MOST_SWEEPS: u32 = 50;

/// How far a margin may be from its target, as a share of it.
const NEAR: f64 = 1e-10;

/// The largest weight, as a multiple of the mean, with which results are still shown.
pub const LARGEST_WEIGHT: f64 = 5.0;

/// The fewest answers, counted by what they are worth, with which results are still shown.
pub const FEWEST_EFFECTIVE: f64 = 10.0;

/// Everybody who answered with the same category in every margin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RakingCell {
    /// How many they are.
    pub count: u64,
    /// The category's index within each margin, in the order of the margins.
    pub categories: Vec<usize>,
}

/// Weights and what they cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    /// The weight of one person of each cell, in the order of the cells; weighted, the answers number what the first margin sums to.
    pub weights: Vec<f64>,
    /// How many sweeps over all margins it took, from 1 to 50.
    pub sweeps: u32,
    /// What the weights cost.
    pub cost: WeightCost,
}

/// What unequal weights cost in precision. Source: Kish 1965, Survey Sampling, 11.7.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightCost {
    /// Kish's design effect n Σw² / (Σw)², at least 1.
    pub design_effect: f64,
    /// n divided by the design effect: how many answers without weights would know as much.
    pub effective_n: f64,
    /// The largest weight divided by the mean weight, at least 1.
    pub largest_over_mean: f64,
}

/// Why there are no weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RakingRefusal {
    /// A margin was still off its target after 50 sweeps.
    NotConverged,
    /// A category with a target but no answers, or with answers but no target.
    EmptyTarget {
        /// The margin's index.
        margin: usize,
        /// The category's index within it.
        category: usize,
    },
    /// Somebody would count for more than five times the mean; how many times.
    LargeWeight(f64),
    /// The answers are worth fewer than ten; how many.
    FewEffective(f64),
    /// No answers, no margin, a category that the margin does not have, a target that is negative or not finite, or margins that do
    /// not sum to the same.
    Malformed,
}

/// Weights by iterative proportional fitting, at most 50 sweeps, such that each margin meets its `targets`. Source: Deming & Stephan
/// 1940, Annals of Mathematical Statistics 11:427.
pub fn rake(cells: &[RakingCell], targets: &[Vec<f64>]) -> Result<Raked, RakingRefusal> {
    check(cells, targets)?;
    let mut weights = vec![1.0; cells.len()];
    let mut sweeps = 0;
    loop {
        sweeps += 1;
        for (margin, target) in targets.iter().enumerate() {
            let sums = sums(cells, &weights, margin, target.len());
            for (weight, cell) in weights.iter_mut().zip(cells) {
                let category = cell.categories[margin];
                if sums[category] > 0.0 {
                    *weight *= target[category] / sums[category];
                }
            }
        }
        let meets = |margin: usize| {
            let found = sums(cells, &weights, margin, targets[margin].len());
            found.iter().zip(&targets[margin]).all(|(sum, target)| (sum - target).abs() <= NEAR * target)
        };
        if (0..targets.len()).all(meets) {
            break;
        }
        if sweeps == MOST_SWEEPS {
            return Err(RakingRefusal::NotConverged);
        }
    }
    let weighted: Vec<(f64, u64)> = weights.iter().zip(cells).map(|(weight, cell)| (*weight, cell.count)).collect();
    let cost = weight_cost(&weighted).ok_or(RakingRefusal::NotConverged)?;
    if cost.largest_over_mean > LARGEST_WEIGHT {
        return Err(RakingRefusal::LargeWeight(cost.largest_over_mean));
    }
    if cost.effective_n < FEWEST_EFFECTIVE {
        return Err(RakingRefusal::FewEffective(cost.effective_n));
    }
    Ok(Raked { weights, sweeps, cost })
}

/// The same for a table of counts with a target per row and per column; the weights stand row by row.
pub fn rake_table(counts: &[Vec<u64>], rows: &[f64], columns: &[f64]) -> Result<Raked, RakingRefusal> {
    let in_row = |(row, counts): (usize, &Vec<u64>)| -> Vec<RakingCell> {
        let cell = |(column, count): (usize, &u64)| RakingCell { count: *count, categories: vec![row, column] };
        counts.iter().enumerate().map(cell).collect()
    };
    let cells: Vec<RakingCell> = counts.iter().enumerate().flat_map(in_row).collect();
    rake(&cells, &[rows.to_vec(), columns.to_vec()])
}

/// What weights cost, each with the number of people who have it; `None` if nobody has a weight above 0, or one is negative or not
/// finite.
#[must_use]
pub fn weight_cost(weights: &[(f64, u64)]) -> Option<WeightCost> {
    let people = weights.iter().filter(|(_, count)| *count > 0);
    let n = people.clone().try_fold(0_u64, |sum, (_, count)| sum.checked_add(*count))?;
    let largest = people.clone().map(|(weight, _)| *weight).fold(0.0, f64::max);
    let sound = people.clone().all(|(weight, _)| weight.is_finite() && *weight >= 0.0);
    if !sound || largest <= 0.0 || n > MOST_ANSWERS {
        return None;
    }
    // Relative to the largest, so that no square is too large or too small for a double.
    let relative = people.map(|(weight, count)| (weight / largest, real((*count).into())));
    let (sum, squares) =
        relative.fold((0.0, 0.0), |(sum, squares), (weight, count)| (sum + weight * count, squares + weight * weight * count));
    let n = real(n.into());
    let design_effect = (n * squares / (sum * sum)).max(1.0);
    Some(WeightCost { design_effect, effective_n: n / design_effect, largest_over_mean: (n / sum).max(1.0) })
}

/// The weighted answers in each category of a margin.
fn sums(cells: &[RakingCell], weights: &[f64], margin: usize, categories: usize) -> Vec<f64> {
    let mut sums = vec![0.0; categories];
    for (cell, weight) in cells.iter().zip(weights) {
        sums[cell.categories[margin]] += weight * real(cell.count.into());
    }
    sums
}

fn check(cells: &[RakingCell], targets: &[Vec<f64>]) -> Result<(), RakingRefusal> {
    let placed = |cell: &RakingCell| {
        cell.categories.len() == targets.len() && cell.categories.iter().zip(targets).all(|(at, target)| *at < target.len())
    };
    let n = cells.iter().try_fold(0_u64, |sum, cell| sum.checked_add(cell.count)).unwrap_or(u64::MAX);
    let totals: Vec<f64> = targets.iter().map(|target| target.iter().sum()).collect();
    let sums_agree =
        totals.iter().all(|total| total.is_finite() && *total > 0.0 && (total - totals[0]).abs() <= 1e-9 * totals[0]);
    let sound = targets.iter().flatten().all(|target| *target >= 0.0);
    if targets.is_empty() || n == 0 || n > MOST_ANSWERS || !cells.iter().all(placed) || !sums_agree || !sound {
        return Err(RakingRefusal::Malformed);
    }
    for (margin, target) in targets.iter().enumerate() {
        let answers = sums(cells, &vec![1.0; cells.len()], margin, target.len());
        for (category, (answers, target)) in answers.iter().zip(target).enumerate() {
            if (*answers > 0.0) != (*target > 0.0) {
                return Err(RakingRefusal::EmptyTarget { margin, category });
            }
        }
    }
    Ok(())
}
