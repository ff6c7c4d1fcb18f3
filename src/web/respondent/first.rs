//! The first page of a link and of an open round, and starting from it.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::arrival::{Arrival, NO_ANSWERS, arrive, place_of, setting_of, shut, spoken};
use super::filling::{Filling, Held, Progress};
use super::page;
use super::pages::Leaf;
use super::receipt;
use super::refusal::{Refusal, Why};
use super::starts::Starts;
use super::welcome::{Begun, open_page};
use super::{Asked, Come, form_of, ok, see};
use crate::fieldwork::Access;
use crate::questionnaire::journey;
use crate::store::InvitationState;
use crate::web::origin::origin;
use crate::web::template::Template;
use crate::web::{Shared, State};

type Answer = Result<HttpResponse, Refusal>;

/// GET `/s/{token}`.
pub(super) async fn show(come: &Come<'_>) -> Answer {
    let arrival = arrive(come, &Asked::by(come.request)).await?;
    if matches!(arrival.visit.state, InvitationState::Answered | InvitationState::ScreenedOut) {
        return receipt::page(come.state, &arrival, page::Receipt::Already);
    }
    if let Some(page) = arrival.gate(come.state) {
        return Ok(page);
    }
    let template = arrival.template(Leaf::First(begun(&arrival)));
    Ok(ok(arrival.filling(Held::Saved(&NO_ANSWERS), None).page(&template, |_| true)))
}

fn begun(arrival: &Arrival) -> Begun {
    match &arrival.visit.draft {
        None => Begun::No,
        Some(draft) if draft.answers.say_anything() => Begun::Answered,
        Some(_) => Begun::Opened,
    }
}

/// POST `/s/{token}`: leads to the first question, where nothing is stored yet, or goes on in the chosen language.
pub(super) async fn start(come: &Come<'_>, body: Payload) -> Answer {
    let (state, typed) = (come.state, form_of(come.request, body).await?);
    let arrival = arrive(come, &Asked::with(come.request, &typed)).await?;
    if let Some(page) = arrival.gate(state) {
        return Ok(page);
    }
    arrival.same_version(typed.one("version"))?;
    let language = arrival.language();
    let Some(draft) = &arrival.visit.draft else {
        let first = arrival.step(journey::next(&arrival.version.version, &NO_ANSWERS, None));
        return Ok(see(&format!("{first}?lang={}", language.code())));
    };
    // The language is stored with the next answer: a program that presses this button must not choose it.
    Ok(see(&format!("{}?lang={}", arrival.step(arrival.resume(draft)), language.code())))
}

/// GET `/r/{key}`.
pub(super) async fn show_open(state: Shared, key: Path<String>, request: HttpRequest) -> Answer {
    let asked = Asked::by(&request);
    match open_round(&state, &key, &asked)? {
        Open::Said(page) => Ok(page),
        Open::Asks(page, _) => Ok(ok(page)),
    }
}

/// POST `/r/{key}`: makes a link and leads to it.
pub(super) async fn start_open(
    state: Shared,
    starts: Data<Starts>,
    key: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Answer {
    let typed = form_of(&request, body).await?;
    let asked = Asked::with(&request, &typed);
    match open_round(&state, &key, &asked)? {
        Open::Said(page) => Ok(page),
        Open::Asks(_, start) => {
            if !starts.may(origin(&request, &state.config.trusted_proxies), state.clock.now()) {
                tracing::warn!("starting an open round refused: too many from one address");
                return Err(Refusal { why: Why::TooOften, language: start.language });
            }
            let made = state.store.open_link(&start.round, start.language).await;
            let token = made.map_err(|error| Refusal::of(&error, start.language))?;
            Ok(see(&format!("/s/{token}")))
        }
    }
}

struct Start {
    round: crate::fieldwork::Round,
    language: crate::language::Language,
}

enum Open {
    /// It asks nothing (any more).
    Said(HttpResponse),
    /// Its first page, and what starting needs.
    Asks(String, Start),
}

fn open_round(state: &State, key: &str, asked: &Asked) -> Result<Open, Refusal> {
    let fallback = asked.language.unwrap_or(state.config.language.default);
    let broken = |error: crate::store::Error| Refusal::of(&error, fallback);
    let round = state.store.round(key).map_err(broken)?.filter(|round| round.access == Access::Open);
    let round = round.ok_or_else(|| Refusal::not_found(fallback))?;
    let id = state.store.version_id_of(round.id).map_err(broken)?;
    let version = state.store.version(id).map_err(broken)?;
    let trials = state.store.trials().map_err(broken)?;
    let language = spoken(&version.version, &[asked.language]);
    let place = place_of(&trials, &version.version, None, language);
    if let Some(page) = shut(&round, language, &place, state.clock.now()) {
        return Ok(Open::Said(page));
    }
    let setting = setting_of(state, &round, language, &place);
    let template = Template::new(&open_page(&version.version, setting, &round.key));
    let filling = Filling {
        words: setting.words(),
        place: &place,
        token: "",
        origin: "",
        closes: round.closes,
        progress: Progress::default(),
        revision: 0,
        held: Held::Saved(&NO_ANSWERS),
        receipt: None,
    };
    Ok(Open::Asks(filling.page(&template, |_| true), Start { round, language }))
}
