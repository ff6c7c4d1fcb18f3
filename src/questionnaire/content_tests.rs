//! The hash of a content and the naming of what differs.

use super::test_house::{question, version};
use super::{content_hash, differences, first_difference, read};
use crate::language::Language;

#[test]
fn line_ends_do_not_change_the_hash_and_comments_do() {
    let version = version(&[&[&question("q", "text", "")]]);
    let with = |content: &str| read("s", content, None).unwrap().0;
    let windows = with(&version.content.replace('\n', "\r\n"));
    assert_eq!(content_hash(&version), content_hash(&windows));
    assert_eq!(content_hash(&version).len(), 64);
    assert!(differences(&version, &windows).is_empty());
    let commented = with(&format!("# note\n{}", version.content));
    assert_ne!(content_hash(&version), content_hash(&commented));
    assert_eq!(differences(&version, &commented)[0].sentence(Language::En), "only comments or layout of the file differ");
}

#[test]
fn each_changed_part_is_named_with_what_it_was_and_is() {
    let before = version(&[&[&question("q", "single", "primary = true")]]);
    let after = |from: &str, to: &str| read("s", &before.content.replace(from, to), None).unwrap().0;
    let sentence = |from: &str, to: &str| first_difference(&before, &after(from, to)).unwrap().sentence(Language::Da);
    assert_eq!(sentence("\"Nej\"", "\"Næ\""), "q.choices.2.da: var »Nej«, er »Næ«");
    assert_eq!(sentence("primary = true", ""), "q.primary: var »true«, er væk");
    assert_eq!(sentence("da = \"Spørgsmål\"", "da = \"Spørger\""), "q.text.da: var »Spørgsmål«, er »Spørger«");
    assert_eq!(sentence("primary = true", "primary = true\nother = true"), "q.other: er ny: »true«");
    assert_eq!(
        sentence("{ value = 3, da = \"Måske\" }", "{ value = 3, da = \"Måske\", missing = \"dont-know\" }"),
        "q.choices.3.missing: er ny: »dont-know«"
    );
}

#[test]
fn a_condition_is_written_as_it_would_be_read() {
    let asked = |show_if: &str| {
        version(&[
            &[&question("a", "single", ""), &question("b", "multiple", "")],
            &[&question("c", "text", &format!("show_if = '''{show_if}'''"))],
        ])
    };
    let written = "((a != 1) and (not (answered(b)))) or ((a in [1, 2]) or (chosen(b, 3)))";
    let version = asked(written);
    let other = asked("a == 1");
    let difference = differences(&version, &other).into_iter().find(|difference| difference.part == "c.show_if").unwrap();
    assert_eq!(asked(&difference.before.unwrap()).pages[1].questions[0].show_if, version.pages[1].questions[0].show_if);
    assert_eq!(difference.after.as_deref(), Some("a == 1"));
}
