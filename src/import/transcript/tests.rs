//! Each fault of a transcript is read, or refused for its reason.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;

use super::*;

#[track_caller]
fn told(bytes: &[u8], name: &str) -> Vec<String> {
    let read = read(bytes, name).unwrap_or_else(|fault| panic!("{fault:?}"));
    read.lines.iter().map(|line| format!("{}|{}", read.speakers[line.speaker], line.words)).collect()
}

fn refused(bytes: &[u8], name: &str) -> TranscriptFault {
    read(bytes, name).err().unwrap()
}

fn docx(body: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let rels = r#"<Relationships xmlns="p"><Relationship Id="r" Type="http://o/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let document = format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    for (name, text) in [("_rels/.rels", rels), ("word/document.xml", &document)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn voices_of_webvtt_become_speakers_and_their_cues_turns() {
    let text = "WEBVTT - et møde\nKind: captions\n\nNOTE her er ingen ord\n\nSTYLE\n::cue { color: red }\n\n1\n00:00.000 --> 00:02.000 align:start\n<v Anna Holm>Hej alle</v>\n\n\
                00:02.000 --> 00:04.000\n<v Anna Holm>og velkommen\ntil mødet.\n\n00:04.000 --> 00:06.000\n<v.loud Bo>Tak &amp; <i>hej</i></v><v Anna Holm>Så er vi her\n";
    let expected = ["Anna Holm|Hej alle og velkommen til mødet.", "Bo|Tak & hej", "Anna Holm|Så er vi her"];
    assert_eq!(told(text.as_bytes(), "m.vtt"), expected);
    // A byte-order mark, the other ends of lines, and another ending of the name change nothing.
    assert_eq!(told(format!("\u{feff}{text}").as_bytes(), "m.vtt"), expected);
    assert_eq!(told(text.replace('\n', "\r\n").as_bytes(), "m.txt"), expected);
    assert_eq!(told(text.replace('\n', "\r").as_bytes(), "m"), expected);
}

#[test]
fn no_webvtt_fails_once_its_signature_is_read() {
    let cue = |head: &str| told(format!("WEBVTT\n\n{head}\nord\n\n00:09.000 --> 00:10.000\nslut").as_bytes(), "m.vtt");
    // Times that cannot be read take their cue with them, and no other.
    for broken in [
        "00:61.000 --> 01:00.000",
        "0:00.000 --> 00:01.000",
        "00:00,000 --> 00:01,000",
        "00:00.00 --> 00:01.000",
        "00:00.000 -> 00:01.000",
        "00:00.000 --> ",
        "x --> y",
        "99999999999999999999:00.000 --> 00:01.000",
    ] {
        assert_eq!(cue(broken), ["|slut"], "{broken}");
    }
    for sound in [
        "00:00.000-->00:01.000",
        "  00:00.000 --> 00:01.000",
        "100:00:00.000 --> 100:00:01.000",
        "id\n00:00.000 --> 00:01.000 line:0",
    ] {
        assert_eq!(cue(sound), ["|ord slut"], "{sound}");
    }
    // A cue without an empty line before it ends the one above.
    assert_eq!(told(b"WEBVTT\n00:00.000 --> 00:01.000\na.\n00:01.000 --> 00:02.000\nb", "m.vtt"), ["|a.", "|b"]);
    // NUL becomes the sign for what is no sign; what is no UTF-8 is old Danish or broken, and read too.
    assert_eq!(told(b"WEBVTT\n\n00:00.000 --> 00:01.000\na\0b", "m.vtt"), ["|a\u{fffd}b"]);
    assert_eq!(told(b"WEBVTT\n\n00:00.000 --> 00:01.000\nbl\xe5b\xe6r", "m.vtt"), ["|blåbær"]);
    assert_eq!(
        told(&[b"WEBVTT\n\n00:00.000 --> 00:01.000\n", "blåbær på Ærø ".as_bytes(), b"\xe5"].concat(), "m.vtt"),
        ["|blåbær på Ærø \u{fffd}"]
    );
    for none in ["", "WEBVT", "WEBVTTX\n\n00:00.000 --> 00:01.000\na", " WEBVTT"] {
        assert_eq!(refused(none.as_bytes(), "m.VTT"), TranscriptFault::NoSignature, "{none}");
    }
    assert_eq!(refused(b"WEBVTT", "m.vtt"), TranscriptFault::Empty);
}

