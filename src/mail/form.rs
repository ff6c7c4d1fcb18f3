//! The form of letters: what those of a round have in common is written once, and each person's name, address and link are put into it.
//!
//! The one thing a newcomer would get wrong: a letter must leave its form byte for byte as [`render`] writes it, since a retry may be
//! written by either. So the form is cut out of a letter that [`render`] wrote: what stands for a link or a boundary there is as long as
//! what comes in its place, so that no line ends elsewhere; and names, of which none is as long as another, stand on lines of their own.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentTransferEncoding, Date, Header, Headers, MessageId, To};
use lettre::message::{Body, Mailbox, Mailboxes};

use super::address::parse;
use super::body::{greeting, greeting_html, greeting_text};
use super::letter::{Letter, LetterContent, Unrenderable, one_line, render};
use crate::language::Language;
use crate::time::Timestamp;
use crate::token::{RandomId, Secret, Token};

/// Stands for a person's name.
const NAME: &str = "Xqzv";
/// Stands for the boundary between the parts.
const BOUNDARY: &str = "5e1c94a7d03b86f25e1c94a7d03b86f2";

/// What letters have in common, and what of each person's own stands where.
pub struct Form {
    pieces: Vec<Piece>,
    language: Language,
    /// Where returns go of letters that name no address of their own.
    from: String,
}

/// Whom a letter goes to, and what it is told from others by. It holds a name, an address and a link, so it has no `Debug`.
pub struct Addressee<'a> {
    /// The name; empty: unknown.
    pub name: &'a str,
    /// The address.
    pub email: &'a str,
    /// The secrets in the links, the letter's own first.
    pub tokens: &'a [String],
    /// The Message-ID without angle brackets.
    pub message_id: &'a str,
    /// The date that the letter bears.
    pub date: Timestamp,
    /// The boundary between its parts.
    pub boundary: &'a str,
    /// The address that returns of this letter go to; none: the sender's.
    pub returns: Option<&'a str>,
}

enum Piece {
    /// The same in every letter.
    Same(Vec<u8>),
    /// So much of the token with this number.
    Token(usize, Range<usize>),
    /// So much of the boundary.
    Boundary(Range<usize>),
    MessageId,
    Date,
    To,
    /// The greeting in the text part.
    Text,
    /// The greeting in the HTML part.
    Html,
}

type Cuts = Vec<(Range<usize>, Piece)>;

impl Form {
    /// The form of letters with this content but for the person's own, whose tokens stand in its links; none where each of them must be
    /// written by itself: about a case, or in an encoding in which no line stands for itself.
    #[must_use]
    pub fn of(content: &LetterContent, tokens: &[String]) -> Option<Self> {
        if content.case.is_some() {
            return None;
        }
        let is_named = !content.name.trim().is_empty();
        let marks: Vec<String> = (0..tokens.len()).map(mark).collect::<Option<_>>()?;
        let sample = LetterContent {
            name: if is_named { NAME.to_owned() } else { String::new() },
            email: "x@example.dk".to_owned(),
            message_id: "x@example.dk".to_owned(),
            boundary: BOUNDARY.to_owned(),
            returns: None,
            ..with_links(content, tokens, &marks)?
        };
        let letter = render(&sample).ok()?;
        let pieces = cut(&letter.bytes, &marks, (content.language, is_named))?;
        let form = Self { pieces, language: content.language, from: letter.from };
        form.writes(&sample, &marks).then_some(form)
    }

    /// Whether another person's letter leaves the form as it is written by itself: a link that was not found would be the first person's.
    fn writes(&self, sample: &LetterContent, marks: &[String]) -> bool {
        let others: Option<Vec<String>> = (0..marks.len()).map(|number| mark(128 + number)).collect();
        let probed = others.and_then(|others| Some((with_links(sample, marks, &others)?, others)));
        let Some((mut probe, others)) = probed else { return false };
        probe.boundary.make_ascii_uppercase();
        if !probe.name.is_empty() {
            probe.name.push_str(" Sørensen");
        }
        let person = Addressee {
            name: &probe.name,
            email: &probe.email,
            tokens: &others,
            message_id: &probe.message_id,
            date: probe.date,
            boundary: &probe.boundary,
            returns: None,
        };
        let Some(Ok(letter)) = self.letter(&person) else { return false };
        render(&probe).is_ok_and(|alone| alone.bytes == letter.bytes)
    }

