//! What a letter says, once, and its two forms: text for whoever reads text, HTML that stays readable in dark mode.
//!
//! Both parts are made from the same blocks, so they cannot disagree. No picture is fetched and no link rewritten: the letter
//! tells nobody that it was read.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::letter::{LetterContent, LinkBeside};
use super::words::{Words, fill};
use crate::fieldwork::LetterKind;
use crate::language::Language;
use crate::questionnaire::Audience;

/// A piece of a letter.
pub(super) enum Block {
    /// That the round is made up.
    Warning(String),
    /// Sentences that belong together.
    Paragraph(String),
    /// What people fear, answered.
    List(Vec<String>),
    /// The link to the questionnaire: what pressing it does, and its address.
    Link { label: String, written: &'static str, address: String },
    /// Small print, with an address where there is one.
    Small { sentence: String, address: Option<String> },
}

/// The columns of the text part, as mail is wrapped since RFC 3676 (section 4.2).
const COLUMNS: usize = 72;

/// Everything that the letter says, in order.
pub(super) fn what_it_says(content: &LetterContent, sender: &str) -> Vec<Block> {
    let words = Words::of(content.language);
    let mut blocks = Vec::new();
    if content.synthetic {
        blocks.push(Block::Warning(words.synthetic.to_owned()));
    }
    blocks.push(Block::Paragraph(greeting(content.language, &content.name)));
    let is_one = content.more.is_empty();
    if content.kind == LetterKind::Reminder {
        blocks.push(Block::Paragraph(if is_one { words.both.reminder } else { words.reminder_several }.to_owned()));
    }
    if is_one {
        blocks.push(Block::Paragraph(why(content, words, sender)));
        blocks.extend(one(words, &own(content), (None, words.open)));
    } else {
        blocks.extend(several(content, words, sender));
    }
    blocks.extend(reassurance(content, words));
    let mut questions = Vec::new();
    if let Some(phone) = &content.phone {
        questions.push(fill(words.doubt, &[("municipality", sender), ("phone", &unbroken(phone))]));
        questions.extend(content.reply_to.as_ref().map(|_| words.answer_mail.to_owned()));
    }
    if !questions.is_empty() {
        blocks.push(Block::Paragraph(joined(&questions)));
    }
    blocks.push(Block::Paragraph(format!("{}\n{sender}", words.both.regards)));
    if is_one {
        blocks.push(Block::Small { sentence: words.opt_out.to_owned(), address: Some(content.opt_out.clone()) });
    }
    for other in links(content).iter().filter(|_| !is_one) {
        let sentence = fill(words.opt_out_named, &[("title", &other.title)]);
        blocks.push(Block::Small { sentence, address: Some(other.opt_out.clone()) });
    }
    let controller = content.controller.as_deref().unwrap_or(sender);
    let sentence = fill(words.controller, &[("controller", controller), ("host", &content.host)]);
    blocks.push(Block::Small { sentence, address: None });
    blocks
}

/// How the letter begins, for somebody of this name; empty: unknown.
pub(super) fn greeting(language: Language, name: &str) -> String {
    let words = Words::of(language);
    match name.trim() {
        "" => words.both.greeting_nameless.to_owned(),
        name => fill(words.both.greeting, &[("name", name)]),
    }
}

/// A greeting's lines in the text part.
pub(super) fn greeting_text(greeting: &str) -> String {
    paragraph(greeting).join("\r\n") + "\r\n"
}

/// A greeting's lines in the HTML part.
pub(super) fn greeting_html(greeting: &str) -> String {
    on_lines(written(&Block::Paragraph(greeting.to_owned())))
}

/// The letter's own questionnaire, as one among those that it carries links to.
fn own(content: &LetterContent) -> LinkBeside {
    LinkBeside {
        trial: content.trial.clone(),
        title: content.title.clone(),
        closes: content.closes,
        minutes: content.minutes,
        link: content.link.clone(),
        opt_out: content.opt_out.clone(),
    }
}

/// Every questionnaire that the letter carries a link to, its own first.
fn links(content: &LetterContent) -> Vec<LinkBeside> {
    let mut all = vec![own(content)];
    all.extend_from_slice(&content.more);
    all
}

/// Why one letter asks for several answers, and each questionnaire with its link.
fn several(content: &LetterContent, words: &Words, sender: &str) -> Vec<Block> {
    let of_one_trial = content.more.iter().all(|other| other.trial == content.trial);
    let why = if of_one_trial { why(content, words, sender) } else { fill(words.why_trials, &[("municipality", sender)]) };
    let count = (content.more.len() + 1).to_string();
    let mut blocks = vec![Block::Paragraph(joined(&[why, fill(words.several, &[("count", &count)])]))];
    for item in &links(content) {
        let trial = (!of_one_trial).then(|| fill(words.of_trial, &[("trial", &item.trial)]));
        blocks.extend(one(words, item, (trial, &fill(words.open_named, &[("title", &item.title)]))));
    }
    blocks
}

/// A questionnaire: what it is, how long it takes and until when, and its link.
fn one(words: &Words, item: &LinkBeside, (trial, label): (Option<String>, &str)) -> [Block; 2] {
    let mut sentences = vec![fill(words.both.title, &[("title", &item.title)])];
    sentences.extend(trial);
    sentences.push(duration(item.minutes, words));
    sentences.push(fill(words.both.closes, &[("date", &words.day(item.closes))]));
    let link = Block::Link { label: label.to_owned(), written: words.written_link, address: item.link.clone() };
    [Block::Paragraph(joined(&sentences)), link]
}

/// A telephone number that no line end divides.
pub(super) fn unbroken(phone: &str) -> String {
    phone.replace(' ', "\u{a0}")
}

fn why(content: &LetterContent, words: &Words, sender: &str) -> String {
    let sentence = match content.audience {
        Audience::Citizen => words.both.why_citizen,
        Audience::Manager if content.case.is_some() => words.both.why_case,
        Audience::Caseworker | Audience::Employee | Audience::Manager => words.both.why_staff,
        Audience::UnemploymentFund => words.both.why_fund,
        Audience::Politician | Audience::Doctor | Audience::Psychologist | Audience::Company => words.both.why_other,
    };
    let sentence = fill(sentence, &[("municipality", sender), ("trial", &content.trial)]);
    match &content.case {
        Some(case) => joined(&[sentence, fill(words.both.case, &[("case", case)])]),
        None => sentence,
    }
}

fn duration(minutes: usize, words: &Words) -> String {
    match minutes {
        0 | 1 => words.both.minute.to_owned(),
        minutes => fill(words.both.minutes, &[("minutes", &minutes.to_string())]),
    }
}

/// What takes the fear away, each sentence only where it is true.
fn reassurance(content: &LetterContent, words: &Words) -> Vec<Block> {
    let own = |sentence: &str| sentence.to_owned();
    let own_link = if content.more.is_empty() { words.own_link } else { words.own_links };
    if content.audience == Audience::Citizen && !content.identified {
        let fears = [
            words.both.voluntary,
            words.both.no_consequence,
            words.both.caseworker_blind,
            words.both.no_login,
            words.pause,
            own_link,
        ];
        return vec![Block::List(fears.map(own).to_vec())];
    }
    let mut sentences = vec![own(words.pause), own(own_link), own(words.both.voluntary)];
    if !content.identified && matches!(content.audience, Audience::Caseworker | Audience::Employee) {
        sentences.push(own(words.both.manager_blind));
    }
    vec![Block::Paragraph(joined(&sentences))]
}

fn joined(sentences: &[String]) -> String {
    sentences.join(" ")
}

/// The text part. Addresses stand alone on their line and are never broken.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Warning(sentence) => lines.extend(wrapped(&format!("*** {sentence} ***"), "")),
            Block::Paragraph(sentences) => lines.extend(paragraph(sentences)),
            Block::List(items) => lines.extend(items.iter().flat_map(|item| wrapped(item, "- "))),
            Block::Link { label, address, .. } => lines.extend([format!("{label}:"), address.clone()]),
            Block::Small { sentence, address } => {
                lines.extend(wrapped(sentence, ""));
                lines.extend(address.clone());
            }
        }
        lines.push(String::new());
    }
    lines.pop();
    lines.join("\r\n") + "\r\n"
}

