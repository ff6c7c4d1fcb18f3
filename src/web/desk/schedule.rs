//! Letters that a round sends by itself, on the desk: planned, previewed with numbers, moved, called off, and released when they are held.

use actix_web::HttpResponse;
use jiff::civil::Date;
use maud::{Markup, html};

use super::caller::Admitted;
use super::round_letters::{self, Said};
use super::rounds::with_round;
use super::trials::Line;
use crate::access::{Object, Verb};
use crate::fieldwork::{
    Access, Away, CannotSchedule, LetterKind, Moment, NewSending, Reading, Round, Sending, SendingState, away_on, check_sending,
    in_working_hours, next_working_day,
};
use crate::language::{Language, number};
use crate::store::Error;
use crate::time::Timestamp;

/// The fields of the form for a new round: name, kind, and their words.
const FIELDS: [(&str, LetterKind, &str, &str); 3] = [
    ("invite-on", LetterKind::Invitation, "Invitationer sendes (kan udelades)", "Invitations are sent (may be left out)"),
    ("remind-on", LetterKind::Reminder, "Påmindelse (kan udelades)", "Reminder (may be left out)"),
    ("remind-again", LetterKind::Reminder, "Påmindelse igen (kan udelades)", "Another reminder (may be left out)"),
];

/// The days as they were typed into the form for a new round.
pub(super) fn typed(admitted: &Admitted) -> Vec<&str> {
    FIELDS.iter().map(|(name, ..)| admitted.field(name).trim()).collect()
}

/// What is planned in the form for a new round, or what is wrong with it.
pub(super) fn read(admitted: &Admitted) -> Result<Vec<NewSending>, String> {
    let skip_quiet = admitted.field("skip-quiet") == "1";
    let mut all = Vec::new();
    for (name, kind, ..) in FIELDS.iter().filter(|(name, ..)| !admitted.field(name).trim().is_empty()) {
        let day = day_of(admitted, name)?;
        all.push(NewSending { kind: *kind, day, skip_quiet });
    }
    Ok(all)
}

/// The fields of the form for a new round.
pub(super) fn fields(admitted: &Admitted) -> Markup {
    html! {
        fieldset {
            legend { (admitted.say("Hvornår sendes brevene?", "When are the letters sent?")) }
            p.small { (rule(admitted)) " " (admitted.say(
                "Du kan også planlægge brevene senere, på rundens side Breve.",
                "You can also plan the letters later, on the round's page Letters.",
            )) }
            @for (name, _, danish, english) in FIELDS {
                p { label.over for=(name) { (admitted.say(danish, english)) } input id=(name) name=(name) type="date" value=(admitted.field(name)); }
            }
            (skip_quiet(admitted, admitted.field("skip-quiet") == "1"))
        }
    }
}

/// The days on which many are away.
pub(super) fn away_of(sendings: &[NewSending]) -> Vec<Away> {
    sendings.iter().copied().filter_map(away).collect()
}

fn away(new: NewSending) -> Option<Away> {
    away_on(if new.kind == LetterKind::Invitation { Moment::Invites } else { Moment::Reminds }, new.day)
}

fn rule(admitted: &Admitted) -> &'static str {
    if admitted.language == Language::En {
        "Planned letters are sent from nine o'clock, on working days from 8 to 16. Whoever has answered or said no gets no reminder."
    } else {
        "Planlagte breve sendes fra kl. 9, på hverdage mellem kl. 8 og 16. Den, der har svaret eller sagt nej, får ingen påmindelse."
    }
}

/// The choice to spare those who were asked shortly before; nothing where the installation has no quiet period.
fn skip_quiet(admitted: &Admitted, checked: bool) -> Markup {
    let days = admitted.state.config.fieldwork.quiet_days;
    html! {
        @if days > 0 {
            label.pick { input type="checkbox" name="skip-quiet" value="1" checked[checked]; span {
                @if admitted.language == Language::En { "Leave out whoever was invited to another survey within " (days) " days before" }
                @else { "Spring dem over, som har fået en invitation til en anden undersøgelse inden for " (days) " dage" }
            } }
        }
    }
}

