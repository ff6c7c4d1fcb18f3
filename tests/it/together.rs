//! One letter for several rounds: whoever is on several lists gets one mail with all links, what became of each link since is seen before it
//! leaves, and what becomes of the mail becomes of every link in it; also when its sender is killed.

use std::process::Stdio;
use std::time::Duration;

use crate::bounces;
use crate::house::{House, TOWN, recipients};
use crate::kills::{Dice, told};
use crate::outbox::{by_recipient, states, time_passes};
use crate::people::{ANSWERS, Letter, answer, letter, letters, own_surveys, signed_in};
use crate::schedules::{forms_to, get, post};
use crate::sink::Sink;
use crate::stories;

const SECOND: &str = "Testhusets andet skema";

/// Opens `house-1` and, of another questionnaire, `house-2`, with these people on their lists; their letters go together.
fn two_rounds(house: &House, first: &str, second: &str) {
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
    house.file("two/trials.toml", read("trials.toml"));
    let own = read("house-caseworkers/1.toml");
    house.file("two/house-caseworkers/1.toml", &own);
    let other = own.replace("house-caseworkers", "house-second").replace("Testhusets spørgsmål", SECOND);
    house.file("two/house-second/1.toml", other);
    house.ok(&["publish", house.folder.path().join("two").to_str().expect("UTF-8")]);
    for (key, questionnaire, people) in [("house-1", "house-caseworkers", first), ("house-2", "house-second", second)] {
        let of = ["--key", key, "--questionnaire", questionnaire, "--version", "1", "--mode", "pseudonymous"];
        house.ok(&[&["round", "add", "--opens", "2020-01-01", "--closes", "2099-12-31"], &of[..]].concat());
        let file = house.file(&format!("{key}.csv"), people);
        house.ok(&["recipients", "import", "--round", key, &file]);
    }
}

/// The town on the first list, and four of it on the second.
fn town(house: &House) {
    two_rounds(house, &recipients(&TOWN), &recipients(&TOWN[..4]));
}

fn joined(house: &House) {
    house.ok(&["round", "together", "house-1"]);
    let with = house.ok(&["round", "together", "house-2"]);
    assert!(with.contains("house-1"), "{with}");
}

/// People with these names at domains of their own, the same on both lists.
fn people(names: &[String]) -> String {
    let rows = names.iter().enumerate().map(|(number, name)| format!("P{number},Person {number},{name},thisted\n"));
    format!("person_key,name,email,municipality\n{}", rows.collect::<String>())
}

/// The links in a letter, each once, in order.
fn links(letter: &Letter) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (at, _) in letter.text.match_indices("/s/") {
        let link: String = letter.text[at + 3..].chars().take_while(char::is_ascii_alphanumeric).collect();
        if link.len() == 26 && !all.contains(&format!("/s/{link}")) {
            all.push(format!("/s/{link}"));
        }
    }
    all
}

fn to<'a>(all: &'a [Letter], email: &str) -> Vec<&'a Letter> {
    all.iter().filter(|letter| letter.to == email).collect()
}

/// The invitation of this person to this round.
fn invitation(key: &str, round: &str) -> String {
    format!(
        "recipient_id = (select recipient.id from recipient join round on round.id = round_id where person_key = '{key}' and round.key = '{round}')"
    )
}

fn one_click(house: &House, link: &str) -> u16 {
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let address = link.replace("/s/", "/afmeld/");
    house.send("POST", &address, form, b"List-Unsubscribe=One-Click").expect("an answer").status
}

