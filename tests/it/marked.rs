//! A house with something of everything, in which every word tells of which trial and municipality it is.
//!
//! A mark is a kind, a trial and where there is one a municipality, written together: whoever finds one in an answer knows what it is of.

use std::fmt::Write as _;
use std::fs;

use crate::designing::form_to;
use crate::focusing::{form_with, get, post};
use crate::house::{House, send_to};
use crate::http::{Form, Page};
use crate::people::{looked_at_with, own_surveys, person, signed_in};

/// The trials with who takes part, the one that leads first.
pub(crate) const TRIALS: [(&str, &[&str]); 3] =
    [("zalfa", &["thisted", "rebild", "aalborg"]), ("zbeta", &["thisted", "rebild"]), ("zgamma", &["rebild", "aalborg"])];
/// The municipalities, and what pages call them.
pub(crate) const UNITS: [(&str, &str); 3] = [("thisted", "Thisted"), ("rebild", "Rebild"), ("aalborg", "Aalborg")];
/// What is marked by trial and municipality: recipients, cases, what somebody answered, register figures, and of focus groups the group,
/// who leads it, who takes part and what was noted.
pub(crate) const KINDS: [&str; 8] = ["modtager", "sagsnr", "svaret", "tallet", "gruppen", "ordstyrer", "deltager", "noten"];
/// What is marked by trial: documents, what people wrote in reports, recommendations, drafts, what was written in groups, and points.
pub(crate) const OF_TRIAL: [&str; 6] = ["dokumentet", "prosaen", "anbefaling", "kladden", "skriften", "punktet"];

/// So many answer in each municipality, and so many of them write something.
const ANSWERED: usize = 40;
const WROTE: usize = 6;

/// A question whose choices are of the code list of the house.
const OF_LIST: &str = "\n[[page]]\n[[page.question]]\nkey = \"group\"\nkind = \"single\"\ntext = { da = \"Hvilken gruppe?\", en = \"Which group?\" }\n\
                       options_from = { list = \"grupper\", version = 1 }\n";
const LIST: &str = "key = \"grupper\"\ntitle = { da = \"Grupper\", en = \"Groups\" }\n\n[[version]]\nversion = 1\nvalid_from = 2014-07-01\nsource = \"Loven\"\n\
                    codes = [ { key = \"en\", value = 1, da = \"Den ene\", en = \"The one\" }, { key = \"to\", value = 2, da = \"Den anden\", en = \"The other\" } ]\n";

/// The questionnaires, trials, guides and code list as a folder.
fn surveys(house: &House) -> String {
    let read = |name: &str| fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
    let towns = read("trials.toml").split("[[trial]]").next().expect("what stands before the trials").to_owned();
    let asked = read("house-caseworkers/1.toml");
    house.file("marked/code-lists/grupper.toml", LIST);
    let mut trials = towns;
    for (number, (trial, units)) in (1..).zip(TRIALS) {
        let _ = write!(
            trials,
            "[[trial]]\nkey = \"{trial}\"\nnumber = {number}\nlead = \"{}\"\nname = {{ da = \"Forsøget {trial}\", en = \"The trial {trial}\" }}\n\
             theme = \"A\"\nin_force = 2018-07-01\nstatus = \"running\"\noutcome = \"none\"\n\n[[trial.part]]\n\
             name = {{ da = \"Hele {trial}\", en = \"All of {trial}\" }}\nmunicipalities = {units:?}\nfrom = 2018-07-01\nsource = \"Kilden til {trial}\"\n\n",
            units[0]
        );
        let own = asked.replace("trial = \"house\"", &format!("trial = \"{trial}\"")).replace("Testhuset", trial);
        let named = |key: &str| own.replace("house-caseworkers", &format!("{trial}-{key}"));
        house.file(&format!("marked/{trial}-caseworkers/1.toml"), named("caseworkers"));
        let second = named("caseworkers").replace("\nversion = 1\n", "\nversion = 2\n").replace("noget?", "noget om det?");
        house.file(&format!("marked/{trial}-caseworkers/2.toml"), second + OF_LIST);
        let cases = named("cases").replace("audience = \"caseworker\"", "audience = \"manager\"");
        house.file(&format!("marked/{trial}-cases/1.toml"), cases);
        let guide = format!(
            "key = \"{trial}\"\nversion = 1\nrole = \"employee\"\nminutes = 90\ntitle = {{ da = \"Guide til {trial}\", en = \"Guide to {trial}\" }}\n\
             opening = {{ da = \"Tak.\", en = \"Thanks.\" }}\nclosing = {{ da = \"Tak.\", en = \"Thanks.\" }}\n\n[[theme]]\nkey = \"{trial}\"\n\
             title = {{ da = \"Om {trial}\", en = \"On {trial}\" }}\n\n[[theme.question]]\nkey = \"q-{trial}\"\ntrials = [\"{trial}\"]\n\
             text = {{ da = \"Hvad med {trial}?\", en = \"What of {trial}?\" }}\nminutes = 8\n"
        );
        house.file(&format!("marked/focus-groups/{trial}/1.toml"), guide);
    }
    house.file("marked/trials.toml", trials).trim_end_matches("/trials.toml").to_owned()
}

