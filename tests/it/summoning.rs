//! Letters to the participants of focus groups: the session for their calendars, moved and called off under one UID; reminders, quotes.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use nulpunkt::time::Timestamp;
use serde_json::Value;

use crate::bounces::{RETURNS, bounce, returned};
use crate::focusing::{claimed, form_with, get, held, note, planned, post};
use crate::house::{House, project};
use crate::http::Form;
use crate::outbox::by_smtp;
use crate::people::signed_in;
use crate::sink::Sink;
use crate::stories;

const GROUP: &str = "/desk/focus-groups/1";
const LETTERS: &str = "/desk/focus-groups/1/letters";

/// The letters in the house's folder once there are so many, as Python's mail reader reads them.
fn read(house: &House, count: usize) -> Vec<Value> {
    let folder = house.folder.path().join("letters");
    let late = Instant::now() + Duration::from_mins(1);
    let there = || {
        std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|one| one.path().extension().is_some_and(|end| end == "eml"))
            .count()
    };
    while there() < count {
        assert!(Instant::now() < late, "{} of {count} letters came: {}", there(), house.log());
        std::thread::sleep(Duration::from_millis(100));
    }
    // Whatever else is due leaves now.
    house.ok(&["deliver", "--once"]);
    let ran = Command::new("python3").arg(project().join("tests/mail/read.py")).arg(&folder).output().expect("python3 runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let lines = String::from_utf8(ran.stdout).expect("UTF-8");
    let all: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(all.len(), count, "{:?}", all.iter().map(|one| (&one["to"], &one["subject"])).collect::<Vec<_>>());
    for one in &all {
        assert_eq!(one["defects"], serde_json::json!([]), "{one}");
    }
    all
}

fn to<'a>(all: &'a [Value], email: &str) -> Vec<&'a Value> {
    all.iter().filter(|one| one["to"][0][1] == email).collect()
}

fn with_subject<'a>(all: &[&'a Value], subject: &str) -> &'a Value {
    let found = all.iter().find(|one| one["subject"] == subject);
    found.unwrap_or_else(|| {
        panic!("no letter called {subject} among {:?}", all.iter().map(|one| &one["subject"]).collect::<Vec<_>>())
    })
}

/// An entry as a strict reader takes it (RFC 5545): the properties of its one event, and its method.
fn entry(letter: &Value) -> BTreeMap<String, String> {
    let calendars = letter["calendars"].as_array().expect("calendars");
    assert_eq!(calendars.len(), 2, "the entry comes as a part and as a file");
    assert_eq!((&calendars[0]["kind"], &calendars[0]["charset"]), (&Value::from("text/calendar"), &Value::from("utf-8")));
    assert_eq!(calendars[1]["file"], "samtale.ics");
    assert_eq!(calendars[0]["content"], calendars[1]["content"], "part and file say the same");
    let text = calendars[0]["content"].as_str().expect("text");
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "a line has more than 75 octets: {text}");
    let unfolded = text.replace("\r\n ", "");
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut inside = Vec::new();
    for line in unfolded.trim_end().split("\r\n") {
        let mut quoted = false;
        let colon = line.find(|sign: char| {
            quoted ^= sign == '"';
            sign == ':' && !quoted
        });
        let (head, value) = line.split_at(colon.unwrap_or_else(|| panic!("no property: {line}")));
        let (name, value) = (head.split(';').next().unwrap_or_default(), &value[1..]);
        assert!(!name.is_empty() && name.chars().all(|sign| sign.is_ascii_uppercase() || sign == '-'), "{line}");
        assert!(!value.chars().any(char::is_control), "{line}");
        match name {
            "BEGIN" => inside.push(value.to_owned()),
            "END" => assert_eq!(inside.pop().as_deref(), Some(value)),
            _ => {
                let expected: &[&str] =
                    if matches!(name, "VERSION" | "PRODID" | "METHOD") { &["VCALENDAR"] } else { &["VCALENDAR", "VEVENT"] };
                assert_eq!(inside, expected, "{line}");
                assert_eq!(found.insert(name.to_owned(), value.to_owned()), None, "{name} stands twice");
            }
        }
    }
    assert!(inside.is_empty());
    for name in [
        "VERSION",
        "PRODID",
        "METHOD",
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "STATUS",
        "SUMMARY",
        "ORGANIZER",
        "ATTENDEE",
    ] {
        assert!(found.contains_key(name), "{name} is missing in {found:?}");
    }
    for name in ["DTSTAMP", "DTSTART", "DTEND"] {
        let at = &found[name];
        let (day, time) =
            at.strip_suffix('Z').and_then(|at| at.split_once('T')).unwrap_or_else(|| panic!("{name} is not in UTC: {at}"));
        assert!(day.len() == 8 && time.len() == 6 && (day.to_owned() + time).bytes().all(|byte| byte.is_ascii_digit()), "{at}");
    }
    assert_eq!(calendars[0]["method"], found["METHOD"].as_str(), "the part's method is the entry's");
    found
}