#[test]
fn entities_and_tags_of_a_cue_are_no_words() {
    let said = |text: &str| told(format!("WEBVTT\n\n00:00.000 --> 00:01.000\n{text}").as_bytes(), "m.vtt").join("/");
    assert_eq!(
        said("a &lt;b&gt; &amp;amp; &nbsp;c&lrm; &oslash; &#230; &#xE5; &#0; &#150; &amp &ukendt; &"),
        "|a <b> &amp; c ø æ å \u{fffd} – & &ukendt; &"
    );
    assert_eq!(
        said("<c.rød.stor>a</c> <00:00.500>b <lang da>c</lang> <font>d</font> <ruby>e<rt>f</rt></ruby> g<"),
        "|a b c d e g"
    );
    assert_eq!(said("<v Anna>a <v Bo>b</v> c</v> d"), "Anna|a/Bo|b/Anna|c/|d");
    assert_eq!(said("<v\tAnna &amp;\n Bo>a"), "Anna & Bo|a");
    assert_eq!(said("<v >a</i> <i>b</v> c"), "|a b c");
    // Zoom writes the name before the words.
    let zoom = "WEBVTT\n\n1\n00:00.000 --> 00:01.000\nAnna Holm: Hej\n\n2\n00:01.000 --> 00:02.000\nBo: Hej\n\n3\n00:02.000 --> 00:03.000\nAnna Holm: Vi mødes kl. 10:30";
    assert_eq!(told(zoom.as_bytes(), "m.vtt"), ["Anna Holm|Hej", "Bo|Hej", "Anna Holm|Vi mødes kl. 10:30"]);
}

#[test]
fn srt_is_read_whatever_a_program_left_out_of_it() {
    let text = "1\n00:00:01,000 --> 00:00:02,500\n<i>Hej</i>\nmed jer.\n\n2\n00:00:03,000 --> 00:00:04,000\n{\\an8}Hvad koster 1 &amp; 3?\n\n3\n00:01:00.000 --> 00:01:01.000\nBlåbær";
    assert_eq!(told(text.as_bytes(), "m.srt"), ["|Hej med jer.", "|Hvad koster 1 & 3?", "|Blåbær"]);
    let windows = encoding_rs::WINDOWS_1252
        .encode("\n1\n00:00:01,000 --> 00:00:02,000\nPå Ærø.\n2\n00:00:02,000 --> 00:00:03,000\nOg så.")
        .0
        .into_owned();
    for name in ["m.srt", "m.txt"] {
        assert_eq!(told(&windows, name), ["|På Ærø.", "|Og så."], "{name}");
    }
    assert_eq!(told(b"\xEF\xBB\xBF0:01 --> 0:02\r\na.\r\n\r\nb.\r\n\r\n0:03 --> 0:04\r\n2020\r\n", "m.srt"), ["|a. b.", "|2020"]);
    assert_eq!(refused(b"her er intet", "m.srt"), TranscriptFault::Empty);
}

