//! Passkeys at the desk: adding one on one's own page, and signing in by one without name and password.
//!
//! Only the browser can speak with the device that holds the key, by a script, without which these two pages do nothing. It fills the form
//! of the page in and sends it; what it says is believed only as far as the key signed it.

use actix_web::HttpResponse;
use actix_web::cookie::time::Duration;
use actix_web::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use maud::{Markup, html};

use super::account::{Said, current_field, moment, proven, show};
use super::caller::{Admitted, Caller};
use super::layout::{Noun, Page, allow_script};
use super::sign_in::{browser, enter, form, onward, wait};
use super::single_sign_on::{AWAY, tie};
use super::words::Words;
use super::{broken, missing};
use crate::access::passkey::{Asked, made, proven as shown};
use crate::store::{Error, LoginTry, Passkey};
use crate::token::desk_token;
use crate::web::words::with;

/// What stands in the place of a provider while a passkey is waited for.
const HERE: &str = "passkey";
/// The longest name of a passkey.
const LONGEST_NAME: usize = 60;
/// So many passkeys a person may have.
const MOST: usize = 20;
/// The script of these pages.
const SCRIPT: &str = include_str!("passkey.js");

/// GET `/desk/passkey.js`.
pub(super) fn script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(SCRIPT)
}

/// Whether keys can be made for this installation: they belong to a host with a name, reached by TLS or on this machine.
pub(super) fn is_possible(caller: &Caller) -> bool {
    let (origin, host) = site(caller);
    let named = !host.is_empty() && host.parse::<std::net::IpAddr>().is_err() && !host.starts_with('[');
    named && (origin.starts_with("https://") || host == "localhost")
}

/// Origin and host of our pages, by what is configured.
fn site(caller: &Caller) -> (String, String) {
    let Ok(url) = url::Url::parse(&caller.state.public_url()) else { return Default::default() };
    (url.origin().ascii_serialization(), url.host_str().unwrap_or_default().to_owned())
}

/// The part of one's own page that lists passkeys and adds one.
pub(super) fn card(admitted: &Admitted, keys: &[Passkey]) -> Markup {
    let words = Words::of(admitted.language);
    html! {
        section.card {
            h2 { (words.passkeys) }
            p { (words.passkeys_say) }
            @if !keys.is_empty() { ul.plain { @for key in keys {
                li {
                    b { (key.name) }
                    br;
                    span.small { (words.passkey_added) " " (moment(admitted, key.added_at)) }
                    details {
                        summary { (with(words.passkey_remove, &[("name", &key.name)])) }
                        form method="post" action=(admitted.to("/desk/account/passkey/remove")) {
                            (admitted.form_field())
                            (current_field(words, &key.handle))
                            button.quiet type="submit" name="key" value=(key.handle) { (with(words.passkey_remove, &[("name", &key.name)])) }
                        }
                    }
                }
            } } }
            details {
                summary { (words.passkey_add) }
                form method="post" action=(admitted.to("/desk/account/passkey")) {
                    (admitted.form_field())
                    p {
                        label.over for="key-name" { (words.passkey_name) }
                        input id="key-name" name="name" type="text" autocomplete="off" maxlength=(LONGEST_NAME) required;
                    }
                    p {
                        label.over for="current-key" { (words.current) }
                        input id="current-key" name="current" type="password" autocomplete="current-password" maxlength="1000" required;
                    }
                    button type="submit" { (words.passkey_add) }
                }
            }
        }
    }
}

/// The button of the sign-in page: it sends the page's form elsewhere, which needs neither name nor password.
pub(super) fn way_in(caller: &Caller) -> Markup {
    let address = caller.to("/desk/sign-in/passkey");
    html! { button.quiet type="submit" formaction=(address) formnovalidate { (Words::of(caller.language).by_passkey) } }
}

/// What a page asks the browser for.
struct Question<'a> {
    /// Whether a key is made; else one is shown.
    makes: bool,
    challenge: &'a str,
    /// What the device calls the person, where a key is made.
    person: Option<(String, &'a str)>,
    /// Where the answer goes.
    action: &'a str,
}