fn day_of(admitted: &Admitted, name: &str) -> Result<Date, String> {
    let typed = admitted.field(name).trim().parse::<Date>().ok().filter(|day| (1900..=2200).contains(&day.year()));
    typed.ok_or_else(|| {
        let words = admitted.say("Skriv dagen for brevene som 2027-03-01.", "Write the day of the letters as 2027-03-01.");
        words.to_owned()
    })
}

/// POST `/desk/rounds/{round}/schedule`.
pub(super) fn act(admitted: &Admitted) -> HttpResponse {
    with_round(
        admitted,
        |round| {
            let done = match admitted.field("act") {
                "plan" => plan(admitted, round)?,
                "move" => postpone(admitted, round)?,
                "release" => change(admitted, round, true)?,
                _ => change(admitted, round, false)?,
            };
            Ok(done.map_or_else(Said::Wrong, Said::Done))
        },
        round_letters::show,
    )
}

fn plan(admitted: &Admitted, round: &Round) -> Result<Result<String, String>, Error> {
    let kind = if admitted.field("kind") == "invitation" { LetterKind::Invitation } else { LetterKind::Reminder };
    let day = match day_of(admitted, "on") {
        Ok(day) => day,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let new = NewSending { kind, day, skip_quiet: admitted.field("skip-quiet") == "1" };
    let store = &admitted.state.store;
    if let Err(wrong) = checked(admitted, round, new, &store.sendings(round.id)?) {
        return Ok(Err(wrong));
    }
    store.plan_sending(round, &new, (admitted.now(), &admitted.person.person.name))?;
    Ok(Ok(said(admitted, new, admitted.say("Brevene er planlagt til ", "The letters are planned for "))))
}

/// Moves a sending to another day: of one that is held too.
fn postpone(admitted: &Admitted, round: &Round) -> Result<Result<String, String>, Error> {
    let store = &admitted.state.store;
    let (Some(sending), mut beside) = found(admitted, round)? else { return Ok(Err(gone(admitted))) };
    let day = match day_of(admitted, "on") {
        Ok(day) => day,
        Err(wrong) => return Ok(Err(wrong)),
    };
    beside.retain(|other| other.id != sending.id);
    let new = NewSending { day, ..sending.as_new() };
    if let Err(wrong) = checked(admitted, round, new, &beside) {
        return Ok(Err(wrong));
    }
    if !store.move_sending(round, sending.id, new.at(), (admitted.now(), &admitted.person.person.name))? {
        return Ok(Err(gone(admitted)));
    }
    Ok(Ok(said(admitted, new, admitted.say("Brevene er flyttet til ", "The letters are moved to "))))
}

/// Releases a sending that is held, or calls one off.
fn change(admitted: &Admitted, round: &Round, release: bool) -> Result<Result<String, String>, Error> {
    let (store, now) = (&admitted.state.store, admitted.now());
    let who = (now, admitted.person.person.name.as_str());
    let say = |danish: &str, english: &str| admitted.say(danish, english).to_owned();
    let (Some(sending), _) = found(admitted, round)? else { return Ok(Err(gone(admitted))) };
    if release && sending.state != SendingState::Held {
        return Ok(Err(gone(admitted)));
    }
    let next = in_working_hours(now);
    let done =
        if release { store.move_sending(round, sending.id, next, who)? } else { store.cancel_sending(round, sending.id, who)? };
    Ok(match (done, release) {
        (false, _) => Err(gone(admitted)),
        (true, false) => Ok(say("Brevene er aflyst.", "The letters are called off.")),
        (true, true) if next == now => {
            Ok(say("Brevene er frigivet og sendes nu.", "The letters are released and are being sent."))
        }
        (true, true) => Ok(format!(
            "{}{}.",
            say(
                "Brevene er frigivet og sendes, når folk er på arbejde: ",
                "The letters are released and are sent when people are at work: "
            ),
            number::day(next.day(), admitted.language)
        )),
    })
}

/// The sending that the form names, where it still waits or is held, and all of the round.
fn found(admitted: &Admitted, round: &Round) -> Result<(Option<Sending>, Vec<Sending>), Error> {
    let all = admitted.state.store.sendings(round.id)?;
    let id: Option<i64> = admitted.field("sending").parse().ok();
    let waits =
        |sending: &&Sending| Some(sending.id) == id && matches!(sending.state, SendingState::Planned | SendingState::Held);
    Ok((all.iter().find(waits).copied(), all))
}

fn gone(admitted: &Admitted) -> String {
    let words = admitted.say("De breve venter ikke mere. Se listen.", "Those letters do not wait any more. See the list.");
    words.to_owned()
}

fn checked(admitted: &Admitted, round: &Round, new: NewSending, all: &[Sending]) -> Result<(), String> {
    let beside: Vec<NewSending> = all.iter().filter(|other| other.state == SendingState::Planned).map(Sending::as_new).collect();
    let checked = match round.access {
        Access::Open => Err(CannotSchedule::NobodyInvited),
        Access::Invited => check_sending(&new, &beside, (round.opens, round.closes), admitted.now()),
    };
    checked.map_err(|wrong| wrong.sentence(admitted.language, Reading::Page))
}

fn said(admitted: &Admitted, new: NewSending, words: &str) -> String {
    let done = format!("{words}{}.", number::day(new.day, admitted.language));
    match away(new) {
        Some(away) => format!("{done} {}", away.sentence(admitted.language)),
        None => done,
    }
}

/// Letters that rounds send by themselves within so many days, and those that are held: the day, the round's key, and what is said of them.
pub(super) fn soon(admitted: &Admitted, lines: &[Line], days: i64) -> Result<Vec<(Date, String, String)>, Error> {
    let (store, now) = (&admitted.state.store, admitted.now());
    let until = Timestamp::after(now.day().saturating_add(jiff::Span::new().days(days)));
    let mut all = store.sendings_until(SendingState::Held, Timestamp(i64::MAX))?;
    all.extend(store.sendings_until(SendingState::Planned, until)?);
    let mut soon = Vec::new();
    for sending in all {
        let found = lines.iter().find(|line| line.round.id == sending.round_id && !line.round.is_closed(now));
        let Some(line) = found.filter(|line| admitted.may(Verb::SeeLetters, Object::Trial(line.trial()))) else { continue };
        let day = number::day(sending.at.day(), admitted.language);
        let what = match (sending.kind, sending.state == SendingState::Held) {
            (LetterKind::Invitation, true) => admitted.say("holder invitationer tilbage", "holds invitations"),
            (LetterKind::Reminder, true) => admitted.say("holder påmindelser tilbage", "holds reminders"),
            (LetterKind::Invitation, false) => admitted.say("sender invitationer", "sends invitations on"),
            (LetterKind::Reminder, false) => admitted.say("sender påmindelser", "sends reminders on"),
        };
        let words = match sending.state {
            SendingState::Held => {
                format!(
                    "{what}: {}",
                    admitted.say("frigiv eller aflys dem under Breve", "release them or call them off under Letters")
                )
            }
            _ => format!("{what} {day}"),
        };
        // What is held comes first: it waits for somebody.
        let first = if sending.state == SendingState::Held { Date::ZERO } else { sending.at.day() };
        soon.push((first, line.round.key.clone(), words));
    }
    Ok(soon)
}

/// What is planned, on the round's page: nothing where nothing is.
pub(super) fn in_short(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    let all = admitted.state.store.sendings(round.id)?;
    let expected = lines(admitted, round, &all)?;
    Ok(html! {
        @if !all.is_empty() {
            div.card {
                h2 { (admitted.say("Planlagte breve", "Planned letters")) }
                ul.plain { @for (sending, line) in all.iter().zip(&expected) { li.late[sending.state == SendingState::Held] { (line) } } }
                p { a href=(admitted.to(&format!("/desk/rounds/{}/letters", round.key))) { (admitted.say("Ret planen", "Change the plan")) } }
            }
        }
    })
}

fn lines(admitted: &Admitted, round: &Round, all: &[Sending]) -> Result<Vec<String>, Error> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let expected = admitted.state.store.expected(round)?;
    let planned = |sending: &Sending, kind| sending.state == SendingState::Planned && sending.kind == kind;
    let first = all.iter().find(|sending| planned(sending, LetterKind::Invitation));
    let line = |sending: &Sending| {
        let after = first.is_some_and(|first| first.at < sending.at);
        sending.sentence(expected.of(sending.kind, after), admitted.language)
    };
    Ok(all.iter().map(line).collect())
}

