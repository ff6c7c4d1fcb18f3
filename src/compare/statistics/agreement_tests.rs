//! Agreement against the reference, and a few worked by hand.

use serde_json::Value;

use super::*;

fn reference() -> Value {
    serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/agreement.json"))).unwrap()
}

/// The file rounds to six digits.
#[track_caller]
fn near(found: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= 5.1e-7, "{what}: {found} instead of {expected}");
}

fn square(rows: &Value) -> Moves {
    let row = |row: &Value| row.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect();
    Moves::read(&rows.as_array().unwrap().iter().map(row).collect::<Vec<Vec<u64>>>()).unwrap()
}

/// Units with one place per coder, from the file's rows of coders.
fn units(rows: &Value) -> Vec<Vec<Option<usize>>> {
    let rows: Vec<&Vec<Value>> = rows.as_array().unwrap().iter().map(|row| row.as_array().unwrap()).collect();
    let place = |unit: usize| move |row: &&Vec<Value>| row[unit].as_u64().map(|at| usize::try_from(at).unwrap());
    (0..rows[0].len()).map(|unit| rows.iter().map(place(unit)).collect()).collect()
}

#[test]
fn alpha_equals_the_reference() {
    let values: Vec<f64> = (0..6).map(f64::from).collect();
    let reference = reference();
    let cases = reference["alpha"].as_array().unwrap();
    assert!(cases.len() >= 4);
    for case in cases {
        let (units, name) = (units(&case["rows_are_coders"]), case["name"].as_str().unwrap());
        let all = [
            ("nominal", Metric::Nominal),
            ("ordinal", Metric::Ordinal),
            ("interval", Metric::Interval(&values)),
            ("ratio", Metric::Ratio(&values)),
        ];
        for (key, metric) in all.into_iter().filter(|(key, _)| !case["expected"][key].is_null()) {
            near(krippendorff_alpha(&units, 6, metric).unwrap(), &case["expected"][key], name);
        }
    }
}

#[test]
fn kappa_equals_the_reference() {
    let reference = reference();
    let cases = reference["kappa"].as_array().unwrap();
    assert!(cases.len() >= 5);
    for case in cases {
        let (table, name) = (square(&case["table"]), case["name"].as_str().unwrap());
        assert_eq!(Some(table.n()), case["n"].as_u64());
        near(percent_agreement(&table).unwrap().share, &case["po"], name);
        near(kappa(&table, KappaWeights::Unweighted).unwrap().kappa, &case["kappa"], name);
        near(kappa(&table, KappaWeights::Linear).unwrap().kappa, &case["kappa_linear"], name);
        near(kappa(&table, KappaWeights::Quadratic).unwrap().kappa, &case["kappa_quadratic"], name);
    }
}

#[test]
fn fleiss_kappa_equals_the_reference() {
    for case in reference()["fleiss"].as_array().unwrap() {
        let row = |row: &Value| row.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect();
        let units: Vec<Vec<u64>> = case["counts"].as_array().unwrap().iter().map(row).collect();
        near(fleiss_kappa(&units).unwrap(), &case["kappa"], case["name"].as_str().unwrap());
    }
    assert_eq!(fleiss_kappa(&[vec![2, 0], vec![1, 2]]), None, "not by the same number of people");
    assert_eq!(fleiss_kappa(&[vec![1, 0]]), None);
    assert_eq!(fleiss_kappa(&[vec![3, 0], vec![3, 0]]), None, "one category only");
    assert_eq!(fleiss_kappa(&[]), None);
}

#[test]
fn themes_on_pieces_of_text_get_the_right_kappa() {
    // Of n pieces, the first person marked some, the second some, and both some: another program gets these wrong.
    for case in reference()["qualcoder_bug"].as_array().unwrap() {
        let number = |key: &str| case[key].as_u64().unwrap();
        let (first, second, both) = (number("A"), number("B"), number("both"));
        let table = Moves::read(&[vec![number("N") - first - second + both, second - both], vec![first - both, both]]).unwrap();
        let found = kappa(&table, KappaWeights::Unweighted).unwrap().kappa;
        assert!((found - case["correct_kappa"].as_f64().unwrap()).abs() < 5.1e-5, "{found}");
    }
}

