//! A project as other programs for qualitative analysis read and write it (REFI-QDA 1.5): codes, texts, excerpts and notes.
//!
//! Positions are code points from 0, the end not included, over a text with line feeds alone.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// A project: everything of one that is kept here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QdaProject {
    /// The codes, each before those below it.
    pub codes: Vec<QdaCode>,
    /// The texts.
    pub texts: Vec<QdaText>,
}

/// A code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QdaCode {
    /// What programs know it by.
    pub guid: String,
    /// What the code above it is known by.
    pub parent: Option<String>,
    /// The name.
    pub name: String,
    /// When it is put.
    pub description: String,
    /// What was thought about it.
    pub notes: Vec<QdaNote>,
}

/// A text with its excerpts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QdaText {
    /// What programs know it by.
    pub guid: String,
    /// The name.
    pub name: String,
    /// The words.
    pub words: String,
    /// The excerpts.
    pub excerpts: Vec<QdaExcerpt>,
}

/// Words with a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QdaExcerpt {
    /// What programs know the coding by.
    pub guid: String,
    /// What the code is known by.
    pub code: String,
    /// From which code point.
    pub starts: usize,
    /// To which, not included.
    pub ends: usize,
    /// Who put it; empty where the file does not say.
    pub coder: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What was thought about it.
    pub notes: Vec<QdaNote>,
}

/// What somebody thought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QdaNote {
    /// The words.
    pub words: String,
    /// Who; empty where the file does not say.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// The identifier that always comes of the same words.
#[must_use]
pub fn derived_guid(kind: &str, words: &[&str]) -> String {
    let mut hash = Sha256::new().chain_update(kind);
    for part in words {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // A UUID of version 8: its bits are of this program's own making (RFC 9562, section 5.8).
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Lines as one text: where each begins in it, and the text. Their order is that of a hash of their words, so that it tells nothing of who
/// spoke after whom.
#[must_use]
pub fn joined<'a>(lines: &[(i64, &'a str)]) -> (Vec<(i64, usize)>, String) {
    let mut lots: Vec<([u8; 32], &'a str, i64)> =
        lines.iter().map(|(id, words)| (Sha256::digest(words).into(), *words, *id)).collect();
    lots.sort_unstable();
    let (mut places, mut text, mut at) = (Vec::with_capacity(lots.len()), String::new(), 0);
    for (_, words, id) in lots {
        if !text.is_empty() {
            text.push('\n');
            at += 1;
        }
        places.push((id, at));
        text.push_str(words);
        at += words.chars().count();
    }
    (places, text)
}

/// A text in which these lines are made unreadable, sign by sign, so that every position stays; and how many they were. What only has the
/// words of a line somewhere in it is another line.
#[must_use]
pub fn without_lines(text: &str, lines: &BTreeSet<&str>) -> (String, usize) {
    let mut hidden: Vec<(usize, usize)> = Vec::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let places = text.match_indices(line).map(|(at, _)| (at, at + line.len()));
        let is_line = |(from, to): &(usize, usize)| {
            (*from == 0 || text[..*from].ends_with('\n')) && (*to == text.len() || text[*to..].starts_with('\n'))
        };
        hidden.extend(places.filter(is_line));
    }
    let covered = |at: usize| hidden.iter().any(|(from, to)| (*from..*to).contains(&at));
    let signs = text.char_indices().map(|(at, sign)| if sign != '\n' && covered(at) { '·' } else { sign });
    (signs.collect(), hidden.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_in_an_order_that_is_not_that_of_the_talk_and_is_always_the_same() {
        let (places, text) = joined(&[(1, "på Ærø"), (2, "ja"), (3, "nej")]);
        let (again, same) = joined(&[(13, "nej"), (12, "ja"), (11, "på Ærø")]);
        assert_eq!(text, same);
        assert_eq!(places.iter().map(|(_, at)| at).collect::<Vec<_>>(), again.iter().map(|(_, at)| at).collect::<Vec<_>>());
        for (id, at) in places {
            let words = ["på Ærø", "ja", "nej"][usize::try_from(id).unwrap() - 1];
            assert_eq!(text.chars().skip(at).take(words.chars().count()).collect::<String>(), words);
        }
        assert_eq!(joined(&[]), (Vec::new(), String::new()));
    }

    #[test]
    fn a_line_is_made_unreadable_where_it_stands_whole_and_every_position_stays() {
        let text = "på Ærø\nnej, på Ærø\nja\npå Ærø";
        let (without, count) = without_lines(text, &["på Ærø", "", "findes ikke"].into());
        assert_eq!((without.as_str(), count), ("······\nnej, på Ærø\nja\n······", 2));
        assert_eq!(without.chars().count(), text.chars().count());
        assert_eq!(without_lines(text, &BTreeSet::new()), (text.to_owned(), 0));
    }

    #[test]
    fn an_identifier_has_the_form_of_one_and_is_no_other_words() {
        let guid = derived_guid("user", &["Åse", "b"]);
        assert_eq!(guid.len(), 36);
        assert!(guid.bytes().enumerate().all(|(at, byte)| if [8, 13, 18, 23].contains(&at) {
            byte == b'-'
        } else {
            byte.is_ascii_hexdigit()
        }));
        assert_eq!((derived_guid("user", &["Åse", "b"]) == guid, derived_guid("user", &["Åseb"]) == guid), (true, false));
    }
}
