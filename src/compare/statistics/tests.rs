//! Reference values: every key of the vectors that the design uses for independent rounds, and a few worked by hand.
//!
//! The file is read from `tests/data/`; its README says where the values come from. Nothing here may be fitted to it.

use serde_json::Value;

use super::*;

pub(super) const STATISTIC: f64 = 1e-9;
pub(super) const ROOT: f64 = 1e-8;

pub(super) fn vectors() -> Value {
    serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/comparison.json"))).unwrap()
}

/// All pairs of rounds, those of the real data set included.
fn cases() -> Vec<Value> {
    let vectors = vectors();
    ["independent", "realdata"].iter().flat_map(|part| vectors[part].as_array().unwrap().clone()).collect()
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect()
}

fn rounds(case: &Value) -> (Vec<u64>, Vec<u64>) {
    (numbers(&case["round1"]), numbers(&case["round2"]))
}

#[track_caller]
pub(super) fn near(found: f64, expected: &Value, tolerance: f64, what: &str) {
    let expected = expected.as_f64().unwrap_or_else(|| panic!("{what}: no number to compare with"));
    // Next to a zero there is nothing to be relative to.
    let close = (found - expected).abs() <= if expected == 0.0 { 1e-14 } else { tolerance * expected.abs() };
    assert!(close, "{what}: {found:e} instead of {expected:e}");
}

#[track_caller]
pub(super) fn near_interval(found: Interval, expected: &Value, tolerance: f64, what: &str) {
    near(found.low, &expected[0], tolerance, what);
    near(found.high, &expected[1], tolerance, what);
}

/// Calls `check` with each case that has `key`, and fails if there are fewer than `at_least`.
pub(super) fn for_each_with(key: &str, at_least: usize, check: impl Fn(&str, &Value, &[u64], &[u64], &Value)) {
    let cases: Vec<Value> = cases().into_iter().filter(|case| !case["results"][key].is_null()).collect();
    assert!(cases.len() >= at_least, "only {} cases with {key}", cases.len());
    for case in cases {
        let (round1, round2) = rounds(&case);
        check(case["id"].as_str().unwrap(), &case, &round1, &round2, &case["results"][key]);
    }
}

fn top_counts(round: &[u64], options: &Value) -> (u64, u64) {
    let options = usize::try_from(options.as_u64().unwrap()).unwrap();
    (round.iter().rev().take(options).sum(), round.iter().sum())
}

#[test]
fn top_boxes_equal_the_reference() {
    for_each_with("top_box", 12, |id, _, round1, round2, expected| {
        let (x1, n1) = top_counts(round1, &expected["top_options"]);
        let (x2, n2) = top_counts(round2, &expected["top_options"]);
        assert_eq!(vec![x1, x2], numbers(&expected["x"]));
        for (place, found) in [share(x1, n1).unwrap(), share(x2, n2).unwrap()].into_iter().enumerate() {
            near(found.share, &expected["p"][place], STATISTIC, id);
            near_interval(found.interval, &expected["wilson95"][place], STATISTIC, id);
        }
        let difference = newcombe(x1, n1, x2, n2).unwrap();
        near(difference.difference, &expected["diff"], STATISTIC, id);
        near_interval(difference.interval, &expected["newcombe95"], STATISTIC, id);
        near(fisher(x1, n1, x2, n2).unwrap().p, &expected["fisher_exact_p"], STATISTIC, id);
    });
}

#[test]
fn chi_squared_and_cramers_v_equal_the_reference() {
    for_each_with("chi2", 12, |id, _, round1, round2, expected| {
        let test = chi_squared(round1, round2).unwrap();
        near(test.statistic, &expected["statistic"], STATISTIC, id);
        assert_eq!(Some(u64::from(test.df)), expected["df"].as_u64());
        near(test.p, &expected["p"], STATISTIC, id);
        match &expected["cramers_v_bias_corrected_bergsma"] {
            Value::Null => assert_eq!(cramers_v(round1, round2), None),
            v => near(cramers_v(round1, round2).unwrap(), v, STATISTIC, id),
        }
    });
}

