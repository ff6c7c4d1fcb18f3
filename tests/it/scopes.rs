//! Rights: whoever has one trial, or one municipality, tries every address of the rest and gets nothing of it.

use std::fs;

use crate::house::{House, project};
use crate::http::Page;
use crate::people::{own_surveys, past_january, person, signed_in};
use crate::stories;

/// Two trials with two closed rounds each: the stories' own, and the one of another country.
pub(crate) fn two_trials(house: &House) {
    house.ok(&["publish", &own_surveys()]);
    for (key, year) in [("a", "2019"), ("b", "2020")] {
        let rows = ["thisted,2,1\n", "thisted,2,2\n", "rebild,2,3\n", "rebild,2,2\n"].concat().repeat(10);
        past_january(house, key, year, &format!("municipality,used,simplified\n{rows}"));
    }
    for (key, year) in [("gss-1", "2014"), ("gss-2", "2016")] {
        let (opens, closes) = (format!("{year}-03-01"), format!("{year}-10-31"));
        let of = ["--questionnaire", "gss-citizens", "--version", "1", "--opens", &opens, "--closes", &closes];
        house.ok(&[&["round", "add", "--key", key, "--mode", "pseudonymous"], &of[..]].concat());
        let file = house.file(&format!("{key}.csv"), format!("municipality,polviews\n{}", "south,3\nsouth,4\n".repeat(20)));
        house.ok(&["responses", "import", "--round", key, &file]);
    }
}

/// Every address of the list of routes, read from the source so that a new one is tried too: method and path.
fn addresses() -> Vec<(&'static str, String)> {
    let text = fs::read_to_string(project().join("src/web/desk/routes.rs")).expect("the list of routes");
    let list = text.split_once("const ENTRIES").and_then(|(_, rest)| rest.split_once("];")).expect("the list").0;
    let mut found = Vec::new();
    for (start, method) in [(" page(\"", "GET"), (" form(\"", "POST"), (" open(false, \"", "open"), (" open(true, \"", "open")] {
        let paths = list.split(start).skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(paths.map(|path| (method, path.to_owned())));
    }
    assert!(found.len() > 30, "the reading of the list found only {found:?}");
    found
}

/// The address of a pattern for the other trial: its round, its questionnaire, its rounds side by side.
fn of_other(path: &str) -> Option<String> {
    let query = match path {
        "/desk/comparison" | "/desk/comparison.xlsx" | "/desk/plan" => "?trial=gss&rounds=gss-1,gss-2",
        "/desk/comparison/picture.svg" | "/desk/comparison/picture.png" => {
            "?trial=gss&rounds=gss-1,gss-2&question=polviews&picture=bars"
        }
        "/desk/report.html" | "/desk/report.docx" | "/desk/report.pdf" => "?trial=gss",
        _ => "",
    };
    let filled = path
        .replace("{trial}/status/{file}", "gss/status/status.html")
        .replace("{trial}/prose/{report}/{section}", "gss/prose/trial/summary")
        .replace("{trial}", "gss")
        .replace("{round}", "gss-1")
        .replace("{document}", "record")
        .replace("{questionnaire}", "gss-citizens")
        .replace("{question}", "polviews")
        .replace("{key}", "gss-citizens");
    let filled = ["{from}", "{to}", "{version}", "{page}"].iter().fold(filled, |path, part| path.replace(part, "1"));
    (filled != path || !query.is_empty()).then(|| format!("{filled}{query}"))
}

fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

/// Whether an answer holds anything of the other trial.
fn tells(page: &Page) -> bool {
    let text = String::from_utf8_lossy(&page.body).into_owned();
    ["polviews", "General Social Survey", "gss-1", "gss-2", "gss-citizens"].iter().any(|word| text.contains(word))
}

