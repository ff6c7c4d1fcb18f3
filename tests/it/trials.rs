//! The trials that the platform was made for, with the questionnaires that it ships: two small rounds, an honest refusal, an audit.
//!
//! Every answer here is made up; the sizes are those of the real rounds.

use serde_json::Value;

use crate::house::House;
use crate::people::{cell, exported, shipped_surveys};
use crate::stories;

/// Adds a closed round whose staff are counted in a population file, and imports its answers.
fn round(house: &House, key: &str, questionnaire: &str, days: [&str; 2], staff: &[(&str, u32)], answers: &str) {
    let rows: Vec<String> = staff.iter().map(|(municipality, count)| format!("{municipality},{count}\n")).collect();
    let population = house.file(&format!("{key}-population.csv"), format!("municipality,count\n{}", rows.concat()));
    house.ok(&[
        "round",
        "add",
        "--key",
        key,
        "--questionnaire",
        questionnaire,
        "--version",
        "1",
        "--opens",
        days[0],
        "--closes",
        days[1],
        "--mode",
        "pseudonymous",
        "--population",
        &population,
    ]);
    let file = house.file(&format!("{key}.csv"), answers);
    house.ok(&["responses", "import", "--round", key, &file]);
}

/// Rows of answers: each municipality's answers to two questions, given as digits.
fn rows(header: &str, answers: &[(&str, &str)]) -> String {
    let mut lines = vec![header.to_owned()];
    for (municipality, pairs) in answers {
        for pair in pairs.split_whitespace() {
            let values: Vec<String> =
                pair.chars().map(|value| if value == '-' { String::new() } else { value.to_string() }).collect();
            lines.push(format!("{municipality},{}", values.join(",")));
        }
    }
    lines.join("\n") + "\n"
}

pub(crate) fn ledighedsydelse(house: &House) {
    house.ok(&["publish", &shipped_surveys()]);
    let staff =
        [("thisted", 9), ("rebild", 6), ("aalborg", 21), ("vesthimmerland", 7), ("frederikshavn-laesoe", 8), ("jammerbugt", 5)];
    let header = "municipality,simplified,quality";
    let first = [
        ("thisted", "42 32 21 42 53 32 41"),
        ("rebild", "21 32 11 22"),
        ("aalborg", "32 42 22 32 41 33 32 42 53 21 32 43 42 32 3-"),
        ("frederikshavn-laesoe", "32 42 31 22 42"),
        ("jammerbugt", "42 32 52"),
    ];
    let second = [
        ("thisted", "53 42 43 54 52 43 44"),
        ("rebild", "42 53 32 43"),
        ("aalborg", "43 53 42 44 52 43 42 53 54 32 43 54 42"),
        ("frederikshavn-laesoe", "42 53 43 32"),
        ("jammerbugt", "53 42 54 43"),
    ];
    round(
        house,
        "ledighedsydelse-2019-01",
        "ledighedsydelse-caseworkers",
        ["2019-01-07", "2019-01-31"],
        &staff,
        &rows(header, &first),
    );
    round(
        house,
        "ledighedsydelse-2020-06",
        "ledighedsydelse-caseworkers",
        ["2020-06-08", "2020-07-03"],
        &staff,
        &rows(header, &second),
    );
}

fn compared(house: &House, trial: &str, rounds: &str, more: &[&str]) -> Value {
    let arguments = [&["compare", "--trial", trial, "--rounds", rounds, "--format", "json"], more].concat();
    serde_json::from_str(&house.ok(&arguments)).expect("JSON")
}