    /// The letter to a person; none where it must be written by itself.
    #[must_use]
    pub fn letter(&self, person: &Addressee<'_>) -> Option<Result<Letter, Unrenderable>> {
        let fits = person.boundary.len() == BOUNDARY.len() && person.boundary.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !fits || person.name.chars().any(char::is_control) {
            return None;
        }
        let Some(to) = parse(person.email) else {
            return Some(Err(Unrenderable::Recipient));
        };
        let from = match person.returns {
            None => self.from.clone(),
            Some(returns) => match parse(returns) {
                Some(address) => address.to_string(),
                None => return Some(Err(Unrenderable::Returns)),
            },
        };
        let mut bytes = Vec::with_capacity(16 * 1024);
        for piece in &self.pieces {
            match piece {
                Piece::Same(same) => bytes.extend_from_slice(same),
                Piece::Token(number, range) => {
                    bytes.extend_from_slice(person.tokens.get(*number)?.as_bytes().get(range.clone())?);
                }
                Piece::Boundary(range) => bytes.extend_from_slice(&person.boundary.as_bytes()[range.clone()]),
                Piece::MessageId => header(&mut bytes, MessageId::from(format!("<{}>", person.message_id))),
                Piece::Date => {
                    let milliseconds = u64::try_from(person.date.0).unwrap_or_default();
                    header(&mut bytes, Date::new(SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)));
                }
                Piece::To => {
                    let name = Some(one_line(person.name)).filter(|name| !name.is_empty());
                    header(&mut bytes, To::from(Mailboxes::from(Mailbox::new(name, to.clone()))));
                }
                Piece::Text => bytes.extend(encoded(greeting_text(&greeting(self.language, person.name)))?),
                Piece::Html => bytes.extend(encoded(greeting_html(&greeting(self.language, person.name)))?),
            }
        }
        Some(Ok(Letter { message_id: person.message_id.to_owned(), from, to: to.to_string(), bytes }))
    }
}

/// The same with other tokens in its links; none where one of them has no token.
fn with_links(content: &LetterContent, tokens: &[String], others: &[String]) -> Option<LetterContent> {
    let linked = |link: &str| {
        let known = tokens.iter().zip(others).find(|(token, _)| link.contains(token.as_str()));
        known.map(|(token, other)| link.replace(token.as_str(), other))
    };
    let mut with = LetterContent { link: linked(&content.link)?, opt_out: linked(&content.opt_out)?, ..content.clone() };
    if let Some(address) = &mut with.one_click {
        *address = linked(address)?;
    }
    for other in &mut with.more {
        (other.link, other.opt_out) = (linked(&other.link)?, linked(&other.opt_out)?);
    }
    Some(with)
}

/// Stands for the token with this number: as long, and of a secret that no round has.
fn mark(number: usize) -> Option<String> {
    let number = u8::try_from(number).ok()?;
    Some(Token::of(&Secret([0; 32]), RandomId([number; 16])).to_string())
}

