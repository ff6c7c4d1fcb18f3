//! The little XML that other programs write into their files, pulled piece by piece.
//!
//! It reads what programs write, not all that the standard allows: a document type is refused, since only attacks bring one, and no
//! entity means anything but the five and numbers. Names are local: what stands before a colon is left off.

use std::borrow::Cow;

/// The text is no XML that such a program writes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// A piece of a part.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// An element begins; its attributes are still to be read. One without content ends at once, and is told of as ended next.
    Start(&'a str, Attributes<'a>),
    /// An element ends.
    End(&'a str),
    /// Words between tags.
    Text(Cow<'a, str>),
}

/// The attributes of an element as they stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attributes<'a>(&'a str);

/// A reader of one part.
pub(super) struct Pull<'a> {
    rest: &'a str,
    open: Vec<&'a str>,
    ends: Option<&'a str>,
}

/// Elements in elements: no workbook has more than a dozen, and tables in tables of a text a few dozen.
const DEEPEST: usize = 128;

impl<'a> Pull<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, open: Vec::new(), ends: None }
    }

    /// The next piece; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, Broken> {
        if let Some(name) = self.ends.take() {
            return Ok(Some(Piece::End(name)));
        }
        loop {
            let Some(at) = self.rest.find('<') else {
                let is_end = self.open.is_empty() && self.rest.trim().is_empty();
                return if is_end { Ok(None) } else { Err(Broken) };
            };
            if at > 0 {
                let (words, rest) = self.rest.split_at(at);
                self.rest = rest;
                if !self.open.is_empty() {
                    return Ok(Some(Piece::Text(unescaped(words)?)));
                }
                continue;
            }
            if let Some(rest) = self.rest.strip_prefix("<![CDATA[") {
                let (words, rest) = rest.split_once("]]>").ok_or(Broken)?;
                self.rest = rest;
                return Ok(Some(Piece::Text(Cow::Borrowed(words))));
            }
            if let Some(rest) = self.rest.strip_prefix("<!--") {
                self.rest = rest.split_once("-->").ok_or(Broken)?.1;
            } else if let Some(rest) = self.rest.strip_prefix("<?") {
                self.rest = rest.split_once("?>").ok_or(Broken)?.1;
            } else {
                return self.tag().map(Some);
            }
        }
    }

    fn tag(&mut self) -> Result<Piece<'a>, Broken> {
        let inner = &self.rest[1..];
        let end = end_of_tag(inner).ok_or(Broken)?;
        let (inner, rest) = (&inner[..end], &inner[end + 1..]);
        self.rest = rest;
        if let Some(name) = inner.strip_prefix('/') {
            let name = local(name.trim_end());
            return if self.open.pop() == Some(name) { Ok(Piece::End(name)) } else { Err(Broken) };
        }
        let (inner, is_empty) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let (name, attributes) = inner.split_once(|sign: char| sign.is_ascii_whitespace()).unwrap_or((inner, ""));
        let name = local(name);
        if name.is_empty() || name.starts_with('!') || self.open.len() >= DEEPEST {
            return Err(Broken);
        }
        if is_empty {
            self.ends = Some(name);
        } else {
            self.open.push(name);
        }
        Ok(Piece::Start(name, Attributes(attributes)))
    }
}

impl<'a> Attributes<'a> {
    /// The value of the attribute with this local name.
    pub(super) fn get(self, name: &str) -> Result<Option<Cow<'a, str>>, Broken> {
        let mut rest = self.0.trim_start();
        while !rest.is_empty() {
            let (key, behind) = rest.split_once('=').ok_or(Broken)?;
            let behind = behind.trim_start();
            let mark = behind.chars().next().filter(|mark| matches!(mark, '"' | '\'')).ok_or(Broken)?;
            let (value, behind) = behind[1..].split_once(mark).ok_or(Broken)?;
            if local(key.trim_end()) == name {
                return unescaped(value).map(Some);
            }
            rest = behind.trim_start();
        }
        Ok(None)
    }

    /// The attribute as a number.
    pub(super) fn number(self, name: &str) -> Result<Option<usize>, Broken> {
        self.get(name)?.map(|value| value.parse().map_err(|_| Broken)).transpose()
    }

    /// Whether the attribute says yes.
    pub(super) fn is_on(self, name: &str) -> Result<bool, Broken> {
        Ok(self.get(name)?.is_some_and(|value| matches!(value.as_ref(), "1" | "true" | "on")))
    }
}

/// Where a tag ends: a value in quotation marks may hold the sign.
fn end_of_tag(inner: &str) -> Option<usize> {
    let mut within = None;
    for (at, byte) in inner.bytes().enumerate() {
        match (within, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => within = Some(byte),
            (Some(mark), byte) if mark == byte => within = None,
            _ => {}
        }
    }
    None
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn unescaped(words: &str) -> Result<Cow<'_, str>, Broken> {
    if !words.contains('&') {
        return Ok(Cow::Borrowed(words));
    }
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let (name, behind) = behind.split_once(';').ok_or(Broken)?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => numbered(name).ok_or(Broken)?,
        });
        rest = behind;
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    number.ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<String>, Broken> {
        let mut pull = Pull::new(text);
        let mut told = Vec::new();
        while let Some(piece) = pull.next()? {
            told.push(match piece {
                Piece::Start(name, attributes) => format!("<{name} {:?}", attributes.get("r")?.as_deref()),
                Piece::End(name) => format!("/{name}"),
                Piece::Text(words) => words.into_owned(),
            });
        }
        Ok(told)
    }

    #[test]
    fn elements_words_and_attributes_are_told_in_their_order() {
        let text =
            "\u{feff}<?xml version='1.0'?><!-- c --><x:a b=\"1 > 0\" y:r = 'A&#x31;'><v>&lt;&amp;<![CDATA[<]]></v><e/></x:a>\n";
        let told = all(text.trim_start_matches('\u{feff}')).unwrap();
        assert_eq!(told, ["<a Some(\"A1\")", "<v None", "<&", "<", "/v", "<e None", "/e", "/a"]);
    }

    #[test]
    fn what_no_spreadsheet_writes_is_refused() {
        for text in [
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "<a>&b;</a>",
            "<a><b></a>",
            "<a",
            "<a r=1/>",
            "<a>",
            "</a>",
            "x",
            "<a>&#xd800;</a>",
        ] {
            assert_eq!(all(text), Err(Broken), "{text}");
        }
        assert_eq!(all(&"<a>".repeat(1000)), Err(Broken));
    }
}
