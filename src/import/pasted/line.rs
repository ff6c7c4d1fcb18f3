//! What sort of line a pasted line is, by the marks that people and word processors put before it.

/// A line by its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort<'a> {
    Blank,
    /// A question with its number.
    Question(Option<u32>, &'a str),
    /// An option, with its number where it has one.
    Option(Option<u32>, &'a str),
    /// A statement or option with a letter.
    Lettered(&'a str),
    /// What stands behind "Svarmuligheder:".
    Answers(&'a str),
    /// What stands behind "Lead:".
    Lead(&'a str),
    Plain(&'a str),
}

/// How questions are marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    /// "1." and "1)".
    #[default]
    Numbers,
    /// "Spørgsmål 1": then numbers alone are those of options.
    Words,
}

/// Bullets and boxes, also those that fonts of symbols put into the private area.
const BULLETS: &str = "-–—•·▪▫■□☐☑☒❑❒○◦●◯§*+\u{f0b7}\u{f0a7}\u{f0a8}\u{f06f}";

/// Bullets that stand in a row too: "☐ Ja ☐ Nej".
pub(super) const BOXES: [char; 9] = ['□', '☐', '❑', '❒', '○', '◯', '☑', '☒', '\u{f0a8}'];

const ANSWERS: [&str; 7] = ["svarmuligheder", "svarmulighed", "svarkategorier", "svarskala", "svarvalg", "options", "answers"];

const LEADS: [&str; 2] = ["lead", "indledning"];

const WORDS: [&str; 6] = ["spørgsmål nr.", "spørgsmål", "spm.", "sp.", "spm", "question"];

/// What follows the number of a day.
const DAYS: [&str; 15] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
    "dag",
    "måned",
    "kvartal",
];

/// The lines with their numbers, each cut before a label that stands inside it.
pub(super) fn pieces(text: &str) -> Vec<(usize, String)> {
    let mut pieces = Vec::new();
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{2028}', '\u{2029}', '\u{c}'], "\n");
    for (number, line) in (1..).zip(text.lines()) {
        let line: String = line
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .filter(|c| !matches!(c, '\u{feff}' | '\u{200b}' | '\u{ad}'))
            .map(|c| if c == '\u{a0}' || c == '\u{202f}' { ' ' } else { c })
            .collect();
        let mut rest = line.as_str();
        while let Some(at) = label_inside(rest) {
            let (before, after) = rest.split_at(at);
            pieces.push((number, before.trim_end().to_owned()));
            rest = after;
        }
        pieces.push((number, rest.trim_end().to_owned()));
    }
    pieces
}

/// Where a label stands after the beginning of a line.
fn label_inside(line: &str) -> Option<usize> {
    let starts = line.char_indices().filter(|(at, c)| *at > 0 && c.is_alphabetic());
    let after_blank = |at: usize| line[..at].ends_with([' ', '\t', '(']) && !line[..at].trim().is_empty();
    starts
        .map(|(at, _)| at)
        .find(|at| after_blank(*at) && (label(&line[*at..], &ANSWERS).is_some() || label(&line[*at..], &LEADS).is_some()))
}

/// What stands behind one of these labels and a colon, or behind a label that ends the line or leads to another question's options.
fn label<'a>(line: &'a str, labels: &[&str]) -> Option<&'a str> {
    let rest = labels.iter().find_map(|label| strip(line, label))?;
    let behind = rest.trim_start();
    if let Some((between, after)) = behind.split_once(':')
        && between.chars().count() < 40
        && !between.contains(['?', ','])
        && (between.is_empty() || rest.starts_with([' ', '(']))
    {
        return Some(after.trim());
    }
    (same_as(behind).is_some() && rest.starts_with(' ')).then_some(behind)
}

/// The rest of a line that begins with these words, in small letters or large.
fn strip<'a>(line: &'a str, words: &str) -> Option<&'a str> {
    let mut rest = line.char_indices();
    for wanted in words.chars() {
        let (_, found) = rest.next()?;
        if !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// The number of the question that has the same options: "som spørgsmål 1".
pub(super) fn same_as(text: &str) -> Option<u32> {
    let lower = text.to_lowercase();
    let (before, rest) =
        ["som i spørgsmål", "som ved spørgsmål", "som spørgsmål", "as in question", "as question", "se spørgsmål"]
            .iter()
            .find_map(|words| lower.split_once(words))?;
    if before.chars().count() > 30 {
        return None;
    }
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

impl Style {
    /// How the questions of these lines are marked.
    pub(super) fn of(pieces: &[(usize, String)]) -> Self {
        if pieces.iter().any(|(_, piece)| worded(piece.trim()).is_some()) { Self::Words } else { Self::Numbers }
    }

    /// The sort of a line; `nested` holds the numbers of the question and of the option that came last.
    pub(super) fn sort(self, piece: &str, nested: Option<(u32, u32)>) -> Sort<'_> {
        let line = piece.trim();
        if line.is_empty() {
            return Sort::Blank;
        }
        if let Some((number, rest)) = worded(line) {
            return Sort::Question(Some(number), rest);
        }
        if let Some(rest) = label(line, &ANSWERS) {
            return Sort::Answers(rest);
        }
        if let Some(rest) = label(line, &LEADS) {
            return Sort::Lead(rest);
        }
        if let Some((number, parts, rest)) = numbered(line) {
            let asks = rest.contains('?');
            let counted = nested.is_some_and(|(question, option)| {
                let first = option == 0 && number == 1 && (question >= 1 || self == Self::Words);
                !asks && parts == 1 && (first || (option > 0 && number == option + 1))
            });
            return if counted || (self == Self::Words && nested.is_some()) {
                Sort::Option(Some(number), rest)
            } else {
                Sort::Question((parts == 1).then_some(number), rest)
            };
        }
        if let Some(rest) = bulleted(line) {
            return Sort::Option(None, rest);
        }
        if let Some(rest) = lettered(line) {
            return Sort::Lettered(rest);
        }
        if piece.starts_with('\t') && nested.is_some() {
            return Sort::Option(None, line);
        }
        Sort::Plain(line)
    }
}

/// "Spørgsmål 1: …" with its number.
fn worded(line: &str) -> Option<(u32, &str)> {
    let rest = WORDS.iter().find_map(|word| strip(line, word))?.trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits)?.parse().ok()?;
    let behind = rest.get(digits..)?;
    // "Spørgsmål 2 og 3 besvares kun af …" is no question.
    let marked = behind.is_empty()
        || behind.starts_with([':', '.', ')', '-', '–', '\t'])
        || behind.starts_with(" –")
        || behind.starts_with(" -");
    marked.then(|| (number, behind.trim_start_matches([':', '.', ')', '-', '–', '\t', ' '])))
}

