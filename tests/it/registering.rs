//! Register figures: what the case systems counted comes in whole or not at all, with its source and who entered it.

use crate::house::House;
use crate::people::own_surveys;
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
}
