//! Tables as sheets of a workbook (ECMA-376, SpreadsheetML): numbers as numbers at full precision, texts as texts, no formula.

use std::fmt::Write as _;

use zip::result::ZipError;

use super::office::{Part, archive, core_properties, escaped, relations};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// A number, written as the shortest text that reads back as the same double, and how it is shown.
    Number(f64, Form),
    /// Yes or no.
    Truth(bool),
    /// Words.
    Text(String),
}

/// How a number is shown; it is kept with all of its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Without decimals.
    Points = 3,
    /// As a count, its thousands apart.
    Count = 4,
    /// As a percentage with one decimal.
    Share = 5,
    /// With one decimal.
    Tenths = 6,
    /// With two decimals: means and spreads of scales.
    Mean = 7,
    /// With three decimals: p-values, statistics and effects.
    Fine = 8,
}

impl Cell {
    /// Words; nothing for none.
    pub(super) fn text(words: impl Into<String>) -> Self {
        let words = words.into();
        if words.is_empty() { Self::Empty } else { Self::Text(words) }
    }

    /// A count; nothing for none.
    pub(super) fn count(count: Option<u64>) -> Self {
        Self::shown(count.map(|count| count as f64), Form::Count)
    }

    /// A share; nothing for none.
    pub(super) fn share(share: Option<f64>) -> Self {
        Self::shown(share, Form::Share)
    }

    /// A statistic; nothing for none.
    pub(super) fn number(number: Option<f64>) -> Self {
        Self::shown(number, Form::Fine)
    }

    /// A number in this form; nothing for none, and for one that no cell can hold.
    pub(super) fn shown(number: Option<f64>, form: Form) -> Self {
        number.filter(|number| number.is_finite()).map_or(Self::Empty, |number| Self::Number(number, form))
    }

    /// How many letters it takes.
    fn length(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Number(..) => 8,
            Self::Truth(_) => 6,
            Self::Text(text) => text.chars().count(),
        }
    }
}

