//! How many of those invited in each municipality have answered while a round runs: in quarters, so that nobody can tell who.
//!
//! Exact numbers per municipality would tell, of few people, who has answered, and would give away bases that a comparison withholds
//! later. A quarter of twenty people or more holds at least five possible numbers. What can be computed from all quarters and the total
//! must leave as many for every municipality, the ones that are not told included; else no quarter is told.
//!
//! When the round is closed, its comparison tells how many answered in some municipalities, and so the sum of the others. Of two of which
//! one has so few answers that it may be withheld then, the quarters must leave each of these numbers beside their sum too.
//!
//! Of a round with people of one municipality alone the total is that municipality's number, and is told no otherwise.

/// From so many invited people on a quarter is told.
pub const FEWEST_IN_QUARTERS: u64 = 20;
/// So many numbers must remain possible.
const UNCERTAIN: u64 = 5;
/// Below so many answers a municipality may be withheld on its own account when the round is closed.
const SMALL: u64 = 8;

/// Which quarter of the invited have answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quarter {
    /// Fewer than a quarter.
    First,
    /// From a quarter to fewer than a half.
    Second,
    /// From a half to fewer than three quarters.
    Third,
    /// From three quarters.
    Fourth,
}

/// The people of a municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turnout {
    /// Those who are invited.
    pub invited: u64,
    /// Those of them who have answered.
    pub answered: u64,
}

/// The numbers that may be the one that is not told, both ends included.
type Range = (u64, u64);

impl Turnout {
    fn quarter(self) -> (Quarter, Range) {
        let ends = |from: u64| (from * self.invited).div_ceil(4);
        match self.answered * 4 / self.invited.max(1) {
            0 => (Quarter::First, (0, ends(1) - 1)),
            1 => (Quarter::Second, (ends(1), ends(2) - 1)),
            2 => (Quarter::Third, (ends(2), ends(3) - 1)),
            _ => (Quarter::Fourth, (ends(3), self.invited)),
        }
    }
}

/// The quarter of each municipality, in their order; none where it is not told.
#[must_use]
pub fn quarters(units: &[Turnout]) -> Vec<Option<Quarter>> {
    let is_told = |unit: &Turnout| unit.invited >= FEWEST_IN_QUARTERS;
    let all = |unit: &Turnout| (0, unit.invited);
    let told: Vec<Range> = units.iter().map(|unit| if is_told(unit) { unit.quarter().1 } else { all(unit) }).collect();
    let untold: Vec<Range> = units.iter().map(all).collect();
    let total = units.iter().map(|unit| unit.answered).sum();
    let (with, without) = (narrowed(&told, total), narrowed(&untold, total));
    let safe = with.iter().zip(&without).all(|(with, without)| with.1 - with.0 + 1 >= UNCERTAIN || with == without);
    let safe = safe && is_safe_after_the_close(units, &told, &untold);
    units.iter().map(|unit| (safe && is_told(unit)).then(|| unit.quarter().0)).collect()
}

/// Whether the quarters add nothing, or leave enough, to what follows of two municipalities from their sum. What follows from the sum of
/// more is less.
fn is_safe_after_the_close(units: &[Turnout], told: &[Range], untold: &[Range]) -> bool {
    let is_open = |one: usize, other: usize| {
        let sum = units[one].answered + units[other].answered;
        let of = |ranges: &[Range]| narrowed(&[ranges[one], ranges[other]], sum)[0];
        let (with, without) = (of(told), of(untold));
        with == without || with.1 - with.0 + 1 >= UNCERTAIN
    };
    let small = |at: usize| units[at].answered < SMALL;
    (0..units.len()).all(|one| (0..one).all(|other| (!small(one) && !small(other)) || is_open(one, other)))
}

/// How much is told of all municipalities together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// The number itself.
    Counted,
    /// In which quarter it is.
    Quarter(Quarter),
    /// Nothing.
    Nothing,
}

