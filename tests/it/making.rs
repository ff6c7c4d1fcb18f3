//! Making a questionnaire: faults with their place, freezing, what changed, and rounds that may not be.
//!
//! Each fault of a file is one line on standard error: `file:line:column: what is wrong and what to do`.

use std::fs;
use std::process::Stdio;

use crate::house::{Backend, House, program};
use crate::people::own_surveys;
use crate::stories;

/// The stories' questionnaire with one thing changed, in a folder of its own beside its trials; gives back its path.
fn spoiled(house: &House, from: &str, to: &str) -> String {
    let original = fs::read_to_string(format!("{}/house-caseworkers/1.toml", own_surveys())).expect("the questionnaire");
    assert!(original.contains(from), "the questionnaire has no `{from}`");
    let trials = fs::read_to_string(format!("{}/trials.toml", own_surveys())).expect("the trials");
    house.file("spoiled/trials.toml", trials);
    house.file("spoiled/house-caseworkers/1.toml", original.replacen(from, to, 1))
}

/// `check` must refuse the changed file at this line, counted by the text that stands there, and say these words.
fn faulty(from: &str, to: &str, at: &str, words: &[&str]) {
    let house = House::on(Backend::Sqlite);
    let file = spoiled(&house, from, to);
    let text = fs::read_to_string(&file).expect("the file");
    let line = text[..text.find(at).expect("the place")].matches('\n').count() + 1;
    let said = house.refuses(&["check", &file], words);
    assert_eq!(said.lines().count(), 1, "one thing is wrong, and so much is said:\n{said}");
    for one in said.lines() {
        let place: Vec<&str> =
            one.strip_prefix(&file).unwrap_or_else(|| panic!("a fault without its file: {one}")).splitn(4, ':').collect();
        let number = |part: &str| part.parse::<usize>().is_ok_and(|number| number > 0);
        assert!(place.len() == 4 && number(place[1]) && number(place[2]), "a fault without line and column: {one}");
    }
    assert!(said.contains(&format!("1.toml:{line}:")), "no fault at line {line}:\n{said}");
    assert!(!house.sqlite_file().exists(), "check opened a database");
    let english = house.run(&["--language", "en", "check", &file]);
    assert!(english.code == 1 && english.err != said, "the fault is not said in English:\n{}", english.err);
}

#[test]
fn an_unknown_key_is_a_fault() {
    faulty("key = \"used\"\n", "key = \"used\"\ncolour = 1\n", "colour", &["colour"]);
}

#[test]
fn a_key_written_twice_is_a_fault() {
    faulty("version = 1\n", "version = 1\nversion = 1\n", "version = 1\ntrial", &["version"]);
}

#[test]
fn a_question_key_used_twice_is_a_fault() {
    faulty("key = \"hours\"", "key = \"how\"", "key = \"how\"\nkind = \"number\"", &["how"]);
}

#[test]
fn a_condition_on_a_later_question_is_a_fault() {
    faulty("show_if = \"used != 1\"", "show_if = \"hours > 1\"", "show_if", &["hours"]);
}

#[test]
fn a_condition_on_a_question_of_the_same_page_is_a_fault() {
    faulty("show_if = \"used != 1\"", "show_if = \"simplified != 1\"", "show_if", &["simplified"]);
}

#[test]
fn a_condition_on_an_unknown_question_is_a_fault() {
    faulty("show_if = \"used != 1\"", "show_if = \"findes_ikke == 1\"", "show_if", &["findes_ikke"]);
}

#[test]
fn a_condition_that_can_never_be_true_is_a_fault() {
    faulty("show_if = \"used != 1\"", "show_if = \"used == 7\"", "show_if", &[]);
    faulty("show_if = \"used != 1\"", "show_if = \"used == 1 and used == 2\"", "show_if", &[]);
}

#[test]
fn a_missing_language_is_a_fault() {
    faulty(", en = \"Letters\"", "", "da = \"Breve\"", &["en"]);
}

#[test]
fn a_scale_with_equal_values_is_a_fault() {
    faulty("value = 2, da = \"i mindre grad\"", "value = 1, da = \"i mindre grad\"", "da = \"i mindre grad\"", &["1"]);
}

