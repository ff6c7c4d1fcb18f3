//! Letters that are signed (DKIM): another program believes each, and none that was changed on its way; and what every mail reader makes
//! of names and addresses that are Danish, long or strange.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::exim::Exim;
use crate::house::{House, TOWN, project, recipients};
use crate::outbox::{addresses, invite, states, time_passes};
use crate::people::open_round;
use crate::postfix::Postfix;
use crate::sink::Sink;
use crate::stories;

/// Makes a key of this kind in the house's folder, and gives the record by which others check what it signs.
fn key(house: &House, kind: &[&str]) -> String {
    let path = house.folder.path().join("dkim.pem");
    let made = Command::new("openssl").arg("genpkey").args(kind).arg("-out").arg(&path).output().expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let shown = Command::new("openssl").args(["pkey", "-pubout", "-outform", "DER", "-in"]).arg(&path).output().expect("openssl");
    let public = shown.stdout;
    // Of Ed25519 the record holds the 32 bytes alone (RFC 8463, section 4).
    let (name, public) = if kind.contains(&"ED25519") { ("ed25519", &public[public.len() - 32..]) } else { ("rsa", &public[..]) };
    format!("v=DKIM1; k={name}; p={}", data_encoding::BASE64.encode(public))
}

const RSA: [&str; 4] = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
const SIGNED: &str = "[mail.dkim]\ndomain = \"example.dk\"\nselector = \"m2027\"\nkey_file = \"dkim.pem\"\n";

/// Letters into the folder, or by these keys of `[mail.smtp]`, signed.
fn signing(house: &House, smtp: Option<&str>) {
    let transport = if smtp.is_some() { "smtp" } else { "folder" };
    let smtp = smtp.map_or_else(String::new, |keys| format!("[mail.smtp]\n{keys}"));
    house.configure(&format!(
        "[mail]\ntransport = \"{transport}\"\nfolder = \"letters\"\nfrom = \"svar@svar.example.dk\"\nreply_to = \"evaluering@svar.example.dk\"\n{SIGNED}{smtp}"
    ));
}

