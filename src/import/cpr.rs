//! Danish person numbers in text: ten digits with a valid date.
//!
//! Modulus 11 is not asked: numbers that fail it have been given out since 2007, so it would let real people through.

use std::ops::Range;

use crate::language::number::latin_digit;

/// Where the first person number stands in a text, in bytes.
///
/// Ten digits DDMMYYNNNN, of which the first six are a date, or with 60 added to the day (replacement numbers given by
/// hospitals and municipalities). A space, no-break space, hyphen or dash may stand between DD, MM, YY and NNNN; letters
/// and digits may not stand right before or after. Arabic digits are digits too.
#[must_use]
pub fn find(text: &str) -> Option<Range<usize>> {
    let mut before: Option<char> = None;
    for (start, sign) in text.char_indices() {
        let begins = latin_digit(sign).is_ascii_digit() && !before.is_some_and(char::is_alphanumeric);
        before = Some(sign);
        if !begins {
            continue;
        }
        if let Some(length) = number_at(&text[start..]) {
            return Some(start..start + length);
        }
    }
    None
}

/// Whether a person number stands anywhere in this text.
#[must_use]
pub fn holds_person_number(text: &str) -> bool {
    find(text).is_some()
}

/// The length in bytes of the person number with which this text begins.
fn number_at(text: &str) -> Option<usize> {
    let mut digits = [0u32; 10];
    let mut rest = text;
    for (index, digit) in digits.iter_mut().enumerate() {
        if matches!(index, 2 | 4 | 6) {
            rest = rest.strip_prefix([' ', '\u{A0}', '-', '\u{2010}', '\u{2011}', '\u{2013}']).unwrap_or(rest);
        }
        let mut signs = rest.chars();
        *digit = latin_digit(signs.next()?).to_digit(10)?;
        rest = signs.as_str();
    }
    if rest.chars().next().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let pair = |index: usize| digits[index] * 10 + digits[index + 1];
    is_date(pair(0), pair(2), pair(4)).then_some(text.len() - rest.len())
}

fn is_date(day: u32, month: u32, year: u32) -> bool {
    let day = if day > 60 { day - 60 } else { day };
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        // The century is not in the two digits: 00 may be 2000, which was a leap year.
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_with_a_valid_date_are_a_person_number_whatever_modulus_11_says() {
        // 070761-4285 satisfies modulus 11, 070761-4286 does not.
        for text in [
            "٠٧٠٧٦١-٤٢٨٦",
            "0707614285",
            "070761-4286",
            "070761 4286",
            "07 07 61 4286",
            "07-07-61-4286",
            "070761–4286",
            " 0707614286 ",
        ] {
            assert!(holds_person_number(text), "{text}");
        }
    }

    #[test]
    fn replacement_numbers_with_sixty_added_to_the_day_are_found() {
        assert!(holds_person_number("670761-4286"));
        assert!(holds_person_number("910161-0000"));
        assert!(!holds_person_number("600761-4286"));
    }

    #[test]
    fn the_29th_of_february_needs_a_year_that_can_be_a_leap_year() {
        assert!(holds_person_number("290200-1234"));
        assert!(holds_person_number("290296-1234"));
        assert!(!holds_person_number("290297-1234"));
    }

    #[test]
    fn numbers_of_other_kinds_are_left_alone() {
        for text in [
            "4512345678",
            "+45 12 34 56 78",
            "12345678",
            "3213200001",
            "01017012345",
            "a0101701234",
            "0101701234b",
            "30.12.10-G01",
            "0113700000",
            "",
            "p-7f3e0101",
        ] {
            assert!(!holds_person_number(text), "{text}");
        }
    }

    #[test]
    fn a_person_number_inside_a_text_is_found_with_its_place() {
        let text = "Søren, 010170-1234, ringede";
        assert_eq!(find(text).map(|range| &text[range]), Some("010170-1234"));
    }
}
