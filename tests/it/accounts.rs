//! Signing in, and who tries to without the right: the first person, wrong passwords, codes, other people's sessions and forms.

use std::time::{SystemTime, UNIX_EPOCH};

use nulpunkt::access::one_time_code::AppSecret;

use crate::house::House;
use crate::http::{Form, Page, escape};
use crate::people::{PASSWORD, cookie_of, person, signed_in};
use crate::stories;

const NAME: &str = "Kirsten Koordinator";

/// Asks for a page with this cookie.
fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

/// Sends a form with this cookie and these headers.
fn post(house: &House, cookie: &str, form: &Form, headers: &str) -> Page {
    house.secrets.learn_form(form);
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n{headers}");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The form on a page whose address ends like this.
fn form_to(page: &Page, action: &str) -> Form {
    let all = page.forms();
    all.iter().find(|form| form.action == action).unwrap_or_else(|| panic!("no form to {action}: {}", page.words())).clone()
}

/// Fills the page for signing in, and sends it.
fn try_in(house: &House, name: &str, password: &str) -> Page {
    house.post(&house.get("/desk/sign-in").form().with("name", name).with("password", password))
}

/// Turns the codes of an app on for whoever has this session; the code that counts next.
pub(crate) fn app_of(house: &House, cookie: &str) -> String {
    let shown = post(house, cookie, &form_to(&get(house, cookie, "/desk/account"), "/desk/account/app"), "");
    let text = shown.text();
    let key: String =
        text.split("<code class=\"key\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a key").replace(' ', "");
    let secret = AppSecret(data_encoding::BASE32_NOPAD.decode(key.as_bytes()).expect("base32").try_into().expect("20 bytes"));
    assert_eq!(
        post(house, cookie, &shown.form().with("code", &secret.code(step() - 1)).with("current", PASSWORD), "").status,
        200
    );
    secret.code(step())
}

fn step() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() / 30).expect("a step")
}

