//! What the command line says when something is wrong: once, in the language that was asked for, with what to do.

use std::net::TcpListener;

use crate::house::{Backend, House, Ran, postgres};
use crate::people::{invited_town, open_round};
use crate::stories;

/// The only line that a failed command said, which must hold these words.
fn line(ran: &Ran, code: i32, words: &[&str]) -> String {
    assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (code, "", 1), "{}", ran.err);
    for word in words {
        assert!(ran.err.contains(word), "does not say `{word}`: {}", ran.err);
    }
    ran.err.trim_end().to_owned()
}

#[test]
fn faults_of_the_configuration_are_said_in_danish_with_their_place() {
    let house = House::on(Backend::Sqlite);
    for (wrong, words) in [
        ("pubic_url = \"x\"\n", ["»pubic_url« kendes ikke her", "public_url"]),
        ("was_url = = 1\n", ["et »=« for meget", "Ret linjen"]),
        ("was_url = 1\n", ["forkert type", "nulpunkt.toml:3:11:"]),
        ("[mail]\ntransport = \"brevdue\"\n", ["»brevdue« kendes ikke her", "folder, smtp"]),
        ("[privacy]\nminimum_distribution = 3\n", ["nulpunkt.toml:4:24:", "minimum_distribution skal være mindst 8"]),
        ("[privacy]\nminimum_mean = 2\n", ["nulpunkt.toml:4:16:", "minimum_mean skal være mindst 3"]),
        ("[mail]\nfrom = \"svar\"\n", ["nulpunkt.toml:4:8:", "mail.from er ikke en mailadresse"]),
        ("[mail]\nreply_to = \"a@\"\n", ["nulpunkt.toml:4:12:", "mail.reply_to er ikke en mailadresse"]),
    ] {
        house.configure(wrong);
        line(&house.run(&["round", "list"]), 1, &words);
        let english = house.run(&["--language", "en", "round", "list"]).err;
        assert!(!english.contains('»') && !english.contains("skal"), "{english}");
    }
}

#[test]
fn an_address_that_no_link_can_lead_to_is_refused_at_once() {
    let house = House::on(Backend::Sqlite);
    let at = |url: &str| {
        std::fs::write(house.folder.path().join("nulpunkt.toml"), format!("public_url = \"{url}\"\n"))
            .expect("the configuration");
        house.run(&["round", "list"])
    };
    for wrong in [
        "javascript:alert(1)",
        "svar.kommune.dk",
        "https://",
        "https://svar.kommune.dk/?a=1",
        "https://svar.kommune.dk/#a",
        "https://svar.kommune.dk?",
        "https://a:b@svar.kommune.dk",
        "ftp://svar.kommune.dk",
        "",
    ] {
        line(&at(wrong), 1, &["nulpunkt.toml:1:14: public_url skal være en adresse med http eller https"]);
    }
    for right in ["https://svar.kommune.dk", "http://127.0.0.1:8080", "https://kommune.dk/svar", "https://[::1]:8443"] {
        assert_eq!(at(right).code, 0, "{right}");
    }
}

