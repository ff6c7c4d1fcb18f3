//! Every rule of the format, each with the place that the fault must name.

use proptest::prelude::*;

use super::super::fault::{ConditionFault, Expected, Fault, FaultKind};
use super::super::kind::{Kind, Missing};
use super::super::model::Source;
use super::{CodeLists, decode, read, read_file, read_trials};
use crate::language::Language;

pub(super) const HEAD: &str = r#"key = "example-caseworkers"
version = 2
trial = "example"
audience = "caseworker"
languages = ["da", "en"]
title = { da = "Titel", en = "Title" }
introduction = { da = "Hej", en = "Hello" }
closing = { da = "Tak", en = "Thanks" }
"#;

pub(super) const YES_NO: &str = r#"choices = [ { value = 1, da = "Ja", en = "Yes" }, { value = 2, da = "Nej", en = "No" } ]"#;

pub(super) const SCALE: &str = r#"
[scales.extent]
kind = "ordinal"
choices = [
  { value = 1, da = "Slet ikke", en = "not at all" },
  { value = 2, da = "i høj grad", en = "to a great extent" },
  { value = 98, da = "Ved ikke", en = "Don't know", missing = "dont-know" },
]
"#;

/// A question on a page of its own; the page's header is the first line, the question's the second.
pub(super) fn page(key: &str, kind: &str, rest: &str) -> String {
    format!(
        "[[page]]\n[[page.question]]\nkey = \"{key}\"\nkind = \"{kind}\"\ntext = {{ da = \"Spørger\", en = \"Asks\" }}\n{rest}\n"
    )
}

pub(super) fn faults(content: &str) -> Vec<Fault> {
    let mut faults = match read("s.toml", content, None) {
        Ok((_, warnings)) => warnings,
        Err(faults) => faults,
    };
    faults.retain(|fault| !fault.kind.is_warning());
    faults
}

pub(super) fn one(content: &str) -> (usize, usize, FaultKind) {
    let faults = faults(content);
    assert_eq!(faults.len(), 1, "{faults:?}");
    (faults[0].place.line, faults[0].place.column, faults[0].kind.clone())
}

#[test]
fn a_whole_questionnaire_is_read() {
    let content = format!(
        "{HEAD}sensitive = true\n[background.municipality]\nsource = \"recipient\"\n[background.used]\nsource = \"asked\"\n{SCALE}{}{}",
        page("used", "single", YES_NO),
        page(
            "effects",
            "battery",
            "scale = \"extent\"\nshow_if = \"used != 1\"\nitems = [ { key = \"quality\", da = \"Kvalitet\", en = \"Quality\" } ]"
        ),
    );
    let (version, warnings) = read("s.toml", &content, None).unwrap();
    assert_eq!((version.key.as_str(), version.version, version.sensitive), ("example-caseworkers", 2, true));
    assert_eq!(version.languages, [Language::Da, Language::En]);
    assert_eq!(version.items().iter().map(|item| item.key.as_str()).collect::<Vec<_>>(), ["used", "effects.quality"]);
    assert_eq!(version.background.len(), 2);
    assert_eq!(version.background[1].source, Source::Asked);
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].kind, FaultKind::NoticeMissing);
    assert_eq!((warnings[0].place.line, warnings[0].place.column), (1, 1));
}

#[test]
fn every_kind_of_question_is_read() {
    let kinds = [
        ("single", YES_NO.to_owned()),
        ("multiple", format!("{YES_NO}\nmax_choices = 2\nnone = true\nother = true\nmissing = [\"declined\"]")),
        ("battery", format!("{YES_NO}\nitems = [ {{ key = \"a\", da = \"A\", en = \"A\" }} ]")),
        ("text", "max_length = 10".to_owned()),
        ("longtext", String::new()),
        ("number", "min = 0\nmax = 1.5\ndecimals = 1".to_owned()),
        ("date", "missing = [\"dont-know\", \"not-applicable\"]".to_owned()),
        ("ranking", YES_NO.to_owned()),
        ("note", String::new()),
    ];
    for (kind, rest) in kinds {
        let (version, _) =
            read("s.toml", &format!("{HEAD}{}", page("q", kind, &rest)), None).unwrap_or_else(|faults| panic!("{faults:?}"));
        assert_eq!(version.pages[0].questions[0].kind.name(), kind);
    }
}