#[test]
fn freeman_halton_equals_the_reference() {
    for_each_with("freeman_halton", 12, |id, _, round1, round2, expected| {
        let test = freeman_halton(round1, round2);
        let tables = tables::Table::read(round1, round2).unwrap().tables();
        match expected.get("p") {
            None => assert_eq!((test, tables), (None, None), "{id}: too many tables"),
            Some(p) => {
                near(test.unwrap().p, p, STATISTIC, id);
                assert_eq!(tables, expected["n_tables"].as_u64(), "{id}");
                assert!(tables.unwrap() <= MOST_TABLES);
            }
        }
    });
}

#[test]
fn the_exact_rank_sum_test_equals_the_reference() {
    for_each_with("mann_whitney_exact_permutation", 7, |id, _, round1, round2, expected| {
        let test = rank_sum_exact(round1, round2).unwrap();
        near(test.p, &expected["p_two_sided_abs"], STATISTIC, id);
        near(test.smallest_p, &expected["min_attainable_p"], STATISTIC, id);
    });
}

#[test]
fn brunner_munzel_equals_the_reference() {
    for_each_with("brunner_munzel", 11, |id, _, round1, round2, expected| {
        let test = brunner_munzel(round1, round2).unwrap();
        near(test.theta, &expected["theta"], STATISTIC, id);
        near(test.variance.unwrap(), &expected["var_theta"], STATISTIC, id);
        if expected["statistic"].is_null() {
            assert_eq!(test.t_form, None, "{id}: no variance, no statistic");
            return;
        }
        let form = test.t_form.unwrap();
        near(form.statistic, &expected["statistic"], STATISTIC, id);
        near(form.df, &expected["df"], STATISTIC, id);
        near(form.p, &expected["p_t"], STATISTIC, id);
    });
}

#[test]
fn the_brunner_munzel_permutation_test_equals_the_reference() {
    let mut compared = 0;
    for case in cases().into_iter().filter(|case| case["kind"] == "ordinal") {
        let (round1, round2) = rounds(&case);
        let test = brunner_munzel_permutation(&round1, &round2);
        match &case["results"]["brunner_munzel_exact_permutation_p"] {
            Value::Null => assert_eq!(test, None, "{}", case["id"]),
            p => {
                near(test.unwrap().p, p, STATISTIC, case["id"].as_str().unwrap());
                compared += 1;
            }
        }
    }
    assert!(compared >= 7);
}

/// Every way to fill round 1 from these totals per option.
fn all_tables(totals: &[u64], open: u64) -> Vec<Vec<u64>> {
    let Some((first, rest)) = totals.split_first() else { return if open == 0 { vec![Vec::new()] } else { Vec::new() } };
    let filled = |taken: u64| all_tables(rest, open - taken).into_iter().map(move |table| [&[taken][..], &table[..]].concat());
    (0..=open.min(*first)).flat_map(filled).collect()
}

#[test]
fn the_smallest_p_of_the_brunner_munzel_permutation_set_is_that_of_some_table_in_it() {
    let mut compared = 0;
    for case in cases().into_iter().filter(|case| case["kind"] == "ordinal") {
        let (round1, round2) = rounds(&case);
        let Some(test) = brunner_munzel_permutation(&round1, &round2) else { continue };
        let totals: Vec<u64> = round1.iter().zip(&round2).map(|(one, other)| one + other).collect();
        let tables = all_tables(&totals, round1.iter().sum());
        if tables.len() > 1_000 {
            continue;
        }
        let p = tables.iter().map(|first| {
            let second: Vec<u64> = totals.iter().zip(first).map(|(total, one)| total - one).collect();
            brunner_munzel_permutation(first, &second).unwrap().p
        });
        let smallest = p.fold(1.0, f64::min);
        assert!((test.smallest_p - smallest).abs() <= STATISTIC * smallest, "{}: {} {smallest}", case["id"], test.smallest_p);
        compared += 1;
    }
    assert!(compared >= 5, "{compared}");
}

