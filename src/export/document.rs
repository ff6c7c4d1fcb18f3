//! A document that is filed away: a title and blocks in reading order, written as a page, as a PDF or as a DOCX.
//!
//! All are made from the same value, so the page on the screen and the files in the archive say the same.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::chart;
use crate::language::Language;

const STYLE: &str = include_str!("desk.css");
/// On paper: of what it is stands above it, heads of tables stand on each sheet, and no row is cut in two.
const PRINTED: &str = "@media print{@page{margin:1.8cm}body{font-size:10pt;line-height:1.4}main{max-width:none;padding:0}.path{display:block;margin:0 0 .5rem}\
     h1{font-size:16pt}h2{font-size:13pt;margin-top:1.25rem}h3{font-size:11pt}h2,h3,h4,caption{break-after:avoid}\
     thead{display:table-header-group}tr,figure,li,.scroll{break-inside:avoid}th,td{padding-block:.2rem}.scroll{overflow:visible}\
     .scroll th{min-width:0}}";
/// What is longer than a sheet or two: a chapter begins a sheet after one with figures, and commands and hashes, which stand last, are broken.
const PAGED: &str = "h4{font-size:1rem}h5{font-size:.95rem;margin:1rem 0 .25rem}caption{font-weight:600}\
     .contents ul{list-style:none;padding:0}.contents li{margin:.35rem 0;font-weight:600}.contents .deep-2{padding-left:1.25rem;font-weight:400}\
     .contents .deep-3{padding-left:2.5rem;font-weight:400}\
     @media print{h2.sheet,.contents{break-before:page}h4{font-size:10.5pt}h5{font-size:10pt;break-after:avoid}\
     td:last-child{overflow-wrap:anywhere}.contents a{color:inherit;text-decoration:none}}";

/// So many columns there is room for on a phone.
const FEW_COLUMNS: usize = 2;

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What it is.
    pub title: String,
    /// Of what, as of when.
    pub subtitle: String,
    /// What must stand on every page, such as that answers are made up.
    pub mark: Option<String>,
    /// Its language.
    pub language: Language,
    /// Whether each heading begins a sheet of its own when printed.
    pub paged: bool,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A heading below one: 2, 3 below that, or 4.
    Subheading(u8, String),
    /// A paragraph.
    Text(String),
    /// Points in a list.
    Points(Vec<String>),
    /// What the table that follows shows.
    Caption(String),
    /// A picture that says in itself what it shows; the table beside it has the same figures.
    Picture(chart::Picture),
    /// A table: its heads, and rows of as many cells.
    Table(Vec<String>, Vec<Vec<String>>),
    /// What the platform cannot know and the reader must write: what it is.
    Blank(String),
    /// What somebody must look at before the document goes on.
    Notice(String),
    /// The table of contents: what it is called, and down to which heading it goes. It stands on sheets of its own.
    Contents(String, u8),
}

/// A heading that the table of contents names: how deep it is, from 1, the place of its block, and its words.
pub(super) type Entry<'a> = (u8, usize, &'a str);

/// What the table of contents names; nothing in a document without one.
pub(super) fn entries(blocks: &[Block]) -> Vec<Entry<'_>> {
    let deepest = blocks.iter().find_map(|block| if let Block::Contents(_, deepest) = block { Some(*deepest) } else { None });
    let entry = |(place, block): (usize, &'_ Block)| match block {
        Block::Heading(_) => (1, place),
        Block::Subheading(level, _) => (*level, place),
        _ => (u8::MAX, place),
    };
    let all = blocks.iter().enumerate().map(entry).filter(|(level, _)| deepest.is_some_and(|deepest| *level <= deepest));
    let words = |(level, place): (u8, usize)| match &blocks[place] {
        Block::Heading(text) | Block::Subheading(_, text) => Some((level, place, text.as_str())),
        _ => None,
    };
    all.filter_map(words).collect()
}

impl Document {
    /// What the mark says first, for the foot of a sheet; the whole of it stands on the first sheet.
    pub(super) fn short_mark(&self) -> Option<&str> {
        self.mark.as_ref().and_then(|mark| mark.split([':', '.']).next())
    }

