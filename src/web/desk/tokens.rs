//! The tokens with which one's programs use the API: made and ended here, and shown once.
//!
//! Only whoever is signed in makes one, and says the password again; no address of the API does.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::account::{moment, proven};
use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::sign_in::{notice, secret_field};
use super::words::Words;
use super::{broken, missing};
use crate::store::{Error, MOST_TOKENS, NewToken, PersonalToken};
use crate::time::Timestamp;
use crate::web::words::with;

const ADDRESS: &str = "/desk/account/tokens";
/// For so many days a token may count.
const DAYS: [i64; 3] = [30, 90, 365];
const DAY: i64 = 24 * 3_600_000;
const LONGEST_NAME: usize = 60;

/// What happened, for the top of the page.
enum Said {
    Nothing,
    Done(&'static str),
    Wrong(String),
    Made(String),
}

/// GET `/desk/account/tokens`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    if admitted.person.by_groups {
        return missing(admitted);
    }
    show(admitted, &Said::Nothing).unwrap_or_else(|error| broken(admitted, &error))
}

/// POST `/desk/account/tokens`: makes one and shows it this once.
pub(super) async fn make(admitted: Admitted) -> HttpResponse {
    let words = Words::of(admitted.language);
    // A group's rights are looked at when its person signs in, and a token outlives that.
    if admitted.person.by_groups {
        return missing(&admitted);
    }
    let answer = async {
        let name = admitted.field("name").trim();
        let days = admitted.field("days").parse().ok().filter(|days| DAYS.contains(days));
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return show(&admitted, &Said::Wrong(words.token_name_wrong.to_owned()));
        }
        let Some(days) = days else { return show(&admitted, &Said::Wrong(words.token_days_wrong.to_owned())) };
        if admitted.person.has_password
            && let Some(answer) = proven(&admitted, |wrong| show(&admitted, &Said::Wrong(wrong.to_owned()))).await?
        {
            return Ok(answer);
        }
        let now = admitted.now();
        let may_write = admitted.field("rights") == "write";
        let new = NewToken { name, may_write, expires_at: Timestamp(now.0 + days * DAY) };
        let said = match admitted.state.store.add_token(admitted.person.id, &new, now)? {
            Some(secret) => Said::Made(secret),
            None => Said::Wrong(with(words.token_too_many, &[("most", &MOST_TOKENS.to_string())])),
        };
        show(&admitted, &said)
    };
    answer.await.unwrap_or_else(|error: Error| broken(&admitted, &error))
}

/// POST `/desk/account/tokens/end`.
pub(super) fn end(admitted: &Admitted) -> HttpResponse {
    let ended = admitted.state.store.end_token(admitted.person.id, admitted.field("token"), admitted.now());
    let said = |ended| if ended { Said::Done(Words::of(admitted.language).token_ended) } else { Said::Nothing };
    ended.and_then(|ended| show(admitted, &said(ended))).unwrap_or_else(|error| broken(admitted, &error))
}

fn show(admitted: &Admitted, said: &Said) -> Result<HttpResponse, Error> {
    // In the demonstration nobody is signed in.
    if admitted.state.demonstration {
        return Ok(missing(admitted));
    }
    if let Said::Done(done) = said {
        return Ok(admitted.done(ADDRESS, done));
    }
    let words = Words::of(admitted.language);
    let tokens = admitted.state.store.tokens(admitted.person.id, admitted.now())?;
    let path = [("/desk/account".to_owned(), words.account.to_owned())];
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Account),
        title: words.tokens,
        path: &path,
        synthetic: false,
        address: ADDRESS,
    };
    let wrong = if let Said::Wrong(wrong) = said { wrong.as_str() } else { "" };
    let api = format!("{}/api/v1", admitted.state.public_url());
    let body = html! {
        (notice(wrong))
        @if let Said::Made(secret) = said { div.notice role="status" { p { (words.token_made) } p { code.key { (secret) } } } }
        p { (with(words.tokens_say, &[("address", &api)])) }
        section.card {
            @if tokens.is_empty() { p { (words.tokens_none) } } @else { (list(admitted, words, &tokens)) }
        }
        (form(admitted, words, matches!(said, Said::Wrong(_))))
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(admitted.respond_with(status, &page, &body))
}

fn list(admitted: &Admitted, words: &Words, tokens: &[PersonalToken]) -> Markup {
    html! {
        ul.plain { @for token in tokens {
            li {
                b { (token.name) }
                br;
                span.small {
                    @if token.may_write { (words.token_writes) } @else { (words.token_reads) }
                    " · " (words.token_was_made) " " (moment(admitted, token.made_at)) " · " (words.ends) " " (moment(admitted, token.expires_at))
                }
                form method="post" action=(admitted.to(&format!("{ADDRESS}/end"))) {
                    (admitted.form_field())
                    input type="hidden" name="token" value=(token.handle);
                    button.quiet type="submit" aria-label={ (words.token_end) " " (token.name) } { (words.token_end) }
                }
            }
        } }
    }
}

/// The form for a new one, with what was typed where that was not taken.
fn form(admitted: &Admitted, words: &Words, again: bool) -> Markup {
    let field = |name: &str| if again { admitted.field(name) } else { "" };
    let days = |days: i64| with(words.token_days_each, &[("days", &days.to_string())]);
    let typed = field("days");
    let chosen = |each: i64| typed == each.to_string() || (typed.is_empty() && each == DAYS[1]);
    let writes = field("rights") == "write";
    html! {
        section.card {
            h2 { (words.token_make) }
            form method="post" action=(admitted.to(ADDRESS)) {
                (admitted.form_field())
                p {
                    label.over for="name" { (words.token_name) }
                    input id="name" name="name" type="text" value=(field("name")) maxlength=(LONGEST_NAME) autocomplete="off" required;
                }
                p {
                    label.over for="days" { (words.token_days) }
                    select id="days" name="days" { @for each in DAYS { option value=(each) selected[chosen(each)] { (days(each)) } } }
                }
                fieldset {
                    legend { (words.token_rights) }
                    p { label { input type="radio" name="rights" value="read" checked[!writes]; " " (words.token_reads) } }
                    p { label { input type="radio" name="rights" value="write" checked[writes]; " " (words.token_writes) } }
                }
                @if admitted.person.has_password { (secret_field("current", words.current, "current-password")) }
                button type="submit" { (words.token_button) }
            }
        }
    }
}
