//! The API against its own description, and answers that come in by it.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::house::House;
use crate::http::Page;
use crate::people::{add_round, invited_town, own_surveys, past_january, person, signed_in};
use crate::schema::misfit;
use crate::scopes::two_trials;
use crate::stories;
use crate::tokens::{ask, token};

/// What the API says, read.
pub(crate) fn json(page: &Page) -> Value {
    serde_json::from_str(&page.text()).unwrap_or_else(|error| panic!("{error}: {}", page.text()))
}

/// The server's own description, which asks for no token.
pub(crate) fn description(house: &House) -> Value {
    let page = house.get("/api/v1/openapi.json");
    assert_eq!((page.status, page.header("content-type")), (200, Some("application/json")));
    json(&page)
}

/// Every address that can be read of the description, filled in for one trial of the two; with the name of its schema.
pub(crate) fn addresses(description: &Value, trial: &str, round: &str, questionnaire: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (path, methods) in description["paths"].as_object().expect("paths") {
        let Some(get) = methods.get("get").filter(|_| path != "/openapi.json") else { continue };
        let schema = get["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str().expect("a schema");
        let filled =
            path.replace("{trial}", trial).replace("{round}", round).replace("{key}", questionnaire).replace("{version}", "1");
        assert!(!filled.contains('{'), "{path} has a part that no story fills");
        let right = get["x-right"].as_str().expect("a right").to_owned();
        found.push((format!("/api/v1{filled}"), schema.rsplit('/').next().expect("a name").to_owned(), right));
    }
    assert!(found.len() >= 10, "{found:?}");
    found
}

fn import(house: &House, token: &str, path: &str, kind: &str, body: &[u8]) -> Page {
    let headers = format!("Authorization: Bearer {token}\r\nContent-Type: {kind}\r\n");
    house.send("POST", path, &headers, body).expect("an answer")
}

/// Waits until the server's own loop has closed what was over before it started.
fn settled(house: &House) {
    let start = Instant::now();
    while house.sql("select count(*) from round where closed_at is null and closes < '2021-01-01'").trim() != "0" {
        assert!(start.elapsed() < Duration::from_mins(1), "the server closes no round: {}", house.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The detail of a problem, which must have this status and be what the description says.
fn problem(house: &House, page: &Page, status: u16) -> String {
    assert_eq!((page.status, page.header("content-type")), (status, Some("application/problem+json")), "{}", page.text());
    let said = json(page);
    assert_eq!(misfit(&description(house), "Problem", &said), None);
    assert_eq!(said["status"], status);
    said["detail"].as_str().expect("a detail").to_owned()
}

stories! {
    fn every_answer_fits_its_description_and_looking_changes_nothing(house) {
        two_trials(house);
        let invited = add_round(house, "house-caseworkers", &["--mode", "pseudonymous"]);
        assert_eq!(invited.code, 0, "{}", invited.err);
        let rows: Vec<String> = (0..40).map(|at| format!("T-{at},t{at}@example.dk,{}\n", ["thisted", "rebild"][at % 2])).collect();
        house.ok(&["recipients", "import", "--round", "house-1", &house.file("many.csv", format!("person_key,email,municipality\n{}", rows.concat()))]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        let token = token(house, &signed_in(house), "read");
        let described = description(house);
        settled(house);
        assert_eq!(described["openapi"], "3.1.0");
        let before = house.dump();
        for (trial, round, questionnaire, pair, by) in
            [("house", "house-1", "house-caseworkers", "a,b", "municipality"), ("gss", "gss-1", "gss-citizens", "gss-1,gss-2", "municipality")]
        {
            for (path, schema, _) in addresses(&described, trial, round, questionnaire) {
                let paths = match schema.as_str() {
                    "Comparison" => vec![
                        format!("{path}?trial={trial}&rounds={pair}"),
                        format!("{path}?trial={trial}&rounds={pair}&by={by}&language=en"),
                        format!("{path}?trial={trial}&rounds={pair}&linked=true"),
                    ],
                    _ => vec![path],
                };
                for path in paths {
                    let page = ask(house, &token, &path);
                    assert_eq!((page.status, page.header("content-type")), (200, Some("application/json")), "{path}: {}", page.text());
                    assert_eq!(misfit(&described, &schema, &json(&page)), None, "{path}");
                    let head = house.send("HEAD", &path, &format!("Authorization: Bearer {token}\r\n"), b"").expect("an answer");
                    assert!(head.status == 200 && head.body.is_empty() && head.header("content-length") == Some(&page.body.len().to_string()), "HEAD {path}");
                }
            }
        }
        let counts = json(&ask(house, &token, "/api/v1/rounds/house-1/responses"));
        assert_eq!((&counts["invited"], &counts["answered"], &counts["municipalities"][0]["quarter"]), (&Value::from(40), &Value::from(0), &Value::from(1)));
        let rates = json(&ask(house, &token, "/api/v1/rounds/house-1/rates"));
        assert_eq!(rates, serde_json::from_str::<Value>(&house.ok(&["rates", "--round", "house-1", "--format", "json"])).expect("JSON"));
        house.unchanged(&before, "looking by the API changed something");
    }

    fn a_comparison_is_the_commands_own_and_a_version_has_its_texts(house) {
        two_trials(house);
        house.serve();
        let token = token(house, &signed_in(house), "read");
        let page = ask(house, &token, "/api/v1/comparisons?trial=house&rounds=a,b&by=municipality");
        assert_eq!(page.text(), house.ok(&["compare", "--trial", "house", "--rounds", "a,b", "--by", "municipality", "--format", "json"]));
        let rates = json(&ask(house, &token, "/api/v1/rounds/a/rates"));
        assert!(rates["total"].is_null() && rates["rr2"].is_null(), "of a round that came from a file the desk tells no number: {rates}");
        let version = json(&ask(house, &token, "/api/v1/questionnaires/house-caseworkers/1"));
        let read = std::fs::read_to_string(format!("{}/house-caseworkers/1.toml", own_surveys())).expect("the questionnaire");
        assert_eq!(version["source"], read.as_str());
        let questions: Vec<&Value> = version["pages"].as_array().expect("pages").iter().flat_map(|page| page["questions"].as_array().expect("questions")).collect();
        let used = questions.iter().find(|question| question["key"] == "simplified").expect("the question");
        assert!(used["scale"] == "ordinal" && used["choices"][0]["text"]["en"].is_string() && used["conditional"] == true, "{used}");
    }

    fn a_list_comes_a_page_at_a_time_and_whole(house) {
        two_trials(house);
        house.serve();
        let token = token(house, &signed_in(house), "read");
        let (mut keys, mut after) = (Vec::new(), String::new());
        loop {
            let page = json(&ask(house, &token, &format!("/api/v1/rounds?limit=1{after}")));
            keys.extend(page["items"].as_array().expect("items").iter().map(|round| round["key"].as_str().expect("a key").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(keys, ["a", "b", "gss-1", "gss-2"]);
        let of_one = json(&ask(house, &token, "/api/v1/rounds?trial=gss"));
        assert_eq!(of_one["items"].as_array().map(Vec::len), Some(2));
    }

    fn what_is_asked_wrongly_is_told_in_one_form(house) {
        two_trials(house);
        house.serve();
        let token = token(house, &signed_in(house), "read");
        for (path, status, says) in [
            ("/api/v1/rounds?limit=0", 400, "from 1 to 200"),
            ("/api/v1/rounds?side=2", 400, "limit"),
            ("/api/v1/rounds?limit=1&limit=2", 400, "twice"),
            ("/api/v1/comparisons?trial=house", 400, "rounds is missing"),
            ("/api/v1/comparisons?trial=house&rounds=a,a", 400, "twice"),
            ("/api/v1/comparisons?trial=house&rounds=a,gss-1", 404, "no round"),
            ("/api/v1/comparisons?trial=house&rounds=a,b&by=age", 400, "age"),
            ("/api/v1/comparisons?trial=findes-ikke&rounds=a,b", 404, ""),
            ("/api/v1/trials/findes-ikke", 404, ""),
            ("/api/v1/rounds/%00", 404, ""),
            ("/api/v1/questionnaires/house-caseworkers/2", 404, ""),
            ("/api/v1/questionnaires/house-caseworkers/x", 404, ""),
            ("/api/v1/findes-ikke", 404, ""),
            ("/api/v2/rounds", 404, ""),
        ] {
            let detail = problem(house, &ask(house, &token, path), status);
            assert!(detail.contains(says), "{path}: {detail}");
        }
        for (method, path, allow) in [("DELETE", "/api/v1/rounds/a", "GET, HEAD"), ("PUT", "/api/v1/rounds/a/responses", "GET, HEAD, POST"), ("POST", "/api/v1/openapi.json", "GET, HEAD")] {
            let page = house.send(method, path, &format!("Authorization: Bearer {token}\r\n"), b"").expect("an answer");
            problem(house, &page, 405);
            assert_eq!(page.header("allow"), Some(allow), "{method} {path}");
        }
        let page = ask(house, &token, "/api/v1/me");
        for (header, value) in [("x-content-type-options", "nosniff"), ("cache-control", "no-store"), ("strict-transport-security", "max-age=31536000")] {
            assert_eq!(page.header(header), Some(value));
        }
        assert!(page.header("access-control-allow-origin").is_none() && page.header("set-cookie").is_none());
    }

    fn answers_come_in_as_a_file_by_whoever_may_enter_them(house) {
        house.ok(&["publish", &own_surveys()]);
        past_january(house, "a", "2019", "response_id,municipality,used,simplified\n1,thisted,2,1\n");
        assert_eq!(house.run(&["round", "add", "--key", "b", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01", "--closes", "2020-01-31", "--mode", "pseudonymous"]).code, 0);
        assert_eq!(add_round(house, "house-caseworkers", &["--mode", "pseudonymous"]).code, 0);
        house.serve();
        let all = signed_in(house);
        let (reading, writing) = (token(house, &all, "read"), token(house, &all, "write"));
        let file = b"response_id,municipality,used,simplified\n1,thisted,2,1\n2,rebild,2,3\n";
        settled(house);
        let before = house.dump();
        problem(house, &import(house, &reading, "/api/v1/rounds/b/responses", "text/csv", file), 403);
        problem(house, &import(house, &writing, "/api/v1/rounds/b/responses", "application/json", file), 415);
        problem(house, &import(house, &writing, "/api/v1/rounds/findes-ikke/responses", "text/csv", file), 404);
        problem(house, &import(house, &writing, "/api/v1/rounds/b/responses?dry_run=maybe", "text/csv", file), 400);
        problem(house, &import(house, &writing, "/api/v1/rounds/b/responses", "text/csv", &vec![b'x'; 3 * 1024 * 1024 + 1]), 413);
        problem(house, &import(house, &writing, "/api/v1/rounds/a/responses", "text/csv", file), 409);
        let faulty = import(house, &writing, "/api/v1/rounds/b/responses", "text/csv", b"municipality,used\nthisted,2\nfindes-ikke,7\n");
        problem(house, &faulty, 422);
        let faults = json(&faulty)["faults"].clone();
        assert!(faults.as_array().is_some_and(|faults| faults.len() == 2) && faults[0]["line"] == 3 && faults[0]["column"].is_u64(), "{faults}");
        let tried = import(house, &writing, "/api/v1/rounds/b/responses?dry_run=true", "text/csv; charset=utf-8", file);
        assert_eq!((tried.status, json(&tried)["stored"].as_u64()), (200, Some(2)), "{}", tried.text());
        house.unchanged(&before, "what was refused or rehearsed stored something");
        let done = import(house, &writing, "/api/v1/rounds/b/responses", "text/csv", file);
        assert_eq!(misfit(&description(house), "Imported", &json(&done)), None);
        assert_eq!((done.status, json(&done)["stored"].as_u64(), house.sql("select count(*) from response").trim()), (200, Some(2), "3"));
        // Sent again after a lost answer it is known; a row more is refused, since the round is closed and can be compared.
        let again = import(house, &writing, "/api/v1/rounds/b/responses", "text/csv", file);
        assert_eq!((again.status, json(&again)["same"].as_u64()), (200, Some(2)), "{}", again.text());
        let more = [&file[..], b"3,rebild,2,3\n"].concat();
        assert!(problem(house, &import(house, &writing, "/api/v1/rounds/b/responses", "text/csv", &more), 409).contains("closed and has answers"));
        assert_eq!(house.sql("select count(*) from response").trim(), "3");
        let log = house.ok(&["--language", "en", "log", "list"]);
        assert!(log.contains("imported 2 responses") && log.matches("imported 1 responses").count() == 1 && log.matches("responses").count() == 2, "{log}");
        // Whoever has one municipality hands in its rows alone.
        let one = token(house, &person(house, "Eva Evaluator", &["--role", "evaluator", "--municipality", "thisted"]), "write");
        let others = import(house, &one, "/api/v1/rounds/house-1/responses", "text/csv", file);
        problem(house, &others, 422);
        assert_eq!((json(&others)["faults"][0]["code"].as_str(), json(&others)["faults"][0]["line"].as_u64()), (Some("not-yours"), Some(3)));
        let unknown = import(house, &one, "/api/v1/rounds/house-1/responses", "text/csv", b"used,simplified\n2,1\n");
        assert_eq!(json(&unknown)["faults"][0]["code"], "not-yours", "a row of nobody's municipality");
        assert_eq!(import(house, &one, "/api/v1/rounds/house-1/responses", "text/csv", b"municipality,used,simplified\nthisted,2,1\n").status, 200);
    }

    fn a_round_by_invitation_takes_no_file_since_a_refused_row_would_tell_who_has_answered(house) {
        invited_town(house);
        let writing = token(house, &signed_in(house), "write");
        let before = house.dump();
        for body in [&b"panel_id,municipality,used\nT-001,thisted,2\n"[..], b"municipality,used\nthisted,2\n"] {
            let page = import(house, &writing, "/api/v1/rounds/house-1/responses?dry_run=true", "text/csv", body);
            assert!(problem(house, &page, 409).contains("invited"));
        }
        house.unchanged(&before, "a refused file changed something");
    }
}
