//! What happened that may have changed answers and figures, of all trials: printed on every comparison that spans it.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::broken;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use crate::language::number;
use crate::questionnaire::{Event, Trial, Trials};

/// GET `/desk/events`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let trials = match admitted.state.store.trials() {
        Ok(trials) => trials,
        Err(error) => return broken(admitted, &error),
    };
    let path = [("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned())];
    let title = admitted.say("Begivenheder", "Events");
    let (language, noun) = (admitted.language, Some(Noun::Trials));
    let page = Page { language, noun, title, path: &path, synthetic: false, address: "/desk/events" };
    admitted.respond(&page, &body(admitted, &trials))
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
        } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(say("Begivenheder", "Events")) { table.groups.plain {
                thead { tr {
                    th scope="col" { (say("Hvad", "What")) }
                    th scope="col" { (say("Dag", "Day")) }
                    th scope="col" { (say("Forsøg", "Trials")) }
                } }
                tbody { @for event in events { tr {
                    th scope="row" { (event.name.get(admitted.language)) }
                    td data-label=(say("Dag", "Day")) { (number::day(event.date, admitted.language)) }
                    td data-label=(say("Forsøg", "Trials")) { (touched(admitted, trials, event)) }
                } } }
            } } }
        }
        p.small {
            (say("Begivenheder står i ", "Events stand in ")) code { "trials.toml" } (say(" under ", " under ")) code { "[[event]]" }
            (say(" og gemmes med ", " and are stored by ")) code { "nulpunkt publish" } "."
        }
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
