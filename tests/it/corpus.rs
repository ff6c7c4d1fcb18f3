//! Danish answers made up by chance, half of them with something that points at a person: what the scanner is measured on.
//!
//! It shares nothing with the scanner but the language: everything here is written as people write it, and where a part that
//! points at a person was put is remembered while the line is put together, not looked for afterwards.

use std::fs;
use std::ops::Range;

use crate::house::project;
use crate::ordinary::ordinary;

/// What was put into a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Planted {
    Cpr,
    Phone,
    Mail,
    Name,
}

/// A line with the places, in bytes, of what was put into it.
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) planted: Vec<(Planted, Range<usize>)>,
}

/// Chance that is the same every time (SplitMix64, Steele, Lea and Flood 2014).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `from` to `to`, both among them.
    pub(crate) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from + 1)
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.between(1, many) == 1
    }

    pub(crate) fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[usize::try_from(self.next() % all.len() as u64).expect("an index")]
    }

    fn digits(&mut self, many: u64) -> String {
        (0..many).map(|_| char::from_digit(u32::try_from(self.between(0, 9)).expect("a digit"), 10).expect("a digit")).collect()
    }
}

const FIRST: [&str; 40] = [
    "Mette",
    "Søren",
    "Anne-Marie",
    "Jens",
    "Åse",
    "Lars Bo",
    "Fatima",
    "Mohammed",
    "Kirsten",
    "Ole",
    "Bodil",
    "Jørgen",
    "Inger Lise",
    "Per",
    "Hanne",
    "Niels",
    "Zeynep",
    "Ahmad",
    "Birthe",
    "Karl Emil",
    "Ida",
    "Øjvind",
    "Lene",
    "Peter",
    "Gitte",
    "Erik",
    "Olena",
    "Torben",
    "Pia",
    "Hassan",
    "Rikke",
    "Poul-Erik",
    "Tove",
    "Jesper",
    "Ulla",
    "Ivan",
    "Charlotte",
    "Asger",
    "Dorthe",
    "Knud",
];
/// Last names that are no ordinary words.
const LAST: [&str; 36] = [
    "Kjærgård",
    "Pedersen",
    "Sørensen",
    "Østergaard",
    "Nguyen",
    "Al-Khatib",
    "Thomsen",
    "Mikkelsen",
    "Bødker",
    "Vestergaard",
    "Yilmaz",
    "Hussein",
    "Rasmussen",
    "Olesen",
    "Kristoffersen",
    "Søndergaard",
    "Ågård",
    "Bjerregaard",
    "Jespersen",
    "Nørgaard",
    "Petersen",
    "Johansen",
    "Hvidtfeldt",
    "Iversen",
    "Kowalski",
    "Lauritzen",
    "Andersen",
    "Overgaard",
    "Shevchenko",
    "Christiansen",
    "Villadsen",
    "Brøndum",
    "Frandsen",
    "Gravesen",
    "Haderup",
    "Toftegaard",
];
/// Last names that are ordinary words as well: they point at a person only beside a first name.
const LAST_WORDS: [&str; 8] = ["Skov", "Holm", "Lund", "Møller", "Lang", "Vinter", "Krog", "Sommer"];

/// The people whose names are on the list, the same for every corpus.
pub(crate) fn people() -> Vec<String> {
    let last = LAST.iter().chain(&LAST_WORDS);
    last.enumerate()
        .flat_map(|(at, last)| [7, 20, 33].map(|step| format!("{} {last}", FIRST[(at * 3 + step) % FIRST.len()])))
        .collect()
}

/// So many lines by this seed, every second one with something planted.
pub(crate) fn corpus(seed: u64, lines: usize) -> Vec<Line> {
    let file = fs::read_to_string(project().join("tests/data/answers.txt")).expect("the sentences");
    let sentences: Vec<&str> = file.lines().filter(|line| !line.starts_with('#')).collect();
    let points =
        |sentence: &&&str| ["{cpr}", "{phone}", "{mail}", "{name}", "{genitive}"].iter().any(|slot| sentence.contains(slot));
    let (planted, plain): (Vec<&str>, Vec<&str>) = sentences.iter().partition(|sentence| points(sentence));
    assert!(planted.len() >= 40 && plain.len() >= 60, "{} and {}", planted.len(), plain.len());
    let mut chance = Chance(seed);
    let people = people();
    (0..lines).map(|number| line(&mut chance, &people, if number % 2 == 0 { &planted } else { &plain }, &plain)).collect()
}