#[test]
fn an_unknown_key_is_named_where_it_stands() {
    let (line, column, kind) = one(&format!("{HEAD}colour = 1\n{}", page("q", "text", "")));
    assert_eq!((line, column), (9, 1));
    assert!(matches!(kind, FaultKind::UnknownKey { key, .. } if key == "colour"));
    let (line, column, _) = one(&format!("{HEAD}{}", page("q", "text", "help = { da = \"Æh\", en = \"Eh\" }\n  typo = 1")));
    assert_eq!((line, column), (15, 3));
}

#[test]
fn columns_count_characters_not_bytes() {
    let content = HEAD.replace("{ da = \"Titel\", en = \"Title\" }", "{ da = \"æøå\", xx = \"Title\" }") + &page("q", "text", "");
    let faults = faults(&content);
    assert_eq!((faults[0].place.line, faults[0].place.column), (6, 9));
    assert!(matches!(&faults[0].kind, FaultKind::MissingLanguage { key, language: Language::En } if key == "title"));
    assert_eq!((faults[1].place.line, faults[1].place.column), (6, 23));
    assert_eq!(faults.len(), 2);
}

#[test]
fn a_byte_order_mark_takes_no_column() {
    let (line, column, _) = one(&format!("\u{feff}typo = 1\n{HEAD}{}", page("q", "text", "")));
    assert_eq!((line, column), (1, 1));
}

#[test]
fn a_duplicate_key_is_found_together_with_other_faults() {
    let faults = faults(&format!("{HEAD}version = 3\n[[page]]\n[[page.question]]\nkey = \"q\"\nkind = \"text\"\n"));
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(faults[0].place.line, 9);
    assert!(matches!(&faults[0].kind, FaultKind::DuplicateKey { key } if key == "version"));
    assert!(matches!(&faults[1].kind, FaultKind::MissingKey { key } if key == "text"));
    assert_eq!(faults[1].place.line, 11);
}

#[test]
fn what_is_missing_is_placed_at_its_tables_header_or_at_line_one() {
    let (line, column, kind) = one(&format!("{}{}", HEAD.replace("audience = \"caseworker\"\n", ""), page("q", "text", "")));
    assert_eq!((line, column, kind), (1, 1, FaultKind::MissingKey { key: "audience".to_owned() }));
    let (line, column, kind) = one(&format!("{HEAD}{}", page("q", "single", "")));
    assert_eq!((line, column, kind), (10, 1, FaultKind::NoScale));
}

#[test]
fn an_empty_file_names_all_that_is_required() {
    let missing: Vec<FaultKind> = faults("").into_iter().map(|fault| fault.kind).collect();
    for key in ["key", "version", "trial", "audience", "languages", "title", "introduction", "closing"] {
        assert!(missing.contains(&FaultKind::MissingKey { key: key.to_owned() }), "{key}");
    }
    assert!(missing.contains(&FaultKind::NoQuestions));
}

#[test]
fn a_languages_text_must_not_be_missing_and_not_be_one_too_many() {
    let (_, _, kind) =
        one(&format!("{}{}", HEAD.replace("da = \"Tak\", en", "ar = \"شكرا\", da = \"Tak\", en"), page("q", "text", "")));
    assert_eq!(kind, FaultKind::UnlistedLanguage { key: "closing".to_owned(), code: "ar".to_owned() });
    let (_, _, kind) = one(&format!("{}{}", HEAD.replace("\"Tak\"", "\"  \""), page("q", "text", "")));
    assert_eq!(kind, FaultKind::EmptyText { key: "da".to_owned() });
    let (line, column, kind) = one(&format!("{}{}", HEAD.replace("\"en\"]", "\"en\", \"tlh\"]"), page("q", "text", "")));
    assert_eq!((line, column, kind), (5, 26, FaultKind::UnknownLanguage { code: "tlh".to_owned() }));
}

