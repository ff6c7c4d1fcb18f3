//! A line of a pasted design: whether it is a heading, and which; its number; its mark as a line of a list.

use crate::evaluation::Heading;

/// The longest heading, in signs.
pub(super) const LONGEST: usize = 90;

/// What the headings are called, in small letters with nothing but letters and single blanks; the longer ones of one beginning first.
const NAMES: &[(&str, Heading)] = &[
    ("formål med forsøget", Heading::Purpose),
    ("formålet med forsøget", Heading::Purpose),
    ("forsøgets formål", Heading::Purpose),
    ("formålet", Heading::Purpose),
    ("formål", Heading::Purpose),
    ("målgruppe og undermålgruppe samt volumen", Heading::TargetGroup),
    ("målgruppe undermålgruppe samt volumen", Heading::TargetGroup),
    ("målgruppe undermålgruppe og volumen", Heading::TargetGroup),
    ("målgruppe og undermålgruppe", Heading::TargetGroup),
    ("målgruppe og undermålgrupper", Heading::TargetGroup),
    ("målgruppe og volumen", Heading::TargetGroup),
    ("forsøgets målgruppe", Heading::TargetGroup),
    ("målgrupper", Heading::TargetGroup),
    ("målgruppen", Heading::TargetGroup),
    ("målgruppe", Heading::TargetGroup),
    ("tema form indhold og kadence", Heading::Theme),
    ("tema form indhold kadence", Heading::Theme),
    ("form indhold og kadence", Heading::Theme),
    ("form indhold kadence", Heading::Theme),
    ("temaer", Heading::Theme),
    ("tema", Heading::Theme),
    ("konkrete regler der afviges fra", Heading::Rules),
    ("konkrete regler som der afviges fra", Heading::Rules),
    ("konkrete regler som afviges fra", Heading::Rules),
    ("hvilke regler afviges der fra", Heading::Rules),
    ("regler der afviges fra", Heading::Rules),
    ("konkrete regler", Heading::Rules),
    ("evaluering af forsøget", Heading::Evaluation),
    ("evaluering", Heading::Evaluation),
    ("kriterier for succes", Heading::Criteria),
    ("succeskriterier", Heading::Criteria),
    ("succeskriterierne", Heading::Criteria),
    ("succeskriterium", Heading::Criteria),
    ("succeskriterie", Heading::Criteria),
    ("tidsperspektivet", Heading::Timescale),
    ("tidsperspektiv", Heading::Timescale),
    ("tidshorisont", Heading::Timescale),
    ("tidsplan", Heading::Timescale),
    ("hvordan evalueres der", Heading::Method),
    ("hvordan evalueres forsøget", Heading::Method),
    ("hvordan evalueres det", Heading::Method),
    ("hvordan skal der evalueres", Heading::Method),
    ("hvordan evalueres", Heading::Method),
];
/// Headings of effects begin so, and may say which effects.
const EFFECTS: [&str; 4] = ["ønskede effekter", "ønsket effekt", "ønskede effekt", "forventede effekter"];
/// Of effects all together no label is kept.
const ALL_EFFECTS: [&str; 4] = [
    "på kort mellemlangt og langt sigt",
    "på kort mellem og langt sigt",
    "på kort og langt sigt",
    "på kort mellemlang og lang sigt",
];

/// A line that is a heading.
pub(super) struct Named {
    pub(super) heading: Heading,
    /// What the heading says more than its name, such as which effects; it may be empty.
    pub(super) label: String,
    /// What stands behind it on the same line; it may be empty.
    pub(super) rest: String,
}

