//! The documents for the data-protection officer, as pages and as files; in Danish, whatever the desk's language is.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::Admitted;
use super::{broken, layout, missing};
use crate::export::document::page;
use crate::export::evidence::{Evidence, Facts, document};
use crate::export::pdf::pdf;
use crate::fieldwork::Round;
use crate::language::Language;

/// GET `/desk/rounds/{round}/evidence/{document}`, with `.pdf` at the end for the file.
pub(super) fn show(admitted: &Admitted) -> HttpResponse {
    let state = &admitted.state;
    let (key, name) = (admitted.path("round").to_owned(), admitted.path("document").to_owned());
    let (name, is_file) = name.strip_suffix(".pdf").map_or((&*name, false), |name| (name, true));
    let Some(evidence) = Evidence::from_name(name) else { return missing(admitted) };
    let round = match state.store.round(&key) {
        Ok(Some(round)) => round,
        Ok(None) => return missing(admitted),
        Err(error) => return broken(admitted, &error),
    };
    let facts = match Facts::gather(&state.store, &state.config, round, state.clock.now()) {
        Ok(facts) => facts,
        Err(error) => return broken(admitted, &error),
    };
    let document = document(evidence, &facts);
    if is_file {
        let name = format!("inline; filename=\"{key}-{name}.pdf\"");
        return HttpResponse::Ok()
            .content_type("application/pdf")
            .insert_header(("Content-Disposition", name))
            .body(pdf(&document));
    }
    layout::document(page(&document).into_string())
}

/// The list of a round's documents.
pub(super) fn list(round: &Round, language: Language) -> Markup {
    let english = language == Language::En;
    let address = |evidence: Evidence| format!("/desk/rounds/{}/evidence/{}", round.key, evidence.name());
    html! {
        section.card {
            h2 { @if english { "Data protection" } @else { "Databeskyttelse" } }
            @if english { p.small { "The documents are in Danish." } }
            ul lang="da" { @for evidence in Evidence::ALL {
                li {
                    a href=(address(evidence)) { (evidence.title()) } " · "
                    a href={ (address(evidence)) ".pdf" } aria-label={ (evidence.title()) ", PDF" } { "PDF" }
                }
            } }
        }
    }
}
