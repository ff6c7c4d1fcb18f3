//! Separators, encodings and quoted newlines, and where a row stood in its file.

use super::*;

fn table(text: &str) -> Table {
    read("t.csv", text.as_bytes()).ok().unwrap()
}

fn faults(bytes: &[u8]) -> String {
    let faults = match read("t.csv", bytes) {
        Ok(table) => table.faults,
        Err(faults) => faults,
    };
    faults.iter().map(|fault| fault.line(Language::En)).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_separator_is_the_one_that_the_records_agree_on() {
    for (text, separator) in [
        ("a,b\n1,2\n", ','),
        ("a;b\n1,5;2,5\n1,5;3,5\n", ';'),
        ("a\tb\n1;2\t3\n", '\t'),
        ("\"Navn, titel\";mail\n\"Bo, chef\";b\n", ';'),
        ("a,b,c\n\"x;y;z\",2,3\n\"x;y;z\",2,3\n", ','),
        ("a;b;c\n1;2;3\n1;2\n", ';'),
        ("only\n1\n", ','),
        ("sep=;\na,b;c\n1;2\n", ';'),
    ] {
        assert_eq!(table(text).sniffed.separator, separator, "{text}");
    }
}

#[test]
fn how_a_file_was_read_is_said_in_one_sentence() {
    let bytes = include_bytes!("../../tests/data/files/recipients-windows-1252.csv");
    let sniffed = read("r.csv", bytes).ok().unwrap().sniffed;
    assert_eq!(sniffed.sentence(Language::Da), "Læst som Windows-1252 med semikolon. Én tom række sidst i filen er udeladt.");
    let sniffed = table("a\tb\n1\t2\n").sniffed;
    assert_eq!(sniffed.sentence(Language::En), "Read as UTF-8 with tabs.");
}

#[test]
fn danish_excel_files_in_three_encodings_are_one_table() {
    let read = |bytes: &[u8]| {
        let table = read("r.csv", bytes).ok().unwrap();
        let cells = |row: &Row| (0..5).map(|column| row.cell(column).to_owned()).collect::<Vec<_>>();
        (table.headers.clone(), table.rows.iter().map(|row| (row.line, cells(row))).collect::<Vec<_>>())
    };
    let windows = read(include_bytes!("../../tests/data/files/recipients-windows-1252.csv"));
    assert_eq!(windows.1[1].1[1], "Åse Kjær\r\nNielsen");
    assert_eq!(windows.1.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 5]);
    assert!(windows == read(include_bytes!("../../tests/data/files/recipients-utf-8-bom.csv")));
    assert!(windows == read(include_bytes!("../../tests/data/files/recipients-utf-16-le.csv")));
}

#[test]
fn rows_and_cells_keep_their_places_behind_quoted_newlines() {
    for newline in ["\n", "\r\n", "\r"] {
        let text = "a,b,c\n\"x\ny\",\"\"\"q\"\"\",z\n\n1,\"2\n\n\",3\n4,5,6\n".replace('\n', newline);
        let table = table(&text);
        let place = |row: usize, column| {
            let place = table.place(&table.rows[row], column);
            (place.line, place.column)
        };
        assert_eq!([place(0, 0), place(0, 1), place(0, 2)], [(2, 1), (3, 4), (3, 12)], "{newline:?}");
        assert_eq!([place(1, 1), place(1, 2), place(2, 2)], [(5, 3), (7, 3), (8, 5)], "{newline:?}");
        assert_eq!(table.rows[1].line, 5);
    }
}

#[test]
fn files_that_are_no_tables_are_refused_with_their_line() {
    let file = |name: &str| std::fs::read(format!("tests/data/files/{name}")).unwrap();
    insta::assert_snapshot!(faults(b""), @"t.csv:1:1: The file is empty. It needs a row with the names of its columns.");
    insta::assert_snapshot!(faults(&file("damaged-utf-8.csv")), @"t.csv:3:13: Here is a byte that is not UTF-8. Save the file again as 'CSV UTF-8'.");
    insta::assert_snapshot!(faults(&file("nul.csv")), @"t.csv:2:8: Here is a NUL character, which cannot be stored. Delete it.");
    insta::assert_snapshot!(faults(&file("unclosed-quote.csv")), @"t.csv:2:7: A quotation mark is opened here and never closed. Close it, or write it twice.");
    insta::assert_snapshot!(faults(&file("no-text.csv")), @"t.csv:3:116: The byte 0x81 exists neither in UTF-8 nor in Windows-1252. Is this a CSV file? Save it again as 'CSV UTF-8'.");
    insta::assert_snapshot!(faults(b"a,,b,a\n1,2,3,4\n"), @r#"
    t.csv:1:3: Column 2 has no name. Give it one or delete the column.
    t.csv:1:6: The column 'a' is there twice. Delete or rename one.
    "#);
    insta::assert_snapshot!(faults(b"a,b,c\n1,2\n1,2,3,4\n1,2,3\n"), @r#"
    t.csv:2:3: The row has 2 cells but the file has 3 columns. Quote cells that hold the separator.
    t.csv:3:5: The row has 4 cells but the file has 3 columns. Quote cells that hold the separator.
    "#);
}

#[test]
fn the_guard_of_excel_files_is_taken_off_only_there() {
    let text = "\u{FEFF}'=a;b\n'-5;'x\n";
    let table = table(text);
    assert_eq!(table.headers[0], "=a");
    assert_eq!((table.cell(&table.rows[0], 0), table.cell(&table.rows[0], 1)), ("-5", "'x"));
    let table = self::table("'=a;b\n'-5;'x\n");
    assert_eq!((table.headers[0].as_str(), table.cell(&table.rows[0], 0)), ("'=a", "'-5"));
}

#[test]
fn a_file_of_ten_megabytes_is_read_with_the_right_lines() {
    let row = "\"Søren\nÆrø\";12,5;brønderslev\n";
    let text = format!("a;b;c\n{}", row.repeat(10_000_000 / row.len() + 1));
    assert!(text.len() > 10_000_000);
    let table = table(&text);
    assert_eq!(table.rows.len(), 10_000_000 / row.len() + 1);
    assert_eq!(table.rows.last().unwrap().line, 2 * table.rows.len());
}
