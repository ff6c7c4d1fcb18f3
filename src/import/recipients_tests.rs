//! Recipients as spreadsheets save them, and every fault of a list by its line.

use super::*;
use crate::import::test_house::{trials, version};

fn read(bytes: &[u8], change: impl Fn(RecipientRules) -> RecipientRules) -> Recipients {
    let (version, trials) = (version(), trials());
    let rules = RecipientRules {
        version: &version,
        trials: &trials,
        mode: Mode::Pseudonymous,
        duplicates: Duplicates::Refuse,
        skip_faulty: false,
        only: None,
        sheet: None,
    };
    recipients("r.csv", bytes, change(rules)).ok().unwrap()
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/files/{name}")).unwrap()
}

fn lines(recipients: &Recipients, language: Language) -> String {
    recipients.faults.iter().map(|fault| fault.line(language)).collect::<Vec<_>>().join("\n")
}

fn keys(recipients: &Recipients) -> Vec<&str> {
    recipients.rows.iter().map(|row| row.person_key.as_str()).collect()
}

#[test]
fn a_danish_excel_export_is_read_with_names_on_one_line() {
    for name in ["recipients-windows-1252.csv", "recipients-utf-8-bom.csv", "recipients-utf-16-le.csv"] {
        let read = read(&file(name), |rules| rules);
        assert_eq!(lines(&read, Language::Da), "", "{name}");
        assert_eq!(keys(&read), ["br-01", "br-02", "th-01"]);
        assert_eq!(read.rows[1].name.as_deref(), Some("Åse Kjær Nielsen"));
        assert_eq!(read.rows[1].background["municipality"], "broenderslev");
        assert_eq!(read.rows[1].background["team"], "Syd; vest");
        assert!(!read.rows[2].background.contains_key("team"));
    }
}

#[test]
fn a_list_with_person_numbers_is_refused_even_when_faulty_rows_are_skipped() {
    let read = read(&file("recipients-cpr.csv"), |rules| RecipientRules { skip_faulty: true, ..rules });
    assert!(read.refused && read.rows.is_empty());
    insta::assert_snapshot!(lines(&read, Language::Da), @"r.csv:3:1: Kolonnen »person_key« ser ud til at indeholde CPR-numre (ti cifre med en gyldig dato), og dem må platformen ikke have. Erstat dem med kommunens egne nøgler: det gør `nulpunkt pseudonymise` på jeres egen maskine. Importér så filen igen.");
    assert!(!lines(&read, Language::En).contains("010170"));
}

