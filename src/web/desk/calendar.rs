//! What is due when: the evidence that the frozen designs plan, month by month, with what is late; and the same for other calendars.

use actix_web::HttpResponse;
use jiff::civil::Date;
use maud::{Markup, html};

use super::caller::Admitted;
use super::comparison::files::attachment;
use super::design::{self, Expected, address, found, standing};
use super::layout::{Noun, Page};
use super::trials::lines;
use super::{broken, known};
use crate::evaluation::Stage;
use crate::focusgroup::calendar::{folded, text};
use crate::language::{filled, number};
use crate::questionnaire::Trials;
use crate::store::Error;

const ADDRESS: &str = "/desk/calendar";

/// What is planned, in the order of the days on which it is due.
fn planned(admitted: &Admitted) -> Result<(std::sync::Arc<Trials>, Vec<Expected>), Error> {
    let trials = admitted.state.store.trials()?;
    let lines = lines(admitted)?;
    let evidence = design::Evidence::of(admitted, &trials, &lines, known::closed(admitted)?);
    let mut expected = design::evidence(&evidence)?;
    let place = |key: &str| trials.trials.iter().position(|trial| trial.key == key);
    expected.sort_by_key(|one| (one.planned.due(), place(&one.trial)));
    Ok((trials, expected))
}

/// Whether it is still to be gathered.
fn is_open(one: &Expected) -> bool {
    !matches!(one.state, Stage::Closed | Stage::TooFew)
}

/// GET `/desk/calendar`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let (trials, expected) = match planned(admitted) {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let title = admitted.say("Hvad skal samles ind hvornår?", "What is to be gathered when?");
    let path = [("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned())];
    let page =
        Page { language: admitted.language, noun: Some(Noun::Trials), title, path: &path, synthetic: false, address: ADDRESS };
    admitted.respond(&page, &body(admitted, &trials, &expected))
}

fn body(admitted: &Admitted, trials: &Trials, expected: &[Expected]) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let (late, others): (Vec<&Expected>, Vec<&Expected>) = expected.iter().partition(|one| one.state == Stage::None);
    let (coming, done): (Vec<&Expected>, Vec<&Expected>) = others.into_iter().partition(|one| is_open(one));
    html! {
        @if expected.is_empty() {
            p.say { (say(
                "Her kommer det belæg, som designene planlægger. Skriv et design på et forsøgs side, og frys det.",
                "The evidence that designs plan will be here. Write a design on the page of a trial, and freeze it.",
            )) }
        } @else {
            p.say { (in_short(admitted, &late, &coming)) }
            p.files { a href=(admitted.to("/desk/calendar.ics")) download { (say("Hent til jeres egen kalender (.ics)", "Fetch for your own calendar (.ics)")) } }
        }
        (part(admitted, trials, say("Over tiden", "Late"), &late))
        (part(admitted, trials, say("Det næste", "What comes"), &coming))
        (part(admitted, trials, say("Samlet ind", "Gathered"), &done))
    }
}

/// How much is late, and what comes next.
fn in_short(admitted: &Admitted, late: &[&Expected], coming: &[&Expected]) -> String {
    let count = number::whole(late.len() as u64, admitted.language);
    let late = match late.len() {
        0 => admitted.say("Intet er over tiden.", "Nothing is late.").to_owned(),
        1 => admitted
            .say(
                "Ét sted mangler belæg, som skulle være samlet ind.",
                "In one place evidence is missing that should have been gathered.",
            )
            .to_owned(),
        _ => filled(
            admitted.say(
                "{n} steder mangler belæg, som skulle være samlet ind.",
                "In {n} places evidence is missing that should have been gathered.",
            ),
            &[("n", &count)],
        ),
    };
    let next = coming.first().map(|one| {
        let day = number::day(one.planned.due(), admitted.language);
        filled(admitted.say("Det næste skal være inde {day}.", "The next is due on {day}."), &[("day", &day)])
    });
    [Some(late), next].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn part(admitted: &Admitted, trials: &Trials, title: &str, expected: &[&Expected]) -> Markup {
    let (say, language) = (|danish, english| admitted.say(danish, english), admitted.language);
    let heads = [
        say("Senest", "Due"),
        say("Forsøg", "Trial"),
        say("Belæg", "Evidence"),
        say("Status", "State"),
        say("Hvad der er", "What there is"),
    ];
    html! {
        @if !expected.is_empty() {
            h2 { (title) }
            div.card { div.scroll tabindex="0" role="region" aria-label=(title) { table.groups.plain {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { @for one in expected { tr {
                    th scope="row" { (number::day(one.planned.due(), language)) }
                    td data-label=(heads[1]) { a href=(admitted.to(&address(&one.trial, one.evaluation.as_deref(), "/design"))) { (known::short_trial(trials, &one.trial, language)) } }
                    td data-label=(heads[2]) {
                        (one.planned.words(language)) ", " (one.planned.when.words(language))
                        @if !one.planned.note.is_empty() { br; span.small { (one.planned.note) } }
                    }
                    td.state data-label=(heads[3]) { (standing(admitted, one)) }
                    td data-label=(heads[4]) { (found(admitted, one)) }
                } } }
            } } }
        }
    }
}

/// GET `/desk/calendar.ics`: what is still to be gathered, each on the last day on which it is not late.
pub(super) fn file(admitted: &Admitted) -> HttpResponse {
    let (trials, expected) = match planned(admitted) {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let mut lines = vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".to_owned(), "PRODID:-//Nulpunkt//Nulpunkt//DA".to_owned()];
    let made: String = admitted.now().rfc3339().chars().filter(|sign| !"-:".contains(*sign)).collect();
    let public = admitted.state.public_url();
    for one in expected.iter().filter(|one| is_open(one)) {
        let audience = one.planned.audience.map_or("", crate::questionnaire::Audience::name);
        let of = [
            &one.trial,
            one.evaluation.as_deref().unwrap_or_default(),
            one.planned.source.name(),
            audience,
            &one.planned.when.written(),
        ];
        let due = one.planned.due();
        let trial = known::short_trial(&trials, &one.trial, admitted.language);
        let page = address(&one.trial, one.evaluation.as_deref(), "/design");
        lines.push("BEGIN:VEVENT".to_owned());
        lines.push(format!("UID:{}@nulpunkt", text(&of.join("."))));
        lines.push(format!("DTSTAMP:{made}"));
        lines.push(format!("DTSTART;VALUE=DATE:{}", bare(due)));
        lines.push(format!("DTEND;VALUE=DATE:{}", bare(due.tomorrow().unwrap_or(due))));
        lines.push("TRANSP:TRANSPARENT".to_owned());
        lines.push(format!("SUMMARY:{}", text(&format!("{trial}: {}", one.planned.words(admitted.language)))));
        lines.push(format!("DESCRIPTION:{}", text(&one.planned.note)));
        lines.push(format!("URL:{}{page}", public.trim_end_matches('/')));
        lines.push("END:VEVENT".to_owned());
    }
    lines.push("END:VCALENDAR".to_owned());
    let file: String = lines.iter().map(|line| folded(line)).collect();
    attachment(file.into_bytes(), "text/calendar; charset=utf-8", "nulpunkt.ics")
}

/// A day as calendars write it (RFC 5545, section 3.3.4).
fn bare(day: Date) -> String {
    day.to_string().replace('-', "")
}
