//! Which test an independent comparison gets when nobody asks for another.
//!
//! The number of options is that of the scale, not of the options in use: five options of which two were chosen are still ordinal
//! with five, and only a scale of two gets Fisher.

use super::chi_squared::upper_tail;
use super::tables::Table;
use super::{
    brunner_munzel, brunner_munzel_permutation, chi_squared, fisher, freeman_halton, rank_sum_exact, smallest_rank_sum_p,
};

/// Whether the options have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Options stand from lowest to highest.
    Ordinal,
    /// Options have no order.
    Nominal,
}

/// The tests of two rounds by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestName {
    /// Brunner–Munzel by enumerating tables.
    BrunnerMunzelPermutation,
    /// Brunner–Munzel with Student's t.
    BrunnerMunzelT,
    /// The exact rank-sum test with ties.
    RankSumExact,
    /// Fisher's exact test.
    Fisher,
    /// The Freeman–Halton exact test.
    FreemanHalton,
    /// Pearson's chi² without Yates' correction.
    ChiSquared,
    /// Welch's t test.
    WelchT,
    /// Wilcoxon's signed-rank test with Pratt's zeros, by the exact distribution of signs.
    SignedRankExact,
    /// The same by the normal distribution.
    SignedRankNormal,
    /// McNemar's exact test.
    McNemarExact,
    /// Bowker's test of symmetry.
    Bowker,
    /// Pearson's chi² of weighted answers with Rao and Scott's second-order correction.
    RaoScott,
}

impl TestName {
    /// The name as files and the API write it, the same in every language.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BrunnerMunzelPermutation => "brunner-munzel-permutation",
            Self::BrunnerMunzelT => "brunner-munzel-t",
            Self::RankSumExact => "rank-sum-exact",
            Self::Fisher => "fisher",
            Self::FreemanHalton => "freeman-halton",
            Self::ChiSquared => "chi-squared",
            Self::WelchT => "welch-t",
            Self::SignedRankExact => "signed-rank-exact",
            Self::SignedRankNormal => "signed-rank-normal",
            Self::McNemarExact => "mcnemar-exact",
            Self::Bowker => "bowker",
            Self::RaoScott => "rao-scott",
        }
    }
}

/// What a test said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestOutcome {
    /// Which test it was.
    pub name: TestName,
    /// The statistic; `None` for exact tests and where nothing moved.
    pub statistic: Option<f64>,
    /// Degrees of freedom; `None` for exact tests, for the normal distribution and where nothing moved.
    pub df: Option<f64>,
    /// The raw two-sided p.
    pub p: f64,
    /// The smallest p that these margins allow; above .05 the comparison is refused as `cannot-reach-level`. For the t form, whose
    /// tables are too many to enumerate, it is that of the rank-sum test, and for chi² the best of a few extreme tables; for linked
    /// rounds it is that of the exact test in which everybody who moved went the same way.
    pub smallest_p: f64,
}

/// Whether the rounds differ in any way, beside the test of an ordinal question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// `FreemanHalton` or `ChiSquared`.
    pub name: TestName,
    /// The raw p.
    pub p: f64,
}

/// The default test of two independent rounds; `None` if a round is empty.
#[must_use]
pub fn default_test(measure: Measure, round1: &[u64], round2: &[u64]) -> Option<TestOutcome> {
    if let ([rest1, x1], [rest2, x2]) = (round1, round2) {
        let test = fisher(*x1, x1.checked_add(*rest1)?, *x2, x2.checked_add(*rest2)?)?;
        return Some(exact(TestName::Fisher, test));
    }
    match measure {
        Measure::Ordinal => ordinal(round1, round2),
        Measure::Nominal => nominal(round1, round2),
    }
}

/// The companion for shape of an ordinal comparison: Freeman–Halton, or chi² where there are too many tables; `None` if a round is empty.
#[must_use]
pub fn shape(round1: &[u64], round2: &[u64]) -> Option<Shape> {
    if let Some(test) = freeman_halton(round1, round2) {
        return Some(Shape { name: TestName::FreemanHalton, p: test.p });
    }
    chi_squared(round1, round2).map(|test| Shape { name: TestName::ChiSquared, p: test.p })
}

/// The default test of an ordinal question whatever the number of options: of numbers, each value that was given is one.
#[must_use]
pub fn order_test(round1: &[u64], round2: &[u64]) -> Option<TestOutcome> {
    ordinal(round1, round2)
}

fn ordinal(round1: &[u64], round2: &[u64]) -> Option<TestOutcome> {
    let test = brunner_munzel(round1, round2)?;
    let Some(form) = test.t_form else {
        return rank_sum_exact(round1, round2).map(|test| exact(TestName::RankSumExact, test));
    };
    if let Some(test) = brunner_munzel_permutation(round1, round2) {
        return Some(exact(TestName::BrunnerMunzelPermutation, test));
    }
    Some(TestOutcome {
        name: TestName::BrunnerMunzelT,
        statistic: Some(form.statistic),
        df: Some(form.df),
        p: form.p,
        smallest_p: smallest_rank_sum_p(round1, round2)?,
    })
}

fn nominal(round1: &[u64], round2: &[u64]) -> Option<TestOutcome> {
    if let Some(test) = freeman_halton(round1, round2) {
        return Some(exact(TestName::FreemanHalton, test));
    }
    let test = chi_squared(round1, round2)?;
    Some(TestOutcome {
        name: TestName::ChiSquared,
        statistic: Some(test.statistic),
        df: Some(f64::from(test.df)),
        p: test.p,
        smallest_p: smallest_chi_squared_p(round1, round2)?.min(test.p),
    })
}

fn exact(name: TestName, test: super::ExactP) -> TestOutcome {
    TestOutcome { name, statistic: None, df: None, p: test.p, smallest_p: test.smallest_p }
}

/// The p of the largest chi² among tables that fill round 1 option by option, from the largest and from the smallest.
fn smallest_chi_squared_p(round1: &[u64], round2: &[u64]) -> Option<f64> {
    let table = Table::read(round1, round2)?;
    let mut totals = table.totals();
    totals.sort_unstable();
    let upwards = filled(&totals, table.n1)?;
    totals.reverse();
    let downwards = filled(&totals, table.n1)?;
    Some(upwards.min(downwards))
}

fn filled(totals: &[u64], n1: u64) -> Option<f64> {
    let mut open = n1;
    let (first, second): (Vec<u64>, Vec<u64>) = totals
        .iter()
        .map(|total| {
            let taken = open.min(*total);
            open -= taken;
            (taken, total - taken)
        })
        .unzip();
    let test = chi_squared(&first, &second)?;
    Some(upper_tail(test.statistic, test.df))
}
