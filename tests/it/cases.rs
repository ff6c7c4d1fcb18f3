//! Reviews of cases: progress against the case list, what the cases show of all cases, totals from a common sheet, and a second reader.
//!
//! Every answer is made up; 155 of 239 cases are as many as in the real audit. The limits were computed with the hypergeometric
//! distribution of `scipy` (the fewest and the most of all cases with neither tail down to 2.5 %), kappa with `statsmodels`.

use std::fmt::Write as _;

use serde_json::Value;

use crate::exits::table_rows;
use crate::house::House;
use crate::people::{shipped_surveys, signed_in};
use crate::stories;

/// Municipality, cases on the list, and of those read first so many yes and no in turn.
type Unit = (&'static str, usize, &'static [(usize, u8)]);

const UNITS: [Unit; 5] = [
    ("aalborg", 100, &[(21, 1), (19, 2), (10, 1), (10, 2)]),
    ("hjoerring", 40, &[(14, 1), (14, 2)]),
    ("jammerbugt", 30, &[(10, 1), (10, 2)]),
    ("thisted", 40, &[(14, 1), (13, 2)]),
    ("vesthimmerland", 29, &[(9, 1), (11, 2)]),
];

/// Every case in the order of the list: number, municipality, year, and the answer where it is read.
fn cases() -> Vec<(String, &'static str, usize, Option<u8>)> {
    let mut all = Vec::new();
    for (unit, listed, read) in UNITS {
        let answers: Vec<u8> = read.iter().flat_map(|(count, answer)| std::iter::repeat_n(*answer, *count)).collect();
        for at in 0..listed {
            all.push((format!("{unit}-{at:03}"), unit, 2018 + at % 2, answers.get(at).copied()));
        }
    }
    all
}

fn add(house: &House, key: &str, more: &[&str]) {
    let of = ["--questionnaire", "revalidering-cases", "--version", "2", "--opens", "2018-07-01", "--mode", "identified"];
    house.ok(&[&["round", "add", "--key", key], &of[..], more].concat());
}

/// A round with all cases on its list and 155 of them read, still open.
fn audit(house: &House) {
    house.ok(&["publish", &shipped_surveys()]);
    add(house, "audit", &["--closes", "2099-12-31"]);
    let mut list = "sagsnummer,email,kommune,year\n".to_owned();
    let mut answers = "person_key,municipality,year,without_certificate\n".to_owned();
    for (number, unit, year, answer) in cases() {
        let _ = writeln!(list, "{number},leder@{unit}.example.dk,{unit},{year}");
        if let Some(answer) = answer {
            let _ = writeln!(answers, "{number},{unit},{year},{answer}");
        }
    }
    let (list, answers) = (house.file("list.csv", list), house.file("answers.csv", answers));
    house.ok(&["recipients", "import", "--round", "audit", &list]);
    // Who is invited answers one by one, so the figures wait until the round is closed.
    house.ok(&["invite", "--round", "audit"]);
    house.ok(&["responses", "import", "--round", "audit", &answers]);
}

fn told(house: &House, more: &[&str]) -> Value {
    let arguments = [&["cases", "--format", "json"], more].concat();
    serde_json::from_str(&house.ok(&arguments)).expect("JSON")
}

/// What a command says, with plain spaces between a number and its sign.
fn spaced(house: &House, arguments: &[&str]) -> String {
    house.ok(arguments).replace('\u{a0}', " ")
}

/// The first choice of the first question in the group with these values: how many, and the limits as numbers of cases.
fn yes(review: &Value, by: &Value) -> (u64, f64, f64) {
    let group = review["groups"].as_array().expect("groups").iter().find(|group| group["by"] == *by);
    let group = group.unwrap_or_else(|| panic!("no group {by}: {review}"));
    let option = &group["questions"][0]["options"][0];
    let people = group["population"].as_f64().expect("all cases");
    let limit = |name: &str| option[name].as_f64().unwrap_or_else(|| panic!("no {name} in {by}: {group}")) * people;
    (option["count"].as_u64().expect("a count"), limit("low_fpc"), limit("high_fpc"))
}

fn assert_yes(review: &Value, by: &Value, (count, low, high): (u64, f64, f64)) {
    let found = yes(review, by);
    assert_eq!(found.0, count, "{by}");
    assert!((found.1 - low).abs() < 1e-6 && (found.2 - high).abs() < 1e-6, "{by}: {found:?}, not {low} to {high}");
}

