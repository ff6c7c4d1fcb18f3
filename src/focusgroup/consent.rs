//! What participants are asked to consent to, sentence by sentence and version by version: what somebody said yes to can be read ever after.
//!
//! A sentence never changes; another wording is a new line with the next version, and whoever said yes to the former is asked again. A purpose
//! of its own that comes later is asked from its version on: a yes to an older version is no yes to it, and stays one to what it asked.

use super::noun::Purpose;
use crate::language::Language;

/// The version of the sentences that are asked now: the newest of [`SENTENCES`].
pub const CONSENT_VERSION: i32 = 2;

/// From which version on, for what, and in which words.
type Sentence = (i32, Purpose, &'static str, &'static str);

/// Every sentence that was ever asked.
const SENTENCES: [Sentence; 5] = [
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
    (
        2,
        Purpose::OtherPrograms,
        "Det, jeg siger, må komme med i en fil til analyse i et andet program hos dem, der laver evalueringen. Mit navn, min rolle og min gruppe står der ikke ved. Mine ord derfra må først udgives, når jeg har set dem og sagt ja.",
        "What I say may go into a file for analysis in another program by those who make the evaluation. My name, my role and my group do not stand beside it. My words from it may be published only once I have seen them and said yes.",
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

/// Whether a version asks for a purpose.
#[must_use]
pub fn asks(purpose: Purpose, version: i32) -> bool {
    sentence(purpose, version).is_some()
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
    fn what_was_asked_in_a_version_is_not_reworded() {
        let asked = [
            (1, "ba20fb75533869f54a08063183687f9e6d1d200b829838e4f36c518bcf622de2"),
            (2, "30d4bf67a6623831df77b42afeaa81ae2617cc0210b83d57d831b00e8c6af0ba"),
        ];
        assert_eq!(asked.map(|(version, _)| version).last(), Some(&CONSENT_VERSION), "the newest version has no hash here");
        for (version, known) in asked {
            let words: String = Purpose::ALL
                .into_iter()
                .flat_map(|purpose| [Language::Da, Language::En].map(|language| consent_sentence(purpose, version, language)))
                .collect();
            let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(words.as_bytes()));
            assert_eq!(hash, known, "a sentence that somebody said yes to was changed: write a new version");
        }
    }

    #[test]
    fn a_yes_to_a_version_is_one_to_what_it_asked_alone() {
        for purpose in [Purpose::TakePart, Purpose::BeRecorded, Purpose::BeQuoted, Purpose::RoleNamed] {
            assert!(still_covers(purpose, 1), "{purpose:?} is asked in other words");
        }
        assert!(!asks(Purpose::OtherPrograms, 1) && !still_covers(Purpose::OtherPrograms, 1));
        assert!(asks(Purpose::OtherPrograms, 2) && still_covers(Purpose::OtherPrograms, 2));
    }
}
