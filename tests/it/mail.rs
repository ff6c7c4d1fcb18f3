//! Letters through a real mail server: delivered once each, put off when it says later, given up when it says never.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::house::{House, TOWN, project, recipients};
use crate::people::{Letter, answer, letter, open_round};
use crate::stories;

/// Exim on a port and in a folder of its own; letters end up in a Maildir.
struct Exim {
    folder: tempfile::TempDir,
    port: u16,
    child: Child,
}

impl Exim {
    fn start() -> Self {
        let program = std::env::var("NULPUNKT_TEST_EXIM")
            .expect("NULPUNKT_TEST_EXIM is not set: this test needs Exim. tests/run installs it");
        let folder = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let whoami = Command::new("id").arg("-un").output().expect("id runs");
        let me = String::from_utf8(whoami.stdout).expect("UTF-8").trim().to_owned();
        // Exim will not deliver as root: then its own user from the package does.
        let user = if me == "root" { "Debian-exim".to_owned() } else { me };
        let template = fs::read_to_string(project().join("tests/mail/exim.conf")).expect("the configuration");
        let values = [
            ("@EXIM@", program.as_str()),
            ("@FOLDER@", folder.path().to_str().expect("UTF-8")),
            ("@USER@", &user),
            ("@GROUP@", &user),
        ];
        let config =
            values.iter().fold(template, |text, (word, value)| text.replace(word, value)).replace("@PORT@", &port.to_string());
        for name in ["spool", "log", "maildir"] {
            fs::create_dir(folder.path().join(name)).expect("a folder for Exim");
        }
        let owner =
            Command::new("chown").args(["-R", &format!("{user}:{user}")]).arg(folder.path()).status().expect("chown runs");
        assert!(owner.success());
        // A configuration that anybody else owns is refused.
        let path = folder.path().join("exim.conf");
        fs::write(&path, config).expect("the configuration is written");
        let child = Command::new(program)
            .arg("-C")
            .arg(&path)
            .arg("-bdf")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Exim starts");
        let exim = Self { folder, port, child };
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(15), "Exim does not answer: {}", exim.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        exim
    }

    fn log(&self) -> String {
        ["mainlog", "paniclog"]
            .iter()
            .map(|name| fs::read_to_string(self.folder.path().join("log").join(name)).unwrap_or_default())
            .collect()
    }

    /// The letters delivered, once there are as many as expected or some seconds have passed.
    fn delivered(&self, expected: usize) -> Vec<Letter> {
        let start = Instant::now();
        loop {
            let folder: PathBuf = self.folder.path().join("maildir/new");
            let files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
            if files.len() >= expected || start.elapsed() > Duration::from_secs(20) {
                return files
                    .iter()
                    .map(|file| letter(&String::from_utf8_lossy(&fs::read(file.path()).expect("a letter"))))
                    .collect();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

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
        let file = house.file("town.csv", "person_key,name,email,municipality\nA,Mette,mette@thisted.example.dk,thisted\nB,Afvist,afvist@thisted.example.dk,thisted\nC,Senere,senere@thisted.example.dk,thisted\n");
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
