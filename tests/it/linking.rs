//! The same people in two rounds: followed by the keys that link them, on the command line and on the desk.

use serde_json::Value;

use crate::house::House;
use crate::people::{own_surveys, past_january, signed_in};
use crate::stories;

/// Two past rounds of which twenty people answered both; of the twenty, eight moved up, two down. Eight more answered each round alone.
pub(crate) fn two_rounds(house: &House) {
    house.ok(&["publish", &own_surveys()]);
    for (key, year, shift) in [("first", "2019", 0), ("second", "2020", 1)] {
        let answer = |at: i32| match at {
            0..8 => 2 + shift,
            8..10 => 2 - shift,
            _ => 1 + at % 3,
        };
        let linked = (0..20).map(|at| format!("both-{at},thisted,{},2\n", answer(at)));
        let alone = (0..9).map(|at| {
            format!(
                "{key}-{at},thisted,{},{}\n",
                if at == 8 { String::new() } else { (1 + at % 3).to_string() },
                if at == 8 { 1 } else { 2 }
            )
        });
        let text = linked.chain(alone).collect::<String>();
        past_january(house, key, year, &format!("panel_id,municipality,simplified,used\n{text}"));
    }
}

const ROUNDS: [&str; 5] = ["compare", "--trial", "house", "--rounds", "first,second"];

fn compared(house: &House, more: &[&str]) -> Value {
    let comparison: Value = serde_json::from_str(&house.ok(&[&ROUNDS[..], more, &["--format", "json"]].concat())).expect("JSON");
    let questions = comparison["groups"][0]["questions"].as_array().expect("questions");
    questions.iter().find(|question| question["key"] == "simplified").expect("the question").clone()
}

stories! {
    fn people_of_both_rounds_are_followed_when_that_is_asked_and_named_when_not(house) {
        two_rounds(house);
        let apart = compared(house, &[]);
        assert_eq!((&apart["design"], &apart["linked_n"], &apart["reasons"][0]), (&"independent".into(), &20.into(), &"shared-panel".into()));
        assert!(apart["changes"][0].get("moved").is_none(), "{apart}");
        let followed = compared(house, &["--linked"]);
        assert_eq!((&followed["design"], &followed["linked_n"], &followed["reasons"]), (&"partly-linked".into(), &20.into(), &Value::Array(Vec::new())));
        let change = &followed["changes"][0];
        assert_eq!(change["moved"], serde_json::json!({"n": 20, "up": 8, "same": 10, "down": 2}));
        assert_eq!((&change["test"]["name"], &change["effect"]["name"], &change["effect"]["estimate"]), (&"signed-rank-exact".into(), &"moved".into(), &0.3.into()));
        assert_eq!(followed["rounds"], apart["rounds"], "the figures are those of all");
        let told = house.ok(&[&ROUNDS[..], &["--linked"]].concat());
        assert!(told.contains("20 har svaret i begge runder. Otte af dem har flyttet sig mod »i høj grad«, 2 mod »Slet ikke«, og 10 svarer det samme som før."), "{told}");
        for (format, name) in [("csv", "signed-rank-exact"), ("html", "rangtest for samme personer")] {
            let told = house.ok(&[&ROUNDS[..], &["--linked", "--format", format]].concat());
            assert!(told.contains(name), "{format} does not name the test: {told}");
        }
    }

    fn the_desk_offers_to_follow_the_same_people(house) {
        two_rounds(house);
        house.serve();
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", &path.replace("&amp;", "&"), &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let whole = get("/desk/comparison?trial=house&rounds=first,second");
        assert!(whole.words().contains("regnet med, som om det var forskellige personer"), "{}", whole.words());
        let link = whole.link("Kun ændringer hos dem, der har svaret i begge runder").expect("a link");
        let followed = get(&link);
        assert!(followed.words().contains("20 har svaret i begge runder."), "{}", followed.words());
        assert_eq!(get(&followed.link("Alle, der har svaret").expect("a way back")).text(), whole.text());
    }
}
