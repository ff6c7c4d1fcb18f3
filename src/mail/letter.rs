//! An invitation or a reminder as a mail: headers, a text part and an HTML part that say the same.
//!
//! Pure: the same content gives the same bytes, on every machine and at every time. Date, Message-ID and boundary are part of
//! the content and were fixed when the letter was queued.

use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MessageId};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};

use super::address::parse;
use super::body::{html, shown, text, what_it_says};
use super::words::{Words, fill};
use crate::fieldwork::LetterKind;
use crate::language::Language;
use crate::questionnaire::Audience;
use crate::time::Timestamp;

/// The version of the letter's template, stored with each letter that is queued; raise it when its words change.
pub const TEMPLATE_VERSION: i32 = 1;

/// Everything that a letter says and bears. It holds a name, an address and a link, so it has no `Debug`.
#[derive(Clone)]
pub struct LetterContent {
    /// Invitation or reminder.
    pub kind: LetterKind,
    /// The recipient's language.
    pub language: Language,
    /// Who is asked.
    pub audience: Audience,
    /// Whether the response carries the recipient's key, so that nobody is told that answers cannot be seen.
    pub identified: bool,
    /// The number of the case that a reader is asked to go through.
    pub case: Option<String>,
    /// The recipient's name; empty: unknown.
    pub name: String,
    /// The recipient's address.
    pub email: String,
    /// The municipality's name, shown as the sender.
    pub municipality: Option<String>,
    /// A telephone number of the municipality.
    pub phone: Option<String>,
    /// The controller of the data.
    pub controller: Option<String>,
    /// The trial's name.
    pub trial: String,
    /// The questionnaire's title.
    pub title: String,
    /// The last day on which answers are taken.
    pub closes: Date,
    /// About how many minutes answering takes.
    pub minutes: usize,
    /// The respondent's link.
    pub link: String,
    /// The address for opting out.
    pub opt_out: String,
    /// The links to other rounds that it carries too.
    pub more: Vec<LinkBeside>,
    /// The address that a mail program's own button sends to (RFC 8058), where letters are signed so that it may stand in them.
    pub one_click: Option<String>,
    /// The host that sends.
    pub host: String,
    /// The sender's address, on our own domain.
    pub from: String,
    /// A person's address for replies.
    pub reply_to: Option<String>,
    /// The address that returns of this letter go to; none: the sender's.
    pub returns: Option<String>,
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// The date that the letter bears.
    pub date: Timestamp,
    /// The boundary between its parts.
    pub boundary: String,
    /// Whether the round is made up.
    pub synthetic: bool,
}

/// A link to another round in the same letter. It holds a link, so it has no `Debug`.
#[derive(Clone)]
pub struct LinkBeside {
    /// The trial's name.
    pub trial: String,
    /// The questionnaire's title.
    pub title: String,
    /// The last day on which answers are taken.
    pub closes: Date,
    /// About how many minutes answering takes.
    pub minutes: usize,
    /// The respondent's link.
    pub link: String,
    /// The address for opting out.
    pub opt_out: String,
}

/// A letter ready to leave: an envelope and bytes. It holds an address and a link, so it has no `Debug`.
#[derive(Clone)]
pub struct Letter {
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// The envelope's sender, its domain in ASCII.
    pub from: String,
    /// The envelope's one recipient, its domain in ASCII.
    pub to: String,
    /// The message (RFC 5322) with CRLF line ends, in ASCII; only a recipient's address that is not stands in its head as it is (RFC 6532).
    pub bytes: Vec<u8>,
}

/// Why a letter could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unrenderable {
    /// `mail.from` is no address.
    #[error("mail.from in the configuration is no mail address")]
    From,
    /// `mail.reply_to` is no address.
    #[error("mail.reply_to in the configuration is no mail address")]
    ReplyTo,
    /// `mail.returns` gives no address.
    #[error("mail.returns in the configuration gives no mail address")]
    Returns,
    /// The recipient's address is none.
    #[error("the recipient's address is no mail address")]
    Recipient,
    /// The parts could not be put together.
    #[error("the letter cannot be put together")]
    Parts,
}

