//! A session as a calendar entry that mail programs take in (RFC 5545, RFC 5546): sent, moved and called off under one UID.

use crate::time::Timestamp;

/// A session as it is sent to one participant.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The same in every message about this session.
    pub uid: &'a str,
    /// One more with every change.
    pub sequence: i32,
    /// When this message was made.
    pub made: Timestamp,
    /// When the session begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// Its title.
    pub title: &'a str,
    /// What else is to be said.
    pub description: &'a str,
    /// Where it is held: the address of the video meeting.
    pub place: &'a str,
    /// The participant's own page.
    pub page: &'a str,
    /// Who invites: a name and a mail address.
    pub organizer: (&'a str, &'a str),
    /// Who is invited: a name and a mail address.
    pub attendee: (&'a str, &'a str),
    /// Whether it is called off.
    pub cancelled: bool,
}

/// The entry as a file of the kind `text/calendar; charset=utf-8; method=…` with CRLF line ends.
#[must_use]
pub fn file(entry: &Entry<'_>) -> String {
    let (method, status) = if entry.cancelled { ("CANCEL", "CANCELLED") } else { ("REQUEST", "CONFIRMED") };
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Nulpunkt//Nulpunkt//DA".to_owned(),
        format!("METHOD:{method}"),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", text(entry.uid)),
        format!("SEQUENCE:{}", entry.sequence),
        format!("DTSTAMP:{}", instant(entry.made)),
        format!("DTSTART:{}", instant(entry.starts)),
        format!("DTEND:{}", instant(entry.ends)),
        format!("STATUS:{status}"),
        format!("SUMMARY:{}", text(entry.title)),
        format!("DESCRIPTION:{}", text(entry.description)),
    ];
    if !entry.place.is_empty() {
        lines.push(format!("LOCATION:{}", text(entry.place)));
    }
    if !entry.page.is_empty() {
        lines.push(format!("URL:{}", bare(entry.page)));
    }
    lines.push(format!("ORGANIZER;CN=\"{}\":{}", parameter(entry.organizer.0), mailto(entry.organizer.1)));
    // The answer is given on the participant's page, so the program need not send one.
    lines.push(format!(
        "ATTENDEE;CN=\"{}\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:{}",
        parameter(entry.attendee.0),
        mailto(entry.attendee.1)
    ));
    lines.push("END:VEVENT".to_owned());
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// An instant in UTC (RFC 5545, section 3.3.5, form 2).
fn instant(at: Timestamp) -> String {
    at.rfc3339().chars().filter(|sign| !"-:".contains(*sign)).collect()
}

/// A value of the type TEXT (RFC 5545, section 3.3.11).
#[must_use]
pub fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for sign in value.replace("\r\n", "\n").chars() {
        match sign {
            '\\' | ';' | ',' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            sign if sign.is_control() => out.push(' '),
            sign => out.push(sign),
        }
    }
    out
}

/// A parameter's value in quotation marks, which has no way to hold one (RFC 5545, section 3.1).
fn parameter(value: &str) -> String {
    value.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).filter(|sign| *sign != '"').collect()
}

/// An address, in which nothing can start a line of its own.
fn bare(value: &str) -> String {
    value.chars().filter(|sign| !sign.is_control() && !sign.is_whitespace()).collect()
}

/// A mail address as an address of the web, which is ASCII: other letters stand there as their bytes (RFC 6068, section 2).
fn mailto(email: &str) -> String {
    let mut out = "mailto:".to_owned();
    for sign in bare(email).chars() {
        if sign.is_ascii() {
            out.push(sign);
        } else {
            out.extend(sign.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    out
}

/// A line of at most 75 octets, going on behind a blank on the next (RFC 5545, section 3.1); no letter is cut in two.
#[must_use]
pub fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut room = 75;
    for sign in line.chars() {
        if sign.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= sign.len_utf8();
        out.push(sign);
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(title: &str) -> String {
        file(&Entry {
            uid: "1f2e@nulpunkt",
            sequence: 2,
            made: Timestamp(1_591_000_000_000),
            starts: Timestamp(1_592_208_000_000),
            ends: Timestamp(1_592_213_400_000),
            title,
            description: "Læs mere; svar, tak\nVi ses",
            place: "https://moede.example/ø",
            page: "https://svar.example.dk/g/abc",
            organizer: ("Åse \"Ø\" Østergaard", "aase@example.dk"),
            attendee: ("Bo", "bo@example.dk"),
            cancelled: false,
        })
    }

    #[test]
    fn an_entry_says_what_calendars_want() {
        let file = entry("Fokusgruppe for ledere, hold 2").replace("\r\n ", "");
        for line in [
            "METHOD:REQUEST",
            "UID:1f2e@nulpunkt",
            "SEQUENCE:2",
            "DTSTAMP:20200601T082640Z",
            "DTSTART:20200615T080000Z",
            "DTEND:20200615T093000Z",
            "SUMMARY:Fokusgruppe for ledere\\, hold 2",
            "DESCRIPTION:Læs mere\\; svar\\, tak\\nVi ses",
            "ORGANIZER;CN=\"Åse Ø Østergaard\":mailto:aase@example.dk",
        ] {
            assert!(file.contains(&format!("{line}\r\n")), "{line} is not in {file}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_longer_than_75_octets_and_none_is_lost(title in "[a-zæøå€\u{1f642},;\\\\\n\r\"]{0,200}") {
            let file = entry(&title);
            prop_assert!(file.ends_with("\r\n"));
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']));
            }
            let unfolded = file.replace("\r\n ", "");
            let said = format!("SUMMARY:{}", text(&title));
            prop_assert!(unfolded.split("\r\n").any(|line| line == said));
        }
    }
}