/// The page that runs the script.
fn asking(caller: &Caller, page: &Page<'_>, question: &Question<'_>, hidden: &Markup) -> HttpResponse {
    let words = Words::of(caller.language);
    let (person, name) = question.person.clone().unwrap_or_default();
    let body = html! {
        p.notice role="alert" id="failed" hidden { (words.passkey_failed) }
        noscript { p.notice { (words.passkey_script) } }
        form.card method="post" action=(caller.to(question.action)) data-passkey=(if question.makes { "create" } else { "get" })
            data-host=(site(caller).1) data-challenge=(question.challenge) data-person=(person) data-name=(name) {
            (hidden)
            input type="hidden" name="challenge" value=(question.challenge);
            @for field in ["id", "client", "device", "signature"] { input type="hidden" name=(field); }
            p { (words.passkey_how) }
            button type="submit" { (words.passkey_ask) }
        }
        p { a href=(caller.to(page.address)) { @if question.makes { (words.account) } @else { (words.sign_in) } } }
        script src="/desk/passkey.js" defer {}
    };
    let mut answer = caller.respond(page, &body);
    allow_script(&mut answer);
    answer
}

/// POST `/desk/account/passkey`: asks the browser for a new key.
pub(super) async fn add(admitted: Admitted) -> HttpResponse {
    let words = Words::of(admitted.language);
    let answer = async {
        let store = &admitted.state.store;
        if !is_possible(&admitted) || !admitted.person.has_password || store.passkeys(admitted.person.id)?.len() >= MOST {
            return Ok(missing(&admitted));
        }
        if let Some(answer) = proven(&admitted, |wrong| show(&admitted, Said::Wrong(wrong))).await? {
            return Ok(answer);
        }
        let challenge = desk_token()?;
        let to = LoginTry { issuer: HERE.to_owned(), next: String::new() };
        let origin = admitted.origin().to_string();
        if let Err(too_many) = store.begin_login(&challenge, &admitted.session, &origin, &to, admitted.now())? {
            return Ok(wait(&admitted, too_many));
        }
        let path = [("/desk/account".to_owned(), words.account.to_owned())];
        let page = Page {
            language: admitted.language,
            noun: Some(Noun::Account),
            title: words.passkey_add,
            path: &path,
            synthetic: false,
            address: "/desk/account",
        };
        let person = BASE64URL_NOPAD.encode(&admitted.person.id.to_be_bytes());
        let question = Question {
            makes: true,
            challenge: &challenge,
            person: Some((person, &admitted.person.person.name)),
            action: "/desk/account/passkey/keep",
        };
        let name: String = admitted.field("name").trim().chars().take(LONGEST_NAME).collect();
        let hidden = html! { (admitted.form_field()) input type="hidden" name="name" value=(name); };
        Ok(asking(&admitted, &page, &question, &hidden))
    };
    answer.await.unwrap_or_else(|error: Error| broken(&admitted, &error))
}

/// A field of what the browser says, as bytes; empty where it cannot be read.
fn bytes(caller: &Caller, field: &str) -> Vec<u8> {
    BASE64URL_NOPAD.decode(caller.field(field).as_bytes()).unwrap_or_default()
}

/// POST `/desk/account/passkey/keep`.
pub(super) fn keep(admitted: &Admitted) -> HttpResponse {
    let words = Words::of(admitted.language);
    let answer = || {
        let (store, now, challenge) = (&admitted.state.store, admitted.now(), admitted.field("challenge"));
        let asked = store.take_login(challenge, &admitted.session, now)?.filter(|asked| asked.issuer == HERE);
        let (origin, host) = site(admitted);
        let question = Asked { origin: &origin, host: &host, challenge };
        let new = made(&bytes(admitted, "client"), &bytes(admitted, "device"), &question);
        if let Err(unproven) = &new {
            tracing::warn!(%unproven, "a passkey was not taken");
        }
        let name: String = admitted.field("name").trim().chars().take(LONGEST_NAME).collect();
        let name = if name.is_empty() { words.passkeys } else { &name };
        let kept = match (asked, new) {
            (Some(_), Ok(new)) => store.add_passkey(&admitted.person, &new, name, now)?,
            _ => false,
        };
        show(admitted, if kept { Said::Done(words.passkey_kept) } else { Said::Wrong(words.passkey_wrong) })
    };
    answer().unwrap_or_else(|error: Error| broken(admitted, &error))
}

