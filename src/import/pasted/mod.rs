//! The questions of an evaluation design, pasted from a word processor: numbered questions, options in lines or in a row.
//!
//! No word is invented: whatever cannot be read is kept with its line, and what had to be guessed is said.

mod line;
mod options;
mod written;

#[cfg(test)]
mod tests;

use line::{Sort, Style, pieces};
pub use options::choice;
use options::listed;
pub use written::{Heading, Mark, Place, marks, written, written_question};

use crate::questionnaire::Missing;

/// What was read of a pasted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The questions in their order.
    pub questions: Vec<PastedQuestion>,
    /// What belongs to no question and could not be read, in order.
    pub unread: Vec<PastedLine>,
}

/// A line of a pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedLine {
    /// Its number, from 1.
    pub line: usize,
    /// What stands there.
    pub words: String,
}

/// A question as far as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastedQuestion {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The question.
    pub text: String,
    /// What stands between the question and its options.
    pub lead: Option<String>,
    /// How to answer it.
    pub help: Option<String>,
    /// The kind.
    pub kind: PastedKind,
    /// The options, the missing kinds among them; empty for a text.
    pub choices: Vec<PastedChoice>,
    /// The statements of a battery.
    pub items: Vec<String>,
    /// What stands in the question and could not be read.
    pub unread: Vec<PastedLine>,
    /// What was guessed.
    pub doubts: Vec<Doubt>,
}

/// The kinds that a pasted question can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PastedKind {
    /// One choice.
    Single,
    /// Several choices.
    Multiple,
    /// Several statements on one scale.
    Battery,
    /// A text.
    #[default]
    LongText,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedChoice {
    /// Its words, as they stood.
    pub label: String,
    /// Which kind of missing it is, if it is no substantive answer.
    pub missing: Option<Missing>,
}

/// What was guessed of a question and is for a person to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It has no options, so it was taken for a text.
    NoOptions,
    /// It has only one option.
    OneOption,
    /// An option or the question says where to go on: that was not made into a condition.
    Route,
    /// Its options begin with the most, so they were left without an order.
    HighestFirst,
}

/// Reads a pasted text.
#[must_use]
pub fn pasted(text: &str) -> Pasted {
    let pieces = pieces(text);
    let style = Style::of(&pieces);
    let mut reading = Reading { style, ..Reading::default() };
    for (line, piece) in &pieces {
        reading.take(*line, piece);
    }
    reading.finish();
    reading.pasted
}

/// How far the reading has come.
#[derive(Default)]
struct Reading {
    style: Style,
    pasted: Pasted,
    /// The question that is being read.
    open: Option<Open>,
    /// The options of all questions that have none of their own.
    common: Vec<String>,
    /// The options of each question so far, by its number in the text.
    by_number: Vec<(u32, Vec<String>)>,
    /// Whether the options of all questions are listed below.
    common_below: bool,
}

/// A question that is being read.
#[derive(Default)]
struct Open {
    line: usize,
    number: Option<u32>,
    text: String,
    lead: Vec<String>,
    help: Vec<String>,
    options: Vec<String>,
    items: Vec<String>,
    unread: Vec<PastedLine>,
    several: bool,
    free: bool,
    listing: Listing,
    /// A blank line came since the question's text.
    blank: bool,
    /// The number of the last option, where options are numbered.
    numbered: u32,
}

/// What the lines without a mark are that follow "Svarmuligheder:".
#[derive(Default)]
enum Listing {
    /// No options.
    #[default]
    None,
    /// Options, one a line.
    Below,
    /// The rest of a row of options, and how many options stood before it.
    Row(String, usize),
}

impl Reading {
    fn take(&mut self, line: usize, piece: &str) {
        let nested = self.open.as_ref().map(|open| (open.number.unwrap_or(0), open.numbered));
        match self.style.sort(piece, nested) {
            Sort::Blank => {
                self.common_below &= self.common.is_empty();
                if let Some(open) = &mut self.open {
                    open.blank = true;
                    if !open.options.is_empty() || !matches!(open.listing, Listing::Below) {
                        open.listing = Listing::None;
                    }
                }
            }
            Sort::Question(number, text) => {
                self.finish();
                self.common_below = false;
                self.open = Some(Open::new(line, number, text));
            }
            Sort::Answers(rest) => self.answers(line, rest),
            Sort::Option(number, text) => match &mut self.open {
                Some(open) => {
                    open.numbered = number.unwrap_or(open.numbered);
                    open.options.extend(options::row(text));
                }
                None if self.common_below => self.common.extend(options::row(text)),
                None => self.unread(line, piece),
            },
            Sort::Lettered(text) => match &mut self.open {
                Some(open) => open.items.push(options::bare(text)),
                None => self.unread(line, piece),
            },
            Sort::Lead(text) => match &mut self.open {
                Some(open) => open.lead.push(options::bare(text)),
                None => self.unread(line, piece),
            },
            Sort::Plain(text) => self.plain(line, text),
        }
    }