/// What another program says of the signatures in a folder.
fn verified(folder: &Path, record: &str) -> Vec<Value> {
    let python = std::env::var("NULPUNKT_TEST_PYTHON")
        .expect("NULPUNKT_TEST_PYTHON is not set: this test needs dkimpy. tests/run installs it");
    let ran = Command::new(python)
        .arg(project().join("tests/mail/verify.py"))
        .arg(folder)
        .args(["m2027._domainkey.example.dk", record])
        .output()
        .expect("python runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("UTF-8").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Each of so many letters is believed as it is, and no letter that was changed.
fn all_are_believed(folder: &Path, record: &str, letters: usize) {
    let all = verified(folder, record);
    assert_eq!(all.len(), letters);
    for letter in all {
        assert_eq!(letter["passes"], true, "{letter}");
        assert_eq!(letter["refolded"], true, "blanks are no change: {letter}");
        for change in ["changed_subject", "changed_body", "changed_way_out"] {
            assert_eq!(letter[change], false, "{change}: {letter}");
        }
        assert_eq!(letter["added"], json!([]), "a second header passes: {letter}");
        let headers: Vec<&str> = letter["headers"].as_array().expect("headers").iter().filter_map(Value::as_str).collect();
        for name in [
            "reply-to",
            "to",
            "subject",
            "date",
            "message-id",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "mime-version",
            "content-type",
        ] {
            assert!(headers.contains(&name), "{name} is not signed: {headers:?}");
        }
        assert_eq!(headers.iter().filter(|name| **name == "from").count(), 2, "a second From could be added: {headers:?}");
    }
}

/// The town is invited, and its letters wait.
fn invite_town(house: &House) {
    open_round(house, "invited");
    let file = house.file("town.csv", recipients(&TOWN));
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
}

stories! {
    fn another_program_believes_every_signed_letter_and_none_that_was_changed(house) {
        let letters = house.folder.path().join("letters");
        signing(house, None);
        let record = key(house, &RSA);
        invite_town(house);
        house.ok(&["deliver", "--once"]);
        all_are_believed(&letters, &record, TOWN.len());
        for other in [key(house, &RSA), key(house, &["-algorithm", "ED25519"])] {
            assert!(verified(&letters, &other).iter().all(|letter| letter["passes"] == false), "believed under another's key");
        }
        let other = key(house, &["-algorithm", "ED25519"]);
        std::fs::remove_dir_all(&letters).expect("the letters are gone");
        house.sql("update letter set state = 0, next_at = 0");
        house.ok(&["deliver", "--once"]);
        all_are_believed(&letters, &other, TOWN.len());
    }

    fn signatures_survive_two_real_mail_servers(house) {
        let (exim, postfix) = (Exim::start(), Postfix::start(10));
        let record = key(house, &RSA);
        signing(house, Some(&format!("host = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n", exim.port)));
        invite_town(house);
        house.ok(&["deliver", "--once"]);
        assert_eq!(exim.delivered(TOWN.len()).len(), TOWN.len(), "{}", exim.log());
        all_are_believed(&exim.mailbox(), &record, TOWN.len());
        signing(house, Some(&format!("host = \"localhost\"\nport = {}\ntls = \"starttls\"\nca_file = \"{}\"\n", postfix.port, postfix.certificate.authority.display())));
        house.sql("update letter set state = 0, next_at = 0");
        house.ok(&["deliver", "--once"]);
        assert_eq!(postfix.delivered(TOWN.len()).len(), TOWN.len(), "{}", postfix.log());
        all_are_believed(&postfix.mailbox(), &record, TOWN.len());
    }

    fn a_signed_letter_that_is_tried_again_is_the_same_to_the_last_byte(house) {
        let sink = Sink::start(Duration::ZERO);
        key(house, &RSA);
        signing(house, Some(&format!("host = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n", sink.port)));
        invite(house, &addresses(&["efter-prik"]));
        house.ok(&["deliver", "--once"]);
        std::thread::sleep(Duration::from_millis(1100));
        time_passes(house);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), ["3 1"]);
        let copies = sink.arrived();
        assert!(copies.len() == 2 && copies[0].text == copies[1].text && copies[0].text.starts_with("DKIM-Signature: "), "{}", copies[0].text);
    }

    fn without_a_key_no_letter_leaves_unsigned(house) {
        let letters = house.folder.path().join("letters");
        signing(house, None);
        invite_town(house);
        let refused = |words: &str| {
            let ran = house.run(&["deliver", "--once"]);
            assert!(ran.code == 4 && ran.err.contains(words), "{} {}{}", ran.code, ran.out, ran.err);
            assert!(!letters.exists());
            assert_eq!(states(house), [format!("0 {}", TOWN.len())]);
        };
        refused("mail.dkim.key_file cannot be read");
        key(house, &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]);
        refused("mail.dkim.key_file holds no key that letters can be signed with");
        key(house, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
        refused("mail.dkim.key_file holds no key that letters can be signed with");
        key(house, &RSA);
        house.ok(&["deliver", "--once"]);
        assert_eq!(states(house), [format!("3 {}", TOWN.len())]);
    }

    fn a_reader_of_mail_finds_every_name_and_address_as_it_was_meant(house) {
        let people = [
            ("Åse Østergård-Ærø", "aase@brønderslev.example.dk", "aase@xn--brnderslev-1cb.example.dk"),
            ("Jørgensen, Bo (vikar) \"Bob\" <bo>", "bo@thisted.example.dk", "bo@thisted.example.dk"),
            ("Anne-Mette Ingeborg Christiane Wilhelmine von Rosenkrantz-Gyldenløve af Nørrejylland og Øerne", "anne.mette@æøå.example.dk", "anne.mette@xn--5cab8c.example.dk"),
            ("محمد الأحمد", "mohammed@rebild.example.dk", "mohammed@rebild.example.dk"),
            ("O'Hara; Søren @ Hjemme", "soeren+job@rebild.example.dk", "soeren+job@rebild.example.dk"),
            ("", "uden.navn@rebild.example.dk", "uden.navn@rebild.example.dk"),
        ];
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let rows: Vec<String> = people.iter().enumerate().map(|(number, (name, email, _))| format!("P{number},{},{email},thisted\n", quoted(name))).collect();
        let rows = rows.concat();
        key(house, &RSA);
        signing(house, None);
        open_round(house, "invited");
        let file = house.file("people.csv", format!("person_key,name,email,municipality\n{rows}"));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        let folder = house.folder.path().join("letters");
        let read = Command::new("python3").arg(project().join("tests/mail/read.py")).arg(&folder).output().expect("python3 runs");
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        let letters: Vec<Value> = String::from_utf8(read.stdout).expect("UTF-8").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(letters.len(), people.len());
        for (name, _, ascii) in people {
            let letter = letters.iter().find(|letter| letter["to"][0][1] == ascii).unwrap_or_else(|| panic!("no letter to {ascii}"));
            // Python before 3.13 shows a blank twice that ends one encoded word before another; all others read it as it is.
            let shown = letter["to"][0][0].as_str().expect("a name").split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!((shown.as_str(), letter["to"].as_array().map(Vec::len)), (name, Some(1)));
            assert_eq!(letter["from"], json!(["Thisted Kommune", "svar@svar.example.dk"]));
            assert_eq!(letter["reply_to"], json!(["evaluering@svar.example.dk"]));
            assert_eq!(letter["defects"], json!([]), "{ascii}");
            assert_eq!(letter["automatic"], "auto-generated");
            assert!(letter["subject"].as_str().is_some_and(|subject| !subject.contains("=?") && !subject.is_empty()), "{}", letter["subject"]);
            let sent = letter["date"].as_str().expect("a date");
            assert!(sent.starts_with("20") && sent.ends_with("+00:00"), "{sent}");
        }
    }

    fn the_way_out_of_a_letter_leads_there_where_our_own_address_has_danish_letters(house) {
        key(house, &RSA);
        signing(house, None);
        let path = house.folder.path().join("nulpunkt.toml");
        let text = std::fs::read_to_string(&path).expect("the configuration");
        let danish = text.replace("svar.example.dk", "svar.brønderslev.example.dk");
        let danish = danish.replace("https://svar.brønderslev.example.dk", "https://svar.brønderslev.example.dk/spørgsmål");
        std::fs::write(&path, danish).expect("the configuration is written");
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        let folder = house.folder.path().join("letters");
        for letter in std::fs::read_dir(&folder).expect("the letters").flatten() {
            let bytes = std::fs::read(letter.path()).expect("a letter");
            assert!(bytes.is_ascii(), "{}", String::from_utf8_lossy(&bytes));
        }
        let read = Command::new("python3").arg(project().join("tests/mail/read.py")).arg(&folder).output().expect("python3 runs");
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        let letters: Vec<Value> = String::from_utf8(read.stdout).expect("UTF-8").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(letters.len(), TOWN.len());
        for letter in letters {
            let text = letter["text"].as_str().expect("text");
            let token = text.lines().find_map(|line| line.trim().rsplit_once("/s/")).expect("a link").1;
            let way = format!("<https://svar.xn--brnderslev-1cb.example.dk/sp%C3%B8rgsm%C3%A5l/afmeld/{token}>");
            assert_eq!((&letter["unsubscribe"], &letter["unsubscribe_post"]), (&json!(way), &json!("List-Unsubscribe=One-Click")));
            let id = letter["message_id"].as_str().expect("an id");
            assert!(id.starts_with('<') && id.ends_with("@svar.xn--brnderslev-1cb.example.dk>"), "{id}");
            assert_eq!((&letter["from"][1], &letter["defects"]), (&json!("svar@svar.xn--brnderslev-1cb.example.dk"), &json!([])));
        }
    }
}
