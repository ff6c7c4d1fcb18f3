//! A draft: its text, what is wrong with it, and what can be done next.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;

use super::around::around_form;
use super::question::{question_form, words_form};
use super::{MOST_SIGNS, Standing, Words, unix};
use crate::import::{Mark, marks};
use crate::language::Language;
use crate::questionnaire::{Unfinished, Version};
use crate::store::{DraftSaved, QuestionnaireDraft};
use crate::web::desk::account::moment;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::layout::{Noun, Page, allow_script};
use crate::web::desk::sign_in::notice;
use crate::web::respondent::is_answerable;
use crate::web::words::with;

/// What happened, for the top of the page.
pub(super) enum Said {
    Nothing,
    Done(String),
    /// What was asked for was not done.
    Wrong(String),
    /// Somebody else saved another text since: the person's own is kept in the page.
    Moved(String),
}

#[derive(Default, Deserialize)]
struct Asked {
    revision: Option<u32>,
}

/// GET `/desk/questionnaires/{key}/draft`, also of an earlier text.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    let asked: Asked = match admitted.query() {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let standing = match Standing::of(admitted, admitted.path("key")) {
        Ok(standing) => standing,
        Err(error) => return broken(admitted, &error),
    };
    let earlier = standing.texts.iter().find(|text| Some(text.revision) == asked.revision);
    let content = earlier.map_or_else(|| standing.content(), |text| text.content.clone());
    show(admitted, &standing, &content, &Said::Nothing)
}

/// POST `/desk/questionnaires/{key}/draft`: saves the text and says what is wrong with it.
pub(in crate::web::desk) fn save(admitted: &Admitted) -> HttpResponse {
    let content = unix(admitted.field("content"));
    let kept = keep(admitted, &content, made_from(admitted));
    match kept {
        Ok((standing, said)) => answer(admitted, &standing, &content, said),
        Err(error) => broken(admitted, &error),
    }
}

/// The answer to a form that changes the text: the draft's own page once it is saved, so that nothing is sent twice, else what is wrong.
pub(super) fn answer(admitted: &Admitted, standing: &Standing, content: &str, said: Said) -> HttpResponse {
    match said {
        Said::Done(done) => admitted.done(&format!("/desk/questionnaires/{}/draft", admitted.path("key")), &done),
        said => show(admitted, standing, content, &said),
    }
}

/// Which text the form was made from.
pub(super) fn made_from(admitted: &Admitted) -> u32 {
    admitted.field("revision").parse().unwrap_or(0)
}

/// Saves a text that was made from this revision; gives how the draft stands afterwards.
pub(super) fn keep(admitted: &Admitted, content: &str, revision: u32) -> Result<(Standing, Said), crate::store::Error> {
    let words = Words::of(admitted.language);
    let key = admitted.path("key");
    let standing = Standing::of(admitted, key)?;
    if content.chars().count() > MOST_SIGNS {
        return Ok((standing, Said::Wrong(words.too_long.to_owned())));
    }
    let Some(trial) = standing.trial(&standing.read(key, content)) else {
        return Ok((standing, Said::Wrong(words.no_trial.to_owned())));
    };
    let new = QuestionnaireDraft {
        key: key.to_owned(),
        revision,
        trial,
        content: content.to_owned(),
        changed_at: admitted.now(),
        changed_by: admitted.person.person.name.clone(),
    };
    let saved = admitted.state.store.save_draft(&new)?;
    let standing = Standing::of(admitted, key)?;
    let said = match saved {
        DraftSaved::Saved(_) => Said::Done(words.saved.to_owned()),
        DraftSaved::Moved => Said::Moved(words.moved.to_owned()),
    };
    Ok((standing, said))
}