#[test]
fn a_scale_that_is_not_there_is_a_fault() {
    faulty("scale = \"extent\"\ntext", "scale = \"extend\"\ntext", "scale = \"extend\"", &["extend"]);
}

#[test]
fn a_folder_of_another_name_is_a_fault() {
    faulty("key = \"house-caseworkers\"", "key = \"house-citizens\"", "key = \"house-citizens\"", &["house-citizens"]);
}

#[test]
fn a_trial_that_is_not_there_is_a_fault() {
    faulty("trial = \"house\"", "trial = \"hus\"", "trial = \"hus\"", &["hus"]);
}

#[test]
fn a_file_that_is_no_toml_is_a_fault_and_so_is_one_that_is_no_utf_8() {
    faulty("version = 1\n", "version = = 1\n", "version = =", &[]);
    let house = House::on(Backend::Sqlite);
    let file = house.file("latin/house-caseworkers/1.toml", b"key = \"house\"\ntitle = { da = \"Sp\xf8rgsm\xe5l\" }\n");
    house.refuses(&["check", &file], &["1.toml:2:"]);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let house = House::on(Backend::Sqlite);
    let file = spoiled(&house, ", en = \"Letters\"", "");
    let text = fs::read_to_string(&file).expect("the file").replace("used != 1", "brugt != 1");
    fs::write(&file, text).expect("the file is written");
    let said = house.refuses(&["check", &file], &["brugt", "en"]);
    assert_eq!(said.lines().count(), 2, "two faults, one line each:\n{said}");
}

