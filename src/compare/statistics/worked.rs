//! Cases worked by hand or in arithmetic of 40 digits, and which test a question gets.
//!
//! They stand beside the vectors because those hold no chosen default and little at the edges.

use super::*;

fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-11 * expected.abs(), "{found:e} instead of {expected:e}");
}

fn ordinal(round1: &[u64], round2: &[u64]) -> TestOutcome {
    default_test(Measure::Ordinal, round1, round2).unwrap()
}

#[test]
fn students_t_is_right_where_the_library_is_not() {
    // From mpmath with 40 digits, as the regularised incomplete beta function.
    let tails = [
        (1e-6, 1e3, 0.999_999_202_314_885_4),
        (0.001, 10.0, 0.999_221_783_374_741),
        (2.4, 10.0, 0.037_315_646_061_957_12),
        (20.0, 1e3, 4.062_288_499_524_771_3e-75),
        (2.4, 2e5, 0.016_395_980_179_998_24),
        (6.0, 2e6, 1.973_512_526_393_226_2e-9),
    ];
    for (t, df, p) in tails {
        assert_close(student_t::two_sided(t, df), p);
        assert_close(student_t::two_sided(-t, df), p);
    }
    assert_close(student_t::two_sided(1.0, 1.0), 0.5);
    // Of one degree of freedom the quantile is tan(0.475 π); of very many, that of the normal distribution.
    assert_close(student_t::quantile(1.0), (0.475 * std::f64::consts::PI).tan());
    assert!((student_t::quantile(1e7) - Z).abs() < 1e-6);
}

#[test]
fn fisher_is_right_on_the_table_that_the_library_gets_wrong() {
    let p = fisher(1141, 953 + 1141, 1028, 1125 + 1028).unwrap().p;
    assert!((p - 1.133e-5).abs() < 1e-8, "{p}");
}

#[test]
fn three_against_three_can_never_get_below_a_tenth() {
    let test = ordinal(&[2, 1, 0, 0, 0], &[0, 0, 1, 1, 1]);
    assert_eq!(test.name, TestName::RankSumExact);
    assert_close(test.p, 0.1);
    assert_close(test.smallest_p, 0.1);
}

#[test]
fn margins_with_a_single_dissenter_can_never_say_anything() {
    let test = ordinal(&[8, 0, 0], &[7, 1, 0]);
    assert_eq!(test.name, TestName::BrunnerMunzelPermutation);
    assert_close(test.smallest_p, 1.0);
    let test = default_test(Measure::Nominal, &[8, 0], &[7, 1]).unwrap();
    assert_eq!(test.name, TestName::Fisher);
    assert_close(test.smallest_p, 1.0);
    let test = default_test(Measure::Nominal, &[8, 0, 0], &[7, 1, 0]).unwrap();
    assert_eq!(test.name, TestName::FreemanHalton);
    assert_close(test.smallest_p, 1.0);
}

#[test]
fn an_ordinal_question_is_enumerated_while_it_can_be() {
    let small = ordinal(&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]);
    assert_eq!((small.name, small.statistic, small.df), (TestName::BrunnerMunzelPermutation, None, None));
    let large = ordinal(&[142, 388, 611, 702, 251], &[118, 341, 569, 803, 322]);
    assert_eq!(large.name, TestName::BrunnerMunzelT);
    assert!(large.statistic.is_some() && large.df.is_some() && large.smallest_p < 1e-300);
}

#[test]
fn four_hundred_thousand_tables_are_enumerated_and_one_more_is_not() {
    // The third option can take or give whatever the first two leave, so there are (t1 + 1)(t2 + 1) tables.
    let (most, over) = (([0, 0, 1_500], [624, 639, 0]), ([0, 0, 57_148], [6, 57_142, 1]));
    assert!(freeman_halton(&most.0, &most.1).is_some() && brunner_munzel_permutation(&most.0, &most.1).is_some(), "625 · 640");
    assert!(freeman_halton(&over.0, &over.1).is_none() && brunner_munzel_permutation(&over.0, &over.1).is_none(), "7 · 57,143");
    assert_eq!(shape(&over.0, &over.1).unwrap().name, TestName::ChiSquared);
}

