//! Letters to a relay that wants encryption and a login: by both ways of encrypting and both of logging in, and when the relay is
//! not the one that it should be, or does not know us.

use std::fmt::Write;

use crate::exim::{Exim, PASSWORD, USER};
use crate::house::{House, TOWN, recipients};
use crate::people::open_round;
use crate::sink::Sink;
use crate::stories;

/// How the relay is spoken to: `host`, `port` and `tls` first, then whatever else stands under `[mail.smtp]`.
fn by(house: &House, host: &str, port: u16, tls: &str, more: &[(&str, &str)]) {
    let mut keys = format!("host = \"{host}\"\nport = {port}\ntls = \"{tls}\"\n");
    for (key, value) in more {
        writeln!(keys, "{key} = \"{value}\"").expect("a string takes every word");
    }
    house.configure(&format!(
        "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\nreply_to = \"evaluering@svar.example.dk\"\n[mail.smtp]\n{keys}"
    ));
}

/// The path of the file that holds this password, with the end of line that every editor puts there.
fn password(house: &House, password: &str) -> String {
    house.file("password", format!("{password}\n"))
}

/// The town is invited; its letters wait.
fn invite(house: &House) {
    open_round(house, "invited");
    let file = house.file("town.csv", recipients(&TOWN));
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
}

fn authority(exim: &Exim) -> String {
    exim.certificate.authority.to_str().expect("UTF-8").to_owned()
}

/// State and number of attempts of all letters, where they are alike.
fn states(house: &House) -> String {
    house.sql("select distinct state, attempts from letter").trim().replace('|', " ")
}

/// Nothing leaves, and no letter is to blame; the program says so in these words and ends as it does when its surroundings fail.
fn rests(house: &House, words: &str) {
    let ran = house.run(&["deliver", "--once"]);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("0 sendt") && ran.out.contains("Udbakken holder pause"), "{}", ran.out);
    assert!(ran.out.contains(words) && ran.err.contains(words), "`{words}` is not said:\n{}{}", ran.out, ran.err);
    assert!(!ran.out.contains(PASSWORD) && !ran.err.contains(PASSWORD), "a password on the terminal");
    assert_eq!(states(house), "0 0", "a letter was tried");
}

/// Every letter leaves, at its first attempt, and the relay writes down that it came encrypted and logged in.
fn leaves(house: &House, exim: &Exim, login: &str) {
    house.ok(&["deliver", "--once"]);
    assert_eq!(states(house), "3 1");
    assert_eq!(exim.delivered(TOWN.len()).len(), TOWN.len(), "{}", exim.log());
    let log = exim.log();
    let received: Vec<&str> = log.lines().filter(|line| line.contains(" <= ")).collect();
    assert_eq!(received.len(), TOWN.len(), "{log}");
    assert!(received.iter().all(|line| line.contains("P=esmtpsa X=TLS1.3") && line.contains(login)), "{log}");
}

stories! {
    fn letters_leave_encrypted_by_starttls_and_logged_in(house) {
        let exim = Exim::that_wants_login("PLAIN");
        let (ca, password) = (authority(&exim), password(house, PASSWORD));
        by(house, "localhost", exim.port, "starttls", &[("ca_file", &ca), ("user", USER), ("password_file", &password)]);
        invite(house);
        leaves(house, &exim, "A=plain:svar");
    }

    fn letters_leave_encrypted_from_the_first_byte_to_a_relay_that_knows_only_login(house) {
        let exim = Exim::that_wants_login("LOGIN");
        let (ca, password) = (authority(&exim), password(house, PASSWORD));
        by(house, "localhost", exim.implicit, "implicit", &[("ca_file", &ca), ("user", USER), ("password_file", &password)]);
        invite(house);
        leaves(house, &exim, "A=login:svar");
    }

    fn a_relay_whose_certificate_is_wrong_gets_no_letter_and_no_password(house) {
        let exim = Exim::that_wants_login("PLAIN");
        let (ca, password) = (authority(&exim), password(house, PASSWORD));
        let login = [("user", USER), ("password_file", password.as_str())];
        let known = [&[("ca_file", ca.as_str())], login.as_slice()].concat();
        invite(house);
        for (tls, port) in [("starttls", exim.port), ("implicit", exim.implicit)] {
            by(house, "localhost", port, tls, &login);
            rests(house, "the mail relay's certificate is signed by no authority that is trusted here: mail.smtp.ca_file can name its own");
            by(house, "127.0.0.1", port, tls, &known);
            rests(house, "the mail relay's certificate is not made out for 127.0.0.1: mail.smtp.host must be a name that stands in it");
        }
        assert!(!exim.log().contains(" <= ") && !exim.log().contains("A=plain"), "{}", exim.log());
        by(house, "localhost", exim.implicit, "implicit", &known);
        leaves(house, &exim, "A=plain:svar");
    }

    fn a_relay_that_does_not_let_us_in_costs_no_letter_an_attempt(house) {
        let exim = Exim::that_wants_login("LOGIN");
        let (ca, wrong) = (authority(&exim), password(house, "forkert"));
        invite(house);
        for (tls, port) in [("starttls", exim.port), ("implicit", exim.implicit)] {
            by(house, "localhost", port, tls, &[("ca_file", &ca), ("user", USER), ("password_file", &wrong)]);
            rests(house, "the mail relay refuses the login: 535 ");
            by(house, "localhost", port, tls, &[("ca_file", &ca)]);
            rests(house, "530 5.7.0 Authentication required");
        }
        assert_eq!(exim.log().matches("Incorrect authentication data").count(), 2, "one try each: {}", exim.log());
        let right = password(house, PASSWORD);
        by(house, "localhost", exim.port, "starttls", &[("ca_file", &ca), ("user", USER), ("password_file", &right)]);
        leaves(house, &exim, "A=login:svar");
    }

    fn where_encryption_is_configured_nothing_is_sent_without(house) {
        let sink = Sink::start(std::time::Duration::ZERO);
        by(house, "localhost", sink.port, "starttls", &[]);
        invite(house);
        rests(house, "the mail relay does not offer STARTTLS");
        assert!(sink.connections() > 0 && sink.arrived().is_empty());
    }

    fn a_file_of_authorities_that_names_none_is_said_by_its_key(house) {
        let sink = Sink::start(std::time::Duration::ZERO);
        invite(house);
        by(house, "localhost", sink.port, "implicit", &[("ca_file", "missing.pem")]);
        rests(house, "mail.smtp.ca_file cannot be read");
        let empty = house.file("empty.pem", "Her er ingen.\n");
        by(house, "localhost", sink.port, "implicit", &[("ca_file", &empty)]);
        rests(house, "mail.smtp.ca_file holds no certificate");
    }
}