/// The page with this text in it.
pub(super) fn show(admitted: &Admitted, standing: &Standing, content: &str, said: &Said) -> HttpResponse {
    let (language, words) = (admitted.language, Words::of(admitted.language));
    let key = admitted.path("key").to_owned();
    let read = standing.read(&key, content);
    let address = format!("/desk/questionnaires/{key}/draft");
    let named = read.version.as_ref().map(|version| version.title.get(language)).filter(|title| !title.is_empty());
    let title = with(words.draft_of, &[("title", named.unwrap_or(&key))]);
    let mut path = vec![("/desk/questionnaires".to_owned(), words.questionnaires.to_owned())];
    if !standing.published.is_empty() {
        path.push((format!("/desk/questionnaires/{key}"), named.unwrap_or(&key).to_owned()));
    }
    let page =
        Page { language, noun: Some(Noun::Questionnaires), title: &title, path: &path, synthetic: false, address: &address };
    // Only what is saved is looked at and published.
    let is_saved = standing.texts.first().is_some_and(|text| text.content == content);
    let body = html! {
        (told(said))
        (saved_line(admitted, standing, words))
        (faults(&read, content, words, language))
        (looked_at(&marks(content), words))
        @if is_saved { (next(admitted, standing, &read, &address, words)) }
        form.card method="post" action=(admitted.to(&address)) data-check=(admitted.to(&format!("{address}/check"))) {
            (admitted.form_field())
            input type="hidden" name="revision" value=(standing.revision());
            label.over for="content" { (words.text) }
            p.small { (words.text_help) }
            textarea.code id="content" name="content" rows="28" spellcheck="false" autocomplete="off" { "\n" (content) }
            p { button type="submit" { (words.check) } }
        }
        @if let (Said::Moved(_), Some(newest)) = (said, standing.texts.first()) {
            section.card {
                h2 { (with(words.theirs, &[("name", &newest.changed_by)])) }
                p.small { (words.theirs_help) }
                pre.code tabindex="0" role="region" aria-label=(words.theirs_label) { (newest.content) }
            }
        }
        (around_form(admitted, standing, content, is_saved))
        (words_form(admitted, standing, content, is_saved, words))
        (question_form(admitted, standing, &read, is_saved, words))
        (earlier(admitted, standing, &address, words))
        script type="module" src="/desk/live.js" {}
    };
    let status = match said {
        Said::Nothing | Said::Done(_) => StatusCode::OK,
        Said::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Said::Moved(_) => StatusCode::CONFLICT,
    };
    let mut answer = admitted.respond_with(status, &page, &body);
    allow_script(&mut answer);
    answer
}

/// POST `/desk/questionnaires/{key}/draft/check`: what is wrong with a text that is still being written; saves nothing.
pub(in crate::web::desk) fn check(admitted: &Admitted) -> HttpResponse {
    let (language, key) = (admitted.language, admitted.path("key"));
    let content = unix(admitted.field("content"));
    if content.chars().count() > MOST_SIGNS {
        return HttpResponse::UnprocessableEntity().finish();
    }
    match Standing::of(admitted, key) {
        Ok(standing) => {
            let found = faults(&standing.read(key, &content), &content, Words::of(language), language);
            HttpResponse::Ok().content_type("text/html; charset=utf-8").body(found.into_string())
        }
        Err(error) => broken(admitted, &error),
    }
}

/// GET `/desk/live.js`: asks for [`check`] while somebody writes; the page works without it.
pub(in crate::web::desk) fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(include_str!("live.js"))
}

fn told(said: &Said) -> Markup {
    match said {
        Said::Nothing => html! {},
        Said::Done(done) => html! { p.notice role="status" { (done) } },
        Said::Wrong(wrong) | Said::Moved(wrong) => notice(wrong),
    }
}

fn saved_line(admitted: &Admitted, standing: &Standing, words: &Words) -> Markup {
    html! {
        p.small {
            @match standing.texts.first() {
                Some(text) => { (with(words.saved_by, &[("when", &moment(admitted, text.changed_at)), ("name", &text.changed_by)])) }
                None => { (words.not_saved) }
            }
        }
    }
}

/// What is wrong, with line and column, and what to do.
fn faults(read: &Unfinished, content: &str, words: &Words, language: Language) -> Markup {
    let count = read.faults.iter().filter(|fault| !fault.kind.is_warning()).count();
    let line_of = |number: usize| content.lines().nth(number.saturating_sub(1)).unwrap_or_default().trim();
    html! {
        section.card id="faults" aria-labelledby="count" {
            h2 id="count" {
                span role="status" {
                    @match count {
                        0 => { (words.no_faults) }
                        1 => { (words.one_fault) }
                        _ => { (with(words.faults, &[("count", &count.to_string())])) }
                    }
                }
            }
            @if !read.faults.is_empty() {
                ol.plain {
                    @for fault in &read.faults {
                        @let (line, column) = (fault.place.line.to_string(), fault.place.column.to_string());
                        li { b { (with(words.place, &[("line", &line), ("column", &column)])) } " " (fault.sentence(language))
                            @let stands = line_of(fault.place.line);
                            @if !stands.is_empty() { br; code.small { (beginning(stands)) } }
                            @if let Some(meaning) = meaning(stands, language) { " " span.small { "– " (meaning) } }
                        }
                    }
                }
            }
        }
    }
}

