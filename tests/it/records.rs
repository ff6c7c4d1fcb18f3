//! What the name server must say for letters to be believed: the lines that `doctor --mail` prints, read by OpenSSL and held against records.

use std::process::Command;

use crate::house::{Backend, House};

/// Runs OpenSSL in the house's folder.
fn openssl(house: &House, arguments: &[&str]) -> Vec<u8> {
    let ran = Command::new("openssl").args(arguments).current_dir(house.folder.path()).output().expect("openssl is needed");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    ran.stdout
}

fn signed_house() -> House {
    let house = House::on(Backend::Sqlite);
    openssl(&house, &["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "dkim.pem"]);
    house.configure(
        "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\nreturns = \"retur@svar.example.dk\"\n[mail.smtp]\nhost = \"relay.example.dk\"\n\
         [mail.dkim]\ndomain = \"svar.example.dk\"\nselector = \"nul1\"\nkey_file = \"dkim.pem\"\n",
    );
    house
}

/// The lines that are needed, as a file of records.
fn needed(house: &House) -> String {
    let said = house.ok(&["doctor", "--mail", "--format", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&said).expect("JSON");
    let lines = rows.iter().filter(|row| row["state"] == "needed").map(|row| row["meaning"].as_str().expect("a line").to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_key_is_shown_as_openssl_shows_it_and_the_lines_pass_their_own_check() {
    let house = signed_house();
    let lines = needed(&house);
    let public = openssl(&house, &["pkey", "-in", "dkim.pem", "-pubout", "-outform", "DER"]);
    let shown = lines.replace("\" \"", "");
    assert!(
        shown.contains(&format!(
            "nul1._domainkey.svar.example.dk. TXT \"v=DKIM1; k=rsa; p={}\"",
            data_encoding::BASE64.encode(&public)
        )),
        "{lines}"
    );
    for line in [
        "svar.example.dk. TXT \"v=spf1 a:relay.example.dk -all\"",
        "_dmarc.svar.example.dk. TXT \"v=DMARC1; p=reject",
        "svar.example.dk. MX 10 svar.example.dk.",
    ] {
        assert!(lines.contains(line), "{line} is not among:\n{lines}");
    }
    let records = house.file("zone.txt", &lines);
    let said = house.ok(&["doctor", "--mail", "--records", &records]);
    for good in ["samme domæne: example.dk", "SPF passer", "DKIM passer til nøglen", "Både SPF og DKIM", "Breve retur går til"]
    {
        assert!(said.contains(good), "{good} is not in:\n{said}");
    }
    assert!(!said.contains("fault") && !said.contains("warning"), "{said}");
    assert!(!house.folder.path().join("nulpunkt.db").exists(), "the database was opened");
}

#[test]
fn what_is_wrong_with_records_is_named() {
    let house = signed_house();
    let lines = needed(&house);
    let (old_spf, new_spf) = ("v=spf1 a:relay.example.dk -all", "v=spf1 a:other.example.dk -all");
    let cases = [
        (lines.replace(old_spf, new_spf), "nævner ikke relay.example.dk"),
        (lines.replace(" -all", ""), "lader alle sende"),
        (lines.replace("p=MIIB", "p=MIIC"), "Nøglen er en anden"),
        (lines.replace("nul1._domainkey", "nul2._domainkey"), "Der er ingen DKIM-linje"),
        (lines.replace("p=reject", "p=none"), "DMARC siger p=none"),
        (lines.replace("_dmarc.", "dmarc."), "Der er ingen DMARC-linje"),
        (lines.replace(" MX ", " A "), "ingen MX-linje"),
        (lines.replace(old_spf, new_spf).replace("nul1.", "nul3."), "Hverken SPF eller DKIM"),
    ];
    for (text, says) in cases {
        assert_ne!(text, lines, "{says}: nothing was changed");
        let records = house.file("zone.txt", text);
        let ran = house.run(&["doctor", "--mail", "--records", &records]);
        assert!(ran.out.contains(says), "{says} is not in:\n{}", ran.out);
        assert_eq!(ran.code, if says.contains("p=none") { 0 } else { 4 }, "{says}");
    }
    house.configure("[mail]\ntransport = \"folder\"\nfolder = \"letters\"\nfrom = \"svar@other.dk\"\n");
    let ran = house.run(&["doctor", "--mail"]);
    assert!(ran.code != 0, "a link of one domain and letters of another: {}", ran.out);
}