#[test]
fn rounds_without_variance_get_the_exact_rank_sum_test() {
    let alike = ordinal(&[0, 0, 12], &[0, 0, 9]);
    assert_eq!((alike.name, alike.p), (TestName::RankSumExact, 1.0));
    let separated = ordinal(&[0, 8, 0, 0], &[0, 0, 7, 0]);
    assert_eq!(separated.name, TestName::RankSumExact);
    // One of the C(15, 7) ways to draw round 2; the opposite end would split an option.
    assert_close(separated.p, 1.0 / 6435.0);
    // However many answers there are.
    assert!(ordinal(&[90_000, 10_000, 0], &[0, 0, 100_000]).p < 1e-300);
    // A single answer has no variance either; of the four places it could have, three are as far from the middle rank.
    let single = ordinal(&[1, 0, 0], &[1, 1, 1]);
    assert_eq!((single.name, single.p, single.smallest_p), (TestName::RankSumExact, 0.75, 0.25));
}

#[test]
fn two_options_get_fisher_whatever_their_measure() {
    for measure in [Measure::Ordinal, Measure::Nominal] {
        let test = default_test(measure, &[9, 6], &[4, 11]).unwrap();
        assert_eq!(test.name, TestName::Fisher);
        assert_close(test.p, 0.139_419_763_802_309_36);
    }
    let two_used_of_three = ordinal(&[9, 6, 0], &[4, 11, 0]);
    assert_eq!(two_used_of_three.name, TestName::BrunnerMunzelPermutation);
}

#[test]
fn a_nominal_question_with_too_many_tables_gets_chi_squared() {
    let test = default_test(Measure::Nominal, &[142, 388, 611, 702, 251], &[118, 341, 569, 803, 322]).unwrap();
    assert_eq!((test.name, test.df), (TestName::ChiSquared, Some(4.0)));
    assert!(test.smallest_p < 1e-300);
    // Twenty-two options that one person each chose: every table is as extreme as every other.
    let (round1, round2): (Vec<u64>, Vec<u64>) = (0..22).map(|option| (option % 2, 1 - option % 2)).unzip();
    let test = default_test(Measure::Nominal, &round1, &round2).unwrap();
    assert_eq!(test.name, TestName::ChiSquared);
    assert!(test.smallest_p > 0.05);
}

#[test]
fn an_empty_round_gets_no_answer() {
    assert_eq!(default_test(Measure::Ordinal, &[2, 3, 4], &[0, 0, 0]), None);
    assert_eq!(default_test(Measure::Nominal, &[0, 0], &[1, 2]), None);
    assert_eq!(superiority(&[0, 0, 0], &[1, 0, 0]), None);
    assert_eq!(shape(&[0, 0, 0], &[1, 0, 0]), None);
    assert_eq!(share(0, 0), None);
    assert_eq!(finite_share(3, 12, 10), None);
    assert_eq!(effective_n(10, 10), None);
}

#[test]
fn counts_that_no_country_has_get_no_answer_instead_of_a_wrong_one() {
    assert_eq!(default_test(Measure::Ordinal, &[u64::MAX, 1, 1], &[1, 1, 1]), None);
    assert_eq!(fisher(u64::MAX, u64::MAX, 1, 1), None);
}

#[test]
fn when_everybody_has_answered_the_limits_are_the_share() {
    let census = finite_difference((6, 15, 15), (10, 16, 16)).unwrap();
    assert_eq!((census.interval.low, census.interval.high), (census.difference, census.difference));
    let large = finite_share(700, 2_000, 2_000).unwrap();
    assert_eq!((large.interval.low, large.interval.high), (0.35, 0.35));
}

#[test]
fn a_population_over_a_thousand_is_met_by_wilson_with_the_effective_n() {
    let exact = finite_share(60, 150, 1_000).unwrap().interval;
    let wilson = finite_share(60, 150, 1_001).unwrap().interval;
    let expected = share_with_effective_n(0.4, effective_n(150, 1_001).unwrap()).unwrap().interval;
    assert_eq!(wilson, expected);
    assert!((exact.low * 1_000.0).fract().abs() < 1e-9 && (exact.low - wilson.low).abs() < 0.005);
}
