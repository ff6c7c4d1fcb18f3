//! Documents for the data-protection officer: they say what the database holds, name nobody, and are read by a reader that is not ours.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::house::{House, TOWN, recipients};
use crate::people::{ANSWERS, answer, invited_town, link_of, open_round};
use crate::stories;

const DOCUMENTS: [&str; 5] = ["record", "impact", "processor", "breach", "deletion"];

fn page(house: &House, document: &str) -> String {
    house.ok(&["evidence", document, "--round", "house-1"])
}

/// What poppler reads in the PDF, every run of white space a blank.
fn read(house: &House, document: &str) -> String {
    let made =
        house.command(&["evidence", document, "--round", "house-1", "--format", "pdf"]).output().expect("the program runs");
    assert!(made.status.success() && made.stderr.is_empty(), "{}", String::from_utf8_lossy(&made.stderr));
    let file = house.file("evidence.pdf", made.stdout);
    let read = Command::new("pdftotext").args(["-raw", &file, "-"]).output().expect("poppler's pdftotext is needed");
    assert!(read.status.success() && read.stderr.is_empty(), "poppler complains: {}", String::from_utf8_lossy(&read.stderr));
    squeezed(&String::from_utf8(read.stdout).expect("UTF-8"))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts between the tags of a page's headings, paragraphs and points.
fn sentences(page: &str) -> Vec<String> {
    let main = page.split_once("<main>").expect("a main part").1;
    let parts = ["<h2>", "<p>", "<li>"].iter().flat_map(|tag| main.split(tag).skip(1));
    parts
        .map(|part| squeezed(&part[..part.find('<').unwrap_or(part.len())].replace("&quot;", "\"").replace("&amp;", "&")))
        .collect()
}

stories! {
    fn the_sheets_say_the_same_as_the_page(house) {
        invited_town(house);
        for document in DOCUMENTS {
            // Whoever reads may have broken a line where a word had to be cut; none of these is so long.
            let (page, sheets) = (page(house, document), read(house, document));
            let said = sentences(&page);
            assert!(said.len() > 8, "{document} says too little: {said:?}");
            let feet = |text: &str| text.split("Side 1 af").count() > 1;
            assert!(feet(&sheets), "{document} has no numbered sheets");
            for sentence in said.iter().filter(|sentence| sentence.chars().count() < 90) {
                assert!(sheets.contains(sentence.as_str()), "{document}: {sentence:?} is not on the sheets: {sheets}");
            }
        }
    }

    fn the_documents_name_controllers_and_counts_and_no_person(house) {
        invited_town(house);
        answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        let links: Vec<String> = TOWN.iter().map(|person| link_of(house, person.email)).collect();
        for document in DOCUMENTS {
            let page = page(house, document);
            for person in TOWN {
                assert!(!page.contains(person.name) && !page.contains(person.email), "{document} names {}", person.name);
            }
            assert!(!links.iter().any(|link| page.contains(link.rsplit('/').next().expect("a token"))), "{document} holds a link");
            assert!(!ANSWERS.iter().any(|(_, said)| said.len() > 4 && page.contains(said)), "{document} holds an answer");
            assert!(page.contains("Thisted Kommune"), "{document} does not say whose data it is");
        }
        let breach = squeezed(&page(house, "breach"));
        for (what, count) in [("Personer på listen", "6"), ("Indsendte svar, der kan læses", "1"), ("Påbegyndte svar", "0")] {
            assert!(breach.contains(&format!("<th scope=\"row\">{what}</th><td>{count}</td>")), "{what}: {breach}");
        }
    }

    fn a_certificate_certifies_nothing_as_long_as_something_is_left(house) {
        open_round(house, "invited");
        assert!(page(house, "deletion").contains("Alle personoplysninger i runden er slettet"));
        house.sql("DELETE FROM round");
        let house = &House::on(house.backend);
        invited_town(house);
        house.ok(&["responses", "export", "--round", "house-1", "--format", "csv"]);
        let left = page(house, "deletion");
        assert!(left.contains("endnu ingen attest") && left.contains("Endnu ikke slettet"), "{left}");
        assert!(left.contains("Enkeltsvar eksporteret til en fil") && left.contains("den dataansvarlige ved maskinen"), "{left}");
    }

    fn a_document_that_does_not_exist_is_wrong_usage_in_danish(house) {
        open_round(house, "invited");
        let ran = house.run(&["evidence", "everything", "--round", "house-1"]);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains("record, impact, processor, breach, deletion"), "{}", ran.err);
        let ran = house.run(&["evidence", "record", "--round", "house-9"]);
        assert!(ran.code == 2 && ran.err.contains("house-9"), "{} {}", ran.code, ran.err);
    }

    fn the_doctor_says_what_a_lost_secret_would_cost_before_it_is_lost(house) {
        open_round(house, "invited");
        let well = house.ok(&["doctor"]);
        assert!(well.contains("Går nøglemappen tabt, virker rundens links ikke") && !well.contains("fault"), "{well}");
        assert!(!well.contains("retain set"), "nothing is there to be deleted: {well}");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        assert!(house.ok(&["doctor"]).contains("house-1 contacts: har ingen dato for sletning"));
        let keys = house.folder.path().join("keys");
        fs::set_permissions(&keys, fs::Permissions::from_mode(0o755)).expect("its owner");
        let ran = house.run(&["doctor"]);
        assert!(ran.code == 4 && ran.out.contains("Giv den rettigheden 0700"), "{} {}", ran.code, ran.out);
        fs::set_permissions(&keys, fs::Permissions::from_mode(0o700)).expect("its owner");
        fs::remove_file(keys.join("links/house-1.key")).expect("the round's secret");
        let ran = house.run(&["doctor", "--format", "csv"]);
        assert!(ran.code == 4 && ran.out.contains("keys_dir,fault,house-1: Hemmeligheden bag rundens links mangler"), "{} {}", ran.code, ran.out);
    }
}
