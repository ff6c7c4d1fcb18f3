//! Coding: a book without a circle, excerpts that overlap, memos, and two coders of whom neither sees what the other put.

use crate::focusing::{NOTES, form_with, get, planned};
use crate::house::{House, send_to};
use crate::http::{Form, Page};
use crate::people::{person, signed_in};
use crate::stories;

const CODEBOOK: &str = "/desk/focus-groups/codebook";
const CODING: &str = "/desk/focus-groups/1/coding";
const SAMPLES: &str = "/desk/focus-groups/samples";
const SAMPLE: &str = "/desk/focus-groups/samples/1";

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    send_to(&house.address(), "POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// Makes a code, or changes the one with this number.
fn put_code(house: &House, cookie: &str, code: &str, (name, parent, value): (&str, &str, &str)) -> Page {
    let form = form_with(&get(house, cookie, CODEBOOK), "name");
    let form = form.with("code", code).with("name", name).with("parent", parent).with("value", value).with("act", "put");
    post(house, cookie, &form.with("description", "Når der tales om det"))
}

fn noted(house: &House, cookie: &str, lines: &[&str]) {
    for words in lines {
        let form = form_with(&get(house, cookie, NOTES), "client");
        let form = form.with("question", "cooperation").with("speaker", "L1-1").with("kind", "statement").with("words", words);
        assert_eq!(post(house, cookie, &form).status, 303);
    }
}

/// Puts a code on words of a line, at this page.
fn put(house: &House, cookie: &str, page: &str, (line, words, code): (&str, &str, &str), memo: &str) -> Page {
    let form = form_with(&get(house, cookie, page), "words");
    let form = form.with("line", line).with("words", words).with("code", code).with("memo", memo);
    post(house, cookie, &form)
}

stories! {
    fn codes_are_a_tree_and_excerpts_may_overlap(house) {
        house.serve();
        let all = signed_in(house);
        planned(house, &all, &[("Anna", "aalborg")]);
        noted(house, &all, &["Vi ventede længe på Ærø, men så gik det stærkt"]);
        for code in [("Tid", "", ""), ("Ventetid", "1", ""), ("Lang ventetid", "2", "")] {
            assert_eq!(put_code(house, &all, "", code).status, 303, "{}", code.0);
        }
        let circle = put_code(house, &all, "1", ("Tid", "3", ""));
        assert!(circle.status == 422 && circle.words().contains("En kode kan ikke stå under sig selv"), "{}", circle.words());
        assert_eq!(put_code(house, &all, "", ("Uden forælder", "99", "")).status, 422);
        assert_eq!(put_code(house, &all, "", (" ", "", "")).status, 422);
        assert_eq!(put(house, &all, CODING, ("1", "ventede længe på Ærø", "2"), "Hvor længe?").status, 303);
        assert_eq!(put(house, &all, CODING, ("1", "på Ærø, men så gik det stærkt", "1"), "").status, 303);
        // The same once more is the same.
        assert_eq!(put(house, &all, CODING, ("1", "på Ærø, men så gik det stærkt", "1"), "").status, 303);
        assert_eq!(house.sql("select starts, ends, words from coding order by id").trim(), "3|23|ventede længe på Ærø\n17|46|på Ærø, men så gik det stærkt");
        let wrong = put(house, &all, CODING, ("1", "ventede aldrig", "2"), "");
        assert!(wrong.status == 422 && wrong.words().contains("Slet kun, ret ikke"), "{}", wrong.words());
        let page = get(house, &all, CODING).words();
        assert!(page.contains("Tid / Ventetid : »ventede længe på Ærø«"), "{page}");
        assert!(page.contains("»Hvor længe?« · "), "{page}");
        // What is put is not taken out of the book, and what nobody needs is.
        let remove = |code: &str| post(house, &all, &form_with(&get(house, &all, CODEBOOK), "remove").with("code", code).with("act", "remove"));
        assert!(remove("2").words().contains("Den kan ikke slettes"), "{}", remove("2").words());
        assert_eq!(remove("3").status, 303);
        // A withdrawn excerpt takes its memo with it.
        let uncode = form_with(&get(house, &all, CODING), "uncode").with("uncode", "1");
        assert_eq!(post(house, &all, &uncode).status, 303);
        assert_eq!((house.sql("select count(*) from memo").trim().to_owned(), house.sql("select count(*) from coding").trim().to_owned()), ("0".to_owned(), "1".to_owned()));
        let taker = person(house, "Nina Noter", &["--role", "note-taker"]);
        assert_eq!([CODEBOOK, CODING, SAMPLES].map(|page| get(house, &taker, page).status), [403; 3]);
    }

    fn neither_coder_of_a_sample_sees_what_the_other_put_before_both_are_done(house) {
        house.serve();
        let one = signed_in(house);
        let other = person(house, "Bodil Koder", &["--role", "evaluator"]);
        let third = person(house, "Carl Tredje", &["--role", "evaluator"]);
        planned(house, &one, &[("Anna", "aalborg")]);
        let lines = ["Vi ventede længe", "Det kostede for meget", "Vi ventede igen", "Ingen af delene"];
        noted(house, &one, &lines);
        assert_eq!(put_code(house, &one, "", ("Ventetid", "", "")).status, 303);
        assert_eq!(put_code(house, &one, "", ("Penge", "", "")).status, 303);
        assert_eq!(put(house, &one, CODING, ("1", lines[0], "1"), "hemmeligt notat").status, 303);
        let name = house.sql("select coder from coding").trim().to_owned();
        let draw = form_with(&get(house, &one, SAMPLES), "seed").with("count", "10").with("seed", "7");
        let alone = post(house, &one, &draw);
        assert!(alone.status == 422 && alone.words().contains("Vælg mindst to"), "{}", alone.words());
        let mut draw = draw;
        draw.fields.push(("coder".to_owned(), "Bodil Koder".to_owned()));
        assert_eq!(post(house, &one, &draw).header("location"), Some(SAMPLE));
        assert_eq!(house.sql("select count(*) from coding_sample_line").trim(), "4");
        // The book stays as it is, and nobody gets to see the first coder's work on any page, file or command.
        let book = put_code(house, &other, "", ("Ny", "", ""));
        assert!(book.status == 422 && book.words().contains("Kodebogen ligger fast"), "{}", book.words());
        assert_eq!(put(house, &one, SAMPLE, ("3", lines[2], "1"), "").status, 303);
        for cookie in [&other, &third] {
            for page in [SAMPLE, CODING, CODEBOOK, SAMPLES, "/desk/focus-groups/1/statements", NOTES, "/desk/log"] {
                let words = get(house, cookie, page).words();
                assert!(!words.contains("hemmeligt notat") && !words.contains("Ventetid : »") && !words.contains("1 udsnit"), "{page}: {words}");
            }
            // Nor what is guessed: a memo about an excerpt of the other's, or taking it away.
            let form = form_with(&get(house, cookie, CODING), "words").with("line", "1");
            let about = post(house, cookie, &form.clone().with("about", "1").with("memo", "gæt"));
            assert_eq!((about.status, post(house, cookie, &form.with("uncode", "1")).status), (422, 422));
        }
        let early = house.run(&["focus-groups", "agreement", "--sample", "1"]);
        assert!(early.code == 2 && early.err.contains("Stikprøven kodes stadig"), "{} {}", early.code, early.err);
        assert_eq!(put(house, &other, SAMPLE, ("1", lines[0], "1"), "").status, 303);
        assert_eq!(put(house, &other, SAMPLE, ("2", lines[1], "2"), "").status, 303);
        // Who is not asked to code it cannot.
        let finish = |cookie: &str| post(house, cookie, &form_with(&get(house, cookie, SAMPLE), "finish"));
        assert_eq!(post(house, &third, &form_with(&get(house, &other, SAMPLE), "finish")).status, 403, "another's form");
        assert_eq!(finish(&one).status, 303);
        assert!(get(house, &one, SAMPLE).words().contains("Enigheden står her, når alle er det"), "{}", get(house, &one, SAMPLE).words());
        assert!(!get(house, &one, SAMPLE).words().contains("Penge : »"));
        assert_eq!(finish(&other).status, 303);
        // Now all is there: of four lines, Ventetid on 1 and 3 by one, on 1 by the other; kappa is .5.
        let page = get(house, &third, SAMPLE).words();
        assert!(page.contains("3 af 4 linjer") && page.contains("Cohens kappa: 0,50") && page.contains("hemmeligt notat") && page.contains(&name), "{page}");
        let out = house.ok(&["focus-groups", "agreement", "--sample", "1", "--format", "csv"]);
        assert!(out.starts_with("on,code,coders,units,same,coefficient,value,low,high\n") && out.contains("\ncode,Ventetid,2,4,3,kappa,0.5,"), "{out}");
        // Of the two whole lines the first coder marked both, the second one: where excerpts begin and end is measured too.
        assert!(page.contains("frie udsnit: 0,") && out.contains("\ncode,Ventetid,2,4,3,alpha-unitized,0."), "{page} {out}");
        // Penge is on one line, by one only: less than what chance gives, which can be computed.
        assert!(out.contains("\ncode,Penge,2,4,3,alpha-unitized,"), "{out}");
        assert_eq!(house.ok(&["focus-groups", "agreement", "--sample", "1", "--format", "csv"]), out, "the same seed, the same intervals");
        // A sample that somebody never gets done with is given up by whoever drew it, and by nobody else.
        let mut again = form_with(&get(house, &one, SAMPLES), "seed").with("count", "2").with("seed", "8");
        again.fields.push(("coder".to_owned(), "Bodil Koder".to_owned()));
        assert_eq!(post(house, &one, &again).status, 303);
        let second = "/desk/focus-groups/samples/2";
        let give_up = |cookie: &str| post(house, cookie, &form_with(&get(house, cookie, second), "act").with("act", "give-up"));
        assert_eq!(give_up(&other).status, 422);
        assert_eq!((put_code(house, &one, "", ("Ny", "", "")).status, give_up(&one).status, put_code(house, &one, "", ("Ny", "", "")).status), (422, 303, 303));
        // What agreement was measured with stays.
        let uncode = form_with(&get(house, &one, CODING), "words").with("line", "1").with("uncode", "1");
        assert_eq!(post(house, &one, &uncode).status, 422);
    }

    fn agreement_of_a_table_of_ratings_equals_the_published_values(house) {
        let reference: serde_json::Value =
            serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/agreement.json"))).expect("the reference");
        let mut compared = 0;
        for case in reference["alpha"].as_array().expect("cases") {
            let rows: Vec<&Vec<serde_json::Value>> = case["rows_are_coders"].as_array().expect("coders").iter().filter_map(serde_json::Value::as_array).collect();
            let mut table = format!("unit,{}\n", (0..rows.len()).map(|coder| format!("c{coder}")).collect::<Vec<_>>().join(","));
            for unit in 0..rows[0].len() {
                let cells: Vec<String> = rows.iter().map(|row| row[unit].as_u64().map(|value| value.to_string()).unwrap_or_default()).collect();
                table = [table, format!("u{unit},{}\n", cells.join(","))].concat();
            }
            let file = house.file("ratings.csv", &table);
            let out = house.ok(&["focus-groups", "agreement", &file, "--format", "csv"]);
            for (metric, expected) in case["expected"].as_object().expect("values") {
                let line = out.lines().find(|line| line.contains(&format!(",alpha-{metric},"))).unwrap_or_else(|| panic!("no {metric} in {out}"));
                let value: f64 = line.split(',').nth(6).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no value in {line}"));
                assert!((value - expected.as_f64().expect("a number")).abs() < 1e-6, "{}: {line}", case["name"]);
                compared += 1;
            }
        }
        assert!(compared >= 10);
        let alike = house.file("alike.csv", "unit,A,B\n1,3,3\n2,3,3\n");
        let out = house.ok(&["focus-groups", "agreement", &alike]);
        assert!(out.contains("kan ikke beregnes") && !out.contains("NaN"), "{out}");
    }
}
