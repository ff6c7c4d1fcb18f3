//! Every fault has a sentence in both languages, and it says what to do.

use super::{ConditionFault as C, Expected, Fault, FaultKind as K, ListFault as L, Place};
use crate::language::Language;
use crate::questionnaire::ListFate;

fn key() -> String {
    "nøgle".to_owned()
}

fn kinds() -> Vec<K> {
    let one = || vec!["a".to_owned()];
    let mut kinds = vec![
        K::FileTooLarge { kilobytes: 1024 },
        K::NotUtf8,
        K::ControlCharacter,
        K::Syntax { message: "unexpected".to_owned() },
        K::DuplicateKey { key: key() },
        K::UnknownKey { key: key(), allowed: one() },
        K::MissingKey { key: key() },
        K::NotForKind { key: key(), kind: "text" },
        K::UnknownName { key: key(), value: key(), allowed: one() },
        K::UnknownName { key: key(), value: key(), allowed: Vec::new() },
        K::TooSmall { key: key(), least: 0 },
        K::TooBig { key: key(), most: 1 },
        K::MissingLanguage { key: key(), language: Language::Ar },
        K::UnlistedLanguage { key: key(), code: key() },
        K::UnknownLanguage { code: key() },
        K::Languages,
        K::EmptyText { key: key() },
        K::TextTooLong { key: key(), most: 1 },
        K::UnknownPlaceholder { name: key() },
        K::BadKey { value: key(), hyphen: false },
        K::BadKey { value: key(), hyphen: true },
        K::ReservedKey { value: key() },
        K::SameKey { value: key(), line: 1 },
        K::SecondCode { line: 1 },
        K::KeyIsNotFolder { key: key(), folder: key() },
        K::VersionIsNotFile { version: 1, file: key() },
        K::SameValue { value: 1 },
        K::SameLabel { label: key() },
        K::NoChoices,
        K::ScaleAndChoices,
        K::NoScale,
        K::MissingAmongChoices,
        K::ChoicesBesideList,
        K::MaxBelowMin,
        K::OffScale { key: key(), value: 1 },
        K::PagesAndQuestions,
        K::NoQuestions,
        K::BackgroundNotAsked { key: key() },
        K::BackgroundNotSingle { key: key() },
        K::BackgroundIsQuestion { key: key() },
        K::EvaluationMissing { allowed: one() },
        K::EvaluationUnknown { trial: key() },
        K::SupersedesNoEarlier,
        K::ExactlyOne { first: "code", second: "members" },
        K::UntilBeforeFrom,
        K::NoticeMissing,
        K::SensitiveFreeText,
    ];
    let expected = [
        Expected::Text,
        Expected::Texts,
        Expected::Whole,
        Expected::Number,
        Expected::Boolean,
        Expected::Date,
        Expected::List,
        Expected::Table,
    ];
    kinds.extend(expected.map(|expected| K::WrongType { key: key(), expected }));
    let conditions = [
        C::Unexpected { found: String::new() },
        C::Unexpected { found: key() },
        C::OpenText,
        C::TooLong,
        C::UnknownKey { key: key() },
        C::NotEarlier { key: key() },
        C::WholeBattery { key: key(), example: key() },
        C::NotComparable { key: key() },
        C::UseChosen { key: key() },
        C::WrongValue { key: key() },
        C::OffScale { key: key(), value: key() },
        C::NeverTrue,
    ];
    kinds.extend(conditions.map(K::Condition));
    let lists = [
        L::KeyIsNotFile { key: key(), file: key() },
        L::NotNext { next: 1 },
        L::NoVersions,
        L::Overlaps { version: 1 },
        L::NothingBefore,
        L::Undeclared { code: key(), is_gone: true },
        L::Undeclared { code: key(), is_gone: false },
        L::Relabelled { code: key() },
        L::OtherValue { code: key(), value: 1 },
        L::ValueOfOther { value: 1, other: key() },
    ];
    kinds.extend(lists.map(K::List));
    kinds.extend(ListFate::DECLARED.map(|fate| K::List(L::Shape { fate })));
    kinds
}

#[test]
fn every_fault_says_what_is_wrong_and_then_what_to_do() {
    let mut seen = std::collections::BTreeSet::new();
    for kind in kinds() {
        let fault = Fault { place: Place { file: "s.toml".to_owned(), line: 2, column: 3 }, kind };
        for language in [Language::Da, Language::En] {
            let sentence = fault.sentence(language);
            assert!(sentence.ends_with('.') && sentence.matches(['.', ':']).count() >= 2, "{sentence}");
            assert!(seen.insert(sentence.clone()), "said twice: {sentence}");
            assert!(!sentence.contains('\n'));
        }
        assert!(fault.to_string().starts_with("s.toml:2:3: "));
    }
}
