//! Scripts and formulas that are planted in what evaluators write after the questions: designs, recommendations, documents, register
//! figures, the words of reports, and everything of focus groups. They are text on every page, and no spreadsheet runs them.

use crate::attacks::{EVIL, NAME, SHOWN, harmless, runs_nothing};
use crate::designing::form_to;
use crate::focusing::{NOTES, form_with, get, held, planned, post};
use crate::house::{House, send_to};
use crate::http::{Form, Page};
use crate::people::signed_in;
use crate::stories;
use crate::trials::ledighedsydelse;
use crate::writing_together::{WRITTEN, go_on, planned_round, writing};

const TRIAL: &str = "/desk/trials/ledighedsydelse";
const HEAD: &str = "measure,period,municipality,group,value,unit,source,note\n";
/// What a design's form is told by a choice or a number, and not in words.
const CHOSEN: [&str; 11] =
    ["form", "seen", "number-", "question-", "measure-", "sense-", "threshold-", "source-", "audience-", "when-", "note-"];
/// A name of a file, which no browser sends with quotation marks in it.
const FILE: &str = "<img src=x onerror=alert(1)>";
const SHOWN_FILE: &str = "&lt;img src=x onerror=alert(1)&gt;";

/// A page on which what was planted is text.
fn planted(house: &House, cookie: &str, path: &str, shown: &str) {
    for address in [path.to_owned(), format!("{path}{}lang=en", if path.contains('?') { '&' } else { '?' })] {
        is_text(&get(house, cookie, &address), &address, shown);
    }
}

fn is_text(page: &Page, address: &str, shown: &str) {
    assert_eq!(page.status, 200, "{address}: {}", page.words());
    // The one script of a page of notes is a file of its own.
    harmless(&page.text().replace("<script src=\"/desk/notes.js\" defer></script>", ""), address);
    assert!(page.text().contains(shown), "{address} does not show it: {}", page.text());
}

fn sent(house: &House, cookie: &str, form: &Form) -> Page {
    let answer = post(house, cookie, form);
    assert!([200, 303].contains(&answer.status), "{}: {} {}", form.action, answer.status, answer.words());
    answer
}

/// The form with the script in each field for words that is empty.
fn full_of_it(form: Form) -> Form {
    let empty = form
        .fields
        .clone()
        .into_iter()
        .filter(|(name, value)| value.trim().is_empty() && !CHOSEN.iter().any(|chosen| name.starts_with(chosen)));
    empty.fold(form, |form, (name, _)| form.with(&name, EVIL))
}

