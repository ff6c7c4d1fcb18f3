//! Reading values out of TOML tables, noting what is wrong and where instead of stopping.
//!
//! Every reading function returns `None` only after a fault has been noted, so that a caller may go on and find more.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::code_list::CodeLists;
use super::super::fault::{Expected, Fault, FaultKind, Place};
use crate::language::{Language, Text};

/// No text that a person reads on a phone is near this length; a hundred thousand accents on one letter are beyond it.
const MOST_CHARACTERS: usize = 5000;

/// So many bytes are counted at most to find a place.
const BLOCK: usize = 512;

/// How many characters begin in these bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

pub(super) type Node<'t> = Spanned<DeValue<'t>>;

/// A table and where its header stands, which is the place of whatever is missing in it.
#[derive(Clone, Copy)]
pub(super) struct Table<'t> {
    pub(super) entries: &'t DeTable<'t>,
    pub(super) header: usize,
}

/// A file being read: its text, its languages, and the faults found so far.
pub(super) struct Reading<'c> {
    label: &'c str,
    content: &'c str,
    lines: Vec<usize>,
    /// How many characters begin before each block of bytes: a whole file may be one line, whose places are not counted from its start.
    blocks: Vec<usize>,
    /// Where byte order marks stand.
    marks: Vec<usize>,
    pub(super) faults: Vec<Fault>,
    pub(super) languages: Vec<Language>,
    /// Whether texts must have exactly `languages`; otherwise at least those.
    pub(super) exactly: bool,
    /// The code lists from which choices may be taken.
    pub(super) lists: Option<&'c CodeLists>,
}

impl<'c> Reading<'c> {
    pub(super) fn new(label: &'c str, content: &'c str) -> Self {
        let lines = std::iter::once(0).chain(content.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut blocks = vec![0];
        for block in content.as_bytes().chunks(BLOCK) {
            blocks.push(blocks.last().copied().unwrap_or(0) + begun(block));
        }
        let marks = content.match_indices('\u{feff}').map(|(at, _)| at).collect();
        Self { label, content, lines, blocks, marks, faults: Vec::new(), languages: Vec::new(), exactly: false, lists: None }
    }

    /// The place of a byte offset; a byte order mark takes no column.
    pub(super) fn place(&self, at: usize) -> Place {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = self.characters(at).saturating_sub(self.characters(start)) + 1;
        Place { file: self.label.to_owned(), line, column }
    }

    /// How many characters stand before a byte offset, byte order marks aside.
    fn characters(&self, at: usize) -> usize {
        let block = (at / BLOCK).min(self.blocks.len().saturating_sub(1));
        let rest = self.content.as_bytes().get(block * BLOCK..at).unwrap_or_default();
        let begun = self.blocks.get(block).copied().unwrap_or(0) + begun(rest);
        begun.saturating_sub(self.marks.partition_point(|mark| *mark < at))
    }

    pub(super) fn fault(&mut self, at: usize, kind: FaultKind) {
        let place = self.place(at);
        self.faults.push(Fault { place, kind });
    }

    /// The byte offset in the file of an offset in a decoded text; the text's start where escapes make it uncertain.
    pub(super) fn inside(&self, node: &Node<'_>, decoded: &str, offset: usize) -> usize {
        let span = node.span();
        let raw = self.content.get(span.clone()).unwrap_or_default();
        raw.find(decoded).map_or(span.start, |found| span.start + found + offset)
    }

    /// Notes every key that is not among those allowed.
    pub(super) fn only(&mut self, table: Table<'_>, allowed: &[&str]) {
        for (key, _) in table.entries {
            if !allowed.contains(&key.get_ref().as_ref()) {
                let allowed = allowed.iter().map(ToString::to_string).collect();
                self.fault(key.span().start, FaultKind::UnknownKey { key: key.get_ref().to_string(), allowed });
            }
        }
    }

    /// A value that must be there.
    pub(super) fn want<'t, T>(
        &mut self,
        table: Table<'t>,
        key: &str,
        read: impl FnOnce(&mut Self, &str, &'t Node<'t>) -> Option<T>,
    ) -> Option<T> {
        let Some(node) = table.entries.get(key) else {
            self.fault(table.header, FaultKind::MissingKey { key: key.to_owned() });
            return None;
        };
        read(self, key, node)
    }

