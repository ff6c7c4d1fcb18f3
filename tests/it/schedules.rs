//! Letters that a round sends by itself: once, on working days, to those who have not answered; held when the server slept; and people who
//! were asked shortly before are told of before they are asked again.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::house::{House, TOWN, recipients};
use crate::http::{Form, Page};
use crate::opting_out::SECOND;
use crate::people::{cookie_of, letters, open_round, own_surveys, signed_in};
use crate::stories;

/// A command with the program's clock at this instant.
fn at(house: &House, now: &str, arguments: &[&str]) -> String {
    let ran = house.command(arguments).env("NULPUNKT_NOW", now).output().expect("the program runs");
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("UTF-8")
}

/// What a command is refused with, with the program's clock at this instant.
fn refused(house: &House, now: &str, arguments: &[&str]) -> String {
    let ran = house.command(arguments).env("NULPUNKT_NOW", now).output().expect("the program runs");
    assert_eq!(ran.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(ran.stderr).expect("UTF-8")
}

const PLANNED: &str = "2027-01-15T12:00:00Z";
const ROUND: [&str; 12] = [
    "round",
    "add",
    "--questionnaire",
    "house-caseworkers",
    "--version",
    "1",
    "--mode",
    "pseudonymous",
    "--opens",
    "2027-01-18",
    "--closes",
    "2027-02-26",
];

/// The round `house-1` with these days, and the town on its list.
fn planned(house: &House, days: &[&str]) {
    house.ok(&["publish", &own_surveys()]);
    at(house, PLANNED, &[&ROUND[..], &["--key", "house-1"], days].concat());
    let file = house.file("town.csv", recipients(&TOWN));
    at(house, PLANNED, &["recipients", "import", "--round", "house-1", &file]);
}

fn sent(house: &House) -> usize {
    letters(house).len()
}

/// The states of a round's sendings, as the command lists them.
fn schedule(house: &House, now: &str) -> Vec<(String, String, u64)> {
    let text = at(house, now, &["round", "schedule", "house-1", "--format", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().expect("text").to_owned();
    rows.iter().map(|row| (text(row, "at"), text(row, "state"), row["letters"].as_u64().expect("a number"))).collect()
}

pub(crate) fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

/// Sends a form, and follows to the page that tells what was done.
pub(crate) fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let answer = house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer");
    if answer.status != 303 {
        return answer;
    }
    get(house, &format!("{cookie}; {}", cookie_of(&answer)), answer.header("location").expect("a place"))
}

/// The forms on a page whose address ends like this.
pub(crate) fn forms_to(page: &Page, action: &str) -> Vec<Form> {
    page.forms().into_iter().filter(|form| form.action.ends_with(action)).collect()
}

const LETTERS: &str = "/desk/rounds/house-1/letters";

stories! {
    fn a_round_invites_and_reminds_by_itself_once_and_only_whoever_has_not_answered(house) {
        planned(house, &["--invite-on", "2027-01-20", "--remind-on", "2027-01-27,2027-02-03"]);
        at(house, "2027-01-20T07:59:59Z", &["deliver", "--once"]);
        assert_eq!(sent(house), 0, "a second before nine");
        // Several processes look at once, and each letter is queued by one of them.
        let all: Vec<_> = (0..3)
            .map(|_| {
                let mut sender = house.command(&["deliver", "--once"]);
                sender.env("NULPUNKT_NOW", "2027-01-20T08:00:00Z").stdout(Stdio::null()).stderr(house.log_file("deliver"));
                sender.spawn().expect("starts")
            })
            .collect();
        for mut sender in all {
            assert!(sender.wait().expect("a sender").success());
        }
        at(house, "2027-01-20T08:10:00Z", &["deliver", "--once"]);
        assert_eq!((sent(house), house.sql("select count(*) from letter").trim()), (TOWN.len(), "6"));
        assert_eq!(house.sql("select count(*) from log where what = 'queued 6 invitations' and who = 'the server'").trim(), "1");

        // One answers, one says no, and of one the letter comes back: three are left to remind.
        let of = |key: &str| format!("recipient_id = (select id from recipient where person_key = '{key}')");
        house.sql(&format!("update invitation set state = 2 where {}", of(TOWN[0].key)));
        house.sql(&format!("update invitation set state = 4 where {}", of(TOWN[1].key)));
        house.sql(&format!("update letter set state = 8 where {}", of(TOWN[2].key)));
        at(house, "2027-01-27T08:00:00Z", &["deliver", "--once"]);
        assert_eq!(sent(house), TOWN.len() + 3);
        assert_eq!(house.sql("select count(*) from letter where kind = 1 and state = 3").trim(), "3");
        let states = schedule(house, "2027-01-27T09:00:00Z");
        assert_eq!(states[0], ("2027-01-20T08:00:00Z".to_owned(), "queued".to_owned(), 6));
        assert_eq!(states[1], ("2027-01-27T08:00:00Z".to_owned(), "queued".to_owned(), 3));

        // The server slept through the second reminder: a person releases it, at night, and it leaves in the morning.
        at(house, "2027-02-03T12:00:01Z", &["deliver", "--once"]);
        assert_eq!((sent(house), schedule(house, "2027-02-03T12:00:01Z")[2].1.as_str()), (TOWN.len() + 3, "held"));
        at(house, "2027-02-03T20:00:00Z", &["round", "schedule", "house-1", "--release", "2027-02-03"]);
        at(house, "2027-02-04T06:59:59Z", &["deliver", "--once"]);
        assert_eq!(sent(house), TOWN.len() + 3);
        at(house, "2027-02-04T07:00:00Z", &["deliver", "--once"]);
        assert_eq!(sent(house), TOWN.len() + 6);
        let log = house.sql("select what from log");
        assert!(log.contains("held planned letters") && log.contains("moved planned letters to 2027-02-04"), "{log}");
    }

    fn a_planned_letter_that_is_put_off_waits_for_working_hours(house) {
        planned(house, &["--invite-on", "2027-01-22"]);
        let folder = house.folder.path().join("letters");
        std::fs::write(&folder, "in the way").expect("a file where the folder should be");
        let stuck = house.command(&["deliver", "--once"]).env("NULPUNKT_NOW", "2027-01-22T08:00:00Z").output().expect("runs");
        assert_eq!(stuck.status.code(), Some(4), "{}", String::from_utf8_lossy(&stuck.stderr));
        std::fs::remove_file(&folder).expect("the file is gone");
        // Friday evening, the weekend, and Monday morning.
        for late in ["2027-01-22T15:00:00Z", "2027-01-23T10:00:00Z", "2027-01-25T06:59:00Z"] {
            at(house, late, &["deliver", "--once"]);
            assert_eq!(sent(house), 0, "{late}");
        }
        at(house, "2027-01-25T07:00:00Z", &["deliver", "--once"]);
        assert_eq!(sent(house), TOWN.len());
    }

    fn a_closed_round_and_one_called_off_send_nothing_and_mail_on_hold_queues_nothing(house) {
        planned(house, &["--invite-on", "2027-01-20", "--remind-on", "2027-01-27"]);
        at(house, PLANNED, &["round", "schedule", "house-1", "--call-off", "2027-01-20"]);
        at(house, "2027-01-20T08:00:00Z", &["deliver", "--once"]);
        assert_eq!((sent(house), schedule(house, PLANNED)[0].1.as_str()), (0, "cancelled"));
        assert!(refused(house, PLANNED, &["round", "schedule", "house-1", "--call-off", "2027-01-20"]).contains("Intet er planlagt"));
        at(house, PLANNED, &["invite", "--round", "house-1"]);
        house.sql("insert into setting (key, value) values ('mail-hold', 'restored')");
        at(house, "2027-01-27T08:00:00Z", &["deliver", "--once"]);
        assert_eq!(house.sql("select count(*) from letter where kind = 1").trim(), "0");
        house.sql("delete from setting where key = 'mail-hold'");
        at(house, "2027-01-27T08:01:00Z", &["round", "close", "house-1"]);
        at(house, "2027-01-27T08:02:00Z", &["deliver", "--once"]);
        assert_eq!((sent(house), schedule(house, PLANNED)[1].1.as_str()), (0, "cancelled"));
    }

    fn a_schedule_that_cannot_be_is_refused_with_what_to_do_and_holidays_are_warned_of(house) {
        house.ok(&["publish", &own_surveys()]);
        let before = house.dump();
        for (days, says) in [
            (&["--invite-on", "2027-01-23"][..], "2027-01-23 er ikke en hverdag. Vælg for eksempel 2027-01-25."),
            (&["--invite-on", "2027-01-14"], "vælg en dag fra 2027-01-18 til 2027-02-26"),
            (&["--invite-on", "2027-01-20", "--remind-on", "2027-01-20"], "på en senere dag end invitationen"),
            (&["--remind-on", "2027-01-20,2027-01-20"], "allerede planlagt"),
            (&["--access", "open", "--remind-on", "2027-01-20"], ""),
        ] {
            let said = refused(house, PLANNED, &[&ROUND[..], &["--key", "house-1"], days].concat());
            assert!(said.contains(says), "{days:?}: {said}");
        }
        house.unchanged(&before, "a refused round was stored");
        let warned = house.command(&[&ROUND[..], &["--key", "house-1", "--remind-on", "2027-02-16"]].concat()).env("NULPUNKT_NOW", PLANNED).output().expect("runs");
        let said = String::from_utf8_lossy(&warned.stderr).into_owned();
        assert!(warned.status.success() && said.contains("Påmindelsen ligger i uge 7, hvor mange holder ferie. Forslag: mandag i uge 9"), "{said}");
        assert!(refused(house, "2027-01-20T08:00:00Z", &["round", "schedule", "house-1", "--remind-on", "2027-01-20"]).contains("kl. 9 er passeret"));
    }

    fn the_desk_plans_previews_moves_and_releases_letters(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let new = "/desk/rounds/new";
        let form = forms_to(&get(house, &cookie, new), new).remove(0);
        let fields = [
            ("version", "house-caseworkers/1"), ("key", "house-1"), ("opens", "2026-03-02"), ("closes", "2099-03-23"), ("mode", "pseudonymous"),
            ("access", "invited"), ("med", "1"), ("invite-on", "2090-07-10"), ("remind-on", "2090-09-16"),
        ];
        let form = fields.iter().fold(form, |form, (name, value)| form.with(name, value));
        let weekend = post(house, &cookie, &form);
        assert!(weekend.status == 422 && weekend.words().contains("16. september 2090 er ikke en hverdag. Vælg for eksempel 18. september 2090"), "{}", weekend.words());
        let warned = post(house, &cookie, &form.clone().with("remind-on", "2090-09-18"));
        assert!(warned.status == 200 && warned.words().contains("Invitationen ligger i uge 28"), "{}", warned.words());
        let again = fields.iter().fold(forms_to(&warned, new).remove(0), |form, (name, value)| form.with(name, value));
        let again = again.with("remind-on", "2090-09-18");
        let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        assert_eq!(house.send("POST", new, &headers, again.encoded().as_bytes()).expect("an answer").status, 303);
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        let page = get(house, &cookie, LETTERS);
        for says in ["10. juli 2090 kl. 9: invitation til 6, som ikke er inviteret endnu.", "18. september 2090 kl. 9: påmindelse til cirka 6, som ikke har svaret."] {
            assert!(page.words().contains(says), "{says} is not in {}", page.words());
            assert!(get(house, &cookie, "/desk/rounds/house-1").words().contains(says));
        }
        let forms = forms_to(&page, "/schedule");
        let moved = post(house, &cookie, &forms[0].clone().with("on", "2090-09-11").with("act", "move"));
        assert!(moved.words().contains("Brevene er flyttet til 11. september 2090.") && moved.words().contains("11. september 2090 kl. 9: invitation"), "{}", moved.words());
        let late = post(house, &cookie, &forms[0].clone().with("on", "2090-09-19").with("act", "move"));
        assert!(late.status == 422 && late.words().contains("på en senere dag end invitationen"), "{}", late.words());
        let second = forms.last().expect("the form that plans").clone().with("kind", "reminder").with("on", "2090-09-19").with("act", "plan");
        assert!(post(house, &cookie, &second).words().contains("Brevene er planlagt til 19. september 2090."));
        let called_off = post(house, &cookie, &forms[1].clone().with("act", "cancel"));
        assert!(called_off.words().contains("Brevene er aflyst.") && called_off.words().contains("påmindelserne er aflyst"), "{}", called_off.words());
        assert_eq!(post(house, &cookie, &forms[1].clone().with("act", "move")).status, 422, "what is called off cannot be moved");

        // As after a night in which the server was off: held, said on the front page, and released by a person.
        house.sql("update planned_sending set at = 0 where kind = 0");
        let start = Instant::now();
        while house.sql("select state from planned_sending where kind = 0").trim() != "2" {
            assert!(start.elapsed() < Duration::from_secs(40), "it was not held: {}", house.log());
            std::thread::sleep(Duration::from_millis(100));
        }
        assert!(get(house, &cookie, "/desk").words().contains("holder invitationer tilbage"));
        let page = get(house, &cookie, LETTERS);
        assert!(page.words().contains("invitationerne blev ikke sendt til tiden og holdes tilbage"), "{}", page.words());
        let held = page.forms().into_iter().find(|form| form.action.ends_with("/schedule")).expect("the form of what is held");
        let released = post(house, &cookie, &held.clone().with("act", "release"));
        assert!(released.words().contains("Brevene er frigivet og sendes"), "{}", released.words());
        assert_eq!(post(house, &cookie, &held.with("act", "release")).status, 422, "twice");
        assert_eq!(house.sql("select count(*) from planned_sending where kind = 0 and (state = 0 or state = 1)").trim(), "1");
        let log = get(house, &cookie, "/desk/log").words();
        for says in ["Breve planlagt til 2090-09-19", "Planlagte breve flyttet til 2090-09-11", "Planlagte breve aflyst", "Planlagte breve holdt tilbage"] {
            assert!(log.contains(says), "{says} is not in {log}");
        }
    }

    fn whoever_was_asked_shortly_before_is_told_of_and_left_out_if_a_person_says_so(house) {
        open_round(house, "invited");
        let town = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &town]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["round", "add", "--key", "house-2", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "pseudonymous"]);
        // The same key with another address, the same address with another key, and one who is new.
        let rows = "T-001,Mette,mette.ny@thisted.example.dk,thisted\nX-1,Jørgen,JOERGEN@thisted.example.dk,thisted\nX-2,Ny,ny@thisted.example.dk,thisted\n";
        let file = house.file("others.csv", format!("person_key,name,email,municipality\n{rows}"));
        house.ok(&["recipients", "import", "--round", "house-2", &file]);
        let said = house.ok(&["invite", "--round", "house-2", "--dry-run"]);
        assert_eq!(said, "prøve: 3 invitationer, 3 breve i udbakken, 0 uden mailadresse; 2 fik en invitation til en anden runde inden for 60 dage\n");
        assert!(house.ok(&["invite", "--round", "house-2", "--dry-run", "--skip-quiet"]).contains("1 invitation, 1 brev i udbakken"));
        assert!(at(house, "2098-01-01T10:00:00Z", &["invite", "--round", "house-2", "--dry-run"]).ends_with("0 uden mailadresse\n"));
        house.serve();
        let cookie = signed_in(house);
        let path = "/desk/rounds/house-2/letters";
        let page = get(house, &cookie, path);
        assert!(page.words().contains("2 af dem har fået en invitation til en anden undersøgelse inden for de sidste 60 dage"), "{}", page.words());
        let form = forms_to(&page, "/invite").remove(0);
        let undecided = post(house, &cookie, &form);
        assert!(undecided.status == 422 && undecided.words().contains("Vælg, om dem, der er spurgt for nylig"), "{}", undecided.words());
        assert_eq!(house.sql("select count(*) from letter where round_id = (select id from round where key = 'house-2')").trim(), "0");
        assert!(post(house, &cookie, &form.with("quiet", "skip")).words().contains("1 invitationer er lagt i kø"));
        let form = forms_to(&get(house, &cookie, path), "/invite").remove(0);
        assert!(post(house, &cookie, &form.with("quiet", "invite")).words().contains("2 invitationer er lagt i kø"));
    }

    fn paper_letters_know_the_quiet_period_too(house) {
        open_round(house, "invited");
        let town = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &town]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&SECOND);
        house.ok(&["recipients", "import", "--round", "house-2", &town]);
        let dry = ["letters", "--round", "house-2", "--format", "csv", "--dry-run"];
        let told = house.ok(&dry);
        assert_eq!(told, "prøve: 6 breve, 6 nye inviteret; 6 fik en invitation til en anden runde inden for 60 dage\n");
        let spared = house.ok(&[&dry[..], &["--skip-quiet"]].concat());
        assert!(spared.starts_with("prøve: 0 breve, 0 nye inviteret, 6 udeladt"), "{spared}");
        house.serve();
        let cookie = signed_in(house);
        let form = forms_to(&get(house, &cookie, "/desk/rounds/house-2/letters"), "/letters/file").remove(0).with("kind", "invitation").with("file", "csv");
        let undecided = post(house, &cookie, &form);
        assert!(undecided.status == 422 && undecided.words().contains("Vælg, om dem, der er spurgt for nylig"), "{}", undecided.words());
        let nobody = post(house, &cookie, &form.clone().with("quiet", "skip"));
        assert!(nobody.status == 422 && nobody.words().contains("Der er ingen at skrive til."), "{}", nobody.words());
        assert_eq!(post(house, &cookie, &form.with("quiet", "invite")).status, 200);
        assert_eq!(house.sql("select count(*) from letter where channel = 1").trim(), "6");
    }

    fn letters_from_the_desk_wait_for_working_hours_unless_a_person_says_otherwise(house) {
        open_round(house, "invited");
        let town = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &town]);
        house.ok(&SECOND);
        house.ok(&["recipients", "import", "--round", "house-2", &town]);
        house.serve();
        let cookie = signed_in(house);
        let form = |key: &str| forms_to(&get(house, &cookie, &format!("/desk/rounds/{key}/letters")), "/invite").remove(0);
        assert!(post(house, &cookie, &form("house-1")).words().contains("6 invitationer er lagt i kø."));
        let waiting = || house.sql("select count(*) from letter where working_hours").trim().to_owned();
        assert_eq!(waiting(), "6");
        let at_once = form("house-2").with("now", "1").with("quiet", "invite");
        assert!(post(house, &cookie, &at_once).words().contains("6 invitationer er lagt i kø."));
        assert_eq!((waiting(), house.sql("select count(*) from letter").trim().to_owned()), ("6".to_owned(), "12".to_owned()));
    }
}
