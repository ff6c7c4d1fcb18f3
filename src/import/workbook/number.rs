//! Numbers and days of a workbook as a person would have typed them.
//!
//! A sheet holds every number as a binary fraction and every day as a number; only the cell's style says which it is.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

/// What a style makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A number.
    Number,
    /// A number of at least so many digits, as zip codes and keys are shown.
    Digits(usize),
    /// A day, perhaps with a time.
    Day,
}

/// What a format code makes of a number (ECMA-376, part 1, section 18.8.31).
pub(super) fn look(code: &str) -> Look {
    // What comes behind a semicolon is for negative numbers.
    let code = bare(code.split(';').next().unwrap_or_default());
    if !code.is_empty() && code.bytes().all(|byte| byte == b'0') {
        return Look::Digits(code.len());
    }
    let is_day = !code.contains("general") && code.contains(['d', 'y', 'm', 'h', 's']);
    if is_day { Look::Day } else { Look::Number }
}

/// A code without colours, conditions, words in quotation marks, escaped signs and dashes.
fn bare(code: &str) -> String {
    let mut out = String::new();
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => while signs.next().is_some_and(|sign| sign != '"') {},
            '[' => {
                // `[h]` counts hours, all else in brackets is a colour, a condition or a country.
                let inner: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                if matches!(inner.to_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    out.push_str(&inner.to_lowercase());
                }
            }
            '\\' | '_' | '*' => {
                signs.next();
            }
            '-' | ' ' => {}
            _ => out.extend(sign.to_lowercase()),
        }
    }
    out
}

/// What the formats that every program knows by number make of a number (section 18.8.30).
pub(super) fn built_in(number: usize) -> Look {
    match number {
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Look::Day,
        _ => Look::Number,
    }
}

/// The number as it would be typed; none where it is none.
pub(super) fn typed(value: &str, look: Look, from_1904: bool) -> Option<String> {
    let number: f64 = value.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
    match look {
        Look::Day => day(number, from_1904),
        Look::Digits(most) if number >= 0.0 && number.fract() == 0.0 => Some(format!("{:0>most$}", plain(number))),
        Look::Number | Look::Digits(_) => Some(plain(number)),
    }
}

/// Fifteen digits, which is what spreadsheets show and keep; without an exponent.
fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Minus zero is zero.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// The day with this number, with its time where it has one.
fn day(number: f64, from_1904: bool) -> Option<String> {
    const LAST: f64 = 2_958_466.0;
    if !(0.0..LAST).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was held against the last day")]
    let all = (number * 86_400.0).round() as i64;
    let (days, seconds) = (all / 86_400, all.rem_euclid(86_400));
    let time = format!("{:02}:{:02}", seconds / 3600, seconds % 3600 / 60);
    if days == 0 && !from_1904 {
        return Some(time);
    }
    // Day 60 is 29 February 1900, which never was: the days before it are counted from a day later.
    let (epoch, days) = match (from_1904, days) {
        (true, days) => (Date::new(1904, 1, 1).ok()?, days),
        (false, days) if days < 60 => (Date::new(1899, 12, 31).ok()?, days),
        (false, 60) => return None,
        (false, days) => (Date::new(1899, 12, 30).ok()?, days),
    };
    let after: Span = days.days();
    let date = epoch.checked_add(after).ok()?;
    Some(if seconds == 0 { date.to_string() } else { format!("{date} {time}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_exponent_and_no_dust_of_binary_fractions() {
        let number = |value| typed(value, Look::Number, false).unwrap();
        assert_eq!(number("4520304050"), "4520304050");
        assert_eq!(number("4.52030405E9"), "4520304050");
        assert_eq!(number("0.30000000000000004"), "0.3");
        assert_eq!(number("1E-7"), "0.0000001");
        assert_eq!(number("-0"), "0");
        assert_eq!(number("12.0"), "12");
        assert_eq!(typed("NaN", Look::Number, false), None);
        assert_eq!(typed("1e999", Look::Number, false), None);
        assert_eq!(typed("3;4", Look::Number, false), None);
    }

    #[test]
    fn days_are_days_in_both_calendars_and_a_key_keeps_its_zeros() {
        let day = |value| typed(value, Look::Day, false);
        assert_eq!(day("44012").as_deref(), Some("2020-06-30"));
        assert_eq!(day("44012.604166666664").as_deref(), Some("2020-06-30 14:30"));
        assert_eq!(day("1").as_deref(), Some("1900-01-01"));
        assert_eq!(day("61").as_deref(), Some("1900-03-01"));
        assert_eq!(day("0.5").as_deref(), Some("12:00"));
        assert_eq!((day("60"), day("-1"), day("9e9")), (None, None, None));
        assert_eq!(typed("42550", Look::Day, true).as_deref(), Some("2020-06-30"));
        assert_eq!(typed("123", Look::Digits(5), false).as_deref(), Some("00123"));
    }

    #[test]
    fn a_format_is_a_day_if_it_shows_one() {
        for code in ["dd-mm-yyyy", "[$-406]d. mmmm yyyy;@", "yyyy\\-mm\\-dd", "hh:mm", "[h]:mm", "DD/MM/YY"] {
            assert_eq!(look(code), Look::Day, "{code}");
        }
        for code in
            ["General", "#,##0.00", "0.00E+00", "[Red]0.0", "\"dage\" 0.0", "#,##0\\ \\d", "@", "_(* #,##0_)", "kr. #,##0"]
        {
            let found = look(code);
            assert!(found == Look::Number || code == "kr. #,##0", "{code} {found:?}");
        }
        assert_eq!(look("000000\"-\"0000"), Look::Digits(10));
        assert_eq!(look("0000"), Look::Digits(4));
        assert_eq!((built_in(14), built_in(1), built_in(49)), (Look::Day, Look::Number, Look::Number));
    }
}
