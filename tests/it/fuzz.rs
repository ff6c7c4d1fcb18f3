//! Every reader of what strangers send gets bytes that nobody would send: none panics, none breaks its promise, none is slow.
//!
//! Inputs are mutations of the seeds in `tests/corpora`, where every input that ever failed stays as a file and is tried first.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use nulpunkt::fieldwork::Mode;
use nulpunkt::import::{self, ResponseRules, responses};
use nulpunkt::language::Language;
use nulpunkt::language::personal::{Kind, Names, holds_person_number, masked, spans};
use nulpunkt::mail::{ReturnedMail, Returns, read_returned};
use nulpunkt::questionnaire::{Answers, Trials, Version, decode, parse_condition, read, read_page, read_trials};
use nulpunkt::token::{Receipt, Token, parse_entry_code};

use crate::house::project;
use crate::kills::Dice;
use crate::people::own_surveys;

/// No reader gets more than this at a time here.
const MOST: usize = 64 * 1024;
/// Pieces that mean something to some reader.
const PIECES: [&str; 44] = [
    "\u{feff}",
    "\"",
    "\"\"",
    "'",
    "\r\n",
    "\n",
    "\t",
    ";",
    ",",
    "=",
    "&",
    "%",
    "%C3",
    "%00",
    "\0",
    "[",
    "]",
    "{",
    "}",
    "(((((((((",
    "not ",
    " and ",
    " or ",
    "in [1, 2]",
    "answered(",
    "chosen(used, ",
    "-1",
    "9999999999999999999",
    "1e308",
    "NaN",
    "0101901234",
    "010190-1234",
    "+45",
    "@",
    "(at)",
    "[[page]]\n",
    "show_if = \"used == 1\"",
    "\u{202e}",
    "𝟘𝟙",
    "ı",
    "\n\n",
    "\n--",
    "\n\nAction: failed\nStatus: 5.1.1\n\n",
    "Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n",
];

static ASKED: LazyLock<(Version, Trials)> = LazyLock::new(|| {
    let text = |name: &str| fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
    let trials = read_trials("trials.toml", &text("trials.toml")).unwrap_or_else(|_| panic!("the trials have no faults"));
    let (version, _) =
        read("1.toml", &text("house-caseworkers/1.toml"), Some(&trials)).unwrap_or_else(|_| panic!("it has no faults"));
    (version, trials)
});

fn questionnaires(bytes: &[u8]) {
    let Ok(text) = decode("x.toml", bytes) else { return };
    match read("x.toml", text, Some(&ASKED.1)) {
        Ok((version, warnings)) => {
            assert!(!version.pages.is_empty(), "a questionnaire without a page");
            assert!(warnings.iter().all(|fault| !fault.line(Language::Da).is_empty()));
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            for fault in &faults {
                assert!(
                    !fault.line(Language::Da).contains('\n') && !fault.line(Language::En).contains('\n'),
                    "a fault of two lines"
                );
            }
        }
    }
}

fn conditions(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err((at, _)) = parse_condition(&text) {
        assert!(text.is_char_boundary(at), "the place of the fault is not between two characters");
    }
}

fn tables(bytes: &[u8]) {
    match import::read("x.csv", bytes) {
        Ok(table) => {
            for row in &table.rows {
                for column in 0..200 {
                    assert!(!table.cell(row, column).contains('\0'), "a NUL came through");
                }
            }
        }
        Err(faults) => assert!(!faults.is_empty(), "refused without a reason"),
    }
    let (version, trials) = &*ASKED;
    let rules = ResponseRules { version, trials, mode: Mode::Pseudonymous, map: None, today: jiff::civil::date(2026, 11, 24) };
    match responses("x.csv", bytes, rules) {
        Ok(read) => assert!(read.rows.iter().all(|row| row.line >= 1)),
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            assert!(faults.iter().all(|fault| !fault.line(Language::Da).contains('\n')), "a fault of two lines");
        }
    }
}

fn maps(bytes: &[u8]) {
    if let Err(faults) = import::map("x.toml", bytes, &ASKED.0, &ASKED.1) {
        assert!(!faults.is_empty(), "refused without a reason");
    }
}

fn forms(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let fields: Vec<(String, String)> = text
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
    let mut draft = Answers::default();
    for page in 0..=ASKED.0.pages.len() {
        let reading = read_page(&ASKED.0, &draft, page, &fields);
        reading.put_into(&mut draft);
        let again = read_page(&ASKED.0, &draft, page, &fields);
        assert!(again.answers == reading.answers, "the same page reads differently when it is sent again");
    }
}

fn codes(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(token) = Token::parse(&text) {
        assert_eq!(token.to_string(), text.to_ascii_lowercase());
    }
    if let Some(receipt) = Receipt::parse(&text) {
        assert!(Receipt::parse(&receipt.0) == Some(receipt.clone()), "a receipt that does not read back");
    }
    if let Ok(code) = parse_entry_code(&text) {
        assert!(code.len() == 16 && parse_entry_code(&code).as_ref() == Ok(&code), "a code that does not read back");
    }
}

fn texts(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let names = Names::new(["Mette Kjærgård", "Al-Khatib, Fatma"]);
    let mut end = 0;
    for span in spans(&text, &names) {
        assert!(span.range.start >= end && span.range.end > span.range.start, "spans overlap");
        assert!(text.get(span.range.clone()).is_some(), "a span cuts a character");
        end = span.range.end;
    }
    assert!(!holds_person_number(&masked(&text, &names, Language::Da)), "a person number is left after masking");
}

