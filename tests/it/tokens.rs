//! Access tokens: made by whoever is signed in, shown once, never wider than their person, and ended.

use crate::house::{Backend, House};
use crate::http::{Form, Page};
use crate::people::{PASSWORD, person, signed_in};
use crate::stories;

/// Asks the API with this token.
pub(crate) fn ask(house: &House, token: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Authorization: Bearer {token}\r\n"), b"").expect("an answer")
}

fn page(house: &House, cookie: &str) -> Page {
    house.send("GET", "/desk/account/tokens", &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn send(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The form that makes a token, filled in.
fn making(house: &House, cookie: &str, rights: &str) -> Form {
    page(house, cookie)
        .form()
        .with("name", "Regneark til styregruppen")
        .with("days", "30")
        .with("rights", rights)
        .with("current", PASSWORD)
}

/// The token that a page shows.
fn shown(page: &Page) -> Option<String> {
    let text = page.text();
    let at = text.find("nulpunkt_")?;
    Some(text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
}

/// A token of whoever has this cookie, made as a person makes one.
pub(crate) fn token(house: &House, cookie: &str, rights: &str) -> String {
    let made = send(house, cookie, &making(house, cookie, rights));
    let token = shown(&made).unwrap_or_else(|| panic!("no token: {}", made.words()));
    house.secrets.learn(&token);
    token
}

stories! {
    fn a_token_is_made_with_the_password_shown_once_and_counts_until_it_is_ended(house) {
        house.serve();
        let cookie = signed_in(house);
        let form = making(house, &cookie, "read");
        for (field, value, says) in [("current", "noget helt andet her", "passer ikke"), ("name", " ", "1 til 60 tegn"), ("days", "3650", "hvor længe")] {
            let refused = send(house, &cookie, &form.clone().with(field, value));
            assert!(refused.status == 422 && refused.words().contains(says) && shown(&refused).is_none(), "{field}: {}", refused.words());
        }
        assert_eq!(house.sql("select count(*) from personal_token").trim(), "0");
        let token = token(house, &cookie, "read");
        assert!(token.len() == "nulpunkt_".len() + 26 && !house.dump().contains(&token), "the token itself lies in the database");
        let later = page(house, &cookie);
        assert!(shown(&later).is_none() && later.words().contains("Regneark til styregruppen") && later.words().contains("kun læse"), "{}", later.words());
        let me = ask(house, &token, "/api/v1/me");
        assert!(me.status == 200 && me.text().contains("\"role\":\"coordinator\"") && me.text().contains("Kirsten Koordinator"), "{}", me.text());
        // Somebody else cannot end it by what the list calls it.
        let other = person(house, "Lars Læser", &["--role", "reader"]);
        let end = later.forms().into_iter().find(|form| form.action.ends_with("/end")).expect("a way to end it");
        let foreign = page(house, &other).form();
        let theirs = foreign.fields.iter().find(|(name, _)| name == "form").expect("a form's own mark").1.clone();
        send(house, &other, &end.clone().with("form", &theirs));
        assert_eq!(ask(house, &token, "/api/v1/me").status, 200);
        let ended = send(house, &cookie, &end);
        assert!(ended.status == 200 && ended.words().contains("gælder ikke længere") && ended.words().contains("ingen API-nøgler"), "{}", ended.words());
        assert_eq!(ask(house, &token, "/api/v1/me").status, 401);
        let log = house.ok(&["--language", "en", "log", "list"]);
        assert!(log.contains("reading token made") && log.contains("token ended") && !log.contains("Regneark"), "{log}");
        let told = house.send("GET", "/desk/log", &format!("Cookie: {cookie}\r\n"), b"").expect("an answer").words();
        assert!(told.contains("API-nøgle til at læse lavet") && told.contains("API-nøgle afsluttet"), "{told}");
    }

    fn a_token_ends_with_its_time_and_with_its_person(house) {
        house.serve();
        let first = signed_in(house);
        let own = token(house, &first, "read");
        house.sql("update personal_token set expires_at = 1");
        assert_eq!(ask(house, &own, "/api/v1/me").status, 401, "a token that has run out counts");
        for (name, command) in [("Eva Evaluator", "remove"), ("Rie Rådgiver", "reset")] {
            let theirs = token(house, &person(house, name, &["--role", "evaluator"]), "write");
            assert_eq!(ask(house, &theirs, "/api/v1/me").status, 200);
            house.ok(&["user", command, name]);
            assert_eq!(ask(house, &theirs, "/api/v1/me").status, 401, "{command}");
        }
        // What has run out goes when the next is made; nothing else is left of those who went.
        assert_eq!(house.sql("select count(*) from personal_token").trim(), "1");
    }

    fn a_person_has_twenty_tokens_at_most_and_no_token_makes_another(house) {
        house.serve();
        let cookie = signed_in(house);
        let own = token(house, &cookie, "write");
        let hash = if house.url.starts_with("sqlite") { "zeroblob(15) || cast(n as blob)" } else { "decode(lpad(n::text, 64, '0'), 'hex')" };
        house.sql(&format!("with recursive c(n) as (select 10 union all select n + 1 from c where n < 28) \
            insert into personal_token (hash, person_id, name, may_write, made_at, expires_at) select {hash}, 1, 'x', false, 1, 9999999999999 from c"));
        let full = send(house, &cookie, &making(house, &cookie, "read"));
        assert!(full.status == 422 && full.words().contains("20 API-nøgler"), "{}", full.words());
        let form = making(house, &cookie, "read");
        let headers = format!("Authorization: Bearer {own}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let by_token = house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer");
        assert!(by_token.status == 401 && shown(&by_token).is_none(), "a token made a token");
        assert_eq!(house.send("GET", "/desk", &format!("Authorization: Bearer {own}\r\n"), b"").expect("an answer").status, 401, "the desk takes a token");
        let by_cookie = house.send("GET", "/api/v1/me", &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        assert_eq!((by_cookie.status, by_cookie.header("www-authenticate").is_some()), (401, true), "the API takes a cookie");
    }

    fn wrong_tokens_are_told_alike_limited_and_stored_nowhere(house) {
        house.serve();
        let cookie = signed_in(house);
        let own = token(house, &cookie, "read");
        let before = house.dump();
        let challenge = ask(house, "nulpunkt_aaaaaaaaaaaaaaaaaaaaaaaaaa", "/api/v1/me");
        assert!(challenge.header("www-authenticate").is_some_and(|said| said.starts_with("Bearer")), "{:?}", challenge.headers);
        assert_eq!(challenge.header("content-type"), Some("application/problem+json"));
        for wrong in ["x", "", &own[1..], &own.to_uppercase(), &format!("{own}a"), "nulpunkt_bbbbbbbbbbbbbbbbbbbbbbbbbb"] {
            let page = ask(house, wrong, "/api/v1/rounds/findes-ikke");
            assert_eq!((page.status, page.text()), (401, challenge.text()), "{wrong}");
        }
        for _ in 0..23 {
            assert_eq!(ask(house, "x", "/api/v1/me").status, 401);
        }
        let late = ask(house, "x", "/api/v1/me");
        assert!(late.status == 429 && late.header("retry-after").is_some(), "{}", late.status);
        assert_eq!(ask(house, &own, "/api/v1/me").status, 200, "others' wrong tokens shut out a right one");
        house.unchanged(&before, "wrong tokens changed something");
    }
}

#[test]
fn a_restored_database_takes_no_token_and_no_session_of_before() {
    let house = House::on(Backend::Sqlite);
    house.serve();
    let cookie = signed_in(&house);
    let own = token(&house, &cookie, "read");
    let file = house.folder.path().join("kopi.db");
    house.ok(&["backup", file.to_str().expect("UTF-8")]);
    let other = House::on(Backend::Sqlite);
    other.ok(&["restore", file.to_str().expect("UTF-8")]);
    other.serve();
    assert_eq!(ask(&other, &own, "/api/v1/me").status, 401);
    assert_eq!(other.send("GET", "/desk", &format!("Cookie: {cookie}\r\n"), b"").expect("an answer").status, 401);
    assert_eq!(ask(&house, &own, "/api/v1/me").status, 200);
}
