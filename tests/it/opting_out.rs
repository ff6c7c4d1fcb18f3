//! Saying no: to one survey or to all letters from here, by the link, by a mail program's own button and by telephone. Nobody is written to
//! who said no, and the list of those who did names nobody.

use crate::house::{Backend, House, TOWN, recipients};
use crate::http::Form;
use crate::people::{ANSWERS, answer, cookie_of, invited_town, letters, link_of, open_round, person, signed_in};
use crate::stories;

const ONE_CLICK: &[u8] = b"List-Unsubscribe=One-Click";
pub(crate) const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// A second round of the same questionnaire.
pub(crate) const SECOND: [&str; 14] = [
    "round",
    "add",
    "--key",
    "house-2",
    "--questionnaire",
    "house-caseworkers",
    "--version",
    "1",
    "--opens",
    "2020-01-01",
    "--closes",
    "2099-12-31",
    "--mode",
    "pseudonymous",
];

stories! {
    fn a_no_needs_a_choice_and_to_one_survey_is_no_to_that_one_alone(house) {
        invited_town(house);
        let out = link_of(house, TOWN[0].email).replace("/s/", "/fravalg/");
        let page = house.get(&out);
        let before = house.dump();
        let undecided = house.post(&page.form());
        assert!(undecided.status == 422 && undecided.words().contains("Vælg, hvad du vil melde dig fra."), "{}", undecided.words());
        house.unchanged(&before, "a form without a choice opted somebody out");
        let done = house.submit(&page.form().with("from", "survey"));
        assert!(done.words().contains("Du er meldt fra") && done.words().contains("ikke til dig mere om denne undersøgelse"), "{}", done.words());
        assert_eq!(house.sql("select count(*) from suppression").trim(), "0");
        assert_eq!(house.sql("select count(*) from invitation where state = 4").trim(), "1");
        // The same page takes the wider no afterwards, also of one who has answered.
        let all = house.submit(&done.form().with("from", "all"));
        assert!(all.words().contains("Du får ingen flere breve herfra"), "{}", all.words());
        let answered = link_of(house, TOWN[1].email);
        answer(house, &answered, &ANSWERS);
        let page = house.get(&answered.replace("/s/", "/fravalg/"));
        assert!(page.words().contains("Vil du ikke have flere breve?") && !page.words().contains("Kun denne undersøgelse"), "{}", page.words());
        house.submit(&page.form().with("from", "all"));
        assert_eq!(house.sql("select count(*) from suppression").trim(), "2");
        assert_eq!(house.sql("select count(*) from invitation where state = 2").trim(), "1", "the answer stays");
    }

    fn nobody_writes_to_whoever_wants_no_letters(house) {
        invited_town(house);
        house.ok(&SECOND);
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-2", &file]);
        house.ok(&["invite", "--round", "house-2"]);
        let out = |person: usize| {
            let page = house.get(&link_of(house, TOWN[person].email).replace("/s/", "/fravalg/"));
            house.submit(&page.form().with("from", "all"));
        };
        out(0);
        out(1);
        let hidden = house.dump();
        let list: Vec<&str> = hidden.lines().filter(|line| line.contains("suppression")).collect();
        assert!(!list.is_empty() && list.iter().all(|line| !line.contains("example.dk")), "{list:?}");
        house.ok(&["round", "add", "--key", "house-3", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "pseudonymous"]);
        let told = house.ok(&["recipients", "import", "--round", "house-3", &file, "--dry-run"]);
        assert!(told.ends_with("2 modtagere har frabedt sig breve\n"), "{told}");
        house.ok(&["recipients", "import", "--round", "house-3", &file]);
        let invited = house.ok(&["invite", "--round", "house-3", "--dry-run"]);
        assert!(invited.contains("4 invitationer, 4 breve") && invited.contains("; 2 har frabedt sig breve"), "{invited}");
        house.ok(&["invite", "--round", "house-3"]);
        let of = |sql: &str| house.sql(&format!("select count(*) from {sql} where round_id = (select id from round where key = 'house-3')"));
        assert_eq!((of("letter").trim(), of("invitation").trim()), ("4", "6"), "who said no before counts as a no");
        let reminded = house.ok(&["remind", "--round", "house-2", "--dry-run"]);
        assert!(reminded.contains("har frabedt sig breve") || reminded.contains("0 påmindelser"), "{reminded}");
    }

    fn a_letter_in_the_queue_is_taken_back_when_its_reader_wants_no_more(house) {
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.ok(&SECOND);
        house.ok(&["recipients", "import", "--round", "house-2", &file]);
        house.ok(&["invite", "--round", "house-2"]);
        // The queue waits while the no comes in.
        house.sql("update letter set next_at = 4000000000000 where state = 0");
        house.serve();
        let page = house.get(&link_of(house, TOWN[0].email).replace("/s/", "/fravalg/"));
        house.submit(&page.form().with("from", "all"));
        house.kill();
        house.sql("update letter set next_at = 0 where state = 0");
        house.ok(&["deliver", "--once"]);
        assert_eq!(letters(house).len(), 2 * TOWN.len() - 1);
        assert_eq!(house.sql("select count(*) from letter where state = 9").trim(), "1");
        // Without the secret nobody can be found on the list: then no letter is queued.
        std::fs::remove_file(house.folder.path().join("keys/mail/suppression.key")).expect("the secret is there");
        let lost = house.run(&["remind", "--round", "house-2"]);
        assert!(lost.code != 0 && lost.err.contains("mail/suppression"), "{} {}", lost.code, lost.err);
    }

    fn a_mail_programs_own_button_says_no_by_one_post_and_a_get_changes_nothing(house) {
        invited_town(house);
        let of = |person: usize| link_of(house, TOWN[person].email).replace("/s/", "/afmeld/");
        let before = house.dump();
        for method in ["GET", "HEAD"] {
            let page = house.send(method, &of(0), "", b"").expect("an answer");
            assert_eq!(page.status, 303, "{method}");
        }
        assert!(house.follow(house.get(&of(0))).words().contains("Kun denne undersøgelse"));
        for (headers, body) in [(FORM, &b""[..]), (FORM, b"List-Unsubscribe=maybe"), ("Content-Type: text/plain\r\n", b"hej")] {
            assert_eq!(house.send("POST", &of(0), headers, body).expect("an answer").status, 422);
        }
        assert_eq!(house.send("POST", "/afmeld/aaaaaaaaaaaaaaaaaaaaaaaaaa", FORM, ONE_CLICK).expect("an answer").status, 404);
        house.unchanged(&before, "what is no one-click opted somebody out");
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        let kind = "Content-Type: multipart/form-data; boundary=x\r\n";
        for (person, headers, body) in [(0, FORM, ONE_CLICK), (0, FORM, ONE_CLICK), (1, kind, multipart.as_bytes())] {
            let page = house.send("POST", &of(person), headers, body).expect("an answer");
            assert!(page.status == 200 && page.header("set-cookie").is_none() && page.words().contains("Du er meldt fra"), "{} {}", page.status, page.words());
            assert!(page.words().contains("Det gælder kun det, som brevet spurgte om.") && page.words().contains("Alle undersøgelser herfra"), "{}", page.words());
        }
        assert_eq!(house.sql("select count(*) from invitation where state = 4").trim(), "2");
        assert_eq!(house.sql("select count(*) from suppression").trim(), "0", "one click is of this survey");
        // Without DKIM no letter offers it.
        assert!(letters(house).iter().all(|letter| letter.raw.contains("List-Unsubscribe: <") && !letter.raw.contains("List-Unsubscribe-Post")));
    }

    fn whoever_rings_is_taken_off_all_letters_and_put_back_by_the_desk(house) {
        invited_town(house);
        let cookie = signed_in(house);
        let path = "/desk/rounds/house-1/recipients";
        let get = |cookie: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let ring = |from: &str, key: &str| {
            let form: Form = get(&cookie).forms().into_iter().find(|form| form.action.ends_with("/opt-out")).expect("the form");
            let form = form.with("person", key).with("sure", "1").with("from", from);
            let answer = house.send("POST", &form.action, &format!("Cookie: {cookie}\r\n{FORM}"), form.encoded().as_bytes()).expect("an answer");
            if answer.status == 303 { get(&format!("{cookie}; {}", cookie_of(&answer))).words() } else { answer.words() }
        };
        assert!(ring("all", TOWN[0].key).contains("heller ikke om andre undersøgelser"));
        assert!(get(&cookie).words().contains("Én modtager har frabedt sig breve og får ingen."), "{}", get(&cookie).words());
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "house", "--municipality", "rebild"]);
        assert!(!get(&lead).words().contains("frabedt"), "another municipality's people are told of");
        assert!(ring("none", TOWN[0].key).contains("Personen kan igen få breve"));
        assert_eq!(house.sql("select count(*) from suppression").trim(), "0");
        let log = house.sql("select what from log");
        for says in ["opted a person out of all letters by telephone", "a person takes letters again, by telephone"] {
            assert!(log.contains(says) && !log.contains(TOWN[0].key), "{log}");
        }
    }

    fn a_no_to_a_survey_is_taken_back_at_the_desk_and_the_link_works_again(house) {
        invited_town(house);
        let cookie = signed_in(house);
        let ring = |round: &str, from: &str, key: &str| {
            let path = format!("/desk/rounds/{round}/recipients");
            let page = house.send("GET", &path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
            let form: Form = page.forms().into_iter().find(|form| form.action.ends_with("/opt-out")).expect("the form");
            let form = form.with("person", key).with("sure", "1").with("from", from);
            let answer = house.send("POST", &form.action, &format!("Cookie: {cookie}\r\n{FORM}"), form.encoded().as_bytes()).expect("an answer");
            assert_eq!(answer.status, 200, "{}", answer.words());
            answer.words()
        };
        let link = link_of(house, TOWN[0].email);
        let page = house.get(&link.replace("/s/", "/fravalg/"));
        house.submit(&page.form().with("from", "survey"));
        assert!(house.follow(house.get(&link)).words().contains("Du er meldt fra"));
        assert!(ring("house-1", "back", TOWN[0].key).contains("linket i brevet virker igen"));
        assert!(!house.follow(house.get(&link)).words().contains("Du er meldt fra"));
        answer(house, &link, &ANSWERS);
        // Of whoever has answered, or never said no, it changes nothing and says the same.
        let before = house.sql("select state from invitation order by id");
        for person in [0, 5] {
            assert!(ring("house-1", "back", TOWN[person].key).contains("linket i brevet virker igen"));
        }
        assert_eq!(house.sql("select state from invitation order by id"), before);
        assert!(house.ok(&["remind", "--round", "house-1", "--dry-run"]).starts_with("prøve: 5 påmindelser"));
        ring("house-1", "survey", TOWN[1].key);
        assert!(house.ok(&["remind", "--round", "house-1", "--dry-run"]).starts_with("prøve: 4 påmindelser"));
        ring("house-1", "back", TOWN[1].key);
        assert!(house.ok(&["remind", "--round", "house-1", "--dry-run"]).starts_with("prøve: 5 påmindelser"));
        // Whoever says no before they are invited and regrets it is invited with the others.
        house.ok(&SECOND);
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-2", &file]);
        ring("house-2", "survey", TOWN[2].key);
        assert!(house.ok(&["invite", "--round", "house-2", "--dry-run"]).starts_with("prøve: 5 invitationer"));
        ring("house-2", "back", TOWN[2].key);
        assert!(house.ok(&["invite", "--round", "house-2", "--dry-run"]).starts_with("prøve: 6 invitationer"));
        let log = house.sql("select who, what, object from log");
        assert!(log.contains("Kirsten Koordinator|a person takes part after all, by telephone|house-2") && !log.contains(TOWN[2].key), "{log}");
    }

    fn an_invitation_that_a_no_kept_back_leaves_once_the_no_is_taken_back(house) {
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.sql("update letter set next_at = 4000000000000 where state = 0");
        house.serve();
        let cookie = signed_in(house);
        let ring = |from: &str| {
            let page = house.send("GET", "/desk/rounds/house-1/recipients", &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
            let form: Form = page.forms().into_iter().find(|form| form.action.ends_with("/opt-out")).expect("the form");
            let form = form.with("person", TOWN[0].key).with("sure", "1").with("from", from);
            house.send("POST", &form.action, &format!("Cookie: {cookie}\r\n{FORM}"), form.encoded().as_bytes()).expect("an answer")
        };
        assert_eq!(ring("survey").status, 200);
        house.kill();
        house.sql("update letter set next_at = 0 where state = 0");
        house.ok(&["deliver", "--once"]);
        assert_eq!((letters(house).len(), house.sql("select count(*) from letter where state = 9").trim()), (TOWN.len() - 1, "1"));
        house.serve();
        assert_eq!(ring("back").status, 200);
        house.kill();
        house.ok(&["deliver", "--once"]);
        assert_eq!(letters(house).iter().filter(|letter| letter.to == TOWN[0].email).count(), 1);
    }

    fn people_without_an_address_can_want_no_letters_too(house) {
        open_round(house, "invited");
        let rows = "person_key,name,email,municipality\nT-901,Inge Holm,,thisted\nT-902,Bo Dahl,,thisted\nT-903,,,thisted\n";
        let file = house.file("paper.csv", rows);
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        let merged = house.ok(&["letters", "--round", "house-1", "--format", "csv"]);
        let row = merged.lines().find(|line| line.contains("Inge Holm")).expect("a letter to her");
        let at = row.find("/s/").expect("a link");
        let out = format!("/fravalg/{}", row[at + 3..].chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
        house.serve();
        let page = house.get(&out);
        assert!(page.words().contains("Alle undersøgelser herfra"), "{}", page.words());
        let done = house.submit(&page.form().with("from", "all"));
        assert!(done.words().contains("Du får ingen flere breve herfra"), "{}", done.words());
        let cookie = signed_in(house);
        let path = "/desk/rounds/house-1/recipients";
        let ring = |from: &str, key: &str| {
            let page = house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
            let form: Form = page.forms().into_iter().find(|form| form.action.ends_with("/opt-out")).expect("the form");
            let form = form.with("person", key).with("sure", "1").with("from", from);
            house.send("POST", &form.action, &format!("Cookie: {cookie}\r\n{FORM}"), form.encoded().as_bytes()).expect("an answer")
        };
        assert_eq!((ring("all", "T-902").status, house.sql("select count(*) from suppression").trim()), (200, "2"));
        // Nothing tells who has neither an address nor a name from others of the same key.
        assert_eq!((ring("all", "T-903").status, house.sql("select count(*) from suppression").trim()), (200, "2"));
        let nameless = ring("none", "T-903");
        assert!(nameless.status == 422 && nameless.words().contains("hverken mailadresse eller navn"), "{}", nameless.words());
        house.ok(&SECOND);
        let told = house.ok(&["recipients", "import", "--round", "house-2", &file]);
        assert!(told.contains("2 modtagere har frabedt sig breve"), "{told}");
        let dry = house.ok(&["letters", "--round", "house-2", "--format", "csv", "--dry-run"]);
        assert!(dry.starts_with("prøve: 1 brev, 1 nye inviteret"), "{dry}");
        assert_eq!((ring("none", "T-902").status, house.sql("select count(*) from suppression").trim()), (200, "1"));
    }
}

#[test]
fn a_restored_backup_brings_no_no_back_that_was_taken_back_since() {
    let house = House::on(Backend::Sqlite);
    let copy = house.folder.path().join("no.db").to_str().expect("UTF-8").to_owned();
    invited_town(&house);
    let cookie = signed_in(&house);
    let link = link_of(&house, TOWN[0].email);
    let page = house.get(&link.replace("/s/", "/fravalg/"));
    house.submit(&page.form().with("from", "survey"));
    house.ok(&["backup", &copy]);
    let page = house.send("GET", "/desk/rounds/house-1/recipients", &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
    let form: Form = page.forms().into_iter().find(|form| form.action.ends_with("/opt-out")).expect("the form");
    let form = form.with("person", TOWN[0].key).with("sure", "1").with("from", "back");
    let done =
        house.send("POST", &form.action, &format!("Cookie: {cookie}\r\n{FORM}"), form.encoded().as_bytes()).expect("an answer");
    assert_eq!(done.status, 200, "{}", done.words());
    house.kill();
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", house.sqlite_file().display()));
    }
    house.ok(&["restore", &copy]);
    assert_eq!(house.sql("select count(*) from invitation where state = 4").trim(), "0");
    assert!(house.ok(&["remind", "--round", "house-1", "--dry-run"]).starts_with("prøve: 6 påmindelser"));
    house.serve();
    assert!(!house.follow(house.get(&link)).words().contains("Du er meldt fra"));
}

#[test]
fn a_restored_backup_writes_to_nobody_who_has_said_no_since() {
    let house = House::on(Backend::Sqlite);
    let copy = |name: &str| house.folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let restored = |from: &str| {
        house.kill();
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", house.sqlite_file().display()));
        }
        house.ok(&["restore", from])
    };
    open_round(&house, "invited");
    house.ok(&["backup", &copy("empty.db")]);
    let file = house.file("town.csv", recipients(&TOWN));
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
    house.ok(&["deliver", "--once"]);
    house.ok(&["backup", &copy("invited.db")]);
    house.serve();
    for (person, from) in [(0, "survey"), (1, "all")] {
        let page = house.get(&link_of(&house, TOWN[person].email).replace("/s/", "/fravalg/"));
        house.submit(&page.form().with("from", from));
    }
    let journal = std::fs::read_to_string(house.folder.path().join("keys/erased.journal")).expect("the journal");
    assert_eq!(journal.lines().count(), 3, "{journal}");
    for person in &TOWN {
        for tells in [person.email, person.key, person.name] {
            assert!(!journal.contains(tells), "{tells} stands in the journal");
        }
    }
    let said = restored(&copy("invited.db"));
    assert!(said.contains("3 nej til breve noteret igen"), "{said}");
    let count = |sql: &str| house.sql(&format!("select count(*) from {sql}")).trim().to_owned();
    assert_eq!((count("invitation where state = 4"), count("suppression")), ("2".to_owned(), "1".to_owned()));
    assert!(house.ok(&["remind", "--round", "house-1", "--dry-run"]).starts_with("prøve: 4 påmindelser"));
    // Of a backup in which they did not even stand on the list, the list is read in again, and they are asked no more.
    let said = restored(&copy("empty.db"));
    assert!(said.contains("1 nej til breve noteret igen"), "{said}");
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    let invited = house.ok(&["invite", "--round", "house-1"]);
    assert!(invited.starts_with("4 invitationer, 4 breve") && invited.contains("2 har frabedt sig breve"), "{invited}");
    assert_eq!((count("invitation where state = 4"), count("letter")), ("2".to_owned(), "4".to_owned()));
}
