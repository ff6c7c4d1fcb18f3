//! Names from a list, such as those who are invited to a round.
//!
//! Masked are a full name, the first name with the last, the last name before the first, and a last name alone unless it is an
//! ordinary Danish word: "Skov" and "Holm" alone would blank out half the texts. A first name alone is left, for the same reason:
//! the list of a municipality holds nearly every first name there is.

use std::collections::HashMap;
use std::ops::Range;

use super::signs::Signs;

/// Names to be found; they are never printed.
#[derive(Default)]
pub struct Names {
    /// What a name begins with → the words of the names that begin so, the longest first.
    by_first: HashMap<String, Vec<Vec<String>>>,
}

impl Names {
    /// Makes a list ready from whole names as they stand on it.
    #[must_use]
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for name in names {
            // "Hansen, Mette" is a list's way to write Mette Hansen.
            let whole = name.split_once(',').map_or_else(|| name.to_owned(), |(last, firsts)| format!("{firsts} {last}"));
            let parts: Vec<Vec<String>> = whole.split_whitespace().map(words_of).filter(|words| !words.is_empty()).collect();
            for spelling in spellings(&parts) {
                by_first.entry(spelling[0].clone()).or_default().push(spelling);
            }
        }
        for spellings in by_first.values_mut() {
            spellings.sort_by_key(|words| std::cmp::Reverse(words.len()));
            spellings.dedup();
        }
        Self { by_first }
    }
}

/// The ways in which a name is looked for, from its parts between spaces: "Al-Khatib" is one part of two words.
fn spellings(parts: &[Vec<String>]) -> Vec<Vec<String>> {
    let [first, .., last] = parts else { return Vec::new() };
    let firsts = parts[..parts.len() - 1].concat();
    let initial: String = first[0].chars().take(1).collect();
    let mut found = vec![parts.concat(), [&first[..], last].concat(), [&last[..], &firsts].concat(), [&last[..], first].concat()];
    let is_ordinary = matches!(last.as_slice(), [word] if ORDINARY.contains(&word.as_str()) || word.chars().count() < 3);
    if !is_ordinary {
        // An initial belongs to the name; before an ordinary word it is a word too: "i Lund".
        found.extend([last.clone(), [&[initial], &last[..]].concat()]);
    }
    found
}

/// The words of a name, in the form in which they are compared.
fn words_of(name: &str) -> Vec<String> {
    let signs = Signs::of(name);
    words(&signs).into_iter().map(|word| folded(&signs.text(word))).collect()
}

/// The names of the list in a text, in order.
pub(super) fn find(signs: &Signs, names: &Names) -> Vec<Range<usize>> {
    if names.by_first.is_empty() {
        return Vec::new();
    }
    let words = words(signs);
    let folded: Vec<String> = words.iter().map(|word| folded(&signs.text(word.clone()))).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let candidates = roots(&folded[at]).filter_map(|root| names.by_first.get(root)).flatten();
        let longest = candidates.filter(|name| stands(signs, name, &words[at..], &folded[at..])).map(Vec::len).max();
        match longest {
            Some(length) => {
                found.push(words[at].start..words[at + length - 1].end);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether these words begin with the name, its last one with or without the s of the genitive.
fn stands(signs: &Signs, name: &[String], words: &[Range<usize>], folded: &[String]) -> bool {
    let Some((last, before)) = name.split_last() else { return false };
    let joined = |at: usize| {
        let between = words[at].end..words[at + 1].start;
        between.len() <= 3 && between.into_iter().all(|at| matches!(signs.sign(at), ' ' | '-' | '.' | ',' | '\n'))
    };
    folded.len() >= name.len()
        && before.iter().zip(folded).all(|(one, other)| one == other)
        && roots(&folded[before.len()]).any(|root| root == last)
        && (0..before.len()).all(joined)
}

/// A word as it stands, and without an s of the genitive.
fn roots(word: &str) -> impl Iterator<Item = &str> {
    let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')).or_else(|| word.strip_suffix('s'));
    std::iter::once(word).chain(bare.filter(|bare| !bare.is_empty()))
}

/// The words of a text: letters with the apostrophes among them or right after.
fn words(signs: &Signs) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        if !signs.sign(at).is_alphanumeric() {
            at += 1;
            continue;
        }
        let is_part =
            |at: usize| signs.sign(at).is_alphanumeric() || (is_apostrophe(signs.sign(at)) && signs.before(at).is_alphabetic());
        let end = (at..signs.len()).find(|at| !is_part(*at)).unwrap_or(signs.len());
        found.push(at..end);
        at = end;
    }
    found
}

fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '\u{2019}' | '\u{B4}' | '`')
}

/// A word in the form in which names are compared: aa is å, and an accent on e says nothing.
fn folded(word: &str) -> String {
    let plain = |sign: char| match sign {
        'é' | 'è' => 'e',
        sign if is_apostrophe(sign) => '\'',
        sign => sign,
    };
    word.to_lowercase().chars().map(plain).collect::<String>().replace("aa", "å")
}

/// Last names that are ordinary words of answers; alone they are left, within a full name they are masked.
const ORDINARY: [&str; 117] = [
    "and", "ask", "bager", "bank", "bech", "berg", "birk", "bjerg", "bjørn", "blok", "blom", "bog", "bonde", "borg", "bro",
    "brun", "busk", "by", "bæk", "dag", "dal", "dam", "dreng", "due", "eg", "eng", "falk", "fisker", "fog", "fred", "fredag",
    "frost", "fugl", "gade", "gammel", "glad", "god", "green", "greve", "grøn", "grå", "hald", "hane", "have", "hede", "hjort",
    "holm", "holt", "hus", "hvid", "høj", "jul", "juul", "jæger", "kamp", "kirke", "klar", "klint", "klog", "knap", "kok",
    "kold", "konge", "kort", "krag", "krog", "krone", "kvist", "kær", "lang", "leder", "let", "lille", "lind", "lund", "lærke",
    "løve", "mand", "mark", "maj", "møller", "mose", "munk", "ny", "nord", "pil", "pind", "post", "præst", "rask", "ravn", "ris",
    "rose", "rød", "sager", "sand", "skov", "skole", "skytte", "smed", "sommer", "sort", "sten", "stor", "storm", "strand",
    "syd", "sø", "søndag", "top", "ulv", "ung", "vang", "varm", "vej", "vest", "vinter",
];
