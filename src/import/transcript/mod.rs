//! Transcripts of what a group said, as other programs write them: `WebVTT`, SRT, DOCX and plain text become lines with speakers.
//!
//! What a file calls its speakers are names, and no name may be stored for analysis: a transcript is only ever stored through
//! [`Transcript::cast`], which puts codes in their place.

mod cue_text;
pub(in crate::import) mod document;
mod fault;
mod lines;
mod speech;
mod subrip;
#[cfg(test)]
mod tests;
mod voice;
mod webvtt;

pub use fault::TranscriptFault;
pub use voice::{CastLine, Voice, guess, speakers, unrecorded};

use lines::{Piece, finished};

use super::archive::{ARCHIVE, OLD_OFFICE};
use super::encoding;

/// The largest file that is read, in bytes: the words of a long day.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// How a transcript was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranscriptFormat {
    /// Web Video Text Tracks, as Teams and Zoom write them.
    WebVtt,
    /// `SubRip`.
    Srt,
    /// A document of Word.
    Docx,
    /// Plain text.
    Text,
}

impl TranscriptFormat {
    /// The name that people know it by, which the database keeps.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WebVtt => "WebVTT",
            Self::Srt => "SRT",
            Self::Docx => "DOCX",
            Self::Text => "TXT",
        }
    }
}

/// What was said, line by line. It holds names and words, so it has no `Debug`.
pub struct Transcript {
    /// How it was written.
    pub format: TranscriptFormat,
    /// The speakers as the file calls them, in the order in which they first speak; an empty name stands for lines without one.
    pub speakers: Vec<String>,
    /// The lines in their order.
    pub lines: Vec<Said>,
}

/// A line of a transcript.
pub struct Said {
    /// Who said it, as a place among the speakers.
    pub speaker: usize,
    /// After how many seconds, where the file says so.
    pub at: Option<u64>,
    /// The words.
    pub words: String,
}

/// Reads a transcript; `name` is what the file is called, of which the ending alone counts.
pub fn read(bytes: &[u8], name: &str) -> Result<Transcript, TranscriptFault> {
    if bytes.len() > LARGEST {
        return Err(TranscriptFault::TooLarge);
    }
    if bytes.starts_with(OLD_OFFICE) {
        return Err(TranscriptFault::OldOrLocked);
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"{\\rtf") {
        return Err(TranscriptFault::OtherKind);
    }
    if bytes.starts_with(ARCHIVE) {
        return finished(speech::pieces(&document::text(bytes)?), TranscriptFormat::Docx);
    }
    let text = text_of(bytes)?;
    if webvtt::has_signature(&text) {
        return finished(cue_pieces(webvtt::cues(&text)), TranscriptFormat::WebVtt);
    }
    let ends = |with: &str| name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case(with));
    if ends("vtt") {
        return Err(TranscriptFault::NoSignature);
    }
    let cues = subrip::cues(&text);
    if ends("srt") || subrip::is_subrip(&text) {
        return finished(cue_pieces(cues), TranscriptFormat::Srt);
    }
    finished(speech::pieces(&text), TranscriptFormat::Text)
}

/// Some words of a film with the moment at which they are shown.
struct Cue {
    /// In milliseconds.
    starts: u64,
    /// With their tags.
    text: String,
}

fn cue_pieces(cues: Vec<Cue>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for cue in cues {
        for (voice, words) in cue_text::parts(&cue.text) {
            pieces.push(Piece { speaker: voice, at: Some(cue.starts / 1000), words, follows: true });
        }
    }
    speech::take_labels(&mut pieces);
    pieces
}

/// The text of a file with line feeds alone, and without NUL.
fn text_of(bytes: &[u8]) -> Result<String, TranscriptFault> {
    let text = match encoding::decode(bytes) {
        Ok((_, text)) => text,
        // The standard decodes what comes after the signature whatever it is.
        Err(_) if is_webvtt(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => return Err(TranscriptFault::Undecodable),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.replace('\0', "\u{fffd}").replace("\r\n", "\n").replace('\r', "\n"))
}

fn is_webvtt(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).starts_with(b"WEBVTT")
}
