//! Register figures: what the case systems counted comes in whole or not at all, with its source and who entered it.

use crate::exits::table_rows;
use crate::house::House;
use crate::http::{Form, Page};
use crate::people::{own_surveys, person, signed_in};
use crate::stories;

const HEAD: &str = "measure,period,municipality,group,value,unit,source,note\n";

/// A house with the stories' trials, whose first came into force on 1 July 2018.
fn published(house: &House) {
    house.ok(&["publish", &own_surveys()]);
}

/// A file of figures of the first trial: the mean length before and after, how often it was used, and savings.
fn sound() -> String {
    format!(
        "{HEAD}Varighed,baseline 2018-H1,thisted,,\"14,2\",måneder,KMD Momentum,\n\
         Varighed,2019-H1,thisted,,11.5,months,KMD Momentum,uden afsluttede\n\
         Varighed,2019-H1,thisted,sammenligning: hele landet,13.9,months,Jobindsats,\n\
         Brugt,2019,aalborg,,108,antal,Optælling,\n\
         Brugt,2019,rebild,,11,antal,Optælling,\n\
         Brugt,2019,jammerbugt,,4,antal,Optælling,\n\
         I job,6m,,,155 af 239,antal,Optælling,\n\
         Besparelse,2019,,,4.800.000,kr.,Økonomi,\n"
    )
}

const FIGURES: &str = "/desk/trials/house/figures";
const ENTRY: &str = "/desk/trials/house/figures/new";

fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    house.secrets.learn_form(form);
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// The form in which figures are entered, as a page shows it.
fn form_on(page: &Page) -> Form {
    page.forms().into_iter().find(|form| form.action == ENTRY).unwrap_or_else(|| panic!("no form: {}", page.words()))
}

/// The form with one figure typed into it.
fn typed(form: Form, measure: &str, period: &str, municipality: &str, value: &str) -> Form {
    let form = form.with("measure", measure).with("period", period).with("municipality", municipality).with("value", value);
    form.with("unit", "count").with("source", "Egen optælling").with("act", "add")
}

fn count(house: &House) -> String {
    house.sql("select count(*) from register_figure").trim().to_owned()
}

