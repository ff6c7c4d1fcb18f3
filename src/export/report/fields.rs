//! Prose with figures as fields: a writer names a figure by its code between double braces, and every report fills in what it is now.

use crate::language::{Language, filled};

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// A piece of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words, as they were written.
    Words(&'a str),
    /// The figure with this code.
    Field(&'a str),
}

/// What is wrong with a field, and on which line it begins, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// It is opened and not closed on its line.
    Unclosed(usize),
    /// It is closed and was not opened.
    Unopened(usize),
    /// It names no figure.
    Empty(usize),
    /// It names a figure that is none: the code as it was written.
    Unknown(usize, String),
}

impl FieldFault {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let say = |danish: &'static str, english: &'static str| if language == Language::En { english } else { danish };
        let (words, line, code) = match self {
            Self::Unclosed(line) => (
                say(
                    "Linje {line}: et felt begynder med {{, men slutter ikke med }} på samme linje.",
                    "Line {line}: a field begins with {{ and does not end with }} on the same line.",
                ),
                line,
                "",
            ),
            Self::Unopened(line) => (
                say("Linje {line}: der står }} uden et felt foran.", "Line {line}: there is }} without a field before it."),
                line,
                "",
            ),
            Self::Empty(line) => (
                say(
                    "Linje {line}: feltet er tomt. Skriv tallets kode mellem {{ og }}.",
                    "Line {line}: the field is empty. Write the figure's code between {{ and }}.",
                ),
                line,
                "",
            ),
            Self::Unknown(line, code) => (
                say(
                    "Linje {line}: koden {code} findes ikke. Koderne står nederst på siden.",
                    "Line {line}: there is no code {code}. The codes stand at the foot of the page.",
                ),
                line,
                &code[..],
            ),
        };
        filled(words, &[("line", &line.to_string()), ("code", code)])
    }
}

/// The pieces of a text with the line on which each begins, or the first thing that is wrong with its fields.
pub fn pieces(text: &str) -> Result<Vec<(usize, Piece<'_>)>, FieldFault> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while !rest.is_empty() {
        let begins = rest.find(OPEN).unwrap_or(rest.len());
        let (words, field) = rest.split_at(begins);
        if let Some(at) = words.find(CLOSE) {
            return Err(FieldFault::Unopened(line + breaks(&words[..at])));
        }
        if !words.is_empty() {
            found.push((line, Piece::Words(words)));
        }
        line += breaks(words);
        let Some(inner) = field.strip_prefix(OPEN) else { break };
        let until = inner.split('\n').next().unwrap_or_default();
        let Some(ends) = until.find(CLOSE) else { return Err(FieldFault::Unclosed(line)) };
        let code = inner[..ends].trim();
        if code.is_empty() {
            return Err(FieldFault::Empty(line));
        }
        if code.contains(OPEN) {
            return Err(FieldFault::Unclosed(line));
        }
        found.push((line, Piece::Field(code)));
        rest = &inner[ends + CLOSE.len()..];
    }
    Ok(found)
}

fn breaks(text: &str) -> usize {
    text.matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_from_words_and_keep_their_lines() {
        let found = pieces("Før: {{T02.LC1.simplified.1}}\nNu {{ R12 }}, {x}.").unwrap();
        assert_eq!(
            found,
            [
                (1, Piece::Words("Før: ")),
                (1, Piece::Field("T02.LC1.simplified.1")),
                (1, Piece::Words("\nNu ")),
                (2, Piece::Field("R12")),
                (2, Piece::Words(", {x}.")),
            ]
        );
        assert_eq!(pieces(""), Ok(vec![]));
        assert_eq!(pieces("{{R1}}{{R2}}"), Ok(vec![(1, Piece::Field("R1")), (1, Piece::Field("R2"))]));
    }

    #[test]
    fn what_is_wrong_with_a_field_is_said_with_its_line() {
        for (text, fault) in [
            ("Ord\n{{T02", FieldFault::Unclosed(2)),
            ("{{T02\n}}", FieldFault::Unclosed(1)),
            ("{{a {{R1}}", FieldFault::Unclosed(1)),
            ("{{R1}}\n\n}} ord", FieldFault::Unopened(3)),
            ("ord }} {{R1}}", FieldFault::Unopened(1)),
            ("\n{{  }}", FieldFault::Empty(2)),
        ] {
            assert_eq!(pieces(text), Err(fault), "{text}");
        }
        let said = FieldFault::Unclosed(2).sentence(Language::Da);
        assert_eq!(said, "Linje 2: et felt begynder med {{, men slutter ikke med }} på samme linje.");
        let said = FieldFault::Unknown(7, "T99".to_owned()).sentence(Language::En);
        assert_eq!(said, "Line 7: there is no code T99. The codes stand at the foot of the page.");
    }
}
