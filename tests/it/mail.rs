//! Letters through a real mail server: delivered once each, put off when it says later, given up when it says never.

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use crate::exim::Exim;
use crate::house::{House, TOWN, project, recipients};
use crate::http::{Form, Page};
use crate::people::{Letter, answer, open_round, signed_in};
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

fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
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

    fn an_address_with_danish_letters_before_the_at_is_reached_where_the_mail_server_can(house) {
        let (old, new) = (Exim::of_ascii_alone(), Exim::start());
        by_smtp(house, &old);
        open_round(house, "invited");
        let file = house.file("town.csv", "person_key,name,email,municipality\nA,Mette,mette@thisted.example.dk,thisted\nB,Åse,åse.ørsted@thisted.example.dk,thisted\n");
        let told = house.ok(&["recipients", "import", "--round", "house-1", &file]);
        assert!(told.contains("Én adresse har bogstaver som æ, ø eller å før @."), "{told}");
        house.ok(&["invite", "--round", "house-1"]);
        house.run(&["deliver", "--once"]);
        assert_eq!(old.delivered(1).into_iter().map(|letter| letter.to).collect::<Vec<_>>(), ["mette@thisted.example.dk"], "{}", old.log());
        assert!(!old.log().contains("rsted@"), "the server was asked: {}", old.log());
        assert_eq!(house.sql("select state from letter order by state").split_whitespace().collect::<Vec<_>>(), ["3", "5"]);
        house.serve();
        let cookie = signed_in(house);
        let page = get(house, &cookie, "/desk/rounds/house-1/addresses");
        for says in ["Én adresse virker ikke.", "SMTPUTF8", "Spørg personen om en anden adresse. Eller send brevet på papir."] {
            assert!(page.words().contains(says), "{says} is not in {}", page.words());
        }
        // Their mail server has learnt it since: the same address is tried again.
        house.kill();
        by_smtp(house, &new);
        house.serve();
        let form = page.forms().into_iter().find(|form| form.fields.iter().any(|(name, value)| name == "person" && value == "B")).expect("the form");
        let done = post(house, &cookie, &form.with("now", "1"));
        assert!(done.status == 200 && done.words().contains("Adressen er rettet"), "{}", done.words());
        assert_eq!(new.delivered(1).into_iter().map(|letter| letter.to).collect::<Vec<_>>(), ["åse.ørsted@thisted.example.dk"], "{}", new.log());
        assert!(new.log().contains("P=utf8esmtp"), "{}", new.log());
        let letter = new.mailbox().read_dir().expect("the letters").flatten().next().expect("a letter").path();
        let copy = house.folder.path().join("read");
        std::fs::create_dir(&copy).and_then(|()| std::fs::copy(letter, copy.join("a.eml"))).expect("a copy");
        let read = Command::new("python3").arg(project().join("tests/mail/read.py")).arg(&copy).output().expect("python3 runs");
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        let read: serde_json::Value = serde_json::from_slice(&read.stdout).expect("JSON");
        assert_eq!(read["to"], serde_json::json!([["Åse", "åse.ørsted@thisted.example.dk"]]));
        assert_eq!(read["from"][1], "svar@svar.example.dk");
    }
}