fn line(chance: &mut Chance, people: &[String], first: &[&str], plain: &[&str]) -> Line {
    let mut line = Line { text: String::new(), planted: Vec::new() };
    if chance.one_in(4) {
        let words = chance.of(plain);
        sentence(chance, people, words, &mut line);
        let between = chance.of(&[" ", "\n", "  ", " - "]);
        line.text.push_str(between);
    }
    let words = chance.of(first);
    sentence(chance, people, words, &mut line);
    if chance.one_in(3) {
        let between = chance.of(&[" ", "\n", "\r\n\r\n", " Og: "]);
        line.text.push_str(between);
        let words = chance.of(plain);
        sentence(chance, people, words, &mut line);
    }
    line
}

/// Fills a sentence's braces and adds it, now and then without a capital or without its full stop.
fn sentence(chance: &mut Chance, people: &[String], sentence: &str, line: &mut Line) {
    let lower = chance.one_in(5);
    let mut rest = if chance.one_in(5) { sentence.trim_end_matches('.') } else { sentence };
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').expect("a brace that closes");
        line.text.push_str(&if lower { before.to_lowercase() } else { before.to_owned() });
        let start = line.text.len();
        let (planted, text) = match slot {
            "cpr" => (Some(Planted::Cpr), cpr(chance)),
            "phone" => (Some(Planted::Phone), phone(chance)),
            "mail" => (Some(Planted::Mail), mail(chance)),
            "name" => (Some(Planted::Name), name(chance, people, false)),
            "genitive" => (Some(Planted::Name), name(chance, people, true)),
            other => (None, ordinary(chance, other)),
        };
        line.text.push_str(&text);
        line.planted.extend(planted.map(|planted| (planted, start..line.text.len())));
        rest = after;
    }
    line.text.push_str(&if lower { rest.to_lowercase() } else { rest.to_owned() });
}

fn arabic(text: &str) -> String {
    text.chars().map(|c| c.to_digit(10).and_then(|digit| char::from_u32(0x660 + digit)).unwrap_or(c)).collect()
}