/// How much is told of all of them together: as much as of a municipality, where only one has anybody who is invited.
#[must_use]
pub fn whole(units: &[Turnout]) -> Whole {
    let mut asked = units.iter().filter(|unit| unit.invited > 0);
    match (asked.next(), asked.next()) {
        (Some(only), None) => quarters(&[*only]).first().copied().flatten().map_or(Whole::Nothing, Whole::Quarter),
        _ => Whole::Counted,
    }
}

/// What remains of each range when their numbers add up to the total.
fn narrowed(ranges: &[Range], total: u64) -> Vec<Range> {
    let (least, most): (u64, u64) = ranges.iter().fold((0, 0), |(least, most), range| (least + range.0, most + range.1));
    let narrow = |&(from, to): &Range| {
        // The others hold at most `most - to` and at least `least - from`.
        (from.max(total.saturating_sub(most - to)), to.min(total.saturating_sub(least - from)))
    };
    ranges.iter().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(units: &[(u64, u64)]) -> Vec<Option<Quarter>> {
        quarters(&units.iter().map(|&(invited, answered)| Turnout { invited, answered }).collect::<Vec<_>>())
    }

    #[test]
    fn a_quarter_is_told_of_twenty_people_or_more() {
        assert_eq!(
            of(&[(40, 9), (40, 10), (40, 29), (40, 40), (19, 4)]),
            [Some(Quarter::First), Some(Quarter::Second), Some(Quarter::Third), Some(Quarter::Fourth), None]
        );
        assert_eq!(of(&[(0, 0)]), [None]);
    }

    #[test]
    fn no_quarter_is_told_from_which_a_small_municipality_follows_when_the_round_is_closed() {
        // Ten answered of both, and the quarters hold no more than ten: that of 40 tells that the other has nobody.
        assert_eq!(of(&[(40, 10), (6, 0), (60, 40)]), [None, None, None]);
        assert_eq!(of(&[(40, 14), (6, 2), (60, 40)]), [Some(Quarter::Second), None, Some(Quarter::Third)]);
        // Both are as many as may be shown, so neither is withheld on its own account.
        assert_eq!(of(&[(40, 14), (40, 14)]), [Some(Quarter::Second), Some(Quarter::Second)]);
    }

    #[test]
    fn the_total_of_one_municipality_is_told_no_otherwise_than_the_municipality() {
        let total = |units: &[(u64, u64)]| {
            whole(&units.iter().map(|&(invited, answered)| Turnout { invited, answered }).collect::<Vec<_>>())
        };
        for units in [&[(5, 1)][..], &[(19, 19)], &[(5, 0), (0, 0)]] {
            assert_eq!((total(units), of(units)[0]), (Whole::Nothing, None), "{units:?}");
        }
        assert_eq!(total(&[(40, 10)]), Whole::Quarter(Quarter::Second));
        assert_eq!(total(&[(0, 0), (40, 40)]), Whole::Quarter(Quarter::Fourth));
        assert_eq!((total(&[(5, 1), (3, 0)]), total(&[])), (Whole::Counted, Whole::Counted));
    }

    #[test]
    fn no_quarter_is_told_from_which_a_small_municipality_follows() {
        // Of 16 answers at least 15 would be of the first: one or none of the second.
        assert_eq!(of(&[(20, 15), (5, 1)]), [None, None]);
        // That everybody has answered follows from the total alone, and a quarter adds nothing to it.
        assert_eq!(of(&[(20, 20), (5, 5)]), [Some(Quarter::Fourth), None]);
        assert_eq!(of(&[(20, 17), (30, 12)]), [Some(Quarter::Fourth), Some(Quarter::Second)]);
    }

    /// Every way in which the units can have answered that fits what is told.
    fn possible(units: &[Turnout], told: &[Option<Quarter>], left: u64) -> Vec<Vec<u64>> {
        let Some((unit, rest)) = units.split_first() else { return if left == 0 { vec![Vec::new()] } else { Vec::new() } };
        let fits = |answered: &u64| {
            told[0].is_none_or(|told| Turnout { invited: unit.invited, answered: *answered }.quarter().0 == told)
        };
        let ways = (0..=unit.invited.min(left)).filter(fits);
        ways.flat_map(|answered| {
            possible(rest, &told[1..], left - answered).into_iter().map(move |mut way| {
                way.insert(0, answered);
                way
            })
        })
        .collect()
    }

    /// What was told at one moment: the range of each unit, and the total.
    struct Look {
        told: Vec<Range>,
        total: u64,
    }

    fn look(units: &[Turnout]) -> Look {
        let range = |(unit, told): (&Turnout, Option<Quarter>)| told.map_or((0, unit.invited), |_| unit.quarter().1);
        let told = units.iter().zip(quarters(units)).map(range).collect();
        Look { told, total: units.iter().map(|unit| unit.answered).sum() }
    }

    /// Whether so many can have answered in each unit in the end, after what was told before and what was told last.
    fn can_be(end: &[u64], before: &Look, last: &Look) -> bool {
        let least: u64 = before.told.iter().map(|range| range.0).sum();
        let most: u64 = before.told.iter().zip(end).map(|(range, end)| range.1.min(*end)).sum();
        let grew = before.told.iter().zip(end).all(|(range, end)| range.0 <= *end) && (least..=most).contains(&before.total);
        grew && last.told.iter().zip(end).all(|(range, end)| (range.0..=range.1).contains(end))
            && end.iter().sum::<u64>() == last.total
    }

    /// What each of these two can be, so many of both together, when all others are published.
    fn left(units: &[Turnout], (one, other): (usize, usize), can_be: impl Fn(&[u64]) -> bool) -> usize {
        let sum = units[one].answered + units[other].answered;
        let mut end: Vec<u64> = units.iter().map(|unit| unit.answered).collect();
        let fits = |own: &u64| {
            (end[one], end[other]) = (*own, sum - *own);
            end[one] <= units[one].invited && end[other] <= units[other].invited && can_be(&end)
        };
        (0..=sum).filter(fits).count()
    }

    proptest! {
        #[test]
        fn whoever_kept_what_was_told_while_the_round_ran_computes_no_small_number_from_what_is_published(
            units in prop::collection::vec((0u64..45, 0u64..45, 0u64..45), 2..5)
        ) {
            let at = |answered: fn(&(u64, u64, u64)) -> u64| -> Vec<Turnout> {
                units.iter().map(|unit| Turnout { invited: unit.0, answered: answered(unit).min(unit.0) }).collect()
            };
            let (first, end) = (at(|unit| unit.1.min(unit.2)), at(|unit| unit.2));
            let (before, last) = (look(&first), look(&end));
            for (one, other) in (0..end.len()).flat_map(|one| (0..one).map(move |other| (one, other))) {
                if end[one].answered.min(end[other].answered) < SMALL {
                    let (with, without) =
                        (left(&end, (one, other), |end| can_be(end, &before, &last)), left(&end, (one, other), |_| true));
                    prop_assert!(with > 1 || without == 1, "{one} and {other} of {units:?}: {with} of {without}");
                }
            }
        }

        #[test]
        fn whoever_reckons_with_all_that_is_told_is_left_with_five_numbers_for_each(
            units in prop::collection::vec((0u64..28, 0u64..28), 1..4)
        ) {
            let units: Vec<Turnout> = units.into_iter().map(|(invited, answered)| Turnout { invited, answered: answered.min(invited) }).collect();
            let told = quarters(&units);
            let total = units.iter().map(|unit| unit.answered).sum();
            let nothing = vec![None; units.len()];
            let (with, without) = (possible(&units, &told, total), possible(&units, &nothing, total));
            for at in 0..units.len() {
                let numbers = |ways: &[Vec<u64>]| ways.iter().map(|way| way[at]).collect::<std::collections::BTreeSet<_>>();
                prop_assert!(numbers(&with).len() >= 5 || numbers(&with) == numbers(&without));
            }
        }
    }
}