/// POST `/desk/account/passkey/remove`.
pub(super) async fn remove(admitted: Admitted) -> HttpResponse {
    let answer = async {
        if let Some(answer) = proven(&admitted, |wrong| show(&admitted, Said::Wrong(wrong))).await? {
            return Ok(answer);
        }
        admitted.state.store.remove_passkey(&admitted.person, admitted.field("key"), admitted.now())?;
        show(&admitted, Said::Done(Words::of(admitted.language).passkey_gone))
    };
    answer.await.unwrap_or_else(|error: Error| broken(&admitted, &error))
}

/// POST `/desk/sign-in/passkey`: asks the browser for a key that it has.
pub(super) fn begin(caller: &Caller) -> HttpResponse {
    let words = Words::of(caller.language);
    let answer = || {
        let (challenge, secret) = (desk_token()?, desk_token()?);
        let to = LoginTry { issuer: HERE.to_owned(), next: onward(caller.field("next")).to_owned() };
        let begun = caller.state.store.begin_login(&challenge, &secret, &caller.origin().to_string(), &to, caller.now())?;
        if let Err(too_many) = begun {
            return Ok(wait(caller, too_many));
        }
        let address = "/desk/sign-in";
        let page = Page { language: caller.language, noun: None, title: words.by_passkey, path: &[], synthetic: false, address };
        let question = Question { makes: false, challenge: &challenge, person: None, action: "/desk/sign-in/passkey/use" };
        let mut answer = asking(caller, &page, &question, &html! {});
        let _ = answer.add_cookie(&tie(caller, &secret, AWAY));
        Ok::<_, Error>(answer)
    };
    answer().unwrap_or_else(|error| broken(caller, &error))
}

/// POST `/desk/sign-in/passkey/use`.
pub(super) fn finish(caller: &Caller) -> HttpResponse {
    let mut answer = used(caller).unwrap_or_else(|error| broken(caller, &error));
    let _ = answer.add_cookie(&tie(caller, "", Duration::ZERO));
    answer
}

fn used(caller: &Caller) -> Result<HttpResponse, Error> {
    let words = Words::of(caller.language);
    let (store, now, challenge) = (&caller.state.store, caller.now(), caller.field("challenge"));
    let refused = |why: &str| {
        tracing::warn!(why, "a passkey was refused");
        Ok(form(caller, StatusCode::UNAUTHORIZED, words.passkey_unknown, "", ""))
    };
    let late = || Ok(form(caller, StatusCode::UNAUTHORIZED, words.code_late, "", ""));
    let Some(cookie) = caller.request.cookie(tie(caller, "", AWAY).name()) else { return late() };
    let login = store.take_login(challenge, cookie.value(), now)?.filter(|login| login.issuer == HERE);
    let Some(login) = login else { return late() };
    let id = bytes(caller, "id");
    let Some(known) = store.passkey(&id)? else { return refused("it is nobody's") };
    let (origin, host) = site(caller);
    let asked = Asked { origin: &origin, host: &host, challenge };
    let [client, device, signature] = ["client", "device", "signature"].map(|field| bytes(caller, field));
    let counter = match shown(&client, &device, &signature, &known.key, known.counter, &asked) {
        Ok(counter) => counter,
        Err(unproven) => return refused(&unproven.to_string()),
    };
    let session = store.sign_in_by_passkey(&id, counter, &browser(caller), caller.brought().as_deref(), now)?;
    Ok(session.map_or_else(
        || form(caller, StatusCode::UNAUTHORIZED, words.passkey_unknown, "", ""),
        |session| enter(caller, &session, &login.next),
    ))
}