/// Writes a letter.
pub fn render(content: &LetterContent) -> Result<Letter, Unrenderable> {
    let words = Words::of(content.language);
    let sender = sender(content);
    let from = parse(&content.from).ok_or(Unrenderable::From)?;
    let to = parse(&content.email).ok_or(Unrenderable::Recipient)?;
    // Of the envelope alone: the message is the same with and without it.
    let returns = content.returns.as_deref().map_or(Some(from.clone()), parse).ok_or(Unrenderable::Returns)?;
    let blocks = what_it_says(content, sender);
    let parts = MultiPart::alternative()
        .boundary(&content.boundary)
        .singlepart(part(ContentType::TEXT_PLAIN, text(&blocks))?)
        .singlepart(part(ContentType::TEXT_HTML, html(content.language, &content.title, sender, &blocks))?);
    let milliseconds = u64::try_from(content.date.0).unwrap_or_default();
    // Where nobody is named for replies they go where the letter comes from, and the letter invites to none.
    let reply_to = content.reply_to.as_deref().unwrap_or(&content.from);
    let reply_to = parse(reply_to).ok_or(Unrenderable::ReplyTo)?;
    let message = Message::builder()
        .header(MessageId::from(format!("<{}>", content.message_id)))
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds))
        .from(Mailbox::new(Some(one_line(sender)), from.clone()))
        .to(Mailbox::new(Some(one_line(&content.name)).filter(|name| !name.is_empty()), to.clone()))
        .reply_to(Mailbox::new(Some(one_line(sender)), reply_to))
        .subject(subject(content, words))
        .raw_header(plain("Auto-Submitted", "auto-generated".to_owned()))
        // Exchange would otherwise answer each letter with its owner's holiday.
        .raw_header(plain("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()))
        .raw_header(plain("List-Unsubscribe", format!("<{}>", in_ascii(content.one_click.as_ref().unwrap_or(&content.opt_out)))))
        .raw_header(plain("Content-Language", content.language.code().to_owned()));
    let message = match &content.one_click {
        Some(_) => message.raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())),
        None => message,
    };
    let message = message.multipart(parts).map_err(|_| Unrenderable::Parts)?;
    let bytes = message.formatted();
    Ok(Letter { message_id: content.message_id.clone(), from: returns.to_string(), to: to.to_string(), bytes })
}

/// A letter as whoever gets it reads it: the same subject and parts as [`render`] puts together.
pub struct Preview {
    /// Who stands as the sender.
    pub sender: String,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// What a letter will say, for people to look at before any is sent.
#[must_use]
pub fn preview(content: &LetterContent) -> Preview {
    let sender = sender(content);
    let blocks = what_it_says(content, sender);
    Preview {
        sender: one_line(sender),
        subject: subject(content, Words::of(content.language)),
        text: text(&blocks),
        html: shown(&html(content.language, &content.title, sender, &blocks)),
    }
}

/// Who stands as the sender: the municipality, or where none is known all of the trial.
fn sender(content: &LetterContent) -> &str {
    content.municipality.as_deref().unwrap_or(Words::of(content.language).both.sender_unknown)
}

fn subject(content: &LetterContent, words: &Words) -> String {
    let sentence = match (content.kind, content.more.is_empty()) {
        (LetterKind::Invitation, true) => words.subject,
        (LetterKind::Reminder, true) => words.subject_reminder,
        (LetterKind::Invitation, false) => words.subject_several,
        (LetterKind::Reminder, false) => words.subject_reminder_several,
    };
    let count = (content.more.len() + 1).to_string();
    let values = [("title", content.title.as_str()), ("count", &count), ("municipality", sender(content))];
    let subject = fill(sentence, &values);
    let subject = if content.synthetic { fill(words.synthetic_mark, &[("subject", &subject)]) } else { subject };
    one_line(&subject)
}

/// One part. Danish and English come out as quoted-printable, Arabic as base64, whichever is shorter to the library's eye.
pub(super) fn part(kind: ContentType, content: String) -> Result<SinglePart, Unrenderable> {
    // Put in by the library each end of line would move all that follows it.
    let content = if content.contains('\r') { content } else { content.replace('\n', "\r\n") };
    let chosen = Body::new(content.clone());
    // 7bit would leave lines as long as they are, and some relays rewrite it; quoted-printable survives them all.
    let body = match chosen.encoding() {
        ContentTransferEncoding::Base64 | ContentTransferEncoding::QuotedPrintable => chosen,
        _ => Body::new_with_encoding(content, ContentTransferEncoding::QuotedPrintable).map_err(|_| Unrenderable::Parts)?,
    };
    Ok(SinglePart::builder().content_type(kind).body(body))
}

pub(super) fn plain(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// An address with its domain as mail programs read it in a header, which knows no æ, ø and å (RFC 2369, section 2).
fn in_ascii(address: &str) -> String {
    url::Url::parse(address).map_or_else(|_| address.to_owned(), String::from)
}

/// A header's value on one line: control characters, which could start a header of their own, become spaces.
pub(super) fn one_line(value: &str) -> String {
    let spaced: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
