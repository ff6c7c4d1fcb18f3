//! Comparing: real answers of two rounds against reference values, the same on both databases, by region, and honest refusals.

use std::fs;

use serde_json::Value;

use crate::house::{Backend, House, project};
use crate::people::{own_surveys, signed_in};
use crate::stories;

/// Publishes the questionnaire of the General Social Survey and imports both years from the one file.
fn gss(house: &House) {
    house.ok(&["publish", &own_surveys()]);
    import(house, &["year", "partyid", "wtssps", "vpsu", "vstrat"]);
}

/// The parties of the General Social Survey, on its own scale.
const PARTIES: std::ops::RangeInclusive<usize> = 1..=8;

/// The same with the party asked too, as a column to divide by.
fn gss_with_parties(house: &House) {
    let read = |name: &str| fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
    let choices = PARTIES.map(|party| format!("{{ value = {party}, en = \"Party {party}\" }}, ")).collect::<Vec<_>>().concat();
    let asked = format!(
        "[background.partyid]\nsource = \"asked\"\n[[question]]\nkey = \"partyid\"\nkind = \"single\"\n\
         text = {{ en = \"Which party?\" }}\nscale = \"party\"\n[scales.party]\nkind = \"nominal\"\nchoices = [ {choices} ]\n"
    );
    house.file("parties/trials.toml", read("trials.toml"));
    let file = house.file("parties/gss-citizens/1.toml", read("gss-citizens/1.toml") + &asked);
    house.ok(&["publish", file.trim_end_matches("/gss-citizens/1.toml")]);
    import(house, &["year", "wtssps", "vpsu", "vstrat"]);
}