/// The heading that a line is: its name alone, or before a colon, a tab or a dash.
pub(super) fn named(line: &str) -> Option<Named> {
    let bare = line.trim().trim_start_matches(['#', '*', '_', ' ']).trim_end_matches(['*', '_', ' ']);
    let bare = heading_number(bare).map_or(bare, |(_, words)| words).trim();
    let cuts =
        bare.char_indices().filter(|(_, sign)| [':', '\t', '?', '–'].contains(sign)).map(|(at, sign)| (at, sign.len_utf8()));
    // The whole line first, so that a heading with a sign in it is known.
    let whole = std::iter::once((bare.len(), 0));
    for (at, length) in whole.chain(cuts) {
        let (name, rest) = (&bare[..at], bare[at + length..].trim());
        if name.chars().count() > LONGEST {
            continue;
        }
        let plain = plain(name);
        let found = NAMES.iter().find(|(known, _)| *known == plain).map(|(_, heading)| (*heading, String::new()));
        if let Some((heading, label)) = found.or_else(|| effects(&plain, name)) {
            let rest = rest.trim_start_matches([':', '?', '–', '*', '_', ' ']);
            return Some(Named { heading, label, rest: rest.to_owned() });
        }
    }
    None
}

/// Effects, also of one term alone: "Ønskede effekter på kort sigt" keeps "På kort sigt:" as the first line of its text.
fn effects(plain: &str, name: &str) -> Option<(Heading, String)> {
    let rest = EFFECTS.iter().find_map(|begins| plain.strip_prefix(begins))?.trim();
    let is_term = rest.is_empty() || rest.ends_with("sigt") || rest.ends_with("sigte");
    if !is_term || name.ends_with('.') {
        return None;
    }
    let label = if rest.is_empty() || ALL_EFFECTS.contains(&rest) { String::new() } else { format!("{}:", capital(rest)) };
    Some((Heading::Effects, label))
}

fn capital(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// Small letters and single blanks alone.
fn plain(text: &str) -> String {
    let letters: String = text.to_lowercase().chars().map(|sign| if sign.is_alphabetic() { sign } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line of a list with a number before it: `1.`, `1)`, `1.2`, `(1)`; the number is that which stands first.
pub(super) fn numbered(line: &str) -> Option<(u32, &str)> {
    split(line).and_then(|(number, words, has_sign)| has_sign.then_some((number, words)))
}

/// The same of a heading, of which the number may stand alone: `1 Formål`.
pub(super) fn heading_number(line: &str) -> Option<(u32, &str)> {
    // "60 % af borgerne" is a sentence.
    let (number, words, has_sign) = split(line)?;
    (has_sign || words.chars().next().is_some_and(char::is_uppercase)).then_some((number, words))
}

/// The number at the beginning, the words behind it, and whether a sign or a tab parts them.
fn split(line: &str) -> Option<(u32, &str, bool)> {
    let bare = line.trim_start().trim_start_matches('(');
    let digits = bare.len() - bare.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let number = bare.get(..digits)?.parse().ok().filter(|number| (1..=99).contains(number))?;
    let rest = bare.get(digits..)?;
    let words = rest.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '.' || sign == ')');
    let has_sign = words.len() < rest.len() || words.starts_with('\t');
    let spaced = words.starts_with([' ', '\t', '\u{a0}']);
    let words = words.trim();
    (spaced && !words.is_empty()).then_some((number, words, has_sign))
}

/// What stands behind the mark of a list's line: `-`, `–`, `•`, `·`, `o`, `*`, a letter with a bracket, and Word's own marks.
pub(super) fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let mut signs = line.chars();
    let first = signs.next()?;
    let rest = signs.as_str();
    let is_mark = "-–—•·*▪◦‣➢✓".contains(first) || ('\u{f000}'..='\u{f0ff}').contains(&first);
    let lone_o = first == 'o' && rest.starts_with(['\t', '\u{a0}']);
    if (is_mark && rest.starts_with([' ', '\t', '\u{a0}'])) || lone_o || "•·▪◦‣➢✓".contains(first) {
        return Some(rest.trim()).filter(|words| !words.is_empty());
    }
    let letter = first.is_ascii_lowercase().then(|| rest.strip_prefix(')')).flatten()?;
    Some(letter.trim()).filter(|words| !words.is_empty())
}
