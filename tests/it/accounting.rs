//! The log of who did what: it only grows, and whoever changes it all the same is seen.

use crate::house::{Backend, House, TOWN};
use crate::http::{Form, Page};
use crate::people::{invited_town, own_surveys, signed_in};
use crate::stories;

/// Takes away what refuses changes, as somebody with the whole database can.
fn without_triggers(house: &House) {
    match house.backend {
        Backend::Sqlite => house.sql("DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_removed;"),
        Backend::Postgres => house.sql("ALTER TABLE log DISABLE TRIGGER ALL"),
    };
}

/// A log of eight lines, with the hash of the last.
fn eight_lines(house: &House) -> String {
    house.ok(&["publish", &own_surveys()]);
    for key in ["a", "b", "c"] {
        let of = ["--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2019-01-01", "--closes", "2019-01-31"];
        house.ok(&[&["round", "add", "--key", key, "--mode", "pseudonymous"], &of[..]].concat());
        house.ok(&["responses", "export", "--round", key, "--format", "csv"]);
    }
    let told = house.ok(&["log", "verify"]);
    assert!(told.starts_with("8 linjer, alle som de blev skrevet\n"), "{told}");
    told.lines().last().expect("a hash").to_owned()
}

/// Makes the database refuse every new line of the log, as it does when its server dies before the line is written.
fn refuse_lines(house: &House) {
    match house.backend {
        Backend::Sqlite => house.sql("CREATE TRIGGER log_is_full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'full'); END"),
        Backend::Postgres => house.sql(
            "CREATE FUNCTION log_is_full() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END'; \
             CREATE TRIGGER log_is_full BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION log_is_full()",
        ),
    };
}

fn take_lines_again(house: &House) {
    match house.backend {
        Backend::Sqlite => house.sql("DROP TRIGGER log_is_full"),
        Backend::Postgres => house.sql("DROP TRIGGER log_is_full ON log"),
    };
}

/// Everything but the numbers that PostgreSQL gives away for lines that are then not written.
fn rows(house: &House) -> String {
    house.dump().lines().filter(|line| !line.contains("setval(")).collect::<Vec<_>>().join("\n")
}

/// What the desk does to rounds and their people, each as a filled form, with the line of the log that tells of it.
fn actions(get: &dyn Fn(&str) -> Page) -> Vec<(Form, &'static str)> {
    let form = |page: &str, action: &str| {
        let page = get(page);
        let found = page.forms().into_iter().find(|form| form.action == action);
        found.unwrap_or_else(|| panic!("no form to {action}: {}", page.words()))
    };
    let of = |page: &str, act: &str| form(&format!("/desk/rounds/house-1{page}"), &format!("/desk/rounds/house-1/{act}"));
    let planned = |act: &str| form("/desk/rounds/planned", &format!("/desk/rounds/planned/{act}"));
    let person = |form: Form, at: usize| form.with("person", TOWN[at].key);
    vec![
        (of("/letters", "remind"), "queued 6 reminders"),
        (person(of("/recipients", "recipients/opt-out"), 1).with("sure", "1"), "opted a person out by telephone"),
        (
            person(of("/recipients", "recipients/opt-out"), 2).with("sure", "1").with("from", "all"),
            "opted a person out of all letters by telephone",
        ),
        (person(of("/addresses", "addresses"), 3).with("email", "ny@rebild.example.dk"), "corrected an address"),
        (of("", "extend").with("closes", "2100-01-05"), "extended a round to 2100-01-05"),
        (of("", "close").with("name", "house-1"), "closed a round"),
        (planned("change").with("opens", "2098-03-02").with("closes", "2098-03-20"), "changed a round to 2098-03-02 2098-03-20"),
        (planned("remove").with("name", "planned"), "deleted a planned round"),
    ]
}

