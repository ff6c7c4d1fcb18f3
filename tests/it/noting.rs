//! Notes survive whatever happens to the server: every acknowledged line is there, once.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::focusing::{NOTES, form_with, get, planned};
use crate::house::{Backend, House, send_to};
use crate::kills::{Dice, kills};
use crate::people::signed_in;

/// Kills the server again and again while three note takers type, each sending a line until it is acknowledged.
fn killed_while_noting(house: &House, seed: u64) {
    house.serve();
    let all = signed_in(house);
    planned(house, &all, &[("Anna", "aalborg")]);
    let form = form_with(&get(house, &all, NOTES), "client")
        .with("question", "cooperation")
        .with("speaker", "")
        .with("kind", "statement")
        .with("script", "1");
    let (address, told) = (house.address(), Mutex::new(Vec::new()));
    let headers = format!("Cookie: {all}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let mut dice = Dice::of(seed);
    let done = AtomicBool::new(false);
    let counts = std::thread::scope(|scope| {
        let takers: Vec<_> = (0..3)
            .map(|taker| {
                let (form, told, done, address, headers) = (&form, &told, &done, &address, &headers);
                scope.spawn(move || {
                    let mut written = 0;
                    while !done.load(Ordering::Relaxed) {
                        let name = format!("taker-{taker}-{written}");
                        let line = form.clone().with("client", &name).with("words", &format!("linje {written} af {taker}"));
                        // Sent again as often as it takes, also after the last kill.
                        loop {
                            let answer = send_to(address, "POST", NOTES, headers, line.encoded().as_bytes());
                            if let Some(page) = answer.filter(|page| page.status == 200) {
                                told.lock().expect("the book").push((name, page.text()));
                                break;
                            }
                            std::thread::sleep(Duration::from_millis(5));
                        }
                        written += 1;
                    }
                    written
                })
            })
            .collect();
        for _ in 0..kills() {
            std::thread::sleep(Duration::from_millis(dice.between(30, 300)));
            house.kill();
            house.serve();
        }
        done.store(true, Ordering::Relaxed);
        takers.into_iter().map(|taker| taker.join().expect("a taker")).collect::<Vec<usize>>()
    });
    assert_eq!(
        house.sql("select count(*) from note_line").trim(),
        counts.iter().sum::<usize>().to_string(),
        "lines are lost or stored twice (seed {seed})"
    );
    let stored = house.sql("select client_id, id from note_line");
    let stored: BTreeSet<&str> = stored.lines().collect();
    for (name, said) in told.into_inner().expect("the book") {
        let id = said.split('\t').next().unwrap_or_default().to_owned();
        assert!(
            stored.contains(format!("{name}|{id}").as_str()),
            "{name} was acknowledged as {said} and is not there (seed {seed})"
        );
    }
}

#[test]
fn no_acknowledged_line_is_lost_or_doubled_when_the_server_is_killed_on_sqlite() {
    killed_while_noting(&House::on(Backend::Sqlite), 0x6e6f_7465);
}

#[test]
fn no_acknowledged_line_is_lost_or_doubled_when_the_server_is_killed_on_postgresql() {
    killed_while_noting(&House::on(Backend::Postgres), 0x6c69_6e65);
}
