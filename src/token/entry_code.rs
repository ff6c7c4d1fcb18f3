//! Entry codes: what a person types from a letter in the place of a link.

use super::{RandomId, Secret, half};

/// The entry code that a person types from a letter: 15 digits of an HMAC and a check digit after Luhn (ISO/IEC 7812-1,
/// annex B), in four groups of four.
#[must_use]
pub fn entry_code(link_secret: &Secret, invitation: RandomId) -> String {
    let bytes = link_secret.mac("nulpunkt entry code", &[&invitation.0]);
    let number = bytes[..8].iter().fold(0u64, |number, byte| (number << 8) | u64::from(*byte));
    let digits = format!("{:015}", number % 1_000_000_000_000_000);
    let check = luhn(&digits);
    let all = format!("{digits}{check}");
    format!("{} {} {} {}", &all[..4], &all[4..8], &all[8..12], &all[12..])
}

/// What the database holds of an entry code: its HMAC under the link secret, never a bare hash, since 50 bits can be tried.
#[must_use]
pub fn entry_code_hash(link_secret: &Secret, digits: &str) -> [u8; 16] {
    half(link_secret.mac("nulpunkt entry code hash", &[digits.as_bytes()]))
}

/// Why something typed is no entry code, which is told without a look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEntryCode {
    /// Nothing was typed.
    Empty,
    /// There is a letter in it.
    Letters,
    /// It has fewer or more digits than 16: this many.
    Digits(usize),
    /// The check digit does not fit, as after a typing mistake.
    Mistyped,
}

/// Reads an entry code as typed: spaces, hyphens and all other signs between the digits are forgiven.
pub fn parse_entry_code(text: &str) -> Result<String, NoEntryCode> {
    let typed: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if typed.bytes().any(|byte| !byte.is_ascii_digit()) {
        return Err(NoEntryCode::Letters);
    }
    match typed.len() {
        0 => Err(NoEntryCode::Empty),
        16 if typed[15..] == luhn(&typed[..15]).to_string() => Ok(typed),
        16 => Err(NoEntryCode::Mistyped),
        other => Err(NoEntryCode::Digits(other)),
    }
}

fn luhn(digits: &str) -> u32 {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 0 { doubled(digit) } else { digit }
        })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_wrong_digit_of_an_entry_code_is_noticed() {
        let code = entry_code(&Secret([7; 32]), RandomId([2; 16]));
        let digits = parse_entry_code(&code).unwrap();
        for place in 0..16 {
            for other in b'0'..=b'9' {
                let mut wrong = digits.clone().into_bytes();
                if wrong[place] != other {
                    wrong[place] = other;
                    assert_eq!(parse_entry_code(std::str::from_utf8(&wrong).unwrap()), Err(NoEntryCode::Mistyped));
                }
            }
        }
    }

    #[test]
    fn an_entry_code_is_the_same_however_it_is_divided_and_says_what_it_lacks() {
        let code = entry_code(&Secret([7; 32]), RandomId([2; 16]));
        let digits = parse_entry_code(&code).unwrap();
        for typed in [digits.clone(), code.replace(' ', "-"), code.replace(' ', " – "), format!("\u{2066} {code}.\u{2069}")] {
            assert_eq!(parse_entry_code(&typed).as_ref(), Ok(&digits), "{typed}");
        }
        assert_eq!(parse_entry_code(&code[1..]), Err(NoEntryCode::Digits(15)));
        assert_eq!(parse_entry_code(&format!("{code}0")), Err(NoEntryCode::Digits(17)));
        assert_eq!(parse_entry_code(&code.replace(' ', "x")), Err(NoEntryCode::Letters));
        assert_eq!(parse_entry_code(" - "), Err(NoEntryCode::Empty));
    }
}
