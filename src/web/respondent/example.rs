//! What a citizen's caseworker sees, shown before the citizen answers: the evaluator's real page of invented figures.
//!
//! It lies below the link or the open round that it is reached from, so that the way back needs no script and no cookie. It is the
//! same for all whom a round asks, so it is made once and kept; nothing of any answer is read for it.

use std::rc::Rc;

use actix_web::http::header::ContentType;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::arrival::{arrive, spoken};
use super::pages::Pages;
use super::refusal::Refusal;
use super::{Asked, Come};
use crate::compare;
use crate::fieldwork::Access;
use crate::language::Language;
use crate::questionnaire::{Audience, Trials, Version};
use crate::store::PublishedVersion;
use crate::web::desk::{desk_language, example_page, protect};
use crate::web::template::{Slot, Template, push_escaped};
use crate::web::{Shared, State};

type Answer = Result<HttpResponse, Refusal>;

/// Whether a questionnaire has this page: only citizens have a caseworker.
pub(super) fn has_example(version: &Version) -> bool {
    version.audience == Audience::Citizen
}

/// GET `/s/{token}/eksempel`.
pub(super) async fn show(come: &Come<'_>) -> Answer {
    let arrival = arrive(come, &Asked::by(come.request)).await?;
    if !has_example(&arrival.version.version) {
        return Err(Refusal::not_found(arrival.language()));
    }
    let round = (&*arrival.version, arrival.visit.round.minimum);
    let back = arrival.address(&format!("?lang={}", arrival.language().code()));
    Ok(page(come.state, come.pages, &arrival.visit.trials, round, arrival.language(), &back))
}

/// GET `/r/{key}/eksempel`.
pub(super) async fn show_open(state: Shared, pages: Data<Pages>, key: Path<String>, request: HttpRequest) -> Answer {
    let asked = Asked::by(&request).language;
    let fallback = asked.unwrap_or(state.config.language.default);
    let broken = |error: crate::store::Error| Refusal::of(&error, fallback);
    let round = state.store.round(&key).map_err(broken)?.filter(|round| round.access == Access::Open);
    let round = round.ok_or_else(|| Refusal::not_found(fallback))?;
    let version = state.store.version(state.store.version_id_of(round.id).map_err(broken)?).map_err(broken)?;
    if !has_example(&version.version) {
        return Err(Refusal::not_found(fallback));
    }
    let language = spoken(&version.version, &[asked]);
    let trials = state.store.trials().map_err(broken)?;
    let back = format!("/r/{}?lang={}", round.key, language.code());
    Ok(page(&state, &pages, &trials, (&version, round.minimum), language, &back))
}

fn page(
    state: &State,
    pages: &Pages,
    trials: &std::sync::Arc<Trials>,
    (published, minimum): (&PublishedVersion, Option<u32>),
    language: Language,
    back: &str,
) -> HttpResponse {
    let template: Rc<Template> = pages.example(trials, (published.id, language, minimum), || {
        let version = &published.version;
        let example = compare::example(version, trials, &state.config.privacy, minimum, desk_language(language));
        Template::new(&example_page(&example, language, &version.languages))
    });
    let filled = template.fill(
        |_| true,
        |slot, out| {
            if *slot == Slot::Back {
                push_escaped(out, back);
            }
        },
    );
    let mut answer = HttpResponse::Ok().insert_header(ContentType::html()).body(filled);
    protect(&mut answer);
    answer
}
