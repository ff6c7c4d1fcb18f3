//! Why a transcript was not read.

use crate::language::Language;

/// What can be wrong with a file that is to be a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranscriptFault {
    /// Larger than may be, packed or unpacked.
    TooLarge,
    /// A file of the old Word, or one that is locked by a password.
    OldOrLocked,
    /// A file of another kind: PDF, RTF, a workbook.
    OtherKind,
    /// It is called `.vtt` and does not begin with the signature.
    NoSignature,
    /// Nothing is said in it.
    Empty,
    /// Its bytes are no text.
    Undecodable,
    /// A document that cannot be read.
    Damaged,
}

impl TranscriptFault {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::TooLarge => (
                "Filen er for stor. En udskrift må fylde 10 MB. Del den i to.",
                "The file is too large. A transcript may have 10 MB. Divide it in two.",
            ),
            Self::OldOrLocked => (
                "Filen er fra et gammelt Word, eller den er låst med en adgangskode. Gem den som .docx uden kode.",
                "The file is from an old Word, or it is locked by a password. Save it as .docx without one.",
            ),
            Self::OtherKind => (
                "Filen er ikke en udskrift, som kan læses her. Gem den som .vtt, .srt, .docx eller .txt.",
                "The file is no transcript that can be read here. Save it as .vtt, .srt, .docx or .txt.",
            ),
            Self::NoSignature => (
                "Filen hedder .vtt, men begynder ikke med WEBVTT. Hent den igen fra mødeprogrammet.",
                "The file is called .vtt but does not begin with WEBVTT. Fetch it again from the meeting program.",
            ),
            Self::Empty => ("Der står ingen ord i filen.", "There are no words in the file."),
            Self::Undecodable => (
                "Filen er ikke tekst, eller dens tegn er ødelagt. Gem den som tekst i UTF-8.",
                "The file is no text, or its signs are broken. Save it as text in UTF-8.",
            ),
            Self::Damaged => (
                "Filen er beskadiget og kan ikke læses. Hent den igen.",
                "The file is damaged and cannot be read. Fetch it again.",
            ),
        };
        if language == Language::En { english } else { danish }
    }
}
