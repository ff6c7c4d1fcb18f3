//! Options of a pasted question: cut out of rows and lists, and those known that are no substantive answers.

use super::PastedChoice;
use super::line::BOXES;
use crate::questionnaire::Missing;

/// Beyond this no cell of a row is an option.
const MOST_SIGNS: usize = 60;

const QUOTES: [char; 7] = ['"', '“', '”', '„', '»', '«', '‟'];

/// Words without what stands around them: blanks, the quotation marks of a design, a comma or semicolon of a list.
pub(super) fn bare(text: &str) -> String {
    let text = text.trim().trim_end_matches([',', ';']).trim_end();
    let inner = text.strip_prefix(QUOTES).and_then(|rest| rest.strip_suffix(QUOTES)).filter(|inner| !inner.contains(QUOTES));
    inner.unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The options of a row: quoted, or between slashes, semicolons, commas or dashes; none if there is nothing.
pub(super) fn listed(text: &str) -> Vec<String> {
    let text = text.trim().trim_end_matches('.').trim_end();
    let quoted: Vec<&str> = text.split(QUOTES).skip(1).step_by(2).collect();
    let parts: Vec<&str> = if quoted.len() > 1 {
        quoted
    } else if text.contains(BOXES) {
        text.split(BOXES).collect()
    } else if let Some(mark) = ['\t', '/', ';', ','].into_iter().find(|mark| text.contains(*mark)) {
        text.split(mark).collect()
    } else if text.contains(" – ") {
        text.split(" – ").collect()
    } else if text.contains(" - ") {
        text.split(" - ").collect()
    } else {
        vec![text]
    };
    kept(parts)
}

/// Whether a row is not at its end: after a comma, or within quotation marks.
pub(super) fn goes_on(row: &str) -> bool {
    row.trim_end().ends_with(',') || row.matches(QUOTES).count() % 2 == 1
}

/// The options of one line: boxes or cells in a row, else the line itself.
pub(super) fn row(text: &str) -> Vec<String> {
    let cells: Vec<&str> = if text.contains(BOXES) { text.split(BOXES).collect() } else { text.split('\t').collect() };
    kept(cells)
}

fn kept(parts: Vec<&str>) -> Vec<String> {
    parts.into_iter().map(bare).filter(|part| !part.is_empty()).collect()
}

/// Whether a line without a mark is a row of a table or of boxes.
pub(super) fn is_row(text: &str) -> bool {
    let cells = row(text);
    cells.len() > 1 && cells.iter().all(|cell| cell.chars().count() <= MOST_SIGNS)
}

/// A question without the options that stand behind it in its own line: "…? (ja/nej)".
pub(super) fn behind(text: &str) -> (&str, Vec<String>) {
    let Some(at) = text.rfind('?') else { return (text, Vec::new()) };
    let (question, rest) = text.split_at(at + 1);
    let (closed, rest) = match rest.strip_prefix(QUOTES) {
        Some(rest) => (text.get(..text.len() - rest.len()).unwrap_or(question), rest),
        None => (question, rest),
    };
    let rest = rest.trim();
    let closed_in = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inner = closed_in.unwrap_or(rest);
    let options = listed(inner);
    // "og/eller uddyb" is no row: outside brackets a row has blanks around its slashes, or begins with yes.
    let yes = options.first().is_some_and(|first| first.eq_ignore_ascii_case("ja"));
    let slashes = inner.contains(" / ") || (inner.contains('/') && (yes || closed_in.is_some()) && !inner.contains("og/eller"));
    let is_row = slashes || inner.contains(BOXES);
    if is_row && options.len() > 1 && options.iter().all(|option| option.chars().count() <= MOST_SIGNS) {
        return (closed, options);
    }
    (text, Vec::new())
}

/// What a respondent says who gives no substantive answer, in small letters.
const MISSING: [(Missing, &[&str]); 3] = [
    (
        Missing::DontKnow,
        &[
            "ved ikke",
            "ved det ikke",
            "det ved jeg ikke",
            "kan ikke vurderes",
            "kan ikke vurdere",
            "kan ikke svare",
            "kan ikke huske",
            "don't know",
        ],
    ),
    (Missing::NotApplicable, &["ikke relevant", "ikke aktuelt", "ikke aktuel", "not applicable"]),
    (Missing::Declined, &["ønsker ikke at svare", "vil ikke svare", "ønsker ikke at oplyse", "prefer not to answer"]),
];

/// An option with what is known of it.
#[must_use]
pub fn choice(label: &str) -> PastedChoice {
    let lower = label.trim_end_matches('.').replace('’', "'").to_lowercase();
    let lower = lower.strip_prefix("det ").filter(|rest| rest.starts_with("kan") || rest.starts_with("ønsker")).unwrap_or(&lower);
    let said = |words: &[&str]| {
        words.iter().any(|word| lower == *word || lower.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '/', ','])))
    };
    let missing = MISSING.iter().find(|(_, words)| said(words)).map(|(missing, _)| *missing);
    PastedChoice { label: label.to_owned(), missing }
}

/// How an option begins that is the least of an order.
const LEAST: [&str; 16] = [
    "slet ikke",
    "i meget lav grad",
    "i lav grad",
    "i mindre grad",
    "aldrig",
    "meget utilfreds",
    "utilfreds",
    "helt uenig",
    "meget uenig",
    "uenig",
    "meget dårlig",
    "dårlig",
    "af dårligere",
    "af lavere",
    "meget lidt",
    "meget lav",
];

/// How an option begins that is the most of an order.
const MOST: [&str; 14] = [
    "i meget høj grad",
    "i høj grad",
    "altid",
    "hver gang",
    "meget tilfreds",
    "tilfreds",
    "helt enig",
    "meget enig",
    "enig",
    "meget god",
    "god",
    "af meget højere",
    "af højere",
    "meget høj",
];

fn begins(choice: Option<&PastedChoice>, words: &[&str]) -> bool {
    let Some(choice) = choice else { return false };
    let lower = choice.label.to_lowercase();
    words.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic) || word.starts_with("af "))
    })
}

/// Whether the options are an order that begins with the least.
pub(super) fn is_ordered(choices: &[PastedChoice]) -> bool {
    let substantive: Vec<&PastedChoice> = choices.iter().filter(|choice| choice.missing.is_none()).collect();
    substantive.len() > 2 && begins(substantive.first().copied(), &LEAST) && begins(substantive.last().copied(), &MOST)
}

/// Whether the options are an order that begins with the most.
pub(super) fn begins_with_the_most(choices: &[PastedChoice]) -> bool {
    let substantive: Vec<&PastedChoice> = choices.iter().filter(|choice| choice.missing.is_none()).collect();
    substantive.len() > 2 && begins(substantive.first().copied(), &MOST) && begins(substantive.last().copied(), &LEAST)
}
