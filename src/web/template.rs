//! Pages rendered once and filled many times: a template is finished text with holes for what differs between two people.
//!
//! A hole is written into the page as a marker of control characters, which no escaping touches and no respondent can type
//! into a template, since templates are made from published versions only. Filling never escapes by itself: it is
//! [`push_escaped`] that does.

use std::fmt::Write as _;

use crate::questionnaire::Missing;

const OPEN: char = '\u{1}';
const BETWEEN: char = '\u{1f}';
const CLOSE: char = '\u{2}';

/// What differs between two respondents on the same page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The token in addresses.
    Token,
    /// Who asks, as it stands first on the page.
    Sender,
    /// The municipality's name inside a sentence.
    Municipality,
    /// Its telephone number.
    Phone,
    /// The same number without spaces, for a `tel:` address.
    PhoneDigits,
    /// The number to press; where there is none, where it is found.
    Telephone,
    /// The sentence that says when it is answered, if that is known.
    Hours,
    /// The controller of the data.
    Controller,
    /// The data-protection officer's address.
    Dpo,
    /// The sentences that name both, as far as they are known.
    Controllers,
    /// The address of the server, as `https://…`.
    Origin,
    /// The round's last day, in words.
    Closes,
    /// The day after the round's last, in words.
    DayAfter,
    /// The receipt code.
    Receipt,
    /// The address that the page was come from.
    Back,
    /// The revision of the draft that the page is filled from.
    Revision,
    /// "Spørgsmål 3 af 8 · dine svar er gemt".
    Progress,
    /// How many questions lie before this page.
    Passed,
    /// How many questions there are for this respondent.
    Total,
    /// ` checked`, if the item has this choice.
    Choice(Box<str>, i64),
    /// ` checked`, if the item has this missing kind.
    Missing(Box<str>, Missing),
    /// The words, number or day of the item.
    Words(Box<str>),
    /// The words beside `other` of the item.
    Other(Box<str>),
    /// The rank of a value of the item.
    Rank(Box<str>, i64),
    /// Here begins a question, which is left out when it is not shown.
    Begin(Box<str>),
    /// Here ends the question that began last.
    End,
}

impl Slot {
    /// The marker that stands in the page before it is made into a template.
    #[must_use]
    pub fn marker(&self) -> String {
        let (name, item, value) = match self {
            Self::Token => ("token", "", String::new()),
            Self::Sender => ("sender", "", String::new()),
            Self::Municipality => ("municipality", "", String::new()),
            Self::Phone => ("phone", "", String::new()),
            Self::PhoneDigits => ("digits", "", String::new()),
            Self::Telephone => ("telephone", "", String::new()),
            Self::Hours => ("hours", "", String::new()),
            Self::Controller => ("controller", "", String::new()),
            Self::Dpo => ("dpo", "", String::new()),
            Self::Controllers => ("controllers", "", String::new()),
            Self::Origin => ("origin", "", String::new()),
            Self::End => ("end", "", String::new()),
            Self::Closes => ("closes", "", String::new()),
            Self::DayAfter => ("day-after", "", String::new()),
            Self::Receipt => ("receipt", "", String::new()),
            Self::Back => ("back", "", String::new()),
            Self::Revision => ("revision", "", String::new()),
            Self::Progress => ("progress", "", String::new()),
            Self::Passed => ("passed", "", String::new()),
            Self::Total => ("total", "", String::new()),
            Self::Choice(item, value) => ("choice", &**item, value.to_string()),
            Self::Missing(item, missing) => ("missing", &**item, missing.name().to_owned()),
            Self::Words(item) => ("words", &**item, String::new()),
            Self::Other(item) => ("other", &**item, String::new()),
            Self::Rank(item, value) => ("rank", &**item, value.to_string()),
            Self::Begin(question) => ("begin", &**question, String::new()),
        };
        format!("{OPEN}{name}{BETWEEN}{item}{BETWEEN}{value}{CLOSE}")
    }

    fn read(inner: &str) -> Option<Self> {
        let mut parts = inner.split(BETWEEN);
        let (name, item, value) = (parts.next()?, parts.next()?, parts.next()?);
        Some(match name {
            "token" => Self::Token,
            "sender" => Self::Sender,
            "municipality" => Self::Municipality,
            "phone" => Self::Phone,
            "digits" => Self::PhoneDigits,
            "telephone" => Self::Telephone,
            "hours" => Self::Hours,
            "controller" => Self::Controller,
            "dpo" => Self::Dpo,
            "controllers" => Self::Controllers,
            "origin" => Self::Origin,
            "end" => Self::End,
            "closes" => Self::Closes,
            "day-after" => Self::DayAfter,
            "receipt" => Self::Receipt,
            "back" => Self::Back,
            "revision" => Self::Revision,
            "progress" => Self::Progress,
            "passed" => Self::Passed,
            "total" => Self::Total,
            "choice" => Self::Choice(item.into(), value.parse().ok()?),
            "missing" => Self::Missing(item.into(), Missing::from_name(value)?),
            "words" => Self::Words(item.into()),
            "other" => Self::Other(item.into()),
            "rank" => Self::Rank(item.into(), value.parse().ok()?),
            "begin" => Self::Begin(item.into()),
            _ => return None,
        })
    }
}

