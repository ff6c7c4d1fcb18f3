//! What the API says when it does not do what was asked: `application/problem+json` (RFC 9457), always in English.
//!
//! A detail never holds an error of the database or a path of the server.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use crate::store;

/// Why something was not done.
pub(super) struct Problem {
    status: StatusCode,
    detail: Cow<'static, str>,
    faults: Option<Value>,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem with this status, in a sentence or two.
    pub(super) fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { status, detail: detail.into(), faults: None, header: None }
    }

    /// What is not there, or not for whoever asks.
    pub(super) fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no such thing, or not for you.")
    }

    /// What is not theirs to do.
    pub(super) fn refused() -> Self {
        Self::new(StatusCode::FORBIDDEN, "You have no right to that. Ask your coordinator.")
    }

    /// No token, or one that does not count.
    pub(super) fn no_token(was_sent: bool) -> Self {
        let (detail, challenge) = if was_sent {
            (
                "The token does not count: it ran out, was ended, or never was.",
                "Bearer realm=\"nulpunkt\", error=\"invalid_token\"",
            )
        } else {
            ("Send `Authorization: Bearer TOKEN` with a token from /desk/account/tokens.", "Bearer realm=\"nulpunkt\"")
        };
        let header = Some((WWW_AUTHENTICATE, HeaderValue::from_static(challenge)));
        Self { header, ..Self::new(StatusCode::UNAUTHORIZED, detail) }
    }

    /// Too many wrong tokens: the next is looked at in so many seconds.
    pub(super) fn too_often(seconds: i64) -> Self {
        let header = Some((RETRY_AFTER, HeaderValue::from(seconds)));
        Self { header, ..Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many wrong tokens came from your address.") }
    }

    /// A method that the address does not know.
    pub(super) fn other_method(allowed: &'static str) -> Self {
        let header = Some((ALLOW, HeaderValue::from_static(allowed)));
        Self { header, ..Self::new(StatusCode::METHOD_NOT_ALLOWED, "That address cannot be used like that.") }
    }

    /// A file with these faults.
    pub(super) fn faulty(detail: &'static str, faults: Value) -> Self {
        Self { faults: Some(faults), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    /// The problem as an answer.
    pub(super) fn answer(self) -> HttpResponse {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let mut body = json!({ "type": "about:blank", "title": title, "status": self.status.as_u16(), "detail": self.detail });
        if let Some(faults) = self.faults {
            body["faults"] = faults;
        }
        let mut answer = HttpResponse::build(self.status);
        if let Some(header) = self.header {
            answer.insert_header(header);
        }
        answer.content_type("application/problem+json").body(body.to_string())
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        tracing::error!(%error, "the API could not answer");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Something failed on our side. Nothing was changed. Try again in a moment.")
    }
}
