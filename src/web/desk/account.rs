//! One's own account: password, the code of an app, where one is signed in, and signing out.

use actix_web::HttpResponse;
use actix_web::cookie::time::Duration;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::caller::{Admitted, Caller};
use super::layout::{Noun, Page};
use super::sign_in::{LEFT, code_field, complaint, crowded, is_right, kept, notice, secret_field, wait};
use super::words::Words;
use super::{broken, factors, missing, passkey};
use crate::access::one_time_code::AppSecret;
use crate::access::password::FEWEST;
use crate::access::{Scope, Within};
use crate::export::qr::qr_svg;
use crate::language::{Language, number};
use crate::questionnaire::Trials;
use crate::store::{Error, KeptPerson, Session};
use crate::time::Timestamp;
use crate::token::RandomId;
use crate::web::words::with;

/// What an app calls the account beside the person's name.
const ISSUER: &str = "Nulpunkt";

/// What happened, for the top of the page.
#[derive(Clone, Copy)]
pub(super) enum Said<'a> {
    Nothing,
    Done(&'a str),
    Wrong(&'a str),
}

/// GET `/desk/account`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    show(admitted, Said::Nothing).unwrap_or_else(|error| broken(admitted, &error))
}

/// POST `/desk/sign-out`.
pub(super) fn sign_out(admitted: &Admitted) -> HttpResponse {
    if let Err(error) = admitted.state.store.sign_out(&admitted.session) {
        return broken(admitted, &error);
    }
    // Of the provider's own session nothing is known here, and nothing is ended.
    let left = admitted.person.issuer.as_ref().map(|_| format!("/desk/sign-in?{LEFT}=1"));
    let mut answer = admitted.see(left.as_deref().unwrap_or("/desk/sign-in"));
    let mut cookie = admitted.cookie("");
    cookie.set_max_age(Duration::ZERO);
    let _ = answer.add_cookie(&cookie);
    answer
}

/// POST `/desk/account/password`.
pub(super) async fn password(admitted: Admitted) -> HttpResponse {
    let words = Words::of(admitted.language);
    let answer = async {
        if let Some(answer) = proven(&admitted, |wrong| show(&admitted, Said::Wrong(wrong))).await? {
            return Ok(answer);
        }
        let typed = admitted.field("password");
        let complaint = complaint(words, typed, admitted.field("again"), &admitted.person.person.name);
        if !complaint.is_empty() {
            return show(&admitted, Said::Wrong(&complaint));
        }
        let Some(kept) = kept(&admitted, typed).await else { return Ok(crowded(&admitted)) };
        admitted.state.store.set_password(admitted.person.id, &kept, &admitted.session, admitted.now())?;
        show(&admitted, Said::Done(words.changed))
    };
    answer.await.unwrap_or_else(|error: Error| broken(&admitted, &error))
}

/// Asks for the present password before something that whoever finds a browser open must not do; the answer if it is not right.
pub(super) async fn proven(
    admitted: &Admitted,
    show_wrong: impl FnOnce(&'static str) -> Result<HttpResponse, Error>,
) -> Result<Option<HttpResponse>, Error> {
    let (store, name) = (&admitted.state.store, &admitted.person.person.name);
    // Whoever is signed in has tries of their own: else others' tries at the name would shut them out.
    let tried = match store.begin_sign_in(&format!("{name}\0signed in"), &admitted.origin().to_string(), admitted.now())? {
        Ok(tried) => tried,
        Err(too_many) => return Ok(Some(wait(admitted, too_many))),
    };
    let proofs = store.proofs(name)?.and_then(|proofs| proofs.password);
    match is_right(admitted, admitted.field("current"), proofs).await {
        Some(true) => store.take_back(tried).map(|()| None),
        Some(false) => show_wrong(Words::of(admitted.language).current_wrong).map(Some),
        None => store.take_back(tried).map(|()| Some(crowded(admitted))),
    }
}

/// POST `/desk/account/app`: without a code it shows a new key, with the code of that key and the password it turns the codes on.
pub(super) async fn app(admitted: Admitted) -> HttpResponse {
    let words = Words::of(admitted.language);
    if !admitted.person.has_password {
        return missing(&admitted);
    }
    let answer = async {
        let (store, now) = (&admitted.state.store, admitted.now());
        let Some(nonce) = read(admitted.field("nonce")) else {
            let nonce = RandomId::new()?;
            return Ok(key_page(&admitted, "", nonce, &store.app_secret(nonce)?));
        };
        let secret = store.app_secret(nonce)?;
        let Some(step) = secret.accepts(admitted.field("code"), now.0, 0) else {
            return Ok(key_page(&admitted, words.code_wrong, nonce, &secret));
        };
        // Else whoever finds a browser open could put their own app in the place of the person's.
        let again = |wrong| Ok(key_page(&admitted, wrong, nonce, &secret));
        if let Some(answer) = proven(&admitted, again).await? {
            return Ok(answer);
        }
        store.set_app(admitted.person.id, Some((nonce, step)), now)?;
        show(&admitted, Said::Done(words.app_kept))
    };
    answer.await.unwrap_or_else(|error: Error| broken(&admitted, &error))
}

/// The random number that a key is made of, as the form carries it: useless without the server's own secret.
fn read(nonce: &str) -> Option<RandomId> {
    data_encoding::HEXLOWER.decode(nonce.as_bytes()).ok()?.try_into().ok().map(RandomId)
}

fn key_page(admitted: &Admitted, wrong: &str, nonce: RandomId, secret: &AppSecret) -> HttpResponse {
    let words = Words::of(admitted.language);
    let account = admitted.to("/desk/account");
    let path = [("/desk/account".to_owned(), words.account.to_owned())];
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Account),
        title: words.app,
        path: &path,
        synthetic: false,
        address: "/desk/account",
    };
    let name: String = url::form_urlencoded::byte_serialize(admitted.person.person.name.as_bytes()).collect();
    let address = secret.address(ISSUER, &name.replace('+', "%20"));
    let body = html! {
        (notice(wrong))
        p.say { (words.app_how) }
        div.card {
            @if let Some(picture) = qr_svg(&address, words.app_picture) { (picture) }
            p { (words.app_key) ":" br; code.key { (secret.words()) } }
            p { a href=(address) { (words.app_link) } }
            form method="post" action=(admitted.to("/desk/account/app")) {
                (admitted.form_field())
                input type="hidden" name="nonce" value=(data_encoding::HEXLOWER.encode(&nonce.0));
                (code_field(words))
                (secret_field("current", words.current, "current-password"))
                button type="submit" { (words.app_keep) }
            }
        }
        p { a href=(account) { (words.account) } }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    admitted.respond_with(status, &page, &body)
}

