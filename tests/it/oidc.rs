//! Signing in by the provider of one's municipality: real providers, the people whom they know, and what the desk lets them do.

use serde_json::json;

use crate::certificate::Certificate;
use crate::house::{House, body, path_of};
use crate::http::{Form, Page};
use crate::people::{PASSWORD, cookie_of, own_surveys, person, signed_in};
use crate::provider::{BACK, Provider, SECRET};
use crate::stories;

/// The configuration of a provider, with more behind it.
pub(crate) fn configured(name: &str, issuer: &str, domain: &str, more: &str) -> String {
    format!("[[oidc]]\nname = \"{name}\"\nissuer = \"{issuer}\"\nclient_id = \"nulpunkt\"\ndomains = [\"{domain}\"]\n{more}")
}

pub(crate) fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

pub(crate) fn post(house: &House, cookie: &str, form: &Form) -> Page {
    // Who the provider is stands in the log; what it brings must not.
    form.fields.iter().filter(|(name, _)| name != "iss").for_each(|(_, value)| house.secrets.learn(value));
    let headers =
        format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n");
    house.send("POST", path_of(&form.action), &headers, form.encoded().as_bytes()).expect("an answer")
}

/// Gives a mail address on the sign-in page; the cookie that ties the sign-in to the browser, and the provider's address.
pub(crate) fn leave(house: &House, page: &str, address: &str) -> (String, String) {
    let left = offer(house, page, address);
    assert_eq!(left.status, 200, "{}", left.words());
    let refresh = left.header("refresh").and_then(|value| value.strip_prefix("0;url=")).expect("a way on").to_owned();
    assert_eq!(left.link("Log ind hos").or_else(|| left.link("Sign in at")).as_ref(), Some(&refresh));
    (cookie_of(&left), refresh)
}

/// Gives a mail address on the sign-in page.
pub(crate) fn offer(house: &House, page: &str, address: &str) -> Page {
    let forms = house.get(page).forms();
    let form = forms.iter().find(|form| form.action.starts_with("/desk/sign-in/provider")).expect("a way to the providers");
    house.post(&form.clone().with("address", address))
}

/// Comes back as the provider leads and presses the button.
pub(crate) fn come_back(house: &House, cookie: &str, address: &str) -> Page {
    assert!(address.starts_with(BACK), "{address}");
    let page = house.get(address);
    assert_eq!(page.status, 200, "{}", page.words());
    post(house, cookie, &page.form())
}

/// Signs in from the first page to the last.
fn sign_in(house: &House, provider: &Provider, address: &str, name: &str) -> Page {
    let (cookie, asked) = leave(house, "/desk/sign-in", address);
    come_back(house, &cookie, &provider.sign_in(&asked, name))
}

fn is_refused(page: &Page) -> bool {
    page.status == 403 && !page.headers.iter().any(|(_, value)| value.starts_with("__Host-nulpunkt="))
}

/// The session of an answer, which also takes the other cookie away.
fn session_of(page: &Page) -> String {
    assert_eq!(page.status, 303, "{}", page.words());
    let set: Vec<&str> = page.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str()).collect();
    assert!(set.iter().any(|one| one.starts_with("__Host-nulpunkt-login=;") && one.contains("Max-Age=0")), "{set:?}");
    let session = set.iter().find(|one| one.starts_with("__Host-nulpunkt=")).expect("a session");
    assert!(session.contains("HttpOnly") && session.contains("Secure") && session.contains("SameSite=Strict"), "{session}");
    session.split(';').next().expect("a cookie").to_owned()
}

fn log(house: &House) -> String {
    house.sql("select who, what, object from log")
}

