//! Transcripts: sealed as they come, lines of the notes once each speaker has a code, and gone when they are to go.

use crate::focusing::{NOTES, form_with, get, planned};
use crate::house::{House, send_to};
use crate::http::{Form, Page};
use crate::people::{person, signed_in};
use crate::stories;

const TRANSCRIPTS: &str = "/desk/focus-groups/1/transcripts";
const FIRST: &str = "/desk/focus-groups/1/transcripts/1";
const TALK: &str = "\u{feff}WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Åse Østergaard>Velkommen</v>\n\n00:03.000 --> 00:09.000\n<v Anna>Vi ringede bare til Bodil Hansen\n\n\
                    00:10.000 --> 00:12.000\n<v Gæst>Jeg kom for sent\n\n00:13.000 --> 00:20.000\n<v Bo>Det blev mageligere for 010180-1234\n";

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    send_to(&house.address(), "POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

fn hand_in(house: &House, cookie: &str, name: &str, bytes: &[u8]) -> Page {
    let form = form_with(&get(house, cookie, TRANSCRIPTS), "file");
    let mut sent = Vec::new();
    for (field, value) in &form.fields {
        sent.extend(format!("--graense\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    sent.extend(format!("--graense\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes());
    sent.extend(bytes);
    sent.extend(b"\r\n--graense--\r\n");
    let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=graense\r\n");
    send_to(&house.address(), "POST", TRANSCRIPTS, &headers, &sent).expect("an answer")
}

/// Says yes to be recorded.
fn consents(house: &House, link: &str) {
    let mut consent = form_with(&house.get(link), "consent");
    consent.fields.push(("consent".to_owned(), "be-recorded".to_owned()));
    assert_eq!(house.post(&consent).status, 303);
}

fn keys(house: &House) -> usize {
    let folder = house.folder.path().join("keys/transcripts");
    std::fs::read_dir(folder)
        .map_or(0, |files| files.flatten().filter(|file| file.file_name().to_string_lossy().ends_with(".key")).count())
}

stories! {
    fn a_transcript_becomes_lines_once_each_speaker_has_a_code(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        for (name, bytes, words) in [
            ("m.vtt", &b"WEBVT"[..], "begynder ikke med WEBVTT"),
            ("m.docx", &b"PK\x03\x04x"[..], "beskadiget"),
            ("m.pdf", &b"%PDF-1.7"[..], "Gem den som .vtt"),
            ("m.txt", &b"  \r\n"[..], "ingen ord"),
        ] {
            let page = hand_in(house, &all, name, bytes);
            assert!(page.status == 422 && page.words().contains(words), "{name}: {} {}", page.status, page.words());
        }
        assert_eq!(house.sql("select count(*) from transcript").trim(), "0");
        let led = hand_in(house, &all, "Interview med Anna.vtt", TALK.as_bytes());
        assert_eq!((led.status, led.header("location")), (303, Some(FIRST)), "{}", led.words());
        // Before anybody says who speaks, no word and no name of it lies open anywhere.
        let dump = house.dump();
        for word in ["Bodil", "Gæst", "mageligere", "Anna.vtt"] {
            assert!(!dump.contains(word), "{word} lies open in the database");
        }
        let before = house.dump();
        let page = get(house, &all, FIRST);
        assert!(page.words().contains("WebVTT med 4 linjer") && page.words().contains("»Jeg kom for sent«"), "{}", page.words());
        house.unchanged(&before, "looking at a transcript");
        let guessed = page.text();
        // Nobody has said yes to be recorded yet, so what they said is left out.
        assert!(guessed.contains("value=\"moderator\" selected") && guessed.matches("value=\"leave-out\" selected").count() == 2, "{guessed}");
        assert!(page.words().contains("L1-2 · Bo · vil ikke optages: tag ikke med"), "{}", page.words());
        let form = form_with(&page, "begins-cooperation").with("voice-0", "moderator").with("voice-1", "L1-1").with("voice-3", "L1-2");
        let unsaid = post(house, &all, &form);
        assert!(unsaid.status == 422 && unsaid.words().contains("Vælg for hver taler, hvem det er"), "{}", unsaid.words());
        let form = form.with("voice-2", "unknown").with("begins-cooperation", "2");
        let unrecorded = post(house, &all, &form);
        assert!(unrecorded.status == 422 && unrecorded.words().contains("L1-1 har ikke sagt ja til at blive optaget"), "{}", unrecorded.words());
        let as_nobody = post(house, &all, &form.clone().with("voice-1", "unknown").with("voice-3", "leave-out"));
        assert!(as_nobody.status == 422 && as_nobody.words().contains("L1-1 har ikke sagt ja"), "taken as nobody's: {}", as_nobody.words());
        assert_eq!(house.sql("select count(*) from note_line").trim(), "0");
        for link in &links {
            consents(house, link);
        }
        let guessed = get(house, &all, FIRST).text();
        assert!(guessed.contains("value=\"L1-1\" selected") && guessed.contains("value=\"L1-2\" selected"), "{guessed}");
        let beyond = post(house, &all, &form.clone().with("begins-cooperation", "99"));
        assert!(beyond.status == 422 && beyond.words().contains("Skriv nummeret på den linje"), "{}", beyond.words());
        // What is chosen at a line counts before a number.
        let form = form.with("begins-steering", "1").with("at-4", "steering");
        assert_eq!(post(house, &all, &form).status, 303);
        // The same form again stores nothing twice.
        assert_eq!(post(house, &all, &form).status, 303);
        let lines = house.sql("select speaker, kind, words from note_line order by id");
        assert_eq!(lines.trim(), "|statement|Velkommen\nL1-1|statement|Vi ringede bare til Bodil Hansen\n?|statement|Jeg kom for sent\nL1-2|statement|Det blev mageligere for [CPR-nummer]");
        assert_eq!(house.sql("select question from note_line order by id").trim(), "cooperation\ncooperation\ncooperation\nsteering");
        assert!(get(house, &all, NOTES).words().contains("? Jeg kom for sent"), "{}", get(house, &all, NOTES).words());
        let log = get(house, &all, "/desk/log").words();
        assert!(log.contains("Udskrift afleveret") && log.contains("4 linjer af en udskrift taget ind"), "{log}");
        // The original goes by itself, by date or at once, and its key with it; the lines stay.
        assert!(get(house, &all, TRANSCRIPTS).words().contains("slettes 90 dage efter, at gruppens opsamling er frosset"));
        let freeze = form_with(&get(house, &all, "/desk/focus-groups/summaries/group-1"), "freeze");
        assert_eq!(post(house, &all, &freeze).status, 303);
        let days = house.sql("select (delete_at - (select frozen_at from summary_version)) / 86400000 from transcript");
        assert_eq!(days.trim(), "90");
        assert_eq!(keys(house), 1);
        let delete = form_with(&get(house, &all, TRANSCRIPTS), "delete");
        assert_eq!(post(house, &all, &delete.with("delete", "1")).status, 303);
        assert_eq!((house.sql("select count(*) from transcript where sealed is null and deleted_at is not null").trim().to_owned(), keys(house)), ("1".to_owned(), 0));
        assert_eq!(house.sql("select count(*) from note_line").trim(), "4");
        // Whoever takes notes sees no names here.
        let taker = person(house, "Nina Noter", &["--role", "note-taker"]);
        assert_eq!([TRANSCRIPTS, FIRST].map(|path| get(house, &taker, path).status), [403, 403]);
    }

    fn a_line_of_notes_is_not_put_into_the_mouth_of_whoever_spoke_last(house) {
        house.serve();
        let all = signed_in(house);
        planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        for words in ["9: en, der ikke findes", "l1-2: sagt med kode", "*Anna ser ned i bordet", "~nikker", "Ring til 010180-1234 i dag", "10: 30 var vi i gang"] {
            let form = form_with(&get(house, &all, NOTES), "client");
            let form = form.with("question", "cooperation").with("speaker", "L1-1").with("kind", "statement").with("words", words);
            let noted = post(house, &all, &form);
            assert_eq!(noted.status, 303, "{words}");
            let seen = words.starts_with(['*', '~']);
            assert!(!seen || noted.header("location").is_some_and(|next| next.contains("speaker=L1-1")), "the same person goes on speaking");
        }
        let lines = house.sql("select speaker, words from note_line order by id");
        assert_eq!(
            lines.trim(),
            "?|9: en, der ikke findes\nL1-2|sagt med kode\n|Anna ser ned i bordet\n|nikker\nL1-1|Ring til [CPR-nummer] i dag\nL1-1|10: 30 var vi i gang"
        );
        assert!(get(house, &all, NOTES).words().contains("ukendt taler: ret linjen"));
    }

    fn whoever_withdraws_takes_the_originals_of_the_group_with_them(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        assert_eq!(hand_in(house, &all, "m.vtt", TALK.as_bytes()).status, 303);
        assert_eq!(keys(house), 1);
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "withdraw").with("sure", "1")).status, 303);
        assert_eq!((house.sql("select count(*) from transcript where sealed is not null").trim().to_owned(), keys(house)), ("0".to_owned(), 0));
        assert_eq!(get(house, &all, FIRST).status, 303);
    }

    fn the_command_takes_a_transcript_in_only_with_a_code_for_each_speaker(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        for link in &links {
            consents(house, link);
        }
        house.kill();
        let file = house.file("talk.txt", "Anna: Vi ringede bare\nGæst: Ja\nAnna: Ofte\n");
        let command = ["focus-groups", "transcript", "import", "--session", "1", &file];
        let ran = house.run(&command);
        assert!(ran.code == 2 && ran.err.contains("     1  Gæst\n") && ran.err.contains("2  Anna = L1-1") && ran.err.contains("Intet er læst ind"), "{} {}", ran.code, ran.err);
        let wrong = house.run(&[&command[..], &["--speaker", "Gæst=L9-9"]].concat());
        assert!(wrong.code == 2 && wrong.err.contains("»Gæst=L9-9« kan ikke bruges"), "{}", wrong.err);
        let no_group = house.run(&["focus-groups", "transcript", "import", "--session", "7", &file]);
        assert!(no_group.code == 2 && no_group.err.contains("ingen fokusgruppe"), "{}", no_group.err);
        assert_eq!(house.sql("select count(*) from transcript").trim(), "0");
        let out = house.ok(&[&command[..], &["--speaker", "Gæst=udelad", "--begins", "cooperation=2"]].concat());
        assert!(out.contains("TXT: 2 linjer er taget ind i noterne"), "{out}");
        assert_eq!(house.sql("select speaker, words from note_line order by id").trim(), "L1-1|Vi ringede bare\nL1-1|Ofte");
        let bad = house.file("bad.vtt", "ikke en udskrift");
        let bad = house.run(&["focus-groups", "transcript", "import", "--session", "1", &bad]);
        assert!(bad.code == 1 && bad.err.contains("bad.vtt: ") && bad.err.contains("WEBVTT"), "{} {}", bad.code, bad.err);
    }
}
