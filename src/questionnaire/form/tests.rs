//! Every kind of field as people fill it in, and as they do not.

use proptest::prelude::*;

use super::super::test_house::{answers, question, version};
use super::super::{Answer, Answers, MissingName, NONE, OTHER, Version};
use super::{FormFaultKind, PageReading, read_page};
use crate::language::Language;

fn one(kind: &str, rest: &str) -> Version {
    version(&[&[&question("q", kind, rest)]])
}

fn read(version: &Version, fields: &[(&str, &str)]) -> PageReading {
    let fields: Vec<(String, String)> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    read_page(version, &Answers::default(), 0, &fields)
}

fn answer(version: &Version, fields: &[(&str, &str)]) -> Option<Answer> {
    let reading = read(version, fields);
    assert!(reading.faults.is_empty(), "{:?}", reading.faults);
    assert_eq!(reading.empty.is_empty(), reading.answers.0.contains_key("q"));
    reading.answers.0.get("q").cloned()
}

fn fault(version: &Version, fields: &[(&str, &str)]) -> FormFaultKind {
    let reading = read(version, fields);
    assert_eq!(reading.faults.len(), 1);
    assert!(reading.answers.0.is_empty());
    reading.faults[0].kind.clone()
}

#[test]
fn one_choice_is_read_by_value() {
    let version = one("single", "other = true");
    assert!(answer(&version, &[("q", "2")]) == Some(Answer::Choice(2)));
    assert!(answer(&version, &[]).is_none());
    assert!(answer(&version, &[("q", "")]).is_none());
    assert_eq!(fault(&version, &[("q", "9")]), FormFaultKind::OffScale);
    assert_eq!(fault(&version, &[("q", "none")]), FormFaultKind::OffScale);
    assert_eq!(fault(&version, &[("q", "1"), ("q", "2")]), FormFaultKind::SeveralChosen);
}

#[test]
fn the_words_of_other_are_kept_beside_it() {
    let version = one("single", "other = true");
    for value in ["other", "-1"] {
        let reading = read(&version, &[("q", value), ("q/other-text", " Noget \t nyt ")]);
        assert!(
            reading.answers == answers(&[("q", Answer::Choice(OTHER)), ("q/other-text", Answer::Text("Noget   nyt".to_owned()))])
        );
    }
    assert!(answer(&version, &[("q/other-text", "Noget")]) == Some(Answer::Choice(OTHER)));
    assert_eq!(fault(&version, &[("q", "1"), ("q/other-text", "Noget")]), FormFaultKind::WordsWithoutOther);
}

#[test]
fn several_choices_are_read_and_nothing_ticked_is_an_answer() {
    let version = one("multiple", "max_choices = 2\nother = true");
    assert!(answer(&version, &[("q", "3"), ("q", "1")]) == Some(Answer::Choices(vec![1, 3])));
    assert!(answer(&version, &[]) == Some(Answer::Choices(vec![])));
    assert_eq!(fault(&version, &[("q", "1"), ("q", "2"), ("q", "3")]), FormFaultKind::TooMany { most: 2 });
    assert!(answer(&version, &[("q/other-text", "Noget"), ("q", "1")]) == Some(Answer::Choices(vec![OTHER, 1])));
}

#[test]
fn nothing_ticked_is_no_answer_where_none_is_offered() {
    let version = one("multiple", "none = true");
    assert!(answer(&version, &[]).is_none());
    assert!(answer(&version, &[("q", "none")]) == Some(Answer::Choices(vec![NONE])));
    assert!(answer(&version, &[("q", "-2")]) == Some(Answer::Choices(vec![NONE])));
    assert_eq!(fault(&version, &[("q", "none"), ("q", "1")]), FormFaultKind::NoneWithOthers);
}

#[test]
fn a_missing_kind_stands_alone() {
    let version = one("number", "missing = [\"declined\"]");
    assert!(answer(&version, &[("q/missing", "declined")]) == Some(Answer::Missing(MissingName::Declined)));
    assert!(answer(&version, &[("q/missing", "declined"), ("q", " ")]) == Some(Answer::Missing(MissingName::Declined)));
    assert_eq!(fault(&version, &[("q/missing", "declined"), ("q", "4")]), FormFaultKind::MissingWithAnswer);
    assert_eq!(fault(&version, &[("q/missing", "dont-know")]), FormFaultKind::OffScale);
    let version = one("number", "missing = [\"dont-know\", \"declined\"]");
    assert_eq!(fault(&version, &[("q/missing", "dont-know"), ("q/missing", "declined")]), FormFaultKind::SeveralChosen);
}

