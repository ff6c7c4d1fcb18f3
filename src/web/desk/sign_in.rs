//! Who may see the desk: whoever sits at the machine itself and has used the one-time address printed at start.
//!
//! Accounts and rights come with an issue of their own; until then a request that came through a proxy is never let in,
//! even from this machine.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};
use maud::html;

use super::layout::{Page, render};
use super::{Query, language, plain};
use crate::language::Language;
use crate::web::{Shared, State};

const COOKIE: &str = "nulpunkt-desk";

/// Lets the request in, or says why not.
pub(super) fn admit(request: &HttpRequest, state: &State) -> Result<(), HttpResponse> {
    let language = language(request);
    let english = language == Language::En;
    if !is_local(request) {
        let words = if english {
            "The desk can only be reached from the machine that the server runs on."
        } else {
            "Skrivebordet kan kun nås fra den maskine, som serveren kører på."
        };
        return Err(plain(state, language, actix_web::http::StatusCode::FORBIDDEN, words));
    }
    if state.demonstration {
        return Ok(());
    }
    let signed_in = match request.cookie(COOKIE) {
        Some(cookie) => {
            state.store.is_signed_in(cookie.value(), state.clock.now()).map_err(|error| super::broken(state, language, &error))?
        }
        None => false,
    };
    if signed_in {
        return Ok(());
    }
    let words = if english {
        "Sign in with the one-time address that the server printed when it started. Start it again for a new one."
    } else {
        "Log ind med den engangsadresse, som serveren skrev, da den startede. Start den igen for at få en ny."
    };
    Err(plain(state, language, actix_web::http::StatusCode::UNAUTHORIZED, words))
}

/// Refuses a form that another site's page sends: the session's cookie is not sent with it, and browsers say where it came from.
pub(super) fn own_form(request: &HttpRequest, state: &State) -> Result<(), HttpResponse> {
    let site = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if site.is_none_or(|site| matches!(site, "same-origin" | "none")) {
        return Ok(());
    }
    let language = language(request);
    let words = if language == Language::En { "The form came from another site." } else { "Formularen kom fra en anden side." };
    Err(plain(state, language, actix_web::http::StatusCode::FORBIDDEN, words))
}

/// Whether the request was made on this machine, not through a proxy on it.
fn is_local(request: &HttpRequest) -> bool {
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| request.headers().contains_key(*name));
    !forwarded && request.peer_addr().is_some_and(|peer| peer.ip().is_loopback())
}

/// GET `/desk/sign-in/{secret}`: looking changes nothing, so that a mail scanner cannot use the address up.
pub(super) async fn page(request: HttpRequest, state: Shared, secret: web::Path<String>, _: web::Query<Query>) -> HttpResponse {
    let language = language(&request);
    if !is_local(&request) {
        return admit(&request, &state).err().unwrap_or_else(|| HttpResponse::Forbidden().finish());
    }
    let english = language == Language::En;
    let address = format!("/desk/sign-in/{secret}");
    let title = if english { "Sign in" } else { "Log ind" };
    let page = Page { language, noun: None, title, path: &[], synthetic: false, address: &address };
    let body = html! {
        p.say { @if english { "This address can be used once." } @else { "Adressen kan bruges én gang." } }
        form method="post" action=(address) { button type="submit" { (title) } }
    };
    super::layout::respond(&state, &page, &body)
}

/// POST `/desk/sign-in/{secret}`.
pub(super) async fn sign_in(request: HttpRequest, state: Shared, secret: web::Path<String>) -> HttpResponse {
    let language = language(&request);
    if !is_local(&request) {
        return admit(&request, &state).err().unwrap_or_else(|| HttpResponse::Forbidden().finish());
    }
    match state.store.sign_in(&secret, state.clock.now()) {
        Ok(Some(session)) => {
            let cookie = Cookie::build(COOKIE, session).path("/desk").http_only(true).same_site(SameSite::Strict).finish();
            HttpResponse::SeeOther().cookie(cookie).insert_header(("Location", "/desk")).finish()
        }
        Ok(None) => {
            let words = if language == Language::En {
                "This address has been used, or is too old. Start the server again for a new one."
            } else {
                "Adressen er brugt eller for gammel. Start serveren igen for at få en ny."
            };
            let page = Page { language, noun: None, title: words, path: &[], synthetic: false, address: "/desk" };
            HttpResponse::Gone().content_type("text/html; charset=utf-8").body(render(&state, &page, &html! {}))
        }
        Err(error) => super::broken(&state, language, &error),
    }
}
