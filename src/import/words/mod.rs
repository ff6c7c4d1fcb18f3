//! The sentences of faults in Danish and in English.
//!
//! Addresses, person numbers and free text are never repeated; what is quoted is cut short.

mod danish;
mod english;
mod figures;

use super::fault::FaultKind;
use crate::language::Language;
use crate::language::personal::holds_person_number;

/// What is wrong and what to do, in Danish or else in English.
pub(super) fn sentence(kind: &FaultKind, language: Language) -> String {
    if language == Language::Da { danish::sentence(kind) } else { english::sentence(kind) }
}

/// A word from a file on one line and no longer than a glance; never a person number.
fn glance(word: &str) -> String {
    const GLANCE: usize = 40;
    if holds_person_number(word) {
        return "…".to_owned();
    }
    let mut line: String = word.chars().take(GLANCE).map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    if word.chars().count() > GLANCE {
        line.push('…');
    }
    line
}
