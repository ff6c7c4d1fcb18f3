//! What no log may hold: tokens, codes, addresses and whatever a story typed; each house searches all that its servers wrote as it ends.
//!
//! Secrets are found by their shape, and words by having been typed into a form or written into a file of this house.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::http::Form;

/// Shorter words are found by chance: a value, a language, a year.
const SHORTEST: usize = 6;
/// Addresses that are nobody's: an example's, the sender's of the letters, and the database's own.
const NOBODYS: [&str; 5] =
    ["svar@svar.kommune.dk", "retur@svar.kommune.dk", "svar@svar.example.dk", "postgres@127.0.0.1", "nobody@127.0.0.1"];
/// How `serve` hands the one link to the desk, good for one use, to whoever starts it; on standard output, which is no log.
const SIGN_IN: [&str; 2] = ["Den første person laver sin konto én gang på ", "The first person makes their account once at "];

/// What this house typed and handed out.
#[derive(Default)]
pub(crate) struct Secrets(RefCell<BTreeSet<String>>);

impl Secrets {
    /// Learns words that no log may hold.
    pub(crate) fn learn(&self, words: &str) {
        for line in words.lines().map(str::trim).filter(|line| line.chars().count() >= SHORTEST) {
            self.0.borrow_mut().insert(line.to_owned());
        }
    }

    /// Learns what was typed into a form; what it offers to choose from stands on the page anyway, and so does which version it is of.
    pub(crate) fn learn_form(&self, form: &Form) {
        for field in form.fields.iter().filter(|field| !form.offered.contains(field) && !["lang", "version"].contains(&&*field.0))
        {
            self.learn(&field.1);
        }
    }

    /// Learns the cells of a table that are words or addresses: keys and values have neither a blank nor an at.
    pub(crate) fn learn_table(&self, table: &[u8]) {
        let text = String::from_utf8_lossy(table);
        let cells = text.lines().skip(1).flat_map(|line| line.split([',', ';', '\t']));
        cells.map(|cell| cell.trim_matches('"')).filter(|cell| cell.contains([' ', '@'])).for_each(|cell| self.learn(cell));
    }

    /// The first line that holds one of them or what looks like one, with the secret cut out of it, and what it is.
    pub(crate) fn told_by(&self, log: &str) -> Option<String> {
        let known = self.0.borrow();
        let is_ours = |line: &&str| !SIGN_IN.iter().any(|words| line.starts_with(words));
        plain(log).lines().filter(is_ours).find_map(|line| {
            // What a line of the log ends with when it is told: a hash, whose digits are nobody's number.
            let line = line.split(",\"hash\":\"").next().unwrap_or(line);
            let by_name = known.iter().find_map(|secret| line.find(secret.as_str()).map(|at| ("typed", at, secret.len())));
            let (what, at, length) = by_name.or_else(|| by_shape(line))?;
            Some(format!("{}[{what}]{}", &line[..at], &line[at + length..]))
        })
    }
}

/// The text without the colours that a terminal would show: their letters would stand against a word.
fn plain(log: &str) -> String {
    let mut pieces = log.split('\u{1b}');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once('m').map_or(piece, |(_, rest)| rest));
    }
    out
}

/// What looks like a secret in this line: what it is, where it starts and how long it is.
fn by_shape(line: &str) -> Option<(&'static str, usize, usize)> {
    let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || "-@._+%".contains(c)));
    for word in words {
        let at = word.as_ptr() as usize - line.as_ptr() as usize;
        if is_address(word) {
            return Some(("address", at, word.len()));
        }
        let groups: Vec<&str> = word.split(['.', '@', '+', '%']).collect();
        if groups.iter().any(|part| is_token(part)) {
            return Some(("token", at, word.len()));
        }
        if groups.iter().any(|part| is_receipt(part)) {
            return Some(("receipt", at, word.len()));
        }
    }
    digits(line)
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(['.', '-']).replace("%40", "@");
    let parts = word.split_once('@');
    parts.is_some_and(|(who, host)| !who.is_empty() && host.contains('.')) && !NOBODYS.contains(&word.as_str())
}

