//! Opting out: of this survey, or of all letters from here. A form whose sending needs a deliberate choice, since mail scanners press
//! buttons; and beside it the address that a mail program's own button sends to (RFC 8058).

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use maud::html;

use super::arrival::{Arrival, arrive};
use super::form::Typed;
use super::pages::Pages;
use super::plain::{Bare, bare};
use super::refusal::Refusal;
use super::{Asked, Come, answered, bytes_of, form_of, see};
use crate::store::{Error, InvitationState, Reader};
use crate::web::{Shared, State};

type Answer = Result<HttpResponse, Refusal>;

/// What the holder of a link can still say no to.
struct Choices {
    /// This survey.
    survey: bool,
    /// All letters from here.
    everything: bool,
    /// Whether they said no to all letters before.
    said_all: bool,
}

impl Choices {
    fn of(arrival: &Arrival, state: &State) -> Result<Self, Error> {
        let visit = &arrival.visit;
        let undecided = visit.state <= InvitationState::Started;
        let (has_address, said_all) = state.store.may_write_to(visit.invitation)?;
        let survey = undecided && !visit.round.is_closed(state.clock.now());
        Ok(Self { survey, everything: has_address && !said_all, said_all })
    }
}

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
    let choices = Choices::of(&arrival, &state).map_err(|error| arrival.refuse(&error))?;
    Ok(shown(&arrival, &state, &choices, false))
}

/// The form with what can be chosen, or what was.
fn shown(arrival: &Arrival, state: &State, choices: &Choices, faulty: bool) -> HttpResponse {
    let said = &arrival.words().opting_out;
    if choices.survey || choices.everything {
        let status = if faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return answered(status, page(arrival, choices, (faulty, false)));
    }
    if choices.said_all {
        return arrival.say(StatusCode::OK, &said.done, &[&said.done_all]);
    }
    let over = arrival.over(state).or_else(|| arrival.gate(state));
    over.unwrap_or_else(|| arrival.say(StatusCode::OK, &said.done, &[&said.done_all]))
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
    let choices = Choices::of(&arrival, &state).map_err(|error| arrival.refuse(&error))?;
    let everywhere = match typed.one("from") {
        Some("survey") => None,
        Some("all") => choices.everything.then(|| state.clock.now().day()),
        _ => return Ok(shown(&arrival, &state, &choices, true)),
    };
    if choices.survey || everywhere.is_some() {
        let done = state.store.opt_out(arrival.visit.invitation, choices.survey, everywhere).await;
        done.map_err(|error| arrival.refuse(&error))?;
    }
    Ok(see(&format!("/fravalg/{}?lang={}", arrival.link, arrival.language().code())))
}

/// GET `/afmeld/{token}`: mail programs without a button of their own open it as a page, which leads to the form.
pub(super) async fn show_one_click(token: Path<String>) -> HttpResponse {
    see(&format!("/fravalg/{}", crate::token::Token::parse(&token).map_or_else(String::new, |token| token.to_string())))
}

