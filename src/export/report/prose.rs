//! What people write in reports, with its figures as they are now: a figure that is not what it was when somebody last kept the words is
//! marked, and the words themselves are never touched.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::fields::{FieldFault, Piece, pieces};
use super::numbers::Number;
use super::sections::JOINT;
use crate::export::document::Block;
use crate::language::{Language, filled, number};
use crate::store::ReportProse;

/// A figure as it is known by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<'a> {
    /// As it stands in a sentence.
    Shown(&'a str),
    /// It is withheld, or the round has none.
    Withheld,
    /// There is no such code.
    Unknown,
}

/// The figures that fields may name.
#[derive(Clone, Copy)]
pub struct Numbers<'a> {
    /// All of them.
    pub all: &'a [Number],
    /// How the codes of the trial begin in which the words stand, so that the trial's own may be named without it; empty for the whole.
    pub prefix: &'a str,
}

impl<'a> Numbers<'a> {
    /// The figure with this code, or the one that was entered in its place.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&'a Number> {
        let own = || self.all.iter().find(|one| !self.prefix.is_empty() && one.code.strip_prefix(self.prefix) == Some(code));
        let former = || self.all.iter().find(|one| one.former.iter().any(|former| former == code));
        self.all.iter().find(|one| one.code == code).or_else(own).or_else(former)
    }

    /// What is known of a code.
    #[must_use]
    pub fn known(&self, code: &str) -> Known<'a> {
        match self.find(code).map(|one| &one.plain) {
            Some(Some(plain)) => Known::Shown(plain),
            Some(None) => Known::Withheld,
            None => Known::Unknown,
        }
    }

    /// The figures that a text names, as they are now: what is kept beside it. A field that is written wrongly is said.
    pub fn named(&self, text: &str) -> Result<Vec<(String, String)>, FieldFault> {
        let mut named: Vec<(String, String)> = Vec::new();
        for (_, piece) in pieces(text)? {
            let Piece::Field(code) = piece else { continue };
            if !named.iter().any(|(other, _)| other == code) {
                named.push((code.to_owned(), self.as_kept(code)));
            }
        }
        Ok(named)
    }

    /// A figure as it is kept beside the words: nothing where it is withheld or unknown.
    fn as_kept(&self, code: &str) -> String {
        if let Known::Shown(plain) = self.known(code) { plain.to_owned() } else { String::new() }
    }

    /// The first field that names no figure.
    #[must_use]
    pub fn unknown(&self, text: &str) -> Option<FieldFault> {
        let unknown = |(line, piece): (usize, Piece<'_>)| match piece {
            Piece::Field(code) if self.known(code) == Known::Unknown => Some(FieldFault::Unknown(line, code.to_owned())),
            _ => None,
        };
        pieces(text).ok()?.into_iter().find_map(unknown)
    }

    /// The figures that are not what they were when the words were kept: code, what it was and what it is, in words.
    #[must_use]
    pub fn changed(&self, prose: &ReportProse, language: Language) -> Vec<[String; 3]> {
        let gone = |figure: &str, code: &str| match (figure.is_empty(), self.known(code)) {
            (true, Known::Unknown) => say(language, "ukendt", "unknown").to_owned(),
            (true, _) => say(language, "ikke vist", "not shown").to_owned(),
            (false, _) => figure.to_owned(),
        };
        let moved = |(code, was): &(String, String)| {
            let now = self.as_kept(code);
            (now != *was).then(|| [code.clone(), gone(was, code), gone(&now, code)])
        };
        prose.figures.iter().filter_map(moved).collect()
    }
}

fn say<'a>(language: Language, danish: &'a str, english: &'a str) -> &'a str {
    if language == Language::En { english } else { danish }
}

/// That a figure has changed since the words were kept, in a sentence for each.
#[must_use]
pub fn changed_words(changed: &[[String; 3]], language: Language) -> Vec<String> {
    let words = say(language, "{code}: var {was}, er nu {now}", "{code}: was {was}, is now {now}");
    changed.iter().map(|[code, was, now]| filled(words, &[("code", code), ("was", was), ("now", now)])).collect()
}