fn cpr(chance: &mut Chance) -> String {
    let month = chance.between(1, 12);
    let year = chance.between(30, 109) % 100;
    let longest = [31, if year.is_multiple_of(4) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        [usize::try_from(month - 1).expect("a month")];
    let replacement = if chance.one_in(12) { 60 } else { 0 };
    let (d, m, y, n) = (
        format!("{:02}", chance.between(1, longest) + replacement),
        format!("{month:02}"),
        format!("{year:02}"),
        chance.digits(4),
    );
    let (one, two) = n.split_at(2);
    match chance.between(1, 26) {
        1..=6 => format!("{d}{m}{y}-{n}"),
        7..=10 => format!("{d}{m}{y}{n}"),
        11..=13 => format!("{d}{m}{y} {n}"),
        14 => format!("{d}{m}{y} - {n}"),
        15 => format!("{d} {m} {y} {n}"),
        16 => format!("{d}-{m}-{y}-{n}"),
        17 => format!("{d}.{m}.{y}-{n}"),
        18 => format!("{d}.{m}.{y}.{n}"),
        19 => format!("{d}{m}{y}\u{2013}{n}"),
        20 => format!("{d}{m}{y}.{n}"),
        21 => format!("{d} {m} {y} {one} {two}"),
        22 => format!("{d}{m}{y}\u{A0}{n}"),
        23 => format!("{d}/{m}/{y}-{n}"),
        24 => arabic(&format!("{d}{m}{y}-{n}")),
        25 => format!("{d}{m}{y} {one} {two}"),
        _ => format!("{d}{m} {y} {n}"),
    }
}

fn phone(chance: &mut Chance) -> String {
    const FRONT: [u64; 54] = [
        20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 35, 36, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
        52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 65, 66, 69, 70, 71, 73, 75, 81, 86, 91, 97, 98,
    ];
    let front = FRONT[usize::try_from(chance.between(0, 53)).expect("an index")].to_string();
    let rest = chance.digits(6);
    let pairs = [front.as_str(), &rest[..2], &rest[2..4], &rest[4..]];
    match chance.between(1, 22) {
        1..=4 => pairs.concat(),
        5..=9 => pairs.join(" "),
        10 => format!("{front}{} {}", &rest[..2], &rest[2..]),
        11 => pairs.join("-"),
        12 => pairs.join("."),
        13 => format!("+45{}", pairs.concat()),
        14 => format!("+45 {}", pairs.join(" ")),
        15 => format!("+45 {}", pairs.concat()),
        16 => format!("0045{}", pairs.concat()),
        17 => format!("0045 {}", pairs.join(" ")),
        18 => format!("(+45) {}", pairs.join(" ")),
        19 => format!("45 {}", pairs.join(" ")),
        20 => arabic(&pairs.concat()),
        21 => pairs.join("\u{A0}"),
        _ => format!("{front} {} {}", &rest[..3], &rest[3..]),
    }
}

fn mail(chance: &mut Chance) -> String {
    let first = chance.of(&["mette", "soren", "søren", "jens-ole", "aase", "åse", "bodil", "m.k", "olena", "x"]);
    let last = chance.of(&["hansen", "kjaer", "kjær", "nielsen1972", "moller", "østergaard", "p", "vestergaard-bay"]);
    let local = match chance.between(1, 5) {
        1 => first.to_owned(),
        2 => format!("{first}_{last}"),
        3 => format!("{first}{last}{}", chance.digits(2)),
        4 => format!("{first}.{last}+job"),
        _ => format!("{first}.{last}"),
    };
    let host = chance.of(&[
        "gmail",
        "hotmail",
        "brønderslev",
        "thisted",
        "live",
        "post.tele",
        "job.vejle",
        "aalborg-kommune",
        "firma",
        "3f",
    ]);
    let end = chance.of(&["dk", "com", "dk", "dk", "nu", "eu", "org"]);
    match chance.between(1, 18) {
        1..=9 => format!("{local}@{host}.{end}"),
        10 => format!("{local} @ {host}.{end}"),
        11 => format!("{local} (at) {host}.{end}"),
        12 => format!("{local}(at){host}.{end}"),
        13 => format!("{local}[at]{host}.{end}"),
        14 => format!("{local} snabel-a {host}.{end}"),
        15 => format!("{local} snabela {host} punktum {end}"),
        16 => format!("{local} at {host} dot {end}"),
        17 => format!("{local}@{host} (punktum) {end}"),
        _ => format!("{local}@{host}.{end}").to_uppercase(),
    }
}

fn name(chance: &mut Chance, people: &[String], genitive: bool) -> String {
    let whole = &people[usize::try_from(chance.next() % people.len() as u64).expect("an index")];
    let (firsts, last) = whole.rsplit_once(' ').expect("two names");
    let alone = LAST.contains(&last);
    let spelt = match chance.between(1, 9) {
        1 if alone => last.to_owned(),
        2 if alone => format!("{}. {last}", firsts.chars().next().expect("a letter")),
        3 => format!("{last}, {firsts}"),
        4 => format!("{} {last}", firsts.split(' ').next().expect("a first name")),
        _ => whole.clone(),
    };
    // A name in the order of a list takes no genitive.
    let spelt = match (genitive && !spelt.contains(','), spelt.ends_with('s')) {
        (true, true) => format!("{spelt}'"),
        (true, false) => format!("{spelt}s"),
        (false, _) => spelt,
    };
    match chance.between(1, 8) {
        1 => spelt.to_lowercase(),
        2 => spelt.to_uppercase(),
        3 => spelt.replace("aa", "å"),
        _ => spelt,
    }
}
