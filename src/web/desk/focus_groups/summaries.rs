//! Summaries of groups and themes: written around, looked at, frozen, and fetched as page or DOCX.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::asking::{ask, telling};
use super::{LIST, gathered, refused, show, text_of, with_talks};
use crate::access::{Object, Verb};
use crate::export::document::page as as_page;
use crate::export::docx::{self, docx};
use crate::export::summary::{Made, Scope, Talks, summary};
use crate::focusgroup::attribution::FEWEST;
use crate::store::{Error, FrozenSummary, Prose, SummaryVersion};
use crate::web::desk::account::moment;
use crate::web::desk::caller::Admitted;
use crate::web::desk::comparison::files::{attachment, failed};
use crate::web::desk::layout::{self, synthetic_mark};
use crate::web::desk::{broken, missing, plain};

/// The longest text before or after the points, in signs.
const LONGEST: usize = 20_000;

/// A summary that was asked for, as it is now.
struct Asked {
    talks: Talks,
    scope: Scope,
    prose: Prose,
    made: Made,
}

fn asked(admitted: &Admitted) -> Result<Asked, HttpResponse> {
    let talks = gathered(admitted)?;
    let scope = Scope::from_name(admitted.path("scope")).ok_or_else(|| missing(admitted))?;
    let prose = admitted.state.store.prose(&scope.name()).map_err(|error| broken(admitted, &error))?;
    let mark = admitted.state.demonstration.then(|| synthetic_mark(admitted.language));
    let made = summary(&talks, &scope, &prose, admitted.language, mark).ok_or_else(|| missing(admitted))?;
    Ok(Asked { talks, scope, prose, made })
}

impl Asked {
    fn address(&self, rest: &str) -> String {
        format!("{LIST}/summaries/{}{rest}", self.scope.name())
    }
}

/// GET `/desk/focus-groups/summaries`: what was frozen, for those who read and do not write.
pub(in crate::web::desk) fn frozen(admitted: &Admitted) -> HttpResponse {
    with_talks(admitted, listed)
}

fn listed(admitted: &Admitted, talks: &Talks) -> HttpResponse {
    let themes = talks.themes().into_iter();
    let themes = themes.map(|(key, title)| (Scope::Theme(key.to_owned()), title.get(admitted.language).to_owned()));
    let groups = talks.groups.iter().map(|group| (Scope::Group(group.id), group.planned.title.clone()));
    let mut listed: Vec<(Scope, String, Vec<SummaryVersion>)> = Vec::new();
    for (scope, title) in themes.chain(groups) {
        match admitted.state.store.summary_versions(&scope.name()) {
            Ok(versions) if versions.is_empty() => {}
            Ok(versions) => listed.push((scope, title, versions)),
            Err(error) => return broken(admitted, &error),
        }
    }
    let body = html! {
        p.say { (admitted.say(
            "Her står de opsamlinger, som er frosset. En frosset version ændrer sig ikke, men den kan ikke læses mere, hvis noget i den ikke må vises mere.",
            "Here are the summaries that were frozen. A frozen version does not change, but it cannot be read any more once something in it may not be shown any more.",
        )) }
        @if listed.is_empty() { p.card.empty { (admitted.say("Ingen opsamling er frosset endnu.", "No summary was frozen yet.")) } }
        @for (scope, title, versions) in &listed {
            section.card { h2 { (title) } (versions_of(admitted, talks, scope, versions)) }
        }
    };
    let address = format!("{LIST}/summaries");
    show(admitted, StatusCode::OK, admitted.say("Opsamlinger", "Summaries"), &[], &address, &body)
}

/// Each frozen version with the ways to it.
fn versions_of(admitted: &Admitted, talks: &Talks, scope: &Scope, versions: &[SummaryVersion]) -> Markup {
    html! {
        ul.units { @for version in versions {
            @let name = super::told(admitted, "version {n}", "version {n}", &[("n", &version.version.to_string())]);
            @let file = format!("{LIST}/summaries/{}/{}", scope.name(), version.version);
            li {
                b { (name) } " · " (moment(admitted, version.at)) " · " (version.by) " · "
                @match closed(admitted, talks, version) {
                    Some(words) => span.small { (words) },
                    None => (both(admitted, &file, &name)),
                }
            }
        } }
    }
}

