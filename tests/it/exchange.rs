//! Projects of REFI-QDA: valid by the standard's own schema, unchanged by a way through another installation, and hostile ones refused.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};
use std::process::Command;

use crate::focusing::{NOTES, form_with, get, planned};
use crate::house::{House, project, send_to};
use crate::http::{Form, Page};
use crate::people::{person, shipped_surveys, signed_in};
use crate::stories;

const EXCHANGE: &str = "/desk/focus-groups/exchange";
const CODEBOOK: &str = "/desk/focus-groups/codebook";
const CODING: &str = "/desk/focus-groups/1/coding";

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

/// Four managers of whom all came, and all but the last may be quoted; codes, excerpts and memos on what they said.
fn coded(house: &House, cookie: &str) {
    let people = [("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")];
    let links = planned(house, cookie, &people);
    for link in &links[..3] {
        let mut consent = form_with(&house.get(link), "consent");
        consent.fields.push(("consent".to_owned(), "be-quoted".to_owned()));
        assert_eq!(house.post(&consent).status, 303);
    }
    let mut came = form_with(&get(house, cookie, "/desk/focus-groups/1"), "attended");
    came.fields.retain(|(name, _)| name != "came");
    came.fields.extend((1..=links.len()).map(|id| ("came".to_owned(), id.to_string())));
    assert_eq!(post(house, cookie, &came).status, 303);
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

stories! {
    fn a_project_is_valid_and_comes_back_unchanged_from_another_installation(house) {
        house.serve();
        let all = signed_in(house);
        coded(house, &all);
        let page = get(house, &all, EXCHANGE);
        assert!(page.words().contains("Linjer, som er med: 2. Linjer, som ikke er: 2."), "{}", page.words());
        let before = house.dump();
        let out = get(house, &all, "/desk/focus-groups/exchange/project.qdpx");
        assert_eq!((out.status, out.header("content-disposition")), (200, Some("attachment; filename=\"nulpunkt.qdpx\"")));
        let book = get(house, &all, "/desk/focus-groups/exchange/codebook.qdc");
        house.unchanged(&before, "fetching a project");
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
        assert_eq!(get(house, &all, "/desk/focus-groups/exchange/project.qdpx").body, out.body);
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
        let held = parts(&get(house, &all, "/desk/focus-groups/exchange/project.qdpx").body);
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
        assert_eq!([EXCHANGE, "/desk/focus-groups/exchange/project.qdpx"].map(|path| get(house, &taker, path).status), [403, 403]);
    }
}