    /// What stands before that which the reader must write.
    pub(super) fn to_be_written(&self) -> &'static str {
        match (self.paged, self.language) {
            (false, _) => "Udfyldes af den dataansvarlige:",
            (true, Language::En) => "To be written:",
            (true, _) => "Udfyldes:",
        }
    }
}

/// Whether the heading at this place begins a sheet: chapters of a few words stand together, and one after figures stands by itself.
pub(super) fn begins_sheet(blocks: &[Block], place: usize) -> bool {
    let mut chapter = blocks.iter().take(place).rev().take_while(|block| !matches!(block, Block::Heading(_)));
    chapter.any(|block| matches!(block, Block::Table(..) | Block::Picture(_) | Block::Contents(..)))
}

/// Whether the paragraph at this place leads to what follows, so that the two must not be parted: it says what a picture shows, or ends with a
/// colon.
pub(super) fn leads_on(blocks: &[Block], place: usize) -> bool {
    let next = blocks.iter().skip(place + 1).find(|block| !matches!(block, Block::Text(_)));
    let is_open = matches!(&blocks[place], Block::Text(text) if text.ends_with(':'));
    is_open || matches!(next, Some(Block::Picture(_)))
}

/// Whether a cell is a figure or runs from one to another; such cells stand to the right.
pub(super) fn is_figure(cell: &str) -> bool {
    let plain = cell.replacen(" til ", " ", 1).replacen(" to ", " ", 1);
    cell.starts_with(|first: char| first.is_ascii_digit() || "+−-".contains(first))
        && plain.chars().all(|letter| letter.is_ascii_digit() || "+−–-.,% \u{a0}".contains(letter))
}

/// Whether a column holds figures, so that its head stands to the right too.
pub(super) fn holds_figures(rows: &[Vec<String>], place: usize) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.is_empty()).peekable();
    place > 0 && cells.peek().is_some() && cells.all(|cell| is_figure(cell))
}

impl Block {
    /// A heading.
    pub(super) fn heading(text: &str) -> Self {
        Self::Heading(text.to_owned())
    }

    /// A paragraph.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Points.
    pub(super) fn points<'a>(points: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Points(points.into_iter().map(str::to_owned).collect())
    }

    /// A table.
    pub(super) fn table(head: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self::Table(head.iter().map(|cell| (*cell).to_owned()).collect(), rows)
    }

    /// Something to be written by the reader.
    pub(super) fn blank(what: &str) -> Self {
        Self::Blank(what.to_owned())
    }
}

/// The document as a page of its own, without script and without any other file.
#[must_use]
pub fn page(document: &Document) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(document.language.code()) {
            head {
                meta charset="utf-8";
                title { (document.title) @if !document.title.ends_with(&document.subtitle) { " – " (document.subtitle) } }
                meta name="viewport" content="width=device-width,initial-scale=1";
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) (PreEscaped(PRINTED)) @if document.paged { (PreEscaped(PAGED)) } }
            }
            body {
                @if let Some(mark) = &document.mark { aside aria-label=(if document.language == Language::En { "About these answers" } else { "Om svarene" }) { p.mark { (mark) } } }
                main {
                    p.path { (document.subtitle) }
                    h1 { (document.title) }
                    @for (place, block) in document.blocks.iter().enumerate() {
                        (written(document, place, block))
                    }
                }
            }
        }
    }
}

/// What a picture is called before its own name.
pub(super) fn figure(language: Language) -> &'static str {
    if language == Language::En { "Figure" } else { "Figur" }
}

/// Where the table of contents leads.
fn anchor(place: usize) -> String {
    format!("part-{place}")
}

/// The table of contents, each heading with a way to it.
fn contents(document: &Document, title: &str) -> Markup {
    html! {
        nav.contents aria-label=(title) {
            h2 { (title) }
            ul { @for (level, place, text) in entries(&document.blocks) {
                li.deep-2[level == 2].deep-3[level > 2] { a href={ "#" (anchor(place)) } { (text) } }
            } }
        }
    }
}

