//! Planning a group: its guide, when and where it meets, and who does what in it.

use actix_web::HttpResponse;
use jiff::civil::{Date, Time};
use maud::{Markup, html};

use super::list::listed;
use super::{LIST, line_of, with_talks};
use crate::export::summary::Talks;
use crate::focusgroup::Guide;
use crate::store::NewGroup;
use crate::time::{Timestamp, copenhagen};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

/// The longest title, name or address.
const LONGEST: usize = 200;

/// POST `/desk/focus-groups`.
pub(in crate::web::desk) fn plan(admitted: &Admitted) -> HttpResponse {
    with_talks(admitted, planned)
}

fn planned(admitted: &Admitted, talks: &Talks) -> HttpResponse {
    let new = match read(admitted, talks) {
        Ok(new) => new,
        Err(wrong) => return listed(admitted, talks, Some(wrong)),
    };
    match admitted.state.store.plan_group(&new, &admitted.person.person.name, admitted.now()) {
        Ok(id) => admitted.done(
            &format!("{LIST}/{id}"),
            admitted.say("Gruppen er planlagt. Tilføj nu deltagerne.", "The group is planned. Now add the participants."),
        ),
        Err(error) => broken(admitted, &error),
    }
}

fn read<'a>(admitted: &'a Admitted, talks: &Talks) -> Result<NewGroup, &'a str> {
    let field =
        |name| line_of(admitted, name, LONGEST).ok_or_else(|| admitted.say("Et felt er for langt.", "A field is too long."));
    let guide = admitted.field("guide").parse().ok().and_then(|id: i64| talks.guides.iter().find(|(known, _)| *known == id));
    let Some((guide_id, guide)) = guide else { return Err(admitted.say("Vælg en guide.", "Choose a guide.")) };
    let (starts, ends) = when(admitted, guide.minutes)?;
    let title = field("title")?;
    if title.is_empty() {
        return Err(admitted.say("Skriv, hvad gruppen hedder.", "Write what the group is called."));
    }
    let capacity = admitted.field("capacity").trim().parse().ok().filter(|most| (1..=20).contains(most));
    let Some(capacity) = capacity else {
        return Err(admitted.say("Skriv, hvor mange der er plads til: 1 til 20.", "Write for how many there is room: 1 to 20."));
    };
    Ok(NewGroup {
        title,
        guide_id: *guide_id,
        starts,
        ends,
        place: field("place")?,
        moderator: field("moderator")?,
        note_taker: field("note-taker")?,
        observer: field("observer")?,
        capacity,
    })
}

/// When a session begins and ends, as typed in Danish local time.
pub(super) fn when(admitted: &Admitted, minutes: u32) -> Result<(Timestamp, Timestamp), &str> {
    let day: Option<Date> = admitted.field("day").trim().parse().ok();
    let begins = clock(admitted.field("time")).zip(day).and_then(|(time, day)| day.to_datetime(time).to_zoned(copenhagen()).ok());
    let Some(begins) = begins else {
        return Err(admitted.say("Skriv dag og klokkeslæt, for eksempel 10.00.", "Write day and time, for example 10:00."));
    };
    let starts = Timestamp(begins.timestamp().as_millisecond());
    Ok((starts, Timestamp(starts.0 + i64::from(minutes) * 60_000)))
}

/// A time of day as Danes write it: 10, 10.30 or 10:30.
fn clock(typed: &str) -> Option<Time> {
    let typed = typed.trim().trim_start_matches("kl.").trim();
    let (hour, minute) = typed.split_once(['.', ':']).unwrap_or((typed, "0"));
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// The fields for day and time.
pub(super) fn when_fields(admitted: &Admitted, day: &str, time: &str) -> Markup {
    html! {
        div.pair {
            p { label.over for="day" { (admitted.say("Dag", "Day")) } input id="day" name="day" type="date" value=(day) required; }
            p { label.over for="time" { (admitted.say("Klokkeslæt, dansk tid", "Time, Danish time")) } input id="time" name="time" type="text" value=(time) inputmode="decimal" autocomplete="off" required; }
        }
    }
}

/// Whether no later version of the guide is published: a new group follows the newest.
fn is_newest(talks: &Talks, guide: &Guide) -> bool {
    talks.guides.iter().all(|(_, other)| other.key != guide.key || other.version <= guide.version)
}

/// The form for one more group.
pub(super) fn form(admitted: &Admitted, talks: &Talks, wrong: Option<&str>) -> Markup {
    let typed = |name: &str| if wrong.is_some() { admitted.field(name) } else { "" };
    if talks.guides.is_empty() {
        return html! { p.card { (admitted.say(
            "Der er ingen guide endnu. Den, der passer serveren, udgiver guider med nulpunkt publish.",
            "There is no guide yet. Whoever looks after the server publishes guides with nulpunkt publish.",
        )) } };
    }
    let chosen = typed("guide");
    let people = [
        ("moderator", admitted.say("Ordstyrer", "Moderator")),
        ("note-taker", admitted.say("Referent", "Note taker")),
        ("observer", admitted.say("Ser med", "Observes")),
    ];
    html! {
        form.card method="post" action=(admitted.to(LIST)) {
            (admitted.form_field())
            h2 { (admitted.say("Planlæg en gruppe", "Plan a group")) }
            @if let Some(wrong) = wrong { p.notice role="alert" tabindex="-1" autofocus { (wrong) } }
            p {
                label.over for="title" { (admitted.say("Hvad hedder gruppen?", "What is the group called?")) }
                input id="title" name="title" type="text" value=(typed("title")) maxlength=(LONGEST) autocomplete="off" required;
            }
            p {
                label.over for="guide" { (admitted.say("Guide", "Guide")) }
                select id="guide" name="guide" { @for (id, guide) in talks.guides.iter().rev().filter(|(_, guide)| is_newest(talks, guide)) {
                    option value=(id) selected[chosen == id.to_string()] {
                        (guide.title.get(admitted.language)) " · " (guide.minutes) " min"
                    }
                } }
            }
            (when_fields(admitted, typed("day"), typed("time")))
            p {
                label.over for="place" { (admitted.say("Adressen på videomødet, eller et lokale", "The address of the video meeting, or a room")) }
                input id="place" name="place" type="text" value=(typed("place")) maxlength=(LONGEST) autocomplete="off";
            }
            p {
                label.over for="capacity" { (admitted.say("Plads til", "Room for")) }
                input id="capacity" name="capacity" type="text" size="4" inputmode="numeric" value=(if wrong.is_some() { typed("capacity") } else { "5" }) required;
            }
            div.pair { @for (name, words) in people {
                p { label.over for=(name) { (words) } input id=(name) name=(name) type="text" value=(typed(name)) maxlength=(LONGEST) autocomplete="off"; }
            } }
            button type="submit" { (admitted.say("Planlæg gruppen", "Plan the group")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_danes_write_it() {
        let at = |hour, minute| Some(Time::constant(hour, minute, 0, 0));
        assert_eq!((clock("10.30"), clock("kl. 9"), clock("14:05")), (at(10, 30), at(9, 0), at(14, 5)));
        assert_eq!((clock("25.00"), clock("ti"), clock("")), (None, None, None));
    }
}
