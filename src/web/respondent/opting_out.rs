//! Opting out: a form whose sending needs a deliberate choice, since mail scanners press buttons.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use maud::html;

use super::arrival::{Arrival, arrive};
use super::pages::Pages;
use super::plain::{Bare, bare};
use super::refusal::Refusal;
use super::{Asked, Come, answered, form_of, see};
use crate::store::{InvitationState, Reader};
use crate::web::Shared;

type Answer = Result<HttpResponse, Refusal>;

/// GET `/fravalg/{token}`.
pub(super) async fn show(
    state: Shared,
    reader: Data<Reader>,
    pages: Data<Pages>,
    token: Path<String>,
    request: HttpRequest,
) -> Answer {
    let come = Come { state: &state, reader: &reader, pages: &pages, token: &token, request: &request };
    let arrival = arrive(&come, &Asked::by(&request)).await?;
    if let Some(page) = arrival.gate(&state) {
        return Ok(page);
    }
    Ok(answered(StatusCode::OK, page(&arrival, false)))
}

/// POST `/fravalg/{token}`.
pub(super) async fn choose(
    state: Shared,
    reader: Data<Reader>,
    pages: Data<Pages>,
    token: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Answer {
    let typed = form_of(&request, body).await?;
    let come = Come { state: &state, reader: &reader, pages: &pages, token: &token, request: &request };
    let arrival = arrive(&come, &Asked::with(&request, &typed)).await?;
    if arrival.visit.state != InvitationState::OptedOut
        && let Some(page) = arrival.gate(&state)
    {
        return Ok(page);
    }
    if typed.one("sure") != Some("1") {
        return Ok(answered(StatusCode::UNPROCESSABLE_ENTITY, page(&arrival, true)));
    }
    state.store.opt_out(arrival.visit.invitation, true, None).await.map_err(|error| arrival.refuse(&error))?;
    Ok(see(&format!("/fravalg/{}?lang={}", arrival.link, arrival.language().code())))
}

fn page(arrival: &Arrival, faulty: bool) -> String {
    let words = arrival.words();
    let said = &words.opting_out;
    let main = html! {
        @if faulty {
            div.faults role="alert" tabindex="-1" autofocus {
                h2 { (words.fault.title) }
                ul { li { a.alone href="#sure" { (said.choose) } } }
            }
        }
        h1 { (said.title) }
        p { (said.lead) }
        form method="post" action={ "/fravalg/" (arrival.link) } {
            input type="hidden" name="language" value=(arrival.language().code());
            @if faulty { p.error { span.hidden { (words.page.fault) " " } (said.choose) } }
            label.row { input type="checkbox" name="sure" value="1" id="sure"; span { (said.sure) } }
            button type="submit" { (said.confirm) }
        }
        p { a.alone href=(arrival.address(&format!("?lang={}", arrival.language().code()))) { (said.regret) } }
    };
    let address = format!("/fravalg/{}", arrival.link);
    let tongues = arrival.version.version.languages.as_slice();
    let frame = Bare {
        sender: Some(&arrival.place().sender),
        title: &said.title,
        faulty,
        address: &address,
        languages: tongues,
        ..Bare::of(arrival.language())
    };
    bare(&frame, &main)
}