fn written(document: &Document, place: usize, block: &Block) -> Markup {
    let id = document.blocks.iter().any(|block| matches!(block, Block::Contents(..))).then(|| anchor(place));
    let before = place.checked_sub(1).and_then(|before| document.blocks.get(before));
    let caption = before.and_then(|block| if let Block::Caption(caption) = block { Some(caption) } else { None });
    html! {
        @match block {
            Block::Subheading(2, text) => h3 id=[id] { (text) },
            Block::Subheading(3, text) => h4 id=[id] { (text) },
            Block::Subheading(_, text) => h5 id=[id] { (text) },
            Block::Contents(title, _) => (contents(document, title)),
            Block::Notice(text) => p.notice.warning { (text) },
            // Written in the table that it belongs to.
            Block::Caption(_) => {},
            Block::Picture(picture) => figure.picture aria-label={ (figure(document.language)) ": " (picture.title()) } {
                (picture.inline())
            },
            Block::Heading(text) => h2.sheet[document.paged && begins_sheet(&document.blocks, place)] id=[id] { (text) },
            Block::Text(text) => p { (text) },
            Block::Points(points) => ul { @for point in points { li { (point) } } },
            Block::Blank(what) => p.notice { b { (document.to_be_written()) } " " (what) },
            Block::Table(head, rows) => div.scroll tabindex="0" role="region" aria-label=(caption.map_or_else(|| head.join(", "), Clone::clone)) {
                @if head.len() > FEW_COLUMNS { p.small.narrow { (broad(document.language)) } }
                table {
                @if let Some(caption) = caption { caption { span { (caption) } } }
                thead { tr { @for (place, cell) in head.iter().enumerate() {
                    th.num[document.paged && holds_figures(rows, place)] scope="col" { (cell) }
                } } }
                tbody { @for row in rows { tr { @for (place, cell) in row.iter().enumerate() {
                    @if place == 0 { th scope="row" { (cell) } } @else if document.paged && is_figure(cell) { td.num { (cell) } } @else { td { (cell) } }
                } } } }
            } },
        }
    }
}

/// What is said on a narrow screen above a table that reaches over its edge.
fn broad(language: Language) -> &'static str {
    match language {
        Language::En => "The table may be wider than the screen: swipe sideways.",
        _ => "Tabellen kan være bredere end skærmen: stryg til siden.",
    }
}

#[cfg(test)]
mod sheet_tests {
    use super::{Block, Document, begins_sheet, entries, page};
    use crate::language::Language;

    #[test]
    fn a_chapter_begins_a_sheet_only_after_figures() {
        let heading = || Block::heading("Resumé");
        let blocks =
            [heading(), Block::text("Ord."), heading(), Block::blank("Resumé."), Block::table(&["Svar"], vec![]), heading()];
        assert_eq!([0, 2, 5].map(|place| begins_sheet(&blocks, place)), [false, false, true]);
    }

    #[test]
    fn the_table_of_contents_leads_to_every_heading_that_it_names() {
        let below = |level, text: &str| Block::Subheading(level, text.to_owned());
        let blocks = vec![
            Block::text("Forside."),
            Block::Contents("Indhold".to_owned(), 2),
            Block::heading("Tema A"),
            below(2, "Forsøg 2"),
            below(3, "Deltagende kommuner"),
            Block::heading("Tal"),
        ];
        assert_eq!(entries(&blocks), [(1, 2, "Tema A"), (2, 3, "Forsøg 2"), (1, 5, "Tal")]);
        assert!(entries(&blocks[2..]).is_empty());
        assert!(begins_sheet(&blocks, 2) && !begins_sheet(&blocks, 5));
        let (title, subtitle) = ("Rapport".to_owned(), "Net".to_owned());
        let document = Document { title, subtitle, mark: None, language: Language::Da, paged: true, blocks };
        let shown = page(&document).into_string();
        for (_, place, _) in entries(&document.blocks) {
            assert!(
                shown.contains(&format!("href=\"#part-{place}\"")) && shown.contains(&format!(" id=\"part-{place}\"")),
                "{shown}"
            );
        }
    }
}
