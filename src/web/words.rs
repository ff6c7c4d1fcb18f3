//! Every sentence that the pages say by themselves, in each language that we speak whole.
//!
//! The three files in `words/` must hold every field and no other: a sentence that is missing in one language is found by
//! the tests below, not by a respondent. Words in braces are filled in by [`with`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::language::Language;
pub use crate::language::filled as with;

/// The sentences of a file that have not been taken yet, by part and name. One reader for all parts, since a derived one for each would
/// be a fiftieth of the program.
struct File(BTreeMap<String, BTreeMap<String, String>>);

impl File {
    fn read(file: &'static str) -> Option<Self> {
        let sentence = |(name, value): (Spanned<DeString>, Spanned<DeValue>)| {
            Some((name.get_ref().to_string(), value.get_ref().as_str()?.to_owned()))
        };
        let part = |(name, value): (Spanned<DeString>, Spanned<DeValue>)| match value.into_inner() {
            DeValue::Table(sentences) => {
                Some((name.get_ref().to_string(), sentences.into_iter().map(sentence).collect::<Option<_>>()?))
            }
            _ => None,
        };
        DeTable::parse(file).ok()?.into_inner().into_iter().map(part).collect::<Option<_>>().map(Self)
    }

    fn take(&mut self, part: &str, sentence: &str) -> Option<String> {
        self.0.get_mut(part)?.remove(sentence)
    }

    /// Whether every sentence was taken.
    fn is_empty(&self) -> bool {
        self.0.values().all(BTreeMap::is_empty)
    }
}

