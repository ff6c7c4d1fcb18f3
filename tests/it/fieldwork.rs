//! A round from plan to reminder in the browser: planned with a warning, its list mended and imported, its letters looked at and queued,
//! and closed by its name; and whoever has one municipality gets no further than that.

use std::time::{Duration, Instant};

use crate::house::{House, TOWN};
use crate::http::{Form, Page};
use crate::people::{ANSWERS, answer, letters, link_of, own_surveys, person, shipped_surveys, signed_in};
use crate::stories;

fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The form on a page whose address ends like this.
fn form_to(page: &Page, action: &str) -> Form {
    let all = page.forms();
    all.iter().find(|form| form.action == action).unwrap_or_else(|| panic!("no form to {action}: {}", page.words())).clone()
}

const NEW: &str = "/desk/rounds/new";
/// A script, as it stands on a page when it is shown as text.
const SCRIPT: &str = "<script>alert(1)</script>";

/// The form for a round of the stories' questionnaire, filled in.
fn planned(house: &House, cookie: &str, opens: &str, closes: &str) -> Form {
    let form = form_to(&get(house, cookie, NEW), NEW);
    let fields = [
        ("version", "house-caseworkers/1"),
        ("key", "fra-browser"),
        ("opens", opens),
        ("closes", closes),
        ("mode", "pseudonymous"),
        ("access", "invited"),
    ];
    fields.iter().fold(form, |form, (name, value)| form.with(name, value))
}

/// Makes the round `fra-browser`, and starts nothing.
fn made(house: &House, cookie: &str) {
    let answer = post(house, cookie, &planned(house, cookie, "2020-03-02", "2099-03-23").with("med", "1"));
    assert_eq!((answer.status, answer.header("location")), (303, Some("/desk/rounds/fra-browser")), "{}", answer.words());
}

/// The town as it is copied from a spreadsheet, with this in front of each row's e-mail address.
fn list(spoilt: &[usize]) -> String {
    let row = |(at, one): (usize, &crate::house::Person)| {
        let email = if spoilt.contains(&at) { "ikke en adresse" } else { one.email };
        format!("{}\t{}\t{email}\t{}\n", one.key, one.name, one.municipality)
    };
    format!("Nøgle\tNavn\tE-mail\tKommune\n{}", TOWN.iter().enumerate().map(row).collect::<String>())
}

fn pasted(house: &House, cookie: &str, list: &str, act: &str) -> Page {
    house.secrets.learn_table(list.as_bytes());
    let path = "/desk/rounds/fra-browser/recipients";
    let form = form_to(&get(house, cookie, path), path);
    post(house, cookie, &form.with("list", list).with("faulty", "refuse").with("duplicates", "refuse").with("act", act))
}

