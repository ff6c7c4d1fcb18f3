//! Documents as files: sound, accessible, and with columns that fit.

use super::*;
use crate::export::office::tests::{is_sound, part};

#[test]
fn a_document_is_sound_and_its_tables_repeat_their_heads_and_have_names() {
    let document = Document {
        title: "Rapport <1>".to_owned(),
        subtitle: "Forsøget".to_owned(),
        mark: Some("Syntetiske svar".to_owned()),
        language: Language::Da,
        paged: true,
        blocks: vec![
            Block::Heading("Resumé".to_owned()),
            Block::Subheading(2, "Svar & tal".to_owned()),
            Block::Subheading(3, "Spørgsmål".to_owned()),
            Block::Caption("Tabel 1: Andele".to_owned()),
            Block::Table(vec!["Runde".to_owned(), "Andel".to_owned()], vec![vec!["Juni".to_owned(), "57 %".to_owned()]]),
            Block::Points(vec!["et".to_owned()]),
            Block::Blank("Konklusion".to_owned()),
        ],
    };
    let bytes = docx(&document).unwrap();
    assert!(bytes == docx(&document).unwrap());
    is_sound(&bytes);
    let body = part(&bytes, "word/document.xml");
    for piece in [
        "w:val=\"Heading1\"",
        "w:val=\"Heading2\"",
        "w:val=\"Heading3\"",
        "w:val=\"Caption\"",
        "<w:cantSplit/><w:tblHeader/>",
        "<w:tblCaption w:val=\"Tabel 1: Andele\"/>",
        "<w:jc w:val=\"right\"/></w:pPr><w:r><w:t xml:space=\"preserve\">57 %",
        "Svar &amp; tal",
        "Udfyldes: Konklusion",
        "Syntetiske svar",
    ] {
        assert!(body.contains(piece), "{piece}: {body}");
    }
    assert!(part(&bytes, "word/styles.xml").contains("w:lang w:val=\"da-DK\""));
    assert!(!part(&bytes, "docProps/core.xml").contains("dcterms"));
}

#[test]
fn a_picture_stands_in_the_document_with_its_words_and_no_wider_than_the_text() {
    let made = crate::export::comparison_tests::Made::of(Language::Da);
    let versions: Vec<&crate::questionnaire::Version> = made.versions.iter().collect();
    let (words, bars) = (made.words(&versions), crate::export::comparison_pictures::Kind::Bars);
    let picture = crate::export::comparison_pictures::picture(&made.comparison, &words, "simplified", bars).unwrap();
    let said = format!("descr=\"{}\"", escaped(picture.description()));
    let document = Document {
        title: "Rapport".to_owned(),
        subtitle: String::new(),
        mark: None,
        language: Language::Da,
        paged: true,
        blocks: vec![Block::Picture(picture.clone()), Block::Picture(picture)],
    };
    let bytes = docx(&document).unwrap();
    is_sound(&bytes);
    let body = part(&bytes, "word/document.xml");
    assert_eq!(body.matches(&said).count(), 4, "{said} in {body}");
    assert!(body.contains("r:embed=\"rId4\"") && body.contains("r:embed=\"rId5\"") && body.contains("name=\"Figur 2\""));
    assert!(body.contains(&format!("cx=\"{}\"", WIDE * 635)), "{body}");
    assert!(
        part(&bytes, "word/_rels/document.xml.rels").contains("Id=\"rId5\"")
            && part(&bytes, "[Content_Types].xml").contains("image/png")
    );
}

#[test]
fn columns_get_room_by_what_they_hold_and_heads_of_figures_stand_to_the_right() {
    let words = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
    let (head, rows) = (words(&["Kode", "Runde", "Ændring"]), vec![words(&["[LC1.simplified.1]", "Januar 2019", "−7 til +25"])]);
    let wide = columns(&head, &rows);
    // The code of nineteen letters, the month of eleven and the change of nine each stay on one line.
    let whole = [19, 11, 9].map(|letters| letters * 100 + 150);
    assert!(wide.iter().zip(whole).all(|(wide, whole)| *wide >= whole) && wide.iter().sum::<usize>() <= WIDE, "{wide:?}");
    // "Målgrupper" is ten letters of some 112 twentieths of a point, which stay together with their margins beside columns of long texts.
    let long = "ord ".repeat(40);
    let parts = columns(
        &words(&["Del", "Kommuner", "Målgrupper", "Periode", "Kilde"]),
        &[words(&[long.trim(), long.trim(), "Alle", "–", long.trim()])],
    );
    assert!(parts[2] >= 10 * 112 + 150 && parts.iter().sum::<usize>() <= WIDE, "{parts:?}");
    let table = table(None, &head, &rows);
    assert_eq!(table.matches("<w:jc w:val=\"right\"/>").count(), 2, "{table}");
}
