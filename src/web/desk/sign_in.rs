//! Signing in: name and password, then the code of an app where the person has one; and the address that can be used once.
//!
//! Nothing here tells whether there is an account of a name: an unknown name costs the same time, gives the same words and is counted
//! the same. Looking changes nothing, so that a mail scanner cannot use an address up.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER, USER_AGENT};
use actix_web::web::Data;
use maud::{Markup, html};

use super::caller::Caller;
use super::hashing::Hashing;
use super::layout::Page;
use super::words::Words;
use super::{broken, browser, factors, passkey, plain, single_sign_on};
use crate::access::password::{self, FEWEST, MOST, Weak};
use crate::access::{LONGEST_NAME, is_name};
use crate::store::{Error, OneTime, TooMany};
use crate::time::Timestamp;
use crate::token::RandomId;
use crate::web::words::with;

/// What the sign-in page is asked with after signing out of an account whose provider stays signed in.
pub(super) const LEFT: &str = "left";

/// GET `/desk/sign-in`.
pub(super) fn page(caller: &Caller) -> HttpResponse {
    let asked = caller.query::<Vec<(String, String)>>().unwrap_or_default();
    let next = asked.iter().find(|(name, _)| name == "next").map_or("", |(_, next)| next);
    if asked.iter().any(|(name, _)| name == LEFT) {
        let words = Words::of(caller.language);
        let left = html! { p.notice role="status" { (words.left) } };
        return respond(caller, StatusCode::OK, words.sign_in, &html! { (left) (forms(caller, "", next)) });
    }
    form(caller, StatusCode::OK, "", "", next)
}

/// What those who are not signed in get in place of a page, which they come to once they are.
pub(super) fn ask(caller: &Caller) -> HttpResponse {
    let reading = *caller.request.method() != actix_web::http::Method::POST;
    let next = if reading { caller.request.uri().path_and_query().map_or("", |asked| asked.as_str()) } else { "" };
    form(caller, StatusCode::UNAUTHORIZED, "", "", next)
}

/// A return address, if it is one of the desk's own pages; else the overview.
pub(super) fn onward(next: &str) -> &str {
    let rest = next.strip_prefix("/desk");
    let below = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let plain = next.len() <= 2000 && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && !next.contains("//");
    let elsewhere = next.starts_with("/desk/sign-");
    if below && plain && !elsewhere { next } else { "/desk" }
}

/// The page for signing in, with what went wrong.
pub(super) fn form(caller: &Caller, status: StatusCode, complaint: &str, name: &str, next: &str) -> HttpResponse {
    let body = html! { (notice(complaint)) (forms(caller, name, next)) };
    respond(caller, status, Words::of(caller.language).sign_in, &body)
}

fn forms(caller: &Caller, name: &str, next: &str) -> Markup {
    let words = Words::of(caller.language);
    html! {
        @if !caller.state.config.oidc.is_empty() { (single_sign_on::card(caller, next)) }
        form.card method="post" action=(caller.to("/desk/sign-in")) {
            @if onward(next) != "/desk" { input type="hidden" name="next" value=(onward(next)); }
            p {
                label.over for="name" { (words.name) }
                input id="name" name="name" type="text" value=(name) autocomplete="username" autocapitalize="none" spellcheck="false" maxlength=(LONGEST_NAME) required;
            }
            (secret_field("password", words.password, "current-password"))
            div.row {
                button type="submit" { (words.sign_in) }
                @if passkey::is_possible(caller) { (passkey::way_in(caller)) }
            }
        }
        p.small { (words.first_time) }
    }
}

fn respond(caller: &Caller, status: StatusCode, title: &str, body: &Markup) -> HttpResponse {
    let page = Page { language: caller.language, noun: None, title, path: &[], synthetic: false, address: "/desk/sign-in" };
    caller.respond_with(status, &page, body)
}

/// What went wrong, read aloud at once; the keyboard goes on from there.
pub(super) fn notice(complaint: &str) -> Markup {
    html! { @if !complaint.is_empty() { p.notice role="alert" tabindex="-1" autofocus { (complaint) } } }
}

