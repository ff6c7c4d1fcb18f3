//! What was counted beside what was said of it: on the page of a trial, in its report, and judged by a person who is named.

use std::fs;

use crate::focusing::{claimed, form_with, get, held, note_under, planned, post};
use crate::house::{House, project};
use crate::people::{person, signed_in};
use crate::stories;
use crate::trials::ledighedsydelse;

const TRIAL: &str = "/desk/trials/ledighedsydelse";
const QUESTION: &str = "/desk/trials/ledighedsydelse/joint/ledighedsydelse-caseworkers/simplified";
const REPORT: &str = "/desk/report.html?trial=ledighedsydelse";
const WORDS: &str = "Nu ringer jeg, når der er noget at tale om";

/// Two closed rounds, and managers of four municipalities that all take part, one of whom said something about the trial.
fn told(house: &House, cookie: &str) -> Vec<String> {
    ledighedsydelse(house);
    let people = [("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "jammerbugt")];
    let links = planned(house, cookie, &people);
    held(house, cookie, &links);
    assert_eq!(note_under(house, cookie, "fewer-talks", &format!("1: {WORDS}")).status, 303);
    claimed(house, cookie, WORDS, &["ledighedsydelse"]);
    links
}

fn approve(house: &House, link: &str) {
    let decide = form_with(&house.get(link), "decide").with("decision", "approved");
    assert_eq!(house.post(&decide).status, 303);
}

/// The card of a question on the page of the trial, in words.
fn card(house: &House, cookie: &str, question: &str) -> String {
    let words = get(house, cookie, TRIAL).words();
    words.split_once(question).unwrap_or_else(|| panic!("{question} is not in {words}")).1.to_owned()
}

stories! {
    fn figures_and_words_stand_side_by_side_and_a_person_says_how_they_fit(house) {
        house.serve();
        let all = signed_in(house);
        let links = told(house, &all);
        let asked = "forenklet sagsbehandlingen på området?";
        let waiting = card(house, &all, asked);
        for says in ["Rådgivere", "Andel, der svarede »i nogen grad eller i høj grad«:", "Januar 2019", "n = 34", "Juni 2020", "P1. Kommunerne har nogen at spørge", "Punktet støttes af 1 udsagn.", "Ikke vurderet endnu."] {
            assert!(waiting.contains(says), "{says} is not in {waiting}");
        }
        assert!(!get(house, &all, TRIAL).words().contains(WORDS), "a quote that waits is shown");
        approve(house, &links[0]);
        assert!(card(house, &all, asked).contains(&format!("»{WORDS}« – en leder [U1]")), "{}", card(house, &all, asked));
        // Looking changes nothing; a judgement has to be chosen, and stands with name, day and reason.
        let before = house.dump();
        let page = get(house, &all, QUESTION);
        assert_eq!(page.status, 200);
        let refused = post(house, &all, &form_with(&page, "reason").with("fit", "altid").with("reason", "x"));
        assert_eq!(refused.status, 422);
        house.unchanged(&before, "looking and a refused judgement");
        let judge = form_with(&page, "reason").with("point", "1").with("fit", "convergence").with("reason", "Begge siger, at det er blevet lettere.");
        assert_eq!(post(house, &all, &judge).status, 303);
        let judged = card(house, &all, asked);
        assert!(judged.contains("Samstemmende. Vurderet af ") && judged.contains("Begge siger, at det er blevet lettere."), "{judged}");
        let log = get(house, &all, "/desk/log").words();
        assert!(log.contains("Tal og punkter vurderet") && log.contains("ledighedsydelse: ledighedsydelse-caseworkers.simplified"), "{log}");
        // The report says the same, and a word processor gets it too.
        let report = get(house, &all, REPORT).words();
        for says in ["Tal og ord side om side", "Samstemmende. Vurderet af ", "Begge siger, at det er blevet lettere.", &format!("»{WORDS}« – en leder [U1]")] {
            assert!(report.contains(says), "{says} is not in {report}");
        }
        let office = get(house, &all, "/desk/report.docx?trial=ledighedsydelse");
        assert!(office.status == 200 && office.body.starts_with(b"PK"));
        // A later judgement without the point takes its place; the point that the guide names is told, and stands with the others.
        let mut again = form_with(&get(house, &all, QUESTION), "reason").with("fit", "silence").with("reason", "");
        again.fields.retain(|(name, _)| name != "point");
        assert_eq!(post(house, &all, &again).status, 303);
        let judged = card(house, &all, asked);
        assert!(judged.contains("Tavst. Vurderet af ") && judged.contains("Ikke med i vurderingen: P1."), "{judged}");
        assert_eq!(house.sql("select count(*) from fit").trim(), "2", "a judgement was changed");
        // Whoever takes everything back is gone from page and report at once.
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "withdraw").with("sure", "1")).status, 303);
        for path in [TRIAL, REPORT] {
            assert!(!get(house, &all, path).words().contains(WORDS), "{path}");
        }
    }

    fn not_to_be_asked_is_told_from_saying_nothing(house) {
        house.serve();
        let all = signed_in(house);
        told(house, &all);
        let round = house.sql("select key from round order by id limit 1");
        for document in ["record", "impact", "processor", "breach"] {
            let page = house.ok(&["evidence", document, "--round", round.trim()]);
            assert!(page.contains("Fokusgrupper og interview") && page.contains("Optagelser: 30 dage efter samtalen") && !page.contains("Anna"), "{document} does not tell of the groups: {page}");
        }
        let before = house.dump();
        let table = get(house, &all, "/desk/focus-groups/matrix.csv").text();
        for line in [
            "Tema og gruppe;results;Resultater;Ledere, hold 1;1 linje, 1 punkt;1;1",
            "Tema og gruppe;network;Netværket og samarbejdet på tværs af kommuner;Ledere, hold 1;spurgt, intet sagt;0;0",
            "Tema og gruppe;cooperation;Samarbejdet om den enkelte borger;Ledere, hold 1;ikke spurgt;;",
        ] {
            assert!(table.contains(line), "{line} is not in {table}");
        }
        let of_trial = |key: &str| table.lines().find(|line| line.starts_with(&format!("Forsøg og rolle;{key};"))).expect("the trial").to_owned();
        assert!(of_trial("ledighedsydelse").ends_with(";Ledere;1 udsagn, 1 punkt;1;1"), "{}", of_trial("ledighedsydelse"));
        assert!(of_trial("mentor").ends_with(";Ledere;spurgt, intet sagt;0;0") && of_trial("uddannelsespaalaeg").ends_with(";Ledere;ikke spurgt;;"), "{table}");
        assert!(table.starts_with("\u{feff}tabel;nøgle;række;"), "{table}");
        let english = get(house, &all, "/desk/focus-groups/matrix.csv?lang=en").text();
        assert!(english.starts_with("matrix,row,row_name,column,state,said,points\r\n"), "{english}");
        let page = get(house, &all, "/desk/focus-groups/matrix").words();
        assert!(page.contains("1 linje, 1 punkt") && page.contains("spurgt, intet sagt") && page.contains("ikke spurgt"), "{page}");
        let book = get(house, &all, "/desk/focus-groups/matrix.xlsx");
        assert!(book.status == 200 && book.body.starts_with(b"PK"));
        house.unchanged(&before, "looking at the tables");
        // The table of evidence tells it from having no data.
        let desk = get(house, &all, "/desk").words();
        assert!(desk.contains("Fokusgrupper") && desk.contains("● 1 holdt, 1 punkt") && desk.contains("● 1 holdt, ingen punkter"), "{desk}");
        let report = get(house, &all, REPORT).words();
        assert!(report.contains("Fokusgrupper og interview 1 holdt, 1 punkt") && report.contains("Borgere Ingen data"), "{report}");
        let reader = person(house, "Rie Reader", &["--role", "reader"]);
        for kind in ["", ".csv", ".xlsx"] {
            assert_eq!(get(house, &reader, &format!("/desk/focus-groups/matrix{kind}")).status, 403);
        }
    }

    fn who_only_reads_sees_the_judgement_and_cannot_make_one(house) {
        house.serve();
        let all = signed_in(house);
        let links = told(house, &all);
        approve(house, &links[0]);
        let judge = form_with(&get(house, &all, QUESTION), "reason").with("fit", "divergence").with("reason", "Tallene siger noget andet.");
        let reader = person(house, "Rie Reader", &["--role", "reader", "--trial", "ledighedsydelse"]);
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "ledighedsydelse", "--municipality", "rebild"]);
        let notes = person(house, "Nina Noter", &["--role", "note-taker"]);
        let other = person(house, "Ole Other", &["--role", "evaluator", "--trial", "mentor"]);
        let before = house.dump();
        for cookie in [&reader, &lead, &notes, &other] {
            let status = get(house, cookie, QUESTION).status;
            assert!([403, 404].contains(&status), "{status}");
            let form = form_with(&get(house, cookie, "/desk"), "form");
            let own = crate::http::Form { action: QUESTION.to_owned(), fields: [form.fields, judge.fields.clone()].concat(), ..judge.clone() };
            assert!([403, 404].contains(&post(house, cookie, &own).status));
        }
        house.unchanged(&before, "somebody without the right judged");
        assert_eq!(post(house, &all, &judge).status, 303);
        for cookie in [&reader, &lead] {
            let page = get(house, cookie, TRIAL);
            assert!(page.words().contains("Modstridende. Vurderet af") && !page.text().contains("/joint/"), "{}", page.words());
        }
        assert!(!get(house, &notes, TRIAL).words().contains("Tal og ord side om side"), "a note taker sees results");
        assert_eq!(get(house, &other, TRIAL).status, 404);
    }
}

#[test]
fn every_question_that_a_shipped_guide_explains_is_asked_somewhere() {
    let surveys = project().join("surveys");
    let mut named = 0;
    for folder in fs::read_dir(surveys.join("focus-groups")).expect("the guides").flatten() {
        for file in fs::read_dir(folder.path()).expect("versions").flatten() {
            let guide: toml::Table = fs::read_to_string(file.path()).expect("UTF-8").parse().expect("TOML");
            let themes = guide["theme"].as_array().expect("themes");
            let questions = themes.iter().flat_map(|theme| theme["question"].as_array().expect("questions"));
            for explained in questions.filter_map(|question| question.get("explains")?.as_array()).flatten() {
                let (questionnaire, question) = explained.as_str().and_then(|name| name.split_once('.')).expect("two keys");
                let newest =
                    fs::read_dir(surveys.join(questionnaire)).expect("the questionnaire").flatten().map(|file| file.path()).max();
                let text = fs::read_to_string(newest.expect("a version")).expect("UTF-8");
                assert!(text.contains(&format!("\nkey = \"{question}\"\n")), "{} names {explained}", file.path().display());
                named += 1;
            }
        }
    }
    assert!(named > 20, "only {named} questions are explained");
}
