//! Statistics of rounds: independent ones from one row of counts per round, linked ones from the square table of moves, weighted ones
//! from counts per option and weight. Beside them: what numbers of answers could show, and how far people who sort answers agree.
//!
//! Effects are always round 2 minus round 1. Counts stand in the order of the scale, hold substantive answers only (never "don't
//! know" or another missing kind), and a question with three options where one was never chosen is still passed with its zero.
//! A function that cannot answer returns `None`; none returns NaN, and none returns infinity. Which test a question gets is decided
//! in `default_test` and `paired`; everything else here is a plain formula with its source. All intervals are 95 %.
//!
//! Distributions come from `statrs`, except Student's t, which is not accurate enough there (see `student_t`). None of its tests are
//! used: its two-sided Fisher and its exact rank-sum are wrong with ties.

mod agreement;
mod alpha;
mod bootstrap;
mod brunner_munzel;
mod chi_squared;
mod default_test;
mod detectable;
mod detectable_draws;
mod detectable_shift;
mod fisher;
mod holm;
mod labels;
mod mcnemar;
mod moves;
mod paired;
mod proportion;
mod raking;
mod rank_sum;
mod rao_scott;
mod seeded;
mod signed_rank;
mod student_t;
mod superiority;
mod tables;
mod tango;
mod trend;
mod unitized;
mod welch;

#[cfg(test)]
mod agreement_tests;
#[cfg(test)]
mod coverage_tests;
#[cfg(test)]
mod detectable_tests;
#[cfg(test)]
mod linked_properties;
#[cfg(test)]
mod linked_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trend_tests;
#[cfg(test)]
mod weighted_tests;
#[cfg(test)]
mod worked;

pub use agreement::{Kappa, KappaWeights, bennett_s, fleiss_kappa, kappa, percent_agreement};
pub use alpha::{Metric, krippendorff_alpha};
pub use bootstrap::{DRAWS, bootstrap};
pub use brunner_munzel::{BrunnerMunzel, StudentForm, brunner_munzel, brunner_munzel_permutation};
pub use chi_squared::{ChiSquared, chi_squared, cramers_v};
pub use default_test::{Measure, Shape, TestName, TestOutcome, default_test, order_test, shape};
pub use detectable::{
    Detectable, POWER, base_from_counts, base_of_options, detectable_linked, detectable_mean, detectable_share,
};
pub use detectable_shift::detectable_shift;
pub use fisher::{fisher, freeman_halton};
pub use holm::{benjamini_hochberg, holm};
pub use labels::{SetDistance, set_alpha};
pub use mcnemar::{Bowker, bowker, mcnemar};
pub use moves::{Direction, Moves};
pub use paired::{PairedEffect, default_paired_test, paired_effect};
pub use proportion::{
    Difference, Share, effective_n, finite_difference, finite_share, newcombe, share, share_with_effective_n, squares_and_add,
};
pub use raking::{FEWEST_EFFECTIVE, LARGEST_WEIGHT, Raked, RakingCell, RakingRefusal, WeightCost, rake, rake_table, weight_cost};
pub use rank_sum::{rank_sum_exact, smallest_rank_sum_p};
pub use rao_scott::{RaoScott, Weighted, rao_scott, weighted_difference, weighted_share};
pub use signed_rank::{MOST_EXACT_PAIRS, SignedRankNormal, signed_rank_exact, signed_rank_normal};
pub use superiority::{Superiority, SuperiorityMethod, newcombe_method_5, superiority};
pub use tables::{MOST_ANSWERS, MOST_TABLES};
pub use tango::tango;
pub use trend::{Trend, trend};
pub use unitized::{Overlaps, Stretch, cutting, overlaps, unitized_alpha};
pub use welch::{Moments, Welch, moments, welch};

/// The standard normal quantile of 0.975.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// A 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit, never below the lower one.
    pub high: f64,
}

/// The p of an exact test, with the smallest p that any data with the same margins could have given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExactP {
    /// The two-sided p, from 0 (smaller than a double can hold) to 1.
    pub p: f64,
    /// The smallest p that a table with these totals per option and per round can reach; above .05 the test can never say anything.
    pub smallest_p: f64,
}

/// A count as a real number; exact up to 2⁵³, beyond that rounded once.
fn real(count: u128) -> f64 {
    count as f64
}

/// The boundary between a value that is near enough and one that is too far, by bisection.
fn boundary(mut near: f64, mut far: f64, too_far: &impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(near, far);
        if too_far(middle) {
            far = middle;
        } else {
            near = middle;
        }
    }
    near
}