#[test]
fn a_command_line_is_corrected_in_danish() {
    let house = House::on(Backend::Sqlite);
    let add = ["round", "add", "--key", "a", "--questionnaire", "b", "--version", "1", "--opens", "2026-01-01"];
    let with = |more: &[&'static str]| [&add[..], more].concat();
    let day = with(&["--closes", "2026-13-01", "--mode", "pseudonymous"]);
    let share = with(&["--closes", "2026-12-01", "--mode", "pseudonymous", "--complete", "200"]);
    let twice = with(&["--key", "c"]);
    for (arguments, words) in [
        (&day[..], ["»2026-13-01« kan ikke bruges som --closes", "Skriv en dag som 2020-06-01."]),
        (&share, ["»200« kan ikke bruges som --complete", "Skriv et tal fra 0 til 100."]),
        (&["round", "list", "--format", "xml"], ["»xml« kan ikke bruges som --format", "Vælg en af text, json, csv."]),
        (&twice, ["--key", "to gange"]),
        (&add, ["Der mangler --closes", "--mode"]),
        (&["rund", "add"], ["Der er ingen kommando »rund«.", "round"]),
        (&["round", "list", "--fromat", "csv"], ["»--fromat« kendes ikke her.", "Mente du --format"]),
        (&["--language", "fr", "round", "list"], ["»fr« kan ikke bruges som --language", "Vælg da eller en."]),
        (&["compare", "--trial"], ["Der mangler en værdi til --trial", "--help"]),
    ] {
        line(&house.run(arguments), 2, &words);
    }
    let english = house.run(&["--language", "en", "round", "list", "--fromat", "csv"]);
    assert!(english.code == 2 && english.err.starts_with("error: unexpected argument '--fromat'"), "{}", english.err);
    assert!(house.ok(&["round", "--help"]).contains("Usage"));
}

#[test]
fn a_reader_that_has_seen_enough_ends_a_command_in_silence() {
    let house = House::on(Backend::Sqlite);
    for arguments in [&["check"][..], &["bench", "--help"], &["responses", "export", "--round", "house-1"]] {
        if arguments[0] == "responses" {
            open_round(&house, "invited");
        }
        let surveys = crate::people::shipped_surveys();
        let more = (arguments[0] == "check").then_some(surveys.as_str());
        let mut command = house.command(&[arguments, more.as_slice()].concat());
        let mut child =
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().expect("the binary runs");
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("it ends");
        let said = String::from_utf8(ended.stderr).expect("UTF-8");
        assert!(ended.status.code() == Some(0) && !said.contains("panicked") && !said.contains("pipe"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_failing_environment_is_said_once_and_in_danish() {
    let house = House::on(Backend::Sqlite);
    open_round(&house, "invited");
    let missing = house.run(&["recipients", "import", "--round", "house-1", "findes-ikke.csv"]);
    assert_eq!(line(&missing, 4, &[]), "findes-ikke.csv: findes ikke.");
    house.ok(&["backup", "kopi.db"]);
    assert_eq!(line(&house.run(&["backup", "kopi.db"]), 4, &[]), "kopi.db: findes allerede. Vælg et andet navn.");
    let junk = house.file("noget.txt", "Kære kollega, her er listen.");
    let not_ours = format!("{junk} er ikke en database fra dette program, eller den er ødelagt.");
    assert_eq!(line(&house.run(&["restore", "--drill", &junk]), 4, &[]), not_ours);
    let mut command = std::process::Command::new(crate::house::program());
    let other = command.args(["--database", &format!("sqlite:{junk}"), "round", "list"]).output().expect("the binary runs");
    assert_eq!((other.status.code(), String::from_utf8_lossy(&other.stderr).trim_end()), (Some(4), not_ours.as_str()));
    let taken = TcpListener::bind("127.0.0.1:0").and_then(|socket| Ok((socket.local_addr()?, socket))).expect("a port");
    let address = taken.0.to_string();
    line(&house.run(&["serve", "--listen", &address]), 4, &[&address, "optaget af et andet program"]);
}

#[test]
fn what_a_database_lacks_is_said_in_danish() {
    let house = House::on(Backend::Sqlite);
    std::fs::remove_file(house.folder.path().join("nulpunkt.toml")).expect("the configuration");
    let mut command = std::process::Command::new(crate::house::program());
    command.current_dir(house.folder.path()).env("NULPUNKT_DATABASE", postgres()).args(["round", "list"]);
    let said = String::from_utf8(command.output().expect("the binary runs").stderr).expect("UTF-8");
    assert!(said.starts_with("keys_dir mangler i nulpunkt.toml") && said.lines().count() == 1, "{said}");
}

stories! {
    fn a_count_of_one_has_its_noun_in_the_singular(house) {
        open_round(house, "invited");
        let file = house.file("a.csv", "person_key,email,municipality\nA,mette@thisted.example.dk,thisted\n");
        assert!(house.ok(&["recipients", "import", "--round", "house-1", &file]).starts_with("1 modtager, "));
        assert_eq!(house.ok(&["invite", "--round", "house-1"]), "1 invitation, 1 brev i udbakken, 0 uden mailadresse\n");
        let ragged = house.file("b.csv", "person_key,municipality\nA\n");
        house.refuses(&["recipients", "import", "--round", "house-1", &ragged], &["Rækken har 1 felt, men filen har 2 kolonner"]);
        let answers = house.file("c.csv", "used\n1\n");
        assert_eq!(house.ok(&["responses", "import", "--round", "house-1", &answers]), "1 svar læst ind, 0 kendt i forvejen\n");
        assert_eq!(house.ok(&["round", "close", "house-1"]), "house-1 er lukket\n");
    }

    fn an_unknown_column_is_told_every_column_that_there_is(house) {
        invited_town(house);
        let file = house.file("a.csv", "used,ordre/1\n1,1\n");
        let said = house.refuses(&["responses", "import", "--round", "house-1", &file], &["ordre/1", "order/3"]);
        assert!(!said.contains('…'), "{said}");
    }
}
