//! Erasing one's own answer: by the receipt alone, since nothing else leads from a person to an answer.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::access;
use super::plain::{Bare, bare};
use super::receipt::{facts, not_found};
use super::refusal::Refusal;
use super::tries::ReceiptTries;
use super::{Asked, answered, form_of, ok};
use crate::language::Language;
use crate::token::Receipt;
use crate::web::Shared;
use crate::web::words::{Words, with};

type Answer = Result<HttpResponse, Refusal>;

/// POST `/kvittering/slet`.
pub(super) async fn erase(state: Shared, tries: Data<ReceiptTries>, request: HttpRequest, body: Payload) -> Answer {
    let typed = form_of(&request, body).await?;
    let language = Asked::with(&request, &typed).language.unwrap_or(state.config.language.default);
    let failed = |error: crate::store::Error| Refusal::of(&error, language);
    let code = typed.one("code").unwrap_or_default();
    let Some(receipt) = Receipt::parse(code) else { return Ok(not_found(language, code)) };
    let facts = match facts(&state, &tries, &request, &receipt, language)? {
        Ok(facts) => facts,
        Err(answer) => return Ok(answer),
    };
    if typed.one("sure") != Some("1") {
        return Ok(answered(StatusCode::UNPROCESSABLE_ENTITY, access::page(&state, &facts, &receipt, language, true)?));
    }
    let version = state.store.version(facts.version_id).map_err(failed)?;
    if !state.store.erase(&receipt, state.clock.now()).map_err(failed)? {
        return Ok(not_found(language, code));
    }
    let words = &Words::of(language).erasing;
    let main = html! {
        h1 { (words.done) }
        p { (with(&words.done_text, &[("title", version.version.title.get(language))])) }
        p { a.alone href={ "/?lang=" (language.code()) } { (Words::of(language).plain.home) } }
    };
    Ok(ok(bare(&Bare { title: &words.done, ..Bare::of(language) }, &main)))
}

/// The form, whose sending needs a deliberate choice.
pub(super) fn choice(words: &Words, language: Language, receipt: &Receipt, faulty: bool) -> Markup {
    let said = &words.erasing;
    html! {
        h2 { (said.title) }
        p { (said.lead) }
        form method="post" action="/kvittering/slet" {
            input type="hidden" name="language" value=(language.code());
            input type="hidden" name="code" value=(receipt.0);
            @if faulty { p.error { span.hidden { (words.page.fault) " " } (said.choose) } }
            label.row { input type="checkbox" name="sure" value="1" id="sure"; span { (said.sure) } }
            button type="submit" { (said.confirm) }
        }
    }
}
