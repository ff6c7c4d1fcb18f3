//! One event that was written on the desk: changed, ended, or taken away.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::typed::{day, event, wrong};
use super::{ADDRESS, form, may_write, way};
use crate::language::number;
use crate::questionnaire::{Event, Lasts, Trials};
use crate::store::{Error, EventChange, WrittenEvent};
use crate::time::Timestamp;
use crate::web::desk::again::Wrong;
use crate::web::desk::caller::Admitted;
use crate::web::desk::layout::{Noun, Page};
use crate::web::desk::{broken, missing};

/// GET `/desk/events/{event}`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    of_event(admitted, |trials, there| Ok(show(admitted, trials, there, None)))
}

/// POST `/desk/events/{event}`: what the form says is to become of it.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    of_event(admitted, |trials, there| {
        let done = match admitted.field("act") {
            "end" => end(admitted, there),
            "remove" => Ok((EventKept::Removed, "Begivenheden er slettet.", "The event was removed.")),
            _ => {
                event(admitted, trials).map(|new| (EventKept::Changed(new), "Begivenheden er rettet.", "The event was changed."))
            }
        };
        let (kept, danish, english) = match done {
            Ok(done) => done,
            Err(wrong) => return Ok(show(admitted, trials, there, Some(&wrong))),
        };
        let change = match &kept {
            EventKept::Changed(new) if !may_write(admitted, new) => return Ok(admitted.refused()),
            EventKept::Changed(new) => EventChange::Changed(new),
            EventKept::Ended(new) => EventChange::Ended(new),
            EventKept::Removed => EventChange::Removed,
        };
        let seen = Timestamp(admitted.field("seen").parse().unwrap_or_default());
        let id = there.event.desk.unwrap_or_default();
        let by = (admitted.person.person.name.as_str(), admitted.now());
        if admitted.state.store.change_event((id, seen), change, by)? {
            return Ok(admitted.done(ADDRESS, admitted.say(danish, english)));
        }
        let newer = wrong(
            admitted,
            "",
            "En anden har ændret begivenheden imens. Se den igen, før du retter.",
            "Somebody else changed the event meanwhile. Look at it again before you change it.",
        );
        Ok(show(admitted, trials, there, Some(&newer)))
    })
}

/// What is to become of an event.
enum EventKept {
    Changed(Event),
    Ended(Event),
    Removed,
}

/// The event with its last day.
fn end<'a>(admitted: &Admitted, there: &WrittenEvent) -> Result<(EventKept, &'a str, &'a str), Wrong> {
    match day(admitted, "last").filter(|last| *last >= there.event.date) {
        Some(last) => {
            let ended = Event { lasts: Lasts::Until(last), ..there.event.clone() };
            Ok((EventKept::Ended(ended), "Begivenheden er afsluttet.", "The event has ended."))
        }
        None => Err(wrong(
            admitted,
            "last",
            "Skriv den sidste dag. Den kan ikke ligge før den første.",
            "Give the last day. It cannot lie before the first.",
        )),
    }
}

fn of_event(admitted: &Admitted, act: impl FnOnce(&Trials, &WrittenEvent) -> Result<HttpResponse, Error>) -> HttpResponse {
    let store = &admitted.state.store;
    let Ok(id) = admitted.path("event").parse() else { return missing(admitted) };
    match store.trials().and_then(|trials| Ok((trials, store.event(id)?))) {
        Ok((trials, Some(there))) if may_write(admitted, &there.event) => {
            act(&trials, &there).unwrap_or_else(|error| broken(admitted, &error))
        }
        Ok(_) => missing(admitted),
        Err(error) => broken(admitted, &error),
    }
}

fn show(admitted: &Admitted, trials: &Trials, there: &WrittenEvent, wrong: Option<&Wrong>) -> HttpResponse {
    let path = way(admitted);
    let (language, title) = (admitted.language, there.event.name.get(admitted.language));
    let address = format!("{ADDRESS}/{}", there.event.desk.unwrap_or_default());
    let page = Page { language, noun: Some(Noun::Trials), title, path: &path, synthetic: false, address: &address };
    let body = body(admitted, trials, there, &address);
    match wrong {
        Some(wrong) => admitted.respond_again(wrong, &page, &body),
        None => admitted.respond(&page, &body),
    }
}

fn body(admitted: &Admitted, trials: &Trials, there: &WrittenEvent, address: &str) -> Markup {
    let (say, language) = (|danish, english| admitted.say(danish, english), admitted.language);
    let hidden = |act: &str| {
        html! {
            (admitted.form_field())
            input type="hidden" name="act" value=(act);
            input type="hidden" name="seen" value=(there.at.0);
        }
    };
    html! {
        p { (there.event.listed(trials, language)) "." }
        p.small { (say("Skrevet af ", "Written by ")) (there.by) ", " (number::day(there.at.day(), language)) }
        @if there.event.lasts == Lasts::On {
            form.card method="post" action=(admitted.to(address)) {
                (hidden("end"))
                h2 { (say("Er det slut?", "Has it ended?")) }
                p {
                    label.over for="last" { (say("Den sidste dag", "The last day")) }
                    input id="last" name="last" type="date" value=(admitted.now().day()) required;
                }
                button type="submit" { (say("Afslut begivenheden", "End the event")) }
            }
        }
        form.card method="post" action=(admitted.to(address)) {
            (hidden("change"))
            h2 { (say("Ret begivenheden", "Change the event")) }
            (form::fields(admitted, trials, Some(&there.event)))
            button type="submit" { (say("Gem ændringen", "Keep the change")) }
        }
        details.card {
            summary { (say("Slet begivenheden", "Remove the event")) }
            form method="post" action=(admitted.to(address)) {
                (hidden("remove"))
                p.small { (say(
                    "Slet kun det, der aldrig skulle have stået her. Sammenligninger nævner det så ikke mere.",
                    "Remove only what should never have stood here. Comparisons will then no longer mention it.",
                )) }
                button.quiet type="submit" { (say("Slet begivenheden", "Remove the event")) }
            }
        }
    }
}
