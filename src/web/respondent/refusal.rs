//! What cannot be done as asked, answered by a kind page with a way on; its body never holds a cause.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use super::answered;
use super::filling::Place;
use super::home::NUMBERS;
use super::plain::{Plain, plain};
use crate::language::Language;
use crate::store;
use crate::web::words::Words;

/// Why a request gets another page than it asked for.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) why: Why,
    pub(super) language: Language,
}

/// The reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Unknown, malformed, withdrawn and long gone look the same.
    NotFound,
    /// The form is no text, or cannot be stored.
    Bad,
    /// The form is larger than any of ours.
    TooLarge,
    /// The form was made from another version; the address leads back to the questions.
    Stale(String),
    /// More is being stored than the disk takes.
    Busy,
    /// Too many links were asked for from one address.
    TooOften,
    /// Something broke on our side.
    Broken,
    /// Another method than GET, HEAD and POST.
    Method,
}

impl Refusal {
    pub(super) fn not_found(language: Language) -> Self {
        Self { why: Why::NotFound, language }
    }

    /// The refusal that an error of the store leads to; the error itself goes to the log.
    pub(super) fn of(error: &store::Error, language: Language) -> Self {
        if matches!(error, store::Error::Busy) {
            return Self { why: Why::Busy, language };
        }
        tracing::error!(%error, "a respondent's page failed");
        Self { why: Why::Broken, language }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.status_code())
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        match self.why {
            Why::NotFound => StatusCode::NOT_FOUND,
            Why::Bad => StatusCode::BAD_REQUEST,
            Why::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Why::Stale(_) => StatusCode::CONFLICT,
            Why::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Why::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Why::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Why::Method => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    fn error_response(&self) -> HttpResponse {
        self.told(self.language, None, None)
    }
}

impl Refusal {
    /// The page, in this language; with who asks and the address of the link, where the link is known.
    pub(super) fn told(&self, language: Language, asks: Option<&Place>, link: Option<&str>) -> HttpResponse {
        let words = Words::of(language);
        let said = &words.plain;
        let back: Vec<(&str, &str)> = link.map(|link| (link, said.go_on.as_str())).into_iter().collect();
        let (home, entry) = (format!("/?lang={}", language.code()), format!("/k?lang={}", language.code()));
        let numbers = format!("{home}#{NUMBERS}");
        let (home, numbers) = ((home.as_str(), said.home.as_str()), (numbers.as_str(), said.numbers.as_str()));
        let entry = (entry.as_str(), words.home.entry.as_str());
        let (title, paragraphs, ways) = match &self.why {
            Why::NotFound => {
                (&said.not_found, vec![said.not_found_text.as_str(), said.not_found_call.as_str()], vec![numbers, entry])
            }
            Why::Bad => (&said.bad, vec![said.bad_text.as_str()], back),
            Why::TooLarge => (&said.too_large, vec![said.too_large_text.as_str()], back),
            Why::Stale(address) => (&said.stale, vec![said.stale_text.as_str()], vec![(address.as_str(), said.go_on.as_str())]),
            Why::Busy | Why::TooOften => (&said.busy, vec![said.busy_text.as_str()], back),
            Why::Broken => (&said.broken, vec![said.broken_text.as_str()], back),
            Why::Method => (&said.method, vec![said.method_text.as_str()], vec![home]),
        };
        let sender = asks.map(|place| place.sender.as_str());
        let call = asks.and_then(|place| place.call(words));
        let page = plain(&Plain {
            language,
            sender,
            title,
            paragraphs: &paragraphs,
            ways: &ways,
            here: self.why == Why::NotFound,
            call,
        });
        let mut answer = answered(self.status_code(), page);
        if self.why == Why::Busy {
            answer
                .headers_mut()
                .insert(actix_web::http::header::RETRY_AFTER, actix_web::http::header::HeaderValue::from_static("5"));
        }
        answer
    }
}
