//! Signing in by the provider of one's municipality: OpenID Connect, by a code with PKCE (RFC 6749, 7636 and 9700).
//!
//! Providers send people back by a plain link, which must change nothing: it leads to a page with one button, and only pressing that
//! uses the code. The form is our own page's, so the cookie that ties the sign-in to this browser can be as strict as the session's.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use maud::{Markup, html};

use super::caller::Caller;
use super::layout::Page;
use super::sign_in::{browser, code_form, crowded, enter, form, onward, wait};
use super::words::Words;
use super::{broken, plain};
use crate::access::single_sign_on::{address, grant, is_strong, provider_of};
use crate::config::Oidc;
use crate::language::Language;
use crate::store::{ByProvider, Error, LoginTry, SaidByProvider};
use crate::token::{code_challenge, code_verifier, desk_token, sign_in_nonce};
use crate::web::provider::{self, Providers, Returned, Unanswered};
use crate::web::words::with;

/// The page that providers send people back to.
const BACK: &str = "/desk/sign-in/back";
/// The longest mail address (RFC 5321, section 4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;
/// What a state ends with that began on an English page: providers bring back nothing else.
const ENGLISH: &str = "-en";
/// For so long a browser keeps what ties a sign-in to it.
pub(super) const AWAY: Duration = Duration::minutes(10);

/// The part of the sign-in page that leads to the providers, where there are any.
pub(super) fn card(caller: &Caller, next: &str) -> Markup {
    let words = Words::of(caller.language);
    let names: Vec<&str> = caller.state.config.oidc.iter().map(|provider| provider.name.as_str()).collect();
    html! {
        form.card method="post" action=(caller.to("/desk/sign-in/provider")) {
            @if onward(next) != "/desk" { input type="hidden" name="next" value=(onward(next)); }
            p {
                label.over for="address" { (words.address) }
                input id="address" name="address" type="email" value=(caller.field("address")) autocomplete="email" maxlength=(LONGEST_ADDRESS) required;
            }
            button type="submit" { (words.by_municipality) }
            p.small { (with(words.which_municipalities, &[("names", &names.join(", "))])) }
        }
        h2 { (words.by_password) }
    }
}

/// POST `/desk/sign-in/provider`: the way to the provider whose domain the mail address is of.
pub(super) async fn begin(caller: Caller) -> HttpResponse {
    let words = Words::of(caller.language);
    let next = caller.field("next");
    let Some(provider) = provider_of(&caller.state.config.oidc, caller.field("address")) else {
        return form(&caller, StatusCode::UNPROCESSABLE_ENTITY, words.no_provider, "", next);
    };
    let Some(providers) = caller.request.app_data::<Data<Providers>>() else { return crowded(&caller) };
    let metadata = match provider::metadata(providers, provider).await {
        Ok(metadata) => metadata,
        Err(unanswered) => return failed(&caller, provider, &unanswered),
    };
    let start = || {
        let (secret, mut state) = (desk_token()?, desk_token()?);
        if caller.language == Language::En {
            state.push_str(ENGLISH);
        }
        let to = LoginTry { issuer: provider.issuer.clone(), next: onward(next).to_owned() };
        let begun = caller.state.store.begin_login(&state, &secret, &caller.origin().to_string(), &to, caller.now())?;
        Ok::<_, Error>(match begun {
            Err(too_many) => wait(&caller, too_many),
            Ok(()) => leave(&caller, provider, &metadata, &secret, &state),
        })
    };
    start().unwrap_or_else(|error| broken(&caller, &error))
}

/// The page that leads on to the provider, at once in browsers that do as the header says. No redirection: browsers hold those of a form
/// to the policy for forms, also where the provider leads on.
fn leave(caller: &Caller, provider: &Oidc, metadata: &provider::Metadata, secret: &str, state: &str) -> HttpResponse {
    let words = Words::of(caller.language);
    let (back, nonce) = (back(caller), sign_in_nonce(secret, state));
    let (challenge, strong) = (code_challenge(&code_verifier(secret, state)), provider.acr_values.join(" "));
    let asked = [("acr_values", strong.as_str())];
    let asked = if strong.is_empty() { &asked[..0] } else { &asked[..] };
    let always = [
        ("response_type", "code"),
        ("response_mode", "query"),
        ("client_id", provider.client_id.as_str()),
        ("redirect_uri", back.as_str()),
        ("scope", "openid email profile"),
        ("state", state),
        ("nonce", nonce.as_str()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("login_hint", caller.field("address").trim()),
    ];
    let address = metadata.authorization(&[&always[..], asked].concat());
    let body = html! { p { a.button href=(address) { (with(words.go_to, &[("name", &provider.name)])) } } };
    let title = with(words.leaving, &[("name", &provider.name)]);
    let mut answer = caller.respond(&page(caller, &title), &body);
    if let Ok(value) = format!("0;url={address}").parse() {
        answer.headers_mut().insert(actix_web::http::header::REFRESH, value);
    }
    // A cookie made of letters and digits can always be written.
    let _ = answer.add_cookie(&tie(caller, secret, AWAY));
    answer
}

/// The address that providers send people back to: made of what is configured, never of what the request says.
fn back(caller: &Caller) -> String {
    format!("{}{BACK}", caller.state.public_url())
}

/// The cookie that ties a sign-in to this browser.
pub(super) fn tie(caller: &Caller, secret: &str, kept: Duration) -> Cookie<'static> {
    let mut cookie = caller.cookie(secret);
    cookie.set_name(format!("{}-login", cookie.name()));
    cookie.set_max_age(kept);
    cookie
}

