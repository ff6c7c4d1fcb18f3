//! A document as DOCX (ECMA-376, WordprocessingML): styles for headings and captions, tables whose heads repeat on every sheet.
//!
//! Whoever opens it in a word processor gets a table of contents from the headings. The same document is the same bytes.

use zip::result::ZipError;

use super::document::{Block, Document, begins_sheet, entries, figure as called, holds_figures, is_figure, leads_on};
use super::docx_contents::{SETTINGS, contents, marked};
use super::office::{Media, Part, archive, core_properties, escaped, relations};
use super::pdf::column_widths;
use crate::chart::Picture;
use crate::language::Language;

/// The kind of the file.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";
/// How wide the text is on A4 with margins of 2 cm, in twentieths of a point.
const WIDE: usize = 9638;
/// English metric units in that twentieth of a point, and in the 1/96 inch of our pictures.
const TWENTIETH: f64 = 635.0;
const UNIT: f64 = 9525.0;

/// The document as the bytes of a DOCX file.
pub fn docx(document: &Document) -> Result<Vec<u8>, ZipError> {
    let locale = if document.language == Language::En { "en-GB" } else { "da-DK" };
    let mut media = Vec::new();
    let body = body(document, &mut media)?;
    let mut targets = vec![("styles", "styles.xml"), ("numbering", "numbering.xml"), ("footer", "footer1.xml")];
    targets.extend(media.iter().map(|(name, _)| ("image", name.trim_start_matches("word/"))));
    let has_contents = document.blocks.iter().any(|block| matches!(block, Block::Contents(..)));
    // Last, since pictures are numbered after the document's own three.
    if has_contents {
        targets.push(("settings", "settings.xml"));
    }
    let mut parts: Vec<Part> = vec![
        ("_rels/.rels", relations(&[("officeDocument", "word/document.xml"), ("metadata/core-properties", "docProps/core.xml")])),
        ("docProps/core.xml", core_properties(&document.title, locale)),
        ("word/document.xml", body),
        ("word/_rels/document.xml.rels", relations(&targets)),
        ("word/styles.xml", styles(locale)),
        ("word/numbering.xml", NUMBERING.replace("{main}", MAIN)),
        ("word/footer1.xml", footer(document)),
    ];
    let mut kinds = vec![
        ("docProps/core.xml", "package.core-properties"),
        ("word/document.xml", "officedocument.wordprocessingml.document.main"),
        ("word/styles.xml", "officedocument.wordprocessingml.styles"),
        ("word/numbering.xml", "officedocument.wordprocessingml.numbering"),
        ("word/footer1.xml", "officedocument.wordprocessingml.footer"),
    ];
    if has_contents {
        parts.push(("word/settings.xml", SETTINGS.replace("{main}", MAIN)));
        kinds.push(("word/settings.xml", "officedocument.wordprocessingml.settings"));
    }
    archive(&kinds, &parts, &media)
}

const NUMBERING: &str = "<w:numbering xmlns:w=\"{main}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/>\
    <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>\
    <w:pPr><w:ind w:left=\"360\" w:hanging=\"360\"/></w:pPr></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";

fn body(document: &Document, media: &mut Vec<Media>) -> Result<String, ZipError> {
    let mut out = format!(
        "<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\" xmlns:wp=\"{DRAWING}/wordprocessingDrawing\" xmlns:a=\"{DRAWING}/main\" \
         xmlns:pic=\"{PICTURE}\"><w:body>"
    );
    if let Some(mark) = &document.mark {
        out.push_str(&paragraph("Mark", mark));
    }
    out.push_str(&paragraph("Title", &document.title));
    out.push_str(&paragraph("Subtitle", &document.subtitle));
    let (mut caption, entries) = (None, entries(&document.blocks));
    let bookmark = |place: usize| entries.iter().position(|(_, at, _)| *at == place);
    for (place, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Heading(text) => {
                let breaks = document.paged && begins_sheet(&document.blocks, place);
                out.push_str(&heading("Heading1", if breaks { "<w:pageBreakBefore/>" } else { "" }, text, bookmark(place)));
            }
            Block::Text(text) if leads_on(&document.blocks, place) => {
                out.push_str(&set_paragraph("Normal", "<w:keepNext/>", text));
            }
            Block::Subheading(level, text) => {
                let style = match level {
                    2 => "Heading2",
                    3 => "Heading3",
                    _ => "Heading4",
                };
                out.push_str(&heading(style, "", text, bookmark(place)));
            }
            Block::Contents(title, _) => out.push_str(&contents(title, &entries)),
            Block::Notice(text) => out.push_str(&paragraph("Notice", text)),
            Block::Text(text) => out.push_str(&paragraph("Normal", text)),
            Block::Points(points) => points.iter().for_each(|point| out.push_str(&paragraph("ListBullet", point))),
            Block::Blank(what) => out.push_str(&paragraph("ToBeWritten", &format!("{} {what}", document.to_be_written()))),
            Block::Caption(text) => out.push_str(&paragraph("Caption", text)),
            Block::Picture(picture) => {
                media.push((format!("word/media/picture{}.png", media.len() + 1), picture.bare_png()?));
                out.push_str(&figure(picture, media.len(), document.language));
            }
            Block::Table(head, rows) => out.push_str(&table(caption, head, rows)),
        }
        caption = if let Block::Caption(text) = block { Some(text) } else { None };
    }
    Ok(out
        + "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>")
}

