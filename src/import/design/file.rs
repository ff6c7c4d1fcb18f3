//! A design as a file: text as a word processor saves it, or a document of Word.

use super::line::named;
use crate::import::encoding::decode;
use crate::import::transcript::document::{LISTED, with_lists};
use crate::language::Language;

/// The longest text that is read, in signs: a design of thirty sheets.
pub const LONGEST_DESIGN: usize = 100_000;

/// Why a file of a design was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignFileFault {
    /// A file of another kind.
    OtherKind,
    /// A document that cannot be read.
    Damaged,
    /// Nothing stands in it.
    Empty,
    /// More than a design.
    TooLong,
    /// None of the headings of a design was found.
    NoHeading,
}

impl DesignFileFault {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::OtherKind => (
                "Filen er hverken tekst eller et Word-dokument. Gem den som .docx eller som tekst i UTF-8.",
                "The file is neither text nor a document of Word. Save it as .docx or as text in UTF-8.",
            ),
            Self::Damaged => (
                "Dokumentet kan ikke læses. Åbn det i Word, og gem det igen.",
                "The document cannot be read. Open it in Word and save it again.",
            ),
            Self::Empty => ("Der står ingen ord i filen.", "There are no words in the file."),
            Self::TooLong => (
                "Teksten er for lang. Gem selve designet i en fil for sig.",
                "The text is too long. Save the design alone in a file.",
            ),
            Self::NoHeading => (
                "Ingen af designets overskrifter er fundet, for eksempel »Formål« eller »Succeskriterier«. Skriv dem på linjer for sig.",
                "None of the headings of a design was found, such as “Formål” or “Succeskriterier”. Write each on a line of its own.",
            ),
        };
        if language == Language::En { english } else { danish }
    }
}

/// The text of a file, line by line; a line of a list in a document has a mark, unless it is a heading that Word numbers.
pub fn design_text(bytes: &[u8]) -> Result<String, DesignFileFault> {
    let text = if bytes.starts_with(b"PK") {
        let lines = with_lists(bytes).map_err(|_| DesignFileFault::Damaged)?;
        let bare = |line: &str| line.strip_prefix(LISTED).filter(|rest| named(rest).is_some()).unwrap_or(line).to_owned();
        lines.lines().map(bare).collect::<Vec<_>>().join("\n")
    } else {
        let is_other = bytes.starts_with(b"%PDF") || bytes.starts_with(b"\xD0\xCF\x11\xE0") || bytes.starts_with(b"{\\rtf");
        let decoded = decode(bytes).map(|(_, text)| text).ok().filter(|text| !is_other && !text.contains('\0'));
        decoded.ok_or(DesignFileFault::OtherKind)?
    };
    match text.chars().count() {
        _ if text.trim().is_empty() => Err(DesignFileFault::Empty),
        signs if signs > LONGEST_DESIGN => Err(DesignFileFault::TooLong),
        _ => Ok(text),
    }
}