#[test]
fn values_and_labels_of_a_scale_must_differ() {
    let same = YES_NO.replace("value = 2", "value = 1");
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "single", &same)));
    assert_eq!(kind, FaultKind::SameValue { value: 1 });
    let same = YES_NO.replace("\"Nej\"", "\"ja \"");
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "single", &same)));
    assert_eq!(kind, FaultKind::SameLabel { label: "ja ".to_owned() });
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "single", &YES_NO.replace("value = 2", "value = -2"))));
    assert_eq!(kind, FaultKind::TooSmall { key: "value".to_owned(), least: 0 });
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "single", "choices = []")));
    assert_eq!(kind, FaultKind::NoChoices);
    let (_, _, kind) = one(&format!("{HEAD}{SCALE}{}", page("q", "multiple", "scale = \"extent\"")));
    assert_eq!(kind, FaultKind::MissingAmongChoices);
    let (_, _, kind) = one(&format!("{HEAD}{SCALE}{}", page("q", "single", "scale = \"exent\"")));
    assert!(matches!(kind, FaultKind::UnknownName { allowed, .. } if allowed == ["extent"]));
    let (_, _, kind) = one(&format!("{HEAD}{SCALE}{}", page("q", "single", &format!("scale = \"extent\"\n{YES_NO}"))));
    assert_eq!(kind, FaultKind::ScaleAndChoices);
}

#[test]
fn keys_are_checked() {
    let (_, _, kind) = one(&format!("{HEAD}{}", page("Q-1", "text", "")));
    assert_eq!(kind, FaultKind::BadKey { value: "Q-1".to_owned(), hyphen: false });
    let (_, _, kind) = one(&format!("{HEAD}{}", page("language", "text", "")));
    assert_eq!(kind, FaultKind::ReservedKey { value: "language".to_owned() });
    let (line, _, kind) = one(&format!("{HEAD}{}{}", page("q", "text", ""), page("q", "date", "")));
    assert_eq!((line, kind), (17, FaultKind::SameKey { value: "q".to_owned(), line: 11 }));
    let (_, _, kind) = one(&format!("{HEAD}{}", page("municipality", "text", "")));
    assert_eq!(kind, FaultKind::BackgroundIsQuestion { key: "municipality".to_owned() });
}

#[test]
fn key_and_version_are_the_folders_and_the_files_names() {
    let content = format!("{HEAD}{}", page("q", "text", ""));
    assert!(read_file("s", ("example-caseworkers", "2"), &content, None, &CodeLists::default()).is_ok());
    let faults = read_file("s", ("example", "1"), &content, None, &CodeLists::default()).unwrap_err();
    assert_eq!(faults[1].place.column, 7);
    assert!(matches!(&faults[1].kind, FaultKind::KeyIsNotFolder { folder, .. } if folder == "example"));
    assert!(matches!(&faults[2].kind, FaultKind::VersionIsNotFile { version: 2, .. }));
}

#[test]
fn parts_that_belong_to_other_kinds_and_bounds_are_faults() {
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "text", "min = 1")));
    assert_eq!(kind, FaultKind::NotForKind { key: "min".to_owned(), kind: "text" });
    let (line, _, kind) = one(&format!("{HEAD}{}", page("q", "number", "min = 2\nmax = 1")));
    assert_eq!((line, kind), (15, FaultKind::MaxBelowMin));
    let (_, _, kind) = one(&format!("{HEAD}{SCALE}{}", page("q", "single", "scale = \"extent\"\ntop = [2, 98]")));
    assert_eq!(kind, FaultKind::OffScale { key: "top".to_owned(), value: 98 });
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "multiple", &format!("{YES_NO}\nmax_choices = 3"))));
    assert_eq!(kind, FaultKind::TooBig { key: "max_choices".to_owned(), most: 2 });
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "text", "primary = \"yes\"").replace("\"text\"", "\"date\"")));
    assert_eq!(kind, FaultKind::WrongType { key: "primary".to_owned(), expected: Expected::Boolean });
}

#[test]
fn background_that_is_asked_needs_its_question() {
    let (line, _, kind) = one(&format!("{HEAD}[background.branch]\nsource = \"asked\"\n{}", page("q", "text", "")));
    assert_eq!((line, kind), (9, FaultKind::BackgroundNotAsked { key: "branch".to_owned() }));
    let (_, _, kind) = one(&format!("{HEAD}[background.q]\nsource = \"asked\"\n{}", page("q", "text", "")));
    assert_eq!(kind, FaultKind::BackgroundNotSingle { key: "q".to_owned() });
}