/// A letter in pieces.
fn cut(bytes: &[u8], marks: &[String], (language, is_named): (Language, bool)) -> Option<Vec<Piece>> {
    let head = position(bytes, b"\r\n\r\n", 0)? + 2;
    if position(bytes, b"Content-Transfer-Encoding: base64", 0).is_some() {
        return None;
    }
    let mut cuts: Cuts = Vec::new();
    for (name, piece) in [("Message-ID", Piece::MessageId), ("Date", Piece::Date), ("To", Piece::To)] {
        cuts.push((field(&bytes[..head], name)?, piece));
    }
    if is_named {
        let text = alone(bytes, &encoded(greeting_text(&greeting(language, NAME)))?)?;
        let html = alone(bytes, &encoded(greeting_html(&greeting(language, NAME)))?)?;
        cuts.extend([(text, Piece::Text), (html, Piece::Html)]);
    }
    for (number, mark) in marks.iter().enumerate() {
        cuts.extend(all_of(bytes, mark).map(|(place, range)| (place, Piece::Token(number, range))));
    }
    cuts.extend(all_of(bytes, BOUNDARY).map(|(place, range)| (place, Piece::Boundary(range))));
    cuts.sort_by_key(|(place, _)| place.start);
    let (mut pieces, mut at) = (Vec::with_capacity(2 * cuts.len() + 1), 0);
    for (place, piece) in cuts {
        pieces.push(Piece::Same(bytes.get(at..place.start)?.to_vec()));
        pieces.push(piece);
        at = place.end;
    }
    pieces.push(Piece::Same(bytes.get(at..)?.to_vec()));
    Some(pieces)
}

/// Where these bytes are found from there on.
fn position(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.windows(wanted.len()).position(|there| there == wanted).map(|at| from + at)
}

/// A field of the head with its name, its folds and its end.
fn field(head: &[u8], name: &str) -> Option<Range<usize>> {
    let wanted = format!("{name}: ").into_bytes();
    let is_start = |at: usize| at == 0 || head[..at].ends_with(b"\r\n");
    let start = (0..head.len()).find(|at| is_start(*at) && head[*at..].starts_with(&wanted))?;
    let mut end = start;
    loop {
        end = position(head, b"\r\n", end)? + 2;
        if !head.get(end).is_some_and(|next| *next == b' ' || *next == b'\t') {
            return Some(start..end);
        }
    }
}

/// Lines that stand there once.
fn alone(bytes: &[u8], lines: &[u8]) -> Option<Range<usize>> {
    let wanted = [b"\r\n", lines].concat();
    let at = position(bytes, &wanted, 0)?;
    position(bytes, &wanted, at + 1).is_none().then_some(at + 2..at + wanted.len())
}

/// Wherever a value stands, in the pieces into which the ends of encoded lines divide it, and which part of the value each is.
fn all_of(bytes: &[u8], value: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match here(bytes, at, value.as_bytes()) {
            Some(pieces) => {
                at = pieces.last().map_or(at + 1, |(place, _)| place.end);
                found.extend(pieces);
            }
            None => at += 1,
        }
    }
    found.into_iter()
}

fn here(bytes: &[u8], mut at: usize, value: &[u8]) -> Option<Cut> {
    let (mut pieces, mut start, mut from) = (Vec::new(), at, 0);
    for (number, byte) in value.iter().enumerate() {
        // A line that an encoded part goes on after (RFC 2045, section 6.7).
        if number > 0 && bytes.get(at..).is_some_and(|rest| rest.starts_with(b"=\r\n")) {
            pieces.push((start..at, from..number));
            at += 3;
            (start, from) = (at, number);
        }
        if bytes.get(at) != Some(byte) {
            return None;
        }
        at += 1;
    }
    pieces.push((start..at, from..value.len()));
    Some(pieces)
}

/// Places, each with the part of a value that stands there.
type Cut = Vec<(Range<usize>, Range<usize>)>;

/// Lines as they stand in a part: each is encoded for itself.
fn encoded(lines: String) -> Option<Vec<u8>> {
    Body::new_with_encoding(lines, ContentTransferEncoding::QuotedPrintable).ok().map(Body::into_vec)
}

