//! Recordings of sessions: sealed as they come, only where all who came agreed, and gone on their day or with a yes that is taken back.

use std::io::Write as _;

use crate::focusing::{form_with, get, held, planned, post};
use crate::house::{House, send_to};
use crate::http::Page;
use crate::people::{person, signed_in};
use crate::stories;

const TRANSCRIPTS: &str = "/desk/focus-groups/1/transcripts";
const RECORDINGS: &str = "/desk/focus-groups/1/recordings";

/// The files of recordings that lie there: sealed ones and keys.
fn lying(house: &House) -> (usize, usize) {
    let folder = house.folder.path().join("keys/recordings");
    let names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|one| one.file_name().to_string_lossy().into_owned())
        .collect();
    let count = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
    (count(".sealed"), count(".key"))
}

/// Lets the talk have been held today, so that its recordings may still lie there.
fn held_now(house: &House) {
    let now = jiff::Timestamp::now().as_millisecond();
    house.sql(&format!("update focus_group set starts_at = {}, ends_at = {}", now - 7_200_000, now - 3_600_000));
}

/// The body of the form as a browser sends it that has a file chosen of this name.
fn sent(house: &House, cookie: &str, name: &str, content: &[u8]) -> Vec<u8> {
    // Every form of the page carries what makes it the session's own.
    let page = get(house, cookie, TRANSCRIPTS);
    let (field, own) = page.forms().iter().flat_map(|form| form.fields.clone()).find(|(name, _)| name == "form").expect("a form");
    let mut body = format!("--graense\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{own}\r\n").into_bytes();
    let head = format!("--graense\r\nContent-Disposition: form-data; name=\"recording\"; filename=\"{name}\"\r\n");
    body.extend(format!("{head}Content-Type: audio/mpeg\r\n\r\n").bytes());
    body.extend(content);
    body.extend(b"\r\n--graense--\r\n");
    body
}

fn hand_in(house: &House, cookie: &str, name: &str, content: &[u8]) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=graense\r\n");
    send_to(&house.address(), "POST", RECORDINGS, &headers, &sent(house, cookie, name, content)).expect("an answer")
}

