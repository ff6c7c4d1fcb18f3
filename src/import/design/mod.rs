//! The design of an evaluation, pasted from a word processor: text below headings that are known by their names.
//!
//! No word is lost: what stands before the first heading or below one that is not known is kept apart, until a person has placed it.

mod file;
mod line;
#[cfg(test)]
mod tests;

pub use file::{DesignFileFault, LONGEST_DESIGN, design_text};
use line::{Named, bullet, heading_number, named, numbered};

use crate::evaluation::{Criterion, Design, Heading, LONGEST_STATEMENT};

/// What was read of a pasted design.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastedDesign {
    /// What was placed, and what could not be.
    pub design: Design,
    /// The headings that were found, in their order, each with the line on which it stands, from 1.
    pub found: Vec<(Heading, usize)>,
}

/// Where the reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    /// Below no heading that is known.
    Nothing,
    /// Below this one.
    Known(Heading),
}

/// How far the reading has come.
struct Reading {
    under: Under,
    /// The number of the last heading, where headings are numbered.
    number: Option<u32>,
    /// The number of the last line of a numbered list.
    item: Option<u32>,
    texts: Vec<(Heading, Vec<String>)>,
    unplaced: Vec<String>,
    found: Vec<(Heading, usize)>,
}

/// Reads a pasted design.
#[must_use]
pub fn pasted_design(text: &str) -> PastedDesign {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}'], "\n");
    let mut reading =
        Reading { under: Under::Nothing, number: None, item: None, texts: Vec::new(), unplaced: Vec::new(), found: Vec::new() };
    for (place, line) in (1..).zip(text.split('\n')) {
        reading.take(place, line.trim_end());
    }
    reading.finished()
}

impl Reading {
    fn take(&mut self, place: usize, line: &str) {
        let number = heading_number(line).map(|(number, _)| number);
        if let Some(Named { heading, label, rest }) = named(line) {
            // A list of which one line begins with a heading's name goes on.
            self.under = Under::Known(heading);
            self.number = number.or(self.number);
            self.item = None;
            self.found.push((heading, place));
            self.open(heading);
            for words in [label, rest].into_iter().filter(|words| !words.is_empty()) {
                self.put(words);
            }
            return;
        }
        if self.is_unknown_heading(line) {
            self.under = Under::Nothing;
            self.number = number;
            self.item = None;
        } else if let Some((number, _)) = numbered(line) {
            self.item = Some(number);
        }
        self.put(line.to_owned());
    }

    /// Whether a line goes on with the numbers of the headings and is no line of a list: a heading that is not known.
    fn is_unknown_heading(&self, line: &str) -> bool {
        let Some(((number, words), last)) = heading_number(line).zip(self.number) else { return false };
        let goes_on = number == last + 1 && self.item.is_none_or(|item| item + 1 != number);
        goes_on && words.chars().count() <= line::LONGEST && !words.ends_with(['.', ',', ';', '?', '!'])
    }

    fn open(&mut self, heading: Heading) {
        match self.texts.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, lines)) => lines.push(String::new()),
            None => self.texts.push((heading, Vec::new())),
        }
    }

    fn put(&mut self, line: String) {
        match self.under {
            Under::Nothing => self.unplaced.push(line),
            Under::Known(heading) => {
                if let Some((_, lines)) = self.texts.iter_mut().find(|(known, _)| *known == heading) {
                    lines.push(line);
                }
            }
        }
    }

    fn finished(self) -> PastedDesign {
        let mut design = Design { unplaced: joined(&self.unplaced), ..Design::default() };
        for (heading, lines) in self.texts {
            let text = if heading == Heading::Criteria {
                let (statements, text) = statements(&lines);
                design.criteria =
                    (1..).zip(statements).map(|(number, statement)| Criterion { number, statement, bound: None }).collect();
                text
            } else {
                joined(&lines)
            };
            if !text.is_empty() {
                design.texts.insert(heading, text);
            }
        }
        PastedDesign { design, found: self.found }
    }
}

/// Lines as a text: the marks of lists as dashes, no more than one empty line in a row.
fn joined(lines: &[String]) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in lines {
        let line = match bullet(line) {
            Some(words) => format!("- {words}"),
            None => line.trim().to_owned(),
        };
        if !line.is_empty() || out.last().is_some_and(|last| !last.is_empty()) {
            out.push(line);
        }
    }
    out.join("\n").trim().to_owned()
}

/// The criteria among the lines below their heading, and what is no criterion: what leads to them, or what is too long for one.
fn statements(lines: &[String]) -> (Vec<String>, String) {
    let marked = |line: &str| bullet(line).or_else(|| numbered(line).map(|(_, words)| words)).map(str::to_owned);
    let has_marks = lines.iter().any(|line| marked(line).is_some());
    let (mut statements, mut text): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for line in lines {
        let words = line.trim();
        let goes_on = words.chars().next().is_some_and(char::is_lowercase);
        let statement = match marked(line) {
            Some(statement) => Some(statement),
            None if has_marks || words.is_empty() || words.ends_with(':') => None,
            None => Some(words.to_owned()),
        };
        match (statement, statements.last_mut()) {
            (Some(statement), _) if statement.chars().count() <= LONGEST_STATEMENT => statements.push(statement),
            // A line of a list that was broken in two.
            (None, Some(last)) if goes_on && last.chars().count() + words.chars().count() < LONGEST_STATEMENT => {
                last.push(' ');
                last.push_str(words);
            }
            _ => text.push(line.clone()),
        }
    }
    (statements, joined(&text))
}

/// A design into which a pasted one was taken: what was pasted stands in place of what stood below the same headings; a criterion that is
/// word for word as it was keeps its number and its measure. What could not be placed stands behind what could not be placed before.
#[must_use]
pub fn with_pasted(design: &Design, pasted: &PastedDesign) -> Design {
    let mut merged = design.clone();
    for (heading, _) in &pasted.found {
        merged.texts.remove(heading);
    }
    merged.texts.extend(pasted.design.texts.clone());
    if !pasted.design.criteria.is_empty() {
        let mut next = design.next_number();
        let known = |statement: &str| design.criteria.iter().find(|one| one.statement == statement).cloned();
        merged.criteria.clear();
        for criterion in &pasted.design.criteria {
            let criterion = known(&criterion.statement).unwrap_or_else(|| {
                next += 1;
                Criterion { number: next - 1, ..criterion.clone() }
            });
            // A statement that was pasted twice is one.
            if merged.criteria.iter().all(|other| other.number != criterion.number) {
                merged.criteria.push(criterion);
            }
        }
    }
    let parts = [merged.unplaced.as_str(), pasted.design.unplaced.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    merged.unplaced = parts.join("\n\n");
    merged
}
