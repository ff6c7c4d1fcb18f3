//! Typing the entry code of a letter, which leads to the same pages as the link beside it.
//!
//! What is no code at all is said without a look-up; a code that nobody has counts as a try. No code is ever logged.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::plain::{CodeForm, code_form};
use super::refusal::Refusal;
use super::tries::{Tries, origin};
use super::{Asked, answered, form_of, ok, see};
use crate::language::Language;
use crate::language::number::latin_digit;
use crate::time::Timestamp;
use crate::token::{NoEntryCode, parse_entry_code};
use crate::web::Shared;
use crate::web::words::{Words, with};

/// GET `/k`.
pub(super) async fn ask(state: Shared, request: HttpRequest) -> HttpResponse {
    let chosen = Asked::by(&request).language;
    ok(form(chosen.unwrap_or(state.config.language.default), chosen.is_some(), "", None))
}

/// POST `/k`.
pub(super) async fn find(
    state: Shared,
    tries: Data<Tries>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Refusal> {
    let typed = form_of(&request, body).await?;
    let chosen = Asked::with(&request, &typed).language;
    let language = chosen.unwrap_or(state.config.language.default);
    let code = typed.one("code").unwrap_or_default();
    let again = |status, fault: &str| answered(status, form(language, chosen.is_some(), code, Some(fault)));
    let plain: String = code.chars().map(latin_digit).collect();
    let digits = match parse_entry_code(&plain) {
        Ok(digits) => digits,
        Err(why) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &no_code(why, language))),
    };
    let (from, now) = (origin(&request, &state.config.trusted_proxies), state.clock.now());
    if let Err(next) = tries.begin(from, now) {
        let mut answer = again(StatusCode::TOO_MANY_REQUESTS, &wait(next, language));
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from((next.0 - now.0).div_euclid(1000) + 1));
        return Ok(answer);
    }
    let found = state.store.link_of_entry_code(&digits);
    if !matches!(found, Ok(None)) {
        tries.take_back(from, now);
    }
    match found.map_err(|error| Refusal::of(&error, language))? {
        // Without a choice here, the link speaks the language that the letter did.
        Some(token) => Ok(see(&match chosen {
            Some(language) => format!("/s/{token}?lang={}", language.code()),
            None => format!("/s/{token}"),
        })),
        None => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &Words::of(language).entry.unknown)),
    }
}

/// What is wrong with what was typed.
fn no_code(why: NoEntryCode, language: Language) -> String {
    let words = &Words::of(language).entry;
    match why {
        NoEntryCode::Empty => words.empty.clone(),
        NoEntryCode::Letters => words.letters.clone(),
        NoEntryCode::Digits(number) if number < 16 => with(&words.too_few, &[("number", &number.to_string())]),
        NoEntryCode::Digits(number) => with(&words.too_many, &[("number", &number.to_string())]),
        NoEntryCode::Mistyped => words.mistyped.clone(),
    }
}

/// That too many were wrong, and from which minute on the next is taken.
fn wait(next: Timestamp, language: Language) -> String {
    let (hour, minute) = Timestamp(next.0 + 59_999).zoned().map_or((0, 0), |time| (time.hour(), time.minute()));
    with(&Words::of(language).entry.too_often, &[("hour", &hour.to_string()), ("minute", &format!("{minute:02}"))])
}

fn form(language: Language, chosen: bool, typed: &str, fault: Option<&str>) -> String {
    let words = &Words::of(language).entry;
    code_form(&CodeForm {
        language,
        chosen,
        address: "/k",
        title: &words.title,
        lead: &words.lead,
        label: &words.code,
        hint: &words.form,
        button: &words.go,
        digits: true,
        typed,
        fault,
    })
}