/// A field for a password, which no page ever shows again.
pub(super) fn secret_field(name: &str, label: &str, complete: &str) -> Markup {
    html! {
        p {
            label.over for=(name) { (label) }
            input id=(name) name=(name) type="password" autocomplete=(complete) maxlength="1000" required;
        }
    }
}

/// A field for the code of an app.
pub(super) fn code_field(words: &Words) -> Markup {
    html! {
        p {
            label.over for="code" { (words.code) }
            input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required;
        }
    }
}

/// POST `/desk/sign-in`.
pub(super) async fn sign_in(caller: Caller) -> HttpResponse {
    let words = Words::of(caller.language);
    let (name, next) = (caller.field("name").trim().to_owned(), caller.field("next").to_owned());
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return form(&caller, StatusCode::UNAUTHORIZED, words.wrong, "", &next);
    }
    let answer = async {
        let tried = match caller.state.store.begin_sign_in(
            &browser::account(&caller, &name)?,
            &caller.origin().to_string(),
            caller.now(),
        )? {
            Ok(tried) => tried,
            Err(too_many) => return Ok(wait(&caller, too_many)),
        };
        let proofs = caller.state.store.proofs(&name)?;
        let kept = proofs.as_ref().and_then(|proofs| proofs.password.clone());
        let account = proofs.as_ref().map(|proofs| proofs.id);
        let Some(right) = is_right(&caller, caller.field("password"), kept).await else {
            caller.state.store.take_back(tried)?;
            return Ok(crowded(&caller));
        };
        let Some(proofs) = proofs.filter(|_| right) else {
            tracing::warn!(person = account, "sign-in refused: a wrong password, or nobody of that name");
            return Ok(form(&caller, StatusCode::UNAUTHORIZED, words.wrong, &name, &next));
        };
        caller.state.store.take_back(tried)?;
        let waits = proofs.app.is_some();
        if factors::needs_passkey(&caller, proofs.id, waits)? {
            return Ok(form(&caller, StatusCode::UNAUTHORIZED, words.passkey_needed, &name, &next));
        }
        let brought = caller.brought();
        let session = caller.state.store.start_session(proofs.id, waits, &browser(&caller), brought.as_deref(), caller.now())?;
        Ok::<_, Error>(if waits {
            code_form(&caller, StatusCode::OK, "", &session, &next)
        } else {
            let mut answer = enter(&caller, &session, &next);
            browser::remember(&caller, &name, &mut answer)?;
            answer
        })
    };
    answer.await.unwrap_or_else(|error| broken(&caller, &error))
}

/// Whether this is the password of which this is kept; none if too many wait to be told. What is longer than any password is wrong.
pub(super) async fn is_right(caller: &Caller, typed: &str, kept: Option<String>) -> Option<bool> {
    let hashing = caller.request.app_data::<Data<Hashing>>()?;
    let typed = if typed.chars().count() > MOST { String::new() } else { typed.to_owned() };
    hashing.run(move || password::is_right(&typed, kept.as_deref())).await.ok()
}

/// What is kept of a new password; none if too many wait.
pub(super) async fn kept(caller: &Caller, typed: &str) -> Option<String> {
    let hashing = caller.request.app_data::<Data<Hashing>>()?;
    let (typed, salt) = (typed.to_owned(), RandomId::new().ok()?.0);
    hashing.run(move || password::kept(&typed, salt)).await.ok().flatten()
}

/// The way to where the person wanted to go, with the session that they have now.
pub(super) fn enter(caller: &Caller, session: &str, next: &str) -> HttpResponse {
    match browser::stamped(&caller.state.store, session, caller.now()) {
        Ok(stamped) => {
            let mut answer = caller.see(onward(next));
            // A cookie made of letters, digits and dots can always be written.
            let _ = answer.add_cookie(&caller.cookie(&stamped));
            answer
        }
        Err(error) => broken(caller, &error),
    }
}

/// The page that asks for the code of an app.
pub(super) fn code_form(caller: &Caller, status: StatusCode, complaint: &str, waiting: &str, next: &str) -> HttpResponse {
    let words = Words::of(caller.language);
    let body = html! {
        (notice(complaint))
        form.card method="post" action=(caller.to("/desk/sign-in/code")) {
            input type="hidden" name="waiting" value=(waiting);
            @if onward(next) != "/desk" { input type="hidden" name="next" value=(onward(next)); }
            (code_field(words))
            button type="submit" { (words.next) }
        }
    };
    respond(caller, status, words.code_title, &body)
}

