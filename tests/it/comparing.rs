//! Comparing: real answers of two rounds against reference values, the same on both databases, by region, and honest refusals.

use std::fs;

use serde_json::Value;

use crate::house::{Backend, House, project};
use crate::people::own_surveys;
use crate::stories;

/// Publishes the questionnaire of the General Social Survey and imports both years from the one file.
fn gss(house: &House) {
    house.ok(&["publish", &own_surveys()]);
    let data = project().join("tests/data/gss_2014_2016.csv");
    for year in ["2014", "2016"] {
        let key = format!("gss-{year}");
        house.ok(&[
            "round",
            "add",
            "--key",
            &key,
            "--questionnaire",
            "gss-citizens",
            "--version",
            "1",
            "--opens",
            &format!("{year}-03-01"),
            "--closes",
            &format!("{year}-10-31"),
            "--mode",
            "pseudonymous",
        ]);
        let ignored = ["year", "partyid", "wtssps", "vpsu", "vstrat"].map(|column| format!("{column} = \"\"\n")).concat();
        let map =
            format!("[columns]\nid = \"response_id\"\nbigregion = \"municipality\"\n{ignored}\n[where]\nyear = \"{year}\"\n");
        let map = house.file(&format!("map-{year}.toml"), map);
        house.ok(&["responses", "import", "--round", &key, data.to_str().expect("UTF-8"), "--map", &map]);
    }
}

fn compare(house: &House, more: &[&str]) -> Value {
    let arguments = [&["compare", "--trial", "gss", "--rounds", "gss-2014,gss-2016", "--format", "json"], more].concat();
    serde_json::from_str(&house.ok(&arguments)).expect("the comparison is JSON")
}

fn question<'a>(comparison: &'a Value, group: usize, key: &str) -> &'a Value {
    let all = comparison["groups"][group]["questions"].as_array().expect("questions");
    all.iter().find(|question| question["key"] == key).unwrap_or_else(|| panic!("no question {key}"))
}

fn near(found: &Value, expected: &Value, what: &str) {
    let (found, expected) = (found.as_f64().unwrap_or(f64::NAN), expected.as_f64().expect("a reference value"));
    assert!((found - expected).abs() <= 1e-8 * expected.abs().max(1e-3), "{what}: {found} is not {expected}");
}

