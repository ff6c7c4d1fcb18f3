//! Pages of questions: shown, saved as they are passed, and sent from the last one.
//!
//! Whoever was quicker (another tab, a second press, another device) is never overwritten: a step names the revision that it
//! was made from, and when that has moved the link is read again and the step taken anew.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Payload;

use super::arrival::{Arrival, arrive};
use super::filling::{Filling, Held, Progress};
use super::form::Typed;
use super::page::{About, Complaints, has_check, question_page, sends};
use super::pages::Leaf;
use super::question::Complaint;
use super::refusal::{Refusal, Why};
use super::{Asked, Come, answered, form_of, ok, see};
use crate::fieldwork::Entry;
use crate::language::Language;
use crate::language::personal::{self, Names};
use crate::questionnaire::{
    Answer as Given, Answers, Kind, PageReading, Step, Version, journey, other_text_key, prune, read_page, shown,
};
use crate::store::{Draft, Saved, Sent, Submitted};
use crate::web::State;
use crate::web::template::Template;
use crate::web::words::Words;

type Answer = Result<HttpResponse, Refusal>;

/// How often a step is taken anew before somebody is asked to try again.
const TRIES: usize = 6;

/// GET `/s/{token}/{page}`, counted from 1.
pub(super) async fn show(come: &Come<'_>, number: usize) -> Answer {
    let asked = Asked::by(come.request);
    let arrival = arrive(come, &asked).await?;
    if let Some(page) = arrival.gate(come.state) {
        return Ok(page);
    }
    let blank = arrival.blank();
    // The first page leads here with the language that was chosen there; whoever has not read it is led to it.
    let draft = match arrival.draft() {
        Ok(draft) => draft,
        Err(_) if asked.language.is_some() => &blank,
        Err(way) => return Ok(way),
    };
    let Some(page) = number.checked_sub(1).filter(|page| is_reached(&arrival, draft, *page)) else {
        return Ok(arrival.draft().map_or_else(|way| way, |draft| see(&arrival.step(arrival.resume(draft)))));
    };
    let template = arrival.template(Leaf::Page(page));
    let before = back(&arrival, draft, page);
    let filling = arrival.filling(Held::Saved(&draft.answers), &before, None);
    Ok(ok(filled(&arrival, draft, page, &filling, &template)))
}

/// Whether the page shows anything and lies no further than the draft has come.
fn is_reached(arrival: &Arrival, draft: &Draft, page: usize) -> bool {
    let reached = page < draft.page || arrival.resume(draft) == Step::Page(page);
    reached && journey::shown_on_page(&arrival.version.version, &draft.answers, page).contains(&true)
}

fn back(arrival: &Arrival, draft: &Draft, page: usize) -> String {
    let before = journey::previous(&arrival.version.version, &draft.answers, page);
    before.map_or_else(String::new, |page| format!("/{}", page + 1))
}

/// The page with this respondent's progress, and without the questions that they are not asked.
fn filled(arrival: &Arrival, draft: &Draft, page: usize, filling: &Filling<'_>, template: &Template) -> String {
    let version = &arrival.version.version;
    let shown = journey::shown_on_page(version, &draft.answers, page);
    let questions = version.pages.get(page).map_or(&[][..], |page| &page.questions);
    let is_shown = |key: &str| {
        let place = questions.iter().position(|question| question.key == key);
        place.and_then(|place| shown.get(place)).is_some_and(|shown| *shown)
    };
    let here = questions.iter().filter(|question| is_shown(&question.key) && !matches!(question.kind, Kind::Note)).count();
    let (first, total) = journey::position(version, &draft.answers, page);
    let progress = Progress { before: first.saturating_sub(1), here, total, saved: draft.page > 0 };
    Filling { progress, ..*filling }.page(template, is_shown)
}

/// POST `/s/{token}/{page}`: saves the page, and sends from the last page of a short questionnaire.
pub(super) async fn save(come: &Come<'_>, number: usize, body: Payload) -> Answer {
    let typed = form_of(come.request, body).await?;
    let asked = Asked::with(come.request, &typed);
    for _ in 0..TRIES {
        let arrival = arrive(come, &asked).await?;
        if let Some(page) = arrival.gate(come.state) {
            return Ok(page);
        }
        let blank = arrival.blank();
        let draft = arrival.visit.draft.as_ref().unwrap_or(&blank);
        arrival.same_version(typed.one("version"))?;
        let Some(page) = number.checked_sub(1).filter(|page| is_reached(&arrival, draft, *page)) else {
            return Ok(arrival.draft().map_or_else(|way| way, |draft| see(&arrival.step(arrival.resume(draft)))));
        };
        if let Some(answer) = pass(come.state, &arrival, draft, page, &typed).await? {
            return Ok(answer);
        }
    }
    Err(Refusal { why: Why::Busy, language: asked.language.unwrap_or_default() })
}

