//! Letters that the municipality sends itself: sheets that poppler and zbar read, an index, a merge file and text messages; and whom they reach.

use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use jiff::civil::date;
use nulpunkt::export::letter::{PaperLetter, message};
use nulpunkt::fieldwork::LetterKind;
use nulpunkt::language::Language;
use nulpunkt::mail::{LetterContent, LinkBeside, preview};
use nulpunkt::questionnaire::Audience;
use nulpunkt::time::Timestamp;

use crate::house::House;
use crate::http::Page;
use crate::people::{ANSWERS, answer, open_round, person, signed_in};
use crate::stories;

const EVERYBODY: [Audience; 9] = [
    Audience::Caseworker,
    Audience::Citizen,
    Audience::UnemploymentFund,
    Audience::Manager,
    Audience::Politician,
    Audience::Employee,
    Audience::Doctor,
    Audience::Psychologist,
    Audience::Company,
];

/// Every letter in Danish as running text: mails, sheets and text messages, invitations and reminders, for each audience.
pub(crate) fn letter_texts() -> Vec<(String, Audience, String)> {
    let mut all = Vec::new();
    for audience in EVERYBODY {
        for kind in [LetterKind::Invitation, LetterKind::Reminder] {
            let mail = preview(&mail(audience, kind)).text;
            all.push((format!("the mail to {audience:?}, {kind:?}"), audience, running(mail.split("\r\n\r\n"))));
            let joint = preview(&joint(audience, kind)).text;
            all.push((format!("the joint mail to {audience:?}, {kind:?}"), audience, running(joint.split("\r\n\r\n"))));
            let sheet = sheet(audience, kind);
            let said = sheet.said();
            let parts = [said.heading].into_iter().chain(said.before).chain(said.fears);
            let after = said.after.into_iter().flat_map(|(heading, text)| heading.into_iter().chain([text]));
            let parts: Vec<String> = parts.chain(after).chain([said.regards, said.small]).collect();
            all.push((format!("the sheet to {audience:?}, {kind:?}"), audience, running(parts.iter().map(String::as_str))));
            for with_link in [false, true] {
                let text = message(&sheet, with_link);
                all.push((
                    format!("the message to {audience:?}, {kind:?}, link: {with_link}"),
                    audience,
                    running([text.as_str()].into_iter()),
                ));
            }
        }
    }
    all
}

/// Paragraphs as running text: each ends a sentence, and an address is no word.
fn running<'a>(paragraphs: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        let words = paragraph.split_whitespace().filter(|word| *word != "-" && !word.contains("://") && !word.contains(".dk/"));
        let text = words.collect::<Vec<_>>().join(" ").replace("svar.example.dk", "siden");
        out.push_str(&text);
        out.push_str(if text.ends_with(['.', ':', '!', '?']) { " " } else { ". " });
    }
    out
}

fn mail(audience: Audience, kind: LetterKind) -> LetterContent {
    LetterContent {
        kind,
        language: Language::Da,
        audience,
        identified: false,
        case: None,
        name: String::new(),
        email: "ane@example.dk".to_owned(),
        municipality: Some("Thisted Kommune".to_owned()),
        phone: Some("70 00 07 87".to_owned()),
        controller: Some("Thisted Kommune".to_owned()),
        trial: "Samtaler i fast rytme".to_owned(),
        title: "Dine samtaler med kommunen".to_owned(),
        closes: date(2027, 1, 31),
        minutes: 4,
        link: "https://svar.example.dk/s/abcdefghijklmnopqrstuvwxyz".to_owned(),
        opt_out: "https://svar.example.dk/fravalg/abcdefghijklmnopqrstuvwxyz".to_owned(),
        more: Vec::new(),
        one_click: None,
        host: "svar.example.dk".to_owned(),
        from: "svar@svar.example.dk".to_owned(),
        reply_to: Some("evaluering@thisted.example".to_owned()),
        returns: None,
        message_id: "0123456789abcdef@svar.example.dk".to_owned(),
        date: Timestamp(1_796_000_000_000),
        boundary: "fedcba9876543210".to_owned(),
        synthetic: false,
    }
}

/// A mail with the links of three rounds, of which the last is of another trial.
fn joint(audience: Audience, kind: LetterKind) -> LetterContent {
    let beside = |trial: &str, title: &str, day: i8, token: char| LinkBeside {
        trial: trial.to_owned(),
        title: title.to_owned(),
        closes: date(2027, 1, day),
        minutes: 3,
        link: format!("https://svar.example.dk/s/{}", token.to_string().repeat(26)),
        opt_out: format!("https://svar.example.dk/fravalg/{}", token.to_string().repeat(26)),
    };
    let more = vec![
        beside("Samtaler i fast rytme", "Dine breve fra kommunen", 30, 'b'),
        beside("Hjælp til at komme i gang", "Din plan", 29, 'c'),
    ];
    LetterContent { more, ..mail(audience, kind) }
}

