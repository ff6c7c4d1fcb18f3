//! A comparison's files: the workbook, and each of its pictures.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{Asked, answer, layout};
use crate::compare::Comparison;
use crate::export::comparison::Words;
use crate::export::comparison_pictures::{self, Form, Kind};
use crate::export::comparison_xlsx;
use crate::language::Language;
use crate::questionnaire::Version;
use crate::store::Compared;
use crate::web::desk::{broken, plain};
use crate::web::{Shared, State};

/// GET `/desk/comparison.xlsx`: the same as a workbook.
pub(in crate::web::desk) async fn workbook(request: HttpRequest, state: Shared, asked: web::Query<Asked>) -> HttpResponse {
    answer(&request, state, asked.into_inner(), |state, _, compared, language| {
        with_words(state, compared, language, |comparison, words| match comparison_xlsx::write(comparison, words) {
            Ok(bytes) => attachment(bytes, comparison_xlsx::CONTENT_TYPE, &format!("{}.xlsx", comparison.trial)),
            Err(error) => failed(&error),
        })
    })
    .await
}

/// GET `/desk/comparison/picture.svg`: the picture of one question, as lines.
pub(in crate::web::desk) async fn svg(request: HttpRequest, state: Shared, asked: web::Query<Asked>) -> HttpResponse {
    answer(&request, state, asked.into_inner(), |state, asked, compared, language| {
        picture(state, asked, compared, language, Form::Svg)
    })
    .await
}

/// GET `/desk/comparison/picture.png`: the same as pixels.
pub(in crate::web::desk) async fn png(request: HttpRequest, state: Shared, asked: web::Query<Asked>) -> HttpResponse {
    answer(&request, state, asked.into_inner(), |state, asked, compared, language| {
        picture(state, asked, compared, language, Form::Png)
    })
    .await
}

fn picture(state: &State, asked: &Asked, compared: &Compared, language: Language, form: Form) -> HttpResponse {
    with_words(state, compared, language, |comparison, words| {
        let (key, kind) = (asked.question.as_str(), Kind::from_code(&asked.picture));
        let made =
            kind.map(|kind| comparison_pictures::file(comparison, words, key, kind, form).map(|made| made.zip(Some(kind))));
        match made {
            Some(Ok(Some((bytes, kind)))) => {
                attachment(bytes, form.content_type(), &comparison_pictures::file_name(comparison, key, kind, form))
            }
            Some(Err(error)) => failed(&error),
            Some(Ok(None)) | None => plain(state, language, StatusCode::NOT_FOUND, comparison_pictures::none(words)),
        }
    })
}

fn with_words(
    state: &State,
    compared: &Compared,
    language: Language,
    write: impl FnOnce(&Comparison, &Words) -> HttpResponse,
) -> HttpResponse {
    let trials = match state.store.trials() {
        Ok(trials) => trials,
        Err(error) => return broken(state, language, &error),
    };
    let versions: Vec<&Version> = compared.versions.iter().map(|published| &published.version).collect();
    write(&compared.comparison, &Words { versions: &versions, trials: &trials, language })
}

/// A file to be kept under this name.
pub(in crate::web::desk) fn attachment(bytes: Vec<u8>, content_type: &'static str, name: &str) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header(layout::policy()).insert_header(("Content-Disposition", format!("attachment; filename=\"{name}\"")));
    answer.content_type(content_type).body(bytes)
}

/// The answer where a file could not be put together.
pub(in crate::web::desk) fn failed(error: &dyn std::error::Error) -> HttpResponse {
    tracing::error!(%error, "a file could not be put together");
    HttpResponse::InternalServerError().insert_header(layout::policy()).finish()
}
