//! Coding the lines of a group: select words, put a code on them, and think about it in a memo.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::codebook::{CODEBOOK, LONGEST_TEXT, code_choice, noted};
use super::statements::places;
use super::{LIST, above, refused, show, text_of, told, with_group};
use crate::export::coding::path;
use crate::export::summary::Talks;
use crate::focusgroup::{Code, Guide, normalised};
use crate::store::{Error, Excerpt, FocusGroup, Memo, MemoOf, NoteLine, standing_lines};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

/// What is put on lines, as far as this person may see it.
pub(super) struct Put {
    pub(super) codes: Vec<Code>,
    pub(super) excerpts: Vec<Excerpt>,
    pub(super) memos: Vec<Memo>,
}

impl Put {
    pub(super) fn gather(admitted: &Admitted) -> Result<Self, Error> {
        let (store, who) = (&admitted.state.store, Some(admitted.person.person.name.as_str()));
        Ok(Self { codes: store.code_list()?, excerpts: store.codings(who)?, memos: store.memos(who)? })
    }
}

/// The question whose lines are shown.
#[derive(serde::Deserialize, Default)]
struct Chosen {
    #[serde(default)]
    question: String,
}

/// GET `/desk/focus-groups/{group}/coding`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, shown)
}

fn shown(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let made = admitted.state.store.lines(group.id, 0).and_then(|lines| Ok((lines, Put::gather(admitted)?)));
    let (lines, put) = match made {
        Ok(made) => made,
        Err(error) => return broken(admitted, &error),
    };
    let here = format!("{LIST}/{}/coding", group.id);
    let standing = standing_lines(&lines);
    let questions: Vec<_> = talks.guide(group).into_iter().flat_map(Guide::questions).collect();
    let chosen: Chosen = match admitted.query() {
        Ok(chosen) => chosen,
        Err(answer) => return answer,
    };
    let of =
        |key: &str| -> Vec<&NoteLine> { standing.iter().map(|(line, _)| *line).filter(|line| line.question == key).collect() };
    let with_lines: Vec<_> = questions.iter().filter(|(_, question)| !of(&question.key).is_empty()).collect();
    // A page has the lines of one question: a whole talk is too long for a phone.
    let now = with_lines.iter().find(|(_, question)| question.key == chosen.question).or(with_lines.first());
    let body = html! {
        p.say { (admitted.say(
            "Sæt koder på det, der bliver sagt. Udsnit må gerne overlappe, og en linje kan have flere koder.",
            "Put codes on what is said. Excerpts may overlap, and a line can have several codes.",
        )) }
        p { a href=(admitted.to(CODEBOOK)) { (admitted.say("Kodebogen", "The codebook")) } }
        @if standing.is_empty() { p.card.empty { (admitted.say("Her kommer linjerne fra noterne til at stå.", "The lines of the notes will be here.")) } }
        @if with_lines.len() > 1 {
            nav aria-label=(admitted.say("Spørgsmål", "Questions")) { ul.units { @for (_, question) in &with_lines {
                @let count = of(&question.key).len();
                @let is_now = now.is_some_and(|(_, now)| now.key == question.key);
                li {
                    a href=(admitted.to(&format!("{here}?question={}", question.key))) aria-current=[is_now.then_some("page")] { (question.text.get(admitted.language)) }
                    " " span.small { (told(admitted, "{n} linjer", "{n} lines", &[("n", &count.to_string())])) }
                }
            } } }
        }
        @if let Some((theme, question)) = now {
            @let own = of(&question.key);
            @if !own.is_empty() {
                section.card {
                    p.small { (theme.title.get(admitted.language)) }
                    h2 { (question.text.get(admitted.language)) }
                    ol.plain.lines { @for line in own { (line_with(admitted, &put, line, &here, true)) } }
                }
            }
        }
    };
    let title = told(admitted, "Kodning: {group}", "Coding: {group}", &[("group", &group.planned.title)]);
    show(admitted, StatusCode::OK, &title, &above(group), &here, &body)
}

/// POST `/desk/focus-groups/{group}/coding`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, |admitted, _, group| match admitted.state.store.lines(group.id, 0) {
        Ok(lines) => {
            let id = admitted.field("line").parse().ok();
            let question = lines.iter().find(|line| Some(line.id) == id).map_or("", |line| line.question.as_str());
            let here = format!("{LIST}/{}/coding?question={question}", group.id);
            changed(admitted, &lines.iter().collect::<Vec<_>>(), &here)
        }
        Err(error) => broken(admitted, &error),
    })
}

/// Does what the form of a line says, if it is one of these lines, and leads back to it.
pub(super) fn changed(admitted: &Admitted, lines: &[&NoteLine], here: &str) -> HttpResponse {
    let id = admitted.field("line").parse().ok();
    let Some(line) = lines.iter().find(|line| Some(line.id) == id) else {
        return refused(admitted, "Linjen er væk.", "The line is gone.");
    };
    match change(admitted, line) {
        Ok(Ok(())) => admitted.see(&format!("{here}#l{}", line.id)),
        Ok(Err((danish, english))) => refused(admitted, danish, english),
        Err(error) => broken(admitted, &error),
    }
}

type Wrong = (&'static str, &'static str);

