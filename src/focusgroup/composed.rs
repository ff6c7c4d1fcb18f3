//! Texts in one form: composed letters of every script (Unicode Standard Annex 15), LF, no byte order mark, no blanks at the ends.
//!
//! Letters are composed with the library's pairs of the normal form C, which are in the program for domains with æ, ø and å anyway. The
//! whole normal form would need its tables of decompositions too: texts that hold marks in an order that no keyboard types stay as they came.

use icu_normalizer::properties::CanonicalCompositionBorrowed;

/// The text as it is stored: its places are counted in this form.
#[must_use]
pub fn normalised(text: &str) -> String {
    let pairs = CanonicalCompositionBorrowed::new();
    let mut out = String::with_capacity(text.len());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    for sign in text.chars() {
        let composed = out.chars().next_back().and_then(|letter| pairs.compose(letter, sign));
        match composed {
            Some(letter) => {
                out.pop();
                out.push(letter);
            }
            None => out.push(sign),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_composed_and_lines_end_alike() {
        assert_eq!(normalised("\u{feff}bla\u{30a}ba\u{301}r\r\npa\u{30a} \r"), "blåbár\npå");
        assert_eq!(normalised("u\u{308}\u{304}"), "ǖ");
        assert_eq!(normalised("\u{301}a æøå \u{1f642}"), "\u{301}a æøå \u{1f642}");
    }

    #[test]
    fn letters_of_other_scripts_are_composed_too() {
        assert_eq!(normalised("\u{395}\u{301} \u{438}\u{306} \u{627}\u{653}"), "\u{388} \u{439} \u{622}");
    }

    #[test]
    fn a_text_in_that_form_stays_as_it_is() {
        let text = "Færre møder på Ærø, ü\u{323}";
        assert_eq!(normalised(&normalised(text)), normalised(text));
    }
}
