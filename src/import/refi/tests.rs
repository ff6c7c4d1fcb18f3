//! Projects as other programs write them, and as nobody should.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;

use super::*;
use crate::language::Language;

const A: &str = "11111111-1111-4111-8111-11111111111a";
const B: &str = "11111111-1111-4111-8111-11111111111b";
const C: &str = "11111111-1111-4111-8111-11111111111c";
const D: &str = "11111111-1111-4111-8111-11111111111d";

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn project(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"P\" basePath=\"C:\\hemmeligt\">{inside}</Project>"
    )
}

fn book() -> String {
    format!(
        "<CodeBook><Codes><Code guid=\"{{{}}}\" name=\" Tid \" isCodable=\"false\" color=\"#ff0000\"><Description>Når &amp; hvor</Description><NoteRef targetGUID=\"{D}\"/>\
             <Code guid=\"{B}\" name=\"Ventetid\" isCodable=\"true\"/></Code></Codes></CodeBook>",
        A.to_uppercase()
    )
}

fn source(path: &str, selections: &str) -> String {
    format!("<Sources><TextSource guid=\"{C}\" name=\"S\" {path}>{selections}</TextSource></Sources>")
}

fn selection(from: usize, to: usize, code: &str) -> String {
    let coding = format!("<Coding guid=\"22222222-2222-4222-8222-{from:06}{to:06}\"><CodeRef targetGUID=\"{code}\"/></Coding>");
    format!("<PlainTextSelection guid=\"{D}\" startPosition=\"{from}\" endPosition=\"{to}\">{coding}</PlainTextSelection>")
}

#[track_caller]
fn read(parts: &[(&str, &[u8])]) -> ReadProject {
    read_refi(&zipped(parts)).unwrap_or_else(|fault| panic!("{fault:?}"))
}

#[test]
fn what_is_kept_is_kept_and_what_is_not_is_counted() {
    let inside = [
        format!("<Users><User guid=\"{A}\" name=\"Åse\"/></Users>{}<Variables><Variable guid=\"{A}\" name=\"v\" typeOfVariable=\"Text\"/></Variables><Cases><Case guid=\"{A}\"/></Cases>", book()),
        format!("<Sources><TextSource guid=\"{C}\" name=\"Et møde\" plainTextPath=\"internal://s.txt\" richTextPath=\"internal://s.docx\">\
                 <PlainTextSelection guid=\"{D}\" startPosition=\"3\" endPosition=\"6\"><Coding guid=\"{B}\" creatingUser=\"{A}\" creationDateTime=\"2021-03-04T10:00:00\"><CodeRef targetGUID=\"{B}\"/><NoteRef targetGUID=\"{C}\"/></Coding></PlainTextSelection>\
                 <PlainTextSelection guid=\"{A}\" startPosition=\"0\" endPosition=\"2\"/>\
                 <PlainTextSelection guid=\"{A}\" startPosition=\"5\" endPosition=\"99\"><Coding guid=\"{A}\"><CodeRef targetGUID=\"{A}\"/></Coding></PlainTextSelection>\
                 <Coding guid=\"{C}\"><CodeRef targetGUID=\"{A}\"/></Coding><VariableValue><VariableRef targetGUID=\"{A}\"/></VariableValue></TextSource>\
                 <PDFSource guid=\"{B}\"/><TextSource guid=\"{D}\" plainTextPath=\"relative://../hemmeligt.txt\"/></Sources>"),
        format!("<Notes><Note guid=\"{D}\" creatingUser=\"{A}\"><PlainTextContent>Om koden</PlainTextContent></Note><Note guid=\"{C}\"><PlainTextContent>Om kodningen</PlainTextContent></Note>\
                 <Note guid=\"{A}\"><PlainTextContent>Om intet</PlainTextContent></Note></Notes><Links><Link guid=\"{A}\"/></Links><Sets><Set guid=\"{A}\" name=\"x\"/></Sets><Graphs><Graph guid=\"{A}\"/></Graphs><Description>x</Description>"),
    ].concat();
    let read = read(&[("Projekt 1.qde", project(&inside).as_bytes()), ("Sources/s.txt", "\u{feff}på Ærø".as_bytes())]);
    let [code, below] = &read.project.codes[..] else { panic!("{:?}", read.project.codes) };
    assert_eq!(
        (
            code.guid.as_str(),
            code.name.as_str(),
            code.description.as_str(),
            code.notes[0].words.as_str(),
            code.notes[0].by.as_str()
        ),
        (A, "Tid", "Når & hvor", "Om koden", "Åse")
    );
    assert_eq!((below.name.as_str(), below.parent.as_deref()), ("Ventetid", Some(A)));
    let [text] = &read.project.texts[..] else { panic!("{:?}", read.project.texts) };
    assert_eq!((text.name.as_str(), text.words.as_str(), text.excerpts.len()), ("Et møde", "på Ærø", 2));
    let one = &text.excerpts[0];
    assert_eq!(
        (one.starts, one.ends, one.code.as_str(), one.coder.as_str(), one.at, one.notes[0].words.as_str()),
        (3, 6, B, "Åse", 1_614_852_000_000, "Om kodningen")
    );
    assert_eq!((text.excerpts[1].starts, text.excerpts[1].ends, text.excerpts[1].code.as_str()), (0, 6, A));
    assert_eq!(read.breaks, None);
    let expected = [
        (Discarded::OtherSource, 1),
        (Discarded::TextElsewhere, 1),
        (Discarded::RichText, 1),
        (Discarded::Uncoded, 1),
        (Discarded::Misplaced, 1),
        (Discarded::Note, 1),
        (Discarded::Colour, 1),
        (Discarded::NotCodable, 1),
        (Discarded::Variable, 2),
        (Discarded::Case, 1),
        (Discarded::Link, 1),
        (Discarded::Set, 1),
        (Discarded::Graph, 1),
        (Discarded::Description, 1),
    ];
    assert_eq!(read.not_kept, expected.into_iter().collect());
    assert!(read.not_kept.keys().all(|kind| !kind.words(Language::Da).is_empty()));
}