/// A second reading of the first forty cases of Aalborg: of 21 yes three become no, of 19 no four become yes.
fn second(house: &House, more: &[&str]) {
    add(house, "again", &[&["--closes", "2020-12-31"], more].concat());
    let mut answers = "person_key,municipality,year,without_certificate\n".to_owned();
    for (at, (number, unit, year, answer)) in cases().into_iter().take(40).enumerate() {
        let answer = if at < 3 || (21..25).contains(&at) { 3 - answer.expect("it is read") } else { answer.expect("it is read") };
        let _ = writeln!(answers, "{number},{unit},{year},{answer}");
    }
    let file = house.file("again.csv", answers);
    house.ok(&["responses", "import", "--round", "again", &file]);
}

/// What a group is called.
fn group_words(by: &Value) -> String {
    let names = [
        ("aalborg", "Aalborg Kommune"),
        ("hjoerring", "Hjørring Kommune"),
        ("jammerbugt", "Jammerbugt Kommune"),
        ("thisted", "Thisted Kommune"),
        ("vesthimmerland", "Vesthimmerlands Kommune"),
    ];
    let unit = by["municipality"].as_str().map(|key| names.iter().find(|(known, _)| *known == key).expect("a municipality").1);
    [unit, by["year"].as_str()].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The row that a report must have of one answer in one group: how many, of how many, their share and its interval.
fn row_of(by: &Value, question: &Value, option: &Value, label: &str) -> Vec<String> {
    let hundredths = |name: &str| option[name].as_f64().map(|share| (share * 100.0).round().to_string());
    let low = hundredths("low_fpc").or_else(|| hundredths("low")).expect("a limit");
    let high = hundredths("high_fpc").or_else(|| hundredths("high")).expect("a limit");
    let figures = [format!("{}\u{a0}%", hundredths("share").expect("a share")), format!("{low}–{high}\u{a0}%")];
    let count = option["count"].to_string();
    if by.as_object().is_some_and(serde_json::Map::is_empty) {
        return [&[label.to_owned(), count][..], &figures].concat();
    }
    [&[group_words(by), label.to_owned(), count, question["n"].to_string()][..], &figures].concat()
}

stories! {
    fn the_report_of_a_trial_has_the_figures_of_its_review_of_cases(house) {
        audit(house);
        second(house, &["--second-of", "audit"]);
        house.ok(&["round", "close", "audit"]);
        let told_by = ["municipality", "year", "municipality,year"].map(|by| told(house, &["--round", "audit", "--by", by]));
        for format in ["html", "docx"] {
            let rows = table_rows(house, &["report", "--trial", "revalidering"], format);
            let mut found = 0;
            for group in told_by.iter().flat_map(|review| review["groups"].as_array().expect("groups")) {
                let question = &group["questions"][0];
                for (option, label) in question["options"].as_array().expect("options").iter().zip(["Ja", "Nej"]) {
                    let row = row_of(&group["by"], question, option, label);
                    assert!(rows.contains(&row), "{format} has no {row:?}: {rows:?}");
                    found += 1;
                }
            }
            assert!(found > 30, "only {found} rows to look for");
            for line in told_by[0]["progress"].as_array().expect("progress") {
                let unit = if line["municipality"].is_null() { "Alle sager" } else { line["municipality"].as_str().expect("a key") };
                let figures = ["listed", "read", "remaining"].map(|name| line[name].to_string());
                let is_it = |row: &&Vec<String>| row.get(1..4).is_some_and(|cells| *cells == figures);
                assert!(rows.iter().any(|row| is_it(&row)), "{format} has no progress of {unit}: {figures:?} {rows:?}");
            }
            assert!(rows.iter().any(|row| row.get(1..3) == Some(&["40".to_owned(), "33".to_owned()]) && row[4] == "0,65 (0,41 til 0,88)"), "{rows:?}");
        }
        let page = spaced(house, &["report", "--trial", "revalidering"]);
        for words in [
            "Resultat af ledelsestilsyn",
            "Ja: 78 af 155 sager (50 %). I alle 239 sager ligger andelen med 95 % sikkerhed mellem 46 og 55 %",
            "40 sager er læst af mere end én.",
            "Buonaccorsi 1987",
            "fordelt på kommuner og år",
            "nulpunkt cases --round audit --by municipality,year --format json",
            "[RC1.without_certificate.",
        ] {
            assert!(page.contains(words), "the report does not say {words}: {page}");
        }
        assert!(!page.contains("kun én lukket runde") && !page.contains("nulpunkt cases --round again"), "the second reading is told as a round: {page}");
        assert_eq!(spaced(house, &["report", "--trial", "revalidering"]), page, "the same figures, another report");
    }

    fn a_round_is_not_compared_with_its_second_reading(house) {
        audit(house);
        second(house, &["--second-of", "audit"]);
        house.ok(&["round", "close", "audit"]);
        let ran = house.run(&["compare", "--trial", "revalidering", "--rounds", "audit,again"]);
        assert!(ran.code == 2 && ran.err.contains("Runderne again og audit har læst de samme sager") && ran.out.is_empty(), "{} {}", ran.code, ran.err);
        let marked = told(house, &["--round", "audit"]);
        assert_eq!(marked, told(house, &["--round", "audit", "--second", "again"]), "the mark and the word differ");
        assert_eq!(marked["agreement"]["cases"], 40);
        let third = ["round", "add", "--key", "third", "--questionnaire", "revalidering-cases", "--version"];
        let rest = ["--opens", "2020-01-01", "--closes", "2020-12-31", "--mode", "identified", "--second-of"];
        for (version, first, said) in [("2", "again", "er selv en anden læsning"), ("1", "audit", "anden version"), ("2", "none", "ingen runde")] {
            let ran = house.run(&[&third[..], &[version], &rest[..], &[first]].concat());
            assert!(ran.code == 2 && ran.err.contains(said), "{first}: {} {}", ran.code, ran.err);
        }
        house.serve();
        let cookie = format!("Cookie: {}\r\n", signed_in(house));
        let page = house.send("GET", "/desk/rounds/audit/cases", &cookie, b"").expect("an answer").text();
        assert!(page.contains("Er to læsere enige?") && !page.contains("Læst igen i"), "{page}");
    }

    fn an_audit_of_155_of_239_cases_is_told_with_its_progress_and_its_intervals(house) {
        audit(house);
        let open = told(house, &["--round", "audit"]);
        let progress = |review: &Value, unit: &Value| {
            let lines = review["progress"].as_array().expect("progress").clone();
            let line = lines.into_iter().find(|line| line["municipality"] == *unit).expect("the municipality");
            ["listed", "read", "remaining"].map(|name| line[name].as_u64())
        };
        assert_eq!(progress(&open, &Value::Null), [Some(239), Some(155), Some(84)]);
        assert_eq!(progress(&open, &"hjoerring".into()), [Some(40), Some(28), Some(12)]);
        assert!(open["groups"][0]["questions"][0]["options"].as_array().is_some_and(Vec::is_empty), "an open round shows answers: {open}");
        let text = spaced(house, &["cases", "--round", "audit"]);
        assert!(text.contains("155 af 239 sager er læst (65 %). Svarene vises, når runden er lukket."), "{text}");
        house.ok(&["round", "close", "audit"]);

        let review = told(house, &["--round", "audit", "--by", "municipality"]);
        assert_yes(&review, &serde_json::json!({}), (78, 109.0, 132.0));
        for (unit, limits) in [("aalborg", (31, 43.0, 60.0)), ("thisted", (14, 16.0, 25.0)), ("vesthimmerland", (9, 10.0, 17.0))] {
            assert_yes(&review, &serde_json::json!({ "municipality": unit }), limits);
        }
        let years = told(house, &["--round", "audit", "--by", "year"]);
        assert_yes(&years, &serde_json::json!({ "year": "2018" }), (40, 53.0, 70.0));
        assert_yes(&years, &serde_json::json!({ "year": "2019" }), (38, 51.0, 67.0));
        let both = told(house, &["--round", "audit", "--by", "municipality,year"]);
        assert_yes(&both, &serde_json::json!({ "municipality": "aalborg", "year": "2018" }), (16, 21.0, 32.0));
        assert_yes(&both, &serde_json::json!({ "municipality": "vesthimmerland", "year": "2019" }), (4, 4.0, 8.0));

        let text = spaced(house, &["cases", "--round", "audit"]);
        assert!(text.contains("Ja: 78 af 155 sager (50 %). I alle 239 sager ligger andelen med 95 % sikkerhed mellem 46 og 55 %"), "{text}");
        let csv = house.ok(&["cases", "--round", "audit", "--by", "municipality", "--format", "csv"]);
        assert!(csv.contains("share,thisted,without_certificate,1,14,27,40,0.518"), "{csv}");
        assert_eq!(house.run(&["cases", "--round", "audit", "--by", "colour"]).code, 2);

        house.serve();
        let cookie = format!("Cookie: {}\r\n", signed_in(house));
        let page = |path: &str| house.send("GET", path, &cookie, b"").expect("an answer");
        assert!(page("/desk/rounds/audit").text().contains("/desk/rounds/audit/cases"), "no way from the round");
        let desk = page("/desk/rounds/audit/cases?by=municipality").words().replace('\u{a0}', " ");
        for words in ["155 af 239 sager er læst (65 %).", "I alle 239 sager ligger andelen med 95 % sikkerhed mellem 46 og 55 %", "Thisted Kommune"] {
            assert!(desk.contains(words), "the page does not say {words}: {desk}");
        }
        assert_eq!(page("/desk/rounds/audit/cases?by=colour").status, 400);
        assert_eq!(page("/desk/rounds/nothing/cases").status, 404);
    }

    fn totals_of_each_municipality_and_year_from_the_common_sheet_have_the_same_intervals(house) {
        house.ok(&["publish", &shipped_surveys()]);
        let mut all = std::collections::BTreeMap::<(&str, usize), [u64; 3]>::new();
        for (_, unit, year, answer) in cases() {
            let found = all.entry((unit, year)).or_default();
            found[0] += 1;
            if let Some(answer) = answer {
                found[usize::from(answer)] += 1;
            }
        }
        let (mut sheet, mut population) = ("question,choice,count,municipality,year\n".to_owned(), "municipality,year,count\n".to_owned());
        for ((unit, year), [listed, yes, no]) in &all {
            let _ = write!(sheet, "without_certificate,Ja,{yes},{unit},{year}\nwithout_certificate,Nej,{no},{unit},{year}\n");
            let _ = writeln!(population, "{unit},{year},{listed}");
        }
        let (sheet, population) = (house.file("sheet.csv", sheet), house.file("plans.csv", population));
        add(house, "sheet", &["--closes", "2020-12-31", "--population", &population]);
        house.ok(&["responses", "import", "--round", "sheet", "--counts", &sheet]);
        let review = told(house, &["--round", "sheet", "--by", "municipality,year"]);
        assert_yes(&review, &serde_json::json!({}), (78, 109.0, 132.0));
        assert_yes(&review, &serde_json::json!({ "municipality": "aalborg", "year": "2018" }), (16, 21.0, 32.0));
        let absent = &review["groups"][0]["questions"][1];
        assert_eq!((&absent["absent"], &absent["options"]), (&"not-published".into(), &serde_json::json!([])), "a question that the sheet leaves out");
        let text = spaced(house, &["cases", "--round", "sheet"]);
        assert!(text.contains("155 af 239 sager er læst (65 %).") && text.contains("Er ikke med på arket med samlede tal."), "{text}");
    }

    fn a_second_reader_of_forty_cases_agrees_as_far_as_statsmodels_says(house) {
        audit(house);
        second(house, &[]);
        let waiting = told(house, &["--round", "audit", "--second", "again"]);
        assert!(waiting["agreement"]["cases"].is_null() && waiting["agreement"]["waiting"] == true, "{waiting}");
        house.ok(&["round", "close", "audit"]);
        let review = told(house, &["--round", "audit", "--second", "again"]);
        let agreement = &review["agreement"];
        assert_eq!((&agreement["cases"], &agreement["rounds"]), (&40.into(), &serde_json::json!(["audit", "again"])));
        let line = &agreement["questions"][0];
        assert_eq!((&line["n"], &line["same"], &line["hidden"]), (&40.into(), &33.into(), &Value::Null));
        let near = |value: &Value, wanted: f64| assert!((value.as_f64().expect("a number") - wanted).abs() < 1e-9, "{value} {wanted}");
        near(&line["kappa"]["estimate"], 0.648_241_206_030_150_7);
        near(&line["kappa"]["low"], 0.411_942_143_620_339_1);
        near(&line["kappa"]["high"], 0.884_540_268_439_962_3);
        near(&line["alpha"], 0.652_419_861_722_187_2);
        near(&line["low"], 0.680_500_096_682_122_7);
        let other = &agreement["questions"][1];
        assert!(other["n"].is_null() && other["hidden"] == "withheld", "nobody answered it: {other}");
        let text = spaced(house, &["cases", "--round", "audit", "--second", "again"]);
        assert!(text.contains("40 sager er læst af mere end én.") && text.contains("0,65 (0,41 til 0,88)"), "{text}");
        assert_eq!(house.run(&["cases", "--round", "audit", "--second", "audit"]).code, 2);
    }

    fn only_a_review_of_cases_is_told_as_one(house) {
        crate::people::open_round(house, "invited");
        let ran = house.run(&["cases", "--round", "house-1"]);
        assert!(ran.code == 2 && ran.err.contains("er ikke en gennemgang af sager"), "{} {}", ran.code, ran.err);
    }
}
