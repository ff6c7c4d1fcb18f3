//! The receipt of a link, and checking a receipt's code.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use super::arrival::{Arrival, NO_ANSWERS, arrive};
use super::erasing::found;
use super::filling::Held;
use super::page::Receipt as Kind;
use super::pages::Leaf;
use super::plain::{CodeForm, code_form};
use super::refusal::Refusal;
use super::{Asked, Come, answered, form_of, ok, see};
use crate::language::Language;
use crate::store::InvitationState;
use crate::token::Receipt;
use crate::web::words::Words;
use crate::web::{Shared, State};

type Answer = Result<HttpResponse, Refusal>;

/// GET `/s/{token}/kvittering`.
pub(super) async fn show(come: &Come<'_>) -> Answer {
    let arrival = arrive(come, &Asked::by(come.request)).await?;
    match arrival.visit.state {
        InvitationState::Answered | InvitationState::ScreenedOut => Ok(page(&arrival, Kind::Fresh)),
        _ => Ok(see(&arrival.address(""))),
    }
}

/// The receipt, derived from link and round: the same however often it is asked for.
pub(super) fn page(arrival: &Arrival, kind: Kind) -> HttpResponse {
    let kind = if arrival.visit.state == InvitationState::ScreenedOut { Kind::ScreenedOut } else { kind };
    let Some(receipt) = arrival.visit.receipt(&arrival.token) else {
        let words = arrival.words();
        return arrival.say(StatusCode::OK, &words.receipt.already, &[&words.plain.no_receipt]);
    };
    let template = arrival.template(Leaf::Receipt(kind));
    ok(arrival.filling(Held::Saved(&NO_ANSWERS), "", Some(&receipt)).page(&template, |_| true))
}

/// GET `/kvittering`.
pub(super) async fn ask(state: Shared, request: HttpRequest) -> HttpResponse {
    let language = Asked::by(&request).language.unwrap_or(state.config.language.default);
    ok(form(language, "", None))
}

/// POST `/kvittering`.
pub(super) async fn check(state: Shared, request: HttpRequest, body: Payload) -> Answer {
    let typed = form_of(&request, body).await?;
    let language = Asked::with(&request, &typed).language.unwrap_or(state.config.language.default);
    let words = &Words::of(language).proof;
    let code = typed.one("code").unwrap_or_default();
    let Some(receipt) = Receipt::parse(code) else {
        return Ok(answered(StatusCode::UNPROCESSABLE_ENTITY, form(language, code, Some(&words.malformed))));
    };
    match survey(&state, &receipt, language).map_err(|error| Refusal::of(&error, language))? {
        Some(title) => Ok(ok(found(language, &title, &receipt, false))),
        None => Ok(not_found(language, code)),
    }
}

/// The form again, for a code that no answer has.
pub(super) fn not_found(language: Language, code: &str) -> HttpResponse {
    let words = &Words::of(language).proof;
    answered(StatusCode::NOT_FOUND, form(language, code, Some(&format!("{}. {}", words.not_found, words.not_found_text))))
}

/// The title of the questionnaire that this receipt belongs to.
pub(super) fn survey(state: &State, receipt: &Receipt, language: Language) -> Result<Option<String>, crate::store::Error> {
    let Some(facts) = state.store.receipt(receipt)? else { return Ok(None) };
    let version = state.store.version(state.store.version_id_of(facts.round.id)?)?;
    Ok(Some(version.version.title.get(language).to_owned()))
}

fn form(language: Language, typed: &str, fault: Option<&str>) -> String {
    let words = &Words::of(language).proof;
    code_form(&CodeForm {
        language,
        chosen: true,
        address: "/kvittering",
        title: &words.title,
        lead: &words.lead,
        label: &words.code,
        hint: &words.form,
        button: &words.check,
        digits: false,
        typed,
        fault,
    })
}
