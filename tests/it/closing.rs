//! The close of an anonymous round is killed as by a power cut, again and again: nothing is lost, released twice or left readable.
//!
//! One round is filled once; each kill has a copy of it, database and keys, as it was before the close.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::adversary::{answered, opened, person_in};
use crate::house::{Backend, House, sqlite3};
use crate::kills::{Dice, kills};
use crate::people::{cell, exported, invited_town};
use crate::stories;

/// The round as it was before its close.
struct Full<'a> {
    house: &'a House,
    people: usize,
    /// PostgreSQL's copy; the tables are dropped and made anew from it.
    dump: std::path::PathBuf,
}

fn ran(command: &mut Command) {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

impl<'a> Full<'a> {
    /// A round in which so many have answered.
    fn of(house: &'a House, people: usize) -> Self {
        let (store, version) = opened(house);
        answered(&store, &version, "house-1", people);
        drop(store);
        let folder = house.folder.path();
        let dump = folder.join("before");
        match house.backend {
            Backend::Sqlite => ran(sqlite3().arg(house.sqlite_file()).arg(format!(".backup {}", dump.display()))),
            Backend::Postgres => ran(Command::new("pg_dump").args(["-Fc", "--clean", "-d", &house.url, "-f"]).arg(&dump)),
        }
        ran(Command::new("cp").arg("-a").arg(folder.join("keys")).arg(folder.join("keys-before")));
        Self { house, people, dump }
    }

    fn again(&self) {
        let folder = self.house.folder.path();
        match self.house.backend {
            Backend::Sqlite => {
                for log in ["nulpunkt.db-wal", "nulpunkt.db-shm"] {
                    let _ = fs::remove_file(folder.join(log));
                }
                fs::copy(&self.dump, self.house.sqlite_file()).expect("the database as it was");
            }
            // Whoever was killed may be at the server's for a moment yet, and would hold the tables.
            Backend::Postgres => {
                self.house.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
                ran(Command::new("pg_restore").args(["--clean", "--if-exists", "-d", &self.house.url]).arg(&self.dump));
            }
        }
        fs::remove_dir_all(folder.join("keys")).expect("the keys");
        ran(Command::new("cp").arg("-a").arg(folder.join("keys-before")).arg(folder.join("keys")));
    }

    fn close(&self) -> Command {
        // Fewer than ten are destroyed only when that is asked for.
        let destroy: &[&str] = if self.people < 10 { &["--destroy"] } else { &[] };
        self.house.command(&[&["round", "close", "house-1"], destroy].concat())
    }

    fn key(&self, kind: &str) -> Option<Vec<u8>> {
        fs::read(self.house.folder.path().join("keys").join(kind).join("house-1.key")).ok()
    }

    fn keys(&self) -> Vec<String> {
        let kinds = ["links", "rounds"].map(|kind| self.house.folder.path().join("keys").join(kind));
        let files = kinds.iter().flat_map(|kind| fs::read_dir(kind).into_iter().flatten().flatten());
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
    }

    fn told(&self, query: &str) -> String {
        self.house.sql(query).trim().to_owned()
    }

    /// What a close leaves, whether it was cut off before or not.
    fn is_closed(&self, counts: &str, why: &str) {
        assert_eq!(self.keys(), Vec::<String>::new(), "a secret is left: {why}");
        assert_eq!(self.told("select count(*) from sealed_response"), "0", "{why}");
        assert_eq!(self.told("select count(*) from round where public_key is not null or closed_at is null"), "0", "{why}");
        assert_eq!(self.told("select count(*) from draft where answers <> '{}'"), "0", "{why}");
        let answers = exported(self.house, "house-1");
        let people: BTreeSet<usize> = answers.iter().map(|row| person_in(cell(row, "comments"))).collect();
        let expected = if self.people < 10 { 0 } else { self.people };
        assert_eq!((answers.len(), people.len()), (expected, expected), "released once each: {why}");
        assert_eq!(self.counts(), counts, "{why}");
        let log = self.told("select what from log where object = 'house-1' order by id");
        let done = if self.people < 10 {
            "destroyed 9 sealed answers unread".to_owned()
        } else {
            format!("released {expected} sealed answers")
        };
        assert_eq!(log.matches(&done).count(), 1, "{why}: {log}");
        assert!(log.contains("destroyed the private key"), "the end of the key was never noted: {why}: {log}");
    }

    fn counts(&self) -> String {
        self.house.sql("select cell, item, code, count from tally order by cell, item, code")
    }
}

/// The counts of `used` made anew from the released answers, as the kept ones have them.
fn recounted(full: &Full) -> (usize, usize) {
    let answers = full.house.sql("select answers from response");
    let used = |value: i64| {
        answers.lines().filter(|line| line.replace(' ', "").contains(&format!("\"used\":{{\"choice\":{value}}}"))).count()
    };
    (used(1), used(2))
}

fn cut_off(backend: Backend, people: usize, share: u64, seed: u64) {
    let house = House::on(backend);
    let full = Full::of(&house, people);
    let start = Instant::now();
    ran(&mut full.close());
    let lasts = u64::try_from(start.elapsed().as_micros()).expect("short");
    let counts = full.counts();
    full.is_closed(&counts, "undisturbed");
    if people >= 10 {
        let kept = |value: u64| {
            full.told(&format!("select sum(count) from tally where item = 'used' and code = {value}"))
                .parse::<usize>()
                .expect("a count")
        };
        let (one, two) = (kept(1), kept(2));
        assert_eq!(one + two, people, "the counts are not of everybody");
        assert_eq!((one, two), recounted(&full));
    }
    let mut dice = Dice::of(seed);
    let mut stages = BTreeSet::new();
    for number in 0..kills() / share {
        full.again();
        let after = dice.between(0, lasts);
        let mut closing =
            full.close().stdin(Stdio::null()).stdout(Stdio::null()).stderr(house.log_file("close")).spawn().expect("starts");
        let mut ended = || closing.try_wait().expect("a close").is_some();
        // Most of a close is the opening of answers: the steps around it are found by what they leave.
        match number % 4 {
            0 | 1 => std::thread::sleep(Duration::from_micros(after)),
            2 => {
                while full.key("links").is_some() && !ended() {}
                std::thread::sleep(Duration::from_micros(after / 100));
            }
            _ => while full.key("rounds").is_some_and(|key| key.iter().any(|digit| *digit != b'0')) && !ended() {},
        }
        closing.kill().expect("it can be killed");
        closing.wait().expect("it is gone");
        let closed = full.told("select count(*) from round where closed_at is not null");
        stages.insert((full.keys().len(), closed, full.told("select count(*) from sealed_response")));
        let why = format!("kill {number} after {after} of {lasts} µs, seed {seed}, then {:?}", stages.last());
        // Every third is finished by the server, if anybody had begun; it looks as it starts.
        if number % 3 == 0 && full.told("select count(*) from round where closed_at is not null") == "1" {
            house.serve();
            let begun = Instant::now();
            while !full.keys().is_empty() && begun.elapsed() < Duration::from_secs(20) {
                std::thread::sleep(Duration::from_millis(20));
            }
            house.kill();
        } else {
            ran(&mut full.close());
        }
        full.is_closed(&counts, &why);
    }
    assert!(stages.len() > 1, "every kill came at the same stage: nothing is shown: {stages:?}");
}

#[test]
fn a_close_that_is_killed_on_sqlite_is_finished_without_loss_or_doubling() {
    cut_off(Backend::Sqlite, 300, 2, 20_190_701);
}

#[test]
fn a_close_that_is_killed_on_postgresql_is_finished_without_loss_or_doubling() {
    cut_off(Backend::Postgres, 300, 2, 20_190_702);
}

#[test]
fn a_close_with_too_few_answers_that_is_killed_destroys_them_all_the_same() {
    cut_off(Backend::Sqlite, 9, 4, 20_190_703);
}

stories! {
    fn a_secret_of_links_that_a_cut_off_close_left_behind_is_destroyed_by_the_server(house) {
        invited_town(house);
        house.kill();
        let links = house.folder.path().join("keys/links/house-1.key");
        let kept = fs::read(&links).expect("the secret of the links");
        house.ok(&["round", "close", "house-1"]);
        assert!(!links.exists());
        fs::write(&links, kept).expect("as if the process had died before");
        house.serve();
        let gone = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            !links.exists()
        });
        assert!(gone, "the secret stays");
    }
}
