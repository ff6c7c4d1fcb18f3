//! Numbers and days as people type them: `1.500,50`, `31/12 2020`, Arabic digits.
//!
//! A point is read as Danes mean it: between groups of three digits it divides thousands, elsewhere it is a decimal point.

use jiff::civil::Date;

use crate::language::number::latin_digit;

/// A number that could be read, and with how many decimals it was written, trailing zeros left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Typed {
    pub(super) value: f64,
    pub(super) decimals: u32,
}

/// No number that is asked for is longer.
const MOST_DIGITS: usize = 15;

/// A number as a Dane types it: decimal comma or point, thousands divided by points or spaces.
pub(super) fn number(text: &str) -> Option<Typed> {
    if text.chars().count() > 40 {
        return None;
    }
    let text: String = text.trim().chars().map(plain).collect();
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = if let Some((whole, fraction)) = digits.split_once(',') {
        (grouped(whole)?, fraction)
    } else if let Some(whole) = thousands(digits, '.') {
        (whole, "")
    } else {
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if digits.ends_with('.') {
            return None;
        }
        (grouped(whole)?, fraction)
    };
    if digits.ends_with(',') {
        return None;
    }
    exact(negative, &whole, fraction)
}

fn exact(negative: bool, whole: &str, fraction: &str) -> Option<Typed> {
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let value: f64 = format!("{whole}.{fraction}0").parse().ok()?;
    let value = if negative && value != 0.0 { -value } else { value };
    Some(Typed { value, decimals: u32::try_from(fraction.len()).ok()? })
}

/// Digits of other scripts and spaces of all widths as ASCII.
fn plain(character: char) -> char {
    match character {
        '\u{66b}' => ',',
        '\u{66c}' => '.',
        _ if character.is_whitespace() => ' ',
        _ => latin_digit(character),
    }
}

/// The whole part: bare digits, or groups divided by points or spaces.
fn grouped(text: &str) -> Option<String> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    thousands(text, '.').or_else(|| thousands(text, ' '))
}

fn thousands(text: &str, mark: char) -> Option<String> {
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    let leads = (1..=3).contains(&first.len()) && digits(first) && !first.starts_with('0');
    let follow = !rest.is_empty() && rest.iter().all(|group| group.len() == 3 && digits(group));
    (leads && follow).then(|| first.to_owned() + &rest.concat())
}

/// A day as `YYYY-MM-DD`, `d/m/yyyy`, `d.m.yyyy`, `d-m-yyyy` or with a space before the year, between 1800 and 2200.
pub(super) fn day(text: &str) -> Option<String> {
    if text.chars().count() > 40 {
        return None;
    }
    let text: String = text.trim().chars().map(plain).collect();
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 || parts.iter().any(|part| part.starts_with('+')) {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (1800..=2200).contains(&date.year()).then(|| date.to_string())
}
