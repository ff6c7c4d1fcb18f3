//! Danish telephone numbers, and others with a country's code before them.
//!
//! Eight digits are many things: days, years side by side, amounts, case numbers. How they are grouped and the words around them
//! decide; where neither tells, they are a telephone number, because a question too many costs less than a number too few.

use std::ops::Range;

use super::signs::{Gap, Group, Signs};

/// The telephone numbers of a text, in order; what is a person number already is none.
pub(super) fn find(signs: &Signs, taken: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in signs.starts() {
        let last = found.last().map_or(0, |last| last.end);
        let is_taken = taken.iter().any(|range| range.contains(&start));
        if start < last || is_taken {
            continue;
        }
        // Two numbers may share a stroke: 22334455/33445566.
        let follows = start == last + 1 && !found.is_empty();
        if let Some(range) = abroad(signs, start).or_else(|| at_home(signs, start, follows)) {
            found.push(range);
        }
    }
    found
}

/// A number with its country's code: +45, 0045, (+45), or another country's (ITU-T E.164: at most fifteen digits).
fn abroad(signs: &Signs, start: usize) -> Option<Range<usize>> {
    let plus = signs.before(start) == '+';
    let zeros = signs.sign(start) == '0' && signs.sign(start + 1) == '0' && !signs.before(start).is_alphanumeric();
    if !plus && !zeros {
        return None;
    }
    let begin = if plus { start - 1 } else { start };
    let (code, whole) = if plus { (0, 10) } else { (2, 12) };
    if let Some((end, digits)) = counted(signs, start, whole)
        && digits[code..].starts_with(&[4, 5])
        && digits[code + 2] > 1
    {
        return Some(begin..end);
    }
    let longest = (whole..=15).rev().find_map(|length| counted(signs, start, length));
    let (end, digits) = longest.or_else(|| (8..whole).rev().find_map(|length| counted(signs, start, length).filter(|_| plus)))?;
    let is_other = matches!(said_before(signs, begin), Said::Other | Said::Counted);
    (digits.get(code).is_some_and(|digit| *digit > 0) && !signs.is_counted(end) && !is_other).then_some(begin..end)
}

/// The end of this many digits from here, with a bracket allowed after the country's code.
fn counted(signs: &Signs, start: usize, digits: usize) -> Option<(usize, Vec<u32>)> {
    let mut found = Vec::new();
    let mut at = start;
    loop {
        while let Some(digit) = signs.sign(at).to_digit(10) {
            found.push(digit);
            at += 1;
        }
        if found.len() >= digits {
            return (found.len() == digits && !signs.sign(at).is_alphanumeric()).then_some((at, found));
        }
        at = (at..at + 4)
            .find(|at| !matches!(signs.sign(*at), ' ' | '-' | '.' | '/' | '(' | ')'))
            .filter(|next| signs.is_digit(*next))?;
    }
}

/// What the words before a number say about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// The nearest word calls it a telephone number.
    Phone,
    /// Somebody telephones in the same breath.
    Nearby,
    /// It is a number of another kind.
    Other,
    /// It is an amount, an hour or a week, however it is grouped.
    Counted,
    Nothing,
}

/// Eight digits, or 45 and eight.
fn at_home(signs: &Signs, start: usize, follows: bool) -> Option<Range<usize>> {
    let said = said_before(signs, start);
    if said == Said::Counted || !(follows || begins(signs, start)) {
        return None;
    }
    let with_code = signs.groups(start, 10).filter(|groups| is_with_code(signs, groups, said));
    if let Some(end) = with_code.and_then(|groups| groups.last().map(|group| group.at.end)) {
        return ends(signs, end).then_some(start..end);
    }
    let groups = signs.groups(start, 8)?;
    let end = groups.last()?.at.end;
    let first = signs.sign(start);
    let is_phone = ('2'..='9').contains(&first) && is_grouped(signs, &groups, said) && ends(signs, end) && !signs.is_counted(end);
    is_phone.then_some(start..end)
}

/// 45 22 33 44 55, or ten digits that the words call a telephone number.
fn is_with_code(signs: &Signs, groups: &[Group], said: Said) -> bool {
    let digits = signs.digits(groups);
    let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
    let grouped = lengths == [2, 2, 2, 2, 2] || (lengths.len() == 1 && matches!(said, Said::Phone | Said::Nearby));
    digits.starts_with(&[4, 5]) && digits[2] > 1 && grouped
}

/// Whether eight digits are grouped as telephone numbers are.
fn is_grouped(signs: &Signs, groups: &[Group], said: Said) -> bool {
    let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
    let gaps: Vec<Gap> = groups[..groups.len() - 1].iter().filter_map(|group| group.gap).collect();
    let uniform = gaps.windows(2).all(|two| two[0] == two[1]);
    let no_list = !gaps.iter().any(|gap| matches!(gap, Gap::Mark(',' | ':')));
    let spaced = gaps.iter().all(|gap| *gap == Gap::Space);
    let digits = signs.digits(groups);
    let (named, phone, other) = (said == Said::Phone, matches!(said, Said::Phone | Said::Nearby), said == Said::Other);
    let dotted = gaps.contains(&Gap::Mark('.'));
    match *lengths {
        [8] => !other && (named || !is_day(&digits)),
        // "25. 26. 27. 28. maj" has space after its dots.
        [2, 2, 2, 2] => uniform && no_list && (!dotted || groups[3].at.end - groups[0].at.start == 11),
        [4, 4] => !other && no_list && (named || !is_span(&digits, spaced)) && (phone || is_alone(signs, groups)),
        [2, 3, 3] | [3, 3, 2] | [3, 2, 3] | [2, 6] | [2, 4, 2] | [2, 2, 4] | [4, 2, 2] => {
            let is_round = digits.ends_with(&[0, 0, 0]);
            let as_amount = dotted || other || is_round;
            // "22 333 444 555" is one amount, and dots part thousands.
            (named || (!is_day(&digits) && !as_amount))
                && !(dotted && lengths == [2, 3, 3])
                && no_list
                && (phone || (spaced && is_alone(signs, groups)))
        }
        _ => phone && lengths.len() == 8 && uniform,
    }
}