/// A page with holes.
#[derive(Clone, Debug)]
pub struct Template {
    text: String,
    holes: Vec<(usize, Slot)>,
}

impl Template {
    /// Splits a page at its markers; a marker that is none of ours stays out of the text.
    #[must_use]
    pub fn new(page: &str) -> Self {
        let mut text = String::with_capacity(page.len());
        let mut holes = Vec::new();
        let mut pieces = page.split(OPEN);
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (inner, rest) = piece.split_once(CLOSE).unwrap_or(("", piece));
            if let Some(slot) = Slot::read(inner) {
                holes.push((text.len(), slot));
            }
            text.push_str(rest);
        }
        Self { text, holes }
    }

    /// The page for one respondent: the standing text, with every hole written by `fill`, without the questions that are not
    /// `shown`.
    pub fn fill(&self, shown: impl Fn(&str) -> bool, mut fill: impl FnMut(&Slot, &mut String)) -> String {
        let mut page = String::with_capacity(self.text.len() + 32 * self.holes.len());
        let mut from = 0;
        let mut skipping = false;
        for (place, slot) in &self.holes {
            if !skipping {
                page.push_str(&self.text[from..*place]);
            }
            from = *place;
            match slot {
                Slot::Begin(question) => skipping = !shown(question),
                Slot::End => skipping = false,
                _ if skipping => {}
                _ => fill(slot, &mut page),
            }
        }
        page.push_str(&self.text[from..]);
        page
    }

    /// The same page with those holes filled that `fill` says it has filled.
    #[must_use]
    pub fn partly_filled(&self, mut fill: impl FnMut(&Slot, &mut String) -> bool) -> Self {
        let mut partly = Self { text: String::with_capacity(self.text.len()), holes: Vec::new() };
        let mut from = 0;
        for (place, slot) in &self.holes {
            partly.text.push_str(&self.text[from..*place]);
            from = *place;
            if !fill(slot, &mut partly.text) {
                partly.holes.push((partly.text.len(), slot.clone()));
            }
        }
        partly.text.push_str(&self.text[from..]);
        partly
    }
}

/// Writes text so that it is text in an element and in a quoted attribute.
pub fn push_escaped(out: &mut String, text: &str) {
    let mut from = 0;
    for (place, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..place]);
        out.push_str(escaped);
        from = place + 1;
    }
    out.push_str(&text[from..]);
}

/// Writes a whole number.
pub fn push_number(out: &mut String, number: usize) {
    // Writing into a String never fails.
    let _ = write!(out, "{number}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_the_page_with_its_holes_filled_in_order() {
        let page = format!(
            "<a href=\"/s/{}\">{}</a><input{}>",
            Slot::Token.marker(),
            Slot::Municipality.marker(),
            Slot::Choice("a.b".into(), -1).marker()
        );
        let mut seen = Vec::new();
        let filled = Template::new(&page).fill(
            |_| true,
            |slot, out| {
                seen.push(slot.clone());
                out.push('X');
            },
        );
        assert_eq!(filled, "<a href=\"/s/X\">X</a><inputX>");
        assert_eq!(seen, [Slot::Token, Slot::Municipality, Slot::Choice("a.b".into(), -1)]);
    }

    #[test]
    fn a_marker_that_nobody_made_leaves_no_control_character() {
        assert_eq!(Template::new("a\u{1}evil\u{1f}x\u{1f}\u{2}b\u{1}c").fill(|_| true, |_, _| ()), "abc");
    }

    #[test]
    fn a_question_that_is_not_shown_is_left_out_with_everything_in_it() {
        let begin = |key: &str| Slot::Begin(key.into()).marker();
        let page =
            format!("1{}2{}3{}4{}5{}6", begin("a"), Slot::Token.marker(), Slot::End.marker(), begin("b"), Slot::End.marker());
        let filled = Template::new(&page).fill(|key| key == "b", |_, out| out.push('X'));
        assert_eq!(filled, "1456");
    }

    #[test]
    fn a_page_filled_in_two_steps_is_the_page_filled_in_one() {
        let begin = Slot::Begin("a".into()).marker();
        let page = format!(
            "1{}2{begin}{}3{}{}4",
            Slot::Sender.marker(),
            Slot::Token.marker(),
            Slot::End.marker(),
            Slot::Sender.marker()
        );
        let (whole, write) = (Template::new(&page), |slot: &Slot, out: &mut String| out.push_str(&slot.marker()));
        let partly = whole.partly_filled(|slot, out| {
            let known = *slot == Slot::Sender;
            if known {
                write(slot, out);
            }
            known
        });
        assert_eq!(partly.holes.len(), 3);
        for shown in [true, false] {
            assert_eq!(partly.fill(|_| shown, write), whole.fill(|_| shown, write));
        }
    }

    #[test]
    fn what_a_respondent_typed_stays_text() {
        let mut out = String::new();
        push_escaped(&mut out, "a<b>&\"æ'ø");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;æ&#39;ø");
    }
}
