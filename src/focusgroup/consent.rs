//! What participants are asked to consent to, sentence by sentence and version by version: what somebody said yes to can be read ever after.
//!
//! A sentence never changes; another wording is a new line with the next version, and whoever said yes to the former is asked again.

use super::noun::Purpose;
use crate::language::Language;

/// The version of the sentences that are asked now: the newest of [`SENTENCES`].
pub const CONSENT_VERSION: i32 = 1;

/// From which version on, for what, and in which words.
type Sentence = (i32, Purpose, &'static str, &'static str);

/// Every sentence that was ever asked.
const SENTENCES: [Sentence; 4] = [
    (1, Purpose::TakePart, "Jeg vil gerne være med i samtalen.", "I would like to take part in the talk."),
    (1, Purpose::BeRecorded, "Samtalen må optages.", "The talk may be recorded."),
    (
        1,
        Purpose::BeQuoted,
        "Det, jeg siger, må citeres, når jeg har set citatet og sagt ja.",
        "What I say may be quoted once I have seen the quote and said yes.",
    ),
    (
        1,
        Purpose::RoleNamed,
        "Min rolle må stå ved et citat, hvis mindst tre kan have sagt det.",
        "My role may stand beside a quote if at least three people could have said it.",
    ),
];

/// The sentence as it was asked in a version.
fn sentence(purpose: Purpose, version: i32) -> Option<&'static Sentence> {
    SENTENCES.iter().filter(|(since, of, ..)| *of == purpose && *since <= version).max_by_key(|(since, ..)| *since)
}

/// What was asked for a purpose in a version.
#[must_use]
pub fn consent_sentence(purpose: Purpose, version: i32, language: Language) -> &'static str {
    let found = sentence(purpose, version).map(|(_, _, danish, english)| if language == Language::En { english } else { danish });
    found.copied().unwrap_or_default()
}

/// Whether a yes to a version is a yes to the sentence that is asked now.
#[must_use]
pub fn still_covers(purpose: Purpose, version: i32) -> bool {
    let since = |version| sentence(purpose, version).map(|(since, ..)| *since);
    since(version).is_some() && since(version) == since(CONSENT_VERSION)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn every_purpose_has_its_sentence_and_the_version_is_the_newest() {
        for purpose in Purpose::ALL {
            assert!(!consent_sentence(purpose, CONSENT_VERSION, Language::Da).is_empty());
            assert!(still_covers(purpose, CONSENT_VERSION) && !still_covers(purpose, 0));
        }
        assert_eq!(SENTENCES.iter().map(|(since, ..)| *since).max(), Some(CONSENT_VERSION));
    }

    #[test]
    fn what_was_asked_in_version_1_is_not_reworded() {
        let asked: String = Purpose::ALL
            .into_iter()
            .flat_map(|purpose| [Language::Da, Language::En].map(|language| consent_sentence(purpose, 1, language)))
            .collect();
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(asked.as_bytes()));
        assert_eq!(
            hash, "ba20fb75533869f54a08063183687f9e6d1d200b829838e4f36c518bcf622de2",
            "a sentence that somebody said yes to was changed: write a new version"
        );
    }
}
