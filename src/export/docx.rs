//! A document as DOCX (ECMA-376, WordprocessingML): styles for headings and captions, tables whose heads repeat on every sheet.
//!
//! Whoever opens it in a word processor gets a table of contents from the headings. The same document is the same bytes.

use zip::result::ZipError;

use super::document::{Block, Document, is_figure};
use super::office::{Part, archive, core_properties, escaped, relations};
use crate::language::Language;

/// The kind of the file.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// How wide the text is on A4 with margins of 2 cm, in twentieths of a point.
const WIDE: usize = 9638;

/// The document as the bytes of a DOCX file.
pub fn docx(document: &Document) -> Result<Vec<u8>, ZipError> {
    let locale = if document.language == Language::En { "en-GB" } else { "da-DK" };
    let parts: Vec<Part> = vec![
        ("_rels/.rels", relations(&[("officeDocument", "word/document.xml"), ("metadata/core-properties", "docProps/core.xml")])),
        ("docProps/core.xml", core_properties(&document.title, locale)),
        ("word/document.xml", body(document)),
        (
            "word/_rels/document.xml.rels",
            relations(&[("styles", "styles.xml"), ("numbering", "numbering.xml"), ("footer", "footer1.xml")]),
        ),
        ("word/styles.xml", styles(locale, document.paged)),
        ("word/numbering.xml", NUMBERING.replace("{main}", MAIN)),
        ("word/footer1.xml", footer(document)),
    ];
    let kinds = [
        ("docProps/core.xml", "package.core-properties"),
        ("word/document.xml", "officedocument.wordprocessingml.document.main"),
        ("word/styles.xml", "officedocument.wordprocessingml.styles"),
        ("word/numbering.xml", "officedocument.wordprocessingml.numbering"),
        ("word/footer1.xml", "officedocument.wordprocessingml.footer"),
    ];
    archive(&kinds, &parts)
}

const NUMBERING: &str = "<w:numbering xmlns:w=\"{main}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/>\
    <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>\
    <w:pPr><w:ind w:left=\"360\" w:hanging=\"360\"/></w:pPr></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";

fn body(document: &Document) -> String {
    let mut out = format!("<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><w:body>");
    if let Some(mark) = &document.mark {
        out.push_str(&paragraph("Mark", mark));
    }
    out.push_str(&paragraph("Title", &document.title));
    out.push_str(&paragraph("Subtitle", &document.subtitle));
    let mut caption = None;
    for block in &document.blocks {
        match block {
            Block::Heading(text) => out.push_str(&paragraph("Heading1", text)),
            Block::Subheading(level, text) => out.push_str(&paragraph(if *level == 2 { "Heading2" } else { "Heading3" }, text)),
            Block::Text(text) => out.push_str(&paragraph("Normal", text)),
            Block::Points(points) => points.iter().for_each(|point| out.push_str(&paragraph("ListBullet", point))),
            Block::Blank(what) => out.push_str(&paragraph("ToBeWritten", &format!("{} {what}", document.to_be_written()))),
            Block::Caption(text) => out.push_str(&paragraph("Caption", text)),
            // The table that follows has the same figures.
            Block::Picture(_) => {}
            Block::Table(head, rows) => out.push_str(&table(caption, head, rows)),
        }
        caption = if let Block::Caption(text) = block { Some(text) } else { None };
    }
    out + "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>"
}

fn paragraph(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(text))
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

/// A table whose heads repeat on every sheet, and whose caption is its name for a screen reader.
fn table(caption: Option<&String>, head: &[String], rows: &[Vec<String>]) -> String {
    let column = WIDE / head.len().max(1);
    let said = caption.map_or_else(|| head.join(", "), Clone::clone);
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
         <w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         <w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>{}</w:tblGrid>",
        escaped(&said),
        format!("<w:gridCol w:w=\"{column}\"/>").repeat(head.len())
    );
    out.push_str(&row("<w:cantSplit/><w:tblHeader/>", column, head));
    out.extend(rows.iter().map(|cells| row("<w:cantSplit/>", column, cells)));
    out + "</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>"
}

fn row(properties: &str, column: usize, cells: &[String]) -> String {
    let cell = |(place, text): (usize, &String)| {
        let side = if place > 0 && is_figure(text) { "<w:jc w:val=\"right\"/>" } else { "" };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{column}\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Cell\"/>{side}</w:pPr>{}</w:p></w:tc>",
            run(text)
        )
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
}

/// Title, mark of made-up answers, and the number of the page.
fn footer(document: &Document) -> String {
    let mark = document.mark.as_ref().map(|mark| format!(" · {mark}")).unwrap_or_default();
    let page = if document.language == Language::En { "page" } else { "side" };
    let text = run(&format!("{}{mark} · {page} ", document.title));
    format!(
        "<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{text}<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r>\
         </w:fldSimple></w:p></w:ftr>"
    )
}

/// A style of paragraphs: its key, its name, what stands in its paragraph and in its run.
type Style = (&'static str, &'static str, &'static str, &'static str);

