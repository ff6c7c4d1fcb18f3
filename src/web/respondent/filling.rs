//! What fills the holes of a page for one respondent: who sends, how far they are, and what they answered or typed.

use jiff::Span;
use jiff::civil::Date;
use maud::{Markup, html};

use super::form::Typed;
use crate::questionnaire::journey::Position;
use crate::questionnaire::{Answer, Answers, Missing, MissingName, OTHER};
use crate::token::Receipt;
use crate::web::template::{Slot, Template, push_escaped, push_number};
use crate::web::words::{Words, with};

/// Who sends: the municipality as texts name it.
#[derive(Clone, Default)]
pub(super) struct Place {
    /// What stands first on the page.
    pub(super) sender: String,
    /// The name in sentences.
    pub(super) name: String,
    /// A telephone number that a respondent can call.
    pub(super) phone: Option<String>,
    /// When it is answered, where that is known in the page's language.
    pub(super) hours: Option<String>,
    pub(super) controller: Option<String>,
    pub(super) dpo: Option<String>,
}

impl Place {
    /// When the telephone is answered, with a blank before it since it follows the sentence with the number; else nothing.
    pub(super) fn hours_sentence(&self, words: &Words) -> String {
        let sentence = |hours: &String| format!(" {}", with(&words.page.hours, &[("hours", hours)]));
        self.hours.as_ref().map(sentence).unwrap_or_default()
    }

    /// Whom to call when in doubt, where there is a number.
    pub(super) fn call(&self, words: &Words) -> Option<Markup> {
        let phone = self.phone.as_deref()?;
        let sentence = with(&words.page.call, &[("municipality", &self.name)]);
        let (before, after) = sentence.split_once("{phone}").unwrap_or((&sentence, ""));
        Some(html! { (before) a href={ "tel:" (dialled(phone)) } dir="ltr" { (phone) } (after) (self.hours_sentence(words)) })
    }
}

/// How far a respondent is: items before this page, items on it, items in all.
#[derive(Clone, Copy, Default)]
pub(super) struct Progress {
    pub(super) before: usize,
    pub(super) here: usize,
    pub(super) total: usize,
    /// Whether what is answered from here on can make them fewer.
    pub(super) open: bool,
    /// Whether there is something saved to be glad of.
    pub(super) saved: bool,
}

impl Progress {
    /// On a page at this position with so many questions.
    pub(super) fn at(position: Position, here: usize, saved: bool) -> Self {
        let before = position.first.saturating_sub(1);
        Self { before, here, total: position.most.max(before + here), open: position.open, saved }
    }
}

/// What the items of a page hold.
#[derive(Clone, Copy)]
pub(super) enum Held<'a> {
    /// What was saved.
    Saved(&'a Answers),
    /// What was just typed and could not be taken as it is.
    Typed(&'a Typed),
}

/// Everything that differs between two respondents on one page.
pub(super) struct Filling<'a> {
    pub(super) words: &'a Words,
    pub(super) place: &'a Place,
    /// The token as it stands in addresses.
    pub(super) token: &'a str,
    pub(super) origin: &'a str,
    pub(super) closes: Date,
    pub(super) progress: Progress,
    /// The revision of the draft that the page is filled from.
    pub(super) revision: i64,
    pub(super) held: Held<'a>,
    pub(super) receipt: Option<&'a Receipt>,
}

