//! What must hold for any two rounds: no NaN, p from 0 to 1, intervals around their estimate, and no difference that is only in how
//! the rounds were written down.
//!
//! Small tables are also compared with a plain enumeration in whole numbers, which shares no code with the tests under test.

use proptest::prelude::*;

use super::*;

/// Two rounds of 2 to 11 options with up to `most` answers each, at least one answer per round.
fn rounds(most: u64) -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
    let count = move || prop_oneof![1 => Just(0), 3 => 0..=most];
    prop::collection::vec((count(), count()), 2..12)
        .prop_map(|columns| columns.into_iter().unzip())
        .prop_filter("both rounds have answers", |(a, b): &(Vec<u64>, Vec<u64>)| {
            a.iter().any(|x| *x > 0) && b.iter().any(|x| *x > 0)
        })
}

fn any_rounds() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
    prop_oneof![rounds(3), rounds(30), rounds(2_000), rounds(100_000)]
}

fn probability(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}

fn around(interval: Interval, estimate: f64) -> bool {
    interval.low <= estimate && estimate <= interval.high
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * right.abs() + 1e-12
}

fn mirrored(interval: Interval, other: Interval) -> bool {
    close(interval.low, -other.high) && close(interval.high, -other.low)
}

fn reversed(round: &[u64]) -> Vec<u64> {
    round.iter().rev().copied().collect()
}

fn same_outcome(left: TestOutcome, right: TestOutcome) -> bool {
    left.name == right.name && close(left.p, right.p) && close(left.smallest_p, right.smallest_p)
}

proptest! {
    #[test]
    fn every_number_is_a_number_in_its_range((round1, round2) in any_rounds()) {
        for measure in [Measure::Ordinal, Measure::Nominal] {
            let test = default_test(measure, &round1, &round2).unwrap();
            prop_assert!(probability(test.p) && probability(test.smallest_p), "{test:?}");
            prop_assert!(test.statistic.is_none_or(f64::is_finite) && test.df.is_none_or(f64::is_finite), "{test:?}");
            let exact = !matches!(test.name, TestName::BrunnerMunzelT | TestName::ChiSquared);
            prop_assert!(!exact || (test.statistic.is_none() && test.smallest_p <= test.p * (1.0 + 1e-9)), "{test:?}");
        }
        prop_assert!(probability(shape(&round1, &round2).unwrap().p));
        prop_assert!(cramers_v(&round1, &round2).is_none_or(probability));
    }

    #[test]
    fn intervals_hold_their_estimates((round1, round2) in any_rounds()) {
        let effect = superiority(&round1, &round2).unwrap();
        prop_assert!(around(effect.interval, effect.theta) && around(effect.delta_interval(), effect.delta()), "{effect:?}");
        prop_assert!(probability(effect.interval.low) && probability(effect.interval.high), "{effect:?}");
        let (n1, n2) = (round1.iter().sum(), round2.iter().sum());
        let method_5 = newcombe_method_5(effect.theta, n1, n2).unwrap();
        prop_assert!(around(method_5, effect.theta), "{method_5:?}");
        for found in [share(round1[0], n1).unwrap(), share(round2[1], n2).unwrap()] {
            prop_assert!(around(found.interval, found.share), "{found:?}");
        }
        let difference = newcombe(round1[0], n1, round2[0], n2).unwrap();
        prop_assert!(around(difference.interval, difference.difference), "{difference:?}");
    }

    #[test]
    fn finite_limits_lie_within_one_person_of_the_share(
        (x, n, population) in (1_u64..1_500).prop_flat_map(|population| (1..=population).prop_flat_map(
            move |n| (0..=n).prop_map(move |x| (x, n, population)))),
    ) {
        let found = finite_share(x, n, population).unwrap();
        let person = 1.0 / real(population.into());
        prop_assert!(found.interval.low <= found.share + person && found.interval.high >= found.share - person, "{found:?}");
        prop_assert!(found.interval.low >= 0.0 && found.interval.high <= 1.0, "{found:?}");
        let width = found.interval.high - found.interval.low;
        prop_assert!(n < population || (width <= 0.0 && around(found.interval, found.share)), "{found:?}");
    }

    #[test]
    fn swapping_the_rounds_mirrors_the_effects((round1, round2) in any_rounds()) {
        for measure in [Measure::Ordinal, Measure::Nominal] {
            let there = default_test(measure, &round1, &round2).unwrap();
            let back = default_test(measure, &round2, &round1).unwrap();
            prop_assert!(same_outcome(there, back), "{there:?} and {back:?}");
            if measure == Measure::Ordinal {
                prop_assert!(there.statistic.zip(back.statistic).is_none_or(|(there, back)| close(there, -back)));
            }
        }
        let there = superiority(&round1, &round2).unwrap();
        let back = superiority(&round2, &round1).unwrap();
        prop_assert!(close(there.delta(), -back.delta()) && mirrored(there.delta_interval(), back.delta_interval()));
        let (n1, n2) = (round1.iter().sum(), round2.iter().sum());
        let there = newcombe(round1[0], n1, round2[0], n2).unwrap();
        let back = newcombe(round2[0], n2, round1[0], n1).unwrap();
        prop_assert!(close(there.difference, -back.difference) && mirrored(there.interval, back.interval));
    }

    #[test]
    fn reversing_the_scale_mirrors_the_effect_and_keeps_the_p((round1, round2) in any_rounds()) {
        let (down1, down2) = (reversed(&round1), reversed(&round2));
        let there = default_test(Measure::Ordinal, &round1, &round2).unwrap();
        let back = default_test(Measure::Ordinal, &down1, &down2).unwrap();
        prop_assert!(same_outcome(there, back), "{there:?} and {back:?}");
        let there = superiority(&round1, &round2).unwrap();
        let back = superiority(&down1, &down2).unwrap();
        prop_assert!(close(there.delta(), -back.delta()) && mirrored(there.delta_interval(), back.delta_interval()));
    }

    #[test]
    fn an_option_that_nobody_chose_changes_nothing((mut round1, mut round2) in any_rounds(), place in any::<prop::sample::Index>()) {
        // A scale of two gets another test than a scale of three, so all start with three.
        round1.push(0);
        round2.push(0);
        let before = (
            default_test(Measure::Ordinal, &round1, &round2),
            default_test(Measure::Nominal, &round1, &round2),
            superiority(&round1, &round2),
            shape(&round1, &round2),
            cramers_v(&round1, &round2),
        );
        let place = place.index(round1.len() + 1);
        round1.insert(place, 0);
        round2.insert(place, 0);
        let after = (
            default_test(Measure::Ordinal, &round1, &round2),
            default_test(Measure::Nominal, &round1, &round2),
            superiority(&round1, &round2),
            shape(&round1, &round2),
            cramers_v(&round1, &round2),
        );
        prop_assert_eq!(before, after);
    }

    #[test]
    fn adjusted_p_keep_their_order_and_never_shrink(family in prop::collection::vec(prop::option::of(0.0..=1.0_f64), 0..20)) {
        for adjusted in [holm(&family), benjamini_hochberg(&family)] {
            for (raw, adjusted_p) in family.iter().zip(&adjusted) {
                prop_assert_eq!(raw.is_some(), adjusted_p.is_some());
                prop_assert!(raw.zip(*adjusted_p).is_none_or(|(raw, adjusted)| adjusted >= raw * (1.0 - 1e-12) && adjusted <= 1.0));
            }
            let mut pairs: Vec<(f64, f64)> = family.iter().zip(&adjusted).filter_map(|(raw, p)| raw.zip(*p)).collect();
            pairs.sort_by(|left, right| left.0.total_cmp(&right.0));
            prop_assert!(pairs.windows(2).all(|pair| pair[0].1 <= pair[1].1));
        }
    }

    #[test]
    fn exact_tests_equal_a_plain_enumeration((round1, round2) in rounds(4).prop_filter("few options", |(a, _)| a.len() < 6)) {
        let plain = Plain::read(&round1, &round2);
        let found = freeman_halton(&round1, &round2).unwrap();
        let (p, smallest_p) = plain.p(|table| u128::MAX - plain.ways(table));
        prop_assert!(close(found.p, p) && close(found.smallest_p, smallest_p), "Freeman-Halton {found:?}, not {p} and {smallest_p}");
        let found = rank_sum_exact(&round1, &round2).unwrap();
        let (p, smallest_p) = plain.p(|table| plain.rank_distance(table));
        prop_assert!(close(found.p, p) && close(found.smallest_p, smallest_p), "rank-sum {found:?}, not {p} and {smallest_p}");
        let two = |round: &[u64]| [round[0], round[1..].iter().sum::<u64>()];
        let (two1, two2) = (two(&round1), two(&round2));
        let found = fisher(two1[1], two1.iter().sum(), two2[1], two2.iter().sum()).unwrap();
        let plain = Plain::read(&two1, &two2);
        let (p, smallest_p) = plain.p(|table| u128::MAX - plain.ways(table));
        prop_assert!(close(found.p, p) && close(found.smallest_p, smallest_p), "Fisher {found:?}, not {p} and {smallest_p}");
    }
}

