//! What is written of a report so far: chapters and tables number themselves.

use super::texts::Texts;
use crate::export::document::Block;

pub(super) struct Written {
    pub(super) texts: &'static Texts,
    pub(super) blocks: Vec<Block>,
    /// What people wrote, by the name of its section.
    prose: Vec<(String, Vec<Block>)>,
    chapters: usize,
    appendices: usize,
    tables: usize,
}

impl Written {
    pub(super) fn new(texts: &'static Texts) -> Self {
        Self::with(texts, Vec::new())
    }

    /// The same with what people wrote, by the name of its section.
    pub(super) fn with(texts: &'static Texts, prose: Vec<(String, Vec<Block>)>) -> Self {
        Self { texts, blocks: Vec::new(), prose, chapters: 0, appendices: 0, tables: 0 }
    }

    /// Puts other prose in the place of what is there, which is given back.
    pub(super) fn change_prose(&mut self, prose: Vec<(String, Vec<Block>)>) -> Vec<(String, Vec<Block>)> {
        std::mem::replace(&mut self.prose, prose)
    }

    /// Whether somebody wrote this section.
    pub(super) fn has_prose(&self, section: &str) -> bool {
        self.prose.iter().any(|(name, blocks)| name == section && !blocks.is_empty())
    }

    /// What people wrote in a section; a place for it where nobody did.
    pub(super) fn prose(&mut self, section: &str, blank: &str) {
        match self.prose.iter().find(|(name, blocks)| name == section && !blocks.is_empty()) {
            Some((_, blocks)) => self.blocks.extend(blocks.iter().cloned()),
            None => self.blank(blank),
        }
    }

    pub(super) fn chapter(&mut self, title: &str) {
        self.chapters += 1;
        self.blocks.push(Block::Heading(format!("{}. {title}", self.chapters)));
    }

    pub(super) fn appendix(&mut self, title: &str) {
        self.appendices += 1;
        self.blocks.push(Block::Heading(format!("{} {}: {title}", self.texts.appendix, self.appendices)));
    }

    pub(super) fn section(&mut self, title: impl Into<String>) {
        self.blocks.push(Block::Subheading(2, title.into()));
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::text(text));
    }

    pub(super) fn blank(&mut self, what: &str) {
        self.blocks.push(Block::blank(what));
    }

    /// Blocks in their order, with a number for each caption.
    pub(super) fn extend(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Caption(caption) => self.caption(&caption),
                block => self.blocks.push(block),
            }
        }
    }

    fn caption(&mut self, caption: &str) {
        self.tables += 1;
        self.blocks.push(Block::Caption(format!("{} {}: {caption}", self.texts.table, self.tables)));
    }

    pub(super) fn table(&mut self, caption: &str, head: &[&str], rows: Vec<Vec<String>>) {
        self.caption(caption);
        self.blocks.push(Block::table(head, rows));
    }
}