/// Adds a round of a trial and takes in its recipients and answers, where it has any.
fn round(house: &House, key: &str, of: &[&str], recipients: Option<&str>, answers: Option<&str>) {
    house.ok(&[&["round", "add", "--key", key, "--version", "1"], of].concat());
    if let Some(rows) = recipients {
        house.ok(&["recipients", "import", "--round", key, &house.file(&format!("{key}-list.csv"), rows)]);
        house.ok(&["invite", "--round", key]);
    }
    if let Some(rows) = answers {
        house.ok(&["responses", "import", "--round", key, &house.file(&format!("{key}.csv"), rows)]);
    }
}

/// Two closed rounds, one by invitation, a review of cases, and register figures of each trial.
fn collected(house: &House) {
    for (trial, units) in TRIALS {
        for (number, year, answers) in [(1, 2019, ["2,1", "2,2", "2,3", "1,"]), (2, 2020, ["2,3", "2,2", "2,3", "1,"])] {
            let mut rows = "response_id,submitted_on,language,municipality,used,simplified,comments\n".to_owned();
            for (unit, at) in units.iter().flat_map(|unit| (0..ANSWERED).map(move |at| (unit, at))) {
                let text = if at < WROTE { format!("svaret{trial}{unit} {at}") } else { String::new() };
                let _ = writeln!(rows, "{unit}-{at},{year}-01-10,da,{unit},{},\"{text}\"", answers[at % 4]);
            }
            let (opens, closes) = (format!("{year}-01-01"), format!("{year}-01-31"));
            let asked = format!("{trial}-caseworkers");
            let of = ["--questionnaire", &asked, "--mode", "pseudonymous", "--opens", &opens, "--closes", &closes];
            round(house, &format!("{trial}-{number}"), &of, None, Some(&rows));
        }
        let (mut people, mut listed) =
            ("person_key,name,email,municipality\n".to_owned(), "sagsnummer,email,kommune\n".to_owned());
        let mut read = "person_key,municipality,used,simplified\n".to_owned();
        let mut figures =
            format!("measure,period,municipality,group,value,unit,source,note\nVarighed {trial},2019,,,14,måneder,Tælling,\n");
        for unit in units {
            for at in 0..6 {
                let _ = writeln!(
                    people,
                    "m-{at}-{trial}-{unit},modtager{trial}{unit} {at},m{at}.modtager{trial}{unit}@byen.example.dk,{unit}"
                );
            }
            for at in 0..12 {
                let _ = writeln!(listed, "sagsnr{trial}{unit}-{at},leder@{unit}.example.dk,{unit}");
                let _ = write!(
                    read,
                    "{}",
                    if at < 10 { format!("sagsnr{trial}{unit}-{at},{unit},2,{}\n", at % 3 + 1) } else { String::new() }
                );
            }
            let _ = writeln!(figures, "Varighed {trial},2019,{unit},,12,måneder,tallet{trial}{unit},tallet{trial}{unit}");
        }
        let (asked, cases) = (format!("{trial}-caseworkers"), format!("{trial}-cases"));
        let open = ["--opens", "2020-02-01", "--closes", "2099-12-31", "--mode"];
        round(
            house,
            &format!("{trial}-3"),
            &[&open[..], &["pseudonymous", "--questionnaire", &asked]].concat(),
            Some(&people),
            None,
        );
        round(house, &cases, &[&open[..], &["identified", "--questionnaire", &cases]].concat(), Some(&listed), Some(&read));
        house.ok(&["figures", "import", "--trial", trial, &house.file("figures.csv", figures)]);
    }
    house.ok(&["deliver", "--once"]);
}

/// Sends a form that must be taken.
fn done(house: &House, cookie: &str, form: &Form) {
    let answer = post(house, cookie, form);
    assert!([200, 303].contains(&answer.status), "{}: {} {}", form.action, answer.status, answer.words());
}