/// A form with a file of this name.
fn handed_in(house: &House, cookie: &str, form: &Form, name: &str, bytes: &str) {
    let mut body = String::new();
    for (field, value) in form.fields.iter().filter(|(field, _)| field != "file") {
        body += &format!("--graense\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
    }
    body += &format!(
        "--graense\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{bytes}\r\n--graense--\r\n"
    );
    let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=graense\r\n");
    let answer = send_to(&house.address(), "POST", &form.action, &headers, body.as_bytes()).expect("an answer");
    assert_eq!(answer.status, 303, "{}: {}", form.action, answer.words());
}

/// A design, judged and approved, with the script in all its words.
fn evil_design(house: &House, cookie: &str) {
    let form = full_of_it(form_to(&get(house, cookie, &format!("{TRIAL}/design/edit")), "/edit"));
    let form = form.with("measure-0", EVIL).with("sense-0", "at-most").with("threshold-0", "12 måneder");
    let form = form.with("source-0", "survey").with("audience-0", "caseworker").with("when-0", "juni 2020").with("note-0", EVIL);
    let saved = sent(house, cookie, &form.with("act", "save"));
    assert!(saved.words().contains("Kladden er gemt."), "{}", saved.words());
    sent(house, cookie, &form_to(&get(house, cookie, &format!("{TRIAL}/design")), "/freeze"));
    let page = get(house, cookie, &format!("{TRIAL}/recommendation"));
    let form = page.forms().into_iter().find(|form| form.fields.iter().any(|(name, _)| name == "text")).expect("the form");
    let judged = form.offered.clone().into_iter().filter(|(name, value)| name.starts_with("met-") && value == "cannot-be-shown");
    let form = judged.fold(full_of_it(form), |form, (name, value)| form.with(&name, &value));
    sent(house, cookie, &form.with("verdict", "too-little-evidence").with("act", "save"));
    let approve = form_with(&get(house, cookie, &format!("{TRIAL}/recommendation")), "step").with("on", "2020-10-05");
    sent(house, cookie, &approve.with("note", EVIL).with("act", "approve"));
}

/// What stands in focus groups, with the script in all of it; gives back the participants' addresses.
fn evil_talks(house: &House, cookie: &str) -> Vec<String> {
    let links = planned(
        house,
        cookie,
        &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring"), ("Eva", "jammerbugt")],
    );
    let plan = form_with(&get(house, cookie, "/desk/focus-groups"), "capacity")
        .with("title", EVIL)
        .with("day", "2099-06-15")
        .with("time", "10.00");
    let guide = house.sql("select min(id) from focus_guide").trim().to_owned();
    sent(house, cookie, &plan.with("guide", &guide).with("moderator", NAME).with("place", EVIL));
    let add =
        form_with(&get(house, cookie, "/desk/focus-groups/2"), "email").with("name", NAME).with("email", "ib@aalborg.example");
    sent(house, cookie, &add.with("unit", "aalborg").with("act", "add"));
    held(house, cookie, &links);
    let note = form_with(&get(house, cookie, NOTES), "client")
        .with("question", "cooperation")
        .with("speaker", "")
        .with("kind", "statement");
    sent(house, cookie, &note.with("words", EVIL));
    let taken = form_with(&get(house, cookie, "/desk/focus-groups/1/statements"), "line")
        .with("words", EVIL)
        .with("relation", "supports");
    sent(house, cookie, &taken.with("point", "").with("claim", EVIL));
    let point = "/desk/focus-groups/points/1";
    let mut edit = form_with(&get(house, cookie, point), "edit").with("theme", "network").with("act", "edit");
    edit.fields.push(("trial".to_owned(), "ledighedsydelse".to_owned()));
    sent(house, cookie, &edit);
    sent(house, cookie, &form_with(&get(house, cookie, point), "names-role").with("words", EVIL).with("act", "quote"));
    sent(house, cookie, &form_with(&get(house, cookie, point), "publish"));
    let code = form_with(&get(house, cookie, "/desk/focus-groups/codebook"), "name").with("code", "").with("name", EVIL);
    sent(house, cookie, &code.with("parent", "").with("value", "").with("description", EVIL).with("act", "put"));
    let coding = form_with(&get(house, cookie, "/desk/focus-groups/1/coding"), "words")
        .with("line", "1")
        .with("words", EVIL)
        .with("code", "1");
    sent(house, cookie, &coding.with("memo", EVIL));
    let summary = form_with(&get(house, cookie, "/desk/focus-groups/summaries/group-1"), "opening").with("opening", EVIL);
    sent(house, cookie, &summary.with("closing", EVIL).with("act", "save"));
    planned_round(house, cookie, "cards", "hidden", &[("asked", EVIL)]);
    go_on(house, cookie, &format!("{WRITTEN}/1"), "open");
    let card = form_with(&house.get(&writing(&links[0])), "words").with("words", EVIL);
    assert_eq!(house.post(&card).status, 303);
    let form = form_with(&get(house, cookie, "/desk/focus-groups/1/transcripts"), "file");
    handed_in(house, cookie, &form, &format!("{FILE}.vtt"), "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ib <b>>Velkommen</v>\n");
    links
}

stories! {
    fn a_script_in_a_design_a_document_a_figure_or_a_reports_words_is_text(house) {
        ledighedsydelse(house);
        let evil = format!("\"{}\"", EVIL.replace('"', "\"\""));
        let rows = house.file("figures.csv", format!("{HEAD}{evil},2019,,{evil},\"14,2\",måneder,{evil},{evil}\n"));
        house.ok(&["figures", "import", "--trial", "ledighedsydelse", &rows]);
        house.serve();
        let all = signed_in(house);
        evil_design(house, &all);
        let document = form_with(&get(house, &all, &format!("{TRIAL}/documents")), "file").with("kind", "answer").with("source", EVIL);
        handed_in(house, &all, &document.with("dated", "2018-05-01").with("delete_on", "2099-01-01"), &format!("{FILE}.txt"), "x");
        for section in ["trials/ledighedsydelse/prose/trial/summary", "trials/ledighedsydelse/prose/joint/results", "reports/prose/joint/summary", "reports/prose/status/introduction"] {
            let path = format!("/desk/{section}");
            sent(house, &all, &form_with(&get(house, &all, &path), "words").with("words", EVIL).with("act", "save"));
            planted(house, &all, &path, SHOWN);
        }
        let question = format!("{TRIAL}/joint/ledighedsydelse-caseworkers/simplified");
        sent(house, &all, &form_with(&get(house, &all, &question), "reason").with("fit", "silence").with("reason", EVIL));
        for path in ["design", "design/edit", "design/versions/1", "recommendation", "figures", "documents"] {
            planted(house, &all, &format!("{TRIAL}/{path}"), SHOWN);
        }
        planted(house, &all, &format!("{TRIAL}/documents"), SHOWN_FILE);
        for path in [TRIAL, &question, "/desk/calendar", "/desk/report.html?trial=ledighedsydelse", "/desk/reports/joint.html", "/desk/reports/status.html?on=2020-08-01"] {
            planted(house, &all, path, SHOWN);
        }
        let paste = form_to(&get(house, &all, &format!("{TRIAL}/design/paste")), "/paste").with("act", "look");
        is_text(&post(house, &all, &paste.with("pasted", &format!("1. Formål\n{EVIL}\n7. {EVIL}\n{EVIL}\n"))), "a pasted design", SHOWN);
        planted(house, &all, "/desk/log", SHOWN_FILE);
    }

    fn a_script_in_what_is_said_in_groups_is_text(house) {
        house.serve();
        let all = signed_in(house);
        let links = evil_talks(house, &all);
        for path in ["", "/2", "/2/letters", "/1/notes", "/1/statements", "/1/coding", "/1/written", "/1/written/1", "/points", "/points/1", "/codebook",
            "/summaries/group-1", "/summaries/group-1/now.html", "/summaries/theme-network/now.html"] {
            planted(house, &all, &format!("/desk/focus-groups{path}"), SHOWN);
        }
        planted(house, &all, "/desk/focus-groups/1/transcripts", SHOWN_FILE);
        planted(house, &all, "/desk/trials/ledighedsydelse", SHOWN);
        for path in [links[0].clone(), writing(&links[0])] {
            is_text(&house.get(&path), &path, SHOWN);
        }
        // What a group may not see yet is nowhere on another's page.
        assert!(!house.get(&writing(&links[1])).text().contains(&format!("{SHOWN}</p>")));
    }

    fn register_figures_give_a_spreadsheet_no_formula(house) {
        ledighedsydelse(house);
        let rows = house.file("figures.csv", format!("{HEAD}=1+1,2019,,@SUM(A1),-3,kr.,+1+1,-2+3\n"));
        house.ok(&["figures", "import", "--trial", "ledighedsydelse", &rows]);
        house.serve();
        let all = signed_in(house);
        for language in ["", "?lang=en"] {
            let table = get(house, &all, &format!("{TRIAL}/figures.csv{language}")).text();
            let cells = runs_nothing(&table, b';', "figures.csv");
            for guarded in ["'=1+1", "'@SUM(A1)", "'+1+1", "'-2+3"] {
                assert!(cells.iter().any(|cell| cell == guarded), "{guarded} is not in {table}");
            }
            assert!(cells.iter().any(|cell| cell == "-3"), "a number below zero is a number: {table}");
        }
        let listed = house.ok(&["figures", "list", "--trial", "ledighedsydelse", "--format", "csv"]);
        assert!(runs_nothing(&listed, b',', "figures list").iter().any(|cell| cell == "'=1+1"), "{listed}");
        let excel = house.ok(&["figures", "export", "--trial", "ledighedsydelse", "--excel"]);
        assert!(runs_nothing(&excel, b';', "figures export").iter().any(|cell| cell == "'=1+1"), "{excel}");
    }
}