/// A day as eight digits: DDMMYYYY or YYYYMMDD.
fn is_day(digits: &[u32]) -> bool {
    let number = |range: Range<usize>| digits[range].iter().fold(0, |number, digit| number * 10 + digit);
    let is =
        |day: u32, month: u32, year: u32| (1..=31).contains(&day) && (1..=12).contains(&month) && (1900..2100).contains(&year);
    is(number(0..2), number(2..4), number(4..8)) || is(number(6..8), number(4..6), number(0..4))
}

/// Two years, two round amounts, or a year and a number beside it: 2019-2020, 3000-4500, "i 2019 7345".
fn is_span(digits: &[u32], spaced: bool) -> bool {
    let number = |digits: &[u32]| digits.iter().fold(0, |number, digit| number * 10 + digit);
    let (from, to) = (number(&digits[..4]), number(&digits[4..]));
    let both = |is: fn(u32) -> bool| is(from) && is(to);
    both(|number| (1900..2100).contains(&number))
        || both(|number| number.is_multiple_of(50))
        || (spaced && (2005..2030).contains(&from))
}

/// Whether no further group of digits stands before or after.
fn is_alone(signs: &Signs, groups: &[Group]) -> bool {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
    let before = first.at.start.checked_sub(2).is_some_and(|at| signs.is_digit(at));
    !(before && signs.before(first.at.start) == ' ') && last.gap.is_none_or(|gap| matches!(gap, Gap::Mark(_)))
}

/// Whether a number may begin here: not within a word or a longer number.
fn begins(signs: &Signs, start: usize) -> bool {
    let before = signs.before(start);
    if before.is_alphabetic() {
        return is_phone_word(&signs.letters_before(start));
    }
    let Some(at) = start.checked_sub(1).filter(|_| matches!(before, '.' | ',' | '-' | '/' | ':' | '_')) else {
        return !before.is_alphanumeric() && !matches!(before, '§' | '#');
    };
    let further = signs.before(at);
    let labelled = matches!(before, '.' | ',' | ':') || is_phone_word(&signs.letters_before(at));
    !further.is_ascii_digit() && (labelled || !further.is_alphabetic())
}

/// Whether a number may end here: no word, decimals or longer number goes on.
fn ends(signs: &Signs, end: usize) -> bool {
    let next = signs.sign(end);
    let goes_on = matches!(next, '.' | ',' | '-' | ':' | '/' | '_') && signs.is_digit(end + 1);
    let length = signs.run(end + 1, |sign| sign.is_ascii_digit()) - (end + 1);
    !next.is_alphanumeric() && next != '%' && (!goes_on || length >= 8 || (next == '/' && length == 2))
}

/// What the nearest words before a number call it.
fn said_before(signs: &Signs, start: usize) -> Said {
    let words = signs.words_before(start).take(20).collect::<Vec<_>>();
    let filler = |word: &&String| !matches!(word.as_str(), "nr" | "nummer" | "no" | "er" | "på" | "id" | "med");
    let nearest = words.iter().find(filler).map_or("", String::as_str);
    // "Ring på 22 33 44 55 eller 53 785 170": the digits between are no words.
    let spoken = words.iter().filter(|word| !word.chars().all(|sign| sign.is_ascii_digit()));
    let is_nearby = spoken.take(6).any(|word| is_phone_word(word));
    if is_phone_word(nearest) {
        Said::Phone
    } else if COUNTING.contains(&nearest) {
        Said::Counted
    } else if OTHER.contains(&nearest) || (CASE.contains(&nearest) && !is_nearby) {
        Said::Other
    } else if is_nearby {
        Said::Nearby
    } else {
        Said::Nothing
    }
}

fn is_phone_word(word: &str) -> bool {
    let stems = ["tlf", "telefon", "mobil", "sms", "fastnet", "phone", "هاتف", "جوال"];
    stems.iter().any(|stem| word.starts_with(stem)) || CALLING.contains(&word)
}

const CALLING: [&str; 18] = [
    "tel",
    "mob",
    "ring",
    "ringe",
    "ringer",
    "ringede",
    "ringet",
    "ringes",
    "opringning",
    "kontakt",
    "kontakte",
    "kontakter",
    "kontaktes",
    "kontaktet",
    "træf",
    "træffe",
    "træffes",
    "call",
];

const COUNTING: [&str; 8] = ["kr", "dkk", "kl", "klokken", "uge", "uger", "ugerne", "alderen"];

const CASE: [&str; 6] = ["sag", "sagen", "sager", "sagerne", "journal", "j"];

/// Words that name a number of another kind.
const OTHER: [&str; 33] = [
    "sagsnr",
    "sagsnummer",
    "sagsnummeret",
    "sagsid",
    "journalnr",
    "journalnummer",
    "jnr",
    "cvr",
    "cvrnr",
    "ean",
    "konto",
    "kontonr",
    "kontonummer",
    "reg",
    "regnr",
    "faktura",
    "fakturanr",
    "fakturanummer",
    "ordre",
    "ordrenr",
    "ordrenummer",
    "løbenr",
    "løbenummer",
    "reference",
    "referencen",
    "referencenr",
    "referencenummer",
    "ref",
    "bilag",
    "dok",
    "dokument",
    "postnr",
    "postnumre",
];
