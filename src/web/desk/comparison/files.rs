//! A comparison's files: the workbook, and each of its pictures.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::{Asked, answer};
use crate::compare::Comparison;
use crate::export::comparison::Words;
use crate::export::comparison_pictures::{self, Form, Kind};
use crate::export::comparison_xlsx;
use crate::questionnaire::Version;
use crate::store::Compared;
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, plain};

/// GET `/desk/comparison.xlsx`: the same as a workbook.
pub(in crate::web::desk) async fn workbook(admitted: Admitted) -> HttpResponse {
    answer(&admitted, |admitted, _, compared| {
        with_words(admitted, compared, |comparison, words| match comparison_xlsx::write(comparison, words) {
            Ok(bytes) => attachment(bytes, comparison_xlsx::CONTENT_TYPE, &format!("{}.xlsx", comparison.trial)),
            Err(error) => failed(&error),
        })
    })
    .await
}

/// GET `/desk/comparison/picture.svg`: the picture of one question, as lines.
pub(in crate::web::desk) async fn svg(admitted: Admitted) -> HttpResponse {
    answer(&admitted, |admitted, asked, compared| picture(admitted, asked, compared, Form::Svg)).await
}

/// GET `/desk/comparison/picture.png`: the same as pixels.
pub(in crate::web::desk) async fn png(admitted: Admitted) -> HttpResponse {
    answer(&admitted, |admitted, asked, compared| picture(admitted, asked, compared, Form::Png)).await
}

fn picture(admitted: &Admitted, asked: &Asked, compared: &Compared, form: Form) -> HttpResponse {
    with_words(admitted, compared, |comparison, words| {
        let (key, kind) = (asked.question.as_str(), Kind::from_code(&asked.picture));
        let made =
            kind.map(|kind| comparison_pictures::file(comparison, words, key, kind, form).map(|made| made.zip(Some(kind))));
        match made {
            Some(Ok(Some((bytes, kind)))) => {
                attachment(bytes, form.content_type(), &comparison_pictures::file_name(comparison, key, kind, form))
            }
            Some(Err(error)) => failed(&error),
            Some(Ok(None)) | None => plain(admitted, StatusCode::NOT_FOUND, comparison_pictures::none(words)),
        }
    })
}

fn with_words(admitted: &Admitted, compared: &Compared, write: impl FnOnce(&Comparison, &Words) -> HttpResponse) -> HttpResponse {
    let language = admitted.language;
    let trials = match admitted.state.store.trials() {
        Ok(trials) => trials,
        Err(error) => return broken(admitted, &error),
    };
    let versions: Vec<&Version> = compared.versions.iter().map(|published| &published.version).collect();
    write(&compared.comparison, &Words { versions: &versions, trials: &trials, language })
}

/// A file to be kept under this name.
pub(in crate::web::desk) fn attachment(bytes: Vec<u8>, content_type: &'static str, name: &str) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("Content-Disposition", format!("attachment; filename=\"{name}\"")));
    answer.content_type(content_type).body(bytes)
}

/// The answer where a file could not be put together.
pub(in crate::web::desk) fn failed(error: &dyn std::error::Error) -> HttpResponse {
    tracing::error!(%error, "a file could not be put together");
    HttpResponse::InternalServerError().finish()
}
