//! What is recommended of a trial: judged beside the figures, approved step by step, taken back by a change, and printed in the report.

use crate::api::{description, json};
use crate::designing::{form_to, get, led, post};
use crate::house::House;
use crate::http::{Form, Page};
use crate::people::{person, signed_in};
use crate::schema::misfit;
use crate::stories;
use crate::tokens::{ask, token};
use crate::trials::ledighedsydelse;

const TRIAL: &str = "/desk/trials/ledighedsydelse";
const PAGE: &str = "/desk/trials/ledighedsydelse/recommendation";

/// Two closed rounds, register figures, and a frozen design with three criteria; gives back the coordinator's session.
fn designed(house: &House) -> String {
    ledighedsydelse(house);
    let head = "measure,period,municipality,group,value,unit,source,note\n";
    let figures = house.file(
        "figures.csv",
        format!("{head}Varighed,2019,,,\"14,2\",måneder,Momentum,\nVarighed,2020-H1,,,\"11,5\",måneder,Momentum,\n"),
    );
    house.ok(&["figures", "import", "--trial", "ledighedsydelse", &figures]);
    house.serve();
    let cookie = signed_in(house);
    let form = form_to(&get(house, &cookie, &format!("{TRIAL}/design/edit")), "/edit")
        .with("purpose", "Sagerne skal være lettere.\n- Færre møder")
        .with("statement-0", "Mindst 60 % mærker en forenkling.")
        .with("question-0", "ledighedsydelse-caseworkers/simplified")
        .with("sense-0", "at-least")
        .with("threshold-0", "60 %")
        .with("statement-1", "Forløbene varer højst 12 måneder.")
        .with("measure-1", "Varighed")
        .with("sense-1", "at-most")
        .with("threshold-1", "12 måneder")
        .with("statement-2", "Borgerne er trygge.")
        .with("act", "save");
    assert!(post(house, &cookie, &form).words().contains("Kladden er gemt."));
    freeze(house, &cookie);
    cookie
}

fn freeze(house: &House, cookie: &str) {
    let frozen = post(house, cookie, &form_to(&get(house, cookie, &format!("{TRIAL}/design")), "/freeze"));
    assert!(frozen.words().contains("Designet er frosset"), "{}", frozen.words());
}

/// The form in which it is written, everything judged.
fn judged(page: &Page) -> Form {
    let form = page.forms().into_iter().find(|form| form.fields.iter().any(|(name, _)| name == "text")).expect("the form");
    let form = form.with("met-1", "met").with("met-2", "met").with("met-3", "cannot-be-shown");
    let form = form
        .with("sentence-1", "Ni af ti mærker det.")
        .with("sentence-2", "De er blevet kortere.")
        .with("sentence-3", "Ingen har spurgt dem.");
    form.with("verdict", "recommended").with("text", "Forsøget gør sagerne lettere.").with("act", "save")
}

/// The form in which the next approval is noted.
fn approval(page: &Page, on: &str) -> Form {
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.fields.iter().any(|(name, _)| name == "step"))
        .expect("the form of an approval");
    form.with("on", on).with("note", "Enige").with("act", "approve")
}

fn report(house: &House) -> String {
    house.ok(&["report", "--trial", "ledighedsydelse", "--format", "html"])
}

