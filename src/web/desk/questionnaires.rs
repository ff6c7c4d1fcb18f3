//! The published questionnaires.

use actix_web::HttpResponse;
use maud::html;

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::trials::audience_words;
use super::{broken, versions};
use crate::access::{Object, Verb};
use crate::language::Language;
use crate::questionnaire::journey::number_of_questions;
use crate::store;

/// GET `/desk/questionnaires`.
pub(super) fn list(admitted: &Admitted) -> HttpResponse {
    let language = admitted.language;
    let published = match published(admitted) {
        Ok(published) => published,
        Err(error) => return broken(admitted, &error),
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
    admitted.respond(&page, &body)
}

/// The versions that the person may see.
fn published(admitted: &Admitted) -> Result<Vec<std::sync::Arc<store::PublishedVersion>>, store::Error> {
    let store = &admitted.state.store;
    let all: Result<Vec<_>, _> = store.version_ids()?.into_iter().map(|id| store.version(id)).collect();
    let sees = |trial: &str| admitted.may(Verb::SeeQuestionnaires, Object::Trial(trial));
    Ok(all?.into_iter().filter(|published| sees(&published.version.trial)).collect())
}
