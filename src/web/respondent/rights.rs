//! What a person may ask for once they have been asked, and of whom: the same for everybody, so it needs no link and no code.

use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::home::calls;
use super::plain::{Bare, bare};
use super::refusal::Refusal;
use super::{Asked, ok};
use crate::questionnaire::Municipality;
use crate::web::Shared;
use crate::web::words::{Words, with};

/// The telephone of Datatilsynet, the Danish Data Protection Agency.
const AGENCY_PHONE: &str = "33 19 32 00";

/// GET `/rettigheder`.
pub(super) async fn show(state: Shared, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let language = Asked::by(&request).language.unwrap_or(state.config.language.default);
    let trials = state.store.trials().map_err(|error| Refusal::of(&error, language))?;
    let words = Words::of(language);
    let said = &words.rights;
    let main = html! {
        h1 { (said.title) }
        p { (said.lead) }
        h2 { (said.see) }
        p { (said.see_text) }
        p { a.alone href={ "/kvittering?lang=" (language.code()) } { (said.see_go) } }
        p { (said.see_list) }
        h2 { (said.correct) }
        p { (said.correct_text) }
        p { (said.correct_list) }
        h2 { (said.erase) }
        p { (said.erase_text) }
        p { (said.erase_draft) }
        h2 { (said.anonymous) }
        p { (said.anonymous_text) }
        h2 { (said.object) }
        p { (said.object_text) }
        h2 { (said.complain) }
        p { (said.complain_text) }
        (agency(words))
        h2 { (said.who) }
        p { (said.who_text) }
        (calls(&trials, language, |one| contacts(one, words)))
        p { a.alone href={ "/?lang=" (language.code()) } { (words.plain.home) } }
    };
    Ok(ok(bare(&Bare { title: &said.title, address: "/rettigheder", ..Bare::of(language) }, &main)))
}

/// A text in which an address may break before its sign, where a narrow page must break it at all.
fn breaking(text: &str) -> Markup {
    let mut parts = text.split('@');
    html! { (parts.next().unwrap_or_default()) @for part in parts { wbr; "@" (part) } }
}

/// Where to complain.
fn agency(words: &Words) -> Markup {
    let sentence = &words.rights.complain_call;
    let (before, after) = sentence.split_once("{phone}").unwrap_or((sentence, ""));
    html! {
        p { a.alone lang="da" dir="ltr" href="https://www.datatilsynet.dk" { "www.datatilsynet.dk" } }
        p { (before) a href="tel:33193200" dir="ltr" { (AGENCY_PHONE) } (after) }
    }
}

/// Who answers for the data of a municipality, and who watches over it.
fn contacts(one: &Municipality, words: &Words) -> Markup {
    html! {
        @if let Some(controller) = &one.controller { br; small { (with(&words.first.controller, &[("controller", controller)])) } }
        @if let Some(dpo) = &one.dpo { br; small { (breaking(&with(&words.first.dpo, &[("dpo", dpo)]))) } }
    }
}
