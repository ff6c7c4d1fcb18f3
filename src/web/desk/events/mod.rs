//! What happened that may have changed answers and figures, of all trials: printed on every comparison that spans it. Some stands in the
//! trials file and is changed there; the rest is written here, by whoever may for all the trials that it touches.

mod form;
mod typed;
pub(super) mod written;

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::again::Wrong;
use super::broken;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use crate::access::{Object, Verb};
use crate::questionnaire::{Event, Trial, Trials};
use crate::store::Error;

const ADDRESS: &str = "/desk/events";

const NEW: &str = "/desk/events/new";

/// GET `/desk/events`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let trials = match admitted.state.store.trials() {
        Ok(trials) => trials,
        Err(error) => return broken(admitted, &error),
    };
    let path = [("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned())];
    let title = admitted.say("Begivenheder", "Events");
    let (language, noun) = (admitted.language, Some(Noun::Trials));
    let page = Page { language, noun, title, path: &path, synthetic: false, address: ADDRESS };
    admitted.respond(&page, &body(admitted, &trials))
}

/// GET `/desk/events/new`.
pub(super) fn beginning(admitted: &Admitted) -> HttpResponse {
    match admitted.state.store.trials() {
        Ok(trials) => adding(admitted, &trials, None),
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/events/new`: writes one down.
pub(super) fn add(admitted: &Admitted) -> HttpResponse {
    let add = || -> Result<HttpResponse, Error> {
        let trials = admitted.state.store.trials()?;
        let new = match typed::event(admitted, &trials) {
            Ok(new) => new,
            Err(wrong) => return Ok(adding(admitted, &trials, Some(&wrong))),
        };
        if !may_write(admitted, &new) {
            return Ok(admitted.refused());
        }
        admitted.state.store.add_event(&new, &admitted.person.person.name, admitted.now())?;
        Ok(admitted.done(ADDRESS, admitted.say("Begivenheden er skrevet ind.", "The event is written down.")))
    };
    add().unwrap_or_else(|error| broken(admitted, &error))
}

fn adding(admitted: &Admitted, trials: &Trials, wrong: Option<&Wrong>) -> HttpResponse {
    let path = way(admitted);
    let (language, title) = (admitted.language, admitted.say("Skriv en begivenhed ind", "Write down an event"));
    let page = Page { language, noun: Some(Noun::Trials), title, path: &path, synthetic: false, address: NEW };
    let body = html! {
        form.card method="post" action=(admitted.to(NEW)) {
            (admitted.form_field())
            (form::fields(admitted, trials, None))
            button type="submit" { (admitted.say("Gem begivenheden", "Keep the event")) }
        }
    };
    match wrong {
        Some(wrong) => admitted.respond_again(wrong, &page, &body),
        None => admitted.respond(&page, &body),
    }
}

/// The path above a page of one event.
fn way(admitted: &Admitted) -> [(String, String); 2] {
    [
        ("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned()),
        (ADDRESS.to_owned(), admitted.say("Begivenheder", "Events").to_owned()),
    ]
}

/// Whether the person may write what touches all these trials; what touches every trial is of whoever has everything.
fn may_write(admitted: &Admitted, event: &Event) -> bool {
    let of_each =
        |keys: &Vec<String>| !keys.is_empty() && keys.iter().all(|key| admitted.may(Verb::WriteEvents, Object::Trial(key)));
    admitted.may(Verb::WriteEvents, Object::Platform) || event.trials.as_ref().is_some_and(of_each)
}

fn body(admitted: &Admitted, trials: &Trials) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let mut events: Vec<&Event> = trials.events.iter().filter(|event| concerns(admitted, event)).collect();
    events.sort_by_key(|event| event.date);
    html! {
        p.say { (say(
            "Det, der skete imens, kan have ændret svar og tal. Derfor står det ved hver sammenligning, som går hen over dagen.",
            "What happened meanwhile may have changed answers and figures. So it stands beside every comparison that spans its day.",
        )) }
        @if events.is_empty() {
            p.card { (say("Her er ingen begivenheder endnu.", "There are no events yet.")) }
        } @else { (table(admitted, trials, &events)) }
        p.small {
            (say("Det, der er »fra filen«, står i ", "What is “from the file” stands in ")) code { "trials.toml" } (say(
                " og ændres der. Læses filen ind igen, bliver det, I selv har skrevet her, stående.",
                " and is changed there. When the file is read again, what was written here stays.",
            ))
        }
        @if admitted.may_somewhere(Verb::WriteEvents, trials) {
            p { a.button href=(admitted.to(NEW)) { (say("Skriv en begivenhed ind", "Write down an event")) } }
        }
    }
}

fn table(admitted: &Admitted, trials: &Trials, events: &[&Event]) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let language = admitted.language;
    html! {
        div.card { div.scroll tabindex="0" role="region" aria-label=(say("Begivenheder", "Events")) { table.groups.plain {
            thead { tr {
                th scope="col" { (say("Hvad", "What")) }
                th scope="col" { (say("Hvornår", "When")) }
                th scope="col" { (say("Forsøg og kommuner", "Trials and municipalities")) }
                th scope="col" { (say("Kilde", "Source")) }
            } }
            tbody { @for event in events { tr {
                th scope="row" {
                    @match event.desk.filter(|_| may_write(admitted, event)) {
                        Some(id) => a href=(admitted.to(&format!("{ADDRESS}/{id}"))) { (event.name.get(language)) },
                        None => (event.name.get(language)),
                    }
                }
                td data-label=(say("Hvornår", "When")) { (event.when(language)) }
                td data-label=(say("Forsøg og kommuner", "Trials and municipalities")) {
                    (touched(admitted, trials, event))
                    @if let Some(only) = event.only(trials, language) { div.small { (only) } }
                }
                td data-label=(say("Kilde", "Source")) {
                    @if let Some(source) = &event.source { (source) }
                    div.small { @if event.desk.is_some() { (say("skrevet her", "written here")) } @else { (say("fra filen", "from the file")) } }
                }
            } } }
        } } }
    }
}

/// Whether the person sees a trial that the event touched.
fn concerns(admitted: &Admitted, event: &Event) -> bool {
    event.trials.as_ref().is_none_or(|keys| keys.iter().any(|key| admitted.sees(key)))
}

fn touched(admitted: &Admitted, trials: &Trials, event: &Event) -> Markup {
    let Some(keys) = &event.trials else { return html! { (admitted.say("alle forsøg", "all trials")) } };
    let seen = |trial: &&Trial| keys.contains(&trial.key) && admitted.sees(&trial.key);
    html! { ul.plain { @for trial in trials.trials.iter().filter(seen) {
        li { a href=(admitted.to(&format!("/desk/trials/{}", trial.key))) { (trial.name.get(admitted.language)) } }
    } } }
}
