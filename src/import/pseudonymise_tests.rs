//! Lists with person numbers become lists with keys, and nothing of a number is left in them.

use super::*;

const LIST: &str =
    "CPR;navn;e-mail\n070761-4286;Mette;mette@thisted.example.dk\n0101701234;\"Bo; Jr.\";\n070761 4286;Mette igen;\n";

fn made(text: &str, earlier: KeyList) -> Pseudonymised {
    match pseudonymise("liste.csv", text.as_bytes(), earlier) {
        Ok(made) => made,
        Err(Stopped::Faults(faults)) => panic!("{faults:?}"),
        Err(Stopped::NoRandomness(_)) => panic!("no randomness"),
    }
}

fn refused(text: &str) -> Vec<String> {
    match pseudonymise("liste.csv", text.as_bytes(), KeyList::default()) {
        Err(Stopped::Faults(faults)) => faults.iter().map(|fault| format!("{fault:?}")).collect(),
        _ => panic!("not refused"),
    }
}

fn column(text: &str, at: usize) -> Vec<String> {
    let table = table::read("x.csv", text.as_bytes()).unwrap();
    table.rows.iter().map(|row| table.cell(row, at).to_owned()).collect()
}

#[test]
fn the_same_person_gets_the_same_key_and_the_rest_stays() {
    let made = made(LIST, KeyList::default());
    let keys = column(&made.recipients, 0);
    assert!(keys[0] == keys[2] && keys[0] != keys[1] && keys.iter().all(|key| key.len() == 26));
    assert_eq!(column(&made.recipients, 1), ["Mette", "Bo; Jr.", "Mette igen"]);
    assert!(made.recipients.starts_with("person_key;navn;e-mail\n"));
    assert!(!holds_person_number(&made.recipients));
    assert_eq!(column(&made.keys, 1), ["070761-4286", "010170-1234"]);
    assert_eq!((made.rows, made.known, made.new), (3, 0, 2));
}

#[test]
fn an_earlier_key_list_gives_the_same_keys_and_lives_on_in_the_new_one() {
    let first = made(LIST, KeyList::default());
    let earlier = key_list("keys.csv", first.keys.as_bytes()).ok().unwrap();
    let second = made("navn,cpr\nNy,150680-4321\nBo,0101701234\n", earlier);
    assert_eq!(column(&second.recipients, 1)[1], column(&first.recipients, 0)[1]);
    assert_eq!(column(&second.keys, 1), ["070761-4286", "010170-1234", "150680-4321"]);
    assert_eq!((second.rows, second.known, second.new), (2, 1, 1));
}

#[test]
fn a_zero_that_a_spreadsheet_dropped_is_put_back() {
    let made = made("cpr,navn\n101701234,Bo\n\"=\"\"0707614286\"\"\",Mette\n'1506804321,Ny\n", KeyList::default());
    assert_eq!(column(&made.keys, 1), ["010170-1234", "070761-4286", "150680-4321"]);
}

#[test]
fn every_cell_that_is_in_the_way_is_named_by_its_place() {
    assert_eq!(refused("navn,mail\nBo,bo@x.dk\n"), ["liste.csv:1:1: no-person-numbers"]);
    let text = "cpr,note\n010170-1234,ok\n32,ringede om 0707614286\n,ok\n150680-4321,ok\n";
    assert_eq!(
        refused(text),
        ["liste.csv:3:1: not-a-person-number", "liste.csv:3:4: person-number-elsewhere", "liste.csv:4:1: empty-cell"]
    );
    assert_eq!(refused("cpr,0101701234\n010170-1234,x\n"), ["liste.csv:1:5: person-number-elsewhere"]);
}

#[test]
fn a_key_list_with_a_person_twice_is_refused() {
    let fault = |text: &str| format!("{:?}", key_list("keys.csv", text.as_bytes()).err().unwrap());
    assert_eq!(fault("person_key,cpr\na,010170-1234\nb,0101701234\n"), "[keys.csv:3:1: twice-in-key-list]");
    assert_eq!(fault("person_key,cpr\na,010170-1234\na,0101701235\n"), "[keys.csv:3:1: twice-in-key-list]");
    assert_eq!(fault("person_key,cpr\na,32\n"), "[keys.csv:2:3: not-a-person-number]");
    assert_eq!(fault("key,number\na,010170-1234\n"), "[keys.csv:1:1: missing-column, keys.csv:1:1: missing-column]");
}
