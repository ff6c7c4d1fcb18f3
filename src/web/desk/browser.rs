//! What a browser of the desk brings along beside its session: when it was last used, and whose browser it is.
//!
//! Looking changes nothing here, so when a session was last used stands in its cookie, held by the server's own secret, and not in the
//! database. A browser in which somebody has signed in before has tries of its own at that name, so that whoever tries the name elsewhere
//! cannot shut its owner out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;

use super::caller::{Admitted, Caller, cookie_name};
use crate::access::password::same;
use crate::store::{Error, Store};
use crate::time::Timestamp;
use crate::token::RandomId;

const MINUTE: i64 = 60_000;
/// So many minutes a session may be left alone.
const IDLE: i64 = 60;
/// A cookie is written anew once it is so many minutes old.
const RENEWED: i64 = 5;
/// For so long a browser is known.
const KNOWN: Duration = Duration::days(365);

/// What the cookie of this session holds: its secret, and when it was last used.
///
/// # Errors
///
/// When the database cannot be asked for the secret that marks it.
pub fn stamped(store: &Store, session: &str, now: Timestamp) -> Result<String, Error> {
    let minute = now.0 / MINUTE;
    Ok(format!("{session}.{minute}.{}", mark(store, session, minute)?))
}

fn mark(store: &Store, session: &str, minute: i64) -> Result<String, Error> {
    store.desk_mark("seen", &format!("{minute} {session}"))
}

/// The session of the cookie, unless it was left alone too long; with how many minutes ago it was used.
pub(super) fn lively(caller: &Caller) -> Result<Option<(String, i64)>, Error> {
    let Some(cookie) = caller.request.cookie(cookie_name(caller.state.config.public_url.as_deref())) else { return Ok(None) };
    let mut parts = cookie.value().split('.');
    let (Some(session), Some(minute), Some(made)) = (parts.next(), parts.next(), parts.next()) else { return Ok(None) };
    let Ok(minute) = minute.parse::<i64>() else { return Ok(None) };
    let ago = caller.now().0 / MINUTE - minute;
    if !(-1..IDLE).contains(&ago) || !same(made.as_bytes(), mark(&caller.state.store, session, minute)?.as_bytes()) {
        return Ok(None);
    }
    Ok(Some((session.to_owned(), ago)))
}

/// The session's cookie anew, where the one that came is some minutes old.
pub(super) fn renewed(admitted: &Admitted) -> Option<Cookie<'static>> {
    let (session, ago) = lively(admitted).ok()??;
    let value = stamped(&admitted.state.store, &session, admitted.now()).ok().filter(|_| ago >= RENEWED)?;
    Some(admitted.cookie(&value))
}

/// What the tries at a name are counted by: a browser in which its owner has signed in before counts for itself.
pub(super) fn account(caller: &Caller, name: &str) -> Result<String, Error> {
    let brought = caller.request.cookie(&device_name(caller));
    let known = brought.as_ref().and_then(|cookie| cookie.value().split_once('.'));
    Ok(match known {
        Some((nonce, made)) if same(made.as_bytes(), device(caller, name, nonce)?.as_bytes()) => format!("{name}\0{nonce}"),
        _ => name.to_owned(),
    })
}

/// Lets the browser be known as one in which the person of this name signed in.
pub(super) fn remember(caller: &Caller, name: &str, answer: &mut HttpResponse) -> Result<(), Error> {
    let nonce = data_encoding::HEXLOWER.encode(&RandomId::new()?.0);
    let mut cookie = caller.cookie(&format!("{nonce}.{}", device(caller, name, &nonce)?));
    cookie.set_name(device_name(caller));
    cookie.set_max_age(KNOWN);
    let _ = answer.add_cookie(&cookie);
    Ok(())
}

fn device(caller: &Caller, name: &str, nonce: &str) -> Result<String, Error> {
    caller.state.store.desk_mark("device", &format!("{nonce} {}", name.trim().to_lowercase()))
}

fn device_name(caller: &Caller) -> String {
    format!("{}-device", cookie_name(caller.state.config.public_url.as_deref()))
}
