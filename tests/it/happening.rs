//! What happened meanwhile: written on the desk, printed wherever rounds or figures span it, and there still when the file is read again.

use serde_json::Value;

use crate::focusing::form_with;
use crate::house::{House, send_to};
use crate::http::{Form, Page};
use crate::people::{own_surveys, past_january, person, signed_in};
use crate::stories;

const EVENTS: &str = "/desk/events";
const NEW: &str = "/desk/events/new";

fn get(house: &House, cookie: &str, path: &str) -> Page {
    send_to(&house.address(), "GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    send_to(&house.address(), "POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The form of a new event: a computer system that began in one municipality and has not ended.
fn filled(house: &House, cookie: &str) -> Form {
    let form = form_with(&get(house, cookie, NEW), "name_en");
    let form =
        form.with("name", "Nyt fagsystem").with("name_en", "A new case system").with("date", "2019-10-01").with("lasts", "on");
    form.with("trial", "house").with("municipality", "thisted").with("source", "Referat 3")
}

/// Two rounds that nothing but a year lies between, and figures of the same time.
fn compared(house: &House) {
    house.ok(&["publish", &own_surveys()]);
    let rows: Vec<String> = (0..12).map(|at| format!("a-{at},thisted,{},2\n", 1 + at % 5)).collect();
    for (key, year) in [("a", "2019"), ("b", "2020")] {
        past_january(house, key, year, &format!("response_id,municipality,simplified,used\n{}", rows.concat()));
    }
    let figures =
        "measure,period,municipality,value,unit,source\nBrugt,2019-H1,thisted,40,antal,x\nBrugt,2020-H1,thisted,60,antal,x\n";
    let file = house.file("figures.csv", figures);
    house.ok(&["figures", "import", "--trial", "house", &file]);
}

fn comparison(house: &House, format: &str) -> String {
    let asked = ["compare", "--trial", "house", "--rounds", "a,b", "--format", format];
    let one = ["--question", "simplified"];
    house.ok(&if format == "svg" { [&asked[..], &one].concat() } else { asked.to_vec() })
}

stories! {
    fn an_event_of_the_desk_stands_in_every_exit_until_it_is_removed(house) {
        compared(house);
        house.serve();
        let cookie = signed_in(house);
        assert_eq!(post(house, &cookie, &filled(house, &cookie)).status, 303);
        let told = "Nyt fagsystem (siden 1. oktober 2019; kun Thisted)";
        for format in ["text", "html", "svg"] {
            let said = comparison(house, format).split_whitespace().collect::<Vec<_>>().join(" ");
            // The foot of a picture is broken into lines.
            assert!(said.contains("fagsystem") && (format == "svg" || said.contains(told)), "{format}: {said}");
        }
        assert!(comparison(house, "csv").contains("Nyt fagsystem") && comparison(house, "csv").contains("kun Thisted; kilde: Referat 3"));
        let json: Value = serde_json::from_str(&comparison(house, "json")).expect("JSON");
        let own = json["events"].as_array().expect("events").iter().find(|one| one["name"] == "Nyt fagsystem").expect("the event");
        assert_eq!(
            own,
            &serde_json::json!({ "date": "2019-10-01", "goes_on": true, "name": "Nyt fagsystem", "municipalities": ["thisted"], "source": "Referat 3" })
        );
        for page in ["/desk/trials/house", "/desk/trials/house/figures", EVENTS] {
            let words = get(house, &cookie, page).words();
            assert!(words.contains("Nyt fagsystem") && words.contains("1. oktober 2019"), "{page}: {words}");
        }
        assert!(get(house, &cookie, "/desk/trials/house/figures").words().contains(&format!("Mellem tallene: {told}")));
        let report = house.ok(&["report", "--trial", "house", "--format", "html"]);
        assert!(report.contains("Siden 1. oktober 2019: Nyt fagsystem (kun Thisted; kilde: Referat 3)"), "{report}");
        let note = house.ok(&["report", "--status", "--on", "2020-06-30", "--format", "html"]);
        assert!(note.contains("Siden 1. oktober 2019: Nyt fagsystem"), "{note}");

        let page = get(house, &cookie, EVENTS);
        let way = page.link("Nyt fagsystem").expect("a way to it");
        let end = form_with(&get(house, &cookie, &way), "last");
        assert_eq!(post(house, &cookie, &end.clone().with("last", "2019-09-30")).status, 422, "it ends before it began");
        assert_eq!(post(house, &cookie, &end.clone().with("last", "2019-12-31")).status, 303);
        assert!(comparison(house, "text").contains("Nyt fagsystem (1. oktober 2019 til 31. december 2019; kun Thisted)"));
        // Somebody else's page of before changes nothing any more.
        assert_eq!(post(house, &cookie, &end.with("last", "2020-12-31")).status, 422);
        let remove = form_with(&get(house, &cookie, &way), "remove");
        assert_eq!(post(house, &cookie, &remove).status, 303);
        assert!(!comparison(house, "text").contains("Nyt fagsystem"));
        let log = house.ok(&["log", "list"]);
        for what in ["Begivenhed skrevet ind", "Begivenhed afsluttet", "Begivenhed slettet"] {
            let english = what.replace("Begivenhed skrevet ind", "added an event").replace("Begivenhed afsluttet", "ended an event");
            let english = english.replace("Begivenhed slettet", "removed an event");
            assert!(log.contains(what) || log.contains(&english), "{what} is not in:\n{log}");
        }
    }

    fn a_file_that_is_read_again_leaves_the_desks_events_and_says_what_stands_twice(house) {
        compared(house);
        house.serve();
        let cookie = signed_in(house);
        let before = house.sql("select content from trials");
        assert_eq!(post(house, &cookie, &filled(house, &cookie)).status, 303);
        let first = get(house, &cookie, EVENTS).words();
        assert!(first.contains("fra filen") && first.contains("skrevet her"), "{first}");
        house.ok(&["publish", &own_surveys()]);
        assert_eq!(house.sql("select content from trials"), before);
        assert!(get(house, &cookie, EVENTS).words().contains("Nyt fagsystem"));
        // The same event in the file: both stand, and whoever reads the file is told.
        let more = "\n[[event]]\ndate = 2019-10-01\nuntil = 2020-02-01\nname = { da = \"Nyt fagsystem\" }\nall = true\nsource = \"Filen\"\n";
        let trials = std::fs::read_to_string(format!("{}/trials.toml", own_surveys())).expect("the trials");
        let file = house.file("trials.toml", format!("{trials}{more}"));
        let ran = house.run(&["--trials", &file, "publish", &own_surveys()]);
        assert!(ran.code == 0 && ran.err.contains("står både i trials.toml og på skrivebordet"), "{}", ran.err);
        assert_eq!(comparison(house, "text").matches("Nyt fagsystem").count(), 2);
        let wrong = house.file("trials.toml", format!("{trials}{}", more.replace("2020-02-01", "2019-01-01")));
        assert_eq!(house.run(&["--trials", &wrong, "publish", &own_surveys()]).code, 1, "it ends before it begins");
    }

    fn only_coordinators_write_events_and_only_of_their_trials(house) {
        compared(house);
        house.serve();
        let cookie = signed_in(house);
        let form = filled(house, &cookie);
        for (field, value) in [("name", ""), ("date", "i går"), ("source", "Fra 010203-1234"), ("trial", "findes-ikke")] {
            let answer = post(house, &cookie, &form.clone().with(field, value));
            assert_eq!(answer.status, 422, "{field} {value}");
            assert!(field == "name" || answer.text().contains("Nyt fagsystem"), "{field}: what was typed is gone");
        }
        let until = form.clone().with("lasts", "until").with("until", "2019-01-01");
        assert_eq!(post(house, &cookie, &until).status, 422);
        assert_eq!(house.sql("select count(*) from event").trim(), "0");
        assert_eq!(post(house, &cookie, &form).status, 303);
        let way = get(house, &cookie, EVENTS).link("Nyt fagsystem").expect("a way to it");
        for role in ["reader", "evaluator"] {
            let other = person(house, &format!("En {role}"), &["--role", role]);
            let page = get(house, &other, EVENTS);
            assert!(page.status == 200 && page.words().contains("Nyt fagsystem") && page.link("Nyt fagsystem").is_none(), "{role}");
            assert_eq!((get(house, &other, NEW).status, get(house, &other, &way).status), (403, 403), "{role}");
            assert_eq!(post(house, &other, &form).status, 403, "{role}");
        }
        let small = person(house, "Karen Koordinator", &["--role", "coordinator", "--trial", "gss"]);
        assert_eq!(get(house, &small, &way).status, 404, "an event of a trial that is not hers");
        assert!(post(house, &small, &form_with(&get(house, &small, NEW), "name_en").with("name", "X").with("date", "2019-10-01").with("lasts", "day")).status == 422, "she has not all trials");
        assert_eq!(house.sql("select count(*) from event").trim(), "1");
    }
}
