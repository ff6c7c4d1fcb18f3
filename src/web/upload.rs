//! Files that a form brings along: `multipart/form-data` (RFC 7578) as browsers write it, read whole and within limits.
//!
//! The one thing a newcomer would get wrong: a form without a chosen file still has a part for it, with an empty name; that is no file.
//! A body that was cut off is none at all, so that no half file is taken for a whole one.

mod coming;

use std::future::poll_fn;
use std::pin::pin;

use actix_web::body::{BodyStream, MessageBody};
use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpMessage as _, HttpRequest};
pub(super) use coming::Coming;

use crate::language::Language;

/// Parts of one form that are read: its fields, and more files than anybody chooses at once.
const MOST_PARTS: usize = 300;
/// The longest head of a part.
const LONGEST_HEAD: usize = 4096;
/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;
/// So many times the limit is read to its end and thrown away, since a browser shows no answer before it has sent everything.
const DRAINED: usize = 8;

/// The bytes that a form with files may have at an address, which is put beside its route; where none stands, such forms are refused.
#[derive(Clone, Copy, Debug)]
pub(super) struct Largest(pub(super) usize);

/// That one file is taken at an address as it comes, which is put beside its route.
#[derive(Clone, Copy, Debug)]
pub(super) struct AsItComes;

/// A file that came with a form. It may hold anything, addresses too, so it has no `Debug`.
pub(super) struct File {
    /// The field of the form.
    pub(super) field: String,
    /// What the file is called where it came from, without folders: for people to read, never to open anything by.
    pub(super) name: String,
    /// What it holds.
    pub(super) bytes: Vec<u8>,
}

/// A form with files.
#[derive(Default)]
pub(super) struct Upload {
    /// The fields that are no files, in order.
    pub(super) fields: Vec<(String, String)>,
    /// The files, in order.
    pub(super) files: Vec<File>,
}

/// Why a form with files was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoUpload {
    /// It is larger than so many bytes.
    TooLarge(usize),
    /// It is no such form, or was cut off.
    Unreadable,
}

impl NoUpload {
    /// The status of the answer.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
        }
    }

    /// What is wrong and what to do.
    pub(super) fn sentence(self, language: Language) -> String {
        let megabytes = |most: usize| most / (1024 * 1024);
        match (self, language) {
            (Self::TooLarge(most), Language::En) => {
                format!("The files are larger than {} MB together. Choose fewer at a time. Nothing was changed.", megabytes(most))
            }
            (Self::TooLarge(most), _) => {
                format!("Filerne fylder mere end {} MB tilsammen. Vælg færre ad gangen. Intet er ændret.", megabytes(most))
            }
            (Self::Unreadable, Language::En) => {
                "The files did not come through whole. Go back and try again. Nothing was changed.".to_owned()
            }
            (Self::Unreadable, _) => "Filerne kom ikke helt frem. Gå tilbage, og prøv igen. Intet er ændret.".to_owned(),
        }
    }
}

/// What a request sends.
pub(super) enum Received {
    /// A form with files.
    Files(Upload),
    /// A form with files that was not read.
    Refused(NoUpload),
    /// Another thing, or at an address that takes no files.
    Other(Payload),
}

/// The form with files that this request sends. Where the address takes one file as it comes, its fields are read and the file waits in
/// the request as [`Coming`].
pub(super) async fn receive(request: &HttpRequest, mut payload: Payload) -> Received {
    let media_type = request.headers().get("content-type").and_then(|value| value.to_str().ok());
    let Some(boundary) = media_type.and_then(boundary) else { return Received::Other(payload) };
    let read = if request.app_data::<AsItComes>().is_some() {
        coming::begin(&boundary, payload).await.map(|(fields, coming)| {
            if let Some(coming) = coming {
                request.extensions_mut().insert(coming);
            }
            Upload { fields, files: Vec::new() }
        })
    } else if let Some(Largest(most)) = request.app_data::<Largest>().copied() {
        whole(&mut payload, most).await.and_then(|body| read(&boundary, &body).ok_or(NoUpload::Unreadable))
    } else {
        return Received::Other(payload);
    };
    read.map_or_else(Received::Refused, Received::Files)
}