/// POST `/desk/account/app/off`.
pub(super) async fn app_off(admitted: Admitted) -> HttpResponse {
    let answer = async {
        if let Some(answer) = proven(&admitted, |wrong| show(&admitted, Said::Wrong(wrong))).await? {
            return Ok(answer);
        }
        admitted.state.store.set_app(admitted.person.id, None, admitted.now())?;
        show(&admitted, Said::Done(Words::of(admitted.language).app_gone))
    };
    answer.await.unwrap_or_else(|error: Error| broken(&admitted, &error))
}

/// POST `/desk/account/sessions`.
pub(super) async fn end_session(admitted: Admitted) -> HttpResponse {
    let answer = async {
        // Whoever finds a browser open must not shut its person out elsewhere. Who has no password here signs in by their municipality.
        if admitted.person.has_password
            && let Some(answer) = proven(&admitted, |wrong| show(&admitted, Said::Wrong(wrong))).await?
        {
            return Ok(answer);
        }
        admitted.state.store.end_session(admitted.person.id, admitted.field("session"))?;
        show(&admitted, Said::Done(Words::of(admitted.language).ended))
    };
    answer.await.unwrap_or_else(|error: Error| broken(&admitted, &error))
}

/// One's own page, with what happened.
pub(super) fn show(admitted: &Admitted, said: Said<'_>) -> Result<HttpResponse, Error> {
    // In the demonstration nobody is signed in.
    if admitted.state.demonstration {
        return Ok(missing(admitted));
    }
    if let Said::Done(done) = said {
        return Ok(admitted.done("/desk/account", done));
    }
    let words = Words::of(admitted.language);
    let store = &admitted.state.store;
    let (sessions, trials) = (store.sessions(&admitted.person, admitted.now())?, store.trials()?);
    let keys = store.passkeys(admitted.person.id)?;
    let person = store.person(&admitted.person.person.name)?;
    let has_app = person.is_some_and(|person| person.has_app);
    let own = store.session(&admitted.session, admitted.now())?.map(|own| own.handle);
    let needs_more = factors::are_missing(admitted, &admitted.person)?;
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Account),
        title: words.account,
        path: &[],
        synthetic: false,
        address: "/desk/account",
    };
    let (status, complaint) = match said {
        Said::Nothing | Said::Done(_) => (StatusCode::OK, ""),
        Said::Wrong(complaint) => (StatusCode::UNPROCESSABLE_ENTITY, complaint),
    };
    let body = html! {
        (notice(complaint))
        @if needs_more { p.notice.warning { (words.factors_demanded) } }
        (facts(&admitted.person, &trials, admitted.language))
        @if let Some(issuer) = &admitted.person.issuer {
            p { (with(words.by_provider, &[("name", admitted.provider(issuer))])) " " (words.provider_out) }
        }
        // Whoever has no password could not turn the code off again, since that takes it.
        @if admitted.person.has_password {
            (password_card(admitted, words))
            (app_card(admitted, words, has_app))
            @if passkey::is_possible(admitted) { (passkey::card(admitted, &keys)) }
        }
        @if !admitted.person.by_groups && !needs_more { p { a href=(admitted.to("/desk/account/tokens")) { (words.tokens) } } }
        section.card {
            h2 { (words.sessions) }
            (list(admitted, words, &sessions, own.as_deref()))
        }
    };
    Ok(admitted.respond_with(status, &page, &body))
}