#[test]
fn a_sound_condition_on_a_question_with_a_faulty_scale_is_not_called_impossible() {
    faulty(
        "show_if = \"used != 1\"\n\n[[page]]\n[[page.question]]\nkey = \"how\"",
        "show_if = \"used != 1\"\n\n[[page]]\n[[page.question]]\nshow_if = \"simplified == 7\"\nkey = \"how\"",
        "show_if = \"simplified",
        &["7"],
    );
    // Here the scale itself is wrong, so whether anybody can answer 3 is not known.
    let house = House::on(Backend::Sqlite);
    let file = spoiled(&house, "value = 2, da = \"i mindre grad\"", "value = 1, da = \"i mindre grad\"");
    let text = fs::read_to_string(&file).expect("the file");
    let text = text.replacen("key = \"how\"", "show_if = \"simplified == 3\"\nkey = \"how\"", 1);
    fs::write(&file, text).expect("the file is written");
    let said = house.refuses(&["check", &file], &["1"]);
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_hundred_thousand_accents_in_a_question_are_a_fault() {
    let long = format!("da = \"Er arbejdet blevet enklere?{}\"", "\u{301}".repeat(100_000));
    faulty("da = \"Er arbejdet blevet enklere?\"", &long, "da = \"Er arbejdet", &["5000"]);
}

#[test]
fn the_shipped_questionnaires_have_no_fault() {
    let house = House::on(Backend::Sqlite);
    house.ok(&["check", &crate::people::shipped_surveys()]);
    house.ok(&["check", &own_surveys()]);
}

stories! {
    fn a_published_version_never_changes(house) {
        let file = spoiled(house, "Har du brugt ordningen?", "Har du brugt ordningen?");
        house.ok(&["publish", &file]);
        house.ok(&["publish", &file]);
        let before = house.dump();
        let file = spoiled(house, "Har du brugt ordningen?", "Har du nogensinde brugt ordningen?");
        house.refuses(&["publish", &file], &["used"]);
        house.unchanged(&before, "a refused publication changed the database");
    }

    fn one_faulty_file_publishes_none(house) {
        house.ok(&["round", "list"]);
        let before = house.dump();
        let folder = spoiled(house, "used != 1", "brugt != 1").replace("/house-caseworkers/1.toml", "");
        let good = fs::read_to_string(format!("{}/gss-citizens/1.toml", own_surveys())).expect("the questionnaire");
        house.file("spoiled/gss-citizens/1.toml", good);
        house.refuses(&["publish", &folder], &["brugt"]);
        house.unchanged(&before, "a refused publication changed the database");
    }

    fn a_version_without_notice_is_checked_and_not_published(house) {
        let file = spoiled(house, "[notice]\n", "[noticeboard]\n");
        house.refuses(&["check", &file], &["noticeboard"]);
        let text = fs::read_to_string(&file).expect("the file");
        let (before, rest) = text.split_once("[noticeboard]").expect("the notice");
        let (_, after) = rest.split_once("[background").expect("what follows");
        fs::write(&file, format!("{before}[background{after}")).expect("written");
        house.ok(&["check", &file]);
        house.refuses(&["publish", &file], &["notice"]);
    }

    fn what_changed_has_a_level_and_only_a_cosmetic_change_can_be_approved(house) {
        house.ok(&["publish", &own_surveys()]);
        let original = fs::read_to_string(format!("{}/house-caseworkers/1.toml", own_surveys())).expect("the questionnaire");
        let second = original.replace("version = 1", "version = 2").replace("Er arbejdet blevet enklere?", "Er arbejdet blevet mere enkelt?");
        house.file("second/trials.toml", fs::read_to_string(format!("{}/trials.toml", own_surveys())).expect("the trials"));
        let file = house.file("second/house-caseworkers/2.toml", second);
        house.ok(&["publish", &file]);
        let said = house.ok(&["diff", "house-caseworkers", "1", "2", "--format", "json"]);
        assert!(said.contains("simplified"), "{said}");
        let rows: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let words = rows.as_array().expect("rows").iter().find(|row| row["reason"] == "words" && row["language"] == "da").expect("the words");
        assert_eq!((&words["question"], &words["part"]), (&"simplified".into(), &"text".into()));
        assert_eq!(words["segments"][2], serde_json::json!({ "fate": "new", "words": " mere enkelt" }), "{words}");
        let marked = "simplified text da: Er arbejdet blevet[- enklere-]{+ mere enkelt+}?";
        let text = house.ok(&["diff", "house-caseworkers", "1", "2"]);
        assert!(text.contains(marked), "{text}");
        house.serve();
        let cookie = format!("Cookie: {}\r\n", crate::people::signed_in(house));
        let page = |path: &str| house.send("GET", path, &cookie, b"").expect("an answer");
        let desk = page("/desk/questionnaires");
        assert!(desk.text().contains("/desk/questionnaires/house-caseworkers/1/2"), "no way from the list: {}", desk.words());
        let before = page("/desk/questionnaires/house-caseworkers/1/2");
        assert!(before.words().contains("nulpunkt approve house-caseworkers 1 2 simplified --level B"), "{}", before.words());
        assert!(before.text().contains("<del>") && before.text().contains("<ins>") && before.words().contains("[fjernet: enklere ]"), "{}", before.text());
        assert!(before.words().contains("Ændret: vises ved siden af hinanden"), "{}", before.words());
        assert_eq!(page("/desk/questionnaires/house-caseworkers/1/3").status, 404);
        house.ok(&["approve", "house-caseworkers", "1", "2", "simplified", "--level", "B", "--reason", "Kun ordvalg", "--by", "Mette"]);
        let after = house.ok(&["diff", "house-caseworkers", "1", "2", "--format", "json"]);
        assert_ne!(said, after, "the approval cannot be seen");
        house.ok(&["approve", "house-caseworkers", "1", "2", "simplified", "--level", "B", "--reason", "Set igen", "--by", "Bo"]);
        let both = house.ok(&["diff", "house-caseworkers", "1", "2", "--format", "csv"]);
        assert!(both.contains("simplified,B,approved,") && both.contains("Bo, ") && both.contains("simplified,B,approved-before,"), "{both}");
        assert!(both.contains("Mette, ") && both.contains("Kun ordvalg"), "the first approval is lost: {both}");
        let approved = page("/desk/questionnaires/house-caseworkers/1/2").words();
        for words in ["Kun stavning ændret", "Godkendt som ren stavning af Bo", "»Set igen«", "Tidligere godkendt af Mette", "»Kun ordvalg«"] {
            assert!(approved.contains(words), "the page does not say {words}: {approved}");
        }
        assert!(!approved.contains("nulpunkt approve"), "{approved}");
        let unchanged = ["approve", "house-caseworkers", "1", "2", "used", "--level", "B", "--reason", "Komma", "--by", "Mette"];
        house.refuses(&unchanged, &["used", "niveau A"]);
        let hash = house.run(&["publish", &file]);
        assert_eq!(hash.code, 0, "an approval is outside the frozen content: {}", hash.err);
    }

    fn an_identified_round_is_refused_for_citizens(house) {
        house.ok(&["publish", &own_surveys()]);
        let before = house.dump();
        let ran = house.run(&["round", "add", "--key", "x", "--questionnaire", "gss-citizens", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "identified"]);
        assert!(ran.code == 2 && ran.err.contains("Borgere kan ikke spørges med --mode identified"), "{} {}", ran.code, ran.err);
        house.unchanged(&before, "a refused round was stored");
    }

    fn an_open_round_must_ask_what_it_cannot_copy_from_an_invitation(house) {
        house.ok(&["publish", &own_surveys()]);
        let ran = house.run(&["round", "add", "--key", "x", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "pseudonymous", "--access", "open"]);
        assert!(ran.code == 2 && ran.err.contains("municipality"), "{} {}", ran.code, ran.err);
    }

    fn a_round_has_a_key_of_its_own_and_days_in_their_order(house) {
        crate::people::open_round(house, "open");
        let before = house.dump();
        let add = |key: &str, opens: &str, closes: &str| {
            house.run(&["round", "add", "--key", key, "--questionnaire", "house-caseworkers", "--version", "1", "--opens", opens, "--closes", closes,
                "--mode", "pseudonymous"])
        };
        for (key, opens, closes, words) in [
            ("house-1", "2020-01-01", "2020-02-01", "Der findes allerede en runde house-1"),
            ("house-2", "2020-02-01", "2020-01-01", "Runden lukker før den åbner"),
            ("house-3", "2020-02-30", "2020-03-01", "2020-02-30"),
        ] {
            let ran = add(key, opens, closes);
            assert!(ran.code == 2 && ran.err.contains(words), "{key} {opens} {closes}: {} {}", ran.code, ran.err);
        }
        house.unchanged(&before, "");
        assert!(house.ok(&["round", "list", "--format", "json"]).contains("house-1"));
    }
}

#[test]
fn a_mistyped_path_does_not_become_an_empty_database() {
    let house = House::on(Backend::Sqlite);
    let path = house.folder.path().join("nulpunkt-tyop.db");
    let mut command = std::process::Command::new(program());
    command.current_dir(house.folder.path()).stdin(Stdio::null());
    let ran =
        command.args(["--database", &format!("sqlite:{}", path.display()), "round", "list"]).output().expect("the binary runs");
    assert_eq!(ran.status.code(), Some(4), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(!path.exists(), "a mistyped path became a database");
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(said.contains("--create") && said.contains("nulpunkt-tyop.db"), "{said}");
}

#[test]
fn a_database_that_is_down_is_the_environments_fault() {
    let house = House::on(Backend::Sqlite);
    let mut command = std::process::Command::new(program());
    command.current_dir(house.folder.path()).stdin(Stdio::null());
    let ran =
        command.args(["--database", "postgres://nobody@127.0.0.1:1/none", "round", "list"]).output().expect("the binary runs");
    assert_eq!(ran.status.code(), Some(4), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn an_evaluation_of_a_trial_that_has_only_one_is_told_so() {
    let house = House::on(Backend::Sqlite);
    house.ok(&["publish", &own_surveys()]);
    let compare = |trial: &str| house.run(&["compare", "--trial", trial, "--evaluation", "oevrige", "--rounds", "a,b"]);
    let ran = compare("house");
    assert_eq!((ran.code, ran.err.as_str()), (2, "Forsøget house har kun én evaluering: udelad --evaluation.\n"));
}

#[test]
fn wrong_usage_is_exit_code_two() {
    let house = House::on(Backend::Sqlite);
    assert_eq!(house.run(&["findes-ikke"]).code, 2);
    assert_eq!(house.run(&["compare", "--trial", "house"]).code, 2);
}
