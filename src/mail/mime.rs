//! A mail as far as its returns need it (RFC 5322, RFC 2045, RFC 2046): fields, parts and their transfer encoding.
//!
//! What strangers send is seldom what the standards say, so nothing is refused here: what cannot be read is left out.

/// Parts of one multipart that are looked at; a report has three.
const MOST_PARTS: usize = 50;

/// A field of a head: its name in lower case, and its value on one line.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: String,
}

/// A mail or a part of one: a head and what follows it.
pub(super) struct Entity<'a> {
    pub(super) fields: Vec<Field>,
    body: &'a [u8],
}

/// The first line without its end and the blanks before that, and what follows it.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    (bytes[..end].trim_ascii_end(), bytes.get(end + 1..).unwrap_or_default())
}

/// The fields up to the first empty line, folded ones put together, and what follows that line.
pub(super) fn fields(mut bytes: &[u8]) -> (Vec<Field>, &[u8]) {
    let mut fields: Vec<Field> = Vec::new();
    while !bytes.is_empty() {
        let (line, rest) = line(bytes);
        bytes = rest;
        if line.is_empty() {
            break;
        }
        let text = String::from_utf8_lossy(line);
        if line[0] == b' ' || line[0] == b'\t' {
            if let Some(last) = fields.last_mut() {
                last.value.push(' ');
                last.value.push_str(text.trim());
            }
        } else if let Some((name, value)) = text.split_once(':') {
            fields.push(Field { name: name.trim_end().to_ascii_lowercase(), value: value.trim().to_owned() });
        }
    }
    (fields, bytes)
}

/// The value of the first field of this name.
pub(super) fn value<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    fields.iter().find(|field| field.name == name).map(|field| field.value.as_str())
}

/// The first word of the first field of this name, in lower case, without a comment behind it.
pub(super) fn word(fields: &[Field], name: &str) -> Option<String> {
    let value = value(fields, name)?.trim_start();
    let word = value.split(|c: char| c.is_whitespace() || c == ';' || c == '(').next()?;
    Some(word.to_ascii_lowercase()).filter(|word| !word.is_empty())
}

impl<'a> Entity<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let (fields, body) = fields(bytes);
        Self { fields, body }
    }

    /// The media type, such as `multipart/report`; empty where none stands.
    pub(super) fn kind(&self) -> String {
        word(&self.fields, "content-type").unwrap_or_default()
    }

    /// The parts of a multipart, the last one also where its end is missing.
    pub(super) fn parts(&self) -> Vec<Entity<'a>> {
        let boundary = value(&self.fields, "content-type").and_then(|value| parameter(value, "boundary"));
        let Some(boundary) = boundary.filter(|boundary| !boundary.is_empty()) else { return Vec::new() };
        let (mut parts, mut start, mut at) = (Vec::new(), None, 0);
        while at < self.body.len() && parts.len() < MOST_PARTS {
            let (line, rest) = line(&self.body[at..]);
            let next = self.body.len() - rest.len();
            let after = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary.as_bytes()));
            if let Some(after) = after.filter(|after| after.is_empty() || *after == b"--") {
                parts.extend(start.map(|start| Self::read(&self.body[start..at])));
                start = after.is_empty().then_some(next);
                if start.is_none() {
                    return parts;
                }
            }
            at = next;
        }
        parts.extend(start.map(|start| Self::read(&self.body[start..])));
        parts
    }

    /// The words of its first part that has some, at most so many bytes of them; of HTML without the tags.
    pub(super) fn words(&self, depth: u32, most: usize) -> Option<String> {
        let kind = self.kind();
        if kind.starts_with("multipart/") {
            return if depth == 0 { None } else { self.parts().iter().find_map(|part| part.words(depth - 1, most)) };
        }
        if !matches!(kind.as_str(), "" | "text/plain" | "text/html") {
            return None;
        }
        let mut bytes = self.decoded();
        bytes.truncate(most);
        let charset = value(&self.fields, "content-type").and_then(|value| parameter(value, "charset")).unwrap_or_default();
        let words = in_charset(&charset, &bytes);
        let words = if kind == "text/html" { without_tags(&words) } else { words };
        (!words.trim().is_empty()).then_some(words)
    }

    /// What follows the head, with its transfer encoding undone (RFC 2045, section 6).
    pub(super) fn decoded(&self) -> Vec<u8> {
        match word(&self.fields, "content-transfer-encoding").as_deref() {
            Some("base64") => of_base64(self.body),
            Some("quoted-printable") => of_quoted_printable(self.body),
            _ => self.body.to_vec(),
        }
    }
}