/// A picture with its words for those who hear it, as wide as the text at most.
fn figure(picture: &Picture, number: usize, language: Language) -> String {
    let (wide, high) = picture.size();
    let scale = (WIDE as f64 * TWENTIETH / (wide * UNIT)).min(1.0) * UNIT;
    let (wide, high) = ((wide * scale).floor(), (high * scale).floor());
    let name = format!("{} {number}", called(language));
    let named = format!("id=\"{number}\" name=\"{name}\" descr=\"{}\"", escaped(picture.description()));
    // The first three relations are the document's own parts.
    let relation = number + 3;
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent cx=\"{wide}\" cy=\"{high}\"/><wp:docPr {named}/><a:graphic><a:graphicData uri=\"{PICTURE}\"><pic:pic>\
         <pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"rId{relation}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{wide}\" cy=\"{high}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
}

fn paragraph(style: &str, text: &str) -> String {
    set_paragraph(style, "", text)
}

/// A paragraph of a style with something of its own.
fn set_paragraph(style: &str, own: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{own}</w:pPr>{}</w:p>", run(text))
}

/// A heading, with a bookmark where the table of contents names it.
fn heading(style: &str, own: &str, text: &str, bookmark: Option<usize>) -> String {
    match bookmark {
        Some(number) => {
            format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{own}</w:pPr>{}</w:p>", marked(number, &run(text)))
        }
        None => set_paragraph(style, own, text),
    }
}

pub(super) fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

/// A table whose heads repeat on every sheet, and whose caption is its name for a screen reader.
fn table(caption: Option<&String>, head: &[String], rows: &[Vec<String>]) -> String {
    let said = caption.map_or_else(|| head.join(", "), Clone::clone);
    let wide = columns(head, rows);
    let right: Vec<bool> = (0..head.len()).map(|place| holds_figures(rows, place)).collect();
    let grid = wide.iter().fold(String::new(), |grid, wide| format!("{grid}<w:gridCol w:w=\"{wide}\"/>"));
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
         <w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         <w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
        escaped(&said),
    );
    out.push_str(&row("<w:cantSplit/><w:tblHeader/>", &wide, head, |place, _| right[place]));
    let figure = |place: usize, cell: &str| place > 0 && is_figure(cell);
    out.extend(rows.iter().map(|cells| row("<w:cantSplit/>", &wide, cells, figure)));
    out + "</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>"
}

/// How wide each column is, as on the sheets of a PDF, which have the same room: the table is as low as can be.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "twentieths of a point on A4"
)]
fn columns(head: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let wide = column_widths(head, rows);
    let all: f32 = wide.iter().sum();
    wide.iter().map(|one| (one / all * WIDE as f32) as usize).collect()
}

fn row(properties: &str, wide: &[usize], cells: &[String], right: impl Fn(usize, &str) -> bool) -> String {
    let cell = |((place, text), wide): ((usize, &String), &usize)| {
        let side = if right(place, text) { "<w:jc w:val=\"right\"/>" } else { "" };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{wide}\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Cell\"/>{side}</w:pPr>{}</w:p></w:tc>",
            run(text)
        )
    };
    let cells: String = cells.iter().enumerate().zip(wide).map(cell).collect();
    format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
}

/// Title, mark of made-up answers, and the number of the page.
fn footer(document: &Document) -> String {
    let mark = document.short_mark().map(|mark| format!(" · {mark}")).unwrap_or_default();
    let page = if document.language == Language::En { "page" } else { "side" };
    let text = run(&format!("{}{mark} · {page} ", document.title));
    format!(
        "<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{text}<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r>\
         </w:fldSimple></w:p></w:ftr>"
    )
}

/// A style of paragraphs: its key, its name, what stands in its paragraph and in its run.
type Style = (&'static str, &'static str, &'static str, &'static str);

const STYLES: [Style; 19] = [
    ("Title", "Title", "<w:keepNext/><w:spacing w:after=\"120\"/>", "<w:b/><w:sz w:val=\"48\"/>"),
    ("Subtitle", "Subtitle", "<w:spacing w:after=\"360\"/>", "<w:color w:val=\"4A5560\"/><w:sz w:val=\"24\"/>"),
    (
        "Heading1",
        "heading 1",
        "<w:keepNext/><w:spacing w:before=\"360\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>",
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
    (
        "Heading4",
        "heading 4",
        "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"40\"/><w:outlineLvl w:val=\"3\"/>",
        "<w:b/><w:color w:val=\"0B5A6B\"/><w:sz w:val=\"22\"/>",
    ),
    ("TOCHeading", "TOC Heading", "<w:pageBreakBefore/><w:keepNext/><w:spacing w:after=\"160\"/>", "<w:b/><w:sz w:val=\"32\"/>"),
    (
        "TOC1",
        "toc 1",
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"9628\"/></w:tabs><w:spacing w:before=\"120\" w:after=\"40\"/><w:ind w:left=\"425\" w:right=\"567\" w:hanging=\"425\"/>",
        "<w:b/>",
    ),
    (
        "TOC2",
        "toc 2",
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"9628\"/></w:tabs><w:spacing w:after=\"40\"/><w:ind w:left=\"851\" w:right=\"567\" w:hanging=\"425\"/>",
        "",
    ),
    (
        "TOC3",
        "toc 3",
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"9628\"/></w:tabs><w:spacing w:after=\"40\"/><w:ind w:left=\"1276\" w:right=\"567\" w:hanging=\"425\"/>",
        "",
    ),
    (
        "Notice",
        "Notice",
        "<w:pBdr><w:left w:val=\"single\" w:sz=\"24\" w:space=\"6\" w:color=\"B00020\"/></w:pBdr><w:spacing w:after=\"240\"/>",
        "<w:b/>",
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
    ("Picture", "Picture", "<w:keepNext/><w:spacing w:before=\"60\" w:after=\"60\"/>", ""),
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

fn styles(locale: &str) -> String {
    let one = |(key, name, paragraph, run): Style| {
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
mod tests;