impl Filling<'_> {
    /// The page.
    pub(super) fn page(&self, template: &Template, shown: impl Fn(&str) -> bool) -> String {
        template.fill(shown, |slot, out| self.write(slot, out))
    }

    /// Writes what is the same for all whom this sender asks in this round; says no to everything else.
    pub(super) fn write_common(&self, slot: &Slot, out: &mut String) -> bool {
        match slot {
            Slot::Origin => push_escaped(out, self.origin),
            Slot::Sender => push_escaped(out, &self.place.sender),
            Slot::Municipality => push_escaped(out, &self.place.name),
            Slot::Phone => push_escaped(out, self.place.phone.as_deref().unwrap_or_default()),
            Slot::PhoneDigits => out.push_str(&dialled(self.place.phone.as_deref().unwrap_or_default())),
            Slot::Telephone => self.write_telephone(out),
            Slot::Hours => push_escaped(out, &self.place.hours_sentence(self.words)),
            Slot::Controller => push_escaped(out, self.place.controller.as_deref().unwrap_or(&self.place.name)),
            Slot::Dpo => push_escaped(out, self.place.dpo.as_deref().unwrap_or(&self.place.name)),
            Slot::Controllers => self.write_controllers(out),
            Slot::Closes => push_escaped(out, &self.words.day(self.closes)),
            Slot::DayAfter => push_escaped(out, &self.words.day(self.closes.saturating_add(Span::new().days(1)))),
            _ => return false,
        }
        true
    }

    fn write(&self, slot: &Slot, out: &mut String) {
        if self.write_common(slot, out) {
            return;
        }
        match slot {
            Slot::Token => out.push_str(self.token),
            Slot::Receipt => push_escaped(out, self.receipt.map_or("", |receipt| &receipt.0)),
            Slot::Revision => out.push_str(&self.revision.to_string()),
            Slot::Progress => self.write_progress(out),
            Slot::Passed => push_number(out, self.progress.before),
            Slot::Total => push_number(out, self.progress.total.max(1)),
            Slot::Choice(item, value) => checked(out, self.held.has(item, *value)),
            Slot::Missing(item, missing) => checked(out, self.held.is_missing(item, *missing)),
            Slot::Words(item) => self.held.write_words(item, out),
            Slot::Other(item) => self.held.write_words(&format!("{item}/other-text"), out),
            Slot::Rank(item, value) => self.held.write_rank(item, *value, out),
            Slot::Origin
            | Slot::Sender
            | Slot::Municipality
            | Slot::Phone
            | Slot::PhoneDigits
            | Slot::Telephone
            | Slot::Hours
            | Slot::Controller
            | Slot::Dpo
            | Slot::Controllers
            | Slot::Closes
            | Slot::DayAfter
            | Slot::Back
            | Slot::Begin(_)
            | Slot::End => {}
        }
    }

    fn write_progress(&self, out: &mut String) {
        let Progress { before, here, total, open, saved } = self.progress;
        let (first, last) = (before + 1, before + here.max(1));
        let words = &self.words.question;
        let sentence = match (last > first, open) {
            (false, false) => &words.progress,
            (false, true) => &words.progress_most,
            (true, false) => &words.progress_several,
            (true, true) => &words.progress_several_most,
        };
        let numbers = [("number", &*first.to_string()), ("last", &*last.to_string()), ("total", &*total.to_string())];
        push_escaped(out, &with(sentence, &numbers));
        if saved {
            out.push_str(" · ");
            push_escaped(out, &self.words.question.saved);
        }
    }

    /// A number to press, which never breaks in two. Where `trials.toml` names none, the sentence says where it is found.
    fn write_telephone(&self, out: &mut String) {
        let Some(phone) = &self.place.phone else { return push_escaped(out, &self.words.page.no_phone) };
        out.push_str("<a href=\"tel:");
        out.push_str(&dialled(phone));
        out.push_str("\" dir=\"ltr\">");
        push_escaped(out, phone);
        out.push_str("</a>");
    }

    fn write_controllers(&self, out: &mut String) {
        if let Some(controller) = &self.place.controller {
            push_escaped(out, &with(&self.words.first.controller, &[("controller", controller)]));
            out.push_str(".<br>");
        }
        if let Some(dpo) = &self.place.dpo {
            push_escaped(out, &with(&self.words.first.dpo, &[("dpo", dpo)]));
        }
    }
}

/// A telephone number as a telephone dials it: digits, and the plus of a country.
pub(super) fn dialled(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

fn checked(out: &mut String, is: bool) {
    if is {
        out.push_str(" checked");
    }
}

impl Held<'_> {
    fn has(self, item: &str, value: i64) -> bool {
        match self {
            Self::Saved(answers) => match answers.0.get(item) {
                Some(Answer::Choice(chosen)) => *chosen == value,
                Some(Answer::Choices(chosen)) => chosen.contains(&value) || (value == OTHER && chosen.contains(&OTHER)),
                _ => false,
            },
            Self::Typed(typed) => typed.all(item).any(|text| text.parse() == Ok(value)),
        }
    }

    fn is_missing(self, item: &str, missing: Missing) -> bool {
        match self {
            Self::Saved(answers) => {
                matches!(answers.0.get(item), Some(Answer::Missing(name)) if *name == MissingName::from(missing))
            }
            Self::Typed(typed) => typed.all(&format!("{item}/missing")).any(|text| text == missing.name()),
        }
    }

    fn write_words(self, item: &str, out: &mut String) {
        match self {
            Self::Saved(answers) => match answers.0.get(item) {
                Some(Answer::Text(text) | Answer::Date(text)) => push_escaped(out, text),
                Some(Answer::Number(number)) => push_escaped(out, &number.to_string().replace('.', ",")),
                _ => {}
            },
            Self::Typed(typed) => push_escaped(out, typed.all(item).next().unwrap_or_default()),
        }
    }

    fn write_rank(self, item: &str, value: i64, out: &mut String) {
        match self {
            Self::Saved(answers) => {
                let Some(Answer::Ranking(order)) = answers.0.get(item) else { return };
                if let Some(place) = order.iter().position(|ranked| *ranked == value) {
                    push_number(out, place + 1);
                }
            }
            Self::Typed(typed) => push_escaped(out, typed.all(&format!("{item}/{value}")).next().unwrap_or_default()),
        }
    }
}
