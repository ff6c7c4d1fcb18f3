//! Numbers, shares and days as people read them: 1.500; 62 %; 23 point; −1 til +44; 1. januar 2020.
//!
//! Words on pages only: files and JSON keep the numbers themselves. Minus is the sign −, never a hyphen, and a space inside a number
//! does not break.

use jiff::civil::Date;

use super::Language;

const DANISH_MONTHS: [&str; 12] =
    ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];
const ENGLISH_MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DANISH_SMALL: [&str; 13] = ["ingen", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"];
const ENGLISH_SMALL: [&str; 13] =
    ["nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// A digit of the Arabic or Persian script as the one that we write ourselves; every other character as it is.
#[must_use]
pub fn latin_digit(character: char) -> char {
    let zero = match character {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        _ => return character,
    };
    char::from_digit(u32::from(character) - zero, 10).unwrap_or(character)
}

/// A whole number with its thousands apart: 1.500 in Danish, 1,500 in English.
#[must_use]
pub fn whole(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(if language == Language::Da { '.' } else { ',' });
        }
        grouped.push(digit);
    }
    grouped
}

/// A whole number in words up to twelve, with a capital, as a sentence begins: Otte; 13.
#[must_use]
pub fn beginning(number: u64, language: Language) -> String {
    let small = if language == Language::Da { DANISH_SMALL } else { ENGLISH_SMALL };
    let Some(word) = usize::try_from(number).ok().and_then(|place| small.get(place)) else { return whole(number, language) };
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number with this many decimals: 3,2 in Danish, 3.2 in English.
#[must_use]
pub fn decimal(number: f64, decimals: usize, language: Language) -> String {
    let mut text = format!("{:.decimals$}", number.abs());
    if language == Language::Da {
        text = text.replace('.', ",");
    }
    let is_zero = text.chars().all(|letter| !letter.is_ascii_digit() || letter == '0');
    if number < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// A share from 0 to 1 in whole per cent: 62 % in Danish, 62% in English.
#[must_use]
pub fn percent(share: f64, language: Language) -> String {
    let sign = if language == Language::Da { "\u{a0}%" } else { "%" };
    format!("{}{sign}", whole_points(share))
}

/// A share from 0 to 1 in whole per cent, without a sign for columns and ranges: 62.
#[must_use]
pub fn percent_number(share: f64) -> String {
    whole_points(share).to_string()
}

/// A difference of shares in whole points with its sign: +23, −1, 0.
#[must_use]
pub fn signed_points(difference: f64) -> String {
    match whole_points(difference) {
        0 => "0".to_owned(),
        points if points < 0 => format!("−{}", -points),
        points => format!("+{points}"),
    }
}

/// A difference of shares in whole points without its sign, as sentences say it.
#[must_use]
pub fn points(difference: f64) -> u64 {
    whole_points(difference).unsigned_abs()
}

/// A p as tables of methods print it: three decimals, and "< 0,001" below.
#[must_use]
pub fn p_value(p: f64, language: Language) -> String {
    let small = 0.001;
    if p < small { format!("< {}", decimal(small, 3, language)) } else { decimal(p, 3, language) }
}

/// A p with its name and sign: p = 0,057; p < 0,001.
#[must_use]
pub fn p_words(p: f64, language: Language) -> String {
    let value = p_value(p, language);
    if value.starts_with('<') { format!("p {value}") } else { format!("p = {value}") }
}

/// A day: 1. januar 2020 in Danish, 1 January 2020 in English.
#[must_use]
pub fn day(date: Date, language: Language) -> String {
    let place = usize::try_from(date.month() - 1).unwrap_or(0) % 12;
    let (dot, month) = if language == Language::Da { (".", DANISH_MONTHS[place]) } else { ("", ENGLISH_MONTHS[place]) };
    format!("{}{dot} {month} {}", date.day(), date.year())
}

/// A month: januar 2019.
#[must_use]
pub fn month(date: Date, language: Language) -> String {
    let place = usize::try_from(date.month() - 1).unwrap_or(0) % 12;
    let month = if language == Language::Da { DANISH_MONTHS[place] } else { ENGLISH_MONTHS[place] };
    format!("{month} {}", date.year())
}

#[expect(clippy::cast_possible_truncation, reason = "a share or a difference of shares is at most 100 points")]
fn whole_points(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_read_as_danes_write_them() {
        assert_eq!(whole(1_500, Language::Da), "1.500");
        assert_eq!(whole(1_234_567, Language::En), "1,234,567");
        assert_eq!(whole(0, Language::Da), "0");
        assert_eq!(percent(0.6176, Language::Da), "62\u{a0}%");
        assert_eq!(percent(0.6176, Language::En), "62%");
        assert_eq!(decimal(-3.25, 1, Language::Da), "−3,2");
        assert_eq!(decimal(-0.01, 1, Language::Da), "0,0");
        assert_eq!(p_value(0.000_2, Language::Da), "< 0,001");
        assert_eq!(p_value(0.057_3, Language::Da), "0,057");
        assert_eq!(p_words(0.000_2, Language::Da), "p < 0,001");
        assert_eq!(p_words(0.057_3, Language::En), "p = 0.057");
    }

    #[test]
    fn differences_carry_a_true_minus_and_zero_carries_no_sign() {
        assert_eq!(signed_points(0.233), "+23");
        assert_eq!(signed_points(-0.012), "−1");
        assert_eq!(signed_points(-0.001), "0");
        assert_eq!(points(-0.233), 23);
    }

    #[test]
    fn days_and_small_numbers_are_words() {
        assert_eq!(day(date(2020, 1, 1), Language::Da), "1. januar 2020");
        assert_eq!(day(date(2020, 1, 1), Language::En), "1 January 2020");
        assert_eq!(month(date(2019, 1, 7), Language::Da), "januar 2019");
        assert_eq!(beginning(8, Language::Da), "Otte");
        assert_eq!(beginning(41, Language::Da), "41");
    }
}
