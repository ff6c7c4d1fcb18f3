//! One question as a respondent sees it: items one by one, never a grid, each choice a whole row to press.
//!
//! The names of the fields are those of answer files where they can be: `question`, `question.item`, `question/other-text`.
//! Checked choices and typed words are holes of the template, so nothing here knows an answer.

use maud::{Markup, PreEscaped, html};

use super::markdown::markdown;
use crate::language::{Language, Text};
use crate::questionnaire::{Choice, Item, Kind, Missing, NONE, OTHER, Question, Scale};
use crate::web::template::Slot;
use crate::web::words::{Words, with};

/// What is wrong with one item, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    /// The item's key.
    pub(super) item: String,
    /// The words by which a person finds it on the page.
    pub(super) place: String,
    /// What to do about it.
    pub(super) message: String,
}

/// How questions are shown on one page.
#[expect(clippy::struct_excessive_bools, reason = "each is a yes or no about the same page")]
pub(super) struct Manner<'a> {
    pub(super) language: Language,
    pub(super) words: &'a Words,
    /// Whether the sender has a telephone number.
    pub(super) phone: bool,
    /// Whether the page has one item only, whose text is then the page's heading.
    pub(super) alone: bool,
    /// Whether a citizen is asked, who may write for help.
    pub(super) citizen: bool,
    /// Whether the answers are shown with the name of who gave them.
    pub(super) identified: bool,
    pub(super) complaints: &'a [Complaint],
    /// Whether the complaints are only about something left empty.
    pub(super) kindly: bool,
}

impl Manner<'_> {
    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.language)
    }

    fn complaint(&self, item: &str) -> Option<&Complaint> {
        self.complaints.iter().find(|complaint| complaint.item == item)
    }

    fn heading(&self, text: &str) -> Markup {
        html! { @if self.alone { h1 { (text) } } @else { h2 { (text) } } }
    }
}

/// A question with all its items.
pub(super) fn question(question: &Question, manner: &Manner<'_>) -> Markup {
    let items = question.items(0);
    match &question.kind {
        Kind::Note => html! { div.ask { (manner.heading(manner.say(&question.text))) } (help(question, manner, &question.key)) },
        Kind::Battery { scale, .. } => html! {
            div.ask id={ (question.key) "-q" } { (manner.heading(manner.say(&question.text))) }
            (help(question, manner, &question.key))
            @for item in &items { (battery_item(item, scale, manner)) }
        },
        _ => html! { @for item in &items { (group(item, manner, &field(item, manner))) } },
    }
}

/// One item of a battery: its own group, described by the question that it belongs to.
fn battery_item(item: &Item<'_>, scale: &Scale, manner: &Manner<'_>) -> Markup {
    let complaint = manner.complaint(&item.key);
    let described =
        format!("{}-q{}", item.question.key, if complaint.is_some() { format!(" {}-e", item.key) } else { String::new() });
    html! {
        fieldset.wrong[complaint.is_some()].kindly[manner.kindly && complaint.is_some()] aria-describedby=(described) {
            legend.item { (item.text.map_or("", |text| manner.say(text))) }
            (error(complaint, manner, &item.key))
            (rows(&item.key, "radio", scale.choices.iter(), manner))
        }
    }
}

/// A whole number with its thousands apart, as the language writes it.
fn grouped(number: usize, language: Language) -> String {
    match (number / 1000, language) {
        (0, _) | (_, Language::Ar) => number.to_string(),
        (thousands, Language::Da) => format!("{thousands}.{:03}", number % 1000),
        (thousands, Language::En) => format!("{thousands},{:03}", number % 1000),
    }
}

/// The group of one question: its text as the legend, then help, what is wrong, lead and the field itself.
fn group(item: &Item<'_>, manner: &Manner<'_>, field: &Markup) -> Markup {
    let question = item.question;
    let complaint = manner.complaint(&item.key);
    html! {
        fieldset.wrong[complaint.is_some()].kindly[manner.kindly && complaint.is_some()] aria-describedby=[described(item, manner)] {
            legend id={ (item.key) "-q" } { (manner.heading(manner.say(&question.text))) }
            (help(question, manner, &item.key))
            (error(complaint, manner, &item.key))
            @if let Some(lead) = &question.lead { p.lead id={ (item.key) "-l" } { (manner.say(lead)) } }
            (field)
        }
    }
}

fn described(item: &Item<'_>, manner: &Manner<'_>) -> Option<String> {
    let parts = [
        (hint(item.question, manner).is_some() || item.question.help.is_some(), "h"),
        (manner.complaint(&item.key).is_some(), "e"),
        (item.question.lead.is_some(), "l"),
    ];
    let ids: Vec<String> = parts.iter().filter(|(there, _)| *there).map(|(_, end)| format!("{}-{end}", item.key)).collect();
    if ids.is_empty() { None } else { Some(ids.join(" ")) }
}