/// "1." and "1)" and "2.1" with number, how many parts it has, and the rest.
fn numbered(line: &str) -> Option<(u32, usize, &str)> {
    let mut rest = line;
    let mut parts = Vec::new();
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 3 {
            break;
        }
        parts.push(rest.get(..digits)?.parse::<u32>().ok()?);
        rest = rest.get(digits..)?;
        match rest.strip_prefix('.') {
            Some(behind) if behind.starts_with(|c: char| c.is_ascii_digit()) => rest = behind,
            _ => break,
        }
    }
    let first = *parts.first()?;
    let behind = match rest.strip_prefix(['.', ')', ':']) {
        Some(behind) => behind.strip_prefix(')').unwrap_or(behind),
        None if rest.starts_with('\t') => rest,
        None if parts.len() > 1 && rest.starts_with(' ') => rest,
        None => return None,
    };
    let text = behind.trim_start();
    let word: String = text.chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    (!text.is_empty() && !DAYS.contains(&word.as_str())).then_some((first, parts.len(), text))
}

/// What stands behind a bullet or a box.
fn bulleted(line: &str) -> Option<&str> {
    for mark in ["[ ]", "[]", "( )", "()", "[x]"] {
        if let Some(rest) = line.strip_prefix(mark) {
            return some(rest);
        }
    }
    if let Some(rest) = line.strip_prefix(['o', 'O']).filter(|rest| rest.starts_with([' ', '\t'])) {
        return some(rest);
    }
    let first = line.chars().next()?;
    BULLETS.contains(first).then(|| line.get(first.len_utf8()..).unwrap_or_default()).and_then(some)
}

