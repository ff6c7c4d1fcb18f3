//! A mail that Outlook saved as a `.msg` file (MS-OXMSG), turned into the mail that it was made of, as far as a returned letter needs it.
//!
//! The one thing a newcomer would get wrong: Exchange takes a report apart when it arrives. Its machine-readable part is gone from the
//! file; what it said stands in properties of each recipient (MS-OXCMAIL, section 2.2.3.7) and is written out as a report again here.

mod compound;

use std::fmt::Write as _;

use compound::Compound;

/// Attachments that are looked at; a report has one or two.
const MOST_ATTACHMENTS: usize = 20;
/// Recipients of a report that are looked at; a letter has one.
const MOST_RECIPIENTS: usize = 100;

/// Properties, by number (MS-OXPROPS).
mod property {
    pub(super) const MESSAGE_CLASS: u16 = 0x001a;
    pub(super) const SUBJECT: u16 = 0x0037;
    pub(super) const RECEIVED_BY_ADDRESS: u16 = 0x0076;
    pub(super) const TRANSPORT_HEADERS: u16 = 0x007d;
    pub(super) const STATUS_CODE: u16 = 0x0c20;
    pub(super) const SUPPLEMENTARY_INFO: u16 = 0x0c1b;
    pub(super) const SENDER_ADDRESS: u16 = 0x0c1f;
    pub(super) const DISPLAY_TO: u16 = 0x0e04;
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const REPORT_TEXT: u16 = 0x1001;
    pub(super) const HTML: u16 = 0x1013;
    pub(super) const MESSAGE_ID: u16 = 0x1035;
    pub(super) const REFERENCES: u16 = 0x1039;
    pub(super) const IN_REPLY_TO: u16 = 0x1042;
    pub(super) const ADDRESS: u16 = 0x3003;
    pub(super) const ATTACHED: u16 = 0x3701;
    pub(super) const ATTACHED_NAME: u16 = 0x3707;
    pub(super) const ATTACHED_TYPE: u16 = 0x370e;
    pub(super) const SMTP_ADDRESS: u16 = 0x39fe;
    pub(super) const SENDER_SMTP_ADDRESS: u16 = 0x5d01;
    pub(super) const RECEIVED_BY_SMTP_ADDRESS: u16 = 0x5d07;
}

/// The types of properties that hold words or bytes (MS-OXCDATA, section 2.11.1).
const UNICODE: u16 = 0x001f;
const EIGHT_BITS: u16 = 0x001e;
const BINARY: u16 = 0x0102;

/// What a message is, by its class (MS-OXCMAIL, section 2.2.3.7, and what Outlook calls its own templates).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Failed,
    Delayed,
    Delivered,
    Read,
    Automatic,
    Other,
}

/// Whether these bytes are those of a compound file, which a mail of Outlook is.
#[must_use]
pub fn is_outlook(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The mail that a `.msg` file was made of; none where it is no such file.
#[must_use]
pub fn from_outlook(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Compound::read(bytes)?;
    let message = Message { file: &file, at: 0 };
    let class = class(&message.words(property::MESSAGE_CLASS)?);
    let parts = parts(&message, class);
    // No part may hold the line between the parts.
    let whole: usize = parts.iter().map(|(_, content)| content.len()).sum();
    let boundary = (0..=whole).map(|number| format!("nulpunkt-{number}")).find(|boundary| {
        let line = format!("--{boundary}");
        !parts.iter().any(|(_, content)| content.contains(&line))
    })?;
    let mut mail = head(&message, class);
    let has_report = parts.iter().any(|(kind, _)| *kind == "message/delivery-status");
    let kind = match class {
        Class::Read => "report; report-type=disposition-notification",
        _ if has_report => "report; report-type=delivery-status",
        _ => "mixed",
    };
    // Writing into a String never fails.
    let _ = write!(mail, "MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary=\"{boundary}\"\n\n");
    for (kind, content) in parts {
        let _ = write!(mail, "--{boundary}\nContent-Type: {kind}\n\n{content}\n");
    }
    let _ = writeln!(mail, "--{boundary}--");
    Some(mail.into_bytes())
}

fn class(name: &str) -> Class {
    let name = name.to_ascii_lowercase();
    let (is_report, last) = (name.starts_with("report."), name.rsplit('.').next());
    if is_report && last == Some("ndr") {
        Class::Failed
    } else if is_report && name.ends_with(".delayed.dr") {
        Class::Delayed
    } else if is_report && last == Some("dr") {
        Class::Delivered
    } else if is_report {
        Class::Read
    } else if name.contains("ooftemplate") || name.contains("rules.replytemplate") {
        Class::Automatic
    } else {
        Class::Other
    }
}

/// A message, a recipient or an attachment: a storage with properties.
#[derive(Clone, Copy)]
struct Message<'a> {
    file: &'a Compound<'a>,
    at: usize,
}

