//! Checking one's answers before they are sent, from six questions on.

use actix_web::HttpResponse;
use actix_web::web::Payload;
use maud::{Markup, html};

use super::answering::send;
use super::arrival::arrive;
use super::filling::Held;
use super::given::given;
use super::page::{Setting, address, framed, hidden};
use super::refusal::{Refusal, Why};
use super::{Asked, Come, form_of, ok, see};
use crate::language::Language;
use crate::questionnaire::{Answers, Item, Step, Version, journey, shown};
use crate::web::template::Template;
use crate::web::words::{Words, with};

type Answer = Result<HttpResponse, Refusal>;

/// GET `/s/{token}/svar`.
pub(super) async fn show(come: &Come<'_>) -> Answer {
    let arrival = arrive(come, &Asked::by(come.request)).await?;
    if let Some(page) = arrival.gate(come.state) {
        return Ok(page);
    }
    let draft = match arrival.draft() {
        Ok(draft) => draft,
        Err(way) => return Ok(way),
    };
    let step = arrival.resume(draft);
    if let Step::Page(_) = step {
        return Ok(see(&arrival.step(step)));
    }
    let template = Template::new(&page(&arrival.version.version, arrival.setting, &draft.answers));
    Ok(ok(arrival.filling(Held::Saved(&draft.answers), None).page(&template, |_| true)))
}

/// POST `/s/{token}/svar`: sends.
pub(super) async fn submit(come: &Come<'_>, body: Payload) -> Answer {
    let typed = form_of(come.request, body).await?;
    let asked = Asked::with(come.request, &typed);
    for _ in 0..3 {
        let arrival = arrive(come, &asked).await?;
        if let Some(page) = arrival.gate(come.state) {
            return Ok(page);
        }
        let draft = match arrival.draft() {
            Ok(draft) => draft,
            Err(way) => return Ok(way),
        };
        arrival.same_version(typed.one("version"))?;
        let step = arrival.resume(draft);
        if let Step::Page(_) = step {
            return Ok(see(&arrival.step(step)));
        }
        if let Some(answer) = send(come.state, &arrival, draft.answers.clone()).await? {
            return Ok(answer);
        }
    }
    Err(Refusal { why: Why::Busy, language: asked.language.unwrap_or_default() })
}

/// The page with all answers of a respondent.
pub(super) fn page(version: &Version, setting: Setting, answers: &Answers) -> String {
    let words = setting.words();
    let shown = shown(version, answers);
    let ends = journey::is_screened_out(version, answers);
    let said = &words.check;
    let (title, lead) = if ends { (&said.title_early, &said.lead_early) } else { (&said.title, &said.lead) };
    let last = journey::previous(version, answers, version.pages.len()).map_or(0, |page| page + 1);
    let main = html! {
        a.alone.back href=(address(&format!("/{last}"))) { (words.page.back) }
        h1 { (title) }
        p { (lead) }
        dl.answers {
            @for item in version.asked().into_iter().filter(|item| shown.contains(&item.key)) {
                (line(&item, answers, setting.language, words))
            }
        }
        form method="post" action=(address("/svar?send")) {
            (hidden(version, setting))
            p.quiet { (words.question.send_note) }
            button type="submit" { (words.question.send) }
        }
    };
    framed(version, setting, title, false, "/svar", &main)
}

/// One item with its answer and the way to change it.
fn line(item: &Item<'_>, answers: &Answers, language: Language, words: &Words) -> Markup {
    let question = item.question.text.get(language);
    let own = item.text.map(|text| text.get(language));
    let given = given(item, answers, language, words);
    html! {
        div {
            dt { (question) @if let Some(own) = own { br; span.own { (own) } } }
            dd.was { @if given.is_empty() { span.quiet { (words.check.empty) } } @else { bdi { (given) } } }
            dd {
                a.alone href=(address(&format!("/{}#{}", item.page + 1, item.key))) {
                    (words.check.change)
                    span.hidden { " " (with(&words.check.change_what, &[("question", own.unwrap_or(question))])) }
                }
            }
        }
    }
}