    /// A row or list of options.
    fn answers(&mut self, line: usize, rest: &str) {
        if let Some(number) = line::same_as(rest) {
            let known = self.by_number.iter().find(|(known, _)| *known == number).map(|(_, options)| options.clone());
            match (&mut self.open, known) {
                (Some(open), Some(options)) => open.options = options,
                _ => self.unread(line, rest),
            }
            return;
        }
        let found = listed(rest);
        if let Some(open) = &mut self.open {
            open.listing = match (found.is_empty(), options::goes_on(rest)) {
                (true, _) => Listing::Below,
                (false, true) => Listing::Row(rest.to_owned(), open.options.len()),
                (false, false) => Listing::None,
            };
            open.options.extend(found);
        } else {
            self.common_below = found.is_empty();
            self.common = found;
        }
    }

    /// A line without a mark.
    fn plain(&mut self, line: usize, text: &str) {
        let Some(open) = &mut self.open else {
            if self.common_below {
                self.common.extend(options::row(text));
            } else {
                self.unread(line, text);
            }
            return;
        };
        let complete = open.text.ends_with(['?', '.', ':', '!', ')']) || (open.text.contains('?') && text.ends_with(':'));
        let nothing_yet = open.options.is_empty() && open.items.is_empty();
        if let Listing::Row(row, before) = &open.listing {
            let (row, before) = (format!("{row} {text}"), *before);
            open.options.truncate(before);
            open.options.extend(listed(&row));
            open.listing = if options::goes_on(&row) { Listing::Row(row, before) } else { Listing::None };
        } else if open.text.is_empty() {
            open.say(text);
        } else if line::is_free_alone(text) {
            open.free = true;
        } else if line::is_free(text) && (!nothing_yet || open.free) {
            self.finish();
            self.open = Some(Open { free: true, ..Open::new(line, None, text) });
        } else if line::is_free(text) {
            open.free = true;
            open.help.push(options::bare(text));
        } else if line::is_instruction(text) {
            open.several |= line::says_several(text);
            open.help.push(options::bare(text));
        } else if matches!(open.listing, Listing::Below) || options::is_row(text) {
            open.options.extend(options::row(text));
        } else if nothing_yet && !complete && !open.blank {
            open.text = format!("{} {}", open.text, options::bare(text));
        } else if nothing_yet {
            open.lead.push(options::bare(text));
        } else {
            open.unread.push(PastedLine { line, words: text.to_owned() });
        }
    }

    fn unread(&mut self, line: usize, words: &str) {
        let unread = PastedLine { line, words: words.trim().to_owned() };
        match &mut self.open {
            Some(open) => open.unread.push(unread),
            None => self.pasted.unread.push(unread),
        }
    }

    /// Ends the question that is being read.
    fn finish(&mut self) {
        let Some(open) = self.open.take() else { return };
        let mut options = open.options;
        let mut items = open.items;
        if options.is_empty() && !open.free {
            if self.common.is_empty() {
                options = std::mem::take(&mut items);
            } else {
                options.clone_from(&self.common);
            }
        }
        if let Some(number) = open.number {
            self.by_number.push((number, options.clone()));
        }
        let choices: Vec<PastedChoice> = options.iter().map(|label| choice(label)).collect();
        let kind = match (choices.is_empty(), items.is_empty(), open.several) {
            (true, _, _) => PastedKind::LongText,
            (false, false, _) => PastedKind::Battery,
            (false, true, true) => PastedKind::Multiple,
            (false, true, false) => PastedKind::Single,
        };
        let mut doubts = Vec::new();
        if kind == PastedKind::LongText && !open.free {
            doubts.push(Doubt::NoOptions);
        }
        if choices.len() == 1 {
            doubts.push(Doubt::OneOption);
        }
        if options.iter().any(|label| line::is_route(label)) || line::is_route(&open.text) {
            doubts.push(Doubt::Route);
        }
        if kind != PastedKind::Multiple && options::begins_with_the_most(&choices) {
            doubts.push(Doubt::HighestFirst);
        }
        let joined = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join(" "));
        self.pasted.questions.push(PastedQuestion {
            line: open.line,
            text: open.text,
            lead: joined(open.lead),
            help: joined(open.help),
            kind,
            choices,
            items,
            unread: open.unread,
            doubts,
        });
    }
}

impl Open {
    fn new(line: usize, number: Option<u32>, text: &str) -> Self {
        let mut open = Self { line, number, ..Self::default() };
        open.say(text);
        open
    }

    /// Takes the words of the question, with what stands in the same line.
    fn say(&mut self, text: &str) {
        let (text, options) = options::behind(text);
        let (text, free) = line::without_free_mark(text);
        self.free |= free || line::is_free(&text);
        self.several |= line::says_several(&text);
        self.options.extend(options);
        self.text = options::bare(&text);
    }
}
