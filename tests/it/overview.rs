//! The desk's first page: what there is of each trial, and what is missing from whom.

use std::fmt::Write as _;

use crate::house::House;
use crate::http::{Form, Page};
use crate::people::{own_surveys, past_january, person, shipped_surveys, signed_in};
use crate::stories;

fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The form on a page that goes to this address and holds this field with this value, if one is named.
fn form_to(page: &Page, action: &str, held: Option<(&str, &str)>) -> Form {
    let is_it = |form: &&Form| {
        form.action == action && held.is_none_or(|(name, value)| form.fields.contains(&(name.to_owned(), value.to_owned())))
    };
    page.forms().iter().find(is_it).unwrap_or_else(|| panic!("no form to {action}: {}", page.words())).clone()
}

/// So many answers as a file.
fn answers(many: usize) -> String {
    (0..many).fold("response_id,municipality,used\n".to_owned(), |mut text, at| {
        _ = writeln!(text, "a-{at},thisted,2");
        text
    })
}

fn add(house: &House, key: &str, opens: &str, closes: &str) {
    house.ok(&[
        "round",
        "add",
        "--key",
        key,
        "--questionnaire",
        "house-caseworkers",
        "--version",
        "1",
        "--opens",
        opens,
        "--closes",
        closes,
        "--mode",
        "pseudonymous",
    ]);
}

/// The round's line in the table: the words before its link.
fn state_of(page: &Page, round: &str) -> String {
    let text = page.text();
    let (before, _) =
        text.split_once(&format!("href=\"/desk/rounds/{round}\"")).unwrap_or_else(|| panic!("no {round}: {}", page.words()));
    before.rsplit_once("<span class=\"state\">").and_then(|(_, state)| state.split_once('<')).expect("a state").0.to_owned()
}

