//! Letters through a real mail server: delivered once each, put off when it says later, given up when it says never.

use std::net::TcpListener;
use std::time::Duration;

use crate::exim::Exim;
use crate::house::{House, TOWN, recipients};
use crate::people::{Letter, answer, open_round};
use crate::stories;

fn by_smtp(house: &House, exim: &Exim) {
    house.configure(&format!(
        "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\nreply_to = \"evaluering@svar.example.dk\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n",
        exim.port
    ));
}

fn header<'a>(letter: &'a Letter, name: &str) -> Option<&'a str> {
    let head = letter.raw.split("\n\n").next().unwrap_or_default();
    head.lines().find_map(|line| line.strip_prefix(name).and_then(|rest| rest.strip_prefix(": "))).map(str::trim)
}

stories! {
    fn letters_reach_a_real_mail_server_and_their_links_lead_to_the_questions(house) {
        let exim = Exim::start();
        by_smtp(house, &exim);
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1", "--dry-run"]);
        assert_eq!(exim.delivered(0).len(), 0);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        let mut all = exim.delivered(TOWN.len());
        house.ok(&["deliver", "--once"]);
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(exim.delivered(TOWN.len()).len(), TOWN.len(), "one letter each: {}", exim.log());
        all.sort_by(|one, other| one.to.cmp(&other.to));
        for (letter, person) in all.iter().zip({
            let mut town = TOWN;
            town.sort_by(|one, other| one.email.cmp(other.email));
            town
        }) {
            assert_eq!(letter.to, person.email);
            assert_eq!(header(letter, "Auto-Submitted"), Some("auto-generated"));
            assert!(header(letter, "Message-ID").or(header(letter, "Message-Id")).is_some(), "{}", letter.raw);
            assert!(header(letter, "Reply-To").is_some(), "{}", letter.raw);
            assert!(letter.raw.contains("text/plain") && letter.raw.contains("text/html"), "text and HTML parts");
            assert!(!letter.raw.contains("<img"), "a letter with a picture that could watch its reader");
        }
        let aase = all.iter().find(|letter| letter.to == TOWN[2].email).expect("Åse's letter");
        assert!(aase.text.contains("Åse Østergaard") || aase.text.contains("Rebild Kommune"), "{}", aase.text);
        house.serve();
        answer(house, &aase.link(), &crate::people::ANSWERS);
    }

    fn an_address_that_is_refused_for_good_is_not_tried_again_and_one_put_off_is_not_lost(house) {
        let exim = Exim::start();
        by_smtp(house, &exim);
        open_round(house, "invited");
        let file = house.file("town.csv", "person_key,name,email,municipality\nA,Mette,mette@thisted.example.dk,thisted\nB,Afvist,afvist@thisted.example.dk,thisted\nC,Senere,senere@thisted.example.dk,rebild\n");
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.run(&["deliver", "--once"]);
        house.run(&["deliver", "--once"]);
        assert_eq!(exim.delivered(1).len(), 1, "{}", exim.log());
        assert_eq!(exim.log().matches("rejected RCPT <afvist").count() - exim.log().matches("temporarily rejected RCPT <afvist").count(), 1, "{}", exim.log());
        assert_eq!(exim.log().matches("temporarily rejected RCPT <senere").count(), 1, "put off for minutes, not tried at once: {}", exim.log());
        // Accepted, deferred, rejected: the codes of src/fieldwork/letter.rs.
        let states = house.sql("select state from letter order by state");
        assert_eq!(states.split_whitespace().collect::<Vec<_>>(), ["3", "4", "5"]);
        let rates: serde_json::Value = serde_json::from_str(&house.ok(&["rates", "--round", "house-1", "--format", "json"])).expect("JSON");
        assert_eq!(rates["dispositions"]["undelivered"], 1, "{rates}");
        assert_eq!(rates["dispositions"]["no-reply"], 2, "{rates}");
        let again = house.ok(&["deliver", "--once"]);
        assert!(again.contains("0 sendt, 1 venter"), "{again}");
    }

    fn a_mail_server_that_is_down_costs_no_letter(house) {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        house.configure(&format!("[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\nreply_to = \"evaluering@svar.example.dk\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n"));
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        let ran = house.run(&["deliver", "--once"]);
        assert_eq!(ran.code, 4, "{} {}", ran.out, ran.err);
        let exim = Exim::start();
        by_smtp(house, &exim);
        house.ok(&["deliver", "--once"]);
        assert_eq!(exim.delivered(TOWN.len()).len(), TOWN.len(), "{}", exim.log());
    }
}