stories! {
    fn nothing_is_done_at_the_desk_without_the_line_that_tells_of_it(house) {
        invited_town(house);
        let of = ["--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2099-03-02", "--closes", "2099-03-20"];
        house.ok(&[&["round", "add", "--key", "planned", "--mode", "pseudonymous"], &of[..]].concat());
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let post = |form: &Form| house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer");
        let actions = actions(&get);
        refuse_lines(house);
        let before = rows(house);
        for (form, what) in &actions {
            let page = post(form);
            assert_eq!(page.status, 503, "{what}: {}", page.words());
            assert!(rows(house) == before, "done without its line: {what}");
        }
        take_lines_again(house);
        for (form, what) in &actions {
            let page = post(form);
            assert!([200, 303].contains(&page.status), "{what}: {} {}", page.status, page.words());
            assert_eq!(house.sql(&format!("select count(*) from log where what = '{what}' and who = 'Kirsten Koordinator'")).trim(), "1", "{what}");
        }
    }

    fn what_a_command_does_stands_in_the_log_in_the_words_of_the_desk(house) {
        invited_town(house);
        let commands: [&[&str]; 4] = [
            &["remind", "--round", "house-1"],
            &["round", "extend", "house-1", "--closes", "2100-01-05"],
            &["user", "add", "Bo Borger", "--role", "reader"],
            &["round", "close", "house-1"],
        ];
        house.kill();
        refuse_lines(house);
        let before = rows(house);
        for command in commands {
            let refused = house.run(command);
            assert!(refused.code != 0 && rows(house) == before, "done without its line: {command:?} {}", refused.code);
        }
        take_lines_again(house);
        for command in commands {
            house.ok(command);
        }
        // A rehearsal does nothing, so nothing is said of it.
        house.run(&["invite", "--round", "house-1", "--dry-run"]);
        let log = house.sql("select who, what, object from log order by id");
        let told: Vec<&str> = log.lines().filter_map(|line| line.strip_prefix("custodian at the machine|")).collect();
        let wanted = [
            "planned a round|house-1",
            "imported 6 recipients|house-1",
            "queued 6 invitations|house-1",
            "queued 6 reminders|house-1",
            "extended a round to 2100-01-05|house-1",
            "person added|Bo Borger reader",
            "closed a round|house-1",
        ];
        assert_eq!(told.iter().filter(|line| !line.starts_with("published")).copied().collect::<Vec<_>>(), wanted, "{log}");
        assert!(told.iter().any(|line| line.starts_with("published")) && !log.contains("command line"), "{log}");
    }

    fn a_changed_line_of_the_log_and_a_missing_one_are_seen(house) {
        let head = eight_lines(house);
        let listed = house.ok(&["log", "list", "--format", "csv"]);
        assert!(listed.lines().nth(1).is_some_and(|line| line.ends_with("custodian at the machine,export of single answers,c")), "{listed}");
        assert!(listed.lines().last().is_some_and(|line| line.contains(",published,")), "{listed}");
        house.ok(&["log", "verify", "--contains", &head]);
        without_triggers(house);
        house.sql("UPDATE log SET who = 'nobody' WHERE object = 'b'");
        let seen = house.run(&["log", "verify"]);
        assert!(seen.code == 1 && seen.err.contains("log:5:1: linjen er ikke, som den blev skrevet"), "{}", seen.err);
        house.sql("UPDATE log SET who = 'custodian at the machine' WHERE object = 'b'");
        house.ok(&["log", "verify", "--contains", &head]);
        house.sql("DELETE FROM log WHERE object = 'b'");
        let seen = house.run(&["log", "verify"]);
        assert!(seen.code == 1 && seen.err.contains("log:5:1:"), "{}", seen.err);
        house.sql("DELETE FROM log WHERE object = 'c'");
        house.ok(&["log", "verify"]);
        let seen = house.run(&["log", "verify", "--contains", &head]);
        assert!(seen.code == 1 && seen.err.contains("der er skåret linjer af enden"), "{}", seen.err);
        assert_eq!(house.run(&["log", "verify", "--contains", "abc"]).code, 2);
    }

    fn the_database_refuses_to_change_the_log(house) {
        eight_lines(house);
        for change in ["UPDATE log SET who = 'nobody'", "DELETE FROM log WHERE object = 'b'"] {
            let refused = house.try_sql(change).expect_err("it is refused");
            assert!(refused.contains("lines of the log are never"), "{refused}");
        }
        house.ok(&["log", "verify"]);
    }

    fn the_desk_tells_who_did_what_and_whether_the_log_is_whole(house) {
        eight_lines(house);
        house.serve();
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let page = get("/desk/log");
        for words in ["Adgangskode valgt", "den dataansvarlige ved maskinen", "Enkeltsvar eksporteret til en fil", "Spørgeskema udgivet"] {
            assert!(page.words().contains(words), "no {words}: {}", page.words());
        }
        let whole = get(&page.link("Gå hele loggen efter").expect("a way to follow it").replace("&amp;", "&"));
        assert!(whole.words().contains("linjer, alle som de blev skrevet."), "{}", whole.words());
        without_triggers(house);
        house.sql("UPDATE log SET object = 'b' WHERE object = 'c'");
        let broken = get("/desk/log?verify=1");
        assert!(broken.words().contains("Linje 7 er ikke, som den blev skrevet"), "{}", broken.words());
        assert_eq!(house.get("/desk/log").status, 401);
    }

    fn every_line_of_the_log_is_told_on_standard_error_once_where_that_is_asked_for(house) {
        house.configure("[desk]\ntwo_factors = \"offered\"\nlog_to_stderr = true\n");
        eight_lines(house);
        house.serve();
        let told = || -> Vec<serde_json::Value> {
            let lines = house.log();
            let lines = lines.lines().filter(|line| line.starts_with("{\"log\":"));
            lines.map(|line| serde_json::from_str::<serde_json::Value>(line).expect("an object")["log"].clone()).collect()
        };
        let late = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while told().len() < 8 && std::time::Instant::now() < late {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let lines = told();
        let of = |line: &serde_json::Value| ["who", "what", "object"].map(|key| line[key].as_str().unwrap_or_default().to_owned()).join("|");
        let wanted = house.sql("select who, what, object from log order by id");
        assert_eq!(lines.iter().map(of).collect::<Vec<_>>(), wanted.lines().collect::<Vec<_>>());
        let head = house.ok(&["log", "verify"]);
        assert_eq!(lines.last().and_then(|line| line["hash"].as_str()), head.lines().last(), "{head}");
        // What a command does while the server runs is told too, and nothing twice, also after the server began anew.
        house.ok(&["responses", "export", "--round", "a", "--format", "csv"]);
        while told().len() < 9 && std::time::Instant::now() < late {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        house.kill();
        house.serve();
        house.ok(&["responses", "export", "--round", "b", "--format", "csv"]);
        while told().len() < 10 && std::time::Instant::now() < late {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert_eq!(told().len(), 10);
    }

    fn a_log_from_before_the_hashes_says_so(house) {
        eight_lines(house);
        without_triggers(house);
        house.sql("UPDATE log SET hash = NULL");
        house.ok(&["responses", "export", "--round", "a", "--format", "csv"]);
        let told = house.ok(&["log", "verify"]);
        assert!(told.starts_with("9 linjer, alle som de blev skrevet\n8 af dem er fra før"), "{told}");
    }
}