stories! {
    fn the_desk_counts_a_joint_mail_once_and_shows_the_letter_with_all_its_links(house) {
        town(house);
        joined(house);
        house.ok(&["invite", "--round", "house-1"]);
        house.sql("update letter set next_at = 4000000000000");
        house.serve();
        let cookie = signed_in(house);
        let outbox = get(house, &cookie, "/desk/letters").words();
        assert!(outbox.contains("0 af 6 breve er sendt, 6 venter") && outbox.contains("4 breve har links til flere runder."), "{outbox}");
        let page = get(house, &cookie, "/desk/rounds/house-1/letters");
        for says in ["Sådan ser de fælles breve ud", "Invitation til 2 runder", "Påmindelse til 2 runder", "Vi har 2 skemaer til dig."] {
            assert!(page.words().contains(says), "{says} is not in {}", page.words());
        }
        assert!(page.words().contains("4 breve har links til flere runder."), "{}", page.words());
    }

    fn whoever_is_on_two_lists_gets_one_letter_with_both_links_and_one_reminder_of_what_is_open(house) {
        town(house);
        let alone = house.ok(&["invite", "--round", "house-1", "--dry-run"]);
        assert!(!alone.contains("andre runder"), "rounds that write alone: {alone}");
        joined(house);
        let before = house.dump();
        let told = house.ok(&["invite", "--round", "house-1", "--dry-run"]);
        assert_eq!(told, "prøve: 6 invitationer, 6 breve i udbakken, 0 uden mailadresse; 4 breve har også 4 links til andre runder\n");
        house.unchanged(&before, "a rehearsal");
        house.ok(&["invite", "--round", "house-1"]);
        assert!(house.ok(&["invite", "--round", "house-2"]).starts_with("0 invitationer, 0 breve"), "they are invited already");
        assert_eq!(house.ok(&["deliver", "--once"]), "6 sendt\n");
        assert_eq!((states(house), house.sql("select count(*) from invitation").trim().to_owned()), (vec!["3 10".to_owned()], "10".to_owned()));
        let all = letters(house);
        assert_eq!(all.len(), TOWN.len(), "one letter each");
        let both = to(&all, TOWN[0].email)[0];
        let own = links(both);
        assert_eq!(own.len(), 2, "{}", both.text);
        for says in ["Vi har 2 skemaer til dig. Hvert skema har sit eget link.", "Testhusets spørgsmål", SECOND, "Linkene er kun til dig"] {
            assert!(both.text.contains(says), "{says} is not in {}", both.text);
        }
        for link in &own {
            assert!(both.text.contains(&link.replace("/s/", "/fravalg/")), "each can be said no to: {}", both.text);
        }
        let single = to(&all, TOWN[5].email)[0];
        assert!(links(single).len() == 1 && single.text.contains("Åbn skemaet"), "{}", single.text);

        // One answers the first, another says no to the second.
        house.serve();
        assert!(house.get(&own[1]).words().contains(SECOND));
        answer(house, &own[0], &ANSWERS);
        let out = links(to(&all, TOWN[1].email)[0])[1].replace("/s/", "/fravalg/");
        let page = house.get(&out);
        house.submit(&page.form().with("from", "survey"));
        house.kill();
        let told = house.ok(&["remind", "--round", "house-1", "--dry-run"]);
        assert_eq!(told, "prøve: 5 påmindelser i udbakken, 0 uden mailadresse; 2 breve har også 2 links til andre runder\n");
        house.ok(&["remind", "--round", "house-1"]);
        assert_eq!(house.ok(&["deliver", "--once"]), "5 sendt\n");
        // The other round reminds whom that letter did not: who has answered the first alone.
        assert_eq!(house.ok(&["remind", "--round", "house-2"]), "1 påmindelse i udbakken, 0 uden mailadresse\n");
        assert_eq!(house.ok(&["deliver", "--once"]), "1 sendt\n");
        let all = letters(house);
        let counts: Vec<usize> = TOWN.iter().map(|person| to(&all, person.email).len()).collect();
        assert_eq!(counts, [2; 6], "an invitation and a reminder each");
        let last: Vec<&Letter> = to(&all, TOWN[0].email).into_iter().filter(|letter| links(letter).len() == 1).collect();
        assert!(last.len() == 1 && last[0].text.contains(SECOND), "a reminder of the second alone");
        let log = house.sql("select what from log");
        for says in ["queued 4 invitations together with house-1", "queued 2 reminders together with house-1", "sends letters together"] {
            assert!(log.contains(says), "{says} is not in {log}");
        }
    }

    fn what_is_answered_or_said_no_to_before_the_letter_leaves_is_left_out_of_it(house) {
        town(house);
        joined(house);
        house.ok(&["invite", "--round", "house-1"]);
        house.sql(&format!("update invitation set state = 4 where {}", invitation("T-001", "house-2")));
        house.sql(&format!("update invitation set state = 2 where {}", invitation("T-002", "house-1")));
        assert_eq!(house.ok(&["deliver", "--once"]), "6 sendt, 2 annulleret, fordi de ikke længere skal sendes\n");
        assert_eq!(states(house), ["3 8", "9 2"]);
        let all = letters(house);
        let (first, second) = (to(&all, TOWN[0].email)[0], to(&all, TOWN[1].email)[0]);
        assert!(links(first).len() == 1 && !first.text.contains(SECOND), "{}", first.text);
        assert!(links(second).len() == 1 && second.text.contains(SECOND), "{}", second.text);
        // A mail program's button says no to all that its letter asks for, and to nothing that it does not.
        house.serve();
        let both = links(to(&all, TOWN[2].email)[0]);
        assert_eq!((both.len(), one_click(house, &both[0]), one_click(house, &links(second)[0])), (2, 200, 200));
        assert_eq!(house.sql("select count(*) from invitation where state = 4").trim(), "4");
        assert_eq!(house.sql("select count(*) from invitation where state = 2").trim(), "1", "an answer stays");
        assert_eq!(house.sql("select count(*) from suppression").trim(), "0");
    }

    fn what_becomes_of_the_mail_becomes_of_every_link_in_it(house) {
        let sink = Sink::start(Duration::ZERO);
        bounces::by_smtp(house, sink.port);
        let names: Vec<String> = ["anne", "afvist", "senere", "efter-prik"].map(|name| format!("{name}@{name}.example.dk")).to_vec();
        two_rounds(house, &people(&names), &people(&names));
        joined(house);
        house.ok(&["invite", "--round", "house-2"]);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 2", "4 2", "5 2", "6 2"]);
        time_passes(house);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 6", "5 2"]);
        let received = by_recipient(sink.arrived());
        for (to, copies) in &received {
            assert_eq!(copies.len(), if to.starts_with("efter-prik") { 2 } else { 1 }, "{to}");
            assert!(copies.iter().all(|copy| copy.text == copies[0].text), "the same letter twice: {to}");
            assert_eq!(links(&letter(&copies[0].text)).len(), 2, "{to}");
        }
        let own = bounces::returns_of(&sink, &names[0]);
        let ran = bounces::bounce(house, &bounces::returned("exim.eml", &own), &[]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(bounces::states(house, &names[0]), ["8", "8"]);
        for round in ["house-1", "house-2"] {
            let told = house.ok(&["remind", "--round", round, "--dry-run"]);
            assert!(told.starts_with("prøve: 2 påmindelser"), "nobody is reminded where a letter came back from: {told}");
        }
    }

    fn a_killed_sender_of_letters_with_several_links_loses_none_and_parts_none(house) {
        const KILLS: usize = 5;
        let sink = Sink::start(Duration::from_millis(8));
        bounces::by_smtp(house, sink.port);
        let names: Vec<String> = (0..KILLS * 100).map(|number| format!("person{number}@people.example.dk")).collect();
        two_rounds(house, &people(&names), &people(&names));
        joined(house);
        house.ok(&["invite", "--round", "house-1"]);
        let mut dice = Dice::of(20_270_118);
        let mut in_flight: Vec<String> = Vec::new();
        for number in 0..KILLS {
            let mut sender = house.command(&["deliver", "--once"]);
            let mut sender = sender.stdout(Stdio::null()).stderr(house.log_file("deliver")).spawn().expect("starts");
            let before = sink.connections();
            while sink.connections() == before && sender.try_wait().expect("a sender").is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(Duration::from_millis(dice.between(1, 120)));
            assert!(sender.try_wait().expect("a sender").is_none(), "sender {number} had sent everything before it could be killed");
            sender.kill().expect("a sender can be killed");
            sender.wait().expect("the sender is gone");
            let dot = house.sql("select email from letter join recipient on recipient.id = recipient_id where letter.state = 2 order by email");
            let dot: Vec<&str> = dot.lines().collect();
            assert!(dot.chunks(2).all(|pair| pair.len() == 2 && pair[0] == pair[1]), "a mail's letters came apart: {dot:?}");
            in_flight.extend(dot.iter().step_by(2).map(|email| (*email).to_owned()));
        }
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), [format!("3 {}", 2 * names.len())], "every letter is accepted in the end");
        let received = by_recipient(sink.arrived());
        assert_eq!(received.len(), names.len(), "a letter is lost");
        for (to, copies) in &received {
            let crashes = in_flight.iter().filter(|one| *one == to).count();
            assert!(copies.len() <= 1 + crashes, "{to}: {} copies, but {crashes} senders died", copies.len());
            assert!(copies.iter().all(|copy| copy.text == copies[0].text), "two different letters to {to}");
            assert_eq!(links(&letter(&copies[0].text)).len(), 2, "{to}");
        }
        let (letters, in_flight) = (names.len(), in_flight.len());
        told(house, &format!("{KILLS} kills of senders over {letters} letters with two links: none lost or parted, {in_flight} in flight at a kill"));
    }

    fn the_desk_joins_rounds_says_with_which_and_counts_the_letters(house) {
        town(house);
        house.serve();
        let cookie = signed_in(house);
        let page = |key: &str| get(house, &cookie, &format!("/desk/rounds/{key}/letters"));
        assert!(page("house-1").words().contains("Rundens breve sendes for sig selv."), "{}", page("house-1").words());
        let join = |key: &str, act: &str| post(house, &cookie, &forms_to(&page(key), "/together").remove(0).with("act", act)).words();
        assert!(join("house-1", "together").contains("Slå det også til på den anden runde."));
        let said = join("house-2", "together");
        assert!(said.contains("Rundens breve sendes sammen med andre runders.") && said.contains("Sammen med:"), "{said}");
        assert!(page("house-1").words().contains("4 af brevene har også links til andre runder."), "{}", page("house-1").words());
        assert!(join("house-2", "alone").contains("Rundens breve sendes for sig selv."));
        assert!(!page("house-1").words().contains("andre runder."), "{}", page("house-1").words());
        let log = get(house, &cookie, "/desk/log").words();
        assert!(log.contains("Breve sendes sammen med andre runders") && log.contains("Breve sendes for sig selv"), "{log}");
    }
}