/// Bytes as words: in the charset that they are said to have, else in UTF-8 where they are that, else as Western Europe writes.
fn in_charset(charset: &str, bytes: &[u8]) -> String {
    let said = encoding_rs::Encoding::for_label(charset.as_bytes());
    match (said, std::str::from_utf8(bytes)) {
        (Some(said), _) => said.decode_without_bom_handling(bytes).0.into_owned(),
        (None, Ok(words)) => words.to_owned(),
        (None, Err(_)) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The words between the tags of a page.
fn without_tags(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut inside = false;
    for sign in page.chars() {
        match sign {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            sign if !inside => out.push(sign),
            _ => {}
        }
    }
    out.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A field's value with its encoded words (RFC 2047) in plain ones.
pub(super) fn decoded_words(value: &str) -> String {
    let (mut out, mut rest) = (String::new(), value);
    let mut after_word = false;
    while let Some((before, from)) = rest.split_once("=?") {
        let word = || {
            let (charset, after) = from.split_once('?')?;
            let (how, after) = after.split_once('?')?;
            let (text, after) = after.split_once("?=")?;
            let bytes = match how {
                "B" | "b" => of_base64(text.as_bytes()),
                "Q" | "q" => {
                    let mut bytes = of_quoted_printable(text.replace('_', "=20").as_bytes());
                    bytes.pop();
                    bytes
                }
                _ => return None,
            };
            Some((in_charset(charset.split('*').next().unwrap_or_default(), &bytes), after))
        };
        let Some((word, after)) = word() else { break };
        // What stands between two of them is no blank of the value (section 6.2).
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&word);
        (rest, after_word) = (after, true);
    }
    out + rest
}

/// A parameter of a structured value (RFC 2045, section 5.1), quoted or not.
fn parameter(value: &str, name: &str) -> Option<String> {
    let (mut piece, mut quoted, mut escaped) = (String::new(), false, false);
    for c in value.chars().chain([';']) {
        match c {
            _ if escaped => {
                piece.push(c);
                escaped = false;
            }
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                if let Some((found, held)) = piece.split_once('=')
                    && found.trim().eq_ignore_ascii_case(name)
                {
                    return Some(held.trim().to_owned());
                }
                piece.clear();
            }
            _ => piece.push(c),
        }
    }
    None
}

fn of_base64(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut held, mut bits) = (Vec::with_capacity(bytes.len() / 4 * 3), 0u32, 0);
    for byte in bytes {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        // At most six bits are left over from before.
        held = (held << 6) | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits).to_be_bytes()[3]);
            held &= (1 << bits) - 1;
        }
    }
    out
}

fn of_quoted_printable(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    while !bytes.is_empty() {
        let (line, rest) = line(bytes);
        bytes = rest;
        let (line, soft) = line.strip_suffix(b"=").map_or((line, false), |line| (line, true));
        let mut at = 0;
        while at < line.len() {
            let pair = line.get(at + 1..at + 3).filter(|_| line[at] == b'=').and_then(|pair| std::str::from_utf8(pair).ok());
            if let Some(byte) = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
                out.push(byte);
                at += 3;
            } else {
                out.push(line[at]);
                at += 1;
            }
        }
        if !soft {
            out.push(b'\n');
        }
    }
    out
}

/// Whether these bytes begin as a mail does: with fields, one of which every mail has.
#[must_use]
pub fn is_mail(bytes: &[u8]) -> bool {
    let (head, _) = fields(&bytes[..bytes.len().min(128 * 1024)]);
    ["from", "to", "subject", "received", "return-path", "content-type"].iter().any(|name| value(&head, name).is_some())
}
