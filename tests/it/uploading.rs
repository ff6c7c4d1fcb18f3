//! A list of recipients handed over as a file: a workbook in the browser with its faults by sheet, row and column, and at the machine.

use std::io::{Cursor, Write as _};

use crate::house::{House, TOWN, send_to};
use crate::http::{Form, Page};
use crate::people::{open_round, own_surveys, signed_in};
use crate::stories;

const RECIPIENTS: &str = "/desk/rounds/house-1/recipients";
const BOUNDARY: &str = "----nulpunkt";

/// A workbook of one sheet with these rows, its texts in the cells.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let cell = |text: &String| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let rows: Vec<String> = rows.iter().map(|row| format!("<row>{}</row>", row.iter().map(cell).collect::<String>())).collect();
    let rows = rows.concat();
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"http://o/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"Ark1\" r:id=\"rId1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    zip.finish().expect("a workbook").into_inner()
}

/// The town as a sheet; the e-mail addresses of these rows are none.
fn town(spoilt: &[usize]) -> Vec<Vec<String>> {
    let heading = ["Nøgle", "Navn", "E-mail", "Kommune"].map(str::to_owned).to_vec();
    let row = |(at, one): (usize, &crate::house::Person)| {
        let email = if spoilt.contains(&at) { "ikke en adresse" } else { one.email };
        [one.key, one.name, email, one.municipality].map(str::to_owned).to_vec()
    };
    std::iter::once(heading).chain(TOWN.iter().enumerate().map(row)).collect()
}

/// Sends the form as a browser does that has a file chosen.
fn handed_over(house: &House, cookie: &str, form: &Form, file: &[u8]) -> Page {
    let mut body = Vec::new();
    for (name, value) in &form.fields {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    let head =
        "Content-Disposition: form-data; name=\"file\"; filename=\"Liste <1>.xlsx\"\r\nContent-Type: application/octet-stream";
    body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").bytes());
    body.extend_from_slice(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
    let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
    house.send("POST", &form.action, &headers, &body).expect("an answer")
}

fn page(house: &House, cookie: &str) -> Page {
    house.send("GET", RECIPIENTS, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn form_on(page: &Page) -> Form {
    page.forms().into_iter().find(|form| form.action == RECIPIENTS).expect("the form")
}

stories! {
    fn a_workbook_is_handed_over_mended_and_stored_and_loading_the_page_again_sends_nothing(house) {
        open_round(house, "invited");
        house.serve();
        let cookie = signed_in(house);
        let before = house.dump();
        let form = form_on(&page(house, &cookie)).with("act", "store").with("faulty", "refuse").with("duplicates", "refuse");
        let faulty = handed_over(house, &cookie, &form, &workbook(&town(&[0, 2, 4])));
        assert_eq!(faulty.status, 422);
        for says in ["Intet er indlæst", "Ark1, række 2, kolonne C:", "Ark1, række 4, kolonne C:", "Ark1, række 6, kolonne C:"] {
            assert!(faulty.words().contains(says), "{says} is not in {}", faulty.words());
        }
        assert!(faulty.text().contains(TOWN[1].email), "the list is not there to be mended");
        let mut numbers = town(&[]);
        "010170-1234".clone_into(&mut numbers[1][0]);
        let refused = handed_over(house, &cookie, &form, &workbook(&numbers));
        assert!(refused.words().contains("pseudonymise") && !refused.text().contains("010170"), "{}", refused.words());
        for (bytes, says) in [
            (b"PK\x03\x04 and nothing more".to_vec(), "beskadiget"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), "adgangskode"),
            (Vec::new(), "Filen er tom"),
        ] {
            let refused = handed_over(house, &cookie, &form, &bytes);
            assert!(refused.status == 422 && refused.words().contains(says), "{says}: {}", refused.words());
        }
        house.unchanged(&before, "a list that was refused");
        let looked = handed_over(house, &cookie, &form.with("act", "look"), &workbook(&town(&[])));
        assert!(looked.status == 200 && looked.words().contains("Læst som Excel-regneark, arket »Ark1«"), "{}", looked.words());
        house.unchanged(&before, "looking at a list");
        // The second press sends the rows that came back as text; its answer is the way to the page, which says once what was done.
        let form = form_on(&looked).with("act", "store");
        house.secrets.learn_form(&form);
        let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let stored = send_to(&house.address().replace("http://", ""), "POST", RECIPIENTS, &headers, form.encoded().as_bytes());
        let stored = stored.expect("an answer");
        assert_eq!((stored.status, stored.header("location")), (303, Some(RECIPIENTS)), "{}", stored.words());
        let said = stored.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("what was done").to_owned();
        let told = |said: &str| house.send("GET", RECIPIENTS, &format!("Cookie: {cookie}; {said}\r\n"), b"").expect("an answer");
        let once = told(&said);
        assert!(once.words().contains("Indlæst: 6 nye") && once.header("set-cookie").is_some_and(|gone| gone.contains("Max-Age=0")));
        assert!(!page(house, &cookie).words().contains("Indlæst"));
        // Words that nobody but the server can have written are told, and no others.
        let (name, value) = said.split_once('=').expect("a cookie");
        let forged = format!("{name}=RXZpbA.{}", value.split_once('.').expect("a mark").1);
        assert!(!told(&forged).words().contains("Evil"));
        assert!(house.dump().contains(TOWN[0].email));
    }

    fn a_workbook_is_imported_at_the_machine(house) {
        house.ok(&["publish", &own_surveys()]);
        house.ok(&["round", "add", "--key", "house-1", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "pseudonymous"]);
        let faulty = house.file("liste.xlsx", workbook(&town(&[1])));
        house.refuses(&["recipients", "import", "--round", "house-1", &faulty], &["liste.xlsx[Ark1]:3:3:"]);
        house.refuses(&["recipients", "import", "--round", "house-1", "--sheet", "Ark2", &faulty], &["intet ark, der hedder »Ark2«"]);
        let good = house.file("god.xlsx", workbook(&town(&[])));
        let said = house.ok(&["recipients", "import", "--round", "house-1", "--sheet", "ark1", &good]);
        assert!(said.contains("6 modtagere"), "{said}");
    }
}