async fn whole(payload: &mut Payload, most: usize) -> Result<Vec<u8>, NoUpload> {
    let mut stream = pin!(BodyStream::new(payload));
    let (mut body, mut seen) = (Vec::new(), 0usize);
    while let Some(chunk) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        let chunk = chunk.map_err(|_| NoUpload::Unreadable)?;
        seen = seen.saturating_add(chunk.len());
        if seen <= most {
            body.extend_from_slice(&chunk);
        } else if seen <= most.saturating_mul(DRAINED) {
            body = Vec::new();
        } else {
            break;
        }
    }
    if seen <= most { Ok(body) } else { Err(NoUpload::TooLarge(most)) }
}

/// The boundary that a media type of such a form names (RFC 2046, section 5.1.1); none of another type.
fn boundary(media_type: &str) -> Option<String> {
    let (kind, parameters) = media_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameter(parameters, "boundary")?;
    let fits = (1..=70).contains(&boundary.len()) && boundary.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    fits.then_some(boundary)
}

/// Reads a form with files; none where its end is missing or it is another thing.
fn read(boundary: &str, body: &[u8]) -> Option<Upload> {
    let mark = format!("\r\n--{boundary}").into_bytes();
    let mut rest = match body.strip_prefix(&mark[2..]) {
        Some(rest) => rest,
        None => &body[find(body, &mark)? + mark.len()..],
    };
    let mut upload = Upload::default();
    for _ in 0..=MOST_PARTS {
        if rest.starts_with(b"--") {
            return Some(upload);
        }
        let part = &rest[find(&rest[..rest.len().min(LONGEST_HEAD)], b"\r\n")? + 2..];
        let end = find(&part[..part.len().min(LONGEST_HEAD)], b"\r\n\r\n")?;
        let (head, content) = (&part[..end], &part[end + 4..]);
        let end = find(content, &mark)?;
        take_in(&mut upload, std::str::from_utf8(head).ok()?, &content[..end])?;
        rest = &content[end + mark.len()..];
    }
    None
}

/// Puts one part where it belongs; none where it says no name, or is a text that is not UTF-8.
fn take_in(upload: &mut Upload, head: &str, content: &[u8]) -> Option<()> {
    let disposition = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let (kind, parameters) = disposition.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("form-data") {
        return None;
    }
    let field = parameter(parameters, "name")?;
    match parameter(parameters, "filename") {
        None => upload.fields.push((field, std::str::from_utf8(content).ok()?.to_owned())),
        Some(name) if name.is_empty() && content.is_empty() => {}
        Some(name) => {
            let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
            let name = own.chars().filter(|sign| !sign.is_control()).take(LONGEST_NAME).collect();
            upload.files.push(File { field, name, bytes: content.to_vec() });
        }
    }
    Some(())
}

/// A parameter, quoted or not. Browsers write a quote inside as `%22` (HTML, section 4.10.21.8), other programs with a backslash.
fn parameter(parameters: &str, wanted: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = if let Some(quoted) = after.strip_prefix('"') {
            let (mut value, mut end) = (String::new(), None);
            let mut signs = quoted.char_indices().peekable();
            while let Some((at, sign)) = signs.next() {
                match sign {
                    '\\' if signs.peek().is_some_and(|(_, next)| *next == '"') => {
                        value.push('"');
                        signs.next();
                    }
                    '"' => {
                        end = Some(at + 1);
                        break;
                    }
                    sign => value.push(sign),
                }
            }
            (value, &quoted[end?..])
        } else {
            let end = after.find(';').unwrap_or(after.len());
            (after[..end].trim().to_owned(), &after[end..])
        };
        if name.trim_start_matches([';', ' ', '\t']).trim_end().eq_ignore_ascii_case(wanted) {
            return Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = next;
    }
}

