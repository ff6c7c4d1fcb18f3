//! A design going out as a document of its own: as DOCX, and as Markdown, from the same blocks.

use std::fmt::Write as _;
use std::sync::Arc;

use super::design::{Passage, measured, passages};
use super::document::{Block, Document};
use crate::evaluation::{Design, Heading};
use crate::language::Language;
use crate::store::PublishedVersion;

/// A design with what stands above it.
pub struct DesignFile<'a> {
    /// The trial, and its evaluation where there are several.
    pub of: &'a str,
    /// Which version, by whom and when.
    pub stamp: &'a str,
    /// What it says.
    pub design: &'a Design,
    /// The questionnaires by whose questions criteria are measured.
    pub versions: &'a [Arc<PublishedVersion>],
    /// The language of headings that are ours.
    pub language: Language,
}

impl DesignFile<'_> {
    /// The design as a document: its headings in their order, numbered as the network numbers them, then what is planned. Read in again, what
    /// stands below the fixed headings comes back; the rest stands below headings that go on with the numbers, and is kept apart.
    #[must_use]
    pub fn document(&self) -> Document {
        let say = |danish: &'static str, english: &'static str| if self.language == Language::En { english } else { danish };
        let mut blocks = vec![Block::Text(format!("{}: {}", say("Version", "Version"), self.stamp))];
        for (number, heading) in (1..).zip(Heading::ALL) {
            blocks.push(Block::Heading(format!("{number}. {}", heading.words(Language::Da))));
            for passage in passages(self.design.text(heading)) {
                blocks.push(match passage {
                    Passage::Paragraph(words) => Block::Text(words),
                    Passage::List(items) => Block::Points(items),
                });
            }
            if heading == Heading::Criteria && !self.design.criteria.is_empty() {
                blocks.push(Block::Points(self.design.criteria.iter().map(|one| one.statement.clone()).collect()));
            }
        }
        let criteria = self.design.criteria.iter();
        let told = criteria.filter_map(|one| Some(format!("K{}: {}", one.number, measured(one, self.versions, self.language)?)));
        let evidence = self.design.evidence.iter().map(|one| {
            let note = if one.note.is_empty() { String::new() } else { format!(" ({})", one.note) };
            format!("{}: {}{note}", one.when.words(self.language), one.words(self.language))
        });
        let more = [
            (say("Hvad kriterierne måles ved", "By what the criteria are measured"), told.collect::<Vec<_>>()),
            (say("Planlagt belæg", "Planned evidence"), evidence.collect()),
        ];
        let filled = more.into_iter().filter(|(_, points)| !points.is_empty());
        for (number, (title, points)) in (Heading::ALL.len() + 1..).zip(filled) {
            blocks.extend([Block::Heading(format!("{number}. {title}")), Block::Points(points)]);
        }
        Document {
            title: format!("{}: {}", say("Evalueringsdesign", "Evaluation design"), self.of),
            subtitle: self.of.to_owned(),
            mark: None,
            language: self.language,
            paged: false,
            blocks,
        }
    }

    /// The same as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let document = self.document();
        let mut out = format!("# {}\n", escaped(&document.title));
        for block in &document.blocks {
            let written = match block {
                Block::Heading(words) => format!("## {words}"),
                Block::Text(words) => escaped(words),
                Block::Points(items) => items.iter().map(|item| format!("- {}", escaped(item))).collect::<Vec<_>>().join("\n"),
                _ => continue,
            };
            let _ = write!(out, "\n{written}\n");
        }
        out
    }
}

/// Words of somebody as they are, where Markdown would read a mark into them.
fn escaped(words: &str) -> String {
    let begins = words.starts_with(['#', '>', '+', '-', '*', '=', '~']);
    let mut out = if begins { "\\".to_owned() } else { String::new() };
    for sign in words.chars() {
        if matches!(sign, '*' | '_' | '`' | '[' | ']' | '<' | '\\') && !(begins && out == "\\") {
            out.push('\\');
        }
        out.push(sign);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_word_is_a_mark_of_markdown() {
        assert_eq!(escaped("# *nej* [x]"), "\\# \\*nej\\* \\[x\\]");
        assert_eq!(escaped("60 % af dem"), "60 % af dem");
    }
}