fn error(complaint: Option<&Complaint>, manner: &Manner<'_>, item: &str) -> Markup {
    html! {
        @if let Some(complaint) = complaint {
            // What is only asked about, such as something left empty, is no fault to those who hear the page either.
            p.error id={ (item) "-e" } { @if !manner.kindly { span.hidden { (manner.words.page.fault) " " } } (complaint.message) }
        }
    }
}

/// The help text and what the kind asks for by itself.
fn help(question: &Question, manner: &Manner<'_>, item: &str) -> Markup {
    let hint = hint(question, manner);
    html! {
        @if question.help.is_some() || hint.is_some() {
            div.help id={ (item) "-h" } {
                @if let Some(help) = &question.help { (markdown(manner.say(help))) }
                @if let Some(hint) = hint { p { (hint) } }
            }
        }
    }
}

/// What a kind asks for, in words; a help text that stands there already says "several answers" itself.
fn hint(question: &Question, manner: &Manner<'_>) -> Option<String> {
    let words = &manner.words.question;
    match &question.kind {
        Kind::Multiple { max_choices: Some(most), .. } => Some(with(&words.at_most, &[("number", &most.to_string())])),
        Kind::Multiple { .. } if question.help.is_none() => Some(words.several.clone()),
        Kind::Ranking { .. } => Some(words.rank.clone()),
        Kind::Code => Some(words.code.clone()),
        Kind::Number { min, max, .. } => match (min, max) {
            (Some(min), Some(max)) => {
                Some(with(&words.between, &[("min", &number(*min, manner)), ("max", &number(*max, manner))]))
            }
            (Some(min), None) => Some(with(&words.at_least, &[("min", &number(*min, manner))])),
            (None, Some(max)) => Some(with(&words.no_more, &[("max", &number(*max, manner))])),
            (None, None) => None,
        },
        _ => None,
    }
}

/// A number as the language writes it.
pub(super) fn number(number: f64, manner: &Manner<'_>) -> String {
    let text = number.to_string();
    if manner.language == Language::Da { text.replace('.', ",").replace('-', "−") } else { text }
}

fn field(item: &Item<'_>, manner: &Manner<'_>) -> Markup {
    match &item.question.kind {
        Kind::Single { scale, other } => html! {
            (rows(&item.key, "radio", scale.substantive(), manner))
            @if *other { (other_row(item, "radio", manner)) }
            (apart(&item.key, "radio", scale.choices.iter().filter(|choice| choice.missing.is_some()), manner))
        },
        Kind::Multiple { choices, none, other, missing, .. } => html! {
            (rows(&item.key, "checkbox", choices.iter(), manner))
            @if *other { (other_row(item, "checkbox", manner)) }
            @if *none { div.apart { (row(&item.key, "checkbox", NONE, &manner.words.question.none, false)) } }
            (missing_rows(&item.key, missing, manner))
        },
        Kind::Text { max_length, missing } => html! {
            input type="text" dir="auto" id=(item.key) name=(item.key) aria-labelledby={ (item.key) "-q" } autocomplete="off"
                aria-describedby=(after(item)) value=(hole(&Slot::Words(item.key.as_str().into())));
            (beside_text(item, *max_length, manner))
            (missing_rows(&item.key, missing, manner))
        },
        Kind::Code => html! {
            input.short type="text" dir="auto" id=(item.key) name=(item.key) aria-labelledby={ (item.key) "-q" } autocomplete="off"
                autocapitalize="characters" spellcheck="false" value=(hole(&Slot::Words(item.key.as_str().into())));
        },
        Kind::LongText { max_length, missing } => html! {
            textarea dir="auto" id=(item.key) name=(item.key) rows="5" aria-labelledby={ (item.key) "-q" } aria-describedby=(after(item)) {
                // A browser drops the first line break of a text area, so one stands here for it.
                (PreEscaped("\n")) (hole(&Slot::Words(item.key.as_str().into())))
            }
            (beside_text(item, *max_length, manner))
            (missing_rows(&item.key, missing, manner))
        },
        Kind::Number { decimals, missing, .. } => html! {
            input.short type="text" inputmode=(if *decimals > 0 { "decimal" } else { "numeric" }) id=(item.key) name=(item.key)
                aria-labelledby={ (item.key) "-q" } autocomplete="off" value=(hole(&Slot::Words(item.key.as_str().into())));
            (missing_rows(&item.key, missing, manner))
        },
        Kind::Date { missing } => html! {
            input.short type="date" id=(item.key) name=(item.key) aria-labelledby={ (item.key) "-q" } autocomplete="off"
                value=(hole(&Slot::Words(item.key.as_str().into())));
            (missing_rows(&item.key, missing, manner))
        },
        Kind::Ranking { choices, missing } => html! {
            @for (place, choice) in choices.iter().enumerate() { (rank_row(&item.key, place, choice, manner)) }
            (missing_rows(&item.key, missing, manner))
        },
        Kind::Battery { .. } | Kind::Note => html! {},
    }
}