/// A section as a report has it: its paragraphs with the figures of now, each with its code, and what must be confirmed after them.
#[must_use]
pub fn written(prose: &ReportProse, numbers: Numbers, language: Language) -> Vec<Block> {
    let changed = numbers.changed(prose, language);
    let (marked, words) = marked(prose, numbers, &changed, language);
    // Below the heading that it stands under, so that no heading is left out.
    let level = if prose.report == JOINT && !prose.trial.is_empty() { 4 } else { 2 };
    let mut blocks = blocks(&marked, &words, level);
    if !changed.is_empty() {
        let day = number::day(prose.at.day(), language);
        let lead = say(
            language,
            "Tal i afsnittet er ændret, siden {by} bekræftede teksten den {day}. Læs den igennem, og bekræft den:",
            "Figures in the text have changed since {by} confirmed it on {day}. Read it through and confirm it:",
        );
        let lead = filled(lead, &[("by", &prose.by), ("day", &day)]);
        // By the codes that stand in the text above it.
        let newest = |code: &String| numbers.find(code).map_or(code, |one| &one.code).clone();
        let changed: Vec<[String; 3]> = changed.into_iter().map(|[code, was, now]| [newest(&code), was, now]).collect();
        blocks.push(Block::Notice(format!("{lead} {}.", changed_words(&changed, language).join("; "))));
    }
    blocks
}

/// What stands for a field while Markdown is read: a letter that nobody types, with the place of its words behind it.
const FIELD: char = '\u{e000}';
const END: char = '\u{e001}';

/// The text with its fields taken out, and the words of each.
fn marked(prose: &ReportProse, numbers: Numbers, changed: &[[String; 3]], language: Language) -> (String, Vec<String>) {
    let (mut text, mut words) = (String::new(), Vec::new());
    // What was kept was read before, so there is nothing wrong with its fields.
    for (_, piece) in pieces(&prose.words).unwrap_or_default() {
        match piece {
            Piece::Words(plain) => text.push_str(&plain.replace([FIELD, END], "")),
            Piece::Field(code) => {
                text.push(FIELD);
                text.push_str(&words.len().to_string());
                text.push(END);
                words.push(field(code, numbers, changed, language));
            }
        }
    }
    (text, words)
}

/// A field as a report has it: "48 % (var 46 %, er nu 48 %) [T02.LC1.simplified.2]".
fn field(code: &str, numbers: Numbers, changed: &[[String; 3]], language: Language) -> String {
    let shown = match numbers.known(code) {
        Known::Shown(plain) => plain,
        Known::Withheld => say(language, "(tallet vises ikke)", "(the figure is not shown)"),
        Known::Unknown => say(language, "(ukendt kode)", "(unknown code)"),
    };
    let moved = changed.iter().find(|[of, ..]| of == code).map(|[_, was, now]| {
        filled(say(language, " (var {was}, er nu {now})", " (was {was}, is now {now})"), &[("was", was), ("now", now)])
    });
    let whole = numbers.find(code).map_or(code, |one| &one.code);
    format!("{shown}{} [{whole}]", moved.unwrap_or_default())
}

/// Markdown as blocks: headings, paragraphs and points; of links the words and where they lead.
fn blocks(text: &str, words: &[String], level: u8) -> Vec<Block> {
    let mut reading =
        Reading { blocks: Vec::new(), points: Vec::new(), open: String::new(), links: Vec::new(), lists: 0, level, words };
    for event in Parser::new(text) {
        reading.event(event);
    }
    reading.blocks
}

struct Reading<'a> {
    blocks: Vec<Block>,
    points: Vec<String>,
    open: String,
    links: Vec<String>,
    /// In how many lists, one within the other.
    lists: usize,
    /// How deep its headings stand.
    level: u8,
    words: &'a [String],
}

