//! Which test and which effect a linked comparison gets when nobody asks for another.
//!
//! As with independent rounds, the number of options is that of the scale, and only a scale of two gets McNemar.

use super::{Difference, ExactP, Measure, Moves, TestName, TestOutcome};
use super::{bowker, mcnemar, signed_rank_exact, signed_rank_normal};

/// The headline effect of a linked comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum PairedEffect {
    /// The share that moved up minus the share that moved down; of two options, the difference of the second one's share.
    Dominance(Difference),
    /// For each option of a question without order, the share that took it up minus the share that left it.
    PerOption(Vec<Difference>),
}

/// The default test of linked rounds: McNemar's for two options, the signed-rank test for an order, Bowker's without one. Nobody
/// moved gives p 1, and a smallest p of 1. `None` for no reason that a table read by [`Moves::read`] can have.
#[must_use]
pub fn default_paired_test(measure: Measure, moves: &Moves) -> Option<TestOutcome> {
    if moves.options() <= 2 {
        let direction = moves.direction();
        return mcnemar(direction.higher, direction.lower).map(|test| exact(TestName::McNemarExact, test));
    }
    match measure {
        Measure::Ordinal => Some(ordinal(moves)),
        Measure::Nominal => {
            let Some(test) = bowker(moves) else { return Some(exact(TestName::Bowker, NOBODY_MOVED)) };
            Some(TestOutcome {
                name: TestName::Bowker,
                statistic: Some(test.statistic),
                df: Some(f64::from(test.df)),
                p: test.p,
                smallest_p: test.smallest_p,
            })
        }
    }
}

/// The headline effect of linked rounds, with Tango's interval.
#[must_use]
pub fn paired_effect(measure: Measure, moves: &Moves) -> PairedEffect {
    if measure == Measure::Ordinal || moves.options() <= 2 {
        return PairedEffect::Dominance(moves.direction().dominance);
    }
    let of_option = |option: usize| moves.among(|other| other == option).direction().dominance;
    PairedEffect::PerOption((0..moves.options()).map(of_option).collect())
}

const NOBODY_MOVED: ExactP = ExactP { p: 1.0, smallest_p: 1.0 };

fn ordinal(moves: &Moves) -> TestOutcome {
    if let Some(test) = signed_rank_exact(moves) {
        return exact(TestName::SignedRankExact, test);
    }
    let Some(test) = signed_rank_normal(moves) else { return exact(TestName::SignedRankNormal, NOBODY_MOVED) };
    TestOutcome {
        name: TestName::SignedRankNormal,
        statistic: Some(test.statistic),
        df: None,
        p: test.p,
        smallest_p: test.smallest_p,
    }
}

fn exact(name: TestName, test: ExactP) -> TestOutcome {
    TestOutcome { name, statistic: None, df: None, p: test.p, smallest_p: test.smallest_p }
}