fn after(item: &Item<'_>) -> String {
    format!("{}-n", item.key)
}

/// What stands beside every text field: what to leave out, and who may come to read it; for citizens, that nobody does so at once.
fn beside_text(item: &Item<'_>, max_length: usize, manner: &Manner<'_>) -> Markup {
    let words = &manner.words.question;
    let help = calling(if manner.phone { &words.help_call } else { &words.help_plain });
    html! {
        div.note id=(after(item)) {
            p { (words.private) " " @if !manner.identified { (words.read_by) " " } (with(&words.length, &[("number", &grouped(max_length, manner.language))])) }
            @if manner.citizen { p { (help) } }
        }
    }
}

fn rows<'c>(item: &str, kind: &str, choices: impl Iterator<Item = &'c Choice>, manner: &Manner<'_>) -> Markup {
    let (missing, substantive): (Vec<&Choice>, Vec<&Choice>) = choices.partition(|choice| choice.missing.is_some());
    html! {
        @for (place, choice) in substantive.into_iter().enumerate() {
            (row(item, kind, choice.value, manner.say(&choice.label), place == 0))
        }
        (apart(item, kind, missing.into_iter(), manner))
    }
}

fn apart<'c>(item: &str, kind: &str, choices: impl Iterator<Item = &'c Choice>, manner: &Manner<'_>) -> Markup {
    let mut choices = choices.peekable();
    html! {
        @if choices.peek().is_some() {
            div.apart { @for choice in choices { (row(item, kind, choice.value, manner.say(&choice.label), false)) } }
        }
    }
}

/// One choice. The first of an item carries the item's key as its id: the summary of faults leads there.
fn row(item: &str, kind: &str, value: i64, label: &str, first: bool) -> Markup {
    let id = first.then_some(item);
    let checked = Slot::Choice(item.into(), value).marker();
    let start = html! { input type=(kind) name=(item) value=(value) id=[id]; }.into_string();
    html! { label.row { (with_attribute(start, &checked)) span { (label) } } }
}

fn other_row(item: &Item<'_>, kind: &str, manner: &Manner<'_>) -> Markup {
    let words = &manner.words.question;
    html! {
        (row(&item.key, kind, OTHER, &words.other, false))
        div.words {
            label for={ (item.key) "-other" } { (words.other_words) }
            input type="text" dir="auto" id={ (item.key) "-other" } name={ (item.key) "/other-text" } autocomplete="off"
                value=(hole(&Slot::Other(item.key.as_str().into())));
        }
    }
}

fn missing_rows(item: &str, missing: &[Missing], manner: &Manner<'_>) -> Markup {
    html! {
        @if !missing.is_empty() {
            div.apart {
                @for one in missing {
                    // A box can be taken back, when somebody who ticked it answers after all; a radio button cannot.
                    @let start = html! { input type="checkbox" name={ (item) "/missing" } value=(one.name()); }.into_string();
                    label.row {
                        (with_attribute(start, &Slot::Missing(item.into(), *one).marker()))
                        span { (missing_label(*one, manner.words)) }
                    }
                }
            }
        }
    }
}

/// The platform's own words for a missing kind of a question without a scale.
pub(super) fn missing_label(missing: Missing, words: &Words) -> &str {
    match missing {
        Missing::DontKnow => &words.question.dont_know,
        Missing::NotApplicable => &words.question.not_applicable,
        Missing::Declined => &words.question.declined,
    }
}

fn rank_row(item: &str, place: usize, choice: &Choice, manner: &Manner<'_>) -> Markup {
    let name = format!("{item}/{}", choice.value);
    let id = if place == 0 { item.to_owned() } else { format!("{item}-{}", choice.value) };
    html! {
        label.row.rank {
            span { (manner.say(&choice.label)) }
            input.short type="text" inputmode="numeric" autocomplete="off" id=(id) name=(name)
                value=(hole(&Slot::Rank(item.into(), choice.value)));
        }
    }
}

/// A sentence with the municipality and a number to press.
pub(super) fn calling(sentence: &str) -> Markup {
    let mut parts = sentence.splitn(2, "{phone}");
    let part = |text: &str| with(text, &[("municipality", &Slot::Municipality.marker())]);
    html! {
        (part(parts.next().unwrap_or_default()))
        @if let Some(rest) = parts.next() {
            a href={ "tel:" (hole(&Slot::PhoneDigits)) } dir="ltr" { (hole(&Slot::Phone)) } (part(rest))
        }
    }
}

fn hole(slot: &Slot) -> PreEscaped<String> {
    PreEscaped(slot.marker())
}

/// The element with a hole for one more attribute, ` checked`, which maud cannot leave open.
fn with_attribute(element: String, marker: &str) -> PreEscaped<String> {
    PreEscaped(match element.strip_suffix('>') {
        Some(open) => format!("{open}{marker}>"),
        None => element,
    })
}
