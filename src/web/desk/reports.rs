//! The report of a trial and each municipality's own sheet, to be read, printed or taken into a word processor.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;

use super::caller::Admitted;
use super::comparison::files::{attachment, failed};
use super::{broken, layout, plain};
use crate::access::{Object, Verb};
use crate::export::document::{Document, page};
use crate::export::docx::{self, docx};
use crate::export::pdf::pdf;
use crate::export::report::{CannotReport, Wanted, report};
use crate::language::Language;
use crate::questionnaire::Trials;
use crate::store::CannotCompare;

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

impl Asked {
    /// What a file of it is called.
    fn name(&self) -> String {
        let keys = [Some(self.trial.as_str()), given(self.evaluation.as_ref()), given(self.unit.as_ref())];
        keys.into_iter().flatten().collect::<Vec<_>>().join("-")
    }
}

/// GET `/desk/report.html`.
pub(super) fn html(admitted: &Admitted) -> HttpResponse {
    answer(admitted, |document, _| layout::document(page(document).into_string()))
}

/// GET `/desk/report.pdf`: the same for an archive.
pub(super) fn archival(admitted: &Admitted) -> HttpResponse {
    answer(admitted, |document, asked| attachment(pdf(document), "application/pdf", &format!("{}.pdf", asked.name())))
}

/// GET `/desk/report.docx`: the same for a word processor.
pub(super) fn office(admitted: &Admitted) -> HttpResponse {
    answer(admitted, |document, asked| match docx(document) {
        Ok(bytes) => attachment(bytes, docx::CONTENT_TYPE, &format!("{}.docx", asked.name())),
        Err(error) => failed(&error),
    })
}

fn given(key: Option<&String>) -> Option<&str> {
    key.map(String::as_str).filter(|key| !key.is_empty())
}

fn answer(admitted: &Admitted, show: fn(&Document, &Asked) -> HttpResponse) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let asked: Asked = match admitted.query() {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
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
        Ok(Ok(mut document)) => {
            // Of what groups said nothing in the database tells that it is made up; in the demonstration all is.
            if state.demonstration && document.mark.is_none() {
                document.mark = Some(layout::synthetic_mark(language).to_owned());
            }
            show(&document, &asked)
        }
        Ok(Err(wrong)) => plain(admitted, status(&wrong), &wrong.sentence(language)),
        Err(error) => broken(admitted, &error),
    }
}

fn status(wrong: &CannotReport) -> StatusCode {
    match wrong {
        CannotReport::UnknownUnit(..) | CannotReport::Comparing(CannotCompare::UnknownTrial(_)) => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The links to the report of a trial and to the sheet of each municipality that takes part.
pub(super) fn links(admitted: &Admitted, trials: &Trials, trial: &str, evaluation: Option<&str>) -> Markup {
    let language = admitted.language;
    let english = language == Language::En;
    let evaluation_asked = evaluation.map(|evaluation| format!("&evaluation={evaluation}")).unwrap_or_default();
    let query = format!("trial={trial}{evaluation_asked}");
    let spoken = if english { "&lang=en" } else { "" };
    let whole = admitted.may(Verb::SeeReport, Object::Trial(trial));
    let is_theirs = |unit: &str| admitted.may(Verb::SeeReport, Object::Municipality { trial, municipality: unit });
    let units: Vec<_> = trials.taking_part(trial, evaluation).into_iter().filter(|unit| is_theirs(&unit.key)).collect();
    if !whole && units.is_empty() {
        return html! {};
    }
    let named = trials.trial(trial).and_then(|trial| trial.evaluations.iter().find(|one| Some(one.key.as_str()) == evaluation));
    html! {
        section.card {
            h2 {
                @if english { "Report" } @else { "Rapport" }
                @if let Some(named) = named { ": " (named.name.get(language)) }
            }
            @if whole { p {
                @if english { "The report of all closed rounds: " } @else { "Rapporten om alle lukkede runder: " }
                a href={ "/desk/report.html?" (query) (spoken) } { @if english { "read or print (HTML)" } @else { "læs eller udskriv (HTML)" } }
                " · "
                a href={ "/desk/report.docx?" (query) (spoken) } download { @if english { "for a word processor (DOCX)" } @else { "til tekstbehandling (DOCX)" } }
                " · "
                a href={ "/desk/report.pdf?" (query) (spoken) } download { @if english { "for the archive (PDF/A)" } @else { "til arkivet (PDF/A)" } }
            } }
            @if whole { p {
                @if english { "The status note of today: " } @else { "Statusnotatet i dag: " }
                a href=(admitted.to(&format!("/desk/trials/{trial}/status/status.html"))) { @if english { "read or print (HTML)" } @else { "læs eller udskriv (HTML)" } }
                " · "
                a href=(admitted.to(&format!("/desk/trials/{trial}/status/status.docx"))) download { @if english { "for a word processor (DOCX)" } @else { "til tekstbehandling (DOCX)" } }
                " · "
                a href=(admitted.to(&format!("/desk/trials/{trial}/status/status.pdf"))) download { @if english { "for the archive (PDF/A)" } @else { "til arkivet (PDF/A)" } }
            } }
            @if admitted.may(Verb::WriteReports, Object::Trial(trial)) { p {
                a href=(admitted.to(&format!("/desk/trials/{trial}/prose"))) { (admitted.say("Skriv rapportens tekster", "Write the texts of the report")) }
            } }
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