stories! {
    fn two_rounds_of_real_answers_give_the_reference_values(house) {
        gss(house);
        let comparison = compare(house, &[]);
        let text = fs::read_to_string(project().join("tests/data/comparison.json")).expect("the reference values");
        let reference: Value = serde_json::from_str(&text).expect("JSON");
        for (key, entry) in [("polviews", 0), ("happy", 1)] {
            let expected = &reference["realdata"][entry];
            let found = question(&comparison, 0, key);
            let results = &expected["results"];
            assert_eq!(found["rounds"][0]["counts"], expected["round1"], "{key} 2014");
            assert_eq!(found["rounds"][1]["counts"], expected["round2"], "{key} 2016");
            assert_eq!((&found["kind"], &found["scale"], &found["level"]), (&"single".into(), &"ordinal".into(), &"A".into()));
            for round in 0..2 {
                let top = &found["rounds"][round]["top_box"];
                near(&top["share"], &results["top_box"]["p"][round], "top box");
                near(&top["low"], &results["top_box"]["wilson95"][round][0], "Wilson low");
                near(&top["high"], &results["top_box"]["wilson95"][round][1], "Wilson high");
                let one = &found["rounds"][round];
                let missing: u64 = one["missing"].as_object().expect("kinds").values().filter_map(Value::as_u64).sum();
                assert_eq!(one["base"].as_u64(), Some(one["n"].as_u64().expect("n") + missing));
            }
            let change = &found["changes"][0];
            assert_eq!(change["test"]["name"], "brunner-munzel-t");
            near(&change["test"]["p"], &results["brunner_munzel"]["p_t"], "p");
            near(&change["test"]["statistic"], &results["brunner_munzel"]["statistic"], "statistic");
            near(&change["test"]["df"], &results["brunner_munzel"]["df"], "df");
            let theta = results["brunner_munzel"]["theta"].as_f64().expect("theta");
            near(&change["effect"]["estimate"], &(2.0 * theta - 1.0).into(), "delta");
            for (place, side) in ["low", "high"].into_iter().enumerate() {
                let limit = results["prob_superiority"]["ci95"]["bm_logit_t"][place].as_f64().expect("a limit");
                near(&change["effect"][side], &(2.0 * limit - 1.0).into(), side);
            }
            assert_eq!(change["shape"]["name"], "chi-squared", "too many tables to look at each");
            near(&change["shape"]["p"], &results["chi2"]["p"], "shape");
            // Both questions are primary: Holm doubles the smaller p and leaves the larger, if that is no smaller then.
            let p = |entry: usize| reference["realdata"][entry]["results"]["brunner_munzel"]["p_t"].as_f64().expect("p");
            let (mine, other) = (p(entry), p(1 - entry));
            let holm = if mine < other { (2.0 * mine).min(1.0) } else { mine.max((2.0 * other).min(1.0)) };
            near(&change["test"]["p_holm"], &holm.into(), "Holm");
            near(&change["top_box"]["difference"], &results["top_box"]["diff"], "difference");
            near(&change["top_box"]["low"], &results["top_box"]["newcombe95"][0], "Newcombe low");
            near(&change["top_box"]["high"], &results["top_box"]["newcombe95"][1], "Newcombe high");
            assert!(change["refused"].is_null() && change["sentence"].as_str().is_some_and(|sentence| sentence.len() > 10));
        }
    }

    fn the_regions_add_up_to_the_whole(house) {
        gss(house);
        let comparison = compare(house, &["--by", "municipality"]);
        let groups = comparison["groups"].as_array().expect("groups");
        assert_eq!(groups[0]["by"], serde_json::json!({}));
        let names: Vec<&str> = groups[1..].iter().filter_map(|group| group["by"]["municipality"].as_str()).collect();
        assert!(names.starts_with(&["northeast", "midwest", "south", "west"]) || names.ends_with(&["northeast", "midwest", "south", "west"]),
            "the order of trials.toml: {names:?}");
        for key in ["polviews", "happy"] {
            for round in 0..2 {
                let counts = |group: usize| -> Vec<u64> {
                    let counts = question(&comparison, group, key)["rounds"][round]["counts"].as_array().cloned().unwrap_or_default();
                    counts.iter().map(|count| count.as_u64().expect("a count")).collect()
                };
                let whole = counts(0);
                let mut sum = vec![0; whole.len()];
                for group in 1..groups.len() {
                    for (total, count) in sum.iter_mut().zip(counts(group)) {
                        *total += count;
                    }
                }
                assert_eq!(whole, sum, "{key} in round {round}");
            }
        }
    }

    fn a_comparison_is_told_in_four_formats(house) {
        gss(house);
        let base = ["compare", "--trial", "gss", "--rounds", "gss-2014,gss-2016", "--format"];
        let text = house.ok(&[&base[..], &["text"]].concat());
        let text = text.replace('\u{a0}', " ");
        assert!(text.contains("2.449") && text.contains("19 %"), "Danish numbers: {text}");
        let csv = house.ok(&[&base[..], &["csv"]].concat());
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        assert!(reader.records().all(|row| row.is_ok()), "{csv}");
        let html = house.ok(&[&base[..], &["html"]].concat());
        assert!(html.contains("<svg") && html.contains("<table") && !html.contains("<script"), "no picture, no table or a script");
        let english = house.run(&["--language", "en", "compare", "--trial", "gss", "--rounds", "gss-2014,gss-2016", "--format", "text"]);
        assert!(english.code == 0 && english.out != text, "{}", english.err);
    }

    fn rounds_that_do_not_belong_together_are_wrong_usage(house) {
        gss(house);
        crate::people::open_round(house, "invited");
        for arguments in [
            ["compare", "--trial", "gss", "--rounds", "gss-2014,house-1", "--format", "json"],
            ["compare", "--trial", "house", "--rounds", "gss-2014,gss-2016", "--format", "json"],
            ["compare", "--trial", "gss", "--rounds", "gss-2014,findes-ikke", "--format", "json"],
            ["compare", "--trial", "findes-ikke", "--rounds", "gss-2014,gss-2016", "--format", "json"],
        ] {
            let ran = house.run(&arguments);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        }
    }

    fn few_answers_are_withheld_everywhere_and_told_in_one_way(house) {
        house.ok(&["publish", &own_surveys()]);
        for (key, rows) in [("a", 40), ("b", 4)] {
            house.ok(&["round", "add", "--key", key, "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2019-01-01", "--closes",
                "2019-01-31", "--mode", "pseudonymous"]);
            let answers: Vec<String> = (0..rows).map(|row| format!("{},2,{}\n", ["thisted", "rebild"][row % 2], 1 + row % 3)).collect();
            let file = house.file(&format!("{key}.csv"), format!("municipality,used,simplified\n{}", answers.concat()));
            house.ok(&["responses", "import", "--round", key, &file]);
        }
        let json = house.ok(&["compare", "--trial", "house", "--rounds", "a,b", "--format", "json"]);
        let comparison: Value = serde_json::from_str(&json).expect("JSON");
        let found = question(&comparison, 0, "simplified");
        assert_eq!(found["rounds"][1]["hidden"], "withheld");
        assert!(found["rounds"][1]["counts"].is_null() && found["rounds"][1]["top_box"].is_null(), "{found}");
        assert_eq!(found["changes"][0]["refused"]["code"], "withheld");
        assert!(found["changes"][0]["test"].is_null() && found["changes"][0]["effect"].is_null());
    }
}

