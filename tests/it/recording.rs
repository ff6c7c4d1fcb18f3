//! Recordings of sessions: sealed as they come, only where all who came agreed, and gone on their day or with a yes that is taken back.

use crate::focusing::{form_with, get, held, planned, post};
use crate::house::House;
use crate::people::signed_in;
use crate::stories;

const TRANSCRIPTS: &str = "/desk/focus-groups/1/transcripts";

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

stories! {
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
        let delete = form_with(&get(house, &all, TRANSCRIPTS), "recording");
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
