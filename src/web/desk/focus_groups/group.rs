//! A group: who is invited, what they answered, who came; and moving it or calling it off.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::attending::{line, turnout};
use super::invitation::page_of;
use super::letters::new_letter;
use super::planning::{when, when_fields};
use super::{LIST, done, line_of, refused, refused_at, show, with_group};
use crate::export::summary::Talks;
use crate::focusgroup::{Purpose, role_letters};
use crate::language::{Language, number};
use crate::store::{Error, FocusGroup, NewParticipant, Participant};
use crate::web::desk::account::moment;
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};

/// GET `/desk/focus-groups/{group}`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, |admitted, talks, group| shown(admitted, talks, group, &Beside::default()))
}

/// What a form brought about that stands on the page besides.
#[derive(Default)]
struct Beside<'a> {
    /// What is wrong with what was sent.
    wrong: Option<&'a str>,
    /// Whose own page's address is shown, and the address.
    address: Option<(&'a str, &'a str)>,
    /// Whether the day of a move has gone by, so that it must be said that the talk was held on it.
    is_past: bool,
}

fn shown(admitted: &Admitted, talks: &Talks, group: &FocusGroup, beside: &Beside<'_>) -> HttpResponse {
    let status = if beside.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match body(admitted, talks, group, beside) {
        Ok(body) => show(admitted, status, &group.planned.title, &[], &format!("{LIST}/{}", group.id), &body),
        Err(error) => broken(admitted, &error),
    }
}

