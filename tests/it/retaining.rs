//! Retention: what is due goes to the last byte with a receipt, and no figure changes; a backup brings nothing back.

use std::fs;

use serde_json::Value;

use crate::house::{Backend, House, TOWN, recipients};
use crate::people::{ANSWERS, answer, invited_town, link_of, own_surveys, receipt};
use crate::stories;

const ERASED: &str = "Ord som skal væk, nr. 4711";
const RETAINED: &str = "Ord hvis tid er ude nr. 1147";

/// The town's answers with these words.
fn with(words: &str) -> [(&'static str, &str); ANSWERS.len()] {
    ANSWERS.map(|(field, value)| if field == "comments" { (field, words) } else { (field, value) })
}

fn receipts(house: &House) -> Vec<Value> {
    serde_json::from_str(&house.ok(&["retain", "receipts", "--format", "json"])).expect("JSON")
}

fn planned(house: &House, more: &[&str], subject: &str, artefact: &str) -> Value {
    let arguments = [&["retain", "--dry-run", "--format", "json"], more].concat();
    let all: Vec<Value> = serde_json::from_str(&house.ok(&arguments)).expect("JSON");
    all.into_iter()
        .find(|one| one["subject"] == subject && one["artefact"] == artefact)
        .unwrap_or_else(|| panic!("no {artefact}"))
}

/// Runs the program's clock on to this instant for one command.
fn at(house: &House, now: &str, arguments: &[&str]) -> String {
    let ran = house.command(arguments).env("NULPUNKT_NOW", now).output().expect("the program runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("UTF-8")
}

/// Adds a round of the stories' questionnaire in a month of 2020 that is over, with a list of who was asked and answers from a file.
fn past_round(house: &House, key: &str, month: &str, mode: &str) {
    house.ok(&["publish", &own_surveys()]);
    let (opens, closes) = (format!("2020-{month}-01"), format!("2020-{month}-28"));
    let of = ["--questionnaire", "house-caseworkers", "--version", "1", "--opens", &opens, "--closes", &closes, "--mode", mode];
    house.ok(&[&["round", "add", "--key", key], &of[..]].concat());
    let named = if mode == "identified" { "person_key" } else { "panel_id" };
    let rows = (0..12).map(|at| {
        let town = TOWN[at % 4].municipality;
        format!("{key}-{at},person-{at},{town},2,{},{RETAINED} {at}\n", 1 + at % 3)
    });
    let text = format!("response_id,{named},municipality,used,simplified,comments\n{}", rows.collect::<String>());
    let file = house.file(&format!("{key}.csv"), text);
    house.ok(&["responses", "import", "--round", key, &file]);
    let town = house.file("town.csv", recipients(&TOWN));
    let then = format!("2020-{month}-02T10:00:00Z");
    at(house, &then, &["recipients", "import", "--round", key, &town]);
    at(house, &then, &["invite", "--round", key]);
}

/// Everything that is told of the two past rounds.
fn figures(house: &House) -> String {
    let compared = |more: &[&str]| {
        house.ok(&[&["compare", "--trial", "house", "--rounds", "past-1,past-2", "--format", "json"], more].concat())
    };
    let rates = |round| house.ok(&["rates", "--round", round, "--format", "json"]);
    [compared(&[]), compared(&["--by", "municipality"]), rates("past-1"), rates("past-2")].concat()
}

fn holds(house: &House, words: &str) -> bool {
    let log = house.folder.path().join("nulpunkt.db-wal");
    let bytes = [fs::read(house.sqlite_file()).expect("the database"), fs::read(log).unwrap_or_default()].concat();
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

fn count(house: &House, table: &str, round: &str) -> String {
    house
        .sql(&format!("select count(*) from {table} t join round o on o.id = t.round_id where o.key = '{round}'"))
        .trim()
        .to_owned()
}

stories! {
    fn what_is_due_goes_with_a_receipt_and_no_figure_changes(house) {
        past_round(house, "past-1", "01", "pseudonymous");
        past_round(house, "past-2", "03", "pseudonymous");
        let before = figures(house);
        assert!(before.contains("shared-panel"), "no persons are shared, so this test sees less than it says: {before}");
        house.ok(&["retain", "set", "--round", "past-1", "--contacts", "2020-06-01", "--answers", "2020-07-01", "--reason", "evalueringen er færdig"]);
        house.ok(&["responses", "export", "--round", "past-1", "--format", "csv"]);
        let dump = house.dump();
        let due = planned(house, &[], "past-1", "answers");
        assert_eq!((&due["stage"], &due["rows"], &due["on"]), (&"now".into(), &12.into(), &"2020-07-01".into()), "{due}");
        assert!(due["exports"].as_str().is_some_and(|said| said.contains("custodian at the machine")), "{due}");
        assert_eq!(planned(house, &["--on", "2020-06-30"], "past-1", "answers")["stage"], "later");
        assert_eq!(planned(house, &[], "past-2", "answers")["stage"], "no-date");
        house.unchanged(&dump, "a dry run deleted something");
        house.ok(&["retain", "--by", "Mette"]);
        assert_eq!(figures(house), before);
        for table in ["response", "recipient", "invitation", "letter"] {
            assert_eq!((count(house, table, "past-1").as_str(), count(house, table, "past-2") == "0"), ("0", false), "{table}");
        }
        let dump = house.dump();
        assert!(!dump.contains("past-1-3") && dump.contains("past-2-3"), "an answer is left somewhere");
        let all = receipts(house);
        let of = |artefact: &str| all.iter().find(|one| one["artefact"] == artefact).expect("a receipt");
        for one in &all {
            assert_eq!((&one["subject"], &one["who"]), (&"past-1".into(), &"Mette".into()), "{one}");
            assert!(one["why"].as_str().is_some_and(|why| why.contains("evalueringen er færdig")), "{one}");
            assert_eq!(one["sha256"].as_str().map(str::len), Some(64), "{one}");
        }
        assert_eq!((all.len(), &of("answers")["what"]), (2, &"response 12".into()));
        assert_eq!(of("contacts")["what"], "recipient 6, letter 6, invitation 6");
        assert!(of("answers")["exports"].as_str().is_some_and(|said| said.contains("custodian")) && of("contacts")["exports"].is_null());
        assert_eq!(house.ok(&["retain", "--by", "Mette"]).trim(), "Intet skal slettes nu.");
        house.ok(&["retain", "set", "--round", "past-2", "--contacts", "2020-06-01", "--answers", "2020-07-01"]);
        house.ok(&["retain", "--by", "Mette"]);
        assert_eq!(figures(house), before);
    }

    fn a_round_whose_answers_are_gone_says_so_and_takes_no_more(house) {
        past_round(house, "past-1", "01", "pseudonymous");
        house.ok(&["retain", "set", "--round", "past-1", "--answers", "2020-07-01"]);
        house.ok(&["retain", "--by", "Mette"]);
        let ran = house.run(&["responses", "export", "--round", "past-1", "--format", "csv"]);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains("De enkelte svar i past-1 blev slettet"), "{} {}", ran.out, ran.err);
        let file = house.folder.path().join("past-1.csv");
        let ran = house.run(&["responses", "import", "--round", "past-1", file.to_str().expect("UTF-8")]);
        assert!(ran.code == 2 && ran.err.contains("den tager ikke imod flere"), "{}", ran.err);
    }

    fn a_day_before_the_close_is_refused_and_a_round_that_is_open_loses_nothing(house) {
        past_round(house, "past-1", "01", "pseudonymous");
        let ran = house.run(&["retain", "set", "--round", "past-1", "--answers", "2020-01-28"]);
        assert!(ran.code == 2 && ran.err.contains("Vælg 2020-01-29 eller en senere dag"), "{} {}", ran.code, ran.err);
        house.ok(&["retain", "set", "--round", "past-1", "--answers", "2020-01-29"]);
        // Somebody gave it more time afterwards.
        house.sql("update round set closes = '2099-12-31'");
        house.ok(&["retain", "--by", "Mette"]);
        assert_eq!((count(house, "response", "past-1").as_str(), receipts(house).len()), ("12", 0));
        assert_eq!(planned(house, &[], "past-1", "answers")["stage"], "waits");
        let ran = house.run(&["retain"]);
        assert!(ran.code == 2 && ran.err.contains("--by NAVN"), "{} {}", ran.code, ran.err);
    }

    fn the_server_deletes_what_is_due_by_itself(house) {
        past_round(house, "past-1", "01", "pseudonymous");
        house.ok(&["retain", "set", "--round", "past-1", "--answers", "2020-07-01"]);
        house.serve();
        let start = std::time::Instant::now();
        while receipts(house).is_empty() {
            assert!(start.elapsed() < std::time::Duration::from_secs(20), "nothing was deleted: {}", house.log());
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(receipts(house)[0]["who"], "the server");
        assert_eq!(count(house, "response", "past-1"), "0");
    }

    fn with_the_contacts_go_the_links_and_the_person_keys(house) {
        past_round(house, "past-1", "01", "identified");
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let (_, page) = answer(house, &link, &with(RETAINED));
        let code = receipt(&page).expect("a receipt");
        house.ok(&["round", "close", "house-1"]);
        let rates = |house: &House| house.ok(&["rates", "--round", "house-1", "--format", "json"]);
        let before = rates(house);
        for round in ["past-1", "house-1"] {
            house.ok(&["retain", "set", "--round", round, "--contacts", "2098-01-01"]);
        }
        assert_eq!(house.sql("select count(*) from response where person_key is not null").trim(), "12");
        at(house, "2098-01-02T10:00:00Z", &["retain", "--by", "Mette"]);
        assert_eq!(rates(house), before);
        assert_eq!(house.sql("select count(*) from response where person_key is not null").trim(), "0");
        let dump = house.dump();
        for person in TOWN {
            assert!(!dump.contains(person.name) && !dump.contains(person.email), "{} is left", person.key);
        }
        let unknown = house.get("/s/aaaaaaaaaaaaaaaaaaaaaaaaaa");
        let mine = house.get(&link);
        assert_eq!((mine.status, mine.words()), (unknown.status, unknown.words()));
        // The answer is still there, and whoever holds the receipt still decides over it.
        let found = house.post(&house.get("/kvittering").form().with("code", &code));
        assert!(found.words().contains("Ja, dit svar er modtaget"), "{}", found.words());
        at(house, "2098-01-02T10:00:00Z", &["retain", "set", "--round", "house-1", "--answers", "2098-01-02"]);
        at(house, "2098-01-02T10:00:00Z", &["retain", "--by", "Mette"]);
        let gone = house.post(&house.get("/kvittering").form().with("code", &code));
        assert!(gone.words().contains("Vi kender ikke koden"), "{}", gone.words());
        assert_eq!(rates(house), before);
    }

    fn the_secret_that_links_a_trials_rounds_is_destroyed_at_the_end(house) {
        past_round(house, "past-1", "01", "pseudonymous");
        let file = house.folder.path().join("keys/panels/house.key");
        assert!(file.exists());
        let ran = house.run(&["retain", "set", "--trial", "house", "--panel-secret", "2020-01-28"]);
        assert!(ran.code == 2 && ran.err.contains("Vælg 2020-01-29"), "{} {}", ran.code, ran.err);
        house.ok(&["retain", "set", "--trial", "house", "--panel-secret", "2021-01-01"]);
        house.ok(&["retain", "--by", "Mette"]);
        assert!(!file.exists(), "the secret is still there");
        let all = receipts(house);
        assert_eq!((&all[0]["subject"], &all[0]["artefact"], &all[0]["rows"]), (&"house".into(), &"panel-secret".into(), &1.into()));
        assert_eq!(planned(house, &[], "house", "panel-secret")["stage"], "gone");
    }

    fn what_a_foreign_restore_brings_back_goes_at_the_next_run(house) {
        invited_town(house);
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &with(ERASED));
        let code = receipt(&page).expect("a receipt");
        let row = house.sql("select count(*) from response");
        assert_eq!(row.trim(), "1");
        // Another database holds what this one held: the journal is all that tells.
        house.sql("create table copy_of_response as select * from response");
        house.sql("create table copy_of_tally as select * from tally");
        house.submit(&house.post(&house.get("/kvittering").form().with("code", &code)).form().with("sure", "1"));
        house.kill();
        house.sql("insert into response select * from copy_of_response");
        house.sql("insert into tally select * from copy_of_tally");
        assert_eq!(count(house, "response", "house-1"), "1");
        let ran = house.run(&["retain", "--by", "Mette"]);
        assert!(ran.code == 0 && ran.err.contains("1 sletning gentaget"), "{}{}", ran.out, ran.err);
        assert_eq!((count(house, "response", "house-1"), count(house, "tally", "house-1")), ("0".to_owned(), "0".to_owned()));
    }
}

#[test]
fn a_backup_brings_back_nothing_that_was_erased_or_deleted() {
    let house = House::on(Backend::Sqlite);
    past_round(&house, "past-1", "01", "pseudonymous");
    past_round(&house, "past-2", "03", "pseudonymous");
    invited_town(&house);
    let (_, page) = answer(&house, &link_of(&house, TOWN[0].email), &with(ERASED));
    let code = receipt(&page).expect("a receipt");
    let copy = house.folder.path().join("kopi.db");
    house.ok(&["backup", copy.to_str().expect("UTF-8")]);
    house.ok(&["retain", "set", "--round", "past-1", "--contacts", "2020-07-01", "--answers", "2020-07-01"]);
    house.submit(&house.post(&house.get("/kvittering").form().with("code", &code)).form().with("sure", "1"));
    house.ok(&["retain", "--by", "Mette"]);
    let before = figures(&house);
    house.kill();
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", house.sqlite_file().display()));
    }
    let drilled = house.ok(&["restore", "--drill", copy.to_str().expect("UTF-8")]);
    assert!(drilled.contains("3 sletninger gentaget") && !house.sqlite_file().exists(), "{drilled}");
    let said = house.ok(&["restore", copy.to_str().expect("UTF-8")]);
    assert!(said.contains("3 sletninger gentaget"), "{said}");
    assert!(holds(&house, &format!("{RETAINED} 3")), "the other round's answers are gone too");
    assert!(!holds(&house, ERASED) && !holds(&house, "past-1-3"), "what was erased or deleted is back");
    assert_eq!((count(&house, "response", "house-1"), count(&house, "response", "past-1")), ("0".to_owned(), "0".to_owned()));
    assert_eq!((count(&house, "recipient", "past-1"), count(&house, "tally", "house-1")), ("0".to_owned(), "0".to_owned()));
    assert_eq!(figures(&house), before);
    assert!(receipts(&house).iter().all(|one| one["who"] == "nulpunkt, after a restore"), "{:?}", receipts(&house));
    let elsewhere = House::on(Backend::Sqlite);
    let said = elsewhere.ok(&["restore", copy.to_str().expect("UTF-8")]);
    assert!(said.contains("erased.journal"), "without its journal a backup brings everything back, and must say so: {said}");
}

#[test]
fn the_journal_tells_of_no_person() {
    let house = House::on(Backend::Sqlite);
    invited_town(&house);
    let (_, page) = answer(&house, &link_of(&house, TOWN[0].email), &with(ERASED));
    let code = receipt(&page).expect("a receipt");
    let row = house.sql("select lower(hex(key)), lower(hex(receipt_hash)) from response");
    house.submit(&house.post(&house.get("/kvittering").form().with("code", &code)).form().with("sure", "1"));
    let journal = fs::read_to_string(house.folder.path().join("keys/erased.journal")).expect("the journal");
    assert!(journal.starts_with("erased house-1 ") && journal.lines().count() == 1, "{journal}");
    for part in row.trim().split('|') {
        assert!(part.len() == 32 && !journal.contains(part), "{journal}");
    }
}
