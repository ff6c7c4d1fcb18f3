//! The rows of a group's participants: what each answered, consents to, whether they came, and what is wrong with it.

use maud::{Markup, html};

use super::LIST;
use crate::export::summary::Talks;
use crate::focusgroup::{Purpose, Reply, consent_sentence};
use crate::store::{Consent, FocusGroup, Participant};
use crate::web::desk::account::moment;
use crate::web::desk::caller::Admitted;

/// What was planned beside what came of it.
pub(super) fn turnout(admitted: &Admitted, group: &FocusGroup, own: &[&Participant]) -> Markup {
    let count = |holds: &dyn Fn(&Participant) -> bool| own.iter().filter(|one| one.is_in() && holds(one)).count().to_string();
    let said = |reply| count(&|one: &Participant| one.reply == reply);
    let mut figures = vec![
        (admitted.say("Plads til", "Room for"), group.planned.capacity.to_string()),
        (admitted.say("Inviteret", "Invited"), count(&|_| true)),
        (admitted.say("Sagt ja", "Said yes"), said(Some(Reply::Yes))),
        (admitted.say("Vil et andet tidspunkt", "Want another time"), said(Some(Reply::AnotherTime))),
        (admitted.say("Sagt nej", "Said no"), said(Some(Reply::No))),
        (admitted.say("Ikke svaret", "Not answered"), said(None)),
    ];
    // Nobody came to a talk that was called off.
    if !group.cancelled {
        figures.push((admitted.say("Kom", "Came"), count(&|one| one.attended)));
    }
    html! { ul.chips { @for (what, how_many) in figures { li { (what) ": " (how_many) } } } }
}

/// A participant's row.
pub(super) fn line(admitted: &Admitted, talks: &Talks, group: &FocusGroup, one: &Participant) -> Markup {
    if one.withdrawn {
        return html! { tr { th scope="row" { (one.code) } td { (admitted.say("har trukket sig", "withdrew")) } td {} td {} td {} } };
    }
    if one.released {
        let words = admitted.say("pladsen er givet til en anden", "the place is given to somebody else");
        return html! { tr { th scope="row" { (one.name) div.small { (one.code) } } td { (words) } td {} td {} td {} } };
    }
    let consents: Vec<&str> =
        Purpose::ALL.into_iter().filter(|one_of| one.consents_to(*one_of)).map(|purpose| consent(admitted, purpose)).collect();
    let not_asked: Vec<&str> = Purpose::ALL
        .into_iter()
        .filter(|one_of| one.answered_before(*one_of).is_some())
        .map(|purpose| consent(admitted, purpose))
        .collect();
    let unit = talks.trials.municipality(&one.unit).map_or(one.unit.as_str(), |unit| unit.short.as_str());
    html! {
        tr {
            th scope="row" { (one.name) div.small { (one.code) " · " (unit) } }
            td data-label=(admitted.say("Svar", "Answer")) {
                (reply(admitted, one.reply))
                @if !one.reply_words.is_empty() { div.small { "»" (one.reply_words) "«" } }
            }
            td data-label=(admitted.say("Samtykke", "Consent")) {
                @if consents.is_empty() { "–" } @else { (consents.join(", ")) }
                @if let Some(missing) = lacks(admitted, one) { div.small { b { (missing) } } }
                @if !not_asked.is_empty() { div.small { (admitted.say("svarede, før der blev spurgt om: ", "answered before this was asked: ")) (not_asked.join(", ")) } }
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
                div { button.quiet type="submit" name="show" value=(one.id) { (admitted.say("Vis adressen", "Show the address")) span.aloud { ": " (one.name) } } }
            }
        }
    }
}

/// What somebody who came or is to come lacks so that their words may be used; none where they said yes to take part.
pub(super) fn lacks<'a>(admitted: &'a Admitted, one: &Participant) -> Option<&'a str> {
    if one.left() {
        return Some(admitted.say(
            "har taget sit ja til at være med tilbage: det, personen sagde, bruges ikke",
            "took the yes to take part back: what the person said is not used",
        ));
    }
    let lacks = one.attended && !one.consents_to(Purpose::TakePart);
    lacks.then(|| {
        admitted.say(
            "kom, men har ikke sagt ja til at være med: bed om det på deltagerens egen side, før du bruger noget",
            "came, but did not say yes to take part: ask for it on the participant's own page before you use anything",
        )
    })
}

/// The same of somebody who spoke, whether or not they are noted as having come.
pub(super) fn lacks_consent<'a>(admitted: &'a Admitted, one: &Participant) -> Option<&'a str> {
    lacks(admitted, one).or_else(|| {
        (!one.consents_to(Purpose::TakePart)).then(|| {
            admitted.say(
                "Den, der sagde det, har ikke sagt ja til at være med. Bed om det, før det bruges.",
                "Whoever said it did not say yes to take part. Ask for it before it is used.",
            )
        })
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
        Purpose::OtherPrograms => admitted.say("andre programmer", "other programs"),
    }
}
