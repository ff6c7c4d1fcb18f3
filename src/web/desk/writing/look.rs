//! Looking at a questionnaire as those see it who answer it: a published version or a draft, in every language, storing nothing.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{Standing, Words};
use crate::language::Language;
use crate::questionnaire::{Trials, Version};
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};
use crate::web::respondent::{Preview, is_answerable};
use crate::web::words::with;

/// GET `/desk/questionnaires/{key}/preview/{version}` and each page below it.
pub(in crate::web::desk) fn show(admitted: &Admitted) -> HttpResponse {
    published(admitted, false)
}

/// POST to the same.
pub(in crate::web::desk) fn pass(admitted: &Admitted) -> HttpResponse {
    published(admitted, true)
}

/// GET `/desk/questionnaires/{key}/draft/preview` and each page below it.
pub(in crate::web::desk) fn show_draft(admitted: &Admitted) -> HttpResponse {
    draft(admitted, false)
}

/// POST to the same.
pub(in crate::web::desk) fn pass_draft(admitted: &Admitted) -> HttpResponse {
    draft(admitted, true)
}

fn published(admitted: &Admitted, sent: bool) -> HttpResponse {
    let (key, store) = (admitted.path("key"), &admitted.state.store);
    let Ok(number) = admitted.path("version").parse() else { return missing(admitted) };
    let found = store.find_version(key, number).and_then(|found| Ok((found, store.trials()?)));
    match found {
        Ok((Some(found), trials)) => {
            let base = format!("/desk/questionnaires/{key}/preview/{number}");
            answer(admitted, &found.version, &trials, (&base, &format!("/desk/questionnaires/{key}")), sent)
        }
        Ok((None, _)) => missing(admitted),
        Err(error) => broken(admitted, &error),
    }
}

fn draft(admitted: &Admitted, sent: bool) -> HttpResponse {
    let key = admitted.path("key");
    let found = Standing::of(admitted, key).and_then(|standing| Ok((standing, admitted.state.store.trials()?)));
    let (standing, trials) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let back = format!("/desk/questionnaires/{key}/draft");
    match standing.read(key, &standing.content()).version.filter(is_answerable) {
        Some(version) => answer(admitted, &version, &trials, (&format!("{back}/preview"), &back), sent),
        None => missing(admitted),
    }
}

fn answer(admitted: &Admitted, version: &Version, trials: &Trials, (base, back): (&str, &str), sent: bool) -> HttpResponse {
    let lang = |pair: &str| pair.strip_prefix("lang=").and_then(Language::from_code);
    let typed = admitted.form.iter().find(|(name, _)| name == "language").and_then(|(_, code)| Language::from_code(code));
    let asked = typed.or_else(|| admitted.request.query_string().split('&').find_map(lang));
    let preview = Preview {
        version,
        trials,
        base,
        bar: &bar(version, asked, back),
        fields: &admitted.form_field(),
        beside: &["form"],
        closes: admitted.now().day().saturating_add(jiff::Span::new().days(30)),
        asked,
        statement: admitted.state.config.was_url.is_some(),
    };
    let rest = admitted.path("page");
    let page = if sent { preview.pass(rest, &admitted.form) } else { preview.show(rest).map(|page| (StatusCode::OK, page)) };
    match page {
        Some((status, page)) => HttpResponse::build(status).content_type("text/html; charset=utf-8").body(page),
        None => missing(admitted),
    }
}

/// What stands above each page: that it is a look, and the way back.
fn bar(version: &Version, asked: Option<Language>, back: &str) -> Markup {
    // Whoever looks at the Arabic pages reads the desk in Danish.
    let desk = if asked == Some(Language::En) { Language::En } else { Language::Da };
    let words = Words::of(desk);
    let back = if desk == Language::En { format!("{back}?lang=en") } else { back.to_owned() };
    let said = with(words.look, &[("version", &version.version.to_string())]);
    html! {
        nav aria-label=(words.preview) lang=(desk.code()) dir="ltr" { p { (said) " " a href=(back) { (words.look_back) } } }
    }
}
