//! The outbox under everything that can go wrong: no letter is lost, and one comes twice only when its sender died between
//! the final dot and its acceptance.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::certificate::Certificate;
use crate::house::{House, TOWN, project, recipients};
use crate::kills::{Dice, kills_of_senders, told};
use crate::people::open_round;
use crate::sink::{Arrived, Sink};
use crate::stories;

/// Connections at the same time, where nothing else is configured.
const CONNECTIONS: usize = 4;

pub(crate) fn by_smtp(house: &House, sink: &Sink) {
    house.configure(&format!(
        "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n",
        sink.port
    ));
}

/// Invites people with these addresses to `house-1`.
pub(crate) fn invite(house: &House, addresses: &[String]) {
    open_round(house, "invited");
    let rows = addresses.iter().enumerate().map(|(number, address)| format!("P{number},Person {number},{address},thisted\n"));
    let file = house.file("people.csv", format!("person_key,name,email,municipality\n{}", rows.collect::<String>()));
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
}

pub(crate) fn addresses(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{name}@{name}.example.dk")).collect()
}

/// How many letters are in each state, as `state count` in order.
pub(crate) fn states(house: &House) -> Vec<String> {
    let rows = house.sql("select state, count(*) from letter group by state order by state");
    rows.lines().map(|line| line.replace('|', " ")).collect()
}

/// Everything that waits is due now.
pub(crate) fn time_passes(house: &House) {
    house.sql("update letter set next_at = 0");
}

pub(crate) fn by_recipient(arrived: Vec<Arrived>) -> BTreeMap<String, Vec<Arrived>> {
    let mut all: BTreeMap<String, Vec<Arrived>> = BTreeMap::new();
    for one in arrived {
        all.entry(one.to.clone()).or_default().push(one);
    }
    all
}

/// Letters to people whose relay breaks in every way: each ends where it belongs.
fn every_fault(house: &House, sink: &Sink) {
    invite(house, &addresses(&["anne", "afvist", "senere", "graa", "langsom", "lukket", "foer-prik", "efter-prik", "bo"]));
    house.ok(&["deliver", "--once"]);
    // Accepted 3, deferred 4, rejected 5, unknown 6.
    assert_eq!(states(house), ["3 3", "4 4", "5 1", "6 1"]);
    house.ok(&["deliver", "--once"]);
    assert_eq!(states(house), ["3 3", "4 4", "5 1", "6 1"], "nothing is tried again before its time");
    time_passes(house);
    house.ok(&["deliver", "--once"]);
    assert_eq!(states(house), ["3 7", "4 1", "5 1"]);
    time_passes(house);
    house.ok(&["deliver", "--once"]);
    assert_eq!(states(house), ["3 8", "5 1"]);
    let received = by_recipient(sink.arrived());
    for (to, copies) in &received {
        let expected = if to.starts_with("efter-prik") { 2 } else { 1 };
        assert_eq!(copies.len(), expected, "{to}");
        assert!(copies.iter().all(|copy| copy.text == copies[0].text), "{to}");
    }
    assert_eq!(received.len(), 8);
}

/// Kills so many senders, one after the other, and says whose letter each had between its final dot and its acceptance.
fn killed(house: &House, sink: &Sink, kills: u64) -> Vec<String> {
    let mut dice = Dice::at(20_210_301, kills);
    let mut in_flight = Vec::new();
    for number in 0..kills {
        let before = sink.connections();
        let mut sender = house
            .command(&["deliver", "--once"])
            .stdout(Stdio::null())
            .stderr(house.log_file("deliver"))
            .spawn()
            .expect("starts");
        let mut ended = || sender.try_wait().expect("a sender").is_some();
        // Every other one dies somewhere on its way to the relay or at its first letters, the rest in the midst of them.
        while number % 2 == 0 && sink.connections() == before && !ended() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(dice.between(1, 220)));
        assert!(!ended(), "sender {number} had sent everything before it could be killed");
        sender.kill().expect("a sender can be killed");
        sender.wait().expect("the sender is gone");
        let dot = house.sql("select email from letter join recipient on recipient.id = recipient_id where letter.state = 2");
        assert!(dot.lines().count() <= CONNECTIONS, "a sender died with more letters in flight than connections:\n{dot}");
        in_flight.extend(dot.lines().map(str::to_owned));
    }
    assert!(!in_flight.is_empty(), "no sender died between a final dot and its acceptance: nothing is shown");
    in_flight
}

