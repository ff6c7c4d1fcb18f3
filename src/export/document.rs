//! A document that is filed away: a title and blocks in reading order, written as a page or as a PDF.
//!
//! Both are made from the same value, so the page on the screen and the file in the archive say the same.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("desk.css");

/// A document in Danish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub title: String,
    /// Of what, as of when.
    pub subtitle: String,
    /// What must stand on every page, such as that answers are made up.
    pub mark: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Points in a list.
    Points(Vec<String>),
    /// A table: its heads, and rows of as many cells.
    Table(Vec<String>, Vec<Vec<String>>),
    /// What the platform cannot know and the reader must write: what it is.
    Blank(String),
}

/// What stands before that which the reader must write.
pub(super) const TO_BE_WRITTEN: &str = "Udfyldes af den dataansvarlige:";

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
        html lang="da" {
            head {
                meta charset="utf-8";
                title { (document.title) " – " (document.subtitle) }
                meta name="viewport" content="width=device-width,initial-scale=1";
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                @if let Some(mark) = &document.mark { aside aria-label="Om svarene" { p.mark { (mark) } } }
                main {
                    p.path { (document.subtitle) }
                    h1 { (document.title) }
                    @for block in &document.blocks { (written(block)) }
                }
            }
        }
    }
}

fn written(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(text) => h2 { (text) },
            Block::Text(text) => p { (text) },
            Block::Points(points) => ul { @for point in points { li { (point) } } },
            Block::Blank(what) => p.notice { b { (TO_BE_WRITTEN) } " " (what) },
            Block::Table(head, rows) => div.scroll tabindex="0" role="region" aria-label=(head.join(", ")) { table {
                thead { tr { @for cell in head { th scope="col" { (cell) } } } }
                tbody { @for row in rows { tr { @for (place, cell) in row.iter().enumerate() {
                    @if place == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                } } } }
            } },
        }
    }
}