fn of<'a>(entry: &'a BTreeMap<String, String>, name: &str) -> &'a str {
    entry.get(name).map(String::as_str).unwrap_or_default()
}

/// A letter to somebody who works with it is read without effort; an address is no word of it.
fn easy(letter: &Value) {
    let words = letter["text"].as_str().expect("text").split_whitespace().filter(|word| !word.contains("://"));
    let found = crate::danish::lix(&words.collect::<Vec<_>>().join(" "));
    assert!(found <= 40.0, "LIX {found}: {letter}");
}

/// Moves the group of the story.
pub(crate) fn moved(house: &House, cookie: &str, day: &str, time: &str) {
    let form = form_with(&get(house, cookie, GROUP), "move").with("day", day).with("time", time);
    assert_eq!(post(house, cookie, &form).status, 303);
}

fn button(house: &House, cookie: &str, act: &str) -> Form {
    form_with(&get(house, cookie, LETTERS), act).with("act", act)
}

/// Two hours from now as day and time in Denmark: a session so near that its participants are reminded.
fn soon(house: &House, cookie: &str) {
    let now = jiff::Timestamp::now().as_millisecond();
    let at = Timestamp(now + 2 * 3_600_000).zoned().expect("a time zone");
    moved(house, cookie, &at.date().to_string(), &format!("{:02}.{:02}", at.hour(), at.minute()));
}