/// Passes one page; nothing, if the draft moved meanwhile.
async fn pass(
    state: &State,
    arrival: &Arrival,
    draft: &Draft,
    page: usize,
    typed: &Typed,
) -> Result<Option<HttpResponse>, Refusal> {
    let version = &arrival.version.version;
    let reading = read_page(version, &draft.answers, page, &typed.0);
    if !reading.faults.is_empty() {
        return Ok(Some(complain(arrival, draft, page, typed, &faults((version, arrival.language()), &reading))));
    }
    let mut answers = draft.answers.clone();
    reading.put_into(&mut answers);
    let personal = personal_items(&reading, typed, &names(state, arrival, &reading)?);
    let asked = typed.one("asked") == Some("1");
    if !personal.is_empty() || (!reading.empty.is_empty() && !asked) {
        // What was answered on the page is kept at once: somebody who closes the browser here has lost nothing.
        withhold(&mut answers, &personal, &draft.answers);
        if answers != draft.answers && keep(state, arrival, draft.page, &answers).await? == Saved::Moved {
            return Ok(None);
        }
        let complaints = about((version, arrival.language()), &reading, &personal, asked);
        return Ok(Some(complain(arrival, draft, page, typed, &complaints)));
    }
    let next = journey::next(version, &answers, Some(page));
    if next == Step::ScreenedOut || (next == Step::End && sends(version, page)) {
        return send(state, arrival, answers).await;
    }
    if keep(state, arrival, page + 1, &answers).await? == Saved::Moved {
        return Ok(None);
    }
    Ok(Some(see(&arrival.step(onward(arrival, draft, &answers, next)))))
}

async fn keep(state: &State, arrival: &Arrival, passed: usize, answers: &Answers) -> Result<Saved, Refusal> {
    let saved = state.store.save_page(&arrival.visit, passed, arrival.language(), answers).await;
    saved.map_err(|error| arrival.refuse(&error))
}

/// Sends the answers; nothing, if the draft moved meanwhile.
pub(super) async fn send(state: &State, arrival: &Arrival, mut answers: Answers) -> Result<Option<HttpResponse>, Refusal> {
    let version = &arrival.version.version;
    let screened_out = journey::is_screened_out(version, &answers);
    prune(version, &mut answers);
    let language = arrival.visit.draft.as_ref().map_or(arrival.language(), |draft| draft.language);
    let sent = Sent { answers: &answers, screened_out, entry: Entry::Web, language };
    let sent = state.store.send(&arrival.visit, &arrival.token, &arrival.version, sent, state.clock.now()).await;
    match sent.map_err(|error| arrival.refuse(&error))? {
        Submitted::Stored => Ok(Some(see(&arrival.receipt_address()))),
        Submitted::Moved => Ok(None),
    }
}

/// Where it goes on after a page: for who changes an answer at the end, to what that newly asks, else back to the check.
fn onward(arrival: &Arrival, draft: &Draft, answers: &Answers, next: Step) -> Step {
    let version = &arrival.version.version;
    if !has_check(version) || arrival.resume(draft) != Step::End {
        return next;
    }
    let before = shown(version, &draft.answers);
    let new: BTreeSet<String> = shown(version, answers).difference(&before).cloned().collect();
    let page = version.asked().into_iter().find(|item| new.contains(&item.key)).map(|item| item.page);
    page.map_or(Step::End, Step::Page)
}

/// The page again with what is wrong, and everything typed.
fn complain(arrival: &Arrival, draft: &Draft, page: usize, typed: &Typed, complaints: &Complaints) -> HttpResponse {
    let text = question_page(&arrival.version.version, page, arrival.setting, complaints);
    let before = back(arrival, draft, page);
    let filling = arrival.filling(Held::Typed(typed), &before, None);
    answered(StatusCode::UNPROCESSABLE_ENTITY, filled(arrival, draft, page, &filling, &Template::new(&text)))
}

/// A version in the language in which it is answered.
type Spoken<'a> = (&'a Version, Language);

/// What cannot be taken.
pub(super) fn faults(spoken: Spoken<'_>, reading: &PageReading) -> Complaints {
    let list = reading.faults.iter().map(|fault| {
        let place = place(spoken, &fault.item);
        Complaint { item: fault.item.clone(), place, message: fault.sentence(spoken.1) }
    });
    Complaints { list: list.collect(), ..Complaints::default() }
}

