//! Workbooks that other programs wrote (tests/data/workbooks), and what a page shows of them.

use super::super::read;
use super::*;
use crate::language::Language;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/workbooks/{name}")).unwrap()
}

/// The rows with their numbers, cells apart by bars, and below them the faults.
fn told(name: &str, bytes: &[u8], wanted: Option<&str>) -> String {
    let faults = |faults: &[Fault]| faults.iter().map(|fault| fault.line(Language::Da)).collect::<Vec<_>>().join("\n");
    match crate::import::table::read_sheet(name, bytes, wanted) {
        Err(wrong) => faults(&wrong),
        Ok(table) => {
            let row = |row: &Row| format!("{} {}", row.line, row.cells.iter().collect::<Vec<_>>().join("|"));
            let rows = std::iter::once(&table.header).chain(&table.rows).map(row).collect::<Vec<_>>().join("\n");
            format!("{}\n{rows}\n{}", table.sniffed.sentence(Language::Da), faults(&table.faults))
        }
    }
}

#[test]
fn workbooks_that_other_programs_wrote_are_read_as_they_are_shown() {
    insta::assert_snapshot!(told("r.xlsx", &file("recipients-openpyxl.xlsx"), None), @r#"
    Læst som Excel-regneark, arket »Ark1«. Filen har også »Vejledning«.
    1 Nøgle|Navn|E-mail|Telefon|Kommune|Team
    2 br-01|Søren Ærø|soeren.aeroe@broenderslev.example|4520304050|Brønderslev|Øst
    4 17|Åse Kjær Nielsen|aase.kjaer@broenderslev.example|+45 72 45 45 46|Brønderslev Kommune|Syd; vest
    5 th-01|Bjørn "Bob" Lund|bob@thisted-jobcenter.example||thisted|
    "#);
    insta::assert_snapshot!(told("r.xlsx", &file("recipients-xlsxwriter.xlsx"), None), @r"
    Læst som Excel-regneark, arket »Årets liste«.
    3 Nøgle|Navn|E-mail|Telefon|Kommune|Team
    4 0017|Søren Ærø|soeren@broenderslev.example|72454545|Brønderslev|Øst
    5 0018|Ida To|||Thisted|
    ");
    insta::assert_snapshot!(told("r.xlsx", &file("recipients-inline.xlsx"), None), @r"
    Læst som Excel-regneark, arket »Ark1«.
    1 Nøgle|Navn|Kommune
    2 a|Åse Ø|Thisted
    3 b|Ib & <Bo>|Brønderslev
    ");
    insta::assert_snapshot!(told("d.xlsx", &file("days.xlsx"), None), @r"
    Læst som Excel-regneark, arket »Svar«.
    1 dag|tal|tid
    2 2020-06-30|1000000000000000|2020-06-30 14:30
    3 1900-03-01|0.3|1
    ");
    assert!(told("d.xlsx", &file("days-1904.xlsx"), None).contains("\n2 2020-06-30\n"));
}

#[test]
fn a_fault_names_the_sheet_the_row_and_the_column() {
    insta::assert_snapshot!(told("r.xlsx", &file("recipients-faulty.xlsx"), None), @r"
    Læst som Excel-regneark, arket »Ark1«.
    1 Nøgle|Navn|E-mail|Kommune
    2 a|Ida To|ida@thisted.example|Thisted
    3 b|Ib Bo|ib-at-thisted.example|Thisted
    r.xlsx[Ark1]:5:4: Her står fejlen #N/A. Skriv værdien, eller lad feltet være tomt.
    r.xlsx[Ark1]:6:5: Her står noget i en kolonne uden navn. Giv kolonnen et navn i listens første række, eller slet feltet.
    ");
    assert_eq!(
        told("r.xlsx", &file("recipients-openpyxl.xlsx"), Some("Ark9")),
        "r.xlsx:1:1: Regnearket har intet ark, der hedder »Ark9«. Det har »Ark1«, »Vejledning«."
    );
}

#[test]
fn a_workbook_shown_as_text_is_read_as_the_same_rows_on_the_same_lines() {
    for name in ["recipients-openpyxl.xlsx", "recipients-xlsxwriter.xlsx", "recipients-inline.xlsx", "days.xlsx"] {
        let bytes = file(name);
        let text = as_text(name, &bytes, None).unwrap();
        let (sheet, again) = (read(name, &bytes).unwrap(), read(name, text.as_bytes()).unwrap());
        assert_eq!(sheet.headers, again.headers, "{name}");
        let rows = |table: &Table| table.rows.iter().map(|row| (row.line, row.cells.clone())).collect::<Vec<_>>();
        assert_eq!(rows(&sheet), rows(&again), "{name}");
    }
}

#[test]
fn a_row_that_could_not_be_read_stays_a_fault_when_it_comes_back_as_text() {
    let bytes = file("recipients-faulty.xlsx");
    let text = as_text("r.xlsx", &bytes, None).unwrap();
    let again = read("r", text.as_bytes()).unwrap();
    assert_eq!(again.faults.iter().map(|fault| fault.place.line).collect::<Vec<_>>(), [5, 6]);
}
