//! Relays that fall silent, want a token, take few letters at a time or few connections: no letter is lost, and none is blamed for it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::certificate::Certificate;
use crate::house::{House, TOWN, recipients};
use crate::outbox::{addresses, by_recipient, invite, states, time_passes};
use crate::people::open_round;
use crate::postfix::Postfix;
use crate::sink::Sink;
use crate::stories;
use crate::token_relay::TokenRelay;

/// The relay of this port with these further keys; `mail` are keys of the table above.
fn by(house: &House, port: u16, mail: &str, smtp: &str) {
    let tls = if smtp.contains("tls =") { "" } else { "tls = \"none\"\n" };
    house.configure(&format!(
        "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\n{mail}[mail.smtp]\nhost = \"localhost\"\nport = {port}\n{tls}{smtp}"
    ));
}

stories! {
    fn a_relay_that_falls_silent_at_any_step_costs_a_second_and_no_letter(house) {
        let sink = Sink::start(Duration::ZERO);
        by(house, sink.port, "", "timeout = 1\nconnections = 1\n");
        invite(house, &addresses(&["anne"]));
        for (word, state) in [("greeting", "0 0"), ("EHLO", "0 0"), ("MAIL", "4 1"), ("RCPT", "4 1"), ("DATA", "4 1"), ("dot", "6 1")] {
            house.sql("update letter set state = 0, attempts = 0, next_at = 0");
            sink.hang_at(word);
            let start = Instant::now();
            house.run(&["deliver", "--once"]);
            assert!(start.elapsed() < Duration::from_secs(15), "silence at {word} was waited out for {:?}", start.elapsed());
            assert_eq!(house.sql("select state, attempts from letter").trim().replace('|', " "), state, "after silence at {word}");
        }
        assert_eq!(sink.arrived().len(), 1, "only the last one had come as far as its dot");
        time_passes(house);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 1"]);
        let copies = sink.arrived();
        assert!(copies.len() == 2 && copies[0].text == copies[1].text, "the same letter once more");
    }

    fn a_relay_that_hangs_up_in_the_handshake_costs_no_letter_an_attempt(house) {
        let certificate = Certificate::make(house.folder.path(), "localhost");
        let sink = Sink::encrypted(&certificate);
        by(house, sink.port, "", &format!("tls = \"implicit\"\nca_file = \"{}\"\n", certificate.authority.display()));
        invite(house, &addresses(&["anne", "bo"]));
        sink.hang_at("TLS");
        let ran = house.run(&["deliver", "--once"]);
        assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
        assert_eq!(states(house), ["0 2"]);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 2"]);
    }

    fn a_relay_that_wants_a_token_is_shown_the_one_that_its_file_holds_now(house) {
        let relay = TokenRelay::start("svar@svar.example.dk", "ya29.frisk");
        let file = house.file("token", "ya29.gammel\n");
        by(house, relay.port, "", &format!("user = \"svar@svar.example.dk\"\nauth = \"xoauth2\"\npassword_file = \"{file}\"\n"));
        invite(house, &addresses(&["anne", "bo"]));
        let ran = house.run(&["deliver", "--once"]);
        assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("the mail relay refuses the login: 535") && !ran.err.contains("gammel"), "{}{}", ran.out, ran.err);
        assert_eq!(states(house), ["0 2"]);
        assert_eq!(relay.refused(), 1, "an old token is shown once, not once for each connection");
        house.file("token", "ya29.frisk\n");
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 2"]);
        assert_eq!(relay.letters(), 2);
    }

    fn no_more_letters_leave_in_a_minute_than_are_allowed(house) {
        let sink = Sink::start(Duration::ZERO);
        by(house, sink.port, "per_domain_per_minute = 3\n", "per_minute = 1000\n");
        let mut people: Vec<String> = (0..10).map(|number| format!("person{number}@stor.example.dk")).collect();
        people.extend((0..2).map(|number| format!("person{number}@lille.example.dk")));
        invite(house, &people);
        // The minute may turn while this runs: then a second share leaves.
        house.ok(&["deliver", "--once"]);
        let of_the_large = |house: &House| house.sql("select count(*) from letter join recipient on recipient.id = recipient_id where letter.state = 3 and email like '%stor%'").trim().parse::<usize>().expect("a number");
        let first = of_the_large(house);
        assert!(first == 3 || first == 6, "{first} left at once");
        assert_eq!(sink.arrived().iter().filter(|one| one.to.contains("lille")).count(), 2, "the small domain waits for nobody");
        let minutes = house.sql("select count(distinct next_at) from letter where state = 0").trim().to_owned();
        assert!(minutes == "3" || minutes == "2" || minutes == "4", "spread over the minutes to come: {minutes}");
        by(house, sink.port, "", "per_minute = 2\n");
        house.sql("delete from setting where key = 'mail-pace'");
        time_passes(house);
        // Whichever of three senders sends them.
        let mut senders: Vec<_> = (0..3).map(|_| house.command(&["deliver", "--once"]).stdout(Stdio::null()).stderr(house.log_file("deliver")).spawn().expect("starts")).collect();
        for sender in &mut senders {
            assert!(sender.wait().expect("a sender").success());
        }
        let then = of_the_large(house) - first;
        assert!(then == 2 || then == 4, "{then} left in the second minute");
        by(house, sink.port, "", "");
        time_passes(house);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 12"]);
        assert!(by_recipient(sink.arrived()).values().all(|copies| copies.len() == 1));
    }

    fn a_second_mail_server_takes_every_letter_and_fewer_connections_than_were_asked_for(house) {
        let postfix = Postfix::start(2);
        by(house, postfix.port, "reply_to = \"evaluering@svar.example.dk\"\n",
            &format!("tls = \"starttls\"\nconnections = 6\nca_file = \"{}\"\n", postfix.certificate.authority.display()));
        open_round(house, "invited");
        let more: Vec<String> = (0..40).map(|number| format!("P{number},Person {number},person{number}@mange.example.dk,thisted\n")).collect();
        let more = more.concat();
        let refused = "A,Afvist,afvist@thisted.example.dk,thisted\nS,Senere,senere@thisted.example.dk,thisted\n";
        let town = recipients(&TOWN);
        let header = town.lines().next().expect("a header");
        assert!(header.starts_with("person_key,name,email"), "{header}");
        let file = house.file("town.csv", &town);
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        let file = house.file("more.csv", format!("person_key,name,email,municipality\n{more}{refused}"));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        let all = TOWN.len() + 40;
        assert_eq!(states(house), [format!("3 {all}"), "4 1".to_owned(), "5 1".to_owned()], "{}", postfix.log());
        let delivered = postfix.delivered(all);
        assert_eq!(delivered.len(), all, "{}", postfix.log());
        for person in TOWN {
            assert_eq!(delivered.iter().filter(|letter| letter.to == person.email).count(), 1, "{}", person.email);
        }
        let log = postfix.log();
        assert!(log.contains("TLSv1.3") && log.contains("550 5.1.1 <afvist@thisted.example.dk>: Recipient address rejected: No such mailbox") && log.contains("450 4.2.0 <senere@thisted.example.dk>"), "{log}");
    }
}
