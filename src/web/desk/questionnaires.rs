//! The published questionnaires.

use actix_web::{HttpRequest, HttpResponse};
use maud::html;

use super::layout::{Noun, Page, respond};
use super::trials::audience_words;
use super::{broken, language, sign_in, versions};
use crate::language::Language;
use crate::questionnaire::journey::number_of_questions;
use crate::store;
use crate::web::{Shared, State};

/// GET `/desk/questionnaires`.
pub(super) async fn list(request: HttpRequest, state: Shared) -> HttpResponse {
    if let Err(answer) = sign_in::admit(&request, &state) {
        return answer;
    }
    let language = language(&request);
    let published = match published(&state) {
        Ok(published) => published,
        Err(error) => return broken(&state, language, &error),
    };
    let english = language == Language::En;
    let title = if english { "Published questionnaires" } else { "Udgivne spørgeskemaer" };
    let page =
        Page { language, noun: Some(Noun::Questionnaires), title, path: &[], synthetic: false, address: "/desk/questionnaires" };
    let body = html! {
        @if published.is_empty() {
            p.card { @if english { "None yet: " } @else { "Ingen endnu: " } code { "nulpunkt publish" } }
        } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(title) { table {
                thead { tr {
                    th scope="col" { @if english { "Questionnaire" } @else { "Spørgeskema" } }
                    th.num scope="col" { "Version" }
                    th scope="col" { @if english { "Who answers" } @else { "Hvem svarer" } }
                    th scope="col" { @if english { "Languages" } @else { "Sprog" } }
                    th.num scope="col" { @if english { "Questions" } @else { "Spørgsmål" } }
                } }
                tbody { @for one in &published {
                    @let version = &one.version;
                    tr {
                        th scope="row" { (version.title.get(language)) br; span.small { (version.key) } (versions::link(&published, version, language)) }
                        td.num { (version.version) }
                        td { (audience_words(version.audience, language)) }
                        td { (version.languages.iter().map(|language| language.own_name()).collect::<Vec<_>>().join(", ")) }
                        td.num { (number_of_questions(version)) }
                    }
                } }
            } } }
        }
    };
    respond(&state, &page, &body)
}

fn published(state: &State) -> Result<Vec<std::sync::Arc<store::PublishedVersion>>, store::Error> {
    state.store.version_ids()?.into_iter().map(|id| state.store.version(id)).collect()
}
