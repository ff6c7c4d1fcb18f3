//! The front page: who this is, and whom to call when in doubt.

use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::filling::dialled;
use super::plain::{Bare, bare};
use super::refusal::Refusal;
use super::{Asked, ok, see};
use crate::language::Language;
use crate::questionnaire::{Municipality, Trials};
use crate::web::Shared;
use crate::web::words::Words;

/// Where on the front page the telephone numbers stand.
pub(super) const NUMBERS: &str = "numbers";

/// GET `/`.
pub(super) async fn show(state: Shared, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let language = Asked::by(&request).language.unwrap_or(state.config.language.default);
    let trials = state.store.trials().map_err(|error| Refusal::of(&error, language))?;
    let words = Words::of(language);
    let main = html! {
        h1 { (words.home.title) }
        p { (words.home.lead) }
        p { a.button href={ "/k?lang=" (language.code()) } { (words.home.entry) } }
        h2 { (words.home.real) }
        p { (words.home.no_login) }
        p { (words.home.check) }
        h2 { (words.home.why) }
        p { (words.home.why_text) }
        h2 id=(NUMBERS) { (words.home.numbers) }
        (calls(&trials, language, |_| html! {}))
        h2 { (words.home.law) }
        p { (words.home.law_text) }
        p { a.alone href={ "/kvittering?lang=" (language.code()) } { (words.home.proof) } }
        p { a.alone href={ "/rettigheder?lang=" (language.code()) } { (words.rights.link) } }
        @if state.config.was_url.is_some() { p { a.alone href="/was" { (words.page.accessibility) } } }
    };
    Ok(ok(bare(&Bare { title: &words.home.title, address: "/", ..Bare::of(language) }, &main)))
}

/// Every municipality with its telephone and what else is to be said of it.
pub(super) fn calls(trials: &Trials, language: Language, more: impl Fn(&Municipality) -> Markup) -> Markup {
    html! {
        ul.calls {
            @for one in &trials.municipalities {
                li {
                    span {
                        (one.name)
                        @if let Some(hours) = one.hours.as_ref().filter(|hours| hours.has(language)) { br; small { (hours.get(language)) } }
                        (more(one))
                    }
                    @if let Some(phone) = &one.phone {
                        a.alone dir="ltr" href={ "tel:" (dialled(phone)) } { (phone) }
                    }
                }
            }
        }
    }
}

/// GET `/was`: the accessibility statement lies where the configuration says.
pub(super) async fn statement(state: Shared, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let language = Asked::by(&request).language.unwrap_or(state.config.language.default);
    state.config.was_url.as_deref().map(see).ok_or_else(|| Refusal::not_found(language))
}
