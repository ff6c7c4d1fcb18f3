//! A provider that lies, and somebody who has seen what went between browser and server: none of it lets anybody in.

use std::time::{SystemTime, UNIX_EPOCH};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ring::{digest, hmac};
use serde_json::{Value, json};

use crate::house::House;
use crate::http::{Page, escape};
use crate::oidc::{configured, get, leave, offer, post};
use crate::provider::{BACK, Forger, message};
use crate::stories;

/// One query parameter of an address.
fn part(address: &str, name: &str) -> String {
    let query = address.split_once('?').expect("a query").1;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).unwrap_or_else(|| panic!("no {name} in {address}")).1.to_owned()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

/// Begins a sign-in as this address and comes back with a token that is made of its nonce, and with more behind the code.
fn try_in(house: &House, forger: &Forger, address: &str, more: &str, token: Token<'_>) -> Page {
    let (cookie, asked) = leave(house, "/desk/sign-in", address);
    forger.gives(&token(&part(&asked, "nonce")));
    let back = house.get(&format!("{BACK}?code=c0de&state={}{more}", part(&asked, "state")));
    post(house, &cookie, &back.form())
}

fn header() -> Value {
    json!({ "alg": "ES256", "kid": "one" })
}

fn claims(forger: &Forger, nonce: &str) -> Value {
    json!({ "iss": forger.issuer, "aud": "nulpunkt", "sub": "1", "nonce": nonce, "iat": now(), "exp": now() + 300,
        "email": "mette@thisted.example", "email_verified": true })
}

/// What a token is made of: the nonce of the sign-in.
type Token<'a> = &'a dyn Fn(&str) -> String;

/// Whether nobody got in, and the page says so in words of its own.
fn is_out(page: &Page, status: u16, words: &str) -> bool {
    let has_session = page.headers.iter().any(|(_, value)| value.starts_with("__Host-nulpunkt="));
    page.status == status && !has_session && page.words().contains(words)
}

