//! Documents of a trial in words, for pages and reports.

use crate::language::{Language, number};
use crate::store::DocumentKind;

/// What kind of document it is.
#[must_use]
pub fn kind_words(kind: DocumentKind, language: Language) -> &'static str {
    let (danish, english) = match kind {
        DocumentKind::Design => ("Evalueringsdesign", "Evaluation design"),
        DocumentKind::Answer => ("Ministeriets svar", "The ministry's answer"),
        DocumentKind::Letter => ("Ansøgning eller brev", "Application or letter"),
        DocumentKind::Report => ("Rapport", "Report"),
        DocumentKind::Other => ("Andet", "Other"),
    };
    if language == Language::En { english } else { danish }
}

/// How large a file is: whole kilobytes, or megabytes with a decimal.
#[must_use]
pub fn size_words(bytes: u64, language: Language) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    if bytes < MEGABYTE {
        return format!("{}\u{a0}kB", bytes.div_ceil(1024));
    }
    format!("{}\u{a0}MB", number::decimal(bytes as f64 / MEGABYTE as f64, 1, language))
}
