//! Focus groups, from invitation to published point: planned, answered, noted, claimed, approved, frozen and taken back.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::house::{House, send_to};
use crate::http::{Form, Page};
use crate::people::{person, shipped_surveys, signed_in};
use crate::stories;

const LIST: &str = "/desk/focus-groups";
const GROUP: &str = "/desk/focus-groups/1";
pub(crate) const NOTES: &str = "/desk/focus-groups/1/notes";
const STATEMENTS: &str = "/desk/focus-groups/1/statements";
const POINT: &str = "/desk/focus-groups/points/1";

pub(crate) fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

/// The answer itself, also where it leads on.
pub(crate) fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    send_to(&house.address(), "POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The form of a page that does this, or whose fields have this name.
pub(crate) fn form_with(page: &Page, name: &str) -> Form {
    let found = page.forms().into_iter().find(|form| form.fields.iter().any(|(field, value)| field == name || value == name));
    found.unwrap_or_else(|| panic!("no form with {name}: {} {}", page.status, page.words()))
}

/// Plans a group of managers with these people and gives back the paths of their own pages.
pub(crate) fn planned(house: &House, cookie: &str, people: &[(&str, &str)]) -> Vec<String> {
    house.ok(&["publish", &shipped_surveys()]);
    let page = get(house, cookie, LIST);
    let guide = page
        .text()
        .split("<option value=\"")
        .skip(1)
        .find(|piece| piece.contains("for ledere"))
        .and_then(|piece| piece.split('"').next().map(str::to_owned))
        .expect("the guide for managers");
    let plan = form_with(&page, "capacity")
        .with("title", "Ledere, hold 1")
        .with("guide", &guide)
        .with("day", "2026-06-15")
        .with("time", "10.00")
        .with("moderator", "Åse Østergaard")
        .with("place", "https://moede.example/nord");
    assert_eq!(post(house, cookie, &plan).status, 303);
    for (name, unit) in people {
        let email = format!("{}@{unit}.example", name.to_lowercase().replace(' ', "."));
        let add = form_with(&get(house, cookie, GROUP), "email")
            .with("name", name)
            .with("email", &email)
            .with("unit", unit)
            .with("act", "add");
        assert_eq!(post(house, cookie, &add).status, 303, "{name}");
    }
    let page = get(house, cookie, GROUP);
    assert!(!page.text().contains("/g/"), "the page of a group shows the keys of its participants");
    let shown = |id: usize| post(house, cookie, &form_with(&page, "attended").with("show", &id.to_string())).text();
    let link = |text: String| text.split_once("/g/").map(|(_, rest)| format!("/g/{}", &rest[..26])).expect("an address");
    (1..=people.len()).map(shown).map(link).collect()
}

/// Adds a line of notes as the plain form does.
pub(crate) fn note(house: &House, cookie: &str, words: &str) -> Page {
    note_under(house, cookie, "cooperation", words)
}

/// The same under this question of the guide.
pub(crate) fn note_under(house: &House, cookie: &str, question: &str, words: &str) -> Page {
    let page = get(house, cookie, NOTES);
    post(
        house,
        cookie,
        &form_with(&page, "client").with("question", question).with("speaker", "").with("kind", "statement").with("words", words),
    )
}

/// Everybody comes and consents to everything.
pub(crate) fn held(house: &House, cookie: &str, links: &[String]) {
    for link in links {
        let mut consent = form_with(&house.get(link), "consent");
        for purpose in ["take-part", "be-recorded", "be-quoted", "role-named", "other-programs"] {
            consent.fields.push(("consent".to_owned(), purpose.to_owned()));
        }
        assert_eq!(house.post(&consent).status, 303);
    }
    let mut came = form_with(&get(house, cookie, GROUP), "attended");
    came.fields.retain(|(name, _)| name != "came");
    came.fields.extend((1..=links.len()).map(|id| ("came".to_owned(), id.to_string())));
    assert_eq!(post(house, cookie, &came).status, 303);
}

/// Makes a point of the first words of the first line, with the quote, linked to these trials, and publishes it.
pub(crate) fn claimed(house: &House, cookie: &str, words: &str, trials: &[&str]) {
    let page = get(house, cookie, STATEMENTS);
    let taken = form_with(&page, "line")
        .with("words", words)
        .with("relation", "supports")
        .with("point", "")
        .with("claim", "Kommunerne har nogen at spørge");
    assert_eq!(post(house, cookie, &taken).status, 303);
    let mut edit = form_with(&get(house, cookie, POINT), "edit").with("theme", "network").with("act", "edit");
    edit.fields.retain(|(name, _)| name != "trial");
    edit.fields.extend(trials.iter().map(|trial| ("trial".to_owned(), (*trial).to_owned())));
    assert_eq!(post(house, cookie, &edit).status, 303);
    let quote =
        form_with(&get(house, cookie, POINT), "names-role").with("words", words).with("names-role", "1").with("act", "quote");
    assert_eq!(post(house, cookie, &quote).status, 303);
    assert_eq!(post(house, cookie, &form_with(&get(house, cookie, POINT), "publish")).status, 303);
}

fn summary(house: &House, cookie: &str, file: &str) -> Page {
    get(house, cookie, &format!("{LIST}/summaries/{file}"))
}

stories! {
    fn a_group_goes_from_invitation_to_a_frozen_summary(house) {
        house.serve();
        let all = signed_in(house);
        let people = [("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")];
        let links = planned(house, &all, &people);
        // The invitation says what calendars want, and a move is the same entry with a higher sequence.
        let entry = || get(house, &all, &format!("{GROUP}/invitations/1.ics"));
        let first = entry();
        assert!(first.header("content-type").is_some_and(|kind| kind.contains("method=REQUEST")));
        let unfolded = |page: &Page| page.text().replace("\r\n ", "");
        let line = |page: &Page, name: &str| unfolded(page).split("\r\n").find(|line| line.starts_with(name)).map(str::to_owned).unwrap_or_default();
        assert!(first.text().split("\r\n").all(|line| line.len() <= 75), "{}", first.text());
        assert_eq!((line(&first, "DTSTART"), line(&first, "SEQUENCE")), ("DTSTART:20260615T080000Z".to_owned(), "SEQUENCE:0".to_owned()));
        assert!(unfolded(&first).contains("ORGANIZER;CN=\"Åse Østergaard\":mailto:") && !unfolded(&first).contains("/g/"), "{}", first.text());
        let moved = form_with(&get(house, &all, GROUP), "move").with("day", "2099-12-01").with("time", "13.30");
        assert_eq!(post(house, &all, &moved).status, 303);
        assert_eq!((line(&entry(), "DTSTART"), line(&entry(), "SEQUENCE"), line(&entry(), "UID")), ("DTSTART:20991201T123000Z".to_owned(), "SEQUENCE:1".to_owned(), line(&first, "UID")));
        assert!(house.get(&links[0]).text().contains("moede.example") && get(house, &all, GROUP).text().contains("moede.example"));
        // Looking changes nothing, and pressing without a choice does not either.
        let before = house.dump();
        for link in &links {
            assert_eq!(house.get(link).status, 200);
        }
        let nothing = house.post(&form_with(&house.get(&links[0]), "reply"));
        assert!(nothing.status == 422 && nothing.words().contains("Vælg, om du kommer"), "{}", nothing.words());
        let _ = entry();
        house.unchanged(&before, "looking at invitations");
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "reply").with("reply", "another-time").with("words", "Efter kl. 14")).status, 303);
        assert!(get(house, &all, GROUP).words().contains("et andet tidspunkt »Efter kl. 14«"));
        // Nobody has come to a talk that is still to be held; then it turns out to have been held on another day.
        let mut early = form_with(&get(house, &all, GROUP), "attended");
        early.fields.push(("came".to_owned(), "1".to_owned()));
        let refused = post(house, &all, &early);
        assert!(refused.status == 422 && refused.words().contains("Samtalen er ikke begyndt"), "{}", refused.words());
        let back = form_with(&get(house, &all, GROUP), "move").with("day", "2026-06-16").with("time", "10.00");
        let refused = post(house, &all, &back);
        assert!(refused.status == 422 && refused.words().contains("Den tid er gået") && refused.text().contains("value=\"2026-06-16\""), "{}", refused.words());
        assert_eq!(post(house, &all, &back.with("held", "1")).status, 303);
        held(house, &all, &links);
        // Notes by the plain form: the number before the line says who speaks.
        let saved = note(house, &all, "2: Det var en lettelse at kunne ringe til na\u{30a}gen, der sad med det samme");
        assert_eq!(saved.status, 303);
        assert!(saved.header("location").is_some_and(|next| next.contains("speaker=L1-2")), "{:?}", saved.header("location"));
        assert_eq!(note(house, &all, ">").header("location").map(|next| next.contains("question=steering")), Some(true));
        assert!(get(house, &all, NOTES).words().contains("L1-2 Det var en lettelse at kunne ringe til någen"));
        claimed(house, &all, "Det var en lettelse at kunne ringe", &["samtaler"]);
        // Nothing is shown before whoever said it says yes, and only to them.
        let now = || summary(house, &all, "theme-network/now.html").words();
        assert!(now().contains("P1. Kommunerne har nogen at spørge") && now().contains("støttes af 1 udsagn") && !now().contains("lettelse"), "{}", now());
        assert!(!house.get(&links[0]).words().contains("lettelse") && house.get(&links[1]).words().contains("»Det var en lettelse at kunne ringe«"));
        let decide = form_with(&house.get(&links[1]), "decide");
        assert_eq!(house.post(&decide.clone().with("decision", "approved")).status, 303);
        assert!(now().contains("»Det var en lettelse at kunne ringe« – en leder [U1]"), "{}", now());
        let group = summary(house, &all, "group-1/now.html").words();
        assert!(group.contains("en leder [U1]") && group.contains("4 deltog"), "{group}");
        assert_eq!(get(house, &all, &format!("{LIST}/sources/U1")).header("location"), Some("/desk/focus-groups/1/statements#l1"));
        // Another attribution asks again.
        let mut edit = form_with(&get(house, &all, POINT), "edit").with("theme", "network").with("act", "edit");
        edit.fields.retain(|(name, _)| name != "trial");
        assert_eq!(post(house, &all, &edit).status, 303);
        assert_eq!(post(house, &all, &form_with(&get(house, &all, POINT), "publish")).status, 303);
        assert!(!now().contains("lettelse"), "{}", now());
        assert_eq!(house.post(&decide.with("decision", "approved")).status, 422, "what was shown before is approved");
        assert_eq!(house.post(&form_with(&house.get(&links[1]), "decide").with("decision", "reworded").with("own", "Vi kunne ringe til hinanden")).status, 303);
        // Nobody at the desk has read what the participant wrote.
        assert!(!now().contains("hinanden") && get(house, &all, POINT).words().contains("med sine egne ord. Læs dem"), "{}", now());
        assert_eq!(post(house, &all, &form_with(&get(house, &all, POINT), "publish")).status, 303);
        assert!(now().contains("»Vi kunne ringe til hinanden« – en leder"), "{}", now());
        // Frozen, and fetched as both kinds.
        let freeze = form_with(&summary(house, &all, "theme-network"), "freeze");
        assert_eq!(post(house, &all, &freeze).status, 303);
        assert!(summary(house, &all, "theme-network/1.html").words().contains("Vi kunne ringe til hinanden"));
        let office = summary(house, &all, "theme-network/1.docx");
        assert!(office.status == 200 && office.body.starts_with(b"PK"));
        // Whoever takes everything back leaves no word, not in what was frozen either.
        let withdraw = form_with(&house.get(&links[1]), "withdraw");
        assert_eq!(house.post(&withdraw).status, 422);
        assert_eq!(house.post(&withdraw.with("sure", "1")).status, 303);
        assert_eq!(summary(house, &all, "theme-network/1.html").status, 410);
        assert!(house.get(&links[1]).words().contains("Du har trukket dig"));
        let left = house.dump();
        for gone in ["en lettelse at kunne", "hinanden", "bo@rebild", "Vi kunne ringe"] {
            assert!(!left.contains(gone), "{gone} is left in the database");
        }
        assert!(get(house, &all, "/desk/focus-groups/points").words().contains("– mangler belæg"));
        let log = get(house, &all, "/desk/log").words();
        assert!(log.contains("Fokusgruppe planlagt") && log.contains("Punkt udgivet") && log.contains("Opsamling frosset") && log.contains("en deltager"), "{log}");
    }

    fn a_quote_that_too_few_could_have_said_is_not_shown(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "vesthimmerland")]);
        held(house, &all, &links);
        assert_eq!(note(house, &all, "1: Lånet gav dem mod på at begynde").status, 303);
        let trials = std::fs::read_to_string(format!("{}/trials.toml", shipped_surveys())).expect("the trials");
        // A trial in which at most two of the four take part.
        let taking = |key: &str| {
            let trial = trials.split("[[trial]]").find(|piece| piece.contains(&format!("\nkey = \"{key}\"\n"))).unwrap_or_default();
            ["aalborg", "rebild", "thisted", "vesthimmerland"].into_iter().filter(|unit| trial.contains(&format!("\"{unit}\""))).count()
        };
        let keys: Vec<&str> = trials.split("[[trial]]").skip(1).filter_map(|piece| piece.split("\nkey = \"").nth(1)?.split('"').next()).collect();
        let few = keys.iter().copied().find(|key| taking(key) < 3).expect("a small trial");
        let many = keys.iter().copied().find(|key| taking(key) >= 3).expect("a large trial");
        claimed(house, &all, "Lånet gav dem mod på at begynde", &[few]);
        let approve = || assert_eq!(house.post(&form_with(&house.get(&links[0]), "decide").with("decision", "approved")).status, 303);
        approve();
        let both = || ["theme-network/now.html", "group-1/now.html"].map(|file| summary(house, &all, file).words());
        assert!(both().iter().all(|page| !page.contains("Lånet") && page.contains("Et citat er ikke med, fordi for få kan have sagt det")), "{:?}", both());
        assert!(get(house, &all, POINT).words().contains("Det er for få, så citatet vises ikke"), "{}", get(house, &all, POINT).words());
        let mut edit = form_with(&get(house, &all, POINT), "edit").with("theme", "network").with("act", "edit");
        edit.fields.retain(|(name, _)| name != "trial");
        edit.fields.push(("trial".to_owned(), many.to_owned()));
        assert_eq!(post(house, &all, &edit).status, 303);
        assert_eq!(post(house, &all, &form_with(&get(house, &all, POINT), "publish")).status, 303);
        approve();
        assert!(both().iter().all(|page| page.contains("»Lånet gav dem mod på at begynde« – en leder")), "{:?}", both());
        // Without consent to name the role the group's own summary would tell it.
        let mut consent = form_with(&house.get(&links[0]), "consent");
        consent.fields.retain(|(_, value)| value != "role-named");
        assert_eq!(house.post(&consent).status, 303);
        let [theme, group] = both();
        assert!(!group.contains("Lånet") && !theme.contains("en leder"), "{theme} {group}");
    }

    fn a_published_point_that_rests_on_something_else_is_published_again(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted")]);
        held(house, &all, &links);
        note(house, &all, "1: Vi ringede til hinanden");
        claimed(house, &all, "Vi ringede til hinanden", &[]);
        let points = || get(house, &all, "/desk/focus-groups/points").words();
        assert!(points().contains("● udgivet") && get(house, &all, LIST).words().contains("1 af 1 er udgivet"), "{}", points());
        note(house, &all, "2: Det gjorde vi ikke hos os");
        let second = |form: &Form| form.fields.iter().any(|(name, value)| name == "line" && value == "2");
        let add = get(house, &all, STATEMENTS).forms().into_iter().find(second).expect("the second line");
        assert_eq!(post(house, &all, &add.clone().with("relation", "contradicts").with("point", "P9").with("claim", "")).status, 422);
        assert!(points().contains("● udgivet"), "{}", points());
        assert_eq!(post(house, &all, &add.with("relation", "contradicts").with("point", "P1").with("claim", "")).status, 303);
        assert!(points().contains("◐ kan udgives") && get(house, &all, LIST).words().contains("0 af 1 er udgivet"), "{}", points());
        // A group's own summary tells neither how many said it nor of which trial; the theme's does.
        assert_eq!(post(house, &all, &form_with(&get(house, &all, POINT), "publish")).status, 303);
        let [theme, group] = ["theme-network/now.html", "group-1/now.html"].map(|file| summary(house, &all, file).words());
        assert!(theme.contains("støttes af 1 udsagn og modsiges af 1") && group.contains("P1. ") && !group.contains("støttes af"), "{theme} {group}");
    }

    fn a_line_sent_twice_is_one_and_others_see_it_at_once(house) {
        house.serve();
        let all = signed_in(house);
        planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        let taker = person(house, "Nina Noter", &["--role", "note-taker"]);
        let mut listening = listen(house, &taker);
        assert!(read_until(&mut listening, ": hej").contains("text/event-stream"));
        let page = get(house, &all, NOTES);
        let line = form_with(&page, "client").with("question", "cooperation").with("speaker", "L1-1").with("kind", "quote").with("words", "Vi ringede bare").with("script", "1");
        let first = post(house, &all, &line);
        assert!(first.status == 200 && first.text().starts_with("1\t"), "{} {}", first.status, first.text());
        assert_eq!(post(house, &all, &line).text(), first.text(), "the same line again");
        assert_eq!(house.sql("select count(*) from note_line").trim(), "1");
        let heard = read_until(&mut listening, "\"at\":");
        assert!(heard.contains("event: line") && heard.contains("\"words\":\"Vi ringede bare\"") && heard.contains("\"speaker\":\"L1-1\""), "{heard}");
        // Two people edit one line: both stand until one is taken back.
        let edit = |cookie: &str, words: &str| {
            let page = get(house, cookie, &format!("{NOTES}?edit=1"));
            form_with(&page, "client").with("question", "cooperation").with("speaker", "L1-1").with("kind", "quote").with("words", words)
        };
        let (one, other) = (edit(&all, "Vi ringede bare til hinanden").with("replaces", "1").with("act", ""), edit(&taker, "Vi ringede jo bare").with("replaces", "1").with("act", ""));
        assert_eq!((post(house, &all, &one).status, post(house, &taker, &other).status), (303, 303));
        let both = get(house, &taker, NOTES).words();
        assert!(both.contains("Vi ringede bare til hinanden to har rettet den samme linje") && both.contains("Vi ringede jo bare to har rettet"), "{both}");
        let back = form_with(&get(house, &taker, &format!("{NOTES}?edit=3")), "client").with("question", "cooperation").with("act", "withdraw");
        assert_eq!(post(house, &taker, &back).status, 303);
        let left = get(house, &taker, NOTES).words();
        assert!(left.contains("Vi ringede bare til hinanden gemt") && !left.contains("jo bare"), "{left}");
        // A line that names a speaker or question that is not there is not stored.
        for wrong in [line.clone().with("speaker", "L9-9"), line.clone().with("question", "findes-ikke"), line.clone().with("client", "x"), line.with("words", " ").with("client", "abcdefgh")] {
            assert_eq!(post(house, &all, &wrong).status, 422);
        }
        house.kill();
        house.serve();
        assert!(get(house, &all, NOTES).words().contains("Vi ringede bare til hinanden"), "an acknowledged line is gone");
    }

    fn each_role_gets_to_its_own_part_of_focus_groups(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg")]);
        let pages = [LIST, NOTES, GROUP, STATEMENTS, "/desk/focus-groups/points", "/desk/focus-groups/summaries/group-1"];
        let allowed = |role: &str| {
            let cookie = person(house, &format!("Person {role}"), &["--role", role]);
            pages.map(|page| get(house, &cookie, page).status)
        };
        assert_eq!(allowed("evaluator"), [200; 6]);
        assert_eq!(allowed("note-taker"), [200, 200, 403, 403, 403, 403]);
        for role in ["reader", "municipal-lead"] {
            assert_eq!(allowed(role), [403; 6], "{role}");
        }
        // Whoever reads gets what was frozen, and nothing that may still change.
        assert_eq!(post(house, &all, &form_with(&get(house, &all, "/desk/focus-groups/summaries/theme-network"), "freeze")).status, 303);
        let files = ["", "/theme-network/1.html", "/theme-network/1.docx", "/theme-network/now.html", "/theme-network"];
        for (role, wanted) in [("reader", [200, 200, 200, 403, 403]), ("municipal-lead", [403; 5]), ("note-taker", [403; 5])] {
            let cookie = person(house, &format!("Frossen {role}"), &["--role", role]);
            assert_eq!(files.map(|file| get(house, &cookie, &format!("/desk/focus-groups/summaries{file}")).status), wanted, "{role}");
        }
        // A note taker needs the group's own trials and municipalities and no others.
        let text = std::fs::read_to_string(format!("{}/focus-groups/managers/2.toml", shipped_surveys())).expect("the guide");
        let trials = text.lines().filter_map(|line| line.strip_prefix("trials = [")?.strip_suffix(']'));
        let trials: Vec<String> = trials.flat_map(|list| list.split(", ").map(|key| key.trim_matches('"').to_owned())).collect();
        let scoped = |name: &str, trials: &[String], unit: &str| {
            let of_trials = trials.iter().flat_map(|key| ["--trial", key.as_str()]);
            let options: Vec<&str> = ["--role", "note-taker", "--municipality", unit].into_iter().chain(of_trials).collect();
            person(house, name, &options)
        };
        let own = scoped("Nanna Nær", &trials, "aalborg");
        assert_eq!((get(house, &own, LIST).status, get(house, &own, NOTES).status, note(house, &own, "En linje").status), (200, 200, 303));
        assert!(get(house, &own, LIST).words().contains("Ledere, hold 1"));
        for (name, trials, unit, wanted) in [("Nora Nabo", &trials[..], "rebild", 403), ("Nils Næsten", &trials[1..], "aalborg", 404)] {
            let other = scoped(name, trials, unit);
            assert_eq!((get(house, &other, NOTES).status, get(house, &other, &format!("{NOTES}/events")).status), (wanted, wanted), "{name}");
            assert!(!get(house, &other, LIST).words().contains("Ledere, hold 1"), "{name}");
        }
        // Who is invited stands nowhere but where it is planned, and no link but one's own opens anything.
        assert_eq!(house.get("/g/aaaaaaaaaaaaaaaaaaaaaaaaaa").status, 404);
        assert_eq!(house.get("/g/kort").status, 404);
        let own = house.get(&links[0]);
        assert!(!own.words().contains("Anna") && own.words().contains("Aalborg Kommune") && own.header("referrer-policy") == Some("no-referrer"));
        assert!(house.get(&format!("{}?lang=en", links[0])).words().contains("What do you say yes to?"));
    }
}