/// Why a version cannot be read any more, and since when, where it cannot.
fn closed(admitted: &Admitted, talks: &Talks, version: &SummaryVersion) -> Option<String> {
    let gone = talks.no_longer_held(&version.quotes);
    if !version.is_blank && gone.is_empty() {
        return None;
    }
    // Of those who took back that they may be quoted the day is known.
    let said_by = |id: &i64| match talks.claims.quotes.iter().find(|quote| quote.id == *id) {
        Some(quote) => talks.claims.statement(quote.statement_id).and_then(|statement| talks.speaker(statement)),
        None => talks.participants.iter().find(|one| one.id == -id),
    };
    let taken_back =
        gone.iter().filter_map(said_by).filter_map(|one| one.said.iter().rev().find(|said| !said.given)).map(|said| said.at);
    Some(match version.blank_since.or(taken_back.min()) {
        Some(at) => super::told(
            admitted,
            "kan ikke læses siden {day}, fordi noget i den ikke må vises mere",
            "cannot be read since {day}, because something in it may not be shown any more",
            &[("day", &moment(admitted, at))],
        ),
        None => admitted
            .say(
                "kan ikke læses nu, fordi noget i den ikke må vises, som det står",
                "cannot be read now, because something in it may not be shown as it stands",
            )
            .to_owned(),
    })
}

/// The ways to a summary as a page and as DOCX.
fn both(admitted: &Admitted, file: &str, of: &str) -> Markup {
    html! {
        a href=(admitted.to(&format!("{file}.html"))) { (admitted.say("læs", "read")) span.aloud { ": " (of) } } " · "
        a href=(admitted.to(&format!("{file}.docx"))) download { "DOCX" span.aloud { ": " (of) } }
    }
}

/// GET `/desk/focus-groups/summaries/{scope}`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    let asked = match asked(admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let versions = match admitted.state.store.summary_versions(&asked.scope.name()) {
        Ok(versions) => versions,
        Err(error) => return broken(admitted, &error),
    };
    let body = body(admitted, &asked, &versions);
    show(admitted, StatusCode::OK, &asked.made.document.title, &[], &asked.address(""), &body)
}

fn body(admitted: &Admitted, asked: &Asked, versions: &[SummaryVersion]) -> Markup {
    let at = |rest: &str| admitted.to(&asked.address(rest));
    let came = match asked.scope {
        Scope::Group(id) => asked.talks.attendees_of(id),
        Scope::Theme(_) => 0,
    };
    html! {
        @if (1..FEWEST).contains(&came) {
            p.notice.warning { (super::told(admitted,
                "Kun {n} deltog, og hvert punkt kunne kun være fra dem. Derfor har opsamlingen ingen punkter; de står i temaernes opsamlinger. Er de spurgt og enige, kan det skrives som tekst herunder.",
                "Only {n} took part, and each point could only be theirs. So the summary has no points; they stand in the summaries of the themes. Where they were asked and agree, it can be written as text below.",
                &[("n", &came.to_string())])) }
        }
        @let shown = asked.made.quotes.iter().filter(|(id, _)| *id > 0).count();
        p.say { @match shown {
            1 => (admitted.say(
                "Opsamlingen bliver lavet af de udgivne punkter. Et citat kan vises i den nu.",
                "The summary is made of the published points. One quote can be shown in it now.",
            )),
            n => (super::told(admitted,
                "Opsamlingen bliver lavet af de udgivne punkter. {n} citater kan vises i den nu.",
                "The summary is made of the published points. {n} quotes can be shown in it now.",
                &[("n", &n.to_string())])),
        } }
        section.card {
            h2 { (admitted.say("Som den er nu", "As it is now")) }
            p { (both(admitted, &asked.address("/now"), admitted.say("som den er nu", "as it is now"))) }
            form method="post" action=(at("")) {
                (admitted.form_field())
                p { (admitted.say("En frosset version ændrer sig ikke. Må noget i den ikke vises mere, kan hele versionen ikke læses.", "A frozen version does not change. Once something in it may not be shown any more, the whole version cannot be read.")) }
                button type="submit" name="act" value="freeze" { (admitted.say("Frys som ny version", "Freeze as a new version")) }
            }
        }
        @if !versions.is_empty() {
            section.card {
                h2 { (admitted.say("Frosne versioner", "Frozen versions")) }
                (versions_of(admitted, &asked.talks, &asked.scope, versions))
            }
        }
        form.card method="post" action=(at("")) {
            (admitted.form_field())
            h2 { (admitted.say("Tekst før og efter punkterne", "Text before and after the points")) }
            @for (name, label, words) in [
                ("opening", admitted.say("Før punkterne", "Before the points"), &asked.prose.opening),
                ("closing", admitted.say("Efter punkterne", "After the points"), &asked.prose.closing),
            ] {
                p { label.over for=(name) { (label) } textarea id=(name) name=(name) rows="6" maxlength=(LONGEST) { (words) } }
            }
            p.small { (admitted.say("En tom linje begynder et nyt afsnit.", "An empty line begins a new paragraph.")) }
            button type="submit" name="act" value="save" { (admitted.say("Gem teksten", "Save the text")) }
        }
    }
}