/// Defines a part of the words: one field per sentence, named as in the files.
macro_rules! sentences {
    ($(#[$about:meta])* $name:ident { $($field:ident),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Default)]
        pub struct $name {
            $(#[doc = concat!("The sentence `", stringify!($field), "` of the files in `words/`.")] pub $field: String,)*
        }

        impl $name {
            fn take(file: &mut File, part: &str) -> Option<Self> {
                Some(Self { $($field: file.take(part, stringify!($field))?,)* })
            }
        }
    };
}

/// Defines all words: one field per part, named as in the files.
macro_rules! parts {
    ($(#[$whole:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $part:ident),* $(,)? }) => {
        $(#[$whole])*
        #[derive(Debug, Default)]
        pub struct $name {
            $($(#[$about])* pub $field: $part,)*
        }

        impl $name {
            /// None if a sentence is missing in the file, or one in the file is not known here.
            fn read(file: &'static str) -> Option<Self> {
                let mut file = File::read(file)?;
                let words = Self { $($field: $part::take(&mut file, stringify!($field))?,)* };
                file.is_empty().then_some(words)
            }
        }
    };
}

parts! {
    /// All sentences of one language.
    Words {
        /// What stands on every page.
        page: Everywhere,
        /// The first page of a link.
        first: First,
        /// The first page of an open round.
        open: Open,
        /// What the evaluator sees, shown with invented figures.
        example: Exemplary,
        /// A page of questions.
        question: Asking,
        /// What is wrong with a form: kind, and with a way on.
        fault: Faults,
        /// Check your answers.
        check: Check,
        /// The receipt.
        receipt: Receiving,
        /// Checking a receipt code.
        proof: Proof,
        /// What is stored with an answer, shown to whoever has its receipt.
        stored: Storing,
        /// Erasing one's own answer.
        erasing: Erasing,
        /// The rights of a person.
        rights: Rights,
        /// Typing the code of a letter.
        entry: Entry,
        /// Opting out.
        opting_out: OptingOut,
        /// The front page.
        home: Home,
        /// Pages that lead nowhere further.
        plain: Plain,
    }
}

sentences! {
    /// What stands on every page.
    Everywhere {
        service, senders, demonstration, fault, back, more, languages, call, no_phone, hours, citizen, opt_out, accessibility, day, months,
    }
}

sentences! {
    /// The first page of a link.
    First {
        voluntary, no_consequence, caseworker, anonymous, sealed, no_login, minute, minutes, pause, closes, start, under_way,
        opened, colleagues,
        resume, who, who_call, who_plain, who_check, why, kept, draft, more, legal_basis, free, consequence, source, access,
        rights, controller, dpo,
    }
}

sentences! {
    /// The first page of an open round.
    Open {
        several, link, keep, private,
    }
}

sentences! {
    /// What the evaluator sees, shown with invented figures.
    Exemplary {
        link, title, about, mark, never, whole, hidden, texts, invented, spoken, back,
    }
}

sentences! {
    /// A page of questions.
    Asking {
        progress, progress_most, progress_several, progress_several_most, saved, save, later, send, send_note, several, at_most, dont_know, not_applicable,
        declined, other, other_words, none, length, private, read_by, help_call, help_plain, between, at_least, no_more, rank, code,
    }
}

sentences! {
    /// What is wrong with a form: kind, and with a way on.
    Faults {
        title, title_empty, empty, empty_way_on, title_number, number, title_phone, phone, title_email, email, title_name, name,
        title_personal, personal, personal_way_on, kept, empty_send, title_elsewhere, elsewhere, a_number, a_phone, an_email, a_name,
        comma, and,
    }
}

sentences! {
    /// Check your answers.
    Check {
        title, lead, title_early, lead_early, change, change_what, empty,
    }
}

sentences! {
    /// The receipt.
    Receiving {
        title, already, already_first, screened_out, screened_out_why, code, code_anonymous, code_later, code_use, code_check, now,
        now_text, results, results_open, results_closed, results_never,
    }
}

sentences! {
    /// Checking a receipt code.
    Proof {
        title, lead, code, form, check, found, found_text, not_found, not_found_text, malformed, too_often,
    }
}

sentences! {
    /// What is stored with an answer, shown to whoever has its receipt.
    Storing {
        title, lead, sent, language, municipality, linked, linked_text, person_key, answers, notice, notice_text, wrong, print,
    }
}

sentences! {
    /// The rights of a person.
    Rights {
        link, title, lead, see, see_text, see_go, see_list, correct, correct_text, correct_list, erase, erase_text, erase_draft, anonymous,
        anonymous_text, object, object_text, complain, complain_text, complain_call, who, who_text,
    }
}

sentences! {
    /// Erasing one's own answer.
    Erasing {
        title, lead, sure, confirm, choose, done, done_text, gone,
    }
}

sentences! {
    /// Typing the code of a letter.
    Entry {
        title, lead, code, form, go, empty, letters, one_too_few, too_few, one_too_many, too_many, mistyped, unknown, too_often,
    }
}

sentences! {
    /// Opting out.
    OptingOut {
        title, title_all, lead, which, survey, all, confirm, regret, choose, done, done_all, only_this,
    }
}

sentences! {
    /// The front page.
    Home {
        title, lead, entry, real, no_login, check, numbers, why, why_text, law, law_text, proof,
    }
}

sentences! {
    /// Pages that lead nowhere further.
    Plain {
        not_found, not_found_text, not_found_call, numbers, home, closed, closed_text, closed_out, no_receipt, not_yet, not_yet_text, opted_out,
        opted_out_text, opted_out_regret, stale, stale_text, go_on, bad, bad_text, too_large, too_large_text, busy, busy_text, broken,
        broken_text, method, method_text,
    }
}

static DANISH: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/da.toml")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/en.toml")));
static ARABIC: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/ar.toml")));

#[expect(clippy::expect_used, reason = "the files are part of the binary, and a test reads all of them")]
fn read(file: &'static str) -> Words {
    Words::read(file).expect("the words are complete")
}

impl Words {
    /// The sentences of this language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Da => &DANISH,
            Language::En => &ENGLISH,
            Language::Ar => &ARABIC,
        }
    }

    /// A day as one writes it: `31. januar 2019`.
    #[must_use]
    pub fn day(&self, day: Date) -> String {
        let place = usize::try_from(day.month() - 1).unwrap_or_default();
        let month = self.page.months.split(' ').nth(place).unwrap_or_default();
        with(&self.page.day, &[("day", &day.day().to_string()), ("month", month), ("year", &day.year().to_string())])
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    type Sentences = BTreeMap<String, BTreeMap<String, String>>;

    const FILES: [&str; 3] = [include_str!("words/da.toml"), include_str!("words/en.toml"), include_str!("words/ar.toml")];

    fn braces(sentence: &str) -> Vec<&str> {
        let mut names: Vec<&str> = sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_sentence_exists_in_every_language_with_the_same_words_to_fill_in() {
        let [danish, english, arabic] = FILES.map(|file| toml::from_str::<Sentences>(file).unwrap());
        for (part, sentences) in &danish {
            for (name, sentence) in sentences {
                for other in [&english, &arabic] {
                    let twin = &other[part][name];
                    assert!(!twin.trim().is_empty(), "{part}.{name} is empty");
                    assert_eq!(braces(sentence), braces(twin), "{part}.{name}");
                }
            }
        }
        for language in Language::ALL {
            assert_eq!(Words::of(language).page.months.split(' ').count(), 12);
        }
    }

    #[test]
    fn a_sentence_that_is_missing_or_not_known_is_found() {
        let without = |from: &str, to: &str| Words::read(FILES[0].replacen(from, to, 1).leak());
        assert!(without("", "").is_some());
        assert!(without("\nlead = ", "\nlede = ").is_none());
        assert!(without("\nlead = ", "\nmore_than_that = \"x\"\nlead = ").is_none());
        assert!(without("[fault]", "[faults]").is_none());
    }

    #[test]
    fn a_day_is_written_as_people_write_it() {
        assert_eq!(Words::of(Language::Da).day(date(2019, 1, 31)), "31.\u{a0}januar 2019");
        assert_eq!(Words::of(Language::En).day(date(2020, 6, 1)), "1\u{a0}June 2020");
    }
}