stories! {
    fn a_recording_is_handed_in_fetched_and_deleted_in_the_browser(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        held(house, &all, &links);
        held_now(house);
        let voices: Vec<u8> = "Annas egen stemme æ ".bytes().cycle().take(3_000_017).collect();
        // Without everybody's yes there is nothing to press, and what is sent all the same is refused by the code of whoever lacks it.
        let mut consent = form_with(&house.get(&links[1]), "consent");
        consent.fields.retain(|(_, value)| value != "be-recorded");
        assert_eq!(house.post(&consent).status, 303);
        let page = get(house, &all, TRANSCRIPTS);
        assert!(page.words().contains("ikke sagt ja til at blive optaget: L1-2") && !page.text().contains("name=\"recording\""), "{}", page.words());
        let refused = hand_in(house, &all, "Anna og Bo.mp3", &voices);
        assert!(refused.status == 422 && refused.words().contains("ikke sagt ja til at blive optaget: L1-2"), "{} {}", refused.status, refused.words());
        assert_eq!(lying(house), (0, 0));
        assert!(get(house, &all, "/desk/log").words().contains("Optagelse afvist"), "{}", get(house, &all, "/desk/log").words());
        consent.fields.push(("consent".to_owned(), "be-recorded".to_owned()));
        assert_eq!(house.post(&consent).status, 303);
        let text = hand_in(house, &all, "tekst.txt", b"ord");
        assert!(text.status == 422 && text.words().contains("Filen skal være lyd eller video"), "{} {}", text.status, text.words());
        assert!(hand_in(house, &all, "", b"").words().contains("Vælg først en fil"));
        // A form of another session, and somebody who plans no groups.
        let taker = person(house, "Nina Noter", &["--role", "note-taker"]);
        let own = sent(house, &all, "a.mp3", &voices);
        let headers = |cookie: &str| format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=graense\r\n");
        let by = |cookie: &str, body: &[u8]| send_to(&house.address(), "POST", RECORDINGS, &headers(cookie), body).map(|page| page.status);
        assert_eq!(by(&taker, &sent(house, &all, "a.mp3", b"lyd")), Some(403));
        let forged = String::from_utf8_lossy(&own).replacen("name=\"form\"\r\n\r\n", "name=\"form\"\r\n\r\n0", 1);
        assert_eq!(by(&all, forged.as_bytes()), Some(403));
        assert_eq!(lying(house), (0, 0), "something lies there of what was refused");
        // A line that breaks leaves nothing behind.
        let mut line = std::net::TcpStream::connect(house.address()).expect("a line");
        let head = format!("POST {RECORDINGS} HTTP/1.1\r\nHost: svar.example.dk\r\nX-Forwarded-Proto: https\r\n{}Content-Length: {}\r\n\r\n", headers(&all), own.len());
        line.write_all(head.as_bytes()).and_then(|()| line.write_all(&own[..2_500_000])).expect("sent");
        let until = |wanted: (usize, usize)| {
            let began = std::time::Instant::now();
            while lying(house) != wanted {
                assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?} instead of {wanted:?}", lying(house));
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        };
        until((1, 1));
        drop(line);
        until((0, 0));
        let kept = hand_in(house, &all, "Anna og Bo.MP3", &voices);
        assert_eq!((kept.status, lying(house)), (303, (1, 1)), "{}", kept.words());
        assert!(!house.dump().contains("egen stemme") && !house.dump().contains("Anna og Bo.MP3"), "it lies open in the database");
        let page = get(house, &all, TRANSCRIPTS).words();
        assert!(page.contains("mp3 1 · 3 MB"), "{page}");
        // It is fetched by a form, as it came, and that is noted; a look fetches nothing.
        assert_eq!(get(house, &all, &format!("{RECORDINGS}/1")).status, 405);
        let act = form_with(&get(house, &all, TRANSCRIPTS), "delete");
        let fetched = post(house, &all, &act.clone().with("act", "fetch"));
        assert!(fetched.status == 200 && fetched.body == voices, "{} {}", fetched.status, fetched.body.len());
        assert_eq!(fetched.header("content-disposition"), Some("attachment; filename=\"optagelse-1.mp3\""));
        assert_eq!(post(house, &taker, &act.clone().with("act", "fetch")).status, 403);
        assert_eq!(post(house, &all, &act).status, 303);
        assert_eq!(lying(house), (0, 0));
        assert_eq!(post(house, &all, &act.with("act", "fetch")).status, 410);
        let log = get(house, &all, "/desk/log").words();
        assert!(log.contains("Optagelse afleveret") && log.contains("Optagelse hentet ud") && log.contains("Optagelse slettet"), "{log}");
        // What came in and was never kept, since the server died, goes once the day for recordings has come.
        let folder = house.folder.path().join("keys/recordings");
        for name in ["00ff.sealed", "00ff.key"] {
            std::fs::write(folder.join(name), "00").expect("written");
        }
        let file = std::fs::File::options().write(true).open(folder.join("00ff.sealed")).expect("the file");
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(30)).expect("older");
        assert_eq!(hand_in(house, &all, "a.mp3", &voices).status, 303);
        house.sql("update recording set delete_at = 1");
        house.ok(&["retain", "--by", "Mette"]);
        assert_eq!(lying(house), (0, 0));
    }

    fn a_recording_lies_sealed_until_its_day_and_goes_with_a_yes_that_is_taken_back(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        let voices = "Annas egen stemme ".repeat(80_000);
        let file = house.file("Anna og Bo.mp3", &voices);
        let add = |file: &str| house.run(&["focus-groups", "recording", "add", "--session", "1", "--by", "Mette", file]);
        let nobody = add(&file);
        assert!(nobody.code == 2 && nobody.err.contains("Sig først, hvem der kom"), "{}", nobody.err);
        held(house, &all, &links);
        let late = add(&file);
        assert!(late.code == 2 && late.err.contains("30 dage efter samtalen, og de er gået"), "{}", late.err);
        held_now(house);
        let mut consent = form_with(&house.get(&links[1]), "consent");
        consent.fields.retain(|(_, value)| value != "be-recorded");
        assert_eq!(house.post(&consent).status, 303);
        let refused = add(&file);
        assert!(refused.code == 2 && refused.err.contains("ikke sagt ja til at blive optaget: L1-2"), "{}", refused.err);
        let text = house.file("tekst.txt", "ord");
        assert!(add(&text).err.contains("Filen skal være lyd eller video"));
        assert_eq!(lying(house), (0, 0), "something lies there of what was refused");
        consent.fields.push(("consent".to_owned(), "be-recorded".to_owned()));
        assert_eq!(house.post(&consent).status, 303);
        let kept = add(&file);
        assert!(kept.code == 0 && kept.out.contains("Optagelse 1 er forseglet"), "{}{}", kept.out, kept.err);
        assert_eq!(lying(house), (1, 1));
        assert!(!house.dump().contains("egen stemme") && !house.dump().contains("Anna og Bo.mp3"), "it lies open in the database");
        let sealed = std::fs::read_dir(house.folder.path().join("keys/recordings")).expect("the folder").flatten().map(|one| one.path());
        for path in sealed {
            let bytes = std::fs::read(&path).expect("a file");
            assert!(!bytes.windows(12).any(|piece| piece == b"egen stemme "), "{} lies open", path.display());
        }
        let page = get(house, &all, TRANSCRIPTS).words();
        assert!(page.contains("mp3 1") && page.contains("· Mette · slettes"), "{page}");
        // It comes out as it went in, once, and that is noted.
        let out = house.folder.path().join("ud.mp3").display().to_string();
        house.ok(&["focus-groups", "recording", "export", "--recording", "1", "-o", &out, "--by", "Mette"]);
        assert_eq!(std::fs::read_to_string(&out).expect("what came out"), voices);
        assert_ne!(house.run(&["focus-groups", "recording", "export", "--recording", "1", "-o", &out]).code, 0, "a file is written over");
        // On its day it goes, with a receipt; before that only the plan tells of it.
        let plan = house.ok(&["retain", "--dry-run", "--format", "json"]);
        assert!(plan.contains("\"recordings\"") && lying(house) == (1, 1), "{plan}");
        house.sql("update recording set delete_at = 1");
        let receipt = house.ok(&["retain", "--by", "Mette"]);
        assert!(receipt.contains("focus-group-1"), "{receipt}");
        assert_eq!(lying(house), (0, 0));
        assert!(house.ok(&["retain", "receipts", "--format", "json"]).contains("\"recordings\""));
        // One who takes the yes back takes the recording along, and the desk can delete one too.
        assert_eq!(add(&file).code, 0);
        consent.fields.retain(|(_, value)| value != "be-recorded");
        assert_eq!(house.post(&consent).status, 303);
        assert_eq!(lying(house), (0, 0), "the recording outlives a yes");
        consent.fields.push(("consent".to_owned(), "be-recorded".to_owned()));
        assert_eq!(house.post(&consent).status, 303);
        assert_eq!(add(&file).code, 0);
        let delete = form_with(&get(house, &all, TRANSCRIPTS), "delete");
        assert_eq!(post(house, &all, &delete).status, 303);
        assert_eq!(lying(house), (0, 0));
        let log = get(house, &all, "/desk/log").words();
        assert!(log.contains("Optagelse afleveret") && log.contains("Optagelse hentet ud") && log.contains("Optagelse slettet"), "{log}");
    }
    fn the_link_of_a_talk_is_shown_nobody_once_it_is_over(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg")]);
        let now = jiff::Timestamp::now().as_millisecond();
        let ended = |minutes: i64| house.sql(&format!("update focus_group set starts_at = {}, ends_at = {}", now - 7_200_000, now - minutes * 60_000));
        let pages = || [house.get(&links[0]).text(), get(house, &all, "/desk/focus-groups/1").text()].map(|page| page.contains("moede.example"));
        ended(10);
        assert_eq!(pages(), [true; 2], "somebody who fell out of a talk that runs over finds no way back");
        ended(40);
        assert_eq!(pages(), [false; 2]);
        // To say on which day it was held does not wipe what is not shown; moved on, the talk has its link again.
        let page = get(house, &all, "/desk/focus-groups/1");
        assert!(page.words().contains("Videomødets adresse vises ikke mere"), "{}", page.words());
        let moved = form_with(&page, "move").with("day", "2099-12-01").with("time", "13.30");
        assert_eq!(post(house, &all, &moved).status, 303);
        assert_eq!(pages(), [true; 2]);
    }
}
