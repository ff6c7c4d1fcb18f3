//! A group: who is invited, what they answered, who came; and moving it or calling it off.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::invitation::page_of;
use super::letters::new_letter;
use super::planning::{when, when_fields};
use super::{LIST, done, line_of, refused, show, with_group};
use crate::export::summary::Talks;
use crate::focusgroup::{Purpose, Reply, consent_sentence, role_letter};
use crate::language::{Language, number};
use crate::store::{Consent, Error, FocusGroup, NewParticipant, Participant};
use crate::web::desk::account::moment;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

/// GET `/desk/focus-groups/{group}`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, shown)
}

fn shown(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    match body(admitted, talks, group) {
        Ok(body) => show(admitted, StatusCode::OK, &group.planned.title, &[], &format!("{LIST}/{}", group.id), &body),
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
    match admitted.field("act") {
        "add" => add(admitted, talks, group),
        // Who came decides who could have said what: before the talk nobody has.
        "attended" if group.planned.starts > now && admitted.form.iter().any(|(name, _)| name == "came") => refused(
            admitted,
            "Samtalen er ikke begyndt. Sæt kryds ved dem, der kom, når den har været holdt. Intet er gemt.",
            "The talk has not begun. Tick those who came once it has been held. Nothing was saved.",
        ),
        "attended" => {
            let came = admitted.form.iter().filter(|(name, _)| name == "came").filter_map(|(_, id)| id.parse().ok());
            done(admitted, store.set_attended(group.id, &came.collect::<Vec<_>>()), &here)
        }
        "move" => {
            let minutes = talks.guide(group).map_or(60, |guide| guide.minutes);
            match (when(admitted, minutes), line_of(admitted, "place", 200)) {
                (Ok((starts, ends)), Some(place)) => done(
                    admitted,
                    store.change_group(group, Some((starts, ends, &place)), new_letter(admitted).as_ref(), by, now),
                    &here,
                ),
                (Err(wrong), _) => refused(admitted, wrong, wrong),
                (_, None) => refused(admitted, "Adressen er for lang.", "The address is too long."),
            }
        }
        "cancel" if admitted.field("title").trim() == group.planned.title => {
            done(admitted, store.change_group(group, None, new_letter(admitted).as_ref(), by, now), &here)
        }
        "cancel" => refused(admitted, "Navnet er et andet. Intet er aflyst.", "The name is another. Nothing was called off."),
        _ => refused(admitted, "Formularen kan ikke læses.", "The form cannot be read."),
    }
}

fn add(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let field = |name| line_of(admitted, name, 200).unwrap_or_default();
    let (name, email, unit) = (field("name"), field("email"), admitted.field("unit"));
    let known = talks.trials.municipality(unit).is_some();
    let reachable =
        email.split_once('@').is_some_and(|(own, host)| !own.is_empty() && host.contains('.')) && !email.contains(' ');
    if name.is_empty() || !known || !reachable {
        return refused(admitted, "Skriv navn, mailadresse og kommune.", "Write name, mail address and municipality.");
    }
    let language = Language::from_code(admitted.field("language")).unwrap_or_default();
    let new = NewParticipant { name: &name, email: &email, unit, language };
    let letter = role_letter(talks.role(group.id));
    let (store, by, now) = (&admitted.state.store, &admitted.person.person.name, admitted.now());
    let id = admitted.field("instead").parse().ok();
    let leaves = talks.participants.iter().find(|one| Some(one.id) == id && may_be_replaced(one, group));
    let added = store.add_participant(group, letter, &new, by, now).and_then(|added| {
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
        Ok(false) => refused(admitted, "Den adresse er inviteret til gruppen.", "That address is invited to the group."),
        Err(error) => broken(admitted, &error),
    }
}

/// Whether the place of a participant can be given to somebody else.
fn may_be_replaced(one: &Participant, group: &FocusGroup) -> bool {
    one.group_id == group.id && one.is_in() && !one.attended
}

fn body(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> Result<Markup, Error> {
    let own: Vec<&Participant> = talks.participants.iter().filter(|one| one.group_id == group.id).collect();
    let mut lines = Vec::new();
    for participant in &own {
        lines.push(line(admitted, talks, group, participant)?);
    }
    let here = admitted.to(&format!("{LIST}/{}", group.id));
    let invited = own.iter().filter(|one| one.is_in()).count();
    Ok(html! {
        @if group.cancelled { p.notice.warning { (admitted.say("Gruppen er aflyst. Kalenderfilerne siger det nu.", "The group is called off. Its calendar files now say so.")) } }
        (facts(admitted, talks, group))
        form.card method="post" action=(here) {
            (admitted.form_field())
            h2 { (super::told(admitted, "Deltagere: {n} af {most}", "Participants: {n} of {most}", &[("n", &invited.to_string()), ("most", &group.planned.capacity.to_string())])) }
            @if own.is_empty() {
                p { (admitted.say("Her står deltagerne, når den første er tilføjet nedenfor.", "The participants are here once the first is added below.")) }
            } @else {
                p.small { (admitted.say(
                    "Invitationer sendes som breve herfra, eller du kan sende hver deltager sin kalenderfil og sin egen adresse med jeres eget mailprogram. Adressen er deltagerens nøgle: giv den til ingen anden.",
                    "Invitations go as letters from here, or you can send each participant their calendar file and their own address with your own mail program. The address is the participant's key: give it to nobody else.",
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
                    tbody { @for line in &lines { (line) } }
                }
                p { button type="submit" name="act" value="attended" { (admitted.say("Gem, hvem der kom", "Save who came")) } }
            }
        }
        (adding(admitted, talks, (group, &own), &here))
        (changing(admitted, group, &here))
        (notes_go(admitted, group)?)
    })
}

/// What was planned beside what came of it.
fn turnout(admitted: &Admitted, group: &FocusGroup, own: &[&Participant]) -> Markup {
    let count = |holds: &dyn Fn(&Participant) -> bool| own.iter().filter(|one| one.is_in() && holds(one)).count().to_string();
    let said = |reply| count(&|one: &Participant| one.reply == reply);
    let figures = [
        (admitted.say("Plads til", "Room for"), group.planned.capacity.to_string()),
        (admitted.say("Inviteret", "Invited"), count(&|_| true)),
        (admitted.say("Sagt ja", "Said yes"), said(Some(Reply::Yes))),
        (admitted.say("Sagt nej", "Said no"), said(Some(Reply::No))),
        (admitted.say("Ikke svaret", "Not answered"), said(None)),
        (admitted.say("Kom", "Came"), count(&|one| one.attended)),
    ];
    html! { ul.chips { @for (what, how_many) in figures { li { (what) ": " (how_many) } } } }
}

fn facts(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> Markup {
    let planned = &group.planned;
    let people = [
        (admitted.say("Ordstyrer", "Moderator"), &planned.moderator),
        (admitted.say("Referent", "Note taker"), &planned.note_taker),
        (admitted.say("Ser med", "Observes"), &planned.observer),
        (admitted.say("Sted", "Place"), &planned.place),
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

fn line(admitted: &Admitted, talks: &Talks, group: &FocusGroup, one: &Participant) -> Result<Markup, Error> {
    if one.withdrawn {
        return Ok(
            html! { tr { th scope="row" { (one.code) } td { (admitted.say("har trukket sig", "withdrew")) } td {} td {} td {} } },
        );
    }
    if one.released {
        let words = admitted.say("pladsen er givet til en anden", "the place is given to somebody else");
        return Ok(html! { tr { th scope="row" { (one.name) div.small { (one.code) } } td { (words) } td {} td {} td {} } });
    }
    let page = page_of(admitted, one)?;
    let consents: Vec<&str> =
        Purpose::ALL.into_iter().filter(|one_of| one.consents_to(*one_of)).map(|purpose| consent(admitted, purpose)).collect();
    let unit = talks.trials.municipality(&one.unit).map_or(one.unit.as_str(), |unit| unit.short.as_str());
    Ok(html! {
        tr {
            th scope="row" { (one.name) div.small { (one.code) " · " (unit) } }
            td data-label=(admitted.say("Svar", "Answer")) {
                (reply(admitted, one.reply))
                @if !one.reply_words.is_empty() { div.small { "»" (one.reply_words) "«" } }
            }
            td data-label=(admitted.say("Samtykke", "Consent")) {
                @if consents.is_empty() { "–" } @else { (consents.join(", ")) }
                @if !one.said.is_empty() { details {
                    summary { (admitted.say("Hvornår og til hvad", "When and to what")) span.aloud { ": " (one.name) } }
                    ul.small { @for said in &one.said { li { (told_consent(admitted, *said)) } } }
                } }
            }
            td {
                label.pick { input type="checkbox" name="came" value=(one.id) checked[one.attended]; span { (admitted.say("kom", "came")) span.aloud { ": " (one.name) } } }
            }
            td {
                a href=(admitted.to(&format!("{LIST}/{}/invitations/{}.ics", group.id, one.id))) download { (admitted.say("Kalenderfil", "Calendar file")) span.aloud { ": " (one.name) } }
                details { summary { (admitted.say("Egen adresse", "Own address")) span.aloud { ": " (one.name) } } code { (page) } }
            }
        }
    })
}

/// A yes or no in its own words, with the sentence that it was said to.
fn told_consent(admitted: &Admitted, said: Consent) -> String {
    let yes = if said.given { admitted.say("ja", "yes") } else { admitted.say("nej", "no") };
    let sentence = consent_sentence(said.purpose, said.version, admitted.language);
    let text = admitted.say("tekst", "text");
    format!("{}: {yes}, »{sentence}« ({text} {})", moment(admitted, said.at), said.version)
}

fn reply(admitted: &Admitted, reply: Option<Reply>) -> &str {
    match reply {
        None => admitted.say("ikke endnu", "not yet"),
        Some(Reply::Yes) => admitted.say("ja", "yes"),
        Some(Reply::No) => admitted.say("nej", "no"),
        Some(Reply::AnotherTime) => admitted.say("et andet tidspunkt", "another time"),
    }
}

fn consent(admitted: &Admitted, purpose: Purpose) -> &str {
    match purpose {
        Purpose::TakePart => admitted.say("deltage", "take part"),
        Purpose::BeRecorded => admitted.say("optages", "be recorded"),
        Purpose::BeQuoted => admitted.say("citeres", "be quoted"),
        Purpose::RoleNamed => admitted.say("rolle nævnes", "role named"),
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

fn changing(admitted: &Admitted, group: &FocusGroup, here: &str) -> Markup {
    let day = group.planned.starts.day().to_string();
    let time = group.planned.starts.zoned().map(|at| format!("{:02}.{:02}", at.hour(), at.minute())).unwrap_or_default();
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
                p { label.over for="place" { (admitted.say("Sted", "Place")) } input id="place" name="place" type="text" value=(group.planned.place) maxlength="200" autocomplete="off"; }
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
