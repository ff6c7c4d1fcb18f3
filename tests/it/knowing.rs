//! What a browser brings along: it is known to its owner's name whatever strangers try at it, and a session that is left alone ends.

use crate::house::House;
use crate::http::Page;
use crate::people::{PASSWORD, cookie_of, own_surveys, signed_in};
use crate::stories;

const NAME: &str = "Kirsten Koordinator";

/// Tries to sign in with this cookie.
fn tried(house: &House, cookie: &str, name: &str, password: &str) -> Page {
    let form = house.get("/desk/sign-in").form().with("name", name).with("password", password);
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", "/desk/sign-in", &headers, form.encoded().as_bytes()).expect("an answer")
}

fn device_of(page: &Page) -> String {
    let set = page.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")).map(|(_, value)| value.as_str());
    let device = set.into_iter().find(|value| value.starts_with("__Host-nulpunkt-device=")).expect("a browser that is known");
    assert!(["HttpOnly", "Secure", "SameSite=Strict"].iter().all(|part| device.contains(part)), "{device}");
    device.split(';').next().expect("a cookie").to_owned()
}

stories! {
    fn a_stranger_cannot_shut_a_name_to_the_browser_of_its_owner(house) {
        house.serve();
        signed_in(house);
        let admitted = tried(house, "a=b", NAME, PASSWORD);
        let (device, session) = (device_of(&admitted), cookie_of(&admitted));
        for _ in 0..10 {
            assert_eq!(tried(house, "a=b", NAME, "noget helt andet her").status, 401);
        }
        assert_eq!(tried(house, "a=b", NAME, PASSWORD).status, 429, "the name is not shut");
        assert_eq!(tried(house, &device, NAME, PASSWORD).status, 303, "its owner is shut out");
        // A mark that was made up, and the mark of another name, count for nothing.
        let (name, value) = device.split_once('=').expect("a cookie");
        let forged = format!("{name}=00{}", &value[2..]);
        assert_eq!(tried(house, &forged, NAME, PASSWORD).status, 429);
        for _ in 0..10 {
            assert_eq!(tried(house, "a=b", "Karen Koordinator", "x").status, 401);
        }
        assert_eq!(tried(house, &device, "Karen Koordinator", "x").status, 429);
        // Whoever has the browser guesses no faster than others.
        for _ in 0..10 {
            assert_eq!(tried(house, &device, NAME, "noget helt andet her").status, 401);
        }
        assert_eq!(tried(house, &device, NAME, PASSWORD).status, 429);
        // And who is signed in proves themselves all the while.
        let account = house.send("GET", "/desk/account", &format!("Cookie: {session}\r\n"), b"").expect("an answer");
        let form = account.forms().into_iter().find(|form| form.action == "/desk/account/password").expect("the form");
        let form = form.with("current", PASSWORD).with("password", "en helt ny adgangskode").with("again", "en helt ny adgangskode");
        let headers = format!("Cookie: {session}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let changed = house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer");
        assert!(changed.status == 200 && changed.words().contains("Adgangskoden er"), "{} {}", changed.status, changed.words());
    }

    fn when_a_session_was_last_used_stands_in_its_cookie_and_cannot_be_made_up(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let status = |cookie: &str| house.send("GET", "/desk", &format!("Cookie: {cookie}\r\n"), b"").expect("an answer").status;
        assert_eq!(status(&cookie), 200);
        let parts: Vec<&str> = cookie.split('.').collect();
        let [session, minute, mark] = parts[..] else { panic!("{} parts", parts.len()) };
        let minute: i64 = minute.parse().expect("a minute");
        for other in [minute - 61, minute + 30, minute - 1] {
            assert_eq!(status(&format!("{session}.{other}.{mark}")), 401, "{other}");
        }
        for bare in [session.to_owned(), format!("{session}.{minute}"), format!("{session}.{minute}.")] {
            assert_eq!(status(&bare), 401);
        }
    }

    fn a_questionnaire_is_written_and_published_without_its_text(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let post = |form: &crate::http::Form| {
            let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
            house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
        };
        let new = get("/desk/questionnaires/new");
        let begun = new.forms().into_iter().find(|form| form.action == "/desk/questionnaires/new").expect("the form");
        let pasted = "1. Hvordan går det?\no\tGodt\no\tSkidt\n";
        assert_eq!(post(&begun.with("key", "uden-tekst").with("title", "Uden tekst").with("trial", TRIAL).with("audience", "caseworker").with("pasted", pasted)).status, 303);
        let (draft, words) = ("/desk/questionnaires/uden-tekst/draft", "/desk/questionnaires/uden-tekst/draft/words");
        let form_on = |page: &Page, action: &str| page.forms().into_iter().find(|form| form.action == action).unwrap_or_else(|| panic!("{}", page.words()));
        // A language more, and then every text in both.
        let more = form_on(&get(draft), words);
        let more = get(draft).forms().into_iter().rfind(|form| form.action == words).unwrap_or(more);
        assert!(post(&more.with("more", "en").with("act", "language")).words().contains("Kladden er gemt"));
        let mut form = form_on(&get(draft), words);
        let names: Vec<String> = form.fields.iter().map(|(name, _)| name.clone()).filter(|name| name.starts_with("around-")).collect();
        assert!(names.len() >= 22, "{names:?}");
        for name in &names {
            form = form.with(name, "Ord med \"citat\" til {municipality.name}");
        }
        let saved = post(&form);
        assert!(saved.words().contains("Kladden er gemt"), "{}", saved.words());
        let question = format!("{draft}/question");
        let asked = get(&format!("{draft}?question=q1"));
        let mut form = asked.forms().into_iter().find(|form| form.action == question && form.fields.iter().any(|(name, _)| name == "question")).expect("the question");
        let empty: Vec<String> = form.fields.iter().filter(|(name, value)| name.starts_with("words-") && value.is_empty()).map(|(name, _)| name.clone()).collect();
        for (at, name) in empty.iter().enumerate() {
            form = form.with(name, &format!("In English, number {at}"));
        }
        let whole = post(&form);
        assert!(whole.words().contains("Der er ingen fejl"), "{}", whole.words());
        assert_eq!(post(&form_on(&whole, &format!("{draft}/publish"))).status, 303);
        assert!(get("/desk/questionnaires/uden-tekst").words().contains("Ord med \"citat\""));
    }
}

/// A trial of the stories that the form offers.
const TRIAL: &str = "house";