    /// A value that may be there.
    pub(super) fn may<'t, T>(
        &mut self,
        table: Table<'t>,
        key: &str,
        read: impl FnOnce(&mut Self, &str, &'t Node<'t>) -> Option<T>,
    ) -> Option<T> {
        read(self, key, table.entries.get(key)?)
    }

    pub(super) fn wrong<T>(&mut self, key: &str, node: &Node<'_>, expected: Expected) -> Option<T> {
        self.fault(node.span().start, FaultKind::WrongType { key: key.to_owned(), expected });
        None
    }

    pub(super) fn string(&mut self, key: &str, node: &Node<'_>) -> Option<String> {
        let Some(text) = node.get_ref().as_str() else {
            return self.wrong(key, node, Expected::Text);
        };
        if text.trim().is_empty() {
            self.fault(node.span().start, FaultKind::EmptyText { key: key.to_owned() });
            return None;
        }
        if let Some(at) = text.find(|character: char| character.is_control() && !"\n\r\t".contains(character)) {
            let at = self.inside(node, text, at);
            self.fault(at, FaultKind::ControlCharacter);
            return None;
        }
        Some(text.to_owned())
    }

    /// A key of a question or item: a–z, digits and `_`.
    pub(super) fn underscored(&mut self, value: &str, at: usize) -> Option<String> {
        self.key_of(value, at, false)
    }

    /// A key of a questionnaire, trial or municipality: a–z, digits and hyphens.
    pub(super) fn hyphenated(&mut self, value: &str, at: usize) -> Option<String> {
        self.key_of(value, at, true)
    }

    fn key_of(&mut self, value: &str, at: usize, hyphen: bool) -> Option<String> {
        let mark = if hyphen { '-' } else { '_' };
        let fits = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == mark;
        if value.is_empty() || value.len() > 100 || !value.chars().all(fits) {
            self.fault(at, FaultKind::BadKey { value: value.to_owned(), hyphen });
            return None;
        }
        Some(value.to_owned())
    }

    pub(super) fn boolean(&mut self, key: &str, node: &Node<'_>) -> Option<bool> {
        let value = node.get_ref().as_bool();
        if value.is_none() {
            return self.wrong(key, node, Expected::Boolean);
        }
        value
    }

    /// A whole number between two bounds, both included.
    pub(super) fn whole(&mut self, key: &str, node: &Node<'_>, least: i64, most: i64) -> Option<i64> {
        let Some(integer) = node.get_ref().as_integer() else {
            return self.wrong(key, node, Expected::Whole);
        };
        let at = node.span().start;
        let negative = integer.as_str().starts_with('-');
        match i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()) {
            Ok(value) if value < least => self.fault(at, FaultKind::TooSmall { key: key.to_owned(), least }),
            Ok(value) if value <= most => return Some(value),
            Err(_) if negative => self.fault(at, FaultKind::TooSmall { key: key.to_owned(), least }),
            _ => self.fault(at, FaultKind::TooBig { key: key.to_owned(), most }),
        }
        None
    }

    /// A finite number, whole or not, exact as a double.
    pub(super) fn number(&mut self, key: &str, node: &Node<'_>) -> Option<f64> {
        const EXACT: i64 = 1 << 53;
        if node.get_ref().is_integer() {
            let value = self.whole(key, node, -EXACT, EXACT)?;
            return Some(value as f64);
        }
        let value = node.get_ref().as_float().and_then(|float| float.as_str().replace('_', "").parse::<f64>().ok());
        match value.filter(|value| value.is_finite()) {
            Some(value) => Some(value),
            None => self.wrong(key, node, Expected::Number),
        }
    }

    pub(super) fn date(&mut self, key: &str, node: &Node<'_>) -> Option<Date> {
        let read = match node.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() => moment.date,
            _ => None,
        };
        let date = read.and_then(|date| {
            Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
        });
        if date.is_none() {
            return self.wrong(key, node, Expected::Date);
        }
        date
    }

    pub(super) fn list<'t>(&mut self, key: &str, node: &'t Node<'t>) -> Option<&'t [Node<'t>]> {
        match node.get_ref() {
            DeValue::Array(array) => Some(array),
            _ => self.wrong(key, node, Expected::List),
        }
    }

    pub(super) fn table<'t>(&mut self, key: &str, node: &'t Node<'t>) -> Option<Table<'t>> {
        match node.get_ref() {
            DeValue::Table(entries) => Some(Table { entries, header: node.span().start }),
            _ => self.wrong(key, node, Expected::Table),
        }
    }

    /// A list of tables; what is no table is noted and left out.
    pub(super) fn tables<'t>(&mut self, key: &str, node: &'t Node<'t>) -> Option<Vec<Table<'t>>> {
        let list = self.list(key, node)?;
        Some(list.iter().filter_map(|node| self.table(key, node)).collect())
    }

    /// A list of texts with their places; what is no text is noted and left out.
    pub(super) fn strings<'t>(&mut self, key: &str, node: &'t Node<'t>) -> Option<Vec<(String, usize)>> {
        let list = self.list(key, node)?;
        Some(list.iter().filter_map(|node| Some((self.string(key, node)?, node.span().start))).collect())
    }

    /// One of a fixed set of names.
    pub(super) fn named<T>(
        &mut self,
        key: &str,
        node: &Node<'_>,
        allowed: &[&str],
        from_name: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let name = self.string(key, node)?;
        let value = from_name(&name);
        if value.is_none() {
            let allowed = allowed.iter().map(ToString::to_string).collect();
            self.fault(node.span().start, FaultKind::UnknownName { key: key.to_owned(), value: name, allowed });
        }
        value
    }

    /// A text in every language of the file.
    pub(super) fn texts<'t>(&mut self, key: &str, node: &'t Node<'t>) -> Option<Text> {
        let DeValue::Table(entries) = node.get_ref() else {
            return self.wrong(key, node, Expected::Texts);
        };
        self.texts_of(key, Table { entries, header: node.span().start }, &[])
    }

    /// The languages of a table that also has other keys, as a choice has.
    pub(super) fn texts_of(&mut self, key: &str, table: Table<'_>, beside: &[&str]) -> Option<Text> {
        let before = self.faults.len();
        let mut text = Text::default();
        for (code, node) in table.entries {
            let name = code.get_ref().as_ref();
            if beside.contains(&name) {
                continue;
            }
            let Some(language) = Language::ALL.into_iter().find(|language| language.code() == name) else {
                let allowed = beside.iter().copied().chain(self.languages.iter().map(|language| language.code()));
                let allowed = allowed.map(str::to_owned).collect();
                self.fault(code.span().start, FaultKind::UnknownKey { key: name.to_owned(), allowed });
                continue;
            };
            if self.exactly && !self.languages.is_empty() && !self.languages.contains(&language) {
                let kind = FaultKind::UnlistedLanguage { key: key.to_owned(), code: name.to_owned() };
                self.fault(code.span().start, kind);
                continue;
            }
            let Some(words) = self.string(name, node) else { continue };
            if words.chars().count() > MOST_CHARACTERS {
                self.fault(node.span().start, FaultKind::TextTooLong { key: key.to_owned(), most: MOST_CHARACTERS });
            } else {
                text.0.insert(language, words);
            }
        }
        for language in self.languages.clone() {
            if !table.entries.contains_key(language.code()) {
                self.fault(table.header, FaultKind::MissingLanguage { key: key.to_owned(), language });
            }
        }
        (self.faults.len() == before).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_that_of_counting_from_the_start_of_its_line() {
        let long = "key = \"æøå \u{1f642} på skærmen\" ".repeat(80);
        let content = format!("\u{feff}{long}\r\n\n\u{feff}{long}\nblå{long}");
        let reading = Reading::new("1.toml", &content);
        let (mut line, mut column) = (1, 1);
        for (at, character) in content.char_indices() {
            let place = reading.place(at);
            assert_eq!((place.line, place.column), (line, column), "at {at}");
            match character {
                '\n' => (line, column) = (line + 1, 1),
                '\u{feff}' => {}
                _ => column += 1,
            }
        }
        assert_eq!(reading.place(content.len()).column, column);
    }
}