/// Where `wanted` begins for the first time.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == first)?;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=----WebKitFormBoundaryx0";

    fn taken(body: &str) -> Option<Upload> {
        read(&boundary(TYPE).unwrap(), body.replace('\n', "\r\n").as_bytes())
    }

    #[test]
    fn a_browsers_form_is_read_with_its_fields_and_its_files() {
        let upload = taken(concat!(
            "------WebKitFormBoundaryx0\nContent-Disposition: form-data; name=\"form\"\n\nab=cd\n",
            "------WebKitFormBoundaryx0\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\breve\\retur 1%22.eml\"\n",
            "Content-Type: message/rfc822\n\nSubject: æ\n\n--not the end\n\n",
            "------WebKitFormBoundaryx0\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\nContent-Type: application/octet-stream\n\n\n",
            "------WebKitFormBoundaryx0--\n"
        ))
        .unwrap();
        assert_eq!(upload.fields, [("form".to_owned(), "ab=cd".to_owned())]);
        let [file] = &upload.files[..] else { panic!("{} files", upload.files.len()) };
        assert_eq!((file.field.as_str(), file.name.as_str()), ("file", "retur 1\".eml"));
        assert_eq!(file.bytes, "Subject: æ\r\n\r\n--not the end\r\n".as_bytes());
    }

    #[test]
    fn what_is_cut_off_or_another_thing_is_no_form() {
        let whole = "------WebKitFormBoundaryx0\nContent-Disposition: form-data; name=\"a\"\n\nb\n------WebKitFormBoundaryx0--";
        assert!(taken(whole).is_some());
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            assert!(taken(&whole[..end]).is_none(), "{}", &whole[..end]);
        }
        for other in
            ["multipart/form-data", "multipart/mixed; boundary=x", "text/plain; boundary=x", "multipart/form-data; boundary="]
        {
            assert!(boundary(other).is_none(), "{other}");
        }
        assert_eq!(boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"").as_deref(), Some("a b"));
    }

    fn written(boundary: &str, parts: &[(String, Option<String>, Vec<u8>)]) -> Vec<u8> {
        let mut body = Vec::new();
        for (field, name, content) in parts {
            let name = name.as_ref().map_or(String::new(), |name| format!("; filename=\"{name}\""));
            body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"{name}\r\n\r\n").bytes());
            body.extend(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").bytes());
        body
    }

    proptest! {
        #[test]
        fn whatever_files_hold_comes_through_as_it_was(
            parts in prop::collection::vec(("[a-z]{1,8}", prop::option::of("[a-zæøå .]{1,20}"), prop::collection::vec(any::<u8>(), 0..200)), 0..8),
        ) {
            let parts: Vec<_> = parts
                .into_iter()
                .map(|(field, name, bytes)| match name {
                    None => (field, None, String::from_utf8_lossy(&bytes).into_owned().into_bytes()),
                    name => (field, name, bytes),
                })
                .collect();
            let upload = read("a boundary", &written("a boundary", &parts)).unwrap();
            let (files, fields): (Vec<_>, Vec<_>) = parts.iter().partition(|(_, name, _)| name.is_some());
            prop_assert_eq!(upload.fields.len(), fields.len());
            for ((field, value), (wanted, _, content)) in upload.fields.iter().zip(fields) {
                prop_assert!(field == wanted && value.as_bytes() == content);
            }
            prop_assert_eq!(upload.files.len(), files.len());
            for (file, (field, name, content)) in upload.files.iter().zip(files) {
                prop_assert!(file.field == *field && Some(&file.name) == name.as_ref() && file.bytes == *content);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(
            pieces in prop::collection::vec(prop_oneof![
                Just(b"--b".to_vec()), Just(b"\r\n".to_vec()), Just(b"--".to_vec()), Just(b"Content-Disposition: form-data; name=\"".to_vec()),
                Just(b"\"; filename=\"\\".to_vec()), prop::collection::vec(any::<u8>(), 0..6),
            ], 0..30),
            media_type in "(multipart/form-data)?[;= \"\\\\a-zæ]{0,30}",
        ) {
            let body = pieces.concat();
            if let Some(upload) = read("b", &body) {
                let held: usize = upload.fields.iter().map(|(_, value)| value.len()).sum::<usize>()
                    + upload.files.iter().map(|file| file.bytes.len()).sum::<usize>();
                prop_assert!(held <= body.len());
            }
            let _ = boundary(&media_type);
        }
    }
}
