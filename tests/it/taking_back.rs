//! What participants of focus groups take back, and notes whose day has come: gone to the last form of a line, and gone for good.

use serde_json::Value;

use crate::focusing::{NOTES, claimed, form_with, get, held, note, planned, post};
use crate::house::House;
use crate::people::signed_in;
use crate::stories;

const GROUP: &str = "/desk/focus-groups/1";
const SUMMARY: &str = "/desk/focus-groups/summaries/group-1";

fn edited(house: &House, cookie: &str, line: &str, speaker: &str, words: &str) {
    let form = form_with(&get(house, cookie, &format!("{NOTES}?edit={line}")), "client")
        .with("question", "cooperation")
        .with("speaker", speaker)
        .with("kind", "statement")
        .with("words", words)
        .with("replaces", line)
        .with("act", "");
    assert_eq!(post(house, cookie, &form).status, 303);
}

fn withdraw(house: &House, link: &str) {
    let form = form_with(&house.get(link), "withdraw").with("sure", "1");
    assert_eq!(house.post(&form).status, 303);
}

/// What is planned for an artefact of the group.
fn plan(house: &House, more: &[&str], artefact: &str) -> Value {
    let said = house.ok(&[&["retain", "--dry-run", "--format", "json"], more].concat());
    let all: Vec<Value> = serde_json::from_str(&said).expect("JSON");
    let found = all.into_iter().find(|one| one["subject"] == "focus-group-1" && one["artefact"] == artefact);
    found.unwrap_or_else(|| panic!("no {artefact} in {said}"))
}

stories! {
    fn whoever_takes_all_back_takes_every_form_of_their_words_and_no_restore_brings_them_back(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        // First written down as the other's, each, and corrected.
        assert_eq!(note(house, &all, "1: Vi manglede en fra Rebild").status, 303);
        edited(house, &all, "1", "L1-2", "Vi manglede en fra Rebild den dag");
        assert_eq!(note(house, &all, "2: Vi ringede bare").status, 303);
        edited(house, &all, "3", "L1-1", "Vi ringede bare til hinanden");
        withdraw(house, &links[1]);
        let left = house.dump();
        assert!(!left.contains("manglede en fra Rebild") && !left.contains("bo@rebild"), "words of who withdrew are left");
        let notes = get(house, &all, NOTES).words();
        assert!(notes.contains("Vi ringede bare til hinanden"), "somebody else's words went: {notes}");
        let receipts: Vec<Value> = serde_json::from_str(&house.ok(&["retain", "receipts", "--format", "json"])).expect("JSON");
        assert!(receipts.iter().any(|one| one["subject"] == "focus-group-1" && one["artefact"] == "participant" && one["who"] == "a participant"), "{receipts:?}");
        let journal = std::fs::read_to_string(house.folder.path().join("keys/erased.journal")).expect("the journal");
        assert!(journal.starts_with("withdrew ") && journal.lines().count() == 1 && !journal.contains("L1-2"), "{journal}");
        // A database that others restored has the person again, until the next run.
        house.kill();
        house.sql("update focus_participant set name = 'Bo', email = 'bo@rebild.example', unit = 'rebild', withdrawn_at = null where id = 2");
        let ran = house.run(&["retain", "--by", "Mette"]);
        assert!(ran.code == 0 && ran.err.contains("1 sletning gentaget"), "{}{}", ran.out, ran.err);
        assert!(!house.dump().contains("bo@rebild"), "the person is back");
    }

    fn notes_go_on_their_day_and_what_was_approved_and_frozen_stays(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")]);
        held(house, &all, &links);
        assert_eq!(note(house, &all, "1: Vi kunne ringe til hinanden").status, 303);
        claimed(house, &all, "Vi kunne ringe til hinanden", &[]);
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "decide").with("decision", "approved")).status, 303);
        assert!(get(house, &all, GROUP).words().contains("Når gruppens opsamling er frosset, bevares noterne i 90 dage"));
        assert_eq!(post(house, &all, &form_with(&get(house, &all, SUMMARY), "freeze").with("act", "freeze")).status, 303);
        let frozen = || get(house, &all, &format!("{SUMMARY}/1.html"));
        assert!(frozen().words().contains("Vi kunne ringe til hinanden"), "{}", frozen().words());
        assert!(get(house, &all, GROUP).words().contains("Noterne slettes"), "{}", get(house, &all, GROUP).words());
        let notes = plan(house, &[], "notes");
        assert!(notes["stage"] == "later" && notes["rows"] == 1 && !notes["on"].is_null(), "{notes}");
        assert_eq!(plan(house, &["--on", "2099-01-01"], "notes")["stage"], "now");
        // No day before the session is over; another day stays when the summary is frozen again.
        assert_eq!(house.run(&["retain", "set", "--group", "1", "--notes", "2026-06-15"]).code, 2);
        house.ok(&["retain", "set", "--group", "1", "--notes", "2026-06-16", "--reason", "aftalt med gruppen"]);
        assert_eq!(post(house, &all, &form_with(&get(house, &all, SUMMARY), "freeze").with("act", "freeze")).status, 303);
        assert_eq!(plan(house, &[], "notes")["on"], "2026-06-16");
        let receipt = house.ok(&["retain", "--by", "Mette"]);
        assert!(receipt.contains("note_line 1, statement 1, quote 1") && receipt.contains("aftalt med gruppen"), "{receipt}");
        assert!(!get(house, &all, NOTES).words().contains("ringe til hinanden"));
        assert!(!get(house, &all, &format!("{SUMMARY}/now.html")).words().contains("ringe til hinanden"));
        assert!(frozen().status == 200 && frozen().words().contains("Vi kunne ringe til hinanden"), "{}", frozen().words());
        // What was frozen can still be taken back: the consent, and all of it.
        let mut consent = form_with(&house.get(&links[0]), "consent");
        consent.fields.retain(|(_, value)| value != "be-quoted");
        assert_eq!(house.post(&consent).status, 303);
        assert_eq!(frozen().status, 410);
        consent.fields.push(("consent".to_owned(), "be-quoted".to_owned()));
        assert_eq!(house.post(&consent).status, 303);
        assert_eq!(frozen().status, 200);
        withdraw(house, &links[0]);
        assert_eq!(frozen().status, 410);
        assert!(!house.dump().contains("ringe til hinanden"), "words are left");
    }

    fn consent_is_told_with_its_words_and_day_and_another_wording_asks_again(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg")]);
        assert!(!house.get(&links[0]).words().contains("Du har sagt ja"));
        held(house, &all, &links);
        assert!(house.get(&links[0]).words().contains("Samtalen må optages. Du har sagt ja"), "{}", house.get(&links[0]).words());
        let mut consent = form_with(&house.get(&links[0]), "consent");
        consent.fields.retain(|(_, value)| value != "be-recorded");
        assert_eq!(house.post(&consent).status, 303);
        let desk = get(house, &all, GROUP).words();
        assert!(desk.contains("ja, »Samtalen må optages.« (tekst 2)") && desk.contains("nej, »Samtalen må optages.« (tekst 2)"), "{desk}");
        // As if a yes were to a text before the one that is asked now.
        house.sql("update focus_consent set version = 0 where purpose = 'be-quoted'");
        let own = house.get(&links[0]).words();
        assert!(own.contains("Du sagde ja til en ældre tekst"), "{own}");
        let desk = get(house, &all, GROUP).words();
        assert!(desk.contains("deltage, rolle nævnes, andre programmer"), "{desk}");
    }
}