stories! {
    fn people_of_two_municipalities_sign_in_each_by_their_own_provider(house) {
        let folder = house.folder.path();
        let certificate = Certificate::make(folder, "localhost");
        let (thisted, rebild) = (Provider::start(folder), Provider::encrypted(folder, &certificate));
        let secret = house.file("secret", format!("{SECRET}\n"));
        let of_thisted = configured("Thisted Kommune", &thisted.issuer, "thisted.example", &format!("client_secret_file = \"{secret}\"\n"));
        let authority = format!("ca_file = \"{}\"\n", certificate.authority.display());
        house.configure(&(of_thisted.clone() + &configured("Rebild Kommune", &rebild.issuer, "rebild.example", "")));
        house.serve();
        let coordinator = signed_in(house);
        for name in ["Mette@Thisted.example", "lars@rebild.example"] {
            house.ok(&["user", "add", name, "--role", "reader"]);
        }
        thisted.knows(&json!({
            "1": { "email": "mette@thisted.example", "email_verified": true },
            "2": { "email": "mette@thisted.example", "email_verified": true },
            "3": { "email": "lars@rebild.example", "email_verified": true },
            "4": { "email": "karen@thisted.example", "email_verified": true },
            "5": { "email": "ole@thisted.example", "email_verified": false },
            "6": {},
        }));
        rebild.knows(&json!({
            "1": { "email": "lars@rebild.example" },
            "2": { "email": "mette@thisted.example", "email_verified": true },
        }));
        // Without its authority the other's certificate is believed by nobody, and nothing is sent.
        let unreached = offer(house, "/desk/sign-in", "lars@rebild.example");
        assert!(unreached.status == 503 && unreached.words().contains("Rebild Kommune svarer ikke"), "{}", unreached.words());
        house.kill();
        house.configure(&(of_thisted + &configured("Rebild Kommune", &rebild.issuer, "rebild.example", &authority)));
        house.serve();
        let unknown = offer(house, "/desk/sign-in", "mette@anden.example");
        assert!(unknown.status == 422 && unknown.words().contains("Ingen kommune her"), "{}", unknown.words());

        let mette = session_of(&sign_in(house, &thisted, "mette@thisted.example", "1"));
        let account = get(house, &mette, "/desk/account");
        assert!(account.words().contains("Du logger ind med login fra Thisted Kommune") && account.words().contains("Læser"), "{}", account.words());
        assert!(!account.text().contains("/desk/account/password"), "there is no password to change");
        let again = session_of(&sign_in(house, &thisted, "METTE@thisted.example", "1"));
        assert_eq!((get(house, &mette, "/desk").status, get(house, &again, "/desk").status), (200, 200));
        let lars = session_of(&sign_in(house, &rebild, "lars@rebild.example", "1"));
        assert_eq!((get(house, &lars, "/desk").status, get(house, &lars, "/desk/people").status), (200, 403));

        // Another of the same name, another municipality's address, nobody's, one that is not verified, none at all.
        for (provider, address, name) in [
            (&thisted, "mette@thisted.example", "2"),
            (&thisted, "mette@thisted.example", "3"),
            (&rebild, "lars@rebild.example", "2"),
            (&thisted, "karen@thisted.example", "4"),
            (&thisted, "ole@thisted.example", "5"),
            (&thisted, "ole@thisted.example", "6"),
        ] {
            let refused = sign_in(house, provider, address, name);
            assert!(is_refused(&refused) && refused.words().contains("men du har ikke adgang her"), "{name}: {} {}", refused.status, refused.words());
        }
        let bound = house.sql("select count(*) from person_login");
        assert_eq!(bound.trim(), "2");
        let log = log(house);
        for line in [
            format!("Mette@Thisted.example|bound to a login|{}", thisted.issuer),
            format!("Mette@Thisted.example|signed in|{}", thisted.issuer),
            format!("lars@rebild.example|bound to a login|{}", rebild.issuer),
            format!("Mette@Thisted.example|login refused: the account belongs to another login|{}", thisted.issuer),
            format!("somebody unknown|login refused: a mail address of another domain|{}", thisted.issuer),
            format!("somebody unknown|login refused: a mail address of another domain|{}", rebild.issuer),
            format!("somebody unknown|login refused: not added and in no known group|{}", thisted.issuer),
            format!("somebody unknown|login refused: the mail address is not verified|{}", thisted.issuer),
            format!("somebody unknown|login refused: no mail address|{}", thisted.issuer),
        ] {
            assert!(log.contains(&line), "{line} is not in {log}");
        }
        assert!(!house.dump().contains("karen@thisted"), "somebody who was refused is kept");
        let people = get(house, &coordinator, "/desk/people").words();
        assert!(people.contains("login fra Thisted Kommune") && people.contains("login fra Rebild Kommune"), "{people}");

        let out = post(house, &mette, &get(house, &mette, "/desk").forms().into_iter().find(|form| form.action == "/desk/sign-out").expect("a way out"));
        let left = house.get(out.header("location").expect("a way on"));
        assert!(left.words().contains("Hos din kommune er du stadig logget ind"), "{}", left.words());
        assert_eq!((get(house, &mette, "/desk").status, get(house, &again, "/desk").status), (401, 200));
        // Whoever is removed stays out, also while the provider still knows them; added again they are bound anew.
        house.ok(&["user", "remove", "Mette@Thisted.example"]);
        assert_eq!(get(house, &again, "/desk").status, 401);
        assert!(is_refused(&sign_in(house, &thisted, "mette@thisted.example", "1")));
        house.ok(&["user", "add", "mette@thisted.example", "--role", "evaluator"]);
        assert!(get(house, &session_of(&sign_in(house, &thisted, "mette@thisted.example", "1")), "/desk/account").words().contains("Evaluator"));
        // A coordinator can bind somebody to another of the provider's people.
        house.ok(&["user", "reset", "mette@thisted.example"]);
        session_of(&sign_in(house, &thisted, "mette@thisted.example", "2"));
        assert!(is_refused(&sign_in(house, &thisted, "mette@thisted.example", "1")));
    }

    fn a_known_group_gives_exactly_its_rights_and_takes_them_away_again(house) {
        let provider = Provider::start(house.folder.path());
        house.ok(&["publish", &own_surveys()]);
        let secret = house.file("secret", SECRET);
        let groups = "[[oidc.group]]\nname = \"nulpunkt-leads\"\nrole = \"municipal-lead\"\nmunicipalities = [\"thisted\"]\n\
                      [[oidc.group]]\nname = \"nulpunkt-readers\"\nrole = \"reader\"\n";
        house.configure(&configured("Thisted Kommune", &provider.issuer, "thisted.example", &format!("client_secret_file = \"{secret}\"\ngroups_claim = \"groups\"\n{groups}")));
        house.serve();
        let coordinator = signed_in(house);
        let knows = |groups: &[&str]| provider.knows(&json!({ "7": { "email": "bo@thisted.example", "email_verified": true, "groups": groups } }));
        let enter = || sign_in(house, &provider, "bo@thisted.example", "7");
        let rights = |cookie: &str| get(house, cookie, "/desk/account").words();
        for unknown in [&[][..], &["coordinator", "Nulpunkt-leads", "nulpunkt"]] {
            knows(unknown);
            assert!(is_refused(&enter()), "{unknown:?}");
        }
        assert_eq!(house.sql("select count(*) from person").trim(), "1", "an account was made of an unknown group");
        knows(&["alle", "nulpunkt-readers", "nulpunkt-leads"]);
        let lead = session_of(&enter());
        let said = rights(&lead);
        assert!(said.contains("Kommunens leder") && said.contains("Kommuner: Thisted") && said.contains("Forsøg: alle"), "{said}");
        assert_eq!(get(house, &lead, "/desk/people").status, 403);
        knows(&["nulpunkt-readers"]);
        let reader = session_of(&enter());
        let said = rights(&reader);
        assert!(said.contains("Læser") && said.contains("Alle forsøg og kommuner"), "{said}");
        assert!(rights(&lead).contains("Læser"), "the session that was there has the rights of now");
        let people = get(house, &coordinator, "/desk/people").words();
        assert!(people.contains("bo@thisted.example") && people.contains("Rollen følger personens grupper"), "{people}");
        knows(&[]);
        assert!(is_refused(&enter()));
        assert_eq!((get(house, &reader, "/desk").status, get(house, &lead, "/desk").status), (401, 401), "its sessions did not end");
        knows(&["nulpunkt-leads"]);
        session_of(&enter());
        house.ok(&["user", "remove", "bo@thisted.example"]);
        assert!(is_refused(&enter()), "a group let somebody in who was removed");
        // Whom a coordinator added has what the coordinator gave, whatever the groups say.
        house.ok(&["user", "add", "bo@thisted.example", "--role", "note-taker"]);
        assert!(rights(&session_of(&enter())).contains("Referent"));
        let log = log(house);
        for line in ["account made by a group|bo@thisted.example municipal-lead", "rights follow the groups|bo@thisted.example reader", "login refused: in no known group any more|", "login refused: the account was removed|"] {
            assert!(log.contains(line), "{line} is not in {log}");
        }
    }

    fn a_sign_in_counts_once_in_the_browser_that_began_it_and_leads_to_the_desk_alone(house) {
        let provider = Provider::start(house.folder.path());
        let secret = house.file("secret", SECRET);
        house.configure(&configured("Thisted Kommune", &provider.issuer, "thisted.example", &format!("client_secret_file = \"{secret}\"\n")));
        house.serve();
        person(house, "mette@thisted.example", &["--role", "reader"]);
        provider.knows(&json!({ "1": { "email": "mette@thisted.example", "email_verified": true } }));
        let (cookie, asked) = leave(house, "/desk/rounds?lang=en", "mette@thisted.example");
        for part in ["response_type=code", "code_challenge_method=S256", "&nonce=", "&state=", "scope=openid+email+profile", "redirect_uri=https%3A%2F%2Fsvar.example.dk%2Fdesk%2Fsign-in%2Fback&"] {
            assert!(asked.contains(part), "{part} is not in {asked}");
        }
        let back = provider.sign_in(&asked, "1");
        // Between leaving and coming back another process may have taken over.
        house.kill();
        house.serve();
        let before = house.dump();
        let page = house.get(&back);
        house.unchanged(&before, "coming back by a link changed something");
        assert!(page.words().contains("Continue to come in here") && page.text().contains("autofocus"), "{}", page.words());
        let form = page.form();
        let other = leave(house, "/desk/sign-in", "mette@thisted.example").0;
        for stranger in ["", "__Host-nulpunkt-login=abcdefghijklmnopqrstuvwxyz", &other] {
            let refused = post(house, stranger, &form);
            assert!(refused.status == 401 && refused.words().contains("It took too long"), "{stranger}: {} {}", refused.status, refused.words());
        }
        let planted = "__Host-nulpunkt=abcdefghijklmnopqrstuvwxyz";
        let admitted = post(house, &format!("{cookie}; {planted}"), &form);
        assert_eq!(admitted.header("location"), Some("/desk/rounds?lang=en"));
        let session = session_of(&admitted);
        assert!(session != planted && get(house, planted, "/desk").status == 401 && get(house, &session, "/desk").status == 200);
        assert_eq!(post(house, &cookie, &form).status, 401, "a code was used twice");
        // A new sign-in ends the session that the browser brings.
        let (cookie, asked) = leave(house, "/desk/sign-in", "mette@thisted.example");
        let form = house.get(&provider.sign_in(&asked, "1")).form();
        let second = session_of(&post(house, &format!("{cookie}; {session}"), &form));
        assert_eq!((get(house, &session, "/desk").status, get(house, &second, "/desk").status), (401, 200));
        // Too late, and a way back without a code.
        let (cookie, asked) = leave(house, "/desk/sign-in", "mette@thisted.example");
        let form = house.get(&provider.sign_in(&asked, "1")).form();
        house.sql("update login_try set expires_at = 1");
        assert_eq!(post(house, &cookie, &form).status, 401);
        let (_, asked) = leave(house, "/desk/sign-in", "mette@thisted.example");
        let turned = house.get(&provider.turn_round(&asked));
        assert!(turned.status == 400 && turned.words().contains("Du blev ikke logget ind hos din kommune"), "{}", turned.words());
        let scripted = house.get("/desk/sign-in/back?code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&state=x&iss=%3Cblink%3E").text();
        assert!(!scripted.contains("<script") && !scripted.contains("<blink"), "{scripted}");
        for next in ["//evil.example", "https://evil.example", "/desk\\evil.example", "/desk/sign-out"] {
            let fields = body(&[("address", "mette@thisted.example"), ("next", next)]);
            let left = house.send("POST", "/desk/sign-in/provider", "Content-Type: application/x-www-form-urlencoded\r\n", fields.as_bytes()).expect("an answer");
            let asked = left.header("refresh").and_then(|value| value.strip_prefix("0;url=")).expect("a way on").to_owned();
            let admitted = come_back(house, &cookie_of(&left), &provider.sign_in(&asked, "1"));
            assert_eq!(admitted.header("location"), Some("/desk"), "{next}");
        }
        let evil = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: cross-site\r\n";
        let before = house.dump();
        for address in ["/desk/sign-in/provider", "/desk/sign-in/back"] {
            assert_eq!(house.send("POST", address, evil, b"address=mette%40thisted.example").expect("an answer").status, 403);
        }
        house.unchanged(&before, "another site began a sign-in");
    }

    fn whoever_has_an_app_is_asked_for_its_code_by_this_way_too(house) {
        let provider = Provider::start(house.folder.path());
        let secret = house.file("secret", SECRET);
        house.configure(&configured("Thisted Kommune", &provider.issuer, "thisted.example", &format!("client_secret_file = \"{secret}\"\n")));
        house.serve();
        let mette = person(house, "mette@thisted.example", &["--role", "reader"]);
        provider.knows(&json!({ "1": { "email": "mette@thisted.example", "email_verified": true } }));
        let code = crate::accounts::app_of(house, &mette);
        let half = sign_in(house, &provider, "mette@thisted.example", "1");
        assert!(half.status == 200 && half.words().contains("De seks cifre"), "{}", half.words());
        assert!(!half.headers.iter().any(|(_, value)| value.starts_with("__Host-nulpunkt=")), "half signed in is not signed in");
        let admitted = house.post(&half.form().with("code", &code));
        assert_eq!(get(house, &cookie_of(&admitted), "/desk").status, 200);
        // The password is still a way in, and so is the login.
        assert_eq!(house.post(&house.get("/desk/sign-in").form().with("name", "mette@thisted.example").with("password", PASSWORD)).status, 200);
    }
}
