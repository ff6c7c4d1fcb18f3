//! Pages of questions: shown, saved as they are passed, and sent from the last one.
//!
//! Whoever was quicker (another tab, a second press, another device) is never overwritten: a step names the revision that it
//! was made from, and when that has moved the link is read again and the step taken anew. A form names the revision that it was filled
//! from too: what an older one leaves empty stays as somebody else answered it meanwhile.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Payload;

use super::arrival::{Arrival, arrive};
use super::filling::{Filling, Held, Progress};
use super::form::Typed;
use super::page::{About, Complaints, has_check, question_page, sends};
use super::pages::Leaf;
use super::refusal::{Refusal, Why};
use super::warned::{Spoken, about, faults, personal_items};
use super::{Asked, Come, answered, form_of, ok, see};
use crate::fieldwork::Entry;
use crate::language::Language;
use crate::language::personal::Names;
use crate::questionnaire::{
    Answer as Given, Answers, FormFaultKind, Kind, PageReading, Step, journey, other_text_key, prune, read_page, shown,
};
use crate::store::{Draft, Saved, Sent, Submitted};
use crate::web::State;
use crate::web::template::Template;

type Answer = Result<HttpResponse, Refusal>;

/// The browser's way back shows the answer to a form only if it was kept. It may be where nobody's answer is on the page.
const KEPT_FOR_THE_WAY_BACK: HeaderValue = HeaderValue::from_static("private, no-cache");

/// How often a step is taken anew before somebody is asked to try again.
const TRIES: usize = 6;

/// Where the button leads that a page is left by; each saves the page first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the next page, or out of the questionnaire.
    On,
    /// To the page before.
    Back,
    /// To the first page, from which the link goes on another day.
    Later,
    /// To the same page in this language.
    Speaking(Language),
}

impl Way {
    pub(super) fn of(typed: &Typed) -> Self {
        match typed.one("go-to") {
            Some("back") => Self::Back,
            Some("later") => Self::Later,
            Some(code) => Language::from_code(code).map_or(Self::On, Self::Speaking),
            None => Self::On,
        }
    }
}

/// What an address of a page says that it is shown for, beside the language.
fn says(come: &Come<'_>, word: &str) -> bool {
    come.request.query_string().split('&').any(|pair| pair == word)
}

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
    let filling = arrival.filling(Held::Saved(&draft.answers), None);
    let complaints = if says(come, KEPT) {
        Complaints { about: About::Kept, ..Complaints::default() }
    } else if says(come, OPEN) {
        left_open(&arrival, draft, page)
    } else {
        Complaints::default()
    };
    if complaints.is_none() {
        return Ok(ok(filled(&arrival, draft, page, &filling, &arrival.template(Leaf::Page(page)))));
    }
    let text = question_page(&arrival.version.version, page, arrival.setting, &complaints);
    Ok(ok(filled(&arrival, draft, page, &filling, &Template::new(&text))))
}

/// What an address says where somebody answered elsewhere in the meantime.
const KEPT: &str = "kept";

/// What an address says where a page was answered in part, and the rest is asked about.
const OPEN: &str = "open";

/// What is asked about a page that is saved and answered in part; nothing about one that says nothing, to which no form leads.
fn left_open(arrival: &Arrival, draft: &Draft, page: usize) -> Complaints {
    let version = &arrival.version.version;
    let reading = read_page(version, &draft.answers, page, &[]);
    if is_silent(&reading, &draft.answers) {
        return Complaints::default();
    }
    let reading = PageReading { empty: unanswered(&reading, &draft.answers), ..reading };
    about((version, arrival.language()), &reading, &[], false)
}

/// The items of the page that these answers have nothing for.
fn unanswered(reading: &PageReading, answers: &Answers) -> Vec<String> {
    reading.items.iter().filter(|item| !answers.0.contains_key(*item)).cloned().collect()
}

/// Whether these answers say nothing on the page.
fn is_silent(reading: &PageReading, answers: &Answers) -> bool {
    !reading.items.iter().any(|item| answers.0.get(item).is_some_and(Given::says_anything))
}