fn header(bytes: &mut Vec<u8>, header: impl Header) {
    let mut headers = Headers::new();
    headers.set(header);
    bytes.extend_from_slice(headers.to_string().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::letter::LinkBeside;
    use crate::mail::tests::all;

    const HOSTS: [&str; 2] =
        ["https://svar.example.dk", "https://en-meget-lang-adresse.svar.brønderslev-og-omegn.example.dk/under/flere"];

    fn token(number: u8) -> String {
        Token::of(&Secret([7; 32]), RandomId([number; 16])).to_string()
    }

    /// The same letter to somebody else.
    fn to(content: &LetterContent, host: &str, (name, tokens): (&str, &[String])) -> LetterContent {
        let mut other = LetterContent {
            name: name.to_owned(),
            email: format!("p{}@example.dk", name.len()),
            link: format!("{host}/s/{}", tokens[0]),
            opt_out: format!("{host}/fravalg/{}", tokens[0]),
            one_click: Some(format!("{host}/afmeld/{}", tokens[0])),
            message_id: format!("{}@svar.example.dk", tokens[0]),
            date: Timestamp(1_546_840_800_000 + 60_000 * i64::from(tokens[0].as_bytes()[0])),
            boundary: format!("{:032x}", 0xfeed_beef_u64 * u64::from(tokens[0].as_bytes()[1])),
            ..content.clone()
        };
        other.more = tokens[1..]
            .iter()
            .map(|token| LinkBeside {
                trial: "Mikrolån".to_owned(),
                title: "Dit mikrolån & din virksomhed".to_owned(),
                closes: content.closes,
                minutes: 4,
                link: format!("{host}/s/{token}"),
                opt_out: format!("{host}/fravalg/{token}"),
            })
            .collect();
        other
    }

    #[test]
    fn a_letter_leaves_its_form_byte_for_byte_as_it_is_written_by_itself() {
        let names = [
            "Bo",
            "Åse Ægidius Sørensen",
            " Kim <kim> & \"co\" ",
            "Hans Christian Emanuel Frederik af Slesvig-Holsten-Sønderborg-Lyksborg og Omegn den Yngre",
            "عمر",
        ];
        let mut filled = 0;
        for content in all() {
            for host in HOSTS {
                for several in [1, 3] {
                    let first: Vec<String> = (0..several).map(token).collect();
                    let of = to(&content, host, ("Anne Holm", &first));
                    let form = Form::of(&of, &first);
                    assert_eq!(form.is_none(), content.language == Language::Ar);
                    let Some(form) = form else { continue };
                    for (number, name) in (1_u8..).zip(names) {
                        let tokens: Vec<String> = (0..several).map(|at| token(10 * number + at)).collect();
                        let own = to(&content, host, (name, &tokens));
                        let person = Addressee {
                            name,
                            email: &own.email,
                            tokens: &tokens,
                            message_id: &own.message_id,
                            date: own.date,
                            boundary: &own.boundary,
                            returns: own.returns.as_deref(),
                        };
                        let (letter, alone) = (form.letter(&person).unwrap().unwrap(), render(&own).unwrap());
                        assert_eq!(String::from_utf8(letter.bytes).unwrap(), String::from_utf8(alone.bytes).unwrap(), "{name}");
                        assert_eq!((letter.to, letter.from, letter.message_id), (alone.to, alone.from, alone.message_id));
                        filled += 1;
                    }
                }
            }
        }
        assert!(filled > 200, "{filled}");
    }

    #[test]
    fn whoever_has_no_name_has_a_form_too_and_a_case_has_none() {
        let content = &all()[0];
        let (first, second) = ([token(1)], [token(2)]);
        let (of, own) = (to(content, HOSTS[0], ("", &first)), to(content, HOSTS[0], ("", &second)));
        let form = Form::of(&of, &first).unwrap();
        let person = |boundary| Addressee {
            name: "",
            email: &own.email,
            tokens: &second,
            message_id: &own.message_id,
            date: own.date,
            boundary,
            returns: Some("retur+1-abc@svar.example.dk"),
        };
        let letter = form.letter(&person(&own.boundary)).unwrap().unwrap();
        assert!(letter.bytes == render(&own).unwrap().bytes);
        assert_eq!(letter.from, "retur+1-abc@svar.example.dk");
        assert!(form.letter(&person("short")).is_none(), "a boundary of another length moves what follows it");
        assert!(Form::of(&LetterContent { case: Some("S-1".to_owned()), ..of }, &first).is_none());
    }
}