#[test]
fn alpha_over_every_sign_of_a_text_equals_the_reference() {
    for case in reference()["spans"].as_array().unwrap() {
        let length = case["text_len"].as_u64().unwrap();
        let spans = |coder: &Value| -> Vec<(u64, u64)> {
            let pair = |span: &Value| (span[0].as_u64().unwrap(), span[1].as_u64().unwrap());
            coder.as_array().unwrap().iter().map(pair).collect()
        };
        let coders: Vec<Vec<(u64, u64)>> = case["coders"].as_array().unwrap().iter().map(spans).collect();
        let marked =
            |at: u64, coder: &[(u64, u64)]| Some(usize::from(coder.iter().any(|(from, to)| (*from..=*to).contains(&at))));
        let units: Vec<Vec<Option<usize>>> =
            (0..length).map(|at| coders.iter().map(|coder| marked(at, coder)).collect()).collect();
        near(krippendorff_alpha(&units, 2, Metric::Nominal).unwrap(), &case["char_alpha_nominal"], "signs");
        for ((one, other), expected) in [(0, 1), (0, 2), (1, 2)].into_iter().zip(case["pairwise_char_kappa"].as_array().unwrap())
        {
            let mut table = vec![vec![0; 2]; 2];
            for unit in &units {
                table[unit[one].unwrap()][unit[other].unwrap()] += 1;
            }
            near(kappa(&Moves::read(&table).unwrap(), KappaWeights::Unweighted).unwrap().kappa, expected, "a pair");
        }
    }
}

#[test]
fn unitized_alpha_equals_the_reference() {
    for case in reference()["spans"].as_array().unwrap() {
        let last = case["text_len"].as_u64().unwrap() - 1;
        // The reference cuts the text into stretches that name their first and last sign, gaps too, and takes the difference of the two
        // for the length: the sign after each stretch belongs to none.
        let person = |coder: &Value| -> Vec<Stretch> {
            let (mut cut, mut at) = (Vec::new(), 0);
            for span in coder.as_array().unwrap() {
                let (from, to) = (span[0].as_u64().unwrap(), span[1].as_u64().unwrap());
                cut.push(Stretch { from: at, to: from - 1, category: None });
                cut.push(Stretch { from, to, category: Some(0) });
                at = to + 1;
            }
            cut.push(Stretch { from: at, to: last, category: None });
            cut
        };
        let people: Vec<Vec<Stretch>> = case["coders"].as_array().unwrap().iter().map(person).collect();
        let found = unitized_alpha(&overlaps(&people, 1)).unwrap();
        near(found, &case["krippendorff_unitized_alpha"], case["name"].as_str().unwrap());
        // With every sign in a stretch, as the desk cuts them: three times 56 signs, 105 of them marked, 44 alike as gaps and 86 as
        // marked; the squares of the marked stretches are 12² + 31² + 7² + 31² + 24² = 2691.
        let whole = |coder: &Value| -> Vec<Stretch> {
            let marked = |span: &Value| (span[0].as_u64().unwrap(), span[1].as_u64().unwrap() + 1);
            cutting(last + 1, &coder.as_array().unwrap().iter().map(marked).collect::<Vec<_>>())
        };
        let people: Vec<Vec<Stretch>> = case["coders"].as_array().unwrap().iter().map(whole).collect();
        let found = unitized_alpha(&overlaps(&people, 1)).unwrap();
        let chance = 168.0 * (63.0 * 63.0 - 63.0 + 105.0 * 105.0 - 2691.0) / (168.0 * 168.0 - 63.0 - 2691.0);
        assert!((found - (1.0 - (168.0 - 44.0 - 86.0) / (168.0 - chance))).abs() < 1e-12, "{found}");
    }
}

#[test]
fn two_people_of_a_published_table_agree_by_every_coefficient() {
    // The table of Artstein & Poesio 2008, Computational Linguistics 34:555, whose coefficients the reference holds.
    let cells = [[46, 6, 0], [0, 32, 0], [0, 6, 10]];
    let case = &reference()["artstein_poesio"];
    let table = Moves::read(&cells.map(Vec::from)).unwrap();
    near_5(percent_agreement(&table).unwrap().share, &case["Ao"]);
    near_5(kappa(&table, KappaWeights::Unweighted).unwrap().kappa, &case["kappa"]);
    near_5(bennett_s(&table).unwrap(), &case["S"]);
    let pairs: Vec<(usize, usize)> =
        table.cells().flat_map(|(one, other, count)| (0..count).map(move |_| (one, other))).collect();
    // Scott's pi is Fleiss' kappa of two people.
    let count = |(one, other): &(usize, usize)| (0..3).map(|at| u64::from(*one == at) + u64::from(*other == at)).collect();
    near_5(fleiss_kappa(&pairs.iter().map(count).collect::<Vec<Vec<u64>>>()).unwrap(), &case["pi"]);
    let units: Vec<Vec<Option<usize>>> = pairs.iter().map(|(one, other)| vec![Some(*one), Some(*other)]).collect();
    near_5(krippendorff_alpha(&units, 3, Metric::Nominal).unwrap(), &case["alpha"]);
}

