//! Answers on paper and by telephone, entered at the desk: they count as if their people had sent them, and nobody's counts twice.

use crate::house::{House, TOWN};
use crate::http::{Form, Page};
use crate::people::{
    ANSWERS, add_round, answer, cell, code_of, exported, filled, invited_town, link_of, own_surveys, person, signed_in, up_to,
};
use crate::stories;

const PATH: &str = "/desk/rounds/house-1/answers/new";

fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    house.secrets.learn_form(form);
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The page that comes when this person's questionnaire is asked for.
fn found(house: &House, cookie: &str, how: &str, (field, value): (&str, &str)) -> Page {
    let page = get(house, cookie, PATH);
    assert_eq!(page.status, 200, "{}", page.words());
    let form = page.forms().into_iter().find(|form| form.action == PATH).expect("the form");
    post(house, cookie, &form.with("desk:mode", how).with(field, value))
}

/// Enters the answers of this person, and gives back the page that follows.
fn enter(house: &House, cookie: &str, how: &str, who: (&str, &str)) -> Page {
    let page = found(house, cookie, how, who);
    assert_eq!(page.status, 200, "{}", page.words());
    post(house, cookie, &filled(&page.form(), &ANSWERS))
}

/// What is wrong with this person, which the page must say.
fn refused(page: &Page, says: &str) {
    assert!(page.status == 422 && page.words().contains(says), "{says}: {} {}", page.status, page.words());
}