impl<'a> Message<'a> {
    fn bytes(self, number: u16, kind: u16) -> Option<Vec<u8>> {
        self.file.stream(self.at, &format!("__substg1.0_{number:04X}{kind:04X}"))
    }

    /// The words of a property; none where they are missing or empty.
    fn words(self, number: u16) -> Option<String> {
        let wide = || {
            let bytes = self.bytes(number, UNICODE)?;
            let signs: Vec<u16> = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
            Some(String::from_utf16_lossy(&signs))
        };
        let narrow = |kind| {
            let bytes = self.bytes(number, kind)?;
            // The code page stands elsewhere and is seldom right: what is no UTF-8 is of Western Europe here.
            Some(match String::from_utf8(bytes) {
                Ok(words) => words,
                Err(error) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned(),
            })
        };
        let words =
            wide().or_else(|| narrow(EIGHT_BITS)).or_else(|| (number == property::HTML).then(|| narrow(BINARY)).flatten())?;
        let words = words.trim_end_matches('\0').replace("\r\n", "\n").replace(['\r', '\0'], "\n");
        (!words.trim().is_empty()).then_some(words)
    }

    /// The words of a property on one line.
    fn line(self, number: u16) -> Option<String> {
        Some(self.words(number)?.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// A number among the properties of fixed size (MS-OXMSG, section 2.4.2), of a recipient.
    fn number(self, number: u16) -> Option<u32> {
        let all = self.file.stream(self.at, "__properties_version1.0")?;
        let tag = (u32::from(number) << 16) | 0x0003;
        let row = all.get(8..)?.chunks_exact(16).find(|row| row[..4] == tag.to_le_bytes())?;
        Some(u32::from_le_bytes(row[8..12].try_into().ok()?))
    }

    /// The storages in it whose names begin so.
    fn within(self, name: &str) -> Vec<Message<'a>> {
        let all = self.file.storages(self.at).into_iter();
        all.filter(|at| self.file.name(*at).starts_with(name)).map(|at| Self { file: self.file, at }).collect()
    }
}

/// The fields of the mail: those that it came with, save what says how it was put together.
fn head(message: &Message<'_>, class: Class) -> String {
    let mut head = String::new();
    let came_with = message.words(property::TRANSPORT_HEADERS).unwrap_or_default();
    let mut keeps = false;
    for line in came_with.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
            keeps = line.contains(':') && !name.starts_with("content-") && name != "mime-version";
        }
        if keeps {
            head.push_str(line);
            head.push('\n');
        }
    }
    // The first field of a name counts: what the file says itself stands behind.
    let own = [
        ("From", message.line(property::SENDER_SMTP_ADDRESS).or_else(|| message.line(property::SENDER_ADDRESS))),
        ("Subject", message.line(property::SUBJECT)),
        ("To", message.line(property::DISPLAY_TO)),
        ("Delivered-To", message.line(property::RECEIVED_BY_SMTP_ADDRESS)),
        ("Envelope-To", message.line(property::RECEIVED_BY_ADDRESS)),
        ("In-Reply-To", message.line(property::IN_REPLY_TO)),
        ("References", message.line(property::REFERENCES)),
        ("Auto-Submitted", (class == Class::Automatic).then(|| "auto-replied".to_owned())),
    ];
    for (name, value) in own {
        if let Some(value) = value {
            let _ = writeln!(head, "{name}: {value}");
        }
    }
    head
}