/// 26 signs of base32, at least one of them a digit, as nearly every token has: a long word of a language has none.
fn is_token(part: &str) -> bool {
    let of_base32 = |byte: u8| byte.is_ascii_alphabetic() || (b'2'..=b'7').contains(&byte);
    part.len() == 26 && part.bytes().all(of_base32) && part.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_receipt(part: &str) -> bool {
    let of_group = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
    part.len() == 19 && part.split('-').all(|group| group.len() == 4 && group.bytes().all(of_group))
}

/// An entry code, sixteen digits also in groups, or a person number, ten digits of which the first six may stand alone.
fn digits(line: &str) -> Option<(&'static str, usize, usize)> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (mut groups, mut end) = (vec![0], at);
        while end < bytes.len() {
            match bytes[end] {
                byte if byte.is_ascii_digit() => *groups.last_mut()? += 1,
                b' ' | b'-' if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => groups.push(0),
                _ => break,
            }
            end += 1;
        }
        // The nanoseconds of a time follow a point.
        let is_fraction = at > 0 && bytes[at - 1] == b'.';
        match groups.as_slice() {
            [16] | [4, 4, 4, 4] if !is_fraction => return Some(("entry code", at, end - at)),
            [10] | [6, 4] if !is_fraction => return Some(("person number", at, end - at)),
            _ => at = end,
        }
    }
    None
}

#[test]
fn every_kind_of_secret_is_found_in_a_log_and_not_repeated() {
    let secrets = Secrets::default();
    secrets.learn("Det går bedre – også på Ærø");
    secrets.learn_table("person_key,name,email\nT-001,Mette Kjærgård,m@x\n".as_bytes());
    for (secret, what) in [
        ("abcdefghijklmnop234567abcd", "token"),
        ("/s/abcdefghijklmnop234567abcd?lang=da", "token"),
        ("ABCD-EFGH-IJKL-2345", "receipt"),
        ("1234 5678 9012 3456", "entry code"),
        ("1234567890123456", "entry code"),
        ("010190-1234", "person number"),
        ("mette@thisted.example.dk", "address"),
        ("mette%40thisted.example.dk", "address"),
        ("Det går bedre – også på Ærø", "typed"),
        ("Mette Kjærgård", "typed"),
    ] {
        for line in
            [format!("2026-11-24T22:33:55.123456Z ERROR it broke: <{secret}>, again"), format!("\u{1b}[3mwhy\u{1b}[0m={secret}")]
        {
            let told =
                secrets.told_by(&format!("one line\n{line}\n")).unwrap_or_else(|| panic!("{secret} is not found in {line}"));
            assert!(told.contains(&format!("[{what}]")) && !told.contains(secret), "{told}");
        }
    }
    let harmless = "2026-11-24T22:33:55.123456Z  INFO 6 sent, 0 waiting on svar@svar.example.dk via 127.0.0.1:25432, nulpunkt_1234_12\n\
                    Speciallægepraksisplanudvalg, round=house-2019-01 2019-01-07 2019-01-31";
    assert_eq!(secrets.told_by(harmless), None);
}

#[test]
fn a_house_whose_server_logged_a_secret_fails_and_does_not_say_it() {
    use crate::house::{Backend, House};
    use std::io::Write as _;
    for (planted, what) in [("abcdefghijklmnop234567abcd", "[token]"), ("Det vidste kun hun", "[typed]")] {
        let house = House::on(Backend::Sqlite);
        house.secrets.learn("Det vidste kun hun");
        let mut log = house.log_file("serve-err-0");
        writeln!(log, "ERROR a page failed: {planted}").expect("planted");
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(house)));
        let said = failed.expect_err("the planted line is not found");
        let said = said.downcast_ref::<String>().expect("words");
        assert!(said.contains(what) && !said.contains(planted), "{said}");
    }
}
