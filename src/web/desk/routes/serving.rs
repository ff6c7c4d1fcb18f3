//! The list of addresses as a server: what each takes, who is let in, and what every answer carries.

use std::collections::BTreeSet;

use actix_web::guard::{Any, Get, Head, Post};
use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};

use super::{ENTRIES, Entry, FILE_AS_IT_COMES, FORMS_ELSEWHERE, LARGEST_FILES, LARGEST_LIST, To};
use crate::store::LARGEST_RECORDING;
use crate::web::desk::again::Wrong;
use crate::web::desk::caller::{Admitted, Caller, admit};
use crate::web::desk::{browser, forms, layout, plain};
use crate::web::{Shared, upload};

/// Puts every address of the list on the server.
pub(in crate::web::desk) fn routes(config: &mut web::ServiceConfig) {
    let mut done = BTreeSet::new();
    for entry in ENTRIES.iter().filter(|entry| done.insert(entry.path)) {
        let mut resource = web::resource(entry.path).default_service(web::to(other_method));
        if entry.path.ends_with("/recipients") {
            resource = resource.app_data(forms(LARGEST_LIST));
        }
        if entry.path.ends_with(FILE_AS_IT_COMES) {
            resource = resource.app_data(upload::AsItComes);
        }
        if let Some((_, most)) = LARGEST_FILES.iter().find(|(end, _)| entry.path.ends_with(end)) {
            resource = resource.app_data(upload::Largest(*most));
        }
        for entry in ENTRIES.iter().filter(|other| other.path == entry.path) {
            let route = if entry.is_post { web::route().guard(Post()) } else { web::route().guard(Any(Get()).or(Head())) };
            resource =
                resource.route(route.to(move |request: HttpRequest, state: Shared, payload: web::Payload| {
                    answered(entry, request, state, payload)
                }));
        }
        config.service(resource);
    }
}

async fn answered(entry: &'static Entry, request: HttpRequest, state: Shared, payload: web::Payload) -> HttpResponse {
    let asked = request.clone();
    let mut answer = match Caller::of(request, state) {
        Err(answer) => answer,
        Ok(caller) => handled(entry, caller, payload).await.unwrap_or_else(|refused| refused),
    };
    // A browser shows no answer before it has sent everything, such as that the form is too old.
    let unread = asked.extensions_mut().remove::<upload::Coming>();
    if let Some(mut coming) = unread {
        coming.throw_away(LARGEST_RECORDING).await;
    }
    layout::protect(&mut answer);
    answer
}

async fn handled(entry: &Entry, mut caller: Caller, payload: web::Payload) -> Result<HttpResponse, HttpResponse> {
    Ok(match entry.to {
        To::Everybody(handler) => {
            caller.read(payload).await?;
            handler(caller).await
        }
        To::Whoever(right, handler) => {
            let admitted = admit(caller, payload, right).await?;
            let renewed = browser::renewed(&admitted);
            let page = if entry.is_post { Some(admitted.at_the_page()) } else { None };
            let mut answer = handler(admitted).await;
            let wrong = answer.extensions_mut().remove::<Wrong>();
            if let Some((admitted, wrong)) = page.zip(wrong) {
                answer = again(entry, admitted, wrong).await.unwrap_or(answer);
            }
            // Whoever has just signed out, or in anew, has the last word.
            if let Some(cookie) = renewed.filter(|cookie| answer.cookies().all(|other| other.name() != cookie.name())) {
                let _ = answer.add_cookie(&cookie);
            }
            answer
        }
    })
}

/// The page of a form that was refused without one, for whoever may see it.
async fn again(entry: &Entry, admitted: Admitted, wrong: Wrong) -> Option<HttpResponse> {
    let To::Whoever(right, show) = page_of(entry.path)?.to else { return None };
    admitted.check_right(right).ok()?;
    admitted.wrong.replace(Some(wrong));
    Some(show(admitted).await)
}

/// The page that the form of this address stands on: its own, or else the nearest above it.
pub(super) fn page_of(path: &str) -> Option<&'static Entry> {
    let path = FORMS_ELSEWHERE.iter().find(|(form, _)| *form == path).map_or(path, |(_, page)| page);
    let above = |entry: &&Entry| path.strip_prefix(entry.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ENTRIES.iter().filter(|entry| !entry.is_post).filter(above).max_by_key(|entry| entry.path.len())
}

async fn other_method(request: HttpRequest, state: Shared) -> HttpResponse {
    let mut answer = match Caller::of(request, state) {
        Err(answer) => answer,
        Ok(caller) => {
            let words = caller.say("Den adresse kan ikke bruges sådan.", "That address cannot be used like that.");
            plain(&caller, StatusCode::METHOD_NOT_ALLOWED, words)
        }
    };
    layout::protect(&mut answer);
    answer
}