/// Hands in a file in the form's field `file`.
pub(crate) fn handed_in(house: &House, cookie: &str, form: &Form, name: &str, content: &str) {
    let mut sent = String::new();
    for (field, value) in form.fields.iter().filter(|(field, _)| field != "file") {
        let _ = write!(sent, "--graense\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
    }
    let _ = write!(
        sent,
        "--graense\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--graense--\r\n"
    );
    let headers = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=graense\r\n");
    let answer = send_to(&house.address(), "POST", &form.action, &headers, sent.as_bytes()).expect("an answer");
    assert_eq!(answer.status, 303, "{}", answer.words());
}

/// The design, what is recommended, a document, a section of the report, a draft of a questionnaire and an event for each trial.
fn written(house: &House, cookie: &str) {
    for (trial, _) in TRIALS {
        let page = |of: &str| get(house, cookie, &format!("/desk/trials/{trial}/{of}"));
        let design = form_to(&page("design/edit"), "/edit").with("purpose", &format!("Formålet med {trial}"));
        let design =
            design.with("statement-0", "Mindst 60 % mærker det").with("question-0", &format!("{trial}-caseworkers/simplified"));
        done(house, cookie, &design.with("sense-0", "at-least").with("threshold-0", "60 %").with("act", "save"));
        done(house, cookie, &form_to(&page("design"), "/freeze"));
        let text = format!("anbefaling{trial}");
        let judged = form_with(&page("recommendation"), "text").with("verdict", "recommended").with("text", &text);
        done(house, cookie, &judged.with("met-1", "met").with("sentence-1", &text).with("act", "save"));
        let document = form_with(&page("documents"), "file").with("kind", "answer").with("source", "Ministeriet");
        let name = format!("dokumentet{trial}");
        let document = document.with("dated", "2018-05-01").with("delete_on", "2099-01-01");
        handed_in(house, cookie, &document, &format!("{name}.txt"), &name);
        done(
            house,
            cookie,
            &form_with(&page("prose/trial/summary"), "words").with("words", &format!("prosaen{trial}")).with("act", "save"),
        );
        let draft = form_to(&get(house, cookie, "/desk/questionnaires/new"), "/new").with("key", &format!("{trial}-kladde"));
        let draft = draft.with("title", &format!("kladden{trial}")).with("trial", trial).with("audience", "caseworker");
        done(house, cookie, &draft.with("pasted", "1. Hvad?\n"));
        let event = form_with(&get(house, cookie, "/desk/events/new"), "date").with("name", &format!("Noget skete i {trial}"));
        done(house, cookie, &event.with("date", "2019-06-01").with("lasts", "day").with("trial", trial));
    }
}

/// The number of a guide in the form that plans a group.
fn guide_of(page: &Page, trial: &str) -> String {
    let text = page.text();
    let options = text.split("<option value=\"").skip(1).find(|piece| piece.contains(&format!("Guide til {trial}")));
    options.and_then(|piece| piece.split('"').next()).expect("the guide").to_owned()
}

/// A group of each trial in its first two municipalities: planned, noted, claimed and with a written round.
fn talked(house: &House, cookie: &str) {
    const GROUPS: &str = "/desk/focus-groups";
    for (at, (trial, units)) in TRIALS.into_iter().enumerate() {
        for (number, unit) in (2 * at + 1..).zip(&units[..2]) {
            let list = get(house, cookie, GROUPS);
            let plan = form_with(&list, "capacity")
                .with("title", &format!("gruppen{trial}{unit}"))
                .with("guide", &guide_of(&list, trial));
            let plan = plan.with("day", "2026-06-15").with("time", "10.00").with("place", "https://moede.example/nord");
            done(house, cookie, &plan.with("moderator", &format!("ordstyrer{trial}{unit}")));
            let page = |of: &str| get(house, cookie, &format!("{GROUPS}/{number}{of}"));
            let name = format!("deltager{trial}{unit}");
            let add = form_with(&page(""), "email").with("name", &name).with("email", &format!("{name}@{unit}.example"));
            done(house, cookie, &add.with("unit", unit).with("act", "add"));
            let words = format!("noten{trial}{unit} blev sagt");
            let line = form_with(&page("/notes"), "client").with("question", &format!("q-{trial}")).with("speaker", "");
            done(house, cookie, &line.with("kind", "statement").with("words", &words));
            let claim = form_with(&page("/statements"), "line").with("words", &words).with("relation", "supports");
            let asked = post(house, cookie, &claim.with("point", "").with("claim", &format!("punktet{trial} holder")));
            // What could point at somebody is asked about once more.
            if asked.status == 422 {
                done(house, cookie, &form_to(&asked, "/statements").with("anyway", "1"));
            }
            let written = form_with(&page("/written"), "asked").with("asked", &format!("skriften{trial}"));
            done(house, cookie, &written.with("kind", "cards").with("mode", "hidden").with("question", &format!("q-{trial}")));
        }
    }
    let mut sample = form_with(&get(house, cookie, &format!("{GROUPS}/samples")), "coder");
    sample.fields.push(("coder".to_owned(), "Else Evaluator".to_owned()));
    done(house, cookie, &sample);
}

/// Approves what was written in the first round of each trial, and leaves what was written in the second.
fn reviewed(house: &House, cookie: &str) {
    for (trial, _) in TRIALS {
        let (mut open, path) = (cookie.to_owned(), format!("/desk/rounds/{trial}-1/texts"));
        loop {
            let page = looked_at_with(house, &mut open, &path);
            let text = page.text();
            let handles: Vec<&str> = text.split("name=\"decision.").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            if handles.is_empty() {
                break;
            }
            let form = handles.iter().fold(page.form(), |form, handle| form.with(&format!("decision.{handle}"), "as-written"));
            done(house, &open, &form);
        }
    }
}

/// Fills the house, starts its server and gives back the session of who coordinates everything.
pub(crate) fn filled(house: &House) -> String {
    house.ok(&["publish", &surveys(house)]);
    collected(house);
    house.serve();
    let cookie = signed_in(house);
    person(house, "Else Evaluator", &["--role", "evaluator"]);
    written(house, &cookie);
    talked(house, &cookie);
    reviewed(house, &cookie);
    cookie
}
