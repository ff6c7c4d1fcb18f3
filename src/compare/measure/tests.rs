//! Numbers, whose mean may lean on a few: when the test of order stands beside that of means.

use super::*;

fn numbers_of(values: &[(i64, u64)]) -> Figures {
    let numbers: std::collections::BTreeMap<i64, u64> = values.iter().copied().collect();
    Figures { n: numbers.values().sum(), numbers, ..Figures::default() }
}

#[test]
fn few_numbers_have_the_test_of_order_beside_that_of_means() {
    let (earlier, later) = (numbers_of(&[(1, 3), (2, 4), (3, 3)]), numbers_of(&[(2, 2), (3, 4), (4, 4)]));
    let found = numbers(1.0, &earlier, &later);
    let beside = found.beside.unwrap();
    // As an ordinal question of four options with these counts would be tested.
    let expected = statistics::default_test(statistics::Measure::Ordinal, &[3, 4, 3, 0], &[0, 2, 4, 4]).unwrap();
    assert_eq!((beside.name.as_str(), beside.p), (expected.name.code(), expected.p));
    assert_eq!(found.test.unwrap().name, "welch-t");
}

#[test]
fn many_even_numbers_have_none_and_many_skewed_ones_have() {
    let even = numbers_of(&[(1, 10), (2, 20), (3, 10)]);
    assert_eq!(numbers(1.0, &even, &even).beside, None);
    let skewed = numbers_of(&[(1, 35), (2, 4), (40, 1)]);
    assert!(numbers(1.0, &even, &skewed).beside.is_some());
}

#[test]
fn two_values_are_an_order_too() {
    let (earlier, later) = (numbers_of(&[(0, 6), (1, 2)]), numbers_of(&[(0, 1), (1, 7)]));
    assert!(numbers(1.0, &earlier, &later).beside.unwrap().p < 0.1);
}

#[test]
fn the_smallest_mean_difference_is_the_standard_error_times_both_quantiles() {
    let (earlier, later) = (numbers_of(&[(10, 20), (20, 20)]), numbers_of(&[(10, 20), (20, 20)]));
    let found = numbers(10.0, &earlier, &later).detectable.unwrap();
    // Standard deviation √(0.25·40/39), standard error √(2·sd²/40), t(0.975, 78) = 1.990847, z(0.8) = 0.841621.
    let error = (2.0 * 0.25 * 40.0 / 39.0 / 40.0_f64).sqrt();
    assert!((found.smallest - error * (1.990_847 + 0.841_621)).abs() < 1e-6, "{found:?}");
    assert_eq!(found.name, "mean-difference");
}
