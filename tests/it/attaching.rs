//! Documents of a trial: handed in whole with the day on which they go, fetched as files and never run, gone on their day with a receipt.

use serde_json::Value;

use crate::focusing::form_with;
use crate::house::{House, send_to};
use crate::http::{Form, Page};
use crate::people::{own_surveys, person, signed_in};
use crate::stories;

const DOCUMENTS: &str = "/desk/trials/house/documents";
const CONTENT: &[u8] = b"%PDF-1.4 <script>alert(1)</script> \x00\xff";

fn get(house: &House, cookie: &str, path: &str) -> Page {
    send_to(&house.address(), "GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

/// The form in which a document is handed in, filled in.
fn filled(house: &House, cookie: &str) -> Form {
    let form = form_with(&get(house, cookie, DOCUMENTS), "file");
    form.with("kind", "answer").with("source", "Ministeriet").with("dated", "2018-05-01").with("delete_on", "2099-01-01")
}

/// The answer to a form with a file of this name.
fn hand_in(house: &House, cookie: &str, form: &Form, name: &str, bytes: &[u8]) -> Page {
    let mut sent = Vec::new();
    for (field, value) in form.fields.iter().filter(|(field, _)| field != "file") {
        sent.extend(format!("--graense\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    sent.extend(format!("--graense\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes());
    sent.extend(bytes);
    sent.extend(b"\r\n--graense--\r\n");
    let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=graense\r\n");
    send_to(&house.address(), "POST", DOCUMENTS, &headers, &sent).expect("an answer")
}

fn count(house: &House) -> String {
    house.sql("select count(*) from document").trim().to_owned()
}

stories! {
    fn a_document_is_handed_in_fetched_as_a_file_and_told_of_in_the_report(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        assert_eq!(hand_in(house, &cookie, &filled(house, &cookie), "svar på brev.html", CONTENT).status, 303);
        let page = get(house, &cookie, DOCUMENTS).words();
        for words in ["svar på brev.html", "Ministeriets svar", "1. maj 2018", "Ministeriet", "1. januar 2099"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let id = house.sql("select id from document").trim().to_owned();
        let file = get(house, &cookie, &format!("{DOCUMENTS}/{id}"));
        assert_eq!((file.status, file.body.as_slice()), (200, CONTENT));
        // Whatever it says of itself, a browser keeps it and runs nothing.
        assert_eq!(file.header("content-type"), Some("application/octet-stream"));
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
        assert!(file.header("content-disposition").is_some_and(|says| says.starts_with("attachment; ")), "{:?}", file.headers);
        assert_eq!(get(house, &cookie, &format!("{DOCUMENTS}/99")).status, 404);
        let report = house.ok(&["report", "--trial", "house", "--format", "html"]);
        assert!(report.contains("svar på brev.html") && report.contains("Dokumenter"), "{report}");
        assert!(house.ok(&["log", "list"]).contains("house: svar på brev.html"));
    }

    fn a_document_without_a_day_on_which_it_goes_is_refused_and_what_was_typed_comes_back(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        for (field, value) in [("delete_on", ""), ("delete_on", "2001-01-01"), ("dated", "i går"), ("source", ""), ("source", "Fra 010203-1234"), ("kind", "x")] {
            let form = filled(house, &cookie).with(field, value);
            let answer = hand_in(house, &cookie, &form, "svar.pdf", CONTENT);
            assert_eq!(answer.status, 422, "{field} {value}");
            assert!(field == "source" || answer.text().contains("Ministeriet"), "{field}: what was typed is gone");
        }
        assert_eq!(hand_in(house, &cookie, &filled(house, &cookie), "svar.pdf", b"").status, 422);
        assert_eq!(count(house), "0");
    }

    fn readers_fetch_documents_and_hand_in_none(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let form = filled(house, &cookie);
        assert_eq!(hand_in(house, &cookie, &form, "svar.pdf", CONTENT).status, 303);
        let id = house.sql("select id from document").trim().to_owned();
        let reader = person(house, "Rie Læser", &["--role", "reader"]);
        let page = get(house, &reader, DOCUMENTS);
        assert_eq!(page.status, 200);
        assert!(page.forms().iter().all(|form| form.action != DOCUMENTS), "a reader is offered a form");
        assert_eq!(get(house, &reader, &format!("{DOCUMENTS}/{id}")).body, CONTENT);
        assert_eq!(hand_in(house, &reader, &form, "eget.pdf", CONTENT).status, 403);
        let notes = person(house, "Nina Noter", &["--role", "note-taker"]);
        assert_eq!((get(house, &notes, DOCUMENTS).status, get(house, &notes, &format!("{DOCUMENTS}/{id}")).status), (403, 403));
        assert_eq!(count(house), "1");
    }

    fn a_document_goes_on_its_day_and_its_receipt_stays(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        assert_eq!(hand_in(house, &cookie, &filled(house, &cookie), "svar.pdf", CONTENT).status, 303);
        let later = filled(house, &cookie).with("delete_on", "2150-01-01");
        assert_eq!(hand_in(house, &cookie, &later, "design.docx", CONTENT).status, 303);
        let stage = |day: &str| {
            let all: Vec<Value> =
                serde_json::from_str(&house.ok(&["retain", "--dry-run", "--on", day, "--format", "json"])).expect("JSON");
            let own = all.iter().find(|one| one["artefact"] == "documents").expect("documents in the plan");
            (own["subject"].as_str().expect("a text").to_owned(), own["stage"].as_str().expect("a text").to_owned())
        };
        assert_eq!(stage("2098-12-31"), ("house".to_owned(), "later".to_owned()));
        assert_eq!(stage("2099-01-01"), ("house".to_owned(), "now".to_owned()));
        assert_eq!(count(house), "2", "a rehearsal deletes nothing");
        let ran = house.command(&["retain", "--by", "Karen"]).env("NULPUNKT_NOW", "2099-01-02T10:00:00Z").output().expect("it runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(house.sql("select name from document").trim(), "design.docx");
        let receipts = house.ok(&["retain", "receipts", "--format", "json"]);
        assert!(receipts.contains("documents") && receipts.contains("Karen"), "{receipts}");
        // The other one is deleted by hand, by whoever writes its name.
        let id = house.sql("select id from document").trim().to_owned();
        let form = form_with(&get(house, &cookie, DOCUMENTS), "name").with("delete", &id);
        let post = |name: &str| {
            let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
            send_to(&house.address(), "POST", DOCUMENTS, &headers, form.clone().with("name", name).encoded().as_bytes()).expect("an answer")
        };
        assert_eq!((post("noget andet").status, count(house).as_str()), (422, "1"));
        assert_eq!((post("design.docx").status, count(house).as_str()), (303, "0"));
    }

    fn what_is_attached_lies_in_folder_two_with_an_index_until_its_day(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        assert_eq!(hand_in(house, &cookie, &filled(house, &cookie), "svar på brev.pdf", CONTENT).status, 303);
        house.ok(&["report", "--all", "--to", "ud"]);
        let folder = house.folder.path().join("ud/bilagsmappe-2");
        let number = house.ok(&["report", "--all", "--to", "ud"]).lines().find(|line| line.contains("svar-p")).expect("the copy").to_owned();
        assert_eq!(std::fs::read(house.folder.path().join(&number)).expect("the copy"), CONTENT);
        let index = std::fs::read_to_string(folder.join("dokumenter.html")).expect("the index");
        for words in ["svar-på-brev.pdf", "1. januar 2099", "Ministeriet"] {
            assert!(index.contains(words), "{words}: {index}");
        }
        let zip = get(house, &cookie, "/desk/reports/joint.zip");
        let name = "dokumenter.html".as_bytes();
        assert!(zip.status == 200 && zip.body.windows(name.len()).any(|part| part == name));
        let ran = house.command(&["report", "--all", "--to", "sent"]).env("NULPUNKT_NOW", "2099-01-01T10:00:00Z").output().expect("it runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert!(!house.folder.path().join("sent/bilagsmappe-2/dokumenter.html").exists(), "its day has come");
    }
}
