//! Letters that come back: the right one is found by the address of its returns, and what nobody of us wrote changes nothing.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::exim::Exim;
use crate::house::{House, Person, Ran, TOWN, program, project, recipients};
use crate::people::{add_round, open_round, own_surveys};
use crate::sink::Sink;
use crate::stories;

pub(crate) const RETURNS: &str = "retur@svar.example.dk";

pub(crate) fn by_smtp(house: &House, port: u16) {
    house.configure(&format!(
        "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\nreturns = \"{RETURNS}\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n"
    ));
}

pub(crate) fn invite(house: &House) {
    let file = house.file("town.csv", recipients(&TOWN));
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
}

/// Runs a command that reads this mail.
fn piped(mut command: Command, mail: &[u8]) -> Ran {
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = streams.spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().expect("its standard input");
    let mail = mail.to_vec();
    // Whoever does not want the mail ends before it is written.
    let writer = std::thread::spawn(move || stdin.write_all(&mail).is_ok());
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("the mail is written, or not wanted");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

pub(crate) fn bounce(house: &House, mail: &str, more: &[&str]) -> Ran {
    let ran = piped(house.command(&[&["bounce"], more].concat()), mail.as_bytes());
    if let Some(line) = house.secrets.told_by(&format!("{}\n{}", ran.err, ran.out)) {
        panic!("`nulpunkt bounce` tells: {line}");
    }
    ran
}

/// A mail of the corpus, sent to this address.
pub(crate) fn returned(name: &str, to: &str) -> String {
    let path = project().join("tests/corpora/returned").join(name);
    let mail = std::fs::read_to_string(path).expect("a mail of the corpus");
    mail.replace("retur+17-abcdefghijklmnop@svar.example.dk", to)
}

/// The address that this person's last letter named for its returns.
pub(crate) fn returns_of(sink: &Sink, email: &str) -> String {
    let letters: Vec<String> = sink.arrived().into_iter().filter(|one| one.to == email).map(|one| one.from).collect();
    letters.last().unwrap_or_else(|| panic!("no letter to {email}")).clone()
}

/// Whom the letters that have arrived since went to, in order.
pub(crate) fn since(sink: &Sink, before: usize) -> Vec<String> {
    let mut to: Vec<String> = sink.arrived().into_iter().skip(before).map(|one| one.to).collect();
    to.sort();
    to
}

fn all_but(email: &str) -> Vec<String> {
    let mut others: Vec<String> = TOWN.iter().map(|one| one.email.to_owned()).filter(|one| one != email).collect();
    others.sort();
    others
}

fn rates(house: &House) -> serde_json::Value {
    serde_json::from_str(&house.ok(&["rates", "--round", "house-1", "--format", "json"])).expect("JSON")
}

/// The states of this person's letters, in order: accepted 3, bounced 8, cancelled 9.
pub(crate) fn states(house: &House, email: &str) -> Vec<String> {
    let query = format!(
        "select letter.state from letter join recipient on recipient.id = recipient_id where email = '{email}' order by letter.id"
    );
    house.sql(&query).split_whitespace().map(str::to_owned).collect()
}

/// Nothing has changed, and the command ended so and said this.
fn changes_nothing(house: &House, mail: &str, more: &[&str], code: i32, words: &str) {
    let before = house.dump();
    let ran = bounce(house, mail, more);
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    let said = if code == 0 { &ran.out } else { &ran.err };
    assert!(said.contains(words) && said.lines().count() == 1, "{said}");
    house.unchanged(&before, words);
}

stories! {
    fn a_letter_that_comes_back_stops_the_reminders_and_counts_as_undelivered(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, sink.port);
        open_round(house, "invited");
        invite(house);
        house.ok(&["deliver", "--once"]);
        assert_eq!(rates(house)["dispositions"]["undelivered"], 0);
        let mette = TOWN[0].email;
        let own = returns_of(&sink, mette);
        assert!(own.starts_with("retur+") && own.ends_with("@svar.example.dk") && own.is_ascii(), "{own}");
        let ran = bounce(house, &returned("exim.eml", &own), &[]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "Brevet kom retur. Der sendes ikke flere breve til den adresse i runden.\n", ""));
        assert_eq!(states(house, mette), ["8"]);
        let kept = house.sql("select last_reply from letter where state = 8");
        assert!(kept.contains("550 5.1.1") && kept.contains("User unknown") && !kept.contains('@'), "{kept}");
        changes_nothing(house, &returned("exim.eml", &own), &[], 0, "vides allerede");
        let told = rates(house);
        assert_eq!((&told["dispositions"]["undelivered"], &told["dispositions"]["no-reply"]), (&1.into(), &5.into()), "{told}");
        let left = sink.arrived().len();
        assert!(house.ok(&["remind", "--round", "house-1"]).starts_with("5 påmindelser"));
        house.ok(&["deliver", "--once"]);
        assert_eq!(since(&sink, left), all_but(mette));
    }

    fn what_waits_for_an_address_is_cancelled_when_a_letter_comes_back_from_it(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, sink.port);
        open_round(house, "invited");
        invite(house);
        house.ok(&["deliver", "--once"]);
        let (lars, fatma) = (TOWN[3].email, TOWN[4].email);
        house.ok(&["remind", "--round", "house-1"]);
        let left = sink.arrived().len();
        assert_eq!(bounce(house, &returned("postfix.eml", &returns_of(&sink, lars)), &[]).code, 0);
        assert_eq!(states(house, lars), ["8", "9"]);
        house.ok(&["deliver", "--once"]);
        assert_eq!(since(&sink, left), all_but(lars));
        // The reminder comes back, from an address at which the invitation had arrived: no third letter, and still no reply.
        assert_eq!(bounce(house, &returned("microsoft.eml", &returns_of(&sink, fatma)), &[]).code, 0);
        assert_eq!(states(house, fatma), ["3", "8"]);
        assert!(house.ok(&["remind", "--round", "house-1"]).starts_with("4 påmindelser"));
        let told = rates(house);
        assert_eq!((&told["dispositions"]["undelivered"], &told["dispositions"]["no-reply"]), (&1.into(), &5.into()), "{told}");
        // One that was queued all the same, as by another process in the same moment, never leaves.
        house.sql("update letter set state = 0 where state = 9");
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house, lars), ["8", "9"]);
    }

    fn what_is_no_failure_for_good_and_what_is_forged_changes_nothing(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, sink.port);
        open_round(house, "invited");
        // No letter has left yet, so there is not even a secret.
        changes_nothing(house, &returned("exim.eml", "retur+1-abcdefghijklmnop@svar.example.dk"), &[], 1, "forfalsket");
        invite(house);
        house.ok(&["deliver", "--once"]);
        let own = returns_of(&sink, TOWN[0].email);
        for (name, words) in [
            ("exim-delayed.eml", "forsinket"),
            ("delivered.eml", "nået frem"),
            ("out-of-office.eml", "automatisk svar"),
            ("read-receipt.eml", "siger ikke"),
            ("answer.eml", "svar fra en person"),
            ("exchange-words.eml", "kun med ord"),
            ("outlook-subject.eml", "automatisk svar"),
        ] {
            changes_nothing(house, &returned(name, &own), &[], 0, words);
        }
        let (name, tag) = own.split_once('-').expect("a tag");
        let other = returns_of(&sink, TOWN[1].email);
        let (others_name, _) = other.split_once('-').expect("a tag");
        let first = if tag.starts_with('a') { 'b' } else { 'a' };
        for forged in [
            format!("{name}-{first}{}", &tag[1..]),
            format!("{others_name}-{tag}"),
            format!("retur+999999-{tag}"),
            RETURNS.to_owned(),
            own.replace("svar.example.dk", "example.org"),
        ] {
            changes_nothing(house, &returned("exim.eml", &forged), &[], 1, "forfalsket");
            changes_nothing(house, &returned("exim.eml", "nulpunkt@mail.example.dk"), &["--recipient", &forged], 1, "forfalsket");
        }
        changes_nothing(house, "", &[], 1, "forfalsket");
        let huge = returned("exim.eml", &own) + &"x".repeat(11 * 1024 * 1024);
        changes_nothing(house, &huge, &[], 1, "10 MB");
        // Given up for a passing reason is given up.
        assert_eq!(bounce(house, &returned("postfix-expired.eml", &returns_of(&sink, TOWN[2].email)), &[]).code, 0);
        assert_eq!(states(house, TOWN[2].email), ["8"]);
        // Also in capitals, and where only the mail server's pipe tells.
        let ran = bounce(house, &returned("gmail.eml", "nulpunkt@mail.example.dk"), &["--recipient", &own.to_uppercase()]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert_eq!(states(house, TOWN[0].email), ["8"]);
    }

    fn a_letter_of_an_anonymous_round_comes_back_as_any_other(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, sink.port);
        house.ok(&["publish", &own_surveys()]);
        assert_eq!(add_round(house, "house-caseworkers", &["--mode", "anonymous"]).code, 0);
        // All of one municipality, or they would be singled out.
        let together = TOWN.map(|one| Person { municipality: "thisted", ..one });
        let file = house.file("town.csv", recipients(&together));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        let soeren = TOWN[5].email;
        let english = house.command(&["--language", "en", "bounce"]);
        let ran = piped(english, returned("global.eml", &returns_of(&sink, soeren)).as_bytes());
        assert_eq!((ran.code, ran.out.as_str()), (0, "The letter came back. No more letters of the round go to that address.\n"));
        assert_eq!(states(house, soeren), ["8"]);
        assert_eq!(rates(house)["dispositions"]["undelivered"], 1);
        assert!(house.ok(&["remind", "--round", "house-1"]).starts_with("5 påmindelser"));
    }

    fn a_letter_that_is_sent_again_names_the_same_address_and_without_one_configured_the_sender(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, sink.port);
        open_round(house, "invited");
        let file = house.file("people.csv", "person_key,name,email,municipality\nA,Anne,efter-prik@thisted.example.dk,thisted\n");
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.sql("update letter set next_at = 0");
        house.ok(&["deliver", "--once"]);
        let copies = sink.arrived();
        assert_eq!(copies.len(), 2);
        assert!(copies[0].from.starts_with("retur+") && copies[0].from == copies[1].from, "{} {}", copies[0].from, copies[1].from);
        assert!(copies[0].text == copies[1].text && !copies[0].text.contains("retur+"), "{}", copies[0].text);
        house.configure(&format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n",
            sink.port
        ));
        assert!(house.ok(&["doctor"]).contains("mail.returns er ikke sat"));
        house.ok(&["remind", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        assert_eq!(sink.arrived()[2].from, "svar@svar.example.dk");
        let ran = bounce(house, "", &[]);
        assert!(ran.code == 2 && ran.err.contains("mail.returns mangler"), "{} {}", ran.code, ran.err);
    }

    fn a_real_mail_servers_report_reaches_its_letter(house) {
        let exim = Exim::start();
        by_smtp(house, exim.port);
        open_round(house, "invited");
        let file = house.file("people.csv", "person_key,name,email,municipality\nA,Anne,anne@thisted.example.dk,thisted\nB,Bo,findes-ikke.bo@thisted.example.dk,thisted\n");
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        // Anne's letter, and the report on Bo's, which the same server delivers.
        let all = exim.delivered(2);
        let report = all.iter().find(|letter| letter.raw.contains("multipart/report")).unwrap_or_else(|| panic!("no report: {}", exim.log()));
        assert_eq!(states(house, "findes-ikke.bo@thisted.example.dk"), ["3"], "taken over at first");
        let ran = bounce(house, &report.raw, &[]);
        assert_eq!(ran.code, 0, "{}{}\n{}", ran.out, ran.err, report.raw);
        assert_eq!(states(house, "findes-ikke.bo@thisted.example.dk"), ["8"], "{}", report.raw);
        assert_eq!(states(house, "anne@thisted.example.dk"), ["3"]);
        let kept = house.sql("select last_reply from letter where state = 8");
        assert!(kept.starts_with('5') && !kept.contains("findes-ikke"), "{kept}");
        changes_nothing(house, &report.raw, &[], 0, "vides allerede");
    }

    fn a_database_that_cannot_be_opened_is_a_failure_of_the_environment(house) {
        let mut command = Command::new(program());
        command.current_dir(house.folder.path()).env_remove("NULPUNKT_DATABASE").env_remove("NULPUNKT_CONFIG");
        by_smtp(house, 25);
        command.args(["--database", "sqlite:missing/nulpunkt.db", "bounce"]);
        let ran = piped(command, returned("exim.eml", RETURNS).as_bytes());
        assert!(ran.code == 4 && ran.out.is_empty() && ran.err.contains("missing/nulpunkt.db"), "{} {}", ran.code, ran.err);
    }
}
