//! Codes that people make up themselves: they link anonymous rounds, and are stored nowhere.

use serde_json::Value;

use crate::anonymous::{bytes, holds};
use crate::house::House;
use crate::people::{answer, cell, exported, filled, link_of, own_surveys, up_to};
use crate::stories;

const ROUNDS: [&str; 5] = ["compare", "--trial", "house", "--rounds", "first,second"];

/// The stories' questionnaire with a question that asks for a code of one's own.
fn coded_surveys(house: &House) -> String {
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
    house.file("coded/trials.toml", read("trials.toml"));
    let question = "\n[[page]]\n[[page.question]]\nkey = \"own_code\"\nkind = \"code\"\n\
                    text = { da = \"Lav din egen kode\", en = \"Make up a code\" }\n";
    let file = house.file("coded/house-caseworkers/1.toml", read("house-caseworkers/1.toml") + question);
    file.trim_end_matches("/house-caseworkers/1.toml").to_owned()
}

/// Opens an anonymous round for so many people of Thisted; gives back their links.
fn anonymous_round(house: &House, key: &str, opens: &str, people: usize) -> Vec<String> {
    let of = ["--questionnaire", "house-caseworkers", "--version", "1", "--opens", opens, "--closes", "2099-12-31"];
    house.ok(&[&["round", "add", "--key", key, "--mode", "anonymous"], &of[..]].concat());
    let email = |at: usize| format!("{key}-{at}@thisted.example.dk");
    let rows: Vec<String> = (0..people).map(|at| format!("{key}-{at},Kim {at},{},thisted\n", email(at))).collect();
    let file = house.file("staff.csv", format!("person_key,name,email,municipality\n{}", rows.concat()));
    house.ok(&["recipients", "import", "--round", key, &file]);
    house.ok(&["invite", "--round", key]);
    house.ok(&["deliver", "--once"]);
    (0..people).map(|at| link_of(house, &email(at))).collect()
}

stories! {
    fn a_code_that_people_make_up_links_anonymous_rounds_and_is_stored_nowhere(house) {
        house.ok(&["publish", &coded_surveys(house)]);
        let refused = house.run(&[
            "round", "add", "--key", "named", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "pseudonymous",
        ]);
        assert!(refused.code == 2 && refused.err.contains("--mode anonymous"), "{}", refused.err);
        for (key, opens, shift) in [("first", "2019-01-01", 0), ("second", "2020-01-01", 1)] {
            let links = anonymous_round(house, key, opens, 23);
            if key == "first" {
                house.serve();
            }
            for (at, link) in links.iter().enumerate() {
                let code = match at {
                    // The same people, who write their code as they please.
                    0..11 if shift == 0 => format!("Qx{at:02} Åse"),
                    0..11 => format!("qx-{at:02}-åSE"),
                    // Two who made up the same code, in each round.
                    11..13 => "QX77 Ib".to_owned(),
                    // One who answers each round alone, and some who make up none.
                    13 => format!("QX88 {key}"),
                    _ => String::new(),
                };
                let simplified = if at < 6 { 2 + shift } else { 1 + i32::try_from(at % 3).unwrap() };
                let said = [("used", if at == 22 { "1" } else { "2" }), ("simplified", &*simplified.to_string()), ("own_code", &code)];
                if at == 0 {
                    let page = up_to(house, link, "own_code", &said).words();
                    assert!(page.contains("Vi gemmer ikke koden"), "the page does not say what becomes of the code: {page}");
                    let again = house.submit(&filled(&up_to(house, link, "own_code", &said).form(), &[("own_code", "a1")]));
                    assert!(again.words().contains("Koden er for kort"), "{}", again.words());
                }
                answer(house, link, &said);
            }
            house.ok(&["round", "close", key]);
            let keys: Vec<String> = exported(house, key).iter().map(|row| cell(row, "panel_id").to_owned()).collect();
            assert_eq!(keys.iter().filter(|key| key.starts_with("p1:")).count(), 12, "those with a code of their own: {keys:?}");
        }
        let stored = bytes(house, house.backend);
        for part in ["Qx0", "qx-0", "QX0", "QX77", "QX88", "own_code\":"] {
            assert!(!holds(&stored, part), "the database holds {part}");
        }
        let comparison: Value =
            serde_json::from_str(&house.ok(&[&ROUNDS[..], &["--linked", "--format", "json"]].concat())).expect("JSON");
        assert_eq!(
            comparison["linkage"],
            serde_json::json!([{"from": "first", "to": "second", "people": 11, "responses": [23, 23], "by": "code"}])
        );
        let question = comparison["groups"][0]["questions"].as_array().expect("questions").iter().find(|one| one["key"] == "simplified");
        let question = question.expect("the question");
        assert_eq!(question["linked_n"], 11, "{question}");
        let told = house.ok(&[&ROUNDS[..], &["--linked"]].concat()).replace('\u{a0}', " ");
        let rate = "11 af 23 svar i januar 2019 (48 %) og 11 af 23 svar i januar 2020 (48 %) er fra de samme personer, koblet ved den kode, som de selv har lavet.";
        assert!(told.contains(rate), "{told}");
    }
}