stories! {
    fn whoever_has_one_trial_gets_nothing_of_another_at_any_address(house) {
        two_trials(house);
        house.serve();
        let all = signed_in(house);
        let one = person(house, "Eva Evaluator", &["--role", "evaluator", "--trial", "house"]);
        // A version of a design is a page once it is frozen.
        let edit = crate::designing::form_to(&get(house, &all, "/desk/trials/gss/design/edit"), "/edit");
        let saved = crate::designing::post(house, &all, &edit.with("purpose", "At se efter.").with("act", "save"));
        crate::designing::post(house, &all, &crate::designing::form_to(&saved, "/freeze"));
        let (mut tried, mut refused) = (0, Vec::new());
        for (method, path) in addresses() {
            let Some(other) = of_other(&path).filter(|_| method != "open" && !path.contains("{person}")) else { continue };
            let answer = if method == "GET" {
                get(house, &one, &other)
            } else {
                let form = get(house, &one, "/desk").forms().remove(0);
                let headers = format!("Cookie: {one}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
                house.send("POST", &other, &headers, form.encoded().as_bytes()).expect("an answer")
            };
            assert!(answer.status == 404 && !tells(&answer), "{method} {other}: {} {}", answer.status, answer.words());
            tried += 1;
            if method == "GET" && get(house, &all, &other).status != 200 {
                refused.push(other);
            }
        }
        // What is a page for nobody proves nothing.
        assert!(tried >= 15 && refused.iter().all(|path| ["/cases", "/evidence", "/documents/record", "/design/versions/"].iter().any(|part| path.contains(part))), "{tried} {refused:?}");
        for list in ["/desk", "/desk/rounds", "/desk/questionnaires"] {
            let page = get(house, &one, list);
            assert!(page.status == 200 && !tells(&page), "{list}: {}", page.words());
            assert!(tells(&get(house, &all, list)), "{list} tells nothing to anybody");
        }
        // Rounds of the other trial under the name of one's own.
        for path in ["/desk/comparison?trial=house&rounds=gss-1,gss-2", "/desk/comparison?trial=house&rounds=a,gss-1", "/desk/plan?trial=house&rounds=gss-1", "/desk/rounds/a/cases?second=gss-1", "/desk/comparison?trial=house&trial=gss&rounds=gss-1,gss-2"] {
            let page = get(house, &one, path);
            assert!([400, 404].contains(&page.status) && !page.text().contains("polviews"), "{path}: {} {}", page.status, page.words());
        }
        assert_eq!(get(house, &one, "/desk/comparison?trial=house&rounds=a,b").status, 200);
        for path in ["/desk/people", "/desk/letters"] {
            assert_eq!((get(house, &one, path).status, get(house, &all, path).status), (403, 200), "{path}");
        }
        for (method, path) in addresses().into_iter().filter(|(method, _)| *method != "open") {
            let path = of_other(&path).unwrap_or(path).replace("{person}", "1");
            let answer = house.send(method, &path, "Content-Type: application/x-www-form-urlencoded\r\n", b"").expect("an answer");
            // The page asks for a name and a password; of what was asked for it holds the address alone, to lead there afterwards.
            assert!(answer.status == 401 && !answer.words().contains("gss"), "{method} {path} for nobody: {}", answer.status);
        }
    }

    fn whoever_leads_in_one_municipality_sees_the_whole_and_their_own_and_no_single_answer(house) {
        two_trials(house);
        house.serve();
        let all = signed_in(house);
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "house", "--municipality", "thisted"]);
        let divided = "/desk/comparison?trial=house&rounds=a,b&by=municipality";
        assert!(get(house, &all, divided).words().contains("Rebild"));
        let own = get(house, &lead, divided);
        assert!(own.status == 200 && own.words().contains("Thisted") && !own.words().contains("Rebild"), "{}", own.words());
        for (path, status) in [
            ("/desk/trials/house", 200),
            ("/desk/rounds/a", 200),
            ("/desk/report.html?trial=house&unit=thisted", 200),
            ("/desk/report.html?trial=house&unit=rebild", 403),
            ("/desk/report.docx?trial=house&unit=rebild", 403),
            ("/desk/report.html?trial=house", 403),
            ("/desk/rounds/a/texts", 403),
            ("/desk/rounds/a/texts/approved", 403),
            ("/desk/rounds/a/cases", 403),
            ("/desk/plan?trial=house&rounds=a", 403),
            ("/desk/report.html?trial=gss&unit=south", 404),
            ("/desk/people", 403),
            ("/desk/letters", 403),
        ] {
            let page = get(house, &lead, path);
            assert_eq!(page.status, status, "{path}: {}", page.words());
        }
        let trial = get(house, &lead, "/desk/trials/house").text();
        assert!(trial.contains("unit=thisted") && !trial.contains("unit=rebild") && !trial.contains("report.html?trial=house\""), "{trial}");
        let round = get(house, &lead, "/desk/rounds/a").text();
        assert!(!round.contains("/texts"), "{round}");
        let notes = person(house, "Rikke Referent", &["--role", "note-taker"]);
        for (path, status) in [("/desk", 200), ("/desk/trials/house", 200), ("/desk/comparison?trial=house&rounds=a,b", 403), ("/desk/rounds/a/texts/approved", 403)] {
            assert_eq!(get(house, &notes, path).status, status, "{path}");
        }
    }
}
