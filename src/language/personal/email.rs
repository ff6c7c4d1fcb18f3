//! E-mail addresses, also as people write them to be read by people only: "navn (at) firma.dk", "navn @ firma punktum dk".
//!
//! What can be mailed is decided elsewhere (`import`, `mail`); here an address with æ, ø and å or a slip of the finger counts.

use std::ops::Range;

use super::signs::Signs;

/// The addresses of a text, in order.
pub(super) fn find(signs: &Signs) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in 0..signs.len() {
        let Some(at) = at_sign(signs, start) else { continue };
        let last = found.last().map_or(0, |last| last.end);
        if let Some(range) = address(signs, &at).filter(|range| range.start >= last) {
            found.push(range);
        }
    }
    found
}

/// What stands for the sign between name and domain.
struct At {
    /// With the space around it.
    place: Range<usize>,
    /// Whether it is the sign itself.
    real: bool,
    /// Whether space stands beside it.
    spaced: bool,
    /// Whether it is the bare word "at", which is a Danish word of its own.
    bare: bool,
}

/// The ways to write @, the longest first.
const WORDS: [&str; 9] = ["snabel-a", "snabel a", "snabela", "krøllet a", "alfakrøl", "krølle-a", "krølle a", "at", "a"];

fn at_sign(signs: &Signs, start: usize) -> Option<At> {
    let closing = match signs.sign(start) {
        '@' => return Some(around(signs, start..start + 1, true, false)),
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        '<' => Some('>'),
        // Every page with a text is read so: most words of it begin with another letter than the words for the sign.
        'a' | 'A' | 'k' | 'K' | 's' | 'S' if !signs.before(start).is_alphanumeric() => None,
        _ => return None,
    };
    let open = if closing.is_some() { skip(signs, start + 1) } else { start };
    if closing.is_some() && signs.sign(open) == '@' {
        let end = skip(signs, open + 1);
        return (Some(signs.sign(end)) == closing).then(|| around(signs, start..end + 1, true, false));
    }
    let word = WORDS.iter().find(|word| is_word_at(signs, open, word) && (closing.is_some() || **word != "a"))?;
    let end = open + word.chars().count();
    match closing {
        Some(closing) => {
            let end = skip(signs, end);
            (signs.sign(end) == closing).then(|| around(signs, start..end + 1, false, false))
        }
        None => Some(around(signs, start..end, false, *word == "at")),
    }
}

fn around(signs: &Signs, place: Range<usize>, real: bool, bare: bool) -> At {
    let start = (0..place.start).rev().find(|at| signs.sign(*at) != ' ').map_or(0, |at| at + 1);
    let end = skip(signs, place.end);
    At { spaced: start < place.start || end > place.end, place: start..end, real, bare }
}

fn skip(signs: &Signs, from: usize) -> usize {
    signs.run(from, |sign| sign == ' ')
}

fn is_word_at(signs: &Signs, start: usize, word: &str) -> bool {
    let length = word.chars().count();
    let same = word.chars().zip(start..).all(|(letter, at)| signs.sign(at).to_lowercase().eq(std::iter::once(letter)));
    same && !signs.sign(start + length).is_alphanumeric()
}

fn address(signs: &Signs, at: &At) -> Option<Range<usize>> {
    let local = (0..at.place.start).rev().take_while(|at| is_local(signs.sign(*at))).last()?;
    // A mark that opens a sentence or a bracket is no part of the name.
    let local = (local..at.place.start).find(|at| signs.sign(*at).is_alphanumeric() || signs.sign(*at) == '_')?;
    let (end, dots) = domain(signs, at.place.end)?;
    let last = (at.place.end..end).rev().find(|at| signs.sign(*at) == '.').map_or(at.place.end, |dot| dot + 1)..end;
    let enough = match (at.real, at.bare) {
        // The word "at" alone joins sentences: it needs a domain that is spelt out, or a name that no word looks like.
        (_, true) => dots.spelt || (dots.known && is_no_word(signs, local..at.place.start)),
        (false, false) => dots.known,
        (true, false) => has_letter(signs, last) && (dots.count > 0 || (!at.spaced && end - at.place.end > 1)),
    };
    enough.then_some(local..end)
}

fn is_no_word(signs: &Signs, mut place: Range<usize>) -> bool {
    place.any(|at| !signs.sign(at).is_alphabetic())
}

fn has_letter(signs: &Signs, mut place: Range<usize>) -> bool {
    place.any(|at| signs.sign(at).is_alphabetic())
}

fn is_local(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '.' | '_' | '-' | '+' | '%' | '&' | '\'' | '!' | '#' | '$' | '*' | '=' | '~')
}

/// What was found about the dots of a domain.
#[derive(Default)]
struct Dots {
    count: usize,
    /// Whether one is written as a word.
    spelt: bool,
    /// Whether the domain ends in one of the endings that are common here.
    known: bool,
}

const ENDINGS: [&str; 16] =
    ["dk", "com", "net", "org", "eu", "nu", "se", "no", "de", "info", "gl", "fo", "uk", "io", "me", "email"];

fn domain(signs: &Signs, start: usize) -> Option<(usize, Dots)> {
    let mut end = label(signs, start)?;
    let mut dots = Dots::default();
    loop {
        let (next, spelt, slip) = dot(signs, end).unwrap_or((end, false, true));
        let after = label(signs, next).filter(|_| next > end);
        let Some(after) = after else { break };
        let known = ENDINGS.contains(&signs.text(next..after).to_lowercase().as_str());
        if slip && !known {
            break;
        }
        end = after;
        dots = Dots { count: dots.count + 1, spelt: dots.spelt || spelt, known };
    }
    Some((end, dots))
}

/// What stands for a dot: where it ends, whether it is a word, and whether it is a slip that only a common ending makes good.
fn dot(signs: &Signs, start: usize) -> Option<(usize, bool, bool)> {
    if signs.sign(start) == '.' {
        let end = skip(signs, start + 1);
        return Some((end, false, end > start + 1));
    }
    let from = skip(signs, start);
    let bracket = matches!(signs.sign(from), '(' | '[' | '{');
    let open = if bracket { skip(signs, from + 1) } else { from };
    for word in ["punktum", "prik", "dot", "."] {
        let length = word.chars().count();
        let is_here = if word == "." { signs.sign(open) == '.' } else { is_word_at(signs, open, word) };
        if !is_here || (!bracket && from == start) {
            continue;
        }
        let close = skip(signs, open + length);
        match (bracket, matches!(signs.sign(close), ')' | ']' | '}')) {
            (true, true) => return Some((skip(signs, close + 1), true, false)),
            (false, false) => return Some((close, true, true)),
            _ => {}
        }
    }
    // "navn@firma,dk" and "navn@firma dk".
    let comma = usize::from(signs.sign(start) == ',');
    let end = skip(signs, start + comma);
    (end > start).then_some((end, false, true))
}

/// The end of a label: letters, digits and hyphens within.
fn label(signs: &Signs, start: usize) -> Option<usize> {
    let end = signs.run(start, |sign| sign.is_alphanumeric() || sign == '-');
    let end = (start..end).rev().find(|at| signs.sign(*at) != '-')? + 1;
    (signs.sign(start) != '-').then_some(end)
}