fn returned(bytes: &[u8]) {
    let read = read_returned(bytes);
    if let ReturnedMail::Failed { said } = &read {
        assert!(said.chars().count() <= 300 && !said.contains(char::is_control), "said: {said:?}");
        assert!(spans(said, &Names::default()).iter().all(|span| span.kind != Kind::Email), "an address is told: {said}");
    }
    let returns = Returns::parse("retur@svar.example.dk").expect("an address");
    let named: Vec<i64> = returns.named_by(None, bytes).iter().map(|(letter, _)| *letter).collect();
    assert!(named.len() <= 16 && named.iter().all(|letter| *letter >= 0));
    // One end of lines or the other: a mail server may change it on the way.
    if !bytes.contains(&b'\r') {
        let other = bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..]);
        assert!(read_returned(&other) == read, "with other ends of lines it reads differently");
    }
}

/// An input near one of the seeds.
fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut pick = |below: usize| usize::try_from(dice.between(0, below.max(1) as u64)).expect("small");
    let mut input = seeds[pick(seeds.len())].clone();
    for _ in 0..=pick(6) {
        let at = pick(input.len() + 1);
        match pick(7) {
            0 if at < input.len() => input[at] ^= 1 << pick(8),
            1 => input.truncate(at),
            2 => {
                let other = &seeds[pick(seeds.len())];
                let from = pick(other.len() + 1);
                input.splice(at..at, other[from..].iter().copied());
            }
            3 => {
                let to = (at + pick(12)).min(input.len());
                input.drain(at..to);
            }
            4 => {
                let piece = input[at..(at + pick(40)).min(input.len())].repeat(1 + pick(400));
                input.splice(at..at, piece);
            }
            5 => input.insert(at, u8::try_from(pick(256)).expect("a byte")),
            _ => {
                let piece = PIECES[pick(PIECES.len())].repeat(if pick(8) == 0 { 1 + pick(2000) } else { 1 });
                input.splice(at..at, piece.into_bytes());
            }
        }
        input.truncate(MOST);
    }
    input
}

/// How long it took, or what it said as it panicked.
fn tried(target: fn(&[u8]), input: &[u8]) -> Result<Duration, String> {
    let start = Instant::now();
    match catch_unwind(AssertUnwindSafe(|| target(input))) {
        Ok(()) => Ok(start.elapsed()),
        Err(panic) => {
            let words =
                panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
            Err(words.unwrap_or_default())
        }
    }
}

fn fuzzed(name: &str, target: fn(&[u8])) {
    let folder: PathBuf = project().join("tests/corpora").join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).expect("the corpus").flatten().map(|file| file.path()).collect();
    files.sort();
    let seeds: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("a seed")).collect();
    assert!(!seeds.is_empty());
    for (file, seed) in files.iter().zip(&seeds) {
        tried(target, seed).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    }
    // What a seed takes that is repeated until it is as long as any input.
    let longest = |seed: &Vec<u8>| seed.iter().copied().cycle().take(MOST).collect::<Vec<u8>>();
    let usual = seeds.iter().filter_map(|seed| tried(target, &longest(seed)).ok()).max().unwrap_or_default();
    let bound = Duration::from_millis(500) + 20 * usual;
    let long = std::env::var_os("NULPUNKT_TEST_LONG").is_some();
    let lasting = if long { Duration::from_mins(1) } else { Duration::from_secs(1) };
    let seed = if long { u64::from(std::process::id()) * 7919 + 1 } else { 20_190_107 };
    println!("{name}: seed {seed}, bound {bound:?}");
    let (mut dice, start) = (Dice::of(seed), Instant::now());
    let mut tries = 0u64;
    while start.elapsed() < lasting {
        let input = mutated(&seeds, &mut dice);
        tries += 1;
        let why = match tried(target, &input) {
            Err(why) => why,
            // The machine may have been busy with something else: slow is what is slow three times.
            Ok(took) if took > bound && (0..2).all(|_| tried(target, &input).is_ok_and(|took| took > bound)) => {
                format!("takes {took:?}")
            }
            Ok(_) => continue,
        };
        let kept = folder.join(format!("failed-{seed}-{tries}"));
        fs::write(&kept, &input).expect("the failure is kept");
        panic!("{name}, seed {seed}, input {tries}, kept as {}: {why}", kept.display());
    }
    println!("{name}: {tries} inputs");
}

macro_rules! targets {
    ($($test:ident: $target:ident,)+) => { $(
        #[test]
        fn $test() {
            fuzzed(stringify!($target), $target);
        }
    )+ };
}

targets! {
    no_bytes_break_the_reader_of_questionnaires: questionnaires,
    no_bytes_break_the_reader_of_conditions: conditions,
    no_bytes_break_the_reader_of_tables_of_answers: tables,
    no_bytes_break_the_reader_of_maps: maps,
    no_bytes_break_the_reader_of_forms: forms,
    no_bytes_break_the_readers_of_codes: codes,
    no_bytes_break_the_scanner_of_texts: texts,
    no_bytes_break_the_reader_of_returned_mail: returned,
}

#[test]
fn a_reader_that_panics_or_says_the_wrong_thing_is_noticed() {
    assert!(tried(|bytes| assert!(bytes.len() < 3, "too long"), b"abcd").is_err_and(|why| why.contains("too long")));
    assert!(tried(|_| {}, b"abcd").is_ok());
}
