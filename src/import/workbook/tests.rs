//! Workbooks as programs write them, and as nobody should.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// An archive of these parts.
pub(in crate::import) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ROOT: &str = r#"<Relationships xmlns="p"><Relationship Id="rId1" Type="http://o/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATED: &str = r#"<Relationships xmlns="p"><Relationship Id="rId1" Type="http://o/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://o/relationships/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://o/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId4" Type="http://o/relationships/styles" Target="styles.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="Skjult" sheetId="1" state="hidden" r:id="rId2"/><sheet name="Ark1" sheetId="2" r:id="rId1"/></sheets></workbook>"#;
const STRINGS: &str = r#"<sst><si><t>Åse</t></si><si><r><t xml:space="preserve">Bo </t></r><r><t>Holm</t></r><rPh><t>x</t></rPh></si><si><t>a_x000D__x005F_b</t></si></sst>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\-mm\-yyyy"/><numFmt numFmtId="165" formatCode="000000&quot;-&quot;0000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;

pub(in crate::import) fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    archive(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATED),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>gemt</t></is></c></row></sheetData></worksheet>",
        ),
    ])
}

/// The rows as lines: number, then each cell as column letter and text.
fn told(bytes: &[u8], wanted: Option<&str>) -> String {
    match read(bytes, wanted) {
        Err(fault) => fault.code().to_owned(),
        Ok(sheet) => {
            let cell = |(column, value): &(usize, Result<String, WorkbookFault>)| {
                let value = value.as_ref().map_or_else(|fault| format!("!{}", fault.code()), Clone::clone);
                format!("{}={value}", letters(*column))
            };
            let row = |row: &SheetRow| format!("{} {}", row.number, row.cells.iter().map(cell).collect::<Vec<_>>().join(" "));
            sheet.rows.iter().map(row).collect::<Vec<_>>().join("\n")
        }
    }
}

#[test]
fn every_kind_of_cell_is_read_as_it_is_shown() {
    let rows = r#"<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c><c r="E2" s="1"><v>44012</v></c><c r="F2" s="2"><v>44012.5</v></c></row>
        <row r="3"/><row r="4"><c r="A4" s="7"/><c r="B4"><v>4.52030405E9</v></c><c r="C4" t="b"><v>1</v></c><c t="str"><f>A1</f><v>ja</v></c><c t="inlineStr"><is><t>x
y</t></is></c><c t="e"><v>#N/A</v></c><c><f>1+1</f></c><c s="1"><v>-4</v></c><c t="s"><v>2</v></c><c t="s"><v>9</v></c></row>"#;
    insta::assert_snapshot!(told(&workbook(rows), None), @r"
    2 B=Åse D=Bo Holm E=2020-06-30 F=2020-06-30 12:00
    4 B=4520304050 C=1 D=ja E=x y F=!cell-without-value G=!cell-without-value H=!not-a-number-in-sheet I=a_b J=!damaged-workbook
    ");
}

#[test]
fn a_sheet_is_chosen_by_its_name_and_a_hidden_one_only_so() {
    let book = workbook("<row><c><v>1</v></c></row>");
    assert_eq!(told(&book, None), "1 A=1");
    assert_eq!(told(&book, Some("skjult")), "1 A=gemt");
    assert_eq!(told(&book, Some("Ark2")), "no-such-sheet");
}

#[test]
fn person_numbers_that_lost_their_zero_are_seen_and_other_numbers_are_not() {
    let column = |values: &[&str]| {
        let rows: Vec<String> = values.iter().map(|value| format!("<row><c><v>{value}</v></c></row>")).collect();
        let rows = rows.concat();
        told(&workbook(&rows), None)
    };
    assert_eq!(column(&["101701234", "3112991234"]), "1 A=0101701234\n2 A=3112991234");
    assert_eq!(column(&["101701234", "999999999"]), "1 A=101701234\n2 A=999999999");
    let rows = r#"<row><c s="3"><v>101701234</v></c></row>"#;
    assert_eq!(told(&workbook(rows), None), "1 A=0101701234");
}

#[test]
fn what_is_no_workbook_says_so() {
    assert_eq!(told(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", None), "old-or-locked-workbook");
    assert_eq!(told(b"PK\x03\x04", None), "damaged-workbook");
    assert_eq!(told(&archive(&[("a", "b")]), None), "not-a-workbook");
    assert_eq!(told(&archive(&[("_rels/.rels", ROOT)]), None), "damaged-workbook");
    let binary = ROOT.replace("workbook.xml", "workbook.bin");
    assert_eq!(told(&archive(&[("_rels/.rels", &binary)]), None), "not-a-workbook");
    let evil = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Relationships/>";
    assert_eq!(told(&archive(&[("_rels/.rels", evil)]), None), "damaged-workbook");
    for rows in
        ["<row r=\"2\"/><row r=\"1\"/>", "<row><c r=\"B1\"/><c r=\"A1\"/></row>", "<row r=\"-1\"/>", "<row><c r=\"1\"/></row>"]
    {
        assert_eq!(told(&workbook(rows), None), "damaged-workbook", "{rows}");
    }
}

#[test]
fn what_unpacks_to_far_more_than_a_list_is_refused() {
    let bomb = workbook(&" ".repeat(LARGEST + 1));
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(told(&bomb, None), "workbook-too-large");
    let wide = r#"<row><c r="XFD1"><v>1</v></c></row>"#;
    assert_eq!(told(&workbook(wide), None), "workbook-too-large");
    let many = "<row><c><v>1</v></c></row>".repeat(100_001);
    assert_eq!(told(&workbook(&many), None), "workbook-too-large");
    let word = format!("<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(1024 * 1024));
    assert_eq!(told(&workbook(&word.repeat(17)), None), "workbook-too-large");
    let far = r#"<row r="1048576"><c><v>1</v></c></row>"#;
    assert_eq!(told(&workbook(far), None), "1048576 A=1");
}

proptest! {
    #[test]
    fn strange_bytes_are_a_fault_and_never_a_fall(at in 0usize..4000, byte: u8, more in proptest::collection::vec(any::<u8>(), 0..64)) {
        let mut bytes = workbook(r#"<row><c t="s"><v>0</v></c><c s="1"><v>44012</v></c></row>"#);
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(bytes.len().max(at + 8));
        let _ = read(&bytes, None);
        bytes.splice(at..at, more);
        let _ = read(&bytes, None);
    }

    #[test]
    fn strange_words_in_a_sheet_are_a_fault_and_never_a_fall(rows in "(<row( r=\"[0-9]{0,3}\")?>|</row>|<c( r=\"[A-C]{0,2}[0-9]?\")?( t=\"[a-z]{0,3}\")?( s=\"[0-9]\")?/?>|</c>|<v>|</v>|-?[0-9]{0,12}(\\.[0-9])?(E[0-9]{1,3})?|&#?[0-9a-z]{0,4};|_x[0-9A-F]{2,5}_|[ -~æøå]){0,40}") {
        let _ = read(&workbook(&rows), None);
    }
}
