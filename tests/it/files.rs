//! Files as people really send them: a Danish spreadsheet's, somebody else's columns, person numbers, and our own exports back again.

use crate::house::{House, TOWN, recipients};
use crate::people::{ANSWERS, answer, cell, exported, invited_town, link_of, open_round};
use crate::stories;

/// Text as Windows-1252 for the letters that Danes use; any other letter would be a fault of the story.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'æ' => 0xE6,
        'ø' => 0xF8,
        'å' => 0xE5,
        'Æ' => 0xC6,
        'Ø' => 0xD8,
        'Å' => 0xC5,
        '–' => 0x96,
        '…' => 0x85,
        'é' => 0xE9,
        c => u8::try_from(u32::from(c)).ok().filter(u8::is_ascii).expect("a letter of Windows-1252"),
    };
    text.chars().map(byte).collect()
}

fn utf_16(text: &str, big: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

const DANISH: &str = "person_key;name;email;municipality\r\nT-1;\"Mette Kjærgård\r\nteam Øst\";mette@thisted.example.dk;Thisted\r\nR-1;Åse Sørensen;aase@rebild.example.dk;Rebild\r\n";

/// All responses as the database holds them; an export at the machine is logged, so the rest of it moves.
fn answers_of(house: &House) -> String {
    house.sql("select response_id, panel_key, submitted_on, background, answers from response order by key")
}

fn people(house: &House) -> String {
    house.sql("select count(*) from recipient").trim().to_owned()
}

stories! {
    fn a_danish_spreadsheets_recipients_are_read_whatever_it_saved_them_as(house) {
        let with_mark = [b"\xEF\xBB\xBF".to_vec(), DANISH.as_bytes().to_vec()].concat();
        let tabs = DANISH.replace(';', "\t").into_bytes();
        let commas = DANISH.replace(';', ",").into_bytes();
        let forms = [DANISH.as_bytes().to_vec(), with_mark, windows_1252(DANISH), utf_16(DANISH, false), utf_16(DANISH, true), tabs, commas];
        house.ok(&["publish", &crate::people::own_surveys()]);
        for (number, bytes) in forms.into_iter().enumerate() {
            let round = format!("r-{number}");
            house.ok(&["round", "add", "--key", &round, "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
                "--closes", "2099-12-31", "--mode", "pseudonymous"]);
            let file = house.file(&format!("town-{number}.csv"), bytes);
            house.ok(&["recipients", "import", "--round", &round, &file]);
            let dump = house.dump();
            for words in ["Kjærgård", "Åse Sørensen"] {
                assert!(dump.contains(words), "form {number}: {words} was not read");
            }
        }
    }

    fn faults_among_recipients_are_told_by_line_and_nobody_is_imported(house) {
        open_round(house, "invited");
        let before = house.dump();
        let file = house.file("town.csv", "person_key,name,email,municipality\nA,Mette,mette@thisted.example.dk,thisted\nB,Lars,ingen-adresse,rebild\nC,Åse,aase@rebild.example.dk,Atlantis\n");
        house.refuses(&["recipients", "import", "--round", "house-1", &file], &["town.csv:3:", "town.csv:4:", "Atlantis"]);
        house.unchanged(&before, "");
        house.ok(&["recipients", "import", "--round", "house-1", "--dry-run", "--skip-faulty", &file]);
        house.unchanged(&before, "a dry run changed the database");
        house.ok(&["recipients", "import", "--round", "house-1", "--skip-faulty", &file]);
        assert!(house.dump().contains("mette@thisted.example.dk"));
    }

    fn a_person_twice_is_refused_unless_told_which_one_counts(house) {
        open_round(house, "invited");
        let before = house.dump();
        let twice = "person_key,name,email,municipality\nA,Mette,mette@thisted.example.dk,thisted\nA,Mette Kjær,ny@thisted.example.dk,thisted\n";
        let file = house.file("town.csv", twice);
        house.refuses(&["recipients", "import", "--round", "house-1", &file], &["town.csv:3:"]);
        house.unchanged(&before, "");
        house.ok(&["recipients", "import", "--round", "house-1", "--duplicates", "last", &file]);
        let dump = house.dump();
        assert!(dump.contains("ny@thisted.example.dk") && !dump.contains("mette@thisted.example.dk"));
    }

    fn a_person_imported_again_with_other_content_is_a_fault_and_never_dropped_in_silence(house) {
        open_round(house, "invited");
        let first = "person_key,name,email,municipality\nA,Mette,mette@thisted.example.dk,thisted\n";
        let import = |name: &str, text: &str, options: &[&str]| {
            let file = house.file(name, text);
            house.run(&[&["recipients", "import", "--round", "house-1"], options, &[&file]].concat())
        };
        assert_eq!(import("a.csv", first, &[]).out, "1 modtager, 0 kendt i forvejen, 0 udeladt\n");
        assert_eq!(import("a.csv", first, &[]).out, "0 modtagere, 1 kendt i forvejen, 0 udeladt\n");
        let before = house.dump();
        let moved = "person_key,name,email,municipality\nB,Bo,bo@thisted.example.dk,thisted\nA,Mette Kjær,ny@thisted.example.dk,thisted\n";
        for options in [&[][..], &["--dry-run"], &["--duplicates", "last"]] {
            let ran = import("b.csv", moved, options);
            assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{options:?}: {}", ran.err);
            assert!(ran.err.contains("b.csv:3:") && ran.err.contains("name, email") && !ran.err.contains("ny@"), "{}", ran.err);
            house.unchanged(&before, "a refused list changed the database");
        }
        let ran = import("b.csv", moved, &["--skip-faulty"]);
        assert_eq!((ran.code, ran.out.as_str()), (0, "1 modtager, 0 kendt i forvejen, 1 udeladt\n"), "{}", ran.err);
        assert!(ran.err.contains("b.csv:3:"), "{}", ran.err);
        assert!(house.dump().contains("mette@thisted.example.dk") && !house.dump().contains("ny@thisted.example.dk"));
    }

    fn an_address_that_the_round_has_already_brings_nobody_a_second_letter(house) {
        open_round(house, "invited");
        let file = house.file("a.csv", "person_key,email,municipality\nA,mette@thisted.example.dk,thisted\n");
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        let before = house.dump();
        let other = house.file("b.csv", "person_key,email,municipality\nB,Mette@Thisted.example.dk,rebild\n");
        house.refuses(&["recipients", "import", "--round", "house-1", &other], &["b.csv:2:", "--duplicates first"]);
        house.refuses(&["recipients", "import", "--round", "house-1", "--duplicates", "last", &other], &["b.csv:2:"]);
        let said = house.ok(&["recipients", "import", "--round", "house-1", "--duplicates", "first", &other]);
        assert_eq!(said, "0 modtagere, 0 kendt i forvejen, 1 udeladt\n");
        house.unchanged(&before, "an address came into the round twice");
    }

    fn person_numbers_are_refused_and_no_output_repeats_them(house) {
        open_round(house, "invited");
        let before = house.dump();
        for number in ["0101701234", "010170-1234", "290200-1234"] {
            let file = house.file("cpr.csv", format!("person_key,name,email,municipality\n{number},Mette,mette@thisted.example.dk,thisted\n"));
            let said = house.refuses(&["recipients", "import", "--round", "house-1", &file], &["CPR", "kommunens egne nøgler", "nulpunkt pseudonymise"]);
            assert!(!said.contains(number), "the refusal repeats the number");
            let file = house.file("cpr-2.csv", format!("person_key,name,email,municipality\nA,{number},mette@thisted.example.dk,thisted\n"));
            house.refuses(&["recipients", "import", "--round", "house-1", &file], &["CPR", "kommunens egne nøgler"]);
        }
        // Ten digits that are no date are a case number like any other.
        let file = house.file("cases.csv", "person_key,name,email,municipality\n9912345678,Mette,mette@thisted.example.dk,thisted\n");
        house.unchanged(&before, "");
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
    }

    fn a_person_number_in_the_words_of_an_answer_is_a_fault_by_line_and_column(house) {
        open_round(house, "invited");
        let before = house.dump();
        let file = house.file("svar.csv", "used,comments\n1,intet\n2,\"Søren, 010170-1234, ringede\"\n");
        let said = house.refuses(&["responses", "import", "--round", "house-1", &file], &["svar.csv:3:3:", "CPR"]);
        assert!(!said.contains("010170"), "the refusal repeats the number: {said}");
        house.unchanged(&before, "a refused file changed the database");
    }

    fn formulas_in_recipients_do_not_run_anywhere(house) {
        open_round(house, "invited");
        let file = house.file("town.csv", "person_key,name,email,municipality\nA,=cmd|' /C calc'!A0,mette@thisted.example.dk,thisted\n");
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        assert_eq!(house.sql("select name from recipient").trim(), "=cmd|' /C calc'!A0", "a name stays what it was");
        // No exit shows it to a spreadsheet: what a person is called is in no export.
        assert!(!house.ok(&["responses", "export", "--round", "house-1", "--format", "csv", "--excel"]).contains("calc"));
    }

    fn broken_files_are_told_and_change_nothing(house) {
        open_round(house, "invited");
        let before = house.dump();
        let header = "person_key,name,email,municipality\n";
        let broken: [(&str, Vec<u8>); 6] = [
            ("empty", Vec::new()),
            ("nul", format!("{header}A,Me\0tte,mette@thisted.example.dk,thisted\n").into_bytes()),
            ("unknown-column", b"person_key,name,email,municipality,skostr\nA,Mette,mette@thisted.example.dk,thisted,38\n".to_vec()),
            ("no-key", b"name,email,municipality\nMette,mette@thisted.example.dk,thisted\n".to_vec()),
            ("quote", format!("{header}A,\"Mette,mette@thisted.example.dk,thisted\n").into_bytes()),
            ("ragged", format!("{header}A,Mette,mette@thisted.example.dk,thisted,for,mange\n").into_bytes()),
        ];
        for (name, bytes) in broken {
            let file = house.file(&format!("{name}.csv"), bytes);
            house.refuses(&["recipients", "import", "--round", "house-1", &file], &[&format!("{name}.csv:")]);
            house.unchanged(&before, name);
        }
    }

    fn the_same_recipients_again_are_no_second_invitation(house) {
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        let count = people(house);
        house.run(&["recipients", "import", "--round", "house-1", &file]);
        assert_eq!(count, people(house));
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.ok(&["deliver", "--once"]);
        assert_eq!(crate::people::letters(house).len(), TOWN.len(), "one letter each");
    }

    fn exported_answers_come_back_byte_equal(house) {
        invited_town(house);
        for person in &TOWN[..3] {
            answer(house, &link_of(house, person.email), &ANSWERS);
        }
        let first = house.ok(&["responses", "export", "--round", "house-1", "--format", "csv"]);
        assert_eq!(first.lines().next().map(|line| line.starts_with("response_id,")), Some(true), "{first}");
        let file = house.file("svar.csv", &first);
        let other = House::on(crate::house::Backend::Sqlite);
        open_round(&other, "invited");
        other.ok(&["responses", "import", "--round", "house-1", &file]);
        assert_eq!(first, other.ok(&["responses", "export", "--round", "house-1", "--format", "csv"]));
        // The same file again: skipped and counted; with other content a fault.
        house.ok(&["responses", "import", "--round", "house-1", &file]);
        let before = answers_of(house);
        house.ok(&["responses", "import", "--round", "house-1", &file]);
        assert_eq!(before, answers_of(house), "the same file again stored something");
        assert_eq!(first, house.ok(&["responses", "export", "--round", "house-1", "--format", "csv"]));
        let changed = house.file("andet.csv", first.replacen("Det går bedre", "Det går værre", 1));
        house.refuses(&["responses", "import", "--round", "house-1", &changed], &["andet.csv:2:"]);
        assert_eq!(before, answers_of(house), "a refused file stored something");
        assert_eq!(exported(house, "house-1").len(), 3);
    }

    fn a_person_who_has_answered_cannot_be_imported_into_the_round_again(house) {
        open_round(house, "invited");
        let file = house.file("a.csv", "panel_id,used\nx,1\n");
        house.ok(&["responses", "import", "--round", "house-1", &file]);
        let before = house.dump();
        let again = house.file("b.csv", "panel_id,used\ny,1\nx,2\n");
        house.refuses(&["responses", "import", "--round", "house-1", &again], &["b.csv:3:", "panel_id"]);
        house.unchanged(&before, "one person answered twice");
    }

    fn a_recipient_outside_the_trial_is_a_fault_that_names_who_takes_part(house) {
        open_round(house, "invited");
        let file = house.file("a.csv", "person_key,municipality\nA,thisted\nB,midwest\n");
        let words = ["a.csv:3:", "Midwest", "Thisted, Rebild, Aalborg, Jammerbugt"];
        house.refuses(&["recipients", "import", "--round", "house-1", &file], &words);
    }

    fn a_spreadsheets_export_comes_back_as_what_it_was(house) {
        open_round(house, "invited");
        let file = house.file("svar.csv", "response_id,municipality,used,comments\n1,thisted,2,=1+1\n2,rebild,1,-2\n3,aalborg,1,'quoted\n4,,2,@SUM(A1)\n");
        house.ok(&["responses", "import", "--round", "house-1", &file]);
        let plain = house.ok(&["responses", "export", "--round", "house-1", "--format", "csv"]);
        let excel = house.ok(&["responses", "export", "--round", "house-1", "--format", "csv", "--excel"]);
        assert!(excel.starts_with('\u{feff}') && excel.lines().next().is_some_and(|line| line.contains(';')), "{excel}");
        for running in [";=1+1", ";-2", ";@SUM"] {
            assert!(!excel.contains(running), "a cell that a spreadsheet would run: {excel}");
        }
        let file = house.file("excel.csv", &excel);
        let other = House::on(crate::house::Backend::Sqlite);
        open_round(&other, "invited");
        other.ok(&["responses", "import", "--round", "house-1", &file]);
        assert_eq!(plain, other.ok(&["responses", "export", "--round", "house-1", "--format", "csv"]));
    }

    fn faulty_answers_files_are_told_by_line_and_change_nothing(house) {
        open_round(house, "invited");
        let before = house.dump();
        let faulty: [(&str, &str, &[&str]); 12] = [
            ("column", "municipality,used,skostr\nthisted,1,38\n", &["column.csv:1:", "skostr"]),
            ("scale", "municipality,used\nthisted,1\nrebild,3\n", &["scale.csv:3:"]),
            ("label", "municipality,used\nthisted,Måske\n", &["label.csv:2:", "Måske"]),
            ("municipality", "municipality,used\nAtlantis,1\n", &["municipality.csv:2:", "Atlantis"]),
            ("number", "municipality,hours\nthisted,41\n", &["number.csv:2:"]),
            ("day", "municipality,since\nthisted,2019-02-29\n", &["day.csv:2:"]),
            ("future", "submitted_on,used\n2099-01-01,1\n", &["future.csv:2:"]),
            ("panel", "panel_id,used\nx,1\nx,2\n", &["panel.csv:3:"]),
            ("half", "how/1,how/2,how/3\n1,,\n", &["half.csv:2:3:", "how/2"]),
            ("twice", "response_id,used\n1,1\n1,2\n", &["twice.csv:3:"]),
            ("columns-twice", "used,used\n1,1\n", &["columns-twice.csv:1:"]),
            ("multiple", "how/1,how/2\n2,0\n", &["multiple.csv:2:"]),
        ];
        for (name, text, words) in faulty {
            let file = house.file(&format!("{name}.csv"), text);
            house.refuses(&["responses", "import", "--round", "house-1", &file], words);
            house.unchanged(&before, name);
        }
    }

    fn labels_decimal_commas_and_danish_letters_are_read_as_answers(house) {
        open_round(house, "invited");
        let text = "municipality;used;simplified;how/1;how/2;how/3;hours;comments\r\nThisted;Ofte;i høj grad;1;0;0;7,5;\"Linje 1\r\nlinje; 2\"\r\n;Aldrig;;;;;;\r\n";
        let file = house.file("svar.csv", windows_1252(text));
        house.ok(&["responses", "import", "--round", "house-1", &file]);
        let rows = exported(house, "house-1");
        assert_eq!(rows.len(), 2);
        let row = rows.iter().find(|row| cell(row, "municipality") == "thisted").expect("Thisted");
        assert_eq!((cell(row, "used"), cell(row, "simplified"), cell(row, "how/1"), cell(row, "how/2")), ("2", "3", "1", "0"));
        assert!(cell(row, "comments").contains("linje; 2"), "{row:?}");
    }
}