/// POST `/desk/focus-groups/summaries/{scope}`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    let asked = match asked(admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let (store, here) = (&admitted.state.store, asked.address(""));
    let did = match admitted.field("act") {
        "save" => {
            let [opening, closing] = ["opening", "closing"].map(|name| text_of(admitted, name));
            if [&opening, &closing].iter().any(|words| words.chars().count() > LONGEST) {
                return refused(admitted, "Teksten er for lang.", "The text is too long.");
            }
            let found = telling(admitted, &asked.talks, &[&opening, &closing], matches!(asked.scope, Scope::Group(_)));
            if !found.is_empty() {
                let before = admitted.say("Før punkterne", "Before the points");
                let after = admitted.say("Efter punkterne", "After the points");
                return ask(admitted, &found, &here, &[("opening", before), ("closing", after)]);
            }
            store.save_prose(&asked.scope.name(), &Prose { opening, closing })
        }
        "freeze" => return freeze(admitted, &asked),
        _ => return refused(admitted, "Formularen kan ikke læses.", "The form cannot be read."),
    };
    super::done(admitted, did, &here)
}

fn freeze(admitted: &Admitted, asked: &Asked) -> HttpResponse {
    let document = match docx(&asked.made.document) {
        Ok(document) => document,
        Err(error) => return failed(&error),
    };
    let page = as_page(&asked.made.document).into_string();
    let frozen = FrozenSummary { page, document, quotes: asked.made.quotes.clone() };
    let (state, by, now) = (&admitted.state, &admitted.person.person.name, admitted.now());
    let days = state.config.focus_groups.transcript_days;
    let did = state.store.freeze_summary(&asked.scope.name(), &frozen, days, by, now);
    super::done(admitted, did.and_then(|_| set_day_of_notes(admitted, asked)), &asked.address(""))
}

/// The day on which the notes of a group go whose summary is frozen.
fn set_day_of_notes(admitted: &Admitted, asked: &Asked) -> Result<(), Error> {
    let days = admitted.state.config.focus_groups.notes_days;
    let Scope::Group(id) = asked.scope else { return Ok(()) };
    let Some(group) = asked.talks.group(id).filter(|_| days > 0) else { return Ok(()) };
    let after = admitted.now().day().max(group.planned.ends.day());
    let Ok(day) = after.checked_add(jiff::Span::new().days(i64::from(days.min(36_500)))) else { return Ok(()) };
    admitted.state.store.keep_notes_until(group, day, &admitted.person.person.name, admitted.now())
}

/// GET `/desk/focus-groups/summaries/{scope}/{file}`: `now` or the number of a version, and `.html` or `.docx`.
pub(in crate::web::desk) fn file(admitted: &Admitted) -> HttpResponse {
    let asked = match asked(admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let Some((name, kind)) = admitted.path("file").rsplit_once('.') else { return missing(admitted) };
    if !matches!(kind, "html" | "docx") {
        return missing(admitted);
    }
    let file = format!("{}-{name}.docx", asked.scope.name());
    if name == "now" {
        // What is not frozen may still change: it is for those who write it.
        if !admitted.may(Verb::WritePoints, Object::Platform) {
            return admitted.refused();
        }
        return match kind {
            "html" => layout::document(as_page(&asked.made.document).into_string()),
            _ => match docx(&asked.made.document) {
                Ok(bytes) => attachment(bytes, docx::CONTENT_TYPE, &file),
                Err(error) => failed(&error),
            },
        };
    }
    let Ok(version) = name.parse() else { return missing(admitted) };
    match admitted.state.store.frozen_summary(&asked.scope.name(), version) {
        Ok(None) => missing(admitted),
        Ok(Some(frozen)) if frozen.is_blank() || !asked.talks.still_holds(&frozen.quotes) => {
            let words = admitted.say(
                "Noget i den version må ikke vises mere. Frys en ny version.",
                "Something in that version may not be shown any more. Freeze a new version.",
            );
            plain(admitted, StatusCode::GONE, words)
        }
        Ok(Some(frozen)) if kind == "html" => layout::document(frozen.page),
        Ok(Some(frozen)) => attachment(frozen.document, docx::CONTENT_TYPE, &file),
        Err(error) => broken(admitted, &error),
    }
}