fn change(admitted: &Admitted, line: &NoteLine) -> Result<Result<(), Wrong>, Error> {
    let (store, by, now) = (&admitted.state.store, &admitted.person.person.name, admitted.now());
    let memo = text_of(admitted, "memo");
    if memo.chars().count() > LONGEST_TEXT {
        return Ok(Err(("Notatet er for langt.", "The memo is too long.")));
    }
    let taken_back: Option<i64> = admitted.field("uncode").parse().ok();
    if let Some(id) = taken_back {
        let is_gone = store.remove_coding(id, by)?;
        return Ok(if is_gone {
            Ok(())
        } else {
            Err((
                "Kun dine egne koder kan fjernes, og ikke dem, som enigheden er målt med.",
                "Only your own codes can be taken away, and not those with which agreement was measured.",
            ))
        });
    }
    if let Ok(id) = admitted.field("about").parse() {
        let is_there = !memo.is_empty() && store.add_memo(MemoOf::Excerpt(id), &memo, by, now)?;
        return Ok(if is_there { Ok(()) } else { Err(("Skriv et notat.", "Write a memo.")) });
    }
    let Some(places) = places(&line.words, &normalised(admitted.field("words"))) else {
        return Ok(Err((
            "Ordene står ikke sådan i linjen. Slet kun, ret ikke.",
            "The words do not stand like that in the line. Delete only, do not change.",
        )));
    };
    let code = admitted.field("code").parse().ok();
    let Some(code) = code else { return Ok(Err(("Vælg en kode.", "Choose a code."))) };
    let Some(excerpt) = store.add_coding(line.id, places, code, by, now)? else {
        return Ok(Err(("Koden er væk.", "The code is gone.")));
    };
    if !memo.is_empty() {
        store.add_memo(MemoOf::Excerpt(excerpt), &memo, by, now)?;
    }
    Ok(Ok(()))
}

/// A line with what is put on it, and, where it may be coded, the form.
pub(super) fn line_with(admitted: &Admitted, put: &Put, line: &NoteLine, here: &str, is_open: bool) -> Markup {
    let own: Vec<&Excerpt> = put.excerpts.iter().filter(|excerpt| excerpt.line_id == line.id).collect();
    let id = line.id;
    html! {
        li id={ "l" (id) } {
            span.who { @if line.speaker.is_empty() { "–" } @else { (line.speaker) } }
            span.said {
                (line.words)
                @for excerpt in &own { (coded(admitted, put, excerpt, here, is_open)) }
            }
            @if is_open { details {
                summary { (admitted.say("Sæt en kode", "Put a code")) span.aloud { ": " (line.words) } }
                form method="post" action=(admitted.to(here)) {
                    (admitted.form_field())
                    input type="hidden" name="line" value=(id);
                    p {
                        label.over for={ "w" (id) } { (admitted.say("Slet det, der ikke skal med", "Delete what is not to be in it")) }
                        input.wide id={ "w" (id) } name="words" type="text" value=(line.words) autocomplete="off" required;
                    }
                    p { label.over for={ "c" (id) } { (admitted.say("Kode", "Code")) } (code_choice(&put.codes, (&format!("c{id}"), "code"), None, admitted.say("vælg", "choose"))) }
                    p { label.over for={ "m" (id) } { (admitted.say("Notat (kan udelades)", "Memo (optional)")) } input.wide id={ "m" (id) } name="memo" type="text" maxlength=(LONGEST_TEXT) autocomplete="off"; }
                    button type="submit" { (admitted.say("Sæt koden", "Put the code")) }
                }
            } }
        }
    }
}

/// An excerpt with its code, who put it, and what was thought about it.
fn coded(admitted: &Admitted, put: &Put, excerpt: &Excerpt, here: &str, is_open: bool) -> Markup {
    let name = put.codes.iter().find(|code| code.id == excerpt.code_id).map(|code| path(&put.codes, code)).unwrap_or_default();
    let own_memos = put.memos.iter().filter(|memo| memo.of == MemoOf::Excerpt(excerpt.id));
    let is_own = excerpt.coder == admitted.person.person.name;
    html! {
        div.coded {
            b { (name) } ": »" (excerpt.words) "« " span.small { (excerpt.coder) }
            @for memo in own_memos { (noted(admitted, memo)) }
            @if is_own && is_open {
                form.row method="post" action=(admitted.to(here)) {
                    (admitted.form_field())
                    input type="hidden" name="line" value=(excerpt.line_id);
                    button.quiet type="submit" name="uncode" value=(excerpt.id) { (admitted.say("Fjern koden", "Take the code away")) span.aloud { ": " (name) } }
                }
            }
            details {
                summary { (admitted.say("Skriv et notat", "Write a memo")) span.aloud { ": " (name) } }
                form method="post" action=(admitted.to(here)) {
                    (admitted.form_field())
                    input type="hidden" name="line" value=(excerpt.line_id);
                    input type="hidden" name="about" value=(excerpt.id);
                    p { label.over for={ "n" (excerpt.id) } { (admitted.say("Notat", "Memo")) } textarea id={ "n" (excerpt.id) } name="memo" rows="2" maxlength=(LONGEST_TEXT) required {} }
                    button.quiet type="submit" { (admitted.say("Gem notatet", "Save the memo")) }
                }
            }
        }
    }
}

/// The lines that stand in all groups, of what was said.
pub(super) fn spoken_lines(admitted: &Admitted, groups: &BTreeSet<i64>) -> Result<Vec<NoteLine>, Error> {
    let mut found = Vec::new();
    for group in groups {
        let lines = admitted.state.store.lines(*group, 0)?;
        let said = standing_lines(&lines).into_iter().map(|(line, _)| line.clone());
        found.extend(said.filter(|line| !line.words.is_empty()));
    }
    Ok(found)
}
