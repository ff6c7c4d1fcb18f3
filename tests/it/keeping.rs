//! Keeping: a backup taken while people answer is whole, comes back, and starts with mail on hold.

use crate::house::{Backend, House, TOWN, recipients};
use crate::people::{ANSWERS, answer, exported, invited_town, letters, link_of, open_round};

#[test]
fn a_backup_taken_while_serving_comes_back_whole() {
    let house = House::on(Backend::Sqlite);
    invited_town(&house);
    for person in &TOWN[..2] {
        answer(&house, &link_of(&house, person.email), &ANSWERS);
    }
    let file = house.folder.path().join("kopi.db");
    house.ok(&["backup", file.to_str().expect("UTF-8")]);
    answer(&house, &link_of(&house, TOWN[2].email), &ANSWERS);
    let at_backup = 2;
    let other = House::on(Backend::Sqlite);
    other.ok(&["restore", file.to_str().expect("UTF-8")]);
    assert_eq!(exported(&other, "house-1").len(), at_backup);
    assert_eq!(exported(&house, "house-1").len(), at_backup + 1);
}

#[test]
fn a_restored_database_mails_nothing_until_a_person_says_so() {
    let house = House::on(Backend::Sqlite);
    open_round(&house, "invited");
    let town = house.file("town.csv", recipients(&TOWN));
    house.ok(&["recipients", "import", "--round", "house-1", &town]);
    house.ok(&["invite", "--round", "house-1"]);
    let file = house.folder.path().join("kopi.db");
    house.ok(&["backup", file.to_str().expect("UTF-8")]);
    let other = House::on(Backend::Sqlite);
    other.ok(&["restore", file.to_str().expect("UTF-8")]);
    other.run(&["deliver", "--once"]);
    assert_eq!(letters(&other).len(), 0, "a restored database sent letters");
}

#[test]
fn restoring_over_answers_is_refused() {
    let house = House::on(Backend::Sqlite);
    invited_town(&house);
    let file = house.folder.path().join("kopi.db");
    house.ok(&["backup", file.to_str().expect("UTF-8")]);
    answer(&house, &link_of(&house, TOWN[0].email), &ANSWERS);
    let before = house.dump();
    let ran = house.run(&["restore", file.to_str().expect("UTF-8")]);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""), "a restore went over a database with answers");
    assert_eq!(ran.err.trim_end(), format!("{}: findes allerede. Vælg et andet navn.", house.sqlite_file().display()));
    house.unchanged(&before, "");
}

#[test]
fn the_folder_of_secrets_is_for_its_owner_and_in_no_backup() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::on(Backend::Sqlite);
    invited_town(&house);
    let keys = house.folder.path().join("keys");
    let mode = std::fs::metadata(&keys).expect("the folder of secrets").permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
    let file = house.folder.path().join("kopi.db");
    house.ok(&["backup", file.to_str().expect("UTF-8")]);
    let copy = std::fs::read(&file).expect("the backup");
    for entry in std::fs::read_dir(&keys).expect("the secrets").flatten() {
        let secret = std::fs::read(entry.path()).unwrap_or_default();
        let found = secret.len() >= 16 && copy.windows(secret.len()).any(|window| window == secret);
        assert!(!found, "{} is in the backup", entry.path().display());
    }
}