#[test]
fn a_name_before_a_colon_is_a_speaker_only_where_people_talk() {
    let plain = |text: &str| told(text.as_bytes(), "m.txt").join("/");
    assert_eq!(plain("10:30 Møde: tekst"), "|10:30 Møde: tekst");
    assert_eq!(plain("Anna: a\nBo: b"), "Anna|a/Bo|b");
    assert_eq!(plain("Anna: a\nog mere\n\nBo: b\n10:30 Møde: tekst\nAnna: c"), "Anna|a og mere/Bo|b 10:30 Møde: tekst/Anna|c");
    assert_eq!(plain("10:30 Anna: a\n10:31 Bo: b\n10:40 Anna: c"), "Anna|a/Bo|b/Anna|c");
    assert_eq!(plain("[00:00:01] Anna: a\n[00:00:09] Bo: b"), "Anna|a/Bo|b");
    // Times that run backwards are none.
    assert_eq!(plain("Anna: a\n10:30 Bo: b\n9:30 Anna: c\nAnna: d"), "Anna|a 10:30 Bo: b 9:30 Anna: c/Anna|d");
    assert_eq!(plain("Anna Holm   0:03\nDet gik godt.\n\nBo\t0:15\nJa.\nMeget."), "Anna Holm|Det gik godt./Bo|Ja. Meget.");
    assert_eq!(plain("[Anna Holm] 10:30:12\na\n[Bo] 10:31:00\nb"), "Anna Holm|a/Bo|b");
    assert_eq!(plain("Vi talte om to ting:\ntid og penge.\nDet var alt."), "|Vi talte om to ting: tid og penge./|Det var alt.");
    assert_eq!(
        plain("Se https://example.dk/a: b\nDet er kl. 10:30\nSlut."),
        "|Se https://example.dk/a: b Det er kl. 10:30 Slut."
    );
    assert_eq!(told(b"S\xf8ren: bl\xe5b\xe6r\r\nBo: ja\0", "m.txt"), ["Søren|blåbær", "Bo|ja\u{fffd}"]);
    assert_eq!(plain("A\u{30a}se: a\nÅse: b"), "Åse|a/Åse|b");
    for (bytes, fault) in [
        (&b" \r\n"[..], TranscriptFault::Empty),
        (&b"%PDF-1.7"[..], TranscriptFault::OtherKind),
        (&b"{\\rtf1 a}"[..], TranscriptFault::OtherKind),
        (&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1x"[..], TranscriptFault::OldOrLocked),
        (&b"a\x81b\xff"[..], TranscriptFault::Undecodable),
    ] {
        assert_eq!(refused(bytes, "m.txt"), fault);
    }
    assert_eq!(refused(&vec![b'a'; LARGEST + 1], "m.txt"), TranscriptFault::TooLarge);
}

#[test]
fn paragraphs_and_rows_of_a_document_are_lines() {
    let p = |words: &str| format!("<w:p><w:pPr><w:t>stil</w:t></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>");
    let teams =
        [p("Anna Holm   0:03</w:t><w:br/><w:t>Det gik &amp;amp; godt"), p("Bo</w:t><w:tab/><w:t>0:15"), p("Ja.<w:x/>")].concat();
    assert_eq!(told(&docx(&teams), "m.docx"), ["Anna Holm|Det gik &amp; godt", "Bo|Ja."]);
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", p(words));
    let rows = |all: &[[&str; 3]]| {
        let row = |cells: &[&str; 3]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
        format!("<w:tbl>{}</w:tbl>", all.iter().map(row).collect::<String>())
    };
    let table = rows(&[["0:01", "Anna", "Hej"], ["0:05", "Bo", "Ja: det er det"]]);
    assert_eq!(told(&docx(&table), "m.docx"), ["Anna|Hej", "Bo|Ja: det er det"]);
    let changed = "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>b</w:delText><w:t>b</w:t></w:r></w:del><w:ins><w:r><w:t>c</w:t></w:r></w:ins></w:p>";
    assert_eq!(told(&docx(changed), "m.docx"), ["|ac"]);
}

#[test]
fn a_hostile_document_is_refused() {
    for (bytes, fault) in [
        (docx("<w:p>"), TranscriptFault::Damaged),
        (docx("<w:p><w:r><w:t>&evil;</w:t></w:r></w:p>"), TranscriptFault::Damaged),
        (docx(&"<w:p>".repeat(1000)), TranscriptFault::Damaged),
        (docx(""), TranscriptFault::Empty),
        (b"PK\x03\x04 and no more".to_vec(), TranscriptFault::Damaged),
        (docx(&" ".repeat(65 * 1024 * 1024)), TranscriptFault::TooLarge),
    ] {
        assert_eq!(refused(&bytes, "m.docx"), fault);
    }
    let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
    other.start_file("../../etc/passwd", zip::write::SimpleFileOptions::default()).unwrap();
    assert_eq!(refused(&other.finish().unwrap().into_inner(), "m.docx"), TranscriptFault::OtherKind);
}

#[test]
fn forty_thousand_cues_are_read() {
    let cue = |at: usize| {
        format!("{:02}:{:02}:{:02}.000 --> 99:00:00.000\n<v P{}>Ord nummer {at}.\n\n", at / 3600, at / 60 % 60, at % 60, at % 7)
    };
    let text = format!("WEBVTT\n\n{}", (0..40_000).map(cue).collect::<String>());
    let read = read(text.as_bytes(), "m.vtt").ok().unwrap();
    assert_eq!((read.lines.len(), read.speakers.len(), read.counts().iter().sum::<usize>()), (40_000, 7, 40_000));
    assert_eq!(read.lines[39_999].at, Some(39_999));
}

#[test]
fn codes_stand_in_the_place_of_names_and_a_question_begins_where_it_is_said() {
    let text = "Leder: Velkommen\nAnna: Hej\nLeder: Hvordan gik samarbejdet?\nAnna: Godt\nStøj: ...\nBo: Ja";
    let read = read(text.as_bytes(), "m.txt").ok().unwrap();
    assert_eq!(read.speakers, ["Leder", "Anna", "Støj", "Bo"]);
    let codes = ["L1-1", "L1-2"];
    let voices: Vec<Voice> =
        ["ordstyrer", "l1-1", "udelad", "unknown"].iter().map(|name| Voice::from_name(name, &codes).unwrap()).collect();
    assert_eq!(Voice::from_name("L9-9", &codes), None);
    let begins = read.first_said("Hvordan gik samarbejdet?").unwrap();
    assert_eq!((begins, read.first_said("Hvad nu med penge?"), read.first_said("Ja?")), (3, None, None));
    let cast: Vec<String> = read
        .cast(&voices, "a", &[("b", begins)])
        .iter()
        .map(|line| format!("{}|{}|{}", line.speaker, line.question, line.words))
        .collect();
    assert_eq!(cast, ["|a|Velkommen", "L1-1|a|Hej", "|b|Hvordan gik samarbejdet?", "L1-1|b|Godt", "?|b|Ja"]);
}

#[test]
fn a_long_paragraph_is_divided_between_words() {
    let read = read("ordet ".repeat(2_000).as_bytes(), "m.txt").ok().unwrap();
    assert_eq!(read.lines.len(), 4);
    assert!(read.lines.iter().all(|line| line.words.chars().count() <= 4_000 && line.words.ends_with("ordet")));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        pieces in prop::collection::vec(prop_oneof![
            Just(b"WEBVTT\n".to_vec()), Just(b"\n\n".to_vec()), Just(b"00:01.000 --> 00:02.000\n".to_vec()), Just(b"1\n00:00:01,000 --> 2".to_vec()), Just(b"<v A".to_vec()),
            Just(b"&#x".to_vec()), Just(b"[Bo] 1:0".to_vec()), Just("Å: ".as_bytes().to_vec()), Just(b"<rt>".to_vec()), prop::collection::vec(any::<u8>(), 0..6),
        ], 0..30),
        name in "m\\.(vtt|srt|txt|docx)",
    ) {
        if let Ok(read) = read(&pieces.concat(), &name) {
            prop_assert!(read.lines.iter().all(|line| line.speaker < read.speakers.len() && !line.words.is_empty() && !line.words.contains(['\n', '\0'])));
        }
    }
}
