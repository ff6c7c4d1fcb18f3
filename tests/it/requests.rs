//! What every answer carries, whatever was asked for; and requests that are none of a browser's: other methods, two lengths, files of the
//! machine, fields that no form offers, quotation marks, and a database that fails in the middle.

use crate::house::{House, TOWN, body};
use crate::http::{Form, Page, exchange};
use crate::people::{PASSWORD, invited_town, link_of, person, signed_in};
use crate::stories;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

fn asked(house: &House, method: &str, path: &str, headers: &str, body: &str) -> Page {
    house.send(method, path, headers, body.as_bytes()).unwrap_or_else(|| panic!("{method} {path} got no answer"))
}

/// Fails where an answer lacks what keeps a browser from misusing it.
fn is_guarded(page: &Page, place: &str) {
    let policy = page.header("content-security-policy").unwrap_or_else(|| panic!("{place} ({}) has no policy", page.status));
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{place}: {part} is not in {policy}");
    }
    assert!(!policy.contains("script") && !policy.contains("unsafe-") && !policy.contains("http"), "{place}: {policy}");
    for (header, value) in [
        ("strict-transport-security", Some("max-age=31536000; includeSubDomains")),
        ("x-content-type-options", Some("nosniff")),
        ("referrer-policy", Some("no-referrer")),
        ("cache-control", Some("no-store")),
        ("access-control-allow-origin", None),
        ("server", None),
        ("x-powered-by", None),
    ] {
        assert_eq!(page.header(header), value, "{header} of {place} ({})", page.status);
    }
    let kind = page.header("content-type").unwrap_or_default();
    assert!(page.body.is_empty() || !kind.is_empty(), "{place} does not say what it is");
    assert!(!kind.starts_with("text/") || kind.ends_with("charset=utf-8"), "{place} does not say in which signs it is: {kind}");
}