stories! {
    fn who_approved_a_change_of_spelling_was_told_nowhere(house) {
        house.ok(&["publish", &own_surveys()]);
        let original = fs::read_to_string(format!("{}/house-caseworkers/1.toml", own_surveys())).expect("the questionnaire");
        let second = original.replace("version = 1", "version = 2").replace("Er arbejdet blevet enklere?", "Er arbejdet blevet enklere ?");
        house.file("second/trials.toml", fs::read_to_string(format!("{}/trials.toml", own_surveys())).expect("the trials"));
        let file = house.file("second/house-caseworkers/2.toml", second);
        house.ok(&["publish", &file]);
        for (key, version, year) in [("a", "1", "2019"), ("b", "2", "2020")] {
            house.ok(&["round", "add", "--key", key, "--questionnaire", "house-caseworkers", "--version", version, "--opens", &format!("{year}-01-01"),
                "--closes", &format!("{year}-01-31"), "--mode", "pseudonymous"]);
            let answers = ["thisted,2,1\n", "thisted,2,2\n", "thisted,2,3\n"].concat().repeat(10);
            let file = house.file(&format!("{key}.csv"), format!("municipality,used,simplified\n{answers}"));
            house.ok(&["responses", "import", "--round", key, &file]);
        }
        house.ok(&["approve", "house-caseworkers", "1", "2", "simplified", "--level", "B", "--reason", "Et mellemrum", "--by", "Mette Holm"]);
        let ask = |format: &str| house.ok(&["compare", "--trial", "house", "--rounds", "a,b", "--format", format]);
        let comparison: Value = serde_json::from_str(&ask("json")).expect("JSON");
        let found = question(&comparison, 0, "simplified");
        assert_eq!((&found["level"], &found["approvals"][0]["by"]), (&"B".into(), &"Mette Holm".into()));
        assert_eq!((&found["approvals"][0]["reason"], &found["approvals"][0]["from"]), (&"Et mellemrum".into(), &1.into()));
        assert!(found["changes"][0]["test"]["p"].is_number(), "level B is tested: {found}");
        assert!(question(&comparison, 0, "used").get("approvals").is_none());
        for format in ["text", "html", "csv"] {
            let told = ask(format);
            assert!(told.contains("Mette Holm har den ") && told.contains("Et mellemrum"), "{format} has no footnote: {told}");
        }
    }
}

#[test]
fn the_same_comparison_is_the_same_on_both_databases_byte_for_byte() {
    let told: Vec<[String; 3]> = [Backend::Sqlite, Backend::Postgres]
        .into_iter()
        .map(|backend| {
            let house = House::on(backend);
            gss(&house);
            let base = ["compare", "--trial", "gss", "--rounds", "gss-2014,gss-2016"];
            let ask = |more: &[&str]| house.ok(&[&base[..], more].concat());
            [
                ask(&["--format", "json"]),
                ask(&["--by", "municipality", "--format", "json"]),
                ask(&["--by", "municipality", "--format", "csv"]),
            ]
        })
        .collect();
    assert!(told[0][0].len() > 1000);
    assert!(told[0] == told[1], "SQLite and PostgreSQL disagree");
}
