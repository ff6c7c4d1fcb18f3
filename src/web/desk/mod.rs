//! The desk: the evaluator's pages, reachable only from the machine itself.
//!
//! Every handler first asks [`sign_in::admit`]; nothing here shows single answers, save texts that a person has reviewed or is to review.

mod cases;
mod comparison;
mod demonstration;
mod evidence;
mod example;
mod layout;
mod letters;
mod questionnaires;
mod reports;
mod rounds;
mod sign_in;
mod texts;
mod trials;
mod versions;

use actix_web::error::{InternalError, UrlencodedError};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
pub use demonstration::fresh_link;
pub(super) use example::{desk_language, example_page};
use layout::Page;
pub(super) use layout::policy;
use maud::html;
use serde::Deserialize;

use super::{Shared, State};
use crate::language::Language;
use crate::language::number;
use crate::store;

/// Every address of the desk.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        // Twenty texts with words to cover, percent-encoded, are more than the framework's own limit.
        .app_data(web::FormConfig::default().limit(256 * 1024).error_handler(unreadable))
        .route("/desk", web::get().to(trials::overview))
        .route("/desk/sign-in/{secret}", web::get().to(sign_in::page))
        .route("/desk/sign-in/{secret}", web::post().to(sign_in::sign_in))
        .route("/desk/trials/{trial}", web::get().to(trials::trial))
        .route("/desk/comparison", web::get().to(comparison::page))
        .route("/desk/comparison.xlsx", web::get().to(comparison::files::workbook))
        .route("/desk/comparison/picture.svg", web::get().to(comparison::files::svg))
        .route("/desk/comparison/picture.png", web::get().to(comparison::files::png))
        .route("/desk/report.html", web::get().to(reports::html))
        .route("/desk/report.docx", web::get().to(reports::office))
        .route("/desk/questionnaires", web::get().to(questionnaires::list))
        .route("/desk/questionnaires/{key}/{from}/{to}", web::get().to(versions::page))
        .route("/desk/rounds", web::get().to(rounds::list))
        .route("/desk/rounds/{round}", web::get().to(rounds::round))
        .route("/desk/rounds/{round}/cases", web::get().to(cases::page))
        .route("/desk/rounds/{round}/evidence/{document}", web::get().to(evidence::show))
        .route("/desk/rounds/{round}/texts", web::get().to(texts::waiting))
        .route("/desk/rounds/{round}/texts", web::post().to(texts::decide))
        .route("/desk/rounds/{round}/texts/approved", web::get().to(texts::approved))
        .route("/desk/letters", web::get().to(letters::outbox))
        .route("/demo/link", web::get().to(demonstration::page))
        .route("/demo/link", web::post().to(demonstration::fresh));
}

/// What every page of the desk may be asked.
#[derive(Deserialize)]
pub(super) struct Query {
    #[expect(dead_code, reason = "read from the request by `language`, and named here so that it is no unknown key")]
    lang: Option<String>,
}

/// The language asked for by `?lang=`, else Danish.
pub(super) fn language(request: &HttpRequest) -> Language {
    let asked = request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang="));
    match asked.and_then(Language::from_code) {
        Some(Language::En) => Language::En,
        _ => Language::Da,
    }
}

/// A page of one sentence and a way on.
pub(super) fn plain(state: &State, language: Language, status: StatusCode, words: &str) -> HttpResponse {
    let page = Page { language, noun: None, title: words, path: &[], synthetic: false, address: "/desk" };
    let onward = if language == Language::En { "To the overview" } else { "Til overblikket" };
    let body = html! { p { a href="/desk" { (onward) } } };
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(layout::policy())
        .body(layout::render(state, &page, &body))
}

/// The page for an error of the store; what it was goes to the log, never to the page.
pub(super) fn broken(state: &State, language: Language, error: &store::Error) -> HttpResponse {
    tracing::error!(%error, "the desk could not be served");
    let words = if language == Language::En {
        "Something failed on our side. Nothing was changed. Try again in a moment."
    } else {
        "Noget gik galt hos os. Intet er ændret. Prøv igen om lidt."
    };
    plain(state, language, StatusCode::SERVICE_UNAVAILABLE, words)
}

/// The page for a form that cannot be read; what it held is said nowhere.
fn unreadable(error: UrlencodedError, request: &HttpRequest) -> actix_web::Error {
    let english = language(request) == Language::En;
    let words = if english { "The form cannot be read." } else { "Formularen kan ikke læses." };
    let answer = match request.app_data::<Shared>() {
        Some(state) => plain(state, language(request), StatusCode::BAD_REQUEST, words),
        None => HttpResponse::BadRequest().finish(),
    };
    InternalError::from_response(error, answer).into()
}

/// The page for something that is not there.
pub(super) fn missing(state: &State, language: Language) -> HttpResponse {
    let words = if language == Language::En { "There is no such page." } else { "Den side findes ikke." };
    plain(state, language, StatusCode::NOT_FOUND, words)
}

/// A period in words: "7. januar 2019 til 31. januar 2019".
pub(super) fn period(language: Language, from: jiff::civil::Date, to: jiff::civil::Date) -> String {
    let until = if language == Language::En { "to" } else { "til" };
    format!("{} {until} {}", number::day(from, language), number::day(to, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_language_is_danish() {
        let request = actix_web::test::TestRequest::with_uri("/desk?lang=xx").to_http_request();
        assert_eq!(language(&request), Language::Da);
        let request = actix_web::test::TestRequest::with_uri("/desk?a=b&lang=en").to_http_request();
        assert_eq!(language(&request), Language::En);
    }
}