#[test]
fn every_fault_of_a_list_is_named_by_line_and_nothing_is_kept() {
    let read = read(&file("recipients-faulty.csv"), |rules| rules);
    assert!(read.refused && read.rows.is_empty());
    insta::assert_snapshot!(lines(&read, Language::Da), @r#"
    r.csv:4:7: Det er ikke en e-mailadresse. Ret den, eller lad feltet være tomt.
    r.csv:5:37: Det er ikke et telefonnummer. Ret det, eller lad feltet være tomt.
    r.csv:5:45: Kommunen »Atlantis« er ukendt. Skriv kommunens korte eller fulde navn, som det står på forsøgets side.
    r.csv:6:1: Samme person_key som i linje 2. Slet den ene, eller vælg --duplicates first eller last.
    r.csv:7:1: »person_key« mangler. Feltet skal udfyldes.
    r.csv:8:43: Spørgeskemaet findes ikke på sproget »tlh«. Vælg mellem da, en.
    r.csv:9:15: Rækken har 3 felter, men filen har 6 kolonner. Sæt anførselstegn om felter med skilletegn i.
    "#);
    insta::assert_snapshot!(lines(&read, Language::En), @r#"
    r.csv:4:7: This is no e-mail address. Mend it or leave the cell empty.
    r.csv:5:37: This is no telephone number. Mend it or leave the cell empty.
    r.csv:5:45: The municipality 'Atlantis' is unknown. Write the municipality's short or full name as on the trial's page.
    r.csv:6:1: The same person_key as on line 2. Delete one, or choose --duplicates first or last.
    r.csv:7:1: 'person_key' is missing. Fill in the cell.
    r.csv:8:43: The questionnaire is not offered in 'tlh'. Choose one of da, en.
    r.csv:9:15: The row has 3 cells but the file has 6 columns. Quote cells that hold the separator.
    "#);
}

#[test]
fn a_name_that_turns_the_words_behind_it_is_refused_and_one_with_arabic_marks_is_not() {
    let list = |name: &str| format!("person_key,name,email,municipality\na,{name},a@example.dk,thisted\n");
    for sign in ['\u{202e}', '\u{202a}', '\u{2067}', '\u{2069}'] {
        let refused = read(list(&format!("Anne{sign}Holm")).as_bytes(), |rules| rules);
        assert!(lines(&refused, Language::Da).starts_with("r.csv:2:3:"), "{}", lines(&refused, Language::Da));
        assert!(refused.rows.is_empty());
    }
    assert_eq!(read(list("Fatma\u{200f} Holm").as_bytes(), |rules| rules).rows.len(), 1);
}

#[test]
fn faulty_rows_are_skipped_when_told() {
    let read = read(&file("recipients-faulty.csv"), |rules| RecipientRules { skip_faulty: true, ..rules });
    assert_eq!((keys(&read), read.skipped, read.refused), (vec!["br-01", "br-01"], 6, false));
}

#[test]
fn duplicates_are_kept_as_told() {
    let text = b"person_key,email,municipality\na,x@x.dk,thisted\nb,y@x.dk,thisted\na,z@x.dk,thisted\nc,Y@x.dk,thisted\n";
    let with = |duplicates| read(text, move |rules| RecipientRules { duplicates, ..rules });
    let first = with(Duplicates::First);
    assert_eq!((keys(&first), first.skipped), (vec!["a", "b"], 2));
    assert_eq!(first.rows[0].email.as_deref(), Some("x@x.dk"));
    let last = with(Duplicates::Last);
    assert_eq!((keys(&last), last.skipped), (vec!["a", "c"], 2));
    assert_eq!(last.rows[0].email.as_deref(), Some("z@x.dk"));
    assert!(with(Duplicates::Refuse).refused);
}

#[test]
fn one_auditor_may_review_many_cases() {
    let text = b"person_key,email,municipality\nsag-1,x@x.dk,thisted\nsag-2,x@x.dk,thisted\n";
    assert!(read(text, |rules| rules).refused);
    let read = read(text, |rules| RecipientRules { mode: Mode::Identified, ..rules });
    assert_eq!(keys(&read), ["sag-1", "sag-2"]);
}

#[test]
fn a_municipality_that_takes_no_part_in_the_trial_is_a_fault_that_names_those_that_do() {
    let mut trials = trials();
    let part = "[[theme]]\nkey = \"A\"\nname = { da = \"A\", en = \"A\" }\n[[trial]]\nkey = \"example\"\nnumber = 1\n\
        name = { da = \"X\", en = \"X\" }\ntheme = \"A\"\nin_force = 2018-07-01\nstatus = \"running\"\noutcome = \"none\"\n\
        [[trial.part]]\nname = { da = \"X\", en = \"X\" }\nmunicipalities = [\"thisted\"]\nsource = \"X\"\n\
        [[municipality]]\nkey = \"thisted\"\nname = \"Thisted Kommune\"\nshort = \"Thisted\"\ncode = 787\n";
    trials.trials = crate::questionnaire::read_trials("trials", part).unwrap().trials;
    let rules = RecipientRules {
        version: &version(),
        trials: &trials,
        mode: Mode::Pseudonymous,
        duplicates: Duplicates::Refuse,
        skip_faulty: false,
        only: None,
        sheet: None,
    };
    let text = "person_key,municipality\na,thisted\nb,Brønderslev\n";
    let read = recipients("r.csv", text.as_bytes(), rules).ok().unwrap();
    insta::assert_snapshot!(lines(&read, Language::Da), @"r.csv:3:3: »Brønderslev« deltager ikke i forsøget. Det gør Thisted. Ret kommunen, eller slet rækken.");
}

#[test]
fn unknown_and_missing_columns_are_named_with_what_is_known() {
    let read = read(b"person_key,emial\na,x@x.dk\n", |rules| rules);
    insta::assert_snapshot!(lines(&read, Language::En), @r#"
    r.csv:1:12: The column 'emial' is unknown. Change it to one of person_key, name, email, phone, address, language, municipality, team, or delete it.
    r.csv:1:1: The column 'municipality' is missing.
    "#);
}

#[test]
fn whoever_has_some_municipalities_hands_in_rows_of_theirs_alone() {
    static OWN: fn(&str) -> bool = |municipality| municipality == "thisted";
    let text = "person_key,municipality\n1,thisted\n2,Brønderslev\n";
    let refused = read(text.as_bytes(), |rules| RecipientRules { only: Some(&OWN), ..rules });
    assert!(refused.refused && refused.rows.is_empty(), "a row of another municipality was taken");
    assert!(refused.faults[0].line(Language::En).contains("r.csv:3:3: The row belongs to none of your municipalities"));
    let skipped = read(text.as_bytes(), |rules| RecipientRules { only: Some(&OWN), skip_faulty: true, ..rules });
    assert_eq!(skipped.rows.iter().map(|row| row.person_key.as_str()).collect::<Vec<_>>(), ["1"]);
}

fn book(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/workbooks/{name}")).unwrap()
}

#[test]
fn a_workbook_is_read_as_the_list_that_it_shows() {
    let read = read(&book("recipients-openpyxl.xlsx"), |rules| rules);
    assert_eq!(lines(&read, Language::Da), "");
    assert_eq!(keys(&read), ["br-01", "17", "th-01"]);
    assert_eq!(read.rows[1].name.as_deref(), Some("Åse Kjær Nielsen"));
    assert_eq!((read.rows[0].phone.as_deref(), read.rows[1].line), (Some("4520304050"), 4));
}

#[test]
fn a_workbook_with_person_numbers_is_refused_although_excel_dropped_a_zero() {
    let read = read(&book("recipients-cpr.xlsx"), |rules| RecipientRules { skip_faulty: true, ..rules });
    assert!(read.refused && read.rows.is_empty());
    assert!(lines(&read, Language::Da).starts_with("r.csv[Ark1]:2:1: Kolonnen »person_key« ser ud til at indeholde CPR-numre"));
    assert!(!lines(&read, Language::En).contains("01701234"));
}

#[test]
fn faults_of_a_workbook_are_told_by_sheet_row_and_column() {
    let read = read(&book("recipients-faulty.xlsx"), |rules| rules);
    insta::assert_snapshot!(lines(&read, Language::Da), @r"
    r.csv[Ark1]:3:3: Det er ikke en e-mailadresse. Ret den, eller lad feltet være tomt.
    r.csv[Ark1]:5:4: Her står fejlen #N/A. Skriv værdien, eller lad feltet være tomt.
    r.csv[Ark1]:6:5: Her står noget i en kolonne uden navn. Giv kolonnen et navn i listens første række, eller slet feltet.
    ");
}
