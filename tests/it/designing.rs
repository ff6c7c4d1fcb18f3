//! The design of an evaluation: pasted, written, frozen, and what it plans seen where evidence is.

use std::fs;

use crate::house::House;
use crate::http::{Form, Page};
use crate::people::{own_surveys, person, signed_in, with_a_lead};
use crate::stories;

pub(crate) const DESIGN: &str = "/desk/trials/house/design";

/// A design as it comes out of a word processor.
pub(crate) const PASTED: &str = "Evalueringsdesign\n\n1. Formål\nSagerne skal være lettere.\n2. Målgruppe og undermålgruppe samt volumen\n\
    Borgere i testhuset, omkring 40.\n4. Konkrete regler, der afviges fra\nKravet om attest.\n5. Ønskede effekter på kort sigt\n\
    •\tFærre attester\n6. Succeskriterier\n- Mindst 60 % mærker en lettelse.\n- Sagerne er kortere.\n7. Økonomi\nIngen penge.\n";

/// A house with the stories' trials, the first led by Thisted, and its server.
pub(crate) fn led(house: &House) -> String {
    let read = fs::read_to_string(format!("{}/trials.toml", own_surveys())).expect("the stories' trials");
    let trials = house.file("led.toml", with_a_lead(&read));
    house.ok(&["--trials", &trials, "publish", &own_surveys()]);
    house.serve();
    signed_in(house)
}

pub(crate) fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