/// What a text is for that stands on this line, for whoever does not know the names.
pub(super) fn meaning(line: &str, language: Language) -> Option<&'static str> {
    let (danish, english) = match line.split(['=', ' ']).next()? {
        "title" => ("titlen", "the title"),
        "introduction" => ("indledningen på den første side", "the introduction on the first page"),
        "closing" => ("ordene på den sidste side", "the words on the last page"),
        "purpose" => ("hvorfor der bliver spurgt", "why people are asked"),
        "legal_basis" => ("hvad der giver lov til at spørge", "what allows asking"),
        "voluntary" => ("at det er frivilligt at svare", "that answering is voluntary"),
        "no_consequence" => ("at svaret ikke får følger", "that the answer has no consequences"),
        "source" => ("hvor adressen kommer fra", "where the address comes from"),
        "retention" => ("hvor længe svarene bliver gemt", "how long the answers are kept"),
        "access" => ("hvem der kan se svarene", "who can see the answers"),
        "rights" => ("hvilke rettigheder man har", "which rights people have"),
        _ => return None,
    };
    Some(if language == Language::En { english } else { danish })
}

/// The beginning of a line, by which a person finds it.
fn beginning(line: &str) -> String {
    const MOST: usize = 70;
    let cut: String = line.chars().take(MOST).collect();
    if cut.len() < line.len() { format!("{cut} …") } else { cut }
}

/// What of a pasted text could not be read, or was guessed.
fn looked_at(marks: &[Mark], words: &Words) -> Markup {
    html! {
        @if !marks.is_empty() {
            section.card {
                h2 { (words.marks) }
                p.small { (words.marks_help) }
                ol.plain {
                    @for mark in marks {
                        li {
                            b { (with(words.mark_place, &[("line", &mark.line.to_string()), ("at", &mark.at.to_string())])) }
                            " " (words.doubt(mark.doubt)) br; q { (mark.words) }
                        }
                    }
                }
            }
        }
    }
}

/// Looking at what was saved, publishing it, and giving it up.
fn next(admitted: &Admitted, standing: &Standing, read: &Unfinished, address: &str, words: &Words) -> Markup {
    html! {
        section.card {
            h2 { (words.preview) }
            @match read.version.as_ref().filter(|version| is_answerable(version)) {
                Some(version) => { (preview_links(version, &format!("{address}/preview"), words)) }
                None => p { (words.no_preview) },
            }
        }
        section.card {
            h2 { (words.publish) }
            @match publishable(read) {
                Some(version) => form method="post" action=(admitted.to(&format!("{address}/publish"))) {
                    (admitted.form_field())
                    input type="hidden" name="revision" value=(standing.revision());
                    p { (words.publish_say) }
                    button type="submit" { (with(words.publish_button, &[("version", &version.version.to_string())])) }
                },
                None if read.sound().is_some() => p { (words.no_notice) },
                None => p { (words.faults_first) },
            }
            details {
                summary { (words.give_up) }
                form method="post" action=(admitted.to(&format!("{address}/discard"))) {
                    (admitted.form_field())
                    input type="hidden" name="revision" value=(standing.revision());
                    p.small { (words.give_up_say) }
                    button.quiet type="submit" { (words.give_up_button) }
                }
            }
        }
    }
}

/// The version that may be published: without a fault, and with what respondents must be told.
pub(super) fn publishable(read: &Unfinished) -> Option<&Version> {
    read.sound().filter(|version| version.notice.is_some())
}

/// The way to the real pages, in every language that the version speaks.
pub(in crate::web::desk) fn preview_links(version: &Version, base: &str, words: &Words) -> Markup {
    html! {
        p.small { (words.preview_say) }
        p.row {
            @for language in &version.languages {
                a.button.quiet href={ (base) "?lang=" (language.code()) } lang=(language.code()) hreflang=(language.code()) dir=(language.direction()) { (language.own_name()) }
            }
        }
    }
}

fn earlier(admitted: &Admitted, standing: &Standing, address: &str, words: &Words) -> Markup {
    html! {
        @if standing.texts.len() > 1 {
            section.card {
                details {
                    summary { (words.earlier) }
                    ul.plain {
                        @for text in standing.texts.iter().skip(1) {
                            @let said = with(words.saved_by, &[("when", &moment(admitted, text.changed_at)), ("name", &text.changed_by)]);
                            li { a href=(admitted.to(&format!("{address}?revision={}", text.revision))) { (said) } }
                        }
                    }
                }
            }
        }
    }
}
