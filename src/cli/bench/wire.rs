//! HTTP/1.1 over one TCP connection, as little of it as a load generator needs.
//!
//! A client library would be what is measured. Connections are kept alive, and the next request never leaves before the
//! answer to the last one has arrived.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Whom the requests are for.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Host and port, for the connection and the `Host` header.
    pub(super) authority: String,
}

impl Target {
    /// Splits `http://host:port/path` into the target and the path.
    pub(super) fn of(url: &str) -> Option<(Self, String)> {
        let rest = url.strip_prefix("http://")?;
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let authority = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        Some((Self { authority }, path.to_owned()))
    }

    /// A request for a page.
    pub(super) fn get(&self, path: &str) -> Vec<u8> {
        self.get_with(path, "")
    }

    /// The same with whole lines of further headers.
    pub(super) fn get_with(&self, path: &str, headers: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\n{headers}\r\n", self.authority).into_bytes()
    }

    /// A form that is sent.
    pub(super) fn post(&self, path: &str, headers: &str, body: &str) -> Vec<u8> {
        format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n{headers}\r\n{body}",
            self.authority,
            body.len()
        )
        .into_bytes()
    }
}

/// One connection.
pub(super) struct Wire {
    target: Target,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
    decoded: Vec<u8>,
}

/// What came back.
pub(super) struct Answer<'a> {
    /// The status.
    pub(super) status: u16,
    /// Status line and headers.
    pub(super) head: &'a [u8],
    /// The page.
    pub(super) body: &'a [u8],
}

enum Length {
    Known(usize),
    Chunked,
    UntilClosed,
}

impl Wire {
    /// A connection that is made with the first request.
    pub(super) fn to(target: &Target) -> Self {
        Self { target: target.clone(), stream: None, buffer: Vec::with_capacity(32 * 1024), decoded: Vec::new() }
    }

    /// Sends a request and waits for the whole answer.
    pub(super) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        let mut stream = if let Some(stream) = self.stream.take() {
            stream
        } else {
            let stream = TcpStream::connect(&self.target.authority).await?;
            stream.set_nodelay(true)?;
            stream
        };
        stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            fill(&mut stream, &mut self.buffer).await?;
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
        };
        let status = status_of(&self.buffer).ok_or_else(|| Error::from(ErrorKind::InvalidData))?;
        let closes = header(&self.buffer[..head], "connection").is_some_and(|value| value.eq_ignore_ascii_case(b"close"));
        let length = length_of(&self.buffer[..head], status);
        match length {
            Length::Known(length) => {
                while self.buffer.len() < head + length {
                    fill(&mut stream, &mut self.buffer).await?;
                }
            }
            Length::Chunked => {
                while !dechunk(&self.buffer[head..], &mut self.decoded) {
                    fill(&mut stream, &mut self.buffer).await?;
                }
            }
            Length::UntilClosed => while fill(&mut stream, &mut self.buffer).await.is_ok() {},
        }
        if !closes && !matches!(length, Length::UntilClosed) {
            self.stream = Some(stream);
        }
        let (head, rest) = self.buffer.split_at(head);
        Ok(Answer { status, head, body: if matches!(length, Length::Chunked) { &self.decoded } else { rest } })
    }
}

impl Answer<'_> {
    /// The text of the first header with this name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// The path that a redirect leads to on the same server.
    pub(super) fn location(&self) -> Option<String> {
        let to = self.header("location")?;
        Some(Target::of(to).map_or_else(|| to.to_owned(), |(_, path)| path))
    }

    /// What the server wants to be reminded of: `name=value` of every cookie that it sets.
    pub(super) fn cookies(&self) -> Vec<String> {
        lines(self.head)
            .filter(|(name, _)| name.eq_ignore_ascii_case(b"set-cookie"))
            .filter_map(|(_, value)| String::from_utf8(value.split(|byte| *byte == b';').next()?.to_vec()).ok())
            .collect()
    }

    /// The page as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(self.body).into_owned()
    }
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    match stream.read_buf(buffer).await? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    // Byte after byte only where the first one stands: a head of many headers is not what is measured.
    while let Some(at) = text.get(from..)?.iter().position(|byte| *byte == first) {
        if text[from + at..].starts_with(what) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

fn status_of(head: &[u8]) -> Option<u16> {
    std::str::from_utf8(head.get(9..12)?).ok()?.parse().ok()
}

fn lines(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    head.split(|byte| *byte == b'\n').filter_map(|line| {
        let at = line.iter().position(|byte| *byte == b':')?;
        Some((&line[..at], line[at + 1..].trim_ascii()))
    })
}

fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let first = name.as_bytes().first()?.to_ascii_lowercase();
    let mut lines =
        head.split(|byte| *byte == b'\n').filter(|line| line.first().is_some_and(|byte| byte.to_ascii_lowercase() == first));
    lines.find_map(|line| {
        let (known, value) = line.split_at_checked(name.len())?;
        (known.eq_ignore_ascii_case(name.as_bytes())).then(|| value.strip_prefix(b":").map(<[u8]>::trim_ascii)).flatten()
    })
}

fn length_of(head: &[u8], status: u16) -> Length {
    if matches!(status, 204 | 304) {
        return Length::Known(0);
    }
    if let Some(length) = header(head, "content-length").and_then(|value| std::str::from_utf8(value).ok()?.parse().ok()) {
        return Length::Known(length);
    }
    let chunked = header(head, "transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case(b"chunked"));
    if chunked { Length::Chunked } else { Length::UntilClosed }
}

/// Puts the chunks of RFC 9112, section 7.1, together; whether the last one is there.
fn dechunk(mut rest: &[u8], whole: &mut Vec<u8>) -> bool {
    whole.clear();
    while let Some(at) = find(rest, b"\r\n") {
        let size = std::str::from_utf8(&rest[..at]).ok().and_then(|line| line.split(';').next());
        let Some(size) = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok()) else { return false };
        if size == 0 {
            return rest.len() >= at + 4;
        }
        let Some(chunk) = rest.get(at + 2..at + 2 + size) else { return false };
        whole.extend_from_slice(chunk);
        rest = rest.get(at + 4 + size..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together_once_the_last_one_is_there() {
        let mut whole = Vec::new();
        assert!(!dechunk(b"3\r\nabc\r\n2;x=1\r\nd", &mut whole));
        assert!(dechunk(b"3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n", &mut whole));
        assert_eq!(whole, b"abcde");
    }

    #[test]
    fn a_url_is_split_into_the_server_and_the_page() {
        let (target, path) = Target::of("http://localhost:81/r/key?lang=en").unwrap();
        assert_eq!((target.authority.as_str(), path.as_str()), ("localhost:81", "/r/key?lang=en"));
        assert_eq!(Target::of("http://localhost").unwrap().0.authority, "localhost:80");
        assert!(Target::of("https://localhost/").is_none());
    }
}