stories! {
    fn the_first_person_makes_their_account_once_and_nobody_after_them(house) {
        house.serve();
        assert_eq!(house.get("/desk").status, 401);
        let log = house.log();
        let address = log.split_whitespace().find(|word| word.contains("/desk/sign-in/")).expect("a one-time address").to_owned();
        let before = house.dump();
        let page = house.get(&address);
        assert!(page.words().contains("Du er den første her"), "{}", page.words());
        house.unchanged(&before, "looking used the address up");
        let form = page.form().with("name", NAME);
        for (password, again, said) in [
            ("kort", "kort", "mindst 12 tegn"),
            ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "let at gætte"),
            ("kirsten koordinator", "kirsten koordinator", "let at gætte"),
            (PASSWORD, "noget helt andet her", "ikke ens"),
        ] {
            let refused = house.post(&form.clone().with("password", password).with("again", again));
            assert!(refused.status == 422 && refused.words().contains(said) && refused.header("set-cookie").is_none(), "{password}: {}", refused.words());
            assert!(!refused.text().contains(password), "a password stands on a page");
        }
        house.unchanged(&before, "a password that is not taken changed something");
        let form = form.with("password", PASSWORD).with("again", PASSWORD);
        let admitted = house.post(&form);
        let cookie = admitted.header("set-cookie").expect("a session").to_owned();
        for part in ["__Host-nulpunkt=", "; Path=/", "HttpOnly", "Secure", "SameSite=Strict"] {
            assert!(cookie.contains(part) && !cookie.contains("Domain"), "{part} is not in {cookie}");
        }
        let desk = get(house, &cookie_of(&admitted), "/desk");
        assert!(desk.status == 200 && desk.words().contains(NAME), "{}", desk.words());
        for (header, value) in [("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"), ("cache-control", "no-store"), ("strict-transport-security", "max-age=31536000; includeSubDomains")] {
            assert_eq!(desk.header(header), Some(value));
        }
        let policy = desk.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("script"), "{policy}");
        assert_eq!((house.get(&address).status, house.post(&form).status), (410, 410));
        house.kill();
        let before = house.log().matches("/desk/sign-in/").count();
        house.serve();
        assert_eq!(house.log().matches("/desk/sign-in/").count(), before, "a second first person was asked for");
        assert_eq!(get(house, &cookie_of(&admitted), "/desk").status, 200, "a session lies in the database, not in the process");
        let kept = house.sql("select password from person");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !house.dump().contains(PASSWORD), "{kept}");
    }

    fn a_wrong_password_and_an_unknown_name_are_told_alike_and_counted_alike(house) {
        house.serve();
        signed_in(house);
        let (known, unknown) = (try_in(house, NAME, "noget helt andet her"), try_in(house, "Karen Koordinator", "noget helt andet her"));
        assert_eq!((known.status, unknown.status), (401, 401));
        assert_eq!(known.text(), unknown.text().replace("Karen", "Kirsten"));
        assert_eq!(try_in(house, "  kirsten   KOORDINATOR ", PASSWORD).status, 303, "the name is found however it is written");
        for name in [NAME, "Karen Koordinator"] {
            for _ in 0..9 {
                assert_eq!(try_in(house, name, "noget helt andet her").status, 401);
            }
            let late = try_in(house, name, PASSWORD);
            let wait: u64 = late.header("retry-after").expect("when to come again").parse().expect("seconds");
            assert!(late.status == 429 && (1..=900).contains(&wait), "{} {wait}", late.status);
        }
        // Another process on the same database knows of them too.
        house.kill();
        house.serve();
        assert_eq!(try_in(house, NAME, PASSWORD).status, 429);
        // Nobody is named in what is counted, nor is where they came from.
        assert_eq!(house.sql("select count(*) from sign_in_try where length(account) <> 32 or length(origin) <> 32").trim(), "0");
        house.sql("update sign_in_try set at = at - 900000");
        assert_eq!(try_in(house, NAME, PASSWORD).status, 303);
    }

    fn from_one_address_forty_wrong_tries_are_taken_whatever_the_names(house) {
        house.serve();
        signed_in(house);
        for name in 0..40 {
            assert_eq!(try_in(house, &format!("Karen {name}"), "x").status, 401, "{name}");
        }
        // What a stranger says of where they come from is not believed.
        let form = house.get("/desk/sign-in").form().with("name", NAME).with("password", PASSWORD);
        assert_eq!(post(house, "", &form, "X-Forwarded-For: 10.0.0.9\r\n").status, 429);
    }

    fn a_session_is_always_a_new_one_and_ends_where_it_is_ended(house) {
        house.serve();
        signed_in(house);
        let form = house.get("/desk/sign-in").form().with("name", NAME).with("password", PASSWORD);
        let planted = "__Host-nulpunkt=abcdefghijklmnopqrstuvwxyz";
        assert_eq!(get(house, planted, "/desk").status, 401);
        let first = cookie_of(&post(house, planted, &form, ""));
        assert_ne!(first, planted);
        assert_eq!((get(house, planted, "/desk").status, get(house, &first, "/desk").status), (401, 200));
        let second = cookie_of(&post(house, &first, &form, ""));
        assert_eq!(get(house, &first, "/desk").status, 401, "the session that the browser brought did not end");
        let elsewhere = cookie_of(&house.send("POST", "/desk/sign-in", "Content-Type: application/x-www-form-urlencoded\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n", form.encoded().as_bytes()).expect("an answer"));
        let account = get(house, &second, "/desk/account");
        assert!(account.words().contains("Firefox, Linux") && account.words().contains("denne browser"), "{}", account.words());
        let ends: Vec<Form> = account.forms().into_iter().filter(|form| form.action == "/desk/account/sessions").collect();
        let firefox = account.text();
        let handle = firefox.split("Firefox").nth(1).and_then(|rest| rest.split("name=\"session\" value=\"").nth(1)).and_then(|rest| rest.split('"').next()).expect("a handle").to_owned();
        let end = ends.into_iter().find(|form| form.fields.contains(&("session".to_owned(), handle.clone()))).expect("its form");
        // Somebody else's session is not ended by its handle.
        let other = person(house, "Lars Læser", &["--role", "reader"]);
        let foreign = form_to(&get(house, &other, "/desk/account"), "/desk/account/app").with("session", &handle);
        post(house, &other, &Form { action: "/desk/account/sessions".to_owned(), ..foreign }, "");
        assert_eq!(get(house, &elsewhere, "/desk").status, 200);
        assert_eq!((post(house, &second, &end, "").status, post(house, &second, &end.clone().with("current", "noget helt andet her"), "").status), (422, 422));
        assert_eq!(get(house, &elsewhere, "/desk").status, 200, "a session was ended without the password");
        assert_eq!(post(house, &second, &end.with("current", PASSWORD), "").status, 200);
        assert_eq!((get(house, &elsewhere, "/desk").status, get(house, &second, "/desk").status), (401, 200));
        let third = cookie_of(&post(house, "", &form, ""));
        let change = form_to(&get(house, &second, "/desk/account"), "/desk/account/password").with("password", "en helt ny adgangskode").with("again", "en helt ny adgangskode");
        assert_eq!(post(house, &second, &change.clone().with("current", "noget helt andet her"), "").status, 422);
        assert_eq!(get(house, &third, "/desk").status, 200);
        assert_eq!(post(house, &second, &change.with("current", PASSWORD), "").status, 200);
        assert_eq!((get(house, &third, "/desk").status, get(house, &second, "/desk").status), (401, 200), "a new password ends the other sessions");
        assert_eq!((try_in(house, NAME, PASSWORD).status, try_in(house, NAME, "en helt ny adgangskode").status), (401, 303));
        let out = post(house, &second, &form_to(&get(house, &second, "/desk"), "/desk/sign-out"), "");
        assert!(out.status == 303 && out.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")), "{}", out.status);
        assert_eq!(get(house, &second, "/desk").status, 401);
        assert_eq!(house.get("/desk/sign-out").status, 405, "looking signs nobody out");
        house.sql("update person_session set expires_at = 1");
        assert_eq!(get(house, &other, "/desk").status, 401, "a session that has run out counts");
    }

    fn a_code_of_an_app_is_needed_and_counts_once(house) {
        house.serve();
        let cookie = signed_in(house);
        let start = form_to(&get(house, &cookie, "/desk/account"), "/desk/account/app");
        let before = house.dump();
        let shown = post(house, &cookie, &start, "");
        house.unchanged(&before, "a key that was only shown changed something");
        let text = shown.text();
        assert!(text.contains("<svg class=\"qr\"") && text.contains("<title>Nøglen som billede (QR-kode)</title>"), "{text}");
        let key: String = text.split("<code class=\"key\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a key").replace(' ', "");
        assert!(text.contains(&format!("otpauth://totp/Nulpunkt:Kirsten%20Koordinator?secret={key}&amp;issuer=Nulpunkt")), "{text}");
        let secret = AppSecret(data_encoding::BASE32_NOPAD.decode(key.as_bytes()).expect("base32").try_into().expect("20 bytes"));
        let now = step();
        let wrong = post(house, &cookie, &shown.form().with("code", &secret.code(now + 1000)), "");
        assert_eq!((wrong.status, house.sql("select count(*) from person where app_nonce is not null").trim()), (422, "0"));
        let used = secret.code(now - 1);
        let unproven = post(house, &cookie, &wrong.form().with("code", &used).with("current", "noget helt andet her"), "");
        assert_eq!((unproven.status, house.sql("select count(*) from person where app_nonce is not null").trim()), (422, "0"));
        assert_eq!(post(house, &cookie, &unproven.form().with("code", &used).with("current", PASSWORD), "").status, 200);
        assert!(!house.dump().contains(&key), "the key lies in the database");
        let half = try_in(house, NAME, PASSWORD);
        assert!(half.status == 200 && half.header("set-cookie").is_none() && half.words().contains("seks cifre"), "{}", half.words());
        let waiting = half.form();
        let hidden = waiting.fields.iter().find(|(name, _)| name == "waiting").expect("what waits").1.clone();
        assert_eq!(get(house, &format!("__Host-nulpunkt={hidden}"), "/desk").status, 401, "half signed in is not signed in");
        let replayed = house.post(&waiting.clone().with("code", &used));
        assert!(replayed.status == 401 && replayed.header("set-cookie").is_none(), "the code of the enrolment was used again");
        let fresh = secret.code(step());
        let admitted = house.post(&waiting.clone().with("code", &fresh));
        assert_eq!(admitted.status, 303, "{}", admitted.words());
        assert_eq!(get(house, &cookie_of(&admitted), "/desk").status, 200);
        assert_eq!(house.post(&waiting.with("code", &fresh)).status, 401, "what waited is gone");
        let again = try_in(house, NAME, PASSWORD).form();
        let replayed = house.post(&again.with("code", &fresh));
        assert!(replayed.status == 401 && replayed.header("set-cookie").is_none(), "a code was used twice");
        let account = get(house, &cookie, "/desk/account");
        let off = form_to(&account, "/desk/account/app/off");
        assert_eq!(post(house, &cookie, &off.clone().with("current", "noget helt andet her"), "").status, 422);
        assert_eq!(post(house, &cookie, &off.with("current", PASSWORD), "").status, 200);
        assert_eq!(try_in(house, NAME, PASSWORD).status, 303);
    }

    fn more_than_a_password_is_demanded_and_set_up_before_anything_else(house) {
        house.configure("[desk]\ntwo_factors = \"demanded\"\n");
        house.serve();
        let cookie = signed_in(house);
        // The first person is not locked out: they are led to where they set it up, and to nothing else.
        for path in ["/desk", "/desk/rounds", "/desk/people", "/desk/account/tokens", "/desk/log"] {
            let led = get(house, &cookie, path);
            assert_eq!((led.status, led.header("location")), (303, Some("/desk/account")), "{path}");
        }
        let account = get(house, &cookie, "/desk/account");
        assert!(account.status == 200 && account.words().contains("mere end en adgangskode"), "{}", account.words());
        let add = Form { action: "/desk/people".to_owned(), ..form_to(&account, "/desk/account/app") };
        let before = house.dump();
        assert_eq!(post(house, &cookie, &add.with("name", "Ny Person").with("role", "reader").with("trials", "all").with("municipalities", "all").with("seen", "reader * *"), "").status, 303);
        house.unchanged(&before, "somebody was added by a password alone");
        let code = app_of(house, &cookie);
        assert_eq!(get(house, &cookie, "/desk").status, 200);
        assert!(!get(house, &cookie, "/desk/account").words().contains("mere end en adgangskode"));
        // From now on the code is asked for, also after a new password is chosen by a new address.
        let half = try_in(house, NAME, PASSWORD);
        assert!(half.status == 200 && half.header("set-cookie").is_none(), "{}", half.words());
        assert_eq!(house.post(&half.form().with("code", &code)).status, 303);
        let said = house.ok(&["user", "reset", NAME]);
        let address = said.split_whitespace().find(|word| word.contains("/desk/sign-in/")).expect("a one-time address").to_owned();
        let chosen = house.post(&house.get(&address).form().with("password", "en helt ny adgangskode").with("again", "en helt ny adgangskode"));
        assert!(chosen.status == 200 && chosen.header("set-cookie").is_none() && chosen.words().contains("seks cifre"), "{} {}", chosen.status, chosen.words());
        // Who has lost the app has it reset by itself, which the log tells, and sets another up.
        house.ok(&["user", "reset", NAME, "--factors"]);
        assert!(house.sql("select who, what, object from log").contains("custodian at the machine|second factor reset|Kirsten Koordinator"));
        let back = cookie_of(&try_in(house, NAME, "en helt ny adgangskode"));
        assert_eq!(get(house, &back, "/desk").header("location"), Some("/desk/account"));
    }

    fn a_coordinator_resets_what_a_person_lost_and_their_password_stays(house) {
        house.serve();
        let cookie = signed_in(house);
        let lars = person(house, "Lars Læser", &["--role", "reader"]);
        app_of(house, &lars);
        let row = house.sql("select id from person where name = 'Lars Læser'");
        let people = || get(house, &cookie, "/desk/people");
        let reset = form_to(&people(), &format!("/desk/people/{}/reset", row.trim()));
        assert_eq!(post(house, &cookie, &reset, "").status, 200);
        assert_eq!(house.sql("select count(*) from person where app_nonce is not null").trim(), "1", "a new password took the app along");
        let bo = person(house, "Bo Ærø", &["--role", "reader"]);
        app_of(house, &bo);
        let row = house.sql("select id from person where name = 'Bo Ærø'");
        let factors = form_to(&people(), &format!("/desk/people/{}/factors", row.trim()));
        let done = post(house, &cookie, &factors, "");
        assert!(done.words().contains("Bo Ærø har hverken app eller adgangsnøgler mere"), "{}", done.words());
        assert_eq!((get(house, &bo, "/desk").status, try_in(house, "Bo Ærø", PASSWORD).status), (401, 303));
        assert!(house.sql("select who, what, object from log").contains("Kirsten Koordinator|second factor reset|Bo Ærø"));
    }

    fn a_form_that_is_not_the_sessions_own_does_nothing(house) {
        house.serve();
        let cookie = signed_in(house);
        let other = person(house, "Lars Læser", &["--role", "reader"]);
        let mine = form_to(&get(house, &cookie, "/desk/people"), "/desk/people").with("name", "Ny Person").with("role", "reader").with("trials", "all").with("municipalities", "all").with("seen", "reader * *");
        let theirs = form_to(&get(house, &other, "/desk/account"), "/desk/account/app");
        let token = theirs.fields.iter().find(|(name, _)| name == "form").expect("a token").1.clone();
        let without = Form { fields: mine.fields.iter().filter(|(name, _)| name != "form").cloned().collect(), ..mine.clone() };
        let before = house.dump();
        for (form, headers) in [
            (&without, ""),
            (&mine.clone().with("form", &token), ""),
            (&mine.clone().with("form", ""), ""),
            (&mine, "Sec-Fetch-Site: cross-site\r\n"),
            (&mine, "Sec-Fetch-Site: same-site\r\n"),
            (&mine, "Origin: https://evil.example\r\n"),
            (&mine, "Origin: null\r\n"),
        ] {
            assert_eq!(post(house, &cookie, form, headers).status, 403, "{headers}");
        }
        assert_eq!(post(house, "", &mine, "").status, 401);
        let login = house.get("/desk/sign-in").form().with("name", NAME).with("password", PASSWORD);
        assert_eq!(post(house, "", &login, "Sec-Fetch-Site: cross-site\r\n").status, 403, "another site signed somebody in");
        house.unchanged(&before, "a form of somebody else did something");
        let own = post(house, &cookie, &mine, "Origin: https://svar.example.dk\r\nSec-Fetch-Site: same-origin\r\n");
        assert!(own.status == 200 && own.words().contains("Ny Person er tilføjet"), "{} {}", own.status, own.words());
    }

    fn a_return_address_and_the_host_header_lead_nowhere_else(house) {
        house.serve();
        let cookie = signed_in(house);
        let asked = house.get("/desk/rounds?lang=en");
        let form = asked.form().with("name", NAME).with("password", PASSWORD);
        assert_eq!((asked.status, house.post(&form).header("location")), (401, Some("/desk/rounds?lang=en")));
        for next in ["//evil.example", "https://evil.example", "/desk//evil.example", "/desk\\evil.example", "/s/x", "/desk/sign-out"] {
            let page = house.get(&format!("/desk/sign-in?next={}", escape(next)));
            assert!(!page.text().contains("evil"), "{next} stands on the page");
            assert_eq!(house.post(&form.clone().with("next", next)).header("location"), Some("/desk?lang=en"), "{next}");
        }
        let asking = b"GET /desk/people HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\nCookie: ";
        let request = [&asking[..], cookie.as_bytes(), b"\r\n\r\n"].concat();
        let page = crate::http::exchange(&house.address(), &request).expect("an answer");
        assert!(page.status == 200 && !page.text().contains("evil"), "{}", page.text());
        let add = form_to(&page, "/desk/people").with("name", "Ny Person").with("role", "reader").with("trials", "all").with("municipalities", "all").with("seen", "reader * *");
        let body = add.encoded();
        let head = format!("POST /desk/people HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let added = crate::http::exchange(&house.address(), head.as_bytes()).expect("an answer");
        assert!(added.text().contains("https://svar.example.dk/desk/sign-in/") && !added.text().contains("evil"), "{}", added.words());
    }

    fn rights_are_chosen_without_contradiction_and_seen_before_they_are_given(house) {
        house.ok(&["publish", &crate::people::own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let page = get(house, &cookie, "/desk/people");
        let form = form_to(&page, "/desk/people").with("name", "Mette Leder").with("role", "municipal-lead");
        let before = house.dump();
        let nothing = post(house, &cookie, &form, "");
        assert!(nothing.status == 422 && nothing.words().contains("Kryds mindst"), "something was chosen beforehand: {}", nothing.words());
        let both = form.clone().with("trials", "all").with("municipalities", "all").with("municipality", "rebild");
        let refused = post(house, &cookie, &both, "");
        assert!(refused.status == 422 && refused.words().contains("Du har krydset af (Rebild), men valgt »Alle«"), "{}", refused.words());
        let seen = post(house, &cookie, &both.with("municipalities", "listed"), "");
        assert!(seen.status == 200 && seen.words().contains("Se efter, før Mette Leder bliver tilføjet") && seen.words().contains("Kommuner: Rebild"), "{}", seen.words());
        house.unchanged(&before, "a person was added before anybody saw the rights");
        // Other rights than those that were seen are shown anew.
        let form = form_to(&seen, "/desk/people").with("municipality", "rebild");
        let other = post(house, &cookie, &form.clone().with("role", "reader"), "");
        assert!(other.words().contains("Se efter, før Mette Leder bliver tilføjet"), "{}", other.words());
        house.unchanged(&before, "rights that nobody saw were given");
        let added = post(house, &cookie, &form, "");
        assert!(added.words().contains("Mette Leder er tilføjet"), "{}", added.words());
        assert!(house.ok(&["user", "list", "--format", "csv"]).contains("Mette Leder,municipal-lead,*,rebild,"));
    }

    fn who_is_removed_or_reset_is_out_at_once(house) {
        house.serve();
        let cookie = signed_in(house);
        let lars = person(house, "Lars Læser", &["--role", "reader"]);
        let people = get(house, &cookie, "/desk/people");
        let row = house.sql("select id from person where name = 'Lars Læser'");
        let (reset, remove) = (format!("/desk/people/{}/reset", row.trim()), format!("/desk/people/{}/remove", row.trim()));
        let fresh = post(house, &cookie, &form_to(&people, &reset), "");
        assert_eq!((fresh.status, get(house, &lars, "/desk").status, try_in(house, "Lars Læser", PASSWORD).status), (200, 401, 401));
        let text = fresh.text();
        let address = text.split("<code class=\"key\">").nth(1).and_then(|rest| rest.split('<').next()).expect("an address").to_owned();
        let chosen = house.post(&house.get(&address).form().with("password", PASSWORD).with("again", PASSWORD));
        let lars = cookie_of(&chosen);
        assert_eq!(get(house, &lars, "/desk").status, 200);
        assert_eq!(get(house, &lars, "/desk/people").status, 403);
        assert_eq!(post(house, &lars, &form_to(&get(house, &lars, "/desk"), "/desk/sign-out").clone().with("name", "Lars Læser"), "").status, 303);
        let lars = cookie_of(&try_in(house, "Lars Læser", PASSWORD));
        let unsure = post(house, &cookie, &form_to(&people, &remove).with("name", "Lars"), "");
        assert_eq!((unsure.status, get(house, &lars, "/desk").status), (422, 200));
        assert_eq!(post(house, &cookie, &form_to(&people, &remove).with("name", "Lars Læser"), "").status, 200);
        assert_eq!((get(house, &lars, "/desk").status, try_in(house, "Lars Læser", PASSWORD).status), (401, 401));
        let own = house.sql("select id from person where removed_at is null");
        let suicide = Form { action: format!("/desk/people/{}/remove", own.trim()), ..form_to(&people, &remove) };
        assert_eq!(post(house, &cookie, &suicide.with("name", NAME), "").status, 422);
        assert_eq!(get(house, &cookie, "/desk").status, 200);
        assert!(house.ok(&["user", "list", "--format", "csv"]).contains("Kirsten Koordinator,coordinator,*,*,yes,no,"));
        let said = house.run(&["user", "add", "Ib", "--role", "chef"]);
        assert!(said.code == 2 && said.err.contains("municipal-lead"), "{}", said.err);
        assert_eq!(house.run(&["user", "add", "Ib", "--role", "reader", "--trial", "findes-ikke"]).code, 2);
        assert_eq!(house.run(&["user", "add", "kirsten koordinator", "--role", "reader"]).code, 2);
        assert_eq!(house.run(&["user", "remove", "Ingen"]).code, 2);
        house.ok(&["user", "add", "Lars Læser", "--role", "reader"]);
        assert!(house.ok(&["user", "reset", "Lars Læser"]).contains("https://svar.example.dk/desk/sign-in/"));
        house.ok(&["user", "remove", "Lars Læser"]);
        assert!(!house.ok(&["user", "list"]).contains("Lars"));
        let log = house.sql("select who, what, object from log");
        for line in ["Kirsten Koordinator|person reset|Lars Læser", "Kirsten Koordinator|person removed|Lars Læser", "Lars Læser|signed in|Lars Læser", "custodian at the machine|person added|Lars Læser reader"] {
            assert!(log.contains(line), "{line} is not in {log}");
        }
    }
}