/// These values have five digits.
#[track_caller]
fn near_5(found: f64, expected: &Value) {
    assert!((found - expected.as_f64().unwrap()).abs() <= 5.1e-6, "{found} instead of {expected}");
}

#[test]
fn alpha_of_sets_of_labels_equals_the_reference() {
    for case in reference()["multilabel"].as_array().unwrap() {
        let set = |labels: &Value| -> Option<std::collections::BTreeSet<usize>> {
            Some(labels.as_str().unwrap().split(',').map(|label| usize::from(label.as_bytes()[0])).collect())
        };
        let units: Vec<Vec<Option<_>>> =
            case["units"].as_array().unwrap().iter().map(|unit| unit.as_array().unwrap().iter().map(set).collect()).collect();
        near(set_alpha(&units, SetDistance::Jaccard).unwrap(), &case["alpha_jaccard"], "Jaccard");
        near(set_alpha(&units, SetDistance::Masi).unwrap(), &case["alpha_masi"], "MASI");
        assert_eq!(set_alpha(&units[..0], SetDistance::Masi), None);
        assert_eq!(set_alpha(&[vec![units[1][0].clone(), units[1][1].clone()]], SetDistance::Masi), None, "all the same");
    }
}

#[test]
fn what_cannot_be_computed_is_none() {
    let one = Moves::read(&[vec![9, 0], vec![0, 0]]).unwrap();
    for weights in [KappaWeights::Unweighted, KappaWeights::Linear, KappaWeights::Quadratic] {
        assert_eq!(kappa(&one, weights), None, "one category only");
        assert_eq!(kappa(&Moves::read(&[vec![5]]).unwrap(), weights), None);
    }
    for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval(&[0.0, 1.0]), Metric::Ratio(&[0.0, 1.0])] {
        assert_eq!(krippendorff_alpha(&[vec![Some(1), Some(1)], vec![Some(1), Some(1)]], 2, metric), None, "one category only");
        assert_eq!(krippendorff_alpha(&[vec![Some(1), None], vec![None, Some(0)]], 2, metric), None, "nothing sorted twice");
        assert_eq!(krippendorff_alpha(&[], 2, metric), None);
        assert_eq!(krippendorff_alpha(&[vec![Some(1), Some(2)]], 2, metric), None, "no such category");
        let perfect = [vec![Some(1), Some(1)], vec![Some(0), Some(0)], vec![Some(1), None]];
        assert_eq!(krippendorff_alpha(&perfect, 2, metric), Some(1.0));
    }
    let nothing = Metric::Interval(&[0.0, f64::INFINITY]);
    assert_eq!(krippendorff_alpha(&[vec![Some(1), Some(0)]], 2, nothing), None);
    assert_eq!(krippendorff_alpha(&[vec![Some(1), Some(0)]], 2, Metric::Interval(&[0.0])), None);
}

#[test]
fn a_unit_that_only_one_sorted_changes_nothing() {
    let mut units = units(&reference()["alpha"][1]["rows_are_coders"]);
    let before = krippendorff_alpha(&units, 6, Metric::Ordinal);
    units.push(vec![Some(5), None, None, None]);
    assert_eq!(krippendorff_alpha(&units, 6, Metric::Ordinal), before);
}

#[test]
fn full_agreement_has_no_standard_error_to_speak_of() {
    let perfect = kappa(&Moves::read(&[vec![4, 0], vec![0, 3]]).unwrap(), KappaWeights::Linear).unwrap();
    assert_eq!((perfect.kappa, perfect.standard_error, perfect.interval), (1.0, None, None));
}

#[test]
fn the_standard_error_is_that_of_the_formula_for_two_categories() {
    // Worked from Fleiss, Cohen & Everitt's unweighted formula for 20, 5, 10, 15: κ = .4, A = Σ p_ii (1 − (p_i. + p_.i)(1 − κ))²
    // = .4·(1 − 1.1·.6)² + .3·(1 − .9·.6)² = .04624 + .06348, B = (1 − κ)² Σ p_ij (p_.i + p_j.)²
    // = .36·(.1·(.6 + .5)² + .2·(.4 + .5)²) = .10188, C = (κ − .5·(1 − κ))² = .01, and the variance (A + B − C)/(50·.25).
    let found = kappa(&Moves::read(&[vec![20, 5], vec![10, 15]]).unwrap(), KappaWeights::Unweighted).unwrap();
    let expected = ((0.04624 + 0.06348 + 0.10188 - 0.01) / (50.0 * 0.25_f64)).sqrt();
    assert!((found.standard_error.unwrap() - expected).abs() < 1e-12, "{found:?} {expected}");
    let interval = found.interval.unwrap();
    assert!((interval.high - interval.low - 2.0 * Z * expected).abs() < 1e-12);
}