#[test]
fn numbers_are_read_as_danes_type_them() {
    let version = one("number", "decimals = 2\nmin = -5\nmax = 2000000");
    for (typed, value) in [
        ("1.500", 1500.0),
        ("1.500,5", 1500.5),
        ("1,5", 1.5),
        ("1.5", 1.5),
        (" 12 ", 12.0),
        ("1 500 000", 1_500_000.0),
        ("1\u{a0}500", 1500.0),
        ("-2", -2.0),
        ("−2,25", -2.25),
        ("0.500", 0.5),
        ("1,500", 1.5),
        ("007", 7.0),
        ("-0", 0.0),
        ("١٢٫٥", 12.5),
        ("+3", 3.0),
        ("1.234.567", 1_234_567.0),
    ] {
        assert!(answer(&version, &[("q", typed)]) == Some(Answer::Number(value)), "{typed}");
    }
    for typed in
        ["tolv", "1,2,3", "1.2.3", "12.34,5", "1e3", "inf", "NaN", "--1", "1,", "5.", ".", ",5", "1 50", "9999999999999999999"]
    {
        assert_eq!(fault(&version, &[("q", typed)]), FormFaultKind::NotANumber, "{typed}");
    }
    assert_eq!(fault(&version, &[("q", "-6")]), FormFaultKind::TooSmall { min: -5.0 });
    assert_eq!(fault(&version, &[("q", "3.000.000")]), FormFaultKind::TooBig { max: 2_000_000.0 });
    assert_eq!(fault(&version, &[("q", "1,255")]), FormFaultKind::TooManyDecimals { most: 2 });
}

#[test]
fn days_are_read_in_the_ways_they_are_written() {
    let version = one("date", "");
    for typed in ["2020-02-29", "29/2/2020", "29.2.2020", "29-02-2020", "29/2 2020", " 29. 2. 2020", "٢٩/٢/٢٠٢٠"] {
        assert!(answer(&version, &[("q", typed)]) == Some(Answer::Date("2020-02-29".to_owned())), "{typed}");
    }
    for typed in ["30/2/2020", "29/2/20", "29/2", "i går", "2020-13-01", "0020-01-01", "2020-1-1-1", "+1/1/2020"] {
        assert_eq!(fault(&version, &[("q", typed)]), FormFaultKind::NotADate, "{typed}");
    }
}

#[test]
fn texts_keep_their_lines_and_lose_what_cannot_be_stored() {
    let version = one("longtext", "max_length = 10");
    assert!(answer(&version, &[("q", " to\r\nlinjer ")]) == Some(Answer::Text("to\nlinjer".to_owned())));
    assert!(answer(&version, &[("q", "  \n ")]).is_none());
    assert_eq!(fault(&version, &[("q", "a\0b")]), FormFaultKind::ControlCharacter);
    assert_eq!(
        fault(&version, &[("q", &("e".to_owned() + &"\u{301}".repeat(100_000)))]),
        FormFaultKind::TooLong { most: 10, over: 99_991 }
    );
    assert!(answer(&version, &[("q", "æøåæøåæøåæ")]).is_some());
    assert!(answer(&one("text", ""), &[("q", "en\nlinje")]) == Some(Answer::Text("en linje".to_owned())));
}