const STYLES: [Style; 12] = [
    ("Title", "Title", "<w:keepNext/><w:spacing w:after=\"120\"/>", "<w:b/><w:sz w:val=\"48\"/>"),
    ("Subtitle", "Subtitle", "<w:spacing w:after=\"360\"/>", "<w:color w:val=\"4A5560\"/><w:sz w:val=\"24\"/>"),
    (
        "Heading1",
        "heading 1",
        "<w:keepNext/>{page}<w:spacing w:before=\"360\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>",
        "<w:b/><w:sz w:val=\"32\"/>",
    ),
    (
        "Heading2",
        "heading 2",
        "<w:keepNext/><w:spacing w:before=\"280\" w:after=\"80\"/><w:outlineLvl w:val=\"1\"/>",
        "<w:b/><w:sz w:val=\"26\"/>",
    ),
    (
        "Heading3",
        "heading 3",
        "<w:keepNext/><w:spacing w:before=\"220\" w:after=\"60\"/><w:outlineLvl w:val=\"2\"/>",
        "<w:b/><w:sz w:val=\"23\"/>",
    ),
    ("Caption", "caption", "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"60\"/>", "<w:b/><w:sz w:val=\"20\"/>"),
    (
        "ListBullet",
        "List Bullet",
        "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"60\"/>",
        "",
    ),
    (
        "ToBeWritten",
        "To be written",
        "<w:pBdr><w:left w:val=\"single\" w:sz=\"24\" w:space=\"6\" w:color=\"C98A00\"/></w:pBdr><w:spacing w:after=\"240\"/>",
        "<w:i/>",
    ),
    ("Cell", "Cell", "<w:spacing w:before=\"30\" w:after=\"30\"/>", "<w:sz w:val=\"19\"/>"),
    ("AfterTable", "After table", "<w:spacing w:after=\"60\"/>", "<w:sz w:val=\"12\"/>"),
    ("Footer", "footer", "<w:jc w:val=\"center\"/>", "<w:color w:val=\"4A5560\"/><w:sz w:val=\"17\"/>"),
    (
        "Mark",
        "Mark",
        "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"1A1D21\"/><w:jc w:val=\"center\"/>",
        "<w:b/><w:color w:val=\"FFFFFF\"/>",
    ),
];

fn styles(locale: &str, paged: bool) -> String {
    let page = if paged { "<w:pageBreakBefore/>" } else { "" };
    let one = |(key, name, paragraph, run): Style| {
        let paragraph = paragraph.replace("{page}", page);
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{key}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:next w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    };
    let all: String = STYLES.into_iter().map(one).collect();
    format!(
        "<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:eastAsia=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"22\"/>\
         <w:lang w:val=\"{locale}\" w:eastAsia=\"{locale}\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>{all}\
         <w:style w:type=\"table\" w:styleId=\"Figures\"><w:name w:val=\"Figures\"/><w:tblPr><w:tblBorders>\
         <w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"76818C\"/>\
         <w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"DDE3E8\"/></w:tblBorders>\
         <w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
         <w:tblStylePr w:type=\"firstRow\"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EEF5F6\"/></w:tcPr>\
         </w:tblStylePr></w:style></w:styles>"
    )
}

#[cfg(test)]
mod tests {
    use super::super::office::tests::{is_sound, part};
    use super::*;

    #[test]
    fn a_document_is_sound_and_its_tables_repeat_their_heads_and_have_names() {
        let document = Document {
            title: "Rapport <1>".to_owned(),
            subtitle: "Forsøget".to_owned(),
            mark: Some("Syntetiske svar".to_owned()),
            language: Language::Da,
            paged: true,
            blocks: vec![
                Block::Heading("Resumé".to_owned()),
                Block::Subheading(2, "Svar & tal".to_owned()),
                Block::Subheading(3, "Spørgsmål".to_owned()),
                Block::Caption("Tabel 1: Andele".to_owned()),
                Block::Table(vec!["Runde".to_owned(), "Andel".to_owned()], vec![vec!["Juni".to_owned(), "57 %".to_owned()]]),
                Block::Points(vec!["et".to_owned()]),
                Block::Blank("Konklusion".to_owned()),
            ],
        };
        let bytes = docx(&document).unwrap();
        assert!(bytes == docx(&document).unwrap());
        is_sound(&bytes);
        let body = part(&bytes, "word/document.xml");
        for piece in [
            "w:val=\"Heading1\"",
            "w:val=\"Heading2\"",
            "w:val=\"Heading3\"",
            "w:val=\"Caption\"",
            "<w:cantSplit/><w:tblHeader/>",
            "<w:tblCaption w:val=\"Tabel 1: Andele\"/>",
            "<w:jc w:val=\"right\"/></w:pPr><w:r><w:t xml:space=\"preserve\">57 %",
            "Svar &amp; tal",
            "Udfyldes: Konklusion",
            "Syntetiske svar",
        ] {
            assert!(body.contains(piece), "{piece}: {body}");
        }
        assert!(part(&bytes, "word/styles.xml").contains("w:lang w:val=\"da-DK\""));
        assert!(!part(&bytes, "docProps/core.xml").contains("dcterms"));
    }
}
