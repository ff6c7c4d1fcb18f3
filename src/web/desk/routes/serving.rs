//! The list of addresses as a server: what each takes, who is let in, and what every answer carries.

use std::collections::BTreeSet;

use actix_web::guard::{Any, Get, Head, Post};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{ENTRIES, Entry, LARGEST_FILES, LARGEST_LIST, To};
use crate::web::desk::caller::{Caller, admit};
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
    let mut answer = match Caller::of(request, state) {
        Err(answer) => answer,
        Ok(caller) => handled(entry, caller, payload).await.unwrap_or_else(|refused| refused),
    };
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
            let mut answer = handler(admitted).await;
            // Whoever has just signed out, or in anew, has the last word.
            if let Some(cookie) = renewed.filter(|cookie| answer.cookies().all(|other| other.name() != cookie.name())) {
                let _ = answer.add_cookie(&cookie);
            }
            answer
        }
    })
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
