//! Notes survive whatever happens to the server, every acknowledged line once; and other takers see a line at once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::focusing::{NOTES, form_with, get, listen, planned, read_until};
use crate::house::{Backend, House, send_to};
use crate::http::Page;
use crate::kills::{Dice, kills};
use crate::people::{person, signed_in};

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

/// Nobody waits longer for another's line than so many bare round trips of the event stream, 19 times of 20.
const MOST: f64 = 20.0;
/// So many lines are written, by each taker in turn.
const LINES: usize = 60;

/// Reads an event stream and notes when each line of a taker came.
fn heard_by(mut stream: TcpStream, heard: &Mutex<BTreeMap<(usize, String), Instant>>, listener: usize, done: &AtomicBool) {
    let mut said = String::new();
    let mut piece = [0; 4096];
    while !done.load(Ordering::Relaxed) {
        let Ok(read) = stream.read(&mut piece) else { continue };
        assert_ne!(read, 0, "the stream ended");
        let now = Instant::now();
        said.push_str(&String::from_utf8_lossy(&piece[..read]));
        while let Some((event, rest)) = said.split_once("\n\n") {
            if let Some(name) = event.split("\"client\":\"").nth(1).and_then(|rest| rest.split('"').next()) {
                heard.lock().expect("what was heard").entry((listener, name.to_owned())).or_insert(now);
            }
            said = rest.to_owned();
        }
    }
}

/// From asking for the event stream until its first bytes are here.
fn bare_round_trip(house: &House, cookie: &str) -> f64 {
    let before = Instant::now();
    let mut stream = listen(house, cookie);
    assert!(read_until(&mut stream, ": hej").contains("200 OK"));
    before.elapsed().as_secs_f64()
}

/// The value of which so many of a hundred are no larger.
fn of_hundred(values: &mut [f64], many: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(values.len() * many).div_ceil(100) - 1]
}

fn lines_of_others_come_at_once(house: &House) {
    house.serve();
    let all = signed_in(house);
    let units = ["aalborg", "rebild", "thisted", "hjoerring", "jammerbugt"];
    let names = ["Anna", "Bo", "Carla", "Dan", "Eva", "Finn", "Grete", "Hans", "Ida", "Jens"];
    let people: Vec<(&str, &str)> = names.iter().zip(units.iter().cycle()).map(|(name, unit)| (*name, *unit)).collect();
    planned(house, &all, &people);
    let takers: Vec<String> =
        (1..=5).map(|taker| person(house, &format!("Referent {taker}"), &["--role", "note-taker"])).collect();
    let form = form_with(&get(house, &all, NOTES), "client")
        .with("question", "cooperation")
        .with("speaker", "")
        .with("kind", "statement");
    let tokens: Vec<String> = takers.iter().map(|cookie| token(&get(house, cookie, NOTES))).collect();
    let mut bare: Vec<f64> = (0..LINES).map(|_| bare_round_trip(house, &takers[0])).collect();
    let (heard, done) = (Mutex::new(BTreeMap::new()), AtomicBool::new(false));
    let mut waited = std::thread::scope(|scope| {
        for (listener, cookie) in takers.iter().enumerate() {
            let mut stream = listen(house, cookie);
            read_until(&mut stream, ": hej");
            stream.set_read_timeout(Some(Duration::from_millis(100))).expect("a time limit");
            let (heard, done) = (&heard, &done);
            scope.spawn(move || heard_by(stream, heard, listener, done));
        }
        let mut waited = Vec::new();
        for at in 0..LINES {
            let taker = at % takers.len();
            let name = format!("seen-{at:04}");
            let line = form
                .clone()
                .with("form", &tokens[taker])
                .with("client", &name)
                .with("words", &format!("linje {at}"))
                .with("script", "1");
            let headers = format!("Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n", takers[taker]);
            let before = Instant::now();
            let answer = send_to(&house.address(), "POST", NOTES, &headers, line.encoded().as_bytes()).expect("an answer");
            assert_eq!(answer.status, 200, "{}", answer.text());
            for other in (0..takers.len()).filter(|other| *other != taker) {
                let seen = || heard.lock().expect("what was heard").get(&(other, name.clone())).copied();
                while seen().is_none() && before.elapsed() < Duration::from_secs(20) {
                    std::thread::sleep(Duration::from_micros(200));
                }
                waited.push(seen().expect("another's line within twenty seconds").duration_since(before).as_secs_f64());
            }
        }
        done.store(true, Ordering::Relaxed);
        waited
    });
    let (late, usual) = (of_hundred(&mut waited, 95), of_hundred(&mut bare, 50));
    println!(
        "another's line after {:.1} ms (95th percentile), a bare round trip {:.1} ms: {:.1} of them",
        late * 1e3,
        usual * 1e3,
        late / usual
    );
    assert!(late <= MOST * usual, "{late} s is more than {MOST} of {usual} s");
}

/// What makes a form of this page the session's own.
fn token(page: &Page) -> String {
    let form = form_with(page, "client");
    form.fields.iter().find(|(name, _)| name == "form").expect("the session's own").1.clone()
}

#[test]
fn another_takers_line_is_seen_within_twenty_bare_round_trips_on_sqlite() {
    lines_of_others_come_at_once(&House::on(Backend::Sqlite));
}

#[test]
fn another_takers_line_is_seen_within_twenty_bare_round_trips_on_postgresql() {
    lines_of_others_come_at_once(&House::on(Backend::Postgres));
}
