//! Keeping: a backup taken while people answer is whole, comes back, and starts with mail on hold.

use crate::house::{Backend, House, TOWN, recipients};
use crate::people::{ANSWERS, answer, exported, filled, invited_town, letters, link_of, open_round, up_to};

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
    let secret = std::fs::read_to_string(keys.join("links/house-1.key")).expect("the secret of the links");
    let bare = data_encoding::HEXLOWER.decode(secret.trim().as_bytes()).expect("hexadecimal");
    for written in [secret.trim().as_bytes(), &bare] {
        assert!(!holds(&copy, written), "the secret of the links is in the backup");
    }
}

#[test]
fn a_database_and_its_copies_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::on(Backend::Sqlite);
    invited_town(&house);
    let copy = house.folder.path().join("kopi.db");
    house.ok(&["backup", copy.to_str().expect("UTF-8")]);
    let other = House::on(Backend::Sqlite);
    // A copy that came over the network may have lost its mode.
    std::fs::set_permissions(&copy, std::fs::Permissions::from_mode(0o644)).expect("the copy's mode");
    other.ok(&["restore", copy.to_str().expect("UTF-8")]);
    let again = other.folder.path().join("igen.db");
    other.ok(&["backup", again.to_str().expect("UTF-8")]);
    let log = house.folder.path().join("nulpunkt.db-wal");
    for file in [house.sqlite_file(), log, other.sqlite_file(), again] {
        let mode = std::fs::metadata(&file).expect("the file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
}

#[test]
fn what_was_never_sent_and_drafts_of_what_was_are_in_no_byte_after_the_round_has_closed() {
    let house = House::on(Backend::Sqlite);
    invited_town(&house);
    let (sent, unsent) = ("Ord der blev sendt, nr. 4711", "Ord der aldrig blev sendt, nr. 1147");
    let with = |words| ANSWERS.map(|(field, value)| if field == "comments" { (field, words) } else { (field, value) });
    answer(&house, &link_of(&house, TOWN[0].email), &with(sent));
    let link = link_of(&house, TOWN[1].email);
    let page = up_to(&house, &link, "comments", &with(unsent));
    house.submit(&filled(&page.form(), &with(unsent)));
    let bytes = || {
        let log = house.folder.path().join("nulpunkt.db-wal");
        [std::fs::read(house.sqlite_file()).expect("the database"), std::fs::read(log).unwrap_or_default()].concat()
    };
    assert!(holds(&bytes(), unsent.as_bytes()), "the draft was not saved, so this test cannot fail");
    house.ok(&["round", "close", "house-1"]);
    assert!(!holds(&bytes(), unsent.as_bytes()), "a draft that was never sent is still in the file");
    let times = bytes().windows(sent.len()).filter(|window| *window == sent.as_bytes()).count();
    assert_eq!(times, 1, "beside the response its draft is still in the file");
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