pub(crate) fn post(house: &House, cookie: &str, form: &Form) -> Page {
    house.secrets.learn_form(form);
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The form of a page whose address ends so.
pub(crate) fn form_to(page: &Page, end: &str) -> Form {
    page.forms()
        .into_iter()
        .find(|form| form.action.ends_with(end))
        .unwrap_or_else(|| panic!("no form to {end}: {}", page.words()))
}

/// Pastes the design and stores it as the draft; gives back the page of the design.
pub(crate) fn pasted(house: &House, cookie: &str) -> Page {
    let form = form_to(&get(house, cookie, &format!("{DESIGN}/paste")), "/paste");
    let looked = post(house, cookie, &form.with("pasted", PASTED).with("act", "look"));
    assert_eq!(looked.status, 200, "{}", looked.words());
    post(house, cookie, &form_to(&looked, "/paste").with("act", "store"))
}

/// The form of the draft with a measure for its first criterion and two pieces of planned evidence.
pub(crate) fn filled(house: &House, cookie: &str) -> Form {
    let form = form_to(&get(house, cookie, &format!("{DESIGN}/edit")), "/edit");
    let form = form.with("question-0", "house-caseworkers/simplified").with("sense-0", "at-least").with("threshold-0", "60 %");
    let form = form.with("source-0", "survey").with("audience-0", "caseworker").with("when-0", "juni 2020");
    let form = form
        .with("source-1", "register")
        .with("audience-1", "")
        .with("when-1", "2. halvår 2098")
        .with("note-1", "Fra sagssystemet");
    form.with("unplaced", "").with("act", "save")
}

/// Freezes the draft.
pub(crate) fn frozen(house: &House, cookie: &str) -> Page {
    post(house, cookie, &form_to(&get(house, cookie, DESIGN), "/freeze"))
}

stories! {
    fn a_design_is_pasted_written_and_frozen_and_its_evidence_is_awaited(house) {
        let cookie = led(house);
        let empty = get(house, &cookie, DESIGN);
        assert!(empty.status == 200 && empty.words().contains("Her kommer designet"), "{}", empty.words());
        let before = house.dump();
        let form = form_to(&get(house, &cookie, &format!("{DESIGN}/paste")), "/paste");
        let nothing = post(house, &cookie, &form.clone().with("pasted", " ").with("act", "look"));
        assert!(nothing.status == 422 && nothing.words().contains("Indsæt teksten"), "{}", nothing.words());
        let looked = post(house, &cookie, &form.with("pasted", PASTED).with("act", "look"));
        for says in ["Intet er gemt endnu.", "5 af 9 overskrifter er fundet, og 2 succeskriterier.", "Ikke fundet: Tema (form, indhold, kadence)", "Kunne ikke placeres",
            "7. Økonomi", "Ingen penge.", "Mindst 60 % mærker en lettelse."] {
            assert!(looked.words().contains(says), "{says} is not in {}", looked.words());
        }
        house.unchanged(&before, "looking at a pasted design");
        let stored = post(house, &cookie, &form_to(&looked, "/paste").with("act", "store"));
        assert!(stored.words().contains("gemt i kladden") && stored.words().contains("Uden for overskrifterne"), "{}", stored.words());
        // A fault keeps everything that was typed and stores nothing.
        let before = house.dump();
        let wrong = post(house, &cookie, &filled(house, &cookie).with("when-0", "engang").with("threshold-0", "160"));
        assert!(wrong.status == 422 && wrong.text().contains("value=\"engang\"") && wrong.text().contains("href=\"#when-0\""), "{}", wrong.words());
        for says in ["Skriv en grænse fra 0 til 100 %.", "Skriv hvornår: juni 2020", "Intet er gemt."] {
            assert!(wrong.words().contains(says), "{says} is not in {}", wrong.words());
        }
        assert!(wrong.text().contains("Sagerne skal være lettere."));
        house.unchanged(&before, "a refused form");
        let saved = post(house, &cookie, &filled(house, &cookie));
        assert!(saved.status == 200 && saved.words().contains("Kladden er gemt."), "{}", saved.words());
        for says in ["K1. Mindst 60 % mærker en lettelse.", "Måles ved »", "mindst 60 % svarer »", "Spørgeskema, rådgivere", "juni 2020", "▲ mangler",
            "2. halvår 2098", "○ planlagt"] {
            assert!(saved.words().replace('\u{a0}', " ").contains(says), "{says} is not in {}", saved.words());
        }
        // Only a frozen version counts elsewhere.
        assert!(!get(house, &cookie, "/desk").words().contains("mangler · juni 2020"));
        let frozen = frozen(house, &cookie);
        assert!(frozen.words().contains("frosset som version 1") && !frozen.words().contains("Kladde, gemt"), "{}", frozen.words());
        let overview = get(house, &cookie, "/desk");
        assert!(overview.words().contains("▲ mangler · juni 2020") && overview.words().contains("○ planlagt · 2. halvår 2098"), "{}", overview.words());
        let trial = get(house, &cookie, "/desk/trials/house");
        assert!(trial.words().contains("Fra sagssystemet") && trial.words().contains("version 1"), "{}", trial.words());
        let log = get(house, &cookie, "/desk/log").words();
        assert!(log.contains("Kladde til evalueringsdesign gemt") && log.contains("Evalueringsdesign frosset"), "{log}");
    }

    fn figures_that_are_there_are_told_as_reported_since_they_do_not_close(house) {
        let cookie = led(house);
        let row = "measure,period,municipality,group,value,unit,source,note\nVarighed,2019-H2,,,\"14,2\",måneder,Momentum,\n";
        house.ok(&["figures", "import", "--trial", "house", &house.file("figures.csv", row)]);
        pasted(house, &cookie);
        post(house, &cookie, &filled(house, &cookie).with("when-1", "2. halvår 2019"));
        frozen(house, &cookie);
        for path in [DESIGN, "/desk/calendar"] {
            let danish = get(house, &cookie, path).words();
            assert!(danish.contains("● indberettet") && !danish.contains("● lukket"), "{path}: {danish}");
            let english = get(house, &cookie, &format!("{path}?lang=en")).words();
            assert!(english.contains("● reported") && !english.contains("● closed"), "{path}: {english}");
        }
    }

    fn a_later_version_shows_what_it_changed_and_the_first_stays(house) {
        let cookie = led(house);
        pasted(house, &cookie);
        post(house, &cookie, &filled(house, &cookie));
        frozen(house, &cookie);
        let first = get(house, &cookie, &format!("{DESIGN}/versions/1"));
        let edited = form_to(&get(house, &cookie, &format!("{DESIGN}/edit")), "/edit").with("purpose", "Sagerne skal være hurtigere.").with("act", "save")
            .with("question-0", "house-caseworkers/simplified").with("sense-0", "at-least")
            .with("source-0", "survey").with("audience-0", "caseworker").with("source-1", "register");
        let saved = post(house, &cookie, &edited);
        assert!(saved.words().contains("Hvad kladden ændrer i version 1"), "{}", saved.words());
        let twice = frozen(house, &cookie);
        assert!(twice.words().contains("frosset som version 2"), "{}", twice.words());
        let second = get(house, &cookie, &format!("{DESIGN}/versions/2"));
        assert!(second.words().contains("Ændret siden version 1") && second.text().contains("<del>") && second.text().contains("<ins>"), "{}", second.text());
        assert_eq!(get(house, &cookie, &format!("{DESIGN}/versions/1")).words(), first.words());
        assert_eq!(get(house, &cookie, &format!("{DESIGN}/versions/3")).status, 404);
        assert_eq!(house.sql("select count(*) from design_version").trim(), "2");
        assert_eq!(house.sql("select count(*) from design_draft").trim(), "0");
    }

    fn two_who_write_at_once_lose_nothing(house) {
        let cookie = led(house);
        pasted(house, &cookie);
        let (one, other) = (filled(house, &cookie), filled(house, &cookie).with("purpose", "Et andet formål."));
        assert_eq!(post(house, &cookie, &one).status, 200);
        let late = post(house, &cookie, &other);
        assert!(late.status == 422 && late.words().contains("nyere kladde imens"), "{}", late.words());
        assert!(late.text().contains("Et andet formål.") && !get(house, &cookie, DESIGN).words().contains("Et andet formål."));
        let again = form_to(&late, "/edit").with("act", "save").with("question-0", "house-caseworkers/simplified").with("sense-0", "at-least")
            .with("source-0", "survey").with("audience-0", "caseworker").with("source-1", "register");
        assert!(post(house, &cookie, &again).words().contains("Kladden er gemt."));
        assert!(get(house, &cookie, DESIGN).words().contains("Et andet formål."));
    }

    fn the_lead_municipality_and_the_coordinator_write_and_others_in_scope_read(house) {
        let cookie = led(house);
        pasted(house, &cookie);
        post(house, &cookie, &filled(house, &cookie));
        frozen(house, &cookie);
        let edit = format!("{DESIGN}/edit");
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "house", "--municipality", "thisted"]);
        let other = person(house, "Ove Anden", &["--role", "municipal-lead", "--trial", "house", "--municipality", "rebild"]);
        let reader = person(house, "Lars Læser", &["--role", "reader", "--trial", "house"]);
        let stranger = person(house, "Olga Andet", &["--role", "reader", "--trial", "gss"]);
        for (who, reads, writes) in [(&lead, 200, 200), (&other, 200, 403), (&reader, 200, 403), (&stranger, 404, 404)] {
            assert_eq!((get(house, who, DESIGN).status, get(house, who, &edit).status), (reads, writes), "{who}");
        }
        let before = house.dump();
        let form = filled(house, &lead);
        for who in [&other, &reader, &stranger] {
            let own = get(house, who, "/desk/account").forms().into_iter().find_map(|form| form.fields.iter().find(|(name, _)| name == "form").cloned());
            let (_, value) = own.expect("a form of their own");
            assert!([403, 404].contains(&post(house, who, &form.clone().with("form", &value)).status));
        }
        house.unchanged(&before, "a form of somebody who may not write");
        let seen = get(house, &reader, DESIGN);
        assert!(seen.link("Skriv i designet").is_none() && seen.words().contains("Version 1, frosset"), "{}", seen.words());
        // What is being written is not shown to who only reads.
        assert!(post(house, &lead, &form.with("purpose", "En hemmelig kladde.")).words().contains("Kladden er gemt."));
        assert!(!get(house, &reader, DESIGN).words().contains("hemmelig") && get(house, &cookie, DESIGN).words().contains("hemmelig"));
    }

    fn a_design_comes_in_from_a_file_is_frozen_and_goes_out_as_a_file_that_comes_in_again(house) {
        house.ok(&["publish", &own_surveys()]);
        let text = "Formål\nAt spare tid.\n\nSucceskriterier\n- Mindst 60 procent svarer ja.\n\n9. Hvordan evalueres\nEt spørgeskema.\n";
        let file = house.file("design.txt", text);
        let of = ["--trial", "house"];
        let tried = house.run(&[&["design", "import"], &of[..], &["--dry-run", &file]].concat());
        assert!(tried.code == 0 && tried.out.contains("prøve: 3 af 9 overskrifter") && tried.err.contains("ikke fundet: "), "{} {}", tried.out, tried.err);
        assert_eq!(house.run(&[&["design", "show"], &of[..], &["--draft"]].concat()).code, 2, "a rehearsal stores nothing");
        let done = house.ok(&[&["design", "import"], &of[..], &["--freeze", &file]].concat());
        assert!(done.contains("version 1 frosset"), "{done}");
        let shown = house.ok(&[&["design", "show"], &of[..]].concat());
        assert!(shown.contains("## 1. Formål") && shown.contains("- Mindst 60 procent svarer ja."), "{shown}");
        let json = |house: &House| -> serde_json::Value {
            serde_json::from_str(&house.ok(&[&["design", "show"], &of[..], &["--format", "json"]].concat())).expect("JSON")
        };
        let first = json(house);
        assert_eq!((&first["version"], &first["design"]["texts"]["purpose"]), (&1.into(), &"At spare tid.".into()));
        let docx = house.command(&[&["design", "export"], &of[..], &["--format", "docx"]].concat()).output().expect("it runs");
        assert!(docx.status.success() && docx.stdout.starts_with(b"PK"));
        let copy = house.file("design.docx", &docx.stdout);
        house.ok(&[&["design", "import"], &of[..], &["--freeze", &copy]].concat());
        let second = json(house);
        for part in ["texts", "criteria", "evidence"] {
            assert_eq!(second["design"][part], first["design"][part], "{part}");
        }
        let log = house.ok(&["log", "list"]);
        assert!(log.contains("custodian at the machine") || log.contains("den dataansvarlige ved maskinen"), "{log}");
        for (name, bytes) in [("a.pdf", &b"%PDF-1.4"[..]), ("b.txt", b"Bare noget tekst.\n"), ("c.docx", b"PK\x03\x04"), ("d.txt", b"\n")] {
            let wrong = house.file(name, bytes);
            house.refuses(&[&["design", "import"], &of[..], &[&wrong]].concat(), &[&format!("{name}:1:1: ")]);
        }
        assert_eq!(house.run(&["design", "show", "--trial", "findes-ikke"]).code, 2);
        assert_eq!(house.run(&[&["design", "show"], &of[..], &["--evaluation", "x"]].concat()).code, 2);
    }
}