fn page<'a>(caller: &Caller, title: &'a str) -> Page<'a> {
    Page { language: caller.language, noun: None, title, path: &[], synthetic: false, address: "/desk/sign-in" }
}

/// GET `/desk/sign-in/back`: what the provider sends along, behind a button.
pub(super) fn returned(mut caller: Caller) -> HttpResponse {
    let asked: Vec<(String, String)> = caller.query().unwrap_or_default();
    let asked = |name: &str| asked.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    if asked("state").ends_with(ENGLISH) {
        caller.language = Language::En;
    }
    let words = Words::of(caller.language);
    if asked("code").is_empty() || asked("state").is_empty() {
        let body = html! { p { a.button href=(caller.to("/desk/sign-in")) { (words.sign_in) } } };
        return caller.respond_with(StatusCode::BAD_REQUEST, &page(&caller, words.broken_off), &body);
    }
    let body = html! {
        form.card method="post" action=(caller.to(BACK)) {
            @for name in ["code", "state", "iss"] { input type="hidden" name=(name) value=(asked(name)); }
            p { (words.came_back) }
            button type="submit" autofocus { (words.next) }
        }
    };
    caller.respond(&page(&caller, words.almost_in), &body)
}

/// POST `/desk/sign-in/back`: uses the code, once, in the browser that asked for it.
pub(super) async fn finish(caller: Caller) -> HttpResponse {
    let mut answer = used(&caller).await.unwrap_or_else(|error| broken(&caller, &error));
    let _ = answer.add_cookie(&tie(&caller, "", Duration::ZERO));
    answer
}

async fn used(caller: &Caller) -> Result<HttpResponse, Error> {
    let words = Words::of(caller.language);
    let (store, now, state) = (&caller.state.store, caller.now(), caller.field("state"));
    let late = || Ok(form(caller, StatusCode::UNAUTHORIZED, words.code_late, "", ""));
    let Some(cookie) = caller.request.cookie(tie(caller, "", AWAY).name()) else { return late() };
    let secret = cookie.value();
    let Some(login) = store.take_login(state, secret, now)? else { return late() };
    let provider = caller.state.config.oidc.iter().find(|provider| provider.issuer == login.issuer);
    let (Some(provider), Some(providers)) = (provider, caller.request.app_data::<Data<Providers>>()) else { return late() };
    let returned = Returned {
        code: caller.field("code").to_owned(),
        verifier: code_verifier(secret, state),
        nonce: sign_in_nonce(secret, state),
        address: back(caller),
        from: caller.field("iss").to_owned(),
        now: now.0.div_euclid(1000),
    };
    let claims = match provider::claims(providers, provider, returned).await {
        Ok(claims) => claims,
        Err(unanswered) => {
            if unanswered.is_distrust() {
                store.note_untrusted_login(&provider.issuer, now)?;
            }
            return Ok(failed(caller, provider, &unanswered));
        }
    };
    let said = SaidByProvider {
        issuer: &provider.issuer,
        subject: claims["sub"].as_str().unwrap_or_default(),
        address: address(provider, &claims),
        grant: grant(provider, &claims),
        is_strong: is_strong(provider, &claims),
    };
    let brought = caller.brought();
    let not_strong = caller.say(
        "{name} siger ikke, at du loggede ind på den måde, som kræves her. Log ind dér med både adgangskode og kode, eller spørg jeres it-afdeling.",
        "{name} does not say that you signed in by the way that is demanded here. Sign in there with both password and code, or ask your IT department.",
    );
    Ok(match store.sign_in_by_provider(&said, &browser(caller), brought.as_deref(), now)? {
        ByProvider::Refused if !said.is_strong => {
            plain(caller, StatusCode::FORBIDDEN, &with(not_strong, &[("name", &provider.name)]))
        }
        ByProvider::Refused => plain(caller, StatusCode::FORBIDDEN, &with(words.no_account, &[("name", &provider.name)])),
        ByProvider::In { session, waits_for_code: true } => code_form(caller, StatusCode::OK, "", &session, &login.next),
        ByProvider::In { session, waits_for_code: false } => enter(caller, &session, &login.next),
    })
}

/// The page for a provider that did not help; what it was is for whoever runs the server.
fn failed(caller: &Caller, provider: &Oidc, unanswered: &Unanswered) -> HttpResponse {
    if matches!(unanswered, Unanswered::Busy) {
        return crowded(caller);
    }
    tracing::warn!(issuer = %provider.issuer, %unanswered, "signing in by a provider failed");
    let words = Words::of(caller.language);
    let (status, words) = if unanswered.is_distrust() {
        (StatusCode::UNAUTHORIZED, words.not_believed)
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, words.no_answer)
    };
    form(caller, status, &with(words, &[("name", &provider.name)]), "", "")
}