/// POST `/afmeld/{token}` with `List-Unsubscribe=One-Click`: of this survey, without cookie or form token, and answered by no redirection
/// (RFC 8058, sections 3.1 and 3.2).
pub(super) async fn one_click(
    state: Shared,
    reader: Data<Reader>,
    pages: Data<Pages>,
    token: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Answer {
    let bytes = bytes_of(&request, body).await?;
    let come = Come { state: &state, reader: &reader, pages: &pages, token: &token, request: &request };
    let arrival = arrive(&come, &Asked::by(&request)).await?;
    let choices = Choices::of(&arrival, &state).map_err(|error| arrival.refuse(&error))?;
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_one_click(kind, &bytes) {
        return Ok(shown(&arrival, &state, &choices, true));
    }
    let own = choices.survey.then_some(arrival.visit.invitation);
    // The button stands on a letter: it says no to everything that the letter asks for.
    let beside = state.store.invitations_beside(arrival.visit.invitation, state.clock.now());
    for invitation in own.into_iter().chain(beside.map_err(|error| arrival.refuse(&error))?) {
        let done = state.store.opt_out(invitation, true, None).await;
        done.map_err(|error| arrival.refuse(&error))?;
    }
    let words = &arrival.words().plain;
    if !choices.everything {
        return Ok(arrival.say(StatusCode::OK, &words.opted_out, &[&words.opted_out_text]));
    }
    // What the button said no to, and the wider no, which it does not say.
    let left = Choices { survey: false, ..choices };
    Ok(answered(StatusCode::OK, page(&arrival, &left, (false, true))))
}

/// Whether a body says what a mail program's button says, in either of the two forms that the RFC allows.
fn is_one_click(kind: &str, body: &[u8]) -> bool {
    const NAME: &str = "List-Unsubscribe";
    const VALUE: &str = "One-Click";
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        return Typed::read(body).is_ok_and(|typed| typed.one(NAME) == Some(VALUE));
    }
    let text = String::from_utf8_lossy(body).replace("\r\n", "\n");
    let field = format!("name=\"{NAME}\"");
    text.split_once(&field)
        .and_then(|(_, rest)| rest.split_once("\n\n"))
        .is_some_and(|(_, value)| value.lines().next() == Some(VALUE))
}

/// The form; after a mail program's button it says what that said no to.
fn page(arrival: &Arrival, choices: &Choices, (faulty, by_button): (bool, bool)) -> String {
    let words = arrival.words();
    let said = &words.opting_out;
    let offered: Vec<(&str, &str)> =
        [(choices.survey, "survey", said.survey.as_str()), (choices.everything, "all", said.all.as_str())]
            .into_iter()
            .filter_map(|(is_offered, value, words)| is_offered.then_some((value, words)))
            .collect();
    let has_said_no = by_button || arrival.visit.state == InvitationState::OptedOut;
    let title = if has_said_no {
        &words.plain.opted_out
    } else if choices.survey {
        &said.title
    } else {
        &said.title_all
    };
    let which = if has_said_no { &said.title_all } else { &said.which };
    let main = html! {
        @if faulty {
            div.faults role="alert" tabindex="-1" autofocus {
                h2 { (words.fault.title) }
                ul { li { a.alone href={ "#" (offered.first().map_or("", |(value, _)| value)) } { (said.choose) } } }
            }
        }
        h1 { (title) }
        @if choices.survey { p { (said.lead) } }
        @if has_said_no { p { (words.plain.opted_out_text) } }
        @if by_button { p { (said.only_this) } }
        form method="post" action={ "/fravalg/" (arrival.link) } {
            input type="hidden" name="language" value=(arrival.language().code());
            fieldset.wrong[faulty] {
                legend { (which) }
                @if faulty { p.error { span.hidden { (words.page.fault) " " } (said.choose) } }
                @for (value, words) in &offered {
                    label.row { input type="radio" name="from" value=(value) id=(value); span { (words) } }
                }
            }
            button type="submit" { (said.confirm) }
        }
        @if choices.survey { p { a.alone href=(arrival.address(&format!("?lang={}", arrival.language().code()))) { (said.regret) } } }
    };
    let address = format!("/fravalg/{}", arrival.link);
    let tongues = arrival.version.version.languages.as_slice();
    let frame = Bare {
        sender: Some(&arrival.place().sender),
        title,
        faulty,
        address: &address,
        languages: tongues,
        ..Bare::of(arrival.language())
    };
    bare(&frame, &main)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_programs_button_is_known_in_both_forms_and_nothing_else_is() {
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        for (kind, body, wanted) in [
            ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", true),
            ("", "List-Unsubscribe=One-Click", true),
            ("multipart/form-data; boundary=x", multipart, true),
            ("application/x-www-form-urlencoded", "List-Unsubscribe=", false),
            ("application/x-www-form-urlencoded", "", false),
            ("multipart/form-data; boundary=x", "List-Unsubscribe=One-Click", false),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nOne-Click\r\n", false),
        ] {
            assert_eq!(is_one_click(kind, body.as_bytes()), wanted, "{kind}: {body}");
        }
    }
}
