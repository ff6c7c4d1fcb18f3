//! A client that sends the bytes it is told to, also wrong ones, and reads pages and forms as a browser without script does.
//!
//! It is our own because a client library would mend what some stories must send: invalid UTF-8, a NUL, a body of 10 MB.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::house::send_to;

/// An answer of the server.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Page {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("a page is UTF-8")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The page's words without its tags, runs of white space made one blank.
    pub(crate) fn words(&self) -> String {
        let text = self.text();
        let body = text.split_once("<body").map_or(text.as_str(), |(_, body)| body);
        let mut words = String::new();
        let mut inside = true;
        for c in body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    words.push(' ');
                }
                _ if !inside => words.push(c),
                _ => {}
            }
        }
        unescape(&words).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The address of the first link whose words hold these.
    pub(crate) fn link(&self, words: &str) -> Option<String> {
        let text = self.text();
        let links = text.split("<a ").skip(1).filter_map(|piece| piece.split_once("</a>")).map(|(link, _)| format!(" {link}"));
        links.filter(|link| link.contains(words)).find_map(|link| attribute(&link, "href"))
    }

    /// The last form of the page that posts: the main one, since links back and languages stand before it.
    pub(crate) fn form(&self) -> Form {
        self.forms().pop().unwrap_or_else(|| panic!("no form that posts on this page ({}): {}", self.status, self.words()))
    }

    pub(crate) fn forms(&self) -> Vec<Form> {
        forms(&self.text())
    }
}

/// A form of a page with what it would send: hidden fields, what is ticked, what is typed.
#[derive(Clone)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
    /// Every field with a choice that the form offers: name and value.
    pub(crate) offered: Vec<(String, String)>,
    /// The words of its last button.
    pub(crate) button: String,
}

impl Form {
    /// The same form with this field as its one value.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn encoded(&self) -> String {
        let pairs: Vec<String> = self.fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        pairs.join("&")
    }
}

/// Percent-encodes a value for a form body.
pub(crate) fn escape(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back();
        let after = &rest[at + name.len()..];
        rest = after;
        if before.is_some_and(char::is_whitespace) {
            if let Some(value) = after.strip_prefix("=\"") {
                return value.split_once('"').map(|(value, _)| unescape(value));
            }
            if after.is_empty() || after.starts_with([' ', '>', '/', '\n']) {
                return Some(String::new());
            }
        }
    }
    None
}

fn forms(page: &str) -> Vec<Form> {
    let mut found = Vec::new();
    for piece in page.split("<form").skip(1) {
        let (head, rest) = piece.split_once('>').expect("a form tag ends");
        let inside = rest.split_once("</form>").map_or(rest, |(inside, _)| inside);
        let head = format!(" {head}");
        if !attribute(&head, "method").is_some_and(|method| method.eq_ignore_ascii_case("post")) {
            continue;
        }
        let mut form = Form {
            action: attribute(&head, "action").unwrap_or_default(),
            fields: vec![],
            offered: vec![],
            button: String::new(),
        };
        for tag in inside.split("<input").skip(1).filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag) {
            let Some(name) = attribute(tag, "name") else { continue };
            let value = attribute(tag, "value").unwrap_or_default();
            match attribute(tag, "type").unwrap_or_default().as_str() {
                "radio" | "checkbox" => {
                    form.offered.push((name.clone(), value.clone()));
                    if attribute(tag, "checked").is_some() {
                        form.fields.push((name, value));
                    }
                }
                _ => form.fields.push((name, value)),
            }
        }
        for piece in inside.split("<textarea").skip(1) {
            let Some((tag, rest)) = piece.split_once('>') else { continue };
            let content = rest.split_once("</textarea>").map_or("", |(content, _)| content);
            if let Some(name) = attribute(tag, "name") {
                form.fields.push((name, unescape(content)));
            }
        }
        if let Some(last) = inside.rsplit("<button").next().filter(|_| inside.contains("<button"))
            && let Some((tag, rest)) = last.split_once('>')
        {
            unescape(rest.split('<').next().unwrap_or_default()).trim().clone_into(&mut form.button);
            if let Some(name) = attribute(tag, "name") {
                form.fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        }
        found.push(form);
    }
    found
}

/// Sends one request as it stands and reads the whole answer; `None` when the connection broke before one came.
pub(crate) fn exchange(address: &str, request: &[u8]) -> Option<Page> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_mins(1))).ok()?;
    stream.set_write_timeout(Some(Duration::from_mins(1))).ok()?;
    stream.set_nodelay(true).ok()?;
    // A server that refuses a long body answers and stops reading: what it said must be read all the same.
    let sent = stream.write_all(request);
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    if answer.is_empty() && (sent.is_err() || read.is_err()) {
        return None;
    }
    parse(&answer)
}

fn parse(answer: &[u8]) -> Option<Page> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(": ")).map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let rest = &answer[end + 4..];
    let of = |name: &str| headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
    let body = if of("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        unchunk(rest)?
    } else {
        let length = of("content-length").and_then(|length| length.parse().ok()).unwrap_or(rest.len());
        // An answer cut off by a dying server is no answer; one to HEAD has a length and no body.
        if rest.len() < length && !rest.is_empty() {
            return None;
        }
        rest.to_vec()
    };
    Some(Page { status, headers, body })
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?.trim(), 16).ok()?;
        rest = &rest[line + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}

/// The page that an answer leads to which brings along what was done, as a browser gets it; any other answer as it is.
pub(crate) fn told(address: &str, page: Page, headers: &str) -> Page {
    let said = page.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let said = said.map(|(_, cookie)| cookie.split(';').next().unwrap_or_default()).find(|cookie| cookie.contains("-said="));
    let (Some(said), Some(place)) = (said, page.header("location")) else { return page };
    let own = headers.lines().find_map(|line| line.strip_prefix("Cookie: ")).unwrap_or_default();
    let cookies = format!("Cookie: {}\r\n", [own, said].join("; ").trim_start_matches("; "));
    send_to(address, "GET", path_of(place), &cookies, b"").expect("an answer")
}

/// The path of an address, whatever server it names: letters carry the public address, the house listens elsewhere.
pub(crate) fn path_of(address: &str) -> &str {
    let Some((_, rest)) = address.split_once("://") else { return address };
    rest.find('/').map_or("/", |slash| &rest[slash..])
}
