//! The report of a trial and each municipality's own sheet, to be read, printed or taken into a word processor.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::comparison::files::{attachment, failed};
use super::{broken, language, layout, plain, sign_in};
use crate::export::document::{Document, page};
use crate::export::docx::{self, docx};
use crate::export::report::{CannotReport, Wanted, report};
use crate::language::Language;
use crate::questionnaire::Trials;
use crate::store::CannotCompare;
use crate::web::{Shared, State};

/// Of which trial, and of which unit if it is a sheet.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    trial: String,
    evaluation: Option<String>,
    unit: Option<String>,
    /// The columns by which answers are weighted.
    weight: Option<String>,
}

/// GET `/desk/report.html`.
pub(super) async fn html(request: HttpRequest, state: Shared, asked: web::Query<Asked>) -> HttpResponse {
    answer(&request, &state, &asked, |document, _| {
        let mut answer = HttpResponse::Ok();
        answer.insert_header(layout::policy());
        answer.content_type("text/html; charset=utf-8").body(page(document).into_string())
    })
}

/// GET `/desk/report.docx`: the same for a word processor.
pub(super) async fn office(request: HttpRequest, state: Shared, asked: web::Query<Asked>) -> HttpResponse {
    answer(&request, &state, &asked, |document, asked| match docx(document) {
        Ok(bytes) => {
            let keys = [Some(asked.trial.as_str()), given(asked.evaluation.as_ref()), given(asked.unit.as_ref())];
            let name = keys.into_iter().flatten().collect::<Vec<_>>().join("-");
            attachment(bytes, docx::CONTENT_TYPE, &format!("{name}.docx"))
        }
        Err(error) => failed(&error),
    })
}

fn given(key: Option<&String>) -> Option<&str> {
    key.map(String::as_str).filter(|key| !key.is_empty())
}

fn answer(request: &HttpRequest, state: &State, asked: &Asked, show: fn(&Document, &Asked) -> HttpResponse) -> HttpResponse {
    if let Err(answer) = sign_in::admit(request, state) {
        return answer;
    }
    let language = language(request);
    let weight = given(asked.weight.as_ref()).filter(|_| given(asked.unit.as_ref()).is_none()).unwrap_or_default();
    let weight_by: Vec<String> = weight.split(',').filter(|column| !column.is_empty()).map(str::to_owned).collect();
    let wanted = Wanted {
        trial: &asked.trial,
        evaluation: given(asked.evaluation.as_ref()),
        rounds: &[],
        weight_by: &weight_by,
        unit: given(asked.unit.as_ref()),
        privacy: &state.config.privacy,
        language,
        now: state.clock.now(),
    };
    match report(&state.store, &wanted) {
        Ok(Ok(document)) => show(&document, asked),
        Ok(Err(wrong)) => plain(state, language, status(&wrong), &wrong.sentence(language)),
        Err(error) => broken(state, language, &error),
    }
}

fn status(wrong: &CannotReport) -> StatusCode {
    match wrong {
        CannotReport::UnknownUnit(..) | CannotReport::Comparing(CannotCompare::UnknownTrial(_)) => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The links to the report of a trial and to the sheet of each municipality that takes part.
pub(super) fn links(trials: &Trials, trial: &str, evaluation: Option<&str>, language: Language) -> Markup {
    let english = language == Language::En;
    let evaluation_asked = evaluation.map(|evaluation| format!("&evaluation={evaluation}")).unwrap_or_default();
    let query = format!("trial={trial}{evaluation_asked}");
    let spoken = if english { "&lang=en" } else { "" };
    let units = trials.taking_part(trial, evaluation);
    let named = trials.trial(trial).and_then(|trial| trial.evaluations.iter().find(|one| Some(one.key.as_str()) == evaluation));
    html! {
        section.card {
            h2 {
                @if english { "Report" } @else { "Rapport" }
                @if let Some(named) = named { ": " (named.name.get(language)) }
            }
            p {
                @if english { "The report of all closed rounds: " } @else { "Rapporten om alle lukkede runder: " }
                a href={ "/desk/report.html?" (query) (spoken) } { @if english { "read or print (HTML)" } @else { "læs eller udskriv (HTML)" } }
                " · "
                a href={ "/desk/report.docx?" (query) (spoken) } download { @if english { "for a word processor (DOCX)" } @else { "til tekstbehandling (DOCX)" } }
            }
            @if !units.is_empty() {
                details {
                    summary { @if english { "Each municipality's own sheet" } @else { "Kommunens eget ark" } }
                    ul.units { @for unit in units {
                        @let sheet = format!("{query}&unit={}{spoken}", unit.key);
                        li {
                            a href={ "/desk/report.html?" (sheet) } { (unit.short) } " · "
                            a href={ "/desk/report.docx?" (sheet) } download aria-label={ "DOCX: " (unit.short) } { "DOCX" }
                        }
                    } }
                }
            }
        }
    }
}
