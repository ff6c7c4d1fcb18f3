//! The server is killed as by a power cut, again and again, while many people answer: whatever a phone was told is stored, once.
//!
//! A person who got no answer sends the same form again, as a phone does; that must not store it twice either.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::house::{Backend, House, path_of, send_to};
use crate::http::{Form, Page};
use crate::kills::{Dice, kills};
use crate::people::{answer, cell, exported, filled, open_round, receipt};

const WRITERS: usize = 8;
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// What the server acknowledged to one person: the answers of the pages that were passed, and whether the end was reached.
#[derive(Default)]
struct Told {
    pages: BTreeMap<String, String>,
    done: bool,
}

/// The answers of one journey; the number makes them its own.
fn answers(nonce: u64) -> [(&'static str, String); 8] {
    [
        ("used", "2".to_owned()),
        ("simplified", (1 + nonce % 3).to_string()),
        ("how", (1 + nonce % 3).to_string()),
        ("effects.quality", (1 + nonce % 2).to_string()),
        ("effects.trust", "98".to_owned()),
        ("hours", format!("{},{}", nonce % 40, nonce % 10)),
        ("since", format!("20{:02}-0{}-1{}", nonce / 90 % 20, 1 + nonce % 9, nonce / 9 % 10)),
        ("comments", format!("nonce {nonce}")),
    ]
}

fn get(address: &str, path: &str) -> Option<Page> {
    let mut page = send_to(address, "GET", path_of(path), "", b"")?;
    for _ in 0..5 {
        let Some(next) = page.header("location").map(str::to_owned) else { break };
        page = send_to(address, "GET", path_of(&next), "", b"")?;
    }
    Some(page)
}

fn post(address: &str, form: &Form) -> Option<Page> {
    send_to(address, "POST", path_of(&form.action), FORM, form.encoded().as_bytes())
}

/// One journey until its end or until the server dies; writes down what was acknowledged, under its link.
fn journey(address: &str, nonce: u64, told: &Mutex<BTreeMap<String, (u64, Told)>>) -> Option<()> {
    let first = get(address, "/r/house-1")?;
    let started = post(address, &first.form())?;
    let link = path_of(started.header("location")?).split('?').next()?.chars().take("/s/".len() + 26).collect::<String>();
    told.lock().expect("the book").insert(link.clone(), (nonce, Told::default()));
    let mine = answers(nonce);
    let pairs: Vec<(&str, &str)> = mine.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut page = get(address, &link)?;
    for _ in 0..40 {
        if receipt(&page).is_some() {
            return Some(());
        }
        let form = filled(&page.form(), &pairs);
        let answered = post(address, &form)?;
        if answered.status < 400 {
            // Acknowledged: from here on it must be there whatever happens.
            let mut book = told.lock().expect("the book");
            let (_, mine) = book.get_mut(&link).expect("the link is in the book");
            let passed = pairs.iter().filter(|(key, value)| form.fields.iter().any(|(name, sent)| name == key && sent == value));
            mine.pages.extend(passed.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
            mine.done |= form.button.contains("Send");
        }
        page = match answered.header("location") {
            Some(next) => get(address, next)?,
            None => answered,
        };
    }
    panic!("a journey without end: {}", page.words());
}

/// Kills `kills` times under load, then lets everybody finish and holds every acknowledgement against what is stored.
fn killed(backend: Backend, seed: u64) {
    let kills = kills();
    let house = House::on(backend);
    open_round(&house, "open");
    let told = Mutex::new(BTreeMap::new());
    let nonces = AtomicU64::new(1);
    let mut dice = Dice::of(seed);
    for _ in 0..kills {
        house.serve();
        let stop = AtomicBool::new(false);
        let address = house.address();
        std::thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        let nonce = nonces.fetch_add(1, Ordering::Relaxed);
                        if journey(&address, nonce, &told).is_none() {
                            break;
                        }
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(dice.between(30, 500)));
            house.kill();
            stop.store(true, Ordering::Relaxed);
        });
    }
    house.serve();
    let book = told.into_inner().expect("the book");
    for (nonce, _) in book.values() {
        house.secrets.learn(&answers(*nonce)[7].1);
    }
    let acknowledged = book.values().filter(|(_, told)| told.done).count();
    assert!(
        acknowledged >= usize::try_from(kills).expect("few"),
        "only {acknowledged} journeys were finished under {kills} kills"
    );
    let stored = exported(&house, "house-1").len();
    assert!(stored >= acknowledged, "{acknowledged} were acknowledged, {stored} are stored (seed {seed})");
    // Everybody comes back with the same link, without repeating what had been acknowledged.
    for (link, (nonce, told)) in &book {
        let mine = answers(*nonce);
        let rest: Vec<(&str, &str)> =
            mine.iter().filter(|(key, _)| !told.pages.contains_key(*key)).map(|(key, value)| (*key, value.as_str())).collect();
        let page = house.follow(house.get(link));
        assert!(!told.done || receipt(&page).is_some(), "{link} was acknowledged and asks again (seed {seed})");
        if receipt(&page).is_none() {
            answer(&house, link, &rest);
        }
    }
    let rows = exported(&house, "house-1");
    assert_eq!(rows.len(), book.len(), "as many responses as people (seed {seed})");
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *seen.entry(cell(row, "comments")).or_default() += 1;
    }
    for (nonce, told) in book.values() {
        let name = format!("nonce {nonce}");
        assert_eq!(seen.get(name.as_str()), Some(&1), "{name} is stored once (seed {seed})");
        let row = rows.iter().find(|row| cell(row, "comments") == name).expect("it is there");
        for (key, value) in told.pages.iter().filter(|(key, _)| *key != "how") {
            // A number comes back in its shortest form: 10 for 10,0.
            let same = |text: &str| text.replace(',', ".").trim_end_matches(".0").to_owned();
            assert_eq!(same(cell(row, key)), same(value), "{name}: {key} was acknowledged (seed {seed})");
        }
    }
}

#[test]
fn killed_under_load_sqlite_keeps_what_it_acknowledged_and_nothing_twice() {
    killed(Backend::Sqlite, 20_190_107);
}

#[test]
fn killed_under_load_postgresql_keeps_what_it_acknowledged_and_nothing_twice() {
    killed(Backend::Postgres, 20_200_615);
}
