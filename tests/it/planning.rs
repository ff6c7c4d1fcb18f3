//! What rounds could show, asked before anything is sent: on the command line and on the desk.

use serde_json::Value;

use crate::people::{add_round, own_surveys, past_january, signed_in};
use crate::stories;

const PLAN: [&str; 4] = ["compare", "--trial", "house", "--plan"];

stories! {
    fn a_plan_says_what_so_many_answers_could_show_before_a_letter_is_sent(house) {
        house.ok(&["publish", &own_surveys()]);
        let nobody: Value = serde_json::from_str(&house.ok(&[&PLAN[..], &["--people", "60", "--format", "json"]].concat())).expect("JSON");
        assert_eq!((&nobody["groups"][0]["answers"], &nobody["warnings"][0]["code"]), (&serde_json::json!([36, 36]), &"no-baseline".into()), "{nobody}");
        let unknown = house.ok(&PLAN);
        assert!(unknown.contains("Det vides ikke, hvor mange der kan svare."), "{unknown}");
        let rows: Vec<String> = (0..39).map(|at| format!("a-{at},{},{},2\n", if at < 30 { "thisted" } else { "rebild" }, 1 + at % 3)).collect();
        past_january(house, "first", "2019", &format!("response_id,municipality,simplified,used\n{}", rows.concat()));
        let people = house.file("people.csv", "municipality,count\nthisted,40\nrebild,9\n");
        let added = add_round(house, "house-caseworkers", &["--mode", "pseudonymous", "--population", &people]);
        assert_eq!(added.code, 0, "{}", added.err);
        let rounds = ["--rounds", "first,house-1", "--response", "80"];
        let plan: Value = serde_json::from_str(&house.ok(&[&PLAN[..], &rounds, &["--format", "json"]].concat())).expect("JSON");
        let groups = plan["groups"].as_array().expect("groups");
        let of = |key: &str| groups.iter().find(|group| group["by"]["municipality"] == key).unwrap_or_else(|| panic!("no {key} in {plan}"));
        assert_eq!(groups[0]["answers"], serde_json::json!([39, 39]));
        // Aalborg takes part and nobody answered there, which must not be told by what is left of the whole.
        assert_eq!((&of("thisted")["answers"], &of("rebild")["answers"]), (&serde_json::json!([30, 32]), &serde_json::json!([null, 7])));
        let told = house.ok(&[&PLAN[..], &rounds].concat());
        assert!(told.contains("Alle: Med svar fra 39 rådgivere kan I kun se en stor ændring"), "{told}");
        let csv = house.ok(&[&PLAN[..], &rounds, &["--format", "csv"]].concat());
        let smallest = of("thisted")["smallest"].to_string();
        assert!(csv.lines().any(|line| line.contains("municipality,thisted") && line.contains(&smallest)), "{csv}");
        let refused = house.run(&[&PLAN[..], &rounds, &["--format", "html"]].concat());
        assert!(refused.code == 2 && refused.err.contains("text, json eller csv"), "{}", refused.err);

        house.serve();
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let page = get("/desk/plan?trial=house&rounds=first,house-1&response=80");
        assert_eq!(page.status, 200);
        assert!(page.words().contains("Med svar fra 39 rådgivere kan I kun se en stor ændring"), "{}", page.words());
        let wrong = get("/desk/plan?trial=house&rounds=first&response=alle");
        assert!(wrong.status == 400 && wrong.words().contains("helt tal fra 1 til 100"), "{}", wrong.words());
        assert!(wrong.text().contains("name=\"response\"") && wrong.text().contains("value=\"alle\""), "what was typed is lost: {}", wrong.text());
        let percent = get("/desk/plan?trial=house&rounds=first,house-1&response=80+%25");
        assert!(percent.status == 200 && percent.words().contains("Med svar fra 39 rådgivere"), "{}", percent.words());
        assert_eq!(get("/desk/plan?trial=other").status, 404);
        let trial = String::from_utf8(get("/desk/trials/house").body).expect("UTF-8");
        assert!(trial.contains("/desk/plan?trial=house&amp;rounds=first,house-1"), "{trial}");
    }
}