stories! {
    fn figures_come_in_with_their_source_and_who_entered_them(house) {
        published(house);
        let file = house.file("figures.csv", sound());
        let tried = house.ok(&["figures", "import", "--trial", "house", "--dry-run", &file]);
        assert!(tried.contains("prøve: 8 nye tal"), "{tried}");
        assert_eq!(count(house), "0");
        let done = house.run(&["figures", "import", "--trial", "house", &file]);
        assert_eq!((done.code, done.out.trim()), (0, "8 nye tal, 0 rettet, 0 kendt i forvejen"), "{}", done.err);
        assert!(done.err.contains("1 tal er under fem"), "{}", done.err);
        let again = house.ok(&["figures", "import", "--trial", "house", &file]);
        assert_eq!(again.trim(), "0 nye tal, 0 rettet, 8 kendt i forvejen");
        let listed: serde_json::Value =
            serde_json::from_str(&house.ok(&["figures", "list", "--trial", "house", "--format", "json"])).expect("JSON");
        let first = &listed[0];
        let said = ["measure", "period", "municipality", "value", "unit", "source", "entered_by"].map(|key| first[key].as_str().expect("a text"));
        assert_eq!(said, ["Varighed", "baseline 2018-H1", "thisted", "14.2", "months", "KMD Momentum", "custodian at the machine"]);
        assert!(first["entered_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{first}");
        let log = house.ok(&["log", "list"]);
        assert!(log.contains("8 registertal indberettet") || log.contains("took in 8 register figures"), "{log}");
        assert_eq!(log.matches("register").count(), 1, "an import that did nothing is noted:\n{log}");
    }

    fn a_file_with_faults_changes_nothing_and_names_each_with_its_line(house) {
        published(house);
        let sound = house.file("figures.csv", sound());
        house.ok(&["figures", "import", "--trial", "house", &sound]);
        let before = house.dump();
        let file = house.file(
            "faults.csv",
            format!(
                "{HEAD}Afsluttet,2020,thisted,,7,antal,x,\n\
                 Afsluttet,sommeren,rebild,,7,antal,x,\n\
                 Afsluttet,2020,northeast,,7,antal,x,\n\
                 Afsluttet,2020-H2,thisted,,7,antal,x,\n\
                 Afsluttet,2020,aalborg,,7,sten,x,\n\
                 Afsluttet,2020,jammerbugt,,7.5,antal,x,\n\
                 Varighed,baseline 2018-H2,aalborg,,9,måneder,x,\n\
                 Varighed,2019-Q1,thisted,,9,måneder,x,\n\
                 Varighed,2020,thisted,,1.234,måneder,x,\n\
                 Varighed,2020,rebild,,9,uger,x,\n\
                 Udgift,2020,,,\"1,234\",kr.,x,\n\
                 Udgift,2020,rebild,,100,kr.,,\n"
            ),
        );
        let said = house.refuses(&["figures", "import", "--trial", "house", &file], &[]);
        for (line, words) in [
            (3, "er ikke en periode"), (4, "Northeast"), (5, "overlapper den i linje 2"), (6, "Enheden »sten« kendes ikke"), (7, "ikke et antal"),
            (8, "1. juli 2018"), (9, "allerede et tal for 1. halvår 2019: 11,5"), (10, "tusinder"), (11, "måneder andre steder"), (12, "tusinder"),
            (13, "source"),
        ] {
            let told = said.lines().find(|one| one.starts_with(&format!("{file}:{line}:"))).unwrap_or_else(|| panic!("line {line} is not in:\n{said}"));
            assert!(told.contains(words), "{words} is not in {told}");
        }
        assert_eq!(said.lines().count(), 11, "{said}");
        house.unchanged(&before, "a file with faults");
        assert_eq!(house.run(&["figures", "import", "--trial", "findes-ikke", &sound]).code, 2);
        assert_eq!(house.run(&["figures", "list", "--trial", "findes-ikke"]).code, 2);
    }

    fn a_corrected_figure_stands_and_what_it_was_is_kept(house) {
        published(house);
        let file = house.file("figures.csv", sound());
        house.ok(&["figures", "import", "--trial", "house", &file]);
        let better = house.file("better.csv", format!("{HEAD}Varighed,2019-H1,thisted,,\"11,25\",måneder,KMD Momentum,rettet\n"));
        house.refuses(&["figures", "import", "--trial", "house", &better], &["better.csv:2:"]);
        let done = house.ok(&["figures", "import", "--trial", "house", "--replace", &better]);
        assert_eq!(done.trim(), "0 nye tal, 1 rettet, 0 kendt i forvejen");
        let listed = house.ok(&["figures", "list", "--trial", "house", "--format", "csv"]);
        assert!(listed.contains(",11.25,months,") && !listed.contains(",11.5,"), "{listed}");
        assert_eq!(count(house), "9");
        assert_eq!(house.sql("select value from register_figure where replaced_at is not null").trim(), "11.5");
    }

    fn what_is_exported_is_imported_as_it_was(house) {
        published(house);
        let file = house.file("figures.csv", sound());
        house.ok(&["figures", "import", "--trial", "house", &file]);
        for arguments in [&["figures", "export", "--trial", "house"][..], &["figures", "export", "--trial", "house", "--excel"]] {
            let out = house.ok(arguments);
            assert_eq!(out.starts_with('\u{feff}'), arguments.len() > 4);
            let copy = house.file("copy.csv", &out);
            let again = house.ok(&["figures", "import", "--trial", "house", &copy]);
            assert_eq!(again.trim(), "0 nye tal, 0 rettet, 8 kendt i forvejen", "{out}");
        }
    }

    fn a_figure_is_typed_looked_at_and_stored_and_stands_with_its_source(house) {
        published(house);
        house.serve();
        let cookie = signed_in(house);
        let trial = get(house, &cookie, "/desk/trials/house");
        assert_eq!(trial.link("Hvad systemerne tæller").as_deref(), Some(FIGURES));
        assert!(get(house, &cookie, FIGURES).words().contains("Her kommer de tal"));
        let before = house.dump();
        let first = typed(form_on(&get(house, &cookie, ENTRY)), "Forløb", "nulpunkt 2018-H1", "thisted", "1.270");
        let looked = post(house, &cookie, &first);
        assert!(looked.status == 200 && looked.words().contains("1. halvår 2018 (nulpunkt)"), "{}", looked.words());
        // The second figure joins the first on the list; one that is wrong does not, and stays in its fields to be mended.
        let wrong = post(house, &cookie, &typed(form_on(&looked), "Forløb", "sommer", "thisted", "1.300"));
        assert!(wrong.status == 422 && wrong.words().contains("»sommer« er ikke en periode"), "{}", wrong.words());
        assert!(wrong.text().contains("value=\"sommer\"") && wrong.text().contains("baseline 2018-H1"), "{}", wrong.text());
        let both = post(house, &cookie, &typed(form_on(&wrong), "Forløb", "2019-H1", "thisted", "155 af 239"));
        assert!(both.words().contains("65 % (95 %: 59 % til 71 %)") && both.words().contains("2 nye"), "{}", both.words());
        house.unchanged(&before, "looking at figures");
        let stored = post(house, &cookie, &form_on(&both).with("act", "store"));
        assert!(stored.status == 200 && stored.words().contains("Gemt: 2 nye"), "{} {}", stored.status, stored.words());
        for says in ["1.270", "1. halvår 2018 (nulpunkt)", "155 af 239", "Egen optælling", "Indberettet af Kirsten Koordinator"] {
            assert!(stored.words().contains(says), "{says} is not in {}", stored.words());
        }
        assert!(get(house, &cookie, "/desk/log").words().contains("2 registertal indberettet"));
        let removal = stored.forms().into_iter().find(|form| form.action.ends_with("/remove")).expect("a way to delete");
        let first = house.sql("select min(id) from register_figure").trim().to_owned();
        let removal = removal.with("figure", &first);
        let removed = post(house, &cookie, &removal);
        assert!(removed.words().contains("Tallet er slettet") && !removed.words().contains("1.270"), "{}", removed.words());
        assert_eq!(post(house, &cookie, &removal).status, 404);
        assert_eq!(count(house), "2");
    }

    fn figures_below_five_are_seen_by_those_who_enter_them_alone(house) {
        published(house);
        let file = house.file("figures.csv", sound());
        house.ok(&["figures", "import", "--trial", "house", &file]);
        house.serve();
        let coordinator = signed_in(house);
        let all = get(house, &coordinator, FIGURES);
        assert!(all.words().contains("Ét tal er under fem") && all.words().contains("108"), "{}", all.words());
        assert!(all.words().contains("Thisted: fra 14,2 måneder i 1. halvår 2018 (nulpunkt) til 11,5 måneder i 1. halvår 2019."), "{}", all.words());
        let reader = person(house, "Lars Læser", &["--role", "reader", "--trial", "house"]);
        let seen = get(house, &reader, FIGURES);
        assert!(seen.words().contains("Vises ikke") && !seen.words().contains("108"), "{}", seen.words());
        assert!(seen.words().contains("155 af 239") && seen.link("Indberet tal").is_none(), "{}", seen.words());
        let fetched = get(house, &reader, "/desk/trials/house/figures.csv").text();
        assert!(fetched.contains("155 af 239") && !fetched.contains(";108;") && !fetched.contains(";4;"), "{fetched}");
        // What is withheld has its row, and the file the words that the form takes.
        assert!(fetched.contains("mål;periode;kommune;gruppe;værdi;enhed;kilde;bemærkning"), "{fetched}");
        assert_eq!(fetched.matches(";vises ikke;antal;").count(), 3, "{fetched}");
        assert!(fetched.contains("Varighed;nulpunkt 2018-H1;Thisted;;14,2;måneder;KMD Momentum;"), "{fetched}");
        assert!(get(house, &coordinator, "/desk/trials/house/figures.csv").text().contains(";4;"));
        assert_eq!(get(house, &reader, ENTRY).status, 403);
        // Who enters it says that nobody can be recognised.
        house.ok(&["figures", "import", "--trial", "house", "--replace", "--show-small", &file]);
        assert!(get(house, &reader, FIGURES).words().contains("108"));
        let hides = house.run(&["figures", "import", "--trial", "house", "--replace", "--dry-run", &file]);
        assert!(hides.code == 0 && hides.err.contains("taget ind med --show-small, og det er de nye tal ikke"), "{}", hides.err);
        assert!(house.ok(&["log", "list"]).contains("under fem må vises for alle") || house.ok(&["log", "list"]).contains("below five"));
        let notes = person(house, "Nana Notat", &["--role", "note-taker", "--trial", "house"]);
        assert_eq!(get(house, &notes, FIGURES).status, 403);
        let other = person(house, "Olga Andet", &["--role", "reader", "--trial", "gss"]);
        assert_eq!(get(house, &other, FIGURES).status, 404);
    }

    fn a_municipality_enters_its_own_figures_and_sees_no_others(house) {
        published(house);
        let file = house.file("figures.csv", sound());
        house.ok(&["figures", "import", "--trial", "house", &file]);
        house.serve();
        signed_in(house);
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "house", "--municipality", "jammerbugt"]);
        let seen = get(house, &lead, FIGURES);
        assert!(seen.words().contains("Jammerbugt") && !seen.words().contains("Aalborg") && !seen.words().contains("108"), "{}", seen.words());
        assert!(seen.words().contains("under fem") && seen.words().contains("4.800.000"), "{}", seen.words());
        let before = house.dump();
        let form = form_on(&get(house, &lead, ENTRY)).with("act", "store");
        for (municipality, of) in [("rebild", "another"), ("", "the whole trial")] {
            let list = format!("mål;periode;kommune;værdi;enhed;kilde\nBrugt;2020;{municipality};9;antal;x\n");
            let refused = post(house, &lead, &form.clone().with("list", &list));
            assert!(refused.status == 422 && refused.words().contains("Linje 2, kommune: Rækken hører ikke til"), "{of}: {}", refused.words());
        }
        let first = house.sql("select min(id) from register_figure").trim().to_owned();
        let removal = Form { action: format!("{FIGURES}/remove"), ..form.clone() }.with("figure", &first);
        assert_eq!(post(house, &lead, &removal).status, 404);
        house.unchanged(&before, "figures of others");
        let own = post(house, &lead, &form.with("list", "mål;periode;kommune;værdi;enhed;kilde\nBrugt;2020;Jammerbugt;9;antal;x\n"));
        assert!(own.words().contains("Gemt: 1 nye") && own.words().contains("Lone Leder"), "{}", own.words());
    }

    fn a_list_with_a_person_number_never_comes_back(house) {
        published(house);
        house.serve();
        let cookie = signed_in(house);
        let list = "mål;periode;værdi;enhed;kilde;bemærkning\nBrugt;2020;9;antal;x;010170-1234\n";
        let refused = post(house, &cookie, &form_on(&get(house, &cookie, ENTRY)).with("list", list).with("act", "store"));
        assert!(refused.status == 422 && refused.words().contains("CPR") && !refused.text().contains("010170"), "{}", refused.words());
        assert_eq!(count(house), "0");
    }

    fn the_report_tells_each_figure_with_its_code_and_source_and_no_small_one(house) {
        published(house);
        let empty = house.ok(&["report", "--trial", "house"]);
        assert!(empty.contains("Registertal."), "what is not there is left to be written");
        let file = house.file("figures.csv", sound());
        house.ok(&["figures", "import", "--trial", "house", &file]);
        let page = house.ok(&["report", "--trial", "house"]).replace('\u{a0}', " ");
        for says in [
            "Registertal", "Thisted: fra 14,2 måneder i 1. halvår 2018 (nulpunkt) til 11,5 måneder i 1. halvår 2019.", "Nulpunkt: før forsøget",
            "nulpunkt figures list --trial house", "8 tal: Varighed; Brugt; I job; Besparelse",
        ] {
            assert!(page.contains(says), "{says} is not in the report");
        }
        assert_eq!(page, house.ok(&["report", "--trial", "house"]).replace('\u{a0}', " "), "the same figures, another report");
        for format in ["html", "docx"] {
            let rows = table_rows(house, &["report", "--trial", "house"], format);
            let row = |code: &str| rows.iter().find(|row| row.first().is_some_and(|cell| cell == code)).unwrap_or_else(|| panic!("no {code} in {rows:?}"));
            let first = row("[R1]").iter().map(|cell| cell.replace('\u{a0}', " ")).collect::<Vec<_>>();
            assert_eq!(first, ["[R1]", "Thisted", "1. halvår 2018 (nulpunkt)", "14,2 måneder", "KMD Momentum"], "{format}");
            assert_eq!(row("[R7]")[3].replace('\u{a0}', " "), "155 af 239: 65 % (95 %: 59 % til 71 %)");
            let withheld = rows.iter().filter(|row| row.contains(&"Vises ikke".to_owned())).count();
            assert_eq!(withheld, 3, "{format}: {rows:?}");
            assert!(!rows.iter().flatten().any(|cell| cell == "108" || cell.starts_with("4 (")), "{format}: {rows:?}");
        }
        let sheet = house.ok(&["report", "--trial", "house", "--unit", "thisted"]);
        assert!(sheet.contains("KMD Momentum") && !sheet.contains("Aalborg"), "{sheet}");
        let listed: serde_json::Value =
            serde_json::from_str(&house.ok(&["figures", "list", "--trial", "house", "--format", "json"])).expect("JSON");
        assert_eq!((listed[0]["code"].as_str(), listed[0]["measure"].as_str()), (Some("R1"), Some("Varighed")));
    }

    fn the_evidence_table_counts_register_figures_and_their_baseline(house) {
        published(house);
        house.serve();
        let cookie = signed_in(house);
        assert!(!get(house, &cookie, "/desk").words().contains("Registertal"));
        let file = house.file("figures.csv", sound());
        house.ok(&["figures", "import", "--trial", "house", &file]);
        let overview = get(house, &cookie, "/desk");
        assert!(overview.words().contains("8 tal med nulpunkt"), "{}", overview.words());
        assert_eq!(overview.link("8 tal").as_deref(), Some(FIGURES));
        // What is there alone is told too: the trial has a report without any round.
        assert!(get(house, &cookie, "/desk/trials/house").text().contains("/desk/report.html?trial=house"));
    }
}