/// All tables with the same margins, each as the counts of round 1, in whole numbers.
struct Plain {
    seen: Vec<u64>,
    totals: Vec<u64>,
    tables: Vec<Vec<u64>>,
}

impl Plain {
    fn read(round1: &[u64], round2: &[u64]) -> Self {
        let totals: Vec<u64> = round1.iter().zip(round2).map(|(a, b)| a + b).collect();
        let mut tables: Vec<Vec<u64>> = vec![Vec::new()];
        for total in &totals {
            let longer = |table: &Vec<u64>, count: u64| table.iter().copied().chain([count]).collect();
            tables = tables.iter().flat_map(|table| (0..=*total).map(move |count| longer(table, count))).collect();
        }
        let n1: u64 = round1.iter().sum();
        tables.retain(|table| table.iter().sum::<u64>() == n1);
        Self { seen: round1.to_vec(), totals, tables }
    }

    /// In how many ways the answers can fall into this table.
    fn ways(&self, table: &[u64]) -> u128 {
        let choose =
            |total: u64, count: u64| (0..count).fold(1, |ways, step| ways * u128::from(total - step) / u128::from(step + 1));
        self.totals.iter().zip(table).map(|(total, count)| choose(*total, *count)).product()
    }

    /// |T − E| of round 1 times the number of answers, from the ranks one by one.
    fn rank_distance(&self, table: &[u64]) -> u128 {
        let n: u64 = self.totals.iter().sum();
        let n1: u64 = table.iter().sum();
        let mut below = 0;
        let mut doubled = 0;
        for (total, count) in self.totals.iter().zip(table) {
            let (first, last) = (below + 1, below + total);
            doubled += count * (first + last);
            below = last;
        }
        u128::from(doubled.abs_diff(n1 * (n + 1)))
    }

    /// The p of the table seen and the smallest p of all, where a larger `distance` is more extreme.
    fn p(&self, distance: impl Fn(&[u64]) -> u128) -> (f64, f64) {
        let at_least = |limit: u128| -> u128 {
            self.tables.iter().filter(|table| distance(table) >= limit).map(|table| self.ways(table)).sum()
        };
        let all = real(at_least(0));
        let farthest = self.tables.iter().map(|table| distance(table)).max().unwrap();
        (real(at_least(distance(&self.seen))) / all, real(at_least(farthest)) / all)
    }
}