fn facts(person: &KeptPerson, trials: &Trials, language: Language) -> Markup {
    let words = Words::of(language);
    html! {
        ul.chips {
            li { (person.person.name) }
            li { (words.role(person.person.role)) }
        }
        div.scope { (scope(&person.person.scope, trials, language)) }
    }
}

/// A person's trials and municipalities, by their names.
pub(super) fn scope(scope: &Scope, trials: &Trials, language: Language) -> Markup {
    let words = Words::of(language);
    let trial = |key: &str| trials.trial(key).map_or_else(|| key.to_owned(), |trial| trial.name.get(language).to_owned());
    let unit = |key: &str| trials.municipality(key).map_or_else(|| key.to_owned(), |unit| unit.short.clone());
    let names = |within: &Within, name: &dyn Fn(&str) -> String| match within {
        Within::All => words.all.to_owned(),
        Within::Listed(_) => within.keys().map(name).collect::<Vec<_>>().join(", "),
    };
    html! {
        @if scope.is_all() { (words.scope_all) } @else {
            div { (words.trials) ": " (names(&scope.trials, &trial)) }
            div { (words.municipalities) ": " (names(&scope.municipalities, &unit)) }
        }
    }
}

fn password_card(admitted: &Admitted, words: &Words) -> Markup {
    html! {
        section.card {
            details {
                summary { (words.change) }
                p { (with(words.advice, &[("fewest", &FEWEST.to_string())])) }
                form method="post" action=(admitted.to("/desk/account/password")) {
                    (admitted.form_field())
                    (secret_field("current", words.current, "current-password"))
                    (secret_field("password", words.new_password, "new-password"))
                    (secret_field("again", words.password_again, "new-password"))
                    button type="submit" { (words.change) }
                }
            }
        }
    }
}

fn app_card(admitted: &Admitted, words: &Words, has_app: bool) -> Markup {
    html! {
        section.card {
            h2 { (words.app) }
            @if has_app {
                p { (words.app_on_now) }
                details {
                    summary { (words.app_off) }
                    form method="post" action=(admitted.to("/desk/account/app/off")) {
                        (admitted.form_field())
                        (current_field(words, "app"))
                        button type="submit" { (words.app_off) }
                    }
                }
            } @else {
                p { (words.app_off_now) }
                form method="post" action=(admitted.to("/desk/account/app")) {
                    (admitted.form_field())
                    button type="submit" { (words.app_start) }
                }
            }
        }
    }
}

/// The field for the present password, of which a page may have several.
pub(super) fn current_field(words: &Words, of: &str) -> Markup {
    html! {
        p {
            label.over for={ "current-" (of) } { (words.current) }
            input id={ "current-" (of) } name="current" type="password" autocomplete="current-password" maxlength="1000" required;
        }
    }
}

fn list(admitted: &Admitted, words: &Words, sessions: &[Session], own: Option<&str>) -> Markup {
    html! {
        ul.plain { @for session in sessions {
            li {
                b { @if session.browser.is_empty() { (words.unknown_browser) } @else { (session.browser) } }
                @if own == Some(&session.handle) { " (" (words.this_one) ")" }
                br;
                span.small {
                    (words.started) " " (moment(admitted, session.started_at)) " · " (words.ends) " " (moment(admitted, session.expires_at))
                }
                @if own != Some(&session.handle) {
                    details {
                        summary { (words.end) }
                        form method="post" action=(admitted.to("/desk/account/sessions")) {
                            (admitted.form_field())
                            input type="hidden" name="session" value=(session.handle);
                            @if admitted.person.has_password { (current_field(words, &session.handle)) }
                            button.quiet type="submit" { (words.end) }
                        }
                    }
                }
            }
        } }
    }
}

/// A moment in Danish local time: "1. januar 2020, kl. 14.02".
pub(super) fn moment(caller: &Caller, at: Timestamp) -> String {
    let day = number::day(at.day(), caller.language);
    let (hour, minute) = at.zoned().map_or((0, 0), |zoned| (zoned.hour(), zoned.minute()));
    if caller.language == Language::En {
        format!("{day}, {hour:02}:{minute:02}")
    } else {
        format!("{day}, kl. {hour:02}.{minute:02}")
    }
}