impl Reading<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => self.open.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.open.push(' '),
            Event::Start(Tag::Link { dest_url, .. }) => self.links.push(dest_url.into_string()),
            Event::End(TagEnd::Link) => {
                let to = self.links.pop().unwrap_or_default();
                if !to.is_empty() && !self.open.ends_with(&to) {
                    let _ = write!(self.open, " ({to})");
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let text = self.taken();
                self.blocks.push(Block::Subheading(self.level, text));
            }
            Event::End(TagEnd::Item) => {
                let text = self.taken();
                if !text.is_empty() {
                    self.points.push(text);
                }
            }
            // Of a list in a list the points stand after each other.
            Event::Start(Tag::List(_)) => {
                self.lists += 1;
                let text = self.taken();
                if !text.is_empty() {
                    self.points.push(text);
                }
            }
            Event::End(TagEnd::List(_)) => {
                self.lists = self.lists.saturating_sub(1);
                let points = std::mem::take(&mut self.points);
                if !points.is_empty() {
                    self.blocks.push(Block::Points(points));
                }
            }
            Event::End(TagEnd::Paragraph) if self.lists > 0 => self.open.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                let text = self.taken();
                if !text.is_empty() {
                    self.blocks.push(Block::Text(text));
                }
            }
            _ => {}
        }
    }

    /// What was read since the last block, with the words of its fields.
    fn taken(&mut self) -> String {
        let mut text = String::new();
        let open = std::mem::take(&mut self.open);
        let mut rest = open.trim();
        while let Some((before, field)) = rest.split_once(FIELD) {
            let (place, after) = field.split_once(END).unwrap_or((field, ""));
            text.push_str(before);
            text.push_str(place.parse().ok().and_then(|place: usize| self.words.get(place)).map_or("", String::as_str));
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn number(code: &str, plain: Option<&str>) -> Number {
        let plain = plain.map(str::to_owned);
        let (full, when, what, measure) = (String::new(), String::new(), String::new(), String::new());
        Number { code: code.to_owned(), plain, full, when, what, former: Vec::new(), measure }
    }

    fn prose(words: &str, figures: &[(&str, &str)]) -> ReportProse {
        ReportProse {
            report: "joint".to_owned(),
            trial: "ledighedsydelse".to_owned(),
            section: "results".to_owned(),
            version: 1,
            words: words.to_owned(),
            figures: figures.iter().map(|(code, figure)| ((*code).to_owned(), (*figure).to_owned())).collect(),
            by: "Kirsten".to_owned(),
            at: Timestamp(0),
        }
    }

    #[test]
    fn a_figure_stands_as_it_is_now_and_says_what_it_was() {
        let all =
            [number("T02.LC1.simplified.2", Some("48\u{a0}%")), number("T02.LC1.quality.1", None), number("R3", Some("270"))];
        let numbers = Numbers { all: &all, prefix: "T02." };
        let words = "Flere end før: {{LC1.simplified.2}}.\n\n- Brugt *{{R3}}* gange\n- Ikke {{T02.LC1.quality.1}}\n- Og {{T99}}";
        let kept = prose(words, &[("LC1.simplified.2", "46\u{a0}%"), ("R3", "270"), ("T02.LC1.quality.1", ""), ("T99", "")]);
        let told = written(&kept, numbers, Language::Da);
        assert_eq!(
            told,
            [
                Block::text("Flere end før: 48\u{a0}% (var 46\u{a0}%, er nu 48\u{a0}%) [T02.LC1.simplified.2]."),
                Block::points(
                    ["Brugt 270 [R3] gange", "Ikke (tallet vises ikke) [T02.LC1.quality.1]", "Og (ukendt kode) [T99]",]
                ),
                Block::Notice(
                    "Tal i afsnittet er ændret, siden Kirsten bekræftede teksten den 1. januar 1970. Læs den igennem, og bekræft den: \
                     T02.LC1.simplified.2: var 46\u{a0}%, er nu 48\u{a0}%."
                        .to_owned()
                ),
            ]
        );
        let now = numbers.named(words).unwrap();
        assert!(numbers.changed(&prose(words, &[]), Language::Da).is_empty());
        assert_eq!(now[0], ("LC1.simplified.2".to_owned(), "48\u{a0}%".to_owned()));
        assert_eq!(numbers.unknown(words), Some(FieldFault::Unknown(5, "T99".to_owned())));
    }

    #[test]
    fn a_register_figure_that_was_corrected_is_found_by_its_first_code() {
        let all = [Number { former: vec!["R1".to_owned(), "R3".to_owned()], ..number("R7", Some("131")) }];
        let numbers = Numbers { all: &all, prefix: "T14." };
        let told = written(&prose("Brugt {{R1}} gange.", &[("R1", "123")]), numbers, Language::Da);
        assert_eq!(told[0], Block::text("Brugt 131 (var 123, er nu 131) [R7] gange."));
    }

    #[test]
    fn a_figure_that_is_withheld_now_is_told_as_changed_and_markdown_is_words() {
        let all = [number("R3", None)];
        let numbers = Numbers { all: &all, prefix: "" };
        let kept = prose("# Brug\n\nSe [siden](https://a.dk) om **{{R3}}**\nog <b>mere</b>.", &[("R3", "270")]);
        assert_eq!(numbers.changed(&kept, Language::Da), [["R3", "270", "ikke vist"].map(str::to_owned)]);
        let told = written(&kept, numbers, Language::Da);
        assert_eq!(told[0], Block::Subheading(4, "Brug".to_owned()));
        assert_eq!(
            told[1],
            Block::text("Se siden (https://a.dk) om (tallet vises ikke) (var 270, er nu ikke vist) [R3] og <b>mere</b>.")
        );
    }
}
