//! Anonymous rounds: nobody reads an answer before the close, nobody can tell afterwards whose it is, and too few are never read.

use std::fs;

use crate::house::{Backend, House, path_of};
use crate::people::{ANSWERS, add_round, answer, cell, exported, filled, link_of, own_surveys, receipt, up_to};
use crate::stories;

/// Opens an anonymous round, invites so many people by letter and starts the server; gives back their addresses.
fn invited(house: &House, people: usize) -> Vec<String> {
    house.ok(&["publish", &own_surveys()]);
    let added = add_round(house, "house-caseworkers", &["--mode", "anonymous"]);
    assert!(added.code == 0 && added.err.contains("keys/rounds/house-1.key"), "what its key is for is not said: {}", added.err);
    let emails: Vec<String> = (0..people).map(|at| format!("k{at}@thisted.example.dk")).collect();
    let rows: Vec<String> = emails.iter().enumerate().map(|(at, email)| format!("K-{at},Kim {at},{email},thisted\n")).collect();
    let file = house.file("staff.csv", format!("person_key,name,email,municipality\n{}", rows.concat()));
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
    house.ok(&["deliver", "--once"]);
    house.serve();
    emails
}

/// The town's answers with these words.
fn with(words: &str) -> [(&'static str, &str); ANSWERS.len()] {
    ANSWERS.map(|(field, value)| if field == "comments" { (field, words) } else { (field, value) })
}

fn words_of(at: usize) -> String {
    format!("Ord fra nr. {at:04} i huset")
}

/// A round in which all ten who are invited have answered.
fn ten_have_answered(house: &House) {
    for (at, email) in invited(house, 10).iter().enumerate() {
        answer(house, &link_of(house, email), &with(&words_of(at)));
    }
}

/// Every byte that the database has on the disk, or all of its rows where another machine keeps them.
pub(crate) fn bytes(house: &House, backend: Backend) -> Vec<u8> {
    match backend {
        Backend::Sqlite => {
            let log = house.folder.path().join("nulpunkt.db-wal");
            [fs::read(house.sqlite_file()).expect("the database"), fs::read(log).unwrap_or_default()].concat()
        }
        Backend::Postgres => house.dump().into_bytes(),
    }
}

pub(crate) fn holds(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

/// What the database itself says to a question with one answer.
fn told(house: &House, query: &str) -> String {
    house.sql(query).trim().to_owned()
}

fn rates(house: &House) -> serde_json::Value {
    serde_json::from_str(&house.ok(&["rates", "--round", "house-1", "--format", "json"])).expect("JSON")
}

stories! {
    fn answers_are_sealed_until_the_close_and_then_released_without_anything_of_their_coming(house) {
        let emails = invited(house, 12);
        let first = house.get(&link_of(house, &emails[0]));
        assert!(first.words().contains("Svarene er anonyme") && first.words().contains("færre end ti"), "{}", first.words());
        let mut receipts = Vec::new();
        for (at, email) in emails.iter().enumerate().take(11) {
            let (last, page) = answer(house, &link_of(house, email), &with(&words_of(at)));
            assert!(page.words().contains("Skriv koden ned, eller tag et billede af skærmen."), "{}", page.words());
            receipts.push(receipt(&page).expect("a receipt"));
            assert_eq!(receipt(&house.submit(&last)).as_ref(), receipts.last(), "pressed twice");
        }
        // A draft is opened by its own link alone, and by no other.
        let draft = words_of(11);
        let link = link_of(house, &emails[11]);
        let page = up_to(house, &link, "comments", &with(&draft));
        house.submit(&filled(&page.form(), &with(&draft)));
        assert!(house.get(&page.form().action).text().contains(&draft), "the draft is lost");
        let sealed = bytes(house, house.backend);
        for at in 0..12 {
            assert!(!holds(&sealed, &words_of(at)), "answer {at} can be read before the close");
        }
        assert!(!holds(&sealed, &receipts[0]) && exported(house, "house-1").is_empty());
        let rate = rates(house);
        // All are of one municipality, of which nothing is told while the round is open.
        assert_eq!((&rate["dispositions"]["answered"], &rate["total"]), (&serde_json::Value::Null, &12.into()), "{rate}");
        assert!(rate["dispositions"]["complete"].is_null() && rate["rr1"].is_null(), "{rate}");
        assert!(house.ok(&["rates", "--round", "house-1"]).contains("Svarene er forseglet, til runden er lukket."));
        let asked = |code: &str| house.post(&house.get("/kvittering").form().with("code", code)).words();
        assert!(asked(&receipts[3]).contains("Er undersøgelsen anonym, kan koden først slås op, når den er lukket."));

        assert_eq!(house.ok(&["round", "close", "house-1"]), "house-1 er lukket\n11 svar er åbnet, og nøglen er slettet\n");
        let rows = exported(house, "house-1");
        let mut said: Vec<&str> = rows.iter().map(|row| cell(row, "comments")).collect();
        said.sort_unstable();
        assert_eq!(said, (0..11).map(words_of).collect::<Vec<_>>());
        for row in &rows {
            assert_eq!((cell(row, "municipality"), cell(row, "used"), cell(row, "effects.trust")), ("thisted", "2", "98"));
            assert_eq!((cell(row, "panel_id"), cell(row, "submitted_on")), ("", ""), "{row:?}");
        }
        let released = bytes(house, house.backend);
        assert!(!holds(&released, &draft), "a draft that was never sent is still there");
        // PostgreSQL's words are sealed again, each answer's under a key of its own.
        let times = usize::from(house.backend == Backend::Sqlite);
        for at in 0..11 {
            assert_eq!(released.windows(words_of(at).len()).filter(|window| *window == words_of(at).as_bytes()).count(), times);
        }
        assert_eq!(told(house, "select count(*) from sealed_response"), "0");
        for key in ["links/house-1.key", "rounds/house-1.key"] {
            assert!(!house.folder.path().join("keys").join(key).exists(), "{key} is still there");
        }
        let log = told(house, "select what from log where object = 'house-1' order by id");
        assert!(log.contains("released 11 sealed answers") && log.contains("destroyed the private key"), "{log}");
        let rate = rates(house);
        assert_eq!((&rate["dispositions"]["complete"], &rate["dispositions"]["break-off"]), (&11.into(), &1.into()), "{rate}");
        assert!(rate["rr1"].is_number(), "{rate}");
        let own = asked(&receipts[3]);
        assert!(own.contains("Ja, dit svar er modtaget") && own.contains(&words_of(3)), "{own}");
        assert!(!own.contains(&words_of(4)) && !own.contains("Du sendte dit svar") && !own.contains("nøgle i stedet"), "{own}");
        let used = house.follow(house.get(&link_of(house, &emails[0])));
        assert!(used.words().contains("Du har allerede svaret") && used.words().contains("linket kan ikke vise din kvittering"), "{}", used.words());
        assert_eq!(receipt(&used), None, "the link still finds the answer");
        let late = house.follow(house.get(&link));
        assert!(late.status == 410 && late.words().contains("Undersøgelsen er lukket"), "{} {}", late.status, late.words());
        assert_eq!(house.ok(&["round", "close", "house-1"]), "house-1 er lukket\n", "closing again does nothing");
    }

    fn fewer_than_ten_answers_are_destroyed_unread_and_never_by_accident(house) {
        let emails = invited(house, 10);
        for (at, email) in emails.iter().enumerate().take(9) {
            answer(house, &link_of(house, email), &with(&words_of(at)));
        }
        let refused = house.run(&["round", "close", "house-1"]);
        assert!(refused.code == 2 && refused.err.contains("9 personer har svaret") && refused.err.contains("--destroy"), "{}", refused.err);
        assert_eq!(told(house, "select count(*) from sealed_response"), "9");
        assert_eq!(house.ok(&["round", "close", "house-1", "--destroy"]), "house-1 er lukket\n9 svar er slettet ulæst\n");
        assert_eq!(told(house, "select count(*) from sealed_response") + &told(house, "select count(*) from response"), "00");
        assert_eq!(told(house, "select count(*) from tally"), "0");
        assert!(told(house, "select what from log").contains("destroyed 9 sealed answers unread"));
        assert!(house.ok(&["rates", "--round", "house-1"]).contains("Svarene blev slettet ulæst, fordi der var for få."));
        assert!(!house.folder.path().join("keys/rounds/house-1.key").exists());
    }

    fn a_round_whose_key_is_missing_destroys_nothing_and_is_released_when_it_is_back(house) {
        ten_have_answered(house);
        let key = house.folder.path().join("keys/rounds/house-1.key");
        let kept = fs::read(&key).expect("the key");
        fs::remove_file(&key).expect("the key is removed");
        let ran = house.run(&["round", "close", "house-1"]);
        assert!(ran.code == 4 && ran.err.contains("Nøglen til house-1 er ikke i keys_dir/rounds."), "{} {}", ran.code, ran.err);
        assert_eq!(told(house, "select count(*) from sealed_response"), "10");
        fs::write(&key, vec![b'0'; 64]).expect("another key");
        let ran = house.run(&["round", "close", "house-1"]);
        assert_eq!((ran.code, told(house, "select count(*) from sealed_response").as_str()), (4, "10"), "a wrong key destroyed answers: {}", ran.err);
        fs::write(&key, kept).expect("the key is back");
        assert!(house.ok(&["round", "close", "house-1"]).contains("10 svar er åbnet"));
        assert_eq!(exported(house, "house-1").len(), 10);
    }

    fn answers_whose_key_is_lost_can_be_given_up(house) {
        ten_have_answered(house);
        fs::remove_file(house.folder.path().join("keys/rounds/house-1.key")).expect("the key is removed");
        assert_eq!(house.ok(&["round", "close", "house-1", "--destroy"]), "house-1 er lukket\n10 svar er slettet ulæst\n");
        assert_eq!(told(house, "select count(*) from sealed_response"), "0");
    }

    fn nobody_is_invited_where_the_backgrounds_single_too_many_out(house) {
        house.ok(&["publish", &own_surveys()]);
        house.ok(&["round", "add", "--key", "house-1", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "anonymous"]);
        let file = house.file("town.csv", crate::house::recipients(&crate::house::TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        let before = house.dump();
        let ran = house.run(&["invite", "--round", "house-1"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        for says in ["6 af 6 (100\u{a0}%) kan skilles ud", "må højst 5 % kunne skilles ud", "--mode pseudonymous"] {
            assert!(ran.err.contains(says), "{says} is not in {}", ran.err);
        }
        house.unchanged(&before, "");
    }

    fn a_key_that_a_cut_off_close_left_behind_is_destroyed_by_the_server(house) {
        ten_have_answered(house);
        let key = house.folder.path().join("keys/rounds/house-1.key");
        let kept = fs::read(&key).expect("the key");
        house.ok(&["round", "close", "house-1"]);
        fs::write(&key, kept).expect("as if the process had died before");
        house.kill();
        house.serve();
        let gone = (0..100).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            !key.exists()
        });
        assert!(gone, "the key stays");
        assert_eq!(exported(house, "house-1").len(), 10);
    }

    fn whoever_is_screened_out_of_an_anonymous_round_looks_like_everybody_else_until_the_close(house) {
        house.ok(&["publish", &crate::people::shipped_surveys()]);
        house.ok(&["round", "add", "--key", "house-1", "--questionnaire", "psykolog-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "anonymous"]);
        let emails: Vec<String> = (0..12).map(|at| format!("k{at}@thisted.example.dk")).collect();
        let rows: Vec<String> = emails.iter().enumerate().map(|(at, email)| format!("K-{at},Kim {at},{email},thisted\n")).collect();
        let file = house.file("staff.csv", format!("person_key,name,email,municipality\n{}", rows.concat()));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        for (at, email) in emails.iter().enumerate() {
            answer(house, &link_of(house, email), &[("referred", if at < 3 { "2" } else { "1" }), ("satisfaction", "4"), ("shortened", "3")]);
        }
        assert_eq!(told(house, "select count(distinct state) from invitation"), "1");
        assert_eq!(told(house, "select count(distinct length(sealed)) from sealed_response"), "1", "the length tells who was screened out");
        house.ok(&["round", "close", "house-1"]);
        assert_eq!(rates(house)["dispositions"]["screened-out"], 3);
    }

    fn an_answer_that_comes_while_the_round_closes_is_released_or_told_that_it_came_too_late(house) {
        let emails = invited(house, 14);
        let links: Vec<String> = emails.iter().map(|email| link_of(house, email)).collect();
        for (at, link) in links.iter().enumerate().take(10) {
            answer(house, link, &with(&words_of(at)));
        }
        let ready: Vec<_> = links[10..].iter().enumerate().map(|(at, link)| {
            let said = words_of(10 + at);
            let page = up_to(house, link, "comments", &with(&said));
            let mut page = house.submit(&filled(&page.form(), &with(&said)));
            while !page.form().button.contains("Send") {
                page = house.submit(&filled(&page.form(), &with(&said)));
            }
            page.form()
        }).collect();
        let address = house.address();
        let pages: Vec<_> = std::thread::scope(|scope| {
            let sending: Vec<_> = ready.iter().map(|form| {
                let address = &address;
                scope.spawn(move || crate::house::send_to(address, "POST", path_of(&form.action),
                    "Content-Type: application/x-www-form-urlencoded\r\n", form.encoded().as_bytes()).expect("an answer"))
            }).collect();
            house.ok(&["round", "close", "house-1"]);
            sending.into_iter().map(|thread| thread.join().expect("a thread")).collect()
        });
        let thanked = pages.iter().filter(|page| page.header("location").is_some_and(|to| to.contains("/kvittering"))).count();
        assert_eq!(exported(house, "house-1").len(), 10 + thanked, "an answer that was thanked for is lost");
        assert_eq!(told(house, "select count(*) from sealed_response"), "0");
    }
}