/// Whether the page shows anything and lies no further than the draft has come.
fn is_reached(arrival: &Arrival, draft: &Draft, page: usize) -> bool {
    let reached = page < draft.page || arrival.resume(draft) == Step::Page(page);
    reached && journey::shown_on_page(&arrival.version.version, &draft.answers, page).contains(&true)
}

/// Below the link, the page before this one.
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
    let progress = Progress::at(journey::position(version, &draft.answers, page), here, draft.answers.say_anything());
    Filling { progress, ..*filling }.page(template, is_shown)
}

/// POST `/s/{token}/{page}`: saves the page, and sends from the last page of a short questionnaire.
pub(super) async fn save(come: &Come<'_>, number: usize, body: Payload) -> Answer {
    let typed = form_of(come.request, body).await?;
    let asked = match Way::of(&typed) {
        Way::Speaking(language) => Asked { language: Some(language) },
        _ => Asked::with(come.request, &typed),
    };
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

/// Takes what one page's form says and goes where its button leads; nothing, if the draft moved meanwhile.
async fn pass(
    state: &State,
    arrival: &Arrival,
    draft: &Draft,
    page: usize,
    typed: &Typed,
) -> Result<Option<HttpResponse>, Refusal> {
    let (version, way) = (&arrival.version.version, Way::of(typed));
    let spoken: Spoken<'_> = (version, arrival.language());
    let mut reading = read_page(version, &draft.answers, page, &typed.0);
    let mut answers = draft.answers.clone();
    reading.put_into(&mut answers);
    let personal = personal_items(&reading, typed, &names(state, arrival, &reading)?);
    // What cannot be taken, and what is not confirmed, stays as it was; all else is kept at once.
    let items = reading.faults.iter().map(|fault| &fault.item).chain(personal.iter().map(|one| &one.item));
    withhold(&mut answers, items, &draft.answers);
    let merged = is_older(typed, draft) && keep_others(&mut answers, &mut reading, &draft.answers);
    let asked = typed.one("asked") == Some("1");
    // Nothing ticked is no answer yet: not before it was asked about, and not on the way to another page than the next.
    let open = (way != Way::On || !asked) && leave_open(&mut answers, &reading, &draft.answers);
    let told = typed.one("fault-told") == Some("1") && matches!(way, Way::Back | Way::Later);
    let complaints = if !reading.faults.is_empty() && !told {
        Some(faults(spoken, &reading))
    } else if !personal.is_empty() {
        Some(about(spoken, &reading, &personal, asked))
    } else {
        None
    };
    let asks = (!reading.empty.is_empty() || open) && !asked;
    if complaints.is_none() && way == Way::On && !merged && !asks {
        return leave(state, arrival, draft, page, answers).await;
    }
    // A form that is none of ours is not half believed.
    let is_foreign = |kind: &FormFaultKind| {
        matches!(kind, FormFaultKind::UnknownField | FormFaultKind::OffScale | FormFaultKind::SeveralChosen)
    };
    let ours = !reading.faults.iter().any(|fault| is_foreign(&fault.kind));
    let same = !ours || answers == draft.answers;
    if !same && keep(state, arrival, draft.page, &answers).await? == Saved::Moved {
        return Ok(None);
    }
    if let Some(complaints) = complaints {
        // A form that was older stays so, until somebody has seen what was answered elsewhere.
        let revision = if merged { 0 } else { draft.revision + i64::from(!same) };
        return Ok(Some(complain(arrival, draft, (page, revision), typed, &complaints)));
    }
    if asks && way == Way::On && !merged {
        reading.empty = unanswered(&reading, &answers);
        let silent = is_silent(&reading, &answers);
        // On a page of its own only where a person has just said something, or where pressing on stores nothing: a robot that
        // followed it there would press on.
        if !silent && (!same || draft.page > page) && ours {
            return Ok(Some(see(&arrival.address(&format!("/{}?{OPEN}&lang={}", page + 1, arrival.language().code())))));
        }
        let revision = draft.revision + i64::from(!same);
        let mut asking = complain(arrival, draft, (page, revision), typed, &about(spoken, &reading, &[], asked));
        if silent && ours {
            asking.headers_mut().insert(CACHE_CONTROL, KEPT_FOR_THE_WAY_BACK);
        }
        return Ok(Some(asking));
    }
    let language = arrival.language().code();
    let rest = match way {
        Way::Back => format!("{}?lang={language}", back(arrival, draft, page)),
        Way::Later => format!("?lang={language}"),
        Way::Speaking(_) => format!("/{}?lang={language}", page + 1),
        Way::On => format!("/{}?{KEPT}&lang={language}", page + 1),
    };
    Ok(Some(see(&arrival.address(&rest))))
}

/// Goes on after a page, or sends from the last one; nothing, if the draft moved meanwhile.
async fn leave(
    state: &State,
    arrival: &Arrival,
    draft: &Draft,
    page: usize,
    answers: Answers,
) -> Result<Option<HttpResponse>, Refusal> {
    let version = &arrival.version.version;
    let next = journey::next(version, &answers, Some(page));
    if next == Step::End && sends(version, page) {
        return send(state, arrival, answers).await;
    }
    // A page that was passed before and says nothing new is stored no second time.
    let is_known = draft.page > page && answers == draft.answers;
    if !is_known && keep(state, arrival, page + 1, &answers).await? == Saved::Moved {
        return Ok(None);
    }
    Ok(Some(see(&arrival.step(onward(arrival, draft, &answers, next)))))
}

/// Whether the form was filled from an older draft than there is now.
fn is_older(typed: &Typed, draft: &Draft) -> bool {
    typed.one("draft-revision").is_some_and(|revision| revision.parse() != Ok(draft.revision))
}

/// Puts back what an older form left empty and somebody answered meanwhile; whether there was anything.
fn keep_others(answers: &mut Answers, reading: &mut PageReading, before: &Answers) -> bool {
    let mut any = false;
    for item in &reading.items {
        let given = |answers: &Answers| answers.0.get(item).is_some_and(Given::says_anything);
        if given(before) && !given(answers) {
            withhold(answers, std::iter::once(item), before);
            reading.empty.retain(|empty| empty != item);
            any = true;
        }
    }
    any
}

/// Takes the answers out that say nothing and are new; whether there were any.
fn leave_open(answers: &mut Answers, reading: &PageReading, before: &Answers) -> bool {
    let mut any = false;
    for item in &reading.items {
        if !before.0.contains_key(item) && answers.0.get(item).is_some_and(|given| !given.says_anything()) {
            answers.0.remove(item);
            any = true;
        }
    }
    any
}

/// Puts back what these items held before, so that nothing new of theirs is saved.
fn withhold<'a>(answers: &mut Answers, items: impl Iterator<Item = &'a String>, before: &Answers) {
    for key in items.flat_map(|item| [item.clone(), other_text_key(item)]) {
        match before.0.get(&key) {
            Some(answer) => _ = answers.0.insert(key, answer.clone()),
            None => _ = answers.0.remove(&key),
        }
    }
}

/// The names that this page's words are searched for, read only where something was written.
fn names(state: &State, arrival: &Arrival, reading: &PageReading) -> Result<Names, Refusal> {
    if !reading.answers.0.values().any(|given| matches!(given, Given::Text(text) if !text.is_empty())) {
        return Ok(Names::default());
    }
    let names = state.store.names_to_ask_about(&arrival.visit, arrival.version.version.audience);
    let names = names.map_err(|error| arrival.refuse(&error))?;
    Ok(Names::new(names.iter().map(String::as_str)))
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
    let language = arrival.language();
    let sent = Sent { answers: &answers, screened_out, entry: Entry::Web, language, by: None };
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
fn complain(
    arrival: &Arrival,
    draft: &Draft,
    (page, revision): (usize, i64),
    typed: &Typed,
    complaints: &Complaints,
) -> HttpResponse {
    let text = question_page(&arrival.version.version, page, arrival.setting, complaints);
    let filling = Filling { revision, ..arrival.filling(Held::Typed(typed), None) };
    answered(StatusCode::UNPROCESSABLE_ENTITY, filled(arrival, draft, page, &filling, &Template::new(&text)))
}