/// What is asked once: about words that point at a person, else about what was left empty.
pub(super) fn about(spoken: Spoken<'_>, reading: &PageReading, personal: &[Personal], asked: bool) -> Complaints {
    if personal.is_empty() {
        let list = each(spoken, &reading.empty, &Words::of(spoken.1).fault.empty);
        return Complaints { list, about: About::Empty, asked: true };
    }
    about_persons(spoken, personal, asked)
}

/// The same complaint about each of these items.
fn each(spoken: Spoken<'_>, items: &[String], message: &str) -> Vec<Complaint> {
    let complaint = |item: &String| {
        let place = place(spoken, item);
        Complaint { item: item.clone(), place, message: message.to_owned() }
    };
    items.iter().map(complaint).collect()
}

/// An item in whose words something points at a person, with the kind if it is one alone.
pub(super) type Personal = (String, Option<personal::Kind>);

/// The names that this page's words are searched for, read only where something was written.
fn names(state: &State, arrival: &Arrival, reading: &PageReading) -> Result<Names, Refusal> {
    if !reading.answers.0.values().any(|given| matches!(given, Given::Text(text) if !text.is_empty())) {
        return Ok(Names::default());
    }
    let names = state.store.names_to_ask_about(&arrival.visit, arrival.version.version.audience);
    let names = names.map_err(|error| arrival.refuse(&error))?;
    Ok(Names::new(names.iter().map(String::as_str)))
}

/// The items whose words point at a person, without those that were asked about already.
pub(super) fn personal_items(reading: &PageReading, typed: &Typed, names: &Names) -> Vec<Personal> {
    let mut kinds: BTreeMap<&String, BTreeSet<personal::Kind>> = BTreeMap::new();
    // By the texts, not by the items: most pages have none.
    for (key, given) in &reading.answers.0 {
        let Given::Text(text) = given else { continue };
        let item = reading.items.iter().find(|item| *item == key || other_text_key(item) == *key);
        let found = personal::spans(text, names).into_iter().map(|span| span.kind);
        if let Some(item) = item {
            kinds.entry(item).or_default().extend(found);
        }
    }
    let unconfirmed = |item: &&String| !typed.all("confirmed").any(|confirmed| confirmed == *item);
    let found = reading.items.iter().filter_map(|item| Some((item, kinds.remove(item)?))).filter(|(_, kinds)| !kinds.is_empty());
    found.filter(|(item, _)| unconfirmed(item)).map(|(item, kinds)| (item.clone(), only(kinds))).collect()
}

/// The one that all of them are.
fn only<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Option<T> {
    let mut all = all.into_iter();
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// The question whether what points at a person is to be stored.
fn about_persons(spoken: Spoken<'_>, items: &[Personal], asked: bool) -> Complaints {
    let words = &Words::of(spoken.1).fault;
    let message = |kind: Option<personal::Kind>| match kind {
        Some(personal::Kind::PersonNumber) => &words.number,
        Some(personal::Kind::Phone) => &words.phone,
        Some(personal::Kind::Email) => &words.email,
        Some(personal::Kind::Name) => &words.name,
        Some(personal::Kind::Chosen) | None => &words.personal,
    };
    let list = items.iter().flat_map(|(item, kind)| each(spoken, std::slice::from_ref(item), message(*kind)));
    Complaints { list: list.collect(), about: About::Personal(only(items.iter().map(|(_, kind)| *kind)).flatten()), asked }
}

/// Puts back what these items held before, so that nothing new of theirs is saved.
fn withhold(answers: &mut Answers, items: &[Personal], before: &Answers) {
    for key in items.iter().flat_map(|(item, _)| [item.clone(), other_text_key(item)]) {
        match before.0.get(&key) {
            Some(answer) => _ = answers.0.insert(key, answer.clone()),
            None => _ = answers.0.remove(&key),
        }
    }
}

/// The words by which a person finds the item again: its own text, or its question's.
fn place((version, language): Spoken<'_>, key: &str) -> String {
    let Some(item) = version.item(key) else { return String::new() };
    let text = item.text.unwrap_or(&item.question.text).get(language);
    shortened(text)
}

/// The beginning of a long text, cut between words.
fn shortened(text: &str) -> String {
    const MOST: usize = 56;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{} …", cut.trim_end_matches([',', '.', ';', ':', ' ']))
}
