//! Rounds while people answer: what a hurried coordinator types must not close one for ever, nor send anybody two letters.

use crate::house::{House, TOWN, recipients};
use crate::people::{ANSWERS, answer, invited_town, link_of, open_round, shipped_surveys, signed_in};
use crate::schedules::get;
use crate::stories;

/// Runs a command that must be wrong usage, and gives back what it says.
fn wrong_usage(house: &House, arguments: &[&str]) -> String {
    let ran = house.run(arguments);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "`nulpunkt {}` said: {}", arguments.join(" "), ran.err);
    ran.err
}

stories! {
    fn whoever_has_no_address_is_invited_as_the_letter_on_paper_is_made(house) {
        open_round(house, "invited");
        let rows = "person_key,name,email,municipality\nT-901,Inge Holm,,thisted\nT-902,Bo Dahl,bo@thisted.example.dk,thisted\n";
        let file = house.file("two.csv", rows);
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        assert_eq!(house.ok(&["invite", "--round", "house-1"]), "1 invitation, 1 brev i udbakken, 1 uden mailadresse\n");
        let total = || {
            let rates = house.ok(&["rates", "--round", "house-1", "--format", "csv"]);
            rates.lines().find_map(|line| line.strip_prefix("total,").map(str::to_owned)).unwrap_or(rates)
        };
        assert_eq!(total(), "1", "nobody has written to her");
        let merged = house.ok(&["letters", "--round", "house-1", "--format", "csv", "--without-email"]);
        assert!(merged.contains("Inge Holm") && !merged.contains("Bo Dahl"), "{merged}");
        assert_eq!(total(), "2");
    }

    fn extending_a_round_to_a_day_that_has_passed_does_not_close_it(house) {
        invited_town(house);
        let before = house.dump();
        // The round closes on 2099-12-31: a day in the past, and a day before that.
        for closes in ["2020-06-30", "2099-12-30"] {
            let said = wrong_usage(house, &["round", "extend", "house-1", "--closes", closes]);
            assert!(said.contains("round close house-1") && said.contains("2099-12-31"), "{said}");
        }
        house.unchanged(&before, "a refused extension changed the database");
        assert_eq!(house.ok(&["round", "extend", "house-1", "--closes", "2100-01-31"]), "house-1 2100-01-31\n");
        answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
    }

    fn nobody_is_reminded_of_an_invitation_that_has_not_left(house) {
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        assert_eq!(house.ok(&["remind", "--round", "house-1", "--dry-run"]), "prøve: 0 påmindelser i udbakken, 0 uden mailadresse\n");
        house.ok(&["deliver", "--once"]);
        assert_eq!(house.ok(&["remind", "--round", "house-1", "--dry-run"]), "prøve: 6 påmindelser i udbakken, 0 uden mailadresse\n");
    }

    fn nobody_is_reminded_again_while_a_reminder_waits_nor_by_a_letter_that_cannot_be_written(house) {
        invited_town(house);
        let six = "6 påmindelser i udbakken, 0 uden mailadresse\n";
        let none = "0 påmindelser i udbakken, 0 uden mailadresse\n";
        let remind = || house.ok(&["remind", "--round", "house-1"]);
        assert_eq!((remind().as_str(), remind().as_str()), (six, none));
        house.ok(&["deliver", "--once"]);
        assert_eq!((remind().as_str(), remind().as_str()), (six, none));
        let key = house.folder.path().join("keys/links/house-1.key");
        std::fs::remove_file(key).expect("the round's secret");
        let refused = house.run(&["remind", "--round", "house-1"]);
        assert!(refused.code == 4 && refused.err.contains("Hemmeligheden bag house-1 er ikke i keys_dir"), "{} {}", refused.code, refused.err);
    }

    fn rates_tell_how_many_answered_in_all_and_of_no_municipality(house) {
        invited_town(house);
        answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        for format in ["text", "json", "csv"] {
            let said = house.ok(&["rates", "--round", "house-1", "--format", format]).to_lowercase();
            assert!(said.contains('1') && said.contains('6'), "{said}");
            for person in TOWN {
                assert!(!said.contains(person.municipality), "the only answer of {} is told: {said}", person.municipality);
            }
        }
    }

    fn a_round_of_one_municipality_tells_no_more_than_is_told_of_the_municipality(house) {
        open_round(house, "invited");
        let row = |at: usize| format!("K-{at},Kim {at},k{at}@example.dk,thisted\n");
        let file = house.file("staff.csv", format!("person_key,name,email,municipality\n{}", (0..5).map(row).collect::<String>()));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        let cookie = signed_in(house);
        let looked = || {
            let formats = ["text", "json", "csv"].map(|format| house.ok(&["rates", "--round", "house-1", "--format", format]));
            (get(house, &cookie, "/desk/rounds/house-1").words(), formats)
        };
        let before = looked();
        assert!(before.0.contains("5 er inviteret. Hvor mange der har svaret, vises, når runden er lukket."), "{}", before.0);
        assert!(before.1[0].contains("Alle inviterede er fra én kommune"), "{}", before.1[0]);
        answer(house, &link_of(house, "k1@example.dk"), &ANSWERS);
        assert!(looked() == before, "whoever looks before and after a talk sees who answered: {:?}", looked());
        house.ok(&["round", "close", "house-1"]);
        assert!(house.ok(&["rates", "--round", "house-1"]).contains("besvaret helt"));
    }

    fn how_many_were_screened_out_is_told_like_an_answer(house) {
        house.ok(&["publish", &shipped_surveys()]);
        house.ok(&["round", "add", "--key", "psykolog", "--questionnaire", "psykolog-caseworkers", "--version", "1", "--opens", "2020-01-01",
            "--closes", "2099-12-31", "--mode", "pseudonymous"]);
        let emails: Vec<String> = (0..9).map(|at| format!("k{at}@thisted.example.dk")).collect();
        let rows: Vec<String> = emails.iter().enumerate().map(|(at, email)| format!("K-{at},Kim {at},{email},{}\n", ["thisted", "rebild"][at % 2])).collect();
        let file = house.file("staff.csv", format!("person_key,name,email,municipality\n{}", rows.concat()));
        house.ok(&["recipients", "import", "--round", "psykolog", &file]);
        house.ok(&["invite", "--round", "psykolog"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        for (at, email) in emails.iter().take(8).enumerate() {
            answer(house, &link_of(house, email), &[("referred", if at < 2 { "2" } else { "1" }), ("satisfaction", "4"), ("shortened", "3")]);
        }
        let rates = || house.ok(&["rates", "--round", "psykolog", "--format", "json"]);
        let told = |json: &str| serde_json::from_str::<serde_json::Value>(json).expect("JSON");
        let open = told(&rates());
        assert_eq!((&open["dispositions"]["answered"], &open["dispositions"]["no-reply"]), (&8.into(), &1.into()), "{open}");
        for name in ["screened-out", "complete", "partial"] {
            assert!(open["dispositions"][name].is_null(), "{name} of {open}");
        }
        assert!(open["rr1"].is_null() && open["rr2"].is_null(), "{open}");
        let words = house.ok(&["rates", "--round", "psykolog"]);
        assert!(words.contains("har svaret") && words.contains("oplyses, når runden er lukket") && !words.contains("uden for målgruppen efter eget svar  "), "{words}");
        assert!(!house.ok(&["rates", "--round", "psykolog", "--format", "csv"]).contains(",2\n"));
        house.ok(&["round", "close", "psykolog"]);
        let closed = told(&rates());
        assert_eq!(closed["dispositions"]["screened-out"], 2, "{closed}");
        assert!(closed["dispositions"].get("answered").is_none() && closed["rr2"].is_number(), "{closed}");
    }

    fn answers_that_come_after_the_close_are_warned_of_once_there_were_some(house) {
        open_round(house, "invited");
        let import = |path: &str| house.run(&["responses", "import", "--round", "house-1", path]).err;
        let warned = "den, der har set dens sammenligning før, kan regne ud, hvad de nye har svaret";
        house.ok(&["round", "close", "house-1"]);
        assert!(!import(&house.file("first.csv", "used,municipality\n1,thisted\n2,thisted\n")).contains(warned));
        assert!(import(&house.file("second.csv", "used,municipality\n2,rebild\n")).contains(warned));
    }

    fn a_minimum_below_the_installations_is_refused_and_not_raised_in_silence(house) {
        open_round(house, "invited");
        let add = |minimum: &str| {
            house.run(&["round", "add", "--key", "lav", "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
                "--closes", "2099-12-31", "--mode", "pseudonymous", "--minimum", minimum])
        };
        let ran = add("4");
        assert!(ran.code == 2 && ran.err.contains("--minimum skal være mindst 5"), "{} {}", ran.code, ran.err);
        assert_eq!(add("5").code, 0);
    }

    fn a_round_whose_secret_is_gone_cannot_be_extended(house) {
        open_round(house, "invited");
        let secret = house.folder.path().join("keys/links/house-1.key");
        std::fs::remove_file(secret).expect("the secret of the round's links");
        let before = house.dump();
        wrong_usage(house, &["round", "extend", "house-1", "--closes", "2100-01-31"]);
        house.unchanged(&before, "a refused extension changed the database");
    }
}