#[test]
fn a_supersedes_map_leads_to_choices_that_exist() {
    let rest = |version: u32, to: u32| {
        format!(
            "{YES_NO}\nsupersedes = {{ version = {version}, key = \"q\", level = \"C\", map = {{ 1 = 1, 2 = {to} }}, reason = \"kortere\" }}"
        )
    };
    let (version, _) = read("s", &format!("{HEAD}{}", page("q", "single", &rest(1, 2))), None).unwrap();
    assert_eq!(version.pages[0].questions[0].supersedes.as_ref().unwrap().map.len(), 2);
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "single", &rest(1, 3))));
    assert_eq!(kind, FaultKind::OffScale { key: "map".to_owned(), value: 3 });
    let (_, _, kind) = one(&format!("{HEAD}{}", page("q", "single", &rest(2, 2))));
    assert_eq!(kind, FaultKind::SupersedesNoEarlier);
}

#[test]
fn questions_at_top_level_share_a_page_up_to_five_without_routing() {
    let question = |key: &str, rest: &str| page(key, "text", rest).replace("[[page]]\n[[page.question]]", "[[question]]");
    let pages = |questions: &[String]| read("s", &(HEAD.to_owned() + &questions.concat()), None).unwrap().0.pages.len();
    let many: Vec<String> = (0..6).map(|number| question(&format!("q{number}"), "")).collect();
    assert_eq!(pages(&many[..5]), 1);
    assert_eq!(pages(&many), 6);
    assert_eq!(pages(&[many[0].clone(), question("b", "show_if = \"answered(q0)\"")]), 2);
    let both = format!("{HEAD}{}{}", page("p", "text", ""), many[0]);
    assert_eq!(one(&both).2, FaultKind::PagesAndQuestions);
    assert_eq!(one(&format!("{HEAD}[[page]]\n")).2, FaultKind::NoQuestions);
}

#[test]
fn a_notice_that_is_begun_must_be_whole_and_its_placeholders_known() {
    let notice = "[notice]\npurpose = { da = \"Ring {municipality.fone}\", en = \"x\" }\n";
    let faults = faults(&format!("{HEAD}{notice}{}", page("q", "text", "")));
    assert_eq!(faults.iter().filter(|fault| matches!(fault.kind, FaultKind::MissingKey { .. })).count(), 7);
    let unknown = faults.iter().find(|fault| matches!(fault.kind, FaultKind::UnknownPlaceholder { .. })).unwrap();
    assert_eq!((unknown.place.line, unknown.place.column), (10, 24));
}

#[test]
fn a_sensitive_questionnaire_with_free_text_is_warned_about() {
    let (_, warnings) = read("s", &format!("{HEAD}sensitive = true\n{}", page("q", "text", "")), None).unwrap();
    assert!(warnings.iter().any(|fault| fault.kind == FaultKind::SensitiveFreeText));
}

const TRIALS: &str = r#"
[[municipality]]
key = "thisted"
name = "Thisted Kommune"
short = "Thisted"
code = 787
[[theme]]
key = "A"
name = { da = "Tema" }
[[event]]
date = 2020-01-01
name = { da = "Lov" }
all = true
[[trial]]
key = "example"
number = 1
name = { da = "Forsøg", en = "Trial" }
theme = "A"
in_force = 2018-07-01
status = "ended"
outcome = "none"
[[trial.evaluation]]
key = "forsikrede"
name = { da = "Forsikrede" }
[[trial.part]]
name = { da = "Del" }
evaluation = "forsikrede"
municipalities = ["thisted"]
from = 2018-07-01
until = 2021-12-31
source = "Tabel 4"
"#;

#[test]
fn trials_are_read_and_hold_their_references() {
    let trials = read_trials("trials.toml", TRIALS).unwrap();
    assert_eq!(trials.trials[0].parts[0].municipalities, ["thisted"]);
    let broken = TRIALS
        .replace("theme = \"A\"", "theme = \"B\"")
        .replace("[\"thisted\"]", "[\"thisted\", \"skagen\"]")
        .replace("until = 2021", "until = 2011")
        .replace("code = 787\n", "")
        .replace("all = true\n", "")
        .replace("outcome = \"none\"", "outcome = \"nothing\"");
    let faults = read_trials("trials.toml", &broken).unwrap_err();
    assert_eq!(faults.len(), 6, "{faults:?}");
    assert!(matches!(&faults[0].kind, FaultKind::ExactlyOne { first: "code", .. }));
    let skagen =
        faults.iter().find(|fault| matches!(&fault.kind, FaultKind::UnknownName { value, .. } if value == "skagen")).unwrap();
    assert_eq!((skagen.place.line, skagen.place.column), (26, 30));
}

