//! A form whose one file is too large to be held: its fields are read first, and the file is handed on piece by piece as it comes.
//!
//! The one thing a newcomer would get wrong: fields that stand after the file are not read, since the form's own must be known before.

use std::future::poll_fn;
use std::pin::Pin;

use actix_web::body::{BodyStream, MessageBody as _};
use actix_web::web::Payload;

use super::{LONGEST_HEAD, MOST_PARTS, NoUpload, Upload, find, parameter, take_in};

/// So many bytes are handed on at a time, about.
const PIECE: usize = 256 * 1024;
/// The bytes of all fields that stand before the file.
const LONGEST_BEGINNING: usize = 64 * 1024;

/// A file that comes with a form.
pub(in crate::web) struct Coming {
    /// The field of the form.
    pub(in crate::web) field: String,
    /// What the file is called where it came from: for its ending, never to open anything by.
    pub(in crate::web) name: String,
    stream: Pin<Box<BodyStream<Payload>>>,
    held: Vec<u8>,
    mark: Vec<u8>,
    is_over: bool,
}

/// What stands at the beginning of what is held.
enum Part {
    /// A field, which is taken in and gone.
    Field,
    /// A file of this field and name, whose content is held next.
    File(String, String),
    /// The end of the form.
    End,
    /// Too little to tell.
    Short,
}

/// Reads a form up to its first file; none where it has none.
pub(super) async fn begin(boundary: &str, payload: Payload) -> Result<(Vec<(String, String)>, Option<Coming>), NoUpload> {
    let mark = format!("\r\n--{boundary}").into_bytes();
    let mut stream = Box::pin(BodyStream::new(payload));
    // The first boundary has no line before it.
    let mut held = b"\r\n".to_vec();
    let mut sent = Upload::default();
    loop {
        match part(&mut held, &mark, &mut sent).ok_or(NoUpload::Unreadable)? {
            Part::Field if sent.fields.len() > MOST_PARTS => return Err(NoUpload::Unreadable),
            Part::Field => {}
            Part::End => return Ok((sent.fields, None)),
            Part::File(field, name) => {
                return Ok((sent.fields, Some(Coming { field, name, stream, held, mark, is_over: false })));
            }
            Part::Short if held.len() > LONGEST_BEGINNING => return Err(NoUpload::Unreadable),
            Part::Short => {
                if !more(&mut stream, &mut held).await? {
                    return Err(NoUpload::Unreadable);
                }
            }
        }
    }
}

/// Reads what comes next into `held`; false at the end.
async fn more(stream: &mut Pin<Box<BodyStream<Payload>>>, held: &mut Vec<u8>) -> Result<bool, NoUpload> {
    match poll_fn(|context| stream.as_mut().poll_next(context)).await {
        Some(Ok(chunk)) => {
            held.extend_from_slice(&chunk);
            Ok(true)
        }
        Some(Err(_)) => Err(NoUpload::Unreadable),
        None => Ok(false),
    }
}

/// Takes the part at the beginning of what is held; none where it is no part of a form.
fn part(held: &mut Vec<u8>, mark: &[u8], sent: &mut Upload) -> Option<Part> {
    if held.len() < mark.len() + 2 {
        return mark.starts_with(&held[..held.len().min(mark.len())]).then_some(Part::Short);
    }
    let rest = held.strip_prefix(mark)?;
    if rest.starts_with(b"--") {
        return Some(Part::End);
    }
    let rest = rest.strip_prefix(b"\r\n")?;
    let Some(end) = find(&rest[..rest.len().min(LONGEST_HEAD)], b"\r\n\r\n") else {
        return (rest.len() < LONGEST_HEAD).then_some(Part::Short);
    };
    let head = std::str::from_utf8(&rest[..end]).ok()?;
    let content = held.len() - rest.len() + end + 4;
    if let Some((field, name)) = file_of(head) {
        held.drain(..content);
        return Some(Part::File(field, name));
    }
    let Some(length) = find(&held[content..], mark) else { return Some(Part::Short) };
    take_in(sent, head, &held[content..content + length])?;
    held.drain(..content + length);
    Some(Part::Field)
}

/// The field and the name of the file that a head is of; none of another part.
fn file_of(head: &str) -> Option<(String, String)> {
    let of = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let (_, parameters) = of.split_once(';')?;
    Some((parameter(parameters, "name")?, parameter(parameters, "filename")?))
}