stories! {
    fn every_answer_says_what_browsers_may_do_with_it(house) {
        invited_town(house);
        let cookie = format!("Cookie: {}\r\n", signed_in(house));
        let link = link_of(house, TOWN[0].email);
        let own = [link.clone(), format!("{link}/1"), format!("{link}/svar"), format!("{link}/kvittering"), format!("/fravalg/{}", &link[3..])];
        let fixed = ["/", "/k", "/kvittering", "/rettigheder", "/was", "/healthz", "/readyz", "/r/house-1", "/s/", "/s/x", "/findes-ikke", "/desk",
            "/desk/", "/desk/sign-in", "/desk/sign-in/x", "/desk/rounds", "/desk/rounds/house-1", "/desk/rounds/house-1/letters", "/desk/rounds/house-1/evidence/record", "/desk/report.html?trial=house", "/desk/account",
            "/desk/people", "/desk/log?before=x", "/desk/findes-ikke", "/desk/comparison?trial=house&rounds=a,b", "/demo/link"];
        for path in fixed.into_iter().chain(own.iter().map(String::as_str)) {
            for headers in ["", cookie.as_str()] {
                for method in ["GET", "HEAD"] {
                    is_guarded(&asked(house, method, path, headers, ""), &format!("{method} {path}"));
                }
            }
        }
        for (method, path, headers, body) in [
            ("POST", "/k", FORM, "code=1".to_owned()),
            ("POST", "/k", FORM, format!("code={}", "1".repeat(300_000))),
            ("POST", "/k", FORM, "code=%ff".to_owned()),
            ("POST", "/desk/sign-in", FORM, "name=a&password=b".to_owned()),
            ("POST", "/desk/sign-in", "Content-Type: text/plain\r\n", "name=a".to_owned()),
            ("POST", "/desk/sign-out", FORM, String::new()),
            ("POST", "/healthz", FORM, String::new()),
            ("PUT", "/", "", String::new()),
            ("DELETE", "/desk/people", "", String::new()),
        ] {
            let page = asked(house, method, path, headers, &body);
            assert!(page.status >= 400, "{method} {path}: {}", page.status);
            is_guarded(&page, &format!("{method} {path}"));
        }
    }

    fn no_other_site_is_let_in_and_no_method_echoes_what_was_sent(house) {
        invited_town(house);
        let cookie = signed_in(house);
        let other = "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-a\r\n";
        for path in ["/", "/k", "/desk", "/desk/people", "/desk/sign-in", "/healthz", &link_of(house, TOWN[0].email)] {
            let page = asked(house, "OPTIONS", path, &format!("{other}Cookie: {cookie}\r\n"), "");
            assert!(!page.headers.iter().any(|(name, _)| name.to_lowercase().starts_with("access-control")), "{path}: {:?}", page.headers);
            let page = asked(house, "TRACE", path, &format!("X-Secret: abcdefghij\r\nCookie: {cookie}\r\n"), "");
            let said = String::from_utf8_lossy(&page.body).into_owned();
            assert!((400..500).contains(&page.status) && !said.contains("abcdefghij") && !said.contains(&cookie), "{path}: {}", page.status);
        }
    }

    fn a_request_of_two_lengths_is_refused_whole(house) {
        house.serve();
        let hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
        for head in [
            format!("POST /k HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
            format!("POST /k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: {}\r\n\r\n0\r\n\r\n{hidden}", hidden.len()),
            format!("POST /k HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: {}\r\n\r\n{hidden}", hidden.len()),
            format!("POST /k HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n{hidden}"),
            format!("POST /k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}"),
            format!("POST /k HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
            format!("GET /k HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\n\r\n{hidden}"),
        ] {
            let page = exchange(&house.address(), head.as_bytes()).unwrap_or_else(|| panic!("no answer to {head}"));
            assert_eq!(page.status, 400, "{head}");
            assert!(!String::from_utf8_lossy(&page.body).contains("HTTP/1."), "what was hidden was answered too: {head}");
        }
        assert_eq!(house.get("/healthz").status, 200);
    }

    fn no_file_of_the_machine_is_an_address(house) {
        house.serve();
        let cookie = format!("Cookie: {}\r\n", signed_in(house));
        for path in ["/.git/config", "/.git/", "/nulpunkt.toml", "/nulpunkt.db", "/keys/", "/keys/desk/apps.key", "/letters/", "/desk/../nulpunkt.toml",
            "/desk/..%2fnulpunkt.toml", "/%2e%2e/nulpunkt.toml", "/s/..%2f..%2fnulpunkt.toml", "/static/", "/desk/rounds/..%2f..", "/desk/rounds/x/evidence/..%2frecord",
            "/metrics", "/api/v1", "/api/v1/..%2f..%2fnulpunkt.toml", "/debug", "/server-status",
            "/r/%00", "/desk/rounds/%00", "/desk/questionnaires/%00", "/desk/trials/%00", "/desk/comparison?trial=%00&rounds=a,b"] {
            for headers in ["", cookie.as_str()] {
                let page = asked(house, "GET", path, headers, "");
                assert!([400, 401, 404].contains(&page.status), "{path}: {}", page.status);
                let said = String::from_utf8_lossy(&page.body).into_owned();
                assert!(!said.contains("public_url") && !said.contains("SQLite format") && !said.contains("Index of"), "{path}: {said}");
            }
        }
    }

    fn a_form_takes_no_field_that_it_does_not_offer(house) {
        house.serve();
        signed_in(house);
        let lars = person(house, "Lars Læser", &["--role", "reader"]);
        let headers = format!("Cookie: {lars}\r\n{FORM}");
        let account = asked(house, "GET", "/desk/account", &headers, "");
        let form: Form = account.forms().into_iter().find(|form| form.action == "/desk/account/password").expect("a form for the password");
        let form = form.with("current", PASSWORD).with("password", "en helt ny adgangskode").with("again", "en helt ny adgangskode");
        let form = ["role", "trials", "municipalities", "id", "person", "all_trials", "name", "removed_at"].iter().fold(form, |form, field| {
            form.with(field, match *field { "role" => "coordinator", "id" | "person" | "all_trials" => "1", _ => "all" })
        });
        assert_eq!(asked(house, "POST", &form.action, &headers, &form.encoded()).status, 200);
        assert_eq!(asked(house, "GET", "/desk/people", &headers, "").status, 403, "a reader made themselves more");
        assert!(house.ok(&["user", "list", "--format", "csv"]).contains("Lars Læser,reader,"));
        // What stands behind the question mark is no field of a form.
        let behind = body(&[("name", "Kirsten Koordinator"), ("password", PASSWORD)]);
        assert_eq!(asked(house, "POST", &format!("/desk/sign-in?{behind}"), FORM, "").status, 401);
    }

    fn a_password_is_hidden_as_it_is_typed_and_taken_as_it_is_typed(house) {
        house.serve();
        signed_in(house);
        let address = |said: &str| said.split_whitespace().find(|word| word.contains("/desk/sign-in/")).expect("a one-time address").to_owned();
        let first = address(&house.ok(&["user", "add", "Lars Læser", "--role", "reader"]));
        // An address that waited too long is none.
        house.sql("update one_time_address set expires_at = 1");
        assert_eq!(house.get(&first).status, 410);
        let choosing = house.get(&address(&house.ok(&["user", "reset", "Lars Læser"])));
        for (page, fields) in [(&choosing, 2), (&house.get("/desk/sign-in"), 1)] {
            let text = page.text();
            assert_eq!(text.matches("type=\"password\" autocomplete=\"").count(), fields, "{text}");
            assert!(!text.contains("autocomplete=\"off\"") && !text.contains("onpaste") && !text.contains("maxlength=\"64\""), "{text}");
        }
        let password = format!(" Æøå ψ 🙂 \"<&>'; {}Z ", "0aB-".repeat(24));
        assert!((100..=128).contains(&password.chars().count()));
        let chosen = house.post(&choosing.form().with("password", &password).with("again", &password));
        assert_eq!(chosen.status, 303, "{}", chosen.words());
        let tried = |password: &str| house.post(&house.get("/desk/sign-in").form().with("name", "Lars Læser").with("password", password)).status;
        let cut: String = password.chars().take(72).collect();
        for other in [password.trim(), &password.to_lowercase(), &cut, &format!("{password} "), &password.replace('Æ', "A\u{308}")] {
            assert_eq!(tried(other), 401, "{other}");
        }
        assert_eq!(tried(&password), 303);
    }

    fn quotation_marks_are_signs_like_any_other(house) {
        invited_town(house);
        signed_in(house);
        let before = house.sql("select count(*) from person");
        for evil in ["' OR '1'='1", "'; DROP TABLE person; --", "\" OR 1=1 --", "%", "_", "\\", "${1}", "1) UNION SELECT password FROM person --"] {
            let typed = body(&[("name", evil), ("password", evil)]);
            assert_eq!(asked(house, "POST", "/desk/sign-in", FORM, &typed).status, 401, "{evil}");
            assert_eq!(asked(house, "POST", "/kvittering", FORM, &body(&[("code", evil)])).status, 422, "{evil}");
            let encoded = crate::http::escape(evil);
            for path in [format!("/r/{encoded}"), format!("/s/{encoded}"), format!("/fravalg/{encoded}"), format!("/desk/sign-in/{encoded}")] {
                assert!([400, 404, 410].contains(&asked(house, "GET", &path, "", "").status), "{path}");
            }
        }
        assert_eq!(house.sql("select count(*) from person"), before);
    }

    fn what_is_refused_is_told_of_on_standard_error_by_number_and_never_by_name(house) {
        house.serve();
        let cookie = signed_in(house);
        let lars = person(house, "Lars Læser", &["--role", "reader"]);
        let sign_in = |name: &str| asked(house, "POST", "/desk/sign-in", FORM, &body(&[("name", name), ("password", "noget helt andet her")])).status;
        assert_eq!((sign_in("Kirsten Koordinator"), sign_in("Karen Koordinator")), (401, 401));
        assert_eq!(asked(house, "GET", "/desk/people", &format!("Cookie: {lars}\r\n"), "").status, 403);
        assert_eq!(asked(house, "POST", "/desk/sign-out", &format!("Cookie: {cookie}\r\n{FORM}"), "form=x").status, 403);
        assert_eq!(asked(house, "POST", "/desk/sign-in", &format!("Origin: https://evil.example\r\n{FORM}"), "name=a").status, 403);
        let log = house.log();
        let told = |words: &str| log.lines().filter(|line| line.contains("WARN") && line.contains(words)).collect::<Vec<_>>();
        let wrong = told("sign-in refused: a wrong password, or nobody of that name");
        assert!(wrong.len() == 2 && wrong.iter().filter(|line| line.contains("person")).count() == 1, "{log}");
        for (words, address) in [
            ("refused: no right to it", "/desk/people"),
            ("refused: a form that is not the session's own", "/desk/sign-out"),
            ("refused: a form of another site", "/desk/sign-in"),
        ] {
            let lines = told(words);
            assert!(lines.len() == 1 && lines[0].contains(address), "{words}: {log}");
        }
        assert!(!["Kirsten", "Karen", "Lars", "evil.example"].iter().any(|name| log.contains(name)), "{log}");
    }

    fn letters_that_would_leave_for_another_machine_in_clear_are_a_fault_to_the_doctor(house) {
        let relay = |host: &str, tls: &str| {
            let smtp = format!("[mail.smtp]\nhost = \"{host}\"\ntls = \"{tls}\"\n");
            house.configure(&format!("[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\n{smtp}"));
            house.run(&["doctor", "--format", "csv"]).out
        };
        let told = relay("relay.example.dk", "none");
        assert!(told.contains("mail.smtp.tls,fault,") && told.contains("uden kryptering"), "{told}");
        for (host, tls) in [("relay.example.dk", "starttls"), ("relay.example.dk", "implicit"), ("localhost", "none"), ("127.0.0.1", "none")] {
            let told = relay(host, tls);
            assert!(told.contains("database,ok,") && !told.contains("mail.smtp.tls"), "{host} {tls}: {told}");
        }
    }

    fn a_server_that_listens_in_clear_for_other_machines_is_a_fault_to_the_doctor(house) {
        let told = |listen: &str| {
            house.configure(&format!("listen = \"{listen}\"\n"));
            house.run(&["doctor", "--format", "csv"]).out
        };
        assert!(told("0.0.0.0:8080").contains("listen,fault,") && told("[::]:80").contains("listen,fault,"), "{}", told("[::]:80"));
        assert!(!told("127.0.0.1:8080").contains("listen,"));
    }

    fn a_database_that_fails_lets_nobody_in_and_is_told_of_in_one_sentence(house) {
        invited_town(house);
        let cookie = format!("Cookie: {}\r\n", signed_in(house));
        assert_eq!(asked(house, "GET", "/desk", &cookie, "").status, 200);
        house.sql("alter table person rename to person_away");
        let typed = body(&[("name", "Kirsten Koordinator"), ("password", PASSWORD)]);
        for (method, path, headers, body) in [("GET", "/desk", cookie.as_str(), ""), ("GET", "/desk/log", cookie.as_str(), ""), ("POST", "/desk/sign-in", FORM, typed.as_str())] {
            let page = asked(house, method, path, headers, body);
            assert_eq!(page.status, 503, "{method} {path}: {}", page.words());
            assert!(page.header("set-cookie").is_none() && page.words().contains("Noget gik galt hos os. Intet er ændret."), "{}", page.words());
            for told in ["person", "table", "SQL", "sql", "relation", "src/", "panicked"] {
                assert!(!page.words().contains(told), "{path} tells {told}: {}", page.words());
            }
        }
        assert!(house.log().contains("ERROR"), "what failed is in no log");
        house.sql("alter table person_away rename to person");
        assert_eq!(asked(house, "GET", "/desk", &cookie, "").status, 200);
    }
}
