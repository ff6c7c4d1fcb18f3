//! The respondent's pages: a link, its questions, the receipt.
//!
//! GET and HEAD change nothing, ever: mail scanners fetch every link. Starting, saving, sending and opting out are POSTs, and
//! each is durable before it is answered.

mod access;
mod answering;
mod arrival;
mod check;
mod entry;
mod erasing;
mod example;
mod filling;
mod first;
mod form;
mod given;
mod home;
mod markdown;
mod opting_out;
mod page;
mod pages;
mod participant;
mod plain;
mod preview;
mod question;
mod receipt;
mod refusal;
mod rights;
mod starts;
#[cfg(test)]
mod tests;
mod tries;
mod warned;
mod welcome;
mod whole;

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, LazyLock};

use actix_web::body::{BodyStream, MessageBody};
use actix_web::guard::{Any, Get, Head};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, ContentType, HeaderValue, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource, ResponseError, Route};

use self::arrival::arrive;
use self::form::{Typed, Unreadable};
use self::pages::Pages;
pub(super) use self::preview::{Preview, is_answerable};
use self::refusal::{Refusal, Why};
pub(super) use self::starts::Starts;
pub(super) use self::tries::{ReceiptTries, TokenTries, Tries};
pub(super) use self::whole::{Filled, Whole};
use super::layout::POLICY;
use super::{Shared, State};
use crate::language::Language;
use crate::store::Reader;

/// The largest form that is read: far more than a page of long texts holds.
const MOST_BYTES: usize = 256 * 1024;

/// Beyond this nothing more is read even to be polite.
const DRAINED_BYTES: usize = 32 * 1024 * 1024;

/// Every address of a respondent.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .app_data(Data::new(Pages::default()))
        .app_data(Data::new(Reader::default()))
        .service(web::scope("/s").default_service(web::to(link)))
        .service(at("/").route(reading().to(home::show)))
        .service(at("/was").route(reading().to(home::statement)))
        .service(at("/k").route(reading().to(entry::ask)).route(web::post().to(entry::find)))
        .service(at("/rettigheder").route(reading().to(rights::show)))
        .service(at("/kvittering/slet").route(web::post().to(erasing::erase)))
        .service(at("/kvittering").route(reading().to(receipt::ask)).route(web::post().to(receipt::check)))
        .service(at("/r/{key}/eksempel").route(reading().to(example::show_open)))
        .service(at("/r/{key}").route(reading().to(first::show_open)).route(web::post().to(first::start_open)))
        .service(participant::resource())
        .service(participant::writing::resource())
        .service(at("/fravalg/{token}").route(reading().to(opting_out::show)).route(web::post().to(opting_out::choose)))
        .service(
            at("/afmeld/{token}").route(reading().to(opting_out::show_one_click)).route(web::post().to(opting_out::one_click)),
        )
        .default_service(web::to(not_found));
}

/// Every address below `/s/{token}`. It is read by hand: each pattern of actix's router that is tried is a regular expression,
/// and four of them cost more than everything else of such a page.
async fn link(
    request: HttpRequest,
    state: Shared,
    reader: Data<Reader>,
    pages: Data<Pages>,
    body: Payload,
) -> Result<HttpResponse, Refusal> {
    if let Some(address) = meant(&request) {
        return Ok(see(&address));
    }
    let (token, rest) = below_link(request.path());
    let come = Come { state: &state, reader: &reader, pages: &pages, token, request: &request };
    let page = || rest.parse().ok().filter(|_| rest.len() <= 6 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let answer = match (*request.method() == Method::POST, rest) {
        _ if !matches!(*request.method(), Method::GET | Method::HEAD | Method::POST) => Ok(other_method(request.clone()).await),
        (false, "") => first::show(&come).await,
        (true, "") => first::start(&come, body).await,
        (false, "svar") => check::show(&come).await,
        (true, "svar") => check::submit(&come, body).await,
        (false, "eksempel") => example::show(&come).await,
        (false, "kvittering") => receipt::show(&come).await,
        (true, "eksempel" | "kvittering") => Ok(other_method(request.clone()).await),
        (false, _) if let Some(page) = page() => answering::show(&come, page).await,
        (true, _) if let Some(page) = page() => answering::save(&come, page, body).await,
        _ => Err(Refusal::not_found(Asked::by(&request).language.unwrap_or_default())),
    };
    match answer {
        Err(refusal) if refusal.why != Why::NotFound => told_by_link(&come, refusal).await,
        answer => answer,
    }
}

/// The refusal in the words of a link that is known: its municipality says what went wrong, in the language that is answered in.
async fn told_by_link(come: &Come<'_>, refusal: Refusal) -> Result<HttpResponse, Refusal> {
    match arrive(come, &Asked::by(come.request)).await {
        Ok(arrival) => Ok(refusal.told(arrival.language(), Some(arrival.place()), Some(&arrival.address("")))),
        Err(_) => Err(refusal),
    }
}

/// The token and what stands behind it in `/s/{token}` and `/s/{token}/{rest}`.
fn below_link(path: &str) -> (&str, &str) {
    let below = path.strip_prefix("/s/").unwrap_or_default();
    match below.split_once('/') {
        Some((_, "")) => ("", "/"),
        Some((token, rest)) => (token, rest),
        None => (below, ""),
    }
}

/// How long a token is in an address.
const TOKEN_LENGTH: usize = 26;

/// The address that was meant, where signs of a sentence stuck to its end or its letters are large: a full stop behind a link, `/K`.
/// It is told from the address alone, so it says nothing about any link.
fn meant(request: &HttpRequest) -> Option<String> {
    let path = request.path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let lower = path.to_ascii_lowercase();
    let address = match lower.strip_prefix("/s/") {
        Some(below) => {
            let (token, rest) = below.split_at_checked(TOKEN_LENGTH)?;
            let whole = token.bytes().all(|byte| byte.is_ascii_alphanumeric());
            (whole && is_punctuation(rest)).then(|| format!("/s/{token}"))?
        }
        None => lower.strip_prefix("/k").filter(|rest| is_punctuation(rest)).map(|_| "/k".to_owned())?,
    };
    let query = request.query_string();
    (address != path).then(|| if query.is_empty() { address } else { format!("{address}?{query}") })
}

/// Whether there is nothing in it but signs that no address of ours ends with, as they are or as `%20`.
fn is_punctuation(text: &str) -> bool {
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let sign = match byte {
            b'%' => rest
                .next()
                .zip(rest.next())
                .and_then(|(high, low)| u8::from_str_radix(std::str::from_utf8(&[high, low]).ok()?, 16).ok()),
            byte => Some(byte),
        };
        if !sign.is_some_and(|sign| sign >= 0x80 || sign == b' ' || sign.is_ascii_punctuation()) {
            return false;
        }
    }
    true
}