fn import(house: &House, ignored: &[&str]) {
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
        let ignored = ignored.iter().map(|column| format!("{column} = \"\"\n")).collect::<Vec<_>>().concat();
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

/// How many gave each answer to `polviews` in a region and a party, from the file itself.
fn views(year: &str, region: &str, party: &str) -> Vec<u64> {
    let mut reader = csv::Reader::from_path(project().join("tests/data/gss_2014_2016.csv")).expect("the file is there");
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"));
    let (year_at, region_at, party_at, views_at) = (place("year"), place("bigregion"), place("partyid"), place("polviews"));
    let mut counts = vec![0; 7];
    for row in reader.records().map(|row| row.expect("a row")) {
        let same = row[year_at] == *year && row[region_at].to_lowercase() == region && row[party_at] == *party;
        if let Some(value) = row[views_at].parse::<usize>().ok().filter(|_| same) {
            counts[value - 1] += 1;
        }
    }
    counts
}

/// The n of every group at this question in the first round, where it is shown, by the names of its values: of each group of which the
/// distribution is shown, or of each with a top box too.
fn n_by_group(comparison: &Value, key: &str, distribution: bool) -> Vec<(Value, Option<u64>)> {
    let groups = comparison["groups"].as_array().expect("groups");
    let n = |at: usize| {
        let round = &question(comparison, at, key)["rounds"][0];
        round["n"].as_u64().filter(|_| !distribution || !round["counts"].is_null())
    };
    (0..groups.len()).map(|at| (groups[at]["by"].clone(), n(at))).collect()
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

    fn two_columns_at_once_give_every_combination_in_the_order_of_trials_and_scale(house) {
        gss_with_parties(house);
        let comparison = compare(house, &["--by", "municipality,partyid"]);
        let groups = comparison["groups"].as_array().expect("groups");
        let regions = ["northeast", "midwest", "south", "west"];
        let expected: Vec<Value> = regions.into_iter()
            .flat_map(|region| PARTIES.map(move |party| serde_json::json!({ "municipality": region, "partyid": party.to_string() })))
            .collect();
        let found: Vec<Value> = groups[1..].iter().map(|group| group["by"].clone()).collect();
        assert_eq!((&groups[0]["by"], found), (&serde_json::json!({}), expected));
        let mut shown = 0;
        for (at, group) in groups.iter().enumerate().skip(1) {
            for (round, year) in ["2014", "2016"].into_iter().enumerate() {
                let (region, party) = (group["by"]["municipality"].as_str().expect("a region"), group["by"]["partyid"].as_str().expect("a party"));
                let figures = &question(&comparison, at, "polviews")["rounds"][round];
                let truth = views(year, region, party);
                if figures["counts"].is_null() {
                    assert_eq!(figures["hidden"], "withheld", "{group}");
                } else {
                    assert_eq!(figures["counts"], serde_json::json!(truth), "{region}, {party}, {year}");
                    assert!(truth.iter().sum::<u64>() >= 8);
                    shown += 1;
                }
            }
        }
        assert!(shown > 40, "of 64 only {shown} are shown");
        let turned = compare(house, &["--by", "partyid,municipality"]);
        assert_eq!(turned["groups"][2]["by"], serde_json::json!({ "municipality": "midwest", "partyid": "1" }));
        let base = ["compare", "--trial", "gss", "--rounds", "gss-2014,gss-2016", "--by", "municipality,partyid", "--format"];
        for format in ["text", "csv", "html"] {
            let told = house.ok(&[&base[..], &[format]].concat());
            assert!(told.contains("Northeast, Party 1") && told.contains("West, Party 8"), "{format}");
        }
    }

    fn comparisons_by_different_columns_set_side_by_side_leave_nobody_alone(house) {
        gss_with_parties(house);
        let by = |columns: &str| compare(house, &["--by", columns]);
        let (crossed, regions, parties) = (by("municipality,partyid"), by("municipality"), by("partyid"));
        for (key, distribution, least) in [("polviews", true, 8), ("polviews", false, 5), ("happy", true, 8), ("happy", false, 5)] {
            let crossed = n_by_group(&crossed, key, distribution);
            for (column, single) in [("municipality", &regions), ("partyid", &parties)] {
                let single = n_by_group(single, key, distribution);
                assert_eq!(crossed[0], single[0]);
                for (by, n) in &single[1..] {
                    let parts = crossed[1..].iter().filter(|(part, _)| part[column] == by[column]).map(|part| part.1);
                    let withheld = parts.clone().filter(Option::is_none).count();
                    let rest = n.expect("every region and party is large enough") - parts.flatten().sum::<u64>();
                    assert!(rest == 0 || rest >= least, "{rest} are left over of {by}, {key}");
                    assert!(withheld == 0 || rest > 0, "what is withheld of {by} is known to be nobody");
                }
            }
        }
    }

    fn the_desk_divides_by_two_columns_too(house) {
        gss_with_parties(house);
        house.serve();
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let whole = get("/desk/comparison?trial=gss&rounds=gss-2014,gss-2016");
        let crossed = whole.link("kommuner og »Which party?«").expect("a way to both columns").replace("&amp;", "&");
        assert!(crossed.ends_with("by=municipality,partyid"), "{crossed}");
        let page = get(&crossed);
        assert_eq!(page.status, 200);
        for group in ["Northeast, Party 1", "South, Party 3", "West, Party 8"] {
            assert!(page.words().contains(group), "no {group}");
        }
        assert_eq!(get("/desk/comparison?trial=gss&rounds=gss-2014,gss-2016&by=partyid,partyid").status, 400);
    }

    fn a_round_is_divided_by_nothing_but_what_was_declared_with_it(house) {
        gss_with_parties(house);
        let add = |by: &[&str]| {
            let of = ["--questionnaire", "gss-citizens", "--version", "1", "--opens", "2018-03-01", "--closes", "2018-10-31"];
            let by: Vec<&str> = by.iter().flat_map(|by| ["--by", by]).collect();
            house.run(&[&["round", "add", "--key", "gss-2018", "--mode", "pseudonymous"], &of[..], &by].concat())
        };
        let unknown = add(&["colour"]);
        assert!(unknown.code == 2 && unknown.err.contains("\"colour\""), "{}", unknown.err);
        assert_eq!(add(&["partyid,happy"]).code, 2, "happy is no background");
        assert_eq!(add(&["partyid"]).code, 0);
        let rows: String = (0..320).map(|at| format!("{at},{},{},{}\n", ["west", "south", "midwest", "northeast"][at / 8 % 4], 1 + at % 8, 1 + at % 7)).collect::<Vec<_>>().concat();
        let file = house.file("2018.csv", format!("response_id,municipality,partyid,polviews\n{rows}"));
        house.ok(&["responses", "import", "--round", "gss-2018", &file]);
        let by = |columns: &str| house.run(&["compare", "--trial", "gss", "--rounds", "gss-2016,gss-2018", "--by", columns, "--format", "json"]);
        let parties: Value = serde_json::from_str(&by("partyid").out).expect("JSON");
        assert_eq!(question(&parties, 1, "polviews")["rounds"][1]["n"], 40, "of party 1");
        assert_eq!(by("municipality").code, 0, "always offered");
        let refused = by("municipality,partyid");
        assert!(refused.code == 2 && refused.err.contains("gss-2018 er sat op uden tal fordelt på municipality og partyid"), "{}", refused.err);
        house.serve();
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let page = get("/desk/comparison?trial=gss&rounds=gss-2016,gss-2018");
        assert!(page.link("»Which party?«").is_some() && page.link("kommuner og »Which party?«").is_none(), "{}", page.words());
        assert_eq!(get("/desk/comparison?trial=gss&rounds=gss-2016,gss-2018&by=municipality,partyid").status, 400);
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
            ["compare", "--trial", "gss", "--rounds", "gss-2014,gss-2016", "--by", "municipality,municipality"],
            ["compare", "--trial", "gss", "--rounds", "gss-2014,gss-2016", "--by", "municipality,party,happy"],
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
            // Some did not use it, or that all did would be told by how many were asked the next question.
            let answers = ["thisted,2,1\n", "thisted,2,2\n", "thisted,2,3\n", "thisted,1,\n"].concat().repeat(10);
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
            gss_with_parties(&house);
            let base = ["compare", "--trial", "gss", "--rounds", "gss-2014,gss-2016"];
            let ask = |more: &[&str]| house.ok(&[&base[..], more].concat());
            [
                ask(&["--format", "json"]),
                ask(&["--by", "municipality,partyid", "--format", "json"]),
                ask(&["--by", "municipality", "--format", "csv"]),
            ]
        })
        .collect();
    assert!(told[0][0].len() > 1000);
    assert!(told[0] == told[1], "SQLite and PostgreSQL disagree");
}
