//! The desk: the evaluator's pages, for people who are signed in.
//!
//! Every address stands in [`routes`] with its right; nothing here shows single answers, save texts that a person has reviewed or is to
//! review.

mod account;
mod addresses;
mod again;
mod browser;
mod calendar;
mod caller;
mod cases;
mod changing;
mod code_lists;
mod comparison;
mod demonstration;
mod design;
mod documents;
mod ending;
mod entering;
mod events;
mod evidence;
mod example;
mod factors;
mod figures;
mod focus_groups;
mod hashing;
mod importing;
mod joint;
mod joint_report;
mod known;
mod layout;
mod letters;
mod log;
mod monitor;
mod overview;
mod paper_letters;
mod participation;
mod passkey;
mod people;
mod plan;
mod planning;
mod prose;
mod questionnaires;
mod recipients;
mod recommendation;
mod reports;
mod returned;
mod round_letters;
mod rounds;
mod routes;
mod said;
mod schedule;
mod sending;
mod sign_in;
mod single_sign_on;
mod tasks;
mod texts;
mod together;
mod tokens;
mod trials;
mod versions;
mod wishes;
mod words;
mod writing;

use actix_web::error::{InternalError, UrlencodedError};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
pub use browser::stamped as session_cookie;
use caller::Caller;
pub use caller::cookie_name;
pub(super) use caller::{demonstrator, trial_of};
pub use demonstration::{fresh_link, writing_address};
pub(super) use example::{desk_language, example_page};
pub(super) use focus_groups::Heard;
pub(super) use hashing::Hashing;
pub(super) use importing::Imports;
use layout::Page;
pub(super) use layout::protect;
use maud::html;

use crate::language::Language;
use crate::language::number;
use crate::store;

/// Every address of the desk.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    // Twenty texts with words to cover, percent-encoded, are more than the framework's own limit.
    config
        .app_data(forms(256 * 1024))
        .app_data(web::Data::new(known::Kept::default()))
        .app_data(web::Data::new(sending::Looks::default()));
    routes::routes(config);
}

impl caller::Admitted {
    /// Whom the log names for what is done now.
    fn actor(&self) -> store::Actor<'_> {
        store::Actor { who: &self.person.person.name, at: self.now() }
    }
}

/// Forms of at most so many bytes.
fn forms(most: usize) -> web::FormConfig {
    web::FormConfig::default().limit(most).error_handler(unreadable)
}

/// The language asked for by `?lang=`, else Danish.
pub(super) fn language(request: &HttpRequest) -> Language {
    let asked = request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang="));
    match asked.and_then(Language::from_code) {
        Some(Language::En) => Language::En,
        _ => Language::Da,
    }
}

/// What is wrong with a field of the form that was sent: its page is shown again with what was typed.
fn wrong_at(caller: &Caller, field: &str, words: &str) -> HttpResponse {
    let mut answer = plain(caller, StatusCode::UNPROCESSABLE_ENTITY, words);
    answer.extensions_mut().insert(again::Wrong { field: field.to_owned(), words: words.to_owned() });
    answer
}

/// A page of one sentence and a way on. In the place of one that refuses a form, the form's own page is shown again where there is one.
fn plain(caller: &Caller, status: StatusCode, words: &str) -> HttpResponse {
    let page = Page { language: caller.language, noun: None, title: words, path: &[], synthetic: false, address: "/desk" };
    let body = html! { p { a href=(caller.to("/desk")) { (caller.say("Til overblikket", "To the overview")) } } };
    let mut answer = caller.respond_with(status, &page, &body);
    if status == StatusCode::UNPROCESSABLE_ENTITY {
        answer.extensions_mut().insert(again::Wrong { field: String::new(), words: words.to_owned() });
    }
    answer
}

/// The page for an error of the store; what it was goes to the log, never to the page.
fn broken(caller: &Caller, error: &store::Error) -> HttpResponse {
    tracing::error!(%error, "the desk could not be served");
    let words = caller.say(
        "Noget gik galt hos os. Intet er ændret. Prøv igen om lidt.",
        "Something failed on our side. Nothing was changed. Try again in a moment.",
    );
    plain(caller, StatusCode::SERVICE_UNAVAILABLE, words)
}

/// The sentence for a form that cannot be read; what it held is said nowhere.
fn no_form(language: Language) -> &'static str {
    if language == Language::En { "The form cannot be read." } else { "Formularen kan ikke læses." }
}

/// The page for a form that cannot be read.
fn unreadable(error: UrlencodedError, request: &HttpRequest) -> actix_web::Error {
    let language = language(request);
    let answer = match request.app_data::<super::Shared>() {
        Some(state) => {
            let caller = Caller {
                request: request.clone(),
                state: state.clone(),
                language,
                form: Vec::new(),
                files: Vec::new(),
                bar: None,
                wrong: std::cell::RefCell::default(),
            };
            plain(&caller, StatusCode::BAD_REQUEST, no_form(language))
        }
        None => HttpResponse::BadRequest().finish(),
    };
    InternalError::from_response(error, answer).into()
}

/// The page for something that is not there, or not for whoever asks.
fn missing(caller: &Caller) -> HttpResponse {
    plain(caller, StatusCode::NOT_FOUND, caller.say("Den side findes ikke.", "There is no such page."))
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
