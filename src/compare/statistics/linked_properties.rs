//! What must hold for any table of moves, any trend, any weights and any plan: no NaN, p from 0 to 1, intervals around their estimate,
//! and no difference that is only in how the rounds were written down.

use proptest::prelude::*;

use super::*;

/// A square table of 2 to 11 options with up to `most` people in each cell.
fn table(most: u64) -> impl Strategy<Value = Vec<Vec<u64>>> {
    (2_usize..12).prop_flat_map(move |options| {
        let count = prop_oneof![2 => Just(0), 3 => 0..=most];
        prop::collection::vec(prop::collection::vec(count, options), options)
    })
}

fn any_table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    prop_oneof![table(1), table(4), table(30), table(100_000)]
        .prop_filter("somebody answered", |table| table.iter().flatten().any(|count| *count > 0))
}

fn probability(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}

fn around(interval: Interval, estimate: f64, least: f64, most: f64) -> bool {
    least <= interval.low && interval.low <= estimate && estimate <= interval.high && interval.high <= most
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * right.abs() + 1e-12
}

fn mirrored(there: Difference, back: Difference) -> bool {
    close(there.difference, -back.difference)
        && close(there.interval.low, -back.interval.high)
        && close(there.interval.high, -back.interval.low)
}

fn dominance(effect: PairedEffect) -> Vec<Difference> {
    match effect {
        PairedEffect::Dominance(difference) => vec![difference],
        PairedEffect::PerOption(options) => options,
    }
}

/// The table with an option that nobody chose at `place`.
fn with_option(table: &[Vec<u64>], place: usize) -> Vec<Vec<u64>> {
    let mut wider: Vec<Vec<u64>> = table.to_vec();
    for row in &mut wider {
        row.insert(place, 0);
    }
    wider.insert(place, vec![0; table.len() + 1]);
    wider
}

/// People by option and weight.
fn weighted(options: usize) -> impl Strategy<Value = Vec<Weighted>> {
    let one = (0..options, 0.01..50.0_f64, 0_u64..100_000).prop_map(|(option, weight, count)| Weighted { option, weight, count });
    prop::collection::vec(one, 1..30).prop_filter("somebody answered", |round| round.iter().any(|at| at.count > 0))
}

