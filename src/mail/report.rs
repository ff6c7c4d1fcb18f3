//! What a returned mail says: delivery status notifications (RFC 3464, RFC 6533) in a multipart/report (RFC 6522), told apart from
//! automatic replies and from everything else.
//!
//! The one thing a newcomer would get wrong: only the report's own fields count. The text beside them is written for people, and the letter
//! behind them is our own, whatever it holds.

use super::address::without_addresses;
use super::mime::{Entity, Field, fields, value, word};

/// Multiparts within multiparts that are looked into.
const DEEPEST: u32 = 4;
/// Recipients of one report that are looked at; a letter has one.
const MOST_RECIPIENTS: usize = 100;
/// So much of a diagnosis is read, and so much is kept, in characters.
const READ: usize = 1000;
const KEPT: usize = 300;

/// What a returned mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnedMail {
    /// The letter cannot be delivered, now or later.
    Failed {
        /// The status (RFC 3463) and the mail server's words, without addresses.
        said: String,
    },
    /// It is delayed, or was given up for a reason that may pass.
    Delayed,
    /// It arrived, or was passed on to where nobody reports.
    Delivered,
    /// Nobody read it yet: out of office, or another automatic reply.
    AutoReply,
    /// Something else, such as a person's answer.
    Other,
}

/// What became of a letter at one recipient.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Failed,
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
    } else if let Some((_, fields)) = has(Fate::Failed) {
        ReturnedMail::Failed { said: said(fields) }
    } else if recipients.is_empty() && is_automatic(&mail.fields) {
        ReturnedMail::AutoReply
    } else {
        ReturnedMail::Other
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
        "failed" => match class(fields)? {
            '5' => Some(Fate::Failed),
            '4' => Some(Fate::Delayed),
            _ => None,
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

/// Status and diagnosis as they are kept: on one line, without addresses, and no longer than anybody reads.
fn said(fields: &[Field]) -> String {
    let status = value(fields, "status").unwrap_or_default();
    let words: String = [status, diagnosis(fields).unwrap_or_default()].join(" ").chars().take(READ).collect();
    let words = words.replace(char::is_control, " ");
    let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for name in ["final-recipient", "original-recipient"] {
        let address = value(fields, name).map(|whole| whole.split_once(';').map_or(whole, |(_, address)| address).trim());
        if let Some(address) = address.filter(|address| address.contains('@')) {
            words = without(&words, address);
        }
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

/// Whether a machine says that it wrote this (RFC 3834, section 5, and what was there before it).
fn is_automatic(fields: &[Field]) -> bool {
    let automatic = word(fields, "auto-submitted").is_some_and(|word| word != "no");
    let before = ["x-autoreply", "x-autorespond", "x-auto-reply"].iter().any(|name| value(fields, name).is_some());
    automatic || before || word(fields, "precedence").is_some_and(|word| word == "auto_reply")
}