#[test]
fn a_questionnaire_names_a_trial_and_an_evaluation_that_exist() {
    let trials = read_trials("trials.toml", TRIALS).unwrap();
    let content = format!("{HEAD}{}", page("q", "text", ""));
    let kinds = |content: &str| match read("s", content, Some(&trials)) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|fault| fault.kind).filter(|kind| !kind.is_warning()).collect(),
    };
    assert_eq!(kinds(&content), [FaultKind::EvaluationMissing { allowed: vec!["forsikrede".to_owned()] }]);
    assert!(kinds(&content.replace("audience", "evaluation = \"forsikrede\"\naudience")).is_empty());
    assert!(
        matches!(&kinds(&content.replace("\"example\"", "\"exampel\""))[..], [FaultKind::UnknownName { key, .. }] if key == "trial")
    );
}

#[test]
fn files_that_are_no_questionnaires_are_faults_and_no_panics() {
    assert!(matches!(faults("a = \"b\0\"")[0].kind, FaultKind::ControlCharacter));
    assert!(matches!(faults("a = = b")[0].kind, FaultKind::Syntax { .. }));
    assert!(matches!(faults(&"x".repeat(10 << 20))[0].kind, FaultKind::FileTooLarge { .. }));
    assert!(!faults(&format!("a = {}", "[".repeat(100_000))).is_empty());
    assert!(faults(&"!\n".repeat(100_000)).len() <= 100);
    let deep = |many: usize| one(&format!("{HEAD}{}", page("q", "text", &format!("show_if = \"{}\"", "(".repeat(many))))).2;
    assert!(matches!(deep(4_900), FaultKind::Condition(ConditionFault::TooLong)));
    assert!(matches!(deep(100_000), FaultKind::Condition(ConditionFault::TooLong)));
    let (line, column, kind) = one(&format!("{}{}", HEAD.replace("\"Tak\"", "\"a\\u0000\""), page("q", "text", "")));
    assert_eq!((line, kind), (8, FaultKind::ControlCharacter));
    assert_eq!(column, 18);
    let fault = decode("s.toml", b"key = 1\n\xc3\xa6\xff").unwrap_err();
    assert_eq!((fault.place.line, fault.place.column, fault.kind), (2, 2, FaultKind::NotUtf8));
}

#[test]
fn a_fault_reads_as_file_line_column_and_a_sentence_with_what_to_do() {
    let faults = faults(&format!("{HEAD}colour = 1\n{}", page("q", "text", "")));
    let line = faults[0].to_string();
    assert!(line.starts_with("s.toml:9:1: Nøglen »colour« kendes ikke her. Slet den, eller skriv en af disse: key, "), "{line}");
    assert!(faults[0].line(Language::En).starts_with("s.toml:9:1: The key 'colour' is not known here. Delete it"));
}

#[test]
fn missing_kinds_beside_a_kind_are_read() {
    let (version, _) = read("s", &format!("{HEAD}{}", page("q", "number", "missing = [\"declined\"]")), None).unwrap();
    assert_eq!(version.pages[0].questions[0].kind.missing(), [Missing::Declined]);
    assert!(matches!(version.pages[0].questions[0].kind, Kind::Number { decimals: 0, .. }));
}

proptest! {
    #[test]
    fn reading_never_panics(content in "(?s).{0,300}") {
        let _ = read("s", &content, None);
        let _ = read_trials("t", &content);
    }

    #[test]
    fn reading_a_damaged_questionnaire_never_panics(at in 0_usize..900, length in 0_usize..40, with in "[\\[\\]{}=\".,a-z0-9\n -]{0,12}") {
        let whole = format!("{HEAD}{SCALE}{}{}", page("used", "single", YES_NO), page("b", "single", "scale = \"extent\"\nshow_if = \"used == 1\""));
        let characters: Vec<char> = whole.chars().collect();
        let damaged: String = characters.iter().take(at).copied().chain(with.chars()).chain(characters.iter().skip(at + length).copied()).collect();
        for fault in faults(&damaged) {
            prop_assert!(fault.place.line >= 1 && fault.place.column >= 1);
            prop_assert!(!fault.sentence(Language::Da).is_empty() && !fault.sentence(Language::En).is_empty());
        }
    }
}