stories! {
    fn the_overview_tells_of_each_round_how_far_it_is_and_what_a_trial_lacks(house) {
        house.ok(&["publish", &shipped_surveys()]);
        house.ok(&["publish", &own_surveys()]);
        past_january(house, "house-2017", "2017", &answers(9));
        past_january(house, "house-2019", "2019", &answers(4));
        add(house, "house-nu", "2020-01-01", "2099-12-31");
        add(house, "house-siden", "2098-01-01", "2098-12-31");
        house.serve();
        let cookie = signed_in(house);
        let page = get(house, &cookie, "/desk");
        let states = ["house-2017", "house-2019", "house-nu", "house-siden"].map(|round| state_of(&page, round));
        assert_eq!(states, ["● lukket", "– for få svar", "◐ i gang", "○ planlagt"]);
        assert!(page.words().contains("januar 2017 · før forsøget") && !page.words().contains("januar 2019 · før"), "{}", page.words());
        assert!(page.words().contains("2 forsøg. 1 af de 2, der er begyndt, mangler en runde fra før. 1 har slet ingen runde."), "{}", page.words());
        assert!(page.words().contains("□ kun skema"), "a questionnaire without a round is not shown: {}", page.words());
        // What another process does is seen at once: one more answer is enough, and what is erased is gone.
        let file = house.file("late.csv", "response_id,municipality,used\nb-1,rebild,2\n");
        house.ok(&["responses", "import", "--round", "house-2019", &file]);
        assert_eq!(state_of(&get(house, &cookie, "/desk"), "house-2019"), "● lukket");
        house.ok(&["round", "close", "house-nu"]);
        let page = get(house, &cookie, "/desk");
        assert_eq!(state_of(&page, "house-nu"), "– for få svar");
        assert!(get(house, &cookie, "/desk?lang=en").words().contains("– too few answers"));
        // Every list calls a round by its trial, who answers and when, and says how many answered, where a comparison does.
        let list = get(house, &cookie, "/desk/rounds").words();
        assert!(list.contains("rådgivere, januar 2017") && list.contains("9 svarede") && list.contains("house-2017"), "{list}");
        let round = get(house, &cookie, "/desk/rounds/house-2017").words();
        assert!(round.contains("9 svarede. Hvor mange der blev spurgt, vides ikke, så svarprocenten er ukendt. Svarene er læst ind fra en fil."), "{round}");
        let few = get(house, &cookie, "/desk/rounds/house-nu").words();
        assert!(!few.contains("svarede"), "{few}");
        // Nothing of another trial.
        let reader = person(house, "Rie Læser", &["--role", "reader", "--trial", "gss"]);
        let page = get(house, &reader, "/desk");
        assert!(page.status == 200 && !page.text().contains("house-2017") && page.words().contains("1 forsøg. Der er ingen runde fra før, det begyndte."), "{}", page.words());
    }

    fn a_municipality_sees_what_is_missing_from_it_until_it_has_handed_in(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let all = signed_in(house);
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "house", "--municipality", "thisted", "--municipality", "rebild"]);
        let other = person(house, "Ove Leder", &["--role", "municipal-lead", "--trial", "gss", "--municipality", "thisted"]);
        let new = "/desk/rounds/new";
        let form = [("version", "house-caseworkers/1"), ("key", "frist"), ("opens", "2020-03-02"), ("closes", "2099-03-23"), ("mode", "pseudonymous"),
            ("access", "invited"), ("med", "1")]
            .iter()
            .fold(form_to(&get(house, &all, new), new, None), |form, (name, value)| form.with(name, value));
        let before = house.dump();
        for due in ["2099-03-24", "i morgen"] {
            let refused = post(house, &all, &form.clone().with("due", due));
            assert!(refused.status == 422 && refused.words().contains("fristen for modtagere"), "{due}: {}", refused.words());
        }
        house.unchanged(&before, "a round with a day that cannot be");
        assert_eq!(post(house, &all, &form.with("due", "2020-02-20")).status, 303);

        // Each sees its own part, and what is overdue says so.
        let page = get(house, &lead, "/desk");
        let words = page.words();
        assert!(words.contains("Det mangler fra jer") && words.contains("indsæt jeres liste over, hvem der skal spørges") && words.contains("Thisted") && words.contains("Rebild"), "{words}");
        assert!(words.contains("20. februar 2020") && words.contains("▲ mangler, fristen er gået") && !words.contains("Aalborg"), "{words}");
        assert!(!get(house, &all, "/desk").words().contains("Det mangler fra jer") && !get(house, &other, "/desk").words().contains("mangler fra jer"));
        assert!(get(house, &all, "/desk").words().contains("0 af 4 kommuner har afleveret"), "{}", get(house, &all, "/desk").words());
        let own = get(house, &lead, "/desk/rounds/frist").words();
        assert!(own.contains("Modtagere fra kommunerne") && own.contains("Rebild") && !own.contains("Jammerbugt") && !own.contains("Gem fristen"), "{own}");

        // One hands in its people, the other has none, and nobody says so for others.
        let recipients = "/desk/rounds/frist/recipients";
        let list = "nøgle\tnavn\tkommune\n1\tAne Bro\tthisted\n";
        house.secrets.learn_table(list.as_bytes());
        let pasted = form_to(&get(house, &lead, recipients), recipients, None).with("list", list).with("act", "store");
        assert!(post(house, &lead, &pasted.with("faulty", "refuse").with("duplicates", "refuse")).words().contains("Indlæst: 1 nye"));
        let nobody = "/desk/rounds/frist/recipients/nobody";
        let page = get(house, &lead, recipients);
        let rebild = form_to(&page, nobody, Some(("municipality", "rebild")));
        assert!(page.forms().iter().all(|form| !form.fields.contains(&("municipality".to_owned(), "aalborg".to_owned()))));
        for key in ["aalborg", "thisted", "findes-ikke"] {
            let refused = post(house, &lead, &rebild.clone().with("municipality", key));
            assert_eq!(refused.status, 422, "{key}: {}", refused.words());
        }
        assert!([403, 404].contains(&post(house, &other, &rebild).status));
        assert!(post(house, &lead, &rebild).words().contains("ingen har at spørge"));
        let page = get(house, &lead, "/desk").words();
        assert!(page.contains("Intet. I har afleveret det hele.") && page.contains("● afleveret") && page.contains("● ingen at spørge"), "{page}");
        let round = get(house, &all, "/desk/rounds/frist");
        assert!(round.words().contains("Thisted ● afleveret") && round.words().contains("Rebild ● ingen at spørge") && round.words().contains("Aalborg ▲"), "{}", round.words());
        let undo = form_to(&get(house, &lead, recipients), nobody, Some(("municipality", "rebild")));
        assert!(post(house, &lead, &undo).words().contains("taget tilbage") && get(house, &lead, "/desk").words().contains("▲"));

        // The day is the coordinator's to set.
        let due = form_to(&round, "/desk/rounds/frist/recipients-due", None);
        assert_eq!(post(house, &lead, &due.clone().with("due", "2099-01-01")).status, 403);
        assert!(post(house, &all, &due.clone().with("due", "2099-01-01")).words().contains("1. januar 2099"));
        assert!(get(house, &lead, "/desk").words().contains("○ mangler"));
        assert!(post(house, &all, &due.with("due", "")).words().contains("Der er ikke sat en frist"));
        // Without a day it is owed all the same, from the day on which the round is there.
        let page = get(house, &lead, "/desk");
        assert!(page.words().contains("Det mangler fra jer") && page.words().contains("ingen frist") && page.text().contains("/desk/rounds/frist/recipients"), "{}", page.words());
        // Of a municipality that takes no part nothing is asked, and it is not led to a list.
        let outside = person(house, "Ulla Udenfor", &["--role", "municipal-lead", "--trial", "house", "--municipality", "west"]);
        assert!(!get(house, &outside, "/desk/rounds/frist").text().contains("/desk/rounds/frist/recipients\""));
        let log = house.sql("select what from log");
        for says in ["said that rebild has nobody to ask", "took back that rebild has nobody to ask", "asked for recipients by 2099-01-01", "took away the day"] {
            assert!(log.contains(says), "{says} is not in {log}");
        }
    }

    fn a_planned_round_is_put_right_or_taken_away_until_somebody_is_invited(house) {
        house.ok(&["publish", &own_surveys()]);
        add(house, "plan", "2098-01-05", "2098-01-31");
        add(house, "vaek", "2098-02-02", "2098-02-20");
        house.serve();
        let cookie = signed_in(house);
        // All faults are told at once, and the days between the first and the last are looked at too.
        let new = "/desk/rounds/new";
        let form = [("version", "house-caseworkers/1"), ("key", "jul"), ("opens", "2098-12-21"), ("access", "invited"), ("med", "1"),
            ("population", "Kommune\tAntal\nThisted\t12\n")]
            .iter()
            .fold(form_to(&get(house, &cookie, new), new, None), |form, (name, value)| form.with(name, value));
        let wrong = post(house, &cookie, &form.clone().with("closes", "2098-12-01").with("minimum", "3").with("mode", "")).words();
        for says in ["Vælg, hvad der vides om den, der svarer.", "lukker før den åbner", "minimum skal være mindst 5"] {
            assert!(wrong.contains(says), "{says}: {wrong}");
        }
        let warned = post(house, &cookie, &form.clone().with("closes", "2099-01-03").with("mode", "pseudonymous"));
        assert!(warned.status == 200 && warned.words().contains("11 af rundens 14 dage ligger i juledagene"), "{}", warned.words());
        let round = get(house, &cookie, "/desk/rounds/plan");
        let change = form_to(&round, "/desk/rounds/plan/change", None);
        let before = house.dump();
        let refused = post(house, &cookie, &change.clone().with("closes", "2098-01-01").with("minimum", "3"));
        assert!(refused.status == 422 && refused.words().contains("lukker før den åbner") && refused.words().contains("mindst"), "{}", refused.words());
        house.unchanged(&before, "a change that cannot be was kept");
        let changed = post(house, &cookie, &change.clone().with("opens", "2098-12-21").with("closes", "2099-01-03"));
        assert!(changed.words().contains("Runden er åben fra 21. december 2098"), "{}", changed.words());
        let page = get(house, &cookie, "/desk/rounds/plan").words();
        assert!(page.contains("21. december 2098 til 3. januar 2099"), "{page}");
        let gone = form_to(&get(house, &cookie, "/desk/rounds/vaek"), "/desk/rounds/vaek/remove", None);
        assert_eq!(post(house, &cookie, &gone.clone().with("name", "plan")).status, 422);
        assert_eq!(post(house, &cookie, &gone.with("name", "vaek")).header("location"), Some("/desk/rounds"));
        assert_eq!(get(house, &cookie, "/desk/rounds/vaek").status, 404);
        let remove = form_to(&get(house, &cookie, "/desk/rounds/plan"), "/desk/rounds/plan/remove", None).with("name", "plan");
        let list = house.file("list.csv", crate::house::recipients(&crate::house::TOWN));
        house.ok(&["recipients", "import", "--round", "plan", &list]);
        assert_eq!(post(house, &cookie, &remove).status, 422, "a round with a list was taken away");
        house.ok(&["invite", "--round", "plan"]);
        let late = post(house, &cookie, &change);
        assert!(late.status == 422 && late.words().contains("ikke længere kun planlagt"), "{}", late.words());
        assert!(!get(house, &cookie, "/desk/rounds/plan").words().contains("Slet runden"));
    }
}