/// Somebody comes to an address of a link.
struct Come<'a> {
    state: &'a State,
    reader: &'a Arc<Reader>,
    pages: &'a Pages,
    /// The token as it stands in the address.
    token: &'a str,
    request: &'a HttpRequest,
}

/// An address whose other methods are told so.
fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(other_method))
}

fn reading() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

async fn not_found(request: HttpRequest) -> HttpResponse {
    if let Some(address) = meant(&request) {
        return see(&address);
    }
    Refusal::not_found(Asked::by(&request).language.unwrap_or_default()).error_response()
}

async fn other_method(request: HttpRequest) -> HttpResponse {
    Refusal { why: Why::Method, language: Asked::by(&request).language.unwrap_or_default() }.error_response()
}

/// What the request itself asks for.
struct Asked {
    /// The language, from `?lang=` or the form's field.
    language: Option<Language>,
}

impl Asked {
    fn by(request: &HttpRequest) -> Self {
        let lang = request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang="));
        Self { language: lang.and_then(Language::from_code) }
    }

    fn with(request: &HttpRequest, typed: &Typed) -> Self {
        let chosen = typed.one("language").and_then(Language::from_code);
        Self { language: chosen.or(Self::by(request).language) }
    }
}

static POLICY_HEADER: LazyLock<HeaderValue> =
    LazyLock::new(|| HeaderValue::from_str(&POLICY).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'")));

/// A page.
fn answered(status: StatusCode, page: String) -> HttpResponse {
    let mut answer = HttpResponse::build(status);
    answer.insert_header(ContentType::html());
    answer.insert_header((CONTENT_SECURITY_POLICY, POLICY_HEADER.clone()));
    answer.body(page)
}

fn ok(page: String) -> HttpResponse {
    answered(StatusCode::OK, page)
}

/// The way to another page.
fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

/// Reads a form.
async fn form_of(request: &HttpRequest, body: Payload) -> Result<Typed, Refusal> {
    let language = Asked::by(request).language.unwrap_or_default();
    let kept = bytes_of(request, body).await?;
    Typed::read(&kept).map_err(|why| match why {
        Unreadable::Signs => Refusal { why: Why::Bad, language },
        Unreadable::TooMuch => Refusal { why: Why::TooLarge, language },
    })
}

/// Reads a body. What is too large is read to its end and thrown away, so that a browser gets to see the answer.
async fn bytes_of(request: &HttpRequest, body: Payload) -> Result<web::BytesMut, Refusal> {
    let language = Asked::by(request).language.unwrap_or_default();
    let refuse = |why| Refusal { why, language };
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > DRAINED_BYTES) {
        return Err(refuse(Why::TooLarge));
    }
    let mut kept = web::BytesMut::with_capacity(announced.unwrap_or(1024).min(MOST_BYTES));
    let mut read = 0;
    let mut body = pin!(BodyStream::new(body));
    while let Some(piece) = poll_fn(|context| body.as_mut().poll_next(context)).await {
        let piece = piece.map_err(|_| refuse(Why::Bad))?;
        read += piece.len();
        if read <= MOST_BYTES {
            kept.extend_from_slice(&piece);
        } else if read > DRAINED_BYTES {
            break;
        }
    }
    if read > MOST_BYTES { Err(refuse(Why::TooLarge)) } else { Ok(kept) }
}