/// Opens the event stream of the group's notes.
pub(crate) fn listen(house: &House, cookie: &str) -> TcpStream {
    let mut stream = TcpStream::connect(house.address()).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
    let request = format!("GET {NOTES}/events?after=0 HTTP/1.1\r\nHost: svar.example.dk\r\nCookie: {cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a request");
    stream
}

/// What comes until these words have come.
pub(crate) fn read_until(stream: &mut TcpStream, words: &str) -> String {
    let mut said = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&said).into_owned();
        if text.contains(words) {
            return text;
        }
        let read = stream.read(&mut piece).unwrap_or_else(|error| panic!("no `{words}` within the time ({error}) in {text}"));
        assert_ne!(read, 0, "the stream ended: {text}");
        said.extend_from_slice(&piece[..read]);
    }
}

#[test]
fn a_guide_with_a_fault_is_not_published_and_one_that_is_never_changes() {
    let house = House::on(crate::house::Backend::Sqlite);
    let text = std::fs::read_to_string(format!("{}/focus-groups/managers/1.toml", shipped_surveys())).expect("a guide");
    let publish = |text: &str| {
        let file = house.file("focus-groups/managers/1.toml", text);
        house.run(&["publish", &file])
    };
    let spoilt = publish(&text.replace("role = \"manager\"", "role = \"chef\""));
    assert!(spoilt.code == 1 && spoilt.err.contains("1.toml:3:1: ") && spoilt.err.contains("chef"), "{}", spoilt.err);
    assert_eq!(publish(&text).code, 0);
    assert!(publish(&text).out.contains("managers 1 uændret"));
    let changed = publish(&text.replace("Hvad tog for lang tid?", "Hvad tog tid?"));
    assert!(changed.code == 1 && changed.err.contains("skriv en ny version"), "{}", changed.err);
}