#[test]
fn a_text_is_found_under_both_names_of_its_folder_and_never_outside_the_file() {
    let with = |path: &str, part: &str| {
        let inside = format!("{}{}", book(), source(&format!("plainTextPath=\"{path}\""), &selection(0, 2, A)));
        let read = read(&[("project.qde", project(&inside).as_bytes()), (part, b"ja")]);
        read.project.texts.first().map(|text| (text.words.clone(), text.excerpts.len()))
    };
    let found = Some(("ja".to_owned(), 1));
    for (path, part) in [
        ("internal://a.txt", "sources/a.txt"),
        ("a.txt", "Sources/a.txt"),
        ("internal://a.txt", "SOURCES/a.txt"),
        ("sources/a.txt", "sources/a.txt"),
    ] {
        assert_eq!(with(path, part), found, "{path} {part}");
    }
    for path in [
        "absolute:///etc/passwd",
        "relative://a.txt",
        "internal://../a.txt",
        "internal:///etc/passwd",
        "/etc/passwd",
        "internal://b.txt",
        "",
    ] {
        assert_eq!(with(path, "sources/a.txt"), None, "{path}");
    }
    // The words may stand in the project itself.
    let inside = format!("{}{}", book(), source("", "<PlainTextContent>ja &amp; nej</PlainTextContent>"));
    assert_eq!(read(&[("p.qde", project(&inside).as_bytes())]).project.texts[0].words, "ja & nej");
}

#[test]
fn positions_that_count_cr_and_lf_are_told_from_those_that_do_not() {
    let text = "a\r\nbc\r\nde";
    let places = |selections: &[(usize, usize)]| {
        let inside: String = selections.iter().map(|(from, to)| selection(*from, *to, A)).collect();
        let inside = format!("{}{}", book(), source("plainTextPath=\"a.txt\"", &inside));
        let read = read(&[("p.qde", project(&inside).as_bytes()), ("sources/a.txt", text.as_bytes())]);
        let found: Vec<(usize, usize)> = read.project.texts[0].excerpts.iter().map(|one| (one.starts, one.ends)).collect();
        assert_eq!(read.project.texts[0].words, "a\nbc\nde");
        (read.breaks, found)
    };
    assert_eq!(places(&[(2, 4), (5, 7)]), (Some(LineBreaks::Lf), vec![(2, 4), (5, 7)]));
    assert_eq!(places(&[(3, 5), (7, 9)]), (Some(LineBreaks::CrLf), vec![(2, 4), (5, 7)]));
    assert_eq!(places(&[(3, 5)]), (Some(LineBreaks::CrLf), vec![(2, 4)]));
    assert_eq!(places(&[(0, 9)]), (Some(LineBreaks::CrLf), vec![(0, 7)]));
}

#[test]
fn letters_in_parts_are_put_together_and_places_with_them() {
    let text = "A\u{30a}se sa\u{30a} bla\u{30a}t";
    let signs: Vec<char> = text.chars().collect();
    let at = signs.iter().position(|sign| *sign == 'b').unwrap();
    let inside =
        format!("{}{}", book(), source("plainTextPath=\"a.txt\"", &(selection(at, signs.len(), A) + &selection(0, 4, A))));
    let read = read(&[("p.qde", project(&inside).as_bytes()), ("sources/a.txt", text.as_bytes())]);
    let [text] = &read.project.texts[..] else { panic!() };
    let words: Vec<String> =
        text.excerpts.iter().map(|one| text.words.chars().skip(one.starts).take(one.ends - one.starts).collect()).collect();
    assert_eq!((text.words.as_str(), words), ("Åse så blåt", vec!["blåt".to_owned(), "Åse".to_owned()]));
}

