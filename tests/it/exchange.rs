//! Projects of REFI-QDA: valid by the standard's own schema, unchanged by a way through another installation, and hostile ones refused.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};
use std::process::Command;

use crate::consenting::says_yes;
use crate::focusing::{NOTES, form_with, get, note, planned};
use crate::house::{House, project, send_to};
use crate::http::{Form, Page};
use crate::people::{person, shipped_surveys, signed_in};
use crate::stories;

const EXCHANGE: &str = "/desk/focus-groups/exchange";
const CODEBOOK: &str = "/desk/focus-groups/codebook";
const CODING: &str = "/desk/focus-groups/1/coding";
/// What the first version of the consent asked.
const FIRST_VERSION: [&str; 4] = ["take-part", "be-recorded", "be-quoted", "role-named"];

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    send_to(&house.address(), "POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

fn hand_in(house: &House, cookie: &str, bytes: &[u8]) -> Page {
    let form = form_with(&get(house, cookie, EXCHANGE), "file");
    let mut sent = Vec::new();
    for (field, value) in form.fields.iter().filter(|(field, _)| field != "file") {
        sent.extend(format!("--graense\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    sent.extend("--graense\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.qdpx\"\r\n\r\n".bytes());
    sent.extend(bytes);
    sent.extend(b"\r\n--graense--\r\n");
    let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=graense\r\n");
    send_to(&house.address(), "POST", EXCHANGE, &headers, &sent).expect("an answer")
}

/// The project, fetched at the desk.
fn fetched(house: &House, cookie: &str) -> Page {
    post(house, cookie, &form_with(&get(house, cookie, EXCHANGE), "fetch"))
}

/// Notes that so many were there.
fn came(house: &House, cookie: &str, count: usize) {
    let mut came = form_with(&get(house, cookie, "/desk/focus-groups/1"), "attended");
    came.fields.retain(|(name, _)| name != "came");
    came.fields.extend((1..=count).map(|id| ("came".to_owned(), id.to_string())));
    assert_eq!(post(house, cookie, &came).status, 303);
}

/// Four managers of whom all came, and all but the last may be taken into other programs; codes, excerpts and memos on what they said.
fn coded(house: &House, cookie: &str) {
    let people = [("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")];
    let links = planned(house, cookie, &people);
    for link in &links[..3] {
        says_yes(house, link, &["take-part", "other-programs"]);
    }
    says_yes(house, &links[3], &FIRST_VERSION);
    came(house, cookie, links.len());
    for (speaker, words) in [
        ("L1-1", "Vi ventede længe på Ærø <& så>"),
        ("L1-2", "Det kostede for meget"),
        ("L1-4", "Det må ikke citeres"),
        ("", "Hvad synes I?"),
    ] {
        let form = form_with(&get(house, cookie, NOTES), "client");
        let form = form.with("question", "cooperation").with("speaker", speaker).with("kind", "statement").with("words", words);
        assert_eq!(post(house, cookie, &form).status, 303);
    }
    for (name, parent) in [("Tid & sted", ""), ("Ventetid", "1"), ("Penge", "")] {
        let form = form_with(&get(house, cookie, CODEBOOK), "name")
            .with("code", "")
            .with("name", name)
            .with("parent", parent)
            .with("act", "put");
        assert_eq!(post(house, cookie, &form.with("description", "Når \"det\" <nævnes>")).status, 303);
    }
    for (line, words, code, memo) in [
        ("1", "ventede længe på Ærø", "2", "Hvor længe?"),
        ("1", "på Ærø <& så>", "1", ""),
        ("2", "Det kostede for meget", "3", ""),
        ("3", "citeres", "3", "Ikke ud"),
    ] {
        let form = form_with(&get(house, cookie, CODING), "words")
            .with("line", line)
            .with("words", words)
            .with("code", code)
            .with("memo", memo);
        assert_eq!(post(house, cookie, &form).status, 303);
    }
    let memo = form_with(&get(house, cookie, CODEBOOK), "remove")
        .with("code", "1")
        .with("act", "memo")
        .with("description", "Et notat om koden");
    assert_eq!(post(house, cookie, &memo).status, 303);
}

/// The parts of an archive with what they hold.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let mut held = Vec::new();
            part.read_to_end(&mut held).expect("its bytes");
            (String::from_utf8(part.name_raw().to_vec()).expect("a name"), held)
        })
        .collect()
}

/// Fails where the standard's schema does not take the file.
fn valid(house: &House, name: &str, xml: &[u8], schema: &str) {
    let file = house.file(name, xml);
    let schema = project().join("tests/data/refi-qda").join(schema);
    let ran = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg(&file)
        .output()
        .expect("xmllint (libxml2-utils)");
    assert!(ran.status.success(), "{}\n{}", String::from_utf8_lossy(&ran.stderr), String::from_utf8_lossy(xml));
}