stories! {
    fn a_round_whose_secret_is_gone_keeps_no_other_rounds_letters_waiting(house) {
        invite(house, &addresses(&["anne", "bo"]));
        house.ok(&["round", "add", "--key", "house-2", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "pseudonymous"]);
        let file = house.file("others.csv", "person_key,name,email,municipality\nQ1,Person 1,dorte@dorte.example.dk,thisted\n");
        house.ok(&["recipients", "import", "--round", "house-2", &file]);
        house.ok(&["invite", "--round", "house-2"]);
        let secret = house.folder.path().join("keys/links/house-1.key");
        let aside = house.folder.path().join("aside.key");
        std::fs::rename(&secret, &aside).expect("the secret is put aside");
        let said = house.ok(&["deliver", "--once"]);
        assert_eq!(said, "1 sendt, 2 venter. 2 venter i runde house-1: hemmeligheden bag rundens links er ikke i keys_dir\n");
        std::fs::rename(&aside, &secret).expect("the secret is back");
        time_passes(house);
        assert_eq!(house.ok(&["deliver", "--once"]), "2 sendt\n");
    }


    fn a_sender_killed_at_any_instant_loses_no_letter_and_repeats_only_the_one_in_flight(house) {
        let kills = kills_of_senders();
        let sink = Sink::brief(Duration::from_millis(8));
        by_smtp(house, &sink);
        let people: Vec<String> = (0..kills * 100).map(|number| format!("person{number}@people.example.dk")).collect();
        invite(house, &people);
        let in_flight = killed(house, &sink, kills);
        // The last ones, of which nobody knows whether they arrived, wait for their second try.
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), [format!("3 {}", people.len())], "every letter is accepted in the end");
        assert!(sink.most_open() > 1, "all went over one connection");
        let received = by_recipient(sink.arrived());
        assert_eq!(received.len(), people.len(), "a letter is lost");
        for (to, copies) in &received {
            let crashes = in_flight.iter().filter(|one| *one == to).count();
            assert!(copies.len() <= 1 + crashes, "{to}: {} copies, but {crashes} senders died between its dot and its acceptance", copies.len());
            // The whole of what arrived is compared, and the Message-ID stands in it.
            assert!(copies[0].text.lines().any(|line| line.starts_with("Message-ID: <")), "{}", copies[0].text);
            assert!(copies.iter().all(|copy| copy.text == copies[0].text), "two different letters to {to}");
        }
        let twice = received.values().filter(|copies| copies.len() > 1).count();
        let (letters, in_flight) = (people.len(), in_flight.len());
        told(house, &format!("{kills} kills of senders over {letters} letters: none lost, {in_flight} in flight at a kill, {twice} came twice, the same"));
    }

    fn what_the_relay_refuses_for_now_arrives_later_and_what_it_refuses_for_good_does_not(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, &sink);
        every_fault(house, &sink);
    }

    fn a_domain_that_asks_to_be_left_alone_is_however_it_is_written(house) {
        let sink = Sink::start(Duration::ZERO);
        house.configure(&format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nconnections = 1\n",
            sink.port
        ));
        let people = ["lukket@thisted.example.dk", "bo@THISTED.example.dk", "carla@rebild.example.dk"];
        invite(house, &people.map(str::to_owned));
        house.ok(&["deliver", "--once"]);
        let arrived: Vec<String> = sink.arrived().into_iter().map(|one| one.to).collect();
        assert_eq!(arrived, ["carla@rebild.example.dk"]);
        assert_eq!(states(house), ["3 1", "4 2"]);
        time_passes(house);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 3"]);
    }

    fn a_domain_that_asks_to_be_left_alone_is_one_with_and_without_its_danish_letters(house) {
        let sink = Sink::start(Duration::ZERO);
        house.configure(&format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nconnections = 1\n",
            sink.port
        ));
        let people = ["lukket@xn--brnderslev-1cb.example.dk", "bo@brønderslev.example.dk", "carla@rebild.example.dk"];
        invite(house, &people.map(str::to_owned));
        house.ok(&["deliver", "--once"]);
        let arrived: Vec<String> = sink.arrived().into_iter().map(|one| one.to).collect();
        assert_eq!(arrived, ["carla@rebild.example.dk"]);
        assert_eq!(states(house), ["3 1", "4 2"]);
    }

    fn under_encryption_it_is_known_as_well_how_far_a_letter_came(house) {
        let certificate = Certificate::make(house.folder.path(), "localhost");
        let sink = Sink::encrypted(&certificate);
        house.configure(&format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\ntls = \"implicit\"\nca_file = \"{}\"\n",
            sink.port,
            certificate.authority.display()
        ));
        every_fault(house, &sink);
    }

    fn a_reminder_whose_acceptance_is_unknown_is_held_for_a_person(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, &sink);
        house.configure("[mail]\ntransport = \"folder\"\nfolder = \"letters\"\nfrom = \"svar@svar.example.dk\"\n");
        invite(house, &addresses(&["efter-prik", "anne"]));
        house.ok(&["deliver", "--once"]);
        by_smtp(house, &sink);
        house.ok(&["remind", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        time_passes(house);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 3", "7 1"], "held, and not sent again");
        assert_eq!(sink.arrived().len(), 2);
    }

    fn a_letter_that_is_no_longer_wanted_never_leaves(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, &sink);
        invite(house, &addresses(&["svaret", "fravalgt", "venter"]));
        house.sql("update invitation set state = 2 where recipient_id = (select id from recipient where person_key = 'P0')");
        house.sql("update invitation set state = 4 where recipient_id = (select id from recipient where person_key = 'P1')");
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 1", "9 2"]);
        assert_eq!(sink.arrived().iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["venter@venter.example.dk"]);
    }

    fn a_relay_that_names_the_recipient_as_it_refuses_us_is_not_quoted_with_the_address(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, &sink);
        invite(house, &addresses(&["uvelkommen"]));
        let ran = house.run(&["deliver", "--once"]);
        assert!(ran.err.contains("the outbox rests") && ran.err.contains("log in first"), "{}", ran.err);
        assert!(!ran.out.contains("uvelkommen@"), "{}", ran.out);
        assert!(!house.sql("select value from setting").contains("uvelkommen@"));
    }

    fn letters_of_a_closed_round_are_cancelled(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, &sink);
        invite(house, &addresses(&["anne", "bo"]));
        house.ok(&["round", "close", "house-1"]);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["9 2"]);
        assert_eq!(sink.connections(), 0);
    }

    fn two_senders_at_once_send_each_letter_once(house) {
        let sink = Sink::start(Duration::from_millis(1));
        by_smtp(house, &sink);
        let people: Vec<String> = (0..120).map(|number| format!("person{number}@people.example.dk")).collect();
        invite(house, &people);
        let mut senders: Vec<_> = (0..3).map(|_| house.command(&["deliver", "--once"]).stdout(Stdio::null()).stderr(house.log_file("deliver")).spawn().expect("starts")).collect();
        for sender in &mut senders {
            assert!(sender.wait().expect("a sender").success());
        }
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 120"]);
        assert!(by_recipient(sink.arrived()).values().all(|copies| copies.len() == 1));
    }

    fn the_server_empties_the_outbox_by_itself(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, &sink);
        invite(house, &addresses(&["anne", "bo"]));
        house.serve();
        let start = Instant::now();
        while sink.arrived().len() < 2 {
            assert!(start.elapsed() < Duration::from_secs(30), "no letter came: {}", house.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        assert!(!house.log().contains("@anne.example.dk"), "an address stands in the log");
    }

    fn another_programs_reader_reads_every_letter(house) {
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        let read = Command::new("python3")
            .arg(project().join("tests/mail/read.py"))
            .arg(house.folder.path().join("letters"))
            .output()
            .expect("python3 runs");
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        let lines = String::from_utf8(read.stdout).expect("UTF-8");
        let letters: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(letters.len(), TOWN.len());
        for person in TOWN {
            let letter = letters.iter().find(|letter| letter["to"][0][1] == person.email).expect(person.email);
            assert_eq!(letter["to"][0][0], person.name);
            assert_eq!(letter["from"][1], "svar@svar.example.dk");
            assert_eq!(letter["automatic"], "auto-generated");
            assert_eq!(letter["kind"], "multipart/alternative");
            assert_eq!(letter["defects"], serde_json::json!([]));
            let name = format!("{}.eml", letter["message_id"].as_str().expect("an id").trim_matches(['<', '>']));
            assert_eq!(letter["file"], name);
            let (text, page) = (letter["text"].as_str().expect("text"), letter["html"].as_str().expect("HTML"));
            let link = text.lines().find(|line| line.contains("/s/")).expect("a link").trim();
            assert!(page.contains(link), "both parts lead to the same place");
            assert!(text.contains(person.name));
            let unsubscribe = letter["unsubscribe"].as_str().expect("a way out").trim_matches(['<', '>']);
            assert_eq!(unsubscribe, link.replace("/s/", "/fravalg/"));
        }
    }
}