proptest! {
    #[test]
    fn linked_tests_give_numbers_in_their_range(table in any_table()) {
        let moves = Moves::read(&table).unwrap();
        for measure in [Measure::Ordinal, Measure::Nominal] {
            let test = default_paired_test(measure, &moves).unwrap();
            prop_assert!(probability(test.p) && probability(test.smallest_p), "{test:?}");
            prop_assert!(test.statistic.is_none_or(f64::is_finite) && test.df.is_none_or(f64::is_finite), "{test:?}");
            let exact = matches!(test.name, TestName::SignedRankExact | TestName::McNemarExact);
            prop_assert!(!exact || test.smallest_p <= test.p * (1.0 + 1e-9), "{test:?}");
            for effect in dominance(paired_effect(measure, &moves)) {
                prop_assert!(around(effect.interval, effect.difference, -1.0, 1.0), "{effect:?}");
            }
        }
        let direction = moves.direction();
        prop_assert_eq!(direction.higher + direction.lower + direction.same, moves.n());
        prop_assert_eq!((moves.round1().iter().sum::<u64>(), moves.round2().iter().sum::<u64>()), (moves.n(), moves.n()));
    }

    #[test]
    fn swapping_linked_rounds_mirrors_the_effect(table in any_table()) {
        let moves = Moves::read(&table).unwrap();
        let back = moves.swapped();
        prop_assert_eq!(&back.swapped(), &moves);
        for measure in [Measure::Ordinal, Measure::Nominal] {
            let (there, back_test) = (default_paired_test(measure, &moves).unwrap(), default_paired_test(measure, &back).unwrap());
            prop_assert!(there.name == back_test.name && close(there.p, back_test.p), "{there:?} {back_test:?}");
            prop_assert!(close(there.smallest_p, back_test.smallest_p));
            let effects = dominance(paired_effect(measure, &moves)).into_iter().zip(dominance(paired_effect(measure, &back)));
            for (there, back) in effects {
                prop_assert!(mirrored(there, back), "{there:?} {back:?}");
            }
        }
        if let Some((there, back)) = signed_rank_normal(&moves).zip(signed_rank_normal(&back)) {
            prop_assert!(close(there.statistic, -back.statistic));
        }
    }

    #[test]
    fn an_end_of_the_scale_that_nobody_chose_changes_no_linked_test(table in any_table(), place in any::<prop::sample::Index>()) {
        // A scale of two gets another test than a scale of three, so all start with three.
        let table = with_option(&table, table.len());
        let moves = Moves::read(&table).unwrap();
        // Bowker's test has no order; the length of a move depends on the options in between, but not on those at the ends.
        let anywhere = Moves::read(&with_option(&table, place.index(table.len() + 1))).unwrap();
        prop_assert_eq!(default_paired_test(Measure::Nominal, &moves), default_paired_test(Measure::Nominal, &anywhere));
        prop_assert_eq!(moves.direction(), anywhere.direction());
        for end in [0, table.len()] {
            let wider = Moves::read(&with_option(&table, end)).unwrap();
            prop_assert_eq!(default_paired_test(Measure::Ordinal, &moves), default_paired_test(Measure::Ordinal, &wider));
        }
    }

    #[test]
    fn the_exact_signed_rank_test_equals_a_plain_enumeration(table in prop_oneof![table(1), table(2)].prop_filter(
        "few moved",
        |table| {
            let moved: u64 = table.iter().enumerate().flat_map(|(from, row)| {
                row.iter().enumerate().filter(move |(to, _)| *to != from).map(|(_, count)| *count)
            }).sum();
            (1..=10).contains(&moved)
        },
    )) {
        let moves = Moves::read(&table).unwrap();
        let mut lengths = Vec::new();
        for (from, to, count) in moves.cells() {
            for _ in 0..count {
                lengths.push(i64::try_from(to).unwrap() - i64::try_from(from).unwrap());
            }
        }
        // Twice the midrank of |d| among all, those who stayed included.
        let rank = |length: i64| -> i64 {
            let below = lengths.iter().filter(|other| other.abs() < length.abs()).count();
            let level = lengths.iter().filter(|other| other.abs() == length.abs()).count();
            i64::try_from(2 * below + level + 1).unwrap()
        };
        let ranks: Vec<i64> = lengths.iter().filter(|length| **length != 0).map(|length| rank(*length)).collect();
        let seen: i64 = lengths.iter().map(|length| length.signum() * rank(*length)).sum();
        let sums: Vec<i64> = (0..1_u32 << ranks.len()).map(|signs| {
            ranks.iter().enumerate().map(|(at, rank)| if signs >> at & 1 == 1 { *rank } else { -rank }).sum()
        }).collect();
        let share = |limit: i64| sums.iter().filter(|sum| sum.abs() >= limit).count() as f64 / sums.len() as f64;
        let found = signed_rank_exact(&moves).unwrap();
        prop_assert!(close(found.p, share(seen.abs())), "{found:?} {}", share(seen.abs()));
        prop_assert!(close(found.smallest_p, share(ranks.iter().sum())), "{found:?}");
    }

    #[test]
    fn tangos_interval_holds_its_estimate_and_mirrors(lost in 0_u64..2_000, gained in 0_u64..2_000, same in 0_u64..2_000) {
        prop_assume!(gained + lost + same > 0);
        let found = tango(gained, lost, gained + lost + same).unwrap();
        prop_assert!(around(found.interval, found.difference, -1.0, 1.0), "{found:?}");
        prop_assert!(mirrored(found, tango(lost, gained, gained + lost + same).unwrap()));
    }

    #[test]
    fn trends_are_numbers_and_turn_with_the_rounds(rounds in prop::collection::vec(prop::collection::vec(0_u64..100_000, 2..12), 2..8)) {
        let Some(there) = trend(&rounds) else { return Ok(()) };
        prop_assert!(probability(there.p) && there.statistic.is_finite() && there.correlation.abs() <= 1.0, "{there:?}");
        let reversed: Vec<Vec<u64>> = rounds.iter().rev().cloned().collect();
        let back = trend(&reversed).unwrap();
        prop_assert!((there.correlation + back.correlation).abs() < 1e-9, "{there:?} {back:?}");
        let longer: Vec<Vec<u64>> = rounds.iter().map(|round| [&round[..], &[0, 0]].concat()).collect();
        prop_assert_eq!(trend(&longer), Some(there));
    }

    #[test]
    fn kappa_is_a_number_and_does_not_depend_on_who_is_first(table in any_table()) {
        let table = Moves::read(&table).unwrap();
        for weights in [KappaWeights::Unweighted, KappaWeights::Linear, KappaWeights::Quadratic] {
            let Some(found) = kappa(&table, weights) else { continue };
            let swapped = kappa(&table.swapped(), weights).unwrap();
            prop_assert!((found.kappa - swapped.kappa).abs() < 1e-9 && found.kappa >= -1.0 - 1e-9 && found.kappa <= 1.0, "{found:?}");
            prop_assert!(found.standard_error.is_none_or(|error| error.is_finite() && error > 0.0), "{found:?}");
            prop_assert!(found.interval.is_none_or(|interval| around(interval, found.kappa, -1.0 - 1e-9, 1.0)), "{found:?}");
        }
        let agreement = percent_agreement(&table).unwrap();
        prop_assert!(around(agreement.interval, agreement.share, 0.0, 1.0));
    }

    #[test]
    fn alpha_is_a_number_up_to_one_whoever_sorted(
        units in prop::collection::vec(prop::collection::vec(prop::option::of(0_usize..5), 0..5), 0..20),
        values in prop::collection::vec(0.0..1e6_f64, 5),
    ) {
        for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval(&values), Metric::Ratio(&values)] {
            let found = krippendorff_alpha(&units, 5, metric);
            prop_assert!(found.is_none_or(|alpha| alpha.is_finite() && alpha <= 1.0 + 1e-12), "{found:?}");
            let reversed: Vec<Vec<Option<usize>>> = units.iter().map(|unit| unit.iter().rev().copied().collect()).collect();
            let again = krippendorff_alpha(&reversed, 5, metric);
            prop_assert!(found.is_some() == again.is_some() && found.zip(again).is_none_or(|(one, other)| close(one, other)));
        }
    }

    #[test]
    fn weighted_tests_are_numbers_and_mirror((round1, round2) in (2_usize..12).prop_flat_map(|options| (weighted(options), weighted(options)))) {
        let there = rao_scott(&round1, &round2).unwrap();
        let back = rao_scott(&round2, &round1).unwrap();
        prop_assert!(probability(there.p) && there.statistic.is_finite() && there.df >= 0.0 && there.design_effect.is_finite(), "{there:?}");
        prop_assert!(close(there.statistic, back.statistic) && (there.p - back.p).abs() < 1e-9, "{there:?} {back:?}");
        // Neither the unit of the weights nor an option that nobody chose matters.
        let moved = |round: &[Weighted]| -> Vec<Weighted> {
            round.iter().map(|at| Weighted { option: at.option + 1, weight: at.weight * 1e6, count: at.count }).collect()
        };
        let again = rao_scott(&moved(&round1), &moved(&round2)).unwrap();
        prop_assert!((there.statistic - again.statistic).abs() <= 1e-7 * there.statistic.max(1e-3), "{there:?} {again:?}");
        let difference = weighted_difference(&round1, &round2, |option| option == 0).unwrap();
        prop_assert!(around(difference.interval, difference.difference, -1.0, 1.0));
        prop_assert!(mirrored(difference, weighted_difference(&round2, &round1, |option| option == 0).unwrap()));
    }

    #[test]
    fn raking_meets_its_targets_or_says_why_not(
        counts in prop::collection::vec(prop::collection::vec(0_u64..500, 3), 2..5),
        rows in prop::collection::vec(0.0..100.0_f64, 5),
        columns in prop::collection::vec(0.01..100.0_f64, 3),
    ) {
        let rows = &rows[..counts.len()];
        let scale = rows.iter().sum::<f64>() / columns.iter().sum::<f64>();
        let columns: Vec<f64> = columns.iter().map(|target| target * scale).collect();
        let Ok(found) = rake_table(&counts, rows, &columns) else { return Ok(()) };
        prop_assert!(found.weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0));
        prop_assert!(found.cost.design_effect >= 1.0 && found.cost.largest_over_mean <= LARGEST_WEIGHT);
        for (row, target) in rows.iter().enumerate() {
            let sum: f64 = (0..3).map(|column| found.weights[row * 3 + column] * real(counts[row][column].into())).sum();
            prop_assert!((sum - target).abs() <= 1e-6 * target, "{sum} {target}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_detectable_change_is_one_that_can_happen(
        counts in prop::collection::vec(0_u64..30, 2..7),
        n1 in prop_oneof![0_u64..15, 0_u64..100_000],
        n2 in prop_oneof![0_u64..15, 0_u64..100_000],
        share in 0.0..=1.0_f64,
        moving in 0.01..=1.0_f64,
    ) {
        let base = base_from_counts(&counts).unwrap();
        prop_assert!((base.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let possible = |change: Option<f64>, most: f64| change.is_none_or(|change| change > 0.0 && change <= most + 1e-9);
        let shift = detectable_shift(&base, n1, n2);
        prop_assert!(possible(shift.up, 1.0) && possible(shift.down, 1.0), "{shift:?}");
        let difference = detectable_share(share, n1, n2);
        prop_assert!(possible(difference.up, 1.0 - share) && possible(difference.down, share), "{difference:?}");
        prop_assert!(possible(detectable_linked(n1.min(2_000), moving), moving));
    }
}
