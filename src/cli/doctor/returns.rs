//! Whether returned mails are read: the folder that is configured, whether it can be read, and when the last was.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::{Finding, State};
use crate::cli::Context;
use crate::config::Transport;
use crate::jobs::UNREAD;
use crate::language::Language;
use crate::time::Timestamp;

/// How returned mails are read; nothing where no address is named for returns, or letters go into a folder and none are expected.
pub(super) fn finding(context: &Context) -> Option<Finding> {
    let mail = &context.config.mail;
    mail.returns.as_ref()?;
    let Some(maildir) = &mail.returns_maildir else {
        if mail.transport != Transport::Smtp {
            return None;
        }
        let said = context.say(
            "mail.returns_maildir er ikke sat: returmails læses kun, når din mailserver giver dem til nulpunkt bounce.",
            "mail.returns_maildir is not set: returned mails are read only where your mail server hands them to nulpunkt bounce.",
        );
        return Some(Finding("mail.returns", State::Known, said.to_owned()));
    };
    let place = maildir.display();
    let Ok(waiting) = mails(&maildir.join("new")) else {
        let said = context.say(
            "Mappen med returmails kan ikke læses. Den skal være en Maildir med mappen new: ",
            "The folder of returned mails cannot be read. It must be a Maildir with the folder new: ",
        );
        return Some(Finding("mail.returns", State::Warning, format!("{said}{place}")));
    };
    let read = mails(&maildir.join("cur")).unwrap_or_default();
    let unread = mails(&maildir.join(UNREAD).join("new")).unwrap_or_default();
    let last = read.iter().chain(&unread).max().map(|at| Timestamp(at * 1000).rfc3339());
    let (waiting, unread) = (waiting.len(), unread.len());
    let said = match (context.language, last) {
        (Language::En, Some(last)) => {
            format!("{place} can be read; the last mail was sorted at {last}. {waiting} wait, {unread} are for a person to read.")
        }
        (Language::En, None) => format!("{place} can be read; no mail has been sorted yet. {waiting} wait."),
        (_, Some(last)) => {
            format!("{place} kan læses; den sidste mail blev sorteret {last}. {waiting} venter, {unread} skal en person læse.")
        }
        (_, None) => format!("{place} kan læses; ingen mail er sorteret endnu. {waiting} venter."),
    };
    Some(Finding("mail.returns", State::Good, said))
}

/// When each mail in a folder came there, in seconds since 1970.
fn mails(folder: &Path) -> std::io::Result<Vec<i64>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        // One that another program moves meanwhile is no mail here any more.
        let Ok(facts) = entry?.metadata() else { continue };
        if facts.is_file() {
            all.push(facts.ctime());
        }
    }
    Ok(all)
}