/// Four managers who came and said yes to this, and the lines of three of them.
fn said(house: &House, cookie: &str, purposes: &[&str]) -> Vec<String> {
    let people = [("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")];
    let links = planned(house, cookie, &people);
    for link in &links {
        says_yes(house, link, purposes);
    }
    came(house, cookie, links.len());
    for words in ["1: Vi ventede længe", "2: Det kostede for meget", "3: Vi ringede bare"] {
        assert_eq!(note(house, cookie, words).status, 303);
    }
    links
}

/// What the command says, and every word of the project that it writes.
fn let_out(house: &House) -> (String, String) {
    let file = house.file("ud.qdpx", "");
    let said = house.ok(&["focus-groups", "export", &file]);
    let held = parts(&std::fs::read(&file).expect("the project"));
    (said, held.into_iter().map(|(_, held)| String::from_utf8(held).expect("UTF-8")).collect())
}

stories! {
    fn a_yes_to_the_first_version_lets_no_line_leave_and_the_new_yes_does_until_it_is_taken_back(house) {
        house.serve();
        let all = signed_in(house);
        let links = said(house, &all, &FIRST_VERSION);
        // As before the second version was there.
        house.sql("update focus_consent set version = 1");
        let own = house.get(&links[0]).words();
        assert!(own.matches("Du har sagt ja").count() == 4 && own.contains("Det er et nyt spørgsmål. Vi spurgte ikke om det, da du svarede"), "{own}");
        let desk = || get(house, &all, EXCHANGE).words();
        let none = "Linjer, som er med: 0. Linjer, som ikke er: 3.";
        let lacking = "Udeladt, fordi deltageren ikke har sagt ja til andre programmer: 3.";
        assert!(desk().contains(none) && desk().contains(lacking) && desk().contains("ikke siger ja til andre programmer: 4."), "{}", desk());
        assert!(get(house, &all, "/desk/focus-groups/1").words().contains("deltage, optages, citeres, rolle nævnes svarede, før der blev spurgt om: andre programmer"));
        let (told, left) = let_out(house);
        assert!(told.contains(none) && told.contains(lacking) && !left.contains("ventede"), "{told} {left}");
        // Nobody looked at a file before it was made.
        let missing = house.folder.path().join("intet.qdpx");
        let dry = house.ok(&["focus-groups", "export", "--dry-run", missing.to_str().expect("a path")]);
        assert!(dry == told && !missing.exists(), "{dry}");
        // What no version asked under which it was said is no yes.
        says_yes(house, &links[0], &[&FIRST_VERSION[..], &["other-programs"]].concat());
        house.sql("update focus_consent set version = 1");
        assert!(desk().contains(none), "{}", desk());
        // The same link asks, and then the words leave.
        for link in &links {
            says_yes(house, link, &FIRST_VERSION);
            says_yes(house, link, &[&FIRST_VERSION[..], &["other-programs"]].concat());
        }
        let (told, before) = let_out(house);
        assert!(told.contains("Linjer, som er med: 3. Linjer, som ikke er: 0.") && !told.contains("Udeladt"), "{told}");
        assert!(["Vi ventede længe", "Det kostede for meget", "Vi ringede bare"].iter().all(|line| before.contains(line)), "{before}");
        let page = house.get(&links[0]).words();
        assert!(page.matches("Du har sagt ja").count() == 5 && !page.contains("Det er et nyt spørgsmål"), "{page}");
    }

    fn a_yes_taken_back_takes_the_words_out_of_what_leaves_next_also_where_they_came_back_from_elsewhere(house) {
        house.serve();
        let all = signed_in(house);
        let links = said(house, &all, &["take-part", "be-quoted", "other-programs"]);
        let out = fetched(house, &all).body;
        let desk = || get(house, &all, EXCHANGE).words();
        assert!(desk().contains("Linjer, som er med: 3.") && !desk().contains("taget deres ja tilbage"), "{}", desk());
        says_yes(house, &links[0], &["take-part", "be-quoted"]);
        assert!(desk().contains("Linjer, som er med: 2.") && desk().contains("taget deres ja tilbage: 1, senest") && desk().contains("slet dem, der er hentet før"), "{}", desk());
        let (told, left) = let_out(house);
        assert!(told.contains("taget deres ja tilbage: 1") && !left.contains("ventede") && left.contains("Det kostede for meget"), "{told} {left}");
        // The old file is a text from elsewhere by now. In the house it can be read, and the words do not leave with it.
        let back = hand_in(house, &all, &out);
        assert!(back.words().contains("nye tekster: 1") && back.words().contains("Vi ventede længe"), "{}", back.words());
        let (told, left) = let_out(house);
        assert!(told.contains("Gjort ulæselige i tekster fra andre programmer, fordi de står blandt de udeladte: 1."), "{told}");
        assert!(!left.contains("ventede") && left.matches("Det kostede for meget").count() == 2, "{left}");
        // Whoever withdraws altogether takes the words along there too, and their yes.
        assert_eq!(house.post(&form_with(&house.get(&links[1]), "withdraw").with("sure", "1")).status, 303);
        assert!(!house.dump().contains("Det kostede for meget"), "words of who withdrew are left");
        let (told, left) = let_out(house);
        assert!(told.contains("taget deres ja tilbage: 2") && !left.contains("kostede"), "{told} {left}");
    }

    fn a_project_is_valid_and_comes_back_unchanged_from_another_installation(house) {
        house.serve();
        let all = signed_in(house);
        coded(house, &all);
        let page = get(house, &all, EXCHANGE);
        assert!(page.words().contains("Linjer, som er med: 2. Linjer, som ikke er: 2."), "{}", page.words());
        assert!(page.words().contains("fordi ingen deltager har sagt dem: 1. Udeladt, fordi deltageren ikke har sagt ja til andre programmer: 1."), "{}", page.words());
        let before = house.dump();
        let book = get(house, &all, "/desk/focus-groups/exchange/codebook.qdc");
        house.unchanged(&before, "fetching a codebook");
        // Words of people leave by a form alone, since the log says who fetched them.
        assert_eq!(get(house, &all, "/desk/focus-groups/exchange/project.qdpx").status, 404);
        assert!(!get(house, &all, "/desk/log").words().contains("Projekt hentet til et andet program"));
        let out = fetched(house, &all);
        assert_eq!((out.status, out.header("content-disposition")), (200, Some("attachment; filename=\"nulpunkt.qdpx\"")));
        assert!(get(house, &all, "/desk/log").words().contains("Projekt hentet til et andet program"));
        let held = parts(&out.body);
        let names: BTreeSet<&str> = held.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.contains("project.qde") && names.len() == 2 && names.iter().any(|name| name.starts_with("sources/")), "{names:?}");
        let qde = &held.iter().find(|(name, _)| name == "project.qde").expect("the project").1;
        valid(house, "project.qde", qde, "Project.xsd");
        valid(house, "codebook.qdc", &book.body, "Codebook.xsd");
        let text = String::from_utf8_lossy(qde).into_owned();
        let words = String::from_utf8(held.iter().find(|(name, _)| name.starts_with("sources/")).expect("the text").1.clone()).expect("UTF-8");
        let mut lines: Vec<&str> = words.split('\n').collect();
        lines.sort_unstable();
        assert_eq!(lines, ["Det kostede for meget", "Vi ventede længe på Ærø <& så>"]);
        // Who coded is not told, as no sample was drawn.
        let one = text.split_once(" name=\"Nulpunkt\"/>").and_then(|(before, _)| before.rsplit_once("<User guid=")).expect("one coder").1;
        assert_eq!(text.matches(&format!("creatingUser={one}")).count(), 7, "{text}");
        for tells in ["Anna", "L1-", "citeres", "Ikke ud", "cooperation", "Ledere", "aalborg", house.folder.path().to_str().expect("a path")] {
            assert!(!text.contains(tells) && !words.contains(tells), "{tells} leaves");
        }
        assert!(text.contains("Hvor længe?") && text.contains("Et notat om koden") && text.matches("<PlainTextSelection").count() == 3, "{text}");
        // Taken in where it came from, it is known; taken in elsewhere and let out again, it is the same bytes.
        let back = hand_in(house, &all, &out.body);
        assert!(back.status == 200 && back.words().contains("Nye koder: 0, nye tekster: 0, nye kodninger: 0."), "{}", back.words());
        assert_eq!(fetched(house, &all).body, out.body);
        let other = House::on(house.backend);
        other.ok(&["publish", &shipped_surveys()]);
        let file = other.file("ind.qdpx", &out.body);
        let said = other.run(&["focus-groups", "import", "--dry-run", &file]);
        assert!(said.out.contains("I filen er koder: 3, tekster: 1, kodninger: 3."), "{} {}", said.out, said.err);
        let taken = other.ok(&["focus-groups", "import", &file]);
        assert!(taken.contains("Nye koder: 3, nye tekster: 1, nye kodninger: 3. Kendt i forvejen: 0. Uden plads her: 0."), "{taken}");
        let again = other.file("ud.qdpx", "");
        other.ok(&["focus-groups", "export", &again]);
        assert_eq!(parts(&std::fs::read(&again).expect("the project")), held);
        let once_more = other.ok(&["focus-groups", "import", &file]);
        assert!(once_more.contains("Nye koder: 0, nye tekster: 0, nye kodninger: 0."), "{once_more}");
        let book_out = other.file("ud.qdc", "");
        other.ok(&["focus-groups", "export", &book_out]);
        assert_eq!(std::fs::read(&book_out).expect("the codebook"), book.body);
        let log = get(house, &all, "/desk/log").words();
        assert!(log.contains("Projekt fra et andet program taget ind"), "{log}");
    }

    fn what_another_program_put_on_our_lines_comes_home_and_nothing_hostile_does(house) {
        house.serve();
        let all = signed_in(house);
        coded(house, &all);
        let held = parts(&fetched(house, &all).body);
        // The other program adds a code and puts it on our text, once within a line and once over two.
        let qde = String::from_utf8(held.iter().find(|(name, _)| name == "project.qde").expect("the project").1.clone()).expect("UTF-8");
        let put = |at: u32, to: u32, guid: u32| format!(
            "<PlainTextSelection guid=\"00000000-0000-4000-8000-{guid:012}\" startPosition=\"{at}\" endPosition=\"{to}\"><Coding guid=\"00000000-0000-4000-9000-{guid:012}\"><CodeRef targetGUID=\"00000000-0000-4000-8000-000000000009\"/></Coding></PlainTextSelection></TextSource>"
        );
        let changed = qde
            .replace("</Codes></CodeBook>", "<Code guid=\"00000000-0000-4000-8000-000000000009\" name=\"Ny kode\" isCodable=\"true\"/></Codes></CodeBook>")
            .replacen("</TextSource>", &put(0, 3, 1), 1)
            .replacen("</TextSource>", &put(0, 52, 2), 1)
            .replace("</Project>", "<Description>Et projekt</Description></Project>");
        let archive = |qde: &str, more: &[(&str, &[u8])]| {
            let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
            let options = zip::write::SimpleFileOptions::default();
            let kept = held.iter().filter(|(name, _)| name != "project.qde").map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
            for (name, bytes) in [("Project.qde", qde.as_bytes())].into_iter().chain(kept).chain(more.iter().copied()) {
                archive.start_file(name, options).expect("a part");
                std::io::Write::write_all(&mut archive, bytes).expect("its bytes");
            }
            archive.finish().expect("an archive").into_inner()
        };
        let home = hand_in(house, &all, &archive(&changed, &[]));
        assert!(home.status == 200 && home.words().contains("Nye koder: 1, nye tekster: 0, nye kodninger: 1.") && home.words().contains("Uden plads her: 1."), "{}", home.words());
        assert!(home.words().contains("beskrivelser af projekt og tekster: 1"), "{}", home.words());
        let own = house.sql("select starts, ends, words from coding where guid = '00000000-0000-4000-9000-000000000001'");
        assert!(own.trim() == "0|3|Vi" || own.trim() == "0|3|Det", "{own}");
        let before = house.dump();
        let doctype = changed.replacen("<Project", "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Project", 1);
        for (bytes, words) in [
            (archive(&changed, &[("../ud.txt", &b"x"[..])]), "et navn i sig, som fører ud af den"),
            (archive(&changed, &[("andet.qde", &b"<Project/>"[..])]), "mere end ét projekt"),
            (archive(&doctype, &[]), "erklærer en dokumenttype"),
            (b"PK\x03\x04".to_vec(), "beskadiget"),
            (b"ikke et projekt".to_vec(), "hverken et projekt"),
        ] {
            let page = hand_in(house, &all, &bytes);
            assert!(page.status == 422 && page.words().contains(words), "{words}: {} {}", page.status, page.words());
        }
        house.unchanged(&before, "refusing hostile projects");
        let bad = house.run(&["focus-groups", "import", &house.file("bad.qdpx", b"ikke et projekt")]);
        assert!(bad.code == 1 && bad.err.contains("bad.qdpx: Filen er hverken"), "{} {}", bad.code, bad.err);
        let ending = house.run(&["focus-groups", "export", &house.file("x.zip", "")]);
        assert!(ending.code == 2 && ending.err.contains(".qdpx eller .qdc"), "{}", ending.err);
        let taker = person(house, "Nina Noter", &["--role", "note-taker"]);
        assert_eq!([EXCHANGE, "/desk/focus-groups/exchange/codebook.qdc"].map(|path| get(house, &taker, path).status), [403, 403]);
    }
}
