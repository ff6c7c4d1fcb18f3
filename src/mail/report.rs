//! What a returned mail says: delivery status notifications (RFC 3464, RFC 6533) in a multipart/report (RFC 6522), told apart from
//! automatic replies and from everything else.
//!
//! The one thing a newcomer would get wrong: only the report's own fields count. The text beside them is written for people, and the letter
//! behind them is our own, whatever it holds.

use super::address::without_addresses;
use super::mime::{Entity, Field, fields, value, word};
use super::signs::without_report;

/// Multiparts within multiparts that are looked into.
const DEEPEST: u32 = 4;
/// Recipients of one report that are looked at; a letter has one.
const MOST_RECIPIENTS: usize = 100;
/// So much of a diagnosis is read, and so much is kept, in characters.
const READ: usize = 1000;
const KEPT: usize = 300;

/// Letters and addresses that one mail is looked through for.
const MOST_CLUES: usize = 16;

/// What a returned mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnedMail {
    /// The letter was not delivered, and nobody will try again.
    Failed {
        /// The status (RFC 3463) and the mail server's words, without addresses.
        said: String,
    },
    /// A mail server says in words for people that it was not delivered, or in a report that lacks its status: a person must decide.
    Unsure {
        /// The mail server's words, without addresses.
        said: String,
    },
    /// It is delayed: the mail server goes on trying.
    Delayed,
    /// It arrived, or was passed on to where nobody reports.
    Delivered,
    /// Nobody read it yet: out of office, or another automatic reply.
    AutoReply,
    /// A person answers.
    Reply,
    /// Something else, such as a receipt that it was opened.
    Other,
}

/// What a mail says of the letter that it is about, beside the address that it came to. It holds addresses, so it has no `Debug`.
#[derive(Default)]
pub struct Clues {
    /// The Message-IDs that it answers or returns, without angle brackets.
    pub message_ids: Vec<String>,
    /// The addresses to which it says that it could not be delivered.
    pub recipients: Vec<String>,
}

/// What became of a letter at one recipient.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Failed,
    Unsure,
    Delayed,
    Delivered,
}

/// Reads a returned mail; bytes that are no mail are something else.
#[must_use]
pub fn read_returned(mail: &[u8]) -> ReturnedMail {
    let mail = Entity::read(mail);
    let mut recipients = Vec::new();
    look_for_reports(&mail, DEEPEST, &mut recipients);
    let fates: Vec<(Fate, &Vec<Field>)> = recipients.iter().filter_map(|fields| Some((fate(fields)?, fields))).collect();
    let has = |wanted: Fate| fates.iter().find(|(fate, _)| *fate == wanted);
    // A letter that was passed on to several goes on living where it still may: it has failed where all of them say so.
    if has(Fate::Delivered).is_some() {
        ReturnedMail::Delivered
    } else if has(Fate::Delayed).is_some() {
        ReturnedMail::Delayed
    } else if let Some((_, fields)) = has(Fate::Unsure) {
        ReturnedMail::Unsure { said: said(fields) }
    } else if let Some((_, fields)) = has(Fate::Failed) {
        ReturnedMail::Failed { said: said(fields) }
    } else if recipients.is_empty() {
        without_report(&mail)
    } else {
        ReturnedMail::Other
    }
}

/// What a mail says of the letter that it is about. None of it proves anything: anybody may write it.
#[must_use]
pub fn clues(mail: &[u8]) -> Clues {
    let mail = Entity::read(mail);
    let mut clues = Clues::default();
    for name in ["in-reply-to", "references"] {
        add_ids(&mut clues.message_ids, value(&mail.fields, name));
    }
    add_addresses(&mut clues.recipients, value(&mail.fields, "x-failed-recipients"));
    let mut recipients = Vec::new();
    look_for_reports(&mail, DEEPEST, &mut recipients);
    for fields in &recipients {
        for name in ["final-recipient", "original-recipient"] {
            add_addresses(
                &mut clues.recipients,
                value(fields, name).and_then(|whole| whole.split_once(';')).map(|(_, address)| address),
            );
        }
    }
    look_for_letters(&mail, DEEPEST, &mut clues);
    clues
}

/// Looks for the letter that a mail brings back, whole or its head alone.
fn look_for_letters(entity: &Entity<'_>, depth: u32, clues: &mut Clues) {
    for part in entity.parts() {
        match part.kind().as_str() {
            "message/rfc822" | "message/global" | "text/rfc822-headers" | "message/global-headers" => {
                let letter = part.decoded();
                let (head, _) = fields(&letter);
                add_ids(&mut clues.message_ids, value(&head, "message-id"));
                add_addresses(&mut clues.recipients, value(&head, "to"));
            }
            kind if depth > 0 && kind.starts_with("multipart/") => look_for_letters(&part, depth - 1, clues),
            _ => {}
        }
    }
}

