//! Looking at a questionnaire as those see it who answer it: a published version or a draft, in every language, storing nothing.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{Standing, Words};
use crate::compare;
use crate::language::Language;
use crate::questionnaire::{Trials, Version};
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, desk_language, example_page, missing};
use crate::web::respondent::{Preview, is_answerable};
use crate::web::template::{Slot, Template, push_escaped};
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
            answer(admitted, (&found.version, true), &trials, (&base, &format!("/desk/questionnaires/{key}")), sent)
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
    let read = standing.read(key, &standing.content());
    match read.version.as_ref().filter(|version| is_answerable(version)) {
        Some(version) => {
            let sound = read.sound().is_some();
            answer(admitted, (version, sound), &trials, (&format!("{back}/preview"), &back), sent)
        }
        None => missing(admitted),
    }
}

/// A page of a version, of which it is known whether nothing is wrong with it.
fn answer(
    admitted: &Admitted,
    (version, sound): (&Version, bool),
    trials: &Trials,
    (base, back): (&str, &str),
    sent: bool,
) -> HttpResponse {
    let lang = |pair: &str| pair.strip_prefix("lang=").and_then(Language::from_code);
    let typed = admitted.form.iter().find(|(name, _)| name == "language").and_then(|(_, code)| Language::from_code(code));
    let asked = typed.or_else(|| admitted.request.query_string().split('&').find_map(lang));
    if admitted.path("page") == EXAMPLE && !sent {
        return if sound { example(admitted, version, trials, asked, base) } else { admitted.see(base) };
    }
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

/// What citizens are shown of the comparison before they answer.
const EXAMPLE: &str = "eksempel";

fn example(admitted: &Admitted, version: &Version, trials: &Trials, asked: Option<Language>, base: &str) -> HttpResponse {
    let language = asked.filter(|language| version.languages.contains(language)).or(version.languages.first().copied());
    let language = language.unwrap_or_default();
    let invented = compare::example(version, trials, &admitted.state.config.privacy, None, desk_language(language));
    let page = Template::new(&example_page(&invented, language, &version.languages));
    let back = format!("{base}?lang={}", language.code());
    let fill = |slot: &Slot, out: &mut String| {
        if *slot == Slot::Back {
            push_escaped(out, &back);
        }
    };
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page.fill(|_| true, fill))
}

/// What stands above each page: that it is a look, and the way back.
fn bar(version: &Version, asked: Option<Language>, back: &str) -> Markup {
    // Whoever looks at the Arabic pages reads the desk in Danish.
    let desk = if asked == Some(Language::En) { Language::En } else { Language::Da };
    let words = Words::of(desk);
    let back = if desk == Language::En { format!("{back}?lang=en") } else { back.to_owned() };
    let said = with(words.look, &[("version", &version.version.to_string())]);
    html! {
        nav aria-label=(words.preview) lang=(desk.code()) dir="ltr" class="desk" { p { (said) " " a href=(back) { (words.look_back) } } }
    }
}
