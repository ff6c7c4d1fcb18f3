//! What came back and what is done about it: mails put on the desk as files, a Maildir, corrected addresses, and why letters wait.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::bounces::{RETURNS, by_smtp, invite, returned, returns_of, since, states};
use crate::house::{House, Person, TOWN, project, recipients};
use crate::http::{Form, Page};
use crate::people::{add_round, answer, letter, open_round, own_surveys, person, signed_in};
use crate::sink::Sink;
use crate::stories;

fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// A form with files, as a browser sends it.
fn upload(house: &House, cookie: &str, form: &Form, files: &[(&str, Vec<u8>)]) -> Page {
    let mut sent = Vec::new();
    for (name, value) in form.fields.iter().filter(|(name, _)| name != "mails") {
        sent.extend(format!("--graense\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, content) in files {
        sent.extend(format!("--graense\r\nContent-Disposition: form-data; name=\"mails\"; filename=\"{name}\"\r\n\r\n").bytes());
        sent.extend(content);
        sent.extend(b"\r\n");
    }
    sent.extend(b"--graense--\r\n");
    let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=graense\r\n");
    house.send("POST", &form.action, &headers, &sent).unwrap_or_else(|| panic!("no answer: {}", house.log()))
}

/// The files of Outlook in the corpus, about the letter with this return address and Message-ID.
fn outlook(house: &House, name: &str, own: &str, message_id: &str) -> Vec<u8> {
    let folder = house.folder.path().join("outlook");
    fs::create_dir_all(&folder).expect("a folder");
    let script = project().join("tests/corpora/returned/make_msg.py");
    let ran = Command::new("python3").arg(script).arg(&folder).args([own, message_id]).output().expect("python3 runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    fs::read(folder.join(format!("{name}.msg"))).expect("a file of Outlook")
}

/// The Message-ID of this person's last letter.
fn message_id(house: &House, email: &str) -> String {
    let query = format!(
        "select message_id from letter join recipient on recipient.id = recipient_id where email = '{email}' order by letter.id desc limit 1"
    );
    house.sql(&query).trim().to_owned()
}

fn the_form(page: &Page, end: &str) -> Form {
    let found = page.forms().into_iter().find(|form| form.action.split('?').next().is_some_and(|action| action.ends_with(end)));
    found.unwrap_or_else(|| panic!("no form to {end}: {}", page.words()))
}

fn delivered_town(house: &House, sink: &Sink) -> String {
    by_smtp(house, sink.port);
    open_round(house, "invited");
    invite(house);
    house.ok(&["deliver", "--once"]);
    house.serve();
    signed_in(house)
}

/// Waits until this holds, as the server's own loop does its work.
fn until(what: &str, holds: impl Fn() -> bool) {
    let late = Instant::now() + Duration::from_secs(40);
    while !holds() {
        assert!(Instant::now() < late, "{what} did not come to pass");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The names in a folder, sorted; none where there is no folder.
fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

stories! {
    fn mails_that_are_put_on_the_desk_are_read_each_for_itself(house) {
        let sink = Sink::start(Duration::ZERO);
        let cookie = delivered_town(house, &sink);
        let [mette, joergen, aase, lars, fatma, soeren] = TOWN.map(|one| one.email);
        let before = house.dump();
        let page = get(house, &cookie, "/desk/letters/returned");
        house.unchanged(&before, "looking at the page");
        let form = the_form(&page, "/desk/letters/returned");
        let eml = |name: &str, email: &str| returned(name, &returns_of(&sink, email)).into_bytes();
        let answer = eml("answer.eml", fatma);
        let read = upload(house, &cookie, &form, &[
            ("exim.eml", eml("exim.eml", mette)),
            ("retur.msg", outlook(house, "exchange-report", &returns_of(&sink, joergen), "x@y")),
            ("kode.msg", outlook(house, "exchange-code", "ingen@example.dk", &message_id(house, aase))),
            ("ferie.eml", eml("out-of-office.eml", fatma)),
            ("svar.eml", answer),
            ("tekst.eml", eml("exchange-words.eml", lars)),
            ("fuld.eml", eml("exchange-full.eml", soeren)),
            ("billede.png", b"\x89PNG\r\n\x1a\n".to_vec()),
            ("fremmed.eml", returned("exim.eml", "retur+1-aaaaaaaaaaaaaaaa@svar.example.dk").into_bytes()),
        ]);
        let words = read.words();
        assert_eq!(read.status, 200, "{words}");
        for says in [
            "exim.eml : Noteret: brevet til Mette Kjærgård (mette@thisted.example.dk) i runden",
            "retur.msg : Noteret: brevet til Jørgen Bæk",
            "kode.msg : Noteret: brevet til Åse Østergaard",
            "ferie.eml : Et automatisk svar",
            "svar.eml : Svar fra en person: læs den i jeres postkasse.",
            "tekst.eml : Vi kan ikke se det med sikkerhed.",
            "fuld.eml : Noteret: brevet til Søren Aagaard",
            "billede.png : Fejl: Filen er ikke en mail.",
            "fremmed.eml : Mailen siger, at et brev ikke nåede frem, men vi kan ikke finde brevet.",
        ] {
            assert!(words.contains(says), "{says} is not in: {words}");
        }
        for (email, state) in [(mette, "8"), (joergen, "8"), (aase, "8"), (lars, "3"), (fatma, "3"), (soeren, "8")] {
            assert_eq!(states(house, email), [state], "{email}");
        }
        let dump = house.dump();
        assert!(!dump.contains("Hvorfor fik jeg denne") && !dump.contains("lokalnummer"), "a mail was kept");
        assert!(words.contains("Kom brevet retur?") && words.contains("550 5.1.10 RESOLVER.ADR.RecipientNotFound"), "{words}");
        let question = read.forms().into_iter().find(|form| form.fields.iter().any(|(name, _)| name == "letter")).expect("a question");
        let no = post(house, &cookie, &question.clone().with("answer", "no"));
        assert!(no.words().contains("regnes for sendt"), "{}", no.words());
        house.unchanged(&dump, "the answer no");
        let yes = post(house, &cookie, &question.with("answer", "yes"));
        assert!(yes.words().contains("Noteret: brevet til Lars Holm"), "{}", yes.words());
        assert_eq!(states(house, lars), ["8"]);
        let log = house.sql("select what, object from log order by id");
        assert_eq!(log.matches("noted a letter as returned|house-1").count(), 5, "{log}");
        assert!(get(house, &cookie, "/desk/log").words().contains("Et brev noteret som kommet retur"));
    }

    fn a_form_with_files_is_held_to_what_other_forms_are(house) {
        let sink = Sink::start(Duration::ZERO);
        let cookie = delivered_town(house, &sink);
        let before = house.dump();
        let form = the_form(&get(house, &cookie, "/desk/letters/returned"), "/desk/letters/returned");
        let mail = returned("exim.eml", &returns_of(&sink, TOWN[0].email)).into_bytes();
        let foreign = Form { fields: Vec::new(), ..form.clone() };
        let refused = upload(house, &cookie, &foreign, &[("a.eml", mail.clone())]);
        assert!(refused.status == 403 && refused.words().contains("for gammel"), "{} {}", refused.status, refused.words());
        let large = upload(house, &cookie, &form, &[("a.eml", vec![b'x'; 21 * 1024 * 1024])]);
        assert!(large.status == 413 && large.words().contains("Filerne fylder mere end 20 MB"), "{} {}", large.status, large.words());
        let none = upload(house, &cookie, &form, &[]);
        assert!(none.status == 422 && none.words().contains("Vælg først en eller flere mails"), "{} {}", none.status, none.words());
        let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\n");
        let cut = house.send("POST", "/desk/letters/returned", &headers, b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb").expect("an answer");
        assert!(cut.status == 400 && cut.words().contains("kom ikke helt frem"), "{} {}", cut.status, cut.words());
        // Other addresses take no files, and nobody does without being signed in.
        let elsewhere = house.send("POST", "/desk/sign-in", &headers, b"--x--\r\n").expect("an answer");
        assert_eq!(elsewhere.status, 400, "{}", elsewhere.words());
        let out = upload(house, "nulpunkt=x", &form, &[("a.eml", mail.clone())]);
        assert!([303, 401, 403].contains(&out.status), "{}", out.status);
        house.unchanged(&before, "forms that were refused");
        // Whoever has the right to another trial alone is not told of the letter.
        let other = person(house, "Erik Evaluator", &["--role", "evaluator", "--trial", "gss"]);
        let form = the_form(&get(house, &other, "/desk/letters/returned"), "/desk/letters/returned");
        let read = upload(house, &other, &form, &[("a.eml", mail)]);
        assert!(read.words().contains("vi kan ikke finde brevet") && !read.words().contains("Mette"), "{}", read.words());
        assert_eq!(states(house, TOWN[0].email), ["3"]);
    }

    fn what_is_delivered_into_a_maildir_is_read_and_never_lost(house) {
        let sink = Sink::start(Duration::ZERO);
        let maildir = house.folder.path().join("Maildir");
        for part in ["new", "cur", "tmp"] {
            fs::create_dir_all(maildir.join(part)).expect("a folder");
        }
        house.configure(&format!(
            "[mail]\ntransport = \"smtp\"\nfrom = \"svar@svar.example.dk\"\nreturns = \"{RETURNS}\"\nreturns_maildir = \"{}\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n",
            maildir.display(),
            sink.port
        ));
        open_round(house, "invited");
        invite(house);
        house.ok(&["deliver", "--once"]);
        let put = |name: &str, mail: &[u8]| fs::write(maildir.join("new").join(name), mail).expect("a mail");
        let [mette, joergen, ..] = TOWN.map(|one| one.email);
        put("1.mail", returned("exim.eml", &returns_of(&sink, mette)).as_bytes());
        put("2.mail", returned("answer.eml", &returns_of(&sink, mette)).as_bytes());
        put("3.mail", returned("exim.eml", "retur+1-aaaaaaaaaaaaaaaa@svar.example.dk").as_bytes());
        put("4.mail", returned("exchange-words.eml", &returns_of(&sink, joergen)).as_bytes());
        put("5.mail", returned("exim-delayed.eml", &returns_of(&sink, joergen)).as_bytes());
        put("6.mail", "x".repeat(11 * 1024 * 1024).as_bytes());
        // Another mail has the name already: it is not written over.
        fs::write(maildir.join("cur/1.mail:2,S"), "an older mail").expect("a mail");
        std::os::unix::fs::symlink("/etc/hostname", maildir.join("new/7.mail")).expect("a link");
        house.serve();
        // A second process reads the same folder.
        let mut second = house.command(&["serve", "--listen", "127.0.0.1:0"]).stdout(house.log_file("second")).stderr(house.log_file("second")).spawn().expect("a second server");
        until("the mails are sorted", || names(&maildir.join("new")) == ["7.mail"]);
        let told = house.ok(&["doctor"]);
        assert!(told.contains("kan læses; den sidste mail blev sorteret 20") && told.contains("0 venter, 4 skal en person læse"), "{told}");
        assert_eq!(names(&maildir.join("cur")), ["1.1.mail:2,S", "1.mail:2,S", "5.mail:2,S"]);
        assert_eq!(fs::read_to_string(maildir.join("cur/1.mail:2,S")).expect("a mail"), "an older mail");
        assert_eq!(names(&maildir.join(".nulpunkt-unread/new")), ["2.mail", "3.mail", "4.mail", "6.mail"]);
        assert_eq!((states(house, mette), states(house, joergen)), (vec!["8".to_owned()], vec!["3".to_owned()]));
        // Stored, and cut off before it was moved: the same mail once more changes nothing.
        let before = house.dump();
        for number in 0..30 {
            put(&format!("again-{number:02}.mail"), returned("exim.eml", &returns_of(&sink, mette)).as_bytes());
        }
        until("the mails are sorted again", || names(&maildir.join("new")) == ["7.mail"]);
        assert_eq!(names(&maildir.join("cur")).len(), 33);
        house.unchanged(&before, "mails that were read before");
        fs::rename(maildir.join("new"), maildir.join("elsewhere")).expect("the folder is moved");
        assert!(house.ok(&["doctor"]).contains("Mappen med returmails kan ikke læses."));
        second.kill().expect("it can be killed");
        second.wait().expect("it is gone");
        house.configure(&format!("[mail]\nreturns_maildir = \"{}\"\n", maildir.display()));
        house.refuses(&["round", "list"], &["mail.returns_maildir kræver mail.returns"]);
    }

    fn a_corrected_address_gets_the_letter_again_and_the_old_one_is_history(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, sink.port);
        open_round(house, "invited");
        let mut people = TOWN;
        people[3].email = "afvist.lars@rebild.example.dk";
        let file = house.file("town.csv", recipients(&people));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        let cookie = signed_in(house);
        let mette = TOWN[0].email;
        let form = the_form(&get(house, &cookie, "/desk/letters/returned"), "/desk/letters/returned");
        upload(house, &cookie, &form, &[("a.eml", returned("exim.eml", &returns_of(&sink, mette)).into_bytes())]);
        let page = get(house, &cookie, "/desk/rounds/house-1/addresses");
        for says in ["2 adresser virker ikke.", "Mette Kjærgård (T-001)", "brevet kom retur", "mailserveren afviste brevet", "Adressen findes ikke."] {
            assert!(page.words().contains(says), "{says} is not in {}", page.words());
        }
        let old = message_id(house, mette);
        let of = |key: &str| {
            let form = get(house, &cookie, "/desk/rounds/house-1/addresses").forms().into_iter().find(|form| form.fields.iter().any(|(name, value)| name == "person" && value == key));
            form.unwrap_or_else(|| panic!("no form for {key}"))
        };
        let correction = of("T-001").with("now", "1");
        let wrong = post(house, &cookie, &correction.clone().with("email", "mette(at)thisted"));
        assert!(wrong.status == 422 && wrong.words().contains("ikke en mailadresse"), "{}", wrong.words());
        let taken = post(house, &cookie, &correction.clone().with("email", "JOERGEN@thisted.example.dk"));
        assert!(taken.status == 422 && taken.words().contains("En anden i runden"), "{}", taken.words());
        let done = post(house, &cookie, &correction.clone().with("email", "mette.ny@thisted.example.dk"));
        assert!(done.status == 200 && done.words().contains("Adressen er rettet"), "{}", done.words());
        assert!(done.words().contains("Én adresse virker ikke."), "{}", done.words());
        // Pressed twice it is sent once.
        let twice = post(house, &cookie, &correction.with("email", "mette.ny@thisted.example.dk"));
        assert!(twice.status == 422 && twice.words().contains("har personen allerede"), "{}", twice.words());
        assert_eq!(post(house, &cookie, &of("R-002").with("now", "1").with("email", "lars@rebild.example.dk")).status, 200);
        let all = |email: &str| sink.arrived().into_iter().filter(|one| one.to == email).count();
        until("the letters arrive", || all("mette.ny@thisted.example.dk") == 1 && all("lars@rebild.example.dk") == 1);
        until("that is known", || states(house, "lars@rebild.example.dk") == ["5", "3"]);
        assert_eq!(states(house, "mette.ny@thisted.example.dk"), ["8", "3"]);
        assert_ne!(message_id(house, "mette.ny@thisted.example.dk"), old);
        let sequences = house.sql("select sequence, to_former_address from letter join recipient on recipient.id = recipient_id where person_key = 'T-001' order by letter.id");
        assert!(["1|1\n2|0\n", "1|t\n2|f\n"].contains(&sequences.as_str()), "{sequences}");
        // The link of the new letter works, and reminders go to the new address.
        let link = letter(&sink.arrived().into_iter().find(|one| one.to == "mette.ny@thisted.example.dk").expect("a letter").text).link();
        assert_eq!(house.get(&link).status, 200);
        let left = sink.arrived().len();
        assert!(house.ok(&["remind", "--round", "house-1"]).starts_with("6 påmindelser"));
        until("the reminders arrive", || sink.arrived().len() == left + 6);
        assert!(since(&sink, left).contains(&"mette.ny@thisted.example.dk".to_owned()) && !since(&sink, left).contains(&mette.to_owned()));
        let log = house.sql("select what, object from log where what like 'corrected%'");
        assert_eq!(log.trim(), "corrected an address|house-1\ncorrected an address|house-1");
        let list = get(house, &cookie, "/desk/rounds/house-1/addresses?find=mette").words();
        assert!(list.contains("kom retur (til en tidligere adresse)") && !list.contains("Søren Aagaard"), "{list}");
        // A lead of one municipality corrects nobody else's, and sees no letters by person.
        let lead = person(house, "Lise Leder", &["--role", "municipal-lead", "--municipality", "thisted"]);
        let own = get(house, &lead, "/desk/rounds/house-1/addresses");
        assert!(own.status == 200 && !own.words().contains("Breve til hver modtager"), "{}", own.words());
        let refused = post(house, &lead, &the_form(&own, "/addresses").with("person", "R-001").with("municipality", "").with("email", "x@example.dk"));
        assert!(refused.words().contains("Ingen i runden har den nøgle"), "{}", refused.words());
    }

    fn in_an_anonymous_round_no_page_of_letters_tells_who_has_answered(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, sink.port);
        house.ok(&["publish", &own_surveys()]);
        assert_eq!(add_round(house, "house-caseworkers", &["--mode", "anonymous"]).code, 0);
        let together = TOWN.map(|one| Person { municipality: "thisted", ..one });
        let file = house.file("town.csv", recipients(&together));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        let cookie = signed_in(house);
        let path = "/desk/rounds/house-1/addresses";
        let first = get(house, &cookie, path);
        assert!(first.words().contains("Mette Kjærgård") && first.words().contains("ikke længere i køen"), "{}", first.words());
        // One answers, one opts out; reminders go to the others; one of them comes back.
        let link_of = |email: &str| letter(&sink.arrived().into_iter().find(|one| one.to == email).expect("a letter").text).link();
        answer(house, &link_of(TOWN[0].email), &[]);
        house.ok(&["remind", "--round", "house-1"]);
        answer(house, &link_of(TOWN[1].email), &[]);
        let to = |email: &str| sink.arrived().iter().filter(|one| one.to == email).count();
        until("the reminders arrive", || TOWN[2..].iter().all(|one| to(one.email) == 2));
        let form = the_form(&get(house, &cookie, "/desk/letters/returned"), "/desk/letters/returned");
        let read = upload(house, &cookie, &form, &[("a.eml", returned("exim.eml", &returns_of(&sink, TOWN[2].email)).into_bytes())]);
        assert!(read.words().contains("Noteret: et brev i runden") && !read.words().contains("Østergaard"), "{}", read.words());
        assert_eq!(get(house, &cookie, path).text(), first.text(), "the page tells what happened since the invitations");
        let correction = Form { action: path.to_owned(), fields: form.fields.clone(), offered: Vec::new(), button: String::new() };
        for one in &TOWN[..3] {
            let refused = post(house, &cookie, &correction.clone().with("person", one.key).with("email", "ny@example.dk"));
            assert!(refused.status == 422 && refused.words().contains("I en anonym runde kan kun en adresse rettes"), "{}", refused.words());
        }
        // Whom the invitation did not reach can be helped, here as anywhere.
        house.sql("update letter set state = 8 where kind = 0 and recipient_id = (select id from recipient where person_key = 'J-001')");
        let page = get(house, &cookie, path);
        assert!(page.words().contains("Én adresse virker ikke."), "{}", page.words());
        let form = page.forms().into_iter().find(|form| form.fields.iter().any(|(name, value)| name == "person" && value == "J-001")).expect("a form");
        assert_eq!(post(house, &cookie, &form.with("now", "1").with("email", "soeren.ny@example.dk")).status, 200);
        until("the letter arrives", || sink.arrived().iter().any(|one| one.to == "soeren.ny@example.dk"));
    }

    fn the_desk_says_why_letters_wait_and_a_person_decides(house) {
        let sink = Sink::start(Duration::ZERO);
        by_smtp(house, sink.port);
        open_round(house, "invited");
        let file = house.file(
            "people.csv",
            "person_key,name,email,municipality\nA,Anne,senere.anne@thisted.example.dk,thisted\nB,Bo,bo@rebild.example.dk,rebild\nC,Carla,carla@rebild.example.dk,rebild\n",
        );
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        // Two reminders whose last answer never came, and all mail on hold as after a restore.
        house.ok(&["remind", "--round", "house-1"]);
        house.sql("update letter set state = 7 where kind = 1");
        house.sql("insert into setting (key, value) values ('mail-hold', 'restored')");
        house.serve();
        let cookie = signed_in(house);
        let page = get(house, &cookie, "/desk/letters");
        for says in ["Alle breve holdes tilbage", "2 af 5 breve er sendt, 3 venter, 0 er afvist eller kommet retur.", "Afvist indtil videre", "Næste gang:", "Du skal beslutte, om de sendes igen."] {
            assert!(page.words().contains(says), "{says} is not in {}", page.words());
        }
        let before = sink.arrived().len();
        let sent = post(house, &cookie, &the_form(&page, "/letters/uncertain").with("act", "send"));
        assert_eq!(sent.status, 303);
        assert_eq!(sink.arrived().len(), before, "all mail is on hold");
        let released = post(house, &cookie, &the_form(&get(house, &cookie, "/desk/letters"), "/desk/letters/release"));
        assert!(released.words().contains("Brevene er frigivet"), "{}", released.words());
        until("the reminders arrive", || sink.arrived().len() == before + 2);
        until("that is known", || states(house, "bo@rebild.example.dk") == ["3", "3"]);
        house.sql("update letter set state = 7 where kind = 1");
        let left = post(house, &cookie, &the_form(&get(house, &cookie, "/desk/rounds/house-1/letters"), "/letters/uncertain").with("act", "leave"));
        assert_eq!(left.status, 303);
        assert_eq!(states(house, "bo@rebild.example.dk"), ["3", "9"]);
        let log = house.sql("select what from log order by id");
        for line in ["sent 2 uncertain letters again", "released letters on hold", "left 2 uncertain letters"] {
            assert!(log.lines().any(|found| found == line), "{line} is not in {log}");
        }
        let note_taker = person(house, "Nina Notat", &["--role", "note-taker"]);
        let form = post(house, &note_taker, &Form { action: "/desk/letters/release".to_owned(), fields: Vec::new(), offered: Vec::new(), button: String::new() });
        assert_eq!(form.status, 403);
    }
}