fn sheet(audience: Audience, kind: LetterKind) -> PaperLetter {
    PaperLetter {
        kind,
        language: Language::Da,
        reads_another: false,
        audience,
        identified: false,
        person_key: "B-1".to_owned(),
        name: String::new(),
        address: Vec::new(),
        phone: "70 00 11 22".to_owned(),
        own_language: Language::Da,
        municipality: Some("thisted".to_owned()),
        sender: "Thisted Kommune".to_owned(),
        sender_phone: Some("70 00 07 87".to_owned()),
        hours: None,
        controller: "Thisted Kommune".to_owned(),
        trial: "Samtaler i fast rytme".to_owned(),
        title: "Dine samtaler med kommunen".to_owned(),
        minutes: 4,
        closes: date(2027, 1, 31),
        date: date(2026, 11, 27),
        host: "svar.example.dk".to_owned(),
        link: "https://svar.example.dk/s/abcdefghijklmnopqrstuvwxyz".to_owned(),
        entry_code: "1234 5678 9012 3456".to_owned(),
        synthetic: false,
    }
}

const PEOPLE: &str = "person_key;navn;adresse;telefon;e-mail;sprog;kommune\n\
    T-1;Mette Kjærgård;Ågade 3, 2. tv., 7700 Thisted;70 00 11 22;;da;thisted\n\
    T/2;Fatma Yılmaz;;;fatma@thisted.example.dk;en;thisted\n\
    T-3;=1+1;Vej 5, 7700 Thisted;70001133;;da;thisted\n\
    T-4;Åse Østergaard;;;;da;rebild\n";

/// A round with these people, nobody invited.
fn listed(house: &House) {
    open_round(house, "invited");
    let file = house.file("people.csv", PEOPLE);
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
}

