//! The receipt of a link, and checking a receipt's code.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::access;
use super::arrival::{Arrival, NO_ANSWERS, arrive};
use super::filling::Held;
use super::page::Receipt as Kind;
use super::pages::Leaf;
use super::plain::{CodeForm, code_form};
use super::refusal::Refusal;
use super::tries::ReceiptTries;
use super::{Asked, Come, answered, form_of, ok, see};
use crate::fieldwork::Mode;
use crate::language::Language;
use crate::store::{InvitationState, ReceiptFacts};
use crate::token::Receipt;
use crate::web::words::Words;
use crate::web::{Shared, State};

type Answer = Result<HttpResponse, Refusal>;

/// GET `/s/{token}/kvittering`.
pub(super) async fn show(come: &Come<'_>) -> Answer {
    let arrival = arrive(come, &Asked::by(come.request)).await?;
    match arrival.visit.state {
        InvitationState::Answered | InvitationState::ScreenedOut => page(come.state, &arrival, Kind::Fresh),
        _ => Ok(see(&arrival.address(""))),
    }
}

/// The receipt, derived from link and round: the same however often it is asked for.
pub(super) fn page(state: &State, arrival: &Arrival, kind: Kind) -> Answer {
    let kind = if arrival.visit.state == InvitationState::ScreenedOut { Kind::ScreenedOut } else { kind };
    let Some(receipt) = arrival.visit.receipt(&arrival.token) else {
        let words = arrival.words();
        return Ok(arrival.say(StatusCode::OK, &words.receipt.already, &[&words.plain.no_receipt]));
    };
    // What is sealed in an anonymous round nobody can look for, nor erase.
    if arrival.visit.round.mode != Mode::Anonymous && !state.store.is_kept(&receipt).map_err(|error| arrival.refuse(&error))? {
        let words = &arrival.words().erasing;
        return Ok(arrival.say(StatusCode::OK, &words.done, &[&words.gone]));
    }
    let template = arrival.template(Leaf::Receipt(kind, arrival.visit.round.is_closed(state.clock.now())));
    Ok(ok(arrival.filling(Held::Saved(&NO_ANSWERS), Some(&receipt)).page(&template, |_| true)))
}

/// GET `/kvittering`.
pub(super) async fn ask(state: Shared, request: HttpRequest) -> HttpResponse {
    let language = Asked::by(&request).language.unwrap_or(state.config.language.default);
    ok(form(language, "", None))
}

/// POST `/kvittering`.
pub(super) async fn check(state: Shared, tries: Data<ReceiptTries>, request: HttpRequest, body: Payload) -> Answer {
    let typed = form_of(&request, body).await?;
    let language = Asked::with(&request, &typed).language.unwrap_or(state.config.language.default);
    let words = &Words::of(language).proof;
    let code = typed.one("code").unwrap_or_default();
    let Some(receipt) = Receipt::parse(code) else {
        return Ok(answered(StatusCode::UNPROCESSABLE_ENTITY, form(language, code, Some(&words.malformed))));
    };
    match facts(&state, &tries, &request, &receipt, language)? {
        Ok(facts) => Ok(ok(access::page(&state, &facts, &receipt, language, false)?)),
        Err(answer) => Ok(answer),
    }
}

/// What is stored under this receipt, or the form again where there is nothing, or where too many wrong codes were tried.
pub(super) fn facts(
    state: &State,
    tries: &ReceiptTries,
    request: &HttpRequest,
    receipt: &Receipt,
    language: Language,
) -> Result<Result<ReceiptFacts, HttpResponse>, Refusal> {
    let found = match tries.0.look(request, state, || state.store.receipt(receipt)) {
        Ok(found) => found.map_err(|error| Refusal::of(&error, language))?,
        Err(too_often) => {
            let sentence = &Words::of(language).proof.too_often;
            return Ok(Err(too_often.answer(sentence, |fault| form(language, &receipt.0, Some(fault)))));
        }
    };
    Ok(found.ok_or_else(|| not_found(language, &receipt.0)))
}

/// The form again, for a code that no answer has.
pub(super) fn not_found(language: Language, code: &str) -> HttpResponse {
    let words = &Words::of(language).proof;
    answered(StatusCode::NOT_FOUND, page_of(language, code, Some(&words.not_found), Some(&words.not_found_text)))
}

fn form(language: Language, typed: &str, fault: Option<&str>) -> String {
    page_of(language, typed, fault, None)
}

fn page_of(language: Language, typed: &str, fault: Option<&str>, explained: Option<&str>) -> String {
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
        explained,
    })
}
