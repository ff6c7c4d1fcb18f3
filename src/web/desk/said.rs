//! What was done, told once, on the page that the answer to a form leads to: so that loading it again, and going back, send nothing again.
//!
//! The sentence travels in a cookie of that one page, which only this session can have made; no address carries words.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use data_encoding::BASE64URL_NOPAD;

use super::caller::{Admitted, Caller, cookie_name};
use crate::access::password::same;
use crate::token::form_token;

/// A browser follows where it is led within a blink.
const LIVES: Duration = Duration::seconds(60);
/// The longest sentence, in bytes: browsers keep cookies of four thousand.
const LONGEST: usize = 2000;

/// The cookie that takes a sentence to the page at this address.
pub(super) fn cookie(admitted: &Admitted, address: &str, sentence: &str) -> Cookie<'static> {
    let mut end = sentence.len().min(LONGEST);
    while !sentence.is_char_boundary(end) {
        end -= 1;
    }
    let words = &sentence[..end];
    let value = format!("{}.{}", BASE64URL_NOPAD.encode(words.as_bytes()), mark(&admitted.session, words));
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let mut cookie = bare(admitted, path);
    cookie.set_value(value);
    cookie.set_max_age(LIVES);
    cookie
}

/// The sentence for this page, and the cookie that takes it away.
pub(super) fn told(caller: &Caller) -> Option<(String, Cookie<'static>)> {
    let brought = caller.request.cookie(bare(caller, "/").name())?;
    let (words, made) = brought.value().split_once('.')?;
    let words = String::from_utf8(BASE64URL_NOPAD.decode(words.as_bytes()).ok()?).ok()?;
    let session = caller.brought().unwrap_or_default();
    if !same(made.as_bytes(), mark(&session, &words).as_bytes()) {
        return None;
    }
    let mut gone = bare(caller, caller.request.path());
    gone.set_max_age(Duration::ZERO);
    Some((words, gone))
}

fn mark(session: &str, words: &str) -> String {
    form_token(&format!("{session} said {words}"))
}

fn bare(caller: &Caller, path: &str) -> Cookie<'static> {
    let name = format!("{}-said", cookie_name(caller.state.config.public_url.as_deref()).trim_start_matches("__Host-"));
    let cookie = Cookie::build(name, "").path(path.to_owned()).http_only(true).same_site(SameSite::Strict);
    cookie.secure(caller.state.is_https()).finish()
}
