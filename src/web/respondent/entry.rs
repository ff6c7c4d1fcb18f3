//! Typing the entry code of a letter, which leads to the same pages as the link beside it.
//!
//! What is no code at all is said without a look-up; a code that nobody has counts as a try. No code is ever logged.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::plain::{CodeForm, code_form};
use super::refusal::Refusal;
use super::tries::Tries;
use super::{Asked, answered, form_of, ok, see};
use crate::language::Language;
use crate::language::number::latin_digit;
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
    let plain: String = code.chars().map(meant).collect();
    let digits = match parse_entry_code(&plain) {
        Ok(digits) => digits,
        Err(why) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &no_code(why, language))),
    };
    let found = match tries.look(&request, &state, || state.store.link_of_entry_code(&digits)) {
        Ok(found) => found,
        Err(too_often) => {
            let sentence = &Words::of(language).entry.too_often;
            return Ok(too_often.answer(sentence, |fault| form(language, chosen.is_some(), code, Some(fault))));
        }
    };
    match found.map_err(|error| Refusal::of(&error, language))? {
        // Without a choice here, the link speaks the language that the letter did.
        Some(token) => Ok(see(&match chosen {
            Some(language) => format!("/s/{token}?lang={}", language.code()),
            None => format!("/s/{token}"),
        })),
        None => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &Words::of(language).entry.unknown)),
    }
}

/// The digit that a person means by a sign: one of another script or of full width, or a letter that looks like it on paper.
fn meant(sign: char) -> char {
    match latin_digit(sign) {
        full @ '０'..='９' => char::from_u32(full as u32 - '０' as u32 + '0' as u32).unwrap_or(full),
        'O' | 'o' => '0',
        'I' | 'l' => '1',
        other => other,
    }
}

/// What is wrong with what was typed.
fn no_code(why: NoEntryCode, language: Language) -> String {
    let words = &Words::of(language).entry;
    match why {
        NoEntryCode::Empty => words.empty.clone(),
        NoEntryCode::Letters => words.letters.clone(),
        NoEntryCode::Digits(number) => {
            let sentence = match number {
                15 => &words.one_too_few,
                17 => &words.one_too_many,
                0..15 => &words.too_few,
                _ => &words.too_many,
            };
            with(sentence, &[("number", &number.to_string()), ("off", &number.abs_diff(16).to_string())])
        }
        NoEntryCode::Mistyped => words.mistyped.clone(),
    }
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
        explained: None,
    })
}