#[test]
fn the_probability_of_superiority_and_its_intervals_equal_the_reference() {
    for_each_with("prob_superiority", 11, |id, _, round1, round2, expected| {
        let effect = superiority(round1, round2).unwrap();
        near(effect.theta, &expected["theta"], STATISTIC, id);
        let (n1, n2) = (round1.iter().sum(), round2.iter().sum());
        let method_5 = newcombe_method_5(effect.theta, n1, n2).unwrap();
        near_interval(method_5, &expected["ci95"]["newcombe2006_method5"], ROOT, id);
        match &expected["ci95"]["bm_logit_t"] {
            Value::Null => {
                assert_eq!(effect.method, SuperiorityMethod::Newcombe5, "{id}");
                assert_eq!(effect.interval, method_5, "{id}");
            }
            interval => {
                assert_eq!(effect.method, SuperiorityMethod::LogitT, "{id}");
                near_interval(effect.interval, interval, STATISTIC, id);
            }
        }
    });
}

#[test]
fn cliffs_delta_is_that_of_the_reference() {
    for_each_with("cliff_delta", 11, |id, _, round1, round2, expected| {
        let delta = superiority(round1, round2).unwrap().delta();
        let expected = expected["delta"].as_f64().unwrap();
        // Where it is zero the reference keeps a last bit of its own sum.
        assert!((delta - expected).abs() <= (STATISTIC * expected.abs()).max(1e-15), "{id}: {delta:e} instead of {expected:e}");
    });
}

#[test]
fn moments_and_welch_equal_the_reference() {
    for_each_with("welch_mean_difference", 9, |id, case, round1, round2, expected| {
        let scores: Vec<f64> = (1..=round1.len()).map(|score| real(score as u128)).collect();
        let (first, second) = (moments(&scores, round1).unwrap(), moments(&scores, round2).unwrap());
        near(first.mean, &case["results"]["round1"]["mean"], STATISTIC, id);
        near(first.sd, &case["results"]["round1"]["sd"], STATISTIC, id);
        near(second.mean, &case["results"]["round2"]["mean"], STATISTIC, id);
        near(second.sd, &case["results"]["round2"]["sd"], STATISTIC, id);
        let test = welch(first, second).unwrap();
        near(test.difference, &expected["diff"], STATISTIC, id);
        near(test.statistic, &expected["t"], STATISTIC, id);
        near(test.df, &expected["df"], STATISTIC, id);
        near(test.p, &expected["p"], STATISTIC, id);
        near_interval(test.interval, &expected["ci95"], STATISTIC, id);
    });
}

#[test]
fn finite_populations_equal_the_reference() {
    for_each_with("fpc", 3, |id, case, round1, round2, expected| {
        let top = &case["results"]["top_box"]["top_options"];
        let population = numbers(&case["population"]);
        let mut wilson = Vec::new();
        for (place, round) in [round1, round2].into_iter().enumerate() {
            let (x, n) = top_counts(round, top);
            let exact = finite_share(x, n, population[place]).unwrap();
            near_interval(exact.interval, &expected["hypergeometric_exact_p95"][place], STATISTIC, id);
            let whole = real(population[place].into());
            let people = Interval { low: exact.interval.low * whole, high: exact.interval.high * whole };
            near_interval(people, &expected["hypergeometric_exact_K95"][place], STATISTIC, id);
            let effective = effective_n(n, population[place]);
            assert_eq!(effective.is_none(), expected["census"][place].as_bool().unwrap(), "{id}");
            match effective {
                None => wilson.push(exact),
                Some(effective) => {
                    near(effective, &expected["n_eff"][place], STATISTIC, id);
                    wilson.push(share_with_effective_n(exact.share, effective).unwrap());
                }
            }
            near_interval(wilson[place].interval, &expected["wilson95_fpc"][place], STATISTIC, id);
        }
        near_interval(squares_and_add(wilson[0], wilson[1]).interval, &expected["newcombe95_fpc"], STATISTIC, id);
    });
}

