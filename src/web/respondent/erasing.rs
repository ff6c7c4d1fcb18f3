//! Erasing one's own answer: by the receipt alone, since nothing else leads from a person to an answer.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::plain::{Bare, bare};
use super::receipt::{not_found, survey};
use super::refusal::Refusal;
use super::{Asked, answered, form_of, ok};
use crate::language::Language;
use crate::token::Receipt;
use crate::web::Shared;
use crate::web::words::{Words, with};

type Answer = Result<HttpResponse, Refusal>;

/// POST `/kvittering/slet`.
pub(super) async fn erase(state: Shared, request: HttpRequest, body: Payload) -> Answer {
    let typed = form_of(&request, body).await?;
    let language = Asked::with(&request, &typed).language.unwrap_or(state.config.language.default);
    let failed = |error: crate::store::Error| Refusal::of(&error, language);
    let code = typed.one("code").unwrap_or_default();
    let Some(receipt) = Receipt::parse(code) else { return Ok(not_found(language, code)) };
    let Some(title) = survey(&state, &receipt, language).map_err(failed)? else { return Ok(not_found(language, code)) };
    if typed.one("sure") != Some("1") {
        return Ok(answered(StatusCode::UNPROCESSABLE_ENTITY, found(language, &title, &receipt, true)));
    }
    if !state.store.erase(&receipt, state.clock.now()).map_err(failed)? {
        return Ok(not_found(language, code));
    }
    let words = &Words::of(language).erasing;
    let main = html! {
        h1 { (words.done) }
        p { (with(&words.done_text, &[("title", &title)])) }
        p { a.alone href={ "/?lang=" (language.code()) } { (Words::of(language).plain.home) } }
    };
    Ok(ok(bare(&Bare { title: &words.done, ..Bare::of(language) }, &main)))
}

/// The page of a receipt that is known: that the answer is there, and how to have it erased.
pub(super) fn found(language: Language, title: &str, receipt: &Receipt, faulty: bool) -> String {
    let words = Words::of(language);
    let main = html! {
        @if faulty {
            div.faults role="alert" tabindex="-1" autofocus {
                h2 { (words.fault.title) }
                ul { li { a.alone href="#sure" { (words.erasing.choose) } } }
            }
        }
        h1 { (words.proof.found) }
        p { (with(&words.proof.found_text, &[("title", title)])) }
        (choice(words, language, receipt, faulty))
    };
    bare(&Bare { title: &words.proof.found, faulty, ..Bare::of(language) }, &main)
}

/// The form, whose sending needs a deliberate choice.
fn choice(words: &Words, language: Language, receipt: &Receipt, faulty: bool) -> Markup {
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