/// The words, the report and what came with it, each with its media type.
fn parts(message: &Message<'_>, class: Class) -> Vec<(&'static str, String)> {
    let words = message.words(property::BODY).or_else(|| message.words(property::REPORT_TEXT));
    let mut parts = vec![match words {
        Some(words) => ("text/plain; charset=utf-8", words),
        None => ("text/html; charset=utf-8", message.words(property::HTML).unwrap_or_default()),
    }];
    if let Class::Failed | Class::Delayed | Class::Delivered = class {
        parts.push(("message/delivery-status", report(message, class)));
    }
    for attached in message.within("__attach_version1.0_").into_iter().take(MOST_ATTACHMENTS) {
        if let Some(original) = attached.within("__substg1.0_3701000D").first() {
            parts.push(("text/rfc822-headers", original_head(original)));
        } else if let Some(bytes) = attached.bytes(property::ATTACHED, BINARY) {
            let kind = attached.line(property::ATTACHED_TYPE).unwrap_or_default().to_ascii_lowercase();
            let name = attached.line(property::ATTACHED_NAME).unwrap_or_default().to_ascii_lowercase();
            let kind = match kind.as_str() {
                "message/delivery-status" | "message/global-delivery-status" => "message/delivery-status",
                "message/rfc822" => "message/rfc822",
                "text/rfc822-headers" => "text/rfc822-headers",
                _ if name.rsplit('.').next() == Some("eml") => "message/rfc822",
                _ => continue,
            };
            parts.push((kind, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    parts
}

/// The fields of each recipient, as the report had them before Exchange took it apart.
fn report(message: &Message<'_>, class: Class) -> String {
    let mut report = "Reporting-MTA: dns; unknown\n".to_owned();
    let action = match class {
        Class::Failed => "failed",
        Class::Delayed => "delayed",
        _ => "delivered",
    };
    for recipient in message.within("__recip_version1.0_").into_iter().take(MOST_RECIPIENTS) {
        let _ = writeln!(report, "\nAction: {action}");
        let address = recipient.line(property::SMTP_ADDRESS).or_else(|| recipient.line(property::ADDRESS));
        if let Some(address) = address.filter(|address| address.contains('@')) {
            let _ = writeln!(report, "Final-Recipient: rfc822; {address}");
        }
        let info = recipient.line(property::SUPPLEMENTARY_INFO).unwrap_or_default();
        let (status, diagnosis) = supplementary(&info);
        let status = status.or_else(|| recipient.number(property::STATUS_CODE).and_then(dotted));
        if let Some(status) = status {
            let _ = writeln!(report, "Status: {status}");
        }
        if !diagnosis.is_empty() {
            let _ = writeln!(report, "Diagnostic-Code: {diagnosis}");
        }
    }
    report
}

/// Status and diagnosis of `<host #5.1.1 smtp;550 5.1.1 …>` (MS-OXCMAIL), or of `<host #550 5.1.1 … ##>` as older servers write it.
fn supplementary(info: &str) -> (Option<String>, String) {
    let inner = info.trim().trim_start_matches('<').trim_end_matches('>');
    let Some((_, said)) = inner.split_once('#') else { return (None, String::new()) };
    let said = said.trim_end_matches(['#', ' ']);
    let is_status = |word: &&str| word.split('.').count() == 3 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let mut words = said.split_whitespace();
    let status = words.by_ref().take(2).find(is_status).map(str::to_owned);
    let rest = match &status {
        Some(status) if said.starts_with(status.as_str()) => said[status.len()..].trim(),
        _ => said,
    };
    let names_its_kind = rest.split_once(';').is_some_and(|(kind, _)| !kind.trim().contains(' '));
    let diagnosis = if names_its_kind || rest.is_empty() { rest.to_owned() } else { format!("smtp; {rest}") };
    (status, diagnosis)
}

/// `511` as `5.1.1`, `5110` as `5.1.10`.
fn dotted(code: u32) -> Option<String> {
    let digits = code.to_string();
    let (class, rest) = digits.split_at_checked(1)?;
    let (subject, detail) = rest.split_at_checked(1)?;
    (!detail.is_empty() && detail.len() <= 3).then(|| format!("{class}.{subject}.{detail}"))
}

/// The fields of the letter that came back.
fn original_head(original: &Message<'_>) -> String {
    let mut head: String = original.words(property::TRANSPORT_HEADERS).unwrap_or_default();
    head = head.lines().filter(|line| !line.trim().is_empty()).fold(String::new(), |head, line| head + line + "\n");
    for (name, value) in [("Message-ID", original.line(property::MESSAGE_ID)), ("To", original.line(property::DISPLAY_TO))] {
        if let Some(value) = value {
            let _ = writeln!(head, "{name}: {value}");
        }
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exchange_keeps_of_a_report_gives_status_and_diagnosis_again() {
        for (info, status, diagnosis) in [
            ("<mx.rebild.example.dk #5.1.1 smtp;550 5.1.1 No such user>", Some("5.1.1"), "smtp;550 5.1.1 No such user"),
            (
                "<#4.4.7 smtp;550 4.4.7 QUEUE.Expired; message expired>",
                Some("4.4.7"),
                "smtp;550 4.4.7 QUEUE.Expired; message expired",
            ),
            (
                "<ex1.example.dk #550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##>",
                Some("5.1.1"),
                "smtp; 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
            ),
            ("<mx #5.7.1>", Some("5.7.1"), ""),
            ("blocked", None, ""),
            ("", None, ""),
        ] {
            assert_eq!(supplementary(info), (status.map(str::to_owned), diagnosis.to_owned()), "{info}");
        }
        assert_eq!(dotted(511).as_deref(), Some("5.1.1"));
        assert_eq!(dotted(5110).as_deref(), Some("5.1.10"));
        assert_eq!((dotted(5), dotted(55), dotted(550_000)), (None, None, None));
    }
}
