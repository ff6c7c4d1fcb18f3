//! A municipality takes the CPR numbers out of its own list, with the small program or the large one, and imports what is left.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::house::{Backend, House, Ran};
use crate::people::open_round;
use crate::stories;

const LIST: &str = "CPR;navn;e-mail;kommune\r\n070761-4286;Mette Kjærgård;mette@thisted.example.dk;Thisted\r\n0101701234;\"Bo; Jr.\";bo@rebild.example.dk;Rebild\r\n";

/// What a file of the house's folder holds.
fn held(house: &House, name: &str) -> String {
    fs::read_to_string(house.folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The first cell of each row below the header.
fn keys(text: &str) -> Vec<&str> {
    text.lines().skip(1).filter_map(|line| line.split(';').next()).collect()
}

/// Runs the small program in the house's folder, where there is no database and no configuration.
fn alone(house: &House, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pseudonymise"));
    command.current_dir(house.folder.path()).env_clear().args(arguments);
    let ran = command.output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: ran.status.code().unwrap_or(-1), out: text(ran.stdout), err: text(ran.stderr) }
}

fn names(house: &House) -> Vec<String> {
    let all = fs::read_dir(house.folder.path()).expect("the folder").flatten();
    let mut names: Vec<String> = all.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("the file").permissions().mode() & 0o777
}

stories! {
    fn a_list_without_its_person_numbers_is_imported_and_the_next_round_finds_the_same_people(house) {
        open_round(house, "invited");
        let file = house.file("borgere.csv", LIST);
        house.refuses(&["recipients", "import", "--round", "house-1", &file], &["CPR", "nulpunkt pseudonymise"]);
        let said = house.ok(&["pseudonymise", &file]);
        assert!(said.starts_with("2 rækker, 0 kendt i forvejen, 2 nye nøgler\n"), "{said}");
        let (recipients, list) = (held(house, "borgere-recipients.csv"), held(house, "borgere-keys.csv"));
        let lines: Vec<&str> = recipients.lines().collect();
        assert_eq!(lines[0], "person_key;navn;e-mail;kommune");
        assert!(lines[1].ends_with(";Mette Kjærgård;mette@thisted.example.dk;Thisted") && lines[2].contains(";\"Bo; Jr.\";"), "{recipients}");
        assert!(keys(&recipients).iter().all(|key| key.len() == 26 && !key.contains(['0', '1'])), "{recipients}");
        assert_eq!(list, format!("person_key;cpr\n{};070761-4286\n{};010170-1234\n", keys(&recipients)[0], keys(&recipients)[1]));
        let cleaned = house.folder.path().join("borgere-recipients.csv").display().to_string();
        house.ok(&["recipients", "import", "--round", "house-1", &cleaned]);
        let dump = house.dump();
        assert!(dump.contains(keys(&recipients)[0]) && !dump.contains("4286") && !dump.contains("0101701234"));
        // Next round: one of them again, and one more.
        let next = house.file("igen.csv", "navn;kommune;cpr\r\nNy;Thisted;150680-4321\r\nMette;Thisted;707614286\r\n");
        let said = house.ok(&["pseudonymise", &next, "--keys", "borgere-keys.csv"]);
        assert!(said.starts_with("2 rækker, 1 kendt i forvejen, 1 ny nøgle\n"), "{said}");
        assert!(held(house, "igen-recipients.csv").lines().nth(2).is_some_and(|line| line.ends_with(keys(&recipients)[0])));
        assert!(held(house, "igen-keys.csv").starts_with(&list), "the new list holds the old one");
        assert!(!house.log().contains("4286"));
    }
}

#[test]
fn the_small_program_does_the_same_without_a_database() {
    let house = House::on(Backend::Sqlite);
    house.file("borgere.csv", LIST);
    fs::create_dir(house.folder.path().join("ud")).expect("a folder");
    let before = names(&house);
    let ran = alone(&house, &["borgere.csv", "--out", "ud", "--language", "en"]);
    assert_eq!((ran.code, ran.out.lines().next()), (0, Some("2 rows, 0 known already, 2 new")), "{}", ran.err);
    assert!(
        ran.err.contains("Read as UTF-8 with semicolons") && !ran.err.contains("4286") && !ran.out.contains("4286"),
        "{}",
        ran.err
    );
    assert_eq!(names(&house), before, "it makes nothing but the two files");
    let out = house.folder.path().join("ud");
    let mut made: Vec<_> = fs::read_dir(&out).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
    made.sort();
    assert_eq!(made, ["borgere-keys.csv", "borgere-recipients.csv"], "no temporary file is left");
    assert_eq!(mode(&out.join("borgere-keys.csv")), 0o600);
    // Two runs without a common list give other keys: a key says nothing about the person.
    let again = alone(&house, &["borgere.csv"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_ne!(keys(&held(&house, "ud/borgere-recipients.csv"))[0], keys(&held(&house, "borgere-recipients.csv"))[0]);
}

#[test]
fn a_danish_spreadsheets_list_is_read_whatever_it_saved_it_as() {
    let house = House::on(Backend::Sqlite);
    let utf_16: Vec<u8> = std::iter::once(0xFEFF).chain(LIST.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let windows: Vec<u8> = LIST.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of Windows-1252")).collect();
    let marked = [b"\xEF\xBB\xBF".to_vec(), LIST.as_bytes().to_vec()].concat();
    for (name, bytes) in [("a", utf_16), ("b", windows), ("c", marked)] {
        house.file(&format!("{name}.csv"), bytes);
        let ran = alone(&house, &[&format!("{name}.csv")]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        let recipients = held(&house, &format!("{name}-recipients.csv"));
        assert!(recipients.contains("Mette Kjærgård") && !recipients.contains("4286"), "{name}: {recipients}");
    }
}

#[test]
fn nothing_is_written_where_anything_is_in_the_way() {
    let house = House::on(Backend::Sqlite);
    let refuses = |name: &str, text: &str, code: i32, words: &[&str]| {
        house.file(name, text);
        let before = names(&house);
        let ran = alone(&house, &[name]);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{name}: {}", ran.err);
        assert!(words.iter().all(|word| ran.err.contains(word)), "{name}: {}", ran.err);
        assert!(!ran.err.contains("4286") && !ran.err.contains("0101701234"), "the refusal repeats the number: {}", ran.err);
        assert_eq!(names(&house), before, "{name}");
    };
    refuses("note.csv", "cpr,note\n070761-4286,søn 0101701234\n", 1, &["note.csv:2:13:", "»note«", "Slet det"]);
    refuses("halv.csv", "cpr,navn\n070761-4286,Bo\n32,Ib\n", 1, &["halv.csv:3:1:", "»cpr«"]);
    refuses("uden.csv", "navn\nBo\n", 1, &["uden.csv:1:1:", "Ingen kolonne har CPR-numre"]);
    refuses("tom.csv", "", 1, &["tom.csv:1:1:"]);
    for taken in ["liste-keys.csv", "liste-recipients.csv"] {
        house.file(taken, "mit");
        refuses("liste.csv", LIST, 4, &[taken, "findes allerede"]);
        assert_eq!(held(&house, taken), "mit");
        fs::remove_file(house.folder.path().join(taken)).expect("removed");
    }
    let missing = alone(&house, &["findes-ikke.csv"]);
    assert_eq!((missing.code, missing.err.as_str()), (4, "findes-ikke.csv: findes ikke.\n"));
    let no_folder = alone(&house, &["liste.csv", "--out", "ingen"]);
    assert_eq!((no_folder.code, no_folder.err.lines().last()), (4, Some("ingen: findes ikke.")), "{}", no_folder.err);
}