#[test]
fn published_margins_of_error_come_out_of_the_effective_n() {
    for case in vectors()["fpc_published"].as_array().unwrap() {
        let number = |key: &str| case[key].as_f64().unwrap();
        let (responses, headcount) = (case["responses"].as_u64().unwrap(), case["headcount"].as_u64().unwrap());
        let positive = number("percent_positive") / 100.0;
        let margin = |n: f64| Z * (positive * (1.0 - positive) / n).sqrt() * 100.0;
        let effective = effective_n(responses, headcount).unwrap();
        near(margin(effective), &case["moe_wald_fpc_points"], STATISTIC, "finite");
        near(margin(real(responses.into())), &case["moe_wald_no_fpc_points"], STATISTIC, "infinite");
        let interval = share_with_effective_n(positive, effective).unwrap().interval;
        let half = f64::midpoint(interval.high, -interval.low) * 100.0;
        assert!((half - number("published_moe_points")).abs() < 0.6, "Wilson's half width is {half} points");
    }
}

#[test]
fn several_choices_equal_the_reference() {
    for case in vectors()["multiselect"].as_array().unwrap() {
        let n = numbers(&case["respondents"]);
        let options = case["results"]["per_option"].as_array().unwrap();
        let (round1, round2) = (numbers(&case["round1_selected"]), numbers(&case["round2_selected"]));
        let tests: Vec<Option<f64>> =
            round1.iter().zip(&round2).map(|(x1, x2)| fisher(*x1, n[0], *x2, n[1]).map(|test| test.p)).collect();
        let (by_holm, by_bh) = (holm(&tests), benjamini_hochberg(&tests));
        for (place, expected) in options.iter().enumerate() {
            let id = expected["option"].as_str().unwrap();
            let (x1, x2) = (round1[place], round2[place]);
            let difference = newcombe(x1, n[0], x2, n[1]).unwrap();
            assert_eq!(vec![x1, x2], numbers(&expected["x"]), "{id}");
            near(share(x1, n[0]).unwrap().share, &expected["p"][0], STATISTIC, id);
            near(share(x2, n[1]).unwrap().share, &expected["p"][1], STATISTIC, id);
            near(difference.difference, &expected["diff"], STATISTIC, id);
            near_interval(difference.interval, &expected["newcombe95"], STATISTIC, id);
            near(tests[place].unwrap(), &expected["fisher_exact_p"], STATISTIC, id);
            near(by_holm[place].unwrap(), &expected["holm_p"], STATISTIC, id);
            near(by_bh[place].unwrap(), &expected["bh_p"], STATISTIC, id);
            let chi2 = chi_squared(&[n[0] - x1, x1], &[n[1] - x2, x2]).unwrap().statistic;
            near(chi2, &expected["chi2"], STATISTIC, id);
        }
    }
}

#[test]
fn options_of_a_nominal_question_equal_the_reference() {
    for_each_with("per_option", 1, |id, _, round1, round2, expected| {
        let (n1, n2) = (round1.iter().sum(), round2.iter().sum());
        let tests: Vec<Option<f64>> =
            round1.iter().zip(round2).map(|(x1, x2)| fisher(*x1, n1, *x2, n2).map(|test| test.p)).collect();
        for (place, (expected, by_holm)) in expected.as_array().unwrap().iter().zip(holm(&tests)).enumerate() {
            let difference = newcombe(round1[place], n1, round2[place], n2).unwrap();
            near(difference.difference, &expected["diff"], STATISTIC, id);
            near_interval(difference.interval, &expected["newcombe95"], STATISTIC, id);
            near(tests[place].unwrap(), &expected["fisher_exact_p"], STATISTIC, id);
            near(by_holm.unwrap(), &expected["holm_p"], STATISTIC, id);
        }
    });
}

#[test]
fn adjusted_p_equal_the_reference() {
    for case in vectors()["multiplicity"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let family: Vec<Option<f64>> = case["p"].as_array().unwrap().iter().map(Value::as_f64).collect();
        assert_eq!(family.iter().flatten().count() as u64, case["m"].as_u64().unwrap(), "{id}: those without p do not count");
        for (key, adjusted) in [("holm", holm(&family)), ("bh", benjamini_hochberg(&family))] {
            for (found, expected) in adjusted.iter().zip(case[key].as_array().unwrap()) {
                assert_eq!(found.is_none(), expected.is_null(), "{id} {key}");
                if let Some(found) = found {
                    near(*found, expected, STATISTIC, id);
                }
            }
        }
    }
}