/// What stands between angle brackets.
fn add_ids(ids: &mut Vec<String>, value: Option<&str>) {
    for piece in value.unwrap_or_default().split('<').skip(1) {
        let id = piece.split('>').next().unwrap_or_default().trim();
        if ids.len() < MOST_CLUES && !id.is_empty() && !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
}

fn add_addresses(addresses: &mut Vec<String>, value: Option<&str>) {
    let is_between = |sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | ',' | ';' | '"' | '(' | ')');
    for word in value.unwrap_or_default().split(is_between).filter(|word| word.contains('@')) {
        if addresses.len() < MOST_CLUES && !addresses.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            addresses.push(word.to_owned());
        }
    }
}

/// Collects the fields of each recipient. A returned letter (message/rfc822) is not opened: it may hold another's report.
fn look_for_reports(entity: &Entity<'_>, depth: u32, recipients: &mut Vec<Vec<Field>>) {
    let kind = entity.kind();
    if depth == 0 || !kind.starts_with("multipart/") {
        return;
    }
    for part in entity.parts() {
        let is_status = matches!(part.kind().as_str(), "message/delivery-status" | "message/global-delivery-status");
        if is_status && kind == "multipart/report" {
            let status = part.decoded();
            let mut rest = status.as_slice();
            // The first group is of the message, and each one after an empty line of a recipient (section 2.1).
            while !rest.is_empty() && recipients.len() < MOST_RECIPIENTS {
                let (group, after) = fields(rest);
                rest = after;
                recipients.extend(value(&group, "action").is_some().then_some(group));
            }
        } else {
            look_for_reports(&part, depth - 1, recipients);
        }
    }
}

/// What a recipient's fields say (RFC 3464, sections 2.3.3 and 2.3.4).
fn fate(fields: &[Field]) -> Option<Fate> {
    match word(fields, "action")?.as_str() {
        // With 4.x.x it is a passing reason that the server has waited out: it gives up all the same.
        "failed" => match class(fields) {
            Some('5' | '4') => Some(Fate::Failed),
            Some(_) => None,
            None => Some(Fate::Unsure),
        },
        "delayed" => Some(Fate::Delayed),
        "delivered" | "relayed" | "expanded" => Some(Fate::Delivered),
        _ => None,
    }
}

/// The class of the status (RFC 3463, section 2), or of the reply that was diagnosed where a server leaves the status out.
fn class(fields: &[Field]) -> Option<char> {
    let is_status = |word: &&str| word.len() >= 3 && word.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    let status = value(fields, "status").and_then(|status| status.split_whitespace().next());
    let reply = || diagnosis(fields)?.split_whitespace().next();
    status.filter(is_status).or_else(|| reply().filter(is_status))?.chars().next()
}

/// What the mail server said, without the kind of words that stands before it.
fn diagnosis(fields: &[Field]) -> Option<&str> {
    let whole = value(fields, "diagnostic-code")?;
    Some(whole.split_once(';').map_or(whole, |(_, words)| words).trim())
}

/// Status and diagnosis as they are kept.
fn said(fields: &[Field]) -> String {
    let status = value(fields, "status").unwrap_or_default();
    let addresses = ["final-recipient", "original-recipient"].into_iter().filter_map(|name| {
        let whole = value(fields, name)?;
        Some(whole.split_once(';').map_or(whole, |(_, address)| address).trim())
    });
    kept(&[status, diagnosis(fields).unwrap_or_default()].join(" "), &addresses.collect::<Vec<_>>())
}

/// A mail server's words as they are kept: on one line, without these and other addresses, and no longer than anybody reads.
pub(super) fn kept(words: &str, addresses: &[&str]) -> String {
    let words: String = words.chars().take(READ).collect();
    let words = words.replace(char::is_control, " ");
    let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for address in addresses.iter().filter(|address| address.contains('@')) {
        words = without(&words, address);
    }
    // What is too long for an address may be one when it is cut.
    let kept: String = without_addresses(&words).chars().take(KEPT).collect();
    without_addresses(&kept)
}

/// The words without this address, in whatever case it stands there.
fn without(words: &str, address: &str) -> String {
    // Lowering ASCII alone moves no byte.
    let (low, address) = (words.to_ascii_lowercase(), address.to_ascii_lowercase());
    let mut out = String::with_capacity(words.len());
    let mut end = 0;
    for (at, found) in low.match_indices(&address) {
        out.push_str(&words[end..at]);
        out.push('…');
        end = at + found.len();
    }
    out + &words[end..]
}
