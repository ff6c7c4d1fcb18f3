//! What a mail is that holds no report: a mail server's notice in words alone, an automatic reply, or a person's.
//!
//! The one thing a newcomer would get wrong: a notice in words proves nothing. It is shown to a person who decides, and of itself changes
//! nothing.

use super::mime::{Entity, Field, decoded_words, value, word};
use super::report::{ReturnedMail, kept};

/// So many bytes of a mail's words are looked at.
const READ: usize = 64 * 1024;
/// Multiparts within multiparts that are looked into.
const DEEPEST: u32 = 4;

/// How subjects begin by which mail servers say that a letter did not arrive.
const UNDELIVERED: [&str; 17] = [
    "undeliverable",
    "undelivered mail",
    "mail delivery failed",
    "mail delivery failure",
    "delivery status notification (failure)",
    "delivery failure",
    "delivery has failed",
    "message undeliverable",
    "returned mail",
    "failure notice",
    "mail could not be delivered",
    "kan ikke leveres",
    "kunne ikke leveres",
    "ikke leveret",
    "ikke-leveret",
    "uleveret",
    "mislykket levering",
];
/// And that it is on its way still.
const DELAYED: [&str; 6] = [
    "delivery status notification (delay)",
    "delivery delayed",
    "delayed mail",
    "warning: message",
    "forsinket",
    "levering er forsinket",
];
/// How subjects of automatic replies begin, in Danish and English, where no field says it.
const AUTOMATIC: [&str; 14] = [
    "automatisk svar",
    "automatisk besvarelse",
    "autosvar",
    "auto-svar",
    "fraværsbesked",
    "ikke til stede",
    "ikke på kontoret",
    "automatic reply",
    "automatic response",
    "auto reply",
    "auto-reply",
    "autoreply",
    "out of office",
    "out of the office",
];

/// What a mail without a report says.
pub(super) fn without_report(mail: &Entity<'_>) -> ReturnedMail {
    // A report of another kind, such as that a letter was opened.
    if mail.kind() == "multipart/report" && !is_of_server(&mail.fields) {
        return ReturnedMail::Other;
    }
    let subject = decoded_words(value(&mail.fields, "subject").unwrap_or_default()).to_lowercase();
    let begins = |signs: &[&str]| signs.iter().any(|sign| bare(&subject).starts_with(sign));
    if is_of_server(&mail.fields) {
        if begins(&DELAYED) {
            return ReturnedMail::Delayed;
        }
        if begins(&UNDELIVERED) || value(&mail.fields, "x-failed-recipients").is_some() {
            return ReturnedMail::Unsure { said: diagnosis(mail) };
        }
    }
    if is_automatic(&mail.fields) || begins(&AUTOMATIC) {
        ReturnedMail::AutoReply
    } else if value(&mail.fields, "from").is_some_and(|from| from.contains('@')) && !is_of_server(&mail.fields) {
        ReturnedMail::Reply
    } else {
        ReturnedMail::Other
    }
}

/// The subject without the mark of a reply before it, as some servers answer.
fn bare(subject: &str) -> &str {
    let mut subject = subject.trim();
    for mark in ["re:", "sv:", "fwd:", "vs:"] {
        subject = subject.strip_prefix(mark).map_or(subject, str::trim_start);
    }
    subject
}

/// Whether a mail server wrote it: it came from nobody (RFC 5321, section 4.5.5), or under a name that servers have.
fn is_of_server(fields: &[Field]) -> bool {
    let from_nobody = value(fields, "return-path").is_some_and(|path| path.trim() == "<>");
    let from = value(fields, "from").unwrap_or_default().to_ascii_lowercase();
    let named = ["mailer-daemon", "postmaster", "mail delivery s", "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"];
    let marked = value(fields, "x-ms-exchange-message-is-ndr").is_some();
    (from_nobody && !is_automatic_of_person(fields)) || marked || named.iter().any(|name| from.contains(name))
}

/// Whether it is the automatic reply of a person's mailbox, which comes from nobody too.
fn is_automatic_of_person(fields: &[Field]) -> bool {
    word(fields, "auto-submitted").is_some_and(|word| word == "auto-replied" || word == "auto-generated")
        && value(fields, "x-failed-recipients").is_none()
        && value(fields, "from").is_some_and(|from| {
            let from = from.to_ascii_lowercase();
            !from.contains("daemon") && !from.contains("postmaster")
        })
}

/// Whether a machine says that it wrote this (RFC 3834, section 5, and what was there before it).
fn is_automatic(fields: &[Field]) -> bool {
    let automatic = word(fields, "auto-submitted").is_some_and(|word| word != "no");
    let before =
        ["x-autoreply", "x-autorespond", "x-auto-reply", "x-autoreply-from", "x-vacation", "x-ms-exchange-inbox-rules-loop"];
    automatic
        || before.iter().any(|name| value(fields, name).is_some())
        || word(fields, "precedence").is_some_and(|word| word == "auto_reply")
}

/// The line of a notice that has the server's own words, and the line itself where none has a status (RFC 3463); the subject at worst.
fn diagnosis(mail: &Entity<'_>) -> String {
    let words = mail.words(DEEPEST, READ).unwrap_or_default();
    let line = words.lines().find(|line| line.split(|sign: char| !sign.is_ascii_digit() && sign != '.').any(is_status));
    match line {
        Some(line) => kept(line, &[]),
        None => kept(&decoded_words(value(&mail.fields, "subject").unwrap_or_default()), &[]),
    }
}

/// Whether a word is a status of a failure, such as `5.1.10` or `4.4.7`.
fn is_status(word: &str) -> bool {
    let mut numbers = word.split('.');
    let class = numbers.next().is_some_and(|class| class == "5" || class == "4");
    let short = |number: Option<&str>| number.is_some_and(|number| (1..=3).contains(&number.len()));
    class && short(numbers.next()) && short(numbers.next()) && numbers.next().is_none()
}