/// What a program of the machine says of a file.
fn said(program: &str, arguments: &[&str]) -> String {
    let ran = Command::new(program).args(arguments).output().unwrap_or_else(|_| panic!("{program} is needed"));
    assert!(ran.status.success(), "{program}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("UTF-8")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The entry code in a letter: four groups of four digits.
fn code(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_group = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let groups = words.windows(4).find(|four| four.iter().all(is_group));
    groups.unwrap_or_else(|| panic!("no code in {text}")).join(" ")
}

/// Makes the sheets in this folder of the house; their place.
fn sheets(house: &House, name: &str, more: &[&str]) -> String {
    let folder = house.folder.path().join(name).display().to_string();
    house.ok(&[&["letters", "--round", "house-1", "--format", "pdf", "--out", &folder], more].concat());
    folder
}

fn rows(house: &House, format: &[&str]) -> Vec<Vec<String>> {
    let text = house.ok(&[&["letters", "--round", "house-1", "--format"], format].concat());
    let text = text.strip_prefix('\u{feff}').expect("a mark for Excel");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

stories! {
    fn a_sheet_shows_its_address_in_the_window_and_leads_to_the_questionnaire_by_code_and_by_picture(house) {
        listed(house);
        let folder = sheets(house, "ud", &[]);
        let apart = format!("{folder}/enkeltvis");
        let mode = |path: &str| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&format!("{folder}/alle-breve.pdf"))), (0o700, 0o600));
        let mut names: Vec<String> = fs::read_dir(&apart).expect("a folder").flatten().map(|entry| entry.file_name().into_string().expect("UTF-8")).collect();
        names.sort();
        assert_eq!(names, ["T-1.pdf", "T-3.pdf", "T-4.pdf", "T_2.pdf", "index.csv"]);
        let index = fs::read_to_string(format!("{apart}/index.csv")).expect("the index");
        assert!(index.starts_with("\u{feff}person_key;file;municipality;title\r\n"), "{index}");
        assert!(index.contains("T/2;T_2.pdf;thisted;Will you answer some questions?\r\n") && index.contains("T-1;T-1.pdf;thisted;Vil du svare"), "{index}");
        let all = said("pdfinfo", &[&format!("{folder}/alle-breve.pdf")]);
        assert!(all.contains("Pages:           4") && all.contains("Tagged:          yes"), "{all}");
        assert!(all.contains("Title:           Vil du svare på nogle spørgsmål?"), "{all}");
        let fonts = said("pdffonts", &[&format!("{folder}/alle-breve.pdf")]);
        assert!(fonts.lines().skip(2).count() == 2 && fonts.lines().skip(2).all(|line| line.contains("TrueType") && line.contains("yes yes")), "{fonts}");
        // The common window of C5, C65 and M65, in points: nothing but the address is seen in it.
        let window = ["-x", "43", "-y", "111", "-W", "298", "-H", "128", "-r", "72"];
        let mette = format!("{apart}/T-1.pdf");
        assert_eq!(said("pdftotext", &[&window[..], &[&mette, "-"]].concat()).trim(), "Mette Kjærgård\nÅgade 3, 2. tv.\n7700 Thisted");
        let text = squeezed(&said("pdftotext", &["-raw", &mette, "-"]));
        for words in ["Thisted Kommune", "Hej Mette Kjærgård", "svar.example.dk/k", "Telefon 70 00 07 87", "mandag til torsdag kl. 9–15", "Ring til Thisted Kommune på 70 00 07 87", "kommunens hovednummer", "aldrig om dit CPR-nummer", "Med venlig hilsen"] {
            assert!(text.contains(words), "{words} is not in: {text}");
        }
        assert!(!text.contains("Side 1"), "one page needs no number: {text}");
        for (file, last) in [("T-1.pdf", "mobil."), ("T_2.pdf", "phone.")] {
            let places = said("pdftotext", &["-bbox", &format!("{apart}/{file}"), "-"]);
            // What stands below the picture ends well within the frame, below which the list begins.
            let place = |word: &str, edge: &str| {
                let line = places.lines().find(|line| line.contains(&format!(">{word}<"))).expect("the word");
                line.split_once(edge).and_then(|(_, rest)| rest.split('"').nth(1)?.parse::<f64>().ok()).expect("a place")
            };
            let (ends, begins) = (place(last, "yMax="), place("•", "yMin="));
            assert!(begins - ends > 17.0, "{file}: {last} ends at {ends}, and the list begins at {begins}");
        }
        let picture = format!("{folder}/mette");
        said("pdftoppm", &["-r", "150", "-png", "-singlefile", &mette, &picture]);
        let link = said("zbarimg", &["-q", "--raw", &format!("{picture}.png")]);
        let link = link.trim().strip_prefix("https://svar.example.dk").expect("a link to this server").to_owned();
        house.serve();
        assert!(house.get(&link).words().contains("Hvem spørger?"));
        let typed = house.post(&house.get("/k").form().with("code", &code(&text)));
        assert_eq!((typed.status, typed.header("location")), (303, Some(link.as_str())));
        let english = squeezed(&said("pdftotext", &["-raw", &format!("{apart}/T_2.pdf"), "-"]));
        assert!(english.contains("Dear Fatma Yilmaz") && english.contains("Is this letter real?"), "{english}");
        for secret in [code(&text), link.replace("/s/", ""), "Mette".to_owned()] {
            assert!(!house.log().contains(&secret) && !house.ok(&["log", "list"]).contains(&secret), "a log holds {secret}");
        }
        assert!(house.ok(&["log", "list"]).contains("made 4 letters to send"));
    }

    fn a_letter_on_paper_invites_once_and_whoever_has_answered_gets_no_more(house) {
        listed(house);
        let first = rows(house, &["csv"]);
        assert_eq!(first[0], ["person_key", "name", "address", "language", "municipality", "municipality_phone", "entry_address", "entry_code", "link", "title", "closes"]);
        assert_eq!(first.len(), 5);
        assert_eq!((first[3][1].as_str(), first[3][2].as_str()), ("'=1+1", "Vej 5, 7700 Thisted"), "{first:?}");
        let letters = || house.sql("select count(*) from letter where channel = 1 and state = 3").trim().to_owned();
        assert_eq!(letters(), "4");
        sheets(house, "ud", &[]);
        assert_eq!(letters(), "4", "the same letters on other paper are the same letters");
        let refused = house.run(&["letters", "--round", "house-1", "--format", "pdf", "--out", &house.folder.path().join("ud").display().to_string()]);
        assert!(refused.code == 2 && refused.err.contains("Vælg en tom mappe"), "{} {}", refused.code, refused.err);
        assert!(house.ok(&["invite", "--round", "house-1"]).starts_with("0 invitationer, 0 breve"));
        // Fatma has an address: reminders by mail know that her letter went.
        assert!(house.ok(&["remind", "--round", "house-1", "--dry-run"]).contains("1 påmindelse i udbakken"));
        house.serve();
        let link = |row: &[String]| row[8].strip_prefix("https://svar.example.dk").expect("a link").to_owned();
        answer(house, &link(&first[2]), &ANSWERS);
        let none = house.get(&link(&first[3]).replace("/s/", "/fravalg/"));
        assert!(none.status == 200, "{}", none.words());
        assert!(house.submit(&none.form().with("from", "survey")).words().contains("Du er meldt fra"));
        let left = rows(house, &["csv", "--kind", "reminder"]);
        let keys: Vec<&str> = left[1..].iter().map(|row| row[0].as_str()).collect();
        assert_eq!(keys, ["T-4", "T/2"]);
        assert_eq!(rows(house, &["csv", "--kind", "reminder", "--without-email"]).len(), 2);
        assert_eq!(house.sql("select count(*) from letter where kind = 1").trim(), "2", "one reminder a day");
        let folder = sheets(house, "anden", &["--kind", "reminder"]);
        assert!(said("pdftotext", &["-raw", &format!("{folder}/enkeltvis/T-4.pdf"), "-"]).contains("Du kan nå at svare endnu"));
        house.ok(&["round", "close", "house-1"]);
        assert_eq!(house.run(&["letters", "--round", "house-1", "--format", "csv"]).code, 2);
    }

    fn whoever_wants_no_letters_at_all_gets_none_on_paper(house) {
        listed(house);
        let fatma = rows(house, &["csv"]).into_iter().find(|row| row[0] == "T/2").expect("her row");
        house.serve();
        let page = house.get(&fatma[8].strip_prefix("https://svar.example.dk").expect("a link").replace("/s/", "/fravalg/"));
        house.submit(&page.form().with("from", "all"));
        assert_eq!(rows(house, &["csv", "--kind", "reminder"]).len(), 4, "the header and the three others");
        house.ok(&["round", "add", "--key", "house-2", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "pseudonymous"]);
        let file = house.file("people.csv", PEOPLE);
        house.ok(&["recipients", "import", "--round", "house-2", &file]);
        let next = house.ok(&["letters", "--round", "house-2", "--format", "csv"]);
        assert!(next.contains("T-1;") && !next.contains("T/2"), "{next}");
    }

    fn a_text_message_tells_of_the_letter_and_holds_no_link_unless_asked(house) {
        listed(house);
        assert_eq!(rows(house, &["sms"]).len(), 1, "nobody has had a letter");
        rows(house, &["csv"]);
        let told = rows(house, &["sms"]);
        assert_eq!(told[0], ["phone", "message"]);
        assert_eq!((told.len(), told[1][0].as_str()), (3, "4570001122"), "whoever has no number gets none: {told:?}");
        assert!(told[1][1].starts_with("Du har fået et brev i Digital Post fra Thisted Kommune.") && !told[1][1].contains("http"), "{told:?}");
        assert!(told[1][1].contains("70 00 07 87") && !told[1][1].contains('\u{a0}'), "{told:?}");
        let linked = rows(house, &["sms", "--with-link", "--kind", "reminder"]);
        assert!(linked[1][1].contains("https://svar.example.dk/s/"), "{linked:?}");
        let wrong = house.run(&["letters", "--round", "house-1", "--format", "csv", "--with-link"]);
        assert!(wrong.code == 2 && wrong.err.contains("--format sms"), "{}", wrong.err);
    }

    fn the_desk_makes_the_same_files_for_whoever_sends_letters(house) {
        listed(house);
        house.serve();
        let cookie = signed_in(house);
        let get = |cookie: &str, path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let fetched = |file: &str| -> Page {
            let page = get(&cookie, "/desk/rounds/house-1/letters");
            let form = page.forms().into_iter().find(|form| form.action.ends_with("/letters/file")).expect("the form");
            let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
            let form = form.with("kind", "invitation").with("file", file);
            house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
        };
        assert_eq!(get(&cookie, "/desk/rounds/house-1/letters/file").status, 405);
        assert_eq!(house.sql("select count(*) from invitation").trim(), "0", "looking invites nobody");
        let sheets = fetched("pdf");
        assert_eq!((sheets.status, sheets.header("content-disposition")), (200, Some("attachment; filename=\"house-1-breve.pdf\"")));
        let file = house.file("desk.pdf", &sheets.body);
        assert!(said("pdfinfo", &[&file]).contains("Pages:           4"));
        let mut archive = zip::ZipArchive::new(Cursor::new(fetched("zip").body)).expect("an archive");
        let names: Vec<String> = (0..archive.len()).map(|at| archive.by_index(at).expect("a file").name().expect("a name").into_owned()).collect();
        assert_eq!(names, ["index.csv", "T-4.pdf", "T-1.pdf", "T-3.pdf", "T_2.pdf"]);
        assert!(fetched("sms").text().contains("Du har fået et brev i Digital Post fra Thisted Kommune"));
        assert!(fetched("other").status == 422);
        assert!(get(&cookie, "/desk/rounds/house-1/letters").words().contains("Der er lavet 4 breve."));
        assert!(get(&cookie, "/desk/log").words().contains("4 breve lavet til at sende"));
        let reader = person(house, "Lene Læser", &["--role", "reader"]);
        let headers = format!("Cookie: {reader}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let refused = house.send("POST", "/desk/rounds/house-1/letters/file", &headers, b"kind=invitation&file=pdf").expect("an answer");
        assert_eq!(refused.status, 403, "{}", refused.words());
    }
}