stories! {
    fn a_round_goes_from_plan_to_reminder_and_close_in_the_browser(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        assert!(get(house, &cookie, "/desk/rounds").text().contains("href=\"/desk/rounds/new\""));
        let before = house.dump();
        // Nothing typed, and typed wrong: everything that is wrong is said, and nothing is stored.
        let empty = post(house, &cookie, &form_to(&get(house, &cookie, NEW), NEW));
        for says in ["Vælg et spørgeskema", "Skriv første dag", "Skriv sidste dag", "Vælg, hvad der vides"] {
            assert!(empty.status == 422 && empty.words().contains(says), "{says}: {} {}", empty.status, empty.words());
        }
        let form = planned(house, &cookie, "2020-03-02", "2099-03-23");
        for (name, value, says) in [
            ("med", "", "sæt kryds, når MED er orienteret"),
            ("key", "Æ/ø", "brug a-z, cifre"),
            ("key", "new", "brug a-z, cifre"),
            ("closes", "2020-01-01", "Runden lukker før den åbner"),
            ("access", "open", "ingen invitationer at hente municipality fra"),
            ("minimum", "2", "skal være mindst 5"),
            ("population", "municipality;count\nAtlantis;3\n", "Population, linje 2"),
        ] {
            let refused = post(house, &cookie, &form.clone().with("med", "1").with(name, value));
            assert!(refused.status == 422 && refused.words().contains(says), "{name}: {} {}", refused.status, refused.words());
        }
        // Too few of each municipality for a promise that nobody can be told.
        let small = form.clone().with("med", "1").with("mode", "anonymous").with("population", "municipality;count\nthisted;3\nrebild;2\n");
        assert!(post(house, &cookie, &small).words().contains("må højst 5 % kunne skilles ud"));
        // A summer's day is warned of before anything is stored, and so is another one that is chosen instead.
        let summer = planned(house, &cookie, "2026-07-15", "2099-03-23").with("med", "1");
        let warned = post(house, &cookie, &summer);
        assert!(warned.status == 200 && warned.words().contains("Udsendelsen ligger i uge 29, hvor mange holder ferie. Forslag: mandag i uge 33"), "{}", warned.words());
        let again = form_to(&warned, NEW).with("med", "1").with("mode", "pseudonymous").with("version", "house-caseworkers/1").with("access", "invited");
        assert!(post(house, &cookie, &again.clone().with("opens", "2026-07-16").with("closes", "2099-03-23")).words().contains("uge 29"));
        house.unchanged(&before, "a round that was not to be made");
        made(house, &cookie);
        assert!(post(house, &cookie, &form.clone().with("med", "1")).words().contains("Der findes allerede en runde fra-browser"));

        // A list with three faults, mended, looked at and stored.
        let path = "/desk/rounds/fra-browser/recipients";
        let before = house.dump();
        let faulty = pasted(house, &cookie, &list(&[0, 2, 4]), "store");
        assert_eq!(faulty.status, 422);
        for says in ["Intet er indlæst", "Linje 2:", "Linje 4:", "Linje 6:", "tabulator", "nøgle"] {
            assert!(faulty.words().contains(says), "{says} is not in {}", faulty.words());
        }
        let numbers = pasted(house, &cookie, "nøgle\tnavn\tkommune\n0101701234\tAnne\tthisted\n", "look");
        assert!(numbers.words().contains("pseudonymise") && !numbers.text().contains("0101701234"), "{}", numbers.words());
        let looked = pasted(house, &cookie, &list(&[]), "look");
        assert!(looked.status == 200 && looked.words().contains("6 nye, 0 kendt i forvejen, 0 udeladt"), "{}", looked.words());
        house.unchanged(&before, "looking at a list");
        let stored = post(house, &cookie, &form_to(&looked, path).with("list", &list(&[])).with("act", "store"));
        assert!(stored.status == 200 && stored.words().contains("Indlæst: 6 nye"), "{}", stored.words());
        assert!(!stored.text().contains(TOWN[0].email), "the stored list came back");

        // The letters as they are sent, and the two buttons.
        let path = "/desk/rounds/fra-browser/letters";
        let page = get(house, &cookie, path);
        for says in ["6 vil få en invitation nu", "0 vil få en påmindelse nu", "Kim Eksempel"] {
            assert!(page.words().contains(says), "{says} is not in {}", page.words());
        }
        let queued = post(house, &cookie, &form_to(&page, "/desk/rounds/fra-browser/invite").with("now", "1"));
        assert!(queued.words().contains("6 invitationer er lagt i kø") && queued.words().contains("0 vil få en invitation nu"), "{}", queued.words());
        // The server itself sends them.
        let start = Instant::now();
        while house.sql("select count(*) from letter where state = 3").trim() != "6" {
            assert!(start.elapsed() < Duration::from_mins(1), "the letters did not leave: {}", house.log());
            std::thread::sleep(Duration::from_millis(200));
        }
        assert_eq!(letters(house).len(), 6);
        answer(house, &link_of(house, TOWN[0].email), &ANSWERS);

        // One rings and says no, and is not reminded; whether somebody has answered is told to nobody.
        let out = |key: &str| {
            let page = get(house, &cookie, "/desk/rounds/fra-browser/recipients");
            post(house, &cookie, &form_to(&page, "/desk/rounds/fra-browser/recipients/opt-out").with("person", key).with("sure", "1"))
        };
        let (answered, silent) = (out(TOWN[0].key), out(TOWN[1].key));
        assert!(silent.words().contains("Det er noteret") && answered.words() == silent.words(), "{}\n{}", answered.words(), silent.words());
        assert_eq!(out("findes-ikke").status, 422);
        let reminded = post(house, &cookie, &form_to(&get(house, &cookie, path), "/desk/rounds/fra-browser/remind"));
        assert!(reminded.words().contains("4 påmindelser er lagt i kø"), "{}", reminded.words());

        // The round's page tells how it goes, and no municipality of so few people.
        let page = get(house, &cookie, "/desk/rounds/fra-browser");
        assert!(page.words().contains("1 af 6 inviterede har svaret") && page.words().contains("vises ikke") && !page.words().contains("fjerdedel til"), "{}", page.words());
        let extend = form_to(&page, "/desk/rounds/fra-browser/extend");
        assert_eq!(post(house, &cookie, &extend.clone().with("closes", "2099-03-01")).status, 422);
        assert!(post(house, &cookie, &extend.with("closes", "2099-04-01")).words().contains("til og med 1. april 2099"));
        let close = form_to(&page, "/desk/rounds/fra-browser/close");
        assert_eq!(post(house, &cookie, &close.clone().with("name", "en anden")).status, 422);
        let closed = post(house, &cookie, &close.with("name", "fra-browser"));
        assert!(closed.words().contains("Runden er lukket.") && closed.forms().iter().all(|form| !form.action.ends_with("/close")), "{}", closed.words());
        assert!(!house.folder.path().join("keys/links/fra-browser.key").exists());
        assert!(get(house, &cookie, path).words().contains("der kan ikke sendes flere breve"));
        let log = house.sql("select what from log");
        for says in ["planned a round; MED is informed", "imported 6 recipients", "queued 6 invitations", "opted a person out by telephone", "queued 4 reminders", "closed a round"] {
            assert!(log.contains(says), "{says} is not in {log}");
        }
    }

    fn an_anonymous_round_of_few_is_closed_only_by_whoever_gives_up_its_answers(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let made = post(house, &cookie, &planned(house, &cookie, "2020-03-02", "2099-03-23").with("med", "1").with("mode", "anonymous"));
        assert_eq!(made.status, 303, "{}", made.words());
        pasted(house, &cookie, &list(&[]), "store");
        let letters = get(house, &cookie, "/desk/rounds/fra-browser/letters");
        assert!(letters.words().contains("kan skilles ud") && letters.forms().iter().all(|form| !form.action.ends_with("/invite")), "{}", letters.words());
        let page = get(house, &cookie, "/desk/rounds/fra-browser");
        assert!(page.words().contains("Deres svar slettes ulæst"), "{}", page.words());
        let close = form_to(&page, "/desk/rounds/fra-browser/close").with("name", "fra-browser");
        assert_eq!(post(house, &cookie, &close).status, 422);
        assert!(post(house, &cookie, &close.with("destroy", "1")).words().contains("Runden er lukket"));
    }

    fn whoever_has_one_municipality_hands_in_its_people_and_no_others(house) {
        // The trials that are published last are those that count.
        house.ok(&["publish", &shipped_surveys()]);
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let all = signed_in(house);
        made(house, &all);
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "house", "--municipality", "thisted"]);
        for path in [NEW, "/desk/rounds/fra-browser/letters"] {
            assert_eq!(get(house, &lead, path).status, 403, "{path}");
        }
        let own = get(house, &lead, "/desk/rounds/fra-browser/recipients").forms().remove(0);
        for path in ["extend", "close", "invite", "remind"] {
            let form = Form { action: format!("/desk/rounds/fra-browser/{path}"), ..own.clone() };
            assert_eq!(post(house, &lead, &form.with("name", "fra-browser").with("closes", "2099-12-31")).status, 403, "{path}");
        }
        let page = get(house, &lead, "/desk/rounds/fra-browser").text();
        assert!(page.contains("/recipients") && !page.contains("/letters\"") && !page.contains("/close"), "{page}");
        let before = house.dump();
        let refused = pasted(house, &lead, &list(&[]), "store");
        assert!(refused.status == 422 && refused.words().contains("hører ikke til en af dine kommuner"), "{}", refused.words());
        house.unchanged(&before, "rows of other municipalities");
        let rows = list(&[]).lines().take(3).collect::<Vec<_>>().join("\n");
        assert!(pasted(house, &lead, &rows, "store").words().contains("Indlæst: 2 nye"));
        pasted(house, &all, &list(&[]), "store");
        assert!(get(house, &lead, "/desk/rounds/fra-browser/recipients").words().contains("2 modtagere står på listen"));
        // Somebody of another municipality is nobody.
        let page = get(house, &lead, "/desk/rounds/fra-browser/recipients");
        assert!(!page.text().contains("rebild"), "{}", page.words());
        let form = form_to(&page, "/desk/rounds/fra-browser/recipients/opt-out").with("sure", "1");
        assert!(post(house, &lead, &form.clone().with("person", "R-001")).words().contains("Ingen i runden har den nøgle"));
        assert_eq!(post(house, &lead, &form.with("person", "T-001")).status, 200);
        // An evaluator of one trial plans rounds of that one alone.
        let eva = person(house, "Eva Evaluator", &["--role", "evaluator", "--trial", "house"]);
        let page = get(house, &eva, NEW);
        assert!(page.text().contains("house-caseworkers/1") && !page.text().contains("psykolog-caseworkers"), "{}", page.words());
        let other = planned(house, &eva, "2020-03-02", "2099-03-23").with("key", "anden").with("med", "1").with("version", "psykolog-caseworkers/1");
        assert_eq!(post(house, &eva, &other).status, 422);
    }

    fn a_script_in_any_field_is_shown_as_text(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        made(house, &cookie);
        let form = planned(house, &cookie, "2020-03-02", "2099-03-23");
        for name in ["version", "key", "opens", "closes", "mode", "access", "population", "minimum", "med", "warned"] {
            let page = post(house, &cookie, &form.clone().with(name, &format!("\">{SCRIPT}")));
            assert!(!page.text().contains("<script"), "{name}: {}", page.text());
        }
        let rows = format!("nøgle\tnavn\tkommune\t{SCRIPT}\n1\t{SCRIPT}\t{SCRIPT}\tx\n");
        let page = pasted(house, &cookie, &rows, "look");
        assert!(!page.text().contains("<script") && page.text().contains("&lt;script&gt;"), "{}", page.text());
        assert!(pasted(house, &cookie, &format!("nøgle\tnavn\tkommune\n1\t{SCRIPT}\tthisted\n"), "store").words().contains("Indlæst: 1 nye"));
        for path in ["/desk/rounds/fra-browser", "/desk/rounds/fra-browser/recipients", "/desk/rounds/fra-browser/letters"] {
            assert!(!get(house, &cookie, path).text().contains("<script"), "{path}");
        }
        let page = get(house, &cookie, "/desk/rounds/fra-browser");
        for (action, name) in [("extend", "closes"), ("close", "name")] {
            let page = post(house, &cookie, &form_to(&page, &format!("/desk/rounds/fra-browser/{action}")).with(name, SCRIPT));
            assert!(page.status == 422 && !page.text().contains("<script"), "{action}");
        }
        let page = get(house, &cookie, "/desk/rounds/fra-browser/recipients");
        for name in ["person", "municipality"] {
            let form = form_to(&page, "/desk/rounds/fra-browser/recipients/opt-out").with("person", "1").with("sure", "1");
            assert!(!post(house, &cookie, &form.with(name, SCRIPT)).text().contains("<script"), "{name}");
        }
        // Another site's form, and one without this session's field.
        let form = Form { fields: vec![("name".to_owned(), "fra-browser".to_owned())], ..form_to(&get(house, &cookie, "/desk/rounds/fra-browser"), "/desk/rounds/fra-browser/close") };
        assert_eq!(post(house, &cookie, &form).status, 403);
    }
}