stories! {
    fn whoever_is_invited_by_letter_has_the_session_in_their_calendar_as_it_is(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")]);
        moved(house, &all, "2099-06-15", "10.00");
        house.sql("update focus_participant set language = 'en' where id = 3");
        assert_eq!(house.post(&form_with(&house.get(&links[3]), "reply").with("reply", "no").with("words", "")).status, 303);
        let page = get(house, &all, LETTERS).words();
        assert!(page.contains("3 vil få en invitation nu") && page.contains("De, der har svaret nej, får ingen breve"), "{page}");
        let invite = button(house, &all, "invite");
        assert_eq!(post(house, &all, &invite).status, 303);
        let letters = read(house, 3);
        assert_eq!(to(&letters, "dan@hjoerring.example").len(), 0, "whoever said no is written to");
        let anna = with_subject(&to(&letters, "anna@aalborg.example"), "Invitation: Ledere, hold 1");
        assert_eq!((&anna["kind"], &anna["automatic"], &anna["from"][0]), (&Value::from("multipart/mixed"), &Value::from("auto-generated"), &Value::from("Aalborg Kommune")));
        let said = |letter: &Value, words: &str| ["text", "html"].iter().all(|part| letter[*part].as_str().is_some_and(|text| text.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)));
        assert!(said(anna, "Vi taler om: Netværket") && said(anna, "bruges til at vurdere forsøgene"), "{anna}");
        easy(anna);
        assert!(said(anna, "15. juni 2099 kl. 10.00 til") && said(anna, &format!("https://svar.example.dk{}", links[0])) && said(anna, "https://moede.example/nord"), "{anna}");
        let carla = with_subject(&to(&letters, "carla@thisted.example"), "Invitation: Ledere, hold 1");
        assert!(said(carla, "We would like to hear what you think"), "{carla}");
        let first = entry(anna);
        assert_eq!((of(&first, "METHOD"), of(&first, "SEQUENCE"), of(&first, "DTSTART"), of(&first, "STATUS")), ("REQUEST", "1", "20990615T080000Z", "CONFIRMED"));
        assert!(of(&first, "ATTENDEE").ends_with("anna@aalborg.example") && of(&first, "DESCRIPTION").contains("på din egen side"), "{first:?}");
        // Pressing twice writes once.
        assert_eq!(post(house, &all, &invite).status, 303);
        read(house, 3);
        assert!(get(house, &all, LETTERS).words().contains("Invitation: sendt"));
        // A move is told at once under the same UID.
        moved(house, &all, "2099-12-01", "13.30");
        let letters = read(house, 6);
        let anna = with_subject(&to(&letters, "anna@aalborg.example"), "Ændret tid eller sted: Ledere, hold 1");
        easy(anna);
        let second = entry(anna);
        assert_eq!((of(&second, "METHOD"), of(&second, "SEQUENCE"), of(&second, "DTSTART"), of(&second, "UID")), ("REQUEST", "2", "20991201T123000Z", of(&first, "UID")));
        // Eva comes instead of Bo, who is told; Eva is not before she is invited.
        let add = form_with(&get(house, &all, GROUP), "email").with("name", "Eva Østergård").with("email", "eva@rebild.example").with("unit", "rebild").with("language", "da").with("instead", "2").with("act", "add");
        assert_eq!(post(house, &all, &add).status, 303);
        let letters = read(house, 7);
        let off = with_subject(&to(&letters, "bo@rebild.example"), "Du skal ikke komme: Ledere, hold 1");
        easy(off);
        let off = entry(off);
        assert_eq!((of(&off, "METHOD"), of(&off, "SEQUENCE"), of(&off, "STATUS")), ("CANCEL", "3", "CANCELLED"));
        let group = get(house, &all, GROUP).words();
        assert!(group.contains("pladsen er givet til en anden") && group.contains("Inviteret: 4") && group.contains("Sagt nej: 1"), "{group}");
        assert!(house.get(&links[1]).words().contains("Din plads i samtalen er givet til en anden"));
        // Called off: whoever was told of the session is told, and nobody else.
        let cancel = form_with(&get(house, &all, GROUP), "cancel").with("title", "Ledere, hold 1").with("act", "cancel");
        assert_eq!(post(house, &all, &cancel).status, 303);
        let letters = read(house, 9);
        let anna = with_subject(&to(&letters, "anna@aalborg.example"), "Aflyst: Ledere, hold 1");
        easy(anna);
        let anna = entry(anna);
        assert_eq!((of(&anna, "METHOD"), of(&anna, "SEQUENCE"), of(&anna, "UID")), ("CANCEL", "3", of(&first, "UID")));
        with_subject(&to(&letters, "carla@thisted.example"), "Called off: Ledere, hold 1");
        assert!(to(&letters, "eva@rebild.example").is_empty() && to(&letters, "dan@hjoerring.example").is_empty());
        let log = get(house, &all, "/desk/log").words();
        assert!(log.contains("3 breve til deltagere lagt i kø") && log.contains("Deltagers plads givet til en anden"), "{log}");
    }

    fn a_letter_that_waits_as_the_session_changes_does_not_leave_as_it_was(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        house.sql("insert into setting (key, value) values ('mail-pause', '9999999999999 a test')");
        moved(house, &all, "2099-06-15", "10.00");
        assert_eq!(post(house, &all, &button(house, &all, "invite")).status, 303);
        moved(house, &all, "2099-06-16", "10.00");
        let page = get(house, &all, LETTERS).words();
        assert!(page.contains("annulleret: samtalen blev flyttet") && !page.contains("besvaret"), "{page}");
        // Bo withdraws before his letter leaves.
        let withdraw = form_with(&house.get(&links[1]), "withdraw");
        assert_eq!(house.post(&withdraw.with("sure", "1")).status, 303);
        house.sql("delete from setting where key = 'mail-pause'");
        let letters = read(house, 1);
        let only = entry(with_subject(&to(&letters, "anna@aalborg.example"), "Invitation: Ledere, hold 1"));
        assert_eq!((of(&only, "SEQUENCE"), of(&only, "DTSTART")), ("2", "20990616T080000Z"));
    }

    fn participants_are_reminded_once_and_asked_about_their_quotes(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted")]);
        soon(house, &all);
        assert_eq!(post(house, &all, &button(house, &all, "invite")).status, 303);
        let letters = read(house, 3);
        assert!(letters.iter().all(|one| one["subject"] == "Invitation: Ledere, hold 1"), "who was invited just now is reminded");
        assert_eq!(house.post(&form_with(&house.get(&links[1]), "reply").with("reply", "another-time").with("words", "")).status, 303);
        assert_eq!(house.post(&form_with(&house.get(&links[2]), "reply").with("reply", "no").with("words", "")).status, 303);
        house.sql("update letter set date = date - 864000000");
        let letters = read(house, 4);
        let anna = with_subject(&to(&letters, "anna@aalborg.example"), "Påmindelse: Ledere, hold 1");
        assert_eq!((&anna["calendars"], &anna["kind"]), (&serde_json::json!([]), &Value::from("multipart/alternative")));
        easy(anna);
        read(house, 4);
        // Somebody is quoted, and asked, once the talk has been held.
        house.sql("update focus_group set starts_at = starts_at - 14400000, ends_at = ends_at - 14400000");
        held(house, &all, &links);
        assert_eq!(note(house, &all, "1: Vi kunne ringe til hinanden").status, 303);
        assert!(get(house, &all, LETTERS).words().contains("0 har citater, der venter på et svar"));
        claimed(house, &all, "Vi kunne ringe til hinanden", &[]);
        assert!(get(house, &all, LETTERS).words().contains("1 har citater, der venter på et svar"));
        assert_eq!(post(house, &all, &button(house, &all, "approval")).status, 303);
        let letters = read(house, 5);
        let asked = with_subject(&to(&letters, "anna@aalborg.example"), "Må vi citere dig? Ledere, hold 1");
        easy(asked);
        let text = asked["text"].as_str().expect("text");
        assert!(text.contains(&links[0]) && !text.contains("ringe til hinanden"), "a quote stands in a letter: {text}");
        assert!(get(house, &all, LETTERS).words().contains("0 har citater, der venter på et svar"), "she is written to twice");
    }

    fn what_came_back_of_a_participants_letter_ends_the_letters_to_them(house) {
        house.configure(&format!("[mail]\ntransport = \"folder\"\nfolder = \"letters\"\nfrom = \"svar@svar.example.dk\"\nreturns = \"{RETURNS}\"\n"));
        house.serve();
        let all = signed_in(house);
        planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        moved(house, &all, "2099-06-15", "10.00");
        assert_eq!(post(house, &all, &button(house, &all, "invite")).status, 303);
        read(house, 2);
        let ids = house.sql("select message_id, id from letter where participant_id = 1");
        let (message_id, id) = ids.trim().split_once('|').expect("a letter");
        let secret = std::fs::read_to_string(house.folder.path().join("keys/mail/returns.key")).expect("the secret of returns");
        let secret = data_encoding::HEXLOWER.decode(secret.trim().as_bytes()).expect("hexadecimal");
        let secret = nulpunkt::token::Secret(secret.try_into().expect("256 bits"));
        let id: i64 = id.parse().expect("a number");
        let own = RETURNS.replace('@', &format!("+{id}-{}@", nulpunkt::token::ReturnTag::of(&secret, id, message_id)));
        let ran = bounce(house, &returned("postfix.eml", &own), &[]);
        assert_eq!(ran.code, 0, "{} {}", ran.out, ran.err);
        assert_eq!(house.sql("select state from letter where participant_id = 1").trim(), "8");
        assert!(get(house, &all, LETTERS).words().contains("Invitation: kom retur"));
        moved(house, &all, "2099-06-16", "10.00");
        let letters = read(house, 3);
        assert!(to(&letters, "anna@aalborg.example").len() == 1 && to(&letters, "bo@rebild.example").len() == 2, "who cannot be reached is written to");
    }

    fn why_the_letters_of_a_group_wait_stands_on_the_desk(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, &sink);
        house.serve();
        let all = signed_in(house);
        planned(house, &all, &[("Senere", "aalborg"), ("Anna", "rebild")]);
        house.sql("insert into setting (key, value) values ('mail-pause', '9999999999999 a test')");
        moved(house, &all, "2099-06-15", "10.00");
        assert_eq!(post(house, &all, &button(house, &all, "invite")).status, 303);
        let told = |path: &str, words: &str| {
            let page = get(house, &all, path).words();
            assert!(page.contains(words), "{words} is not in {page}");
        };
        for path in ["/desk/letters", LETTERS] {
            told(path, "Står for tur 2 De sendes om lidt.");
        }
        told("/desk/letters", "Ledere, hold 1 Hvorfor de venter");
        house.sql("delete from setting where key = 'mail-pause'");
        let late = Instant::now() + Duration::from_secs(30);
        while house.sql("select state from letter order by state").split_whitespace().collect::<Vec<_>>() != ["3", "4"] {
            assert!(Instant::now() < late, "{}", house.log());
            std::thread::sleep(Duration::from_millis(100));
        }
        for path in ["/desk/letters", LETTERS] {
            told(path, "Afvist indtil videre 1 Der prøves igen i op til tre døgn. Næste gang:");
            told(&format!("{path}?lang=en"), "Refused for now 1 It is tried again for up to three days. Next:");
        }
        let secret = house.folder.path().join("keys/focus-groups/links.key");
        std::fs::rename(&secret, secret.with_extension("away")).expect("the secret is there");
        told("/desk/letters", "Hemmeligheden bag deltagernes links mangler 1 De sendes, når den er tilbage i keys_dir.");
        told("/desk/letters?lang=en", "The secret behind the participants' links is missing 1");
    }
}