stories! {
    fn a_recommendation_is_judged_beside_its_figures_and_approved_until_it_is_changed(house) {
        let cookie = designed(house);
        let empty = get(house, &cookie, PAGE);
        let words = empty.words().replace('\u{a0}', " ");
        for says in ["Her kommer anbefalingen", "K1. Mindst 60 % mærker en forenkling.", "[LC1.simplified.2]", "11,5 måneder", "Tallene peger på: opfyldt.",
            "Kriteriet er ikke knyttet til et mål.", "Der er ikke målt før forsøget"] {
            assert!(words.contains(says), "{says} is not in {words}");
        }
        // What is lacking is said, what was typed stays, and nothing is stored.
        let before = house.dump();
        let lacking = judged(&empty).with("verdict", "too-little-evidence").with("reason", "").with("sentence-2", "");
        let refused = post(house, &cookie, &lacking);
        assert!(refused.status == 422 && refused.text().contains("href=\"#reason\"") && refused.text().contains("href=\"#sentence-2\""), "{}", refused.words());
        assert!(refused.text().contains("Forsøget gør sagerne lettere.") && refused.text().contains("Ingen har spurgt dem."));
        house.unchanged(&before, "a refused recommendation");
        let saved = post(house, &cookie, &judged(&empty));
        assert!(saved.status == 200 && saved.words().contains("gemt som version 1") && saved.words().contains("Anbefales"), "{}", saved.words());
        // In turn, not before the day has come, and not before the ones before.
        let skipped = post(house, &cookie, &approval(&saved, "2020-10-05").with("step", "managers"));
        assert!(skipped.status == 422 && skipped.words().contains("Arbejdsgruppen skal godkende teksten først."), "{}", skipped.words());
        let early = post(house, &cookie, &approval(&saved, "2099-01-01"));
        assert!(early.status == 422 && early.words().contains("Dagen er ikke kommet endnu.") && early.text().contains("value=\"2099-01-01\""), "{}", early.words());
        let nameless = post(house, &cookie, &approval(&saved, "i går"));
        assert!(nameless.status == 422 && nameless.words().contains("Skriv dagen"), "{}", nameless.words());
        let first = post(house, &cookie, &approval(&saved, "2020-10-05"));
        assert!(first.words().contains("Noteret: Arbejdsgruppen har godkendt.") && first.words().contains("5. oktober 2020, noteret af Kirsten Koordinator: Enige"), "{}", first.words());
        let backwards = post(house, &cookie, &approval(&first, "2020-10-04"));
        assert!(backwards.status == 422 && backwards.words().contains("Arbejdsgruppen godkendte 5. oktober 2020"), "{}", backwards.words());
        let second = post(house, &cookie, &approval(&first, "2020-10-12"));
        assert!(get(house, &cookie, TRIAL).words().contains("Anbefales, godkendt til og med tovholderkommunen"), "{}", second.words());
        // Nothing changed takes nothing back; a change takes both.
        let same = post(house, &cookie, &judged(&second));
        assert!(same.words().contains("Der er ikke ændret noget."), "{}", same.words());
        let changed = post(house, &cookie, &judged(&second).with("text", "Forsøget gør sagerne meget lettere."));
        assert!(changed.words().contains("2 godkendelser gælder ikke mere") && changed.words().contains("Gælder ikke mere, fordi teksten er ændret"), "{}", changed.words());
        assert!(changed.words().contains("Hvad version 2 ændrede") && changed.text().contains("<ins>"), "{}", changed.words());
        assert!(get(house, &cookie, TRIAL).words().contains("Anbefales, ikke godkendt"));
        // A form from before the change approves nothing.
        let stale = post(house, &cookie, &approval(&first, "2020-10-13"));
        assert!(stale.status == 422 && stale.words().contains("Teksten er ændret imens."), "{}", stale.words());
        let mut page = changed;
        for day in ["2020-11-02", "2020-11-03", "2020-11-10", "2020-11-20", "2020-12-01"] {
            page = post(house, &cookie, &approval(&page, day));
            assert_eq!(page.status, 200, "{}", page.words());
        }
        assert!(get(house, &cookie, TRIAL).words().contains("Anbefales, godkendt af alle"));
        let token = token(house, &cookie, "read");
        for (name, schema, of) in [("designs", "Designs", "design"), ("recommendations", "Recommendations", "recommendation")] {
            let said = json(&ask(house, &token, &format!("/api/v1/trials/ledighedsydelse/{name}")));
            assert_eq!(misfit(&description(house), schema, &said), None);
            assert_eq!((said["items"][0]["version"].as_i64(), said["items"][0][of]["criteria"][2]["number"].as_i64()), (Some(if of == "design" { 1 } else { 2 }), Some(3)));
        }
        assert_eq!(house.sql("select count(*) from recommendation_approval").trim(), "7");
        let log = get(house, &cookie, "/desk/log").words();
        for says in ["Anbefaling skrevet", "2 godkendelser bortfaldt, fordi teksten blev ændret", "Godkendelse af en anbefaling noteret: KKR"] {
            assert!(log.contains(says), "{says} is not in {log}");
        }
    }

    fn the_report_takes_up_the_design_and_the_recommendation_and_is_the_same_each_time(house) {
        let cookie = designed(house);
        let bare = report(house);
        assert!(bare.contains("Sagerne skal være lettere.") && bare.contains("<li>Færre møder</li>"), "the design is not in the report");
        assert!(bare.contains("K2. Forløbene varer højst 12 måneder.") && bare.contains("Udfyldes:"));
        let saved = post(house, &cookie, &judged(&get(house, &cookie, PAGE)));
        let first = report(house);
        assert!(first != bare && first == report(house), "the same figures and words give two reports");
        for says in ["Anbefaling: Anbefales", "Forsøget gør sagerne lettere.", "Opfyldt. Ni af ti mærker det.", "Kan ikke vises. Ingen har spurgt dem.",
            "Anbefalingen er ikke godkendt af nogen endnu.", "Design og anbefaling"] {
            assert!(first.contains(says), "{says} is not in the report");
        }
        let table = first.split_once("Opfyldt. Ni af ti").expect("the criterion").1;
        assert!(table.split_once("</tr>").expect("its row").0.contains("[LC1.simplified.2]"), "no code beside the criterion");
        assert_eq!(post(house, &cookie, &approval(&saved, "2020-10-05")).status, 200);
        let approved = report(house);
        assert!(approved != first && approved.contains("Godkendelser") && approved.contains("5. oktober 2020"), "the approval is not in the report");
        // What is only being written changes no report; freezing it does.
        let form = form_to(&get(house, &cookie, &format!("{TRIAL}/design/edit")), "/edit").with("purpose", "Et andet formål.").with("act", "save")
            .with("question-0", "ledighedsydelse-caseworkers/simplified").with("sense-0", "at-least").with("sense-1", "at-most");
        assert!(post(house, &cookie, &form).words().contains("Kladden er gemt."));
        assert_eq!(report(house), approved);
        freeze(house, &cookie);
        assert!(report(house).contains("Et andet formål.") && get(house, &cookie, PAGE).words().contains("Designet er siden frosset som version 2."));
    }

    fn who_only_reads_sees_the_recommendation_and_who_takes_notes_does_not(house) {
        let cookie = led(house);
        let page = "/desk/trials/house/recommendation";
        let form = get(house, &cookie, page).form().with("verdict", "law").with("text", "Det er blevet lov.").with("act", "save");
        assert!(post(house, &cookie, &form).words().contains("Allerede lov"));
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "house", "--municipality", "thisted"]);
        let other = person(house, "Ove Anden", &["--role", "municipal-lead", "--trial", "house", "--municipality", "rebild"]);
        let reader = person(house, "Lars Læser", &["--role", "reader", "--trial", "house"]);
        let notes = person(house, "Nana Notat", &["--role", "note-taker", "--trial", "house"]);
        for (who, status, writes) in [(&lead, 200, true), (&other, 200, false), (&reader, 200, false), (&notes, 403, false)] {
            let seen = get(house, who, page);
            assert_eq!(seen.status, status, "{}", seen.words());
            let offered = seen.forms().iter().any(|form| form.action.ends_with("/recommendation"));
            assert_eq!(offered, writes, "{}", seen.words());
        }
        let before = house.dump();
        let own = get(house, &other, "/desk/account").forms().into_iter().find_map(|form| form.fields.iter().find(|(name, _)| name == "form").cloned());
        let (_, value) = own.expect("a form of their own");
        assert_eq!(post(house, &other, &form.with("text", "Noget andet.").with("form", &value)).status, 403);
        house.unchanged(&before, "a recommendation of somebody who may not write it");
        assert!(get(house, &reader, page).words().contains("Det er blevet lov."));
    }

    fn the_calendar_tells_what_is_late_and_what_comes(house) {
        let cookie = led(house);
        assert!(get(house, &cookie, "/desk/calendar").words().contains("Her kommer det belæg"));
        crate::designing::pasted(house, &cookie);
        post(house, &cookie, &crate::designing::filled(house, &cookie));
        crate::designing::frozen(house, &cookie);
        let page = get(house, &cookie, "/desk/calendar");
        for says in ["Ét sted mangler belæg", "Det næste skal være inde 31. december 2098.", "30. juni 2020", "▲ mangler", "Fra sagssystemet"] {
            assert!(page.words().contains(says), "{says} is not in {}", page.words());
        }
        let file = get(house, &cookie, "/desk/calendar.ics");
        let text = file.text().replace("\r\n ", "");
        assert_eq!(file.header("content-type"), Some("text/calendar; charset=utf-8"));
        for line in ["UID:house..survey.caseworker.2020-06@nulpunkt", "DTSTART;VALUE=DATE:20200630", "SUMMARY:Testhuset: Registertal", "DESCRIPTION:Fra sagssystemet"] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} is not in {text}");
        }
        let stranger = person(house, "Olga Andet", &["--role", "reader", "--trial", "gss"]);
        assert!(!get(house, &stranger, "/desk/calendar").words().contains("Fra sagssystemet"));
    }
}
