//! Who speaks in text that only says so by writing a name before the words.
//!
//! "10:30 Møde: tekst" is a time and a speaker only where the file as a whole looks like talk: a name comes again, or every line has one; and
//! a time before the name is one only if at least half of the names have one and the times never run backwards. Else it is words.

use std::collections::BTreeMap;

use super::lines::Piece;

/// The longest name, in code points and in words.
const LONGEST_NAME: usize = 60;
const MOST_WORDS: usize = 5;

/// The beginning of a turn: who, when, and the words behind it.
struct Head<'a> {
    name: &'a str,
    at: Option<u64>,
    words: &'a str,
}

/// The turns of a text, line by line.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let timed: Vec<Option<Head<'_>>> = lines.iter().map(|line| head(line, true)).collect();
    let times: Vec<u64> = timed.iter().flatten().filter_map(|head| head.at).collect();
    let named = timed.iter().flatten().count();
    let has_times = times.len() >= 2 && times.len() * 2 >= named && times.is_sorted();
    let heads = if has_times { timed } else { lines.iter().map(|line| head(line, false)).collect() };
    let is_talk = is_talk(heads.iter());
    let mut pieces: Vec<Piece> = Vec::new();
    for (line, head) in lines.iter().zip(heads) {
        if let Some(head) = head.filter(|_| is_talk) {
            let speaker = Some(head.name.to_owned());
            pieces.push(Piece { speaker, at: head.at, words: head.words.to_owned(), follows: false });
        } else if let Some(last) = pieces.last_mut().filter(|last| last.speaker.is_some()) {
            // Whoever speaks goes on until another does.
            last.words.push('\n');
            last.words.push_str(line);
        } else {
            pieces.push(Piece { speaker: None, at: None, words: (*line).to_owned(), follows: true });
        }
    }
    pieces
}

/// Takes the names out of the words of cues that have no voices, where they look like talk.
pub(super) fn take_labels(pieces: &mut [Piece]) {
    if pieces.iter().any(|piece| piece.speaker.is_some()) {
        return;
    }
    let heads: Vec<Option<(String, String)>> = {
        let heads: Vec<Option<Head<'_>>> = pieces.iter().map(|piece| head(piece.words.trim(), false)).collect();
        if !is_talk(heads.iter()) {
            return;
        }
        heads.into_iter().map(|head| head.map(|head| (head.name.to_owned(), head.words.to_owned()))).collect()
    };
    for (piece, head) in pieces.iter_mut().zip(heads) {
        if let Some((name, words)) = head {
            (piece.speaker, piece.words) = (Some(name), words);
        }
    }
}

/// Whether lines with these heads are talk: at least two begin a turn, and one name comes again, or two stand alone with a time as only
/// programs write them, or no line is without one.
fn is_talk<'a, 'h: 'a>(heads: impl Iterator<Item = &'a Option<Head<'h>>>) -> bool {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut nameless, mut alone) = (0, 0);
    for head in heads {
        match head {
            Some(head) => {
                *counts.entry(head.name).or_default() += 1;
                alone += usize::from(head.at.is_some() && head.words.is_empty());
            }
            None => nameless += 1,
        }
    }
    let (named, again) = (counts.values().sum::<usize>(), counts.values().any(|count| *count > 1));
    named >= 2 && (again || nameless == 0 || alone >= 2)
}

/// Reads `Anna: words`, `Anna   0:03` alone on its line, `[Anna] 10.30.12`, and with `has_time` also `10:30 Anna: words`.
fn head(line: &str, has_time: bool) -> Option<Head<'_>> {
    if let Some(head) = alone(line) {
        return Some(head);
    }
    let (at, rest) = match time(line).filter(|_| has_time) {
        Some((at, rest)) => (Some(at), rest.trim_start_matches([' ', '\t', '-', '–'])),
        None => (None, line),
    };
    let (name, words) = rest.split_once(':')?;
    let goes_on = words.chars().next().is_none_or(|sign| sign.is_whitespace() || sign.is_alphabetic() || "\"»”“".contains(sign));
    let name = name.trim();
    (goes_on && is_name(name)).then(|| Head { name, at, words: words.trim() })
}

/// A name and a time alone on a line, with a gap between them that nobody types in a sentence.
fn alone(line: &str) -> Option<Head<'_>> {
    if let Some((name, after)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let (at, rest) = time(after.trim())?;
        return (rest.is_empty() && is_name(name)).then_some(Head { name, at: Some(at), words: "" });
    }
    let (name, after) = line.rsplit_once(char::is_whitespace)?;
    let (at, rest) = time(after)?;
    let has_gap = name.ends_with(char::is_whitespace) || line[name.len()..].starts_with('\t');
    (rest.is_empty() && has_gap && is_name(name.trim())).then(|| Head { name: name.trim(), at: Some(at), words: "" })
}

/// Whether this could be what a program or a person calls a speaker.
fn is_name(name: &str) -> bool {
    let begins = name.chars().next().is_some_and(char::is_alphabetic);
    begins
        && name.chars().count() <= LONGEST_NAME
        && name.split_whitespace().count() <= MOST_WORDS
        && !name.contains(['?', '!', ';', '"', '»', '«', '/', '\\', '<', '>', '='])
}

/// A time at the beginning, in seconds, and what stands behind it: `0:03`, `10.30.12`, `[00:01:02.345]`.
fn time(text: &str) -> Option<(u64, &str)> {
    let bare = text.strip_prefix(['[', '(']).unwrap_or(text);
    let end = bare.find(|sign: char| !(sign.is_ascii_digit() || matches!(sign, ':' | '.' | ','))).unwrap_or(bare.len());
    let (digits, rest) = bare.split_at(end);
    let parts: Vec<&str> = digits.split([':', '.', ',']).collect();
    let sound = |part: &&str| (1..=3).contains(&part.len());
    if !(2..=4).contains(&parts.len()) || !parts.iter().all(sound) || parts.get(1).is_some_and(|part| part.len() != 2) {
        return None;
    }
    let mut seconds = 0_u64;
    for part in parts.iter().take(3) {
        seconds = seconds * 60 + part.parse::<u64>().ok()?;
    }
    let rest = if bare.len() == text.len() { rest } else { rest.strip_prefix([']', ')'])? };
    (rest.is_empty() || rest.starts_with([' ', '\t', '-', '–'])).then_some((seconds, rest))
}