/// POST `/desk/sign-in/code`.
pub(super) fn code(caller: &Caller) -> HttpResponse {
    let words = Words::of(caller.language);
    let (waiting, next) = (caller.field("waiting").to_owned(), caller.field("next").to_owned());
    let answer = || {
        let (store, now) = (&caller.state.store, caller.now());
        let Some(half) = store.waiting_session(&waiting, now)? else {
            return Ok(form(caller, StatusCode::UNAUTHORIZED, words.code_late, "", &next));
        };
        let name = &half.person.person.name;
        // No name holds NUL. Whoever is asked for a code knew the password: others' tries at the name are not theirs.
        let tried = match store.begin_sign_in(
            &format!("{}\0code", browser::account(caller, name)?),
            &caller.origin().to_string(),
            now,
        )? {
            Ok(tried) => tried,
            Err(too_many) => return Ok(wait(caller, too_many)),
        };
        let app = store.proofs(name)?.and_then(|proofs| proofs.app);
        let step = app.and_then(|(secret, last)| secret.accepts(caller.field("code"), now.0, last));
        let used = match step {
            Some(step) => store.use_step(half.person.id, step)?,
            None => false,
        };
        if !used {
            tracing::warn!(person = half.person.id, "sign-in refused: a wrong code");
            return Ok(code_form(caller, StatusCode::UNAUTHORIZED, words.code_wrong, &waiting, &next));
        }
        store.take_back(tried)?;
        if let Some(brought) = caller.brought() {
            store.sign_out(&brought)?;
        }
        let session = store.start_session(half.person.id, false, &browser(caller), Some(&waiting), now)?;
        let mut answer = enter(caller, &session, &next);
        browser::remember(caller, name, &mut answer)?;
        Ok::<_, Error>(answer)
    };
    answer().unwrap_or_else(|error| broken(caller, &error))
}

/// GET `/desk/sign-in/{secret}`: whom the address is for, and the choice of a password.
pub(super) fn first(caller: &Caller) -> HttpResponse {
    match caller.state.store.one_time(caller.path("secret"), caller.now()) {
        Ok(Some(whom)) => choosing(caller, StatusCode::OK, "", &whom),
        Ok(None) => gone(caller),
        Err(error) => broken(caller, &error),
    }
}

fn gone(caller: &Caller) -> HttpResponse {
    plain(caller, StatusCode::GONE, Words::of(caller.language).gone)
}

fn choosing(caller: &Caller, status: StatusCode, complaint: &str, whom: &OneTime) -> HttpResponse {
    let words = Words::of(caller.language);
    let address = format!("/desk/sign-in/{}", caller.path("secret"));
    let title = match whom {
        OneTime::First => caller.say("Opret din konto", "Make your account").to_owned(),
        OneTime::Of(kept) => with(words.welcome, &[("name", &kept.person.name)]),
    };
    let body = html! {
        (notice(complaint))
        @if matches!(whom, OneTime::First) { p.say { (words.first_person) } }
        p { (words.once) " " (with(words.advice, &[("fewest", &FEWEST.to_string())])) }
        form.card method="post" action=(caller.to(&address)) {
            @match whom {
                OneTime::First => p {
                    label.over for="name" { (words.name) }
                    input id="name" name="name" type="text" value=(caller.field("name")) autocomplete="username" maxlength=(LONGEST_NAME) required;
                },
                // So that a browser keeps the password under the right name.
                OneTime::Of(kept) => input type="hidden" name="username" value=(kept.person.name) autocomplete="username";,
            }
            (secret_field("password", words.password, "new-password"))
            (secret_field("again", words.password_again, "new-password"))
            button type="submit" { (words.choose) }
        }
    };
    let page = Page { language: caller.language, noun: None, title: &title, path: &[], synthetic: false, address: &address };
    caller.respond_with(status, &page, &body)
}