#[test]
fn hostile_and_other_files_are_refused() {
    let qde = project(&book());
    let with = |name: &str| zipped(&[("p.qde", qde.as_bytes()), (name, b"x")]);
    let doctype = qde.replace("<Project", "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Project");
    let twice = format!(
        "<CodeBook><Codes><Code guid=\"{A}\" name=\"a\" isCodable=\"true\"/><Code guid=\"{A}\" name=\"b\" isCodable=\"true\"/></Codes></CodeBook>"
    );
    for (bytes, fault) in [
        (with("../ud.txt"), RefiFault::LeadsOut),
        (with("/etc/passwd"), RefiFault::LeadsOut),
        (with("sources/../../ud.txt"), RefiFault::LeadsOut),
        (with("sources\\..\\ud.txt"), RefiFault::LeadsOut),
        (with("C:ud.txt"), RefiFault::LeadsOut),
        (with("q.qde"), RefiFault::Several),
        (with("mappe/q.QDE"), RefiFault::Several),
        (zipped(&[("mappe/p.qde", qde.as_bytes())]), RefiFault::OtherKind),
        (zipped(&[("word/document.xml", b"<x/>")]), RefiFault::OtherKind),
        (zipped(&[("p.qde", doctype.as_bytes())]), RefiFault::DocumentType),
        (zipped(&[("p.qde", b"<Project")]), RefiFault::Damaged),
        (zipped(&[("p.qde", b"<Projekt/>")]), RefiFault::OtherKind),
        (zipped(&[("p.qde", project(&twice).as_bytes())]), RefiFault::Damaged),
        (
            zipped(&[(
                "p.qde",
                project("<CodeBook><Codes><Code guid=\"x\" name=\"a\" isCodable=\"true\"/></Codes></CodeBook>").as_bytes(),
            )]),
            RefiFault::Damaged,
        ),
        (zipped(&[("p.qde", &vec![b' '; LARGEST + 1])]), RefiFault::TooLarge),
        (b"PK\x03\x04".to_vec(), RefiFault::Damaged),
        (b"\x00\x01\xff".to_vec(), RefiFault::OtherKind),
        (b"hej".to_vec(), RefiFault::OtherKind),
        (doctype.clone().into_bytes(), RefiFault::DocumentType),
        (qde.clone().into_bytes(), RefiFault::OtherKind),
    ] {
        assert_eq!(read_refi(&bytes).map(drop).unwrap_err(), fault);
        assert!(!fault.sentence(Language::Da).is_empty() && !fault.sentence(Language::En).is_empty());
    }
    let many: Vec<String> = (0..=MOST_PARTS).map(|at| format!("sources/{at}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(read_refi(&zipped(&many)).map(drop).unwrap_err(), RefiFault::TooLarge);
}

#[test]
fn a_codebook_alone_is_read() {
    let qdc = format!(
        "<?xml version=\"1.0\"?><CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\"><Codes><Code guid=\"{A}\" name=\"Tid\" isCodable=\"true\"><Code guid=\"{B}\" name=\"Sted\" isCodable=\"true\"/></Code></Codes><Sets><Set guid=\"{C}\" name=\"s\"/></Sets></CodeBook>"
    );
    let read = read_refi(qdc.as_bytes()).unwrap();
    assert_eq!((read.project.codes.len(), read.project.texts.len(), read.not_kept.get(&Discarded::Set)), (2, 0, Some(&1)));
}

proptest! {
    #[test]
    fn no_project_makes_it_panic(
        text in "[aå\u{30a}\r\n ]{0,12}",
        selections in prop::collection::vec((0usize..16, 0usize..16), 0..6),
        cut in 0usize..2000,
    ) {
        let inside: String = selections.iter().map(|(from, to)| selection(*from, *to, A)).collect();
        let inside = format!("{}{}", book(), source("plainTextPath=\"a.txt\"", &inside));
        let qde = project(&inside);
        let _ = read_refi(&zipped(&[("p.qde", &qde.as_bytes()[..cut.min(qde.len())])]));
        let read = read(&[("p.qde", qde.as_bytes()), ("sources/a.txt", text.as_bytes())]);
        for text in &read.project.texts {
            let length = text.words.chars().count();
            prop_assert!(text.excerpts.iter().all(|one| one.starts < one.ends && one.ends <= length));
        }
    }
}
