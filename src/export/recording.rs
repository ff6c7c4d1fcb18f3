//! What is said of recordings of sessions at the machine and at the desk alike: which files they may be, and why one is not kept.

use crate::language::{Language, filled};
use crate::store::{LARGEST_RECORDING, NoRecording};

/// The ends of names of files that hold sound or pictures.
pub const FORMATS: [&str; 11] = ["mp3", "m4a", "mp4", "wav", "ogg", "opus", "webm", "mkv", "mov", "aac", "flac"];

/// The format of a file with this name; none where it is neither sound nor pictures.
#[must_use]
pub fn format_of(name: &str) -> Option<&'static str> {
    let end = name.rsplit_once('.')?.1.to_lowercase();
    FORMATS.into_iter().find(|format| *format == end)
}

/// That the file is neither sound nor pictures.
#[must_use]
pub fn no_format(language: Language) -> String {
    let words = if language == Language::En {
        "The file must be sound or video: {formats}."
    } else {
        "Filen skal være lyd eller video: {formats}."
    };
    filled(words, &[("formats", &FORMATS.join(", "))])
}

/// Why a recording is not kept that might lie for so many days.
#[must_use]
pub fn refusal(refused: &NoRecording, days: u32, language: Language) -> String {
    let (danish, english) = match refused {
        NoRecording::NobodyCame => (
            "Sig først, hvem der kom til samtalen: alle, der kom, skal have sagt ja til at blive optaget.",
            "First say who came to the talk: everybody who came must have said yes to be recorded.",
        ),
        NoRecording::Without(_) => (
            "Optagelsen kan ikke gemmes. De her har ikke sagt ja til at blive optaget: {codes}.",
            "The recording cannot be kept. These did not say yes to be recorded: {codes}.",
        ),
        NoRecording::Over => (
            "En optagelse må kun ligge i {days} dage efter samtalen, og de er gået.",
            "A recording may lie only for {days} days after the talk, and they are over.",
        ),
        NoRecording::TooLarge => ("Filen er større end {most} GB.", "The file is larger than {most} GB."),
    };
    let codes = if let NoRecording::Without(codes) = refused { codes.join(", ") } else { String::new() };
    let words = [("codes", &*codes), ("days", &*days.to_string()), ("most", &*(LARGEST_RECORDING >> 30).to_string())];
    filled(if language == Language::En { english } else { danish }, &words)
}