/// POST `/desk/sign-in/{secret}`.
pub(super) async fn choose(caller: Caller) -> HttpResponse {
    let words = Words::of(caller.language);
    let answer = async {
        let secret = caller.path("secret");
        let Some(whom) = caller.state.store.one_time(secret, caller.now())? else { return Ok(gone(&caller)) };
        let name = match &whom {
            OneTime::First => caller.field("name").trim().to_owned(),
            OneTime::Of(kept) => kept.person.name.clone(),
        };
        let typed = caller.field("password");
        let complaint =
            if is_name(&name) { complaint(words, typed, caller.field("again"), &name) } else { words.no_name.to_owned() };
        if !complaint.is_empty() {
            return Ok(choosing(&caller, StatusCode::UNPROCESSABLE_ENTITY, &complaint, &whom));
        }
        let Some(kept) = kept(&caller, typed).await else { return Ok(crowded(&caller)) };
        let session = caller.state.store.use_one_time(secret, &name, &kept, &browser(&caller), caller.now())?;
        Ok::<_, Error>(match session {
            None => gone(&caller),
            // Choosing a password is no way round what is needed beside it.
            Some((session, true)) => code_form(&caller, StatusCode::OK, "", &session, ""),
            Some((session, false)) => {
                if let OneTime::Of(kept) = &whom
                    && factors::needs_passkey(&caller, kept.id, false)?
                {
                    caller.state.store.sign_out(&session)?;
                    return Ok(caller.see("/desk/sign-in"));
                }
                enter(&caller, &session, "")
            }
        })
    };
    answer.await.unwrap_or_else(|error| broken(&caller, &error))
}

/// Why a new password is not taken, in words; empty if it is.
pub(super) fn complaint(words: &Words, typed: &str, again: &str, name: &str) -> String {
    let (fewest, most) = (FEWEST.to_string(), MOST.to_string());
    match password::judge(typed, name) {
        Err(Weak::Short) => with(words.short, &[("fewest", &fewest)]),
        Err(Weak::Long) => with(words.long, &[("most", &most)]),
        Err(Weak::Guessable) => words.guessable.to_owned(),
        Ok(()) if typed != again => words.differ.to_owned(),
        Ok(()) => String::new(),
    }
}

/// The page that says from when on the next try is taken: the same for every name.
pub(super) fn wait(caller: &Caller, TooMany(next): TooMany) -> HttpResponse {
    tracing::warn!("sign-in refused: too many wrong tries");
    let words = Words::of(caller.language);
    let time = Timestamp(next.0 + 59_999).zoned().map_or_else(String::new, |at| format!("{:02}.{:02}", at.hour(), at.minute()));
    let mut answer = plain(caller, StatusCode::TOO_MANY_REQUESTS, &with(words.too_often, &[("time", &time)]));
    let seconds = (next.0 - caller.now().0).div_euclid(1000) + 1;
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

/// The page for when too many wait.
pub(super) fn crowded(caller: &Caller) -> HttpResponse {
    let mut answer = plain(caller, StatusCode::SERVICE_UNAVAILABLE, Words::of(caller.language).crowded);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(5));
    answer
}

/// Which browser it is and where, in two words, for the list of one's own sessions; nothing more of what it says is kept.
pub(super) fn browser(caller: &Caller) -> String {
    let said = caller.request.headers().get(USER_AGENT).and_then(|said| said.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| said.contains(sign)).map(|(_, name)| *name);
    // Each names the ones below it too.
    let browser =
        first(&[("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari")]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_desk_are_returned_to() {
        for own in [
            "/desk",
            "/desk/trials/a?lang=en",
            "/desk/comparison?trial=a&rounds=b,c",
            "/desk?lang=en",
            "/desk/comparison.xlsx?trial=a",
        ] {
            assert_eq!(onward(own), own);
        }
        let elsewhere = [
            "",
            "//evil.example",
            "https://evil.example/desk",
            "/desk@evil.example",
            "/desk.evil.example",
            "/deskevil",
            "/desk//evil.example",
            "/desk/\\evil.example",
            "/desk/\r\nSet-Cookie: a=b",
            "/desk/sign-in?next=/desk",
            "/desk/sign-out",
            "/s/abc",
            "/desk/æ",
        ];
        for next in elsewhere {
            assert_eq!(onward(next), "/desk", "{next}");
        }
    }
}