stories! {
    fn caseworkers_in_january_2019_and_summer_2020_are_compared_with_both_events_between_them(house) {
        ledighedsydelse(house);
        let comparison = compared(house, "ledighedsydelse", "ledighedsydelse-2019-01,ledighedsydelse-2020-06", &[]);
        let events: Vec<&str> = comparison["events"].as_array().expect("events").iter().filter_map(|event| event["date"].as_str()).collect();
        assert!(events.contains(&"2020-01-01") && events.iter().any(|date| date.starts_with("2020-03")), "the law and the closing: {events:?}");
        assert_eq!((&comparison["rounds"][0]["population"], &comparison["rounds"][0]["responses"]), (&56.into(), &34.into()));
        assert_eq!(comparison["rounds"][1]["responses"], 32);
        let question = &comparison["groups"][0]["questions"][0];
        assert_eq!((&question["key"], &question["level"], &question["design"]), (&"simplified".into(), &"A".into(), &"independent".into()));
        let change = &question["changes"][0];
        assert_eq!((&change["test"]["name"], &change["effect"]["name"]), (&"brunner-munzel-permutation".into(), &"delta".into()));
        assert!(change["test"]["statistic"].is_null() && change["test"]["df"].is_null(), "an exact test has neither");
        let (p, holm) = (change["test"]["p"].as_f64().expect("p"), change["test"]["p_holm"].as_f64().expect("Holm: two primary questions"));
        assert!(p < 0.05 && holm >= p && holm <= 1.0, "{p} {holm}");
        let top = &question["rounds"][0]["top_box"];
        let limit = |name: &str| top[name].as_f64().unwrap_or_else(|| panic!("no {name}: {top}"));
        assert!(limit("low") <= limit("low_fpc") && limit("high_fpc") <= limit("high"), "a known population narrows the interval: {top}");
    }

    fn one_municipality_of_three_answers_cannot_be_read_from_the_rest(house) {
        ledighedsydelse(house);
        let rounds = "ledighedsydelse-2019-01,ledighedsydelse-2020-06";
        let comparison = compared(house, "ledighedsydelse", rounds, &["--by", "municipality"]);
        let groups = comparison["groups"].as_array().expect("groups");
        let mut hidden = 0;
        for (number, group) in groups.iter().enumerate().skip(1) {
            let round = &group["questions"][0]["rounds"][0];
            let n = round["n"].as_u64();
            assert!(n.is_none_or(|n| n >= 5), "a group of {n:?} is shown: {group}");
            assert!(round["counts"].is_null() || n.is_some_and(|n| n >= 8), "a distribution of {n:?}: {group}");
            hidden += usize::from(round["hidden"] == "withheld" && number > 0);
        }
        assert!(hidden != 1, "a single withheld group can be computed from the whole");
    }

    fn a_trial_that_hardly_anybody_used_is_refused_honestly_and_that_is_no_error(house) {
        house.ok(&["publish", &shipped_surveys()]);
        let staff = [("jammerbugt", 14), ("aalborg", 38)];
        let header = "municipality,used,simplified,quality";
        let jan = [("jammerbugt", "1-- 1-- 1-- 1-- 1-- 1-- 1--"), ("aalborg", "1-- 1-- 242 1-- 1-- 1-- 332 1-- 1-- 1-- 1-- 1--")];
        let dec = [("jammerbugt", "1-- 1-- 1-- 1-- 1-- 1--"), ("aalborg", "1-- 1-- 253 1-- 1-- 342 1-- 1-- 1-- 1-- 243")];
        round(house, "mentor-2019-01", "mentor-caseworkers", ["2019-01-07", "2019-01-31"], &staff, &rows(header, &jan));
        round(house, "mentor-2019-12", "mentor-caseworkers", ["2019-12-02", "2019-12-20"], &staff, &rows(header, &dec));
        let comparison = compared(house, "mentor", "mentor-2019-01,mentor-2019-12", &[]);
        let questions = comparison["groups"][0]["questions"].as_array().expect("questions");
        let simplified = &questions[1];
        let change = &simplified["changes"][0];
        assert_eq!(change["refused"]["code"], "withheld", "{change}");
        assert!(change["refused"]["text"].as_str().is_some_and(|text| text.len() > 10) && change["test"].is_null() && change["effect"].is_null());
        // Two or three answers are nobody's business, not even as a number.
        assert!(simplified["rounds"][0]["n"].is_null() && simplified["rounds"][0]["hidden"] == "withheld", "{simplified}");
        let text = house.ok(&["compare", "--trial", "mentor", "--rounds", "mentor-2019-01,mentor-2019-12", "--format", "text"]);
        assert!(text.contains(change["refused"]["text"].as_str().expect("a text")), "the terminal says the same sentence: {text}");
    }

    fn an_audit_of_155_of_239_cases_comes_in_as_one_sheet_and_goes_out_again(house) {
        house.ok(&["publish", &shipped_surveys()]);
        let population = house.file("plans.csv", "municipality,count\naalborg,120\nthisted,60\nhjoerring,59\n");
        house.ok(&["round", "add", "--key", "revalidering-2019", "--questionnaire", "revalidering-cases", "--version", "1", "--opens", "2018-07-01",
            "--closes", "2020-12-31", "--mode", "identified", "--population", &population]);
        let exported_header = house.ok(&["responses", "export", "--round", "revalidering-2019", "--format", "csv"]);
        let header = exported_header.lines().next().expect("an empty round has a header");
        let keys: Vec<&str> = header.split(',').filter(|key| !["response_id", "panel_id", "person_key", "submitted_on", "language", "municipality"].contains(key)).collect();
        assert!(keys.len() >= 5, "{header}");
        let rows: Vec<String> = (0..155)
            .map(|case| {
                let municipality = ["aalborg", "thisted", "hjoerring"][case % 3];
                // Without the certificate the next three are asked, with it only the last.
                let answers = if case % 2 == 0 { "1,1,2,1," } else { "2,,,,1" };
                format!("{municipality},{answers}\n")
            })
            .collect();
        let file = house.file("ark.csv", format!("municipality,{}\n{}", keys[..5].join(","), rows.concat()));
        house.ok(&["responses", "import", "--round", "revalidering-2019", &file]);
        let back = exported(house, "revalidering-2019");
        assert_eq!(back.len(), 155);
        assert_eq!(back.iter().filter(|row| cell(row, keys[0]) == "1").count(), 78, "in just under half no certificate was obtained");
    }

    fn a_published_table_stands_in_where_only_the_old_report_is_left(house) {
        house.ok(&["publish", &shipped_surveys()]);
        for (key, opens, closes, counts) in [("a", "2019-01-07", "2019-01-31", [2, 5, 6, 14, 7]), ("b", "2020-06-08", "2020-07-03", [1, 2, 4, 15, 12])] {
            house.ok(&["round", "add", "--key", key, "--questionnaire", "ledighedsydelse-caseworkers", "--version", "1", "--opens", opens, "--closes",
                closes, "--mode", "pseudonymous"]);
            let rows: Vec<String> = counts.iter().enumerate().map(|(at, count)| format!("simplified,{},{count}\n", at + 1)).collect();
            let file = house.file(&format!("{key}-counts.csv"), format!("question,choice,count\n{}", rows.concat()));
            house.ok(&["responses", "import", "--round", key, "--counts", &file]);
        }
        let comparison = compared(house, "ledighedsydelse", "a,b", &[]);
        let question = &comparison["groups"][0]["questions"][0];
        assert_eq!(question["rounds"][0]["counts"], serde_json::json!([2, 5, 6, 14, 7]));
        assert_eq!(question["rounds"][1]["counts"], serde_json::json!([1, 2, 4, 15, 12]));
        let other = &comparison["groups"][0]["questions"][1];
        assert_eq!((&other["rounds"][0]["absent"], &other["rounds"][0]["hidden"]), (&"not-published".into(), &serde_json::Value::Null));
        let sentence = other["changes"][0]["sentence"].as_str().expect("a sentence");
        assert!(sentence.contains("ikke med i de offentliggjorte tal"), "what was left out is told as no answers: {sentence}");
        let rates: serde_json::Value = serde_json::from_str(&house.ok(&["rates", "--round", "a", "--format", "json"])).expect("JSON");
        assert_eq!((&rates["total"], &comparison["rounds"][0]["responses"]), (&34.into(), &34.into()), "rates and comparison disagree");
        let told = house.ok(&["rates", "--round", "a"]);
        assert!(told.contains("34") && told.contains("offentliggjort tabel") && !told.contains("besvaret helt"), "{told}");
    }

    fn answers_from_a_file_are_screened_out_like_those_from_the_page(house) {
        house.ok(&["publish", &shipped_surveys()]);
        let answers = "municipality,referred,satisfaction\n".to_owned() + &"thisted,1,4\n".repeat(6) + &"rebild,1,2\n".repeat(3) + &"rebild,2,\n".repeat(2);
        round(house, "a", "psykolog-caseworkers", ["2019-01-07", "2019-01-25"], &[("thisted", 9), ("rebild", 9)], &answers);
        let rates: Value = serde_json::from_str(&house.ok(&["rates", "--round", "a", "--format", "json"])).expect("JSON");
        assert_eq!(rates["dispositions"]["screened-out"], 2, "{rates}");
        let again = answers.replace("thisted,1,4", "thisted,1,5");
        round(house, "b", "psykolog-caseworkers", ["2020-01-07", "2020-01-25"], &[("thisted", 9), ("rebild", 9)], &again);
        let compared = house.ok(&["compare", "--trial", "psykolog", "--rounds", "a,b", "--format", "json"]);
        let compared: Value = serde_json::from_str(&compared).expect("JSON");
        assert_eq!(compared["rounds"][0]["responses"], 9, "{compared}");
        let questions = compared["groups"][0]["questions"].as_array().expect("questions");
        let satisfaction = questions.iter().find(|question| question["key"] == "satisfaction").expect("the question");
        assert_eq!((&satisfaction["rounds"][0]["base"], &satisfaction["rounds"][0]["not_shown"]), (&9.into(), &0.into()));
    }
}