/// A sheet: its name, its columns, and rows of as many cells.
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A workbook of these sheets; the mark stands at the top of every printed page.
pub(super) fn workbook(title: &str, language: &str, mark: Option<&str>, sheets: &[Sheet]) -> Result<Vec<u8>, ZipError> {
    let main = "spreadsheetml";
    let names = [
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/sheet4.xml",
        "xl/worksheets/sheet5.xml",
    ];
    let targets = names.map(|name| name.trim_start_matches("xl/"));
    let mut own = String::new();
    for (place, sheet) in (1..).zip(sheets) {
        let _ = write!(own, "<sheet name=\"{}\" sheetId=\"{place}\" r:id=\"rId{place}\"/>", escaped(sheet.name));
    }
    let mut related: Vec<(&str, &str)> = targets.iter().take(sheets.len()).map(|target| ("worksheet", *target)).collect();
    related.push(("styles", "styles.xml"));
    let mut parts: Vec<Part> = vec![
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml"), ("metadata/core-properties", "docProps/core.xml")])),
        ("docProps/core.xml", core_properties(title, language)),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{own}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", relations(&related)),
        ("xl/styles.xml", STYLES.replace("{main}", MAIN)),
    ];
    let worksheet = format!("officedocument.{main}.worksheet");
    let mut kinds = vec![
        ("docProps/core.xml", "package.core-properties".to_owned()),
        ("xl/workbook.xml", format!("officedocument.{main}.sheet.main")),
        ("xl/styles.xml", format!("officedocument.{main}.styles")),
    ];
    for (name, sheet) in names.into_iter().zip(sheets) {
        parts.push((name, written(sheet, mark)));
        kinds.push((name, worksheet.clone()));
    }
    let kinds: Vec<(&str, &str)> = kinds.iter().map(|(name, kind)| (*name, kind.as_str())).collect();
    archive(&kinds, &parts, &[])
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Plain, heads, texts that begin like a formula (these keep an apostrophe that is not shown when somebody edits them), and numbers in
/// each [`Form`].
const STYLES: &str = "<styleSheet xmlns=\"{main}\">\
    <numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"0.0%\"/><numFmt numFmtId=\"165\" formatCode=\"0.0\"/>\
    <numFmt numFmtId=\"166\" formatCode=\"0.000\"/></numFmts>\
    <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"9\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
    <xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" quotePrefix=\"1\"/>\
    <xf numFmtId=\"1\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"3\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"2\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"166\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";
/// How many letters a column has room for, at least and at most.
const NARROWEST: usize = 6;
const BROADEST: usize = 48;
/// How many characters a cell holds at most.
const LONGEST: usize = 32_767;

fn written(sheet: &Sheet, mark: Option<&str>) -> String {
    let mut out = format!(
        "<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
         activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
    );
    widths(&mut out, sheet);
    out.push_str("<sheetData>");
    let head: Vec<Cell> = sheet.head.iter().map(|name| Cell::text(name.as_str())).collect();
    row(&mut out, 1, &head, 1);
    for (place, cells) in (2..).zip(&sheet.rows) {
        row(&mut out, place, cells, 0);
    }
    out.push_str("</sheetData>");
    if let Some(mark) = mark {
        // An ampersand begins a code in a header.
        let _ = write!(out, "<headerFooter><oddHeader>&amp;C{}</oddHeader></headerFooter>", escaped(&mark.replace('&', "&&")));
    }
    out + "</worksheet>"
}

/// Each column as wide as what stands in it, within reason: a sentence is read where its cell is chosen.
fn widths(out: &mut String, sheet: &Sheet) {
    out.push_str("<cols>");
    for (column, name) in sheet.head.iter().enumerate() {
        let cells = sheet.rows.iter().filter_map(|row| row.get(column)).map(Cell::length);
        let wide = cells.chain([name.chars().count()]).max().unwrap_or(0).clamp(NARROWEST, BROADEST) + 2;
        let place = column + 1;
        let _ = write!(out, "<col min=\"{place}\" max=\"{place}\" width=\"{wide}\" customWidth=\"1\"/>");
    }
    out.push_str("</cols>");
}

fn row(out: &mut String, place: usize, cells: &[Cell], style: usize) {
    let _ = write!(out, "<row r=\"{place}\">");
    for (column, cell) in cells.iter().enumerate() {
        let at = format!("{}{place}", letters(column));
        // Writing into a text cannot fail.
        let _ = match cell {
            Cell::Empty => Ok(()),
            Cell::Number(number, form) => write!(out, "<c r=\"{at}\" s=\"{}\"><v>{number}</v></c>", *form as u8),
            Cell::Truth(truth) => write!(out, "<c r=\"{at}\" t=\"b\"><v>{}</v></c>", u8::from(*truth)),
            Cell::Text(text) => {
                let style = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { 2 } else { style };
                let text: String = text.chars().take(LONGEST).collect();
                let text = escaped(&text);
                write!(out, "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
            }
        };
    }
    out.push_str("</row>");
}

/// The name of a column: A to Z, AA, AB and so on.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    let before = if column < 26 { String::new() } else { letters(column / 26 - 1) };
    format!("{before}{last}")
}

#[cfg(test)]
mod tests {
    use super::super::office::tests::{is_sound, part};
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn counts_shares_and_statistics_are_shown_as_such_in_columns_as_wide_as_their_words() {
        let cells = vec![
            Cell::count(Some(1500)),
            Cell::share(Some(0.625)),
            Cell::shown(Some(3.25), Form::Mean),
            Cell::text("æ".repeat(99)),
        ];
        let sheet = Sheet {
            name: "Ark",
            head: ["n", "top_box_difference_low", "mean", "text"].map(str::to_owned).to_vec(),
            rows: vec![cells],
        };
        let bytes = workbook("t", "da", None, &[sheet]).unwrap();
        is_sound(&bytes);
        let (sheet, styles) = (part(&bytes, "xl/worksheets/sheet1.xml"), part(&bytes, "xl/styles.xml"));
        for wide in ["min=\"1\" max=\"1\" width=\"10\"", "min=\"2\" max=\"2\" width=\"24\"", "min=\"4\" max=\"4\" width=\"50\""] {
            assert!(sheet.contains(wide), "{wide}: {sheet}");
        }
        // Which format a cell has: the style that it names, and the format that this style names.
        let formats: Vec<&str> = styles
            .split("<cellXfs")
            .nth(1)
            .unwrap()
            .split("numFmtId=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        for (cell, format) in [("A2", "3"), ("B2", "164"), ("C2", "2")] {
            let style: usize =
                sheet.split(&format!("r=\"{cell}\" s=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
            assert_eq!(formats[style], format, "{cell}");
        }
        assert!(styles.contains("numFmtId=\"164\" formatCode=\"0.0%\"") && sheet.contains("state=\"frozen\""), "{styles}");
    }

    #[test]
    fn numbers_stay_numbers_to_the_last_digit_and_no_text_is_run() {
        let rows = vec![vec![Cell::number(Some(0.1 + 0.2)), Cell::text("=1+1 <&"), Cell::Empty, Cell::Truth(true)]];
        let sheet = Sheet { name: "Ark", head: vec!["a".to_owned(); 4], rows };
        let bytes = workbook("t", "da", Some("Mærke & mere"), &[sheet]).unwrap();
        is_sound(&bytes);
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<c r=\"A2\" s=\"8\"><v>0.30000000000000004</v></c>"), "{sheet}");
        assert!(
            sheet.contains("<c r=\"B2\" s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1 &lt;&amp;</t>"),
            "{sheet}"
        );
        assert!(!sheet.contains("<f>") && !sheet.contains("\"C2\"") && sheet.contains("&amp;CMærke &amp;&amp; mere"), "{sheet}");
    }
}