fn ranks(ranks: [&'static str; 3]) -> [(&'static str, &'static str); 3] {
    [("q/1", ranks[0]), ("q/2", ranks[1]), ("q/3", ranks[2])]
}

#[test]
fn a_ranking_has_every_rank_once_or_none() {
    let version = one("ranking", "");
    assert!(answer(&version, &ranks(["2", "3", "1"])) == Some(Answer::Ranking(vec![3, 1, 2])));
    assert!(answer(&version, &ranks(["", "", ""])).is_none());
    assert_eq!(fault(&version, &ranks(["1", "1", "2"])), FormFaultKind::RankTwice);
    assert_eq!(fault(&version, &ranks(["1", "", "2"])), FormFaultKind::RankMissing);
    assert_eq!(fault(&version, &ranks(["1", "2", "4"])), FormFaultKind::NotARank { last: 3 });
    assert_eq!(fault(&version, &ranks(["1", "to", "3"])), FormFaultKind::NotARank { last: 3 });
    assert_eq!(fault(&version, &ranks(["1", "0", "3"])), FormFaultKind::NotARank { last: 3 });
}

#[test]
fn each_item_of_a_battery_is_read_on_its_own() {
    let version = one("battery", "scale = \"extent\"\nitems = [ { key = \"a\", da = \"A\" }, { key = \"b\", da = \"B\" } ]");
    let reading = read(&version, &[("q.a", "98")]);
    assert!(reading.answers == answers(&[("q.a", Answer::Choice(98))]));
    assert_eq!(reading.empty, ["q.b"]);
}

#[test]
fn a_field_of_another_form_is_a_fault_and_the_forms_own_are_not() {
    let version = one("text", "");
    let reading = read(&version, &[("version", "1"), ("language", "da"), ("asked", "1"), ("x", "1"), ("x", "2")]);
    assert_eq!(reading.faults.len(), 1);
    assert_eq!((reading.faults[0].item.as_str(), &reading.faults[0].kind), ("x", &FormFaultKind::UnknownField));
}

#[test]
fn a_question_that_is_not_shown_is_left_alone() {
    let version = version(&[
        &[&question("used", "single", "")],
        &[&question("why", "text", "show_if = \"used == 1\""), &question("else", "text", "")],
    ]);
    let fields = [("why".to_owned(), "fordi".to_owned())];
    let reading = read_page(&version, &Answers::default(), 1, &fields);
    assert!(reading.faults.is_empty() && reading.answers.0.is_empty());
    assert_eq!(reading.items, ["else"]);
    let reading = read_page(&version, &answers(&[("used", Answer::Choice(1))]), 1, &fields);
    assert_eq!(reading.answers.0.len(), 1);
}

#[test]
fn a_page_that_is_saved_again_takes_the_place_of_what_it_said_before() {
    let version =
        version(&[&[&question("q", "single", "other = true"), &question("r", "text", "")], &[&question("s", "text", "")]]);
    let mut draft = answers(&[
        ("q", Answer::Choice(OTHER)),
        ("q/other-text", Answer::Text("x".to_owned())),
        ("r", Answer::Text("x".to_owned())),
        ("s", Answer::Text("x".to_owned())),
    ]);
    read(&version, &[("q", "1")]).put_into(&mut draft);
    assert!(draft == answers(&[("q", Answer::Choice(1)), ("s", Answer::Text("x".to_owned()))]));
}

#[test]
fn every_fault_is_worded_in_every_language() {
    let kinds = [
        FormFaultKind::OffScale,
        FormFaultKind::SeveralChosen,
        FormFaultKind::TooMany { most: 2 },
        FormFaultKind::NoneWithOthers,
        FormFaultKind::WordsWithoutOther,
        FormFaultKind::MissingWithAnswer,
        FormFaultKind::NotANumber,
        FormFaultKind::TooSmall { min: 0.5 },
        FormFaultKind::TooBig { max: 2.0 },
        FormFaultKind::TooManyDecimals { most: 0 },
        FormFaultKind::TooManyDecimals { most: 2 },
        FormFaultKind::TooLong { most: 10, over: 399 },
        FormFaultKind::ControlCharacter,
        FormFaultKind::NotADate,
        FormFaultKind::NotARank { last: 3 },
        FormFaultKind::RankTwice,
        FormFaultKind::RankMissing,
        FormFaultKind::UnknownField,
    ];
    for kind in kinds {
        let fault = super::FormFault { item: "q".to_owned(), kind };
        let sentences: std::collections::BTreeSet<String> = Language::ALL.map(|language| fault.sentence(language)).into();
        assert!(sentences.len() == 3 && sentences.iter().all(|sentence| sentence.ends_with('.')), "{sentences:?}");
    }
}

proptest! {
    #[test]
    fn reading_a_form_never_panics_and_never_loses_an_item(fields in proptest::collection::vec(("(a|b|c|d|e|f)(/1|/missing|/other-text)?", "(?s).{0,20}"), 0..12)) {
        let version = version(&[&[
            &question("a", "single", "other = true"), &question("b", "multiple", "none = true\nmissing = [\"declined\"]"), &question("c", "number", "decimals = 1"),
            &question("d", "date", ""), &question("e", "ranking", ""), &question("f", "longtext", "max_length = 5"),
        ]]);
        let reading = read_page(&version, &Answers::default(), 0, &fields);
        for key in ["a", "b", "c", "d", "e", "f"] {
            let fates = [reading.answers.0.contains_key(key), reading.empty.iter().any(|empty| empty == key), reading.faults.iter().any(|fault| fault.item == key && fault.kind != FormFaultKind::UnknownField)];
            prop_assert_eq!(fates.iter().filter(|fate| **fate).count(), 1);
        }
    }
}