stories! {
    fn an_answer_on_paper_counts_as_if_its_person_had_sent_it(house) {
        invited_town(house);
        let all = signed_in(house);
        assert!(get(house, &all, "/desk/rounds/house-1").text().contains(PATH));
        let before = house.dump();
        refused(&found(house, &all, "", ("desk:person", "T-001")), "Vælg, om svaret kom på papir eller i telefon");
        refused(&found(house, &all, "web", ("desk:person", "T-001")), "Vælg, om svaret kom");
        refused(&found(house, &all, "paper", ("desk:person", "")), "Skriv personens nøgle eller koden fra brevet");
        refused(&found(house, &all, "paper", ("desk:person", "findes-ikke")), "Ingen i runden har den nøgle");
        refused(&found(house, &all, "paper", ("desk:code", "1234")), "Koden er ikke skrevet rigtigt");
        // Every question on one page; what cannot be taken is said, and nothing that was typed is lost.
        let page = found(house, &all, "paper", ("desk:person", "T-001"));
        let form = filled(&page.form(), &ANSWERS);
        for field in ["used", "simplified", "effects.quality", "hours", "comments"] {
            assert!(form.fields.iter().any(|(name, _)| name == field), "{field} is not asked: {}", page.words());
        }
        let faulty = post(house, &all, &form.clone().with("hours", "mange").with("comments", "Uden rettelser"));
        refused(&faulty, "Skriv et tal");
        let kept = faulty.form().fields;
        let is_kept = |name: &str, typed: &str| kept.iter().any(|(field, value)| field == name && value.trim() == typed);
        assert!(is_kept("comments", "Uden rettelser") && is_kept("hours", "mange"), "{}", faulty.text());
        // A number that looks like a person's is asked about once.
        let asked = post(house, &all, &form.clone().with("comments", "Ring på 22 33 44 55"));
        assert_eq!(asked.status, 422, "{}", asked.words());
        house.unchanged(&before, "an answer that was not to be stored");
        let done = post(house, &all, &asked.form());
        assert!(done.status == 200 && done.words().contains("Svaret er gemt"), "{}", done.words());
        assert_eq!(house.sql("select entry, language from response").trim(), "paper|da");

        // It is the person's own: their link is used up, they are not reminded, and nobody answers twice.
        assert!(house.follow(house.get(&link_of(house, TOWN[0].email))).words().contains("Du har allerede svaret"));
        refused(&found(house, &all, "telephone", ("desk:person", "T-001")), "har allerede svaret");
        let before = house.dump();
        refused(&post(house, &all, &asked.form()), "har allerede svaret");
        house.unchanged(&before, "a second answer of one person");
        assert!(house.ok(&["remind", "--round", "house-1", "--dry-run"]).contains("5 påmindelser"));
        answer(house, &link_of(house, TOWN[2].email), &ANSWERS);
        refused(&found(house, &all, "paper", ("desk:person", "R-001")), "har allerede svaret");

        // What somebody began online gives way, and the code of the letter finds them too.
        up_to(house, &link_of(house, TOWN[4].email), "simplified", &ANSWERS);
        let code = code_of(house, TOWN[4].email);
        assert!(enter(house, &all, "telephone", ("desk:code", &code)).words().contains("Svaret er gemt"));
        assert_eq!(house.sql("select count(*) from draft").trim(), "0");
        let rows = exported(house, "house-1");
        let mut entries: Vec<&str> = rows.iter().map(|row| cell(row, "entry")).collect();
        entries.sort_unstable();
        assert_eq!(entries, ["paper", "telephone", "web"]);
        let all_same = ["used", "hours", "effects.quality"].iter().all(|item| rows.iter().all(|row| cell(row, item) == cell(&rows[0], item)));
        assert!(all_same, "an answer on paper is another than online: {rows:?}");

        // Who may, and for whom.
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "house", "--municipality", "thisted"]);
        assert_eq!(get(house, &lead, PATH).status, 403, "whoever leads case work enters answers");
        let eva = person(house, "Eva Evaluator", &["--role", "evaluator", "--trial", "house", "--municipality", "rebild"]);
        refused(&found(house, &eva, "paper", ("desk:person", "T-002")), "Ingen i runden har den nøgle");
        refused(&found(house, &eva, "paper", ("desk:code", &code_of(house, TOWN[1].email))), "Ingen i runden har den nøgle");
        assert!(enter(house, &eva, "paper", ("desk:person", "R-002")).words().contains("Svaret er gemt"));
        let log = house.sql("select who, what from log");
        assert!(log.contains("Eva Evaluator|entered an answer from paper") && log.contains("Kirsten Koordinator|entered an answer by telephone"), "{log}");
        let beside = house.dump().lines().any(|line| line.contains("response") && line.contains("Eva Evaluator"));
        assert!(!log.contains("R-002") && !beside, "who entered it stands with the answer, or whose it is in the log");

        // So few are not told apart.
        let rates: serde_json::Value = serde_json::from_str(&house.ok(&["rates", "--round", "house-1", "--format", "json"])).expect("JSON");
        assert_eq!(rates["entered"], serde_json::json!({ "paper": null, "telephone": null }), "{rates}");
        house.ok(&["round", "close", "house-1"]);
        assert!(house.ok(&["rates", "--round", "house-1"]).contains("Hvor mange svar der kom på papir"));
        assert!(get(house, &all, PATH).words().contains("Runden er lukket") && get(house, &all, PATH).forms().iter().all(|form| form.action != PATH));
        // A file of ours brings back how each came in.
        house.ok(&["round", "add", "--key", "igen", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01", "--closes",
            "2099-12-31", "--mode", "pseudonymous"]);
        let file = house.file("back.csv", house.ok(&["responses", "export", "--round", "house-1", "--format", "csv"]));
        house.ok(&["responses", "import", "--round", "igen", &file]);
        assert_eq!(house.ok(&["responses", "export", "--round", "igen", "--format", "csv"]), std::fs::read_to_string(&file).expect("the file"));
    }

    fn in_an_anonymous_round_only_the_code_of_the_letter_finds_the_person_and_the_answer_is_sealed_as_all_are(house) {
        house.ok(&["publish", &own_surveys()]);
        assert_eq!(add_round(house, "house-caseworkers", &["--mode", "anonymous"]).code, 0);
        let emails: Vec<String> = (0..10).map(|at| format!("k{at}@thisted.example.dk")).collect();
        let rows: Vec<String> = emails.iter().enumerate().map(|(at, email)| format!("K-{at},Kim {at},{email},thisted\n")).collect();
        let file = house.file("staff.csv", format!("person_key,name,email,municipality\n{}", rows.concat()));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        let all = signed_in(house);
        let page = get(house, &all, PATH);
        assert!(page.words().contains("Personen findes kun med koden") && !page.text().contains("desk:person"), "{}", page.words());
        refused(&found(house, &all, "paper", ("desk:person", "K-1")), "brug koden fra personens brev");
        for email in &emails[..5] {
            assert!(enter(house, &all, "paper", ("desk:code", &code_of(house, email))).words().contains("Svaret er gemt"));
        }
        refused(&found(house, &all, "paper", ("desk:code", &code_of(house, &emails[0]))), "har allerede svaret");
        for email in &emails[5..] {
            answer(house, &link_of(house, email), &ANSWERS);
        }
        assert_eq!(house.sql("select count(*), count(distinct length(sealed)) from sealed_response").trim(), "10|1");
        assert_eq!(house.sql("select count(*) from response").trim(), "0");
        house.ok(&["round", "close", "house-1"]);
        // The log says when each of the five was entered, so no row says that it is one of them.
        assert_eq!(house.sql("select entry, count(*) from response group by entry").trim(), "web|10");
        assert!(house.ok(&["rates", "--round", "house-1"]).contains("Af svarene kom 5 på papir."));
        assert!(get(house, &all, "/desk/rounds/house-1").words().contains("Af svarene kom 5 på papir."));
        let rates: serde_json::Value = serde_json::from_str(&house.ok(&["rates", "--round", "house-1", "--format", "json"])).expect("JSON");
        assert_eq!(rates["entered"], serde_json::json!({ "paper": 5, "telephone": 0 }), "{rates}");
    }
}