/// Shows the address of a participant's own page once, which is noted.
fn address_shown(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let id = admitted.field("show").parse().ok();
    let own = |one: &&Participant| Some(one.id) == id && one.group_id == group.id && one.is_in();
    let Some(one) = talks.participants.iter().find(own) else { return missing(admitted) };
    let noted = admitted.state.store.note_shown_address(one, &admitted.person.person.name, admitted.now());
    match noted.and_then(|()| page_of(admitted, one)) {
        Ok(page) => shown(admitted, talks, group, &Beside { address: Some((&one.name, &page)), ..Beside::default() }),
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/focus-groups/{group}`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, acted)
}

fn acted(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let (store, by, now) = (&admitted.state.store, &admitted.person.person.name, admitted.now());
    let here = format!("{LIST}/{}", group.id);
    if !admitted.field("show").is_empty() {
        return address_shown(admitted, talks, group);
    }
    match admitted.field("act") {
        "add" => add(admitted, talks, group),
        // Who came decides who could have said what: before the talk nobody has.
        "attended" if group.planned.starts > now && admitted.form.iter().any(|(name, _)| name == "came") => refused(
            admitted,
            "Samtalen er ikke begyndt. Sæt kryds ved dem, der kom, når den har været holdt. Intet er gemt.",
            "The talk has not begun. Tick those who came once it has been held. Nothing was saved.",
        ),
        "attended" => attended(admitted, talks, group, &here),
        "move" => moved(admitted, talks, group, &here),
        "named" => {
            let line = admitted.field("line").parse().unwrap_or_default();
            done(admitted, store.looked_at_naming(group.id, line), &here)
        }
        "cancel" if admitted.field("title").trim() == group.planned.title => {
            done(admitted, store.change_group(group, None, new_letter(admitted).as_ref(), by, now), &here)
        }
        "cancel" => {
            refused_at(admitted, "title", "Navnet er et andet. Intet er aflyst.", "The name is another. Nothing was called off.")
        }
        _ => refused(admitted, "Formularen kan ikke læses.", "The form cannot be read."),
    }
}

/// Keeps who came, and says who of them did not say yes to take part.
fn attended(admitted: &Admitted, talks: &Talks, group: &FocusGroup, here: &str) -> HttpResponse {
    let came: Vec<i64> = admitted.form.iter().filter(|(name, _)| name == "came").filter_map(|(_, id)| id.parse().ok()).collect();
    if let Err(error) = admitted.state.store.set_attended(group.id, &came) {
        return broken(admitted, &error);
    }
    let without = |one: &&Participant| one.group_id == group.id && came.contains(&one.id) && !one.consents_to(Purpose::TakePart);
    let names: Vec<&str> = talks.participants.iter().filter(without).map(|one| one.name.as_str()).collect();
    if names.is_empty() {
        return admitted.done(here, admitted.say("Det er gemt.", "It is saved."));
    }
    let words = super::told(
        admitted,
        "Det er gemt. Disse har ikke sagt ja til at være med: {names}. Bed om det, før du bruger det, de sagde.",
        "It is saved. These did not say yes to take part: {names}. Ask for it before you use what they said.",
        &[("names", &names.join(", "))],
    );
    admitted.done(here, &words)
}

/// Moves a group; to a day that has gone by only where it is said that the talk was held on it.
fn moved(admitted: &Admitted, talks: &Talks, group: &FocusGroup, here: &str) -> HttpResponse {
    let minutes = talks.guide(group).map_or(60, |guide| guide.minutes);
    let (starts, ends) = match when(admitted, minutes) {
        Ok(when) => when,
        Err(wrong) => return refused_at(admitted, "day", wrong, wrong),
    };
    let Some(place) = line_of(admitted, "place", 200) else {
        return refused_at(admitted, "place", "Adressen er for lang.", "The address is too long.");
    };
    // What is not shown is not wiped by being sent empty.
    let place = if group.meets_at(admitted.now()).is_empty() && place.is_empty() { group.planned.place.clone() } else { place };
    if starts < admitted.now() && admitted.field("held") != "1" {
        let wrong = admitted.say(
            "Den tid er gået, så samtalen kan ikke flyttes dertil. Blev den holdt dér, så sæt kryds ved det.",
            "That time has gone by, so the talk cannot be moved there. If it was held then, tick that it was.",
        );
        return shown(admitted, talks, group, &Beside { wrong: Some(wrong), is_past: true, address: None });
    }
    let (store, by) = (&admitted.state.store, &admitted.person.person.name);
    let letter = new_letter(admitted);
    let to = Some((starts, ends, place.as_str()));
    done(admitted, store.change_group(group, to, letter.as_ref(), by, admitted.now()), here)
}

fn add(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let field = |name| line_of(admitted, name, 200).unwrap_or_default();
    let (name, email, unit) = (field("name"), field("email"), admitted.field("unit"));
    let known = talks.trials.municipality(unit).is_some();
    let reachable =
        email.split_once('@').is_some_and(|(own, host)| !own.is_empty() && host.contains('.')) && !email.contains(' ');
    if name.is_empty() || !known || !reachable {
        let field = if name.is_empty() {
            "name"
        } else if known {
            "email"
        } else {
            "unit"
        };
        return refused_at(admitted, field, "Skriv navn, mailadresse og kommune.", "Write name, mail address and municipality.");
    }
    let language = Language::from_code(admitted.field("language")).unwrap_or_default();
    let new = NewParticipant { name: &name, email: &email, unit, language };
    let letters = role_letters(talks.role(group.id));
    let (store, by, now) = (&admitted.state.store, &admitted.person.person.name, admitted.now());
    let id = admitted.field("instead").parse().ok();
    let leaves = talks.participants.iter().find(|one| Some(one.id) == id && may_be_replaced(one, group));
    let added = store.add_participant(group, letters, &new, by, now).and_then(|added| {
        if let Some(one) = leaves.filter(|_| added) {
            store.release_participant(one, new_letter(admitted).as_ref(), by, now)?;
        }
        Ok(added)
    });
    match added {
        Ok(true) => admitted.done(
            &format!("{LIST}/{}", group.id),
            &super::told(admitted, "{name} er tilføjet.", "{name} is added.", &[("name", &name)]),
        ),
        Ok(false) => refused_at(
            admitted,
            "email",
            "Den adresse er allerede inviteret til gruppen.",
            "That address is already invited to the group.",
        ),
        Err(error) => broken(admitted, &error),
    }
}

/// Whether the place of a participant can be given to somebody else.
fn may_be_replaced(one: &Participant, group: &FocusGroup) -> bool {
    one.group_id == group.id && one.is_in() && !one.attended
}

fn body(admitted: &Admitted, talks: &Talks, group: &FocusGroup, beside: &Beside<'_>) -> Result<Markup, Error> {
    let own: Vec<&Participant> = talks.participants.iter().filter(|one| one.group_id == group.id).collect();
    let here = admitted.to(&format!("{LIST}/{}", group.id));
    let invited = own.iter().filter(|one| one.is_in()).count();
    Ok(html! {
        @if let Some(wrong) = beside.wrong { p.notice role="alert" tabindex="-1" autofocus { (wrong) } }
        @if let Some((name, address)) = beside.address { div.notice role="status" {
            p { (super::told(admitted, "{name} har denne side. Det er skrevet i loggen, at du har set adressen.", "{name} has this page. That you saw the address is written in the log.", &[("name", name)])) }
            p { code.long { (address) } }
            p { (admitted.say("Send den kun til personen selv. Det, der svares på siden, gælder som personens eget svar.", "Send it only to the person. What is answered on the page counts as the person's own answer.")) }
        } }
        (naming(admitted, group, &here)?)
        @if group.cancelled { p.notice.warning { (admitted.say("Gruppen er aflyst. Kalenderfilerne siger det nu.", "The group is called off. Its calendar files now say so.")) } }
        (facts(admitted, talks, group))
        form.card method="post" action=(here) {
            (admitted.form_field())
            h2 { (super::told(admitted, "Deltagere: {n}, plads til {most}", "Participants: {n}, room for {most}", &[("n", &invited.to_string()), ("most", &group.planned.capacity.to_string())])) }
            @if i32::try_from(invited).is_ok_and(|invited| invited > group.planned.capacity) {
                p.notice.warning { (admitted.say("Der er inviteret flere, end der er plads til.", "More are invited than there is room for.")) }
            }
            @if own.is_empty() {
                p { (admitted.say("Her står deltagerne, når den første er tilføjet nedenfor.", "The participants are here once the first is added below.")) }
            } @else {
                p.small { (admitted.say(
                    "Invitationer sendes som breve herfra, eller du kan sende hver deltager sin kalenderfil og adressen på sin egen side med jeres eget mailprogram. Adressen er deltagerens nøgle. At du ser den, skrives i loggen, og det, der svares med den, er deltagerens eget svar: svar aldrig selv.",
                    "Invitations go as letters from here, or you can send each participant their calendar file and the address of their own page with your own mail program. The address is the participant's key. That you look at it is written in the log, and what is answered with it is the participant's own answer: never answer yourself.",
                )) }
                p { a href=(admitted.to(&format!("{LIST}/{}/letters", group.id))) { (admitted.say("Breve til deltagerne", "Letters to the participants")) } }
                (turnout(admitted, group, &own))
                table.groups.plain {
                    thead { tr {
                        th scope="col" { (admitted.say("Deltager", "Participant")) }
                        th scope="col" { (admitted.say("Svar", "Answer")) }
                        th scope="col" { (admitted.say("Samtykke", "Consent")) }
                        th scope="col" { (admitted.say("Kom", "Came")) }
                        th scope="col" { (admitted.say("Invitation", "Invitation")) }
                    } }
                    tbody { @for one in &own { (line(admitted, talks, group, one)) } }
                }
                p { button type="submit" name="act" value="attended" { (admitted.say("Gem, hvem der kom", "Save who came")) } }
            }
        }
        (adding(admitted, talks, (group, &own), &here))
        (changing(admitted, group, &here, beside))
        (notes_go(admitted, group)?)
    })
}

fn facts(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> Markup {
    let planned = &group.planned;
    let people = [
        (admitted.say("Ordstyrer", "Moderator"), planned.moderator.as_str()),
        (admitted.say("Referent", "Note taker"), planned.note_taker.as_str()),
        (admitted.say("Ser med", "Observes"), planned.observer.as_str()),
        (admitted.say("Sted", "Place"), group.meets_at(admitted.now())),
    ];
    let guide = talks.guide(group).map(|guide| guide.title.get(admitted.language).to_owned()).unwrap_or_default();
    html! {
        p.say { (moment(admitted, planned.starts)) " · " (guide) }
        ul.chips { @for (what, who) in people { @if !who.is_empty() { li { (what) ": " (who) } } } }
        p {
            a.button href=(admitted.to(&format!("{LIST}/{}/notes", group.id))) { (admitted.say("Tag noter", "Take notes")) }
            " " a href=(admitted.to(&super::written::address(group))) { (admitted.say("Skriftlige runder", "Written rounds")) }
            " · " a href=(admitted.to(&format!("{LIST}/{}/transcripts", group.id))) { (admitted.say("Udskrifter af optagelser", "Transcripts of recordings")) }
        }
    }
}

fn adding(admitted: &Admitted, talks: &Talks, (group, own): (&FocusGroup, &[&Participant]), here: &str) -> Markup {
    let leaves: Vec<&&Participant> = own.iter().filter(|one| may_be_replaced(one, group)).collect();
    html! {
        form.card method="post" action=(here) {
            (admitted.form_field())
            h2 { (admitted.say("Tilføj en deltager", "Add a participant")) }
            div.pair {
                p { label.over for="name" { (admitted.say("Navn", "Name")) } input id="name" name="name" type="text" maxlength="200" autocomplete="off" required; }
                p { label.over for="email" { (admitted.say("Mailadresse", "Mail address")) } input id="email" name="email" type="email" maxlength="200" autocomplete="off" required; }
            }
            div.pair {
                p {
                    label.over for="unit" { (admitted.say("Kommune", "Municipality")) }
                    select id="unit" name="unit" { @for unit in &talks.trials.municipalities { option value=(unit.key) { (unit.short) } } }
                }
                p {
                    label.over for="letters-in" { (admitted.say("Breve på", "Letters in")) }
                    select id="letters-in" name="language" { @for language in [Language::Da, Language::En] { option value=(language.code()) lang=(language.code()) { (language.own_name()) } } }
                }
            }
            @if !leaves.is_empty() {
                p {
                    label.over for="instead" { (admitted.say("I stedet for", "In place of")) }
                    select id="instead" name="instead" {
                        option value="" { (admitted.say("ingen: pladsen er ledig", "nobody: the place is free")) }
                        @for one in leaves { option value=(one.id) { (one.name) } }
                    }
                    span.help { (admitted.say("Har den, der erstattes, fået en invitation, får personen besked om ikke at komme.", "If the one who is replaced was invited, they are told.")) }
                }
            }
            button type="submit" name="act" value="add" { (admitted.say("Tilføj deltageren", "Add the participant")) }
        }
    }
}

/// The lines that hold the name of somebody who withdrew, for whoever may change them.
fn naming(admitted: &Admitted, group: &FocusGroup, here: &str) -> Result<Markup, Error> {
    let lines = admitted.state.store.lines_naming(group.id)?;
    Ok(html! { @if !lines.is_empty() {
        section.card {
            h2 { (admitted.say("Linjer, der nævner en, som har trukket sig", "Lines that name somebody who withdrew")) }
            p { (admitted.say(
                "Ret linjen, så navnet er væk: den gamle form slettes så. Er der taget et udsagn ud af linjen, bliver den gamle form stående med udsagnet.",
                "Change the line so that the name is gone: its former form is then deleted. Where a statement was taken out of the line, the former form stays with the statement.",
            )) }
            ul.plain { @for (id, words) in &lines { li {
                form.row method="post" action=(here) {
                    (admitted.form_field())
                    input type="hidden" name="line" value=(id);
                    span { "»" (words) "« " }
                    a href=(admitted.to(&format!("{LIST}/{}/notes?edit={id}", group.id))) { (admitted.say("Ret", "Edit")) span.aloud { ": " (words) } }
                    button.quiet type="submit" name="act" value="named" { (admitted.say("Det er et andet ord", "It is another word")) span.aloud { ": " (words) } }
                }
            } } }
        }
    } })
}

/// How long the notes are kept.
fn notes_go(admitted: &Admitted, group: &FocusGroup) -> Result<Markup, Error> {
    let due = admitted.state.store.notes_go_on(group)?;
    let days = admitted.state.config.focus_groups.notes_days.to_string();
    Ok(html! {
        section.card {
            h2 { (admitted.say("Hvor længe noterne bevares", "How long the notes are kept")) }
            p { @match due {
                Some(day) => (super::told(
                    admitted,
                    "Noterne slettes {day} med udsagn, citater og skriftlige runder. Frosne opsamlinger bliver.",
                    "The notes are deleted on {day} with statements, quotes and written rounds. Frozen summaries stay.",
                    &[("day", &number::day(day, admitted.language))],
                )),
                None if days == "0" => (admitted.say("Der er ingen dag for, hvornår noterne slettes.", "There is no day on which the notes are deleted.")),
                None => (super::told(
                    admitted,
                    "Når gruppens opsamling er frosset, bevares noterne i {days} dage. Så slettes de med udsagn, citater og skriftlige runder, og frosne opsamlinger bliver.",
                    "Once the group's summary is frozen the notes are kept for {days} days. Then they are deleted with statements, quotes and written rounds, and frozen summaries stay.",
                    &[("days", &days)],
                )),
            } }
        }
    })
}

fn changing(admitted: &Admitted, group: &FocusGroup, here: &str, beside: &Beside<'_>) -> Markup {
    let day = group.planned.starts.day().to_string();
    let time = group.planned.starts.zoned().map(|at| format!("{:02}.{:02}", at.hour(), at.minute())).unwrap_or_default();
    let came_back = beside.wrong.is_some() && admitted.field("act") == "move";
    let typed = |name: &str, stored: &str| if came_back { admitted.field(name) } else { stored }.to_owned();
    let (day, time, place) = (typed("day", &day), typed("time", &time), typed("place", group.meets_at(admitted.now())));
    let is_hidden = group.meets_at(admitted.now()).is_empty() && !group.planned.place.is_empty();
    html! {
        section.card {
            h2 { (admitted.say("Flyt eller aflys", "Move or call off")) }
            p { (admitted.say(
                "De, der har fået invitationen som brev herfra, får straks et nyt, så deres kalendere følger med. Har du selv sendt kalenderfiler, så send dem igen.",
                "Those who were invited by a letter from here get a new one at once, so that their calendars follow. If you sent calendar files yourself, send them again.",
            )) }
            form method="post" action=(here) {
                (admitted.form_field())
                (when_fields(admitted, &day, &time))
                p { label.over for="place" { (admitted.say("Sted", "Place")) } input id="place" name="place" type="text" value=(place) maxlength="200" autocomplete="off" aria-describedby=[is_hidden.then_some("place-say")];
                    @if is_hidden { span.help #place-say { (admitted.say(
                        "Videomødets adresse vises ikke mere, for andre kan bruge det samme mødelokale nu. Skriv en ny, hvis samtalen flyttes. Er feltet tomt, er adressen, som den var.",
                        "The address of the video meeting is shown no more, since others may use the same room now. Write a new one if the talk is moved. Where the field is empty, the address is as it was.",
                    )) } }
                }
                @if beside.is_past { p { label.pick { input type="checkbox" name="held" value="1"; span { (admitted.say("Samtalen blev holdt den dag", "The talk was held on that day")) } } } }
                button type="submit" name="act" value="move" { (admitted.say("Gem tid og sted", "Save time and place")) }
            }
            @if !group.cancelled { details {
                summary { (admitted.say("Aflys gruppen", "Call the group off")) }
                form method="post" action=(here) {
                    (admitted.form_field())
                    p { label.over for="title" { (admitted.say("Skriv gruppens navn for at aflyse den", "Write the group's name to call it off")) } input id="title" name="title" type="text" autocomplete="off" required; }
                    button.quiet type="submit" name="act" value="cancel" { (admitted.say("Aflys gruppen", "Call the group off")) }
                }
            } }
        }
    }
}
