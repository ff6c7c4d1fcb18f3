//! The same people in two rounds: followed by the keys that link them, on the command line and on the desk.

use std::collections::BTreeMap;

use nulpunkt::compare::{Comparison, QuestionComparison};
use nulpunkt::config::Privacy;
use nulpunkt::fieldwork::Artefact;
use nulpunkt::language::Language;
use nulpunkt::questionnaire::{Answer, Answers};
use nulpunkt::store::{Comparing, NewResponse, Opening, Store};
use nulpunkt::time::Clock;
use nulpunkt::token::Receipt;
use serde_json::Value;

use crate::house::{Backend, House};
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

/// A store as another process has it, with what it keeps in memory.
pub(crate) fn process(house: &House) -> Store {
    let keys = house.folder.path().join("keys");
    Store::open(&Opening { url: &house.url, create: false, keys_dir: Some(&keys), connections: 2 }).expect("the database opens")
}

/// How many are said to have answered the question in both rounds, taken apart and followed.
fn both(store: &Store) -> [Option<u64>; 2] {
    let rounds = ["first".to_owned(), "second".to_owned()];
    [false, true].map(|linked| {
        let asked = Comparing {
            trial: "house",
            evaluation: None,
            rounds: &rounds,
            by: &[],
            linked,
            weight_by: &[],
            privacy: &Privacy::default(),
            language: Language::Da,
            now: Clock::system().now(),
        };
        let compared = store.compare(&asked).expect("the database answers").unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let question = |comparison: &Comparison| -> QuestionComparison {
            let all = &comparison.groups[0].questions;
            all.iter().find(|question| question.key == "simplified").expect("the question").clone()
        };
        question(&compared.comparison).linked_n
    })
}

/// A person who answers a round like this.
fn person(name: &str, simplified: i64) -> NewResponse {
    let answers = [("simplified".to_owned(), Answer::Choice(simplified)), ("used".to_owned(), Answer::Choice(2))];
    NewResponse {
        response_id: Some(name.to_owned()),
        panel_id: Some(name.to_owned()),
        person_key: None,
        submitted_on: None,
        language: Language::Da,
        entry: nulpunkt::fieldwork::Entry::Web,
        background: BTreeMap::from([("municipality".to_owned(), "thisted".to_owned())]),
        answers: Answers(answers.into_iter().collect()),
    }
}

/// Gives an imported answer a receipt, as one that was given on a page has.
pub(crate) fn with_receipt(house: &House, round: &str, name: &str) -> Receipt {
    let receipt = Receipt::parse("ABCD EFGH IJKL MNOP").expect("a receipt");
    let hash = format!("{:032x}", u128::from_be_bytes(receipt.hash()));
    let hash = if house.backend == Backend::Postgres { format!("'\\x{hash}'") } else { format!("x'{hash}'") };
    let of_round = format!("round_id = (select id from round where key = '{round}') and response_id = '{name}'");
    house.sql(&format!("update response set receipt_hash = {hash} where {of_round}"));
    receipt
}

stories! {
    fn whoever_is_erased_is_followed_no_more_by_any_process(house) {
        two_rounds(house);
        let (here, there) = (process(house), process(house));
        assert_eq!((both(&here), both(&there)), ([Some(20); 2], [Some(20); 2]));
        let now = Clock::system().now();
        let import = |name: &str, answer: i64| {
            for key in ["first", "second"] {
                let round = there.round(key).expect("the database answers").expect("the round");
                let version = there.version(there.version_id_of(round.id).expect("its version")).expect("its version");
                assert_eq!(there.import_responses(&round, &version, &[person(name, answer)]).expect("imported").stored, 1);
            }
        };
        import("late", 3);
        assert_eq!((both(&here), both(&there)), ([Some(21); 2], [Some(21); 2]));
        let receipt = with_receipt(house, "first", "late");
        assert!(there.erase(&receipt, now).expect("erased"));
        assert_eq!((both(&here), both(&there)), ([Some(20); 2], [Some(20); 2]));
        // The counts are now what they were with the one who is erased: only the receipt tells that somebody else is in them.
        let round = there.round("first").expect("the database answers").expect("the round");
        let version = there.version(there.version_id_of(round.id).expect("its version")).expect("its version");
        there.import_responses(&round, &version, &[person("stranger", 3)]).expect("imported");
        assert_eq!(both(&here), [Some(20); 2]);
        there.set_retention("second", &[(Artefact::Answers, now.day())], "the end", "a story", now).expect("set");
        there.retain(now, "a story").expect("deleted");
        assert_eq!((both(&here), both(&there)), ([Some(20), None], [Some(20), None]));
        assert!(house.ok(&["doctor", "--recount"]).contains("first: Tallene er svarenes."));
    }

    fn the_doctor_finds_a_count_that_is_not_that_of_the_answers(house) {
        two_rounds(house);
        let well = house.ok(&["doctor", "--recount"]);
        assert!(well.contains("first: Tallene er svarenes.") && well.contains("second: Tallene er svarenes."), "{well}");
        house.sql("update tally set count = count + 1 where item = 'simplified' and code = 1 and round_id = (select id from round where key = 'second')");
        let ran = house.run(&["doctor", "--recount"]);
        assert!(ran.code == 4 && ran.out.contains("first: Tallene er svarenes.") && ran.out.contains("second: Tallene er ikke svarenes."), "{}", ran.out);
    }

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