impl Coming {
    /// The next piece of the file; none at its end. It fails where the form was cut off before that.
    pub(in crate::web) async fn piece(&mut self) -> Result<Option<Vec<u8>>, NoUpload> {
        let mut from = 0;
        loop {
            if self.is_over {
                return Ok(None);
            }
            if let Some(at) = find(&self.held[from..], &self.mark) {
                self.is_over = true;
                let last: Vec<u8> = self.held.drain(..from + at).collect();
                self.rest().await;
                return Ok((!last.is_empty()).then_some(last));
            }
            // What may be the beginning of the end stays until more is there.
            let free = self.held.len().saturating_sub(self.mark.len());
            if free >= PIECE {
                return Ok(Some(self.held.drain(..free).collect()));
            }
            from = free;
            if !more(&mut self.stream, &mut self.held).await? {
                return Err(NoUpload::Unreadable);
            }
        }
    }

    /// Reads what is left and throws it away, since a browser shows no answer before it has sent everything; so much at most.
    pub(in crate::web) async fn throw_away(&mut self, most: u64) {
        let mut seen = 0;
        while seen < most {
            match self.piece().await {
                Ok(Some(piece)) => seen += piece.len() as u64,
                Ok(None) | Err(_) => return,
            }
        }
    }

    /// What stands after the file: the end of the form.
    async fn rest(&mut self) {
        while self.held.len() <= LONGEST_BEGINNING && matches!(more(&mut self.stream, &mut self.held).await, Ok(true)) {}
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use actix_web::FromRequest as _;
    use actix_web::test::TestRequest;

    use super::*;

    async fn payload(body: Vec<u8>) -> Payload {
        let (request, mut payload) = TestRequest::default().set_payload(body).to_http_parts();
        Payload::from_request(&request, &mut payload).await.unwrap()
    }

    fn body(content: &[u8]) -> Vec<u8> {
        let mut body = b"--xyz\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\nab=cd\r\n".to_vec();
        body.extend(b"--xyz\r\nContent-Disposition: form-data; name=\"recording\"; filename=\"Anna.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\n");
        body.extend(content);
        body.extend(b"\r\n--xyz--\r\n");
        body
    }

    #[actix_web::test]
    async fn the_fields_are_read_first_and_the_file_comes_piece_by_piece() {
        for content in [Vec::new(), b"\r\n--xy".to_vec(), (0..=255).cycle().take(3 * PIECE + 7).collect::<Vec<u8>>()] {
            let (fields, coming) = begin("xyz", payload(body(&content)).await).await.unwrap();
            assert_eq!(fields, [("form".to_owned(), "ab=cd".to_owned())]);
            let mut coming = coming.unwrap();
            assert_eq!((coming.field.as_str(), coming.name.as_str()), ("recording", "Anna.mp3"));
            let mut whole = Vec::new();
            while let Some(piece) = coming.piece().await.unwrap() {
                whole.extend(piece);
            }
            assert!(whole == content, "{} bytes of {}", whole.len(), content.len());
            assert!(matches!(coming.piece().await, Ok(None)));
        }
    }

    #[actix_web::test]
    async fn a_form_that_is_cut_off_is_none_and_a_file_that_is_cut_off_never_ends() {
        let whole = body(b"sound and more");
        let starts = find(&whole, b"sound").unwrap();
        for end in 0..whole.len() - "--\r\n".len() {
            let begun = begin("xyz", payload(whole[..end].to_vec()).await).await;
            if end < starts {
                assert!(begun.is_err(), "{end}");
                continue;
            }
            let mut coming = begun.unwrap().1.unwrap();
            let mut last = coming.piece().await;
            while let Ok(Some(_)) = last {
                last = coming.piece().await;
            }
            assert!(last.is_err(), "{end}: a file without its end is taken for whole");
        }
        assert!(begin("xyz", payload(b"--xyz--\r\n".to_vec()).await).await.is_ok_and(|(_, coming)| coming.is_none()));
        let endless =
            [b"--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".to_vec(), vec![b'a'; 2 * LONGEST_BEGINNING]].concat();
        assert!(begin("xyz", payload(endless).await).await.is_err());
    }
}