/// The lines of a paragraph.
fn paragraph(sentences: &str) -> Vec<String> {
    sentences.lines().flat_map(|line| wrapped(line, "")).collect()
}

/// Breaks a line at spaces; later lines are indented as far as the mark before the first.
fn wrapped(line: &str, mark: &str) -> Vec<String> {
    let indent = " ".repeat(mark.len());
    let mut lines = Vec::new();
    let mut current = mark.to_owned();
    let mut empty = true;
    for word in line.split(' ') {
        if !empty && current.chars().count() + 1 + word.chars().count() > COLUMNS {
            lines.push(std::mem::replace(&mut current, indent.clone()));
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    lines.push(current);
    lines
}

/// For readers that follow the system into the dark; the rest keep the inline colours.
const DARK: &str = "@media (prefers-color-scheme: dark) {\
    .ground { background: #14181c !important; color: #e8ecef !important }\
    .button { background: #7cc7d6 !important; color: #14181c !important }\
    .link { color: #7cc7d6 !important }\
    .muted { color: #a9b4be !important }\
    .line { border-color: #76818c !important }\
    .warning { background: #3a2c0d !important; color: #ffd98a !important } }";

const GROUND: &str = "margin:0;padding:0;background:#ffffff;color:#1a1d21";
const COLUMN: &str = "max-width:560px;margin:0 auto;padding:24px 16px;font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif;\
    font-size:17px;line-height:1.55";
const SENDER: &str = "margin:0 0 24px;padding:0 0 12px;border-bottom:1.5px solid #76818c;font-size:15px;font-weight:600";
const PARAGRAPH: &str = "margin:0 0 18px";
const WARNING: &str = "margin:0 0 18px;padding:12px 14px;border-radius:10px;background:#fff6e0;color:#7a4b00;font-weight:600";
const BUTTON: &str = "display:inline-block;padding:14px 26px;border-radius:10px;background:#0b5a6b;color:#ffffff;font-weight:600;\
    text-decoration:none";
const WRITTEN: &str = "margin:0 0 24px;font-size:14px;color:#4a5560;overflow-wrap:anywhere";
const SMALL: &str = "margin:0 0 10px;font-size:14px;color:#4a5560;overflow-wrap:anywhere";
const LINK: &str = "color:#0b5a6b";
const FOOT: &str = "border-top:1.5px solid #76818c;padding-top:14px";
const LIST: &str = "margin:0 0 18px;padding:0 22px";
const ITEM: &str = "margin:0 0 6px";
const PRESSED: &str = "margin:24px 0 14px";

/// Every style that an element of a letter may have.
const STYLES: [&str; 13] = [GROUND, COLUMN, SENDER, PARAGRAPH, WARNING, BUTTON, WRITTEN, SMALL, LINK, FOOT, LIST, ITEM, PRESSED];

/// The one style of a letter that a browser shows under a strict policy, which takes none at an element.
#[must_use]
pub fn shown_style() -> String {
    let mut style = String::new();
    for (number, rules) in STYLES.iter().enumerate() {
        let _ = write!(style, "[data-style=\"{number}\"]{{{rules}}}");
    }
    style + DARK
}

/// The HTML part for a browser: its elements name their style in place of bringing it along.
pub(super) fn shown(html: &str) -> String {
    let mut shown = html.replacen(DARK, &shown_style(), 1);
    for (number, rules) in STYLES.iter().enumerate() {
        shown = shown.replace(&format!(" style=\"{rules}\""), &format!(" data-style=\"{number}\""));
    }
    shown
}

/// The HTML part.
pub(super) fn html(language: Language, title: &str, sender: &str, blocks: &[Block]) -> String {
    let (body, small): (Vec<_>, Vec<_>) = blocks.iter().partition(|block| !matches!(block, Block::Small { .. }));
    let page = html! {
        (DOCTYPE)
        html lang=(language.code()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(DARK)) }
            }
            body.ground style=(GROUND) {
                div style=(COLUMN) dir=(language.direction()) {
                    p.line style=(SENDER) { (sender) }
                    @for block in body { (written(block)) }
                    div.line style=(FOOT) {
                        @for block in small { (written(block)) }
                    }
                }
            }
        }
    };
    on_lines(page)
}

/// A line break after each element: some relays break long lines wherever they like.
fn on_lines(page: Markup) -> String {
    page.into_string().replace("><", ">\r\n<") + "\r\n"
}

fn written(block: &Block) -> Markup {
    match block {
        Block::Warning(sentence) => html! { p.warning style=(WARNING) { (sentence) } },
        Block::Paragraph(sentences) => html! {
            p style=(PARAGRAPH) { @for (index, line) in sentences.lines().enumerate() { @if index > 0 { br; } (line) } }
        },
        Block::List(items) => html! {
            ul style=(LIST) { @for item in items { li style=(ITEM) { (item) } } }
        },
        Block::Link { label, written, address } => html! {
            p style=(PRESSED) { a.button href=(address) style=(BUTTON) { (label) } }
            p.muted style=(WRITTEN) { (written) br; a.link href=(address) style=(LINK) dir="ltr" { (address) } }
        },
        Block::Small { sentence, address } => html! {
            p.muted style=(SMALL) {
                (sentence)
                @if let Some(address) = address { br; a.link href=(address) style=(LINK) dir="ltr" { (address) } }
            }
        },
    }
}