/// The plan with its forms, on the page of letters.
pub(super) fn card(admitted: &Admitted, round: &Round, may_send: bool) -> Result<Markup, Error> {
    let closed = round.is_closed(admitted.now());
    let all = admitted.state.store.sendings(round.id)?;
    if round.access == Access::Open || (closed && all.is_empty()) {
        return Ok(html! {});
    }
    let lines = lines(admitted, round, &all)?;
    let may_change = may_send && !closed;
    Ok(html! {
        div.card {
            h2 { (admitted.say("Planlagte breve", "Planned letters")) }
            p.small { (rule(admitted)) }
            @if all.is_empty() { p { (admitted.say("Ingen breve er planlagt.", "No letters are planned.")) } }
            @else {
                ul.plain { @for (sending, line) in all.iter().zip(&lines) {
                    li { p.late[sending.state == SendingState::Held] { (line) } (forms(admitted, round, sending, may_change)) }
                } }
            }
            @if may_change { (plan_form(admitted, round)) }
        }
    })
}

/// What can be done with a sending that waits or is held, and the warning of its day.
fn forms(admitted: &Admitted, round: &Round, sending: &Sending, may_change: bool) -> Markup {
    let held = sending.state == SendingState::Held;
    if !held && sending.state != SendingState::Planned {
        return html! {};
    }
    let say = |danish, english| admitted.say(danish, english);
    let day = number::day(sending.at.day(), admitted.language);
    let field = format!("on-{}", sending.id);
    html! {
        @if !held && let Some(away) = away(sending.as_new()) { p.small { (away.sentence(admitted.language)) } }
        @if may_change && held {
            form.row method="post" action=(address(admitted, round)) {
                (admitted.form_field())
                input type="hidden" name="sending" value=(sending.id);
                button type="submit" name="act" value="release" { (say("Send nu", "Send now")) span.aloud { ": " (day) } }
                button.quiet type="submit" name="act" value="cancel" { (say("Aflys", "Call off")) span.aloud { ": " (day) } }
            }
        }
        @if may_change {
            details {
                summary { @if held { (say("Vælg en anden dag", "Choose another day")) } @else { (say("Flyt eller aflys", "Move or call off")) } span.aloud { ": " (day) } }
                form method="post" action=(address(admitted, round)) {
                    (admitted.form_field())
                    input type="hidden" name="sending" value=(sending.id);
                    p { label.over for=(field) { (say("Ny dag", "New day")) } input id=(field) name="on" type="date" value=(sending.at.day()) min=(round.opens) max=(round.closes); }
                    p.row {
                        button type="submit" name="act" value="move" { (say("Flyt", "Move")) }
                        @if !held { button.quiet type="submit" name="act" value="cancel" formnovalidate { (say("Aflys", "Call off")) } }
                    }
                }
            }
        }
    }
}

fn plan_form(admitted: &Admitted, round: &Round) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let suggested = next_working_day(admitted.now().day().max(round.opens.yesterday().unwrap_or(round.opens)));
    html! {
        details {
            summary { (say("Planlæg breve", "Plan letters")) }
            form method="post" action=(address(admitted, round)) {
                (admitted.form_field())
                fieldset {
                    legend { (say("Hvad skal sendes?", "What is to be sent?")) }
                    label.pick { input type="radio" name="kind" value="invitation" required; span { (say("Invitation til dem, som ikke er inviteret", "Invitation to those who are not invited")) } }
                    label.pick { input type="radio" name="kind" value="reminder" required; span { (say("Påmindelse til dem, som ikke har svaret", "Reminder to those who have not answered")) } }
                }
                p { label.over for="on" { (say("Dag", "Day")) } input id="on" name="on" type="date" value=(suggested) min=(round.opens) max=(round.closes) required; }
                (skip_quiet(admitted, false))
                button type="submit" name="act" value="plan" { (say("Planlæg", "Plan")) }
            }
        }
    }
}

fn address(admitted: &Admitted, round: &Round) -> String {
    admitted.to(&format!("/desk/rounds/{}/schedule", round.key))
}