stories! {
    fn a_token_that_is_not_wholly_as_it_should_be_lets_nobody_in(house) {
        let (forger, other) = (Forger::start(), Forger::start());
        house.configure(&(configured("Thisted", &forger.issuer, "thisted.example", "") + &configured("Rebild", &other.issuer, "rebild.example", "")));
        house.serve();
        house.ok(&["user", "add", "mette@thisted.example", "--role", "coordinator"]);
        house.ok(&["user", "add", "lars@rebild.example", "--role", "coordinator"]);
        let with = |nonce: &str, name: &str, value: Value| {
            let mut claims = claims(&forger, nonce);
            claims[name] = value;
            forger.token(&header(), &claims)
        };
        let unsigned = |nonce: &str, algorithm: &str| format!("{}.", message(&json!({ "alg": algorithm, "kid": "one" }), &claims(&forger, nonce)));
        let mac = |nonce: &str, key: &[u8]| {
            let message = message(&json!({ "alg": "HS256", "kid": "one" }), &claims(&forger, nonce));
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message.as_bytes());
            format!("{message}.{}", BASE64URL_NOPAD.encode(tag.as_ref()))
        };
        let public = forger.public("one").to_string();
        let x = BASE64URL_NOPAD.decode(forger.public("one")["x"].as_str().expect("x").as_bytes()).expect("base64");
        let tries: [(&str, Token<'_>); 18] = [
            ("another sign-in's nonce", &|_| with("AAAAAAAA", "x", json!(1))),
            ("no nonce", &|nonce| with(nonce, "nonce", Value::Null)),
            ("made out to another", &|nonce| with(nonce, "aud", json!("another"))),
            ("made out to several", &|nonce| with(nonce, "aud", json!(["nulpunkt", "another"]))),
            ("for another party", &|nonce| with(nonce, "azp", json!("another"))),
            ("another issuer", &|nonce| with(nonce, "iss", json!(other.issuer))),
            ("run out", &|nonce| with(nonce, "exp", json!(now() - 301))),
            ("never runs out", &|nonce| with(nonce, "exp", Value::Null)),
            ("made an hour ago", &|nonce| with(nonce, "iat", json!(now() - 3600))),
            ("made tomorrow", &|nonce| with(nonce, "iat", json!(now() + 86_400))),
            ("about nobody", &|nonce| with(nonce, "sub", json!(""))),
            ("not signed", &|nonce| unsigned(nonce, "none")),
            ("not signed, in capitals", &|nonce| unsigned(nonce, "NONE")),
            ("the public key as a secret", &|nonce| mac(nonce, public.as_bytes())),
            ("half of the public key as a secret", &|nonce| mac(nonce, &x)),
            ("signed by another provider", &|nonce| other.token(&header(), &claims(&forger, nonce))),
            ("an empty secret", &|nonce| mac(nonce, b"")),
            ("no token", &|_| "x.y.z".to_owned()),
        ];
        for (what, token) in tries {
            let page = try_in(house, &forger, "mette@thisted.example", "", token);
            assert!(is_out(&page, 401, "Svaret fra Thisted kunne ikke bekræftes"), "{what}: {} {}", page.status, page.words());
        }
        assert_eq!(house.sql("select count(*) from person_login").trim(), "0");
        let noted = house.sql("select who, what from log");
        assert_eq!(noted.matches("somebody unknown|login refused: the answer cannot be believed").count(), tries.len(), "{noted}");

        // A provider that is believed speaks for its own people alone.
        for (name, value) in [("email", json!("lars@rebild.example")), ("email", json!("mette@thisted.example.evil.example")), ("email_verified", json!(false)), ("email", Value::Null)] {
            let page = try_in(house, &forger, "mette@thisted.example", "", &|nonce| with(nonce, name, value.clone()));
            assert!(is_out(&page, 403, "men du har ikke adgang her"), "{name} {value}: {} {}", page.status, page.words());
        }
        // What it is called must come from itself, where it says so and where it does not.
        let named = format!("&iss={}", escape(&other.issuer));
        let good = |nonce: &str| forger.token(&header(), &claims(&forger, nonce));
        assert!(is_out(&try_in(house, &forger, "mette@thisted.example", &named, &good), 401, "kunne ikke bekræftes"));
        let admitted = try_in(house, &forger, "mette@thisted.example", "", &good);
        assert_eq!(admitted.status, 303, "{}", admitted.words());
        // The same name for a person at another provider is another person.
        let lars = try_in(house, &other, "lars@rebild.example", "", &|nonce| {
            let mut claims = claims(&other, nonce);
            claims["email"] = json!("mette@thisted.example");
            other.token(&header(), &claims)
        });
        assert!(is_out(&lars, 403, "men du har ikke adgang her"), "{}", lars.words());
        assert_eq!(house.sql("select issuer from person_login").trim(), forger.issuer);
        // Bound once, only the binding counts: the address may go, and another's may not come.
        let married = try_in(house, &forger, "mette@thisted.example", "", &|nonce| with(nonce, "email", json!("mette.holm@thisted.example")));
        assert_eq!(married.status, 303, "{}", married.words());
    }

    fn a_sign_in_that_is_not_as_strong_as_is_demanded_lets_nobody_in(house) {
        let forger = Forger::start();
        let demanded = "acr_values = [\"high\", \"higher\"]\namr_values = [\"mfa\"]\n";
        house.configure(&configured("Thisted", &forger.issuer, "thisted.example", demanded));
        house.serve();
        house.ok(&["user", "add", "mette@thisted.example", "--role", "reader"]);
        let asked = leave(house, "/desk/sign-in", "mette@thisted.example").1;
        assert_eq!(part(&asked, "acr_values"), "high+higher", "{asked}");
        let said = |acr: Value, amr: Value| {
            try_in(house, &forger, "mette@thisted.example", "", &|nonce| {
                let mut claims = claims(&forger, nonce);
                (claims["acr"], claims["amr"]) = (acr.clone(), amr.clone());
                forger.token(&header(), &claims)
            })
        };
        let weak = [
            (Value::Null, json!(["mfa"])),
            (json!("low"), json!(["mfa"])),
            (json!("high"), json!(["pwd"])),
            (json!("high"), Value::Null),
            (json!(["high"]), json!(["mfa"])),
        ];
        for (acr, amr) in &weak {
            let page = said(acr.clone(), amr.clone());
            assert!(is_out(&page, 403, "siger ikke, at du loggede ind på den måde"), "{acr} {amr}: {} {}", page.status, page.words());
        }
        let noted = house.sql("select who, what from log");
        assert_eq!(noted.matches("somebody unknown|login refused: not signed in strongly enough").count(), weak.len(), "{noted}");
        assert_eq!(house.sql("select count(*) from person_login").trim(), "0");
        assert_eq!(said(json!("higher"), json!(["pwd", "mfa"])).status, 303);
    }

    fn what_is_sent_to_a_provider_proves_that_it_comes_from_whoever_left(house) {
        let forger = Forger::start();
        let secret = house.file("secret", "s");
        house.configure(&configured("Thisted", &forger.issuer, "thisted.example", &format!("client_secret_file = \"{secret}\"\n")));
        house.serve();
        house.ok(&["user", "add", "mette@thisted.example", "--role", "reader"]);
        let good = |nonce: &str| forger.token(&header(), &claims(&forger, nonce));
        let (cookie, asked) = leave(house, "/desk/sign-in", "mette@thisted.example");
        forger.gives(&good(&part(&asked, "nonce")));
        let back = house.get(&format!("{BACK}?code=a%26b&state={}", part(&asked, "state")));
        assert_eq!(post(house, &cookie, &back.form()).status, 303);
        let sent = forger.says.lock().expect("no panic").asked.iter().find(|(line, _)| line.starts_with("POST /token")).expect("asked").1.clone();
        let form = format!("/token?{sent}");
        let verifier = part(&form, "code_verifier");
        let challenge = BASE64URL_NOPAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref());
        assert_eq!(challenge, part(&asked, "code_challenge"));
        assert_eq!((part(&form, "code").as_str(), part(&form, "grant_type").as_str()), ("a%26b", "authorization_code"));
        // Nothing of it lies in the database, not even while somebody is away.
        let (cookie, asked) = leave(house, "/desk/sign-in", "mette@thisted.example");
        let secrets = [part(&asked, "state"), part(&asked, "nonce"), cookie.split_once('=').expect("a cookie").1.to_owned(), verifier];
        let dump = house.dump();
        for secret in secrets {
            assert!(!dump.contains(&secret) && !dump.contains(&HEXLOWER.encode(secret.as_bytes())), "{secret} lies in the database");
        }
        // Its pages are asked for once; keys again when one is not there, and then not at once again.
        assert_eq!((forger.asked("openid-configuration"), forger.asked("/keys")), (1, 1));
        let moved = |nonce: &str| forger.token(&json!({ "alg": "ES256", "kid": "two" }), &claims(&forger, nonce));
        forger.says.lock().expect("no panic").keys = json!({ "keys": [forger.public("two")] });
        assert_eq!(try_in(house, &forger, "mette@thisted.example", "", &moved).status, 303);
        assert_eq!(forger.asked("/keys"), 2);
        assert_eq!(try_in(house, &forger, "mette@thisted.example", "", &good).status, 401);
        assert_eq!(forger.asked("/keys"), 2);
        // One that says it names itself must do so.
        house.kill();
        forger.says.lock().expect("no panic").metadata["authorization_response_iss_parameter_supported"] = json!(true);
        house.serve();
        assert_eq!(try_in(house, &forger, "mette@thisted.example", "", &moved).status, 401);
        assert_eq!(try_in(house, &forger, "mette@thisted.example", &format!("&iss={}", escape(&forger.issuer)), &moved).status, 303);
    }

    fn a_provider_that_is_gone_slow_or_somebody_else_is_said_to_be_so(house) {
        let forger = Forger::start();
        house.configure(&configured("Thisted", &forger.issuer, "thisted.example", ""));
        house.serve();
        let says = |metadata: Value| forger.says.lock().expect("no panic").metadata = metadata;
        let right = forger.says.lock().expect("no panic").metadata.clone();
        let mut elsewhere = right.clone();
        elsewhere["issuer"] = json!("https://login.example");
        let mut open = right.clone();
        open["token_endpoint"] = json!("http://login.example/token");
        for metadata in [elsewhere, open, json!("x".repeat(300 * 1024)), json!(null)] {
            says(metadata);
            let page = offer(house, "/desk/sign-in", "mette@thisted.example");
            assert!(is_out(&page, 503, "Thisted svarer ikke lige nu"), "{} {}", page.status, page.words());
        }
        says(right);
        let own = house.send("POST", "/desk/sign-in/provider", "Content-Type: application/x-www-form-urlencoded\r\n", b"address=mette%40thisted.example").expect("an answer");
        assert_eq!(own.status, 200, "{}", own.words());
        // A hundred on their way from one address are enough.
        let rows = |from: i64| format!("insert into login_try select {}, browser, origin, issuer, next, expires_at from login_try", if house.url.starts_with("sqlite") { format!("randomblob({from})") } else { format!("decode(md5(random()::text || '{from}'), 'hex')") });
        for more in 0..7 {
            house.sql(&rows(20 + more));
        }
        let late = offer(house, "/desk/sign-in", "mette@thisted.example");
        assert!(late.status == 429 && late.header("retry-after").is_some(), "{} {}", late.status, late.words());
        assert_eq!(get(house, "", "/desk/sign-in").status, 200);
    }
}