/// What stands behind "a)" or "a.".
fn lettered(line: &str) -> Option<&str> {
    let mut chars = line.chars();
    let (letter, mark) = (chars.next()?, chars.next()?);
    let rest = chars.as_str();
    let is = letter.is_ascii_alphabetic() && matches!(mark, ')' | '.') && rest.starts_with([' ', '\t']);
    if is { some(rest) } else { None }
}

fn some(rest: &str) -> Option<&str> {
    let rest = rest.trim();
    (!rest.is_empty()).then_some(rest)
}

const FREE: [&str; 11] = [
    "uddyb",
    "bemærkning",
    "kommentar",
    "evt. bemærkning",
    "eventuelle bemærkning",
    "evt. kommentar",
    "eventuelle kommentar",
    "evt. uddybning",
    "begrund",
    "skriv gerne",
    "beskriv",
];

/// Marks of a design that say that words are written, and are no words for whoever answers.
const FREE_MARKS: [&str; 6] = ["(fritekst)", "[fritekst]", "(fritekstfelt)", "[fritekstfelt]", "(tekstfelt)", "(åbent svar)"];

/// Whether a line asks for words: "Uddyb gerne".
pub(super) fn is_free(text: &str) -> bool {
    let lower = text.trim_start_matches(['(', '"', '”', '“']).to_lowercase();
    FREE.iter().any(|word| lower.starts_with(word)) || FREE_MARKS.iter().any(|mark| lower.contains(mark.trim_start_matches('(')))
}

/// Whether a line is only the mark of a design that words are written.
pub(super) fn is_free_alone(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '[', ']', '.', ':', '_', ' ', '…']).to_lowercase();
    bare.is_empty()
        || ["fritekst", "fritekstfelt", "tekstfelt", "åbent svar", "åbent svarfelt", "svarfelt"].contains(&bare.as_str())
}

/// The text without the mark of a design that words are written, and whether there was one.
pub(super) fn without_free_mark(text: &str) -> (String, bool) {
    let lower = text.to_lowercase();
    let found = FREE_MARKS.iter().find_map(|mark| Some((lower.find(mark)?, mark.len())));
    match found.filter(|_| lower.len() == text.len()) {
        Some((at, length)) => {
            let rest = format!("{} {}", text[..at].trim_end(), text[at + length..].trim_start());
            (rest.trim().to_owned(), true)
        }
        None => (text.to_owned(), false),
    }
}

/// Whether a text lets people choose several options.
pub(super) fn says_several(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        "flere kryds",
        "flere svar",
        "vælg alle",
        "et eller flere",
        "ét eller flere",
        "en eller flere",
        "alle, der passer",
        "alle der passer",
        "flere valg",
    ]
    .iter()
    .any(|words| lower.contains(words))
}

/// Whether a line says how to answer.
pub(super) fn is_instruction(text: &str) -> bool {
    let lower = text.to_lowercase();
    says_several(&lower) || ["kryds", "vælg ét", "vælg et", "vælg én", "vælg en "].iter().any(|words| lower.contains(words))
}

/// Whether words say where to go on: "gå til spørgsmål 4".
pub(super) fn is_route(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["gå til", "gå videre", "spring til", "fortsæt til", "go to question"].iter().any(|words| lower.contains(words))
}
